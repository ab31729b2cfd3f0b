"""Statement 8: strong dependence separates the two grievances."""

from __future__ import annotations

import bargain as bg
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, INSIDE, NEVER, PLAIN, C, R, s_C, s_P, verdict, y_C, y_P

_UNIT = PLAIN.at({"w_P": 1, "w_C": 1})  # equal weights: w is the unit of payoffs
_ACCEPTED = (C.participation(), C.efficient(), *INSIDE)
_STRONG = [s_C > 4 * s_P]


def _scan() -> tuple[bool, str]:
    """Along the efficient curve y_P y_C = Π, in floats: who is behind where both accept."""
    wrong, weak = 0, 0
    for ratio in (1.5, 2.0, 3.0, 3.9, 4.1, 5.0, 8.0, 20.0):
        s_patron, s_client = 0.01, 0.01 * ratio
        behind = []
        for k in range(1, 20_000):
            p = k / 20_000
            c = s_patron * s_client / p
            if c < 1 and s_patron * c >= p * p / 2 and s_client * p >= c * c / 2:
                behind.append(c > p and s_client * p > s_patron * c)
        wrong += (ratio > 4) != all(behind)
        weak += not behind
    return wrong == 0 and weak == 0, f"8 values of D around 4; wrong: {wrong}"


STATEMENT = Statement(
    number=8,
    title="Opposite signs",
    text="w equal, e = 0. If D > 4 every interior efficient agreement that both accept has the "
    "client behind on autonomy (y_C > y_P) and ahead on security (S_C > S_P); for D < 4 it "
    "need not.",
    assumptions=("w_P = w_C, e = 0", "the agreement lies inside the box", "participation"),
    parts=(
        Part(
            slug="autonomy",
            expected=NEVER,
            claim="D > 4: none with y_C ≤ y_P",
            run=lambda: verdict(_UNIT, [*_ACCEPTED, C.holds(y_C <= y_P)], _STRONG),
        ),
        Part(
            slug="security",
            expected=NEVER,
            claim="D > 4: none with S_C ≤ S_P",
            run=lambda: verdict(_UNIT, [*_ACCEPTED, C.holds(s_C * y_P <= s_P * y_C)], _STRONG),
        ),
        Part(
            slug="control-weaker",
            expected=ALWAYS,
            control=True,
            claim="D = 3.9: an accepted, efficient, interior agreement has y_C < y_P",
            run=lambda: verdict(
                _UNIT.at({"s_P": R(1, 10), "s_C": R(39, 100)}), [*_ACCEPTED, C.holds(y_C < y_P)]
            ),
        ),
        Part(
            slug="control-corner",
            expected=ALWAYS,
            control=True,
            claim="D = 40/3 at the corner y_P = 1: y_C < y_P, so “interior” is needed",
            run=lambda: verdict(
                bg.models.autonomy_security(entrapment=False, w_P=1, w_C=1, s_P=R(3, 5), s_C=8),
                [C.participation(), C.efficient(), C.positive("autonomy"), C.holds(y_C < y_P)],
            ),
        ),
    ),
    twins=(Twin(claim="a scan of the efficient curve for 8 values of D", run=_scan),),
    findings=(
        (
            "“Interior” is needed: with s_P = 3/5, s_C = 8, w = 1 (D = 40/3) the agreement "
            "y_P = 1, "
            "y_C = 9/10 is efficient and accepted, and the client cedes less."
        ),
    ),
)
