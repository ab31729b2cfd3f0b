"""The study: every question answered, set against the record, as one plain result.

Questions, cells of the multiverse and the record are independent jobs; they run over local
processes, and the result does not depend on the order in which they end. Times are kept apart from
results, so that two runs give the same data.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bargain.alliances.cases import case
from bargain.alliances.report.asked_questions import Answer, Asked, answer, answer_all
from bargain.alliances.report.claims import CLAIMS, Claim
from bargain.alliances.report.core_claims import CORES, DemandSet, lattice
from bargain.alliances.report.evidence import Record, gather
from bargain.alliances.report.folder import FORMAT
from bargain.alliances.report.multiverse import (
    Cell,
    Journal,
    cells,
    decide_cell,
    passed_on,
    sentence,
)
from bargain.alliances.report.readings import QUESTIONS, READINGS, Reading, Standing, standing
from bargain.alliances.report.record_findings import ASSUMED, Finding, findings
from bargain.alliances.report.statements import STATEMENTS
from bargain.check.certificate import Data, Plain
from bargain.errors import OptionError
from bargain.version import __version__

__all__ = ["ASKED", "Progress", "Study", "certificates", "run_study"]

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
    claims : tuple of (Claim, Standing, evidence)
    findings : tuple of Finding
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
    claims: tuple[tuple[Claim, Standing, str], ...]
    findings: tuple[Finding, ...]
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
        lines = []
        for title, entries in self.first_page().items():
            lines += [title, *(f"  {entry}" for entry in entries)]
        return "\n".join(lines)

    def first_page(self) -> dict[str, list[str]]:
        """What is proved, under which reading, what the data support, what they do not."""
        head = self.answers["headline"]
        proved = [f"Statement 1, {head.status}: {head.claim}", *_resting(head)]
        decided = [a for a in self.answers.values() if a.checked]
        controls = sum(a.control for a in decided)
        proved.append(
            f"{len(decided)} of {len(self.answers)} questions are decided ({controls} of "
            "them controls); every certificate was checked again with the standard "
            "library alone."
        )
        if self.undecided:
            proved.append("Not decided: " + "; ".join(a.title for a in self.undecided) + ".")
        proved.append("Over the multiverse: " + self.multiverse + ".")
        by = {
            word: [f for f in self.findings if f.standing == word]
            for word in ("supported", "not supported", "cannot be told")
        }
        return {
            "What is proved": proved,
            "Under which reading": [
                f"{r.key}, {r.name}: {s.word}. {_sentence(s.why)}"
                + (f" {s.resting}" if r.key == "R0" else "")
                for r, s in self.readings
            ],
            "What the data support": [f"{f.proposition}: {f.detail}" for f in by["supported"]],
            "What they do not": [f"{f.proposition}: {f.detail}" for f in by["not supported"]],
            "What they cannot tell": [f"{f.proposition}: {f.detail}" for f in by["cannot be told"]],
            "What is assumed": list(ASSUMED),
        }

    def to_dict(self) -> Plain:
        """Every number, as plain data without times: the same inputs give the same bytes."""
        return {
            "format": FORMAT,
            "made_by": {"bargain": __version__, "python": platform.python_version()},
            "case": self.case,
            "full": self.full,
            "inputs": _inputs(),
            "assumed": list(ASSUMED),
            "first_page": self.first_page(),
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
                    "evidence": evidence,
                }
                | s.to_dict()
                for c, s, evidence in self.claims
            ],
            "findings": [f.to_dict() for f in self.findings],
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


def _resting(head: Answer) -> list[str]:
    """What the headline rests on, as its certificate says."""
    if not head.checked:
        return []
    idle = [name for name in ("efficient", "self_enforcing(beta)") if name not in head.rests_on]
    line = "Its proof uses " + ", ".join(head.rests_on) + " and the region"
    return [
        line
        + (
            f"; it does not use {' or '.join(idle)}: the claim rests on the balances alone."
            if len(idle) == 2
            else "."
        )
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


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
    processes: int = 1,
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
    processes : int, default 1
        Local processes.
    journal : Path, optional
        Where finished cells of the multiverse are kept; an interrupted run continues from it.
    progress : callable, optional
        Told of every finished job.

    Raises
    ------
    OptionError
        If there is no such case.
    """
    if not isinstance(name, str):
        raise OptionError(f"{name!r} is not the name of a case", where="reproduce --case")
    wanted = cells(case(name).dependence(), full=full)
    kept = Journal(journal)
    found = kept.finished(wanted)
    missing = [cell for cell in wanted if cell.key not in found]
    # the long jobs first, so that no process is left with one at the end
    order = sorted(ASKED.values(), key=lambda a: -a.effort)
    items: list[tuple[str, Any]] = [
        ("record", name),
        *(("ask", a.key) for a in order),
        *(("cell", cell) for cell in missing),
    ]
    results: dict[int, Any] = {}
    for done, (position, result) in enumerate(answer_all(_job, items, processes), start=1):
        results[position] = result
        kind, content = items[position]
        if kind == "cell":
            kept.add(content, result)
            found[content.key] = result
        if progress is not None:
            progress(done, len(items), kind if kind == "record" else result.title)
    record: Record = results[0]
    by_key = {items[p][1]: r for p, r in results.items() if items[p][0] == "ask"}
    answers = {key: by_key[key] for key in ASKED}
    passed = passed_on(found, wanted)
    pairs = tuple((cell, passed[cell.key]) for cell in wanted)
    return Study(
        case=name,
        full=full,
        record=record,
        answers=answers,
        lattice=lattice(answers),
        readings=tuple((r, standing(r.asks, r.conclusions, answers)) for r in READINGS),
        claims=tuple(
            (c, standing(c.asks, c.conclusions, answers), c.evidence(record)) for c in CLAIMS
        ),
        findings=findings(record),
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
