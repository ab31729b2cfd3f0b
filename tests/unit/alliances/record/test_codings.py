"""Two codings by rule: kappa of published counts, books that do not read each other's input."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from bargain.alliances import data
from bargain.alliances.record import codings as module
from bargain.alliances.record.codings import BOOK, QUANTITIES, coded, codings, kappa


def test_kappa_of_published_counts():
    # Fleiss, Levin & Paik (2003), table 18.1: 100 subjects, kappa 0.68
    counts = {("p", "p"): 75, ("p", "n"): 1, ("p", "o"): 4, ("n", "p"): 5, ("n", "n"): 4,
              ("n", "o"): 1, ("o", "o"): 10}  # fmt: skip
    first = np.repeat([a for a, _ in counts], list(counts.values()))
    second = np.repeat([b for _, b in counts], list(counts.values()))
    assert kappa(first, second) == pytest.approx(0.68, abs=0.005)
    same = np.array([1, -1, 0])
    assert kappa(same, same) == 1
    assert np.isnan(kappa(np.ones(3), np.ones(3)))
    rng = np.random.default_rng(0)
    assert abs(kappa(rng.integers(-1, 2, 20_000), rng.integers(-1, 2, 20_000))) < 0.02


def test_words_read_the_text_alone_and_outcomes_never():
    events = data.load("events")
    without_text = events.assign(event="x")
    without_facts = events.assign(decides=None, ended=None, date="1990")
    codes = [c for c in events.columns if events[c].dtype.kind in "iuf" and c != "year"]
    blind = events.assign(**{c: pd.array([0] * len(events), dtype="Int64") for c in codes})
    for table, book, equal in (
        (without_text, "words", False), (without_text, "outcomes", True),
        (without_facts, "words", True), (without_facts, "outcomes", False),
        (blind, "words", True), (blind, "outcomes", True),
    ):  # fmt: skip
        columns = list(QUANTITIES)
        found, before = coded(table, book)[columns], coded(events, book)[columns]
        assert found.equals(before) == equal, (book, equal)


def test_every_phrase_of_the_book_is_found_somewhere_and_has_one_direction():
    texts = data.load("events")["event"].str.lower()
    for quantity, rule in BOOK["words"].items():
        assert not set(rule["up"]) & set(rule["down"])
        for phrase in (*rule["up"], *rule["down"]):
            assert texts.str.contains(phrase, regex=False).any(), (quantity, phrase)


def test_the_codings_agree_as_printed_and_the_test_could_fail(monkeypatch):
    study = codings()
    found = {(a.quantity, a.first, a.second): a for a in study.agreements}
    outcomes = found["rok_autonomy", "compiler", "outcomes"]
    assert (outcomes.same, outcomes.n) == (17, 31)
    assert outcomes.low < outcomes.kappa < outcomes.high
    assert found["us_security_supply", "compiler", "outcomes"].kappa < 0.4  # codes are of words
    json.dumps(study.to_dict(), allow_nan=False)
    # a coder who turns every sign round agrees less than chance
    turned = lambda events, book: events.assign(  # noqa: E731
        **{q: -study.events["compiler"][q] for q in QUANTITIES}
    )
    monkeypatch.setattr(module, "coded", turned)
    assert all(a.kappa < 0 for a in codings().agreements if a.first == "compiler")


def test_tests_on_codes_are_silent_under_every_coding():
    from types import SimpleNamespace

    from bargain.alliances.report.record_verdicts import recoded

    rows = recoded(SimpleNamespace(korea=SimpleNamespace(codings=codings())))
    assert {(r["test"], r["coding"]) for r in rows} == {
        (t, c) for t in ("overlap", "concedes", "role-reversal")
        for c in ("compiler", "words", "outcomes")
    }  # fmt: skip
    assert min(r["p"] for r in rows) > 0.05
    assert recoded(SimpleNamespace(korea=None)) == []
