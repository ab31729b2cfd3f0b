"""The report as a self-contained HTML page, as Markdown, and as a folder of files."""

from __future__ import annotations

import base64
import json
from importlib import resources
from pathlib import Path

import jinja2
import pandas as pd

from bargain.alliances.report.figures import figures
from bargain.alliances.report.whole_study import Study, certificates
from bargain.check.certificate import Plain

__all__ = ["fill_folder", "html", "markdown"]

_COLUMNS = ("k patron", "k client", "D", "log D", "y_P", "y_C", "y_C/y_P", "S_C/S_P", "regime")


def _context(study: Study) -> Plain:
    from bargain.alliances import data

    case = study.record.case
    dependence = study.record.dependence
    settled = sum(s.status != "unknown" for s in study.lattice)
    return {
        "title": f"{case.title}: what its asymmetry rules out, and what it does not",
        "subtitle": "Every claim of the two documents as a question, decided with a certificate, "
        "and set against the record.",
        "sections": [
            ("readings", "Readings"),
            ("claims", "Claims"),
            ("record", "Record"),
            ("figures", "Figures"),
            ("answers", "Questions"),
            ("cores", "Cores"),
            ("years", "By year"),
            ("sources", "Sources"),
        ],
        "first_page": study.first_page(),
        "readings": study.readings,
        "claims": study.claims,
        "findings": study.findings,
        "answers": list(study.answers.values()),
        "lattice": study.lattice,
        "lattice_note": f"{settled} of {len(study.lattice)} sets are settled by the decided "
        "questions; all five demands at once when D = 1: " + study.answers["cores-control"].status,
        "measure": dependence.measures[0],
        "assumptions": "assumed: " + ", ".join(dependence.assumptions.lines()),
        "concessions_error": f"{study.concessions_error:.0e}",
        "year_columns": _COLUMNS,
        "years": _years(study),
        "sources": data.cite(*case.tables, "nato_defence_shares", "atop_defense_spells"),
        "notes": [*case.notes, *dependence.notes],
    }


def _years(study: Study) -> list[list[str]]:
    dependence = study.record.dependence
    table = dependence.table
    rows = table[table["measure"] == dependence.measures[0]]
    return [
        [
            str(r.year),
            f"{r.k_patron:.4g}",
            f"{r.k_client:.4g}",
            f"{r.D:.2f}",
            f"{r.gap:.3f}",
            f"{r.y_P:.3f}",
            f"{r.y_C:.3f}",
            f"{r.concession_ratio:.3f}",
            f"{r.security_ratio:.3f}",
            r.regime,
        ]
        for r in rows.itertuples()
    ]


def html(study: Study, drawn: list[dict[str, str]]) -> str:
    """The page; `drawn` has ``name, title, text, data`` (an SVG in base64) per figure."""
    return _rendered("report.html", study, drawn)


def markdown(study: Study, drawn: list[dict[str, str]]) -> str:
    """The same in Markdown, figures as files beside it."""
    return _rendered("report.md.jinja", study, drawn)


def _rendered(template: str, study: Study, drawn: list[dict[str, str]]) -> str:
    text = resources.files("bargain.alliances.report").joinpath(template)
    environment = jinja2.Environment(
        autoescape=template.endswith(".html"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = _cell
    page = environment.from_string(text.read_text(encoding="utf-8"))
    return page.render(figures=drawn, **_context(study))


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


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

    for name in ("certificates", "figures", "tables"):
        (folder / name).mkdir()
    for name, certificate in certificates(study):
        path = folder / "certificates" / f"{name}.json"
        _write(path, json.dumps(certificate, indent=1, sort_keys=True))
        result = check(path)
        if not result.valid:
            raise BargainError(
                f"a certificate does not survive its file: {result.reason}", where=path.name
            )
    drawn = []
    for figure in figures(study):
        for kind in ("svg", "png"):
            plot.save(figure.axes, folder / "figures" / f"{figure.name}.{kind}")
        picture = (folder / "figures" / f"{figure.name}.svg").read_bytes()
        drawn.append(
            {
                "name": figure.name,
                "title": figure.title,
                "text": figure.text,
                "data": base64.b64encode(picture).decode("ascii"),
            }
        )
    _write(folder / "report.html", html(study, drawn))
    _write(folder / "report.md", markdown(study, drawn))
    _write(
        folder / "report.json",
        json.dumps(study.to_dict(), indent=1, sort_keys=True, allow_nan=False, ensure_ascii=False),
    )
    _write(
        folder / "timing.json",
        json.dumps({key: round(value, 3) for key, value in study.seconds.items()}, indent=1),
    )
    _tables(folder / "tables", study)


def _tables(folder: Path, study: Study) -> None:
    record = study.record
    record.dependence.table.to_csv(folder / "dependence.csv", index=False)
    record.dependence.spread().to_csv(folder / "dependence_spread.csv", index=False)
    record.burden.table.to_csv(folder / "burden.csv", index=False)
    record.duration.to_frame().to_csv(folder / "duration.csv", index=False)
    pd.DataFrame(
        [
            c.to_dict()
            | {"key": c.key, "status": a.status, "sha256": a.sha256, "follows_from": a.follows_from}
            for c, a in study.cells
        ]
    ).to_csv(folder / "multiverse.csv", index=False)
    if record.korea is not None:
        record.korea.contributions.table.to_csv(folder / "contributions.csv", index=False)
        record.korea.calibration.table.to_csv(folder / "calibration.csv", index=False)


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")
