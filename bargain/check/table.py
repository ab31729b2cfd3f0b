"""Pure Nash equilibria of finite games with payoffs polynomial in the parameters: claim ``table``.

A profile, one action index per player, is a *pure Nash equilibrium* if no player gains by changing
its own action. Payoffs are listed in C order (the last player's action runs fastest). Proofs:

``never``   ``{"kind":"table","deviations":[{"profile","player","to","node"}..]}``, one for every
    profile in C order: the node refutes -gain >= 0, hence the deviation pays
``always``   ``{"kind":"profile","profile","best":[node..]}``, for every player and other action in
    order: the node refutes gain > 0, hence no deviation from this profile pays
``sometimes``   ``{"exists":{"at","proof"},"fails":{"at","proof"}}``: one proof of either kind, each
    at a point of the region; hypotheses theta - value = 0 follow the region

or a tree of ``split`` and ``vacuous`` above them, as in :mod:`bargain.check.witness`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from bargain.check.certificate import Budget, fields, index, items, names, require
from bargain.check.polynomial import Polynomial
from bargain.check.psatz import COMMON, Hypothesis, Question

PROOF = {"always": "profile", "never": "table", "exists": "profile", "fails": "table"}


class Table(Question):
    """A finite game; ``kind`` is the kind of leaf that the branch needs."""

    def __init__(self, statement: Mapping[str, Any], budget: Budget) -> None:
        super().__init__(statement, budget)
        players = names(statement["players"], "players")
        for key in ("actions", "payoffs"):
            fields(statement[key], key, players)
        self.shape = [len(names(statement["actions"][p], "actions")) for p in players]
        size = prod(self.shape)
        require(players and 0 < size <= 100_000, "no player, no action, or too many")
        require(len(self.parameters) == len(self.ring.names), "a variable is not a parameter")
        flat = [items(statement["payoffs"][p], "payoffs", size) for p in players]
        self.payoffs = [[self.ring.read(p, "payoff") for p in payoffs] for payoffs in flat]
        self.kind = ""

    def gain(self, profile: Sequence[int], player: int, to: int) -> Polynomial:
        """Return what the player gains by changing its action to ``to``."""
        k, stride = 0, prod(self.shape[player + 1 :])
        for action, actions in zip(profile, self.shape, strict=True):
            k = k * actions + action
        payoffs = self.payoffs[player]
        return self.ring.less(payoffs[k + (to - profile[player]) * stride], payoffs[k])

    def leaf(self, proof: Any, hypotheses: list[Hypothesis]) -> None:
        """Verify a profile that is an equilibrium, or a deviation that pays from every profile."""
        shape = self.shape
        body = ("profile", "best") if self.kind == "profile" else ("deviations",)
        fields(proof, self.kind, ("kind", *body))
        require(proof["kind"] == self.kind, f"a proof of kind {self.kind} is expected")
        if self.kind == "profile":
            chosen = items(proof["profile"], "profile", len(shape))
            profile = [index(a, size, "profile") for a, size in zip(chosen, shape, strict=True)]
            others = [(i, a) for i, n in enumerate(shape) for a in range(n) if a != profile[i]]
            for (i, a), node in zip(others, items(proof["best"], "best", len(others)), strict=True):
                self.refute(node, [*hypotheses, Hypothesis(">", self.gain(profile, i, a))])
            return
        deviations = items(proof["deviations"], "deviations", prod(shape))
        for every, entry in zip(product(*map(range, shape)), deviations, strict=True):
            fields(entry, "deviation", ("profile", "player", "to", "node"))
            require(entry["profile"] == list(every), "deviations: one per profile, in order")
            i = index(entry["player"], len(shape), "player")
            gain = self.gain(every, i, index(entry["to"], shape[i], "to"))
            loss = Hypothesis(">=", self.ring.negative(gain))
            self.refute(entry["node"], [*hypotheses, loss])


def table(statement: Mapping[str, Any], proof: Any, sample: Any, budget: Budget) -> set[str]:
    """Verify a proof of ``table``; return the names of the region's hypotheses used."""
    need = (*COMMON, "players", "actions", "payoffs")
    fields(statement, "statement", need, ("game", "conditions", "where"))
    question = Table(statement, budget)
    question.point(sample, "sample")
    branches = {statement["verdict"]: (proof, question.region)}
    if statement["verdict"] == "sometimes":
        fields(proof, "proof", ("exists", "fails"), ("kind",))
        hypotheses = {key: question.at(proof[key], key) for key in ("exists", "fails")}
        branches = {key: (proof[key]["proof"], h) for key, h in hypotheses.items()}
    for key, (sub, h) in branches.items():
        question.kind = PROOF[key]
        question.tree(sub, h)
    return question.used
