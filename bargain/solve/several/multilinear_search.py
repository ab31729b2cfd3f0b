r"""All equilibria of a game with three or more players: branch and prune on the mixed actions.

A *box* bounds every probability, :math:`l_{ia} \le p_i(a) \le u_{ia}`. On a box the advantage of
one action over another,

.. math:: D_{iab}(p_{-i}) = \sum_{s} \bigl(u_i(a, s) - u_i(b, s)\bigr) \prod_{j \ne i} p_j(s_j),

is bounded by averaging out one player after the other, each over the part of its simplex that the
box leaves (a fractional knapsack). An action that is worse than another everywhere in the box is
not played there: its bound becomes 0, or the box holds no equilibrium. What is dominated goes in
the first box; strict equilibria are what is left when one action of each player is.

Where every action left has a positive lower bound, the actions left are the support, and the
indifference equations are square. If the Krawczyk operator, in ball arithmetic, maps a larger box
into its interior, that box holds exactly one solution: an equilibrium if its probabilities are
positive and every other action is worse, none if one of these is reversed. There is no solution in
the box if the equations, multiplied by an inverse of their slopes, keep away from zero by the mean
value theorem. Every other box is halved. The list is complete if no box is left: there are as many
equilibria as entries, each within `WITHIN` of its entry. Equilibria at which an unplayed action is
as good as those that are played, and continua of equilibria, leave boxes: then the list is not
complete, and says so.

Bounds are evaluated in floats; what they decide has to exceed `_ROUNDING`, more than all rounding
errors of a payoff difference scaled to at most one.

References
----------
R. Krawczyk (1969), Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken,
Computing 4. F. Johansson (2017), Arb: efficient arbitrary-precision midpoint-radius interval
arithmetic, IEEE Transactions on Computers 66.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import prod

import numpy as np

from bargain.solve.several.indifference_system import (
    IndifferenceSystem,
    least_average,
    newton,
    slopes_in,
    unknowns_of,
)
from bargain.solve.several.supports import Supports

__all__ = ["WITHIN", "Search", "search"]

WITHIN = Fraction(1, 10**12)
_ROUNDING = 1e-11
_PAD = 1e-15
_LARGEST = 2_000  # cells of a table times players: more would make the error bound wrong
_CUT = 0.4873  # where a side is cut: not at a probability that games have
_FEW = 32  # boxes: up to here arrays are short, and several sides are cut at once
_SIDES = 3
_SMALL = 1e-5  # boxes of this width are left
_WIDEST = 0.05  # in larger boxes no unique solution is looked for
_TRIED = 0.5  # in larger boxes solutions are not excluded

Boxes = list[np.ndarray]  # per player (boxes, actions)


@dataclass(slots=True)
class Root:
    """The unique solution of the indifference equations of a support in a box."""

    supports: Supports
    low: list[float]  # of the unknowns, the box in which it is unique
    high: list[float]
    point: list[list[Fraction]] | None  # None: no equilibrium


@dataclass(slots=True)
class Search:
    """What was found.

    Attributes
    ----------
    profiles : list of mixed profiles
    complete : bool
    boxes : int
        Looked at.
    left : int
        That were not settled.
    """

    profiles: list[list[list[Fraction]]] = field(default_factory=list)
    complete: bool = False
    boxes: int = 0
    left: int = 0


def search(tables: Sequence[np.ndarray], most_boxes: int) -> Search:
    """Look for all equilibria of a game with payoffs in [0, 1].

    Parameters
    ----------
    tables : sequence of object arrays of Fraction
        One per player, one axis per player.
    most_boxes : int
        The effort: boxes to look at.

    Examples
    --------
    Three players who want to match (both pure ones, and one half each):

    >>> one = np.zeros((2, 2, 2), dtype=object) + Fraction(0)
    >>> one[0, 0, 0] = one[1, 1, 1] = Fraction(1)
    >>> found = search([one, one, one], 1000)
    >>> found.complete, len(found.profiles)
    (True, 3)
    """
    found = Search()
    shape = tables[0].shape
    if prod(shape) * len(shape) > _LARGEST:
        found.left = 1
        return found
    floats = [t.astype(float) for t in tables]
    turned = [np.moveaxis(t, own, 0) for own, t in enumerate(floats)]
    advantages = [t[:, None] - t[None] for t in turned]
    lows: Boxes = [np.zeros((1, k)) for k in shape]
    highs: Boxes = [np.ones((1, k)) for k in shape]
    roots: list[Root] = []
    pure: set[tuple[int, ...]] = set()
    while len(lows[0]):
        found.boxes += len(lows[0])
        if found.boxes > most_boxes:
            found.left += len(lows[0])
            break
        lows, highs = _contracted(advantages, lows, highs)
        lows, highs, left = _halved(tables, floats, lows, highs, roots, pure)
        found.left += left
    for at in sorted(pure):
        found.profiles.append(
            [[Fraction(int(k == a)) for k in range(n)] for a, n in zip(at, shape, strict=True)]
        )
    found.profiles += [r.point for r in roots if r.point is not None]
    found.complete = found.left == 0
    return found


def most_advantage(advantage: np.ndarray, own: int, lows: Boxes, highs: Boxes) -> np.ndarray:
    """An upper bound of every D_ab on every box, shape (boxes, actions, actions)."""
    table = np.broadcast_to(-advantage, (len(lows[0]), *advantage.shape))
    for other in reversed([j for j in range(len(lows)) if j != own]):
        table = least_average(table, lows[other], highs[other])
    return -table


def _contracted(advantages: list[np.ndarray], lows: Boxes, highs: Boxes) -> tuple[Boxes, Boxes]:
    """Drop what is not played, until nothing changes; boxes without equilibria go."""
    while True:
        keep = np.ones(len(lows[0]), dtype=bool)
        changed = False
        for own, advantage in enumerate(advantages):
            most = most_advantage(advantage, own, lows, highs)
            worse = (most < -_ROUNDING).any(axis=2)
            keep &= ~(worse & (lows[own] > 0)).any(axis=1)
            changed |= bool((worse & (highs[own] > 0)).any())
            highs[own] = np.where(worse, 0.0, highs[own])
            keep &= highs[own].sum(axis=1) >= 1 - 1e-12
        for own in range(len(lows)):
            low, high = lows[own], highs[own]
            low = np.maximum(low, 1 - (high.sum(axis=1, keepdims=True) - high) - _PAD)
            single = (high > 0).sum(axis=1, keepdims=True) == 1
            low = np.where(single & (high > 0), 1.0, low)
            room = np.minimum(high, 1 - (low.sum(axis=1, keepdims=True) - low) + _PAD)
            lows[own], highs[own] = low, np.where(high > 0, room, 0.0)
        if not keep.all():
            lows, highs = [v[keep] for v in lows], [v[keep] for v in highs]
        if not changed or not len(lows[0]):
            return lows, highs


def _supports(highs: Boxes) -> list[Supports]:
    """The actions that each box leaves."""
    codes = [((high > 0) @ (1 << np.arange(high.shape[1]))).tolist() for high in highs]
    return [_of_codes(each) for each in zip(*codes, strict=True)]


@lru_cache(maxsize=10_000)
def _of_codes(codes: tuple[int, ...]) -> Supports:
    return tuple(tuple(a for a in range(c.bit_length()) if c >> a & 1) for c in codes)


def _without(
    floats: Sequence[np.ndarray], every: list[Supports], lows: Boxes, highs: Boxes
) -> np.ndarray:
    """Which boxes, with all actions that they leave played, hold no solution of the equations."""
    inside = np.ones(len(every), dtype=bool)
    narrow = np.ones(len(every), dtype=bool)
    for low, high in zip(lows, highs, strict=True):
        inside &= ((low > 0) | (high <= 0)).all(axis=1)
        narrow &= (high - low).max(axis=1) <= _TRIED
    groups: dict[Supports, list[int]] = {}
    for b in np.flatnonzero(inside & narrow).tolist():
        if any(len(s) > 1 for s in every[b]):
            groups.setdefault(every[b], []).append(b)
    out = np.zeros(len(every), dtype=bool)
    for supports, boxes in groups.items():
        part = [[v[boxes] for v in side] for side in (lows, highs)]
        out[boxes] = slopes_in(floats, supports, *part).without_solution()
    return out


def _halved(
    tables: Sequence[np.ndarray], floats: Sequence[np.ndarray], lows: Boxes, highs: Boxes,
    roots: list[Root], pure: set[tuple[int, ...]],
) -> tuple[Boxes, Boxes, int]:  # fmt: skip
    """Settle the boxes that hold one solution; halve the others. Also how many were left."""
    new_low: list[list[np.ndarray]] = []
    new_high: list[list[np.ndarray]] = []
    left = 0
    sides = _SIDES if len(lows[0]) <= _FEW else 1
    every = _supports(highs)
    empty_boxes = _without(floats, every, lows, highs)
    for b, supports in enumerate(every):
        low, high = [v[b] for v in lows], [v[b] for v in highs]
        if all(len(s) == 1 for s in supports):  # all other actions are worse
            pure.add(tuple(s[0] for s in supports))
            continue
        if empty_boxes[b]:
            continue
        inside = all(low[i][a] > 0 for i, s in enumerate(supports) for a in s)
        if inside and _settled(tables, floats, supports, low, high, roots):
            continue
        widths = [h - v for v, h in zip(low, high, strict=True)]
        widest = [float(w.max()) for w in widths]
        if max(widest) < _SMALL:
            left += 1
            continue
        cut = sorted(range(len(widest)), key=lambda i: -widest[i])[:sides]
        pieces = [(low, high)]
        for own in (i for i in cut if widest[i] >= max(widest) / 2):
            action = int(np.argmax(widths[own]))
            at = float(low[own][action]) + _CUT * widths[own][action]
            pieces = [half for piece in pieces for half in _two(piece, own, action, at)]
        new_low += [piece[0] for piece in pieces]
        new_high += [piece[1] for piece in pieces]
    if not new_low:
        empty = [v[:0] for v in lows]
        return empty, [v[:0] for v in empty], left
    players = range(len(lows))
    return (
        [np.array([entry[i] for entry in new_low]) for i in players],
        [np.array([entry[i] for entry in new_high]) for i in players],
        left,
    )


def _two(
    piece: tuple[list[np.ndarray], list[np.ndarray]], own: int, action: int, at: float
) -> list[tuple[list[np.ndarray], list[np.ndarray]]]:
    """The two parts of a box in which an action is played less and more than `at`."""
    low, high = piece
    below, above = high[own].copy(), low[own].copy()
    below[action] = above[action] = at
    return [
        (low, [*high[:own], below, *high[own + 1 :]]),
        ([*low[:own], above, *low[own + 1 :]], high),
    ]


def _settled(
    tables: Sequence[np.ndarray], floats: Sequence[np.ndarray], supports: Supports,
    low: list[np.ndarray], high: list[np.ndarray], roots: list[Root],
) -> bool:  # fmt: skip
    """Whether the box lies in one with one solution, which is then among the roots."""
    widest = max(float((h - v).max()) for v, h in zip(low, high, strict=True))
    if widest > _WIDEST and not roots:
        return False
    unknowns = unknowns_of(supports)
    ends = [(float(low[i][a]), float(high[i][a])) for i, a in unknowns]
    for root in roots:
        if root.supports == supports and all(
            a >= lo and b <= hi for (a, b), lo, hi in zip(ends, root.low, root.high, strict=True)
        ):
            return True
    width = max(b - a for a, b in ends)
    if width > _WIDEST:
        return False
    start = newton(floats, supports, [(a + b) / 2 for a, b in ends])
    if start is None:
        return False
    radius = max(max(abs(a - x), abs(b - x)) for (a, b), x in zip(ends, start, strict=True))
    radius = radius * 1.01 + 1e-9
    if radius > 3 * width + 1e-6:  # the solution is elsewhere: smaller boxes will be excluded
        return False
    system = IndifferenceSystem(tables, supports)
    if not system.unique(start, radius):
        return False
    point = system.point(start)
    if point is None:
        return False
    wide = [x - radius for x in start], [x + radius for x in start]
    for root in roots:  # the same solution in another box
        if root.supports == supports and all(
            x > lo and x < hi for x, lo, hi in zip(point, root.low, root.high, strict=True)
        ):
            root.low, root.high = _grown(root, wide, radius)
            return True
    verdict = system.is_equilibrium(point)
    if verdict is None:
        return False
    rounded = system.rounded(point) if verdict else None
    roots.append(Root(supports, *wide, rounded))
    return True


def _grown(
    root: Root, wide: tuple[list[float], list[float]], radius: float
) -> tuple[list[float], list[float]]:
    """The larger of two boxes in which a solution is unique."""
    if radius > (root.high[0] - root.low[0]) / 2:
        return wide
    return root.low, root.high
