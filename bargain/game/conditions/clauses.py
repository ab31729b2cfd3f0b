r"""Clauses, and how they are joined: by and, by or, and to what fails.

With :math:`A = \bigwedge_k \forall z_k\, A_k`, auxiliary unknowns apart:

- all of some encodings hold: their clauses together;
- one of them holds: the product of their clauses, since bound variables of different clauses are
  different, :math:`(\forall z\, A) \lor (\forall w\, B) \iff \forall z, w\, (A \lor B)`;
- one of them fails: :math:`\bigvee_k \exists z_k\, \neg A_k`. The :math:`z_k` become unknowns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any, TypeAlias

import sympy as sp

from bargain.errors import OptionError
from bargain.game.alternatives import Way, combination, each_side, fails_where, together, ways_of
from bargain.game.auxiliary import Auxiliary, beside, deviation_of

__all__ = [
    "Bound",
    "Clause",
    "Encoding",
    "denied",
    "either",
    "fails",
    "heading",
    "in_boxes",
    "joined",
    "moved",
    "retold",
]

Bound: TypeAlias = tuple[sp.Symbol, sp.Rational, sp.Rational]  # a variable with the ends of its box

_MOST = 64  # goals of one disjunction


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One relation that has to hold, for all values of its bound variables in their boxes.

    Attributes
    ----------
    name : str
        The condition that it is of, and what it says.
    relation : sympy relation or Alternatives
        What has to hold.
    bound : tuple of (symbol, low, high)
        For all values of these it has to hold.
    because : str
        The definition, or what it follows by.
    spare : bool
        Whether a refutation is sought without it at first: other clauses say more.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> Clause(name="x is a share", relation=x <= 1).because
    'definition'
    """

    name: str
    relation: sp.Basic  # a sympy relation, or `Alternatives`
    bound: tuple[Bound, ...] = ()
    because: str = "definition"
    spare: bool = False  # a refutation is sought without it at first: other clauses say more


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """Clauses, with the auxiliary unknowns that they introduce.

    Attributes
    ----------
    clauses : tuple of Clause
        All of them hold.
    auxiliary : tuple of sympy.Symbol
        Unknowns that they introduce, such as welfare weights.

    Examples
    --------
    >>> Encoding().clauses
    ()
    """

    clauses: tuple[Clause, ...] = ()
    auxiliary: tuple[sp.Symbol, ...] = ()

    def __add__(self, other: Encoding) -> Encoding:
        return Encoding(
            clauses=self.clauses + other.clauses, auxiliary=self.auxiliary + other.auxiliary
        )


def joined(encodings: Iterable[Encoding]) -> Encoding:
    """All of the encodings hold."""
    total, seen = Encoding(), set()
    for part in encodings:
        new = tuple(a for a in part.auxiliary if a not in total.auxiliary)
        fresh = tuple(k for k in part.clauses if k.name not in seen)
        seen |= {k.name for k in fresh}
        total += Encoding(clauses=fresh, auxiliary=new)
    return total


def either(name: str, encodings: Sequence[Encoding]) -> Encoding:
    """One of the encodings holds."""
    apart = [_apart(e, number, name) for number, e in enumerate(encodings)]
    columns: list[list[Clause]] = []
    for e in apart:
        plain = [k.relation for k in e.clauses if not k.bound]
        column = [k for k in e.clauses if k.bound]
        if plain or not column:
            column.insert(0, Clause(name="", relation=combination(together(plain))))
        columns.append(column)
    if prod(map(len, columns)) > _MOST:
        raise OptionError(
            f"{name} has {prod(map(len, columns))} cases",
            fix=f"at most {_MOST} are looked at: ask about fewer at a time",
        )
    clauses: list[Clause] = []
    for chosen in product(*columns):
        ways = [way for k in chosen for way in ways_of(k.relation)]
        if () in ways:
            continue  # nothing is asked in one of the cases
        clauses.append(
            Clause(
                name=f"{name} ({len(clauses) + 1})" if clauses else name,
                relation=combination(ways),
                bound=tuple(dict.fromkeys(b for k in chosen for b in k.bound)),
            )
        )
    auxiliary = tuple(dict.fromkeys(a for e in apart for a in e.auxiliary))
    return Encoding(clauses=tuple(clauses), auxiliary=auxiliary)


