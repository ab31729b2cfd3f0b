"""An agreement that satisfies a condition, at one point: found, proved, and looked at again.

The proof is read by the checker. Beside it the condition is evaluated at the exact agreement by the
conditions' own residuals, which share no code with the encodings: where the two differ, nothing is
said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction

import sympy as sp
from sympy.core.relational import Relational

from bargain.budget import Exhausted, allowed, spent
from bargain.errors import BargainError, OptionError
from bargain.exact import to_sympy
from bargain.exist.ways.one_way import prove_one_way
from bargain.game.alternatives import Alternatives, each_side, ways_of
from bargain.game.conditions.condition import AllOf, AnyOf, Condition, Fails
from bargain.game.conditions.connectives import Implies, Several
from bargain.game.conditions.efficiency import Efficient
from bargain.game.game import Game
from bargain.game.symbol_table import HOLDING
from bargain.question import region_points as region
from bargain.question.question import Question
from bargain.question.statement import Statement
from bargain.refute.problem import Problem
from bargain.refute.scout import scout
from bargain.signs import sign_of
from bargain.verdicts.certify import certified
from bargain.verdicts.exhibit import exact_witness, pinned
from bargain.verdicts.refutation import model_point
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["Shown", "satisfied", "shown_wrong"]

_POINTS = 6

Point = Mapping[sp.Symbol, sp.Expr]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Parameters, an agreement there, and the certificate that it satisfies the condition."""

    verdict: Verdict
    at: Point
    another: Point | None = None


def shown_wrong(
    question: Question, never: Statement, mark: float, tried: list[str]
) -> Shown | None:
    """An agreement that satisfies the question's condition, at some point of its region."""
    candidates: list[Mapping[str, Fraction]] = []
    if not never["parameters"]:
        candidates = [{}]
    else:
        if (first := model_point(never, mark=mark)) is not None:
            candidates.append(first)
        candidates += list(region.points(never, _POINTS, mark=mark))
    for position, point in enumerate(candidates):
        left = max(0.0, mark - spent()) / (len(candidates) - position)
        try:
            with allowed(left):
                found = _at(question, point, spent() + left, tried)
        except Exhausted as end:
            tried.append(str(end))
            continue
        if found is not None:
            return found
    return None


def _at(
    question: Question, point: Mapping[str, Fraction], mark: float, tried: list[str]
) -> Shown | None:
    narrow = pinned(question, point)
    try:
        statement = narrow.always()
        never = narrow.never()
    except OptionError as error:
        tried.append(str(error))
        return None
    model = scout(Problem.never(never), mark=min(mark, spent() + 3.0), core=False)
    if model.status == "unsat":
        return None
    near = model.near(1000) if model.status == "sat" else {}
    unknowns = set(statement["unknowns"])
    hint = {n: to_sympy(v) for n, v in near.items() if n in unknowns}
    hints = [hint] if hint.keys() >= unknowns else []
    proof = prove_one_way(statement, mark=mark, candidates=hints)
    if proof is None:
        return None
    verdict = certified(Status.ALWAYS, statement, proof, {}, tried=tried)
    values = None if verdict is None else exact_witness(verdict)
    if verdict is None or values is None:
        return None
    return _read(question, point, values, verdict, tried)


def _read(
    question: Question,
    point: Mapping[str, Fraction],
    values: Mapping[str, sp.Expr],
    verdict: Verdict,
    tried: list[str],
) -> Shown | None:
    """The numbers of a proof in the game's symbols, if the condition holds of them by value."""
    names = question.frame.names
    parameters = {p: to_sympy(point[p.name]) for p in question.parameters}
    parameters |= {p: e.subs(parameters) for p, e in question.solved}
    every = {s: values[n] for s, n in names.items() if n in values}
    agreement = {v: every[v] for v in question.game.variables}
    at = {**parameters, **agreement}
    if not all(_relation(r, at) is not False for r in question.stated):
        tried.append("the point found is not in the region")
        return None
    game = question.game
    numeric = game.at({p: x for p, x in parameters.items() if p in game.parameters})
    held = satisfied(question.condition, numeric, at, {**every, **parameters})
    if held is False:
        tried.append("a second evaluation of the agreement found says otherwise")
        return None
    another = None
    (only, *more) = question.condition.simple()
    if isinstance(only, Several) and not more:
        others = only.others(game)
        another = {v: every[z] for v, z in others.items()}
        another = question.shares.at({**parameters, **another})
        another = {v: x for v, x in another.items() if v not in parameters}
    return Shown(verdict=verdict, at=question.shares.at(at), another=another)


def satisfied(condition: Condition, game: Game, at: Point, every: Point) -> bool | None:
    """Whether an agreement satisfies a condition, by its residual; None where that is not told.

    Parameters
    ----------
    condition : Condition
    game : Game
        Without free parameters.
    at : mapping
        Parameters and variables.
    every : mapping
        Those, and the auxiliary quantities of a proof.
    """
    match condition:
        case AllOf(parts):
            return _all(satisfied(c, game, at, every) for c in parts)
        case AnyOf(parts):
            return _not(_all(_not(satisfied(c, game, at, every)) for c in parts))
        case Implies((before, after)):
            failing = _all([satisfied(before, game, at, every),
                            _not(satisfied(after, game, at, every))])  # fmt: skip
            return _not(failing)
        case Several(inner):
            others = {v: every[z] for v, z in condition.others(game).items()}
            differ = any(sign_of(others[v] - at[v]) not in (0, None) for v in game.variables)
            both = (at, {**at, **others})
            return _all([differ, *(satisfied(inner, game, point, point) for point in both)])
        case Fails(Efficient()):
            clauses = condition.necessary(game).clauses  # a dominating agreement is in the proof
            return _all(_relation(k.relation, every) for k in clauses)
        case Fails(inner):
            return _not(satisfied(inner, game, at, every))
        case Efficient():
            return None  # its residual says so of concave payoffs alone
    try:
        own = {s: x for s, x in at.items() if s in game.box}
        return _fixed(condition, at, game).residual_at(game, own) == 0
    except (BargainError, NotImplementedError, TypeError):
        return None


def _fixed(condition: Condition, at: Point, game: Game) -> Condition:
    """A condition with the values of its parameters put in."""
    values = {s: x for s, x in at.items() if s not in game.box}
    found = {}
    for f in fields(condition):
        value = getattr(condition, f.name)
        if isinstance(value, (Relational, Alternatives)):
            found[f.name] = each_side(value, lambda side: side.subs(values))
        elif isinstance(value, sp.Expr):
            found[f.name] = value.subs(values)
    return replace(condition, **found)


def _relation(relation: sp.Basic, at: Point) -> bool | None:
    """Whether a relation holds of exact numbers; None where that is not told."""
    return _not(_all(_not(_all(_single(r, at) for r in way)) for way in ways_of(relation)))


def _single(relation: Relational, at: Point) -> bool | None:
    difference = (relation.lhs - relation.rhs).subs(dict(at))
    try:
        sign = None if difference.free_symbols else sign_of(difference)
    except OptionError:
        sign = None
    return None if sign is None else sign in HOLDING[relation.rel_op]


def _all(found: Iterable[bool | None]) -> bool | None:
    truths = list(found)
    return False if False in truths else None if None in truths else True


def _not(found: bool | None) -> bool | None:
    return None if found is None else not found
