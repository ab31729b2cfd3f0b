"""The claims ledger: sentences of the two documents, what they mean, verdict and evidence.

A claim names the questions that bear on it. Its standing follows from their statuses alone (see
`bargain.alliances.report.readings.standing`), its evidence from the record of this run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bargain.alliances.report.evidence import Record

__all__ = ["CLAIMS", "Claim"]

ABSTRACT = "Gu & Kim 2025, abstract"
ESSAY = "essay on the strained alliance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence, made falsifiable.

    Attributes
    ----------
    key, source, sentence : str
        Where it is said, and how.
    formal : str
        What it means in the model.
    quantities : str
        The quantities that it needs.
    asks : tuple of str
        Keys of questions.
    conclusions : mapping
        From statuses to ``(word, why)``.
    evidence : callable
        From the record to a sentence.
    """

    key: str
    source: str
    sentence: str
    formal: str
    quantities: str
    asks: tuple[str, ...]
    conclusions: Mapping[tuple[str, ...], tuple[str, str]]
    evidence: Callable[[Record], str]


def _delay(record: Record) -> str:
    return (
        "no lapses on record for this case"
        if record.korea is None
        else (record.korea.delay.summary().splitlines()[0])
    )


def _amounts(record: Record) -> str:
    if record.korea is None:
        return "no annual series for this case"
    return record.korea.contributions.summary()


def _duration(record: Record) -> str:
    return record.duration.finding


def _troops(record: Record) -> str:
    return record.persistence.summary().splitlines()[0]


