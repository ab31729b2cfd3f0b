"""Diagrams, cores and batches are the same whoever computed them."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

import bargain as bg

x = sp.Symbol("x")
t = sp.Symbol("t", positive=True)
PIE = bg.Game(
    actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x},
    disagreement={"A": t, "B": t},
)  # fmt: skip
c = bg.conditions


def same(one: Any, two: Any) -> bool:
    return bool(one.to_dict() == two.to_dict())


def test_a_phase_diagram() -> None:
    given: dict[str, Any] = {"resolution": 0.1, "boundaries": [2 * t - 1, 4 * t - 1]}
    here = bg.phase_diagram(PIE, c.participation(), {t: (0, 1)}, **given)
    there = bg.phase_diagram(PIE, c.participation(), {t: (0, 1)}, scheduler="processes", **given)
    assert same(here, there)
    assert here.at({t: 0.1}) == "always"
    assert [v.certificate for v in here.verdicts.values()] == [
        v.certificate for v in there.verdicts.values()
    ]


def test_cores() -> None:
    demands = [c.equal_gains(), c.holds(x > sp.Rational(1, 2)), c.holds(x > sp.Rational(3, 4))]
    here = bg.impossibility_cores(PIE, demands, where=[t < sp.Rational(1, 4)])
    there = bg.impossibility_cores(
        PIE, demands, where=[t < sp.Rational(1, 4)], scheduler="processes"
    )
    assert same(here, there)
    assert len(here.other_cores) == 2


def test_a_batch(monkeypatch: Any) -> None:
    from bargain.solve.finite.batches import batch_enumeration

    monkeypatch.setattr(batch_enumeration, "_PART", 30)
    a, b = np.random.default_rng(3).integers(-3, 4, (2, 100, 3, 3))
    a[7] = 10**18  # one game needs Python integers
    here = bg.nash_equilibria_batch(a, b)
    there = bg.nash_equilibria_batch(a, b, scheduler="processes")
    for name in ("game", "x_numerators", "x_denominators", "y_numerators", "degenerate"):
        one, two = getattr(here, name), getattr(there, name)
        assert one.dtype == two.dtype
        assert (one == two).all()
