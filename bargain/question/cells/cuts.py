"""Polynomials in the parameters whose signs cut a region into cells, with exact signs at points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import sympy as sp
from sympy.core.relational import Relational

from bargain.exact import to_fraction, to_sympy
from bargain.question.cells.cells import Cell
from bargain.question.encoding import polynomial
from bargain.refute.ring import Disjunction, Hypothesis, Relation, Ring

__all__ = ["Borders", "Values"]

_OPERATORS = {
    frozenset((-1,)): "<",
    frozenset((-1, 0)): "<=",
    frozenset((0,)): "==",
    frozenset((0, 1)): ">=",
    frozenset((1,)): ">",
    frozenset((-1, 1)): "!=",
}

#: Coordinates of a point, in the order of the parameters.
Values = tuple[Fraction, ...]


class Borders:
    """Polynomials in the parameters whose signs cut the region.

    Parameters
    ----------
    polynomials : sequence of sympy.Expr
    parameters : sequence of sympy.Symbol
        In the order of the coordinates of a point.
    """

    def __init__(self, polynomials: Sequence[sp.Expr], parameters: Sequence[sp.Symbol]) -> None:
        self.polynomials = list(polynomials)
        self.parameters = list(parameters)
        self.names = [p.name for p in self.parameters]
        self.ring = Ring(self.names)
        self.polys = [self.ring.decode(polynomial(p, list(parameters))) for p in polynomials]
        self.sides = [_sides(p) for p in polynomials]
        self._signs: dict[tuple[int, Values], int] = {}

    def telling(self, answers: Mapping[Values, bool], most: int) -> list[int]:
        """The polynomials that may tell points of one answer from those of the other, by number.

        Half of them are the first ones, and half those whose signs say most of the answer. One with
        the same sign everywhere says nothing.

        Parameters
        ----------
        answers : mapping of point to bool
        most : int
            How many are kept.
        """
        count = len(self)
        if count <= most:
            return list(range(count))
        said: list[tuple[float, int]] = []
        for k in range(count):
            sides: dict[int, list[bool]] = {}
            for point, yes in answers.items():
                sides.setdefault(self.sign(k, point), []).append(yes)
            if len(sides) > 1:
                said.append((sum(min(sum(s), len(s) - sum(s)) for s in sides.values()), k))
        first = [k for _, k in said][: most // 2]
        best = [k for _, k in sorted(said) if k not in first][: most - len(first)]
        return sorted([*first, *best])

    def between(self, one: Values, other: Values) -> list[int]:
        """The polynomials with different signs at two points, by number."""
        return [k for k in range(len(self)) if self.sign(k, one) != self.sign(k, other)]

    def derived(self, of: int) -> Borders:
        """These polynomials and, after them, new factors of the derivatives of one.

        Signs of a polynomial do not tell its zeros apart; those of its derivatives do (Thom's
        lemma: Coste and Roy 1988), as x² < 1 and x < 0 say on which side of both x is.

        Parameters
        ----------
        of : int
            Whose derivatives.
        """
        known = set(map(sp.expand, self.polynomials))
        found: list[sp.Expr] = []
        for symbol in self.parameters:
            if sp.degree(self.polynomials[of], symbol) < 2:
                continue
            for factor, _ in sp.factor_list(sp.diff(self.polynomials[of], symbol))[1]:
                if not factor.is_Symbol and not known & {factor, sp.expand(-factor)}:
                    known.add(factor)
                    found.append(factor)
        found.sort(key=lambda f: (f.count_ops(), sp.default_sort_key(f)))
        return Borders([*self.polynomials, *found], self.parameters)

    def __len__(self) -> int:
        return len(self.polynomials)

    def sign(self, k: int, values: Values) -> int:
        """The sign of one polynomial at a point, exactly."""
        if (k, values) not in self._signs:
            value = self.polys[k](*self.ring.point(dict(zip(self.names, values, strict=True))))
            self._signs[k, values] = (value > 0) - (value < 0)
        return self._signs[k, values]

    def signs(self, values: Values, among: Iterable[int] | None = None) -> tuple[int, ...]:
        """The signs of polynomials at a point, of all of them by default."""
        chosen = range(len(self)) if among is None else among
        return tuple(self.sign(k, values) for k in chosen)

    def holds(self, cell: Cell, values: Values, but: int | None = None) -> bool:
        """Whether a point lies in a cell, one polynomial left out of account."""
        return all(self.sign(k, values) in s for k, s in cell.allowed.items() if k != but)

    def moved(self, k: int, point: Mapping[str, Fraction]) -> Mapping[str, Fraction] | None:
        """The point with one coordinate changed so that a polynomial vanishes there."""
        polynomial = self.polynomials[k]
        symbols = sorted(polynomial.free_symbols, key=lambda s: s.name)
        for s in symbols:
            others = {t: to_sympy(point[t.name]) for t in symbols if t is not s}
            here = sp.Poly(polynomial.subs(others), s)
            if here.degree() == 1:
                a, b = here.all_coeffs()
                return {**point, s.name: to_fraction(-b / a)}
        return None

    def otherwise(self, signs: Mapping[int, int]) -> Disjunction:
        """That some polynomial that is not zero has the opposite sign, of those with a sign."""
        turned = ((self.polys[k], sign) for k, sign in signs.items())
        ways = [(Relation(">", -poly if sign > 0 else poly),) for poly, sign in turned if sign]
        return Disjunction(tuple(ways))

    def relations(self, cell: Cell) -> tuple[Relational, ...]:
        """The cell as relations with terms of one sign on either side."""
        return tuple(
            sp.Rel(*self.sides[k], _OPERATORS[signs], evaluate=False)
            for k, signs in sorted(cell.allowed.items())
        )

    def hypotheses(self, cell: Cell) -> list[Hypothesis]:
        """The cell as comparisons of polynomials with zero."""
        found: list[Hypothesis] = []
        for k, signs in sorted(cell.allowed.items()):
            operator, poly = _OPERATORS[signs], self.polys[k]
            if operator == "!=":
                found.append(Disjunction(((Relation(">", poly),), (Relation(">", -poly),))))
            elif operator.startswith("<"):
                found.append(Relation(operator.replace("<", ">"), -poly))
            else:
                found.append(Relation(operator.replace("==", "="), poly))
        return found


def _sides(polynomial: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """``left - right``, each a sum of positive terms."""
    terms = sp.Add.make_args(sp.expand(polynomial))
    left = [t for t in terms if not t.could_extract_minus_sign()]
    right = [-t for t in terms if t.could_extract_minus_sign()]
    return sp.Add(*left), sp.Add(*right)
