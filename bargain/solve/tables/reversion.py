r"""A table played for ever, with reversion after a deviation.

A pure profile :math:`a` is sustained with discount factor :math:`\beta` by reversion to
:math:`d_i` iff :math:`u_i(a) \ge (1-\beta) D_i(a_{-i}) + \beta d_i` for every player, with
:math:`D_i(a_{-i}) = \max_{b} u_i(b, a_{-i})` (Friedman 1971). The :math:`d_i` are the table's
outside options where it declares them. Otherwise they are payoffs of equilibria of the table, of
which each player faces its own worst: playing one for ever is subgame-perfect.

* Tables of numbers: the worst of the exact equilibria found, mixed ones among them.
* Tables with parameters: the worst of the pure profiles that are equilibria for all parameters.

References
----------
Friedman, J. (1971), A non-cooperative equilibrium for supergames, *Rev. Economic Studies* 38.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import sympy as sp

from bargain.errors import GameError, InputError
from bargain.exact import exact_expression
from bargain.game.tables.extensions import interpolated
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.pure_profiles import positions
from bargain.solve.tables.signs_of_payoffs import SignsOfPayoffs

__all__ = ["AtProfile", "at_profile", "punishments", "read_profile", "slack_polynomials"]


class AtProfile(NamedTuple):
    """One player at a profile: its payoff, its best deviation, and what follows one."""

    payoff: sp.Expr
    best: sp.Expr
    outside: sp.Expr


def punishments(game: FiniteGame, signs: SignsOfPayoffs) -> tuple[dict[str, sp.Expr], str]:
    """What each player has after a deviation, and what that is in words.

    Raises
    ------
    GameError
        If the table declares nothing and no equilibrium is known exactly.
    """
    if game.disagreement:
        return {p: exact_expression(d) for p, d in game.disagreement.items()}, "the outside options"
    if game.is_numeric:
        from bargain.solve.finite.mixed_equilibria import nash_equilibria

        exact = [e for e in nash_equilibria(game) if e.regret == 0]
        worst = {p: min((e.payoffs[p] for e in exact), default=None) for p in game.players}
        words = f"each player's worst of {len(exact)} equilibria of the table"
        if len(exact) == 1:
            words = f"the equilibrium of the table, {exact[0]!r}"
        found = {p: exact_expression(v) for p, v in worst.items() if v is not None}
    else:
        stable = [at for at in _profiles(game) if _is_equilibrium(game, at, signs)]
        found = {
            p: signs.least([game.payoffs[p][at] for at in stable]) for p in game.players if stable
        }
        names = [", ".join(str(game.actions[p][k]) for p, k in zip(game.players, at, strict=True))
                 for at in stable]  # fmt: skip
        words = "the equilibrium " + " or ".join(f"({n})" for n in names)
    if not found:
        raise GameError(
            "nothing is known to follow a deviation: no equilibrium of the table is known exactly",
            where=f"{game!r}",
            fix="give disagreement=: a payoff for every player, or a profile",
        )
    return found, words


def _profiles(game: FiniteGame) -> Iterator[tuple[int, ...]]:
    return product(*map(range, game.shape))


def _is_equilibrium(game: FiniteGame, at: tuple[int, ...], signs: SignsOfPayoffs) -> bool:
    return all(
        signs.at_least(game.payoffs[p][at], other)
        for own, p in enumerate(game.players)
        for other in _own_column(game.payoffs[p], own, at)
    )


def _own_column(table: np.ndarray, own: int, at: Sequence[int]) -> list[Any]:
    """The payoffs of a player's actions, the others' fixed."""
    return [table[(*at[:own], k, *at[own + 1 :])] for k in range(table.shape[own])]


def at_profile(
    game: FiniteGame, agreement: object, signs: SignsOfPayoffs
) -> tuple[dict[str, AtProfile], str]:
    """What is compared at a pure profile, per player, and the punishment in words."""
    profile = read_profile(game, agreement)
    at = tuple(int(k) for k in positions(profile, game).values())
    outside, words = punishments(game, signs)
    found = {}
    for own, p in enumerate(game.players):
        best = signs.largest(_own_column(game.payoffs[p], own, at))
        found[p] = AtProfile(exact_expression(game.payoffs[p][at]), best, outside[p])
    return found, words


def read_profile(game: FiniteGame, agreement: object) -> Mapping[Any, Any]:
    """A pure profile as a label for each player.

    Raises
    ------
    InputError
        If it is no profile of labels.
    """
    pure = getattr(agreement, "strategies", None)
    if pure is not None:
        if not getattr(agreement, "is_pure", False):
            raise InputError("the agreement is a mixed profile", fix="give a pure one")
        return {p: next(a for a, q in s.items() if q) for p, s in pure.items()}
    if isinstance(agreement, Mapping):
        return agreement
    if isinstance(agreement, (list, tuple)) and len(agreement) == len(game.players):
        return dict(zip(game.players, agreement, strict=True))
    raise InputError(
        f"{agreement!r} is not a pure profile of the table",
        fix="give a label for each player: ('C', 'C')",
    )


def slack_polynomials(
    game: FiniteGame, discount: sp.Expr, signs: SignsOfPayoffs
) -> tuple[dict[str, sp.Expr], str]:
    r"""Per player :math:`u_i - (1-\beta) D_i - \beta d_i` in the variables of the pure profiles."""
    outside, words = punishments(game, signs)
    slacks = {}
    for own, p in enumerate(game.players):
        table = np.empty(game.shape, dtype=object)
        for at in _profiles(game):
            best = signs.largest(_own_column(game.payoffs[p], own, at))
            payoff = exact_expression(game.payoffs[p][at])
            table[at] = sp.expand(payoff - (1 - discount) * best - discount * outside[p])
        slacks[p] = interpolated(game, table)
    return slacks, words
