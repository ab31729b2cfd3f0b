"""Newton's iteration in other libraries of arrays: the same points, and the array API alone."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain.errors import OptionError
from bargain.solve.payoffs.compiled import array_library

STRICT = "array_api_strict"
SOLVERS = ("nash_bargaining", "kalai_smorodinsky", "egalitarian", "utilitarian")

y, z = sp.symbols("y z")
s, t = sp.symbols("s t", positive=True)
QUADRATIC = bg.Game(
    {"P": {y: (0, 1)}, "C": {z: (0, 2)}}, {"P": t * z - y**2 / 2, "C": s * y - z**2 / 2}
)
CURVED = bg.Game(
    {"P": {y: (0, 1)}, "C": {z: (0, 1)}},
    {"P": sp.log(1 + t * z) - y, "C": sp.sqrt(y) - s * z / 3},
    disagreement={"P": 0, "C": sp.exp(-t) / 50},
)


def grid(n: int) -> dict[sp.Symbol, np.ndarray]:
    return {s: np.linspace(0.3, 3, n), t: np.linspace(0.3, 3, n)}


@pytest.mark.long(every=8)
@pytest.mark.parametrize("game", [QUADRATIC, CURVED], ids=["quadratic", "curved"])
@pytest.mark.parametrize("solver", SOLVERS)
def test_the_standard_alone_gives_the_same_bits(game, solver):
    here = bg.sweep(game, solver, grid(6))
    there = bg.sweep(game, solver, grid(6), arrays=STRICT)
    assert (here.status == 1).sum() > 12
    for name, values in here.items():
        np.testing.assert_array_equal(there[name].values, values.values, err_msg=name)


def test_weights_and_points_without_agreement():
    game = bg.Game(QUADRATIC.actions, QUADRATIC.payoffs, disagreement={"P": "1/4", "C": "1/4"})
    over = {s: [0.25, 1.5], t: [0.25, 1.5]}
    weights = {"P": 1, "C": 3}
    here = bg.sweep(game, "nash_bargaining", over, weights=weights)
    there = bg.sweep(game, "nash_bargaining", over, weights=weights, arrays=STRICT)
    assert set(here.status.values.ravel()) == {1, 2}
    np.testing.assert_array_equal(there.status.values, here.status.values)
    np.testing.assert_array_equal(there.y.values, here.y.values)


def test_jax_gives_the_same_points(monkeypatch):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    here = bg.sweep(CURVED, "nash_bargaining", grid(4))
    there = bg.sweep(CURVED, "nash_bargaining", grid(4), arrays="jax.numpy")
    np.testing.assert_array_equal(there.status.values, here.status.values)
    np.testing.assert_allclose(there.y.values, here.y.values, rtol=1e-9)


def test_a_store_belongs_to_one_library(tmp_path):
    path = tmp_path / "runs.zarr"
    bg.sweep(QUADRATIC, "nash_bargaining", {s: [1], t: [1]}, store=path)
    with pytest.raises(bg.errors.StoreError):
        bg.sweep(QUADRATIC, "nash_bargaining", {s: [1], t: [1]}, store=path, arrays=STRICT)


class Short:
    """A library without 64-bit floats: it gives 32 bits, whatever it is asked for."""

    float64, float32 = np.float64, np.float32

    @staticmethod
    def asarray(value, dtype):
        return np.asarray(value, dtype=np.float32)


@pytest.mark.parametrize("name", ["math", "no_such_module", "", 3, None])
def test_what_is_no_library_of_arrays_is_refused(name):
    with pytest.raises(OptionError, match="arrays"):
        bg.sweep(QUADRATIC, "nash_bargaining", {s: [1], t: [1]}, arrays=name)


def test_32_bits_are_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "short", Short)
    with pytest.raises(OptionError, match="64-bit"):
        array_library("short")


@pytest.mark.parametrize("solver", ["nash_equilibria", bg.conditions.efficient(), lambda g: 1.0])
def test_what_does_not_iterate_is_refused(solver):
    with pytest.raises(OptionError, match="does not run in a library"):
        bg.sweep(QUADRATIC, solver, {s: [1], t: [1]}, arrays=STRICT)


def test_kinks_are_refused():
    kinked = bg.Game(
        {"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": t * sp.Min(z, y) - y / 2, "C": s * y - z}
    )
    with pytest.raises(OptionError, match="does not run in a library"):
        bg.sweep(kinked, "nash_bargaining", {s: [1], t: [1]}, arrays=STRICT)
