"""Cells that leave nothing out: the claim ``region``, one question answered cell by cell.

A cell is a list of relations between polynomials in the parameters, as texts. Those with the same
two sides speak of the sign of one difference, which is negative, zero or positive at every point;
so cells cover everything if every combination of signs lies in one of them. That is looked at here,
and that each part names, as its region, that of the whole and the texts of its cell.

Whether these texts are what the part's exact region says is not looked at: an equation that defines
a parameter is no relation of a region any more. `bargain.rebuild.tied` writes each part again from
its texts; so the sentence of a region says that its cells are the author's.
"""

import re
from collections.abc import Mapping, Sequence

from bargain.check.certificate import Budget, Raw, items, require

SIGNS = {"<": "-", "<=": "-0", "==": "0", ">=": "0+", ">": "+", "!=": "-+"}
#: A polynomial as a sum of terms: it has a value everywhere.
FACTOR = r"(?:\d+|(?!(?:and|not|or)\b)[^\W\d]\w*(?:\*\*\d+)?)"
TERM = rf"{FACTOR}(?:\*{FACTOR})*(?:/[1-9]\d*)?"
SUM = rf"-?{TERM}(?: [-+] {TERM})*"
RELATION = re.compile(rf"({SUM}) (<=|>=|==|!=|<|>) ({SUM})")

Cell = Mapping[tuple[str, str], frozenset[str]]


def require_cover(statement: Raw, parts: Sequence[Raw], budget: Budget) -> None:
    """Refuse the statement unless its parts answer its question on cells that cover everything."""
    cells, tables = items(statement["cells"], "cells", len(parts)), parts[0]["claim"] == "table"
    same = ("claim", "variables", "players", "actions", "payoffs") if tables else ("players",)
    own = [parts[0].get(key) for key in same]
    for cell, part in zip(cells, parts, strict=True):
        answer = part["verdict"] if part["claim"] == "table" else part["claim"]
        require(answer in ("never", "always"), "a part of a region is no answer for a cell")
        require(part.get("where", []) == [*statement["where"], *cell], "a part has another region")
        for key in ("game", "conditions"):
            require(part.get(key) == statement.get(key), f"a part has another {key}")
        require([part.get(key) for key in same] == own, "a part is about another table")
    covers([signs_of(cell) for cell in cells], budget)


def signs_of(cell: Raw) -> Cell:
    """Return the signs that a cell allows of each difference."""
    allowed: dict[tuple[str, str], frozenset[str]] = {}
    for text in items(cell, "cell"):
        match = RELATION.fullmatch(text) if isinstance(text, str) else None
        require(match, f"no relation between two polynomials: {text!r}")
        left, operator, right = match.groups() if match else ("", "", "")
        known = allowed.get((left, right), frozenset("-0+"))
        allowed[left, right] = known & frozenset(SIGNS[operator])
    return allowed


def covers(cells: Sequence[Cell], budget: Budget) -> None:
    """Refuse cells that leave out a combination of signs."""
    budget.spend(1 + sum(map(len, cells)))
    if not all(cells):
        return  # a cell without demands holds everything
    require(cells, "the cells leave out a combination of signs")
    atom = min(min(cell) for cell in cells)
    for sign in "-0+":
        here = [c for c in cells if sign in c.get(atom, "-0+")]
        covers([{a: s for a, s in c.items() if a != atom} for c in here], budget)
