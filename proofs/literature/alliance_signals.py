"""Result 10: alliances as signals that cost something in peace (Morrow; Smith; Fearon)."""

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

q, c, u, w, k = sp.symbols("q c u w k", positive=True)
_SAID = ("ally", "none")


def _hurt(resolved: bool) -> sp.Expr:
    return w if resolved else u


def _tree(price: sp.Expr) -> bg.ExtensiveGame:
    """A resolved patron fights for its protégé, which costs it w; another one loses u."""

    def after(said: str, resolved: bool) -> Node:
        paid = price if said == "ally" else 0
        war = {"patron": -_hurt(resolved) - paid, "challenger": -k if resolved else 1}
        peace = {"patron": -paid, "challenger": 0}
        return bg.move("challenger", {"attack": bg.end(war), "refrain": bg.end(peace)}, said)

    def of(resolved: bool) -> Node:
        name = "resolved" if resolved else "other"
        return bg.move("patron", {said: after(said, resolved) for said in _SAID}, name)

    root = bg.chance({"resolved": (q, of(True)), "other": (1 - q, of(False))})
    return bg.ExtensiveGame(root, assumptions=[q < 1, u < w], name="alliances as signals")


def _listed(chosen: Callable[[Case], bool], *where: sp.Basic, price: sp.Expr = c) -> ByCases:
    game = _tree(price)
    found = bg.perfect_bayesian(game, list(where), effort=60.0, timeout=900.0)
    return listed(found, chosen, game)


def _separate(case: Case) -> bool:
    return any((e.actions["resolved"], e.actions["other"]) == _SAID for e in case.equilibria)


def _pool(case: Case) -> bool:
    wanted = ("ally", "ally", "refrain")
    sets = ("resolved", "other", "ally")
    return any(tuple(e.actions[name] for name in sets) == wanted for e in case.equilibria)


def _enumerated() -> tuple[bool, str]:
    """All profiles in fractions; after what nobody says any belief will do."""
    wrong = looked = 0
    prices, smalls, larges = (F(1, 2), F(1), F(2)), (F(1), F(3, 2)), (F(2), F(3))
    for odds, price, small, large, defeat in product(
        (F(1, 4), F(1, 2), F(3, 4)), prices, smalls, larges, (F(1), F(2))
    ):
        separate = pool = False
        for said, done in product(product(range(2), repeat=2), repeat=2):
            # said[t], t = 0 resolved; done[message] = 0 attack

            def worth(t: int, m: int, done=done, price=price, small=small, large=large) -> F:
                return -(price if m == 0 else 0) - ((large, small)[t] if done[m] == 0 else 0)

            sends = all(worth(t, said[t]) >= worth(t, 1 - said[t]) for t in range(2))
            replies = True
            for m in range(2):
                mass = [(odds, 1 - odds)[t] for t in range(2) if said[t] == m]
                who = [t for t in range(2) if said[t] == m]
                gain = sum(x * (-defeat if t == 0 else 1) for x, t in zip(mass, who, strict=True))
                if who:
                    replies &= gain >= 0 if done[m] == 0 else gain <= 0
            separate |= sends and replies and said == (0, 1)
            pool |= sends and replies and said == (0, 0) and done[0] == 1
        wrong += separate != (small <= price <= large)
        wrong += pool != (price <= small and (1 - odds) <= odds * defeat)
        looked += 1
    return wrong == 0, f"{looked} games; wrong: {wrong}"


STATEMENT = Statement(
    number=10,
    title="Alliances as signals (Morrow 1994; Smith 1995; Fearon 1997)",
    text="A patron is resolved with chance q. War for its protégé costs a resolved one w and the "
    "challenger k; another patron stays out and loses u < w, and the challenger gains 1. An "
    "alliance costs c in peace. Only the resolved ally, and are believed, iff u ≤ c ≤ w. Both ally "
    "and deter iff c ≤ u and q ≥ 1/(1 + k).",
    assumptions=("0 < q < 1, 0 < u < w, c > 0, k > 0", "pure strategies, weak perfect Bayesian"),
    parts=(
        Part(
            slug="separate",
            expected=Listing.EVERYWHERE,
            claim="between the bounds they separate",
            run=lambda: _listed(_separate, u <= c, c <= w),
        ),
        Part(
            slug="cheap",
            expected=Listing.NOWHERE,
            claim="a cheaper alliance tells nothing",
            run=lambda: _listed(_separate, c < u),
        ),
        Part(
            slug="dear",
            expected=Listing.NOWHERE,
            claim="a dearer one is not made by anybody who separates",
            run=lambda: _listed(_separate, c > w),
        ),
        Part(
            slug="pool",
            expected=Listing.EVERYWHERE,
            claim="a cheap one is made by both, and deters where the resolved are many",
            run=lambda: _listed(_pool, c <= u, q * (1 + k) >= 1),
        ),
        Part(
            slug="no-pool",
            expected=Listing.NOWHERE,
            claim="and does not where they are few",
            run=lambda: _listed(_pool, q * (1 + k) < 1),
        ),
        Part(
            slug="control-free",
            expected=Listing.NOWHERE,
            control=True,
            claim="words that cost nothing separate nobody",
            run=lambda: _listed(_separate, price=sp.S.Zero),
        ),
        Part(
            slug="control-any",
            expected=Listing.SOMEWHERE,
            control=True,
            claim="without the bounds it depends on the price",
            run=lambda: _listed(_separate, sp.Eq(q, R(1, 4)), sp.Eq(k, 1)),
        ),
    ),
    twins=(Twin(claim="all profiles in fractions", run=_enumerated),),
    findings=("One stage of the models: that an ally is left alone after all is not looked at.",),
)
