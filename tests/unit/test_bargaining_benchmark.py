"""The oracle of ``python -m benchmarks bargaining-problems`` contradicts what is wrong."""

from __future__ import annotations

import dataclasses

import pytest

import bargain as bg
from benchmarks.bargaining_problems import KINDS, Judge, main, problem


@pytest.mark.parametrize("kind", KINDS)
def test_problems_are_the_same_each_time(kind):
    number = KINDS.index(kind)
    assert problem(3, number).payoffs == problem(3, number).payoffs
    assert problem(3, number).kind == kind


def test_the_oracle_contradicts_a_worse_agreement_and_a_false_denial():
    asked = problem(1, 3)
    answer = bg.nash_bargaining(asked.game)
    judge = Judge(asked)
    assert answer.status == "agreement"
    assert judge.wrong("nash_bargaining", answer) == ""
    v = asked.variables[0]
    moved = dict(answer.agreement.values) | {v: float(answer.agreement[v]) / 2}
    payoffs = {p: float(u.subs(moved)) for p, u in asked.game.payoffs.items()}
    gains = {p: float(g.subs(moved)) for p, g in asked.payoffs.items()}
    worse = dataclasses.replace(answer.agreement, values=moved, payoffs=payoffs, gains=gains)
    assert "better" in judge.wrong("nash_bargaining", dataclasses.replace(answer, agreement=worse))
    lie = dataclasses.replace(answer.agreement, gains={p: g + 1 for p, g in gains.items()})
    assert "not" in judge.wrong("nash_bargaining", dataclasses.replace(answer, agreement=lie))
    denial = dataclasses.replace(answer, agreement=None, status="no agreement")
    assert "all gain" in judge.wrong("nash_bargaining", denial)


@pytest.mark.long
def test_a_few_problems_are_solved_and_none_wrongly(capsys):
    assert main(["--count", "4", "--seed", "7"]) == 0
    assert "wrong: 0 of 16" in capsys.readouterr().out
