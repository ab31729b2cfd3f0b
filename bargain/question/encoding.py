"""From sympy relations to polynomial hypotheses, exactly.

A quotient, a root, a power, ``abs``, ``min``, ``max`` becomes a fresh unknown with the polynomial
relations that define it (for instance ``q*b = 1`` for ``q = 1/b``): wherever the payoffs are
defined such a value exists, so a refutation of the enlarged system refutes the original one. A
logarithm or an exponential becomes a fresh unknown that the statement lists as a function; nothing
is known of it but the sound inequalities that the checker admits.

A denominator whose sign follows from the symbols' own assumptions is multiplied out instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from bargain.budget import spend_on
from bargain.check.certificate import Plain
from bargain.errors import OptionError
from bargain.exact import primitive_denominators
from bargain.game.alternatives import ways_of
from bargain.game.auxiliary import Auxiliary, free_name

__all__ = [
    "Definition",
    "Encoder",
    "Formula",
    "Polynomial",
    "alternatives",
    "expression",
    "hypothesis",
    "of_polynomials",
    "polynomial",
    "scaled",
]

Polynomial = list[list[Any]]
#: One way or another, each of relations ``p rel 0`` that all hold.
Formula = tuple[tuple[tuple[str, sp.Expr], ...], ...]
_LARGEST_POWER = 64  # polynomials of such degrees already take minutes
_RELATION = {"==": "=", "=": "=", ">=": ">=", ">": ">"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A fresh unknown with what defines it."""

    symbol: sp.Symbol
    text: str
    relations: tuple[tuple[str, sp.Expr], ...] = ()
    function: str = ""  # "log" or "exp": then `argument` is its polynomial argument
    argument: sp.Expr | None = None
    meaning: sp.Expr | None = None  # what it stands for, before it was encoded
    without: tuple[str, sp.Expr] | None = None  # where that has no value


