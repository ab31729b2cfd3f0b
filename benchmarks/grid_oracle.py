r"""An oracle for random questions that shares no code with the package: definitions on grids.

At one point of the parameters it says that an agreement is there (`True`), that none is (`False`),
or nothing (`None`). Payoffs are evaluated in numpy at every agreement of a grid; how much a
condition is violated follows from its definition, with deviations on the same grid:

- *found* needs an agreement that meets every condition with room to spare; a Nash equilibrium is
  one of best replies in payoffs that are strictly concave in the player's own action;
- *none* needs a violation at every agreement of the grid that is larger than twice the most that
  it changes between neighbours, so that no agreement between them can do better;
- an efficient agreement is there where participation, or nothing, can be met: the set is compact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from benchmarks.question_generator import Asked

__all__ = ["Oracle"]

Grid = NDArray[np.float64]
_SIDES = {2: 61, 3: 25, 4: 13}
_ROOM = 1e-4


class Oracle:
    """What definitions say of one question.

    Parameters
    ----------
    asked : Asked
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        game = asked.game
        self.variables = list(game.variables)
        self.parameters = sorted(
            {s for r in asked.where for s in r.free_symbols}
            | set(game.parameters)
            | (asked.discount.free_symbols if "self_enforcing" in asked.parts else set())
            | {s for r in asked.relations for s in r.free_symbols} - set(self.variables),
            key=str,
        )
        symbols = [*self.variables, *self.parameters]
        self.payoffs = {p: sp.lambdify(symbols, u, "numpy") for p, u in game.payoffs.items()}
        self.outside = {p: sp.lambdify(symbols, u, "numpy") for p, u in game.disagreement.items()}
        self.discount = sp.lambdify(symbols, asked.discount, "numpy")
        self.gaps = [sp.lambdify(symbols, r.lhs - r.rhs, "numpy") for r in asked.relations]
        self.own = {p: [self.variables.index(v) for v in game.own(p)] for p in game.payoffs}
        self.box = [tuple(map(float, game.box[v])) for v in self.variables]
        side = _SIDES.get(len(self.variables), 9)
        axes = [np.linspace(lo, hi, side) for lo, hi in self.box]
        self.grid = np.meshgrid(*axes, indexing="ij")

    def points(self, count: int) -> list[dict[str, float]]:
        """Points of the region, spread at random."""
        rng = np.random.default_rng(self.asked.number)
        inside = sp.lambdify(self.parameters, sp.And(*self.asked.where), "numpy")
        found: list[dict[str, float]] = []
        for _ in range(2000):
            values = rng.uniform(0, 2, len(self.parameters))
            if bool(inside(*values)) and len(found) < count:
                found.append(dict(zip(map(str, self.parameters), values, strict=True)))
        return found[: count if self.parameters else 1]

    def at(self, point: Mapping[str, float]) -> bool | None:
        """Whether an agreement is there at a point of the parameters, or None."""
        values = [float(point[str(p)]) for p in self.parameters]
        with np.errstate(all="ignore"):
            violation = self._violation(values)
            if violation is None:
                return None
            if self._none(violation):
                return False
            return True if self._found(values) else None

    # Failing ------------------------------------------------------------------------------------

    def _value(self, function: Any, values: Sequence[float], agreement: Sequence[Any]) -> Grid:
        shape = np.broadcast(*agreement).shape
        return np.broadcast_to(np.asarray(function(*agreement, *values), dtype=float), shape)

    def _violation(self, values: Sequence[float]) -> Grid | None:
        """How much the worst condition fails, at every agreement of the grid."""
        worst = [np.full(self.grid[0].shape, -np.inf)]
        u = {p: self._value(f, values, self.grid) for p, f in self.payoffs.items()}
        d = {p: self._value(f, values, self.grid) for p, f in self.outside.items()}
        for relation, gap in zip(self.asked.relations, self.gaps, strict=True):
            g = self._value(gap, values, self.grid)
            worst.append(np.abs(g) if isinstance(relation, sp.Eq)
                         else -g if isinstance(relation, sp.Ge | sp.Gt) else g)  # fmt: skip
        for part in self.asked.parts:
            if part == "participation":
                worst += [d[p] - u[p] for p in u]
            elif part in ("nash", "self_enforcing"):
                beta = (
                    0.0 if part == "nash" else float(self.discount(*[0.0] * len(self.box), *values))
                )
                for p, own in self.own.items():
                    best = u[p].max(axis=tuple(own), keepdims=True)
                    worst.append((1 - beta) * best + beta * d[p] - u[p])
            else:
                worst.append(self._improvement(list(u.values())))
        return reduce(np.maximum, worst)

    def _improvement(self, u: Sequence[Grid]) -> Grid:
        """The largest amount that all players can gain at once by another agreement."""
        flat = np.stack([x.ravel() for x in u])
        few = flat[:, np.random.default_rng(0).permutation(flat.shape[1])[:800]]
        gain = np.full(flat.shape[1], -np.inf)
        for other in few.T:
            gain = np.maximum(gain, (other[:, None] - flat).min(axis=0))
        return gain.reshape(u[0].shape)

    def _none(self, violation: Grid) -> bool:
        if not np.isfinite(violation).all():
            return False
        change = max(float(np.abs(np.diff(violation, axis=k)).max()) for k in range(violation.ndim))
        return float(violation.min()) > 2 * violation.ndim * change + 1e-9

    # Finding ------------------------------------------------------------------------------------

    def _found(self, values: Sequence[float]) -> bool:
        parts = set(self.asked.parts)
        if {"nash", "efficient"} <= parts:
            return False
        if "nash" in parts:
            return any(self._meets(y, values) for y in self._equilibria(values))
        agreements = np.stack([g.ravel() for g in self.grid], axis=1)
        own = parts - {"participation", "efficient"} or self.asked.relations
        if "efficient" in parts and own:  # else, on a compact set, somebody's best is efficient
            return False
        return bool(self._meets(agreements.T, values, among=True))

    def _meets(self, y: Any, values: Sequence[float], *, among: bool = False) -> bool:
        """Whether all conditions but `nash` and `efficient` hold with room to spare."""
        good = np.ones(np.broadcast(*y).shape, dtype=bool)
        for relation, gap in zip(self.asked.relations, self.gaps, strict=True):
            g = self._value(gap, values, y)
            if isinstance(relation, sp.Eq):
                exact = among and relation.free_symbols <= set(self.variables)
                good &= (g == 0) if exact else False
            else:
                good &= g * (1 if isinstance(relation, sp.Ge | sp.Gt) else -1) > _ROOM
        for p, f in self.payoffs.items():
            u, d = self._value(f, values, y), self._value(self.outside[p], values, y)
            if "participation" in self.asked.parts:
                good &= u - d > _ROOM
            if "self_enforcing" in self.asked.parts:
                beta = float(self.discount(*[0.0] * len(self.box), *values))
                table = self._value(f, values, self.grid)
                best = table.max(axis=tuple(self.own[p]), keepdims=True)
                best = np.broadcast_to(best, table.shape).ravel()
                slack = max((float(np.abs(np.diff(table, n=1, axis=k)).max()) for k in self.own[p]),
                            default=0.0)  # fmt: skip
                good &= u - (1 - beta) * (best + slack) - beta * d > _ROOM
        return bool(good.any())

    def _equilibria(self, values: Sequence[float]) -> list[list[Any]]:
        """Fixed points of best replies from corners and centre, where own payoffs are concave."""
        if any(len(own) > 1 for own in self.own.values()):
            return []
        for p, own in self.own.items():
            table = self._value(self.payoffs[p], values, self.grid)
            if not (np.diff(table, n=2, axis=own[0]) < -1e-7).all():
                return []
        found = []
        for share in (0.5, 0.05, 0.95):
            y = [lo + share * (hi - lo) for lo, hi in self.box]
            for _ in range(120):
                before = list(y)
                for p, own in self.own.items():
                    y[own[0]] = self._reply(p, own[0], y, values)
                if max(abs(s - r) for s, r in zip(y, before, strict=True)) < 1e-7:
                    found.append([np.asarray(v) for v in y])
                    break
        return found

    def _reply(self, p: str, k: int, y: Sequence[float], values: Sequence[float]) -> float:
        """The best reply, by golden sections on a concave payoff."""
        lo, hi = self.box[k]
        for _ in range(4):
            line = np.linspace(lo, hi, 201)
            others = [line if j == k else np.asarray(v) for j, v in enumerate(y)]
            best = int(self._value(self.payoffs[p], values, others).argmax())
            lo, hi = line[max(0, best - 1)], line[min(200, best + 1)]
        return (
            float((lo + hi) / 2)
            if self.box[k][0] < lo and hi < self.box[k][1]
            else float(line[best])
        )
