"""Perfect Bayesian equilibria by cases, against strategies tried one by one and beliefs by LPs."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

import bargain as bg
from bargain.check.certificate import seal
from bargain.errors import GameError, LimitReached, RegionError
from bargain.rebuild.tied import check_against

a, b = sp.symbols("a b", real=True)
p, taste, duel = sp.symbols("p taste duel", positive=True)


# --- the oracle: numbers, the definition, nothing shared with the solver -------------------------


def odds_of(node, plan):
    """Each branch with its probability; `plan` maps an information set to an action, or to odds."""
    if not hasattr(node, "player"):
        return {x: Fraction(str(q)) for x, q in node.probabilities.items()}
    done = plan[node.information]
    return {x: Fraction(str(done.get(x, 0))) if isinstance(done, Mapping) else Fraction(done == x)
            for x in node.branches}  # fmt: skip


def paid(node, plan, player):
    """The expected payoff from a node on."""
    if hasattr(node, "payoffs"):
        return Fraction(str(node.payoffs[player]))
    return sum(q * paid(node.branches[x], plan, player) for x, q in odds_of(node, plan).items())


def places(node, plan, reach=Fraction(1)):
    """Every move with the probability that it is reached."""
    if hasattr(node, "payoffs"):
        return
    if hasattr(node, "player"):
        yield node, reach
    for x, q in odds_of(node, plan).items():
        yield from places(node.branches[x], plan, reach * q)


def perfect(root):
    """The profiles of a tree without proper subgames that some beliefs support."""
    sets = {}
    for node, _ in places(root, dict.fromkeys(every(root))):
        sets.setdefault(node.information, []).append(node)
    found = []
    for actions in product(*(tuple(nodes[0].branches) for nodes in sets.values())):
        if holds(root, dict(zip(sets, actions, strict=True))):
            found.append(tuple(map(str, actions)))
    return sorted(found)


def holds(root, plan):
    """Whether some beliefs support a profile."""
    sets, reach = {}, {}
    for node, odds in places(root, plan):
        sets.setdefault(node.information, []).append(node)
        reach.setdefault(node.information, []).append(odds)
    return all(supported(nodes, plan, sets, reach[name]) for name, nodes in sets.items())


def every(node):
    if not hasattr(node, "payoffs"):
        if hasattr(node, "player"):
            yield node.information
        for below in node.branches.values():
            yield from every(below)


def supported(nodes, plan, sets, weights):
    player = nodes[0].player
    own = [n for n, several in sets.items() if several[0].player == player]
    gains = []
    for actions in product(*(tuple(sets[n][0].branches) for n in own)):
        other = plan | dict(zip(own, actions, strict=True))
        gains.append([paid(n, other, player) - paid(n, plan, player) for n in nodes])
    if sum(weights) > 0:
        return all(sum(w * g for w, g in zip(weights, row, strict=True)) <= 0 for row in gains)
    table = np.array(gains, dtype=float)
    return linprog(np.zeros(len(nodes)), A_ub=table, b_ub=np.zeros(len(table)),
                   A_eq=np.ones((1, len(nodes))), b_eq=[1]).status == 0  # fmt: skip


def agrees(game, found, values) -> None:
    case = found.at(values)
    assert case is not None
    assert case.complete
    told = sorted(tuple(str(e.actions[n]) for n in dict.fromkeys(every(game.root))) for e in case)
    assert told == perfect(game.at(values).root)


# --- known answers -------------------------------------------------------------------------------


def beer_quiche():
    """A breakfast is a message: the strong like beer, nobody likes duels (Cho & Kreps 1987)."""

    def ends(kind, meal):
        liked = taste if (meal == "beer") == (kind == "strong") else 0
        return {
            reply: bg.end({"A": liked + (0 if reply == "fight" else duel),
                           "B": int((reply == "fight") == (kind == "weak"))})
            for reply in ("fight", "leave")
        }  # fmt: skip

    def of(kind):
        meals = {m: bg.move("B", ends(kind, m), m) for m in ("beer", "quiche")}
        return bg.move("A", meals, kind)

    root = bg.chance({"strong": (p, of("strong")), "weak": (1 - p, of("weak"))})
    return bg.ExtensiveGame(root, assumptions=[p < 1])


def test_beer_and_quiche_pool_where_the_strong_are_many() -> None:
    game = beer_quiche()
    found = bg.perfect_bayesian(game)
    assert found.complete
    assert found.check().valid
    case = found.at({p: "9/10", taste: 1, duel: 2})  # the numbers of Cho and Kreps
    beer, quiche = case.equilibria
    assert {beer["A"]["weak"], quiche["A"]["strong"]} == {"beer", "quiche"}
    assert beer.beliefs["beer"] == ({"after strong → beer": sp.Rational(9, 10),
                                     "after weak → beer": sp.Rational(1, 10)},)  # fmt: skip
    low, high = beer.beliefs["quiche"]  # a duel is right if the weak are at least one half
    assert {low["after strong → quiche"], high["after strong → quiche"]} == {0, sp.Rational(1, 2)}
    separate = found.where_holds(lambda e: e["A"]["strong"] != e["A"]["weak"])
    for d in (1, 2, 3):  # types separate iff breakfast matters more than the duel
        assert separate.subs({taste: 2, duel: d, p: sp.Rational(1, 3)}) == (d <= 2)
    for values in (("1/3", 1, 1), ("1/2", 1, 2), ("2/3", 2, 1)):
        agrees(game, found, dict(zip((p, taste, duel), values, strict=True)))


def test_where_the_strong_are_few_some_of_the_weak_have_beer_too() -> None:
    """Exactly so many that a duel with whoever has beer is a matter of indifference."""
    game = beer_quiche().at({taste: 1})
    few = bg.perfect_bayesian(game, [p < sp.Rational(1, 2), duel > 1], mixed=True)
    assert few.complete
    assert few.check().valid
    tie = bg.perfect_bayesian(game.at({duel: 1}), [p < sp.Rational(1, 2)], mixed=True)
    assert not tie.complete  # lines of equilibria, which are not listed
    (case,) = tie.cells
    assert [e.is_pure for e in case] == [True]
    many = bg.perfect_bayesian(game.at({p: "2/3"}), [duel > 1], mixed=True)
    assert many.complete
    assert not many.where_holds(lambda e: not e.is_pure)
    (only,) = few.at({p: "1/3", duel: 2})
    assert holds(game.at({p: "1/3", duel: 2}).root, dict(only.actions))
    assert only.actions["weak"] == {"beer": sp.Rational(1, 2), "quiche": sp.Rational(1, 2)}
    assert only.actions["beer"] == {"fight": sp.Rational(1, 2), "leave": sp.Rational(1, 2)}
    # the control: with other odds it is none
    assert not holds(
        game.at({p: "1/3", duel: 2}).root,
        {**only.actions, "weak": {"beer": "1/3", "quiche": "2/3"}},
    )
    nash = bg.nash_equilibria(game.at({p: "1/3", duel: 2}).to_finite())
    assert nash.complete  # and every Nash equilibrium there pays the same, found by another way
    paid_there = {tuple(sp.sympify(e.payoffs[q]) for q in "AB") for e in nash.equilibria}
    assert tuple(only.payoffs.values()) in paid_there


def test_education_is_a_signal_where_its_price_divides_the_types() -> None:
    """Spence (1973) with two types, two levels, and two employers' wages as replies."""
    price, more = sp.symbols("price more", positive=True)

    def of(kind):
        def ends(level):
            cost = 0 if level == "none" else price if kind == "able" else more
            right = "high" if kind == "able" else "low"
            return {w: bg.end({"worker": (2 if w == "high" else 1) - cost,
                               "firm": int(w == right)}) for w in ("high", "low")}  # fmt: skip

        levels = {s: bg.move("firm", ends(s), s) for s in ("degree", "none")}
        return bg.move("worker", levels, kind)

    root = bg.chance({"able": ("1/3", of("able")), "other": ("2/3", of("other"))})
    found = bg.perfect_bayesian(bg.ExtensiveGame(root, assumptions=[more > price]))
    assert found.complete
    separate = found.where_holds(
        lambda e: e["worker"]["able"] == "degree" and e["worker"]["other"] == "none"
    )
    # the wage rises by 1: worth the price to the able, not to the others
    for low, high, expected in (
        (1, 2, True),
        ("1/2", 1, True),
        ("1/2", "3/4", False),
        (2, 3, False),
    ):
        at = {price: sp.Rational(low), more: sp.Rational(high)}
        assert separate.subs(at) == expected
        agrees(bg.ExtensiveGame(root), found, at)


