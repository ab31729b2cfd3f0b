"""What closed forms of bargaining solutions are made of: pieces with regions, checks, sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import TypeAlias

import sympy as sp

from bargain.errors import NoClosedForm
from bargain.game.game import Game
from bargain.game.written import Boolean
from bargain.solve.agreement import Agreement, BargainingSolution, Outcome, Piece

__all__ = ["Point", "must_vanish", "neat", "piece_of", "refusal", "settled", "sum_maximisers"]

Point: TypeAlias = dict[sp.Symbol, sp.Expr]


def settled(
    name: str,
    family: str,
    weights: Mapping[str, Fraction | sp.Expr],
    pieces: Sequence[Piece],
    how: str,
) -> BargainingSolution:
    """The solution with all pieces; of a numeric game the piece that holds comes first."""
    holding = [p for p in pieces if how == "symbolic" or all(bool(r) for r in p.region)]
    if not holding:
        raise NoClosedForm(
            "these numbers lie in no region of the closed form",
            fix="leave symbolic=False for the numerical solution",
        )
    chosen = holding[0]
    return BargainingSolution(
        solution=name, agreement=chosen.agreement, status=Outcome.AGREEMENT,
        reason=f"closed form of the {family} family, {chosen.name}; checked by substitution",
        method=f"closed form ({family})", weights=weights, residual=0.0, bound=0.0,
        arithmetic=how,
        active=() if chosen.name == "interior" else tuple(chosen.name.split(", ")),
        region=chosen.region, pieces=tuple(pieces),
    )  # fmt: skip


def refusal(why: str, name: str = "the Nash bargaining solution") -> NoClosedForm:
    """The error where a game is in no family."""
    return NoClosedForm(
        f"no closed form of {name} is known here: {why}",
        where="families: exchange (a*x_other - b*x_own**2/2), transfer (+k*c, -k*c)",
        fix="give numbers with game.at({...}) and leave symbolic=False",
    )


def piece_of(game: Game, name: str, z: Point, region: Sequence[Boolean], how: str) -> Piece:
    """An agreement with its payoffs and the region where it is the solution."""
    gains = {p: neat(g.subs(z, simultaneous=True)) for p, g in game.gains().items()}
    return Piece(
        name=name,
        agreement=Agreement(
            values={v: z[v] for v in game.variables}, gains=gains,
            payoffs={p: neat(g + game.disagreement[p]) for p, g in gains.items()},
            arithmetic=how,
            residual=0.0,
        ),
        region=tuple(region),
    )  # fmt: skip


def neat(expression: sp.Expr) -> sp.Expr:
    """An expression with its powers put together."""
    return sp.powsimp(sp.powdenest(sp.expand(expression), force=False))


def must_vanish(expression: sp.Expr) -> None:
    """Substitution check: identically zero, and zero to 30 digits at rational values."""
    roots = {s: sp.Dummy(s.name, positive=True) ** 3 for s in expression.free_symbols}
    reduced = sp.powdenest(sp.expand(expression.xreplace(roots)), force=True)
    if sp.simplify(sp.expand(reduced)) != 0:
        raise NoClosedForm(f"the substitution check failed: {expression} is not zero")
    sample = {
        s: sp.Rational(k + 2, 2 * k + 3)
        for k, s in enumerate(sorted(expression.free_symbols, key=lambda s: s.name))
    }
    if abs(expression.subs(sample).evalf(30)) > sp.Float("1e-25"):
        raise NoClosedForm(f"the numerical check failed: {expression} is not zero")


def sum_maximisers(
    game: Game, total: sp.Expr, others: Sequence[sp.Symbol]
) -> Iterator[tuple[str, Point, list[Boolean]]]:
    """Maximisers of a concave quadratic sum: inside, and at every corner if it is separable."""
    if not others:
        yield "interior", {}, []
        return
    if not total.is_polynomial(*others) or sp.Poly(total, *others).total_degree() > 2:
        return
    hessian = sp.hessian(total, others)
    if not all(hessian[a, a].is_negative for a in range(len(others))):
        return
    slopes = [sp.diff(total, v) for v in others]
    solved = sp.linsolve(slopes, list(others))
    if len(solved) != 1:
        return
    inside = dict(zip(others, map(sp.factor, next(iter(solved))), strict=True))
    if any(v in form.free_symbols for form in inside.values() for v in others):
        return
    for slope in slopes:
        must_vanish(sp.expand(slope.subs(inside, simultaneous=True)))
    choices = ("in", "low", "high") if hessian.is_diagonal() else ("in",)
    for corner in product(choices, repeat=len(others)):
        z: Point = {}
        region: list[Boolean] = []
        for v, where in zip(others, corner, strict=True):
            low, high = game.box[v]
            z[v] = {"in": inside[v], "low": low, "high": high}[where]
            region += {
                "in": [sp.Ge(inside[v], low), sp.Le(inside[v], high)],
                "low": [sp.Lt(inside[v], low)],
                "high": [sp.Gt(inside[v], high)],
            }[where]
        if sp.false in region:
            continue
        names = [f"{v} = {z[v]}" for v, where in zip(others, corner, strict=True) if where != "in"]
        yield ", ".join(names) or "interior", z, region
