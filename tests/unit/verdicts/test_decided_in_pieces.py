"""Games with jumps are decided case by case, and their certificates are about these games."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.errors import GameError
from bargain.question.question import Question
from bargain.rebuild.rebuild import differences
from bargain.rebuild.tied import ABOUT

x, y = sp.symbols("x y")
a, v, w = sp.symbols("a v w", positive=True)
HALF = sp.Rational(1, 2)
H = c.holds


def two(first, second):
    return bg.Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": first, "2": second})


def own(rule):
    return two(rule(x, y), rule(y, x))


DEMAND = own(lambda i, j: sp.Piecewise((i, i + j <= 1), (0, True)))
BERTRAND = own(
    lambda i, j: sp.Piecewise(
        (i * (1 - i), i < j), (i * (1 - i) / 2, sp.Eq(i, j)), (0, True)
    )
)  # fmt: skip
HOTELLING = own(
    lambda i, j: sp.Piecewise(
        ((i + j) / 2, i < j), (HALF, sp.Eq(i, j)), (1 - (i + j) / 2, True)
    )
)  # fmt: skip
ALL_PAY = own(lambda i, j: sp.Piecewise((v - i, i > j), (v / 2 - i, sp.Eq(i, j)), (-i, True)))
CONTEST = own(lambda i, j: sp.Piecewise((a * i / (i + j) - i, i + j > 0), (a / 2, True)))

DECIDED = [
    ("demand game, half and half", DEMAND, [H(sp.Eq(x, HALF))], [], "always"),
    ("demand game, all claim all", DEMAND, [H(sp.Eq(x, 1)), H(sp.Eq(y, 1))], [], "always"),
    ("demand game, something is left", DEMAND, [H(x + y < 1)], [], "never"),
    ("Bertrand at cost", BERTRAND, [], [], "always"),
    ("Bertrand above cost", BERTRAND, [H(x > 0)], [], "never"),
    ("Hotelling in the middle", HOTELLING, [], [], "always"),
    ("Hotelling to the left", HOTELLING, [H(x < HALF)], [], "never"),
    ("all-pay auction", ALL_PAY, [], [v <= 1], "never"),
    ("contest with a rule at 0", CONTEST, [], [a < 1], "always"),
]


@pytest.mark.long(every=9)
@pytest.mark.parametrize(
    ("game", "more", "where", "status"), [d[1:] for d in DECIDED], ids=[d[0] for d in DECIDED]
)
def test_a_game_with_jumps_is_decided(game, more, where, status) -> None:
    verdict = bg.decide(game, [c.nash(), *more], where)
    assert verdict.status == status
    checked = bg.check(verdict)
    assert checked.valid
    assert checked.tied == ABOUT


NOT_TRUE = [
    ("the best value is not reached", two(sp.Piecewise((x, x < HALF), (0, True)), 0), "never"),
    ("it is reached", two(sp.Piecewise((x, x <= HALF), (0, True)), 0), "always"),
    ("the end of the box is worse", two(sp.Piecewise((-2, sp.Eq(x, 1)), (x, True)), 0), "never"),
    ("one point is best", two(sp.Piecewise((1, sp.Eq(x, HALF)), (x, x < 1), (0, True)), 0),
     "always"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("game", "status"), [n[1:] for n in NOT_TRUE], ids=[n[0] for n in NOT_TRUE]
)
def test_one_point_makes_the_difference(game, status) -> None:
    assert bg.decide(game, c.nash()).status == status


@pytest.mark.parametrize(
    ("payoff", "where"),
    [
        (sp.Piecewise((x, x < HALF)), []),
        (sp.Piecewise((x, x < HALF), (1 - x, x > HALF)), []),
        (sp.Piecewise((x, x <= a)), [a < 2]),
        (sp.Piecewise((1 / x, x < HALF), (0, True)), []),
        (sp.Piecewise((sp.log(x), x > 0), (0, True)), []),
    ],
)
def test_a_payoff_without_a_value_somewhere_is_refused(payoff, where) -> None:
    with pytest.raises(GameError, match=r"no value in a part|not defined everywhere"):
        bg.decide(two(payoff, -y), c.nash(), where)


def test_branches_that_cover_the_box_need_no_last_one() -> None:
    game = two(sp.Piecewise((x, x <= a)), -y)
    assert bg.decide(game, [c.nash(), H(sp.Eq(x, 1))], [a >= 1]).status == "always"


def test_a_quotient_needs_a_value_in_its_own_piece_only() -> None:
    game = two(sp.Piecewise((0, sp.Eq(x, 0)), (-1 / x, True)), -y)
    assert bg.decide(game, [c.nash(), H(sp.Eq(x, 0))]).status == "always"
    assert bg.decide(game, [c.nash(), H(x > 0)]).status == "never"


@pytest.mark.long
def test_a_statement_about_another_jump_is_told_apart() -> None:
    other = own(lambda i, j: sp.Piecewise((i, i + j < 1), (0, True)))
    for condition in (c.nash(), c.efficient(), c.self_enforcing(HALF), c.participation()):
        never, always = (
            getattr(Question(DEMAND, condition), claim)() for claim in ("never", "always")
        )
        assert differences(never, DEMAND) == differences(always, DEMAND) == []
        assert differences(never, other) != []
        assert differences(always, other) != []


def test_names_do_not_matter() -> None:
    b, d = sp.symbols("b d")
    renamed = bg.Game({"1": {d: (0, 1)}, "2": {b: (0, 1)}},
                      {p: u.subs({x: d, y: b}) for p, u in HOTELLING.payoffs.items()})  # fmt: skip
    one, two_ = (Question(g, c.nash()).always() for g in (HOTELLING, renamed))
    assert [g.get("any", g.get("poly")) for g in one["goals"]] == [
        g.get("any", g.get("poly")) for g in two_["goals"]
    ]


def test_solvers_that_follow_slopes_refuse_jumps() -> None:
    bent = own(lambda i, j: sp.Piecewise((i, i**2 + j**2 <= 1), (0, True)))
    for solve, game in ((bg.stackelberg, DEMAND), (bg.nash_equilibria, bent)):
        with pytest.raises(GameError, match=r"pieces|jumps or cases"):
            solve(game)


@pytest.mark.long
def test_a_branch_may_ask_for_one_comparison_or_two_others() -> None:
    where = sp.Or(x < y, sp.And(x > HALF, sp.Not(y < HALF)))
    game = two(sp.Piecewise((1, where), (0, True)), y)
    assert bg.decide(game, [c.nash(), H(sp.Eq(x, 0))]).status == "always"