@dataclass(slots=True)
class Encoder:
    """Turns expressions into polynomials over the symbols and fresh unknowns.

    Parameters
    ----------
    signs : mapping of sympy.Symbol to sympy.Symbol
        The same symbol with the assumptions that are known of it (variables in a non-negative
        box are non-negative), used only to see the sign of denominators.
    taken : set of str
        Names that a fresh unknown must not have.
    """

    signs: Mapping[sp.Symbol, sp.Symbol]
    taken: frozenset[str] = frozenset()
    definitions: list[Definition] = field(default_factory=list)
    _known: dict[sp.Expr, sp.Symbol] = field(default_factory=dict)

    def state(self) -> tuple[list[Definition], dict[sp.Expr, sp.Symbol]]:
        """What was defined so far."""
        return list(self.definitions), dict(self._known)

    def restore(self, state: tuple[list[Definition], dict[sp.Expr, sp.Symbol]]) -> None:
        """Forget what was defined since."""
        self.definitions[:], self._known = list(state[0]), dict(state[1])

    def polynomial_of(self, expression: sp.Expr) -> sp.Expr:
        """Return an equal polynomial expression, defining fresh unknowns as needed."""
        if expression.is_Symbol or expression.is_Rational:
            return expression
        if expression.is_Add or expression.is_Mul:
            return expression.func(*map(self.polynomial_of, expression.args))
        if expression.is_Pow:
            return self._power(expression)
        if isinstance(expression, (sp.log, sp.exp)):
            name = "log" if isinstance(expression, sp.log) else "exp"
            return self._function(name, expression.args[0])
        if isinstance(expression, sp.Abs):
            inner = self.polynomial_of(expression.args[0])
            a = self._fresh("abs")
            return self._define(expression, a, ((">=", a), ("=", a**2 - inner**2)))
        if isinstance(expression, (sp.Min, sp.Max)):
            return self._extremum(expression)
        if expression is sp.E:
            return self._function("exp", sp.S.One)
        if expression.is_number:
            return self._algebraic_number(expression)
        raise OptionError(
            f"{expression} cannot be put into a question",
            where=f"function {expression.func.__name__}",
            fix="use + - * /, powers, sqrt, log, exp, abs, min, max, and Piecewise",
        )

    def _fresh(self, kind: str) -> Auxiliary:
        return Auxiliary(self.free_name(f"{kind}_{len(self.definitions) + 1}"), "defined")

    def free_name(self, wish: str) -> str:
        """The name wished for, longer if it is taken."""
        return free_name(wish, self.taken)

    def _define(
        self,
        expression: sp.Expr,
        symbol: sp.Symbol,
        relations: Iterable[tuple[str, sp.Expr]],
        without: tuple[str, sp.Expr] | None = None,
    ) -> sp.Symbol:
        if expression in self._known:
            return self._known[expression]
        self.definitions.append(
            Definition(
                symbol=symbol,
                text=f"{symbol} = {expression}",
                relations=tuple(relations),
                meaning=expression,
                without=without,
            )
        )
        self._known[expression] = symbol
        return symbol

    def _power(self, expression: sp.Expr) -> sp.Expr:
        base, exponent = expression.as_base_exp()
        if base is sp.E:
            return self._function("exp", exponent)
        if exponent.is_Rational and max(abs(exponent.p), exponent.q) > _LARGEST_POWER:
            raise OptionError(
                f"the exponent of {expression} is too large for a question",
                where=f"exponent {exponent}",
                fix=f"use a fraction of numbers up to {_LARGEST_POWER}, such as 0.1 or 1/3",
            )
        if not exponent.is_Rational:
            if exponent.is_number:
                raise OptionError(
                    f"{expression} has an irrational exponent", fix="use a rational exponent"
                )
            if self.sign(base) <= 0:
                # at b = 0 a power may have a value (0**e = 0 for e > 0), but no logarithm
                raise OptionError(
                    f"the base of {expression} is not seen to be positive",
                    where=f"base {base}, exponent {exponent}",
                    fix="use a rational exponent, or a base that its symbols make positive",
                )
            return self._function("exp", exponent * sp.log(base))
        if exponent.is_Integer and exponent > 0:
            return self.polynomial_of(base) ** int(exponent)
        if exponent.is_Integer:
            inverse = 1 / base
            if inverse in self._known:
                q = self._known[inverse]
            else:
                below = self.polynomial_of(base)
                q = self._fresh("inverse")
                sign = ((">", q),) if self.sign(base) > 0 else ()
                q = self._define(inverse, q, (("=", q * below - 1), *sign), ("=", below))
            return q ** int(-exponent)
        root = base ** sp.Rational(1, exponent.q)
        if root not in self._known:
            inner = self.polynomial_of(base)
            r = self._fresh("root")
            power = r ** int(exponent.q)
            self._define(root, r, ((">=", r), ("=", power - inner)), (">", -inner))
        r = self._known[root]
        if exponent.p > 0:
            return r ** int(exponent.p)
        return self._power(sp.Pow(r, int(exponent.p), evaluate=False))

    def _function(self, name: str, argument: sp.Expr) -> sp.Symbol:
        inner = sp.expand(self.polynomial_of(argument))
        key = sp.Function(f"{name}_of")(inner)
        if key not in self._known:
            symbol = self._fresh(name)
            self.definitions.append(
                Definition(
                    symbol=symbol,
                    text=f"{symbol} = {name}({argument})",
                    function=name,
                    argument=inner,
                )
            )
            self._known[key] = symbol
        return self._known[key]

    def _extremum(self, expression: sp.Expr) -> sp.Expr:
        parts = [self.polynomial_of(a) for a in expression.args]
        m = self._fresh("extremum")
        side = 1 if isinstance(expression, sp.Max) else -1
        relations = [(">=", side * (m - part)) for part in parts]
        relations.append(("=", sp.prod([m - part for part in parts])))
        return self._define(expression, m, relations)

    def _algebraic_number(self, number: sp.Expr) -> sp.Symbol:
        if not number.is_algebraic:
            raise OptionError(
                f"{number} is not an algebraic number",
                where="numbers in a question",
                fix="use rational numbers, roots, or a parameter with bounds around it",
            )
        minimal = sp.minimal_polynomial(number, sp.Symbol("x"))
        low, high = _isolating_interval(number, minimal)
        a = self._fresh("number")
        return self._define(
            number, a, (("=", minimal.subs(sp.Symbol("x"), a)), (">=", a - low), (">=", high - a))
        )

    def sign(self, expression: sp.Expr) -> int:
        """+1 or -1 where the assumptions on symbols decide it, else 0."""
        shown = sp.factor(expression).xreplace(dict(self.signs))
        return 1 if shown.is_positive else -1 if shown.is_negative else 0

    def relation(self, relation: Relational) -> tuple[str, sp.Expr]:
        """Return ``(rel, p)`` with ``p rel 0`` equivalent to the relation; rel in =, !=, >=, >."""
        if not isinstance(relation, Relational):
            raise OptionError(
                "what is joined by or cannot be used here",
                where=str(relation),
                fix="ask for each case by itself",
            )
        spend_on(relation.lhs)
        difference = relation.lhs - relation.rhs
        operator = relation.rel_op
        if operator in ("<", "<="):
            difference, operator = -difference, operator.replace("<", ">")
        if _may_divide(difference):
            top, below = sp.fraction(sp.together(difference))
            if below.free_symbols and (sign := self.sign(below)):
                difference = sign * top
        plain = primitive_denominators(sp.expand(difference))
        return _RELATION.get(operator, operator), sp.expand(self.polynomial_of(plain))

    def alternatives(self, relations: Iterable[sp.Basic]) -> Formula:
        """Relations of which one has to hold, in their order."""
        return tuple(part for r in relations if r != sp.false for part in self.formula(r))

    def formula(self, relation: sp.Basic) -> Formula:
        """A relation, or relations joined by or and and, as polynomials.

        Examples
        --------
        >>> x = sp.Symbol("x")
        >>> Encoder(signs={}).formula(sp.Or(x > 1, sp.Ne(x, 0), evaluate=False))
        ((('>', x - 1),), (('!=', x),))
        """
        if isinstance(relation, BooleanAtom):
            return ((("=", sp.S.Zero if relation else sp.S.One),),)
        return tuple(tuple(self.relation(r) for r in way) for way in ways_of(relation))


