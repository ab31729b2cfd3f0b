r"""Grievance: the weighted sum of what balances are short of, as a condition on an agreement.

A balance k (`bargain.game.conditions.balance`) leaves the residual :math:`ρ_k = (|\log r_k| -
ε_k)^+`: 0 iff it holds, infinite where no tolerance is wide enough. The *total grievance* is
:math:`\sum_k λ_k ρ_k`. It is at most :math:`\log B` iff for every set of balances and every choice
of one ordered pair of players for each

.. math:: \prod_k \Big(\frac{m_{k,i}}{m_{k,j}}\Big)^{λ_k} \le B \, \prod_k e^{λ_k ε_k},

where a balance whose sides are all 0 drops out. A choice and the reversed one together say that
the two products are the same up to the factor on the right, in the very sense of a balance: signs
and zeros are settled there (a set of one balance settles its own; of an even power the sign is
asked for besides).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations, product

import sympy as sp

from bargain.errors import OptionError
from bargain.exact import exact_expression
from bargain.game.conditions.balance import excess, same_up_to
from bargain.game.conditions.clauses import Clause, Encoding
from bargain.game.conditions.condition import Condition, Number, Point
from bargain.game.conditions.slopes import measured
from bargain.game.conditions.standard import Balance
from bargain.game.game import Game
from bargain.signs import sign_of

__all__ = ["finite_grievance", "grievance_at_most"]

Sides = tuple[sp.Expr, ...]


@dataclass(frozen=True, slots=True, repr=False)
class GrievanceAtMost(Condition):
    """See `grievance_at_most`."""

    balances: tuple[Balance, ...]
    weights: tuple[int, ...]
    bound: sp.Expr

    @property
    def _sum(self) -> str:
        return " + ".join(f"{w}*{c.name}" for c, w in zip(self.balances, self.weights, strict=True))

    @property
    def name(self) -> str:
        return f"grievance({self._sum}) <= log({self.bound})"

    @property
    def said(self) -> str:
        weighed = ((f"{w} times " if w > 1 else "", c.title)
                   for c, w in zip(self.balances, self.weights, strict=True))  # fmt: skip
        shown = " and ".join(f"{w}{title}" for w, title in weighed)
        return f"has grievance about {shown} of at most log({self.bound})"

    @property
    def definition(self) -> str:
        return f"the weighted residuals of {self._sum} add up to at most log({self.bound})"

    def necessary(self, game: Game) -> Encoding:
        balances, weight_of, bound = self.balances, self.weights, self.bound
        sides = [_sides(c, game) for c in balances]
        found = [k for c, s, w in zip(balances, sides, weight_of, strict=True)
                 if w % 2 == 0 for k in _same_sign(c, s)]  # fmt: skip
        pairs = [None, *permutations(range(len(game.players)), 2)]
        for choice in product(pairs, repeat=len(balances)):
            first = next((pair for pair in choice if pair is not None), None)
            if first is None or first[0] > first[1]:
                continue  # nothing, or the reverse of another choice
            above = below = sp.S.One
            factor = bound
            for c, s, weight, pair in zip(balances, sides, weight_of, choice, strict=True):
                if pair is not None:
                    above *= s[pair[0]] ** weight
                    below *= s[pair[1]] ** weight
                    factor *= sp.exp(weight * c.tolerance)
            pattern = "".join("." if p is None else f"{p[0] + 1}{p[1] + 1}" for p in choice)
            name = f"grievance at most log({bound}), sides {pattern}:"
            found += same_up_to(name, above, below, factor, game, ("product", "other"))
        if not bound.is_number:
            found.append(Clause(name="a ratio is at least 1",
                                relation=sp.Ge(bound - 1, 0, evaluate=False)))  # fmt: skip
        return Encoding(clauses=tuple(found))

    def residual_at(self, game: Game, at: Point) -> float:
        total = sp.prod(
            excess([e.subs(at) for e in _sides(c, game)], sp.exp(c.tolerance)) ** weight
            for c, weight in zip(self.balances, self.weights, strict=True)
        )
        if total == sp.oo or sign_of(total - self.bound) == 1:
            return measured(sp.log(total / self.bound))
        return 0.0


def grievance_at_most(
    balances: Sequence[Condition], ratio: Number, *, weights: Mapping[str, int] | None = None
) -> Condition:
    r"""The condition that the balances' total residual is at most ``log(ratio)``.

    Parameters
    ----------
    balances : sequence of Condition
        `balanced(measure)` or `equal_gains()`.
    ratio : number or expression
        The exponential of the bound, at least 1; may mention parameters.
    weights : mapping of condition name to positive int, optional
        The weights :math:`λ_k`; default 1.

    Returns
    -------
    Condition
    """
    bound = exact_expression(ratio)
    if bound.is_number and sign_of(bound - 1) in (-1, None):
        raise OptionError(f"a ratio is at least 1, not {bound}", where="grievance_at_most")
    given = dict(weights or {})
    for name, weight in given.items():
        if not isinstance(weight, int) or weight < 1:
            raise OptionError(
                f"the weight of {name} is not a positive whole number",
                fix="scale the weights to whole numbers",
            )
    if unknown := set(given) - {c.name for c in balances}:
        raise OptionError(f"a weight for {sorted(unknown)[0]}, which is not a balance here")
    return GrievanceAtMost(
        tuple(map(_balance, balances)), tuple(given.get(c.name, 1) for c in balances), bound
    )


@dataclass(frozen=True, slots=True, repr=False)
class FiniteGrievance(Condition):
    """See `finite_grievance`."""

    balances: tuple[Balance, ...]

    @property
    def name(self) -> str:
        return f"grievance({' + '.join(c.name for c in self.balances)}) is finite"

    @property
    def definition(self) -> str:
        names = " + ".join(c.name for c in self.balances)
        return f"the sides of each of {names} are all 0, all positive or all negative"

    def necessary(self, game: Game) -> Encoding:
        found: list[Clause] = []
        ratios: list[sp.Symbol] = []
        for c in self.balances:
            for a, b in pairwise(_sides(c, game)):
                ratio = sp.Symbol(f"ratio {len(ratios) + 1}", real=True)
                ratios.append(ratio)
                name = f"{c.name}: one side is a positive multiple of the other"
                found += [
                    Clause(name=f"{name} ({ratio} > 0)", relation=sp.Gt(ratio, 0, evaluate=False)),
                    Clause(name=f"{name} ({ratio})", relation=sp.Eq(a - ratio * b, 0,
                                                                    evaluate=False)),
                ]  # fmt: skip
        return Encoding(clauses=tuple(found), auxiliary=tuple(ratios))

    def residual_at(self, game: Game, at: Point) -> float:
        bounded = all(
            excess([e.subs(at) for e in _sides(c, game)], sp.S.One) != sp.oo for c in self.balances
        )
        return 0.0 if bounded else float("inf")


def finite_grievance(balances: Sequence[Condition]) -> Condition:
    """The condition that some tolerance is wide enough for every balance.

    The sides of each are all 0, all positive or all negative: one is a positive multiple of the
    other.
    """
    return FiniteGrievance(tuple(map(_balance, balances)))


def _balance(condition: Condition) -> Balance:
    if not isinstance(condition, Balance):
        raise OptionError(
            f"{condition.name} is not a balance", fix="use balanced(measure) or equal_gains()"
        )
    return condition


def _sides(condition: Balance, game: Game) -> Sides:
    return tuple(condition.amounts(game).values())


def _same_sign(condition: Condition, sides: Sides) -> Iterator[Clause]:
    for a, b in combinations(sides, 2):
        yield Clause(name=f"{condition.name}: no side is positive where another is negative",
                     relation=sp.Ge(a * b, 0, evaluate=False))  # fmt: skip
