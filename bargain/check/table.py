"""Pure Nash equilibria of finite games with payoffs polynomial in the parameters: ``table``.

A profile, one action index per player, is a *pure Nash equilibrium* if no player gains by changing
its own action. Payoffs are in C order (the last player's action runs fastest).
"""

from itertools import product
from math import prod

from bargain.check.certificate import Budget, Raw, fields, items, labels, names, proof_of, require
from bargain.check.polynomial import Polynomial
from bargain.check.psatz import Hypotheses, Hypothesis, Question


class Table(Question):
    """A finite game: the number of actions of every player, and the payoffs by profile."""

    def __init__(self, statement: Raw, budget: Budget) -> None:
        super().__init__(statement, budget)
        players = labels(statement["players"], "players")
        actions, payoffs = (fields(statement[key], key, players) for key in ("actions", "payoffs"))
        self.shape = [len(names(labels, "actions")) for labels in actions]
        require(players and 0 < prod(self.shape) <= 100_000, "no player, no action, or too many")
        require(len(self.parameters) == len(self.ring.names), "a variable is not a parameter")
        self.payoffs = []
        for flat in payoffs:
            pairs = zip(product(*map(range, self.shape)), flat, strict=True)
            self.payoffs.append({profile: self.ring.read(p, "payoff") for profile, p in pairs})

    def gain(self, profile: tuple[int, ...], i: int, to: int) -> Polynomial:
        """Return what player i gains by changing its action to ``to``."""
        changed = (*profile[:i], to, *profile[i + 1 :])
        return self.ring.less(self.payoffs[i][changed], self.payoffs[i][profile])

    def exists(self, proof: Raw, known: Hypotheses) -> None:
        """Verify that from one profile no deviation pays: gain > 0 is refuted for every one."""
        profile, best = proof_of(proof, "profile", "profile best")
        own = tuple(profile)
        require(own in self.payoffs[0], "profile: no such profile")
        others = [(i, a) for i, n in enumerate(self.shape) for a in range(n) if a != own[i]]
        for (i, a), node in zip(others, items(best, "best"), strict=True):
            self.refute(node, [*known, Hypothesis(">", self.gain(own, i, a))])

    def fails(self, proof: Raw, known: Hypotheses) -> None:
        """Verify that from every profile a deviation pays: -gain >= 0 is refuted."""
        (deviations,) = proof_of(proof, "table", "deviations")
        for every, entry in zip(self.payoffs[0], items(deviations, "deviations"), strict=True):
            profile, i, to, node = fields(entry, "deviation", "profile player to node")
            require(profile == list(every), "deviations: one per profile, in order")
            loss = self.ring.minus(self.gain(every, i, to))
            self.refute(node, [*known, Hypothesis(">=", loss)])
