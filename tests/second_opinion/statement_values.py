"""A second opinion on what exists: statements evaluated at points, in fractions.

`always` and `sometimes` promise that at every point of a region (at one point) there are values of
the unknowns for which every goal holds for all values of its bound variables. The proof's witness
is computed at points, step by step, and the goals are evaluated there at random values of the bound
variables. Numbers are fractions, roots and functions are balls; a relation fails only if it is
certainly false.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from enclosures import ball
from flint import arb

Value = Fraction | arb
Values = dict[str, Value]


def numbers(texts: Mapping[str, str]) -> Values:
    """Return a point of a certificate, exactly."""
    return {name: Fraction(value) for name, value in texts.items()}


def evaluate(poly: list[Any], names: list[str], at: Mapping[str, Value]) -> Value:
    """Return the value of a polynomial; exact where all that it mentions is exact."""
    total: Value = Fraction(0)
    for c, exponents in poly:
        term: Value = Fraction(c)
        for name, e in zip(names, exponents, strict=True):
            for _ in range(e):
                term = _times(term, at[name])
        total = _plus(total, term)
    return total


def mentioned(poly: list[Any], names: list[str]) -> set[str]:
    """Return the variables that a polynomial mentions."""
    return {name for _, exponents in poly for name, e in zip(names, exponents, strict=True) if e}


def _lift(x: Value) -> arb:
    return ball(x) if isinstance(x, Fraction) else x


def _times(x: Value, y: Value) -> Value:
    return x * y if isinstance(x, Fraction) and isinstance(y, Fraction) else _lift(x) * _lift(y)


def _plus(x: Value, y: Value) -> Value:
    return x + y if isinstance(x, Fraction) and isinstance(y, Fraction) else _lift(x) + _lift(y)


def may_hold(rel: str, value: Value) -> bool:
    """Return whether ``value rel 0`` is not certainly false; exact for fractions."""
    if isinstance(value, Fraction):
        return {"=": value == 0, ">=": value >= 0, ">": value > 0}[rel]
    if not value.is_finite() or value.rad() > arb("1e-12"):
        return False  # a value that says nothing confirms nothing
    return {"=": value.contains(0), ">=": not value < 0, ">": not value <= 0}[rel]


def holds(h: Mapping[str, Any], names: list[str], at: Mapping[str, Value]) -> bool:
    """Return whether a hypothesis holds at a point, as far as `may_hold` says."""
    ways = h["any"] if h["rel"] == "or" else [[[h["rel"], h["poly"]]]]
    return any(all(may_hold(r, evaluate(p, names, at)) for r, p in way) for way in ways)


def region_points(
    statement: Mapping[str, Any],
    sample: Mapping[str, str],
    rng: random.Random,
    wanted: int,
    tries: int = 400,
) -> Iterator[Values]:
    """Yield the sample and random points of the region near it and far from it.

    Equations that are linear in a parameter are solved for it, one after the other.
    """
    names, parameters = statement["variables"], statement["parameters"]
    start = {p: Fraction(sample[p]) for p in parameters}
    yield numbers(sample)
    found = 1
    for _ in range(tries):
        if found >= wanted:
            return
        at: Values = {}
        spread = rng.choice([Fraction(1, 8), Fraction(1, 2), Fraction(2)])
        for p in parameters:
            kind = rng.random()
            if kind < 0.2:
                at[p] = start[p]
            elif kind < 0.8:
                at[p] = start[p] * (1 + spread * Fraction(rng.randint(-7, 16), 8))
            else:
                at[p] = start[p] + spread * Fraction(rng.randint(-8, 8), 4)
        for h in statement["region"]:
            if h["rel"] == "=":
                _solve(h["poly"], names, parameters, at, rng)
        if all(holds(h, names, at) for h in statement["region"]):
            found += 1
            yield at


def _solve(poly: list[Any], names: list[str], parameters: list[str], at: Values,
           rng: random.Random) -> None:  # fmt: skip
    order = list(parameters)
    rng.shuffle(order)
    for p in order:
        if max(e[names.index(p)] for _, e in poly) == 1:
            at_zero, at_one = (evaluate(poly, names, {**at, p: Fraction(k)}) for k in (0, 1))
            slope = at_one - at_zero
            if slope != 0:
                at[p] = -at_zero / slope
                return


class Unreached(Exception):
    """A proof says that a point of the region is in no case that it treats."""


def witness(statement: Mapping[str, Any], tree: Mapping[str, Any], at: Values) -> Values:
    """Return the values of the unknowns and functions at a point of the region."""
    names = statement["variables"]
    while tree["kind"] == "split":
        value = evaluate(tree["p"], names, at)
        assert isinstance(value, Fraction)
        tree = tree["zero" if value == 0 else "neg" if value < 0 else "pos"]
    if tree["kind"] == "vacuous":
        raise Unreached
    found = dict(at)
    for step in tree.get("define", []):
        if "rule" not in step:
            found[step["var"]] = _step(step, statement, found)
            for inner in step.get("through", []):
                if "function" in inner:
                    found[inner["var"]] = _step(inner, statement, found)
    return found


def _step(step: Mapping[str, Any], statement: Mapping[str, Any], at: Values) -> Value:
    names = statement["variables"]
    if "function" in step:
        entry = statement["functions"][step["function"]]
        return function(entry, names, at)
    if "root" in step:
        return _root(step, statement, at)
    num, den = (evaluate(step[key], names, at) for key in ("num", "den"))
    if isinstance(num, Fraction) and isinstance(den, Fraction):
        return num / den
    return _lift(num) / _lift(den)


def function(entry: Mapping[str, Any], names: list[str], at: Mapping[str, Value]) -> Value:
    """Return the log or exp that an entry of ``functions`` stands for."""
    argument = evaluate(entry["arg"], names, at)
    if argument == {"log": 1, "exp": 0}[entry["of"]]:
        return Fraction(0 if entry["of"] == "log" else 1)
    return {"log": arb.log, "exp": arb.exp}[entry["of"]](_lift(argument))


def _root(step: Mapping[str, Any], statement: Mapping[str, Any], at: Values) -> Value:
    """Bisect for a zero between ``lo`` and ``hi``, where the function changes its sign."""
    names = statement["variables"]
    low, high = (evaluate(step[key], names, at) for key in ("lo", "hi"))
    low, high = (x if isinstance(x, Fraction) else _fraction(x.mid()) for x in (low, high))

    def value(x: Fraction) -> Value:
        here = {**at, step["var"]: x}
        for inner in step.get("through", []):
            if "function" in inner:
                here[inner["var"]] = function(
                    statement["functions"][inner["function"]], names, here
                )
        return evaluate(step["root"], names, here)

    assert not value(low) > 0, "no sign change: positive at the lower end"
    assert not value(high) < 0, "no sign change: negative at the upper end"
    for _ in range(120):
        middle = (low + high) / 2
        y = value(middle)
        if y == 0:
            return middle
        low, high = (middle, high) if y < 0 else (low, middle)
    return ball(low, high)


def _fraction(x: arb) -> Fraction:
    mantissa, exponent = x.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def failing_goals(statement: Mapping[str, Any], found: Values, rng: random.Random,
                  draws: int = 20) -> list[str]:  # fmt: skip
    """Return goals that are false for some values of their bound variables in their boxes."""
    names = statement["variables"]
    ends = {v: (Fraction(lo), Fraction(hi)) for v, lo, hi in statement["bound"]}
    bad = []
    for goal in statement["goals"]:
        forall = goal["forall"]
        corners = list(product(*(ends[v] for v in forall)))[:16]
        inside = [
            tuple(lo + (hi - lo) * Fraction(rng.randint(0, 24), 24)
                  for lo, hi in (ends[v] for v in forall))
            for _ in range(draws if forall else 0)
        ]  # fmt: skip
        for values in corners + inside:
            at = {**found, **dict(zip(forall, values, strict=True))}
            for entry in statement.get("functions", []):
                if entry["var"] not in at and mentioned(entry["arg"], names) <= at.keys():
                    at[entry["var"]] = function(entry, names, at)
            if not holds(goal, names, at):
                bad.append(goal["name"])
                break
    return bad


def pure_equilibria(statement: Mapping[str, Any], at: Values) -> list[tuple[int, ...]]:
    """Return the pure equilibria of a ``table`` at a point, by trying every deviation."""
    names, players = statement["variables"], statement["players"]
    sizes = [len(statement["actions"][p]) for p in players]
    profiles = list(product(*map(range, sizes)))
    worth = {
        p: {s: evaluate(poly, names, at)
            for s, poly in zip(profiles, statement["payoffs"][p], strict=True)}
        for p in players
    }  # fmt: skip
    return [
        s
        for s in profiles
        if all(
            worth[p][s] >= worth[p][(*s[:i], t, *s[i + 1 :])]
            for i, p in enumerate(players)
            for t in range(sizes[i])
        )
    ]
