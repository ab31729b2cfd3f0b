"""A second reading of a statement: its formulas against the condition's own clauses, by value.

A statement's polynomials and tapes were made by an encoder. Here they are compared with the clauses
that they stand for, at points of the boxes (ends, inside) and of what the parameters' own signs
allow (0 and negative values too) by an evaluation that shares no code with the encoder: fractions
where everything is rational, 60 digits elsewhere. Auxiliary quantities get the value that their
definition says. A goal may hold for all values of a quantity that stands for a part of the clause,
such as a minimum: then all values of such parts are tried, and one of them has to be the wrong one
where the clause is false.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any, TypeAlias

import mpmath
import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Or

from bargain.decide.question import Question
from bargain.errors import BargainError
from bargain.game.expression import parse

__all__ = ["evaluate", "readings_differ", "tapes_differ"]

Number: TypeAlias = Any  # a Fraction, or an mpf of 60 digits
Values: TypeAlias = Mapping[str, Number]

_POINTS = 12
_NUMBERED = re.compile(r" \(no\. [0-9]+\)$")
_DIGITS = 60
_NEAR = mpmath.mpf(10) ** -35  # below, a number of 60 digits counts as 0
_COMPARE: dict[str, Callable[[int], bool]] = {
    "=": lambda sign: sign == 0,
    "==": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
    ">=": lambda sign: sign >= 0,
    ">": lambda sign: sign > 0,
    "<=": lambda sign: sign <= 0,
    "<": lambda sign: sign < 0,
}


class _Undefined(ArithmeticError):
    """The expression has no real value at the point."""


def evaluate(expression: sp.Expr, values: Values) -> Number:
    """The value of an expression at a point, from the tree alone.

    Raises
    ------
    ArithmeticError
        Where it has no real value.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> evaluate(x**2 - x/3, {"x": Fraction(1, 2)})
    Fraction(1, 12)
    """
    if expression.is_Symbol:
        return values[expression.name]
    if expression.is_Rational:
        return Fraction(int(expression.p), int(expression.q))
    with mpmath.workdps(_DIGITS):
        if expression is sp.E:
            return +mpmath.e
        parts = [evaluate(a, values) for a in expression.args]
        if expression.is_Add:
            return _sum(parts)
        if expression.is_Mul:
            return _product(parts)
        if expression.is_Pow:
            return _power(*parts)
        if isinstance(expression, sp.exp):
            return Fraction(1) if parts[0] == 0 else mpmath.exp(_float(parts[0]))
        if isinstance(expression, sp.log):
            if not parts[0] > 0:
                raise _Undefined
            return Fraction(0) if parts[0] == 1 else mpmath.log(_float(parts[0]))
        if isinstance(expression, sp.Abs):
            return abs(parts[0])
        if isinstance(expression, (sp.Min, sp.Max)):
            return (min if isinstance(expression, sp.Min) else max)(parts, key=_float)
    raise _Undefined(f"no rule for {expression.func.__name__}")


def _float(value: Number) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def _sum(parts: Sequence[Number]) -> Number:
    exact = all(isinstance(p, Fraction) for p in parts)
    return sum(parts) if exact else mpmath.fsum(map(_float, parts))


def _product(parts: Sequence[Number]) -> Number:
    if not all(isinstance(p, Fraction) for p in parts):
        return mpmath.fprod(map(_float, parts))
    total = Fraction(1)
    for part in parts:
        total *= part
    return total


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        if base == 0 and exponent < 0:
            raise _Undefined
        return base ** int(exponent)
    if base < 0 or (base == 0 and exponent < 0):
        raise _Undefined
    return Fraction(0) if base == 0 else mpmath.power(_float(base), _float(exponent))


def _sign(value: Number) -> int:
    if not isinstance(value, Fraction) and abs(value) < _NEAR:
        return 0
    return (value > 0) - (value < 0)


def _truth(relation: Any, values: Values) -> bool:
    """Whether a relation, or an And or Or of relations, holds at a point."""
    if isinstance(relation, Relational):
        left, right = (evaluate(side, values) for side in relation.args)
        with mpmath.workdps(_DIGITS):
            return _COMPARE[relation.rel_op](_sign(_sum([left, -right])))
    if isinstance(relation, (And, Or)):
        found = [_truth(part, values) for part in relation.args]
        return all(found) if isinstance(relation, And) else any(found)
    raise _Undefined


def _polynomial(poly: Iterable[Sequence[Any]], names: Sequence[str], values: Values) -> Number:
    terms = []
    for coefficient, exponents in poly:
        powers = [values[n] ** e for n, e in zip(names, exponents, strict=False) if e]
        terms.append(_product([Fraction(coefficient), *powers]))
    return _sum(terms) if terms else Fraction(0)


def _holds(hypothesis: Mapping[str, Any], names: Sequence[str], values: Values) -> bool:
    """Whether a plain hypothesis holds at a point."""
    ways = hypothesis["any"] if hypothesis["rel"] == "or" else [
        [[hypothesis["rel"], hypothesis["poly"]]]
    ]  # fmt: skip
    with mpmath.workdps(_DIGITS):
        return any(
            all(_COMPARE[rel](_sign(_polynomial(p, names, values))) for rel, p in way)
            for way in ways
        )


def readings_differ(question: Question, statement: Mapping[str, Any]) -> list[str]:
    """What the statement's hypotheses and goals say otherwise than the clauses they stand for.

    Parameters
    ----------
    question : Question
        From which the statement was regenerated.
    statement : mapping
        With claim ``never``, ``always`` or ``sometimes``.

    Returns
    -------
    list of str
        The first difference, with the point; empty if there is none.
    """
    names = statement["variables"]
    shown = question.frame.printed
    relations: dict[str, Any] = {
        h["name"]: shown(r) for h, r in zip(statement["region"], question.region, strict=True)
    }
    for lead, encoding in (
        ("", question.condition.necessary(question.game)),
        ("goal: ", question.condition.sufficient(question.game)),
    ):
        for clause in encoding.clauses:
            relations.setdefault(lead + clause.name, shown(clause.relation))
        for v, (low, high) in question.game.box.items():
            relations[f"{lead}{v} at least {low}"] = sp.Ge(shown(v), low, evaluate=False)
            relations[f"{lead}{v} at most {high}"] = sp.Le(shown(v), high, evaluate=False)
    found = [*statement["region"], *statement.get("necessary", []), *statement.get("goals", [])]
    # of several hypotheses of one name the first is read
    found = [h for h in found if not _NUMBERED.search(h["name"])]
    meant = set(names) - {v.name for v in map(shown, question.game.variables)}
    unread = [
        h["name"]
        for h in found
        if h["name"] not in relations and h["text"].partition(" = ")[0] not in meant
    ]
    if unread:
        return [f"nothing in the question is called {unread[0]!r}"]
    for values in _points(question, statement):
        for h in found:
            relation = relations.get(h["name"])
            try:
                if relation is None:  # the definition of an auxiliary quantity
                    if _holds(h, names, values):
                        continue
                    return [f"{h['name']!r} does not hold at {_place(values)}"]
                wanted = _truth(relation, values)
                have = all(_holds(h, names, v) for v in _completed(h, relation, names, values))
            except (ArithmeticError, KeyError, TypeError):
                continue  # no real value there
            if wanted != have:
                return [f"{h['name']!r} is {have} and its clause {wanted} at {_place(values)}"]
    return []


def _completed(
    h: Mapping[str, Any], relation: Any, names: Sequence[str], values: Values
) -> Iterable[Values]:
    """The point with every value of the clause's parts for what the goal says of all values."""
    known = {s.name for s in relation.free_symbols}
    free = [n for n in h.get("forall", ()) if n not in known]
    if not free:
        return [values]
    parts = {
        evaluate(part, values)
        for part in sp.preorder_traversal(relation)
        if isinstance(part, sp.Expr) and part.args and not (part.is_Add or part.is_Mul)
    }
    return [
        {**values, **dict(zip(free, chosen, strict=True))}
        for chosen in product(sorted(parts, key=_float), repeat=len(free))
    ]


