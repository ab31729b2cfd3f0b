"""A table is taken wherever a game is: a repeated prisoners' dilemma is typed as a table."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain import cli
from bargain.rebuild.tied import check_against

T, R, P = sp.symbols("T R P", positive=True)
beta = sp.Symbol("beta", positive=True)
c = bg.conditions

NUMBERS = bg.FiniteGame.from_payoffs(
    [[3, 0], [5, 1]], [[3, 5], [0, 1]], players=("A", "B"), actions=["CD", "CD"],
    disagreement=("D", "D"),
)  # fmt: skip
LETTERS = bg.FiniteGame.from_payoffs(
    [[R, 0], [T, P]], [[R, T], [0, P]], players=("A", "B"), actions=["CD", "CD"],
    assumptions=[T > R, R > P], disagreement=("D", "D"),
)  # fmt: skip
together = c.holds(NUMBERS.plays("A", "C")) & c.holds(NUMBERS.plays("B", "C"))


def small_tables(shape: tuple[int, ...]) -> st.SearchStrategy[bg.FiniteGame]:
    count = 1
    for k in shape:
        count *= k
    cells = st.lists(st.integers(-3, 3), min_size=count, max_size=count)

    def table(flat: list[int]) -> object:
        import numpy as np

        return np.array(flat).reshape(shape)

    return st.tuples(*[cells] * len(shape)).map(
        lambda flats: bg.FiniteGame.from_payoffs(*map(table, flats))
    )


def test_cooperation_is_sustained_from_one_half_on() -> None:
    """(T - R)/(T - P) = (5 - 3)/(5 - 1)."""
    found = bg.region(NUMBERS, [c.self_enforcing(beta), together])
    assert found.exact
    assert sp.simplify(found.formula.lhs - found.formula.rhs).subs(beta, "1/2") == 0
    assert bg.minimum_discount(NUMBERS, ("C", "C")) == Fraction(1, 2)
    assert bg.decide(NUMBERS, [c.self_enforcing("1/2"), together]).status == "always"
    assert bg.decide(NUMBERS, [c.self_enforcing("0.49"), together]).status == "never"


@pytest.mark.long
def test_the_same_with_letters() -> None:
    found = bg.minimum_discount(LETTERS, {"A": "C", "B": "C"})
    assert sp.simplify(found.value - (T - R) / (T - P)) == 0
    region = bg.region(LETTERS, [c.self_enforcing(beta), together])
    assert region.exact
    assert region.contains({T: 5, R: 3, P: 1, beta: "1/2"})
    assert not region.contains({T: 5, R: 3, P: 1, beta: "0.49"})
    assert region.check().valid


@pytest.mark.long
def test_a_witness_and_a_counterexample_are_told_in_labels() -> None:
    assert dict(bg.decide(NUMBERS, [c.nash(), c.participation()]).witness) == {"A": "D", "B": "D"}
    wrong = bg.prove(LETTERS, NUMBERS.plays("A", "C"), given=c.nash())
    assert wrong.status == "refuted"
    assert wrong.counterexample["A"] == "D"
    assert bg.prove(LETTERS, NUMBERS.plays("A", "D"), given=c.nash()).status == "proved"
    assert bg.unique(LETTERS, c.nash()).status == "proved"


def test_a_suggested_profile_is_given_in_labels() -> None:
    verdict = bg.decide(LETTERS, c.efficient(), witness={"A": "C", "B": "C"}, where=[2 * R > T])
    assert verdict.status == "always"
    assert dict(verdict.witness) == {"A": "C", "B": "C"}


@pytest.mark.long
def test_a_certificate_is_tied_to_the_table_in_variables() -> None:
    verdict = bg.decide(NUMBERS, [c.nash(), c.efficient()])
    assert verdict.status == "never"
    assert bg.check(verdict).valid
    assert check_against(verdict, game=NUMBERS, name="the table").valid
    other = bg.FiniteGame.from_payoffs(
        [[3, 0], [5, 1]], [[3, 5], [0, 2]], players=("A", "B"), actions=["CD", "CD"],
        disagreement=("D", "D"),
    )  # fmt: skip
    assert not check_against(verdict, game=other, name="another").valid


def test_repeated_play_without_outside_options_is_asked_for() -> None:
    bare = bg.FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    with pytest.raises(bg.InputError, match="give disagreement="):
        bg.decide(bare, c.self_enforcing(beta))
    found = bg.minimum_discount(bare, (0, 0))  # Friedman: the equilibrium follows
    assert found == Fraction(1, 2)
    assert "the equilibrium of the table" in found.reason


def test_the_worst_equilibrium_punishes_in_a_table_with_several() -> None:
    """Chicken: 6 each; who deviates gets 7 once, then its worst equilibrium payoff, 2, for ever.

    (7 - 6)/(7 - 2) = 1/5. The mixed equilibrium gives 14/3 each, which is better than 2.
    """
    chicken = bg.FiniteGame.from_payoffs([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    assert bg.minimum_discount(chicken, (1, 1)) == Fraction(1, 5)


def test_sustained_profiles_of_the_dilemma() -> None:
    bare = bg.FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]], actions=["CD", "CD"])
    assert bg.sustainable(bare, "1/2").profiles == (("C", "C"), ("D", "D"))
    assert bg.sustainable(bare, "0.4").profiles == (("D", "D"),)
    assert bg.sustainable(bare, "1/2").contains({"1": "C", "2": "C"})


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(small_tables((2, 3)), st.fractions(min_value=0, max_value="9/10", max_denominator=10))
def test_sustained_profiles_by_hand(game: bg.FiniteGame, discount: Fraction) -> None:
    worst = {p: min(e.payoffs[p] for e in bg.nash_equilibria(game)) for p in game.players}
    found = set(bg.sustainable(game, discount).profiles)
    for a in game.profiles():
        good = True
        for own, p in enumerate(game.players):
            replies = [(*a[:own], b, *a[own + 1 :]) for b in game.actions[p]]
            best = max(game.payoff(p, *r) for r in replies)
            good &= game.payoff(p, *a) >= (1 - discount) * best + discount * worst[p]
        assert (a in found) == good
        least = bg.minimum_discount(game, a)
        if least.value is not None and discount >= least.value:
            assert good
        elif least.value is not None:
            assert not good


@settings(max_examples=4, deadline=None)
@given(small_tables((2, 2)))
def test_pure_questions_by_hand(game: bg.FiniteGame) -> None:
    """Nash and efficient profiles, by looking at all of them."""

    def nash(a: tuple[int, int]) -> bool:
        i, j = a
        return all(
            game.payoff("1", *a) >= game.payoff("1", k, j)
            and game.payoff("2", *a) >= game.payoff("2", i, k)
            for k in (0, 1)
        )

    def efficient(a: tuple[int, int]) -> bool:
        u = [game.payoff(p, *a) for p in game.players]
        others = ([game.payoff(p, *b) for p in game.players] for b in game.profiles())
        return not any(all(x >= y for x, y in zip(v, u, strict=True)) and v != u for v in others)

    some = any(nash(a) and efficient(a) for a in product((0, 1), repeat=2))
    assert bg.decide(game, [c.nash(), c.efficient()]).status == ("always" if some else "never")


def test_bargaining_over_outcomes_and_lotteries() -> None:
    sexes = bg.FiniteGame.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]], actions=["BF", "BF"])
    fair = bg.nash_bargaining(sexes, lotteries=True).agreement
    assert {s.name: v for s, v in fair.values.items()} == {
        "B, B": Fraction(1, 2), "F, F": Fraction(1, 2),
    }  # fmt: skip
    assert dict(fair.payoffs) == {"1": Fraction(3, 2), "2": Fraction(3, 2)}
    pure = bg.nash_bargaining(sexes)
    assert len(pure.alternatives) == 1  # both meetings have the product 2
    assert bg.nash_bargaining(NUMBERS).agreement["C, C"] == 1
    assert dict(bg.nash_bargaining(NUMBERS).agreement.gains) == {"A": 2, "B": 2}


def test_commitment_of_conitzer_and_sandholm() -> None:
    """Their first example: committing to up gives 2; to 1/2 of each gives 3.5 (sec. 1)."""
    game = bg.FiniteGame.from_payoffs([[2, 4], [1, 3]], [[1, 0], [0, 1]], actions=["UD", "LR"])
    assert bg.nash_equilibria(game).equilibria[0].payoffs["1"] == 2
    assert bg.stackelberg(game).agreement.payoffs["1"] == 3
    mixed = bg.stackelberg(game, mixed=True)
    assert mixed.agreement.payoffs["1"] == Fraction(7, 2)
    assert mixed.ties
    assert {s.name: v for s, v in mixed.agreement.values.items()} == {
        "U, R": Fraction(1, 2), "D, R": Fraction(1, 2),
    }  # fmt: skip
    second = bg.stackelberg(game, leader="2")
    assert second.agreement.payoffs["2"] == 1


@settings(max_examples=40, deadline=None)
@given(small_tables((3, 2)))
def test_commitment_is_worth_no_less_than_any_equilibrium(game: bg.FiniteGame) -> None:
    best = max(e.payoffs["1"] for e in bg.nash_equilibria(game))
    mixed, pure = bg.stackelberg(game, mixed=True), bg.stackelberg(game)
    assert mixed.agreement.payoffs["1"] >= max(best, pure.agreement.payoffs["1"])


@pytest.mark.needs("study")
def test_a_sweep_over_a_table() -> None:
    found = bg.sweep(LETTERS, bg.nash_equilibria, over={T: [5, 6], R: [3], P: [1, 2]})
    assert found.equilibria.values.ravel().tolist() == [1, 1, 1, 1]
    assert found["p_A_C"].values[0].ravel().tolist() == [0, 0, 0, 0]
    agreed = bg.sweep(LETTERS, bg.nash_bargaining, over={T: [5, 9], R: [3], P: [1]})
    assert agreed["C, C"].values.ravel().tolist() == [1, 1]
    assert agreed.gain.sel(player="A").values.ravel().tolist() == [2, 2]


@pytest.mark.long
@pytest.mark.needs("study")
def test_a_phase_diagram_of_a_table() -> None:
    """With R = 3 and P = 1 cooperation holds from beta = (T - 3)/(T - 1) on."""
    game = LETTERS.at({R: 3, P: 1})
    diagram = bg.phase_diagram(
        game, [c.self_enforcing(beta), together], over={T: (4, 8), beta: (0.1, 0.9)}, resolution=0.1
    )

    for cell in diagram.cells:
        (low, high), (b_low, b_high) = cell.box
        if cell.status == "always":
            assert b_low >= (high - 3) / (high - 1)
        if cell.status == "never":
            assert b_high <= (low - 3) / (low - 1)
    assert {"always", "never"} <= {str(cell.status) for cell in diagram.cells}


@pytest.mark.long
def test_cores_of_a_dilemma() -> None:
    found = bg.impossibility_cores(LETTERS, [c.nash(), c.efficient()])
    assert [s.names for s in found.cores] == [("efficient", "nash")]


def test_cores_of_a_dilemma_in_numbers() -> None:
    """There is no other region to compare with: the clash is a core, and nothing else is."""
    found = bg.impossibility_cores(NUMBERS, [c.nash(), c.efficient(), c.participation()])
    assert [s.names for s in found.cores] == [("efficient", "nash")]
    assert found.other_cores == found.undecided == ()
    assert found.summary().splitlines() == [
        "1 impossibility cores among 7 sets of demands", "  clash: {efficient, nash}",
    ]  # fmt: skip


def test_the_mixed_extension_has_the_mixed_equilibrium() -> None:
    pennies = bg.FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert bg.decide(pennies, c.nash()).status == "never"
    verdict = bg.decide(pennies.mixed_extension(), c.nash())
    assert verdict.status == "always"
    three = bg.FiniteGame.from_payoffs([[0, -1, 1], [1, 0, -1], [-1, 1, 0]],
                                       [[0, 1, -1], [-1, 0, 1], [1, -1, 0]])  # fmt: skip
    extension = three.mixed_extension()
    assert len(extension.variables) == 4
    thirds = dict.fromkeys(extension.variables, sp.Rational(1, 3))
    assert bg.decide(extension, c.nash(), witness=thirds).status == "always"
    away = c.holds(sp.Ne(extension.variables[0], sp.Rational(1, 3)))
    assert bg.decide(extension, [c.nash(), away], effort=8).status in ("never", "unknown")


@settings(max_examples=25, deadline=None)
@given(small_tables((2, 2, 2)))
def test_extensions_have_the_payoffs_of_the_table(game: bg.FiniteGame) -> None:
    pure, mixed = game.in_pure_actions(), game.mixed_extension()
    for profile in game.profiles():
        at = dict(zip(pure.variables, profile, strict=True))
        chances = {v: 1 - k for v, k in zip(mixed.variables, profile, strict=True)}
        for p in game.players:
            assert pure.payoffs[p].subs(at) == game.payoff(p, *profile)
            assert mixed.payoffs[p].subs(chances) == game.payoff(p, *profile)


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["--method", "minimum-discount", "--agreement", "A=C", "--agreement", "B=C"], "1/2"),
        (["--method", "sustainable", "--discount", "1/2"], "(C, C)"),
        (["--method", "sustainable", "--discount", "0.1"], "(D, D)"),
        (["--method", "nash-bargaining"], "C, C"),
        (["--method", "stackelberg"], "D, D"),
    ],
)
def test_tables_on_the_command_line(tmp_path, capsys, options, shown) -> None:
    path = tmp_path / "pd.nfg"
    path.write_text(NUMBERS.to_nfg(), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        cli.main(["solve", str(path), *options])
    assert not ended.value.code
    assert shown in capsys.readouterr().out


def test_an_action_that_nobody_has_is_refused_in_one_line(tmp_path, capsys) -> None:
    path = tmp_path / "pd.nfg"
    path.write_text(NUMBERS.to_nfg(), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        cli.main(["solve", str(path), "--method", "minimum-discount", "--agreement", "A=X"])
    assert ended.value.code == 2
    assert "A=C" in capsys.readouterr().err


def test_a_threshold_with_letters_that_are_not_ordered() -> None:
    """The dilemma with a reward r and a temptation t: the best deviation is the larger of both."""
    t, r = sp.symbols("t r", positive=True)
    tables = [[[r, 0], [t, 1]], [[r, t], [0, 1]]]
    free = bg.FiniteGame.from_payoffs(*tables, actions=["CD", "CD"])
    found = bg.minimum_discount(free, {"1": "C", "2": "C"})
    assert found.value.subs({t: 5, r: 3}) == sp.Rational(1, 2)
    assert found.value.subs({t: 2, r: 3}) == 0
    ordered = bg.FiniteGame.from_payoffs(*tables, actions=["CD", "CD"], assumptions=[t > r, r > 1])
    assert (
        sp.simplify(bg.minimum_discount(ordered, {"1": "C", "2": "C"}).value - (t - r) / (t - 1))
        == 0
    )
