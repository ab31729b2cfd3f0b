"""Points of a region of parameters: rational, exact, and spread out.

A region is a list of polynomial relations on the parameters. Its points are found by z3, pulled
towards a deterministic spread of targets, and checked in exact arithmetic before they are used.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain

from bargain.budget import passed, spent
from bargain.check.certificate import Data
from bargain.errors import EmptyRegionError, LimitReached
from bargain.question.encoding import Polynomial
from bargain.refute.positivstellensatz.roomy_points import roomy_points
from bargain.refute.problem import Problem
from bargain.refute.ring import Hypothesis
from bargain.refute.scout import RealRoot, Scout, scout

__all__ = ["evaluate", "points", "sample_point"]

_TARGETS = tuple(
    Fraction(n, d)
    for n, d in ((1, 2), (1, 1), (2, 1), (1, 4), (3, 1), (3, 4), (1, 10), (9, 10), (1, 3), (5, 1),
                 (0, 1), (10, 1), (1, 100), (100, 1), (99, 100), (3, 2), (-1, 1), (-1, 2),
                 (-2, 1), (-1, 10), (-3, 1), (-5, 1))
)  # fmt: skip
#: Of the targets, the first ones are not negative. So many are tried in place of another.
_POSITIVE, _OTHERS = 16, 6


def evaluate(poly: Polynomial, values: Sequence[Fraction]) -> Fraction:
    """The exact value of a plain polynomial."""
    total = Fraction(0)
    for coefficient, exponents in poly:
        term = Fraction(coefficient)
        for value, exponent in zip(values, exponents, strict=False):
            if exponent:
                term *= value**exponent
        total += term
    return total


def sample_point(statement: Data, *, mark: float) -> dict[str, Fraction]:
    """One rational point of the region of a statement.

    Raises
    ------
    EmptyRegionError
        If the region has no point.
    LimitReached
        If none was found with the effort allowed.
    """
    if not statement["parameters"]:
        _constant_region(statement)
        return {}
    for point in chain(roomy_points(Problem.region(statement)), points(statement, 1, mark=mark)):
        return point
    raise LimitReached(
        "no rational point of the region was found with the effort allowed",
        where="; ".join(h["text"] for h in statement["region"]),
        fix="give more effort=, or a region with rational points",
    )


def _constant_region(statement: Data) -> None:
    region = Problem.region(statement)
    zeros = region.ring.point({})
    for h, said in zip(region.hypotheses, statement["region"], strict=True):
        if not h.holds_at(zeros):
            raise EmptyRegionError("the region is empty", where=said["text"])


def points(
    statement: Data, count: int, *, mark: float, also: Sequence[Hypothesis] = ()
) -> Iterator[dict[str, Fraction]]:
    """Yield up to `count` different rational points of the region, at which more may have to hold.

    Raises
    ------
    EmptyRegionError
        If the region has no point at all.
    """
    names: list[str] = list(statement["parameters"])
    region = Problem.region(statement).also(also)
    seen: set[tuple[Fraction, ...]] = set()
    generator = random.Random(len(names))  # noqa: S311  # a fixed spread of targets, not security
    for attempt in range(4 * count + 4):
        if len(seen) >= count or passed(mark):
            return
        targets = [
            _TARGETS[attempt % len(_TARGETS)] if attempt < 2 else generator.choice(_TARGETS)
            for _ in names
        ]
        # Where a coordinate cannot be at its target, others are tried before z3's own value:
        # z3 likes 1/2, and then every point would say the same of a parameter between 0 and 1.
        others = generator.sample(_TARGETS[:_POSITIVE], _OTHERS) if attempt >= 2 else []
        towards = dict(zip(names, targets, strict=True))
        point = _point_towards(names, region, towards, others, mark)
        if point is None:
            if attempt == 0:
                _refuse_empty(region, statement, mark)
            continue
        key = tuple(point[n] for n in names)
        if key not in seen:
            seen.add(key)
            yield point


def _point_towards(
    names: list[str],
    region: Problem,
    targets: dict[str, Fraction],
    others: Sequence[Fraction],
    mark: float,
) -> dict[str, Fraction] | None:
    """A point of the region with as many coordinates at their targets as z3 can place there."""
    if (found := _checked(names, region, targets)) is not None:
        return found
    fixed: dict[str, Fraction] = {}
    answer = _scout(region, fixed, mark)
    if answer.status != "sat":
        return None
    model = answer.model
    for name in sorted(names, key=lambda n: targets[n]):  # stable: then in the order given
        for value in [targets[name], *others, *_options(model.get(name))]:
            trial = fixed | {name: value}
            if _fails_already(region, trial):
                continue
            if (found := _checked(names, region, {**model, **trial})) is not None:
                fixed[name], model = value, found
                break
            answer = _scout(region, trial, mark)
            if answer.status == "sat":
                fixed[name], model = value, answer.model
                break
    return _checked(names, region, {n: fixed.get(n, model.get(n)) for n in names})


def _fails_already(region: Problem, fixed: Mapping[str, Fraction]) -> bool:
    """Whether a relation of the region that says nothing of other coordinates fails."""
    ring = region.ring
    values, known = ring.point(fixed), {ring.index[n] for n in fixed}
    return any(
        all(ring.support(r.poly) <= known for r in h.relations) and not h.holds_at(values)
        for h in region.hypotheses
    )


def _options(value: Fraction | RealRoot | None) -> list[Fraction]:
    if isinstance(value, Fraction):
        return [value]
    if value is None:
        return []
    # an algebraic number: try simple rationals near it
    return [value.near(d) for d in (2, 10, 100)]


def _checked(
    names: list[str], region: Problem, point: Mapping[str, Fraction | RealRoot | None]
) -> dict[str, Fraction] | None:
    exact = {n: v for n in names if isinstance(v := point.get(n), Fraction)}
    return exact if len(exact) == len(names) and region.holds_at(exact) else None


def _scout(region: Problem, fixed: Mapping[str, Fraction], mark: float) -> Scout:
    return scout(region.at(fixed), mark=min(mark, spent() + 2.0), core=False)


def _refuse_empty(region: Problem, statement: Data, mark: float) -> None:
    """Raise `EmptyRegionError` if the region is refuted, by an algebraic proof."""
    from bargain.refute.refuter import refute

    if _scout(region, {}, mark).status != "unsat":
        return
    if refute(region, mark=min(mark, spent() + 10)) is not None:
        raise EmptyRegionError(
            "the region is empty: no parameters satisfy all its relations",
            where="; ".join(h["text"] for h in statement["region"]),
            fix="nothing can be claimed about an empty region; relax it",
        )
