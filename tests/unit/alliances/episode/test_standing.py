"""The standing agreement: terms, ideals and the adversary, one rule at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from bargain.alliances.episode.standing import ASSUMED, VARIED, Settings, Standing, start


def test_money_is_closed_in_force_and_open_near_the_end():
    standing = start()
    assert standing.predict("USA", "money", date(2017, 6, 1)).direction == 0
    assert standing.predict("USA", "money", date(2018, 1, 1)).direction == 1
    # the day on which the last 365 days of round 9 begin
    edge = date(2018, 12, 31) - timedelta(days=365)
    assert standing.predict("ROK", "money", edge).direction == 1
    assert standing.predict("ROK", "money", edge - timedelta(days=1)).direction == 0
    assert standing.predict("both", "money", date(2020, 6, 1)).direction == 1  # no term


def test_moon_engages_until_the_policy_is_his():
    standing = start()
    day = date(2017, 6, 30)
    assert standing.predict("ROK", "policy", day).direction == 1
    assert standing.predict("USA", "policy", day).direction == 0  # it stands where Trump wants it
    for _ in range(8):
        standing = standing.after("ROK", "policy", 1, day)
    assert standing.policy == pytest.approx(0.9, abs=0.01)
    assert standing.predict("ROK", "policy", day).direction == 0
    assert standing.predict("USA", "policy", day).direction == -1


def test_the_adversary_answers_the_last_moves_of_both():
    day = date(2018, 6, 1)
    standing = start()
    assert standing.predict("PRK", "policy", day).direction == -1
    one = standing.after("ROK", "policy", 1, day)
    assert one.predict("PRK", "policy", day).direction == -1
    both = one.after("USA", "policy", 1, day)
    assert both.predict("PRK", "policy", day).direction == 1
    apart = both.after("USA", "policy", -1, day)
    assert apart.predict("PRK", "policy", day).direction == -1


@pytest.mark.parametrize("issue", ["trade", "china", "japan", "autonomy"])
def test_the_model_is_silent_elsewhere(issue):
    assert start().predict("ROK", issue, date(2019, 1, 1)).direction is None


moves = st.lists(
    st.tuples(st.sampled_from(["USA", "ROK", "PRK"]), st.sampled_from([-1, 0, 1])), max_size=12
)
settings = st.builds(
    Settings,
    policy=st.floats(0, 1), opens=st.integers(0, 900), cost=st.floats(0, 0.3),
    movement=st.floats(0.05, 1),
)  # fmt: skip


@given(settings=settings, moves=moves)
def test_the_policy_stays_between_coercion_and_engagement(settings, moves):
    standing: Standing = start(settings)
    day = date(2018, 1, 1)
    for actor, direction in moves:
        standing = standing.after(actor, "policy", direction, day)
        assert 0 <= standing.policy <= 1


@given(settings=settings, dearer=st.floats(0, 0.5))
def test_a_dearer_reopening_never_adds_a_demand(settings, dearer):
    day = date(2019, 6, 1)
    higher = Settings(
        policy=settings.policy, opens=settings.opens, cost=settings.cost + dearer,
        movement=settings.movement,
    )  # fmt: skip
    for actor in ("USA", "ROK"):
        few = start(higher).predict(actor, "policy", day).direction
        assert few in (0, start(settings).predict(actor, "policy", day).direction)


def test_the_settings_of_the_main_result_are_on_the_grid():
    for name, values in VARIED.items():
        assert getattr(ASSUMED, name) in values
