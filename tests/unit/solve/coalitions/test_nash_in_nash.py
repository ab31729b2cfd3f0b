"""Nash-in-Nash: published numbers, an independent search, what must be refused."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.errors import GameError, LimitReached, NoClosedForm, OptionError
from bargain.models import hub_and_spokes, spokes

t1, t2, y, z = sp.symbols("t1 t2 y z")
v, v1, v2, r = sp.symbols("v v1 v2 r", positive=True)
LUMP = bg.Game(
    actions={"P": {}, "A": {}, "B": {}},
    terms={t1: (-9, 9), t2: (-9, 9)},
    payoffs={"P": v - t1 - t2, "A": t1, "B": t2},
)
PAIRS = {("P", "A"): t1, ("P", "B"): t2}
BROKEN = {("P", "A"): {v: v2, v1: 0}, ("P", "B"): {v: v1, v2: 0}}
small = st.integers(1, 9).map(lambda n: Fraction(n, 4))


def test_horn_and_wolinsky_with_letters() -> None:
    """Client i gets (v - v_j)/2, whatever the other pays: the only solution."""
    found = bg.nash_in_nash(LUMP, PAIRS, broken=BROKEN, symbolic=True)
    assert sp.expand(found.agreement[t1] - (v - v2) / 2) == 0
    assert sp.expand(found.agreement[t2] - (v - v1) / 2) == 0
    assert found.proved
    assert found.unique
    assert found.arithmetic == "symbolic"
    assert sp.Gt(v - v2, 0) in found.region
    assert sp.Gt(v - v1, 0) in found.region


def test_stole_and_zwiebel_is_the_shapley_value() -> None:
    found = bg.nash_in_nash(LUMP, PAIRS, broken=BROKEN, symbolic=True, anew=True)
    value = bg.shapley({("P", "A"): v1, ("P", "B"): v2, ("P", "A", "B"): v})
    for player in "PAB":
        assert sp.expand(found.agreement.payoffs[player] - value[player]) == 0
    assert found.unique  # at every stage: money alone, which no bound can turn into two answers


def test_three_clients_anew_are_the_shapley_value_of_what_they_settle() -> None:
    """Worths of coalitions by hand: the largest surplus of each set of clients."""
    w, k, s = Fraction(1), Fraction(1, 2), [Fraction(1), Fraction(3, 4), Fraction(1, 2)]

    def worth(members: tuple[int, ...]) -> Fraction:
        n = len(members)  # w y_i + k Y = s_i, so Y = Σs/(w + nk)
        total = sum((s[i] for i in members), Fraction(0)) / (w + n * k)
        cede = [(s[i] - k * total) / w for i in members]
        assert all(0 <= x <= 1 for x in cede)
        gained = sum(
            (s[i] * x - w * x * x / 2 for i, x in zip(members, cede, strict=True)), Fraction(0)
        )
        return gained - k * total**2 / 2

    values = {("P",): 0}
    for code in range(1, 8):
        members = tuple(i for i in range(3) if code >> i & 1)
        values[("P", *(f"C{i}" for i in members))] = worth(members)
    game = hub_and_spokes(3, w=w, k=k, s_1=s[0], s_2=s[1], s_3=s[2])
    found = bg.nash_in_nash(game, spokes(game), anew=True)
    value = bg.shapley(values)
    assert found.agreement.payoffs["patron"] == value["P"]
    assert [found.agreement.payoffs[f"client {i + 1}"] for i in range(3)] == [
        value[f"C{i}"] for i in range(3)
    ]


@settings(max_examples=4)
@given(small, small, small, small, st.integers(1, 3))
def test_no_link_does_better_on_its_own(s_1, s_2, w, k, weight) -> None:
    """Every link's Nash product on a grid of its own terms, the others' given: none is larger."""
    game = hub_and_spokes(2, s_1=s_1, s_2=s_2, w=w, k=k)
    weights = {"patron": weight, "client 1": 1, "client 2": 2}
    found = bg.nash_in_nash(game, spokes(game), weights=weights)
    if found.agreement is None:
        assert not found.proved
        return
    assert found.regret <= 1e-6
    here = {t: float(x) for t, x in found.agreement.values.items()}
    for (hub, client), (own, paid) in spokes(game).items():
        over = {p: float(g) for p, g in found.link_gains[f"{hub} - {client}"].items()}
        best = math.prod(over[p] ** weights[p] for p in over)
        cede, pay = np.meshgrid(np.linspace(0, 1, 21), np.linspace(0, float(game.box[paid][1]), 21))
        product = np.ones_like(cede)
        for p in (hub, client):
            u = sp.lambdify(list(game.variables), game.payoffs[p])
            stands = u(*({**here, own: cede, paid: pay}[x] for x in game.variables))
            breaks = u(*({**here, own: 0, paid: 0}[x] for x in game.variables))
            product *= np.maximum(stands - breaks, 0) ** weights[p]
        assert product.max() <= best * (1 + 1e-6)


@pytest.mark.parametrize("n", [8, pytest.param(30, marks=pytest.mark.long)])
def test_many_clients_exactly(n) -> None:
    """By hand: alike, w y + n k y = s, and each pays half of what both gain."""
    w, k, s = Fraction(1), Fraction(1, 10), Fraction(3, 2)
    game = hub_and_spokes(n, w=w, k=k, **{f"s_{i}": s for i in range(1, n + 1)})
    found = bg.nash_in_nash(game, spokes(game))
    cede = s / (w + n * k)
    added = w * cede**2 / 2 + k * ((n * cede) ** 2 - ((n - 1) * cede) ** 2) / 2  # the patron's cost
    assert found.agreement["y_7"] == cede
    assert found.agreement["t_7"] == (s * cede + added) / 2
    assert found.proved
    assert found.arithmetic == "exact"


def test_at_a_bound_the_answer_is_numeric_and_not_proved() -> None:
    """s above w + k: the client gets all of the patron's autonomy, and pays half of the rest."""
    game = hub_and_spokes(1, s_1=4, w=1, k=1)
    found = bg.nash_in_nash(game, spokes(game))
    assert found.agreement["y_1"] == pytest.approx(1)
    assert found.agreement["t_1"] == pytest.approx(5 / 2, abs=1e-6)  # 4 - t = t - 1
    assert found.status == "unknown"
    assert found.regret == pytest.approx(0, abs=1e-6)


