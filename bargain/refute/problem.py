"""What is to be refuted: hypotheses over a ring, with their names and the functions in them.

Plain data of a statement are decoded here, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    >>> Problem.read(["x"], [positive]).names
    ('p',)
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
