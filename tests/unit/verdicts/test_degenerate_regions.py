"""Regions that are flat, touch in a point or state a relation twice, and first-order conditions
that say the same thing twice.

The question is mostly whether an action y in [0, 1] can be equal to an expression in parameters:
then the verdict can be read off the region by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.budget import spent
from bargain.errors import EmptyRegionError
from bargain.game.conditions.clauses import Clause, Encoding
from bargain.game.game import Game
from bargain.question.kinds.box_statement import _defined_range
from bargain.question.question import Question
from bargain.question.region_points import points
from bargain.verdicts.statics.signs_of_slopes import comparative_statics
from tests.hypotheses import holds_at

Y, Z = sp.symbols("y z")
P, Q = sp.symbols("p q", real=True)
S, W = sp.symbols("s w", positive=True)
R = sp.Rational
PLAIN = Game({"A": {Y: (0, 1)}, "B": {Z: (0, 1)}}, {"A": Y, "B": Z}, parameters=[P, Q])

REGIONS = {
    "an interval": ([P >= 0, P <= 1], P, "always"),
    "an interval, each end twice": ([P >= 0, 2 * P >= 0, P >= 0, P <= 1, P <= 1], P, "always"),
    "ends that others imply": ([P >= 0, P >= -3, P <= 1, P < 2], P, "always"),
    "a ray, its end twice": ([P >= 0, P >= 0, 3 * P >= 0], P, "sometimes"),
    "a point": ([P >= 1, P <= 1], P, "always"),
    "a point outside": ([P >= 2, P <= 2], P, "never"),
    "a point by equation and bounds": ([sp.Eq(3 * P, 1), 3 * P >= 1, 3 * P <= 1], P, "always"),
    "a point in the plane": ([P >= 1, P <= 1, Q >= P, Q <= P], 2 * P - Q, "always"),
    "a point that squares pin down": ([sp.Eq(P**2 + Q**2, 0)], P + Q, "always"),
    "a segment between two inequalities": ([Q <= P, Q >= P, P >= 0, P <= 1], 2 * P - Q, "always"),
    "a line on which it is outside": ([Q <= P, Q >= P], P - Q + 2, "never"),
    "three lines through a point": ([P >= Q, Q >= 2 * P, 2 * P >= 0], 1 - P, "always"),
    "crossing segments": ([sp.Eq(P * Q, 0), P >= 0, P <= 1, Q >= 0, Q <= 1], P + Q, "always"),
    "two points": ([sp.Eq((P - R(1, 2)) * (P - 2), 0)], P, "sometimes"),
    "a triangle, one side twice": ([P > Q, 2 * P - 2 * Q > 0, P <= 1, Q >= 0], P, "always"),
}  # fmt: skip


@pytest.mark.long(every=4)
@pytest.mark.parametrize("name", REGIONS)
def test_verdicts_over_thin_and_repeated_regions(name: str) -> None:
    where, value, status = REGIONS[name]
    verdict = bg.decide(PLAIN, c.holds(sp.Eq(Y, value)), where=where, timeout=30)
    assert verdict.status == status
    certificate = verdict.certificate
    assert certificate is not None
    assert bg.check(verdict).valid
    sample = certificate["sample"]  # a point of the region, however thin it is
    statement = certificate["statement"]
    at = [Fraction(sample.get(v, 0)) for v in statement["variables"]]
    assert all(holds_at(h, at) for h in statement["region"])
    full = {P: R(sample["p"])} if "p" in sample else {}
    full |= {Q: R(sample["q"])} if "q" in sample else {}
    for relation in where:
        if relation.free_symbols <= full.keys():
            assert relation.subs(full) == sp.true


@pytest.mark.parametrize(
    "where",
    [
        [P > 1, P <= 1],
        [P >= 1, P <= 1, sp.Ne(P, 1)],
        [sp.Eq(P, Q), Q > P],
        [Q <= P, Q >= P, sp.Eq(Q, P + 1)],
        [sp.Eq(P**2 + Q**2, 0), P > 0],
        [sp.Eq(P * Q, 0), P > 0, Q > 0],
    ],
    ids=str,
)
def test_regions_that_just_miss_are_empty(where: list[Any]) -> None:
    with pytest.raises(EmptyRegionError):
        bg.decide(PLAIN, c.holds(sp.Eq(Y, P)), where=where, timeout=30)


def test_a_condition_that_is_asked_twice_is_asked_once() -> None:
    game = Game({"A": {Y: (0, 1)}, "B": {Z: (0, 1)}}, {"A": S * Y - Y**2, "B": -Z}, parameters=[S])
    twice = c.all_of(c.nash(), c.holds(Y >= S / 2), c.holds(S * Y >= S**2 / 2), c.nash())
    for where, status in ([S <= 2], "always"), ([S > 2], "never"):
        verdict = bg.decide(game, twice, where=where, timeout=30)
        assert verdict.status == status
        assert bg.check(verdict).valid


@dataclass(frozen=True)
class Encoded(c.Condition):
    """A condition that has clauses and nothing else."""

    encoding: Encoding

    name: ClassVar[str] = "encoded"
    definition: ClassVar[str] = "what its clauses say"

    def necessary(self, game: bg.Game) -> Encoding:
        return self.encoding

    def residual_at(self, game: bg.Game, at: Any) -> float:
        raise NotImplementedError


def test_an_auxiliary_quantity_has_the_bounds_that_its_clauses_state_and_no_other() -> None:
    t, u = sp.symbols("t u", real=True)

    def range_of(*relations: Any) -> Any:
        clauses = tuple(Clause(name="c", relation=r, because="") for r in relations)
        encoding = Encoding(clauses=clauses, auxiliary=(t, u))
        return _defined_range(t, Question(PLAIN, Encoded(encoding)))

    assert range_of(t >= 0, 2 * t <= 3, t <= 9, t >= -1) == (0, R(3, 2))
    assert range_of(t > 0, sp.Lt(t, 0)) == (0, 0)  # closed: it only has to hold every value
    for open_ended in ([t >= 0], [t <= 1], [t >= 0, t <= u], [u >= 0, u <= 1], []):
        assert range_of(*open_ended) is None
    assert range_of(t >= 2, t <= 1) is None


# comparative statics


def moving(payoff: Any, parameters: list[Any]) -> Game:
    return Game({"A": {Y: (0, 1)}, "B": {}}, {"A": payoff, "B": 1}, parameters=parameters)


@pytest.mark.parametrize("where", [["s < 2"], ["s < 2", "s < 2", "2*s < 4", "s < 3"]], ids=str)
def test_a_repeated_relation_changes_no_regime(where: list[str]) -> None:
    answer = comparative_statics(moving(S * Y - Y**2, [S]), "utilitarian", of=Y, wrt=S, where=where)
    assert {r.name: r.sign for r in answer.regimes} == {
        "y free": "increasing",
        "y = 0": "empty",
        "y = 1": "empty",
    }


def test_a_flat_region_has_the_signs_of_the_space_in_which_it_lies() -> None:
    """On w <= s <= w the solution s/(2 w) is 1/2, and yet it rises with s while w is fixed."""
    game = moving(S * Y - W * Y**2, [S, W])
    flat = ["w <= 1", "w >= 1", "s < 1"]
    answer = comparative_statics(game, "utilitarian", of=Y, wrt=S, where=flat)
    assert answer.sign == "increasing"
    assert answer.interior.occurs is not None
    assert sp.Rational(answer.interior.occurs["w"]) == 1
    assert all(bg.check(proof).valid for r in answer.regimes for proof in r.proofs)


def test_first_order_conditions_that_coincide_give_no_sign() -> None:
    """Only y + z matters: a whole segment of agreements is best, of which nothing is claimed."""
    game = Game({"A": {Y: (0, 1)}, "B": {Z: (0, 1)}},
                {"A": S * (Y + Z) - (Y + Z) ** 2, "B": 0}, parameters=[S])  # fmt: skip
    answer = comparative_statics(game, "utilitarian", of=Y, wrt=S, where=["s < 1"], timeout=20)
    assert answer.sign == "unknown"
    assert "det J may vanish" in answer.interior.reason


def test_a_variable_at_its_end_with_slope_zero_belongs_to_its_regime() -> None:
    """9 - (y - s)^2 on [0, 1] is best at s itself: at s = 1 with slope zero at the upper end."""
    for where, signs in (
        (["s <= 1"], {"y free": "increasing", "y = 1": "constant", "y = 0": "empty"}),
        (["s >= 1", "s <= 2"], {"y free": "empty", "y = 1": "constant", "y = 0": "empty"}),
        (["s < 1"], {"y free": "increasing", "y = 1": "empty", "y = 0": "empty"}),
    ):
        answer = comparative_statics(moving(9 - (Y - S) ** 2, [S]), "utilitarian", of=Y, wrt=S,
                                     where=where)  # fmt: skip
        assert {r.name: r.sign for r in answer.regimes} == signs


@pytest.mark.parametrize(
    "where", [[P >= 0, P <= 1], [P >= 1, P <= 1], [sp.Eq(P, Q), P >= 0]], ids=str
)
def test_no_more_points_are_given_than_were_asked_for(where: list[Any]) -> None:
    """All different, and all in the region."""
    statement = Question(PLAIN, c.holds(sp.Eq(Y, P)), where).never()
    for count in (1, 2, 5):
        found = list(points(statement, count, mark=spent() + 10_000))
        assert 1 <= len(found) <= count
        assert len({tuple(sorted(p.items())) for p in found}) == len(found)
        for point in found:
            at = [point.get(v, Fraction(0)) for v in statement["variables"]]
            assert all(holds_at(h, at) for h in statement["region"])
