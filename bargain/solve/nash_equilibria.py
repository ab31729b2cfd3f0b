"""Nash equilibrium: a profile at which no player gains by changing alone.

One function for both kinds of games: `bargain.solve.finite.mixed_equilibria` answers for finite
games, `bargain.solve.continuous.pure_equilibria` for games with continuous actions; for tables with
letters `bargain.solve.cases.table_cases` answers case by case.
"""

from __future__ import annotations

from typing import Any

from bargain.arguments import within_reach
from bargain.errors import InputError
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.trees.bayesian_game import BayesianGame
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.solve.cases.answers_by_cases import Cases
from bargain.solve.equilibria import Equilibria
from bargain.work.progress import in_a_session

__all__ = ["nash_equilibria"]


@within_reach
@in_a_session("nash_equilibria")
def nash_equilibria(
    game: Game | FiniteGame | ExtensiveGame | BayesianGame, **options: Any
) -> Equilibria | Cases:
    """Return the Nash equilibria of a finite or continuous game.

    Parameters
    ----------
    game : FiniteGame, Game, ExtensiveGame or BayesianGame
        A finite game may have parameters; a continuous one has numbers for them. Of a tree, and of
        a game with types, the strategic form is solved.
    **options
        Those of `bargain.solve.finite.mixed_equilibria.nash_equilibria`,
        `bargain.solve.cases.table_cases.table_cases` (``where``, ``pure``, ``timeout``,
        ``effort``) or
        `bargain.solve.continuous.pure_equilibria.nash_equilibria`; an unknown one is a `TypeError`.

    Returns
    -------
    Equilibria
        `.equilibria`, `.complete` (true only if proved), `.reason`, `.method`, `.arithmetic`.
    Cases
        Of a finite game with parameters: `.cells`, each with `.region` and all `.equilibria` in it
        as expressions; `.at({...})`; `.complete` with a `.certificate`.

    Raises
    ------
    InputError
        If the argument is no game, or has parameters without values.

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> nash_equilibria(game).equilibria
    (<Profile 1: 1: 1; 2: 1: 1>,)

    With a letter, matching pennies where a match may be worth more:

    >>> import sympy as sp
    >>> m = sp.Symbol("m", positive=True)
    >>> cases = nash_equilibria(FiniteGame.from_payoffs([[m, -1], [-1, 1]], [[-1, 1], [1, -1]]))
    >>> [case.equilibria[0]["2"][0] for case in cases], cases.complete
    ([2/(m + 3)], True)
    """
    if isinstance(game, (ExtensiveGame, BayesianGame)):
        game = game.to_finite()
    if isinstance(game, FiniteGame) and game.parameters:
        from bargain.solve.cases.table_cases import table_cases

        return table_cases(game, **options)
    if isinstance(game, FiniteGame):
        from bargain.solve.finite import mixed_equilibria as finite

        return finite.nash_equilibria(game, **options)
    if isinstance(game, Game):
        from bargain.solve.continuous import pure_equilibria as continuous

        return continuous.nash_equilibria(game, **options)
    raise InputError(
        f"{type(game).__name__} is not a game",
        where="nash_equilibria",
        fix="give a Game or a FiniteGame",
    )
