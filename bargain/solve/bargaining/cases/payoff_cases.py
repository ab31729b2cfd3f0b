r"""A bargaining problem with kinks, cases and constraints, as finitely many smooth ones.

A *case* is a smooth problem: a box, *limits* :math:`s_k(z) \ge 0` or :math:`s_k(z) = 0`, and for
every player smooth functions :math:`p_{i1}, p_{i2}, \dots`, of which the least counts. The cases of
a problem are such that

.. math:: g_i(z) \le \max_c \min_\tau p^c_{i\tau}(z) \text{ over the cases } c \text{ whose limits
          } z \text{ satisfies,}

for all gains by one and the same case, with equality at agreements outside the edges of jumps. So
an objective that rises in the gains is nowhere larger than its largest value over the cases, and a
point that has in the game what it has in its case attains it. They come from

* *values that are listed*: one case for each combination;
* *a payoff in cases*: one for each cell of all payoffs (`bargain.game.pieces`), its strict
  relations made weak: the limits;
* *kinks*: with :math:`f` rising in its first argument,
  :math:`f(\max(a, b)) = \max(f(a), f(b))` makes two cases and
  :math:`f(\min(a, b)) = \min(f(a), f(b))` two functions of one case; the other way round where
  :math:`f` falls. Where it does neither, the cells :math:`a \ge b` and :math:`a \le b` are cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import numpy as np
import sympy as sp

from bargain.errors import ExpressionError, GameError, OptionError
from bargain.game.feasible_set import choices_of, slack
from bargain.game.game import Game
from bargain.game.pieces import Piece, pieces_and_gaps
from bargain.game.symbol_table import put_in
from bargain.intervals.empty_boxes import RangeConstraint, prove_empty_box
from bargain.intervals.enclosures import enclose, evaluate, needed_nodes
from bargain.intervals.expression_tape import tape_of
from bargain.signs import sign_of
from bargain.solve.bargaining.feasible import AgreementSet

__all__ = ["Case", "Limit", "cases_of", "listed_agreements"]

_MOST = 96  # cases of one problem
_EFFORT = 1.0  # for the proof that a cell without a value is empty

Box = Mapping[sp.Symbol, tuple[sp.Rational, sp.Rational]]
Limit = tuple[sp.Expr, bool]  # not negative, or zero if the flag is set
#: Functions of which the least counts, on the set where the limits hold.
Alternative = tuple[tuple[Limit, ...], tuple[sp.Expr, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One smooth problem of the module.

    Parameters
    ----------
    fixed : mapping of symbol to number
        Variables whose values are listed.
    box : mapping of symbol to (low, high)
        The other variables.
    limits : tuple of (expression, bool)
        What is not negative; zero where the flag is set.
    gains : mapping of player to tuple of expressions
        The least of them counts.
    strict : tuple of expressions
        Limits that are no part of the game's own set where they are zero.
    """

    fixed: Mapping[sp.Symbol, sp.Rational]
    box: Box
    limits: tuple[Limit, ...]
    gains: Mapping[str, tuple[sp.Expr, ...]]
    strict: tuple[sp.Expr, ...] = ()


