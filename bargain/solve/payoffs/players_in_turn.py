r"""Players whose choices do not depend on the others: their game is solved first.

Player q *matters* to p if an action of q is in a term of :math:`u_p` that has an action of p. The
players of a set to whom nobody outside it matters play a game of their own: its equilibria are the
parts of the equilibria of the whole game that they play, and the rest is the game of the others at
each of these.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from bargain.game.game import Game

__all__ = ["own_terms", "players_apart", "rest_at"]


def own_terms(game: Game, player: str) -> sp.Expr:
    """The terms of a payoff that have an action of the player: the others change no choice.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> own_terms(Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": x*y + y**2, "B": x*y}), "A")
    x*y
    """
    mine = set(game.own(player))
    payoff = sp.expand(game.payoffs[player], log=False, power_exp=False, power_base=False)
    return sp.Add(*(t for t in sp.Add.make_args(payoff) if t.free_symbols & mine))


def players_apart(game: Game) -> tuple[str, ...]:
    """The fewest acting players to whom no other acting player matters; all, if they need all.

    Parameters
    ----------
    game : Game
        Without terms.

    Examples
    --------
    >>> x, y, z = sp.symbols("x y z")
    >>> game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}, "C": {z: (0, 1)}},
    ...             {"A": x*y, "B": x*y - y**2, "C": x*z})
    >>> players_apart(game)
    ('A', 'B')
    """
    owner = {v: p for p in game.players for v in game.own(p)}
    acting = tuple(p for p in game.players if game.own(p))
    near = {p: {owner[v] for v in own_terms(game, p).free_symbols if v in owner} for p in acting}
    closed = []
    for player in acting:
        needed, waiting = {player}, [player]
        while waiting:
            new = near[waiting.pop()] - needed
            needed |= new
            waiting += new
        closed.append(tuple(p for p in acting if p in needed))
    return min(closed, key=len, default=())


def rest_at(game: Game, point: Mapping[sp.Symbol, sp.Expr]) -> Game:
    """The game that is left where some actions are fixed; others' payoffs are 0.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": -x, "B": x*y - y})
    >>> rest_at(game, {x: sp.Integer(0)}).payoffs["B"]
    -y
    """
    actions = {p: {v: game.box[v] for v in game.own(p) if v not in point} for p in game.players}
    payoffs = {p: own_terms(game, p) if actions[p] else sp.S.Zero for p in game.players}
    return Game(actions, {p: u.subs(point, simultaneous=True) for p, u in payoffs.items()})
