"""What is known of sets of relations: points that satisfy them, sets that are contradictory.

A search asks about many sets that differ in one or two relations. A point found for one set often
satisfies another one, and a set contradicts whatever contains a contradictory one: both are seen
here at once, exactly, and need no solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import flint

from bargain.refute.ring import Disjunction, Hypothesis, Key, Number, Relation, Ring

__all__ = ["Findings"]


class Findings:
    """Memory of one search; it forgets nothing and never guesses.

    Parameters
    ----------
    ring : Ring

    Examples
    --------
    >>> ring = Ring(["x"])
    >>> findings = Findings(ring)
    >>> positive, small = Relation(">", ring.gen("x")), Relation(">=", 1 - ring.gen("x"))
    >>> numbers = [findings.number(h) for h in (positive, small)]
    >>> findings.satisfiable(numbers)
    False
    >>> findings.add_point({"x": Fraction(1, 2)})
    >>> findings.satisfiable(numbers)
    True
    """

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self._numbers: dict[Key, int] = {}
        self._seen: dict[int, tuple[Hypothesis, int]] = {}
        self._hypotheses: list[Hypothesis] = []
        self._points: list[list[Number]] = []
        self._holds: list[int] = []  # by hypothesis: the points at which it holds, as bits
        self._looked: list[int] = []  # by hypothesis: how many points were looked at
        self._cores: list[int] = []  # as bits
        self._sides: list[tuple[str, str, str] | None] = []  # by hypothesis: rel, p, -p

    def number(self, hypothesis: Hypothesis) -> int:
        """The hypothesis' number; the same for equal hypotheses."""
        found = self._seen.get(id(hypothesis))
        if found is None:
            key = self._key(hypothesis)
            number = self._numbers.setdefault(key, len(self._numbers))
            if number == len(self._hypotheses):
                self._hypotheses.append(hypothesis)
                self._holds.append(0)
                self._looked.append(0)
                self._sides.append(self._side(hypothesis))
            found = self._seen[id(hypothesis)] = (hypothesis, number)  # kept, so the id stays its
        return found[1]

    def numbers(self, hypotheses: Sequence[Hypothesis], which: Iterable[int]) -> tuple[int, ...]:
        """The numbers of some of the hypotheses."""
        return tuple(self.number(hypotheses[i]) for i in which)

    def _key(self, hypothesis: Hypothesis) -> Key:
        if isinstance(hypothesis, Relation):
            return (hypothesis.rel, repr(hypothesis.poly))
        return tuple(tuple(self._key(r) for r in a) for a in hypothesis.alternatives)

    def _side(self, hypothesis: Hypothesis) -> tuple[str, str, str] | None:
        if isinstance(hypothesis, Disjunction):
            return None
        _, poly = self.ring.primitive(hypothesis.poly)
        return hypothesis.rel, repr(poly), repr(-poly)

    def opposed(self, numbers: Sequence[int]) -> tuple[int, ...]:
        """Positions of the last hypothesis and of one that contradicts it at sight, if any does.

        These are ``p >= 0`` or ``p > 0`` and ``-p > 0``, up to positive factors.
        """
        last = self._sides[numbers[-1]]
        if last is None or last[0] == "=":
            return ()
        for position, number in enumerate(numbers[:-1]):
            side = self._sides[number]
            if side and side[0] != "=" and side[1] == last[2] and ">" in (side[0], last[0]):
                return position, len(numbers) - 1
        return ()

    def add_point(self, values: Mapping[str, object]) -> None:
        """Remember a point; one with irrational coordinates is left out."""
        exact = {name: v for name, v in values.items() if isinstance(v, Fraction)}
        if len(exact) < len(values):
            return
        point = [exact.get(name, Fraction(0)) for name in self.ring.names]
        self._points.append([flint.fmpq(v.numerator, v.denominator) for v in point])

    def satisfiable(self, numbers: Iterable[int]) -> bool:
        """Whether a remembered point satisfies all of the hypotheses."""
        return self._common(numbers) != 0

    def _common(self, numbers: Iterable[int]) -> int:
        left = (1 << len(self._points)) - 1
        for number in numbers:
            if not left:
                return 0
            left &= self._bits(number)
        return left

    def _bits(self, number: int) -> int:
        for k in range(self._looked[number], len(self._points)):
            if self._hypotheses[number].holds_at(self._points[k]):
                self._holds[number] |= 1 << k
        self._looked[number] = len(self._points)
        return self._holds[number]

    def add_core(self, numbers: Iterable[int]) -> None:
        """Remember a contradictory set."""
        core = sum(1 << n for n in set(numbers))
        if core not in self._cores:
            self._cores.append(core)

    def contradictory(self, numbers: Iterable[int]) -> bool:
        """Whether a remembered contradictory set lies among the hypotheses."""
        given = sum(1 << n for n in set(numbers))
        return any(core & given == core for core in self._cores)
