"""Tables with letters, case by case, against the solver of numeric games at points and at ties."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.errors import RegionError
from bargain.exact import to_fraction
from bargain.solve.cases.answers_by_cases import Cases

a, b = sp.symbols("a b", real=True)
table = bg.FiniteGame.from_payoffs


def shares(profile) -> tuple[Fraction, ...]:
    return tuple(to_fraction(q) for s in profile.strategies.values() for q in s.values())


def agrees(game, found: Cases, values, *, proved: bool = True) -> None:
    """The same extreme equilibria, payoffs and maximal Nash subsets as of the game with numbers."""
    numbers = bg.nash_equilibria(game.at(values))
    assert numbers.complete
    case = found.at(values)
    assert case is not None
    assert case.complete or not proved
    assert {shares(e) for e in case.equilibria} == {shares(e) for e in numbers.equilibria}
    paid = {shares(e): tuple(map(to_fraction, e.payoffs.values())) for e in case.equilibria}
    for e in numbers.equilibria:
        assert paid[shares(e)] == tuple(e.payoffs.values())
    subsets = {
        frozenset(shares(numbers.equilibria[k]) for k in s.equilibria)
        for c in numbers.components
        for s in c.subsets
    }
    count = {k for e in case.equilibria for k in e.subsets}
    own = {frozenset(shares(e) for e in case.equilibria if k in e.subsets) for k in count}
    assert own == subsets


def proved(game, where=(), **options) -> Cases:
    found = bg.nash_equilibria(game, where=where, **options)
    assert isinstance(found, Cases)
    assert found.complete
    assert found.check().valid
    return found


# --- games of the literature ---


def test_hawk_and_dove() -> None:
    v, c = sp.symbols("v c", positive=True)
    game = table([[(v - c) / 2, v], [0, v / 2]], [[(v - c) / 2, 0], [v, v / 2]])
    found = proved(game)
    mixed = found.where_holds(lambda e: not e.is_pure)
    assert mixed == (c > v)
    for values in ({v: 1, c: 2}, {v: 2, c: 1}, {v: 1, c: 1}, {v: "1/3", c: 5}):
        agrees(game, found, values)


@pytest.mark.long
def test_an_outside_option_in_a_table_of_three_rows() -> None:
    """A battle of the sexes that the first player may leave for a."""
    game = table([[3, 0], [0, 1], [a, a]], [[1, 0], [0, 3], [0, 0]],
                 players=("A", "B"), actions=[("l", "r", "out"), ("l", "r")])  # fmt: skip
    found = proved(game)
    for value in (-1, 0, "1/2", "3/4", 1, 2, 3, 4):
        agrees(game, found, {a: value})
    assert {e["A"]["out"] for e in found.at({a: 4})} == {1}
    left = found.where_holds(lambda e: e["A"]["out"] == 1)
    assert left.subs(a, sp.Rational(3, 4)) == sp.true  # out against the mixture that makes it good
    assert left.subs(a, sp.Rational(1, 2)) == sp.false


def test_the_alliance_dilemma_has_one_mixed_equilibrium_where_fears_are_opposite() -> None:
    """Commit or distance: entrapment on one side, abandonment on the other (Snyder 1984)."""
    e, f = sp.symbols("e f", positive=True)
    game = table([[1 - e, 1], [1, 1 - f]], [[1, 0], [0, 1]], players=("patron", "client"),
                 actions=[("commit", "distance")] * 2)  # fmt: skip
    found = proved(game)
    (case,) = found.cells
    assert [m.is_pure for m in case] == [False]
    (only,) = case
    assert sp.simplify(only["client"]["commit"] - f / (e + f)) == 0
    assert only["patron"]["commit"] == sp.Rational(1, 2)


def test_inspection() -> None:
    """Dresher (1962): violate or not, inspect at a cost or not."""
    gain, fine, cost = sp.symbols("gain fine cost", positive=True)
    labels = [("violate", "comply"), ("inspect", "not")]
    game = table([[-fine, gain], [0, 0]], [[-cost, -1], [-cost, 0]],
                 players=("state", "agency"), actions=labels)  # fmt: skip
    found = proved(game)
    mixed = found.where_holds(lambda m: not m.is_pure)
    assert mixed.subs({cost: sp.Rational(1, 2), gain: 1, fine: 1}) == sp.true
    assert mixed.subs({cost: 2, gain: 1, fine: 1}) == sp.false
    (only,) = found.at({cost: "1/2", gain: 1, fine: 3}).equilibria
    assert (only["state"]["violate"], only["agency"]["inspect"]) == (
        sp.Rational(1, 2),
        sp.Rational(1, 4),
    )
    agrees(game, found, {cost: 1, gain: 1, fine: 3})  # a tie


def test_two_rows_and_two_columns_in_full_generality() -> None:
    p = sp.symbols("a11 a12 a21 a22 b11 b12 b21 b22", real=True)
    game = table([p[:2], p[2:4]], [p[4:6], p[6:]])
    found = proved(game)
    for numbers in ((3, 0, 5, 1, 3, 5, 0, 1), (2, 0, 0, 1, 1, 0, 0, 2),
                    (1, -1, -1, 1, -1, 1, 1, -1),
                    (1, 1, 1, 1, 1, 1, 1, 1), (1, 0, 1, 2, 0, 1, 0, 0), (1, 2, 1, 0, 2, 2, 3, 1),
                    (0, 0, 0, 0, 1, 0, 0, 1), (1, 0, 0, 0, 1, 0, 0, 0)):  # fmt: skip
        agrees(game, found, dict(zip(p, numbers, strict=True)))


@pytest.mark.long
def test_three_allies_coordinate() -> None:
    game = table([[a, 0, 0], [0, b, 0], [0, 0, 1]], [[a, 0, 0], [0, b, 0], [0, 0, 1]])
    found = proved(game, where=[a >= 0, b > 0])
    for values in ({a: 2, b: 3}, {a: 1, b: 1}, {a: 0, b: 1}):
        agrees(game, found, values)


def test_three_players_have_their_pure_equilibria_listed() -> None:
    shape = [[[a, 0], [0, 0]], [[0, 0], [0, 1]]]
    game = table(shape, shape, shape)
    found = proved(game)
    assert found.asked == "the Nash equilibria in pure strategies"
    for value in (-1, 0, 2):
        pure = {shares(e) for e in found.at({a: value}).equilibria}
        told = bg.nash_equilibria(game.at({a: value})).equilibria
        assert pure == {shares(e) for e in told if e.is_pure and e.regret == 0}


def test_a_payoff_that_is_no_quotient_of_polynomials_is_refused() -> None:
    with pytest.raises(RegionError, match="is no quotient of polynomials"):
        bg.nash_equilibria(table([[sp.sqrt(a), 0], [0, 1]], [[1, 0], [0, 1]]))
    with pytest.raises(TypeError, match="method"):
        bg.nash_equilibria(table([[a, 0], [0, 1]], [[1, 0], [0, 1]]), method="vertices")


def test_a_wrong_list_is_not_proved() -> None:
    """Controls: a list without an equilibrium, and one with a profile too many."""
    from dataclasses import replace

    from bargain.budget import spent
    from bargain.question.kinds.case_statement import CaseQuestion
    from bargain.solve.cases.case_proof import proved as prove_case
    from bargain.solve.cases.case_search import CaseSearch
    from bargain.solve.cases.table_cases import MIXED, Bimatrix

    game = table([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    question = CaseQuestion((), (), (), MIXED)
    whole = Bimatrix(game, question)
    search = CaseSearch(question, whole.solve)
    search.run(spent() + 10)
    (found,) = search.found

    def attempt(demands):
        bound = found.answer.bound
        statement = question.statement((), demands, ["test"], (), bound)
        return prove_case(statement, (), {}, mark=spent() + 5)

    demands = list(found.answer.demands)
    assert not isinstance(attempt(demands), str)
    for k, demand in enumerate(demands):
        if len(demand.ways) == 1:
            (((rel, poly),),) = demand.ways
            if rel != "=" and poly != 0:
                opposite = replace(demand, ways=(((rel, -poly),),))
                assert isinstance(attempt([*demands[:k], opposite, *demands[k + 1 :]]), str)
        elif "listed" in demand.name:
            fewer = replace(demand, ways=demand.ways[:-1])
            assert isinstance(attempt([*demands[:k], fewer, *demands[k + 1 :]]), str)


def test_a_certificate_is_tied_to_its_table_and_to_no_other() -> None:
    from bargain.rebuild.tied import check_against

    game = table([[a, 0], [0, b]], [[1, 0], [0, a]])
    found = proved(game, where=[a < 5])
    assert check_against(found, game=game, name="it").tied == "a statement about it"
    other = table([[a, 0], [0, b]], [[1, 0], [0, 2 * a]])
    assert "differs" in check_against(found, game=other, name="another").reason
    fewer = check_against(found, game=game.at({b: 1}), name="numbers")
    assert not fewer.valid
    alone = table([[[a, 1]]], [[[1, 0]]], [[[0, 1]]])
    told = proved(alone)
    assert check_against(told, game=alone, name="three").tied == "a statement about three"


# --- random tables ---

numbers = [sp.Integer(k) for k in (-1, 0, 1, 2)]
entry = st.sampled_from([*numbers, a, b, a + b, 1 - a, 2 * b])


@st.composite
def tables(draw):
    shape = draw(st.sampled_from([(2, 2), (2, 2), (2, 3), (3, 2)]))
    made = [[[draw(entry) for _ in range(shape[1])] for _ in range(shape[0])] for _ in "12"]
    return table(*made)


@settings(max_examples=3, deadline=None)
@given(tables(), st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), min_size=5))
def test_random_tables_agree_with_the_solver_of_numbers(game, points) -> None:
    if not game.parameters:
        return
    found = bg.nash_equilibria(game, effort=60, timeout=600)
    for x, y in points:
        values = {s: {"a": x, "b": y}[s.name] for s in game.parameters}
        agrees(game, found, values, proved=False)
    left = {case.reason for case in found if not case.complete}
    assert left <= {"no rational point of the cell was found, which a certificate has to show"}
    assert found.covers
    assert found.complete is not bool(left)
    assert found.check().valid


@pytest.mark.long
def test_of_a_large_table_at_least_the_pure_equilibria_are_listed() -> None:
    first = [[a, b, 2, 0], [2, b, -1, b], [b, a, b, 0], [1, 0, a, -1]]
    second = [[0, a, b, 1], [b, -1, a, 2], [a, b, 0, a], [2, a, 1, b]]
    game = table(first, second)
    found = bg.nash_equilibria(game, effort=20)
    assert found.complete
    assert found.asked.endswith("in pure strategies")
    assert "pure=False asks for them" in " ".join(found.evidence)
    for k in range(-2, 3):
        for n in range(-2, 3):
            numbers = bg.nash_equilibria(game.at({a: k, b: n}))
            pure = {shares(e) for e in numbers.equilibria if set(shares(e)) <= {0, 1}}
            assert {shares(e) for e in found.at({a: k, b: n}).equilibria} == pure
