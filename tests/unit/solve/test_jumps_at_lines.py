"""Two players whose payoffs jump at straight lines: prices, bids, places, thresholds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.solve.continuous.pure_equilibria import NashOptions
from bargain.solve.jumps.cases_of_two import equilibria_by_cases
from bargain.solve.jumps.linear_conditions import equilibria_by_linear_conditions
from bargain.solve.jumps.lines import Arrangement, Line
from bargain.solve.payoffs.kinks import in_cases

x, y = sp.symbols("x y", real=True)
R = sp.Rational
HALF = R(1, 2)


def duel(first: Any, second: Any, top: int = 1) -> bg.Game:
    return bg.Game({"A": {x: (0, top)}, "B": {y: (0, top)}}, {"A": first, "B": second})


def tied(more: Any, tie: Any, less: Any, *, top: int = 1) -> bg.Game:
    """A has `more` where x > y; B has the same from its side."""
    swap = {x: y, y: x}
    here = [sp.sympify(u) for u in (more, tie, less)]
    there = [u.subs(swap, simultaneous=True) for u in here]
    return duel(
        sp.Piecewise((here[0], x > y), (here[1], sp.Eq(x, y)), (here[2], True)),
        sp.Piecewise((there[0], y > x), (there[1], sp.Eq(x, y)), (there[2], True)),
        top,
    )


def points(found: Any) -> set[tuple[Any, Any]]:
    return {(e[x], e[y]) for e in found}


def solved(game: bg.Game) -> Any:
    found = bg.nash_equilibria(game)
    assert found.complete, found.reason
    return found


def test_two_on_a_street_meet_in_the_middle() -> None:
    # Hotelling 1929, with given prices: who is to the left serves up to the middle between both
    game = tied(1 - (x + y) / 2, HALF, (x + y) / 2)
    assert points(solved(game)) == {(HALF, HALF)}


@pytest.mark.parametrize(
    "game",
    [
        tied(1 - x, HALF - x, -x),  # all-pay auction: Baye, Kovenock and de Vries 1996
        tied(HALF * x - x**2, x * (1 - x) / 2, HALF * x),  # capacity 1/2 each: Edgeworth 1897
    ],
)
def test_there_is_none_in_pure_actions(game: bg.Game) -> None:
    assert len(solved(game)) == 0


def test_equal_sellers_ask_their_cost_and_unequal_ones_undercut() -> None:
    equal = tied(0, x * (1 - x) / 2, x * (1 - x))
    assert points(solved(equal)) == {(0, 0)}
    a, b = (x - R(1, 5)) * (1 - x), (y - R(2, 5)) * (1 - y)
    unequal = duel(
        sp.Piecewise((a, x < y), (a / 2, sp.Eq(x, y)), (0, True)),
        sp.Piecewise((b, y < x), (b / 2, sp.Eq(x, y)), (0, True)),
    )
    assert len(solved(unequal)) == 0  # A wants to be just below 2/5


@pytest.mark.long
def test_the_cheaper_seller_serves_all_at_a_tie() -> None:
    a, b = (x - R(1, 5)) * (1 - x), (y - R(2, 5)) * (1 - y)
    # where the cheaper one serves all at a tie, A at 2/5 (and B there) is one: nothing is undercut
    better = duel(sp.Piecewise((a, x <= y), (0, True)), sp.Piecewise((b, y < x), (0, True)))
    assert (R(2, 5), R(2, 5)) in points(solved(better))
    # and so is every price of both from A's cost to B's
    assert {s.relations[0] for s in solved(better).sets} == {sp.Eq(x - y, 0)}


@pytest.mark.parametrize(("value", "ends"), [(1, (0, 1)), (R(3, 4), (R(1, 4), R(3, 4)))])
def test_a_threshold_is_met_exactly_or_nobody_gives(value: Any, ends: Any) -> None:
    enough = x + y >= 1
    found = solved(
        duel(sp.Piecewise((value - x, enough), (-x, True)),
             sp.Piecewise((value - y, enough), (-y, True)))
    )  # fmt: skip
    low, high = ends
    assert points(found) == {(0, 0), (low, high), (high, low)}
    ((line, *bounds),) = [s.relations for s in found.sets]
    assert line == sp.Eq(x + y - 1, 0)
    assert set(bounds) == {x >= low, x <= high}


def test_demands_that_add_up_or_are_both_everything() -> None:
    # Nash 1953: what is compatible is had; both ask for all and nobody can change that
    fits = x + y <= 1
    found = solved(duel(sp.Piecewise((x, fits), (0, True)), sp.Piecewise((y, fits), (0, True))))
    assert points(found) == {(0, 1), (1, 0), (1, 1)}
    assert [s.relations[0] for s in found.sets] == [sp.Eq(x + y - 1, 0)]


def test_a_part_of_the_box_may_be_all_equilibria() -> None:
    # whoever is above the diagonal has 1 whatever it does: all of y > x, and its ends
    found = solved(duel(sp.Piecewise((1, x < y), (0, True)), sp.Piecewise((1, x < y), (0, True))))
    areas = [s for s in found.sets if not any(isinstance(r, sp.Eq) for r in s.relations)]
    assert len(areas) == 1
    assert all(r.subs({x: R(1, 3), y: R(2, 3)}) for r in areas[0].relations)
    assert not all(r.subs({x: R(2, 3), y: R(1, 3)}) for r in areas[0].relations)
    # nobody alone can leave (1, 0) for it
    assert (1, 0) in points(found)


def test_a_root_that_is_no_fraction_is_enclosed() -> None:
    u = sp.Piecewise((x * y - x**3, x + y > R(1, 10)), (-x, True))
    v = sp.Piecewise((HALF * y - y**2, x + y > R(1, 10)), (-y, True))
    (only,) = solved(duel(u, v))  # y = 1/4, 3 x² = 1/4
    assert abs(only[x] - 12**-0.5) < 1e-12
    low, high = only.box[x]
    assert low < high
    assert 12 * low**2 < 1 < 12 * high**2


def test_curves_and_three_players_are_left() -> None:
    assert equilibria_by_cases(duel(sp.Piecewise((1, x**2 > y), (0, True)), y)) is None
    z = sp.Symbol("z", real=True)
    three = bg.Game(
        {"A": {x: (0, 1)}, "B": {y: (0, 1)}, "C": {z: (0, 1)}}, {"A": x, "B": y, "C": z}
    )
    assert equilibria_by_cases(three) is None
    root = equilibria_by_cases(duel(sp.Piecewise((sp.sqrt(x), x > y), (0, True)), y))
    assert root is None


def test_kinks_at_lines_are_lines_too() -> None:
    weakest = duel(sp.Min(x, y) - x / 2, sp.Min(x, y) - y / 2)
    effort = bg.nash_equilibria(weakest, options=NashOptions(effort=0.1))
    assert effort.complete
    assert points(effort) == {(0, 0), (1, 1)}
    assert effort.sets[0].relations == (sp.Eq(x - y, 0), x >= 0, x <= 1)


def test_kinks_of_both_meet_in_an_equilibrium() -> None:
    chase = bg.nash_equilibria(duel(-sp.Abs(x - y / 2), -sp.Abs(y - x - R(1, 4))))
    assert chase.complete
    assert points(chase) == {(R(1, 4), HALF)}
    three = sp.Max(x - y, y - x, HALF) - x
    assert points(bg.nash_equilibria(duel(-three, y))) == {(1, 1)}


def test_lines_cut_a_box() -> None:
    unit = [(Fraction(0), Fraction(1))] * 2
    one = Fraction(1)
    cut = Arrangement(unit, [Line(one, -one, 0 * one), Line(one, one, -one)])
    assert len(cut.points) == 5
    assert len(list(cut.cells())) == 4
    assert len(list(cut.edges())) == 8
    for spot in cut.cells():
        assert len(list(cut.around(spot))) == 3
        assert all(line.at(spot) > 0 for line in cut.sides(spot))


# --- one action -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payoff", "points_", "sets"),
    [
        (x * (R(1, 3) - x) / 3 - x / 3 - sp.Abs(x - HALF), {HALF}, 0),  # slopes 4/9 and -14/9 there
        (x - sp.Max(2 * x - 1, 0) / 2, {HALF, 1}, 1),  # level from 1/2 on
        (sp.Abs(x - HALF), {0, 1}, 0),
        (sp.Min(x, 2 * (1 - x)), {R(2, 3)}, 0),
    ],
)
def test_one_action_with_a_kink_beside_a_player_without(payoff, points_, sets) -> None:
    game = bg.Game({"A": {x: (0, 1)}, "B": {}}, {"A": payoff, "B": x})
    found = solved(game)
    best = max(float(payoff.subs(x, R(k, 1000))) for k in range(1001))
    for e in found:
        assert float(payoff.subs(x, e[x])) >= best - 1e-9
    assert {e[x] for e in found} == points_
    assert len(found.sets) == sets


def test_players_whose_choices_do_not_depend_on_a_third_are_solved_first() -> None:
    """By hand: A stays at the kink, y = x/2, and C's slope is 1/2 - 2z + 1 or - 1 beside z = x."""
    z = sp.Symbol("z", real=True)
    payoffs = {
        "A": x * y / 2 - sp.Abs(x - HALF),
        "B": x * y - y**2,
        "C": 2 * y * z - z**2 - sp.Abs(z - x),
    }
    game = bg.Game({p: {v: (0, 1)} for p, v in zip("ABC", (x, y, z), strict=True)}, payoffs)
    found = bg.nash_equilibria(game, options=NashOptions(effort=0.02))  # what slopes do not find
    assert found.complete, found.reason
    assert [(e[x], e[y], e[z]) for e in found] == [(HALF, R(1, 4), HALF)]


