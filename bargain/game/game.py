r"""A bargaining game in continuous actions, written in sympy.

A game has players :math:`i`, each with own actions :math:`y_i` in a box, terms :math:`c` settled
jointly (they belong to nobody), payoffs :math:`u_i(y, c; \theta)` and outside options
:math:`d_i(\theta)`; :math:`\theta` are the parameters, restricted by the assumptions on their
symbols and by relations. Measures are named quantities, one per player, that conditions refer to.

Everything is exact: floats are taken at their binary value on the way in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.relational import Relational

from bargain.errors import GameError, InputError, RegionError
from bargain.exact import to_fraction, to_sympy
from bargain.game import game_file, presentation
from bargain.game.expression import parse, parse_relation

if TYPE_CHECKING:
    from bargain.game.finite_game import FiniteGame

__all__ = ["Game", "SymbolTable", "assumption_relations"]

Box = tuple[sp.Rational, sp.Rational]


class SymbolTable:
    """The names of a game: one symbol per name, found by symbol or by name."""

    def __init__(self, symbols: Iterable[sp.Symbol]) -> None:
        self.by_name: dict[str, sp.Symbol] = {}
        for symbol in symbols:
            known = self.by_name.setdefault(symbol.name, symbol)
            if known != symbol:
                raise GameError(
                    f"two different symbols are called {symbol.name!r}",
                    where=f"{_assumed(known)} and {_assumed(symbol)}",
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


def _assumed(symbol: sp.Symbol) -> str:
    """The assumptions a symbol was made with, as they would be typed."""
    given = sorted(f"{key}={value}" for key, value in symbol._assumptions_orig.items())
    return f"{symbol.name} ({', '.join(given) or 'no assumption'})"


def assumption_relations(symbols: Iterable[sp.Symbol]) -> tuple[Relational, ...]:
    """The sign assumptions of sympy symbols as relations: ``positive=True`` is ``p > 0``."""
    relations = []
    for p in symbols:
        zero = sp.S.Zero
        if p.is_positive:
            relations.append(sp.Gt(p, zero, evaluate=False))
        elif p.is_negative:
            relations.append(sp.Lt(p, zero, evaluate=False))
        elif p.is_nonnegative:
            relations.append(sp.Ge(p, zero, evaluate=False))
        elif p.is_nonpositive:
            relations.append(sp.Le(p, zero, evaluate=False))
        elif p.is_zero is False:
            relations.append(sp.Ne(p, zero, evaluate=False))
    return tuple(relations)


class Game:
    """A bargaining game in continuous actions.

    Parameters
    ----------
    actions : mapping of player to mapping of sympy.Symbol to (low, high)
        Each player's own choices and their boxes (exact numbers, ``low < high``).
    payoffs : mapping of player to sympy expression
        One real payoff per player, in any unit; comparisons are made within a player only,
        except by conditions that say so.
    terms : mapping of sympy.Symbol to (low, high), optional
        Variables settled jointly, e.g. a cost share.
    disagreement : mapping of player to expression, optional
        Outside options in the payoff's unit; default 0. May depend on parameters only.
    measures : mapping of name to mapping of player to expression, optional
        Named quantities that conditions can refer to.
    assumptions : iterable of relations, optional
        Restrictions on parameters, beyond those of the symbols.
    name : str, optional
        A title.
    meanings : mapping of symbol or name to str, optional
        What each symbol means, and its unit.
    parameters : iterable of sympy.Symbol, optional
        The parameters. Without it they are the other free symbols, and each must be declared by
        an assumption of its own (``positive=True``, ``real=True``, …) or by a relation.

    Raises
    ------
    GameError
        For a free symbol that nobody declared, an empty or reversed box, a payoff that is not
        real, a missing player, two symbols of one name.

    Examples
    --------
    >>> y_P, y_C = sp.symbols("y_P y_C")
    >>> s_P, s_C = sp.symbols("s_P s_C", positive=True)
    >>> game = Game(
    ...     actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
    ...     payoffs={"patron": s_P*y_C - y_P**2/2, "client": s_C*y_P - y_C**2/2},
    ... )
    >>> game.variables, game.parameters
    ((y_P, y_C), (s_C, s_P))
    >>> game.at({s_P: 1, "s_C": 3}).payoffs["client"]
    -y_C**2/2 + 3*y_P
    """

    __slots__ = (
        "_table", "actions", "assumptions", "box", "disagreement", "meanings", "measures",
        "name", "parameters", "payoffs", "players", "terms", "variables",
    )  # fmt: skip

    name: str
    players: tuple[str, ...]
    actions: Mapping[str, Mapping[sp.Symbol, Box]]
    terms: Mapping[sp.Symbol, Box]
    payoffs: Mapping[str, sp.Expr]
    disagreement: Mapping[str, sp.Expr]
    measures: Mapping[str, Mapping[str, sp.Expr]]
    assumptions: tuple[Relational, ...]
    meanings: Mapping[str, str]
    variables: tuple[sp.Symbol, ...]
    box: Mapping[sp.Symbol, Box]
    parameters: tuple[sp.Symbol, ...]

    def __init__(
        self,
        actions: Mapping[str, Mapping[sp.Symbol, tuple[Any, Any]]],
        payoffs: Mapping[str, Any],
        terms: Mapping[sp.Symbol, tuple[Any, Any]] | None = None,
        disagreement: Mapping[str, Any] | None = None,
        measures: Mapping[str, Mapping[str, Any]] | None = None,
        assumptions: Iterable[Any] = (),
        name: str = "",
        meanings: Mapping[Any, str] | None = None,
        parameters: Iterable[sp.Symbol] | None = None,
    ) -> None:
        players = _players(actions, payoffs)
        own = {p: MappingProxyType(_boxes(actions[p], f"actions[{p!r}]")) for p in players}
        joint = _boxes(terms or {}, "terms")
        variables = [v for p in players for v in own[p]] + list(joint)
        _no_repetition(variables)
        values: dict[str, Any] = {
            "name": str(name),
            "players": players,
            "actions": MappingProxyType(own),
            "terms": MappingProxyType(joint),
            "payoffs": _by_player(payoffs, players, "payoffs"),
            "disagreement": _by_player({p: 0 for p in players} | dict(disagreement or {}), players,
                                       "disagreement"),
            "measures": MappingProxyType({
                str(m): _by_player(per_player, players, f"measures[{m!r}]")
                for m, per_player in (measures or {}).items()
            }),
            "variables": tuple(variables),
            "box": MappingProxyType({v: b for p in players for v, b in own[p].items()} | joint),
        }
        values["assumptions"] = _relations(assumptions, set(variables))
        free = _free_symbols(values)
        free |= _declared(parameters, free - set(variables), values["assumptions"])
        values["parameters"] = tuple(sorted(free - set(variables), key=lambda s: s.name))
        table = SymbolTable([*variables, *sorted(free, key=sp.default_sort_key)])
        for player, outside in values["disagreement"].items():
            if mixed := outside.free_symbols & set(variables):
                raise GameError(
                    f"the outside option of {player!r} depends on {sorted(map(str, mixed))}",
                    where=f"disagreement[{player!r}] = {outside}",
                    fix="outside options may depend on parameters only",
                )
        values["meanings"] = MappingProxyType({
            table.find(key).name: str(text) for key, text in (meanings or {}).items()
        })
        values["_table"] = table
        for key, value in values.items():
            object.__setattr__(self, key, value)

    def __setattr__(self, key: str, value: Any) -> None:
        raise AttributeError(f"a Game does not change; make a new one to set {key!r}")

    def _content(self) -> tuple[Any, ...]:
        return (
            self.name, self.players, {p: dict(b) for p, b in self.actions.items()},
            dict(self.terms), dict(self.payoffs), dict(self.disagreement),
            {m: dict(e) for m, e in self.measures.items()}, set(self.assumptions),
            dict(self.meanings),
        )  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Game) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash((self.players, self.variables, tuple(self.payoffs.values()),
                     tuple(self.disagreement.values()), frozenset(self.assumptions)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Game, (
            {p: dict(b) for p, b in self.actions.items()}, dict(self.payoffs), dict(self.terms),
            dict(self.disagreement), {m: dict(e) for m, e in self.measures.items()},
            self.assumptions, self.name, dict(self.meanings), self.parameters,
        ))  # fmt: skip

    @property
    def symbols(self) -> Mapping[str, sp.Symbol]:
        """Every symbol of the game by its name."""
        return MappingProxyType(self._table.by_name)

    @property
    def parameter_relations(self) -> tuple[Relational, ...]:
        """What is assumed of the parameters: signs of symbols first, then `assumptions`."""
        return (*assumption_relations(self.parameters), *self.assumptions)

    @property
    def is_numeric(self) -> bool:
        """Whether no parameter is left."""
        return not self.parameters

    def symbol(self, key: sp.Symbol | str) -> sp.Symbol:
        """Return the symbol of a name.

        Raises
        ------
        GameError
            If the game has no such symbol, or one of the same name with other assumptions.
        """
        return self._table.find(key)

    def own(self, player: str) -> tuple[sp.Symbol, ...]:
        """The player's own actions."""
        if player not in self.actions:
            raise GameError(f"unknown player {player!r}", fix="players: " + ", ".join(self.players))
        return tuple(self.actions[player])

    def gains(self) -> Mapping[str, sp.Expr]:
        """Payoff minus outside option, per player."""
        return {p: self.payoffs[p] - self.disagreement[p] for p in self.players}

    def at(self, values: Mapping[Any, Any]) -> Game:
        """Fix parameters (or terms) at values.

        Parameters
        ----------
        values : mapping of symbol or name to number or expression
            Numbers are taken exactly; an expression renames or reparametrises. Expressions may
            use new symbols; fixing a term removes it from the table of what is settled.

        Returns
        -------
        Game

        Raises
        ------
        GameError
            Unknown symbol, or a player's own action.
        RegionError
            A value outside the assumptions.
        """
        chosen: dict[sp.Symbol, sp.Expr] = {}
        for key, value in values.items():
            symbol = self.symbol(key)
            if symbol in self.box and symbol not in self.terms:
                raise GameError(
                    f"{symbol} is an action of a player, not a parameter",
                    fix="fix parameters or terms; actions are what the game is about",
                )
            chosen[symbol] = _value(value, f"at {symbol}")
            if symbol in self.terms and chosen[symbol].is_number:
                low, high = self.terms[symbol]
                if not low <= chosen[symbol] <= high:
                    raise RegionError(f"{symbol} = {chosen[symbol]} is outside [{low}, {high}]")

        def fix(expression: sp.Expr) -> sp.Expr:
            return expression.subs(chosen, simultaneous=True)

        kept = []
        for relation in (*assumption_relations(chosen), *self.assumptions):
            fixed = fix(relation)
            if fixed == sp.false:
                raise RegionError(
                    f"{relation} does not hold",
                    where=", ".join(f"{s} = {v}" for s, v in chosen.items()),
                    fix="choose values inside the assumptions",
                )
            if fixed != sp.true:
                kept.append(fixed)
        left = {n: t for n, t in self.meanings.items() if self._table.by_name[n] not in chosen}
        remaining = {p: fix(e) for p, e in self.payoffs.items()}
        game = Game(
            actions=self.actions,
            payoffs=remaining,
            terms={t: b for t, b in self.terms.items() if t not in chosen},
            disagreement={p: fix(e) for p, e in self.disagreement.items()},
            measures={m: {p: fix(e) for p, e in per.items()} for m, per in self.measures.items()},
            assumptions=kept,
            name=self.name,
            parameters=_kept_parameters(self.parameters, chosen),
        )
        known = {n: t for n, t in left.items() if n in game.symbols}
        object.__setattr__(game, "meanings", MappingProxyType(known))
        return game

    def discretise(self, levels: int) -> FiniteGame:
        """The finite game in which each own action takes `levels` evenly spaced values.

        Parameters
        ----------
        levels : int
            At least 2.

        Returns
        -------
        FiniteGame
            Actions are labelled by their values; a player with several own actions chooses a
            tuple. Parameters may stay symbolic.

        Raises
        ------
        GameError
            If terms are left: fix them first with `at`.
        """
        from bargain.game.finite_game import discretised

        return discretised(self, levels)

    def describe(self) -> str:
        """The game as a page of text."""
        return presentation.text(self)

    def to_file(self, path: str | Path) -> None:
        """Write the game as TOML, whole or not at all."""
        game_file.write(self, path)

    def to_toml(self) -> str:
        """The game as TOML text, which `from_toml` reads back to an equal game."""
        return game_file.to_toml(self)

    @classmethod
    def from_file(cls, path: str | Path) -> Game:
        """Read a game from TOML; expressions are parsed by a whitelist, never evaluated.

        Raises
        ------
        FileError
            The file cannot be read or is not a game file.
        """
        return game_file.read(path)

    @classmethod
    def from_toml(cls, text: str) -> Game:
        """Read a game from TOML text."""
        return game_file.from_toml(text, "the text")

    def parse(self, text: str) -> sp.Expr:
        """Read an expression in the game's symbols."""
        return parse(text, self.symbols)

    def parse_relation(self, text: str) -> sp.Basic:
        """Read a relation in the game's symbols."""
        return parse_relation(text, self.symbols)

    def __repr__(self) -> str:
        title = f"{self.name!r}, " if self.name else ""
        return (
            f"<Game {title}players {', '.join(self.players)}; "
            f"variables {', '.join(map(str, self.variables))}; "
            f"parameters {', '.join(map(str, self.parameters)) or 'none'}>"
        )

    def _repr_latex_(self) -> str:
        return presentation.latex(self)

    def _repr_html_(self) -> str:
        return presentation.html(self)


