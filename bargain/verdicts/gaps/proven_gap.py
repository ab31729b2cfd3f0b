"""What was proved of an equilibrium gap: bounds of a number, or a formula over a region."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

import sympy as sp

from bargain.check.certificate import Data, Plain
from bargain.result import Result
from bargain.verdicts.verdict import Verdict

__all__ = ["Gap"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Gap(Result):
    """Proven bounds on the least total residual.

    Attributes
    ----------
    status : str
        ``bounds``; ``infinite`` if no agreement that meets the other conditions has a finite
        grievance; ``no agreement`` if none meets the other conditions at all. Of a formula:
        ``exact``, ``at least``, ``at most`` or ``unknown``.
    lower, upper : float
        The gap lies between them; 0 and inf are the weakest bounds. Rounded outwards.
    ratio_lower, ratio_upper : Fraction or None
        The exact bounds on the gap's exponential.
    agreement : mapping or None
        The witness of the upper bound: an exact value for every variable of the game, at which
        the total was evaluated and found to be at most the bound.
    lower_proof, upper_proof : Verdict or None
        The certificates; of ``infinite`` and ``no agreement`` the lower one.
    complete : bool
        Whether the requested width was reached.
    reason : str
        Why not, if not.
    ratio : sympy.Expr or None
        The formula that was asked about; the gap is its logarithm if the status is ``exact``.
    """

    status: str = "bounds"
    lower: float = 0.0
    upper: float = math.inf
    ratio_lower: Fraction | None = None
    ratio_upper: Fraction | None = None
    agreement: Data | None = None
    lower_proof: Verdict | None = field(default=None, repr=False)
    upper_proof: Verdict | None = field(default=None, repr=False)
    complete: bool = False
    reason: str = ""
    ratio: sp.Expr | None = None

    def summary(self) -> str:
        """The bounds as text."""
        if self.ratio is not None:
            return self._formula()
        if self.status != "bounds":
            return f"no equilibrium gap: {self.reason} (proved)"
        text = f"equilibrium gap in [{self.lower:.6g}, {self.upper:.6g}], both ends proved"
        if self.upper_proof is None:
            text = f"equilibrium gap at least {self.lower:.6g}; no upper bound was proved"
        elif self.lower_proof is None:
            text = f"equilibrium gap at most {self.upper:.6g}; no lower bound beyond 0 was proved"
        if not self.complete:
            text += f" (wider than asked: {self.reason})"
        return text

    def _formula(self) -> str:
        words = {"exact": "is", "at least": "is at least", "at most": "is at most"}
        if self.status not in words:
            return f"whether the equilibrium gap is log({self.ratio}) is open: {self.reason}"
        text = f"the equilibrium gap {words[self.status]} log({self.ratio}) on the region (proved)"
        return f"{text}; {self.reason}" if self.reason else text

    def to_dict(self) -> Plain:
        """The bounds as plain data."""
        return {
            "status": self.status,
            "lower": self.lower if math.isfinite(self.lower) else None,
            "upper": self.upper if math.isfinite(self.upper) else None,
            "ratio_lower": None if self.ratio_lower is None else str(self.ratio_lower),
            "ratio_upper": None if self.ratio_upper is None else str(self.ratio_upper),
            "agreement": {k: str(v) for k, v in (self.agreement or {}).items()},
            "complete": self.complete,
            "reason": self.reason,
            "ratio": None if self.ratio is None else str(self.ratio),
            "lower_sha256": _digest(self.lower_proof),
            "upper_sha256": _digest(self.upper_proof),
        }


def _digest(verdict: Verdict | None) -> str | None:
    return verdict.certificate["sha256"] if verdict is not None and verdict.certificate else None
