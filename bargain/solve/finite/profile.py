r"""Mixed action profiles of finite games.

A mixed action of player :math:`i` is a probability distribution over :math:`A_i`; a profile
:math:`p` has one per player. Its *regret* is the most that any player could gain by changing
alone, in payoff units:

.. math:: \max_i \Bigl( \max_{a \in A_i} u_i(a, p_{-i}) - u_i(p) \Bigr).

A profile is a Nash equilibrium exactly if its regret is zero; with regret :math:`\varepsilon` it
is an :math:`\varepsilon`-equilibrium.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bargain.errors import InputError
from bargain.exact import fractions_of
from bargain.frozen import FrozenDict
from bargain.game.written import Action, Number
from bargain.result import Result
from bargain.signs import about

if TYPE_CHECKING:
    from bargain.game.tables.finite_game import FiniteGame
    from bargain.question.kinds.finite_order import FiniteOrder

__all__ = [
    "Profile",
    "in_order",
    "in_own_order",
    "near_ties",
    "profile_of",
    "profiles_of",
    "profiles_of_points",
    "shown",
]


_LONG = 14  # characters of a number that a summary writes out
_INT64 = 2**62
_NEAR = Fraction(1, 10**9)  # of the size of payoffs: they tie nearly


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Result):
    """A mixed action profile with exact probabilities, payoffs and regret.

    Attributes
    ----------
    strategies : mapping of player to mapping of action to Fraction
        Probabilities, in the game's order of players and actions; each sums to one exactly.
    payoffs : mapping of player to Fraction
        Expected payoffs.
    regret : Fraction
        The largest gain from a deviation, in payoff units: zero for an equilibrium.

    Examples
    --------
    >>> from bargain.game.tables.finite_game import FiniteGame
    >>> game = FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> p = profile_of(game, [["1/2", "1/2"], ["1/2", "1/2"]])
    >>> p["1"][0], p.payoffs["2"], p.regret
    (Fraction(1, 2), Fraction(0, 1), Fraction(0, 1))
    """

    strategies: Mapping[str, Mapping[Action, Fraction]]
    payoffs: Mapping[str, Fraction]
    regret: Fraction

    def __getitem__(self, player: str) -> Mapping[Action, Fraction]:
        if player not in self.strategies:
            raise InputError(
                f"no player {player!r}", where=", ".join(self.strategies), fix="use a player's name"
            )
        return self.strategies[player]

    @property
    def is_pure(self) -> bool:
        """Whether every player uses one action."""
        return all(1 in s.values() for s in self.strategies.values())

    def support(self, player: str) -> tuple[Action, ...]:
        """Return the actions that the player uses with positive probability."""
        return tuple(a for a, p in self[player].items() if p)

    def summary(self) -> str:
        """Return one line per player: the actions used, with their probabilities."""
        lines = []
        for player, strategy in self.strategies.items():
            used = ", ".join(f"{a}: {shown(p)}" for a, p in strategy.items() if p)
            lines.append(f"{player}: {used}   (payoff {shown(self.payoffs[player])})")
        if self.regret:
            lines.append(f"regret {self.regret} (about {about(self.regret)})")
        return "\n".join(lines)

    def __repr__(self) -> str:
        inside = "; ".join(
            f"{p}: " + ", ".join(f"{a}: {q}" for a, q in s.items() if q)
            for p, s in self.strategies.items()
        )
        error = f" regret={about(self.regret)}" if self.regret else ""
        return f"<Profile {inside}{error}>"


def shown(value: Fraction) -> str:
    """A number as text: as it is if that is short, else rounded.

    Examples
    --------
    >>> shown(Fraction(1, 3)), shown(Fraction(123456789, 987654321012))
    ('1/3', '0.000125 (rounded)')
    """
    text = str(value)
    return text if len(text) <= _LONG else f"{about(value, 6)} (rounded)"


def _integers(values: Iterable[Fraction]) -> tuple[list[int], int]:
    """Return numerators over a common denominator, and the denominator."""
    values = list(values)
    scale = math.lcm(*(v.denominator for v in values))
    return [v.numerator * (scale // v.denominator) for v in values], scale


def _replies(table: np.ndarray, weights: Sequence[np.ndarray], own: int) -> np.ndarray:
    """Return the integer payoff sums of each own action against the others' integer weights."""
    if len(weights) == 2:
        return table @ weights[1] if own == 0 else weights[0] @ table
    for other in reversed(range(len(weights))):
        if other != own:
            table = np.moveaxis(table, other, -1) @ weights[other]
    return table


