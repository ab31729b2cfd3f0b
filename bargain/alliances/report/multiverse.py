r"""The headline claim over a multiverse of specifications, each cell decided or `unknown`.

The choices of a cell are

- what is demanded of an agreement (`DEMANDS`): the readings R0 (both balances, alone or with
  efficiency and self-enforcement), balance within a factor on each issue (what two publics
  tolerate), balance on autonomy alone, R2 (efficient and accepted), R1 (liked best by both);
- how security depends on the concessions: linear, power, log, CES, best-shot, weakest-link;
- what ceding autonomy costs: linear, quadratic, quadratic with entrapment;
- whether the cost share is on the table;
- the measure of capability, and the threat: equal for both allies, or the lowest or highest ratio
  of threats over the forms of the index. Together they give the region of a cell, the range of D
  over the years of the case, :math:`\underline D s_P \le s_C \le \overline D s_P` (rounded
  outwards).

The claim is true of a cell that is `never`, false of one that is `always`; `sometimes` is both. The
multiverse can come out otherwise: several demands are met under any asymmetry.

The *short form* crosses all demands with measures and threats in the base form, and the two
balances and a factor 2 with all forms of security and cost (`cells`); the *long form* crosses the
forms with all demands, measures and the cost share. A clash is passed on: where the two balances
alone clash, so does the full equilibrium of the same specification, which demands more
(`passed_on`); such a cell names the certificate that proves it.

Cells are independent: they run over local processes, and are kept in a journal
(`bargain.alliances.report.folder.Journal`).
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import sympy as sp

from bargain.alliances.models import autonomy_security, cost_sharing
from bargain.alliances.models.autonomy_security import SECURITY
from bargain.alliances.report.asked_questions import Answer, Asked, answer, inherited
from bargain.alliances.report.readings import BestForAll
from bargain.game.conditions import (
    Condition,
    all_of,
    balanced,
    efficient,
    full_equilibrium,
    participation,
    positive,
    self_enforcing,
)
from bargain.game.game import Game
from bargain.game.models import ratified

if TYPE_CHECKING:
    from bargain.alliances.balance.exposure import Dependence
    from bargain.alliances.balance.threat_index import ThreatIndex

__all__ = ["DIMENSIONS", "Cell", "asked_cell", "cells", "decide_cell", "passed_on", "sentence"]

DIMENSIONS = ("demands", "security", "cost", "sharing", "measure", "threat")
"""The choices, in the order of the figure."""

COSTS = ("quadratic", "linear", "entrapment")
SHARING = ("fixed", "on the table")
MEASURES = ("cinc", "gdp", "milex")
THREATS = ("equal", "lowest", "highest")
DEMANDS = (
    "full equilibrium (R0)",
    "both balances",
    "balance within a factor 2",
    "balance within a factor 4",
    "autonomy balance alone",
    "efficient and accepted (R2)",
    "liked best by both (R1)",
)
_IN_ALL_FORMS = ("both balances", "balance within a factor 2")
EFFORT = {False: 12.0, True: 20.0}
"""Units of effort per cell in the short and in the long form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One specification.

    Attributes
    ----------
    demands, security, cost, sharing, measure, threat : str
        The choices.
    low, high : str
        The range of D, exact.
    """

    demands: str
    security: str
    cost: str
    sharing: str
    measure: str
    threat: str
    low: str
    high: str
    effort: float = field(default=4.0, compare=False)

    @property
    def key(self) -> str:
        """A name for the cell that depends on its choices and on nothing else."""
        text = "|".join(getattr(self, d) for d in DIMENSIONS)
        return "cell-" + hashlib.sha256(text.encode()).hexdigest()[:12]

    def to_dict(self) -> dict[str, str]:
        """The choices as plain data."""
        found = asdict(self)
        del found["effort"]
        return found


def cells(
    dependence: Dependence, threat: ThreatIndex | None = None, *, full: bool = False
) -> tuple[Cell, ...]:
    """The cells of the short or the long form for a case.

    Parameters
    ----------
    dependence : Dependence
        Gives the range of D per measure.
    threat : ThreatIndex, optional
        Gives the range of the ratio of threats; without it threats are equal.
    full : bool, default False
        The long form.
    """
    ranges = _ranges(dependence, threat)
    base = product(DEMANDS, ["linear"], COSTS[:1], SHARING[:1], ranges)
    if full:
        forms = product(DEMANDS, SECURITY, COSTS, SHARING, [r for r in ranges if r[1] == "equal"])
    else:
        forms = product(_IN_ALL_FORMS, SECURITY, COSTS, SHARING[:1], list(ranges)[:1])
    found = [
        Cell(
            demands=d,
            security=s,
            cost=c,
            sharing=h,
            measure=m,
            threat=t,
            low=ranges[m, t][0],
            high=ranges[m, t][1],
            effort=EFFORT[full],
        )
        for d, s, c, h, (m, t) in (*base, *forms)
    ]
    return tuple({cell.key: cell for cell in found}.values())


def _ranges(
    dependence: Dependence, threat: ThreatIndex | None
) -> dict[tuple[str, str], tuple[str, str]]:
    """Smallest and largest D over the years, by measure and threat, rounded outwards."""
    ranges = {}
    for measure in dependence.measures:
        rows = dependence.table[dependence.table["measure"] == measure].set_index("year")["D"]
        for name in THREATS if threat is not None else THREATS[:1]:
            values = rows
            if threat is not None and name != "equal":
                column = "ratio_low" if name == "lowest" else "ratio_high"
                values = (rows * threat.table.set_index("year")[column]).dropna()
            ranges[measure, name] = (
                str(Fraction(math.floor(values.min() * 100), 100)),
                str(Fraction(math.ceil(values.max() * 100), 100)),
            )
    return ranges


def _game(cell: Cell) -> Game:
    model = cost_sharing if cell.sharing == "on the table" else autonomy_security
    cost = "linear" if cell.cost == "linear" else "quadratic"
    return model(
        security=cell.security, cost=cost, entrapment=cell.cost == "entrapment", w_P=1, w_C=1
    )


def _condition(cell: Cell, game: Game) -> Condition:
    beta = sp.Symbol("beta", positive=True)
    if cell.demands == "both balances":
        return all_of(balanced("autonomy"), balanced("security"), positive("autonomy"))
    if cell.demands == "full equilibrium (R0)":
        return full_equilibrium(beta)
    if cell.demands.startswith("balance within a factor"):
        factor = int(cell.demands.rpartition(" ")[2])
        return ratified(game, factor, factor)
    if cell.demands == "autonomy balance alone":
        return all_of(self_enforcing(beta), efficient(), balanced("autonomy"), positive("autonomy"))
    if cell.demands == "liked best by both (R1)":
        return BestForAll()
    return all_of(efficient(), participation())


def _question(cell: Cell) -> tuple[Game, Condition, list[str]]:
    game = _game(cell)
    return game, _condition(cell, game), [f"s_C >= {cell.low}*s_P", f"s_C <= {cell.high}*s_P"]


def asked_cell(cell: Cell) -> Asked:
    """A cell as a question."""
    return Asked(
        key=cell.key,
        statement="multiverse",
        title=", ".join(f"{d}: {getattr(cell, d)}" for d in DIMENSIONS),
        build=lambda: _question(cell),
        effort=cell.effort,
    )


def decide_cell(cell: Cell) -> Answer:
    """Decide one cell; a form that the deciders refuse gives `unknown` with the reason."""
    return answer(asked_cell(cell))


_INCLUDES = {
    "full equilibrium (R0)": "both balances"
}  # demands, and fewer demands that it includes


def passed_on(found: Mapping[str, Answer], all_cells: Sequence[Cell]) -> dict[str, Answer]:
    """Answers by key, with clashes of fewer demands passed on to undecided cells.

    Parameters
    ----------
    found : mapping of key to Answer
    all_cells : sequence of Cell
    """
    answers = dict(found)
    for cell in all_cells:
        fewer = _INCLUDES.get(cell.demands)
        if fewer is not None:
            source = replace(cell, demands=fewer)
            if source.key in found:
                answers[cell.key] = inherited(found[cell.key], found[source.key])
    return answers


def sentence(answers: Sequence[Answer], all_cells: Sequence[Cell]) -> str:
    """What the multiverse amounts to: the numbers of cells by answer, for each set of demands.

    Parameters
    ----------
    answers : sequence of Answer
        In the order of the cells.
    all_cells : sequence of Cell
    """
    parts = []
    for demands in dict.fromkeys(c.demands for c in all_cells):
        count = Counter(
            a.status for a, c in zip(answers, all_cells, strict=True) if c.demands == demands
        )
        shown = ", ".join(
            f"{status} {count[status]}"
            for status in ("never", "sometimes", "always", "unknown")
            if count[status]
        )
        parts.append(f"{demands}: {shown}")
    return "; ".join(parts)
