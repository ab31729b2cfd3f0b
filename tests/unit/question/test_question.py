"""The bridge: the plain statement says what the sympy game says, and keeps the whole region."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain import conditions as c
from bargain.budget import spent
from bargain.errors import EmptyRegionError, GameError, InputError, OptionError, RegionError
from bargain.game.expression import to_text
from bargain.game.game import Game
from bargain.models import autonomy_security, cost_sharing
from bargain.question.question import Question
from bargain.question.region_points import evaluate, sample_point
from tests.hypotheses import holds_at

GAME = autonomy_security()
S = GAME.symbols
BETA = sp.Symbol("beta", positive=True)
FULL = c.full_equilibrium(BETA)
ROOTS = autonomy_security(security="power", entrapment=False)
LOGS = autonomy_security(security="log", entrapment=False)
QUESTIONS = [
    Question(GAME, FULL, [S["s_C"] > S["s_P"]]),
    Question(GAME, c.nash(), [sp.Ne(S["s_C"], S["s_P"]), S["w_P"] <= 2 * S["w_C"]]),
    Question(GAME, c.all_of(c.equal_gains(), c.participation()), [sp.Eq(S["w_P"], S["w_C"])]),
    Question(cost_sharing(), c.all_of(c.efficient(), c.balanced("cost")), ["K < s_C*s_P"]),
    Question(ROOTS, FULL),
    Question(LOGS, c.all_of(FULL, c.balanced("security", sp.Symbol("eps", positive=True)))),
    Question(GAME, c.holds(sp.Max(S["y_P"], S["y_C"]) <= sp.Abs(S["y_P"] - S["y_C"]) + 1)),
]
numbers = st.fractions(F(1, 12), 4, max_denominator=12)


def own_hypotheses(question, statement):
    """Each relation of the question beside the plain hypothesis that stands for it."""
    relations = {f"region: {h['text']}": r for h, r in
                 zip(statement["region"], question.region, strict=True)}  # fmt: skip
    relations |= {k.name: k.relation for k in question.condition.necessary(question.game).clauses}
    for h in (*statement["region"], *statement["necessary"]):
        if h["name"] in relations:
            yield h, relations[h["name"]]


@settings(max_examples=20)
@given(st.sampled_from(QUESTIONS), st.data())
def test_statement_and_game_agree_at_random_points(question, data):
    """A plain hypothesis holds at a point iff sympy's relation does, values of roots put in."""
    statement = question.never()
    symbols = question.polynomial_symbols(statement)
    place = {}
    for s in symbols:
        if s in (*question.parameters, *question.game.variables) or s.name.startswith("mu_"):
            x = data.draw(numbers)
            # squares, so that roots are rational
            place[s] = sp.Rational(x) ** 2 if question.game is ROOTS else sp.Rational(x)
    for d_var in statement["variables"]:
        fresh = next(s for s in symbols if s.name == d_var)
        if fresh in place:
            continue
        texts = [h["text"] for h in statement["necessary"] if h["text"].startswith(f"{d_var} = ")]
        if not texts:  # a function: its value is no rational, its clauses are left out
            continue
        value = sp.sympify(texts[0].split(" = ", 1)[1], locals={s.name: s for s in symbols})
        place[fresh] = value.subs(place)
    values = [F(str(place[s])) if s in place and place[s].is_Rational else None for s in symbols]
    compared = 0
    for h, relation in own_hypotheses(question, statement):
        polys = [h["poly"]] if "poly" in h else [p for alt in h["any"] for _, p in alt]
        if any(e and values[k] is None for p in polys for _, es in p for k, e in enumerate(es)):
            continue
        known = [F(0) if v is None else v for v in values]
        solved = dict(question.solved)
        wanted = relation.subs(solved).subs(place).doit()
        assert holds_at(h, known) is (wanted == sp.true), h["name"]
        compared += 1
    assert compared >= len(statement["region"])


def test_every_sign_of_the_symbols_is_a_hypothesis():
    """sympy must not decide a relation from assumptions: the statement's reader has only these."""
    statement = QUESTIONS[0].never()
    texts = {h["text"] for h in statement["region"]}
    assert texts == {"beta > 0", "beta < 1", "e_C >= 0", "e_P >= 0", "s_C > 0", "s_P > 0",
                     "w_C > 0", "w_P > 0", "s_C > s_P"}  # fmt: skip


