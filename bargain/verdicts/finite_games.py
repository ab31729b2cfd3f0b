r"""Deciding whether a finite game has a pure Nash equilibrium, for all, some or no parameters.

A profile is an equilibrium iff no player's gain from any other own action is positive. `never` is
proved by one profitable deviation per profile, `always` by a profile without one; the region may
be split on the sign of a gain first. At a point of the region both are plain arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import sympy as sp

from bargain.budget import spent
from bargain.check.certificate import Plain
from bargain.game.tables.finite_game import FiniteGame
from bargain.question import region_points as region
from bargain.question.encoding import polynomial
from bargain.question.kinds.finite_question import FiniteQuestion
from bargain.question.region_relations import Where
from bargain.refute.problem import Problem
from bargain.refute.refuter import refute
from bargain.refute.ring import Disjunction, Hypothesis, Relation
from bargain.refute.scout import scout
from bargain.verdicts.certify import certified
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["decide_finite"]

_DEPTH = 3


def decide_finite(
    game: FiniteGame, where: Where, cell: Where = (), *, mark: float, tried: list[str]
) -> Verdict:
    """Decide whether the game has a pure Nash equilibrium; see `bargain.decide`.

    What was tried is added to `tried`, so that it is there also if the clock ends.
    """
    question = FiniteQuestion(game, where, cell)
    table = _Proofs(question)
    sample = region.sample_point(question.statement("never"), mark=mark)
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
                Status.SOMETIMES, question.statement("sometimes"), proof, plain, tried=tried
            )
        else:
            tried.append("they were not proved with the effort allowed")
    elif yes is not None or no is not None:
        claim = "always" if yes is not None else "never"
        tree = table.tree(claim, table.region, mark, _DEPTH)
        if tree is not None:
            verdict = certified(Status(claim), question.statement(claim), tree, plain, tried=tried)
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


class _Proofs:
    """Proofs about one finite question, at points of its region and over all of it."""

    def __init__(self, question: FiniteQuestion) -> None:
        self.question = question
        self.region = Problem.read(question.names, question.region)

    def relation(self, rel: str, expression: sp.Expr) -> Relation:
        """A comparison of a gain with zero."""
        return Relation(rel, self.region.ring.decode(self.question.plain(expression)))

    # --- at points of the region ------------------------------------------------------------------

    def points(self, mark: float) -> tuple[dict[str, Fraction] | None, dict[str, Fraction] | None]:
        """A point of the region with a pure equilibrium, and one without, as z3 finds them."""
        gains = {
            profile: [gain for _, _, gain in self.question.gains(profile)]
            for profile in self.question.profiles
        }
        # a profile without alternatives is always stable
        no = None
        if all(gains.values()):
            unstable = [
                Disjunction(tuple((self.relation(">", gain),) for gain in each))
                for each in gains.values()
            ]
            no = self._model(unstable, mark)
        for each in gains.values():
            stable = [self.relation(">=", -gain) for gain in each]
            if (yes := self._model(stable, mark)) is not None:
                return yes, no
        return None, no

    def _model(self, cases: Sequence[Hypothesis], mark: float) -> dict[str, Fraction] | None:
        """A rational point of the region at which the cases hold; checked exactly."""
        problem = self.region.also(cases)
        answer = scout(problem, mark=_soon(mark), core=False)
        if answer.status != "sat":
            return None
        found = answer.near(1000)
        point = {n: found.get(n, Fraction(0)) for n in self.question.names}
        return point if problem.holds_at(point) else None

    def at(self, point: dict[str, Fraction], claim: str, mark: float) -> Plain:
        """The proof of a claim at one point: the same tree, with the point as hypotheses."""
        tree = self.tree(claim, self.region.at(point), mark, 0)
        return {"at": {n: str(v) for n, v in point.items()}, "proof": tree}

    # --- over the region --------------------------------------------------------------------------

    def tree(self, claim: str, given: Problem, mark: float, depth: int) -> Plain | None:
        """A proof tree of ``never`` or ``always`` where hypotheses hold, or None."""
        leaf = self._never(given, mark) if claim == "never" else self._always(given, mark)
        if leaf is not None or depth == 0:
            return leaf
        for gain in self._undecided(given, mark):
            branches = {}
            for name, rel, sign in (("neg", ">", -1), ("zero", "=", 1), ("pos", ">", 1)):
                case = given.also([self.relation(rel, sign * gain)])
                node = refute(case, mark=_soon(mark))
                sub = (
                    {"kind": "vacuous", "node": node}
                    if node is not None
                    else self.tree(claim, case, mark, depth - 1)
                )
                if sub is None:
                    break
                branches[name] = sub
            else:
                return {
                    "kind": "split",
                    "p": polynomial(gain, self.question.parameters),
                    **branches,
                }
        return None

    def _never(self, given: Problem, mark: float) -> Plain | None:
        deviations = []
        for profile in self.question.profiles:
            for player, other, gain in self.question.gains(profile):
                node = self._refute(given, ">=", -gain, mark)
                if node is not None:
                    node = in_unit(node, len(given.names), self.question.units[player])
                    deviations.append(
                        {"profile": list(profile), "player": player, "to": other, "node": node}
                    )
                    break
            else:
                return None
        return {"kind": "table", "deviations": deviations}

    def _always(self, given: Problem, mark: float) -> Plain | None:
        for profile in self.question.profiles:
            best = []
            for player, _, gain in self.question.gains(profile):
                node = self._refute(given, ">", gain, mark)
                if node is None:
                    break
                best.append(in_unit(node, len(given.names), self.question.units[player]))
            else:
                return {"kind": "profile", "profile": list(profile), "best": best}
        return None

    def _refute(self, given: Problem, rel: str, gain: sp.Expr, mark: float) -> Plain | None:
        return refute(given.also([self.relation(rel, gain)]), mark=_soon(mark))

    def _undecided(self, given: Problem, mark: float) -> Iterator[sp.Expr]:
        """Gains whose sign the hypotheses leave open, each once up to sign."""
        seen: set[sp.Expr] = set()
        for profile in self.question.profiles:
            for _, _, gain in self.question.gains(profile):
                if not gain.free_symbols or gain in seen or -gain in seen:
                    continue
                seen.add(gain)
                if all(
                    self._refute(given, rel, side, mark) is None
                    for rel, side in ((">", gain), (">=", -gain))
                ):
                    yield gain


def _soon(mark: float) -> float:
    return min(mark, spent() + 5.0)


def in_unit(node: Plain, position: int, unit: Fraction) -> Plain:
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
