"""The statement that relations between a solution's variables and the parameters cannot be met.

Comparative statics (`bargain.verdicts.statics`) rest on such statements: first-order conditions of
a regime, with the opposite of what is claimed of it, have no common point over the region.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from bargain.game.expression import to_text
from bargain.question.encoding import Encoder, hypothesis
from bargain.question.question import Question
from bargain.question.statement import Role, Statement, Variable, defining, functions

__all__ = ["Relations", "regime_statement"]

Relations = Sequence[tuple[str, tuple[str, sp.Expr]]]  # each with its name


def regime_statement(
    question: Question,
    what: str,
    relations: Relations,
    unknowns: Sequence[sp.Symbol],
    encoder: Encoder,
    because: str = "the regime",
) -> Statement:
    """The statement that no parameters of the region and unknowns meet the relations."""
    values = dict(question.solved)
    encoded = [
        (name, (rel, sp.expand(encoder.polynomial_of(sp.expand(expression.subs(values))))))
        for name, (rel, expression) in relations
    ]
    variables = [
        *(Variable(p, Role.PARAMETER) for p in question.parameters),
        *(Variable.of(u) for u in unknowns),
        *(Variable.of(d.symbol) for d in encoder.definitions),
    ]
    symbols = [v.symbol for v in variables]
    region = [
        hypothesis(f"region: {to_text(r)}", to_text(r), Encoder(signs={}).relation(r), symbols)
        for r in question.region
    ]
    necessary = [hypothesis(n, n, e, symbols, because=because) for n, e in encoded]
    where = ", ".join(to_text(r) for r in question.stated) or "no restriction"
    name = repr(question.game.name)
    return Statement(
        claim="never",
        words=[
            f"For parameters with {where}, the first-order system of {name} in "
            f"this regime is incompatible with: {what}."
            if because == "the regime"
            else f"For parameters with {where}, impossible in {name}: {what}.",
            *(n for n, _ in encoded),
        ],
        game=question.game.to_toml(),
        where=[to_text(r) for r in question.where],
        variables=variables,
        content={
            "functions": functions(encoder.definitions, symbols),
            "region": region,
            "necessary": [*necessary, *defining(encoder.definitions, symbols)],
        },
    )
