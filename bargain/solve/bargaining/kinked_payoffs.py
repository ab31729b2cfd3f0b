r"""Bargaining where payoffs have kinks: best-shot and weakest-link security.

Newton's method needs second derivatives; `Max`, `Min` and `Abs` have none. Where every gain rises
in the kinked term they are removed exactly, one after the other:

* **Max.** :math:`\max(a, b) \ge a` and the objective rises in the gains, so its best value is the
  best over the two smooth problems with :math:`\max(a, b)` replaced by :math:`a` and by :math:`b`.
* **Min.** :math:`\min(a, b) \le a`, so the problem with :math:`a` in its place is a relaxation: if
  its solution has :math:`a \le b` it solves the problem. If neither relaxation does, the solution,
  for concave gains, lies where :math:`a = b`; there one variable replaces the other (both have to
  be plain variables with the same box).

The Kalai-Smorodinsky solution needs ideal gains of the whole problem, not of its pieces; it is
``unknown`` here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
import sympy as sp
from sympy.functions.elementary.hyperbolic import HyperbolicFunction
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from bargain.errors import GameError
from bargain.game.feasible_set import refuse_feasible_sets
from bargain.game.game import Game
from bargain.game.written import Value
from bargain.solve.agreement import Agreement, BargainingSolution, NoAgreementProof, Outcome
from bargain.solve.bargaining.ties import EQUAL
from bargain.solve.payoffs.concavity import concave_gains

__all__ = ["has_kinks", "refuse_breaks", "solve_kinked"]

_BREAKS = (sp.Piecewise, sp.Heaviside, sp.sign, sp.floor, sp.ceiling, sp.DiracDelta)
_COMPUTED = (
    sp.exp, sp.log, sp.Max, sp.Min, sp.Abs, TrigonometricFunction, HyperbolicFunction, sp.asin,
    sp.acos, sp.atan, sp.asinh, sp.acosh, sp.atanh,
)  # fmt: skip
_TIE = 1e-9  # of the size of a and b: how exactly a relaxation has to satisfy a <= b

Solve = Callable[[Game], BargainingSolution]


def _kinks(game: Game) -> list[sp.Expr]:
    """Kinked sub-expressions of the variables, the innermost first."""
    found = set()
    for gain in game.gains().values():
        found |= {k for k in gain.atoms(sp.Max, sp.Min, sp.Abs) if k.has(*game.variables)}
    return sorted(found, key=lambda k: (k.count_ops(), sp.default_sort_key(k)))


def has_kinks(game: Game) -> bool:
    """Whether some gain has a kink in the variables."""
    return bool(_kinks(game))


def refuse_breaks(game: Game) -> None:
    """Refuse payoffs with jumps or cases, and functions that numpy does not have.

    Raises
    ------
    GameError
        Naming the sub-expression.
    """
    refuse_feasible_sets(game, "the solver")
    for player, gain in game.gains().items():
        for part in gain.atoms(*_BREAKS):
            if part.has(*game.variables):
                raise GameError(
                    f"the payoff of {player!r} has jumps or cases",
                    where=str(part),
                    fix="use smooth payoffs, max, min or abs, or ask decide(…)",
                )
        for part in sorted(gain.atoms(sp.Function), key=sp.default_sort_key):
            if not isinstance(part, _COMPUTED):
                raise GameError(
                    f"the payoff of {player!r} uses {type(part).__name__}",
                    where=str(part),
                    fix="use + - * /, powers, sqrt, log, exp, max, "
                    "min, abs or trigonometric functions",
                )


def solve_kinked(
    game: Game, name: str, weights: Mapping[str, Fraction], solve: Solve
) -> BargainingSolution:
    """Solve a game with kinks through smooth ones.

    Parameters
    ----------
    game : Game
    name : str
        The solution concept.
    weights : mapping of player to number
    solve : callable
        Solves a game with fewer kinks.

    Returns
    -------
    BargainingSolution
    """
    solution = _solve_cases(game, name, weights, solve)
    if solution.agreement is None:
        return solution
    best = _in_the_game(game, solution.agreement, solution.agreement.gains)
    others = [_in_the_game(game, a) for a in solution.alternatives]
    level = _value(name, weights, best)
    return replace(
        solution,
        agreement=best,
        alternatives=tuple(
            a for a in others if _value(name, weights, a) >= level - _slack(name, level)
        ),
    )


def _in_the_game(game: Game, a: Agreement, least: Mapping[str, Value] | None = None) -> Agreement:
    """An agreement with the payoffs of the game itself: a case may count less than it pays."""
    gains = {p: float(g.subs(a.values)) for p, g in game.gains().items()}
    if least is not None:  # never less than in the case: another evaluation may round differently
        gains = {p: float(np.fmax(g, float(least[p]))) for p, g in gains.items()}
    payoffs = {p: g + float(game.disagreement[p]) for p, g in gains.items()}
    return replace(a, payoffs=payoffs, gains=gains, arithmetic="float")


def _slack(name: str, level: float) -> float:
    return EQUAL * (1.0 if name == "nash_bargaining" else abs(level))


def _solve_cases(
    game: Game, name: str, weights: Mapping[str, Fraction], solve: Solve
) -> BargainingSolution:
    kink = _kinks(game)[0]
    base = BargainingSolution(
        solution=name, weights=weights, method=f"cases of {kink}, each smooth"
    )
    if name == "kalai_smorodinsky":
        return replace(
            base,
            reason="payoffs have kinks, so ideal gains of the cases are not those of the problem",
        )
    if isinstance(kink, sp.Abs):
        inside = kink.args[0]
        larger = (
            sp.Max(inside, -inside, evaluate=False)
            if _rises(game, kink)
            else -sp.Min(inside, -inside, evaluate=False)
        )
        return solve(_with(game, kink, larger))
    if not _rises(game, kink):
        return replace(base, reason=f"a gain may fall where {kink} rises")
    cases = [solve(_with(game, kink, part)) for part in kink.args]
    if isinstance(kink, sp.Max):
        return _best_case(game, base, name, weights, cases)
    return _lowest(game, kink, base, cases, solve)


def _with(game: Game, old: sp.Expr, new: sp.Expr) -> Game:
    swap = {old: new}
    return Game(
        actions=game.actions, terms=game.terms, name=game.name,
        payoffs={p: u.xreplace(swap) for p, u in game.payoffs.items()},
        disagreement=game.disagreement,
    )  # fmt: skip


def _rises(game: Game, kink: sp.Expr) -> bool:
    """Whether no gain falls in the kinked term, by signs."""
    term = sp.Dummy("kink", nonnegative=all(game.box[v][0] >= 0 for v in game.variables))
    shift = {v: b[0] + sp.Dummy(v.name, nonnegative=True) for v, b in game.box.items()}
    return all(
        bool(sp.diff(g.xreplace({kink: term}), term).xreplace(shift).is_nonnegative)
        for g in game.gains().values()
    )


def _value(name: str, weights: Mapping[str, Fraction], agreement: Agreement) -> float:
    gains = {p: float(g) for p, g in agreement.gains.items()}
    if name == "egalitarian":
        return min(g / float(weights[p]) for p, g in gains.items())
    if name == "utilitarian":
        return sum(float(weights[p]) * g for p, g in gains.items())
    if min(gains.values()) <= 0:
        return -np.inf
    mean = sum(map(float, weights.values())) / len(weights)
    return sum(float(weights[p]) / mean * float(np.log(g)) for p, g in gains.items())


def _best_case(
    game: Game,
    base: BargainingSolution,
    name: str,
    weights: Mapping[str, Fraction],
    cases: list[BargainingSolution],
) -> BargainingSolution:
    if any(c.status is Outcome.UNKNOWN for c in cases):
        return replace(base, reason="one of the cases is not decided")
    agreed = [c for c in cases if c.agreement is not None]
    if not agreed:
        words = "in no case does an agreement make every player better off: " + "; ".join(
            c.evidence.words for c in cases if c.evidence is not None
        )
        return replace(base, status=Outcome.NO_AGREEMENT, arithmetic="exact",
            reason="no agreement makes every player better off",
            evidence=NoAgreementProof(kind="cases", words=words),
        )  # fmt: skip
    best = max(agreed, key=lambda c: _value(name, weights, c.agreement) if c.agreement else -np.inf)
    # what is as good in another case; `solve_kinked` keeps what is as good in the game
    rest = [a for c in agreed if c is not best for a in (c.agreement, *c.alternatives) if a]
    others = list(best.alternatives)
    for a in rest:
        if all(_apart(a, b, game) for b in (best.agreement, *others)):
            others.append(a)
    return replace(
        best,
        method=f"{base.method}: {best.method}",
        alternatives=tuple(others),
        reason=f"the best of {len(cases)} cases; {best.reason}",
    )


def _apart(a: Agreement, b: Agreement | None, game: Game) -> bool:
    return b is not None and any(
        abs(float(a[v.name]) - float(b[v.name])) > _TIE * float(high - low)
        for v, (low, high) in game.box.items()
    )


def _size(kink: sp.Expr, game: Game) -> float:
    """How large the parts of a kink become: the largest at the ends and the middle of the box."""
    ends = [((low, high), (low + high) / 2) for low, high in game.box.values()]
    points = [[pair[0] for pair, _ in ends], [pair[1] for pair, _ in ends], [m for _, m in ends]]
    sizes = [
        abs(float(part.subs(dict(zip(game.box, point, strict=True)))))
        for part in kink.args
        for point in points
    ]
    return max((s for s in sizes if np.isfinite(s)), default=0.0)


def _lowest(
    game: Game,
    kink: sp.Expr,
    base: BargainingSolution,
    cases: list[BargainingSolution],
    solve: Solve,
) -> BargainingSolution:
    for case in cases:
        if case.status is Outcome.NO_AGREEMENT:
            return case  # even the relaxation has none
    slack = _TIE * _size(kink, game)
    for part, case in zip(kink.args, cases, strict=True):
        if case.agreement is not None:
            z = case.agreement.values
            mine = float(part.subs(z))
            if all(mine <= float(other.subs(z)) + slack for other in kink.args):
                words = f"{part} is least at the solution; in that case {case.reason}"
                return replace(case, method=f"{base.method}: {case.method}", reason=words)
    plain = [v for v in kink.args if v in game.box]
    boxes = {game.box[v] for v in plain}
    concave = all(
        all(concave_gains(_with(game, kink, part)).values()) for part in kink.args
    )  # fmt: skip
    if len(kink.args) != 2 or len(plain) != 2 or len(boxes) != 1 or not concave:
        return replace(base, reason="the tie of the cases is not solved for here")
    one, two = plain
    tied = solve(Game(
        actions=game.actions, terms=game.terms, name=game.name, disagreement=game.disagreement,
        payoffs={p: u.xreplace({kink: one}).xreplace({two: one}) for p, u in game.payoffs.items()},
    ))  # fmt: skip
    if tied.agreement is None:
        return replace(
            tied,
            status=Outcome.UNKNOWN,
            evidence=None,
            reason="no agreement on the tie, and none of the cases decides",
        )
    values = dict(tied.agreement.values) | {two: tied.agreement[one]}
    active = (
        *tied.active,
        *(a.replace(one.name, two.name, 1) for a in tied.active if a.startswith(f"{one.name} =")),
    )
    others = tuple(replace(a, values=dict(a.values) | {two: a[one]}) for a in tied.alternatives)
    return replace(
        tied,
        agreement=replace(tied.agreement, values=values),
        active=active,
        alternatives=others,
        method=f"{base.method}: {tied.method}",
        reason=f"the solution has {one} = {two}; {tied.reason}",
    )
