"""The indifference equations of a support, in floats and in ball arithmetic.

Unknown are the probabilities of all actions of a support but the last of each player, and there is
one equation for each: the action is as good as the last one. The equations are multilinear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import flint
import numpy as np

from bargain.solve.balls import dyadic
from bargain.solve.several.logit_path import against
from bargain.solve.several.supports import Supports

__all__ = ["IndifferenceSystem", "Slopes", "least_average", "newton", "slopes_in", "unknowns_of"]

_STEPS = 10
_SLACK = 1e-10  # more than all rounding errors, for payoffs in [0, 1] and an inverse of size one
_DIGITS = 120  # bits


def unknowns_of(supports: Supports) -> list[tuple[int, int]]:
    """(player, action) of each free probability: all of the support but the last."""
    return [(i, a) for i, s in enumerate(supports) for a in s[:-1]]


def newton(floats: Sequence[np.ndarray], supports: Supports, x: list[float]) -> list[float] | None:
    """An approximate solution near x, in floats."""
    small = [t[np.ix_(*supports)] for t in floats]
    sizes = [len(s) - 1 for s in supports]
    ends = np.cumsum(sizes)
    point = np.array(x)
    for _ in range(_STEPS):
        p = []
        for e, k in zip(ends, sizes, strict=True):
            q = point[e - k : e]
            p.append(np.append(q, 1 - q.sum()))
        rows, residual = [], []
        for i, k in enumerate(sizes):
            if not k:
                continue
            value = against(small[i], p, (i,))
            residual.append(value[:-1] - value[-1])
            row = np.zeros((k, len(point)))
            for j, m in enumerate(sizes):
                if j != i and m:
                    pair = against(small[i], p, (i, j))
                    pair = pair if i < j else pair.T
                    gain = pair[:-1] - pair[-1:]
                    row[:, ends[j] - m : ends[j]] = gain[:, :-1] - gain[:, -1:]
            rows.append(row)
        try:
            step = np.linalg.solve(np.vstack(rows), np.concatenate(residual))
        except np.linalg.LinAlgError:
            return None
        if not np.isfinite(step).all() or np.abs(step).max() > 1:
            return None
        point = point - step
        if np.abs(step).max() < 1e-14:
            break
    return [float(v) for v in point]


def least_average(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    r"""The least of sum p v over p in the simplex with low <= p <= high; v on the last axis.

    By duality it is the largest over the multipliers :math:`\lambda = v_1, \dots, v_k` of

    .. math:: \sum_i l_i v_i + \lambda \Bigl(1 - \sum_i l_i\Bigr)
              - \sum_i (h_i - l_i) \max(0, \lambda - v_i),

    each of which is a lower bound.
    """
    extra = (1,) * (values.ndim - 2)
    count = values.shape[-1]
    if count == 1:
        return np.asarray(values[..., 0])
    if count == 2:  # at one end of what the first probability may be
        least = np.maximum(low[:, 0], 1 - high[:, 1]).reshape(-1, *extra)
        most = np.minimum(high[:, 0], 1 - low[:, 1]).reshape(-1, *extra)
        gain = values[..., 0] - values[..., 1]
        return np.asarray(values[..., 1] + np.minimum(least * gain, most * gain))
    rest = (1 - low.sum(axis=-1)).reshape(-1, *extra)
    room = (high - low).reshape(len(low), *extra, count)
    dual = None
    for k in range(count):
        over = np.maximum(values[..., k : k + 1] - values, 0.0)
        one = values[..., k] * rest - (over * room).sum(axis=-1)
        dual = one if dual is None else np.maximum(dual, one)
    return np.asarray((values * low.reshape(len(low), *extra, count)).sum(axis=-1) + dual)


@dataclass(frozen=True, slots=True)
class Slopes:
    r"""The equations in boxes by the mean value theorem: F(x) = F(m) + J (x - m).

    Here m is in the box and J between the slopes in the box. With Y an inverse of slopes, at a zero
    x of F

    .. math:: Y F(m) = -Y J (x - m), \qquad x = m - Y F(m) + (1 - Y J) (x - m).

    Attributes
    ----------
    point : list of arrays, shape (boxes, actions)
        m, one array per player.
    radius : array, shape (boxes, unknowns)
        How far the box goes from m.
    step : array, shape (boxes, unknowns)
        Y F(m).
    mean, spread : arrays, shape (boxes, unknowns, unknowns)
        Y J is within `spread` of `mean`.
    slack : array, shape (boxes, 1)
        More than all rounding errors of a row.
    """

    point: list[np.ndarray]
    radius: np.ndarray
    step: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    slack: np.ndarray

    def reach(self, matrix: np.ndarray) -> np.ndarray:
        """How far a matrix takes what is in the box away from m."""
        return (matrix @ self.radius[:, :, None])[:, :, 0] * (1 + 1e-9) + self.slack

    def without_solution(self) -> np.ndarray:
        """Which boxes hold no solution: a row of Y F(m) is larger than that of Y J (x - m)."""
        with np.errstate(invalid="ignore"):
            beyond = np.abs(self.step) > self.reach(np.abs(self.mean) + self.spread)
        return np.asarray(beyond.any(axis=1) & np.isfinite(self.step).all(axis=1))

    def image(self) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of the unknowns at solutions, relative to m."""
        turned = np.abs(np.eye(self.mean.shape[1]) - self.mean) + self.spread
        reach = self.reach(turned)
        lost = ~(np.isfinite(self.step) & np.isfinite(reach))
        low = np.where(lost, -np.inf, -self.step - reach)
        return low, np.where(lost, np.inf, reach - self.step)


