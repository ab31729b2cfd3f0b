"""Hypotheses as statements write them, evaluated at exact points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from bargain.refute.ring import Ring


def holds_at(hypothesis: Mapping[str, Any], values: Sequence[Fraction]) -> bool:
    """Whether a hypothesis holds at exact values of the statement's variables, in order."""
    ring = Ring([str(k) for k in range(len(values))])
    point = ring.point({str(k): value for k, value in enumerate(values)})
    return ring.hypothesis(hypothesis).holds_at(point)
