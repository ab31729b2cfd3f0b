"""Exhibiting: one exact point of a region at which an agreement satisfies a condition, proved.

The proof is a witness for the region narrowed to that point, so that the certificate stands on
its own: its statement says at which parameters the agreement exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import sympy as sp

from bargain.budget import Exhausted, allowed, share_until, spent
from bargain.errors import OptionError
from bargain.exact import to_sympy
from bargain.exist.ways.one_way import prove_one_way
from bargain.game.conditions.condition import Condition
from bargain.game.game import Game
from bargain.question import region_points as region
from bargain.question.encoding import Polynomial, expression
from bargain.question.question import Question
from bargain.question.region_relations import Where
from bargain.verdicts.certify import certified
from bargain.verdicts.refutation import model_point
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["exact_witness", "exhibit"]

_POINTS = 6


def pinned(question: Question, point: Mapping[str, Fraction]) -> Question:
    """The same question with the region narrowed to one point."""
    where = [sp.Eq(p, to_sympy(point[p.name]), evaluate=False) for p in question.parameters]
    whole = (*question.where, *where)
    return Question(*question.asked, whole, beside=question.beside)


def exhibit(
    game: Game,
    condition: Condition | Sequence[Condition],
    where: Where = (),
    *,
    effort: float = 20.0,
    beside: Iterable[sp.Symbol] = (),
) -> Verdict:
    """Prove that some parameters of the region admit an agreement that satisfies the condition.

    Parameters
    ----------
    game, condition, where
        As for `bargain.decide`.
    effort : float, default 20
        Work allowed, in units of `bargain.budget`.
    beside : iterable of Symbol, optional
        Further parameters of which the region may speak.

    Returns
    -------
    Verdict
        `always` over the region narrowed to one point (its ``where`` says which), or `unknown`.
    """
    tried: list[str] = []
    skipped: list[str] = []
    verdict = None
    try:
        with allowed(effort) as skipped:
            question = Question(game, condition, where, beside=beside)
            verdict = _exhibited(question, spent() + effort, tried)
    except Exhausted as end:
        tried.append(str(end))
    if verdict is not None:
        return verdict
    return Verdict(
        claim="undecided: whether some parameters admit such an agreement",
        evidence=tuple(dict.fromkeys((*tried, *skipped))),
    )


def _exhibited(question: Question, mark: float, tried: list[str]) -> Verdict | None:
    statement = question.never()
    first = model_point(statement, mark=mark)
    candidates = [first] if first is not None else []
    candidates += list(region.points(statement, _POINTS, mark=mark))
    for position, point in enumerate(candidates):
        left = max(0.0, mark - spent()) / (len(candidates) - position)
        try:
            with allowed(left):
                verdict = _at(pinned(question, point), point, spent() + left, tried)
        except Exhausted as end:
            tried.append(str(end))
            continue
        if verdict is not None:
            return verdict
    tried.append(f"no agreement was proved at {len(candidates)} points of the region")
    return None


def _at(
    question: Question, point: Mapping[str, Fraction], mark: float, tried: list[str]
) -> Verdict | None:
    try:
        found = question.readings()
    except OptionError as error:
        tried.append(str(error))
        return None
    for number, reading in enumerate(found):
        until = share_until(mark, 1 / (len(found) - number))
        try:
            with allowed(until - spent()):
                statement = question.always(reading)
                proof = prove_one_way(statement, mark=until)
        except (Exhausted, OptionError) as end:
            tried.append(str(end))
            continue
        if proof is not None:
            sample = {name: str(point[name]) for name in statement["parameters"]}
            return certified(Status.ALWAYS, statement, proof, sample, tried=tried)
    return None


def exact_witness(verdict: Verdict) -> dict[str, sp.Expr] | None:
    """The numbers that a witness proof without parameters defines, exactly.

    A value that the proof defines as a root is that algebraic number. None if the proof splits a
    region, or a number is not pinned down by one equation.
    """
    certificate = verdict.certificate
    if certificate is None or certificate["proof"].get("kind") != "witness":
        return None
    proof = certificate["proof"]
    symbols = [sp.Symbol(name) for name in certificate["statement"]["variables"]]
    found: dict[sp.Symbol, sp.Expr] = {}

    def value(poly: Polynomial) -> sp.Expr:
        return expression(poly, symbols).subs(found)

    for step in proof["define"]:
        variable = sp.Symbol(step["var"])
        if "num" in step:
            number = value(step["num"]) / value(step["den"])
        elif "root" in step:
            equation, low, high = (value(step[key]) for key in ("root", "lo", "hi"))
            if equation.free_symbols != {variable} or not equation.is_polynomial(variable):
                return None
            inside = [r for r in set(sp.real_roots(equation)) if low <= r <= high]
            if len(inside) != 1:
                return None
            number = inside[0]
        else:
            continue  # an axiom, or a logarithm: no choice of the agreement's
        if not number.is_number:
            return None
        found[variable] = number
    return {s.name: v for s, v in found.items()}
