"""The record of a case, gathered once, and short sentences on what it says about a claim.

Everything is computed from the packaged data by `bargain.alliances.record`; a sentence quotes
numbers of this run. The coding of events is the compiler's judgement, and every sentence that uses
it says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bargain.alliances.cases import Case, case
from bargain.check.certificate import Plain
from bargain.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from bargain.alliances.balance.exposure import Dependence
    from bargain.alliances.balance.rising_client import Ascendancy
    from bargain.alliances.balance.threat_index import ThreatIndex
    from bargain.alliances.cases.comparison import Comparison
    from bargain.alliances.episode.moves import Episode
    from bargain.alliances.record.burden import BurdenSharing
    from bargain.alliances.record.calibration import Calibration
    from bargain.alliances.record.chronicle import Chronicle
    from bargain.alliances.record.codings import CodingStudy
    from bargain.alliances.record.contributions import Contributions
    from bargain.alliances.record.delay import DelayRecord
    from bargain.alliances.record.duration import DurationStudy
    from bargain.alliances.record.estimation import Estimation
    from bargain.alliances.record.hosts import HostStudy
    from bargain.alliances.record.indexation import Indexation
    from bargain.alliances.record.ladder import Ladder
    from bargain.alliances.record.persistence import Persistence

__all__ = ["CodedPair", "Korea", "Record", "coded_pair", "coding_checks", "gather"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CodedPair(Result):
    """How two coded quantities move together over the dated events.

    Attributes
    ----------
    first, second : str
        Columns of the table ``events``.
    same, opposite : int
        Events in which both are coded, not 0, and have equal or different signs.
    p : float
        Exact two-sided sign test of one half.
    """

    first: str
    second: str
    same: int
    opposite: int
    p: float

    def summary(self) -> str:
        """One sentence."""
        return (
            f"events coded on both {self.first} and {self.second}: {self.same} with equal and "
            f"{self.opposite} with opposite sign (sign test p = {self.p:.2g}; coding: "
            "compiler's judgement)"
        )


def coded_pair(events: pd.DataFrame, first: str, second: str) -> CodedPair:
    """Count the signs of two coded quantities over events.

    Examples
    --------
    >>> import pandas as pd
    >>> coded_pair(pd.DataFrame({"a": [1, -1, 0, 2], "b": [-1, 1, 1, -2]}), "a", "b").opposite
    3
    """
    from scipy import stats

    pairs = events[[first, second]].dropna().astype(float)
    product = pairs[first] * pairs[second]
    same, opposite = int((product > 0).sum()), int((product < 0).sum())
    size = same + opposite
    p = float(stats.binomtest(same, size).pvalue) if size else 1.0
    return CodedPair(first=first, second=second, same=same, opposite=opposite, p=p)


@dataclass(frozen=True, slots=True, kw_only=True)
class Korea:
    """What is on record for the United States and South Korea alone."""

    contributions: Contributions
    indexation: Indexation
    calibration: Calibration
    delay: DelayRecord
    hosts: HostStudy
    ladder: Ladder
    estimation: Estimation
    threat: ThreatIndex
    episode: Episode
    chronicle: Chronicle
    ascendancy: Ascendancy
    codings: CodingStudy
    events: pd.DataFrame

    def to_dict(self) -> Plain:
        """Everything as plain data."""
        return {
            "contributions": self.contributions.to_dict(),
            "indexation": self.indexation.to_dict(),
            "calibration": self.calibration.to_dict(),
            "delay": self.delay.to_dict(),
            "hosts": self.hosts.to_dict(),
            "ladder": self.ladder.to_dict(),
            "estimation": self.estimation.to_dict(),
            "threat": self.threat.to_dict(),
            "episode": self.episode.to_dict(),
            "chronicle": self.chronicle.to_dict(),
            "ascendancy": self.ascendancy.to_dict(),
            "codings": self.codings.to_dict(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The record of one case.

    Attributes
    ----------
    case : Case
    dependence : Dependence
        By year and measure.
    persistence : Persistence or None
        Whether the patron stayed; None without a series of troops.
    comparison : Comparison
        The packaged alliances side by side.
    burden, burden_periods, duration
        Evidence on alliances at large.
    korea : Korea or None
        What is on record for South Korea alone.
    """

    case: Case
    dependence: Dependence
    persistence: Persistence | None
    comparison: Comparison
    burden: BurdenSharing
    burden_periods: pd.DataFrame
    duration: DurationStudy
    korea: Korea | None

    def dependence_moved(self) -> str:
        """How dependence moved from the first to the last common year."""
        spread = self.dependence.spread()
        full = spread[spread["measures"] == len(self.dependence.measures)]
        first, last = full.iloc[0], full.iloc[-1]
        if len(self.dependence.measures) == 1:
            return (
                f"D ({self.dependence.measures[0]}) {first['D_low']:.1f} in {int(first['year'])}, "
                f"{last['D_low']:.1f} in {int(last['year'])}"
            )
        return (
            f"D between {first['D_low']:.0f} and {first['D_high']:.0f} in "
            f"{int(first['year'])} (lowest and highest measure), between {last['D_low']:.1f} "
            f"and {last['D_high']:.1f} in {int(last['year'])}"
        )

    def always_unequal(self) -> str:
        """The smallest dependence on record."""
        row = self.dependence.table.loc[self.dependence.table["D"].idxmin()]
        return (
            f"the smallest D on record is {row['D']:.2f} ({row['measure']}, "
            f"{int(row['year'])}): equal threats and reliabilities assumed, D was never 1"
        )

    def to_dict(self) -> Plain:
        """Everything as plain data."""
        return {
            "case": self.case.to_dict(),
            "dependence": self.dependence.to_dict(),
            "persistence": None if self.persistence is None else self.persistence.to_dict(),
            "comparison": self.comparison.to_dict(),
            "burden": self.burden.to_dict(),
            "burden_periods": self.burden_periods.to_dict("records"),
            "duration": self.duration.to_dict(),
            "korea": None if self.korea is None else self.korea.to_dict(),
        }


