"""Decisions: statements with controls that come out the other way, refusals, time, determinism."""

from __future__ import annotations

import time
from fractions import Fraction as F
from types import SimpleNamespace

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.errors import EmptyRegionError, GameError, InputError, OptionError, RegionError
from bargain.game.game import Game
from bargain.models import autonomy_security
from bargain.question.question import Question
from bargain.verdicts.exhibit import exact_witness, exhibit
from bargain.verdicts.refutation import few_clauses
from bargain.verdicts.verdict import Status, Verdict

GAME = autonomy_security()
PLAIN = autonomy_security(entrapment=False)
BETA = sp.Symbol("beta", positive=True)
FULL = c.full_equilibrium(BETA)
Y_P, Y_C = PLAIN.symbol("y_P"), PLAIN.symbol("y_C")
NUMERIC = PLAIN.at({"s_P": 1, "s_C": 2, "w_P": 1, "w_C": 1})


def decided(game, condition, where=(), **more):
    more.setdefault("timeout", 30)
    verdict = bg.decide(game, condition, where=where, **more)
    assert (verdict.certificate is None) == (verdict.status is Status.UNKNOWN)
    if verdict.certificate is not None:
        result = bg.check(verdict)
        assert result.valid, result.reason
        assert result.verdict == verdict.status
        assert set(verdict.used) == set(verdict.certificate["used"])
    return verdict


# --- statement 1 --------------------------------------------------------------------------------


@pytest.mark.long(every=2)
@pytest.mark.parametrize("where", ["s_C > s_P", "s_C < s_P", "s_C != s_P"])
def test_no_full_equilibrium_under_unequal_dependence(where):
    verdict = decided(GAME, FULL, [where])
    assert verdict.status is Status.NEVER
    # what the claim rests on: the two balances, and that dependence differs; nothing else
    used = {u.split(":")[0].split(" for ")[0] for u in verdict.used}
    assert used == {"equal autonomy", "equal security", "positive autonomy", "region"}


@pytest.mark.long(every=3)
@pytest.mark.parametrize(
    ("game", "where"),
    [
        (PLAIN, ["s_C == s_P"]),
        (autonomy_security(entrapment=False, second_source=True), ["s_C > s_P"]),
        (
            autonomy_security(entrapment=False, reliability=True),
            ["k_P > k_C", "v_P*k_C*r_C == v_C*k_P*r_P"],
        ),
    ],
    ids=["equal dependence", "second source of security", "unequal capabilities, D = 1"],
)
def test_controls_of_statement_1(game, where):
    verdict = decided(game, FULL, where)
    assert verdict.status is Status.SOMETIMES
    assert verdict.counterexample
    # the witness is checked by the residuals, which share nothing with the certificate
    values = {k: v for k, v in verdict.witness.items() if not str(k).startswith("mu_")}
    numbers = {k: F(str(v)) for k, v in values.items()}
    beta = numbers.pop("beta")
    agreement = {k: numbers.pop(k) for k in ("y_P", "y_C")}
    solved = {} if "s_C" in numbers or "s_P" not in numbers else {"s_C": numbers["s_P"]}
    solved |= {} if "s_P" in numbers or "s_C" not in numbers else {"s_P": numbers["s_C"]}
    if missing := [p.name for p in game.parameters if p.name not in {**numbers, **solved}]:
        # the equation of the region gives the last one
        (name,) = missing
        relation = game.parse(where[1].split("==")[0]) - game.parse(where[1].split("==")[1])
        value = sp.solve(relation.subs({game.symbol(k): v for k, v in numbers.items()}),
                         game.symbol(name))  # fmt: skip
        solved[name] = value[0]
    at = game.at({**numbers, **solved})
    assert c.full_equilibrium(beta).residual(at, agreement) == 0


# --- statements 2 and 3 -------------------------------------------------------------------------

SAME = ["s_C == s_P", "w_C == w_P"]


