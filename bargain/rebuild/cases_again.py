r"""Cases written again from their game: is a certificate about this tree, or this table?

At the sample point of each cell the computation is carried out again with exact numbers for signs,
without the search; what it says has to be proved in the cell is written as a statement, from the
texts of the certificate's region and cell, and compared with the one that was proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import prod
from typing import TypeAlias

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
from bargain.solve.mechanisms.optimal_mechanism import LARGEST, rule_question
from bargain.solve.mechanisms.rule_file import AskedRule, rule_from_toml
from bargain.solve.trees.perfect_bayesian import ASSESSED, bayesian_question
from bargain.solve.trees.subgame_perfect import ASKED, entries_of, tree_question

__all__ = ["are_cases", "asked_again", "case_game", "cases_differ", "game_of_text", "is_case"]

_MOST = 200_000  # terms of all payoffs, times cells and pure profiles


#: What a list of cases is about.
CaseGame: TypeAlias = FiniteGame | ExtensiveGame | AskedRule
_LISTED = {MIXED, PURE, *ASSESSED.values(), *ASKED.values()}


def are_cases(statement: Data) -> bool:
    """Whether a statement says that it is one of cases of equilibria."""
    return statement["claim"] == "region" and all(map(_is_listed, statement.get("conditions", ())))


def is_case(statement: Data) -> bool:
    """Whether a statement is one case of such a list."""
    conditions = statement.get("conditions", ())
    return statement["claim"] == "always" and len(conditions) == 1 and _is_listed(conditions[0])


def _is_listed(asked: str) -> bool:
    return asked in _LISTED or asked.startswith(LARGEST)


def game_of_text(text: str) -> CaseGame:
    """The tree, table or rule that a statement of cases carries.

    Raises
    ------
    InputError
        If it carries none.
    """
    if text.startswith('kind = "rule"'):
        return rule_from_toml(text)
    return tree_from_toml(text) if text.startswith('kind = "tree"') else table_from_toml(text)


def case_game(statement: Data) -> CaseGame:
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
    elif isinstance(game, AskedRule):
        own = game.game
        profiles = len(own.profiles) ** 2
        size = weight([*own.prior.values(), *(e for t in own.payoffs.values() for e in t.values())])
    else:
        profiles = prod(game.shape)
        size = weight(map(sp.sympify, (x for t in game.payoffs.values() for x in t.flat)))
    if size * profiles * len(statement["cells"]) > _MOST:
        raise InputError("the game is too large to be gone through again and compared")
    return game


def cases_differ(
    statement: Data, samples: Mapping[str, Mapping[str, str]], game: CaseGame
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
        return list(_differences(statement, samples, game))
    except BargainError as error:
        return [f"the question cannot be put to this game: {error}"]


def _differences(
    statement: Data, samples: Mapping[str, Mapping[str, str]], game: CaseGame
) -> Iterator[str]:
    question, compute = asked_again(statement, game)
    symbols = {p.name: p for p in question.parameters}
    for k, (cell, part) in enumerate(zip(statement["cells"], statement["parts"], strict=True)):
        point = {n: Fraction(v) for n, v in samples[str(k)].items()}
        if set(point) != set(symbols):
            yield f"part {k + 1} has other parameters"
            return
        relations = [parse_relation(text, symbols) for text in cell]
        again = stated(question, relations, compute(SignsAt(question, point))).plain()
        for key in sorted({*part, *again} - (set() if part["game"] else {"game"})):
            if canonical({"": part.get(key)}) != canonical({"": again.get(key)}):
                yield f"part {k + 1}: {key!r} differs"


def asked_again(statement: Data, game: CaseGame) -> tuple[CaseQuestion, Callable[[Signed], Answer]]:
    """What a list, or one case of it, asks of a game, and how a cell is answered."""
    symbols = {p.name: p for p in game.parameters}
    where = [parse_relation(text, symbols) for text in statement["where"]]
    (asked,) = statement["conditions"]
    if isinstance(game, AskedRule):
        return rule_question(game, where)
    for mixed, words in ASSESSED.items():
        if asked == words:
            return bayesian_question(game, where, mixed=mixed)  # type: ignore[arg-type]
    for by, words in ASKED.items():
        if asked == words:
            return tree_question(game, where, by)  # type: ignore[arg-type]  # refused there
    if isinstance(game, ExtensiveGame):
        game = game.to_finite()
    return table_question(game, where, asked == PURE)