CLAIMS: tuple[Claim, ...] = (
    Claim(
        key="overlap",
        source=ABSTRACT,
        sentence="the overlap of interests between allies has decreased, and the cohesion … has "
        "weakened (because both adjust their autonomy)",
        formal="a joint withdrawal q < 1 from the Nash bargain leaves each ally worse off; "
        "policies "
        "that both prefer to none run out past Δ*",
        quantities="y_P, y_C, q; Δ, ρ_P, ρ_C",
        asks=("withdrawal-patron", "withdrawal-client", "cohesion-lost", "cohesion"),
        conclusions={
            ("never", "never", "never", "always"): (
                "true in the model",
                (
                    "every withdrawal costs both allies, and divergence beyond the "
                    "sum "
                    "of the reaches leaves no common policy"
                ),
            )
        },
        evidence=lambda r: r.coded("rok_autonomy", "interest_overlap"),
    ),
    Claim(
        key="own-interest",
        source=ABSTRACT,
        sentence="to safeguard their own interests, and the inconsistency of the interests of the "
        "two parties triggers conflicts",
        formal="in the one-shot game neither ally cedes anything; no agreement is best for both",
        quantities="best replies; ideal points",
        asks=("own-interest-patron", "own-interest-client", "shared-ideal", "shared-ideal-equal"),
        conclusions={
            ("never", "never", "never", "never"): (
                "true, but of every alliance",
                (
                    "ceding never pays for its own sake, and the ideal "
                    "agreements differ under equal dependence too"
                ),
            )
        },
        evidence=_delay,
    ),
    Claim(
        key="survives",
        source=ABSTRACT,
        sentence="the alliance system not only did not collapse, but enabled itself to maintain "
        "normal operations",
        formal="a self-enforcing agreement with positive concessions exists iff e_P e_C < β²Π",
        quantities="e_P, e_C, β, Π = s_P s_C",
        asks=("survival-free", "collapse", "survival"),
        conclusions={
            ("always", "never", "always"): (
                "conditional",
                (
                    "it survives exactly while entrapment stays below the dependence "
                    "product: the model can collapse"
                ),
            ),
            ("always", "never", "unknown"): (
                "conditional",
                (
                    "it survives without entrapment and ends once e_P e_C ≥ β²Π: the "
                    "model can collapse; that it survives everywhere in between is not "
                    "decided here"
                ),
            ),
        },
        evidence=_troops,
    ),
    Claim(
        key="vitality",
        source=ABSTRACT,
        sentence="and gave it a longer vitality. The fundamental reason is that [they] belong to "
        "an "
        "asymmetric alliance",
        formal="at equal Π an asymmetric alliance outlives larger shocks; the survival condition "
        "itself contains Π and not D",
        quantities="Π, D, Nash surplus Π cosh(log(D)/3)",
        asks=("surplus", "outlives", "is-outlived", "collapse"),
        conclusions={
            ("never", "always", "never", "never"): (
                "half true",
                (
                    "at equal Π the asymmetric alliance outlives every shock that the "
                    "symmetric "
                    "one outlives, and more; but whether any agreement survives depends on "
                    "the product, "
                    "not on asymmetry"
                ),
            )
        },
        evidence=_duration,
    ),
    Claim(
        key="weaker-concedes",
        source=ABSTRACT,
        sentence="South Korea having to make concessions on the issue of autonomy",
        formal="in the Nash bargain the more dependent ally cedes more autonomy and receives more "
        "security; past D = 4 so does every efficient agreement that both accept",
        quantities="y_C/y_P = D^(1/3), S_C/S_P = D^(2/3)",
        asks=(
            "power-law",
            "weaker-cedes",
            "weaker-secured",
            "opposite-signs",
            "opposite-signs-control",
        ),
        conclusions={
            ("never", "never", "never", "never", "always"): (
                "true",
                (
                    "in the bargain always; in every efficient accepted agreement once D > 4, and "
                    "not before"
                ),
            )
        },
        evidence=lambda r: r.dependence_moved(),
    ),
    Claim(
        key="price-of-control",
        source=ABSTRACT,
        sentence="The United States will undoubtedly increase its security payment costs while "
        "expanding its autonomy",
        formal="to hold the client at y_C the patron must provide at least w_C y_C²/(2 s_C)",
        quantities="y_P, y_C, s_C, w_C",
        asks=("price-of-control", "rising-price"),
        conclusions={
            ("never", "never"): (
                "true as a lower bound",
                "less provision is refused, and more control needs more",
            )
        },
        evidence=lambda r: r.coded("us_leverage_or_control", "us_security_supply"),
    ),
    Claim(
        key="dissatisfaction",
        source=ABSTRACT,
        sentence="When it cannot meet the payment requirements, the United States will cause "
        "dissatisfaction among its allies",
        formal="with provision capped at ȳ and control held at y_C the client's shortfall is "
        "max(0, w_C y_C²/2 - s_C ȳ)",
        quantities="cap on y_P, y_C, s_C, w_C",
        asks=("unmet-demand", "met-demand"),
        conclusions={
            ("never", "always"): (
                "true",
                "below the price the client refuses; at or above it it accepts",
            )
        },
        evidence=_delay,
    ),
    Claim(
        key="no-complete-equilibrium",
        source=ABSTRACT,
        sentence="Under the asymmetric alliance system, autonomy-security trade-off between allies "
        "cannot achieve a complete equilibrium",
        formal="no agreement is efficient, self-enforcing and balanced on both issues if D ≠ 1",
        quantities="D = s_C/s_P",
        asks=("headline", "headline-equal", "headline-second-source"),
        conclusions={
            ("never", "always", "always"): (
                "true as read here (R0)",
                (
                    "a second source of security for the patron makes it "
                    "false, and other readings differ (see the readings)"
                ),
            )
        },
        evidence=lambda r: r.always_unequal(),
    ),
    Claim(
        key="recurs",
        source=ABSTRACT,
        sentence="the conflicts and games between allies … always run through the political "
        "interaction process",
        formal="reopening by the more aggrieved ally rests iff log D ≤ 2ε; opposite fears leave no "
        "pure equilibrium",
        quantities="D, tolerance ε; a_i, b_i",
        asks=("no-rest", "rest", "dilemma"),
        conclusions={
            ("never", "always", "never"): (
                "true without tolerance",
                ("with tolerance ε on each issue the claims rest as soon as D ≤ e^(2ε)"),
            )
        },
        evidence=lambda r: r.always_unequal(),
    ),
    Claim(
        key="goals",
        source=ESSAY,
        sentence="these differences … [are] straining the US-ROK alliance … both have focused on "
        "the symptoms of the strain, not its causes",
        formal="without divergence (Δ = 0) a policy that both like best exists; with divergence "
        "the "
        "set of common policies runs out past Δ*",
        quantities="Δ, ρ_P, ρ_C",
        asks=("shared-policy", "cohesion-lost", "cohesion"),
        conclusions={
            ("always", "never", "always"): (
                "true in the model",
                (
                    "divergence of goals is the only source of strain there; the "
                    "model "
                    "cannot tell whether others matter in fact"
                ),
            )
        },
        evidence=lambda r: r.coded("rok_autonomy", "interest_overlap"),
    ),
    Claim(
        key="accommodation",
        source=ESSAY,
        sentence="Success has been a consequence of each side's willingness to accommodate the "
        "other's preferences",
        formal="between min ρ and Δ* neither own ideal is acceptable to the other, a compromise is",
        quantities="Δ, ρ_P, ρ_C",
        asks=("ideals-refused", "compromise"),
        conclusions={
            ("never", "always"): (
                "true in a range",
                (
                    "where Δ exceeds both reaches and not their sum only a compromise "
                    "holds the alliance together"
                ),
            )
        },
        evidence=_amounts,
    ),
    Claim(
        key="role-reversal",
        source=ESSAY,
        sentence="This reversal of roles since 1994, more than any other consideration, has "
        "intensified stress",
        formal="moving the lead to the patron adds loss iff γ_C > γ_P",
        quantities="γ_P, γ_C, Δ",
        asks=("lead-patron", "lead-patron-control"),
        conclusions={
            ("never", "always"): (
                "conditional",
                "it adds strain exactly if the policy matters more to the client",
            )
        },
        evidence=lambda r: r.coded("us_leverage_or_control", "rok_autonomy"),
    ),
    Claim(
        key="ascendancy",
        source=ESSAY,
        sentence="Partnership gradually replaced dependency as the alliance matured",
        formal="dependence falls as the client's capability rises",
        quantities="κ_C, D, log D",
        asks=("ascendancy",),
        conclusions={
            ("never",): (
                "true in the model",
                "D falls with the client's capability, other things equal",
            )
        },
        evidence=lambda r: r.dependence_moved(),
    ),
    Claim(
        key="unadjusted-ends",
        source=ESSAY,
        sentence="Otherwise, the half century old alliance will retreat into history",
        formal="with the policy fixed at the patron's ideal the client leaves past Δ = ρ_C; with "
        "falling threat nothing survives below e_P e_C = β²Π",
        quantities="Δ, ρ_C; Π, e_P, e_C, β",
        asks=("unadjusted", "adjusted", "collapse"),
        conclusions={
            ("never", "always", "never"): (
                "conditional",
                (
                    "past the client's reach the fixed policy loses it while an adjusted "
                    "one "
                    "would hold it (up to Δ*)"
                ),
            )
        },
        evidence=_troops,
    ),
)
"""The ledger, in the order of the documents."""
