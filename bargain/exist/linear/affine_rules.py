r"""Unknowns that are affine in the parameters, with the proofs of all goals, by one linear program.

Let the goals be linear in the unknowns, :math:`c_i(θ) + \sum_j s_{ij}(θ) u_j \ge 0`, and look for
:math:`u_j = β_{j0} + \sum_k β_{jk} θ_k`. Where every goal becomes a combination of products of the
region's relations,

.. math:: c_i + \sum_j s_{ij} \Bigl(β_{j0} + \sum_k β_{jk} θ_k\Bigr) = \sum_t λ_{it} h_t,
   \qquad λ_{it} \ge 0,

the definitions serve on the whole region, and the multipliers are the proofs. Both are unknowns of
one linear program, since the identity is linear in them: Farkas' lemma for a rule. Floats propose
the rule and which products matter; each identity is solved again exactly, or there is none.

References
----------
Ben-Tal, A., Goryashko, A., Guslitzer, E. and Nemirovski, A. (2004). Adjustable robust solutions of
uncertain linear programs. *Mathematical Programming* 99, 351-376.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement

import flint
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from bargain.budget import passed, spend
from bargain.exist.equations import Existence, Goal
from bargain.exist.screening import near
from bargain.exist.triangular import Quotient
from bargain.exist.witness_tree import GoalProof, ProvedQuotient, Witness
from bargain.refute.positivstellensatz.linear_program import expanded, is_strict, on_support
from bargain.refute.positivstellensatz.products import Exponents, Label, Multiple, Product
from bargain.refute.positivstellensatz.shortening import in_integers
from bargain.refute.proof_tree import Psatz, Term
from bargain.refute.ring import Hypothesis, Poly, Relation, Ring

__all__ = ["affine_witness"]

#: Columns of one program; the largest denominator of a number in a rule.
_COLUMNS, _BELOW = 2_000, 1_000
#: Entries of the program times steps of its method for one step of effort.
_PER_STEP = 64
_NEAR, _SMALL = 1e-7, 1e-9
#: What room for a strict goal is worth beside the numbers of a rule and of its proofs.
_ROOM = 100.0


@dataclass(frozen=True, slots=True)
class _Way:
    """One inequality that a rule has to meet: what is known, its opposite, what may prove it."""

    known: tuple[Hypothesis, ...]  # of the parameters and of what the goal is claimed for
    opposite: Relation
    rest: Poly  # of the opposite, without the unknowns
    slopes: Mapping[int, Poly]
    labels: tuple[Label, ...]


def affine_witness(
    existence: Existence, hypotheses: Sequence[Hypothesis], *, mark: float, constant: bool = False
) -> Witness | None:
    """A witness that is affine in the parameters, where the hypotheses hold; None if none is found.

    Parameters
    ----------
    existence : Existence
        Its goals are linear in the unknowns (`bargain.exist.linear.rows`).
    hypotheses : sequence of Hypothesis
        What is known of the parameters.
    mark : float
        On the meter of `bargain.budget`.
    constant : bool
        Whether the unknowns are to be numbers.

    Examples
    --------
    >>> from bargain.budget import spent
    >>> names = {"variables": ["p", "x"], "parameters": ["p"], "unknowns": ["x"], "bound": []}
    >>> above = {"rel": ">=", "poly": [["-1", [1, 0]], ["1", [0, 1]]], "forall": []}
    >>> below = {"rel": ">", "poly": [["1", [0, 0]], ["-1", [0, 1]]], "forall": []}
    >>> region = [{"rel": ">", "poly": [["1", [0, 0]], ["-1", [1, 0]]]}]
    >>> asked = Existence.read({**names, "region": region, "goals": [above, below]})
    >>> found = affine_witness(asked, asked.region, mark=spent() + 1)
    >>> [str(step.quotient.num) for step in found.define]
    ['x0']
    """
    if passed(mark):
        return None
    search = _Search(existence, hypotheses, () if constant else existence.parameters)
    found = search.proposed() if search.width <= _COLUMNS else None
    return None if found is None else search.proved(*found)


class _Search:
    """One linear program. Its columns: the rule twice, for both signs, the labels, the room."""

    def __init__(
        self, existence: Existence, hypotheses: Sequence[Hypothesis], free: Sequence[int]
    ) -> None:
        self.existence, self.ring, self.hypotheses = existence, existence.ring, list(hypotheses)
        goals, ring = existence.goals, self.ring
        polys = (r.poly for g in goals for r in g.hypothesis.relations)
        spoken = frozenset[int]().union(*map(ring.support, polys))
        terms = [ring.one, *(ring.gens[p] for p in free if p in spoken)]
        self.rule = [(u, term) for u in existence.unknowns for term in terms]
        self.ways = [self._way(g, r) for g in goals for [r] in g.hypothesis.opposites()]
        self.width = 2 * len(self.rule) + sum(len(way.labels) for way in self.ways) + 1

    def _way(self, goal: Goal, opposite: Hypothesis) -> _Way:
        assert isinstance(opposite, Relation)
        ring, known, rest = self.ring, list(self.hypotheses), opposite.poly
        for v in goal.forall:
            lo, hi = map(ring.constant, self.existence.bound[v])
            known += [Relation(">=", ring.gens[v] - lo), Relation(">=", hi - ring.gens[v])]
        slopes = {}
        for u in self.existence.unknowns:
            parts = ring.coefficients_in(rest, u)
            if 1 in parts:
                slopes[u], rest = parts[1], parts.get(0, ring.zero)
        degree = max([ring.degree(rest), *(1 + ring.degree(s) for s in slopes.values())])
        return _Way(tuple(known), opposite, rest, slopes, tuple(_labels(ring, known, degree)))

    def proposed(self) -> tuple[list[float], list[list[int]]] | None:
        """In floats, the numbers of a rule, and for each way the labels that prove it."""
        ring, count, last = self.ring, len(self.rule), self.width - 1
        rows: dict[tuple[int, Exponents], int] = {}
        entries: list[tuple[int, int, float]] = []
        target: dict[int, float] = {}
        cost = np.ones(self.width)
        cost[: 2 * count] = [1 + ring.degree(term) for _, term in self.rule] * 2
        lower = np.zeros(self.width)
        strict: list[list[int]] = []

        def column(i: int, poly: Poly) -> list[tuple[int, float]]:
            terms = poly.to_dict().items()
            return [(rows.setdefault((i, e), len(rows)), near(c)) for e, c in terms]

        at = 2 * count
        for i, way in enumerate(self.ways):
            target |= {row: -value for row, value in column(i, way.rest)}
            for j, (u, term) in enumerate(self.rule):
                for row, value in column(i, way.slopes[u] * term) if u in way.slopes else ():
                    entries += [(row, j, value), (row, j + count, -value)]
            for j, label in enumerate(way.labels, at):
                poly = expanded(ring, way.known, label)
                entries += [(row, j, value) for row, value in column(i, poly)]
                if isinstance(label, Multiple):
                    lower[j] = -np.inf
            if way.opposite.rel == ">=":
                labels = enumerate(way.labels, at)
                strict.append([j for j, label in labels if is_strict(way.known, label)])
            at += len(way.labels)
        above = [(i, j, -1.0) for i, some in enumerate(strict) for j in some]
        above += [(i, last, 1.0) for i in range(len(strict))]
        cost[last] = -_ROOM if strict else 0.0
        size = len(entries) + len(rows) + self.width
        spend(2_000 + 20 * size)
        if not np.isfinite([*(value for _, _, value in entries), *target.values()]).all():
            return None  # beyond the range of floats
        answer = linprog(
            cost,
            A_eq=_matrix(entries, len(rows), self.width),
            b_eq=[target.get(row, 0.0) for row in range(len(rows))],
            A_ub=_matrix(above, len(strict), self.width) if strict else None,
            b_ub=np.zeros(len(strict)) if strict else None,
            bounds=np.column_stack([lower, np.append(np.full(last, np.inf), 1.0)]),
            method="highs-ds",
        )
        spend((answer.nit or 0) * size // _PER_STEP)
        if answer.status != 0 or (strict and answer.x[last] <= _NEAR):
            return None
        support, at = [], 2 * count
        for way in self.ways:
            support.append([j for j in range(len(way.labels)) if abs(answer.x[at + j]) > _SMALL])
            at += len(way.labels)
        return list(answer.x[:count] - answer.x[count : 2 * count]), support

    def proved(self, numbers: Sequence[float], support: Sequence[Sequence[int]]) -> Witness | None:
        """The witness of a rule, if its numbers are simple and all goals come out exactly."""
        ring, known = self.ring, list(self.hypotheses)
        rule: dict[int, Poly] = dict.fromkeys(self.existence.unknowns, ring.zero)
        for (u, term), value in zip(self.rule, numbers, strict=True):
            simple = Fraction(value).limit_denominator(_BELOW)
            if abs(float(simple) - value) > _NEAR * max(1.0, abs(value)):
                return None
            rule[u] += term * ring.constant(simple)
        define: list[ProvedQuotient] = []
        for u, own_rule in rule.items():
            scale = math.lcm(1, *(int(c.q) for c in own_rule.coeffs()))
            num, den, one = own_rule * scale, ring.constant(scale), flint.fmpq(1)
            own = (Term(one, (), ()), Term(one / scale, (), (len(known),)))
            define.append(ProvedQuotient(Quotient(u, num, den), Psatz(own)))
            known += [Relation(">", den), Relation("=", den * ring.gens[u] - num)]
        nodes = []
        for way, chosen in zip(self.ways, support, strict=True):
            node = self._node(way, known, [way.labels[j] for j in chosen])
            if node is None:
                return None
            nodes.append(node)
        own_nodes = iter(nodes)
        goals = [
            GoalProof(tuple(next(own_nodes) for _ in goal.hypothesis.opposites()))
            for goal in self.existence.goals
        ]
        return Witness(tuple(define), tuple(goals))

    def _node(
        self, way: _Way, known: Sequence[Hypothesis], labels: Sequence[Label]
    ) -> Psatz | None:
        """One combination that refutes the opposite of a goal, the unknowns being defined."""
        before, defined = len(self.hypotheses), len(known)
        facts = [*known, *way.known[before:], way.opposite]
        found: list[Label] = [Product((len(facts) - 1,))]
        for k, u in enumerate(self.existence.unknowns):
            shifts = way.slopes[u].monoms() if u in way.slopes else ()
            found += [Multiple(before + 2 * k + 1, tuple(map(int, e))) for e in shifts]

        def moved(i: int) -> int:
            return i if i < before else i + defined - before

        for label in labels:
            if isinstance(label, Multiple):
                found.append(Multiple(moved(label.equation), label.shift))
            else:
                found.append(Product(tuple(map(moved, label.facts))))
        node = on_support(self.ring, facts, found)
        return None if node is None else in_integers(node)


def _labels(ring: Ring, known: Sequence[Hypothesis], degree: int) -> Iterator[Label]:
    """Products of one or two relations, and multiples of equations, up to a degree."""
    relations = [(i, h) for i, h in enumerate(known) if isinstance(h, Relation)]
    signed = [(i, ring.degree(h.poly)) for i, h in relations if h.rel != "="]
    for count in range(3 if degree > 1 else 2):
        for some in combinations_with_replacement(signed, count):
            if sum(d for _, d in some) <= degree:
                yield Product(tuple(i for i, _ in some))
    spoken = sorted(frozenset[int]().union(*(ring.support(h.poly) for _, h in relations)))
    for i, h in relations:
        for count in range(1 + degree - ring.degree(h.poly)) if h.rel == "=" else ():
            for chosen in combinations_with_replacement(spoken, count):
                yield Multiple(i, tuple(map(chosen.count, range(ring.width))))


def _matrix(entries: Sequence[tuple[int, int, float]], height: int, width: int) -> coo_matrix:
    at, across, values = zip(*entries, strict=True) if entries else ((), (), ())
    return coo_matrix((values, (at, across)), shape=(height, width))
