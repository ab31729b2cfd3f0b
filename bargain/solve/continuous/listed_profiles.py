r"""Games whose variables all take listed values: every feasible profile is looked at, exactly.

With constraints a player may only deviate to what is feasible while the others stay: the equilibria
are those of the generalised Nash game (Facchinei and Kanzow 2010). Payoffs are compared as exact
numbers, so that the list is complete; they may jump, and have kinks.

References
----------
Facchinei, F. and Kanzow, C. (2010). Generalized Nash equilibrium problems. *Annals of Operations
Research* 175, 177-211.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cmp_to_key
from math import prod

import sympy as sp

from bargain.budget import spend
from bargain.errors import GameError, OptionError
from bargain.game.feasible_set import choices_of
from bargain.game.game import Game
from bargain.game.symbol_table import put_in
from bargain.game.written import Value
from bargain.signs import sign_of
from bargain.solve.agreement import Agreement
from bargain.solve.equilibria import Equilibria

__all__ = ["all_listed", "listed_commitments", "listed_equilibria"]

_LARGEST = 50_000  # profiles
_WORK = 2_000  # steps of `bargain.budget` for one payoff

Profile = tuple[sp.Expr, ...]  # a value for every variable
Payoffs = tuple[sp.Expr, ...]  # a number for every player


def all_listed(game: Game) -> bool:
    """Whether every variable takes listed values."""
    return set(game.choices) == set(game.variables)


def _table(game: Game) -> dict[Profile, Payoffs]:
    """Every feasible profile with its payoffs.

    Raises
    ------
    GameError
        Terms or parameters are left, a payoff has no value, or nothing is feasible.
    OptionError
        There are too many profiles.
    """
    if game.terms or game.parameters:
        raise GameError(
            "terms or parameters are left",
            where=", ".join(map(str, (*game.terms, *game.parameters))),
            fix="fix them with game.at({...})",
        )
    count = prod(len(game.choices[v]) for v in game.variables)
    if count > _LARGEST:
        raise OptionError(f"{count} profiles are too many to compare", where="listed values",
                          fix=f"list fewer values: at most {_LARGEST} profiles")  # fmt: skip
    found: dict[Profile, Payoffs] = {}
    for chosen in choices_of(game, game.variables):
        spend(_WORK * len(game.players))
        if any(put_in(r, chosen) in (False, sp.false) for r in game.constraints):
            continue
        payoffs = tuple(game.payoffs[p].subs(chosen) for p in game.players)
        for p, u in zip(game.players, payoffs, strict=True):
            if not (u.is_number and u.is_finite):
                at = ", ".join(f"{v} = {x}" for v, x in chosen.items())
                raise GameError(f"the payoff of {p!r} has no value", where=at,
                                fix="change the values or the payoff")  # fmt: skip
        found[tuple(chosen[v] for v in game.variables)] = payoffs
    if not found:
        raise GameError("no profile satisfies the constraints", where="constraints",
                        fix="list other values")  # fmt: skip
    return found


def _compare(a: sp.Expr, b: sp.Expr) -> int:
    if a.is_Rational and b.is_Rational:
        return int(bool(a > b)) - int(bool(a < b))
    sign = 0 if a == b else sign_of(a - b)
    if sign is None:
        raise OptionError("two payoffs could not be compared", where=f"{a} and {b}",
                          fix="write real payoffs, or round the values")  # fmt: skip
    return sign


def _largest(values: Iterable[sp.Expr]) -> sp.Expr:
    return max(values, key=cmp_to_key(_compare))


def _best_replies(
    game: Game, table: dict[Profile, Payoffs], players: Iterable[int]
) -> Iterator[set[Profile]]:
    """For each player, the profiles in which the own actions are best among the feasible ones."""
    for i in players:
        own = {game.variables.index(v) for v in game.own(game.players[i])}
        groups: dict[Profile, list[Profile]] = {}
        for profile in table:
            others = tuple(x for j, x in enumerate(profile) if j not in own)
            groups.setdefault(others, []).append(profile)
        best: set[Profile] = set()
        for group in groups.values():
            top = _largest(table[p][i] for p in group)
            best |= {p for p in group if _compare(table[p][i], top) == 0}
        yield best


def listed_equilibria(game: Game) -> Equilibria:
    """All pure Nash equilibria, exactly; deviations stay inside the constraints.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> demands = Game({"A": {x: [1, 2, 3]}, "B": {y: [1, 2, 3]}}, {"A": x, "B": y},
    ...                constraints=[x + y <= 4])
    >>> [(e[x], e[y]) for e in listed_equilibria(demands).equilibria]
    [(Fraction(1, 1), Fraction(3, 1)), (Fraction(2, 1), Fraction(2, 1)), \
(Fraction(3, 1), Fraction(1, 1))]
    """
    table = _table(game)
    found = set(table)
    for best in _best_replies(game, table, range(len(game.players))):
        found &= best
    return Equilibria(
        equilibria=tuple(_agreement(game, p, table[p]) for p in table if p in found),
        complete=True,
        reason=f"all {len(table)} feasible profiles were compared exactly",
        method="enumeration of the listed values",
        arithmetic="exact",
        regret=Fraction(0),
    )


def listed_commitments(game: Game, leader: str) -> tuple[list[Agreement], bool]:
    """The leader's best choices with the followers' replies, and whether these are one of many.

    Several followers are in equilibrium among themselves; ties are broken in the leader's favour.
    """
    table = _table(game)
    i = game.players.index(leader)
    best = set(table)
    for replies in _best_replies(game, table, [j for j in range(len(game.players)) if j != i]):
        best &= replies
    if not best:
        return [], False
    top = _largest(table[p][i] for p in best)
    found = [p for p in table if p in best and _compare(table[p][i], top) == 0]
    own = [game.variables.index(v) for v in game.own(leader)]
    first = [found[0][j] for j in own]
    ties = sum(1 for p in best if [p[j] for j in own] == first)
    return [_agreement(game, p, table[p]) for p in found], ties > 1


def _agreement(game: Game, profile: Profile, payoffs: Payoffs) -> Agreement:
    def number(e: sp.Expr) -> Value:
        return Fraction(int(e.p), int(e.q)) if e.is_Rational else e

    paid = dict(zip(game.players, payoffs, strict=True))
    return Agreement(
        values={v: number(x) for v, x in zip(game.variables, profile, strict=True)},
        payoffs={p: number(u) for p, u in paid.items()},
        gains={p: number(u - game.disagreement[p]) for p, u in paid.items()},
        residual=0.0,
        arithmetic="exact",
    )
