"""Subgame-perfect equilibria by cases, against trying every profile of numbers in every subgame."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.errors import EmptyRegionError, GameError, OptionError, RegionError

a, b, c = sp.symbols("a b c", real=True)


# --- the oracle: numbers, the definition, nothing shared with the solver -----------------------


def value(node, plan, path=()):
    """Expected payoffs; `plan` maps an information set, or a history, to an action."""
    if hasattr(node, "payoffs"):
        return {q: Fraction(str(v)) for q, v in node.payoffs.items()}
    if hasattr(node, "player"):
        taken = plan[node.information or path]
        return value(node.branches[taken], plan, (*path, taken))
    total: dict[str, Fraction] = {}
    for label, odds in node.probabilities.items():
        for q, v in value(node.branches[label], plan, (*path, label)).items():
            total[q] = total.get(q, Fraction(0)) + Fraction(str(odds)) * v
    return total


def walk(node, path=()):
    yield path, node
    if not hasattr(node, "payoffs"):
        for label, below in node.branches.items():
            yield from walk(below, (*path, label))


def perfect(root):
    """All subgame-perfect profiles of a numeric tree, each as a mapping."""
    nodes = dict(walk(root))
    sets: dict[object, list] = {}
    for path, node in nodes.items():
        if hasattr(node, "player"):
            sets.setdefault(node.information or path, []).append((path, node))
    starts = []
    for path, node in nodes.items():
        inside = {p for p in nodes if p[: len(path)] == path}
        cut = any(0 < sum(p in inside for p, _ in places) < len(places) for places in sets.values())
        alone = not hasattr(node, "player") or len(sets[node.information or path]) == 1
        if not hasattr(node, "payoffs") and alone and not cut:
            starts.append((path, node))
    keys = list(sets)
    found = []
    for actions in product(*(tuple(sets[k][0][1].branches) for k in keys)):
        plan = dict(zip(keys, actions, strict=True))
        good = True
        for path, node in starts:
            here = value(node, plan, path)
            for player in {n.player for places in sets.values() for _, n in places}:
                own = [k for k in keys if sets[k][0][1].player == player]
                for other in product(*(tuple(sets[k][0][1].branches) for k in own)):
                    changed = plan | dict(zip(own, other, strict=True))
                    good = good and value(node, changed, path)[player] <= here[player]
        if good:
            found.append(tuple(str(a) for a in actions))
    return sorted(found)


def listed(game, case):
    return sorted(
        tuple(str(e.actions[s.name]) for s in game.information_sets) for e in case.equilibria
    )


def agrees(game, found, values) -> None:
    case = found.at(values)
    assert case is not None
    assert case.complete
    assert listed(game, case) == perfect(game.at(values).root)


# --- standard cases ------------------------------------------------------------------------------


def deterrence():
    """Challenge, defend, and an ally that may abandon (Zagare & Kilgour's triad, as a tree)."""
    prize, war, ally, concession = sp.symbols("prize war ally concession", positive=True)
    root = bg.move("challenger", {
        "stay": bg.end({"challenger": 0, "defender": 0, "ally": 0}),
        "challenge": bg.move("defender", {
            "concede": bg.end({"challenger": prize, "defender": -concession, "ally": -1}),
            "defend": bg.move("ally", {
                "abandon": bg.end({"challenger": prize - war, "defender": -war, "ally": -1}),
                "fight": bg.end({"challenger": -war, "defender": -war/2, "ally": -ally}),
            }),
        }),
    })  # fmt: skip
    return bg.ExtensiveGame(root)


@pytest.mark.long
def test_extended_deterrence_holds_where_the_ally_fights_and_the_defender_defends() -> None:
    game = deterrence()
    prize, war, ally, concession = sp.symbols("prize war ally concession", positive=True)
    found = bg.subgame_perfect(game)
    assert found.complete
    assert found.check().valid
    deterred = found.where_holds(lambda e: e.outcome == "stay")
    at = {ally: 2, concession: 3, prize: 4}
    # the ally abandons (2 > 1): the defender defends if war < concession; the challenger stays away
    # if prize <= war, so never where the defender defends and prize > concession
    assert not deterred.subs(at | {war: 1})
    assert not deterred.subs(at | {war: 5})
    at |= {ally: sp.Rational(1, 2)}  # the ally fights: it defends if war/2 < concession
    assert deterred.subs(at | {war: 5})
    assert not deterred.subs(at | {war: 7})
    for values in (
        {ally: 1, concession: 1, prize: 2, war: 2},
        {ally: 1, concession: 2, prize: 2, war: 2},
    ):
        agrees(game, found, values)


def test_audience_costs_make_a_threat_believable() -> None:
    cost, war = sp.symbols("cost war", positive=True)
    game = bg.ExtensiveGame(bg.move("A", {
        "status quo": bg.end({"A": 0, "B": 0}),
        "challenge": bg.move("B", {
            "concede": bg.end({"A": 1, "B": -1}),
            "resist": bg.move("A", {
                "back down": bg.end({"A": -cost, "B": 1}),
                "fight": bg.end({"A": -war, "B": -2}),
            }),
        }),
    }))  # fmt: skip
    found = bg.subgame_perfect(game)
    assert found.complete
    win = found.where_holds(lambda e: e.outcome == "challenge, concede")
    assert (
        sp.simplify_logic(win, force=True) == (cost >= war)
        or win.subs({cost: 2, war: 1}) == sp.true
    )
    assert win.subs({cost: 1, war: 2}) == sp.false
    assert len(found.at({cost: 1, war: 1}).equilibria) == 2  # a tie, which is a cell of its own


def test_abandonment_and_entrapment() -> None:
    """Snyder's dilemma: to commit to an ally makes it bold, not to commit loses it (1984)."""
    defect, trap = sp.symbols("defect trap", positive=True)
    game = bg.ExtensiveGame(bg.move("patron", {
        "commit": bg.move("client", {
            "restrained": bg.end({"patron": 3, "client": 2}),
            "provoke": bg.end({"patron": 3 - trap, "client": 1 + trap}),
        }, "committed"),
        "hedge": bg.move("client", {
            "stay": bg.end({"patron": 2, "client": 2 - defect}),
            "realign": bg.end({"patron": 0, "client": 1}),
        }, "hedged"),
    }, "policy"))  # fmt: skip
    found = bg.subgame_perfect(game)
    assert found.complete
    trapped = found.where_holds(lambda e: e.outcome == "commit, provoke")
    # provoke iff trap >= 1; then commitment pays 3 - trap against 2 (stay: defect <= 1) or 0
    for d, t, expected in ((2, 2, True), (2, 4, False), ("1/2", 2, False), (2, "1/2", False)):
        assert trapped.subs({defect: sp.Rational(d), trap: sp.Rational(t)}) == expected
        agrees(game, found, {defect: sp.Rational(d), trap: sp.Rational(t)})


def test_the_ultimatum_game_has_two_kinds_of_equilibria() -> None:
    small = sp.Symbol("small", positive=True)
    node = {
        f"offer {x}": bg.move("B", {"accept": bg.end({"A": 1 - x, "B": x}),
                                    "reject": bg.end({"A": 0, "B": 0})}, f"reply {x}")
        for x in (sp.S.Zero, small)
    }  # fmt: skip
    game = bg.ExtensiveGame(bg.move("A", node, "offer"))
    found = bg.subgame_perfect(game, [small < 1])
    assert found.complete
    (case,) = found.cells
    assert sorted(e.outcome for e in case) == ["offer 0, accept", "offer small, accept"]
    agrees(game, found, {small: "1/100"})


def rounds(d, last, now=1):
    """Alternating offers: what the other gets in equilibrium, and nothing, are on offer."""
    who, other = ("A", "B") if now % 2 else ("B", "A")
    share = [sp.S.Zero]
    for _ in range(last - now):
        share.append(sp.expand(d * (1 - share[-1])))
    factor, tree = d ** (now - 1), {}
    for x in dict.fromkeys([share[-1], sp.S.Zero, sp.S.One]):
        later = rounds(d, last, now + 1) if now < last else bg.end({"A": 0, "B": 0})
        paid = bg.end({who: factor * (1 - x), other: factor * x})
        tree[f"offer {x}"] = bg.move(other, {"accept": paid, "reject": later})
    return bg.move(who, tree)


@pytest.mark.parametrize("last", [2, 3])
def test_alternating_offers_approach_the_limit_of_the_solver(last: int) -> None:
    d = sp.Symbol("d", positive=True)
    found = bg.subgame_perfect(bg.ExtensiveGame(rounds(d, last)), [d < 1], by="payoffs")
    assert found.complete
    first = {sp.expand(e.payoffs["A"]) for case in found for e in case if e.path[-1] <= 3}
    finite = sp.cancel((1 - (-d) ** last) / (1 + d))  # Ståhl (1972)
    assert sp.expand(finite) in first
    x = sp.Symbol("x")
    pie = bg.Game(actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x})
    limit = bg.alternating_offers(pie, discount={"A": 0.5, "B": 0.5}, first="A").agreement
    distance = abs(float(finite.subs(d, sp.Rational(1, 2))) - float(limit.payoffs["A"]))
    assert distance == pytest.approx(0.5**last / 1.5, abs=1e-6)


