r"""What a verdict costs as the question grows: unknowns, players, parameters, degree.

``python -m benchmarks cost`` asks families of games, each member with one more of something, and
prints the verdict, the effort (`bargain.budget`: counted, the same on every machine), the processor
time, warm, and how often that of plain z3 on the same question without a certificate it is; ``-``
where z3 does not answer. The last line of a family is its growth: the exponent q of
:math:`\text{effort} \approx c\, n^q`, by least squares on logarithms.

The efforts are compared with those of ``benchmarks/efforts.csv``; a question that takes more than
a fifth more is marked, and the exit status is 1. ``--save`` writes the table.
"""

from __future__ import annotations

import argparse
import csv
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sympy as sp

import bargain as bg
from bargain.budget import spent
from benchmarks.questions import plain_z3

__all__ = ["FAMILIES", "Ask", "effort_of", "main", "stored"]

#: How much more effort than is stored is no accident, as a factor.
MORE = 1.2
_TABLE = Path(__file__).with_name("efforts.csv")
_Z3_SECONDS = 20.0
c = bg.conditions
_x, _y = sp.symbols("x y")
_a, _beta = sp.symbols("a beta", positive=True)


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a family, its size and its answer."""

    size: int
    game: bg.Game
    conditions: Sequence[Any]
    where: Sequence[Any]
    status: str


def _dollar() -> Iterator[Ask]:
    """Linear: a unit among n, outside options that leave something."""
    for n in range(2, 7):
        shares = sp.symbols(f"x1:{n}")
        outside = sp.symbols(f"d1:{n + 1}", positive=True)
        payoffs = {str(k + 1): v for k, v in enumerate((*shares, 1 - sp.Add(*shares)))}
        game = bg.Game(
            actions={p: {} for p in payoffs},
            terms=dict.fromkeys(shares, (0, 1)),
            payoffs=payoffs,
            disagreement=dict(zip(payoffs, outside, strict=True)),
        )
        yield Ask(n, game, [c.participation()], [sp.Add(*outside) < 1], "always")


def _public_good(n: int) -> bg.Game:
    own = sp.symbols(f"x1:{n + 1}")
    return bg.Game(
        actions={str(k + 1): {v: (0, 1)} for k, v in enumerate(own)},
        payoffs={str(k + 1): _a * sp.Add(*own) - v**2 / 2 for k, v in enumerate(own)},
    )


def _contributors() -> Iterator[Ask]:
    """Refuted: no equilibrium of a public good among n is efficient."""
    for n in range(2, 6):
        conditions = [c.nash(), c.efficient()]
        yield Ask(n, _public_good(n), conditions, [_a < sp.Rational(1, n)], "never")


def _equilibria() -> Iterator[Ask]:
    """A witness: a public good among n has an equilibrium."""
    for n in range(2, 6):
        yield Ask(n, _public_good(n), [c.nash()], [_a < 2], "always")


def _squares() -> Iterator[Ask]:
    """A witness: a share of each of n, whose squares are between two bounds."""
    low, high = sp.symbols("b k", positive=True)
    for n in range(1, 5):
        terms = sp.symbols(f"x1:{n + 1}")
        total = sp.Add(*(v**2 for v in terms))
        game = bg.Game(
            actions={"1": {}, "2": {}},
            terms=dict.fromkeys(terms, (0, 1)),
            payoffs={"1": terms[0], "2": -terms[0]},
        )
        relations = [c.holds(total > low), c.holds(total < high)]
        yield Ask(n, game, relations, [low < high, high < 1], "always")


def _parameters() -> Iterator[Ask]:
    """Refuted: the flagship with more and more parameters."""
    for forms in (
        {"entrapment": False, "w_P": 1, "w_C": 1},
        {"entrapment": False},
        {},
        {"reliability": True},
    ):
        game = bg.models.autonomy_security(**forms)
        ones = dict.fromkeys(game.variables, 1)  # security per unit of concession
        unit = {who: e.subs(ones) for who, e in game.measures["security"].items()}
        where = [sp.Gt(unit["client"], unit["patron"])]
        yield Ask(len(game.parameters) + 1, game, [bg.full_equilibrium(_beta)], where, "never")


def _degree() -> Iterator[Ask]:
    """Refuted: efficient, balanced security and equal gains, at a cost of some degree."""
    y_P, y_C = sp.symbols("y_P y_C")
    s_P, s_C = sp.symbols("s_P s_C", positive=True)
    conditions = [c.efficient(), c.balanced("security"), c.equal_gains(), c.positive("autonomy")]
    for degree in (1, 2, 3, 4, 6):
        game = bg.Game(
            actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
            payoffs={"patron": s_P * y_C - y_P**degree, "client": s_C * y_P - y_C**degree},
            measures={
                "autonomy": {"patron": y_P, "client": y_C},
                "security": {"patron": s_P * y_C, "client": s_C * y_P},
            },
        )
        yield Ask(degree, game, conditions, [s_C > s_P], "never")


def _ratios() -> Iterator[Ask]:
    """Refuted: in a contest with effort costs of a degree the one who values less does not win."""
    for degree in (1, 2, 3):
        b = sp.Symbol("b", positive=True)
        box = (sp.Rational(1, 100), 4)
        game = bg.Game(
            actions={"1": {_x: box}, "2": {_y: box}},
            payoffs={"1": _a * _x / (_x + _y) - _x**degree, "2": b * _y / (_x + _y) - _y**degree},
        )
        conditions = [c.nash(), c.holds(_x > _y)]
        yield Ask(degree, game, conditions, [_a >= 1, b > _a, b <= 4], "never")


#: Families by what grows; each of its own size.
FAMILIES: dict[str, Callable[[], Iterator[Ask]]] = {
    "players of a division (linear)": _dollar,
    "players, refuted": _contributors,
    "players, a witness": _equilibria,
    "unknowns, squares": _squares,
    "parameters": _parameters,
    "degree": _degree,
    "degree, quotients": _ratios,
}


def effort_of(ask: Ask) -> tuple[str, float]:
    """The verdict and its effort in units.

    Examples
    --------
    >>> status, effort = effort_of(next(FAMILIES["players of a division (linear)"]()))
    >>> status, effort > 0
    ('always', True)
    """
    before = spent()
    verdict = bg.decide(ask.game, list(ask.conditions), list(ask.where), timeout=600, effort=20)
    return str(verdict.status), spent() - before


def stored() -> dict[tuple[str, int], float]:
    """The efforts of the table, by family and size."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {(r["family"], int(r["size"])): float(r["effort"]) for r in csv.DictReader(file)}


