r"""The canonical order of a finite game: names, positions and units do not matter.

Players, actions and parameters are coloured and the colours refined (Weisfeiler and Leman 1968), as
`bargain.question.canonical` does for continuous games: an action is known by the cells of the
tables that it leads to, a player by its actions, a parameter by the payoffs and relations in which
it occurs. What still shares a colour is told apart one by one; where every choice gives the same
colours, the order of declaration decides between what is interchangeable.

Payoffs count up to what changes no best reply: from each payoff of a player the mean over its own
actions is taken away, and the table is divided by its positive rational content. So
:math:`a u_i + b(a_{-i})` with a rational :math:`a > 0` gives the same order as :math:`u_i`.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

import numpy as np
import sympy as sp

from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Boolean
from bargain.question.canonical import _digest, _Refinement, _tree

__all__ = ["FiniteOrder", "content_of", "monomials"]

Monomial = tuple[int, ...]
Tables = Mapping[Monomial, np.ndarray]  # the coefficients of one player's payoffs
Colours = dict[tuple[Hashable, ...], str]

_MOST_CELLS = 200_000  # looked at to tell interchangeable things apart; then declaration decides


def monomials(table: np.ndarray, parameters: Sequence[sp.Symbol]) -> Tables:
    """The coefficients of a table of polynomials: one table of Fractions per monomial.

    Examples
    --------
    >>> a = sp.Symbol("a")
    >>> found = monomials(np.array([2 * a, Fraction(1, 2)], dtype=object), [a])
    >>> {m: [str(c) for c in t] for m, t in found.items()}
    {(1,): ['2', '0'], (0,): ['0', '1/2']}
    """
    found: dict[Monomial, np.ndarray] = {}
    for at in np.ndindex(table.shape):
        for monomial, c in _terms(table[at], parameters):
            if monomial not in found:
                found[monomial] = np.full(table.shape, Fraction(0), dtype=object)
            found[monomial][at] = c
    return found


def _terms(
    entry: Fraction | sp.Expr, parameters: Sequence[sp.Symbol]
) -> list[tuple[Monomial, Fraction]]:
    if isinstance(entry, Fraction) or entry.is_Rational:
        value = Fraction(int(entry.numerator), int(entry.denominator))
        return [((0,) * len(parameters), value)]
    return [
        (m, Fraction(int(c.p), int(c.q)))
        for m, c in sp.Poly(entry, *parameters, domain="QQ").terms()
    ]


def content_of(tables: Tables, own: int) -> Fraction:
    """The positive content of what a player gains by changing its own action; 1 if it never does.

    Examples
    --------
    >>> content_of({(): np.array([[Fraction(1), Fraction(5)], [Fraction(3), Fraction(5)]])}, 0)
    Fraction(2, 1)
    """
    gains = [t - np.take(t, [0], axis=own) for t in tables.values()]
    numbers = [x for t in gains for x in t.flat if x]
    if not numbers:
        return Fraction(1)
    below = math.lcm(*(x.denominator for x in numbers))
    return Fraction(math.gcd(*(int(x * below) for x in numbers)), below)


def _spread(tables: Tables, own: int) -> dict[Monomial, np.ndarray]:
    """Payoffs as the order sees them: without their mean over own actions, in whole numbers."""
    content = content_of(tables, own)
    out = {}
    for monomial, table in tables.items():
        total = table.sum(axis=own, keepdims=True)
        whole = (table * table.shape[own] - total) / content
        if any(whole.flat):
            out[monomial] = whole
    return out


@dataclass(frozen=True)
class FiniteOrder:
    """The order of a game's players, actions and parameters.

    Parameters
    ----------
    game : FiniteGame
        Payoffs that are polynomials in the parameters.
    facts : sequence of (tag, relation)
        What else tells the parameters apart: a region.

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 6], [0, 1]])
    >>> turned = FiniteGame.from_payoffs([[1, 6], [0, 3]], [[1, 0], [5, 3]])
    >>> first, second = FiniteOrder(game).told(), FiniteOrder(turned).told()
    >>> [t.tolist() for t in first.payoffs.values()] == [t.tolist() for t in
    ...                                                  second.payoffs.values()]
    True
    """

    game: FiniteGame
    facts: tuple[tuple[str | int, Boolean], ...] = ()

    @cached_property
    def _tables(self) -> list[dict[Monomial, np.ndarray]]:
        game = self.game
        return [
            _spread(monomials(game.payoffs[p], game.parameters), own)
            for own, p in enumerate(game.players)
        ]

    @cached_property
    def _colours(self) -> Colours:
        return self._discrete()

    @cached_property
    def _relations(self) -> _Refinement:
        return _Refinement(self.facts)

    @cached_property
    def players(self) -> tuple[int, ...]:
        """The positions of the players, in canonical order."""
        count = range(len(self.game.players))
        return tuple(sorted(count, key=lambda p: self._colours["player", p]))

    def actions(self, player: int) -> tuple[int, ...]:
        """The positions of a player's actions, in canonical order."""
        count = range(self.game.shape[player])
        return tuple(sorted(count, key=lambda a: self._colours["action", player, a]))

    @cached_property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        """The parameters, in canonical order."""
        symbols = self.game.parameters
        places = sorted(range(len(symbols)), key=lambda k: self._colours["parameter", k])
        return tuple(symbols[k] for k in places)

    def key(self, relation: Boolean) -> str:
        """What orders relations: equal only for relations that say the same."""
        return self._relations.digest(_tree(relation), self._shades(self._colours))

    def told(self) -> FiniteGame:
        """The game with players and actions in canonical order, names and payoffs as they are."""
        game = self.game
        names = [game.players[p] for p in self.players]
        labels = {
            game.players[p]: tuple(game.actions[game.players[p]][a] for a in self.actions(p))
            for p in self.players
        }
        tables = {name: self.turned(game.payoffs[name]) for name in names}
        return FiniteGame(names, labels, tables, game.assumptions, game.name)

    def in_units(self) -> FiniteGame:
        """The game as it is `told`, each player's payoffs moved to [0, 1]: for solvers.

        Raises
        ------
        GameError
            If a payoff is not rational.
        """
        told = self.told()
        tables = {}
        for p, table in zip(told.players, told.numeric_payoffs(), strict=True):
            low, high = min(table.flat), max(table.flat)
            tables[p] = (table - low) / ((high - low) or 1)
        return FiniteGame(told.players, told.actions, tables, (), told.name)

    def turned(self, table: np.ndarray) -> np.ndarray:
        """A table of the game with its axes and rows in canonical order."""
        grid = np.ix_(*(self.actions(p) for p in range(len(self.game.players))))
        return np.asarray(table[grid].transpose(self.players))

    def back(self, mixed: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
        """A mixed profile of the game that is `told`, in the order of the game itself."""
        out: list[list[Fraction]] = [[] for _ in mixed]
        for p, strategy in zip(self.players, mixed, strict=True):
            out[p] = [Fraction(0)] * len(strategy)
            for a, share in zip(self.actions(p), strategy, strict=True):
                out[p][a] = share
        return out

    def forth(self, mixed: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
        """A mixed profile of the game itself, in the order of the game that is `told`."""
        return [[mixed[p][a] for a in self.actions(p)] for p in self.players]

    def supports(self, supports: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
        """Positions of actions of every player, in the order of the game that is `told`."""
        return tuple(
            tuple(k for k, a in enumerate(self.actions(p)) if a in supports[p])
            for p in self.players
        )

    # --- colours ----------------------------------------------------------------------------------

    def _shades(self, colours: Colours) -> dict[sp.Symbol, str]:
        return {s: colours["parameter", k] for k, s in enumerate(self.game.parameters)}

    def _start(self) -> Colours:
        shape = self.game.shape
        found: Colours = {}
        for p, size in enumerate(shape):
            found["player", p] = _digest("player", size)
            ranks = self._ranks(p)
            found |= {("action", p, a): _digest("action", size, ranks[a]) for a in range(size)}
        for k, symbol in enumerate(self.game.parameters):
            given = sorted(symbol._assumptions_orig.items())
            found["parameter", k] = _digest("parameter", given)
        return found

    def _ranks(self, player: int) -> list[int]:
        """How many earlier actions are the same as each: the same may be told apart anyhow."""
        before: dict[Hashable, int] = {}
        ranks = []
        for a in range(self.game.shape[player]):
            slices = [np.take(t, a, axis=player) for each in self._tables for t in each.values()]
            known = tuple(tuple(map(int, part.flat)) for part in slices)
            ranks.append(before.get(known, 0))
            before[known] = ranks[-1] + 1
        return ranks

    def _step(self, old: Colours) -> Colours:
        """Every colour, refined once by the colours around it."""
        shape = self.game.shape
        seen: dict[tuple[Hashable, ...], list[str]] = {key: [] for key in old}
        monomial = {
            m: _digest(sorted((old["parameter", k], e) for k, e in enumerate(m) if e))
            for tables in self._tables
            for m in tables
        }
        for profile in product(*map(range, shape)):
            rows = []
            for p, tables in enumerate(self._tables):
                entry = sorted((monomial[m], int(t[profile])) for m, t in tables.items())
                rows.append(_digest(old["player", p], old["action", p, profile[p]], entry))
            cell = _digest(sorted(rows))
            for p, a in enumerate(profile):
                seen["action", p, a].append(cell)
            for row, tables in zip(rows, self._tables, strict=True):
                for m, t in tables.items():
                    for k, e in enumerate(m):
                        if e and t[profile]:
                            seen["parameter", k].append(
                                _digest(cell, row, monomial[m], int(t[profile]), e)
                            )
        for p, size in enumerate(shape):
            seen["player", p] = [old["action", p, a] for a in range(size)]
            for a in range(size):
                seen["action", p, a].append(old["player", p])
        places = self._relations.places(self._shades(old))
        for k, symbol in enumerate(self.game.parameters):
            seen["parameter", k] += places[symbol]
        return {key: _digest(colour, sorted(seen[key])) for key, colour in old.items()}

    def _refined(self, colours: Colours) -> Colours:
        now = colours
        while True:
            new = self._step(now)
            self._work[0] += math.prod(self.game.shape)
            if len(set(new.values())) == len(set(now.values())):
                return now
            now = new

    @cached_property
    def _work(self) -> list[int]:
        return [0]

    def _discrete(self) -> Colours:
        """Colours of which no two are equal."""
        now = self._refined(self._start())
        while True:
            groups: dict[str, list[tuple[Hashable, ...]]] = {}
            for key, colour in now.items():
                groups.setdefault(colour, []).append(key)
            tied = min((g for g in groups.items() if len(g[1]) > 1), default=None)
            if tied is None:
                return now
            if self._work[0] > _MOST_CELLS:
                return {key: f"{colour} {place:09}" for place, (key, colour)
                        in enumerate(now.items())}  # fmt: skip
            trials = [self._refined(now | {key: _digest(now[key], "first")}) for key in tied[1]]
            now = min(trials, key=lambda t: sorted(t.values()))
