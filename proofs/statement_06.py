"""Statement 6: which demands clash when the cost is on the table."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations

import sympy as sp

import bargain as bg
from bargain.verdicts.verdict import Verdict
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, NEVER, C, s_C, s_P, verdict

_UNIT = bg.models.cost_sharing(entrapment=False, w_P=1, w_C=1)  # w_P = w_C is the unit of payoffs
_FREE = bg.models.cost_sharing(entrapment=False)
_BARE = bg.models.autonomy_security(entrapment=False, w_P=1, w_C=1)
_DEMANDS = {
    "efficient": C.efficient(),
    "autonomy": C.balanced("autonomy"),
    "security": C.balanced("security"),
    "cost": C.balanced("cost"),
    "gains": C.equal_gains(),
}
_ALWAYS_ASKED = (C.participation(), C.positive("autonomy"))
_CORES = (
    ("autonomy", "security"),
    ("autonomy", "cost", "gains"),
    ("security", "cost", "gains"),
    ("efficient", "cost", "gains"),
    ("efficient", "security", "cost"),
    ("efficient", "security", "gains"),
)
# every set of demands without a core inside it lies in one of these
_COMPATIBLE = (
    ("efficient", "autonomy", "cost"),
    ("efficient", "autonomy", "gains"),
    ("cost", "gains"),
    ("efficient", "security"),
    ("security", "cost"),
    ("security", "gains"),
)
# one alliance with D > 1 for each of them, and one with D = 1 (interior)
_AT = {"s_P": "1/2", "s_C": "11/20", "K": "1/10"}
_AT_CORNER = {"s_P": 1, "s_C": "21/20", "K": "1/10"}
# with unequal weights the clashes other than the first disappear at these alliances
_UNEQUAL = {
    ("autonomy", "cost", "gains"): {"s_P": "1/2", "s_C": "3/4", "K": "1/10", "w_P": 1, "w_C": 2},
    ("security", "cost", "gains"): {"s_P": "1/2", "s_C": 1, "K": "1/10", "w_P": 4, "w_C": 1},
    ("efficient", "cost", "gains"): {"s_P": "1/2", "s_C": 1, "K": "1/10", "w_P": 4, "w_C": 1},
    ("efficient", "security", "cost"): {"s_P": "1/2", "s_C": 1, "K": "1/10", "w_P": 4, "w_C": 1},
    ("efficient", "security", "gains"): {"s_P": "1/2", "s_C": 1, "K": "1/10", "w_P": 4, "w_C": 1},
}


def _asked(demands: tuple[str, ...]) -> list[object]:
    return [*_ALWAYS_ASKED, *(_DEMANDS[d] for d in demands)]


def _clash(demands: tuple[str, ...]) -> Part:
    return Part(
        slug="clash-" + "-".join(demands),
        expected=NEVER,
        claim=f"D > 1: {', '.join(demands)} clash",
        run=lambda: verdict(_UNIT, _asked(demands), [s_C > s_P]),
    )


def _fits(demands: tuple[str, ...]) -> Part:
    at = _AT_CORNER if {"efficient", "autonomy"} <= set(demands) else _AT
    return Part(
        slug="fit-" + "-".join(demands),
        expected=ALWAYS,
        control=True,
        claim=f"s_P = {at['s_P']}, s_C = {at['s_C']}: {', '.join(demands)} are compatible",
        run=lambda: verdict(_UNIT.at(at), _asked(demands)),
    )


def _symmetric() -> Verdict:
    game = _UNIT.at({"s_P": "1/2", "s_C": "1/2", "K": "1/10"})
    return verdict(game, _asked(tuple(_DEMANDS)))


def _unequal(demands: tuple[str, ...]) -> Part:
    return Part(
        slug="free-" + "-".join(demands),
        expected=ALWAYS,
        control=True,
        claim=f"D > 1, w_P ≠ w_C: {', '.join(demands)} are compatible somewhere",
        run=lambda: verdict(_FREE.at(_UNEQUAL[demands]), _asked(demands)),
    )


def _holds(demands: tuple[str, ...], s: tuple[F, F], point: tuple[F, F, F]) -> bool:
    """Exact test of the demands but efficiency, K = 1/10, w = 1."""
    p, c, share = point
    security = s[0] * c, s[1] * p
    gains = security[0] - p * p / 2 - (1 - share) / 10, security[1] - c * c / 2 - share / 10
    tests = {
        "autonomy": p == c,
        "security": security[0] == security[1],
        "cost": share == F(1, 2),
        "gains": gains[0] == gains[1],
    }
    return min(gains) >= 0 and min(p, c) > 0 and all(tests[d] for d in demands if d in tests)


def _efficient(s: tuple[F, F], point: tuple[F, F, F]) -> bool:
    """No move along a small grid of directions helps both (weights from the cost share)."""
    p, c, share = point

    def payoffs(p: F, c: F, share: F) -> tuple[F, F]:
        return s[0] * c - p * p / 2 - (1 - share) / 10, s[1] * p - c * c / 2 - share / 10

    here = payoffs(p, c, share)
    for size in (F(1, 7), F(1, 40), F(1, 1000)):
        steps = [size * k for k in range(-3, 4)]
        for dp in steps:
            for dc in steps:
                q, d = p + dp, c + dc
                if not (0 <= q <= 1 and 0 <= d <= 1):
                    continue
                there = payoffs(q, d, share)
                total = sum(there) - sum(here)  # money moves freely while the share is inside
                if total > 0 and 0 < share < 1:
                    gain = there[0] - here[0]
                    move = (total / 2 - gain) * 10  # split the surplus by the share
                    if 0 <= share + move <= 1:
                        return False
                if there[0] >= here[0] and there[1] >= here[1] and there != here:
                    return False
    return True


def _enumeration() -> tuple[bool, str]:
    """Grid agreements: at D = 2 no core is met by one, at D = 1 all five demands are."""
    levels = [F(k, 12) for k in range(1, 13)]
    shares = [F(k, 8) for k in range(9)]
    points = [(p, c, share) for p in levels for c in levels for share in shares]
    wrong = []
    for s in ((F(1, 4), F(1, 2)), (F(1, 3), F(2, 3)), (F(1, 2), F(3, 4))):
        for core in _CORES:
            met = [
                x
                for x in points
                if _holds(core, s, x) and ("efficient" not in core or _efficient(s, x))
            ]
            if met:
                wrong.append((s, core, met[0]))
    half = F(1, 2)
    together = (half, half, half)
    fine = _holds(tuple(_DEMANDS), (half, half), together) and _efficient((half, half), together)
    return not wrong and fine, f"{len(points)} agreements, 3 alliances; wrong: {wrong or 'none'}"


def _lattice() -> tuple[bool, str]:
    """Every set of demands holds a core or lies in a compatible set, and no core holds another."""
    names = list(_DEMANDS)
    sets = [set(x) for n in range(6) for x in combinations(names, n)]
    covered = all(
        any(set(k) <= x for k in _CORES) != any(x <= set(m) for m in _COMPATIBLE) for x in sets
    )
    return covered, f"{len(sets)} sets of demands: each clashes or is compatible by the parts above"


STATEMENT = Statement(
    number=6,
    title="Impossibility cores",
    text="Cost share on the table, w_P = w_C, e = 0, participation, positive concessions. Under "
    "D > 1 the minimal clashing sets of demands are {autonomy, security}, {autonomy, cost, "
    "gains}, {security, cost, gains}, {efficient, cost, gains}, {efficient, security, cost}, "
    "{efficient, security, gains}; under D = 1 all five demands are compatible. With w_P ≠ "
    "w_C free only {autonomy, security} remains. Without cost sharing {autonomy, gains} and "
    "{security, gains} clash.",
    assumptions=(
        "w_P = w_C (but for the last part)",
        "e = 0",
        "K > 0",
        "participation",
        "positive concessions",
    ),
    parts=(
        *map(_clash, _CORES),
        Part(
            slug="inside-efficient-autonomy-cost",
            expected=NEVER,
            claim="D > 1 and s_P < w: efficient, autonomy, cost clash as well",
            run=lambda: verdict(
                _UNIT, _asked(("efficient", "autonomy", "cost")), [s_C > s_P, s_P < 1]
            ),
        ),
        Part(
            slug="bare-autonomy-gains",
            expected=NEVER,
            claim="no cost sharing, D > 1: autonomy, gains clash",
            run=lambda: verdict(_BARE, _asked(("autonomy", "gains")), [s_C > s_P]),
        ),
        Part(
            slug="bare-security-gains",
            expected=NEVER,
            claim="no cost sharing, D > 1: security, gains clash",
            run=lambda: verdict(_BARE, _asked(("security", "gains")), [s_C > s_P]),
        ),
        Part(
            slug="free-autonomy-security",
            expected=NEVER,
            claim="w_P ≠ w_C free, D ≠ 1: autonomy, security still clash",
            run=lambda: verdict(_FREE, _asked(("autonomy", "security")), [sp.Ne(s_C, s_P)]),
        ),
        *map(_fits, _COMPATIBLE),
        Part(
            slug="fit-all-symmetric",
            expected=ALWAYS,
            control=True,
            run=_symmetric,
            claim="D = 1: all five demands are compatible",
        ),
        *map(_unequal, _UNEQUAL),
        Part(
            slug="control-entrapment",
            expected=ALWAYS,
            control=True,
            claim="e_C - e_P = s_C - s_P: autonomy, cost, gains are compatible under D > 1",
            run=lambda: verdict(
                bg.models.cost_sharing(
                    s_P="1/2", s_C="3/4", K="1/10", w_P=1, w_C=1, e_P=0, e_C="1/4"
                ),
                _asked(("autonomy", "cost", "gains")),
            ),
        ),
    ),
    twins=(
        Twin(claim="enumeration of grid agreements in fractions", run=_enumeration),
        Twin(claim="the lattice of the 32 sets of demands", run=_lattice),
    ),
    outcome="with hypotheses",
    findings=(
        (
            "e = 0 (or e_P = e_C) has to be said: with s_P = 1/2, s_C = 3/4, e_P = 0, e_C = "
            "1/4 the "
            "set {autonomy, cost, gains} is compatible under D > 1."
        ),
        (
            "{efficient, autonomy, cost} is compatible under D > 1 only at the corner y = 1, "
            "that is "
            "where s_P ≥ w. Where s_P < w it is a seventh minimal clashing set."
        ),
    ),
)
