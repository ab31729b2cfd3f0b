"""Theorems about finite games: an equilibrium in pure strategies, or none."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import product

from bargain.check.certificate import Data
from bargain.explain.coq.coq_script import Context, conjunction, poly
from bargain.explain.coq.coq_theorems import Theorems
from bargain.explain.visitor import gain, negated

__all__ = ["Tables"]


class Tables(Theorems):
    """Writes the game and the theorem about it."""

    @cached_property
    def labels(self) -> tuple[list[str], list[list[str]]]:
        """The players and, for each, its actions, as Coq can call them."""
        players = [re.sub(r"\W", "_", p) for p in self.statement["players"]]
        players = [p if p[0].isalpha() else f"player_{p}" for p in players]
        actions = [
            [f"{p}_{re.sub(chr(92) + 'W', '_', a)}" for a in self.statement["actions"][key]]
            for p, key in zip(players, self.statement["players"], strict=True)
        ]
        return players, actions

    @property
    def unfold(self) -> str:
        """The tactic that writes the payoffs out."""
        return "unfold " + ", ".join(f"payoff_{p}" for p in self.labels[0])

    def payoffs(self) -> None:
        """Define actions and payoffs."""
        players, labels = self.labels
        for p, actions in zip(players, labels, strict=True):
            self.line(f"Inductive actions_{p} := {' | '.join(actions)}.")
        given = f"({' '.join(self.names)} : R) " if self.names else ""
        arguments = " ".join(f"(a_{p} : actions_{p})" for p in players)
        matched = ", ".join(f"a_{p}" for p in players)
        for p, key in zip(players, self.statement["players"], strict=True):
            self.line(f"Definition payoff_{p} {given}{arguments} : R :=")
            self.line(f"  match {matched} with")
            cells = zip(product(*labels), self.statement["payoffs"][key], strict=True)
            for row, value in cells:
                self.line(f"  | {', '.join(row)} => {poly(value, self.names)}")
            self.line("  end.")

    def table(self, proof: Data, name: str) -> None:
        """A finite game has an equilibrium, none, or one at some parameters."""
        self.payoffs()
        verdict, one = self.statement["verdict"], self.equilibrium()
        if verdict != "sometimes":
            every = range(len(self.statement["region"]))
            said = one if verdict == "always" else f"~ {one}"
            self.for_all(name, [f"  {said}"], lambda known: self.tree(proof, known, 1), every)
            return
        self.at_two_points(
            name,
            (proof["exists"], [f"  {one}"], lambda tree, known: self.tree(tree, known, 2)),
            (proof["fails"], [f"  ~ {one}"], lambda tree, known: self.tree(tree, known, 2)),
        )

    def equilibrium(self) -> str:
        """The proposition that some profile leaves nobody a gain."""
        players, _ = self.labels
        values = " ".join(self.names)
        best = []
        for k, p in enumerate(players):
            own = [f"a_{q}" for q in players]
            changed = [*own[:k], "t", *own[k + 1 :]]
            best.append(
                f"(forall t : actions_{p}, payoff_{p} {values} {' '.join(changed)} <= "
                f"payoff_{p} {values} {' '.join(own)})"
            )
        exists = " ".join(f"(a_{p} : actions_{p})" for p in players)
        return f"(exists {exists}, " + " /\\\n     ".join(best) + ")"

    def deviations(self, leaf: Data, known: Context, depth: int) -> None:
        """At every profile somebody gains."""
        players, labels = self.labels
        pattern = conjunction([f"N_{p}" for p in players])
        for p in reversed(players):
            pattern = f"[a_{p} {pattern}]"
        self.line(f"intros {pattern}.", depth)
        self.line("destruct " + ", ".join(f"a_{p}" for p in players) + ".", depth)
        for entry in leaf["deviations"]:
            i, to = entry["player"], entry["to"]
            minus = negated(gain(self.statement, entry["profile"], i, to))
            lead = f"pose proof (N_{players[i]} {labels[i][to]}) as G; {self.unfold} in G."
            self.refuted(">=", minus, entry["node"], known, depth, "{ " + lead, "M")

    def profile(self, leaf: Data, known: Context, depth: int) -> None:
        """At one profile nobody gains."""
        players, labels = self.labels
        chosen = leaf["profile"]
        self.line("exists " + ", ".join(labels[i][a] for i, a in enumerate(chosen)) + ".", depth)
        nodes = iter(leaf["best"])
        for i in range(len(players)):
            last = i == len(players) - 1
            self.line("{" if last else "split. {", depth)
            self.line(f"intros t; destruct t; {self.unfold}.", depth + 1)
            for a in range(len(labels[i])):
                if a == chosen[i]:
                    self.line("{ apply Rle_refl. }", depth + 1)
                    continue
                more = gain(self.statement, chosen, i, a)
                lead = "{ apply Rnot_lt_le; intro N."
                self.refuted(">", more, next(nodes), known, depth + 1, lead, "M")
            self.line("}", depth)
