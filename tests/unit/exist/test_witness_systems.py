"""From goals to equations: bounds of unknowns, tight goals, slopes through defined quantities.

The statements are written by hand, so that every answer can be read off them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp

from bargain.exist.equations import Existence, implicit, replies, slopes, systems, twins
from bargain.exist.screening import Evaluator, Screen, holds, sample_region
from bargain.exist.suggestions import suggestions
from bargain.exist.triangular import Quotient
from bargain.question.encoding import polynomial
from bargain.refute.ring import Poly

F = Fraction
s, y, r, z, q = NAMES = sp.symbols("s y r z q")


class Statement(dict[str, Any]):
    """Data that knows what deviates from what, as a built statement does."""

    twins: Mapping[str, str] = {"z": "y", "q": "r"}


def plain(e: Any) -> Any:
    return polynomial(sp.sympify(e), NAMES)


def goal(e: Any, rel: str = ">=", forall: str = "") -> dict[str, Any]:
    return {"name": "g", "rel": rel, "poly": plain(e), "forall": forall.split()}


def guarded(equations: list[Any], claim: Any, forall: str) -> dict[str, Any]:
    """The claim, or some equation does not hold: above or below zero."""
    ways = [[[">", plain(side)]] for e in equations for side in (e, -e)]
    return {"name": "g", "rel": "or", "any": [*ways, [[">=", plain(claim)]]],
            "forall": forall.split()}  # fmt: skip


def existence(*goals: Any) -> Existence:
    return Existence.read(
        Statement(
            variables=[v.name for v in NAMES], parameters=["s"], unknowns=["y", "r"],
            bound=[["z", "0", "2"], ["q", "1/2", "3"]], region=[], goals=list(goals),
        )
    )  # fmt: skip


def value(e: Existence, poly: Poly, **at: Any) -> Fraction:
    found = e.ring.values_at(poly, {n: F(at.get(n, 0)) for n in e.ring.names})
    if found == 0:
        return F(0)
    number = found.leading_coefficient()
    return F(int(number.p), int(number.q))


Y, R_, Z, Q = 1, 2, 3, 4  # positions


def test_the_bounds_of_an_unknown_are_the_sharpest_goals() -> None:
    found = existence(
        goal(y - F(1, 4)), goal(3 * y - F(1, 2)), goal(2 * y), goal(F(3, 4) - y), goal(5 - 2 * y),
        goal(y - F(1, 2), "="), goal(y - F(2, 3), forall="z"), goal(y - s), goal(y**2 - F(1, 2)),
    )  # fmt: skip
    assert found.boxes[Y] == (F(1, 4), F(3, 4))
    assert existence(goal(y - F(1, 8), ">"), goal(1 - y, ">")).boxes[Y] == (F(1, 8), F(1))


def test_without_an_upper_bound_that_of_the_deviation_is_taken() -> None:
    assert existence(goal(y - s)).boxes == {Y: (F(0), F(2)), R_: (F(1, 2), F(3))}
    assert existence(goal(1 - y)).boxes[Y] == (None, F(1))


def test_a_goal_is_tight_if_the_deviation_put_in_for_the_unknown_makes_it_vanish() -> None:
    tight = existence(goal(s * (y - z) - (y**2 - z**2), forall="z"))
    assert twins(tight, tight.goals[0]) == {Z: Y}
    for other in (
        goal(y - z + 1, forall="z"),  # a step apart everywhere
        goal(s * y - z, forall="z"),
        goal(y - s),  # nothing is quantified
    ):
        loose = existence(other)
        assert twins(loose, loose.goals[0]) == {}
        assert slopes(loose, loose.goals[0]) == []


def test_the_slope_is_the_derivative_in_the_deviation() -> None:
    e = existence(goal(s * (y - z) - (y**2 - z**2), forall="z"))
    ((v, u, slope),) = slopes(e, e.goals[0])
    assert (v, u) == (Z, Y)
    for at in (0, F(1, 2), 1, 3):  # d/dz at z = y
        assert value(e, slope, s=1, y=at) == 2 * at - 1


@pytest.mark.parametrize("sign", [1, -1])
def test_quantities_that_equations_define_move_along(sign: int) -> None:
    """u(y) = sqrt(y) - s y with r^2 = y and q^2 = z, whichever side the equation is written on."""
    e = existence(guarded([sign * (q**2 - z)], (r - q) - s * (y - z), "z q"))
    assert implicit(e.ring, e.goals[0]).keys() == {Q}
    ((v, u, slope),) = slopes(e, e.goals[0])
    assert (v, u) == (Z, Y)
    for at, k in itertools.product((F(1, 2), 1, 2), (F(1, 8), F(1, 4), F(1, 2), 1, 3)):
        found, true = value(e, slope, s=k, r=at, y=at**2), k - 1 / (2 * F(at))
        assert (found > 0, found < 0) == (true > 0, true < 0), (at, k)


def test_only_an_equation_that_fails_on_both_sides_defines() -> None:
    above, below = [[">", plain(q**2 - z)]], [[">", plain(z - 2 * q**2)]]
    claim = [[">=", plain(r - q)]]
    for ways in ([above, below, claim], [above, claim], [[above[0], below[0]], claim]):
        e = existence({"name": "g", "rel": "or", "any": ways, "forall": ["z", "q"]})
        assert implicit(e.ring, e.goals[0]) == {}
    # what is defined is the last of the bound variables in the equation
    e = existence(guarded([q**2 - z, z * q - s], r - q, "z q"))
    assert implicit(e.ring, e.goals[0]) == {Q: e.ring.gens[Q] ** 2 - e.ring.gens[Z]}
    free = existence(guarded([y - s], r - q, "z q"))
    assert implicit(free.ring, free.goals[0]) == {}  # nothing bound occurs in it


def leader() -> Existence:
    """y leads and r follows, at a price 1 - y - r; q is a best reply to z, or no claim is made."""
    slope = 1 - z - 2 * q
    ways = [[[">", plain((1 - q) * slope)]], [[">", plain(-q * slope)]]]
    claim = [[">=", plain(y * (1 - y - r) - z * (1 - z - q))]]
    goals = [
        {"name": "g", "rel": "or", "any": [*ways, claim], "forall": ["z", "q"]},
        goal(r * (1 - y - r) - q * (1 - y - q), forall="q"),
    ]
    bound = [["z", "0", "1"], ["q", "0", "1"]]
    return Existence.read(
        Statement(
            variables=[v.name for v in NAMES], parameters=["s"], unknowns=["y", "r"],
            bound=bound, region=[], goals=goals,
        )
    )  # fmt: skip


def test_who_moves_first_is_stationary_along_the_replies() -> None:
    """1 - 2 y - r + y/2 = 0: the follower gives way by half of what the leader adds."""
    e = leader()
    gens = e.ring.gens
    found = replies(e, e.goals[0])
    assert [v for v, _ in found] == [Z, Q]
    assert all(p in (f := 1 - gens[Z] - 2 * gens[Q], -f) for _, p in found)
    along, own = next(systems(e))
    for at in (F(0), F(1, 3), F(1, 2), F(1)):
        assert value(e, along, y=at, r=1 - 3 * at / 2) == 0 != value(e, along, y=at, r=2)
        assert value(e, own, y=at, r=(1 - at) / 2) == 0
    assert replies(e, e.goals[1]) == []


def test_a_witness_is_looked_at_along_the_replies() -> None:
    """Hardly any pair of z and q on a grid is a reply: the Cournot outputs would pass."""
    e = leader()
    screen = Screen(e, [{0: F(1)}])

    def passes(at: Fraction, reply: Fraction) -> bool:
        ring = e.ring
        values = ((Y, at), (R_, reply))
        witness = tuple(Quotient(u, ring.constant(v), ring.one) for u, v in values)
        return bool(screen.try_out(witness).passes)

    assert passes(F(1, 2), F(1, 4))
    assert not passes(F(1, 3), F(1, 3))


def test_each_tight_variable_is_stationary_or_at_an_end() -> None:
    """Two goals about y are stationary together; its ends are 0 and 2, those of z."""
    e = existence(
        goal(s * (y - z) - (y**2 - z**2), forall="z"),
        goal((y - z) * (y + z - 2 * s), forall="z"),
        goal(r - y, "="),
    )
    found = list(systems(e))
    assert [len(system) for system in found] == [3, 2, 2]
    inside, upper, lower = found
    assert all(value(e, p, y=2, r=2, s=5) == 0 for p in upper)
    assert all(value(e, p, y=0, r=0, s=5) == 0 for p in lower)
    assert {p == e.ring.gens[R_] - e.ring.gens[Y] for p in (x[0] for x in found)} == {True}
    # s - 2 y = 0 of the first goal and 2 s - 2 y = 0 of the second, up to sign
    first, second = inside[1:]
    assert (value(e, first, s=2, y=1), value(e, second, s=2, y=2)) == (0, 0)
    assert value(e, first, s=2, y=2) * value(e, second, s=2, y=1) != 0


def test_a_goal_about_a_deviation_may_touch_zero_inside() -> None:
    """y - r z + z^2 is least at z = r/2, and zero there where r^2 = 4 y."""
    e = existence(goal(y - r * z + z**2, forall="z"))
    gens = e.ring.gens
    assert gens[R_] ** 2 - 4 * gens[Y] in suggestions(e)
    for other in (y - r * z, z**2 - y, s * (y - z) - (y**2 - z**2)):  # the last is tight at z = y
        plain_one = existence(goal(other, forall="z"))
        assert all(int(p.degrees()[R_]) < 2 for p in suggestions(plain_one))


def test_an_equation_for_all_values_is_one_for_each_coefficient() -> None:
    e = existence(goal((y - s) * z * q + (r - 2) * z + (r - y) * q + y - 1, "=", "z q"))
    (system,) = systems(e)
    assert len(system) == 4
    zeros = [(y0, r0, s0) for y0, r0, s0 in itertools.product((1, 2), repeat=3)
             if all(value(e, p, y=y0, r=r0, s=s0) == 0 for p in system)]  # fmt: skip
    assert zeros == []
    for name, (y0, r0, s0) in {"z q": (1, 1, 1), "z": (2, 2, 2), "q": (1, 1, 1)}.items():
        assert sum(value(e, p, y=y0, r=r0, s=s0) == 0 for p in system) == 3, name


@pytest.mark.parametrize("unit", [F(1, 10**9), 1, 10**9])
def test_what_holds_up_to_rounding_does_not_depend_on_the_unit(unit: Any) -> None:
    e = existence(goal(y - s))
    evaluate = Evaluator(e.ring)
    point = np.array([1.0, 1.0, 0.0, 0.0, 0.0])
    for shift, expected in (
        (0, {"=": True, ">=": True, ">": False}),
        (F(1, 10**15), {"=": True, ">=": True}),
        (-F(1, 10**15), {"=": True, ">=": True, ">": False}),
        (F(1, 100), {"=": False, ">=": True, ">": True}),
        (-F(1, 100), {"=": False, ">=": False, ">": False}),
    ):
        for rel, holding in expected.items():
            (made,) = existence(goal(unit * (y - s + shift), rel)).goals
            assert holds(evaluate, made.hypothesis, point) is holding, (shift, rel)
    # with room to spare: exactly on the edge is not inside, of a strict relation
    strict, weak = (existence(goal(unit * (y - s), rel)).goals[0].hypothesis for rel in (">", ">="))
    assert not holds(evaluate, strict, point, slack=-1e-12)
    assert holds(evaluate, weak, point, slack=-1e-12)


def test_a_defined_quantity_takes_every_root_in_its_box() -> None:
    """z^2 - s z + y has the roots 1/2 and 3/2; with y = -3 the root -1 is outside [0, 2]."""
    e = existence(goal(y - s))
    equation = e.ring.gens[Z] ** 2 - e.ring.gens[0] * e.ring.gens[Z] + e.ring.gens[Y]
    for at, roots in (((2, 0.75), [0.5, 1.5]), ((1, -2), [2.0]), ((2, -3), []), ((0, 1), [])):
        point = np.array([*map(float, at), 0.0, 0.0, 0.0])
        found = [float(p[Z]) for p in Screen(e, [])._with_roots([(Z, equation)], point)]
        assert sorted(found) == pytest.approx(roots)


@pytest.mark.parametrize("count", [1, 4, 9])
def test_so_many_samples_of_a_region_as_were_asked_for(count: int) -> None:
    found = sample_region(existence(goal(y - s)), count)
    assert len(found) == count
    assert all(found.count(sample) == 1 for sample in found)