def _warm(ask: Ask) -> float:
    """Median processor time of three times; the first asking does not count."""
    times = []
    for _ in range(3):
        start = time.process_time()
        effort_of(ask)
        times.append(time.process_time() - start)
    return statistics.median(times)


def _exponent(points: Sequence[tuple[int, float]]) -> float:
    """The slope of log effort on log size."""
    return statistics.linear_regression(
        [math.log(size) for size, _ in points], [math.log(effort) for _, effort in points]
    ).slope


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; exit status 1 for another verdict, or a fifth more effort than stored."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks cost", description=__doc__)
    parser.add_argument("--family", action="append", choices=FAMILIES, help="all by default")
    parser.add_argument("--brief", action="store_true", help="efforts alone")
    parser.add_argument("--save", action="store_true", help="write the table of efforts")
    given = parser.parse_args(arguments)
    before, now, bad = stored() if _TABLE.exists() else {}, dict[tuple[str, int], float](), 0
    for family in given.family or FAMILIES:
        sys.stdout.write(f"{family}\n")
        points = []
        for ask in FAMILIES[family]():
            status, effort = effort_of(ask)
            now[family, ask.size] = effort
            points.append((ask.size, effort))
            line = f"  {ask.size:3d}  {status:10s}{effort:8.3f} units"
            if not given.brief:
                ours = _warm(ask)
                said, seconds = plain_z3(ask.game, ask.conditions, ask.where, _Z3_SECONDS)
                ratio = "-" if said == "unknown" else f"{ours / max(seconds, 1e-4):.1f}"
                line += f"{ours:8.3f} s  {ratio:>7s} x z3 alone"
            known = before.get((family, ask.size))
            if status != ask.status:
                line += f"  EXPECTED {ask.status}"
                bad += 1
            elif known is not None and effort > MORE * known and not given.save:
                line += f"  MORE than {known:.3f}"
                bad += 1
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        sys.stdout.write(f"       effort grows as size^{_exponent(points):.1f}\n")
    if given.save:
        with _TABLE.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("family", "size", "effort"))
            rows.writerows((f, n, f"{e:.4f}") for (f, n), e in {**before, **now}.items())
    return int(bad > 0)
