"""Whether a game with numbers has a Nash equilibrium: all of them are found, or none is there.

Where the question is `conditions.nash()` alone and no parameter is left, the complete list of
equilibria answers it, whatever functions the payoffs use: the claim ``equilibria`` with the verdict
``always`` if the list has an entry and ``never`` if it is empty. A list that may miss some still
gives points at which to look for a witness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bargain.budget import spent
from bargain.game.conditions import nash
from bargain.question.question import Question
from bargain.signs import about
from bargain.verdicts.verdict import Status

if TYPE_CHECKING:
    from bargain.solve.equilibria import Equilibria

__all__ = ["applies", "proved_list"]

_LEAST = 0.05  # units of effort


def applies(question: Question) -> bool:
    """Return whether the complete list of equilibria answers a question."""
    game = question.game
    return question.condition.simple() == (nash(),) and not (game.parameters or game.terms)


def proved_list(
    question: Question, *, mark: float
) -> tuple[Status, dict[str, Any], dict[str, Any], dict[str, Any]] | Equilibria:
    """Return the verdict, its statement and proof, and an equilibrium; or an incomplete list.

    Parameters
    ----------
    question : Question
        One that this `applies` to.
    mark : float
        On the meter of `bargain.budget`.

    Returns
    -------
    tuple or Equilibria
    """
    from bargain.solve.continuous.pure_equilibria import NashOptions, nash_equilibria

    effort = max(_LEAST, mark - spent())
    found = nash_equilibria(question.game, options=NashOptions(effort=effort))
    if found.certificate is None:
        return found
    status = Status.ALWAYS if found.equilibria else Status.NEVER
    statement = {**found.certificate["statement"], "verdict": status.value}
    witness = {}
    for first in found.equilibria[:1]:
        for v in question.game.variables:
            low, high = first.box[v] if first.box else (first[v], first[v])
            witness[str(v)] = low if low == high else f"{about((low + high) / 2, 12)}, nearly"
    return status, statement, found.certificate["proof"], witness
