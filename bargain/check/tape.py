"""Functions of the variables of a box, given as tapes: values, enclosures, derivatives.

A tape lists operations on earlier entries. Values are made by rules: intervals over a box, or
exact numbers at a point.
"""

import math
import operator
from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from bargain.check import interval
from bargain.check.certificate import Budget, Plain, Raw, items, rational, require
from bargain.check.interval import LIMIT, add, enclose, mul, sub

Rules = Plain
BINARY, UNARY = ("+", "-", "*", "/"), ("log", "exp", "sqrt")
COST = {"log": 300, "exp": 180, "^": 10, "*": 6, "/": 7, "sqrt": 12}  # as measured; of others 3
MAX_TAPE = 100_000
MAX_BITS = 1 << 14  # of an exact value
INTERVAL: Rules = {
    "+": add, "-": sub, "*": mul, "/": interval.divide, "^": interval.power,
    "log": interval.log, "exp": interval.exp, "sqrt": interval.sqrt,
}  # fmt: skip


def _function(op: str, x: Fraction) -> Fraction:
    # the obvious rational values: log 1 = 0, exp 0 = 1, square roots of squares
    y = Fraction(op == "exp")
    if op == "sqrt" and x > 0:
        y = Fraction(math.isqrt(x.numerator), math.isqrt(x.denominator))
    require(x == (y * y if op == "sqrt" else op == "log"), f"{op} is not rational at the point")
    return y


EXACT: Rules = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
EXACT |= {"^": pow, **{op: partial(_function, op) for op in UNARY}}


class Tape:
    """Functions as a list of operations (op, argument, argument), with their derivatives."""

    def __init__(self, data: Raw, size: int, budget: Budget) -> None:
        self.nodes: list[tuple[str, Raw, Raw]] = []
        self.budget = budget
        self._order: dict[tuple[int, ...], list[int]] = {}
        self._memo: dict[tuple[int, int], int] = {}
        for k, (op, *arguments) in enumerate(items(e, "tape") for e in items(data, "tape")):
            limits = {"v": [size], "^": [k, 201]}.get(op, [k] * (1 + (op in BINARY)))
            require(op in ("v", "c", *INTERVAL), "tape: an unknown operation")
            if op == "c":
                (text,) = arguments
                self.constant(rational(text, "tape"))
            else:
                good = all(0 <= a < n for a, n in zip(arguments, limits, strict=True))
                require(good and (op != "^" or arguments[1] > 0), "tape: no such entry or power")
                self.put(op, *arguments)
        self.zero = self.constant(Fraction(0))

    def put(self, op: str, a: Raw, b: Raw = None) -> int:
        """Append a node and return its index."""
        require(len(self.nodes) < MAX_TAPE, "tape: too long")
        self.nodes.append((op, a, b))
        return len(self.nodes) - 1

    def constant(self, value: Fraction) -> int:
        """Append a constant, as an interval and exactly."""
        return self.put("c", enclose(value), value)

    def order(self, *roots: int) -> list[int]:
        """Return the nodes that ``roots`` depend on, arguments first."""
        if roots not in self._order:
            self.budget.spend(max(roots, default=0))
            wanted = set(roots)
            for k in range(max(roots, default=0), -1, -1):
                op, a, b = self.nodes[k]
                if k in wanted and op not in "vc":
                    wanted |= {a, b} if op in BINARY else {a}
            self._order[roots] = sorted(wanted)
        return self._order[roots]

    def values(self, box: Sequence[Raw], *roots: int, rules: Rules = INTERVAL) -> list[Raw]:
        """Return intervals that hold the values of the nodes ``roots`` over the box."""
        v: dict[int, Raw] = {}
        size: dict[int, int] = {}  # in bits, of exact values
        for k in self.order(*roots):
            op, a, b = self.nodes[k]
            self.budget.spend(COST.get(op, 3) + (2 * b if op == "^" else 0))
            if op in "vc":
                v[k] = box[a] if op == "v" else a if rules is INTERVAL else b
            elif op == "^" or (op == "*" and a == b):
                n = b if op == "^" else 2
                require(rules is INTERVAL or n * size[a] < MAX_BITS, "a value is too large")
                v[k] = rules["^"](v[a], n)
            else:
                v[k] = rules[op](v[a], v[b]) if op in BINARY else rules[op](v[a])
            if rules is EXACT:
                size[k] = v[k].numerator.bit_length() + v[k].denominator.bit_length()
                require(size[k] < MAX_BITS, "a value is too large")
                self.budget.spend(size[k] >> 3)
            else:
                require(max(-v[k][0], v[k][1]) <= LIMIT, "an interval is too large")
        return [v[k] for k in roots]

    def exact(self, point: Sequence[Fraction], root: int) -> Fraction:
        """Return the exact value of a node at a point, where it is rational in an obvious way."""
        return Fraction(self.values(point, root, rules=EXACT)[0])

    def derivative(self, root: int, j: int) -> int:
        """Return the node of the derivative of ``root`` in variable j; appends what it needs."""
        for k in self.order(root):
            if (k, j) not in self._memo:
                self.budget.spend(10)
                self._memo[k, j] = self._rule(k, j)
        return self._memo[root, j]

    def _rule(self, k: int, j: int) -> int:
        op, a, b = self.nodes[k]
        if op in "vc":
            return self.constant(Fraction(1)) if op == "v" and a == j else self.zero
        da, db = self._memo[a, j], self._memo[b, j] if op in BINARY else self.zero
        if da == db == self.zero:
            return self.zero
        if op == "*":  # (ab)' = a'b + ab'
            parts = [self.put("*", d, x) for d, x in ((da, b), (db, a)) if d != self.zero]
            return parts[0] if len(parts) == 1 else self.put("+", *parts)
        if op == "/":  # (a/b)' = (a' - (a/b) b') / b
            return self.put("/", self.put("-", da, self.put("*", db, k)), b)
        if op == "exp":
            return self.put("*", da, k)
        if op in UNARY:  # (log a)' = a'/a, (sqrt a)' = a' / (2 sqrt a)
            return self.put("/", da, a if op == "log" else self.put("+", k, k))
        if op == "^":  # (a^n)' = n a^(n-1) a'
            scaled = self.put("*", self.constant(Fraction(b)), da)
            return self.put("*", self.put("^", a, b - 1), scaled) if b > 1 else scaled
        return self.put(op, da, db)
