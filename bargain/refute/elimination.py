r"""Simplify a set of hypotheses without losing the derivation.

Some moves are repeated until nothing changes, each with its exact derivation:

* *strip*: a factor of known sign is divided out, :math:`x p > 0,\ x > 0 \Rightarrow p > 0`;
* *split off*: an equation :math:`x\, q^k = 0` with :math:`x > 0` becomes :math:`q = 0` (a lemma:
  both signs of q are refuted);
* *substitute*: an equation :math:`a v + b = 0` with a of known sign removes the variable v from
  every other relation by pseudo-division, :math:`a^k G = G|_{v := -b/a} + c\,(a v + b)`.
* *drop*: a variable :math:`v \ge 0` that occurs, apart from its own bounds, in a single relation
  and only lowers it there is set to zero.

Signs come from :mod:`bargain.refute.sign_lemmas`, as lemmas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bargain.budget import passed
from bargain.refute.cone import Derivation, Fact
from bargain.refute.positivstellensatz.products import Products
from bargain.refute.proof_tree import Lemma, ProofNode, Term
from bargain.refute.ring import Key, Poly, Relation, Ring, compares
from bargain.refute.sign_lemmas import Signs


@dataclass(slots=True)
class Simplified:
    """The result: facts to search over, lemmas to wrap around, or a finished refutation."""

    derivation: Derivation
    facts: list[Fact] = field(default_factory=list)
    lemmas: list[Lemma] = field(default_factory=list)
    node: ProofNode | None = None

    def wrap(self, node: ProofNode) -> ProofNode:
        """Put the lemmas around a node that was found with their hypotheses."""
        for lemma in reversed(self.lemmas):
            node = lemma.around(node)
        return node


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
        ``"none"``, ``"constant"`` (only with a constant coefficient), ``"signed"``,
        ``"complete"`` (also by completing squares), or ``"solved"`` and ``"defined"`` (like the
        last two, `preferred` first).
    mark : float
        On the meter of `bargain.budget`.
    unsigned : set, optional
        Memory of signs that could not be proved, shared between simplifiers of one search.
    preferred : frozenset of int
        Variables to eliminate first, such as unknowns that have a definition.
    products : Products, optional
        Memory of products, shared between simplifiers of one search.
    """

    def __init__(
        self,
        derivation: Derivation,
        active: Sequence[int],
        known: Sequence[int],
        *,
        eliminate: str,
        mark: float,
        unsigned: set[Key] | None = None,
        preferred: frozenset[int] = frozenset(),
        products: Products | None = None,
    ) -> None:
        self.derivation = derivation
        self.ring: Ring = derivation.ring
        plain = {"defined": "complete", "solved": "signed"}
        self.eliminate = plain.get(eliminate, eliminate)
        self.preferred = preferred if eliminate in plain else frozenset()
        self.mark = mark
        self.result = Simplified(derivation)
        self.facts = [derivation.fact(i) for i in active]
        self.signs = Signs(
            derivation,
            sorted({*known, *active}),
            lambda: [f for f in self.facts if f.rel == "="],
            mark=mark,
            hopeless=unsigned if unsigned is not None else set(),
            products=products or Products(self.ring),
        )

    def run(self) -> Simplified:
        """Return the simplified facts."""
        while self.result.node is None and not passed(self.mark):
            self._normalise()
            if self.result.node is not None:
                break
            if self._pinch() or (self.result.node is None and self._substitute()):
                continue
            if self.result.node is not None or not (self._drop() or self._complete_square()):
                break
        self.result.facts = self.facts
        self.result.lemmas = self.signs.lemmas
        return self.result

    # Strip and split off -----------------------------------------------------------------------

    def _normalise(self) -> None:
        seen: dict[Key, int] = {}
        kept: list[Fact] = []
        for given in self.facts:
            fact = self._equation(given) if given.rel == "=" else self._inequality(given)
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
        if compares(fact.rel, value):
            return True
        derivation = self.derivation
        if fact.rel == "=":
            fact = derivation.multiple(fact, self.ring.one * (-1 if value > 0 else 1))
            value = abs(value)
        else:
            value = -value
        parts = [fact]
        if value != 0:
            number = Term(derivation.number(value), (), ())
            parts.append(Fact(">", self.ring.one * value, (number,), (), ()))
        node = derivation.contradiction(parts)
        if node is not None:
            self.result.node = node
        return True

    def _inequality(self, fact: Fact) -> Fact:
        if fact.poly.is_constant():
            return fact
        _, parts = self.ring.factors(fact.poly)
        if len(parts) == 1 and parts[0][1] == 1:
            return fact
        for factor, power in parts:
            index = self.signs.atom(factor, prove=len(parts) > 1 and len(factor) > 1)
            if index is None and fact.rel == ">":
                index = self.signs.nonzero(fact, factor)
            if index is not None:
                quotient, rest = divmod(fact.poly, self.derivation.product([index] * power))
                if rest == 0:
                    fact = self.derivation.over_atoms(fact, quotient, (index,) * power)
        return fact

    def _equation(self, fact: Fact) -> Fact:
        if fact.poly.is_constant():
            return fact
        _, parts = self.ring.factors(fact.poly)
        if len(parts) == 1 and parts[0][1] == 1:
            return fact
        atoms: list[int] = []
        open_parts: list[tuple[Poly, int]] = []
        for factor, power in parts:
            index = self.signs.atom(factor, prove=True)
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
            trial = self.derivation.supposing(Relation(">", factor * sign))
            indices = tuple(sorted([*atoms, *fact.den, *[len(self.derivation.hypotheses)] * power]))
            value = trial.product(indices)
            whole = trial.product(fact.den) * fact.poly
            ratio = value.leading_coefficient() / whole.leading_coefficient()
            ideal = [(i, g * (-ratio)) for i, g in fact.ideal]
            node = trial.node([Term(trial.number(1), (), indices)], ideal)
            if node is None:
                return fact
            closed[branch] = node
        index = self.signs.add(Lemma(factor, "zero", closed), Relation("=", factor))
        return self.derivation.fact(index)

    def _pinch(self) -> bool:
        """Lemma: ``p = 0`` because ``p >= 0`` and ``-p >= 0``."""
        if self.eliminate == "none":
            return False
        below: dict[Key, int] = {}
        for i, given in enumerate(self.facts):
            if given.rel == "=":
                continue
            fact = self._strict(given)
            scale, poly = self.ring.primitive(fact.poly)
            opposite = below.get(self.ring.key(-poly))
            below[self.ring.key(poly)] = i
            if opposite is None:
                continue
            other = self._strict(self.facts[opposite])
            if ">" in (fact.rel, other.rel):
                factor = self.ring.primitive(other.poly)[0]
                pair = ((fact, scale), (other, factor))
                scaled = [self.derivation.scale(f, 1 / c) for f, c in pair]
                self.result.node = self.derivation.contradiction(scaled)
                return self.result.node is not None
            closed = {}
            for branch, sign, bound in (("neg", -1, fact), ("pos", 1, other)):
                trial = self.derivation.supposing(Relation(">", poly * sign))
                fresh = trial.fact(len(self.derivation.hypotheses))
                factor = self.ring.primitive(bound.poly)[0]
                node = trial.contradiction([fresh, trial.scale(bound, 1 / factor)])
                if node is None:
                    return False
                closed[branch] = node
            index = self.signs.add(Lemma(poly, "zero", closed), Relation("=", poly))
            kept = [f for j, f in enumerate(self.facts) if j not in (i, opposite)]
            self.facts = [*kept, self.derivation.fact(index)]
            return True
        return False

    def _strict(self, fact: Fact) -> Fact:
        """The fact, or the lemma that its polynomial is not zero either."""
        poly = self.ring.primitive(fact.poly)[1]
        index = self.signs.atoms.get(self.ring.key(poly))
        if index is None or self.derivation[index].rel != ">":
            return fact
        same = self.ring.primitive(self.derivation[index].poly)[1] == poly  # not its negative
        return self.derivation.fact(index) if same else fact

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
            index = self.signs.atom(factor, prove=True)
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
                result.append(self.derivation.plus_multiple(raised, equation, cofactor))
            else:
                result.append(fact)
        self.facts = result
        return True

    def _isolated(self) -> Iterator[tuple[int, int, list[int]]]:
        """Variables that occur in one inequality apart from their own bounds."""
        positions = sorted(set().union(*(self.ring.support(f.poly) for f in self.facts)))
        for position in positions:
            inside = [i for i, f in enumerate(self.facts) if position in self.ring.support(f.poly)]
            mixed = [i for i in inside if len(self.ring.support(self.facts[i].poly)) > 1]
            chosen = mixed or inside
            if len(chosen) == 1 and self.facts[chosen[0]].rel != "=":
                yield position, chosen[0], inside

    def _drop(self) -> bool:
        """Set a variable to zero where it is non-negative and only ever lowers a polynomial."""
        if self.eliminate != "complete":
            return False
        for position, which, inside in self._isolated():
            gen = self.ring.gens[position]
            bound = self.signs.atoms.get(self.ring.key(gen), self.signs.bound_on(gen))
            fact = self.facts[which]
            if bound is None or len(inside) == 1 == len(self.ring.support(fact.poly)):
                continue
            scale = self.derivation[bound].poly.leading_coefficient()
            if scale < 0:
                continue
            for power, part in sorted(self.ring.coefficients_in(fact.poly, position).items()):
                if power == 0:
                    continue
                signed = self.signs.signed(part, weak=True)
                if signed is None or signed[1] > 0:
                    break
                indices = (*signed[0], *[bound] * power)
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
            signed = self.signs.signed(parts[2])
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
                rank = (position not in self.preferred, size, len(fact.poly), growth)
                options.append(((*rank, which, position), coefficient))
        for (*_, which, position), coefficient in sorted(options, key=lambda o: o[0]):
            factors = self.ring.factors(coefficient)[1]
            if all(self.signs.atom(f, prove=True) is not None for f, _ in factors):
                return which, position
        return None
