"""Text to sympy by a whitelist parser; nothing is ever evaluated as code.

The language: names that the caller declares, numbers (``3``, ``0.25``, ``1e-3``, exact), the
operators ``+ - * / **`` with Python's precedence, parentheses, and the functions of `FUNCTIONS`.
A relation is two expressions joined by one of ``< <= > >= == = !=``, or a chain of them in one
direction (``0 < x <= y``, which is ``0 < x and x <= y``); relations are joined by
``and``, ``or``, ``not`` and parentheses, where no name is called so. An expression in pieces is
``piecewise(value, condition, value, condition, …, otherwise)``: the value of the first condition
that holds; without `otherwise` there may be no value. Everything else is refused with its column.
Powers of numbers are bounded, so that a text cannot ask for a number that does not fit into memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NoReturn

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom
from sympy.printing.str import StrPrinter

from bargain.budget import spend_on
from bargain.errors import ExpressionError, InputError
from bargain.exact import to_fraction, to_sympy
from bargain.game.alternatives import combination, fails_where, together, ways_of

__all__ = ["FUNCTIONS", "parse", "parse_relation", "to_text"]

FUNCTIONS: dict[str, Callable[..., sp.Expr]] = {
    "exp": sp.exp,
    "log": sp.log,
    "sqrt": sp.sqrt,
    "abs": sp.Abs,
    "min": sp.Min,
    "max": sp.Max,
}
_PIECES = "piecewise"
_RELATIONS: dict[str, Callable[..., sp.Basic]] = {
    "<=": sp.Le,
    ">=": sp.Ge,
    "==": sp.Eq,
    "!=": sp.Ne,
    "<": sp.Lt,
    ">": sp.Gt,
    "=": sp.Eq,
}
#: How a chain may go on after each operator.
_ONWARD = {"<": ("<", "<="), "<=": ("<", "<="), ">": (">", ">="), ">=": (">", ">=")}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<operator>\*\*|<=|>=|==|!=|[-+*/(),<>=]))"
)
_LONGEST, _DEEPEST, _LARGEST_POWER, _LONGEST_NUMBER = 20_000, 60, 1_000, 4_000


def parse(text: str, symbols: Mapping[str, sp.Symbol]) -> sp.Expr:
    r"""Return the sympy expression that a text denotes.

    Parameters
    ----------
    text : str
        The expression.
    symbols : mapping of str to sympy.Symbol
        The names that may occur.

    Returns
    -------
    sympy.Expr
        Exact: ``0.1`` is 1/10.

    Raises
    ------
    ExpressionError
        If the text is outside the language; the message gives the column.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> parse("0.5*x**2 - log(1 + x)", {"x": x})
    x**2/2 - log(x + 1)
    >>> parse("__import__('os')", {})
    Traceback (most recent call last):
    ...
    bargain.errors.ExpressionError: a character that is not allowed: ...
    """
    reader = _Reader(text, symbols)
    expression = reader.sum()
    reader.expect_end()
    return expression


def parse_relation(
    text: str, symbols: Mapping[str, sp.Symbol], *, evaluate: bool = True
) -> sp.Basic:
    """Return the relation that a text denotes; true or false if sympy decides it.

    With `evaluate` False it stays a relation, whatever sympy knows of its symbols.

    Examples
    --------
    >>> a, b = sp.symbols("a b")
    >>> parse_relation("a**2 >= 2*b", {"a": a, "b": b})
    a**2 >= 2*b
    >>> parse_relation("not (a > 1 and b > 1)", {"a": a, "b": b})
    a <= 1 or b <= 1
    >>> parse_relation("a == a", {"a": a}), parse_relation("a == a", {"a": a}, evaluate=False)
    (True, Eq(a, a))
    """
    reader = _Reader(text, symbols)
    reader.evaluate = evaluate
    found = reader.either()
    reader.expect_end()
    return found


class _Printer(StrPrinter):
    """sympy's own text, with the names of this language."""

    def _print_Exp1(self, _: sp.Basic) -> str:
        return "exp(1)"

    def _named(self, name: str, expression: sp.Basic) -> str:
        return f"{name}({', '.join(map(self._print, expression.args))})"

    def _print_Abs(self, expression: sp.Basic) -> str:
        return self._named("abs", expression)

    def _print_Min(self, expression: sp.Basic) -> str:
        return self._named("min", expression)

    def _print_Max(self, expression: sp.Basic) -> str:
        return self._named("max", expression)

    def _print_Piecewise(self, expression: sp.Basic) -> str:
        parts = []
        for value, condition in expression.args:
            parts += [value] if condition == sp.true else [value, condition]
        return f"{_PIECES}({', '.join(map(self._print, parts))})"

    def _joined(self, word: str, formula: sp.Basic) -> str:
        parts = (
            f"({self._print(a)})" if isinstance(a, (sp.And, sp.Or)) else self._print(a)
            for a in formula.args
        )
        return f" {word} ".join(parts)

    def _print_And(self, formula: sp.Basic) -> str:
        return self._joined("and", formula)

    def _print_Or(self, formula: sp.Basic) -> str:
        return self._joined("or", formula)

    def _print_Not(self, formula: sp.Basic) -> str:
        return f"not ({self._print(formula.args[0])})"

    def _print_Mul(self, product: sp.Mul) -> str:
        """Not ``x/(2*(y + z))``: read back, a number is multiplied into a sum."""
        number, rest = product.as_coeff_Mul()
        below = [f for f in sp.Mul.make_args(rest) if f.as_base_exp()[1].could_extract_minus_sign()]
        if number.is_Rational and number.q != 1 and len(below) == 1:
            base, power = below[0].as_base_exp()
            if base.is_Add and power == -1:
                return f"{self._print(number.p * rest)}/{number.q}"
        text: str = super()._print_Mul(product)
        return text

    def _print_Relational(self, relation: Relational) -> str:
        operator = {sp.Eq: "==", sp.Ne: "!="}.get(type(relation), relation.rel_op)
        return f"{self._print(relation.lhs)} {operator} {self._print(relation.rhs)}"


