"""Figures: labels with units, data equal to the results, differences that survive a grey print."""

from __future__ import annotations

import pytest

from bargain import plot
from bargain.alliances import data, plot as record_plot
from bargain.alliances.balance.exposure import dependence
from bargain.alliances.record.burden import burden_sharing
from bargain.alliances.record.contributions import contributions
from bargain.alliances.record.delay import delay_record
from bargain.alliances.record.duration import duration_study
from bargain.alliances.report.core_claims import DemandSet
from bargain.errors import FileError, OptionError
from bargain.plot.style import LINES, MARKERS, ORDER, PALETTE


@pytest.fixture(scope="module")
def result():
    return dependence("USA", "ROK", years=(1950, 2022))


def line(ax, label):
    return next(x for x in ax.get_lines() if x.get_label() == label)


def test_series_differ_without_colour():
    assert len(set(map(str, LINES))) >= 6
    assert len(set(MARKERS)) == len(MARKERS) >= 6
    assert set(ORDER) <= set(PALETTE)


def test_gap_draws_the_gap_of_every_measure(result):
    ax = record_plot.gap(result, sources="COW")
    rows = result.table[result.table["measure"] == "milex"]
    drawn = line(ax, "military expenditure")
    assert drawn.get_ydata().tolist() == rows["gap"].tolist()
    assert drawn.get_xdata().tolist() == rows["year"].tolist()
    styles = {
        label: line(ax, label).get_linestyle() for label in ("CINC", "GDP", "military expenditure")
    }
    assert len(set(styles.values())) == 3
    assert "log units" in ax.get_ylabel()
    assert ax.figure._supxlabel.get_text().startswith("Source: COW")


def test_gap_does_not_join_a_series_across_its_break(result):
    ax = record_plot.gap(result)
    spans = [(x.get_xdata()[0], x.get_xdata()[-1]) for x in ax.get_lines() if len(x.get_xdata())]
    assert (1950, 2016) in spans
    assert (2017, 2022) in spans


def test_concessions_and_survival(result):
    ax = record_plot.concessions(result, "gdp")
    rows = result.table[result.table["measure"] == "gdp"]
    assert line(ax, "ROK: GDP").get_ydata().tolist() == rows["y_C"].tolist()
    assert "share of 1" in ax.get_ylabel()
    assert "payoff units" in record_plot.survival_margin(result).get_ylabel()


def test_contributions_keep_units_apart():
    found = contributions()
    ax = record_plot.contributions(found)
    won = found.table[found.table["unit"] == "KRW 100m"]
    assert line(ax, "recorded contribution").get_ydata().tolist() == won["amount"].tolist()
    ruled = line(ax, "amount that the agreement's rule gives").get_ydata().tolist()
    assert ruled == won["rule_amount"].dropna().tolist()
    assert "KRW 100m" in ax.get_ylabel()
    assert "USD 100m" in record_plot.contributions(found, unit="USD 100m").get_ylabel()
    with pytest.raises(OptionError, match="no contribution in 'EUR'"):
        record_plot.contributions(found, unit="EUR")


def test_delay_burden_duration_troops():
    ax = record_plot.delay(delay_record())
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert sorted(line(ax, "lapses with a known demand").get_ydata().tolist()) == [11, 41, 74, 432]
    found = burden_sharing()
    ax = record_plot.burden(found)
    hits = line(ax, "significant, one-sided 5%").get_xdata().tolist()
    assert tuple(hits) == found.significant_years
    study = duration_study()
    assert record_plot.pact_survival(study).get_ylim() == (0, 1)
    assert len(record_plot.hazard_ratios(study).get_yticks()) == 7
    assert "thousand" in record_plot.troops(data.load("usfk_troops")).get_ylabel()


def test_verdicts_show_every_row_once_and_refuse_others():
    rows = [
        {"row": "a", "column": "claim", "status": "never"},
        {"row": "b", "column": "control", "status": "always"},
    ]
    ax = plot.verdicts(rows, title="t")
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]
    assert [t.get_text() for t in ax.texts] == ["N", "A"]
    with pytest.raises(OptionError, match="nothing to draw"):
        plot.verdicts([])
    with pytest.raises(OptionError, match="'maybe' is not a verdict"):
        plot.verdicts([{"row": "a", "column": "b", "status": "maybe"}])


def test_specifications_are_ordered_by_verdict():
    cells = [{"form": "x", "status": "unknown"}, {"form": "y", "status": "never"}]
    ax = plot.specifications(cells, ["form"])
    assert [t.get_text() for t in ax.get_yticklabels()] == ["verdict", "x", "y"]
    names = [t.get_text() for t in ax.texts]
    assert names == ["never (1)", "unknown (1)"]
    with pytest.raises(OptionError, match="nothing to draw"):
        plot.specifications([], ["form"])


def test_demand_sets_mark_cores():
    rows = [
        DemandSet(demands=("a",), status="compatible"),
        DemandSet(demands=("a", "b"), status="clash", minimal=True),
    ]
    ax = plot.demand_sets(rows, ("a", "b"))
    assert [t.get_text() for t in ax.texts] == ["ok", "core"]
    with pytest.raises(OptionError, match="nothing to draw"):
        plot.demand_sets([], ())


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_saved_twice_gives_the_same_bytes(tmp_path, result, kind):
    paths = [tmp_path / f"{n}.{kind}" for n in range(2)]
    for path in paths:
        plot.save(record_plot.gap(result, sources="COW"), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_given_axes_is_drawn_into(result):
    ax = plot.new_axes(size=(3, 2))
    assert record_plot.gap(result, ax) is ax


SHOW_RESULTS = [
    "burden",
    "calibration",
    "concessions",
    "contributions",
    "delay",
    "gap",
    "hazard_ratios",
    "pact_survival",
    "survival_margin",
    "troops",
]


@pytest.mark.parametrize("wrong", [None, 3, "x", [], {}])
@pytest.mark.parametrize("name", SHOW_RESULTS)
def test_a_figure_refuses_what_it_does_not_show(name, wrong):
    with pytest.raises(OptionError):
        getattr(record_plot, name)(wrong)


@pytest.mark.parametrize("wrong", [None, 3, "x", [3], [{}]])
@pytest.mark.parametrize("name", ["verdicts", "demand_sets", "specifications"])
def test_rows_that_are_none(name, wrong):
    with pytest.raises(OptionError):
        getattr(plot, name)(*([wrong] if name == "verdicts" else [wrong, ["a"]]))


@pytest.mark.parametrize("path", [3, "no/such/folder/a.png", "a", "a.exe", None])
def test_a_figure_that_cannot_be_written(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileError):
        plot.save(plot.new_axes(), path)
    assert not list(tmp_path.iterdir())
