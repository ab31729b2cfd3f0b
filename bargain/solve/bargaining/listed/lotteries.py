r"""Lotteries over listed agreements, for any number of players.

With chances :math:`\lambda` of the agreements, gains :math:`g(\lambda) = \sum_k \lambda_k g^k` are
linear, so that the utilitarian, the egalitarian and the Kalai-Smorodinsky solution are linear
programmes in rationals; the last two give the least share as much as they can, then the next one
(lexicographic), and are efficient. The Nash product is concave in :math:`\lambda`: a point found in
floats has the exact bound

.. math:: \log N(g') - \log N(g) \le \max_k \sum_i \alpha_i \frac{g_i^k - g_i}{g_i}
          \quad\text{for every lottery } g',

which is zero where one agreement for certain is the best.

References
----------
Kalai (1977), Kalai & Smorodinsky (1975), as in `bargain.solve.bargaining.smooth_bargaining`. Imai,
H. (1983), Individual monotonicity and lexicographic maxmin solution, *Econometrica* 51, 389-401.
Frank, M. & Wolfe, P. (1956), An algorithm for quadratic programming, *Naval Research Logistics
Quarterly* 3, 95-110 (the bound).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from bargain.errors import LimitReached
from bargain.solve.bargaining.listed.polygons import Gains, Option
from bargain.solve.finite.exact_linear_program import maximise

__all__ = ["Lottery", "best_lottery"]

_CLOSE = 1e-12  # a bound that floats can reach
_MOST_ROUNDS = 200
_LAST_WEIGHT, _NEWTON_STEPS = 1e-15, 100
_NO_CHANCE, _MIXED_IN = 1e-9, 0.1
_ONE, _ZERO = Fraction(1), Fraction(0)


class Lottery(NamedTuple):
    """The best lottery that was found, and how much larger a log product may be elsewhere."""

    option: Option
    bound: Fraction = Fraction(0)


def best_lottery(
    name: str, gains: Sequence[Gains], numbers: np.ndarray | None, alpha: Gains
) -> Lottery | None:
    """The best lottery for one solution; None if none makes every player better off.

    `numbers` are the gains in floats.

    Raises
    ------
    LimitReached
        The Nash product of gains that floats cannot hold.
    """
    start = _lexicographic(gains, (_ONE,) * len(alpha))
    if start is None or min(_at(gains, start)) <= 0:
        return None
    if name == "nash_bargaining":
        if numbers is None:
            raise LimitReached("floats cannot hold the gains")
        return _nash(gains, numbers, alpha, start)
    if name == "utilitarian":
        sums = [sum((a * g for a, g in zip(alpha, row, strict=True)), _ZERO) for row in gains]
        return Lottery(_option(gains, _best(gains, sums)))
    scale = alpha
    if name == "kalai_smorodinsky":
        ideal = [_at(gains, _best(gains, [row[i] for row in gains]))[i] for i in range(len(alpha))]
        scale = tuple(a * b for a, b in zip(alpha, ideal, strict=True))
    found = _lexicographic(gains, scale)
    assert found is not None  # the start is one
    return Lottery(_option(gains, found))


def _at(gains: Sequence[Gains], chances: Sequence[Fraction]) -> Gains:
    return tuple(
        sum((q * row[i] for q, row in zip(chances, gains, strict=True) if q), _ZERO)
        for i in range(len(gains[0]))
    )


def _option(gains: Sequence[Gains], chances: Sequence[Fraction]) -> Option:
    return Option(tuple((k, q) for k, q in enumerate(chances) if q), _at(gains, chances))


def _best(gains: Sequence[Gains], scores: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The lottery with the largest mean score that nobody rejects; there is one."""
    accepted = [([-row[i] for row in gains], _ZERO) for i in range(len(gains[0]))]
    return maximise(scores, at_most=accepted, equal=[([_ONE] * len(gains), _ONE)]).x


