r"""Indexation: the rules by which an agreement moves the contribution, reproduced to the unit.

Between renegotiations an agreement indexes the amount: with base :math:`A_{t-1}` (in units of KRW
100 million) and rate :math:`\rho_t`,

.. math:: A_t = \operatorname{round}\bigl(A_{t-1}\,(1 + \rho_t)\bigr),

to the nearest unit. The rules of the record are

* round 7: one step by the consumer prices of two years before;
* round 8: consumer prices of two years before, at most 4 %;
* round 9: consumer prices of the year before last, at most 4 %;
* round 11: the growth of the previous year's defence budget, 2022-2025;
* round 12: consumer prices, at most 5 %. Its first amount was negotiated at +8.3 %, so the cap does
  not apply to it; later amounts are not in the record.

Everything is computed in exact fractions of the published decimals; a rounding is a decision of the
rule, not of a float. A step is *independent* evidence only if neither its base nor its amount was
derived from the rule itself. For round 11 that leaves the end of the chain: its amounts of 2022-24
are derived, and the next one meets the 14,028 that the ministry printed for 2025 to the unit.

References
----------
Amounts: ROK Ministry of National Defense, White Paper 2018, chart 5-1; press as in ``sources``.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, ClassVar

import pandas as pd

from bargain.alliances import data
from bargain.check.certificate import Plain
from bargain.errors import OptionError
from bargain.exact import to_fraction
from bargain.result import Result

__all__ = [
    "ROUNDINGS",
    "RULES",
    "Indexation",
    "IndexationRule",
    "IndexationStep",
    "PublishedNumber",
    "index_amount",
    "indexation",
]

ROUNDINGS = ("nearest", "down", "up")
"""Ways of rounding to a whole unit; ``nearest`` takes halves up (no half occurs in the record)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexationRule:
    """The indexation of one agreement.

    Attributes
    ----------
    sma_round : int
        Round of the agreement.
    index : str
        What the rate is.
    cap : Fraction or None
        Largest rate; ``None`` if there is none.
    """

    sma_round: int
    index: str
    cap: Fraction | None = None


RULES = {
    rule.sma_round: rule
    for rule in (
        IndexationRule(sma_round=7, index="consumer prices, two years before"),
        IndexationRule(
            sma_round=8, index="consumer prices, two years before", cap=Fraction(4, 100)
        ),
        IndexationRule(sma_round=9, index="consumer prices", cap=Fraction(4, 100)),
        IndexationRule(sma_round=11, index="defence budget growth of the previous year"),
        IndexationRule(
            sma_round=12, index="first amount negotiated; then consumer prices, cap 5 %"
        ),
    )
}
"""Rules by round. Round 12 is listed without its cap, which its negotiated first amount exceeds."""


