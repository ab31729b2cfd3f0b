"""The study: every question answered, set against the record, as one plain result.

Questions, cells of the multiverse and the record are independent jobs; they run here, over local
processes or on a cluster (`bargain.work.scheduling`), and the result does not depend on the order
in which they end. Times are kept apart from
results, so that two runs give the same data.
"""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bargain.alliances.cases import case
from bargain.alliances.declarations import declared
from bargain.alliances.report.asked_questions import Answer, Asked, answer
from bargain.alliances.report.claims import CLAIMS, Claim
from bargain.alliances.report.core_claims import CORES, DemandSet, lattice
from bargain.alliances.report.evidence import Record, coding_checks, gather
from bargain.alliances.report.folder import FORMAT, Journal
from bargain.alliances.report.multiverse import (
    Cell,
    asked_cell,
    cells,
    decide_cell,
    passed_on,
    sentence,
)
from bargain.alliances.report.readings import QUESTIONS, READINGS, Reading, Standing, standing
from bargain.alliances.report.record_verdicts import (
    ASSUMED,
    RecordVerdict,
    recoded,
    record_verdicts,
)
from bargain.alliances.report.statements import STATEMENTS
from bargain.check.certificate import Data, Plain
from bargain.errors import OptionError
from bargain.version import __version__
from bargain.work.scheduling import Scheduler, each_done

__all__ = ["ASKED", "LINES", "PROSE", "Progress", "Study", "certificates", "run_study"]

PROSE = declared(
    "bargain.alliances.report",
    "prose.toml",
    {"": "term story intro line", "term": "key text", "story": "text", "intro": "key text",
     "line": "key text"},
)  # fmt: skip
"""The prose of the report."""

LINES: dict[str, str] = {entry["key"]: entry["text"] for entry in PROSE["line"]}
"""The lines of the first page."""

ASKED: dict[str, Asked] = {a.key: a for a in (*STATEMENTS, *CORES, *QUESTIONS)}
"""Every question of the study by its key."""

