"""Provers of existence: a suggested agreement; cases; points, then a witness function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

import sympy as sp

from bargain.budget import passed, share_until, spent
from bargain.check.certificate import Plain
from bargain.errors import OptionError
from bargain.game.conditions.sufficient_clauses import Reading
from bargain.question import region_points as region
from bargain.question.statement import Statement
from bargain.verdicts.inquiry import Inquiry, Proposal, at, shown
from bargain.verdicts.refutation import model_point
from bargain.verdicts.verdict import Status

__all__ = [
    "ConstantAgreements",
    "LinearExistence",
    "OtherReadings",
    "PointsThenWitness",
    "SuggestedWitness",
]

_POINTS = 8  # of the region, tried one by one before a witness function is sought
_CONSTANTS = 4  # agreements that are numbers, for all parts of a region together
_SHARE_HINT, _SHARE_CASES, _SHARE_POINTS = 0.2, 0.5, 0.5  # of the effort that is left
_SHARE_CONSTANT = 0.25  # likewise
#: Of the effort for the first reading, where another is about the agreement or not.
_SHARE_FIRST = {True: 0.7, False: 0.4}


class SuggestedWitness:
    """The caller's agreement proves `always`."""

    name = "the suggested witness"

    def accepts(self, inquiry: Inquiry) -> bool:
        """If one is suggested."""
        return inquiry.hint is not None

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Prove it like any other."""
        from bargain.exist.witness_search import prove_exists

        candidates = inquiry.candidates()
        if not inquiry.is_polynomial():
            return None
        always = inquiry.always()
        until = share_until(inquiry.mark, _SHARE_HINT)
        prove = partial(prove_exists, always, mark=until, candidates=candidates)
        tree = inquiry.ended(self.name, until, prove)
        return None if tree is None else Proposal(Status.ALWAYS, always, tree, inquiry.sample)


class LinearExistence:
    """Cases of the parameters, where the conditions are linear in the agreement: complete."""

    name = "linear cases"

    def accepts(self, inquiry: Inquiry) -> bool:
        """Any question that can be put into polynomials."""
        return inquiry.is_polynomial()

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """A tree of cases, or a point without an agreement and one with."""
        from bargain.exist.linear.cases import linear_cases

        always = inquiry.always()
        until = share_until(inquiry.mark, _SHARE_CASES)
        found = inquiry.ended(self.name, until, partial(linear_cases, always, mark=until))
        if found is None:
            return None
        if found.tree is not None:
            return Proposal(Status.ALWAYS, always, found.tree, inquiry.sample)
        return None if found.fails is None else self._two_points(inquiry, found.fails)

    def _two_points(self, inquiry: Inquiry, fails: Mapping[str, Fraction]) -> Proposal | None:
        """Proofs at the point that fails, and at the first of others that has an agreement."""
        from bargain.exist.linear.cases import linear_point
        from bargain.exist.witness_search import fails_at

        statement, until = inquiry.question.sometimes(), share_until(inquiry.mark, _SHARE_CASES)
        called = f"the point {shown(at(fails))}"
        no = inquiry.ended(called, until, partial(fails_at, statement, fails, mark=until))
        if no is None:
            return None
        for point in _candidates(inquiry, until):
            called = f"the point {shown(at(point))}"
            exists = partial(linear_point, statement, point, mark=until)
            yes = inquiry.ended(called, until, exists)
            if yes is not None:
                points = {"exists": (point, yes), "fails": (fails, no)}
                proof = {k: {"at": at(p), "proof": proof} for k, (p, proof) in points.items()}
                return Proposal(Status.SOMETIMES, statement, proof, inquiry.sample)
        return None


def _candidates(inquiry: Inquiry, until: float) -> Iterator[dict[str, Fraction]]:
    """Points of the region at which an agreement may be."""
    if (found := model_point(inquiry.never, mark=until)) is not None:
        yield found
    yield from region.points(inquiry.never, _POINTS, mark=until)


class ConstantAgreements:
    """Agreements that are numbers and have room at every sample point prove `always`, by cases."""

    name = "agreements on a grid"

    def accepts(self, inquiry: Inquiry) -> bool:
        """Any question that can be put into polynomials."""
        return inquiry.is_polynomial()

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Prove them alone, with a part of the effort."""
        until = share_until(inquiry.mark, _SHARE_CONSTANT)
        tree = inquiry.ended(self.name, until, partial(self._tree, inquiry, until))
        if tree is None:
            return None
        return Proposal(Status.ALWAYS, inquiry.always(), tree, inquiry.sample)

    @staticmethod
    def _tree(inquiry: Inquiry, until: float) -> Plain | None:
        from bargain.exist.grids.constant_agreements import constant_agreements, region_sample
        from bargain.exist.witness_search import prove_exists

        if inquiry.question.condition.sufficient(inquiry.question.game).auxiliary:
            return None
        always = inquiry.always()
        points = region_sample(always)
        found = constant_agreements(inquiry.question, points, _CONSTANTS)
        if not found.everywhere:
            return None
        return prove_exists(always, mark=until, candidates=found.agreements, alone=True)