def index_amount(
    base: int | Fraction, rate: Fraction, *, cap: Fraction | None = None, rounding: str = "nearest"
) -> int:
    """Return the indexed amount in whole units.

    Parameters
    ----------
    base : int or Fraction
        Amount of the previous year.
    rate : Fraction
        Rate of the index, 0.05 for five per cent.
    cap : Fraction, optional
        Largest rate that applies.
    rounding : {"nearest", "down", "up"}
        To a whole unit.

    Raises
    ------
    OptionError
        For another rounding.

    Examples
    --------
    >>> from fractions import Fraction as Q
    >>> index_amount(7600, Q("0.047"), cap=Q("0.04"))
    7904
    >>> index_amount(11833, Q("0.054")), index_amount(11833, Q("0.054"), rounding="down")
    (12472, 12471)
    """
    if rounding not in ROUNDINGS:
        raise OptionError(
            f"unknown rounding {rounding!r}", where="index_amount", fix=", ".join(ROUNDINGS)
        )
    applied = rate if cap is None else min(rate, cap)
    exact = base * (1 + applied)
    if rounding == "down":
        return exact.__floor__()
    if rounding == "up":
        return exact.__ceil__()
    return (exact + Fraction(1, 2)).__floor__()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IndexationStep(Result):
    """One step of a rule, against the record.

    Attributes
    ----------
    year, sma_round, base, amount : int
        As recorded, in KRW 100 million.
    rate : Fraction or None
        Recorded rate; ``None`` where the record has none.
    applied : Fraction or None
        The rate after the cap.
    exact : Fraction or None
        Unrounded amount of the rule.
    predicted : int or None
        Rounded amount of the rule.
    implied : tuple of Fraction
        The open interval of rates that round to the recorded amount.
    derived, base_derived, rate_from_memory : bool
        Whether the recorded amount, or its base, was itself derived from the rule; whether no page
        was seen for the rate.
    """

    _also: ClassVar[tuple[str, ...]] = ("reproduced", "independent")

    year: int
    sma_round: int
    base: int
    amount: int
    rate: Fraction | None
    applied: Fraction | None
    exact: Fraction | None
    predicted: int | None
    implied: tuple[Fraction, Fraction]
    derived: bool
    base_derived: bool
    rate_from_memory: bool

    @property
    def reproduced(self) -> bool | None:
        """Whether the rule gives the recorded amount to the unit; ``None`` without a rate."""
        return None if self.predicted is None else self.predicted == self.amount

    @property
    def independent(self) -> bool:
        """Whether the step tests the rule: a rate is on record, base and amount not derived."""
        return self.predicted is not None and not (self.derived or self.base_derived)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedNumber:
    """A number that the press printed beside a rule.

    Attributes
    ----------
    what, source : str
        What it is and where it was printed.
    printed, computed : int
        The printed number and that of the stated rule, in KRW 100 million.
    """

    what: str
    source: str
    printed: int
    computed: int

    @property
    def agrees(self) -> bool:
        """Whether the two are equal."""
        return self.printed == self.computed


