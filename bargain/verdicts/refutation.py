"""Proofs that a question's necessary clauses have no solution, and points where they may have."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from fractions import Fraction
from functools import partial

from bargain.budget import Exhausted, allowed, share_until, spent
from bargain.check.certificate import Data, Plain
from bargain.errors import LimitReached
from bargain.question.question import Question
from bargain.question.region_points import sample_point
from bargain.question.statement import Statement
from bargain.refute.problem import Problem
from bargain.refute.proof_tree import renumbered
from bargain.refute.provers import refutation
from bargain.refute.scout import Scout, scout
from bargain.verdicts.certify import certified
from bargain.verdicts.inquiry import Inquiry, Proposal
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["Refutation", "model_point", "prove_never", "refuse_empty", "refuted"]

_SHARE_NEVER = 0.4  # of the effort that is left
_SHARE_FEW = 0.1


def prove_never(statement: Data, *, mark: float) -> tuple[Plain | None, Scout]:
    """Search for a proof of a statement with claim ``never``.

    Parameters
    ----------
    statement : mapping
        The exact statement.
    mark : float
        On the meter of `bargain.budget`.

    Returns
    -------
    proof : dict or None
        As certificates carry it.
    scout : Scout
        What z3 says of the hypotheses.
    """
    problem = Problem.never(statement)
    found = refutation(problem, mark=mark)
    return found.plain(problem.ring), found.scout


def prove_some(statement: Statement, names: Container[str], *, mark: float) -> Plain | None:
    """Search for a proof of a statement ``never`` from the region and the named clauses alone."""
    whole, region = Problem.never(statement), len(statement["region"])
    kept = [k for k, name in enumerate(whole.names) if k < region or name in names]
    problem = whole.only(kept)
    found = refutation(problem, mark=mark)
    if found.node is None:
        return None
    more = len(whole.names) - len(kept)
    node = renumbered(found.node, lambda i: kept[i] if i < len(kept) else i + more)
    return replace(found, node=node).plain(problem.ring)


class Refutation:
    """The necessary clauses have no solution over the whole region: this proves `never`."""

    name = "never"

    def accepts(self, inquiry: Inquiry) -> bool:
        """Any question."""
        return True

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Refute the statement `never`; what z3 says of it is noted."""
        until = share_until(inquiry.mark, _SHARE_NEVER)
        few = _without_spare(inquiry)
        if few:
            part = share_until(inquiry.mark, _SHARE_FEW)
            brief = inquiry.ended(
                self.name, part, partial(prove_some, inquiry.never, few, mark=part)
            )
            if brief is not None:
                return Proposal(Status.NEVER, inquiry.never, brief, inquiry.sample)
        search = partial(prove_never, inquiry.never, mark=until)
        found = inquiry.ended(self.name, until, search)
        if found is None:
            return None
        proof, scouted = found
        if proof is not None:
            return Proposal(Status.NEVER, inquiry.never, proof, inquiry.sample)
        if scouted.status == "sat":
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


def _without_spare(inquiry: Inquiry) -> set[str]:
    """The names of the clauses that say most; none if these are all."""
    spare = {k.name for k in inquiry.question.necessary_clauses() if k.spare}
    names = {h["name"] for h in inquiry.never["necessary"]}
    return names - spare if spare & names else set()


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
    if answer.status != "sat":
        return None
    found = answer.near(1000)
    if any(n not in found for n in statement["parameters"]):
        return None
    point = {n: found[n] for n in statement["parameters"]}
    return point if Problem.region(statement).holds_at(point) else None
