"""Which figures a report has: names, captions, and the results that they are drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bargain import plot
from bargain.alliances import plot as record_plot
from bargain.alliances.report.core_claims import DEMANDS
from bargain.alliances.report.multiverse import DIMENSIONS
from bargain.alliances.report.whole_study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Drawn", "figures"]

_CAPABILITY = (
    "COW National Material Capabilities; Maddison Project Database 2020; World Bank. "
    "Assumed: v = r = 1; breaks in a line are breaks in its series."
)
_LEVELS = (
    "COW National Material Capabilities; Maddison Project Database 2020; World Bank. "
    "Assumed: v = r = w = 1, e = 0, capability as the share of the pair's total."
)
_OWN = "decided by bargain; certificates in the folder certificates/"


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
    for name, title, text, draw in (*_always(study), *_korea(study)):
        yield Drawn(name=name, title=title, text=text, axes=draw())


Entry = tuple[str, str, str, Callable[[], Any]]


def _always(study: Study) -> list[Entry]:
    record = study.record
    dependence = record.dependence
    return [
        (
            "gap",
            "Equilibrium gap by year",
            "No agreement removes the gap, it can only be moved between autonomy and security. "
            + record.dependence_moved()
            + ".",
            lambda: record_plot.gap(dependence, sources=_CAPABILITY),
        ),
        (
            "concessions",
            "Concessions in the Nash bargain by year",
            f"{dependence.client} cedes more autonomy than {dependence.patron} in every year "
            f"and by "
            "every measure; levels depend on the normalisation."
            if _client_ahead(study)
            else "Concessions of both allies by year; levels depend on the normalisation.",
            lambda: record_plot.concessions(dependence, sources=_LEVELS),
        ),
        (
            "cores",
            "Which demands clash",
            "Sets of demands on an agreement when D > 1; a core is a clash whose proper "
            "subsets are "
            "all compatible. Under D = 1 all five demands hold at once: "
            + study.answers["cores-control"].status
            + ".",
            lambda: plot.demand_sets(
                study.lattice, DEMANDS, title="Which demands clash when D > 1", sources=_OWN
            ),
        ),
        (
            "verdicts",
            'Readings of "complete equilibrium"',
            "One row per question of a reading; the column says whether it is the claim or a "
            "control.",
            lambda: plot.verdicts(
                _reading_rows(study), title="Readings and their controls", sources=_OWN
            ),
        ),
        (
            "multiverse",
            "The headline claim over specifications",
            study.multiverse + ".",
            lambda: plot.specifications(
                [c.to_dict() | {"status": a.status} for c, a in study.cells],
                DIMENSIONS,
                title="The headline claim over specifications",
                sources=_OWN,
            ),
        ),
        (
            "survival",
            "Survival by year",
            (
                "Entrapment exposure (geometric mean of the two) at which no self-enforcing "
                "agreement "
                "with positive concessions is left."
            ),
            lambda: record_plot.survival_margin(dependence, sources=_LEVELS),
        ),
        (
            "burden",
            "Burden sharing in NATO",
            record.burden.summary().splitlines()[0] + ".",
            lambda: record_plot.burden(
                record.burden,
                sources="SIPRI; Maddison Project Database 2020; World "
                "Bank; accession years from memory",
            ),
        ),
        (
            "pacts",
            "Survival of defence pacts",
            record.duration.finding + ".",
            lambda: record_plot.pact_survival(
                record.duration, sources="ATOP 5; COW major powers; COW NMC"
            ),
        ),
        (
            "hazards",
            "Hazard of termination against asymmetry",
            (
                "Dyads of multilateral pacts are not independent observations; the bilateral "
                "rows are "
                "the "
                "fair ones."
            ),
            lambda: record_plot.hazard_ratios(record.duration, sources="ATOP 5; COW NMC"),
        ),
    ]


def _korea(study: Study) -> list[Entry]:
    korea = study.record.korea
    if korea is None:
        return []
    from bargain.alliances import data

    return [
        (
            "contributions",
            "Contribution against the rules of its agreement",
            korea.indexation.summary().splitlines()[0] + ".",
            lambda: record_plot.contributions(
                korea.contributions,
                sources="ROK Ministry of National Defense, White Paper 2018; "
                "press (keys in the list of sources). Won from 2005; dollars before are not joined",
            ),
        ),
        (
            "delay",
            "Delay against the size of the demand",
            korea.delay.summary().splitlines()[0] + ".",
            lambda: record_plot.delay(
                korea.delay, sources="press on rounds 9-11 (sma_rounds, bargaining_gaps)"
            ),
        ),
        (
            "troops",
            "No collapse",
            study.record.persistence.summary().splitlines()[0] + ".",
            lambda: record_plot.troops(
                data.load("usfk_troops"),
                sources="troopdata (DMDC; Kane; Allen, Flynn & Machain 2022)",
            ),
        ),
        (
            "calibration",
            "The cost-share model against naive rules",
            korea.calibration.summary().splitlines()[-1].strip() + ".",
            lambda: record_plot.calibration(
                korea.calibration, sources="sma_annual; each round predicted from the other six"
            ),
        ),
    ]


def _client_ahead(study: Study) -> bool:
    table = study.record.dependence.table
    return bool((table["y_C"] > table["y_P"]).all())


def _reading_rows(study: Study) -> list[dict[str, str]]:
    rows = []
    for reading, _ in study.readings:
        for key in reading.asks:
            found = study.answers[key]
            rows.append(
                {
                    "row": f"{reading.key}: {found.title}",
                    "column": "control" if found.control else "claim",
                    "status": found.status,
                }
            )
    return rows
