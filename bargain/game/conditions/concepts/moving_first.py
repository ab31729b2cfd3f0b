r"""Moving first: the Stackelberg equilibrium as a condition.

A leader chooses x, then a follower replies. Of two players with payoffs :math:`u_L, u_F`, with
:math:`R(x) = \arg\max_r u_F(x, r)`, the agreement :math:`(x, y)` is a (strong) Stackelberg
equilibrium iff

.. math:: y \in R(x) \quad\text{and}\quad u_L(x, y) \ge u_L(x', r) \text{ for all } x', r \in R(x').

A tie of the follower is broken in the leader's favour (Breton, Alj & Haurie 1988), as in
`bargain.stackelberg`. Terms are nobody's to change.

Sufficient: whatever satisfies the follower's first-order conditions at x' is no better for the
leader; all of R(x') does. Necessary: y is a best reply; at each corner x' some r that satisfies the
follower's first-order conditions is no better for the leader; and where the follower's payoff is
strictly concave in its one action, the leader's payoff along the reply,

.. math:: -\partial_y^2 u_F\, \partial_v u_L + \partial_y u_L\, \partial_v \partial_y u_F,

satisfies the leader's first-order conditions (inside its box the only reply moves by the implicit
function theorem), or y is at an end of its box, where the reply may stay, and
:math:`\partial_v u_L` does. To each side one of the two holds.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from bargain.errors import OptionError
from bargain.game.alternatives import combination
from bargain.game.auxiliary import beside, deviation
from bargain.game.conditions.best_replies import nash
from bargain.game.conditions.clauses import Clause, Encoding, in_boxes
from bargain.game.conditions.condition import Condition, Point
from bargain.game.conditions.slopes import boxed, corners, defined_slope, has_kinks, in_boxes_alone
from bargain.game.game import Game
from bargain.game.pieces import has_pieces

__all__ = ["stackelberg"]


@dataclass(frozen=True, slots=True, repr=False)
class Stackelberg(Condition):
    """See `stackelberg`."""

    leader: str

    @property
    def name(self) -> str:
        return f"stackelberg({self.leader!r})"

    @property
    def said(self) -> str:
        return f"is a Stackelberg equilibrium with the leader {self.leader!r}"

    @property
    def definition(self) -> str:
        return (
            f"{self.leader!r} moves first: the other replies best, and no other choice of the "
            "leader with a best reply to it gives the leader more"
        )

    def _follower(self, game: Game) -> str:
        if self.leader not in game.players or len(game.players) != 2:
            raise OptionError(
                f"a game of two players is needed, one of them {self.leader!r}",
                where=f"{self.name}; players: {', '.join(game.players)}",
                fix="name the one that moves first",
            )
        in_boxes_alone(game, self.name)
        if any(has_pieces(u) for u in game.payoffs.values()):
            raise OptionError("payoffs in pieces have no slopes", where=self.name)
        return next(p for p in game.players if p != self.leader)

    def _slopes(self, game: Game, follower: str) -> dict[sp.Symbol, sp.Expr]:
        """The follower's slopes, without those that have kinks."""
        u = game.payoffs[follower]
        found = {v: defined_slope(u, v, game) for v in game.own(follower)}
        return {v: s for v, s in found.items() if not has_kinks(s)}

    def necessary(self, game: Game) -> Encoding:
        follower = self._follower(game)
        total = nash(follower).necessary(game)
        for number, corner in enumerate(corners(game, self.leader), 1):
            total += self._no_worse_than(game, follower, corner, number)
        return total + self._along_the_reply(game, follower)

    def _no_worse_than(
        self, game: Game, follower: str, corner: dict[sp.Symbol, sp.Rational], number: int
    ) -> Encoding:
        shown = ", ".join(f"{v}={value}" for v, value in corner.items())
        named = f"{self.title}: no better at {shown}"
        reply = {
            v: beside(v, f"reply{number}_{v}", f"{self.name} {shown}", game.box[v][0])
            for v in game.own(follower)
        }
        at = {**corner, **reply}
        clauses = list(in_boxes({r: game.box[v] for v, r in reply.items()}, named))
        for v, slope in self._slopes(game, follower).items():
            low, high = game.box[v]
            there, r = slope.subs(at, simultaneous=True), reply[v]
            clauses += [
                Clause(name=f"{named}: {r} not raised", because="first-order condition",
                       relation=sp.Ge((high - r) * -there, 0, evaluate=False)),
                Clause(name=f"{named}: {r} not lowered", because="first-order condition",
                       relation=sp.Ge((r - low) * there, 0, evaluate=False)),
            ]  # fmt: skip
        u = game.payoffs[self.leader]
        gain = u - u.subs(at, simultaneous=True)
        clauses.append(Clause(name=named, relation=sp.Ge(gain, 0, evaluate=False)))
        return Encoding(clauses=tuple(clauses), auxiliary=tuple(reply.values()))

    def _along_the_reply(self, game: Game, follower: str) -> Encoding:
        own = game.own(follower)
        u_L, u_F = game.payoffs[self.leader], game.payoffs[follower]
        if (
            len(own) != 1
            or not u_F.is_polynomial(*game.variables)
            or has_kinks(sp.diff(u_L, own[0]))
        ):
            return Encoding()
        (y,) = own
        curvature = sp.expand(sp.diff(u_F, y, 2))
        if not curvature.is_negative or curvature.free_symbols & set(game.variables):
            return Encoding()
        low, high = game.box[y]
        clauses = []
        for v in game.own(self.leader):
            slope_L = sp.diff(u_L, v)
            if has_kinks(slope_L) or not u_L.is_polynomial(*game.variables):
                continue
            along = -curvature * slope_L + sp.diff(u_L, y) * sp.diff(u_F, y, v)
            below, above = game.box[v]
            for side, room in (("raising", v - above), ("lowering", v - below)):
                moves, stays = (sp.Ge(room * s, 0, evaluate=False) for s in (along, slope_L))
                ends = [(sp.Eq(y, end, evaluate=False), stays) for end in (low, high)]
                clauses.append(
                    Clause(
                        name=f"{self.title}: no gain from {side} {v} along the reply",
                        because="implicit function theorem",
                        relation=combination([*ends, (moves,)]),
                    )
                )
        return Encoding(clauses=tuple(clauses))

    def sufficient(self, game: Game) -> Encoding:
        follower = self._follower(game)
        other = {v: deviation(v) for p in game.players for v in game.own(p)}
        ways = []
        for v, slope in self._slopes(game, follower).items():
            low, high = game.box[v]
            there, r = slope.subs(other, simultaneous=True), other[v]
            ways += [
                (sp.Gt((high - r) * there, 0, evaluate=False),),
                (sp.Gt((low - r) * there, 0, evaluate=False),),
            ]
        u = game.payoffs[self.leader]
        ways.append((sp.Ge(u - u.subs(other, simultaneous=True), 0, evaluate=False),))
        best = Clause(
            name=f"{self.title}: no choice with a reply to it is better",
            relation=combination(ways),
            bound=boxed(game, other),
        )
        return nash(follower).sufficient(game) + Encoding(clauses=(best,))

    def residual_at(self, game: Game, at: Point) -> float:
        raise OptionError(
            f"{self.name} has no residual in closed form",
            where="residual",
            fix="compare with bargain.stackelberg(game, …), or use decide",
        )


def stackelberg(leader: str) -> Condition:
    """The agreement is a Stackelberg equilibrium of two players, ties broken for the leader.

    Parameters
    ----------
    leader : str
        The player who moves first.

    Returns
    -------
    Condition
        Its definition is that of `bargain.game.conditions.concepts.moving_first`.

    References
    ----------
    Stackelberg, H. von (1934), *Marktform und Gleichgewicht*. Breton, M., Alj, A. & Haurie, A.
    (1988), *JOTA* 59, 71-97.

    Examples
    --------
    >>> stackelberg(leader="A").name
    "stackelberg('A')"
    """
    if not isinstance(leader, str) or not leader:
        raise OptionError(f"{leader!r} is not the name of a player", fix="give a text")
    return Stackelberg(leader)
