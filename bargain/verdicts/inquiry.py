"""An inquiry: a question with its region, its effort and what was tried; and what provers do to it.

A *prover* says whether it can do anything with an inquiry (`accepts`) and searches (`propose`).
Its proposal is a statement with a proof; only the checker makes a verdict of it. What a prover
learns on the way (points at which to look, what it tried) it leaves in the inquiry.

The frame of a question, for every kind of answer, is its one clock (`by_the_clock`) and its counted
effort (`with_effort`). What a search tried it writes into a list, so that an answer has it whatever
ended the search.

To add a prover, write a class with the methods of `Prover` in a file of its own and put it into
`bargain.verdicts.decide.PROVERS`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

import sympy as sp

from bargain.budget import Exhausted, allowed, cut, share_until, spent
from bargain.check.certificate import Plain
from bargain.clock import ClockEnded, asked
from bargain.errors import LimitReached, OptionError
from bargain.exact import exact_expression
from bargain.question.question import Question
from bargain.question.statement import Statement
from bargain.verdicts.certify import certified
from bargain.verdicts.verdict import Answer, Status, Verdict

if TYPE_CHECKING:
    from bargain.exist.linear.cases import LinearGoals

__all__ = ["Hint", "Inquiry", "Proposal", "Prover", "at", "by_the_clock", "shown", "with_effort"]

_T = TypeVar("_T")
_Answer = TypeVar("_Answer", bound=Answer)
_SMALLER = "bounds on the parameters or a smaller region (where=)"
_SAMPLES = 6  # points of the region at which agreements are looked for in floats
_SHARE_LOOK = 0.05  # of the effort that is left, for that
Hint = Mapping[sp.Symbol | str, sp.Expr | str | float]  # a suggested agreement


@dataclass(frozen=True, slots=True)
class Proposal:
    """A statement with a proof, before the checker has read it.

    Attributes
    ----------
    sample : mapping
        A point of the statement's region.
    witness : mapping, optional
        The agreement, where the proof does not define it.
    """

    status: Status
    statement: Statement
    proof: Plain
    sample: Mapping[str, Fraction] = field(default_factory=dict)
    witness: Mapping[str, object] | None = None


@dataclass(slots=True)
class Inquiry:
    """One question while it is being decided.

    Attributes
    ----------
    never : Statement
        That no agreement exists, over the region.
    sample : mapping
        A point of the region.
    mark : float
        On the meter of `bargain.budget`: where the effort ends.
    hint : mapping or None
        An agreement that the caller suggests.
    points : list
        Agreements at which a witness may lie.
    """

    question: Question
    never: Statement
    sample: Mapping[str, Fraction]
    mark: float
    hint: Hint | None
    tried: list[str]
    caveats: tuple[str, ...] = ()
    points: list[dict[str, sp.Expr]] = field(default_factory=list)
    model: Mapping[str, Fraction] | None = None  # a point where the necessary clauses can be met
    scouted: bool = False  # whether z3 was asked for one
    split: bool = False  # whether cases of the parameters were gone through
    linear: LinearGoals | None = None  # the goals of `always`, where they were read as linear ones
    _always: list[Statement | OptionError] = field(default_factory=list)
    _inhabited: list[bool] = field(default_factory=list)

    def always(self) -> Statement:
        """The statement that an agreement exists, written once.

        Raises
        ------
        OptionError
            If it cannot be put into polynomials.
        """
        if not self._always:
            try:
                self._always.append(self.question.always())
            except OptionError as error:
                self._always.append(error)
        [found] = self._always
        if isinstance(found, OptionError):
            raise found
        return found

    def is_polynomial(self) -> bool:
        """Whether existence can be put into polynomials."""
        try:
            self.always()
        except OptionError:
            return False  # said again, and noted, by `PointsThenWitness`
        return True

    def inhabited(self) -> bool:
        """Whether agreements seem to be there: at a sample point one meets every clause, in floats.

        Nothing rests on it but the order of work: `never` is sought last.
        """
        from bargain.exist.grids.constant_agreements import has_room, region_sample
        from bargain.exist.witness_search import served

        if not self._inhabited:
            found = False
            if self.is_polynomial():
                points = region_sample(self.always())[:_SAMPLES]
                ways = self.question.readings()
                found = any(has_room(self.question, points, way) for way in ways)
                until = share_until(self.mark, _SHARE_LOOK)
                found = found or bool(served(self.always(), points, mark=until))
            self._inhabited.append(found)
        return self._inhabited[0]

    @property
    def doubted(self) -> bool:
        """Whether agreements seemed to be there when that was asked."""
        return any(self._inhabited)

    def ended(self, name: str, until: float, work: Callable[[], _T]) -> _T | None:
        """What the work returns; None and a note if it is still at it when its effort is spent."""
        try:
            with allowed(until - spent()):
                return work()
        except Exhausted as end:
            self.tried.append(f"{name}: {end}")
            return None

    def candidates(self) -> list[dict[str, sp.Expr]] | None:
        """Agreements to try first, by name of the variable; the suggested one is refused if odd."""
        if self.hint is None:
            return self.points or None
        game, found = self.question.game, {}
        extra = self.question.condition.sufficient(game).auxiliary
        shares = self.question.shares
        known = {self.question.frame.names[v] for v in (*game.variables, *extra)}
        known |= {v.name for v in shares.share}
        for key, value in self.hint.items():
            name = key.name if isinstance(key, sp.Symbol) else str(key)
            if name not in known:
                raise OptionError(
                    f"{name!r} is not a variable of the game",
                    where="witness",
                    fix="give values for " + ", ".join(sorted(known)),
                )
            expression = exact_expression(game.parse(value) if isinstance(value, str) else value)
            found[name] = expression.subs(dict(self.question.solved))
        return [shares.of_variables(found)]

    def first(self, provers: Iterable[Prover]) -> Verdict | None:
        """The verdict of the first prover whose proposal the checker accepts."""
        for prover in provers:
            if not prover.accepts(self):
                continue
            proposal = self.ended(prover.name, self.mark, partial(prover.propose, self))
            verdict = None if proposal is None else self.verdict(proposal)
            if verdict is not None:
                return verdict
        return None

    def verdict(self, proposal: Proposal) -> Verdict | None:
        """The proposal as a verdict, if the checker accepts it; else a note."""
        found = certified(
            proposal.status,
            proposal.statement,
            proposal.proof,
            at(proposal.sample),
            tried=self.tried,
            caveats=self.caveats,
        )
        if found is not None and proposal.witness is not None:
            found = replace(found, witness=proposal.witness or None)
        if found is None or found.witness is None:
            return found
        game = self.question.game  # the proof's own auxiliary quantities stay in the certificate
        names = {v.name for v in game.variables} | set(proposal.statement.get("parameters", ()))
        own = {name: value for name, value in found.witness.items() if name in names}
        return replace(found, witness=self.question.shares.in_variables(own) or None)


class Prover(Protocol):
    """A way to decide questions."""

    name: str

    def accepts(self, inquiry: Inquiry) -> bool:
        """Whether the prover can do anything with the question."""
        ...

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Search within the inquiry's effort."""
        ...


