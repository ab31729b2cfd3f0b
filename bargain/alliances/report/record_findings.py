"""What the record supports and what it does not: short findings, each computed from this run.

A finding is ``supported``, ``not supported`` (the record says otherwise), or ``cannot be told``
(too few observations, or no difference at 5 %). The rules that decide are in the functions below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bargain.alliances.report.evidence import PAIRS, Korea, Record, coded_pair
from bargain.result import Result

__all__ = ["Finding", "findings"]

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

    Returns
    -------
    tuple of Finding
    """
    table = record.dependence.table
    ends = {m: (rows["D"].iloc[0], rows["D"].iloc[-1]) for m, rows in table.groupby("measure")}
    ratio = record.duration.estimate("bilateral")
    burden = record.burden.departures
    found = [
        Finding(
            key="unequal",
            proposition="dependence was unequal (D > 1) in every year",
            standing=_yes(bool((table["D"] > 1).all())),
            detail=record.always_unequal(),
        ),
        Finding(
            key="falling",
            proposition="dependence fell by every measure, first to last year",
            standing=_yes(all(last < first for first, last in ends.values())),
            detail=record.dependence_moved(),
        ),
        Finding(
            key="no-collapse",
            proposition="the patron stayed",
            standing=_yes(not record.persistence.collapsed),
            detail=record.persistence.summary().splitlines()[0],
        ),
        Finding(
            key="burden",
            proposition="in NATO larger members bear larger burdens in 1955-66 and 2011-15, "
            "not in 1967-82 and 1991-2010",
            standing=_yes(not burden["missing"] and not burden["unexpected"]),
            detail="; ".join(record.burden.summary().splitlines()[1:]).replace("  ", ""),
        ),
        Finding(
            key="duration",
            proposition="asymmetric defence pacts last longer",
            standing=OPEN if ratio.p > 0.05 else _yes(ratio.coefficient < 0),
            detail=record.duration.finding,
        ),
    ]
    return (*found, *(_korean(record.korea) if record.korea is not None else ()))


def _korean(korea: Korea) -> tuple[Finding, ...]:
    indexation, delay, hosts = korea.indexation, korea.delay, korea.hosts
    tested = [s for s in indexation.steps if s.predicted is not None]
    calibration = korea.calibration
    control = coded_pair(korea.events, *PAIRS[2])
    return (
        Finding(
            key="indexation",
            proposition="amounts between rounds follow the agreements' rules",
            standing=_yes(all(s.reproduced for s in tested)),
            detail=indexation.summary().splitlines()[0],
        ),
        Finding(
            key="delay",
            proposition="larger demands mean longer lapses",
            standing=NO if not delay.ordered else YES if delay.rank_p <= 0.05 else OPEN,
            detail=delay.summary().splitlines()[0],
        ),
        Finding(
            key="calibration",
            proposition="the cost-share model predicts unseen rounds better than naive rules",
            standing=_yes(not calibration.model_loses),
            detail="mean absolute error "
            + ", ".join(
                f"{rule} {score['mape']:.1f} %" for rule, score in calibration.scores.items()
            ),
        ),
        Finding(
            key="share",
            proposition="hosts with D > 1 pay more than half of the cost",
            standing=_yes(hosts.level_holds),
            detail=_host_shares(hosts),
        ),
        Finding(
            key="order",
            proposition="of two hosts the more dependent one pays the larger share",
            standing=_yes(hosts.order_holds),
            detail=hosts.summary().splitlines()[2].strip(),
        ),
        Finding(
            key="response",
            proposition="amounts rise with demands",
            standing=OPEN if hosts.response_p > 0.05 else YES,
            detail=hosts.summary().splitlines()[3].strip(),
        ),
        Finding(
            key="carried-over",
            proposition="the Korean model predicts Japan's renewals",
            standing=_yes(hosts.model_beats_no_change),
            detail=hosts.summary().splitlines()[4].strip(),
        ),
        Finding(
            key="control",
            proposition="patron's control and client's autonomy move apart",
            standing=OPEN if control.p > 0.05 else _yes(control.opposite > control.same),
            detail=control.summary(),
        ),
    )


def _host_shares(hosts: Any) -> str:
    rows = hosts.shares
    above = int(rows["above_half"].sum())
    return f"{above} of {len(rows)} recorded shares are above one half"
