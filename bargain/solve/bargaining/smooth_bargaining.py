r"""Bargaining solutions of one smooth concave game, numerically, with a bound on what is left.

With gains :math:`g_i = u_i - d_i` on the box, and only among agreements where every gain is
positive:

* Nash: :math:`\max \sum_i \alpha_i \log g_i` (Nash 1950; weights: Harsanyi & Selten 1972);
* Kalai-Smorodinsky: :math:`\max \min_i g_i / b_i`, with the ideal gain :math:`b_i` the largest
  :math:`g_i` among acceptable agreements (Kalai & Smorodinsky 1975);
* egalitarian: :math:`\max \min_i g_i / w_i` (Kalai 1977);
* utilitarian: :math:`\max \sum_i w_i g_i` among acceptable agreements.

Conventions. A player whose payoff does not depend on the agreement has no say: it is left out of
the product, the minimum and the sum; if its constant gain is negative there is no agreement. If no
agreement gives *every* other player a strictly positive gain, the answer is "no agreement", even
where some are indifferent to a point that others like. Where the largest least gain is reached
with slack for some player, the analytic centre of the slack is returned, and gains are unequal.

References
----------
Nash, J. (1950), *Econometrica* 18. Kalai, E. & Smorodinsky, M. (1975), *Econometrica* 43.
Kalai, E. (1977), *Econometrica* 45. Harsanyi, J. & Selten, R. (1972), *Management Science* 18.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from bargain.errors import OptionError
from bargain.exact import to_fraction
from bargain.game.game import Game
from bargain.game.written import Number
from bargain.solve.agreement import Agreement, BargainingSolution, NoAgreementProof, Outcome
from bargain.solve.bargaining.batch_bargaining import interior_points
from bargain.solve.bargaining.no_agreement import prove_by_weights
from bargain.solve.bargaining.projected_newton import NewtonRun
from bargain.solve.bargaining.smooth_problem import Optimum, SmoothProblem
from bargain.solve.bargaining.ties import other_best
from bargain.solve.payoffs.compiled import compile_game

__all__ = ["bargaining_weights", "solve_smooth"]

# A result is called an agreement only if what could still be gained is below this.
GAP_TOLERANCE = 1e-6


def bargaining_weights(
    players: Sequence[str], weights: Mapping[str, Number] | None
) -> dict[str, Fraction]:
    """Exact positive weights, one per player; one each by default.

    Raises
    ------
    OptionError
        A missing or unknown player, or a weight that is not positive.
    """
    if weights is None:
        return dict.fromkeys(players, to_fraction(1))
    if not isinstance(weights, Mapping):
        raise OptionError("weights is not a mapping", fix="write {player: weight}")
    if set(weights) != set(players):
        odd = sorted(map(str, set(weights) ^ set(players)))
        raise OptionError(
            f"weights do not match the players: {', '.join(odd)}",
            where=f"weights for {', '.join(map(str, weights))}",
            fix="give one weight for each of " + ", ".join(players),
        )
    exact = {p: to_fraction(weights[p]) for p in players}
    if low := [p for p, w in exact.items() if w <= 0]:
        raise OptionError(
            f"the weight of {low[0]!r} is {exact[low[0]]}", fix="use positive weights"
        )
    return exact


Solver = Callable[[SmoothProblem, np.ndarray, Mapping[str, Fraction]], Optimum]


def solve_smooth(
    game: Game, solution: str, solver: Solver, weights: Mapping[str, Fraction]
) -> BargainingSolution:
    """Decide feasibility, then run `solver` from an agreement that everyone accepts.

    Parameters
    ----------
    game : Game
        Numeric payoffs, all gains concave.
    solution : str
        Name of the concept, for the result.
    solver : callable
        Takes the problem, starts (unit box) and weights; returns the run, the factor that turns
        its slopes and residual into the concept's own units, and the bound on what is left.
    weights : mapping
        Exact weights of all players.
    """
    base = BargainingSolution(solution=solution, weights=weights)
    players, answer = bargainers(game, base)
    if answer is not None:
        return answer
    problem = SmoothProblem(game, players, compile_game(game, players))
    return _bargain(problem, base, solver, weights)


def bargainers(
    game: Game, base: BargainingSolution
) -> tuple[tuple[str, ...], BargainingSolution | None]:
    """Who has a say in a numeric game; the answer, if constant payoffs give it already."""
    fixed = {p: g for p, g in game.gains().items() if not g.has(*game.variables)}
    if losers := [p for p, g in fixed.items() if g.is_negative]:
        words = f"the payoff of {losers[0]} is below its outside option whatever is agreed"
        proof = NoAgreementProof(
            kind="weights", weights={losers[0]: to_fraction(1)}, bound=fixed[losers[0]], words=words
        )
        return (), replace(base, status=Outcome.NO_AGREEMENT, reason=words,
            method="constant payoff", arithmetic="exact", evidence=proof,
        )  # fmt: skip
    players = tuple(p for p in game.players if p not in fixed)
    if not players and all(g.is_positive for g in fixed.values()):
        return (), replace(
            base, agreement=_middle(game), status=Outcome.AGREEMENT, bound=0.0, residual=0.0,
            method="constant payoffs", arithmetic="exact",
            reason="no payoff depends on the agreement and everyone gains: every agreement is as "
                   "good as this one, the middle of the box",
        )  # fmt: skip
    if not players:
        words = "no payoff depends on the agreement, so no agreement makes everyone better off"
        proof = NoAgreementProof(kind="enumeration", words=words)
        return (), replace(base, status=Outcome.NO_AGREEMENT, reason=words,
            method="constant payoffs", arithmetic="exact", evidence=proof,
        )  # fmt: skip
    return players, None


def _middle(game: Game) -> Agreement:
    gains = game.gains()
    return Agreement(
        values={v: (low + high) / 2 for v, (low, high) in game.box.items()},
        payoffs=game.payoffs,
        gains=gains,
        residual=0.0,
        arithmetic="exact",
    )


def _bargain(
    problem: SmoothProblem,
    base: BargainingSolution,
    solver: Solver,
    weights: Mapping[str, Fraction],
) -> BargainingSolution:
    starts, failure = _starts(problem, base)
    if failure is not None:
        return failure
    optimum = solver(problem, starts, weights)
    run, best = optimum.run, int(np.argmax(optimum.value))
    _accept(problem, run, best, starts)
    bound = float(optimum.bound[best])
    # A slope may be infinite at a bound (a root at zero): then there is no residual, only a proof.
    residual = float(optimum.residual[best])
    agreement = problem.agreement(run, best, residual if np.isfinite(residual) else None)
    found = replace(
        base,
        method=optimum.method,
        residual=agreement.residual,
        active=problem.active(run, best),
        multipliers={
            p: float(s) / optimum.unit
            for p, s in zip(problem.players, run.slopes[:, best], strict=True)
        },
    )
    if not agreement.is_finite:
        return replace(
            base, method=optimum.method, reason="the search met numbers that floats cannot hold"
        )
    others, words = other_best(problem, base.solution, optimum, best, weights)
    if agreement.residual is None or not bound <= GAP_TOLERANCE:
        return replace(
            found,
            bound=bound,
            candidate=agreement,
            reason="the iteration ended before the bound was small",
        )
    return replace(found, agreement=agreement, status=Outcome.AGREEMENT, bound=bound,
        alternatives=others,
        reason=_said("gains are concave, so the Karush-Kuhn-Tucker point is the global answer",
                     words),
    )  # fmt: skip


def _said(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _accept(problem: SmoothProblem, run: NewtonRun, column: int, starts: np.ndarray) -> None:
    """Undo rounding that left a gain a few units in the last place below zero.

    The point moves towards a start, where all gains are positive, by as little as is needed.
    """
    if not (run.gains[:, column] < 0).any():
        return
    inside = starts[:, min(column, starts.shape[1] - 1)]
    for share in 10.0 ** np.arange(-16.0, -9.0):
        x = run.x[:, column] + share * (inside - run.x[:, column])
        gains = np.array([float(g) for g in problem.compiled.gains(list(x), [])])
        if (gains >= 0).all():
            run.x[:, column], run.gains[:, column] = x, gains
            return


def _starts(
    problem: SmoothProblem, base: BargainingSolution
) -> tuple[np.ndarray, BargainingSolution | None]:
    """Points where all gains are positive, or the answer that there are none, or unknown."""
    x, found, _, run = interior_points(problem.compiled, [], 1)
    if found[0]:
        return x, None
    proof = None
    if run is not None:
        proof = prove_by_weights(problem.game, problem.players, run.slopes[:, 0], run.x[:, 0])
    if proof is None:
        return x, replace(base, method="largest least gain",
            reason="neither an agreement with positive gains nor a proof that none exists",
        )  # fmt: skip
    return x, replace(
        base, status=Outcome.NO_AGREEMENT, evidence=proof, method="largest least gain",
        arithmetic="exact", reason="no agreement makes every player better off",
    )  # fmt: skip
