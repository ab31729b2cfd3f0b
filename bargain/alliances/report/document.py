"""The report as two pages, HTML and Markdown: a text of under 2,000 words, and its appendix.

A page is a list of sections; both templates print the same sections. Everything that is printed is
of the run, or prose of ``prose.toml`` and ``answers.toml``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from bargain.alliances.declarations import declared
from bargain.alliances.record.estimation import Estimation
from bargain.alliances.report.crate import metadata, readme, tables
from bargain.alliances.report.evidence import coding_checks
from bargain.alliances.report.figures import APPENDIX, figures
from bargain.alliances.report.folder import filled
from bargain.alliances.report.record_verdicts import ASSUMED, OTHER, recoded
from bargain.alliances.report.whole_study import PROSE, Study, certificates
from bargain.check.certificate import Plain

__all__ = ["Section", "appendix", "fill_folder", "main_text"]

_INTRO: dict[str, str] = {entry["key"]: entry["text"] for entry in PROSE["intro"]}
_FINDINGS = declared(
    "bargain.alliances.report", "answers.toml", {"": "finding", "finding": "key what done"}
)["finding"]
_PERIODS = ("period", "without", "members", "rho", "p", "p_holm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of a page.

    Attributes
    ----------
    key, title : str
    text : sequence of str
        Paragraphs.
    points : sequence of str
        A list; `numbered` or not.
    head, rows : sequence
        A table.
    figures : sequence of mapping
        ``name, title, text, data`` (an SVG in base64).
    """

    key: str
    title: str
    text: Sequence[str] = ()
    points: Sequence[str] = ()
    numbered: bool = False
    head: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    figures: Sequence[Mapping[str, str]] = ()


def main_text(study: Study, drawn: Mapping[str, Mapping[str, str]]) -> list[Section]:
    """The sections of the first page; `drawn` has the figures by name."""

    def shown(*names: str) -> list[Mapping[str, str]]:
        return [drawn[name] for name in names if name in drawn]

    tests = sum(v.p is not None for v in study.verdicts.values())
    weak = sum(not v.fit for _, _, v in study.claims)
    few = f" (but for {weak} with too few cases)" if weak else ""
    sections = [
        Section(key="answer", title="In five lines", points=study.five_lines(), numbered=True),
        Section(
            key="terms", title="Terms", points=[f"{t['key']}: {t['text']}" for t in PROSE["term"]]
        ),
        Section(
            key="readings",
            title="The claim under each reading",
            text=[_INTRO["readings"]],
            head=("reading", "a complete equilibrium is", "the claim"),
            rows=[(f"{r.key} {r.name}", r.meaning, s.word) for r, s in study.readings],
            figures=shown("multiverse"),
        ),
        Section(key="dependence", title="Asymmetry, by year", figures=shown("gap", "frontier")),
    ]
    korea = study.record.korea
    if korea is not None:
        numbers = {
            "smaller": korea.ladder.smaller,
            "negotiations": korea.ladder.negotiations,
            "silent": korea.episode.silent,
        }
        sections.append(
            Section(
                key="case",
                title="Trump and Moon, move by move",
                text=[p["text"].format(**numbers) for p in PROSE["story"]],
                figures=shown("episode", "ladder"),
            )
        )
    return [
        *sections,
        Section(
            key="claims",
            title="The claims",
            text=[
                *([] if korea is not None else [_INTRO["elsewhere"]]),
                _INTRO["claims"].format(tests=tests, few=few),
            ],
            head=("sentence", "the model", "the record"),
            rows=[(f"“{c.sentence}”", s.word, v.word) for c, s, v in study.claims],
            figures=shown("hazards"),
        ),
        Section(key="check", title="Check it", text=[_INTRO["check"]]),
    ]


