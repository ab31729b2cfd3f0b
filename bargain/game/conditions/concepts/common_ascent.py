r"""What a maximum of several functions says without multipliers: none of them rise together.

Let :math:`f_1, …, f_n` be smooth on a box, and let a point be such that no feasible direction
raises every *active* one of them: the least of them is largest there (active: the least ones), or
one is largest while others stay above a limit (active: it, and those at their limits). Then

- raising a variable :math:`v` is blocked by its box, or some active :math:`f_i` has
  :math:`\partial_v f_i \le 0`; the same for lowering it;
- of two functions, by Gordan's theorem, some :math:`λ \ge 0`, not both zero, makes
  :math:`λ_1 \nabla f_1 + λ_2 \nabla f_2` satisfy the first-order conditions of the box. With
  :math:`w` inside its box and :math:`\partial_w f_1 < 0 < \partial_w f_2` it is
  :math:`λ = (\partial_w f_2, -\partial_w f_1)`, so that
  :math:`D = \partial_w f_2\,\partial_v f_1 - \partial_w f_1\,\partial_v f_2` has the sign that
  the box of :math:`v` asks for; with the opposite signs :math:`-D` has.

Multipliers would be further unknowns, which a refutation has to eliminate; the conditions of two
functions are intervals of :math:`λ_1/(λ_1 + λ_2)`, and intervals meet if every two of them do.

References
----------
Gordan, P. (1873), *Math. Annalen* 6, 23-28. Mangasarian, O. L. (1969), *Nonlinear Programming*,
section 11.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

import sympy as sp
from sympy.core.relational import Relational

from bargain.game.alternatives import combination
from bargain.game.conditions.clauses import Clause
from bargain.game.conditions.slopes import defined_slope, has_kinks
from bargain.game.game import Game

__all__ = ["none_rise_together"]

_BECAUSE = "no direction raises all that count"


def none_rise_together(
    game: Game,
    functions: Sequence[tuple[sp.Expr, Sequence[Relational]]],
    title: str,
    at: Mapping[sp.Symbol, sp.Expr],
) -> Iterator[Clause]:
    """First-order conditions of a maximum of several functions; none where there are kinks.

    Parameters
    ----------
    game : Game
        Its variables lie in boxes alone.
    functions : sequence of (sympy.Expr, relations)
        Each with what holds where it is active, said of the maximum.
    title : str
        What the names of the clauses begin with.
    at : mapping of variable to symbol
        The maximum; empty for the agreement itself.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> pie = Game({"A": {}, "B": {}}, {"A": x, "B": 1 - x}, terms={x: (0, 1)})
    >>> parts = [(x, [x <= 1 - x]), (1 - x, [1 - x <= x])]
    >>> for clause in none_rise_together(pie, parts, "Least", {}):
    ...     print(clause.name, "|", clause.relation)
    Least: not all that count rise with x | Eq(x - 1, 0) or 1 - x <= x
    Least: not all that count rise against x | Eq(x, 0) or x <= 1 - x
    """
    slopes = [{v: defined_slope(f, v, game) for v in game.variables} for f, _ in functions]
    if any(has_kinks(s) for own in slopes for s in own.values()):
        return
    put = dict(at)
    for v in game.variables:
        for words, side, end in _sides(game, v):
            ways = [(end.subs(put),)]
            for own, (_, active) in zip(slopes, functions, strict=True):
                slope = (side * own[v]).subs(put, simultaneous=True)
                if slope.is_positive:
                    continue  # this one rises
                falls = [] if slope.is_nonpositive else [sp.Le(slope, 0, evaluate=False)]
                ways.append((*active, *falls))
            if all(ways):  # an empty way says nothing
                name = f"{title}: not all that count rise {words} {v}"
                yield Clause(name=name, relation=combination(ways), because=_BECAUSE)
    plain = all(
        sp.expand(own[v] - sp.diff(f, v)) == 0
        for own, (f, _) in zip(slopes, functions, strict=True)
        for v in own
    )
    if len(functions) == 2 and plain:
        yield from _pairs(game, slopes[0], slopes[1], title, put)


def _sides(game: Game, v: sp.Symbol) -> Iterator[tuple[str, int, Relational]]:
    """Raising and lowering a variable, each with the end of the box that blocks it."""
    low, high = game.box[v]
    yield "with", 1, sp.Eq(v - high, 0, evaluate=False)
    yield "against", -1, sp.Eq(v - low, 0, evaluate=False)


def _pairs(
    game: Game,
    first: Mapping[sp.Symbol, sp.Expr],
    second: Mapping[sp.Symbol, sp.Expr],
    title: str,
    put: Mapping[sp.Symbol, sp.Expr],
) -> Iterator[Clause]:
    """What one variable, inside its box, says of the multipliers, put to another variable."""
    for v, w in permutations(game.variables, 2):
        a, b = first[w].subs(put, simultaneous=True), second[w].subs(put, simultaneous=True)
        signed = [
            (sign, [r for r in (sp.Lt(sign * a, 0), sp.Gt(sign * b, 0)) if r != sp.true])
            for sign in (1, -1)
        ]
        signed = [(sign, rest) for sign, rest in signed if sp.false not in rest]
        if not signed:
            continue
        open_end = [(r.subs(put),) for _, _, r in _sides(game, w)]
        same = sp.Ge(a * b, 0)
        if same != sp.false:
            open_end.append((same,))
        d = b * first[v].subs(put, simultaneous=True) - a * second[v].subs(put, simultaneous=True)
        for words, side, end in _sides(game, v):
            ways = [*open_end, (end.subs(put),)]
            ways += [
                (*rest, sp.Le(sp.expand(side * sign * d), 0, evaluate=False))
                for sign, rest in signed
            ]
            name = f"{title}: nothing gained {words} {v} against {w}"
            yield Clause(name=name, relation=combination(ways), because=_BECAUSE)
