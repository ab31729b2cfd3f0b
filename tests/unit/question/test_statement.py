"""Statements and their variables: frozen, typed, and plain data only at the edge."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, replace

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.check.checker import hypotheses_used
from bargain.question.kinds.relation_question import RelationQuestion
from bargain.question.question import Question
from bargain.question.statement import Role, Statement, Variable

GAME = bg.models.autonomy_security(s_P=1, w_P=1, w_C=1, entrapment=False)
S = GAME.symbol("s_C")
NASH = Question(GAME, c.nash() & c.efficient())


def roles(statement: Statement) -> dict[str, Role]:
    return {v.name: v.role for v in statement.variables}


def test_every_variable_has_its_role() -> None:
    always = NASH.always()
    assert roles(always) == {
        "s_C": Role.PARAMETER, "y_P": Role.ACTION, "y_C": Role.ACTION,
        "mu_client": Role.WEIGHT, "mu_patron": Role.WEIGHT,
        "z_y_P": Role.BOUND, "z_y_C": Role.BOUND,
    }  # fmt: skip
    assert always["parameters"] == ["s_C"]
    assert {v.name for v in always.variables if v.box == (0, 1)} == {
        "y_P", "y_C", "z_y_P", "z_y_C",
    }  # fmt: skip
    assert always.twins == {"z_y_P": "y_P", "z_y_C": "y_C"}


def test_roles_do_not_hang_on_names() -> None:
    """A user's symbol may be called like a deviation or a weight."""
    z, mu = sp.symbols("z_y mu_A", positive=True)
    y, w = sp.symbols("y w")
    game = bg.Game({"A": {y: (0, 1)}, "B": {w: (0, 1)}}, {"A": z * w - y**2, "B": mu * y - w**2})
    statement = Question(game, c.efficient()).always()
    found = roles(statement)
    assert found["z_y"] is found["mu_A"] is Role.PARAMETER
    assert found["z_y_"] is Role.BOUND
    assert found["mu_A_"] is Role.WEIGHT
    assert statement.twins["z_y_"] == "y"


def test_auxiliary_quantities_of_a_relation_are_defined() -> None:
    x = sp.Symbol("x", positive=True)
    never = RelationQuestion(sp.log(x) <= x - 1, ()).statement("never")
    assert set(roles(never).values()) == {Role.PARAMETER, Role.DEFINED}


def test_a_statement_cannot_be_edited_and_reads_as_its_data() -> None:
    never = NASH.never()
    with pytest.raises((FrozenInstanceError, AttributeError)):
        never.claim = "always"  # type: ignore[misc]
    with pytest.raises(TypeError):
        never["region"].append(1)
    with pytest.raises(TypeError):
        never["region"] = []  # type: ignore[index]
    assert dict(never) == never.plain() == json.loads(json.dumps(never.plain()))
    assert never == NASH.never() == copy.deepcopy(never) == pickle.loads(pickle.dumps(never))
    assert never != NASH.always()
    assert replace(never, claim="always") != never
    assert repr(never).startswith("<Statement never: No agreement of the game")


def test_the_checker_reads_what_the_statement_says() -> None:
    verdict = bg.decide(GAME, c.participation())
    certificate = verdict.certificate
    again = Question(GAME, c.participation()).always().plain()
    assert hypotheses_used(again, certificate["proof"], certificate["sample"]) is not None
    assert again == certificate["statement"]


def test_a_variable_says_what_its_symbol_tells() -> None:
    y = sp.Symbol("y")
    assert Variable(y, Role.ACTION, (sp.S.Zero, sp.S.One)).kind == "action in (0, 1)"
    assert Variable(y, Role.PARAMETER).kind == "parameter"
    assert Variable.of(y).role is Role.AUXILIARY
    assert Variable.of(y).twin_of == ""


def test_a_question_in_another_process_writes_the_same_statement() -> None:
    """What a deviation is another value of travels with it."""
    y, w = sp.symbols("y w")
    game = bg.Game({"A": {y: (0, 1)}, "B": {w: (0, 1)}}, {"A": sp.sqrt(y) * w - y, "B": y - w**2})
    question = Question(game, c.nash())
    again = pickle.loads(pickle.dumps(question))
    assert again == question
    assert again.always() == question.always()
    assert again.always().twins == question.always().twins != {}
