"""Closed forms of equilibria and best replies, with their regions."""

from __future__ import annotations

import itertools

import pytest
import sympy as sp

from bargain.errors import GameError, NoClosedForm
from bargain.game.game import Game
from bargain.solve.continuous.pure_equilibria import nash_equilibria
from bargain.solve.continuous.symbolic_nash import _is_nonnegative, best_replies
from bargain.solve.equilibria import Equilibria

x, y, z = sp.symbols("x y z")
a, b, c, d = sp.symbols("a b c d", positive=True)
R = sp.Rational


def duel(first: sp.Expr, second: sp.Expr, top: int = 1) -> Game:
    return Game(actions={"A": {x: (0, top)}, "B": {y: (0, top)}}, payoffs={"A": first, "B": second})


COURNOT = duel(x * (a - b * (x + y)) - c * x, y * (a - b * (x + y)) - d * y, 10)


@pytest.fixture(scope="module")
def cournot() -> Equilibria:
    return nash_equilibria(COURNOT, symbolic=True)


def test_base_model_has_one_equilibrium_everywhere() -> None:
    s, t = sp.symbols("s t", positive=True)
    e = sp.Symbol("e", nonnegative=True)
    game = duel(s * y - x**2 / 2 - e * x, t * x - y**2 / 2 - e * y)
    found = nash_equilibria(game, symbolic=True)
    assert [(k[x], k[y], k.region) for k in found] == [(0, 0, ())]
    assert not found.complete  # no certificate
    assert found.arithmetic == "symbolic"


def test_cournot_closed_form(cournot: Equilibria) -> None:
    inside = [e for e in cournot if sp.simplify(e[x] - (a - 2 * c + d) / (3 * b)) == 0]
    assert len(inside) == 1
    assert sp.simplify(inside[0].payoffs["A"] - (a - 2 * c + d) ** 2 / (9 * b)) == 0
    assert inside[0].region


@pytest.mark.parametrize("values", list(itertools.product([6, 40], [R(1, 2), 3], [1, 4], [2, 9])))
def test_closed_forms_agree_with_the_numeric_search(
    cournot: Equilibria, values: tuple[sp.Rational, ...]
) -> None:
    point = dict(zip((a, b, c, d), values, strict=True))
    numeric = nash_equilibria(COURNOT.at(point))
    assert numeric.complete, numeric.reason
    expected = {(e[x], e[y]) for e in numeric}
    found = {
        (sp.sympify(e[x]).subs(point), sp.sympify(e[y]).subs(point))
        for e in cournot
        if all(r.subs(point) == sp.true for r in e.region)
    }
    assert found == expected


def test_public_good_with_cobb_douglas_preferences() -> None:
    w = sp.Symbol("w", positive=True)
    game = duel(
        sp.log(w + 2 - x) / 2 + sp.log(x + y + 1) / 2, sp.log(3 - y) / 2 + sp.log(x + y + 1) / 2
    )
    found = nash_equilibria(game, symbolic=True)
    interior = [e for e in found if e[x].has(w) and e[y].has(w)]
    assert len(interior) == 1
    assert sp.simplify(interior[0][x] - 2 * w / 3) == 0


def test_best_replies() -> None:
    replies = best_replies(COURNOT, "A")
    assert len(replies) == 3
    inside = [r for r in replies if sp.simplify(r[x] - (a - b * y - c) / (2 * b)) == 0]
    assert len(inside) == 1


def test_two_own_actions() -> None:
    game = Game(
        actions={"A": {x: (0, 1), z: (0, 1)}, "B": {y: (0, 1)}},
        payoffs={"A": -(x**2) - z**2 + x * z + a * z / 4, "B": -((y - x) ** 2)},
    )
    found = nash_equilibria(game, symbolic=True)
    inside = [e for e in found if e[x] == a / 12]
    assert [(e[z], e[y]) for e in inside] == [(a / 6, a / 12)]
    assert inside[0].region == (a < 6,)


@pytest.mark.parametrize(
    "game",
    [
        duel((x - y) ** 2, -((x - y) ** 2)),
        duel(a * x**3 - x, -(y**2)),
        duel(sp.exp(x * y) - a * x, -(y**2)),
        duel(a * y, -(y**2)),
        duel(-sp.exp(x) - sp.exp(-a * x) + x, -(y**2)),
    ],
    ids=["convex", "cubic", "exp", "continuum", "transcendental"],
)
def test_no_closed_form_is_refused(game: Game) -> None:
    with pytest.raises(NoClosedForm):
        nash_equilibria(game, symbolic=True)


def test_terms_are_refused() -> None:
    game = Game(
        actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}},
        payoffs={"A": x * z, "B": y},
        terms={z: (0, 1)},
    )
    with pytest.raises(GameError, match="term"):
        nash_equilibria(game, symbolic=True)


@pytest.mark.parametrize("kink", [sp.Abs, lambda v: sp.Max(v, 0), sp.floor])
def test_kinks_in_own_actions_are_refused_in_a_line(kink):
    x, y = sp.symbols("x y")
    game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}},
                {"A": y - kink(x - sp.Rational(1, 2)), "B": x - y**2})  # fmt: skip
    with pytest.raises(NoClosedForm, match="not smooth in its own actions") as raised:
        nash_equilibria(game, symbolic=True)
    assert len(str(raised.value)) < 200


def test_signs_that_only_a_factored_form_shows() -> None:
    y, z = sp.symbols("y z")
    a = sp.Symbol("a", real=True)
    s = sp.Symbol("s", positive=True)
    game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": a * y + s, "C": z})
    for expression in (
        y * (y - a) ** 2, y**2 * z - 2 * a * y * z + a**2 * z, s * y + z, (a - 1) ** 2,
        (y + s) / (1 + z), y / (z - a) ** 2, (y - z) ** 2 * (1 + y),
    ):  # fmt: skip
        assert _is_nonnegative(expression, game)
    for expression in (y - z, y - a, a, (y - a) * y, (1 + y) / a, -y, y * (y - a) ** 3):
        assert not _is_nonnegative(expression, game)


def test_what_the_game_assumes_of_its_parameters_leaves_no_other_faces():
    x, y, g = sp.symbols("x y g")
    payoffs = {"A": g * x - x**2, "B": y * (1 - x) - y**2}
    box = {"A": {x: (0, 1)}, "B": {y: (0, 1)}}
    whole = Game(box, payoffs, assumptions=[g >= 1])
    part = Game(box, payoffs, assumptions=[g >= 1, 2 * g <= 3])
    assert [found.region for found in nash_equilibria(whole, symbolic=True)] == [
        (g >= 2,), (g < 2,)
    ]  # fmt: skip
    assert [found.region for found in nash_equilibria(part, symbolic=True)] == [()]
