"""Linear goals at one point, by elimination; and what clashes there, over a whole region."""

import random
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import linprog

import bargain as bg
from bargain.exist.equations import Existence
from bargain.exist.linear import affine_rules
from bargain.exist.linear.eliminated_bounds import clashes, solvable_at
from bargain.exist.linear.rows import linear_rows
from bargain.refute import scout
from bargain.refute.positivstellensatz.roomy_points import roomy_points
from bargain.refute.problem import Problem
from bargain.verdicts.verdict import Status

c = bg.conditions
x, y, z = sp.symbols("x y z")
d = sp.symbols("d1:4", positive=True)
q = sp.symbols("q1:4", positive=True)
w = sp.Symbol("w", positive=True)


@pytest.fixture
def no_z3(monkeypatch):
    """z3 is not asked."""

    def ask(*_, **__):
        raise AssertionError("z3 was asked")

    monkeypatch.setattr(scout, "ask", ask)


def split(payoffs, outside, terms):
    """Players who settle terms between 0 and 1."""
    names = [str(k) for k in range(len(payoffs))]
    return bg.Game(
        actions={n: {} for n in names},
        terms=dict.fromkeys(terms, (0, 1)),
        payoffs=dict(zip(names, payoffs, strict=True)),
        disagreement=dict(zip(names, outside, strict=True)),
    )


def budget(goods):
    """Players who each have a good of a price, within one budget."""
    names = [str(k) for k in range(len(goods))]
    return bg.Game(
        actions={n: {good: (0, 1)} for n, good in zip(names, goods, strict=True)},
        payoffs=dict(zip(names, goods, strict=True)),
        disagreement=dict(zip(names, d, strict=False)),
        constraints=[sum(p * good for p, good in zip(q, goods, strict=False)) <= w],
    )


def numbers(rows, unknowns):
    """A question without parameters, from rows of slopes, a constant and a relation."""
    goals = []
    for *slopes, constant, rel in rows:
        unit = np.eye(unknowns, dtype=int).tolist()
        poly = [[str(s), e] for s, e in zip(slopes, unit, strict=True) if s]
        poly += [[str(constant), [0] * unknowns]] if constant else []
        goals.append({"rel": rel, "poly": poly, "forall": []})
    names = [f"u{k}" for k in range(unknowns)]
    own = {"variables": names, "parameters": [], "unknowns": names, "bound": []}
    return Existence.read({**own, "region": [], "goals": goals})


@pytest.mark.parametrize("least", [2, 3])
def test_bounds_with_one_direction_count_once(least):
    """Four shares of 4, pairs get at least 2, three get `least` or more: all have 1, or none have.

    Each bound has many ways to come about; told apart by these there are more than are written out.
    """
    pairs = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]]
    alone = np.eye(4, dtype=int).tolist()
    rows = [[1, 1, 1, 1, -4, "="], *([*p, -2, ">="] for p in pairs)]
    rows += [[*s, 0, ">="] for s in alone] + [[*(-k for k in s), 4, ">="] for s in alone]
    rows += [[*(1 - k for k in s), -least, ">" if least == 3 else ">="] for s in alone]
    question = numbers(rows, 4)
    assert solvable_at(question, linear_rows(question), {}) is (least == 2)


@pytest.mark.parametrize("seed", range(40))
def test_elimination_says_what_a_linear_program_says(seed):
    """Random rows in two and three unknowns; strict ones have room or there is no point."""
    rng = random.Random(seed)
    unknowns = rng.choice((2, 3))
    rows = [
        [*(rng.randint(-3, 3) for _ in range(unknowns)), rng.randint(-4, 4), rel]
        for rel in rng.choices((">=", ">=", ">", "="), (4, 4, 2, 1), k=rng.randint(3, 6))
    ]
    rows = [row for row in rows if any(row[:-2])]
    equal = [row for row in rows if row[-1] == "="]
    other = [row for row in rows if row[-1] != "="]
    found = linprog(
        [0.0] * unknowns + [-1.0],
        A_ub=[[*(-s for s in row[:-2]), float(row[-1] == ">")] for row in other] or None,
        b_ub=[row[-2] for row in other] or None,
        A_eq=[[*row[:-2], 0.0] for row in equal] or None,
        b_eq=[-row[-2] for row in equal] or None,
        bounds=[(None, None)] * unknowns + [(0, 1)],
    )
    strict = any(row[-1] == ">" for row in rows)
    expected = bool(found.status == 0 and (not strict or found.x[-1] > 1e-9))
    existence = numbers(rows, unknowns)
    assert solvable_at(existence, linear_rows(existence), {}) is expected


@pytest.mark.usefixtures("no_z3")
def test_a_budget_that_is_too_small_is_refuted_by_its_prices():
    """Each least claim times its price, and the budget: no program, no solver."""
    where = [sum(p * least for p, least in zip(q, d, strict=True)) > w]
    found = bg.decide(budget((x, y, z)), c.participation(), where, effort=1)
    assert found.status is Status.NEVER
    node = found.certificate["proof"]["node"]
    assert node["k"] == "psatz"
    assert sorted(len(term["h"]) for term in node["terms"]) == [1, 1, 2, 2, 2]
    assert bg.check(found).valid