# --- linear conditions ----------------------------------------------------------------------------


def with_kinks(*payoffs: Any) -> bg.Game:
    """A player for each payoff, with x, y, z from 0 to 1."""
    players = list(zip("ABC", (x, y, sp.Symbol("z", real=True)), payoffs, strict=False))
    return bg.Game({p: {v: (0, 1)} for p, v, _ in players}, {p: in_cases(u) for p, _, u in players})


def test_three_who_wait_for_each_other_at_kinks() -> None:
    """By hand: x = y, y = z/2, z = x/2 + 1/4, so z = 1/3."""
    z = sp.Symbol("z", real=True)
    game = with_kinks(-sp.Abs(x - y), -sp.Abs(y - z / 2), -sp.Abs(z - x / 2 - R(1, 4)))
    found = equilibria_by_linear_conditions(game)
    assert [(e[x], e[y], e[z]) for e in found] == [(R(1, 6), R(1, 6), R(1, 3))]
    assert found.complete
    # each at the other's place: a continuum, of which nothing is said
    assert equilibria_by_linear_conditions(with_kinks(-sp.Abs(x - y), -sp.Abs(y - x))) is None


@pytest.mark.parametrize(
    "payoffs",
    [
        (x * (y - x) + sp.Max(x, y) / 2, y * (1 - 2 * x) - y**2),
        (x * (x - y) - sp.Abs(x - HALF), y * (x - 2 * y) + sp.Min(y, x)),
    ],
)
def test_linear_conditions_and_cells_say_the_same(payoffs) -> None:
    game = with_kinks(*payoffs)
    conditions, cells = equilibria_by_linear_conditions(game), equilibria_by_cases(game)
    assert conditions.complete
    assert cells.complete
    assert points(conditions) == points(cells)
