"""All extreme equilibria of many two-player games of one size, exactly.

The answers are those of `bargain.solve.finite.mixed_equilibria.nash_equilibria`, game by game and
in the same order. Small games are solved together with `bargain.solve.finite.bordered_minors`: in
machine arithmetic where its exactness is proved beforehand from the size of the payoffs, else in
Python integers. In a nondegenerate game an equilibrium is a basis of both polytopes with
complementary labels; in a degenerate one the vertices are listed once each, by their label sets,
and paired. Large games go through the one-game solver.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from bargain.arguments import called
from bargain.errors import GameError, LimitReached
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.payoff_entry import coprime_integers, exact_table
from bargain.result import Result
from bargain.solve.finite.best_reply_polytope import equilibrium_order
from bargain.solve.finite.bordered_minors import Minors, bases, magnitude_limit, minor_count
from bargain.solve.finite.mixed_equilibria import extreme_equilibria
from bargain.solve.finite.profile import Profile, profiles_of
from bargain.work.progress import steps
from bargain.work.scheduling import Scheduler, each_done

__all__ = ["EquilibriaBatch", "nash_equilibria_batch"]

Tables = np.ndarray | Sequence[npt.ArrayLike]

_MOST_BASES = 1000
_CHUNK_BYTES = 6_000_000
_PART = 50_000  # games that are sent to another process at once
_INT64 = 2**62
_FLOAT64 = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class EquilibriaBatch(Result):
    """Extreme equilibria of N games of size m x n, as flat arrays with one row per equilibrium.

    Attributes
    ----------
    game : int array, shape (E,)
        Number of the game, ascending.
    x_numerators, y_numerators : integer arrays, shapes (E, m) and (E, n)
        Probabilities times the denominators; coprime. Python integers (dtype object) if one of
        them is beyond int64.
    x_denominators, y_denominators : integer arrays, shape (E,)
    degenerate : bool array, shape (N,)
        Whether the game is degenerate (of games that are not complete: false, not decided).
    complete : bool array, shape (N,)
        Whether all extreme equilibria of the game are listed, by exact enumeration.
    payoffs : tuple of two arrays, shape (N, m, n)
        The games.
    """

    _without: ClassVar[tuple[str, ...]] = ("payoffs",)

    game: np.ndarray
    x_numerators: np.ndarray
    x_denominators: np.ndarray
    y_numerators: np.ndarray
    y_denominators: np.ndarray
    degenerate: np.ndarray
    complete: np.ndarray
    payoffs: tuple[np.ndarray, np.ndarray]

    def __len__(self) -> int:
        return len(self.degenerate)

    @property
    def counts(self) -> np.ndarray:
        """The number of extreme equilibria of each game."""
        return np.bincount(self.game, minlength=len(self))

    def profiles(self, k: int) -> tuple[Profile, ...]:
        """Return the equilibria of game k, as `nash_equilibria` does."""
        from fractions import Fraction

        if not 0 <= k < len(self):
            raise GameError(f"no game {k}", where=f"{len(self)} games", fix="count from zero")
        game = FiniteGame.from_payoffs(self.payoffs[0][k], self.payoffs[1][k])
        first, last = np.searchsorted(self.game, [k, k + 1])
        out = []
        for e in range(first, last):
            x = [Fraction(int(v), int(self.x_denominators[e])) for v in self.x_numerators[e]]
            y = [Fraction(int(v), int(self.y_denominators[e])) for v in self.y_numerators[e]]
            out.append((x, y))
        return tuple(profiles_of(game, out))

    def summary(self) -> str:
        """Return the counts as text."""
        return (
            f"{len(self)} games, {len(self.game)} extreme equilibria, "
            f"{int(self.degenerate.sum())} degenerate games, "
            f"{int((~self.complete).sum())} not proved complete; exact arithmetic"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {"games": len(self)} | Result.to_dict(self)

    def __repr__(self) -> str:
        how = "all complete" if self.complete.all() else "not all proved complete"
        return f"<EquilibriaBatch {len(self)} games, {len(self.game)} equilibria, {how}>"


@called
def nash_equilibria_batch(A: Tables, B: Tables, *, scheduler: Scheduler = None) -> EquilibriaBatch:
    """Return all extreme equilibria of N two-player games of the same size, exactly.

    Parameters
    ----------
    A, B : array-like, shape (N, m, n)
        Payoffs of the row and the column players: integers, floats (an array keeps their exact
        binary values, see `bargain.exact`) or objects such as Fractions.
    scheduler : None, "processes" or dask.distributed.Client
        Who solves each 50,000 of the games (`bargain.work.scheduling`); the answer is the same to
        the last bit.

    Returns
    -------
    EquilibriaBatch

    Raises
    ------
    GameError
        If the shapes differ or are not three-dimensional, or an entry is no finite number.

    Examples
    --------
    >>> A = np.array([[[3, 0], [5, 1]], [[2, 0], [0, 1]]])
    >>> B = np.array([[[3, 5], [0, 1]], [[1, 0], [0, 2]]])
    >>> batch = nash_equilibria_batch(A, B)
    >>> batch.counts.tolist(), batch.x_numerators[-1].tolist(), batch.x_denominators[-1]
    ([1, 3], [2, 1], np.int64(3))
    """
    a, b = _stack(A, "A"), _stack(B, "B")
    if a.shape != b.shape:
        raise GameError(
            f"shapes {a.shape} and {b.shape} differ", where="A, B", fix="give (N, m, n) twice"
        )
    if scheduler is None and len(a) <= _PART:
        return _solved(a, b)
    return _in_parts(a, b, scheduler)


def _in_parts(a: np.ndarray, b: np.ndarray, scheduler: Scheduler) -> EquilibriaBatch:
    """The same, a part of the games at a time."""
    starts = range(0, max(1, len(a)), _PART)
    tasks = ((k, a[k : k + _PART], b[k : k + _PART]) for k in starts)
    found: dict[int, EquilibriaBatch] = {}
    with steps("games", alone=True) as report:
        for task, part in each_done(_part_of, tasks, scheduler):
            found[task[0]] = part
            report(sum(map(len, found.values())), len(a))
    parts = [found[k] for k in starts]

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])

    return EquilibriaBatch(
        game=np.concatenate([part.game + k for k, part in zip(starts, parts, strict=True)]),
        x_numerators=joined("x_numerators"), x_denominators=joined("x_denominators"),
        y_numerators=joined("y_numerators"), y_denominators=joined("y_denominators"),
        degenerate=joined("degenerate"), complete=joined("complete"), payoffs=(a, b),
    )  # fmt: skip


def _part_of(task: tuple[int, np.ndarray, np.ndarray]) -> EquilibriaBatch:
    return _solved(*task[1:])


def _solved(a: np.ndarray, b: np.ndarray) -> EquilibriaBatch:
    count, m, n = a.shape
    tables = (_integers(a, "A"), _integers(b, "B"))
    parts: list[_Part] = []
    degenerate = np.zeros(count, dtype=bool)
    complete = np.ones(count, dtype=bool)
    groups = _groups(tables, m, n)
    for dtype, where in zip((np.float64, np.int64, object), groups, strict=False):
        # x mixes against the column player's payoffs, y against the row player's
        size = max(1, _CHUNK_BYTES // (16 * (minor_count(m, n) + minor_count(n, m))))
        for start in range(0, len(where), size):
            games = where[start : start + size]
            full = len(games) == count
            left = _shifted(tables[1] if full else tables[1][games], (1, 2, 0), dtype)
            right = _shifted(tables[0] if full else tables[0][games], (2, 1, 0), dtype)
            parts += _chunk(left, right, games, degenerate)
    for k in groups[3].tolist():
        table = exact_table(a[k], 2, f"A[{k}]"), exact_table(b[k], 2, f"B[{k}]")
        parts += _one_game(k, table, degenerate, complete)
    game, x, x_total, y, y_total = _assembled(parts, m, n)
    return EquilibriaBatch(
        game=game,
        x_numerators=x,
        x_denominators=x_total,
        y_numerators=y,
        y_denominators=y_total,
        degenerate=degenerate,
        complete=complete,
        payoffs=(a, b),
    )


_Part = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Games, sort keys, x numerators, y numerators."""


