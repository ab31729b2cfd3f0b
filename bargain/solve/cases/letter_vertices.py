r"""Vertices of best-reply polytopes whose payoffs are expressions.

Of a mixed action :math:`y` of the other player, and the payoffs :math:`A` of the one who replies,
let :math:`S` be columns and :math:`T` as many rows. If rows :math:`T` are equally good against a
:math:`y` on :math:`S`, then :math:`y_j = N_j / \sum_{S} N` with the minors

.. math:: N_j = \pm \det (A_t - A_{t_0})_{t \in T \setminus t_0,\; S \setminus j},

whenever the sum is not zero. It is a vertex if all :math:`N_j` have one sign and no row is better
than :math:`t_0`. Signs decide this, so that the same vertices are found in a whole cell of
parameters; a vertex is known by its *labels*: the actions that it does not use, and the replies
that are best.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import sympy as sp

from bargain.solve.cases.case_search import Signed

__all__ = ["LetterVertex", "VertexFinder", "mixture", "quotient"]


def quotient(expression: sp.Expr) -> sp.Expr:
    """One quotient of expanded polynomials without a common factor: one form for equal values.

    Examples
    --------
    >>> v, c = sp.symbols("v c")
    >>> quotient(1 - v / c)
    (c - v)/c
    """
    top, below = sp.cancel(expression).as_numer_denom()
    return sp.expand(top) / sp.expand(below)


@dataclass(frozen=True, slots=True)
class LetterVertex:
    """A vertex: weights with a positive sum, and what its labels say.

    Attributes
    ----------
    weights : tuple of sympy.Expr
        One per action of the one who mixes; not negative.
    total : sympy.Expr
        Their sum, which is positive.
    support, best : frozenset of int
        The actions that are used, and the best replies.
    """

    weights: tuple[sp.Expr, ...]
    total: sp.Expr
    support: frozenset[int]
    best: frozenset[int]

    @property
    def shares(self) -> tuple[sp.Expr, ...]:
        """The probabilities."""
        return tuple(quotient(w / self.total) for w in self.weights)


def mixture(
    symbols: Sequence[sp.Symbol], support: Iterable[int]
) -> tuple[list[sp.Expr], list[sp.Symbol]]:
    """Shares on a support: variables, and the rest for the last action; and these variables.

    Examples
    --------
    >>> mixture(sp.symbols("p_0 p_1 p_2"), {0, 2})
    ([p_0, 0, 1 - p_0], [p_0])
    """
    *free, last = sorted(support)
    shares = [sp.S.Zero] * len(symbols)
    for k in free:
        shares[k] = symbols[k]
    shares[last] = 1 - sp.Add(*(symbols[k] for k in free))
    return shares, [symbols[k] for k in free]


class VertexFinder:
    """The vertices of one player's polytope, cell by cell.

    Parameters
    ----------
    payoffs : sequence of rows
        Of the player who replies: a row per reply, a column per action of the one who mixes.
    """

    def __init__(self, payoffs: Sequence[Sequence[sp.Expr]]) -> None:
        self.payoffs = [list(row) for row in payoffs]
        self.replies, self.actions = len(self.payoffs), len(self.payoffs[0])
        self._minors: dict[tuple[tuple[int, ...], tuple[int, ...]], list[sp.Expr]] = {}
        self._slack: dict[tuple[tuple[int, ...], tuple[int, ...], int], sp.Expr] = {}

    def difference(self, reply: int, other: int, weights: Sequence[sp.Expr]) -> sp.Expr:
        """How much better one reply is than another, times the sum of the weights."""
        first, second = self.payoffs[reply], self.payoffs[other]
        parts = ((a - b) * w for a, b, w in zip(first, second, weights, strict=True) if w != 0)
        return sp.expand(sp.Add(*parts))

    def ways_out(
        self,
        symbols: Sequence[sp.Symbol],
        support: frozenset[int],
        replies: frozenset[int],
        *,
        exact: bool,
    ) -> tuple[list[tuple[str, sp.Expr]], list[sp.Symbol]]:
        """Relations, one of which holds iff a mixture does not make all the replies best.

        The mixture has shares between 0 and 1 on the support (`exact`: positive ones), and is
        written in the variables that are returned.
        """
        shares, bound = mixture(symbols, support)
        ways: list[tuple[str, sp.Expr]] = []
        for k in sorted(support) if len(support) > 1 else ():
            if exact:
                ways.append((">=", -shares[k]))
            elif shares[k] not in bound:  # the others are between 0 and 1 anyway
                ways.append((">", -shares[k]))
        for reply in sorted(replies):
            for better in range(self.replies):
                gain = self.difference(better, reply, shares)
                if better != reply and gain != 0:
                    ways.append((">", gain))
        return ways, bound

    def vertices(
        self, signs: Signed, within: Sequence[frozenset[int]], best: int | None = None
    ) -> list[LetterVertex]:
        """The vertices whose support lies in one of some sets of actions, each once.

        With `best`, those alone at which this reply is a best one.
        """
        found: dict[tuple[frozenset[int], frozenset[int]], LetterVertex] = {}
        for columns, rows in self._bases():
            if best is not None and best not in rows:
                continue
            if any(set(columns) <= inside for inside in within):
                vertex = self._vertex(signs, columns, rows)
                if vertex is not None:
                    found.setdefault((vertex.support, vertex.best), vertex)
        return list(found.values())

    def _bases(self) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        for size in range(1, min(self.replies, self.actions) + 1):
            for columns in combinations(range(self.actions), size):
                for rows in combinations(range(self.replies), size):
                    yield columns, rows

    def _vertex(
        self, signs: Signed, columns: tuple[int, ...], rows: tuple[int, ...]
    ) -> LetterVertex | None:
        weights = self._weights(columns, rows)
        turn, support = 0, []
        for j, weight in zip(columns, weights, strict=True):
            if weight == 0:
                continue
            sign = 1 if signs.positive(weight) else -1 if signs.positive(-weight) else 0
            if sign and turn and sign != turn:
                return None
            turn = turn or sign
            if sign:
                support.append(j)
        if len(support) < len(columns):  # no vertex, or one with a smaller basis as well
            return None
        best = set(rows)
        whole = [sp.S.Zero] * self.actions
        for j, weight in zip(columns, weights, strict=True):
            whole[j] = turn * weight
        for i in range(self.replies):
            if i in best:
                continue
            key = (columns, rows, i)
            if key not in self._slack:
                own = [sp.S.Zero] * self.actions
                for j, weight in zip(columns, weights, strict=True):
                    own[j] = weight
                self._slack[key] = self.difference(rows[0], i, own)
            slack = turn * self._slack[key]
            if signs.positive(-slack):
                return None
            if not signs.positive(slack):
                best.add(i)
        return LetterVertex(
            tuple(whole), sp.expand(sp.Add(*whole)), frozenset(support), frozenset(best)
        )

    def _weights(self, columns: tuple[int, ...], rows: tuple[int, ...]) -> list[sp.Expr]:
        if (columns, rows) not in self._minors:
            base, *others = rows
            lines = [[self.payoffs[t][j] - self.payoffs[base][j] for j in columns] for t in others]
            found = []
            for k in range(len(columns)):
                minor = [[x for n, x in enumerate(line) if n != k] for line in lines]
                value = sp.Matrix(minor).det(method="berkowitz") if minor else sp.S.One
                found.append(sp.expand((-1) ** k * value))
            self._minors[columns, rows] = found
        return self._minors[columns, rows]
