r"""Deciding whether a finite game has a pure Nash equilibrium, for all, some or no parameters.

A profile is an equilibrium iff no player's gain from any other own action is positive. `never` is
proved by one profitable deviation per profile, `always` by a profile without one; the region may
be split on the sign of a gain first. At a point of the region both are plain arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

from bargain.budget import spent
from bargain.errors import GameError, OptionError, RegionError
from bargain.exact import to_sympy
from bargain.game.conditions import Condition, nash
from bargain.game.expression import to_text
from bargain.game.symbol_table import SymbolTable, assumption_relations
from bargain.game.tables.finite_game import FiniteGame
from bargain.question import region_points as region
from bargain.question.encoding import Encoder, hypothesis, polynomial
from bargain.question.region_relations import cleared, given_relations, with_domains
from bargain.refute.refuter import refute
from bargain.refute.scout import scout
from bargain.solve.finite.canonical_order import FiniteOrder, content_of, monomials
from bargain.verdicts.certify import certified
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["FiniteQuestion", "decide_finite"]

_DEPTH = 3
Profile = tuple[int, ...]


def decide_finite(
    game: FiniteGame, condition: Any, where: Any, *, mark: float, tried: list[str]
) -> Verdict:
    """Decide whether the game has a pure Nash equilibrium; see `bargain.decide`.

    What was tried is added to `tried`, so that it is there also if the clock ends.
    """
    if not isinstance(condition, Condition) or condition.simple() != (nash(),):
        raise OptionError(
            "a finite game is decided for conditions.nash() in pure strategies",
            where=f"condition {condition}",
            fix="use nash_equilibria for mixed strategies",
        )
    table = FiniteQuestion(game, where)
    sample = region.sample_point(table.statement("never"), mark=mark)
    plain = {name: str(value) for name, value in sample.items()}
    yes, no = table.points(mark)
    verdict: Verdict | None = None
    for point, found in ((yes, "a"), (no, "no")):
        if point is not None:
            shown = ", ".join(f"{n} = {v}" for n, v in point.items()) or "the game's numbers"
            tried.append(f"{found} pure equilibrium at {shown}")
    if yes is not None and no is not None:
        proof = {"exists": table.at(yes, "always", mark), "fails": table.at(no, "never", mark)}
        if all(part["proof"] is not None for part in proof.values()):
            verdict = certified(
                Status.SOMETIMES, table.statement("sometimes"), proof, plain, tried=tried
            )
        else:
            tried.append("they were not proved with the effort allowed")
    elif yes is not None or no is not None:
        claim = "always" if yes is not None else "never"
        tree = table.tree(claim, [], mark, _DEPTH)
        if tree is not None:
            verdict = certified(Status(claim), table.statement(claim), tree, plain, tried=tried)
        else:
            tried.append(
                f"at each of the points tried the answer is {claim}, but no proof for the "
                "whole region was found"
            )
    if verdict is not None:
        return verdict
    return Verdict(
        claim="undecided: whether the game has a pure equilibrium", evidence=tuple(tried)
    )


class FiniteQuestion:
    """The exact statement of a finite game and the proofs about it."""

    def __init__(self, game: FiniteGame, where: Any) -> None:
        symbols = SymbolTable(game.parameters)
        self.where = given_relations(where, symbols)
        own = assumption_relations(game.parameters)
        relations = with_domains((own, game.assumptions, self.where))
        encoder = Encoder(signs={})
        encoded = {r: encoder.relation(cleared(r)) for r in relations}
        payoffs = {p: _encoded(game.payoffs[p], encoder) for p in game.players}
        if encoder.definitions:
            raise RegionError(
                "payoffs and region must be polynomials in the parameters",
                where=encoder.definitions[0].text,
            )
        order = FiniteOrder(game, tuple((number, r) for r, number in relations.items()))
        self.game = order.told()
        self.parameters = list(order.parameters)
        self.names = [p.name for p in self.parameters]
        self.players = printed(self.game.players, "player")
        self.actions = [printed(self.game.actions[p], "action") for p in self.game.players]
        self.payoffs = [list(order.turned(payoffs[p]).ravel()) for p in self.game.players]
        self.units = [
            content_of(monomials(self.game.payoffs[p], self.parameters), own)
            for own, p in enumerate(self.game.players)
        ]
        self.region = [
            hypothesis(f"region: {to_text(r)}", to_text(r), encoded[r], self.parameters)
            for r in sorted(relations, key=lambda r: (relations[r], order.key(r)))
        ]
        self.shape = self.game.shape
        self.profiles: list[Profile] = list(product(*map(range, self.shape)))

    def statement(self, verdict: str) -> dict[str, Any]:
        """The exact statement."""
        where = ", ".join(h["text"] for h in self.region) or "no restriction"
        name = f"the game {self.game.name!r}" if self.game.name else "the game"
        words = {
            "never": f"{name} has no pure Nash equilibrium, for any parameters with {where}.",
            "always": f"{name} has a pure Nash equilibrium, for all parameters with {where}.",
            "sometimes": f"{name} has a pure Nash equilibrium for some parameters with {where}, "
            "and none for others.",
        }[verdict]
        return {
            "claim": "table",
            "verdict": verdict,
            "words": [
                words[0].upper() + words[1:],
                "nash: no player gains by changing its own action",
            ],
            "game": "",
            "conditions": ["nash"],
            "where": [to_text(r) for r in self.where],
            "variables": self.names,
            "parameters": self.names,
            "players": self.players,
            "actions": dict(zip(self.players, self.actions, strict=True)),
            "payoffs": {
                p: [self._plain(x) for x in payoffs]
                for p, payoffs in zip(self.players, self.payoffs, strict=True)
            },
            "region": self.region,
        }

    def gains(self, profile: Profile) -> Iterator[tuple[int, int, sp.Expr]]:
        """(player, alternative, gain in the player's unit) for every change, players in order."""
        for i, unit in enumerate(self.units):
            for other in range(self.shape[i]):
                if other != profile[i]:
                    changed = (*profile[:i], other, *profile[i + 1 :])
                    gain = self._payoff(i, changed) - self._payoff(i, profile)
                    yield i, other, sp.expand(gain / to_sympy(unit))

    def _payoff(self, player: int, profile: Profile) -> sp.Expr:
        flat = 0
        for index, size in zip(profile, self.shape, strict=True):
            flat = flat * size + index
        return self.payoffs[player][flat]

    # --- at points of the region ------------------------------------------------------------------

    def points(self, mark: float) -> tuple[dict[str, Fraction] | None, dict[str, Fraction] | None]:
        """A point of the region with a pure equilibrium, and one without, as z3 finds them."""
        unstable = [
            {
                "name": f"profile {profile}",
                "text": "",
                "rel": "or",
                "any": [[[">", self._plain(gain)]] for _, _, gain in self.gains(profile)],
            }
            for profile in self.profiles
        ]
        no = self._model(unstable, mark)
        for profile in self.profiles:
            stable = [self._case((">=", -gain)) for _, _, gain in self.gains(profile)]
            if (yes := self._model(stable, mark)) is not None:
                return yes, no
        return None, no

    def _model(self, cases: list[dict[str, Any]], mark: float) -> dict[str, Fraction] | None:
        """A rational point of the region at which the cases hold; checked exactly."""
        hypotheses = [*self.region, *cases]
        if any(h["rel"] == "or" and not h["any"] for h in cases):
            return None  # a profile without alternatives is always stable
        answer = scout(self.names, hypotheses, mark=_soon(mark), core=False)
        if answer.status != "sat":
            return None
        found = answer.near(1000)
        point = {n: found.get(n, Fraction(0)) for n in self.names}
        values = [point[n] for n in self.names]
        return point if all(region.holds_at(h, values) for h in hypotheses) else None

    def at(self, point: dict[str, Fraction], claim: str, mark: float) -> dict[str, Any]:
        """The proof of a claim at one point: the same tree, with the point as hypotheses."""
        pinned = [
            hypothesis(n, "", ("=", p - to_sympy(point[n])), self.parameters)
            for n, p in zip(self.names, self.parameters, strict=True)
        ]
        tree = self.tree(claim, pinned, mark, 0)
        return {"at": {n: str(v) for n, v in point.items()}, "proof": tree}

    # --- over the region --------------------------------------------------------------------------

    def tree(
        self, claim: str, extra: list[dict[str, Any]], mark: float, depth: int
    ) -> dict[str, Any] | None:
        """A proof tree of ``never`` or ``always`` under extra hypotheses, or None."""
        hypotheses = [*self.region, *extra]
        leaf = self._never(hypotheses, mark) if claim == "never" else self._always(hypotheses, mark)
        if leaf is not None or depth == 0:
            return leaf
        for gain in self._undecided(hypotheses, mark):
            branches = {}
            for name, rel, sign in (("neg", ">", -1), ("zero", "=", 1), ("pos", ">", 1)):
                case = hypothesis(name, "", (rel, sign * gain), self.parameters)
                node = refute(self.names, [*hypotheses, case], mark=_soon(mark))
                sub = (
                    {"kind": "vacuous", "node": node}
                    if node is not None
                    else self.tree(claim, [*extra, case], mark, depth - 1)
                )
                if sub is None:
                    break
                branches[name] = sub
            else:
                return {"kind": "split", "p": polynomial(gain, self.parameters), **branches}
        return None

    def _never(self, hypotheses: Sequence[dict[str, Any]], mark: float) -> dict[str, Any] | None:
        deviations = []
        for profile in self.profiles:
            for player, other, gain in self.gains(profile):
                node = self._refute(hypotheses, (">=", -gain), mark)
                if node is not None:
                    node = in_unit(node, len(hypotheses), self.units[player])
                    deviations.append(
                        {"profile": list(profile), "player": player, "to": other, "node": node}
                    )
                    break
            else:
                return None
        return {"kind": "table", "deviations": deviations}

    def _always(self, hypotheses: Sequence[dict[str, Any]], mark: float) -> dict[str, Any] | None:
        for profile in self.profiles:
            best = []
            for player, _, gain in self.gains(profile):
                node = self._refute(hypotheses, (">", gain), mark)
                if node is None:
                    break
                best.append(in_unit(node, len(hypotheses), self.units[player]))
            else:
                return {"kind": "profile", "profile": list(profile), "best": best}
        return None

    def _refute(
        self, hypotheses: Sequence[dict[str, Any]], claim: tuple[str, sp.Expr], mark: float
    ) -> dict[str, Any] | None:
        return refute(self.names, [*hypotheses, self._case(claim)], mark=_soon(mark))

    def _case(self, claim: tuple[str, sp.Expr]) -> dict[str, Any]:
        rel, expression = claim
        return {"name": "case", "text": "", "rel": rel, "poly": self._plain(expression)}

    def _plain(self, expression: sp.Expr) -> Any:
        if self.parameters:
            return polynomial(expression, self.parameters)
        return [[str(expression), []]] if expression != 0 else []

    def _undecided(self, hypotheses: Sequence[dict[str, Any]], mark: float) -> Iterator[sp.Expr]:
        """Gains whose sign the hypotheses leave open, each once up to sign."""
        seen: set[sp.Expr] = set()
        for profile in self.profiles:
            for _, _, gain in self.gains(profile):
                if not gain.free_symbols or gain in seen or -gain in seen:
                    continue
                seen.add(gain)
                if all(
                    self._refute(hypotheses, c, mark) is None for c in ((">", gain), (">=", -gain))
                ):
                    yield gain


def _soon(mark: float) -> float:
    return min(mark, spent() + 5.0)


def _encoded(table: np.ndarray, encoder: Encoder) -> np.ndarray:
    """A table of payoffs as polynomials."""
    found = np.empty(table.shape, dtype=object)
    for at in np.ndindex(table.shape):
        found[at] = encoder.polynomial_of(sp.expand(sp.sympify(_exact(table[at]))))
    return found


def printed(labels: Sequence[Any], noun: str) -> list[str]:
    """Labels as distinct lines of text: as they print, or numbered where that is not possible.

    Examples
    --------
    >>> printed(["up", 0], "action"), printed([1, "1"], "action")
    (['up', '0'], ['action 1', 'action 2'])
    """
    texts = [str(label) for label in labels]
    good = all(t.strip() and t.isprintable() for t in texts) and len(set(texts)) == len(texts)
    return texts if good else [f"{noun} {k + 1}" for k in range(len(texts))]


def in_unit(node: dict[str, Any], position: int, unit: Fraction) -> dict[str, Any]:
    """The same proof where a hypothesis is `unit` times what it was when the proof was found."""
    if unit == 1:
        return node
    if node["k"] == "psatz":
        terms = [
            {**t, "c": str(Fraction(t["c"]) / unit ** t["h"].count(position))}
            for t in node["terms"]
        ]
        return {**node, "terms": terms}
    branches = [b for b in ("neg", "zero", "pos") if b in node]
    return {
        **node,
        **{b: in_unit(node[b], position, unit) for b in branches},
        **({"sub": [in_unit(n, position, unit) for n in node["sub"]]} if "sub" in node else {}),
    }


def _exact(value: Any) -> Any:
    if isinstance(value, Fraction):
        return to_sympy(value)
    if isinstance(value, (int, sp.Basic)):
        return sp.sympify(value)
    raise GameError(f"{value!r} is not an exact payoff")