def _stack(values: Tables, name: str) -> np.ndarray:
    if not isinstance(values, np.ndarray):
        try:
            given, values = values, np.array(values)
        except ValueError:
            raise GameError("ragged tables", where=name, fix="give shape (N, m, n)") from None
        if values.dtype.kind == "f" and values.ndim == 3 and np.isfinite(values).all():
            shape = values.shape  # a list of written numbers, or of arrays
            values = np.empty(shape, dtype=object)
            for k, table in enumerate(given):
                values[k] = exact_table(table, 2, f"{name}[{k}]")
    if values.ndim != 3 or 0 in values.shape[1:]:
        raise GameError(f"shape {values.shape}", where=name, fix="give shape (N, m, n)")
    if values.dtype.kind in "if" and not np.isfinite(values).all():
        at = np.argwhere(~np.isfinite(values))[0].tolist()
        raise GameError("a payoff is not a finite number", where=f"{name}{at}", fix="give numbers")
    if values.dtype.kind not in "iufOU" or isinstance(values, np.ma.MaskedArray):
        raise GameError(f"entries of type {values.dtype}", where=name, fix="give real numbers")
    return values


def _integers(values: np.ndarray, name: str) -> np.ndarray:
    """Return strategically equal integers, as int64 where they fit, else Python integers.

    Multiplying all payoffs of a player by one positive number changes no equilibrium.
    """
    if values.dtype.kind == "i" or (values.dtype.kind == "u" and values.dtype.itemsize < 8):
        return values.astype(np.int64, copy=False)
    if values.dtype.kind == "f" and values.dtype.itemsize <= 8:
        return _float_integers(values.astype(np.float64))
    out = np.empty(values.shape, dtype=object)
    for k in range(len(values)):
        out[k] = coprime_integers(exact_table(values[k], 2, f"{name}[{k}]"))
    return out