Progress = Callable[[int, int, str], None]
"""Called with jobs finished, all jobs, and what was finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Everything that the report prints.

    Attributes
    ----------
    case, full : str, bool
        What was run.
    record : Record
    answers : mapping of key to Answer
    lattice : tuple of DemandSet
        Which demands clash when D > 1.
    readings : tuple of (Reading, Standing)
    claims : tuple of (Claim, Standing, RecordVerdict)
        What the model and what the record say of each.
    verdicts : mapping of name to RecordVerdict
        Every test of the record.
    cells : tuple of (Cell, Answer)
        The multiverse.
    concessions_error : float
        Largest difference between the closed-form concessions and `bargain.nash_bargaining`.
    seconds : mapping of key to float
        Times; not part of `to_dict`.
    """

    case: str
    full: bool
    record: Record
    answers: Mapping[str, Answer]
    lattice: tuple[DemandSet, ...]
    readings: tuple[tuple[Reading, Standing], ...]
    claims: tuple[tuple[Claim, Standing, RecordVerdict], ...]
    verdicts: Mapping[str, RecordVerdict]
    cells: tuple[tuple[Cell, Answer], ...]
    concessions_error: float
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False, repr=False)

    @property
    def multiverse(self) -> str:
        """The multiverse in a sentence."""
        return sentence([a for _, a in self.cells], [c for c, _ in self.cells])

    @property
    def undecided(self) -> tuple[Answer, ...]:
        """Questions without an answer."""
        return tuple(a for a in self.answers.values() if a.status == "unknown")

    def summary(self) -> str:
        """The first page as text."""
        return "\n".join(f"{number}. {line}" for number, line in enumerate(self.five_lines(), 1))

    def five_lines(self) -> list[str]:
        """The answer in five plain lines, each from the outcomes of this run."""
        words = {r.key: s.word for r, s in self.readings}
        head = self.answers["headline"]
        holds = [words["R1"], words["R3"]] == ["holds, but not because of asymmetry"] * 2
        due = (words["R0"], words["R2"]) == ("holds because of asymmetry", "fails")
        deciding = [self.answers[key].status for key in ("gap", "collapse", "tolerance")]
        decides = deciding == ["never", "never", "always"]
        count = Counter(v.word for _, _, v in self.claims)
        against = "; ".join(
            f"“{c.sentence}”" + f" ({v.short})" * bool(v.short)
            for c, _, v in self.claims
            if v.word == "contradicts"
        )
        few = sum(not v.fit for _, _, v in self.claims)
        return [
            LINES["likely" if holds else "likely-otherwise"].format(**words),
            LINES["due" if due else "due-otherwise"].format(
                **words, rests=", ".join(head.rests_on)
            ),
            LINES["decides" if decides else "decides-otherwise"],
            LINES["record"].format(
                claims=len(self.claims),
                supports=count["supports"],
                contradicts=count["contradicts"],
                silent=count["silent"],
                few=f" ({few} for want of cases)" if few else "",
                untested=count["not tested"],
                against=f" Contradicted: {against}." if against else "",
            ),
            self._case_line(),
        ]

    def _case_line(self) -> str:
        korea = self.record.korea
        if korea is None:
            return LINES["case-otherwise"].format(title=self.record.case.title)
        found, quiet = korea.episode.by_move, korea.episode.by_quarter
        grid = korea.episode.grid
        return LINES["case"].format(
            model=found.model,
            cases=found.cases,
            low=grid["moves"].min(),
            high=grid["moves"].max(),
            settings=len(grid),
            last=found.last_move,
            p=found.p_last_move,
            quarters=quiet.model,
            all=quiet.cases,
            none=quiet.no_change,
        )

    def to_dict(self) -> Plain:
        """Every number, as plain data without times: the same inputs give the same bytes."""
        return {
            "format": FORMAT,
            "made_by": {"bargain": __version__, "python": platform.python_version()},
            "case": self.case,
            "full": self.full,
            "inputs": _inputs() | {f"case/{k}": v for k, v in self.record.case.hashes().items()},
            "assumed": list(ASSUMED),
            "five_lines": self.five_lines(),
            "answers": [a.to_dict() for a in self.answers.values()],
            "lattice": [s.to_dict() for s in self.lattice],
            "readings": [
                {"key": r.key, "name": r.name, "meaning": r.meaning, "asks": list(r.asks)}
                | s.to_dict()
                for r, s in self.readings
            ],
            "claims": [
                {
                    "key": c.key,
                    "source": c.source,
                    "sentence": c.sentence,
                    "formal": c.formal,
                    "quantities": c.quantities,
                    "asks": list(c.asks),
                    "model": s.to_dict(),
                    "record": v.to_dict(),
                }
                for c, s, v in self.claims
            ],
            "record_tests": [v.to_dict() for v in self.verdicts.values()],
            "coding_checks": coding_checks(self.record),
            "recoded_tests": recoded(self.record),
            "multiverse": {
                "sentence": self.multiverse,
                "cells": [
                    c.to_dict()
                    | {
                        "key": c.key,
                        "status": a.status,
                        "sha256": a.sha256,
                        "follows_from": a.follows_from,
                        "rests_on": list(a.rests_on),
                    }
                    for c, a in self.cells
                ],
            },
            "concessions_error": self.concessions_error,
            "record": self.record.to_dict(),
        }


def _inputs() -> dict[str, str]:
    """SHA-256 of every packaged table."""
    from importlib import resources

    from bargain.alliances import data

    folder = resources.files("bargain.alliances.data")
    return {
        name: hashlib.sha256((folder / f"{name}.csv").read_bytes()).hexdigest()
        for name in data.names()
    }


