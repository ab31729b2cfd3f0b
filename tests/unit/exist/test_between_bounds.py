"""Unknowns between their bounds: one definition where vertices of a linear program need cases."""

from itertools import combinations

import pytest
import sympy as sp

import bargain as bg
from bargain.verdicts.verdict import Status

holds = bg.conditions.holds
V = sp.Symbol("V", positive=True)
x, y, z = sp.symbols("x y z")
a = sp.symbols("a1:4", positive=True)
v = sp.symbols("v1:4", positive=True)


def division(shares, most):
    """Players who divide something, each share between 0 and a number."""
    names = [str(k) for k in range(len(shares))]
    return bg.Game(
        actions={n: {} for n in names},
        terms=dict.fromkeys(shares, (0, most)),
        payoffs=dict(zip(names, shares, strict=True)),
        disagreement=dict.fromkeys(names, 0),
    )


def splits(tree):
    """The number of case distinctions of a witness proof."""
    if tree["kind"] != "split":
        return 0
    return 1 + sum(splits(tree[side]) for side in ("neg", "zero", "pos"))


def test_the_core_of_three_players_is_one_formula():
    """The common part of each player's most, 1 - v_jk: with three pairs, Shapley's conditions."""
    core = [holds(sp.Eq(x + y + z, 1)), holds(x + y >= v[0]), holds(x + z >= v[1])]
    core += [holds(y + z >= v[2])]
    where = [*(worth < 1 for worth in v), sum(v) <= 2]
    found = bg.decide(division((x, y, z), 1), core, where, effort=1)
    assert found.status is Status.ALWAYS
    assert found.certificate["proof"]["kind"] == "witness"  # two cases before
    assert str(found.witness["z"]) == "(v1 - 1)/(v1 + v2 + v3 - 3)"
    assert bg.check(found).valid


def test_the_bounds_may_meet():
    """With worths of single players the least and the most may be one point: a case of its own."""
    core = [holds(sp.Eq(x + y + z, V)), holds(x + y >= v[0]), holds(x + z >= v[1])]
    core += [holds(y + z >= v[2]), *(holds(s >= t) for s, t in zip((x, y, z), a, strict=True))]
    where = [V <= 10, sum(a) <= V, sum(v) <= 2 * V]
    where += [v[0] + a[2] <= V, v[1] + a[1] <= V, v[2] + a[0] <= V]
    found = bg.decide(division((x, y, z), 10), core, where, effort=1)
    assert found.status is Status.ALWAYS  # cut by its effort before, with 11 units of work
    assert splits(found.certificate["proof"]) == 1
    assert bg.check(found).valid


def test_four_players_of_whom_triples_have_worths():
    """Each triple says the most that the fourth gets."""
    shares = sp.symbols("x1:5")
    w = sp.symbols("w1:5", positive=True)
    core = [holds(sp.Eq(sum(shares), 1))]
    core += [holds(sum(s) >= t) for s, t in zip(combinations(shares, 3), w, strict=True)]
    where = [*(t < 1 for t in w), sum(w) <= 3]
    found = bg.decide(division(shares, 1), core, where, effort=1)
    assert found.status is Status.ALWAYS
    assert splits(found.certificate["proof"]) == 0


@pytest.mark.parametrize("strict", [False, True])
def test_weights_may_have_either_sign(strict):
    """Two tariffs and a transfer: 2 x - 3 y = c, each between bounds that depend on letters."""
    c, p = sp.symbols("c p", positive=True)
    low = [x > 0, y > 0] if strict else [x >= p / 4, y >= 0]
    goals = [holds(sp.Eq(2 * x - 3 * y, c)), *map(holds, low), holds(x <= p), holds(y <= p / 3)]
    found = bg.decide(division((x, y), 1), goals, [p < 1, c < 2 * p, c > p / 2], effort=1)
    assert found.status is Status.ALWAYS
    assert bg.check(found).valid


def test_where_the_bounds_do_not_reach_the_equation_nothing_is_claimed():
    """Three pairs that are worth more than twice the whole."""
    core = [holds(sp.Eq(x + y + z, 1)), holds(x + y >= v[0]), holds(x + z >= v[1])]
    core += [holds(y + z >= v[2])]
    game, below = division((x, y, z), 1), [worth < 1 for worth in v]
    assert bg.decide(game, core, [*below, sum(v) > 2], effort=1).status is Status.NEVER
    assert bg.decide(game, core, below, effort=2).status is Status.SOMETIMES