def crisis():
    """A patron whose resolve the challenger does not know commits to its client, or does not."""
    cost, q = sp.symbols("cost q", positive=True)

    def of(kind):
        war = {"patron": -1 if kind == "resolved" else -4,
               "challenger": -2 if kind == "resolved" else 1}  # fmt: skip

        def ends(said):
            price = cost if said == "commit" else 0
            return {"attack": bg.end({k: v - (price if k == "patron" else 0)
                                      for k, v in war.items()}),
                    "refrain": bg.end({"patron": 2 - price, "challenger": 0})}  # fmt: skip

        return bg.move(
            "patron", {s: bg.move("challenger", ends(s), s) for s in ("commit", "silent")}, kind
        )

    root = bg.chance({"resolved": (q, of("resolved")), "bluff": (1 - q, of("bluff"))})
    return bg.ExtensiveGame(root, assumptions=[q < 1]), cost, q


def test_extended_deterrence_is_never_bought_by_both_types_for_more_than_war_costs() -> None:
    game, cost, q = crisis()
    found = bg.perfect_bayesian(game)
    assert found.complete
    both = found.where_holds(
        lambda e: set(e["patron"].values()) == {"commit"} and e["challenger"]["commit"] == "refrain"
    )
    # pooled, the challenger refrains iff -2 q + (1 - q) <= 0; the resolved pay up to 2 - (-1) = 3
    for x, y, expected in ((3, "1/3", True), (3, "1/4", False), ("7/2", "1/2", False)):
        assert both.subs({cost: sp.Rational(x), q: sp.Rational(y)}) == expected
    for x, y in ((2, "1/4"), (3, "1/3"), (6, "1/2"), (7, "1/3")):
        agrees(game, found, {cost: x, q: y})


