r"""Closed forms of best replies and of pure Nash equilibria, with the region where each holds.

For payoffs that are concave in each player's own actions, the first-order conditions are not only
necessary but sufficient: a profile on a face of the box (`bargain.solve.continuous.kkt_system`) is
an equilibrium iff

* :math:`f_v = 0` and the action is strictly inside its box, for every free action,
* :math:`f_v \le 0` at a lower bound and :math:`f_v \ge 0` at an upper bound.

So each face's solution comes with its conditions on the parameters. Concavity (every principal
minor of the Hessian in the own actions has the sign of a negative semidefinite matrix) is proved
from the signs of the parameters; where it depends on parameters alone it is one more condition.
Solutions are verified by substitution. If a face cannot be solved there is no closed form.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import sympy as sp
from sympy.polys.matrices import DomainMatrix
from sympy.polys.matrices.exceptions import DMNonInvertibleMatrixError

from bargain.errors import GameError, NoClosedForm
from bargain.game.feasible_set import refuse_feasible_sets
from bargain.game.game import Game
from bargain.game.symbol_table import put_in
from bargain.game.written import Boolean
from bargain.solve.agreement import Agreement
from bargain.solve.continuous.kkt_system import FREE, LOWER, UPPER, Face, faces
from bargain.solve.equilibria import Equilibria

__all__ = ["best_replies", "symbolic_equilibria"]

_MOST_ACTIONS = 5
_LARGEST_DEGREE = 4
_KINKS = (sp.Abs, sp.Max, sp.Min, sp.Piecewise, sp.Heaviside, sp.sign, sp.floor, sp.ceiling)


def symbolic_equilibria(game: Game) -> Equilibria:
    """Return the pure Nash equilibria of a game as functions of its parameters.

    Parameters
    ----------
    game : Game
        Payoffs concave in own actions; terms fixed.

    Returns
    -------
    Equilibria
        One agreement per face that can hold an equilibrium; `.region` of each says where. The
        list is not called complete: it carries no certificate.

    Raises
    ------
    NoClosedForm
        If concavity was not proved, or a face's system was not solved.
    GameError
        If terms are left.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> a = sp.Symbol("a", positive=True)
    >>> game = Game(
    ...     actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}},
    ...     payoffs={"A": a*x - x**2, "B": x*y - y**2},
    ... )
    >>> for e in symbolic_equilibria(game):
    ...     print(e[x], e[y], e.region)
    1 1/2 (a >= 2,)
    a/2 a/4 (a < 2,)
    """
    refuse_feasible_sets(game, "the closed form")
    _refuse_terms(game)
    conditions = [c for p in game.players for c in _concavity(game, p)]
    slopes = {v: sp.diff(game.payoffs[p], v) for p in game.players for v in game.own(p)}
    found = []
    for values, region in _pieces(game, list(slopes), slopes, conditions):
        found.append(
            Agreement(
                values=values,
                payoffs={p: sp.simplify(u.subs(values)) for p, u in game.payoffs.items()},
                gains={p: sp.simplify(g.subs(values)) for p, g in game.gains().items()},
                arithmetic="symbolic",
                region=region,
            )
        )
    return Equilibria(
        equilibria=tuple(found),
        reason="closed forms of every face, verified by substitution; no certificate was made",
        method="first-order conditions of concave payoffs, solved face by face",
        arithmetic="symbolic",
        regret=Fraction(0),
    )


def best_replies(game: Game, player: str) -> tuple[Agreement, ...]:
    """Return a player's best replies as functions of the others' actions and the parameters.

    Parameters
    ----------
    game : Game
    player : str
        Whose payoff is concave in the own actions.

    Returns
    -------
    tuple of Agreement
        One per face of the player's own box; `.values` has the own actions only, and `.region`
        says for which actions of the others and which parameters it is the best reply.

    Raises
    ------
    NoClosedForm
        If concavity was not proved, or the first-order condition was not solved.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> game = Game(
    ...     actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}}, payoffs={"A": x*(1 - x - y), "B": -y}
    ... )
    >>> for reply in best_replies(game, "A"):
    ...     print(reply[x], reply.region)
    0 (y >= 1,)
    -(y - 1)/2 (y < 1,)
    """
    refuse_feasible_sets(game, "the closed form")
    slopes = {v: sp.diff(game.payoffs[player], v) for v in game.own(player)}
    replies = []
    for values, region in _pieces(game, list(slopes), slopes, _concavity(game, player)):
        payoff = {player: sp.simplify(game.payoffs[player].subs(values))}
        gain = {player: payoff[player] - game.disagreement[player]}
        replies.append(
            Agreement(
                values=values, payoffs=payoff, gains=gain, arithmetic="symbolic", region=region
            )
        )
    return tuple(replies)


def _refuse_terms(game: Game) -> None:
    if game.terms:
        raise GameError(
            f"{next(iter(game.terms))} is a term: nobody chooses it alone",
            where="nash_equilibria",
            fix="fix the terms with game.at({...})",
        )


def _pieces(
    game: Game,
    actions: Sequence[sp.Symbol],
    slopes: Mapping[sp.Symbol, sp.Expr],
    conditions: Sequence[Boolean],
) -> Iterator[tuple[dict[sp.Symbol, sp.Expr], tuple[Boolean, ...]]]:
    """Yield the solution of each face with the conditions under which it is a best reply."""
    if len(actions) > _MOST_ACTIONS:
        raise NoClosedForm(
            f"{len(actions)} actions are too many to solve face by face", fix="give numbers"
        )
    for face in faces(len(actions)):
        fixed = {
            v: game.box[v][1 if side == UPPER else 0]
            for v, side in zip(actions, face, strict=True)
            if side != FREE
        }
        free = [v for v in actions if v not in fixed]
        for solution, extra in _solve(free, [slopes[v].subs(fixed) for v in free]):
            values = {v: fixed.get(v, solution.get(v)) for v in actions}
            region = _region(game, face, values, slopes, [*conditions, *extra])
            if region is not None:
                yield values, region


def _solve(
    free: Sequence[sp.Symbol], equations: Sequence[sp.Expr]
) -> Iterator[tuple[dict[sp.Symbol, sp.Expr], list[Boolean]]]:
    """Yield every solution of a face's system and what it takes for granted (a determinant)."""
    if not free:
        yield {}, []
        return
    numerators = [sp.expand(sp.numer(sp.together(e))) for e in equations]
    if not all(n.is_polynomial(*free) for n in numerators):
        raise NoClosedForm("a first-order condition is not algebraic", where=str(equations[0]))
    degree = max(sp.Poly(n, *free).total_degree() for n in numerators)
    if degree <= 1:
        matrix, right = sp.linear_eq_to_matrix(numerators, list(free))
        whole = DomainMatrix.from_Matrix(matrix.row_join(right)).to_field()
        square, side = whole[:, : len(free)], whole[:, len(free) :]
        try:
            solved = square.lu_solve(side).to_Matrix()
        except DMNonInvertibleMatrixError:
            if _inconsistent(matrix, right):
                return
            raise NoClosedForm(
                "first-order conditions leave a continuum", where=", ".join(map(str, equations))
            ) from None
        determinant = sp.factor(square.domain.to_sympy(square.det()))
        yield (
            {v: sp.factor(s) for v, s in zip(free, solved, strict=True)},
            [sp.Ne(determinant, 0)],
        )
        return
    if degree > _LARGEST_DEGREE or len(free) > 2:
        raise NoClosedForm(
            f"a system of degree {degree} was not attempted", where=str(numerators[0])
        )
    for solution in sp.solve(numerators, list(free), dict=True):
        if any(s.is_real is False for s in solution.values()):
            continue
        if set(solution) != set(free) or any(s.has(*free) for s in solution.values()):
            raise NoClosedForm("a first-order system was not solved", where=str(numerators[0]))
        if any(sp.simplify(e.subs(solution)) != 0 for e in equations):
            raise NoClosedForm(  # sympy's solve promises none of them
                "a solution failed the substitution", where=f"{solution} in {equations[0]}"
            )
        yield solution, []


