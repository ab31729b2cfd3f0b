r"""Payoffs of the repeated game: what subgame-perfect play can reach at a discount factor.

Two players play a table for ever, observe everything, and draw a public signal each period; average
discounted payoffs, pure actions. The set :math:`V^*` of subgame-perfect payoffs is the largest
fixed point of the operator of Abreu and Sannikov (2014): with punishments :math:`v_i`, the larger
of :math:`\min\{w_i : w \in W\}` and the minmax value in pure actions, and
:math:`h_i(a) = \frac{1-\delta}{\delta}` times player i's best gain from deviating at :math:`a`,

.. math::
    R(W) = \operatorname{conv} \bigcup_a
        \bigl\{ (1-\delta)\, g(a) + \delta\, w : w \in C(a) \bigr\},

where :math:`C(a)` is :math:`g(a)` itself if :math:`g(a) \ge v + h(a)`, and otherwise the extreme
points of :math:`\{w \in W : w \ge v + h(a)\}` at which one of these inequalities binds. From the
feasible payoffs down, every :math:`R^n` contains :math:`V^*`.

All of it is computed in rationals. If :math:`R(W) = W` the set generates itself, and is :math:`V^*`
exactly. Polygons whose numbers grow too long are replaced by larger ones on a grid; then, and where
the steps allowed end first, the set is an outer bound and says so. Polygons inside it are then
tried, with simple numbers or by steps of :math:`R` from one that is a little smaller: one that lies
in its own :math:`R(W)` generates itself, and :math:`V^*` is between the two.

References
----------
Abreu, D. & Sannikov, Y. (2014), An algorithm for two-player repeated games with perfect monitoring,
*Theoretical Economics* 9, 313-338.
Fudenberg, D. & Maskin, E. (1986), The folk theorem in repeated games, *Econometrica* 54, 533-554.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from math import gcd, lcm

import numpy as np

from bargain.arguments import of_type, whole, within_reach
from bargain.budget import spend
from bargain.errors import GameError, OptionError
from bargain.exact import to_fraction
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Number
from bargain.result import Result
from bargain.signs import about
from bargain.solve.finite.zero_sum import optimal_strategies

__all__ = ["EquilibriumPayoffs", "minmax", "subgame_perfect_payoffs"]

Point = tuple[Fraction, Fraction]

_LONGEST = 200  # bits of a number; then polygons are rounded outward
_GRID = 1 << 60
_SIMPLE = 10_000  # the largest denominator of a polygon that is tried from inside
_SHRUNK = tuple(Fraction(1, 10**k) for k in (9, 6, 3, 1))  # towards the middle
_INWARD = 40  # steps from a polygon that was shrunk
_FINE = 10**15  # the largest denominator on the way
_STEP = 500  # of counted work, for one profile


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EquilibriumPayoffs(Result):
    """The subgame-perfect payoffs of a repeated table, or a set that contains them.

    Attributes
    ----------
    players : tuple of str
    vertices : tuple of (Fraction, Fraction)
        Of a convex polygon, counterclockwise; empty if no pure play is subgame-perfect.
    exact : bool
        Whether the polygon is the set; else it contains it.
    inner : tuple of (Fraction, Fraction)
        A polygon that the set contains; empty if none is known.
    discount : Fraction
    steps : int
    punishments : mapping of player to Fraction, or None
        The least payoff of each player in the polygon.
    """

    players: tuple[str, ...]
    vertices: tuple[Point, ...]
    exact: bool
    inner: tuple[Point, ...]
    discount: Fraction
    steps: int

    @property
    def punishments(self) -> dict[str, Fraction] | None:
        """The least payoff of each player in the polygon."""
        if not self.vertices:
            return None
        return {p: min(w[i] for w in self.vertices) for i, p in enumerate(self.players)}

    def contains(self, payoffs: Sequence[Number]) -> bool:
        """Whether a pair of payoffs is in the polygon, decided exactly."""
        if len(payoffs) != 2:
            raise OptionError(f"{len(payoffs)} payoffs", fix="give one per player")
        point = (to_fraction(payoffs[0]), to_fraction(payoffs[1]))
        return _holds(list(self.vertices), [point])

    def summary(self) -> str:
        """The polygon and what it is."""
        kind = "exactly" if self.exact else "at most (an outer bound)"
        head = f"subgame-perfect payoffs at discount {self.discount}, {kind}:"
        if not self.vertices:
            return f"{head} none in pure actions"
        return "\n".join([head, *(f"  ({about(a, 6)}, {about(b, 6)})" for a, b in self.vertices)])

    def __repr__(self) -> str:
        kind = "exact" if self.exact else "outer bound"
        return f"<EquilibriumPayoffs {kind}, {len(self.vertices)} vertices>"


@within_reach
def subgame_perfect_payoffs(
    game: FiniteGame, discount: Number, *, max_steps: int = 200
) -> EquilibriumPayoffs:
    """The subgame-perfect payoffs of a two-player table that is played for ever.

    Parameters
    ----------
    game : FiniteGame
        Two players, rational payoffs.
    discount : number in (0, 1)
    max_steps : int, default 200
        Applications of the operator.

    Returns
    -------
    EquilibriumPayoffs

    Raises
    ------
    InputError
        Another number of players, parameters, or a discount factor outside (0, 1).

    Examples
    --------
    The prisoners' dilemma: at 1/2 cooperation is sustained; at 1/5 nothing but defection is.

    >>> pd = FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> at_half = subgame_perfect_payoffs(pd, "1/2")
    >>> at_half.contains((3, 3)), subgame_perfect_payoffs(pd, "1/5").vertices
    (True, ((Fraction(1, 1), Fraction(1, 1)),))
    """
    of_type(game, FiniteGame, "game", fix="give a FiniteGame", where="subgame_perfect_payoffs")
    if len(game.players) != 2:
        raise GameError(
            f"{len(game.players)} players; the algorithm is for two", where=f"{game!r}",
            fix="use sustainable, which asks about reversion to equilibria of the table",
        )  # fmt: skip
    delta = to_fraction(discount)
    if not 0 < delta < 1:
        raise OptionError(f"discount = {delta} is not in (0, 1)", where="discount")
    tables = game.numeric_payoffs("subgame_perfect_payoffs")
    units = [_unit(table) for table in tables]
    a, b = ((table - low) / unit for table, (low, unit) in zip(tables, units, strict=True))
    profiles = [
        ((a[i, j], b[i, j]), (max(a[:, j]) - a[i, j], max(b[i, :]) - b[i, j]))
        for i, j in product(*map(range, game.shape))
    ]
    floor = (min(max(column) for column in a.T), min(max(row) for row in b))
    polygon = _hull([g for g, _ in profiles])
    exact, steps, most = False, 0, whole(max_steps, "max_steps")
    while steps < most:
        steps += 1
        spend(_STEP * len(profiles))
        new = _generated(polygon, profiles, delta, floor)
        if new == polygon or not new:
            polygon, exact = new, True
            break
        polygon = _rounded(new)
    inside = polygon if exact else _from_inside(polygon, profiles, delta, floor)

    def back(corners: list[Point]) -> tuple[Point, ...]:
        (low, unit), (least, size) = units
        return tuple((low + unit * x, least + size * y) for x, y in corners)

    return EquilibriumPayoffs(
        players=game.players, vertices=back(polygon), exact=exact, discount=delta, steps=steps,
        inner=back(inside),
    )  # fmt: skip


def _from_inside(
    outer: list[Point], profiles: Sequence[tuple[Point, Point]], delta: Fraction, floor: Point
) -> list[Point]:
    """A polygon near the outer one that lies in its own R, and so in the set; empty if none is met.

    Where R draws polygons towards the set, what a smaller one still lacks of it comes to lie along
    one direction after some steps, and grows less with each: then the polygon generates itself.
    """
    x, y = (sum((w[i] for w in outer), Fraction(0)) / len(outer) for i in (0, 1))
    for share in (Fraction(0), *_SHRUNK):
        polygon = [(u + share * (x - u), v + share * (y - v)) for u, v in outer]
        for _ in range(_INWARD if share else 1):
            spend(_STEP * len(profiles))
            largest = _FINE if share else _SIMPLE
            polygon = _hull([(u.limit_denominator(largest), v.limit_denominator(largest))
                             for u, v in polygon])  # fmt: skip
            new = _generated(polygon, profiles, delta, floor) if polygon else []
            if _holds(new, polygon):
                return polygon
            polygon = new
    return []


def _unit(table: np.ndarray) -> tuple[Fraction, Fraction]:
    """The least payoff, and a unit in which the others are coprime whole numbers above it."""
    least = min(table.flat)
    below = lcm(*(v.denominator for v in table.flat))
    return least, Fraction(gcd(*(int((v - least) * below) for v in table.flat)) or 1, below)


def _holds(polygon: list[Point], points: list[Point]) -> bool:
    """Whether points lie in the convex hull of others."""
    return bool(polygon) and _hull([*polygon, *points]) == _hull(polygon)


def _generated(
    polygon: list[Point], profiles: Sequence[tuple[Point, Point]], delta: Fraction, floor: Point
) -> list[Point]:
    """The operator R of the module."""
    least = [max(v, min(w[i] for w in polygon)) for i, v in enumerate(floor)]
    found: list[Point] = []
    for g, gain in profiles:
        needed = [v + (1 - delta) / delta * h for v, h in zip(least, gain, strict=True)]
        if g[0] >= needed[0] and g[1] >= needed[1]:
            found.append(g)
            continue
        left = polygon
        for axis in (0, 1):
            left = _above(left, axis, needed[axis])
        for w in left:
            if w[0] == needed[0] or w[1] == needed[1]:
                found.append(((1 - delta) * g[0] + delta * w[0], (1 - delta) * g[1] + delta * w[1]))
    return _hull(found)


def _above(polygon: list[Point], axis: int, floor: Fraction) -> list[Point]:
    """The part of a convex polygon with one coordinate at least its floor, as a list of corners."""
    if len(polygon) <= 1:
        return [w for w in polygon if w[axis] >= floor]
    out: list[Point] = []
    for p, q in pairwise([*polygon, polygon[0]]):
        if p[axis] >= floor:
            out.append(p)
        if (p[axis] - floor) * (q[axis] - floor) < 0:
            t = (floor - p[axis]) / (q[axis] - p[axis])
            out.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
    return list(dict.fromkeys(out))


def _hull(points: list[Point]) -> list[Point]:
    """The corners of the convex hull, counterclockwise from the lowest left one."""
    ordered = sorted(set(points))
    if len(ordered) <= 2:
        return ordered

    def chain(these: list[Point]) -> list[Point]:
        out: list[Point] = []
        for p in these:
            while len(out) > 1 and _turn(out[-2], out[-1], p) <= 0:
                out.pop()
            out.append(p)
        return out

    return chain(ordered)[:-1] + chain(ordered[::-1])[:-1]


def _turn(o: Point, p: Point, q: Point) -> Fraction:
    return (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0])


def _rounded(polygon: list[Point]) -> list[Point]:
    """The polygon, or a slightly larger one on a grid if its numbers are long."""
    bits = max(v.denominator.bit_length() for w in polygon for v in w)
    if bits <= _LONGEST:
        return polygon
    corners = []
    for w in polygon:
        sides = [
            (Fraction(v.numerator * _GRID // v.denominator, _GRID),
             Fraction(-(-v.numerator * _GRID // v.denominator), _GRID)) for v in w
        ]  # fmt: skip
        corners += [(x, y) for x in sides[0] for y in sides[1]]
    return _hull(corners)


@within_reach
def minmax(game: FiniteGame) -> dict[str, Fraction]:
    """What each player can be held down to, where the others may correlate their mixtures.

    Parameters
    ----------
    game : FiniteGame
        Rational payoffs. With two players it is the minmax value in mixed actions; no equilibrium
        of the repeated game gives a player less, at any discount factor.

    Returns
    -------
    dict of player to Fraction

    Raises
    ------
    InputError
        A game with parameters.

    References
    ----------
    Fudenberg & Maskin (1986), as in the module.

    Examples
    --------
    >>> pennies = FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> minmax(pennies)
    {'1': Fraction(0, 1), '2': Fraction(0, 1)}
    """
    of_type(game, FiniteGame, "game", fix="give a FiniteGame", where="minmax")
    found = {}
    for own, (player, table) in enumerate(
        zip(game.players, game.numeric_payoffs("minmax"), strict=True)
    ):
        flat = np.moveaxis(table, own, 0).reshape(table.shape[own], -1)
        found[player] = optimal_strategies(flat)[0]
    return found
