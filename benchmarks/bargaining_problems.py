r"""Random bargaining problems: how many are solved, and whether any is solved wrongly.

``python -m benchmarks bargaining-problems --count 200 --seed 1`` makes problems of eight kinds with
one to three variables and two or three players (smooth, not concave, sine and cosine, kinks of
several terms, caps, constraints, cases with jumps, listed values), asks all four solutions, and
compares every answer with an oracle that shares no code: payoffs in numpy on a grid of agreements,
zoomed at its best points, the best of them improved by scipy. The oracle's points are
agreements, so that they refute:

- an agreement is *wrong* if a point of the oracle has a larger objective (beyond rounding), if it
  violates a constraint, or if its gains are not what the payoffs say;
- "no agreement" is *wrong* if all gains are positive at a point of the oracle.

Exit status 1 if an answer is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import minimize

import bargain as bg
from bargain.errors import BargainError

__all__ = ["KINDS", "Judge", "Problem", "main", "problem"]

KINDS = ("concave", "bumpy", "wave", "kinked", "capped", "constrained", "jump", "listed")
_SOLVERS: tuple[Callable[..., Any], ...] = (
    bg.nash_bargaining, bg.kalai_smorodinsky, bg.egalitarian, bg.utilitarian,
)  # fmt: skip
_SIDES = {1: 4001, 2: 121, 3: 31}
_ZOOMS = 26
_SLACK = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A random problem; `game` is what is asked, the rest is what the oracle reads."""

    kind: str
    number: int
    game: Any
    variables: tuple[sp.Symbol, ...]
    payoffs: dict[str, sp.Expr]
    box: tuple[Any, ...]
    constraints: tuple[Any, ...]


def problem(seed: int, number: int) -> Problem:  # noqa: C901  # one choice after another
    """The problem with a number."""
    rng = np.random.default_rng([seed, number])
    kind = KINDS[number % len(KINDS)]
    n, m = int(rng.integers(1, 4)), int(rng.integers(2, 4))
    variables = sp.symbols(f"x0:{n}")
    players = [f"P{i}" for i in range(m)]

    def number_(low: float, high: float) -> sp.Rational:
        return sp.Rational(int(rng.integers(int(low * 12), int(high * 12) + 1)), 12)

    def affine() -> sp.Expr:
        return sp.Add(*(number_(-1, 1) * v for v in variables)) + number_(0, 1)

    def smooth(bumpy: bool) -> sp.Expr:
        whole = affine()
        for v in variables:
            pick = int(rng.integers(0, 5))
            rate = number_(0, 1) if not bumpy else number_(-1, 1)
            whole += [-rate * v**2, rate * sp.sqrt(v), rate * sp.log(1 + v), 0, -rate * v**3][pick]
        if bumpy and n > 1:
            whole += number_(-1, 1) * variables[0] * variables[1]
        return whole

    def kinked() -> sp.Expr:
        whole = smooth(False)
        for _ in range(int(rng.integers(1, 3))):
            pick, a, b = int(rng.integers(0, 4)), affine(), affine()
            whole += [sp.Min(a, b), sp.Max(a, b) / 2, -sp.Abs(a), sp.Min(a, number_(0, 1))][pick]
        return whole

    def payoff() -> sp.Expr:
        u = smooth(kind == "bumpy")
        if kind == "wave":
            v = variables[int(rng.integers(0, n))]
            return u + number_(0, 1) * (sp.sin if rng.integers(0, 2) else sp.cos)(number_(1, 6) * v)
        if kind == "kinked":
            return kinked()
        if kind == "capped":
            return sp.Min(u, number_(0, 1))
        if kind == "jump":
            return sp.Piecewise((u, affine() <= number_(0, 1)), (u / 2 - number_(0, 1) / 4, True))
        return u

    payoffs = {p: sp.sympify(payoff()) for p in players}
    box: list[Any] = [(0, 1)] * n
    if kind == "listed":
        box[0] = [sp.Rational(k, 4) for k in range(5)]
    constraints: list[Any] = []
    if kind == "constrained":
        constraints = [sp.Add(*variables) <= number_(0.5, 2)]
        if n > 1 and rng.integers(0, 2):
            constraints.append(variables[0] ** 2 <= variables[1] + number_(0, 1))
        constraints = [c for c in constraints if c not in (sp.true, True)]
    game = bg.Game(
        {p: {} for p in players}, payoffs, terms=dict(zip(variables, box, strict=True)),
        constraints=constraints, disagreement={p: number_(0, 0.5) for p in players},
    )  # fmt: skip
    gains = {p: payoffs[p] - game.disagreement[p] for p in players}
    return Problem(
        kind=kind, number=number, game=game, variables=variables, payoffs=gains, box=tuple(box),
        constraints=tuple(constraints),
    )  # fmt: skip