def _inconsistent(matrix: sp.Matrix, right: sp.Matrix) -> bool:
    """Return whether a singular linear system with numeric entries has no solution."""
    whole = matrix.row_join(right)
    numeric = not whole.free_symbols
    return numeric and whole.rank() > matrix.rank()


def _compared(kind: type[sp.Rel], left: sp.Expr, right: sp.Expr) -> Boolean:
    """A relation; of numbers, whether it holds, exactly."""
    if left.free_symbols or right.free_symbols:
        return kind(left, right)
    return sp.sympify(put_in(kind(left, right, evaluate=False), {}))


def _region(
    game: Game,
    face: Face,
    values: Mapping[sp.Symbol, sp.Expr],
    slopes: Mapping[sp.Symbol, sp.Expr],
    conditions: Sequence[Boolean],
) -> tuple[Boolean, ...] | None:
    """Return the conditions of a face's solution, simplified; None if one is false."""
    relations: list[Boolean] = list(conditions)
    for (v, value), side in zip(values.items(), face, strict=True):
        low, high = game.box[v]
        if side == FREE:
            relations += [_compared(sp.Gt, value, low), _compared(sp.Lt, value, high)]
        else:
            slope = sp.factor(sp.simplify(slopes[v].subs(values)))
            relations.append(_compared(sp.Le if side == LOWER else sp.Ge, slope, sp.S.Zero))
    known = set(game.parameter_relations)
    kept: list[Boolean] = []
    for relation in relations:
        simple = _simplified(relation)
        if simple == sp.false:
            return None
        if simple != sp.true and simple not in known and simple not in kept:
            kept.append(simple)
    inside = [  # what is known of the actions of others, and of the parameters
        relation
        for v, (low, high) in game.box.items()
        if v not in values
        for relation in (sp.Ge(v, low), sp.Le(v, high))
    ] + [r for r in map(_simplified, game.parameter_relations) if r.is_Relational]
    if any(_clash(one, two) for one, two in itertools.permutations([*kept, *inside], 2)):
        return None
    kept = [r for r in kept if not any(_implies(o, r) for o in [*kept, *inside] if o != r)]
    return tuple(sorted(kept, key=sp.default_sort_key))


