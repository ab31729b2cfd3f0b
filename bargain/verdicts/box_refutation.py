"""Refutations over a compact region by branch and prune, for what algebra does not reach."""

from __future__ import annotations

from typing import Any

from bargain.budget import spent
from bargain.errors import InputError
from bargain.intervals.empty_boxes import prove_empty_box
from bargain.question.box_statement import box_constraints, in_words, whole_box
from bargain.question.question import Question

__all__ = ["prove_never_in_boxes"]


def prove_never_in_boxes(
    question: Question, *, mark: float
) -> tuple[dict[str, Any], dict[str, Any] | None, str]:
    """Try to refute a question over a compact region.

    Returns
    -------
    statement, proof, reason
        ``proof`` is None, with the reason, if nothing was proved.
    """
    box = whole_box(question)
    if isinstance(box, str):
        return {}, None, f"branch and prune needs a compact region: {box}"
    constraints, _ = box_constraints(question)
    if not constraints:
        return {}, None, "branch and prune: no relation that it could use"
    effort = max(0.1, mark - spent())
    try:
        found = prove_empty_box(list(box), constraints, box, effort=effort)
    except InputError as error:
        return {}, None, f"branch and prune: {error}"
    if not found.empty:
        return {}, None, f"branch and prune: {found.summary()}"
    return in_words(question, found.statement), found.proof, ""
