"""How large an expression can get when it is written out: a bound, counted before any work.

A game in a certificate is a text of a stranger: ``(a + b + c + d)**60`` is short and has 39,711
terms. Before a statement is written again from such a game, the terms of every expression are
bounded from above; their kinks (which are taken case by case) and their functions, roots and
quotients (each of which is a quantity of its own, and has to be defined) are counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import comb, prod
from typing import NamedTuple

import sympy as sp

__all__ = ["weight"]

_MOST = 10**12  # bounds are not counted further
_KINKS = (sp.Abs, sp.Min, sp.Max, sp.Piecewise)


class _Size(NamedTuple):
    """Terms and degrees of a numerator and of a denominator: upper bounds."""

    terms: int
    degree: int
    below: int = 1
    below_degree: int = 0


def weight(expressions: Iterable[object]) -> int:
    """An upper bound of the terms of all expressions, times the cases of their kinks.

    That is taken times the square of one more than the number of functions.

    Parameters
    ----------
    expressions : iterable of sympy.Basic
        Payoffs, measures, relations, bounds.

    Returns
    -------
    int
        At most 10**12.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> weight([(x + y) ** 3, sp.Max(x, y)])
    14
    """
    found = [sp.sympify(e) for e in expressions]
    count = len(set().union(*(e.free_symbols for e in found)))
    kinks = set().union(*(e.atoms(*_KINKS) for e in found))
    cases = prod(min(max(2, len(k.args)), 99) for k in kinks)
    own = set().union(*(e.atoms(sp.Function, sp.Pow) for e in found))
    plain = (sp.Piecewise,)  # its conditions are cases, which are counted
    own = {e for e in own if not isinstance(e, plain)}
    functions = sum(not (e.is_Pow and e.exp.is_Integer and e.exp > 0) for e in own)
    return min(cases * (1 + functions) ** 2 * max(1, _terms(found, count)), _MOST)


def _terms(expressions: Iterable[sp.Basic], count: int) -> int:
    """The sum of the terms of everything that is written out on its own."""

    def capped(size: _Size) -> _Size:
        """No more terms than monomials of the degree."""
        top = min(size.terms, _monomials(count, size.degree))
        return size._replace(terms=top, below=min(size.below, _monomials(count, size.below_degree)))

    apart = 0  # arguments of functions

    @cache
    def size(e: sp.Basic) -> _Size:
        nonlocal apart
        if not e.args:
            return _Size(1, int(bool(e.is_Symbol)))
        parts = [size(a) for a in e.args]
        if e.is_Mul:
            return capped(_Size(*(prod(p[k] for p in parts) if k % 2 == 0 else
                                  sum(p[k] for p in parts) for k in range(4))))  # fmt: skip
        if e.is_Pow and e.exp.is_Integer:
            n, base = abs(int(e.exp)), parts[0]
            base = base if e.exp > 0 else _Size(*base[2:], *base[:2])
            return capped(_Size(_power(base.terms, n), n * base.degree,
                                _power(base.below, n), n * base.below_degree))  # fmt: skip
        if e.is_Add:
            fractions = {sp.fraction(a)[1]: p for a, p in zip(e.args, parts, strict=True)}
            below = min(prod(p.below for p in fractions.values()), _MOST)
            degree = sum(p.below_degree for p in fractions.values())
            terms = sum(p.terms * below // p.below for p in parts)
            top = max(p.degree - p.below_degree for p in parts) + degree
            return capped(_Size(terms, top, below, degree))
        apart += sum(p.terms * p.below for p in parts)
        return _Size(1, 1)

    whole = sum(p.terms * p.below for p in map(size, expressions))
    return whole + apart


def _power(terms: int, n: int) -> int:
    """How many products of ``n`` of the terms there are."""
    return 1 if terms <= 1 else min(comb(min(terms, 10**6) + n - 1, n), _MOST) if n < 200 else _MOST


def _monomials(count: int, degree: int) -> int:
    """How many monomials of at most a degree there are."""
    return comb(count + degree, min(count, degree)) if min(count, degree) < 200 else _MOST
