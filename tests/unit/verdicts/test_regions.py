"""For which parameters: exact regions of games with known answers, and honest partial ones."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.budget import spent
from bargain.check.certificate import seal
from bargain.check.checker import check as verify
from bargain.errors import EmptyRegionError, OptionError, RegionError
from bargain.question.cells.cells import Cell, Sample, covered, irredundant, learned
from bargain.question.cells.cuts import Borders
from bargain.question.question import Question
from bargain.verdicts.regions.crossings import crossed
from bargain.verdicts.regions.subjects import subject_of
from bargain.verdicts.regions.takeovers import Takeovers, stable_parts

c = bg.conditions
x, y = sp.symbols("x y")
a, b, d, p = sp.symbols("a b d p", positive=True)
s, t = sp.symbols("t_1 t_2", positive=True)


def pie(first: sp.Expr = s, second: sp.Expr = t, name: sp.Symbol = x) -> bg.Game:
    return bg.Game(
        actions={"A": {}, "B": {}},
        terms={name: (0, 1)},
        payoffs={"A": name, "B": 1 - name},
        disagreement={"A": first, "B": second},
    )


def same(found: bg.Region, wanted: sp.Basic, points: list[dict[sp.Symbol, object]]) -> bool:
    """Whether the formula has the wanted truth value at points, by plain evaluation."""
    assert found.formula is not None
    return all(bool(found.formula.subs(q)) == bool(wanted.subs(q)) for q in points)


def grid(*symbols: sp.Symbol) -> list[dict[sp.Symbol, object]]:
    values = [sp.Rational(n, 12) for n in range(1, 12)]
    points: list[dict[sp.Symbol, object]] = [{}]
    for symbol in symbols:
        points = [{**q, symbol: v} for q in points for v in values]
    return points


def test_floors_that_sum_to_at_most_one() -> None:
    found = bg.region(pie(), c.participation())
    assert found.exact
    assert found.unknown == sp.false
    assert same(found, s + t <= 1, grid(s, t))
    assert found.check().valid
    assert found.check().tied == "a statement about this game"


@pytest.mark.long
def test_commitment_where_one_pair_of_bounds_binds() -> None:
    """First strike: p_f - p_s <= c_A + c_B (Fearon 1995)."""
    p_f, p_s, c_A, c_B = sp.symbols("p_f p_s c_A c_B", positive=True)
    found = bg.region(
        pie(sp.Integer(0), sp.Integer(0)),
        [c.holds(x >= p_f - c_A), c.holds(1 - x >= 1 - p_s - c_B)],
        where=[p_f < 1, p_s < p_f, c_A < 1, c_B < 1],
    )
    assert found.exact
    inside = [q for q in grid(p_f, p_s)[::7] if q[p_s] < q[p_f]]
    points = [
        {**q, c_A: u, c_B: sp.Rational(1, 12)}
        for q in inside
        for u in (sp.Rational(1, 5), sp.Rational(1, 2))
    ]
    assert same(found, p_f - p_s <= c_A + c_B, points)


def cournot(u: sp.Symbol = a, v: sp.Symbol = b) -> bg.Game:
    return bg.Game(
        actions={"1": {x: (0, 1)}, "2": {y: (0, 1)}},
        payoffs={"1": x * (1 - x - y) - u * x, "2": y * (1 - x - y) - v * y},
    )


INTERIOR = [c.nash(), c.holds(x > 0), c.holds(y > 0)]


@pytest.mark.long
def test_both_firms_produce_iff_neither_is_shut_out() -> None:
    found = bg.region(cournot(), INTERIOR, where=[a < 1, b < 1])
    assert found.exact
    assert same(found, sp.And(2 * a < 1 + b, 2 * b < 1 + a), grid(a, b))


@pytest.mark.long
def test_renaming_parameters_renames_the_formula() -> None:
    """Names decide nothing."""
    plain = bg.region(cournot(), INTERIOR, where=[a < 1, b < 1])
    z, w = sp.symbols("zz AA", positive=True)
    renamed = bg.region(cournot(z, w), INTERIOR, where=[z < 1, w < 1])
    assert plain.formula is not None
    assert renamed.formula is not None
    assert plain.formula.subs({a: z, b: w}) == renamed.formula


@pytest.mark.long
def test_a_discount_that_deters() -> None:
    dilemma = bg.Game(
        actions={"1": {x: (0, 1)}, "2": {y: (0, 1)}}, payoffs={"1": 2 * y - x, "2": 2 * x - y}
    )
    full = [c.self_enforcing(d), c.holds(sp.Eq(x, 1)), c.holds(sp.Eq(y, 1))]
    found = bg.region(dilemma, full, where=[d < 1])
    assert found.exact
    assert same(found, 2 * d >= 1, grid(d))


def test_whole_regions_are_true_or_false() -> None:
    everywhere = bg.region(pie(), c.participation(), where=[s + t <= 1])
    nowhere = bg.region(pie(), c.participation(), where=[s + t > 1])
    assert (everywhere.formula, nowhere.formula) == (sp.true, sp.false)
    assert everywhere.exact
    assert nowhere.exact
    assert everywhere.contains({s: 0.5, t: 0.5}) is True
    assert nowhere.contains({s: 0.5, t: 0.75}) is False


def test_a_game_without_parameters() -> None:
    found = bg.region(pie(sp.Rational(1, 2), sp.Rational(1, 2)), c.participation())
    assert found.exact
    assert found.formula == sp.true


def test_points_are_asked_exactly() -> None:
    found = bg.region(pie(), c.participation(), where=[s < 1])
    assert found.contains({s: sp.Rational(1, 3), t: sp.Rational(2, 3)}) is True
    assert (
        found.contains({"t_1": "1/3", "t_2": sp.Rational(2, 3) + sp.Rational(1, 10**30)}) is False
    )
    with pytest.raises(OptionError, match="no value for t_2"):
        found.contains({s: 1})
    with pytest.raises(RegionError, match="not in the region"):
        found.contains({s: 2, t: 1})


def test_too_little_effort_leaves_it_open() -> None:
    """A limit is no answer: nothing is certified, and the region says so."""
    found = bg.region(cournot(), INTERIOR, where=[a < 1, b < 1], effort=0.05)
    assert not found.exact
    assert found.formula is None
    assert found.certificate is None
    assert found.contains({a: sp.Rational(1, 3), b: sp.Rational(1, 3)}) is None
    assert found.evidence
    with pytest.raises(OptionError, match="not exact"):
        found.save("nowhere.json")
    assert "not exact" in found.summary()


def test_an_empty_region_is_an_error() -> None:
    with pytest.raises(EmptyRegionError):
        bg.region(pie(), c.participation(), where=[s > 2, s < 1])


def test_another_thing_than_a_game_is_refused() -> None:
    with pytest.raises(OptionError, match="game"):
        bg.region("game.toml", c.participation())  # type: ignore[arg-type]


def test_a_region_is_saved_shown_and_written(tmp_path: Path) -> None:
    found = bg.region(pie(), c.participation())
    found.save(tmp_path / "region.json")
    assert bg.check(tmp_path / "region.json").valid
    assert json.loads(json.dumps(found.to_dict()))["exact"] is True
    assert "if and only if" in found.to_latex()
    assert "t_{1} + t_{2}" in found._repr_latex_()
    told = "an agreement that satisfies participation exists iff t_1 + t_2 <= 1"
    assert repr(found) == f"<Region exact: {told}>"


def test_a_region_of_ways_is_read_and_shown() -> None:
    """`where` with Or: points, LaTeX and figures know what it says."""
    p = sp.Symbol("p", real=True)
    game = bg.FiniteGame.from_payoffs([[p, 0], [0, p]], [[-1, 1], [1, -1]])
    found = bg.region(game, c.nash(), where=[sp.Or(p > 1, p < -1)])
    assert found.contains({p: 2}) is False
    assert found.contains({p: -2}) is True
    with pytest.raises(RegionError):
        found.contains({p: 0})
    assert "Alternatives" not in found.to_latex()


def test_an_exact_region_without_one_certificate_says_so() -> None:
    """A name that cannot stand in a text: the cells cannot be written for the checker."""
    found = bg.region(pie(sp.Symbol("t 1", positive=True), t), c.participation())
    assert found.exact
    assert found.certificate is None
    result = found.check()
    assert result.valid
    assert "not by the checker" in result.claim
    with pytest.raises(OptionError, match="have one each"):
        found.save("nowhere.json")


# --- cells ------------------------------------------------------------------------------------


def test_learned_cells_agree_with_their_samples_and_cover() -> None:
    samples = [Sample((u, v), u >= 0 and v > 0) for u in (-1, 0, 1) for v in (-1, 0, 1)]
    cells = learned(samples, 2)
    assert covered(cells)
    for sample in samples:
        assert {cell.yes for cell in cells if cell.holds(sample.signs)} == {sample.yes}


def test_samples_that_nothing_tells_apart_give_no_cells() -> None:
    assert learned([Sample((1,), True), Sample((1,), False)], 1) == []


def test_a_cell_that_others_make_up_for_is_left_out() -> None:
    low, high = frozenset((-1, 0)), frozenset((0, 1))
    cells = [Cell({0: low}), Cell({0: high}), Cell({0: high, 1: high})]
    assert irredundant(cells, []) == cells[:2]


@pytest.mark.long
def test_a_finite_game_has_a_pure_equilibrium_unless_fears_are_opposite() -> None:
    """The alliance dilemma (statement 13): by the signs of four incentives, by hand."""
    game = bg.models.alliance_dilemma()
    found = bg.region(game, c.nash())
    assert found.exact
    assert found.check().valid
    for values in product((-1, 0, 1), repeat=4):
        point = dict(zip(sorted(game.parameters, key=str), values, strict=True))
        fixed = game.at(point)
        stable = any(
            all(
                fixed.payoff(p, *profile) >= fixed.payoff(p, *changed(profile, i, other))
                for i, p in enumerate(fixed.players)
                for other in fixed.actions[p]
            )
            for profile in fixed.profiles()
        )
        assert found.contains(point) is stable


def changed(profile: tuple[object, ...], i: int, other: object) -> tuple[object, ...]:
    return (*profile[:i], other, *profile[i + 1 :])


def test_a_region_of_a_table_is_one_certificate() -> None:
    a, b = sp.symbols("a b", real=True)
    game = bg.FiniteGame.from_payoffs([[a, 0], [0, 1]], [[-1, b], [1, -1]])
    found = bg.region(game, bg.conditions.nash())
    assert found.exact
    assert found.contains({a: 1, b: 0}) is False
    assert found.contains({a: 0, b: 0}) is found.contains({a: 1, b: -1}) is True
    assert found.certificate is not None
    result = found.check()
    assert result.valid
    assert result.verdict == "region"
    assert result.tied == "a statement about this game"


def _copied(part: Any) -> Any:
    return json.loads(json.dumps(part))


def _sealed(changed: dict[str, Any]) -> dict[str, Any]:
    parts = (changed[k] for k in ("statement", "proof", "used", "sample", "made_by"))
    return seal(*parts)


def test_parts_of_a_table_are_about_one_table_and_what_their_texts_say() -> None:
    a, b = sp.symbols("a b", real=True)
    game = bg.FiniteGame.from_payoffs([[a, 0], [0, b]], [[1, 0], [0, 1]])
    found = bg.region(game, bg.conditions.nash())
    other = bg.region(
        bg.FiniteGame.from_payoffs([[2 * a, 1], [0, b]], [[1, 0], [0, 1]]), bg.conditions.nash()
    )
    mixed = _copied(found.certificate)
    for key in ("statement", "proof"):
        mixed[key]["parts"][0] = _copied(other.certificate[key]["parts"][0])
    cell = found.certificate["statement"]["cells"][0]
    where = [*mixed["statement"]["where"], *cell]
    mixed["statement"]["parts"][0]["where"] = where
    mixed["sample"]["0"] = other.certificate["sample"]["0"]
    mixed["used"] = sorted(
        [n for n in mixed["used"] if not n.startswith("0:")]
        + [n for n in other.certificate["used"] if n.startswith("0:")]
    )
    assert "another table" in bg.check(_sealed(mixed)).reason
    shifted = _copied(found.certificate)  # the cells still cover, but say something else
    text = json.dumps(shifted["statement"]["cells"]).replace(" 0", " 1")
    shifted["statement"]["cells"] = json.loads(text)
    for part, own in zip(shifted["statement"]["parts"], json.loads(text), strict=True):
        part["where"] = [*shifted["statement"]["where"], *own]
    assert verify(_sealed(shifted)).valid
    result = bg.check(_sealed(shifted))
    assert not result.valid
    assert "is not what the texts of its cell say" in result.reason


def test_borders_that_tell_nothing_are_left_out() -> None:
    x, y = sp.symbols("x y")
    answers = {(Fraction(k, 3), Fraction(j)): k > 4 for k in range(1, 9) for j in (1, 2)}
    many = [x + n for n in range(40)] + [x - Fraction(3, 2), y - 1, x * y + 1]
    borders = Borders(many, [x, y])
    kept = borders.telling(answers, 2)
    assert [borders.polynomials[k] for k in kept] == [x - Fraction(3, 2), y - 1]
    assert borders.telling(answers, 50) == list(range(len(many)))


@pytest.mark.long
def test_where_no_formula_can_be_written() -> None:
    x = sp.Symbol("x")
    a, b = sp.symbols("a b", positive=True)
    game = bg.Game({"1": {x: (0, 1)}, "2": {}}, {"1": x * sp.exp(-a) - x * b, "2": 0})
    found = bg.region(game, [bg.conditions.nash(), bg.conditions.holds(x > 0)], effort=5)
    assert not found.exact  # the border is b = exp(-a)
    assert any("no formula can be written" in entry for entry in found.evidence)


def test_signs_of_derivatives_tell_zeros_apart() -> None:
    """Between two squares of radii √v and √w about 0 and D: D ≤ √v + √w (Thom's lemma)."""
    v, w = sp.symbols("v w", positive=True)
    both = d**4 - 2 * d**2 * (v + w) + (v - w) ** 2
    borders = Borders([sp.expand(both)], [d, v, w])
    more = borders.derived(0)
    assert more.polynomials[0] == borders.polynomials[0]
    assert v + w - d**2 in more.polynomials
    assert len(more) == len(set(more.polynomials))
    assert len(more.derived(len(more) - 1)) == len(more)
    near, far = ((Fraction(n), Fraction(1), Fraction(4)) for n in (Fraction(1, 2), Fraction(4)))
    assert borders.signs(near) == borders.signs(far)  # below 2 - 1, and above 2 + 1
    assert more.signs(near) != more.signs(far)


def test_other_signs_are_asked_for_where_a_sign_is_known() -> None:
    borders = Borders([a - b, a + b - 1], [a, b])
    point = {"a": Fraction(3), "b": Fraction(1)}
    other = borders.otherwise(dict(enumerate(borders.signs((Fraction(3), Fraction(1))))))
    assert not other.holds_at(borders.ring.point(point))
    assert other.holds_at(borders.ring.point({"a": Fraction(1, 4), "b": Fraction(3)}))


@pytest.mark.long
def test_policies_that_both_accept_within_square_roots() -> None:
    """x² ≤ v and (D - x)² ≤ w: iff D ≤ √v + √w."""
    v, w, far = sp.symbols("v w D", positive=True)
    game = bg.Game(
        actions={"P": {}, "C": {}},
        terms={x: (-5, 5)},
        payoffs={"P": v - x**2, "C": w - (x - far) ** 2},
    )
    found = bg.region(game, c.participation(), where=[v < 1, w < 1, far < 3])
    assert found.exact
    for i, j, k in product(range(1, 6), range(1, 6), range(1, 16)):
        at = {v: sp.Rational(i**2, 36), w: sp.Rational(j**2, 36), far: sp.Rational(k, 6)}
        assert found.contains(at) is (k <= i + j)


def test_a_region_without_a_border_says_so() -> None:
    x = sp.Symbol("x")
    a = sp.Symbol("a", positive=True)
    game = bg.Game({"1": {x: (0, 1)}, "2": {}}, {"1": a * x, "2": 0})
    everywhere = bg.region(game, bg.conditions.nash())
    assert "exists at all parameters" in everywhere.summary()
    assert "exists at each of these parameters" in everywhere.to_latex()
    nowhere = bg.region(game, [bg.conditions.nash(), bg.conditions.holds(x < 1)])
    assert "exists at none" in nowhere.summary()


def test_halving_singles_out_the_border_that_is_crossed() -> None:
    x, y = sp.symbols("x y")
    decoys = [x - Fraction(k, 7) for k in range(1, 7)] + [x * y - Fraction(k, 9) for k in (1, 2, 4)]
    borders = Borders([*decoys, x**2 + y - 1], [x, y])
    yes, no = (Fraction(0), Fraction(1, 2)), (Fraction(1), Fraction(1))
    found, last_yes, last_no = crossed(borders, yes, no, (), lambda p: p[0] ** 2 + p[1] < 1)
    assert [borders.polynomials[k] for k in found] == [x**2 + y - 1]
    assert last_yes[0] ** 2 + last_yes[1] < 1 <= last_no[0] ** 2 + last_no[1]


def test_where_the_answer_changes_between_borders_none_is_crossed() -> None:
    x = sp.Symbol("x")
    borders = Borders([x - 1, x - 3], [x])
    found, *_ = crossed(borders, (Fraction(0),), (Fraction(4),), (), lambda p: p[0] < 2)
    assert found == []


def test_a_cell_is_cut_where_one_agreement_takes_over_from_another() -> None:
    x, t = sp.Symbol("x"), sp.Symbol("t", positive=True)
    game = bg.Game({"1": {x: (0, 1)}, "2": {}}, {"1": -((x - t) ** 2), "2": 0})
    asked = Question(game, bg.conditions.nash(), [t < 4])
    found = Takeovers(asked.always(), [{"t": Fraction(2)}], mark=spent() + 5)
    borders = Borders([t - 3, t - 1], [t])
    parts = stable_parts(Cell({0: frozenset((-1,))}), borders, found, lambda _: None, mark=inf)
    assert {part.allowed[1] for part in parts} == {frozenset((-1, 0)), frozenset((0, 1))}
    assert all(part.allowed[0] == frozenset((-1,)) for part in parts)


def test_points_of_questions_with_logarithms_are_guessed_in_floats() -> None:
    """Nobody gives to a common good iff the taste for it times the income is at most 1."""
    i = sp.Symbol("I", positive=True)
    free = bg.Game(
        actions={"1": {x: (0, 1)}, "2": {}},
        payoffs={"1": sp.log(i - x) + a * sp.log(x + 1), "2": sp.log(x + 1)},
    )
    subject = subject_of(free, [c.nash(), c.holds(sp.Eq(x, 0))], [i > 1])
    subject.proposed(mark=spent() + 5)
    before = spent()
    for income, taste in product((Fraction(3, 2), Fraction(2), Fraction(5)), (1, 3, 6, 9)):
        point = {"I": income, "a": Fraction(taste, 16)}
        assert subject.guess(point, mark=spent() + 1) is (income * taste <= 16)
    assert spent() - before < 0.25  # a proof of each takes fifty times as much