PAID = {"ll": {"A": 3, "B": 1}, "rr": {"A": 1, "B": 3}}


def test_information_sets_make_a_subgame_of_several_moves() -> None:
    """A battle of the sexes after entry: both equilibria of the subgame are followed."""
    out = sp.Symbol("out", real=True)
    second = {
        x: bg.move("B", {y: bg.end(PAID.get(x + y, {"A": 0, "B": 0})) for y in "lr"}, "B")
        for x in "lr"
    }
    game = bg.ExtensiveGame(bg.move("A", {"out": bg.end({"A": out, "B": 0}),
                                          "in": bg.move("A", second, "A")}, "entry"))  # fmt: skip
    found = bg.subgame_perfect(game)
    assert found.complete
    for number in (-1, 1, 2, 3, 4):
        agrees(game, found, {out: number})


# --- what is refused, and what is said ---------------------------------------------------------


def test_bad_input_is_refused_in_one_line() -> None:
    game = bg.ExtensiveGame(bg.move("A", {"l": bg.end({"A": a}), "r": bg.end({"A": 0})}))
    with pytest.raises(GameError, match=r"give a bg\.ExtensiveGame"):
        bg.subgame_perfect(3)
    with pytest.raises(OptionError, match="'profile' or 'payoffs'"):
        bg.subgame_perfect(game, by="outcomes")
    with pytest.raises(EmptyRegionError):
        bg.subgame_perfect(game, [a > 1, a < 0])
    root = bg.ExtensiveGame(bg.move("A", {"l": bg.end({"A": sp.log(a)}), "r": bg.end({"A": 0})}))
    with pytest.raises(RegionError, match=r"log\(a\) is no quotient of polynomials"):
        bg.subgame_perfect(root)
    found = bg.subgame_perfect(game, [a > 0])
    with pytest.raises(RegionError, match="not in the region"):
        found.at({a: -1})
    with pytest.raises(OptionError, match="no value for a"):
        found.at({})


