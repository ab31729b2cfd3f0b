"""How hard a refutation is tried: bounds of the searches, from the quick to the wide."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard a leaf is tried: ways to eliminate, factors and columns of the linear program."""

    eliminate: tuple[str, ...]
    factors: int
    degree: int
    columns: int
    squares: int
    splits: int
    width: int
    reach: bool = False

    @property
    def leaf(self) -> tuple[object, ...]:
        """What matters where nothing is split."""
        return (self.eliminate, self.factors, self.degree, self.columns, self.squares, self.reach)


#: Tried in this order; each starts from the beginning with more room.
EFFORTS = (
    Effort(("signed", "complete"), 2, 6, 250, 1, 0, 0),
    Effort(("signed", "complete", "none"), 3, 9, 1200, 2, 0, 0, True),
    Effort(("signed",), 4, 12, 3000, 1, 0, 0),
    Effort(("signed",), 2, 8, 400, 1, 1, 8),
    Effort(("signed",), 3, 9, 1200, 2, 1, 12, True),
    Effort(("signed",), 3, 9, 800, 1, 2, 6),
    Effort(("signed",), 4, 12, 3000, 1, 2, 6),
    Effort(("signed", "none", "constant"), 4, 12, 4000, 2, 2, 8),
    Effort(("signed", "none", "constant"), 5, 14, 12000, 3, 3, 8),
)


#: Tried before the scout where a refutation is expected.
BRIEF = (
    Effort(("complete", "signed"), 2, 6, 400, 1, 0, 0),
    Effort(("defined", "solved"), 2, 6, 400, 1, 0, 0, True),
    Effort(("complete", "signed"), 3, 9, 1500, 2, 0, 0, True),
)