def _may_divide(expression: sp.Expr) -> bool:
    """Whether a denominator may stand in an expression: a negative power, or one of e."""
    return not all(p.exp.is_Integer and p.exp > 0 for p in expression.atoms(sp.Pow, sp.exp))


def _isolating_interval(number: sp.Expr, minimal: sp.Expr) -> tuple[sp.Rational, sp.Rational]:
    for (low, high), _ in sp.Poly(minimal).intervals(eps=sp.Rational(1, 10**6)):
        if low <= number <= high:
            return low, high
    raise OptionError(f"{number} is not a real algebraic number", fix="use a rational number")


def expression(poly: Polynomial, variables: Sequence[sp.Symbol]) -> sp.Expr:
    """A plain polynomial in sympy.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> expression([["1/2", [1, 2]], ["-3", [0, 0]]], [x, y])
    x*y**2/2 - 3
    """
    return sp.Add(
        *[
            sp.Rational(c) * sp.Mul(*[v**e for v, e in zip(variables, powers, strict=False)])
            for c, powers in poly
        ]
    )


def polynomial(expression: sp.Expr, variables: Sequence[sp.Symbol]) -> Polynomial:
    """The exact plain form of a polynomial: ``[["p/q", [exponents]], …]``, highest first.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> polynomial(x * y**2 / 2 - 3, [x, y])
    [['1/2', [1, 2]], ['-3', [0, 0]]]
    """
    spend_on(expression)
    if not variables:  # a game in which nothing is left to choose
        return [[str(sp.Rational(expression)), []]] if expression != 0 else []
    terms = _terms_of_sum(expression, variables)
    if terms is None:  # not multiplied out
        terms = dict(sp.Poly(expression, *variables, domain="QQ").terms())
    return [[str(c), list(map(int, e))] for e, c in sorted(terms.items(), reverse=True) if c != 0]


def _terms_of_sum(
    expression: sp.Expr, variables: Sequence[sp.Symbol]
) -> dict[tuple[int, ...], sp.Rational] | None:
    """Coefficients by exponents, of a sum of rational multiples of monomials; None for another."""
    place = {v: k for k, v in enumerate(variables)}
    found: dict[tuple[int, ...], sp.Rational] = {}
    for term in sp.Add.make_args(expression):
        number, rest = term.as_coeff_Mul()
        exponents = [0] * len(variables)
        for factor in sp.Mul.make_args(rest) if rest is not sp.S.One else ():
            base, power = factor.as_base_exp()
            if base not in place or not power.is_Integer or power < 0:
                return None
            exponents[place[base]] += int(power)
        if not number.is_Rational:
            return None
        key = tuple(exponents)
        found[key] = found.get(key, sp.S.Zero) + number
    return found


def hypothesis(
    name: str, text: str, relation: tuple[str, sp.Expr], variables: Sequence[sp.Symbol], **more: str
) -> Plain:
    """One hypothesis in plain form; ``!=`` becomes two alternatives."""
    return alternatives(name, text, ((relation,),), variables, **more)


def alternatives(
    name: str, text: str, formula: Formula, variables: Sequence[sp.Symbol], **more: str
) -> Plain:
    """A formula as one hypothesis; ``!=`` is above or below."""
    ways = [[(rel, polynomial(e, variables)) for rel, e in way] for way in formula]
    return of_polynomials(name, text, ways, **more)


def of_polynomials(
    name: str, text: str, ways: Sequence[Sequence[tuple[str, Polynomial]]], **more: str
) -> Plain:
    """The same of polynomials in plain form."""
    if len(ways) == len(ways[0]) == 1 and ways[0][0][0] != "!=":
        [[(rel, poly)]] = ways
        return {"name": name, "text": text, "rel": rel, "poly": poly, **more}
    split: list[list[list[Any]]] = []
    for way in ways:
        options: list[list[list[Any]]] = [[]]
        for rel, poly in way:
            signs = [(">", 1), (">", -1)] if rel == "!=" else [(rel, 1)]
            options = [[*o, [r, scaled(poly, k)]] for o in options for r, k in signs]
        split += options
    return {"name": name, "text": text, "rel": "or", "any": split, **more}


def scaled(poly: Polynomial, factor: int | Fraction) -> Polynomial:
    """A polynomial in plain form times a number."""
    return [[str(Fraction(c) * factor), list(e)] for c, e in poly]
