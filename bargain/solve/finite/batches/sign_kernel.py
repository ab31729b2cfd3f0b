r"""Supports of the equilibria of many small games from signs in machine arithmetic, compiled.

The mathematics is that of `bargain.solve.finite.batches.bordered_minors`; here the minors of a
block of games lie in the fast memory of one processor, and a game costs some ten to some hundred
nanoseconds. Signs are exact in one of two ways. Let :math:`M` bound :math:`|F_{s t}|`.

* Integers with :math:`M` at most `magnitude_limit`: no minor is rounded.
* Other numbers: a bordered minor of :math:`r` rows is at most :math:`(r + 1)!\, M^r`, and its
  Laplace expansion in floats has a relative error :math:`e_r \le e_{r-1} + (r + 2) u` to that
  bound, :math:`e_1 = u = 2^{-53}`. A value beyond :math:`4 (r + 1)^2 u\, (r + 1)!\, M^r` has the
  sign of the exact one; a smaller one is not decided, and where it is needed the game is left to
  integers of any size. A difference of two floats has its exact sign anyway.

The loops (`bargain.solve.finite.batches.sign_loops`) are plain Python, and numba compiles them
(``pip install "bargain[fast]"``): a compiler is not needed, the package stays without binaries, and
the text that is compiled is the text that the tests run. Without numba
`bargain.solve.finite.batches.batch_enumeration` works on arrays of numpy, with the same answers.

References
----------
N. J. Higham (2002), Accuracy and Stability of Numerical Algorithms, SIAM, sec. 3.1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, combinations
from types import FunctionType
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np

from bargain.extras import missing
from bargain.solve.finite.batches import sign_loops
from bargain.solve.finite.batches.bordered_minors import bases, magnitude_limit
from bargain.solve.finite.batches.sign_loops import CLEAR, LOOPS, OPEN, TIED
from bargain.solve.finite.best_reply_polytope import equilibrium_order

__all__ = [
    "CLEAR",
    "OPEN",
    "TIED",
    "Found",
    "available",
    "error_factor",
    "labels_of",
    "supports_of",
    "tables_of",
]

_Pair: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
_FLOAT64 = 2**53
_FAR = 2**61  # differences of smaller integers are machine integers


class Found(NamedTuple):
    """Equilibria of the games that signs in machine arithmetic decide.

    ``status`` is 0 for a game that is left open, 1 for one that is not degenerate, 2 for a
    degenerate one; ``game``, ``x`` and ``y`` have an entry per equilibrium, in the order of
    `equilibrium_order`: the numbers of the bases (`tables_of`) of its two vertices.
    """

    status: np.ndarray
    game: np.ndarray
    x: np.ndarray
    y: np.ndarray


class _Side(NamedTuple):
    """What is summed and compared for one player's mixed actions, as flat arrays of numbers."""

    p: int
    q: int
    first: np.ndarray  # of order 1: row, lower column, higher column
    order: np.ndarray
    last: np.ndarray  # of order 2 and more: the row along which to expand
    terms_at: np.ndarray
    column: np.ndarray
    minor: np.ndarray
    size: np.ndarray  # of each basis
    ones_at: np.ndarray
    ones: np.ndarray
    ones_odd: np.ndarray
    others_at: np.ndarray
    others: np.ndarray
    others_odd: np.ndarray
    others_label: np.ndarray
    labels: np.ndarray
    twins_at: np.ndarray  # earlier bases with the same support
    twins: np.ndarray


class Tables(NamedTuple):
    """Both sides; basis b of one side and basis b of the other have complementary labels."""

    supports: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    x: _Side
    y: _Side


@cache
def tables_of(m: int, n: int) -> Tables:
    """Return the tables of m x n games; bases in the order of the equilibria they give.

    Examples
    --------
    >>> tables_of(2, 2).supports
    (((0,), (0,)), ((0,), (1,)), ((1,), (0,)), ((1,), (1,)), ((0, 1), (0, 1)))
    """

    def place(pair: tuple[tuple[int, ...], tuple[int, ...]]) -> tuple[int, ...]:
        s, t = pair
        left, right = labels_of(s, t, m, n)
        return equilibrium_order(left, right, m, n)

    pairs = tuple(sorted(bases(m, n), key=place))
    turned = tuple((t, s) for s, t in pairs)
    left = [labels_of(s, t, m, n)[0] for s, t in pairs]
    right = [labels_of(s, t, m, n)[1] for s, t in pairs]
    return Tables(
        pairs,
        _side(m, n, pairs, left, [1 << (m + j) for j in range(n)]),
        _side(n, m, turned, right, [1 << i for i in range(m)]),
    )


