"""What is to be refuted: hypotheses over a ring, with their names and the functions in them.

Plain data of a statement are decoded here, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bargain.refute.axioms import Function, read_functions
from bargain.refute.ring import Data, Hypothesis, Ring

__all__ = ["Problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Is there a point at which all the hypotheses hold?

    Attributes
    ----------
    ring : Ring
    hypotheses : tuple of Hypothesis
        A proof refers to them by position.
    names : tuple of str
        Theirs, in the same order.
    functions : tuple of Function
        Variables that are the logarithm or the exponential of a polynomial.

    Examples
    --------
    >>> positive = {"name": "p", "text": "x > 0", "rel": ">", "poly": [["1", [1]]]}
    >>> problem = Problem.read(["x"], [positive])
    >>> problem.names
    ('p',)
    >>> problem.holds_at({"x": Fraction(-1)}), problem.at({"x": Fraction(2)}).names
    (False, ('p', 'x = 2'))
    """

    ring: Ring
    hypotheses: tuple[Hypothesis, ...]
    names: tuple[str, ...]
    functions: tuple[Function, ...] = ()

    @classmethod
    def read(
        cls, variables: Sequence[str], hypotheses: Sequence[Data], functions: Sequence[Data] = ()
    ) -> Problem:
        """Decode hypotheses and functions as a statement writes them."""
        ring = Ring(variables)
        return cls(
            ring=ring,
            hypotheses=tuple(map(ring.hypothesis, hypotheses)),
            names=tuple(str(h.get("name", i)) for i, h in enumerate(hypotheses)),
            functions=read_functions(ring, functions),
        )

    @classmethod
    def region(cls, statement: Data) -> Problem:
        """Is there a point in the region of a statement? It speaks of parameters alone."""
        return cls.read(statement["parameters"], statement["region"])

    @classmethod
    def never(cls, statement: Data) -> Problem:
        """Can the necessary clauses of a statement be met in its region?"""
        hypotheses = [*statement["region"], *statement["necessary"]]
        return cls.read(statement["variables"], hypotheses, statement.get("functions", ()))

    def only(self, kept: Sequence[int]) -> Problem:
        """The same with some hypotheses alone."""
        hypotheses = tuple(self.hypotheses[k] for k in kept)
        return replace(self, hypotheses=hypotheses, names=tuple(self.names[k] for k in kept))

    def also(self, more: Sequence[Hypothesis], names: Sequence[str] = ()) -> Problem:
        """The same with more hypotheses, after the others."""
        named = tuple(names) or ("",) * len(more)
        return replace(self, hypotheses=(*self.hypotheses, *more), names=(*self.names, *named))

    def at(self, point: Mapping[str, Fraction]) -> Problem:
        """The same where some variables have the given values."""
        return self.also(self.ring.pinned(point), [f"{n} = {v}" for n, v in point.items()])

    def holds_at(self, point: Mapping[str, Fraction]) -> bool:
        """Whether all hypotheses hold at exact values; what is not given is 0."""
        values = self.ring.point(point)
        return all(h.holds_at(values) for h in self.hypotheses)