class Judge:
    """The oracle: gains in numpy on grids that zoom in."""

    def __init__(self, asked: Problem) -> None:
        self.asked = asked
        self.gain = [sp.lambdify(asked.variables, g, "numpy") for g in asked.payoffs.values()]
        self.slack = [
            sp.lambdify(asked.variables, (c.rhs - c.lhs), "numpy") for c in asked.constraints
        ]
        self.moving = [
            k for k, g in enumerate(asked.payoffs.values()) if g.free_symbols & set(asked.variables)
        ]
        self.ideal = np.array([self._best(itemgetter(i))[0] for i in range(len(self.moving))])

    def _axes(self) -> list[np.ndarray]:
        side = _SIDES[len(self.asked.variables)]
        return [
            np.linspace(float(ends[0]), float(ends[1]), side)
            if isinstance(ends, tuple)
            else np.array([float(v) for v in ends])
            for ends in self.asked.box
        ]

    def gains(self, points: np.ndarray) -> np.ndarray:
        """Gains of who has a say; NaN where a constraint fails."""
        with np.errstate(all="ignore"):
            found = np.array([
                np.broadcast_to(np.asarray(self.gain[k](*points), dtype=float), points.shape[1:])
                for k in self.moving
            ])  # fmt: skip
            bad = np.zeros(points.shape[1:], dtype=bool)
            for slack in self.slack:
                bad |= np.broadcast_to(slack(*points), points.shape[1:]) < 0
        return np.asarray(np.where(bad, np.nan, found))

    def _best(self, objective: Callable[[np.ndarray], np.ndarray]) -> tuple[float, np.ndarray]:
        """The largest value of an objective among acceptable points that were looked at."""
        axes = self._axes()
        points = np.array([g.ravel() for g in np.meshgrid(*axes, indexing="ij")])
        step = np.array([a[1] - a[0] for a in axes])
        low, high = (np.array([f(a) for a in axes]) for f in (np.min, np.max))
        listed = np.array([not isinstance(ends, tuple) for ends in self.asked.box])
        n, best, at = len(axes), -np.inf, points[:, 0]
        offsets = np.array(
            [
                g.ravel()
                for g in np.meshgrid(
                    *[np.linspace(-1, 1, 41 if n == 1 else 9 if n == 2 else 7)] * n
                )
            ]
        )
        for _ in range(_ZOOMS):
            g = self.gains(points)
            with np.errstate(all="ignore"):
                value = np.where((g >= 0).all(axis=0), objective(g), -np.inf)
                value = np.where(np.isfinite(value), value, -np.inf)
            order = np.argsort(-value)[: 12 if n < 3 else 8]
            order = order[np.isfinite(value[order])]
            if not order.size:
                break
            if value[order[0]] > best:
                best, at = float(value[order[0]]), points[:, order[0]]
            reach = np.where(listed, 0.0, step)[:, None]
            tried = np.concatenate([points[:, [k]] + reach * offsets for k in order], axis=1)
            points = np.clip(tried, low[:, None], high[:, None])
            step = step / 2
        if np.isfinite(best) and not listed.any():
            best, at = self._polished(objective, best, at, low, high)
        return best, at

    def _polished(
        self, objective: Callable[[np.ndarray], np.ndarray], best: float, at: np.ndarray,
        low: np.ndarray, high: np.ndarray,
    ) -> tuple[float, np.ndarray]:  # fmt: skip
        """A better point along edges of what is acceptable, which grids follow badly."""

        def held(x: np.ndarray) -> np.ndarray:
            with np.errstate(all="ignore"):
                rows = [
                    *(float(self.gain[k](*x)) for k in self.moving),
                    *(float(s(*x)) for s in self.slack),
                ]
            return np.asarray(np.nan_to_num(np.array(rows), nan=-1.0))

        def loss(x: np.ndarray) -> float:
            with np.errstate(all="ignore"):
                g = np.array([float(self.gain[k](*x)) for k in self.moving])
                return -float(np.nan_to_num(objective(g), nan=-1e3, neginf=-1e3))

        with np.errstate(all="ignore"):
            found = minimize(
                loss, at, bounds=list(zip(low, high, strict=True)), method="SLSQP",
                constraints=[{"type": "ineq", "fun": held}], options={"ftol": 1e-12},
            ).x  # fmt: skip
        found = np.clip(found, low, high)
        good = np.isfinite(found).all() and (held(found) >= -1e-10).all()
        return (-loss(found), found) if good and -loss(found) > best else (best, at)

    def wrong(self, name: str, answer: Any) -> str:
        """How an answer is contradicted; empty if it is not."""
        if answer.status == "no agreement":
            least, at = self._best(lambda g: g.min(axis=0))
            return f"all gain at {at}" if least > 1e-7 and len(self.moving) else ""
        if answer.agreement is None:
            return ""
        point = np.array([[float(answer.agreement[v])] for v in self.asked.variables])
        mine = self.gains(point)[:, 0]
        players = list(self.asked.payoffs)
        said = np.array([float(answer.agreement.gains[players[k]]) for k in self.moving])
        if not np.isfinite(mine).all():
            return "a constraint fails"
        if np.abs(mine - said).max() > 1e-9 or said.min() < 0:
            return f"gains are {mine}, not {said}"
        scale = self.ideal if name == "kalai_smorodinsky" else np.ones(len(mine))

        def objective(g: np.ndarray) -> np.ndarray:
            if name == "nash_bargaining":
                return np.asarray(np.log(g).sum(axis=0))
            if name == "utilitarian":
                return np.asarray(g.sum(axis=0))
            return np.asarray((g.T / scale).min(axis=-1))

        with np.errstate(all="ignore"):
            here = float(objective(mine))
        there, at = self._best(objective)
        slack = _SLACK * (20 if name == "kalai_smorodinsky" else 1)  # its ideals are not exact
        return f"{there - here:.1e} better at {at}" if there > here + slack else ""


