r"""Equilibria where deviations share constraints: generalised Nash games.

A player may deviate to what is feasible while the others stay (Facchinei and Kanzow 2010). Where
constraints are linear and payoffs concave and quadratic in own actions, all equilibria are found,
continua as sets (`bargain.solve.continuous.linear_equilibrium_sets`). Elsewhere some are: from
several profiles players take best replies in turn, until nobody moves. What is listed was checked:
with the others fixed, the own problem is written as smooth cases
(`bargain.solve.bargaining.cases.payoff_cases`), and multipliers bound what any feasible deviation
gains where each case is concave; the largest of these bounds is the regret. Shared constraints as a
rule have continua of equilibria, of which the listed ones are members: such a list is never called
complete.

References
----------
Facchinei, F. and Kanzow, C. (2010). Generalized Nash equilibrium problems. *Annals of Operations
Research* 175, 177-211.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
import sympy as sp

from bargain.budget import passed, spend, spent
from bargain.errors import GameError
from bargain.exact import to_sympy
from bargain.game.feasible_set import slack
from bargain.game.game import Game
from bargain.solve.agreement import Agreement
from bargain.solve.bargaining.cases.case_program import CaseProgram
from bargain.solve.bargaining.cases.payoff_cases import cases_of
from bargain.solve.continuous.linear_equilibrium_sets import Polytope, equilibrium_polytopes
from bargain.solve.equilibria import Equilibria, EquilibriumSet

__all__ = ["equilibria_as_sets", "equilibria_with_constraints"]

_METHOD_EXACT = "first-order conditions of concave quadratic payoffs, for every set of limits"
_SHARE = 0.5  # of the effort, for the exact list
_METHOD = "best replies in turn; what is listed is bounded by multipliers"
_ROUNDS = 60
_SETTLED = 1e-10  # of the box: nobody moves any more
_REGRET = 1e-7  # of the size of the payoff: more is no equilibrium
_APART = 1e-4  # of the box
_SIMPLE = 1000  # largest denominator of a value that is tried in the place of one near it
_ROUNDING = 1e-12
_SHARES = (0.5, 0.1, 0.9)
_WORK = 20_000  # steps of `bargain.budget` for one best reply

Point = dict[sp.Symbol, float]


def equilibria_with_constraints(game: Game, effort: float) -> Equilibria:
    """All Nash equilibria of a numeric game with linear constraints, else some, with their regret.

    Parameters
    ----------
    game : Game
        Its own actions in boxes of numbers; no terms.
    effort : float
        Units of `bargain.budget`.

    Raises
    ------
    GameError
        If terms or parameters are left, or some values are listed.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": x - x**2, "B": y},
    ...             constraints=[x + y <= 1])
    >>> found = equilibria_with_constraints(game, 20.0)
    >>> {e[x] + e[y] for e in found.equilibria}, found.complete
    ({1}, True)
    >>> found.sets[0].relations[0]
    Eq(x + y - 1, 0)
    """
    if game.terms or game.parameters or game.choices:
        raise GameError(
            "terms, parameters or listed values are left beside constraints",
            where=", ".join(map(str, (*game.terms, *game.parameters, *game.choices))),
            fix="fix them with game.at({...}), or list values for all variables",
        )
    until = spent() + effort
    every = equilibria_as_sets(game, _SHARE * effort)
    if every is not None:
        return every
    found: list[tuple[Point, float]] = []
    unproved = False
    for start in _starts(game):
        if passed(until):
            break
        point = _settled(game, start, until)
        if point is None:
            continue
        regret = _regret(game, point)
        simple = {v: float(Fraction(x).limit_denominator(_SIMPLE)) for v, x in point.items()}
        if regret is not None and simple != point and not _apart(game, simple, point):
            other = _regret(game, simple) if _feasible(game, simple) else None
            if other is not None and other <= max(regret, _ROUNDING):
                point, regret = simple, other
        if regret is None:
            unproved = True
        elif all(_apart(game, point, other) for other, _ in found):
            found.append((point, regret))
    reason = (
        "deviations share constraints, so equilibria may form a continuum: those that best replies "
        "led to are listed"
    )
    if not found:
        reason = "no profile was proved an equilibrium"
        reason += "; own problems are not concave where replies settled" if unproved else ""
    return Equilibria(
        equilibria=tuple(_agreement(game, point, regret) for point, regret in found),
        reason=reason,
        method=_METHOD,
        arithmetic="float",
        regret=max((regret for _, regret in found), default=None),
    )


def equilibria_as_sets(game: Game, effort: float) -> Equilibria | None:
    """All equilibria, continua as sets; None unless payoffs are concave and quadratic.

    Parameters
    ----------
    game : Game
        Numeric, without terms; its constraints, if any, linear.
    effort : float
        Units of `bargain.budget`.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> split = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}},
    ...              {"A": -(x + y - 1) ** 2, "B": -(x + y - 1) ** 2})
    >>> equilibria_as_sets(split, 5.0).sets[0].relations[0]
    Eq(x + y - 1, 0)
    """
    polytopes = equilibrium_polytopes(game, spent() + effort)
    return None if polytopes is None else _all_of_them(game, polytopes)


def _all_of_them(game: Game, polytopes: Sequence[Polytope]) -> Equilibria:
    """The vertices, and which of them span a continuum."""
    points = list(dict.fromkeys(point for found in polytopes for point in found.vertices))
    agreements = []
    for point in points:
        at = dict(zip(game.variables, point, strict=True))
        payoffs = {p: u.subs(at) for p, u in game.payoffs.items()}
        agreements.append(
            Agreement(
                values=at,
                payoffs=payoffs,
                gains={p: u - game.disagreement[p] for p, u in payoffs.items()},
                residual=0.0,
                arithmetic="exact",
            )
        )
    sets = tuple(
        EquilibriumSet(equilibria=tuple(map(points.index, f.vertices)), relations=f.relations)
        for f in polytopes
        if len(f.vertices) > 1
    )
    return Equilibria(
        equilibria=tuple(agreements),
        sets=sets,
        complete=True,
        reason="proved by the exact Karush-Kuhn-Tucker conditions of every choice of binding "
        "limits; there is no certificate",
        method=_METHOD_EXACT,
        arithmetic="exact",
        regret=Fraction(0),
        degenerate=bool(sets),
    )


def _starts(game: Game) -> Iterator[Point]:
    for share in _SHARES:
        yield {v: float(a + (b - a) * to_sympy(Fraction(share))) for v, (a, b) in game.box.items()}
    for i, leader in enumerate(game.players):  # one after the other takes what it can
        low = {v: float(a) for v, (a, _) in game.box.items()}
        for p in (leader, *game.players[:i], *game.players[i + 1 :]):
            reply = _reply(game, p, low)
            if reply is None:
                break
            low |= reply
        else:
            yield low


def _programs(game: Game, player: str, at: Point) -> list[CaseProgram]:
    """The own problem of a player with the others fixed."""
    others = {v: to_sympy(Fraction(x)) for v, x in at.items() if v not in game.own(player)}
    constraints = []
    for relation in game.constraints:
        if not relation.free_symbols & set(game.own(player)):
            continue  # no deviation touches it
        fixed = relation.subs(others)
        if fixed in (False, sp.false):
            return []
        if fixed not in (True, sp.true):
            constraints.append(fixed)
    alone = Game(
        {player: game.actions[player], f"{player} alone": {}},
        {player: game.payoffs[player].subs(others), f"{player} alone": sp.S.Zero},
        constraints=constraints,
    )
    return [CaseProgram(case) for case in cases_of(alone, (player,))]


def _reply(game: Game, player: str, at: Point) -> Point | None:
    """A best feasible reply that was found; None if there is none."""
    spend(_WORK)
    best: tuple[float, Point] | None = None
    for program in _programs(game, player, at):
        for start in program.starts(2):
            x = program.maximise("level", np.ones(1), start)
            if x is None or (_violation(program, x) > 1e-9):
                continue
            value = float(program.gains(x)[0])
            if best is None or value > best[0]:
                best = value, program.point(x)
    return None if best is None else best[1]


def _violation(program: CaseProgram, x: np.ndarray) -> float:
    values = program.values(x)[len(program.functions) :] / program.limit_size
    short = np.where(program.equal, np.abs(values), np.maximum(-values, 0.0))
    return float(short.max(initial=0.0))


def _settled(game: Game, start: Point, until: float) -> Point | None:
    at = dict(start)
    width = {v: float(b - a) for v, (a, b) in game.box.items()}
    for _ in range(_ROUNDS):
        before = dict(at)
        for p in game.players:
            if passed(until):
                return None
            if not game.own(p):
                continue
            reply = _reply(game, p, at)
            if reply is None:
                return None
            own = {v: at[v] for v in game.own(p)}
            better = _payoff(game, p, at | reply) - _payoff(game, p, at)
            kept = _feasible(game, at) and better <= 1e-13 * (1 + abs(_payoff(game, p, at)))
            at |= own if kept else reply  # who gains nothing stays
        if max(abs(at[v] - before[v]) / width[v] for v in at) <= _SETTLED:
            return at if _feasible(game, at) else None
    return None


def _payoff(game: Game, player: str, at: Point) -> float:
    return float(game.payoffs[player].subs(at))


def _feasible(game: Game, at: Mapping[sp.Symbol, float]) -> bool:
    for relation in game.constraints:
        left = float(slack(relation).subs(at))
        if (abs(left) if relation.rel_op == "==" else -left) > 1e-9:
            return False
    return True


def _regret(game: Game, at: Point) -> float | None:
    """A bound on what any feasible deviation gains; None where it is not small, or not proved."""
    worst = 0.0
    for p in game.players:
        if not game.own(p):
            continue
        here, programs = _payoff(game, p, at), _programs(game, p, at)
        if not programs:
            return None
        for program in programs:
            if not program.concave:
                return None
            own = np.array([at[v] for v in program.variables])
            x = (own - program.low) / program.width
            bounds = [program.bound("level", np.ones(1), x)]
            best = program.maximise("level", np.ones(1), program.starts(1)[0])
            if best is not None:
                bounds.append(program.bound("level", np.ones(1), best))
            tops = [b.bound for b in bounds if b is not None]
            if not tops:
                return None
            worst = max(worst, min(tops) - here)
            if worst > _REGRET * (1 + float(program.size[0])):
                return None
    return worst


def _apart(game: Game, a: Point, b: Point) -> bool:
    return any(abs(a[v] - b[v]) > _APART * float(high - low) for v, (low, high) in game.box.items())


def _agreement(game: Game, at: Point, regret: float) -> Agreement:
    payoffs = {p: _payoff(game, p, at) for p in game.players}
    return Agreement(
        values={v: at[v] for v in game.variables},
        payoffs=payoffs,
        gains={p: u - float(game.disagreement[p]) for p, u in payoffs.items()},
        residual=regret,
    )
