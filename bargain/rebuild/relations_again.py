"""A statement about numbers, written again from the relation that it says it proves.

Such a statement names no game. As its one condition it has the text of the claim, and as
restrictions those of its hypotheses; signs that symbols have by themselves stand in its region. The
question is put again from these texts and its statement compared, in form and in value.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress

import sympy as sp

from bargain.check.certificate import Data, canonical
from bargain.errors import InputError
from bargain.question.kinds.relation_question import RelationQuestion
from bargain.rebuild.second_points import POINTS, free, meanings, place, signed
from bargain.rebuild.second_values import Number, Values, holds, truth
from bargain.rebuild.weight import weight

__all__ = ["relation_differs", "relation_question"]

_LARGEST, _MOST = 250_000, 100  # weight, in texts


def relation_question(statement: Data) -> RelationQuestion:
    """The question that a statement about numbers says it answers.

    Raises
    ------
    InputError
        If its texts cannot be read, or are too large.
    """
    texts = [*statement["conditions"], *statement["where"]]
    if len(statement["conditions"]) != 1 or len(texts) > _MOST:
        raise InputError(f"a statement about numbers has one claim, and at most {_MOST} texts")
    given = [*statement["region"], *statement.get("necessary", [])]
    own = {h["text"] for h in given if h["name"] == h["text"]} - set(texts)
    claim, assuming = RelationQuestion.read(texts, own, statement["parameters"])
    if weight([claim, *assuming]) > _LARGEST:
        raise InputError("the relation is too large to be written out again and compared")
    question = RelationQuestion(claim, assuming, next(iter(statement["words"][:-1]), ""))
    question.reads_back = True  # as it says; what is written again is compared
    return question


def relation_differs(statement: Data) -> list[str]:
    """What a statement about numbers says otherwise than its own texts; empty if nothing.

    Raises
    ------
    InputError
        If its texts cannot be read.
    """
    question = relation_question(statement)
    again = question.statement(statement["claim"]).plain()
    found = [
        f"{key!r} differs"
        for key in sorted({*statement, *again})
        if canonical({"": statement.get(key)}) != canonical({"": again.get(key)})
    ]
    return found or _values_differ(question, statement)


def _values_differ(question: RelationQuestion, statement: Data) -> list[str]:
    """The relation itself against what is stated of it, at points of the hypotheses' own signs."""
    names, sometimes = statement["variables"], statement["claim"] == "sometimes"
    negation = statement["necessary"] if sometimes else statement.get("goals", [])
    if statement["claim"] == "never":
        negation = [h for h in statement["necessary"] if h["name"].startswith("not the claim: ")]
    for values in _points(question, statement):
        try:
            inside = all(_holds(fact, values) for fact in question.given)
            given = [h for h in [*statement["region"], *statement.get("necessary", [])]
                     if h["name"] == h["text"]]  # fmt: skip
            if inside != all(holds(h, names, values) for h in given):
                return [f"the hypotheses are {inside} at {place(values)}, and not as stated"]
            fails = not truth(question.claim, values)
            if fails != all(holds(h, names, values) for h in negation):
                return [f"the claim is {not fails} at {place(values)}, and not as stated"]
        except (ArithmeticError, KeyError, TypeError):
            continue  # no real value there
    return []


def _holds(alternatives: tuple[tuple[sp.Basic, ...], ...], values: Values) -> bool:
    return any(all(truth(r, values) for r in way) for way in alternatives)


def _points(question: RelationQuestion, statement: Data) -> Iterator[Values]:
    generator = random.Random(20)  # noqa: S311  # reproducible test points, not security
    told = meanings(statement, {n: sp.Symbol(n, real=True) for n in statement["variables"]})
    for k in range(POINTS):
        values: dict[str, Number] = {
            s.name: signed(s, free(generator, k)) for s in question.symbols
        }
        for name, meaning in told.items():
            with suppress(ArithmeticError, KeyError):  # what mentions it is not read at this point
                values[name] = meaning(values)
        yield values