def test_a_quotient_has_its_domain_in_the_region() -> None:
    game = bg.ExtensiveGame(bg.move("A", {"l": bg.end({"A": 1 / b}), "r": bg.end({"A": 1})}))
    found = bg.subgame_perfect(game)
    assert found.complete
    assert found.at({b: "1/2"}).equilibria[0].outcome == "l"
    assert found.at({b: 2}).equilibria[0].outcome == found.at({b: -1}).equilibria[0].outcome == "r"
    assert found.at({b: 1}).equilibria[1].outcome == "r"
    with pytest.raises(RegionError):
        found.at({b: 0})


def test_little_effort_claims_nothing() -> None:
    found = bg.subgame_perfect(deterrence(), effort=0.02)
    assert not found.complete
    assert found.certificate is None
    assert all(case.certificate for case in found.cells if case.complete)


def test_a_game_without_letters_and_one_without_choice() -> None:
    game = bg.ExtensiveGame(bg.move("A", {"l": bg.end({"A": 1}), "r": bg.end({"A": 1})}))
    found = bg.subgame_perfect(game)
    assert found.complete
    assert found.check().valid
    assert len(found.at({}).equilibria) == 2
    only = bg.subgame_perfect(bg.ExtensiveGame(bg.end({"A": 5})))
    assert only.complete
    assert only.cells[0].equilibria[0].payoffs["A"] == 5


