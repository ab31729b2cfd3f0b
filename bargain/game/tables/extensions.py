r"""A finite game written as a game in variables: in pure actions, and its mixed extension.

In pure actions player :math:`i` has one variable, the position :math:`0, 1, \dots` of its action;
a payoff is the polynomial that takes the values of the table (Lagrange),

.. math:: \sum_a u_i(a) \prod_j \prod_{b \ne a_j} \frac{x_j - b}{a_j - b}.

The mixed extension has one variable per action but the last, its probability
:math:`p_{j a} \in [0, 1]`; the last action has the rest, and a constraint keeps it from being
negative where there are more than two actions. Payoffs are expected payoffs, linear in each
player's own probabilities (von Neumann and Morgenstern 1944, sec. 17).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from math import prod
from typing import TypeVar

import numpy as np
import sympy as sp

from bargain.errors import GameError
from bargain.exact import exact_expression
from bargain.game.tables.table_parts import TableParts
from bargain.game.written import Boolean

__all__ = [
    "action_variables",
    "in_pure_actions",
    "interpolated",
    "mixed_extension",
    "probability_variables",
]

_MOST_CELLS = 4096

_Game = TypeVar("_Game")
_Lengths = Mapping[str, list[sp.Expr]]


def _fresh(name: str, taken: set[str]) -> sp.Symbol:
    while name in taken:
        name += "_"
    taken.add(name)
    return sp.Symbol(name)


def action_variables(game: TableParts) -> dict[str, sp.Symbol]:
    """The variable of each player's action, in the game in pure actions: ``a_PLAYER``."""
    taken = {s.name for s in game.parameters}
    return {p: _fresh(f"a_{p}", taken) for p in game.players}


def probability_variables(game: TableParts) -> dict[str, list[sp.Symbol]]:
    """The probabilities of each player's actions but the last: ``p_PLAYER_ACTION``."""
    taken = {s.name for s in game.parameters}
    return {p: [_fresh(f"p_{p}_{a}", taken) for a in game.actions[p][:-1]] for p in game.players}


def in_pure_actions(game: TableParts, make: Callable[..., _Game]) -> _Game:
    """See `bargain.FiniteGame.in_pure_actions`; `make` is `bargain.Game`."""
    variables, factors = action_variables(game), _pure_factors(game)
    own = {p: {variables[p]: list(range(k))} for p, k in zip(game.players, game.shape, strict=True)}
    several = {p: v if game.shape[k] > 1 else {} for k, (p, v) in enumerate(own.items())}
    meanings = {
        variables[p]: f"action of {p}: "
        + ", ".join(f"{k} = {a}" for k, a in enumerate(game.actions[p]))
        for p in game.players
        if several[p]
    }
    return _made(game, make, several, factors, meanings, ())


def mixed_extension(game: TableParts, make: Callable[..., _Game]) -> _Game:
    """See `bargain.FiniteGame.mixed_extension`; `make` is `bargain.Game`."""
    variables = probability_variables(game)
    factors: dict[str, list[sp.Expr]] = {
        p: [*own, 1 - sp.Add(*own)] for p, own in variables.items()
    }
    constraints = [sp.Le(sp.Add(*own), 1) for own in variables.values() if len(own) > 1]
    meanings = {
        v: f"probability that {p} plays {a}"
        for p, own in variables.items()
        for v, a in zip(own, game.actions[p], strict=False)
    }
    boxes = {p: dict.fromkeys(own, (0, 1)) for p, own in variables.items()}
    return _made(game, make, boxes, factors, meanings, constraints)


def interpolated(game: TableParts, table: np.ndarray) -> sp.Expr:
    """A table with one value per pure profile, as a polynomial in `action_variables`."""
    factors = _pure_factors(game)
    return _polynomial(table, [factors[p] for p in game.players])


def _pure_factors(game: TableParts) -> dict[str, list[sp.Expr]]:
    variables = action_variables(game)
    return {
        p: [_lagrange(variables[p], k, size) for k in range(size)]
        for p, size in zip(game.players, game.shape, strict=True)
    }


def _lagrange(x: sp.Symbol, k: int, size: int) -> sp.Expr:
    """The polynomial that is 1 at position k and 0 at the others."""
    return sp.Mul(*((x - b) / sp.Integer(k - b) for b in range(size) if b != k))


def _made(
    game: TableParts,
    make: Callable[..., _Game],
    boxes: Mapping[str, Mapping[sp.Symbol, object]],
    factors: _Lengths,
    meanings: Mapping[sp.Symbol, str],
    constraints: Iterable[Boolean],
) -> _Game:
    if prod(game.shape) > _MOST_CELLS:
        raise GameError(
            f"a table of {prod(game.shape)} cells is too large to be written in variables",
            where=" x ".join(map(str, game.shape)),
            fix="use nash_equilibria, or remove dominated actions first",
        )
    return make(
        actions=boxes,
        payoffs={p: _polynomial(game.payoffs[p], [factors[q] for q in game.players])
                 for p in game.players},
        disagreement={p: exact_expression(d) for p, d in game.disagreement.items()},
        assumptions=game.assumptions,
        parameters=game.parameters,
        constraints=constraints,
        meanings=meanings,
        name=game.name,
    )  # fmt: skip


def _polynomial(table: np.ndarray, factors: list[list[sp.Expr]]) -> sp.Expr:
    total = sp.S.Zero
    for at in product(*(range(k) for k in table.shape)):
        if table[at] != 0:
            here = (f[k] for f, k in zip(factors, at, strict=True))
            total += exact_expression(table[at]) * sp.Mul(*here)
    return sp.expand(total)
