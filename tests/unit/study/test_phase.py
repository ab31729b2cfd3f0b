"""Phase diagrams: known boundaries appear; a wrong guess leaves unknown cells, never wrong ones."""

from __future__ import annotations

from fractions import Fraction as F
from types import SimpleNamespace

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain import conditions as c
from bargain.budget import Exhausted
from bargain.clock import TimeUp
from bargain.errors import InputError, OptionError
from bargain.intervals.bernstein import bounds_on, coefficients, sign_on
from bargain.models import autonomy_security
from bargain.study import paving
from bargain.study.phase import phase_diagram
from bargain.verdicts.verdict import Status

PLAIN = autonomy_security(entrapment=False)
BETA = sp.Symbol("beta", positive=True)
FULL = c.full_equilibrium(BETA)
TWO = PLAIN.at({"s_P": 1, "s_C": 1, "w_P": 2})  # D = 1, statement 3: w_C <= 8 beta^2 for w_C >= 2
EQUAL = TWO.at({"w_C": 2})
OVER = {"w_C": (2, 6), "beta": ("1/10", "9/10")}


def truth(cell):
    """The exact status of a closed box of (w_C, beta), None if it changes inside."""
    (low_w, high_w), (low_b, high_b) = cell.box
    if high_w <= 8 * low_b**2:
        return Status.ALWAYS
    return Status.NEVER if low_w > 8 * high_b**2 else None


def points_of(cell):
    """The corners of a cell, each as a cell of its own."""
    for w in cell.box[0]:
        for b in cell.box[1]:
            yield SimpleNamespace(box=((w, w), (b, b)))


@pytest.fixture(scope="module")
def statement_3():
    return phase_diagram(TWO, FULL, OVER, resolution=0.04, timeout=100)


@pytest.mark.long
def test_the_boundary_of_statement_3_is_found(statement_3):
    w, beta = TWO.symbol("w_C"), BETA
    assert any(sp.expand(g + s * (w - 8 * beta**2)) == 0 for g in statement_3.boundaries
               for s in (1, -1))  # fmt: skip
    assert statement_3.unknown_share == 0  # the boundary is exact
    for cell in statement_3.cells:
        assert (cell.status in (Status.UNKNOWN, Status.SOMETIMES)) == (truth(cell) is None)


@pytest.mark.long
def test_cells_are_honest(statement_3):
    assert sum(statement_3.share(s) for s in Status) == pytest.approx(1)
    checked = {}
    for cell in statement_3.cells:
        if cell.status is Status.SOMETIMES:
            corners = [truth(corner) for corner in points_of(cell)]
            assert {Status.ALWAYS, Status.NEVER} <= set(corners)
        elif cell.status is not Status.UNKNOWN:
            assert cell.status is truth(cell)
            checked |= {p: statement_3.verdicts[p].certificate for p in cell.pieces}
            assert len(statement_3.certificates_of(cell)) == len(cell.pieces) > 0
    assert len(checked) == 2
    assert all(bg.check(dict(x)).valid for x in checked.values())
    assert statement_3.at({"w_C": 3, "beta": "4/5"}) is Status.ALWAYS
    assert statement_3.at({"w_C": 5, "beta": "1/2"}) is Status.NEVER


@pytest.mark.long  # the ledger proves it in every run
def test_statement_2_in_one_dimension():
    diagram = phase_diagram(EQUAL, FULL, {BETA: ("1/10", "9/10")}, resolution=0.01)
    assert [sp.expand(g) for g in diagram.boundaries] == [2 * BETA - 1]
    assert diagram.at({"beta": "49/100"}) is Status.NEVER
    assert diagram.at({"beta": "52/100"}) is Status.ALWAYS
    assert diagram.unknown_share <= 0.02


