"""Agreements that are roots of equations with functions of what they define."""

from __future__ import annotations

import copy
from fractions import Fraction

import pytest
import sympy as sp

import bargain as bg
from bargain.check.certificate import seal
from bargain.check.checker import check
from bargain.refute.axioms import Function, tangents
from bargain.refute.ring import Ring
from bargain.verdicts.verdict import Status

X, Y = sp.symbols("x y")
A = sp.Symbol("a", positive=True)
NASH = bg.conditions.nash()


def answered(effort: sp.Expr, cost: sp.Expr = X**2 / 2) -> bg.Game:
    """The first player answers x = -d effort / dx; the second prefers y = 0."""
    return bg.Game(
        actions={"1": {X: (0, 2)}, "2": {Y: (0, 1)}}, payoffs={"1": -cost - effort, "2": -Y}
    )


@pytest.mark.long(every=5)
@pytest.mark.parametrize(
    ("game", "where"),
    [
        (answered(sp.exp(-X) / 2), []),  # x = exp(-x)/2: 0.3517
        (answered(A * sp.exp(-X)), [A < 1]),  # x = a exp(-x), for every a
        (answered(-A * sp.log(1 + X), X**2), [A < 1]),  # 2x(1 + x) = a
        (answered(sp.exp(-X), X / 2), []),  # exp(-x) = 1/2: log 2
        (answered(sp.exp(-X), A * X), [sp.Rational(1, 4) < A, A < 1]),  # -log a
    ],
    ids=str,
)
def test_best_replies_that_no_formula_gives(game: bg.Game, where: list[sp.Rel]) -> None:
    verdict = bg.decide(game, NASH, where=where, timeout=120, effort=20)
    assert verdict.status is Status.ALWAYS, verdict.evidence
    assert bg.check(verdict).valid


def shared(first: sp.Expr, second: sp.Expr, outside: tuple[sp.Expr, sp.Expr]) -> bg.Game:
    """One thing is shared, in [0, 1]."""
    return bg.Game(
        actions={"1": {}, "2": {}},
        terms={X: (0, 1)},
        payoffs={"1": first, "2": second},
        disagreement=dict(zip("12", outside, strict=True)),
    )


LOGS = shared(sp.log(1 + X), sp.log(2 - X), (A, B := sp.Symbol("b", positive=True)))
CARA = shared(1 - sp.exp(-X), 1 - sp.exp(X - 1), (A, A))
Q = sp.Rational


@pytest.mark.long(every=3)
@pytest.mark.parametrize(
    ("game", "where", "status"),
    [
        (LOGS, [Q(41, 100) < A, A < 1, Q(41, 100) < B, B < 1], Status.NEVER),  # log 3/2 = 0.405
        (LOGS, [Q(2, 5) > A, Q(2, 5) > B], Status.ALWAYS),
        (LOGS, [A < 1, B < 1], Status.SOMETIMES),
        (CARA, [Q(2, 5) < A, A < 1], Status.NEVER),  # 1 - exp(-1/2) = 0.393
        (CARA, [Q(39, 100) > A], Status.ALWAYS),
    ],
    ids=["logs apart", "logs together", "logs", "CARA apart", "CARA together"],
)
def test_shares_by_the_logarithm_and_constant_risk_aversion(
    game: bg.Game, where: list[sp.Rel], status: Status
) -> None:
    verdict = bg.decide(game, bg.conditions.participation(), where=where, timeout=120, effort=20)
    assert verdict.status is status, verdict.evidence
    assert bg.check(verdict).valid


def through() -> dict[str, object]:
    game = answered(A * sp.exp(-X))
    verdict = bg.decide(game, NASH, where=[A < 1], timeout=120, effort=20)
    assert verdict.certificate is not None
    return dict(verdict.certificate)


def resealed(certificate: dict[str, object]) -> bool:
    c = copy.deepcopy(certificate)
    return check(
        seal(c["statement"], c["proof"], c["used"], c["sample"], c["made_by"])  # type: ignore[arg-type]
    ).valid


@pytest.mark.long
def test_a_root_through_functions_is_read_step_by_step() -> None:
    """Controls: no sign change between other ends, no value, an equation of something else."""
    good = through()
    assert resealed(good)
    (which,) = [k for k, s in enumerate(good["proof"]["define"]) if "through" in s]  # type: ignore[index]

    def broken(**changes: object) -> bool:
        bad = copy.deepcopy(good)
        step = bad["proof"]["define"][which]  # type: ignore[index]
        for key, value in changes.items():
            if value is None:
                del step[key]
            else:
                step[key] = value
        return resealed(bad)

    step = good["proof"]["define"][which]  # type: ignore[index]
    assert broken(lo=step["lo"])
    assert not broken(hi=step["lo"])
    assert not broken(through=None)
    assert not broken(through=[])
    assert not broken(at_lo=step["at_hi"], at_hi=step["at_lo"])
    assert not broken(root=[[c if c.startswith("-") else "-" + c, e] for c, e in step["root"]])
    numbered = [s for s in step["through"] if isinstance(s.get("j"), list)]
    assert all(float(Fraction(s["j"][0])) > 0 for s in numbered)


def test_tangents_hold_and_cut_off_the_point() -> None:
    ring = Ring(["x", "F"])
    for kind in ("exp", "log"):
        f = Function(0, 1, kind, ring.gen("x"))
        for x, value in ((1, 2), (1, 3), (Fraction(1, 3), -5), (Fraction(5, 2), Fraction(1, 10))):
            point = {"x": Fraction(x), "F": Fraction(value)}
            (cut,) = tangents(ring, [f], point)
            assert not cut.relation.holds_at(ring.point(point))
            for k in range(1, 40):
                t = Fraction(k, 8)
                true = f.value(float(t))
                assert true is not None
                slack = 1e-9 * (1 if cut.relation.rel == ">=" else 0)
                at = ring.point({"x": t, "F": Fraction(true)})
                room = cut.relation.poly.subs(dict(enumerate(at)))
                number = 0.0 if room == 0 else float(Fraction(str(room.leading_coefficient())))
                assert number >= -slack


def test_right_values_ask_for_no_tangent() -> None:
    ring = Ring(["x", "F"])
    f = Function(0, 1, "exp", ring.gen("x"))
    near = Fraction(2718281828459045, 10**15)
    assert tangents(ring, [f], {"x": Fraction(1), "F": near}) == []
    assert tangents(ring, [f], {"x": Fraction(1000), "F": near}) == []  # too far out
