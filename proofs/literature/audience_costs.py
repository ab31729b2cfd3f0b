"""Result 11: what a leader loses by backing down makes demands believed (Fearon; Schultz)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as F
from itertools import product

import sympy as sp

import bargain as bg
from bargain.game.trees.tree_nodes import Node
from bargain.solve.cases.answers_by_cases import Case
from proofs.by_cases import ByCases, Listing, listed
from proofs.ledger import Part, Statement, Twin
from proofs.setting import R

q, a, k = sp.symbols("q a k", positive=True)


def _tree() -> bg.ExtensiveGame:
    """The strong fight when resisted, the weak back down and pay the audience."""

    def of(strong: bool) -> Node:
        name = "strong" if strong else "weak"
        war = {"A": R(1, 2) if strong else -a - 1, "B": -k}
        last = bg.move(
            "A", {"fight": bg.end(war), "back down": bg.end({"A": -a, "B": 1})}, f"{name}, resisted"
        )
        reply = bg.move("B", {"concede": bg.end({"A": 1, "B": 0}), "resist": last}, "seen")
        return bg.move("A", {"stay": bg.end({"A": 0, "B": 1}), "demand": reply}, name)

    root = bg.chance({"strong": (q, of(True)), "weak": (1 - q, of(False))})
    return bg.ExtensiveGame(root, assumptions=[q < 1], name="audience costs")


def _listed(chosen: Callable[[Case], bool], *where: sp.Basic) -> ByCases:
    game = _tree()
    found = bg.perfect_bayesian(game, list(where), mixed=True, effort=90.0, timeout=900.0)
    return listed(found, chosen, game)


def _bluff(case: Case) -> bool:
    """In the one equilibrium some of the weak demand, and B concedes with chance a/(1 + a)."""
    if len(case) != 1:
        return False
    (only,) = case.equilibria
    weak, seen = only.actions["weak"], only.actions["seen"]
    if not isinstance(weak, dict) or not isinstance(seen, dict):
        return False
    share, conceded = weak["demand"] - k * q / (1 - q), seen["concede"] - a / (1 + a)
    return bool(sp.simplify(share) == 0 and sp.simplify(conceded) == 0)


def _believed(case: Case) -> bool:
    """In the one equilibrium all demand, and B concedes."""
    done = [(e.actions["strong"], e.actions["weak"], e.actions["seen"]) for e in case.equilibria]
    return done == [("demand", "demand", "concede")]


def _checked() -> tuple[bool, str]:
    """The bluff by its two indifferences, and pure profiles one by one, in fractions."""
    wrong = looked = 0
    for odds, cost, war in product((F(1, 5), F(1, 2), F(4, 5)), (F(1, 2), F(3)), (F(1, 2), F(2))):
        bluff, concede = war * odds / (1 - odds), cost / (1 + cost)
        resist = (1 - odds) * bluff - odds * war  # B's gain from resisting, times the mass
        weak = concede - (1 - concede) * cost  # a weak one's gain from a demand
        wrong += resist != 0 or weak != 0
        wrong += (bluff < 1) != (odds < 1 / (1 + war))
        wrong += ((1 - odds) - odds * war <= 0) != (odds >= 1 / (1 + war))
        looked += 1
    return wrong == 0, f"{looked} games; wrong: {wrong}"


STATEMENT = Statement(
    number=11,
    title="Audience costs (Fearon 1994; Schultz 1998, 2001)",
    text="A is strong with chance q and fights when resisted, which costs B k; a weak one backs "
    "down, pays a, and B keeps 1. If q < 1/(1 + k) the weak demand with chance kq/(1 - q) and B "
    "concedes with chance a/(1 + a), which rises in a; else both demand and B concedes.",
    assumptions=(
        "0 < q < 1, a > 0, k > 0",
        "pure strategies, or two sets that are reached mix between two actions each",
    ),
    parts=(
        Part(
            slug="bluff",
            expected=Listing.EVERYWHERE,
            claim="the few strong are copied by some of the weak, and only so",
            run=lambda: _listed(_bluff, q * (1 + k) < 1),
        ),
        Part(
            slug="believed",
            expected=Listing.EVERYWHERE,
            claim="where the strong are many every demand is conceded, and only so",
            run=lambda: _listed(_believed, q * (1 + k) >= 1),
        ),
        Part(
            slug="control-few",
            expected=Listing.NOWHERE,
            control=True,
            claim="where they are few it is not",
            run=lambda: _listed(_believed, sp.Eq(q, R(1, 4)), sp.Eq(k, 1)),
        ),
        Part(
            slug="control-many",
            expected=Listing.NOWHERE,
            control=True,
            claim="where they are many nobody bluffs in part",
            run=lambda: _listed(_bluff, sp.Eq(q, R(2, 3)), sp.Eq(k, 1)),
        ),
    ),
    twins=(Twin(claim="indifferences and thresholds in fractions", run=_checked),),
    findings=(
        "The cost is the same for both types; that it is chosen, or that an opposition speaks "
        "(Schultz), is left out.",
    ),
)
