"""Statement 26: one patron, two clients."""

from __future__ import annotations

from random import Random

import sympy as sp

from bargain.verdicts.relation import prove_relation
from proofs.ledger import Part, Statement, Twin
from proofs.literature.hub_and_spokes import ANEW, GIVEN, PATRON, r_1, r_2, t_1, t_2, v_1, v_2, v_12
from proofs.setting import FAILS, HOLDS, Eq

_ALONE = v_1 / 2  # what client 1 has from the patron where there is no second client
_SUBSTITUTES = v_12 < v_1 + v_2


def _simulated() -> tuple[bool, str]:
    """Pairs that split in turn until nothing moves; then every order of arrival."""
    draw, wrong, looked = Random(26), 0, 0
    for _ in range(300):
        one, two = draw.uniform(0.1, 2), draw.uniform(0.1, 2)
        both = draw.uniform(max(one, two), 1.5 * (one + two))
        first = second = 0.0
        for _ in range(200):  # each pair halves what its link adds, the other price given
            first = (both - second - (two - second)) / 2
            second = (both - first - (one - first)) / 2
        wrong += abs(first - (both - two) / 2) > 1e-9 or abs(second - (both - one) / 2) > 1e-9
        # bargaining anew: the pair halves what is left beyond what each has without the other
        x = y = 0.0
        for _ in range(400):
            x += 0.5 * ((both - x - y - two / 2) - x)
            y += 0.5 * ((both - x - y - one / 2) - y)
        hub = both - x - y
        wrong += abs(hub - (one / 6 + two / 6 + both / 3)) > 1e-9
        wrong += abs(x - (one + 2 * (both - two)) / 6) > 1e-9
        weaker = both < one + two
        wrong += (first < one / 2) != weaker or (x < one / 2) != weaker
        wrong += (both - first - second > hub) != weaker
        looked += 1
    return wrong == 0, f"{looked} triples of worths; wrong: {wrong}"


STATEMENT = Statement(
    number=26,
    title="Hub and spokes",
    text="A patron is worth v₁, v₂, v₁₂ with its clients; alone client 1 would have v₁/2. Under "
    "either protocol a second client weakens the first iff v₁₂ < v₁ + v₂ and strengthens it iff "
    ">: by (v₁ + v₂ - v₁₂)/2 with the other agreement given (Nash-in-Nash), by a third of it where "
    "a broken link is followed by bargaining anew, which gives the patron v₁/6 + v₂/6 + v₁₂/3. "
    "The patron prefers the former iff v₁₂ < v₁ + v₂, each client the latter. With the other "
    "agreement given each link pays iff v₁₂ ≥ max(v₁, v₂); anew iff 2v₁₂ ≥ 2v_j - v_i.",
    assumptions=("equal weights; money is transferable", "alone nobody has anything"),
    parts=(
        Part(
            slug="given",
            expected=HOLDS,
            claim="Nash-in-Nash: client 1 loses half of v₁ + v₂ - v₁₂",
            run=lambda: prove_relation(Eq(_ALONE - t_1, (v_1 + v_2 - v_12) / 2), GIVEN),
        ),
        Part(
            slug="anew",
            expected=HOLDS,
            claim="bargaining anew: a third of it",
            run=lambda: prove_relation(Eq(_ALONE - r_1, (v_1 + v_2 - v_12) / 3), ANEW),
        ),
        Part(
            slug="weakens",
            expected=HOLDS,
            claim="substitutes weaken client 1, more with the other agreement given",
            run=lambda: prove_relation(
                sp.And(t_1 < r_1, r_1 < _ALONE), [*GIVEN, *ANEW, _SUBSTITUTES]
            ),
        ),
        Part(
            slug="strengthens",
            expected=HOLDS,
            claim="complements strengthen it, more with the other agreement given",
            run=lambda: prove_relation(
                sp.And(t_1 > r_1, r_1 > _ALONE), [*GIVEN, *ANEW, v_12 > v_1 + v_2]
            ),
        ),
        Part(
            slug="patron",
            expected=HOLDS,
            claim="the patron's payoff anew",
            run=lambda: prove_relation(Eq(v_12 - r_1 - r_2, PATRON), ANEW),
        ),
        Part(
            slug="patron-prefers",
            expected=HOLDS,
            claim="which is less than with the other agreement given iff v₁₂ < v₁ + v₂",
            run=lambda: prove_relation(
                Eq((v_12 - t_1 - t_2) - PATRON, (v_1 + v_2 - v_12) / 3), GIVEN
            ),
        ),
        Part(
            slug="pays",
            expected=HOLDS,
            claim="client 1 gets something iff v₁₂ > v₂ (given)",
            run=lambda: prove_relation(t_1 > 0, [*GIVEN, v_12 > v_2]),
        ),
        Part(
            slug="pays-only",
            expected=FAILS,
            everywhere=True,
            claim="and only then",
            run=lambda: prove_relation(t_1 > 0, [*GIVEN, v_12 <= v_2]),
        ),
        Part(
            slug="control-complements",
            expected=FAILS,
            control=True,
            claim="“weakens” without v₁₂ < v₁ + v₂",
            run=lambda: prove_relation(t_1 < _ALONE, GIVEN),
        ),
        Part(
            slug="control-anew-pays",
            expected=FAILS,
            control=True,
            claim="bargaining anew may pay a client that adds nothing: v₁₂ < v₂",
            run=lambda: prove_relation(r_1 <= 0, [*ANEW, v_12 <= v_2]),
        ),
    ),
    twins=(Twin(claim="pairs that split in turn, until nothing moves", run=_simulated),),
    outcome="with hypotheses",
    findings=(
        (
            "The patron's v₁/6 + v₂/6 + v₁₂/3 holds. What the page leaves out: with the other "
            "agreement given a link is worth nothing to its client, and so is not formed, if v₁₂ "
            "< v_j; bargaining anew may pay a client that adds nothing, for the patron's position "
            "in the other link rests on it."
        ),
    ),
)
