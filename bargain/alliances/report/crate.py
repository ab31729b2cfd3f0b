"""A report as a research object: metadata for machines, and the README that data editors ask for.

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
from importlib import resources
from pathlib import Path

import jinja2

from bargain.alliances.data.catalogue import CREATED, SCHEMAS, SOURCES
from bargain.alliances.report.whole_study import Study
from bargain.check.certificate import Plain
from bargain.version import __version__

__all__ = ["metadata", "readme"]

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
        "license": {"@id": "https://spdx.org/licenses/MIT"},
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

    text = resources.files("bargain.alliances.report").joinpath("readme.md.jinja")
    environment = jinja2.Environment(  # noqa: S701  # Markdown, from data of the package
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text.read_text(encoding="utf-8")).render(
        case=study.record.case,
        sources=list(SOURCES.values()),
        tables=[SCHEMAS[name] for name in data.names()],
        python=platform.python_version(),
        version=__version__,
    )
