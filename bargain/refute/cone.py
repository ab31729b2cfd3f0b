r"""Facts derived from hypotheses, each with the exact combination that derives it.

Hypotheses :math:`H_0, H_1, \dots` are relations.  The *cone* they generate consists of the
polynomials

.. math:: \sum_t c_t \prod q_{t}^2 \prod_{h \in t} H_h \; + \sum_{e} g_e H_e, \qquad c_t > 0,

with products of inequalities, squares, and arbitrary multiples :math:`g_e` of the equations.  A
*fact* ``p rel 0`` carries a cone element ``num`` and a product ``den`` of strict hypotheses with

.. math:: \mathrm{den} \cdot p = \mathrm{num}.

Facts can be multiplied, added and divided by strictly positive hypotheses without losing the
derivation, so a contradiction between facts, ``0 > 0``, is at once a Positivstellensatz refutation
of the hypotheses: nothing has to be found twice.

References
----------
Stengle, G. (1974). A Nullstellensatz and a Positivstellensatz in semialgebraic geometry.
*Mathematische Annalen* 207, 87-97.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bargain.budget import spend
from bargain.refute.proof_tree import Indices, Psatz, Term
from bargain.refute.ring import Hypothesis, Key, Number, Poly, Relation, Ring


@dataclass(frozen=True, slots=True)
class Fact:
    """A derived relation: ``prod(den) * poly`` equals the terms plus the ideal part."""

    rel: str
    poly: Poly
    terms: tuple[Term, ...]
    ideal: tuple[tuple[int, Poly], ...]
    den: Indices


class Derivation:
    """Calculus of facts over a growing list of hypotheses.

    Parameters
    ----------
    ring : Ring
    hypotheses : sequence of Relation
        Indexed as in the certificate; disjunctions may sit between them and are never used.
    """

    def __init__(self, ring: Ring, hypotheses: Sequence[Hypothesis]) -> None:
        self.ring = ring
        self.hypotheses = list(hypotheses)

    def __getitem__(self, index: int) -> Relation:
        """The relation at a position."""
        relation = self.hypotheses[index]
        assert isinstance(relation, Relation)
        return relation

    def supposing(self, relation: Relation) -> Derivation:
        """A calculus over one more hypothesis."""
        return Derivation(self.ring, [*self.hypotheses, relation])

    def fact(self, index: int) -> Fact:
        """Return a hypothesis as a fact."""
        relation = self[index]
        if relation.rel == "=":
            return Fact("=", relation.poly, (), ((index, self.ring.one),), ())
        term = Term(self._unit, (), (index,))
        return Fact(relation.rel, relation.poly, (term,), (), ())

    def product(self, indices: Iterable[int]) -> Poly:
        """Multiply hypotheses' polynomials."""
        result = self.ring.one
        for i in indices:
            factor = self[i].poly
            spend(1 + len(result) * len(factor))
            result = result * factor
        return result

    def value(self, term: Term) -> Poly:
        """Expand a term."""
        result = self.product(term.hypotheses) * term.c
        for square in term.squares:
            result = result * square * square
        return result

    def scale(self, fact: Fact, factor: Number) -> Fact:
        """Multiply a fact by a rational number, positive unless it is an equation."""
        return Fact(
            fact.rel,
            fact.poly * factor,
            tuple(Term(t.c * factor, t.squares, t.hypotheses) for t in fact.terms),
            tuple((i, g * factor) for i, g in fact.ideal),
            fact.den,
        )

    def times_atoms(self, fact: Fact, atoms: Indices) -> Fact:
        """Multiply a fact by strict hypotheses."""
        if not atoms:
            return fact
        extra = self.product(atoms)
        terms, ideal = self._raise(fact.terms, fact.ideal, atoms, extra)
        return Fact(fact.rel, fact.poly * extra, terms, ideal, fact.den)

    def over_atoms(self, fact: Fact, poly: Poly, atoms: Indices) -> Fact:
        """Divide a fact by strict hypotheses; `poly` is the quotient."""
        return self._cancel(
            Fact(fact.rel, poly, fact.terms, fact.ideal, tuple(sorted(fact.den + atoms)))
        )

    def times(self, left: Fact, right: Fact) -> Fact:
        """Multiply two inequalities."""
        rel = ">" if left.rel == right.rel == ">" else ">="
        terms = tuple(
            Term(a.c * b.c, a.squares + b.squares, tuple(sorted(a.hypotheses + b.hypotheses)))
            for a in left.terms
            for b in right.terms
        )
        # (T + I)(T' + I') = T T' + T I' + I (T' + I')
        left_terms = self._sum(left.terms)
        whole = self.product(right.den) * right.poly
        ideal = self._gather(
            [(i, g * left_terms) for i, g in right.ideal] + [(i, g * whole) for i, g in left.ideal]
        )
        den = tuple(sorted(left.den + right.den))
        return Fact(rel, left.poly * right.poly, terms, ideal, den)

    def times_square(self, fact: Fact, square: Poly) -> Fact:
        """Multiply an inequality by a square."""
        both = square * square
        return Fact(
            ">=",
            fact.poly * both,
            tuple(Term(t.c, (*t.squares, square), t.hypotheses) for t in fact.terms),
            tuple((i, g * both) for i, g in fact.ideal),
            fact.den,
        )

    def plus_multiple(self, fact: Fact, equation: Fact, cofactor: Poly) -> Fact:
        """Add a multiple of an equation to a fact."""
        den = _lcm([fact.den, equation.den])
        terms, ideal = self._to(fact, den)
        _, extra = self._to(equation, den)
        merged = self._gather(list(ideal) + [(i, g * cofactor) for i, g in extra])
        return self._cancel(
            Fact(fact.rel, fact.poly + cofactor * equation.poly, terms, merged, den)
        )

    def plus_square(self, fact: Fact, square: Poly) -> Fact:
        """Add a square to an inequality."""
        terms = (*fact.terms, Term(self._unit, (square,), fact.den))
        return Fact(fact.rel, fact.poly + square * square, terms, fact.ideal, fact.den)

    def plus_product(self, fact: Fact, c: Number, indices: Indices) -> Fact:
        """Add ``c`` (positive) times a product of inequality hypotheses to an inequality."""
        product = Term(c, (), tuple(sorted(indices + fact.den)))
        value = self.product(indices) * c
        return Fact(fact.rel, fact.poly + value, (*fact.terms, product), fact.ideal, fact.den)

    def number(self, value: Number) -> Number:
        """Return a number as a coefficient of the ring."""
        return (self.ring.one * value).leading_coefficient()

    @property
    def _unit(self) -> Number:
        return self.ring.one.leading_coefficient()

    def multiple(self, equation: Fact, cofactor: Poly) -> Fact:
        """Multiply an equation by a polynomial."""
        ideal = tuple((i, g * cofactor) for i, g in equation.ideal)
        return Fact("=", equation.poly * cofactor, (), ideal, equation.den)

    def contradiction(self, facts: Sequence[Fact]) -> Psatz | None:
        """Return the proof node of facts that add up to zero, if one term is strict."""
        den = _lcm([fact.den for fact in facts])
        terms: list[Term] = []
        ideal: list[tuple[int, Poly]] = []
        for fact in facts:
            more, parts = self._to(fact, den)
            terms.extend(more)
            ideal.extend(parts)
        merged = self._merge(terms)
        return self.node(merged, self._gather(ideal))

    def node(self, terms: Sequence[Term], ideal: Sequence[tuple[int, Poly]]) -> Psatz | None:
        """Write a refutation; None unless it adds up to zero and has a strict term."""
        total = self._sum(terms)
        for i, cofactor in ideal:
            total = total + cofactor * self[i].poly
        strict = any(not t.squares and all(self[h].rel == ">" for h in t.hypotheses) for t in terms)
        if total != 0 or not strict:
            return None
        return Psatz(tuple(terms), tuple((i, g) for i, g in ideal if g != 0))

    def _sum(self, terms: Iterable[Term]) -> Poly:
        total = self.ring.zero
        for term in terms:
            total = total + self.value(term)
        return total

    def _to(
        self, fact: Fact, den: Indices
    ) -> tuple[tuple[Term, ...], tuple[tuple[int, Poly], ...]]:
        """Return the fact's terms and ideal part over a common denominator."""
        extra = tuple(sorted((Counter(den) - Counter(fact.den)).elements()))
        if not extra:
            return fact.terms, fact.ideal
        return self._raise(fact.terms, fact.ideal, extra, self.product(extra))

    @staticmethod
    def _raise(
        terms: Sequence[Term], ideal: Sequence[tuple[int, Poly]], atoms: Indices, value: Poly
    ) -> tuple[tuple[Term, ...], tuple[tuple[int, Poly], ...]]:
        return (
            tuple(Term(t.c, t.squares, tuple(sorted(t.hypotheses + atoms))) for t in terms),
            tuple((i, g * value) for i, g in ideal),
        )

    def _gather(self, parts: Iterable[tuple[int, Poly]]) -> tuple[tuple[int, Poly], ...]:
        sums: dict[int, Poly] = {}
        for i, cofactor in parts:
            sums[i] = sums[i] + cofactor if i in sums else cofactor
        return tuple((i, sums[i]) for i in sorted(sums) if sums[i] != 0)

    def _merge(self, terms: Iterable[Term]) -> list[Term]:
        sums: dict[tuple[Indices, tuple[Key, ...]], Term] = {}
        for term in terms:
            keys = [self.ring.key(q) for q in term.squares]
            ordered = sorted(zip(keys, range(len(keys)), term.squares, strict=True))
            key = (term.hypotheses, tuple(k for k, _, _ in ordered))
            squares = tuple(q for _, _, q in ordered)
            old = sums[key].c if key in sums else 0
            sums[key] = Term(term.c + old, squares, term.hypotheses)
        return [sums[key] for key in sorted(sums)]

    def _cancel(self, fact: Fact) -> Fact:
        """Drop denominators that divide the whole derivation."""
        den = list(fact.den)
        terms, ideal = fact.terms, fact.ideal
        for atom in sorted(set(den)):
            while atom in den and all(atom in t.hypotheses for t in terms):
                quotients = []
                for i, cofactor in ideal:
                    quotient, rest = divmod(cofactor, self[atom].poly)
                    if rest != 0:
                        break
                    quotients.append((i, quotient))
                if len(quotients) < len(ideal):
                    break
                ideal = tuple(quotients)
                terms = tuple(Term(t.c, t.squares, _without(t.hypotheses, atom)) for t in terms)
                den.remove(atom)
        return Fact(fact.rel, fact.poly, terms, ideal, tuple(den))


def _without(indices: Indices, one: int) -> Indices:
    position = indices.index(one)
    return indices[:position] + indices[position + 1 :]


def _lcm(parts: Iterable[Indices]) -> Indices:
    """Return the least common multiple of multisets of indices."""
    total: Counter[int] = Counter()
    for part in parts:
        total |= Counter(part)
    return tuple(sorted(total.elements()))