# --- what weak beliefs do and do not allow -------------------------------------------------------


def test_an_empty_threat_is_believed_in_no_subgame() -> None:
    """Entry deterrence: `fight` is a Nash equilibrium, but not in the subgame."""
    game = bg.ExtensiveGame(bg.move("E", {
        "out": bg.end({"E": 0, "I": 2}),
        "in": bg.move("I", {"fight": bg.end({"E": -1, "I": 0}), "share": bg.end({"E": 1, "I": 1})}),
    }))  # fmt: skip
    (case,) = bg.perfect_bayesian(game).cells
    assert [e.outcome for e in case] == ["in, share"]


def test_a_dominated_reply_off_the_path_is_no_best_reply_to_any_belief() -> None:
    """`bad` is worse at both places: a threat that a Nash equilibrium may rest on."""

    def second(x):
        worse, better = bg.end({"A": -1, "B": x - 1}), bg.end({"A": 1, "B": x})
        return bg.move("B", {"bad": worse, "good": better}, "unseen")

    game = bg.ExtensiveGame(bg.move("A", {"out": bg.end({"A": 0, "B": 0}), "l": second(3),
                                          "r": second(a)}, "first"))  # fmt: skip
    found = bg.perfect_bayesian(game)
    assert found.complete
    assert not any(e["B"]["unseen"] == "bad" for case in found for e in case)
    nash = bg.nash_equilibria(game.at({a: 0}).to_finite())  # which a plain Nash equilibrium is not
    assert any(e["B"]["bad"] == 1 for e in nash.equilibria)


def test_a_reply_between_two_others_is_best_for_some_belief_or_for_none() -> None:
    """`safe` pays 1, `left` 3 or 0, `right` 0 or c: mixtures of these beat it iff c > 3/2."""
    game, found = between_solved()
    (c,) = game.parameters
    assert found.complete
    assert found.check().valid
    safe = found.where_holds(lambda e: e.outcome == "out" and e["B"]["seen"] == "safe")
    for value, expected in (("1/2", True), ("3/2", True), ("8/5", False), (9, False)):
        assert safe.subs({c: sp.Rational(value)}) == expected
        agrees(between(c), found, {c: value})


@cache
def between_solved():
    game = between(sp.Symbol("c", positive=True))
    return game, bg.perfect_bayesian(game)


def between(c):
    def reply(side):
        gains = {"safe": 1, "left": 3 if side == "l" else 0, "right": c if side == "r" else 0}
        return bg.move("B", {x: bg.end({"A": -1, "B": u}) for x, u in gains.items()}, "seen")

    enter = {"out": bg.end({"A": 0, "B": 0}), "l": reply("l"), "r": reply("r")}
    return bg.ExtensiveGame(bg.move("A", enter, "entry"))


def test_odds_of_zero_are_cells_in_which_beliefs_are_free() -> None:
    q = sp.Symbol("q", real=True)

    def of(good):
        return bg.move("B", {"yes": bg.end({"B": 1 if good else -1}), "no": bg.end({"B": 0})}, "B")

    odds = {"none": (1 - 3 * q, bg.end({"B": 0})), "good": (q, of(True)), "bad": (2 * q, of(False))}
    found = bg.perfect_bayesian(bg.ExtensiveGame(bg.chance(odds)))
    assert found.complete
    assert {e["B"]["B"] for e in found.at({q: "1/4"})} == {"no"}
    assert {e["B"]["B"] for e in found.at({q: 0})} == {"yes", "no"}
    certain = {"good": (q, of(True)), "none": (1 - q, bg.end({"B": 0}))}
    found = bg.perfect_bayesian(bg.ExtensiveGame(bg.chance(certain)))
    assert {e["B"]["B"] for e in found.at({q: 0})} == {"yes"}  # the one place is certain there


# --- bad input, effort, tampering ----------------------------------------------------------------


