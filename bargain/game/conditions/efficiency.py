"""Pareto efficiency as a condition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import ClassVar

import sympy as sp

from bargain.errors import OptionError
from bargain.exact import content, primitive_denominators
from bargain.game.alternatives import each_side
from bargain.game.auxiliary import beside, deviation, weight
from bargain.game.conditions.clauses import Clause, Encoding, in_boxes
from bargain.game.conditions.condition import Condition, Point
from bargain.game.conditions.feasibility import feasible_clauses, for_all_feasible
from bargain.game.conditions.jumps import boundaries, outside
from bargain.game.conditions.one_sided_slopes import stationary
from bargain.game.conditions.slopes import has_kinks, measured
from bargain.game.feasible_set import choices_of, infeasible, refuse_feasible_sets
from bargain.game.game import Game
from bargain.game.pieces import either, every, has_pieces, pieces
from bargain.signs import by_size, sign_of

__all__ = ["efficient", "in_own_units"]

_MOST_MOVES = 100
_MOST_CORNERS = 8


@dataclass(frozen=True, slots=True, repr=False)
class Efficient(Condition):
    """See `efficient`."""

    name: ClassVar[str] = "efficient"
    said: ClassVar[str] = "is efficient"
    definition: ClassVar[str] = "no agreement is better for one player and worse for none"

    def necessary(self, game: Game) -> Encoding:
        players = _concerned(game)
        mu = {p: weight(p) for p in players}
        payoffs = in_own_units(game)
        total = sum((mu[p] * payoffs[p] for p in players), sp.S.Zero)
        reason = "Fritz John conditions of a Pareto efficient agreement in a box"
        clauses = [
            Clause(
                name=f"{self.name}: weight of {p} is not negative",
                because=reason,
                relation=sp.Ge(mu[p], 0, evaluate=False),
            )
            for p in players
        ]
        clauses.append(
            Clause(
                name=f"{self.name}: weights add up to 1",
                because=reason,
                relation=sp.Eq(sum(mu.values()) - 1, 0, evaluate=False),
            )
        )
        first = stationary(total, game.variables, game, self.name, reason, "share")
        clauses += _undominated(game)
        clauses += _of_one_player(game, payoffs)
        clauses += _not_worse_than_far_away(game)
        return Encoding(clauses=tuple(clauses), auxiliary=tuple(mu.values())) + first

    def sufficient(self, game: Game) -> Encoding:
        players = _concerned(game)
        mu = {p: weight(p) for p in players}
        other = {v: deviation(v) for v in game.variables}
        payoffs = in_own_units(game)

        def holds(moved: Mapping[sp.Symbol, sp.Expr]) -> sp.Basic:
            gains = (mu[p] * (payoffs[p] - payoffs[p].subs(moved)) for p in players)
            return sp.Ge(sum(gains, sp.S.Zero), 0, evaluate=False)

        clauses = [
            Clause(
                name=f"{self.name}: weight of {p} is positive",
                relation=sp.Gt(mu[p], 0, evaluate=False),
            )
            for p in players
        ]
        name = f"{self.name}: no agreement has a larger weighted sum"
        clauses += for_all_feasible(game, other, name, holds)
        return Encoding(clauses=tuple(clauses), auxiliary=tuple(mu.values()))

    def denied(self, game: Game) -> Encoding:
        """Some agreement is worse for nobody and better for somebody."""
        lead = f"not {self.name}"
        boxes = {
            beside(v, f"better_{v.name}", self.name, ends[0]): ends for v, ends in game.box.items()
        }
        other = dict(zip(game.box, boxes, strict=True))
        inside = partial(_at, other)
        gains = {p: u.subs(other) - u for p, u in in_own_units(game).items()}
        clauses = [
            Clause(name=f"{lead}: no loss for {p}", relation=sp.Ge(gain, 0, evaluate=False))
            for p, gain in gains.items()
        ]
        clauses += [
            replace(k, name=f"{lead}: {k.name}", relation=each_side(k.relation, inside))
            for k in feasible_clauses(game)
        ]
        total = sp.Gt(sum(gains.values(), sp.S.Zero), 0, evaluate=False)
        clauses.append(Clause(name=f"{lead}: a gain for somebody", relation=total))
        return Encoding(clauses=(*in_boxes(boxes, lead), *clauses), auxiliary=tuple(boxes))

    def residual_at(self, game: Game, at: Point) -> float:
        return _residual(game, at)


def _at(values: Mapping[sp.Symbol, sp.Expr], side: sp.Expr) -> sp.Expr:
    return side.subs(values, simultaneous=True)


def efficient() -> Condition:
    r"""Pareto efficiency: no agreement makes one player better off and none worse off.

    Residual, two players: the largest amount by which the log-weights
    :math:`t_v = \log|\partial_v u_j / \partial_v u_i|` that the variables ask for differ; inside
    the box of the base model it is :math:`|\log(MRS_P / MRS_C)|`. For concave payoffs it is 0 iff
    the agreement is efficient: the first-order conditions hold for positive weights, or one player
    has its strict best there, or its best and the other can gain only where the first would lose.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import bargain as bg
    >>> c = bg.conditions
    >>> c.efficient().name
    'efficient'
    """
    return Efficient()


def _concerned(game: Game) -> tuple[str, ...]:
    """The players whom the agreement concerns: a constant payoff dominates nothing.

    With a weight for such a player the Fritz John conditions would hold everywhere. All players
    where it concerns nobody.
    """
    moving = set(game.variables)
    found = tuple(p for p, u in game.payoffs.items() if sp.expand(u).free_symbols & moving)
    return found or tuple(game.players)


def in_own_units(game: Game) -> dict[str, sp.Expr]:
    """Each payoff without its rational content: its unit is a matter of taste, as its zero is."""
    found = {}
    for p, u in game.payoffs.items():
        whole = primitive_denominators(sp.expand(u))
        terms = [t for t in sp.Add.make_args(whole) if not t.is_Rational]
        found[p] = u / content(terms)
    return found


def _undominated(game: Game) -> Iterator[Clause]:
    """Moves of jointly listed values, and of one variable to a boundary, dominate nothing."""
    moves = [m for m in choices_of(game, game.variables) if m][:_MOST_MOVES]
    for v in game.variables:
        cut = [p for u in game.payoffs.values() for p in pieces(u) if p.cell.signs]
        moves += [{v: place} for place in boundaries(v, cut, game)]
    yield from _no_better(game, moves)


def _no_better(
    game: Game, moves: Iterable[Mapping[sp.Symbol, sp.Expr]], *, spare: bool = False
) -> Iterator[Clause]:
    """Each move is infeasible, or somebody is worse off by it, or nobody better off."""
    payoffs = in_own_units(game)
    for move in moves:
        change = [u.subs(move, simultaneous=True) - u for u in payoffs.values()]
        change = [d if has_pieces(d) else sp.expand(d) for d in change]
        change = [d for d in change if d != 0]
        worse = [sp.Lt(d, 0, evaluate=False) for d in change]
        same = every(sp.Eq(d, 0, evaluate=False) for d in change)
        away = [r for v, x in move.items() if x.free_symbols for r in outside(x, game.box[v], 0)]
        shown = ", ".join(f"{v}={x}" for v, x in move.items())
        relation = either([*away, *infeasible(game, move), *worse, same])
        if relation != sp.true:
            yield Clause(
                name=f"efficient: not dominated by {shown}", relation=relation, spare=spare
            )


def _of_one_player(game: Game, payoffs: Mapping[str, sp.Expr]) -> Iterator[Clause]:
    """A variable that one payoff alone depends on is at its best for that player.

    Nobody else is worse off by a change of it. The weighted sum says so only if that player's
    weight is not 0.
    """
    own = {p: payoffs[p] for p in _concerned(game)}
    if len(own) < 2:
        return
    reason = "no other payoff depends on it, so nobody is worse off by a change"
    for v in game.variables:
        moved = [p for p, u in own.items() if v in u.free_symbols]
        if len(moved) == 1 and not has_kinks(own[moved[0]]) and not has_pieces(own[moved[0]]):
            name = f"{Efficient.name}: best for {moved[0]}, whom {v} alone concerns"
            yield from stationary(own[moved[0]], [v], game, name, reason, "share").clauses


def _not_worse_than_far_away(game: Game) -> Iterator[Clause]:
    """The corners of the box and its middle dominate nothing.

    First-order conditions hold at saddles, at minima and where all slopes vanish, too; of concave
    payoffs they say more.
    """
    free = [v for v in game.variables if v not in game.choices]
    if not free or 2 ** len(free) > _MOST_CORNERS:
        return
    if all(_seen_concave(game.payoffs[p], game) for p in _concerned(game)):
        return
    places = [*product(*(game.box[v] for v in free)), [sum(game.box[v]) / 2 for v in free]]
    moves = (dict(zip(free, place, strict=True)) for place in places)
    yield from _no_better(game, moves, spare=True)


def _seen_concave(u: sp.Expr, game: Game) -> bool:
    """Whether a payoff is a sum of functions of one variable each, seen to be concave."""
    if has_kinks(u) or has_pieces(u):
        return False
    known = {v: sp.Dummy(v.name, real=True, nonnegative=low >= 0 or None)
             for v, (low, _) in game.box.items()}  # fmt: skip
    for k, v in enumerate(game.variables):
        slope = sp.diff(u, v)
        if any(sp.expand(sp.diff(slope, w)) != 0 for w in game.variables[:k]):
            return False
        if not sp.expand(sp.diff(slope, v)).xreplace(known).is_nonpositive:
            return False
    return True


def _residual(game: Game, at: Point) -> float:
    if len(game.players) != 2:
        raise OptionError(
            "the efficiency residual is defined for two players",
            where=f"{len(game.players)} players",
            fix="use decide instead",
        )
    refuse_feasible_sets(game, "the residual of efficiency")
    for p, u in game.payoffs.items():
        if has_pieces(u):
            raise OptionError(
                f"the payoff of {p!r} is in pieces, and the residual compares slopes",
                where=str(u),
                fix="use decide instead",
            )
    first, second = game.players
    if _best_of_one(game, at, first, second) or _best_of_one(game, at, second, first):
        return 0.0
    lower, upper = sp.S.Zero, sp.oo  # bounds on weight of first / weight of second
    for v in game.variables:
        a, b = _slope(game, first, v, at), _slope(game, second, v, at)
        one, two = _sign(a), _sign(b)
        low, high = game.box[v]
        can_rise, can_fall = _sign(high - at[v]) > 0, _sign(at[v] - low) > 0
        if max(one, two) > 0 and min(one, two) >= 0 and can_rise:
            return math.inf  # both gain (one weakly) by raising v
        if min(one, two) < 0 and max(one, two) <= 0 and can_fall:
            return math.inf
        if one * two < 0:
            ratio = -b / a  # weights at which nobody wants to move v
            if not ratio.is_finite or _sign(ratio) == 0:
                return math.inf  # one wants to move infinitely more
            rising_helps_first = one > 0
            if (can_rise and rising_helps_first) or (can_fall and not rising_helps_first):
                upper = ratio if upper == sp.oo else min(upper, ratio, key=by_size())
            if (can_rise and not rising_helps_first) or (can_fall and rising_helps_first):
                lower = max(lower, ratio, key=by_size())
    if upper == sp.oo or lower == 0 or _sign(lower - upper) <= 0:
        return 0.0
    return measured(sp.log(lower / upper))


def _sign(slope: sp.Expr) -> int:
    """The exact sign of a slope, which may be infinite at an end of a box."""
    if slope in (sp.oo, -sp.oo):
        return 1 if slope == sp.oo else -1
    return sign_of(slope) or 0


def _slope(game: Game, player: str, v: sp.Symbol, at: Point) -> sp.Expr:
    slope = sp.diff(game.payoffs[player], v).subs(at)
    if not slope.is_extended_real or slope is sp.nan:
        raise OptionError(
            f"the payoff of {player!r} has no slope in {v} there",
            where=f"slope {slope}",
            fix="use decide, or an agreement where payoffs are smooth",
        )
    return slope


def _best_of_one(game: Game, at: Point, one: str, other: str) -> bool:
    """Whether `one` has its best (u concave) and the other's best among those, exactly.

    By concavity `one` loses wherever it moves a variable in which its slope is not 0. Of the
    rest, those that its payoff does not depend on are the other's to choose; in what is left it
    has to be strictly concave.
    """
    flat = []
    for v in game.variables:
        slope = _slope(game, one, v, at)
        if not _stays(slope, v, game, at):
            return False
        if _sign(slope) == 0:
            flat.append(v)
    rest = {w: x for w, x in at.items() if w not in flat}
    along = game.payoffs[one].subs(rest)
    curved = [v for v in flat if along.has(v)]
    if curved and not sp.hessian(along, curved).subs(at).is_negative_definite:
        return False
    free = [v for v in flat if v not in curved]
    return all(_stays(_slope(game, other, v, at), v, game, at) for v in free)


def _stays(slope: sp.Expr, v: sp.Symbol, game: Game, at: Point) -> bool:
    low, high = game.box[v]
    sign = _sign(slope)
    if sign == 0:
        return True
    return _sign(high - at[v] if sign > 0 else at[v] - low) <= 0
