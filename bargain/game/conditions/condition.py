"""What a condition is: a named predicate on an agreement, with two encodings and a residual."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TypeAlias

import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import within_reach
from bargain.budget import spend_on
from bargain.errors import OptionError
from bargain.exact import to_sympy
from bargain.game.conditions.clauses import Bound, Clause, Encoding, either, fails, joined
from bargain.game.game import Game
from bargain.signs import sign_of

__all__ = [
    "Bound",
    "Clause",
    "Condition",
    "Encoding",
    "Point",
    "all_of",
    "any_of",
    "boxed",
    "by_name",
    "conditions_in",
    "corners",
    "defined_slope",
    "first_order",
    "has_kinks",
    "joined",
    "measured",
    "shortfall",
]

Number: TypeAlias = int | float | Fraction | sp.Expr
Point: TypeAlias = Mapping[sp.Symbol, sp.Expr]  # an agreement: a value for every variable of a game


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Condition(ABC):
    """A named predicate on an agreement: a frozen dataclass with the arguments as its fields.

    Two are equal if they are of one class with equal fields: namesakes of a symbol with other
    assumptions make another condition. A condition of one's own is a subclass that says at least
    `name`, `definition`, `necessary` and `residual_at`.
    """

    @property
    @abstractmethod
    def name(self) -> str:
        """As it is printed and written in files, for instance ``"balanced('security')"``."""

    @property
    @abstractmethod
    def definition(self) -> str:
        """The definition in words."""

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conjuncts of `all_of`; empty for a simple condition."""
        return ()

    @property
    def inner(self) -> tuple[Condition, ...]:
        """The conditions that it is joined of; empty if it is not."""
        return ()

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        """The condition's own parameters."""
        return by_name({s for c in self.inner for s in c.parameters})

    @property
    def domain(self) -> tuple[Relational, ...]:
        """What is assumed of the condition's own parameters, e.g. ``0 < β < 1``."""
        return tuple(dict.fromkeys(r for c in self.inner for r in c.domain))

    @abstractmethod
    def necessary(self, game: Game) -> Encoding:
        """Clauses that follow from the condition."""

    def sufficient(self, game: Game) -> Encoding:
        """Clauses from which the condition follows; where nothing else is said, the same."""
        return self.necessary(game)

    def against(self, game: Game, other: Mapping[sp.Symbol, sp.Symbol]) -> tuple[Clause, ...]:
        """More that follows if another agreement, given by its symbols, satisfies it too."""
        return tuple(k for c in self.parts for k in c.against(game, other))

    def denied(self, game: Game) -> Encoding:
        """Clauses that hold iff the condition does not, with auxiliary unknowns.

        Raises
        ------
        OptionError
            If they cannot be written.
        """
        if type(self).sufficient is not Condition.sufficient:
            raise OptionError(f"{self.name} has no opposite that can be written")
        return fails(self.necessary(game), self.name)

    def opposite(self) -> Condition:
        """That it does not hold, with `not` moved inside."""
        return Fails(self)

    def every(self, who: str) -> str:
        """What it says that all agreements satisfy it."""
        return f"Every agreement of {who} satisfies {self.name}"

    def none_has(self, who: str) -> str:
        """What it says that no agreement satisfies it."""
        return f"No agreement of {who} satisfies {self.name}"

    @abstractmethod
    def residual_at(self, game: Game, at: Point) -> float:
        """The residual at a point with a value for every variable; see `residual`."""

    @within_reach
    def residual(self, game: Game, agreement: Mapping[sp.Symbol | str, Number]) -> float:
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
        return self.residual_at(game, _point(game, agreement))

    def simple(self) -> tuple[Condition, ...]:
        """The conjuncts, flattened."""
        return tuple(c for part in self.parts for c in part.simple()) if self.parts else (self,)

    def leaves(self) -> Iterator[Condition]:
        """The conditions that are joined of no others."""
        if not self.inner:
            yield self
        for c in self.inner:
            yield from c.leaves()

    def __and__(self, other: Condition) -> Condition:
        return all_of(self, other)

    def __rand__(self, other: Condition) -> Condition:
        return all_of(other, self)

    def __or__(self, other: Condition) -> Condition:
        return any_of(self, other)

    def __ror__(self, other: Condition) -> Condition:
        return any_of(other, self)

    def __invert__(self) -> Condition:
        return Fails(self)

    def __bool__(self) -> bool:
        raise TypeError(
            "a condition has no truth value, so `and`, `or` and `not` do not join conditions: "
            "write A & B (and), A | B (or), ~A (not)"
        )

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Condition {self.name}>"


