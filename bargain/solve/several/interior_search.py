r"""The equilibria of one profile of supports, by branch and prune on its indifference equations.

For supports that are not eliminated (`bargain.solve.several.support_elimination`): four who mix, or
three with three actions each. A box bounds the probabilities of the actions of the support. It
holds no equilibrium if an action of the support is worse than another everywhere in the box, or if
the equations have no solution there. What solutions a box has lie in the image of the box under
Krawczyk's operator; boxes are cut down to it, or halved. Boxes in which the operator proves one
solution (`bargain.solve.several.indifference_system`, in ball arithmetic) are settled: by the signs
of the probabilities and of what every other action would gain.

Bounds are evaluated in floats, and have to exceed more than all rounding errors to count.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from bargain.solve.several.indifference_system import IndifferenceSystem, Slopes, newton, slopes_in
from bargain.solve.several.multilinear_search import Boxes, most_advantage
from bargain.solve.several.supports import Supports

__all__ = ["search_inside"]

_ROUNDING = 1e-11
_PAD = 1e-15
_CUT = 0.4873  # where a side is cut: not at a probability that games have
_FEW = 16  # boxes: up to here arrays are short, and two sides are cut at once
_SMALL = 1e-6  # boxes of this width are left
_SAME = 5e-10  # solutions that are nearer are one: each is alone within twice as much

Mixed = list[list[Fraction]]


def search_inside(
    tables: Sequence[np.ndarray], floats: Sequence[np.ndarray], supports: Supports, most_boxes: int
) -> tuple[list[Mixed], int, int]:
    """Equilibria with these supports: profiles, boxes looked at, boxes that were not settled.

    Parameters
    ----------
    tables : sequence of object arrays of Fraction
        Payoffs in [0, 1], one table per player, one axis per player.
    floats : sequence of arrays
        The same in floats.
    supports : one tuple of actions per player
    most_boxes : int
        The effort.
    """
    advantages = []
    for own, table in enumerate(floats):
        sides = [
            range(k) if i == own else s
            for i, (s, k) in enumerate(zip(supports, table.shape, strict=True))
        ]
        turned = np.moveaxis(table[np.ix_(*sides)], own, 0)
        advantages.append(turned[list(supports[own])][:, None] - turned[None])
    inside: Supports = tuple(tuple(range(len(s))) for s in supports)
    small = [t[np.ix_(*supports)] for t in floats]
    ends = list(np.cumsum([len(s) - 1 for s in supports])[:-1])
    lows: Boxes = [np.zeros((1, len(s))) for s in supports]
    highs: Boxes = [np.ones((1, len(s))) for s in supports]
    roots = _Roots(tables, floats, supports)
    looked = left = 0
    while len(lows[0]):
        looked += len(lows[0])
        if looked > most_boxes:
            left += len(lows[0])
            break
        keep = _simplex(lows, highs)
        for own, advantage in enumerate(advantages):
            most = most_advantage(advantage, own, lows, highs)
            keep &= ~(most < -_ROUNDING).any(axis=(1, 2))
        lows, highs = _only(keep, lows, highs)
        if not keep.any():
            break
        slopes = slopes_in(small, inside, lows, highs)
        keep, alone = _cut_down(slopes, ends, lows, highs)
        for b in np.flatnonzero(keep & alone).tolist():
            keep[b] = not roots.settle([q[b] for q in slopes.point], slopes.radius[b])
        lows, highs = _only(keep, lows, highs)
        narrow = np.array([(h - v).max(axis=1) for v, h in zip(lows, highs, strict=True)])
        tiny = narrow.max(axis=0) < _SMALL
        left += int(tiny.sum())
        lows, highs = _only(~tiny, lows, highs)
        for _ in range(2 if len(lows[0]) <= _FEW else 1):
            lows, highs = _halves(lows, highs)
    return roots.profiles, looked, left


class _Roots:
    """Solutions of the equations of a support that were proved, and those that are equilibria."""

    def __init__(
        self, tables: Sequence[np.ndarray], floats: Sequence[np.ndarray], supports: Supports
    ) -> None:
        self.floats, self.supports = floats, supports
        self.system = IndifferenceSystem(tables, supports)
        self.points: list[list[float]] = []
        self.profiles: list[Mixed] = []

    def settle(self, middle: list[np.ndarray], radius: np.ndarray) -> bool:
        """Whether the one solution near a point is known, and known to be an equilibrium or not."""
        near = np.concatenate([q[:-1] for q in middle])
        start = newton(self.floats, self.supports, near.tolist())
        if start is None or (np.abs(np.array(start) - near) > radius + 1e-9).any():
            return False
        if any(max(map(abs, np.subtract(start, x))) < _SAME for x in self.points):
            return True
        point = self.system.point(start)
        if point is None:
            return False
        verdict = self.system.is_equilibrium(point)
        if verdict is None:
            return False
        self.points.append([float(x) for x in point])
        if verdict:
            self.profiles.append(self.system.rounded(point))
        return True


def _simplex(lows: Boxes, highs: Boxes) -> np.ndarray:
    """Tighten the bounds by their sum; which boxes have a profile."""
    keep = np.ones(len(lows[0]), dtype=bool)
    for own, (below, high) in enumerate(zip(lows, highs, strict=True)):
        keep &= (below.sum(axis=1) <= 1 + 1e-12) & (high.sum(axis=1) >= 1 - 1e-12)
        keep &= (below <= high + _PAD).all(axis=1)
        low = np.maximum(below, 1 - (high.sum(axis=1, keepdims=True) - high) - _PAD)
        highs[own] = np.minimum(high, 1 - (low.sum(axis=1, keepdims=True) - low) + _PAD)
        lows[own] = low
    return keep


def _only(keep: np.ndarray, lows: Boxes, highs: Boxes) -> tuple[Boxes, Boxes]:
    if keep.all():
        return lows, highs
    return [v[keep] for v in lows], [v[keep] for v in highs]


def _cut_down(
    slopes: Slopes, ends: list[int], lows: Boxes, highs: Boxes
) -> tuple[np.ndarray, np.ndarray]:
    """Cut boxes down to where solutions are; which have any room left, and which have one only."""
    keep = ~slopes.without_solution()
    least, most = slopes.image()
    alone = ((least > -slopes.radius) & (most < slopes.radius)).all(axis=1)
    for own, (q, low, high) in enumerate(
        zip(slopes.point, np.split(least, ends, axis=1), np.split(most, ends, axis=1), strict=True)
    ):
        lows[own][:, :-1] = np.maximum(lows[own][:, :-1], q[:, :-1] + low)
        highs[own][:, :-1] = np.minimum(highs[own][:, :-1], q[:, :-1] + high)
        keep &= (lows[own] <= highs[own] + _PAD).all(axis=1)
    return keep, np.asarray(alone)


def _halves(lows: Boxes, highs: Boxes) -> tuple[Boxes, Boxes]:
    """Both halves of every box, cut where it is widest."""
    sizes = [v.shape[1] for v in lows]
    low, high = np.concatenate(lows, axis=1), np.concatenate(highs, axis=1)
    boxes = np.arange(len(low))
    widest = (high - low).argmax(axis=1)
    at = low[boxes, widest] + _CUT * (high - low)[boxes, widest]
    below, above = high.copy(), low.copy()
    below[boxes, widest] = above[boxes, widest] = at
    ends = list(np.cumsum(sizes)[:-1])
    return (
        np.split(np.concatenate([low, above]), ends, axis=1),
        np.split(np.concatenate([below, high]), ends, axis=1),
    )
