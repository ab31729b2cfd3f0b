"""Unknowns that are affine in the parameters: proved where found, none where there is none."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.budget import spent
from bargain.exist.equations import Existence
from bargain.exist.linear.affine_rules import affine_witness
from bargain.exist.linear.cases import linear_cases
from bargain.question.question import Question

c = bg.conditions
x, y, z = sp.symbols("x y z")
p, c_A, c_B = sp.symbols("p c_A c_B", positive=True)


def pie(first: sp.Expr, second: sp.Expr) -> bg.Game:
    outside = {"A": first, "B": second}
    return bg.Game(
        {"A": {}, "B": {}}, {"A": x, "B": 1 - x}, terms={x: (0, 1)}, disagreement=outside
    )


def rule(game: bg.Game, conditions: object, where: object = ()) -> list[str] | None:
    """The definitions in the statement's own names; None if there are none."""
    existence = Existence.read(Question(game, conditions, where).always())
    found = affine_witness(existence, existence.region, mark=spent() + 5)
    if found is None:
        return None
    names = {f"x{i}": name for i, name in enumerate(existence.ring.names)}
    return [str(sp.sympify(str(s.quotient.num)).subs(names)) for s in found.define]


def test_each_gets_its_odds() -> None:
    war = pie(p - c_A, 1 - p - c_B)
    assert rule(war, c.participation(), [p < 1]) == ["p"]
    verdict = bg.decide(war, c.participation(), [p < 1])
    assert verdict == "always"
    assert bg.check(verdict).valid


def test_without_a_bound_that_it_needs_there_is_none() -> None:
    assert rule(pie(p - c_A, 1 - p - c_B), c.participation()) is None  # p may be 5


def test_products_of_relations_are_used() -> None:
    """x + d y >= p (1 + d) - c_A and the like: x = y = p, with d p among what is known."""
    d = sp.Symbol("d", positive=True)
    peace = bg.Game(
        actions={"A": {}, "B": {}},
        terms={x: (0, 1), y: (0, 1)},
        payoffs={"A": x + d * y, "B": 1 - x + d * (1 - y)},
        disagreement={"A": p * (1 + d) - c_A, "B": (1 - p) * (1 + d) - c_B},
    )
    assert rule(peace, c.participation(), [p < 1]) == ["p", "p"]


def test_strict_goals_get_room() -> None:
    assert rule(pie(sp.S.Zero, sp.S.Zero), [c.holds(x > 0), c.holds(x < 1)]) == ["1"]  # over 2


def test_what_takes_cases_is_not_affine() -> None:
    pairs = sp.symbols("v_1 v_2 v_3", positive=True)
    game = bg.Game(
        actions={"1": {}, "2": {}, "3": {}},
        terms={x: (0, 1), y: (0, 1), z: (0, 1)},
        payoffs={"1": x, "2": y, "3": z},
    )
    gets = zip((x + y, x + z, y + z), pairs, strict=True)
    core = [c.holds(sp.Eq(x + y + z, 1)), *(c.holds(s >= v) for s, v in gets)]
    where = [*(v < 1 for v in pairs), sp.Add(*pairs) <= 2]
    assert rule(game, core, where) is None
    found = linear_cases(Question(game, core, where).always(), mark=spent() + 20)
    assert found is not None
    assert found.tree is not None
    assert found.tree["kind"] == "split"


small = st.integers(-2, 2)


@settings(max_examples=30)
@given(st.lists(st.tuples(small, small, small, st.booleans()), min_size=1, max_size=4))
def test_a_rule_meets_its_goals_exactly(rows: list[tuple[int, int, int, bool]]) -> None:
    """Goals r + s t + k u >= 0 or > 0 for all t in [0, 1]."""
    region = [
        {"rel": ">=", "poly": [["1", [1, 0]]]},
        {"rel": ">=", "poly": [["1", [0, 0]], ["-1", [1, 0]]]},
    ]
    goals = [
        {"rel": ">" if strict else ">=", "forall": [],
         "poly": [[str(v), e] for v, e in ((s, [1, 0]), (k, [0, 1]), (r, [0, 0])) if v]}
        for r, s, k, strict in rows
    ]  # fmt: skip
    names = {"variables": ["t", "u"], "parameters": ["t"], "unknowns": ["u"], "bound": []}
    asked = Existence.read({**names, "region": region, "goals": goals})
    found = affine_witness(asked, asked.region, mark=spent() + 5)
    if found is None:
        ends = [at for at in (Fraction(0), Fraction(1)) if not _serves(rows, at)]
        assert ends  # affine goals over an interval: what is met at both ends has an affine rule
        return
    (step,) = found.define
    for at in (Fraction(0), Fraction(1, 3), Fraction(1)):
        num, den = (_value(q, at) for q in (step.quotient.num, step.quotient.den))
        u = num / den
        for r, s, k, strict in rows:
            goal = r + s * at + k * u
            assert goal > 0 if strict else goal >= 0


def _value(poly: object, at: Fraction) -> Fraction:
    terms = poly.to_dict().items()  # type: ignore[attr-defined]
    return sum((Fraction(int(v.p), int(v.q)) * at ** int(e[0]) for e, v in terms), Fraction(0))


def _serves(rows: list[tuple[int, int, int, bool]], at: Fraction) -> bool:
    """Whether some u meets all goals at a point: no lower bound above an upper one."""
    low, high, open_low, open_high = None, None, False, False
    for r, s, k, strict in rows:
        value = r + s * at
        if k == 0:
            if not (value > 0 if strict else value >= 0):
                return False
            continue
        bound = -value / k
        if k > 0 and (low is None or bound > low or (bound == low and strict)):
            low, open_low = bound, strict
        if k < 0 and (high is None or bound < high or (bound == high and strict)):
            high, open_high = bound, strict
    if low is None or high is None:
        return True
    return low < high if open_low or open_high else low <= high
