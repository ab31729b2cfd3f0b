r"""Sets of equilibria that are products of polytopes.

Let the supports be given. A player who mixes is *loose* if it gains nothing between its actions,
whatever the others do on their supports, and no other player who mixes is made to prefer anything
by what it does. If at most two players i and j who mix are not loose, what i has from its actions
depends on the chances q of j alone, and the other way round, so that both lie in polytopes of
their own,

.. math:: \{p \ge 0 :\ \textstyle\sum_a p_a = 1,\ u_j(b, p) = u_j(b', p)\ (b, b' \in S_j),\
          u_j(b, p) \ge u_j(c, p)\ (c \notin S_j)\},

and loose players do what they like (up to two may be counted with i and j). What a player gains by
an action off its support is linear in
the chances of each: it is nowhere positive if it is positive at no combination of vertices, and
everywhere if it is at all of them. If only i mixes and is not loose, what any other player gains is
linear in p and among the constraints of its polytope.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import gcd, prod

from bargain.solve.several.supports import Supports, WholeTables

__all__ = ["Side", "extreme_rays", "product_of"]

_MOST = 2_000  # combinations of vertices that are looked at
Side = list[list[Fraction]]  # the vertices of one player, mixed actions
Weights = list[tuple[int, ...]]  # the vertices of one player, on its support
Ray = tuple[tuple[int, ...], int]  # whole numbers, and which constraints hold with equality


def product_of(game: WholeTables, supports: Supports) -> tuple[list[Side], bool]:
    """The vertices of every player, and whether their products are all equilibria there are.

    All of the actions or some of them are played. No vertices: there is no equilibrium.

    Examples
    --------
    The first player does not care, the second matches it, the third is there:

    >>> import numpy as np
    >>> table = np.array([[[2], [0]], [[0], [1]]])
    >>> game = WholeTables([0 * table, table, 0 * table])
    >>> sides, settled = product_of(game, ((0, 1), (0,), (0,)))
    >>> [[str(q) for q in vertex] for vertex in sides[0]], settled
    ([['1', '0'], ['1/3', '2/3']], True)
    """
    at = [s[0] for s in supports]
    players = range(len(at))
    mixing = [i for i in players if len(supports[i]) > 1]
    inside = {i: [_values(game, supports, i, a) for a in supports[i][1:]] for i in mixing}
    tight = [i for i in mixing if not _is_loose(supports, i, inside)]
    tight += [i for i in mixing if i not in tight][: max(0, 2 - len(tight))]  # they may be
    if len(tight) > 2:
        return [], False
    weights: list[Weights] = [_corners(len(s)) for s in supports]
    for own in tight:
        rows = []
        for j in players:
            if j == own and len(tight) == 2:
                continue
            if j == own or len(tight) == 1 or j in tight:
                rows += _rows(game, supports, own, j)
        weights[own] = extreme_rays(len(supports[own]), rows)
        if not weights[own]:
            return [], True
    if prod(map(len, weights)) > _MOST:
        return [], False
    for j in players:
        others = [w if i != j else w[:1] for i, w in enumerate(weights)]
        for a in range(game.shape[j]):
            if a in supports[j]:
                continue
            gains = [
                game.mean_gain(supports, j, a, dict(enumerate(vertices)))
                for vertices in product(*others)
            ]
            if min(gains) > 0:
                return [], True
            if max(gains) > 0:
                return [], False
    return [
        [_mixed(w, s, k) for w in own]
        for own, s, k in zip(weights, supports, game.shape, strict=True)
    ], True


def _corners(size: int) -> Weights:
    return [tuple(int(k == i) for k in range(size)) for i in range(size)]


def _mixed(weights: Sequence[int], support: Sequence[int], size: int) -> list[Fraction]:
    total = sum(weights)
    out = [Fraction(0)] * size
    for a, v in zip(support, weights, strict=True):
        out[a] = Fraction(v, total)
    return out


def _values(game: WholeTables, supports: Supports, j: int, a: int) -> dict[tuple[int, ...], int]:
    """What a player has more with an action than with the first of its support, by profile."""
    others = (s if i != j else s[:1] for i, s in enumerate(supports))
    return {at: game.gain(j, a, supports[j][0], list(at)) for at in product(*others)}


def _is_loose(
    supports: Supports, c: int, inside: dict[int, list[dict[tuple[int, ...], int]]]
) -> bool:
    if any(any(values.values()) for values in inside[c]):
        return False
    return not any(
        _depends(values, c, supports) for i, own in inside.items() if i != c for values in own
    )


def _depends(values: dict[tuple[int, ...], int], c: int, supports: Supports) -> bool:
    """Whether values by profile change with what a player does."""
    first = supports[c][0]
    return any(value != values[(*at[:c], first, *at[c + 1 :])] for at, value in values.items())


def _rows(game: WholeTables, supports: Supports, own: int, j: int) -> list[list[int]]:
    """What makes j's support best, as rows that are at most zero on the weights of `own`.

    What depends on more players is left out.
    """
    out = []
    for a in range(game.shape[j]):
        if a == supports[j][0]:
            continue
        values = _values(game, supports, j, a)
        if any(_depends(values, i, supports) for i in range(len(supports)) if i not in (own, j)):
            continue
        at = [s[0] for s in supports]
        row = []
        for k in supports[own]:
            at[own] = k if own != j else at[own]
            row.append(values[tuple(at)])
        out.append(row)
        if a in supports[j]:
            out.append([-v for v in row])
    return out


def extreme_rays(size: int, rows: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """The extreme rays of {p >= 0, every row . p <= 0}, by the double description method.

    Examples
    --------
    >>> extreme_rays(3, [[1, -1, 0]])
    [(0, 1, 0), (0, 0, 1), (1, 1, 0)]
    """
    every = (1 << size) - 1
    found: list[Ray] = [
        (tuple(int(k == i) for k in range(size)), every ^ (1 << i)) for i in range(size)
    ]
    for number, row in enumerate(rows):
        bit = 1 << (size + number)
        values = [sum(r * v for r, v in zip(row, ray, strict=True)) for ray, _ in found]
        kept: list[Ray] = [
            (ray, mask | bit if value == 0 else mask)
            for (ray, mask), value in zip(found, values, strict=True)
            if value <= 0
        ]
        for x, above in enumerate(values):
            for y, below in enumerate(values):
                if above <= 0 or below >= 0:
                    continue
                common = found[x][1] & found[y][1]
                if any(common & m == common for z, (_, m) in enumerate(found) if z not in (x, y)):
                    continue
                cut = [above * v - below * u for u, v in zip(found[x][0], found[y][0], strict=True)]
                divisor = gcd(*cut)
                kept.append((tuple(c // divisor for c in cut), common | bit))
        found = kept
    return [ray for ray, _ in found]