def _float_integers(values: np.ndarray) -> np.ndarray:
    """Write every float as mantissa times a power of two; scale each game to integers."""
    fraction, exponent = np.frexp(values)
    mantissa = (fraction * 2.0**53).astype(np.int64)
    zeros = np.frexp((mantissa & -mantissa).astype(np.float64))[1] - 1  # trailing zero bits
    zeros[mantissa == 0] = 0
    mantissa >>= zeros
    power = exponent.astype(np.int64) - 53 + zeros
    power[mantissa == 0] = np.iinfo(np.int64).max
    least = power.min(axis=(1, 2), keepdims=True, initial=np.iinfo(np.int64).max)
    shift = np.where(mantissa == 0, 0, power - least)
    bits = np.frexp(np.abs(mantissa).astype(np.float64))[1] + shift
    if bits.max(initial=0) < 62:
        return mantissa << shift
    return np.left_shift(mantissa.astype(object), shift.astype(object))


def _groups(tables: Sequence[np.ndarray], m: int, n: int) -> list[np.ndarray]:
    """Return the games for integers in float64, int64, Python, and for the one-game solver."""
    count = len(tables[0])
    if math.comb(m + n, m) > _MOST_BASES or not count:
        return [*[np.arange(0)] * 3, np.arange(count)]
    spread = np.zeros(count, dtype=object)
    for table in tables:
        flat = table.reshape(count, m * n)
        low, high = flat.min(axis=1), flat.max(axis=1)
        if table.dtype == object or int(high.max(initial=0)) - int(low.min(initial=0)) >= _INT64:
            low, high = low.astype(object), high.astype(object)
        spread = np.maximum(spread, high - low)
    limits = [
        min(magnitude_limit(m, n, top), magnitude_limit(n, m, top)) for top in (_FLOAT64, _INT64)
    ]
    spread = np.minimum(spread, limits[1] + 1).astype(np.int64)
    return [
        np.flatnonzero(spread <= limits[0]),
        np.flatnonzero((spread > limits[0]) & (spread <= limits[1])),
        np.flatnonzero(spread > limits[1]),
        np.arange(0),
    ]


def _shifted(table: np.ndarray, axes: tuple[int, ...], dtype: npt.DTypeLike) -> np.ndarray:
    """Return the table as (mixing action, reply, game) with reply 0 shifted to payoff zero."""
    turned = np.transpose(table, axes)
    return np.ascontiguousarray(turned - turned[:, :1], dtype=dtype)


def _chunk(
    left: np.ndarray, right: np.ndarray, games: np.ndarray, degenerate: np.ndarray
) -> list[_Part]:
    m, n, _ = left.shape
    first, second = Minors(left), Minors(right)
    tied = np.zeros(len(games), dtype=bool)
    hits = []
    for s, t in bases(m, n):
        x_vertex, x_tied = first.vertex(s, t)
        y_vertex, y_tied = second.vertex(t, s)
        tied |= x_tied
        tied |= y_tied
        x_vertex &= y_vertex
        hits.append(x_vertex)
    degenerate[games] = tied
    clear = ~tied
    parts: list[_Part] = []
    for (s, t), hit in zip(bases(m, n), hits, strict=True):
        where = np.flatnonzero(hit & clear)
        if len(where):
            key = _key(_labels(s, t, m), _labels_of_y(t, s, m, n), m, n)
            x = _scatter(first.numerators(s, t, where), s, m)
            y = _scatter(second.numerators(t, s, where), t, n)
            parts.append((games[where], np.full(len(where), key), x, y))
    where = np.flatnonzero(tied)
    if len(where):
        parts.append(
            _degenerate_part(Minors(left[..., where]), Minors(right[..., where]), games[where])
        )
    return parts


