r"""The Shapley value: what a player adds, on average over the orders in which all may come.

.. math:: φ_i(v) = \sum_{S \subseteq N \setminus i} \frac{|S|!\,(n - |S| - 1)!}{n!}
    \bigl(v(S \cup i) - v(S)\bigr)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import sympy as sp

from bargain.arguments import within_reach
from bargain.game.conditions.condition import Number
from bargain.game.expression import to_text
from bargain.result import Result
from bargain.solve.coalitions.worths import Worths

__all__ = ["ShapleyValue", "shapley"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ShapleyValue(Result):
    """What every player gets.

    Attributes
    ----------
    payoffs : mapping of str to sympy.Expr
        Exact; they add up to the worth of all players.
    left_out : tuple of tuple of str
        Coalitions whose worth was not given: they count as worth 0.
    """

    payoffs: Mapping[str, sp.Expr]
    left_out: tuple[tuple[str, ...], ...] = ()

    def __getitem__(self, player: str) -> sp.Expr:
        return self.payoffs[player]

    def summary(self) -> str:
        """A line per player."""
        lines = [
            f"Shapley value: {', '.join(f'{p} {to_text(x)}' for p, x in self.payoffs.items())}"
        ]
        if self.left_out:
            lines.append(f"worth 0, since left out: {', '.join(map(' + '.join, self.left_out))}")
        return "\n".join(lines)


@within_reach
def shapley(values: Mapping[str | tuple[str, ...], Number]) -> ShapleyValue:
    r"""The Shapley value of a game of coalitions, exactly and with letters.

    .. math:: φ_i(v) = \sum_{S \subseteq N \setminus i} \frac{|S|!\,(n - |S| - 1)!}{n!}
        \bigl(v(S \cup i) - v(S)\bigr)

    Parameters
    ----------
    values : mapping of coalition to number or expression
        A coalition is a player or a tuple of players. One that is left out is worth 0 (the result
        names them); the coalition of all players has to be given. At most 12 players.

    Returns
    -------
    ShapleyValue
        ``found["A"]`` is the payoff of A, in the unit of the worths.

    Raises
    ------
    OptionError
        If a coalition is none, is given twice, or that of all players is missing.

    References
    ----------
    Shapley, L. (1953), A value for n-person games, *Contributions to the Theory of Games* II.
    Stole, L. and Zwiebel, J. (1996), Intra-firm bargaining under non-binding contracts, *Review of
    Economic Studies* 63: what a patron gets who bargains again with every client.

    Examples
    --------
    A patron P and two clients, of which none is worth anything without P:

    >>> v1, v2, v12 = sp.symbols("v1 v2 v12")
    >>> found = shapley({("P", "A"): v1, ("P", "B"): v2, ("P", "A", "B"): v12})
    >>> found["P"]
    v1/6 + v12/3 + v2/6
    """
    game = Worths.read(values, "shapley")
    n = len(game.players)
    payoffs = {}
    for i in game.players:
        others = [p for p in game.players if p != i]
        total = sp.S.Zero
        for size in range(n):
            share = sp.Rational(factorial(size) * factorial(n - size - 1), factorial(n))
            for s in combinations(others, size):
                total += share * (game.worth((*s, i)) - game.worth(s))
        payoffs[i] = sp.expand(total)
    return ShapleyValue(payoffs=payoffs, left_out=game.left_out)
