"""What a researcher declares of a game, checked and made exact.

Each function takes a raw argument of `Game` and returns it exact and complete, or refuses it,
saying what is wrong, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType

import sympy as sp
from sympy import Derivative, Limit, Subs
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from bargain.arguments import listed, shown
from bargain.errors import GameError, InputError, RegionError
from bargain.exact import exact_expression, is_long, is_number, to_fraction, to_sympy
from bargain.game.alternatives import Alternatives, from_boolean, ways_of
from bargain.game.expression import parse_relation
from bargain.game.written import Boolean, Bounds, Number
from bargain.signs import short_text

__all__ = [
    "Box",
    "by_player",
    "declared_parameters",
    "exact_boxes",
    "free_symbols_of",
    "kept_parameters",
    "player_names",
    "real_expression",
    "refuse_boxes_of_variables",
    "refuse_repetition",
    "relations_listed",
    "relations_on_parameters",
]

Box = tuple[sp.Rational, sp.Rational]
_LARGEST_DEGREE = 10_000  # of products of powers
_MOST_VALUES = 100  # of a variable whose values are listed
_LARGEST_EXPONENT = 100_000  # of numbers; floats end at exp(709)


def player_names(actions: Mapping[str, object], payoffs: Mapping[str, object]) -> tuple[str, ...]:
    """The players, in the order of the actions."""
    for argument, label in ((actions, "actions"), (payoffs, "payoffs")):
        if not isinstance(argument, Mapping):
            raise GameError(
                f"{label} is not a mapping",
                where=f"type {type(argument).__name__}",
                fix="write {player: …}",
            )
    players = tuple(actions)
    if len(players) < 2:
        raise GameError(
            "a game needs at least two players",
            where=f"actions of {list(players)}",
            fix="write actions={'A': {x: (0, 1)}, 'B': {y: (0, 1)}}; {} where one chooses nothing",
        )
    if bad := [p for p in players if not isinstance(p, str) or not p or set(p) & set("'\"\\[]\n")]:
        raise GameError(
            f"player {bad[0]!r} has no proper name",
            where="actions",
            fix="name players with texts, such as 'A', without quotation marks and brackets",
        )
    return players


def by_player(
    given: Mapping[str, Number], players: tuple[str, ...], where: str
) -> Mapping[str, sp.Expr]:
    """One real, exact expression per player; `where` names the argument in errors."""
    if not isinstance(given, Mapping):
        raise GameError(f"{where} is not a mapping", fix="write {player: expression}")
    if missing := [p for p in players if p not in given]:
        raise GameError(
            f"player {missing[0]!r} is missing",
            where=where,
            fix=f"give one entry for each of {', '.join(players)}",
        )
    if extra := [p for p in given if p not in players]:
        raise GameError(
            f"unknown player {extra[0]!r}",
            where=where,
            fix="players are those of actions: " + ", ".join(players),
        )
    return MappingProxyType({p: real_expression(given[p], f"{where}[{p!r}]") for p in players})


def real_expression(given: Number, where: str) -> sp.Expr:
    """An exact, real-valued expression; floats as `bargain.exact` reads them."""
    if isinstance(given, str) and not is_number(given):
        raise GameError(
            f"{given[:60]!r} is a text, not a real expression",
            where=where,
            fix="write it in sympy; texts are read by Game.from_toml, Game.from_file or game.parse",
        )
    try:
        if isinstance(given, sp.Basic) and not isinstance(given, sp.Expr):
            raise InputError(f"it is of type {type(given).__name__}")
        expression = exact_expression(given)
    except InputError as error:
        written = isinstance(given, (sp.Expr, str, int, float))
        quoted = short_text(given, 60) if written else shown(given)
        raise GameError(
            f"{quoted} is not a real expression" + (f": {error.what}" if written else ""),
            where=where,
            fix=(error.fix if written else "")
            or "write a formula of sympy symbols, such as s*y - x**2/2, or an exact number",
        ) from None
    if unfinished := expression.atoms(Derivative, Subs, Limit, ExprWithLimits, AppliedUndef):
        raise GameError(
            f"{min(map(str, unfinished))} has no value of its own",
            where=f"{where} = {expression}",
            fix="work out derivatives, integrals and sums first (.doit()), and write functions out",
        )
    if (degree := _degree(expression)) > _LARGEST_DEGREE:
        raise GameError(
            f"powers of powers: a degree of {degree}",
            where=where,
            fix=f"keep the degree up to {_LARGEST_DEGREE}",
        )
    _refuse_long(expression.atoms(sp.Rational), where)
    _refuse_towers(expression, where)
    if unreal := [s for s in expression.free_symbols if s.is_extended_real is False]:
        raise GameError(
            f"{unreal[0]} is not real by its own assumptions",
            where=f"{where} = {expression}",
            fix="make real symbols",
        )
    real = {s: sp.Dummy(s.name, real=True, **_signs(s)) for s in expression.free_symbols}
    as_real = expression.xreplace(real)
    if expression.has(sp.I, sp.zoo, sp.nan, sp.oo, -sp.oo) or as_real.is_extended_real is False:
        raise GameError(
            f"{expression} is not real",
            where=where,
            fix="use real functions and finite numbers on the whole box",
        )
    return expression


def _refuse_long(numbers: Iterable[sp.Expr], where: str) -> None:
    if any(map(is_long, numbers)):
        raise GameError(
            "a number has more than 2000 digits", where=where, fix="measure it in another unit"
        )


def _degree(expression: sp.Expr) -> int:
    """An upper bound on the degree that multiplying out would give, functions as symbols."""
    if expression.is_Pow and expression.exp.is_Integer:
        return abs(int(expression.exp)) * _degree(expression.base)
    if expression.is_Mul:
        return sum(map(_degree, expression.args))
    if expression.is_Add:
        return max(map(_degree, expression.args))
    return 0 if expression.is_number else 1


def _refuse_towers(expression: sp.Expr, where: str) -> None:
    """Refuse numbers like ``exp(exp(exp(9)))``: asking for a digit of one ends in no time."""
    for part in sorted(expression.atoms(sp.exp, sp.Pow), key=lambda e: e.count_ops()):
        exponent = part.exp
        if exponent.is_number and not exponent.is_Rational:
            size = sp.Abs(exponent).evalf(15)
        else:
            size = abs(exponent) if exponent.is_number else 0
        if size > _LARGEST_EXPONENT:
            raise GameError(f"the exponent is too large: {exponent}", where=where,
                            fix=f"keep exponents up to {_LARGEST_EXPONENT}")  # fmt: skip


def _signs(symbol: sp.Symbol) -> dict[str, bool]:
    kept = ("positive", "negative", "nonnegative", "nonpositive", "zero", "nonzero")
    given = symbol._assumptions_orig
    return {key: given[key] for key in kept if key in given}


def exact_boxes(
    given: Mapping[sp.Symbol, Bounds], where: str, choices: dict[sp.Symbol, tuple[sp.Rational, ...]]
) -> dict[sp.Symbol, Box]:
    """Boxes with exact ends, low < high; lists of values are put into `choices`."""
    if not isinstance(given, Mapping):
        raise GameError("boxes are not a mapping", where=where, fix="write {symbol: (low, high)}")
    boxes: dict[sp.Symbol, Box] = {}
    for symbol, bounds in given.items():
        if not isinstance(symbol, sp.Symbol):
            raise GameError(
                f"{symbol!r} is not a sympy symbol", where=where, fix="make it with sympy.symbols"
            )
        place = f"{where}[{symbol}]"
        if isinstance(bounds, list):
            values = choices[symbol] = _exact_values(bounds, place)
            boxes[symbol] = values[0], values[-1]
        else:
            boxes[symbol] = _exact_box(bounds, place)
        if all(end.is_number for end in boxes[symbol]):
            _refuse_contradiction(symbol, boxes[symbol], place)
    return boxes


def _exact_values(given: list[Number], place: str) -> tuple[sp.Rational, ...]:
    """Listed values in order, at least two."""
    try:
        found = sorted({to_fraction(value) for value in given})
    except (TypeError, ValueError) as error:
        raise GameError(
            f"{given!r} is not a list of exact numbers",
            where=place,
            fix="write the values, such as [0, 1, 2], or a box (low, high)",
        ) from error
    if len(found) < 2 or len(found) > _MOST_VALUES:
        raise GameError(
            f"{len(found)} values are listed",
            where=place,
            fix=f"list 2 to {_MOST_VALUES} values; what is fixed is a parameter",
        )
    _refuse_long(found, place)
    return tuple(map(to_sympy, found))


def _exact_box(bounds: Bounds, place: str) -> Box:
    try:
        if isinstance(bounds, str):
            raise TypeError
        low, high = (_end(bound, place) for bound in bounds)
    except (TypeError, ValueError) as error:
        raise GameError(
            f"{bounds!r} is not a box of two exact numbers",
            where=place,
            fix="write (low, high), for instance (0, 1)",
        ) from error
    _refuse_long([end for end in (low, high) if end.is_Rational], place)
    width = high - low
    if width.is_nonpositive:
        kind = "empty" if width.is_zero else "reversed"
        raise GameError(
            f"the box is {kind}",
            where=f"{place} = ({low}, {high})",
            fix="write (low, high) with low < high",
        )
    return low, high


def _end(given: Number, place: str) -> sp.Expr:
    """An end of a box: a rational number, or an expression in parameters."""
    if isinstance(given, sp.Expr) and given.free_symbols:
        return real_expression(given, place)
    return to_sympy(to_fraction(given))


def _refuse_contradiction(symbol: sp.Symbol, box: Box, place: str) -> None:
    """Refuse assumptions that the inside of the box breaks: sympy simplifies by them.

    With ``positive=True`` on [-1, 1] sympy writes ``Abs(y)`` as ``y``, which is another game. A
    bound itself may be 0: expressions agree there by continuity.
    """
    low, high = box
    broken = (
        (low < 0 and symbol.is_extended_nonnegative)
        or (high > 0 and symbol.is_extended_nonpositive)
        or symbol.is_extended_real is False
        or symbol.is_zero
        or (symbol.is_zero is False and low < 0 < high)
        or any(fact is not None for fact in (symbol.is_integer, symbol.is_rational))
        or symbol.is_algebraic is not None
    )
    if broken:
        given = ", ".join(f"{k}={v}" for k, v in sorted(symbol._assumptions_orig.items()))
        raise GameError(
            f"the assumptions on {symbol} do not hold in its box",
            where=f"{place} = ({low}, {high}), {symbol} has {given}",
            fix=f"make it without them, sympy.Symbol({symbol.name!r}), and write payoffs with it",
        )


def refuse_boxes_of_variables(boxes: Mapping[sp.Symbol, Box]) -> None:
    """Refuse ends of boxes that depend on what is chosen."""
    for v, ends in boxes.items():
        if mixed := set().union(*(end.free_symbols for end in ends)) & set(boxes):
            raise GameError(
                f"the box of {v} depends on {min(map(str, mixed))}, which is chosen",
                where=f"{v} in [{ends[0]}, {ends[1]}]",
                fix="write it as a constraint, such as constraints=[x + y <= 1]",
            )


def refuse_repetition(variables: list[sp.Symbol]) -> None:
    """Refuse two variables of one name."""
    for first, second in pairwise(sorted(variables, key=lambda s: s.name)):
        if first.name == second.name:
            raise GameError(
                f"variable {first.name!r} is declared twice",
                where="actions and terms",
                fix="give every action and term its own symbol",
            )


def relations_listed(
    given: Boolean | str | Iterable[Boolean | str],
    where: str,
    example: str,
    symbols: Mapping[str, sp.Symbol],
) -> list[Boolean | bool]:
    """Relations as somebody writes them, one each: texts are read, `And` is taken apart.

    What sympy decided already comes back as it is; a single relation stands for a list of it.

    Raises
    ------
    GameError
        For what is no relation.
    ExpressionError
        For a text that is none, with its column.
    """
    items = [given] if isinstance(given, (str, Boolean)) else given
    found: list[Boolean | bool] = []
    for item in listed(items, where, fix=f"write a list: [{example}]", error=GameError):
        read = parse_relation(item, symbols) if isinstance(item, str) else item
        if isinstance(read, sp.And) or (isinstance(read, Alternatives) and len(read.ways) == 1):
            found += ways_of(from_boolean(read))[0]
        elif isinstance(read, (bool, BooleanAtom, Relational)):
            found.append(read)
        else:
            joined = isinstance(read, (Alternatives, sp.Or, sp.Not, sp.Implies))
            raise GameError(
                f"{shown(item)} is {'joined by or' if joined else 'not a relation'}",
                where=where,
                fix="ask about each case with where="
                if joined
                else f"write for instance {example}",
            )
    return found


def relations_on_parameters(
    given: Boolean | str | Iterable[Boolean | str],
    variables: set[sp.Symbol],
    symbols: Mapping[str, sp.Symbol],
) -> tuple[Relational, ...]:
    """Relations that mention parameters only, with exact numbers."""
    relations = []
    for relation in relations_listed(given, "assumptions", "s_C >= s_P", symbols):
        if isinstance(relation, (bool, BooleanAtom)):
            raise RegionError(
                "an assumption does not mention a parameter",
                where=f"assumptions: {relation}",
                fix="leave it out, or write sympy.Eq(x, y) for x == y: it was decided as it was "
                "written, from the symbols' own assumptions",
            )
        sides = [real_expression(side, "assumptions") for side in relation.args]
        if mixed := relation.free_symbols & variables:
            raise GameError(
                f"an assumption restricts {sorted(map(str, mixed))}, not parameters",
                where=str(relation),
                fix="restrict agreements with a condition",
            )
        relations.append(type(relation)(*sides, evaluate=False))
    return tuple(relations)


def declared_parameters(
    parameters: Iterable[sp.Symbol] | None,
    free: set[sp.Symbol],
    assumptions: tuple[Relational, ...],
) -> set[sp.Symbol]:
    """The declared parameters; refuses a free symbol that nobody declared."""
    if parameters is not None:
        symbols = listed(parameters, "parameters", fix="write [s_P, s_C]", error=GameError)
        if bad := [p for p in symbols if not isinstance(p, sp.Symbol)]:
            raise GameError(f"{bad[0]!r} is not a sympy symbol", where="parameters")
        given = set(symbols)
        undeclared = free - given
    else:
        given = set()
        related = {s for relation in assumptions for s in relation.free_symbols}
        undeclared = {s for s in free - related if not s._assumptions_orig.keys() - {"commutative"}}
    if undeclared:
        names = ", ".join(sorted(s.name for s in undeclared))
        raise GameError(
            f"nobody declared {names}",
            where="free symbols of payoffs, disagreement and measures",
            fix="make it an action or a term, give it an assumption (positive=True, real=True), "
            "or list it in parameters",
        )
    return given


def kept_parameters(
    parameters: tuple[sp.Symbol, ...], chosen: Mapping[sp.Symbol, sp.Expr]
) -> set[sp.Symbol]:
    """The parameters after some were replaced by values or expressions."""
    new = {s for value in chosen.values() for s in value.free_symbols}
    return (set(parameters) - set(chosen)) | new


def free_symbols_of(values: Mapping[str, sp.Expr]) -> set[sp.Symbol]:
    """Every free symbol of payoffs, outside options, measures and assumptions."""
    free: set[sp.Symbol] = set()
    for source in (values["payoffs"], values["disagreement"], *values["measures"].values()):
        for expression in source.values():
            free |= expression.free_symbols
    for relation in (*values.get("assumptions", ()), *values.get("constraints", ())):
        free |= relation.free_symbols
    for low, high in values["box"].values():
        free |= low.free_symbols | high.free_symbols
    return free
