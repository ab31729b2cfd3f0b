r"""Payoffs of crises estimated from their outcomes, and what several equilibria do to it.

An observation is an outcome of `bargain.alliances.crises.signalling` and two covariates. With
:math:`S_A = C_B = 0` and :math:`V_A = V_B = 1` (units) the payoffs of war and of backing down are

.. math:: W_A = \theta_0 + \theta_1 x, \qquad \bar a = \theta_2, \qquad W_B = \theta_3 + \theta_4 z.

The likelihood of an observation is the probability of its outcome in equilibrium. Where there are
several equilibria it depends on which one is played, and the model does not say (the known problem
of this literature). So the likelihood is maximised twice, with the equilibrium of the smallest and
of the largest probability of resistance: where the two estimates differ, the data do not settle the
payoffs without a rule of selection. At the estimates all equilibria are listed exactly, and their
number is reported per distinct observation.

The search uses floats and proposes; the lists at the estimates are exact.

References
----------
As in `bargain.alliances.crises.signalling`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from bargain.alliances.crises.signalling import crisis, equilibria
from bargain.errors import DataError, OptionError
from bargain.result import Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["NAMES", "OUTCOMES", "CrisisEstimate", "estimate_crises", "outcome_probabilities"]

NAMES = ("W_A: constant", "W_A: slope", "a_bar", "W_B: constant", "W_B: slope")
"""The parameters, in their order."""

OUTCOMES = ("status quo", "concession", "back down", "stand firm")
_GRID = 1201  # points of r at which a change of sign is looked for
_FLOOR = 1e-6  # smallest probability of an outcome: uniform shocks allow none at all
_START = (-0.5, 0.0, -0.5, -0.5, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrisisEstimate(Result):
    """Estimates under both rules of selection.

    Attributes
    ----------
    table : pandas.DataFrame
        ``parameter, low, high``: with the equilibrium of least and of most resistance.
    log_likelihood : (float, float)
        Under the two rules.
    equilibria : tuple of int
        Number of equilibria of each distinct observation at the first estimate, exact.
    observations : int
    """

    _also: ClassVar[tuple[str, ...]] = ("unique",)
    _without: ClassVar[tuple[str, ...]] = ()

    table: pd.DataFrame
    log_likelihood: tuple[float, float]
    equilibria: tuple[int, ...]
    observations: int

    def __repr__(self) -> str:
        return f"<CrisisEstimate of {self.observations} crises>"

    @property
    def unique(self) -> bool:
        """Whether every observation has one equilibrium at the estimate."""
        return set(self.equilibria) == {1}

    def summary(self) -> str:
        """The estimates, and whether the rule of selection matters."""
        several = sum(number > 1 for number in self.equilibria)
        lines = [
            f"{r.parameter} = {r.low:.3f}" + ("" if self.unique else f" or {r.high:.3f}")
            for r in self.table.itertuples()
        ]
        word = (
            "every observation has one equilibrium"
            if self.unique
            else f"{several} of {len(self.equilibria)} distinct observations have several"
        )
        return "\n".join([*lines, word])


def outcome_probabilities(
    payoffs: Sequence[float] | np.ndarray, covariates: tuple[float, float], *, most: bool = False
) -> np.ndarray:
    """Probabilities of `OUTCOMES` in an equilibrium, in floats.

    Parameters
    ----------
    payoffs : sequence of float
        The five parameters.
    covariates : (float, float)
        x and z.
    most : bool, default False
        The equilibrium with the most resistance, else that with the least.

    Examples
    --------
    >>> outcome_probabilities((-0.5, 0, -0.5, -0.5, 0), (0, 0)).round(3).tolist()
    [0.34, 0.165, 0.247, 0.247]
    """
    (x, z), (w0, w1, back, b0, b1) = covariates, payoffs
    W, W_B = w0 + w1 * x, b0 + b1 * z
    r = np.linspace(1e-4, 1, _GRID)
    gap = _reply(1 - 1 / r, W, back, W_B) - r
    known = np.isfinite(gap)
    changes = np.nonzero(known[:-1] & known[1:] & (gap[:-1] > 0) & (gap[1:] <= 0))[0]
    changes = np.union1d(
        changes, np.nonzero(known[:-1] & known[1:] & (gap[:-1] < 0) & (gap[1:] >= 0))[0]
    )
    found: list[float] = []
    if known[0] and gap[0] < 0:
        found.append(0.0)
    for place in changes:
        a, b = r[place], r[place + 1]
        u, v = gap[place], gap[place + 1]
        found.append(float(a if u == v else a - u * (b - a) / (v - u)))
    if not found or (not known[-1]) or gap[-1] >= 0:
        found.append(1.0)
    chosen = max(found) if most else min(found)
    cut = np.array([-np.inf if chosen <= 0 else 1 - 1 / chosen])
    N, G = (float(part[0]) for part in _types(cut, W, back))
    return np.array([N, (1 - N) * (1 - chosen), (1 - N - G) * chosen, G * chosen])


def _cdf(x: np.ndarray | float) -> np.ndarray:
    return np.clip((np.asarray(x, dtype=float) + 1) / 2, 0, 1)


def _types(cut: np.ndarray, W: float, back: float) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of no challenge, and of a challenge by a type that stands firm."""
    N = _cdf(cut - W) * _cdf(cut - back)
    low = np.clip(cut, W - 1, W + 1)

    def primitive(y: np.ndarray | float) -> np.ndarray:
        """Integral of F(y - back) up to y."""
        t = np.asarray(y, dtype=float) - back
        return np.where(t <= -1, 0.0, np.where(t >= 1, t, (np.clip(t, -1, 1) + 1) ** 2 / 4))

    return N, (primitive(W + 1) - primitive(low)) / 2


