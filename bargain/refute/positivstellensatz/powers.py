r"""Refutations by products of powers: a linear programme in the logarithms of positive variables.

Where all variables are positive, a fact :math:`c\, x^\alpha - d\, x^\beta - \dots \ge 0` with
:math:`c, d > 0` says :math:`c\, x^\alpha \ge d\, x^\beta`, which is linear in
:math:`\log x`. Facts of this kind clash iff some of them, each as often as a number
:math:`n_k` says, multiply to :math:`C x^\gamma \ge D x^\gamma` with :math:`C < D`, or with
:math:`C = D` and a strict fact among them (Farkas' lemma, as in geometric programming). The product
is a combination of the facts with monomials, since

.. math:: \prod_k a_k - \prod_k b_k = \sum_k b_1 \cdots b_{k-1} (a_k - b_k)\, a_{k+1} \cdots a_n .

A search over products of facts finds it only where few powers are needed.

References
----------
Duffin, R. J., Peterson, E. L. & Zener, C. (1967). *Geometric Programming*. Wiley.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm, log

import numpy as np
from scipy.optimize import linprog

from bargain.budget import spend
from bargain.refute.positivstellensatz.linear_program import on_support
from bargain.refute.positivstellensatz.products import Exponents, Label, Multiple, Product
from bargain.refute.proof_tree import Psatz
from bargain.refute.ring import Relation, Ring

__all__ = ["by_powers"]

#: Facts that are multiplied at most, each as often as it occurs; columns of the programme at most.
_FACTORS, _COLUMNS = 24, 200
#: What a strict fact is worth beside the logarithm of a coefficient, and what counts as nothing.
_STRICT, _NOTHING = 1e-4, 1e-9


@dataclass(frozen=True, slots=True)
class _Comparison:
    """``more`` is at least ``less``, by a fact; terms that the fact takes away besides are left."""

    fact: int
    equal: bool
    strict: bool
    more: Exponents
    less: Exponents
    ratio: float  # the logarithm of the greater term's coefficient over the lesser one's
    left: tuple[Exponents, ...] = ()


def by_powers(ring: Ring, facts: Sequence[Relation]) -> Psatz | None:
    """A refutation by a product of facts about two monomials each, if there is one.

    Examples
    --------
    For positive x and y, x² ≥ 2y, y² ≥ 2x and x y ≤ 3 clash: the first two say x y ≥ 4.

    >>> ring = Ring(["x", "y"])
    >>> x, y = map(ring.gen, ring.names)
    >>> facts = [Relation(">", x), Relation(">", y), Relation(">=", x**2 - 2 * y),
    ...          Relation(">=", y**2 - 2 * x), Relation(">=", 3 - x * y)]
    >>> by_powers(ring, facts) is not None, by_powers(ring, facts[:4]) is None
    (True, True)
    """
    positive = _positive(ring, facts)
    comparisons = list(_comparisons(ring, facts, frozenset(positive)))[:_COLUMNS]
    spend(20 * len(facts) + 4 * len(comparisons))
    if len(comparisons) < 2:
        return None
    table = np.array([np.subtract(c.more, c.less) for c in comparisons], dtype=float).T
    gain = np.array([c.ratio - _STRICT * c.strict for c in comparisons])
    equations = np.vstack([table, np.ones(len(comparisons))])
    target = np.zeros(len(equations))
    target[-1] = 1
    answer = linprog(gain, A_eq=equations, b_eq=target, method="highs-ds")
    spend(500 + equations.size // 20)
    if answer.x is None or answer.fun > -_NOTHING:
        return None
    counts = _whole([float(n) for n in answer.x])
    if counts is None or sum(counts) > _FACTORS or (table @ counts).any():
        return None
    chosen = [c for c, n in zip(comparisons, counts, strict=True) for _ in range(n)]
    return on_support(ring, facts, list(_telescoped(chosen, positive)))


def _positive(ring: Ring, facts: Sequence[Relation]) -> dict[int, int]:
    """Variables that a fact says are positive, with the fact."""
    found: dict[int, int] = {}
    for k, fact in enumerate(facts):
        if fact.rel == ">" and len(fact.poly) == 1 and ring.degree(fact.poly) == 1:
            (variable,) = ring.support(fact.poly)
            if fact.poly.coeffs()[0] > 0:
                found.setdefault(variable, k)
    return found


def _comparisons(
    ring: Ring, facts: Sequence[Relation], positive: frozenset[int]
) -> Iterator[_Comparison]:
    """Pairs of terms of one fact, the greater one first; of equations in both orders."""
    for k, fact in enumerate(facts):
        if len(fact.poly) < 2 or not ring.support(fact.poly) <= positive:
            continue
        terms = [(tuple(map(int, m)), Fraction(int(c.p), int(c.q))) for m, c in fact.poly.terms()]
        up = [t for t in terms if t[1] > 0]
        down = [(m, -c) for m, c in terms if c < 0]
        ways = [(up, down), (down, up)] if fact.rel == "=" else [(up, down)]
        for more, less in ways:
            if len(more) != 1 or (fact.rel == "=" and len(less) != 1):
                continue
            (high, c), strict, equal = more[0], fact.rel == ">", fact.rel == "="
            for low, d in less:
                rest = tuple(m for m, _ in less if m != low)
                ratio = c / d  # its parts may be beyond the range of floats
                size = log(ratio.numerator) - log(ratio.denominator)
                yield _Comparison(k, equal, strict or bool(rest), high, low, size, rest)


def _whole(numbers: Sequence[float]) -> list[int] | None:
    """Whole numbers in the same proportions, if small ones are."""
    top = max(numbers)
    shares = [Fraction(n / top).limit_denominator(_FACTORS) for n in numbers]
    if any(abs(float(s) - n / top) > 1e-6 for s, n in zip(shares, numbers, strict=True)):
        return None
    many = lcm(*(s.denominator for s in shares))
    counts = [int(s * many) for s in shares]
    common = gcd(*counts)
    return [n // common for n in counts]


def _telescoped(chosen: Sequence[_Comparison], positive: dict[int, int]) -> Iterator[Label]:
    """The columns of the product of comparisons: each fact with its monomials, then the rest."""
    shifts = []
    for k, _ in enumerate(chosen):
        others = [*(c.less for c in chosen[:k]), *(c.more for c in chosen[k + 1 :])]
        shifts.append(np.sum(np.array(others, dtype=int), axis=0))
    product = np.sum(np.array([c.less for c in chosen], dtype=int), axis=0)
    common = np.min(np.array([*shifts, product]), axis=0)

    def factors(exponents: Sequence[int]) -> tuple[int, ...]:
        return tuple(positive[v] for v, e in enumerate(exponents) for _ in range(int(e)))

    for comparison, shift in zip(chosen, shifts, strict=True):
        own = shift - common
        if comparison.equal:
            yield Multiple(comparison.fact, tuple(map(int, own)))
            continue
        yield Product((comparison.fact, *factors(own)))
        for rest in comparison.left:
            yield Product(factors(own + np.array(rest)))
    yield Product(factors(product - common))
