"""A second reading of a statement: its formulas against the condition's own clauses, by value.

A statement's polynomials and tapes were made by an encoder. Here they are compared with the clauses
that they stand for, at points of the boxes (ends, inside, beyond; for what has no box also zero and
negative values) by an evaluation that shares no code with the encoder: fractions where everything
is rational, 60 digits elsewhere. Auxiliary quantities get the value that their definition says, and
in a goal the definition must hold of no other value. Nothing that is meant may be left out.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import mpmath
import sympy as sp
from sympy.core.relational import Relational

from bargain.game.expression import to_text
from bargain.question.question import Question
from bargain.rebuild.second_points import POINTS, boxes_of, free, place, points, share, shown_in
from bargain.rebuild.second_values import (
    DIGITS,
    Data,
    Number,
    Values,
    evaluate,
    holds,
    power,
    product,
    sign_at,
    total,
    truth,
)

__all__ = ["readings_differ", "tapes_differ"]

_NUMBERED = re.compile(r" \(no\. [0-9]+\)$")


def readings_differ(
    question: Question, statement: Data, goals: Sequence[Any] | None = None, agreement: bool = True
) -> list[str]:
    """What the statement's hypotheses and goals say otherwise than the clauses they stand for.

    Parameters
    ----------
    question : Question
        From which the statement was regenerated.
    statement : mapping
        With claim ``never``, ``always`` or ``sometimes``.
    goals : sequence of Clause, optional
        From which existence follows; the sufficient clauses unless given.
    agreement : bool, default True
        Whether these are about the agreement itself.

    Returns
    -------
    list of str
        The first difference, with the point; empty if there is none.
    """
    names = statement["variables"]
    if goals is None:
        goals = question.condition.sufficient(question.game).clauses
    clauses = _clauses(question, statement, goals, agreement)
    actions = {shown_in(question, v).name for v in question.game.variables}
    defined = set(names) - actions
    found: dict[str, list[Data]] = {name: [] for name in clauses}
    definitions: dict[str, list[Data]] = {}
    for h in [*statement.get("necessary", []), *statement.get("goals", [])]:
        name = _NUMBERED.sub("", h["name"])
        meant = h["text"].partition(" = ")[0]
        if name in found:
            found[name].append(h)
        elif meant in defined:
            lead = "goal" if "forall" in h else ""
            definitions.setdefault(f"{lead}:{meant}", []).append(h)
        else:
            return [f"nothing in the question is called {h['name']!r}"]
    for name, several in found.items():
        if _in_pieces(clauses[name]) and several:
            continue  # all of them together say the clause
        if len(several) != len(clauses[name]):
            return [f"{name!r} is stated {len(several)} times and meant {len(clauses[name])} times"]
    if lines := _bounds_differ(clauses, statement):
        return lines
    for values in points(question, statement):
        if lines := _region_differs(question, statement, values):
            return lines
        meant = _is_meant(question, values)
        read = [n for n, several in clauses.items() if meant or all(map(_is_polynomial, several))]
        shown_by = definitions if meant else {}
        for lines in (
            *(_group_differs(name, found[name], clauses[name], names, values) for name in read),
            *(_definition_differs(k, own, names, values) for k, own in shown_by.items()),
        ):
            if lines:
                return lines
    return []


@dataclass(frozen=True, slots=True)
class _Clause:
    """A relation that is meant, and the values that it is read for all of."""

    relation: sp.Basic
    bound: tuple[tuple[str, Any, Any], ...] = ()


def _clauses(
    question: Question, statement: Data, goals: Sequence[Any], agreement: bool
) -> dict[str, list[_Clause]]:
    """What hypotheses and goals have to stand for, by their names."""
    shown, game, labels = partial(shown_in, question), question.game, question.frame.labels
    wanted: dict[str, list[_Clause]] = {}
    necessary = question.condition.necessary(game).clauses
    sides = (("necessary", "", necessary, True), ("goals", "goal: ", goals, agreement))
    for key, lead, side, boxed in sides:
        if key not in statement:
            continue
        for v, (low, high) in game.box.items() if boxed else ():
            for name, kind, end in (("at least", sp.Ge, low), ("at most", sp.Le, high)):
                relation = kind(shown(v), end, evaluate=False)
                wanted.setdefault(f"{lead}{v} {name} {end}", []).append(_Clause(relation))
        for name, relation in _feasible(question) if boxed else ():
            wanted.setdefault(lead + name, []).append(_Clause(shown(relation)))
        for k in side:
            ordered = sorted(k.bound, key=lambda b: str(labels[b[0]].name))
            bound = tuple((shown(z).name, low, high) for z, low, high in ordered)
            wanted.setdefault(lead + k.name, []).append(_Clause(shown(k.relation), bound))
    return wanted


def _feasible(question: Question) -> Iterator[tuple[str, sp.Basic]]:
    """What constraints and lists of values ask of an agreement, by the names of the clauses."""
    game = question.game
    for constraint in game.constraints:
        yield f"feasible: {to_text(constraint)}", constraint
    for v, values in game.choices.items():
        listed = (sp.Eq(v, value, evaluate=False) for value in values)
        yield f"{v} takes a value of its list", sp.Or(*listed, evaluate=False)


def _bounds_differ(clauses: Mapping[str, list[_Clause]], statement: Data) -> list[str]:
    """Whether a goal is stated for fewer values of a variable than it is meant for."""
    stated = {z: (low, high) for z, low, high in statement.get("bound", [])}
    for several in clauses.values():
        for clause in several:
            for z, low, high in clause.bound:
                if z in stated and stated[z] != (str(low), str(high)):
                    return [f"{z} is from {stated[z]} and meant from {(str(low), str(high))}"]
    return []


def _region_differs(question: Question, statement: Data, values: Values) -> list[str]:
    """The region as it is stated against all restrictions as they were given."""
    names = statement["variables"]
    try:
        wanted = all(truth(shown_in(question, r), values) for r in question.stated)
        have = all(holds(h, names, values) for h in statement["region"])
    except (ArithmeticError, KeyError, TypeError):
        return []  # no real value there
    if wanted == have:
        return []
    return [f"the region is {have} and what was given {wanted} at {place(values)}"]


def _group_differs(
    name: str,
    found: Sequence[Data],
    clauses: Sequence[_Clause],
    names: Sequence[str],
    values: Values,
) -> list[str]:
    """Hypotheses of one name against as many clauses; which is which is not told.

    A clause in pieces is stated by one or more of them, all of which have to hold.
    """
    try:
        if _in_pieces(clauses):
            (clause,) = clauses
            at_each = [(h, {**values, **_unrooted(clause, h, values)}) for h in found]
            wanted = [truth(clause.relation, values)]
            have = [all(holds(h, names, v) for h, at in at_each for v in _guarded(clause, h, at))]
            return _said_otherwise(name, wanted, have, values)
        pairs = list(zip(clauses, found, strict=True))
        at = [{**values, **_unrooted(c, h, values)} for c, h in pairs]
        wanted = sorted(truth(c.relation, v) for (c, _), v in zip(pairs, at, strict=True))
        have = sorted(
            all(holds(h, names, v) for v in _guarded(c, h, at_clause))
            for (c, h), at_clause in zip(pairs, at, strict=True)
        )
    except (ArithmeticError, KeyError, TypeError):
        return []  # no real value there
    return _said_otherwise(name, wanted, have, values)


def _said_otherwise(
    name: str, wanted: Sequence[bool], have: Sequence[bool], values: Values
) -> list[str]:
    if wanted == have:
        return []
    return [f"{name!r} is {_said(have)} and its clause {_said(wanted)} at {place(values)}"]


def _in_pieces(clauses: Sequence[_Clause]) -> bool:
    """Whether this is one clause with branches, which is stated case by case."""
    return len(clauses) == 1 and bool(clauses[0].relation.has(sp.Piecewise))


def _is_polynomial(clause: _Clause) -> bool:
    """Whether nothing of the clause depends on signs: it is stated for all points."""
    relation = clause.relation
    return isinstance(relation, Relational) and all(
        side.is_polynomial(*side.free_symbols) for side in relation.args
    )


def _is_meant(question: Question, values: Values) -> bool:
    """Whether the point is in the boxes and has the signs that the parameters have by themselves.

    Clauses are stated for such points: a denominator that is positive there is multiplied away.
    """
    shown = question.frame.printed
    for name, (low, high) in boxes_of(question).items():
        if not low <= values.get(name, low) <= high:
            return False
    for z, symbol in ((z, s) for z, s in question.variables.items() if s.role == "bound"):
        if (
            not symbol.box
            or not symbol.box[0] <= values.get(shown(z).name, symbol.box[0]) <= symbol.box[1]
        ):
            return False
    for p in question.parameters:
        value = values.get(shown(p).name, Fraction(1))
        allowed = [(p.is_positive, value > 0), (p.is_nonnegative, value >= 0),
                   (p.is_negative, value < 0), (p.is_nonpositive, value <= 0)]  # fmt: skip
        if not all(holds for sign, holds in allowed if sign):
            return False
    return True


def _said(truths: Sequence[bool]) -> str:
    return " and ".join(map(str, truths))


def _unrooted(clause: _Clause, goal: Data, values: Values) -> dict[str, Number]:
    """The values of variables that a goal is for all of, where it is stated by their roots."""
    found: dict[str, Number] = {}
    for (z, _, _), stated in zip(clause.bound, goal.get("forall", []), strict=False):
        if z != stated:
            powers = (p.as_base_exp() for p in clause.relation.atoms(sp.Pow))
            own = [e for b, e in powers if b.is_Symbol and b.name == z and e.is_Rational]
            found[z] = values[stated] ** int(sp.ilcm(1, 1, *(e.q for e in own)))
    return found


def _guarded(clause: _Clause, goal: Data, values: Values) -> Iterator[Values]:
    """The point, with every value that a quantity may have by which a goal is stated.

    Such a goal says: what defines the quantity fails, or the relation holds. It is for all values;
    that of the quantity is the one of a root, quotient, kink of the clause, or of none.
    """
    guards = goal.get("forall", [])[len(clause.bound) :]
    parts = clause.relation.atoms(sp.Pow, sp.Min, sp.Max, sp.Abs) if guards else ()
    candidates = {}
    for part in sorted(parts, key=sp.default_sort_key):
        with suppress(ArithmeticError, KeyError):
            candidates[part] = evaluate(part, values)
            if part.is_Pow and part.exp.is_Rational:  # the root or quotient that it is a power of
                unit = sp.Rational(sp.sign(part.exp), part.exp.q)
                candidates[part, unit] = evaluate(part.base**unit, values)
    for chosen in itertools.product(candidates.values(), repeat=len(guards)):
        yield {**values, **dict(zip(guards, chosen, strict=True))}


def _definition_differs(
    key: str, found: Sequence[Data], names: Sequence[str], values: Values
) -> list[str]:
    """What defines a quantity holds of its value, and in a goal of no other value."""
    lead, _, name = key.partition(":")
    others = [values[name] * 2 + 1, values[name] - 1, -values[name]] if name in values else []
    try:
        for h in found:
            if not holds(h, names, values):
                return [f"{h['name']!r} does not hold at {place(values)}"]
        for other in others if lead else []:
            moved = {**values, name: other}
            far = sign_at(total([other, -values[name]]))
            if far and all(holds(h, names, moved) for h in found):
                return [f"nothing defines {name}: it may be {other} at {place(values)}"]
    except (ArithmeticError, KeyError, TypeError):
        pass  # no real value there
    return []


def tapes_differ(question: Question, statement: Data) -> list[str]:
    """What the constraints of an ``empty-box`` statement say otherwise than their clauses."""
    names = statement["variables"]
    shown = partial(shown_in, question)
    relations = {f"region: {h}": r for h, r in _texts(question)}
    for name, relation in _feasible(question):
        relations.setdefault(name, shown(relation))
    for clause in question.condition.necessary(question.game).clauses:
        relations.setdefault(clause.name, shown(clause.relation))
    if lines := _box_differs(question, statement):
        return lines
    generator = random.Random(20)  # noqa: S311  # reproducible test points, not security
    for _ in range(POINTS):
        values: dict[str, Number] = {}
        for name, (low, high) in zip(names, statement["box"], strict=True):
            part = share(generator)
            values[name] = Fraction(low) + (Fraction(high) - Fraction(low)) * part
        try:
            for p, expression in question.solved:
                values[p.name] = evaluate(shown(expression), values)
        except ArithmeticError:
            continue
        for c in statement["constraints"]:
            relation = relations.get(c["name"])
            try:
                wanted = None if relation is None else truth(_weak(relation), values)
                height = _entry(statement["tape"], c["node"], names, values)
            except (ArithmeticError, KeyError):
                continue
            if wanted is None:
                return [f"nothing in the question is called {c['name']!r}"]
            low, high = (None if c[e] is None else Fraction(c[e]) for e in ("lo", "hi"))
            with mpmath.workdps(DIGITS):
                have = (low is None or sign_at(total([height, -low])) >= 0) and (
                    high is None or sign_at(total([height, -high])) <= 0
                )
            if wanted != have:
                return [f"{c['name']!r} is {have} and its clause {wanted} at {place(values)}"]
    return []


def _box_differs(question: Question, statement: Data) -> list[str]:
    """Whether the box leaves out an action of the game or a parameter of the region."""
    shown = partial(shown_in, question)
    box = {n: tuple(map(Fraction, ends)) for n, ends in zip(
        statement["variables"], statement["box"], strict=True)}  # fmt: skip
    for v, ends in question.game.box.items():
        if box[shown(v).name] != tuple(Fraction(int(e.p), int(e.q)) for e in ends):
            return [f"the box of {v} is {box[shown(v).name]} and that of the game {ends}"]
    generator = random.Random(20)  # noqa: S311  # reproducible test points, not security
    for k in range(10 * POINTS):
        values: dict[str, Number] = {}
        for p in question.parameters:
            low, high = box[p.name]
            near = low + (high - low) * share(generator)
            values[p.name] = near if k % 2 else free(generator, k)
        try:
            for p, expression in question.solved:
                values[p.name] = evaluate(shown(expression), values)
            inside = all(truth(shown(r), values) for r in question.stated)
        except (ArithmeticError, KeyError, TypeError):
            continue
        for p in question.parameters:
            if inside and not box[p.name][0] <= values[p.name] <= box[p.name][1]:
                return [f"the box leaves out {p} = {values[p.name]}, which the region admits"]
    return []


def _texts(question: Question) -> list[tuple[str, Any]]:
    return [(to_text(r), shown_in(question, r)) for r in question.region]


def _weak(relation: sp.Basic) -> Any:
    """A closed box cannot use strictness."""
    weaker = {sp.Gt: sp.Ge, sp.Lt: sp.Le}
    kind = next((weaker[k] for k in weaker if type(relation) is k), type(relation))
    return kind(relation.lhs, relation.rhs, evaluate=False)


def _entry(tape: Sequence[Any], node: int, names: Sequence[str], values: Values) -> Number:
    """The value of an entry of a tape."""
    done: list[Number] = []
    with mpmath.workdps(DIGITS):
        inner = sp.Symbol("inner", real=True)
        functions = {"log": sp.log(inner), "exp": sp.exp(inner), "sqrt": sp.sqrt(inner)}
        for op, *arguments in tape[: node + 1]:
            if op == "v":
                done.append(values[names[arguments[0]]])
            elif op == "c":
                done.append(Fraction(arguments[0]))
            elif op in "+-":
                a, b = (done[i] for i in arguments)
                done.append(total([a, b if op == "+" else -b]))
            elif op in ("*", "/"):
                a, b = (done[i] for i in arguments)
                done.append(product([a, b if op == "*" else power(b, Fraction(-1))]))
            elif op == "^":
                done.append(power(done[arguments[0]], Fraction(arguments[1])))
            else:
                done.append(evaluate(functions[op], {"inner": done[arguments[0]]}))
    return done[node]