@pytest.mark.long
def test_a_changed_claim_is_refused() -> None:
    """A control: a cell with another list, or a cell left out, has no valid certificate."""
    import copy

    found = bg.subgame_perfect(deterrence())
    good = copy.deepcopy(dict(found.certificate))
    assert bg.check(good).valid
    from bargain.check.certificate import seal

    def again(change):
        data = copy.deepcopy(dict(found.certificate))
        change(data)
        parts = [data[k] for k in ("statement", "proof", "used", "sample", "made_by")]
        return bg.check(seal(*parts))

    def drop(data):
        for where in (
            data["statement"]["cells"],
            data["statement"]["parts"],
            data["proof"]["parts"],
        ):
            del where[-1]
        last = str(len(data["statement"]["parts"]))
        del data["sample"][last]
        data["used"] = [u for u in data["used"] if u.split(":")[0] != last]

    def turn(data):
        goal = data["statement"]["parts"][0]["goals"][0]
        rel = "poly" if "poly" in goal else None
        poly = goal["poly"] if rel else goal["any"][0][0][1]
        for term in poly:
            term[0] = term[0].removeprefix("-") if term[0].startswith("-") else "-" + term[0]

    assert not again(drop).valid
    assert not again(turn).valid


@pytest.mark.long
def test_a_certificate_is_tied_to_its_tree_and_to_no_other(tmp_path) -> None:
    from bargain.rebuild.tied import check_against

    game = deterrence()
    found = bg.subgame_perfect(game)
    found.save(tmp_path / "claim.json")
    result = check_against(tmp_path / "claim.json", game=game, name="this tree")
    assert result.valid
    assert result.tied == "a statement about this tree"
    ally = sp.Symbol("ally", positive=True)
    other = check_against(found, game=game.at({ally: ally + 1}), name="another")
    assert not other.valid
    assert "'goals' differs" in other.reason
    table = check_against(found, game=game.to_finite(), name="its table")
    assert "cannot be put to this game" in table.reason
    none = bg.subgame_perfect(game, effort=0.02)
    with pytest.raises(OptionError, match="no certificate of all cases"):
        none.save(tmp_path / "none.json")


# --- random trees -------------------------------------------------------------------------------


@st.composite
def trees(draw, depth=3):
    kind = draw(st.sampled_from("AABc" if depth == 3 else "eABAc" if depth else "e"))
    if kind == "e":
        number = st.sampled_from([0, 1, 2, -1, a, b, a + 1, 1 - b, a - b, 2 * a])
        return bg.end({q: draw(number) for q in "AB"})
    below = {x: draw(trees(depth=depth - 1)) for x in "lr"}
    if kind == "c":
        odds = draw(st.sampled_from([sp.Rational(1, 3), sp.Rational(1, 2)]))
        return bg.chance({"l": (odds, below["l"]), "r": (1 - odds, below["r"])})
    return bg.move(kind, below)


@settings(max_examples=6, deadline=None)
@given(trees(), st.lists(st.tuples(st.integers(-2, 3), st.integers(-2, 3)), min_size=4, max_size=4))
def test_random_trees_agree_with_trying_everything(root, points) -> None:
    game = bg.ExtensiveGame(root)
    if len(game.information_sets) > 6:
        return
    found = bg.subgame_perfect(game)
    assert found.complete
    assert found.check().valid
    for x, y in points:
        agrees(game, found, {s: {"a": x, "b": y}[s.name] for s in game.parameters})
