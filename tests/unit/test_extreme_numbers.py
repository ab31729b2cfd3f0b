"""Exact numbers keep their sign, however small or large; what cannot be told is refused.

`float(Fraction(1, 10**400))` is 0.0 and `float(10**400)` raises: neither decides anything here.
"""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.arguments import positive
from bargain.errors import BargainError, GameError, InputError, OptionError, RegionError
from bargain.exist.opposite_pairs import refute_by_factors
from bargain.game.symbol_table import put_in
from bargain.intervals.definedness import undefined_point
from bargain.question import region_points as region
from bargain.refute.proof_tree import Psatz
from bargain.refute.ring import Relation, Ring
from bargain.signs import about, by_size, sign_of
from bargain.solve.finite.profile import profile_of
from bargain.study.grid import Grid

x, y, z, t = sp.symbols("x y z t")
s = sp.Symbol("s", positive=True)
TINY, HUGE = Fraction(1, 10**400), Fraction(10**400)
tiny, huge = sp.Rational(1, 10**400), sp.Integer(10) ** 400


def plain_ge(left, right):
    return sp.Ge(left, right, evaluate=False)


def exchange(one=1, two=3, weight=1, box=(0, 1), **more) -> bg.Game:
    return bg.Game(
        {"P": {y: box}, "C": {z: box}},
        {"P": one * z - weight * y**2 / 2, "C": two * y - weight * z**2 / 2},
        **more,
    )


# --- the sign of a number -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "sign"),
    [
        (TINY, 1), (-TINY, -1), (Fraction(0), 0), (-huge, -1), (1e-300, 1), (float("nan"), None),
        (sp.log(1 + tiny) - tiny / 2, 1), (sp.log(1 + tiny) - 2 * tiny, -1),
        (sp.log(1 + sp.Rational(1, 10**20)) - sp.Rational(1, 2 * 10**20), 1),
        (sp.exp(tiny) - 1 - tiny / 2, 1), (sp.sqrt(2 + tiny) - sp.sqrt(2), 1),
        (sp.sqrt(2) + sp.sqrt(3) - sp.sqrt(5 + 2 * sp.sqrt(6)), 0),
        (sp.Max(sp.sqrt(2), sp.sqrt(2 + tiny)) - sp.sqrt(2), 1), (sp.pi - 3, 1),
        (sp.CRootOf(x**5 - x - 1, 0) - sp.Rational(7, 6), 1), (sp.sqrt(-2), None), (sp.oo, None),
        (1 / (sp.log(4) - 2 * sp.log(2)), None), (sp.gamma(sp.Rational(1, 3)), 1),
    ],
)  # fmt: skip
def test_the_sign_of_a_number_is_exact(number, sign):
    assert sign_of(number) == sign


def test_a_sign_that_nobody_can_tell_is_refused():
    with pytest.raises(OptionError, match="could not be decided"):
        sign_of(sp.exp(sp.exp(sp.exp(9))))


def test_numbers_are_sorted_exactly():
    numbers = [sp.sqrt(2 + tiny), sp.sqrt(2), sp.sqrt(2 - tiny)]
    assert sorted(numbers, key=by_size()) == numbers[::-1]


def test_numbers_of_any_size_are_printed():
    assert [about(TINY), about(-HUGE), about(Fraction(1, 2)), about(Fraction(0))] == [
        "1e-400", "-1e+400", "0.5", "0"]  # fmt: skip


@pytest.mark.parametrize(
    "ask",
    [
        lambda k: exchange(one=k),
        lambda k: c.holds(sp.Ge(y, k, evaluate=False)),
        lambda k: bg.decide(exchange(one=s), c.nash(), where=[sp.Gt(s, k, evaluate=False)]),
        lambda k: bg.FiniteGame.from_payoffs([[k]], [[0]]).payoff("1", 0, 0),
    ],
)
def test_logarithms_that_sympy_takes_for_zero_are_refused(ask):
    """Sympy's `log(1 + 10**-20) - 10**-20/2` is negative, the number is positive."""
    small = sp.Rational(1, 10**20)
    assert (sp.log(1 + small) - small / 2).is_positive is not True  # why they are refused
    with pytest.raises(InputError, match="within 10\\^-9 of 1"):
        ask(sp.log(1 + small) - small / 2)


# --- residuals ------------------------------------------------------------------------------------


def curved(k) -> bg.Game:
    return bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": sp.log(1 + y) - k * y, "C": -z})