def labels_of(s: tuple[int, ...], t: tuple[int, ...], m: int, n: int) -> tuple[int, int]:
    """Labels of the vertex x with support s and replies t, and of y with support t, replies s."""
    x = sum(1 << i for i in range(m) if i not in s) | sum(1 << (m + j) for j in t)
    y = sum(1 << (m + j) for j in range(n) if j not in t) | sum(1 << i for i in s)
    return x, y


def _side(p: int, q: int, pairs: Sequence[_Pair], labels: list[int], replies: list[int]) -> _Side:
    number: dict[_Pair, int] = {}
    first = []
    for i in range(p):
        for low, high in combinations(range(q), 2):
            number[(i,), (low, high)] = len(number)
            first.append((i, low, high))
    order, last, terms_at, column, minor = [1] * len(first), [0] * len(first), [0], [], []
    terms_at += [0] * len(first)
    for r in range(2, min(p, q - 1) + 1):
        for rows in combinations(range(p), r):
            for t in combinations(range(q), r + 1):
                number[rows, t] = len(number)
                order.append(r)
                last.append(rows[-1])
                for j in range(r, -1, -1):  # signs alternate, the last is positive
                    column.append(t[j])
                    minor.append(number[rows[:-1], t[:j] + t[j + 1 :]])
                terms_at.append(len(column))
    ones_at, ones, ones_odd = [0], [], []
    others_at, others, others_odd, others_label = [0], [], [], []
    for s, t in pairs:
        for k in range(len(s) if len(s) > 1 else 0):
            ones.append(number[s[:k] + s[k + 1 :], t])
            ones_odd.append(k % 2)
        ones_at.append(len(ones))
        for reply in range(q):
            if reply not in t:
                k = sum(1 for j in t if j < reply)
                others.append(number[s, (*t[:k], reply, *t[k:])])
                others_odd.append(k % 2)
                others_label.append(replies[reply])
        others_at.append(len(others))
    flat = [order, last, terms_at, column, minor, [len(s) for s, _ in pairs]]
    flat += [ones_at, ones, ones_odd, others_at, others, others_odd, others_label, labels]
    earlier = [[k for k in range(b) if pairs[k][0] == pairs[b][0]] for b in range(len(pairs))]
    flat += [[0, *accumulate(map(len, earlier))], [k for part in earlier for k in part]]
    columns = [np.array(v, dtype=np.int64) for v in flat]
    return _Side(p, q, np.array(first, dtype=np.int64).reshape(-1, 3), *columns)


def available() -> bool:
    """Whether numba is installed."""
    return not missing("fast")


def supports_of(a: np.ndarray, b: np.ndarray, run: Callable[..., Any] | None = None) -> Found:
    """Return the equilibria of the games whose signs machine arithmetic decides.

    Parameters
    ----------
    a, b : int64 or float64 arrays, shape (N, m, n)
        Payoffs of the row and the column players, of one type. Floats are finite.
    run : callable, optional
        `blocks`, compiled or not; by default what numba makes of it.

    Examples
    --------
    >>> a = np.array([[[3, 0], [5, 1]], [[2, 0], [0, 1]]])
    >>> found = supports_of(a, a.transpose(0, 2, 1).copy(), sign_loops.blocks)
    >>> found.status.tolist(), found.game.tolist(), found.x.tolist(), found.y.tolist()
    ([1, 1], [0, 1, 1, 1], [3, 0, 3, 4], [3, 0, 3, 4])
    """
    _, m, n = a.shape
    _, x, y = tables_of(m, n)
    whole = a.dtype.kind == "i"
    limit = min(magnitude_limit(m, n, _FLOAT64), magnitude_limit(n, m, _FLOAT64)) if whole else 0
    least = [error_factor(r) for r in range(max(m, n) + 1)]
    far = np.zeros(0, dtype=bool)
    if whole and len(a) and max(abs(int(end)) for t in (a, b) for end in (t.min(), t.max())) > _FAR:
        far = np.any([(t > _FAR) | (t < -_FAR) for t in (a, b)], axis=(0, 2, 3))
    turned = (b, a.transpose(0, 2, 1))
    run = run or _compiled()
    return Found(*run(*turned, x, y, far, whole, float(limit), np.array(least)))


def error_factor(order: int) -> float:
    """Return what times M^order bounds the error of a minor; see the module.

    Examples
    --------
    >>> error_factor(2) == 36 * 6 * 2.0**-53
    True
    """
    return 4 * (order + 1) ** 2 * 2.0**-53 * math.factorial(order + 1)


@cache
def _compiled() -> Callable[..., Any]:
    import numba

    make = numba.njit(cache=True, nogil=True, error_model="numpy")
    space = dict(vars(sign_loops))
    for loop in LOOPS:
        space[loop.__name__] = make(FunctionType(loop.__code__, space))
    return cast("Callable[..., Any]", space["blocks"])
