r"""Bargaining power and the cost share, estimated with their uncertainty, and what is not
identified.

**Bargaining power.** In the weighted Nash bargain over an amount between the host's offer o and the
patron's demand d the outcome is :math:`o + \omega (d - o)`, with :math:`\omega` the patron's
weight. With an error of constant variance, in per cent of the expired amount,

.. math:: a_i - o_i = \omega (d_i - o_i) + \varepsilon_i, \qquad \varepsilon_i \sim N(0, \sigma^2),

the likelihood is that of a line through the origin: :math:`\hat\omega` and its t interval are
exact. One gap, the five billion dollars of round 11, is ten times the others: the estimate is
repeated without each negotiation.

**Cost share.** The model of `bargain.alliances.record.cost_share` has three parameters and seven
observations. With errors in the logarithms its *profile likelihood* fixes one parameter and fits
the others; :math:`n \log(\mathrm{SSR}/\mathrm{SSR}_{\min})` is compared with the :math:`\chi^2_1`
quantile (an asymptotic level: n is 7). A parameter is called *identified* if the values that are
not rejected lie strictly inside the range looked at; else the record bounds it on one side or not
at all.

References
----------
Venzon, D. J. & Moolgavkar, S. H. (1988), A method for computing profile-likelihood-based confidence
intervals, *Applied Statistics* 37(1), 87-94.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import least_squares

from bargain.alliances import data
from bargain.alliances.record.calibration import sma_observations
from bargain.alliances.record.cost_share import (
    CostShareParameters,
    fit_cost_share,
    predicted_amount,
)
from bargain.errors import OptionError
from bargain.result import Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["BargainingPower", "Estimation", "Profile", "estimation", "fit_power", "profile"]

# Of the estimate: the range looked at, finer near it.
_FACTORS = np.unique(np.concatenate([np.geomspace(1 / 8, 8, 25), np.geomspace(0.8, 1.25, 21)]))
_OPENINGS = (
    "ROK 6 (2005) opening positions",
    "ROK 9 (2014) opening positions",
    "ROK 10 (2019) opening",
    "ROK 11 (2021) vs USD 5bn",
    "Japan HNS FY2016- (bn yen x10)",
    "Japan HNS FY2022-26 (bn yen x10)",
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BargainingPower(Result):
    """The patron's weight.

    Attributes
    ----------
    weight, low, high : float
        Estimate and 95 % interval (exact, t with n - 1 degrees of freedom).
    sigma : float
        Standard deviation of the error, per cent of the expired amount.
    negotiations : int
    without : tuple of (str, float)
        The estimate without each negotiation.
    """

    weight: float
    low: float
    high: float
    sigma: float
    negotiations: int
    without: tuple[tuple[str, float], ...] = ()

    def summary(self) -> str:
        """Estimate, interval, and what one negotiation does to it."""
        values = [value for _, value in self.without]
        return (
            f"the patron's weight is {self.weight:.3f} [{self.low:.3f}, {self.high:.3f}] over "
            f"{self.negotiations} negotiations"
            + (
                f"; without one of them it is {min(values):.3f} to {max(values):.3f}"
                if values
                else ""
            )
            + ("; equal weights are rejected" if self.high < 0.5 or self.low > 0.5 else "")
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile(Result):
    """The profile likelihood of one parameter.

    Attributes
    ----------
    name : str
    estimate, low, high : float
        Least squares, and the ends of the values that are not rejected at 95 %.
    identified : bool
        Whether both ends are inside the range looked at (an eighth to eight times the estimate).
    table : pandas.DataFrame
        ``value, statistic``.
    """

    _without: ClassVar[tuple[str, ...]] = ()

    name: str
    estimate: float
    low: float
    high: float
    identified: bool
    table: pd.DataFrame

    def summary(self) -> str:
        """Estimate and interval, or how far the record bounds it."""
        word = "identified" if self.identified else "not identified in the range looked at"
        return f"{self.name} {self.estimate:.4g} [{self.low:.4g}, {self.high:.4g}], {word}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimation(Result):
    """Both estimates.

    Attributes
    ----------
    power : BargainingPower
    profiles : tuple of Profile
        Of ``kappa``, ``q`` and ``growth``.
    """

    power: BargainingPower
    profiles: tuple[Profile, ...]

    def summary(self) -> str:
        """One line each."""
        return "\n".join([self.power.summary(), *(p.summary() for p in self.profiles)])


def fit_power(gap: ArrayLike, moved: ArrayLike) -> BargainingPower:
    """Fit the patron's weight to gaps (demand minus offer) and movements (outcome minus offer).

    Parameters
    ----------
    gap, moved : array_like
        In per cent of the expired amount, at least two.

    Raises
    ------
    OptionError
        With fewer than two negotiations, or without any gap.

    Examples
    --------
    >>> found = fit_power([10, 20, 40], [3, 6, 12])
    >>> round(found.weight, 6), round(found.high - found.low, 6)
    (0.3, 0.0)
    """
    x, y = np.asarray(gap, dtype=float), np.asarray(moved, dtype=float)
    if len(x) < 2 or len(x) != len(y) or not np.any(x):
        raise OptionError("two negotiations with a gap are needed", where="fit_power")
    weight = float(x @ y / (x @ x))
    sigma = float(np.sqrt(np.sum((y - weight * x) ** 2) / (len(x) - 1)))
    half = float(stats.t.ppf(0.975, len(x) - 1)) * sigma / float(np.sqrt(x @ x))
    return BargainingPower(
        weight=weight, low=weight - half, high=weight + half, sigma=sigma, negotiations=len(x)
    )


def _sum_of_squares(
    name: str, value: float, start: CostShareParameters, observed: tuple[np.ndarray, ...]
) -> float:
    """Smallest sum of squares with one parameter fixed."""
    amount, D, N, t = observed
    free = [n for n in ("kappa", "q", "growth") if n != name]
    scale = {"kappa": start.kappa, "q": max(start.q, 1.0), "growth": 0.02}
    bounds = {"kappa": (1e-3, 1e5), "q": (0.0, 1e7), "growth": (-0.3, 0.5)}

    def residuals(point: np.ndarray) -> np.ndarray:
        given = dict(zip(free, (float(p) for p in point), strict=True)) | {name: value}
        model = CostShareParameters(**given)
        return np.log(predicted_amount(model, D, N, t) / amount)

    best = np.inf
    for factor in (1.0, 0.3, 3.0):  # the cap makes the problem non-smooth: three starting points
        inside = [
            float(np.clip(getattr(start, n) * (factor if n != "growth" else 1.0), *bounds[n]))
            for n in free
        ]
        low, high = zip(*(bounds[n] for n in free), strict=True)
        inside = [
            min(max(v, a + 1e-9), b - 1e-9) for v, a, b in zip(inside, low, high, strict=True)
        ]
        found = least_squares(
            residuals, inside, bounds=(low, high), x_scale=[scale[n] for n in free]
        )
        best = min(best, 2 * float(found.cost))
    return best


def profile(
    name: str, amounts: ArrayLike, dependence: ArrayLike, troops: ArrayLike, years: ArrayLike
) -> Profile:
    """Return the profile likelihood of one parameter of the cost-share model.

    Parameters
    ----------
    name : {"kappa", "q", "growth"}
    amounts, dependence, troops, years : array_like
        As in `bargain.alliances.record.cost_share.fit_cost_share`.

    Raises
    ------
    OptionError
        For another parameter.
    """
    if name not in ("kappa", "q", "growth"):
        raise OptionError(f"no parameter {name!r}", where="profile", fix="kappa, q or growth")
    A, D, N, t = (np.asarray(v, dtype=float) for v in (amounts, dependence, troops, years))
    observed = (A, D, N, t)
    fit = fit_cost_share(A, D, N, t)
    estimate = float(getattr(fit, name))
    values = estimate * _FACTORS
    sums = np.array([_sum_of_squares(name, float(v), fit, observed) for v in values])
    least = min(float(sums.min()), float(np.sum(np.log(predicted_amount(fit, D, N, t) / A) ** 2)))
    statistic = len(A) * np.log(np.maximum(sums, 1e-30) / max(least, 1e-30))
    kept = values[statistic <= stats.chi2.ppf(0.95, 1)]
    if kept.size == 0:  # an exact fit: the grid misses a set that is narrower than its step
        kept = np.array([estimate])
    return Profile(
        name=name,
        estimate=estimate,
        low=float(kept.min()),
        high=float(kept.max()),
        identified=bool(kept.min() > values.min() and kept.max() < values.max()),
        table=pd.DataFrame({"value": values, "statistic": statistic}),
    )


def estimation() -> Estimation:
    """Return both estimates on the record.

    Examples
    --------
    >>> found = estimation()
    >>> found.power.negotiations, found.power.high < 0.5
    (6, True)
    """
    gaps = data.load("bargaining_gaps").set_index("case").loc[list(_OPENINGS)]
    unit = 100 / gaps["status_quo"]
    gap = ((gaps["patron_demand"] - gaps["host_offer"]) * unit).to_numpy(dtype=float)
    moved = ((gaps["agreed"] - gaps["host_offer"]) * unit).to_numpy(dtype=float)
    power = fit_power(gap, moved)
    without = []
    for place, name in enumerate(_OPENINGS):
        kept = np.arange(len(gap)) != place
        without.append((name, fit_power(gap[kept], moved[kept]).weight))
    table = sma_observations()
    columns = [table[n] for n in ("amount", "dependence", "troops", "year")]
    return Estimation(
        power=BargainingPower(
            weight=power.weight,
            low=power.low,
            high=power.high,
            sigma=power.sigma,
            negotiations=power.negotiations,
            without=tuple(without),
        ),
        profiles=tuple(profile(name, *columns) for name in ("kappa", "q", "growth")),
    )
