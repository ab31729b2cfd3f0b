r"""Best replies: the conditions `nash` and `self_enforcing`.

Both say :math:`u_i(y) \ge (1-β)\,u_i(z_i, y_{-i}) + β d_i` for every player and every own
deviation :math:`z_i`; Nash equilibrium is the case :math:`β = 0`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import sympy as sp
from sympy.core.relational import Relational

from bargain.errors import OptionError
from bargain.exact import exact_expression
from bargain.game.auxiliary import best_reply, deviation
from bargain.game.conditions.clauses import Clause, Encoding, fails
from bargain.game.conditions.condition import Condition, Number, Point, by_name
from bargain.game.conditions.feasibility import for_all_feasible, has_best_reply
from bargain.game.conditions.jumps import open_pieces, places_in, worth_trying
from bargain.game.conditions.one_sided_slopes import stationary as first_order_of
from bargain.game.conditions.slopes import corners, defined_slope, has_kinks, only_boxes, shortfall
from bargain.game.expression import to_text
from bargain.game.faces import faces
from bargain.game.feasible_set import infeasible, refuse_feasible_sets, slack
from bargain.game.game import Game
from bargain.game.pieces import either, has_pieces
from bargain.signs import by_size, short_text, sign_of

__all__ = ["Nash", "nash", "self_enforcing"]

_POWERS = 12  # beyond it closed forms take hours


def _deviations(game: Game, player: str) -> dict[sp.Symbol, sp.Symbol]:
    """The player's own actions with a symbol for the value of a deviation."""
    return {v: deviation(v) for v in game.own(player)}


