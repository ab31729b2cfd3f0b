r"""Impossibility cores: which demands clash, and that it is the region that makes them clash.

Given demands (conditions), a set *clashes* in a region if no parameter of the region admits an
agreement that satisfies all of it; it is *compatible* there if some parameter admits one. A core is
a clashing set all of whose proper subsets are compatible, the empty set (the given conditions
alone) among them. Clashes pass to supersets, compatibility to subsets; nothing else follows. A
clashing set with an undecided proper subset is reported as such and never called minimal. A core of
the region is reported with whether it is compatible under a control region, so that a reader sees
what the region has to do with it. Where the control region is the region (neither is given, or the
game has no parameters), there is nothing to compare with, and every minimal clash is a core.

Everything is asked and told in the order of the demands' names: in whatever order they are given,
the report is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import ClassVar

import sympy as sp

from bargain.arguments import listed, of_type, positive, within_reach
from bargain.budget import Exhausted, spent
from bargain.check.certificate import Plain
from bargain.clock import ClockEnded, asked
from bargain.errors import OptionError
from bargain.game.conditions import Condition, all_of, holds
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.pure_profiles import in_variables
from bargain.question.goals import Asked, one_condition
from bargain.question.question import Question
from bargain.question.region_relations import Where
from bargain.question.statement import Role
from bargain.result import Result
from bargain.verdicts.exhibit import exhibit
from bargain.verdicts.refutation import refuse_empty, refuted
from bargain.verdicts.verdict import Status, Verdict
from bargain.work.progress import steps
from bargain.work.scheduling import Scheduler, each_done

__all__ = ["Cores", "Subset", "impossibility_cores"]

_DUE = ("compatible", "not asked")
_SHARE = 0.6  # of the effort for a set that a refutation may take; the rest is for a witness


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Subset(Result):
    """One set of demands: whether it clashes in the region, and in the control region.

    Attributes
    ----------
    names : tuple of str
        The demands.
    status : str
        ``clash``, ``compatible`` or ``unknown`` in the region.
    minimal : bool
        Whether it clashes and every proper subset is proved compatible.
    open_below : tuple of tuple of str
        Of a clash that may be minimal: the proper subsets that were not decided.
    control : str
        ``clash``, ``compatible``, ``unknown``, or ``not asked`` in the control region (the region
        itself, or another set settles this one).
    verdict, control_verdict : Verdict or None
        The proofs; None where the status follows from `because`.
    because : tuple of str or None
        The set whose proof settles this one, if it is another: a clashing subset or a compatible
        superset.
    """

    _without: ClassVar[tuple[str, ...]] = ("names",)

    names: tuple[str, ...]
    status: str = "unknown"
    minimal: bool = False
    open_below: tuple[tuple[str, ...], ...] = ()
    control: str = "not asked"
    verdict: Verdict | None = field(default=None, repr=False)
    control_verdict: Verdict | None = field(default=None, repr=False)
    because: tuple[str, ...] | None = None

    def to_dict(self) -> Plain:
        """The row as plain data."""
        return {"demands": list(self.names)} | Result.to_dict(self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Cores(Result):
    """The lattice of sets of demands.

    Attributes
    ----------
    demands : tuple of str
        The demands, by name.
    subsets : tuple of Subset
        Every non-empty set, by size, then by name.
    given : Subset
        The empty set of demands: whether the given conditions alone clash.
    """

    _listed: ClassVar[str] = "subsets"

    demands: tuple[str, ...]
    subsets: tuple[Subset, ...]
    given: Subset = field(default=Subset(names=()))

    @property
    def cores(self) -> tuple[Subset, ...]:
        """The minimal clashing sets, compatible under the control region if that is another."""
        return tuple(s for s in self.subsets if s.minimal and s.control in _DUE)

    @property
    def other_cores(self) -> tuple[Subset, ...]:
        """Minimal clashing sets that also clash, or were not decided, under the control region."""
        return tuple(s for s in self.subsets if s.minimal and s.control not in _DUE)

    @property
    def perhaps_minimal(self) -> tuple[Subset, ...]:
        """Clashing sets with an undecided proper subset and no clashing one."""
        return tuple(s for s in self.subsets if s.open_below)

    @property
    def undecided(self) -> tuple[Subset, ...]:
        """Sets that were not decided."""
        return tuple(s for s in self.subsets if s.status == "unknown")

    def summary(self) -> str:
        """The cores as text."""
        lines = [f"{len(self.cores)} impossibility cores among {len(self.subsets)} sets of demands"]
        for s in self.cores:
            due = ", compatible under the control" if s.control == "compatible" else ""
            lines.append("  clash: {" + ", ".join(s.names) + "}" + due)
        for s in self.other_cores:
            lines.append("  clash: {" + ", ".join(s.names) + f"}}, under the control: {s.control}")
        for s in self.perhaps_minimal:
            compared = f", under the control: {s.control}" if s.control != "not asked" else ""
            lines.append("  clash, minimality undecided: {" + ", ".join(s.names) + "}" + compared)
        if self.given.status == "clash":
            lines.append("  the given conditions clash on their own: no demand is a core")
        for s in self.undecided:
            lines.append("  undecided: {" + ", ".join(s.names) + "}")
        return "\n".join(lines)


@within_reach
def impossibility_cores(
    game: Game | FiniteGame,
    conditions: Asked | Sequence[Asked],
    where: Where = (),
    control: Where = (),
    *,
    given: Asked | Sequence[Asked] = (),
    timeout: float = 60.0,
    effort: float | None = None,
    scheduler: Scheduler = None,
) -> Cores:
    """Minimal clashing sets of demands under `where`, and whether they clash under `control`.

    Parameters
    ----------
    game : Game or FiniteGame
        The agreements of a finite game are its pure profiles.
    conditions : sequence of Condition, or a conjunction of them
        The demands; every non-empty subset is looked at.
    where, control : sequence of relations
        The region and the control region, each everything unless given. Minimal clashes that are
        compatible under the control are `.cores`; with ``where`` alone that is the clashes due to
        the region. The others are `.other_cores`.
    given : sequence of Condition, optional
        Conditions that always have to hold (participation, positive concessions).
    timeout : float, default 60
        Seconds of wall time per set and region, kept within 10 %; a set that the clock ends is
        `unknown` and says so.
    effort : float, optional
        Work allowed per set and region, in units of `bargain.budget`; a set that is not decided
        then is `unknown`. One unit per second of `timeout` unless given.
    scheduler : None, "processes" or dask.distributed.Client
        Who decides the sets of one size, which do not wait for each other
        (`bargain.work.scheduling`).

    Returns
    -------
    Cores
        Every refutation with its certificate, every compatible set with its witness.

    Raises
    ------
    OptionError
        For more than ten demands.
    EmptyRegionError
        If the region or the control region has no point.

    References
    ----------
    THEORY, statement 6.

    Examples
    --------
    >>> import bargain as bg
    >>> x = sp.Symbol("x")
    >>> pie = bg.Game(actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x})
    >>> c = bg.conditions
    >>> found = impossibility_cores(pie, [c.equal_gains(), c.holds(x > sp.Rational(1, 2))])
    >>> [s.names for s in found.cores]
    [('equal_gains', 'holds(x > 1/2)')]
    """
    table, game = game, in_variables(game)
    of_type(game, Game, "game", fix="give a Game or a FiniteGame", where="impossibility_cores")
    demands, always = (
        _each(several, name, game)
        for several, name in ((conditions, "conditions"), (given, "given"))
    )
    in_variables(table, (demands, always))  # refuses what the table cannot say
    timeout = positive(timeout, "timeout", unit="seconds")
    if not 1 <= len(demands) <= 10:
        raise OptionError(
            f"{len(demands)} demands", where="conditions", fix="give between 1 and 10 conditions"
        )
    if len({c.name for c in demands}) < len(demands):
        raise OptionError("a demand is given twice", fix="give each condition once")
    parameters: set[sp.Symbol] = set()
    regions = []
    for region in (where, control):
        question = Question(game, all_of(*demands, *always), region)
        regions.append(set(question.where))
        parameters |= {s for s, v in question.variables.items() if v.role is Role.PARAMETER}
        with suppress(ClockEnded), asked(timeout, effort) as units:
            refuse_empty(question, units)
    demands.sort(key=lambda c: c.name)
    always.sort(key=lambda c: c.name)
    asked_of = _AskedOf(
        game, tuple(demands), tuple(always), where,
        control if regions[0] != regions[1] and parameters else None,
        tuple(parameters), timeout, effort,
    )  # fmt: skip
    return _Search(asked_of, scheduler).cores()


def _each(several: Asked | Sequence[Asked], name: str, game: Game) -> list[Condition]:
    """The conditions of a list, or the conjuncts of one condition."""
    if isinstance(several, (Condition, sp.Basic, str)):
        return list(one_condition(several, game.symbols).simple())
    some = listed(several, name, fix="write [condition, …]")
    return [one_condition(c, game.symbols) for c in some]


Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class _AskedOf:
    """The question about one set of demands, in the region or in the control region."""

    game: Game
    demands: tuple[Condition, ...]
    given: tuple[Condition, ...]
    where: Where
    control: Where | None  # none where it is the region
    parameters: tuple[sp.Symbol, ...]  # of the whole question
    timeout: float
    effort: float | None

    def __call__(self, task: tuple[Names, bool]) -> Verdict:
        """A clash or a witness; for a set of names, and whether of the control region."""
        names, of_control = task
        where = self.where if self.control is None or not of_control else self.control
        chosen = [*self.given, *(c for c in self.demands if c.name in names)]
        if not chosen:
            # nothing is demanded: every agreement of the box will do, at any point of the region
            chosen = [_anything(self.game)]
        try:
            with asked(self.timeout, self.effort) as effort:
                mark = spent() + effort
                condition = all_of(*chosen)
                question = Question(self.game, condition, where, beside=self.parameters)
                statement = question.never()
                verdict = refuted(statement, mark=spent() + _SHARE * effort)
                if verdict.status is Status.NEVER:
                    return verdict
                found = exhibit(
                    self.game,
                    condition,
                    where,
                    effort=max(0.0, mark - spent()),
                    beside=self.parameters,
                )
        except ClockEnded as end:
            return Verdict(claim="undecided: the clock ended it", evidence=(str(end),))
        except Exhausted as end:
            return Verdict(claim="undecided: the effort was spent", evidence=(str(end),))
        if found.status is Status.UNKNOWN:
            found = replace(found, evidence=(*verdict.evidence, *found.evidence))
        return found


@dataclass(slots=True)
class _Search:
    asked_of: _AskedOf
    scheduler: Scheduler
    verdicts: dict[Names, Verdict] = field(default_factory=dict)  # in the region, by size
    controls: dict[Names, Verdict] = field(default_factory=dict)

    def cores(self) -> Cores:
        """Ask of every set that no smaller one settles; then say what follows."""
        names = [c.name for c in self.asked_of.demands]
        by_size = [
            list(map(frozenset, combinations(names, size))) for size in range(len(names) + 1)
        ]
        for sets in by_size:
            open_ = [n for n in sets if self._clash_within(n) is None]
            self.verdicts |= self._decided(open_, of_control=False)
        every = [n for sets in by_size for n in sets]
        clashing = [n for n in every if n and self._status(n) == ("clash", n)]
        if self.asked_of.control is not None:
            self.controls = self._decided(clashing, of_control=True)
        given, *rows = (self._row(n) for n in every)
        return Cores(demands=tuple(names), subsets=tuple(rows), given=given)

    def _decided(self, sets: Sequence[Names], *, of_control: bool) -> dict[Names, Verdict]:
        """The verdicts on some sets, in their order whoever was first."""
        tasks = [(names, of_control) for names in sets]
        found: dict[Names, Verdict] = {}
        with steps("sets of demands" + ", in the control region" * of_control) as report:
            for (names, _), verdict in each_done(self.asked_of, tasks, self.scheduler):
                found[names] = verdict
                report(len(found), len(tasks))
        return {names: found[names] for names in sets}

    def _row(self, names: Names) -> Subset:
        status, source = self._status(names)
        shown = tuple(sorted(names))
        if source is not None and source != names:
            return Subset(names=shown, status=status, because=tuple(sorted(source)))
        verdict = self.verdicts[names]
        if status != "clash" or not names:
            return Subset(names=shown, status=status, verdict=verdict)
        below = [
            tuple(sorted(part))
            for size in range(len(names))
            for part in map(frozenset, combinations(sorted(names), size))
            if self._status(part)[0] == "unknown"
        ]
        control = self.controls.get(names)
        return Subset(
            names=shown, status=status, verdict=verdict, minimal=not below,
            open_below=tuple(below), control=_word(control), control_verdict=control,
        )  # fmt: skip

    def _status(self, names: Names) -> tuple[str, Names | None]:
        """The status of a set, and the set whose proof settles it."""
        if (clash := self._clash_within(names)) is not None:
            return "clash", clash
        fits = [names, *(n for n in self.verdicts if names < n)]
        for other in fits:
            if self.verdicts[other].status is Status.ALWAYS:
                return "compatible", other
        return "unknown", None

    def _clash_within(self, names: Names) -> Names | None:
        """The smallest subset that is proved to clash."""
        clashing = (n for n, v in self.verdicts.items() if v.status is Status.NEVER and n <= names)
        return min(clashing, key=len, default=None)


def _anything(game: Game) -> Condition:
    """What every agreement of the box satisfies."""
    first, (low, _) = next(iter(game.box.items()), (sp.S.Zero, (sp.S.Zero, sp.S.Zero)))
    return holds(sp.Ge(first, low, evaluate=False))


def _word(verdict: Verdict | None) -> str:
    if verdict is None:
        return "not asked"
    return {Status.NEVER: "clash", Status.ALWAYS: "compatible"}.get(verdict.status, "unknown")
