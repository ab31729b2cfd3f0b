"""The setting that the statements share: the symbols, the base game, its regimes.

Symbols carry the signs of THEORY, section 1: dependences s, weights w and the discount factor are
positive, entrapment exposures e are at least 0. ``GAME`` is the exchange of section 1 with all its
parameters; ``PLAIN`` is the same game without entrapment (e = 0).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

import bargain as bg
from bargain.verdicts.verdict import Outcome, Status, Verdict

__all__ = [
    "ALWAYS",
    "FAILS",
    "GAME",
    "HOLDS",
    "INSIDE",
    "NEVER",
    "PLAIN",
    "SOMETIMES",
    "C",
    "Eq",
    "R",
    "beta",
    "e_C",
    "e_P",
    "equal_weights",
    "s_C",
    "s_P",
    "verdict",
    "w_C",
    "w_P",
    "y_C",
    "y_P",
]

NEVER, ALWAYS, SOMETIMES = Status.NEVER, Status.ALWAYS, Status.SOMETIMES
HOLDS, FAILS = Outcome.HOLDS, Outcome.FAILS
C = bg.conditions
Eq, R = sp.Eq, sp.Rational

beta, s_P, s_C, w_P, w_C = sp.symbols("beta s_P s_C w_P w_C", positive=True)
GAME = bg.models.autonomy_security()
PLAIN = bg.models.autonomy_security(entrapment=False)
y_P, y_C, e_P, e_C = (GAME.symbol(name) for name in ("y_P", "y_C", "e_P", "e_C"))

equal_weights = Eq(w_P, w_C)
INSIDE = (C.positive("autonomy"), C.holds(y_P < 1), C.holds(y_C < 1))


def verdict(game: Any, conditions: Any, where: Iterable[Any] = (), **options: Any) -> Verdict:
    """`bargain.decide`, with a time limit that suits a proof run."""
    decided: Verdict = bg.decide(
        game, conditions, where=list(where), **({"effort": 20.0, "timeout": 900.0} | options)
    )
    return decided
