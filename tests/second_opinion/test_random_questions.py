"""Freshly produced certificates of random questions have a second opinion, which agrees.

The number of examples is that of the hypothesis profile: few in the ordinary run, many new ones
every night (``python -m benchmarks nightly``).
"""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings, strategies as st
from opinion import TALLY, refutations
from random_questions import numeric_games, parametric_questions, transcendental_questions

import bargain as bg
from bargain.errors import BargainError
from bargain.testing import alliance_games, finite_games

QUESTIONS = max(5, settings.default.max_examples // 4)


def agrees(certificate: object) -> bool:
    """Whether the second opinion confirms; anything that it refutes is an error."""
    assert bg.check(certificate).valid
    return refutations(dict(certificate)) == []


def test_lists_of_equilibria_of_random_games_are_confirmed() -> None:
    """A list may stay open where a derivative is 0 at an end for a reason that no ball shows."""
    seen: Counter[str] = Counter()

    @given(numeric_games())
    def look(game: bg.Game) -> None:
        found = bg.nash_equilibria(game)
        if found.certificate is None:
            TALLY["equilibria: no certificate"] += 1
            return
        wrong = refutations(dict(found.certificate))
        seen["open" if wrong else "confirmed"] += 1

    look()
    assert seen["confirmed"] > 0
    assert seen["confirmed"] >= 9 * seen["open"]


@settings(max_examples=QUESTIONS)
@given(parametric_questions() | transcendental_questions())
def test_verdicts_on_random_questions_are_confirmed(question: object) -> None:
    game, condition, where = question
    try:
        verdict = bg.decide(game, condition, where=where, timeout=3)
    except BargainError:
        TALLY["question refused"] += 1
        return
    TALLY[f"verdict {verdict.status.value}"] += 1
    if verdict.certificate is not None:
        assert agrees(verdict.certificate)


@settings(max_examples=QUESTIONS)
@given(alliance_games(), st.sampled_from(["nash", "participation", "efficient"]))
def test_verdicts_on_alliances_are_confirmed(game: bg.Game, name: str) -> None:
    verdict = bg.decide(game, getattr(bg.conditions, name)(), timeout=3)
    TALLY[f"verdict {verdict.status.value}"] += 1
    if verdict.certificate is not None:
        assert agrees(verdict.certificate)


@settings(max_examples=QUESTIONS)
@given(finite_games())
def test_tables_are_confirmed(game: bg.FiniteGame) -> None:
    verdict = bg.decide(game, bg.conditions.nash(), timeout=3)
    assert verdict.status in ("always", "never")
    assert agrees(verdict.certificate)
