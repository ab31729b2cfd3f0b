r"""Nash equilibria of finite games.

Two players: all extreme equilibria, each once, in rational arithmetic. They are the completely
labelled pairs of vertices of the two best-reply polytopes
(`bargain.solve.finite.best_reply_polytope`); every other equilibrium is a combination of them
(`bargain.solve.finite.nash_components`). Large games are enumerated with floating point numbers as
proposals, and accepted only after a proof (`bargain.solve.finite.vertex_graph`); degenerate games
are enumerated in integers.

Three or more players: all equilibria of games that are not degenerate and not large; of others
all pure ones exactly, and mixed profiles with their exact regret
(`bargain.solve.several.many_players`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from bargain.arguments import called, flag
from bargain.errors import LimitReached, OptionError
from bargain.frozen import FrozenDict
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.equilibria import Component, Equilibria, NashSubset
from bargain.solve.finite.best_reply_polytope import (
    best_reply_constraints,
    equilibrium_order,
    vertices,
)
from bargain.solve.finite.nash_components import (
    complementary_pairs,
    connected_components,
    maximal_nash_subsets,
)
from bargain.solve.finite.profile import Profile, in_own_order, profiles_of

__all__ = ["nash_equilibria"]

_METHODS = ("auto", "vertices", "nashpy", "lemke-howson")
_MOST_SUBSETS = 10_000
_SMALL = 9  # below this size integers are faster than floats with a proof


@called
def nash_equilibria(
    game: FiniteGame,
    *,
    method: str = "auto",
    max_vertices: int = 100_000,
    certificate: bool = False,
) -> Equilibria:
    """Return the Nash equilibria of a finite game.

    Parameters
    ----------
    game : FiniteGame
        With rational payoffs of any size.
    method : {"auto", "vertices", "nashpy", "lemke-howson"}
        ``"auto"`` enumerates all extreme equilibria of a two-player game. ``"vertices"`` does so
        in integers from beginning to end. ``"nashpy"`` takes the supports that nashpy's support
        enumeration proposes, solves them again in rationals and keeps what is an equilibrium.
        ``"lemke-howson"`` follows the exact lexicographic paths from every label.
    max_vertices : int, default 100000
        Limit on the vertices of a polytope; beyond it some equilibria are returned, without
        completeness.
    certificate : bool, default False
        Prove the list once more for `bargain.check`, where that is known to be possible: games of
        players with two actions each.

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
    """
    if method not in _METHODS:
        raise OptionError(
            f"unknown method {method!r}", where="method", fix=f"use one of {', '.join(_METHODS)}"
        )
    tables = game.numeric_payoffs("nash_equilibria")
    if len(game.players) > 2:
        if method != "auto":
            raise OptionError(
                f"method {method!r} is for two players", where="method", fix='use "auto"'
            )
        from bargain.solve.several.many_players import nash_equilibria_many_players

        return nash_equilibria_many_players(game, certificate=flag(certificate, "certificate"))
    if method == "nashpy":
        from bargain.solve.finite.nashpy_proposals import nashpy_proposals

        return nashpy_proposals(game, lambda: nash_equilibria(game, method="vertices"))
    if method == "lemke-howson":
        return _lemke_howson(game)
    return _two_players(game, tables[0], tables[1], method, max_vertices)


def _two_players(
    game: FiniteGame, a: np.ndarray, b: np.ndarray, method: str, max_vertices: int
) -> Equilibria:
    try:
        found, degenerate = extreme_equilibria(a, b, method, max_vertices)
    except LimitReached as error:
        return _lemke_howson(game, reason=error.what)
    pairs = _positions(found)
    xs = {v: _distribution(x) for (v, _), (x, _) in zip(pairs, found, strict=True)}
    ys = {w: _distribution(y) for (_, w), (_, y) in zip(pairs, found, strict=True)}
    profiles = tuple(profiles_of(game, [(xs[v], ys[w]) for v, w in pairs]))
    return Equilibria(
        equilibria=profiles,
        complete=True,
        reason="every vertex of both best-reply polytopes was enumerated exactly",
        method="vertex enumeration",
        arithmetic="exact",
        regret=max((p.regret for p in profiles), default=None),
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
    a: np.ndarray, b: np.ndarray, method: str = "auto", max_vertices: int = 100_000
) -> tuple[list[tuple[tuple[int, ...], tuple[int, ...]]], bool]:
    """Return the extreme equilibria of a two-player game, and whether it is degenerate.

    Parameters
    ----------
    a, b : object arrays of Fraction, shape (m, n)
        Payoffs of the row and the column player.
    method : {"auto", "vertices"}
        See `nash_equilibria`.
    max_vertices : int
        Limit on the vertices of a polytope.

    Returns
    -------
    list of (x, y), bool
        Homogeneous integer points (numerators, then the scale of the polytope), in the order of
        `equilibrium_order`.

    Raises
    ------
    LimitReached
        If a polytope has more vertices.
    """
    m, n = a.shape
    for_x, for_y = best_reply_constraints(b.T), best_reply_constraints(a)
    left, x_point = _labelled(for_x, method, max_vertices)
    rotated, y_point = _labelled(for_y, method, max_vertices)
    right = [(mask >> n) | ((mask & ((1 << n) - 1)) << m) for mask in rotated]
    degenerate = any(k.bit_count() > m for k in left) or any(k.bit_count() > n for k in right)
    pairs = complementary_pairs(left, right, m, n)
    pairs.sort(key=lambda vw: equilibrium_order(left[vw[0]], right[vw[1]], m, n))
    return [(x_point(left[v]), y_point(rotated[w])) for v, w in pairs], degenerate


def _labelled(
    constraints: np.ndarray, method: str, limit: int
) -> tuple[list[int], Callable[[int], tuple[int, ...]]]:
    """Return the label sets of all vertices, and the exact point of each."""
    if method == "auto" and min(constraints.shape) >= _SMALL:
        from bargain.solve.finite.exact_basis import exact_point
        from bargain.solve.finite.vertex_graph import proved_vertices

        proved = proved_vertices(constraints, limit)
        if proved is not None:
            labels, basis = proved
            return labels, lambda mask: _point(exact_point(constraints, basis.get(mask, mask)))
    points = {mask: point for point, mask in vertices(constraints, limit)}
    return list(points), points.__getitem__


def _point(point: tuple[int, ...] | None) -> tuple[int, ...]:
    assert point is not None  # the labels were proved to define a vertex
    return point


def _positions(found: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> list[tuple[int, int]]:
    """Number the distinct x and the distinct y in order of appearance."""
    xs: dict[tuple[int, ...], int] = {}
    ys: dict[tuple[int, ...], int] = {}
    return [(xs.setdefault(x, len(xs)), ys.setdefault(y, len(ys))) for x, y in found]


def _distribution(point: Sequence[int]) -> list[Fraction]:
    total = sum(point[:-1])
    return [Fraction(z, total) for z in point[:-1]]


def _components(
    game: FiniteGame, pairs: Sequence[tuple[int, int]], profiles: Sequence[Profile]
) -> tuple[Component, ...]:
    row, column = game.players
    out = []
    for group in connected_components(pairs):
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
