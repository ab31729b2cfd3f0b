"""Conditions as texts: how certificates and the command line write them."""

from __future__ import annotations

import re
from collections.abc import Mapping

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

__all__ = ["conditions_from_text"]

# a measure's name, which may hold anything but its own quotation mark, and a tolerance
_MEASURE = re.compile(
    r"\s*(?:(?P<mark>['\"])(?P<quoted>(?:(?!(?P=mark)).)+)(?P=mark)|(?P<bare>[^'\",]+?))\s*"
    r"(?:,(?P<slack>.*))?",
    re.DOTALL,
)


def conditions_from_text(texts: list[str], symbols: Mapping[str, sp.Symbol]) -> list[Condition]:
    """Read conditions as they are written in certificates and on the command line.

    Parameters
    ----------
    texts : list of str
        ``"participation"``, ``"nash"``, ``"efficient"``, ``"equal_gains"``,
        ``"self_enforcing(beta)"``, ``"full(beta)"``, ``"balanced('security')"``,
        ``"balanced('security', eps)"``, ``"positive('autonomy')"`` or ``"holds(y_C >= y_P)"``.
    symbols : mapping of str to sympy.Symbol
        The names that may occur.

    Raises
    ------
    ExpressionError
        For anything else.
    """
    return [_condition_from_text(text.strip(), symbols) for text in texts]


def _condition_from_text(text: str, symbols: Mapping[str, sp.Symbol]) -> Condition:
    head, opened, rest = text.partition("(")
    if opened and not rest.endswith(")"):
        raise ExpressionError(f"{text!r} has no closing parenthesis at its end")
    argument = rest[:-1].strip()
    plain = {
        "participation": participation,
        "nash": nash,
        "efficient": efficient,
        "equal_gains": equal_gains,
    }
    if head in plain and not argument:
        return plain[head]()
    if head in ("self_enforcing", "full", "full_equilibrium"):
        beta = parse(argument or "beta", symbols)
        return self_enforcing(beta) if head == "self_enforcing" else full_equilibrium(beta)
    if head == "holds" and argument:
        return holds(parse_relation(argument, symbols))
    if head in ("balanced", "positive") and argument:
        named = _MEASURE.fullmatch(argument)
        measure = (named["quoted"] or named["bare"]) if named else argument
        slack = (named["slack"] or "") if named else ""
        if head == "positive" and not slack:
            return positive(measure)
        if head == "balanced":
            return balanced(measure, parse(slack, symbols) if slack.strip() else 0)
    raise ExpressionError(
        f"{text!r} is not a condition",
        fix="known: participation, nash, efficient, equal_gains, self_enforcing(β), full(β), "
        "balanced(measure), positive(measure), holds(relation)",
    )
