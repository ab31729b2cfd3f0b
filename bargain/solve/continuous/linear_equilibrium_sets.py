r"""All equilibria where deviations share linear constraints and payoffs are concave and quadratic.

Let each player's payoff be quadratic and concave in its own actions :math:`x_i`, and let the
constraints :math:`s_k(x) \ge 0` be linear (the ends of the box are among them). With the others
fixed, the own problem is a concave quadratic programme; its linear limits need no constraint
qualification, so :math:`x_i` is a best reply iff for some set J of limits that hold with equality

.. math:: \nabla_i u_i(x) + \sum_{k \in J} λ_k \nabla_i s_k = 0, \qquad λ_k \ge 0,

and J can be chosen with linearly independent :math:`\nabla_i s_k` (Carathéodory). These are
numbers, so :math:`λ` is an affine function of x, and each choice of a J for every player gives a
polytope of equilibria; their union is the set of all equilibria. A polytope is given by its
vertices, found in exact arithmetic. One whose points another contains is left out.

References
----------
Harker, P. T. (1991). Generalized Nash games and quasi-variational inequalities. *European Journal
of Operational Research* 54, 81-94. Facchinei, F. and Kanzow, C. (2010). Generalized Nash
equilibrium problems. *Annals of Operations Research* 175, 177-211. Rosen, J. B. (1965).
*Econometrica* 33, 520-534.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import flint
import sympy as sp

from bargain.budget import Exhausted, passed, spend
from bargain.exact import to_fraction
from bargain.game.feasible_set import slack
from bargain.game.game import Game

__all__ = ["Polytope", "equilibrium_polytopes"]

_MOST = 4_000  # choices of limits, for all players together
_WORK = 200  # steps of `bargain.budget` for one system of equations

Row = tuple[flint.fmpq, ...]  # coefficients of the variables, then the constant


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where equations hold and others are not negative."""

    equal: frozenset[Row]
    least: frozenset[Row]


@dataclass(frozen=True, slots=True)
class Polytope:
    """A convex set of equilibria.

    Attributes
    ----------
    vertices : tuple of tuple of sympy.Rational
        Values of the game's variables, in their order.
    relations : tuple of relation
        What holds in it, and only there.
    """

    vertices: tuple[tuple[sp.Rational, ...], ...]
    relations: tuple[sp.Basic, ...]


def equilibrium_polytopes(game: Game, until: float) -> tuple[Polytope, ...] | None:
    """All equilibria as a union of polytopes; None for another kind of game, or too large a one.

    Parameters
    ----------
    game : Game
        Numeric, without terms; its actions in boxes.
    until : float
        On the meter of `bargain.budget`.

    Examples
    --------
    >>> from bargain.budget import spent
    >>> x, y = sp.symbols("x y")
    >>> game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": x - x**2, "B": y},
    ...             constraints=[x + y <= 1])
    >>> [found] = equilibrium_polytopes(game, spent() + 5)
    >>> sorted(found.vertices)
    [(0, 1), (1/2, 1/2)]
    """
    variables = game.variables
    limits = _limits(game)
    if limits is None or not all(_concave_quadratic(game, p) for p in game.players):
        return None
    own = [_choices(game, p, limits) for p in game.players if game.own(p)]
    if sp.prod([len(o) for o in own]) > _MOST:
        return None
    always = _Piece(
        frozenset(row for row, equation in limits if equation),
        frozenset(row for row, equation in limits if not equation),
    )
    found: list[tuple[_Piece, frozenset[Row]]] = []
    try:
        for chosen in product(*own):
            piece = _Piece(
                always.equal.union(*(c.equal for c in chosen)),
                always.least.union(*(c.least for c in chosen)),
            )
            corners = frozenset(_vertices(piece, len(variables), until))
            if not corners or any(_inside(corners, other) for other, _ in found):
                continue
            found = [(o, k) for o, k in found if not _inside(k, piece)] + [(piece, corners)]
    except Exhausted:
        return None
    return tuple(_told(piece, corners, variables) for piece, corners in found)


def _limits(game: Game) -> list[tuple[Row, bool]] | None:
    """Box and constraints as rows, each with whether it is an equation; None if not linear."""
    found = []
    for v, (low, high) in game.box.items():
        found += [(_row(v - low, game), False), (_row(high - v, game), False)]
    for constraint in game.constraints:
        if constraint.rel_op in ("<", ">"):
            return None  # the set is not closed
        found.append((_row(slack(constraint), game), isinstance(constraint, sp.Eq)))
    return None if any(row is None for row, _ in found) else [(r, e) for r, e in found if r]


def _row(expression: sp.Expr, game: Game) -> Row | None:
    """The coefficients of an affine expression with rational numbers."""
    whole = sp.expand(expression)
    if not whole.is_polynomial(*game.variables):
        return None
    poly = sp.Poly(whole, *game.variables)
    if poly.total_degree() > 1 or not all(c.is_Rational for c in poly.coeffs()):
        return None
    return tuple(_number(poly.coeff_monomial(m)) for m in (*game.variables, sp.S.One))


