"""What a condition is: a named predicate on an agreement, with two encodings and a residual."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from itertools import product
from typing import Any, ParamSpec

import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import within_reach
from bargain.budget import spend_on
from bargain.errors import OptionError
from bargain.exact import to_sympy
from bargain.frozen import frozen
from bargain.game.game import Game
from bargain.signs import sign_of

__all__ = [
    "Clause",
    "Condition",
    "Encoding",
    "boxed",
    "corners",
    "defined_slope",
    "first_order",
    "has_kinks",
    "measured",
    "remembered",
    "shortfall",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One relation that has to hold, for all values of its bound variables in their boxes."""

    name: str
    relation: sp.Basic  # a sympy relation, or an Or of And of relations
    bound: tuple[tuple[sp.Symbol, sp.Rational, sp.Rational], ...] = ()
    because: str = "definition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """Clauses, with the auxiliary unknowns that they introduce."""

    clauses: tuple[Clause, ...] = ()
    auxiliary: tuple[sp.Symbol, ...] = ()

    def __add__(self, other: Encoding) -> Encoding:
        return Encoding(
            clauses=self.clauses + other.clauses, auxiliary=self.auxiliary + other.auxiliary
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Condition:
    """A named predicate on an agreement; made by the functions of this module.

    Attributes
    ----------
    name : str
        As it is printed and written in files, for instance ``"balanced('security')"``.
    definition : str
        The definition in words.
    parts : tuple of Condition
        The conjuncts of `all_of`; empty for a simple condition.
    domain : tuple of relations
        What is assumed of the condition's own parameters, e.g. ``0 < β < 1``.
    sides : function of a game, or None
        For a balance, the quantities that have to be equal, one per player.
    tolerance : expression
        For a balance, the log-ratio that is tolerated (`bargain.game.conditions.balance`).
    made : tuple, optional
        The function and the arguments that made it (`remembered`): what pickle writes down.
    symbols : frozenset of Symbol
        All symbols of the arguments: namesakes with other assumptions make another condition.
    """

    name: str
    definition: str
    necessary_of: Callable[[Game], Encoding] = field(repr=False, compare=False)
    sufficient_of: Callable[[Game], Encoding] = field(repr=False, compare=False)
    residual_of: Callable[[Game, Mapping[sp.Symbol, Any]], float] = field(repr=False, compare=False)
    parts: tuple[Condition, ...] = ()
    parameters: tuple[sp.Symbol, ...] = ()
    domain: tuple[Relational, ...] = ()
    sides: Callable[[Game], tuple[sp.Expr, ...]] | None = field(
        default=None, repr=False, compare=False
    )
    tolerance: sp.Expr = sp.S.Zero
    made: tuple[Any, ...] | None = field(default=None, repr=False, compare=False)
    symbols: frozenset[sp.Symbol] = field(default=frozenset(), repr=False)

    def necessary(self, game: Game) -> Encoding:
        """Clauses that follow from the condition."""
        return self.necessary_of(game)

    def sufficient(self, game: Game) -> Encoding:
        """Clauses from which the condition follows."""
        return self.sufficient_of(game)

    @within_reach
    def residual(self, game: Game, agreement: Mapping[Any, Any]) -> float:
        """The dimensionless residual at an agreement of a numeric game: 0 iff it holds.

        Parameters
        ----------
        game : Game
            Without free parameters.
        agreement : mapping of symbol or name to number
            A value for every variable.

        Returns
        -------
        float
            0 exactly when the condition holds (decided in exact arithmetic where the values are
            rational); ``inf`` where a logarithmic residual has no finite value.
        """
        return self.residual_of(game, _point(game, agreement))

    def simple(self) -> tuple[Condition, ...]:
        """The conjuncts, flattened."""
        return tuple(c for part in self.parts for c in part.simple()) if self.parts else (self,)

    def __and__(self, other: Condition) -> Condition:
        return all_of(self, other)

    def __rand__(self, other: Any) -> Condition:
        return all_of(other, self)

    def __or__(self, other: Any) -> Condition:
        raise TypeError("conditions cannot be joined by `|` yet: ask about each of them by itself")

    __ror__ = __or__

    def __invert__(self) -> Condition:
        raise TypeError("a condition cannot be negated by `~` yet: holds(…) takes the opposite "
                        "relation")  # fmt: skip

    def __bool__(self) -> bool:
        raise TypeError(
            "a condition has no truth value, so `and`, `or` and `not` do not join conditions: "
            "write A & B (A | B and ~A are reserved)"
        )

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Condition {self.name}>"

    def __reduce__(self) -> tuple[Any, ...]:
        if self.made is None:
            raise TypeError(f"{self.name} was not made by a function that pickle could call again")
        return _made_again, self.made


_P = ParamSpec("_P")


def remembered(make: Callable[_P, Condition]) -> Callable[_P, Condition]:
    """Let the conditions that a function makes remember the call: for pickle, copy and ``==``."""

    @wraps(make)
    def making(*arguments: _P.args, **named: _P.kwargs) -> Condition:
        condition = make(*arguments, **named)
        symbols = {s for a in (*arguments, *named.values()) for s in _symbols(a)}
        return replace(
            condition, made=(making, frozen(arguments), frozen(named)),
            symbols=frozenset(symbols) | condition.symbols,
        )  # fmt: skip

    return making


def _made_again(make: Callable[..., Condition], given: Any, named: Any) -> Condition:
    return make(*given, **named)


@remembered
def all_of(*conditions: Condition) -> Condition:
    """All of the conditions hold.

    Residual: the sum of the residuals.
    """
    if not conditions:
        raise OptionError("all_of needs at least one condition")
    for c in conditions:
        if not isinstance(c, Condition):
            raise OptionError(
                f"{c!r} is not a condition", where="all_of(…)", fix="wrap relations in holds(…)"
            )

    def join(which: str) -> Callable[[Game], Encoding]:
        def encoding(game: Game) -> Encoding:
            total, seen = Encoding(), set()
            for c in conditions:
                part = getattr(c, which)(game)
                new = tuple(a for a in part.auxiliary if a not in total.auxiliary)
                fresh = tuple(k for k in part.clauses if k.name not in seen)
                seen |= {k.name for k in fresh}
                total += Encoding(clauses=fresh, auxiliary=new)
            return total

        return encoding

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        return sum(c.residual_of(game, at) for c in conditions)

    symbols = {s for c in conditions for s in c.parameters}
    domain = dict.fromkeys(r for c in conditions for r in c.domain)
    return Condition(
        name=" and ".join(c.name for c in conditions),
        definition="; ".join(c.definition for c in conditions),
        necessary_of=join("necessary"),
        sufficient_of=join("sufficient"),
        residual_of=residual,
        parts=conditions,
        parameters=tuple(sorted(symbols, key=lambda s: s.name)),
        domain=tuple(domain),
    )


def _symbols(argument: Any) -> frozenset[sp.Symbol]:
    if isinstance(argument, Condition):
        return argument.symbols
    if isinstance(argument, (list, tuple)):
        return frozenset(s for part in argument for s in _symbols(part))
    return frozenset(getattr(argument, "free_symbols", ()))


def _point(game: Game, agreement: Mapping[Any, Any]) -> dict[sp.Symbol, sp.Expr]:
    if game.parameters:
        raise OptionError(
            "residuals need a numeric game",
            where="free parameters " + ", ".join(map(str, game.parameters)),
            fix="fix them with game.at({...})",
        )
    point = {game.symbol(key): to_sympy(value) for key, value in agreement.items()}
    if missing := [v for v in game.variables if v not in point]:
        raise OptionError(f"the agreement has no value for {missing[0]}", fix="give every variable")
    return point


def boxed(game: Game, renamed: Mapping[sp.Symbol, sp.Symbol]) -> tuple[Any, ...]:
    """Bound variables with the boxes of the variables that they stand for."""
    return tuple((z, *game.box[v]) for v, z in renamed.items())


def has_kinks(slope: sp.Expr) -> bool:
    """Whether a slope is one of abs, min or max, which have kinks."""
    return bool(
        slope.has(sp.Derivative, sp.Heaviside, sp.DiracDelta, sp.sign, sp.re, sp.im, sp.Subs)
    )


def first_order(f: sp.Expr, v: sp.Symbol, game: Game, name: str, because: str) -> Iterator[Clause]:
    """What a maximiser of a smooth f over the box satisfies in one of its variables."""
    low, high = game.box[v]
    slope = defined_slope(f, v, game)
    if has_kinks(slope):
        return  # at a kink nothing follows from first-order conditions
    yield Clause(
        name=f"{name}: no gain from raising {v}",
        because=because,
        relation=sp.Ge((high - v) * -slope, 0, evaluate=False),
    )
    yield Clause(
        name=f"{name}: no gain from lowering {v}",
        because=because,
        relation=sp.Ge((v - low) * slope, 0, evaluate=False),
    )


def defined_slope(f: sp.Expr, v: sp.Symbol, game: Game) -> sp.Expr:
    r"""An expression with the sign of f's derivative, defined on the whole box.

    A slope may be infinite at a point of the box, such as that of :math:`\sqrt{v}` at 0. If it is
    :math:`h / (c v^k)` with h continuous, :math:`c > 0` and :math:`0 < k < 1`, then f is
    continuously differentiable in :math:`v^{1-k}`, with the slope :math:`h` up to a positive
    factor, and first-order conditions hold for h: a box in v is a box in :math:`v^{1-k}`.
    Otherwise multiplying by the square of a denominator that may vanish keeps the sign everywhere
    else and says nothing (:math:`0 \ge 0`) there.

    Examples
    --------
    >>> y = sp.Symbol("y")
    >>> game = Game({"one": {y: (0, 1)}, "two": {}}, {"one": -sp.sqrt(y), "two": 0})
    >>> defined_slope(game.payoffs["one"], y, game)
    -1
    """
    spend_on(f)
    slope = sp.diff(f, v)
    top, below = sp.fraction(sp.together(slope))
    if not below.free_symbols & set(game.variables):
        return slope
    known = {
        w: sp.Dummy(w.name, real=True, positive=low > 0 or None, nonnegative=low >= 0 or None)
        for w, (low, _) in game.box.items()
    }
    if below.xreplace(known).is_nonzero:
        return slope
    factor, power = below.as_independent(v)
    base, exponent = power.as_base_exp()
    root = base == v and exponent.is_Rational and 0 < exponent < 1
    if root and factor.is_positive and not factor.free_symbols & set(game.variables):
        return top
    return top * below


def corners(game: Game, player: str) -> Iterator[dict[sp.Symbol, sp.Rational]]:
    """The corners of a player's own box."""
    own = game.own(player)
    for ends in product(*(game.box[v] for v in own)):
        yield dict(zip(own, ends, strict=True))


def measured(amount: sp.Expr) -> float:
    """A residual as a float: a positive one is never rounded to 0."""
    return max(float(amount), math.ulp(0.0))


def shortfall(have: sp.Expr, need: sp.Expr) -> float:
    """How much of `need` is missing, relative to the size of the two; exactly 0 if nothing is.

    Infinite where one of the two has no finite value: then nothing is met.
    """
    sign = sign_of(need - have)
    if sign is None:
        return math.inf
    return measured((need - have) / (abs(have) + abs(need))) if sign > 0 else 0.0
