"""``bargain reproduce``: every claim decided, solved and set against the data.

The exit status is 0 when the headline question has an answer, 3 when it is `unknown`; other
undecided questions are printed as such and change nothing.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bargain.alliances.report.folder import refuse_foreign, write_folder
from bargain.work.progress import kept, steps
from bargain.work.scheduling import Scheduler

if TYPE_CHECKING:
    from bargain.alliances.report.whole_study import Study

__all__ = ["reproduce"]


def reproduce(
    case: str = "us_rok",
    out: Path | None = None,
    full: bool = False,
    as_json: bool = False,
    *,
    scheduler: Scheduler = "processes",
) -> int:
    """Run the study of a case, print it, and write the report.

    Parameters
    ----------
    case : str, default "us_rok"
        A packaged case, or the folder of another one.
    out : Path, optional
        Folder of the report, written whole or not at all.
    full : bool, default False
        The long form of the multiverse.
    as_json : bool, default False
        Print every number as JSON instead of tables.
    scheduler : None, "processes" or dask.distributed.Client
        Who does the work: by default one process for each core.

    Returns
    -------
    int
        Exit status.

    Raises
    ------
    OptionError
        For an unknown case.
    FileError
        If `out` holds something that is not a report; nothing is done then.
    """
    from bargain.alliances.cases import case as find

    find(case)  # refused before any work
    if out is not None:
        refuse_foreign(out)
    from bargain.alliances.report.document import fill_folder
    from bargain.alliances.report.whole_study import run_study

    started = time.monotonic()
    journal = None if out is None else out.absolute().with_name(f"{out.name}.journal.jsonl")
    with kept(lambda: _kept(journal)), steps("questions", alone=True) as report:
        study = run_study(
            case,
            full=full,
            journal=journal,
            progress=lambda done, total, _: report(done, total),
            scheduler=scheduler,
        )
    if out is not None:
        write_folder(out, lambda folder: _fill(folder, study, fill_folder, journal))
    if as_json:
        sys.stdout.write(
            json.dumps(study.to_dict(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        )
    else:
        _show(study, time.monotonic() - started, out)
    return 0 if study.answers["headline"].status != "unknown" else 3


def _kept(journal: Path | None) -> str:
    """What an interrupted run leaves behind, and how to go on."""
    if journal is None:
        return "nothing is kept without --out"
    if not journal.exists():
        return "no question is answered yet, so nothing is kept"
    with journal.open("rb") as stream:
        answers = sum(1 for _ in stream)
    return f"{answers} answers are kept in {journal}: the same command goes on from there"


def _fill(folder: Path, study: Study, fill_folder: object, journal: Path | None) -> None:
    assert callable(fill_folder)
    fill_folder(folder, study)
    if journal is not None:
        journal.unlink(missing_ok=True)


def _show(study: Study, seconds: float, out: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    console.print(Text(study.summary()))
    claims = Table(title="The claims", title_justify="left")
    for name in ("sentence", "the model", "the record"):
        claims.add_column(name)
    for c, s, verdict in study.claims:
        claims.add_row(Text(c.sentence), Text(s.word), Text(verdict.word))
    console.print(claims)
    decided = [a for a in study.answers.values() if a.checked]
    console.print(
        Text(
            f"{len(decided)} of {len(study.answers)} questions decided, every certificate checked "
            f"again; over the multiverse: {study.multiverse}"
        )
    )
    for a in study.undecided:
        console.print(Text(f"not decided: {a.title}"))
    if out is not None:
        console.print(Text(f"report: {out / 'report.html'}"))
    console.print(Text(f"{seconds:.0f} s"))