@pytest.mark.long(every=6)
@pytest.mark.parametrize(
    ("where", "status"),
    [
        ([*SAME, "s_P < w_P", "beta >= 1/2"], Status.ALWAYS),
        ([*SAME, "s_P < w_P", "beta < 1/2"], Status.NEVER),
        ([*SAME, "s_P >= w_P", "2*s_P*beta >= w_P"], Status.ALWAYS),
        ([*SAME, "s_P >= w_P", "2*s_P*beta < w_P"], Status.NEVER),
        (["s_C == s_P", "w_P <= w_C", "s_P < w_P", "w_C <= 4*beta**2*w_P"], Status.ALWAYS),
        (["s_C == s_P", "w_P <= w_C", "s_P < w_P", "w_C > 4*beta**2*w_P"], Status.NEVER),
    ],
    ids=["2 yes", "2 no", "2 corner yes", "2 corner no", "3 yes", "3 no"],
)
def test_statements_2_and_3(where, status):
    verdict = decided(PLAIN, FULL, where)
    assert verdict.status is status
    if status is Status.ALWAYS:
        assert {"y_P", "y_C"} <= set(verdict.witness)


@pytest.mark.long
def test_a_suggested_witness_is_proved_like_any_other():
    where = ["s_P**2*s_C <= w_P**2*w_C", "s_P*s_C**2 <= w_P*w_C**2"]
    third = sp.Rational(1, 3)
    s_P, s_C, w_P, w_C = (PLAIN.symbol(n) for n in ("s_P", "s_C", "w_P", "w_C"))
    nash = {Y_P: (s_P**2 * s_C / (w_P**2 * w_C)) ** third,
            Y_C: (s_P * s_C**2 / (w_P * w_C**2)) ** third}  # fmt: skip
    demand = c.all_of(c.efficient(), c.participation(), c.positive("autonomy"))
    assert decided(PLAIN, demand, where, witness=nash).status is Status.ALWAYS


def test_a_wrong_witness_proves_nothing():
    verdict = decided(NUMERIC, c.holds(2 * Y_C > 1 + Y_P), witness={"y_P": 1, "y_C": "1/2"})
    assert verdict.status in (Status.ALWAYS, Status.UNKNOWN)
    if verdict.status is Status.ALWAYS:
        assert F(str(verdict.witness["y_C"])) * 2 > 1 + F(str(verdict.witness["y_P"]))


# --- corners, edges, infinite slopes ------------------------------------------------------------


def two(patron, client):
    return Game({"P": {Y_P: (0, 1)}, "C": {Y_C: (0, 1)}}, {"P": patron, "C": client})


@pytest.mark.long(every=3)
@pytest.mark.parametrize(
    ("game", "condition"),
    [
        (two(-sp.sqrt(Y_P), -(Y_C**2)), c.nash()),  # (0, 0), where a slope is infinite
        (two(-sp.sqrt(Y_P), -sp.sqrt(Y_C)), c.all_of(c.nash(), c.holds(Y_P <= 0))),
        (two(sp.sqrt(Y_C) - Y_P**2, sp.sqrt(Y_P) - Y_C**2), [c.efficient(), c.holds(Y_P <= 0)]),
        (NUMERIC, c.all_of(c.efficient(), c.holds(Y_P <= 0))),  # the patron's best: (0, 1)
        (NUMERIC, c.nash()),
        (two(-((Y_P - sp.Rational(1, 2)) ** 2), Y_P), c.efficient()),
        (two(sp.S.Zero, sp.S.Zero), c.all_of(c.nash(), c.efficient(), c.equal_gains())),
    ],
)  # fmt: skip
def test_what_exists_is_never_refuted(game, condition):
    assert decided(game, condition, timeout=5).status is not Status.NEVER


def test_edges_count():
    assert decided(NUMERIC, c.holds(Y_C + Y_P >= 2)).status is Status.ALWAYS
    assert decided(NUMERIC, c.holds(Y_C + Y_P > 2)).status is Status.NEVER
    assert decided(NUMERIC, c.holds(Y_C + Y_P <= 0)).status is Status.ALWAYS


