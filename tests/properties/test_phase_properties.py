"""Every cell of a phase diagram says what `decide` says at its middle, and nothing elsewhere."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
import sympy as sp
from hypothesis import Phase, given, settings, strategies as st

import bargain as bg
from bargain import conditions as c
from bargain.errors import EmptyRegionError, OptionError
from bargain.exact import to_sympy
from bargain.verdicts.verdict import Status

Y = sp.Symbol("y")
S, T = sp.symbols("s t", real=True)
POSITIVE = sp.Symbol("s", positive=True)
QUICK = (Phase.explicit, Phase.generate)


def game(*parameters):
    return bg.Game({"P": {Y: (0, 1)}, "C": {}}, {"P": Y, "C": 0}, parameters=list(parameters))


def middle(cell):
    return [(low + high) / 2 for low, high in cell.box]


def corners_and_middle(cell):
    return [cell.box[0][0], cell.box[0][1], middle(cell)[0]]


COEFFICIENTS = st.lists(st.integers(-3, 3), min_size=3, max_size=3)


def both_answers(cell, p, q):
    """Whether corners and middle of a cell show both answers."""
    answers = set()
    for value in corners_and_middle(cell):
        low, high = (sp.sympify(e).subs(S, to_sympy(value)) for e in (p, q))
        answers.add(bool(low <= high) and bool(low <= 1) and bool(high >= 0))
    return answers == {True, False}


@pytest.mark.long
@settings(max_examples=8, phases=QUICK)
@given(COEFFICIENTS, COEFFICIENTS, COEFFICIENTS, st.booleans())
def test_cells_say_what_holds(first, second, third, strict):
    """There is a y in [0, 1] between p(s) and q(s); the region is r(s) >= 0 or > 0."""
    p, q, r = (sum(k * S**i for i, k in enumerate(ks)) for ks in (first, second, third))
    relation = sp.Gt if strict else sp.Ge
    where = [relation(r, 0, evaluate=False)]
    demands = [c.holds(sp.Ge(Y, p, evaluate=False)), c.holds(sp.Le(Y, q, evaluate=False))]
    try:
        diagram = bg.phase_diagram(
            game(S), demands, {S: (-1, 1)}, where=where, resolution=0.2, timeout=6
        )
    except EmptyRegionError:
        assert all(not relation(r.subs(S, to_sympy(F(k, 8))), 0) for k in range(-8, 9))
        return
    for cell in diagram.cells:
        if cell.status is Status.SOMETIMES:
            assert both_answers(cell, p, q)
            continue
        for value in corners_and_middle(cell):  # a claim holds on the whole closed cell
            at = {S: to_sympy(value)}
            here = bool(relation(sp.sympify(r).subs(at), 0))
            low, high = sp.sympify(p).subs(at), sp.sympify(q).subs(at)
            exists = bool(low <= high) and bool(low <= 1) and bool(high >= 0)
            if cell.outside:
                assert not here
            elif cell.status is not Status.UNKNOWN:
                assert here
                assert cell.status is (Status.ALWAYS if exists else Status.NEVER)


def test_cells_agree_with_decide():
    s, t = sp.symbols("s t", positive=True)
    asked = game(s, t), [c.holds(s * t <= Y), c.holds(s + t > Y)]
    where = [t <= 2, s <= 2]
    diagram = bg.phase_diagram(*asked, {s: (0, 3), t: (0, 1)}, where=where, resolution=0.26,
                               timeout=30)  # fmt: skip
    labels = {cell.label for cell in diagram.cells}
    assert {"always", "outside"} <= labels
    for cell in diagram.cells:
        pinned = [sp.Eq(v, to_sympy(x)) for v, x in zip((s, t), middle(cell), strict=True)]
        if cell.outside:
            with pytest.raises(EmptyRegionError):
                bg.decide(*asked, [*where, *pinned])
        elif cell.status is Status.SOMETIMES:
            (s_low, s_high), (t_low, t_high) = cell.box
            corners = [(x, y) for x in (s_low, s_high) for y in (t_low, t_high)]
            exists = {x * y <= 1 and x * y < x + y for x, y in corners}
            assert exists == {True, False}
        elif cell.status is not Status.UNKNOWN:
            assert bg.decide(*asked, [*where, *pinned]).status is cell.status


def test_a_cell_needs_values_of_the_parameters_that_are_not_plotted():
    """t lies below s and above 1/2: for s <= 1/2 there is no parameter, hence no claim."""
    where = [T < S, sp.Rational(1, 2) < T]
    diagram = bg.phase_diagram(game(S, T), [c.holds(Y >= 0)], {S: (0, 1)}, where=where,
                               boundaries=[],
        resolution=0.05, timeout=20)  # fmt: skip
    assert diagram.share("always") > 0.4
    for cell in diagram.cells:
        if cell.box[0][0] <= F(1, 2):
            assert cell.status is Status.UNKNOWN


def test_the_edge_of_an_open_region_is_not_claimed():
    diagram = bg.phase_diagram(game(POSITIVE), [c.holds(Y >= 0)], {POSITIVE: (0, 1)},
                               boundaries=[],
        resolution=0.1, timeout=20)  # fmt: skip
    assert all((cell.box[0][0] > 0) == (cell.status is Status.ALWAYS) for cell in diagram.cells)


def test_an_equation_is_no_half_space():
    """The region s t = 1 touches the box at one corner."""
    diagram = bg.phase_diagram(game(S, T), [c.holds(Y >= 0)], {S: (1, 2), T: (1, 2)},
                               where=[sp.Eq(S * T, 1)], boundaries=[],
        resolution=0.3, timeout=20)  # fmt: skip
    assert diagram.share("always") == diagram.share("never") == 0
    assert diagram.share("outside") > 0.9


def test_a_box_outside_the_region_is_an_empty_region():
    with pytest.raises(EmptyRegionError):
        bg.phase_diagram(game(S), [c.holds(Y >= 0)], {S: (0, 1)}, where=[S > 2], timeout=10)


def test_a_rational_region_cuts_as_well():
    diagram = bg.phase_diagram(game(POSITIVE), [c.holds(Y >= 0)], {POSITIVE: (1, 4)},
                               where=[sp.Rational(1, 2) <= 1 / POSITIVE], boundaries=[],
        resolution=0.1,
                               timeout=20)  # fmt: skip
    assert diagram.at({"s": "3/2"}) is Status.ALWAYS
    assert diagram.at({"s": 3}) is Status.UNKNOWN
    assert diagram.share("outside") > 0.4


@pytest.mark.long
def test_guesses_are_called_guesses():
    asked = game(S), [c.holds(Y >= S)], {S: (0, 2)}
    found = bg.phase_diagram(*asked, resolution=0.2, timeout=20)  # by the region, which is proved
    assert found.boundaries
    assert "a guess" not in found.summary()
    beside = game(S, T), [c.holds(Y >= S), c.holds(T >= 0)], {S: (0, 2)}
    fitted = bg.phase_diagram(*beside, where=[T >= 0], resolution=0.2, timeout=20)
    assert fitted.boundaries
    assert "a guess" in fitted.summary()
    given_by_hand = bg.phase_diagram(*asked, resolution=0.2, timeout=20, boundaries=[S - 1])
    assert "a guess" not in given_by_hand.summary()


@pytest.mark.parametrize("cut", [sp.sqrt(2) * S - 1, sp.pi - S])
def test_cuts_have_rational_coefficients(cut):
    with pytest.raises(OptionError, match="rational"):
        bg.phase_diagram(game(S), [c.holds(Y >= S)], {S: (0, 2)}, boundaries=[cut])


def test_a_float_in_a_cut_is_its_binary_value():
    asked = game(S), [c.holds(sp.Ge(Y, 10 * S, evaluate=False))], {S: (0, 1)}
    diagram = bg.phase_diagram(*asked, boundaries=[S - 0.1], resolution=0.2, timeout=10)
    assert sp.solve(diagram.boundaries[0], S) == [to_sympy(0.1)]
