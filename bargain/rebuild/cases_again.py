r"""Cases written again from their game: is a certificate about this tree, or this table?

At the sample point of each cell the computation is carried out again with exact numbers for signs,
without the search; what it says has to be proved in the cell is written as a statement, from the
texts of the certificate's region and cell, and compared with the one that was proved.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from bargain.check.certificate import Data, canonical
from bargain.errors import BargainError
from bargain.game.expression import parse_relation
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.question.kinds.case_statement import CaseQuestion
from bargain.solve.cases.answers_by_cases import Answer, stated
from bargain.solve.cases.case_search import Signed, SignsAt
from bargain.solve.cases.table_cases import MIXED, PURE, table_question
from bargain.solve.trees.perfect_bayesian import ASSESSED, bayesian_question
from bargain.solve.trees.subgame_perfect import ASKED, tree_question

__all__ = ["are_cases", "cases_differ"]


def are_cases(statement: Data) -> bool:
    """Whether a statement says that it is one of cases of equilibria."""
    return statement["claim"] == "region" and set(statement.get("conditions", ())) <= {
        MIXED, PURE, *ASSESSED.values(), *ASKED.values()
    }  # fmt: skip


def cases_differ(certificate: Data, game: FiniteGame | ExtensiveGame) -> list[str]:
    """What a certificate of cases says otherwise than the game does; one line per difference.

    Parameters
    ----------
    certificate : mapping
        That the checker has accepted.
    game : FiniteGame or ExtensiveGame
    """
    statement = certificate["statement"]
    try:
        question, compute = _asked(statement, game)
    except BargainError as error:
        return [f"the question cannot be put to this game: {error}"]
    symbols = {p.name: p for p in question.parameters}
    found = []
    for k, (cell, part) in enumerate(zip(statement["cells"], statement["parts"], strict=True)):
        point = {n: Fraction(v) for n, v in certificate["sample"][str(k)].items()}
        if set(point) != set(symbols):
            return [f"part {k + 1} has other parameters"]
        relations = [parse_relation(text, symbols) for text in cell]
        again = stated(question, relations, compute(SignsAt(question, point))).plain()
        found += [
            f"part {k + 1}: {key!r} differs"
            for key in sorted({*part, *again})
            if canonical({"": part.get(key)}) != canonical({"": again.get(key)})
        ]
    return found


def _asked(
    statement: Data, game: FiniteGame | ExtensiveGame
) -> tuple[CaseQuestion, Callable[[Signed], Answer]]:
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
