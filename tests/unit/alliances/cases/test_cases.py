"""Cases: folders of files, packaged or of a user, and what is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from bargain.alliances import cases
from bargain.alliances.cases import Case, case
from bargain.alliances.report.record_verdicts import TESTS
from bargain.errors import DataError, FileError, InputError, OptionError

PACKAGED = Path(str(resources.files("bargain.alliances.cases")))


@pytest.mark.parametrize("name", cases.names())
def test_each_case_gives_its_record(name):
    found = case(name)
    assert found.name == name
    table = found.contributions()
    assert list(table.columns) == ["kind", "start", "end", "value", "unit", "derived"]
    assert (table["value"] > 0).all()
    assert not found.dependence(measures=["cinc"]).table["D"].isna().any()
    assert (found.dependence().table["D"] > 1).all()
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


def test_capabilities_of_the_folders_are_those_of_the_packaged_table_where_both_have_them():
    from bargain.alliances import data

    own = data.load("cinc").set_index(["state", "year"])["cinc"]
    for name in ("us_philippines", "us_taiwan", "ussr_poland", "ussr_china"):
        table = case(name).capabilities.set_index(["state", "year"])["cinc"]
        common = own.index.intersection(table.index)
        assert len(common) >= 25
        assert (own[common] - table[common]).abs().max() < 1e-9


def test_some_alliances_ended_and_some_lost_their_troops():
    assert {n for n in cases.names() if not case(n).in_force} == {
        "us_taiwan", "ussr_china", "ussr_poland",
    }  # fmt: skip
    assert case("us_philippines").in_force
    assert case("us_philippines").troops().loc[1995] < 200  # the bases closed in 1992
    assert case("ussr_poland").troops().tolist() == [66000, 56000, 0]
    with pytest.raises(DataError, match=r"no troops in CHN .troops.csv"):
        case("ussr_china").troops()


TOML = """title = "Atlantis - Lemuria"
patron = "ATL"
client = "LEM"
years = [2000, 2001]

[treaty]
since = 1999
source = "Plato"
"""
CAPABILITIES = """state,year,cinc,source
ATL,2000,0.4,Plato
ATL,2001,0.4,Plato
LEM,2000,0.1,Plato
LEM,2001,0.2,Plato
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "case.toml").write_text(TOML)
    (tmp_path / "capabilities.csv").write_text(CAPABILITIES)
    return tmp_path


def test_an_alliance_from_files_alone(folder):
    (folder / "contributions.csv").write_text(
        "kind,start,end,value,unit,note,source\nactual,2000,2001,1.5,USD m,,Plato\n"
    )
    (folder / "troops.csv").write_text("year,troops,note,source\n2000,10,,Plato\n")
    (folder / "events.csv").write_text("date,event,overlap,source\n2000-05-01,quarrel,-1,Plato\n")
    found = case(folder)
    assert found.title == "Atlantis - Lemuria"
    assert found.measures == ("cinc",)
    assert found.dependence().table["D"].tolist() == pytest.approx([4, 2])
    assert found.contributions()["value"].tolist() == [1.5]
    assert found.troops().tolist() == [10]
    assert found.events["interest_overlap"].tolist() == [-1]
    assert found.window == (2000, 2001)


def test_troops_of_a_folder_are_read_by_the_report_and_no_alliance_in_force_has_collapsed(folder):
    (folder / "troops.csv").write_text("year,troops,note,source\n2000,100,,Plato\n2001,5,,Plato\n")
    verdict = TESTS["survives"](SimpleNamespace(case=case(folder), persistence=None))
    assert (verdict.word, "presence ended" in verdict.detail) == ("silent", True)
    (folder / "case.toml").write_text(TOML.replace("since = 1999", "since = 1999\nended = 2001"))
    verdict = TESTS["survives"](SimpleNamespace(case=case(folder), persistence=None))
    assert (verdict.word, verdict.short) == ("contradicts", "treaty ended 2001")