@pytest.mark.parametrize(
    ("relation", "status"),
    [
        (sp.sqrt(Y_C) >= Y_C + sp.Rational(1, 3), Status.NEVER),
        (sp.Abs(Y_C - Y_P) > 1, Status.NEVER),
        (sp.Max(Y_C, Y_P) < sp.Min(Y_C, Y_P), Status.NEVER),
        (sp.Rational(1, 2) > 1 / (1 + Y_C), Status.NEVER),
        (sp.log(1 + Y_C) > Y_C, Status.NEVER),
        (sp.exp(Y_C) < 1 + Y_C, Status.NEVER),
        (sp.sqrt(2) / 2 <= Y_C, Status.ALWAYS),
        (sp.Rational(1, 2) >= 1 / (1 + Y_C), Status.ALWAYS),
    ],
    ids=str,
)
def test_conditions_of_ones_own(relation, status):
    assert decided(NUMERIC, c.holds(relation)).status is status


def test_never_in_boxes_with_an_equation_in_the_region():
    a, b = sp.symbols("a b", real=True)
    demand = c.holds(sp.exp(Y_C) + a * sp.sqrt(1 + Y_P) < b - sp.Rational(1, 2))
    where = [sp.Eq(b, a), a >= 1, a <= 2]
    assert decided(NUMERIC, demand, where).status is Status.NEVER


# --- unknown is honest --------------------------------------------------------------------------


def test_unknown_says_what_was_tried():
    verdict = decided(NUMERIC, c.holds(Y_C >= sp.E / 3), timeout=3)
    if verdict.status is Status.UNKNOWN:
        assert verdict.evidence
        assert verdict.certificate_line == "certificate: none"
        assert "tried" in verdict.summary()
        with pytest.raises(OptionError, match="no certificate"):
            verdict.save("nowhere.json")
    assert verdict.status is not Status.NEVER


def test_not_equal_in_a_condition_is_refuted_or_exhibited_as_two_cases():
    differ = c.holds(sp.Ne(Y_C, Y_P))
    assert decided(NUMERIC, c.all_of(differ, c.balanced("autonomy"))).status is Status.NEVER
    found = decided(NUMERIC, differ)
    assert found.status is Status.ALWAYS
    assert found.witness is None or found.witness["y_C"] != found.witness["y_P"]


def test_a_verdict_has_no_truth_value():
    verdict = decided(NUMERIC, c.nash())
    with pytest.raises(TypeError, match="truth value"):
        bool(verdict)
    with pytest.raises(TypeError):
        assert verdict
    assert Verdict().status is Status.UNKNOWN  # the weakest by default


@pytest.mark.long
def test_the_same_question_gives_the_same_certificate():
    for where in (["s_C > s_P"], ["s_C == s_P"]):
        first, second = (decided(PLAIN, FULL, where) for _ in range(2))
        assert first.certificate["sha256"] == second.certificate["sha256"]
        assert first == second


def test_a_certificate_can_be_saved_and_read(tmp_path):
    verdict = decided(GAME, FULL, ["s_C > s_P"])
    path = tmp_path / "proof.json"
    verdict.save(path)
    result = bg.check(path)
    assert result.valid
    assert result.statement_sha256
    assert verdict.to_dict()["sha256"] == verdict.certificate["sha256"]


@pytest.mark.long
def test_exhibit_gives_one_point():
    verdict = exhibit(PLAIN, FULL, ["s_C == s_P"], effort=20)
    assert verdict.status is Status.ALWAYS
    assert bg.check(verdict).valid
    nowhere = exhibit(PLAIN, FULL, ["s_C > s_P"], effort=3)
    assert nowhere.status is Status.UNKNOWN
    assert nowhere.evidence


def test_the_time_is_kept():
    """Within 10 % or a second: a question that takes longer than it is given."""
    demand = c.all_of(c.efficient(), c.participation(), c.self_enforcing(BETA))
    for seconds in (0.5, 3.0):
        started = time.monotonic()
        verdict = bg.decide(PLAIN, demand, timeout=seconds)
        took = time.monotonic() - started
        assert took < max(1.1 * seconds, seconds + 1.0) + 0.5  # half a second for a busy machine
        assert verdict.seconds == pytest.approx(took, abs=0.1)


