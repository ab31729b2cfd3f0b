"""A direct mechanism with unknown values, and what can be demanded of it, linear in these.

Definitions are in `bargain.verdicts.mechanism`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import sympy as sp

from bargain.errors import GameError
from bargain.game.game import Game
from bargain.game.trees.bayesian_game import BayesianGame, TypeProfile

__all__ = ["Rule", "range_of"]


class Rule:
    """A direct mechanism with unknown values, and what can be demanded of it."""

    def __init__(
        self, game: BayesianGame, *, efficient: bool, balanced: bool, transfers: bool, unit: bool
    ) -> None:
        if not game.terms:
            raise GameError("the game has no terms", where="mechanism",
                            fix="give terms={x: (0, 1)} and payoffs in them")  # fmt: skip
        if efficient and game.constraints:
            raise GameError("what is efficient under joint constraints is not looked at",
                            where="mechanism", fix="give efficient=False, and the best one by "
                            "bg.optimal_mechanism")  # fmt: skip
        self.game = game
        self._refuse_what_is_not_linear()
        self.taken = {s.name for s in (*game.parameters, *game.terms)}
        self.unit = self._fresh("sigma") if unit else None
        self.terms: dict[tuple[TypeProfile, sp.Symbol], sp.Expr] = {
            (t, x): self._fresh(f"{x}_{'_'.join(map(str, range_of(game, t)))}")
            for t in game.profiles
            for x in game.terms
        }
        if efficient:
            self._settle()
        self.free = {s for s in self.terms.values() if isinstance(s, sp.Symbol) and s != self.unit}
        self.money: list[sp.Symbol] = []
        self.paid: dict[tuple[TypeProfile, str], sp.Expr] = {}
        for t in game.profiles:
            index = "_".join(map(str, range_of(game, t)))
            free = game.players[: -1 if balanced else None] if transfers else ()
            for k, player in enumerate(free):
                symbol = self._fresh(f"t{k + 1}_{index}")
                self.money.append(symbol)
                self.paid[t, player] = symbol
            for player in game.players:
                if (t, player) not in self.paid:
                    others = (self.paid[t, q] for q in game.players[:-1]) if transfers else ()
                    self.paid[t, player] = -sp.Add(*others)

    def _settle(self) -> None:
        """Put in what efficiency says of terms whose effect on the sum has a known sign."""
        for types in self.game.profiles:
            poly = self._total(types)
            for x, (low, high) in self.game.terms.items():
                effect = poly.coeff_monomial(x)
                if effect.is_positive or effect.is_negative:
                    end = high if effect.is_positive else low
                    self.terms[types, x] = end * self.one

    def _total(self, types: TypeProfile) -> sp.Poly:
        """The sum of payoffs."""
        total = sp.expand(sp.Add(*(self.game.payoffs[p][types] for p in self.game.players)))
        return sp.Poly(total, *self.game.terms)

    def _fresh(self, name: str) -> sp.Symbol:
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return sp.Symbol(name)

    def _refuse_what_is_not_linear(self) -> None:
        terms = list(self.game.terms)
        for player, own in self.game.payoffs.items():
            for types, payoff in own.items():
                if not payoff.is_polynomial(*terms) or sp.Poly(payoff, *terms).total_degree() > 1:
                    raise GameError(f"{payoff} is not linear in the terms",
                                    where=f"payoffs of {player!r} at {', '.join(map(str, types))}",
                                    fix="give a term of its own to what is not")  # fmt: skip

    @property
    def one(self) -> sp.Expr:
        """The unit."""
        return sp.S.One if self.unit is None else self.unit

    def payoff(self, player: str, told: TypeProfile, true: TypeProfile) -> sp.Expr:
        """What a player has in the unit where types are told so, and are so."""
        poly = sp.Poly(self.game.payoffs[player][true], *self.game.terms)
        parts = [poly.coeff_monomial(1) * self.one]
        parts += [poly.coeff_monomial(x) * self.terms[told, x] for x in self.game.terms]
        return sp.expand(sp.Add(*parts) + self.paid[told, player])

    def as_game(self) -> Game:
        """The game whose agreements are rules."""
        game = self.game
        boxes: dict[sp.Symbol, tuple[sp.Expr, sp.Expr]] = {}
        if self.unit is not None:
            boxes[self.unit] = (sp.S.Zero, sp.S.One)
        for (_, x), symbol in self.terms.items():
            if symbol in self.free:
                boxes[symbol] = game.terms[x] if self.unit is None else (-sp.S.One, sp.S.One)
        for symbol in self.money:
            boxes[symbol] = (-sp.S.One, sp.S.One)
        payoffs = {
            p: sp.expand(sp.Add(*(game.prior[t] * self.payoff(p, t, t) for t in game.profiles)))
            for p in game.players
        }
        return Game(
            actions={p: {} for p in game.players},
            terms=boxes,
            payoffs=payoffs,
            assumptions=list(game.assumptions),
            name=game.name,
        )

    def inside(self) -> Iterator[sp.Basic]:
        """That the unit is positive and terms lie in their boxes."""
        if self.unit is None:
            return
        yield sp.Gt(self.unit, 0)
        for (_, x), symbol in self.terms.items():
            low, high = self.game.terms[x]
            if symbol in self.free:
                yield sp.Ge(symbol, low * self.unit)
                yield sp.Ge(high * self.unit, symbol)

    def demands(
        self, *, efficient: bool, incentive_compatible: bool, individually_rational: bool
    ) -> list[tuple[str, sp.Expr]]:
        """What is demanded, in words, each with what must not be negative."""
        asked = (
            (efficient, self.efficient),
            (incentive_compatible, self.incentive_compatible),
            (individually_rational, self.individually_rational),
        )
        return [*self.joint(), *(one for wanted, demand in asked if wanted for one in demand())]

    def joint(self) -> Iterator[tuple[str, sp.Expr]]:
        """The constraints on the terms, at each profile of types."""
        for types in self.game.profiles:
            swap = {x: self.terms[types, x] for x in self.game.terms}
            for one in self.game.constraints:
                slack = one.lhs - one.rhs if isinstance(one, sp.Ge) else one.rhs - one.lhs
                poly = sp.Poly(slack, *self.game.terms)
                constant = poly.coeff_monomial(1)
                scaled = sp.expand((slack - constant).xreplace(swap) + constant * self.one)
                yield f"{one} at {', '.join(map(str, types))}", scaled

    def efficient(self) -> Iterator[tuple[str, sp.Expr]]:
        """No other terms give a larger sum: compared with every corner of the box."""
        game = self.game
        for types in game.profiles:
            poly = self._total(types)
            if not any(self.terms[types, x] in self.free for x in game.terms):
                continue  # `_settle` has put in what is best
            for corner in product(*game.terms.values()):
                gain = [
                    poly.coeff_monomial(x) * (self.terms[types, x] - end * self.one)
                    for x, end in zip(game.terms, corner, strict=True)
                ]
                at = ", ".join(map(str, types))
                yield f"no terms are better at {at}", sp.expand(sp.Add(*gain))

    def incentive_compatible(self) -> Iterator[tuple[str, sp.Expr]]:
        """No type gains by reporting another."""
        for k, player in enumerate(self.game.players):
            for true, told in product(self.game.types[player], repeat=2):
                if true != told:
                    loss = []
                    for types, p in self.game.prior.items():
                        if types[k] == true:
                            reported = (*types[:k], told, *types[k + 1 :])
                            honest = self.payoff(player, types, types)
                            loss.append(p * (honest - self.payoff(player, reported, types)))
                    yield f"{player} {true} does not tell {told}", sp.expand(sp.Add(*loss))

    def individually_rational(self) -> Iterator[tuple[str, sp.Expr]]:
        """Every type expects at least what it has outside."""
        game = self.game
        for k, player in enumerate(game.players):
            for own in game.types[player]:
                more = [
                    p * (self.payoff(player, t, t) - game.outside[player][t] * self.one)
                    for t, p in game.prior.items()
                    if t[k] == own
                ]
                yield f"{player} {own} takes part", sp.expand(sp.Add(*more))


def range_of(game: BayesianGame, types: TypeProfile) -> tuple[int, ...]:
    """The positions of types among those of their players."""
    return tuple(game.types[p].index(t) for p, t in zip(game.players, types, strict=True))
