"""Where payoffs are defined: proved, refuted with a point, or left open."""

from __future__ import annotations

import dataclasses

import pytest
import sympy as sp

from bargain.intervals.definedness import sign_on_box, undefined_point

x, y, p = sp.symbols("x y p")
s = sp.Symbol("s", positive=True)
R = sp.Rational
UNIT = {x: (0, 1), y: (0, 1)}


@pytest.mark.parametrize(
    ("expression", "box"),
    [
        (sp.log(1 + x * y), UNIT),
        (sp.sqrt(1 - x**2), UNIT),
        (sp.sqrt(x * y * (1 - x)), UNIT),
        (sp.log(1 + s * x), {x: (0, 1), s: (0, sp.oo)}),
        (sp.log(x**2 - x + R(251, 1000)), UNIT),
        (1 / (x + y + R(1, 100)), UNIT),
        (x ** R(2, 3), UNIT),
        (sp.log(3) * x, UNIT),
    ],
    ids=str,
)
def test_defined(expression: sp.Expr, box: dict[sp.Symbol, tuple[int, int]]) -> None:
    assert undefined_point([expression], box).status == "defined"


@pytest.mark.parametrize(
    ("expression", "part"),
    [
        (1 + sp.log(x), sp.log(x)),
        (sp.sqrt(x * (x - 1)), sp.sqrt(x * (x - 1))),
        (sp.exp(y) + 1 / (x - R(1, 3)), 1 / (x - R(1, 3))),
        (sp.log(x - y), sp.log(x - y)),
        (x ** R(-1, 2), x ** R(-1, 2)),
        (1 / (x + y), 1 / (x + y)),
    ],
    ids=str,
)
def test_undefined_names_the_part_and_a_point(expression: sp.Expr, part: sp.Expr) -> None:
    found = undefined_point([x, expression], UNIT)
    assert found.status == "undefined"
    assert found.expression == part
    assert found.point is not None
    at = part.subs(found.point)
    assert at in (sp.zoo, -sp.oo, sp.oo) or at.is_real is not True
    assert str(part) in found.reason


def test_an_irrational_pole_is_found_by_a_change_of_sign() -> None:
    found = undefined_point([1 / (x**2 - 2)], {x: (0, 2)})
    assert found.status == "undefined"
    assert found.point is not None
    assert abs(float(found.point[x]) - 2**0.5) < 1e-9


def test_a_region_can_rescue() -> None:
    box = {x: (0, 1), p: (-2, 2)}
    assert undefined_point([sp.log(1 + p * x)], box).status == "undefined"
    assert undefined_point([sp.log(1 + p * x)], box, [p >= 0]).status == "defined"


def test_open_cases_stay_open() -> None:
    found = undefined_point([sp.log(1 + p * x**2 + p**2)], {x: (-1, 1), p: (-sp.oo, sp.oo)})
    assert found.status == "unknown"
    assert "neither proved nor refuted" in found.reason


def test_sign_on_box() -> None:
    assert sign_on_box(1 + x - x**2, UNIT) == 1
    assert sign_on_box(x * y - 2, UNIT) == -1
    assert sign_on_box(x - y, UNIT) == 0


def test_the_answer_is_frozen_and_takes_keywords_only() -> None:
    found = undefined_point([sp.log(x)], UNIT)
    with pytest.raises(TypeError, match="positional"):
        type(found)(found.status)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.status = "defined"
    assert not hasattr(found, "__dict__")
