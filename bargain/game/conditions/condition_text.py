"""Conditions as texts: how certificates and the command line write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import sympy as sp

from bargain.errors import ExpressionError
from bargain.game.conditions import (
    balanced,
    efficient,
    equal_gains,
    full_equilibrium,
    holds,
    nash,
    participation,
    positive,
    self_enforcing,
)
from bargain.game.conditions.condition import Condition
from bargain.game.expression import parse, parse_relation

__all__ = ["FORMS", "conditions_from_text"]

Symbols = Mapping[str, sp.Symbol]
Reader = Callable[[str, Symbols], Condition | None]  # of what stands in the parentheses

# a measure's name, which may hold anything but its own quotation mark, and a tolerance
_MEASURE = re.compile(
    r"\s*(?:(?P<mark>['\"])(?P<quoted>(?:(?!(?P=mark)).)+)(?P=mark)|(?P<bare>[^'\",]+?))\s*"
    r"(?:,(?P<slack>.*))?",
    re.DOTALL,
)


def _alone(make: Callable[[], Condition]) -> Reader:
    return lambda argument, _: None if argument else make()


def _discounted(make: Callable[[sp.Expr], Condition]) -> Reader:
    return lambda argument, symbols: make(parse(argument or "beta", symbols))


def _measure(argument: str) -> tuple[str, str]:
    """A measure's name, and the text of a tolerance or nothing."""
    named = _MEASURE.fullmatch(argument)
    return (named["quoted"] or named["bare"], named["slack"] or "") if named else (argument, "")


def _balanced(argument: str, symbols: Symbols) -> Condition | None:
    measure, slack = _measure(argument)
    if not measure:
        return None
    return balanced(measure, parse(slack, symbols) if slack.strip() else 0)


def _positive(argument: str, _symbols: Symbols) -> Condition | None:
    measure, slack = _measure(argument)
    return positive(measure) if measure and not slack else None


def _holds(argument: str, symbols: Symbols) -> Condition | None:
    return holds(parse_relation(argument, symbols)) if argument else None


#: The registry: what a condition's text begins with, how it is shown, and what reads the rest.
FORMS: Mapping[str, tuple[str, Reader]] = {
    "participation": ("participation", _alone(participation)),
    "nash": ("nash", _alone(nash)),
    "efficient": ("efficient", _alone(efficient)),
    "equal_gains": ("equal_gains", _alone(equal_gains)),
    "self_enforcing": ("self_enforcing(β)", _discounted(self_enforcing)),
    "full": ("full(β)", _discounted(full_equilibrium)),
    "full_equilibrium": ("", _discounted(full_equilibrium)),
    "balanced": ("balanced(measure)", _balanced),
    "positive": ("positive(measure)", _positive),
    "holds": ("holds(relation)", _holds),
}


def conditions_from_text(texts: list[str], symbols: Symbols) -> list[Condition]:
    """Read conditions as they are written in certificates and on the command line.

    Parameters
    ----------
    texts : list of str
        Of the `FORMS`: ``"participation"``, ``"self_enforcing(beta)"``,
        ``"balanced('security', eps)"``, ``"holds(y_C >= y_P)"``, …
    symbols : mapping of str to sympy.Symbol
        The names that may occur.

    Raises
    ------
    ExpressionError
        For anything else.
    """
    return [_condition_from_text(text.strip(), symbols) for text in texts]


def _condition_from_text(text: str, symbols: Symbols) -> Condition:
    head, opened, rest = text.partition("(")
    if opened and not rest.endswith(")"):
        raise ExpressionError(f"{text!r} has no closing parenthesis at its end")
    _, read = FORMS.get(head, ("", None))
    found = read(rest[:-1].strip(), symbols) if read else None
    if found is None:
        known = ", ".join(shown for shown, _ in FORMS.values() if shown)
        raise ExpressionError(f"{text!r} is not a condition", fix=f"known: {known}")
    return found
