"""Points at which the second reading compares a statement with its game, exact ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import mpmath
import sympy as sp

from bargain.errors import BargainError
from bargain.game.expression import parse
from bargain.question.question import Question
from bargain.rebuild.second_values import Data, Number, Values, as_float, evaluate, polynomial_at

__all__ = [
    "POINTS",
    "boxes_of",
    "free",
    "meanings",
    "place",
    "points",
    "share",
    "shown_in",
    "signed",
]

POINTS = 30  # so many are looked at


def shown_in(question: Question, expression: sp.Basic) -> Any:
    """An expression of the game or of a condition, with symbols called as statements call them."""
    return question.frame.printed(question.frame.put(expression))


def boxes_of(question: Question) -> dict[str, tuple[sp.Expr, sp.Expr]]:
    """The boxes of variables, and of what is beside them in another agreement or a best reply."""
    found = {shown_in(question, v).name: ends for v, ends in question.game.box.items()}
    for s, variable in question.variables.items():
        stands_for: Any = s
        while variable.role in ("beside", "best reply") and hasattr(stands_for, "of"):
            stands_for = stands_for.of
        if stands_for is not s and stands_for in question.game.box:
            found[shown_in(question, s).name] = question.game.box[stands_for]
    return found


def place(values: Values) -> str:
    """The point in a line."""
    return ", ".join(f"{n} = {mpmath.nstr(as_float(v), 8)}" for n, v in values.items())


def points(question: Question, statement: Data) -> Iterable[dict[str, Number]]:
    """Values of all variables of a statement, those of auxiliary quantities by their meaning."""
    generator = random.Random(20)  # noqa: S311  # reproducible test points, not security
    shown = partial(shown_in, question)
    boxes: dict[str, Any] = boxes_of(question)
    bound = {z: (sp.Rational(a), sp.Rational(b)) for z, a, b in statement.get("bound", [])}
    boxes |= bound
    boxes |= {
        shown(z).name: v.box
        for z, v in question.variables.items()
        if v.role == "bound" and v.box and shown(z).name in statement.get("unknowns", ())
    }
    symbols = {n: sp.Symbol(n, real=True) for n in statement["variables"]}
    told = meanings(statement, symbols)
    parameters = {shown(p).name: p for p in question.parameters}
    for k in range(POINTS):
        values: dict[str, Number] = {}
        for name in statement["variables"]:
            if name in boxes:
                low, high = (Fraction(int(end.p), int(end.q)) for end in boxes[name])
                # goals are for all values in the box of a bound variable, and for no others
                part = share(generator, beyond=k % 2 == 1)
                if name in bound:
                    part = min(max(part, Fraction(0)), Fraction(1))
                values[name] = low + (high - low) * part
            else:
                symbol = parameters.get(name) if k % 2 == 0 else None
                values[name] = signed(symbol, free(generator, k))
        for p, expression in question.solved:
            try:
                values[p.name] = evaluate(shown(expression), values)
            except ArithmeticError:
                values.pop(p.name, None)
        for name, meaning in told.items():
            try:
                values[name] = meaning(values)
            except (ArithmeticError, KeyError):
                values.pop(name, None)  # what mentions it is not read at this point
        yield values


def free(generator: random.Random, k: int) -> Fraction:
    """A value of what has no box: any, a small one that others have too, or a negative one."""
    if k % 3 == 1:
        return generator.choice([Fraction(0), Fraction(1), Fraction(1), Fraction(2), Fraction(-1)])
    size = Fraction(generator.randint(1, 60), generator.randint(1, 20))
    return -size if k % 3 == 2 and generator.random() < 0.5 else size


def signed(parameter: sp.Symbol | None, value: Fraction) -> Fraction:
    """The value with the sign that the symbol has by itself."""
    if parameter is None or (value == 0 and not parameter.is_nonzero):
        return value
    size = abs(value) or Fraction(1)
    if parameter.is_nonnegative:
        return size
    return -size if parameter.is_nonpositive else value


def share(generator: random.Random, *, beyond: bool = True) -> Fraction:
    """A place in a box: mostly an end, or often beyond one."""
    inside = Fraction(generator.randint(1, 11), 12)
    outside = [Fraction(-1, 3), Fraction(4, 3)] if beyond else [Fraction(0), Fraction(1)]
    return generator.choice([Fraction(0), Fraction(1), inside, *outside])


def _untold(values: Values) -> Number:
    raise ArithmeticError("the definition cannot be read")


def _function(rule: sp.Expr, argument: Any, names: Sequence[str], values: Values) -> Number:
    return evaluate(rule, {"inner": polynomial_at(argument, names, values)})


def meanings(
    statement: Data, symbols: Mapping[str, sp.Symbol]
) -> dict[str, Callable[[Values], Number]]:
    """What auxiliary quantities are, from the statement's functions and texts of definitions."""
    found: dict[str, Callable[[Values], Number]] = {}
    names = statement["variables"]
    every = [*statement.get("necessary", []), *statement.get("goals", [])]
    for h in every:
        name, equals, text = h["text"].partition(" = ")
        if equals and name in symbols and name not in found:
            try:
                found[name] = partial(evaluate, parse(text, symbols))
            except BargainError:
                found[name] = _untold
    for f in statement.get("functions", []):
        inner = sp.Symbol("inner", real=True)
        rule = sp.log(inner) if f["of"] == "log" else sp.exp(inner)
        found[f["var"]] = partial(_function, rule, f["arg"], names)
    return found