def test_residuals_see_the_smallest_difference():
    game = exchange()
    at = {y: Fraction(1, 2), z: Fraction(1, 2) * (1 + TINY)}
    assert c.holds(sp.Ge(y, z)).residual(game, at) > 0
    assert c.holds(sp.Le(y, z)).residual(game, at) == 0
    for k, below in ((sp.Rational(1, 2), False), (sp.Integer(2), True)):
        found = c.participation().residual(curved(k), {y: TINY, z: 0})
        assert (found > 0) is below, "log(1 + 10**-400) lies between its half and its double"


def test_a_balance_is_kept_to_its_last_digit():
    game = exchange(measures={"m": {"P": y, "C": z}})
    for off, met in ((TINY / 2, True), (2 * TINY, False)):
        at = {y: Fraction(1, 2), z: Fraction(1, 2) * (1 + off)}
        assert (c.balanced("m", TINY).residual(game, at) == 0) is met


def test_efficiency_and_best_replies_compare_exactly():
    apart = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}},
                    {"P": y - (1 + tiny) * z, "C": z - y})  # fmt: skip
    inside = {y: Fraction(1, 2), z: Fraction(1, 2)}
    assert c.efficient().residual(apart, inside) > 0
    alike = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": y - z, "C": z - y})
    assert c.efficient().residual(alike, inside) == 0
    flat = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": tiny * y, "C": -z})
    assert c.nash().residual(flat, {y: 1 - TINY, z: 0}) > 0
    assert c.nash().residual(flat, {y: 1, z: 0}) == 0


def test_a_best_reply_without_a_closed_form_is_refused():
    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": sp.sin(y) - y**5 + z, "C": -z})
    with pytest.raises(OptionError, match="no closed form"):
        c.nash().residual(game, {y: 0, z: 0})


# --- values put into a game -----------------------------------------------------------------------


def test_assumptions_are_tested_exactly_when_values_are_put_in():
    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": s * z - y, "C": y - z},
                   assumptions=[sp.log(1 + s) > s / 2])  # fmt: skip
    assert game.at({s: TINY}).is_numeric
    with pytest.raises(RegionError):
        game.at({s: HUGE})
    with pytest.raises(RegionError):
        game.at({s: -TINY})
    assert put_in(sp.sqrt(2 + s) > sp.sqrt(2), {s: tiny}) is True


def test_terms_stay_inside_their_box_exactly():
    game = bg.Game({"P": {y: (0, 1)}, "C": {}}, {"P": t - y, "C": y - t}, terms={t: (0, 1)})
    assert game.at({t: 1 - TINY}).is_numeric
    with pytest.raises(RegionError, match="outside"):
        game.at({t: 1 + TINY})


def test_the_parameters_of_a_finite_game_are_tested_exactly():
    r = sp.Symbol("r", nonnegative=True)
    game = bg.FiniteGame.from_payoffs([[s, 0]], [[r, 1]], assumptions=[s > r])
    assert game.at({s: TINY, r: 0}).payoff("1", 0, 0) == TINY
    for values in ({s: TINY, r: TINY}, {s: -TINY}, {r: sp.sqrt(2) - sp.sqrt(2 + tiny)}):
        with pytest.raises(GameError, match="contradict"):
            game.at(values)


# --- solvers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [TINY, -TINY, HUGE, -HUGE])
def test_finite_games_see_the_sign_of_a_difference(off):
    for start in (Fraction(0), HUGE):
        game = bg.FiniteGame.from_payoffs([[start, 0], [start + off, 0]], [[1, 0], [1, 0]])
        found = bg.nash_equilibria(game)
        chosen = {e["1"][0] for e in found.equilibria if e["2"][0] == 1}
        assert found.complete
        assert chosen == {Fraction(int(off < 0))}


def test_regrets_of_any_size_are_printed():
    for size, text in ((HUGE, "1e+400"), (TINY, "1e-400")):
        game = bg.FiniteGame.from_payoffs([[size], [0]], [[0], [0]])
        profile = profile_of(game, [[0, 1], [1]])
        assert profile.regret == size
        assert text in profile.summary()
        assert text in repr(profile)


def test_three_players_with_numbers_beyond_floats():
    cube = [[[HUGE, 0], [0, HUGE]], [[TINY, 0], [0, 1]]]
    found = bg.nash_equilibria(bg.FiniteGame.from_payoffs(cube, cube, cube))
    assert [e.is_pure for e in found.equilibria].count(True) >= 1
    assert found.summary()