# --- refusals -----------------------------------------------------------------------------------


def log_game(shift):
    return two(sp.log(Y_C + shift), -Y_C)


@pytest.mark.parametrize(
    ("ask", "error", "match"),
    [
        (lambda: bg.decide(GAME, FULL, ["s_C > s_P", "s_C < s_P"]), EmptyRegionError, "empty"),
        (lambda: bg.decide(GAME, FULL, where=["beta > 1"]), EmptyRegionError, "empty"),
        (lambda: bg.decide(GAME, FULL, where=["s_C**2 + s_P**2 < 0"]), EmptyRegionError, "empty"),
        (lambda: bg.decide(GAME, FULL, where=["zeta > 1"]), InputError, "zeta"),
        (lambda: bg.decide(GAME, FULL, where=["s_C >"]), InputError, "."),
        (lambda: bg.decide(GAME, FULL, where=["y_P > 0"]), RegionError, "not parameters"),
        (lambda: bg.decide(GAME, c.holds(sp.Symbol("a") < Y_P)), RegionError, "says nothing of a"),
        (lambda: bg.decide(GAME, FULL, timeout=0), OptionError, "timeout"),
        (lambda: bg.decide(GAME, FULL, timeout=float("nan")), OptionError, "timeout"),
        (lambda: bg.decide(GAME, FULL, timeout=float("inf")), OptionError, "timeout"),
        (lambda: bg.decide(GAME, []), OptionError, "nothing is asked"),
        (lambda: bg.decide("game", FULL), OptionError, "not Game"),
        (lambda: bg.decide(log_game(0), c.nash()), GameError, r"log\(y_C\) .*y_C = 0"),
        (lambda: bg.decide(two(1 / (Y_C - sp.Rational(1, 2)), -Y_C), c.nash()), GameError, "1/2"),
        (lambda: bg.decide(two(sp.sqrt(Y_C - 1), -Y_C), c.nash()), GameError, "not defined"),
        (lambda: bg.decide(NUMERIC, c.holds(sp.pi / 4 <= Y_C)), OptionError, "algebraic"),
        (lambda: bg.decide(NUMERIC, c.holds(Y_C**BETA >= 0)), OptionError, "positive"),
        (lambda: bg.decide(NUMERIC, c.holds(Y_C >= Y_P), witness={"q": 1}), OptionError, "'q'"),
        (lambda: bg.decide(GAME, c.balanced("cost")), GameError, "no measure 'cost'"),
    ],
)  # fmt: skip
def test_one_clear_refusal(ask, error, match):
    with pytest.raises(error, match=match) as caught:
        ask()
    assert "\n" not in str(caught.value)


def test_payoffs_defined_on_the_box_are_taken():
    assert decided(log_game(1), c.nash()).status is not Status.NEVER


def test_definedness_that_was_not_decided_is_said():
    a = sp.Symbol("a", positive=True)
    open_case = two(sp.log(sp.exp(a) - Y_C), -Y_C)  # defined, but nobody here can see it
    for condition, status in (
        (c.holds(sp.Eq(Y_C, 0)), Status.ALWAYS),
        (c.holds(sp.Gt(Y_P, 1)), Status.NEVER),
    ):
        verdict = decided(open_case, condition)
        assert verdict.status is status
        (caveat,) = verdict.caveats
        assert "whether the payoffs are defined everywhere could not be decided" in caveat
        assert caveat in verdict.evidence
        assert f"taken for granted: {caveat}" in verdict.summary()
        assert verdict.to_dict()["caveats"] == [caveat]


