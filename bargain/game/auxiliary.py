"""Auxiliary symbols: quantities that a condition or an encoding needs beside the user's own.

What an auxiliary symbol is for is part of the symbol, never of its name: it differs from every
symbol of a user, whatever that is called, and two are the same if they have the same name, role and
owner. The name is a wish; a statement calls it otherwise where a user's symbol is called so.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Literal

import sympy as sp

__all__ = [
    "Auxiliary",
    "Role",
    "again",
    "beside",
    "best_reply",
    "deviation",
    "deviation_of",
    "free_name",
    "share",
    "weight",
]

Role = Literal["deviation", "beside", "best reply", "weight", "share", "defined"]


class Auxiliary(sp.Symbol):
    """A real symbol with a role.

    Parameters
    ----------
    name : str
        What it is called where nothing else is.
    role : Role
        ``"deviation"`` (the value of another choice), ``"best reply"``, ``"weight"`` and
        ``"share"`` (not negative, and of each kind they add up to 1), ``"defined"`` (by relations),
        ``"beside"`` (the value in another agreement that there is).
    of : sympy.Symbol or str
        The variable that it stands beside, or whose it is.
    reason : str
        What tells two of one role and owner apart.

    Examples
    --------
    >>> y = sp.Symbol("y")
    >>> z = deviation(y)
    >>> z, z.of, z == deviation(y), z == sp.Symbol("z_y", real=True)
    (z_y, y, True, False)
    """

    __slots__ = ("of", "reason", "role")

    role: Role
    of: Any
    reason: str

    def __new__(
        cls, name: str, role: Role, of: object = "", reason: str = "", **assumptions: bool
    ) -> Auxiliary:
        """Make the symbol; it is real."""
        made: Auxiliary = sp.Symbol.__xnew__(cls, name, **{"real": True, **assumptions})
        made.role, made.of, made.reason = role, of, reason
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, bool]]:
        return (self.name, self.role, self.of, self.reason), dict(self._assumptions_orig)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.role, sp.srepr(self.of), self.reason)


def deviation(variable: sp.Symbol) -> Auxiliary:
    """What a variable would be in another agreement, or after a deviation."""
    return deviation_of(variable, "z")


def deviation_of(variable: sp.Symbol, lead: str, reason: str = "") -> Auxiliary:
    """Another such value, of its own name and reason."""
    return Auxiliary(f"{lead}_{variable.name}", "deviation", variable, reason)


def beside(variable: sp.Symbol, name: str, reason: str, low: sp.Expr) -> Auxiliary:
    """What a variable, from `low` on, is in another agreement that there is, for some reason."""
    lowest = sp.sympify(low)
    sign = "positive" if lowest.is_positive else "nonnegative" if lowest.is_nonnegative else ""
    return Auxiliary(name, "beside", variable, reason, **({sign: True} if sign else {}))


def best_reply(action: sp.Symbol) -> Auxiliary:
    """An action's value in a best reply; it lies in the action's box."""
    return Auxiliary(f"best_{action.name}", "best reply", action)


def weight(player: str) -> Auxiliary:
    """A player's weight in a weighted sum of payoffs."""
    return Auxiliary(f"mu_{player}", "weight", player)


def share(name: str, extremum: int, piece: int) -> Auxiliary:
    """The share of one piece of an extremum in a generalised gradient."""
    return Auxiliary(f"{name}_{extremum}_{piece}", "share", name)


def again(symbol: sp.Symbol, reason: str, lead: str = "") -> Auxiliary:
    """Another such auxiliary symbol, told apart by a reason of its own."""
    kept = {k: v for k, v in symbol._assumptions_orig.items() if k not in ("commutative", "real")}
    if isinstance(symbol, Auxiliary):
        why = f"{reason}.{symbol.reason}"
        return Auxiliary(f"{lead}{symbol.name}", symbol.role, symbol.of, why, **kept)
    return Auxiliary(f"{lead}{symbol.name}", "defined", "", reason, **kept)


def free_name(wish: str, taken: Container[str]) -> str:
    """The name wished for, longer if it is taken.

    Examples
    --------
    >>> free_name("mu_P", {"mu_P", "y"})
    'mu_P_'
    """
    while wish in taken:
        wish += "_"
    return wish
