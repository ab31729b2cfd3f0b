"""Subgame-perfect equilibria in behaviour strategies, against tables solved one by one."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import OptionError
from bargain.rebuild.tied import check_against

out = sp.Symbol("out", real=True)


def after(table, names=("A", "B")):
    """Two players who move at once; `table[a, b]` has their payoffs."""
    first, second = names
    rows = dict.fromkeys(a for a, _ in table)

    def reply(a):
        pay = {b: bg.end(dict(zip("AB", u, strict=True))) for (x, b), u in table.items() if x == a}
        return bg.move(second, pay, f"{second} at once")

    return bg.move(first, {a: reply(a) for a in rows}, f"{first} at once")


def entry(below):
    return bg.ExtensiveGame(
        bg.move("A", {"out": bg.end({"A": out, "B": 0}), "in": below}, "entry"), players=["A", "B"]
    )


def continued(table, value):
    """The oracle: equilibria of the table by enumeration, then the better of staying out."""
    rows, columns = (list(dict.fromkeys(k[n] for k in table)) for n in (0, 1))
    a, b = ([[table[r, c][n] for c in columns] for r in rows] for n in (0, 1))
    worth = [
        e.payoffs["1"] for e in bg.nash_equilibria(bg.FiniteGame.from_payoffs(a, b)).equilibria
    ]
    return sorted(max(sp.sympify(w), sp.Rational(value)) for w in worth)


COORDINATE = {("l", "l"): (3, 1), ("l", "r"): (0, 0), ("r", "l"): (0, 0), ("r", "r"): (1, 3)}


def test_every_equilibrium_of_the_subgame_is_followed_mixed_ones_too() -> None:
    found = bg.subgame_perfect(entry(after(COORDINATE)), mixed=True)
    assert found.check().valid
    for value in ("-1", "4/5", "2", "7/2"):
        case = found.at({out: value})
        assert case.complete
        assert sorted(e.payoffs["A"] for e in case) == continued(COORDINATE, value)
    tie = found.at({out: "3/4"})  # as good as the mixed equilibrium: every mixture at the entry
    assert not tie.complete
    assert tie.reason == "others may exist"


def test_letters_in_a_subgame_without_a_pure_equilibrium() -> None:
    """Inspection: the guard looks as often as makes the other indifferent."""
    gain, fine, cost = sp.symbols("gain fine cost", positive=True)
    table = {("break", "look"): (-fine, 1 - cost), ("break", "rest"): (gain, 0),
             ("keep", "look"): (0, -cost), ("keep", "rest"): (0, 0)}  # fmt: skip
    found = bg.subgame_perfect(entry(after(table)), [cost < 1, out < 0], mixed=True)
    assert found.complete
    ((only,),) = found.cells
    assert only.actions["entry"] == "in"
    assert sp.simplify(only.actions["B at once"]["look"] - gain / (gain + fine)) == 0
    assert sp.simplify(only.actions["A at once"]["break"] - cost) == 0
    assert [sp.simplify(u) for u in only.payoffs.values()] == [0, 0]
    assert not bg.subgame_perfect(entry(after(table)), [cost < 1, out < 0]).cells[0].equilibria


def test_a_mixed_subgame_below_another_one() -> None:
    """Its value, a quotient of letters, is a payoff of the table above."""
    a = sp.Symbol("a", positive=True)
    pennies = {("l", "l"): (a, 0), ("l", "r"): (0, 1), ("r", "l"): (0, 1), ("r", "r"): (1, 0)}
    below = bg.move("A", {x: bg.move("B", {
        y: bg.end(dict(zip("AB", pennies[x, y], strict=True))) for y in "lr"
    }, "B below") for x in "lr"}, "A below")  # fmt: skip
    top = {("u", "u"): (1, 0), ("u", "d"): (0, 1), ("d", "u"): (0, 1)}
    rows = {
        x: bg.move("B", {y: below if (x, y) == ("d", "d") else bg.end(
            dict(zip("AB", top[x, y], strict=True))) for y in "ud"}, "B top") for x in "ud"
    }  # fmt: skip
    game = bg.ExtensiveGame(bg.move("A", rows, "A top"), players=["A", "B"])
    found = bg.subgame_perfect(game, mixed=True)
    assert found.check().valid
    for value in ("1/2", 1, 3):
        at = {a: sp.Rational(value)}
        case = found.at(at)
        assert case.complete
        # below: A gets a/(1 + a), B gets the odds 1/2, and so a table of numbers above
        worth = at[a] / (1 + at[a])
        (inner,) = {e.actions["A below"]["l"] for e in case}
        assert inner == sp.Rational(1) / 2
        upper = bg.FiniteGame.from_payoffs([[1, 0], [0, worth]], [[0, 1], [1, sp.Rational(1, 2)]])
        expected = sorted(tuple(e.payoffs.values()) for e in bg.nash_equilibria(upper).equilibria)
        assert sorted(tuple(e.payoffs.values()) for e in case) == expected


def test_what_is_not_looked_at_is_not_claimed() -> None:
    def third(a, b):
        return bg.move("C", {c: bg.end({"A": int(a == b), "B": int(a != b), "C": int(c == "l")})
                             for c in "lr"}, "C")  # fmt: skip

    three = bg.move("A", {a: bg.move("B", {b: third(a, b) for b in "lr"}, "B") for a in "lr"}, "A")
    (case,) = bg.subgame_perfect(bg.ExtensiveGame(three), mixed=True)
    assert (len(case), case.complete) == (0, False)  # a mixed one exists
    with pytest.raises(OptionError, match="by = 'payoffs' and mixed"):
        bg.subgame_perfect(entry(after(COORDINATE)), mixed=True, by="payoffs")
    with pytest.raises(OptionError, match="mixed"):
        bg.subgame_perfect(entry(after(COORDINATE)), mixed="yes")


def test_a_certificate_is_tied_to_its_tree() -> None:
    game = entry(after(COORDINATE))
    found = bg.subgame_perfect(game, [out < 0], mixed=True)
    assert found.complete
    assert check_against(found, game=game, name="it").tied == "a statement about it"
    other = entry(after({**COORDINATE, ("l", "l"): (4, 1)}))
    assert not check_against(found, game=other, name="another").valid
