"""Pickle, copy, compare, hash, print: every public object keeps the habits of Python."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from fractions import Fraction as F

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.alliances.report.base_model import base, interior, nash_product
from bargain.alliances.report.readings import BestForAll
from bargain.errors import OptionError
from bargain.game.conditions.grievance import finite_grievance, grievance_at_most
from bargain.game.models.shifting_power import peaceful_path, shifting_power

y, z = sp.symbols("y z")
s = sp.Symbol("s", positive=True)
BOXES = {"P": {y: (0, 1)}, "C": {z: (0, 1)}}


def game() -> bg.Game:
    return bg.Game(BOXES, {"P": s * z - y**2 / 2, "C": y - z**2 / 2},
                   measures={"m": {"P": y, "C": z}}, assumptions=[s < 9])  # fmt: skip


def numeric() -> bg.Game:
    return game().at({s: 1})


def table() -> bg.FiniteGame:
    return bg.FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])


def pie() -> bg.AgreementSet:
    return bg.AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])


CONDITIONS = [
    c.participation, c.nash, c.efficient, c.equal_gains, BestForAll,
    lambda: c.self_enforcing("1/2"), lambda: c.balanced("m", F(1, 3)), lambda: c.positive("m"),
    lambda: c.holds(y >= z), lambda: c.all_of(c.nash(), c.holds(y > z)),
    lambda: c.nash() & c.participation(), lambda: c.full_equilibrium(s),
    lambda: c.partial_equilibrium("1/2", "m"), lambda: interior(base()),
    lambda: nash_product(base()), lambda: peaceful_path(shifting_power()),
    lambda: grievance_at_most([c.balanced("m")], 2), lambda: finite_grievance([c.balanced("m")]),
]  # fmt: skip
OBJECTS = {
    "game": game, "finite game": table,
    "finite game with parameters": lambda: bg.FiniteGame.from_payoffs([[s, 0]], [[0, s]]),
    "agreement set": pie,
    "verdict": lambda: bg.decide(numeric(), c.participation()),
    "verdict on a table": lambda: bg.decide(table(), c.nash()),
    "check": lambda: bg.check(bg.decide(table(), c.nash())),
    "equilibria of a table": lambda: bg.nash_equilibria(table()),
    "profile": lambda: bg.nash_equilibria(table()).equilibria[0],
    "equilibria": lambda: bg.nash_equilibria(numeric()),
    "agreement": lambda: bg.nash_equilibria(numeric()).equilibria[0],
    "nash bargaining": lambda: bg.nash_bargaining(numeric()),
    "nash bargaining on a set": lambda: bg.nash_bargaining(pie()),
    "closed form": lambda: bg.nash_bargaining(game(), symbolic=True),
    "egalitarian": lambda: bg.egalitarian(numeric()),
    "kalai-smorodinsky": lambda: bg.kalai_smorodinsky(numeric()),
    "alternating offers": lambda: bg.alternating_offers(pie(), {"1": "9/10", "2": "4/5"}),
    "stackelberg": lambda: bg.stackelberg(numeric(), "P"),
    "minimum discount": lambda: bg.minimum_discount(numeric(), {y: F(1, 2), z: F(1, 2)}),
    "sustainable": lambda: bg.sustainable(numeric(), "1/2"),
    "gap": lambda: bg.equilibrium_gap(numeric(), [c.balanced("m"), c.participation()], timeout=9),
    "cores": lambda: bg.impossibility_cores(numeric(), [c.participation()], timeout=9),
    **{f"condition {k}": made for k, made in enumerate(CONDITIONS)},
}  # fmt: skip


def editable(value, place):
    """What in an object can be edited, found by looking everywhere in it."""
    if isinstance(value, np.ndarray):
        return [place] if value.flags.writeable else []
    if isinstance(value, Mapping):
        try:
            value["a key that is not there"] = 1
        except TypeError:
            return [e for k, v in value.items() for e in editable(v, f"{place}[{k}]")]
        return [place]
    if type(value) in (list, set):
        return [place]
    if isinstance(value, (tuple, list)):
        return [e for k, v in enumerate(value) for e in editable(v, f"{place}[{k}]")]
    if dataclasses.is_dataclass(value):
        return [e for f in dataclasses.fields(value)
                for e in editable(getattr(value, f.name), f"{place}.{f.name}")]  # fmt: skip
    return []


@pytest.fixture(scope="module", params=OBJECTS)
def made(request):
    return OBJECTS[request.param]()


@pytest.mark.long(every=3)
def test_two_makings_are_equal_and_have_one_hash(request, made):
    again = OBJECTS[request.node.callspec.params["made"]]()
    if hasattr(made, "seconds"):  # how long it took is part of a verdict, and no part of equality
        again = dataclasses.replace(again, seconds=made.seconds)
    assert made == again
    assert hash(made) == hash(again)
    assert made != "something else" if not isinstance(made, bg.Verdict) else True


@pytest.mark.parametrize("copied", [lambda o: pickle.loads(pickle.dumps(o)), copy.copy,
                                    copy.deepcopy])  # fmt: skip
def test_copies_are_equal_and_as_immutable(copied, made):
    other = copied(made)
    assert other == made
    assert hash(other) == hash(made)
    assert editable(other, "copy") == []


def test_nothing_in_it_can_be_edited(made):
    names = [f.name for f in dataclasses.fields(made)] if dataclasses.is_dataclass(made) else [
        "players", "payoffs", "actions", "name"]  # fmt: skip
    for name in [*names, "new"]:
        with pytest.raises((AttributeError, TypeError)):
            setattr(made, name, 1)
    assert editable(made, "object") == []
    for name in () if dataclasses.is_dataclass(made) else names:
        assert editable(getattr(made, name), name) == []


def test_it_prints_on_a_line(made):
    assert "\n" not in repr(made)
    assert str(made)


@pytest.mark.parametrize("make", CONDITIONS)
def test_a_condition_has_no_truth_value(make):
    with pytest.raises(TypeError, match="truth value"):
        bool(make())
    with pytest.raises(TypeError, match="truth value"):
        _ = make() and c.nash()


def test_conditions_with_other_arguments_differ():
    real = sp.Symbol("s", real=True)
    different = [
        c.balanced("m"),
        c.balanced("n"),
        c.balanced("m", s),
        c.holds(y > z),
        c.holds(y >= z),
        c.holds(s > y),
        c.holds(real > y),
        c.nash(),
        c.efficient(),
    ]
    assert len(set(different)) == len(different)
    assert all((a == b) is (a is b) for a in different for b in different)


def test_equal_games_in_another_order_have_one_hash():
    x = sp.Symbol("x")
    payoffs = {"P": x + y - z, "C": z}
    first = bg.Game({"P": {x: (0, 1), y: (0, 1)}, "C": {z: (0, 1)}}, payoffs)
    second = bg.Game({"P": {y: (0, 1), x: (0, 1)}, "C": {z: (0, 1)}}, payoffs)
    assert first == second
    assert hash(first) == hash(second)


def test_a_reading_without_a_residual_says_so():
    with pytest.raises(OptionError, match="no residual"):
        BestForAll().residual(numeric(), {y: 0, z: 0})


def test_a_pickle_keeps_relations_that_sympy_would_decide() -> None:
    """In another process ``s >= 0`` of a positive s became true, and the condition said nothing."""
    s, x = sp.Symbol("s", positive=True), sp.Symbol("x")
    undecided = sp.Ge(s, 0, evaluate=False)
    asked = bg.conditions.holds(undecided) | bg.conditions.participation()
    game = bg.Game({"A": {x: (0, s)}, "B": {}}, {"A": x, "B": s}, assumptions=[undecided])
    table = bg.FiniteGame.from_payoffs([[s, 0]], [[1, 2]], assumptions=[undecided])
    for made in (asked, game, table):
        assert pickle.loads(pickle.dumps(made)) == made