@pytest.mark.long(every=2)
@pytest.mark.parametrize(
    "where",
    [
        ["s_C == s_P"],
        ["s_C == s_P", "w_P == w_C"],
        ["s_C == 2*s_P"],
        ["s_C == s_P + 1", "w_P == 3"],
        ["2*s_C == s_P + w_P", "w_C == s_C"],
        ["s_C == s_P - 1"],  # here s_C > 0 says something of s_P
    ],
    ids=str,
)
def test_equations_are_put_in_and_nothing_is_lost(where):
    question = Question(GAME, FULL, where)
    statement = question.never()
    assert len(question.solved) == len(where)
    gone = {p.name for p, _ in question.solved}
    assert not gone & set(statement["variables"])
    assert statement["where"] == where
    # at random points of the smaller space: the new region holds iff the stated one does
    generator = iter(range(1, 10_000))
    for _ in range(60):
        place = {p: sp.Rational((next(generator) * 7919) % 41 - 8, 8) for p in question.parameters}
        full = place | {p: e.subs(place) for p, e in question.solved}
        stated = all(r.subs(full).doit() == sp.true for r in question.stated)
        values = [F(str(place.get(s, 0))) for s in question.polynomial_symbols(statement)]
        assert all(holds_at(h, values) for h in statement["region"]) is stated


def test_a_nonlinear_equation_stays():
    (solved,) = Question(GAME, FULL, ["s_C**2 == s_P*w_P*w_C + s_C"]).solved
    assert solved[1].free_symbols <= set(GAME.parameters)  # divided by something positive
    (open_sign,) = Question(GAME, FULL, ["e_P*s_C == e_P**2"]).never()["region"][-1:]
    assert open_sign["rel"] == "="  # e_P may be 0: dividing by it would lose e_P = 0
    square = Question(GAME, FULL, ["s_C**2 == s_P**2 + 1"])
    assert square.solved == ()
    assert any(h["rel"] == "=" for h in square.never()["region"])


def test_logarithms_in_the_region_keep_their_domain():
    a = sp.Symbol("a", real=True)
    question = Question(GAME, c.holds(S["y_C"] >= a), [sp.log(a) < 0])
    texts = [h["text"] for h in question.never()["region"]]
    assert texts.index("a > 0") < texts.index("log(a) < 0")
    ratio = Question(GAME, FULL, [sp.log(S["s_C"]) > sp.log(S["s_P"])])
    values = {s: F(k + 2) for k, s in enumerate(ratio.parameters)}
    for s_C, s_P in ((F(2), F(1)), (F(1), F(2)), (F(1), F(1))):
        place = values | {S["s_C"]: s_C, S["s_P"]: s_P}
        statement = ratio.never()
        point = [place.get(s, F(0)) for s in ratio.polynomial_symbols(statement)]
        assert holds_at(statement["region"][-1], point) is (s_C > s_P)


Y, Z = sp.symbols("y z")
P, Q = sp.symbols("p q", real=True)
PLAIN = Game({"P": {Y: (0, 1)}, "C": {Z: (0, 1)}}, {"P": Y, "C": Z}, parameters=[P, Q])


@pytest.mark.parametrize(
    ("equation", "inside", "outside"),
    [
        (sp.Eq(P, 1 / Q), [-1, 2], [0]),
        (sp.Eq(P, sp.sqrt(Q)), [0, 2], [-1]),
        (sp.Eq(P, sp.sqrt(1 - Q)), [1, -3], [2]),
        (sp.Eq(P, Q ** sp.Rational(-1, 2)), [1], [0, -1]),
        (sp.Eq(P, sp.log(Q - 1)), [2], [1, 0]),
        (sp.Eq(P, (Q + 1) / (Q**2 - 4)), [1, 3], [2, -2]),
        (sp.Eq(P, Q ** sp.Rational(3, 4)), [0, 1], [-1]),
    ],
    ids=str,
)
def test_an_equation_that_is_used_up_keeps_its_domain(equation, inside, outside):
    question = Question(PLAIN, c.holds(Y >= 0), [equation])
    statement = question.never()
    assert [p for p, _ in question.solved] == [P]
    symbols = question.polynomial_symbols(statement)
    for values, right in ((inside, True), (outside, False)):
        for q in values:
            point = [F(q) if s == Q else F(0) for s in symbols]
            assert all(holds_at(h, point) for h in statement["region"]) is right, q


@pytest.mark.parametrize(
    "where",
    [
        [sp.Eq(P, sp.sqrt(Q)), sp.Eq(Q, -1)],
        [sp.Eq(P, 1 / Q), sp.Eq(Q, 0)],
        [sp.Eq(P, sp.log(Q)), sp.Eq(Q, 0)],
        [sp.Eq(Q, 0), 1 / Q > 3],
        [sp.Eq(P, 2), sp.Eq(P * Q, 1), Q < 0],
        [Q > 1, Q < 0],
    ],
    ids=str,
)
def test_an_empty_region_is_an_error_in_every_study(where):
    studies = (
        lambda: bg.decide(PLAIN, c.participation(), where, timeout=20),
        lambda: bg.impossibility_cores(PLAIN, [c.nash()], where, timeout=10),
        lambda: bg.phase_diagram(PLAIN, c.nash(), {Q: (1, 2)}, where=where, timeout=10),
    )
    for study in studies:
        with pytest.raises(InputError) as caught:
            study()
        if not isinstance(caught.value, OptionError | GameError):  # a parameter may be used up
            assert isinstance(caught.value, EmptyRegionError)


