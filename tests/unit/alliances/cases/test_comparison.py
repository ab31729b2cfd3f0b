"""Six alliances side by side: the collapse cases are what could fail."""

from __future__ import annotations

import json

from hypothesis import given, strategies as st

from bargain.alliances.cases.comparison import _exact, compare


def test_neither_statement_is_told_from_chance():
    found = compare()
    assert len(found.table) == 6
    assert found.table["ended"].sum() == 3
    assert found.p_product > 0.05
    assert found.p_dependence > 0.05
    # Taiwan ended from a D of 36; the nearly equal pair ended too
    table = found.table.set_index("case")
    assert table.loc["us_taiwan", "D_first"] > 30
    assert table.loc["ussr_china", "D_first"] < 2
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_perfect_order_of_six_has_one_chance_in_twenty():
    assert _exact([1, 2, 3, 4, 5, 6], [True, True, True, False, False, False]) == 1 / 20
    assert _exact([4, 5, 6, 1, 2, 3], [True, True, True, False, False, False]) == 1


@given(
    st.lists(st.tuples(st.floats(0, 100), st.booleans()), min_size=2, max_size=8).filter(
        lambda rows: 0 < sum(gone for _, gone in rows) < len(rows)
    )
)
def test_a_p_value_is_a_share(rows):
    values, ended = [v for v, _ in rows], [gone for _, gone in rows]
    assert 0 < _exact(values, ended) <= 1
