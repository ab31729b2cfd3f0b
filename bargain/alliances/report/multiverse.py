r"""The headline claim over a multiverse of specifications, each cell decided or `unknown`.

The cross product of

- how security depends on the concessions: linear, power, log, CES, best-shot, weakest-link;
- what ceding autonomy costs: linear, quadratic, quadratic with entrapment;
- whether the cost share is on the table;
- the measure of capability: the region of a cell is the range of D that the measure gave over the
  years of the case, :math:`\underline D s_P \le s_C \le \overline D s_P` (rounded outwards);
- what is demanded: both balances; the full equilibrium; balance within a factor 2 on each issue;
  efficiency, self-enforcement and balance on autonomy alone; efficiency and participation alone.

A clash is passed on: where the two balances alone clash, so does the full equilibrium of the same
specification, which demands more (`passed_on`); such a cell names the certificate that proves it.

The short form has one measure and the first three demands. Cells are independent: they run over
local processes, and each finished cell is a line of a journal on disk, so that an interrupted run
continues where it stopped. A journal line counts only if its certificate is valid and states the
same question, or if it says `unknown` under at least the same time limit.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import sympy as sp

from bargain.alliances.models import autonomy_security, cost_sharing
from bargain.alliances.models.autonomy_security import SECURITY
from bargain.alliances.report.asked_questions import (
    Answer,
    Asked,
    answer,
    checked_answer,
    inherited,
)
from bargain.check.certificate import Data, Plain
from bargain.check.checker import check
from bargain.errors import FileError
from bargain.game.conditions import (
    Condition,
    all_of,
    balanced,
    efficient,
    full_equilibrium,
    participation,
    positive,
    self_enforcing,
)
from bargain.game.expression import to_text
from bargain.game.game import Game
from bargain.game.models import ratified
from bargain.question.question import Question
from bargain.rebuild.rebuild import differences
from bargain.version import __version__

if TYPE_CHECKING:
    from bargain.alliances.balance.exposure import Dependence

__all__ = ["DIMENSIONS", "Cell", "Journal", "cells", "decide_cell", "passed_on", "sentence"]

DIMENSIONS = ("demands", "security", "cost", "sharing", "measure")
"""The choices, in the order of the figure."""

COSTS = ("quadratic", "linear", "entrapment")
SHARING = ("fixed", "on the table")
MEASURES = ("cinc", "gdp", "milex")
DEMANDS = (
    "both balances",
    "full equilibrium",
    "balance within a factor 2",
    "autonomy balance alone",
    "no balance",
)
_SHORT = 3  # demands of the short form
EFFORT = {False: 5.0, True: 20.0}
"""Units of effort per cell in the short and in the long form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One specification.

    Attributes
    ----------
    demands, security, cost, sharing, measure : str
        The choices.
    low, high : str
        The range of D, exact.
    """

    demands: str
    security: str
    cost: str
    sharing: str
    measure: str
    low: str
    high: str
    effort: float = field(default=4.0, compare=False)

    @property
    def key(self) -> str:
        """A name for the cell that depends on its choices and on nothing else."""
        text = "|".join(getattr(self, d) for d in DIMENSIONS)
        return "cell-" + hashlib.sha256(text.encode()).hexdigest()[:12]

    def to_dict(self) -> dict[str, str]:
        """The choices as plain data."""
        found = asdict(self)
        del found["effort"]
        return found


def cells(dependence: Dependence, *, full: bool = False) -> tuple[Cell, ...]:
    """The cells of the short or the long form for a case.

    Parameters
    ----------
    dependence : Dependence
        Gives the range of D per measure.
    full : bool, default False
        The long form.
    """
    ranges = {}
    for measure in dependence.measures if full else dependence.measures[:1]:
        values = dependence.table.loc[dependence.table["measure"] == measure, "D"]
        ranges[measure] = (
            str(Fraction(math.floor(values.min() * 100), 100)),
            str(Fraction(math.ceil(values.max() * 100), 100)),
        )
    demands = DEMANDS if full else DEMANDS[:_SHORT]
    return tuple(
        Cell(
            demands=d,
            security=s,
            cost=c,
            sharing=h,
            measure=m,
            low=low,
            high=high,
            effort=EFFORT[full],
        )
        for d, s, c, h, (m, (low, high)) in product(
            demands, SECURITY, COSTS, SHARING, ranges.items()
        )
    )


def _game(cell: Cell) -> Game:
    model = cost_sharing if cell.sharing == "on the table" else autonomy_security
    cost = "linear" if cell.cost == "linear" else "quadratic"
    return model(
        security=cell.security, cost=cost, entrapment=cell.cost == "entrapment", w_P=1, w_C=1
    )


def _condition(cell: Cell, game: Game) -> Condition:
    beta = sp.Symbol("beta", positive=True)
    if cell.demands == "both balances":
        return all_of(balanced("autonomy"), balanced("security"), positive("autonomy"))
    if cell.demands == "full equilibrium":
        return full_equilibrium(beta)
    if cell.demands == "balance within a factor 2":
        return ratified(game, 2, 2)
    if cell.demands == "autonomy balance alone":
        return all_of(self_enforcing(beta), efficient(), balanced("autonomy"), positive("autonomy"))
    return all_of(efficient(), participation())


def _question(cell: Cell) -> tuple[Game, Condition, list[str]]:
    game = _game(cell)
    return game, _condition(cell, game), [f"s_C >= {cell.low}*s_P", f"s_C <= {cell.high}*s_P"]


def decide_cell(cell: Cell) -> Answer:
    """Decide one cell; a form that the deciders refuse gives `unknown` with the reason."""
    title = ", ".join(f"{d}: {getattr(cell, d)}" for d in DIMENSIONS)
    return answer(
        Asked(
            key=cell.key,
            statement="multiverse",
            title=title,
            build=lambda: _question(cell),
            effort=cell.effort,
        )
    )


class Journal:
    """Finished cells on disk, one JSON line each.

    Parameters
    ----------
    path : Path or None
        None keeps nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def finished(self, wanted: Iterable[Cell]) -> dict[str, Answer]:
        """Cells of an earlier run that still count, by key.

        Raises
        ------
        FileError
            If the file cannot be read. A broken line (an interrupted write) is passed over.
        """
        if self.path is None or not self.path.exists():
            return {}
        cells_by_key = {cell.key: cell for cell in wanted}
        found: dict[str, Answer] = {}
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise FileError(
                f"cannot read the journal: {error.strerror}", where=str(self.path)
            ) from None
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            cell = cells_by_key.get(entry.get("key", "")) if isinstance(entry, dict) else None
            if cell is not None and entry.get("cell") == cell.to_dict():
                remembered = _remembered(cell, entry)
                if remembered is not None:
                    found[cell.key] = remembered
        return found

    def add(self, cell: Cell, found: Answer) -> None:
        """Append a finished cell."""
        if self.path is None:
            return
        entry = {
            "key": cell.key,
            "cell": cell.to_dict(),
            "effort": cell.effort,
            "version": __version__,
            "title": found.title,
            "status": found.status,
            "certificate": found.certificate,
            "evidence": list(found.evidence),
            "seconds": round(found.seconds, 3),
        }
        with self.path.open("a+b") as stream:
            # an interrupted write leaves half a line: end it, so that it costs no other line
            if stream.tell():
                stream.seek(-1, os.SEEK_END)
                if stream.read(1) != b"\n":
                    stream.write(b"\n")
            stream.write(json.dumps(entry, sort_keys=True).encode() + b"\n")


