"""Equations that are used up: those of a region, those of a witness, and where a goal is tight.

References: substitution at exact points, and all solutions of the same system by sympy.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import EmptyRegionError
from bargain.exist.equations import Existence, systems
from bargain.exist.triangular import Quotient, Root, _gives_one, reduced, solutions
from bargain.question.question import Question
from bargain.question.region_relations import cleared, put_in, solve_equations
from bargain.refute.ring import Poly, Ring

F, R = Fraction, sp.Rational
p, q, r = sp.symbols("p q r", real=True)
s, t = sp.symbols("s t", positive=True)

# regions: what is solved for, and what has to be left


def holds(relations: Any, at: dict[sp.Symbol, Any]) -> bool:
    return all(sp.sympify(e).subs(at) == sp.true for e in relations)


def positive(v: sp.Symbol) -> Any:
    """v > 0 as a region states it; sympy would only say True of a positive symbol."""
    return sp.StrictGreaterThan(v, 0, evaluate=False)


REGIONS = {
    "a difference": [sp.Eq(p - q, 1), sp.Ge(p, 0), sp.Le(q, 3)],
    "two equations": [sp.Eq(p, q + r), sp.Eq(q, 2 * r), sp.Ge(p + q, 1)],
    "a chain": [sp.Eq(r, p), sp.Eq(p, q), sp.Gt(r, q - 1), sp.Le(p**2, 4)],
    "a positive coefficient": [sp.Eq(s * p, q), sp.Ge(p, 1), sp.Le(s, 2), positive(s)],
    "a coefficient of unknown sign": [sp.Eq(p * q, 1), sp.Ge(p + q, 2)],
    "a square is not linear": [sp.Eq(p**2, q), sp.Le(p, 0)],
    "no equation": [sp.Ge(p, q), sp.Gt(q, 0)],
    "an equation for a positive symbol": [sp.Eq(t, p), positive(t), sp.Le(p, 2)],
}


def points(region: list[Any], rng: random.Random) -> Iterator[dict[sp.Symbol, Any]]:
    """Random points near the region: some solve its equations, some only nearly."""
    symbols = sorted(set().union(*(e.free_symbols for e in region)), key=str)
    values = [R(k, 2) for k in range(-6, 7)]
    for _ in range(150):
        at = {v: rng.choice(values) for v in symbols}
        for e in region:
            v = rng.choice(symbols)
            if isinstance(e, sp.Eq) and rng.random() < 0.8:
                others = {w: x for w, x in at.items() if w != v}
                found = sp.solve((e.lhs - e.rhs).subs(others), v)
                if found and found[0].is_Rational:
                    at[v] = found[0]
        if all(at[v] > 0 for v in symbols if v.is_positive):
            yield at


@pytest.mark.long(every=3)
@pytest.mark.parametrize("name", REGIONS)
def test_used_up_equations_describe_the_same_points(name: str) -> None:
    region = REGIONS[name]
    solved, left = solve_equations(list(region))
    gone = {v for v, _ in solved}
    for e in (*left, *(e for _, e in solved)):  # what is used up occurs nowhere any more
        assert not gone & e.free_symbols
    seen = {True: 0, False: 0}
    for at in points(region, random.Random(name)):
        inside = holds(region, at)
        again = holds(left, at) and all(at[v] == e.subs(at) for v, e in solved)
        assert inside == again, at
        seen[inside] += 1
    assert min(seen.values()) > 0  # points of both kinds were looked at


def test_how_many_equations_are_used_up() -> None:
    def count(name: str) -> int:
        return len(solve_equations(list(REGIONS[name]))[0])

    assert [count(n) for n in ("a difference", "two equations", "a chain")] == [1, 2, 2]
    assert count("a positive coefficient") == 1
    assert count("a coefficient of unknown sign") == 0  # it may be zero: then there is no solution
    assert count("a square is not linear") == 1  # q is linear in it, p is not
    assert count("no equation") == 0


def test_a_contradiction_is_an_empty_region() -> None:
    with pytest.raises(EmptyRegionError):
        solve_equations([sp.Eq(p, 1), sp.Ge(p, 2)])
    with pytest.raises(EmptyRegionError):
        solve_equations([sp.Eq(p, q), sp.Eq(q, 1), sp.Eq(p, 2)])
    solved, left = solve_equations([sp.Eq(p, 1), sp.Le(p, 2)])
    assert (solved, left) == (((p, sp.Integer(1)),), ())


def test_putting_in_keeps_the_relation_and_does_not_decide_it() -> None:
    """With s positive sympy would call 1 + s > 0 true; the region has to say it."""
    found = put_in([(p, 1 + s)], sp.Gt(p, 0))
    assert isinstance(found, sp.StrictGreaterThan)
    assert found.free_symbols == {s}
    assert put_in([(p, q)], sp.Le(r, 1)) == sp.Le(r, 1)
    assert put_in([(p, q**2)], sp.Lt(p, r)) == sp.Lt(q**2, r)


def gt(left: Any, right: Any) -> Any:
    return sp.StrictGreaterThan(left, right, evaluate=False)


@pytest.mark.parametrize(
    "relation",
    [
        gt(p / q, 1), gt(1 / q, 3), sp.Le(1 / (q - 1), p / (q + 2), evaluate=False),
        sp.Ge(p / q**2, 1, evaluate=False), gt(p / (1 + q**2), q), sp.Ne(1 / q, 2),
        sp.Eq(1 / q, p, evaluate=False), gt(sp.log(p), 0), sp.Le(sp.log(p), 0, evaluate=False),
        gt(sp.log(p), sp.log(q)), sp.Lt(sp.log(p * q), sp.log(1 + q), evaluate=False),
        gt(sp.log(1 / p), 0), gt(p, q),
    ],
    ids=str,
)  # fmt: skip
def test_a_cleared_relation_says_the_same_where_there_are_values(relation: Any) -> None:
    clear = cleared(relation)
    assert type(clear) is type(relation)
    assert not clear.has(sp.log)
    seen = set()
    for a, b in itertools.product([R(-3), R(-1), R(-1, 3), R(1, 4), R(1, 2), R(2), R(5)], repeat=2):
        at = {p: a, q: b}
        sides = [side.subs(at) for side in relation.args]
        if all(side.is_real for side in sides):
            true = type(relation)(*sides) == sp.true
            assert (clear.subs(at) == sp.true) == true, at
            seen.add(true)
    assert seen == {True, False}


# witnesses: triangular systems


def value(poly: Poly, at: list[Fraction]) -> Fraction:
    total = F(0)
    for exponents, c in poly.to_dict().items():
        term = F(int(c.p), int(c.q))
        for x, k in zip(at, exponents, strict=False):
            term *= x ** int(k)
        total += term
    return total


def computed(definitions: Any, at: list[Fraction]) -> list[Fraction] | None:
    """Put the definitions in one after the other; None at a zero denominator."""
    at = list(at)
    for d in definitions:
        below = value(d.den, at)
        if below == 0:
            return None
        at[d.position] = value(d.num, at) / below
    return at


SYSTEMS = {  # over parameters a, b and unknowns x, y, z
    "linear": lambda a, b, x, y, z: [x + y - a, x - y - b, z - x * y],
    "linear in one another": lambda a, b, x, y, z: [a * x - b * y, x + y - 1, z - b],
    "a product": lambda a, b, x, y, z: [x * (x - a), y - x - b, z * (z - y)],
    "a quotient": lambda a, b, x, y, z: [(a + 1) * x - b, x * y - 1, z - y],
    "two factors each": lambda a, b, x, y, z: [(x - a) * (y - b), x + y - a * b, z],
    "a square that factors": lambda a, b, x, y, z: [x**2 - a**2, y - b * x, z - 1],
    "a zero equation": lambda a, b, x, y, z: [x - x, x - a, y - b, z - a - b],
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_triangular_solutions_solve_the_system_and_all_are_found(name: str) -> None:
    ring = Ring(["a", "b", "x", "y", "z"])
    equations = SYSTEMS[name](*ring.gens)
    found = list(solutions(ring, equations, [2, 3, 4], [], {}))
    assert found
    symbols = sp.symbols("a b x y z")
    plain = [e for e in SYSTEMS[name](*symbols) if e != 0]
    for A, B in [(F(2), F(3)), (F(-1, 2), F(5)), (F(7), F(1, 3))]:
        ours = set()
        for definitions in found:
            assert sorted(d.position for d in definitions) == [2, 3, 4]
            for version in (definitions, reduced(ring, definitions)):
                at = computed(version, [A, B, F(0), F(0), F(0)])
                if at is None:
                    continue
                assert all(value(e, at) == 0 for e in equations)
                ours.add(tuple(at[2:]))
        fixed = {symbols[0]: R(str(A)), symbols[1]: R(str(B))}
        theirs = sp.solve([e.subs(fixed) for e in plain], symbols[2:], dict=True)
        assert ours == {tuple(F(str(sol[v])) for v in symbols[2:]) for sol in theirs}


def test_definitions_come_after_what_they_use() -> None:
    ring = Ring(["a", "x", "y", "z"])
    a, x, y, z = ring.gens
    for definitions in solutions(ring, [z - y * x, y - x - a, x * a - 1], [1, 2, 3], [], {}):
        known = {0}
        for d in definitions:
            assert ring.support(d.num) | ring.support(d.den) <= known
            known.add(d.position)


def test_an_equation_in_one_unknown_defines_a_root_between_the_brackets() -> None:
    ring = Ring(["a", "x", "y"])
    a, x, y = ring.gens
    low, high = ring.zero, ring.constant(2)
    found = list(solutions(ring, [x**3 + x - a, y - x**2], [1, 2], [], {1: [(low, high)]}))
    assert len(found) == 1
    root, rest = found[0]
    assert isinstance(root, Root)
    assert (root.position, root.lo, root.hi) == (1, low, high)
    assert root.poly in (x**3 + x - a, a - x - x**3)
    assert rest == Quotient(2, x**2, ring.one)
    assert list(solutions(ring, [x**3 + x - a, y - x], [1, 2], [], {})) == []  # no bracket


def test_two_equations_in_two_unknowns_are_eliminated() -> None:
    """x^2 + y^2 = a and x y = 1: the resultant is x^4 - a x^2 + 1 or the same in y."""
    ring = Ring(["a", "x", "y"])
    a, x, y = ring.gens
    bracket = {k: [(ring.zero, ring.one)] for k in (1, 2)}
    equations = [x**2 + y**2 - a, (x * y - 1) ** 1 + (x - x)]
    found = list(solutions(ring, equations, [1, 2], [], bracket))
    roots = [d for definitions in found for d in definitions if isinstance(d, Root)]
    assert roots
    # the cosines' identity: at x = 2 and y = 1/2, a = 17/4
    at = [F(17, 4), F(2), F(1, 2)]
    assert any(value(root.poly, at) == 0 for root in roots)


def test_roots_come_before_what_uses_them() -> None:
    """x^2 = a, y^2 + x^2 = 1 and z = x y: x is a root, y another with x in it, z a product."""
    ring = Ring(["a", "z", "y", "x"])
    a, z, y, x = ring.gens
    bracket = {k: [(ring.zero, ring.one)] for k in (2, 3)}
    equations = [x**2 - a, y**2 + x**2 - 1, z - x * y]
    found = list(solutions(ring, equations, [1, 2, 3], [], bracket))
    assert found
    for definitions in found:
        known = {0}
        for d in definitions:
            parts = [d.poly, d.lo, d.hi] if isinstance(d, Root) else [d.num, d.den]
            assert all(ring.support(p) <= {*known, d.position} for p in parts)
            known.add(d.position)
        assert known == {0, 1, 2, 3}


def test_impossible_and_underdetermined_systems() -> None:
    ring = Ring(["a", "x", "y"])
    a, x, y = ring.gens
    assert list(solutions(ring, [x - a, x - a - 1, y], [1, 2], [], {})) == []
    assert list(solutions(ring, [x - a], [1, 2], [], {})) == []  # y is free
    with_hint = list(solutions(ring, [x - a], [1, 2], [y - 1], {}))
    assert len(with_hint) == 1
    assert computed(with_hint[0], [F(5), F(0), F(0)]) == [5, 5, 1]
    # hints are tried in order, each once
    two = list(solutions(ring, [x - a], [1, 2], [y - 1, y - 2], {}))
    assert [computed(d, [F(0), F(0), F(0)])[2] for d in two] == [1, 2]
    # an equation between parameters is left to the prover
    assert len(list(solutions(ring, [a - 1, x, y], [1, 2], [], {}))) == 1


def test_a_suggestion_that_gives_one_unknown_as_a_polynomial_in_another() -> None:
    ring = Ring(["a", "x", "y"])
    a, x, y = ring.gens
    free = frozenset({1, 2})
    for given in (a * x - y, (a + 1) * x - y**2, y - x**3 * a + x):
        assert _gives_one(ring, given, free)
    for other in (x * y - a, x**2 - y**2, a * x - 1, x * y - x - y, x**2 + a, a - 2):
        assert not _gives_one(ring, other, free)
    assert not _gives_one(ring, a * x - y, frozenset({1}))


# goals that are tight at the witness: every way to be stationary or at an end


def statement(first: sp.Expr, second: sp.Expr, condition: Any, where: Any = ()) -> Any:
    """The statement as it is built: it knows which bound variable deviates from which unknown."""
    y_P, y_C = sp.symbols("y_P y_C")
    game = bg.Game({"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}}, {"P": first, "C": second})
    assert bg.decide(game, condition, where=where).status == "always"
    return Question(game, condition, where).always()


def test_systems_are_stationarity_or_an_end_for_each_action() -> None:
    """P's best action is k/2 inside, C's is at its lower end, whatever the other does."""
    y_P, y_C, k = *sp.symbols("y_P y_C"), sp.Symbol("k", positive=True)
    data = statement(k * y_P - y_P**2, -y_C - y_C**2, bg.conditions.nash(), [sp.Lt(k, 2)])
    existence = Existence.read(data)
    names = data["variables"]
    found = list(systems(existence))
    assert len(found) == 9  # inside, upper end, lower end: for each of two actions
    ks = {"k": F(1)}

    def vanish(system: list[Poly], P: Fraction, C: Fraction) -> bool:
        at = [ks.get(n, P if n == "y_P" else C if n == "y_C" else F(0)) for n in names]
        return all(value(e, at) == 0 for e in system)

    assert any(vanish(system, F(1, 2), F(0)) for system in found)
    for P, C in itertools.product([F(1, 2), F(0), F(1)], [F(0), F(1), F(-1, 2)]):
        assert sum(vanish(system, P, C) for system in found) == 1
    assert not any(vanish(system, F(1, 3), F(0)) for system in found)


def test_equality_goals_are_equations_as_they_stand() -> None:
    y_P, y_C = sp.symbols("y_P y_C")
    data = statement(-y_P, -y_C, bg.conditions.holds(sp.Eq(y_P + y_C, R(1, 3))))
    (system,) = systems(Existence.read(data))
    names = data["variables"]
    at = [{"y_P": F(1, 12), "y_C": F(1, 4)}.get(n, F(0)) for n in names]
    assert all(value(e, at) == 0 for e in system)
    assert not all(value(e, [x + 1 for x in at]) == 0 for e in system)