def test_what_a_folder_cites_and_holds_is_in_the_report(folder, tmp_path):
    found = case(folder)
    assert found.sources == ("Plato",)
    assert found.files["capabilities.csv"] == CAPABILITIES
    assert found.to_dict()["files"]["case.toml"] == hashlib.sha256(TOML.encode()).hexdigest()
    assert any("Deutsche Welle" in line for line in case("ussr_poland").sources)


@pytest.mark.parametrize("date", ["2000-13-01", "2000-02-30", "spring"])
def test_a_date_is_one_of_the_calendar(folder, date):
    (folder / "events.csv").write_text(f"date,event,overlap,source\n{date},quarrel,-1,Plato\n")
    with pytest.raises(DataError, match=r"is no date .events.csv, row 2"):
        case(folder)


def test_a_copy_of_a_packaged_folder_is_the_same_case(tmp_path):
    shutil.copytree(PACKAGED / "ussr_poland", tmp_path / "ussr_poland")
    assert case(tmp_path / "ussr_poland").to_dict() == case("ussr_poland").to_dict()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("case.toml", "client", "klient", r"unknown key 'klient' .case.toml"),
        ("case.toml", '"LEM"', '"ATL"', r"both 'ATL' .case.toml, client"),
        ("case.toml", "[2000, 2001]", "[2001, 2000]", r"is no span .case.toml, years"),
        ("case.toml", "since = 1999", 'since = "x"', r"'x' is no year .case.toml, since"),
        ("case.toml", "since = 1999", "since = 1999\nended = 1990", r"before it began in 1999"),
        ("case.toml", "years =", "years", r"not a TOML file"),
        ("capabilities.csv", "0.2", "20", r"20 is outside \[0, 1\] .capabilities.csv, row 5, col"),
        ("capabilities.csv", "LEM,2001", "LEM,2003", r"year 2001 of LEM is missing"),
        ("capabilities.csv", "cinc", "gdp", r"column 'cinc' is missing .capabilities.csv, row 1"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(folder, file, old, new, message):
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    with pytest.raises(InputError, match=message):
        case(folder)


def test_what_is_missing_is_named(folder, tmp_path):
    (folder / "capabilities.csv").unlink()
    with pytest.raises(DataError, match=r"no capabilities of ATL and LEM .capabilities.csv"):
        Case.from_folder(folder)
    (folder / "case.toml").unlink()
    with pytest.raises(FileError, match=r"no case.toml"):
        case(folder)
    with pytest.raises(OptionError, match=r"no case 'us_mars'.*us_rok"):
        case("us_mars")
    with pytest.raises(OptionError, match="3 is not the name"):
        case(3)


def test_years_without_capabilities_are_refused(folder):
    text = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(text.replace("2001]", "2005]"))
    with pytest.raises(DataError, match=r"missing in 2002 .capabilities.csv, year 2002"):
        case(folder).dependence(measures=("cinc",))


@pytest.mark.parametrize("date", ["soon", "-99999", "1991/09", "91-09-16"])
def test_a_date_that_is_none_is_refused_with_its_row(folder, date):
    (folder / "events.csv").write_text(f"date,event,overlap,source\n2000,a,0,P\n{date},b,-1,P\n")
    with pytest.raises(DataError, match=r"is no date .events.csv, row 3, column 'date'"):
        case(folder)


def test_a_file_that_is_no_text_is_refused(folder):
    (folder / "case.toml").write_bytes(b"\x00\xff")
    with pytest.raises(FileError, match=r"read as text.* .case.toml"):
        case(folder)


@pytest.mark.parametrize(
    ("last", "word"), [(4.0, "supports"), (7.9, "silent"), (8.1, "silent"), (9.0, "contradicts")]
)
def test_partnership_needs_more_than_what_measures_differ_by(last, word):
    """From 8 in four years; a change of a tenth is none."""
    table = pd.DataFrame({"measure": "cinc", "year": range(2000, 2004), "D": [8.0, 7.0, 6.0, last]})
    dependence = SimpleNamespace(table=table)
    found = TESTS["partnership"](SimpleNamespace(dependence=dependence, dependence_moved=str))
    assert found.word == word
    assert f"6.0 in 2002, {last:.1f} in 2003" in found.detail