# Printed by the press beside a rate: base x rate as stated there (notes of sma_annual, sma_offers).
_PRINTED = (
    ("2022 amount: 11,833 indexed by 5.4 %", "DONGA2021", 12471, 11833, "0.054"),
    ("2020 offer: 10,389 raised by 13 %", "DONGA2020", 11749, 10389, "0.13"),
    ("2005 amount: 7,469 cut by 8.9 %", "MND2018", 6804, 7469, "-0.089"),
    ("2019 amount: 9,602 raised by 8.2 %", "MOFA2019", 10389, 9602, "0.082"),
    ("2021 amount: 10,389 raised by 13.9 %", "DONGA2021", 11833, 10389, "0.139"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexation(Result):
    """All steps of the indexation rules, and the numbers printed beside them.

    Attributes
    ----------
    steps : tuple of IndexationStep
        In order of years.
    printed : tuple of PublishedNumber
        Numbers that the press printed, recomputed.
    rounding : str
        Rounding used.
    chain : tuple of int
        Round 11 from the sourced 2021 amount by its own rates, then +8.3 %: 2022 … 2026.
    chain_end : int
        The published amount of 2026 that the chain should meet.
    """

    steps: tuple[IndexationStep, ...]
    printed: tuple[PublishedNumber, ...]
    rounding: str
    chain: tuple[int, ...]
    chain_end: int

    def __repr__(self) -> str:
        done = sum(step.reproduced is True for step in self.steps)
        return f"<Indexation {done} of {len(self.steps)} steps to the unit, {self.rounding}>"

    @property
    def not_reproduced(self) -> tuple[str, ...]:
        """What the rules do not give to the unit, each with the two numbers."""
        steps = [
            f"{step.year}: rule gives {step.predicted}, recorded {step.amount}"
            for step in self.steps
            if step.reproduced is False
        ]
        printed = [
            f"{number.what} is {number.computed}, printed {number.printed} ({number.source})"
            for number in self.printed
            if not number.agrees
        ]
        return (*steps, *printed)

    @property
    def chain_meets_end(self) -> bool:
        """Whether the chain ends at the published amount of 2026."""
        return self.chain[-1] == self.chain_end

    def to_frame(self) -> pd.DataFrame:
        """Return the steps as a table."""
        return pd.DataFrame([step.to_dict() for step in self.steps])

    def summary(self) -> str:
        """Return what is reproduced, what is not, and what was never testable."""
        tested = [step for step in self.steps if step.predicted is not None]
        independent = [step for step in tested if step.independent]
        hits = sum(step.reproduced is True for step in independent)
        matched = sum(step.reproduced is True for step in tested)
        memory = sum(step.rate_from_memory for step in independent)
        head = f"Indexation, rounding {self.rounding}: {matched} of {len(tested)} steps to KRW 100m"
        between = f"{hits} of {len(independent)} between sourced amounts"
        lines = [
            f"{head}; {between} ({memory} of these with a rate from memory)",
            f"  chain of round 11 ends at {self.chain[-1]}; published for 2026: {self.chain_end}",
        ]
        lines += [f"  no rate on record: {s.year}" for s in self.steps if s.predicted is None]
        lines += [f"  not reproduced: {text}" for text in self.not_reproduced]
        return "\n".join(lines)

    def to_dict(self) -> Plain:
        """Return everything as JSON-able data."""
        return {
            "rounding": self.rounding,
            "steps": [step.to_dict() for step in self.steps],
            "printed": [asdict(number) | {"agrees": number.agrees} for number in self.printed],
            "chain": list(self.chain),
            "chain_end": self.chain_end,
            "not_reproduced": list(self.not_reproduced),
        }


def indexation(rounding: str = "nearest") -> Indexation:
    """Return the indexation rules, step by step, against the record.

    Parameters
    ----------
    rounding : {"nearest", "down", "up"}
        To a whole unit of KRW 100 million.

    Examples
    --------
    >>> indexation().not_reproduced[0]
    '2022 amount: 11,833 indexed by 5.4 % is 12472, printed 12471 (DONGA2021)'
    >>> indexation().chain_meets_end, indexation(rounding="down").chain_meets_end
    (True, False)
    """
    table = data.load("sma_indexation")
    derived = frozenset(int(year) for year in table.loc[table["amount_derived"], "year"])
    steps = tuple(_step(row, rounding, derived) for row in table.to_dict("records"))
    amounts = data.load("sma_annual").set_index("year")["amount"]
    chain, amount = [], int(amounts[2021])
    for year in range(2022, 2027):
        rate = next(step.rate for step in steps if step.year == year)
        assert rate is not None
        amount = index_amount(amount, rate, rounding=rounding)
        chain.append(amount)
    printed = tuple(
        PublishedNumber(
            what=what,
            source=source,
            printed=number,
            computed=index_amount(base, Fraction(rate), rounding=rounding),
        )
        for what, source, number, base, rate in _PRINTED
    )
    return Indexation(
        steps=steps,
        printed=printed,
        rounding=rounding,
        chain=tuple(chain),
        chain_end=int(amounts[2026]),
    )


def _step(row: dict[Any, Any], rounding: str, derived_years: frozenset[int]) -> IndexationStep:
    base, amount = int(row["base_krw_100m"]), int(row["amount_krw_100m"])
    percent = row["index_rate_pct"]
    rule = RULES[int(row["round"])]
    half = Fraction(1, 2)
    rate = applied = exact = predicted = None
    if not math.isnan(percent):  # the rate is on record, as a decimal of few digits
        rate = to_fraction(str(percent)) / 100
        applied = rate if rule.cap is None else min(rate, rule.cap)
        exact = base * (1 + applied)
        predicted = index_amount(base, rate, cap=rule.cap, rounding=rounding)
    return IndexationStep(
        year=int(row["year"]),
        sma_round=rule.sma_round,
        base=base,
        amount=amount,
        rate=rate,
        applied=applied,
        exact=exact,
        predicted=predicted,
        implied=((amount - half) / base - 1, (amount + half) / base - 1),
        derived=bool(row["amount_derived"]),
        base_derived=int(row["year"]) - 1 in derived_years,
        rate_from_memory=bool(row["rate_from_memory"]),
    )
