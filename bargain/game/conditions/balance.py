r"""Balance: when quantities count as the same, up to a factor. One definition for everybody.

Quantities :math:`m_1, \dots, m_n` are *the same up to a tolerance* :math:`ε \ge 0` if they are all
equal, or are all positive or all negative with

.. math:: |\log(m_j / m_i)| \le ε \quad\text{for all pairs}.

Where the logarithm has no value this says: zero is the same as zero alone, and a positive quantity
is never the same as a negative one, whatever the tolerance. All pairs are asked for, with a
tolerance and without one: no order of the players is special. So the condition is plain equality at
:math:`ε = 0`, no looser tolerance is harder to meet, and permuting the players or multiplying all
quantities by one non-zero number changes nothing.

*Residual*: the logarithm of the least factor that :math:`e^ε` has to be multiplied with, 0 iff the
condition holds, infinite where no tolerance is wide enough.

*Encoding*: with :math:`k = e^ε \ge 1` a pair is the same up to the tolerance iff

.. math:: (k a - b)(k b - a) \ge 0.

For if both factors are at least 0, then :math:`k a \ge b \ge a / k` makes :math:`a \ge 0` unless
:math:`k = 1`, and so on for b: both are positive within the factor, or both 0; if both factors are
at most 0, the same holds of :math:`-a, -b`; for :math:`k = 1` the product is :math:`-(a - b)^2`.
Where the signs of both are seen from the box and the symbols, the two factors are written apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp

from bargain.game.conditions.clauses import Clause
from bargain.game.game import Game
from bargain.signs import by_size, sign_of

__all__ = ["excess", "same_up_to"]


def same_up_to(
    name: str, a: sp.Expr, b: sp.Expr, factor: sp.Expr, game: Game, words: Sequence[str]
) -> Iterator[Clause]:
    r"""Clauses that say, necessarily and sufficiently, that two quantities are the same.

    Parameters
    ----------
    name : str
        What the names of the clauses begin with.
    a, b : sympy.Expr
        The quantities, in the game's variables and parameters.
    factor : sympy.Expr
        :math:`e^ε`, at least 1.
    game : Game
        Its box and symbols may show the signs of the quantities.
    words : pair of str
        What the quantities are called in the names of the clauses.

    Examples
    --------
    >>> y, z = sp.symbols("y z")
    >>> game = Game({"A": {y: (0, 1)}, "B": {z: (-1, 1)}}, {"A": y, "B": z})
    >>> [str(k.relation) for k in same_up_to("same", y, z, sp.Integer(2), game, ("A", "B"))]
    ['(-y + 2*z)*(2*y - z) >= 0']
    """
    first, second = words
    if factor == 1:
        yield Clause(name=f"{name} {first} and {second}", relation=sp.Eq(a - b, 0, evaluate=False))
        return
    signs = {_seen_sign(a, game), _seen_sign(b, game)}
    if len(signs) == 1 and signs <= {1, -1}:
        sign = signs.pop()
        for (mine, own), (theirs, other) in (((a, first), (b, second)), ((b, second), (a, first))):
            yield Clause(
                name=f"{name} {own} at most e^tolerance times {other}",
                relation=sp.Ge(sign * (factor * theirs - mine), 0, evaluate=False),
            )
        return
    yield Clause(
        name=f"{name} {first} and {second} up to the factor e^tolerance",
        relation=sp.Ge((factor * a - b) * (factor * b - a), 0, evaluate=False),
    )


def excess(values: Sequence[sp.Expr], factor: sp.Expr) -> sp.Expr:
    """The exponential of the residual of numbers: 1 iff they are the same up to the factor.

    Examples
    --------
    >>> one, two = sp.Integer(1), sp.Integer(2)
    >>> excess([-one, -two], one), excess([one, two], two), excess([one, -one], two)
    (2, 1, oo)
    """
    signs = {sign_of(v) for v in values}
    if None in signs or len(signs) > 1:
        return sp.oo
    if signs <= {0}:
        return sp.S.One
    sizes = sorted((abs(v) for v in values), key=by_size())
    ratio = sizes[-1] / (factor * sizes[0])
    return ratio if sign_of(ratio - 1) == 1 else sp.S.One


def _seen_sign(quantity: sp.Expr, game: Game) -> int:
    """1 if it is seen to be at least 0 on the whole box, -1 if at most 0, else 0."""
    inside = {
        v: sp.Dummy(v.name, real=True, nonnegative=low >= 0 or None, nonpositive=high <= 0 or None)
        for v, (low, high) in game.box.items()
    }
    shown = quantity.xreplace(inside)
    return 1 if shown.is_nonnegative else -1 if shown.is_nonpositive else 0
