r"""Signs of polynomials that follow from hypotheses, as lemmas of a certificate.

A *lemma* is a sign node two of whose three branches are closed at once; the third goes on with one
more hypothesis, ``f > 0`` or ``f = 0``.  Positive factors found here are the *atoms* by which
:mod:`bargain.refute.elimination` divides and multiplies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bargain.budget import TooLarge, skip
from bargain.refute.cone import Derivation, Fact
from bargain.refute.positivstellensatz.linear_program import search
from bargain.refute.positivstellensatz.products import Products
from bargain.refute.proof_tree import Lemma, Psatz, Term
from bargain.refute.ring import Key, Number, Poly, Relation, Ring

#: Of longer polynomials only sums of positive products are recognised, up to a length.
_LONG, _LONGEST = 8, 60


def lift(derivation: Derivation, facts: Sequence[Fact], found: Psatz) -> Psatz | None:
    """Turn a refutation of facts into one of the hypotheses."""
    one = derivation.ring.one
    parts: list[Fact] = []
    for term in found.terms:
        unit = Term(one.leading_coefficient(), (), ())
        product = Fact(">", one, (unit,), (), ())
        for i in term.hypotheses:
            product = derivation.times(product, facts[i])
        for square in term.squares:
            product = derivation.times_square(product, square)
        parts.append(derivation.scale(product, term.c))
    for i, cofactor in found.ideal:
        parts.append(derivation.multiple(facts[i], cofactor))
    return derivation.contradiction(parts)


class Signs:
    """Positive polynomials among the hypotheses and those that can be proved.

    Parameters
    ----------
    derivation : Derivation
        Its list of hypotheses grows by one per lemma.
    known : sequence of int
        Positions of the relations that may be used.
    equations : callable
        Gives the equations known at present.
    mark : float
        On the meter of `bargain.budget`.
    hopeless : set
        Memory of signs that could not be proved, shared between the parts of one search.
    products : Products
        Memory of products, shared like it.
    """

    def __init__(
        self,
        derivation: Derivation,
        known: Sequence[int],
        equations: Callable[[], Sequence[Fact]],
        *,
        mark: float,
        hopeless: set[Key],
        products: Products,
    ) -> None:
        self.derivation = derivation
        self.ring: Ring = derivation.ring
        self.known = list(known)
        self.equations = equations
        self.mark = mark
        self.lemmas: list[Lemma] = []
        self.atoms: dict[Key, int] = {}
        self._unsigned: set[Key] = set()
        self._hopeless = hopeless
        self._products = products
        for i in self.known:
            if derivation[i].rel == ">":
                self._remember(i)

    def _remember(self, index: int) -> None:
        poly = self.derivation[index].poly
        try:
            _, parts = self.ring.factors(poly)
        except TooLarge as reason:  # then it is no atom: other polynomials are not divided by it
            skip(reason)
            return
        if len(parts) == 1 and parts[0][1] == 1:
            self.atoms.setdefault(self.ring.key(parts[0][0]), index)

    def atom(self, factor: Poly, *, prove: bool) -> int | None:
        """Return a strict hypothesis that is a multiple of `factor`, proving one if asked to."""
        key = self.ring.key(factor)
        if key in self.atoms:
            return self.atoms[key]
        if not prove or key in self._unsigned:
            return None
        for sign in (1, -1):
            if len(factor) > _LONG:
                proved = len(factor) <= _LONGEST and self._posynomial(factor * sign)
            else:
                proved = self._positive(factor * sign) or self._off_zero(factor * sign)
            if proved:
                index = len(self.derivation.hypotheses) - 1
                self.atoms[key] = index
                return index
        self._unsigned.add(key)
        return None

    def _positive(self, poly: Poly) -> bool:
        """Try to prove ``poly > 0`` from the known inequalities and add it as a lemma."""
        if self._posynomial(poly):
            return True
        if all(c < 0 for c in poly.coeffs()):
            return False
        indices = self._relevant(poly)
        base = [self.derivation[i] for i in indices]
        closed = {}
        memory = (self.ring.key(poly), tuple((h.rel, self.ring.key(h.poly)) for h in base))
        if memory in self._hopeless:
            return False
        for branch, extra in (("neg", Relation(">", -poly)), ("zero", Relation("=", poly))):
            found = search(
                self.ring,
                [*base, extra],
                factors=max(2, self.ring.degree(poly)),
                degree=max(2, self.ring.degree(poly)),
                columns=150,
                mark=self.mark,
                products=self._products,
            )
            if found is None:
                self._hopeless.add(memory)
                return False
            trial = self.derivation.supposing(extra)
            positions = [*indices, len(self.derivation.hypotheses)]
            node = lift(trial, [trial.fact(i) for i in positions], found)
            if node is None:
                return False
            closed[branch] = node
        self.add(Lemma(poly, "pos", closed), Relation(">", poly))
        return True

    def _posynomial(self, poly: Poly) -> bool:
        """Lemma: a sum of products of non-negative variables, one product strictly positive."""
        bounds: dict[int, int] = {}
        base, fresh = self.derivation, len(self.derivation.hypotheses)
        lemmas = range(fresh - len(self.lemmas), fresh)
        for i in [*self.known, *lemmas]:
            relation = base[i]
            if relation.rel == "=" or len(relation.poly) != 1:
                continue
            if self.ring.degree(relation.poly) == 1 and relation.poly.leading_coefficient() > 0:
                (position,) = self.ring.support(relation.poly)
                if position not in bounds or relation.rel == ">":
                    bounds[position] = i
        terms = []
        for exponents, value in sorted(poly.to_dict().items(), reverse=True):
            support = [(p, int(e)) for p, e in enumerate(exponents) if int(e)]
            if value < 0 or any(p not in bounds for p, _ in support):
                return False
            indices = tuple(sorted(bounds[p] for p, e in support for _ in range(e)))
            scale = value
            for i in indices:
                scale = scale / base[i].poly.leading_coefficient()
            terms.append(Term(scale, (), indices))
        if not any(all(base[i].rel == ">" for i in t.hypotheses) for t in terms):
            return False
        trial = base.supposing(Relation(">", -poly))
        neg = trial.node([*terms, Term(self.derivation.number(1), (), (fresh,))], [])
        trial = base.supposing(Relation("=", poly))
        zero = trial.node(terms, [(fresh, -self.ring.one)])
        return self._added(poly, neg, zero) is not None

    def _off_zero(self, poly: Poly) -> bool:
        """Lemma: ``v > 0`` because ``v >= 0`` and an equation fails at ``v = 0``."""
        if len(poly) != 1 or self.ring.degree(poly) != 1 or poly.leading_coefficient() < 0:
            return False
        (position,) = self.ring.support(poly)
        base, count = self.derivation, len(self.derivation.hypotheses)
        at_least = self.bound_on(poly)
        if at_least is None:
            return False
        for fact in self.equations():
            if position not in self.ring.support(fact.poly):
                continue
            rest: Poly = self.ring.coefficients_in(fact.poly, position).get(0, self.ring.zero)
            atoms: list[int] = []
            for factor, power in self.ring.factors(rest)[1] if rest != 0 else [(poly, 1)]:
                index = self.atoms.get(self.ring.key(factor))
                if index is None:
                    break
                atoms += [index] * power
            else:
                indices = tuple(sorted([*atoms, *fact.den]))
                scale = rest.leading_coefficient()
                scale = self.derivation.product(atoms).leading_coefficient() / scale
                trial = base.supposing(Relation(">", -poly))
                factor = poly.leading_coefficient() / base[at_least].poly.leading_coefficient()
                below = trial.scale(trial.fact(at_least), factor)
                neg = trial.contradiction([trial.fact(count), below])
                trial = base.supposing(Relation("=", poly))
                # den (e - (e - rest)) = den rest, and e - rest is a multiple of v
                others = divmod(fact.poly - rest, poly)[0] * trial.product(fact.den)
                ideal = [(i, g * -scale) for i, g in fact.ideal]
                ideal.append((count, others * scale))
                zero = trial.node([Term(trial.number(1), (), indices)], ideal)
                if self._added(poly, neg, zero) is not None:
                    return True
        return False

    def bound_on(self, poly: Poly) -> int | None:
        """A known relation ``c * poly >= 0`` with c > 0."""
        base = self.derivation
        for i in self.known:
            other = base[i].poly
            if base[i].rel != ">=" or len(other) != len(poly):
                continue
            ratio = poly.leading_coefficient() / other.leading_coefficient()
            if ratio > 0 and other * ratio == poly:
                return i
        return None

    def _relevant(self, poly: Poly) -> list[int]:
        """Known relations over the variables that `poly` reaches in one step."""
        near = self.ring.support(poly)
        lemmas = len(self.derivation.hypotheses) - len(self.lemmas)
        linked = [
            i
            for i, h in enumerate(self.derivation.hypotheses)
            if isinstance(h, Relation)
            and (i in self.known or i >= lemmas)
            and near & self.ring.support(h.poly)
            and self.ring.degree(h.poly) <= max(1, self.ring.degree(poly))
            and h.rel != "="
        ]
        return linked[:12]

    def add(self, lemma: Lemma, relation: Relation) -> int:
        """Append a lemma and its hypothesis; return the position of the hypothesis."""
        self.lemmas.append(lemma)
        self.derivation.hypotheses.append(relation)
        return len(self.derivation.hypotheses) - 1

    def _added(self, poly: Poly, neg: Psatz | None, zero: Psatz | None) -> int | None:
        """Append the lemma ``poly > 0``, if its other signs are refuted."""
        if neg is None or zero is None:
            return None
        return self.add(Lemma(poly, "pos", {"neg": neg, "zero": zero}), Relation(">", poly))

    def nonzero(self, fact: Fact, factor: Poly) -> int | None:
        """Lemma: ``f > 0`` because ``f >= 0`` and ``f * g > 0``."""
        key = self.ring.key(factor)
        base, count = self.derivation, len(self.derivation.hypotheses)
        for i in self.known:
            relation = base[i]
            if relation.rel != ">=" or len(relation.poly) != len(factor):
                continue
            ratio = factor.leading_coefficient() / relation.poly.leading_coefficient()
            if relation.poly * ratio != factor:
                continue
            poly = factor if ratio > 0 else -factor
            trial = base.supposing(Relation(">", -poly))
            fresh = trial.fact(count)
            neg = trial.contradiction([fresh, trial.scale(trial.fact(i), abs(ratio))])
            trial = base.supposing(Relation("=", poly))
            cofactor = divmod(fact.poly, poly)[0] * trial.product(fact.den) * -1
            zero = trial.node(fact.terms, [*fact.ideal, (count, cofactor)])
            index = self._added(poly, neg, zero)
            if index is not None:
                self.atoms[key] = index
            return index
        return None

    def signed(self, poly: Poly, *, weak: bool = False) -> tuple[list[int], Number] | None:
        """Write a polynomial as a number times a product of strict hypotheses, if it is one.

        With `weak` the hypotheses may also be of the form ``f >= 0``.
        """
        atoms: list[int] = []
        for factor, power in self.ring.factors(poly)[1]:
            index = self.atom(factor, prove=True)
            if index is None and weak:
                index = self.bound_on(factor)
            if index is None:
                return None
            atoms += [index] * power
        value = self.derivation.product(atoms)
        return atoms, poly.leading_coefficient() / value.leading_coefficient()
