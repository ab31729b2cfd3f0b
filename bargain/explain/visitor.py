"""One walk over the proof of a certificate, and what a printer has to say at each of its nodes.

A proof has refutations inside: sums (``psatz``), cases by the sign of a polynomial (``sign``) and
the alternatives of a disjunction (``cases``). Around them stands a tree of cases (``split``), empty
cases (``vacuous``) and leaves: a witness, an equilibrium of a table, a change for every profile.

A printer for another system is a `Visitor` that fills in these methods: see
`bargain.explain.prose` (words and LaTeX) and `bargain.explain.coq`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from bargain.check.certificate import Data, Plain
from bargain.question.encoding import Polynomial
from bargain.refute.ring import Ring

__all__ = ["Case", "Visitor", "gain", "needed", "negated", "opposites", "signs"]

Scope = TypeVar("Scope")  # the hypotheses that hold at a node, as a printer keeps them


class Case(NamedTuple):
    """One of three cases: its key in the proof, the sign of the polynomial, and what it says."""

    key: str
    sign: str
    rel: str
    poly: Polynomial


def negated(poly: Polynomial) -> Polynomial:
    """``-p``."""
    return [[str(-Fraction(c)), e] for c, e in poly]


def signs(poly: Polynomial) -> Iterator[Case]:
    """The cases of a polynomial's sign, as the checker adds them."""
    yield Case("neg", "<", ">", negated(poly))
    yield Case("zero", "=", "=", poly)
    yield Case("pos", ">", ">", poly)


def gain(statement: Data, profile: Sequence[int], i: int, to: int) -> Polynomial:
    """What player i gains at a profile of a table by changing to action `to`."""
    players = statement["players"]
    total: dict[tuple[int, ...], Fraction] = {}
    for at, sign in (([*profile[:i], to, *profile[i + 1 :]], 1), (list(profile), -1)):
        flat = 0
        for action, p in zip(at, players, strict=True):
            flat = flat * len(statement["actions"][p]) + action
        for c, e in statement["payoffs"][players[i]][flat]:
            total[tuple(e)] = total.get(tuple(e), Fraction(0)) + sign * Fraction(c)
    return [[str(c), list(e)] for e, c in sorted(total.items(), reverse=True) if c]


def opposites(goal: Data) -> Iterator[tuple[str, list[Plain]]]:
    """What is refuted for a goal: key of the proof, hypotheses that the checker appends."""
    keys = ("pos", "neg") if goal["rel"] == "=" else ("node",)
    parts = goal["any"] if goal["rel"] == "or" else [[[goal["rel"], goal["poly"]]]]
    width = max((len(e) for part in parts for _, poly in part for _, e in poly), default=0)
    ring = Ring([str(i) for i in range(width)])
    fails = ring.hypothesis(goal).opposites()
    return zip(keys, [[ring.plain(h, name="negated") for h in part] for part in fails], strict=True)


def needed(node: Data) -> set[int]:
    """The positions of the hypotheses that a proof node refers to."""
    if node["k"] == "psatz":
        inside = {i for term in node["terms"] for i in term.get("h", [])}
        return inside | {i for i, _ in node.get("ideal", [])}
    if node["k"] == "sign":
        return set().union(*(needed(node[case.key]) for case in signs(node["p"])))
    return {node["h"]}.union(*(needed(child) for child in node["sub"]))


class Visitor(ABC, Generic[Scope]):
    """Walks proofs; a printer says what is written at each kind of node."""

    def node(self, node: Data, known: Scope, depth: int) -> None:
        """Go through a refutation."""
        if node["k"] == "psatz":
            self.sum(node, known, depth)
        elif node["k"] == "sign":
            self.split(node, known, depth, self.node)
        else:
            self.alternatives(node, known, depth)

    def tree(self, tree: Data, known: Scope, depth: int) -> None:
        """Go through cases to the leaves."""
        if tree["kind"] == "split":
            self.split(tree, known, depth, self.tree)
            return
        leaves = {
            "vacuous": self.vacuous,
            "witness": self.witness,
            "profile": self.profile,
            "table": self.deviations,
        }
        leaves[tree["kind"]](tree, known, depth)

    @abstractmethod
    def sum(self, node: Data, known: Scope, depth: int) -> None:
        """Write a sum of products that is 0 and yet positive."""

    @abstractmethod
    def split(
        self, node: Data, known: Scope, depth: int, each: Callable[[Data, Scope, int], None]
    ) -> None:
        """Write the three cases for the sign of a polynomial, each continued by `each`."""

    @abstractmethod
    def alternatives(self, node: Data, known: Scope, depth: int) -> None:
        """Write one case per alternative of a disjunction."""

    @abstractmethod
    def vacuous(self, leaf: Data, known: Scope, depth: int) -> None:
        """Write that a case cannot occur."""

    @abstractmethod
    def witness(self, leaf: Data, known: Scope, depth: int) -> None:
        """Write definitions of the unknowns and why they meet the goals."""

    @abstractmethod
    def profile(self, leaf: Data, known: Scope, depth: int) -> None:
        """Write that a profile of a table is an equilibrium."""

    @abstractmethod
    def deviations(self, leaf: Data, known: Scope, depth: int) -> None:
        """Write who gains by which change at every profile of a table."""
