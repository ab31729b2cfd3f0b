r"""Payoffs of crises estimated from their outcomes, and what several equilibria do to it.

An observation is an outcome of the game of `bargain.alliances.crises.signalling` with normal
shocks, and two covariates. With :math:`S_A = C_B = 0` and :math:`V_A = V_B = 1` (units) the payoffs
of war and of backing down are

.. math:: W_A = \theta_0 + \theta_1 x, \qquad \bar a = \theta_2, \qquad W_B = \theta_3 + \theta_4 z.

The likelihood of an observation is the probability of its outcome in equilibrium. Where there are
several equilibria it depends on which one is played, and the model does not say (the known problem
of this literature). So it is maximised under three rules (`RULES`): every crisis plays the
equilibrium of least resistance; that of most; or those with equal covariates play the one that
makes their outcomes likeliest, which is the constrained estimate of Crisman-Cox and Gibilisco.
Where the estimates differ, the data do not settle the payoffs without a rule of selection. At the
likeliest estimate the equilibria of each distinct observation are listed by
`bargain.alliances.crises.normal_shocks`, which proves that none is missed or says that it cannot.

The search uses floats and proposes. No data set of crises is packaged: that of `sigInt` (sanctions
1970-2000, Threat and Imposition of Sanctions) comes under the GPL and is built from data whose
compilers keep their rights; `recovery` tests the estimator on simulated crises instead.

References
----------
As in `bargain.alliances.crises.normal_shocks`; and Crisman-Cox, C. & Gibilisco, M. (2021),
Estimating signaling games in international relations, *Political Science Research and Methods*
9(3), 565-582, and their R package `sigInt`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from scipy import special
from scipy.optimize import minimize

from bargain.alliances.crises.normal_shocks import normal_equilibria
from bargain.alliances.crises.signalling import crisis
from bargain.errors import DataError, OptionError
from bargain.result import Result
from bargain.work.scheduling import Scheduler, each_done

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = [
    "NAMES", "OUTCOMES", "RULES", "CrisisEstimate", "estimate_crises", "outcome_probabilities",
    "recovery", "simulated_crises",
]  # fmt: skip

NAMES = ("W_A: constant", "W_A: slope", "a_bar", "W_B: constant", "W_B: slope")
"""The parameters, in their order."""

OUTCOMES = ("status quo", "concession", "back down", "stand firm")
RULES = ("least", "most", "likeliest")
_LOGITS = np.linspace(-36, 36, 481)  # of r, where a change of sign is looked for
_TYPES = np.linspace(-9, 15, 801)  # of A's shock of war
_FLOOR = 1e-12  # smallest probability of an outcome, against the logarithm of 0
_START = (-0.5, 0.0, -0.5, -0.5, 0.0)
_DEEP = np.array([-1.5, 0.0, -0.5, -2.5, 0.0])  # where fights are dear, and equilibria several


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrisisEstimate(Result):
    """Estimates under the rules of selection.

    Attributes
    ----------
    table : pandas.DataFrame
        ``parameter`` and one column for each of `RULES`.
    log_likelihood : dict of str to float
        By rule.
    equilibria : tuple of int
        Number of equilibria of each distinct observation at the likeliest estimate.
    complete : bool
        Whether each of these numbers is proved.
    observations : int
    """

    _also: ClassVar[tuple[str, ...]] = ("unique",)
    _without: ClassVar[tuple[str, ...]] = ()

    table: pd.DataFrame
    log_likelihood: dict[str, float]
    equilibria: tuple[int, ...]
    complete: bool
    observations: int

    def __repr__(self) -> str:
        return f"<CrisisEstimate of {self.observations} crises>"

    @property
    def unique(self) -> bool:
        """Whether every observation is proved to have one equilibrium at the estimate."""
        return self.complete and set(self.equilibria) == {1}

    def summary(self) -> str:
        """The estimates, and whether the rule of selection matters."""
        lines = [
            f"{row['parameter']} = " + ", ".join(f"{row[rule]:.3f} ({rule})" for rule in RULES)
            for _, row in self.table.iterrows()
        ]
        several = sum(number > 1 for number in self.equilibria)
        word = (
            "every observation has one equilibrium"
            if self.unique
            else f"{several} of {len(self.equilibria)} distinct observations have several"
        )
        return "\n".join([*lines, word + ("" if self.complete else "; there may be more")])


def outcome_probabilities(
    payoffs: Sequence[float] | np.ndarray, covariates: tuple[float, float]
) -> np.ndarray:
    """Probabilities of `OUTCOMES` in every equilibrium that a grid of floats shows.

    Parameters
    ----------
    payoffs : sequence of float
        The five parameters.
    covariates : (float, float)
        x and z.

    Returns
    -------
    numpy.ndarray, shape (equilibria, 4)
        By rising resistance.

    Examples
    --------
    >>> outcome_probabilities((-1.9, 0, -1.2, -2.9, 0), (0, 0)).round(1).tolist()[0]
    [0.0, 0.7, 0.2, 0.1]
    """
    (x, z), (w0, w1, back, b0, b1) = covariates, payoffs
    W, W_B = w0 + w1 * x, b0 + b1 * z
    weight = np.exp(-(_TYPES**2) / 2) / np.sqrt(2 * np.pi) * special.ndtr(_TYPES + W - back)
    # G from its upper end down: sums of positive terms, so that small ones keep their digits
    steps = (weight[1:] + weight[:-1]) / 2 * (_TYPES[1] - _TYPES[0])
    firm = np.append(np.cumsum(steps[::-1])[::-1], 0.0)

    def types(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        cut = -np.exp(-u)  # 1 - 1/r
        challenge = special.ndtr(W - cut) + special.ndtr(cut - W) * special.ndtr(back - cut)
        return challenge, np.interp(cut - W, _TYPES, firm)

    challenge, G = types(_LOGITS)
    with np.errstate(divide="ignore"):
        threshold = np.clip(W_B - 1 + challenge / G, -1e8, 1e8)
    gap = special.log_ndtr(threshold) - special.log_ndtr(-threshold) - _LOGITS
    places = np.nonzero((gap[:-1] >= 0) != (gap[1:] >= 0))[0]
    found = _LOGITS[places] + gap[places] * (_LOGITS[1] - _LOGITS[0]) / (
        gap[places] - gap[places + 1]
    )
    if not len(found):  # r is 0 or 1 to every digit of a float
        found = np.array([_LOGITS[-1] if gap[-1] >= 0 else _LOGITS[0]])
    challenge, G = types(found)
    r = special.expit(found)
    G = np.minimum(G, challenge)
    return np.stack(
        [1 - challenge, challenge * special.expit(-found), (challenge - G) * r, G * r], axis=1
    )


def _chosen(all_of_them: np.ndarray, counts: np.ndarray, rule: str) -> np.ndarray:
    """The probabilities of the equilibrium that a rule selects."""
    if rule == "likeliest":
        values = np.log(np.maximum(all_of_them, _FLOOR)) @ counts
        return np.asarray(all_of_them[int(np.argmax(values))])
    return np.asarray(all_of_them[0 if rule == "least" else -1])


def _best(found: list[tuple[float, np.ndarray]]) -> tuple[float, np.ndarray]:
    return min(found, key=lambda pair: pair[0])


def estimate_crises(
    outcomes: Sequence[str],
    x: ArrayLike,
    z: ArrayLike,
    *,
    start: Sequence[float] = _START,
    listed: bool = True,
) -> CrisisEstimate:
    """Estimate the payoffs by maximum likelihood, under every rule of selection.

    Parameters
    ----------
    outcomes : sequence of str
        One of `OUTCOMES` each.
    x, z : array_like
        Covariates of A's and of B's war payoff. Few distinct values make the search fast.
    start : sequence of float
        Where the search begins.
    listed : bool, default True
        List all equilibria at the estimate, with proof: about a second per distinct observation.

    Raises
    ------
    DataError
        For another outcome, or a covariate that is no number, naming its place.
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
        if not np.isfinite([xs[place], zs[place]]).all():
            raise DataError("a covariate is no number", where=f"x[{place}], z[{place}]")
    frame = pd.DataFrame({"outcome": list(outcomes), "x": xs, "z": zs})
    counts = frame.groupby(["x", "z"])["outcome"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=list(OUTCOMES), fill_value=0)
    rows = zip(counts.index, counts.to_numpy(dtype=float), strict=True)
    cells = [((float(a), float(b)), n) for (a, b), n in rows]

    def loss(theta: np.ndarray, rule: str) -> float:
        return -sum(
            float(
                n @ np.log(np.maximum(_chosen(outcome_probabilities(theta, xz), n, rule), _FLOOR))
            )
            for xz, n in cells
        )

    def search(begin: np.ndarray, rule: str) -> tuple[float, np.ndarray]:
        found = minimize(
            loss, begin, args=(rule,), method="Nelder-Mead",
            options={"maxfev": 600, "xatol": 1e-3, "fatol": 1e-4, "adaptive": True},
        )  # fmt: skip
        return float(found.fun), np.asarray(found.x)

    # Jumps of the likelihood catch a search: from several starts, then from one another's ends,
    # the likeliest last, since it is at least as good as the others wherever they are.
    begin = np.asarray(start, dtype=float)
    starts = [begin, begin + _DEEP]
    best = {rule: _best([search(s, rule) for s in starts]) for rule in RULES[:2]}
    for rule, other in (("least", "most"), ("most", "least")):
        best[rule] = _best([best[rule], search(best[other][1], rule)])
    ends = [theta for _, theta in best.values()]
    begins = [(loss(theta, "likeliest"), theta) for theta in ends]
    best["likeliest"] = _best([*begins, search(_best(begins)[1], "likeliest")])
    w0, w1, back, b0, b1 = (float(v) for v in best["likeliest"][1])
    lists = [
        normal_equilibria(crisis(W_A=w0 + w1 * a, a_bar=back, W_B=b0 + b1 * b))
        for (a, b), _ in (cells if listed else [])
    ]
    return CrisisEstimate(
        table=pd.DataFrame({"parameter": NAMES} | {rule: best[rule][1] for rule in RULES}),
        log_likelihood={rule: -best[rule][0] for rule in RULES},
        equilibria=tuple(len(e.found) for e in lists),
        complete=listed and all(e.complete for e in lists),
        observations=len(frame),
    )


