r"""Dominance, iterated elimination and rationalizable actions, exactly.

An action :math:`a` of player :math:`i` is *strictly* dominated by a mixture :math:`\sigma` of its
other actions if :math:`u_i(\sigma, s) > u_i(a, s)` for all :math:`s` of the others; *weakly* if
:math:`\ge` for all and :math:`>` for some. A dominating mixture is a linear programme in rationals:

.. math::
    \max\ t \quad\text{subject to}\quad
    \sum_b \sigma_b\,(u_i(b, s) - u_i(a, s)) \ge t \;\; (s), \quad \sum_b \sigma_b = 1

for strict dominance (it is dominated iff the maximum is positive), and for weak dominance the sum
of the advantages, with :math:`t = 0`. Elimination takes away all dominated actions at once, round
by round. For strict dominance the order does not matter; what survives are the (correlated)
rationalizable actions (Pearce 1984, Bernheim 1984). For weak dominance it does matter, and the
simultaneous order is the one that is reported.

References
----------
Pearce, D. (1984), Rationalizable strategic behavior and the problem of perfection, *Econometrica*
52. Moulin, H. (1979), Dominance solvable voting schemes, *Econometrica* 47.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np

from bargain.arguments import flag, of_type, within_reach
from bargain.errors import OptionError
from bargain.frozen import freeze
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Action
from bargain.result import Result
from bargain.solve.finite.exact_linear_program import maximise

__all__ = ["Dominated", "Elimination", "dominated", "iterated_elimination", "rationalizable"]

_KINDS = ("strict", "weak")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Dominated(Result):
    """An action that is dominated, and what dominates it.

    Attributes
    ----------
    player : str
    action : label
    by : mapping of action to Fraction
        The chances of the dominating mixture; one action has 1 where it is pure.
    kind : str
        ``"strict"`` or ``"weak"``.
    """

    player: str
    action: Action
    by: Mapping[Action, Fraction]
    kind: str

    def __post_init__(self) -> None:
        freeze(self)

    def summary(self) -> str:
        """One line."""
        mixture = ", ".join(f"{a}: {q}" for a, q in self.by.items())
        return f"{self.player}: {self.action} is {self.kind}ly dominated by {mixture}"

    def __repr__(self) -> str:
        return f"<Dominated {self.summary()}>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Elimination(Result):
    """What iterated elimination takes away, round by round, and the game that is left.

    Attributes
    ----------
    rounds : tuple of tuple of Dominated
        What is dominated in the game that the round before left.
    game : FiniteGame
        With the actions that survive.
    kind : str
    """

    _without: ClassVar[tuple[str, ...]] = ("game",)

    rounds: tuple[tuple[Dominated, ...], ...]
    game: FiniteGame
    kind: str

    @property
    def solved(self) -> bool:
        """Whether one profile survives: the game is dominance solvable."""
        return set(self.game.shape) == {1}

    def summary(self) -> str:
        """The rounds, then what is left."""
        lines = [
            f"round {k}: " + "; ".join(d.summary() for d in gone)
            for k, gone in enumerate(self.rounds, 1)
        ] or [f"nothing is {self.kind}ly dominated"]
        left = "; ".join(f"{p}: {', '.join(map(str, a))}" for p, a in self.game.actions.items())
        return "\n".join([*lines, f"left: {left}"])

    def __repr__(self) -> str:
        size = "×".join(map(str, self.game.shape))
        return f"<Elimination {self.kind}, {len(self.rounds)} rounds, {size} left>"


@within_reach
def dominated(
    game: FiniteGame, kind: str = "strict", *, mixed: bool = True
) -> tuple[Dominated, ...]:
    """The actions that another action, or a mixture of others, dominates.

    Parameters
    ----------
    game : FiniteGame
        With rational payoffs.
    kind : {"strict", "weak"}
    mixed : bool, default True
        Whether mixtures may dominate; without, single actions only.

    Returns
    -------
    tuple of Dominated

    Raises
    ------
    InputError
        A game with parameters, or an unknown kind.

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[3, 0], [0, 3], [1, 1]], [[0, 0]] * 3,
    ...                                actions=["TMB", "LR"])
    >>> dominated(game)
    (<Dominated 1: B is strictly dominated by T: 1/2, M: 1/2>,)
    >>> dominated(game, mixed=False)
    ()
    """
    of_type(game, FiniteGame, "game", fix="give a FiniteGame", where="dominated")
    if kind not in _KINDS:
        raise OptionError(f"unknown kind {kind!r}", where="kind", fix='"strict" or "weak"')
    flag(mixed, "mixed")
    tables = game.numeric_payoffs("dominance")
    found = []
    for own, player in enumerate(game.players):
        table = np.moveaxis(tables[own], own, 0).reshape(game.shape[own], -1)
        for k, action in enumerate(game.actions[player]):
            by = _pure(table, k, kind) or (_mixture(table, k, kind) if mixed else None)
            if by is not None:
                named = {game.actions[player][b]: q for b, q in by.items()}
                found.append(Dominated(player=player, action=action, by=named, kind=kind))
    return tuple(found)


def _pure(table: np.ndarray, k: int, kind: str) -> dict[int, Fraction] | None:
    for b in range(len(table)):
        gain = table[b] - table[k]
        if b != k and min(gain) >= 0 and (min(gain) > 0 if kind == "strict" else max(gain) > 0):
            return {b: Fraction(1)}
    return None


def _mixture(table: np.ndarray, k: int, kind: str) -> dict[int, Fraction] | None:
    others = [b for b in range(len(table)) if b != k]
    if len(others) < 2:
        return None
    gains = table[others] - table[k]
    # the last two variables are the least advantage, written as a difference
    if kind == "strict":
        objective = [*[0] * len(others), 1, -1]
        rows = [([*(-gains[:, s]), 1, -1], 0) for s in range(gains.shape[1])]
    else:
        objective = [*gains.sum(axis=1), 0, 0]
        rows = [([*(-gains[:, s]), 0, 0], 0) for s in range(gains.shape[1])]
    best = maximise(objective, at_most=rows, equal=[([1] * len(others) + [0, 0], 1)])
    if best.value is None or best.value <= 0:
        return None
    return {b: q for b, q in zip(others, best.x, strict=False) if q}


@within_reach
def iterated_elimination(
    game: FiniteGame, kind: str = "strict", *, mixed: bool = True
) -> Elimination:
    """Take away dominated actions, all at once in each round, until none is dominated.

    Parameters
    ----------
    game : FiniteGame
        With rational payoffs.
    kind : {"strict", "weak"}
        With ``"weak"`` the result depends on the order; this is the simultaneous one.
    mixed : bool, default True

    Returns
    -------
    Elimination

    Raises
    ------
    InputError
        As `dominated`.

    Examples
    --------
    >>> pd = FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]], actions=["CD", "CD"])
    >>> found = iterated_elimination(pd)
    >>> found.solved, found.game.actions["1"]
    (True, ('D',))
    """
    rounds = []
    while gone := dominated(game, kind, mixed=mixed):
        rounds.append(gone)
        game = _without(game, gone)
    return Elimination(rounds=tuple(rounds), game=game, kind=kind)


def _without(game: FiniteGame, gone: tuple[Dominated, ...]) -> FiniteGame:
    out = {(d.player, d.action) for d in gone}
    kept = [[k for k, a in enumerate(game.actions[p]) if (p, a) not in out] for p in game.players]
    actions = {
        p: [game.actions[p][k] for k in at] for p, at in zip(game.players, kept, strict=True)
    }
    tables = {p: t[np.ix_(*kept)] for p, t in game.payoffs.items()}
    outside = game.disagreement or None
    return FiniteGame(game.players, actions, tables, game.assumptions, game.name, outside)


@within_reach
def rationalizable(game: FiniteGame) -> Mapping[str, tuple[Action, ...]]:
    """The actions that survive iterated elimination of strictly dominated ones.

    Parameters
    ----------
    game : FiniteGame
        With rational payoffs. With three or more players beliefs may be correlated.

    Returns
    -------
    mapping of player to tuple of actions

    Raises
    ------
    InputError
        As `dominated`.

    References
    ----------
    Bernheim, D. (1984), Rationalizable strategic behavior, *Econometrica* 52, 1007-1028.

    Examples
    --------
    >>> pennies = FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> dict(rationalizable(pennies))
    {'1': (0, 1), '2': (0, 1)}
    """
    return iterated_elimination(game).game.actions
