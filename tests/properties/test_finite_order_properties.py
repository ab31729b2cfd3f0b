"""A finite game does not depend on names, on the order of players and actions, or on units."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import permutations

import numpy as np
import pytest
import sympy as sp
from hypothesis import Phase, given, settings, strategies as st

import bargain as bg
from bargain import conditions as c
from bargain.errors import EmptyRegionError, GameError
from bargain.game.tables.finite_game import FiniteGame
from bargain.question.kinds.finite_order import FiniteOrder
from bargain.question.kinds.finite_question import FiniteQuestion, printed
from bargain.rebuild.rebuild import differences
from bargain.testing import degenerate_games, finite_games, many_player_games

QUICK = (Phase.explicit, Phase.generate)  # shrinking games takes minutes
NAMES = ["a", "a_a", "z_y", "best_y", "mu_P", "p_0", "x", "1", "0", "x0", "gain", "player 1",
         "region", "node", "to", "é"]  # fmt: skip
LABELS = [*NAMES, 0, 1, (0, 1), "", " ", "a\nb", "'", '"']
SYMBOLS = ["a", "a_a", "z_y", "best_y", "mu_P", "p_0", "x", "x0", "E", "I", "N", "lambda"]
POLYNOMIALS = [lambda a, b: a, lambda a, b: b - a, lambda a, b: 2 * a * b - 1,
               lambda a, b: F(1), lambda a, b: F(0), lambda a, b: F(-1, 3)]  # fmt: skip
REGIONS = [lambda a, b: [], lambda a, b: [a > b], lambda a, b: [a >= 1, b <= 1],
           lambda a, b: [sp.Ne(a, b)]]  # fmt: skip


@st.composite
def symbolic_games(draw):
    """A 2x2 or 2x3 game with two parameters, and a region."""
    a = sp.Symbol("s", positive=True)
    b = sp.Symbol("t", real=True)
    shape = (2, draw(st.integers(2, 3)))
    tables = [
        [[draw(st.sampled_from(POLYNOMIALS))(a, b) for _ in range(shape[1])] for _ in range(2)]
        for _ in range(2)
    ]
    return FiniteGame.from_payoffs(*tables), draw(st.sampled_from(REGIONS))


def numeric_games():
    return st.one_of(finite_games(most_actions=3), degenerate_games(most_actions=3),
                     many_player_games(players=3), many_player_games(players=4))  # fmt: skip


@st.composite
def told(draw, game):
    """The game told otherwise, and where its actions went: names, orders, units, symbols."""
    count = len(game.players)
    players = draw(st.permutations(range(count)))
    names = draw(st.permutations(NAMES))[:count]
    actions = [draw(st.permutations(range(size))) for size in game.shape]
    symbols = draw(st.permutations(SYMBOLS))
    new = {
        p: sp.Symbol(n, **{k: v for k, v in p._assumptions_orig.items() if k != "commutative"})
        for p, n in zip(game.parameters, symbols, strict=False)
    }
    tables, labels = {}, {}
    for q, p in enumerate(players):
        scale = draw(st.fractions(F(1, 5), 5, max_denominator=5))
        shift = draw(st.fractions(-3, 3, max_denominator=3))
        table = game.payoffs[game.players[p]]
        moved = np.empty(table.shape, dtype=object)
        for at in np.ndindex(table.shape):
            entry = table[at]
            entry = entry.xreplace(new) if isinstance(entry, sp.Basic) else entry
            moved[at] = sp.sympify(entry) * sp.Rational(scale) + sp.Rational(shift)
        tables[names[q]] = moved[np.ix_(*actions)].transpose(players)
        labels[names[q]] = draw(st.permutations(LABELS))[: game.shape[p]]
    other = FiniteGame([names[q] for q in range(count)], labels, tables)
    return other, players, actions, new


def skeleton(question):
    """A statement without its words: gains in the player's unit, by position."""
    gains = [[(i, k, list(map(str, sorted(map(str, question.plain(g))))))
              for i, k, g in question.gains(profile)] for profile in question.profiles]  # fmt: skip
    region = [(h["rel"], h.get("poly"), h.get("any")) for h in question.region]
    return question.shape, gains, region


