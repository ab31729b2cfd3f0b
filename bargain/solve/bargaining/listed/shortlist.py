"""Which of many options may be the best: floats leave out what is worse by more than they err.

Gains are rounded once, so a score is off by a few units in the last place; options within a
relative 1e-9 of the best score stay, and are compared exactly. Where numbers do not fit into floats
all options stay.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bargain.solve.bargaining.listed.polygons import Gains

__all__ = ["as_floats", "near_the_best", "near_the_hull"]

_FEW = 64  # so few are compared at once
_NEAR = 1e-9


def as_floats(rows: Sequence[Gains]) -> tuple[tuple[float, ...], ...] | None:
    """The rows in floats, with the signs that they have; None where floats cannot hold them."""
    try:
        numbers = tuple(tuple(map(float, row)) for row in rows)
    except OverflowError:
        return None
    lost = any(
        0.0 in floats and any(v and not f for v, f in zip(row, floats, strict=True))
        for row, floats in zip(rows, numbers, strict=True)
    )  # too small for a float
    return None if lost else numbers


def near_the_best(name: str, gains: np.ndarray | None, alpha: Gains) -> np.ndarray | None:
    """Positions of the options that may be the best, or set an ideal gain; None for all."""
    if gains is None or len(gains) <= _FEW:
        return None
    weights = np.array([float(a / max(alpha)) for a in alpha])
    if not weights.all():
        return None
    accepted = (gains >= 0).all(axis=1)
    if name == "nash_bargaining":
        accepted &= (gains > 0).all(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            score = np.log(gains) @ weights
        near = score >= score[accepted].max() - _NEAR * (1 + np.abs(score[accepted]).max())
        return np.flatnonzero(accepted & near)
    keep = np.zeros(len(gains), dtype=bool)
    if name == "utilitarian":
        score = gains @ weights
    else:
        if name == "kalai_smorodinsky":
            ideal = gains[accepted].max(axis=0)
            keep = accepted & (gains >= ideal * (1 - _NEAR)).any(axis=1)
            weights = weights * ideal
        score = (gains / weights).min(axis=1)
    keep |= accepted & (score >= score[accepted].max() * (1 - _NEAR))
    return np.flatnonzero(keep)


def near_the_hull(gains: np.ndarray | None) -> np.ndarray | None:
    """Positions of the points of a plane that may be corners of their hull; None for all."""
    if gains is None or len(gains) <= _FEW:
        return None
    from scipy.spatial import ConvexHull, QhullError

    span = np.ptp(gains, axis=0)
    if not (span > 0).all() or not np.isfinite(span).all():
        return None
    scaled = (gains - gains.min(axis=0)) / span
    try:
        sides = ConvexHull(scaled).equations
    except QhullError:
        return None
    depth = (scaled @ sides[:, :-1].T + sides[:, -1]).max(axis=1)
    return np.flatnonzero(depth >= -_NEAR)
