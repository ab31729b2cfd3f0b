"""The symbols of a game: one for each name, and what their own assumptions say.

Two sympy symbols of one name with different assumptions are different symbols that print alike; a
game never holds both. A sign assumption is a relation: ``positive=True`` is ``p > 0``, and
``zero=True`` is ``p == 0``. What is no relation between real numbers (whole, infinite, …) cannot
be kept, and such symbols are refused: sympy would simplify by what a proof does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sympy as sp
from sympy.core.relational import Relational

from bargain.errors import GameError
from bargain.exact import exact_expression
from bargain.game.written import Boolean
from bargain.signs import sign_of

__all__ = ["HOLDING", "SymbolTable", "assumption_relations", "from_parts", "in_parts", "put_in"]

_SIGNS = frozenset(
    f"{lead}{sign}"
    for lead in ("", "extended_")
    for sign in ("positive", "negative", "nonnegative", "nonpositive", "nonzero")
) | {"zero"}
#: The signs of ``left - right`` at which a relation holds.
HOLDING = {"==": {0}, "!=": {1, -1}, ">=": {0, 1}, ">": {1}, "<=": {0, -1}, "<": {-1}}
#: What every parameter is anyway.
_REAL = frozenset({"commutative", "complex", "extended_real", "finite", "hermitian", "real"})


class SymbolTable:
    """The names of a game: one symbol per name, found by symbol or by name."""

    def __init__(self, symbols: Iterable[sp.Symbol]) -> None:
        self.by_name: dict[str, sp.Symbol] = {}
        for symbol in symbols:
            if not symbol.name.strip() or not symbol.name.isprintable():
                raise GameError(
                    f"a symbol is called {symbol.name!r}",
                    fix="give it a name of letters, digits and underscores",
                )
            _refuse_what_is_no_relation(symbol)
            known = self.by_name.setdefault(symbol.name, symbol)
            if known != symbol:
                raise GameError(
                    f"two different symbols are called {symbol.name!r}",
                    where=" and ".join(sorted(map(_assumed, (known, symbol)))),
                    fix="use one symbol (the same assumptions) for one name",
                )

    def find(self, key: sp.Symbol | str) -> sp.Symbol:
        """Return the symbol for a symbol or a name; `GameError` if there is none."""
        name = key.name if isinstance(key, sp.Symbol) else key
        found = self.by_name.get(name) if isinstance(name, str) else None
        if found is None:
            raise GameError(
                f"unknown symbol {name!r}",
                fix="known symbols: " + (", ".join(sorted(self.by_name)) or "none"),
            )
        if isinstance(key, sp.Symbol) and key != found:
            raise GameError(
                f"two different symbols are called {name!r}",
                where=f"{_assumed(found)} in the game, {_assumed(key)} here",
                fix=f"use game.symbol({name!r}) or the name as a text",
            )
        return found


def _refuse_what_is_no_relation(symbol: sp.Symbol) -> None:
    """Refuse assumptions that are neither signs nor what every parameter is anyway."""
    for key, value in sorted(symbol._assumptions_orig.items()):
        kept = key in _SIGNS and (value or symbol.is_extended_real)
        if not kept and not (key in _REAL and value):
            raise GameError(
                f"{key}={value} of {symbol} cannot be kept",
                where=_assumed(symbol),
                fix="parameters are real numbers: keep a sign or none, and say the rest as "
                "relations, or ask for single values",
            )


def _assumed(symbol: sp.Symbol) -> str:
    """The assumptions a symbol was made with, as they would be typed."""
    given = sorted(f"{key}={value}" for key, value in symbol._assumptions_orig.items())
    return f"{symbol.name} ({', '.join(given) or 'no assumption'})"


def assumption_relations(symbols: Iterable[sp.Symbol]) -> tuple[Relational, ...]:
    """The sign assumptions of sympy symbols as relations: ``positive=True`` is ``p > 0``."""
    relations = []
    for p in symbols:
        zero = sp.S.Zero
        if p.is_zero:
            relations.append(sp.Eq(p, zero, evaluate=False))
        elif p.is_extended_positive:
            relations.append(sp.Gt(p, zero, evaluate=False))
        elif p.is_extended_negative:
            relations.append(sp.Lt(p, zero, evaluate=False))
        elif p.is_extended_nonnegative:
            relations.append(sp.Ge(p, zero, evaluate=False))
        elif p.is_extended_nonpositive:
            relations.append(sp.Le(p, zero, evaluate=False))
        elif p.is_zero is False:
            relations.append(sp.Ne(p, zero, evaluate=False))
    return tuple(relations)


def in_parts(relation: sp.Basic) -> object:
    """A relation for a pickle: sympy decides it again as it is made, ``t >= 0`` if t is positive.

    Examples
    --------
    >>> t = sp.Symbol("t", positive=True)
    >>> from_parts(in_parts(sp.Ge(t, 0, evaluate=False)))
    t >= 0
    """
    if isinstance(relation, Relational):
        return type(relation), relation.lhs, relation.rhs
    return relation


def from_parts(parts: object) -> sp.Basic:
    """The relation that was taken apart by `in_parts`, undecided."""
    if isinstance(parts, tuple):
        kind, left, right = parts
        return kind(left, right, evaluate=False)
    assert isinstance(parts, sp.Basic)
    return parts


def put_in(relation: Relational, values: Mapping[sp.Symbol, sp.Expr]) -> Boolean:
    """A relation with values put in: True or False where no symbol is left, decided exactly.

    Examples
    --------
    >>> s = sp.Symbol("s", positive=True)
    >>> put_in(sp.log(1 + s) > s/2, {s: sp.Rational(1, 10**20)})
    True
    """
    left, right = (side.subs(values, simultaneous=True) for side in relation.args)
    if left.free_symbols or right.free_symbols:
        left, right = exact_expression(left), exact_expression(right)
        return type(relation)(left, right)
    return sign_of(left - right) in HOLDING[relation.rel_op]