def slopes_in(
    floats: Sequence[np.ndarray],
    supports: Supports,
    lows: Sequence[np.ndarray],
    highs: Sequence[np.ndarray],
) -> Slopes:
    """The slopes of the equations in boxes.

    Parameters
    ----------
    lows, highs : sequences of arrays, shape (boxes, actions)
        Bounds of the probabilities, one array per player.
    """
    count = len(lows[0])
    grid = np.ix_(*supports)
    lows = [v[:, list(s)] for v, s in zip(lows, supports, strict=True)]
    highs = [v[:, list(s)] for v, s in zip(highs, supports, strict=True)]
    sizes = [len(s) - 1 for s in supports]
    ends = np.cumsum(sizes)
    p, radius = [], np.empty((count, ends[-1]))
    for e, k, a, b in zip(ends, sizes, lows, highs, strict=True):
        room = b - a  # a point of the box whose chances add up to one
        total = room.sum(axis=1, keepdims=True)
        q = a + room * ((1 - a.sum(axis=1, keepdims=True)) / np.where(total, total, 1.0))
        q[:, -1] = 1 - q[:, :-1].sum(axis=1)
        p.append(q)
        radius[:, e - k : e] = np.maximum(b - q, q - a)[:, :-1] + 1e-15
    value = np.empty((count, ends[-1]))
    middle, spread = np.zeros((2, count, ends[-1], ends[-1]))
    for i, k in enumerate(sizes):
        if not k:
            continue
        turned = np.moveaxis(floats[i][grid], i, 0)
        gains = turned[:-1] - turned[-1:]
        others = [j for j in range(len(sizes)) if j != i]
        at = np.broadcast_to(gains, (count, *gains.shape))
        for j in reversed(others):
            at = (at * p[j].reshape(count, *[1] * (at.ndim - 2), -1)).sum(axis=-1)
        value[:, ends[i] - k : ends[i]] = at
        for j, m in enumerate(sizes):
            if j == i or not m:
                continue
            slopes = np.moveaxis(gains, 1 + others.index(j), 1)
            slopes = slopes[:, :-1] - slopes[:, -1:]
            least, most = (
                sign * _least(sign * slopes, [o for o in others if o != j], lows, highs)
                for sign in (1.0, -1.0)
            )
            block = slice(None), slice(ends[i] - k, ends[i]), slice(ends[j] - m, ends[j])
            middle[block] = (least + most) / 2
            spread[block] = (most - least) / 2
    inverse = _inverses(middle)
    size = np.abs(inverse).sum(axis=(1, 2))[:, None]
    return Slopes(
        point=p,
        radius=radius,
        step=(inverse @ value[:, :, None])[:, :, 0],
        mean=inverse @ middle,
        spread=np.abs(inverse) @ spread,
        slack=_SLACK * (1 + size),
    )


def _least(
    table: np.ndarray, others: list[int], lows: Sequence[np.ndarray], highs: Sequence[np.ndarray]
) -> np.ndarray:
    """The least average over what the others, on the last axes, do in each box."""
    least = np.broadcast_to(table, (len(lows[0]), *table.shape))
    for other in reversed(others):
        least = least_average(least, lows[other], highs[other])
    return least


def _inverses(matrices: np.ndarray) -> np.ndarray:
    """Approximate inverses; NaN where there is none."""
    try:
        return np.asarray(np.linalg.inv(matrices))
    except np.linalg.LinAlgError:
        if len(matrices) == 1:
            return np.full_like(matrices, np.nan)
        return np.concatenate([_inverses(one[None]) for one in matrices])