def _players(actions: Mapping[str, Any], payoffs: Mapping[str, Any]) -> tuple[str, ...]:
    for argument, label in ((actions, "actions"), (payoffs, "payoffs")):
        if not isinstance(argument, Mapping):
            raise GameError(f"{label} is not a mapping", where=f"type {type(argument).__name__}",
                            fix="write {player: …}")
    players = tuple(actions)
    if len(players) < 2:
        raise GameError("a game needs at least two players", where=f"actions of {list(players)}")
    if bad := [p for p in players if not isinstance(p, str) or not p]:
        raise GameError(f"player {bad[0]!r} has no proper name", fix="name players with texts")
    return players


def _by_player(
    given: Mapping[str, Any], players: tuple[str, ...], where: str
) -> Mapping[str, sp.Expr]:
    if not isinstance(given, Mapping):
        raise GameError(f"{where} is not a mapping", fix="write {player: expression}")
    if missing := [p for p in players if p not in given]:
        raise GameError(f"player {missing[0]!r} is missing", where=where,
                        fix=f"give one entry for each of {', '.join(players)}")
    if extra := [p for p in given if p not in players]:
        raise GameError(f"unknown player {extra[0]!r}", where=where,
                        fix="players are those of actions: " + ", ".join(players))
    return MappingProxyType({p: _value(given[p], f"{where}[{p!r}]") for p in players})


