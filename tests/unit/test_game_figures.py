"""Figures of any game: what is drawn is what the game and the results say, by hand calculation."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from matplotlib.axes import Axes

import bargain as bg
from bargain import plot
from bargain.plot.payoff_points import undominated
from bargain.verdicts.cores import Cores, Subset
from bargain.verdicts.gaps.gap import Gap

X, Y = sp.symbols("x y")
T, S = sp.symbols("t s", positive=True)
DUOPOLY = bg.Game(
    actions={"A": {X: (0, 1)}, "B": {Y: (0, 1)}},
    payoffs={"A": X * (1 - X - Y), "B": Y * (1 - X - Y)},
)
PIE = bg.Game(
    actions={"A": {}, "B": {}}, terms={X: (0, 1)}, payoffs={"A": X, "B": 1 - X},
    disagreement={"A": T, "B": S},
)  # fmt: skip
THREE = bg.Game(
    actions={"A": {}, "B": {}, "C": {}}, terms={X: (0, 1), Y: (0, 1)},
    payoffs={"A": X, "B": Y, "C": 1 - X - Y}, constraints=[X + Y <= 1],
    disagreement={"A": "1/4", "B": 0, "C": 0},
)  # fmt: skip
DILEMMA = bg.FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])


def drawn(ax: Axes, label: str) -> np.ndarray:
    return next(line for line in ax.lines if line.get_label() == label).get_xydata()


def test_the_frontier_of_a_duopoly_is_the_line_of_joint_monopoly() -> None:
    """Efficient: x + y = 1/2, and payoffs x/2 and y/2 with the sum 1/4."""
    ax = plot.frontier(DUOPOLY, bg.nash_equilibria(DUOPOLY))
    edge = drawn(ax, "Pareto frontier (sampled)")
    assert np.abs(edge.sum(axis=1) - 0.25).max() < 2e-4
    assert edge[:, 0].max() > 0.249
    assert edge[:, 0].min() < 0.001
    assert drawn(ax, "equilibrium 1").tolist() == [[pytest.approx(1 / 9)] * 2]


def test_the_frontier_stays_inside_the_constraints() -> None:
    ax = plot.frontier(THREE, players=("A", "B"))
    assert drawn(ax, "feasible (sampled)").sum(axis=1).max() <= 1 + 1e-6
    assert np.abs(drawn(ax, "Pareto frontier (sampled)").sum(axis=1) - 1).max() < 1e-2


def test_the_frontier_of_a_table_is_its_undominated_profiles() -> None:
    ax = plot.frontier(DILEMMA, {"defect": {"1": 1, "2": 1}})
    assert sorted(map(tuple, drawn(ax, "Pareto frontier"))) == [(0, 5), (3, 3), (5, 0)]
    assert len(drawn(ax, "pure profiles")) == 4
    assert drawn(ax, "defect").tolist() == [[1, 1]]


def test_undominated_agrees_with_the_definition() -> None:
    points = np.random.default_rng(1).integers(0, 8, size=(60, 2)).astype(float)
    slow = {
        tuple(p) for p in points
        if not any((q >= p).all() and (q > p).any() for q in points)
    }  # fmt: skip
    assert {tuple(points[n]) for n in undominated(points)} == slow


def test_what_has_no_agreement_is_not_drawn() -> None:
    game = PIE.at({T: "3/4", S: "3/4"})
    ax = plot.frontier(game, [bg.nash_bargaining(game)])
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels[-1] == "no agreement"
    assert not any("bargaining" in label for label in labels)


def test_a_triangle_has_shares_and_outside_options() -> None:
    ax = plot.triangle(THREE, {"all to A": {"A": 1, "B": 0, "C": 0}})
    assert drawn(ax, "all to A").tolist() == [[0, 0]]
    outside = next(line for line in ax.lines if line.get_linestyle() == ":").get_xydata()
    assert outside.tolist() == [[0.75, 0], [pytest.approx(0.375), pytest.approx(0.75 * 3**0.5 / 2)]]
    with pytest.raises(bg.InputError, match="negative payoff"):
        plot.triangle(THREE, {"odd": {"A": 2, "B": -1, "C": 0}})


def test_best_replies_are_the_textbook_lines() -> None:
    """Of a duopoly x = (1 - y)/2, and the same of y."""
    ax = plot.best_replies(DUOPOLY, bg.nash_equilibria(DUOPOLY))
    of_a, of_b = (line.get_xydata() for line in (ax.lines[0], ax.lines[2]))
    assert np.abs(of_a[:, 0] - (1 - of_a[:, 1]) / 2).max() < 2e-3
    assert np.abs(of_b[:, 1] - (1 - of_b[:, 0]) / 2).max() < 2e-3
    assert ax.lines[-1].get_xydata().tolist() == [[pytest.approx(1 / 3)] * 2]


def test_every_best_reply_is_drawn_where_several_are_equal() -> None:
    game = bg.Game(actions={"A": {X: (-1, 1)}, "B": {Y: (-1, 1)}}, payoffs={"A": X * Y, "B": Y})
    of_a = plot.best_replies(game).lines[0].get_xydata()
    assert len(of_a[of_a[:, 1] == 0]) == 401
    assert set(of_a[of_a[:, 1] > 0][:, 0]) == {1}


def test_best_replies_of_a_table_are_framed() -> None:
    ax = plot.best_replies(DILEMMA)
    framed = [t.get_text() for t in ax.texts if t.get_bbox_patch() is not None]
    assert sorted(framed) == ["1", "1", "5", "5"]


@pytest.mark.long
def test_a_phase_diagram_has_the_areas_of_its_cells() -> None:
    diagram = bg.phase_diagram(
        PIE, bg.conditions.participation(), {T: (0, 1), S: (0, 1)}, resolution=0.25
    )
    ax = plot.phase(diagram)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$t$", "$s$")
    shown = {text.get_text().partition(":")[0] for text in ax.get_legend().get_texts()}
    assert shown == {c.label for c in diagram.cells} - {"outside"}
    areas = [sum(_area(path) for path in each.get_paths()) for each in ax.collections]
    assert areas == [
        pytest.approx(diagram.share(s)) for s in ("never", "always", "sometimes", "unknown")
    ]


def _area(path) -> float:
    return float(np.prod(np.ptp(path.vertices, axis=0)))


@pytest.mark.needs("study")
def test_a_sweep_is_lines_over_one_and_a_map_over_two_parameters() -> None:
    found = bg.sweep(PIE, bg.nash_bargaining, {T: [0.1, 0.3, 0.5], S: [0.1, 0.3]})
    ax = plot.sweep(found, "payoff", at={S: 0.1})
    assert drawn(ax, "A")[:, 1].tolist() == pytest.approx([0.5, 0.6, 0.7])
    assert "payoff" in ax.get_ylabel()
    plane = plot.sweep(found, "payoff", at={"player": "A"})
    (mesh,) = plane.collections
    assert np.asarray(mesh.get_array()).shape == (2, 3)
    with pytest.raises(bg.InputError, match="has the dimensions"):
        plot.sweep(found, "payoff")
    with pytest.raises(bg.InputError, match="no variable"):
        plot.sweep(found, "welfare")


def test_bounds_and_cores() -> None:
    ax = plot.gap({"a": Gap(lower=0.1, upper=0.3), "b": Gap(status="infinite", reason="proved")})
    assert ax.lines[0].get_xdata().tolist() == [0.1, 0.3]
    assert [text.get_text() for text in ax.texts] == ["b: infinite (proved)"]
    clash = Subset(names=("p", "q"), status="clash", minimal=True, control="compatible")
    low = (Subset(names=("p",), status="compatible"), Subset(names=("q",), status="unknown"))
    found = Cores(demands=("p", "q"), subsets=(*low, clash))
    assert [text.get_text() for text in plot.cores(found).texts] == ["ok", "?", "core"]


@pytest.mark.parametrize("figure", ["frontier", "best_replies", "triangle", "phase", "gap", "cores",
                                    "sweep"])  # fmt: skip
@pytest.mark.parametrize("wrong", [None, 3, "game", PIE])
def test_a_figure_says_what_it_needs(figure: str, wrong: object) -> None:
    with pytest.raises(bg.InputError) as refused:
        getattr(plot, figure)(wrong)
    assert refused.value.fix
    assert "plot." in refused.value.where


def test_a_figure_is_drawn_into_given_axes() -> None:
    ax = plot.new_axes()
    assert plot.frontier(DILEMMA, ax=ax) is ax
    assert (
        plot.best_replies(bg.FiniteGame.from_payoffs([[Fraction(1, 2), 0]], [[1, 2]]), ax=ax) is ax
    )
