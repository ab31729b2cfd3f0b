r"""The core of a game of coalitions: payoffs that no coalition can improve upon.

.. math:: C(v) = \Bigl\{x : \sum_{i \in N} x_i = v(N),\
    \sum_{i \in S} x_i \ge v(S)\ \forall S\Bigr\}

*Theorem* (Bondareva 1963, Shapley 1967). The core is not empty iff
:math:`\sum_S λ_S v(S) \le v(N)` for every minimal balanced collection: weights :math:`λ_S > 0` of
proper coalitions, linearly independent, with :math:`\sum_{S \ni i} λ_S = 1` for every player. These
are finitely many inequalities with numbers for weights, so they are a formula in the letters of v.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations

import flint
import sympy as sp

from bargain.arguments import within_reach
from bargain.errors import LimitReached
from bargain.exact import to_fraction, to_sympy
from bargain.game.conditions.condition import Number
from bargain.game.expression import to_text
from bargain.result import Result
from bargain.solve.coalitions.worths import Worths

__all__ = ["Collection", "Core", "balanced_collections", "core"]

_MOST_PLAYERS = 5
#: Coalitions as sets of positions of players, each with its weight.
Collection = tuple[tuple[tuple[int, ...], Fraction], ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Core(Result):
    """The core of a game of coalitions.

    Attributes
    ----------
    nonempty : sympy.Basic
        The formula in the letters for which the core is not empty; true or false for numbers.
    demands : tuple of relations
        One for each minimal balanced collection; `nonempty` is all of them.
    blocking : mapping of tuple of str to Fraction or None
        For numbers with an empty core: a balanced collection that asks for more than there is.
    vertices : tuple of mapping of str to Fraction
        For numbers: the extreme points of the core, none if it is empty.
    left_out : tuple of tuple of str
        Coalitions whose worth was not given: they count as worth 0.
    """

    nonempty: sp.Basic
    demands: tuple[sp.Basic, ...]
    blocking: Mapping[tuple[str, ...], Fraction] | None = None
    vertices: tuple[Mapping[str, Fraction], ...] = ()
    left_out: tuple[tuple[str, ...], ...] = ()

    def summary(self) -> str:
        """Whether there is a core, and its extreme points."""
        if self.nonempty == sp.true:
            lines = [f"the core is not empty: {len(self.vertices)} extreme points"]
            lines += ["  " + ", ".join(f"{p} {x}" for p, x in v.items()) for v in self.vertices]
        elif self.nonempty == sp.false:
            shown = " + ".join(f"{w} × ({' + '.join(s)})" for s, w in (self.blocking or {}).items())
            lines = [f"the core is empty: more than there is is asked for by {shown}"]
        else:
            lines = ["the core is not empty iff", *(f"  {to_text(r)}" for r in self.demands)]
        if self.left_out:
            lines.append(f"worth 0, since left out: {', '.join(map(' + '.join, self.left_out))}")
        return "\n".join(lines)


@within_reach
def core(values: Mapping[str | tuple[str, ...], Number]) -> Core:
    r"""The core of a game of coalitions: when it is not empty, and its extreme points.

    .. math:: C(v) = \Bigl\{x : \sum_{i \in N} x_i = v(N),\
        \sum_{i \in S} x_i \ge v(S)\ \forall S\Bigr\}

    Parameters
    ----------
    values : mapping of coalition to number or expression
        As for `shapley`; at most 5 players.

    Returns
    -------
    Core
        With letters a formula, by the theorem of Bondareva and Shapley; with numbers also the
        extreme points, or a balanced collection that blocks.

    Raises
    ------
    OptionError
        If a coalition is none, is given twice, or that of all players is missing.
    LimitReached
        For more players.

    References
    ----------
    Bondareva, O. (1963), *Problemy Kibernetiki* 10; Shapley, L. (1967), On balanced sets and cores,
    *Naval Research Logistics Quarterly* 14.

    Examples
    --------
    >>> v = sp.Symbol("v")
    >>> core({("A", "B"): v, ("A", "C"): v, ("B", "C"): v, ("A", "B", "C"): 1}).nonempty
    (v <= 1) & (3*v/2 <= 1)
    >>> core({("A", "B"): 1, ("A", "C"): 1, ("B", "C"): 1, ("A", "B", "C"): 1}).blocking
    {('A', 'B'): Fraction(1, 2), ('A', 'C'): Fraction(1, 2), ('B', 'C'): Fraction(1, 2)}
    """
    game = Worths.read(values, "core")
    if len(game.players) > _MOST_PLAYERS:
        raise LimitReached(
            f"{len(game.players)} players have too many balanced collections", where="core",
            fix=f"at most {_MOST_PLAYERS} players are gone through; ask decide about in_core(…)",
        )  # fmt: skip
    demands: dict[sp.Basic, Collection] = {}
    for collection in balanced_collections(len(game.players)):
        asked = sp.Add(
            *(to_sympy(w) * game.worth(game.players[i] for i in s) for s, w in collection)
        )
        relation = sp.Le(sp.expand(asked), game.total)
        if relation == sp.false:
            blocking = {tuple(game.players[i] for i in s): w for s, w in collection}
            return Core(
                nonempty=sp.false, demands=(sp.false,), blocking=blocking, left_out=game.left_out
            )
        if relation != sp.true:
            demands.setdefault(relation, collection)
    vertices = () if game.parameters else tuple(_vertices(game))
    return Core(
        nonempty=sp.And(*demands), demands=tuple(demands), vertices=vertices, left_out=game.left_out
    )


@cache
def balanced_collections(n: int) -> tuple[Collection, ...]:
    """The minimal balanced collections of proper coalitions of n players.

    They are the extreme points of the weights that are balanced.

    Examples
    --------
    >>> [len(balanced_collections(n)) for n in (2, 3, 4)]
    [1, 5, 41]
    """
    coalitions = [s for k in range(1, n) for s in combinations(range(n), k)]
    found: list[Collection] = []
    for size in range(1, n + 1):
        for chosen in combinations(coalitions, size):
            if len({i for s in chosen for i in s}) < n:
                continue
            weights = _solved([[int(i in s) for s in chosen] for i in range(n)], [1] * n)
            if weights is not None and all(w > 0 for w in weights):
                found.append(tuple(zip(chosen, weights, strict=True)))
    return tuple(found)


def _solved(rows: Sequence[Sequence[int]], right: Sequence[object]) -> list[Fraction] | None:
    """The one solution of linear equations; None if there is none, or more than one."""
    whole = flint.fmpq_mat(
        [[flint.fmpq(x) for x in row] + [_number(b)] for row, b in zip(rows, right, strict=True)]
    )
    reduced, rank = whole.rref()
    width = len(rows[0])
    if rank != width or any(reduced[k, k] != 1 for k in range(width)):
        return None
    return [Fraction(int(x.p), int(x.q)) for x in (reduced[k, width] for k in range(width))]


def _number(value: object) -> flint.fmpq:
    exact = Fraction(str(value)) if not isinstance(value, Fraction) else value
    return flint.fmpq(exact.numerator, exact.denominator)


def _vertices(game: Worths) -> Iterator[Mapping[str, Fraction]]:
    """Points at which so many coalitions get just their worth that nothing else does."""
    n = len(game.players)
    place = {p: k for k, p in enumerate(game.players)}
    sides = [({place[p] for p in s}, to_fraction(game.worth(s))) for s in game.proper()]
    total = to_fraction(game.total)
    seen: set[tuple[Fraction, ...]] = set()
    for chosen in combinations(sides, n - 1):
        rows = [[1] * n, *([int(k in s) for k in range(n)] for s, _ in chosen)]
        x = _solved(rows, [total, *(w for _, w in chosen)])
        if x is None or tuple(x) in seen:
            continue
        if all(sum(x[k] for k in s) >= w for s, w in sides):
            seen.add(tuple(x))
            yield dict(zip(game.players, x, strict=True))
