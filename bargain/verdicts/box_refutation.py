"""Refutations over a compact region by branch and prune, for what algebra does not reach."""

from __future__ import annotations

from bargain.budget import spent
from bargain.errors import InputError
from bargain.intervals.empty_boxes import prove_empty_box
from bargain.question.kinds.box_statement import box_constraints, in_words, whole_box
from bargain.verdicts.inquiry import Inquiry, Proposal
from bargain.verdicts.verdict import Status

__all__ = ["Boxes"]


class Boxes:
    """No box of the unknowns holds a solution: this proves `never` where the region is compact."""

    name = "never, in boxes"

    def accepts(self, inquiry: Inquiry) -> bool:
        """Any question; one whose region is not compact says so in `propose`."""
        return True

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Bisect; what stood in the way is noted."""
        question = inquiry.question
        box = whole_box(question)
        if isinstance(box, str):
            inquiry.tried.append(f"branch and prune needs a compact region: {box}")
            return None
        constraints, _ = box_constraints(question)
        if not constraints:
            inquiry.tried.append("branch and prune: no relation that it could use")
            return None
        effort = max(0.1, inquiry.mark - spent())
        try:
            found = prove_empty_box(list(box), constraints, box, effort=effort)
        except InputError as error:
            inquiry.tried.append(f"branch and prune: {error}")
            return None
        if found.proof is None:
            inquiry.tried.append(f"branch and prune: {found.summary()}")
            return None
        statement = in_words(question, found.statement)
        return Proposal(Status.NEVER, statement, found.proof, inquiry.sample)