def status(game, where=()):
    try:
        verdict = bg.decide(game, c.nash(), where=where, timeout=30)
    except EmptyRegionError:
        return "empty", None
    if verdict.certificate is not None:
        result = bg.check(verdict)
        assert result.valid, result.reason
        assert differences(verdict.certificate["statement"], game) == []
    return str(verdict.status), verdict


# --- decide ---------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None, phases=QUICK)
@given(st.data())
def test_the_question_is_the_same_and_so_is_the_status(data):
    game = data.draw(numeric_games())
    other, *_ = data.draw(told(game))
    assert skeleton(FiniteQuestion(game, ())) == skeleton(FiniteQuestion(other, ()))
    assert status(game)[0] == status(other)[0]


@pytest.mark.long
@settings(max_examples=8, deadline=None, phases=QUICK)
@given(st.data())
def test_with_parameters_too(data):
    game, region = data.draw(symbolic_games())
    other, _, _, new = data.draw(told(game))
    symbols = {s.name: s for s in game.parameters}
    a = symbols.get("s", sp.Symbol("s", positive=True))
    b = symbols.get("t", sp.Symbol("t", real=True))
    where = [r for r in region(a, b) if r.free_symbols <= set(game.parameters)]
    moved = [r.xreplace(new) for r in where]
    first, second = FiniteQuestion(game, where), FiniteQuestion(other, moved)
    assert skeleton(first) == skeleton(second)
    assert status(game, where)[0] == status(other, moved)[0]


@settings(max_examples=10, deadline=None, phases=QUICK)
@given(st.data())
def test_what_is_true_of_an_opponent_s_choice_alone_changes_nothing(data):
    """Payoffs plus anything that depends on the others' actions only: the same question."""
    game = data.draw(finite_games(most_actions=3))
    extra = [data.draw(st.integers(-5, 5)) for _ in range(game.shape[1])]
    first, second = (game.payoffs[p] for p in game.players)
    moved = FiniteGame.from_payoffs(first + np.array(extra, dtype=object), second)
    assert skeleton(FiniteQuestion(game, ())) == skeleton(FiniteQuestion(moved, ()))


# --- equilibria -----------------------------------------------------------------------------------


def profiles(found):
    return {tuple(tuple(s.values()) for s in e.strategies.values()) for e in found.equilibria}


def canonical(game, found):
    """The same in the canonical order, in which interchangeable actions cannot be told apart."""
    order = FiniteOrder(game)
    return {tuple(tuple(e[p][a] for a in order.actions(p)) for p in order.players)
            for e in profiles(found)}  # fmt: skip


def carried(found, players, actions):
    """The profiles of a game in the order in which it is told otherwise."""
    return {tuple(tuple(e[p][a] for a in actions[p]) for p in players) for e in profiles(found)}


@settings(max_examples=15, deadline=None, phases=QUICK)
@given(st.data())
def test_the_same_equilibria_are_found(data):
    game = data.draw(numeric_games())
    other, players, actions, _ = data.draw(told(game))
    found, again = bg.nash_equilibria(game), bg.nash_equilibria(other)
    assert canonical(game, found) == canonical(other, again)
    if len(game.players) == 2:  # a complete list
        assert carried(found, players, actions) == profiles(again)
    assert found.complete == again.complete
    assert found.degenerate == again.degenerate


@settings(max_examples=10, deadline=None, phases=QUICK)
@given(st.data())
def test_the_same_paths_are_followed(data):
    game = data.draw(degenerate_games(most_actions=3))
    other, *_ = data.draw(told(game))
    found, again = (bg.nash_equilibria(g, method="lemke-howson") for g in (game, other))
    assert canonical(game, found) == canonical(other, again)


