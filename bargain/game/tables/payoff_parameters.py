"""Parameters of payoff tables: which there are, and what the tables are for given values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, pairwise

import numpy as np
import sympy as sp

from bargain.arguments import listed, of_type
from bargain.errors import GameError
from bargain.exact import rationalise
from bargain.game.symbol_table import SymbolTable, assumption_relations, put_in
from bargain.game.tables.labels import refuse_unknown
from bargain.game.tables.payoff_entry import exact_entry, exact_term
from bargain.game.tables.table_parts import TableParts
from bargain.game.written import Action, Boolean, Exact, Number, Values

__all__ = ["outside_options", "parameters_of", "rounded", "with_values"]


def parameters_of(
    tables: Mapping[str, np.ndarray],
    relations: Sequence[Boolean] = (),
    outside: Mapping[str, Exact] | None = None,
) -> tuple[sp.Symbol, ...]:
    """Return the symbols in the tables and assumptions, sorted by name.

    Raises
    ------
    GameError
        If two symbols differ only in their assumptions, or a symbol has one that is no sign.
    """
    found: set[sp.Symbol] = {s for relation in relations for s in relation.free_symbols}
    for entry in chain((outside or {}).values(), *(table.flat for table in tables.values())):
        if not isinstance(entry, Fraction):
            found |= entry.free_symbols
    names = sorted(found, key=lambda s: s.name)
    for a, b in pairwise(names):
        if a.name == b.name:
            raise GameError(
                f"two different symbols are called {a.name!r}",
                where="payoffs",
                fix="create the symbol once, with its assumptions, and reuse it",
            )
    SymbolTable(names)  # refuses what is no relation between real numbers
    return tuple(names)


def _map(table: np.ndarray, change: Callable[[Exact], Exact]) -> np.ndarray:
    out = np.empty(table.shape, dtype=object)
    for at in np.ndindex(table.shape):
        out[at] = change(table[at])
    return out


def _swap(parameters: Sequence[sp.Symbol], values: Values) -> dict[sp.Symbol, sp.Expr]:
    of_type(values, Mapping, "at", fix="write game.at({a: 3})", error=GameError)
    table = {s.name: s for s in parameters}
    swap: dict[sp.Symbol, sp.Expr] = {}
    for key, value in values.items():
        symbol = table.get(key if isinstance(key, str) else getattr(key, "name", ""))
        if symbol is None or (isinstance(key, sp.Symbol) and key != symbol):
            raise GameError(
                f"{key} is not a parameter of the game",
                where=", ".join(table) or "the game has no parameters",
                fix="use the game's own symbols or their names",
            )
        swap[symbol] = exact_term(value, f"{key}")
    return swap


def left_assumed(
    assumptions: Iterable[Boolean], swap: Mapping[sp.Symbol, sp.Expr]
) -> list[Boolean]:
    """What is left to assume where symbols have values: of what these are, and beyond it.

    Raises
    ------
    GameError
        If a value contradicts an assumption.
    """
    left = []
    for assumed in (*assumption_relations(swap), *assumptions):
        put = put_in(assumed, swap)
        if put == sp.false:
            raise GameError(
                "the values contradict an assumption",
                where=str(assumed),
                fix="give values that satisfy it",
            )
        if put != sp.true:
            left.append(put)
    return left


def with_values(
    tables: Mapping[str, np.ndarray],
    assumptions: Sequence[Boolean],
    outside: Mapping[str, Exact],
    parameters: Sequence[sp.Symbol],
    values: Values,
) -> tuple[dict[str, np.ndarray], list[Boolean], dict[str, Exact]]:
    """Return the tables, the remaining assumptions and outside options with values put in.

    Raises
    ------
    GameError
        If a name is no parameter, or a value contradicts an assumption.
    """
    swap = _swap(parameters, values)
    relations = left_assumed(assumptions, swap)

    def change(entry: Exact) -> Exact:
        return entry if isinstance(entry, Fraction) else entry.xreplace(swap).doit()

    changed = {p: _map(t, change) for p, t in tables.items()}
    return changed, relations, {p: change(d) for p, d in outside.items()}


def rounded(table: np.ndarray, max_denominator: int) -> np.ndarray:
    """Return the table with numbers rounded to fractions; entries with parameters stay."""

    def change(entry: Exact) -> Exact:
        if isinstance(entry, Fraction):
            return rationalise(entry, max_denominator)
        if entry.free_symbols:
            return entry
        digits = 40 + 2 * len(str(max_denominator))  # more than the denominator can resolve
        return rationalise(entry.evalf(digits), max_denominator)

    return _map(table, change)


def outside_options(
    game: TableParts, given: Mapping[str, Number] | Sequence[Action] | None
) -> dict[str, Exact]:
    """Outside options as they are declared; nothing if they are not."""
    if given is None:
        return {}
    if isinstance(given, Mapping):
        refuse_unknown("disagreement", given, game.players)
        if missing := [p for p in game.players if p not in given]:
            raise GameError("a player has no outside option", where=missing[0], fix="give a number")
        return {p: exact_entry(given[p], f"disagreement[{p!r}]") for p in game.players}
    profile = listed(given, "disagreement", fix="write {player: payoff}, or a profile of labels",
                     error=GameError)  # fmt: skip
    return {p: game.payoff(p, *profile) for p in game.players}