@pytest.mark.long(every=2)
@pytest.mark.parametrize("wrong", [["beta - 1/3"], []], ids=["wrong", "none"])
def test_wrong_boundaries_leave_unknown(wrong):
    """A piece in which both occur is `sometimes`, which says nothing of its cells."""
    diagram = phase_diagram(EQUAL, FULL, {BETA: ("1/10", "9/10")}, resolution=0.1, boundaries=wrong)
    for cell in diagram.cells:
        high = cell.box[0][1]
        if cell.status is Status.NEVER:
            assert high < F(1, 2)
        else:
            assert cell.status is Status.UNKNOWN
    assert diagram.at({"beta": "8/10"}) is Status.UNKNOWN


@pytest.mark.long
def test_a_needless_boundary_does_no_harm():
    over = {BETA: ("1/10", "9/10")}
    diagram = phase_diagram(
        EQUAL, FULL, over, resolution=0.05, boundaries=["2*beta - 1", "3*beta - 2"]
    )
    assert sorted(diagram.verdicts) == [(-1, -1), (1, -1), (1, 1)]
    for cell in diagram.cells:
        low, high = cell.box[0]
        if cell.status is not Status.UNKNOWN:
            assert cell.status is (Status.NEVER if high < F(1, 2) else Status.ALWAYS)
            assert low > F(1, 2) or high < F(1, 2)


@pytest.mark.long
def test_cells_outside_the_region_are_unknown():
    diagram = phase_diagram(EQUAL, FULL, {BETA: ("1/4", 2)}, resolution=0.05)
    assert diagram.at({"beta": "3/2"}) is Status.UNKNOWN  # a discount factor is below 1
    assert diagram.at({"beta": "3/4"}) is Status.ALWAYS
    assert diagram.at({"beta": "3/10"}) is Status.NEVER


@pytest.mark.parametrize("end", [TimeUp, Exhausted])
def test_whatever_ends_a_paving_its_cells_cover_the_box(end, monkeypatch):
    x = sp.Symbol("x")
    square = ((F(0), F(1)), (F(0), F(1)))
    domain = paving.Domain({"variables": [], "region": []}, [])
    tensors = [coefficients(x - F(1, 3), [x, sp.Symbol("y")])]
    looked = 0

    def spend(_: int) -> None:
        nonlocal looked
        looked += 1
        if looked > 20:
            raise end

    monkeypatch.setattr(paving, "spend", spend)
    found = []
    with pytest.raises(end):
        found.extend(paving.pave(square, tensors, domain, 0.01, 1e9))
    assert sum(paving.volume(cell.box) for cell in found) == 1
    assert {cell.piece for cell in found} == {(1,), (-1,), None}


@pytest.mark.long
def test_plain_data(statement_3):
    data = statement_3.to_dict()
    assert len(data["cells"]) == len(statement_3.cells)
    assert data["unknown_share"] == statement_3.unknown_share
    assert "phase diagram over w_C, beta" in statement_3.summary()


@pytest.mark.parametrize(
    ("over", "more", "error"),
    [
        ({}, {}, OptionError),
        ({"zeta": (0, 1)}, {}, InputError),
        ({"y_P": (0, 1)}, {}, OptionError),
        ({"w_C": (3, 2)}, {}, OptionError),
        ({"w_C": (2, 2)}, {}, OptionError),
        ({"w_C": (2, float("inf"))}, {}, InputError),
        ({"w_C": (2, 3)}, {"resolution": 0}, OptionError),
        ({"w_C": (2, 3)}, {"resolution": 2}, OptionError),
        ({"w_C": (2, 3)}, {"boundaries": ["beta - 1"]}, OptionError),
        ({"w_C": (2, 3)}, {"boundaries": ["sqrt(w_C)"]}, OptionError),
    ],
)
def test_refusals(over, more, error):
    with pytest.raises(error):
        phase_diagram(TWO, FULL, over, **more)


@pytest.mark.long
def test_points_outside_the_diagram(statement_3):
    with pytest.raises(OptionError, match="outside"):
        statement_3.at({"w_C": 7, "beta": "1/2"})
    with pytest.raises(OptionError, match="no value"):
        statement_3.at({"w_C": 3})


# --- Bernstein bounds ---------------------------------------------------------------------------

X, Y = sp.symbols("x y")
terms = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(-4, 4), min_size=1, max_size=5
)
ends = st.tuples(st.fractions(-2, 2, max_denominator=4), st.fractions(-2, 2, max_denominator=4))
shares = st.fractions(0, 1, max_denominator=6)


