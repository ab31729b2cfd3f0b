"""Which figures a report has (``figures.toml``), and the results that they are drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bargain import plot
from bargain.alliances import data, plot as record_plot
from bargain.alliances.declarations import declared
from bargain.alliances.report.core_claims import DEMANDS
from bargain.alliances.report.multiverse import DIMENSIONS
from bargain.alliances.report.whole_study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FIGURES", "Drawn", "figures"]

FIGURES = {
    entry["key"]: entry
    for entry in declared(
        "bargain.alliances.report",
        "figures.toml",
        {"": "figure", "figure": "key title text sources heading?"},
    )["figure"]
}
"""What is said of each figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One figure of the report.

    Attributes
    ----------
    name : str
        Of its files.
    title : str
    text : str
        What a reader should see in it; also the text for those who cannot see it.
    axes : Axes
    """

    name: str
    title: str
    text: str
    axes: Axes


def figures(study: Study) -> Iterator[Drawn]:
    """Draw the figures of a study, one at a time."""
    for name, found, draw in (*_of_any_case(study), *_of_korea(study)):
        said = FIGURES[name]
        heading = {"title": said["heading"]} if "heading" in said else {}
        axes = draw(sources=said["sources"], **heading)
        yield Drawn(
            name=name, title=said["title"], text=said["text"].format(found=found), axes=axes
        )


Drawing = tuple[str, str, Callable[..., Any]]
"""A figure's key, what this run found, and how it is drawn."""


def _of_any_case(study: Study) -> list[Drawing]:
    record, dependence, duration = study.record, study.record.dependence, study.record.duration
    specifications = [c.to_dict() | {"status": a.status} for c, a in study.cells]
    return [
        ("gap", record.dependence_moved(), partial(record_plot.gap, dependence)),
        ("concessions", _who_cedes(study), partial(record_plot.concessions, dependence)),
        (
            "cores",
            study.answers["cores-control"].status,
            partial(plot.demand_sets, study.lattice, DEMANDS),
        ),
        ("verdicts", "", partial(plot.verdicts, _reading_rows(study))),
        ("multiverse", study.multiverse, partial(plot.specifications, specifications, DIMENSIONS)),
        ("survival", "", partial(record_plot.survival_margin, dependence)),
        ("burden", _line(record.burden, 0), partial(record_plot.burden, record.burden)),
        ("pacts", duration.finding, partial(record_plot.pact_survival, duration)),
        ("hazards", "", partial(record_plot.hazard_ratios, duration)),
    ]


def _of_korea(study: Study) -> list[Drawing]:
    korea = study.record.korea
    if korea is None:
        return []
    paid, delay, model = korea.contributions, korea.delay, korea.calibration
    return [
        ("contributions", _line(korea.indexation, 0), partial(record_plot.contributions, paid)),
        ("delay", _line(delay, 0), partial(record_plot.delay, delay)),
        (
            "troops",
            _line(study.record.persistence, 0),
            partial(record_plot.troops, data.load("usfk_troops")),
        ),
        ("calibration", _line(model, -1), partial(record_plot.calibration, model)),
    ]


def _line(result: Any, number: int) -> str:
    return str(result.summary().splitlines()[number].strip())


def _who_cedes(study: Study) -> str:
    dependence = study.record.dependence
    if (dependence.table["y_C"] > dependence.table["y_P"]).all():
        return (
            f"{dependence.client} cedes more autonomy than {dependence.patron} in every year and "
            "by every measure"
        )
    return "Concessions of both allies by year"


def _reading_rows(study: Study) -> list[dict[str, str]]:
    return [
        {
            "row": f"{reading.key}: {study.answers[key].title}",
            "column": "control" if study.answers[key].control else "claim",
            "status": study.answers[key].status,
        }
        for reading, _ in study.readings
        for key in reading.asks
    ]
