r"""The cost-share model on the agreements: calibrated, and judged on the round it did not see.

Observations are the first-year amounts of the rounds paid in won (6-12, KRW 100 million); earlier
rounds are in dollars and are not converted. Dependence and troops are those of the year before the
amount, or the last year on record. The model (`bargain.alliances.record.cost_share`) is fitted by
least squares in logarithms; intervals are from a residual bootstrap with residuals inflated by
:math:`\sqrt{n/(n-3)}`.

It is judged *leave-one-round-out*: each round is predicted by the model fitted to the other six;
and by *rolling origin*: rounds 9-12 from earlier rounds alone. One rival has two parameters and no
theory, fitted in the same way; the others use no parameter at all:

* ``trend``: a straight line through the logarithms of the amounts against the year;

* ``last``: the last amount of the expiring agreement;
* ``budget``: that amount grown with the defence budget of the year before (published nominal growth
  where the record has it, else SIPRI's growth at constant prices, which leaves inflation out). In
  round 10 the amount was set by that growth, so there the rule is right by construction;
* ``index``: that amount grown once more at the last rate of the expiring agreement (prices, a
  freeze, or the budget, as that agreement had it; always of won).

Leaving a round out lets the model and the trend see later rounds; the other rivals never do. The
comparison favours the model, so a loss is a loss. The first amount of round 8 follows the index of
the agreement before it (``first_year_by``): it is no outcome of bargaining, and is marked.

The fitted *share* of the cost is the second test: it can be held against the recorded shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from bargain.alliances import data
from bargain.alliances.balance.exposure import dependence
from bargain.alliances.record.cost_share import (
    CostShareParameters,
    cost_share,
    fit_cost_share,
    predicted_amount,
)
from bargain.errors import OptionError
from bargain.result import Result

__all__ = ["RULES", "Calibration", "calibrate", "sma_observations"]

RULES = ("model", "trend", "last", "budget", "index")
"""Ways of predicting the first amount of a round."""

_ROLLING = (9, 10, 11, 12)  # three rounds are needed to fit three parameters
_FIRST_YEARS = {6: 2005, 7: 2007, 8: 2009, 9: 2014, 10: 2019, 11: 2021, 12: 2026}
_LAST_CAPABILITY_YEAR = {"cinc": 2022, "gdp": 2023, "milex": 2022}

# Published nominal growth of the South Korean defence budget, per cent, and its place in the data:
# rounds 10 and 11 in sma_rounds ("8.2% = ROK 2019 defence budget growth", "7.4 budget growth"),
# round 12 in sma_indexation (rate of 2025 = growth of the 2024 budget).
_PUBLISHED_GROWTH = {10: 8.2, 11: 7.4, 12: 4.2}

_AT_CAP = 1e-6  # the fit ends near the kink at the cap, within its tolerance of 1e-8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration(Result):
    """The calibrated model and its contest with the naive rules.

    Attributes
    ----------
    parameters : CostShareParameters
        Least-squares fit to all rounds.
    intervals : dict of str to (float, float)
        Bootstrap percentile intervals of ``kappa``, ``q`` and ``growth``.
    measure : str
        Measure of capability behind D.
    table : pandas.DataFrame
        ``round, year, amount, last, dependence, troops, budget_growth_pct, growth_source,
        index_pct, first_year_by, fitted, share, model, trend, last_rule, budget, index``:
        ``share`` is the fitted c; the last five are the predictions compared.
    scores : dict of str to dict
        Per rule: ``mape`` (mean absolute per cent error), ``rmse_log``, ``wins`` (rounds in which
        it was closest), and ``rolling``, the error on rounds 9-12 from earlier rounds alone.
    recorded_shares : (float, float)
        Smallest and largest share of South Korea on record, of whatever definition.
    interval_level : float
        Level of the intervals.
    replications, seed : int
        Of the bootstrap.
    """

    _also: ClassVar[tuple[str, ...]] = ("best_rule", "model_loses", "rows")
    _without: ClassVar[tuple[str, ...]] = ("table",)

    parameters: CostShareParameters
    intervals: dict[str, tuple[float, float]]
    measure: str
    table: pd.DataFrame
    scores: dict[str, dict[str, float]]
    recorded_shares: tuple[float, float]
    interval_level: float
    replications: int
    seed: int

    @property
    def rows(self) -> pd.DataFrame:
        """The table, as `to_dict` calls it."""
        return self.table

    def __repr__(self) -> str:
        return f"<Calibration on {len(self.table)} rounds, best rule: {self.best_rule}>"

    @property
    def best_rule(self) -> str:
        """The rule with the smallest mean absolute per cent error."""
        return min(self.scores, key=lambda rule: self.scores[rule]["mape"])

    @property
    def model_loses(self) -> bool:
        """Whether some naive rule predicts the unseen round better than the model."""
        return self.best_rule != "model"

    @property
    def shares(self) -> str:
        """What the fit needs South Korea to pay, against what it pays."""
        fitted, (low, high) = self.table["share"], self.recorded_shares
        capped = [f"{int(n)}" for n in self.table.loc[fitted >= 1 - _AT_CAP, "round"]]
        rounds = ", ".join(capped)
        word = "rejected" if fitted.min() > high or fitted.max() < low else "not rejected"
        return (
            f"the fit needs Seoul to pay {fitted.min():.0%} to {fitted.max():.0%} of the cost; "
            f"recorded shares are {low:.0%} to {high:.0%}: {word}"
            + (f" (at the cap in round {rounds}, which says nothing of q)" if capped else "")
        )

    def summary(self) -> str:
        """Return parameters, errors of every rule, and the outcome."""
        level = f"{self.interval_level:.0%}"
        names = {"kappa": "KRW 100m per 1000 troops", "q": "KRW 100m", "growth": "per year"}
        drawn = f"{level} bootstrap intervals, {self.replications} replications, seed {self.seed}"
        lines = [
            f"Cost-share model on {len(self.table)} rounds, capability by {self.measure}; {drawn}"
        ]
        for name, value in self.parameters.to_dict().items():
            low, high = self.intervals[name]
            lines.append(f"  {name} = {value:.4g} [{low:.4g}, {high:.4g}] {names[name]}")
        lines.append(f"  {self.shares}")
        lines += [
            f"  {rule}: mean absolute error {score['mape']:.1f} %, rolling "
            f"{score['rolling']:.1f} %, closest in {score['wins']:.0f} rounds"
            for rule, score in self.scores.items()
        ]
        outcome = "loses to" if self.model_loses else "is not beaten by"
        rival = self.best_rule if self.model_loses else "any naive rule"
        lines.append(f"  out of sample the model {outcome} {rival}")
        return "\n".join(lines)


def sma_observations(measure: str = "cinc") -> pd.DataFrame:
    """Return what the calibration sees: one row per round paid in won.

    Parameters
    ----------
    measure : {"cinc", "gdp", "milex"}
        Measure of capability.

    Returns
    -------
    pandas.DataFrame
        ``round, year, amount, last, dependence, dependence_year, troops, troops_year,
        budget_growth_pct, growth_source, index_pct, first_year_by``. Troops are the official
        level where the daily count is flagged as doubtful and an official level is on record.

    Raises
    ------
    OptionError
        For another measure.

    Examples
    --------
    >>> sma_observations()["amount"].tolist()[:3]
    [6804.0, 7255.0, 7600.0]
    """
    if measure not in _LAST_CAPABILITY_YEAR:
        raise OptionError(
            f"unknown measure {measure!r}", fix=f"use one of {', '.join(_LAST_CAPABILITY_YEAR)}"
        )
    annual = data.load("sma_annual").set_index("year").to_dict("index")
    rounds = data.load("sma_rounds").set_index("round").to_dict("index")
    force = data.load("usfk_troops")
    doubtful = force["flag"].notna() & force["official"].notna()
    level = force["recommended"].where(~doubtful, force["official"])
    troops = dict(zip(force["year"].tolist(), level.tolist(), strict=True))
    by_year = dependence("USA", "ROK", measures=[measure]).table
    ratio = dict(zip(by_year["year"], by_year["D"].astype(float), strict=True))
    spending = data.load("milex_gdp").query("state == 'ROK'").set_index("year")
    real = (spending["milex_const2019usd_sipri"].pct_change(fill_method=None) * 100).to_dict()
    rows = []
    for number, year in _FIRST_YEARS.items():
        known = min(year - 1, _LAST_CAPABILITY_YEAR[measure])
        stationed = min(year - 1, max(troops))
        published = _PUBLISHED_GROWTH.get(number)
        # a round's last amount: the year before; 2004 in won is the sourced status quo of round 6
        before = annual[year - 1]
        last, index = before["krw_100m"], before["yoy_krw_pct"]
        if pd.isna(index):  # round 6: growth of the won amounts of one source, 2003 to 2004
            earlier = annual[year - 2]["krw_100m_unreliable"]
            index = 100 * (before["krw_100m_unreliable"] / earlier - 1)
        rows.append(
            {
                "round": number,
                "year": year,
                "amount": float(annual[year]["krw_100m"]),
                "last": float(rounds[number]["status_quo_amount"] if pd.isna(last) else last),
                "dependence": float(ratio[known]),
                "dependence_year": known,
                "troops": float(troops[stationed]) / 1000,
                "troops_year": stationed,
                "budget_growth_pct": float(real[year - 1]) if published is None else published,
                "growth_source": "SIPRI, constant prices" if published is None else "published",
                "index_pct": float(index),
                "first_year_by": str(rounds[number]["first_year_by"]),
            }
        )
    return pd.DataFrame(rows)


def calibrate(
    measure: str = "cinc", *, replications: int = 300, level: float = 0.9, seed: int = 0
) -> Calibration:
    """Calibrate the cost-share model and judge it against the naive rules.

    Parameters
    ----------
    measure : {"cinc", "gdp", "milex"}
        Measure of capability.
    replications : int, default 300
        Bootstrap replications.
    level : float, default 0.9
        Level of the percentile intervals.
    seed : int
        Seed of the bootstrap.

    Raises
    ------
    OptionError
        For an unknown measure, a level outside (0, 1), or fewer than 10 replications.
    """
    if not 0 < level < 1:
        raise OptionError(f"level {level} is outside (0, 1)", where="calibrate")
    if replications < 10:
        raise OptionError("at least 10 replications make an interval", where="calibrate")
    table = sma_observations(measure)
    amount, D, N, t = (
        table[name].to_numpy(dtype=float) for name in ("amount", "dependence", "troops", "year")
    )
    fit = fit_cost_share(amount, D, N, t)
    table["fitted"] = predicted_amount(fit, D, N, t)
    table["share"] = cost_share(fit, D, N)

    def unseen(position: int, kept: np.ndarray) -> tuple[float, float]:
        """Model and trend at one round, fitted to other rounds."""
        other = fit_cost_share(amount[kept], D[kept], N[kept], t[kept])
        line = np.polynomial.Polynomial.fit(t[kept], np.log(amount[kept]), 1)
        model = predicted_amount(other, D[position], N[position], t[position])
        return float(model), float(np.exp(line(t[position])))

    places = np.arange(len(table))
    held_out = [unseen(position, places != position) for position in range(len(table))]
    table["model"], table["trend"] = zip(*held_out, strict=True)
    table["last_rule"] = table["last"]
    table["budget"] = table["last"] * (1 + table["budget_growth_pct"] / 100)
    table["index"] = table["last"] * (1 + table["index_pct"] / 100)
    scores = _scores(table)
    rolled = table[table["round"].isin(_ROLLING)].copy()
    later = [unseen(position, places < position) for position in rolled.index]
    rolled["model"], rolled["trend"] = zip(*later, strict=True)
    for rule, score in _scores(rolled).items():
        scores[rule]["rolling"] = score["mape"]
    return Calibration(
        parameters=fit,
        intervals=_bootstrap(fit, (amount, D, N, t), replications, level, seed),
        measure=measure,
        table=table,
        scores=scores,
        recorded_shares=_recorded_shares(),
        interval_level=level,
        replications=replications,
        seed=seed,
    )


def _recorded_shares() -> tuple[float, float]:
    """Smallest and largest share of the cost on record for South Korea, of any definition."""
    table = data.load("host_cost_offset")
    share = table["quantity"].str.contains("share") & ~table["quantity"].str.contains("at_most")
    found = table.loc[share & (table["host"] == "ROK"), "value"] / 100
    return float(found.min()), float(found.max())


def _scores(table: pd.DataFrame) -> dict[str, dict[str, float]]:

    columns = {rule: "last_rule" if rule == "last" else rule for rule in RULES}
    errors = {rule: (table[column] / table["amount"] - 1).abs() for rule, column in columns.items()}
    closest = np.argmin(np.array([errors[rule] for rule in RULES]), axis=0)
    return {
        rule: {
            "mape": float(errors[rule].mean() * 100),
            "rmse_log": float(np.sqrt(np.mean(np.log(table[column] / table["amount"]) ** 2))),
            "wins": float(np.sum(closest == RULES.index(rule))),
        }
        for rule, column in columns.items()
    }


def _bootstrap(
    fit: CostShareParameters,
    observed: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    replications: int,
    level: float,
    seed: int,
) -> dict[str, tuple[float, float]]:

    amount, D, N, t = observed
    fitted = predicted_amount(fit, D, N, t)
    residual = np.log(amount / fitted)
    residual = (residual - residual.mean()) * np.sqrt(len(amount) / (len(amount) - 3))
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(replications):
        drawn = fitted * np.exp(rng.choice(residual, size=len(residual)))
        draws.append(list(fit_cost_share(drawn, D, N, t, start=fit).to_dict().values()))
    tail = (1 - level) / 2
    low, high = np.quantile(np.array(draws), [tail, 1 - tail], axis=0)
    return {
        name: (float(low[i]), float(high[i])) for i, name in enumerate(("kappa", "q", "growth"))
    }
