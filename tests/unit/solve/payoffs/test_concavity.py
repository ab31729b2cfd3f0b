"""What is called concave is concave, checked at midpoints; and the rules of the field are known.

A function on a convex set is concave exactly if it is midpoint concave (and measurable), so a pair
of points with f((a + b) / 2) < (f(a) + f(b)) / 2 refutes concavity. The rules are those of Boyd and
Vandenberghe (2004), section 3.2.
"""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pytest
import sympy as sp

from bargain.solve.payoffs.concavity import is_concave, negative_semidefinite

x, y = sp.symbols("x y")
s = sp.Symbol("s", positive=True)
R = sp.Rational
UNIT = {x: (sp.Integer(0), sp.Integer(1)), y: (sp.Integer(0), sp.Integer(1))}
AROUND = {x: (sp.Integer(-1), sp.Integer(1)), y: (sp.Integer(-1), sp.Integer(1))}


def is_bent_upward_somewhere(f: Any, box: Any, used: list[Any]) -> bool:
    """Whether two points of a grid have a midpoint that lies below their chord."""
    lines = [[float(a) + (float(b) - float(a)) * k / 6 for k in range(7)]
             for a, b in (box[v] for v in used)]  # fmt: skip
    grid = np.array(list(itertools.product(*lines)), dtype=complex)
    rng = np.random.default_rng(0)
    one, two = (grid[rng.integers(len(grid), size=600)].T for _ in "ab")
    value = sp.lambdify(used, f, "numpy")
    with np.errstate(all="ignore"):
        at, left, right = (value(*z) * np.ones(600) for z in ((one + two) / 2, one, two))
    at, left, right = (np.where(np.abs(v.imag) < 1e-12, v.real, np.nan) for v in (at, left, right))
    gap = at - (left + right) / 2
    known = np.isfinite(gap)  # elsewhere the function is not defined: nothing to compare
    return bool((gap[known] < -1e-9 * (1 + np.abs(at[known]))).any())


POWERS = [R(-2), R(-1), R(-1, 2), R(1, 3), R(1, 2), R(1), R(3, 2), R(2), R(5, 2), R(3), R(4), R(5)]
BASES = [x, 1 + x, 1 - x, 2 - x - y, x + y, 1 + x - y, x - R(1, 2), -x, -1 - x, x**2 + 1, 1 + x * y]


@pytest.mark.long(every=4)
@pytest.mark.parametrize("box", [UNIT, AROUND], ids=["unit", "around"])
@pytest.mark.parametrize("sign", [1, -1])
def test_no_power_that_bends_upward_is_called_concave(box: Any, sign: int) -> None:
    """Every power of every base, over boxes where bases are of one sign, of both, or zero."""
    called = 0
    cases = list(itertools.product(BASES, POWERS))
    for base, p in cases[:: 2 if box is UNIT else 3]:
        f = sign * base**p
        used = sorted(base.free_symbols, key=str)
        if is_concave(f, used, box):
            called += 1
            assert not is_bent_upward_somewhere(f, box, used), (f, box)
    assert called > 4


@pytest.mark.long
def test_random_sums_that_are_called_concave_are() -> None:
    """Powers, logs, exps, Cobb-Douglas and CES terms with coefficients of both signs."""
    rng = random.Random(1)
    small = [R(1, 4), R(1, 3), R(1, 2), R(2, 3), R(1), R(3, 2)]

    def term() -> Any:
        a, b = (rng.choice([x, y, 1 + x, 1 + y, 1 + x + y, 2 - x, x - R(1, 2)]) for _ in "ab")
        p, q = rng.choice(small), rng.choice(small)
        kind = rng.choice(["power", "log", "exp", "product", "ces", "quadratic"])
        made = {
            "power": a ** rng.choice(POWERS),
            "log": sp.log(1 + a * rng.choice([1, b])),
            "exp": sp.exp(rng.choice([1, -1]) * a**2 if rng.random() < 0.5 else a),
            "product": a**p * b**q,
            "ces": (a ** (1 / q) + 2 * b ** (1 / q)) ** q,
            "quadratic": rng.randint(-3, 3) * x**2 + rng.randint(-3, 3) * x * y - 2 * y**2,
        }
        return rng.choice([1, 1, -1, R(1, 2), -2]) * made[kind]

    called = 0
    for _ in range(60):
        f = sum(term() for _ in range(rng.randint(1, 2)))
        used = sorted(f.free_symbols, key=str)
        if used and is_concave(f, used, UNIT):
            called += 1
            assert not is_bent_upward_somewhere(f, UNIT, used), f
    assert called > 3


CONCAVE = {
    "a quadratic form": -(x**2) + x * y - y**2 + 3 * x,
    "a square of a sum": -((x + y) ** 2),
    "a linear function": 3 * x - y + s,
    "a root": sp.sqrt(x),
    "a fractional power of a sum": (1 + x + y) ** R(1, 3),
    "a logarithm of a sum": sp.log(1 + s * x + y),
    "a logarithm of a concave function": sp.log(2 + x - x**2),
    "minus an exponential": -sp.exp(x - 2 * y),
    "minus an exponential of a convex function": -sp.exp(x**2),
    "minus an inverse": -1 / (1 + x + y),
    "minus an even power of what has both signs": -((x - R(1, 2)) ** 4),
    "minus a power above one of what is positive": -((1 + x) ** R(5, 2)),
    "a Cobb-Douglas function": x ** R(1, 2) * y ** R(1, 2),
    "a Cobb-Douglas function with decreasing returns": (1 + x) ** R(1, 4) * y ** R(1, 2),
    "a CES function": (x ** R(1, 2) + 2 * y ** R(1, 2)) ** 2,
    "a CES function of substitutes": (x**-1 + y**-1) ** -1,
    "one variable, by its second derivative": x / (1 + x),
    "one variable, a positive coefficient": s * x / (1 + s * x),
    "a parameter with a sign": -s * x**2,
}


