r"""The core as a condition.

With a worth :math:`v(S)` for some coalitions S of players, payoffs are in the core iff

.. math:: \sum_{i \in N} u_i = v(N) \quad\text{and}\quad \sum_{i \in S} u_i \ge v(S) \ \forall S

(Gillies 1959). A coalition without a worth demands nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from bargain.errors import OptionError
from bargain.exact import exact_expression
from bargain.game.conditions.clauses import Clause, Encoding
from bargain.game.conditions.concepts.named_values import named_values, quoted
from bargain.game.conditions.condition import Condition, Number, Point, by_name
from bargain.game.conditions.slopes import shortfall
from bargain.game.expression import to_text
from bargain.game.game import Game

__all__ = ["in_core", "in_core_from_text"]


@dataclass(frozen=True, slots=True, repr=False)
class InCore(Condition):
    """See `in_core`."""

    worths: tuple[tuple[tuple[str, ...], sp.Expr], ...]

    @property
    def name(self) -> str:
        shown = (f"{' + '.join(map(quoted, s))}: {to_text(v)}" for s, v in self.worths)
        return f"in_core({', '.join(shown)})"

    @property
    def said(self) -> str:
        shown = (f"{to_text(v)} of {' + '.join(map(quoted, s))}" for s, v in self.worths)
        return f"is in the core of the worths {', '.join(shown)}"

    @property
    def definition(self) -> str:
        return "payoffs add up to the worth of all, and no coalition gets less than its worth"

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        return by_name({s for _, v in self.worths for s in v.free_symbols})

    def told(self, names: Mapping[str, str], symbols: Mapping[sp.Symbol, sp.Expr]) -> Condition:
        """The same with the names and symbols of a copy."""
        told = {
            tuple(names.get(p, p) for p in coalition): worth.xreplace(dict(symbols))
            for coalition, worth in self.worths
        }
        return in_core(told)

    def _sums(self, game: Game) -> list[tuple[tuple[str, ...], sp.Expr, sp.Expr]]:
        found = []
        for coalition, worth in self.worths:
            for p in coalition:
                if p not in game.players:
                    raise OptionError(
                        f"unknown player {p!r}",
                        where="in_core",
                        fix="players: " + ", ".join(game.players),
                    )
            found.append((coalition, sp.Add(*(game.payoffs[p] for p in coalition)), worth))
        return found

    def necessary(self, game: Game) -> Encoding:
        clauses = []
        for coalition, total, worth in self._sums(game):
            all_of_them = len(coalition) == len(game.players)
            relation = sp.Eq if all_of_them else sp.Ge
            clauses.append(
                Clause(
                    name=f"core: {' + '.join(coalition)}",
                    relation=relation(total, worth, evaluate=False),
                )
            )
        return Encoding(clauses=tuple(clauses))

    def residual_at(self, game: Game, at: Point) -> float:
        worst = 0.0
        for coalition, total, worth in self._sums(game):
            have = total.subs(at)
            worst = max(worst, shortfall(have, worth))
            if len(coalition) == len(game.players):
                worst = max(worst, shortfall(worth, have))
        return worst


def in_core(
    values: Mapping[str | tuple[str, ...], Number] | Mapping[tuple[str, ...], sp.Expr],
) -> Condition:
    r"""The payoffs are in the core of a game of coalitions.

    Parameters
    ----------
    values : mapping of coalition to number or expression
        A coalition is a player or a tuple of players; one that is left out is worth nothing that
        binds. The worth of all players together is what the payoffs add up to.

    Returns
    -------
    Condition
        :math:`\sum_{i \in S} u_i \ge v(S)`, with equality for all players. Residual: the largest
        relative shortfall.

    References
    ----------
    Gillies, D. (1959), Solutions to general non-zero-sum games, *Annals of Mathematics Studies* 40.

    Examples
    --------
    >>> in_core({("1", "2", "3"): 1, ("1", "2"): sp.Rational(1, 2)}).name
    "in_core('1' + '2': 1/2, '1' + '2' + '3': 1)"
    """
    if not isinstance(values, Mapping) or not values:
        raise OptionError("in_core needs the worths of coalitions", fix="write {('A', 'B'): v, …}")
    found: dict[tuple[str, ...], sp.Expr] = {}
    for coalition, worth in values.items():
        members = (coalition,) if isinstance(coalition, str) else tuple(coalition)
        key = tuple(sorted(set(members)))
        if not key or len(key) < len(members) or key in found:
            raise OptionError(f"{coalition!r} is no coalition, or is given twice", where="in_core")
        found[key] = exact_expression(worth)
    return InCore(tuple(sorted(found.items(), key=lambda item: item[0])))


def in_core_from_text(argument: str, symbols: Mapping[str, sp.Symbol]) -> Condition | None:
    """Read what stands in the parentheses of ``in_core(…)``."""
    found = named_values(argument, symbols)
    return in_core(found) if found else None
