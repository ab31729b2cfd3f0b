"""Proofs that a question's necessary clauses have no solution, and points where they may have."""

from __future__ import annotations

from collections.abc import Callable, Container
from fractions import Fraction
from functools import partial

from bargain.budget import Exhausted, allowed, share_until, spent
from bargain.check.certificate import Data, Plain
from bargain.errors import LimitReached, OptionError
from bargain.game.conditions.efficiency import Efficient
from bargain.question.question import Question
from bargain.question.region_points import sample_point
from bargain.question.statement import DEFINES, Role, Statement
from bargain.refute.problem import Problem
from bargain.refute.provers import refutation, refutation_of_some
from bargain.refute.scout import Scout, scout
from bargain.verdicts.certify import certified
from bargain.verdicts.inquiry import Inquiry, Proposal
from bargain.verdicts.verdict import Status, Verdict

__all__ = [
    "LateRefutation",
    "LinearClash",
    "Refutation",
    "few_clauses",
    "is_linear",
    "model_point",
    "prove_never",
    "refuse_empty",
    "refuted",
]

_SHARE_NEVER = 0.4  # of the effort that is left
_SHARE_FEW, _SHARE_BRIEF = 0.1, 0.15  # for z3 about few clauses, for refuting what it leaves open
_SHARE_LATE = 0.5


def prove_never(
    statement: Data, *, mark: float, doubt: Callable[[], bool] | None = None
) -> tuple[Plain | None, Scout]:
    """Search for a proof of a statement with claim ``never``.

    Parameters
    ----------
    statement : mapping
        The exact statement.
    mark : float
        On the meter of `bargain.budget`.
    doubt : callable, optional
        Asked where z3 does not know: whether the search would be in vain.

    Returns
    -------
    proof : dict or None
        As certificates carry it.
    scout : Scout
        What z3 says of the hypotheses.
    """
    problem = Problem.never(statement)
    found = refutation(problem, mark=mark, doubt=doubt)
    return found.plain(problem.ring), found.scout


def prove_some(
    statement: Statement,
    names: Container[str],
    *,
    mark: float,
    doubt: Callable[[], bool] | None = None,
) -> Plain | None:
    """Search for a proof of a statement ``never`` from the region and the named clauses alone."""
    problem, kept = _some(statement, names)
    return refutation_of_some(problem, kept, mark=mark, doubt=doubt).plain(problem.ring)


def _some(statement: Data, names: Container[str]) -> tuple[Problem, list[int]]:
    """The problem of a statement, and where its region and the named clauses are."""
    problem, region = Problem.never(statement), len(statement["region"])
    return problem, [k for k, name in enumerate(problem.names) if k < region or name in names]


class LinearClash:
    """Linear clauses that clash at the sample point clash over the whole region: `never`."""

    name = "a clash of linear clauses"

    def accepts(self, inquiry: Inquiry) -> bool:
        """Conditions that are linear in the agreement, if no cases were gone through."""
        return not inquiry.split and is_linear(inquiry.never)

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Refute the clauses that clash at the sample point."""
        from bargain.exist.linear.clashes import clashing

        search = partial(clashing, inquiry.never, inquiry.sample, mark=inquiry.mark)
        found = inquiry.ended(self.name, inquiry.mark, search)
        return (
            None if found is None else Proposal(Status.NEVER, inquiry.never, found, inquiry.sample)
        )


def is_linear(statement: Data) -> bool:
    """Whether the necessary clauses are linear in all that is no parameter, none joined by or."""
    if statement["functions"]:
        return False
    first = len(statement["parameters"])  # parameters come first
    return all(
        h["rel"] != "or" and all(sum(exponents[first:]) <= 1 for _, exponents in h["poly"])
        for h in statement["necessary"]
    )


class Refutation:
    """The necessary clauses have no solution over the whole region: this proves `never`."""

    name = "never"

    def accepts(self, inquiry: Inquiry) -> bool:
        """Any question."""
        return True

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Refute the statement `never`; what z3 says of it is noted.

        Where z3 does not know and agreements seem to be there, that is left to `LateRefutation`.
        """
        return self._search(inquiry, _SHARE_NEVER, inquiry.inhabited)

    def _search(
        self, inquiry: Inquiry, share: float, doubt: Callable[[], bool] | None
    ) -> Proposal | None:
        until = share_until(inquiry.mark, share)
        few, whole = few_clauses(inquiry)
        if few and (part := until if whole else _until(inquiry, few, until)) is not None:
            brief = inquiry.ended(
                self.name, part,
                partial(prove_some, inquiry.never, few, mark=part, doubt=doubt),
            )  # fmt: skip
            if brief is not None:
                return Proposal(Status.NEVER, inquiry.never, brief, inquiry.sample)
            if part < until:  # few clauses have a share of their own
                until = share_until(inquiry.mark, share)
        search = partial(prove_never, inquiry.never, mark=until, doubt=doubt)
        found = inquiry.ended(self.name, until, search)
        if found is None:
            return None
        proof, scouted = found
        if proof is not None:
            return Proposal(Status.NEVER, inquiry.never, proof, inquiry.sample)
        inquiry.scouted = True
        if scouted.status == "sat":
            inquiry.model = _in_region(inquiry.never, scouted)
            inquiry.tried.append("the necessary conditions can be met somewhere in the region")
        elif scouted.status == "unsat":
            core = "; ".join(scouted.names)
            inquiry.tried.append(
                f"unsatisfiable according to z3 (clash: {core}), but no certificate "
                "was found, so this is no verdict"
            )
        else:
            inquiry.tried.append("z3 did not decide the necessary conditions")
        return None


