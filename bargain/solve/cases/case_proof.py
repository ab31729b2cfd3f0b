r"""Proofs of cases: the values of the unknowns, and every demand by refuting its opposite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bargain.budget import spent
from bargain.check.certificate import CertificateError, Plain, seal
from bargain.check.checker import hypotheses_used
from bargain.question.encoding import polynomial
from bargain.question.kinds.case_statement import Definition
from bargain.question.statement import Statement
from bargain.refute.proof_tree import plain
from bargain.refute.refuter import Refuter
from bargain.refute.ring import Hypothesis, Relation, Ring
from bargain.result import versions

__all__ = ["TOOLS", "ProvedCase", "proved"]

_GOAL = 8.0  # units of effort for one demand
#: What a certificate of a case is made by.
TOOLS = ("sympy", "z3-solver", "scipy", "python-flint")


@dataclass(frozen=True, slots=True)
class ProvedCase:
    """A statement with a proof that the checker's rules accept; not yet sealed."""

    statement: Statement
    proof: Plain
    sample: Mapping[str, str]
    used: tuple[str, ...]

    @property
    def certificate(self) -> Plain:
        """The case alone, sealed."""
        sealed = (self.statement.plain(), self.proof, self.used, self.sample)
        return seal(*sealed, versions(*TOOLS))


def proved(
    statement: Statement,
    defined: Sequence[Definition],
    sample: Mapping[str, Fraction],
    *,
    mark: float,
) -> ProvedCase | str:
    """Prove a case; else the reason why not."""
    ring = Ring(statement["variables"])
    given: list[Hypothesis] = [ring.hypothesis(h) for h in statement["region"]]
    symbols = [v.symbol for v in statement.variables]
    refuter = Refuter(ring, mark=mark)

    def refuted(hypotheses: Sequence[Hypothesis]) -> Plain | None:
        refuter.mark = min(mark, spent() + _GOAL)
        found = refuter.run(hypotheses, expected=True)
        return None if found.node is None else plain(found.node, ring)

    define = []
    for d in defined:
        above, below = (ring.decode(polynomial(e, symbols)) for e in (d.above, d.below))
        node = refuted([*given, Relation(">=", -below)])
        if node is None:
            return f"that {d.below} is positive was not proved"
        value = {"var": str(d.symbol), "num": ring.encode(above), "den": ring.encode(below)}
        define.append({**value, "positive": node})
        equation = below * ring.gen(str(d.symbol)) - above
        given += [Relation(">", below), Relation("=", equation)]
    goals: list[Plain] = []
    for goal in statement["goals"]:
        nodes = []
        box = [h for z in goal["forall"] for h in _unit_box(ring, z)]
        for opposite in ring.hypothesis(goal).opposites():
            node = refuted([*given, *box, *opposite])
            if node is None:
                return f"not proved: {goal['text']}"
            nodes.append(node)
        names = ("pos", "neg") if goal["rel"] == "=" else ("node",)
        goals.append(dict(zip(names, nodes, strict=True)))
    proof = {"kind": "witness", "define": define, "goals": goals}
    at = {n: str(v) for n, v in sample.items()}
    try:
        used = hypotheses_used(statement.plain(), proof, at)
    except CertificateError as refusal:
        return f"the checker refused the proof found: {refusal}"
    return ProvedCase(statement, proof, at, tuple(used))


def _unit_box(ring: Ring, name: str) -> list[Hypothesis]:
    z = ring.gen(name)
    return [Relation(">=", z), Relation(">=", ring.one - z)]
