"""Provers of existence: a suggested agreement; cases; points, then a witness function."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import chain, islice

import sympy as sp

from bargain.budget import passed, share_until, spent
from bargain.check.certificate import Plain
from bargain.errors import OptionError
from bargain.game.conditions.sufficient_clauses import Reading
from bargain.question import region_points as region
from bargain.question.statement import Statement
from bargain.refute.problem import Problem
from bargain.verdicts.inquiry import Inquiry, Proposal, at, shown
from bargain.verdicts.refutation import few_clauses, is_linear, model_point
from bargain.verdicts.shown_points import shown_points
from bargain.verdicts.verdict import Status

__all__ = [
    "ConstantAgreements",
    "LateLinearExistence",
    "LinearExistence",
    "OtherReadings",
    "PointsThenWitness",
    "SuggestedWitness",
]

_POINTS = 8  # of the region, tried one by one before a witness function is sought
_CONSTANTS = 4  # agreements that are numbers, for all parts of a region together
_SHARE_HINT, _SHARE_CASES, _SHARE_POINTS = 0.2, 0.5, 0.5  # of the effort that is left
_SHARE_CONSTANT = 0.25  # likewise
_FAR = (Fraction(1, 100), Fraction(99, 100), Fraction(10))  # values far from most others
_SHARE_LOOK = 0.05  # of the effort for points, for where agreements seem to be
_SHARE_STEP = 0.6  # of the effort for a point, for each way to look at it but the last


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
    """Cases of the parameters, where the conditions are linear in the agreement: complete.

    It comes before a refutation is sought, where an agreement seems to be at the sample point:
    nothing then refutes the conditions over the whole region.
    """

    name = "linear cases"

    def accepts(self, inquiry: Inquiry) -> bool:
        """Conditions that are linear in the agreement, and can be met at the sample point."""
        from bargain.exist.linear.cases import LinearGoals

        if not (is_linear(inquiry.never) and inquiry.is_polynomial()):
            return False
        goals = inquiry.linear = LinearGoals.read(inquiry.always())
        return goals is not None and goals.seem_solvable(inquiry.sample, mark=inquiry.mark)

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """A tree of cases, or a point without an agreement and one with."""
        from bargain.exist.linear.cases import linear_cases

        inquiry.split = True
        always = inquiry.always()
        until = share_until(inquiry.mark, _SHARE_CASES)
        goals = inquiry.linear or always
        work = partial(linear_cases, goals, mark=until, at=inquiry.sample)
        found = inquiry.ended(self.name, until, work)
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
        for point in chain([dict(inquiry.sample)], _candidates(inquiry, until)):
            called = f"the point {shown(at(point))}"
            exists = partial(linear_point, statement, point, mark=until)
            yes = inquiry.ended(called, until, exists)
            if yes is not None:
                points = {"exists": (point, yes), "fails": (fails, no)}
                proof = {k: {"at": at(p), "proof": proof} for k, (p, proof) in points.items()}
                return Proposal(Status.SOMETIMES, statement, proof, inquiry.sample)
        return None


class LateLinearExistence(LinearExistence):
    """The same after a refutation was sought, for any question that can be put into polynomials."""

    def accepts(self, inquiry: Inquiry) -> bool:
        """If cases were not gone through before."""
        return not inquiry.split and inquiry.is_polynomial()


def _candidates(inquiry: Inquiry, until: float) -> Iterator[dict[str, Fraction]]:
    """Points of the region at which an agreement may be."""
    if not inquiry.scouted:
        inquiry.model, inquiry.scouted = model_point(inquiry.never, mark=until), True
    if inquiry.model is not None:
        yield dict(inquiry.model)
    yield from region.points(inquiry.never, _POINTS, mark=until)


class ConstantAgreements:
    """Agreements that are numbers and have room at every sample point prove `always`, by cases."""

    name = "agreements on a grid"

    def accepts(self, inquiry: Inquiry) -> bool:
        """Any question that can be put into polynomials."""
        return inquiry.is_polynomial()

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Prove them alone, with a part of the effort; then by other clauses that are as plain."""
        if (found := _by_constants(inquiry, None, inquiry.always())) is not None:
            return found
        try:
            for reading in inquiry.question.readings()[1:]:
                if reading.plain:
                    return _by_constants(inquiry, reading, inquiry.question.always(reading))
        except OptionError as error:
            inquiry.tried.append(f"{self.name}: {error}")
        return None


def _by_constants(inquiry: Inquiry, reading: Reading | None, always: Statement) -> Proposal | None:
    """Agreements on a grid, for every part of the region."""
    until = share_until(inquiry.mark, _SHARE_CONSTANT)
    work = partial(_constant_tree, inquiry, reading, always, until)
    tree = inquiry.ended(ConstantAgreements.name, until, work)
    return None if tree is None else Proposal(Status.ALWAYS, always, tree, inquiry.sample)


def _constant_tree(
    inquiry: Inquiry, reading: Reading | None, always: Statement, until: float
) -> Plain | None:
    from bargain.exist.grids.constant_agreements import constant_agreements, region_sample
    from bargain.exist.witness_search import prove_exists

    found = constant_agreements(inquiry.question, region_sample(always), _CONSTANTS, reading)
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
            kept = max((r.share for r in others), default=0.0)
            until = share_until(inquiry.mark, 1 - kept)
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

    always = inquiry.question.always(reading)
    if not reading.agreement and (found := _by_constants(inquiry, reading, always)) is not None:
        return found
    hints = inquiry.candidates() if reading.agreement else None
    statement, until = inquiry.question.sometimes(reading), share_until(inquiry.mark, _SHARE_POINTS)
    points = _Points(inquiry, statement, reading, until)
    if points.everywhere:  # seldom is there a point without one: the whole region comes first
        work = partial(prove_one_way, always, mark=until, candidates=hints)
        tree = inquiry.ended(PointsThenWitness.name, until, work)
        if tree is not None:
            return Proposal(Status.ALWAYS, always, tree, inquiry.sample)
    yes, no = points.found(share_until(inquiry.mark, _SHARE_POINTS))
    if yes and not no:
        no = points.without_room(share_until(inquiry.mark, _SHARE_POINTS))
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
    if yes and not always["parameters"]:  # then the point is the whole region
        hints = [*_numbers(statement, yes), *(hints or ())]
    tree = prove_one_way(always, mark=inquiry.mark, candidates=hints)
    if tree is not None:
        return Proposal(Status.ALWAYS, always, tree, inquiry.sample)
    if yes:
        inquiry.tried.append(
            f"such an agreement exists at {shown(yes['at'])}; a witness for the whole region "
            "was not found"
        )
    return None


