r"""Alternating offers as a condition: the stationary equilibrium of Rubinstein's game.

With gains :math:`g_i = u_i - d_i` of two players and discount factors :math:`0 < δ_i < 1`, the
agreement :math:`a` is what player 1, who proposes first, proposes in a stationary subgame-perfect
equilibrium iff, for some proposal :math:`b` of player 2, all four gains are positive and

.. math:: a \in \arg\max g_1 \text{ s.t. } g_2(a) \ge δ_2\, g_2(b),\qquad
          b \in \arg\max g_2 \text{ s.t. } g_1(b) \ge δ_1\, g_1(a)

(Rubinstein 1982; as `bargain.alternating_offers` without breakdown and outside options).
Sufficient: these definitions, for all other agreements. Necessary: first-order conditions of the
two (`bargain.game.conditions.concepts.common_ascent`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from bargain.errors import OptionError
from bargain.exact import exact_expression
from bargain.game.alternatives import combination
from bargain.game.auxiliary import Auxiliary, beside, deviation
from bargain.game.conditions.clauses import Clause, Encoding, in_boxes
from bargain.game.conditions.concepts.common_ascent import none_rise_together
from bargain.game.conditions.concepts.named_values import named_values, quoted
from bargain.game.conditions.condition import Condition, Number, Point, by_name
from bargain.game.conditions.slopes import boxed, in_boxes_alone
from bargain.game.expression import to_text
from bargain.game.game import Game
from bargain.game.pieces import has_pieces

__all__ = ["alternating_offers", "offers_from_text"]


@dataclass(frozen=True, slots=True, repr=False)
class AlternatingOffers(Condition):
    """See `alternating_offers`."""

    discounts: tuple[tuple[str, sp.Expr], ...]  # the one who proposes first, then the other

    @property
    def name(self) -> str:
        shown = ", ".join(f"{quoted(p)}: {to_text(d)}" for p, d in self.discounts)
        return f"alternating_offers({shown})"

    @property
    def said(self) -> str:
        shown = " and ".join(f"{to_text(d)} of {quoted(p)}" for p, d in self.discounts)
        first = quoted(self.discounts[0][0])
        return f"is what {first} proposes first with the discount factors {shown}"

    @property
    def definition(self) -> str:
        return (
            "offers alternate without end: the first proposal of a stationary subgame-perfect "
            "equilibrium, in which each proposal is the best that is accepted"
        )

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        return by_name({s for _, d in self.discounts for s in d.free_symbols})

    @property
    def domain(self) -> tuple[sp.Rel, ...]:
        return tuple(
            relation
            for _, d in self.discounts
            if d.free_symbols
            for relation in (sp.Gt(d, 0, evaluate=False), sp.Lt(d, 1, evaluate=False))
        )

    def told(self, names: Mapping[str, str], symbols: Mapping[sp.Symbol, sp.Expr]) -> Condition:
        """The same with the names and symbols of a copy."""
        return AlternatingOffers(
            tuple((names.get(p, p), d.xreplace(dict(symbols))) for p, d in self.discounts)
        )

    def _proposals(self, game: Game) -> tuple[dict[sp.Symbol, Auxiliary], dict[str, sp.Expr]]:
        """The other's proposal, and all gains."""
        if {p for p, _ in self.discounts} != set(game.players):
            raise OptionError(
                "the discount factors are not those of two players of the game",
                where=f"{self.name}; players: {', '.join(game.players)}",
                fix="give one for each of the two players",
            )
        in_boxes_alone(game, self.name)
        if any(has_pieces(u) for u in game.payoffs.values()):
            raise OptionError("payoffs in pieces have no slopes", where=self.name)
        other = self.discounts[1][0]
        there = {v: beside(v, f"offer_{other}_{v}", self.name, game.box[v][0]) for v in game.box}
        return there, dict(game.gains())

    def _accepted(self, game: Game) -> tuple[list[Clause], dict[str, sp.Expr]]:
        """That both proposals leave gains and are accepted; by whom, and with how much to spare."""
        there, gains = self._proposals(game)
        (one, d1), (two, d2) = self.discounts
        spare = {
            one: gains[one].subs(there) - d1 * gains[one],
            two: gains[two] - d2 * gains[two].subs(there),
        }
        clauses = list(
            in_boxes({z: game.box[v] for v, z in there.items()}, f"{self.title}: proposal")
        )
        for p, g in gains.items():
            for where, gain in ((one, g), (two, g.subs(there))):
                name = f"{self.title}: gain of {p} from the proposal of {where}"
                clauses.append(Clause(name=name, relation=sp.Gt(gain, 0, evaluate=False)))
        clauses += [
            Clause(name=f"{self.title}: {p} accepts", relation=sp.Ge(s, 0, evaluate=False))
            for p, s in spare.items()
        ]
        return clauses, spare

    def necessary(self, game: Game) -> Encoding:
        there, gains = self._proposals(game)
        clauses, spare = self._accepted(game)
        (one, _), (two, _) = self.discounts
        for proposer, responder, at in ((one, two, {}), (two, one, there)):
            limit = [sp.Eq(spare[responder], 0, evaluate=False)]
            functions = [(gains[proposer], []), (gains[responder], limit)]
            title = f"{self.title}: proposal of {proposer}"
            clauses += none_rise_together(game, functions, title, at)
        return Encoding(clauses=tuple(clauses), auxiliary=tuple(there.values()))

    def sufficient(self, game: Game) -> Encoding:
        there, gains = self._proposals(game)
        clauses, _ = self._accepted(game)
        (one, d1), (two, d2) = self.discounts
        other = {v: deviation(v) for v in game.variables}
        asked = {one: d1 * gains[one], two: d2 * gains[two].subs(there)}
        for proposer, responder, at in ((one, two, {}), (two, one, there)):
            refused = sp.Lt(gains[responder].subs(other) - asked[responder], 0, evaluate=False)
            worse = gains[proposer].subs(at) - gains[proposer].subs(other)
            clauses.append(
                Clause(
                    name=f"{self.title}: no better proposal of {proposer} is accepted",
                    relation=combination([(refused,), (sp.Ge(worse, 0, evaluate=False),)]),
                    bound=boxed(game, other),
                )
            )
        return Encoding(clauses=tuple(clauses), auxiliary=tuple(there.values()))

    def residual_at(self, game: Game, at: Point) -> float:
        raise OptionError(
            f"{self.name} has no residual in closed form",
            where="residual",
            fix="compare with bargain.alternating_offers(game, …), or use decide",
        )


