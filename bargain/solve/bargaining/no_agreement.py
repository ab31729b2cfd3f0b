r"""Proofs that no agreement makes every player better off.

For concave gains, any :math:`\lambda \ge 0, \lambda \ne 0` and any point :math:`z^0` of the box,

.. math:: \sum_i \lambda_i g_i(z) \le \sum_i \lambda_i g_i(z^0)
          + \sum_j \max_{z_j \in [\ell_j, h_j]} \partial_j\Bigl(\sum_i \lambda_i g_i\Bigr)(z^0)
          (z_j - z^0_j) \quad\text{for all } z.

If the right-hand side is at most zero, not all gains can be positive anywhere. Floating-point
search proposes :math:`\lambda` and :math:`z^0`; the inequality is then evaluated in exact
arithmetic (rational numbers; logarithms and roots through sympy's guarded evaluation).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
import sympy as sp

from bargain.exact import to_fraction, to_sympy
from bargain.game.game import Game
from bargain.signs import about
from bargain.solve.agreement import NoAgreementProof
from bargain.solve.bargaining.cases.case_program import CaseProgram, Multipliers
from bargain.solve.payoffs.concavity import is_concave

__all__ = ["prove_by_weights", "prove_case_by_weights", "weighted_bound"]

_SNAP = 1e-3
_DENOMINATORS = (1, 12, 1000, 10**6, 10**9)


def weighted_bound(
    game: Game, weights: Mapping[str, Fraction], at: Mapping[sp.Symbol, Fraction]
) -> sp.Expr:
    """The exact upper bound of the weighted gains over the box that the tangent at `at` gives.

    Valid if every gain with a positive weight is concave.

    Examples
    --------
    >>> y, z = sp.symbols("y z")
    >>> game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z/2 - y, "C": y/2 - z})
    >>> weighted_bound(game, {"P": Fraction(1), "C": Fraction(1)}, {y: Fraction(0), z: Fraction(0)})
    0
    """
    total = sp.Add(*(to_sympy(w) * game.gains()[p] for p, w in weights.items()))
    return _tangent_bound(total, game.box, at)


def _tangent_bound(
    total: sp.Expr,
    box: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]],
    at: Mapping[sp.Symbol, Fraction],
) -> sp.Expr:
    point = {v: to_sympy(value) for v, value in at.items()}
    bound = total.xreplace(point)
    for v, (low, high) in box.items():
        slope = sp.diff(total, v).xreplace(point)
        if slope.is_finite is not True:
            return sp.oo  # a root's slope at zero: the tangent says nothing here
        bound += sp.Max(slope * (high - point[v]), slope * (low - point[v]))
    return bound


def prove_case_by_weights(program: CaseProgram, found: Multipliers) -> NoAgreementProof | None:
    """The same for a concave case: weights on its functions, and multipliers of its limits."""
    case, count = program.case, len(program.functions)
    if not program.concave:
        return None
    both = np.concatenate([found.functions, found.limits])
    if not np.isfinite(both).all() or both[:count].max(initial=0.0) <= 0:
        return None
    share = both / both[:count].max()
    for at in _points(case.box, found.at):
        for denominator in _DENOMINATORS:
            exact = [_signed(float(m), denominator) for m in share]
            weights = {
                p: sum((exact[k] for k in range(count) if program.owner[k] == i), Fraction(0))
                for i, p in enumerate(program.players)
            }
            whole = [*program.functions, *program.limits]
            total = sp.Add(*(to_sympy(m) * e for m, e in zip(exact, whole, strict=True) if m))
            bound = _tangent_bound(total, case.box, at)
            if bound.is_finite is not True or bound.is_nonpositive is not True:
                continue
            used = {p: w for p, w in weights.items() if w > 0}
            if used:
                shown = " + ".join(f"{w}*gain[{p}]" for p, w in used.items())
                return NoAgreementProof(
                    kind="weights", weights=used, at=at, bound=bound,
                    words=f"{shown} <= {_short(bound)} wherever the limits hold, by concavity: "
                          "not every gain can be positive",
                )  # fmt: skip
    return None


def _signed(value: float, denominator: int) -> Fraction:
    found = _significant(abs(value), denominator)
    return -found if value < 0 else found


def prove_by_weights(
    game: Game, players: Sequence[str], weights: np.ndarray, x: np.ndarray
) -> NoAgreementProof | None:
    """Turn proposed weights and a proposed point into an exact proof, or return `None`.

    Parameters
    ----------
    game : Game
        Numeric.
    players : sequence of str
        Whom the entries of `weights` belong to.
    weights : numpy.ndarray
        Proposed non-negative slopes on the gains.
    x : numpy.ndarray
        Proposed point in unit-box coordinates.
    """
    gains = game.gains()
    if not (np.isfinite(weights).all() and np.isfinite(x).all()) or weights.max() <= 0:
        return None
    for at in _points(game.box, x):
        for lam in _weights(game, players, weights, at):
            used = {p: w for p, w in lam.items() if w > 0}
            if not used:
                continue
            bound = weighted_bound(game, used, at)
            if bound.is_finite is not True or bound.is_nonpositive is not True:
                continue
            if all(is_concave(gains[p], game.variables, game.box) for p in used):
                shown = " + ".join(f"{w}*gain[{p}]" for p, w in used.items())
                return NoAgreementProof(
                    kind="weights", weights=used, at=at, bound=bound,
                    words=f"{shown} <= {_short(bound)} on the whole box, because the gains are "
                          "concave: not every gain can be positive",
                )  # fmt: skip
    return None


def _short(bound: sp.Expr) -> str:
    text = str(bound)
    if len(text) <= 24:
        return text
    return about(to_fraction(bound), 6) if bound.is_Rational else f"{float(bound):.6g}"


def _points(
    box: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]], x: np.ndarray
) -> Iterator[dict[sp.Symbol, Fraction]]:
    """The point with near bounds snapped to them, then more and more of its digits."""
    for snap, denominator in ((_SNAP, 12), (_SNAP, 10**4), (1e-9, 10**12)):
        point = {}
        for (v, ends), xj in zip(box.items(), x, strict=True):
            low, high = (Fraction(int(b.p), int(b.q)) for b in ends)
            share = (
                Fraction(0)
                if xj < snap
                else Fraction(1)
                if xj > 1 - snap
                else Fraction(float(xj)).limit_denominator(denominator)
            )
            point[v] = low + (high - low) * share
        yield point


def _weights(
    game: Game, players: Sequence[str], proposed: np.ndarray, at: Mapping[sp.Symbol, Fraction]
) -> Iterator[dict[str, Fraction]]:
    share = proposed / proposed.max()
    # Scale by powers of ten so that gains of very different units keep their digits.
    for denominator in _DENOMINATORS:
        yield {p: _significant(float(w), denominator) for p, w in zip(players, share, strict=True)}
    for alone in players:  # somebody who cannot gain at all
        yield {p: Fraction(int(p == alone)) for p in players}
    if len(players) == 2:
        yield from _two_player_weights(game, players, at)


def _significant(value: float, denominator: int) -> Fraction:
    if value <= 0 or not np.isfinite(value):
        return Fraction(0)
    scale = Fraction(10) ** int(np.floor(np.log10(value)))
    return Fraction(value / float(scale)).limit_denominator(denominator) * scale


def _two_player_weights(
    game: Game, players: Sequence[str], at: Mapping[sp.Symbol, Fraction]
) -> Iterator[dict[str, Fraction]]:
    """At a corner: the ratios of weights that make every slope point out of the box, exactly."""
    first, second = (game.gains()[p] for p in players)
    point = {v: to_sympy(value) for v, value in at.items()}
    low, high = sp.S.Zero, sp.oo  # bounds on the second weight, the first being one
    for v in game.variables:
        a, b = (sp.diff(g, v).xreplace(point) for g in (first, second))
        bottom, top = game.box[v]
        if point[v] == top:
            a, b = -a, -b
        elif point[v] != bottom:
            return
        if not (a.is_Rational and b.is_Rational):
            return  # need a + ratio*b <= 0
        if b > 0:
            high = sp.Min(high, -a / b)
        elif b < 0:
            low = sp.Max(low, -a / b)
        elif a > 0:
            return
    if low > high:
        return
    ratio = low + 1 if high == sp.oo else (low + high) / 2
    fraction = Fraction(int(ratio.p), int(ratio.q))
    yield dict(zip(players, (Fraction(1), fraction), strict=True))
