"""Goals over separate deviations: their parts, the joined proof, and what that decides."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.budget import spent
from bargain.check.checker import check
from bargain.exist.equations import Existence
from bargain.exist.separate_deviations import joined, parts
from bargain.models import autonomy_security
from bargain.question.question import Question
from bargain.refute.proof_tree import plain
from bargain.refute.refuter import Refuter
from bargain.refute.ring import Relation, Ring
from bargain.verdicts.verdict import Status

POWER = autonomy_security(security="power", entrapment=False)
CES = autonomy_security(security="ces", entrapment=False)
EXPOSED = autonomy_security(s_P=1, s_C=1, w_P=1, w_C=1)  # to entrapment
EQUAL = ["s_C == s_P", "w_C == w_P"]


def goals_of(game, condition):
    existence = Existence.read(Question(game, condition, EQUAL).always())
    return existence, [g for g in existence.goals if g.forall]


def test_a_sum_of_functions_of_one_action_each_falls_apart():
    existence, (goal,) = goals_of(POWER, c.efficient())
    ring, found = existence.ring, parts(existence, goal)
    assert len(found) == 2
    assert found[0].poly + found[1].poly == goal.hypothesis.poly
    bound = [ring.support(f.poly) & set(goal.forall) for f in found]
    assert [len(b) for b in bound] == [1, 1]
    assert bound[0] != bound[1]


def test_what_does_not_fall_apart_stays_whole():
    existence, (goal,) = goals_of(CES, c.efficient())  # security from both concessions jointly
    (whole,) = parts(existence, goal)
    assert whole.poly == goal.hypothesis.poly
    assert len(whole.slopes) == 2


def test_the_joined_proof_refutes_the_whole():
    """x + y < 0 with x, y >= 0, from one refutation for each, read by the checker."""
    ring = Ring(["x", "y"])
    x, y = ring.gens
    hypotheses = [Relation(">=", x), Relation(">=", y)]
    refuter = Refuter(ring, mark=spent() + 5)
    nodes = [refuter.run([*hypotheses, Relation(">", -p)]).node for p in (x, y)]
    node = plain(joined(ring, [x, y], nodes, len(hypotheses)), ring)
    named = [
        {"name": n, "text": n, "rel": rel, "poly": ring.encode(p)}
        for n, rel, p in (("x", ">=", x), ("y", ">=", y), ("sum", ">", -x - y))
    ]
    assert valid(named, node)
    weaker = [named[0], named[1] | {"poly": ring.encode(y + 1)}, named[2]]
    assert not valid(weaker, node)  # the control: y >= -1 is not enough


def valid(necessary, node):
    from bargain.check.certificate import seal

    statement = {
        "claim": "never", "verdict": "never", "words": ["no such x, y"], "variables": ["x", "y"],
        "parameters": [], "region": [], "necessary": necessary,
    }  # fmt: skip
    proof = {"kind": "psatz", "axioms": [], "node": node}
    return check(seal(statement, proof, [h["name"] for h in necessary], {}, {})).valid


# --- what it decides ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("game", "discount", "where", "status"),
    [
        (POWER, F(1, 4), EQUAL, Status.ALWAYS),  # y = min((s/2w)^(2/3), 1); it needs beta >= 1/4
        (POWER, F(1, 5), [*EQUAL, "s_P < 2*w_P"], Status.NEVER),  # the control
        pytest.param(
            POWER, sp.Symbol("beta", positive=True), EQUAL, Status.SOMETIMES, marks=pytest.mark.long
        ),
        (CES, F(1, 2), EQUAL, Status.ALWAYS),
    ],
    ids=["power, at the threshold", "power, below it", "power", "CES"],
)
def test_full_equilibria_of_curved_security(game, discount, where, status):
    verdict = bg.decide(game, c.full_equilibrium(discount), where, timeout=600, effort=60)
    assert verdict.status is status, verdict.evidence
    assert bg.check(verdict).valid


E_P, E_C = (EXPOSED.symbol(n) for n in ("e_P", "e_C"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("more", "where", "status"),
    [
        ([], [], Status.ALWAYS),  # nothing ceded if e_P e_C >= 1, else a root of a cubic
        ([c.positive("autonomy")], [], Status.SOMETIMES),  # the controls
        ([c.positive("autonomy")], [E_P * E_C >= 1], Status.NEVER),
    ],
)
def test_efficient_agreements_that_nobody_refuses(more, where, status):
    demand = [c.efficient(), c.participation(), *more]
    verdict = bg.decide(EXPOSED, demand, where, timeout=600, effort=60)
    assert verdict.status is status, verdict.evidence
    assert bg.check(verdict).valid


@pytest.mark.long
def test_efficient_agreements_of_curved_security():
    verdict = bg.decide(POWER, c.efficient(), EQUAL, timeout=600, effort=60)
    assert verdict.status is Status.ALWAYS
    assert bg.check(verdict).valid
    # the control: among small concessions there are efficient ones only where costs are high
    small = c.holds(POWER.symbol("y_P") + POWER.symbol("y_C") <= sp.Rational(1, 2))
    limited = bg.decide(
        POWER, [c.efficient(), c.participation(), small], EQUAL, timeout=600, effort=60
    )
    assert limited.status is Status.SOMETIMES
    assert bg.check(limited).valid
