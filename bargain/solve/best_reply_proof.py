"""First-order points that are Nash equilibria, and those that are not, each with its proof.

At a first-order point ``x`` in a tight box ``X``, player ``p``'s action is a best reply if every
action ``t`` of the player's own box lies in a leaf of one of these kinds (tokens of a `nash`
certificate); ``H`` is the hull of the leaf and ``X`` in the player's own actions:

* ``["w"]``: the payoff at ``t`` is at most the payoff at ``x``;
* ``["g"]``: the payoff falls from ``x`` to ``t``, ``sum_v f_v(H) (t_v - x_v) <= 0``;
* ``["c", w]``: the payoff is concave on ``H`` in the own actions of positive weight, by diagonal
  dominance scaled with ``w``, and falls in the others by a first- and second-order bound.

A point that is no equilibrium is dismissed: it lies outside the open face, or repeats another
point, or a condition of first or second order fails there, or a player gains by a deviation.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bargain.check import interval as fixed
from bargain.check.certificate import CertificateError
from bargain.solve.face_search import deviations
from bargain.solve.kkt_system import FREE, LOWER, UPPER
from bargain.solve.root_boxes import FixedSystem, RootBox, Scaled

__all__ = ["Judgement", "judge", "settled_point"]

Matrix = dict[int, dict[int, Scaled]]

_ONE = fixed.ONE
_MOST_LEAVES = 4_000
_FINE = 64
_DENOMINATORS = (1, 2, 12, 1_000, 10**6)  # of simple fractions


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a first-order point is.

    Parameters
    ----------
    best : list of list or None
        A best-reply tree per player: the point is an equilibrium.
    dismissal : list or None
        Why it is not.
    reason : str
        If neither was proved: what is open.
    """

    best: list[list[Any]] | None = None
    dismissal: list[Any] | None = None
    reason: str = "not tried"


def judge(
    fixed_system: FixedSystem, roots: Sequence[RootBox], r: int, *, stop_at: float
) -> Judgement:
    """Prove that the r-th first-order point is an equilibrium, or that it is not.

    Parameters
    ----------
    fixed_system : FixedSystem
    roots : sequence of RootBox
        All points; repetitions of earlier ones are dismissed.
    r : int
    stop_at : float
        Time (`time.monotonic`) at which to give up.

    Returns
    -------
    Judgement
    """
    point = _Point(fixed_system, roots[r])
    dismissal = (
        point.off_face()
        or _repeated(roots, r)
        or _at_bound(fixed_system, roots, r)
        or point.wrong_order()
    )
    if dismissal is None:
        dismissal = point.profitable(deviations)
    if dismissal is not None:
        return Judgement(dismissal=dismissal)
    best: list[list[Any]] = []
    for p in range(len(fixed_system.system.players)):
        tree = point.best_reply(p, stop_at) if point.strictly_inside() else None
        if tree is None:
            dismissal = point.profitable(_fine_deviations)
            if dismissal is not None:
                return Judgement(dismissal=dismissal)
            name = fixed_system.system.players[p]
            return Judgement(reason=f"the best reply of {name!r} was not settled")
        best.append(tree)
    return Judgement(best=best)


def settled_point(
    fixed_system: FixedSystem, ends: Sequence[tuple[float, float]], *, stop_at: float
) -> RootBox | None:
    """Return an exact equilibrium inside a box that branch and prune left open, if one is met.

    Simple fractions near the middle are tried; nothing is said about other points of the box.

    Parameters
    ----------
    fixed_system : FixedSystem
    ends : sequence of (float, float)
        The open box.
    stop_at : float
        Time (`time.monotonic`) at which to give up.

    Returns
    -------
    RootBox or None
        With `exact` set.
    """
    for largest in _DENOMINATORS:
        point = tuple(
            min(max(Fraction((a + b) / 2).limit_denominator(largest), low), high)
            for (a, b), (low, high) in zip(ends, fixed_system.system.box, strict=True)
        )
        root = fixed_system.exact_root(point)
        judged = _Point(fixed_system, root)
        players = range(len(fixed_system.system.players))
        if judged.profitable(deviations) is None and all(
            judged.best_reply(p, stop_at) is not None for p in players
        ):
            return root
    return None


def _repeated(roots: Sequence[RootBox], r: int) -> list[Any] | None:
    """Return the dismissal of a point that an earlier root box also holds."""
    for q in range(r):
        if roots[q].face != roots[r].face:
            continue
        pairs = zip(roots[q].box, roots[r].tight, strict=True)
        if all(a[0] <= b[0] and b[1] <= a[1] for a, b in pairs):
            return ["same", q]
    return None


