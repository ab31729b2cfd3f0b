r"""All equilibria of several players with an action each, where all conditions are linear.

Payoffs are in pieces between hyperplanes, each of degree two at most in the own action and what it
meets, so that own slopes are linear. At an equilibrium the action of each player is

* at an end,
* at a hyperplane where its own payoff changes its piece, or
* inside a piece, where the own slope is 0 and the own second derivative is not positive.

One such equation for every player, in all ways, gives linear systems. Those with one solution leave
a point, which is an equilibrium if no deviation pays, by exact roots
(`bargain.solve.jumps.one_who_acts`); those without leave none. Where one has more solutions nothing
is said.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod

import flint
import sympy as sp

from bargain.budget import spend
from bargain.exact import to_fraction, to_sympy
from bargain.game.game import Game
from bargain.game.pieces import pieces_and_gaps
from bargain.solve.aggregates.real_field import as_flint, fraction
from bargain.solve.enclosed import exactly
from bargain.solve.equilibria import Equilibria
from bargain.solve.jumps.one_who_acts import best_by_cases

__all__ = ["equilibria_by_linear_conditions"]

_METHOD = "one linear condition for every player, in all ways"
_PROVED = (
    "proved: every action is at an end, at a kink or where its slope is 0; the systems of these "
    "linear conditions have a solution at most, and all deviations were compared; no certificate"
)
_MOST_SYSTEMS = 20_000
_LEVELS = 8  # of deviations that are tried before roots are
_STEP = 300  # of counted work, for a system
Row = tuple[Fraction, ...]


def equilibria_by_linear_conditions(game: Game) -> Equilibria | None:
    """Return all equilibria of a game of this form; None if it is not, or if it is not settled.

    Parameters
    ----------
    game : Game
        Players with an action each, or none; payoffs in rational polynomial pieces.

    Examples
    --------
    >>> x, y = sp.symbols("x y", real=True)
    >>> tent = sp.Piecewise((x, x <= y), (2*y - x, True))
    >>> game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": tent, "B": y*(1 - x) - y**2/2})
    >>> [(e[x], e[y]) for e in equilibria_by_linear_conditions(game)]
    [(1/2, 1/2)]
    """
    if game.parameters or game.terms or game.constraints or game.choices:
        return None
    owner = {v: p for p in game.players for v in game.own(p)}
    if not owner or len(set(owner.values())) < len(owner):
        return None
    variables = tuple(owner)
    ways = []
    for v, player in owner.items():
        rows = _conditions(game, player, v, variables)
        if rows is None:
            return None
        ways.append(rows)
    if prod(map(len, ways)) > _MOST_SYSTEMS:
        return None
    points: set[Row] = set()
    for system in itertools.product(*ways):
        spend(_STEP)
        solved = _solution(system)
        if solved is None:
            return None
        points |= solved
    box = {v: (to_fraction(game.box[v][0]), to_fraction(game.box[v][1])) for v in variables}
    inside = [
        dict(zip(variables, point, strict=True)) for point in sorted(points)
        if all(low <= x <= high for x, (low, high) in zip(point, box.values(), strict=True))
    ]  # fmt: skip
    listed = []
    for at in inside:
        best = [_is_best(game, p, v, at, box[v]) for v, p in owner.items()]
        if None in best:
            return None
        if all(best):
            listed.append(exactly(game, {v: to_sympy(x) for v, x in at.items()}))
    return Equilibria(
        equilibria=tuple(listed), complete=True, arithmetic="exact", method=_METHOD,
        reason=_PROVED, regret=Fraction(0) if listed else None,
    )  # fmt: skip


def _conditions(
    game: Game, player: str, v: sp.Symbol, variables: Sequence[sp.Symbol]
) -> list[Row] | None:
    """The equations, one of which holds of the action; None if one is not linear."""
    pieces, gaps = pieces_and_gaps(game.payoffs[player])
    found = [v - end for end in game.box[v]]
    found += [q for cell in [*gaps, *(p.cell for p in pieces)] for q, _ in cell.signs if q.has(v)]
    for piece in pieces:
        slope = sp.expand(sp.diff(piece.value, v))
        if slope == 0:
            return None
        if not sp.diff(slope, v).is_positive:
            found.append(slope)
    rows: set[Row] = set()
    for equation in found:
        poly = equation.as_poly(*variables)
        if poly is None or not (poly.domain.is_ZZ or poly.domain.is_QQ) or poly.total_degree() > 1:
            return None
        if poly.total_degree() == 1:
            one = [to_fraction(poly.coeff_monomial(w)) for w in (*variables, sp.S.One)]
            scale = next(c for c in one if c)
            rows.add(tuple(c / scale for c in one))
    return sorted(rows)


def _solution(system: Sequence[Row]) -> set[Row] | None:
    """The solution of linear equations, as a set that may be empty; None if there are more."""
    matrix = flint.fmpq_mat([[as_flint(c) for c in row[:-1]] for row in system])
    right = flint.fmpq_mat([[as_flint(-row[-1])] for row in system])
    if matrix.det() != 0:
        return {tuple(fraction(x) for x in matrix.solve(right).entries())}
    whole = flint.fmpq_mat([[as_flint(c) for c in row] for row in system])
    return set() if whole.rref()[1] > matrix.rref()[1] else None


def _is_best(
    game: Game, player: str, v: sp.Symbol, at: Mapping[sp.Symbol, Fraction],
    ends: tuple[Fraction, Fraction],
) -> bool | None:  # fmt: skip
    """Whether no deviation pays; None if that is not told."""
    others = {w: to_sympy(x) for w, x in at.items() if w != v}
    along = game.payoffs[player].subs(others, simultaneous=True)
    here = along.subs(v, to_sympy(at[v]))
    low, high = map(to_sympy, ends)
    tried = (low + (high - low) * sp.Rational(k, _LEVELS) for k in range(_LEVELS + 1))
    if any((along.subs(v, t) - here).is_positive for t in tried):
        return False
    alone = best_by_cases(
        Game(
            {p: {v: game.box[v]} if p == player else {} for p in game.players},
            {p: along if p == player else 0 for p in game.players},
        )
    )
    if alone is None or alone.sets:
        return None
    return any(e[v] == to_sympy(at[v]) for e in alone)
