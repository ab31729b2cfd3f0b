"""Equilibria of many games at once, against every face of every game solved in fractions."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain.errors import GameError
from bargain.solve.continuous.batch_equilibria import (
    compile_replies,
    compile_reply,
    equilibria_batch,
)

F = Fraction
x, y, z, w = sp.symbols("x y z w")
a, b, c, d, e, f, g, h = PARAMETERS = sp.symbols("a b c d e f g h", real=True)


def solve(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """Cramer's rule in fractions; None where the matrix is singular."""
    whole = sp.Matrix(matrix) if matrix else sp.eye(0)
    if matrix and whole.det() == 0:
        return None
    found = whole.LUsolve(sp.Matrix(right)) if matrix else []
    return [F(int(v.p), int(v.q)) for v in found]


def reference(
    slopes: list[tuple[list[Fraction], Fraction]], box: list[tuple[Fraction, Fraction]]
) -> tuple[set[tuple[Fraction, ...]], bool]:
    """All first-order points of an affine pseudo-gradient, and whether every face was regular."""
    n, points, regular = len(box), set(), True
    for face in itertools.product((None, 0, 1), repeat=n):
        free = [j for j in range(n) if face[j] is None]
        at = [F(0) if end is None else box[j][end] for j, end in enumerate(face)]
        rest = [-(slopes[i][1] + sum(slopes[i][0][j] * at[j] for j in range(n))) for i in free]
        inner = solve([[sp.Rational(str(slopes[i][0][j])) for j in free] for i in free],
                      [sp.Rational(str(r)) for r in rest])  # fmt: skip
        if inner is None:
            regular = False
            continue
        for j, value in zip(free, inner, strict=True):
            at[j] = value
        value = [s[1] + sum(k * t for k, t in zip(s[0], at, strict=True)) for s in slopes]
        good = all(
            box[j][0] <= at[j] <= box[j][1] if end is None
            else value[j] <= 0 if end == 0 else value[j] >= 0
            for j, end in enumerate(face)
        )  # fmt: skip
        if good:
            points.add(tuple(at))
    return points, regular


def found_points(batch: Any, k: int, box: list[tuple[Fraction, Fraction]]) -> set[Any]:
    low, width = (np.array([float(v) for v in column])
                  for column in ([lo for lo, _ in box], [hi - lo for lo, hi in box]))  # fmt: skip
    rows = batch.x[: batch.count[k], :, k]
    assert np.isnan(batch.x[batch.count[k] :, :, k]).all()
    return {tuple(np.round(low + width * row, 7) + 0.0) for row in rows}


def rounded(points: set[tuple[Fraction, ...]]) -> set[tuple[float, ...]]:
    return {tuple(np.round([float(t) for t in p], 7) + 0.0) for p in points}


def test_two_players_with_quadratic_payoffs() -> None:
    """Corners, interior points, several equilibria, singular faces; 300 games in one batch."""
    box = [(F(0), F(1)), (F(-1), F(2))]
    game = bg.Game(
        {"P": {x: (0, 1)}, "C": {y: (-1, 2)}},
        {"P": a * x**2 / 2 + b * x * y + c * x, "C": d * y**2 / 2 + e * x * y + f * y},
        parameters=[a, b, c, d, e, f],
    )
    rng = random.Random(1)
    draws = [[rng.randint(-3, 1 if k in (0, 3) else 3) for k in range(6)] for _ in range(300)]
    batch = equilibria_batch(compile_replies(game), np.array(draws, dtype=float).T, 300)
    kinds = set()
    for k, (A, B, C, D, E, G) in enumerate(draws):
        points, regular = reference([([F(A), F(B)], F(C)), ([F(E), F(D)], F(G))], box)
        concave = A <= 0 and D <= 0
        assert bool(batch.concave[k]) == concave
        assert bool(batch.complete[k]) == (concave and regular and len(points) <= 3)
        if A >= 0 or D >= 0:  # indifference may be lost to rounding, and is then not complete
            assert found_points(batch, k, box) <= rounded(points)
            continue
        assert found_points(batch, k, box) == rounded(points), draws[k]
        assert batch.count[k] == len(points)
        assert (batch.residual[k] < 1e-12) if points else np.isinf(batch.residual[k])
        kinds.add((len(points), regular))
    assert kinds >= {(1, True), (1, False), (2, True)}


def test_three_players_use_three_free_variables() -> None:
    box = [(F(0), F(1))] * 3
    payoffs = {
        "1": -a * x**2 + x * (y - z + b),
        "2": -a * y**2 + y * (c * x + z - 1),
        "3": -(z**2) + z * (x * d + y / 2),
    }
    actions = {"1": {x: (0, 1)}, "2": {y: (0, 1)}, "3": {z: (0, 1)}}
    game = bg.Game(actions, payoffs, parameters=[a, b, c, d])
    rng = random.Random(2)
    draws = [[F(rng.randint(1, 4), 2), *(F(rng.randint(-2, 2)) for _ in "bcd")] for _ in range(40)]
    theta = np.array([[float(t) for t in row] for row in draws]).T
    batch = equilibria_batch(compile_replies(game), theta, 40)
    for k, (A, B, C, D) in enumerate(draws):
        points, regular = reference(
            [([-2 * A, F(1), F(-1)], B), ([C, -2 * A, F(1)], F(-1)), ([D, F(1, 2), F(-2)], F(0))],
            box,
        )
        assert found_points(batch, k, box) == rounded(points)
        assert bool(batch.complete[k]) == regular


