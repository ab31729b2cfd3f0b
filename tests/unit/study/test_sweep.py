"""Sweeps: the same answers as one at a time, in chunks that survive an interruption."""

from __future__ import annotations

import json

import numpy as np
import pytest
import sympy as sp
import xarray as xr

from bargain.errors import FileError, GameError, InputError, OptionError
from bargain.game.game import Game
from bargain.solve.bargaining.solutions import (
    egalitarian,
    kalai_smorodinsky,
    nash_bargaining,
    utilitarian,
)
from bargain.solve.nash_equilibria import nash_equilibria
from bargain.solve.stackelberg import stackelberg
from bargain.study import batch_points, job as module
from bargain.study.blocks import Blocks
from bargain.study.sweep import sweep

R = sp.Rational
y_P, y_C, c = sp.symbols("y_P y_C c")
s_P, s_C, e = sp.symbols("s_P s_C e", positive=True)
OVER = {s_P: np.linspace(0.1, 2, 7), "s_C": np.linspace(0.1, 2, 9)}
SHAPE = (7, 9)


def base(security=lambda x: x, cost=0, **more):
    return Game(
        {"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
        {"P": security(s_P * y_C) - cost * y_P - y_P**2 / 2,
         "C": security(s_C * y_P) - cost * y_C - y_C**2 / 2}, **more,
    )  # fmt: skip


@pytest.mark.long(every=3)
@pytest.mark.parametrize("security", [lambda x: x, lambda x: sp.log(1 + x), sp.sqrt])
@pytest.mark.parametrize("solver", [nash_bargaining, kalai_smorodinsky, egalitarian, utilitarian])
def test_same_answers_as_one_at_a_time(solver, security):
    game = base(security)
    over = {s_P: [0.2, 0.9], s_C: [0.5, 1.7]}
    result = sweep(game, solver, over)
    assert result.attrs["solver"] == solver.__name__
    for i, a in enumerate(over[s_P]):
        for j, b in enumerate(over[s_C]):
            single = solver(game.at({s_P: a, s_C: b}))
            assert single.agreement is not None, single.reason
            assert result.status.values[i, j] == 1
            assert result.y_P.values[i, j] == pytest.approx(single.agreement[y_P], rel=1e-5)
            assert result.payoff.sel(player="C").values[i, j] == pytest.approx(
                single.agreement.payoffs["C"], rel=1e-6
            )
            assert result.residual.values[i, j] < 1e-6


def test_statement_7_on_a_grid():
    result = sweep(base(), nash_bargaining, OVER)
    assert result.y_P.dims == ("s_P", "s_C")
    y = (result.s_P**2 * result.s_C) ** (1 / 3)
    z = (result.s_P * result.s_C**2) ** (1 / 3)
    inside = (y < 1) & (z < 1)
    assert float(abs(result.y_P - y).where(inside).max()) < 1e-10
    assert int(inside.sum()) > 10
    assert (result.status == 1).all()


def test_no_agreement_and_unknown_are_marked():
    result = sweep(base(cost=e), nash_bargaining, {s_P: [1.0], s_C: [1.0], e: [0.5, 0.999, 1.5]})
    status = result.status.values.ravel()
    assert status[0] == 1
    assert status[1] == 1
    assert status[2] == 2
    assert np.isnan(result.y_P.values.ravel()[2])
    K = sp.Symbol("K", positive=True)
    costly = Game(base().actions, {p: g - K for p, g in base().payoffs.items()})
    result = sweep(costly, nash_bargaining, {s_P: [0.1], s_C: [0.1], K: [1.0]})
    assert result.status.values.item() == 2
    assert "no_agreement" in result.status.attrs["flag_meanings"]


@pytest.mark.long
def test_points_that_no_batch_settles_are_solved_one_by_one():
    game = Game(
        {"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
        {"P": s_P * y_C * y_P**3 - y_P**2 / 9, "C": y_P - y_C**2},
    )
    result = sweep(game, nash_bargaining, {s_P: [0.5, 1.0]})
    for k, value in enumerate((R(1, 2), 1)):
        single = nash_bargaining(game.at({s_P: value}))
        assert result.status.values[k] == 1
        assert result.y_C.values[k] == pytest.approx(single.agreement[y_C])


@pytest.mark.long(every=5)
@pytest.mark.parametrize("solver", [nash_bargaining, kalai_smorodinsky, egalitarian, utilitarian])
@pytest.mark.parametrize(
    "more",
    [
        {"constraints": [y_P + y_C <= s_P]},
        {"payoffs": {"P": sp.Min(y_P, s_P), "C": 1 - y_P / 2 + y_C / 9}},
        {"payoffs": {"P": sp.Piecewise((y_P, y_P <= s_P), (0, True)), "C": 1 - y_P + y_C / 9}},
        {"actions": {"P": {y_P: [0, R(1, 4), R(1, 2), 1]}, "C": {y_C: (0, s_P)}}},
    ],
)
def test_kinks_cases_constraints_and_lists_in_a_sweep(solver, more):
    plain = {"P": sp.sqrt(y_P) - y_C / 9, "C": 1 - y_P / 2 + y_C / 3}
    game = Game(
        more.get("actions", {"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}}),
        more.get("payoffs", plain), constraints=more.get("constraints", []),
    )  # fmt: skip
    result = sweep(game, solver, {s_P: [0.25, 0.5]})
    for k, value in enumerate((R(1, 4), R(1, 2))):
        single = solver(game.at({s_P: value}))
        assert single.status == "agreement"
        assert result.status.values[k] == 1
        gains = [float(single.agreement.gains[p]) for p in game.players]
        assert result.gain.values[:, k] == pytest.approx(gains)


def test_corners_and_ties_are_solved_in_the_batch(monkeypatch):
    """Caps that bind, a player who alone counts, gains that are equal by symmetry."""

    def never(*_):
        raise AssertionError("a point was left to the single call")

    monkeypatch.setattr(batch_points, "_one_by_one", never)
    over = {s_P: np.linspace(0.2, 2, 19), s_C: np.linspace(0.2, 2, 19)}
    for solver in (kalai_smorodinsky, egalitarian, utilitarian):
        result = sweep(base(), solver, over)
        assert (result.status.values == 1).all()
        assert result.bound.values.max() < 1e-8


def test_points_outside_the_assumptions():
    game = base(assumptions=[s_C >= s_P])
    result = sweep(game, nash_bargaining, OVER, chunk=5)
    outside = result.s_C < result.s_P
    assert ((result.status == 3) == outside.T.transpose(*result.status.dims)).all()


def test_equilibria():
    game = Game(
        {"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
        {"P": s_P * y_P - y_P**2 / 2 - 2 * y_P * y_C, "C": s_C * y_C - y_C**2 / 2 - 2 * y_P * y_C},
    )
    result = sweep(game, "nash_equilibria", {s_P: [1.0], s_C: [0.1, 1.0]})
    assert result.equilibria.values.tolist() == [[1, 3]]
    assert (result.complete == 1).all()
    found = {
        tuple(np.round([a, b], 9))
        for a, b in zip(result.y_P.values[:, 0, 1], result.y_C.values[:, 0, 1], strict=True)
    }
    assert found == {(0, 1), (1, 0), (round(1 / 3, 9), round(1 / 3, 9))}
    assert float(result.residual.max()) < 1e-12


def test_any_solver():
    result = sweep(
        base(), lambda game: nash_bargaining(game, {"P": 2, "C": 1}), {s_P: [0.3], s_C: [0.4, 0.5]}
    )
    weighted = sweep(
        base(), nash_bargaining, {s_P: [0.3], s_C: [0.4, 0.5]}, weights={"P": 2, "C": 1}
    )
    assert np.allclose(result.y_P, weighted.y_P, rtol=1e-9)


def test_chunks_do_not_change_the_answers(tmp_path):
    whole = sweep(base(), nash_bargaining, OVER)
    parts = sweep(base(), nash_bargaining, OVER, chunk=4, store=tmp_path / "store")
    for name in whole:
        assert np.array_equal(whole[name].values, parts[name].values, equal_nan=True)


def test_resumes_without_losing_or_repeating_a_chunk(tmp_path, monkeypatch):
    store, calls = tmp_path / "store", []
    original = module.solve_points

    def interrupted(*args, **more):
        calls.append(float(args[1][0][0]))
        if len(calls) == 6:
            raise KeyboardInterrupt
        return original(*args, **more)

    monkeypatch.setattr(module, "solve_points", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sweep(base(), nash_bargaining, OVER, chunk=10, store=store)
    finished = len(list((store / "seal" / "c").iterdir()))
    assert finished == 4  # the first call was the sample, the sixth was interrupted
    resumed = sweep(base(), nash_bargaining, OVER, chunk=10, store=store)
    assert len(calls) == 6 + 1 + len(Blocks(SHAPE, 10)) - finished
    monkeypatch.undo()
    assert resumed.identical(sweep(base(), nash_bargaining, OVER, chunk=10))


def test_a_store_belongs_to_one_sweep(tmp_path):
    store = tmp_path / "store"
    sweep(base(), nash_bargaining, OVER, store=store)
    with pytest.raises(FileError, match="another sweep"):
        sweep(base(), egalitarian, OVER, store=store)
    with pytest.raises(FileError, match="another sweep"):
        sweep(base(), nash_bargaining, OVER | {s_P: [1.0]}, store=store)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    with pytest.raises(FileError, match="not empty"):
        sweep(base(), nash_bargaining, OVER, store=tmp_path / "other")
    (store / "zarr.json").write_text("{")
    with pytest.raises(FileError):
        sweep(base(), nash_bargaining, OVER, store=store)


def test_progress_and_silence(capfd):
    seen = []
    sweep(base(), nash_bargaining, OVER, chunk=20, progress=lambda done, total: seen.append(done))
    blocks = Blocks(SHAPE, 20)
    assert seen == [blocks.span(k)[1] for k in range(len(blocks))]
    assert seen[-1] == 63
    sweep(base(), nash_bargaining, OVER, progress=True)  # not a terminal
    assert capfd.readouterr() == ("", "")


def test_saves_as_netcdf(tmp_path):
    result = sweep(base(), nash_bargaining, OVER)
    result.to_netcdf(tmp_path / "r.nc", engine="scipy")
    with xr.open_dataset(tmp_path / "r.nc", engine="scipy") as again:
        assert np.array_equal(again.y_P.values, result.y_P.values)
    assert json.dumps(dict(result.attrs))


def test_bad_input():
    for over in (
        {},
        {s_P: [1.0]},
        {s_P: [1.0], s_C: [np.nan]},
        {s_P: [1.0], s_C: []},
        {s_P: [1.0], s_C: [[1.0]]},
        {s_P: [1.0], s_C: ["x"]},
    ):
        with pytest.raises(InputError):
            sweep(base(), nash_bargaining, over)
    with pytest.raises(GameError):
        sweep(base(), nash_bargaining, {"s_Q": [1.0]})
    with pytest.raises(InputError, match="variable"):
        sweep(base(), nash_bargaining, {y_P: [1.0], s_P: [1.0], s_C: [1.0]})
    with pytest.raises(OptionError):
        sweep(base(), "magic", OVER)
    with pytest.raises(OptionError):
        sweep(base(), nash_bargaining, OVER, chunk=0)


@pytest.mark.parametrize(
    ("solver", "points"), [("utilitarian", 16_384), ("nash_equilibria", 4_096)]
)
def test_a_chunk_is_larger_where_its_points_are_solved_together(solver, points):
    assert module.usual_chunk(base(), solver, None) == points
    kinked = Game({"P": {}, "C": {}}, {"P": sp.Min(c, s_P), "C": 1 - c}, terms={c: (0, 1)})
    assert module.usual_chunk(kinked, solver, None) == 4_096


def test_a_chunk_is_a_pure_function():
    theta = [np.linspace(0.1, 2, 50), np.linspace(2, 0.1, 50)]
    kernel = batch_points.kernel_of(base(), "nash_bargaining")
    first = batch_points.solve_points(kernel, theta, 50)
    second = batch_points.solve_points(kernel, theta, 50)
    half = batch_points.solve_points(kernel, [t[25:] for t in theta], 25)
    for name, column in first.items():
        assert np.array_equal(column, second[name])
        assert np.array_equal(column[..., 25:], half[name])


@pytest.mark.parametrize("solver", [len, type, lambda game: None, lambda game: 1 / 0, {}.get])
def test_a_function_that_is_no_solver_is_one_clear_error(solver):
    with pytest.raises(OptionError, match=r"does not work as a solver.*s_P = "):
        sweep(base(), solver, OVER)


@pytest.mark.parametrize("wrong", [
    {"game": None}, {"game": len}, {"solver": "length"}, {"over": [1]}, {"chunk": 2.5},
    {"chunk": None}, {"chunk": 0}, {"store": 3}, {"progress": "yes"}, {"weights": [1, 2]},
])  # fmt: skip
def test_arguments_of_the_wrong_type_are_one_clear_error(wrong):
    given = {"game": base(), "solver": nash_bargaining, "over": {s_P: [1], s_C: [1]}} | wrong
    with pytest.raises(InputError):
        sweep(**given)


def test_weights_are_not_ignored_in_silence():
    with pytest.raises(OptionError, match="weights are for"):
        sweep(base(), nash_equilibria, OVER, weights={"P": 1, "C": 2})


@pytest.mark.long
def test_a_grid_that_no_memory_holds_is_refused():
    long = np.linspace(0.1, 1, 100_000)
    with pytest.raises(OptionError, match="the grid has 10000000000 points"):
        sweep(base(), nash_bargaining, {s_P: long, s_C: long})


@pytest.mark.long(every=4)
@pytest.mark.parametrize(
    "solver", [nash_bargaining, kalai_smorodinsky, egalitarian, utilitarian, nash_equilibria]
)
@pytest.mark.parametrize(
    "payoff", [s_P * sp.log(y_P) + y_C + 1, s_P * y_C / (2 * y_P - 1), sp.sqrt(y_P - s_P) + y_C]
)
def test_payoffs_without_a_value_somewhere_are_refused(solver, payoff):
    game = Game({"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}}, {"P": payoff, "C": y_P - y_C})
    with pytest.raises(GameError, match="not defined everywhere"):
        sweep(game, solver, {s_P: [0.25, 0.5]})


def test_values_outside_the_assumptions_do_not_make_a_payoff_undefined():
    game = Game(
        {"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
        {"P": sp.log(1 + s_P * y_C) - y_P**2, "C": y_P - y_C**2},
    )
    result = sweep(game, nash_bargaining, {s_P: [-2.0, 0.5, 1.0]})
    assert result.status.values.tolist() == [3, 1, 1]


def test_what_a_solver_did_not_prove_is_not_established():
    game = Game(
        {"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}}, {"P": s_P - sp.exp(y_P), "C": y_P - y_C**2}
    )
    assert not stackelberg(game.at({s_P: 1})).proved
    result = sweep(game, stackelberg, {s_P: [1.0]})
    assert result.status.values.tolist() == [0]
    assert np.isnan(result.y_P.values).all()


def test_signs_of_symbols_are_assumptions_too():
    over = {s_P: [-2.0, 0.0, 0.5], s_C: [-1.0, 0.5]}
    status = sweep(base(), nash_bargaining, over).status.values
    assert status.tolist() == [[3, 3], [3, 3], [3, 1]]
    assert sweep(base(sp.sqrt), nash_bargaining, {s_P: [-2.0], s_C: [1.0]}).status.values == [[3]]


def test_axes_of_another_data_set_are_taken() -> None:
    first = sweep(base(), nash_bargaining, {s_P: np.array([0.1, 0.3]), s_C: [0.5]})
    again = sweep(base(), nash_bargaining, {s_P: first.s_P, s_C: first.s_C.to_series()})
    assert again.identical(first)