def simulated_crises(
    payoffs: Sequence[float], size: int, *, most: bool = False, seed: int = 0
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Outcomes, x and z of crises drawn in one equilibrium, `size` for each x and z.

    Parameters
    ----------
    payoffs : sequence of float
        The five parameters; x is -1, 0 or 1, z is 0 or 1.
    size : int
    most : bool, default False
        Whether all play the equilibrium of most resistance, else that of least.
    seed : int
    """
    rng = np.random.default_rng(seed)
    outcomes: list[str] = []
    xs, zs = [], []
    for x, z in product((-1, 0, 1), (0, 1)):
        p = outcome_probabilities(payoffs, (x, z))[-1 if most else 0]
        outcomes += [OUTCOMES[k] for k in rng.choice(4, size=size, p=p / p.sum())]
        xs += [x] * size
        zs += [z] * size
    return outcomes, np.array(xs), np.array(zs)


def recovery(
    payoffs: Sequence[float],
    size: int,
    *,
    most: bool = False,
    replications: int = 20,
    scheduler: Scheduler = None,
) -> pd.DataFrame:
    """How far estimates from simulated crises are from the truth, by rule of selection.

    Parameters
    ----------
    payoffs : sequence of float
        The truth.
    size, most
        As in `simulated_crises`.
    replications : int
        Samples, one seed each.
    scheduler : None, "processes" or dask.distributed.Client
        Who does the samples (`bargain.work.scheduling`).

    Returns
    -------
    pandas.DataFrame
        ``parameter, truth``, and ``bias`` and ``rmse`` for each of `RULES`.
    """
    work = partial(_error, tuple(payoffs), size, most)
    errors = dict(each_done(work, range(replications), scheduler))
    stacked = np.stack([errors[seed] for seed in range(replications)])
    columns: dict[str, object] = {"parameter": NAMES, "truth": list(payoffs)}
    for k, rule in enumerate(RULES):
        columns[f"bias, {rule}"] = stacked[:, :, k].mean(axis=0)
        columns[f"rmse, {rule}"] = np.sqrt((stacked[:, :, k] ** 2).mean(axis=0))
    return pd.DataFrame(columns)


def _error(payoffs: tuple[float, ...], size: int, most: bool, seed: int) -> np.ndarray:
    """Estimates of one sample minus the truth, a column for each rule."""
    found = estimate_crises(*simulated_crises(payoffs, size, most=most, seed=seed), listed=False)
    return np.asarray(found.table[list(RULES)].to_numpy() - np.asarray(payoffs)[:, None])
