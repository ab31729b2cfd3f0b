"""Bargaining and equilibrium sweeps against what a researcher writes today, in one run.

* Nash bargaining: our sweep, every point verified (status and bound), against a loop of
  `scipy.optimize.minimize(method="SLSQP")` over the negative log Nash product, from the centre.
* Kalai-Smorodinsky, egalitarian, utilitarian: the same with the ideal gains and the largest least
  gain as programs with constraints.
* Nash equilibria: our sweep against best-response iteration with
  `scipy.optimize.minimize_scalar(method="bounded")`, from the centre, until nobody moves.

Peers get hand-written Python payoffs, which is faster than calling compiled sympy per point. Ratios
are of points per second; peak memory is of what the sweep allocates (tracemalloc).
"""

from __future__ import annotations

import math
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from bargain.game.game import Game
from bargain.study.sweep import sweep

__all__ = ["Comparison", "compare", "growth", "rows"]

Payoffs = Callable[[float, float, float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One line of the table."""

    name: str
    points: int
    seconds: float
    peer_points: int
    peer_seconds: float
    verified: int
    peer_wrong: int
    peak_megabytes: float
    target: float

    @property
    def ratio(self) -> float:
        """How many times more points per second than the peer."""
        return (self.points / self.seconds) / (self.peer_points / self.peer_seconds)

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form."""
        return {name: getattr(self, name) for name in self.__slots__} | {"ratio": self.ratio}

    def summary(self) -> str:
        """One line."""
        met = "meets" if self.ratio >= self.target else "MISSES"
        return (
            f"{self.name}: {self.ratio:,.0f} x the peer ({met} {self.target:.0f} x); "
            f"{self.points / self.seconds:,.0f} against "
            f"{self.peer_points / self.peer_seconds:,.0f} points/s; verified {self.verified} of "
            f"{self.points}; peer wrong {self.peer_wrong} of {self.peer_points}; "
            f"peak {self.peak_megabytes:.1f} MB"
        )


def _exchange(security: Callable[[Any], Any]) -> Game:
    y_p, y_c = sp.symbols("y_P y_C")
    s_p, s_c = sp.symbols("s_P s_C", positive=True)
    return Game(
        {"patron": {y_p: (0, 1)}, "client": {y_c: (0, 1)}},
        {"patron": security(s_p * y_c) - y_p**2 / 2, "client": security(s_c * y_p) - y_c**2 / 2},
        name="autonomy-security exchange",
    )


def _public_good(value: Callable[[Any], Any]) -> Game:
    y_p, y_c = sp.symbols("y_P y_C")
    s_p, s_c = sp.symbols("s_P s_C", positive=True)
    return Game(
        {"patron": {y_p: (0, 1)}, "client": {y_c: (0, 1)}},
        {"patron": s_p * value(y_p + y_c) - y_p**2, "client": s_c * value(y_p + y_c) - y_c**2},
        name="joint defence",
    )


def _quadratic(x: Any) -> Any:
    return x - x**2 / 8


def _log_security(x: Any) -> Any:
    return sp.log(1 + x)


def _slsqp(payoffs: Payoffs, points: np.ndarray) -> Iterator[np.ndarray]:
    from scipy.optimize import minimize

    for s_p, s_c in points:

        def loss(y: np.ndarray, s_p: float = s_p, s_c: float = s_c) -> float:
            u, v = payoffs(y[0], y[1], s_p, s_c)
            return -math.log(u) - math.log(v) if u > 0 and v > 0 else 1e9

        yield minimize(loss, [0.5, 0.5], bounds=[(0, 1), (0, 1)], method="SLSQP").x


def _slsqp_level(payoffs: Payoffs, points: np.ndarray) -> Iterator[np.ndarray]:
    """The largest least gain, as the largest t below both gains."""
    for s_p, s_c in points:
        yield _level(payoffs, s_p, s_c, (1.0, 1.0))


def _slsqp_kalai_smorodinsky(payoffs: Payoffs, points: np.ndarray) -> Iterator[np.ndarray]:
    """Both ideal gains, then the largest equal share of them."""
    for s_p, s_c in points:
        ideal = []
        for i, alone in enumerate(((1.0, 0.0), (0.0, 1.0))):
            a, b = _sum(payoffs, s_p, s_c, alone)
            ideal.append(payoffs(a, b, s_p, s_c)[i])
        yield _level(payoffs, s_p, s_c, (ideal[0], ideal[1]))


def _slsqp_sum(payoffs: Payoffs, points: np.ndarray) -> Iterator[np.ndarray]:
    for s_p, s_c in points:
        yield _sum(payoffs, s_p, s_c, (1.0, 1.0))


def _level(payoffs: Payoffs, s_p: float, s_c: float, scale: tuple[float, float]) -> np.ndarray:
    from scipy.optimize import minimize

    def room(y: np.ndarray) -> np.ndarray:
        u, v = payoffs(y[0], y[1], s_p, s_c)
        return np.array([u / scale[0] - y[2], v / scale[1] - y[2]])

    bounds = [(0, 1), (0, 1), (None, None)]
    held = {"type": "ineq", "fun": room}
    return np.asarray(minimize(lambda y: -y[2], [0.5, 0.5, 0.0], bounds=bounds, constraints=held,
                               method="SLSQP").x[:2])  # fmt: skip


def _sum(payoffs: Payoffs, s_p: float, s_c: float, weights: tuple[float, float]) -> np.ndarray:
    from scipy.optimize import minimize

    def loss(y: np.ndarray) -> float:
        u, v = payoffs(y[0], y[1], s_p, s_c)
        return -weights[0] * u - weights[1] * v

    held = {"type": "ineq", "fun": lambda y: np.array(payoffs(y[0], y[1], s_p, s_c))}
    return np.asarray(minimize(loss, [0.5, 0.5], bounds=[(0, 1), (0, 1)], constraints=held,
                               method="SLSQP").x)  # fmt: skip


def _best_responses(payoffs: Payoffs, points: np.ndarray) -> Iterator[np.ndarray]:
    from scipy.optimize import minimize_scalar

    for s_p, s_c in points:
        y = [0.5, 0.5]
        for _ in range(200):
            before = list(y)
            y[0] = minimize_scalar(
                lambda x, s_p=s_p, s_c=s_c, o=y[1]: -payoffs(x, o, s_p, s_c)[0],
                bounds=(0, 1), method="bounded", options={"xatol": 1e-10},
            ).x  # fmt: skip
            y[1] = minimize_scalar(
                lambda x, s_p=s_p, s_c=s_c, o=y[0]: -payoffs(o, x, s_p, s_c)[1],
                bounds=(0, 1), method="bounded", options={"xatol": 1e-10},
            ).x  # fmt: skip
            if max(abs(a - b) for a, b in zip(y, before, strict=True)) < 1e-8:
                break
        yield np.array(y)


def _grid(side: int) -> dict[str, np.ndarray]:
    return {"s_P": np.linspace(0.3, 1.5, side), "s_C": np.linspace(0.3, 2.0, side)}


def compare(
    name: str, game: Game, solver: str, payoffs: Payoffs, peer: Any, *, side: int,
    peer_points: int, target: float,
) -> Comparison:  # fmt: skip
    """Time our sweep on a square grid, and the peer on a random sample of the same points."""
    over = _grid(side)
    sweep(game, solver, _grid(2))  # one compilation, outside the clock for both
    start = time.perf_counter()
    result = sweep(game, solver, over)
    seconds = time.perf_counter() - start
    verified = int((result.status.values == 1).sum())
    tracemalloc.start()
    sweep(game, solver, over)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    rng = np.random.default_rng(1)
    pick = rng.integers(0, side, size=(peer_points, 2))
    points = np.stack([over["s_P"][pick[:, 0]], over["s_C"][pick[:, 1]]], axis=1)
    start = time.perf_counter()
    answers = np.array(list(peer(payoffs, points)))
    peer_seconds = time.perf_counter() - start
    tables = [result[v].values for v in ("y_P", "y_C")]
    ours = np.stack([(t[0] if t.ndim == 3 else t)[pick[:, 0], pick[:, 1]] for t in tables], axis=1)
    wrong = int((np.abs(answers - ours).max(axis=1) > 1e-3).sum())
    return Comparison(
        name=name,
        points=side * side,
        seconds=seconds,
        peer_points=peer_points,
        peer_seconds=peer_seconds,
        verified=verified,
        peer_wrong=wrong,
        peak_megabytes=peak / 1e6,
        target=target,
    )


def rows(side: int = 300, peer_points: int = 300) -> list[Comparison]:
    """The table: bargaining sweeps and equilibrium sweeps."""

    def base(a: float, b: float, p: float, c: float) -> tuple[float, float]:
        return p * b - a * a / 2, c * a - b * b / 2

    def logs(a: float, b: float, p: float, c: float) -> tuple[float, float]:
        return math.log(1 + p * b) - a * a / 2, math.log(1 + c * a) - b * b / 2

    def good(a: float, b: float, p: float, c: float) -> tuple[float, float]:
        g = a + b - (a + b) ** 2 / 8
        return p * g - a * a, c * g - b * b

    def log_good(a: float, b: float, p: float, c: float) -> tuple[float, float]:
        g = math.log(1 + a + b)
        return p * g - a * a, c * g - b * b

    both = {"side": side, "peer_points": peer_points}
    return [
        compare("Nash bargaining, base model", _exchange(lambda x: x), "nash_bargaining", base,
                _slsqp, target=500, **both),
        compare("Nash bargaining, log security", _exchange(_log_security), "nash_bargaining", logs,
                _slsqp, target=500, **both),
        *(
            compare(f"{name}, {what}", _exchange(form), solver, payoffs, peer, target=100, **both)
            for name, solver, peer in (
                ("Kalai-Smorodinsky", "kalai_smorodinsky", _slsqp_kalai_smorodinsky),
                ("Egalitarian", "egalitarian", _slsqp_level),
                ("Utilitarian", "utilitarian", _slsqp_sum),
            )
            for what, form, payoffs in (
                ("base model", lambda x: x, base), ("log security", _log_security, logs),
            )
        ),
        compare("Nash equilibria, quadratic public good", _public_good(_quadratic),
                "nash_equilibria", good, _best_responses, target=100, **both),
        compare("Nash equilibria, log public good", _public_good(_log_security), "nash_equilibria",
                log_good, _best_responses, target=100, **both),
    ]  # fmt: skip


def growth(sides: tuple[int, ...] = (32, 100, 316, 1000)) -> list[tuple[int, float, float]]:
    """Points, seconds and peak megabytes of a sweep over three orders of magnitude."""
    game = _exchange(lambda x: x)
    sweep(game, "nash_bargaining", _grid(2))
    found = []
    for side in sides:
        start = time.perf_counter()
        sweep(game, "nash_bargaining", _grid(side))
        seconds = time.perf_counter() - start
        tracemalloc.start()
        sweep(game, "nash_bargaining", _grid(side))
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        found.append((side * side, seconds, peak))
    return found


def report() -> str:
    """The table and the growth as text."""
    lines = [row.summary() for row in rows()]
    lines += [
        f"{points:>9,} points: {seconds:8.4f} s, {points / seconds:>10,.0f} points/s, "
        f"peak {peak:.1f} MB"
        for points, seconds, peak in growth()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    sys.stdout.write(report() + "\n")
