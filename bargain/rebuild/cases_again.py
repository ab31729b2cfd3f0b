r"""Cases written again from their game: is a certificate about this tree, or this table?

At the sample point of each cell the computation is carried out again with exact numbers for signs,
without the search; what it says has to be proved in the cell is written as a statement, from the
texts of the certificate's region and cell, and compared with the one that was proved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod

import sympy as sp

from bargain.check.certificate import Data, canonical
from bargain.errors import BargainError, InputError
from bargain.game.expression import parse_relation
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.table_file import table_from_toml
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.tree_file import tree_from_toml
from bargain.question.kinds.case_statement import CaseQuestion
from bargain.rebuild.weight import weight
from bargain.solve.cases.answers_by_cases import Answer, stated
from bargain.solve.cases.case_search import Signed, SignsAt
from bargain.solve.cases.table_cases import MIXED, PURE, table_question
from bargain.solve.trees.perfect_bayesian import ASSESSED, bayesian_question
from bargain.solve.trees.subgame_perfect import ASKED, entries_of, tree_question

__all__ = ["are_cases", "asked_again", "case_game", "cases_differ", "game_of_text", "is_case"]

LARGEST = 200_000  # terms of all payoffs, times cells and pure profiles


_LISTED = {MIXED, PURE, *ASSESSED.values(), *ASKED.values()}


def are_cases(statement: Data) -> bool:
    """Whether a statement says that it is one of cases of equilibria."""
    return statement["claim"] == "region" and set(statement.get("conditions", ())) <= _LISTED


def is_case(statement: Data) -> bool:
    """Whether a statement is one case of such a list."""
    conditions = statement.get("conditions", ())
    return statement["claim"] == "always" and len(conditions) == 1 and conditions[0] in _LISTED


def game_of_text(text: str) -> FiniteGame | ExtensiveGame:
    """The tree or table that a statement of cases carries.

    Raises
    ------
    InputError
        If it carries none.
    """
    return tree_from_toml(text) if 'kind = "tree"' in text else table_from_toml(text)


def case_game(statement: Data) -> FiniteGame | ExtensiveGame:
    """The game that a statement of cases carries.

    Raises
    ------
    InputError
        If there is none, or it is too large to be gone through again.
    """
    game = game_of_text(statement["game"])
    if isinstance(game, ExtensiveGame):
        profiles = prod(len(s.actions) for s in game.information_sets)
        size = weight(entries_of(game))
    else:
        profiles = prod(game.shape)
        size = weight(map(sp.sympify, (x for t in game.payoffs.values() for x in t.flat)))
    if size * profiles * len(statement["cells"]) > LARGEST:
        raise InputError("the game is too large to be gone through again and compared")
    return game


def cases_differ(
    statement: Data, samples: Mapping[str, Mapping[str, str]], game: FiniteGame | ExtensiveGame
) -> list[str]:
    """What a statement of cases says otherwise than the game does; one line per difference.

    Parameters
    ----------
    statement : mapping
        That the checker has accepted.
    samples : mapping of str to point
        Of the certificate: a point in each cell.
    game : FiniteGame or ExtensiveGame
    """
    try:
        question, compute = asked_again(statement, game)
    except BargainError as error:
        return [f"the question cannot be put to this game: {error}"]
    symbols = {p.name: p for p in question.parameters}
    found = []
    for k, (cell, part) in enumerate(zip(statement["cells"], statement["parts"], strict=True)):
        point = {n: Fraction(v) for n, v in samples[str(k)].items()}
        if set(point) != set(symbols):
            return [f"part {k + 1} has other parameters"]
        relations = [parse_relation(text, symbols) for text in cell]
        again = stated(question, relations, compute(SignsAt(question, point))).plain()
        found += [
            f"part {k + 1}: {key!r} differs"
            for key in sorted({*part, *again} - (set() if part["game"] else {"game"}))
            if canonical({"": part.get(key)}) != canonical({"": again.get(key)})
        ]
    return found


def asked_again(
    statement: Data, game: FiniteGame | ExtensiveGame
) -> tuple[CaseQuestion, Callable[[Signed], Answer]]:
    """What a list, or one case of it, asks of a game, and how a cell is answered."""
    symbols = {p.name: p for p in game.parameters}
    where = [parse_relation(text, symbols) for text in statement["where"]]
    (asked,) = statement["conditions"]
    for mixed, words in ASSESSED.items():
        if asked == words:
            return bayesian_question(game, where, mixed=mixed)  # type: ignore[arg-type]
    for by, words in ASKED.items():
        if asked == words:
            return tree_question(game, where, by)  # type: ignore[arg-type]  # refused there
    if isinstance(game, ExtensiveGame):
        game = game.to_finite()
    return table_question(game, where, asked == PURE)
