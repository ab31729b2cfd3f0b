r"""Events coded again by two written rulebooks, and how far three codings agree.

The codes of the events are one compiler's judgement. Two rulebooks (``codebook.toml``) code the
sign of three quantities again: *words* reads the text of an event and nothing else, *outcomes*
reads no text but who decides afterwards, how the event ended, and the count of troops. They share
no input. Neither is a second person, and both were written with the events and the compiler's codes
in view: agreement says that a code can be derived from rules that are stated, and no more.

With :math:`p_o` the share of events, coded in both, with equal signs and :math:`p_e` the share that
the margins alone would give, agreement beyond chance is (Cohen 1960)

.. math:: \kappa = \frac{p_o - p_e}{1 - p_e},

here with a bootstrap interval over events. Tests that rest on codes are run under every coding
(`bargain.alliances.report.record_verdicts`): what turns with the coding is no finding.

References
----------
Cohen, J. (1960), A coefficient of agreement for nominal scales, *Educational and Psychological
Measurement* 20(1), 37-46. Krippendorff, K. (2018), *Content Analysis*, 4th ed., ch. 12.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from bargain.alliances import data
from bargain.alliances.declarations import declared
from bargain.result import Result

__all__ = ["BOOK", "QUANTITIES", "Agreement", "CodingStudy", "coded", "codings", "kappa"]

BOOK = declared("bargain.alliances.record", "codebook.toml", {"": "words outcomes"})
"""The rulebooks."""

QUANTITIES = ("rok_autonomy", "us_security_supply", "interest_overlap")
"""What is coded three times: the quantities that claims rest on."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Agreement(Result):
    """Two codings of one quantity.

    Attributes
    ----------
    quantity, first, second : str
    n : int
        Events coded in both.
    same : int
        Of these, with equal signs.
    kappa : float or None
        Cohen's; None where both codings are constant.
    low, high : float or None
        A 95 % percentile bootstrap interval of kappa.
    """

    quantity: str
    first: str
    second: str
    n: int
    same: int
    kappa: float | None
    low: float | None
    high: float | None

    def summary(self) -> str:
        """One line."""
        counts = f"{self.quantity}, {self.first} and {self.second}: {self.same} of {self.n}"
        word = "" if self.kappa is None else f", kappa {self.kappa:.2f}"
        between = "" if self.low is None else f" ({self.low:.2f} to {self.high:.2f})"
        return counts + word + between


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodingStudy(Result):
    """Three codings of the events and their agreement.

    Attributes
    ----------
    events : dict of str to pandas.DataFrame
        The table of events under each coding (``compiler``, ``words``, ``outcomes``): signs of
        `QUANTITIES`, the other codes left out.
    agreements : tuple of Agreement
    """

    _without: ClassVar[tuple[str, ...]] = ("events",)

    events: dict[str, pd.DataFrame]
    agreements: tuple[Agreement, ...]

    def __repr__(self) -> str:
        return f"<CodingStudy of {len(self.events['compiler'])} events>"

    def summary(self) -> str:
        """All agreements."""
        return "\n".join(found.summary() for found in self.agreements)


def kappa(first: np.ndarray, second: np.ndarray) -> float:
    """Return Cohen's kappa of two equally long codings; nan where both are constant and equal.

    Examples
    --------
    Cohen's own rule on 2 x 2 counts (20, 5, 10, 15):

    >>> a = np.repeat([1, 1, 0, 0], [20, 5, 10, 15])
    >>> b = np.repeat([1, 0, 1, 0], [20, 5, 10, 15])
    >>> round(kappa(a, b), 2)
    0.4
    """
    observed = float(np.mean(first == second))
    chance = sum(
        float(np.mean(first == code) * np.mean(second == code))
        for code in np.union1d(first, second)
    )
    return float("nan") if chance == 1 else (observed - chance) / (1 - chance)


def coded(events: pd.DataFrame, book: str) -> pd.DataFrame:
    """Code events by a rulebook.

    Parameters
    ----------
    events : pandas.DataFrame
        The table ``events``; `book` decides which of its columns are read.
    book : {"words", "outcomes"}

    Returns
    -------
    pandas.DataFrame
        A copy whose `QUANTITIES` are signs, missing where the book says nothing.
    """
    found = events.copy()
    for quantity in QUANTITIES:
        rule = BOOK[book][quantity]
        signs = _by_words(events, rule) if book == "words" else _by_outcomes(events, rule)
        found[quantity] = pd.array(signs, dtype="Int64")
    return found


def _by_words(events: pd.DataFrame, rule: dict[str, list[str]]) -> list[int | None]:
    signs: list[int | None] = []
    for text in events["event"].str.lower():
        up, down = (sum(phrase in text for phrase in rule[way]) for way in ("up", "down"))
        signs.append((up > down) - (up < down) if up + down else None)
    return signs


def _by_outcomes(events: pd.DataFrame, rule: dict[str, object]) -> list[int | None]:
    codes, column = rule["codes"], rule["column"]
    assert isinstance(codes, dict)
    entries = _troops(events, rule["least"]) if column == "troops" else events[column]
    return [None if pd.isna(entry) else codes.get(entry) for entry in entries]


def _troops(events: pd.DataFrame, least: object) -> list[str | None]:
    """How the count of troops moved from the year before an event to the year after it."""
    assert isinstance(least, int)
    counts = data.load("usfk_troops").set_index("year")["recommended"]
    found: list[str | None] = []
    for year in events["year"]:
        if year - 1 in counts.index and year + 1 in counts.index:
            change = 100 * (counts[year + 1] / counts[year - 1] - 1)
            found.append("more" if change >= least else "fewer" if change <= -least else "same")
        else:
            found.append(None)
    return found


def _agreement(quantity: str, names: tuple[str, str], pair: pd.DataFrame) -> Agreement:
    both = pair.dropna().astype(int).to_numpy()
    first, second = both[:, 0], both[:, 1]
    value = kappa(first, second) if len(both) else float("nan")
    interval = (float("nan"), float("nan"))
    if math.isfinite(value):
        # resamples in which a coding is constant have no kappa: they count as no agreement beyond
        # chance
        result = stats.bootstrap(
            (first, second), lambda a, b: np.nan_to_num(kappa(a, b)), paired=True,
            vectorized=False, n_resamples=500, method="percentile", random_state=0,
        )  # fmt: skip
        interval = (result.confidence_interval.low, result.confidence_interval.high)
    value_or_none, low, high = (float(v) if math.isfinite(v) else None for v in (value, *interval))
    return Agreement(
        quantity=quantity, first=names[0], second=names[1], n=len(both),
        same=int((first == second).sum()), kappa=value_or_none, low=low, high=high,
    )  # fmt: skip


def codings() -> CodingStudy:
    """Code the packaged events by both books, and compare all three codings.

    Examples
    --------
    >>> study = codings()
    >>> len(study.agreements), sorted(study.events)
    (9, ['compiler', 'outcomes', 'words'])
    """
    events = data.load("events")
    signs = {name: pd.array(np.sign(events[name]), dtype="Int64") for name in QUANTITIES}
    tables = {"compiler": events.assign(**signs)}
    tables |= {book: coded(events, book) for book in ("words", "outcomes")}
    pairs = [
        _agreement(quantity, names, pd.DataFrame({n: tables[n][quantity] for n in names}))
        for quantity in QUANTITIES
        for names in combinations(tables, 2)
    ]
    return CodingStudy(events=tables, agreements=tuple(pairs))
