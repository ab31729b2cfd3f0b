"""What a type checker says of public names; read by mypy, never run.

A line that ends in ``type: ignore`` must be an error: mypy complains of an ignore without one.
"""

from __future__ import annotations

from typing import assert_type

import sympy as sp

import bargain as bg
from bargain.check.checker import CheckResult
from bargain.game.trees.tree_nodes import Node
from bargain.solve.agreement import BargainingSolution
from bargain.solve.cases.answers_by_cases import Cases
from bargain.solve.equilibria import Equilibria
from bargain.study.phase import PhaseDiagram
from bargain.verdicts.cores import Cores
from bargain.verdicts.gaps.gap import Gap
from bargain.verdicts.statics.signs_of_slopes import ComparativeStatics


def answers(game: bg.Game, condition: bg.conditions.Condition) -> None:
    s = sp.Symbol("s", positive=True)
    assert_type(bg.decide(game, condition, where=[s > 1], timeout=5, effort=5), bg.Verdict)
    assert_type(bg.prove(game, s > 1, given=condition, where=[s > 1]), bg.Theorem)
    assert_type(bg.unique(game, condition), bg.Theorem)
    assert_type(~condition | condition & condition, bg.conditions.Condition)
    assert_type(game.twin({s: 2}).both(condition), bg.conditions.Condition)
    assert_type(bg.nash_bargaining(game), BargainingSolution)
    assert_type(bg.kalai_smorodinsky(game), BargainingSolution)
    assert_type(bg.check("claim.json"), CheckResult)
    assert_type(bg.impossibility_cores(game, [bg.full_equilibrium(s)]), Cores)
    assert_type(bg.equilibrium_gap(game, bg.full_equilibrium(s)), Gap)
    assert_type(bg.phase_diagram(game, condition, {s: (1, 2)}), PhaseDiagram)
    assert_type(bg.comparative_statics(game, bg.nash_bargaining, of=s, wrt=s), ComparativeStatics)


def trees(node: Node) -> None:
    tree = bg.ExtensiveGame(bg.move("A", {"l": node, "r": bg.end({"A": 1})}, information="h"))
    assert_type(bg.subgame_perfect(tree, where=[], by="payoffs"), Cases)
    assert_type(bg.subgame_perfect(tree, mixed=True), Cases)
    assert_type(bg.perfect_bayesian(tree, where=[], mixed=True), Cases)
    assert_type(tree.to_finite(), bg.FiniteGame)
    assert_type(bg.nash_equilibria(tree), Equilibria | Cases)


def types(game: bg.BayesianGame) -> None:
    assert_type(bg.optimal_mechanism(game, "revenue", balanced=False), Cases)
    assert_type(bg.mechanism(game, balanced=False, where=["p > q"]), bg.Verdict)
    assert_type(game.to_extensive(), bg.ExtensiveGame)


def misspelt(game: bg.Game, condition: bg.conditions.Condition) -> None:
    bg.decide(game, condition, were=[])  # type: ignore[call-arg]
    bg.decide(game, condition, timeout="soon")  # type: ignore[arg-type]
    bg.nash_bargaining(game, wieghts={})  # type: ignore[call-arg]
    bg.nash_bargaining(1)  # type: ignore[arg-type]
    bg.Game(acts={}, payoffs={})  # type: ignore[call-arg]
    bg.nash_bargianing(game)  # type: ignore[attr-defined]
