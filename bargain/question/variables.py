"""The variables of a question, and what is said with them: it tells them apart, not their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sympy as sp

from bargain.errors import OptionError
from bargain.game.auxiliary import Auxiliary
from bargain.game.conditions import Condition, Encoding
from bargain.game.conditions.feasibility import feasible_clauses
from bargain.game.game import Game
from bargain.question.statement import Role, Variable

__all__ = ["declared"]


def declared(
    game: Game,
    condition: Condition,
    parameters: Iterable[sp.Symbol],
    stated: Mapping[sp.Basic, int],
    own: Encoding,
) -> tuple[dict[sp.Symbol, Variable], list[tuple[str, sp.Basic]]]:
    """Every variable with its role, and all that is said with them, which tells them apart."""
    try:
        other = condition.sufficient(game)
    except OptionError:  # then it is refused again where existence is asked for
        other = Encoding()
    found = [Variable(p, Role.PARAMETER) for p in parameters]
    found += [
        Variable(v, Role.TERM if v in game.terms else Role.ACTION, box)
        for v, box in game.box.items()
    ]
    found += [
        Variable(z, Role.BOUND, (low, high), Variable.of(z).twin)
        for k in (*own.clauses, *other.clauses)
        for z, low, high in k.bound
    ]
    found += [Variable.of(a) for a in (*own.auxiliary, *other.auxiliary)]
    variables: dict[sp.Symbol, Variable] = {}
    for v in found:
        variables.setdefault(v.symbol, v)
    facts: list[tuple[str, sp.Basic]] = [(f"region {number}", r) for r, number in stated.items()]
    facts += [("feasible", k.relation) for k in feasible_clauses(game)]
    facts += [("necessary", k.relation) for k in own.clauses]
    facts += [("sufficient", k.relation) for k in other.clauses]
    facts += [
        (s.role, sp.Tuple(s, s.of))
        for s in variables
        if isinstance(s, Auxiliary) and s.role in ("deviation", "beside", "best reply")
    ]
    return variables, facts
