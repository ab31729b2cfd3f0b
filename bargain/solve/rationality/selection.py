r"""Selecting among equilibria: payoff dominance, risk dominance, and the index.

*Payoff dominance*: an equilibrium at which everybody gets at least as much as at any other.
*Risk dominance* (Harsanyi and Selten 1988), 2×2 games with two strict equilibria on a diagonal: the
one with the larger product of the players' losses from deviating alone.
*Index* (Shapley 1974): of a regular equilibrium of a two-player game with supports of size k, both
payoff matrices made positive, :math:`(-1)^{k+1}` times the sign of
:math:`\det A_{S T} \det B_{S T}`. A strict equilibrium has index 1, and the indices of a game that
is not degenerate add up to 1.

References
----------
Harsanyi, J. & Selten, R. (1988), *A General Theory of Equilibrium Selection in Games*.
Shapley, L. (1974), A note on the Lemke-Howson algorithm, *Math. Programming Study* 1, 175-189.
"""

from __future__ import annotations

import numpy as np

from bargain.arguments import of_type, within_reach
from bargain.errors import GameError, InputError
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.finite.best_reply_polytope import best_reply_constraints
from bargain.solve.finite.mixed_equilibria import nash_equilibria
from bargain.solve.finite.profile import Profile, profile_of
from bargain.solve.rationality.component_index import index_of_supports

__all__ = ["equilibrium_index", "payoff_dominant", "risk_dominant"]


@within_reach
def payoff_dominant(game: FiniteGame) -> Profile | None:
    """The equilibrium at which everybody gets at least as much as at every other one.

    Parameters
    ----------
    game : FiniteGame
        With rational payoffs, whose list of equilibria is complete.

    Returns
    -------
    Profile or None
        None: no equilibrium is best for everybody.

    Raises
    ------
    InputError
        If not all equilibria are known.

    Examples
    --------
    >>> stag = FiniteGame.from_payoffs([[4, 0], [3, 3]], [[4, 3], [0, 3]], actions=["SH", "SH"])
    >>> payoff_dominant(stag).support("1"), risk_dominant(stag).support("1")
    (('S',), ('H',))
    """
    of_type(game, FiniteGame, "game", fix="give a FiniteGame", where="payoff_dominant")
    found = nash_equilibria(game)
    if not found.complete:
        raise InputError("not all equilibria are known", where=found.reason,
                         fix="reduce the game: iterated_elimination")  # fmt: skip
    best = {p: max(e.payoffs[p] for e in found) for p in game.players}
    return next((e for e in found if all(e.payoffs[p] == v for p, v in best.items())), None)


@within_reach
def risk_dominant(game: FiniteGame) -> Profile | None:
    """The risk-dominant one of two strict equilibria of a 2×2 game.

    Parameters
    ----------
    game : FiniteGame
        2×2 with rational payoffs and two strict pure equilibria.

    Returns
    -------
    Profile or None
        None: the products of losses are equal, and the mixed equilibrium is selected.

    Raises
    ------
    GameError
        Another game.

    Examples
    --------
    >>> stag_hunt = FiniteGame.from_payoffs([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> risk_dominant(stag_hunt)
    <Profile 1: 1: 1; 2: 1: 1>
    """
    of_type(game, FiniteGame, "game", fix="give a FiniteGame", where="risk_dominant")
    if game.shape != (2, 2):
        raise GameError(f"risk dominance is of 2×2 games, not {game.shape}", where=f"{game!r}",
                        fix="give a game of two players with two actions each")  # fmt: skip
    a, b = game.numeric_payoffs("risk_dominant")
    products = {}
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        losses = a[i, j] - a[1 - i, j], b[i, j] - b[i, 1 - j]
        if min(losses) > 0:
            products[i, j] = losses[0] * losses[1]
    if len(products) != 2:
        raise GameError(
            f"{len(products)} strict equilibria, and risk dominance compares two",
            where=f"{game!r}", fix="use nash_equilibria",
        )  # fmt: skip
    first, second = products
    if products[first] == products[second]:
        return None
    i, j = max(products, key=lambda at: products[at])
    return profile_of(game, [[int(k == i) for k in (0, 1)], [int(k == j) for k in (0, 1)]])


@within_reach
def equilibrium_index(game: FiniteGame, profile: Profile) -> int:
    """The index of a regular equilibrium of a two-player game: 1 or -1.

    Parameters
    ----------
    game : FiniteGame
        Two players, rational payoffs.
    profile : Profile
        An exact equilibrium of it, such as `nash_equilibria` lists.

    Returns
    -------
    int
        1 or -1; over all equilibria of a regular game they add up to 1.

    Raises
    ------
    InputError
        No equilibrium, or one that is not regular: its index is one of its component.

    Examples
    --------
    >>> chicken = FiniteGame.from_payoffs([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    >>> [equilibrium_index(chicken, p) for p in nash_equilibria(chicken)]
    [1, 1, -1]
    """
    of_type(game, FiniteGame, "game", fix="give a FiniteGame", where="equilibrium_index")
    of_type(profile, Profile, "profile", fix="give an entry of nash_equilibria(game)")
    if len(game.players) != 2:
        raise GameError("the index is of two-player games", where=f"{game!r}",
                        fix="give a game of two players")  # fmt: skip
    a, b = game.numeric_payoffs("equilibrium_index")
    if {p: tuple(s) for p, s in profile.strategies.items()} != dict(game.actions):
        raise InputError("the profile is one of another game", where=repr(profile),
                         fix="give an entry of nash_equilibria(game)")  # fmt: skip
    x, y = ([profile[p][action] for action in game.actions[p]] for p in game.players)
    if profile_of(game, (x, y)).regret:
        raise InputError("the profile is no equilibrium of the game", where=repr(profile),
                         fix="give an entry of nash_equilibria(game)")  # fmt: skip
    rows = [i for i, p in enumerate(x) if p]
    columns = [j for j, q in enumerate(y) if q]
    to_y, to_x = a @ np.array(y, dtype=object), np.array(x, dtype=object) @ b
    replies = [i for i, v in enumerate(to_y) if v == max(to_y)]
    answers = [j for j, v in enumerate(to_x) if v == max(to_x)]
    regular = rows == replies and columns == answers and len(rows) == len(columns)
    positive = best_reply_constraints(a), best_reply_constraints(b.T).T
    index = index_of_supports(*positive, rows, columns) if regular else 0
    if not index:
        raise InputError("the equilibrium is not regular: the index is one of its component",
                         where=repr(profile), fix="use component_indices(game)")  # fmt: skip
    return index
