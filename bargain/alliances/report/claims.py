"""The claims ledger: sentences of the two documents, what they mean, and two columns of verdicts.

The sentences are in ``claims.toml``. A claim names the questions that bear on it and one test of
the record. What the *model* says follows from the statuses of the answers alone (see
`bargain.alliances.report.readings.standing`); what the *record* says from that test
(`bargain.alliances.report.record_verdicts`). The words of both columns are fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bargain.alliances.declarations import declared
from bargain.alliances.report.asked_questions import Answer
from bargain.alliances.report.readings import CONCLUSION, Standing, conclusions, standing
from bargain.alliances.report.record_verdicts import TESTS, RecordVerdict, untested
from bargain.check.certificate import Plain
from bargain.errors import DataError

__all__ = ["CLAIMS", "MODEL_WORDS", "Claim"]

MODEL_WORDS = ("implied", "not implied", "depends on ", "not settled")
"""What the model may say of a claim; the third is continued, the last is a question still open."""


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
        Keys of questions; empty where nothing that is proved here speaks of it.
    conclusions : mapping
        From statuses to ``(word, why)``.
    record : str
        Name of its test; empty where there is none.
    untested : str
        Why there is none.
    """

    key: str
    source: str
    sentence: str
    formal: str
    quantities: str
    asks: tuple[str, ...]
    conclusions: Mapping[tuple[str, ...], tuple[str, str]]
    record: str
    untested: str

    def model(self, answers: Mapping[str, Answer]) -> Standing:
        """What the model says of it."""
        if not self.asks:
            return Standing(word="not implied", why=f"nothing proved here: {self.formal}")
        return standing(self.asks, self.conclusions, answers)

    def observed(self, verdicts: Mapping[str, RecordVerdict]) -> RecordVerdict:
        """What the record says of it."""
        return verdicts[self.record] if self.record else untested(self.untested)


def _claim(entry: Plain) -> Claim:
    where = f"claims.toml, {entry['key']}"
    if entry["record"] and entry["record"] not in TESTS:
        raise DataError(f"no test is called {entry['record']!r}", where=where)
    if bool(entry["record"]) == bool(entry.get("untested", "")):
        raise DataError("give a test, or why there is none", where=where)
    found = conclusions(entry.get("conclusion", []))
    if bool(found) != bool(entry["asks"]):
        raise DataError("questions and conclusions belong together", where=where)
    for word, _ in found.values():
        if not word.startswith(MODEL_WORDS):
            raise DataError(f"{word!r} is no word of the model", where=where)
    texts = {key: entry[key] for key in ("key", "source", "sentence", "formal", "quantities")}
    return Claim(
        **texts,
        asks=tuple(entry["asks"]),
        conclusions=found,
        record=entry["record"],
        untested=entry.get("untested", ""),
    )


CLAIMS = tuple(
    _claim(entry)
    for entry in declared(
        "bargain.alliances.report",
        "claims.toml",
        {
            "": "claim",
            "claim": "key source sentence formal quantities asks record untested? conclusion?",
            "claim.conclusion": CONCLUSION,
        },
    )["claim"]
)
"""The ledger, in the order of the documents."""
