r"""`bargain.region`: for which parameters does an agreement exist? A formula with its proof.

The answer to "for which θ ∈ Θ does an agreement satisfy the condition?" is a formula F in the
parameters. Cells of Θ, cut by the signs of polynomials, are decided one by one: `always` on the
inside, `never` on the outside. Where the cells together leave out no combination of signs,

.. math:: \forall θ \in Θ:\quad F(θ) \iff \exists\, a: a \text{ satisfies the condition at } θ,

and the region is *exact*. Otherwise there are the certified inside, the certified outside, and what
is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from bargain.arguments import within_reach
from bargain.budget import Exhausted
from bargain.check.certificate import Plain
from bargain.check.checker import CheckResult
from bargain.clock import ClockEnded, asked
from bargain.errors import OptionError
from bargain.game.expression import to_text
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.twin import Twin
from bargain.game.written import Values
from bargain.question.cells.cells import covered
from bargain.question.cells.whole_region import holds_at, point_of, sealed_together
from bargain.question.certificate_file import write_certificate
from bargain.question.goals import Asked
from bargain.question.region_relations import Where
from bargain.rebuild.tied import check
from bargain.result import Result, versions
from bargain.verdicts.regions.search import Decided, RegionSearch
from bargain.verdicts.regions.subjects import Subject, subject_of
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["Region", "RegionPart", "region"]

_OPEN = 3  # cells without a proof that are named


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RegionPart(Result):
    """A cell of the region with its proved verdict.

    Attributes
    ----------
    relations : tuple of relation
        What holds in the cell, beyond the region that was asked about.
    verdict : Verdict
        `always` or `never` over the cell, with its certificate.
    """

    relations: tuple[Relational, ...]
    verdict: Verdict

    def summary(self) -> str:
        """The cell and its status, one line."""
        where = " and ".join(map(to_text, self.relations)) or "the whole region"
        return f"{self.verdict.status}: {where}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Region(Result):
    """The parameters for which an agreement with given properties exists.

    Attributes
    ----------
    formula : sympy.Boolean or None
        Exactly where it exists, within the region that was asked about; None unless `exact`.
    exact : bool
        Whether inside and outside are certified and nothing is left between them.
    inside, outside : sympy.Boolean
        Where existence and where non-existence was proved.
    unknown : sympy.Boolean
        What is left: false iff `exact`.
    parts : tuple of RegionPart
        The cells behind them, each with its certificate.
    parameters : tuple of sympy.Symbol
    where : tuple of relation
        The region that was asked about, as it is understood: with what the symbols and the game
        say of the parameters.
    condition : str
    evidence : tuple of str
        What was tried, where something is left.

    Examples
    --------
    >>> import bargain as bg
    >>> x, t = sp.Symbol("x"), sp.Symbol("t", positive=True)
    >>> pie = bg.Game(
    ...     actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x},
    ...     disagreement={"A": t, "B": t},
    ... )
    >>> found = bg.region(pie, bg.conditions.participation())
    >>> found.exact, found.formula, found.contains({t: 1})
    (True, 2*t <= 1, False)
    """

    _listed: ClassVar[str] = "parts"

    exact: bool = False
    formula: Boolean | None = None
    inside: Boolean = sp.false
    outside: Boolean = sp.false
    unknown: Boolean = sp.true
    parts: tuple[RegionPart, ...] = field(default=(), repr=False)
    parameters: tuple[sp.Symbol, ...] = ()
    where: tuple[Relational, ...] = ()
    condition: str = ""
    caveats: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    certificate: Mapping[str, Any] | None = field(default=None, repr=False)

    _without = ("certificate",)

    @property
    def undecided(self) -> str:
        """Why the answer is not the whole one; empty if it is."""
        return "" if self.exact else "the region is not exact"

    @property
    def certificates(self) -> tuple[Mapping[str, Any], ...]:
        """One for each part."""
        return tuple(p.verdict.certificate for p in self.parts if p.verdict.certificate is not None)

    def contains(self, point: Values) -> bool | None:
        """Whether an agreement exists at a point: None where that is not known.

        Parameters
        ----------
        point : mapping of parameter to number
            A value for every parameter.

        Raises
        ------
        OptionError
            If a parameter has no value.
        RegionError
            If the point is not in the region that was asked about.
        """
        fix = "ask region(…, where=…) about a region that holds it"
        values = point_of(point, "point", self.parameters, self.where, fix=fix)
        if holds_at(self.inside, values):
            return True
        return False if holds_at(self.outside, values) else None

    def check(self) -> CheckResult:
        """Re-check what was proved.

        An exact region is one certificate, cells and cover: this is ``bg.check(region)``. Else
        (parameters with unusual names, a region that is not exact) every part is checked by itself;
        the first that is refused is returned, and otherwise a result whose `claim` says what was
        looked at.
        """
        if self.certificate is not None:
            return check(self.certificate)
        results = [check(certificate) for certificate in self.certificates]
        for result in results:
            if not result.valid:
                return result
        if not results:
            return CheckResult(reason="nothing was proved, so there is nothing to check")
        told = {result.tied for result in results}
        whole = (
            "the cells leave out nothing, which was looked at here and not by the checker"
            if self.exact
            else "they do not cover the region"
        )
        return CheckResult(
            valid=True,
            verdict="region" if self.exact else "unknown",
            kind="parts",
            claim=f"{len(results)} certificates, each valid by itself; {whole}.",
            tied=told.pop() if len(told) == 1 else "; ".join(sorted(told)),
        )

    def save(self, path: str | Path) -> None:
        """Write the certificate of an exact region as JSON, whole or not at all.

        Raises
        ------
        OptionError
            If the region is not exact: its parts can be saved, one by one.
        """
        if self.certificate is None:
            why = "its parts have one each" if self.exact else "the region is not exact"
            raise OptionError(
                "there is no certificate of the whole region",
                where=why,
                fix="save the parts: region.parts[0].verdict.save(…)",
            )
        write_certificate(path, self.certificate)

    def summary(self) -> str:
        """The formula, or what is known of it."""
        given = ", ".join(map(to_text, self.where)) or "no restriction"
        if self.exact:
            told = f"iff {_words(self.formula)}"
            where = {sp.true: "at all parameters", sp.false: "at none"}.get(self.formula, told)
            lines = [f"exact: an agreement that {self.condition} exists {where}"]
        else:
            lines = [
                f"not exact: an agreement that {self.condition} exists if {_words(self.inside)}",
                f"  none exists if {_words(self.outside)}",
                f"  not known where {_words(self.unknown)}",
            ]
        lines.append(f"  for parameters with {given}")
        lines += [f"  proved: {part.summary()}" for part in self.parts]
        lines += [f"  taken for granted: {entry}" for entry in self.caveats]
        lines += [f"  tried: {entry}" for entry in self.evidence]
        return "\n".join(lines)

    def to_latex(self) -> str:
        """The region as a proposition, with the argument for each cell."""
        from bargain.explain.typesetting import escaped

        name = escaped(self.condition)
        given = ",\\ ".join(sp.latex(r) for r in self.where)
        lines = [f"Let ${given}$." if given else ""]
        if self.formula in (sp.true, sp.false):
            each = "at each" if self.formula == sp.true else "at none"
            lines.append(f"An agreement that {name} exists {each} of these parameters.")
        elif self.exact:
            lines.append(
                f"An agreement that {name} exists if and only if \\[ {sp.latex(self.formula)}. \\]"
            )
        else:
            lines.append(
                f"An agreement that {name} exists where "
                f"\\[ {sp.latex(self.inside)}, \\] and none exists where "
                f"\\[ {sp.latex(self.outside)}. \\] Elsewhere it is not known."
            )
        lines += [part.verdict.to_latex() for part in self.parts]
        return "\n\n".join(line for line in lines if line)

    def _repr_latex_(self) -> str:
        return f"${sp.latex(self.formula if self.exact else self.inside)}$"


def _words(formula: Boolean | None) -> str:
    """A formula in words: and, or, not."""
    if formula is None or formula in (sp.true, sp.false):
        return "anything holds" if formula == sp.true else "nothing does"
    if isinstance(formula, sp.And):
        parts = sorted(formula.args, key=sp.default_sort_key)
        return " and ".join(f"({_words(a)})" if isinstance(a, sp.Or) else _words(a) for a in parts)
    if isinstance(formula, sp.Or):
        parts = sorted(formula.args, key=sp.default_sort_key)
        return " or ".join(f"({_words(a)})" if isinstance(a, sp.And) else _words(a) for a in parts)
    return to_text(formula)


@within_reach
def region(
    game: Game | FiniteGame | Twin[Game],
    condition: Asked | Sequence[Asked],
    where: Where = (),
    *,
    timeout: float = 120.0,
    effort: float | None = None,
) -> Region:
    r"""Find for which parameters an agreement that satisfies the condition exists.

    The set :math:`\{θ \in Θ : \exists\, a \text{ that satisfies the condition at } θ\}` as a
    formula in the parameters θ, with Θ from `where`, the game and the condition.

    Parameters
    ----------
    game : Game, FiniteGame or Twin
        The agreements of a finite game are its pure profiles.
    condition : as for `bargain.decide`
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters.
    timeout : float, default 120
        Seconds of wall time. What was proved by then is kept.
    effort : float, optional
        Work allowed, in units of `bargain.budget`. One unit per second of `timeout` unless given.

    Returns
    -------
    Region
        `.exact` with `.formula`, or the parts that were proved.

    Raises
    ------
    EmptyRegionError
        If no parameters satisfy the region.
    InputError
        As `bargain.decide`.

    Examples
    --------
    Two players divide a pie of 1, and can have t₁ and t₂ without an agreement (Schelling 1960):

    >>> import bargain as bg
    >>> import sympy as sp
    >>> x, (t_1, t_2) = sp.Symbol("x"), sp.symbols("t_1 t_2", positive=True)
    >>> game = bg.Game(
    ...     actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x},
    ...     disagreement={"A": t_1, "B": t_2},
    ... )
    >>> found = bg.region(game, bg.conditions.participation())
    >>> found.formula, found.exact
    (t_1 + t_2 <= 1, True)
    >>> found.check().valid
    True

    References
    ----------
    Cells and their signs: G. E. Collins (1975), quantifier elimination by cylindrical algebraic
    decomposition; here cells are proposed and each is proved.
    """
    subject = subject_of(game, condition, where)
    search = RegionSearch(subject)
    try:
        with asked(timeout, effort) as units:
            search.run(units)
    except (ClockEnded, Exhausted) as end:
        search.tried.append(str(end))
    return _result(subject, search)


def _result(subject: Subject, search: RegionSearch) -> Region:
    inner, outer = search.settled(Status.ALWAYS), search.settled(Status.NEVER)
    exact = covered(d.cell for d in (*inner, *outer))
    inside, outside = _union(inner), _union(outer)
    shorter = min((inside, _negated(outside)), key=lambda f: (f.count_ops(), f is not inside))
    parts = tuple(RegionPart(relations=d.relations, verdict=d.verdict) for d in (*inner, *outer))
    caveats = tuple(dict.fromkeys(c for p in parts for c in p.verdict.caveats))
    free = {s for r in subject.stated for s in r.free_symbols} | set(subject.parameters)
    return Region(
        exact=exact,
        formula=shorter if exact else None,
        inside=inside,
        outside=outside,
        unknown=sp.false if exact else sp.And(_negated(inside), _negated(outside)),
        parts=parts,
        parameters=tuple(sorted(free, key=lambda s: s.name)),
        where=subject.stated,
        condition=subject.name,
        caveats=caveats,
        evidence=() if exact else tuple(dict.fromkeys((*search.tried, *_left(subject, search)))),
        certificate=_sealed(subject, parts) if exact else None,
    )


def _left(subject: Subject, search: RegionSearch) -> Iterator[str]:
    """Why something is left: cells without a proof, and borders that are no polynomials."""
    for cell in search.open_cells()[:_OPEN]:
        where = " and ".join(map(to_text, cell.relations)) or "the whole region"
        yield f"{where}: no proof was found of either answer"
    functions = sorted({f["of"] for f in subject.never.get("functions", ())})
    if functions:
        yield (
            f"existence involves {' and '.join(functions)}: where it begins or ends at a border "
            "that is no polynomial in the parameters, no formula can be written"
        )


def _union(found: Iterable[Decided]) -> Boolean:
    """The cells as one formula; nothing is evaluated but what is true or false as it stands."""
    return sp.Or(*(sp.And(*d.relations) for d in found))


def _negated(formula: Boolean) -> Boolean:
    """Not the formula, with the relations themselves turned round."""
    if isinstance(formula, (sp.And, sp.Or)):
        joined = sp.Or if isinstance(formula, sp.And) else sp.And
        return joined(*(_negated(a) for a in formula.args))
    return sp.Not(formula)


def _sealed(subject: Subject, parts: Sequence[RegionPart]) -> Plain | None:
    """One certificate for the whole region, if the checker accepts it: that its cells cover it."""
    certificates = [p.verdict.certificate for p in parts if p.verdict.certificate is not None]
    first = certificates[0]["statement"]
    statement = {
        "claim": "region",
        "verdict": "region",
        "words": [
            f"The parameters for which an agreement that {subject.name} exists, cell by cell."
        ],
        **{key: first[key] for key in ("game", "conditions")},
        "where": [to_text(r) for r in subject.where],
        "cells": [[to_text(r) for r in p.relations] for p in parts],
        "parts": [c["statement"] for c in certificates],
    }
    # none where a name cannot stand in a text
    proved = [(c["proof"], c["sample"], c["used"]) for c in certificates]
    return sealed_together(statement, proved, versions())