def to_text(expression: sp.Basic) -> str:
    """Return the text that `parse` or `parse_relation` reads back to the same expression.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> to_text(sp.Eq(sp.Abs(x), sp.Rational(1, 3)))
    'abs(x) == 1/3'
    """
    spend_on(expression)
    text: str = _Printer().doprint(expression)
    return text


class _Reader:
    """A recursive-descent reader over the tokens of one text."""

    inside_condition = False
    evaluate = True  # relations that sympy decides

    def __init__(self, text: str, symbols: Mapping[str, sp.Symbol]) -> None:
        if not isinstance(text, str):
            raise ExpressionError(f"{text!r} is not a text", fix="put the expression in quotes")
        if len(text) > _LONGEST:
            raise ExpressionError("the expression is too long", where=text[:40] + "…")
        self.text, self.symbols, self.depth = text, symbols, 0
        self.tokens = self._tokens()
        self.at = 0

    def _tokens(self) -> list[tuple[str, str, int]]:
        tokens, position, stripped = [], 0, self.text.rstrip()
        while position < len(stripped):
            match = _TOKEN.match(stripped, position)
            if match is None:
                while stripped[position].isspace():
                    position += 1
                self.fail(
                    f"a character that is not allowed: {stripped[position]!r}",
                    "use names, numbers, + - * / **, parentheses and "
                    + ", ".join(sorted([*FUNCTIONS, _PIECES])),
                    position,
                )
            kind = match.lastgroup or ""
            tokens.append((kind, match[kind], match.start(kind)))
            position = match.end()
        return tokens

    def fail(self, what: str, fix: str = "", position: int | None = None) -> NoReturn:
        if position is None:
            position = self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)
        shown = self.text if len(self.text) <= 60 else self.text[:57] + "…"
        raise ExpressionError(what, where=f'column {position + 1} of "{shown}"', fix=fix)

    def take_operator(self, *operators: str) -> str | None:
        if self.at < len(self.tokens):
            kind, word, _ = self.tokens[self.at]
            if kind == "operator" and word in operators:
                self.at += 1
                return word
        return None

    def deeper(self, what: str) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail(f"the {what} is nested too deeply", f"at most {_DEEPEST} levels")

    def close(self) -> None:
        if not self.take_operator(")"):
            self.fail("a closing parenthesis is missing")

    def expect_end(self) -> None:
        if self.at < len(self.tokens):
            word = self.tokens[self.at][1]
            turned = "write two relations: a < b and b > c" if word in _RELATIONS else ""
            self.fail(f"unexpected {word!r}", turned or "join what follows by a sign or a word")

    def take_word(self, word: str) -> bool:
        """Whether the next word joins relations; a name of a symbol does not."""
        if self.at < len(self.tokens) and word not in self.symbols:
            kind, found, _ = self.tokens[self.at]
            if kind == "name" and found == word:
                self.at += 1
                return True
        return False

    def either(self) -> sp.Basic:
        self.deeper("relation")
        parts = [self.all_of()]
        while self.take_word("or"):
            parts.append(self.all_of())
        self.depth -= 1
        if len(parts) == 1:
            return parts[0]
        if sp.true in parts:
            return sp.true
        open_parts = [p for p in parts if not isinstance(p, BooleanAtom)]
        ways = [way for part in open_parts for way in ways_of(part)]
        return combination(ways) if ways else sp.false

    def all_of(self) -> sp.Basic:
        parts = self.single()
        while self.take_word("and"):
            parts += self.single()
        return self._together(parts)

    @staticmethod
    def _together(parts: list[sp.Basic]) -> sp.Basic:
        if len(parts) == 1:
            return parts[0]
        if sp.false in parts:
            return sp.false
        open_parts = [p for p in parts if p is not sp.true]
        return combination(together(open_parts)) if open_parts else sp.true

    def single(self) -> list[sp.Basic]:
        """What stands between two `and`: one relation, or the relations of a chain."""
        if self.take_word("not"):
            found = self._together(self.single())
            if isinstance(found, BooleanAtom):
                return [sp.Not(found)]
            return [combination(fails_where(found))]
        if self._joined_in_parentheses():
            self.take_operator("(")
            found = self.either()
            self.close()
            return [found]
        return self.chain()

    def _joined_in_parentheses(self) -> bool:
        """Whether a parenthesis that opens here holds relations: expressions hold none."""
        depth = 0
        for kind, word, _ in self.tokens[self.at :]:
            if kind != "operator" or word not in ("(", ")", *_RELATIONS):
                if depth == 0:
                    return False
            elif word in _RELATIONS:
                return depth > 0
            else:
                depth += 1 if word == "(" else -1
                if depth == 0:
                    return False
        return False

    def sum(self) -> sp.Expr:
        self.deeper("expression")
        terms = [self.product()]
        while operator := self.take_operator("+", "-"):
            term = self.product()
            terms.append(term if operator == "+" else -term)
        self.depth -= 1
        return sp.Add(*terms)

    def product(self) -> sp.Expr:
        factors = [self.signed()]
        while operator := self.take_operator("*", "/"):
            factor = self.signed()
            if operator == "/" and factor.is_zero:
                self.fail("division by zero")
            factors.append(factor if operator == "*" else 1 / factor)
        return sp.Mul(*factors)  # at once: one by one, a number is multiplied into a sum

    def signed(self) -> sp.Expr:
        signs = 0
        while operator := self.take_operator("+", "-"):
            signs += operator == "-"
        value = self.power()
        return -value if signs % 2 else value

    def power(self) -> sp.Expr:
        base = self.atom()
        if not self.take_operator("**"):
            return base
        self.deeper("expression")
        exponent = self.signed()
        self.depth -= 1
        if exponent.is_number:
            if not exponent.is_Rational or max(abs(exponent.p), exponent.q) > _LARGEST_POWER:
                self.fail("the exponent is not allowed", f"use a fraction up to {_LARGEST_POWER}")
            size = max((len(str(n)) for n in base.atoms(sp.Integer, sp.Rational)), default=1)
            if size * abs(exponent.p) > _LONGEST_NUMBER:
                self.fail("the number is too long", "write smaller powers")
            if base.is_zero and exponent.is_negative:
                self.fail("division by zero")
        return base**exponent

    def atom(self) -> sp.Expr:
        if self.at >= len(self.tokens):
            self.fail("the expression ends too early", "write what follows, such as s_C > s_P")
        kind, word, position = self.tokens[self.at]
        if kind == "number":
            self.at += 1
            return self._number(word, position)
        if kind == "name":
            self.at += 1
            return self._name(word, position)
        if self.take_operator("("):
            inner = self.sum()
            self.close()
            return inner
        return self.fail(f"unexpected {word!r}", "a name, a number or a parenthesis comes here")

    def _number(self, word: str, position: int) -> sp.Expr:
        try:
            return to_sympy(to_fraction(word))
        except InputError:
            self.fail("the number is too long", "write fewer digits", position)

    def condition(self) -> sp.Basic:
        """Relations joined by ``and``, ``or``, ``not``, as the branches of a `Piecewise` are."""
        self.deeper("condition")
        found = [self._conjunction()]
        while self.take_word("or"):
            found.append(self._conjunction())
        self.depth -= 1
        return sp.Or(*found)

    def _conjunction(self) -> sp.Basic:
        found = [self._negation()]
        while self.take_word("and"):
            found.append(self._negation())
        return sp.And(*found)

    def _negation(self) -> sp.Basic:
        if self.take_word("not"):
            return sp.Not(self._negation())
        if not self._joined_in_parentheses():
            return sp.And(*self.chain())
        self.take_operator("(")
        found = self.condition()
        self.close()
        return found

    def chain(self) -> list[sp.Basic]:
        """Expressions and how each compares with the next: at least two, in one direction."""
        left, found = self.sum(), []
        allowed = tuple(_RELATIONS)
        while operator := self.take_operator(*allowed):
            right = self.sum()
            found.append(_RELATIONS[operator](left, right, evaluate=self.evaluate))
            left, allowed = right, _ONWARD.get(operator, ())
        if not found:
            self.fail("a relation is needed here", "write for instance 's_C > s_P'")
        return found

    def _pieces(self, position: int) -> sp.Expr:
        if self.inside_condition:
            self.fail(f"{_PIECES} inside a condition", "write its cases with and, or", position)
        pairs = []
        while True:
            value = self.sum()
            if not self.take_operator(","):
                pairs.append((value, sp.true))
                break
            self.inside_condition = True
            pairs.append((value, self.condition()))
            self.inside_condition = False
            if not self.take_operator(","):
                break
        self.close()
        return self._checked(sp.Piecewise(*pairs), _PIECES, position)

    def _name(self, word: str, position: int) -> sp.Expr:
        if self.take_operator("("):
            if word == _PIECES:
                return self._pieces(position)
            if word not in FUNCTIONS:
                self.fail(
                    f"{word!r} is not a known function",
                    "known functions: " + ", ".join(sorted([*FUNCTIONS, _PIECES])),
                    position,
                )
            arguments = [self.sum()]
            while self.take_operator(","):
                arguments.append(self.sum())
            self.close()
            if word not in ("min", "max") and len(arguments) != 1:
                self.fail(f"{word} takes one argument, not {len(arguments)}", "", position)
            return self._checked(FUNCTIONS[word](*arguments), word, position)
        if word not in self.symbols:
            known = ", ".join(sorted(self.symbols)) or "none"
            self.fail(f"unknown name {word!r}", f"declared names: {known}", position)
        return self.symbols[word]

    def _checked(self, value: sp.Expr, word: str, position: int) -> sp.Expr:
        if value.has(sp.zoo, sp.nan, sp.oo, sp.S.NegativeInfinity, sp.I):
            self.fail(f"{word} is not defined there", "keep its argument in its domain", position)
        return value
