r"""A bargaining game in continuous actions, written in sympy.

A game has players :math:`i`, each with own actions :math:`y_i` in a box, terms :math:`c` settled
jointly (they belong to nobody), payoffs :math:`u_i(y, c; \theta)` and outside options
:math:`d_i(\theta)`; :math:`\theta` are the parameters, restricted by the assumptions on their
symbols and by relations. Measures are named quantities, one per player, that conditions refer to.

Everything is exact: a float means its decimal (`bargain.exact`), so 0.1 is 1/10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sympy as sp

from bargain.arguments import mapping, of_type, within_reach
from bargain.errors import GameError, RegionError
from bargain.game import game_file, presentation
from bargain.game.declaration import (
    by_player,
    declared_parameters,
    exact_boxes,
    free_symbols_of,
    kept_parameters,
    player_names,
    real_expression,
    refuse_boxes_of_variables,
    refuse_repetition,
    relations_on_parameters,
)
from bargain.game.expression import parse, parse_relation
from bargain.game.feasible_set import constraints_at, constraints_on, fix_in, written_boxes
from bargain.game.game_parts import GameParts
from bargain.game.symbol_table import (
    SymbolTable,
    assumption_relations,
    from_parts,
    in_parts,
    put_in,
)
from bargain.game.written import Boolean, Bounds, Number, Values
from bargain.signs import short_text, sign_of

if TYPE_CHECKING:
    from bargain.game.tables.finite_game import FiniteGame
    from bargain.game.twin import Twin

__all__ = ["Game", "a_game"]


def a_game(given: object) -> Game:
    """Return a continuous game, or say how one is made."""
    fix = "make one with bg.Game(actions=…, payoffs=…), or read one with bg.Game.from_file(path)"
    found: Game = of_type(given, Game, "game", where="the first argument", fix=fix)
    return found


class Game(GameParts):
    """A bargaining game in continuous actions.

    Parameters
    ----------
    actions : mapping of player to mapping of sympy.Symbol to (low, high) or list of values
        Each player's own choices: a box ``(low, high)`` of exact numbers or expressions in
        parameters, ``low < high``, or a list of values.
    payoffs : mapping of player to sympy expression
        One real payoff per player, in any unit; comparisons are made within a player only,
        except by conditions that say so.
    terms : mapping of sympy.Symbol to (low, high), optional
        Variables settled jointly, e.g. a cost share.
    disagreement : mapping of player to expression, optional
        Outside options in the payoff's unit; default 0. May depend on parameters only.
    measures : mapping of name to mapping of player to expression, optional
        Named quantities that conditions can refer to.
    assumptions : relation, text, or sequence of them, optional
        Restrictions on parameters, beyond those of the symbols. Texts may be chained,
        ``"0 < s_P < s_C"``; `And` is taken apart.
    name : str, optional
        A title.
    meanings : mapping of symbol or name to str, optional
        What each symbol means, and its unit.
    parameters : iterable of sympy.Symbol, optional
        The parameters. Without it they are the other free symbols, and each must be declared by
        an assumption of its own (``positive=True``, ``real=True``, …) or by a relation.
    constraints : relation, text, or sequence of them, optional
        The joint feasible set, such as ``[x + y <= 1]``: agreements, one player's deviations (the
        others fixed) and Pareto comparisons stay inside it (`bargain.game.feasible_set`).

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

    __slots__ = ()

    @within_reach
    def __init__(
        self,
        actions: Mapping[str, Mapping[sp.Symbol, Bounds]],
        payoffs: Mapping[str, Number],
        terms: Mapping[sp.Symbol, Bounds] | None = None,
        disagreement: Mapping[str, Number] | None = None,
        measures: Mapping[str, Mapping[str, Number]] | None = None,
        assumptions: Boolean | str | Iterable[Boolean | str] = (),
        name: str = "",
        meanings: Mapping[sp.Symbol, str] | Mapping[str, str] | None = None,
        parameters: Iterable[sp.Symbol] | None = None,
        constraints: Boolean | str | Iterable[Boolean | str] = (),
    ) -> None:
        players = player_names(actions, payoffs)
        outside = mapping(disagreement, "disagreement", fix="write {player: …}", error=GameError)
        named = mapping(measures, "measures", fix="write {name: {player: …}}", error=GameError)
        texts = mapping(meanings, "meanings", fix="write {symbol: text}", error=GameError)
        if not isinstance(name, str):
            raise GameError(f"the name is of type {type(name).__name__}", fix="give a text")
        choices: dict[sp.Symbol, tuple[sp.Rational, ...]] = {}
        own = {
            p: MappingProxyType(exact_boxes(actions[p], f"actions[{p!r}]", choices))
            for p in players
        }
        joint = exact_boxes({} if terms is None else terms, "terms", choices)
        variables = [v for p in players for v in own[p]] + list(joint)
        refuse_repetition(variables)
        refuse_boxes_of_variables({**joint, **{v: b for p in players for v, b in own[p].items()}})
        values: dict[str, Any] = {
            "name": name,
            "players": players,
            "actions": MappingProxyType(own),
            "terms": MappingProxyType(joint),
            "payoffs": by_player(payoffs, players, "payoffs"),
            "disagreement": by_player(
                dict.fromkeys(players, 0) | dict(outside), players, "disagreement"
            ),
            "measures": MappingProxyType(
                {
                    str(m): by_player(per_player, players, f"measures[{m!r}]")
                    for m, per_player in named.items()
                }
            ),
            "variables": tuple(variables),
            "box": MappingProxyType({v: b for p in players for v, b in own[p].items()} | joint),
        }
        values["choices"] = MappingProxyType(choices)
        listed = parameters if isinstance(parameters, (list, tuple, set, frozenset)) else ()
        spoken = [*variables, *free_symbols_of(values), *listed]
        names = {s.name: s for s in spoken if isinstance(s, sp.Symbol)}  # that texts may have
        on_parameters = relations_on_parameters(assumptions, set(variables), names)
        values["assumptions"] = on_parameters
        values["constraints"] = constraints_on(constraints, set(variables), names)
        free = free_symbols_of(values)
        SymbolTable([*variables, *sorted(free, key=sp.default_sort_key)])  # refuses namesakes
        free |= declared_parameters(parameters, free - set(variables), values["assumptions"])
        values["parameters"] = tuple(sorted(free - set(variables), key=lambda s: s.name))
        table = SymbolTable([*variables, *sorted(free, key=sp.default_sort_key)])
        for player, option in values["disagreement"].items():
            if mixed := option.free_symbols & set(variables):
                raise GameError(
                    f"the outside option of {player!r} depends on {sorted(map(str, mixed))}",
                    where=f"disagreement[{player!r}] = {option}",
                    fix="outside options may depend on parameters only",
                )
        values["meanings"] = MappingProxyType(
            {table.find(key).name: str(text) for key, text in texts.items()}
        )
        values["_table"] = table
        for key, value in values.items():
            object.__setattr__(self, key, value)

    def __setattr__(self, key: str, value: object) -> None:
        raise AttributeError(f"a Game does not change; make a new one to set {key!r}")

    def _content(self) -> tuple[Any, ...]:
        return (
            self.name, self.players, {p: dict(b) for p, b in self.actions.items()},
            dict(self.terms), dict(self.payoffs), dict(self.disagreement),
            {m: dict(e) for m, e in self.measures.items()}, set(self.assumptions),
            dict(self.meanings), set(self.constraints), dict(self.choices),
        )  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Game) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash(
            (
                self.players,
                frozenset(self.variables),
                tuple(self.payoffs.values()),
                tuple(self.disagreement.values()),
                frozenset(self.assumptions),
                frozenset(self.constraints),
            )
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return (_again, (
            {p: written_boxes(self, b) for p, b in self.actions.items()}, dict(self.payoffs),
            written_boxes(self, self.terms), dict(self.disagreement),
            {m: dict(e) for m, e in self.measures.items()}, tuple(map(in_parts, self.assumptions)),
            self.name, dict(self.meanings), self.parameters,
            tuple(map(in_parts, self.constraints)),
        ))  # fmt: skip

    @property
    def symbols(self) -> Mapping[str, sp.Symbol]:
        """Every symbol of the game by its name."""
        return MappingProxyType(self._table.by_name)

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
        if not isinstance(player, str) or player not in self.actions:
            raise GameError(f"unknown player {player!r}", fix="players: " + ", ".join(self.players))
        return tuple(self.actions[player])

    def gains(self) -> Mapping[str, sp.Expr]:
        """Payoff minus outside option, per player."""
        return {p: self.payoffs[p] - self.disagreement[p] for p in self.players}

    @within_reach
    def at(self, values: Values) -> Game:
        """Fix parameters (or terms) at values.

        Parameters
        ----------
        values : mapping of symbol or name to number or expression
            Numbers are exact (0.1 is 1/10); an expression renames or reparametrises, and may use
            new symbols; fixing a term removes it from the table of what is settled.

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
        if not isinstance(values, Mapping):
            raise GameError(
                f"{type(values).__name__} is not a mapping of parameters to values",
                where="at",
                fix="write game.at({s_C: 3})",
            )
        chosen: dict[sp.Symbol, sp.Expr] = {}
        for key, value in values.items():
            symbol = self.symbol(key)
            if symbol in self.box and symbol not in self.terms:
                raise GameError(
                    f"{symbol} is an action of a player, not a parameter",
                    fix="fix parameters or terms; actions are what the game is about",
                )
            chosen[symbol] = real_expression(value, f"at {symbol}")
            if symbol not in self.terms and (own := chosen[symbol].free_symbols & set(self.box)):
                raise GameError(
                    f"{min(map(str, own))} is a variable of the game",
                    where=f"at {symbol} = {chosen[symbol]}",
                    fix="a parameter does not depend on what is agreed: write payoffs with it",
                )
            if symbol in self.terms and chosen[symbol].is_number:
                low, high = (fix_in(end, chosen) for end in self.terms[symbol])
                ends = chosen[symbol] - low, high - chosen[symbol]
                outside = any(e.is_number and sign_of(e) == -1 for e in ends)
                if outside or chosen[symbol] not in self.choices.get(symbol, (chosen[symbol],)):
                    raise RegionError(
                        f"{symbol} = {short_text(chosen[symbol])} is outside [{low}, {high}]"
                    )

        def fix(expression: sp.Expr) -> sp.Expr:
            return fix_in(expression, chosen)

        kept = []
        for relation in (*assumption_relations(chosen), *self.assumptions):
            fixed = put_in(relation, chosen)
            if fixed == sp.false:
                raise RegionError(
                    f"{relation} does not hold",
                    where=", ".join(f"{s} = {v}" for s, v in chosen.items()),
                    fix="choose values inside the assumptions",
                )
            if fixed != sp.true:
                kept.append(fixed)
        constraints = constraints_at(self.constraints, chosen)
        remain = set(self.variables) - set(chosen)
        kept += [r for r in constraints if not r.free_symbols & remain]
        left = {n: t for n, t in self.meanings.items() if self._table.by_name[n] not in chosen}
        remaining = {p: fix(e) for p, e in self.payoffs.items()}
        game = Game(
            actions={p: written_boxes(self, b, chosen) for p, b in self.actions.items()},
            payoffs=remaining,
            terms={
                t: b for t, b in written_boxes(self, self.terms, chosen).items() if t not in chosen
            },
            disagreement={p: fix(e) for p, e in self.disagreement.items()},
            measures={m: {p: fix(e) for p, e in per.items()} for m, per in self.measures.items()},
            assumptions=kept,
            name=self.name,
            parameters=kept_parameters(self.parameters, chosen),
            constraints=[r for r in constraints if r.free_symbols & remain],
        )
        known = {n: t for n, t in left.items() if n in game.symbols}
        object.__setattr__(game, "meanings", MappingProxyType(known))
        return game

    def with_disagreement(self, disagreement: Mapping[str, Number]) -> Game:
        """The same game with other payoffs of no agreement.

        Parameters
        ----------
        disagreement : mapping of player to expression
            A player left out has 0.

        Returns
        -------
        Game

        Examples
        --------
        >>> x = sp.Symbol("x")
        >>> pie = Game({"A": {}, "B": {}}, {"A": x, "B": 1 - x}, terms={x: (0, 1)})
        >>> dict(pie.with_disagreement({"A": "1/4"}).disagreement)
        {'A': 1/4, 'B': 0}
        """
        make, (actions, payoffs, terms, _, *rest) = self.__reduce__()
        made: Game = make(actions, payoffs, terms, dict(disagreement), *rest)
        return made

    def twin(self, changes: Mapping[sp.Symbol | str, Number]) -> Twin[Game]:
        """The game beside itself with other parameters: two outcomes in one question.

        Parameters
        ----------
        changes : mapping of parameter to number or expression
            What the second copy has for some parameters; new symbols are allowed.

        Returns
        -------
        Twin
            `.game` has every player twice; ``pair.second[y]`` is the second copy's y.

        Examples
        --------
        With the larger stake more is done.

        >>> import bargain as bg
        >>> import sympy as sp
        >>> x, y = sp.symbols("x y")
        >>> a, a_2 = sp.symbols("a a_2", positive=True)
        >>> game = bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}},
        ...                {"A": a * (x + y) - x**2, "B": a * (x + y) - y**2})
        >>> pair = game.twin({a: a_2})
        >>> more = pair.second[x] > pair.first[x]
        >>> bg.prove(pair, more, given=bg.conditions.nash(), where=[a_2 > a, a_2 < 1]).status
        <Finding.PROVED: 'proved'>
        """
        from bargain.game.twin import twin_of

        return twin_of(self, changes, Game)

    @within_reach
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
        from bargain.game.discretise import discretised

        return discretised(self, levels)

    @within_reach
    def describe(self) -> str:
        """The game as a page of text."""
        return presentation.text(self)

    def to_file(self, path: str | Path) -> None:
        """Write the game as TOML, whole or not at all."""
        game_file.write(self, path)

    @within_reach
    def to_toml(self) -> str:
        """The game as TOML text, which `from_toml` reads back to an equal game."""
        return game_file.to_toml(self)

    @classmethod
    @within_reach
    def from_file(cls, path: str | Path) -> Game:
        """Read a game from TOML; expressions are parsed by a whitelist, never evaluated.

        Raises
        ------
        FileError
            The file cannot be read or is not a game file.
        """
        return game_file.read(path, cls)

    @classmethod
    @within_reach
    def from_toml(cls, text: str) -> Game:
        """Read a game from TOML text."""
        return game_file.from_toml(text, "the text", cls)

    @within_reach
    def parse(self, text: str) -> sp.Expr:
        """Read an expression in the game's symbols."""
        return parse(text, self.symbols)

    @within_reach
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


def _again(*parts: Any) -> Game:
    """A game from what it is pickled as: assumptions and constraints were taken apart."""
    *given, assumptions, name, meanings, parameters, constraints = parts
    kept, bound = (tuple(map(from_parts, several)) for several in (assumptions, constraints))
    everything = [*given, kept, name, meanings, parameters, bound]
    return Game(*everything)
