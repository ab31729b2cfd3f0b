"""Statements are made in one room: nobody writes one around a question and its guards."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "bargain"
#: `check` reads statements; `prove_empty_box` proves things about boxes that belong to no game.
ELSEWHERE = {"intervals/empty_boxes.py"}
FILES = [p for p in sorted(PACKAGE.rglob("*.py")) if p.relative_to(PACKAGE).parts[0] != "check"]


def written(tree: ast.Module) -> list[int]:
    """Lines on which a statement is made: by its class, or as a dictionary that looks like one."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            found += [node.lineno] if name == "Statement" else []
        elif isinstance(node, ast.Dict):
            keys = {k.value for k in node.keys if isinstance(k, ast.Constant)}
            found += [node.lineno] if {"claim", "words", "variables"} <= keys else []
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_statements_are_made_by_questions_alone(path: Path) -> None:
    place = path.relative_to(PACKAGE)
    if place.parts[0] == "question" or place.as_posix() in ELSEWHERE:
        return
    assert written(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_test_sees_what_it_looks_for() -> None:
    text = (PACKAGE / "question" / "question.py").read_text(encoding="utf-8")
    assert written(ast.parse(text))
    assert written(ast.parse('x = {"claim": c, "words": [], "variables": []}')) == [1]


def test_data_that_look_like_a_statement_are_not_certified() -> None:
    from bargain.game.conditions import participation
    from bargain.models import autonomy_security
    from bargain.question.question import Question
    from bargain.verdicts.certify import certified
    from bargain.verdicts.verdict import Status

    never = Question(autonomy_security(), participation()).never()
    with pytest.raises(TypeError, match="only a Statement"):
        certified(Status.NEVER, never.plain(), {}, {}, tried=[])  # type: ignore[arg-type]