class PointsThenWitness:
    """A point with an agreement and one without prove `sometimes`; a witness function `always`."""

    name = "points and always"

    def accepts(self, inquiry: Inquiry) -> bool:
        """Any question; one that cannot be put into polynomials says so in `propose`."""
        return True

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Points first: they are cheap, and where one has no agreement no witness need be sought.

        A proof of `sometimes` is proposed as soon as both points are there. Where existence
        follows from other clauses too, effort is kept for them.
        """
        try:
            first, *others = inquiry.question.readings()
            share = min((_SHARE_FIRST[r.agreement] for r in others), default=1.0)
            until = share_until(inquiry.mark, share)
            work = partial(_by_reading, replace(inquiry, mark=until), first)
            return inquiry.ended(self.name, until, work)
        except OptionError as error:
            inquiry.tried.append(f"existence: {error}")
            return None


class OtherReadings:
    """The same from other clauses from which existence follows."""

    name = "existence by other clauses"

    def accepts(self, inquiry: Inquiry) -> bool:
        """If there are any."""
        try:
            return len(inquiry.question.readings()) > 1
        except OptionError:
            return False

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """What the first of them gives."""
        for reading in inquiry.question.readings()[1:]:
            try:
                found = _by_reading(inquiry, reading)
            except OptionError as error:
                inquiry.tried.append(f"{self.name}: {error}")
                continue
            if found is not None:
                return found
        return None


def _by_reading(inquiry: Inquiry, reading: Reading) -> Proposal | None:
    """Two points, or a witness function."""
    from bargain.exist.ways.one_way import prove_one_way

    statement = inquiry.question.sometimes(reading)
    yes, no = _points(inquiry, statement)
    if yes and no:
        proof = {"exists": yes, "fails": no}
        return Proposal(Status.SOMETIMES, statement, proof, inquiry.sample)
    if no:
        inquiry.tried.append(
            f"parameters without such an agreement: {shown(no['at'])}; with one: none was found"
        )
        return None
    if not yes:
        inquiry.tried.append("no point of the region was decided either way")
    always = inquiry.question.always(reading)
    hints = inquiry.candidates() if reading.agreement else None
    tree = prove_one_way(always, mark=inquiry.mark, candidates=hints)
    if tree is not None:
        return Proposal(Status.ALWAYS, always, tree, inquiry.sample)
    if yes:
        inquiry.tried.append(
            f"such an agreement exists at {shown(yes['at'])}; a witness for the whole region "
            "was not found"
        )
    return None


def _points(inquiry: Inquiry, statement: Statement) -> tuple[Plain | None, Plain | None]:
    """A point of the region with an agreement and one without, each with its proof."""
    from bargain.exist.ways.one_way import prove_one_way
    from bargain.exist.witness_search import fails_at, prove_point

    until = share_until(inquiry.mark, _SHARE_POINTS)
    yes = no = None
    candidates = list(_candidates(inquiry, until))
    for point in candidates:
        left = max(0.0, until - spent())
        part = spent() + left / 2  # half of it: what is hard here is not easier elsewhere
        called = f"the point {shown(at(point))}"
        fails = partial(fails_at, statement, point, mark=part)
        exists = partial(prove_one_way, statement, at=point, mark=part)
        proof = None
        if yes is None and (hints := _constants(inquiry, point)):
            seen = partial(prove_point, statement, point, mark=part, candidates=hints, alone=True)
            proof = inquiry.ended(called, part, seen)
        if proof is not None:
            yes = {"at": at(point), "proof": proof}
        elif no is None and (proof := inquiry.ended(called, part, fails)) is not None:
            no = {"at": at(point), "proof": proof}
        elif yes is None and (proof := inquiry.ended(called, part, exists)) is not None:
            yes = {"at": at(point), "proof": proof}
        if (yes and no) or passed(until):
            break
    return yes, no


def _constants(inquiry: Inquiry, point: Mapping[str, Fraction]) -> list[dict[str, sp.Expr]]:
    """An agreement with room at a point."""
    from bargain.exist.grids.constant_agreements import constant_agreements

    return constant_agreements(inquiry.question, [point], 1).agreements
