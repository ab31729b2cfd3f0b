"""Points of a game's payoffs, for figures: sampled in floats, seeded, and never taken for a result.

A sample of a continuous game is a grid, or random points where it has more than two variables, and
then points around those that are not dominated, nearer each time. Of a table it is every profile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import sympy as sp

from bargain.errors import GameError, OptionError
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "FINE",
    "QUICK",
    "Floats",
    "Sample",
    "evaluated",
    "marked",
    "payoffs_of",
    "points_of",
    "refuse_parameters",
    "undominated",
]

Floats: TypeAlias = npt.NDArray[np.float64]
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Sample:
    """How many points are sampled.

    Attributes
    ----------
    line, square : int
        Points of a side, of one variable and of each of two.
    random : int
        Points in more dimensions.
    kept, near, rounds : int
        So many of the best, points around them, a third as far each round.
    """

    line: int
    square: int
    random: int
    kept: int
    near: int
    rounds: int


FINE = Sample(line=4001, square=301, random=60_000, kept=400, near=30_000, rounds=5)
"""For a figure that is printed."""
QUICK = Sample(line=401, square=41, random=4_000, kept=120, near=2_500, rounds=4)
"""For a figure that is drawn anew many times a second."""


def refuse_parameters(game: object, where: str) -> None:
    """Refuse what is no game, and games whose parameters have no values.

    Raises
    ------
    OptionError
    """
    if not isinstance(game, (Game, FiniteGame)):
        raise OptionError(
            f"game is of type {type(game).__name__}, not Game or FiniteGame",
            where=where,
            fix="give the game that the figure is about",
        )
    if game.parameters:
        raise OptionError(
            "the game still has parameters",
            where=f"{where}: " + ", ".join(map(str, game.parameters)),
            fix="give them values with game.at({...})",
        )


def evaluated(game: Game, expression: sp.Expr, at: Mapping[sp.Symbol, Floats]) -> Floats:
    """An expression at many points; NaN where it has no value.

    Parameters may be in it, with one value each: what is compiled serves for all of them.
    """
    with np.errstate(all="ignore"):
        found = np.asarray(_compiled(tuple(at), expression)(*at.values()))
    real = np.where(np.isreal(found), np.real(found), np.nan)
    shape = next(iter(at.values())).shape if at else ()
    return np.broadcast_to(real, shape).astype(float)


@lru_cache(maxsize=64)
def _compiled(arguments: tuple[sp.Symbol, ...], expression: sp.Expr) -> Callable[..., Floats]:
    function: Callable[..., Floats] = sp.lambdify(list(arguments), expression, "numpy")
    return function


def points_of(
    game: Game, values: Mapping[sp.Symbol, Floats], sample: Sample
) -> dict[sp.Symbol, Floats]:
    """Feasible points of a continuous game, one array for each variable."""
    sides = []
    count = {1: sample.line, 2: sample.square}.get(len(game.variables), 0)
    for v in game.variables:
        low, high = map(float, game.box[v])
        listed = [float(value) for value in game.choices.get(v, ())]
        sides.append(np.array(listed) if listed else np.linspace(low, high, count or 2))
    corners = np.array(list(product(*sides))) if count or len(sides) <= 10 else np.empty((0, 0))
    if not count:
        draw = np.random.default_rng(0)
        inner = np.column_stack(
            [draw.choice(s, sample.random) if v in game.choices
             else draw.uniform(s[0], s[-1], sample.random)
             for v, s in zip(game.variables, sides, strict=True)]
        )  # fmt: skip
        corners = np.vstack([corners, inner]) if corners.size else inner
    return _feasible(game, corners, values)


def _feasible(
    game: Game, rows: Floats, values: Mapping[sp.Symbol, Floats]
) -> dict[sp.Symbol, Floats]:
    """The rows that meet the constraints."""
    at = {v: rows[:, n] for n, v in enumerate(game.variables)}
    kept = np.ones(len(rows), dtype=bool)
    for constraint in game.constraints:
        difference = evaluated(game, constraint.lhs - constraint.rhs, {**at, **values})
        sign = -1 if constraint.rel_op in (">", ">=") else 1
        if isinstance(constraint, sp.Eq):
            raise GameError(
                "a constraint is an equation, and no sampled point meets it",
                where=str(constraint),
                fix="put it in: write one variable as a function of the others",
            )
        kept &= sign * difference <= _SLACK
    if not kept.any():
        raise GameError("no point that was sampled is feasible", where="constraints",
                        fix="write the game in variables that fill their boxes")  # fmt: skip
    return {v: column[kept] for v, column in at.items()}


def payoffs_of(
    game: Game | FiniteGame,
    players: tuple[str, ...],
    values: Mapping[sp.Symbol, float] | None = None,
    sample: Sample = FINE,
) -> Floats:
    """Payoffs of some players: one row for each point, as sampled; of a table each profile.

    Parameters
    ----------
    game : Game or FiniteGame
    players : tuple of str
    values : mapping of symbol to float, optional
        Of the parameters of a continuous game.
    sample : Sample
    """
    if isinstance(game, FiniteGame):
        tables = [np.asarray(game.payoffs[p], dtype=object).ravel() for p in players]
        return np.array([[float(u) for u in table] for table in tables]).T
    fixed = {s: np.asarray(float(x)) for s, x in (values or {}).items()}
    at = points_of(game, fixed, sample)
    found = _rows(game, players, {**at, **fixed})
    for number in range(sample.rounds if len(players) == 2 else 0):  # near their frontier
        best = undominated(found)
        best = best[np.linspace(0, len(best) - 1, min(len(best), sample.kept)).astype(int)]
        draw = np.random.default_rng(number)
        rows = np.column_stack(list(at.values()))[best]
        near = np.repeat(rows, max(1, sample.near // len(rows)), axis=0)
        widths = [float(high - low) * 0.1 / 3**number for low, high in game.box.values()]
        moved = near + draw.normal(size=near.shape) * widths
        for n, v in enumerate(game.variables):
            low, high = map(float, game.box[v])
            listed = v in game.choices
            moved[:, n] = near[:, n] if listed else np.clip(moved[:, n], low, high)
        more = _feasible(game, np.vstack([rows, moved]), fixed)
        at = {v: np.concatenate([at[v], more[v]]) for v in at}
        found = np.vstack([found, _rows(game, players, {**more, **fixed})])
    return found[np.isfinite(found).all(axis=1)]


def _rows(game: Game, players: tuple[str, ...], at: Mapping[sp.Symbol, Floats]) -> Floats:
    return np.column_stack([evaluated(game, game.payoffs[p], at) for p in players])


def undominated(payoffs: Floats) -> npt.NDArray[np.intp]:
    """The rows to which no other is better for the first two players, from the left."""
    finite = np.where(np.isfinite(payoffs).all(axis=1), 1.0, np.nan)
    first, second = payoffs[:, 0] * finite, payoffs[:, 1] * finite
    order = np.lexsort((-second, -first))
    order = order[np.isfinite(first[order])]
    best = np.maximum.accumulate(second[order])
    kept = np.concatenate([[True], second[order][1:] > best[:-1]])
    return order[kept][::-1]


def marked(solutions: Any, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The payoffs of results, each with its name.

    Parameters
    ----------
    solutions : result, sequence of results, or mapping of name to result
        Anything with ``agreement``, ``equilibria`` or ``payoffs``, or payoffs by player.
    where : str
        For errors.
    """
    several = solutions if isinstance(solutions, (list, tuple)) else [solutions]
    named = solutions.items() if _by_name(solutions) else [("", s) for s in several]
    for name, result in named:
        label = name or str(getattr(result, "solution", "") or type(result).__name__)
        if hasattr(result, "equilibria"):
            for n, each in enumerate(result.equilibria, start=1):
                yield f"{name or 'equilibrium'} {n}", each.payoffs
        elif getattr(result, "agreement", None) is not None:
            yield label, result.agreement.payoffs
        elif hasattr(result, "payoffs"):
            yield label, result.payoffs
        elif isinstance(result, Mapping):
            yield label, result
        elif not hasattr(result, "agreement"):  # a solution without agreement has no place
            raise OptionError(
                f"{type(result).__name__} has no payoffs",
                where=f"{where}(…, solutions)",
                fix="give results of solvers, agreements, or {player: payoff}",
            )


def _by_name(solutions: object) -> bool:
    """Whether a mapping holds results by name, not payoffs by player."""
    return isinstance(solutions, Mapping) and not all(
        isinstance(v, (int, float, sp.Expr)) or hasattr(v, "numerator") for v in solutions.values()
    )
