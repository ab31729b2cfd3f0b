"""What players have without an agreement: the game's own, other payoffs, or those of equilibrium.

With ``"nash"`` the disagreement is what all Nash equilibria of the game give, which is one thing
only if the list of equilibria is complete and all of them have the same payoffs.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from bargain.arguments import shown
from bargain.errors import InputError, LimitReached, OptionError
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Number
from bargain.solve.equilibria import Equilibria, EquilibriumSet
from bargain.solve.nash_equilibria import nash_equilibria

__all__ = ["with_disagreement"]


def with_disagreement(game: object, disagreement: Mapping[str, Number] | str) -> Game | FiniteGame:
    """The same game with another disagreement.

    Raises
    ------
    OptionError
        Neither ``"nash"`` nor a payoff for every player.
    LimitReached
        With ``"nash"``: equilibria differ in payoffs, or are not proved to be all.
    """
    if not isinstance(game, (Game, FiniteGame)):
        raise InputError(
            f"{type(game).__name__} has a disagreement of its own", where="disagreement",
            fix="give it where the set is made",
        )  # fmt: skip
    if isinstance(disagreement, str) and disagreement == "nash":
        disagreement = _equilibrium_payoffs(game)
    elif not isinstance(disagreement, Mapping) or set(disagreement) != set(game.players):
        raise OptionError(
            "a disagreement is 'nash' or a payoff for every player",
            where=f"disagreement = {shown(disagreement)}",
            fix="write {" + ", ".join(f"{p!r}: 0" for p in game.players) + "}",
        )
    return game.with_disagreement(disagreement)


def _even(game: Game, found: Equilibria, among: EquilibriumSet) -> bool:
    """Whether every equilibrium of a convex set pays the same; its corners do."""
    corners = [found.equilibria[k] for k in among.equilibria]
    shares = sp.symbols(f"share:{len(corners) - 1}")
    weights = (*shares, 1 - sum(shares))
    point = {
        v: sum(w * corner[v] for w, corner in zip(weights, corners, strict=True))
        for v in game.variables
    }
    return not any(sp.expand(u.subs(point)).free_symbols for u in game.payoffs.values())


def _equilibrium_payoffs(game: Game | FiniteGame) -> Mapping[str, Number]:
    found = nash_equilibria(game)
    if not isinstance(found, Equilibria):
        raise LimitReached("equilibria depend on letters", fix="give them values with game.at")
    if not found.complete:
        raise LimitReached(f"equilibria are not proved to be all: {found.reason}")
    payoffs = {tuple(e.payoffs[p] for p in game.players) for e in found.equilibria}
    if len(payoffs) != 1:
        raise LimitReached(
            f"{len(payoffs)} payoffs in equilibrium" if payoffs else "there is no equilibrium",
            fix="choose one and give it as {player: payoff}",
        )
    if isinstance(game, Game) and not all(_even(game, found, each) for each in found.sets):
        raise LimitReached(
            "payoffs differ within a continuum of equilibria",
            fix="choose one and give it as {player: payoff}",
        )
    return dict(zip(game.players, payoffs.pop(), strict=True))