def profiles_of(game: FiniteGame, many: Sequence[Sequence[Sequence[Number]]]) -> list[Profile]:
    """Return the profiles with the given probabilities, with exact payoffs and regrets.

    Parameters
    ----------
    game : FiniteGame
        With rational payoffs.
    many : sequence of profiles
        Each a sequence of one distribution per player, in the game's order of players and
        actions.

    Raises
    ------
    InputError
        If a vector has the wrong length, a negative entry, or does not sum to one.
    """
    tables, scales = _whole_tables(game)
    known: dict[tuple[str, int], _Read] = {}  # equilibria share mixed actions: each is read once
    return [_evaluated(game, tables, scales, mixed, known) for mixed in many]


def _whole_tables(game: FiniteGame) -> tuple[list[np.ndarray], list[int]]:
    tables, scales = [], []
    for table in game.numeric_payoffs("a mixed profile"):
        whole = np.empty(table.shape, dtype=object)
        whole.flat[:], scale = _integers(table.flat)
        tables.append(whole)
        scales.append(scale)
    return tables, scales


Point = tuple[int, ...]


def profiles_of_points(game: FiniteGame, many: Sequence[tuple[Point, Point]]) -> list[Profile]:
    """Return the profiles of vertices of two polytopes, with exact payoffs and regrets.

    Parameters
    ----------
    game : FiniteGame
        Of two players, with rational payoffs.
    many : sequence of pairs (x, y)
        Homogeneous integers: shares of the actions, then a scale that is not read.
    """
    tables, scales = _whole_tables(game)
    sides = [
        _Weights(game, player, [pair[own] for pair in many])
        for own, player in enumerate(game.players)
    ]
    x, y = sides
    largest = max(max(map(abs, t.flat)) for t in tables) * x.largest * y.largest
    dtype = np.int64 if largest < _INT64 else object  # sums of weights are totals
    a, b = (table.astype(dtype) for table in tables)
    xs, ys = (np.array(side.weights, dtype=dtype).reshape(-1, k)
              for side, k in zip(sides, game.shape, strict=True))  # fmt: skip
    of_x, of_y = ys @ a.T, xs @ b  # by the other's mixed action
    got = [(xs[x.place] * of_x[y.place]).sum(axis=1), (ys[y.place] * of_y[x.place]).sum(axis=1)]
    best = [of_x.max(axis=1)[y.place] * np.array(x.totals, dtype=dtype)[x.place],
            of_y.max(axis=1)[x.place] * np.array(y.totals, dtype=dtype)[y.place]]  # fmt: skip
    paid: dict[object, FrozenDict] = {}  # many are equal
    none = Fraction(0)
    out = []
    for v, w, *values in zip(
        x.place, y.place, *(row.tolist() for row in (*got, *best)), strict=True
    ):
        everybody = x.totals[v] * y.totals[w]
        strategies = {
            p: side.labelled[k] for p, side, k in zip(game.players, sides, (v, w), strict=True)
        }
        key = tuple(values[:2]), everybody
        if key not in paid:
            paid[key] = FrozenDict(
                (p, Fraction(value, scale * everybody))
                for p, value, scale in zip(game.players, values, scales, strict=False)
            )
        gains = [Fraction(values[k + 2] - values[k], scales[k] * everybody) for k in (0, 1)
                 if values[k + 2] > values[k]]  # fmt: skip
        out.append(
            Profile(strategies=FrozenDict(strategies), payoffs=paid[key],
                    regret=max(gains, default=none))
        )  # fmt: skip
    return out


