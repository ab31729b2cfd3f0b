"""The registry of solvers: what is declared is what the functions do."""

from __future__ import annotations

import inspect
import json
from fractions import Fraction

import pytest
import sympy as sp

import bargain
from bargain.errors import OptionError
from bargain.game.game import Game
from bargain.result import Result
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.solvers import SOLVERS, declared

y, z = sp.symbols("y z")
GAMES = {
    "continuous": Game(
        {"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z / 2 - y**2 / 2, "C": y / 2 - z**2 / 2}
    ),
    "finite": bargain.FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]]),
    "extensive": bargain.ExtensiveGame(
        bargain.move(
            "P",
            {
                "l": bargain.end({"P": 1, "C": 0}),
                "r": bargain.move(
                    "C", {"l": bargain.end({"P": 2, "C": 0}), "r": bargain.end({"P": 0, "C": 1})}
                ),
            },
        )
    ),
    "set": AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)], players=["P", "C"]),
}
HALF = Fraction(1, 2)
GIVEN = {
    "alternating_offers": {"discount": {"P": HALF, "C": HALF}},
    "minimum_discount": {"agreement": {y: HALF, z: HALF}},
    "sustainable": {"discount": HALF},
}


@pytest.mark.parametrize("solver", SOLVERS, ids=lambda s: s.name)
def test_what_it_declares_is_what_it_does(solver) -> None:
    options = GIVEN.get(solver.name, {})
    assert set(options) == set(solver.needs)
    for kind in solver.games:
        here = {"agreement": (0, 0)} if kind == "finite" and "agreement" in options else options
        result = solver.load()(GAMES[kind], **here)
        assert isinstance(result, Result)
        assert getattr(result, "arithmetic", "symbolic") in solver.arithmetic
        assert json.dumps(result.to_dict())
        assert "\n" not in repr(result)


@pytest.mark.parametrize("solver", SOLVERS, ids=lambda s: s.name)
def test_its_options_are_parameters_of_the_public_function(solver) -> None:
    public = getattr(bargain, solver.name)
    assert solver.load() is public
    parameters = inspect.signature(public).parameters
    if not any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        assert set(solver.options) == set(list(parameters)[1:])
    required = {n for n, p in list(parameters.items())[1:] if p.default is p.empty}
    assert required - {"options"} == set(solver.needs)


def test_names_are_told_apart_and_an_unknown_one_is_refused() -> None:
    assert len({s.method for s in SOLVERS}) == len(SOLVERS)
    assert declared("nash").name == "nash_equilibria"
    with pytest.raises(OptionError, match="unknown solver"):
        declared("nash_bargianing")


def test_a_sweep_knows_every_solver_that_needs_no_more_than_a_game() -> None:
    pytest.importorskip("xarray")
    s = sp.Symbol("s", positive=True)
    game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": s * z - y**2, "C": y - z**2})
    result = bargain.sweep(game, "stackelberg", {s: [1, 2]})
    assert result.status.values.tolist() == [1, 1]
    with pytest.raises(OptionError, match="needs more than a game: discount"):
        bargain.sweep(game, "alternating_offers", {s: [1]})