def _at_bound(fixed_system: FixedSystem, roots: Sequence[RootBox], r: int) -> list[Any] | None:
    """Return the dismissal of a point that is a root of a face with more actions at a bound.

    That root lies in the box of this one, and the slopes that this face frees are exactly zero
    there: then it is this face's only zero, and it is not strictly inside.
    """
    wide, face = roots[r].box, roots[r].face
    for q, end in enumerate(roots):
        finer = all(a in (FREE, b) for a, b in zip(face, end.face, strict=True))
        inside = all(a[0] <= b[0] and b[1] <= a[1] for a, b in zip(wide, end.tight, strict=True))
        if end.face == face or not (finer and inside):
            continue
        point = _Point(fixed_system, end)
        extra = [v for v, side in enumerate(face) if side == FREE != end.face[v]]
        if all(point.slope(v) == (0, 0) for v in extra):
            return ["at", q]
    return None


def _fine_deviations(system: Any, player: int) -> list[tuple[Fraction, ...]]:
    """Return finer deviations: a grid along each own action through the box's centre."""
    mine = system.own[player]
    if len(mine) > 1:
        return []
    low, high = system.box[mine[0]]
    return [(low + (high - low) * Fraction(k, _FINE),) for k in range(_FINE + 1)]


class _Point:
    """A first-order point and the tests on it."""

    def __init__(self, fixed_system: FixedSystem, root: RootBox) -> None:
        self.fixed, self.root = fixed_system, root
        self.system = fixed_system.system
        self.tight = list(root.tight)

    def slope(self, v: int) -> tuple[Any, Any]:
        """Return bounds of a slope at the point: equal if exact, infinite if undefined."""
        try:
            return self.fixed.slope_at(v, self.tight, self.root.exact)
        except CertificateError:
            return -math.inf, math.inf

    def off_face(self) -> list[Any] | None:
        for v, side in enumerate(self.root.face):
            if side != FREE:
                continue
            low, high = self.system.box[v]
            a, b = self.ends(v)
            if b <= low or a >= high:
                return ["out"]
        return None

    def strictly_inside(self) -> bool:
        """Return whether every free action is certainly inside its bounds."""
        for v, side in enumerate(self.root.face):
            a, b = self.ends(v)
            if side == FREE and not (self.system.box[v][0] < a and b < self.system.box[v][1]):
                return False
        return True

    def ends(self, v: int) -> tuple[Fraction, Fraction]:
        """Return exact bounds of one coordinate of the point."""
        if self.root.exact is not None:
            return self.root.exact[v], self.root.exact[v]
        low, high = self.tight[v]
        return Fraction(low, _ONE), Fraction(high, _ONE)

    def wrong_order(self) -> list[Any] | None:
        """Return the failure of a first- or second-order condition at the point."""
        for v, side in enumerate(self.root.face):
            if side == FREE:
                try:
                    bend = self.fixed.values([self.system.curvature[v][v]], self.tight)[0]
                except CertificateError:
                    continue
                if bend[0] > 0:
                    return ["h", v]
                continue
            low, high = self.slope(v)
            if (side == LOWER and low > 0) or (side == UPPER and high < 0):
                return ["n", v]
        return None

    def profitable(self, candidates: Any) -> list[Any] | None:
        """Return a deviation by which some player gains at the point."""
        for p, mine in enumerate(self.system.own):
            try:
                here = self.fixed.values([self.system.payoffs[p]], self.tight)[0]
            except CertificateError:
                continue
            for there in candidates(self.system, p):
                box = list(self.tight)
                for v, t in zip(mine, there, strict=True):
                    box[v] = fixed.enclose(t)
                try:
                    gain = self.fixed.values([self.system.payoffs[p]], box)[0][0] - here[1]
                except CertificateError:
                    continue
                if gain > 0:
                    return ["d", p, [str(t) for t in there]]
        return None

    def best_reply(self, p: int, stop_at: float) -> list[Any] | None:
        """Return the tree that proves player p's action a best reply, if it can be grown."""
        mine = self.system.own[p]
        width = [self.fixed.box[v][1] - self.fixed.box[v][0] for v in mine]
        try:
            here = self.fixed.values([self.system.payoffs[p]], self.tight)[0][0]
        except CertificateError:
            return None
        stack = [[self.fixed.box[v] for v in mine]]
        tree: list[Any] = []
        while stack:
            if len(tree) > _MOST_LEAVES or time.monotonic() > stop_at:
                return None
            t = stack.pop()
            token = next(self._leaves(p, t, here), None)
            if token is not None:
                tree.append(token)
                continue
            share = [Fraction(b - a, w) for (a, b), w in zip(t, width, strict=True)]
            j = max(range(len(mine)), key=share.__getitem__)
            if share[j] < Fraction(1, 2**34):
                return None
            middle = sum(t[j]) // 2
            tree.append(["s", mine[j]])
            halves = ((middle, t[j][1]), (t[j][0], middle))
            stack.extend([*t[:j], half, *t[j + 1 :]] for half in halves)
        return tree

    def _leaves(self, p: int, t: Sequence[Scaled], here: int) -> Iterator[list[Any]]:
        """Yield the leaves that settle a box of the player's own actions."""
        system, mine = self.system, self.system.own[p]
        away, hull = list(self.tight), list(self.tight)
        for v, (a, b) in zip(mine, t, strict=True):
            away[v] = (a, b)
            hull[v] = (min(a, self.tight[v][0]), max(b, self.tight[v][1]))
        try:
            if self.fixed.values([system.payoffs[p]], away)[0][1] <= here:
                yield ["w"]
        except CertificateError:
            pass
        distance = {v: self._distance(v, ends) for v, ends in zip(mine, t, strict=True)}
        try:
            slopes = self.fixed.values([system.slope[v] for v in mine], hull)
            total = (0, 0)
            for v, slope in zip(mine, slopes, strict=True):
                total = fixed.add(total, fixed.mul(slope, distance[v]))
            if total[1] <= 0:
                yield ["g"]
            flat = self.fixed.values([system.curvature[v][w] for v in mine for w in mine], hull)
        except CertificateError:
            return
        size = len(mine)
        hessian = {
            v: dict(zip(mine, flat[r * size : (r + 1) * size], strict=True))
            for r, v in enumerate(mine)
        }
        for weight in self._weights(p, hessian):
            if self._is_second_order(weight, hessian, distance):
                yield ["c", [str(weight[v]) for v in mine]]

    def _distance(self, v: int, t: Scaled) -> Scaled:
        """Return t - x in one action; no reply is below a lower or above an upper bound."""
        low, high = fixed.sub(t, self.tight[v])
        side = self.root.face[v]
        return (max(low, 0) if side == LOWER else low), (min(high, 0) if side == UPPER else high)

    def _weights(self, p: int, hessian: Matrix) -> Iterator[dict[int, Fraction]]:
        """Yield weights that may make the Hessian diagonally dominant on all or free actions."""
        mine = self.system.own[p]
        choices = [list(mine), [v for v in mine if self.root.face[v] == FREE]]
        if len(choices[1]) in (0, len(mine)):
            choices.pop()
        for chosen in choices:
            scale = dict.fromkeys(mine, Fraction(0))
            if len(chosen) == 1:
                scale[chosen[0]] = Fraction(1)
                yield scale
                continue
            comparison = np.array(
                [
                    [
                        -hessian[v][w][1] / _ONE
                        if v == w
                        else -max(-hessian[v][w][0], hessian[v][w][1]) / _ONE
                        for w in chosen
                    ]
                    for v in chosen
                ]
            )
            try:
                weights = np.linalg.solve(comparison, np.ones(len(chosen)))
            except np.linalg.LinAlgError:
                weights = np.ones(len(chosen))
            if not (np.isfinite(weights).all() and (weights > 0).all()):
                weights = np.ones(len(chosen))
            for v, w in zip(chosen, weights / weights.max(), strict=True):
                scale[v] = Fraction(max(1, round(float(w) * 4096)), 4096)
            yield scale

    def _is_second_order(
        self, weight: dict[int, Fraction], hessian: Matrix, distance: dict[int, Scaled]
    ) -> bool:
        """Return whether Taylor's theorem bounds the payoff by that at the point."""
        for v, row in hessian.items():
            if weight[v] > 0:
                if not self._is_first_order(v):
                    return False
                rest = sum(weight[w] * max(-row[w][0], row[w][1]) for w in hessian if w != v)
                if weight[v] * row[v][1] + rest > 0:
                    return False
                continue
            bracket = self.fixed.values([self.system.slope[v]], self.tight)[0]
            for w, away in distance.items():
                half = fixed.enclose(Fraction(1, 1 if weight[w] > 0 else 2))
                bracket = fixed.add(bracket, fixed.mul(half, fixed.mul(row[w], away)))
            if fixed.mul(bracket, distance[v])[1] > 0:
                return False
        return True

    def _is_first_order(self, v: int) -> bool:
        """Return whether the first-order condition certainly holds at the point."""
        side = self.root.face[v]
        if side == FREE and self.root.preconditioner:
            return True  # the slope is zero at the one zero of the root box
        low, high = self.slope(v)
        return (side == UPPER or high <= 0) and (side == LOWER or low >= 0)
