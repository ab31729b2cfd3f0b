"""Pure equilibria of finite games: statement 13, its controls, and a brute-force twin."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product

import pytest
import sympy as sp
from hypothesis import Phase, given, settings, strategies as st

import bargain as bg
from bargain import conditions as c
from bargain.errors import EmptyRegionError, InputError, OptionError
from bargain.game.tables.finite_game import FiniteGame
from bargain.models import alliance_dilemma
from bargain.testing import degenerate_games, finite_games, many_player_games
from bargain.verdicts.verdict import Status

a, b, p, q = sp.symbols("a b p q", real=True)


def decided(game, where=(), timeout=20):
    verdict = bg.decide(game, c.nash(), where=where, timeout=timeout)
    assert (verdict.certificate is None) == (verdict.status is Status.UNKNOWN)
    if verdict.certificate is not None:
        result = bg.check(verdict)
        assert result.valid, result.reason
        assert result.verdict == verdict.status
        assert verdict.certificate["statement"]["claim"] == "table"
    return verdict


def pure_equilibria(game):
    """By enumeration."""
    found = []
    for profile in product(*map(range, game.shape)):
        best = True
        for i, player in enumerate(game.players):
            table = game.payoffs[player]
            best &= all(
                table[profile] >= table[(*profile[:i], k, *profile[i + 1 :])]
                for k in range(game.shape[i])
            )
        if best:
            found.append(profile)
    return found


# --- statement 13 -------------------------------------------------------------------------------


def test_opposite_fears_leave_no_pure_equilibrium():
    verdict = decided(alliance_dilemma(opposite_fears=True))
    assert verdict.status is Status.NEVER
    assert len(verdict.used) == 4  # each of the four signs is needed


@pytest.mark.parametrize(
    ("where", "status"),
    [
        (["a_P == a_C", "b_P == b_C"], Status.ALWAYS),  # every symmetric 2x2 game has one
        (["a_P > 0", "a_C > 0"], Status.ALWAYS),
        (["b_P <= 0", "b_C <= 0"], Status.ALWAYS),
        (["a_P < 0", "b_P > 0", "a_C < 0", "b_C > 0"], Status.ALWAYS),  # the same fears
        (["a_P < 0", "b_P > 0", "a_C > 0", "b_C < 0"], Status.NEVER),
        (["a_P > 0", "b_P < 0", "a_C < 0", "b_C > 0"], Status.NEVER),  # the other way round
        (["a_P < 0", "b_P > 0", "a_C >= 0", "b_C <= 0"], Status.SOMETIMES),  # weak: ties
        ([], Status.SOMETIMES),
    ],
)
def test_controls_of_statement_13(where, status):
    game = alliance_dilemma()
    verdict = decided(game, where)
    assert verdict.status is status
    if status is Status.SOMETIMES:
        for point, some in ((verdict.witness, True), (verdict.counterexample, False)):
            at = game.at({k: F(str(v)) for k, v in point.items()})
            assert bool(pure_equilibria(at)) is some


def test_general_symmetric_games():
    table = [[a, b], [p, q]]
    game = FiniteGame.from_payoffs(table, [list(row) for row in zip(*table, strict=True)])
    assert decided(game).status is Status.ALWAYS


def test_an_inequality_in_the_region():
    game = FiniteGame.from_payoffs([[a, 0], [0, a]], [[-a, 0], [0, -a]])  # matching pennies
    assert decided(game, [sp.Ne(a, 0)]).status is Status.NEVER
    assert decided(game, [sp.Eq(a, 0)]).status is Status.ALWAYS
    assert decided(game).status is Status.SOMETIMES


# --- a twin -------------------------------------------------------------------------------------


@settings(max_examples=25, phases=(Phase.explicit, Phase.generate))
@given(st.one_of(finite_games(most_actions=3), degenerate_games(most_actions=3),
                 many_player_games(players=3)))  # fmt: skip
def test_numeric_games_are_decided_as_by_enumeration(game):
    wanted = Status.ALWAYS if pure_equilibria(game) else Status.NEVER
    assert decided(game).status is wanted


@settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
@given(finite_games(most_actions=2, entries=st.integers(-2, 2)), st.data())
def test_shifts_and_scales_change_nothing(game, data):
    scale = data.draw(st.fractions(F(1, 3), 3, max_denominator=3))
    shift = data.draw(st.fractions(-3, 3, max_denominator=3))
    first, second = (game.payoffs[name] for name in game.players)
    moved = FiniteGame.from_payoffs(first * scale + shift, second)
    turned = FiniteGame.from_payoffs(second.T, first.T)
    wanted = decided(game).status
    assert decided(moved).status is wanted
    assert decided(turned).status is wanted


# --- the rest -----------------------------------------------------------------------------------


def test_the_same_question_gives_the_same_certificate():
    shas = {decided(alliance_dilemma(opposite_fears=True)).certificate["sha256"] for _ in range(2)}
    assert len(shas) == 1


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda g: bg.decide(g, c.self_enforcing("1/2")), OptionError),
        (lambda g: bg.decide(g, "fair"), InputError),
        (lambda g: bg.decide(g, c.nash(), where=["zeta > 0"]), InputError),
        (lambda g: bg.decide(g, c.nash(), where=["a_P > 0", "a_P < 0"]), EmptyRegionError),
        (lambda g: bg.decide(g, c.nash(), where=["sqrt(a_P) > 0"]), InputError),
    ],
)
def test_one_clear_refusal(ask, error):
    with pytest.raises(error) as caught:
        ask(alliance_dilemma())
    assert "\n" not in str(caught.value)


def test_payoffs_that_are_no_polynomials_are_refused():
    with pytest.raises(InputError, match="polynomials"):
        decided(FiniteGame.from_payoffs([[sp.exp(a), 0]], [[0, 1]]))