def cases_of(game: Game, players: Sequence[str]) -> list[Case]:
    """The cases of a numeric game, for the gains of some players.

    Raises
    ------
    GameError
        If a payoff has no value in some cell.
    OptionError
        If there are more cases than can be worked with.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> game = Game({"A": {x: (0, 1)}, "B": {}}, {"A": sp.Min(x, sp.Rational(1, 3)), "B": 1 - x})
    >>> [dict(case.gains) for case in cases_of(game, game.players)]
    [{'A': (1/3, x), 'B': (1 - x,)}]
    """
    found: dict[tuple[object, ...], Case] = {}
    gains = game.gains()
    for chosen in choices_of(game, game.variables):
        box = {v: ends for v, ends in game.box.items() if v not in chosen}
        slacks: list[Limit] = []
        edges: list[sp.Expr] = []
        for relation in game.constraints:
            held = put_in(relation, chosen) if chosen else relation
            if held in (False, sp.false):
                break
            if held not in (True, sp.true):
                slacks.append((slack(held), isinstance(held, sp.Eq)))
                edges += [slack(held)] if held.rel_op in ("<", ">") else []
        else:
            whole = [gains[p].subs(chosen) for p in players]
            for piece in _cells(whole, slacks, box):
                mine = dict(zip(players, piece.value.args, strict=False))
                limits = [
                    (e, equal)
                    for e, (_, equal) in zip(piece.value.args[len(players) :], slacks, strict=True)
                ]
                limits += _cell_limits(piece)
                open_ = (*edges, *(q * min(s) for q, s in piece.cell.signs if s in ({1}, {-1})))
                for smooth in _smooth_cases(mine, limits, box, chosen):
                    case = replace(smooth, strict=open_)
                    key = (tuple(chosen.items()), frozenset(case.limits), tuple(case.gains.items()))
                    found.setdefault(key, case)
                    _refuse_many(len(found))
    return list(found.values())


def listed_agreements(
    game: Game, players: Sequence[str]
) -> tuple[AgreementSet, list[dict[sp.Symbol, Fraction]]] | None:
    """All agreements of a game whose variables are all listed, where gains are rational numbers.

    Returns
    -------
    (AgreementSet, list of mappings) or None
        The set with gains counted from zero, and the values of each of its agreements.
    """
    if set(game.choices) != set(game.variables):
        return None
    gains, rows, values = game.gains(), [], []
    for chosen in choices_of(game, game.variables):
        if any(put_in(r, chosen) in (False, sp.false) for r in game.constraints):
            continue
        row = [gains[p].subs(chosen) for p in players]
        if not all(g.is_Rational for g in row):
            return None
        rows.append([Fraction(int(g.p), int(g.q)) for g in row])
        values.append({v: Fraction(int(a.p), int(a.q)) for v, a in chosen.items()})
    return (AgreementSet.from_points(rows, players=players), values) if rows else None


def _refuse_many(count: int) -> None:
    if count > _MOST:
        raise OptionError(
            f"the payoffs make more than {_MOST} cases",
            where="max, min, abs, Piecewise and listed values",
            fix="write fewer of them, or solve game.discretise(levels)",
        )


def _cells(gains: Sequence[sp.Expr], slacks: Sequence[Limit], box: Box) -> list[Piece]:
    whole = sp.Tuple(*gains, *(e for e, _ in slacks))
    whole = whole.replace(
        lambda e: isinstance(e, (sp.Heaviside, sp.sign)), lambda e: e.rewrite(sp.Piecewise)
    )
    cells, gaps = pieces_and_gaps(whole)
    for gap in gaps:
        relations = [
            RangeConstraint.from_relation(f"cell {k}", r)
            for k, r in enumerate(gap.relations)
            if not isinstance(r, sp.Ne)
        ]
        if not box or not prove_empty_box(tuple(box), relations, box, effort=_EFFORT).empty:
            raise GameError(
                "a payoff has no value in a case",
                where=", ".join(map(str, gap.relations)) or "everywhere",
                fix="add a branch (value, True)",
            )
    return cells


def _cell_limits(piece: Piece) -> Iterator[Limit]:
    for quantity, signs in piece.cell.signs:
        if signs == {0}:
            yield quantity, True
        elif signs <= {0, 1}:
            yield quantity, False
        elif signs <= {-1, 0}:
            yield -quantity, False


def _smooth_cases(
    gains: Mapping[str, sp.Expr],
    limits: Iterable[Limit],
    box: Box,
    chosen: Mapping[sp.Symbol, sp.Rational],
) -> Iterator[Case]:
    plain: list[Limit] = []
    kinked: list[list[Alternative]] = []
    for expression, equal in limits:
        if not expression.free_symbols & set(box):
            if sign_of(expression) not in ((0,) if equal else (0, 1)):
                return
        elif not _kinks(expression, box):
            plain.append((expression, equal))
        else:
            sides = (expression, -expression) if equal else (expression,)
            kinked += [_alternatives(side, box) for side in sides]
    ways = [_alternatives(g, box) for g in gains.values()]
    _refuse_many(int(np.prod([float(len(w)) for w in (*kinked, *ways)])))
    for choice in product(*kinked, *ways):
        held = [*plain, *(limit for asked, _ in choice for limit in asked)]
        held += [(s, False) for _, functions in choice[: len(kinked)] for s in functions]
        yield Case(
            fixed=chosen,
            box=box,
            limits=tuple(dict.fromkeys(held)),
            gains={
                p: functions for p, (_, functions) in zip(gains, choice[len(kinked) :], strict=True)
            },
        )


