r"""The best of listed options and of edges between two of them, compared exactly.

A Nash product is compared through integer powers when the weights are small rationals, else through
logarithms in interval arithmetic; what 200 digits cannot separate is reported. On an edge each
solution has a rational formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm, prod

from bargain.solve.bargaining.listed.polygons import Gains, Option, acceptable_part, between

__all__ = ["best_listed", "strictly_acceptable"]

_LARGEST_POWER = 600


def best_listed(
    name: str, edges: Sequence[tuple[Option, Option]], alpha: Gains
) -> tuple[list[Option], bool]:
    """The best options on the edges for one solution, and whether that is certain."""
    parts = [part for edge in edges if (part := acceptable_part(*edge)) is not None]
    if name != "nash_bargaining":
        return _distinct(_best(name, parts, [end for part in parts for end in part], alpha)), True
    products = [_best_product(p, q, alpha) for p, q in parts]
    best, sure = _largest_product([o for o in products if min(o.gains) > 0], alpha)
    return _distinct(best), sure


def _distinct(options: Sequence[Option]) -> list[Option]:
    seen: dict[tuple[tuple[int, Fraction], ...], Option] = {}
    for option in options:
        seen.setdefault(tuple(sorted(option.lottery)), option)
    return list(seen.values())


def strictly_acceptable(p: Option, q: Option) -> bool:
    """Whether every gain is positive somewhere on the edge."""
    part = acceptable_part(p, q)
    return part is not None and min(between(*part, Fraction(1, 2)).gains) > 0


def _best_product(p: Option, q: Option, alpha: Gains) -> Option:
    """The best Nash product on an edge: the first-order condition is linear in the share."""
    if p.gains == q.gains:
        return p
    (a0, b0), (a1, b1) = zip(p.gains, q.gains, strict=True)  # two players: gains a -> b
    da, db = b0 - a0, b1 - a1
    # alpha da (a1 + t db) + beta db (a0 + t da) = 0
    slope = (alpha[0] + alpha[1]) * da * db
    if slope == 0 or da * db > 0:
        return q if da + db > 0 else p
    t = -(alpha[0] * da * a1 + alpha[1] * db * a0) / slope
    return between(p, q, min(max(t, Fraction(0)), Fraction(1)))


def _largest_product(options: list[Option], alpha: Gains) -> tuple[list[Option], bool]:
    """All options with the largest weighted product, and whether that is certain."""
    shared = lcm(*(a.denominator for a in alpha))
    powers = [int(a * shared) for a in alpha]
    if max(powers) <= _LARGEST_POWER:
        values = [prod(g**k for g, k in zip(o.gains, powers, strict=True)) for o in options]
        top = max(values)
        return [o for o, v in zip(options, values, strict=True) if v == top], True
    import mpmath

    context = mpmath.iv
    digits, context.dps = context.dps, 200
    try:
        logs = [
            sum((context.mpf(a.numerator) / a.denominator
                 * context.log(context.mpf(g.numerator) / g.denominator)
                 for a, g in zip(alpha, o.gains, strict=True)), context.mpf(0))
            for o in options
        ]  # fmt: skip
    finally:
        context.dps = digits
    lead = max(range(len(logs)), key=lambda k: logs[k].a)
    rivals = [o for o, v in zip(options, logs, strict=True) if v.b >= logs[lead].a]
    sure = len({o.gains for o in rivals}) == 1
    return rivals, sure


def _best(
    name: str, parts: list[tuple[Option, Option]], corners: list[Option], alpha: Gains
) -> list[Option]:
    if name == "utilitarian":
        return _top(
            corners,
            lambda o: sum((a * g for a, g in zip(alpha, o.gains, strict=True)), Fraction(0)),
        )
    scale = alpha
    if name == "kalai_smorodinsky":
        ideal = tuple(max(o.gains[i] for o in corners) for i in range(len(alpha)))
        scale = tuple(a * b for a, b in zip(alpha, ideal, strict=True))

    def shares(o: Option) -> list[Fraction]:
        return sorted(g / s for g, s in zip(o.gains, scale, strict=True))

    options = list(corners)
    for p, q in parts:
        if p.gains != q.gains:  # where the two shares cross on the edge
            first, second = (
                (a / s, b / s) for a, b, s in zip(p.gains, q.gains, scale, strict=True)
            )
            rise = (first[1] - first[0]) - (second[1] - second[0])
            if rise != 0 and 0 <= (t := (second[0] - first[0]) / rise) <= 1:
                options.append(between(p, q, t))
    return _top(options, shares)


def _top(options: list[Option], key: Callable[[Option], Fraction | list[Fraction]]) -> list[Option]:
    best = max(key(o) for o in options)
    return [o for o in options if key(o) == best]
