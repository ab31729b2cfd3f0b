"""A broken encoder is caught: the statement is read a second time, by code that it does not share.

Each mutant breaks one step between a game and its exact statement. The statement made with it is
the one that the same broken code makes again, so that a comparison in form sees nothing.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.errors import OptionError
from bargain.question import encoding, question as question_module, statement as statement_module
from bargain.question.encoding import Encoder
from bargain.question.kinds import box_statement as boxes
from bargain.question.kinds.box_statement import statement_in_boxes
from bargain.question.question import Question
from bargain.question.statement import Writer
from bargain.rebuild import second_points, second_reading, second_values
from bargain.rebuild.rebuild import differences
from bargain.rebuild.second_values import evaluate, truth

X, Y = sp.symbols("x y")
S, T = sp.symbols("s t", positive=True)
R = sp.Symbol("r", real=True)
GAME = bg.Game(
    actions={"A": {X: (0, 2)}, "B": {Y: (-1, 1)}},
    payoffs={"A": S * Y - X**2 / 2, "B": T * X - Y**2 / 2},
    measures={"effort": {"A": X, "B": 1 + Y}},
)
KINKED = bg.Game(
    actions=GAME.actions,
    payoffs={"A": sp.Abs(Y) * S - sp.sqrt(1 + X), "B": sp.Max(X, T * Y) - 1 / (2 + X - Y)},
)
CURVED = bg.Game(
    actions={"A": {X: (0, 2)}, "B": {Y: (0, 1)}},
    payoffs={"A": S * sp.log(1 + Y) - X, "B": sp.exp(X) * T - Y},
)
WEAKEST = bg.models.autonomy_security(security="weakest-link", entrapment=False)
POSITIVE = c.holds(2 * X > 1)
EITHER = c.holds(sp.Ne(X, Y))


def made(game: Any, condition: Any, claim: str, where: Any = ()) -> Callable[[], Any]:
    def make() -> Any:
        return getattr(Question(game, condition, tuple(where)), claim)()

    return make


QUESTIONS: dict[str, tuple[Any, Callable[[], Any]]] = {
    "never": (GAME, made(GAME, c.all_of(c.participation(), POSITIVE), "never", ["s > t"])),
    "always": (GAME, made(GAME, c.all_of(c.participation(), POSITIVE), "always", ["s > t"])),
    "sometimes": (GAME, made(GAME, c.all_of(c.participation(), POSITIVE), "sometimes")),
    "nash": (GAME, made(GAME, c.nash(), "always")),
    "either": (GAME, made(GAME, c.all_of(c.participation(), EITHER), "never", ["s != t"])),
    "kinked": (KINKED, made(KINKED, c.participation(), "never")),
    "kinked-goals": (KINKED, made(KINKED, c.participation(), "always")),
    "guarded": (WEAKEST, made(WEAKEST, c.self_enforcing(sp.Rational(1, 2)), "always")),
    "curved": (CURVED, made(CURVED, c.participation(), "never")),
    "curved-goals": (CURVED, made(CURVED, c.participation(), "always")),
    "boxes": (
        GAME,
        lambda: statement_in_boxes(
            Question(GAME, c.all_of(c.participation(), POSITIVE), (S <= 3, T <= 4, S >= 1))
        ),
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_honest_encoder_is_not_accused(name: str) -> None:
    game, make = QUESTIONS[name]
    assert differences(make(), game) == []


FORMS = ("linear", "power", "log", "ces", "best-shot", "weakest-link")
BETA = sp.Symbol("beta", positive=True)


@pytest.mark.long(every=18)
@pytest.mark.parametrize("claim", ["never", "always", "sometimes"])
@pytest.mark.parametrize("form", FORMS)
def test_kinks_roots_and_quotients_of_deviations_are_not_accused(form: str, claim: str) -> None:
    """A goal that is stated by such a quantity is read at the values of the quantity."""
    game = bg.models.autonomy_security(security=form, entrapment=False)
    for condition in (c.efficient(), c.nash(), c.self_enforcing(BETA), c.full_equilibrium(BETA)):
        try:
            statement = getattr(Question(game, condition, ("s_C == s_P",)), claim)()
        except OptionError:
            continue  # existence cannot be put into polynomials
        assert differences(statement, game) == []


@pytest.mark.long(every=2)
@pytest.mark.parametrize("name", ["mu_P", "best_y", "z_y", "root_1"])
def test_a_name_like_that_of_an_auxiliary_quantity_is_not_accused(name: str) -> None:
    y, z, own = sp.symbols(f"y z {name}", real=True)
    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z - y**2 / 2, "C": y - z**2 / 2})
    condition = c.all_of(c.efficient(), c.self_enforcing(sp.Rational(1, 2)), c.holds(own >= 2))
    for claim in ("never", "sometimes"):
        statement = getattr(Question(game, condition, (own >= 1,)), claim)()
        assert name in statement["parameters"]
        assert differences(statement, game) == []


def relation_with(change: Callable[[str, sp.Expr], tuple[str, sp.Expr]]) -> Any:
    original = Encoder.relation
    return lambda self, relation: change(*original(self, relation))


def auxiliary_with(kind: str, change: Callable[[sp.Symbol, list[Any]], list[Any]]) -> Any:
    original = Encoder._define

    def define(self: Encoder, expression: Any, symbol: Any, relations: Any, *more: Any) -> Any:
        relations = list(relations)
        if symbol.name.startswith(kind):
            relations = change(symbol, relations)
        return original(self, expression, symbol, relations, *more)

    return define


def power_with(sign: int) -> Any:
    """The sign of a denominator is taken for the other."""
    original = Encoder.sign
    return lambda self, expression: sign * original(self, expression)


def disjunction_with(change: Callable[[list[Any]], list[Any]]) -> Any:
    original = encoding.of_polynomials

    def of_polynomials(*arguments: Any, **more: Any) -> Any:
        found = original(*arguments, **more)
        return found | {"any": change(found["any"])} if found["rel"] == "or" else found

    return of_polynomials


def corners_with(low: int, high: int) -> Any:
    original = question_module.in_box

    def in_box(*asked: Any) -> Any:
        found = original(*asked)
        moved = [low, high] * (len(found) // 2)
        return [
            replace(k, relation=sp.Ge(k.relation.lhs + by, 0, evaluate=False))
            for k, by in zip(found, moved, strict=True)
        ]

    return in_box


def goals_with(change: Callable[[Any], Any]) -> Any:
    original = Question._goals
    return lambda self, *more: change(original(self, *more))


def fewer_goals(found: Any) -> Any:
    return replace(found, clauses=found.clauses[:-1])


def half_of_the_box(found: Any) -> Any:
    """A deviation is looked at in the lower half of its box only."""
    bound = tuple((z, low, (low + high) / 2) for z, low, high in found.bound)
    return replace(found, bound=bound)


def scaled(self: Writer, rel: str, expression: sp.Expr) -> encoding.Polynomial:
    return encoding.polynomial(-expression, self.variables)


def without_the_last(original: Any) -> Any:
    return lambda *arguments: original(*arguments)[:-1]


def function_of_twice(original: Any) -> Any:
    """The argument of a logarithm or exponential is written down wrong."""

    def functions(*arguments: Any) -> Any:
        found = original(*arguments)
        for f in found:
            f["arg"] = [[str(2 * Fraction(k)), e] for k, e in f["arg"]]
        return found

    return functions


def tape_of_constants(original: Any) -> Any:
    """A constant of a tape is another."""

    def statement(*arguments: Any) -> Any:
        found = original(*arguments)
        tape = [["c", "7/3"] if op[0] == "c" else op for op in found["tape"]]
        return replace(found, content={**found.content, "tape": tape})

    return statement


def narrower(original: Any) -> Any:
    def whole(asked: Any) -> Any:
        return {s: (low, low + (high - low) / 2) for s, (low, high) in original(asked).items()}

    return whole


def narrower_for_parameters(original: Any) -> Any:
    def whole(asked: Any) -> Any:
        names = {str(p) for p in asked.parameters}
        back = {label: s for s, label in asked.frame.labels.items()}
        return {
            s: (low, low + (high - low) / 2) if str(back.get(s, s)) in names else (low, high)
            for s, (low, high) in original(asked).items()
        }

    return whole


def always_guarded(original: Any) -> Any:
    """A goal gets an alternative that holds everywhere."""

    def guarded(formula: Any, definitions: Any) -> Any:
        return (((">", sp.S.One),), *original(formula, definitions))

    return guarded


def first(by: Any) -> Callable[[sp.Symbol, list[Any]], list[Any]]:
    def change(_: sp.Symbol, relations: list[Any]) -> list[Any]:
        (rel, p), *rest = relations
        return [(rel, p + by), *rest]

    return change


WEAKER = {">": ">=", ">=": ">"}
# where: (place, its name, what it becomes, the questions that see it)
MUTANTS: dict[str, tuple[Any, str, Any, str]] = {
    "strict for weak": (
        Encoder, "relation", relation_with(lambda rel, p: (WEAKER.get(rel, rel), p)),
        "never always sometimes either kinked curved",
    ),
    "the other way round": (
        Encoder, "relation", relation_with(lambda rel, p: (rel, -p)), "never always sometimes nash",
    ),
    "one more": (
        Encoder, "relation", relation_with(lambda rel, p: (rel, p + 1)),
        "never always sometimes nash either",
    ),
    "a tenth of a thousandth more": (
        Encoder, "relation", relation_with(lambda rel, p: (rel, p + sp.Rational(1, 10**4))),
        "never always sometimes",
    ),
    "an equation for an inequality": (
        Encoder, "relation", relation_with(lambda rel, p: ("=", p)), "never always sometimes",
    ),
    "negatives lose their sign": (
        Encoder, "relation", relation_with(lambda rel, p: (rel, p.replace(
            lambda e: e.is_Symbol, lambda e: e**2))), "never always nash",
    ),
    "no box below": (question_module, "in_box", corners_with(1, 0), "never always sometimes nash"),
    "no box above": (question_module, "in_box", corners_with(0, 1), "never always sometimes nash"),
    "a smaller box": (question_module, "in_box", corners_with(-1, -1), "never always nash"),
    "a goal is forgotten": (
        Question, "_goals", goals_with(fewer_goals), "always sometimes nash",
    ),
    "half of the deviations": (Question, "_goals", goals_with(half_of_the_box), "nash"),
    "the wrong sign of a common factor": (
        Writer, "_primitive", scaled, "never always sometimes nash",
    ),
    "one side of a disjunction twice": (
        statement_module, "of_polynomials",
        disjunction_with(lambda either: [either[0], either[0]]), "either",
    ),
    "one side of a disjunction": (
        statement_module, "of_polynomials", disjunction_with(lambda either: either[:1]), "either",
    ),
    "both sides of a disjunction at once": (
        statement_module, "of_polynomials",
        disjunction_with(lambda either: [[*either[0], *either[1]]]), "either",
    ),
    "an absolute value of half": (
        Encoder, "_define",
        auxiliary_with("abs", lambda a, r: [r[0], ("=", r[1][1].subs(a, 2 * a))]), "kinked",
    ),
    "an absolute value without its sign": (
        Encoder, "_define", auxiliary_with("abs", lambda _, relations: relations[1:]),
        "kinked-goals",
    ),
    "an absolute value without its size": (
        Encoder, "_define", auxiliary_with("abs", lambda _, relations: relations[:1]),
        "kinked-goals",
    ),
    "a negative root": (
        Encoder, "_define",
        auxiliary_with("root", lambda a, relations: [(">=", -a), *relations[1:]]), "kinked",
    ),
    "a root of something else": (
        Encoder, "_define",
        auxiliary_with("root", lambda _, r: [r[0], ("=", r[1][1] + 1)]), "kinked",
    ),
    "a root without its sign": (
        Encoder, "_define", auxiliary_with("root", lambda _, r: r[1:]), "kinked-goals",
    ),
    "an inverse that is none": (
        Encoder, "_define", auxiliary_with("inverse", first(-1)), "kinked",
    ),
    "an inverse that nothing defines": (
        Encoder, "_define", auxiliary_with("inverse", lambda _, r: r[1:]), "kinked-goals",
    ),
    "a smallest for a largest": (
        Encoder, "_define",
        auxiliary_with("extremum", lambda _, r: [*((rel, -p) for rel, p in r[:-1]), r[-1]]),
        "kinked",
    ),
    "a bound for a largest": (
        Encoder, "_define", auxiliary_with("extremum", lambda _, r: r[:-1]), "kinked-goals",
    ),
    "a function of something else": (
        question_module, "functions", function_of_twice(question_module.functions), "curved",
    ),
    "a necessary clause is forgotten": (
        Question, "necessary_clauses", without_the_last(Question.necessary_clauses), "never",
    ),
    "a restriction is forgotten": (
        Question, "_region", lambda self, original=Question._region: (
            (found := original(self))[0], found[1][:-1]
        ), "never always",
    ),
    "an alternative that always holds": (
        question_module, "guarded", always_guarded(question_module.guarded), "guarded",
    ),
    "a relation that is forgotten": (
        question_module, "guarded",
        lambda *arguments, original=question_module.guarded: original(*arguments)[:-1], "guarded",
    ),
    "a guard that is forgotten": (
        question_module, "guarded",
        lambda *arguments, original=question_module.guarded: original(*arguments)[-1:], "guarded",
    ),
    "a constant of a tape": (boxes, "in_words", tape_of_constants(boxes.in_words), "boxes"),
    "half of the box": (boxes, "whole_box", narrower(boxes.whole_box), "boxes"),
    "half of the region": (
        boxes, "whole_box", narrower_for_parameters(boxes.whole_box), "boxes",
    ),
}  # fmt: skip
CASES = [(mutant, name) for mutant, (*_, names) in MUTANTS.items() for name in names.split()]


@pytest.mark.long(every=5)
@pytest.mark.parametrize(("mutant", "name"), CASES)
def test_a_broken_encoder_is_caught(
    mutant: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, attribute, broken, _ = MUTANTS[mutant]
    game, make = QUESTIONS[name]
    honest = make()
    monkeypatch.setattr(place, attribute, broken)
    if attribute == "hypothesis":
        monkeypatch.setattr("bargain.question.statement.hypothesis", broken)
    statement = make()
    assert statement != honest, "the mutant changes nothing"
    found = differences(statement, game)
    assert found
    assert not any(line.endswith("differs") for line in found), "seen in form, not in value"


def test_values_are_those_of_the_tree() -> None:
    at = {"x": Fraction(-3, 2), "s": Fraction(4)}
    assert evaluate(X**3 / 3 - sp.Abs(X) + 2 ** sp.Integer(-1), at) == Fraction(-17, 8)
    assert evaluate(sp.Max(X, S) * sp.Min(X, S), at) == -6
    assert truth(sp.And(X < S, sp.Ne(X, S)), at)
    assert not truth(sp.Or(X >= S, sp.Eq(X, S)), at)
    root = evaluate(sp.sqrt(S) * sp.exp(sp.log(S)), at)
    assert abs(root - 8) < mpmath.mpf("1e-40")


@pytest.mark.parametrize(
    "expression", [sp.sqrt(X), sp.log(X), sp.log(X + sp.Rational(3, 2)), 1 / (2 * X + 3), sp.sin(X)]
)
def test_what_has_no_real_value_or_no_rule_has_none(expression: Any) -> None:
    with pytest.raises(ArithmeticError):
        evaluate(expression, {"x": Fraction(-3, 2)})


def test_it_shares_no_code_with_the_encoder() -> None:
    """Of what it imports, nothing writes polynomials; questions only hand over what is meant."""
    for module in (second_reading, second_points, second_values):
        tree = ast.parse(inspect.getsource(module))
        imported = {
            node.module for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bargain")
        }  # fmt: skip
        assert imported <= {
            "bargain.question.question", "bargain.rebuild.second_points",
            "bargain.rebuild.second_values", "bargain.errors", "bargain.game.expression",
        }  # fmt: skip
