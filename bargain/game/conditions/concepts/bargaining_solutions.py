r"""Bargaining solutions as conditions.

With gains :math:`g_i = u_i - d_i` on the box Y and weights :math:`w_i > 0` (one each unless given):

- Nash bargaining: all gains are positive, and :math:`\prod_i g_i^{w_i}` is the largest among such
  agreements (Nash 1950);
- Kalai-Smorodinsky: all gains are positive and :math:`\min_i g_i / b_i` is the largest, with the
  ideal gain :math:`b_i` the largest :math:`g_i` among agreements without a loss (1975);
- egalitarian: all gains are positive and :math:`\min_i g_i / w_i` is the largest (Kalai 1977);
- utilitarian: no gain is negative, and :math:`\sum_i w_i g_i` is the largest among such
  agreements.

A player whose payoff does not depend on the agreement has no say: its gain must not be negative,
and it is left out of the rest. Where several agreements are largest each of them is a solution.

Sufficient for Nash bargaining: :math:`\sum_i w_i\,(g_i(z) - g_i(y))/g_i(y) \le 0` for all z. Then
:math:`\prod_i (g_i(z)/g_i(y))^{w_i} \le 1` by the inequality of the arithmetic and the geometric
mean; for concave payoffs it is also necessary. Necessary: first-order conditions, for a least gain
those of Clarke (`bargain.game.conditions.one_sided_slopes`), for the utilitarian solution those of
Fritz John with a multiplier for every gain. The others are their definitions, for all z.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import ClassVar

import sympy as sp

from bargain.errors import OptionError
from bargain.exact import exact_expression
from bargain.game.alternatives import combination
from bargain.game.auxiliary import Auxiliary, beside, deviation
from bargain.game.conditions.clauses import Clause, Encoding, in_boxes
from bargain.game.conditions.concepts.common_ascent import none_rise_together
from bargain.game.conditions.concepts.named_values import named_values, quoted
from bargain.game.conditions.condition import Condition, Number, Point
from bargain.game.conditions.one_sided_slopes import stationary
from bargain.game.conditions.slopes import boxed, in_boxes_alone
from bargain.game.game import Game
from bargain.game.pieces import has_pieces

__all__ = ["solution", "solution_from_text"]

_LARGEST = 12  # of a weight as a power
_SAID = {
    "nash_bargaining": "a Nash bargaining",
    "egalitarian": "an egalitarian",
    "kalai_smorodinsky": "a Kalai-Smorodinsky",
    "utilitarian": "a utilitarian",
}
_MOST_CORNERS = 3  # variables
_TWO = 2  # gains, whose first-order conditions need no multipliers


@dataclass(frozen=True, slots=True, repr=False)
class Solution(Condition):
    """A bargaining solution with weights; see `solution`."""

    weights: tuple[tuple[str, sp.Rational], ...] = ()

    concept: ClassVar[str]

    @property
    def name(self) -> str:
        shown = "".join(f", {quoted(p)}: {w}" for p, w in self.weights)
        return f"solution('{self.concept}'{shown})"

    @property
    def said(self) -> str:
        shown = ", ".join(f"{w} of {quoted(p)}" for p, w in self.weights)
        weights = f" with the weights {shown}" if shown else ""
        return f"is {_SAID[self.concept]} solution{weights}"

    @property
    def _shares(self) -> str:
        """What its shares of extrema are called, and those of no other condition."""
        return "_".join(["share", self.concept, *(f"{p}_{w.p}_{w.q}" for p, w in self.weights)])

    def told(self, names: Mapping[str, str], symbols: Mapping[sp.Symbol, sp.Expr]) -> Condition:
        """The same with the names and symbols of a copy."""
        return replace(self, weights=tuple((names.get(p, p), w) for p, w in self.weights))

    def _weight(self, player: str) -> sp.Rational:
        return dict(self.weights).get(player, sp.S.One)

    def _gains(self, game: Game) -> tuple[dict[str, sp.Expr], list[Clause]]:
        """The gains that matter, and that the others are not negative."""
        for p, _ in self.weights:
            if p not in game.players:
                raise OptionError(
                    f"unknown player {p!r}",
                    where=self.name,
                    fix="players: " + ", ".join(game.players),
                )
        in_boxes_alone(game, self.name)
        if any(has_pieces(u) for u in game.payoffs.values()):
            raise OptionError("payoffs in pieces have no slopes", where=self.name)
        own = set(game.variables)
        every = game.gains()
        found = {p: g for p, g in every.items() if sp.expand(g).free_symbols & own}
        rest = [
            Clause(name=f"{self.title}: no loss of {p}", relation=sp.Ge(g, 0, evaluate=False))
            for p, g in every.items()
            if p not in found
        ]
        return found, rest

    def _acceptable(self, gains: Mapping[str, sp.Expr]) -> list[Clause]:
        return [
            Clause(name=f"{self.title}: gain of {p}", relation=sp.Gt(g, 0, evaluate=False))
            for p, g in gains.items()
        ]

    @abstractmethod
    def necessary(self, game: Game) -> Encoding:
        """First-order conditions."""

    @abstractmethod
    def sufficient(self, game: Game) -> Encoding:
        """No agreement is better."""

    def residual_at(self, game: Game, at: Point) -> float:
        raise OptionError(
            f"{self.name} has no residual in closed form",
            where="residual",
            fix=f"compare with bargain.{self.concept}(game), or use decide",
        )

    def _for_all(self, game: Game, relation: sp.Basic) -> Clause:
        other = {v: deviation(v) for v in game.variables}
        return Clause(
            name=f"{self.title}: no agreement is better",
            relation=relation,
            bound=boxed(game, other),
        )


class NashBargaining(Solution):
    """All gains positive, their product the largest."""

    __slots__ = ()
    concept: ClassVar[str] = "nash_bargaining"
    definition: ClassVar[str] = "all players gain, and the product of their gains is the largest"

    def _powers(self, gains: Iterable[str]) -> dict[str, int]:
        powers = {p: self._weight(p) for p in gains}
        below = sp.ilcm(1, 1, *(w.q for w in powers.values()))
        above = sp.igcd(0, *(int(w * below) for w in powers.values())) or 1
        found = {p: int(w * below) // int(above) for p, w in powers.items()}
        if max(found.values(), default=1) > _LARGEST:
            raise OptionError(
                "the weights are no small whole numbers", where=self.name,
                fix=f"use ratios of whole numbers up to {_LARGEST}",
            )  # fmt: skip
        return found

    def necessary(self, game: Game) -> Encoding:
        gains, rest = self._gains(game)
        powers = self._powers(gains)
        of_gains = sp.Mul(*(g ** powers[p] for p, g in gains.items()))
        reason = "first-order condition of the product of gains"
        first = stationary(of_gains, game.variables, game, self.name, reason, self._shares)
        return Encoding(clauses=(*self._acceptable(gains), *rest)) + first

    def sufficient(self, game: Game) -> Encoding:
        gains, rest = self._gains(game)
        powers = self._powers(gains)
        other = {v: deviation(v) for v in game.variables}
        loss = sp.Add(
            *(
                powers[p] * (g - g.subs(other)) * sp.Mul(*(gains[q] for q in gains if q != p))
                for p, g in gains.items()
            )
        )
        best = self._for_all(game, sp.Ge(loss, 0, evaluate=False))
        return Encoding(clauses=(*self._acceptable(gains), *rest, best))


class LargestLeast(Solution):
    """All gains positive, the least of some shares of them the largest."""

    __slots__ = ()

    @abstractmethod
    def _scales(self, game: Game, gains: Mapping[str, sp.Expr]) -> dict[str, sp.Expr]:
        """What the gains are measured in: positive."""

    def _ideal(self, game: Game, gains: Mapping[str, sp.Expr], *, every: bool) -> Encoding:
        """What says of the scales that they are what they are called."""
        return Encoding()

    def necessary(self, game: Game) -> Encoding:
        gains, rest = self._gains(game)
        scales = self._scales(game, gains)
        ideal = self._ideal(game, gains, every=False)
        known = Encoding(clauses=(*self._acceptable(gains), *rest)) + ideal
        shares = _shares(gains, scales)
        functions = [
            (s, [sp.Le(s - t, 0, evaluate=False) for t in shares if t is not s]) for s in shares
        ]
        title = f"{self.title}: the least gain"
        if len(gains) == _TWO and (plain := list(none_rise_together(game, functions, title, {}))):
            return known + Encoding(clauses=tuple(plain))
        least = sp.Min(*shares, evaluate=False) if len(gains) > 1 else sp.Add(*gains.values())
        reason = "first-order condition of the least gain"
        return known + stationary(least, game.variables, game, self.name, reason, self._shares)

    def sufficient(self, game: Game) -> Encoding:
        gains, rest = self._gains(game)
        scales = self._scales(game, gains)
        other = {v: deviation(v) for v in game.variables}
        ways = [
            tuple(
                sp.Ge(gains[j] * scales[i] - g.subs(other) * scales[j], 0, evaluate=False)
                for j in gains
            )
            for i, g in gains.items()
        ]
        best = [self._for_all(game, combination(ways))] if ways else []
        ideal = self._ideal(game, gains, every=True)
        return Encoding(clauses=(*self._acceptable(gains), *rest, *best)) + ideal


class Egalitarian(LargestLeast):
    """The least gain is the largest."""

    __slots__ = ()
    concept: ClassVar[str] = "egalitarian"
    definition: ClassVar[str] = "all players gain, and the least gain is the largest"

    def _scales(self, game: Game, gains: Mapping[str, sp.Expr]) -> dict[str, sp.Expr]:
        return {p: self._weight(p) for p in gains}


class KalaiSmorodinsky(LargestLeast):
    """The least share of the ideal gain is the largest."""

    __slots__ = ()
    concept: ClassVar[str] = "kalai_smorodinsky"
    definition: ClassVar[str] = (
        "all players gain, and the least share of an ideal gain is the largest"
    )

    def _points(self, game: Game, gains: Iterable[str]) -> dict[str, dict[sp.Symbol, Auxiliary]]:
        """For every player the best agreement without a loss for anybody."""
        return {
            p: {
                v: beside(v, f"ideal_{p}_{v}", f"{self.name} {p}", game.box[v][0]) for v in game.box
            }
            for p in gains
        }

    def _scales(self, game: Game, gains: Mapping[str, sp.Expr]) -> dict[str, sp.Expr]:
        return {p: gains[p].subs(at) for p, at in self._points(game, gains).items()}

    def _ideal(self, game: Game, gains: Mapping[str, sp.Expr], *, every: bool) -> Encoding:
        other = {v: deviation(v) for v in game.variables}
        points = self._points(game, gains)
        clauses: list[Clause] = []
        for p, at in points.items():
            named = f"{self.title}: ideal of {p}"
            clauses += in_boxes({z: game.box[v] for v, z in at.items()}, named)
            for q, g in gains.items():
                there = g.subs(at)
                clauses.append(
                    Clause(
                        name=f"{named}: no loss of {q}", relation=sp.Ge(there, 0, evaluate=False)
                    )
                )
            best = gains[p].subs(at)
            if every:
                ways = [(sp.Lt(g.subs(other), 0, evaluate=False),) for g in gains.values()]
                ways.append((sp.Ge(best - gains[p].subs(other), 0, evaluate=False),))
                clauses.append(
                    Clause(
                        name=f"{named}: the largest",
                        relation=combination(ways),
                        bound=boxed(game, other),
                    )
                )
                continue
            others = {q: g for q, g in gains.items() if q != p}
            limited = [(g, [sp.Eq(g.subs(at), 0, evaluate=False)]) for g in others.values()]
            clauses += none_rise_together(game, [(gains[p], []), *limited], named, at)
            clauses += self._at_corners(game, gains, best, p, named)
            compared = {"the agreement": gains[p]}
            compared |= {f"the ideal of {q}": gains[p].subs(x) for q, x in points.items() if q != p}
            clauses += [
                Clause(
                    name=f"{named}: at least that at {where}",
                    relation=sp.Ge(best - g, 0, evaluate=False),
                )
                for where, g in compared.items()
            ]
        auxiliary = tuple(z for at in points.values() for z in at.values())
        return Encoding(clauses=tuple(clauses), auxiliary=auxiliary)

    def _at_corners(
        self, game: Game, gains: Mapping[str, sp.Expr], best: sp.Expr, player: str, named: str
    ) -> list[Clause]:
        """The ideal gain is no less than that at a corner of the box where nobody loses."""
        if len(game.variables) > _MOST_CORNERS:
            return []
        found = []
        for ends in product(*(game.box[v] for v in game.variables)):
            corner = dict(zip(game.variables, ends, strict=True))
            ways = [(sp.Lt(g.subs(corner), 0, evaluate=False),) for g in gains.values()]
            ways.append((sp.Ge(best - gains[player].subs(corner), 0, evaluate=False),))
            shown = ", ".join(f"{v}={end}" for v, end in corner.items())
            name = f"{named}: at least that at {shown}, unless somebody loses there"
            found.append(Clause(name=name, relation=combination(ways)))
        return found


class Utilitarian(Solution):
    """No gain negative, their weighted sum the largest."""

    __slots__ = ()
    concept: ClassVar[str] = "utilitarian"
    definition: ClassVar[str] = "no player loses, and the weighted sum of gains is the largest"

    def necessary(self, game: Game) -> Encoding:
        gains, rest = self._gains(game)
        mu = {p: Auxiliary(f"nu_{p}", "weight", f"{self.name} {p}") for p in gains}
        own = Auxiliary("nu", "weight", self.name)
        total = sp.Add(*(self._weight(p) * g for p, g in gains.items()))
        reason = "Fritz John conditions of the largest sum without a loss"
        clauses = [
            Clause(name=f"{self.title}: multiplier {m} is not negative", because=reason,
                   relation=sp.Ge(m, 0, evaluate=False))
            for m in (own, *mu.values())
        ]  # fmt: skip
        clauses += [
            Clause(name=f"{self.title}: multiplier {mu[p]} only without a gain", because=reason,
                   relation=sp.Eq(mu[p] * g, 0, evaluate=False))
            for p, g in gains.items()
        ]  # fmt: skip
        one = sp.Eq(own + sum(mu.values()) - 1, 0, evaluate=False)
        clauses.append(
            Clause(name=f"{self.title}: multipliers add up to 1", because=reason, relation=one)
        )
        whole = own * total + sp.Add(*(mu[p] * g for p, g in gains.items()))
        first = stationary(whole, game.variables, game, self.name, reason, self._shares)
        found = Encoding(
            clauses=(*self._weakly(gains), *rest, *clauses), auxiliary=(own, *mu.values())
        )
        return found + first

    def _weakly(self, gains: Mapping[str, sp.Expr]) -> list[Clause]:
        return [
            Clause(name=f"{self.title}: no loss of {p}", relation=sp.Ge(g, 0, evaluate=False))
            for p, g in gains.items()
        ]

    def sufficient(self, game: Game) -> Encoding:
        gains, rest = self._gains(game)
        other = {v: deviation(v) for v in game.variables}
        total = sp.Add(*(self._weight(p) * g for p, g in gains.items()))
        ways = [(sp.Lt(g.subs(other), 0, evaluate=False),) for g in gains.values()]
        ways.append((sp.Ge(total - total.subs(other), 0, evaluate=False),))
        best = self._for_all(game, combination(ways))
        return Encoding(clauses=(*self._weakly(gains), *rest, best))


_CONCEPTS: Mapping[str, type[Solution]] = {
    c.concept: c for c in (NashBargaining, KalaiSmorodinsky, Egalitarian, Utilitarian)
}


def _shares(gains: Mapping[str, sp.Expr], scales: Mapping[str, sp.Expr]) -> list[sp.Expr]:
    """Gains in their scales, times all of the scales."""
    return [g * sp.Mul(*(scales[q] for q in gains if q != p)) for p, g in gains.items()]


def solution(
    concept: Callable[..., object] | str, weights: Mapping[str, Number] | None = None
) -> Condition:
    r"""The agreement is a bargaining solution.

    Parameters
    ----------
    concept : function or str
        ``bg.nash_bargaining``, ``bg.kalai_smorodinsky``, ``bg.egalitarian`` or ``bg.utilitarian``.
    weights : mapping of player to positive number, optional
        As of the solver; Kalai-Smorodinsky has none.

    Returns
    -------
    Condition
        Its definition is that of `bargain.game.conditions.concepts.bargaining_solutions`.

    References
    ----------
    Nash, J. (1950), *Econometrica* 18. Kalai, E. & Smorodinsky, M. (1975), *Econometrica* 43.
    Kalai, E. (1977), *Econometrica* 45.

    Examples
    --------
    >>> solution("nash_bargaining", {"A": 2}).name
    "solution('nash_bargaining', 'A': 2)"
    """
    name = concept if isinstance(concept, str) else getattr(concept, "__name__", repr(concept))
    if name not in _CONCEPTS:
        raise OptionError(
            f"{name} is not a bargaining solution", fix="one of " + ", ".join(_CONCEPTS)
        )
    found = []
    for p, w in sorted((weights or {}).items()):
        value = exact_expression(w)
        if not (value.is_Rational and value > 0):
            raise OptionError(f"the weight of {p!r} is no positive number", where=f"{p}: {w}")
        if value != 1:
            found.append((p, value))
    if found and name == "kalai_smorodinsky":
        raise OptionError("the Kalai-Smorodinsky solution has no weights", fix="leave them out")
    return _CONCEPTS[name](tuple(found))


def solution_from_text(argument: str, symbols: Mapping[str, sp.Symbol]) -> Condition | None:
    """Read what stands in the parentheses of ``solution(…)``."""
    head, _, rest = argument.partition(",")
    concept = head.strip().strip("'\"")
    if concept not in _CONCEPTS:
        return None
    found = named_values(rest.strip(), symbols) if rest.strip() else {}
    if found is None or any(len(names) != 1 for names in found):
        return None
    return solution(concept, {names[0]: value for names, value in found.items()})