def _value(given: Any, where: str) -> sp.Expr:
    """An exact, real-valued expression; floats at their binary value."""
    if isinstance(given, sp.Expr) and given.free_symbols:
        exact = {f: to_sympy(f) for f in given.atoms(sp.Float)}
        expression = given.xreplace(exact) if exact else given
    else:
        try:
            expression = to_sympy(given)
        except InputError as error:
            raise GameError(f"{given!r} is not a real expression: {error.what}", where=where,
                            fix="give a sympy expression or an exact number") from None
    real = {s: sp.Dummy(s.name, real=True, **_signs(s)) for s in expression.free_symbols}
    shown = expression.xreplace(real)
    if expression.has(sp.I, sp.zoo, sp.nan, sp.oo, -sp.oo) or shown.is_extended_real is False:
        raise GameError(f"{expression} is not real", where=where,
                        fix="use real functions and finite numbers on the whole box")
    return expression


def _signs(symbol: sp.Symbol) -> dict[str, bool]:
    kept = ("positive", "negative", "nonnegative", "nonpositive", "zero", "nonzero")
    given = symbol._assumptions_orig
    return {key: given[key] for key in kept if key in given}


def _boxes(given: Mapping[Any, Any], where: str) -> dict[sp.Symbol, Box]:
    if not isinstance(given, Mapping):
        raise GameError("boxes are not a mapping", where=where, fix="write {symbol: (low, high)}")
    boxes: dict[sp.Symbol, Box] = {}
    for symbol, bounds in given.items():
        if not isinstance(symbol, sp.Symbol):
            raise GameError(f"{symbol!r} is not a sympy symbol", where=where,
                            fix="make it with sympy.symbols")
        place = f"{where}[{symbol}]"
        try:
            low, high = bounds
            ends = (to_fraction(low), to_fraction(high))
        except (TypeError, ValueError) as error:
            raise GameError(f"{bounds!r} is not a box of two exact numbers", where=place,
                            fix="write (low, high), for instance (0, 1)") from error
        if ends[0] >= ends[1]:
            kind = "empty" if ends[0] == ends[1] else "reversed"
            raise GameError(f"the box is {kind}", where=f"{place} = ({low}, {high})",
                            fix="write (low, high) with low < high")
        boxes[symbol] = (to_sympy(ends[0]), to_sympy(ends[1]))
    return boxes


