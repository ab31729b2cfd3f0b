"""The chronicle: do coded events move together as the documents say, and does conflict recur?

The dated events are coded from -2 to 2 on quantities of the model. **The coding is the
compiler's judgement**, made with the documents in hand: an association in it shows that the
documents describe the events consistently, it is no independent evidence for the model. With that
said, each claim has a sign that could fail:

* *autonomy against overlap*: events that raise the client's autonomy lower the overlap of
  interests;
* *autonomy against security*: they lower the patron's supply of security;
* *autonomy against leverage*: they lower the patron's control (close to a definition);
* *overlap against abandonment fear*: a smaller overlap goes with a larger fear of abandonment;
* *abandonment against entrapment*: one fear falls when the other rises (Snyder 1984).

The measure is Spearman's rank correlation over the events coded on both quantities, with a seeded
one-sided permutation p value (exact where few orders exist). Five claims are tested: a p value is
to be compared with 0.01.

*Recurrence* counts, per decade, the events that lowered the overlap of interests.

References
----------
Snyder, G. H. (1984), The Security Dilemma in Alliance Politics, *World Politics* 36(4), 461-495.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import stats

from bargain.alliances import data
from bargain.alliances.record.rank_tests import permutation_p
from bargain.check.certificate import Plain
from bargain.errors import OptionError
from bargain.result import Result

__all__ = ["CLAIMS", "Association", "Chronicle", "chronicle"]

CLAIMS = {
    "autonomy against overlap": ("rok_autonomy", "interest_overlap", -1),
    "autonomy against security": ("rok_autonomy", "us_security_supply", -1),
    "autonomy against leverage": ("rok_autonomy", "us_leverage_or_control", -1),
    "overlap against abandonment fear": ("interest_overlap", "rok_abandonment_fear", -1),
    "abandonment against entrapment": ("rok_abandonment_fear", "rok_entrapment_fear", -1),
}
"""Claim to (first quantity, second quantity, expected sign)."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Association(Result):
    """One claim against the coded events.

    Attributes
    ----------
    claim, first, second : str
        The claim and its two quantities.
    expected : int
        Sign that the claim expects.
    events : int
        Events coded on both.
    rho : float
        Spearman's rank correlation.
    p : float
        One-sided permutation p value in the expected direction.
    """

    _also: ClassVar[tuple[str, ...]] = ("supported",)

    claim: str
    first: str
    second: str
    expected: int
    events: int
    rho: float
    p: float

    @property
    def supported(self) -> bool:
        """Whether the sign is as expected and p is at most 0.01 (five claims at 5 %)."""
        return self.rho * self.expected > 0 and self.p <= 0.05 / len(CLAIMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle(Result):
    """Associations in the coded events, and the recurrence of conflict.

    Attributes
    ----------
    associations : tuple of Association
        One per claim.
    conflicts : dict of int to int
        Events per decade (its first year) that lowered the overlap of interests.
    events : int
        Events in the file.
    seed, permutations : int
        Of the permutation tests.
    """

    associations: tuple[Association, ...]
    conflicts: dict[int, int]
    events: int
    seed: int
    permutations: int

    def __repr__(self) -> str:
        return f"<Chronicle {self.events} events, coded by judgement>"

    @property
    def quiet_decades(self) -> tuple[int, ...]:
        """Decades between the first and the last event without a recorded conflict."""
        return tuple(decade for decade, count in self.conflicts.items() if count == 0)

    def association(self, claim: str) -> Association:
        """Return one association by its claim."""
        for found in self.associations:
            if found.claim == claim:
                return found
        raise OptionError(f"no claim {claim!r}", where="Chronicle", fix=", ".join(CLAIMS))

    def summary(self) -> str:
        """Return every association and the conflicts by decade."""
        lines = [f"{self.events} events; the coding is the compiler's judgement, not evidence"]
        for found in self.associations:
            word = "as claimed" if found.supported else "not established"
            numbers = f"rho {found.rho:+.2f}, n = {found.events}, p = {found.p:.3f}"
            lines.append(f"  {found.claim}: {numbers}: {word}")
        counts = ", ".join(f"{decade}s {count}" for decade, count in self.conflicts.items())
        lines.append(f"  events that lowered the overlap of interests: {counts}")
        return "\n".join(lines)

    def to_dict(self) -> Plain:
        """Return everything as JSON-able data."""
        return {
            "judgement": True,
            "associations": [found.to_dict() for found in self.associations],
            "conflicts": {str(decade): count for decade, count in self.conflicts.items()},
            "quiet_decades": list(self.quiet_decades),
            "events": self.events,
            "seed": self.seed,
            "permutations": self.permutations,
        }


def chronicle(*, permutations: int = 5000, seed: int = 0) -> Chronicle:
    """Return the associations in the coded events and the conflicts by decade.

    Parameters
    ----------
    permutations : int, default 5000
        Random permutations of each test.
    seed : int
        Their seed.

    Raises
    ------
    OptionError
        With fewer than 100 permutations.

    Examples
    --------
    >>> chronicle(permutations=200).association("autonomy against overlap").supported
    False
    """
    if permutations < 100:
        raise OptionError("give at least 100 permutations", where=f"permutations={permutations}")
    table = data.load("events")
    rng = np.random.default_rng(seed)
    associations = []
    for claim, (first, second, sign) in CLAIMS.items():
        both = table[[first, second]].dropna().astype(float)
        associations.append(
            Association(
                claim=claim,
                first=first,
                second=second,
                expected=sign,
                events=len(both),
                rho=float(stats.spearmanr(both[first], both[second]).statistic),
                p=permutation_p(both[first], both[second], permutations, rng, sign=sign),
            )
        )
    lowered = table.loc[table["interest_overlap"].fillna(0) < 0, "year"] // 10 * 10
    decades = range(int(table["year"].min()) // 10 * 10, int(table["year"].max()) + 1, 10)
    return Chronicle(
        associations=tuple(associations),
        conflicts={decade: int((lowered == decade).sum()) for decade in decades},
        events=len(table),
        seed=seed,
        permutations=permutations,
    )
