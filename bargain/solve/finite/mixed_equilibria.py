r"""Nash equilibria of finite games.

Two players: all extreme equilibria, each once, in rational arithmetic. They are the completely
labelled pairs of vertices of the two best-reply polytopes
(`bargain.solve.finite.best_reply_polytope`); every other equilibrium is a combination of them
(`bargain.solve.finite.nash_components`). Large games are enumerated with floating point numbers as
proposals, and accepted only after a proof (`bargain.solve.finite.vertex_graph`); degenerate games
are enumerated in integers.

Three or more players: all equilibria where every profile of supports can be settled; of other games
all pure ones exactly, and mixed profiles with their exact regret
(`bargain.solve.several.many_players`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np

from bargain.arguments import called, flag, whole
from bargain.budget import Exhausted
from bargain.clock import ClockEnded, asked
from bargain.errors import LimitReached, OptionError
from bargain.frozen import FrozenDict, no_collection
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.cases.numeric_table import certificate_by_supports
from bargain.solve.equilibria import Component, Equilibria, NashSubset
from bargain.solve.finite.best_reply_polytope import (
    Progress,
    best_reply_constraints,
    equilibrium_order,
    vertices,
)
from bargain.solve.finite.first_equilibria import first_equilibria, quick_equilibria
from bargain.solve.finite.narrow_tables import completed, is_narrow
from bargain.solve.finite.nash_components import (
    complementary_pairs,
    connected_components,
    maximal_nash_subsets,
)
from bargain.solve.finite.profile import (
    Profile,
    in_own_order,
    near_ties,
    profile_of,
    profiles_of,
    profiles_of_points,
)
from bargain.solve.finite.zero_sum import constant_sum, optimal_strategies
from bargain.solve.several.many_players import certificate_of, nash_equilibria_many_players

__all__ = ["each_equilibrium", "nash_equilibria"]

_METHODS = ("auto", "vertices", "nashpy", "lemke-howson", "value")
_LARGE = 10  # actions from which on games of constant sum are not enumerated
_MOST_SUBSETS = 10_000
_SMALL = 9  # below this size integers are faster than floats with a proof


@called
def nash_equilibria(
    game: FiniteGame,
    *,
    method: str = "auto",
    max_vertices: int = 100_000,
    certificate: bool = False,
    stop_after: int | None = None,
    timeout: float | None = None,
    progress: Progress | None = None,
) -> Equilibria:
    """Return the Nash equilibria of a finite game.

    Parameters
    ----------
    game : FiniteGame
        With rational payoffs of any size.
    method : {"auto", "vertices", "nashpy", "lemke-howson", "value"}
        ``"auto"`` enumerates all extreme equilibria of a two-player game; in narrow tables it
        enumerates one polytope only (`bargain.solve.finite.narrow_tables`), and large games with
        payoffs of constant sum are solved as by ``"value"``. ``"vertices"`` enumerates both in
        integers from beginning to end. ``"nashpy"`` takes the supports that nashpy's support
        enumeration proposes, solves them again in rationals and keeps what is an equilibrium.
        ``"lemke-howson"`` follows the exact lexicographic paths from every label. ``"value"``
        solves a game with payoffs of constant sum as a linear programme.
    max_vertices : int, default 100000
        Limit on the vertices of a polytope; beyond it some equilibria are returned, without
        completeness.
    certificate : bool, default False
        Prove the list once more for `bargain.check`, where that is found to be possible: support by
        support (`bargain.solve.cases.numeric_table`: about 1,000 pairs of supports, 5x5 or 2x8), or
        games of players with two actions each.
    stop_after : int, optional
        Return when so many are found, the quick ones first; the list is then not complete.
    timeout : float, optional
        Seconds of wall time; when they end, what is found quickly is returned.
    progress : callable, optional
        Given ``(done, total)`` constraints of the polytope that is being enumerated.

    Returns
    -------
    Equilibria

    Raises
    ------
    GameError
        If a payoff is symbolic or irrational.
    OptionError
        If the method is unknown.

    Examples
    --------
    >>> chicken = FiniteGame.from_payoffs([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    >>> found = nash_equilibria(chicken)
    >>> found.complete, len(found), found.equilibria[2]["1"][0]
    (True, 3, Fraction(1, 3))
    >>> nash_equilibria(chicken, stop_after=1).equilibria
    (<Profile 1: 0: 1; 2: 1: 1>,)
    """
    if method not in _METHODS:
        raise OptionError(
            f"unknown method {method!r}", where="method", fix=f"use one of {', '.join(_METHODS)}"
        )
    flag(certificate, "certificate")
    game.numeric_payoffs("nash_equilibria")
    if stop_after is not None:
        found = first_equilibria(game, whole(stop_after, "stop_after"))
        if len(found) >= stop_after:
            return _quickly(found, f"stop_after={stop_after}")

    def every() -> Equilibria:
        return _found(game, method, max_vertices, certificate, progress)

    if timeout is None:
        result = every()
    else:
        try:
            with asked(timeout, None):
                result = every()
        except (ClockEnded, Exhausted) as end:
            return _quickly(_pure(game), str(end) or f"timeout={timeout}")
    if notes := near_ties(game):
        result = replace(result, notes=(*result.notes, *notes))
    if stop_after is None or len(result) <= stop_after:
        return result
    return _quickly(result.equilibria[:stop_after], f"stop_after={stop_after}")


def each_equilibrium(game: FiniteGame) -> Iterator[Profile]:
    """Yield the equilibria of a finite game, the quick ones first, each once.

    Parameters
    ----------
    game : FiniteGame
        With rational payoffs.

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> next(each_equilibrium(game)), sum(1 for _ in each_equilibrium(game))
    (<Profile 1: 0: 1; 2: 0: 1>, 3)

    Yields
    ------
    Profile
        Exact probabilities, by player and action.
    """
    seen = set()
    for profile in quick_equilibria(game):
        seen.add(profile)
        yield profile
    yield from (p for p in nash_equilibria(game) if p not in seen)


def _pure(game: FiniteGame) -> list[Profile]:
    return [p for p in first_equilibria(game, sum(game.shape)) if p.is_pure]


def _quickly(found: Sequence[Profile], why: str) -> Equilibria:
    return Equilibria(
        equilibria=tuple(found),
        complete=False,
        reason=f"the search ended early: {why}",
        method="pure equilibria, then the ends of Lemke-Howson paths",
        arithmetic="exact",
        regret=max((p.regret for p in found), default=None),
    )


def _found(
    game: FiniteGame, method: str, limit: int, certificate: bool, progress: Progress | None
) -> Equilibria:
    tables = game.numeric_payoffs("nash_equilibria")
    if len(game.players) > 2:
        if method != "auto":
            raise OptionError(
                f"method {method!r} is for two players", where="method", fix='use "auto"'
            )
        return nash_equilibria_many_players(game, certificate=certificate)
    if len(game.players) == 1:
        return _one_player(game, tables[0])
    if method == "nashpy":
        from bargain.solve.finite.nashpy_proposals import nashpy_proposals

        return nashpy_proposals(game, lambda: nash_equilibria(game, method="vertices"))
    if method == "lemke-howson":
        return _lemke_howson(game)
    constant = constant_sum(*tables)
    if method == "value" and not constant:
        raise OptionError("the payoffs have no constant sum", where="method", fix='use "auto"')
    if method == "value" or (constant and method == "auto" and min(game.shape) > _LARGE):
        return _by_value(game, tables[0])
    with no_collection():
        found = _two_players(game, tables[0], tables[1], method, limit, progress)
    if constant and found.equilibria:
        found = replace(found, value=found.equilibria[0].payoffs[game.players[0]])
    if certificate:
        proof = certificate_of(game, len(found)) or certificate_by_supports(game, found)
        found = replace(found, certificate=proof)
    return found


def _one_player(game: FiniteGame, table: np.ndarray) -> Equilibria:
    best = [k for k, v in enumerate(table) if v == max(table)]
    profiles = profiles_of(game, [[[int(i == k) for i in range(len(table))]] for k in best])
    return Equilibria(
        equilibria=tuple(profiles),
        complete=True,
        reason="the best actions of one player; every mixture of them is as good",
        method="comparison",
        arithmetic="exact",
        regret=Fraction(0),
        degenerate=len(best) > 1,
    )


def _by_value(game: FiniteGame, a: np.ndarray) -> Equilibria:
    value, x, y, unique = optimal_strategies(a)
    profile = profile_of(game, (x, y))
    return Equilibria(
        equilibria=(profile,),
        complete=unique,
        reason="the optimal strategies are unique: one linear system each"
        if unique
        else "the value is proved by both programmes; there may be other optimal strategies",
        method="linear programme in rationals",
        arithmetic="exact",
        regret=profile.regret,
        value=value,
        degenerate=False if unique else None,
    )


def _two_players(
    game: FiniteGame, a: np.ndarray, b: np.ndarray, method: str, max_vertices: int,
    progress: Progress | None,
) -> Equilibria:  # fmt: skip
    try:
        found, degenerate = extreme_equilibria(a, b, method, max_vertices, progress)
    except LimitReached as error:
        return _lemke_howson(game, reason=error.what)
    narrow = method == "auto" and is_narrow(*a.shape)
    pairs = _positions(found)
    profiles = tuple(profiles_of_points(game, found))
    return Equilibria(
        equilibria=profiles,
        complete=True,
        reason="every vertex of the smaller best-reply polytope was completed exactly"
        if narrow
        else "every vertex of both best-reply polytopes was enumerated exactly",
        method="vertex enumeration",
        arithmetic="exact",
        regret=max((p.regret for p in profiles if p.regret), default=Fraction(0)),
        components=_components(game, pairs, profiles),
        degenerate=degenerate,
    )


def _lemke_howson(game: FiniteGame, reason: str = "") -> Equilibria:
    """The ends of the paths in the canonical order of the game: names and units do not matter."""
    from bargain.question.kinds.finite_order import FiniteOrder
    from bargain.solve.finite.lemke_howson import all_paths

    order = FiniteOrder(game)
    found = all_paths(order.in_units(), reason=reason)
    profiles = in_own_order(order, found.equilibria)
    return replace(found, equilibria=profiles, regret=max(p.regret for p in profiles))


def extreme_equilibria(
    a: np.ndarray, b: np.ndarray, method: str = "auto", max_vertices: int = 100_000,
    progress: Progress | None = None,
) -> tuple[list[tuple[tuple[int, ...], tuple[int, ...]]], bool | None]:  # fmt: skip
    """Return the extreme equilibria of a two-player game, and whether it is degenerate.

    Parameters
    ----------
    a, b : object arrays of Fraction, shape (m, n)
        Payoffs of the row and the column player.
    method : {"auto", "vertices"}
        See `nash_equilibria`.
    max_vertices : int
        Limit on the vertices of a polytope.
    progress : callable, optional

    Returns
    -------
    list of (x, y), bool or None
        Homogeneous integer points (numerators, then the scale of the polytope), in the order of
        `equilibrium_order`. None: not decided, because one polytope was not looked at as a whole.

    Raises
    ------
    LimitReached
        If a polytope has more vertices.
    """
    m, n = a.shape
    for_x, for_y = best_reply_constraints(b.T), best_reply_constraints(a)
    if method == "auto" and is_narrow(m, n):
        return _narrow(for_x, for_y, max_vertices, progress)
    left, x_point = _labelled(for_x, method, max_vertices, progress)
    if np.array_equal(for_x, for_y):  # a symmetric game: one polytope for both
        rotated, y_point = left, x_point
    else:
        rotated, y_point = _labelled(for_y, method, max_vertices, progress)
    right = [(mask >> n) | ((mask & ((1 << n) - 1)) << m) for mask in rotated]
    degenerate = any(k.bit_count() > m for k in left) or any(k.bit_count() > n for k in right)
    pairs = complementary_pairs(left, right, m, n)
    pairs.sort(key=lambda vw: equilibrium_order(left[vw[0]], right[vw[1]], m, n))
    return [(x_point(left[v]), y_point(rotated[w])) for v, w in pairs], degenerate


def _narrow(
    for_x: np.ndarray, for_y: np.ndarray, limit: int, progress: Progress | None
) -> tuple[list[tuple[tuple[int, ...], tuple[int, ...]]], bool | None]:
    """By the polytope of the player with fewer actions (`narrow_tables`)."""
    n, m = for_x.shape
    swapped = m > n
    own, other = (for_y, for_x) if swapped else (for_x, for_y)
    d, k = min(m, n), max(m, n)
    listed = vertices(own, limit, progress)
    degenerate = any(mask.bit_count() > d for _, mask in listed)
    found = []
    for x, left, y, mask, tied in completed(listed, other, limit):
        degenerate |= tied
        right = (mask >> k) | ((mask & ((1 << k) - 1)) << d)
        if swapped:  # the labels of the other player's actions come first
            masks = [(v >> d) | ((v & ((1 << d) - 1)) << k) for v in (left, right)]
            found.append((equilibrium_order(masks[1], masks[0], m, n), (y, x)))
        else:
            found.append((equilibrium_order(left, right, m, n), (x, y)))
    return [pair for _, pair in sorted(found)], True if degenerate else None


def _labelled(
    constraints: np.ndarray, method: str, limit: int, progress: Progress | None = None
) -> tuple[list[int], Callable[[int], tuple[int, ...]]]:
    """Return the label sets of all vertices, and the exact point of each."""
    if method == "auto" and min(constraints.shape) >= _SMALL:
        from bargain.solve.finite.exact_basis import point_of_rows
        from bargain.solve.finite.vertex_graph import proved_vertices

        proved = proved_vertices(constraints, limit)
        if proved is not None:
            labels, basis = proved
            rows = constraints.tolist()
            return labels, cache(lambda mask: _point(point_of_rows(rows, basis.get(mask) or mask)))
    points = {mask: point for point, mask in vertices(constraints, limit, progress)}
    return list(points), points.__getitem__


def _point(point: tuple[int, ...] | None) -> tuple[int, ...]:
    assert point is not None  # the labels were proved to define a vertex
    return point


def _positions(found: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> list[tuple[int, int]]:
    """Number the distinct x and the distinct y in order of appearance."""
    xs: dict[tuple[int, ...], int] = {}
    ys: dict[tuple[int, ...], int] = {}
    return [(xs.setdefault(x, len(xs)), ys.setdefault(y, len(ys))) for x, y in found]


def _components(
    game: FiniteGame, pairs: Sequence[tuple[int, int]], profiles: Sequence[Profile]
) -> tuple[Component, ...]:
    row, column = game.players
    out = []
    for group in connected_components(pairs):
        if len(group) == 1:
            profile = profiles[group[0]]
            alone = FrozenDict({player: (profile[player],) for player in game.players})
            only = NashSubset(strategies=alone, equilibria=tuple(group))
            out.append(Component(subsets=(only,), equilibria=tuple(group)))
            continue
        edges = [pairs[k] for k in group]
        place = {pairs[k]: k for k in group}
        bicliques = maximal_nash_subsets(edges, _MOST_SUBSETS)
        x_of = {v: profiles[place[v, w]][row] for v, w in edges}
        y_of = {w: profiles[place[v, w]][column] for v, w in edges}
        subsets = tuple(
            NashSubset(
                strategies=FrozenDict(
                    {row: tuple(x_of[v] for v in vs), column: tuple(y_of[w] for w in ws)}
                ),
                equilibria=tuple(sorted(place[v, w] for v in vs for w in ws)),
            )
            for vs, ws in bicliques or ()
        )
        out.append(Component(subsets=subsets, equilibria=tuple(group)))
    return tuple(out)
