"""The exact question of a finite game: has it a pure Nash equilibrium, over a region?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

from bargain.errors import GameError, RegionError
from bargain.exact import to_sympy
from bargain.game.expression import to_text
from bargain.game.symbol_table import SymbolTable, assumption_relations
from bargain.game.tables.finite_game import FiniteGame
from bargain.question.encoding import Encoder, Polynomial, alternatives, polynomial
from bargain.question.kinds.finite_order import FiniteOrder, content_of, monomials
from bargain.question.region_relations import Where, cleared, given_relations, with_domains
from bargain.question.statement import Role, Statement, Variable

__all__ = ["FiniteQuestion", "printed"]

Profile = tuple[int, ...]


class FiniteQuestion:
    """Whether a finite game has a pure Nash equilibrium, over a region of its parameters.

    Players, actions and parameters stand in canonical order
    (`bargain.question.kinds.finite_order`): that of the region `where`, the same in each `cell`.
    """

    def __init__(self, game: FiniteGame, where: Where, cell: Where = ()) -> None:
        symbols = SymbolTable(game.parameters)
        outer, inner = given_relations(where, symbols), given_relations(cell, symbols)
        self.where = [*outer, *inner]
        own = assumption_relations(game.parameters)
        relations = with_domains((own, game.assumptions, self.where))
        given = with_domains((own, game.assumptions, outer)) if inner else relations
        encoder = Encoder(signs={})
        encoded = {r: encoder.formula(cleared(r)) for r in relations}
        payoffs = {p: _encoded(game.payoffs[p], encoder) for p in game.players}
        if encoder.definitions:
            raise RegionError(
                "payoffs and region must be polynomials in the parameters",
                where=encoder.definitions[0].text,
            )
        order = FiniteOrder(game, tuple((number, r) for r, number in given.items()))
        self.stated = tuple(relations)
        self.game = order.told()
        self.parameters = list(order.parameters)
        self.names = [p.name for p in self.parameters]
        self.players = printed(self.game.players, "player")
        self.actions = [printed(self.game.actions[p], "action") for p in self.game.players]
        self.payoffs = [list(order.turned(payoffs[p]).ravel()) for p in self.game.players]
        self.units = [
            content_of(monomials(self.game.payoffs[p], self.parameters), own)
            for own, p in enumerate(self.game.players)
        ]
        self.region = [
            alternatives(f"region: {to_text(r)}", to_text(r), encoded[r], self.parameters)
            for r in sorted(relations, key=lambda r: (relations[r], order.key(r)))
        ]
        self.shape = self.game.shape
        self.profiles: list[Profile] = list(product(*map(range, self.shape)))

    def statement(self, verdict: str) -> Statement:
        """The exact statement."""
        where = ", ".join(h["text"] for h in self.region) or "no restriction"
        name = f"the game {self.game.name!r}" if self.game.name else "the game"
        words = {
            "never": f"{name} has no pure Nash equilibrium, for any parameters with {where}.",
            "always": f"{name} has a pure Nash equilibrium, for all parameters with {where}.",
            "sometimes": f"{name} has a pure Nash equilibrium for some parameters with {where}, "
            "and none for others.",
        }[verdict]
        return Statement(
            claim="table",
            verdict=verdict,
            words=[
                words[0].upper() + words[1:],
                "Nash equilibrium: no player gains by changing its own action",
            ],
            conditions=["nash"],
            where=[to_text(r) for r in self.where],
            variables=[Variable(p, Role.PARAMETER) for p in self.parameters],
            content={
                "players": self.players,
                "actions": dict(zip(self.players, self.actions, strict=True)),
                "payoffs": {
                    p: [self.plain(x) for x in payoffs]
                    for p, payoffs in zip(self.players, self.payoffs, strict=True)
                },
                "region": self.region,
            },
        )

    def gains(self, profile: Profile) -> Iterator[tuple[int, int, sp.Expr]]:
        """(player, alternative, gain in the player's unit) for every change, players in order."""
        for i, unit in enumerate(self.units):
            for other in range(self.shape[i]):
                if other != profile[i]:
                    changed = (*profile[:i], other, *profile[i + 1 :])
                    gain = self._payoff(i, changed) - self._payoff(i, profile)
                    yield i, other, sp.expand(gain / to_sympy(unit))

    def _payoff(self, player: int, profile: Profile) -> sp.Expr:
        flat = 0
        for index, size in zip(profile, self.shape, strict=True):
            flat = flat * size + index
        return self.payoffs[player][flat]

    def plain(self, expression: sp.Expr) -> Polynomial:
        """An expression as a polynomial in the parameters."""
        if self.parameters:
            return polynomial(expression, self.parameters)
        return [[str(expression), []]] if expression != 0 else []


def _encoded(table: np.ndarray, encoder: Encoder) -> np.ndarray:
    """A table of payoffs as polynomials."""
    found = np.empty(table.shape, dtype=object)
    for at in np.ndindex(table.shape):
        found[at] = encoder.polynomial_of(sp.expand(_exact(table[at])))
    return found


def printed(labels: Sequence[object], noun: str) -> list[str]:
    """Labels as distinct lines of text: as they print, or numbered where that is not possible.

    Examples
    --------
    >>> printed(["up", 0], "action"), printed([1, "1"], "action")
    (['up', '0'], ['action 1', 'action 2'])
    """
    texts = [str(label) for label in labels]
    good = all(t.strip() and t.isprintable() for t in texts) and len(set(texts)) == len(texts)
    return texts if good else [f"{noun} {k + 1}" for k in range(len(texts))]


def _exact(value: object) -> Any:
    if isinstance(value, Fraction):
        return to_sympy(value)
    if isinstance(value, (int, sp.Basic)):
        return sp.sympify(value)
    raise GameError(f"{value!r} is not an exact payoff")
