"""Answers by cases as answers of the ledger: where is an equilibrium, or a rule, of some kind?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.solve.cases.answers_by_cases import Case, Cases
from bargain.verdicts.verdict import Answer

__all__ = ["ByCases", "Listing", "listed"]


class Listing(StrEnum):
    """In which cells the list has a property, if the list is proved complete in all."""

    EVERYWHERE = "everywhere"
    SOMEWHERE = "somewhere"
    NOWHERE = "nowhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ByCases(Answer):
    """Cases with the question whether something of a kind is listed in them.

    Attributes
    ----------
    game : ExtensiveGame or None
        The tree that the certificate has to be about.
    """

    _without: ClassVar[tuple[str, ...]] = ("game",)

    status: Listing = Listing.UNKNOWN  # type: ignore[assignment]  # of cases, not of a decision
    game: ExtensiveGame | None = None

    @property
    def verdict(self) -> str:
        """The word of the certificate."""
        return "unknown" if self.certificate is None else "region"


def listed(
    found: Cases, chosen: Callable[[Case], bool], game: ExtensiveGame | None = None
) -> ByCases:
    """In which cells the list has a property; unknown if anything is not proved.

    Parameters
    ----------
    found : Cases
    chosen : function of a Case
        Of its ``equilibria``.
    game : ExtensiveGame, optional
        The tree that the certificate has to be about.
    """
    if not found.complete or found.certificate is None:
        return ByCases(evidence=(*found.evidence, "not everything is proved"))
    there = {chosen(case) for case in found.cells}
    status = Listing.SOMEWHERE
    if len(there) == 1:
        status = Listing.EVERYWHERE if there == {True} else Listing.NOWHERE
    used = tuple(dict.fromkeys(str(name) for name in found.certificate["used"]))
    return ByCases(
        status=status,
        claim=found.summary(),
        certificate=found.certificate,
        used=used,
        method="cases",
        game=game,
    )
