r"""Sound instances of inequalities for logarithms and exponentials.

A statement's functions are fresh variables :math:`L_k = \log a_k` or :math:`E_k = e^{b_k}`.  What
is known of them are instances of

.. math:: \log t \le t - 1, \qquad e^t \ge 1 + t, \qquad e^t > 0

at :math:`t = a/b`, :math:`1/a`, or differences (so bounds from both sides), and of the product
rules :math:`\prod a_k^{n_k} = \prod a_l^{m_l} \Rightarrow \sum n_k L_k = \sum
m_l L_l` (likewise for exponentials).  Where a model gives a function a wrong value, the tangent at
a rational number close by says so (`tangents`): :math:`e^t \ge c (1 + t - r)` for
:math:`0 < c \le e^r`, and :math:`c \ge e^t (1 + r - t)` for :math:`c \ge e^r`.  The checker forms
each instance by itself; this module chooses which ones to offer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement

import flint

from bargain.check.interval import ONE, enclose, exp
from bargain.refute.ring import Data, Key, Number, Plain, Poly, Relation, Ring

#: With more functions than this, bounds between pairs are left out.
_PAIRS_UP_TO = 6
#: Denominators of the places at which tangents touch, the first that will do, and how far out.
_TOUCH, _FAR, _LARGE = (1, 2, 4, 12, 60, 10**3, 10**5, 10**7), 40, Fraction(10**18)
#: Models that are asked for wrong values, for one refutation.
_ROUNDS = 12
#: What a value may be off by, relative to its size; the share of what a tangent may cut off.
_OFF, _SHARE = 1e-7, 0.4
#: Tangents: denominators of where they touch, the largest number there; what a model may be off by.
_TOUCH, _LARGEST, _OFF = (1, 2, 4, 12, 60, 1000, 10**5, 10**8), 40, 1e-7


@dataclass(frozen=True, slots=True)
class Instance:
    """An axiom instance: its rule, the functions that it is used for, and what it says.

    The functions are named by their numbers: one by one, or as pairs of numbers and powers. In
    place of one in a bound there may be two numbers, which the checker compares: a value and the
    logarithm of something close to it.
    """

    rule: str
    given: tuple[tuple[str, int | list[list[int]] | list[str] | None], ...]
    relation: Relation

    def plain(self) -> Plain:
        """The instance as a certificate names it."""
        return {"rule": self.rule, **dict(self.given)}


@dataclass(frozen=True, slots=True)
class Function:
    """The variable at `position` is the log or exp of `argument`; `number` counts its list."""

    number: int
    position: int
    kind: str
    argument: Poly

    def value(self, argument: float) -> float | None:
        """The value in floating-point numbers, None where there is none."""
        if self.kind == "log":
            return math.log(argument) if argument > 0 else None
        return math.exp(argument) if argument < 700 else None


def read_functions(ring: Ring, data: Sequence[Data]) -> tuple[Function, ...]:
    """Read a statement's functions."""
    return tuple(
        Function(k, ring.index[f["var"]], f["of"], ring.decode(f["arg"]))
        for k, f in enumerate(data)
    )


@dataclass(frozen=True, slots=True)
class _Point:
    """A point on the graph of a function."""

    kind: str
    value: Poly
    argument: Poly


def instances(
    ring: Ring,
    functions: Sequence[Function],
    *,
    only: Collection[int] | None = None,
    pairs: Collection[tuple[int, int]] | None = None,
) -> list[Instance]:
    """Choose axiom instances for the functions of a statement.

    Parameters
    ----------
    ring : Ring
    functions : sequence of Function
    only : collection of int, optional
        Positions in the list of the functions that may be used.
    pairs : collection of pairs of int, optional
        Bounds between exactly these pairs and nothing else.

    Examples
    --------
    >>> ring = Ring(["x", "L"])
    >>> [i.rule for i in instances(ring, [Function(0, 1, "log", ring.gen("x"))])]
    ['log-positive-arg', 'log-bound', 'log-bound']
    """
    known = [_Point(f.kind, ring.gens[f.position], f.argument) for f in functions]
    ones = {"log": _Point("log", ring.zero, ring.one), "exp": _Point("exp", ring.one, ring.zero)}
    if pairs is not None:
        return [b for i, j in pairs for b in _bounds(known, ones[known[i].kind], i, j)]
    chosen = [(i, f) for i, f in enumerate(known) if only is None or i in only]
    result: list[Instance] = []
    for i, f in chosen:
        rule, positive = (
            ("log-positive-arg", f.argument) if f.kind == "log" else ("exp-positive", f.value)
        )
        result.append(Instance(rule, (("i", i),), Relation(">", positive)))
    for i, f in chosen:
        result += [*_bounds(known, ones[f.kind], i, None), *_bounds(known, ones[f.kind], None, i)]
        if len(chosen) <= _PAIRS_UP_TO:
            for j, g in chosen:
                if i != j and f.kind == g.kind:
                    result += _bounds(known, ones[f.kind], i, j)
    result += _products(ring, known, [i for i, _ in chosen])
    return result


def _bounds(
    known: Sequence[_Point], one: _Point, i: int | None, j: int | None
) -> Iterator[Instance]:
    """The bound of function i by its tangent at function j; None stands for log 1 or exp 0."""
    f, g = (one if k is None else known[k] for k in (i, j))
    yield Instance(f"{f.kind}-bound", (("i", i), ("j", j)), Relation(">=", _slope(f, g)))