def _lexicographic(gains: Sequence[Gains], scale: Gains) -> tuple[Fraction, ...] | None:
    """The least share ``g_i/scale_i`` as large as possible, then the next; None if below zero."""
    count, players = len(gains), range(len(scale))
    shares = [[row[i] / scale[i] for row in gains] for i in players]
    certain = ([_ONE] * count + [_ZERO], _ONE)
    fixed: dict[int, Fraction] = {}
    chances: tuple[Fraction, ...] = ()
    while len(fixed) < len(scale):
        # max t with share_i >= t for those not fixed, share_i >= its level for the others
        rows = [([-v for v in shares[i]] + [_ZERO if i in fixed else _ONE], -fixed.get(i, _ZERO))
                for i in players]  # fmt: skip
        top = maximise([_ZERO] * count + [_ONE], at_most=rows, equal=[certain])
        if top.value is None:
            return None
        chances, level = top.x[:count], top.value
        floors = [([-v for v in shares[i]], -fixed.get(i, level)) for i in players]
        stuck = [
            i for i in players if i not in fixed
            and maximise(shares[i], at_most=floors, equal=[([_ONE] * count, _ONE)]).value == level
        ]  # fmt: skip
        fixed |= dict.fromkeys(stuck, level)
    return chances


def _nash(
    gains: Sequence[Gains], numbers: np.ndarray, alpha: Gains, start: Sequence[Fraction]
) -> Lottery:
    """Add the agreement that promises most, solve again over those at hand, until none does."""
    powers = np.array([float(a / max(alpha)) for a in alpha])
    active = [k for k, q in enumerate(start) if q]
    chances = np.array([float(start[k]) for k in active])
    for _ in range(_MOST_ROUNDS):
        active, chances = _over(active, numbers, powers, chances)
        at = chances @ numbers[active]
        promise = (numbers / at) @ powers - powers.sum()
        best = int(promise.argmax())
        if promise[best] <= _CLOSE or best in active:
            break
        active, share = [*active, best], _MIXED_IN
        while (((1 - share) * at + share * numbers[best]) <= 0).any():
            share /= 2
        chances = np.append((1 - share) * chances, share)
    exact = [_ZERO] * len(gains)
    if len(active) == 1:
        exact[active[0]] = _ONE
    else:
        parts = [Fraction(float(q)) for q in chances]
        for k, q in zip(active, parts, strict=True):
            exact[k] = q / sum(parts)
    option = _option(gains, exact)
    return Lottery(option, max(
        sum((a * (g - u) / u for a, g, u in zip(alpha, row, option.gains, strict=True)), _ZERO)
        for row in gains
    ))  # fmt: skip


def _over(
    active: list[int], numbers: np.ndarray, powers: np.ndarray, inside: np.ndarray
) -> tuple[list[int], np.ndarray]:
    """The best lottery over the active agreements, by Newton's method along a barrier's path.

    Maximises ``powers . log(q @ rows) + weight * sum(log(q))`` with ``sum(q) = 1`` for falling
    weights, from a point `inside`; agreements whose chance vanishes are left out.
    """
    rows, count = numbers[active], len(active)
    q = inside
    weight = float(powers.min())  # then the sum divided by it is self-concordant
    while weight > _LAST_WEIGHT:
        for _ in range(_NEWTON_STEPS):
            at = q @ rows
            slope = (rows / at) @ powers + weight / q
            # in units of q, where the barrier's curvature is one
            bend = -(rows * (powers / at**2)) @ rows.T * np.outer(q, q) - weight * np.eye(count)
            system = np.block([[bend, q[:, None]], [q[None], np.zeros((1, 1))]])
            step = q * np.linalg.lstsq(system, np.append(-slope * q, 0.0), rcond=None)[0][:count]
            decrement = math.sqrt(max(float(slope @ step) / weight, 0.0))
            q = q + step / (1 + decrement if decrement > 0.25 else 1)
            if decrement <= 1e-3:
                break
        weight /= 8
    kept = q > _NO_CHANCE * q.max()
    return [k for k, keep in zip(active, kept, strict=True) if keep], q[kept] / q[kept].sum()
