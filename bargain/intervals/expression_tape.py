"""Expression tapes: a real function as a list of elementary operations.

A *tape* over variables ``x_0 .. x_{n-1}`` is a list of nodes; node ``k`` is one of::

    ["v", j]  ["c", "3/2"]  ["+", i, k]  ["-", i, k]  ["*", i, k]  ["/", i, k]
    ["^", i, n]  ["log", i]  ["exp", i]  ["sqrt", i]

where ``i``, ``k`` are earlier nodes, ``n`` is a positive integer and constants are exact rationals.
The provers and the checker evaluate the same tape, in floating point and in integer arithmetic.

Rational powers are written with operations that have the same value and the same domain:
``x**(p/2**k)`` is an integer power of ``k`` square roots; every other real power is
``exp(e*log(x))``, which is only the same function where ``x > 0``: the caller says where the
variables live (``box``), and a base that is not positive there is refused. ``abs(x)`` is
``sqrt(x**2)``, and ``min`` and ``max`` follow from it; their derivative is undefined at the kink,
where an interval evaluation of it fails, so no rule on derivatives can be misused there.

Two more operations, ``["sin", i]`` and ``["cos", i]``, are written only where ``floats_only`` asks
for them: the checker does not know them, so what rests on such a tape has no certificate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import sympy as sp

from bargain.errors import ExpressionError
from bargain.exact import to_fraction
from bargain.intervals.enclosures import Node, enclose, evaluate, needed_nodes

__all__ = ["Tape", "tape_of"]

_LARGEST_POWER = 1_000
_MOST_CELLS = 2_000  # of the bisection that proves a base positive
_SUPPORTED = "use + - * /, powers, log, exp, sqrt, abs, min and max of the game's own variables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """Expressions as one shared tape.

    Parameters
    ----------
    variables : tuple of sympy.Symbol
        Variable ``j`` is the ``j``-th of these.
    nodes : tuple of Node
        The operations.
    roots : tuple of int
        The node of each expression.
    """

    variables: tuple[sp.Symbol, ...]
    nodes: tuple[Node, ...]
    roots: tuple[int, ...]

    def to_json(self) -> list[list[str | int]]:
        """Return the nodes as plain JSON data.

        Examples
        --------
        >>> x = sp.Symbol("x")
        >>> tape_of([x**2 / 2], [x]).to_json()
        [['c', '1/2'], ['v', 0], ['^', 1, 2], ['*', 0, 2]]
        """
        return [list(node) for node in self.nodes]


def tape_of(
    expressions: Sequence[sp.Expr],
    variables: Sequence[sp.Symbol],
    box: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]] | None = None,
    *,
    floats_only: bool = False,
) -> Tape:
    """Return the tape of some expressions.

    Parameters
    ----------
    expressions : sequence of sympy.Expr
        Real functions of the variables, with numeric constants only.
    variables : sequence of sympy.Symbol
        The variables, in the order of the tape.
    box : mapping of Symbol to (lower, upper), optional
        Where the variables live. Needed for powers that are not dyadic, such as ``x**(1/3)``:
        their base has to be positive on the box.
    floats_only : bool, default False
        Write sine and cosine too, for evaluation in floating point alone.

    Returns
    -------
    Tape

    Raises
    ------
    ExpressionError
        If an expression uses anything else; the message names the sub-expression.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> tape_of([sp.sqrt(x) - y], [x, y]).nodes
    (('v', 0), ('sqrt', 0), ('v', 1), ('-', 1, 2))
    >>> tape_of([sp.gamma(x)], [x])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    bargain.errors.ExpressionError: a function that cannot be bounded [gamma(x)]; use + - * /...
    """
    writer = _Writer(tuple(variables), box, floats_only)
    roots = tuple(writer.write(sp.sympify(expression)) for expression in expressions)
    return Tape(variables=tuple(variables), nodes=tuple(writer.nodes), roots=roots)


class _Writer:
    """Writes expressions to a tape; equal sub-expressions share a node."""

    def __init__(
        self,
        variables: tuple[sp.Symbol, ...],
        box: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]] | None,
        floats_only: bool,
    ) -> None:
        self.index = {symbol: j for j, symbol in enumerate(variables)}
        self.box, self.floats_only = box, floats_only
        self.nodes: list[Node] = []
        self.memo: dict[Node, int] = {}
        self.done: dict[sp.Expr, int] = {}

    def put(self, *node: str | int) -> int:
        """Append a node, or return the equal one that is already there."""
        if node not in self.memo:
            self.memo[node] = len(self.nodes)
            self.nodes.append(node)
        return self.memo[node]

    def constant(self, value: Fraction | int) -> int:
        return self.put("c", str(Fraction(value)))

    def write(self, expression: sp.Expr) -> int:
        """Return the node of an expression."""
        if expression not in self.done:
            self.done[expression] = self._write(expression)
        return self.done[expression]

    def _write(self, e: sp.Expr) -> int:
        if e in self.index:
            return self.put("v", self.index[e])
        if e.is_Rational or e.is_Float:
            return self.constant(to_fraction(e))
        if e is sp.E:
            return self.put("exp", self.constant(1))
        if e.is_Add:
            return self._sum(e)
        if e.is_Mul:
            return self._product(e)
        if isinstance(e, sp.exp):
            return self.put("exp", self.write(e.args[0]))
        if isinstance(e, sp.log) and len(e.args) == 1:
            return self.put("log", self.write(e.args[0]))
        if e.is_Pow:
            return self._power(e.base, e.exp, e)
        if isinstance(e, sp.Abs):
            return self._absolute(self.write(e.args[0]))
        if isinstance(e, (sp.Max, sp.Min)):
            return self._extreme(e)
        if self.floats_only and (e is sp.pi or isinstance(e, (sp.sin, sp.cos))):
            return self._trigonometric(e)
        if e.is_Symbol:
            raise ExpressionError(
                f"{e} is neither a variable nor a number", where=str(e), fix="give it a value"
            )
        raise ExpressionError("a function that cannot be bounded", where=str(e), fix=_SUPPORTED)

    def _sum(self, e: sp.Expr) -> int:
        first, *rest = e.as_ordered_terms()
        k = self.write(first)
        for term in rest:
            if term.could_extract_minus_sign():
                k = self.put("-", k, self.write(-term))
            else:
                k = self.put("+", k, self.write(term))
        return k

    def _product(self, e: sp.Expr) -> int:
        above = [a for a in e.args if not _is_denominator(a)]
        below = [1 / a for a in e.args if _is_denominator(a)]
        k = self.write(above[0]) if above else self.constant(1)
        for factor in above[1:]:
            k = self.put("*", k, self.write(factor))
        for factor in below:
            k = self.put("/", k, self.write(factor))
        return k

    def _power(self, base: sp.Expr, exponent: sp.Expr, whole: sp.Expr) -> int:
        if exponent.is_Rational:
            p, q = int(exponent.p), int(exponent.q)
            if abs(p) > _LARGEST_POWER or q > _LARGEST_POWER:
                raise ExpressionError(
                    "the power is too large",
                    where=str(whole),
                    fix=f"keep powers below {_LARGEST_POWER}",
                )
            if p < 0:
                return self.put("/", self.constant(1), self._power(base, -exponent, whole))
            if q & (q - 1) == 0:
                k = self.write(base)
                for _ in range(q.bit_length() - 1):
                    k = self.put("sqrt", k)
                return k if p == 1 else self.put("^", k, p)
        self._refuse_unless_positive(base, whole)
        log = self.put("log", self.write(base))
        return self.put("exp", self.put("*", self.write(exponent), log))

    def _refuse_unless_positive(self, base: sp.Expr, whole: sp.Expr) -> None:
        if base.is_positive or (self.box is not None and self._is_positive_on_box(base)):
            return
        raise ExpressionError(
            f"the power needs a base that is positive on the whole box, and {base} is not",
            where=str(whole),
            fix="keep the base away from 0, or use a power of 1/2, 1/4, …",
        )

    def _is_positive_on_box(self, base: sp.Expr) -> bool:
        """Return whether bisection proves that an expression is positive on the box."""
        assert self.box is not None
        box = [(to_fraction(self.box[v][0]), to_fraction(self.box[v][1])) for v in self.index]
        k = self.write(base)
        order = needed_nodes(self.nodes, [k])
        low, high = enclose(box)
        while low.size and low.shape[1] <= _MOST_CELLS:
            least = evaluate(self.nodes, order, low, high).value[k][0]
            rest = ~(least > 0)
            if not rest.any():
                return True
            low, high = low[:, rest], high[:, rest]
            widest = np.argmax(high - low, axis=0), np.arange(low.shape[1])
            middle = 0.5 * (low[widest] + high[widest])
            left_high, right_low = high.copy(), low.copy()
            left_high[widest] = right_low[widest] = middle
            if not np.all(middle < high[widest]):
                return False
            low, high = np.hstack([low, right_low]), np.hstack([left_high, high])
        return not low.size and base.is_positive is True

    def _trigonometric(self, e: sp.Expr) -> int:
        if e is sp.pi:
            return self.constant(Fraction(float(sp.pi)))
        return self.put("sin" if isinstance(e, sp.sin) else "cos", self.write(e.args[0]))

    def _absolute(self, k: int) -> int:
        return self.put("sqrt", self.put("^", k, 2))

    def _extreme(self, e: sp.Expr) -> int:
        sign = "+" if isinstance(e, sp.Max) else "-"
        first, *rest = e.args
        k = self.write(first)
        for other in rest:
            j = self.write(other)
            distance = self._absolute(self.put("-", k, j))
            k = self.put("/", self.put(sign, self.put("+", k, j), distance), self.constant(2))
        return k


def _is_denominator(factor: sp.Expr) -> bool:
    """Return whether a factor of a product is a negative rational power."""
    return bool(factor.is_Pow and factor.exp.is_Rational and factor.exp < 0)