def _numbers(statement: Statement, yes: Plain) -> list[dict[str, sp.Expr]]:
    """The agreement at a point, where its proof gives it in numbers."""
    found, _ = shown_points(statement, {"exists": yes})
    values = {name: value for name, value in (found or {}).items() if isinstance(value, sp.Expr)}
    return [values] if values else []


class _Points:
    """Points of the region, looked at one by one."""

    def __init__(
        self, inquiry: Inquiry, statement: Statement, reading: Reading, until: float
    ) -> None:
        from bargain.exist.grids.constant_agreements import region_sample
        from bargain.exist.witness_search import served

        self.inquiry, self.statement, self.reading = inquiry, statement, reading
        self.few, self.whole = few_clauses(inquiry)
        self.yes: Plain | None = None
        self.no: Plain | None = None
        self.points = list(_candidates(inquiry, until))
        more = (p for p in region_sample(statement) if p not in self.points)  # near the edges too
        self.points += islice(more, max(0, _POINTS - len(self.points)))
        self.hints = {tuple(sorted(p.items())): self._constants(p) for p in self.points}
        seen = served(statement, self.points, mark=share_until(until, _SHARE_LOOK))
        self.seen = {tuple(sorted(self.points[k].items())) for k in seen}

    @property
    def everywhere(self) -> bool:
        """Whether agreements seem to be at all of several points."""
        return 1 < len(self.points) == len(self.seen)

    def found(self, until: float) -> tuple[Plain | None, Plain | None]:
        """A point of the region with an agreement and one without, each with its proof."""
        queue, near = deque(self.ordered()), False
        while queue and not (self.yes and self.no):
            begun = spent()
            part = max(0.0, until - begun) / 2  # what is hard here is not easier elsewhere
            self.look(queue.popleft(), begun + part)
            if passed(until):
                break
            if self.yes and not near and spent() - begun > part / 2:
                near = True  # but mostly not where one parameter alone has another value
                queue.extendleft(reversed(self.beside()))
        return self.yes, self.no

    def without_room(self, until: float) -> Plain | None:
        """A proof that a point has no agreement: the one where those of a grid have least room."""
        from bargain.exist.grids.least_room import point_without_room

        mark = share_until(until, _SHARE_LOOK)
        point = point_without_room(self.inquiry.question, self.reading, mark=mark)
        if point is not None and point not in self.points:
            self.look(point, until)
        return self.no

    def ordered(self) -> list[dict[str, Fraction]]:
        """First one with an agreement on the grid, if any has; the others with one are last."""
        likely = [p for p in self.points if self._hints(p)]
        return [*likely[:1], *(p for p in self.points if p not in likely), *likely[1:]]

    def beside(self) -> list[dict[str, Fraction]]:
        """Points that differ from the one with an agreement in one parameter, far from it."""
        assert self.yes is not None
        where = {name: Fraction(value) for name, value in self.yes["at"].items()}
        region = Problem.region(self.statement)
        points = [{**where, name: value} for value in _FAR for name in where]
        return [p for p in points if p != where and region.holds_at(p)]

    def _hints(self, point: Mapping[str, Fraction]) -> list[dict[str, sp.Expr]]:
        return self.hints.get(tuple(sorted(point.items())), [])

    def _constants(self, point: Mapping[str, Fraction]) -> list[dict[str, sp.Expr]]:
        """An agreement with room at a point."""
        from bargain.exist.grids.constant_agreements import constant_agreements

        return constant_agreements(self.inquiry.question, [point], 1, self.reading).agreements

    def look(self, point: Mapping[str, Fraction], mark: float) -> None:
        """Prove that there is an agreement, or that there is none."""
        from bargain.exist.ways.one_way import prove_one_way
        from bargain.exist.witness_search import fails_at, prove_point

        statement, called = self.statement, f"the point {shown(at(point))}"
        hints = self._hints(point)
        searches: list[tuple[bool, Callable[..., Plain | None]]] = []
        if hints:
            searches.append((True, partial(prove_point, candidates=hints, alone=True)))
        if self.few:
            searches.append((False, partial(fails_at, few=self.few)))
        if not self.whole:
            searches.append((False, fails_at))
        searches.append((True, lambda s, p, mark: prove_one_way(s, at=p, mark=mark)))
        if tuple(sorted(point.items())) in self.seen:
            searches.sort(key=lambda s: not s[0])  # to fail is not likely
        searches = [s for s in searches if (self.yes if s[0] else self.no) is None]
        for number, (good, search) in enumerate(searches):
            last = number == len(searches) - 1
            until = mark if last else share_until(mark, _SHARE_STEP)
            work = partial(search, statement, point, mark=until)
            proof = self.inquiry.ended(called, until, work)
            if proof is None:
                continue
            if good:
                self.yes = {"at": at(point), "proof": proof}
            else:
                self.no = {"at": at(point), "proof": proof}
            return
