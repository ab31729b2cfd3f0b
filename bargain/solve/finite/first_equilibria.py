"""Equilibria one after the other: the quick ones first, without repetition.

Pure equilibria come first, then the ends of the Lemke-Howson paths (two players), then everything
else that the full list has. Whoever needs one does not wait for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bargain.errors import LimitReached
from bargain.game.tables.finite_game import FiniteGame
from bargain.question.kinds.finite_order import FiniteOrder
from bargain.solve.finite.lemke_howson import distribution, paths
from bargain.solve.finite.profile import Profile, profile_of
from bargain.solve.several.many_players import pure_equilibria

__all__ = ["first_equilibria", "quick_equilibria"]


def quick_equilibria(game: FiniteGame) -> Iterator[Profile]:
    """Pure equilibria, then the ends of paths; of games in one and the same order.

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> [p.is_pure for p in quick_equilibria(game)]
    [True, True]
    """
    seen: set[Profile] = set()
    tables = game.numeric_payoffs("nash_equilibria")
    for at in pure_equilibria(tables):
        mixed = [[int(k == a) for k in range(n)] for a, n in zip(at, game.shape, strict=True)]
        profile = profile_of(game, mixed)
        seen.add(profile)
        yield profile
    if len(game.players) != 2:
        return
    order = FiniteOrder(game)
    a, b = order.in_units().numeric_payoffs()
    try:
        for x, y in paths(a, b):
            profile = profile_of(game, order.back([distribution(x), distribution(y)]))
            if profile not in seen:
                seen.add(profile)
                yield profile
    except LimitReached:  # paths can be exponentially long
        return


def first_equilibria(game: FiniteGame, count: int) -> list[Profile]:
    """Up to `count` equilibria that are found quickly."""
    return list(islice(quick_equilibria(game), count))