def _job(item: tuple[str, Any]) -> Any:
    """One unit of work; a function of this module so that processes find it by name."""
    kind, content = item
    if kind == "record":
        return gather(content)
    if kind == "cell":
        return decide_cell(content)
    return answer(ASKED[content])


def _concessions_error(record: Record) -> float:
    """Solve the bargain of a few years numerically and compare it with the closed form."""
    from bargain.alliances.report.base_model import Y_C, Y_P, base
    from bargain.exact import rationalise
    from bargain.solve.bargaining.solutions import nash_bargaining

    table = record.dependence.table
    rows = table[table["measure"] == record.dependence.measures[0]]
    worst = 0.0
    for row in rows.iloc[[0, len(rows) // 2, -1]].itertuples():
        game = base(s_P=rationalise(row.s_P, 10**9), s_C=rationalise(row.s_C, 10**9))
        agreement = nash_bargaining(game).agreement
        if agreement is None:
            return float("inf")
        worst = max(worst, abs(agreement[Y_P] - row.y_P), abs(agreement[Y_C] - row.y_C))
    return float(f"{worst:.0e}")  # an order of magnitude: the last digits depend on the machine


def run_study(
    name: str = "us_rok",
    *,
    full: bool = False,
    scheduler: Scheduler = None,
    journal: Path | None = None,
    progress: Progress | None = None,
) -> Study:
    """Answer every question of a case.

    Parameters
    ----------
    name : str
        A packaged case.
    full : bool, default False
        The long form of the multiverse.
    scheduler : None, "processes" or dask.distributed.Client
        Who does the jobs.
    journal : Path, optional
        Where finished answers are kept; an interrupted run continues from it.
    progress : callable, optional
        Told of every finished job.

    Raises
    ------
    OptionError
        If there is no such case.
    """
    if not isinstance(name, str):
        raise OptionError(f"{name!r} is not the name of a case", where="reproduce --case")
    chosen = case(name)
    threat = None
    if chosen.name == "us_rok":
        from bargain.alliances.balance.threat_index import threat_index

        threat = threat_index()
    wanted = cells(chosen.dependence(), threat, full=full)
    asked = {**ASKED, **{cell.key: asked_cell(cell) for cell in wanted}}
    kept = Journal(journal)
    found = kept.finished(asked.values())
    # the long jobs first, so that no process is left with one at the end
    order = sorted(ASKED.values(), key=lambda a: -a.effort)
    items: list[tuple[str, Any]] = [
        ("record", name),
        *(("ask", a.key) for a in order if a.key not in found),
        *(("cell", cell) for cell in wanted if cell.key not in found),
    ]
    record: Record | None = None
    for done, ((kind, content), result) in enumerate(each_done(_job, items, scheduler), start=1):
        if kind == "record":
            record = result
        else:
            key = content if kind == "ask" else content.key
            kept.add(asked[key], result)
            found[key] = result
        if progress is not None:
            progress(done, len(items), kind if kind == "record" else result.title)
    assert record is not None  # its job is among them
    answers = {key: found[key] for key in ASKED}
    passed = passed_on(found, wanted)
    pairs = tuple((cell, passed[cell.key]) for cell in wanted)
    verdicts = record_verdicts(record)
    return Study(
        case=chosen.name,
        full=full,
        record=record,
        answers=answers,
        lattice=lattice(answers),
        readings=tuple((r, standing(r.asks, r.conclusions, answers)) for r in READINGS),
        claims=tuple((c, c.model(answers), c.observed(verdicts)) for c in CLAIMS),
        verdicts=verdicts,
        cells=pairs,
        concessions_error=_concessions_error(record),
        seconds={a.key: a.seconds for a in (*answers.values(), *(a for _, a in pairs))},
    )


def certificates(study: Study) -> Sequence[tuple[str, Data]]:
    """Every certificate of a study with the name of its file."""
    return [
        (a.key, a.certificate)
        for a in (*study.answers.values(), *(a for _, a in study.cells))
        if a.certificate is not None
    ]