@settings(max_examples=15)
@given(terms, ends, ends, shares, shares)
def test_bernstein_bounds_hold(terms, first, second, s, t):
    p = sum((k * X**i * Y**j for (i, j), k in terms.items()), sp.S.Zero)
    box = [tuple(sorted(first)), tuple(sorted(second))]
    tensor = coefficients(p, [X, Y])
    point = [low + r * (high - low) for (low, high), r in zip(box, (s, t), strict=True)]
    exact = p.subs(dict(zip((X, Y), map(sp.Rational, point), strict=True)))
    value = F(int(exact.p), int(exact.q))
    low, high = bounds_on(tensor, box)
    assert low <= value <= high
    sign = sign_on(tensor, box)
    if sign:
        assert sign * value > 0


@settings(max_examples=10)
@given(terms, ends)
def test_bernstein_bounds_are_exact_on_a_point_and_for_linear(terms, corner):
    p = sum((k * X**i * Y**j for (i, j), k in terms.items()), sp.S.Zero)
    box = [(corner[0], corner[0]), (corner[1], corner[1])]
    exact = p.subs({X: sp.Rational(corner[0]), Y: sp.Rational(corner[1])})
    value = F(int(exact.p), int(exact.q))
    assert bounds_on(coefficients(p, [X, Y]), box) == (value, value)
    assert bounds_on(coefficients(X - 2 * Y, [X, Y]), [(F(0), F(1)), (F(0), F(1))]) == (-2, 1)


@pytest.mark.long
def test_a_change_at_zero_is_a_boundary():
    y, z = sp.symbols("y z")
    s = sp.Symbol("s", real=True)
    game = bg.Game(
        {"a": {y: (0, 1)}, "b": {z: (0, 1)}},
        {"a": z - y**2 / 2, "b": s * y - z**2 / 2},
        parameters=[s],
    )
    diagram = phase_diagram(game, [c.participation(), c.holds(y > 0)], {s: (-1, 1)}, timeout=20)
    assert any(sp.expand(g**2 - s**2) == 0 for g in diagram.boundaries)
    assert all(cell.status is not Status.ALWAYS for cell in diagram.cells if cell.box[0][1] < 0)


@pytest.mark.long
def test_what_the_region_proved_is_inherited():
    """A cell carries the certificate of the region's cell that it lies in, and no other is made."""
    d, k = sp.symbols("d k", positive=True)
    x, y = sp.symbols("x y")
    dilemma = bg.Game(
        actions={"1": {x: (0, 1)}, "2": {y: (0, 1)}},
        payoffs={"1": 2 * y - k * x, "2": 2 * x - k * y},
    )
    honest = [c.self_enforcing(d), c.holds(sp.Eq(x, 1)), c.holds(sp.Eq(y, 1))]
    diagram = phase_diagram(
        dilemma,
        honest,
        {d: ("1/10", "9/10"), k: ("1/10", "19/10")},
        where=[d < 1],
        resolution=0.05,
        timeout=100,
    )
    assert not diagram.fitted
    assert diagram.unknown_share == 0
    assert {str(g) for g in diagram.boundaries} <= {"2*d - k", "-2*d + k"}
    for cell in diagram.cells:
        if cell.status in (Status.ALWAYS, Status.NEVER):
            assert diagram.certificates_of(cell)
            assert all(
                one in [v.certificate for v in diagram.verdicts.values()]
                for one in diagram.certificates_of(cell)
            )
            middle = [(u + v) / 2 for u, v in cell.box]
            assert (2 * middle[0] >= middle[1]) == (cell.status is Status.ALWAYS)