def _apart(encoding: Encoding, number: int, name: str) -> Encoding:
    """The same encoding with bound variables of its own, told apart by the way to them."""
    lead = "z" if number == 0 else f"z{number + 1}"
    own = {z: deviation_of(z.of, lead, f"{number}.{z.reason}") for z in _bound_of(encoding, name)}
    return moved(encoding, own, lambda clause: clause)


def _bound_of(encoding: Encoding, name: str) -> list[Auxiliary]:
    found = list(dict.fromkeys(z for k in encoding.clauses for z, _, _ in k.bound))
    for z in found:
        if not (isinstance(z, Auxiliary) and z.role == "deviation"):
            raise OptionError(
                f"{z} is bound in {name} and no deviation from a variable",
                fix="make it with bargain.game.auxiliary.deviation",
            )
    return found


def moved(
    encoding: Encoding, symbols: dict[sp.Symbol, sp.Symbol], named: Callable[[str], str]
) -> Encoding:
    """The same encoding in other symbols, with other names of the clauses."""
    clauses = [
        replace(
            k,
            name=named(k.name),
            relation=each_side(k.relation, lambda side: side.xreplace(symbols)),
            bound=tuple((symbols.get(z, z), low, high) for z, low, high in k.bound),
        )
        for k in encoding.clauses
    ]
    auxiliary = tuple(symbols.get(a, a) for a in encoding.auxiliary)
    return Encoding(clauses=tuple(clauses), auxiliary=auxiliary)


def fails(encoding: Encoding, name: str) -> Encoding:
    """One of the clauses fails, for some values of its bound variables.

    Raises
    ------
    OptionError
        If the encoding has auxiliary unknowns: that none of their values will do is another kind
        of statement.
    """
    if encoding.auxiliary:
        raise OptionError(
            f"{name} has no opposite that can be written",
            where=f"~{name}",
            fix="name what is to fail by holds(…)",
        )
    _bound_of(encoding, name)
    ways: list[Way] = []
    boxes: dict[sp.Symbol, tuple[sp.Expr, sp.Expr]] = {}
    for k in encoding.clauses:
        own = {z: beside(z.of, f"gain_{z.of.name}", f"{name}.{z.reason}", low)
               for z, low, _ in k.bound}  # fmt: skip
        boxes |= {own[z]: (low, high) for z, low, high in k.bound}
        ways += fails_where(moved(Encoding(clauses=(k,)), own, str).clauses[0].relation)
    fact = Clause(name=f"not {name}", relation=combination(ways))
    return Encoding(clauses=(*in_boxes(boxes, f"not {name}"), fact), auxiliary=tuple(boxes))


def in_boxes(boxes: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]], name: str) -> Iterator[Clause]:
    """That symbols lie in their boxes."""
    for z, (low, high) in boxes.items():
        yield Clause(name=f"{name}: {z} at least {low}", relation=sp.Ge(z, low, evaluate=False))
        yield Clause(name=f"{name}: {z} at most {high}", relation=sp.Le(z, high, evaluate=False))


_DENIED = {
    "is": "is not",
    "has": "does not have",
    "gives": "does not give",
    "satisfies": "does not satisfy",
}


def heading(said: str) -> str:
    """What is said of an agreement, without its verb."""
    return re.sub(r"^(is an?|is the|is|has|gives|satisfies) ", "", said)


def denied(said: str) -> str:
    """That it is not so.

    Examples
    --------
    >>> denied("has x > y"), denied("(is efficient and has x > y)")
    ('does not have x > y', 'is none that (is efficient and has x > y)')
    """
    verb, _, rest = said.partition(" ")
    return f"{_DENIED[verb]} {rest}" if verb in _DENIED else f"is none that {said}"


def retold(
    name: str, value: Any, names: Mapping[str, str], symbols: Mapping[sp.Symbol, sp.Expr]
) -> Any:
    """An argument of a condition, by its name, as it is said of a copy of the game."""
    if hasattr(value, "told"):
        return value.told(names, symbols)
    if isinstance(value, tuple) and value and hasattr(value[0], "told"):
        return tuple(c.told(names, symbols) for c in value)
    if name in ("player", "leader"):
        return names.get(value, value)
    if isinstance(value, sp.Expr):
        return value.xreplace(dict(symbols))
    if isinstance(value, sp.Basic):
        return each_side(value, lambda side: side.xreplace(dict(symbols)))
    return value
