"""Conditions as texts: how certificates and the command line write them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

import sympy as sp

from bargain.errors import ExpressionError
from bargain.game.conditions import (
    all_of,
    among,
    any_of,
    balanced,
    efficient,
    equal_gains,
    full_equilibrium,
    holds,
    implies,
    nash,
    participation,
    positive,
    self_enforcing,
    several,
)
from bargain.game.conditions.concepts.bargaining_solutions import solution_from_text
from bargain.game.conditions.concepts.coalitions import in_core_from_text
from bargain.game.conditions.concepts.moving_first import stackelberg
from bargain.game.conditions.concepts.offers_in_turn import offers_from_text
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
# players as a list of JSON, which quotation marks end, and a condition
_PLAYERS = re.compile(
    r'\s*(?P<players>\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\])\s*,(?P<condition>.*)', re.DOTALL
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


def _player(argument: str) -> str | None:
    """A player's name, which stands in quotation marks."""
    named = _MEASURE.fullmatch(argument)
    return named["quoted"] if named and named["quoted"] and not named["slack"] else None


def _nash(argument: str, _symbols: Symbols) -> Condition | None:
    player = _player(argument)
    return nash(player or "") if player or not argument else None


def _stackelberg(argument: str, _symbols: Symbols) -> Condition | None:
    player = _player(argument)
    return stackelberg(player) if player else None


def _alone_never(_argument: str, _symbols: Symbols) -> Condition | None:
    """These are made of other conditions (`_condition_from_text`)."""
    return None


def _holds(argument: str, symbols: Symbols) -> Condition | None:
    return holds(parse_relation(argument, symbols)) if argument else None


#: The registry: what a condition's text begins with, how it is shown, and what reads the rest.
FORMS: Mapping[str, tuple[str, Reader]] = {
    "participation": ("participation", _alone(participation)),
    "nash": ("nash", _nash),
    "stackelberg": ("stackelberg(leader)", _stackelberg),
    "solution": ("solution(concept)", solution_from_text),
    "alternating_offers": ("alternating_offers(player: factor, …)", offers_from_text),
    "in_core": ("in_core(coalition: worth, …)", in_core_from_text),
    "efficient": ("efficient", _alone(efficient)),
    "equal_gains": ("equal_gains", _alone(equal_gains)),
    "self_enforcing": ("self_enforcing(β)", _discounted(self_enforcing)),
    "full": ("full(β)", _discounted(full_equilibrium)),
    "full_equilibrium": ("", _discounted(full_equilibrium)),
    "balanced": ("balanced(measure)", _balanced),
    "positive": ("positive(measure)", _positive),
    "holds": ("holds(relation)", _holds),
    "implies": ("implies(A, B)", _alone_never),
    "several": ("several(A)", _alone_never),
    "among": ('among(["A", "B"], C)', _alone_never),
    "not": ("not A, A and B, A or B", _alone_never),
}
_DEEPEST = 20


def conditions_from_text(texts: list[str], symbols: Symbols) -> list[Condition]:
    """Read conditions as they are written in certificates and on the command line.

    Parameters
    ----------
    texts : list of str
        Of the `FORMS`: ``"participation"``, ``"self_enforcing(beta)"``,
        ``"balanced('security', eps)"``, ``"holds(y_C >= y_P)"``, …, and such joined by ``or``,
        ``and``, ``not``, parentheses, ``implies(A, B)`` and ``several(A)``. A relation by itself
        stands for its ``holds(…)``.
    symbols : mapping of str to sympy.Symbol
        The names that may occur.

    Raises
    ------
    ExpressionError
        For anything else.
    """
    return [_condition_from_text(text.strip(), symbols) for text in texts]


def _condition_from_text(text: str, symbols: Symbols, depth: int = 0) -> Condition:
    """One of the forms, or such joined by ``or``, ``and``, ``not`` and parentheses."""
    if depth > _DEEPEST:
        raise ExpressionError("a condition is nested too deeply", fix=f"at most {_DEEPEST} levels")
    for word, join in (("or", any_of), ("and", all_of)):
        parts = _split(text, word)
        if len(parts) > 1:
            return join(*(_condition_from_text(part, symbols, depth + 1) for part in parts))
    if text.startswith(("not ", "not(")):
        return ~_condition_from_text(text[3:].strip(), symbols, depth + 1)
    if text.startswith("(") and text.endswith(")") and _closes_at_end(text):
        return _condition_from_text(text[1:-1].strip(), symbols, depth + 1)
    head, opened, rest = text.partition("(")
    head = head.strip()
    known = head in FORMS
    if known and opened and not rest.endswith(")"):
        raise ExpressionError(f"{text!r} has no closing parenthesis at its end")
    if head in ("implies", "several", "among"):
        return _of_conditions(head, rest[:-1], symbols, depth)
    _, read = FORMS.get(head, ("", None))
    if read is None and any(mark in text for mark in "<>="):
        return holds(parse_relation(text, symbols))
    found = read(rest[:-1].strip(), symbols) if read else None
    if found is None:
        shown = ", ".join(words for words, _ in FORMS.values() if words)
        raise ExpressionError(f"{text!r} is not a condition", fix=f"known: {shown}")
    return found


def _closes_at_end(text: str) -> bool:
    """Whether the parenthesis that opens a text closes at its end only."""
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def _of_conditions(head: str, inside: str, symbols: Symbols, depth: int) -> Condition:
    if head == "among":
        named = _PLAYERS.fullmatch(inside)
        if named is None:
            raise ExpressionError(f"{inside} names no players", fix='write among(["A", "B"], nash)')
        try:
            players = json.loads(named["players"])
        except ValueError as error:
            raise ExpressionError(f"{inside} names no players: {error}") from None
        return among(players, _condition_from_text(named["condition"].strip(), symbols, depth + 1))
    parts = [_condition_from_text(p, symbols, depth + 1) for p in _split(inside, ",")]
    if head == "several" and len(parts) == 1:
        return several(parts[0])
    if head == "implies" and len(parts) == 2:
        return implies(*parts)
    raise ExpressionError(
        f"{head}({inside}) is not a condition", fix="write several(A) or implies(A, B)"
    )


def _split(text: str, word: str) -> list[str]:
    """The parts between a word or mark that stands outside parentheses and quotation marks."""
    parts, start, depth, mark = [], 0, 0, ""
    for at, sign in enumerate(text):
        if mark or sign in "'\"":
            mark = "" if sign == mark else mark or sign
        elif sign in "()[]":
            depth += 1 if sign in "([" else -1
        elif depth == 0 and at >= start and text.startswith(word, at):
            alone = word == "," or (
                (at == 0 or text[at - 1] in " )") and text[at + len(word) :][:1] in (" ", "(")
            )
            if alone:
                parts.append(text[start:at].strip())
                start = at + len(word)
    parts.append(text[start:].strip())
    return parts if depth == 0 and not mark else [text]
