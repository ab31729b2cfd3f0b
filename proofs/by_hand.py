"""Witness certificates whose identities are given by hand.

For a witness with long formulas the search for identities is hopeless, while the identities are
short on paper. They are written here in sympy and handed to the checker like any others; a wrong
one is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from bargain.budget import spent
from bargain.question import region_points as region
from bargain.question.encoding import polynomial
from bargain.question.question import Question
from bargain.verdicts.certify import certified
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["Identity", "witness"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """sum c · squares² · hypotheses + sum cofactor · equation = 0, hypotheses given by name."""

    terms: Sequence[tuple[Any, Sequence[sp.Expr], Sequence[str]]]
    equations: Mapping[str, sp.Expr]


def witness(
    question: Question,
    definitions: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr, Identity]],
    goals: Mapping[str, Identity],
) -> Verdict:
    """The verdict `always` of a question, from quotients and identities.

    Parameters
    ----------
    question : Question
    definitions : mapping of unknown to (numerator, denominator, identity)
        The identity refutes ``-denominator >= 0``, which it calls ``not``.
    goals : mapping of name of a goal to Identity
        One per goal of the statement. Hypotheses are called by their text in the
        region, ``den y`` and ``def y`` for a definition, ``z`` and ``1 - z`` for the bounds of a
        deviation z, ``not`` for the negated goal.
    """
    statement = question.always()
    symbols = question.polynomial_symbols(statement)
    names = [h["text"] for h in statement["region"]]

    def node(identity: Identity, known: list[str]) -> dict[str, Any]:
        terms = [
            {
                "c": str(sp.Rational(c)),
                "sq": [polynomial(sp.expand(q), symbols) for q in sq],
                "h": [known.index(h) for h in used],
            }
            for c, sq, used in identity.terms
        ]
        ideal = [
            [known.index(h), polynomial(sp.expand(g), symbols)]
            for h, g in identity.equations.items()
        ]
        return {"k": "psatz", "terms": terms, "ideal": ideal}

    define = []
    for unknown, (top, below, identity) in definitions.items():
        define.append(
            {
                "var": unknown.name,
                "num": polynomial(sp.expand(top), symbols),
                "den": polynomial(sp.expand(below), symbols),
                "positive": node(identity, [*names, "not"]),
            }
        )
        names += [f"den {unknown}", f"def {unknown}"]
    proofs = []
    for goal in statement["goals"]:
        bounds = [name for z in goal["forall"] for name in (z, f"1 - {z}")]
        identity = goals[goal["name"].removeprefix("goal: ")]
        proofs.append(node(identity, [*names, *bounds, "not"]))
    tree = {"kind": "witness", "axioms": [], "define": define, "goals": proofs}
    sample = region.sample_point(statement, mark=spent() + 10)
    tried: list[str] = []
    found = certified(
        Status.ALWAYS, statement, tree, {k: str(v) for k, v in sample.items()}, tried=tried
    )
    return found if found is not None else Verdict(claim="refused", evidence=tuple(tried))