def _number(value: sp.Expr) -> flint.fmpq:
    exact = to_fraction(value)
    return flint.fmpq(exact.numerator, exact.denominator)


def _concave_quadratic(game: Game, player: str) -> bool:
    payoff, own = game.payoffs[player], list(game.own(player))
    if not own:
        return True
    if any(_row(sp.diff(payoff, v), game) is None for v in own):
        return False
    return bool((-sp.hessian(payoff, own)).is_positive_semidefinite)


def _choices(game: Game, player: str, limits: Sequence[tuple[Row, bool]]) -> list[_Piece]:
    """What best replies are, for each choice of independent limits that hold with equality."""
    own = [game.variables.index(v) for v in game.own(player)]
    slopes = [_row(sp.diff(game.payoffs[player], v), game) for v in game.own(player)]
    touching = [(row, equation) for row, equation in limits if any(row[k] != 0 for k in own)]
    found = []
    for size in range(len(own) + 1):
        for chosen in combinations(touching, size):
            # gradients beside slopes: the pivots say λ, the other rows what is left to hold
            system = flint.fmpq_mat(
                len(own), size + len(slopes[0] or ()),
                [e for k, slope in zip(own, slopes, strict=True)
                 for e in (*(row[k] for row, _ in chosen), *(slope or ()))],
            )  # fmt: skip
            reduced, _ = system.rref()
            independent = all(
                reduced[i, j] == (1 if i == j else 0) for i in range(len(own)) for j in range(size)
            )
            if not independent:
                continue
            rows = [
                tuple(reduced[i, j] for j in range(size, system.ncols())) for i in range(len(own))
            ]
            multipliers = [tuple(-e for e in row) for row in rows[:size]]
            found.append(
                _Piece(
                    frozenset(
                        [
                            *(row for row, _ in chosen),
                            *(r for r in rows[size:] if any(e != 0 for e in r)),
                        ]
                    ),
                    frozenset(
                        m
                        for m, (_, equation) in zip(multipliers, chosen, strict=True)
                        if not equation
                    ),
                )
            )
    return found


def _vertices(piece: _Piece, n: int, until: float) -> Iterator[Row]:
    """The corners of a bounded polyhedron: where enough limits hold with equality."""
    fixed = list(piece.equal)
    base = _reduced(fixed, n)
    if base is None:
        return
    rank = len(base)
    seen = set()
    for chosen in combinations(piece.least, n - rank):
        spend(_WORK)
        if passed(until):
            raise Exhausted("the effort was spent")
        rows = _reduced([*base, *chosen], n)
        if rows is None or len(rows) < n:
            continue
        point = tuple(-row[n] for row in rows)
        if point not in seen and all(_at(row, point) >= 0 for row in piece.least):
            seen.add(point)
            yield point


def _reduced(rows: Sequence[Row], n: int) -> list[Row] | None:
    """Independent rows with the same solutions; None if there is none."""
    if not rows:
        return []
    matrix, rank = flint.fmpq_mat(len(rows), n + 1, [e for row in rows for e in row]).rref()
    found = [tuple(matrix[i, j] for j in range(n + 1)) for i in range(rank)]
    if found and all(e == 0 for e in found[-1][:n]):
        return None  # 1 = 0
    return found


def _at(row: Row, point: Row) -> flint.fmpq:
    return sum((a * x for a, x in zip(row, point, strict=False)), row[-1])


def _inside(corners: frozenset[Row], piece: _Piece) -> bool:
    return all(
        all(_at(row, c) == 0 for row in piece.equal)
        and all(_at(row, c) >= 0 for row in piece.least)
        for c in corners
    )


def _told(piece: _Piece, corners: frozenset[Row], variables: Sequence[sp.Symbol]) -> Polytope:
    """The set with sympy's numbers, and the relations that say something in it."""
    n = len(variables)

    def said(row: Row) -> sp.Expr:
        return sp.Add(*(_rational(a) * v for a, v in zip(row, variables, strict=False)),
                      _rational(row[n]))  # fmt: skip

    equal = _reduced(list(piece.equal), n) or []
    relations = [sp.Eq(said(row), 0, evaluate=False) for row in equal]
    if len(equal) < n:
        tight = [row for row in piece.least if any(_at(row, c) == 0 for c in corners)]
        relations += sorted(
            {sp.Ge(said(row), 0, evaluate=False) for row in tight
             if any(_at(row, c) != 0 for c in corners)},
            key=sp.default_sort_key,
        )  # fmt: skip
    points = sorted(tuple(map(_rational, corner)) for corner in corners)
    return Polytope(tuple(points), tuple(relations))


def _rational(value: flint.fmpq) -> sp.Rational:
    return sp.Rational(int(value.p), int(value.q))
