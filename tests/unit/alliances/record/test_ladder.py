"""Positions and outcomes by round, against the numbers of the press."""

from __future__ import annotations

import json

import pytest

from bargain.alliances.record.ladder import ladder


def test_rounds_of_the_press():
    table = ladder().table.set_index("round")
    # Xinhua 2013: hold against about a trillion; Yonhap 2014: 900 against 950bn; agreed 920
    assert table.loc[9, "demand"] == pytest.approx(100 * (10000 / 8695 - 1))
    assert table.loc[9, "last_offer"] == pytest.approx(100 * (9000 / 8695 - 1))
    assert table.loc[9, "agreed"] == 5.8
    assert table.loc[8, "first_year_by"] == "indexed"
    assert table["lapse_days"].tolist() == [74, -25, -40, 11, 41, 432, -453]
    assert table.loc[[7, 8, 12], "demand"].isna().all()


def test_outcomes_move_less_than_demands():
    found = ladder()
    assert (found.inside, found.smaller, found.negotiations) == (4, 6, 6)
    assert "4 of 6 outcomes lie between" in found.summary()
    json.dumps(found.to_dict(), allow_nan=False)