def _kinks(expression: sp.Expr, box: Box) -> list[sp.Expr]:
    found = (k for k in expression.atoms(sp.Max, sp.Min, sp.Abs) if k.free_symbols & set(box))
    return sorted(found, key=lambda k: (k.count_ops(), sp.default_sort_key(k)))


def _alternatives(expression: sp.Expr, box: Box) -> list[Alternative]:
    """Smooth functions: the largest, over the alternatives, of the least of each."""
    kinks = _kinks(expression, box)
    if not kinks:
        return [((), (expression,))]
    outer = kinks[-1]
    if isinstance(outer, sp.Abs):
        inside = outer.args[0]
        plain = sp.Max(inside, -inside, evaluate=False)
        return _alternatives(expression.xreplace({outer: plain}), box)
    direction = _direction(expression, outer, box)
    if direction:
        parts = [_alternatives(expression.xreplace({outer: a}), box) for a in outer.args]
        if (direction > 0) == isinstance(outer, sp.Max):
            return [alternative for part in parts for alternative in part]
        return _least_of(parts)
    inner = kinks[0]
    if isinstance(inner, sp.Abs):
        inside = inner.args[0]
        inner_args, sign = (inside, -inside), 1
    else:
        inner_args, sign = inner.args, 1 if isinstance(inner, sp.Max) else -1
    found = []
    for mine in inner_args:
        limits = tuple((sign * (mine - other), False) for other in inner_args if other != mine)
        for asked, functions in _alternatives(expression.xreplace({inner: mine}), box):
            found.append(((*limits, *asked), functions))
            _refuse_many(len(found))
    return found


def _least_of(parts: Sequence[Sequence[Alternative]]) -> list[Alternative]:
    """The alternatives of the least of several functions."""
    _refuse_many(int(np.prod([float(len(p)) for p in parts])))
    found: dict[Alternative, None] = {}
    for choice in product(*parts):
        limits = tuple(dict.fromkeys(limit for asked, _ in choice for limit in asked))
        functions = dict.fromkeys(f for _, own in choice for f in own)
        found[limits, tuple(functions)] = None
    return list(found)


def _direction(expression: sp.Expr, kink: sp.Expr, box: Box) -> int:
    """1 if the expression does not fall in the kink on the box, -1 if it does not rise, else 0."""
    term = sp.Dummy("kink", real=True)
    slope = sp.diff(expression.xreplace({kink: term}), term).xreplace({term: kink})
    if slope.has(sp.Derivative, sp.Heaviside, sp.sign, sp.DiracDelta, sp.Subs):
        return 0
    if not slope.free_symbols:
        return sign_of(slope) or 1
    shift = {v: low + sp.Dummy(v.name, nonnegative=True) for v, (low, _) in box.items()}
    moved = slope.xreplace(shift)
    if moved.is_nonnegative or moved.is_nonpositive:
        return 1 if moved.is_nonnegative else -1
    try:
        tape = tape_of([slope], tuple(box), box, floats_only=True)
    except ExpressionError:
        return 0
    low, high = enclose([(Fraction(int(a.p), int(a.q)), Fraction(int(b.p), int(b.q)))
                         for a, b in box.values()])  # fmt: skip
    value = evaluate(tape.nodes, needed_nodes(tape.nodes, tape.roots), low, high).value
    bottom, top = value[tape.roots[0]]
    return 1 if bottom[0] >= 0 else -1 if top[0] <= 0 else 0
