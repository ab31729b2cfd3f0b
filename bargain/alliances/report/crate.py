"""A report as a research object: tables, metadata for machines, and the README of data editors.

The metadata follow RO-Crate 1.1 (Soiland-Reyes et al. 2022): one JSON-LD graph with the folder, its
files, the software and the sources. The README has the headings of the template of the social
science data editors. Both are made from what the package knows; neither holds a clock's time.

References
----------
Soiland-Reyes, S. et al. (2022), Packaging research artefacts with RO-Crate, *Data Science* 5(2).
Vilhuber, L. et al. (2022), A template README for social science replication packages.
"""

from __future__ import annotations

import platform
from pathlib import Path

import pandas as pd

from bargain.alliances.cases import names
from bargain.alliances.data.catalogue import CREATED, SCHEMAS, SOURCES
from bargain.alliances.report.folder import filled
from bargain.alliances.report.record_verdicts import recoded
from bargain.alliances.report.whole_study import Study
from bargain.check.certificate import Plain
from bargain.version import __version__

__all__ = ["metadata", "readme", "tables"]

_LICENCE = "https://spdx.org/licenses/MIT"
_KINDS = {
    ".html": "text/html", ".md": "text/markdown", ".json": "application/json", ".csv": "text/csv",
    ".toml": "application/toml", ".svg": "image/svg+xml", ".png": "image/png",
}  # fmt: skip


def metadata(study: Study, folder: Path) -> Plain:
    """The content of ``ro-crate-metadata.json`` for a report folder that is otherwise complete.

    Parameters
    ----------
    study : Study
    folder : Path
        Its files are listed.
    """
    files = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    case = study.record.case
    software = {
        "@id": "#bargain",
        "@type": "SoftwareApplication",
        "name": "bargain",
        "softwareVersion": __version__,
        "softwareRequirements": f"Python {platform.python_version()}",
    }
    sources = [
        {"@id": f"#source-{key}", "@type": "CreativeWork", "name": s["title"],
         "citation": s["cite"], "usageInfo": s["licence"]}
        for key, s in SOURCES.items()
    ]  # fmt: skip
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{case.title}: what asymmetry rules out, and what it does not",
        "description": study.five_lines()[0],
        "datePublished": CREATED,
        "license": {"@id": _LICENCE},
        "hasPart": [{"@id": name} for name in files],
        "isBasedOn": [{"@id": s["@id"]} for s in sources],
        "mentions": [{"@id": software["@id"]}],
    }
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            },
            root,
            software,
            {
                "@id": _LICENCE,
                "@type": "CreativeWork",
                "name": "MIT License",
                "description": "of the text and the code; data: the terms of each source",
            },
            *sources,
            *(
                {"@id": name, "@type": "File", "encodingFormat": _KINDS.get(Path(name).suffix, "")}
                for name in files
            ),
        ],
    }


def readme(study: Study) -> str:
    """The README of a report folder."""
    from bargain.alliances import data

    return filled(
        "readme.md.jinja",
        case=study.record.case,
        packaged=study.record.case.name in names(),
        sources=list(SOURCES.values()),
        tables=[SCHEMAS[name] for name in data.names()],
        python=platform.python_version(),
        version=__version__,
    )


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """The tables of a report by the names of their files."""
    record = study.record
    found = {
        "dependence": record.dependence.table,
        "dependence_spread": record.dependence.spread(),
        "burden": record.burden.table,
        "burden_periods": record.burden_periods,
        "duration": record.duration.to_frame(),
        "record_tests": pd.DataFrame([v.to_dict() for v in study.verdicts.values()]),
        "multiverse": pd.DataFrame(
            [
                c.to_dict()
                | {"key": c.key, "status": a.status, "sha256": a.sha256, "from": a.follows_from}
                for c, a in study.cells
            ]
        ),
    }
    if (korea := record.korea) is not None:
        found |= {
            "contributions": korea.contributions.table,
            "calibration": korea.calibration.table,
            "codings": pd.DataFrame([a.to_dict() for a in korea.codings.agreements]),
            "recoded_tests": pd.DataFrame(recoded(record)),
            "ladder": korea.ladder.table,
            "moves": korea.episode.table,
            "moves_grid": korea.episode.grid,
            "threat": korea.threat.table,
        }
    return found