@pytest.mark.parametrize(
    "assumption",
    [
        {"integer": True},
        {"rational": True},
        {"even": True},
        {"odd": True},
        {"prime": True},
        {"irrational": True},
        {"algebraic": True},
        {"transcendental": True},
        {"infinite": True},
        {"imaginary": True},
        {"noninteger": True},
        {"positive": False},
        {"real": False},
        {"finite": False},
        {"integer": False, "real": True},
    ],
    ids=str,
)
def test_assumptions_that_are_no_relation_are_refused_wherever_they_occur(assumption):
    n = sp.Symbol("n", **assumption)
    plain = {"P": Y, "C": Z}
    boxes = {"P": {Y: (0, 1)}, "C": {Z: (0, 1)}}
    for make in (
        lambda: Game(boxes, {"P": n * Y, "C": Z}, parameters=[n]),
        lambda: Game(boxes, plain, parameters=[n]),
        lambda: Game(boxes, plain, disagreement={"P": n}, parameters=[n]),
        lambda: Question(PLAIN, c.holds(sp.Eq(Y, n)), [sp.Ge(n, 0, evaluate=False)]),
        lambda: PLAIN.at({P: n}),
    ):
        with pytest.raises(InputError):
            make()


@pytest.mark.parametrize(
    ("assumption", "text"),
    [
        ({"zero": True}, "n == 0"),
        ({"nonzero": True}, "n != 0"),
        ({"negative": True}, "n < 0"),
        ({"nonpositive": True}, "n <= 0"),
        ({"extended_positive": True}, "n > 0"),
        ({"real": True, "positive": False}, "n <= 0"),
        ({"nonnegative": True, "nonzero": True}, "n > 0"),
    ],
    ids=str,
)
def test_signs_are_kept_as_relations(assumption, text):
    n = sp.Symbol("n", **assumption)
    question = Question(PLAIN, c.holds(sp.Ge(Y, n * Y, evaluate=False)))
    assert text in [to_text(r) for r in question.stated]


@pytest.mark.parametrize("question", QUESTIONS[:5], ids=range(5))
def test_the_three_statements_share_their_common_part(question):
    never = question.never()
    refused = []
    for claim in ("never", "always", "sometimes"):
        try:
            statement = getattr(question, claim)()
        except OptionError:  # roots or logarithms of a deviation may have no polynomial form
            refused.append(claim)
            continue
        assert statement["claim"] == statement["verdict"] == claim
        assert len(set(statement["variables"])) == len(statement["variables"])
        assert [h["text"] for h in statement["region"]] == [h["text"] for h in never["region"]]
        names = [h["name"] for h in (*statement["region"], *statement.get("necessary", []))]
        assert len(set(names)) == len(names)
        for name in statement["parameters"]:
            assert name in statement["variables"][: len(statement["parameters"])]
    assert "never" not in refused


def test_float_bounds_mean_their_decimals():
    region = Question(GAME, FULL, [S["s_C"] > 0.1]).never()["region"][-1]
    (slope, bound) = [F(k) for k, _ in sorted(region["poly"], key=lambda t: -sum(t[1]))]
    assert -bound / slope == F(1, 10)


def test_text_and_relation_are_one_question():
    by_text = Question(GAME, FULL, ["s_C > s_P"]).never()
    assert by_text == QUESTIONS[0].never()
    assert Question(GAME, FULL, "s_C > s_P").never() == by_text


def test_sample_points_lie_in_the_region():

    for question in QUESTIONS:
        statement = question.never()
        point = sample_point(statement, mark=spent() + 20)
        values = [point.get(n, F(0)) for n in statement["variables"]]
        assert set(point) == set(statement["parameters"])
        assert all(holds_at(h, values) for h in statement["region"])
        assert all(r.subs({s: sp.Rational(point[s.name]) for s in question.parameters}) == sp.true
                   for r in question.region)  # fmt: skip


def test_evaluate_is_exact():
    assert evaluate([["1/3", [2, 0]], ["-2", [0, 1]]], [F(3), F(1, 7)]) == 3 - F(2, 7)


# --- refusals -----------------------------------------------------------------------------------

LOOSE = sp.Symbol("a")


