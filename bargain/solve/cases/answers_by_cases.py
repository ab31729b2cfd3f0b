r"""Answers by cases: a partition of the parameters, and in each cell all equilibria.

A computation on expressions is carried out cell by cell (`bargain.solve.cases.case_search`); of
each cell it is then proved that what is listed are equilibria and that there are no others
(`bargain.solve.cases.case_proof`). The checker reads the proofs and looks that the cells leave
nothing out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any, ClassVar, Protocol

import sympy as sp

from bargain.budget import Exhausted, spent
from bargain.check.certificate import Data
from bargain.check.checker import CheckResult, check
from bargain.clock import ClockEnded, asked
from bargain.errors import LimitReached, OptionError, RegionError
from bargain.game.expression import to_text
from bargain.game.symbol_table import HOLDING
from bargain.game.tables.payoff_table import latex_text
from bargain.game.written import Boolean, Values
from bargain.question.cells.cells import covered
from bargain.question.cells.whole_region import holds_at, point_of, sealed_together
from bargain.question.certificate_file import write_certificate
from bargain.question.kinds.case_statement import CaseQuestion, Definition, Demand
from bargain.question.region_points import sample_point
from bargain.question.statement import Statement
from bargain.result import Result, versions
from bargain.solve.cases.case_proof import TOOLS, ProvedCase, proved
from bargain.solve.cases.case_search import CaseSearch, Found, Signed

__all__ = ["Answer", "Case", "Cases", "Listed", "solved_by_cases", "stated"]

_SHOWN = 12  # equilibria of a case in a summary
_LISTED = ("equilibrium", "equilibria", "all of them, proved")
_SEARCH = 0.5  # the share of the effort that goes into finding the cells


class Listed(Protocol):
    """What is listed in a case: an equilibrium with expressions in it."""

    def at(self, values: Mapping[sp.Symbol, sp.Expr]) -> Any:
        """The same with values put in."""

    def line(self) -> str:
        """One line of text."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a computation says of one cell, with what has to be proved of it.

    Attributes
    ----------
    equilibria : tuple of Listed
    demands : tuple of Demand
        That each of them is one, and that nothing else is.
    defined : tuple of Definition
        The unknowns that the demands speak of.
    bound : tuple of sympy.Symbol
        The variables between 0 and 1 that they speak of.
    all_of_them : bool
        Whether the demands say that nothing else is one.
    nouns : triple of str
        What is listed, one of it and several, and what is then proved of the list.
    """

    equilibria: tuple[Listed, ...]
    demands: tuple[Demand, ...]
    defined: tuple[Definition, ...] = ()
    bound: tuple[sp.Symbol, ...] = ()
    all_of_them: bool = True
    nouns: tuple[str, str, str] = _LISTED


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Case(Result):
    """A cell of the parameters with all equilibria in it.

    Attributes
    ----------
    relations : tuple of relation
        What holds in the cell, beyond the region that was asked about.
    equilibria : tuple
        With expressions in the parameters.
    complete : bool
        True only if it is proved that these are equilibria everywhere in the cell, and all of them.
    reason : str
        Why not, where not.
    sample : mapping of parameter to Fraction
        A point of the cell.
    certificate : mapping or None
        For `bargain.check`.
    """

    _without: ClassVar[tuple[str, ...]] = ("certificate", "nouns")

    relations: tuple[Any, ...] = ()
    equilibria: tuple[Any, ...] = ()
    complete: bool = False
    reason: str = "it was not proved"
    sample: Mapping[str, object] | None = None
    nouns: tuple[str, str, str] = _LISTED
    certificate: Data | None = field(default=None, repr=False)

    @property
    def region(self) -> Boolean:
        """The cell as a formula."""
        return sp.And(*self.relations)

    def __len__(self) -> int:
        return len(self.equilibria)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.equilibria)

    def summary(self) -> str:
        """The cell, and its equilibria one below the other."""
        where = " and ".join(map(to_text, self.relations)) or "everywhere"
        count = len(self.equilibria)
        noun = self.nouns[count != 1]
        if not self.complete and not count:
            return f"{where}: not known ({self.reason})"
        told = self.nouns[2] if self.complete else f"not proved: {self.reason}"
        lines = [f"{where}: {count or 'no'} {noun} ({told})"]
        lines += [f"  {e.line()}" for e in self.equilibria[:_SHOWN]]
        left = count - _SHOWN
        return "\n".join([*lines, f"  and {left} more"] if left > 0 else lines)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Cases(Result):
    """All equilibria of a game with parameters, case by case.

    Attributes
    ----------
    cells : tuple of Case
        Together they leave out no parameters of the region, if `covers`.
    complete : bool
        True only if each cell's list is proved complete, and the cells leave nothing out.
    covers : bool
        Whether the cells leave nothing out, by the signs of their polynomials.
    asked : str
        What is listed.
    parameters : tuple of sympy.Symbol
    where : tuple of relation
        The region: what was given, and what the game and its symbols say.
    certificate : mapping or None
        One for all cells and their cover, for `bargain.check`; None where `complete` is False, or
        where it would be too large for one file: each cell has its own.
    """

    _without: ClassVar[tuple[str, ...]] = ("certificate",)
    _also: ClassVar[tuple[str, ...]] = ("status",)

    cells: tuple[Case, ...] = ()
    complete: bool = False
    covers: bool = False
    asked: str = ""
    parameters: tuple[sp.Symbol, ...] = ()
    where: tuple[Any, ...] = ()
    evidence: tuple[str, ...] = ()
    certificate: Data | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cells)

    @property
    def status(self) -> str:
        """``complete``, else ``unknown``: some cell is not proved, or not found."""
        return "complete" if self.complete else "unknown"

    @property
    def certificates(self) -> tuple[Data, ...]:
        """One for each proved cell."""
        return tuple(c.certificate for c in self.cells if c.certificate is not None)

    def at(self, values: Values) -> Case | None:
        """The case that holds at a point, with the values put in; None where none is known.

        Parameters
        ----------
        values : mapping of parameter to number
            A value for every parameter.

        Raises
        ------
        OptionError
            If a parameter has no value.
        RegionError
            If the point is not in the region that was asked about.
        """
        fix = "ask with a where=[…] that holds it"
        swap = point_of(values, "values", self.parameters, self.where, fix=fix)
        for case in self.cells:
            if all(holds_at(r, swap) for r in case.relations):
                return replace(case, equilibria=tuple(e.at(swap) for e in case.equilibria))
        return None

    def where_holds(self, chosen: Callable[[Any], bool]) -> Boolean:
        """The formula of the parameters for which an equilibrium with a property is listed.

        Parameters
        ----------
        chosen : function of an equilibrium
        """
        return _union([c.relations for c in self.cells if any(map(chosen, c.equilibria))])

    def piecewise(self, value: Callable[[Any], sp.Expr]) -> sp.Expr:
        """A quantity of what is listed as a formula in pieces, where one thing is listed.

        Parameters
        ----------
        value : function of an equilibrium, or of what else is listed
            An expression in the parameters.

        Returns
        -------
        sympy expression
            It has no value in cells where nothing is listed; outside of the region it says nothing.

        Raises
        ------
        RegionError
            If in some cell several things with different values are listed.
        """
        pieces = []
        for case in self.cells:
            found = {sp.cancel(value(e)) for e in case.equilibria}
            if len(found) > 1:
                where = " and ".join(map(to_text, case.relations)) or "everywhere"
                raise RegionError(f"{len(found)} values are listed", where=where, fix="use .cells")
            pieces += [(v, case.region) for v in found]
        return sp.Piecewise(*pieces, (sp.nan, True))

    def check(self) -> CheckResult:
        """Re-check what was proved: the one certificate, else every cell by itself."""
        if self.certificate is not None:
            return check(self.certificate)
        if not self.certificates:
            return CheckResult(reason="nothing was proved, so there is nothing to check")
        for certificate in self.certificates:
            result = check(certificate)
            if not result.valid:
                return result
        told = "leave out nothing, which was looked at here" if self.covers else "are not all"
        return CheckResult(
            valid=True,
            verdict="region" if self.complete else "unknown",
            kind="parts",
            claim=f"{len(self.certificates)} certificates, each valid by itself; the cells {told}.",
        )

    def save(self, path: str | Path) -> None:
        """Write the one certificate as JSON, whole or not at all.

        Raises
        ------
        OptionError
            If there is none: not everything is proved, or each cell has its own.
        """
        if self.certificate is None:
            raise OptionError(
                "there is no certificate of all cases",
                where="each has its own" if self.complete else "not everything is proved",
                fix="use found.certificates",
            )
        write_certificate(path, self.certificate)

    def summary(self) -> str:
        """The cells, one after the other."""
        told = "all cases, proved" if self.complete else "not everything is proved"
        lines = [f"{self.asked}: {len(self.cells)} cases ({told})"]
        if self.where:
            lines.append("for parameters with " + ", ".join(map(to_text, self.where)))
        lines += [c.summary() for c in self.cells]
        return "\n".join([*lines, *(f"tried: {e}" for e in self.evidence)])

    def to_latex(self) -> str:
        """A table of the cases."""
        rows = []
        for case in self.cells:
            lines = r" \\ & ".join(latex_text(e.line()) for e in case.equilibria)
            rows.append(f"{sp.latex(case.region)} & {lines or '-'}")
        body = " \\\\ \\hline\n".join(rows)
        return f"\\begin{{array}}{{l|l}}\n{body}\n\\end{{array}}"

    def _repr_latex_(self) -> str:
        return f"$${self.to_latex()}$$"


def _union(cells: Sequence[Sequence[Any]]) -> Boolean:
    """Cells as one formula; two that differ in the sign of one polynomial become one."""
    signs = [
        {(r.lhs, r.rhs): frozenset(HOLDING[r.rel_op]) for r in relations} for relations in cells
    ]
    joined = True
    while joined:
        joined = False
        for first, second in combinations(signs, 2):
            if first.keys() != second.keys():
                continue
            differ = [k for k in first if first[k] != second[k]]
            if len(differ) == 1:
                both = first[differ[0]] | second[differ[0]]
                rest = {k: s for k, s in first.items() if k != differ[0]}
                signs.remove(first)
                signs.remove(second)
                signs.append(rest if len(both) == 3 else {**rest, differ[0]: both})
                joined = True
                break
    operator = {frozenset(s): o for o, s in HOLDING.items()}
    return sp.Or(
        *(sp.And(*(sp.Rel(*sides, operator[s]) for sides, s in cell.items())) for cell in signs)
    )


def solved_by_cases(
    question: CaseQuestion,
    compute: Callable[[Signed], Answer],
    *,
    timeout: float,
    effort: float | None,
) -> Cases:
    """The cells, each with its answer and the proof of it.

    Raises
    ------
    EmptyRegionError
        If no parameters satisfy the region.
    """
    search = CaseSearch(question, compute)
    tried: list[str] = []
    done: list[tuple[Case, ProvedCase | None]] = []
    ended = False
    try:
        with asked(timeout, effort) as units:
            mark = spent() + units
            try:
                search.run(spent() + _SEARCH * units)
            except (Exhausted, LimitReached) as end:
                tried.append(f"the search for cells ended early: {end}")
            ended = not tried
            borders = search.borders()
            for found in search.found:
                relations = borders.relations(search.short(found.cell))
                case = _case(question, found, relations, mark=mark)
                if case[1] is None and len(relations) < len(found.cell.allowed):
                    whole_cell = borders.relations(found.cell)
                    case = _case(question, found, whole_cell, mark=mark)
                done.append(case)
    except (ClockEnded, Exhausted) as end:
        tried.append(str(end))
        done += [
            (Case(equilibria=f.answer.equilibria if f.answer else (), relations=borders.relations(
                f.cell), reason=str(end)), None)
            for f in search.found[len(done):]
        ] if ended else []  # fmt: skip
    covers = ended and covered(f.cell for f in search.found)
    complete = covers and all(case.complete for case, _ in done) and len(done) > 0
    parts = [p for _, p in done if p is not None]
    whole = question.whole([c.relations for c, _ in done], [p.statement for p in parts])
    certificate = None
    if complete:
        own = [(p.proof, p.sample, p.used) for p in parts]
        certificate = sealed_together(whole, own, versions(*TOOLS))
    if certificate is None:  # then each certificate stands alone, and is read alone
        done = [(_read(case), p) for case, p in done]
        complete = complete and all(case.complete for case, _ in done)
    return Cases(
        cells=tuple(case for case, _ in done),
        complete=complete,
        covers=covers,
        asked=question.asked,
        parameters=question.parameters,
        where=question.stated,
        evidence=tuple(tried),
        certificate=certificate,
    )


def stated(question: CaseQuestion, cell: Sequence[object], answer: Answer) -> Statement:
    """The statement of a cell with its answer."""
    words = [e.line() for e in answer.equilibria] or ["there is none"]
    return question.statement(cell, answer.demands, words, answer.defined, answer.bound)


def _read(case: Case) -> Case:
    """The case as the checker reads its certificate."""
    result = check(case.certificate) if case.certificate is not None else None
    if result is None or result.valid:
        return case
    return replace(case, complete=False, certificate=None, reason=f"refused: {result.reason}")


def _case(
    question: CaseQuestion, found: Found[Answer], relations: Sequence[object], *, mark: float
) -> tuple[Case, ProvedCase | None]:
    cell = tuple(relations)
    answer, point = found.answer, found.point
    if answer is None:
        return Case(relations=cell, reason=found.reason), None
    statement = stated(question, cell, answer)
    reason = "no rational point of the cell was found, which a certificate has to show"
    try:
        point = sample_point(statement, mark=mark) if point is None else point
    except (LimitReached, RegionError):
        point = None
    case: ProvedCase | str = reason
    if point is not None:
        case = proved(statement, answer.defined, point, mark=mark)
    if isinstance(case, str):
        return Case(relations=cell, equilibria=answer.equilibria, reason=case, sample=point), None
    told = Case(
        relations=cell,
        equilibria=answer.equilibria,
        complete=answer.all_of_them,
        reason="proved" if answer.all_of_them else "others may exist",
        sample=point,
        nouns=answer.nouns,
        certificate=case.certificate,
    )
    return told, case