class LateRefutation(Refutation):
    """The same, where agreements seemed to be there and none was proved."""

    def accepts(self, inquiry: Inquiry) -> bool:
        """If a refutation was not sought before."""
        return inquiry.doubted

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Refute the statement `never` with half of the effort that is left."""
        return self._search(inquiry, _SHARE_LATE, None)


def few_clauses(inquiry: Inquiry) -> tuple[set[str], bool]:
    """Names of the clauses that say most, and whether these say all; no names if they are all.

    An efficient agreement exists wherever the other clauses can be met if a reading says so.
    """
    question = inquiry.question
    spare = {k.name for k in question.necessary_clauses() if k.spare}
    try:
        whole = any(not reading.agreement for reading in question.readings())
    except OptionError:
        whole = False
    if whole:
        parts = [c for c in question.condition.simple() if isinstance(c, Efficient)]
        spare |= {k.name for c in parts for k in c.necessary(question.game).clauses}
    names = {h["name"] for h in inquiry.never["necessary"]}
    return (_in_use(inquiry.never, names - spare), whole) if spare & names else (set(), False)


def _in_use(statement: Statement, names: set[str]) -> set[str]:
    """The names of clauses, without definitions of quantities that no other of them mentions."""
    problem, region = Problem.never(statement), len(statement["region"])
    ring = problem.ring
    defined = {k for k, v in enumerate(statement.variables) if v.role is Role.DEFINED}
    inside = {f.position: ring.support(f.argument) & defined for f in problem.functions}
    used: set[int] = set()
    defining: dict[str, int] = {}
    for h, hypothesis in zip(statement["necessary"], problem.hypotheses[region:], strict=True):
        parts = (ring.support(r.poly) for r in hypothesis.relations)
        mentioned = defined & frozenset[int]().union(*parts)
        if h.get("because") == DEFINES and mentioned:
            own = defining[h["name"]] = max(mentioned)  # after what it is made of
            inside[own] = inside.get(own, frozenset()) | mentioned
        elif h["name"] in names:
            used |= mentioned
    for own in sorted(inside, reverse=True):
        used |= inside[own] if own in used else set()
    return {name for name in names if defining.get(name, -1) in (-1, *used)}


def _until(inquiry: Inquiry, few: Container[str], until: float) -> float | None:
    """Where the search among few clauses ends; None if z3 says that they can be met.

    If it says that they clash, more clauses would not make a refutation easier.
    """
    problem, kept = _some(inquiry.never, few)
    said = scout(problem.only(kept), mark=share_until(inquiry.mark, _SHARE_FEW), core=False).status
    if said == "sat" and not problem.functions:
        return None
    return until if said == "unsat" else share_until(inquiry.mark, _SHARE_BRIEF)


def refuted(statement: Statement, *, mark: float) -> Verdict:
    """`never` with its certificate, or `unknown` with what the scout says.

    Raises
    ------
    EmptyRegionError
        If the region has no point.
    """
    tried: list[str] = []
    skipped: list[str] = []
    verdict = None
    try:
        with allowed(mark - spent()) as skipped:
            verdict = _refuted(statement, mark, tried)
    except (Exhausted, LimitReached) as end:
        tried.append(str(end))
    if verdict is not None:
        return verdict
    return Verdict(
        claim=f"undecided: {statement['words'][0]!r}",
        evidence=tuple(dict.fromkeys((*tried, *skipped))),
    )


def _refuted(statement: Statement, mark: float, tried: list[str]) -> Verdict | None:
    sample = {n: str(v) for n, v in sample_point(statement, mark=mark).items()}
    proof, found = prove_never(statement, mark=mark)
    tried.append(f"z3 says {found.status} of the necessary conditions")
    if proof is not None:
        return certified(Status.NEVER, statement, proof, sample, tried=tried)
    if found.status == "unsat":
        tried.append("no certificate was found, so this is no verdict")
    return None


def refuse_empty(question: Question, effort: float) -> None:
    """Raise `EmptyRegionError` if the region is seen to have no point: no study is about nothing.

    A region of which no point was found with the effort is left to the questions asked of it.
    """
    try:
        with allowed(effort):
            sample_point(question.never(), mark=spent() + effort)
    except (Exhausted, LimitReached):
        return


def model_point(statement: Data, *, mark: float) -> dict[str, Fraction] | None:
    """A rational point of the region at which z3 finds the necessary clauses satisfiable."""
    answer = scout(Problem.never(statement), mark=min(mark, spent() + 3.0), core=False)
    return _in_region(statement, answer)


def _in_region(statement: Data, answer: Scout) -> dict[str, Fraction] | None:
    """The point of the region at which a model lies, in simple numbers."""
    found = answer.near(1000)
    if answer.status != "sat" or any(n not in found for n in statement["parameters"]):
        return None
    point = {n: found[n] for n in statement["parameters"]}
    return point if Problem.region(statement).holds_at(point) else None
