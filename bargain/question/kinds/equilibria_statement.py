"""The statement that some small boxes hold every pure Nash equilibrium of a game, one each."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from bargain.check.certificate import Data, Plain
from bargain.exact import to_sympy
from bargain.game.game import Game
from bargain.question.statement import Role, Statement, Variable

__all__ = ["equilibria_statement", "whether_there_is_one"]

Box = Sequence[tuple[Fraction, Fraction]]


def equilibria_statement(
    game: Game,
    variables: Sequence[sp.Symbol],
    box: Box,
    listed: Sequence[Box],
    *,
    words: Sequence[str],
    players: list[Plain],
    tape: list[list[object]],
    payoffs: list[int],
    verdict: str,
) -> Statement:
    """Write the statement.

    Parameters
    ----------
    game : Game
    variables : sequence of Symbol
    box : sequence of (Fraction, Fraction)
        Of the variables.
    listed : sequence of boxes
        One per equilibrium.
    words : sequence of str
    players : list of dict
        Each player's name and the positions of its variables.
    tape : list of nodes
        Of which the payoffs are some, by number.
    verdict : str
        ``equilibria``, or ``always`` or ``never`` where whether there is one was asked.
    """
    return Statement(
        claim="equilibria",
        verdict=verdict,
        words=words,
        game=game.to_toml(),
        conditions=["nash"],
        where=[f"{a} <= {v} <= {b}" for v, (a, b) in zip(variables, box, strict=True)],
        variables=[
            Variable(v, Role.ACTION, (to_sympy(a), to_sympy(b)))
            for v, (a, b) in zip(variables, box, strict=True)
        ],
        content={
            "players": players,
            "box": _texts(box),
            "tape": tape,
            "payoffs": payoffs,
            "equilibria": list(map(_texts, listed)),
        },
    )


def whether_there_is_one(game: Game, listed: Data) -> Statement:
    """The same list, as the answer to whether the game has an equilibrium.

    Parameters
    ----------
    game : Game
    listed : mapping
        The statement of a certificate about the game.
    """
    return Statement(
        claim="equilibria",
        verdict="always" if listed["equilibria"] else "never",
        words=listed["words"],
        game=listed["game"],
        conditions=listed["conditions"],
        where=listed["where"],
        variables=[
            Variable(_symbol(game, name), Role.ACTION, (sp.Rational(low), sp.Rational(high)))
            for name, (low, high) in zip(listed["variables"], listed["box"], strict=True)
        ],
        content={key: listed[key] for key in ("players", "box", "tape", "payoffs", "equilibria")},
    )


def _symbol(game: Game, name: str) -> sp.Symbol:
    """An action of the game, or the letter in which one is written."""
    return game.symbols.get(name) or sp.Symbol(name, positive=True)


def _texts(box: Box) -> list[list[str]]:
    return [[str(a), str(b)] for a, b in box]
