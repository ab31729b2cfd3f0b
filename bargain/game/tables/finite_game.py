r"""Finite games in strategic form.

A finite game has players :math:`1, \dots, N`; player :math:`i` chooses one of finitely many
actions :math:`a_i \in A_i`, and receives :math:`u_i(a_1, \dots, a_N)`. The payoffs of one player
are a table with one axis per player, in player order: ``payoffs[i][a_1, ..., a_N]``. In a
two-player game the first player chooses the row, the second the column.

Entries are exact: `fractions.Fraction` where they are rational, sympy expressions where they
contain parameters (or are irrational constants such as :math:`\sqrt 2`). A float means its
decimal, an array of floats keeps its exact binary values (`bargain.exact`), and
`FiniteGame.rationalise` is the explicit way to round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bargain.arguments import listed, of_type, within_reach
from bargain.errors import GameError
from bargain.frozen import FrozenDict
from bargain.game.symbol_table import from_parts, in_parts
from bargain.game.tables.extensions import action_variables, in_pure_actions, mixed_extension
from bargain.game.tables.labels import action_labels, numbered_players, player_names, refuse_unknown
from bargain.game.tables.payoff_entry import axes_of, exact_table, relation
from bargain.game.tables.payoff_parameters import (
    outside_options,
    parameters_of,
    rounded,
    with_values,
)
from bargain.game.tables.table_parts import TableParts
from bargain.game.written import Action, Boolean, Number, Values

if TYPE_CHECKING:
    import nashpy

    import bargain

__all__ = ["FiniteGame"]


class FiniteGame(TableParts):
    r"""A game in strategic form with exact payoffs; immutable.

    Parameters
    ----------
    players : sequence of str
        Distinct names, one or more.
    actions : mapping of str to sequence of labels
        The action labels of each player; distinct within a player.
    payoffs : mapping of str to array-like
        For each player a table with one axis per player, in player order.
    assumptions : sequence of sympy relations, optional
        What is assumed of the parameters, beyond the assumptions of their symbols.
    name : str, optional
        Title of the game.
    disagreement : mapping of player to number, or sequence of labels, optional
        Outside options: a payoff for every player, or the pure profile whose payoffs they are.
        Without it they are 0 wherever a condition or a solution refers to them, as in a `Game`;
        what is said of repeated play asks for them or takes an equilibrium of the table.

    Raises
    ------
    GameError
        If an entry is not a finite real number or expression, a table is empty or ragged,
        or shapes, players and actions do not fit together.

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> game.players, game.shape, game.is_numeric
    (('1', '2'), (2, 2), True)
    >>> print(game)
    1 \ 2 |     0      1
    ------+-------------
    0     | 1, -1  -1, 1
    1     | -1, 1  1, -1
    """

    __slots__ = ()

    @within_reach
    def __init__(
        self,
        players: Sequence[str],
        actions: Mapping[str, Sequence[Action]],
        payoffs: Mapping[str, np.ndarray],
        assumptions: Sequence[Boolean] = (),
        name: str = "",
        disagreement: Mapping[str, Number] | Sequence[Action] | None = None,
    ) -> None:
        names = player_names(players)
        refuse_unknown("actions", actions, names)
        labels = {p: action_labels(p, actions) for p in names}
        refuse_unknown("payoffs", payoffs, names)
        shape = tuple(len(labels[p]) for p in names)
        tables = {}
        for player in names:
            if player not in payoffs:
                raise GameError("a player has no payoffs", where=player, fix="give a table")
            where = f"payoffs[{player!r}]"
            table = exact_table(payoffs[player], len(names), where)
            if table.shape != shape:
                raise GameError(
                    f"shape {table.shape} does not fit the actions, which need {shape}",
                    where=where,
                    fix="give one axis per player, in player order",
                )
            tables[player] = table
        several = listed(assumptions, "assumptions", fix="write a list: [a > b]", error=GameError)
        relations = tuple(r for r in map(relation, several) if r is not None)
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "actions", FrozenDict(labels))
        object.__setattr__(self, "payoffs", FrozenDict(tables))
        object.__setattr__(self, "assumptions", relations)
        title = of_type(name, str, "name", fix="give a text", error=GameError)
        object.__setattr__(self, "name", title)
        object.__setattr__(self, "shape", shape)
        outside = FrozenDict(outside_options(self, disagreement))
        object.__setattr__(self, "disagreement", outside)
        object.__setattr__(self, "parameters", parameters_of(tables, relations, outside))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a FiniteGame is immutable; build a new one")

    def __reduce__(self) -> tuple[Any, ...]:
        arguments = (self.players, dict(self.actions), dict(self.payoffs),
                     tuple(map(in_parts, self.assumptions)), self.name,
                     dict(self.disagreement) or None)  # fmt: skip
        return _again, arguments

    @classmethod
    @within_reach
    def from_payoffs(
        cls,
        *payoffs: object,
        players: Sequence[str] | None = None,
        actions: Mapping[str, Sequence[Action]] | Sequence[Sequence[Action]] | None = None,
        name: str = "",
        assumptions: Sequence[Boolean] = (),
        disagreement: Mapping[str, Number] | Sequence[Action] | None = None,
    ) -> FiniteGame:
        """Build a game from one payoff table per player.

        Parameters
        ----------
        *payoffs : array-like
            One table per player; table ``i`` holds the payoffs of player ``i``. Entries are
            integers, Fractions, Decimals, floats, texts like ``"2/3"`` or sympy expressions.
        players : sequence of str, optional
            Names; ``"1", "2", ...`` without.
        actions : mapping or sequence of sequences, optional
            Labels; ``0, 1, ...`` without.
        name : str, optional
            Title of the game.
        assumptions : sequence of sympy relations, optional
            On the parameters.
        disagreement : mapping of player to number, or sequence of labels, optional
            Outside options, or the profile that gives them; see `FiniteGame`.

        Raises
        ------
        GameError
            See `FiniteGame`.

        Examples
        --------
        >>> pd = FiniteGame.from_payoffs(
        ...     [[3, 0], [5, 1]], [[3, 5], [0, 1]],
        ...     players=("patron", "client"), actions=[("help", "shirk")] * 2,
        ... )
        >>> pd.payoff("client", "help", "shirk")
        Fraction(5, 1)
        """
        count = len(payoffs)
        if not count or (count == 1 and axes_of(payoffs[0]) != 1):
            raise GameError(
                "one table alone is a list of payoffs, one per action"
                if count
                else "a game needs payoffs",
                where="from_payoffs",
                fix="give one payoff table per player; a zero-sum game is (A, -A)",
            )
        names = player_names(players) if players is not None else numbered_players(count)
        if len(names) != count:
            raise GameError(
                f"{len(names)} player names for {count} payoff tables",
                where=", ".join(names),
                fix="give one table per player",
            )
        tables = {
            p: exact_table(t, count, f"payoffs of {p!r}")
            for p, t in zip(names, payoffs, strict=True)
        }
        shape = tables[names[0]].shape
        for player, table in tables.items():
            if table.shape != shape:
                raise GameError(
                    f"tables of different shapes: {shape} and {table.shape}",
                    where=f"payoffs of {player!r}",
                    fix="give every player's table with the same axes, in player order",
                )
        if actions is None:
            labels: Mapping[str, Sequence[Action]] = {
                p: tuple(range(k)) for p, k in zip(names, shape, strict=True)
            }
        elif isinstance(actions, Mapping):
            labels = actions
        elif len(actions) == count:
            labels = dict(zip(names, actions, strict=True))
        else:
            raise GameError(
                f"{len(actions)} lists of actions for {count} players",
                where="actions",
                fix="give one list of labels per player",
            )
        return cls(names, labels, tables, assumptions, name, disagreement)

    @classmethod
    @within_reach
    def from_nfg(cls, text: str) -> FiniteGame:
        """Read the text of a Gambit ``.nfg`` file (outcome or payoff version).

        See `bargain.game.tables.nfg` for the format.
        """
        from bargain.game.tables.nfg import parse_nfg

        name, players, actions, tables = parse_nfg(text)
        return cls(players, actions, tables, name=name)

    def to_nfg(self) -> str:
        """Return the game as the text of a Gambit ``.nfg`` file (payoff version)."""
        from bargain.game.tables.nfg import format_nfg

        return format_nfg(self, self.numeric_payoffs("the .nfg format"))

    @within_reach
    def at(self, values: Values) -> FiniteGame:
        """Return the game with values for some or all parameters.

        Parameters
        ----------
        values : mapping of Symbol or name to number
            Exact (0.1 is 1/10). Expressions in other symbols are
            accepted too.

        Raises
        ------
        GameError
            If a name is no parameter of the game, or a value contradicts an assumption.

        Examples
        --------
        >>> import sympy as sp
        >>> v = sp.Symbol("v", positive=True)
        >>> game = FiniteGame.from_payoffs([[(v - 3) / 2, v], [0, v / 2]],
        ...                                [[(v - 3) / 2, 0], [v, v / 2]])
        >>> game.at({"v": 2}).payoff("1", 0, 0)
        Fraction(-1, 2)
        """
        tables, relations, outside = with_values(
            self.payoffs, self.assumptions, self.disagreement, self.parameters, values
        )
        return FiniteGame(self.players, self.actions, tables, relations, self.name, outside or None)

    def with_disagreement(
        self, disagreement: Mapping[str, Number] | Sequence[Action]
    ) -> FiniteGame:
        """The same table with other payoffs of no agreement.

        Parameters
        ----------
        disagreement : mapping of player to number, or sequence of labels
            As in `from_payoffs`.

        Returns
        -------
        FiniteGame

        Examples
        --------
        >>> game = FiniteGame.from_payoffs([[3, 0]], [[1, 2]])
        >>> dict(game.with_disagreement({"1": 1, "2": 1}).disagreement)
        {'1': Fraction(1, 1), '2': Fraction(1, 1)}
        """
        return FiniteGame(
            self.players, self.actions, self.payoffs, self.assumptions, self.name, disagreement
        )

    @within_reach
    def rationalise(self, max_denominator: int = 10**6) -> FiniteGame:
        """Return the game with every payoff rounded to a fraction with a bounded denominator.

        Examples
        --------
        >>> FiniteGame.from_payoffs(np.array([[0.1]]), [[0.2]]).rationalise(100).payoff("1", 0, 0)
        Fraction(1, 10)
        """
        tables = {p: rounded(t, max_denominator) for p, t in self.payoffs.items()}
        outside = self.disagreement or None
        return FiniteGame(self.players, self.actions, tables, self.assumptions, self.name, outside)

    def to_nashpy(self) -> nashpy.Game:
        """Return the two-player game for nashpy, with the same equilibria.

        Each player's payoffs are multiplied by the positive number that makes them coprime
        integers; where these pass 2^53 and the payoffs are floats, by a power of two.

        Raises
        ------
        GameError
            If the game has more than two players or symbolic payoffs, or if the payoffs are
            neither such integers nor floats.

        Examples
        --------
        >>> FiniteGame.from_payoffs([["1/2", 1]], [[0, 3]]).to_nashpy().payoff_matrices[0]
        array([[1, 2]])
        """
        from bargain.game.tables.other_packages import to_nashpy

        return to_nashpy(self, self.numeric_payoffs("nashpy"))

    @classmethod
    def from_nashpy(cls, game: nashpy.Game) -> FiniteGame:
        """Read a nashpy game; floats keep their exact binary values.

        Examples
        --------
        >>> import nashpy
        >>> FiniteGame.from_nashpy(nashpy.Game([[1, 2]], [[3, 4]])).payoff("2", 0, 1)
        Fraction(4, 1)
        """
        from bargain.game.tables.other_packages import of_nashpy

        return cls.from_payoffs(*of_nashpy(game))

    @classmethod
    def from_quantecon(cls, game: object) -> FiniteGame:
        """Read QuantEcon's ``NormalFormGame``; floats keep their exact binary values."""
        from bargain.game.tables.other_packages import of_quantecon

        return cls.from_payoffs(*of_quantecon(game))

    def to_quantecon(self) -> Any:
        """Return QuantEcon's ``NormalFormGame``, with the numbers that `to_nashpy` gives."""
        from bargain.game.tables.other_packages import to_quantecon

        return to_quantecon(self, self.numeric_payoffs("QuantEcon"))

    @classmethod
    def from_pygambit(cls, game: object) -> FiniteGame:
        """Read a pygambit game, or the strategic form of one in extensive form."""
        from bargain.game.tables.other_packages import of_gambit

        return cls.from_nfg(of_gambit(game))

    def to_pygambit(self) -> Any:
        """Return the game for pygambit, exactly."""
        from bargain.game.tables.other_packages import to_pygambit

        return to_pygambit(self.to_nfg())

    def in_pure_actions(self) -> bargain.Game:
        """The same game in variables: each player's action is its position in the list of labels.

        What asks for a `bargain.Game` takes the table through it; its agreements are pure profiles.

        Examples
        --------
        >>> pd = FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])
        >>> pd.in_pure_actions().payoffs["1"]
        -a_1*a_2 + 2*a_1 - 3*a_2 + 3
        """
        import bargain

        return in_pure_actions(self, bargain.Game)

    def mixed_extension(self) -> bargain.Game:
        """The game in probabilities: one variable per action but the last, which has the rest.

        Examples
        --------
        >>> pennies = FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> pennies.mixed_extension().payoffs["1"]
        4*p_1_0*p_2_0 - 2*p_1_0 - 2*p_2_0 + 1
        """
        import bargain

        return mixed_extension(self, bargain.Game)

    def plays(self, player: str, action: Action) -> Boolean:
        """That a player plays an action, as a relation for `bargain.conditions.holds` and `prove`.

        Examples
        --------
        >>> FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]]).plays("1", 1)
        Eq(a_1, 1)
        """
        import sympy as sp

        return sp.Eq(action_variables(self)[player], self.position(player, action))

    def describe(self) -> str:
        """Return a description in words, followed by the table."""
        lines = [self.name or "Finite game"]
        lines += [f"  {p}: {', '.join(map(str, self.actions[p]))}" for p in self.players]
        if self.parameters:
            lines.append(f"  parameters: {', '.join(s.name for s in self.parameters)}")
        if self.parameter_relations:
            lines.append(f"  where {', '.join(map(str, self.parameter_relations))}")
        return "\n".join([*lines, "", str(self)])

    def __str__(self) -> str:
        from bargain.game.tables.payoff_table import text_table

        return text_table(self)

    def _repr_html_(self) -> str:
        from bargain.game.tables.payoff_table import html_table

        return html_table(self)

    def _repr_latex_(self) -> str:
        from bargain.game.tables.payoff_table import latex_table

        return latex_table(self)

    def __repr__(self) -> str:
        size = "×".join(map(str, self.shape))
        title = f" {self.name!r}" if self.name else ""
        free = ", ".join(s.name for s in self.parameters)
        free = f", parameters {free}" if free else ""
        return f"<FiniteGame{title} {size}, players {', '.join(self.players)}{free}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FiniteGame):
            return NotImplemented
        return (
            self.players == other.players
            and self.actions == other.actions
            and self.assumptions == other.assumptions
            and self.disagreement == other.disagreement
            and all(np.array_equal(self.payoffs[p], other.payoffs[p]) for p in self.players)
        )

    def __hash__(self) -> int:
        return hash((self.players, self.shape, *(tuple(t.flat) for t in self.payoffs.values())))


def _again(*parts: Any) -> FiniteGame:
    """A table from what it is pickled as: assumptions were taken apart."""
    players, actions, payoffs, assumptions, *rest = parts
    everything = [players, actions, payoffs, tuple(map(from_parts, assumptions)), *rest]
    return FiniteGame(*everything)
