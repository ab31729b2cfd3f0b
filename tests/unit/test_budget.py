"""Effort is counted: where a search stops depends on the question alone."""

from __future__ import annotations

import pytest

from bargain.budget import UNIT, Exhausted, TooLarge, allowed, cut, passed, skip, spend, spent


def test_the_end_is_at_the_same_step_each_time() -> None:
    def steps() -> int:
        count = 0
        with pytest.raises(Exhausted), allowed(0.001):  # noqa: PT012  # one search
            while True:
                spend(7)
                count += 1
        return count

    assert steps() == steps() > 100


def test_inside_another_the_smaller_end_is_kept() -> None:
    with pytest.raises(Exhausted), allowed(1), allowed(1000):
        spend(2 * UNIT)
    with allowed(1000):
        with pytest.raises(Exhausted), allowed(1):
            spend(2 * UNIT)
        spend(2 * UNIT)  # the outer one goes on


def test_what_an_inner_step_spends_is_spent_for_the_outer_one() -> None:
    with pytest.raises(Exhausted), allowed(1):  # noqa: PT012  # three steps of one search
        for _ in range(3):
            with allowed(0.8):
                spend(UNIT // 2)


def test_a_question_of_its_own_starts_at_zero_and_is_counted_outside() -> None:
    before = spent()
    with allowed(10):
        assert spent() == 0
        spend(UNIT)
        assert spent() == 1
    assert spent() == pytest.approx(before + 1)


def test_ends_that_a_search_sees_and_ends_that_it_meets_are_counted() -> None:
    with allowed(1):
        assert not passed(spent())
        spend(1)
        assert passed(0.0)
        assert cut() == 1
        with pytest.raises(Exhausted), allowed(0.0):
            spend(UNIT)
        assert cut() == 2


def test_no_library_swallows_it() -> None:
    assert not issubclass(Exhausted, Exception)
    assert issubclass(TooLarge, Exhausted)
    assert str(Exhausted()) == "its effort was spent"
    assert str(TooLarge("of degree 9")) == "of degree 9"


def test_steps_that_are_left_out_are_noted_once() -> None:
    with allowed(60) as skipped:
        with allowed(30):
            skip("too large")
        skip("too large")
        assert skipped == ["too large"]
