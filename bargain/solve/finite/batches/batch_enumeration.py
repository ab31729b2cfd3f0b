"""All extreme equilibria of many two-player games of one size, exactly.

The answers are those of `bargain.solve.finite.mixed_equilibria.nash_equilibria`, game by game and
in the same order. Small games are solved together: many of them by a compiled kernel, where its
library is installed and signs in machine arithmetic decide
(`bargain.solve.finite.batches.sign_kernel`), the others by numpy
(`bargain.solve.finite.batches.bordered_minors`), in machine arithmetic where its exactness is
proved beforehand from the size of the payoffs, else in Python integers. In a nondegenerate game an
equilibrium is a basis of both polytopes with complementary labels; in a degenerate one the vertices
are listed once each, by their label sets, and paired. Large games go through the one-game solver.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bargain.arguments import called
from bargain.errors import GameError, LimitReached
from bargain.game.tables.payoff_entry import exact_table
from bargain.solve.finite.batches.bordered_minors import Minors, minor_count
from bargain.solve.finite.batches.equilibria_batch import EquilibriaBatch, Points
from bargain.solve.finite.batches.machine_integers import groups, integers, shifted
from bargain.solve.finite.batches.sign_kernel import (
    OPEN,
    TIED,
    available,
    labels_of,
    supports_of,
    tables_of,
)
from bargain.solve.finite.best_reply_polytope import equilibrium_order
from bargain.solve.finite.mixed_equilibria import extreme_equilibria
from bargain.work.progress import steps
from bargain.work.scheduling import Scheduler, each_done

__all__ = ["EquilibriaBatch", "nash_equilibria_batch"]

Tables = np.ndarray | Sequence[npt.ArrayLike]

_MOST_BASES = 1000
_MOST_ACTIONS = 28  # of both, for labels and the order of equilibria in one machine integer
_CHUNK_BYTES = 6_000_000
_PART = 50_000  # games that are sent to another process at once
_MANY = 1000  # games from which on loading the compiled kernel pays


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
    if scheduler is None and (len(a) <= _PART or (available() and a.dtype.kind in "if")):
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

    def joined(columns: list[np.ndarray]) -> np.ndarray:
        return np.concatenate(columns)

    game = joined([part.game + k for k, part in zip(starts, parts, strict=True)])
    x, y = (joined([part.points.sides[side] for part in parts]) for side in (0, 1))
    return EquilibriaBatch(
        game=game, degenerate=joined([part.degenerate for part in parts]),
        complete=joined([part.complete for part in parts]), payoffs=(a, b),
        points=Points((a, b), game, x, y),
    )  # fmt: skip


def _part_of(task: tuple[int, np.ndarray, np.ndarray]) -> EquilibriaBatch:
    return _solved(*task[1:])


def _solved(a: np.ndarray, b: np.ndarray) -> EquilibriaBatch:
    count, m, n = a.shape
    degenerate = np.zeros(count, dtype=bool)
    complete = np.ones(count, dtype=bool)
    if math.comb(m + n, m) > _MOST_BASES or m + n > _MOST_ACTIONS:
        game, x, y = _one_by_one(a, b, degenerate, complete)
    else:
        machine = _in_machine_arithmetic(a, b) if count >= _MANY and available() else None
        if machine is None:
            game, x, y = _with_arrays(a, b, degenerate)
        else:
            game, x, y = _compiled(a, b, machine, degenerate)
    return EquilibriaBatch(
        game=game, degenerate=degenerate, complete=complete, payoffs=(a, b),
        points=Points((a, b), game, x, y),
    )  # fmt: skip


def _in_machine_arithmetic(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Both tables as int64 or as float64, without rounding; None if they are neither."""
    for kinds, dtype in (("iu", np.int64), ("f", np.float64)):
        if all(t.dtype.kind in kinds and np.can_cast(t.dtype, dtype) for t in (a, b)):
            out = [np.ascontiguousarray(t, dtype=dtype) for t in (a, b)]
            return out[0], out[1]
    return None


def _compiled(
    a: np.ndarray, b: np.ndarray, machine: tuple[np.ndarray, np.ndarray], degenerate: np.ndarray
) -> _Part:
    """Games that signs in machine arithmetic decide by the kernel, the others with arrays."""
    found = supports_of(*machine)
    degenerate |= found.status == TIED
    done = found.game, found.x, found.y
    left = np.flatnonzero(found.status == OPEN)
    if not len(left):
        return done
    tied = np.zeros(len(left), dtype=bool)
    game, x, y = _with_arrays(a[left], b[left], tied)
    degenerate[left] = tied
    columns = [np.concatenate(pair) for pair in zip(done, (left[game], x, y), strict=True)]
    order = np.argsort(columns[0], kind="stable")
    return columns[0][order], columns[1][order], columns[2][order]


