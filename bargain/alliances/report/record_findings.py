"""What the record supports and what it does not: short findings, each computed from this run.

A finding is ``supported``, ``not supported`` (the record says otherwise), or ``cannot be told``
(too few observations, or no difference at 5 %). The rules that decide are in the functions below.
"""

from __future__ import annotations

from dataclasses import dataclass

from bargain.alliances.declarations import declared
from bargain.alliances.report.evidence import PAIRS, Korea, Record, coded_pair
from bargain.result import Result

__all__ = ["ASSUMED", "PROPOSITIONS", "Finding", "findings"]

_DECLARED = declared("bargain.alliances.report", "study.toml", {"": "assumed propositions"})
ASSUMED = tuple(_DECLARED["assumed"])
"""What the record does not give."""

PROPOSITIONS: dict[str, str] = _DECLARED["propositions"]
"""Propositions about the record by key."""

YES, NO, OPEN = "supported", "not supported", "cannot be told"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding(Result):
    """One proposition about the record.

    Attributes
    ----------
    key, proposition : str
    standing : str
        ``supported``, ``not supported`` or ``cannot be told``.
    detail : str
        The numbers.
    """

    key: str
    proposition: str
    standing: str
    detail: str


def _yes(condition: bool) -> str:
    return YES if condition else NO


def findings(record: Record) -> tuple[Finding, ...]:
    """Every finding on a record.

    Parameters
    ----------
    record : Record
    """
    table = record.dependence.table
    ends = {m: (rows["D"].iloc[0], rows["D"].iloc[-1]) for m, rows in table.groupby("measure")}
    ratio = record.duration.estimate("bilateral")
    burden = record.burden.departures
    found = {
        "unequal": (_yes(bool((table["D"] > 1).all())), record.always_unequal()),
        "falling": (
            _yes(all(last < first for first, last in ends.values())),
            record.dependence_moved(),
        ),
        "no-collapse": (
            _yes(not record.persistence.left),
            record.persistence.summary().splitlines()[0],
        ),
        "burden": (
            _yes(not burden["missing"] and not burden["unexpected"]),
            "; ".join(record.burden.summary().splitlines()[1:]).replace("  ", ""),
        ),
        "duration": (
            OPEN if ratio.p > 0.05 else _yes(ratio.coefficient < 0),
            record.duration.finding,
        ),
    }
    if record.korea is not None:
        found |= _korean(record.korea)
    return tuple(
        Finding(key=key, proposition=PROPOSITIONS[key], standing=standing, detail=detail)
        for key, (standing, detail) in found.items()
    )


def _korean(korea: Korea) -> dict[str, tuple[str, str]]:
    indexation, delay, hosts = korea.indexation, korea.delay, korea.hosts
    tested = [s for s in indexation.steps if s.predicted is not None]
    calibration = korea.calibration
    errors = (f"{rule} {score['mape']:.1f} %" for rule, score in calibration.scores.items())
    control = coded_pair(korea.events, *PAIRS[2])
    ordered = NO if not delay.ordered else YES if delay.rank_p <= 0.05 else OPEN
    shares, lines = hosts.shares["above_half"], hosts.summary().splitlines()
    above = f"{int(shares.sum())} of {len(shares)} recorded shares are above one half"
    return {
        "indexation": (
            _yes(all(s.reproduced for s in tested)), indexation.summary().splitlines()[0]
        ),
        "delay": (ordered, delay.summary().splitlines()[0]),
        "calibration": (
            _yes(not calibration.model_loses), "mean absolute error " + ", ".join(errors)
        ),
        "share": (_yes(hosts.level_holds), above),
        "order": (_yes(hosts.order_holds), lines[2].strip()),
        "response": (OPEN if hosts.response_p > 0.05 else YES, lines[3].strip()),
        "carried-over": (_yes(hosts.model_beats_no_change), lines[4].strip()),
        "control": (
            OPEN if control.p > 0.05 else _yes(control.opposite > control.same), control.summary()
        ),
    }  # fmt: skip
