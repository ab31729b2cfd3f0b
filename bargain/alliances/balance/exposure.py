r"""Dependence by year: how asymmetric an alliance was, and what the base model makes of it.

For a patron P and a client C with capabilities :math:`k_P, k_C > 0`, threats :math:`v_i` and
reliabilities :math:`r_i`, the security per unit of the partner's concession is

.. math:: s_P = v_P \kappa_C r_C, \qquad s_C = v_C \kappa_P r_P,

so that the *dependence ratio* is :math:`D = s_C/s_P = (v_C k_P r_P)/(v_P k_C r_C)`, whatever the
unit of capability. From it follow

* the equilibrium gap :math:`|\log D|`: the grievance that no agreement removes (statement 4);
* with equal autonomy weights, no entrapment and an interior bargain, the concession ratio
  :math:`y_C/y_P = D^{1/3}` and the security ratio :math:`S_C/S_P = D^{2/3}` (statement 7).

Levels (concessions, the product :math:`\Pi = s_P s_C`, survival) need a unit of capability. The
record gives none, so one is *assumed*: :math:`\kappa_i = \lambda\, k_i/(k_P + k_C)`, the share of
the pair's total times a scale :math:`\lambda` (1 unless said otherwise). A pair's total is then the
same in every year, and :math:`\Pi` moves with the distribution alone. The *survival margin* is
:math:`\beta^2 \Pi - e_P e_C`: positive iff a non-zero self-enforcing agreement exists (statement
11). The *tolerated entrapment* :math:`\beta\sqrt{\Pi}` is the geometric mean of exposures at which
it would vanish.

References
----------
THEORY, sections 1 and 3 (statements 4, 7, 11). Capabilities: Singer, Bremer & Stuckey 1972 (CINC).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from bargain.alliances import data
from bargain.alliances.balance.nash_corners import nash_concessions
from bargain.check.certificate import Plain
from bargain.errors import DataError, OptionError
from bargain.result import Result

__all__ = ["MEASURES", "Assumptions", "Dependence", "dependence"]

MEASURES = {
    "cinc": "COW composite index of national capability",
    "gdp": "GDP, 2011 international dollars, Maddison, carried on by the World Bank's growth",
    "milex": "military expenditure, current dollars, COW",
    "gdp_maddison": "GDP, 2011 international dollars, Maddison",
    "gdp_world_bank": "GDP, current dollars, World Bank",
    "milex_sipri": "military expenditure, dollars of 2019, SIPRI",
}
"""Measures of capability and what they are."""

_COLUMNS = {
    "milex": ("milex_kusd_current_cow",),
    "gdp": ("gdp_2011intl_maddison", "gdp_current_usd_wb"),
    "gdp_maddison": ("gdp_2011intl_maddison",),
    "gdp_world_bank": ("gdp_current_usd_wb",),
    "milex_sipri": ("milex_const2019usd_sipri",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    r"""What the record does not give: set to one (or zero) unless the caller knows better.

    Attributes
    ----------
    threat_patron, threat_client : float
        :math:`v_P, v_C > 0`.
    reliability_patron, reliability_client : float
        :math:`r_P, r_C` in (0, 1].
    weight_patron, weight_client : float
        Autonomy weights :math:`w_P, w_C > 0`.
    entrapment_patron, entrapment_client : float
        Exposures :math:`e_P, e_C \ge 0`.
    discount : float
        :math:`\beta` in (0, 1), used by the survival margin alone.
    scale : float
        :math:`\lambda > 0`: capability of the pair as a whole.
    """

    threat_patron: float = 1.0
    threat_client: float = 1.0
    reliability_patron: float = 1.0
    reliability_client: float = 1.0
    weight_patron: float = 1.0
    weight_client: float = 1.0
    entrapment_patron: float = 0.0
    entrapment_client: float = 0.0
    discount: float = 0.9
    scale: float = 1.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            low_open = not name.startswith("entrapment")
            high = 1.0 if name.startswith("reliability") else math.inf
            bad = not math.isfinite(value) or value < 0 or (low_open and value == 0) or value > high
            if bad or (name == "discount" and value >= 1):
                raise OptionError(
                    f"{name} = {value} is outside its domain",
                    where="Assumptions",
                    fix="see the docstring of Assumptions",
                )

    def lines(self) -> tuple[str, ...]:
        """Return each assumption as ``name = value``."""
        return tuple(f"{name} = {value:g}" for name, value in asdict(self).items())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dependence(Result):
    """Dependence of a pair by year and measure.

    Attributes
    ----------
    patron, client : str
        Codes of the states.
    measures : tuple of str
        Measures used.
    assumptions : Assumptions
        Everything that is not observed.
    table : pandas.DataFrame
        One row per year and measure: ``year, measure, series, k_patron, k_client, s_P, s_C, D,
        gap, concession_ratio, security_ratio, y_P, y_C, regime, product, survival_margin,
        tolerated_entrapment, series_break``.
        ``concession_ratio`` and ``security_ratio`` are those of the bargain itself; they equal
        :math:`D^{1/3}` and :math:`D^{2/3}` in the regime ``interior`` with equal weights.
    notes : tuple of str
        Series breaks and other reasons for care.
    """

    patron: str
    client: str
    measures: tuple[str, ...]
    assumptions: Assumptions
    table: pd.DataFrame
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        years = f"{self.table['year'].min()}-{self.table['year'].max()}"
        return f"<Dependence {self.patron}-{self.client} {years}, {', '.join(self.measures)}>"

    def spread(self) -> pd.DataFrame:
        """Return the spread over measures, by year.

        Returns
        -------
        pandas.DataFrame
            ``year``, ``measures`` (their number) and the smallest, geometric mean and largest
            value of ``D``, ``gap``, ``concession_ratio``, ``security_ratio`` and
            ``survival_margin``, as ``D_low, D_mid, D_high, …``. The middle of the gap and of the
            margin is their mean.
        """
        groups = self.table.groupby("year")
        spread = groups.size().rename("measures").to_frame()
        for name in ("D", "gap", "concession_ratio", "security_ratio", "survival_margin"):
            spread[f"{name}_low"] = groups[name].min()
            if name in ("gap", "survival_margin"):
                spread[f"{name}_mid"] = groups[name].mean()
            else:
                spread[f"{name}_mid"] = np.exp(
                    np.log(self.table[name]).groupby(self.table["year"]).mean()
                )
            spread[f"{name}_high"] = groups[name].max()
        return spread.reset_index()

    def at(self, year: int, measure: str) -> Plain:
        """Return the row of a year and a measure.

        Raises
        ------
        DataError
            If there is none.
        """
        rows = self.table[(self.table["year"] == year) & (self.table["measure"] == measure)]
        if rows.empty:
            raise DataError(
                f"no {measure} of {self.patron} and {self.client} in {year}", where="Dependence.at"
            )
        return _plain(rows.iloc[0].to_dict())

    def summary(self) -> str:
        """Return a few lines: dependence at the two ends, per measure."""
        lines = [f"Dependence of {self.client} on {self.patron}: D, and the gap |log D|"]
        for measure in self.measures:
            rows = self.table[self.table["measure"] == measure]
            first, last = rows.iloc[0], rows.iloc[-1]
            lines.append(
                f"  {measure}: {first['D']:.1f} ({first['gap']:.2f}) in {first['year']}, "
                f"{last['D']:.1f} ({last['gap']:.2f}) in {last['year']}"
            )
        lines.append("  assumed: " + ", ".join(self.assumptions.lines()))
        lines.extend(f"  note: {note}" for note in self.notes)
        return "\n".join(lines)

    def to_dict(self) -> Plain:
        """Return everything as JSON-able data."""
        return {
            "patron": self.patron,
            "client": self.client,
            "measures": list(self.measures),
            "assumptions": asdict(self.assumptions),
            "notes": list(self.notes),
            "rows": [_plain(row) for row in self.table.to_dict("records")],
            "spread": [_plain(row) for row in self.spread().to_dict("records")],
        }


def dependence(
    patron: str,
    client: str,
    *,
    years: tuple[int, int] | None = None,
    measures: Sequence[str] = ("cinc", "gdp", "milex"),
    assumptions: Assumptions | None = None,
    capabilities: pd.DataFrame | None = None,
) -> Dependence:
    """Return dependence, gap, predicted concessions and survival margin by year and measure.

    Parameters
    ----------
    patron, client : str
        Codes as in the tables ``cinc`` and ``milex_gdp``: USA, ROK, PRK, CHN, RUS, JPN.
    years : (int, int), optional
        First and last year; every measure must then have every year. Without it each measure
        gives the years from 1950 that both states have.
    measures : sequence of str, default ("cinc", "gdp", "milex")
        Keys of `MEASURES`.
    assumptions : Assumptions, optional
        Everything that is not observed; by default ones, and no entrapment.
    capabilities : pandas.DataFrame, optional
        Those of a case instead of the packaged tables: ``state, year`` and a column per measure.

    Raises
    ------
    OptionError
        For an unknown measure or reversed years.
    DataError
        For an unknown state, or a year that a measure does not have, naming file and column.

    Examples
    --------
    >>> result = dependence("USA", "ROK", years=(1950, 2022), measures=["cinc"])
    >>> round(result.at(2022, "cinc")["D"], 3)
    6.193
    """
    if patron == client:
        raise OptionError("patron and client are the same state", where=f"dependence({patron!r})")
    given = Assumptions() if assumptions is None else assumptions
    if years is not None and years[0] > years[1]:
        raise OptionError("the years are reversed", where=f"years={years}", fix="(first, last)")
    if not measures:
        raise OptionError("no measure of capability", where="measures", fix=", ".join(MEASURES))
    parts: list[pd.DataFrame] = []
    notes: list[str] = []
    for measure in measures:
        part = _capabilities(measure, patron, client, years, capabilities)
        parts.append(part)
        breaks = part.loc[part["series_break"], "year"]
        notes.extend(_break_note(measure, int(year)) for year in breaks)
    table = pd.concat([_outcomes(part, given) for part in parts], ignore_index=True)
    if given.entrapment_patron or given.entrapment_client:
        notes.append("with entrapment statement 7 has no closed form: concessions are left empty")
    if given.entrapment_patron * given.entrapment_client == 0:
        notes.append("one exposure is zero: the survival margin is positive by assumption")
    notes.append("the pair's total is fixed: the product rises as D falls to 1, by construction")
    return Dependence(
        patron=patron,
        client=client,
        measures=tuple(measures),
        assumptions=given,
        table=table.sort_values(["year", "measure"], ignore_index=True),
        notes=tuple(notes),
    )


def _capabilities(
    measure: str,
    patron: str,
    client: str,
    years: tuple[int, int] | None,
    given: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return year, k_patron, k_client, series and series_break of one measure."""
    if measure not in MEASURES:
        raise OptionError(f"unknown measure {measure!r}", fix=f"use one of {', '.join(MEASURES)}")
    name = "cinc" if measure == "cinc" else "milex_gdp"
    columns = ("cinc",) if measure == "cinc" else _COLUMNS[measure]
    if given is not None:
        name, columns = "capabilities", (measure,)
        if measure not in given:
            raise OptionError(f"the case has no {measure!r}", where="capabilities.csv")
    table = data.load(name) if given is None else given
    known = sorted(table["state"].unique())
    for state in (patron, client):
        if state not in known:
            raise DataError(
                f"unknown country {state!r}",
                where=f"{name}.csv, column 'state'",
                fix=f"use one of {', '.join(known)}",
            )
    wide = table[table["state"].isin([patron, client])].set_index(["year", "state"])
    chosen = None
    for column in columns:  # a later series fills the years that the earlier ones lack
        pair = wide[column].unstack("state")[[patron, client]]
        pair = pair[(pair > 0).all(axis=1)].rename(columns={patron: "k_patron", client: "k_client"})
        pair["series"] = column
        chosen = pair if chosen is None else _joined(chosen, pair)
    assert chosen is not None
    first, last = years if years is not None else (1950, int(chosen.index.max()))
    if years is not None:
        missing = [year for year in range(first, last + 1) if year not in chosen.index]
        if missing:
            raise DataError(
                f"{measure} of {patron} and {client} is missing in {missing[0]}",
                where=f"{name}.csv, year {missing[0]}, column '{columns[-1]}'",
                fix=f"the common years are {chosen.index.min()}-{chosen.index.max()}",
            )
    chosen = chosen.loc[(chosen.index >= first) & (chosen.index <= last)].reset_index()
    chosen.columns.name = None
    changed = chosen["series"].ne(chosen["series"].shift()) & chosen["series"].shift().notna()
    chosen["series_break"] = changed | ((measure == "cinc") & (chosen["year"] == 2017))
    chosen.insert(1, "measure", measure)
    return chosen


