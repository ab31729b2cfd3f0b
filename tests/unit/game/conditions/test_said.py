"""What conditions say is a sentence, and no name of a call stands in it."""

import re

import pytest
import sympy as sp

import bargain as bg

c = bg.conditions
x, y = sp.symbols("x y")
a = sp.Symbol("a", positive=True)
CALLS = re.compile(r"\w+\(|\b(nash|holds|balanced|equal_gains|self_enforcing)\b")
GAME = bg.Game(
    actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}},
    payoffs={"A": a * x - x**2 / 2 + y, "B": y - y**2 / 2 + x},
    measures={"effort": {"A": x, "B": y}},
)
SAID = [
    (c.nash(), "is a Nash equilibrium"),
    (c.efficient(), "is efficient"),
    (c.participation(), "satisfies participation"),
    (c.self_enforcing(a), "is self-enforcing at the discount factor a"),
    (c.balanced("effort"), "gives equal effort"),
    (c.equal_gains(), "gives equal gains"),
    (c.positive("effort"), "gives positive effort"),
    (c.holds(x > y), "has x > y"),
    (~c.holds(x > y), "does not have x > y"),
    (~c.nash(), "is not a Nash equilibrium"),
    (c.nash() & c.efficient(), "is a Nash equilibrium and is efficient"),
    (c.nash() | (c.efficient() & c.holds(x > 0)),
     "is a Nash equilibrium or (is efficient and has x > 0)"),
    (~(c.nash() & c.efficient()), "is none that (is a Nash equilibrium and is efficient)"),
    (c.implies(c.nash(), c.holds(x > y)), "has x > y if it is a Nash equilibrium"),
    (c.solution(bg.nash_bargaining), "is a Nash bargaining solution"),
    (c.solution(bg.nash_bargaining, weights={"A": 2}),
     "is a Nash bargaining solution with the weights 2 of 'A'"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "words"), SAID, ids=[k.name for k, _ in SAID])
def test_what_is_said(condition, words):
    assert condition.said == words
    assert words.endswith(condition.title)


@pytest.mark.parametrize(
    "condition",
    [c.nash(), c.efficient(), c.participation(), c.self_enforcing(sp.Rational(1, 2)),
     c.balanced("effort"), c.equal_gains(), c.positive("effort"), c.holds(x > y)],
    ids=lambda k: k.name,
)  # fmt: skip
def test_no_call_in_the_words_of_a_statement(condition):
    verdict = bg.decide(GAME.at({a: 1}), [condition, c.holds(x >= 0)], timeout=20)
    assert verdict.certificate is not None
    statement = verdict.certificate["statement"]
    for line in statement["words"]:
        assert not CALLS.search(line), line
    for key in ("region", "necessary", "goals"):
        for entry in statement.get(key, []):
            assert "(" not in entry["name"].partition(": ")[0], entry["name"]
