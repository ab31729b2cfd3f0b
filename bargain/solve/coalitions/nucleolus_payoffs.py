r"""The nucleolus: the imputation whose largest complaint is least, then the next largest.

The *excess* of a coalition at payoffs x is :math:`e(S, x) = v(S) - \sum_{i \in S} x_i`. Among
imputations (:math:`\sum_N x_i = v(N)`, :math:`x_i \ge v(i)`) the nucleolus makes the vector of
excesses, in falling order, lexicographically smallest. It is one point (Schmeidler 1969), and in
the core where there is one.

A sequence of linear programmes finds it (Kopelowitz 1967; Maschler, Peleg & Shapley 1979), here in
rationals: the largest excess of the coalitions that are still open is made least; those whose price
is positive have that excess in every solution, and are settled with it; and so on until x is fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import flint

from bargain.arguments import within_reach
from bargain.errors import GameError, LimitReached, OptionError
from bargain.exact import to_fraction
from bargain.game.conditions.condition import Number
from bargain.result import Result
from bargain.solve.coalitions.worths import Worths
from bargain.solve.finite.exact_linear_program import maximise

__all__ = ["Nucleolus", "nucleolus"]

_MOST_PLAYERS = 8
Row = list[int]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Nucleolus(Result):
    """What every player gets, and the complaints that are left.

    Attributes
    ----------
    payoffs : mapping of str to Fraction
    levels : tuple of (Fraction, tuple of coalitions)
        The excesses that were made least, in the order in which they were settled.
    left_out : tuple of tuple of str
        Coalitions whose worth was not given: they count as worth 0.
    """

    payoffs: Mapping[str, Fraction]
    levels: tuple[tuple[Fraction, tuple[tuple[str, ...], ...]], ...]
    left_out: tuple[tuple[str, ...], ...] = ()

    def __getitem__(self, player: str) -> Fraction:
        return self.payoffs[player]

    def summary(self) -> str:
        """The payoffs, then who complains most."""
        lines = [f"nucleolus: {', '.join(f'{p} {x}' for p, x in self.payoffs.items())}"]
        lines += [
            f"  excess {e} of {', '.join(' + '.join(s) for s in coalitions)}"
            for e, coalitions in self.levels
        ]
        if self.left_out:
            lines.append(f"worth 0, since left out: {', '.join(map(' + '.join, self.left_out))}")
        return "\n".join(lines)


@within_reach
def nucleolus(values: Mapping[str | tuple[str, ...], Number]) -> Nucleolus:
    r"""The nucleolus of a game of coalitions, exactly.

    .. math:: \operatorname{lex\,min}_{x \in I(v)} \bigl(e(S, x)\bigr)_{S}^{\downarrow}, \qquad
        e(S, x) = v(S) - \sum_{i \in S} x_i

    Parameters
    ----------
    values : mapping of coalition to number
        As for `shapley`, without letters; at most 8 players.

    Returns
    -------
    Nucleolus
        ``found["A"]`` is the payoff of A, a Fraction.

    Raises
    ------
    OptionError
        Letters, or worths that are no rational numbers; see `shapley` for coalitions.
    GameError
        No imputation: the players alone are worth more than all together.
    LimitReached
        For more players.

    References
    ----------
    Schmeidler, D. (1969), The nucleolus of a characteristic function game, *SIAM Journal on Applied
    Mathematics* 17, 1163-1170. Maschler, M., Peleg, B. & Shapley, L. (1979), Geometric properties
    of the kernel, nucleolus, and related solution concepts, *Mathematics of Operations Research* 4,
    303-338. Aumann, R. & Maschler, M. (1985), Game theoretic analysis of a bankruptcy problem from
    the Talmud, *Journal of Economic Theory* 36, 195-213.

    Examples
    --------
    The Talmud's estate of 200 and claims of 100, 200 and 300: a coalition has what others leave.

    >>> found = nucleolus({("B", "C"): 100, ("A", "B", "C"): 200})
    >>> found.payoffs
    {'A': Fraction(50, 1), 'B': Fraction(75, 1), 'C': Fraction(75, 1)}
    """
    game = Worths.read(values, "nucleolus")
    if game.parameters:
        raise OptionError(
            "the nucleolus is found for numbers alone", where=", ".join(map(str, game.parameters)),
            fix="give the letters values; shapley and core take letters",
        )  # fmt: skip
    if len(game.players) > _MOST_PLAYERS:
        raise LimitReached(
            f"{len(game.players)} players have too many coalitions for exact programmes",
            where="nucleolus", fix=f"at most {_MOST_PLAYERS} players",
        )  # fmt: skip
    players = tuple(sorted(game.players))
    alone = [to_fraction(game.worth((p,))) for p in players]
    spare = to_fraction(game.total) - sum(alone)
    if spare < 0:
        raise GameError(
            f"players alone are worth {-spare} more than all together: there is no imputation",
            where="nucleolus", fix="give all players together at least the sum",
        )  # fmt: skip
    payoffs, levels = _settled(game, players, alone, spare)
    return Nucleolus(
        payoffs=dict(zip(players, payoffs, strict=True)), levels=levels, left_out=game.left_out
    )


def _settled(
    game: Worths, players: tuple[str, ...], alone: list[Fraction], spare: Fraction
) -> tuple[list[Fraction], tuple[tuple[Fraction, tuple[tuple[str, ...], ...]], ...]]:
    """Programmes in z = x - v(i) ≥ 0 and the least slack t - s of the coalitions still open."""
    n = len(players)
    open_ones: list[tuple[tuple[str, ...], Row, Fraction]] = []
    for members in game.proper():
        row = [int(p in members) for p in players]
        need = to_fraction(game.worth(members)) - sum(
            a for a, k in zip(alone, row, strict=True) if k
        )
        open_ones.append((members, row, need))
    settled: list[tuple[Row, Fraction]] = [([1] * n, spare)]
    levels: list[tuple[Fraction, tuple[tuple[str, ...], ...]]] = []
    z = [Fraction(0)] * n if n > 1 else [spare]
    while open_ones and flint.fmpz_mat([row for row, _ in settled]).rank() < n:
        found = maximise(
            [0] * n + [1, -1],
            at_most=[([-k for k in row] + [1, -1], -need) for _, row, need in open_ones],
            equal=[([*row, 0, 0], right) for row, right in settled],
        )
        if found.status != "optimal" or found.value is None:
            raise LimitReached(f"a linear programme ended {found.status}", where="nucleolus")
        z, slack = list(found.x[:n]), found.value
        priced = [s for s, price in zip(open_ones, found.dual, strict=False) if price > 0]
        settled += [(row, need + slack) for _, row, need in priced]
        levels.append((-slack, tuple(members for members, _, _ in priced)))
        open_ones = [s for s in open_ones if s not in priced]
    return [a + x for a, x in zip(alone, z, strict=True)], tuple(levels)
