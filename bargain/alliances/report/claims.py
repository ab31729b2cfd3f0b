"""The claims ledger: sentences of the two documents, what they mean, verdict and evidence.

The sentences are in ``claims.toml``. A claim names the questions that bear on it. Its standing
follows from their statuses alone (see `bargain.alliances.report.readings.standing`), its evidence
from the record of this run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bargain.alliances.declarations import declared
from bargain.alliances.report.evidence import Record
from bargain.alliances.report.readings import CONCLUSION, conclusions
from bargain.check.certificate import Plain
from bargain.errors import DataError

__all__ = ["CLAIMS", "Claim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence, made falsifiable.

    Attributes
    ----------
    key, source, sentence : str
        Where it is said, and how.
    formal : str
        What it means in the model.
    quantities : str
        The quantities that it needs.
    asks : tuple of str
        Keys of questions.
    conclusions : mapping
        From statuses to ``(word, why)``.
    evidence : callable
        From the record to a sentence.
    """

    key: str
    source: str
    sentence: str
    formal: str
    quantities: str
    asks: tuple[str, ...]
    conclusions: Mapping[tuple[str, ...], tuple[str, str]]
    evidence: Callable[[Record], str]


def _delay(record: Record) -> str:
    return (
        "no lapses on record for this case"
        if record.korea is None
        else (record.korea.delay.summary().splitlines()[0])
    )


def _amounts(record: Record) -> str:
    if record.korea is None:
        return "no annual series for this case"
    return record.korea.contributions.summary()


EVIDENCE: dict[str, Callable[..., str]] = {
    "always-unequal": Record.always_unequal,
    "amounts": _amounts,
    "coded": Record.coded,
    "delay": _delay,
    "dependence-moved": Record.dependence_moved,
    "duration": lambda record: record.duration.finding,
    "troops": lambda record: record.persistence.summary().splitlines()[0],
}
"""Sentences of the record by the name that ``claims.toml`` gives them."""


def _claim(entry: Plain) -> Claim:
    name, *columns = entry["evidence"]
    if name not in EVIDENCE:
        raise DataError(f"no evidence is called {name!r}", where=f"claims.toml, {entry['key']}")
    texts = {key: entry[key] for key in ("key", "source", "sentence", "formal", "quantities")}
    return Claim(
        **texts,
        asks=tuple(entry["asks"]),
        conclusions=conclusions(entry["conclusion"]),
        evidence=lambda record: EVIDENCE[name](record, *columns),
    )


CLAIMS = tuple(
    _claim(entry)
    for entry in declared(
        "bargain.alliances.report",
        "claims.toml",
        {
            "": "claim",
            "claim": "key source sentence formal quantities asks evidence conclusion",
            "claim.conclusion": CONCLUSION,
        },
    )["claim"]
)
"""The ledger, in the order of the documents."""
