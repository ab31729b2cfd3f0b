r"""Is an expression concave in the variables on the box? Proved by composition, or not at all.

A sum is concave when its quadratic part has a negative semidefinite Hessian and every other term
is concave by a rule of composition (Boyd & Vandenberghe 2004, section 3.2): a non-negative
multiple of

* `log(a)` or `a**p`, 0 < p <= 1, with `a` concave;
* `-a**p`, p < 0 with `a` concave and positive, or `-exp(a)` with `a` convex, or `-a**p`,
  p > 1, with `a` affine (even integer p) or non-negative and affine;
* a product of powers of non-negative affine expressions whose non-negative exponents sum to at
  most one (Cobb-Douglas), or a CES aggregate `(sum c_k a_k**p)**(1/p)`, p <= 1;
* a function of one variable whose second derivative is non-positive by the signs of its symbols.

Signs of parameters come from the assumptions of their symbols. `True` is a proof (up to the
correctness of these rules and of sympy's signs); `False` only means that no rule applied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import sympy as sp

from bargain.game.game import Game

__all__ = ["concave_gains", "is_concave", "negative_semidefinite"]

Box = Mapping[sp.Symbol, tuple[sp.Rational, sp.Rational]]


def concave_gains(game: Game) -> dict[str, bool]:
    """Whether each player's gain is proved concave in all variables on the box.

    Examples
    --------
    >>> y, z = sp.symbols("y z")
    >>> game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": sp.log(1 + z) - y**2, "C": y*z})
    >>> concave_gains(game)
    {'P': True, 'C': False}
    """
    return dict(zip(game.players, _concave_gains(game), strict=True))


@lru_cache(maxsize=128)
def _concave_gains(game: Game) -> tuple[bool, ...]:
    return tuple(is_concave(g, game.variables, game.box) for g in game.gains().values())


def is_concave(expression: sp.Expr, variables: Sequence[sp.Symbol], box: Box) -> bool:
    """Whether the expression is proved concave in the variables on the box.

    Parameters
    ----------
    expression : sympy.Expr
    variables : sequence of sympy.Symbol
    box : mapping of symbol to (low, high)

    Returns
    -------
    bool
    """
    kept = [v for v in variables if expression.has(v)]
    if not kept:
        return True
    if expression.has(sp.Piecewise, sp.floor, sp.ceiling):
        return False  # every piece may be concave and the whole not
    expanded = _expanded(expression)
    quadratic, rest = sp.S.Zero, []
    for term in sp.Add.make_args(expanded):
        if term.is_polynomial(*kept) and sp.Poly(term, *kept).total_degree() <= 2:
            quadratic += term
        else:
            rest.append(term)
    if not all(_term_curvature(t, kept, box) == 1 for t in rest):
        return len(kept) == 1 and _one_variable(expression, kept[0], box)
    return negative_semidefinite(sp.hessian(quadratic, kept))


def _expanded(expression: sp.Expr) -> sp.Expr:
    """Products multiplied out; logarithms and powers left as they stand."""
    return sp.expand(expression, log=False, power_base=False, power_exp=False, multinomial=True)


def negative_semidefinite(matrix: sp.Matrix) -> bool:
    """Whether a symmetric matrix is proved negative semidefinite by the signs of its symbols.

    Exact elimination: a zero pivot needs a zero row.

    Examples
    --------
    >>> negative_semidefinite(sp.Matrix([[-1, 1], [1, -1]]))
    True
    >>> negative_semidefinite(sp.Matrix([[-1, 2], [2, -1]]))
    False
    """
    left = -matrix
    while left.rows:
        pivot = sp.simplify(left[0, 0]) if not left[0, 0].is_number else left[0, 0]
        row = left[0, 1:]
        if pivot.is_zero or all(e.is_zero for e in row):
            if not all(e.is_zero for e in row) or not pivot.is_nonnegative:
                return False
            left = left[1:, 1:]
        elif pivot.is_positive:
            left = left[1:, 1:] - row.T * row / pivot
        else:
            return False
    return True


def _term_curvature(term: sp.Expr, variables: Sequence[sp.Symbol], box: Box) -> int:
    """1 concave, -1 convex, 0 unknown; for a coefficient times one non-affine factor."""
    coefficient, core = term.as_independent(*variables, as_Add=False)
    shape = _curvature(core, variables, box)
    if coefficient.is_nonnegative:
        return shape
    if coefficient.is_nonpositive:
        return -shape
    return 0


def _is_affine(expression: sp.Expr, variables: Sequence[sp.Symbol]) -> bool:
    return bool(
        expression.is_polynomial(*variables)
        and (not expression.has(*variables) or sp.Poly(expression, *variables).total_degree() <= 1)
    )


def _concave(expression: sp.Expr, variables: Sequence[sp.Symbol], box: Box) -> bool:
    return _is_affine(expression, variables) or is_concave(expression, variables, box)


def _sign(expression: sp.Expr, variables: Sequence[sp.Symbol], box: Box) -> int:
    """1 if proved non-negative on the box, -1 if non-positive; corners of an affine expression."""
    if not _is_affine(expression, variables):
        shifted = _from_lower(expression, variables, box)
        return 1 if shifted.is_nonnegative else -1 if shifted.is_nonpositive else 0
    least = most = expression
    for v in variables:
        slope = sp.diff(expression, v)
        low, high = box[v]
        if slope.is_nonnegative:
            least, most = least.subs(v, low), most.subs(v, high)
        elif slope.is_nonpositive:
            least, most = least.subs(v, high), most.subs(v, low)
        else:
            return 0
    return 1 if least.is_nonnegative else -1 if most.is_nonpositive else 0


def _from_lower(expression: sp.Expr, variables: Sequence[sp.Symbol], box: Box) -> sp.Expr:
    """The expression with each variable written as its lower bound plus something positive."""
    moved = {v: box[v][0] + sp.Dummy(v.name, positive=True) for v in variables}
    return sp.factor(expression.xreplace(moved))


def _curvature(core: sp.Expr, variables: Sequence[sp.Symbol], box: Box) -> int:
    inside = [v for v in variables if core.has(v)]
    found = 0
    if isinstance(core, sp.log):
        found = 1 if _concave(core.args[0], inside, box) else 0
    elif isinstance(core, sp.exp):
        found = -1 if _concave(-core.args[0], inside, box) else 0
    elif isinstance(core, sp.Pow) and not core.exp.has(*inside):
        found = _power(core, inside, box)
    elif isinstance(core, sp.Mul):
        found = 1 if _cobb_douglas(core, inside, box) else 0
    if found == 0 and len(inside) == 1:
        found = 1 if _one_variable(core, inside[0], box) else 0
        found = found or (-1 if _one_variable(-core, inside[0], box) else 0)
    return found


def _power(core: sp.Expr, inside: Sequence[sp.Symbol], box: Box) -> int:
    base, p = core.base, core.exp
    if p.is_positive and (1 - p).is_nonnegative and _concave(base, inside, box):
        return 1
    if _is_ces(core, inside, box):
        return 1
    if p.is_negative and _concave(base, inside, box) and _sign(base, inside, box) == 1:
        return -1
    if _is_affine(base, inside) and (p - 1).is_nonnegative:
        if p.is_even or _sign(base, inside, box) == 1:
            return -1
        if p.is_odd and _sign(base, inside, box) == -1:
            return 1
    return 0


def _is_ces(core: sp.Expr, inside: Sequence[sp.Symbol], box: Box) -> bool:
    """`(sum c_k a_k**p)**(1/p)` with c_k >= 0, affine a_k >= 0 and p <= 1."""
    p = 1 / core.exp
    if not (1 - p).is_nonnegative:
        return False
    for term in sp.Add.make_args(core.base):
        coefficient, power = term.as_independent(*inside, as_Add=False)
        if not coefficient.is_nonnegative:
            return False
        if power == 1:
            continue
        base, exponent = power.as_base_exp()
        if (exponent - p).is_zero is not True or not _is_affine(base, inside):
            return False
        if _sign(base, inside, box) != 1:
            return False
    return True


def _cobb_douglas(core: sp.Expr, inside: Sequence[sp.Symbol], box: Box) -> bool:
    total = sp.S.Zero
    for factor in sp.Mul.make_args(core):
        base, exponent = factor.as_base_exp()
        if exponent.has(*inside) or not exponent.is_nonnegative or not _is_affine(base, inside):
            return False
        if _sign(base, inside, box) != 1:
            return False
        total += exponent
    return bool((1 - total).is_nonnegative)


def _one_variable(expression: sp.Expr, v: sp.Symbol, box: Box) -> bool:
    second = sp.diff(expression, v, 2)
    if second.has(sp.Derivative, sp.Piecewise, sp.Abs, sp.sign, sp.DiracDelta, sp.Heaviside):
        return False
    return bool(_from_lower(sp.together(second), [v], box).is_nonpositive)
