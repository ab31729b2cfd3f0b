"""The judge of `bargain.intervals.empty_boxes`: bound boxes, look for multipliers.

Boxes are judged in batches in floating point. On a box with
midpoint ``m``, half widths ``h``, values ``f(m)``, slopes ``G`` with midpoint ``G_m`` and radius
``G_r``, multipliers ``y`` refute the box if ::

    y'f(m) + sum_j |(y'G_m)_j| h_j + |y|'(G_r h)  <  sum_i min(y_i * [l_i, h_i])

and least squares proposes ``y = -(A A' + diag(r)^2)^-1 q`` with ``A = G_m diag(h)``, ``r = G_r h``
and the residual ``q`` of the constraints at ``m``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bargain.budget import spend
from bargain.intervals.bisection import Bisected, Bisection
from bargain.intervals.enclosures import (
    Floats,
    Interval,
    enclose,
    evaluate,
    needed_nodes,
    round_down,
    round_up,
)
from bargain.intervals.expression_tape import Tape

__all__ = ["BoxSearch", "Combined", "Leaf", "Missed"]

_BATCH = 256
_PER_NODE = 20  # steps for a node beside those for its boxes
_MARGIN = 1e-12
_ROUNDING = 4096  # multipliers are rounded to multiples of 1/4096 of the largest

Bounds = Sequence[tuple[Fraction | None, Fraction | None]]


@dataclass(frozen=True, slots=True)
class Missed:
    """The range of a constraint's expression misses its bounds."""

    constraint: int

    def plain(self) -> list[object]:
        """The token as a certificate writes it."""
        return ["n", self.constraint]


@dataclass(frozen=True, slots=True)
class Combined:
    """Multipliers of the constraints refute the box."""

    multipliers: tuple[Fraction, ...]

    def plain(self) -> list[object]:
        """The token as a certificate writes it."""
        return ["m", [str(y) for y in self.multipliers]]


Leaf: TypeAlias = Missed | Combined


