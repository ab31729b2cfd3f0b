"""Theorems: proved, refuted with what shows it, vacuous; and what must not be proved."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.check.certificate import seal

c = bg.conditions
x, y, x1, x2 = sp.symbols("x y x1 x2")
a, b, k = sp.symbols("a b k", positive=True)
R = sp.Rational
NASH = c.nash()
TIED = "a statement about this game"


def game(first: Any, second: Any, top: Any = 1) -> bg.Game:
    return bg.Game({"A": {x: (0, top)}, "B": {y: (0, top)}}, {"A": first, "B": second})


GOOD = game(a * (x + y) - x**2 / 2, b * (x + y) - y**2 / 2)
COURNOT = game(x * (1 - x - y) - a * x, y * (1 - x - y) - b * y)
ALLIES = game((a - x) * (x + y), (b - y) * (x + y))
PLEDGE = game(y - k * x, x - k * y)
STAG = game(4 * x * y + 3 * (1 - x), 4 * x * y + 3 * (1 - y))
WEAKEST = game(sp.Min(x, y) - k * x, sp.Min(x, y) - k * y)
RICHARDSON = game(-((x - k * y - a) ** 2), -((y - k * x - b) ** 2), 4)

THEOREMS = {
    "who values it more contributes more": (GOOD, x > y, NASH, [a > b, b < 1]),
    "the larger ally more than in proportion": (ALLIES, x * b > y * a, NASH, [a > b, a < 1]),
    "the cheaper firm produces no less": (COURNOT, x >= y, NASH, [a < b, b < 1]),
    "giving nothing is dominant": (PLEDGE, PLEDGE.payoffs["A"].subs(x, 0) > PLEDGE.payoffs["A"],
                                   x > 0, []),
    "equilibrium wastes": (GOOD, ~c.efficient(), NASH, [a < R(1, 2), b < R(1, 2)]),
}  # fmt: skip


@pytest.mark.long(every=4)
@pytest.mark.parametrize("name", THEOREMS)
def test_theorems_of_the_textbook(name: str) -> None:
    where_of = THEOREMS[name]
    theorem = bg.prove(*where_of)
    assert theorem.status == "proved"
    assert not theorem.vacuous
    assert theorem.claim.startswith("Every agreement of the game that ")
    result = bg.check(theorem)
    assert (result.valid, result.tied, result.verdict) == (True, TIED, "never")


CONTROLS = {
    "without the bound both give all": (GOOD, x > y, NASH, [a > b]),
    "shut out both produce nothing": (COURNOT, x > y, NASH, [a < b]),
    "efficiency is no participation": (GOOD, c.participation(), c.efficient(), []),
}


@pytest.mark.long(every=2)
@pytest.mark.parametrize("name", CONTROLS)
def test_a_false_theorem_comes_with_an_agreement_that_shows_it(name: str) -> None:
    theorem = bg.prove(*CONTROLS[name])
    assert theorem.status == "refuted"
    assert bg.check(theorem).tied == TIED
    at = theorem.counterexample
    assert at is not None
    own, claim, given, _ = CONTROLS[name]
    numeric = own.at({p: at[p] for p in own.parameters})
    agreement = {v: at[v] for v in own.variables}
    shown = claim if isinstance(claim, c.Condition) else c.holds(claim)
    assert shown.residual(numeric, agreement) > 0
    assert given.residual(numeric, agreement) == 0
    with pytest.raises(TypeError):
        bool(theorem)


def test_nothing_given_and_several_things_claimed() -> None:
    both = bg.prove(GOOD, [x >= 0, c.holds(y <= 1)])
    assert both.status == "proved"
    assert bg.prove(GOOD, "x >= y").status == "refuted"
    with pytest.raises(bg.InputError, match="nothing is claimed"):
        bg.prove(GOOD, [])
    with pytest.raises(bg.InputError, match="neither a condition"):
        bg.prove(GOOD, 3)  # type: ignore[arg-type]  # what a user may write


def test_a_vacuous_theorem_says_so() -> None:
    theorem = bg.prove(GOOD, x > y, [NASH, c.holds(x > 2 * a)], [a < R(1, 2)])
    assert theorem.status == "proved"
    assert theorem.vacuous
    assert "vacuous: no agreement satisfies what is given" in theorem.summary()
    assert "vacuous" in repr(theorem)
    assert theorem.to_dict()["vacuous"] is True


def test_clashing_hypotheses_are_an_answer_of_their_own() -> None:
    with pytest.raises(bg.EmptyRegionError):
        bg.prove(GOOD, x > y, NASH, [a > b, a < b])
    with pytest.raises(bg.EmptyRegionError):
        bg.prove(None, a > b, where=[a > 2, a < 1])


def test_theorems_about_parameters_alone() -> None:
    theorem = bg.prove(None, (a + b) / 2 >= sp.sqrt(a * b))
    assert theorem.status == "proved"
    assert bg.prove(None, a + b > 2 * k, where=[sp.Or(a > k, b > k)]).status == "refuted"
    assert bg.prove(GOOD, (a + b) / 2 >= sp.sqrt(a * b)).status == "proved"
    with pytest.raises(bg.InputError, match="without a game"):
        bg.prove(None, NASH)


LOGARITHMIC = game(a * sp.log(1 + x + y) - x, b * sp.log(1 + x + y) - y)
UNIQUE = {
    "Cournot": (COURNOT, []),
    "Richardson": (RICHARDSON, [k < 1]),
    "logarithmic public good": (
        game(a * sp.log(1 + x + y) - x, b * sp.log(1 + x + y) - y),
        [a > b],
    ),
}


@pytest.mark.long(every=3)
@pytest.mark.parametrize("name", UNIQUE)
def test_equilibria_that_are_unique(name: str) -> None:
    own, where = UNIQUE[name]
    theorem = bg.unique(own, NASH, where)
    assert theorem.status == "proved"
    assert theorem.claim.startswith("At most one agreement of the game is a Nash equilibrium")
    assert bg.check(theorem).tied == TIED


@pytest.mark.long(every=2)
@pytest.mark.parametrize(("own", "where"), [(STAG, []), (WEAKEST, [k < 1])])
def test_two_equilibria_refute_uniqueness(own: bg.Game, where: list[Any]) -> None:
    theorem = bg.unique(own, NASH, where)
    assert theorem.status == "refuted"
    one, other = theorem.counterexample, theorem.another
    assert one is not None
    assert other is not None
    numeric = own.at({p: one[p] for p in own.parameters})
    for agreement in ({v: one[v] for v in own.variables}, dict(other)) if own is STAG else ():
        assert NASH.residual(numeric, agreement) == 0
    assert any(one[v] != other[v] for v in own.variables)
    assert bg.check(theorem).tied == TIED


DEMAND = game(sp.Piecewise((x, x + y <= 1), (0, True)), sp.Piecewise((y, x + y <= 1), (0, True)))
#: Games with two known equilibria each: what is said of the pair must hold of it.
PAIRS = [
    (STAG, {}, {x: 0, y: 0}, {x: 1, y: 1}),
    (STAG, {}, {x: R(3, 4), y: R(3, 4)}, {x: 1, y: 1}),
    (WEAKEST, {k: R(1, 2)}, {x: R(1, 3), y: R(1, 3)}, {x: 1, y: 1}),
    (LOGARITHMIC, {a: R(3, 2), b: R(3, 2)}, {x: 0, y: R(1, 2)}, {x: R(1, 2), y: 0}),
    (DEMAND, {}, {x: R(1, 3), y: R(2, 3)}, {x: R(3, 4), y: R(1, 4)}),
    (DEMAND, {}, {x: 1, y: 1}, {x: R(1, 2), y: R(1, 2)}),
]


@pytest.mark.parametrize(("own", "at", "one", "other"), PAIRS)
def test_two_equilibria_meet_what_is_said_of_two(own: Any, at: Any, one: Any, other: Any) -> None:
    """Control: a clause that fails of two true equilibria would prove that there are none."""
    several = c.several(NASH)
    numeric = own.at(at)
    symbols = several.others(numeric)
    for first, second in ((one, other), (other, one)):
        values = {**first, **{symbols[v]: value for v, value in second.items()}}
        for clause in NASH.against(numeric, symbols):
            difference = (clause.relation.lhs - clause.relation.rhs).subs(values)
            assert difference >= 0, clause.name


@pytest.mark.long
def test_equilibria_across_a_jump_are_not_taken_for_one() -> None:
    theorem = bg.unique(DEMAND, NASH, timeout=30)
    assert theorem.status != "proved"


@pytest.mark.long
def test_names_and_orders_change_no_theorem() -> None:
    u, v = sp.symbols("u v")
    p, q = sp.symbols("p q", positive=True)
    turned = bg.Game(
        {"Z": {v: (0, 1)}, "Y": {u: (0, 1)}},
        {"Z": q * (u + v) - v**2 / 2, "Y": p * (u + v) - u**2 / 2},
    )
    assert bg.prove(turned, u > v, NASH, [p > q, q < 1]).status == "proved"
    assert bg.prove(turned, u > v, NASH, [p > q]).status == "refuted"
    assert bg.unique(turned, NASH).status == "proved"


@pytest.mark.long(every=2)
@pytest.mark.parametrize(
    "other",
    ["not implies(nash, holds(x >= y))", "not implies(participation, holds(x > y))", "nash"],
)
def test_a_certificate_about_another_theorem_is_refused(other: str) -> None:
    theorem = bg.prove(GOOD, x > y, NASH, [a > b, b < 1])
    data = copy.deepcopy(json.loads(json.dumps(theorem.certificate)))
    assert data["statement"]["conditions"] == ["not implies(nash, holds(x > y))"]
    data["statement"]["conditions"] = [other]
    forged = seal(data["statement"], data["proof"], data["used"], data["sample"], data["made_by"])
    assert not bg.check(forged).valid


def test_an_unknown_theorem_says_what_was_tried() -> None:
    theorem = bg.prove(COURNOT, c.efficient(), ~NASH & c.holds(x > y), [a < 1], effort=0.01)
    assert theorem.status == "unknown"
    assert theorem.evidence
    with pytest.raises(bg.InputError, match="there is no"):
        theorem.to_latex()


TWIN = GOOD.twin({a: k})


def test_a_twin_is_the_game_twice() -> None:
    assert TWIN.game.players == ("A", "B", "A_2", "B_2")
    assert TWIN.second(GOOD.payoffs["A"]) == TWIN.game.payoffs["A_2"]
    assert TWIN.second[x] in TWIN.game.own("A_2")
    assert TWIN.second[a] == k
    assert TWIN.first[a] == a
    assert TWIN.second(x > a) == (TWIN.second[x] > k)
    with pytest.raises(bg.InputError, match="each copy has its own"):
        GOOD.twin({x: 1})
    with pytest.raises(bg.InputError, match="unknown symbol"):
        GOOD.twin({"nobody": 1})


@pytest.mark.long
def test_two_outcomes_are_compared() -> None:
    more = TWIN.second[x] > x
    theorem = bg.prove(TWIN, more, NASH, [k > a, k < 1])
    assert theorem.status == "proved"
    assert bg.check(theorem).tied == TIED
    assert bg.prove(TWIN, more, NASH, [k > a]).status == "refuted"  # both give all they have
    assert bg.prove(TWIN, sp.Eq(TWIN.second[y], y), NASH).status == "proved"
    same = TWIN.first(NASH) & TWIN.second(c.participation()) & c.holds(TWIN.second[x] < x)
    assert bg.decide(TWIN, same, [k > a, k < 1]) == "always"


def test_what_is_meant_of_which_copy_has_to_be_said() -> None:
    with pytest.raises(bg.InputError, match="of which copy"):
        bg.decide(TWIN, TWIN.first(NASH) | c.efficient())
    with pytest.raises(bg.InputError, match="which others choose"):
        bg.decide(GOOD, c.among(["A"], NASH))
    with pytest.raises(bg.InputError, match="unknown player"):
        bg.decide(GOOD, c.among(["C"], NASH))


def test_copies_share_no_auxiliary_quantity() -> None:
    """Control: weights and deviations of the one copy are not those of the other."""
    both = TWIN.both(c.efficient()).necessary(TWIN.game)
    one = c.efficient().necessary(GOOD)
    assert len(set(both.auxiliary)) == 2 * len(one.auxiliary)
    assert len({clause.name for clause in both.clauses}) == 2 * len(one.clauses)


def test_what_a_tied_certificate_means_is_said() -> None:
    theorem = bg.prove(GOOD, x > y, NASH, [a > b, b < 1])
    means = bg.check(theorem).means
    assert means.startswith("Every agreement of the game that is a Nash equilibrium has")
    parameters = bg.prove(None, (a + b) / 2 >= sp.sqrt(a * b))
    means = bg.check(parameters).means
    assert means == "a/2 + b/2 >= sqrt(a)*sqrt(b) for all real a, b with a > 0, b > 0."


@pytest.mark.long
def test_a_rivals_cost_raises_output() -> None:
    """What the players of one copy do not gain by doing as those of the other do is used."""
    pair = COURNOT.twin({a: k})
    theorem = bg.prove(pair, pair.second[y] >= y, NASH, [k > a])
    assert theorem.status == "proved"
    assert bg.check(theorem).tied == TIED


def test_a_threat_that_is_kept_leaves_nobody_worse() -> None:
    d = sp.Symbol("d", positive=True)
    assert bg.prove(COURNOT, c.participation(), c.self_enforcing(d)).status == "proved"
    assert bg.prove(COURNOT, c.participation(), c.self_enforcing(0), [a < 1]).status == "proved"


def test_a_root_that_is_no_more_is_shown_by_a_point() -> None:
    theorem = bg.prove(None, (a + b) / 2 > sp.sqrt(a * b))
    assert theorem.status == "refuted"
    at = theorem.counterexample
    assert at is not None
    assert at[a] == at[b]


def test_the_player_of_a_condition_is_the_copys_own() -> None:
    own = TWIN.second(c.nash(player="A"))
    assert own.name == 'among(["A_2", "B_2"], nash(\'A_2\'))'
    theorem = bg.prove(TWIN, TWIN.second[x] > x, c.nash(player="A"), [k > a, k < 1])
    assert theorem.status == "proved"


@pytest.mark.long
def test_that_a_contest_has_one_equilibrium_is_a_statement_about_its_game():
    """Quantities of the other agreement have their signs in its box only (Tullock 1980)."""
    x, y = sp.symbols("x y")
    box = (sp.Rational(1, 100), 4)
    shares = {"1": x / (x + y) - x, "2": y / (x + y) - y}
    contest = bg.Game({"1": {x: box}, "2": {y: box}}, shares)
    theorem = bg.unique(contest, bg.conditions.nash())
    assert theorem == "proved"
    result = bg.check(theorem)
    assert result.valid
    assert result.means.startswith("At most one agreement of the game is a Nash equilibrium")
