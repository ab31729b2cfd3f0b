"""``bargain reproduce``: every claim decided, solved and set against the data.

The exit status is 0 when the headline question has an answer, 3 when it is `unknown`; other
undecided questions are printed as such and change nothing.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bargain.alliances.report.asked_questions import workers
from bargain.alliances.report.folder import refuse_foreign, write_folder
from bargain.errors import OptionError

if TYPE_CHECKING:
    from bargain.alliances.report.whole_study import Progress, Study

__all__ = ["reproduce"]


def reproduce(
    case: str = "us_rok",
    out: Path | None = None,
    full: bool = False,
    as_json: bool = False,
    *,
    processes: int | None = None,
) -> int:
    """Run the study of a case, print it, and write the report.

    Parameters
    ----------
    case : str, default "us_rok"
        A packaged case.
    out : Path, optional
        Folder of the report, written whole or not at all.
    full : bool, default False
        The long form of the multiverse.
    as_json : bool, default False
        Print every number as JSON instead of tables.
    processes : int, optional
        Local processes; by default one per core.

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
    from bargain.alliances.cases import names

    if case not in names():
        raise OptionError(
            f"there is no case {case!r}", where="--case", fix="one of " + ", ".join(names())
        )
    if out is not None:
        refuse_foreign(out)
    from bargain.alliances.report.document import fill_folder
    from bargain.alliances.report.whole_study import run_study

    started = time.monotonic()
    journal = None if out is None else out.absolute().with_name(f"{out.name}.multiverse.jsonl")
    with _progress() as progress:
        study = run_study(
            case,
            full=full,
            journal=journal,
            progress=progress,
            processes=workers() if processes is None else processes,
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


def _fill(folder: Path, study: Study, fill_folder: object, journal: Path | None) -> None:
    assert callable(fill_folder)
    fill_folder(folder, study)
    if journal is not None:
        journal.unlink(missing_ok=True)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A progress bar on stderr, only on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    with Progress(
        TextColumn("deciding"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None)

        def step(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what[:60])

        yield step


def _show(study: Study, seconds: float, out: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    look = {
        "never": "bold red",
        "always": "bold blue",
        "sometimes": "bold yellow",
        "unknown": "dim",
    }
    table = Table(title=f"{study.record.case.title}: questions", title_justify="left")
    for name, justify in (
        ("st.", "left"),
        ("is there, over the region, a …", "left"),
        ("verdict", "left"),
        ("rests on", "left"),
        ("certificate", "left"),
        ("s", "right"),
    ):
        table.add_column(name, justify=justify, no_wrap=name in ("verdict", "s"))  # type: ignore[arg-type]  # literals
    for a in study.answers.values():
        rests = "; ".join(r if len(r) < 40 else r[:37] + "…" for r in a.rests_on)
        table.add_row(
            a.statement,
            Text(("control: " if a.control else "") + a.title),
            Text(a.status, style=look[a.status]),
            Text(rests),
            Text(a.certificate_line),
            f"{a.seconds:.1f}",
        )
    console.print(table)
    readings = Table(
        title='The headline claim under each reading of "complete equilibrium"',
        title_justify="left",
    )
    for name in ("reading", "claim is", "why"):
        readings.add_column(name)
    for r, s in study.readings:
        readings.add_row(Text(f"{r.key} {r.name}"), Text(s.word), Text(s.why))
    console.print(readings)
    claims = Table(title="The claims", title_justify="left")
    for name in ("sentence", "standing", "why", "evidence"):
        claims.add_column(name)
    for c, s, evidence in study.claims:
        claims.add_row(Text(c.sentence), Text(s.word), Text(s.why), Text(evidence))
    console.print(claims)
    console.print(Text(study.summary()))
    if out is not None:
        console.print(Text(f"report: {out / 'report.html'}"))
    console.print(Text(f"{seconds:.0f} s"))