class _Weights:
    """Distinct mixed actions of a player: whole weights in lowest terms, totals, by label."""

    def __init__(self, game: FiniteGame, player: str, points: Sequence[Point]) -> None:
        known: dict[Point, int] = {}
        self.place = [known.setdefault(point, len(known)) for point in points]
        self.weights: list[list[int]] = []
        self.totals: list[int] = []
        self.labelled: list[FrozenDict] = []
        shares = cache(Fraction)
        for point in known:
            divisor = math.gcd(*point[:-1])
            weights = [v // divisor for v in point[:-1]]
            total = sum(weights)
            values = [shares(v, total) for v in weights]
            self.weights.append(weights)
            self.totals.append(total)
            self.labelled.append(FrozenDict(zip(game.actions[player], values, strict=True)))
        self.largest = max(self.totals, default=1)


_Read = tuple[FrozenDict, np.ndarray, int, object]
"""A mixed action by label, its whole weights, their total, and what was read (kept alive: its
identity is the key)."""


def _evaluated(
    game: FiniteGame,
    tables: list[np.ndarray],
    scales: list[int],
    mixed: Sequence[Sequence[Number]],
    known: dict[tuple[str, int], _Read],
) -> Profile:
    if len(mixed) != len(game.players):
        raise InputError(
            f"{len(mixed)} mixed actions for {len(game.players)} players",
            fix="give one distribution per player",
        )
    strategies, weights, totals = {}, [], []
    for player, size, strategy in zip(game.players, game.shape, mixed, strict=True):
        if (player, id(strategy)) not in known:
            known[player, id(strategy)] = _read(game, player, size, strategy)
        strategies[player], weight, total, _ = known[player, id(strategy)]
        weights.append(weight)
        totals.append(total)
    payoffs = {}
    regret = Fraction(0)
    everybody = math.prod(totals)
    for own, player in enumerate(game.players):
        value = _replies(tables[own], weights, own)
        expected = sum(w * v for w, v in zip(weights[own], value, strict=True) if w)
        payoffs[player] = Fraction(int(expected), scales[own] * everybody)
        gain = int(max(value)) * totals[own] - int(expected)
        if gain:
            regret = max(regret, Fraction(gain, scales[own] * everybody))
    return Profile(strategies=FrozenDict(strategies), payoffs=FrozenDict(payoffs), regret=regret)


def _read(game: FiniteGame, player: str, size: int, strategy: Sequence[Number]) -> _Read:
    vector = fractions_of(strategy)
    weight, total = _integers(vector)
    if len(vector) != size or min(weight) < 0 or sum(weight) != total:
        raise InputError(
            "not a probability distribution over the player's actions",
            where=f"{player}: {', '.join(map(str, vector))}",
            fix="give nonnegative numbers, one per action, that sum to one exactly",
        )
    labelled = FrozenDict(zip(game.actions[player], vector, strict=True))
    return labelled, np.array(weight, dtype=object), total, strategy


def profile_of(game: FiniteGame, mixed: Sequence[Sequence[Number]]) -> Profile:
    """Return the profile with the given probabilities; see `profiles_of`."""
    return profiles_of(game, [mixed])[0]


def in_own_order(order: FiniteOrder, found: Sequence[Profile]) -> tuple[Profile, ...]:
    """Profiles of the game `in_units` as profiles of the game itself, in its own order."""
    mixed = [order.back([list(s.values()) for s in e.strategies.values()]) for e in found]
    return in_order(profiles_of(order.game, mixed))


def in_order(own: Sequence[Profile]) -> tuple[Profile, ...]:
    """Pure profiles first, then by the game's own order of actions."""

    def place(profile: Profile) -> tuple[bool, list[Fraction]]:
        shares = [-q for s in profile.strategies.values() for q in s.values()]
        return not profile.is_pure, shares

    return tuple(sorted(own, key=place))


def near_ties(game: FiniteGame) -> tuple[str, ...]:
    """A note for each player with own payoffs that differ by next to nothing.

    Floats that were computed, such as ``0.1 + 0.2`` beside ``0.3``, are no ties; what depends on
    such a difference is rarely meant.

    Examples
    --------
    >>> from bargain.game.tables.finite_game import FiniteGame
    >>> game = FiniteGame.from_payoffs(np.array([[0.1 + 0.2], [0.3]]), [[0], [0]])
    >>> near_ties(game)[0]
    "payoffs of '1' nearly tie (they differ by 5.55e-17): game.rationalise() makes them equal"
    """
    notes = []
    for own, (player, table) in enumerate(game.payoffs.items()):
        size = max(abs(v) for v in table.flat)
        ordered = np.sort(table, axis=own)
        gaps = np.diff(ordered, axis=own)
        near = [g for g in gaps.flat if 0 < g < _NEAR * size]
        if near:
            notes.append(
                f"payoffs of {player!r} nearly tie (they differ by {about(min(near))}): "
                "game.rationalise() makes them equal"
            )
    return tuple(notes)