def _reply(cut: np.ndarray, W: float, back: float, W_B: float) -> np.ndarray:
    """B's probability of resisting against a cut; nan where nobody challenges."""
    N, G = _types(cut, W, back)
    with np.errstate(divide="ignore", invalid="ignore"):
        # V_B = 1 and C_B = 0: b >= 1 - 1/q - W_B
        reply = np.where(G > 1e-12, (W_B + (1 - N) / G) / 2, 1.0)
    return np.where(1 - N > 1e-12, np.clip(reply, 0, 1), np.nan)


def estimate_crises(
    outcomes: Sequence[str], x: ArrayLike, z: ArrayLike, *, start: Sequence[float] = _START
) -> CrisisEstimate:
    """Estimate the payoffs by maximum likelihood, under both rules of selection.

    Parameters
    ----------
    outcomes : sequence of str
        One of `OUTCOMES` each.
    x, z : array_like
        Covariates of A's and of B's war payoff. Few distinct values make the search fast.
    start : sequence of float
        Where the search begins.

    Raises
    ------
    DataError
        For another outcome, naming its place.
    OptionError
        If the lengths differ.
    """
    xs, zs = np.asarray(x, dtype=float), np.asarray(z, dtype=float)
    if not len(outcomes) == len(xs) == len(zs) or len(xs) == 0:
        raise OptionError("outcomes, x and z have different lengths", where="estimate_crises")
    for place, outcome in enumerate(outcomes):
        if outcome not in OUTCOMES:
            raise DataError(
                f"{outcome!r} is no outcome", where=f"outcomes[{place}]", fix=", ".join(OUTCOMES)
            )
    frame = pd.DataFrame({"outcome": list(outcomes), "x": xs, "z": zs})
    counts = frame.groupby(["x", "z"])["outcome"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=list(OUTCOMES), fill_value=0)
    distinct = [(float(a), float(b)) for a, b in counts.index]
    numbers = counts.to_numpy(dtype=float)

    def loss(theta: np.ndarray, most: bool) -> float:
        chances = np.array([outcome_probabilities(theta, xz, most=most) for xz in distinct])
        return float(-np.sum(numbers * np.log(np.maximum(chances, _FLOOR))))

    def search(begin: np.ndarray, most: bool) -> tuple[float, np.ndarray]:
        found = minimize(
            loss, begin, args=(most,), method="Nelder-Mead",
            options={"maxfev": 800, "xatol": 1e-3, "fatol": 1e-4, "adaptive": True},
        )  # fmt: skip
        return float(found.fun), np.asarray(found.x)

    # each rule from the common start, then from where the other one ended: the best counts
    begin = np.asarray(start, dtype=float)
    best = {most: search(begin, most) for most in (False, True)}
    for most in (True, False, True):
        best[most] = min(best[most], search(best[not most][1], most), key=lambda pair: pair[0])
    low, high = best[False], best[True]
    w0, w1, back, b0, b1 = (float(v) for v in low[1])
    listed = tuple(
        len(equilibria(crisis(W_A=w0 + w1 * a, a_bar=back, W_B=b0 + b1 * b))) for a, b in distinct
    )
    table = pd.DataFrame({"parameter": NAMES, "low": low[1], "high": high[1]})
    return CrisisEstimate(
        table=table, log_likelihood=(-low[0], -high[0]), equilibria=listed, observations=len(frame)
    )