def _labels(s: tuple[int, ...], t: tuple[int, ...], m: int) -> int:
    """Label set of a vertex x: its unplayed actions, and the replies T."""
    return sum(1 << i for i in range(m) if i not in s) | sum(1 << (m + j) for j in t)


def _labels_of_y(t: tuple[int, ...], s: tuple[int, ...], m: int, n: int) -> int:
    return sum(1 << (m + j) for j in range(n) if j not in t) | sum(1 << i for i in s)


def _scatter(columns: list[np.ndarray], support: tuple[int, ...], size: int) -> np.ndarray:
    out = np.zeros((len(columns[0]), size), dtype=columns[0].dtype)
    for i, column in zip(support, columns, strict=True):
        out[:, i] = column
    return out


def _key(left: int, right: int, m: int, n: int) -> int:
    """Pack `equilibrium_order` into one integer that sorts alike."""
    size, x, y, replies_to_x, replies_to_y = equilibrium_order(left, right, m, n)
    packed = (size << m | x) << n | y
    return (packed << n | replies_to_x) << m | replies_to_y


def _listed(minors: Minors, of_x: bool, m: int, n: int) -> tuple[np.ndarray, ...]:
    """Return games, label sets and numerators of all vertices, each once."""
    game, labels, points = [], [], []
    for s, t in bases(minors.p, minors.q):
        where = np.flatnonzero(minors.vertex(s, t)[0])
        if not len(where):
            continue
        ties = minors.ties(s, t, where)
        base = _labels(s, t, m) if of_x else _labels_of_y(s, t, m, n)
        game.append(where)
        labels.append((ties << m if of_x else ties) | base)
        points.append(_scatter(minors.numerators(s, t, where), s, minors.p))
    games, masks = np.concatenate(game), np.concatenate(labels)
    _, first = np.unique(games << (m + n) | masks, return_index=True)
    return games[first], masks[first], np.concatenate(points)[first]


def _degenerate_part(first: Minors, second: Minors, games: np.ndarray) -> _Part:
    """Pair the vertices of degenerate games: all labels must be carried."""
    m, n = first.p, first.q
    x_game, x_labels, x = _listed(first, True, m, n)
    y_game, y_labels, y = _listed(second, False, m, n)
    sizes = np.bincount(y_game, minlength=len(games))
    starts = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    repeat = sizes[x_game]
    v = np.repeat(np.arange(len(x_game)), repeat)
    offset = np.arange(len(v)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    w = starts[x_game[v]] + offset
    hit = (x_labels[v] | y_labels[w]) == (1 << (m + n)) - 1
    v, w = v[hit], w[hit]
    return games[x_game[v]], _keys(x_labels[v], y_labels[w], m, n), x[v], y[w]


def _keys(left: np.ndarray, right: np.ndarray, m: int, n: int) -> np.ndarray:
    pairs, back = np.unique(np.stack([left, right]), axis=1, return_inverse=True)
    keys = [_key(int(p), int(q), m, n) for p, q in pairs.T]
    return np.array(keys, dtype=np.int64)[back.ravel()]


def _one_game(
    k: int, table: tuple[np.ndarray, np.ndarray], degenerate: np.ndarray, complete: np.ndarray
) -> list[_Part]:
    try:
        found, degenerate[k] = extreme_equilibria(*table)
    except LimitReached:
        from bargain.solve.finite.lemke_howson import path_endpoints

        found, complete[k] = path_endpoints(*table), False
    xs = [list(x[:-1]) for x, _ in found]
    ys = [list(y[:-1]) for _, y in found]
    count = len(found)
    return [
        (
            np.full(count, k),
            np.arange(count),
            np.array(xs, dtype=object).reshape(count, -1),
            np.array(ys, dtype=object).reshape(count, -1),
        )
    ]


def _assembled(parts: list[_Part], m: int, n: int) -> tuple[np.ndarray, ...]:
    """Return games, x, denominators, y, denominators, sorted by game and equilibrium."""
    if parts:
        game, keys, x, y = (np.concatenate(column) for column in zip(*parts, strict=True))
    else:
        game, keys = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        x, y = np.zeros((0, m), dtype=np.int64), np.zeros((0, n), dtype=np.int64)
    order = np.lexsort((keys, game))
    return game[order], *_coprime(x[order]), *_coprime(y[order])


def _coprime(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if len(points):
        points = points // np.gcd.reduce(points, axis=1)[:, None]
    total = points.sum(axis=1)
    if points.dtype == object and len(points) and max(map(int, total)) < 2**63:
        points, total = points.astype(np.int64), total.astype(np.int64)
    return points, total