@dataclass(frozen=True, slots=True, repr=False)
class AllOf(Condition):
    """See `all_of`."""

    conditions: tuple[Condition, ...]

    @property
    def parts(self) -> tuple[Condition, ...]:
        return self.conditions

    @property
    def inner(self) -> tuple[Condition, ...]:
        return self.conditions

    @property
    def name(self) -> str:
        return " and ".join(map(grouped, self.simple()))

    @property
    def definition(self) -> str:
        return "; ".join(c.definition for c in self.conditions)

    def necessary(self, game: Game) -> Encoding:
        return joined(c.necessary(game) for c in self.conditions)

    def sufficient(self, game: Game) -> Encoding:
        return joined(c.sufficient(game) for c in self.conditions)

    def opposite(self) -> Condition:
        return any_of(*(c.opposite() for c in self.conditions))

    def residual_at(self, game: Game, at: Point) -> float:
        return sum(c.residual_at(game, at) for c in self.conditions)


@dataclass(frozen=True, slots=True, repr=False)
class AnyOf(Condition):
    """See `any_of`."""

    conditions: tuple[Condition, ...]

    @property
    def inner(self) -> tuple[Condition, ...]:
        return self.conditions

    @property
    def name(self) -> str:
        return " or ".join(map(grouped, self.conditions))

    @property
    def definition(self) -> str:
        return "one at least holds: " + "; ".join(c.definition for c in self.conditions)

    def necessary(self, game: Game) -> Encoding:
        return either(self.name, [c.necessary(game) for c in self.conditions])

    def sufficient(self, game: Game) -> Encoding:
        return either(self.name, [c.sufficient(game) for c in self.conditions])

    def opposite(self) -> Condition:
        return all_of(*(c.opposite() for c in self.conditions))

    def residual_at(self, game: Game, at: Point) -> float:
        return min(c.residual_at(game, at) for c in self.conditions)


@dataclass(frozen=True, slots=True, repr=False)
class Fails(Condition):
    """That a condition does not hold: ``~A``."""

    condition: Condition

    @property
    def inner(self) -> tuple[Condition, ...]:
        return (self.condition,)

    @property
    def name(self) -> str:
        return f"not {grouped(self.condition)}"

    @property
    def definition(self) -> str:
        return f"it does not hold that {self.condition.definition}"

    def necessary(self, game: Game) -> Encoding:
        moved_inside = self.condition.opposite()
        alone = isinstance(moved_inside, Fails)
        return self.condition.denied(game) if alone else moved_inside.necessary(game)

    def sufficient(self, game: Game) -> Encoding:
        moved_inside = self.condition.opposite()
        alone = isinstance(moved_inside, Fails)
        return self.condition.denied(game) if alone else moved_inside.sufficient(game)

    def opposite(self) -> Condition:
        return self.condition

    def none_has(self, who: str) -> str:
        return self.condition.every(who)

    def __invert__(self) -> Condition:
        return self.condition

    def residual_at(self, game: Game, at: Point) -> float:
        return 0.0 if self.condition.residual_at(game, at) > 0 else math.inf


def grouped(condition: Condition) -> str:
    """A condition's name as a part of another's."""
    joins = (AllOf, AnyOf)
    return f"({condition.name})" if isinstance(condition, joins) else condition.name


def all_of(*conditions: Condition) -> Condition:
    """All of the conditions hold.

    Residual: the sum of the residuals.
    """
    return AllOf(conditions_in(conditions, "all_of"))


def any_of(*conditions: Condition) -> Condition:
    """One at least of the conditions holds: ``A | B``.

    Residual: the least of the residuals.
    """
    return AnyOf(conditions_in(conditions, "any_of"))


def conditions_in(given: tuple[Condition, ...], where: str) -> tuple[Condition, ...]:
    """What was given, if it is conditions and not nothing."""
    if not given:
        raise OptionError(f"{where} needs at least one condition")
    for c in given:
        if not isinstance(c, Condition):
            raise OptionError(
                f"{c!r} is not a condition", where=f"{where}(…)", fix="wrap relations in holds(…)"
            )
    return given


def by_name(symbols: Iterable[sp.Symbol]) -> tuple[sp.Symbol, ...]:
    """Symbols in the order of their names."""
    return tuple(sorted(symbols, key=lambda s: str(s.name)))


def _point(game: Game, agreement: Mapping[sp.Symbol | str, Number]) -> dict[sp.Symbol, sp.Expr]:
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


def boxed(game: Game, renamed: Mapping[sp.Symbol, sp.Symbol]) -> tuple[Bound, ...]:
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
