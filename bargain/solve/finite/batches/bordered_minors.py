r"""Vertices of best-reply polytopes by bordered minors, for many small games at once.

Let :math:`F_{s t}` be the payoff of the replying player when the mixing player uses action
:math:`s` and the reply is :math:`t`. For a set :math:`R` of mixing actions and a set :math:`T` of
replies with :math:`|T| = |R| + 1`, the bordered minor is

.. math:: D(R; T) = \det \begin{pmatrix} 1 \cdots 1 \\ F_{R, T} \end{pmatrix}.

For supports :math:`S` and replies :math:`T` of equal size, with :math:`p` the position of
:math:`s` in :math:`S` and :math:`q` that of :math:`l` in :math:`T \cup l`,

.. math:: X_s = (-1)^p D(S \setminus s; T), \qquad
          V - \sum_s F_{s l} X_s = (-1)^q D(S; T \cup l).

The mixed action proportional to :math:`X` makes all of :math:`T` equally good, and the second
expression is the disadvantage of any other reply :math:`l`. So :math:`(S, T)` is a vertex of the
best-reply polytope exactly if all :math:`X_s` have one strict sign and all disadvantages that
sign or zero. Only signs of bordered minors are needed, and these are computed for all games of a
batch at once by Laplace expansion along the last row.

With :math:`|F_{s t}| \le M` after subtracting a constant from each :math:`F_{s \cdot}` (which
changes no :math:`D`), every partial sum is at most :math:`(r + 1)!\, M^r` for :math:`|R| = r`:
`magnitude_limit` is the largest :math:`M` for which nothing can overflow, or be rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import combinations

import numpy as np

_Key = tuple[tuple[int, ...], tuple[int, ...]]

__all__ = ["Minors", "bases", "magnitude_limit", "minor_count"]


def magnitude_limit(p: int, q: int, largest: int) -> int:
    """Return the largest M such that all bordered minors, and their sums, stay below `largest`.

    Examples
    --------
    >>> magnitude_limit(2, 2, 2**53) > 10**15
    True
    """
    order = min(p, q - 1)
    if order == 0:
        return largest // p
    low, high = 0, largest
    while low < high:
        middle = (low + high + 1) // 2
        if p * math.factorial(order + 1) * middle**order < largest:
            low = middle
        else:
            high = middle - 1
    return low


@cache
def bases(p: int, q: int) -> tuple[_Key, ...]:
    """Return all pairs (S, T) of supports and replies of equal size, smallest first."""
    return tuple(
        (s, t)
        for k in range(1, min(p, q) + 1)
        for s in combinations(range(p), k)
        for t in combinations(range(q), k)
    )


def minor_count(p: int, q: int) -> int:
    """Return the number of bordered minors of a p x q table."""
    return sum(math.comb(p, r) * math.comb(q, r + 1) for r in range(min(p, q - 1) + 1))


class Minors:
    """All bordered minors of a batch of tables, with their signs.

    Parameters
    ----------
    table : array, shape (p, q, N), int64, float64 or object
        Payoffs of the replying player. int64, and integers in float64, must be within
        `magnitude_limit`; Python integers may have any size.
    """

    def __init__(self, table: np.ndarray) -> None:
        p, q, count = table.shape
        self.p, self.q, self.count = p, q, count
        self.whole = np.dtype(object if table.dtype == object else np.int64)
        values: dict[_Key, np.ndarray] = {}
        for i in range(p):
            for low, high in combinations(range(q), 2):
                values[(i,), (low, high)] = table[i, high] - table[i, low]
        product = np.empty(count, dtype=table.dtype)
        for r in range(2, min(p, q - 1) + 1):
            for rows in combinations(range(p), r):
                last, head = table[rows[-1]], rows[:-1]
                for t in combinations(range(q), r + 1):
                    total = last[t[r]] * values[head, t[:r]]
                    for j in range(r - 1, -1, -1):
                        np.multiply(last[t[j]], values[head, t[:j] + t[j + 1 :]], out=product)
                        if (r - j) % 2:
                            total -= product
                        else:
                            total += product
                    values[rows, t] = total
        self.values = values

    @cached_property
    def _signs(self) -> tuple[dict[_Key, np.ndarray], dict[_Key, np.ndarray]]:
        """Which are positive, which are negative: asked for by `vertex` only."""
        positive = {key: (value > 0).astype(bool) for key, value in self.values.items()}
        negative = {key: (value < 0).astype(bool) for key, value in self.values.items()}
        return positive, negative

    def numerators(
        self, s: tuple[int, ...], t: tuple[int, ...], where: np.ndarray
    ) -> list[np.ndarray]:
        """Return |X_s| for the games at the positions `where`, one array per action of S."""
        if len(s) == 1:
            return [np.ones(len(where), dtype=self.whole)]
        return [
            np.abs(self.values[s[:k] + s[k + 1 :], t][where]).astype(self.whole)
            for k in range(len(s))
        ]

    def others(self, s: tuple[int, ...], t: tuple[int, ...]) -> Iterator[tuple[int, int, _Key]]:
        """Yield (reply l, position in T with l, key of its minor) for all replies outside T."""
        for reply in range(self.q):
            if reply not in t:
                k = sum(1 for j in t if j < reply)
                yield reply, k, (s, (*t[:k], reply, *t[k:]))

    def vertex(self, s: tuple[int, ...], t: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Return (is a vertex, is a vertex with a further best reply), one entry per game."""
        ones: list[tuple[int, _Key]] = [
            (k % 2, (s[:k] + s[k + 1 :], t)) for k in range(len(s) if len(s) > 1 else 0)
        ]
        more = [(k % 2, key) for _, k, key in self.others(s, t)]
        signs = self._signs
        weak = np.zeros(self.count, dtype=bool)
        strict = np.zeros(self.count, dtype=bool)
        for side in (0, 1):
            if side and not ones:
                break
            good = np.ones(self.count, dtype=bool)
            for odd, key in ones:
                good &= signs[side ^ odd][key]
            clear = good.copy()
            for odd, key in more:
                clear &= signs[side ^ odd][key]
                good &= ~signs[side ^ odd ^ 1][key]
            weak |= good
            strict |= clear
        return weak, weak & ~strict

    def ties(self, s: tuple[int, ...], t: tuple[int, ...], where: np.ndarray) -> np.ndarray:
        """Return bit masks of the replies outside T that are best replies too."""
        mask = np.zeros(len(where), dtype=np.int64)
        for reply, _, key in self.others(s, t):
            mask |= (self.values[key][where] == 0).astype(np.int64) << reply
        return mask
