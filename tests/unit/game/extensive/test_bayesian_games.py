"""Games with private types: what is refused, and their strategic form against direct sums."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import GameError

q, r, c = sp.symbols("q r c")
TYPES = {"A": ["only"], "B": ["weak", "strong"]}
ACTIONS = {"A": ["low", "high"], "B": ["accept", "fight"]}


def made(**changed):
    given = {
        "types": TYPES,
        "prior": {"A": {"only": 1}, "B": {"weak": q, "strong": 1 - q}},
        "payoffs": {"A": lambda a, b: [[3, 1], [2, 1]], "B": lambda a, b: [[1, c], [2, c]]},
        "actions": ACTIONS,
    }
    return bg.BayesianGame(**(given | changed))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"prior": {"A": {"only": 1}, "B": {"weak": q, "strong": q}}}, r"add up to 2\*q, not to 1"),
        ({"prior": {"A": {"only": 1}, "B": {"weak": 0, "strong": 1}}}, "type 'weak' has no mass"),
        ({"prior": {"A": {"only": 1}, "B": {"weak": -1, "strong": 2}}}, "-1 is no probability"),
        ({"prior": {("weak", "only"): 1}}, "is no profile of types"),
        ({"prior": {"A": {"only": 1}, "B": {"weak": 1}}}, "the prior names other types"),
        ({"types": {"A": [], "B": ["w"]}}, "types are missing"),
        ({"actions": {"A": ["l"]}}, "the players of types and actions differ"),
        ({"actions": None}, "give either actions or terms"),
        (
            {"payoffs": {"A": lambda a, b: [[1]], "B": lambda a, b: [[1]]}},
            "does not fit the actions",
        ),
        ({"payoffs": {"A": {}, "B": {}}}, "there is no value"),
    ],
)
def test_what_is_wrong_is_said(changed, message) -> None:
    with pytest.raises(GameError, match=message) as error:
        made(**changed)
    assert "\n" not in str(error.value)


def test_priors_are_probabilities_and_types_have_mass() -> None:
    told = set(map(str, made().parameter_relations))
    assert {"q > 0", "1 - q > 0"} <= told


def test_the_strategic_form_has_expected_payoffs() -> None:
    game = made()
    table = game.to_finite()
    assert table.shape == (2, 4)
    for a, (weak, strong) in product(range(2), product(range(2), repeat=2)):
        paid = [[3, 1], [2, 1]]
        label = f"{ACTIONS['B'][weak]}/{ACTIONS['B'][strong]}"
        expected = q * paid[a][weak] + (1 - q) * paid[a][strong]
        have = table.payoff("A", ACTIONS["A"][a], label)
        assert sp.expand(sp.sympify(have) - expected) == 0


def test_correlated_types_and_a_drawn_tree() -> None:
    prior = {("l", "l"): r, ("l", "h"): sp.Rational(1, 2) - r, ("h", "l"): sp.Rational(1, 2) - r,
             ("h", "h"): r}  # fmt: skip
    both = {"A": ["l", "h"], "B": ["l", "h"]}
    pay = {p: lambda a, b: [[1, 0], [0, int(a == b)]] for p in "AB"}
    game = bg.BayesianGame(types=both, prior=prior, payoffs=pay, actions={"A": "xy", "B": "xy"})
    tree = game.to_extensive()
    assert [s.name for s in tree.information_sets] == ["A l", "B l", "B h", "A h"]
    assert tree.to_finite().shape == (4, 4)
    assert tree.at({r: "1/4"}).parameters == ()


def test_the_one_offer_crisis_bargain_trades_risk_for_return() -> None:
    """Fearon (1995) with two types: a low offer risks war with the strong one."""
    game = bg.BayesianGame(
        types=TYPES,
        prior={"A": {"only": 1}, "B": {"weak": q, "strong": 1 - q}},
        actions={"A": ["low", "high"], "B": ["accept", "fight"]},
        # B's war payoff is 1/4 or 1/2; the offers 3/8 and 5/8 are above and between them
        payoffs={"A": lambda a, b: [["5/8", "3/8"], ["3/8", "3/8"]],
                 "B": lambda a, b: [["3/8", "1/4" if b == "weak" else "1/2"],
                                    ["5/8", "1/4" if b == "weak" else "1/2"]]},
    )  # fmt: skip
    root = bg.move("A", {
        offer: bg.chance({t: (p, bg.move("B", {
            "accept": bg.end({"A": a, "B": b}),
            "fight": bg.end({"A": "1/8", "B": war}),
        }, f"{offer} {t}")) for t, p, war in (("weak", q, "1/4"), ("strong", 1 - q, "1/2"))})
        for offer, a, b in (("low", "5/8", "3/8"), ("high", "3/8", "5/8"))
    })  # fmt: skip
    found = bg.subgame_perfect(bg.ExtensiveGame(root))
    assert found.complete
    risky = found.where_holds(lambda e: e["A"]["A"] == "low")
    # 5/8 q + 1/8 (1 - q) >= 3/8 iff q >= 1/2
    assert risky.subs(q, Fraction(3, 4)) == sp.true
    assert risky.subs(q, Fraction(1, 2)) == sp.true
    assert risky.subs(q, Fraction(1, 4)) == sp.false
    # chosen at the same time: B's reply does not depend on the offer, and war is never empty
    both = bg.nash_equilibria(game)
    assert both.complete
    assert both.asked.startswith("the Nash equilibria")
