r"""The one equilibrium of a game whose players' payoffs are quadratic, or have slopes like those.

Let the slopes of payoffs in own actions be affine, :math:`f(x) = q - M x`, on a box. If a positive
diagonal D makes :math:`D M + M^{\top} D` positive definite, payoffs are concave in own actions and
there is exactly one equilibrium (Rosen 1965, theorem 2; on a box D may differ within a player): the
point with :math:`f_v = 0` where v is inside its range, :math:`f_v \le 0` at its lower end and
:math:`f_v \ge 0` at its upper end. Where :math:`d_v M_{vw} = d_w M_{wv}` has a positive solution D
is that one; else D = 1 is tried.

Where each player has one action it is enough that slopes are affine after multiplication by a
function that is positive on the box, as of logarithms: :math:`f_v(x) = (q - M x)_v / h_v(x)`. With
:math:`M_{vv} > 0` a payoff rises and then falls in the own action, so that the same conditions say
what is a best reply, and they have one solution, since :math:`D M` is monotone.

Floats propose which actions are at an end; the rest solve linear equations exactly, and every sign
is checked. This works for dozens of actions, where faces are too many to search.

References
----------
Rosen, J. B. (1965), Existence and uniqueness of equilibrium points for concave n-person games,
*Econometrica* 33, 520-534.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import flint
import sympy as sp

from bargain.budget import spend
from bargain.exact import to_fraction
from bargain.game.game import Game

__all__ = ["only_equilibrium"]

_ROUNDS = 10_000
Matrix = list[list[Fraction]]


def only_equilibrium(game: Game) -> dict[sp.Symbol, Fraction] | None:
    """The only pure equilibrium; None where the game is of another kind, or nothing was proved.

    Parameters
    ----------
    game : Game
        Numeric, without terms and constraints.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> game = Game({"A": {x: (0, 10)}, "B": {y: (0, 10)}},
    ...             {"A": x*(9 - x - y), "B": y*(9 - x - y)})
    >>> only_equilibrium(game)
    {x: Fraction(3, 1), y: Fraction(3, 1)}
    >>> only_equilibrium(Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": x*y, "B": x*y})) is None
    True
    """
    system = _slopes(game)
    if system is None:
        return None
    m, q = system
    n = len(q)
    spend(1 + n**3 // 100)
    d = _scaling(m)
    both = [[d[i] * m[i][j] + d[j] * m[j][i] for j in range(n)] for i in range(n)]
    if not _positive_definite(both):
        return None
    box = [tuple(map(to_fraction, game.box[v])) for v in game.variables]
    x = _exactly(m, q, box, _proposed(m, q, box))
    return None if x is None else dict(zip(game.variables, x, strict=True))


def _slopes(game: Game) -> tuple[Matrix, list[Fraction]] | None:
    """M and q, with rational numbers; None if a slope is not affine up to a positive function."""
    alone = all(len(game.own(p)) <= 1 for p in game.players)
    rows, right = [], []
    for v in game.variables:
        player = next(p for p in game.players if v in game.own(p))
        payoff = game.payoffs[player]
        slope = sp.diff(payoff, v)
        if not payoff.is_polynomial(*game.variables):
            if not (alone and _defined(payoff, game)):
                return None
            slope, below = sp.fraction(sp.together(slope))
            sign = _sign_on_box(below, game)
            if sign == 0 or not slope.is_polynomial(*game.variables):
                return None
            slope *= sign
        poly = sp.Poly(slope, *game.variables)
        if poly.total_degree() > 1 or not all(c.is_Rational for c in poly.coeffs()):
            return None
        rows.append([to_fraction(-poly.coeff_monomial(w)) for w in game.variables])
        right.append(to_fraction(poly.coeff_monomial(1)))
    return rows, right


def _defined(payoff: sp.Expr, game: Game) -> bool:
    """Whether a payoff is made of quotients and logarithms that have values on the whole box."""
    logs = payoff.atoms(sp.log)
    plain = payoff.xreplace({e: sp.Dummy() for e in logs})
    below = sp.fraction(sp.together(plain))[1]
    return (
        plain.is_rational_function()
        and not plain.has(sp.Function)
        and (below.is_Rational or _sign_on_box(below, game) != 0)
        and all(_sign_on_box(e.args[0], game) == 1 for e in logs)
    )


def _sign_on_box(product: sp.Expr, game: Game) -> int:
    """1 or -1 where a product of affine functions has that sign on the whole box, else 0."""
    total = 1
    for part in sp.Mul.make_args(product):
        factor, power = part.as_base_exp()
        if not (power.is_Integer and power > 0 and factor.is_polynomial(*game.variables)):
            return 0
        poly = sp.Poly(factor, *game.variables)
        if poly.total_degree() > 1 or not all(c.is_Rational for c in poly.coeffs()):
            return 0
        least = most = poly.coeff_monomial(1)
        for v in game.variables:
            ends = [poly.coeff_monomial(v) * end for end in game.box[v]]
            least, most = least + min(ends), most + max(ends)
        if not (least > 0 or most < 0):
            return 0
        total *= (1 if least > 0 else -1) ** int(power)
    return total


def _scaling(m: Matrix) -> list[Fraction]:
    """A diagonal that makes M symmetric where there is one; ones elsewhere."""
    n = len(m)
    d: list[Fraction | None] = [None] * n
    for start in range(n):
        if d[start] is not None:
            continue
        d[start], waiting = Fraction(1), [start]
        while waiting:
            i = waiting.pop()
            for j in range(n):
                if d[j] is None and m[i][j] * m[j][i] > 0:
                    d[j] = (d[i] or Fraction(1)) * m[i][j] / m[j][i]
                    waiting.append(j)
    return [w if w is not None else Fraction(1) for w in d]


def _positive_definite(s: Matrix) -> bool:
    """Whether a symmetric matrix is positive definite: every pivot is positive, exactly."""
    rows = [row[:] for row in s]
    for k in range(len(rows)):
        if rows[k][k] <= 0:
            return False
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / rows[k][k]
            for j in range(k, len(rows)):
                rows[i][j] -= factor * rows[k][j]
    return True


def _proposed(m: Matrix, q: Sequence[Fraction], box: Sequence[tuple[Fraction, ...]]) -> list[float]:
    """Best replies in turn, in floats; they converge where M is symmetric after scaling."""
    import numpy as np

    matrix, right = np.array(m, dtype=float), np.array(q, dtype=float)
    low, high = np.array(box, dtype=float).T
    x = (low + high) / 2
    for _ in range(_ROUNDS):
        before = x.copy()
        for v in range(len(q)):
            x[v] += (right[v] - matrix[v] @ x) / matrix[v, v]
            x[v] = min(max(x[v], low[v]), high[v])
        if np.abs(x - before).max() <= 1e-13 * (1 + np.abs(x).max()):
            break
    return list(map(float, x))


def _exactly(
    m: Matrix, q: Sequence[Fraction], box: Sequence[tuple[Fraction, ...]], near: Sequence[float]
) -> list[Fraction] | None:
    """The point on the face of a proposal, if every sign is right."""
    n = len(q)
    x: list[Fraction] = [Fraction(0)] * n
    free = []
    for v, (low, high) in enumerate(box):
        width = float(high - low)
        if near[v] - float(low) <= 1e-9 * width:
            x[v] = low
        elif float(high) - near[v] <= 1e-9 * width:
            x[v] = high
        else:
            free.append(v)
    if free:
        matrix = flint.fmpq_mat(
            [[flint.fmpq(m[i][j].numerator, m[i][j].denominator) for j in free] for i in free]
        )
        rest = [q[i] - sum(m[i][j] * x[j] for j in range(n) if j not in free) for i in free]
        side = flint.fmpq_mat([[flint.fmpq(r.numerator, r.denominator)] for r in rest])
        solved = matrix.solve(side)
        for k, v in enumerate(free):
            x[v] = Fraction(int(solved[k, 0].p), int(solved[k, 0].q))
    for v, (low, high) in enumerate(box):
        slope = q[v] - sum(m[v][j] * x[j] for j in range(n))
        good = slope == 0 or (x[v] == low and slope < 0) or (x[v] == high and slope > 0)
        if not (good and low <= x[v] <= high):
            return None
    return x
