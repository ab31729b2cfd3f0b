"""The kernel decides what it decides as exact arithmetic does, and leaves the rest open."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.finite.batches import batch_enumeration, sign_kernel, sign_loops
from bargain.solve.finite.batches.batch_enumeration import nash_equilibria_batch
from bargain.solve.finite.batches.bordered_minors import Minors
from bargain.solve.finite.batches.sign_kernel import CLEAR, OPEN, TIED, supports_of, tables_of
from bargain.solve.nash_equilibria import nash_equilibria

ARRAYS = ("game", "degenerate", "x_supports", "y_supports", "x_numerators", "x_denominators",
          "y_numerators", "y_denominators")  # fmt: skip


def games(kind: str, shape: tuple[int, int], count: int) -> np.ndarray:
    rng = np.random.default_rng(sum(map(ord, kind)) + 7 * shape[0] + shape[1])
    size = (2, count, *shape)
    return {
        "integers": lambda: rng.integers(-99, 100, size),
        "small": lambda: rng.integers(0, 4, size),
        "large": lambda: rng.integers(-(10**9), 10**9, size),
        "far": lambda: rng.integers(-(2**63), 2**63 - 1, size),
        "floats": lambda: rng.normal(size=size),
        "tenths": lambda: rng.random(size).round(1),
        "neighbours": lambda: 1 + rng.integers(0, 3, size) * 2.0**-52,
        "wild": lambda: rng.normal(size=size) * 10.0 ** rng.integers(-200, 200, size),
    }[kind]()


@pytest.fixture
def interpreted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel as Python runs it, in small blocks, for any number of games."""
    monkeypatch.setattr(sign_loops, "WIDTH", 16)
    monkeypatch.setattr(sign_kernel, "_compiled", lambda: sign_loops.blocks)
    monkeypatch.setattr(batch_enumeration, "available", lambda: True)
    monkeypatch.setattr(batch_enumeration, "_MANY", 1)


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        *((kind, (2, 2)) for kind in ("small", "far", "neighbours", "wild")),
        *((kind, (3, 3)) for kind in ("integers", "small", "large", "tenths", "wild")),
        ("floats", (2, 3)), ("tenths", (4, 2)), ("small", (1, 3)), ("small", (3, 4)),
    ],
)  # fmt: skip
def test_the_kernel_and_arrays_give_the_same_bits(kind, shape, interpreted, monkeypatch):
    a, b = games(kind, shape, 21)
    one = nash_equilibria_batch(a, b)
    monkeypatch.setattr(batch_enumeration, "available", lambda: False)
    two = nash_equilibria_batch(a, b)
    for name in ARRAYS:
        mine, theirs = getattr(one, name), getattr(two, name)
        assert mine.dtype == theirs.dtype
        assert mine.tolist() == theirs.tolist()
    assert one.complete.all()


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_a_sign_that_floats_do_not_decide_is_left_open(interpreted):
    equal = np.full((1, 3, 3), 0.1)
    assert supports_of(equal, equal).status.tolist() == [TIED]  # differences are exact
    third = np.array([[[0.1, 0.2, 0.4], [0.4, 0.1, 0.2], [0.2, 0.4, 0.1]]])
    mixed = third.mean(axis=2, keepdims=True) * np.ones((1, 3, 3))
    assert supports_of(third, third).status.tolist() == [CLEAR]
    indifferent = np.concatenate([third, mixed[:, :1]], axis=1)  # as good as the others, nearly
    statuses = supports_of(indifferent, np.ascontiguousarray(-indifferent)).status
    assert statuses.tolist() == [OPEN]
    assert supports_of(third * 1e200, third * 1e200).status.tolist() == [OPEN]  # out of range


def test_bounds_of_errors_hold_for_minors_of_decimal_payoffs(interpreted):
    """Multiples of a tenth have minors that are nearly zero; decided signs are exact."""
    rng = np.random.default_rng(3)
    table = rng.random((16, 4, 4)).round(1)
    side, width = tables_of(4, 4).x, 16
    payoff = np.ascontiguousarray(table.transpose(1, 2, 0))
    exact = [[[Fraction(v) for v in row] for row in game] for game in table.tolist()]
    scale = np.abs(table - table[:, :, :1]).max(axis=(1, 2))
    bound = np.stack(
        [sign_kernel.error_factor(r) * scale**r if r > 1 else 0 * scale for r in range(5)]
    )
    above = np.zeros((len(side.order), width), dtype=np.uint8)
    below = above.copy()
    sign_loops._signs(side, False, payoff, bound, np.zeros(above.shape), above, below)
    objects = np.array(exact, dtype=object).transpose(1, 2, 0)
    truth = np.array([list(v) for v in Minors(objects).values.values()])
    assert (truth[above > 0] > 0).all()
    assert (truth[below > 0] < 0).all()
    undecided = (above == 0) & (below == 0)
    assert 0 < undecided.sum() < undecided.size / 5


def test_points_are_solved_for_when_they_are_asked_for(interpreted):
    a, b = games("floats", (3, 3), 20)
    batch = nash_equilibria_batch(a, b)
    assert len(batch.x_supports) == len(batch.game)
    assert not {"x", "y"} & set(vars(batch.points))
    single = nash_equilibria(FiniteGame.from_payoffs(a[7], b[7]), method="vertices")
    assert batch.profiles(7) == single.equilibria
    assert not {"x", "y"} & set(vars(batch.points))
    for bits, numerators in ((batch.x_supports, batch.x_numerators),
                             (batch.y_supports, batch.y_numerators)):  # fmt: skip
        assert bits.tolist() == ((numerators != 0) * [1, 2, 4]).sum(axis=1).tolist()


def test_tables_with_many_actions_go_one_by_one():
    rng = np.random.default_rng(0)
    for shape in ((1, 80), (2, 30)):
        a, b = rng.integers(0, 3, (2, 1, *shape))
        single = nash_equilibria(FiniteGame.from_payoffs(a[0], b[0]))
        batch = nash_equilibria_batch(a, b)
        assert batch.profiles(0) == single.equilibria
        assert int(batch.y_supports.max()) == sum(
            1 << j for j, v in enumerate(batch.y_numerators[batch.y_supports.argmax()]) if v
        )


@pytest.mark.needs("fast")
def test_what_numba_makes_of_the_kernel_gives_the_same_bits(monkeypatch):
    for kind in ("integers", "small", "tenths", "wild"):
        a, b = games(kind, (3, 3), 1100)
        one = nash_equilibria_batch(a, b)
        monkeypatch.setattr(batch_enumeration, "available", lambda: False)
        two = nash_equilibria_batch(a, b)
        monkeypatch.undo()
        for name in ARRAYS:
            assert getattr(one, name).tolist() == getattr(two, name).tolist()