@pytest.mark.long(every=2)
@pytest.mark.parametrize("where", [[], ["a <= 1/2"]])
def test_definedness_over_an_unbounded_region_is_proved_by_algebra(where):
    a = sp.Symbol("a", positive=True)
    game = two(sp.log(1 + (a - 1) * Y_C + a * Y_C**2), -Y_C)
    verdict = decided(game, c.holds(sp.Eq(Y_C, 0)), where)
    assert verdict.caveats == ()
    assert "taken for granted" not in verdict.summary()
    with pytest.raises(GameError, match="not defined"):  # the control: 1 - 3/2 y at a = 1/2
        bg.decide(two(sp.log(1 + (a - 2) * Y_C), -Y_C), c.holds(sp.Eq(Y_C, 0)), where)


def test_a_denominator_that_a_parameter_can_make_zero_is_refused():
    a = sp.Symbol("a", real=True)
    game = two(Y_C / (1 + a * Y_C), -Y_C)
    with pytest.raises(GameError, match="not defined"):
        bg.decide(game, c.nash(), where=[a >= -2, a <= 2])
    assert decided(game, c.nash(), [a >= 0, a <= 2], timeout=5).status is not Status.NEVER


def test_a_zero_inside_the_box_is_found_beside_parameters():
    s = sp.Symbol("s", positive=True)
    with pytest.raises(GameError, match="y_C = 1/3"):
        bg.decide(two(s / (3 * Y_C - 1), -Y_C), c.nash(), where=[s < 2])


def test_names_with_spaces_and_commas_have_witnesses():
    x, y = sp.Symbol("x, y"), sp.Symbol("y:3")
    game = bg.Game({"our ally": {x: (0, 1)}, "Ω": {y: (0, 1)}},
                   {"our ally": y - x**2, "Ω": x - y**2})  # fmt: skip
    verdict = bg.decide(game, [bg.conditions.efficient(), bg.conditions.participation()])
    assert verdict.status == "always"
    assert {"x, y", "y:3"} <= set(verdict.witness)


def test_payoffs_beyond_the_range_of_floats():
    x, y = sp.symbols("x y")
    big = 10**40
    game = bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}},
                   {"A": big * (y - x**2 / 2), "B": (x - y**2 / 2) / big})  # fmt: skip
    verdict = bg.decide(game, [bg.conditions.efficient(), bg.conditions.participation()])
    assert verdict.status == "always"


def test_a_payoff_too_long_to_write_down_is_refused() -> None:
    for payoff in (10**5000, sp.Symbol("a", real=True) + 10**5000):
        with pytest.raises(GameError, match="more than 2000 digits"):
            bg.FiniteGame.from_payoffs([[payoff, 1], [1, 2]], [[1, 2], [3, 4]])


def test_an_exact_witness_is_numbers_and_nothing_else() -> None:
    def found(*define):
        statement = {"variables": ["s", "y", "z"]}
        proof = {"kind": "witness", "define": list(define)}
        return exact_witness(SimpleNamespace(certificate={"statement": statement, "proof": proof}))

    one, y, s = (["1", [0, 0, 0]], ["1", [0, 1, 0]], ["1", [1, 0, 0]])
    half = {"var": "y", "num": [one], "den": [["2", [0, 0, 0]]]}
    square = {"var": "z", "num": [["3", [0, 2, 0]]], "den": [one]}
    assert found(half, square) == {"y": sp.Rational(1, 2), "z": sp.Rational(3, 4)}
    assert found(square) is None  # y has no value yet
    assert found({"var": "y", "num": [s], "den": [one]}) is None
    assert found(half, {"var": "z", "num": [y], "den": [s]}) is None


def test_what_clashes_is_named_where_no_certificate_was_found(monkeypatch):
    """z3 says which hypotheses contradict each other; without a proof that is no verdict."""
    from bargain.refute.refuter import Refuter

    monkeypatch.setattr(Refuter, "_prove", lambda *_: None)
    monkeypatch.setattr("bargain.refute.refuter.by_ends", lambda *_: None)
    x = sp.Symbol("x")
    a = sp.Symbol("a", positive=True)
    game = bg.Game({"1": {x: (0, 1)}, "2": {}}, {"1": a * x - x**2 / 2, "2": 0})
    verdict = bg.decide(game, [bg.conditions.nash(), bg.conditions.holds(x > a)], [a < 1])
    [told] = [entry for entry in verdict.evidence if "clash" in entry]
    assert "no gain from lowering x" in told
    assert "x > a" in told