def _comparable(one: Boolean, two: Boolean) -> bool:
    """Return whether two relations bound the same symbol by numbers."""
    return bool(
        one.lhs == two.lhs and one.lhs.is_Symbol and one.rhs.is_number and two.rhs.is_number
    )


def _clash(low: Boolean, high: Boolean) -> bool:
    """Return whether a lower and an upper bound on one symbol leave nothing."""
    inequalities = isinstance(low, (sp.Gt, sp.Ge)) and isinstance(high, (sp.Lt, sp.Le))
    if not (inequalities and _comparable(low, high)):
        return False
    gap = high.rhs - low.rhs
    return bool(gap < 0 or (gap == 0 and (isinstance(low, sp.Gt) or isinstance(high, sp.Lt))))


def _implies(one: Boolean, two: Boolean) -> bool:
    """Return whether one bound on a symbol is stricter than another on the same side."""
    if not _comparable(one, two):
        return False
    for side, direction in (((sp.Gt, sp.Ge), 1), ((sp.Lt, sp.Le), -1)):
        if isinstance(one, side) and isinstance(two, side):
            gap = direction * (one.rhs - two.rhs)
            return bool(gap > 0 or (gap == 0 and isinstance(one, side[0])))
    return False


def _simplified(relation: Boolean) -> Boolean:
    """Return a relation decided by the signs of its symbols, or solved for one of them."""
    if relation in (sp.true, sp.false):
        return relation
    difference = sp.factor(relation.lhs - relation.rhs)
    decided = relation.func(difference, 0)
    if decided in (sp.true, sp.false):
        return decided
    if decided.is_Relational:
        rest = [f for f in sp.Mul.make_args(decided.lhs) if not f.is_positive]
        decided = decided.func(sp.Mul(*rest), 0)
        if decided in (sp.true, sp.false):
            return decided
    if len(decided.free_symbols) == 1:
        symbol = next(iter(decided.free_symbols))
        if decided.lhs.is_polynomial(symbol) and sp.degree(decided.lhs, symbol) == 1:
            return _isolated(decided, symbol)
    return decided


