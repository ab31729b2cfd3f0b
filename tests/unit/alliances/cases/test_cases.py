"""Cases: Korea and Japan from the package, a third alliance from one file."""

from __future__ import annotations

import json

import pytest

from bargain.alliances import cases
from bargain.alliances.cases import Case, case
from bargain.errors import DataError, FileError, OptionError


@pytest.mark.parametrize("name", cases.names())
def test_each_case_gives_its_record(name):
    found = case(name)
    assert found.name == name
    table = found.contributions()
    assert list(table.columns) == ["kind", "start", "end", "value", "unit", "derived"]
    assert (table["value"] > 0).all()
    assert (table["end"] >= table["start"]).all()
    assert not found.dependence(measures=["cinc"]).table["D"].isna().any()
    assert found.troops().loc[2017:2021].min() > 20_000
    json.dumps(found.to_dict(), allow_nan=False)
    assert found.patron in found.summary()


def test_korea_has_every_year_and_keeps_currencies_apart():
    table = case("us_rok").contributions()
    amounts = table[table["kind"].isin(["actual", "derived"])]
    assert list(amounts["start"]) == list(range(1991, 2027))
    assert set(amounts.loc[amounts["start"] < 2005, "unit"]) == {"USD 100m"}
    assert set(amounts.loc[amounts["start"] >= 2005, "unit"]) == {"KRW 100m"}


def test_japan_depends_less_than_korea_on_every_measure():
    korea, japan = case("us_rok"), case("us_japan")
    for measure in ("cinc", "gdp", "milex"):
        assert korea.dependence().at(2015, measure)["D"] > japan.dependence().at(2015, measure)["D"]


CASE_FILE = """kind,start,end,value,unit,note,source
actual,2001,2001,1.5,USD m,,press
demand,2002,2002,3,USD m,opening,press
agreement,2003,2005,1.6,USD m,,press
"""


def test_a_third_alliance_takes_one_file(tmp_path):
    path = tmp_path / "alliance.csv"
    path.write_text(CASE_FILE)
    added = Case.from_file(path, name="rus_prk", patron="RUS", client="PRK", years=(1950, 2010))
    assert len(added.contributions()) == 3
    assert added.dependence(measures=["cinc"]).at(2010, "cinc")["D"] > 1
    with pytest.raises(DataError, match="no troops of host ''"):
        added.troops()


def test_bad_cases_are_refused(tmp_path):
    path = tmp_path / "alliance.csv"
    path.write_text(CASE_FILE)
    with pytest.raises(DataError, match=r"unknown country 'ATL'.*client of case 'x'.*'state'"):
        Case.from_file(path, name="x", patron="USA", client="ATL")
    with pytest.raises(FileError, match="cannot be read"):
        Case.from_file(tmp_path / "none.csv", name="x", patron="USA", client="ROK")
    with pytest.raises(OptionError, match="no case 'us_mars'"):
        case("us_mars")
    with pytest.raises(DataError, match=r"milex of RUS|unknown country 'RUS'"):
        Case.from_file(path, name="x", patron="RUS", client="PRK").dependence()
