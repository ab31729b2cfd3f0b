r"""Ends of boxes as cases: a first-order condition is an equation or an end of a box.

What is best in a box gives :math:`(v - \underline v)\, s \ge 0` and :math:`(\bar v - v)\, s \le 0`
with :math:`v - \underline v \ge 0` and :math:`\bar v - v \ge 0`. So there are three cases for each
variable: it is at an end, which is an equation, or :math:`s = 0`. Unlike a search among all
polynomials of unknown sign this goes as deep as there are such variables, and drops a case as soon
as it is contradictory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bargain.refute.proof_tree import ProofNode, Psatz, SignSplit, Term
from bargain.refute.ring import Hypothesis, Poly, Relation, Ring

__all__ = ["by_ends"]

#: Tries to refute hypotheses, the last time where the flag is set: a refutation, or the numbers of
#: those that may contradict each other, or None where nothing can be done.
Attempt: TypeAlias = Callable[[list[Hypothesis], bool], ProofNode | tuple[int, ...] | None]


@dataclass(slots=True)
class _Side:
    """An end of a variable's box, and the inequalities that have the distance to it as a factor."""

    distance: Poly
    number: int  # of the hypothesis that it is not negative
    slopes: dict[int, Poly] = field(default_factory=dict)  # by the number of the inequality


def by_ends(ring: Ring, hypotheses: Sequence[Hypothesis], attempt: Attempt) -> ProofNode | None:
    """Refute hypotheses, distinguishing at which ends of their boxes variables are.

    Parameters
    ----------
    ring : Ring
    hypotheses : sequence of Hypothesis
    attempt : function
        Tries to refute what a case says.

    Returns
    -------
    ProofNode or None
    """
    boxes = _boxes(ring, hypotheses)
    unit = ring.one.leading_coefficient()

    def go(given: list[Hypothesis], left: frozenset[int]) -> ProofNode | None:
        found = attempt(given, not left)
        if found is None or not isinstance(found, tuple):
            return found
        if not left:
            return None
        v = min(left, key=lambda v: _rank(ring, given, boxes[v], found))
        return at_end(given, list(boxes[v]), v, left - {v}, {})

    def at_end(
        given: list[Hypothesis],
        sides: list[_Side],
        v: int,
        left: frozenset[int],
        away: dict[int, _Side],
    ) -> ProofNode | None:
        """Cases: at one of the ends that are left, or at none."""
        if not sides:
            pairs = [(s, n, away) for side in away.values() for n, s in side.slopes.items()]
            return flat(given, [s for s, _, _ in pairs], v, left, away)
        side, count = sides[0], len(given)
        beyond = Psatz((Term(unit, (), (side.number,)), Term(unit, (), (count,))))
        there = go([*given, Relation("=", side.distance)], left)
        if there is None:
            return None
        elsewhere = [*given, Relation(">", side.distance)]
        inside = at_end(elsewhere, sides[1:], v, left, {**away, count: side})
        return None if inside is None else SignSplit(side.distance, beyond, there, inside)

    def flat(
        given: list[Hypothesis],
        slopes: list[Poly],
        v: int,
        left: frozenset[int],
        away: dict[int, _Side],
    ) -> ProofNode | None:
        """Away from both ends a slope that both have is zero."""
        for place, slope in enumerate(slopes):
            signs = {}
            for distance, side in away.items():
                for number, own in side.slopes.items():
                    if own in (slope, -slope):
                        # distance > 0 and distance * own >= 0: own is not negative
                        branch = "neg" if own == slope else "pos"
                        terms = Term(unit, (), (distance, len(given))), Term(unit, (), (number,))
                        signs[branch] = Psatz(terms)
            if len(signs) == 2:
                rest = [s for s in slopes[place + 1 :] if s not in (slope, -slope)]
                zero = flat([*given, Relation("=", slope)], rest, v, left, away)
                return None if zero is None else SignSplit(slope, zero=zero, **signs)
        return go(given, left)

    return go(list(hypotheses), frozenset(boxes)) if boxes else None


def _boxes(ring: Ring, hypotheses: Sequence[Hypothesis]) -> dict[int, list[_Side]]:
    """The variables whose ends are factors of inequalities, each with its ends."""
    weak = {
        i: h.poly for i, h in enumerate(hypotheses) if isinstance(h, Relation) and h.rel == ">="
    }
    found: dict[int, list[_Side]] = {}
    for i, poly in weak.items():
        if ring.degree(poly) == 1 and len(support := ring.support(poly)) == 1:
            (v,) = support
            slopes = {
                k: slope
                for k, other in weak.items()
                if k != i
                and ring.degree(other) > 1
                and (slope := _quotient(other, poly)) is not None
            }
            if slopes and all(s.distance != poly for s in found.get(v, [])):
                found.setdefault(v, []).append(_Side(poly, i, slopes))
    return found


def _quotient(poly: Poly, factor: Poly) -> Poly | None:
    """The quotient, if the factor divides."""
    quotient, remainder = divmod(poly, factor)
    return quotient if remainder == 0 else None


def _rank(
    ring: Ring, hypotheses: Sequence[Hypothesis], sides: Sequence[_Side], core: Sequence[int]
) -> tuple[bool, int, int, int]:
    """What orders the variables: those of the core, those with the smallest inequalities."""
    own = [n for side in sides for n in side.slopes]
    inside = [n for n in own if n in core]
    polys = [h.poly for n in inside or own if isinstance(h := hypotheses[n], Relation)]
    size = min((len(ring.support(p)), len(p)) for p in polys)
    return not inside, *size, sides[0].number
