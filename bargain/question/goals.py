"""The goals of an existence claim, as a question encodes them, and the condition that they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, signature
from types import FunctionType
from typing import TypeAlias

import sympy as sp
from sympy.logic.boolalg import Boolean, BooleanAtom

from bargain.arguments import shown
from bargain.errors import OptionError
from bargain.game.alternatives import Alternatives
from bargain.game.conditions import Clause, Condition, all_of, holds
from bargain.game.conditions.clauses import Bound
from bargain.game.conditions.condition_text import conditions_from_text
from bargain.game.conditions.feasibility import feasible_clauses
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.pure_profiles import in_variables
from bargain.question.canonical import Frame
from bargain.question.joined_clauses import Encoded

__all__ = [
    "Asked", "Goals", "conditions_asked", "in_box", "of_profiles", "one_condition",
    "usual_conditions",
]  # fmt: skip

#: What a user may write for a condition.
Asked: TypeAlias = Condition | sp.Basic | str


@dataclass(frozen=True, slots=True)
class Goals:
    """The goals of an existence claim, encoded, with its unknowns and bound variables."""

    clauses: Encoded
    auxiliary: tuple[sp.Symbol, ...]
    bound: tuple[Bound, ...]
    partial: frozenset[sp.Symbol]  # definitions of what may have no value
    agreement: tuple[sp.Symbol, ...]
    words: str


def conditions_asked(
    given: Asked | Sequence[Asked], symbols: Mapping[str, sp.Symbol], where: str
) -> Condition | None:
    """What is asked of an agreement as one condition; None where nothing is.

    Parameters
    ----------
    given : condition, relation, text of one of them, or sequence of these
        Texts are read as on the command line (`conditions_from_text`), with ``beta`` for the
        discount factor. A relation by itself stands for its ``holds(…)``.
    symbols : mapping of str to sympy.Symbol
        The names that may occur in texts.
    where : str
        The argument, for errors.

    Raises
    ------
    OptionError
        For what is none of these, with what to write instead.
    ExpressionError
        For a text that is no condition.
    """
    known = {"beta": sp.Symbol("beta", positive=True), **symbols}
    items = given if isinstance(given, (list, tuple)) else [given]
    found: list[Condition] = []
    for item in items:
        if isinstance(item, str):
            found += conditions_from_text([item], known)
        elif isinstance(item, Condition):
            found.append(item)
        elif isinstance(item, (Boolean, Alternatives)) and not isinstance(
            item, (BooleanAtom, sp.Symbol)
        ):
            found.append(holds(item))
        elif item is not True and item is not sp.true:
            raise OptionError(
                f"{shown(item)} is neither a condition nor an open relation",
                where=where,
                fix=_instead(item),
            )
    return None if not found else found[0] if len(found) == 1 else all_of(*found)


def one_condition(given: Asked | Sequence[Asked], symbols: Mapping[str, sp.Symbol]) -> Condition:
    """What is asked of an agreement, which is something."""
    found = conditions_asked(given, symbols, "condition")
    if found is None:
        raise OptionError(
            "nothing is asked",
            where="condition",
            fix="give a condition, such as conditions.participation(), or a relation such as x > y",
        )
    return found


def usual_conditions(game: Game | FiniteGame) -> list[str]:
    """What is asked of a game where nothing is said: of a table, an equilibrium."""
    return ["nash"] if isinstance(game, FiniteGame) else ["participation", "efficient"]


def of_profiles(game: FiniteGame, asked: Asked | Sequence[Asked]) -> Condition:
    """What is asked of the pure profiles of a table; texts name its players' variables."""
    if isinstance(asked, Condition):
        return asked
    return one_condition(asked, in_variables(game).symbols)


def _instead(item: object) -> str:
    """What to write instead of something that is no condition."""
    if item is False or item is sp.false:
        return "compare with sympy.Eq(x, y): Python's == asks whether two expressions are one"
    if isinstance(item, FunctionType) and item.__module__.startswith("bargain.game.conditions"):
        needed = [k for k, p in signature(item).parameters.items() if p.default is Parameter.empty]
        return f"call it: conditions.{item.__name__}({', '.join(needed)})"
    return "use bargain.conditions, such as conditions.nash(), or a relation such as x > y"


def in_box(game: Game, frame: Frame) -> list[Clause]:
    """That an agreement is feasible: boxes first, then constraints and lists of values."""
    clauses = []
    for v in frame.sorted(game.variables):
        low, high = game.box[v]
        clauses += [
            Clause(name=f"{v} at least {low}", relation=sp.Ge(v - low, 0, evaluate=False)),
            Clause(name=f"{v} at most {high}", relation=sp.Ge(high - v, 0, evaluate=False)),
        ]
    return [*clauses, *sorted(feasible_clauses(game), key=lambda k: frame.key(k.relation))]
