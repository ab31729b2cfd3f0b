"""Packaged tables: complete, typed, with their caveats enforced, and refused when changed."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from bargain.alliances import data
from bargain.alliances.data.case_file import CASE
from bargain.alliances.data.catalogue import SCHEMAS
from bargain.alliances.data.marked_cells import cell_marks
from bargain.alliances.data.schema import Column, Schema, unit_stem
from bargain.errors import DataError, FileError, InputError, OptionError

FOLDER = Path(str(resources.files("bargain.alliances.data")))


def test_every_csv_has_a_schema_and_every_schema_a_csv():
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(SCHEMAS) == set(data.names())


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_table_loads_with_units_sources_and_caveats(name):
    table = data.load(name)
    assert len(table) > 0
    assert not any(
        str(dtype) == "object"
        for dtype in table.dtypes[
            [c.name for c in SCHEMAS[name].columns if c.name in table.columns]
        ]
    )
    assert table.attrs["table"] == name
    assert len(table.attrs["sha256"]) == 64
    assert set(table.attrs["units"]) == set(SCHEMAS[name].units)
    if name != "sources":
        assert table.attrs["sources"]
        assert table.attrs["caveats"]


def test_a_loaded_table_is_a_fresh_copy():
    first = data.load("cinc")
    first.loc[0, "cinc"] = 0.5
    first.attrs["units"]["cinc"] = "broken"
    second = data.load("cinc")
    assert second.loc[0, "cinc"] != 0.5
    assert second.attrs["units"]["cinc"] == "share of the system"


def test_importing_the_data_package_does_not_load_pandas():
    code = "import sys, bargain.alliances.data; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_korea_has_the_recommended_series_alone():
    table = data.load("usfk_troops")
    assert list(table.columns) == ["year", "recommended", "official", "flag", "source"]
    # README: the rebuild's 50,975 of 2008 counts reports twice
    assert table.set_index("year").loc[2008, "recommended"] == 25771


def test_the_double_count_of_2008_is_dropped_elsewhere():
    table = data.load("us_troops_other_allies")
    assert 2008 not in set(table["year"])
    assert "8 rows of 2008" in table.attrs["dropped"][0]


def test_the_break_of_cinc_is_a_column():
    table = data.load("cinc")
    assert table.loc[table["break_2017"], "year"].min() == 2017
    assert not table.loc[~table["break_2017"], "flag"].str.contains("breaks", na=False).any()


def test_won_before_2005_is_set_aside():
    table = data.load("sma_annual").set_index("year")
    assert table.loc[:2004, "krw_100m"].isna().all()
    assert (table.loc[:2004, "unit"] == "USD 100m").all()
    assert table.loc[2004, "krw_100m_unreliable"] == 7469
    assert list(table.index[table["derived"]]) == [2022, 2023, 2024]
    assert list(table.index[table["from_memory"]]) == [2023]


def test_no_capability_ratio_is_invented():
    table = data.load("atop_defense_spells")
    japan = table[(table["ccode1"] == 2) & (table["ccode2"] == 740)].iloc[0]
    # the pact is of 1951, Japan's capability on record from 1952
    assert (japan["start"], japan["cinc_year"]) == (1951, 1952)
    assert japan["cinc_ratio"] == pytest.approx(10.54, abs=0.01)
    assert not table.loc[~table["ratio_known"], "cinc_ratio"].notna().any()
    assert (~table["ratio_known"]).sum() == 24
    assert (table["cinc_year"].dropna() >= table.loc[table["ratio_known"], "start"]).all()
    known = table[table["ratio_known"]]
    larger = known[["cinc1", "cinc2"]].max(axis=1) / known[["cinc1", "cinc2"]].min(axis=1)
    assert (larger - known["cinc_ratio"]).abs().max() < 1e-9


def test_judgement_and_memory_are_marked():
    assert data.load("events")["coding_is_judgement"].all()
    assert data.load("sma_rounds").set_index("round")["from_memory"].all()
    rates = data.load("sma_indexation").set_index("year")["rate_from_memory"]
    assert rates[2010]
    assert not rates[2024]


def test_japan_is_in_the_columns_of_a_case_file():
    table = data.load("japan_hns").set_index("period")
    assert {column.name for column in CASE.columns} <= {*table.columns, "period"}
    assert table.loc["FY2016-20 total", "value"] == pytest.approx(980.1 / 5)
    assert table.loc["FY2011-15 (per year)", "end"] == 2015
    assert table.loc["FY2022- (US demand)", "speculation"]


def test_citations_name_their_keys():
    assert any(line.startswith("ATOP5: ") for line in data.cite("atop_defense_spells"))
    assert data.cite("cinc", "cinc") == data.cite("cinc")


def test_an_unknown_table_is_refused():
    with pytest.raises(OptionError, match="no table 'cink'"):
        data.load("cink")


def _changed(tmp_path, name, change):
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as handle:
        rows = list(csv.reader(handle))
    change(rows)
    path = tmp_path / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows(rows)
    return path


def _set(row, column, value):
    def change(rows):
        rows[row - 1][rows[0].index(column)] = value

    return change


def _rename(column, new):
    def change(rows):
        rows[0][rows[0].index(column)] = new

    return change


def _remove(row):
    return lambda rows: rows.pop(row - 1)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("cinc", _rename("cinc", "kinc"), r"column 'cinc' is missing \[cinc.csv, row 1, column"),
        ("cinc", _set(5, "state", "ATL"), r"'ATL' is not a known code \[cinc.csv, row 5, col.*USA"),
        ("cinc", _set(7, "cinc", "36.4"), r"36.4 is outside \[0, 1\] \[cinc.csv, row 7, column"),
        ("cinc", _set(7, "cinc", "nan"), r"'nan' is not a finite number \[cinc.csv, row 7"),
        ("cinc", _set(7, "cinc", "0_1"), r"'0_1' is not a number"),
        ("cinc", _set(7, "cinc", "1e999"), r"'1e999' is not a finite number"),
        (
            "cinc",
            lambda rows: rows.insert(5, []),
            r"the row is blank .cinc.csv, row 6, column 'sta",
        ),
        ("cinc", _set(7, "cinc", "n/a"), r"'n/a' is not a number \[cinc.csv, row 7, column 'cinc'"),
        ("cinc", _set(7, "cinc", "__import__('os')"), "is not a number"),
        ("cinc", _set(7, "cinc", ""), r"the cell is empty \[cinc.csv, row 7, column 'cinc'"),
        ("cinc", _remove(10), r"year 1954 of USA is missing \[cinc.csv, row 10, column 'year'"),
        ("cinc", _set(3, "year", "1946"), r"\(USA, 1946\) is already on row 2 \[cinc.csv, row 3"),
        ("usfk_troops", _remove(20), r"year 1968 is missing \[usfk_troops.csv, row 20, column 'ye"),
        ("usfk_troops", _set(4, "recommended", "1.5"), "1.5 is not a whole number"),
        (
            "sma_annual",
            _rename("krw_100m", "krw_bn"),
            r"unit does not match: column 'krw_bn' where",
        ),
        ("sma_annual", _rename("note", "year"), r"column 'year' appears twice"),
        ("sma_offers", _set(3, "unit", "EUR m"), r"'EUR m' is not a known code .* column 'unit'"),
        ("nato_defence_shares", _set(9, "iso3", "ISL"), "'ISL' is not a known code"),
        ("atop_defense_spells", _set(2, "censored", "maybe"), "not a truth value"),
        ("events", _set(2, "rok_autonomy", "-3"), r"-3 is outside \[-2, 2\]"),
        ("events", lambda rows: rows[3].append("more"), r"cells where the header has 15 columns"),
        ("events", lambda rows: rows.__delitem__(slice(1, None)), "the file has no rows"),
        ("events", lambda rows: rows[0].append("extra"), "column 'extra' is not part of the table"),
    ],
)
def test_a_changed_file_is_refused_with_file_row_and_column(tmp_path, name, change, message):
    path = _changed(tmp_path, name, change)
    with pytest.raises(DataError, match=message):
        data.load_file(path, name)


def test_an_unchanged_copy_is_the_packaged_table(tmp_path):
    path = _changed(tmp_path, "atop_defense_spells", lambda rows: None)
    pd.testing.assert_frame_equal(
        data.load_file(path, "atop_defense_spells"), data.load("atop_defense_spells")
    )


def test_files_that_are_no_tables(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        data.load_case(tmp_path / "none.csv")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError, match="not UTF-8"):
        data.load_case(tmp_path / "binary.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(DataError, match="the file is empty"):
        data.load_case(tmp_path / "empty.csv")
    (tmp_path / "quote.csv").write_text('kind,start,end,value,unit,note,source\n"a,1,2')
    with pytest.raises(DataError, match=r"not a CSV file.*row 2"):
        data.load_case(tmp_path / "quote.csv")


CASE_HEADER = "kind,start,end,value,unit,note,source\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            "actual,2001,2001,1,USD m,,x\nactual,2002,2002,1,JPY bn,,x\n",
            "'JPY bn' after 'USD m'.*row 3, column 'unit'",
        ),
        ("actual,2002,2001,1,USD m,,x\n", "before it starts in 2002.*row 2, column 'end'"),
        ("bribe,2001,2001,1,USD m,,x\n", "'bribe' is not a known code"),
        ("actual,2001,2001,1,doubloons,,x\n", "'doubloons' is not a known code"),
        ("actual,2001,2001,-1,USD m,,x\n", "-1 is outside"),
        ("actual,2001,2001,1,USD m,,\n", "the cell is empty.*column 'source'"),
    ],
)
def test_a_bad_case_file_is_refused(tmp_path, rows, message):
    path = tmp_path / "case.csv"
    path.write_text(CASE_HEADER + rows)
    with pytest.raises(DataError, match=message):
        data.load_case(path)


def test_a_case_file_with_a_byte_order_mark_and_windows_lines(tmp_path):
    path = tmp_path / "case.csv"
    path.write_bytes(
        b"\xef\xbb\xbf"
        + CASE_HEADER.replace("\n", "\r\n").encode()
        + b"actual,2001,2001,1,USD m,,x\r\n"
    )
    assert list(data.load_case(path)["value"]) == [1.0]


def test_a_schema_refuses_to_contradict_itself():
    column = Column(name="year", kind="int")
    with pytest.raises(OptionError, match="two columns"):
        Schema(name="x", title="", columns=(column, column))
    with pytest.raises(OptionError, match="'state' is not a column"):
        Schema(name="x", title="", columns=(column,), key=("state",))


def test_unit_stems():
    assert unit_stem("krw_100m") == "krw"  # the last word is never removed
    assert unit_stem("gdp_2011intl_maddison") == "gdp_2011intl_maddison"


def test_blank_lines_at_the_end_are_harmless(tmp_path):
    path = tmp_path / "case.csv"
    path.write_text(CASE_HEADER + "actual,2001,2001,1,USD m,,x\n\n\n")
    assert len(data.load_case(path)) == 1


def test_hashes_are_those_of_the_files():
    content = (FOLDER / "cinc.csv").read_bytes()
    assert data.hashes("cinc") == {"cinc": hashlib.sha256(content).hexdigest()}
    assert set(data.hashes()) == set(data.names())


@given(
    row=st.integers(2, 75),
    column=st.integers(0, 9),
    text=st.text(max_size=12) | st.sampled_from(["1e5", "-3", "0x10", "²", "\x00", '"', "1;2"]),
)
def test_no_cell_can_do_more_than_be_refused(row, column, text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "usfk_troops.csv")
        lines = (FOLDER / "usfk_troops.csv").read_text(encoding="utf-8").splitlines()
        cells = lines[row - 1].split(",")
        cells[min(column, len(cells) - 1)] = text
        lines[row - 1] = ",".join(cells)
        try:
            path.write_text("\n".join(lines), encoding="utf-8")
        except UnicodeEncodeError:
            return  # a lone surrogate cannot be in a file
        with contextlib.suppress(InputError):
            data.load_file(path, "usfk_troops")


@pytest.mark.parametrize("wrong", [None, 3, [1], b"x"])
def test_names_and_paths_are_texts(wrong):
    for function in (data.load, data.schema_of, data.load_case):
        with pytest.raises(InputError):
            function(wrong)
    with pytest.raises(InputError):
        data.load_file(wrong, "cinc")


def test_every_mark_names_a_filled_cell_and_every_remembered_one_is_marked():
    marks = data.marked()
    assert set(marks["how"]) == {"derived", "memory", "judged", "second-hand"}
    for name in data.names():
        table = data.load(name)
        said = [
            line
            for line, row in enumerate(table.to_dict("records"), start=2)
            if name in ("events", "moves", "sma_indexation")
            and any("memory" in str(row.get(c, "")) for c in ("source", "note"))
        ]
        here = marks[(marks["table"] == name) & (marks["how"] == "memory")]["row"].tolist()
        empty = {2} if name == "sma_indexation" else set()  # the rate of 2008: nothing to mark
        assert set(said) - empty <= set(here), name


@pytest.mark.parametrize(
    ("text", "message"),
    [("date: guessed", "is no mark"), ("size: memory", "has no value"), ("memory", "is no mark")],
)
def test_a_wrong_mark_is_refused_with_its_row(text, message):
    with pytest.raises(DataError, match=rf"{message}.* .events.csv, row 7."):
        cell_marks(text, {"date"}, "events.csv, row 7")