@pytest.mark.long
@pytest.mark.needs("study")
def test_cells_are_a_data_set_and_a_table() -> None:
    """Areas by status, added up from the table, are the shares of the diagram."""
    x, t, s = sp.Symbol("x"), sp.Symbol("t", positive=True), sp.Symbol("s", positive=True)
    pie = bg.Game(
        actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x},
        disagreement={"A": t, "B": s},
    )  # fmt: skip
    asked = bg.conditions.participation()
    diagram = bg.phase_diagram(pie, asked, {t: (0, 1), s: (0, 1)}, resolution=0.25)
    table = diagram.to_dataframe()
    area = (table["t_high"] - table["t_low"]) * (table["s_high"] - table["s_low"])
    for status in ("always", "never", "sometimes", "unknown"):
        share = float(area[table["status"] == status].sum())
        assert share == pytest.approx(diagram.share(status))
    assert diagram.to_xarray().sizes["cell"] == len(diagram.cells)


def test_a_phase_as_thin_as_a_line_is_cut_along_it() -> None:
    """Equal shares of a and b exist iff a = b, for any c: no point of a grid falls on that line."""
    x = sp.Symbol("x")
    a, b, c = sp.symbols("a b c", positive=True)
    game = bg.Game({"A": {}, "B": {}}, {"A": a * c * x, "B": b * x}, terms={x: (0, 1)})
    asked = bg.conditions.holds(x > 0) & bg.conditions.holds(sp.Eq(a * x, b * x))
    found = bg.phase_diagram(
        game, asked, {a: ("1", "2"), b: ("1.3", "2.1")}, where=[c > 1], resolution=0.2
    )
    assert found.share("never") > 0.85  # cells on the line are a quarter of the others
    assert found.at({a: 1, b: 2}) == found.at({a: 2, b: "1.3"}) == "never"
    assert found.at({a: "1.5", b: "1.5"}) == "unknown"
    assert [sp.expand(g) in (a - b, b - a) for g in found.boundaries] == [True]
    assert not found.fitted


def test_a_cell_across_a_border_with_the_same_on_both_sides_is_proved() -> None:
    """Costs of war c and a risk acceptant A (Fearon 1995): all the pie is offered where p + c > 1.

    Agreements exist iff min(1, p + c)^2 >= p - c: the line p + c = 1 separates no phases.
    """
    x, p, cost = sp.Symbol("x"), sp.Symbol("p", positive=True), sp.Symbol("c", positive=True)
    game = bg.Game(
        {"A": {}, "B": {}}, {"A": x**2, "B": 1 - x}, terms={x: (0, 1)},
        disagreement={"A": p - cost, "B": 1 - p - cost},
    )  # fmt: skip
    found = phase_diagram(game, [c.participation()], {p: (0, 1), cost: (0, 1)}, resolution=0.1)
    assert p + cost - 1 in found.boundaries
    assert all(found.at({p: v, cost: 1 - v}) is Status.ALWAYS for v in (0.25, 0.5, 0.75))
    several = [cell for cell in found.cells if len(cell.pieces) > 1]
    for cell in several:
        assert cell.piece is None
        assert found.certificate_of(cell) is None
        assert len(found.certificates_of(cell)) == len(cell.pieces)
    assert several


@pytest.mark.long
def test_where_an_agreement_exists_for_all_values_of_what_is_not_plotted() -> None:
    """x^2 for A, 1 - x for B: for all p < 1 iff p <= (p + c_B)^2 + c_A, and 4(c_A + c_B) >= 1."""
    x, p = sp.Symbol("x"), sp.Symbol("p", positive=True)
    c_A, c_B = sp.symbols("c_A c_B", positive=True)
    game = bg.Game(
        {"A": {}, "B": {}}, {"A": x**2, "B": 1 - x}, terms={x: (0, 1)},
        disagreement={"A": p - c_A, "B": 1 - p - c_B},
    )  # fmt: skip
    found = phase_diagram(
        game, [c.participation()], {c_A: (0, 1), c_B: (0, 1)}, where=[p < 1], resolution=0.05,
        effort=60,
    )  # fmt: skip
    assert found.boundaries == (4 * c_A + 4 * c_B - 1,)
    assert not found.fitted
    assert found.at({c_A: "0.2", c_B: "0.1"}) is Status.ALWAYS
    assert found.at({c_A: "0.1", c_B: "0.1"}) is Status.UNKNOWN  # for some p, not for others
