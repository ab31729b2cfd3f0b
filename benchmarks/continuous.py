r"""Random continuous games: how many lists of equilibria are complete, and whether any is wrong.

``python -m benchmarks continuous --count 60 --seed 1`` makes games of eight kinds of payoffs
(linear in each action, quadratic, cubic, with logs, exponentials, roots, ratios, kinks) in which
one to three players act, with one action each, some with two; asks `bargain.nash_equilibria` with
a counted effort, and compares every list with an oracle that shares no code. Its regret of a
profile,

.. math:: r(x) = \max_p \bigl(\max_t u_p(t, x_{-p}) - u_p(x)\bigr),

is computed in numpy by grids of deviations that zoom in at the best ones. Its equilibria are the
smallest regrets of a grid of profiles, ends of best replies to best replies, and random profiles,
improved by scipy. A list is *wrong*

- if a listed profile, or a combination of the ends of a listed set, is outside the box, has other
  payoffs than those listed, or a regret above 1e-7;
- if it is said to be complete, and a profile whose regret is below 1e-11 is farther than 1e-3 from
  all that is listed.

Exit status 1 if a list is wrong.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from scipy.ndimage import minimum_filter
from scipy.optimize import least_squares, minimize

import bargain as bg
from bargain.errors import BargainError
from bargain.solve.continuous.pure_equilibria import NashOptions

__all__ = ["KINDS", "Asked", "Judge", "main", "random_game"]

KINDS = ("linear", "quadratic", "cubic", "log", "exp", "root", "ratio", "kinked")
_LAYOUTS = (
    (1, 0),
    (2, 0),
    (1, 1),
    (1, 1),
    (1, 1),
    (1, 1),
    (2, 1),
    (1, 1, 1),
)  # actions of each player
_SIDES = {1: 2001, 2: 121, 3: 31}  # points of an axis, by the number of axes
_DEVIATIONS = {1: 2001, 2: 61}  # the same, of a player's own actions
_STARTS = 24
_ROUNDING = 1e-12  # of a combination of listed floats
_WRONG = 1e-7  # regret of what is no equilibrium, beyond the rounding of listed floats
_NONE = 1e-11  # regret of what is one
_NEAR = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A random game; `game` is what is asked, the rest is what the oracle reads."""

    kind: str
    number: int
    game: Any
    variables: tuple[sp.Symbol, ...]
    own: tuple[tuple[int, ...], ...]
    payoffs: tuple[sp.Expr, ...]


def random_game(seed: int, number: int) -> Asked:
    """The game with a number; every action is in [0, 1]."""
    rng = np.random.default_rng([seed, number])
    kind = KINDS[number % len(KINDS)]
    layout = _LAYOUTS[int(rng.integers(len(_LAYOUTS)))]
    variables = sp.symbols(f"x0:{sum(layout)}")
    ends = np.cumsum((0, *layout))
    own = tuple(tuple(range(a, b)) for a, b in itertools.pairwise(ends))

    def number_(low: int = -6, high: int = 6) -> sp.Rational:
        return sp.Rational(int(rng.integers(low, high + 1)) or 1, int(rng.integers(1, 4)))

    def term(a: sp.Symbol, b: sp.Expr) -> sp.Expr:
        of_kind = {
            "linear": (a * b, a, b),
            "quadratic": (a**2, a * b, b * (1 - b)),
            "cubic": (a**3, a**2 * b, a * b**2),
            "log": (sp.log(1 + a + b), sp.log(1 + a), a * sp.log(2 + b)),
            "exp": (sp.exp(-a) * b, sp.exp(a - b), sp.exp(-2 * a)),
            "root": (sp.sqrt(1 + a + b), sp.sqrt(a), sp.sqrt(1 + a * b)),
            "ratio": (a / (1 + a + b), b / (1 + a), a / (a + 2 * b + sp.Rational(1, 2))),
            "kinked": (sp.Min(a, b + number_(0, 1) / 2), sp.Max(a, b), sp.Abs(a - b)),
        }[kind]
        return number_() * of_kind[int(rng.integers(3))]

    payoffs = []
    for mine in own:
        whole = sp.S.Zero if mine else sp.Add(*variables)
        for k in mine:
            a, others = variables[k], [v for v in variables if v != variables[k]]
            for _ in range(int(rng.integers(1, 3))):
                b = others[int(rng.integers(len(others)))] if others else sp.Rational(1, 2)
                whole += term(a, b)
            b = others[int(rng.integers(len(others)))] if others else sp.Rational(1, 3)
            whole += number_(-3, 3) * a + (0 if kind == "linear" else number_() * a * (b - a))
        payoffs.append(sp.expand(whole) if kind in KINDS[:3] else whole)
    players = [f"P{i}" for i in range(len(layout))]
    actions = {p: {variables[k]: (0, 1) for k in own[i]} for i, p in enumerate(players)}
    game = bg.Game(actions, dict(zip(players, payoffs, strict=True)))
    return Asked(kind=kind, number=number, game=game, variables=variables, own=own,
                   payoffs=tuple(payoffs))  # fmt: skip