def _monotone(f: sp.Expr, v: sp.Symbol, game: Game) -> bool:
    """Whether sympy sees that f moves one way in v over a box of non-negative actions."""
    # nonnegative=False would mean negative, so None where the sign is open
    dummies = {
        w: sp.Dummy(nonnegative=True if low >= 0 else None, real=True)
        for w, (low, _) in game.box.items()
    }
    slope = sp.expand(sp.diff(f, v)).xreplace(dummies)
    return bool(slope.is_nonpositive or slope.is_nonnegative)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class NoGainfulDeviation(Condition):
    """That no player gains by a deviation of its own, at some discount factor."""

    stationary: ClassVar[bool] = False  # whether the agreement itself is a best reply

    def of(self, game: Game) -> tuple[str, ...]:
        """Whose deviations are meant."""
        return tuple(game.players)

    @property
    @abstractmethod
    def beta(self) -> sp.Expr:
        """The discount factor β."""

    def _margin(self, game: Game, player: str, deviation: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
        return self._beyond(game, player, game.payoffs[player].subs(deviation))

    def _unless_infeasible(
        self, game: Game, player: str, deviation: Mapping[sp.Symbol, sp.Expr]
    ) -> sp.Basic:
        loss = sp.Ge(self._margin(game, player, deviation), 0, evaluate=False)
        outside = infeasible(game, deviation)
        return either([*outside, loss]) if outside else loss

    def _beyond(self, game: Game, player: str, deviating: sp.Expr) -> sp.Expr:
        """What the player loses by a deviation that pays so much."""
        u = game.payoffs[player]
        return u - (1 - self.beta) * deviating - self.beta * game.disagreement[player]

    def necessary(self, game: Game) -> Encoding:
        """No corner of the own box is better, nor a best reply; see the package's docstring."""
        clauses: list[Clause] = []
        auxiliary: list[sp.Symbol] = []
        for p in self.of(game):
            named = f"{self.title}: {p}"
            for corner in corners(game, p):
                shown = ", ".join(f"{v}={value}" for v, value in corner.items())
                clauses.append(
                    Clause(
                        name=f"{named} does not deviate to {shown}",
                        relation=self._unless_infeasible(game, p, corner),
                        spare=self.stationary,
                    )
                )
            u = game.payoffs[p]
            if self.beta.is_positive:  # a deviation to what is done anyhow
                stays = sp.Ge(u - game.disagreement[p], 0, evaluate=False)
                clauses.append(Clause(name=f"{named} does not lose by the agreement",
                                      because="staying is no deviation that pays",
                                      relation=stays))  # fmt: skip
            if has_pieces(u) or game.constraints:
                clauses += worth_trying(game, p, partial(self._beyond, game, p), named)
            if self.stationary:
                reason = "first-order condition"
                first = first_order_of(u, game.own(p), game, named, reason, f"share_{p}")
                clauses += first.clauses
                auxiliary += first.auxiliary
            elif has_best_reply(game, p) and not all(_monotone(u, v, game) for v in game.own(p)):
                more = _best_deviation(game, p)
                auxiliary += more.auxiliary
                clauses += more.clauses
                best = dict(zip(game.own(p), more.auxiliary, strict=True))
                clauses.append(
                    Clause(
                        name=f"{named} does not deviate to its best reply",
                        relation=sp.Ge(self._margin(game, p, best), 0, evaluate=False),
                    )
                )
        return Encoding(clauses=tuple(clauses), auxiliary=tuple(auxiliary))

    def sufficient(self, game: Game) -> Encoding:
        """The definition, for all deviations."""
        clauses: list[Clause] = []
        for p in self.of(game):

            def holds(other: Mapping[sp.Symbol, sp.Expr], p: str = p) -> sp.Basic:
                return sp.Ge(self._margin(game, p, other), 0, evaluate=False)

            name = f"{self.title}: {p} does not deviate"
            clauses += for_all_feasible(game, _deviations(game, p), name, holds)
        return Encoding(clauses=tuple(clauses))

    def against(self, game: Game, other: Mapping[sp.Symbol, sp.Symbol]) -> tuple[Clause, ...]:
        """Nobody gains by its own actions of the other agreement.

        Of a best reply in a box, with a payoff that has no jumps, the slopes say so too (Rosen
        1965): its own payoff does not rise towards them.
        """
        found: list[Clause] = []
        if not only_boxes(game):
            return ()  # what the other agreement does need not be open to the player here
        for p in self.of(game):
            own = {v: other[v] for v in game.own(p)}
            found.append(
                Clause(
                    name=f"{self.title}: {p} does not deviate to the other agreement",
                    relation=self._unless_infeasible(game, p, own),
                    spare=self.stationary,
                )
            )
            own_ways = self.stationary and not has_pieces(game.payoffs[p])
            straight = own_ways and only_boxes(game)
            for v, z in own.items() if straight else ():
                slope = defined_slope(game.payoffs[p], v, game)
                if not has_kinks(slope):
                    found.append(
                        Clause(
                            name=f"{self.title}: no gain of {p} towards the other {v}",
                            because="first-order condition",
                            relation=sp.Ge((v - z) * slope, 0, evaluate=False),
                        )
                    )
        return tuple(found)

    def denied(self, game: Game) -> Encoding:
        """Some player has a deviation that gains."""
        return fails(self.sufficient(game), self.title)

    def residual_at(self, game: Game, at: Point) -> float:
        """The largest relative shortfall."""
        if self.parameters:
            raise OptionError("the residual needs a numeric discount factor", where=self.name)
        worst = 0.0
        for p in self.of(game):
            others = {v: x for v, x in at.items() if v not in game.own(p)}
            best = _best_payoff(game, p, others)
            need = (1 - self.beta) * best + self.beta * game.disagreement[p]
            worst = max(worst, shortfall(game.payoffs[p].subs(at), need))
        return worst


@dataclass(frozen=True, slots=True, repr=False)
class Nash(NoGainfulDeviation):
    """See `nash`."""

    player: str = ""  # everybody, unless one is named

    beta: ClassVar[sp.Expr] = sp.S.Zero
    stationary: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """With the player, if one is named."""
        return f"nash({self.player!r})" if self.player else "nash"

    @property
    def said(self) -> str:
        """Of everybody or of the player."""
        return f"is a best reply of {self.player!r}" if self.player else "is a Nash equilibrium"

    @property
    def definition(self) -> str:
        """For everybody or for the player."""
        who = repr(self.player) if self.player else "no player"
        return f"{who} {'does not gain' if self.player else 'gains'} by changing its own actions"

    def of(self, game: Game) -> tuple[str, ...]:
        """Everybody, or the player."""
        if self.player and self.player not in game.players:
            raise OptionError(
                f"unknown player {self.player!r}",
                where=self.name,
                fix="players: " + ", ".join(game.players),
            )
        return (self.player,) if self.player else tuple(game.players)


@dataclass(frozen=True, slots=True, repr=False)
class SelfEnforcing(NoGainfulDeviation):
    """See `self_enforcing`."""

    discount: sp.Expr

    @property
    def beta(self) -> sp.Expr:
        return self.discount

    @property
    def name(self) -> str:
        return f"self_enforcing({to_text(self.discount)})"

    @property
    def said(self) -> str:
        return f"is self-enforcing at the discount factor {to_text(self.discount)}"

    @property
    def definition(self) -> str:
        return f"the threat to end the alliance (discount {self.discount}) deters every deviation"

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        return by_name(self.discount.free_symbols)

    @property
    def domain(self) -> tuple[Relational, ...]:
        inside = sp.Gt(self.discount, 0, evaluate=False), sp.Lt(self.discount, 1, evaluate=False)
        return inside if self.parameters else ()


def nash(player: str = "") -> Condition:
    r"""No player gains by changing its own actions. Terms are not anybody's to change.

    Parameters
    ----------
    player : str, optional
        Only this player's actions are a best reply to the others'; everybody's unless given.

    Returns
    -------
    Condition
        :math:`u_i(y) \ge u_i(z_i, y_{-i})` for all own :math:`z_i`.

    Notes
    -----
    Residual: the best deviation gain relative to the payoff's size, over the corners, the
    stationary points and the agreement itself.

    Examples
    --------
    >>> nash(player="A").name
    "nash('A')"
    """
    if not isinstance(player, str):
        raise OptionError(f"{player!r} is not the name of a player", fix="give a text")
    return Nash(player)


def self_enforcing(discount: Number) -> Condition:
    r"""A subgame-perfect equilibrium under reversion to no alliance.

    Parameters
    ----------
    discount : number or symbol
        The discount factor β; a number in [0, 1], or a symbol, which then lies in (0, 1).

    Returns
    -------
    Condition
        :math:`u_i(y) \ge (1-β) \max_{z_i} u_i(z_i, y_{-i}) + β d_i` for every player. Residual:
        relative shortfall.

    Raises
    ------
    OptionError
        For a number outside [0, 1].

    Examples
    --------
    >>> self_enforcing("1/2").name
    'self_enforcing(1/2)'
    """
    beta = exact_expression(discount)
    if beta.is_number and not 0 <= beta <= 1:
        raise OptionError("a discount lies in [0, 1]", where=f"discount = {beta}", fix="write 0.9")
    return SelfEnforcing(beta)


def _best_deviation(game: Game, player: str) -> Encoding:
    """A maximiser of the player's payoff over its own box exists; it satisfies these."""
    best = {v: best_reply(v) for v in game.own(player)}
    u = game.payoffs[player]
    clauses = []
    for v, b in best.items():
        low, high = game.box[v]
        slope = defined_slope(u, v, game)
        bound = any(v in k.free_symbols for k in game.constraints)
        slope = sp.S.Zero if has_kinks(slope) or bound else slope.subs(best)  # 0 says nothing
        reason = "a best reply exists on a compact box (Weierstrass) and is stationary"
        clauses += [
            Clause(
                name=f"best reply {b} at least {low}",
                because=reason,
                relation=sp.Ge(b - low, 0, evaluate=False),
            ),
            Clause(
                name=f"best reply {b} at most {high}",
                because=reason,
                relation=sp.Ge(high - b, 0, evaluate=False),
            ),
            Clause(
                name=f"best reply {b}: no gain from raising",
                because=reason,
                relation=sp.Ge((high - b) * -slope, 0, evaluate=False),
            ),
            Clause(
                name=f"best reply {b}: no gain from lowering",
                because=reason,
                relation=sp.Ge((b - low) * slope, 0, evaluate=False),
            ),
        ]
    for constraint in game.constraints:
        if constraint.free_symbols & set(best):
            kind = sp.Eq if isinstance(constraint, sp.Eq) else sp.Ge
            kept = kind(slack(constraint).subs(best, simultaneous=True), 0, evaluate=False)
            name = f"best reply of {player} is feasible: {constraint}"
            clauses.append(Clause(name=name, because=reason, relation=kept))
    return Encoding(clauses=tuple(clauses), auxiliary=tuple(best.values()))


def _best_payoff(game: Game, player: str, others: Point) -> sp.Expr:
    """The exact best payoff over the player's own box: corners, edges and stationary points."""
    u = game.payoffs[player].subs(others)
    own = game.own(player)
    refuse_feasible_sets(game, "the residual of best replies")
    if has_pieces(u):
        return _best_in_pieces(u, own, game, player)
    candidates = [u.subs(corner) for corner in corners(game, player)]
    for fixed in faces(len(own)):
        chosen = {v: game.box[v][end] for v, end in zip(own, fixed, strict=True) if end is not None}
        free = [v for v, end in zip(own, fixed, strict=True) if end is None]
        if not free:
            continue
        f = u.subs(chosen)
        lowest = {v: game.box[v][0] for v in free}
        slopes = [sp.diff(f, v) for v in free]
        if all(s == 0 for s in slopes):
            candidates.append(f.subs(lowest))
            continue
        for point in _stationary_points(slopes, free, player):
            if all(_inside(point.get(v, lowest[v]), game.box[v]) for v in free):
                candidates.append(f.subs(point).subs(lowest))
    if any(sign_of(u) is None for u in candidates):
        return sp.nan  # a deviation without a finite payoff
    return max(candidates, key=by_size())


def _best_in_pieces(u: sp.Expr, own: tuple[sp.Symbol, ...], game: Game, player: str) -> sp.Expr:
    """The least upper bound of a payoff in pieces over its own action: no deviation pays more."""
    if len(own) != 1:
        if not u.free_symbols & set(own):
            return u
        raise OptionError(
            f"the payoff of {player!r} is in pieces in {len(own)} actions",
            where=short_text(u),
            fix="use decide(…)",
        )
    (v,) = own
    values = []
    for inside, low, high in open_pieces(u, v, game.box[v]):
        values += [inside.subs(v, low), inside.subs(v, high)]
        slope = sp.diff(inside, v)
        if slope != 0:
            points = [p[v] for p in _stationary_points([slope], [v], player)]
            values += [inside.subs(v, p) for p in points if _inside(p, (low, high))]
    values += [u.subs(v, end) for end in places_in(u, v, game.box[v])]
    if any(sign_of(value) is None for value in values):
        return sp.nan  # a deviation without a finite payoff
    return max(values, key=by_size())


def _stationary_points(
    slopes: list[sp.Expr], free: list[sp.Symbol], player: str
) -> list[dict[sp.Symbol, sp.Expr]]:
    if len(free) == 1:
        found = _of_polynomial(slopes[0], free[0])
        if (found := _of_two_powers(slopes[0], free[0]) if found is None else found) is not None:
            return found
    powers = [p for s in slopes for p in s.atoms(sp.Pow) if p.exp.is_Rational and p.has(*free)]
    if all(max(abs(p.exp.p), p.exp.q) <= (_POWERS if p.base in free else 3) or p.exp.is_Integer
           for p in powers):  # fmt: skip
        try:
            return list(sp.solve(slopes, free, dict=True))
        except NotImplementedError:
            pass
    raise OptionError(
        f"the best deviation of {player!r} has no closed form",
        where=f"slopes {', '.join(map(short_text, slopes))}",
        fix="use decide(…)",
    )


def _of_polynomial(slope: sp.Expr, v: sp.Symbol) -> list[dict[sp.Symbol, sp.Expr]] | None:
    """The real zeros of a quotient of polynomials with rational coefficients; None for others."""
    top, below = sp.fraction(sp.together(slope))
    if not (top.is_polynomial(v) and below.is_polynomial(v)):
        return None
    poly = sp.Poly(top, v)
    if not (poly.domain.is_QQ or poly.domain.is_ZZ):
        return None
    return [{v: root} for root in dict.fromkeys(sp.real_roots(poly))] if poly.degree() > 0 else []


def _of_two_powers(slope: sp.Expr, v: sp.Symbol) -> list[dict[sp.Symbol, sp.Expr]] | None:
    """Where ``a*v**e + b*v**f`` vanishes at a positive v; None for another form."""
    terms = [t.as_independent(v, as_Add=False) for t in sp.Add.make_args(sp.expand(slope))]
    shapes = [(c, *core.as_base_exp()) for c, core in terms]
    if len(shapes) != 2 or any(b not in (v, sp.S.One) or not e.is_Rational for _, b, e in shapes):
        return None
    (a, one, e), (b, two, f) = shapes
    e, f = (e if one == v else sp.S.Zero), (f if two == v else sp.S.Zero)
    if (e.is_Integer and f.is_Integer) or sign_of(-b / a) != 1:
        return None
    return [{v: (-b / a) ** (1 / (e - f))}, {v: sp.S.Zero}]


def _inside(value: sp.Expr, box: tuple[sp.Rational, sp.Rational]) -> bool:
    below, above = sign_of(value - box[0]), sign_of(box[1] - value)
    return None not in (below, above) and min(below or 0, above or 0) >= 0