def _with_arrays(a: np.ndarray, b: np.ndarray, degenerate: np.ndarray) -> _Part:
    """All games, in arrays over the games of one arithmetic: games, and bases of x and of y."""
    count, m, n = a.shape
    tables = (integers(a, "A"), integers(b, "B"))
    parts: list[tuple[np.ndarray, ...]] = [(np.zeros(0, dtype=np.int64),) * 4]
    for dtype, where in zip((np.float64, np.int64, object), groups(tables, m, n), strict=True):
        # x mixes against the column player's payoffs, y against the row player's
        size = max(1, _CHUNK_BYTES // (16 * (minor_count(m, n) + minor_count(n, m))))
        for start in range(0, len(where), size):
            games = where[start : start + size]
            full = len(games) == count
            left = shifted(tables[1] if full else tables[1][games], (1, 2, 0), dtype)
            right = shifted(tables[0] if full else tables[0][games], (2, 1, 0), dtype)
            parts += _chunk(left, right, games, degenerate)
    game, keys, x, y = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((keys, game))
    return game[order], x[order].astype(np.int16), y[order].astype(np.int16)


_Part = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Games, bases of x, bases of y."""


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


def _chunk(
    left: np.ndarray, right: np.ndarray, games: np.ndarray, degenerate: np.ndarray
) -> list[tuple[np.ndarray, ...]]:
    m, n, _ = left.shape
    pairs = tables_of(m, n).supports
    first, second = Minors(left), Minors(right)
    tied = np.zeros(len(games), dtype=bool)
    hits = []
    for s, t in pairs:
        x_vertex, x_tied = first.vertex(s, t)
        y_vertex, y_tied = second.vertex(t, s)
        tied |= x_tied
        tied |= y_tied
        x_vertex &= y_vertex
        hits.append(x_vertex)
    degenerate[games] = tied
    clear = ~tied
    parts: list[tuple[np.ndarray, ...]] = []
    for basis, hit in enumerate(hits):  # in the order of the equilibria
        where = np.flatnonzero(hit & clear)
        same = np.full(len(where), basis)
        parts.append((games[where], same, same, same))
    where = np.flatnonzero(tied)
    if len(where):
        parts.append(
            _degenerate_part(Minors(left[..., where]), Minors(right[..., where]), games[where])
        )
    return parts


def _key(left: int, right: int, m: int, n: int) -> int:
    """Pack `equilibrium_order` into one integer that sorts alike."""
    size, x, y, replies_to_x, replies_to_y = equilibrium_order(left, right, m, n)
    packed = (size << m | x) << n | y
    return (packed << n | replies_to_x) << m | replies_to_y


def _listed(minors: Minors, side: int, m: int, n: int) -> tuple[np.ndarray, ...]:
    """Return games, label sets and bases of all vertices, each once."""
    game, labels, numbers = [], [], []
    for basis, pair in enumerate(tables_of(m, n).supports):
        s, t = pair[side], pair[1 - side]
        where = np.flatnonzero(minors.vertex(s, t)[0])
        if not len(where):
            continue
        ties = minors.ties(s, t, where)
        game.append(where)
        labels.append((ties if side else ties << m) | labels_of(*pair, m, n)[side])
        numbers.append(np.full(len(where), basis))
    games, masks = np.concatenate(game), np.concatenate(labels)
    _, first = np.unique(games << (m + n) | masks, return_index=True)
    return games[first], masks[first], np.concatenate(numbers)[first]


def _degenerate_part(first: Minors, second: Minors, games: np.ndarray) -> tuple[np.ndarray, ...]:
    """Pair the vertices of degenerate games: all labels must be carried."""
    m, n = first.p, first.q
    x_game, x_labels, x = _listed(first, 0, m, n)
    y_game, y_labels, y = _listed(second, 1, m, n)
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


def _one_by_one(
    a: np.ndarray, b: np.ndarray, degenerate: np.ndarray, complete: np.ndarray
) -> _Part:
    """Large games by the one-game solver: games, and the points themselves."""
    _, m, n = a.shape
    counts, xs, ys = [], [], []
    for k in range(len(a)):
        table = exact_table(a[k], 2, f"A[{k}]"), exact_table(b[k], 2, f"B[{k}]")
        try:
            found, degenerate[k] = extreme_equilibria(*table)
        except LimitReached:
            from bargain.solve.finite.lemke_howson import path_endpoints

            found, complete[k] = path_endpoints(*table), False
        counts.append(len(found))
        xs += [x[:-1] for x, _ in found]
        ys += [y[:-1] for _, y in found]
    x = np.array(xs, dtype=object).reshape(len(xs), m)
    y = np.array(ys, dtype=object).reshape(len(ys), n)
    return np.repeat(np.arange(len(a)), counts), x, y