def _slope(f: _Point, g: _Point) -> Poly:
    """What the first point has above the tangent at the second."""
    if f.kind == "log":
        return f.argument - g.argument - g.argument * (f.value - g.value)
    return f.value - g.value * (1 + f.argument - g.argument)


def offers(
    ring: Ring,
    functions: Sequence[Function],
    first: Sequence[Instance],
    every: Sequence[Instance],
    model: Callable[[], Mapping[str, Fraction] | None],
) -> Iterator[tuple[list[Instance], bool]]:
    """Instances to refute something with, as long as what was offered does not do; the last too.

    Parameters
    ----------
    ring : Ring
    functions : sequence of Function
        What tangents may be offered for.
    first, every : sequence of Instance
        What is offered at first, and, if it is not the same, at last beside the tangents.
    model : callable
        A point that satisfies what was to be refuted with the last offer, if one was found:
        tangents are offered where it has wrong values.
    """
    tangent: list[Instance] = []
    yield [*first], False
    for _ in range(_ROUNDS):
        at = model()
        more = tangents(ring, functions, at) if at is not None else []
        if not more:
            break
        tangent += more
        yield [*first, *tangent], False
    if every is not first:
        yield [*every, *tangent], True


def tangents(
    ring: Ring, functions: Sequence[Function], point: Mapping[str, Fraction]
) -> list[Instance]:
    """Bounds by numbers, one for each function that has a wrong value at a point.

    Examples
    --------
    >>> ring = Ring(["x", "E"])
    >>> exp = Function(0, 1, "exp", ring.gen("x"))
    >>> [low] = tangents(ring, [exp], {"x": Fraction(1), "E": Fraction(2)})
    >>> low.plain()
    {'rule': 'exp-bound', 'i': 0, 'j': ['27/10', '1']}
    """
    at = {name: point.get(name, Fraction(0)) for name in ring.names}
    cuts = (_tangent(ring, f, _at(ring, f.argument, at), at[ring.names[f.position]])
            for f in functions)  # fmt: skip
    return [cut for cut in cuts if cut is not None]


def _at(ring: Ring, poly: Poly, at: Mapping[str, Fraction]) -> Fraction:
    value = ring.values_at(poly, at)
    number: Number = value.leading_coefficient() if value != 0 else flint.fmpq(0)
    return Fraction(int(number.p), int(number.q))


def _tangent(ring: Ring, f: Function, argument: Fraction, value: Fraction) -> Instance | None:
    """The simplest tangent that cuts off a good share of what is wrong, if anything is."""
    big, small = (argument, value) if f.kind == "log" else (value, argument)
    own = float(min(max(big, -_LARGE), _LARGE))
    if abs(small) > _FAR or (f.kind == "log" and own <= 0):
        return None
    touch, true = math.log(own) if f.kind == "log" else float(small), math.exp(small)
    if abs(touch) > _FAR or abs(own - true) <= _OFF * (abs(own) + true):
        return None
    low, near = own < true, float(small)

    def wrong(c: float, where: float) -> float:
        return c * (1 + near - where) - own if low else own * (1 + where - near) - c

    for power, denominator in enumerate(_TOUCH, start=1):
        where, scale = Fraction(touch).limit_denominator(denominator), 10**power
        ends = exp(enclose(where)) if where else (ONE, ONE)
        c = Fraction(ends[0] * scale // ONE if low else -(-ends[1] * scale // ONE), scale)
        if c > 0 and wrong(float(c), float(where)) >= _SHARE * wrong(math.exp(touch), touch):
            pair = ring.constant(c), ring.constant(where)
            there = _Point("log", *pair[::-1]) if f.kind == "log" else _Point("exp", *pair)
            here = _Point(f.kind, ring.gens[f.position], f.argument)
            numbers = [str(c), str(where)] if where else None
            i, j = (f.number, numbers) if low else (numbers, f.number)
            slope = _slope(here, there) if low else _slope(there, here)
            return Instance(f"{f.kind}-bound", (("i", i), ("j", j)), Relation(">=", slope))
    return None


def _products(ring: Ring, known: Sequence[_Point], usable: Sequence[int]) -> Iterator[Instance]:
    """Product rules between at most two functions on either side."""
    for kind in ("log", "exp"):
        positions = [i for i in usable if known[i].kind == kind]
        sides: dict[Key, list[dict[int, int]]] = {}
        for size in (0, 1, 2):
            for chosen in combinations_with_replacement(positions, size):
                powers: dict[int, int] = {}
                for i in chosen:
                    powers[i] = powers.get(i, 0) + 1
                total = ring.one if kind == "log" else ring.zero
                for i in chosen:
                    argument = known[i].argument
                    total = total * argument if kind == "log" else total + argument
                sides.setdefault(ring.key(total), []).append(powers)
        for key in sorted(sides):
            first, *rest = sides[key]
            for other in rest:
                if set(first) & set(other):
                    continue
                yield _product(ring, known, kind, first, other)


def _product(
    ring: Ring,
    known: Sequence[_Point],
    kind: str,
    left: Mapping[int, int],
    right: Mapping[int, int],
) -> Instance:
    if kind == "log":
        poly = ring.zero
        for side, sign in ((left, 1), (right, -1)):
            for i, n in side.items():
                poly = poly + known[i].value * (sign * n)
    else:
        both = []
        for side in (left, right):
            value = ring.one
            for i, n in side.items():
                value = value * known[i].value ** n
            both.append(value)
        poly = both[0] - both[1]
    powers = [[[i, n] for i, n in sorted(side.items())] for side in (left, right)]
    given = (("left", powers[0]), ("right", powers[1]))
    return Instance(f"{kind}-product", given, Relation("=", poly))
