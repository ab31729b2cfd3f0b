"""Impossibility cores: statement 6, and what is compatible stays compatible."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.errors import EmptyRegionError, OptionError
from bargain.models import autonomy_security, cost_sharing
from bargain.verdicts import cores
from bargain.verdicts.cores import impossibility_cores
from bargain.verdicts.verdict import Status, Verdict

SHARING = cost_sharing(entrapment=False)
SHORT = {
    "efficient": "efficient",
    "balanced('autonomy')": "autonomy",
    "balanced('security')": "security",
    "balanced('cost')": "cost",
    "equal_gains": "gains",
}
EXPECTED = {
    frozenset(core.split())
    for core in (
        "autonomy security", "autonomy cost gains", "security cost gains",
        "efficient cost gains", "efficient security cost", "efficient security gains",
    )
}  # fmt: skip


def short(subset):
    return frozenset(SHORT[name] for name in subset.names)


@pytest.fixture(scope="module")
def statement_6():
    demands = [c.efficient(), c.balanced("autonomy"), c.balanced("security"), c.balanced("cost"),
               c.equal_gains()]  # fmt: skip
    return impossibility_cores(
        SHARING,
        demands,
        where=["s_C > s_P", "w_P == w_C"],
        control=["s_C == s_P", "w_P == w_C"],
        given=[c.participation(), c.positive("autonomy")],
        effort=60,
        timeout=900,  # per set
    )


@pytest.mark.long
def test_statement_6(statement_6):
    assert {short(s) for s in statement_6.cores} == EXPECTED
    assert statement_6.other_cores == ()
    assert statement_6.undecided == ()


@pytest.mark.long
def test_the_lattice_is_whole_and_consistent(statement_6):
    assert len(statement_6.subsets) == 31
    by_names = {short(s): s for s in statement_6.subsets}
    assert len(by_names) == 31
    for names, subset in by_names.items():
        clash = any(core <= names for core in EXPECTED)
        assert subset.status == ("clash" if clash else "compatible")
        assert subset.minimal == (names in EXPECTED)
    assert all(by_names[frozenset([n])].status == "compatible" for n in SHORT.values())


@pytest.mark.long
def test_every_status_has_its_proof(statement_6):
    for subset in statement_6.subsets:
        if subset.minimal:
            assert subset.verdict.status is Status.NEVER
            assert subset.control_verdict.status is Status.ALWAYS  # at a point of the control
            assert bg.check(subset.control_verdict).valid
        elif subset.status == "compatible":
            assert subset.verdict.status is Status.ALWAYS
        else:  # follows from another set
            assert subset.verdict is None
            assert subset.because
            continue
        assert bg.check(subset.verdict).valid


@pytest.mark.long
def test_results_are_plain_data(statement_6):
    data = statement_6.to_dict()
    assert len(data["subsets"]) == 31
    assert "6 impossibility cores" in statement_6.summary()
    assert repr(statement_6).startswith("<Cores 6 impossibility cores")


@pytest.mark.long
def test_unequal_weights_leave_one_clash():
    balances = [c.balanced("autonomy"), c.balanced("security"), c.equal_gains()]
    found = impossibility_cores(
        SHARING,
        balances,
        where=["s_C > s_P", "w_P != w_C"],
        control=["s_C == s_P", "w_P != w_C"],
        given=[c.participation(), c.positive("autonomy")],
    )
    assert [short(s) for s in found.cores] == [{"autonomy", "security"}]
    assert found.undecided == ()


@pytest.mark.long
def test_without_cost_two_more_clash():
    balances = [c.balanced("autonomy"), c.balanced("security"), c.equal_gains()]
    found = impossibility_cores(
        autonomy_security(entrapment=False),
        balances,
        where=["s_C > s_P", "w_P == w_C"],
        control=["s_C == s_P", "w_P == w_C"],
        given=[c.participation(), c.positive("autonomy")],
    )
    pairs = {frozenset(x) for x in combinations(("autonomy", "security", "gains"), 2)}
    assert {short(s) for s in found.cores} == pairs


@pytest.mark.long
def test_self_enforcing_and_efficient_are_compatible():
    found = impossibility_cores(
        autonomy_security(entrapment=False),
        [c.self_enforcing("9/10"), c.efficient()],
        where=["s_C > s_P"],
        given=[c.positive("autonomy")],
    )
    assert found.cores == found.undecided == ()
    assert all(s.status == "compatible" for s in found.subsets)


def test_a_clash_that_is_not_due_to_the_region_is_no_core():
    y = SHARING.symbol("y_P")
    found = impossibility_cores(
        SHARING, [c.holds(y > 2), c.efficient()], where=["s_C > s_P"], control=["s_C == s_P"]
    )
    assert found.cores == ()
    assert [s.names for s in found.other_cores] == [("holds(y_P > 2)",)]
    assert found.other_cores[0].control == "clash"


def test_a_conjunction_is_its_demands():
    x, d_1, d_2 = sp.Symbol("x"), *sp.symbols("d_1 d_2", positive=True)
    game = bg.Game(
        actions={"1": {}, "2": {}},
        terms={x: (0, 1)},
        payoffs={"1": x, "2": 1 - x},
        disagreement={"1": d_1, "2": d_2},
    )
    clash = {"where": [d_1 > sp.Rational(1, 2)], "control": [d_1 < sp.Rational(1, 2), d_2 < d_1]}
    whole = impossibility_cores(game, c.equal_gains() & c.holds(x < d_1), **clash)
    apart = impossibility_cores(game, [c.holds(x < d_1), c.equal_gains()], **clash)
    assert whole.demands == apart.demands == ("equal_gains", "holds(x < d_1)")
    assert [s.status for s in whole.subsets] == [s.status for s in apart.subsets]


def test_refusals():
    with pytest.raises(OptionError, match="0 demands"):
        impossibility_cores(SHARING, [])
    with pytest.raises(OptionError, match="11 demands"):
        impossibility_cores(SHARING, [c.efficient()] * 11)
    with pytest.raises(OptionError, match="twice"):
        impossibility_cores(SHARING, [c.efficient(), c.efficient()])


# --- minimal means that every smaller set is compatible ------------------------------------------

Y, Z = sp.symbols("y z")
S = sp.Symbol("s", positive=True)
SIMPLE = bg.Game({"P": {Y: (0, 1)}, "C": {Z: (0, 1)}}, {"P": S * Z - Y, "C": S * Y - Z})
THREE = [c.holds(Y >= S), c.holds(Z >= Y), c.holds(S > 2 * Z)]  # clash together, no two of them


def undecided_where(monkeypatch, *which):
    """Leave some sets of demands undecided: the search gives up on them."""
    honest = cores._AskedOf.__call__

    def giving_up(self, task):
        if task[0] in {frozenset(w) for w in which}:
            return Verdict(claim="undecided: given up by the test")
        return honest(self, task)

    monkeypatch.setattr(cores._AskedOf, "__call__", giving_up)


def test_a_clash_above_an_undecided_set_is_not_called_minimal(monkeypatch):
    names = [d.name for d in THREE]
    whole = impossibility_cores(SIMPLE, THREE)
    assert [set(s.names) for s in whole.subsets if s.minimal] == [set(names)]
    assert whole.perhaps_minimal == ()
    undecided_where(monkeypatch, names[:2])
    found = impossibility_cores(SIMPLE, THREE)
    last = found.subsets[-1]
    assert (last.status, last.minimal) == ("clash", False)
    assert [set(n) for n in last.open_below] == [set(names[:2])]
    assert found.cores == found.other_cores == ()
    assert "minimality undecided" in found.summary()


def test_compatible_supersets_settle_their_subsets(monkeypatch):
    demands = [c.holds(Y >= S), c.holds(Z >= Y)]
    undecided_where(monkeypatch, [demands[0].name])
    found = impossibility_cores(SIMPLE, demands)
    small = next(s for s in found.subsets if s.names == (demands[0].name,))
    assert small.status == "compatible"
    assert small.because == tuple(sorted(d.name for d in demands))
    assert small.verdict is None


def test_what_is_given_can_clash_on_its_own():
    found = impossibility_cores(SIMPLE, [c.efficient()], given=[c.holds(Y > 2)])
    assert found.given.status == "clash"
    assert [(s.status, s.minimal, s.because) for s in found.subsets] == [("clash", False, ())]
    assert "on their own" in found.summary()


@pytest.mark.long
def test_the_order_of_the_demands_is_not_seen():
    reports = {
        str(_untimed(impossibility_cores(SIMPLE, list(order), where=[S < 1]).to_dict()))
        for order in permutations(THREE)
    }
    assert len(reports) == 1


def _untimed(data):
    if isinstance(data, dict):
        return {k: _untimed(v) for k, v in data.items() if k != "seconds"}
    return [_untimed(v) for v in data] if isinstance(data, list) else data


@pytest.mark.parametrize("empty", ["where", "control"])
def test_empty_regions_are_refused(empty):
    with pytest.raises(EmptyRegionError):
        impossibility_cores(SIMPLE, [c.holds(Y > 0)], **{empty: [S > 1, S < 1]})