def _remembered(cell: Cell, entry: Data) -> Answer | None:
    """A line of the journal as an answer, with its certificate checked again; None: do it again."""
    if entry.get("version") != __version__:
        return None
    title = ", ".join(f"{d}: {getattr(cell, d)}" for d in DIMENSIONS)
    common: Plain = {"key": cell.key, "statement": "multiverse", "title": title}
    certificate = entry.get("certificate")
    if certificate is None:
        enough = entry.get("status") == "unknown" and entry.get("effort", 0) >= cell.effort
        return Answer(**common, evidence=tuple(entry.get("evidence", ()))) if enough else None
    result = check(certificate)
    if not result.valid or not _same_question(cell, certificate["statement"]):
        return None
    claim = certificate["statement"]["words"][0]
    return checked_answer({**common, "claim": claim}, certificate, result)


def _same_question(cell: Cell, statement: Data) -> bool:
    """Whether a statement is the one about this cell's game, conditions and region, words and all.

    A journal is a file that anybody can write: names of the right game do not make a statement one
    about it.
    """
    game, condition, where = _question(cell)
    question = Question(game, condition, tuple(where))
    return (
        statement.get("game") == game.to_toml()
        and statement.get("conditions") == [c.name for c in condition.simple()]
        and statement.get("where") == [to_text(r) for r in question.where]
        and differences(statement, game) == []
    )


_INCLUDES = {"full equilibrium": "both balances"}  # demands, and fewer demands that it includes


def passed_on(found: Mapping[str, Answer], all_cells: Sequence[Cell]) -> dict[str, Answer]:
    """Answers by key, with clashes of fewer demands passed on to undecided cells.

    Parameters
    ----------
    found : mapping of key to Answer
    all_cells : sequence of Cell
    """
    answers = dict(found)
    for cell in all_cells:
        fewer = _INCLUDES.get(cell.demands)
        if fewer is not None:
            source = replace(cell, demands=fewer)
            answers[cell.key] = inherited(found[cell.key], found[source.key])
    return answers


def sentence(answers: Sequence[Answer], all_cells: Sequence[Cell]) -> str:
    """What the multiverse amounts to, in one sentence per set of demands.

    Parameters
    ----------
    answers : sequence of Answer
        In the order of the cells.
    all_cells : sequence of Cell
    """
    parts = []
    for demands in dict.fromkeys(c.demands for c in all_cells):
        count = Counter(
            a.status for a, c in zip(answers, all_cells, strict=True) if c.demands == demands
        )
        shown = ", ".join(
            f"{status} in {count[status]}"
            for status in ("never", "sometimes", "always", "unknown")
            if count[status]
        )
        parts.append(f"{demands}: {shown} of {sum(count.values())}")
    return "; ".join(parts)
