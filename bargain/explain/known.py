"""What is known already: a relation that was numbered before, up to a factor, or numbers.

Two bounds that have one number are an equation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bargain.explain.argument_parts import Fact
from bargain.question.encoding import Polynomial

__all__ = ["evaluated", "stated"]


def evaluated(poly: Polynomial, values: Mapping[int, Fraction]) -> Fraction | None:
    """The number that a polynomial is, if each of its variables has a value.

    Examples
    --------
    >>> evaluated([["2", [1, 0]], ["-1", [0, 0]]], {0: Fraction(3)})
    Fraction(5, 1)
    """
    total = Fraction(0)
    for c, exponents in poly:
        term = Fraction(c)
        for position, power in enumerate(exponents):
            if power and position not in values:
                return None
            if power:
                term *= values[position] ** power
        total += term
    return total


def stated(rel: str, poly: Polynomial, known: Sequence[Fact]) -> str:
    """The number of what says that a polynomial is 0, positive or not negative; "" if nothing does.

    Examples
    --------
    >>> bounds = [Fact(">=", [["2", [1]]], label="(1)"), Fact(">=", [["-2", [1]]], label="(1)")]
    >>> stated("=", [["1", [1]]], bounds), stated(">", [["1", [1]]], bounds)
    ('(1)', '')
    """
    wanted = _primitive(poly)
    opposite = frozenset((-c, e) for c, e in wanted)
    for fact in known:
        if not fact.label or fact.rel not in (rel, ">=") or not fact.poly:
            continue
        said = _primitive(fact.poly)
        if fact.rel == rel and (said == wanted or (rel == "=" and said == opposite)):
            return fact.label
        if rel == "=" and fact.rel == ">=" and said == wanted:
            twins = (f for f in known if f.label == fact.label and f is not fact)
            if any(f.rel == ">=" and _primitive(f.poly) == opposite for f in twins):
                return fact.label
    return ""


def _primitive(poly: Polynomial) -> frozenset[tuple[Fraction, tuple[int, ...]]]:
    """The terms of a polynomial, divided by the size of the coefficient of the last monomial."""
    terms = sorted((tuple(e), Fraction(c)) for c, e in poly)
    size = abs(terms[-1][1]) if terms else Fraction(1)
    return frozenset((c / size, e) for e, c in terms)
