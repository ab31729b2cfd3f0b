"""Guessing the boundaries of a phase diagram: bisection for points, a fit for polynomials.

Along lines through the box the status of the necessary conditions is bisected with z3; through the
points where it changes a polynomial of low degree with small rational coefficients is fitted. The
result is a guess, good enough to cut the region where it is worth cutting; proofs come later.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement

import mpmath
import numpy as np
import sympy as sp

from bargain.budget import passed, spent
from bargain.check.certificate import Data
from bargain.exact import to_sympy
from bargain.question.question import Question
from bargain.refute.problem import Problem
from bargain.refute.scout import scout

__all__ = ["fitted_boundaries"]

Box = Sequence[tuple[Fraction, Fraction]]
_LINES, _STEPS, _SAMPLES, _DEGREE = 9, 26, 7, 4
_TOLERANCE = 1e-6  # of a root of an integer polynomial


def fitted_boundaries(
    question: Question, symbols: Sequence[sp.Symbol], box: Box, *, mark: float
) -> list[sp.Expr]:
    """Polynomials through the points where the necessary conditions change their status.

    Parameters
    ----------
    question : Question
    symbols : sequence of sympy.Symbol
        The plotted parameters.
    box : sequence of (low, high)
        Their ranges.
    mark : float
        On the meter of `bargain.budget`.

    Returns
    -------
    list of sympy.Expr
        At most a few; empty if the status never changes on the lines looked at.
    """
    statement = question.never()
    points = _changes(statement, symbols, box, mark)
    if len(symbols) == 1:
        return _single_points(points, symbols[0])
    found: list[sp.Expr] = []
    while len(points) >= 3 and len(found) < 4:
        fit, covered = _fit(points, symbols)
        if fit is None:
            break
        found.append(fit)
        points = [p for k, p in enumerate(points) if k not in covered]
    return found


def _single_points(points: list[tuple[float, ...]], symbol: sp.Symbol) -> list[sp.Expr]:
    """With one parameter each change is a root of an integer polynomial: the simplest one."""
    found: list[sp.Expr] = []
    for (x,) in points:
        for degree in range(1, _DEGREE + 1):
            if abs(x) ** degree <= 10 * _TOLERANCE:  # as good as 0, which findpoly refuses
                found += [symbol] if symbol not in found else []
                break
            coefficients = mpmath.findpoly(
                x, degree, maxcoeff=10 ** (4 - degree // 2), tol=_TOLERANCE
            )
            if coefficients:
                sign = 1 if coefficients[0] > 0 else -1
                candidate = sp.Poly([sign * int(c) for c in coefficients], symbol).as_expr()
                if candidate.free_symbols and candidate not in found:
                    found.append(candidate)
                break
    return found


def _satisfiable(
    statement: Data, symbols: Sequence[sp.Symbol], at: Sequence[Fraction], mark: float
) -> bool | None:
    point = {s.name: x for s, x in zip(symbols, at, strict=True)}
    answer = scout(Problem.never(statement).at(point), mark=min(mark, spent() + 2), core=False)
    return {"sat": True, "unsat": False}.get(answer.status)


def _changes(
    statement: Data, symbols: Sequence[sp.Symbol], box: Box, mark: float
) -> list[tuple[float, ...]]:
    """Points where the status changes along lines parallel to the axes."""
    points: list[tuple[float, ...]] = []
    for axis in range(len(symbols)):
        others = [k for k in range(len(symbols)) if k != axis]
        for line in range(_LINES if others else 1):
            if passed(mark):
                return points
            base = [
                low + (high - low) * Fraction(2 * line + 1 + k, 2 * _LINES + len(symbols))
                for k, (low, high) in enumerate(box)
            ]
            points += _on_line(statement, symbols, box, axis, base, mark)
    return points


def _on_line(
    statement: Data,
    symbols: Sequence[sp.Symbol],
    box: Box,
    axis: int,
    base: list[Fraction],
    mark: float,
) -> list[tuple[float, ...]]:
    low, high = box[axis]

    def status(x: Fraction) -> bool | None:
        if passed(mark):
            return None
        return _satisfiable(statement, symbols, [*base[:axis], x, *base[axis + 1 :]], mark)

    stops = [low + (high - low) * Fraction(k, _SAMPLES - 1) for k in range(_SAMPLES)]
    found = []
    known = [status(x) for x in stops]
    for (a, sa), (b, sb) in zip(
        zip(stops, known, strict=True), list(zip(stops, known, strict=True))[1:], strict=False
    ):
        if sa is None or sb is None or sa == sb:
            continue
        left, right = a, b
        for _ in range(_STEPS):
            middle = (left + right) / 2
            here = status(middle)
            if here is None:
                break
            left, right = (middle, right) if here == sa else (left, middle)
        x = float((left + right) / 2)
        found.append(tuple(x if k == axis else float(v) for k, v in enumerate(base)))
    return found


def _fit(
    points: list[tuple[float, ...]], symbols: Sequence[sp.Symbol]
) -> tuple[sp.Expr | None, set[int]]:
    """The simplest polynomial through as many of the points as possible, at least three."""
    data = np.array(points, dtype=float)
    for degree in range(1, _DEGREE + 1):
        exponents = [
            e
            for d in range(degree + 1)
            for e in combinations_with_replacement(range(len(symbols)), d)
        ]
        matrix = np.ones((len(data), len(exponents)))
        for column, factors in enumerate(exponents):
            for factor in factors:
                matrix[:, column] *= data[:, factor]
        scale = np.abs(matrix).max(axis=0)
        best: tuple[sp.Expr | None, set[int]] = (None, set())
        size = len(exponents) + 1
        for start in range(max(1, len(data) - size + 1)):
            subset = matrix[start : start + size] / scale
            if len(subset) < min(size, 3):
                continue
            _, singular, rows = np.linalg.svd(subset)
            if len(singular) == len(exponents) and singular[-1] > 1e-6 * singular[0]:
                continue
            candidate = _rational_polynomial(rows[-1] / scale, exponents, symbols)
            if candidate is None:
                continue
            covered = _near(candidate, data, symbols)
            if len(covered) > len(best[1]):
                best = (candidate, covered)
        if best[0] is not None and len(best[1]) >= 3:
            return best
    return None, set()


def _rational_polynomial(
    vector: np.ndarray, exponents: list[tuple[int, ...]], symbols: Sequence[sp.Symbol]
) -> sp.Expr | None:
    normal = vector / vector[np.argmax(np.abs(vector))]
    for largest in (64, 1000):
        simple = [Fraction(float(v)).limit_denominator(largest) for v in normal]
        if np.abs(np.array([float(c) for c in simple]) - normal).max() <= 1e-3 / largest:
            break
    else:
        return None
    expression = sum(
        (
            to_sympy(c) * sp.prod([symbols[k] for k in e])
            for c, e in zip(simple, exponents, strict=True)
        ),
        sp.S.Zero,
    )
    return sp.expand(sp.primitive(expression)[1]) if expression.free_symbols else None


def _near(expression: sp.Expr, data: np.ndarray, symbols: Sequence[sp.Symbol]) -> set[int]:
    """Points within the bisection's error of the zero set, to first order."""
    value = sp.lambdify(symbols, expression, "numpy")
    slopes = [sp.lambdify(symbols, sp.diff(expression, s), "numpy") for s in symbols]
    columns = [data[:, k] for k in range(data.shape[1])]
    size = sum(np.abs(np.broadcast_to(f(*columns), len(data))) for f in slopes)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(np.broadcast_to(value(*columns), len(data))) / size
    return set(np.flatnonzero(distance < 1e-5).tolist())
