"""Exact statements as plain data, with what provers may know beside them.

The data are what is sealed and checked. What a bound variable deviates from is a hint for the
search of witnesses; it travels with the statement as an attribute and is no part of the claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import sympy as sp

from bargain.question.encoding import Definition, hypothesis, polynomial

__all__ = ["Statement", "Writer"]


class Statement(dict[str, Any]):
    """The plain data of a statement.

    Attributes
    ----------
    twins : mapping of str to str
        For a bound variable, the variable of the agreement that it is another value of.
    """

    twins: Mapping[str, str]

    def __init__(self, data: Mapping[str, Any], twins: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.twins = dict(twins or {})


class Writer:
    """Writes hypotheses over some variables, no two of one name.

    Parameters
    ----------
    variables : sequence of Symbol
        In the order of the exponents.
    """

    def __init__(self, variables: Sequence[sp.Symbol]) -> None:
        self.variables = list(variables)
        self._taken: set[str] = set()

    def write(
        self, name: str, text: str, relation: tuple[str, sp.Expr], **more: str
    ) -> dict[str, Any]:
        """One named hypothesis; a name that is taken gets a number."""
        wish, number = name, 1
        while name in self._taken:
            number += 1
            name = f"{wish} (no. {number})"
        self._taken.add(name)
        rel, expression = relation
        return hypothesis(
            name, text, (rel, self._primitive(rel, expression)), self.variables, **more
        )

    def _primitive(self, rel: str, expression: sp.Expr) -> sp.Expr:
        """One spelling: no positive rational factor, and no sign before an equation."""
        terms = polynomial(expression, self.variables)
        if not terms:
            return expression
        numbers = [Fraction(c) for c, _ in terms]
        top, below = gcd(*(c.numerator for c in numbers)), lcm(*(c.denominator for c in numbers))
        scale = sp.Rational(below, top)
        turned = rel in ("=", "!=") and numbers[0] < 0
        return sp.expand(expression * (-scale if turned else scale))

    def defining(
        self, definitions: Iterable[Definition], lead: str = "", **more: str
    ) -> list[dict[str, Any]]:
        """The relations that define auxiliary quantities."""
        return [
            self.write(f"{lead}{d.text} ({k + 1})", d.text, relation, **more)
            for d in definitions
            for k, relation in enumerate(d.relations)
        ]