def test_without_money_a_link_that_adds_nothing_is_named() -> None:
    """A break at y = 0 leaves the client all of the pie: no y is better for both."""
    game = bg.Game(
        actions={"P": {}, "A": {}, "B": {}},
        terms={y: (0, 1), z: (0, 1)},
        payoffs={"P": sp.sqrt(y) + sp.sqrt(z), "A": r * (1 - y), "B": r * (1 - z)},
    ).at({r: 1})
    links = {("P", "A"): y, ("P", "B"): z}
    without = {("P", "A"): {r: 0}}
    with pytest.raises(OptionError, match="r is nowhere in the game"):
        bg.nash_in_nash(game, links, broken=without)
    found = bg.nash_in_nash(game, links)
    assert found.agreement is None
    assert not found.proved
    assert "P - A" in found.reason


def test_two_terms_that_are_not_money() -> None:
    """Each gains from one term and loses by the square of the other: y = z = 1 by symmetry."""
    game = bg.Game(
        actions={"P": {}, "A": {}},
        terms={y: (0, 2), z: (0, 2)},
        payoffs={"P": z - y**2 / 2, "A": y - z**2 / 2},
    )
    found = bg.nash_in_nash(game, {("P", "A"): [y, z]})
    assert found.agreement[y] == pytest.approx(1, abs=1e-6)
    assert found.agreement[z] == pytest.approx(1, abs=1e-6)
    assert found.status == "unknown"  # near a solution: no proof
    assert found.regret < 1e-6


def test_a_link_without_gain_is_no_agreement() -> None:
    """The patron is worth 2 with or without either: nobody adds anything."""
    found = bg.nash_in_nash(LUMP.at({v: 2}), PAIRS)
    assert found.agreement is None
    assert not found.proved
    assert "P - A" in found.reason


