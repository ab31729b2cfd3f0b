"""Points of regions: which variables are given values so that the rest is linear."""

from __future__ import annotations

from bargain.refute.positivstellensatz.roomy_points import _bending
from bargain.refute.ring import Relation, Ring


def test_each_variable_is_given_a_value_once() -> None:
    """x*y² + x*z² + x*w² needs x first, and then each of the others, not x again and again."""
    ring = Ring(["x", "y", "z", "w"])
    x, y, z, w = (ring.gen(n) for n in ring.names)
    found = _bending(ring, [Relation(">", x * y * y + x * z * z + x * w * w)])
    assert found == [0, 1, 2, 3]
