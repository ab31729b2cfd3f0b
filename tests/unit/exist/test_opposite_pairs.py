"""Quantities of deviations that equations define: smaller, larger and joint security."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.budget import spent
from bargain.check.certificate import seal
from bargain.check.checker import check
from bargain.exist.equations import Existence, slopes
from bargain.exist.opposite_pairs import refute_by_factors
from bargain.exist.suggestions import along_kinks
from bargain.models import autonomy_security
from bargain.question.question import Question
from bargain.refute.proof_tree import plain
from bargain.refute.refuter import Refuter
from bargain.refute.ring import Relation, Ring
from bargain.verdicts.verdict import Status

EQUAL = ["s_C == s_P", "w_C == w_P"]
WEAKEST = autonomy_security(security="weakest-link", entrapment=False)
BEST = autonomy_security(security="best-shot", entrapment=False)
ROUND = autonomy_security(
    security="ces", exponent=2, entrapment=False, s_P=1, s_C=1, w_P=2, w_C=2
)  # fmt: skip


def test_the_pair_is_used_as_an_equation_of_each_factor():
    """q = max(a, b) has q <= 1 for a, b <= 1; without the pair it need not."""
    ring = Ring(["a", "b", "q"])
    a, b, q = ring.gens
    product = (q - a) * (q - b)
    hypotheses = [
        Relation(">=", 1 - a), Relation(">=", 1 - b), Relation(">=", -product),
        Relation(">=", product), Relation(">", q - 1),
    ]  # fmt: skip
    seen = []

    def refute(given):
        seen.append([h.rel for h in given])
        return Refuter(ring, mark=spent() + 5).run(given).node

    node = plain(refute_by_factors(ring, hypotheses, refute), ring)
    assert all("=" in rels for rels in seen)

    def valid(relations):
        necessary = [
            {"name": str(k), "text": str(k), "rel": h.rel, "poly": ring.encode(h.poly)}
            for k, h in enumerate(relations)
        ]
        statement = {
            "claim": "never", "verdict": "never", "words": ["none"], "variables": ["a", "b", "q"],
            "parameters": [], "region": [], "necessary": necessary,
        }  # fmt: skip
        proof = {"kind": "psatz", "axioms": [], "node": node}
        from bargain.check.checker import hypotheses_used

        try:
            used = hypotheses_used(statement, proof, {})
        except ValueError:
            return False
        return check(seal(statement, proof, used, {}, {})).valid

    assert valid(hypotheses)
    assert not valid([*hypotheses[:4], Relation(">", q - a)])  # the control


def test_slopes_run_through_what_equations_define():
    """At y = (1, 0) the slope of sqrt(y_P^2 + y_C^2) in y_P is 1, not 0."""
    existence = Existence.read(Question(ROUND, c.efficient()).always())
    ring = existence.ring
    (goal,) = [g for g in existence.goals if g.forall]
    at = {ring.names[u]: v for u, v in zip(existence.unknowns, (1, 0, 1, 1, 1), strict=True)}
    for _, u, slope in slopes(existence, goal):
        left = ring.values_at(slope, at)
        assert left == 0, ring.names[u]  # gains 2 s q' = 2, costs w y = 2 for y_P; 0 and 0 for y_C


def test_at_a_kink_several_variables_move_together():
    existence = Existence.read(Question(WEAKEST, c.efficient(), EQUAL).always())
    ring = existence.ring
    (goal,) = [g for g in existence.goals if g.forall]
    (slope,) = along_kinks(existence, goal)
    s, w = (next(n for n in ring.names if n.startswith(kind)) for kind in ("s_", "w_"))
    at = {"y_P": 1, "y_C": 1, "mu_patron": 1, "mu_client": 1, w: 3}
    assert ring.values_at(slope, at | {s: 3}) == 0  # y = s/w is the best of y_P = y_C
    assert ring.values_at(slope, at | {s: 2}) != 0


@pytest.mark.long
@pytest.mark.parametrize(
    ("game", "where"),
    [(WEAKEST, []), (BEST, EQUAL), (ROUND, [])],
    ids=["weakest link", "best shot", "joint, exponent 2"],
)
def test_efficient_agreements_with_joint_security(game, where):
    verdict = bg.decide(game, c.efficient(), where, timeout=600, effort=60)
    assert verdict.status is Status.ALWAYS
    assert bg.check(verdict).valid


@pytest.mark.long
def test_what_is_false_stays_unproved():
    # efficient concessions to the weakest link are equal
    y_P, y_C = WEAKEST.symbol("y_P"), WEAKEST.symbol("y_C")
    verdict = bg.decide(WEAKEST, [c.efficient(), c.holds(y_P > y_C)], EQUAL, timeout=5)
    assert verdict.status not in (Status.ALWAYS, Status.SOMETIMES)


@pytest.mark.long
def test_a_full_equilibrium_with_the_weakest_link_needs_no_patience():
    """At y = min(s/w, 1) nobody gains by any deviation: y is a Nash equilibrium."""
    verdict = bg.decide(WEAKEST, c.full_equilibrium(sp.Symbol("beta", positive=True)), EQUAL)
    assert verdict.status is Status.ALWAYS
    assert bg.check(verdict).valid
