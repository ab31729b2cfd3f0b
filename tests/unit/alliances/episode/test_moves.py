"""The episode move by move: scores by hand, rivals, and a model that can be wrong."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest

from bargain.alliances.episode.moves import _contest, _repeated, _told, episode
from bargain.alliances.episode.standing import ASSUMED


@pytest.fixture(scope="module")
def found():
    return episode()


def test_every_move_is_sourced_and_dated_in_the_window(found):
    table = found.table
    assert len(table) == 29
    assert table["source"].notna().all()
    assert table["date"].between("2017-01-20", "2021-03-31").all()
    assert set(table["actor"]) == {"USA", "ROK", "PRK", "both"}


def test_hits_misses_and_silence_add_up(found):
    counts = found.table["verdict"].value_counts()
    assert counts["hit"] == found.by_move.model
    assert counts["hit"] + counts["miss"] == found.by_move.cases == 23
    assert counts["silent"] == found.silent == 6
    # the demand for the missile defence came while an agreement was in force: a miss
    thaad = found.table[found.table["date"] == "2017-04-28"].iloc[0]
    assert (thaad["predicted"], thaad["direction"], thaad["verdict"]) == (0, 1, "miss")
    hanoi = found.table[found.table["date"] == "2019-02-28"].iloc[0]
    assert hanoi["verdict"] == "miss"


def test_the_model_does_not_say_when(found):
    # quiet quarters are most of the record, and the model sees few of them
    assert found.by_quarter.cases == 17 * 5
    assert found.by_quarter.model < found.by_quarter.last_move < found.by_quarter.no_change
    assert found.by_quarter.verdict == "does not beat no change"
    assert not (found.grid["quarters"] > found.by_quarter.no_change).any()


def test_the_rivals_get_their_hits_too(found):
    assert found.by_move.last_move > found.by_move.no_change
    assert "not at 5 %" in found.by_move.summary()
    assert found.grid["moves"].nunique() > 1  # the numbers that are assumed matter
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_prediction_sees_nothing_later():
    table = episode().table
    moves = [
        (date.fromisoformat(m.date), m.actor, m.issue, m.direction) for m in table.itertuples()
    ]
    whole = _told(moves, ASSUMED)
    for length in range(len(moves)):
        # the move itself is turned round: what was said before it must not change
        day, actor, issue, direction = moves[length]
        cut = [*moves[:length], (day, actor, issue, -direction)]
        assert _told(cut, ASSUMED)[length] == whole[length]


def test_the_last_move_repeated_by_hand():
    day = date(2018, 1, 1)
    moves = [(day, "USA", "money", 1), (day, "USA", "policy", -1), (day, "both", "money", 1),
             (day, "ROK", "money", 0), (day, "USA", "policy", 1)]  # fmt: skip
    assert _repeated(moves) == [0, 0, 1, 1, -1]


def test_the_sign_test_by_hand():
    table = pd.DataFrame(
        {"direction": [1, 1, 1, 1, 0], "model": [1, 1, 1, 0, 0], "no_change": 0, "last_move": 1}
    )
    contest = _contest(table)
    assert (contest.model, contest.no_change, contest.last_move) == (4, 1, 4)
    assert contest.p_no_change == 2 * 0.5**3  # three to none
    assert contest.p_last_move == 1.0  # one to one
    assert contest.verdict == "is ahead of no change, but not at 5 %"
