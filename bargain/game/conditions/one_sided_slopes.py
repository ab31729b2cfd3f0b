r"""First-order conditions of payoffs with kinks.

A payoff with extrema of smooth functions, :math:`f = g(y, m_1, m_2, \dots)` with g smooth and
:math:`m_j = \max_k h_{jk}(y)` or :math:`\min_k`, has the generalised gradient (Clarke 1983, theorem
2.3.9 and proposition 2.3.12)

.. math:: \partial f \subset \Big\{ \nabla_y g + \sum_j \frac{\partial g}{\partial m_j} \sum_k
   λ_{jk} \nabla h_{jk} : λ_{jk} \ge 0, \ \sum_k λ_{jk} = 1, \ λ_{jk} (m_j - h_{jk}) = 0 \Big\},

and at a maximiser over a box one of its members satisfies the first-order conditions (Clarke 1983,
section 2.4; for Pareto efficiency theorem 6.1.3). The shares λ are auxiliary unknowns.

References
----------
Clarke, F. H. (1983). *Optimization and Nonsmooth Analysis*. Wiley.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from bargain.game.auxiliary import share
from bargain.game.conditions.clauses import Clause, Encoding
from bargain.game.conditions.feasible_directions import feasible_directions
from bargain.game.conditions.jumps import stationary_in_pieces
from bargain.game.conditions.slopes import first_order, has_kinks
from bargain.game.game import Game
from bargain.game.pieces import has_pieces

__all__ = ["stationary"]


def stationary(
    f: sp.Expr, variables: Iterable[sp.Symbol], game: Game, name: str, because: str, shares: str
) -> Encoding:
    """What a maximiser of f over the box satisfies in these variables, kinks included.

    Parameters
    ----------
    f : sympy.Expr
    variables : iterable of Symbol
    game : Game
    name, because : str
        Of the clauses.
    shares : str
        The names of the shares λ begin with it.

    Examples
    --------
    >>> y, z = sp.symbols("y z")
    >>> game = Game({"one": {y: (0, 1)}, "two": {z: (0, 1)}}, {"one": sp.Min(y, z), "two": 0})
    >>> found = stationary(game.payoffs["one"], [y], game, "best", "because", "share")
    >>> [str(s) for s in found.auxiliary], len(found.clauses)
    (['share_1_1', 'share_1_2'], 7)
    """
    chosen = list(variables)
    if has_pieces(f):

        def inside(value: sp.Expr, free: Iterable[sp.Symbol], number: int) -> Encoding:
            return stationary(value, free, game, name, because, f"{shares}_{number}")

        return stationary_in_pieces(f, chosen, name, because, inside)
    f = f.replace(sp.Abs, lambda x: sp.Max(x, -x))
    nodes = [
        m
        for m in sorted(f.atoms(sp.Min, sp.Max), key=sp.default_sort_key)
        if m.free_symbols & set(game.variables)
    ]
    inside_only = game.constraints or game.choices
    if not nodes and not inside_only:
        plain = [k for v in chosen for k in first_order(f, v, game, name, because)]
        return Encoding(clauses=tuple(plain))
    names = {m: sp.Dummy(f"m{j}", real=True) for j, m in enumerate(nodes)}
    back = {s: m for m, s in names.items()}
    outer = f.xreplace(names)
    clauses: list[Clause] = []
    auxiliary: list[sp.Symbol] = []
    slopes = {v: sp.diff(outer, v) for v in chosen}
    for j, (m, s) in enumerate(names.items()):
        parts = [share(shares, j + 1, k + 1) for k in range(len(m.args))]
        auxiliary += parts
        for part, piece in zip(parts, m.args, strict=True):
            clauses += [
                _clause(f"{name}: {part} is not negative", sp.Ge(part, 0, evaluate=False)),
                _clause(
                    f"{name}: {part} only where {piece} is the extremum",
                    sp.Eq(part * (m - piece), 0, evaluate=False),
                ),
            ]
            for v in chosen:
                slopes[v] += sp.diff(outer, s) * part * sp.diff(piece, v)
        total = sp.Eq(sum(parts) - 1, 0, evaluate=False)
        clauses.append(_clause(f"{name}: shares of extremum {j + 1} add up to 1", total))
    found = {v: slope.xreplace(back) for v, slope in slopes.items()}
    for shown in found.values():
        if has_kinks(shown) or not _finite(shown, game) or any(m in nodes for m in _nested(nodes)):
            return Encoding()  # nothing is said
    if inside_only:
        along = feasible_directions(found, game, name, because)
        return Encoding(clauses=(*clauses, *along), auxiliary=tuple(auxiliary))
    for v, shown in found.items():
        low, high = game.box[v]
        clauses += [
            Clause(name=f"{name}: no gain from raising {v}", because=because,
                   relation=sp.Ge((high - v) * -shown, 0, evaluate=False)),
            Clause(name=f"{name}: no gain from lowering {v}", because=because,
                   relation=sp.Ge((v - low) * shown, 0, evaluate=False)),
        ]  # fmt: skip
    return Encoding(clauses=tuple(clauses), auxiliary=tuple(auxiliary))


def _clause(name: str, relation: sp.Basic) -> Clause:
    return Clause(
        name=name, relation=relation, because="a member of the generalised gradient (Clarke 1983)"
    )


def _nested(nodes: Iterable[sp.Expr]) -> set[sp.Expr]:
    """Extrema inside other extrema."""
    return {inner for m in nodes for a in m.args for inner in a.atoms(sp.Min, sp.Max)}


def _finite(slope: sp.Expr, game: Game) -> bool:
    """Whether a slope has no denominator that may vanish in the box."""
    known = {
        w: sp.Dummy(w.name, real=True, positive=low > 0 or None, nonnegative=low >= 0 or None)
        for w, (low, _) in game.box.items()
    }
    below = sp.fraction(sp.together(slope))[1].xreplace(known)
    return bool(below.is_nonzero)
