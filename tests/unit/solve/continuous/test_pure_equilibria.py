"""Pure Nash equilibria of continuous games: all of them, proved, or an honest refusal."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

import bargain.check
from bargain.errors import ExpressionError, GameError, LimitReached, OptionError
from bargain.game.game import Game
from bargain.rebuild.rebuild import differences
from bargain.solve.bargaining.outside_options import with_disagreement
from bargain.solve.continuous.pure_equilibria import NashOptions, nash_equilibria

x, y, z = sp.symbols("x y z")
R = sp.Rational
Box = tuple[Any, Any]


def duel(a: sp.Expr, b: sp.Expr, first: Box = (0, 1), second: Box = (0, 1)) -> Game:
    return Game(actions={"A": {x: first}, "B": {y: second}}, payoffs={"A": a, "B": b})


LOGEXP = (
    sp.log(1 + x * (1 + y)) - x / 2 - x**2 / 4,
    sp.log(1 + 2 * y * (R(1, 2) + x)) - y**2 / 2 - y * R(2, 5) * sp.exp(-x),
)

PROVED: dict[str, tuple[Game, list[dict[str, Any]]]] = {
    "interior, log and exp": (duel(*LOGEXP), [{"x": 0.630807167300, "y": 0.679037260298}]),
    "no equilibrium": (duel((x - y) ** 2, -((x - y) ** 2)), []),
    "base model: slope zero at the lower bound": (
        duel(y - x**2 / 2, 3 * x - y**2 / 2),
        [{"x": 0, "y": 0}],
    ),
    "slope zero at the upper bound": (duel(-((x - 1) ** 2) * (1 + y), -(y**2)), [{"x": 1, "y": 0}]),
    "slope zero at a bound, beside a coordinate in thirds": (
        duel(-(x**2) - x * (y - R(1, 3)), -((y - R(1, 3)) ** 2)),
        [{"x": 0, "y": R(1, 3)}],
    ),
    "slope zero at the bound beside irrational numbers": (
        duel(-16 * x**2 + sp.sqrt(x**2 + 2), -((y - sp.exp(-x) / 2) ** 2)),
        [{"x": 0, "y": R(1, 2)}],
    ),
    "slope zero at the bound beside an irrational coordinate": (
        duel(-(x**2) * (1 + y), y / 2 - y**3 / 3),
        [{"x": 0, "y": 0.5**0.5}],
    ),
    "box of thirds": (
        duel(-((x - R(1, 3)) ** 2) + x * y, -((y - x) ** 2) + y / 7, (0, R(10, 3)), (0, R(2, 3))),
        [{"x": R(2, 3), "y": R(2, 3)}],
    ),
    "two corners of a convex game": (
        duel((x - R(1, 2)) ** 2, -((y - x) ** 2)),
        [{"x": 0, "y": 0}, {"x": 1, "y": 1}],
    ),
    "infinite slope at the bounds": (
        duel(sp.sqrt(x) - x * (1 + y), sp.sqrt(y) * (1 + x) - y**2),
        [{"x": 0.122490104179, "y": 0.428629133650}],
    ),
    "local maximum that is no best reply": (
        # u has local maxima near 0.19 and 1.81, the second higher
        duel(-((x - 1) ** 4) + R(4, 3) * (x - 1) ** 2 + x / 10, -((y - x / 2) ** 2), (0, 2)),
        [{"x": 1.834638, "y": 0.917319}],
    ),
    "rational power": (
        duel(x ** R(1, 3) - x / 3, -((y - R(1, 2)) ** 2), (R(1, 2), 2)),
        [{"x": 1, "y": R(1, 2)}],
    ),
    "three players": (
        Game(
            actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}, "C": {z: (0, 1)}},
            payoffs={
                "A": sp.log(1 + x + y + z) - R(3, 10) * x,
                "B": sp.log(1 + x + y + z) - R(4, 10) * y,
                "C": sp.log(1 + x + y + z) - R(5, 10) * z,
            },
        ),
        [{"x": 1, "y": R(1, 2), "z": 0}],
    ),
    "two actions, one linear at its bound": (
        Game(
            actions={"A": {x: (0, 1), z: (0, 2)}, "B": {y: (0, 1)}},
            payoffs={"A": x * (1 + y) - z**2 + z * y, "B": -((y - z) ** 2) + y / 3},
        ),
        [{"x": 1, "z": R(1, 6), "y": R(1, 3)}],
    ),
    "two actions with a cross effect": (
        Game(
            actions={"A": {x: (0, 1), z: (0, 1)}, "B": {y: (0, 1)}},
            payoffs={"A": -(x**2) - z**2 + x * z + x * y / 2 + z / 4, "B": -((y - x) ** 2) + y / 4},
        ),
        [{"x": R(3, 16), "z": R(7, 32), "y": R(5, 16)}],
    ),
    "players that ignore each other": (
        duel(x * sp.exp(-x), y * sp.exp(-2 * y), (0, 3)),
        [{"x": 1.0, "y": 0.5}],
    ),
}


@pytest.mark.long(every=2)
@pytest.mark.parametrize("name", PROVED)
def test_all_equilibria_with_a_certificate(name: str) -> None:
    game, expected = PROVED[name]
    found = nash_equilibria(game)
    assert found.complete, found.reason
    assert len(found) == len(expected)
    for values in expected:
        assert any(
            all(abs(float(e[v]) - float(value)) < 1e-5 for v, value in values.items())
            and all(e[v] == value for v, value in values.items() if not isinstance(value, float))
            for e in found
        ), (values, found.equilibria)
    data = json.loads(json.dumps(found.certificate))
    result = bargain.check.check(data)
    assert result.valid, result.reason
    assert result.verdict == "equilibria"
    json.dumps(found.to_dict())
    assert "all of them" in found.summary()
    if expected:
        assert found.regret is not None
        assert found.regret < Fraction(1, 10**12)


def test_exact_points_are_exact_and_others_have_a_box() -> None:
    exact = nash_equilibria(duel(x * (9 - x - y), y * (9 - x - y), (0, 9), (0, 9)))
    (point,) = exact
    assert exact.arithmetic == point.arithmetic == "exact"
    assert (point[x], point.payoffs["A"], exact.regret) == (3, 9, 0)
    approximate = nash_equilibria(duel(*LOGEXP))
    (point,) = approximate
    assert approximate.arithmetic == point.arithmetic == "interval"
    low, high = point.box[x]
    assert abs((low + high) / 2 - Fraction(point[x])) < Fraction(1, 10**15)
    assert high - low < Fraction(1, 10**15)


@pytest.mark.parametrize("scale", [R(1, 10**9), 1, 10**9, 10**12])
@pytest.mark.parametrize("shift", [0, 10**6])
def test_rescaled_payoffs_have_the_same_equilibrium(scale: sp.Rational, shift: int) -> None:
    found = nash_equilibria(duel(LOGEXP[0] * scale + shift, LOGEXP[1] / scale - shift))
    assert found.complete, found.reason
    assert abs(found.equilibria[0][x] - 0.6308071673) < 1e-9


def test_a_continuum_of_quadratic_payoffs_is_a_set() -> None:
    everything = nash_equilibria(duel(sp.Integer(0), sp.Integer(0)))
    assert everything.complete
    assert {(e[x], e[y]) for e in everything} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert [len(s.equilibria) for s in everything.sets] == [4]
    assert set(everything.sets[0].relations) == {x >= 0, y >= 0, 1 - x >= 0, 1 - y >= 0}
    for first in (y + 0 * x, -((x - y) ** 2)):
        diagonal = nash_equilibria(duel(first, -((y - x) ** 2)))
        assert diagonal.complete
        assert diagonal.certificate is None
        assert [len(s.equilibria) for s in diagonal.sets] == [2]
        assert diagonal.sets[0].relations[0] == sp.Eq(x - y, 0)
    # whoever acts loses where the other acts too: one of them does nothing
    corner = nash_equilibria(duel(-x * y, -x * y))
    assert {s.relations[0] for s in corner.sets} == {sp.Eq(x, 0), sp.Eq(y, 0)}
    assert corner.complete


def test_a_continuum_of_other_payoffs_is_said_to_be_one() -> None:
    some = nash_equilibria(duel(sp.exp(y) + 0 * x, -((y - x) ** 4)))
    assert not some.complete
    assert "continuum" in some.reason
    diagonal = nash_equilibria(duel(-((x - y) ** 4), -((x - y) ** 4)))
    assert not diagonal.complete
    assert diagonal.certificate is None
    assert "continuum" in diagonal.reason
    assert all(e[x] == e[y] for e in diagonal)


def test_hidden_independence_is_found() -> None:
    hidden = sp.log(sp.exp(x)) - x + (x + 1) ** 2 - x**2 - 2 * x + y
    found = nash_equilibria(duel(hidden, -((y - x) ** 4)))
    assert not found.complete
    assert "do not depend on x" in found.reason


def test_a_multiple_zero_is_listed_and_complete_where_roots_are_exact() -> None:
    fourth = -((x - R(1, 2)) ** 4)
    found = nash_equilibria(duel(fourth * sp.exp(y), -((y - x) ** 2)))
    assert not found.complete
    assert "multiple zero" in found.reason
    assert [(e[x], e[y]) for e in found] == [(R(1, 2), R(1, 2))]
    polynomial = nash_equilibria(duel(fourth, -((y - x) ** 2)))
    assert polynomial.complete
    assert [(e[x], e[y]) for e in polynomial] == [(R(1, 2), R(1, 2))]


def test_a_kink_is_listed_and_complete_where_it_is_at_a_line() -> None:
    line = nash_equilibria(duel(-sp.Abs(x - y / 2 - R(1, 4)), -((y - R(1, 2)) ** 2)))
    assert line.complete
    assert [(e[x], e[y]) for e in line] == [(R(1, 2), R(1, 2))]


def test_a_kink_on_a_curve_is_listed_but_not_complete_unless_a_player_comes_first() -> None:
    curve = -sp.Abs(x - y**2 - R(1, 4))
    for second, complete in ((x / 2 + R(1, 4), False), (R(1, 2), True)):
        found = nash_equilibria(duel(curve, -((y - second) ** 2)))
        assert found.complete is complete
        assert [(e[x], e[y]) for e in found] == [(R(1, 2), R(1, 2))]


def test_limits_are_not_success() -> None:
    game = duel(*LOGEXP)
    for options in (NashOptions(effort=1e-9), NashOptions(max_boxes=1), NashOptions(smallest=0.9)):
        found = nash_equilibria(game, options=options)
        assert not found.complete
        assert found.certificate is None
        assert found.reason
        assert "perhaps not all" in found.summary()


def test_too_many_actions_are_refused_without_a_claim() -> None:
    many = sp.symbols("a0:9")
    actions = {"A": dict.fromkeys(many[:8], (0, 1)), "B": {many[8]: (0, 1)}}
    game = Game(actions=actions, payoffs=dict.fromkeys("AB", -sum(v**4 for v in many)))
    found = nash_equilibria(game)
    assert not found.complete
    assert "faces" in found.reason


def test_bad_input() -> None:
    p = sp.Symbol("p", positive=True)
    with pytest.raises(GameError, match="p has no value"):
        nash_equilibria(duel(p * x - x**2, -y))
    with pytest.raises(GameError, match="is a term"):
        nash_equilibria(
            Game(
                actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}},
                payoffs={"A": x * z, "B": y},
                terms={z: (0, 1)},
            )
        )
    with pytest.raises(GameError, match=r"log\(x\) needs x > 0, which fails at x = 0"):
        nash_equilibria(duel(sp.log(x), y))
    with pytest.raises(GameError, match="undefined on the box"):
        nash_equilibria(duel(1 / (x - y), y))
    with pytest.raises(ExpressionError, match="sin"):
        nash_equilibria(duel(sp.sin(x), y))
    with pytest.raises(OptionError):
        NashOptions(effort=0)
    with pytest.raises(TypeError):
        NashOptions(tolerance=1)  # type: ignore[call-arg]


def test_a_forged_list_is_rejected() -> None:
    found = nash_equilibria(PROVED["two corners of a convex game"][0])
    assert found.certificate is not None
    statement = json.loads(json.dumps(found.certificate["statement"]))
    statement["equilibria"] = statement["equilibria"][:1]
    proof = found.certificate["proof"]
    assert not bargain.check.check(bargain.check.seal(statement, proof, [], {}, {})).valid


def test_same_question_same_certificate() -> None:
    first, second = (nash_equilibria(duel(*LOGEXP)).certificate for _ in range(2))
    assert first == second


def test_a_dismissal_by_a_bound_cannot_be_forged() -> None:
    found = nash_equilibria(PROVED["slope zero at the bound beside an irrational coordinate"][0])
    assert found.certificate is not None
    forged = 0
    for r, token in found.certificate["proof"]["dismissed"].items():
        proof = json.loads(json.dumps(found.certificate["proof"]))
        for q in range(int(r) + 3):
            if token != ["at", q]:
                proof["dismissed"][r] = ["at", q]
                data = bargain.check.seal(found.certificate["statement"], proof, [], {}, {})
                result = bargain.check.check(data)
                assert not result.valid or token == ["out"], (r, token, q)
                forged += 1
    assert forged


def test_powers_beyond_the_certificates_are_refused() -> None:
    a, b = sp.symbols("a b")
    game = Game({"A": {a: (0, 1)}, "B": {b: (0, 1)}}, {"A": b - a**500, "B": a - b**2})
    with pytest.raises(LimitReached, match="too large for a certificate"):
        nash_equilibria(game)


@pytest.mark.parametrize("unit", [sp.Integer(10) ** 60, R(1, 10**60), sp.Integer(10) ** 400])
@pytest.mark.parametrize(
    "payoffs", [(x * (1 - x - y), y * (1 - x - y)), (sp.log(1 + x) - x * y, y * x - y**2)]
)
def test_huge_and_tiny_payoffs_have_the_same_equilibria(payoffs, unit) -> None:
    plain, scaled = (
        nash_equilibria(duel(*payoffs)),
        nash_equilibria(duel(payoffs[0] * unit, payoffs[1])),
    )
    assert plain.complete
    assert scaled.complete, scaled.reason
    for a, b in zip(plain, scaled, strict=True):
        assert float(a[x]) == pytest.approx(float(b[x]), abs=1e-12)
    if plain.regret:
        assert 0 < scaled.regret < 1e-12 * unit
    statement = scaled.certificate["statement"]
    assert differences(statement, duel(payoffs[0] * unit, payoffs[1])) == []
    assert "is divided by" in statement["words"][-1]


def test_a_list_says_exact_coordinates_exactly_and_others_in_decimals() -> None:
    y, z = sp.symbols("y z")
    for first, words in (
        (y / 3 - y**2 / 2, "y = 1/3; z = 1"),
        (y - 2 * y**3, "y = 0.408248290464; z = 1"),
    ):
        game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": first, "C": z - z**2 / 4})
        found = nash_equilibria(game)
        assert found.certificate is not None
        assert list(found.certificate["statement"]["words"][1:]) == [words]


def test_what_a_continuum_pays_is_a_disagreement_where_all_of_it_pays_the_same() -> None:
    even = with_disagreement(duel(-((x - y) ** 2) + 1, -((x - y) ** 2)), "nash")
    assert list(even.disagreement.values()) == [1, 0]
    # both want x = y; A is paid y (1 - y) besides: nothing at either end, something between
    uneven = duel(-((x - y) ** 2) + y * (1 - y), -((x - y) ** 2))
    with pytest.raises(LimitReached, match="payoffs differ"):
        with_disagreement(uneven, "nash")


def test_a_slope_of_zero_at_a_corner_of_two_own_actions_beside_an_interaction() -> None:
    """With x = 1 - a, y = 1 - b A loses a + b² - ab from (1, 1), which is at least b²."""
    a, b = 1 - x, 1 - y
    game = Game(
        {"A": {x: (0, 1), y: (0, 1)}, "B": {z: (0, 1)}},
        {"A": sp.expand(a * b - a - b**2), "B": sp.expand(4 * z**2 - y * z + z)},
    )
    found = nash_equilibria(game)
    assert found.complete, found.reason
    assert [(e[x], e[y], e[z]) for e in found] == [(1, 1, 1)]


def test_a_corner_beaten_only_off_the_grid_is_dismissed() -> None:
    """(1, 0) pays 0 as (0, 0) does, and is of first order; y/2 - 2y² is 1/32 at (0, 1/8)."""
    payoff = 2 * x**2 - R(17, 3) * x * y - 2 * x - 2 * y**2 + y / 2
    found = nash_equilibria(Game({"A": {x: (0, 1), y: (0, 1)}, "B": {}}, {"A": payoff, "B": x + y}))
    assert found.certificate is not None, found.reason
    assert [(e[x], e[y]) for e in found] == [(0, R(1, 8))]