def at(point: Mapping[str, Fraction]) -> dict[str, str]:
    """A point as certificates write it."""
    return {name: str(value) for name, value in point.items()}


def shown(point: Mapping[str, str]) -> str:
    """A point in words."""
    return ", ".join(f"{name} = {value}" for name, value in point.items()) or "the game's numbers"


def by_the_clock(
    kind: Callable[..., _Answer],
    timeout: float,
    effort: float | None,
    tried: Sequence[str],
    work: Callable[[float], _Answer],
) -> _Answer:
    """The answer to a whole question, with its seconds.

    Parameters
    ----------
    kind : function
        From a claim and evidence to an answer that says nothing: the type of the answer.
    timeout : float
        Seconds of wall time.
    effort : float or None
        Units of `bargain.budget`; one for each second unless given.
    tried : sequence of str
        What the search has tried so far.
    work : function
        From the effort to the answer.
    """
    started = time.monotonic()
    try:
        with asked(timeout, effort) as units:
            answer = work(units)
    except ClockEnded as end:
        answer = kind(claim="undecided: the clock ended it", evidence=(*tried, str(end)))
    return replace(answer, seconds=time.monotonic() - started)


def with_effort(
    kind: Callable[..., _Answer],
    effort: float,
    tried: Sequence[str],
    work: Callable[[float], _Answer],
    hints: Sequence[str] = (),
) -> _Answer:
    """The answer with counted effort and without a clock: a part of a question may be asked so.

    Parameters
    ----------
    kind, tried
        As for `by_the_clock`.
    effort : float
    work : function
        From the mark at which the effort ends to the answer.
    hints : sequence of str
        What may help beside a smaller region, if nothing is found.
    """
    skipped: list[str] = []
    begun, cut_before = spent(), cut()
    try:
        with allowed(effort) as skipped:
            answer = work(begun + effort)
    except (RecursionError, ArithmeticError, MemoryError) as end:
        reason = (
            "an expression of the search is nested too deeply: write the game simpler"
            if isinstance(end, RecursionError)
            else f"numbers beyond what the search can work with ({type(end).__name__})"
        )
        answer = kind(claim="undecided", evidence=(*_so_far(tried), reason))
    except (Exhausted, LimitReached) as end:
        evidence = (*_so_far(tried), str(end))
        answer = kind(claim="undecided: the effort was spent", evidence=evidence)
    if answer.certificate is not None:
        return answer
    if cut() > cut_before:
        state = f"some steps were ended at their share of the effort of {effort:g} units"
        hints = ("a larger effort=", *hints)
    else:
        used = spent() - begun
        state = f"every step was gone through to its end, with {used:.2g} of {effort:g} units"
    advice = f"{state}; what may help: {', '.join([*hints, _SMALLER])}"
    evidence = tuple(dict.fromkeys((*answer.evidence, *skipped, advice)))
    return replace(answer, evidence=evidence)


def _so_far(tried: Sequence[str]) -> Sequence[str]:
    return tried or ["no step was finished"]