class BoxSearch:
    """The search for a tree of boxes, each of them refuted."""

    def __init__(
        self, tape: Tape, bounds: Bounds, box: Sequence[tuple[Fraction, Fraction]], smallest: float
    ) -> None:
        self.tape = tape
        self.order = needed_nodes(tape.nodes, tape.roots)
        lower = [-np.inf if a is None else round_down(a) for a, _ in bounds]
        upper = [np.inf if b is None else round_up(b) for _, b in bounds]
        self.lower, self.upper = np.array(lower), np.array(upper)
        low, high = enclose(box)
        width = high - low
        self.width = np.where(width > 0, width, 1.0)
        self.smallest = smallest
        self.tree: Bisection[Leaf] = Bisection.of(low[:, 0], high[:, 0])

    def run(self, stop_at: float, max_boxes: int) -> str:
        """Bisect until nothing is open; return why it stopped otherwise."""
        return self.tree.run(
            self.judge,
            stop_at=stop_at,
            max_boxes=max_boxes,
            batch=_BATCH,
            small="a box as small as allowed could not be refuted",
        )

    def judge(self, low: Floats, high: Floats) -> list[Leaf | Bisected | None]:
        """Return, for each box, a refuting leaf or, if it is wide enough, how to bisect it."""
        spend(len(self.order) * (_PER_NODE + low.shape[1]))
        found = evaluate(self.tape.nodes, self.order, low, high, gradient=True)
        roots = self.tape.roots
        below = np.array([found.value[r][0] for r in roots])
        above = np.array([found.value[r][1] for r in roots])
        slack = _MARGIN * (np.abs(below) + np.abs(above) + 1e-3)
        with np.errstate(invalid="ignore"):
            missed = (above < self.lower[:, None] - slack) | (below > self.upper[:, None] + slack)
        leaves: list[Leaf | None] = [None] * low.shape[1]
        for k in np.flatnonzero(missed.any(axis=0)):
            leaves[k] = Missed(int(np.argmax(missed[:, k])))
        slope_low = np.array([found.gradient[r][0] for r in roots])
        slope_high = np.array([found.gradient[r][1] for r in roots])
        rest = np.array([k for k, leaf in enumerate(leaves) if leaf is None], dtype=int)
        if rest.size:
            self._combine(
                (low[:, rest], high[:, rest]),
                (slope_low[..., rest], slope_high[..., rest]),
                rest,
                leaves,
            )
        choice = self._choose(low, high, slope_low, slope_high)
        narrow = high - low < self.smallest * self.width
        return [
            leaf or (None if narrow[j, k] else Bisected(j))
            for k, (leaf, j) in enumerate(zip(leaves, choice, strict=True))
        ]

    def _combine(
        self, box: Interval, slope: Interval, rest: NDArray[np.intp], leaves: list[Leaf | None]
    ) -> None:
        """Look for multipliers that refute the remaining boxes; write the leaves found."""
        (low, high), (slope_low, slope_high) = box, slope
        middle = 0.5 * (low + high)
        centre = evaluate(self.tape.nodes, self.order, middle, middle)
        value = np.array([centre.value[r][0] for r in self.tape.roots])
        error = np.array([np.ptp(centre.value[r], axis=0) for r in self.tape.roots])
        half = 0.5 * (high - low)
        with np.errstate(all="ignore"):
            mean, spread = 0.5 * (slope_low + slope_high), 0.5 * (slope_high - slope_low)
            linear = np.moveaxis(mean * half, -1, 0)
            loose = (spread * half).sum(axis=1) + error
        good = np.isfinite(value).all(axis=0) & np.isfinite(loose).all(axis=0)
        good &= np.isfinite(linear).all(axis=(1, 2))
        for residual in self._residuals(value, np.abs(linear).sum(axis=2).T + loose):
            todo = np.flatnonzero(good & np.array([leaves[k] is None for k in rest]))
            if not todo.size:
                return
            y = self._multipliers(residual[:, todo], linear[todo], loose[:, todo])
            least = np.where(y > 0, self.lower[:, None], self.upper[:, None])
            with np.errstate(invalid="ignore"):
                least = np.where(y != 0, y * least, 0.0).sum(axis=0)
            reach = np.abs(np.einsum("ib,bij->jb", y, linear[todo])).sum(axis=0)
            size = np.abs(y * value[:, todo]).sum(axis=0) + np.abs(least)
            top = (y * value[:, todo]).sum(axis=0) + reach + (np.abs(y) * loose[:, todo]).sum(0)
            for k in np.flatnonzero(top < least - _MARGIN * (size + 1e-3)):
                leaves[rest[todo[k]]] = Combined(tuple(Fraction(float(t)) for t in y[:, k]))

    def _residuals(self, value: Floats, radius: Floats) -> list[Floats]:
        """Return the residuals whose reduction is worth trying, best first.

        The first asks only for what is violated at the midpoint; the second also uses slack
        constraints; the last ones take each constraint by itself (its mean-value form).
        """
        lower, upper = self.lower[:, None], self.upper[:, None]
        two_sided = np.isfinite(lower) & np.isfinite(upper)
        with np.errstate(invalid="ignore"):
            centred = value - 0.5 * (lower + upper)
            from_below, from_above = value - lower, value - upper
        one_sided = np.where(np.isfinite(lower), from_below, from_above)
        violated = np.where(
            np.isfinite(lower), np.minimum(from_below, 0), np.maximum(from_above, 0)
        )
        residuals = [
            np.where(two_sided, centred, violated),
            np.where(two_sided, centred, one_sided),
        ]
        for i in range(len(self.lower)):
            with np.errstate(invalid="ignore"):
                if np.any((from_below[i] < -radius[i]) | (from_above[i] > radius[i])):
                    alone = np.zeros_like(value)
                    alone[i] = residuals[0][i]
                    residuals.append(alone)
        return residuals

    def _multipliers(self, residual: Floats, linear: Floats, loose: Floats) -> Floats:
        """Return least-squares multipliers, signed as the bounds allow, one column per box."""
        with np.errstate(invalid="ignore"):
            width = np.where(
                np.isfinite(self.lower) & np.isfinite(self.upper),
                0.5 * (self.upper - self.lower),
                0,
            )
        normal = linear @ np.swapaxes(linear, 1, 2)
        diagonal = np.arange(len(width))
        normal[:, diagonal, diagonal] += (loose + width[:, None]).T ** 2 + 1e-18
        try:
            y = -np.linalg.solve(normal, residual.T[..., None])[..., 0].T
        except np.linalg.LinAlgError:
            return np.zeros_like(residual)
        y[(y > 0) & ~np.isfinite(self.lower)[:, None]] = 0
        y[(y < 0) & ~np.isfinite(self.upper)[:, None]] = 0
        y[:, ~np.isfinite(y).all(axis=0)] = 0
        scale = np.abs(y).max(axis=0)
        return np.round(y / np.where(scale > 0, scale, 1.0) * _ROUNDING) / _ROUNDING

    def _choose(
        self, low: Floats, high: Floats, slope_low: Floats, slope_high: Floats
    ) -> list[int]:
        """Return the variable whose bisection narrows the constraints most ('maximal smear')."""
        width = high - low
        steep = np.maximum(np.abs(slope_low), np.abs(slope_high)) * width
        with np.errstate(all="ignore"):
            share = steep / (1e-9 + steep.max(axis=1, keepdims=True))
        smear = np.where(np.isfinite(share), share, 0.0).max(axis=0) * (width > 0)
        relative = width / self.width
        smear = np.where(relative > 1e-3 * relative.max(axis=0), smear, 0.0)
        smear = np.where(smear.max(axis=0) > 0, smear, relative)
        return [int(j) for j in np.argmax(smear, axis=0)]
