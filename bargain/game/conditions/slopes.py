"""What conditions are written with: slopes in the box, parts of a game, shortfalls."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

import sympy as sp

from bargain.budget import spend_on
from bargain.errors import OptionError
from bargain.exact import to_sympy
from bargain.game.conditions.clauses import Bound, Clause
from bargain.game.game import Game
from bargain.signs import sign_of

__all__ = [
    "boxed",
    "corners",
    "defined_slope",
    "first_order",
    "has_kinks",
    "in_boxes_alone",
    "like_roles",
    "measured",
    "only_boxes",
    "part_of",
    "point_of",
    "shortfall",
]


def boxed(game: Game, renamed: Mapping[sp.Symbol, sp.Symbol]) -> tuple[Bound, ...]:
    """Bound variables with the boxes of the variables that they stand for."""
    return tuple((z, *game.box[v]) for v, z in renamed.items())


def only_boxes(game: Game) -> bool:
    """Whether agreements are restricted by their boxes and by nothing else."""
    return not (game.constraints or game.choices)


def in_boxes_alone(game: Game, what: str) -> None:
    """Refuse a game whose agreements are restricted beyond their boxes."""
    if not only_boxes(game):
        raise OptionError(
            f"{what} cannot be written for a game with constraints or lists of values",
            fix="ask about the game without them, or in other words",
        )


def has_kinks(slope: sp.Expr) -> bool:
    """Whether a slope is one of abs, min or max, which have kinks, or of pieces with jumps."""
    return bool(
        slope.has(
            sp.Derivative, sp.Heaviside, sp.DiracDelta, sp.sign, sp.re, sp.im, sp.Subs, sp.Piecewise
        )
    )


def first_order(f: sp.Expr, v: sp.Symbol, game: Game, name: str, because: str) -> Iterator[Clause]:
    """What a maximiser of a smooth f over the box satisfies in one of its variables."""
    low, high = game.box[v]
    slope = defined_slope(f, v, game)
    if has_kinks(slope):
        return  # at a kink nothing follows from first-order conditions
    yield Clause(
        name=f"{name}: no gain from raising {v}",
        because=because,
        relation=sp.Ge((high - v) * -slope, 0, evaluate=False),
    )
    yield Clause(
        name=f"{name}: no gain from lowering {v}",
        because=because,
        relation=sp.Ge((v - low) * slope, 0, evaluate=False),
    )


def defined_slope(f: sp.Expr, v: sp.Symbol, game: Game) -> sp.Expr:
    r"""An expression with the sign of f's derivative, defined on the whole box.

    A slope may be infinite at a point of the box, such as that of :math:`\sqrt{v}` at 0. If it is
    :math:`h / (c v^k)` with h continuous, :math:`c > 0` and :math:`0 < k < 1`, then f is
    continuously differentiable in :math:`v^{1-k}`, with the slope :math:`h` up to a positive
    factor, and first-order conditions hold for h: a box in v is a box in :math:`v^{1-k}`.
    Otherwise multiplying by the square of a denominator that may vanish keeps the sign everywhere
    else and says nothing (:math:`0 \ge 0`) there.

    Examples
    --------
    >>> y = sp.Symbol("y")
    >>> game = Game({"one": {y: (0, 1)}, "two": {}}, {"one": -sp.sqrt(y), "two": 0})
    >>> defined_slope(game.payoffs["one"], y, game)
    -1
    """
    spend_on(f)
    slope = sp.diff(f, v)
    top, below = sp.fraction(sp.together(slope))
    if not below.free_symbols & set(game.variables):
        return slope
    known = {
        w: sp.Dummy(w.name, real=True, positive=low > 0 or None, nonnegative=low >= 0 or None)
        for w, (low, _) in game.box.items()
    }
    if below.xreplace(known).is_nonzero:
        return slope
    factor, power = below.as_independent(v)
    base, exponent = power.as_base_exp()
    root = base == v and exponent.is_Rational and 0 < exponent < 1
    if root and factor.is_positive and not factor.free_symbols & set(game.variables):
        return top
    return top * below


def corners(game: Game, player: str) -> Iterator[dict[sp.Symbol, sp.Rational]]:
    """The corners of a player's own box, all values of a variable whose values are listed."""
    own = game.own(player)
    for ends in product(*(game.choices.get(v, game.box[v]) for v in own)):
        yield dict(zip(own, ends, strict=True))


def part_of(game: Game, players: Sequence[str]) -> Game:
    """The game that the players play among themselves.

    Raises
    ------
    OptionError
        If their payoffs depend on what others choose.
    """
    in_boxes_alone(game, "what some players do among themselves")
    if unknown := [p for p in players if p not in game.players]:
        raise OptionError(
            f"unknown player {unknown[0]!r}",
            where=", ".join(players),
            fix="players: " + ", ".join(game.players),
        )
    chosen = {v for p in players for v in game.own(p)}
    said = [game.payoffs[p] for p in players]
    used = set().union(*(e.free_symbols for e in said)) & set(game.variables)
    if foreign := [v for v in game.variables if v in used - chosen and v not in game.terms]:
        raise OptionError(
            f"their payoffs depend on {foreign[0]}, which others choose",
            where=", ".join(players),
            fix="name all players who matter to each other",
        )

    def own(expressions: Mapping[str, sp.Expr]) -> dict[str, sp.Expr]:
        return {p: expressions[p] for p in players}

    return Game(
        actions={p: dict(game.actions[p]) for p in players},
        payoffs=own(game.payoffs),
        terms={t: box for t, box in game.terms.items() if t in used},
        disagreement=own(game.disagreement),
        measures={m: own(e) for m, e in game.measures.items()},
        assumptions=game.assumptions,
        parameters=game.parameters,
    )


def like_roles(
    game: Game, players: Sequence[str], others: Sequence[str]
) -> dict[sp.Symbol, sp.Symbol]:
    """The actions of some players with those of others who have the same boxes; or nothing."""
    if set(players) & set(others):
        return {}
    boxes = [[tuple(game.actions[p].values()) for p in side] for side in (players, others)]
    if boxes[0] != boxes[1]:
        return {}
    pairs = zip(players, others, strict=True)
    return {v: z for p, q in pairs for v, z in zip(game.own(p), game.own(q), strict=True)}


def measured(amount: sp.Expr) -> float:
    """A residual as a float: a positive one is never rounded to 0."""
    return max(float(amount), math.ulp(0.0))


def shortfall(have: sp.Expr, need: sp.Expr) -> float:
    """How much of `need` is missing, relative to the size of the two; exactly 0 if nothing is.

    Infinite where one of the two has no finite value: then nothing is met.
    """
    sign = sign_of(need - have)
    if sign is None:
        return math.inf
    return measured((need - have) / (abs(have) + abs(need))) if sign > 0 else 0.0


def point_of(
    game: Game, agreement: Mapping[sp.Symbol | str, int | float | Fraction | sp.Expr]
) -> dict[sp.Symbol, sp.Expr]:
    """An agreement of a numeric game as a value for each of its variables."""
    if game.parameters:
        where = "free parameters " + ", ".join(map(str, game.parameters))
        fix = "fix them with game.at({...})"
        raise OptionError("residuals need a numeric game", where=where, fix=fix)
    point = {game.symbol(key): to_sympy(value) for key, value in agreement.items()}
    if missing := [v for v in game.variables if v not in point]:
        raise OptionError(f"the agreement has no value for {missing[0]}", fix="give every one")
    return point