def _no_repetition(variables: list[sp.Symbol]) -> None:
    for first, second in pairwise(sorted(variables, key=lambda s: s.name)):
        if first.name == second.name:
            raise GameError(f"variable {first.name!r} is declared twice",
                            fix="give every action and term its own symbol")


def _relations(given: Iterable[Any], variables: set[sp.Symbol]) -> tuple[Relational, ...]:
    if isinstance(given, (str, Relational)):
        raise GameError("assumptions is one relation, not several", where=str(given),
                        fix="write a list: [s_C >= s_P]")
    relations = []
    for relation in given:
        if relation in (True, False) or relation in (sp.true, sp.false):
            raise RegionError("an assumption does not mention a parameter",
                              where=f"assumptions: {relation}",
                              fix="sympy may have decided it from the symbols' own assumptions")
        if not isinstance(relation, Relational):
            raise GameError(f"{relation!r} is not a relation", where="assumptions",
                            fix="write for instance s_C >= s_P")
        if mixed := relation.free_symbols & variables:
            raise GameError(f"an assumption restricts {sorted(map(str, mixed))}, not parameters",
                            where=str(relation), fix="restrict agreements with a condition")
        relations.append(type(relation)(_value(relation.lhs, str(relation)),
                                        _value(relation.rhs, str(relation)), evaluate=False))
    return tuple(relations)


