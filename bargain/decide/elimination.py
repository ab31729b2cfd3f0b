r"""Simplify a set of hypotheses without losing the derivation.

Three moves are repeated until nothing changes, each exact and reversible in the certificate:

* *strip*: a factor of known sign is divided out, :math:`x p > 0,\ x > 0 \Rightarrow p > 0`;
* *split off*: an equation :math:`x\, q^k = 0` with :math:`x > 0` becomes :math:`q = 0` (a lemma:
  both signs of q are refuted);
* *substitute*: an equation :math:`a v + b = 0` with a of known sign removes the variable v from
  every other relation by pseudo-division, :math:`a^k G = G|_{v := -b/a} + c\,(a v + b)`.

A *lemma* is a sign node of the certificate two of whose three branches are closed at once; the
third goes on with one more hypothesis.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bargain.decide.cone import Derivation, Fact, Term
from bargain.decide.polynomial import Poly, Relation, Ring
from bargain.decide.psatz_search import Combination, search


@dataclass(frozen=True, slots=True)
class Lemma:
    """A sign node whose branch `keep` goes on; the other two are closed by nodes."""

    poly: Poly
    keep: str
    closed: dict[str, dict[str, Any]]


@dataclass(slots=True)
class Simplified:
    """The result: facts to search over, lemmas to wrap around, or a finished refutation."""

    derivation: Derivation
    facts: list[Fact] = field(default_factory=list)
    lemmas: list[Lemma] = field(default_factory=list)
    node: dict[str, Any] | None = None

    def wrap(self, node: dict[str, Any]) -> dict[str, Any]:
        """Put the lemmas around a node that was found with their hypotheses."""
        encode = self.derivation.ring.encode
        for lemma in reversed(self.lemmas):
            branches = {**lemma.closed, lemma.keep: node}
            node = {"k": "sign", "p": encode(lemma.poly), **branches}
        return node


def lift(derivation: Derivation, facts: Sequence[Fact], found: Combination) -> Any:
    """Turn a combination of facts into a refutation of the hypotheses."""
    one = derivation.ring.one
    parts: list[Fact] = []
    for coefficient, indices, squares in found.products:
        unit = Term(one.leading_coefficient(), (), ())
        product = Fact(">", one, (unit,), (), ())
        for i in indices:
            product = derivation.times(product, facts[i])
        for square in squares:
            product = derivation.times_square(product, square)
        parts.append(derivation.scale(product, coefficient))
    for i, cofactor in found.multiples:
        parts.append(derivation.multiple(facts[i], cofactor))
    return derivation.contradiction(parts)


class Simplifier:
    """Simplify the hypotheses with the given positions.

    Parameters
    ----------
    derivation : Derivation
        Its list of hypotheses grows by one per lemma.
    active : sequence of int
        Positions of the relations to simplify.
    known : sequence of int
        Positions of further relations that may show the sign of a factor.
    eliminate : str
        ``"none"``, ``"constant"`` (only with a constant coefficient), ``"signed"``, or
        ``"complete"`` (also by completing squares).
    deadline : float
        On the clock of :func:`time.monotonic`.
    unsigned : set, optional
        Memory of signs that could not be proved, shared between simplifiers of one search.
    """

    def __init__(
        self,
        derivation: Derivation,
        active: Sequence[int],
        known: Sequence[int],
        *,
        eliminate: str,
        deadline: float,
        unsigned: set[Any] | None = None,
    ) -> None:
        self.derivation = derivation
        self.ring: Ring = derivation.ring
        self.known = sorted({*known, *active})
        self.eliminate = eliminate
        self.deadline = deadline
        self.result = Simplified(derivation)
        self._atoms: dict[Any, int] = {}
        self._unsigned: set[Any] = set()
        self._hopeless = unsigned if unsigned is not None else set()
        for i in self.known:
            relation = derivation.hypotheses[i]
            if relation.rel == ">":
                self._remember(i)
        self.facts = [derivation.fact(i) for i in active]

    def run(self) -> Simplified:
        """Return the simplified facts."""
        while self.result.node is None and time.monotonic() < self.deadline:
            self._normalise()
            if self.result.node is not None:
                break
            if self._pinch() or (self.result.node is None and self._substitute()):
                continue
            if self.result.node is not None or not (self._drop() or self._complete_square()):
                break
        self.result.facts = self.facts
        return self.result

    # Signs -------------------------------------------------------------------------------------

    def _remember(self, index: int) -> None:
        poly = self.derivation.hypotheses[index].poly
        _, parts = self.ring.factors(poly)
        if len(parts) == 1 and parts[0][1] == 1:
            self._atoms.setdefault(self.ring.key(parts[0][0]), index)

    def _atom(self, factor: Poly, *, prove: bool) -> int | None:
        """Return a strict hypothesis that is a multiple of `factor`, proving one if asked to."""
        key = self.ring.key(factor)
        if key in self._atoms:
            return self._atoms[key]
        if not prove or key in self._unsigned or len(factor) > 8:
            return None
        for sign in (1, -1):
            if self._positive(factor * sign) or self._off_zero(factor * sign):
                index = len(self.derivation.hypotheses) - 1
                self._atoms[key] = index
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
        base = [self.derivation.hypotheses[i] for i in indices]
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
                deadline=min(self.deadline, time.monotonic() + 0.5),
            )
            if found is None:
                self._hopeless.add(memory)
                return False
            trial = Derivation(self.ring, [*self.derivation.hypotheses, extra])
            positions = [*indices, len(self.derivation.hypotheses)]
            node = lift(trial, [trial.fact(i) for i in positions], found)
            if node is None:
                return False
            closed[branch] = node
        self._add(Lemma(poly, "pos", closed), Relation(">", poly))
        return True

    def _posynomial(self, poly: Poly) -> bool:
        """Lemma: a sum of products of non-negative variables, one product strictly positive."""
        bounds: dict[int, int] = {}
        base = self.derivation.hypotheses
        lemmas = range(len(base) - len(self.result.lemmas), len(base))
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
        fresh = len(base)
        trial = Derivation(self.ring, [*base, Relation(">", -poly)])
        neg = trial.node([*terms, Term(self._q(1), (), (fresh,))], [])
        trial = Derivation(self.ring, [*base, Relation("=", poly)])
        zero = trial.node(terms, [(fresh, -self.ring.one)])
        if neg is None or zero is None:
            return False
        self._add(Lemma(poly, "pos", {"neg": neg, "zero": zero}), Relation(">", poly))
        return True

    def _off_zero(self, poly: Poly) -> bool:
        """Lemma: ``v > 0`` because ``v >= 0`` and an equation fails at ``v = 0``."""
        if len(poly) != 1 or self.ring.degree(poly) != 1 or poly.leading_coefficient() < 0:
            return False
        (position,) = self.ring.support(poly)
        base = self.derivation.hypotheses
        at_least = self._bound_on(poly)
        if at_least is None:
            return False
        for fact in self.facts:
            if fact.rel != "=" or position not in self.ring.support(fact.poly):
                continue
            rest = self.ring.coefficients_in(fact.poly, position).get(0, self.ring.zero)
            atoms: list[int] = []
            for factor, power in self.ring.factors(rest)[1] if rest != 0 else [(poly, 1)]:
                index = self._atoms.get(self.ring.key(factor))
                if index is None:
                    break
                atoms += [index] * power
            else:
                indices = tuple(sorted([*atoms, *fact.den]))
                scale = rest.leading_coefficient()
                scale = self.derivation.product(atoms).leading_coefficient() / scale
                trial = Derivation(self.ring, [*base, Relation(">", -poly)])
                factor = poly.leading_coefficient() / base[at_least].poly.leading_coefficient()
                below = trial.scale(trial.fact(at_least), factor)
                neg = trial.contradiction([trial.fact(len(base)), below])
                trial = Derivation(self.ring, [*base, Relation("=", poly)])
                # den (e - (e - rest)) = den rest, and e - rest is a multiple of v
                others = divmod(fact.poly - rest, poly)[0] * trial.product(fact.den)
                ideal = [(i, g * -scale) for i, g in fact.ideal]
                zero = trial.node(
                    [Term(self._q(1), (), indices)], [*ideal, (len(base), others * scale)]
                )
                if neg is not None and zero is not None:
                    lemma = Lemma(poly, "pos", {"neg": neg, "zero": zero})
                    self._add(lemma, Relation(">", poly))
                    return True
        return False

    def _bound_on(self, poly: Poly) -> int | None:
        """A known relation ``c * poly >= 0`` with c > 0."""
        base = self.derivation.hypotheses
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
        near = set(self.ring.support(poly))
        hypotheses = self.derivation.hypotheses
        linked = [
            i
            for i in range(len(hypotheses))
            if isinstance(hypotheses[i], Relation)
            and (i in self.known or i >= len(hypotheses) - len(self.result.lemmas))
            and near & self.ring.support(hypotheses[i].poly)
            and self.ring.degree(hypotheses[i].poly) <= max(1, self.ring.degree(poly))
            and hypotheses[i].rel != "="
        ]
        return linked[:12]

    def _add(self, lemma: Lemma, relation: Relation) -> int:
        self.result.lemmas.append(lemma)
        self.derivation.hypotheses.append(relation)
        return len(self.derivation.hypotheses) - 1

    # Strip and split off -----------------------------------------------------------------------

    def _normalise(self) -> None:
        seen: dict[Any, int] = {}
        kept: list[Fact] = []
        for fact in self.facts:
            fact = self._equation(fact) if fact.rel == "=" else self._inequality(fact)
            if self._decided(fact):
                if self.result.node is not None:
                    return
                continue
            _, primitive = self.ring.primitive(fact.poly)
            key = (fact.rel == "=", self.ring.key(primitive))
            if key in seen:
                if fact.rel == ">":
                    kept[seen[key]] = fact
                continue
            seen[key] = len(kept)
            kept.append(fact)
        self.facts = kept

    def _decided(self, fact: Fact) -> bool:
        """Whether a fact is a comparison of numbers; a false one closes the proof."""
        if not fact.poly.is_constant():
            return False
        value = fact.poly.leading_coefficient() if fact.poly != 0 else 0
        holds = value == 0 if fact.rel == "=" else (value > 0 if fact.rel == ">" else value >= 0)
        if holds:
            return True
        derivation = self.derivation
        if fact.rel == "=":
            fact = derivation.multiple(fact, self.ring.one * (-1 if value > 0 else 1))
            value = abs(value)
        else:
            value = -value
        parts = [fact]
        if value != 0:
            parts.append(
                Fact(">", self.ring.one * value, (Term(self._q(value), (), ()),), (), ())
            )
        node = derivation.contradiction(parts)
        if node is not None:
            self.result.node = node
        return True

    def _q(self, value: Any) -> Any:
        return (self.ring.one * value).leading_coefficient()

    def _inequality(self, fact: Fact) -> Fact:
        if fact.poly.is_constant():
            return fact
        _, parts = self.ring.factors(fact.poly)
        if len(parts) == 1 and parts[0][1] == 1:
            return fact
        for factor, power in parts:
            index = self._atom(factor, prove=len(parts) > 1 and len(factor) > 1)
            if index is None and fact.rel == ">":
                index = self._nonzero(fact, factor)
            if index is not None:
                quotient, rest = divmod(fact.poly, self.derivation.product([index] * power))
                if rest == 0:
                    fact = self.derivation.over_atoms(fact, quotient, (index,) * power)
        return fact

    def _nonzero(self, fact: Fact, factor: Poly) -> int | None:
        """Lemma: ``f > 0`` because ``f >= 0`` and ``f * g > 0``."""
        key = self.ring.key(factor)
        base = self.derivation.hypotheses
        for i in self.known:
            relation = base[i]
            if relation.rel != ">=" or len(relation.poly) != len(factor):
                continue
            ratio = factor.leading_coefficient() / relation.poly.leading_coefficient()
            if relation.poly * ratio != factor:
                continue
            poly = factor if ratio > 0 else -factor
            trial = Derivation(self.ring, [*base, Relation(">", -poly)])
            fresh = trial.fact(len(base))
            neg = trial.contradiction([fresh, trial.scale(trial.fact(i), abs(ratio))])
            trial = Derivation(self.ring, [*base, Relation("=", poly)])
            cofactor = divmod(fact.poly, poly)[0] * trial.product(fact.den) * -1
            zero = trial.node(fact.terms, [*fact.ideal, (len(base), cofactor)])
            if neg is None or zero is None:
                return None
            index = self._add(
                Lemma(poly, "pos", {"neg": neg, "zero": zero}), Relation(">", poly)
            )
            self._atoms[key] = index
            return index
        return None

    def _equation(self, fact: Fact) -> Fact:
        if fact.poly.is_constant():
            return fact
        _, parts = self.ring.factors(fact.poly)
        if len(parts) == 1 and parts[0][1] == 1:
            return fact
        atoms: list[int] = []
        open_parts: list[tuple[Poly, int]] = []
        for factor, power in parts:
            index = self._atom(factor, prove=True)
            if index is None:
                open_parts.append((factor, power))
            else:
                atoms += [index] * power
        if len(open_parts) == 1:
            return self._root(fact, open_parts[0], atoms)
        quotient, rest = divmod(fact.poly, self.derivation.product(atoms))
        if rest != 0 or not atoms:
            return fact
        return self.derivation.over_atoms(fact, quotient, tuple(atoms))

    def _root(self, fact: Fact, part: tuple[Poly, int], atoms: list[int]) -> Fact:
        """Lemma: ``q = 0`` because ``atoms * q**power = 0``."""
        factor, power = part
        closed = {}
        for branch, sign in (("neg", -1), ("pos", 1)):
            extra = Relation(">", factor * sign)
            trial = Derivation(self.ring, [*self.derivation.hypotheses, extra])
            indices = tuple(
                sorted([*atoms, *fact.den, *[len(self.derivation.hypotheses)] * power])
            )
            value = trial.product(indices)
            whole = trial.product(fact.den) * fact.poly
            ratio = value.leading_coefficient() / whole.leading_coefficient()
            node = trial.node(
                [Term(self._q(1), (), indices)], [(i, g * (-ratio)) for i, g in fact.ideal]
            )
            if node is None:
                return fact
            closed[branch] = node
        index = self._add(Lemma(factor, "zero", closed), Relation("=", factor))
        return self.derivation.fact(index)

    def _pinch(self) -> bool:
        """Lemma: ``p = 0`` because ``p >= 0`` and ``-p >= 0``."""
        if self.eliminate == "none":
            return False
        below: dict[Any, int] = {}
        for i, fact in enumerate(self.facts):
            if fact.rel == "=":
                continue
            scale, poly = self.ring.primitive(fact.poly)
            opposite = below.get(self.ring.key(-poly))
            below[self.ring.key(poly)] = i
            if opposite is None:
                continue
            other = self.facts[opposite]
            if ">" in (fact.rel, other.rel):
                factor = self.ring.primitive(other.poly)[0]
                scaled = [self.derivation.scale(f, 1 / c) for f, c in ((fact, scale), (other, factor))]
                self.result.node = self.derivation.contradiction(scaled)
                return self.result.node is not None
            closed = {}
            for branch, sign, bound in (("neg", -1, fact), ("pos", 1, other)):
                extra = Relation(">", poly * sign)
                trial = Derivation(self.ring, [*self.derivation.hypotheses, extra])
                fresh = trial.fact(len(self.derivation.hypotheses))
                factor = self.ring.primitive(bound.poly)[0]
                node = trial.contradiction([fresh, trial.scale(bound, 1 / factor)])
                if node is None:
                    return False
                closed[branch] = node
            index = self._add(Lemma(poly, "zero", closed), Relation("=", poly))
            kept = [f for j, f in enumerate(self.facts) if j not in (i, opposite)]
            self.facts = [*kept, self.derivation.fact(index)]
            return True
        return False

    # Substitute --------------------------------------------------------------------------------

    def _substitute(self) -> bool:
        """Eliminate one variable; False if no equation allows it."""
        choice = self._choose()
        if choice is None:
            return False
        which, position = choice
        equation = self.facts[which]
        parts = self.ring.coefficients_in(equation.poly, position)
        coefficient = parts[1]
        atoms: list[int] = []
        for factor, power in self.ring.factors(coefficient)[1]:
            index = self._atom(factor, prove=True)
            if index is None:
                return False
            atoms += [index] * power
        value = self.derivation.product(atoms)
        scale = value.leading_coefficient() / coefficient.leading_coefficient()
        equation = self.derivation.multiple(equation, self.ring.one * scale)
        rest = parts.get(0, self.ring.zero) * scale
        result = []
        for i, fact in enumerate(self.facts):
            if i == which:
                continue
            if int(fact.poly.degrees()[position]) > 0:
                target, power = self.ring.substitute(fact.poly, position, -rest, value)
                raised = self.derivation.times_atoms(fact, tuple(sorted(atoms * power)))
                cofactor, left = divmod(target - raised.poly, equation.poly)
                if left != 0:
                    return False
                fact = self.derivation.plus_multiple(raised, equation, cofactor)
            result.append(fact)
        self.facts = result
        return True

    def _isolated(self) -> Iterator[tuple[int, int, list[int]]]:
        """Variables that occur in one inequality apart from their own bounds."""
        positions = sorted(set().union(*(self.ring.support(f.poly) for f in self.facts)))
        for position in positions:
            inside = [
                i for i, f in enumerate(self.facts) if position in self.ring.support(f.poly)
            ]
            mixed = [i for i in inside if len(self.ring.support(self.facts[i].poly)) > 1]
            chosen = mixed or inside
            if len(chosen) == 1 and self.facts[chosen[0]].rel != "=":
                yield position, chosen[0], inside

    def _signed(self, poly: Poly) -> tuple[list[int], Any] | None:
        """Write a polynomial as a number times a product of strict hypotheses, if it is one."""
        atoms: list[int] = []
        for factor, power in self.ring.factors(poly)[1]:
            index = self._atom(factor, prove=True)
            if index is None:
                return None
            atoms += [index] * power
        value = self.derivation.product(atoms)
        return atoms, poly.leading_coefficient() / value.leading_coefficient()

    def _drop(self) -> bool:
        """Set a variable to zero where it is non-negative and only ever lowers a polynomial."""
        if self.eliminate != "complete":
            return False
        for position, which, inside in self._isolated():
            gen = self.ring.gens[position]
            bound = self._atoms.get(self.ring.key(gen), self._bound_on(gen))
            fact = self.facts[which]
            if bound is None or len(inside) == 1 == len(self.ring.support(fact.poly)):
                continue
            scale = self.derivation.hypotheses[bound].poly.leading_coefficient()
            if scale < 0:
                continue
            for power, part in sorted(self.ring.coefficients_in(fact.poly, position).items()):
                if power == 0:
                    continue
                signed = self._signed(part)
                if signed is None or signed[1] > 0:
                    break
                indices = tuple([*signed[0], *[bound] * power])
                fact = self.derivation.plus_product(fact, -signed[1] / scale**power, indices)
            else:
                self.facts = [f for i, f in enumerate(self.facts) if i not in inside]
                self.facts.append(fact)
                return True
        return False

    def _complete_square(self) -> bool:
        """Eliminate a variable by completing the square; its bounds are given up."""
        if self.eliminate != "complete":
            return False
        for position, which, inside in self._isolated():
            fact = self.facts[which]
            parts = self.ring.coefficients_in(fact.poly, position)
            if max(parts) != 2:
                continue
            signed = self._signed(parts[2])
            if signed is None or signed[1] > 0:
                continue
            # 4 A (-A v^2 + B v + C) + (2 A v - B)^2 = B^2 + 4 A C with A = -scale * atoms
            raised = self.derivation.times_atoms(fact, tuple(sorted(signed[0])))
            raised = self.derivation.scale(raised, -4 * signed[1])
            done = self.derivation.plus_square(raised, fact.poly.derivative(position))
            self.facts = [f for i, f in enumerate(self.facts) if i not in inside]
            self.facts.append(done)
            return True
        return False

    def _choose(self) -> tuple[int, int] | None:
        """The simplest equation and variable to eliminate."""
        if self.eliminate == "none":
            return None
        options = []
        for which, fact in enumerate(self.facts):
            if fact.rel != "=":
                continue
            for position in sorted(self.ring.support(fact.poly)):
                if int(fact.poly.degrees()[position]) != 1:
                    continue
                coefficient = self.ring.coefficients_in(fact.poly, position)[1]
                if not coefficient.is_constant() and self.eliminate == "constant":
                    continue
                growth = sum(int(f.poly.degrees()[position]) for f in self.facts if f is not fact)
                size = self.ring.degree(coefficient)
                options.append(((size, len(fact.poly), growth, which, position), coefficient))
        for (_, _, _, which, position), coefficient in sorted(options, key=lambda o: o[0]):
            factors = self.ring.factors(coefficient)[1]
            if all(self._atom(f, prove=True) is not None for f, _ in factors):
                return which, position
        return None
