"""Branch and prune: a compact box holds no point that satisfies some constraints.

The claim (`empty-box`): no point ``x`` of the box ``X`` satisfies ``l_i <= f_i(x) <= h_i`` for
every ``i``. The proof (`boxes`) is a tree of bisections; each leaf is refuted in one of two ways:

* ``["n", i]``: the natural interval extension of ``f_i`` on the leaf misses ``[l_i, h_i]``;
* ``["m", [y_1, ..]]``: multipliers ``y``. Every admissible value of ``y'f`` is at least
  ``L = sum_i min(y_i*[l_i, h_i])``, while the mean-value form
  ``y'f(m) + (sum_i y_i*grad f_i(X))'(X - m)`` stays below ``L``.

The multipliers come from least squares: the combination that moves the residual at the midpoint
``m`` against the spread of its linear part. All boxes of a batch are treated together in floating
point, a margin is kept, and the tree is re-made by `bargain.check` in integer arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import sympy as sp

from bargain.budget import spent
from bargain.check.certificate import MAX_VALUES, canonical
from bargain.errors import InputError, OptionError
from bargain.exact import to_fraction
from bargain.intervals.bisection import Bisected
from bargain.intervals.branch_and_prune import BoxSearch, Combined, Leaf, Missed
from bargain.intervals.expression_tape import Tape, tape_of
from bargain.refute.ring import Data, Plain

__all__ = ["BoxProof", "RangeConstraint", "most_boxes", "prove_empty_box", "values_in"]

#: Variables with their ends: exact numbers, of sympy or Python.
Box: TypeAlias = Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]]
_KEPT = 10_000  # values for the envelope and the words


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeConstraint:
    """``lower <= expression <= upper``.

    Parameters
    ----------
    name : str
        How a proof refers to it.
    expression : sympy.Expr
        A function of the box's variables.
    lower, upper : Fraction or None
        The bounds; ``None`` is unbounded, equal bounds make an equation.
    text : str, default ""
        The constraint in words.
    """

    name: str
    expression: sp.Expr
    lower: Fraction | None
    upper: Fraction | None
    text: str = ""

    def __post_init__(self) -> None:
        if self.lower is None and self.upper is None:
            raise InputError(f"constraint {self.name!r} bounds nothing", fix="give lower or upper")

    @classmethod
    def from_relation(cls, name: str, relation: sp.Basic) -> RangeConstraint:
        """Return the closed constraint that a relation implies (``<`` is weakened to ``<=``).

        Examples
        --------
        >>> x = sp.Symbol("x")
        >>> constraint = RangeConstraint.from_relation("r", x**2 <= 1)
        >>> constraint.expression, constraint.upper
        (x**2 - 1, Fraction(0, 1))
        """
        zero = Fraction(0)
        side = relation.lhs - relation.rhs
        if isinstance(relation, sp.Eq):
            lower, upper = zero, zero
        elif isinstance(relation, (sp.Ge, sp.Gt)):
            lower, upper = zero, None
        elif isinstance(relation, (sp.Le, sp.Lt)):
            lower, upper = None, zero
        else:
            raise InputError("a relation that is not an interval", where=str(relation))
        return cls(name=name, expression=side, lower=lower, upper=upper, text=str(relation))


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxProof:
    """What branch and prune found.

    Parameters
    ----------
    empty : bool
        Whether the box was refuted; if so `proof` is the certificate's proof.
    statement : dict
        The claim ``empty-box`` as certificate data.
    proof : dict or None
        ``{"kind": "boxes", "tree": [...]}``.
    used : tuple of str
        The constraints that the proof needs.
    boxes : int
        Number of boxes that were looked at.
    reason : str
        Why it stopped, if not empty.
    undecided : dict of Symbol to (float, float) or None
        A box that could not be refuted: the place to look for a solution.
    """

    empty: bool = False
    statement: Plain
    proof: Plain | None = None
    used: tuple[str, ...] = ()
    boxes: int = 0
    reason: str = "not tried"
    undecided: dict[sp.Symbol, tuple[float, float]] | None = None

    def __repr__(self) -> str:
        verdict = "empty" if self.empty else f"undecided: {self.reason}"
        return f"BoxProof({verdict}, {self.boxes} boxes)"

    def summary(self) -> str:
        """Return the outcome in a sentence."""
        if self.empty:
            return f"No point of the box satisfies the constraints ({self.boxes} boxes)."
        place = ", ".join(
            f"{v} in [{a:.6g}, {b:.6g}]" for v, (a, b) in (self.undecided or {}).items()
        )
        return f"Undecided after {self.boxes} boxes ({self.reason}); not refuted: {place}."

    def to_dict(self) -> Plain:
        """Return the outcome as JSON-able data."""
        undecided = {str(v): [a, b] for v, (a, b) in (self.undecided or {}).items()}
        return {
            "empty": self.empty,
            "boxes": self.boxes,
            "reason": self.reason,
            "undecided": undecided or None,
            "statement": self.statement,
            "proof": self.proof,
            "used": list(self.used),
        }


def prove_empty_box(
    variables: Sequence[sp.Symbol],
    constraints: Sequence[RangeConstraint],
    box: Box,
    *,
    effort: float = 60.0,
    max_boxes: int | None = None,
    smallest: float = 1e-9,
    floats_only: bool = False,
) -> BoxProof:
    """Try to prove that no point of a box satisfies every constraint.

    Parameters
    ----------
    variables : sequence of sympy.Symbol
        The order of the variables.
    constraints : sequence of RangeConstraint
        What would have to hold.
    box : mapping of Symbol to (lower, upper)
        Compact; exact numbers.
    effort : float, default 60.0
        Work after which it stops, in units of `bargain.budget`.
    max_boxes : int, optional
        Number of boxes after which it stops; with 0 only the statement is made. Never more than
        `most_boxes`: a larger proof would not be read.
    smallest : float, default 1e-9
        Boxes narrower than this share of the root box are not bisected again.
    floats_only : bool, default False
        Allow sine and cosine, which the checker does not know: then there is no proof to check.

    Returns
    -------
    BoxProof

    Raises
    ------
    ExpressionError
        If a constraint uses a function that cannot be bounded.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> far = RangeConstraint.from_relation("far", x + y >= 2)
    >>> near = RangeConstraint.from_relation("near", x**2 + y**2 <= 1)
    >>> prove_empty_box([x, y], [far, near], {x: (0, 1), y: (0, 1)}).empty
    True
    """
    if effort <= 0 or (max_boxes is not None and max_boxes < 0):
        raise OptionError("the effort must be positive and max_boxes at least 0")
    variables = tuple(variables)
    if missing := [v for v in variables if v not in box]:
        raise InputError(f"the box forgets {missing[0]}", fix="give every variable an interval")
    exact = [(to_fraction(box[v][0]), to_fraction(box[v][1])) for v in variables]
    for symbol, (a, b) in zip(variables, exact, strict=True):
        if a > b:
            raise InputError(f"the interval of {symbol} is reversed", where=f"({a}, {b})")
    tape = tape_of([c.expression for c in constraints], variables, box, floats_only=floats_only)
    search = BoxSearch(tape, [(c.lower, c.upper) for c in constraints], exact, smallest)
    statement = _statement(tape, constraints, exact)
    most = most_boxes(statement)
    if max_boxes is not None:
        most = min(most, max_boxes)
    reason = search.run(spent() + effort, most)
    if not reason and len(search.tree.tokens) > most > 0:  # the search looks at boxes in batches
        reason = "number of boxes"
    tree = [] if reason else search.tree.stream()
    proof = {"kind": "boxes", "tree": [token.plain() for token in tree]}
    place = search.tree.undecided() if reason else None
    return BoxProof(
        empty=not reason,
        statement=statement,
        proof=None if reason or _only_floats(tape) else proof,
        used=_used(tree, constraints),
        boxes=len(search.tree.tokens),
        reason=reason,
        undecided=None if place is None else dict(zip(variables, place.ends, strict=True)),
    )


def _only_floats(tape: Tape) -> bool:
    return any(node[0] in ("sin", "cos") for node in tape.nodes)


def most_boxes(statement: Data) -> int:
    """How many boxes a proof may have for the checker to read its certificate.

    The checker counts values by the marks before them (``[``, ``{`` and commas). A bisection has
    three; a leaf has three, or with multipliers three and one per constraint; of N boxes (N + 1)/2
    are leaves. As much as the statement has here is kept for what is still said of it: its game,
    its conditions and words.

    Examples
    --------
    >>> most_boxes({"constraints": [{"name": "a"}, {"name": "b"}]})
    122497
    """
    room = MAX_VALUES - _KEPT - 2 * values_in(statement)
    return max(0, 2 * room // (6 + len(statement["constraints"])))


def values_in(data: object) -> int:
    """How many values the checker counts in plain data."""
    text = canonical(data)
    return sum(text.count(mark) for mark in (b",", b"[", b"{"))


def _used(
    tree: Sequence[Leaf | Bisected], constraints: Sequence[RangeConstraint]
) -> tuple[str, ...]:
    """Return the names of the constraints that the leaves refer to."""
    found = {token.constraint for token in tree if isinstance(token, Missed)}
    for token in tree:
        if isinstance(token, Combined):
            found.update(i for i, y in enumerate(token.multipliers) if y)
    return tuple(c.name for i, c in enumerate(constraints) if i in found)


def _statement(
    tape: Tape, constraints: Sequence[RangeConstraint], box: Sequence[tuple[Fraction, Fraction]]
) -> Plain:
    names = [str(v) for v in tape.variables]
    texts = [c.text or c.name for c in constraints]
    where = [f"{a} <= {name} <= {b}" for name, (a, b) in zip(names, box, strict=True)]
    return {
        "claim": "empty-box",
        "verdict": "never",
        "words": ["No point of the box satisfies all of: " + "; ".join(texts) + "."],
        "game": "",
        "conditions": [c.name for c in constraints],
        "where": where,
        "variables": names,
        "box": [[str(a), str(b)] for a, b in box],
        "tape": tape.to_json(),
        "constraints": [
            {
                "name": c.name,
                "text": c.text or c.name,
                "node": root,
                "lo": None if c.lower is None else str(c.lower),
                "hi": None if c.upper is None else str(c.upper),
            }
            for c, root in zip(constraints, tape.roots, strict=True)
        ],
    }
