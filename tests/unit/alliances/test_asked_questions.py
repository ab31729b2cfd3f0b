"""Questions and answers: nothing is printed as decided without a checked certificate."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
import sympy as sp

from bargain.alliances.report.asked_questions import Answer, Asked, answer, from_verdict, inherited
from bargain.alliances.report.core_claims import CORES, DEMANDS, lattice
from bargain.alliances.report.readings import READINGS, standing
from bargain.alliances.report.whole_study import ASKED
from bargain.game.conditions import participation
from bargain.models import partnership
from bargain.verdicts.verdict import Status, Verdict

NEVER = Asked(
    key="q",
    statement="15",
    title="rule",
    build=lambda: (partnership(), participation(), ["r**2 + (1 - r)**2 > 2/3"]),
)


@pytest.fixture(scope="module")
def decided():
    return answer(NEVER)


def test_an_answer_carries_a_certificate_that_was_checked(decided):
    assert decided.status == "never"
    assert decided.checked
    assert decided.rests_on == ("participation",)
    assert decided.certificate["sha256"] == decided.sha256
    assert "seconds" not in decided.to_dict()


def test_an_answer_has_no_truth_value(decided):
    with pytest.raises(TypeError, match="no truth value"):
        bool(decided)


def test_a_status_without_a_valid_certificate_is_unknown(decided):
    tampered = copy.deepcopy(dict(decided.certificate))
    tampered["statement"]["words"] = ["something else"]
    lying = Verdict(status=Status.NEVER, claim="c", certificate=tampered)
    found = from_verdict(NEVER, lying, 0.0)
    assert found.status == "unknown"
    assert not found.checked
    assert any("checker" in line for line in found.evidence)
    assert from_verdict(NEVER, Verdict(status=Status.ALWAYS, claim="c"), 0.0).status == "unknown"


def test_a_verdict_other_than_the_certificates_is_unknown(decided):
    lying = Verdict(status=Status.ALWAYS, claim="c", certificate=decided.certificate)
    assert from_verdict(NEVER, lying, 0.0).status == "unknown"


def test_a_refused_question_is_unknown_with_the_reason():
    asked = replace(NEVER, build=lambda: (partnership(), participation(), ["r > 1", "r < 0"]))
    found = answer(asked)
    assert found.status == "unknown"
    assert "empty" in found.evidence[0]


def test_clashes_are_passed_on_to_undecided_questions_only(decided):
    open_answer = Answer(key="more", title="more demands")
    found = inherited(open_answer, decided)
    assert (found.status, found.follows_from, found.checked) == ("never", "q", True)
    assert inherited(open_answer, replace(decided, checked=False)) is open_answer
    settled = replace(open_answer, status="always", checked=True)
    assert inherited(settled, decided) is settled


def test_keys_are_unique_and_every_reading_asks_known_questions():
    for reading in READINGS:
        assert all(key in ASKED for key in reading.asks)
        assert all(len(statuses) == len(reading.asks) for statuses in reading.conclusions)


def test_a_standing_follows_from_statuses_alone():
    reading = READINGS[0]
    answers = {key: Answer(key=key, title=key) for key in reading.asks}
    found = standing(reading.asks, reading.conclusions, answers)
    assert found.word == "not settled"
    opposite = {key: Answer(key=key, status="always") for key in reading.asks}
    assert standing(reading.asks, reading.conclusions, opposite).word == "not settled"


def test_lattice_is_open_without_answers_and_needs_proved_subsets():
    unknown = {a.key: Answer(key=a.key) for a in CORES}
    assert {s.status for s in lattice(unknown)} == {"unknown"}
    clash = unknown | {"core-autonomy-security": Answer(key="", status="never")}
    rows = {s.demands: s for s in lattice(clash)}
    assert rows["autonomy", "security"].status == "clash"
    assert not rows["autonomy", "security"].minimal  # its subsets are not proved compatible
    assert rows[DEMANDS].status == "clash"
    assert rows["efficient",].status == "unknown"


def test_titles_do_not_contain_their_answers():
    for asked in ASKED.values():
        assert not {"never", "always", "sometimes"} & set(asked.title.replace(",", " ").split())


def test_witnesses_speak_of_the_games_unknowns():
    for asked in ASKED.values():
        if asked.witness:
            game, _, _ = asked.build()
            names = {v.name for v in game.variables}
            assert {k.name if isinstance(k, sp.Symbol) else k for k in asked.witness} <= names
