"""Where players may be exchanged, they do the same first."""

from __future__ import annotations

import sympy as sp

import bargain as bg
from bargain.exist.equations import Existence
from bargain.exist.proposers import Search, candidates
from bargain.exist.triangular import Quotient
from bargain.question.question import Question

x, y = sp.symbols("x y")
a, b = sp.symbols("a b", positive=True)


def existence(first: sp.Expr, second: sp.Expr) -> Existence:
    game = bg.Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": first, "2": second})
    return Existence.read(Question(game, bg.conditions.nash()).always())


def says_that_they_are_equal(given: Existence) -> bool:
    """Whether the first candidate gives one unknown as the other one."""
    unknowns = [given.ring.gens[u] for u in given.unknowns]
    found = next(candidates(Search(given)))
    return any(isinstance(d, Quotient) and d.den == 1 and d.num in unknowns for d in found)


def test_players_that_may_be_exchanged_do_the_same() -> None:
    assert says_that_they_are_equal(existence(a * x + x * y**2 - x**3, a * y + y * x**2 - y**3))


def test_players_with_parameters_of_their_own_need_not() -> None:
    assert not says_that_they_are_equal(existence(a * x + x * y**2 - x**3, b * y + y * x**2 - y**3))


def test_a_box_of_its_own_is_no_symmetry() -> None:
    game = bg.Game(
        {"1": {x: (0, 1)}, "2": {y: (0, 2)}},
        {"1": a * x + x * y**2 - x**3, "2": a * y + y * x**2 - y**3},
    )
    given = Existence.read(Question(game, bg.conditions.nash()).always())
    assert not says_that_they_are_equal(given)