def test_concavity_of_a_player_with_two_actions_is_that_of_the_block() -> None:
    """-a x^2 + b x y - y^2 is concave exactly if b^2 <= 4 a and a >= 0."""
    game = bg.Game(
        {"P": {x: (0, 1), y: (0, 1)}, "C": {z: (0, 1)}},
        {"P": -a * x**2 + b * x * y - y**2, "C": -(z**2) + x * z},
        parameters=[a, b],
    )
    draws = [(A, B) for A in (-1, 0, 1, 2) for B in (-3, -2, -1, 0, 1, 2, 3)]
    theta = np.array(draws, dtype=float).T
    batch = equilibria_batch(compile_replies(game), theta, len(draws))
    assert batch.concave.tolist() == [A >= 0 and B**2 <= 4 * A for A, B in draws]


def test_smooth_games_are_solved_by_newton_from_every_face() -> None:
    """First-order points of log payoffs; complete is never claimed for them."""
    game = bg.Game(
        {"P": {x: (0, 2)}, "C": {y: (0, 2)}},
        {"P": sp.log(1 + x + a * y) - x * b, "C": sp.log(1 + y + a * x) - y * b},
        parameters=[a, b],
    )
    values = [(0.5, 0.25), (0.5, 0.4), (0.5, 0.7), (0.25, 2.0)]
    batch = equilibria_batch(compile_replies(game), np.array(values).T, len(values))
    for k, (A, B) in enumerate(values):
        # by symmetry 1 / (1 + x + A x) = B inside the box, else the end on that side
        t = min(max((1 / B - 1) / (1 + A), 0.0), 2.0)
        assert batch.count[k] == 1
        assert 2 * batch.x[0, :, k] == pytest.approx([t, t], abs=1e-9)
        assert batch.residual[k] < 1e-9
    assert not batch.complete.any()


def test_what_is_not_proved_concave_is_said() -> None:
    game = bg.Game({"P": {x: (0, 1)}, "C": {y: (0, 1)}},
                   {"P": a * x**3 + x * y, "C": -(y**2)}, parameters=[a])  # fmt: skip
    batch = equilibria_batch(compile_replies(game), [np.array([1.0, -1.0])], 2)
    assert not batch.concave.any()
    assert not batch.complete.any()


def test_an_equilibrium_on_two_faces_counts_once() -> None:
    """The slope of x vanishes at its end: the face with x fixed and the one with x free agree."""
    payoffs = {"P": -(x**2) + a * x, "C": -((y - 1) ** 2) + b * y}
    game = bg.Game({"P": {x: (0, 1)}, "C": {y: (0, 1)}}, payoffs, parameters=[a, b])
    batch = equilibria_batch(compile_replies(game), [np.array([0.0]), np.array([0.0])], 1)
    assert batch.count.tolist() == [1]
    assert batch.x[0, :, 0] == pytest.approx([0.0, 1.0], abs=1e-12)
    assert batch.complete.tolist() == [True]


def test_more_equilibria_than_slots_is_no_complete_list() -> None:
    """Coordination: both low, both high, and one between."""
    bent = {"P": a * x * y - x - x**2 / 10, "C": a * x * y - y - y**2 / 10}
    game = bg.Game({"P": {x: (0, 1)}, "C": {y: (0, 1)}}, bent, parameters=[a])
    for slots, complete in [(3, True), (2, False), (1, False)]:
        batch = equilibria_batch(compile_replies(game), [np.array([2.0])], 1, slots=slots)
        assert batch.count.tolist() == [3]
        assert np.isfinite(batch.x[:, 0, 0]).sum() == slots
        assert batch.complete.tolist() == [complete]


def test_a_face_on_which_everything_is_a_solution_leaves_the_list_incomplete() -> None:
    """P is indifferent where y = 1/2: the face with x free has no regular system."""
    payoffs = {"P": x * (2 * y - 1), "C": -((y - a) ** 2)}
    game = bg.Game({"P": {x: (0, 1)}, "C": {y: (0, 1)}}, payoffs, parameters=[a])
    batch = equilibria_batch(compile_replies(game), [np.array([0.25, 0.5])], 2)
    assert batch.concave.all()
    assert not batch.complete.any()


@pytest.mark.parametrize("own", [1, 2])
def test_best_replies_of_one_player(own: int) -> None:
    """-(x - t)^2 is best at t cut off at the box, for each of the player's own actions."""
    actions = {x: (0, 1), y: (0, 2)} if own == 2 else {x: (0, 1)}
    payoff = -((x - 2 * w) ** 2) - ((y + w - 1) ** 2 if own == 2 else 0)
    game = bg.Game({"P": actions, "C": {w: (0, 1)}}, {"P": payoff, "C": -w})
    theta = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    batch = equilibria_batch(compile_reply(game, ("P",)), [theta], 5)
    assert batch.count.tolist() == [1] * 5
    assert batch.x[0, 0] == pytest.approx(np.minimum(2 * theta, 1))
    if own == 2:
        assert 2 * batch.x[0, 1] == pytest.approx(1 - theta)
    assert batch.complete.all()


def test_games_that_faces_cannot_describe_are_refused() -> None:
    ends = {"P": {x: (0, 1)}, "C": {y: (0, 1)}}
    with pytest.raises(GameError, match="terms"):
        compile_replies(bg.Game(ends, {"P": x, "C": y}, terms={z: (0, 1)}))
    with pytest.raises(GameError, match="kinks"):
        compile_replies(bg.Game(ends, {"P": sp.Max(x, y), "C": y}))
    five = sp.symbols("v1:6")
    many = bg.Game({str(k): {v: (0, 1)} for k, v in enumerate(five)},
                   {str(k): -(v**2) for k, v in enumerate(five)})  # fmt: skip
    with pytest.raises(GameError, match="faces"):
        compile_replies(many)
    with pytest.raises(GameError, match="actions"):
        compile_reply(bg.Game({"P": {x: (0, 1)}, "C": {}}, {"P": x, "C": x}), ("C",))