def _joined(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Carry a series on by the growth of a later one from their last common year.

    Levels are never put side by side: purchasing power and market rates differ by a third.
    """
    end = earlier.index.max()
    if end not in later.index:
        return earlier
    after = later[later.index > end].copy()
    for name in ("k_patron", "k_client"):
        after[name] *= earlier.loc[end, name] / later.loc[end, name]
    return pd.concat([earlier, after]).sort_index()


def _break_note(measure: str, year: int) -> str:
    if measure == "cinc":
        return "CINC breaks at 2017 (urban population redefined): do not difference across it"
    return f"{measure}: from {year} the growth of the World Bank's series carries on Maddison's"


def _outcomes(part: pd.DataFrame, given: Assumptions) -> pd.DataFrame:

    total = part["k_patron"] + part["k_client"]
    s_P = (
        given.threat_patron * given.scale * part["k_client"] / total * given.reliability_client
    ).to_numpy()
    s_C = (
        given.threat_client * given.scale * part["k_patron"] / total * given.reliability_patron
    ).to_numpy()
    D = s_C / s_P
    part = part.assign(s_P=s_P, s_C=s_C, D=D, gap=np.abs(np.log(D)))
    if given.entrapment_patron or given.entrapment_client:
        empty = np.full(len(part), np.nan)
        part = part.assign(
            concession_ratio=empty,
            security_ratio=empty,
            y_P=empty,
            y_C=empty,
            regime="no closed form",
        )
    else:
        y_P, y_C, regime = nash_concessions(s_P, s_C, given.weight_patron, given.weight_client)
        part = part.assign(
            concession_ratio=y_C / y_P,
            security_ratio=(s_C * y_P) / (s_P * y_C),
            y_P=y_P,
            y_C=y_C,
            regime=regime,
        )
    product = s_P * s_C
    exposure = given.entrapment_patron * given.entrapment_client
    return part.assign(
        product=product,
        survival_margin=given.discount**2 * product - exposure,
        tolerated_entrapment=given.discount * np.sqrt(product),
    )


def _plain(row: dict[Any, Any]) -> Plain:
    """Return a row with plain Python values; NaN becomes None."""
    plain: Plain = {}
    for key, value in row.items():
        scalar = value.item() if hasattr(value, "item") else value
        plain[str(key)] = None if isinstance(scalar, float) and math.isnan(scalar) else scalar
    return plain
