"""Squares that a refutation may need, from relations that are quadratic."""

from __future__ import annotations

import pytest

from bargain.refute.positivstellensatz.square_forms import square_forms
from bargain.refute.ring import Poly, Relation, Ring

RING = Ring(["d", "k", "w", "t", "e"])
d, k, w, t, e = RING.gens


def forms(*polys: Poly) -> list[Poly]:
    return square_forms(RING, [Relation(">=", p) for p in polys], 2)


def test_what_is_paid_cancels_between_who_pays_and_who_is_paid() -> None:
    """w - e^2/2 >= d and e - w >= k add up to (1 - (e - 1)^2)/2 >= d + k."""
    found = forms(w - e**2 / 2 - d, e - w - k)
    assert e - 1 in found
    assert e - 1 not in forms(w - e**2 / 2 - d)


def test_it_may_go_from_hand_to_hand() -> None:
    """3 w >= 2 e^2, then t >= w and e >= 2 t: 3 e/2 - 2 e^2 is largest at e = 3/8."""
    assert 8 * e - 3 in forms(3 * w - 2 * e**2, t - w, e - 2 * t)


@pytest.mark.parametrize("other", [e + w - k, e - k, e - d * w, -w])
def test_nothing_cancels_without_a_transfer(other: Poly) -> None:
    assert not any(RING.support(f) == {4} and len(f) > 1 for f in forms(w - e**2 / 2 - d, other))
