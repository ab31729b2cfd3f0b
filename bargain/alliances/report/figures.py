"""Which figures a report has (``figures.toml``), and the results that they are drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from bargain.alliances import data, plot as record_plot
from bargain.alliances.declarations import declared
from bargain.alliances.report.multiverse import DIMENSIONS
from bargain.alliances.report.whole_study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["APPENDIX", "FIGURES", "Drawn", "figures"]

FIGURES = {
    entry["key"]: entry
    for entry in declared(
        "bargain.alliances.report",
        "figures.toml",
        {"": "figure", "figure": "key title text sources heading?"},
    )["figure"]
}
"""What is said of each figure."""

APPENDIX = ("contributions", "calibration", "troops", "burden", "pacts")
"""Figures that stand in the appendix."""


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
    korea = record.korea
    cells = [
        c.to_dict() | {"status": a.status, "low": _number(c.low), "high": _number(c.high)}
        for c, a in study.cells
    ]
    varied = [d for d in DIMENSIONS if len({str(c[d]) for c in cells}) > 1]
    beside: dict[str, Any] = {"events": record.case.events}
    moved = record.dependence_moved()
    if korea is not None:
        moved += ". The band lets threats differ"
        beside = {"threat": korea.threat, "events": korea.events}
    years = dependence.table.loc[dependence.table["measure"] == dependence.measures[0], "year"]
    first, last = int(years.min()), int(years.max())
    shown = tuple(sorted({first, (2 * first + last) // 3, (first + 2 * last) // 3, last}))
    return [
        ("multiverse", study.multiverse, partial(record_plot.specification_curve, cells, varied)),
        ("gap", moved, partial(record_plot.gap, dependence, **beside)),
        ("frontier", "", partial(record_plot.frontier, dependence, years=shown)),
        ("hazards", duration.finding, partial(record_plot.hazard_ratios, duration)),
        ("burden", "", partial(record_plot.burden, record.burden)),
        ("pacts", "", partial(record_plot.pact_survival, duration)),
    ]


def _of_korea(study: Study) -> list[Drawing]:
    korea = study.record.korea
    if korea is None:
        return []
    model = korea.calibration
    return [
        ("episode", "", partial(record_plot.episode, korea.episode)),
        ("ladder", korea.ladder.summary(), partial(record_plot.ladder, korea.ladder)),
        (
            "contributions",
            korea.indexation.summary().splitlines()[0],
            partial(record_plot.contributions, korea.contributions),
        ),
        (
            "troops",
            "" if study.record.persistence is None else study.record.persistence.summary(),
            partial(record_plot.troops, data.load("usfk_troops")),
        ),
        ("calibration", model.shares, partial(record_plot.calibration, model)),
        (
            "profiles",
            korea.estimation.power.summary(),
            partial(record_plot.profiles, korea.estimation),
        ),
    ]


def _number(text: str) -> float:
    return float(Fraction(text))