LETTERS = {"game": LUMP, "links": PAIRS, "broken": BROKEN}


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({}, GameError, "still has parameters"),
        ({"links": {}}, OptionError, "no mapping of pairs"),
        ({"links": {("P", "A"): t1}}, GameError, "t2 belongs to no link"),
        ({"links": {**PAIRS, ("A", "P"): t2}}, OptionError, "given twice"),
        ({"links": {("P", "A"): t1, ("P", "B"): [t1, t2]}}, OptionError, "t1 belongs to"),
        ({"links": {("P", "P"): t1}}, OptionError, "no link with itself"),
        ({"links": {("P", "Z"): t1}}, OptionError, "'Z' does not play"),
        ({"links": {"PA": t1}}, OptionError, "'PA' is no pair"),
        ({"links": {("P", "A"): []}}, OptionError, "settles nothing"),
        ({"links": {("P", "A"): 3}}, OptionError, "3 are no terms"),
        ({"broken": {("A", "B"): {t1: 0}}}, OptionError, "is no link"),
        ({"broken": {("P", "A"): {t2: 0}}}, OptionError, "settled by another link"),
        ({"broken": {("P", "A"): {t1: t2}}}, OptionError, "depends on terms"),
        ({"broken": {("P", "A"): {sp.Symbol("vv"): 0}}}, OptionError, "vv is nowhere in the game"),
        ({"broken": 3}, OptionError, "no mapping of pairs"),
        ({"weights": {"P": 1}}, OptionError, "weights do not match"),
        ({"game": hub_and_spokes(9), "links": spokes(hub_and_spokes(9)), "broken": None,
          "anew": True, "symbolic": True}, LimitReached, "at most 8 links"),
        ({"game": bg.models.autonomy_security()}, GameError, "actions of its own"),
    ],
)  # fmt: skip
def test_bad_input_says_what_and_where(changes, error, says) -> None:
    with pytest.raises(error, match=says):
        bg.nash_in_nash(**(LETTERS | changes))


def test_what_has_no_closed_form_says_why() -> None:
    curved = bg.Game(
        actions={"P": {}, "A": {}}, terms={t1: (0, 1)}, payoffs={"P": v * t1**2, "A": -t1}
    )
    with pytest.raises(NoClosedForm, match="is money"):
        bg.nash_in_nash(curved, {("P", "A"): t1}, symbolic=True)
    convex = bg.Game(
        actions={"P": {}, "A": {}}, terms={y: (0, 1), t1: (0, 1)},
        payoffs={"P": v * y**2 - t1, "A": t1},
    )  # fmt: skip
    with pytest.raises(NoClosedForm, match="not proved concave and quadratic"):
        bg.nash_in_nash(convex, {("P", "A"): [y, t1]}, symbolic=True)


def test_names_and_order_do_not_matter() -> None:
    game = hub_and_spokes(2, s_1=1, s_2="3/4", w=1, k="1/2")
    one = bg.nash_in_nash(game, spokes(game))
    turned = {pair[::-1]: terms[::-1] for pair, terms in reversed(spokes(game).items())}
    other = bg.nash_in_nash(game, turned)
    assert one.agreement.values == other.agreement.values


def test_a_result_is_plain_data_and_prints() -> None:
    import json

    game = hub_and_spokes(1, s_1=1, w=1, k=1)
    found = bg.nash_in_nash(game, spokes(game))
    assert json.loads(json.dumps(found.to_dict()))["status"] == "agreement"
    assert "patron - client 1" in found.links
    assert "largest regret of a link 0.0" in found.summary()
    assert "\n" not in repr(found)


def test_the_clock_ends_it_and_says_so() -> None:
    game = hub_and_spokes(3)
    found = bg.nash_in_nash(game, spokes(game), symbolic=True, timeout=1e-6)
    assert found.agreement is None
    assert found.status == "unknown"
    assert "the clock ended it" in found.reason
