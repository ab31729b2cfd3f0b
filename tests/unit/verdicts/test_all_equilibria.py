"""Games with numbers: the complete list of equilibria decides whether there is one."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain.check import seal
from bargain.rebuild.rebuild import differences

x, y, s = sp.symbols("x y s", positive=True)


def duel(a: sp.Expr, b: sp.Expr) -> bg.Game:
    return bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": a, "B": b})


PROVED = {
    "log and exp": (duel(sp.log(1 + x) * (1 + y) - x, sp.exp(-y) * x - y**2), "always"),
    "an irrational equilibrium": (
        duel(sp.sqrt(1 + x * y) - x**2, sp.log(1 + y + x) - y * sp.Rational(2, 3)), "always"
    ),
    "none": (duel((x - y) ** 2 * sp.exp(-x), -((x - y) ** 2)), "never"),
}  # fmt: skip


@pytest.mark.parametrize(("game", "status"), PROVED.values(), ids=PROVED)
def test_the_list_of_equilibria_is_the_answer(game: bg.Game, status: str) -> None:
    verdict = bg.decide(game, bg.conditions.nash(), timeout=30)
    assert (verdict.status, verdict.method) == (status, "nash")
    assert bg.check(verdict).verdict == status
    assert bool(bg.nash_equilibria(game).equilibria) == (status == "always")
    assert (verdict.witness is None) == (status == "never")
    assert differences(verdict.certificate["statement"], game) == []


@pytest.mark.parametrize(("game", "status"), PROVED.values(), ids=PROVED)
def test_the_other_verdict_is_refused(game: bg.Game, status: str) -> None:
    sealed = bg.decide(game, bg.conditions.nash(), timeout=30).certificate
    for verdict in {"never", "always", "sometimes"} - {status}:
        statement = {**sealed["statement"], "verdict": verdict}
        other = seal(statement, sealed["proof"], [], {}, sealed["made_by"])
        assert not bg.check(other).valid


@pytest.mark.long
def test_more_conditions_or_parameters_are_other_questions() -> None:
    game = PROVED["log and exp"][0]
    both = bg.conditions.all_of(bg.conditions.nash(), bg.conditions.holds(x > 2))
    assert bg.decide(game, both, timeout=30).status == "never"
    free = duel(s * x - x**2, y - y**2 * s)
    verdict = bg.decide(free, bg.conditions.nash(), timeout=30)
    assert (verdict.status, verdict.method) == ("always", "witness")


def test_an_incomplete_list_is_only_evidence_and_gives_points_to_try() -> None:
    together = duel(-((x - y) ** 2), -((x - y) ** 2))  # a continuum
    verdict = bg.decide(together, bg.conditions.nash(), timeout=30)
    assert (verdict.status, verdict.method) == ("always", "witness")
    assert any("perhaps not all" in line for line in verdict.evidence)
