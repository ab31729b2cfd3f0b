"""Comparative statics: the proved signs, against exact derivatives and finite differences."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain.budget import spent
from bargain.errors import EmptyRegionError, InputError, OptionError
from bargain.game.game import Game
from bargain.models import autonomy_security, cost_sharing
from bargain.question.encoding import polynomial
from bargain.solve.bargaining.solutions import nash_bargaining, utilitarian
from bargain.verdicts.statics.regime import _exact_model
from bargain.verdicts.statics.signs_of_slopes import ComparativeStatics, Regime, comparative_statics
from bargain.verdicts.verdict import Status

BASE = autonomy_security(entrapment=False)
SHARING = cost_sharing(entrapment=False)


def proved(answer):
    """Every sign comes with certificates that the checker accepts."""
    for regime in answer.regimes:
        if regime.sign in ("increasing", "decreasing", "empty"):
            assert regime.proofs
        if regime.sign in ("increasing", "decreasing", "constant", "sign changes"):
            assert regime.argument
        for verdict in regime.proofs:
            assert verdict.status is Status.NEVER
            assert bg.check(verdict).valid
    return answer


@pytest.mark.long(every=4)
@pytest.mark.parametrize(
    ("of", "wrt", "sign"),
    [
        ("y_C", "s_C", "increasing"),
        ("y_C/y_P", "s_C", "increasing"),
        ("y_P", "w_P", "decreasing"),
        ("y_C", "w_C", "decreasing"),
    ],
)
def test_base_model(of, wrt, sign):
    answer = proved(comparative_statics(BASE, "nash_bargaining", of=of, wrt=wrt, timeout=60))
    assert answer.interior.sign == sign
    assert answer.sign == sign
    assert len(answer.regimes) == 9


@pytest.mark.long(every=2)
@pytest.mark.parametrize(("wrt", "sign"), [("s_C", "increasing"), ("s_P", "decreasing")])
def test_the_cost_share(wrt, sign):
    game = SHARING.at({"w_P": 1, "w_C": 1, "K": "1/2"})
    answer = proved(comparative_statics(game, "nash_bargaining", of="c", wrt=wrt, timeout=90))
    assert answer.interior.sign == sign
    # the closed form of statement 10 has the same derivative
    s_P, s_C = SHARING.symbol("s_P"), SHARING.symbol("s_C")
    share = sp.Rational(1, 2) + 3 * (s_C**2 - s_P**2) / 2
    slope = share.diff(SHARING.symbol(wrt))
    assert slope.is_positive is (sign == "increasing")


def test_the_sign_is_that_of_solved_games():
    """A twin: numeric Nash solutions at two nearby points move the same way."""
    points = [{"s_P": "1/4", "s_C": s, "w_P": 1, "w_C": 1} for s in ("3/10", "4/10")]
    low, high = (nash_bargaining(BASE.at(p)).agreement for p in points)
    assert float(high["y_C"]) > float(low["y_C"])
    assert float(high["y_C"]) / float(high["y_P"]) > float(low["y_C"]) / float(low["y_P"])


def test_utilitarian_and_constants():
    game = BASE.at({"w_P": 1, "w_C": 1})
    near = ["s_C < 5*s_P/4", "s_P < 5*s_C/4", "s_P < 1", "s_C < 1"]
    answer = proved(
        comparative_statics(game, "utilitarian", of="y_P", wrt="s_C", where=near, timeout=30)
    )
    assert answer.interior.sign == "increasing"  # y_P = s_C/w_P
    still = proved(
        comparative_statics(game, "utilitarian", of="y_P", wrt="s_P", where=near, timeout=30)
    )
    assert still.sign == "constant"


def test_utilitarian_where_somebody_would_refuse_the_largest_sum():
    # At s_C = 2/5 the patron refuses y_P = s_C for small s_P, and y_P moves with s_P.
    game = BASE.at({"w_P": 1, "w_C": 1, "s_C": "2/5"})
    small, larger = (utilitarian(game.at({"s_P": s})).agreement["y_P"] for s in ("1/10", "1/5"))
    assert float(larger) > float(small) + 0.05
    answer = proved(comparative_statics(game, "utilitarian", of="y_P", wrt="s_P", timeout=30))
    assert answer.sign == "unknown"
    assert "without agreement" in answer.interior.reason


def test_a_sign_that_changes_has_two_points():
    y, a = sp.Symbol("y"), sp.Symbol("a", real=True)
    game = Game(
        {"one": {y: (-9, 9)}, "two": {}}, {"one": a**2 * y - y**2 / 2, "two": 0}, parameters=[a]
    )
    answer = comparative_statics(game, "utilitarian", of="y", wrt="a", where=[a >= -2, a <= 2])
    assert answer.interior.sign == "sign changes"  # y = a^2
    rising, falling = answer.interior.rising, answer.interior.falling
    assert sp.Rational(rising["a"]) > 0 > sp.Rational(falling["a"])
    right = comparative_statics(game, "utilitarian", of="y", wrt="a", where=[a > 0, a <= 2])
    assert proved(right).sign == "increasing"


def test_a_quantity_without_a_value_is_never_constant():
    """The ratio y/z at z = 0, and what the regimes where it is defined say of it."""
    y, z = sp.symbols("y z")
    a = sp.Symbol("a", positive=True)
    game = Game(
        actions={"one": {y: (0, 1)}, "two": {z: (0, 1)}},
        payoffs={"one": a * y - y**2, "two": 2 * z - 2 * a * z},
        disagreement={"one": -9, "two": -9},
    )
    answer = comparative_statics(game, "utilitarian", of=y / z, wrt="a", where=["a < 3"])
    by_name = {r.name: r for r in proved(answer).regimes}
    assert by_name["y = 0, z = 0"].sign == "empty"
    assert by_name["y = 1, z = 1"].sign == "empty"
    for name in ("y free, z = 0", "y = 1, z = 0"):
        assert by_name[name].sign == "undefined"
        assert "not defined at" in by_name[name].reason
    # at a = 1 every z is as good: the solution jumps there, and no sign is claimed
    assert by_name["y free, z = 1"].sign == "unknown"
    assert "another best agreement" in by_name["y free, z = 1"].reason
    assert answer.sign == "unknown"
    assert "undefined" in answer.summary()
    # where the regime does not occur nothing is missing
    inside = comparative_statics(game, "utilitarian", of=y / z, wrt="a", where=["a < 1"])
    assert proved(inside).sign == "increasing"


def test_a_logarithm_has_to_be_defined_inside_a_regime():
    y = sp.Symbol("y")
    a = sp.Symbol("a", positive=True)
    game = Game(actions={"one": {y: (0, 1)}, "two": {}}, payoffs={"one": a * y - y**2, "two": 1})
    quantity = sp.log(y - sp.Rational(1, 4))  # the solution is y = a/2
    shown = comparative_statics(game, "utilitarian", of=quantity, wrt="a", where=["a>1", "a<2"])
    assert proved(shown).interior.sign == "increasing"
    wide = comparative_statics(game, "utilitarian", of=quantity, wrt="a", where=["a < 2"])
    assert wide.interior.sign == "unknown"
    assert "not known to be defined" in wide.interior.reason


@pytest.mark.long
def test_results_are_plain_data():
    answer = comparative_statics(BASE, nash_bargaining, of="y_C", wrt="s_C", timeout=30)
    data = answer.to_dict()
    assert data["sign"] == answer.sign
    assert len(data["regimes"]) == len(answer.regimes)
    assert "y_C in s_C (nash_bargaining)" in answer.summary()


@pytest.mark.parametrize(
    ("more", "error", "match"),
    [
        ({"solver": "alternating_offers"}, OptionError, "need discount factors"),
        ({"solver": bg.conditions.efficient()}, OptionError, "not available"),
        ({"wrt": "y_P"}, OptionError, "not a parameter"),
        ({"wrt": "zeta"}, InputError, "zeta"),
        ({"of": "zeta"}, InputError, "zeta"),
        ({"of": sp.Symbol("q")}, OptionError, "not a symbol"),
        ({"game": autonomy_security(security="weakest-link")}, InputError, "differentiable"),
    ],
)
def test_refusals(more, error, match):
    asked = {"game": BASE, "solver": "nash_bargaining", "of": "y_C", "wrt": "s_C"} | more
    with pytest.raises(error, match=match):
        comparative_statics(
            asked["game"], asked["solver"], of=asked["of"], wrt=asked["wrt"], timeout=10
        )


# --- the point that is differentiated is the solution --------------------------------------------

Y = sp.Symbol("y")
S = sp.Symbol("s", positive=True)


def one(payoff, box=(0, 1), other=1):
    return Game({"one": {Y: box}, "two": {}}, {"one": payoff, "two": other}, parameters=[S])


@pytest.mark.parametrize("solver", ["utilitarian", "nash_bargaining"])
def test_a_minimum_is_not_differentiated(solver):
    """Convex: y = s/2 is the worst point and rises; the solution falls from 1 to 0 at s = 1."""
    answer = comparative_statics(one(Y**2 - S * Y + 5), solver, of=Y, wrt=S, where=[S < 2])
    assert answer.sign == "unknown"
    assert answer.interior.sign == "empty"  # no maximiser curves upwards
    assert any("may lie elsewhere or jump" in r.reason for r in answer.regimes)
    before = comparative_statics(one(Y**2 - S * Y + 5), solver, of=Y, wrt=S, where=[S < 1])
    assert proved(before).sign == "constant"  # y = 1, and no other agreement is as good
    assert {r.argument for r in before.regimes if r.sign == "constant"} == {"no better agreement"}


def test_the_second_of_two_maxima():
    """A low and a high peak inside the box; which is higher changes at s = 1: a jump."""
    peaks = -((Y - 1) ** 2) * (Y - 3) ** 2 + (S - 1) * Y
    game = one(peaks + 100, box=(0, 4))
    answer = comparative_statics(game, "utilitarian", of=Y, wrt=S, where=["s > 1/2", "s < 3/2"],
                                 timeout=20)  # fmt: skip
    assert answer.sign == "unknown"


@pytest.mark.parametrize("side", [1, -1])
def test_a_hidden_kink_is_no_slope(side):
    """sqrt((y - 1/2)^2) has no slope at 1/2; with a minus the solution sits there."""
    payoff = side * sp.sqrt((Y - sp.Rational(1, 2)) ** 2) + S * Y / 8
    for solver in ("utilitarian", "nash_bargaining"):
        answer = comparative_statics(one(payoff + 3), solver, of=Y, wrt=S, where=[S < 1])
        assert answer.sign == "unknown"
        assert "not known to have a slope" in answer.interior.reason


def test_an_infinite_curvature_inside_is_not_left_out():
    """-|y - 1/2|^(3/2) has a slope everywhere and no curvature at its maximum."""
    payoff = -(((Y - sp.Rational(1, 2)) ** 2) ** sp.Rational(3, 4)) + 3
    answer = comparative_statics(one(payoff), "utilitarian", of=Y * S, wrt=S, where=[S < 1])
    assert answer.sign == "unknown"


def test_an_indifferent_player_leaves_no_sign():
    z = sp.Symbol("z")
    game = Game({"one": {Y: (0, 1)}, "two": {z: (0, 1)}}, {"one": S * Y - Y**2, "two": 1})
    answer = comparative_statics(game, "utilitarian", of=Y + z, wrt=S, where=[S < 1], timeout=20)
    assert answer.sign == "unknown"  # every z is as good


def test_the_argument_is_said_and_its_proofs_are_kept():
    answer = proved(comparative_statics(one(S * Y - Y**2), "utilitarian", of=Y, wrt=S))
    assert answer.sign == "increasing"
    assert {r.argument for r in answer.regimes if r.sign != "empty"} == {"concave"}
    assert "the solution: concave" in answer.summary()
    assert sp.Rational(answer.interior.occurs["y"]) * 2 == sp.Rational(answer.interior.occurs["s"])
    assert any("curves upwards" in p.claim for r in answer.regimes for p in r.proofs)


@pytest.mark.parametrize(
    ("signs", "occurs", "exists", "whole"),
    [
        (["empty", "empty"], [], False, "empty"),
        (["constant", "empty"], [], False, "constant"),
        (["increasing", "constant"], [0], False, "increasing"),
        (["increasing", "constant"], [], True, "unknown"),  # perhaps it is constant throughout
        (["increasing", "empty"], [], True, "increasing"),  # something occurs
        (["increasing", "empty"], [], False, "unknown"),
        (["increasing", "decreasing"], [0, 1], True, "sign changes"),
        (["increasing", "decreasing"], [0], True, "unknown"),
        (["increasing", "undefined"], [0], True, "unknown"),
        (["sign changes", "constant"], [], True, "sign changes"),
    ],
)
def test_how_signs_are_merged(signs, occurs, exists, whole):
    regimes = tuple(
        Regime(name=str(k), sign=s, occurs={"s": "1"} if k in occurs else None)
        for k, s in enumerate(signs)
    )
    answer = ComparativeStatics(of="y", wrt="s", solver="x", regimes=regimes, exists=exists)
    assert answer.sign == whole


@pytest.mark.long
def test_an_equation_that_ties_the_parameter_is_refused():
    with pytest.raises(OptionError, match="ties s_C"):
        comparative_statics(BASE, "nash_bargaining", of="y_C", wrt="s_C", where=["s_C == 2*s_P"])
    tied = comparative_statics(BASE, "nash_bargaining", of="y_C", wrt="s_C", where=["w_P == w_C"],
                               timeout=30)  # fmt: skip
    assert proved(tied).sign == "increasing"


def test_an_empty_region_has_no_statics():
    with pytest.raises(EmptyRegionError):
        comparative_statics(one(S * Y - Y**2), "utilitarian", of=Y, wrt=S, where=["s > 2", "s < 1"])


def test_names_of_the_game_are_left_alone():
    d, towards, other = sp.symbols("d_y towards_y other_y", positive=True)
    payoff = (S * Y - d * Y**2) * towards * other
    game = Game({"one": {Y: (0, 1)}, "two": {}}, {"one": payoff, "two": 1})
    answer = comparative_statics(game, "utilitarian", of=Y, wrt=S, timeout=20)
    assert proved(answer).sign == "increasing"


def test_a_point_is_given_only_where_there_is_one():
    """That a regime occurs is claimed of a point: an empty one would claim it of nothing."""
    v = sp.Symbol("v")

    def point(*relations, effort=10_000):
        necessary = [{"name": "h", "text": "h", "rel": rel, "poly": polynomial(e, [v])}
                     for rel, e in relations]  # fmt: skip
        statement = {"variables": ["v"], "functions": [], "region": [], "necessary": necessary}
        return _exact_model(statement, spent() + effort)

    assert point(("=", v**2 - 4), (">", v)) == {"v": "2"}
    assert point((">=", v - 1), (">=", -v)) is None
    assert point(("=", v**2 + 1)) is None
    assert set(point(("=", v**2 - 2), (">", v))) == {"v"}
