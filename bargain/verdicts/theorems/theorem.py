"""Theorems: what was proved of all agreements of a kind, or one that shows it wrong.

========== =======================================================================================
`proved`   every agreement that satisfies what is given satisfies what is claimed, at every
           parameter of the region; `.vacuous` if it was proved that nothing satisfies it
`refuted`  one does not: `.counterexample`, proved by the certificate
`unknown`  neither was shown
========== =======================================================================================

The certificate is about the opposite: of a proved theorem its verdict is ``never``, of a refuted
one ``always``, over the region narrowed to the counterexample's parameters. `bargain.check` says
the theorem's sentence where the certificate is tied to its game.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from bargain.check.certificate import Plain
from bargain.verdicts.verdict import Answer, Finding, Status

__all__ = ["Theorem"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Theorem(Answer):
    """The answer to whether something holds of all agreements of a kind.

    Attributes
    ----------
    status : Finding
        Default `unknown`, the weakest.
    counterexample : mapping of Symbol to number, or None
        Of a refuted theorem: parameters and an agreement there, exactly, in the game's symbols.
    another : mapping of Symbol to number, or None
        Of a refuted uniqueness: the second agreement.
    vacuous : bool
        Whether it was proved that no agreement satisfies what is given: then anything follows.

    Examples
    --------
    >>> import bargain as bg
    >>> game = bg.models.autonomy_security()
    >>> y_C = game.symbol("y_C")
    >>> theorem = bg.prove(game, y_C <= 1)
    >>> theorem.status, theorem.vacuous, theorem.counterexample
    (<Finding.PROVED: 'proved'>, False, None)
    """

    status: Finding = Finding.UNKNOWN
    counterexample: Mapping[sp.Symbol, sp.Expr] | None = None
    another: Mapping[sp.Symbol, sp.Expr] | None = None
    vacuous: bool = False

    _POINTS: ClassVar[Mapping[str, str]] = {
        "counterexample": "counterexample",
        "another": "another agreement",
    }

    @property
    def verdict(self) -> str:
        """The verdict of the certificate, which is about the opposite."""
        words = {Finding.PROVED: Status.NEVER, Finding.REFUTED: Status.ALWAYS}
        return str(words.get(self.status, Status.UNKNOWN))

    def summary(self) -> str:
        """The theorem, what its proof used or what shows it wrong, and the certificate."""
        text = Answer.summary(self)
        if self.vacuous:  # in the first line, which stands alone where little room is
            first, _, rest = text.partition(": ")
            text = f"{first} (vacuous: no agreement satisfies what is given): {rest}"
        return text

    def to_dict(self) -> Plain:
        """The theorem as plain data; expressions as texts."""
        return {**Answer.to_dict(self), "vacuous": self.vacuous}
