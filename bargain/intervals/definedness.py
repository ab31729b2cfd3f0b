"""Where an expression is defined.

A payoff has to be a real number at every point of the game's box. An expression demands

* ``a > 0`` for each ``log(a)``, and for each ``a**e`` with a negative or irrational ``e``;
* ``a >= 0`` for each ``a**(p/q)`` with ``q > 1`` and ``p > 0``;
* ``a != 0`` for each division by ``a``.

Each demand is proved on a compact region by sympy's assumptions or by branch and prune, or refuted
by a point at which it fails (exactly, or between two points where ``a`` changes its sign).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import sympy as sp
from sympy.core.relational import Relational

from bargain.budget import spent
from bargain.errors import ExpressionError, InputError, OptionError
from bargain.exact import to_fraction, to_sympy
from bargain.game.alternatives import Alternatives, Demand, demands
from bargain.game.symbol_table import put_in
from bargain.intervals.empty_boxes import Box, RangeConstraint, prove_empty_box
from bargain.intervals.exact_range import exact_range
from bargain.signs import sign_of

__all__ = ["Definedness", "is_partial", "sign_on_box", "undefined_point"]

_MOST_CORNERS = 1_024
_RANDOM_POINTS = 64
_LARGEST_POWER = 16  # beyond it bisection is quicker


@dataclass(frozen=True, slots=True, kw_only=True)
class Definedness:
    """Whether some expressions are defined on a region.

    Parameters
    ----------
    status : {"unknown", "defined", "undefined"}
        "defined" and "undefined" are established.
    expression : sympy.Expr or None
        The sub-expression that fails ("undefined"), or that could not be settled ("unknown").
    point : dict of Symbol to sympy.Rational or None
        Where it fails; for a zero that is not rational, a point within 1e-9 of it.
    reason : str
        One line.
    """

    status: Literal["unknown", "defined", "undefined"] = "unknown"
    expression: sp.Expr | None = None
    point: dict[sp.Symbol, sp.Rational] | None = None
    reason: str = ""

    def __repr__(self) -> str:
        return f"Definedness({self.status}{': ' + self.reason if self.reason else ''})"


def undefined_point(
    expressions: Sequence[sp.Expr],
    box: Box,
    relations: Sequence[sp.Basic] = (),
    *,
    effort: float = 5.0,
    proved: Callable[[sp.Expr, Demand], bool] = lambda _part, _demand: False,
) -> Definedness:
    """Prove that expressions are defined on a region, or find a point where one is not.

    Parameters
    ----------
    expressions : sequence of sympy.Expr
        What has to be defined.
    box : mapping of Symbol to (lower, upper)
        Variables and parameters. An infinite end is allowed; what depends on it is then settled
        by sympy's assumptions or not at all.
    relations : sequence of sympy.Relational
        The region inside the box, if it is smaller.
    effort : float, default 5.0
        Work allowed, in units of `bargain.budget`.
    proved : function of an expression and a demand, optional
        Another way to prove a demand, asked where the first ways end without a proof.

    Returns
    -------
    Definedness

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> undefined_point([sp.log(1 + x)], {x: (0, 1)}).status
    'defined'
    >>> undefined_point([sp.log(x)], {x: (0, 1)})
    Definedness(undefined: log(x) needs x > 0, which fails at x = 0)
    """
    open_case: Definedness | None = None
    stop_at = spent() + effort
    for whole, part, demand in demands(expressions):
        left = max(0.01, stop_at - spent())
        if _holds(part, demand, box, relations, left):
            continue
        point = _failure(part, demand, box, relations)
        if point is None and proved(part, demand):
            continue
        need = f"{whole} needs {part} {demand} 0"
        if point is not None:
            place = ", ".join(f"{v} = {value}" for v, value in point.items())
            return Definedness(
                status="undefined",
                expression=whole,
                point=point,
                reason=f"{need}, which fails at {place}" if place else f"{need}, which fails",
            )
        if open_case is None:
            open_case = Definedness(
                expression=whole, reason=f"{need}, which was neither proved nor refuted"
            )
    return open_case or Definedness(status="defined")


def sign_on_box(expression: sp.Expr, box: Box, *, effort: float = 2.0) -> int:
    """Return 1 or -1 if an expression is proved positive or negative on a box, else 0.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> sign_on_box(1 + x - x**2, {x: (0, 1)}), sign_on_box(x, {x: (-1, 1)})
    (1, 0)
    """
    if _holds(expression, ">", box, (), effort):
        return 1
    return -1 if _holds(-expression, ">", box, (), effort) else 0


def is_partial(expression: sp.Expr) -> bool:
    """Whether an expression demands anything of its variables."""
    return any(True for _ in demands([expression]))


def _by_name(symbols: Iterable[sp.Symbol]) -> list[sp.Symbol]:
    return sorted(symbols, key=lambda s: str(s.name))


def _holds(
    part: sp.Expr, demand: Demand, box: Box, relations: Sequence[sp.Basic], effort: float
) -> bool:
    symbols = _by_name(part.free_symbols)
    if _holds_by_assumption(part, demand, {v: box[v] for v in symbols if v in box}):
        return True
    if any(v not in box or not _is_finite(box[v]) for v in symbols):
        return False
    closed = (sp.Eq, sp.Ge, sp.Gt, sp.Le, sp.Lt)  # what is joined by or is no interval
    constraints = [
        RangeConstraint.from_relation(str(r), r) for r in relations if isinstance(r, closed)
    ]
    used = _by_name(set(symbols).union(*(c.expression.free_symbols for c in constraints)))
    if any(v not in box or not _is_finite(box[v]) for v in used):
        constraints, used = [], symbols
    if demand == ">=" and _is_weakly_positive(part, symbols, box):
        return True
    zero = Fraction(0)
    broken = RangeConstraint(
        name="broken", expression=part, lower=zero if demand == "!=" else None, upper=zero
    )
    try:
        found = prove_empty_box(used, [broken, *constraints], box, effort=effort, max_boxes=20_000)
    except ExpressionError:
        return False
    return found.empty


def _holds_by_assumption(part: sp.Expr, demand: Demand, box: Box) -> bool:
    """Return whether sympy derives the demand after moving each variable to its lower end."""
    moved = {}
    for v, (a, _) in box.items():
        if sp.sympify(a).is_finite:
            moved[v] = to_sympy(a) + sp.Dummy(nonnegative=True)
    shifted = part.xreplace(moved)
    shifted = sp.expand(shifted) if shifted.is_polynomial() else shifted
    if demand == ">":
        return bool(shifted.is_positive)
    if demand == ">=":
        return bool(shifted.is_nonnegative)
    return bool(shifted.is_positive or shifted.is_negative)


def _is_weakly_positive(part: sp.Expr, symbols: Sequence[sp.Symbol], box: Box) -> bool:
    """Return whether exact interval arithmetic over the whole box gives a bound of at least 0."""
    ends = {v: (to_sympy(box[v][0]), to_sympy(box[v][1])) for v in symbols}
    found = exact_range(part, ends, most=_LARGEST_POWER)
    return found is not None and bool(found[0] >= 0)


def _is_finite(pair: tuple[sp.Expr, sp.Expr]) -> bool:
    return all(sp.sympify(end).is_finite for end in pair)


def _met(relation: sp.Basic, point: Mapping[sp.Symbol, sp.Rational]) -> bool:
    """Whether a relation holds at a point, exactly."""
    if isinstance(relation, Alternatives):
        return any(all(_met(r, point) for r in way) for way in relation.ways)
    if not isinstance(relation, Relational):
        return bool(sp.sympify(relation).xreplace(dict(point)) == sp.true)
    try:
        return put_in(relation, point) is True
    except InputError:  # a sign that could not be decided
        return False


def _failure(
    part: sp.Expr, demand: Demand, box: Box, relations: Sequence[sp.Basic]
) -> dict[sp.Symbol, sp.Rational] | None:
    """Return a point of the region where the demand fails, if one is met."""
    symbols = _by_name(set(part.free_symbols).union(*(r.free_symbols for r in relations)))
    if any(v not in box for v in symbols):
        return None
    signs: dict[int, dict[sp.Symbol, sp.Rational]] = {}
    for point in _candidates(symbols, box):
        if not all(_met(r, point) for r in relations):
            continue
        value = part.xreplace(point)
        if not value.is_real:
            continue
        try:
            sign = sign_of(value) if value.is_number else None
        except OptionError:
            sign = None
        if sign is None:
            continue
        if (sign == 0 and demand != ">=") or (sign < 0 and demand != "!="):
            return point
        signs.setdefault(sign, point)
    if demand == "!=" and 1 in signs and -1 in signs:
        zero = _zero_between(part, signs[-1], signs[1])
        if all(_met(r, zero) for r in relations):
            return zero
    return None


def _candidates(symbols: Sequence[sp.Symbol], box: Box) -> Iterator[dict[sp.Symbol, sp.Rational]]:
    """Yield exact points: corners, the centre, simple fractions and random points."""
    ends = []
    for v in symbols:
        a, b = (sp.sympify(end) for end in box[v])
        low = (
            to_sympy(a) if a.is_finite else (to_sympy(b) - 100 if b.is_finite else sp.Integer(-100))
        )
        high = to_sympy(b) if b.is_finite else low + 100
        ends.append((low, high))
    grid = [[a + t * (b - a) for t in (0, 1, sp.Rational(1, 2))] for a, b in ends]
    for values in itertools.islice(itertools.product(*grid), _MOST_CORNERS):
        yield dict(zip(symbols, values, strict=True))
    draws = np.random.default_rng(0).integers(0, 65, size=(_RANDOM_POINTS, len(symbols)))
    for row in draws:
        shares = (sp.Rational(int(t), 64) for t in row)
        yield {v: a + t * (b - a) for v, (a, b), t in zip(symbols, ends, shares, strict=True)}
    endless = [not _is_finite(box[v]) for v in symbols]
    for row in draws if any(endless) else ():
        # near the end that there is, too: shares 2**-t of the way
        shares = (
            sp.Rational(1, 2 ** (int(t) % 16)) if far else sp.Rational(int(t), 64)
            for t, far in zip(row, endless, strict=True)
        )
        yield {v: a + t * (b - a) for v, (a, b), t in zip(symbols, ends, shares, strict=True)}


def _zero_between(
    part: sp.Expr, below: dict[sp.Symbol, sp.Rational], above: dict[sp.Symbol, sp.Rational]
) -> dict[sp.Symbol, sp.Rational]:
    """Return a zero of a continuous expression on a segment, rational where it can be."""
    low, high = sp.Integer(0), sp.Integer(1)

    def at(t: sp.Rational) -> dict[sp.Symbol, sp.Rational]:
        return {v: below[v] + t * (above[v] - below[v]) for v in below}

    for _ in range(40):
        middle = (low + high) / 2
        value = part.xreplace(at(middle))
        if value == 0:
            return at(middle)
        low, high = (middle, high) if value < 0 else (low, middle)
    simple = to_sympy(to_fraction(low).limit_denominator(1000))
    return at(simple) if sp.simplify(part.xreplace(at(simple))) == 0 else at(low)