def _declared(
    parameters: Iterable[sp.Symbol] | None,
    free: set[sp.Symbol],
    assumptions: tuple[Relational, ...],
) -> set[sp.Symbol]:
    """The declared parameters; refuses a free symbol that nobody declared."""
    if parameters is not None:
        given = set(parameters)
        if bad := [p for p in given if not isinstance(p, sp.Symbol)]:
            raise GameError(f"{bad[0]!r} is not a sympy symbol", where="parameters")
        undeclared = free - given
    else:
        given = set()
        related = {s for relation in assumptions for s in relation.free_symbols}
        undeclared = {s for s in free - related if not s._assumptions_orig.keys() - {"commutative"}}
    if undeclared:
        names = ", ".join(sorted(s.name for s in undeclared))
        raise GameError(
            f"nobody declared {names}",
            where="free symbols of payoffs, disagreement and measures",
            fix="make it an action or a term, give it an assumption (positive=True, real=True), "
                "or list it in parameters",
        )
    return given


def _kept_parameters(
    parameters: tuple[sp.Symbol, ...], chosen: Mapping[sp.Symbol, sp.Expr]
) -> set[sp.Symbol]:
    new = {s for value in chosen.values() for s in value.free_symbols}
    return (set(parameters) - set(chosen)) | new


def _free_symbols(values: Mapping[str, Any]) -> set[sp.Symbol]:
    free: set[sp.Symbol] = set()
    for source in (values["payoffs"], values["disagreement"], *values["measures"].values()):
        for expression in source.values():
            free |= expression.free_symbols
    for relation in values["assumptions"]:
        free |= relation.free_symbols
    return free