def main(arguments: Sequence[str]) -> int:
    """Ask, compare, print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks bargaining-problems")
    parser.add_argument("--count", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    given = parser.parse_args(arguments)
    tally: Counter[tuple[str, str]] = Counter()
    slowest, bad = (0.0, ""), 0
    for number in [given.only] if given.only is not None else range(given.count):
        asked = problem(given.seed, number)
        judge = Judge(asked)
        for solver in _SOLVERS:
            start = time.perf_counter()
            try:
                answer = solver(asked.game)
                status = str(answer.status)
            except BargainError as error:
                answer, status = None, f"refused: {error}"
            seconds = time.perf_counter() - start
            where = f"{number} {asked.kind} {solver.__name__}"
            slowest = max(slowest, (seconds, where))
            wrong = "" if answer is None else judge.wrong(solver.__name__, answer)
            tally[asked.kind, "wrong" if wrong else status.split(":")[0]] += 1
            if wrong or status not in ("agreement", "no agreement"):
                why = wrong or (status if answer is None else answer.reason)
                sys.stdout.write(f"{where}: {'WRONG ' if wrong else ''}{why} ({seconds:.1f} s)\n")
                sys.stdout.flush()
            bad += bool(wrong)
    statuses = ("agreement", "no agreement", "unknown", "refused", "wrong")
    sys.stdout.write(f"{'kind':12}" + "".join(f"{s:>14}" for s in statuses) + "\n")
    for kind in KINDS:
        row = "".join(f"{tally[kind, s]:>14}" for s in statuses)
        sys.stdout.write(f"{kind:12}{row}\n")
    whole = sum(tally.values())
    for status in statuses:
        count = sum(v for (_, s), v in tally.items() if s == status)
        sys.stdout.write(f"{status}: {count} of {whole} ({100 * count / max(whole, 1):.1f} %)\n")
    sys.stdout.write(f"slowest: {slowest[0]:.1f} s, {slowest[1]}\n")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