class Judge:
    """The oracle: regrets in numpy on grids that zoom in, and what has none."""

    def __init__(self, asked: Asked, starts: int = _STARTS) -> None:
        self.asked = asked
        self.n = len(asked.variables)
        self.starts = starts
        self._payoffs = [sp.lambdify(asked.variables, u, "numpy") for u in asked.payoffs]
        self._rng = np.random.default_rng(asked.number)
        self.seen = 0  # listed equilibria that the oracle found by itself

    def payoff(self, player: int, points: np.ndarray) -> np.ndarray:
        """Payoffs at points, one a column."""
        found = np.asarray(self._payoffs[player](*points), dtype=float)
        return np.broadcast_to(found, points.shape[1:])

    def reply(self, player: int, point: np.ndarray) -> tuple[float, np.ndarray]:
        """The best payoff of a player's deviations from a profile, and the profile with it."""
        mine = list(self.asked.own[player])
        if not mine:
            return float(self.payoff(player, point[:, None])[0]), point
        side = _DEVIATIONS[len(mine)]
        step = 1 / (side - 1)
        tried = _grid(np.linspace(0, 1, side), len(mine))
        offsets = _grid(np.linspace(-1, 1, 17 if len(mine) == 1 else 9), len(mine))
        best, at = float(self.payoff(player, point[:, None])[0]), point
        while step > 1e-12:
            points = np.repeat(point[:, None], tried.shape[1], axis=1)
            points[mine] = tried
            value = self.payoff(player, points)
            order = np.argsort(-value)[:8]
            if value[order[0]] > best:
                best, at = float(value[order[0]]), points[:, order[0]]
            near = tried[:, order, None] + step * offsets[:, None, :]
            tried = np.clip(near, 0, 1).reshape(len(mine), -1)
            step /= 6 if len(mine) == 1 else 3  # the distance of offsets is an eighth, a quarter
        return best, at

    def regret(self, point: np.ndarray) -> float:
        """The largest gain of a player who deviates from a profile."""
        column = point[:, None]
        return max(
            self.reply(p, point)[0] - float(self.payoff(p, column)[0])
            for p in range(len(self.asked.own))
        )

    def _smallest_on_a_grid(self) -> list[np.ndarray]:
        """Profiles of a grid whose regret, by deviations on the grid, is least around."""
        axis = np.linspace(0, 1, _SIDES[self.n])
        points = np.array(np.meshgrid(*[axis] * self.n, indexing="ij"))
        regret = np.zeros(points.shape[1:])
        for p, mine in enumerate(self.asked.own):
            u = self.payoff(p, points)
            best = u.max(axis=mine, keepdims=True) if mine else u
            regret = np.maximum(regret, best - u)
        least = np.argwhere(regret <= minimum_filter(regret, size=3, mode="nearest"))
        self._rng.shuffle(least)
        order = np.argsort([regret[tuple(k)] for k in least], kind="stable")[: self.starts]
        return [axis[least[k]] for k in order]

    def _replied(self, point: np.ndarray) -> np.ndarray:
        """Where best replies, one player after another, lead to."""
        for _ in range(30):
            before = point
            for p in range(len(self.asked.own)):
                point = self.reply(p, point)[1]
            if np.abs(point - before).max() < 1e-12:
                break
        return point

    def _slopes(self, point: np.ndarray) -> np.ndarray:
        found = np.zeros(self.n)
        for p, mine in enumerate(self.asked.own):
            for k in mine:
                pair = np.repeat(point[:, None], 2, axis=1)
                pair[k] = np.clip([point[k] - 1e-6, point[k] + 1e-6], 0, 1)
                low, high = self.payoff(p, pair)
                found[k] = (high - low) / (pair[k, 1] - pair[k, 0])
        return found

    def _improved(self, point: np.ndarray) -> list[np.ndarray]:
        """Zeros near a profile: of Robinson's normal map, and of the regret itself at kinks."""

        def normal_map(z: np.ndarray) -> np.ndarray:
            inside = np.clip(z, 0, 1)
            return np.asarray(z - inside - self._slopes(inside))

        start = point + self._slopes(point)
        z = least_squares(normal_map, start, method="lm", diff_step=1e-5, max_nfev=200).x
        found = [np.clip(z, 0, 1)]
        if self.asked.kind == "kinked" and self.regret(found[0]) > _NONE:
            best = minimize(
                lambda x: self.regret(np.clip(x, 0, 1)), point, method="Nelder-Mead",
                options={"maxfev": 150, "xatol": 1e-12, "fatol": 1e-15},
            )  # fmt: skip
            found.append(np.clip(best.x, 0, 1))
        return found

    def equilibria(self) -> list[np.ndarray]:
        """Profiles without regret, no two of them near each other."""
        randoms = [self._rng.random(self.n) for _ in range(self.starts // 6 + 1)]
        starts = self._smallest_on_a_grid() + [self._replied(x) for x in randoms] + randoms
        found: list[np.ndarray] = []
        for start in starts:
            if any(np.abs(start - x).max() < 1e-9 for x in found):
                continue
            tried = [start]
            if self.regret(start) > _NONE:
                tried = self._improved(start)
            for x in tried:
                if self.regret(x) <= _NONE and all(np.abs(x - y).max() > _NEAR for y in found):
                    found.append(x)
        return found

    def wrong(self, answer: Any) -> str:
        """How a list is contradicted; empty if it is not."""
        variables = self.asked.variables
        listed = [np.array([float(e[v]) for v in variables]) for e in answer.equilibria]
        for at, e in zip(listed, answer.equilibria, strict=True):
            said = [float(u) for u in e.payoffs.values()]
            mine = [float(self.payoff(p, at[:, None])[0]) for p in range(len(said))]
            if np.abs(np.subtract(said, mine)).max() > 1e-7:
                return f"payoffs at {at} are {mine}, not {said}"
        mixed = [
            self._rng.dirichlet(np.ones(len(ends))) @ np.array([listed[k] for k in ends])
            for ends in (s.equilibria for s in answer.sets)
            for _ in range(5)
        ]
        for at in listed + mixed:
            if at.min() < -_ROUNDING or at.max() > 1 + _ROUNDING:
                return f"{at} is outside the box"
            if (regret := self.regret(at)) > _WRONG:
                return f"regret {regret:.1e} at {at}"
        if answer.complete:
            found = self.equilibria()
            self.seen = sum(any(np.abs(x - y).max() < _NEAR for x in found) for y in listed)
            for x in found:
                near = any(np.abs(x - y).max() < _NEAR for y in listed)
                if not near and not any(self._inside(x, s) for s in answer.sets):
                    return f"said to be complete without {x}, regret {self.regret(x):.1e}"
        return ""

    def _inside(self, point: np.ndarray, continuum: Any) -> bool:
        """Whether what holds of a set holds of a profile, nearly."""
        at = dict(zip(self.asked.variables, map(float, point), strict=True))
        for relation in continuum.relations:
            slack = float((relation.lhs - relation.rhs).subs(at))
            if isinstance(relation, (sp.Le, sp.Lt)):
                slack = -slack
            if slack < -_NEAR or (isinstance(relation, sp.Eq) and slack > _NEAR):
                return False
        return True


def _grid(axis: np.ndarray, n: int) -> np.ndarray:
    return np.array([g.ravel() for g in np.meshgrid(*[axis] * n, indexing="ij")])


def main(arguments: Sequence[str]) -> int:
    """Ask, compare, print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks continuous")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--effort", type=float, default=NashOptions().effort)
    parser.add_argument("--only", type=int)
    given = parser.parse_args(arguments)
    options = NashOptions(effort=given.effort)
    tally: Counter[tuple[str, str]] = Counter()
    reasons: Counter[str] = Counter()
    seen, of, slowest = 0, 0, (0.0, "")
    for number in [given.only] if given.only is not None else range(given.count):
        asked = random_game(given.seed, number)
        start = time.process_time()
        try:
            answer: Any = bg.nash_equilibria(asked.game, options=options)
            status, why = answer.status, answer.reason
        except BargainError as error:
            answer, status, why = None, "refused", str(error)
        seconds = time.process_time() - start
        slowest = max(slowest, (seconds, f"{number} {asked.kind}"))
        if answer is not None:
            judge = Judge(asked)
            if wrong := judge.wrong(answer):
                status, why = "wrong", wrong
            seen += judge.seen
            of += len(answer) if answer.complete else 0
        tally[asked.kind, status] += 1
        if status != "complete":
            line = " ".join(why.split())
            reasons[status + ": " + re.split(r"[(:;]", re.sub(r"[\d.]+", "#", line))[0]] += 1
            payoffs = ", ".join(map(str, asked.payoffs))
            sys.stdout.write(f"{number} {asked.kind}: {status}: {line} ({seconds:.1f} s)\n")
            sys.stdout.write(f"    {payoffs}\n")
            sys.stdout.flush()
    statuses = ("complete", "incomplete", "refused", "wrong")
    sys.stdout.write(f"{'kind':10}" + "".join(f"{s:>12}" for s in statuses) + "\n")
    for kind in KINDS:
        sys.stdout.write(f"{kind:10}" + "".join(f"{tally[kind, s]:>12}" for s in statuses) + "\n")
    for reason, count in reasons.most_common():
        sys.stdout.write(f"{count:4} {reason.strip()}\n")
    whole = sum(tally.values())
    for status in statuses:
        count = sum(v for (_, s), v in tally.items() if s == status)
        sys.stdout.write(f"{status}: {count} of {whole} ({100 * count / max(whole, 1):.1f} %)\n")
    sys.stdout.write(
        f"the oracle finds {seen} of the {of} equilibria of complete lists by itself\n"
    )
    sys.stdout.write(f"slowest: {slowest[0]:.1f} s, {slowest[1]}\n")
    return int(any(s == "wrong" for _, s in tally))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
