"""A question does not depend on names, on the order of players and actions, or on units."""

from __future__ import annotations

from itertools import permutations

import pytest
import sympy as sp
from hypothesis import Phase, given, settings, strategies as st

import bargain as bg
from bargain import conditions as c
from bargain.errors import OptionError
from bargain.game.game import Game
from bargain.question.question import Question
from bargain.testing import exchange_games, positive_rationals

NAMES = ["a", "a_a", "z_y", "best_y", "mu_P", "inverse_1", "x", "S", "E", "I", "N", "pi", "lambda",
         "z_a", "root_1", "share_1_1", "v0", "mu_a", "y", "extremum_1"]  # fmt: skip
QUICK = (Phase.explicit, Phase.generate)  # shrinking games takes minutes
PLAYERS = ["P", "a", "mu_P", "zeta", "A"]
CONDITIONS = [
    lambda b: c.nash(),
    lambda b: c.all_of(c.efficient(), c.participation()),
    lambda b: c.all_of(c.self_enforcing(b), c.positive("m")),
    lambda b: c.all_of(c.balanced("m"), c.efficient()),
]


@st.composite
def games(draw, players=2):
    """A game with parameters, and the plain functional forms that questions are made of."""
    names = [f"y{k}" for k in range(players)]
    y = sp.symbols(names)
    s = sp.symbols([f"s{k}" for k in range(players)], positive=True)
    t = sp.Symbol("t")
    payoffs, measures = {}, {}
    for k in range(players):
        others = sum(y[j] for j in range(players) if j != k)
        gain = draw(
            st.sampled_from(
                [s[k] * others, sp.sqrt(others), sp.Min(others, s[k]), others / (1 + y[k])]
            )
        )
        q, w = (sp.Rational(draw(positive_rationals())) for _ in range(2))
        payoffs[f"p{k}"] = q * gain - w * y[k] ** 2 / 2 + draw(st.sampled_from([0, t, -t]))
        measures[f"p{k}"] = y[k]
    return Game({f"p{k}": {y[k]: (0, 1)} for k in range(players)}, payoffs,
                terms={t: (0, 1)}, measures={"m": measures})  # fmt: skip


def changed(game, names, players, order, scales):
    """The same game told otherwise: names, order of players, units."""
    old = [*game.variables, *game.parameters]
    new = {s: sp.Symbol(n, **{k: v for k, v in s._assumptions_orig.items() if k != "commutative"})
           for s, n in zip(old, names, strict=False)}  # fmt: skip
    called = dict(zip(game.players, players, strict=False))
    ranked = [game.players[k] for k in order]

    def put(e):
        return e.subs(new, simultaneous=True)

    return Game(
        {called[p]: {new[v]: b for v, b in game.actions[p].items()} for p in ranked},
        {called[p]: sp.expand(scales[p][0] * put(game.payoffs[p]) + scales[p][1]) for p in ranked},
        terms={new[v]: b for v, b in game.terms.items()},
        disagreement={called[p]: scales[p][0] * put(game.disagreement[p]) + scales[p][1]
                      for p in ranked},
        measures={m: {called[p]: put(e[p]) for p in ranked} for m, e in game.measures.items()},
        parameters=[new[p] for p in game.parameters],
    )  # fmt: skip


def skeleton(question, claim):
    """A statement without its words: what is claimed, in numbers."""
    try:
        statement = getattr(question, claim)()
    except OptionError as error:
        return type(error)
    place = {n: k for k, n in enumerate(statement["variables"])}

    def plain(h):
        return (h["rel"], h.get("poly"), h.get("any"), [place[n] for n in h.get("forall", ())])

    return {
        **{part: [plain(h) for h in statement.get(part, ())]
           for part in ("region", "necessary", "goals")},
        "functions": [(place[f["var"]], f["of"], f["arg"]) for f in statement["functions"]],
        "roles": [[place[n] for n in statement.get(part, ())] for part in
                  ("parameters", "unknowns")],
        "bound": [[place[z], *ends] for z, *ends in statement.get("bound", ())],
        "twins": {place[z]: place[v] for z, v in statement.twins.items()},
    }  # fmt: skip


@st.composite
def told(draw, players=2, source=None):
    """A game, and the same game told otherwise."""
    game = draw(games(players) if source is None else source)
    names = draw(st.permutations(NAMES))
    scales = {p: (sp.Rational(draw(positive_rationals())),
                  sp.Rational(draw(st.fractions(-3, 3, max_denominator=6))))
              for p in game.players}  # fmt: skip
    order = draw(st.permutations(range(len(game.players))))
    return game, changed(game, names, draw(st.permutations(PLAYERS)), order, scales)


@settings(max_examples=10, deadline=None, phases=QUICK)
@given(told(), st.sampled_from(CONDITIONS))
def test_statements_are_the_same_system(pair, condition):
    game, other = pair
    beta = sp.Symbol("beta", positive=True)
    first, second = Question(game, condition(beta)), Question(other, condition(beta))
    for claim in ("never", "always", "sometimes"):
        assert skeleton(first, claim) == skeleton(second, claim)


@pytest.mark.long
@settings(max_examples=6, deadline=None, phases=QUICK)
@given(told(players=3), st.sampled_from(CONDITIONS[:3]))
def test_three_players_too(pair, condition):
    game, other = pair
    beta = sp.Rational(1, 2)
    assert skeleton(Question(game, condition(beta)), "never") == skeleton(
        Question(other, condition(beta)), "never")  # fmt: skip


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(told(source=exchange_games(entrapment=True)))
def test_statuses_are_the_same(pair):
    game, other = pair
    condition = c.all_of(c.self_enforcing(sp.Rational(1, 2)), c.participation())
    first, second = (bg.decide(g, condition, timeout=60) for g in (game, other))
    assert first.status is second.status
    if first.certificate is not None:
        assert bg.check(first).valid
        assert bg.check(second).valid


def test_a_region_and_its_eliminations_are_spelt_in_any_way():
    """Which parameter an equation determines is chosen by the system, not by the alphabet."""
    systems = []
    for names in permutations(("p", "q", "r")):
        p, q, r = sp.symbols(names, positive=True)
        y, z = sp.symbols("y z")
        game = Game({"1": {y: (0, 1)}, "2": {z: (0, 1)}}, {"1": p * z - y**2, "2": q * y - r * z})
        question = Question(game, c.nash(), [sp.Eq(p, q + 2 * r), sp.Eq(q * r, 1)])
        systems.append(skeleton(question, "never"))
    assert all(s == systems[0] for s in systems)


@pytest.mark.long(every=6)
@pytest.mark.parametrize("name", ["mu_P", "mu_C", "z_y", "best_y", "inverse_1", "root_1"])
def test_a_users_symbol_keeps_its_name_and_its_meaning(name):
    """Whatever an auxiliary quantity would be called, a parameter of that name is another thing."""
    y, z = sp.symbols("y z")
    statuses = []
    for called in (name, "harmless"):
        p = sp.Symbol(called, real=True)
        game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": y - y**2 / (1 + z), "C": z})
        condition = c.efficient() & c.self_enforcing(sp.Rational(1, 2)) & c.holds(p >= 2)
        statement = Question(game, condition).sometimes()
        assert statement["parameters"] == [called]
        assert len(set(statement["variables"])) == len(statement["variables"])
        statuses.append(bg.decide(game, condition, timeout=30).status)
    assert statuses[0] is statuses[1]
    assert statuses[0] in ("sometimes", "unknown")