@pytest.mark.usefixtures("no_z3")
def test_a_large_shift_of_power_is_refuted_by_its_discount():
    """Powell (2006): what the declining side cannot be promised; a region with products."""
    p, k, delta, shift = sp.symbols("p k delta D", positive=True)
    costs = sp.symbols("c_A c_B", positive=True)
    flow = [x + delta * y, 1 - x + delta * (1 - y)]
    outside = [p * (1 + delta) - costs[0], (1 - p) * (1 + delta) - costs[1]]
    later = [c.holds(y >= p + shift - k), c.holds(1 - y >= 1 - p - shift - k)]
    where = [p < 1, delta < 1, p + shift < 1, delta * (shift - k) > p + costs[1], 10 * p > 1]
    game = split(flow, outside, (x, y))
    found = bg.decide(game, [c.participation(), *later], [100 * k < 1, *where], effort=1)
    assert found.status is Status.NEVER
    assert len(found.certificate["proof"]["node"]["terms"]) == 4


@pytest.mark.usefixtures("no_z3")
def test_costs_of_either_sign_are_tried_with_the_other_sign():
    """Fearon (1995): who may gain by fighting; the first points of a region are positive."""
    p, g_A, g_B = sp.Symbol("p", positive=True), *sp.symbols("g_A g_B", real=True)
    war = split([x, 1 - x], [p - g_A, 1 - p - g_B], (x,))
    where = [p < 1, g_A > -1, g_A < 1, g_B > -1, g_B < 1]
    found = bg.decide(war, c.participation(), where, effort=1)
    assert found.status is Status.SOMETIMES
    assert bg.check(found).valid


def test_clauses_that_clash_at_the_point_alone_prove_nothing():
    """At claims above 1 nobody can be served at all, which says nothing of claims below it."""
    game = budget((x, y))
    where = [q[0] * d[0] + q[1] * d[1] > w, d[0] < 2, d[1] < 2]
    assert bg.decide(game, c.participation(), where, effort=1).status is Status.NEVER
    where = [d[0] < 2, d[1] < 2, d[0] > 1]
    assert bg.decide(game, c.participation(), where, effort=1).status is Status.NEVER
    where = [d[0] < 2, d[1] < 2]
    assert bg.decide(game, c.participation(), where, effort=2).status is Status.SOMETIMES


def test_multiples_of_what_clashes_cancel_the_unknowns_everywhere():
    """Two prices, two claims: the multiples are the prices."""
    names = ["a", "b", "w", "x", "y"]
    budget_row = [["-1", [1, 0, 0, 1, 0]], ["-1", [0, 1, 0, 0, 1]], ["1", [0, 0, 1, 0, 0]]]
    least = [[["1", e], ["-1", [0] * 5]] for e in ([0, 0, 0, 1, 0], [0, 0, 0, 0, 1])]
    goals = [{"rel": ">=", "poly": p, "forall": []} for p in (budget_row, *least)]
    own = {"variables": names, "parameters": names[:3], "unknowns": names[3:], "bound": []}
    asked = Existence.read({**own, "region": [], "goals": goals})
    rows, point = linear_rows(asked), {0: Fraction(2), 1: Fraction(3), 2: Fraction(1)}
    [found] = clashes(asked.ring, asked.unknowns, rows, point)
    total = sum((f * rows[i].poly for i, f in found.multiples.items()), asked.ring.zero)
    assert total == found.total
    assert asked.ring.encode(found.total) == [
        ["-1", [1, 0, 0, 0, 0]],
        ["-1", [0, 1, 0, 0, 0]],
        ["1", [0, 0, 1, 0, 0]],
    ]


def test_a_region_with_products_has_a_simple_point_where_some_letters_are_fixed():
    """p q > 1 with p + q < 3."""
    product = {"name": "a", "rel": ">", "poly": [["1", [1, 1]], ["-1", [0, 0]]]}
    below = {"name": "b", "rel": ">", "poly": [["-1", [1, 0]], ["-1", [0, 1]], ["3", [0, 0]]]}
    problem = Problem.read(["p", "q"], [product, below])
    [point] = roomy_points(problem)
    assert problem.holds_at(point)


def test_outside_options_that_are_products_are_the_agreement(monkeypatch):
    """Six who each get at least d_i r of a unit: d_i r is enough, without a linear program."""

    def program(*_, **__):
        raise AssertionError("a linear program was asked")

    monkeypatch.setattr(affine_rules, "linprog", program)
    least, r = sp.symbols("d1:7", positive=True), sp.Symbol("r", positive=True)
    shares = sp.symbols("x1:6")
    game = split([*shares, 1 - sum(shares)], [t * r for t in least], shares)
    found = bg.decide(game, c.participation(), [sum(least) * r <= 1], effort=1)
    assert found.status is Status.ALWAYS
    assert all(found.witness[f"x{k}"].is_polynomial() for k in range(1, 6))
    assert bg.check(found).valid


def test_where_the_least_does_not_do_another_agreement_is_found():
    """Strict claims, and a common good that somebody has to pay for."""
    game = split([x, 1 - x], [0, 0], (x,))
    assert bg.decide(game, c.holds(x > w), [w < 1], effort=1).status is Status.ALWAYS
    paid = [c.holds(x >= w), c.holds(x >= 1 - w)]
    assert bg.decide(game, paid, [w < 1], effort=1).status is Status.ALWAYS