def _place(values: Values) -> str:
    return ", ".join(f"{n} = {mpmath.nstr(_float(v), 8)}" for n, v in values.items())


def _points(question: Question, statement: Mapping[str, Any]) -> Iterable[dict[str, Number]]:
    generator = random.Random(20)  # noqa: S311  # reproducible test points, not security
    shown = question.frame.printed
    boxes = {shown(v).name: box for v, box in question.game.box.items()}
    boxes |= {z: (sp.Rational(a), sp.Rational(b)) for z, a, b in statement.get("bound", [])}
    symbols = {n: sp.Symbol(n, real=True) for n in statement["variables"]}
    meanings = _meanings(statement, symbols)
    own = {shown(p).name: p for p in question.parameters}
    for k in range(_POINTS):
        values: dict[str, Number] = {}
        for name in statement["variables"]:
            if name in boxes:
                low, high = (Fraction(int(end.p), int(end.q)) for end in boxes[name])
                share = _share(generator)
                values[name] = low + (high - low) * share
            else:
                values[name] = _allowed(own.get(name), k % 3 == 2, generator)
        for p, expression in question.solved:
            try:
                values[p.name] = evaluate(shown(expression), values)
            except ArithmeticError:
                values.pop(p.name, None)
        for name, meaning in meanings.items():
            try:
                values[name] = meaning(values)
            except (ArithmeticError, KeyError):
                values.pop(name, None)  # what mentions it is not read at this point
        yield values


