r"""Sound instances of inequalities for logarithms and exponentials.

A statement's functions are fresh variables :math:`L_k = \log a_k` or :math:`E_k = e^{b_k}`.  What
is known of them are instances of

.. math:: \log t \le t - 1, \qquad e^t \ge 1 + t, \qquad e^t > 0

at :math:`t = a/b`, :math:`1/a`, or differences (so bounds from both sides), and of the product
rules :math:`\prod a_k^{n_k} = \prod a_l^{m_l} \Rightarrow \sum n_k L_k = \sum
m_l L_l` (likewise for exponentials).  The checker forms each instance by itself; this module
chooses which ones to offer.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from bargain.refute.ring import Data, Key, Plain, Poly, Relation, Ring

#: With more functions than this, bounds between pairs are left out.
_PAIRS_UP_TO = 6


@dataclass(frozen=True, slots=True)
class Instance:
    """An axiom instance: its rule, the functions that it is used for, and what it says.

    The functions are named by their numbers: one by one, or as pairs of numbers and powers.
    """

    rule: str
    given: tuple[tuple[str, int | list[list[int]] | None], ...]
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
    kind = g.kind if i is None else f.kind
    if kind == "log":
        slope = f.argument - g.argument - g.argument * (f.value - g.value)
    else:
        slope = f.value - g.value * (1 + f.argument - g.argument)
    yield Instance(f"{kind}-bound", (("i", i), ("j", j)), Relation(">=", slope))


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