def test_bad_input_is_refused() -> None:
    with pytest.raises(GameError, match=r"give a bg\.ExtensiveGame"):
        bg.perfect_bayesian(3)
    root = bg.ExtensiveGame(bg.move("A", {"l": bg.end({"A": sp.log(2)}), "r": bg.end({"A": a})}))
    with pytest.raises(RegionError, match=r"log\(2\) is no rational number"):
        bg.perfect_bayesian(root)
    node = bg.end({"A": 0})
    for k in range(12):
        node = bg.move("A", {"stop": bg.end({"A": k}), "go": node})
    with pytest.raises(LimitReached, match="4096 profiles"):
        bg.perfect_bayesian(bg.ExtensiveGame(node))


def test_little_effort_claims_nothing() -> None:
    found = bg.perfect_bayesian(beer_quiche(), effort=0.02)
    assert not found.complete
    assert found.certificate is None


def test_certificates_are_tied_and_changed_ones_are_refused() -> None:
    game, found = between_solved()
    (c,) = game.parameters
    assert check_against(found, game=game, name="the game").tied == "a statement about the game"
    other = check_against(found, game=game.at({c: 2 * c}), name="another")
    assert not other.valid
    data = copy.deepcopy(dict(found.certificate))
    goals = [g for part in data["statement"]["parts"] for g in part["goals"]]
    one = next(g for g in goals if "safe is best for no belief" in g["name"])
    one["any"] = one["any"][:-1]  # as if one of the better replies were not there
    parts = [data[k] for k in ("statement", "proof", "used", "sample", "made_by")]
    assert not bg.check(seal(*parts)).valid


# --- random signalling games ---------------------------------------------------------------------


@st.composite
def signals(draw):
    number = st.sampled_from([0, 1, 2, -1, a, b, 1 - a, a + b])
    plain = st.sampled_from([0, 1, 2, -1, 3])

    def after(m):
        return bg.move("B", {r: bg.end({"A": draw(number), "B": draw(plain)}) for r in "xy"}, m)

    def of(kind):
        return bg.move("A", {m: after(m) for m in "lr"}, kind)

    odds = draw(st.sampled_from(["1/3", "1/2", "3/4"]))
    return bg.ExtensiveGame(
        bg.chance({"s": (odds, of("s")), "w": (1 - sp.Rational(odds), of("w"))}), players=["A", "B"]
    )


@settings(max_examples=2, deadline=None)
@given(signals(), st.lists(st.tuples(*[st.integers(-2, 3)] * 2), min_size=3, max_size=3))
def test_random_signalling_games_agree_with_trying_everything(game, points) -> None:
    found = bg.perfect_bayesian(game)
    assert found.complete
    assert found.check().valid
    for x, y in points:
        agrees(game, found, {s: {"a": x, "b": y}[s.name] for s in game.parameters})


@settings(max_examples=4, deadline=None)
@given(signals(), st.integers(-2, 3), st.integers(-2, 3))
def test_two_sets_that_mix_in_random_signalling_games(game, x, y) -> None:
    game = game.at({s: {"a": x, "b": y}[s.name] for s in game.parameters})
    (case,) = bg.perfect_bayesian(game, mixed=True).cells
    listed = [dict(e.actions) for e in case if not e.is_pure]
    known = mixtures(game.root)
    assert all(holds(game.root, plan) for plan in listed)
    assert all(plan in known for plan in listed)
    if case.complete:
        assert all(plan in listed for plan in known)


def mixtures(root):
    """Two sets that mix and are reached, each indifferent at one share of the other."""
    sets = {}
    for node, _ in places(root, dict.fromkeys(every(root))):
        sets.setdefault(node.information, []).append(node)
    found = []
    for one, two in combinations(sets, 2):
        rest = [n for n in sets if n not in (one, two)]
        for actions in product(*(tuple(sets[n][0].branches) for n in rest)):
            plan = dict(zip(rest, actions, strict=True))
            shares = {}
            for name, other in ((one, two), (two, one)):
                half = dict.fromkeys(sets[name][0].branches, "1/2")
                x, y = sets[other][0].branches
                low, high = (
                    gain(root, {**plan, name: half, other: {x: q, y: 1 - q}}, name) for q in (0, 1)
                )
                if low * high < 0:
                    shares[other] = low / (low - high)
            if len(shares) == 2:
                for name, q in shares.items():
                    x, y = sets[name][0].branches
                    plan[name] = {x: sp.Rational(q), y: sp.Rational(1 - q)}
                if holds(root, plan):
                    found.append(plan)
    return found


def gain(root, plan, name):
    """What the first action at a set gains over the second, weighted by the odds of its places."""
    total = Fraction(0)
    for node, odds in places(root, plan):
        if node.information == name:
            one, two = (paid(node, {**plan, name: x}, node.player) for x in node.branches)
            total += odds * (one - two)
    return total
