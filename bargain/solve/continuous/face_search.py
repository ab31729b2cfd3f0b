"""Branch and prune on one face of a game's box, for all its first-order points.

Every box of the face is bisected (`bargain.intervals.bisection`) until it is settled in one of
these ways, the tokens of a `nash` certificate:

* ``["n", v]``: the condition on ``f_v`` fails on the whole box (natural and mean-value forms);
* ``["h", v]``: ``v`` is free and its payoff is strictly convex in it on the whole box;
* ``["d", p, t]``: player ``p`` gains by going to ``t``, from every point of the box;
* ``["k", r]``: the box lies in a root box that holds exactly one zero of the free ``f_v``.

Boxes are judged in batches in floating point, with a margin. Root boxes are proved one by one
with the checker's rules (`bargain.solve.continuous.root_boxes`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from bargain.budget import spend
from bargain.intervals.bisection import Bisected, Bisection
from bargain.intervals.enclosures import (
    Enclosures,
    Floats,
    Interval,
    enclose,
    evaluate,
    needed_nodes,
)
from bargain.solve.continuous.kkt_system import FREE, LOWER, UPPER, Face, KKTSystem, Token
from bargain.solve.continuous.root_boxes import RootBox, root_box

__all__ = ["FaceResult", "FaceSearch", "deviations"]

_PER_BOX = 100  # steps of effort (`bargain.budget`)
_BATCH = 128
_MARGIN = 1e-12
_MOST_STUCK = 8
_NEWTON_STEPS = 12


@dataclass(slots=True, kw_only=True)
class FaceResult:
    """What was found on one face; `open_boxes` and `reason` are empty if it is settled."""

    face: Face
    tree: list[Token] = field(default_factory=list)
    roots: list[RootBox] = field(default_factory=list)
    open_boxes: list[tuple[tuple[float, float], ...]] = field(default_factory=list)
    reason: str = "not tried"
    boxes: int = 0


def deviations(system: KKTSystem, player: int) -> list[tuple[Fraction, ...]]:
    """Return the actions of a player that are tried as deviations: a grid on the own box."""
    mine = system.own[player]
    levels = {1: 4, 2: 2}.get(len(mine), 1)
    axes = []
    for v in mine:
        low, high = system.box[v]
        axes.append([low + (high - low) * Fraction(k, levels) for k in range(levels + 1)])
    return list(itertools.product(*axes))


class FaceSearch:
    """The boxes of one face.

    Parameters
    ----------
    system : KKTSystem
    face : Face
    smallest : float
        Relative width below which a box is not bisected.
    """

    def __init__(self, system: KKTSystem, face: Face, *, smallest: float = 2.0**-30) -> None:
        self.system, self.face = system, face
        self.smallest = smallest
        self.free = [v for v, side in enumerate(face) if side == FREE]
        low, high = (end[:, 0] for end in enclose(system.box))
        self.width = high - low
        start_low = np.where(np.array(list(face)) == UPPER, high, low)
        start_high = np.where(np.array(list(face)) == LOWER, low, high)
        wanted = [*system.slope, *(system.curvature[v][w] for v in self.all for w in self.free)]
        self.order = needed_nodes(system.nodes, wanted)
        self.slope_order = needed_nodes(system.nodes, system.slope)
        self.payoff_order = needed_nodes(system.nodes, system.payoffs)
        self.grids = [deviations(system, p) for p in range(len(system.players))]
        self.tree: Bisection[Token] = Bisection.of(start_low, start_high)
        self.result = FaceResult(face=face)

    @property
    def all(self) -> range:
        """The positions of all actions."""
        return range(len(self.system.variables))

    def run(self, stop_at: float, max_boxes: int) -> FaceResult:
        """Bisect until every box is settled, or a limit is met."""
        result, tree = self.result, self.tree
        result.reason = tree.run(
            self._verdicts,
            stop_at=stop_at,
            max_boxes=max_boxes,
            batch=_BATCH,
            small="boxes as small as allowed are open (a multiple zero, or a continuum)",
            most_small=_MOST_STUCK,
        )
        result.boxes = len(tree.tokens)
        if result.reason:
            result.open_boxes = [box.ends for box in tree.stuck or tree.open[-1:]]
        else:
            result.tree = [t.plain() if isinstance(t, Bisected) else t for t in tree.stream()]
        return result

    def _verdicts(self, low: Floats, high: Floats) -> list[Token | Bisected | None]:
        spend(_PER_BOX * low.shape[1])
        verdicts: list[Token | Bisected | None] = []
        for k, leaf in enumerate(self._judge(low, high)):
            if leaf is None and self.free:
                share = (high[:, k] - low[:, k])[self.free] / self.width[self.free]
                wide = share.max() >= self.smallest
                verdicts.append(Bisected(self.free[int(np.argmax(share))]) if wide else None)
            else:
                verdicts.append(leaf)
        return verdicts

    def _judge(self, low: Floats, high: Floats) -> list[Token | None]:
        leaves: list[Token | None] = [None] * low.shape[1]
        found = evaluate(self.system.nodes, self.order, low, high)
        for v, bad in self._failures(found, low, high):
            _mark(leaves, bad, ["n", v])
        for v in self.free:
            bend = found.value[self.system.curvature[v][v]]
            _mark(leaves, bend[0] > _slack(bend), ["h", v])
        self._inside_roots(leaves, low, high)
        rest = [k for k, leaf in enumerate(leaves) if leaf is None]
        if rest and self.free:
            self._new_roots(low[:, rest], high[:, rest])
            self._inside_roots(leaves, low, high)
            rest = [k for k in rest if leaves[k] is None]
        if rest:
            self._gains(leaves, rest, low[:, rest], high[:, rest])
        if not self.free and leaves[0] is None:
            self._corner(leaves, low, high)
        return leaves

    def _failures(
        self, found: Enclosures, low: Floats, high: Floats
    ) -> list[tuple[int, NDArray[np.bool_]]]:
        """Return, per action, the boxes on which its first-order condition fails."""
        system = self.system
        middle = 0.5 * (low + high)
        centre = evaluate(system.nodes, self.slope_order, middle, middle)
        failures = []
        with np.errstate(invalid="ignore"):
            for v in self.all:
                natural = found.value[system.slope[v]]
                below, above = centre.value[system.slope[v]]
                for w in self.free:
                    slope = found.value[system.curvature[v][w]]
                    reach = np.maximum(np.abs(slope[0]), np.abs(slope[1])) * (high[w] - middle[w])
                    below, above = below - reach, above + reach
                slack = _slack(natural)
                positive = np.maximum(natural[0], below) > slack
                negative = np.minimum(natural[1], above) < -slack
                side = self.face[v]
                if side == LOWER:
                    failures.append((v, positive))
                elif side == UPPER:
                    failures.append((v, negative))
                else:
                    failures.append((v, positive | negative))
        return failures

    def _inside_roots(self, leaves: list[Token | None], low: Floats, high: Floats) -> None:
        gap = 1e-14 * self.width[self.free, None]
        for r, root in enumerate(self.result.roots):
            floats = root.floats
            ends = np.array([floats[v] for v in self.free]).reshape(-1, 2)
            inside = (low[self.free] >= ends[:, :1] + gap) & (high[self.free] <= ends[:, 1:] - gap)
            _mark(leaves, inside.all(axis=0), ["k", r])

    def _new_roots(self, low: Floats, high: Floats) -> None:
        """Certify a root box around each zero that Newton's method finds near a box."""
        points = self._newton(0.5 * (low + high))
        for k in np.flatnonzero(np.isfinite(points).all(axis=0)):
            point, a, b = points[:, k], low[:, k], high[:, k]
            reach = 1.2 * (b - a) + 1e-9 * self.width
            if np.any(np.abs(point - 0.5 * (a + b)) > reach) or self._is_known(point):
                continue
            pairs = [(float(p), float(q)) for p, q in zip(a, b, strict=True)]
            root = root_box(self.system, self.face, [float(t) for t in point], pairs)
            if root is not None:
                self.result.roots.append(root)

    def _is_known(self, point: Floats) -> bool:
        known = [root.floats for root in self.result.roots]
        return any(all(box[v][0] < point[v] < box[v][1] for v in self.free) for box in known)

    def _newton(self, start: Floats) -> Floats:
        """Return where Newton's method goes from many points at once; NaN where it fails."""
        system, free, x = self.system, self.free, start.copy()
        box_low, box_high = (end[:, :1] for end in enclose(system.box))
        for _ in range(_NEWTON_STEPS):
            found = evaluate(system.nodes, self.order, x, x)
            f = np.array([_middle(found.value[system.slope[v]]) for v in free])
            jacobian = np.array(
                [[_middle(found.value[system.curvature[v][w]]) for w in free] for v in free]
            )
            good = np.isfinite(f).all(axis=0) & np.isfinite(jacobian).all(axis=(0, 1))
            step = np.full_like(f, np.nan)
            for k in np.flatnonzero(good):
                try:
                    step[:, k] = np.linalg.solve(jacobian[..., k], f[:, k])
                except np.linalg.LinAlgError:
                    continue
            x[free] -= step
            far = (np.abs(x - 0.5 * (box_low + box_high)) > 2 * self.width[:, None]).any(axis=0)
            x[:, far] = np.nan
            if not np.isfinite(step).any() or np.nanmax(np.abs(step)) < 1e-13:
                break
        return x

    def _gains(
        self, leaves: list[Token | None], rest: Sequence[int], low: Floats, high: Floats
    ) -> None:
        """Look for a deviation that pays on the whole box."""
        system, count = self.system, len(rest)
        here = evaluate(system.nodes, self.payoff_order, low, high)
        for p, grid in enumerate(self.grids):
            mine = list(system.own[p])
            there_low = np.repeat(low, len(grid), axis=1)
            there_high = np.repeat(high, len(grid), axis=1)
            away = np.tile(np.array([[float(t) for t in row] for row in grid]).T, count)
            there_low[mine], there_high[mine] = away, away
            found = evaluate(system.nodes, self.payoff_order, there_low, there_high)
            least = found.value[system.payoffs[p]][0].reshape(count, len(grid))
            most = here.value[system.payoffs[p]]
            slack = 4 * _slack(most) + 1e-300
            with np.errstate(invalid="ignore"):
                pays = least > (most[1] + slack)[:, None]
            for k in map(int, np.flatnonzero(pays.any(axis=1))):
                if leaves[rest[k]] is None:
                    best = int(np.nanargmax(np.where(pays[k], least[k], -np.inf)))
                    leaves[rest[k]] = ["d", p, [str(t) for t in grid[best]]]

    def _corner(self, leaves: list[Token | None], low: Floats, high: Floats) -> None:
        pairs = [(float(a), float(b)) for a, b in zip(low[:, 0], high[:, 0], strict=True)]
        root = root_box(self.system, self.face, [a for a, _ in pairs], pairs)
        if root is not None:
            self.result.roots.append(root)
            leaves[0] = ["k", 0]


def _mark(leaves: list[Token | None], where: np.ndarray | np.bool_, token: Token) -> None:
    for k in np.flatnonzero(where):
        if leaves[k] is None:
            leaves[k] = token


def _slack(value: Interval) -> Floats:
    return _MARGIN * (np.abs(value[0]) + np.abs(value[1]))


def _middle(value: Interval) -> Floats:
    return 0.5 * (value[0] + value[1])