def alternating_offers(discount: Mapping[str, Number], first: str | None = None) -> Condition:
    """The agreement is what the first of two players proposes, and the other accepts at once.

    Parameters
    ----------
    discount : mapping of player to number or expression
        Between 0 and 1; expressions in parameters.
    first : str, optional
        Who proposes first; default the first that `discount` names.

    Returns
    -------
    Condition
        Its definition is that of `bargain.game.conditions.concepts.offers_in_turn`.

    Raises
    ------
    OptionError
        If there are not two factors, one is no number between 0 and 1, or `first` has none.

    References
    ----------
    Rubinstein, A. (1982), Perfect equilibrium in a bargaining model, *Econometrica* 50, 97-109.

    Examples
    --------
    >>> alternating_offers({"A": "1/2", "B": sp.Symbol("d", positive=True)}).name
    "alternating_offers('A': 1/2, 'B': d)"
    """
    if not isinstance(discount, Mapping) or len(discount) != 2:
        raise OptionError(
            "alternating offers need the discount factors of two players", fix='{"A": d, "B": e}'
        )
    found = {str(p): exact_expression(d) for p, d in discount.items()}
    for p, d in found.items():
        if d.is_number and not (d.is_Rational and 0 < d < 1):
            raise OptionError(f"the discount factor of {p!r} is {d}", fix="use 0 < factor < 1")
    starter = next(iter(found)) if first is None else first
    if starter not in found:
        raise OptionError(
            f"{starter!r} has no discount factor", where="first", fix="one of " + ", ".join(found)
        )
    return AlternatingOffers(tuple(sorted(found.items(), key=lambda item: item[0] != starter)))


def offers_from_text(argument: str, symbols: Mapping[str, sp.Symbol]) -> Condition | None:
    """Read what stands in the parentheses of ``alternating_offers(…)``."""
    found = named_values(argument, symbols)
    if found is None or len(found) != 2 or any(len(names) != 1 for names in found):
        return None
    return alternating_offers({names[0]: value for names, value in found.items()})
