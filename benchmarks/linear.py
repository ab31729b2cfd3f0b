"""The linear layer: what a verdict costs beside plain z3, question by question.

``python -m benchmarks linear`` asks the questions of the literature that are linear in the
agreement and prints for each the verdict, the processor time, warm, with the certificate checked,
and that of plain z3 on the same question without a certificate (``-`` where it does not answer).
Exit status 1 for another verdict than the known one.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

import sympy as sp

import bargain as bg
from benchmarks.cost import FAMILIES, Ask
from benchmarks.questions import plain_z3

__all__ = ["main", "questions", "seconds"]

_TIMES, _Z3_SECONDS = 5, 20.0
c = bg.conditions
_x, _y, _z = sp.symbols("x y z")
_d, _k, _p, _shift = sp.symbols("d k p D", positive=True)


def _split(
    payoffs: Sequence[sp.Expr], outside: Sequence[Any], terms: Sequence[sp.Symbol]
) -> bg.Game:
    """Players who settle terms between 0 and 1."""
    names = [str(k + 1) for k in range(len(payoffs))]
    return bg.Game(
        actions={n: {} for n in names},
        terms=dict.fromkeys(terms, (0, 1)),
        payoffs=dict(zip(names, payoffs, strict=True)),
        disagreement=dict(zip(names, outside, strict=True)),
    )


def _ranges() -> Iterator[tuple[str, Ask]]:
    """Fearon's bargaining range; Powell's two periods; two allies with a budget."""
    c_A, c_B = sp.symbols("c_A c_B", positive=True)
    g_A, g_B = sp.symbols("g_A g_B", real=True)
    war = _split([_x, 1 - _x], [_p - c_A, 1 - _p - c_B], [_x])
    free = _split([_x, 1 - _x], [_p - g_A, 1 - _p - g_B], [_x])
    parts, bounded = [c.participation()], [g_A > -1, g_A < 1, g_B > -1, g_B < 1]
    yield "Fearon, costs above 0", Ask(1, war, parts, [_p < 1], "always")
    yield "Fearon, costs below 0", Ask(1, free, parts, [_p < 1, g_A + g_B < 0], "never")
    yield "Fearon, any costs", Ask(1, free, parts, [_p < 1, *bounded], "sometimes")
    flow = [_x + _d * _y, 1 - _x + _d * (1 - _y)]
    peace = _split(flow, [_p * (1 + _d) - c_A, (1 - _p) * (1 + _d) - c_B], [_x, _y])
    later = [c.holds(_y >= _p + _shift - _k), c.holds(1 - _y >= 1 - _p - _shift - _k)]
    far = [_p < 1, _d < 1, _p + _shift < 1, _d * (_shift - _k) > _p + c_B, 10 * _p > 1]
    yield "Powell, peace", Ask(2, peace, parts, [_p < 1, _d < 1], "always")
    yield "Powell, a large shift", Ask(2, peace, [*parts, *later], [100 * _k < 1, *far], "never")
    a, b, w, d_1, d_2 = sp.symbols("a b w d_1 d_2", positive=True)
    budget = bg.Game(
        actions={"1": {_x: (0, 1)}, "2": {_y: (0, 1)}},
        payoffs={"1": _x, "2": _y},
        disagreement={"1": d_1, "2": d_2},
        constraints=[a * _x + b * _y <= w],
    )
    enough = [a * d_1 + b * d_2 <= w, d_1 <= 1, d_2 <= 1]
    yield "a budget, enough", Ask(2, budget, parts, enough, "always")
    yield "a budget, too small", Ask(2, budget, parts, [a * d_1 + b * d_2 > w], "never")


def _cores() -> Iterator[tuple[str, Ask]]:
    """The core of three players, and of four that are alike."""
    pairs = sp.symbols("v_1 v_2 v_3", positive=True)
    shares = (_x, _y, _z)
    three = _split(shares, [0, 0, 0], shares)
    gets = [
        c.holds(sp.Add(*two) >= v) for two, v in zip(combinations(shares, 2), pairs, strict=True)
    ]
    core = [c.holds(sp.Eq(sp.Add(*shares), 1)), *gets]
    below = [v < 1 for v in pairs]
    yield "core of 3", Ask(3, three, core, [*below, sp.Add(*pairs) <= 2], "always")
    yield "core of 3, empty", Ask(3, three, core, [*below, sp.Add(*pairs) > 2], "never")
    shares = sp.symbols("x1:5")
    four = _split(shares, [0] * 4, shares)
    two, most = sp.symbols("q r", positive=True)
    gets = [c.holds(sp.Add(*s) >= two) for s in combinations(shares, 2)]
    gets += [c.holds(sp.Add(*s) >= most) for s in combinations(shares, 3)]
    core = [c.holds(sp.Eq(sp.Add(*shares), 1)), *gets]
    yield "core of 4", Ask(4, four, core, [2 * two <= 1, 4 * most <= 3], "always")
    yield "core of 4, empty", Ask(4, four, core, [4 * most > 3, two < 1, most < 1], "never")


def questions() -> Iterator[tuple[str, Ask]]:
    """The questions by name."""
    yield from _ranges()
    for ask in FAMILIES["players of a division (linear)"]():
        yield f"a unit among {ask.size}", ask
    yield from _cores()


def seconds(work: Callable[[], object], times: int = _TIMES) -> float:
    """The median processor time of some times, after a first one that does not count."""
    work()
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit status 1 for another verdict."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks linear", description=__doc__)
    parser.parse_args(arguments)
    bad = 0
    for name, ask in questions():
        asked = ask.game, list(ask.conditions), list(ask.where)
        status = str(bg.decide(*asked, timeout=600, effort=20).status)
        bad += status != ask.status
        ours = seconds(lambda asked=asked: bg.decide(*asked, timeout=600, effort=20))
        said, _ = plain_z3(*asked, _Z3_SECONDS)
        alone = seconds(lambda asked=asked: plain_z3(*asked, _Z3_SECONDS), 3)
        beside = "-" if said == "unknown" else f"{1000 * alone:.0f}"
        mark = "" if status == ask.status else f"  EXPECTED {ask.status}"
        sys.stdout.write(f"{name:24s}{status:10s}{1000 * ours:6.0f} ms   z3 {beside:>5s}{mark}\n")
        sys.stdout.flush()
    return int(bad > 0)
