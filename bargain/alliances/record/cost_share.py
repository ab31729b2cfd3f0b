r"""The contribution that the cost-share bargain predicts, as a function of troops and dependence.

With a negotiable cost share the Nash bargain of the base model (statement 10, unit weights) gives
the client the share

.. math:: c = \tfrac12 + \frac{3\,(s_C^2 - s_P^2)}{4K}, \qquad c \in [0, 1] \text{ (capped)},

of the cost K of the joint posture. To set it against amounts three quantities are needed that no
file gives; each is a parameter:

* the cost of a thousand troops :math:`\kappa`, so that :math:`K_t = \kappa N_t P_t` with N the US
  troops in the host country (thousands);
* the scale :math:`\lambda` of security, :math:`s_P = \lambda k_C/(k_P+k_C)` and
  :math:`s_C = \lambda k_P/(k_P+k_C)`, so that
  :math:`s_C^2 - s_P^2 = \lambda^2 (D-1)/(D+1) P_t`; write :math:`q = \lambda^2`;
* the growth :math:`\pi` of nominal values, :math:`P_t = e^{\pi (t - t_0)}`.

The predicted amount is :math:`A_t = c_t K_t = P_t\,\operatorname{clip}(\tfrac12 \kappa N_t +
\tfrac34 q \delta_t,\ 0,\ \kappa N_t)` with :math:`\delta = (D-1)/(D+1)`.

As :math:`D > 1` forces :math:`c > \tfrac12`, the model can be wrong about the level of the share
before any parameter is chosen: see `bargain.alliances.record.hosts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import least_squares

from bargain.errors import OptionError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["CostShareParameters", "cost_share", "fit_cost_share", "predicted_amount"]

BASE_YEAR = 2005
"""Year in which nominal values are counted at their own prices."""

_BOUNDS = ((1e-3, 0.0, -0.05), (1e4, 1e6, 0.25))
# Starting points: posture costs and security scales of the magnitude of the amounts, from an even
# share (q = 0) to the cap.
_STARTS = tuple((kappa, q, 0.04) for kappa in (50.0, 200.0, 400.0) for q in (10.0, 3000.0, 9000.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class CostShareParameters:
    """Parameters of the predicted amount.

    Attributes
    ----------
    kappa : float
        Cost of a thousand troops in the base year, positive.
    q : float
        Squared scale of security, at least 0, in the unit of the amounts.
    growth : float
        Growth of nominal values per year (log).
    """

    kappa: float
    q: float
    growth: float

    def __post_init__(self) -> None:
        if not self.kappa > 0 or not self.q >= 0:
            raise OptionError(
                "kappa must be positive and q at least 0",
                where=f"kappa = {self.kappa}, q = {self.q}",
            )

    def to_dict(self) -> dict[str, float]:
        """Return the parameters as JSON-able data."""
        return {"kappa": self.kappa, "q": self.q, "growth": self.growth}


def cost_share(
    parameters: CostShareParameters, dependence: ArrayLike, troops: ArrayLike
) -> np.ndarray:
    """Return the client's predicted share of the cost, capped to [0, 1].

    Parameters
    ----------
    parameters : CostShareParameters
        The model.
    dependence : array_like
        D, positive.
    troops : array_like
        US troops in the host country, thousands, positive.

    Examples
    --------
    >>> p = CostShareParameters(kappa=100, q=0, growth=0.04)
    >>> float(cost_share(p, 6.0, 28.0))
    0.5
    """
    D, N = np.asarray(dependence, dtype=float), np.asarray(troops, dtype=float)
    delta = (D - 1) / (D + 1)
    return np.clip(0.5 + 0.75 * parameters.q * delta / (parameters.kappa * N), 0.0, 1.0)


def predicted_amount(
    parameters: CostShareParameters, dependence: ArrayLike, troops: ArrayLike, years: ArrayLike
) -> np.ndarray:
    """Return the predicted contribution, in the unit of the calibration.

    Parameters
    ----------
    parameters : CostShareParameters
        The model.
    dependence, troops, years : array_like
        D, troops in thousands, calendar years.

    Examples
    --------
    >>> p = CostShareParameters(kappa=100, q=0, growth=0.0)
    >>> float(predicted_amount(p, 6.0, 28.0, 2019))
    1400.0
    """
    N, t = np.asarray(troops, dtype=float), np.asarray(years, dtype=float)
    prices = np.exp(parameters.growth * (t - BASE_YEAR))
    return prices * parameters.kappa * N * cost_share(parameters, dependence, N)


def fit_cost_share(
    amounts: ArrayLike,
    dependence: ArrayLike,
    troops: ArrayLike,
    years: ArrayLike,
    *,
    start: CostShareParameters | None = None,
) -> CostShareParameters:
    """Return the least-squares parameters in logarithms of the amounts.

    Parameters
    ----------
    amounts, dependence, troops, years : array_like
        Observations, at least as many as parameters (3).
    start : CostShareParameters, optional
        A starting point; without it nine points are tried and the best local optimum is kept. The
        cap makes the problem non-smooth, so the optimum is the best found, not a proved one.

    Raises
    ------
    OptionError
        With fewer than three observations, or one that is not positive.
    """
    A = np.asarray(amounts, dtype=float)
    D, N, t = (np.asarray(part, dtype=float) for part in (dependence, troops, years))
    if len(A) < 3:
        raise OptionError("three parameters need three observations", where=f"{len(A)} amounts")
    if not (np.all(A > 0) and np.all(D > 0) and np.all(N > 0)):
        raise OptionError("amounts, dependence and troops must be positive", where="fit_cost_share")

    def residuals(point: np.ndarray) -> np.ndarray:
        model = CostShareParameters(kappa=point[0], q=point[1], growth=point[2])
        return np.log(predicted_amount(model, D, N, t) / A)

    starts = _STARTS if start is None else ((start.kappa, start.q, start.growth),)
    lower, upper = (np.array(bound) for bound in _BOUNDS)
    best_cost, best = np.inf, starts[0]
    for point in starts:
        inside = np.clip(point, lower + 1e-9, upper - 1e-9)
        found = least_squares(
            residuals, inside, bounds=(lower, upper), x_scale=[100.0, 3000.0, 0.01]
        )
        if found.cost < best_cost:
            best_cost, best = found.cost, tuple(found.x)
    return CostShareParameters(kappa=float(best[0]), q=float(best[1]), growth=float(best[2]))