@pytest.mark.long(every=3)
@pytest.mark.parametrize("other", [3, 0, sp.Symbol("b", positive=True)])
def test_who_gets_a_constant_dominates_nothing(other):
    """Efficiency among those whom the agreement concerns: (x, 3) at x = 1 alone."""
    x = sp.Symbol("x")
    game = Game(actions={"1": {x: (0, 1)}, "2": {}}, payoffs={"1": x, "2": sp.sympify(other)})
    assert decided(game, [c.efficient(), c.holds(x < 1)]).status == "never"
    assert decided(game, [c.efficient(), c.holds(sp.Eq(x, 1))]).status == "always"


def test_what_concerns_nobody_is_efficient():
    x = sp.Symbol("x")
    game = Game(actions={"1": {x: (0, 1)}, "2": {}}, payoffs={"1": sp.S.One, "2": sp.S.Zero})
    assert decided(game, [c.efficient(), c.holds(x < 1)]).status == "always"


def test_an_agreement_in_numbers_is_one_for_all_where_nothing_is_left_open():
    """Found from what z3 says of the numbers, it settles a question without parameters."""
    x, y = sp.symbols("x y")
    split = Game({"A": {}, "B": {}}, {"A": x, "B": y}, terms={x: (0, 1), y: (0, 1)})
    near = [1000 * x * y > 300, 1000 * x * y < 301]
    near += [1000 * (x**2 + y**2) > 870, 1000 * (x**2 + y**2) < 871]
    found = decided(split, list(map(c.holds, near)), effort=10)
    assert found.status is Status.ALWAYS
    at = {name: F(str(value)) for name, value in found.witness.items()}
    assert F(300, 1000) < at["x"] * at["y"] < F(301, 1000)
    assert F(870, 1000) < at["x"] ** 2 + at["y"] ** 2 < F(871, 1000)


@pytest.mark.long
def test_roots_of_what_is_shared_are_compared_with_roots_outside():
    """x goes to A and 1 - x to B, who have d_1 and d_2 outside: enough iff d_1 + d_2 <= 1."""
    x, d_1, d_2 = sp.Symbol("x"), *sp.symbols("d_1 d_2", positive=True)
    root = sp.sqrt
    outside = {"A": root(d_1), "B": root(d_2)}
    pie = Game({"A": {}, "B": {}}, {"A": root(x), "B": root(1 - x)}, {x: (0, 1)}, outside)
    assert decided(pie, c.participation(), [d_1 + d_2 <= 1]).status is Status.ALWAYS
    assert decided(pie, c.participation(), [d_1 + d_2 > 1, d_1 < 1]).status is Status.NEVER


@pytest.mark.long
def test_a_wage_that_leaves_both_enough():
    """Effort e costs e^2/2 and is worth e: at most 1/2 is there to be shared."""
    e, w, d_A, d_P = *sp.symbols("e w"), *sp.symbols("d_A d_P", positive=True)
    payoffs, outside = {"A": w - e**2 / 2, "P": e - w}, {"A": d_A, "P": d_P}
    hired = Game({"A": {e: (0, 2)}, "P": {}}, payoffs, {w: (0, 2)}, outside)
    assert decided(hired, c.participation(), [2 * (d_A + d_P) > 1]).status is Status.NEVER
    assert decided(hired, c.participation(), [2 * (d_A + d_P) <= 1]).status is Status.ALWAYS


