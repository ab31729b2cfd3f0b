r"""Global answers without concavity: interval branch and prune over the box.

A candidate from many starts is globally best to within a factor :math:`1 + \varepsilon` if no point
of the box satisfies

* Nash: all :math:`g_i \ge 0` and :math:`\prod_i (g_i/\hat g_i)^{k_i} \ge 1 + \varepsilon`, the
  weights being in the ratio of the integers :math:`k_i`;
* egalitarian: all :math:`g_i \ge (1+\varepsilon)\, w_i \min_j \hat g_j / w_j`;
* utilitarian: all :math:`g_i \ge 0` and
  :math:`\sum w_i g_i \ge (1+\varepsilon) \sum w_i \hat g_i`,

and no agreement has positive gains for all if none satisfies all :math:`g_i \ge 0`. Each is a
question of `bargain.intervals.empty_boxes`, whose proofs are trees of bisections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

import sympy as sp

from bargain.errors import ExpressionError
from bargain.exact import to_sympy
from bargain.game.game import Game
from bargain.intervals.empty_boxes import RangeConstraint, prove_empty_box
from bargain.solve.agreement import NoAgreementProof

__all__ = ["prove_best", "prove_none_acceptable"]

EPSILON = Fraction(1, 10**6)
_EFFORT = 20.0
_MOST_BOXES = 200_000
_LARGEST_POWER = 12


def _at_least_zero(game: Game, players: Sequence[str]) -> list[RangeConstraint]:
    return [
        RangeConstraint(
            name=f"gain of {p}", expression=game.gains()[p], lower=Fraction(0), upper=None
        )
        for p in players
    ]


def prove_none_acceptable(game: Game, players: Sequence[str]) -> NoAgreementProof | None:
    """Prove that no agreement gives all these players non-negative gains, or return `None`."""
    try:
        proof = prove_empty_box(
            game.variables,
            _at_least_zero(game, players),
            game.box,
            effort=_EFFORT,
            max_boxes=_MOST_BOXES,
        )
    except ExpressionError:
        return None
    if not proof.empty:
        return None
    return NoAgreementProof(
        kind="intervals", boxes=proof.boxes,
        certificate={"statement": proof.statement, "proof": proof.proof},
        words=f"on each of {proof.boxes} boxes that cover all agreements some gain is negative",
    )  # fmt: skip


def prove_best(
    game: Game, name: str, gains: Mapping[str, float], weights: Mapping[str, Fraction],
    ideal: Mapping[str, float] | None = None,
) -> float | None:  # fmt: skip
    """Prove that nothing beats these gains by more than a factor; returns that factor minus one.

    Parameters
    ----------
    game : Game
    name : str
        The solution concept.
    gains : mapping of player to float
        The candidate's gains, of the players that bargain.
    weights : mapping of player to Fraction
    ideal : mapping of player to float, optional
        Ideal gains, for the Kalai-Smorodinsky solution: they are proved as well.

    Returns
    -------
    float or None
        `None` where it was not proved.
    """
    questions = _questions(game, name, gains, weights, ideal)
    if not questions:
        return None
    try:
        for better in questions:
            if not prove_empty_box(
                game.variables, better, game.box, effort=_EFFORT, max_boxes=_MOST_BOXES
            ).empty:
                return None
    except ExpressionError:
        return None
    return float(EPSILON) * (1 if ideal is None else 2)


def _questions(
    game: Game, name: str, gains: Mapping[str, float], weights: Mapping[str, Fraction],
    ideal: Mapping[str, float] | None,
) -> list[list[RangeConstraint]]:  # fmt: skip
    """Sets of constraints that all have to be empty."""
    if any(not g > 0 for g in gains.values()) and name != "utilitarian":
        return []
    if name == "kalai_smorodinsky":
        if ideal is None:
            return []
        players = list(gains)
        larger = [
            [
                *_at_least_zero(game, players),
                _beats(game.gains()[p] / _short(ideal[p]), 1 + EPSILON),
            ]
            for p in players
        ]
        scale = {p: float(weights[p]) * ideal[p] for p in players}
        return [*larger, _least(game, gains, scale)]
    if name == "egalitarian":
        return [_least(game, gains, {p: float(weights[p]) for p in gains})]
    better = _better(game, name, gains, weights)
    return [] if better is None else [better]


def _least(
    game: Game, gains: Mapping[str, float], scale: Mapping[str, float]
) -> list[RangeConstraint]:
    level = min(g / scale[p] for p, g in gains.items())
    return [_beats(game.gains()[p] / _short(scale[p] * level), 1 + EPSILON, p) for p in gains]


def _short(value: float) -> sp.Rational:
    return to_sympy(Fraction(f"{value:.12e}"))


def _better(
    game: Game, name: str, gains: Mapping[str, float], weights: Mapping[str, Fraction]
) -> list[RangeConstraint] | None:
    symbolic = game.gains()
    if name == "nash_bargaining":
        # All weights times the common denominator, over their common factor: small integers only.
        shared = lcm(*(weights[p].denominator for p in gains))
        powers = {p: int(weights[p] * shared) for p in gains}
        if sum(powers.values()) > _LARGEST_POWER:
            return None
        product: sp.Expr = sp.Mul(
            *((symbolic[p] / _short(gains[p])) ** k for p, k in powers.items())
        )
        found = [_beats(product, 1 + EPSILON)]
        return [*_at_least_zero(game, list(gains)), *found]
    if name == "utilitarian":
        total = sum(float(weights[p]) * g for p, g in gains.items())
        weighted = sp.Add(*(to_sympy(weights[p]) * symbolic[p] for p in gains))
        return [*_at_least_zero(game, list(gains)), _beats(weighted / _short(total), 1 + EPSILON)]
    return None


def _beats(expression: sp.Expr, factor: Fraction, whose: str = "") -> RangeConstraint:
    return RangeConstraint(
        name=f"better {whose}".strip(), expression=expression, lower=factor, upper=None
    )