class IndifferenceSystem:
    """The indifference equations of a support in ball arithmetic."""

    def __init__(self, tables: Sequence[np.ndarray], supports: Supports) -> None:
        self.tables, self.supports = tables, supports
        self.unknowns = unknowns_of(supports)
        self.players = range(len(supports))

    def full(self, x: Sequence[flint.arb]) -> list[dict[int, flint.arb]]:
        """The probabilities of every player's support."""
        values = iter(x)
        out = []
        for s in self.supports:
            own = {a: next(values) for a in s[:-1]}
            own[s[-1]] = 1 - sum(own.values(), flint.arb(0))
            out.append(own)
        return out

    def payoff(
        self, own: int, action: int, p: list[dict[int, flint.arb]], put: dict[int, int]
    ) -> flint.arb:
        """Of one action, where some others play an action for certain."""
        table = self.tables[own]
        sides = [
            [(action, flint.arb(1))] if j == own
            else [(put[j], flint.arb(1))] if j in put else list(p[j].items())
            for j in self.players
        ]  # fmt: skip
        total = flint.arb(0)
        for cell in product(*sides):
            value = table[tuple(a for a, _ in cell)]
            if value:
                term = flint.arb(flint.fmpq(value.numerator, value.denominator))
                for _, q in cell:
                    term = term * q
                total += term
        return total

    def residual(self, x: Sequence[flint.arb]) -> list[flint.arb]:
        """How much better each action is than the last of its support."""
        p = self.full(x)
        last = {i: self.payoff(i, s[-1], p, {}) for i, s in enumerate(self.supports) if len(s) > 1}
        return [self.payoff(i, a, p, {}) - last[i] for i, a in self.unknowns]

    def jacobian(self, x: Sequence[flint.arb]) -> list[list[flint.arb]]:
        """The derivatives of `residual` in the unknowns."""
        p = self.full(x)
        rows = []
        for i, a in self.unknowns:
            row = []
            for j, b in self.unknowns:
                if i == j:
                    row.append(flint.arb(0))
                    continue
                end = self.supports[j][-1]
                row.append(
                    (self.payoff(i, a, p, {j: b}) - self.payoff(i, self.supports[i][-1], p, {j: b}))
                    - self.payoff(i, a, p, {j: end})
                    + self.payoff(i, self.supports[i][-1], p, {j: end})
                )
            rows.append(row)
        return rows

    def unique(self, x: list[float], radius: float) -> bool:
        """Whether exactly one solution is within the radius of x (Krawczyk)."""
        return self._image(list(map(flint.arb, x)), radius) is not None

    def _image(self, middle: list[flint.arb], radius: float) -> list[flint.arb] | None:
        """The Krawczyk image of the box, if it lies in its interior."""
        slope = np.array([[float(v.mid()) for v in row] for row in self.jacobian(middle)])
        try:
            inverse = np.linalg.inv(slope)
        except np.linalg.LinAlgError:
            return None
        if not np.isfinite(inverse).all():
            return None
        size = len(middle)
        y = flint.arb_mat([[flint.arb(float(v)) for v in row] for row in inverse])
        ball = flint.arb(0, radius)
        box = [m + ball for m in middle]
        value = y * flint.arb_mat([[v] for v in self.residual(middle)])
        turn = y * flint.arb_mat(self.jacobian(box))
        image = []
        for r in range(size):
            total = middle[r] - value[r, 0]
            for c in range(size):
                total += (flint.arb(int(r == c)) - turn[r, c]) * ball
            if not (total - middle[r]).abs_upper() < flint.arb(radius):
                return None
            image.append(total)
        return image

    def point(self, x: list[float]) -> list[flint.arb] | None:
        """A tight enclosure of the solution near x."""
        before = flint.ctx.prec
        flint.ctx.prec = _DIGITS
        try:
            middle, radius = list(map(flint.arb, x)), 1e-9
            for _ in range(3):
                image = self._image(middle, radius)
                if image is None:
                    return None
                middle = [flint.arb(v.mid()) for v in image]
                radius = max(1e-30, 4 * max(float(v.rad()) for v in image))
            return [v + flint.arb(0, radius) for v in middle]
        finally:
            flint.ctx.prec = before

    def is_equilibrium(self, x: list[flint.arb]) -> bool | None:
        """Whether the solution is an equilibrium; None if a comparison is too close."""
        p = self.full(x)
        signs: list[bool | None] = []
        for i, s in enumerate(self.supports):
            signs += [True if q > 0 else False if q < 0 else None for q in p[i].values()]
            here = self.payoff(i, s[0], p, {})
            for a in range(self.tables[i].shape[i]):
                if a not in s:
                    gain = self.payoff(i, a, p, {}) - here
                    signs.append(True if gain < 0 else False if gain > 0 else None)
        if False in signs:
            return False
        return None if None in signs else True

    def rounded(self, x: list[flint.arb]) -> list[list[Fraction]]:
        """A nearby profile of fractions that sum to one; simple ones where they are near enough."""
        out = []
        for i, own in enumerate(self.full(x)):
            near: dict[int, Fraction] = {a: dyadic(q) for a, q in own.items()}
            simple = {a: v.limit_denominator(10**6) for a, v in near.items()}
            tolerance = Fraction(1, 10**13)
            if sum(simple.values()) == 1 and all(abs(simple[a] - near[a]) < tolerance for a in own):
                near = simple
            else:
                last = self.supports[i][-1]
                near = {a: Fraction(round(v * 10**15), 10**15) for a, v in near.items()}
                rest = sum((v for a, v in near.items() if a != last), Fraction(0))
                near[last] = 1 - rest
            size = self.tables[i].shape[i]
            out.append([near.get(a, Fraction(0)) for a in range(size)])
        return out