@pytest.mark.long
def test_a_little_collusion_pays_however_impatient_they_are():
    """Outputs 1/3 - h are self-enforcing for h <= 4 b/(3 (9 - b)): 1/4 from b = 9/17 on."""
    x, y = sp.symbols("x y")
    market = Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}},
                  {"1": x * (1 - x - y), "2": y * (1 - x - y)},
                  disagreement={"1": sp.Rational(1, 9), "2": sp.Rational(1, 9)})  # fmt: skip
    kept = [c.self_enforcing(BETA), c.holds(sp.Eq(x, y)), c.holds(3 * x < 1)]
    assert decided(market, kept, [BETA < 1]).status is Status.ALWAYS
    quarter = [*kept, c.holds(sp.Eq(4 * x, 1))]
    assert decided(market, quarter, [17 * BETA < 9]).status is Status.NEVER


@pytest.mark.long
def test_three_who_help_each_other_help_too_little():
    """x_i = 1 + g (x_j + x_k) is below 2 where 4 g < 1, and more of all is better for all."""
    g, xs = sp.Symbol("g", positive=True), sp.symbols("x_1:4")
    names = {v: v.name for v in xs}
    payoffs = {names[v]: v * (1 + g * (sum(xs) - v)) - v**2 / 2 for v in xs}
    net = Game({names[v]: {v: (0, 2)} for v in xs}, payoffs)
    verdict = decided(net, [c.nash(), c.efficient()], [4 * g < 1], effort=30, timeout=120)
    assert verdict.status is Status.NEVER


def test_few_clauses_define_nothing_that_none_of_them_mentions():
    """Deviations to the ends of the box are left out, and the roots that only they have."""
    x, y, w = *sp.symbols("x y"), sp.Symbol("w", positive=True)
    kept, given = (w - x, w - y), sp.sqrt(x + y + 1)
    payoffs = {k: (sp.sqrt(own) + given) ** 2 for k, own in zip("AB", kept, strict=True)}
    question = Question(Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, payoffs), c.nash(), [w > 1])
    never = question.never()
    names, _ = few_clauses(SimpleNamespace(question=question, never=never))
    everything = {h["name"] for h in never["necessary"]}
    roots = {name.partition(" = ")[2].rpartition(" ")[0] for name in everything if " = " in name}
    left = {name.partition(" = ")[2].rpartition(" ")[0] for name in names if " = " in name}
    assert {"sqrt(w)", "sqrt(w - 1)", "sqrt(x + 2)", "sqrt(y + 1)"} <= roots
    assert left == {"sqrt(w - x)", "sqrt(w - y)", "sqrt(x + y + 1)"}
    assert not any("does not deviate" in name for name in names)


@pytest.mark.long
def test_no_exploitation_of_the_larger_with_roots():
    """CES with exponent 1/2: x = (2 w_A - w_B - 1/10)/3, more than in proportion."""
    x, y = sp.symbols("x y")
    w_A, w_B = sp.symbols("w_A w_B", positive=True)
    both = sp.sqrt(x + y + sp.Rational(1, 10))
    payoffs = {"A": (sp.sqrt(w_A - x) + both) ** 2, "B": (sp.sqrt(w_B - y) + both) ** 2}
    game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, payoffs)
    where = [w_A > w_B, 10 * w_B >= 11, w_A <= 2]
    less = c.holds(y * w_A >= x * w_B)
    assert decided(game, [c.nash(), less], where, effort=30, timeout=120).status is Status.NEVER


@pytest.mark.long
def test_a_contest_in_which_one_side_counts_more_has_an_equilibrium():
    """Both spend g/(1 + g)^2; the weight g is in the denominators, also of deviations."""
    x, y, g = *sp.symbols("x y"), sp.Symbol("g", positive=True)
    box = {"1": {x: (sp.Rational(1, 100), 1)}, "2": {y: (sp.Rational(1, 100), 1)}}
    contest = Game(box, {"1": g * x / (g * x + y) - x, "2": y / (g * x + y) - y})
    found = decided(contest, c.nash(), [2 * g >= 1, g <= 2], effort=30, timeout=120)
    assert found.status is Status.ALWAYS
    assert {sp.factor(v) for v in found.witness.values()} == {
        sp.Symbol("g") / (sp.Symbol("g") + 1) ** 2
    }