def appendix(study: Study, drawn: Mapping[str, Mapping[str, str]]) -> list[Section]:
    """The sections of the second page."""
    from bargain.alliances import data

    record, case = study.record, study.record.case
    used = ["nato_defence_shares", "atop_defense_spells"] + ["moves"] * (record.korea is not None)
    settled = sum(s.status != "unknown" for s in study.lattice)
    korea = record.korea
    return [
        Section(
            key="review",
            title="A review's findings, and what was done",
            head=("finding", "what was wrong", "what was done"),
            rows=[(f["key"], f["what"], f["done"]) for f in _FINDINGS],
        ),
        Section(
            key="claims",
            title="The claims in full",
            head=("claim", "as a statement", "the model", "the record"),
            rows=[
                (
                    f"“{c.sentence}” ({c.source})",
                    c.formal,
                    f"{s.word}: {s.why}",
                    f"{v.word}: {v.detail}",
                )
                for c, s, v in study.claims
            ],
        ),
        Section(
            key="tests",
            title="Further tests of the record",
            head=("proposition", "the record", "numbers"),
            rows=[
                (text, study.verdicts[key].word, study.verdicts[key].detail)
                for key, text in OTHER.items()
            ],
            figures=[drawn[name] for name in APPENDIX if name in drawn],
        ),
        Section(
            key="readings",
            title="Readings in full",
            head=("reading", "the claim", "why", "answers"),
            rows=[
                (
                    f"{r.key} {r.name}",
                    s.word,
                    f"{s.why}. {s.resting}".strip(),
                    ", ".join(s.statuses),
                )
                for r, s in study.readings
            ],
        ),
        *([] if korea is None else [_estimates(korea.estimation, drawn)]),
        *([] if korea is None else [_moves_section(korea.episode.table)]),
        Section(
            key="checks",
            title="Checks of the coding",
            text=[_INTRO["checks"]],
            head=("pair", "same sign", "opposite", "p, corrected", "coding rule"),
            rows=[
                (
                    f"{c['first']}, {c['second']}",
                    c["same"],
                    c["opposite"],
                    f"{c['p_holm']:.2g}",
                    "yes" if c["coding_rule"] else "no",
                )
                for c in coding_checks(record)
            ],
        ),
        *([] if korea is None else _codings_sections(study)),
        Section(
            key="alliances",
            title="Six alliances side by side",
            text=[record.comparison.summary() + "."],
            head=("alliance", "years", "D, first five", "D, last five", "Π, last/first", "ended"),
            rows=[
                (
                    r.title,
                    r.years,
                    f"{r.D_first:.1f}",
                    f"{r.D_last:.1f}",
                    f"{r.product_change:.2f}",
                    "yes" if r.ended else "no",
                )
                for r in record.comparison.table.itertuples()
            ],
        ),
        Section(
            key="burden",
            title="NATO by period",
            head=("period", "without", "members", "rho", "p", "p, corrected"),
            rows=[
                (row[0], row[1] or "nobody", row[2], *(f"{value:.3f}" for value in row[3:]))
                for row in record.burden_periods[list(_PERIODS)].itertuples(index=False, name=None)
            ],
        ),
        Section(
            key="questions",
            title="Every question and its certificate",
            text=[_INTRO["questions"].format(multiverse=study.multiverse)],
            head=(
                "statement",
                "is there, over the region, a …",
                "verdict",
                "rests on",
                "certificate",
            ),
            rows=[
                (
                    a.statement + (", control" if a.control else ""),
                    a.title,
                    a.status,
                    ", ".join(a.rests_on),
                    f"{a.key}.json, {a.method} {a.sha256[:10]}" if a.checked else "none",
                )
                for a in study.answers.values()
            ],
        ),
        Section(
            key="cores",
            title="Which demands clash when D > 1",
            text=[
                _INTRO["cores"].format(
                    settled=settled,
                    sets=len(study.lattice),
                    control=study.answers["cores-control"].status,
                )
            ],
            points=[f"{', '.join(s.demands)} ({s.because})" for s in study.lattice if s.minimal],
        ),
        Section(
            key="years",
            title=f"By year ({record.dependence.measures[0]})",
            text=[_INTRO["years"].format(error=f"{study.concessions_error:.0e}")],
            head=("year", "D", "log D", "y_C/y_P", "S_C/S_P", "regime", "D with threat"),
            rows=_years(study),
        ),
        Section(key="assumed", title="What is assumed", points=list(ASSUMED)),
        _marks_section(),
        Section(
            key="sources",
            title="Sources",
            points=[*dict.fromkeys((*case.sources, *data.cite(*case.tables, *used)))],
            text=["; ".join([*case.notes, *record.dependence.notes]) + "."],
        ),
    ]


def _estimates(found: Estimation, drawn: Mapping[str, Mapping[str, str]]) -> Section:
    return Section(
        key="estimates",
        title="Estimates",
        text=[_INTRO["estimates"]],
        points=found.summary().splitlines(),
        figures=[drawn["profiles"]] if "profiles" in drawn else [],
    )


def _codings_sections(study: Study) -> list[Section]:
    korea = study.record.korea
    assert korea is not None
    return [
        Section(
            key="codings",
            title="Three codings of the events",
            text=[_INTRO["codings"]],
            head=("quantity", "codings", "equal signs", "kappa", "95 %"),
            rows=[
                (
                    a.quantity,
                    f"{a.first}, {a.second}",
                    f"{a.same} of {a.n}",
                    "" if a.kappa is None else f"{a.kappa:.2f}",
                    "" if a.low is None else f"{a.low:.2f} to {a.high:.2f}",
                )
                for a in korea.codings.agreements
            ],
        ),
        Section(
            key="recoded",
            title="Tests on codes under each coding",
            head=("test", "coding", "numbers", "p, not corrected"),
            rows=[
                (row["test"], row["coding"], row["detail"], f"{row['p']:.2g}")
                for row in recoded(study.record)
            ],
        ),
    ]