@pytest.mark.parametrize("one", [tiny, huge, 1 + tiny])
def test_continuous_equilibria_and_leaders(one):
    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": one * y, "C": -one * z})
    found = bg.nash_equilibria(game)
    assert all(e[y] == 1 and e[z] == 0 for e in found.equilibria)
    leader = bg.stackelberg(game, leader="P")
    assert leader.proved
    assert (leader.agreement[y], leader.agreement[z]) == (1, 0)


def test_a_leader_chooses_by_the_smallest_difference():
    for off, best in ((tiny, 1), (-tiny, 0)):
        game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}},
                       {"P": (y - sp.Rational(1, 2)) ** 2 + off * y, "C": -z})  # fmt: skip
        answer = bg.stackelberg(game, leader="P")
        assert answer.agreement[y] == best
        assert answer.alternatives == ()


@pytest.mark.parametrize(
    "solve",
    [bg.nash_bargaining, bg.kalai_smorodinsky, bg.egalitarian, bg.utilitarian,
     lambda g: bg.alternating_offers(g, {"P": "9/10", "C": "4/5"})],
)  # fmt: skip
@pytest.mark.parametrize(
    "game",
    [lambda: exchange(one=tiny), lambda: exchange(one=huge), lambda: exchange(weight=huge),
     lambda: exchange(box=(0, HUGE)), lambda: exchange(box=(0, TINY)),
     lambda: exchange(box=(1, 1 + TINY)), lambda: exchange(disagreement={"P": HUGE, "C": -TINY})],
)  # fmt: skip
def test_bargaining_refuses_numbers_that_floats_cannot_hold(solve, game):
    with pytest.raises(GameError, match="another unit"):
        solve(game())


@pytest.mark.long(every=3)
@pytest.mark.parametrize("unit", ["1", "1e-12", "1e-20", "1e20"])
def test_the_unit_of_an_action_does_not_make_a_kink_disappear(unit):
    """At y = 1 and z = 0 the least of y and 3 z is 0, in every unit."""
    k = sp.Rational(unit)
    least = sp.Min(y, 3 * z)
    payoffs = {"P": 2 * least - y * sp.Rational(3, 2) + z / 4, "C": 2 * least - z}
    game = bg.Game({"P": {y: (0, k)}, "C": {z: (0, k)}}, payoffs)
    for solve in (bg.nash_bargaining, bg.utilitarian):
        found = solve(game).agreement
        assert found is None or found[z] > 0
    assert bg.egalitarian(game).agreement[z] / k == pytest.approx(1)


@pytest.mark.parametrize("weight", [TINY, HUGE])
def test_weights_that_floats_cannot_hold_are_refused(weight):
    for solve in (bg.nash_bargaining, bg.egalitarian, bg.utilitarian, bg.kalai_smorodinsky):
        with pytest.raises(OptionError, match="10\\^-100"):
            solve(exchange(), weights={"P": weight, "C": 1})
    pie = bg.AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])
    shares = bg.nash_bargaining(pie, weights={"1": weight, "2": 1}).agreement.gains
    assert shares["1"] == weight / (1 + weight), "sets of agreements are solved exactly"


def test_patience_that_floats_cannot_tell_from_one_is_refused():
    pie = bg.AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])
    with pytest.raises(OptionError, match="nearer to 1"):
        bg.alternating_offers(pie, {"1": 1 - TINY, "2": Fraction(1, 2)})
    impatient = bg.alternating_offers(pie, {"1": TINY, "2": Fraction(1, 2)})
    assert impatient.agreement.gains["1"] == Fraction(1, 2) / (1 - TINY / 2)


def test_a_discount_factor_is_compared_exactly():
    half = sp.Rational(1, 2)
    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z - y, "C": 1 + y - z})
    for off, sustained in ((TINY, False), (-TINY, True)):
        needed = bg.minimum_discount(game, {y: half + off, z: half})
        assert (needed.value is not None) is sustained, "P gets less than its outside option"
    for k, sustained in ((half, True), (sp.Integer(2), False)):
        needed = bg.minimum_discount(curved(k), {y: TINY, z: 0})
        assert (needed.by_player["P"] is not None) is sustained
    border = bg.sustainable(exchange(one=1, two=1), half)
    assert border.contains({y: 1, z: 1}) is True
    assert bg.sustainable(exchange(one=1 - tiny, two=1), half).contains({y: 1, z: 1}) is False


# --- questions ------------------------------------------------------------------------------------


