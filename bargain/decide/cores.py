r"""Impossibility cores: which demands clash, and that it is the region that makes them clash.

Given demands (conditions), a set *clashes* in a region if no parameter of the region admits an
agreement that satisfies all of it; it is *compatible* there if some parameter admits one. A core is
a clashing set whose proper subsets do not clash. A core of the region is reported with whether it
is compatible under a control region, so that a reader sees what the region has to do with it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from bargain.arguments import listed, of_type, positive
from bargain.decide.alarm import TimeUp, alarm
from bargain.decide.existence import exhibit
from bargain.decide.question import Question
from bargain.decide.refutation import refuted
from bargain.decide.verdict import Status, Verdict
from bargain.errors import OptionError
from bargain.game.conditions import Condition, all_of
from bargain.game.game import Game

__all__ = ["Cores", "Subset", "impossibility_cores"]

_SHARE = 0.6  # of the time for a set that a refutation may take; the rest is for a witness


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """One set of demands: whether it clashes in the region, and in the control region.

    Attributes
    ----------
    names : tuple of str
        The demands.
    status : str
        ``clash``, ``compatible`` or ``unknown`` in the region.
    minimal : bool
        Whether it clashes and no proper subset does.
    control : str
        ``clash``, ``compatible``, ``unknown``, or ``not asked`` in the control region.
    verdict, control_verdict : Verdict or None
        The proofs; None where the status follows from another set's.
    """

    names: tuple[str, ...]
    status: str = "unknown"
    minimal: bool = False
    control: str = "not asked"
    verdict: Verdict | None = field(default=None, repr=False)
    control_verdict: Verdict | None = field(default=None, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The row as plain data."""
        return {
            "demands": list(self.names),
            "status": self.status,
            "minimal": self.minimal,
            "control": self.control,
            "verdict": None if self.verdict is None else self.verdict.to_dict(),
            "control_verdict": (
                None if self.control_verdict is None else self.control_verdict.to_dict()
            ),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Cores:
    """The lattice of sets of demands.

    Attributes
    ----------
    demands : tuple of str
        The demands, in the order given.
    subsets : tuple of Subset
        Every non-empty set, by size, then in the order given.
    """

    demands: tuple[str, ...]
    subsets: tuple[Subset, ...]

    @property
    def cores(self) -> tuple[Subset, ...]:
        """The minimal clashing sets that are compatible under the control region."""
        return tuple(s for s in self.subsets if s.minimal and s.control == "compatible")

    @property
    def other_cores(self) -> tuple[Subset, ...]:
        """Minimal clashing sets that also clash, or were not decided, under the control region."""
        return tuple(s for s in self.subsets if s.minimal and s.control != "compatible")

    @property
    def undecided(self) -> tuple[Subset, ...]:
        """Sets that were not decided."""
        return tuple(s for s in self.subsets if s.status == "unknown")

    def summary(self) -> str:
        """The cores as text."""
        lines = [f"{len(self.cores)} impossibility cores among {len(self.subsets)} sets of demands"]
        for s in self.cores:
            lines.append("  clash: {" + ", ".join(s.names) + "}, compatible under the control")
        for s in self.other_cores:
            lines.append("  clash: {" + ", ".join(s.names) + f"}}, under the control: {s.control}")
        for s in self.undecided:
            lines.append("  undecided: {" + ", ".join(s.names) + "}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """The lattice as plain data."""
        return {"demands": list(self.demands), "subsets": [s.to_dict() for s in self.subsets]}

    def __repr__(self) -> str:
        return f"<Cores {self.summary().splitlines()[0]}>"


def impossibility_cores(
    game: Game,
    conditions: Sequence[Condition],
    where: Any = (),
    control: Any = (),
    *,
    given: Sequence[Condition] = (),
    timeout: float = 60.0,
) -> Cores:
    """Minimal clashing sets of demands under `where` that are compatible under `control`.

    Parameters
    ----------
    game : Game
    conditions : sequence of Condition
        The demands; every non-empty subset is looked at.
    where, control : sequence of relations
        The region and the control region.
    given : sequence of Condition, optional
        Conditions that always have to hold (participation, positive concessions).
    timeout : float, default 60
        Seconds per set and region, kept within 10 %; a set that is not decided then is `unknown`.

    Returns
    -------
    Cores
        Every refutation with its certificate, every compatible set with its witness.

    Raises
    ------
    OptionError
        For more than ten demands.

    References
    ----------
    THEORY, statement 6.
    """
    of_type(game, Game, "game", fix="give a Game with continuous actions",
            where="impossibility_cores")
    demands, always = (
        [of_type(c, Condition, "a condition", fix="use bargain.conditions")
         for c in listed(several, name, fix="write [condition, …]")]
        for several, name in ((conditions, "conditions"), (given, "given"))
    )  # fmt: skip
    timeout = positive(timeout, "timeout", unit="seconds")
    if not 1 <= len(demands) <= 10:
        raise OptionError(f"{len(demands)} demands", fix="give between 1 and 10 conditions")
    if len({c.name for c in demands}) < len(demands):
        raise OptionError("a demand is given twice", fix="give each condition once")
    for region in (where, control):
        Question(game, all_of(*demands, *always), region)  # refuses a region that is none
    search = _Search(game, demands, tuple(always), where, control, timeout)
    rows = []
    for size in range(1, len(demands) + 1):
        for indices in combinations(range(len(demands)), size):
            rows.append(search.row(frozenset(indices)))
    return Cores(demands=tuple(c.name for c in demands), subsets=tuple(rows))


@dataclass(slots=True)
class _Search:
    game: Game
    demands: list[Condition]
    given: tuple[Condition, ...]
    where: Any
    control: Any
    timeout: float
    clashing: list[frozenset[int]] = field(default_factory=list)

    def row(self, subset: frozenset[int]) -> Subset:
        names = tuple(self.demands[i].name for i in sorted(subset))
        if any(core <= subset for core in self.clashing):
            return Subset(names=names, status="clash")
        verdict = self._clash_or_witness(subset, self.where)
        if verdict.status is Status.NEVER:
            self.clashing.append(subset)
            control = self._clash_or_witness(subset, self.control)
            return Subset(
                names=names,
                status="clash",
                minimal=True,
                verdict=verdict,
                control=_word(control.status),
                control_verdict=control,
            )
        return Subset(names=names, status=_word(verdict.status), verdict=verdict)

    def _clash_or_witness(self, subset: frozenset[int], where: Any) -> Verdict:
        deadline = time.monotonic() + self.timeout
        try:
            with alarm(self.timeout):
                condition = all_of(*self.given, *(self.demands[i] for i in sorted(subset)))
                statement = Question(self.game, condition, where).never()
                until = time.monotonic() + _SHARE * self.timeout
                verdict = refuted(statement, deadline=min(until, deadline))
                if verdict.status is Status.NEVER:
                    return verdict
                found = exhibit(
                    self.game, condition, where, timeout=max(0.0, deadline - time.monotonic())
                )
        except TimeUp as end:
            return Verdict(claim="undecided: the time ended", evidence=(str(end),))
        if found.status is Status.UNKNOWN:
            found = replace(found, evidence=(*verdict.evidence, *found.evidence))
        return found


def _word(status: Status) -> str:
    return {Status.NEVER: "clash", Status.ALWAYS: "compatible"}.get(status, "unknown")