def _marks_section() -> Section:
    from bargain.alliances import data

    cells = data.marked().groupby(["table", "column", "how"], sort=True)["cells"].sum()
    return Section(
        key="marks",
        title="What is derived, judged or from memory",
        text=[_INTRO["marks"]],
        head=("table", "how", "cells"),
        rows=[
            (table, how, ", ".join(f"{column} ({count})" for (_, column, _), count in part.items()))
            for (table, how), part in cells.groupby(level=["table", "how"], sort=True)
        ],
    )


def _moves_section(table: pd.DataFrame) -> Section:
    sign = {1: "+", 0: "0", -1: "−"}
    rows = []
    for row in table.to_dict("records"):
        said = "" if pd.isna(row["predicted"]) else sign[int(row["predicted"])]
        memory = f" ({row['note']})" if row["from_memory"] else ""
        rows.append(
            (
                row["date"],
                f"{row['actor']}, {row['issue']}",
                f"{row['move']} ({sign[int(row['direction'])]})",
                f"{said} {row['why']}".strip(),
                row["verdict"],
                f"{row['source']}{memory}",
            )
        )
    return Section(
        key="moves",
        title="The case, move by move",
        head=("date", "actor, issue", "move (direction)", "the model before it", "", "source"),
        rows=rows,
    )


def _years(study: Study) -> list[list[str]]:
    dependence = study.record.dependence
    table = dependence.table
    rows = table[table["measure"] == dependence.measures[0]]
    korea = study.record.korea
    threat = {} if korea is None else korea.threat.table.set_index("year").to_dict("index")
    return [
        [
            str(r.year),
            f"{r.D:.2f}",
            f"{r.gap:.3f}",
            f"{r.concession_ratio:.3f}",
            f"{r.security_ratio:.3f}",
            str(r.regime),
            "{D_low:.1f} to {D_high:.1f}".format(**threat[r.year]) if r.year in threat else "",
        ]
        for r in rows.itertuples()
    ]


def rendered(template: str, study: Study, sections: list[Section], *, whole: bool) -> str:
    """A page as text; `whole` is the first page, else the appendix."""
    title = f"{study.record.case.title}: what asymmetry rules out, and what it does not"
    return filled(
        template,
        title=title if whole else f"Appendix. {title}",
        subtitle=_INTRO["main" if whole else "appendix"],
        sections=sections,
        others=[("Appendix", "appendix")] if whole else [("Main text", "report")],
    )


def fill_folder(folder: Path, study: Study) -> None:
    """Write every file of a report into an empty folder.

    Raises
    ------
    BargainError
        If a certificate that was written is not accepted when it is read again from its file.
    """
    from bargain import plot
    from bargain.check.checker import check
    from bargain.errors import BargainError

    for name in ("certificates", "games", "figures", "tables"):
        (folder / name).mkdir()
    for name, certificate in certificates(study):
        path = folder / "certificates" / f"{name}.json"
        _write(path, json.dumps(certificate, indent=1, sort_keys=True))
        result = check(path)
        if not result.valid:
            raise BargainError(
                f"a certificate does not survive its file: {result.reason}", where=path.name
            )
        _write(folder / "games" / f"{name}.toml", str(certificate["statement"]["game"]).rstrip())
    drawn = {}
    for figure in figures(study):
        for kind in ("svg", "png"):
            plot.save(figure.axes, folder / "figures" / f"{figure.name}.{kind}")
        picture = (folder / "figures" / f"{figure.name}.svg").read_bytes()
        drawn[figure.name] = {
            "name": figure.name,
            "title": figure.title,
            "text": figure.text,
            "data": base64.b64encode(picture).decode("ascii"),
        }
    for name, sections in (("report", main_text), ("appendix", appendix)):
        page = sections(study, drawn)
        for kind in ("html", "md"):
            text = rendered(f"page.{kind}.jinja", study, page, whole=name == "report")
            _write(folder / f"{name}.{kind}", text)
    _write(folder / "report.json", _json(study.to_dict()))
    _write(
        folder / "timing.json",
        json.dumps({key: round(value, 3) for key, value in study.seconds.items()}, indent=1),
    )
    for name, table in tables(study).items():
        table.to_csv(folder / "tables" / f"{name}.csv", index=False)
    case = study.record.case
    (folder / "case" / case.name).mkdir(parents=True)
    for name, text in case.files.items():
        (folder / "case" / case.name / name).write_text(text, encoding="utf-8")
    _write(folder / "README.md", readme(study))
    _write(folder / "ro-crate-metadata.json", _json(metadata(study, folder)))


def _json(content: Plain) -> str:
    return json.dumps(content, indent=1, sort_keys=True, allow_nan=False, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")
