r"""Agreements and what a bargaining solution says about them.

An *agreement* is a point :math:`z` of the game's box: an action for every own choice and a value
for every term. It carries payoffs :math:`u_i(z)`, gains :math:`g_i(z) = u_i(z) - d_i`, and labels,
never positions.

A `BargainingSolution` is one of three things, and says which: an agreement, the statement that no
agreement makes every player better off (with what was shown), or `unknown`, the default.

Optimality is reported through dimensionless numbers. Every solution of this package maximises a
concave function of the gains; let :math:`\lambda_i \ge 0` be its slopes at :math:`z`. In unit-box
coordinates :math:`x`,

.. math:: \delta(z) = \max_{x' \in [0,1]^n} \sum_i \lambda_i \nabla g_i(z) \cdot (x' - x)

is zero iff the Karush-Kuhn-Tucker conditions hold, and for concave gains the maximum exceeds the
value at :math:`z` by at most :math:`\delta`, the *bound*. The *residual* is :math:`\delta` or, if
smaller, the length of the gradient that bounds do not absorb in the metric of the Hessian (the
Newton decrement), which does not depend on the units of payoffs or variables.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

import sympy as sp

from bargain.errors import InputError
from bargain.frozen import freeze
from bargain.game.written import Boolean, Value
from bargain.result import Result

__all__ = [
    "Agreement",
    "BargainingSolution",
    "NoAgreementProof",
    "Outcome",
    "Piece",
    "finite",
    "settle",
]


class Outcome(StrEnum):
    """What a bargaining solver established; the default is the weakest."""

    UNKNOWN = "unknown"
    AGREEMENT = "agreement"
    NO_AGREEMENT = "no agreement"


def finite(value: Value) -> bool:
    """Whether a number of a result is one: neither NaN nor infinite."""
    if isinstance(value, sp.Basic):
        return not value.has(sp.nan, sp.zoo, sp.oo, -sp.oo)
    return not isinstance(value, float) or math.isfinite(value)


def settle(result: Any, *numbers: str) -> None:
    """Hold a result to its promise: an agreement is a point of finite numbers, or it is None.

    Called when a result is made. Numbers that are not finite, named in `numbers`, become None; an
    agreement that has some, or that rests on some, becomes none, with the reason.
    """
    wrong = [n for n in numbers if not finite(getattr(result, n))]
    agreement = result.agreement
    if agreement is not None and (wrong or not agreement.is_finite):
        what = ", ".join(wrong) or "the agreement"
        object.__setattr__(result, "agreement", None)
        object.__setattr__(result, "reason", f"floats cannot hold the numbers ({what})")
        if isinstance(result.status, Outcome):
            object.__setattr__(result, "status", Outcome.UNKNOWN)
        else:
            object.__setattr__(result, "proved", False)
    for name in wrong:
        object.__setattr__(result, name, None)
    kept = tuple(a for a in result.alternatives if a.is_finite)
    object.__setattr__(result, "alternatives", kept if result.agreement is not None else ())


def _shown(value: Value) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Result):
    """A point of the game's box with its payoffs; labelled.

    Attributes
    ----------
    values : mapping of sympy.Symbol to number or expression
    payoffs, gains : mapping of player to number or expression
        In the payoff's own unit; ``gains = payoffs - disagreement``.
    residual : float or None
        The dimensionless Karush-Kuhn-Tucker residual where the agreement was found numerically.
    arithmetic : str
        ``"exact"``, ``"float"``, ``"interval"`` or ``"symbolic"``.
    box : mapping of sympy.Symbol to (Fraction, Fraction) or None
        Proved bounds on each value, where there are some (equal if the value is exact).
    region : tuple of relations
        For closed forms: where the agreement holds; empty means everywhere.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> a = Agreement(values={x: 0.5}, payoffs={"A": 0.5}, gains={"A": 0.5})
    >>> a[x], a["x"], a.payoffs["A"]
    (0.5, 0.5, 0.5)
    """

    values: Mapping[sp.Symbol, Value]
    payoffs: Mapping[str, Value]
    gains: Mapping[str, Value]
    residual: float | None = None
    arithmetic: str = "float"
    box: Mapping[sp.Symbol, tuple[Fraction, Fraction]] | None = None
    region: tuple[Boolean, ...] = ()

    @property
    def is_finite(self) -> bool:
        """Whether every value, payoff and gain is a finite number, or a function of parameters."""
        numbers = (*self.values.values(), *self.payoffs.values(), *self.gains.values())
        return all(map(finite, numbers)) and (self.residual is None or finite(self.residual))

    def __getitem__(self, key: sp.Symbol | str) -> Value:
        """The value of a variable, by symbol or by name."""
        name = key.name if isinstance(key, sp.Symbol) else key
        for symbol, value in self.values.items():
            if symbol == key or symbol.name == name:
                return value
        raise InputError(
            f"the agreement has no variable {name!r}",
            fix="variables: " + ", ".join(s.name for s in self.values),
        )

    def summary(self) -> str:
        """One line per variable and player."""
        lines = [f"{s} = {_shown(v)}" for s, v in self.values.items()]
        lines += [
            f"{p}: payoff {_shown(u)}, gain {_shown(self.gains[p])}"
            for p, u in self.payoffs.items()
        ]
        if self.region:
            lines.append("where " + ", ".join(map(str, self.region)))
        return "\n".join(lines)

    def __repr__(self) -> str:
        inside = ", ".join(f"{s}={_shown(v)}" for s, v in self.values.items())
        return f"<Agreement {inside} ({self.arithmetic})>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NoAgreementProof(Result):
    r"""Why no agreement makes every player better off.

    Attributes
    ----------
    kind : str
        ``"weights"``: non-negative exact weights with :math:`\sum_i \lambda_i g_i \le` `bound`
        :math:`\le 0` on the whole box, by concavity and the tangent at `at`, in exact arithmetic;
        ``"enumeration"``: every agreement of a finite set or polygon was looked at, exactly;
        ``"intervals"``: outward-rounded interval bounds on a partition of the box;
        ``"cases"``: one of these for each case of a kinked payoff.
    weights : mapping of player to Fraction
    at : mapping of symbol to Fraction
        Where the tangent touches.
    bound : exact number
        Upper bound of the weighted gains over the box.
    boxes : int
        Number of boxes of the partition (``"intervals"``).
    certificate : dict or None
        Statement and proof of the claim ``empty-box`` as data (``"intervals"``).
    words : str
        The argument in one line.
    """

    kind: str
    words: str
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    at: Mapping[sp.Symbol, Fraction] = field(default_factory=dict)
    bound: Value | None = None
    boxes: int = 0
    certificate: Mapping[str, Any] | None = None

    def summary(self) -> str:
        """The argument in one line."""
        return self.words


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Piece(Result):
    """One piece of a closed form: the agreement and the region of parameters where it holds.

    Attributes
    ----------
    name : str
        ``"interior"`` or the corner, e.g. ``"y_C = 1"``.
    agreement : Agreement
        Expressions in the parameters.
    region : tuple of relations
        The piece holds where all of them do.
    """

    name: str
    agreement: Agreement
    region: tuple[Boolean, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BargainingSolution(Result):
    r"""The answer of a bargaining solver.

    Attributes
    ----------
    solution : str
        Which solution concept.
    agreement : Agreement or None
        `None` unless `status` is ``"agreement"``.
    status : Outcome
        ``unknown`` unless something was established.
    reason : str
        In one line: why this status.
    method, arithmetic : str
        How it was found; ``"exact"``, ``"float"``, ``"symbolic"``.
    residual : float or None
        Dimensionless Karush-Kuhn-Tucker residual (see the module).
    bound : float or None
        How much a better agreement could still improve the objective: for the Nash solution in
        units of :math:`\log \prod g_i^{\alpha_i}`, else relative to the objective. `None` where
        no global bound is known, and then the status is ``unknown``.
    active : tuple of str
        The bounds that bind, e.g. ``"y_C = 1"``.
    weights : mapping of player to number
        Bargaining weights used.
    multipliers : mapping of player to number
        Slopes :math:`\lambda_i`: the agreement maximises the gains weighted by these.
    evidence : NoAgreementProof or None
        Present whenever the status is ``"no agreement"``.
    alternatives : tuple of Agreement
        Other agreements that are as good: exact ties on finite sets, up to rounding on smooth
        games. Of a continuum, some; `reason` says so.
    candidate : Agreement or None
        With ``unknown``: the best acceptable point found; not a result.
    region : tuple of relations
        For closed forms: where `agreement` holds.
    pieces : tuple of Piece
        For closed forms: all regions.
    """

    solution: str
    agreement: Agreement | None = None
    status: Outcome = Outcome.UNKNOWN
    reason: str = "nothing was established"
    method: str = ""
    arithmetic: str = "float"
    residual: float | None = None
    bound: float | None = None
    active: tuple[str, ...] = ()
    weights: Mapping[str, Value] = field(default_factory=dict)
    multipliers: Mapping[str, Value] = field(default_factory=dict)
    evidence: NoAgreementProof | None = None
    alternatives: tuple[Agreement, ...] = ()
    candidate: Agreement | None = None
    region: tuple[Boolean, ...] = ()
    pieces: tuple[Piece, ...] = ()

    def __post_init__(self) -> None:
        settle(self, "residual", "bound")
        if self.candidate is not None and not self.candidate.is_finite:
            object.__setattr__(self, "candidate", None)
        if not all(map(finite, self.multipliers.values())):
            object.__setattr__(self, "multipliers", {})
        freeze(self)

    def summary(self) -> str:
        """A few lines of text."""
        lines = [f"{self.solution}: {self.status} ({self.reason})"]
        if self.agreement is not None:
            lines += ["  " + line for line in self.agreement.summary().splitlines()]
        if self.active:
            lines.append("  at the bounds: " + ", ".join(self.active))
        lines += [f"  as good: {a!r}" for a in self.alternatives]
        if self.region:
            lines.append("  where " + ", ".join(map(str, self.region)))
        if self.evidence is not None:
            lines.append(f"  {self.evidence.words}")
        shown = [f"method {self.method}", f"{self.arithmetic} arithmetic"]
        if self.residual is not None:
            shown.append(f"KKT residual {self.residual:.1e}")
        if self.bound is not None:
            shown.append(f"global to within {self.bound:.1e}")
        return "\n".join([*lines, "  " + ", ".join(shown)])

    def __repr__(self) -> str:
        inside = repr(self.agreement) if self.agreement is not None else self.reason
        return f"<BargainingSolution {self.solution}: {self.status}: {inside}>"
