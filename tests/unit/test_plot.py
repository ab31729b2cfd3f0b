"""Figures: labels with units, data equal to the results, differences that survive a grey print."""

from __future__ import annotations

import pytest

from bargain import plot
from bargain.alliances import data, plot as record_plot
from bargain.alliances.balance.exposure import dependence
from bargain.alliances.episode.moves import episode
from bargain.alliances.record.burden import burden_sharing
from bargain.alliances.record.contributions import contributions
from bargain.alliances.record.duration import duration_study
from bargain.alliances.record.ladder import ladder
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
    assert drawn.get_ydata().tolist() == rows["D"].tolist()
    assert drawn.get_xdata().tolist() == rows["year"].tolist()
    styles = {
        label: line(ax, label).get_linestyle() for label in ("CINC", "GDP", "military expenditure")
    }
    assert len(set(styles.values())) == 3
    assert ax.get_yscale() == "log"  # equal distances are equal gaps
    assert ax.figure._supxlabel.get_text().startswith("Source: COW")


def test_gap_does_not_join_a_series_across_its_break(result):
    ax = record_plot.gap(result)
    spans = [(x.get_xdata()[0], x.get_xdata()[-1]) for x in ax.get_lines() if len(x.get_xdata())]
    assert (1950, 2016) in spans
    assert (2017, 2022) in spans


def test_frontiers_multiply_to_dependence_and_need_no_unit(result):
    ax = record_plot.frontier(result, years=(1953, 2022))
    for year in (1953, 2022):
        D = result.at(year, "cinc")["D"]
        drawn = line(ax, f"{year}: D = {D:.1f}")
        products = [x * y for x, y in zip(drawn.get_xdata(), drawn.get_ydata(), strict=True)]
        assert products == pytest.approx([D, D])
    with pytest.raises(OptionError, match="no cinc in 1800"):
        record_plot.frontier(result, years=(1800,))


def test_every_move_is_in_the_picture():
    found = episode()
    ax = record_plot.episode(found)
    both = int((found.table["actor"] == "both").sum())
    drawn = [x for x in ax.get_lines() if len(x.get_xdata()) == 1]
    assert len(drawn) == len(found.table) + both
    assert f"{found.by_move.model} of {found.by_move.cases}" in ax.get_title(loc="left")


def test_the_specification_curve_shows_ranges_and_every_verdict():
    rows = [
        {"status": s, "low": 1.0 + k, "high": 4.0 + k, "form": f}
        for k, (s, f) in enumerate([("never", "a"), ("always", "b"), ("sometimes", "a"),
                                    ("unknown", "b")])
    ]  # fmt: skip
    ax = record_plot.specification_curve(rows, ["form"])
    labels = [t.get_text() for t in ax.get_legend().get_texts()]
    assert labels == [
        "never: claim true (1)", "always: claim false (1)",
        "for some D: claim false for others (1)", "not decided (1)",
    ]  # fmt: skip
    bars = [x for x in ax.get_lines() if (len(x.get_xdata()) == 2 and x.get_xdata()[0] != 0)
            or len(set(x.get_ydata())) == 2]  # fmt: skip
    assert {tuple(b.get_ydata()) for b in bars} >= {(1.0, 4.0), (2.0, 5.0), (3.0, 6.0), (4.0, 7.0)}
    for wrong in ([], "x", [3], [{"status": "maybe"}]):
        with pytest.raises(OptionError):
            record_plot.specification_curve(wrong, ["form"])


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


@pytest.mark.long
def test_ladder_burden_duration_troops():
    found = ladder()
    ax = record_plot.ladder(found)
    demands = line(ax, "Washington demands (hollow: last position)").get_ydata()
    assert max(demands[demands == demands]) == pytest.approx(477.5, abs=0.1)
    assert [t.get_text() for t in ax.texts][:3] == ["74 days", "25 early", "40 early"]
    study = duration_study()
    assert "NATO" in record_plot.burden(burden_sharing()).get_title(loc="left")
    assert record_plot.pact_survival(study).get_ylim()[1] == 1
    assert len(record_plot.hazard_ratios(study).get_yticks()) == len(study.estimates)
    ax = record_plot.troops(data.load("usfk_troops"))
    assert "thousand" in ax.get_ylabel()
    assert 28.5 in line(ax, "official or published level").get_ydata()


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
    "contributions",
    "episode",
    "frontier",
    "gap",
    "hazard_ratios",
    "ladder",
    "pact_survival",
    "profiles",
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


@pytest.mark.parametrize("inches", [3.2, 4.4, 6.8])
def test_sources_stay_inside_the_figure(inches):
    from bargain.plot.style import drawing

    with drawing(None, "Correlates of War; Maddison; SIPRI; " * 9, size=(inches, 3)) as ax:
        ax.plot([0, 1], [0, 1])
    ax.figure.canvas.draw()
    assert ax.figure._supxlabel.get_window_extent().x1 <= ax.figure.bbox.width
