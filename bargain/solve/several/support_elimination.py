r"""The equilibria of one profile of supports, by elimination in exact arithmetic.

Players who mix are made indifferent by the others. Let A, B mix over k and l actions and let all
others play one action each. Their chances solve linear equations: the gains of A between its
actions, times q = (the chances of B), are zero, and the other way round. If one more player C mixes
between two actions, with chances t and 1 - t, these gains are linear in t:

.. math:: M_A(t)\, q = 0, \qquad M_B(t)\, p = 0, \qquad p^\top Q\, q = 0,

the last for C. With k = l the first two say p and q up to a factor, as minors of the matrices, and
the third is one polynomial in t; with k = l + 1 the first has a solution where a determinant is
zero, and p is told by the other two. At every root between 0 and 1
(`bargain.solve.several.algebraic_root`) the signs of the chances, and of what every other action
would gain, are decided exactly: ties are no exception.

What is not said up to a factor is not *settled* here: chances that a whole line or surface of
points solves. Four who mix between two actions each are in `bargain.solve.several.four_who_mix`.
Other profiles with more than three who mix, or three with three actions or more each, are not of
this form (`is_eliminated`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations, product
from typing import TypeAlias

import flint

from bargain.solve.several.algebraic_root import AlgebraicRoot, Row, positive, roots_between
from bargain.solve.several.four_who_mix import four_who_mix
from bargain.solve.several.supports import Supports, WholeTables

__all__ = ["Solution", "equilibria_of", "is_eliminated"]

Entry: TypeAlias = int | flint.fmpz | flint.fmpz_poly

_CHANCE, _REST = flint.fmpz_poly([0, 1]), flint.fmpz_poly([1, -1])
_MOST_ROWS = 5  # of a matrix with t whose minors are taken
_DIGITS = 10**15


@dataclass(frozen=True, slots=True)
class Solution:
    """An equilibrium: the weights of the actions of those who mix, positive up to a factor.

    Attributes
    ----------
    supports : one tuple of actions per player
    weights : mapping of player to list of numbers or polynomials
    root : AlgebraicRoot or None
        Where polynomials are evaluated.
    strict : bool
        No action that is not played is as good, and the root is simple.
    """

    supports: Supports
    weights: dict[int, Row]
    root: AlgebraicRoot | None
    strict: bool

    def profile(self, shape: Sequence[int]) -> list[list[Fraction]]:
        """Chances that add up to one; rounded to `_DIGITS` where they are irrational."""
        out = []
        for i, (support, size) in enumerate(zip(self.supports, shape, strict=True)):
            own = [Fraction(0)] * size
            for a, chance in zip(support, self._chances(i), strict=True):
                own[a] = chance
            out.append(own)
        return out

    def _chances(self, player: int) -> list[Fraction]:
        if player not in self.weights:
            return [Fraction(1)]
        weights = self.weights[player]
        if self.root is None:
            return _shares([_fraction(w) for w in weights])
        if self.root.exact is not None:
            return _shares([_fraction(self.root.value(flint.fmpz_poly(w))) for w in weights])
        below = [Fraction(k, _DIGITS) for k in self.root.shares(weights, _DIGITS)]
        return _rounded(below)


def _shares(weights: list[Fraction]) -> list[Fraction]:
    total = sum(weights)
    return [w / total for w in weights]


def _rounded(below: list[Fraction]) -> list[Fraction]:
    """Chances that add up to one: what is missing goes to the largest."""
    largest = max(range(len(below)), key=lambda k: below[k])
    below[largest] += 1 - sum(below)
    return below


def _fraction(value: int | flint.fmpz | flint.fmpq) -> Fraction:
    q = flint.fmpq(value)
    return Fraction(int(q.p), int(q.q))


def is_eliminated(supports: Supports) -> bool:
    """Whether `equilibria_of` can tell: three mix, one between two actions; or four, between two.

    Examples
    --------
    >>> is_eliminated(((0, 1, 2), (0, 1, 2), (0, 1))), is_eliminated(((0, 1),) * 4)
    (True, True)
    """
    sizes = sorted(len(s) for s in supports if len(s) > 1)
    if len(sizes) == 3:
        return sizes[0] == 2 and sizes[2] <= _MOST_ROWS
    return len(sizes) <= 2 or sizes == [2, 2, 2, 2]


def equilibria_of(game: WholeTables, supports: Supports) -> tuple[list[Solution], bool]:
    """The equilibria with exactly these supports, and whether that is all that there is.

    Examples
    --------
    >>> import numpy as np
    >>> pennies = np.array([[1, -1], [-1, 1]])
    >>> (one,), settled = equilibria_of(WholeTables([pennies, -pennies]), ((0, 1), (0, 1)))
    >>> [[str(q) for q in own] for own in one.profile((2, 2))], settled
    ([['1/2', '1/2'], ['1/2', '1/2']], True)
    """
    at = [s[0] for s in supports]
    mixing = sorted(
        (i for i, s in enumerate(supports) if len(s) > 1), key=lambda i: len(supports[i])
    )
    if not mixing:
        strict = _stable(game, supports, {}, None)
        return ([] if strict is None else [Solution(supports, {}, None, strict)]), True
    if len(mixing) == 1:
        own, (first, *others) = mixing[0], supports[mixing[0]]
        return [], any(game.gain(own, a, first, at) for a in others)
    found: list[Solution] = []
    settled = True
    for mixed in (_linear, _with_chance, _four)[len(mixing) - 2](game, supports, at, mixing):
        if mixed is None:
            settled = False
            continue
        weights, root = mixed
        strict = _stable(game, supports, weights, root)
        if strict is not None:
            simple = root is None or not root.multiple
            found.append(Solution(supports, weights, root, strict and simple))
    return found, settled


Mixed = tuple[dict[int, Row], AlgebraicRoot | None] | None  # None: more than a point


def _linear(
    game: WholeTables, supports: Supports, at: list[int], mixing: Sequence[int]
) -> Iterator[Mixed]:
    """The chances of two who mix."""
    sides = []
    for own, other in (mixing, mixing[::-1]):
        gains = _gains(game, supports, at, own, other)
        basis, nullity = flint.fmpz_mat(gains).nullspace()
        if nullity == 0:
            return
        sides.append((other, [basis[k, 0] for k in range(len(supports[other]))], int(nullity)))
    weights = {}
    whole = True
    for player, row, nullity in sides:
        if nullity > 1:
            whole = False
            continue
        signed = positive(row, None)
        if signed is None:
            return
        weights[player] = signed
    yield (weights, None) if whole else None


def _gains(
    game: WholeTables, supports: Supports, at: list[int], own: int, other: int
) -> list[list[int]]:
    """What each action of one has more than its first one, by the actions of the other."""
    first, *more = supports[own]
    rows = []
    before = at[other]
    for a in more:
        row = []
        for b in supports[other]:
            at[other] = b
            row.append(game.gain(own, a, first, at))
        rows.append(row)
    at[other] = before
    return rows


def _with_chance(
    game: WholeTables, supports: Supports, at: list[int], mixing: Sequence[int]
) -> Iterator[Mixed]:
    """The chances of three who mix, the first between two actions."""
    c, b, a = mixing  # a has as many actions as b, or more
    m_a, m_b = (_gains_with_chance(game, supports, at, *pair, c) for pair in ((a, b), (b, a)))
    balance = _balance(game, supports, at, a, b, c)
    size = len(supports[b])
    same = len(m_a) == len(m_b)
    if same:
        kernels, of_a = [_kernel(m_a)], [_kernel(m_b)]
        f = _dot(of_a[0], [_dot(row, kernels[0]) for row in balance])
    else:
        kernels = [_kernel(list(rows)) for rows in combinations(m_a, size - 1)]
        f = reduce(_gcd, (_determinant(list(rows)) for rows in combinations(m_a, size)))
    if not f:
        yield None
        return
    for root in roots_between(f):
        q, fits = _told(kernels, root)
        if not fits:
            continue
        if not same:
            rows = [] if q is None else [*m_b, [_dot(row, q) for row in balance]]
            of_a = [_kernel(rows)] if len(rows) == len(supports[a]) - 1 else []
        p, fits = _told(of_a, root)
        if not fits:
            continue
        yield None if p is None or q is None else ({a: p, b: q, c: [_CHANCE, _REST]}, root)


def _gains_with_chance(
    game: WholeTables, supports: Supports, at: list[int], own: int, other: int, c: int
) -> list[Row]:
    """`_gains` where c plays its first action with a chance that is a letter."""
    sides = []
    for action in supports[c]:
        at[c] = action
        sides.append(_gains(game, supports, at, own, other))
    at[c] = supports[c][0]
    return [
        [flint.fmpz_poly([second, first - second]) for first, second in zip(*rows, strict=True)]
        for rows in zip(*sides, strict=True)
    ]


def _balance(
    game: WholeTables, supports: Supports, at: list[int], a: int, b: int, c: int
) -> list[Row]:
    """What c has more with the first of its two actions, by the actions of a and b."""
    out: list[Row] = []
    first, second = supports[c]
    for k in supports[a]:
        at[a] = k
        row: Row = []
        for m in supports[b]:
            at[b] = m
            row.append(game.gain(c, first, second, at))
        out.append(row)
    at[a], at[b] = supports[a][0], supports[b][0]
    return out


def _told(kernels: Sequence[Row], root: AlgebraicRoot) -> tuple[Row | None, bool]:
    """The weights that a row which is not zero says, if it does; and whether there may be any."""
    for row in kernels:
        if any(root.sign(v) for v in row):
            weights = positive(row, root)
            return weights, weights is not None
    return None, True


def _gcd(one: flint.fmpz_poly, two: flint.fmpz_poly) -> flint.fmpz_poly:
    return one.gcd(two)


def _four(
    game: WholeTables, supports: Supports, at: list[int], mixing: Sequence[int]
) -> Iterator[Mixed]:
    """The chances of four who mix between two actions each."""
    gains = []
    for own in mixing:
        others = [i for i in mixing if i != own]
        first, second = supports[own]
        here: dict[tuple[int, ...], int] = {}
        for places in product((0, 1), repeat=3):
            for i, k in zip(others, places, strict=True):
                at[i] = supports[i][k]
            here[places] = game.gain(own, first, second, at)
        gains.append(here)
    for i in mixing:
        at[i] = supports[i][0]
    for mixed in four_who_mix(gains):
        if mixed is None:
            yield None
        else:
            yield dict(zip(mixing, mixed[0], strict=True)), mixed[1]


def _dot(left: Row, right: Row) -> flint.fmpz_poly:
    total = flint.fmpz_poly([0])
    for u, v in zip(left, right, strict=True):
        total += u * v
    return total


def _determinant(rows: list[Row]) -> flint.fmpz_poly:
    """By the first row."""
    if len(rows) == 1:
        return flint.fmpz_poly([0]) + rows[0][0]
    if len(rows) == 2:
        return rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0]
    return _dot(rows[0], _kernel(rows[1:]))


def _kernel(rows: list[Row]) -> Row:
    """What k rows of length k + 1 are zero on: the minors, with their signs."""
    if len(rows) == 1:
        return [rows[0][1], -rows[0][0]]
    out = []
    for k in range(len(rows) + 1):
        minor = _determinant([row[:k] + row[k + 1 :] for row in rows])
        out.append(-minor if k % 2 else minor)
    return out


def _stable(
    game: WholeTables, supports: Supports, weights: dict[int, Row], root: AlgebraicRoot | None
) -> bool | None:
    """Whether every other action is worse (True), or no better (False); None if one is better."""
    strict = True
    values = {} if root is None else {
        i: [root.value(w) for w in row] for i, row in weights.items()
    }  # fmt: skip
    for j, support in enumerate(supports):
        for a in range(game.shape[j]):
            if a in support:
                continue
            gain = game.mean_gain(supports, j, a, values or weights)
            sign = (gain > 0) - (gain < 0)
            if sign == 0 and root is not None and root.exact is None:
                sign = root.sign(game.mean_gain(supports, j, a, weights))
            if sign > 0:
                return None
            strict = strict and sign < 0
    return strict