def test_a_player_in_large_units_hides_nobody_s_regret():
    """The unit of one player decides nothing about the regret of another."""
    one = [[[3, 0], [0, 1]], [[0, 2], [5, 0]]]
    two = [[[0, 2], [4, 0]], [[1, 0], [0, 3]]]
    three = [[[0, 1], [2, 0]], [[3, 0], [0, 1]]]
    game = FiniteGame.from_payoffs(one, two, three)
    large = FiniteGame.from_payoffs((10**12 * np.array(one, dtype=object)).tolist(), two, three)
    assert profiles(bg.nash_equilibria(game)) == profiles(bg.nash_equilibria(large))


# --- the order ------------------------------------------------------------------------------------


def test_interchangeable_actions_are_ordered_in_a_moment():
    for game in (
        FiniteGame.from_payoffs(np.zeros((30, 30), dtype=int), np.zeros((30, 30), dtype=int)),
        FiniteGame.from_payoffs(np.eye(12, dtype=int), np.eye(12, dtype=int)),
    ):
        order = FiniteOrder(game)
        assert sorted(order.actions(0)) == list(range(game.shape[0]))
        assert sorted(order.players) == [0, 1]


def test_every_order_of_three_players_is_one_question():
    tables = [[[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[[1, 0], [2, 0]], [[3, 0], [4, 0]]],
              [[[0, 1], [1, 0]], [[1, 1], [0, 2]]]]  # fmt: skip
    arrays = [np.array(t, dtype=object) for t in tables]
    told_ways = []
    for order in permutations(range(3)):
        moved = [arrays[p].transpose(order) for p in order]
        told_ways.append(skeleton(FiniteQuestion(FiniteGame.from_payoffs(*moved), ())))
    assert all(way == told_ways[0] for way in told_ways)


def test_labels_that_no_line_can_hold_are_numbered():
    assert printed(["up", "down"], "action") == ["up", "down"]
    for labels in ([1, "1"], ["", "a"], ["a\nb", "c"]):
        assert printed(labels, "action") == ["action 1", "action 2"]
    game = FiniteGame.from_payoffs([[1, 0], [0, 1]], [[1, 0], [0, 1]],
                                   players=["a\nb", " "],
                                   actions=[[1, "1"], ["", "x"]])  # fmt: skip
    assert status(game)[0] == "always"


# --- assumptions that the package does not keep ---------------------------------------------------


@pytest.mark.parametrize(
    "given_as",
    [{"integer": True}, {"rational": True}, {"even": True}, {"odd": True}, {"prime": True},
     {"irrational": True}, {"algebraic": True}, {"imaginary": True}, {"positive": False},
     {"infinite": True}, {"complex": True, "real": False}],
)  # fmt: skip
def test_assumptions_that_are_not_kept_are_refused(given_as):
    k = sp.Symbol("k", **given_as)
    y, z = sp.symbols("y z")
    with pytest.raises(GameError) as finite:
        FiniteGame.from_payoffs([[k, 0]], [[0, 1]])
    with pytest.raises(GameError) as continuous:
        bg.Game({"A": {y: (0, 1)}, "B": {z: (0, 1)}}, {"A": k * y, "B": z}, parameters=[k])
    if "not real" not in str(continuous.value) and "not real" not in str(finite.value):
        assert str(finite.value) == str(continuous.value)
    if not given_as.keys() & {"imaginary", "infinite"}:
        with pytest.raises(GameError):
            FiniteGame.from_payoffs([[1, 0]], [[0, 1]], assumptions=[sp.Ne(k, 3, evaluate=False)])


@pytest.mark.parametrize("given_as", [{"nonzero": True}, {"negative": True}, {"zero": True}])
def test_signs_are_kept(given_as):
    k = sp.Symbol("k", **given_as, real=True)
    game = FiniteGame.from_payoffs([[k, 0], [0, k]], [[-k, 0], [0, -k]])
    wanted = "always" if "zero" in given_as else "never"
    if game.parameters:
        assert status(game)[0] == wanted


def test_a_parameter_of_the_assumptions_alone_is_a_parameter():
    a, b = sp.symbols("a b", real=True)
    game = FiniteGame.from_payoffs([[a, 0], [0, a]], [[-a, 0], [0, -a]], assumptions=[a > b, b > 0])
    assert game.parameters == (a, b)
    assert status(game)[0] == "never"