def _isolated(relation: Boolean, symbol: sp.Symbol) -> Boolean:
    """Return a linear relation ``a*s + b rel 0`` solved for its only symbol."""
    expanded = sp.Poly(relation.lhs, symbol)
    slope, constant = expanded.coeff_monomial(symbol), expanded.coeff_monomial(1)
    solved = relation.func(symbol, -constant / slope)
    return solved.reversedsign.func(symbol, -constant / slope) if slope < 0 else solved


def _concavity(game: Game, player: str) -> list[Boolean]:
    """Return conditions on parameters under which a payoff is concave in the own actions.

    Raises
    ------
    NoClosedForm
        If concavity depends on the actions and was not proved.
    """
    mine = list(game.own(player))
    if not mine:
        return []
    if kinks := [k for k in game.payoffs[player].atoms(*_KINKS) if k.has(*mine)]:
        raise NoClosedForm(
            f"the payoff of {player!r} is not smooth in its own actions",
            where=str(kinks[0]),
            fix="give numbers with game.at({...}) and leave symbolic=False",
        )
    hessian = sp.hessian(game.payoffs[player], mine)
    conditions: list[Boolean] = []
    for size in range(1, len(mine) + 1):
        for rows in itertools.combinations(range(len(mine)), size):
            minor = sp.simplify((-1) ** size * hessian.extract(list(rows), list(rows)).det())
            if _is_nonnegative(minor, game):
                continue
            if minor.free_symbols & set(game.variables):
                raise NoClosedForm(
                    f"the payoff of {player!r} was not proved concave in its own actions",
                    where=f"needs {minor} >= 0 on the box",
                    fix="give numbers: the numeric search needs no concavity",
                )
            relation = _compared(sp.Ge, sp.factor(minor), sp.S.Zero)
            if relation == sp.false:
                raise NoClosedForm(
                    f"the payoff of {player!r} is not concave in its own actions",
                    where=f"{sp.factor(minor)} < 0",
                    fix="give numbers: the numeric search needs no concavity",
                )
            conditions.append(relation)
    return conditions


def _is_nonnegative(expression: sp.Expr, game: Game) -> bool:
    """Return whether signs of the parameters and the box imply that an expression is >= 0."""
    moved = {v: low + sp.Dummy(nonnegative=True) for v, (low, _) in game.box.items()}
    for form in (expression, sp.factor(expression)):
        above, below = sp.fraction(sp.together(form))
        shifted = sp.expand(above.xreplace(moved)), below.xreplace(moved)
        plain = above.xreplace({v: sp.Dummy(real=True) for v in game.box})
        if (shifted[0].is_nonnegative or plain.is_nonnegative) and (
            shifted[1].is_nonnegative or _is_square(below)
        ):
            return True
        if form.xreplace(moved).is_nonnegative:
            return True
    return False


def _is_square(expression: sp.Expr) -> bool:
    """Return whether an expression is a product of even powers and positive factors."""
    return all(
        factor.is_positive or (factor.is_Pow and factor.exp.is_even)
        for factor in sp.Mul.make_args(sp.factor(expression))
    )