@pytest.mark.parametrize("name", CONCAVE)
def test_known_concave_functions_are_recognised(name: str) -> None:
    f = CONCAVE[name]
    assert is_concave(f, [x, y], UNIT)
    used = [v for v in (x, y) if f.has(v)]
    assert not is_bent_upward_somewhere(f.subs(s, 2), UNIT, used)


NOT_CONCAVE = {
    "a saddle": x * y,
    "a saddle that squares do not outweigh": -(x**2) + 3 * x * y - y**2,
    "a square": x**2,
    "an exponential": sp.exp(x),
    "minus a root": -sp.sqrt(x),
    "minus a logarithm": -sp.log(1 + x),
    "an inverse": 1 / (1 + x),
    "a cube": (1 + x) ** 3,
    "an even power": (x - R(1, 2)) ** 4,
    "minus an odd power of what is negative": -((x - 1) ** 3),
    "an odd power of what has both signs": (x - R(1, 2)) ** 3,
    "minus an inverse of what is negative": -1 / (x - 2),
    "a product with increasing returns": x * y ** R(1, 2),
    "minus a power above one of a product": -((x * y) ** R(3, 2)),
    "minus an irrational power of what is not affine": -((1 + x * y) ** sp.sqrt(2)),
    "a power above one of a concave function": (1 + sp.sqrt(x)) ** sp.sqrt(30),
    "minus a Cobb-Douglas function": -(x ** R(1, 2)) * y ** R(1, 2),
    "a CES exponent that does not match": (x ** R(1, 2) + y ** R(1, 2)) ** 3,
    "a CES function above one": -((x**2 + y**2) ** R(1, 2)),
    "a CES function with a negative weight": (2 + x ** R(1, 2) - y ** R(1, 2)) ** 2,
    "a logarithm of a convex function": sp.log(1 + x**2 * 5),
    "an unknown sign": sp.Symbol("t", real=True) * x**2,
    "a kink upward": sp.Abs(x - R(1, 2)),
    "minus an exponential of a concave function": -sp.exp(sp.sqrt(x) / 2),
}


@pytest.mark.parametrize("name", [n for n in NOT_CONCAVE if n != "a CES function above one"])
def test_functions_that_are_not_concave_are_not_called_so(name: str) -> None:
    f = NOT_CONCAVE[name]
    assert not is_concave(f, [x, y], UNIT)
    used = [v for v in (x, y) if f.has(v)]
    numbers = dict.fromkeys(f.free_symbols - {x, y}, 2)
    assert is_bent_upward_somewhere(f.subs(numbers), UNIT, used)


def test_a_norm_is_not_called_concave_with_either_sign() -> None:
    """The norm is convex; minus the norm is concave, which no rule here knows."""
    assert not is_concave(sp.sqrt(x**2 + y**2), [x, y], UNIT)


def test_rules_depend_on_the_box() -> None:
    assert is_concave(x**3, [x], {x: (sp.Integer(-1), sp.Integer(0))})
    assert not is_concave(x**3, [x], UNIT)
    assert is_concave(-(x**3), [x], UNIT)
    assert not is_concave(-(x**3), [x], AROUND)
    assert not is_concave(-1 / x, [x], {x: (sp.Integer(-2), sp.Integer(-1))})


def test_semidefinite_by_eigenvalues() -> None:
    """Exact elimination against eigenvalues of all small symmetric matrices, singular ones too."""
    values = [-2, -1, 0, 1]
    for a, b, c, d, e, f in itertools.product(values, repeat=6):
        if (a + 2 * b + 3 * c + 5 * d + 7 * e + 11 * f) % 7:
            continue  # a seventh of them is enough
        matrix = sp.Matrix([[a, b, c], [b, d, e], [c, e, f]])
        minors = [(-matrix).extract(list(k), list(k)).det()
                  for n in (1, 2, 3) for k in itertools.combinations(range(3), n)]  # fmt: skip
        assert negative_semidefinite(matrix) == all(m >= 0 for m in minors)


def test_semidefinite_with_symbols() -> None:
    t = sp.Symbol("t", positive=True)
    assert negative_semidefinite(sp.Matrix([[-t, t], [t, -t]]))
    assert negative_semidefinite(sp.Matrix([[-t, 1], [1, -1 - 1 / t]]))
    assert not negative_semidefinite(sp.Matrix([[-t, 1], [1, -t]]))  # true only for t >= 1
    assert not negative_semidefinite(sp.Matrix([[0, t], [t, -1]]))
    assert not negative_semidefinite(sp.Matrix([[t, 0], [0, -1]]))
    assert negative_semidefinite(sp.zeros(2))