def coding_checks(record: Record) -> list[dict[str, object]]:
    """Pairs of codes and how often their signs agree: checks of the coding, no findings."""
    if record.korea is None:
        return []
    pairs = [
        ("us_leverage_or_control", "rok_autonomy"),
        ("us_security_supply", "rok_abandonment_fear"),
        ("rok_abandonment_fear", "rok_entrapment_fear"),
        ("rok_autonomy", "interest_overlap"),
        ("us_leverage_or_control", "us_security_supply"),
    ]
    from bargain.alliances.record.rank_tests import holm

    found = [coded_pair(record.korea.events, *pair) for pair in pairs]
    corrected = holm([pair.p for pair in found])
    return [
        pair.to_dict() | {"p_holm": p, "coding_rule": min(pair.same, pair.opposite) == 0}
        for pair, p in zip(found, corrected, strict=True)
    ]


def gather(name: str, *, replications: int = 500) -> Record:
    """Compute the record of a case.

    Parameters
    ----------
    name : str
        A packaged case, or the folder of another one.
    replications : int
        Of the bootstrap.

    Raises
    ------
    OptionError
        If there is no such case.
    """
    from bargain.alliances import data
    from bargain.alliances.balance.rising_client import ascendancy
    from bargain.alliances.balance.threat_index import threat_index
    from bargain.alliances.cases.comparison import compare
    from bargain.alliances.episode.moves import episode
    from bargain.alliances.record.burden import burden_periods, burden_sharing
    from bargain.alliances.record.calibration import calibrate
    from bargain.alliances.record.chronicle import chronicle
    from bargain.alliances.record.codings import codings
    from bargain.alliances.record.contributions import contributions
    from bargain.alliances.record.delay import delay_record
    from bargain.alliances.record.duration import duration_study
    from bargain.alliances.record.estimation import estimation
    from bargain.alliances.record.hosts import host_study
    from bargain.alliances.record.indexation import indexation
    from bargain.alliances.record.ladder import ladder
    from bargain.alliances.record.persistence import persistence

    chosen = case(name)
    korea = None
    if chosen.name == "us_rok":
        korea = Korea(
            contributions=contributions(),
            indexation=indexation(),
            calibration=calibrate(replications=replications),
            delay=delay_record(),
            hosts=host_study(),
            ladder=ladder(),
            estimation=estimation(),
            threat=threat_index(),
            episode=episode(),
            chronicle=chronicle(permutations=2000),
            ascendancy=ascendancy(),
            codings=codings(),
            events=data.load("events"),
        )
    return Record(
        case=chosen,
        dependence=chosen.dependence(),
        persistence=persistence(
            chosen.host,
            *chosen.window,
            treaty=(chosen.treaty_since, chosen.treaty_ended or chosen.years[1], chosen.in_force),
        )
        if chosen.host
        else None,
        comparison=compare(),
        burden=burden_sharing(),
        burden_periods=burden_periods(),
        duration=duration_study(),
        korea=korea,
    )
