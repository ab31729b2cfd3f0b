r"""Relations joined by or, and, not: an or of ands of relations that nobody simplifies.

sympy's own `And` and `Or` decide by what is assumed of symbols, and drop what they decide. What is
sealed and checked has to say everything, so a combination is kept as it is written, in disjunctive
form. *A relation does not hold where a side of it has no value*, so what does not hold is

.. math:: \neg (a \mathrel{R} b) \iff a \mathrel{\bar R} b \text{ or some part has no value.}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from math import prod
from typing import Literal, TypeAlias

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanAtom, Implies, Not, Or

from bargain.errors import OptionError

__all__ = [
    "Alternatives",
    "Demand",
    "Way",
    "combination",
    "demands",
    "domain_of",
    "each_side",
    "fails_where",
    "from_boolean",
    "one_of",
    "opposite",
    "together",
    "ways_of",
]

Way: TypeAlias = tuple[Relational, ...]  # relations that all hold
Demand = Literal[">", ">=", "!="]

_MOST = 256  # ways of one combination


class Alternatives(sp.Basic):
    """One way or another: all relations of one way hold.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> found = combination([(x > 1,), (x < 0, x > -2)])
    >>> found, [len(way) for way in found.ways]
    (x > 1 or x < 0 and x > -2, [1, 2])
    """

    __slots__ = ()

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways, each with its relations."""
        return tuple(tuple(way) for way in self.args)

    def _latex(self, printer: sp.printing.latex.LatexPrinter) -> str:
        return r" \lor ".join(r" \land ".join(map(printer._print, way)) for way in self.ways)

    def _sympystr(self, printer: sp.printing.str.StrPrinter) -> str:
        return " or ".join(" and ".join(map(printer._print, way)) for way in self.ways)


def combination(ways: Iterable[Sequence[Relational]]) -> sp.Basic:
    """Ways as one relation: a single relation as it is, anything else as `Alternatives`."""
    found = list(dict.fromkeys(map(tuple, ways)))
    if not found:
        return sp.false
    if len(found) > _MOST:
        raise OptionError(
            f"conditions joined by or and not have {len(found)} cases",
            fix=f"at most {_MOST} are looked at: ask about fewer at a time",
        )
    if len(found) == len(found[0]) == 1:
        return found[0][0]
    return Alternatives(*(sp.Tuple(*way) for way in found))


def ways_of(relation: sp.Basic) -> tuple[Way, ...]:
    """The ways of a relation or of a combination of relations; none of what is false."""
    if isinstance(relation, (And, Or)):
        parts = [ways_of(part) for part in relation.args]
        if isinstance(relation, Or):
            return tuple(way for part in parts for way in part)
        return tuple(tuple(r for way in chosen for r in way) for chosen in product(*parts))
    if isinstance(relation, BooleanAtom):
        return ((),) if relation else ()
    return relation.ways if isinstance(relation, Alternatives) else ((relation,),)


def each_side(relation: sp.Basic, change: Callable[[sp.Expr], sp.Expr]) -> sp.Basic:
    """The same combination with every side changed, not evaluated further.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> each_side(combination([(x > 1,), (x < 0,)]), lambda side: 2 * side)
    2*x > 2 or 2*x < 0
    """
    if isinstance(relation, Relational):
        return type(relation)(*map(change, relation.args), evaluate=False)
    if isinstance(relation, (And, Or)):
        parts = (each_side(part, change) for part in relation.args)
        return type(relation)(*parts, evaluate=False)
    if isinstance(relation, BooleanAtom):
        return relation
    return Alternatives(*(sp.Tuple(*(each_side(r, change) for r in way)) for way in relation.ways))


def one_of(parts: Sequence[sp.Basic]) -> sp.Basic:
    """One at least of some combinations holds, in their order; a single one as it is."""
    if len(parts) == 1:
        return parts[0]
    return combination([way for part in parts for way in ways_of(part)])


def together(parts: Sequence[sp.Basic]) -> list[Way]:
    """The ways in which all of some combinations hold."""
    every = [ways_of(part) for part in parts]
    count = prod(map(len, every))
    if count > _MOST:
        raise OptionError(
            f"conditions joined by or and not have {count} cases",
            fix=f"at most {_MOST} are looked at: ask about fewer at a time",
        )
    return [tuple(dict.fromkeys(r for way in chosen for r in way)) for chosen in product(*every)]


def fails_where(relation: sp.Basic) -> list[Way]:
    """The ways in which a combination of relations between real numbers does not hold."""
    facts = [combination([(r.negated,) for r in way]) for way in ways_of(relation)]
    return together(facts)


def opposite(relation: Relational) -> list[Way]:
    """The ways in which a relation does not hold: the opposite one, or a side without a value.

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> opposite(1 / x > 2)
    [(1/x <= 2,), (Eq(x, 0),)]
    """
    return [(relation.negated,), *((d.negated,) for d in domain_of(relation))]


def domain_of(relation: Relational) -> list[Relational]:
    """What a relation needs to have values, where its symbols do not settle it."""
    found = []
    for _, part, demand in demands(relation.args):
        settled = {">": part.is_positive, ">=": part.is_nonnegative, "!=": part.is_nonzero}
        if not settled[demand]:
            found.append(sp.Rel(part, 0, demand, evaluate=False))
    return found


def demands(expressions: Sequence[sp.Expr]) -> Iterator[tuple[sp.Expr, sp.Expr, Demand]]:
    """Yield (sub-expression, its part, what the part has to satisfy), inner ones first.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> list(demands([sp.log(x) + 1 / (1 - x)]))
    [(1/(1 - x), 1 - x, '!='), (log(x), x, '>')]
    """
    seen: set[tuple[sp.Expr, str]] = set()
    for expression in expressions:
        for e in sp.postorder_traversal(expression):
            demand: Demand | None = None
            if isinstance(e, sp.log):
                part, demand = e.args[0], ">"
            elif e.is_Pow and not isinstance(e, sp.exp):
                part, demand = e.base, _power_demand(e.exp)
            if demand is not None and not part.is_number and (part, demand) not in seen:
                seen.add((part, demand))
                yield e, part, demand


def _power_demand(exponent: sp.Expr) -> Demand | None:
    if exponent.is_Integer:
        return None if exponent >= 0 else "!="
    if exponent.is_Rational:
        return ">=" if exponent > 0 else ">"
    return ">"


def from_boolean(given: sp.Basic) -> sp.Basic:
    """A relation or a combination from sympy's `And`, `Or`, `Not`, `Implies` of relations.

    What sympy has decided already comes back as it is.

    Raises
    ------
    OptionError
        For anything else.

    Examples
    --------
    >>> a, b = sp.symbols("a b")
    >>> from_boolean(sp.Implies(a > 1, b > 2))
    a <= 1 or b > 2
    """
    if isinstance(given, (Relational, Alternatives, BooleanAtom)):
        return given
    if isinstance(given, Implies):
        before, after = given.args
        return from_boolean(sp.Or(sp.Not(before), after))
    if isinstance(given, Not):
        return combination(fails_where(from_boolean(given.args[0])))
    if isinstance(given, (And, Or)):
        parts = [from_boolean(a) for a in sorted(given.args, key=sp.default_sort_key)]
        if isinstance(given, And):
            return combination(together(parts))
        return combination([way for part in parts for way in ways_of(part)])
    raise OptionError(
        f"{given!r} is not a relation",
        fix="join relations by Or, And, Not, Implies: Or(a > 1, b > 2)",
    )
