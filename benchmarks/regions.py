"""For which parameters: regions of the theory and the literature, beside their known formulas.

``python -m benchmarks regions`` asks `bargain.region` for each with the same effort (``--effort``,
120 units), so that the answers are the same on every machine. It prints the formula, whether it is
exact, the effort that was spent, the processor time and the number of cells, and compares it at
random points with the known answer, written here as plain arithmetic. Exit status 1 where a formula
is wrong or none was found.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

import bargain as bg
from bargain.budget import spent

__all__ = ["Asked", "agrees", "main", "questions"]

_POINTS = 60
_NO_CLOCK = 3_600.0  # seconds: effort ends a question
c = bg.conditions
_x, _y = sp.symbols("x y")
_b, _w, _s, _m, _r = sp.symbols("beta w s m r", positive=True)
_D = sp.Symbol("Delta", positive=True)
Point = Mapping[str, Fraction]


@dataclass(frozen=True)
class Asked:
    """A region, with the known answer at a point and where its parameters are drawn from."""

    game: bg.Game
    conditions: Sequence[Any]
    where: Sequence[Any]
    known: Callable[[Point], bool]


def _allies(**fixed: object) -> tuple[bg.Game, dict[str, sp.Symbol]]:
    game = bg.models.autonomy_security(entrapment=False, **fixed)
    return game, dict(game.symbols)


def _completeness() -> Iterator[tuple[str, Asked]]:
    """Statements 2 to 5: complete equilibria, their thresholds and tolerance."""
    equal, _ = _allies(s_P=_s, s_C=_s, w_P=_w, w_C=_w)
    yield "2: complete, D = 1", Asked(
        equal, [bg.full_equilibrium(discount=_b)], [_b < 1],
        lambda p: 2 * p["beta"] >= 1 or p["w"] <= 2 * p["beta"] * p["s"],
    )  # fmt: skip
    unequal, _ = _allies(s_P=_s, s_C=_s, w_P=1, w_C=_w)
    yield "3: complete, unequal weights, interior", Asked(
        unequal, [bg.full_equilibrium(discount=_b)], [_b < 1, _s < 1, _s < _w],
        lambda p: p["w"] <= 4 * p["beta"] ** 2 and 4 * p["beta"] ** 2 * p["w"] >= 1,
    )  # fmt: skip
    game, names = _allies(w_P=1, w_C=1)
    s_P, s_C, y_P, y_C = (names[n] for n in ("s_P", "s_C", "y_P", "y_C"))
    small, standing = [s_P < 1, s_C < 1], [c.efficient(), c.positive("autonomy")]
    ratio = c.holds(sp.Eq(y_C, _r * y_P))

    def four(p: Point) -> bool:  # y_P y_C = s_P s_C, or the end of the box that comes before
        v = {n: float(x) for n, x in p.items()}
        y_P = min(math.sqrt(v["s_P"] * v["s_C"] / v["r"]), 1, 1 / v["r"])
        y_C = v["r"] * y_P
        return (2 * v["beta"] * v["s_P"] * y_C >= y_P**2
                and 2 * v["beta"] * v["s_C"] * y_P >= y_C**2)  # fmt: skip

    yield (
        "4: efficient and self-enforcing, y_C/y_P = r",
        Asked(game, [*standing, c.self_enforcing(_b), ratio], [*small, _b < 1], four),
    )
    yield (
        "4: for any s_P and s_C",
        Asked(game, [*standing, c.self_enforcing(_b), ratio], [_b < 1], four),
    )
    within = [
        c.holds(y_C <= _m * y_P), c.holds(y_P <= _m * y_C),
        c.holds(s_C * y_P <= _m * s_P * y_C), c.holds(s_P * y_C <= _m * s_C * y_P),
    ]  # fmt: skip
    yield "5: both balances within a factor m", Asked(
        game, [*standing, *within], [*small, _m > 1],
        lambda p: max(p["s_C"] / p["s_P"], p["s_P"] / p["s_C"]) <= p["m"] ** 2,
    )  # fmt: skip
    tolerated = [c.holds(y_C <= _m * y_P), c.holds(s_C * y_P <= _m * s_P * y_C)]
    inside = [c.holds(y_P < 1), c.holds(y_C < 1)]

    def five(p: Point) -> bool:
        D, beta, m = p["s_C"] / p["s_P"], p["beta"], p["m"]
        return beta >= Fraction(1, 2) and m**2 >= D and 4 * beta**2 * m**3 >= D**2

    yield "5: the same and self-enforcing, interior, D > 1", Asked(
        game, [*standing, c.self_enforcing(_b), *inside, *tolerated],
        [*small, s_C > s_P, _b < 1, _m > 1], five,
    )  # fmt: skip

    m_A, m_S = sp.symbols("m_A m_S", positive=True)
    each = [
        c.holds(y_C <= m_A * y_P), c.holds(y_P <= m_A * y_C),
        c.holds(s_C * y_P <= m_S * s_P * y_C), c.holds(s_P * y_C <= m_S * s_C * y_P),
    ]  # fmt: skip

    def both(p: Point) -> bool:
        D, loose = max(p["s_C"] / p["s_P"], p["s_P"] / p["s_C"]), 4 * p["beta"] ** 2
        return (loose >= 1 and p["m_A"] * p["m_S"] >= D
                and loose * p["m_A"] ** 3 >= D and loose * p["m_S"] ** 3 >= D**2)  # fmt: skip

    held, wide = [*standing, c.self_enforcing(_b), *each], [*small, _b < 1, m_A > 1, m_S > 1]
    yield (
        "5: a tolerance for each balance, self-enforcing, interior, D > 1",
        Asked(game, [*held, *inside], [*wide, s_C > s_P], both),
    )
    yield (
        "5: a tolerance for each balance, self-enforcing, D > 1",
        Asked(game, held, [*wide, s_C > s_P], both),
    )
    yield (
        "5: a tolerance for each balance, self-enforcing, interior",
        Asked(game, [*held, *inside], wide, both),
    )


def _survival() -> Iterator[tuple[str, Asked]]:
    """Statements 11, 15 and 16."""
    v_P, v_C, h_P, h_C = sp.symbols("v_P v_C h_P h_C", positive=True)
    yield "11: survival", Asked(
        bg.models.autonomy_security(), [c.self_enforcing(_b), c.positive("autonomy")], [_b < 1],
        lambda p: p["e_P"] * p["e_C"] < p["beta"] ** 2 * p["s_P"] * p["s_C"],
    )  # fmt: skip
    yield "15: partnership", Asked(
        bg.models.partnership(), [c.participation()], [],
        lambda p: p["r"] ** 2 + (1 - p["r"]) ** 2 <= Fraction(2, 3),
    )  # fmt: skip

    def policy(first: sp.Expr, second: sp.Expr, box: tuple[Any, Any]) -> bg.Game:
        return bg.Game(
            actions={"P": {}, "C": {}}, terms={_x: box},
            payoffs={"P": first - _x**2, "C": second - (_x - _D) ** 2},
        )  # fmt: skip

    reach = policy(h_P**2, h_C**2, (0, _D))
    yield (
        "16: common policy, by reach",
        Asked(reach, [c.participation()], [], lambda p: p["Delta"] <= p["h_P"] + p["h_C"]),
    )
    worth = policy(v_P, v_C, (-5, 5))
    yield "16: common policy, by worth", Asked(
        worth, [c.participation()], [v_P < 1, v_C < 1, _D < 3],
        lambda p: float(p["Delta"]) <= math.sqrt(p["v_P"]) + math.sqrt(p["v_C"]),
    )  # fmt: skip


def _literature() -> Iterator[tuple[str, Asked]]:
    """First strike, ratification, peaceful mechanisms, free riding; Cournot, tariffs."""
    p_f, p_s, c_A, c_B, t_1, t_2 = sp.symbols("p_f p_s c_A c_B t_1 t_2", positive=True)
    a, d, q, p, theta, I_1, I_2 = sp.symbols("a d q p theta I_1 I_2", positive=True)

    def pie(first: sp.Expr, second: sp.Expr) -> bg.Game:
        return bg.Game(
            actions={"A": {}, "B": {}}, terms={_x: (0, 1)}, payoffs={"A": _x, "B": 1 - _x},
            disagreement={"A": first, "B": second},
        )  # fmt: skip

    yield "first strike (Fearon 1995)", Asked(
        pie(p_f - c_A, 1 - p_s - c_B), [c.participation()], [p_s <= p_f, p_f < 1],
        lambda v: v["p_f"] - v["p_s"] <= v["c_A"] + v["c_B"],
    )  # fmt: skip
    yield (
        "ratification (Schelling 1960)",
        Asked(pie(t_1, t_2), [c.participation()], [], lambda v: v["t_1"] + v["t_2"] <= 1),
    )
    shares = sp.symbols("x_HL x_LL")
    peace = bg.Game(
        actions={"H": {}, "L": {}}, terms=dict.fromkeys(shares, (0, 1)),
        payoffs={"H": shares[0], "L": 1 - shares[0]},
    )  # fmt: skip
    war = c.holds(shares[0] * (1 - q) + q / 2 >= theta * (q / 2 + (1 - q) * p))
    hide = c.holds(q * (1 - shares[0]) + (1 - q) / 2 >= q / 2 + (1 - q) * shares[0])
    yield "peaceful mechanism, two types", Asked(
        peace, [war, hide], [q < 1, p < 1, 2 * p > 1, theta < 1],
        lambda v: 2 * v["theta"] * (v["q"] / 2 + (1 - v["q"]) * v["p"]) <= 1,
    )  # fmt: skip
    free = bg.Game(
        actions={"1": {_x: (0, 1)}, "2": {_y: (0, 1)}},
        payoffs={"1": sp.log(I_1 - _x) + a * sp.log(_x + _y + 1),
                 "2": sp.log(I_2 - _y) + a * sp.log(_x + _y + 1)},
    )  # fmt: skip
    yield "free riding (Olson and Zeckhauser 1966), nobody gives", Asked(
        free, [c.nash(), c.holds(sp.Eq(_x, 0)), c.holds(sp.Eq(_y, 0))], [I_1 > 1, I_2 > 1],
        lambda v: v["a"] * max(v["I_1"], v["I_2"]) <= 1,
    )  # fmt: skip
    one_gives = [c.nash(), c.holds(sp.Eq(_x, 0)), c.holds(_y < 1)]
    yield "free riding, log(1 + G): one gives, I_1 at most G/a", Asked(
        free, [*one_gives, c.holds(_y > 0)], [I_1 > 1, I_2 > 1],
        lambda v: (1 + v["a"]) * v["I_1"] <= 1 + v["I_2"] and 1 < v["a"] * v["I_2"] < v["a"] + 2,
    )  # fmt: skip
    least = Fraction(1, 10)  # log(0) is no payoff: the second gives that much at least
    whole = bg.Game(
        actions={"1": {_x: (0, 1)}, "2": {_y: (least, 1)}},
        payoffs={"1": sp.log(I_1 - _x) + a * sp.log(_x + _y),
                 "2": sp.log(I_2 - _y) + a * sp.log(_x + _y)},
    )  # fmt: skip
    yield "free riding, log G: one gives, I_1 at most G/a", Asked(
        whole, [*one_gives, c.holds(_y > sp.Rational(1, 10))], [I_1 > 1, I_2 > 1],
        lambda v: (1 + v["a"]) * v["I_1"] <= v["I_2"]
        and 1 + v["a"] < 10 * v["a"] * v["I_2"] < 10 * (1 + v["a"]),
    )  # fmt: skip
    alone = bg.Game(
        actions={"1": {_x: (0, 1)}, "2": {_y: (0, 1)}},
        payoffs={"1": (I_1 - _x) * (_x + _y), "2": (I_2 - _y) * (_x + _y)},
    )
    yield "free riding, a = 1: one gives, I_1 at most G/a", Asked(
        alone, [c.nash(), c.holds(sp.Eq(_x, 0)), c.holds(_y > 0), c.holds(_y < 1)], [],
        lambda v: v["I_1"] <= v["I_2"] / 2 and v["I_2"] < 2,
    )  # fmt: skip
    u, k = sp.symbols("u k", positive=True)
    firms = bg.Game(
        actions={"1": {_x: (0, 1)}, "2": {_y: (0, 1)}},
        payoffs={"1": _x * (1 - _x - _y) - u * _x, "2": _y * (1 - _x - _y) - k * _y},
    )
    yield "Cournot, both produce", Asked(
        firms, [c.nash(), c.holds(_x > 0), c.holds(_y > 0)], [u < 1, k < 1],
        lambda v: 2 * v["u"] < 1 + v["k"] and 2 * v["k"] < 1 + v["u"],
    )  # fmt: skip
    tariffs = bg.Game(
        actions={"1": {_x: (0, 1)}, "2": {_y: (0, 1)}},
        payoffs={"1": a * _x - _x**2 / 2 - _y, "2": a * _y - _y**2 / 2 - _x},
        disagreement={"1": a**2 / 2 - a, "2": a**2 / 2 - a},  # what both get from tariffs of a
    )
    yield "free trade sustained (Dixit 1987)", Asked(
        tariffs, [c.self_enforcing(d), c.holds(sp.Eq(_x, 0)), c.holds(sp.Eq(_y, 0))],
        [d < 1, a < 1], lambda v: v["a"] <= 2 * v["d"],
    )  # fmt: skip


def questions() -> Iterator[tuple[str, Asked]]:
    """Every question with its name."""
    yield from _completeness()
    yield from _survival()
    yield from _literature()


def agrees(found: bg.Region, known: Callable[[Point], bool], seed: int) -> bool:
    """Whether the region says at random points what is known."""
    draw = random.Random(seed)  # noqa: S311  # reproducible test points, not security
    for _ in range(_POINTS):
        point = {s.name: Fraction(draw.randint(1, 59), draw.choice((20, 60)))
                 for s in found.parameters}  # fmt: skip
        inside = all(bool(r.subs({s: sp.Rational(*point[s.name].as_integer_ratio())
                                  for s in found.parameters})) for r in found.where)  # fmt: skip
        if inside and found.contains(point) is not known(point):
            return False
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks regions", description=__doc__)
    parser.add_argument("--only", default="", help="questions whose name contains this")
    parser.add_argument("--effort", type=float, default=120.0, help="units for each question")
    given = parser.parse_args(arguments)
    failed = 0
    for name, asked in questions():
        if given.only not in name:
            continue
        begun, before = time.process_time(), spent()
        found = bg.region(
            asked.game, asked.conditions, where=asked.where, effort=given.effort, timeout=_NO_CLOCK
        )
        took, units = time.process_time() - begun, spent() - before
        right = found.exact and agrees(found, asked.known, 1)
        failed += not right
        said = "right" if right else "WRONG" if found.exact else "open"
        formula = found.formula if found.exact else f"inside {found.inside}"
        cost = f"{units:.1f} units | {took:.1f} s | {len(found.parts)} cells"
        sys.stdout.write(f"{name} | {said} | {cost} | {formula}\n")
        sys.stdout.flush()
    return 1 if failed else 0