def test_decide_sees_the_sign_of_a_difference():
    for off, status in ((tiny, "always"), (-tiny, "never"), (huge, "always"), (-huge, "never")):
        game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": off + 0 * y, "C": -z})
        verdict = bg.decide(game, c.participation(), timeout=20)
        assert verdict.status == status
        assert bg.check(verdict).valid
    for off, status in ((TINY, "always"), (-TINY, "never"), (HUGE, "always"), (-HUGE, "never")):
        cycle = bg.FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, 1 - off]])
        verdict = bg.decide(cycle, c.nash(), timeout=20)
        assert verdict.status == ("always" if status == "never" else "never")


@pytest.mark.long
def test_a_tiny_region_is_answered_and_an_empty_one_never_is():
    game = exchange(one=s)
    verdict = bg.decide(game, c.participation(), where=[s < tiny], timeout=20)
    assert verdict.status == "always"
    assert bg.check(verdict).valid
    try:
        verdict = bg.decide(game, c.participation(), where=[s < tiny, s > 2 * tiny], timeout=20)
    except RegionError as error:
        assert "empty" in str(error)  # noqa: PT017  # either answer is right
    else:
        assert verdict.status == "unknown"


def test_algebraic_points_beyond_floats_do_no_harm():
    game = exchange(one=s)
    where = [sp.Eq(s**2, 2 * huge**2, evaluate=False)]
    verdict = bg.decide(game, c.participation(), where=where, timeout=20)
    assert verdict.status in ("always", "unknown")
    assert region._options(None) == []


def test_opposite_relations_with_tiny_coefficients_are_split_with_the_right_sign():
    ring = Ring(["u", "v"])
    u, v = ring.gens
    for unit, against in ((TINY, 1), (-TINY, 0)):
        poly = u * v * flint.fmpq(unit.numerator, unit.denominator)
        pair = [Relation(">=", poly), Relation(">=", -poly)]
        node = refute_by_factors(ring, pair, lambda _: Psatz(()))
        assert node.pos.pos.terms[1].hypotheses == (against,), "u v > 0 contradicts it"


@pytest.mark.long
def test_the_gap_and_the_statics_end_in_bounds_or_unknown():
    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": y, "C": (1 + tiny) * y})
    gap = bg.equilibrium_gap(game, [c.equal_gains(), c.holds(y >= sp.Rational(1, 2))], timeout=15)
    assert gap.lower <= 1e-300
    assert gap.upper == float("inf") or gap.upper > 0
    found = bg.comparative_statics(exchange(one=s, two=1), bg.nash_bargaining, of=y, wrt=s,
                                   where=[s > tiny / 2, s < tiny], timeout=10)  # fmt: skip
    assert found.sign in {"unknown", "positive", "negative", "zero", "+", "-", "0"}
    with pytest.raises(OptionError, match="range of floats"):
        bg.equilibrium_gap(game, c.equal_gains(), width=TINY)


def test_where_a_payoff_has_a_value_is_decided_exactly():
    """log(1 + y) lies between y/2 and y at the lower end of the box; sympy takes it for 0."""
    small = sp.Rational(1, 10**20)
    low = sp.log(1 + y) - y / 2
    assert undefined_point([sp.sqrt(low)], {y: (small, 1)}).status != "undefined"
    assert undefined_point([sp.sqrt(-low)], {y: (small, 1)}).point == {y: small}
    meets = [plain_ge(sp.log(1 + s), s / 2)]
    assert undefined_point([1 / (s - small)], {s: (small, 1)}, meets).point == {s: small}


def test_timeouts_beyond_floats_are_refused():
    for value in (TINY, HUGE):
        with pytest.raises(OptionError, match="range of floats"):
            positive(value, "timeout")


# --- sweeps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "inside"),
    [
        (lambda a, b: a**2 - 2 * a * b + b**2 > 0, [True, False, True]),  # cancels
        (lambda a, b: sp.log(a) > b - 1, [True, False, True]),
        (lambda a, b: 1 / (a - b) > 0, [True, False, True]),
        (lambda a, b: a > b, [True, False, True]),
    ],
)
def test_a_grid_knows_its_points_exactly(relation, inside):
    a, b = sp.symbols("a b", positive=True)
    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": a * z - y, "C": b * y - z},
                   assumptions=[relation(a, b)])  # fmt: skip
    grid = Grid(game, {a: [1 + Fraction(1, 10**20), 1, 2], b: [1]})
    assert grid.inside(np.arange(3)).tolist() == inside


@pytest.mark.needs("study")
def test_a_sweep_refuses_values_that_floats_cannot_hold():
    for value in (TINY, HUGE):
        with pytest.raises(BargainError, match="10\\^-100"):
            bg.sweep(exchange(one=s), bg.nash_bargaining, over={s: [1, value]}, progress=False)