@pytest.mark.parametrize(
    ("make", "error", "match"),
    [
        (lambda: Question(GAME, FULL, ["zeta > 0"]), InputError, "zeta"),
        (lambda: Question(GAME, FULL, [sp.Symbol("zeta") > 0]), GameError, "unknown symbol 'zeta'"),
        (lambda: Question(GAME, FULL, [sp.Symbol("s_C") > 1]), GameError, "two different symbols"),
        (lambda: Question(GAME, FULL, [S["y_P"] > 0]), RegionError, "not parameters"),
        (lambda: Question(GAME, c.holds(S["y_P"] > LOOSE)), RegionError, "says nothing of a"),
        (lambda: Question(GAME, FULL, [S["s_C"] < 0]), EmptyRegionError, "empty"),
        (lambda: Question(GAME, FULL, False), EmptyRegionError, "empty"),
        (lambda: Question(GAME, FULL, ["s_C == 0 - 1"]), EmptyRegionError, "empty"),
        (lambda: Question(GAME, FULL, ["w_P == 1", "w_P == 2"]), EmptyRegionError, "empty"),
        (lambda: Question(GAME, FULL, [3]), RegionError, "not a relation"),
        (lambda: Question(GAME, "perfect"), InputError, "not a condition"),
        (lambda: Question(GAME, True), OptionError, "nothing is asked"),
        (lambda: Question("game", FULL), OptionError, "not Game"),
        (lambda: Question(GAME, c.balanced("cost")), GameError, "no measure"),
        (lambda: Question(GAME, FULL, ["sqrt(s_C) > 1"]).never(), RegionError, "polynomials"),
    ],
)
def test_one_clear_refusal(make, error, match):
    with pytest.raises(error, match=match) as caught:
        make()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("efficient", c.efficient()),
        ("full(beta)", c.full_equilibrium(sp.Symbol("beta", positive=True))),
        ("y_P > y_C", c.holds(S["y_P"] > S["y_C"])),
        (S["y_P"] > S["y_C"], c.holds(S["y_P"] > S["y_C"])),
        ("0 < y_P < y_C", c.holds(GAME.parse_relation("0 < y_P and y_P < y_C"))),
        (["nash", S["y_P"] > 0, True], c.all_of(c.nash(), c.holds(S["y_P"] > 0))),
    ],
)
def test_conditions_are_also_relations_and_texts(written, meant):
    assert Question(GAME, written).condition.name == meant.name


def test_an_auxiliary_name_that_is_taken_goes_to_the_user():
    y = sp.Symbol("y")
    for name in ("mu_one", "z_y"):
        p = sp.Symbol(name, real=True)
        game = Game({"one": {y: (0, 1)}, "two": {}}, {"one": p * y, "two": -y})
        statement = Question(game, c.efficient()).always()
        assert statement["parameters"] == [name]
        assert f"{name}_" in statement["variables"]


def test_true_relations_are_dropped():
    assert Question(GAME, FULL, [sp.true, S["s_C"] > 0]).region == Question(GAME, FULL).region


def test_a_root_of_a_deviation_and_a_quantity_of_it_have_two_names() -> None:
    x, y = sp.symbols("x y")
    b = sp.Symbol("b", positive=True)
    first, second = b * sp.sqrt(x + y + sp.Rational(1, 10)) - x, x * y + sp.sqrt(y) - y**2 / 4
    game = bg.Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": first, "2": second})
    asked = bg.conditions.nash() & bg.conditions.efficient()
    question = Question(game, asked, [b < 2])
    for reading in question.readings():
        found = question.sometimes(reading)["variables"]
        assert len(found) == len(set(found))


def test_quotients_without_bounds_are_multiplied_out_in_what_suffices():
    """g x + y has no bounds that are numbers, and is positive; x + y is between 1/5 and 2."""
    x, y, g = *sp.symbols("x y"), sp.Symbol("g", positive=True)
    box = {"1": {x: (sp.Rational(1, 10), 1)}, "2": {y: (sp.Rational(1, 10), 1)}}

    def always(weight, where=()):
        total = weight * x + y
        game = Game(box, {"1": weight * x / total - x, "2": y / total - y})
        return Question(game, c.nash(), where).always()

    biased, fair = always(g, [g < 2]), always(sp.Integer(1))
    assert set(biased["unknowns"]) == {"x", "y"}
    assert not any("inverse" in name for name in biased["variables"])
    assert sum("inverse" in name for name in fair["variables"]) == 3
    # (g z + y) (g x + y) is a factor of the common denominator, and z of what is claimed
    (about,) = (h for h in biased["goals"] if h["forall"] == ["z_x"])
    assert about["rel"] == ">="
    assert max(sum(exponents) for _, exponents in about["poly"]) == 5
