"""Rank correlations with permutation tests: no approximation, and exact where there are few orders.

Under the null of no association every order of the second series is equally likely. The statistic
is Spearman's; the p value is one-sided, the share of orders at least as extreme. All orders are
gone through where they are no more than the permutations asked for, else that many are drawn and
the observed order counts as one of them (Phipson & Smyth 2010).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from bargain.errors import OptionError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["exact_rank_p", "holm", "permutation_p"]


def permutation_p(
    first: ArrayLike,
    second: ArrayLike,
    permutations: float,
    rng: np.random.Generator | None = None,
    *,
    sign: int = 1,
) -> float:
    """Return the one-sided p value of Spearman's correlation, by permutations.

    Parameters
    ----------
    first, second : array_like
        Equally long.
    permutations : float
        Orders to draw; infinity goes through all of them.
    rng : numpy.random.Generator, optional
        Needed where orders are drawn.
    sign : {1, -1}
        The direction of the alternative.
    """
    one, two = stats.rankdata(first), stats.rankdata(second)
    one, two = one - one.mean(), two - two.mean()
    return float(
        stats.permutation_test(
            (two,),
            lambda order, axis: np.sum(one * order, axis=axis),
            permutation_type="pairings",
            alternative="greater" if sign > 0 else "less",
            n_resamples=permutations,
            rng=rng,
        ).pvalue
    )


def exact_rank_p(first: list[float], second: list[float]) -> float:
    """Return the exact one-sided p value of Spearman's statistic, by all permutations.

    Parameters
    ----------
    first, second : list of float
        Equally long, at most 8 values, without ties.

    Raises
    ------
    OptionError
        For other lengths, or ties.

    Examples
    --------
    >>> exact_rank_p([15, 46, 478], [11, 41, 432]) == 1 / 6
    True
    """
    size = len(first)
    if size != len(second) or not 1 <= size <= 8:
        raise OptionError("give two equally long lists of 1 to 8 values", where="exact_rank_p")
    if len(set(first)) < size or len(set(second)) < size:
        raise OptionError("ties have no single rank", where="exact_rank_p", fix="use scipy")
    return permutation_p(first, second, float("inf")) if size > 1 else 1.0


def holm(p_values: list[float]) -> list[float]:
    """Return p values corrected for multiple testing (Holm 1979), in the order given.

    Parameters
    ----------
    p_values : list of float

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, largest = [1.0] * len(p_values), 0.0
    for rank, i in enumerate(order):
        largest = max(largest, (len(p_values) - rank) * p_values[i])
        adjusted[i] = min(1.0, largest)
    return adjusted
