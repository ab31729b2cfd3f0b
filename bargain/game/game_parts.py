"""What a continuous game consists of, once it was declared: read by all that show or store it."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp
from sympy.core.relational import Relational

from bargain.game.declaration import Box
from bargain.game.symbol_table import SymbolTable, assumption_relations

__all__ = ["GameParts"]


class GameParts:
    """The parts of a `bargain.Game`, which alone makes them."""

    __slots__ = (
        "_table", "actions", "assumptions", "box", "choices", "constraints", "disagreement",
        "meanings", "measures", "name", "parameters", "payoffs", "players", "terms", "variables",
    )  # fmt: skip

    name: str
    players: tuple[str, ...]
    actions: Mapping[str, Mapping[sp.Symbol, Box]]
    terms: Mapping[sp.Symbol, Box]
    payoffs: Mapping[str, sp.Expr]
    disagreement: Mapping[str, sp.Expr]
    measures: Mapping[str, Mapping[str, sp.Expr]]
    assumptions: tuple[Relational, ...]
    constraints: tuple[Relational, ...]
    choices: Mapping[sp.Symbol, tuple[sp.Rational, ...]]  # where single values are listed
    meanings: Mapping[str, str]
    _table: SymbolTable
    variables: tuple[sp.Symbol, ...]
    box: Mapping[sp.Symbol, Box]
    parameters: tuple[sp.Symbol, ...]

    @property
    def parameter_relations(self) -> tuple[Relational, ...]:
        """What is assumed of the parameters: signs of symbols first, then `assumptions`."""
        return (*assumption_relations(self.parameters), *self.assumptions)
