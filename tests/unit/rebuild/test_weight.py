"""The weight of a game: an upper bound of what it becomes when it is written out."""

from __future__ import annotations

import random

import pytest
import sympy as sp

import bargain as bg
from bargain.rebuild.rebuild import LARGEST
from bargain.rebuild.weight import weight

A, B, C = sp.symbols("a b c")


def random_expression(generator: random.Random, depth: int) -> sp.Expr:
    if depth == 0:
        return generator.choice([A, B, C, sp.Integer(generator.randint(1, 3))])
    parts = [random_expression(generator, depth - 1) for _ in range(2)]
    return generator.choice([
        sp.Add(*parts), sp.Mul(*parts, evaluate=False), parts[0] ** generator.randint(1, 4),
    ])  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_no_polynomial_has_more_terms_than_its_weight(seed: int) -> None:
    expression = random_expression(random.Random(seed), 3)
    expanded = sp.expand(expression)
    assert len(sp.Add.make_args(expanded)) <= weight([expression])


@pytest.mark.parametrize("seed", range(20))
def test_no_fraction_has_more_terms_than_its_weight(seed: int) -> None:
    generator = random.Random(seed)
    parts = [random_expression(generator, 2) / (1 + random_expression(generator, 1) ** 2)
             for _ in range(3)]  # fmt: skip
    top, below = sp.fraction(sp.together(sp.Add(*parts)))
    terms = max(len(sp.Add.make_args(sp.expand(side))) for side in (top, below))
    assert terms <= weight([sp.Add(*parts)])


def test_what_is_short_and_large_is_heavy() -> None:
    assert weight([(A + B + C) ** 60]) == sp.binomial(62, 2)
    assert weight([(A + B + C) ** 900 * (A - B) ** 900]) > 10**5
    assert weight([sp.Add(*(1 / (A + k * B + C) for k in range(30)))]) > 10**6
    assert weight([sp.Mul(*(sp.Abs(A - k) for k in range(40)))]) == 10**12
    assert weight([sp.Add(*(sp.log(A + k) for k in range(1, 40)))]) > 10**5
    assert weight([(A + B + C) ** sp.Integer(10**9)]) == 10**12


def test_models_are_light() -> None:
    for name in ("autonomy_security", "cost_sharing", "policy_lead", "shifting_power"):
        game = getattr(bg.models, name)()
        if isinstance(game, bg.Game):
            own = [*game.payoffs.values(), *(e for m in game.measures.values() for e in m.values())]
            assert 100 * weight(own) * len(game.players) < LARGEST