def _allowed(parameter: sp.Symbol | None, unlikely: bool, generator: random.Random) -> Fraction:
    """A value that the symbol's own sign allows; where one is asked for, not a positive one."""
    size = Fraction(generator.randint(1, 60), generator.randint(1, 20))
    below = unlikely and generator.random() < 0.5
    if parameter is None:
        return -size if below else size
    if parameter.is_nonnegative:
        return Fraction(0) if below and not parameter.is_positive else size
    if parameter.is_nonpositive:
        return Fraction(0) if below and not parameter.is_negative else -size
    return -size if below else size


def _share(generator: random.Random) -> Fraction:
    """A place in a box: an end in two cases of three."""
    inside = Fraction(generator.randint(1, 11), 12)
    return generator.choice([Fraction(0), Fraction(1), inside])


def _function(rule: sp.Expr, argument: Any, names: Sequence[str], values: Values) -> Number:
    return evaluate(rule, {"inner": _polynomial(argument, names, values)})


def _meanings(
    statement: Mapping[str, Any], symbols: Mapping[str, sp.Symbol]
) -> dict[str, Callable[[Values], Number]]:
    """What auxiliary quantities are, from the statement's functions and texts of definitions."""
    found: dict[str, Callable[[Values], Number]] = {}
    names = statement["variables"]
    every = [*statement.get("necessary", []), *statement.get("goals", [])]
    for h in every:
        name, equals, text = h["text"].partition(" = ")
        if equals and name in symbols and name not in found:
            try:
                meaning = parse(text, symbols)
            except BargainError:
                continue
            found[name] = partial(evaluate, meaning)
    for f in statement.get("functions", []):
        inner = sp.Symbol("inner", real=True)
        rule = sp.log(inner) if f["of"] == "log" else sp.exp(inner)
        found[f["var"]] = partial(_function, rule, f["arg"], names)
    return found


def tapes_differ(question: Question, statement: Mapping[str, Any]) -> list[str]:
    """What the constraints of an ``empty-box`` statement say otherwise than their clauses."""
    names = statement["variables"]
    shown = question.frame.printed
    relations = {f"region: {h}": r for h, r in _texts(question)}
    for clause in question.condition.necessary(question.game).clauses:
        relations.setdefault(clause.name, shown(clause.relation))
    generator = random.Random(20)  # noqa: S311  # reproducible test points, not security
    for _ in range(_POINTS):
        values: dict[str, Number] = {}
        for name, (low, high) in zip(names, statement["box"], strict=True):
            share = _share(generator)
            values[name] = Fraction(low) + (Fraction(high) - Fraction(low)) * share
        for p, expression in question.solved:
            values[p.name] = evaluate(shown(expression), values)
        for c in statement["constraints"]:
            relation = relations.get(c["name"])
            try:
                wanted = None if relation is None else _truth(_weak(relation), values)
                height = _entry(statement["tape"], c["node"], names, values)
            except (ArithmeticError, KeyError):
                continue
            if wanted is None:
                return [f"nothing in the question is called {c['name']!r}"]
            low, high = (None if c[e] is None else Fraction(c[e]) for e in ("lo", "hi"))
            with mpmath.workdps(_DIGITS):
                have = (low is None or _sign(_sum([height, -low])) >= 0) and (
                    high is None or _sign(_sum([height, -high])) <= 0
                )
            if wanted != have:
                return [f"{c['name']!r} is {have} and its clause {wanted} at {_place(values)}"]
    return []


def _texts(question: Question) -> list[tuple[str, Any]]:
    from bargain.game.expression import to_text

    return [(to_text(r), question.frame.printed(r)) for r in question.region]


def _weak(relation: Any) -> Any:
    """A closed box cannot use strictness."""
    weaker = {sp.Gt: sp.Ge, sp.Lt: sp.Le}
    kind = next((weaker[k] for k in weaker if type(relation) is k), type(relation))
    return kind(relation.lhs, relation.rhs, evaluate=False)


def _entry(tape: Sequence[Any], node: int, names: Sequence[str], values: Values) -> Number:
    """The value of an entry of a tape."""
    done: list[Number] = []
    with mpmath.workdps(_DIGITS):
        inner = sp.Symbol("inner", real=True)
        functions = {"log": sp.log(inner), "exp": sp.exp(inner), "sqrt": sp.sqrt(inner)}
        for op, *arguments in tape[: node + 1]:
            if op == "v":
                done.append(values[names[arguments[0]]])
            elif op == "c":
                done.append(Fraction(arguments[0]))
            elif op in "+-":
                a, b = (done[i] for i in arguments)
                done.append(_sum([a, b if op == "+" else -b]))
            elif op in ("*", "/"):
                a, b = (done[i] for i in arguments)
                done.append(_product([a, b if op == "*" else _power(b, Fraction(-1))]))
            elif op == "^":
                done.append(_power(done[arguments[0]], Fraction(arguments[1])))
            else:
                done.append(evaluate(functions[op], {"inner": done[arguments[0]]}))
    return done[node]
