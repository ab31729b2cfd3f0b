r"""Correlated and coarse correlated equilibria, exactly.

A distribution :math:`\mu` over profiles is a *correlated* equilibrium if nobody who is told its own
action gains by playing another (Aumann 1974),

.. math:: \sum_{s} \mu(a, s)\,\bigl(u_i(b, s) - u_i(a, s)\bigr) \le 0 \quad (i, a, b),

and a *coarse* one if nobody gains by playing one action whatever it is told (Moulin and Vial 1978),

.. math:: \sum_{a, s} \mu(a, s)\,\bigl(u_i(b, s) - u_i(a, s)\bigr) \le 0 \quad (i, b).

Both sets are polytopes; the best element for a linear objective is a linear programme, solved in
rationals (`bargain.solve.finite.exact_linear_program`).

References
----------
Aumann, R. (1974), Subjectivity and correlation in randomized strategies, *J. Mathematical
Economics* 1. Moulin, H. & Vial, J.-P. (1978), Strategically zero-sum games, *Int. J. Game Theory*
7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from bargain.arguments import flag, of_type, within_reach
from bargain.errors import OptionError
from bargain.exact import to_fraction
from bargain.frozen import freeze
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Action, Number
from bargain.result import Result
from bargain.solve.finite.exact_linear_program import maximise

__all__ = ["CorrelatedEquilibrium", "correlated_equilibrium"]

_MOST_CELLS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CorrelatedEquilibrium(Result):
    """A distribution over profiles that nobody gains by leaving, the best for an objective.

    Attributes
    ----------
    chances : mapping of profile (tuple of labels) to Fraction
        Of the profiles with a positive chance.
    payoffs : mapping of player to Fraction
    value : Fraction
        Of the objective: proved to be the largest by the dual programme.
    coarse : bool
    """

    chances: Mapping[tuple[Action, ...], Fraction]
    payoffs: Mapping[str, Fraction]
    value: Fraction
    coarse: bool = False

    def __post_init__(self) -> None:
        freeze(self)

    def summary(self) -> str:
        """The chances and the payoffs."""
        kind = "coarse correlated" if self.coarse else "correlated"
        lines = [f"{kind} equilibrium, objective {self.value}"]
        lines += [f"  {', '.join(map(str, a))}: {q}" for a, q in self.chances.items()]
        return "\n".join([*lines, *(f"  payoff of {p}: {u}" for p, u in self.payoffs.items())])

    def __repr__(self) -> str:
        kind = "coarse " if self.coarse else ""
        return f"<CorrelatedEquilibrium {kind}value {self.value}, {len(self.chances)} profiles>"


@within_reach
def correlated_equilibrium(
    game: FiniteGame, weights: Mapping[str, Number] | None = None, *, coarse: bool = False
) -> CorrelatedEquilibrium:
    """The correlated equilibrium with the largest weighted sum of payoffs.

    Parameters
    ----------
    game : FiniteGame
        With rational payoffs.
    weights : mapping of player to number, optional
        Of the players' payoffs in the objective; negative ones look for the worst. Default: 1 for
        everybody, the sum of payoffs.
    coarse : bool, default False
        The larger set of coarse correlated equilibria.

    Returns
    -------
    CorrelatedEquilibrium

    Raises
    ------
    InputError
        A game with parameters, an unknown player, or a table that is too large.

    Examples
    --------
    In chicken a device that never lets both dare is worth more than any equilibrium (Aumann 1974):

    >>> chicken = FiniteGame.from_payoffs([[0, 7], [2, 6]], [[0, 2], [7, 6]], actions=["DC", "DC"])
    >>> best = correlated_equilibrium(chicken)
    >>> best.value, best.chances["C", "C"]
    (Fraction(21, 2), Fraction(1, 2))
    """
    of_type(game, FiniteGame, "game", fix="give a FiniteGame", where="correlated_equilibrium")
    tables = game.numeric_payoffs("correlated_equilibrium")
    given = {p: Fraction(1) for p in game.players}
    if weights is not None:
        of_type(weights, Mapping, "weights", fix="write {player: number}")
        if unknown := [p for p in weights if p not in game.players]:
            raise OptionError(f"unknown player {unknown[0]!r}", where="weights",
                              fix="players: " + ", ".join(game.players))  # fmt: skip
        given = {p: to_fraction(weights.get(p, 0)) for p in game.players}
    if (cells := tables[0].size) > _MOST_CELLS:
        raise OptionError(f"{cells} profiles are too many", where="game",
                          fix="remove dominated actions first: iterated_elimination")  # fmt: skip
    objective = sum(given[p] * t for p, t in zip(game.players, tables, strict=True)).ravel()
    rows = [row for own, t in enumerate(tables) for row in _gains(t, own, flag(coarse, "coarse"))]
    best = maximise(list(objective), at_most=[(list(r), 0) for r in rows], equal=[([1] * cells, 1)])
    assert best.value is not None  # Nash equilibria are among them
    pairs = zip(game.profiles(), best.x, strict=True)
    return CorrelatedEquilibrium(
        chances={a: q for a, q in pairs if q},
        payoffs={
            p: sum((q * u for q, u in zip(best.x, t.ravel(), strict=True) if q), Fraction(0))
            for p, t in zip(game.players, tables, strict=True)
        },
        value=best.value,
        coarse=coarse,
    )


def _gains(table: np.ndarray, own: int, coarse: bool) -> list[np.ndarray]:
    """Coefficients of the chances in every player's gain from every change."""
    turned = np.moveaxis(table, own, 0)
    size = len(turned)
    out = []
    for b in range(size):
        change = turned[b][None] - turned
        for told in [None] if coarse else [a for a in range(size) if a != b]:
            kept = change
            if told is not None:  # of no other signal
                mask = np.zeros((size, *[1] * (turned.ndim - 1)), dtype=object)
                mask[told] = 1
                kept = change * mask
            out.append(np.moveaxis(kept, 0, own).ravel())
    return out
