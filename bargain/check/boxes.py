"""Branch and prune over a box: the claim ``empty-box``, and the tapes that functions are given as.

No point of the box satisfies lo <= f <= hi for every constraint: the box is bisected until every
part is refuted, by one constraint or by a weighted sum of them.
"""

import math
import operator
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import partial
from typing import Any

from bargain.check import interval
from bargain.check.certificate import Budget, fields, items, names, proof_of, rational, require
from bargain.check.interval import ONE, Interval, add, dot, enclose, mul, sub

Box = list[Interval]
Bound = Fraction | float  # infinite where there is none
Rules = dict[str, Any]
BINARY, UNARY = ("+", "-", "*", "/"), ("log", "exp", "sqrt")
COST = {"log": 100, "exp": 100, "^": 10, "/": 5, "sqrt": 5}  # of other operations 2
MAX_TAPE = 100_000
MAX_VARIABLES = 200
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

    def __init__(self, data: Any, size: int, budget: Budget) -> None:
        self.nodes: list[tuple[str, Any, Any]] = []
        self.budget = budget
        self._order: dict[tuple[int, ...], list[int]] = {}
        self._memo: dict[tuple[int, int], int] = {}
        for k, (op, *arguments) in enumerate(items(data, "tape")):
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

    def put(self, op: str, a: Any, b: Any = None) -> int:
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

    def values(self, box: Sequence[Any], *roots: int, rules: Rules = INTERVAL) -> list[Any]:
        """Return intervals that hold the values of the nodes ``roots`` over the box."""
        v: dict[int, Any] = {}
        for k in self.order(*roots):
            op, a, b = self.nodes[k]
            self.budget.spend(COST.get(op, 2) + (b if op == "^" else 0))
            if op in "vc":
                v[k] = box[a] if op == "v" else a if rules is INTERVAL else b
            elif op == "^" or (op == "*" and a == b):
                v[k] = rules["^"](v[a], b if op == "^" else 2)
            else:
                v[k] = rules[op](v[a], v[b]) if op in BINARY else rules[op](v[a])
            if rules is EXACT:
                bits = v[k].numerator.bit_length() + v[k].denominator.bit_length()
                require(bits < 1 << 14, "a value is too large")
                self.budget.spend(bits >> 4)
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


def read_box(data: Any, size: int) -> list[tuple[Fraction, Fraction]]:
    """Read exact intervals ``[lo, hi]`` with lo <= hi."""
    pairs = [items(pair, "box", 2) for pair in items(data, "box", size)]
    box = [(rational(lo, "box"), rational(hi, "box")) for lo, hi in pairs]
    require(all(lo <= hi for lo, hi in box), "box: a lower end is above the upper end")
    return box


def outer(box: Sequence[tuple[Fraction, Fraction]]) -> Box:
    """Return an exact box rounded outwards."""
    return [(enclose(lo)[0], enclose(hi)[1]) for lo, hi in box]


def within(inner: Sequence[Any], outside: Sequence[Any]) -> bool:
    """Whether a box lies in another."""
    return all(b[0] <= a[0] and a[1] <= b[1] for a, b in zip(inner, outside, strict=True))


def centre(box: Box) -> Box:
    """Return the midpoint of a box."""
    return [((a + b) // 2,) * 2 for a, b in box]


def leaves(tree: Any, box: Box, budget: Budget, own: Container[int]) -> Iterator[tuple[Any, Box]]:
    """Yield each leaf's token and box; ``["s",j]`` bisects one of the variables ``own``.

    The halves are made here and share the midpoint: nothing is left out.
    """
    stack = [box]
    for token in items(tree, "tree"):
        require(stack, "the tree goes on after its end")
        part = stack.pop()
        budget.spend(len(part))
        if token[0] == "s":
            _, j = token
            require(j in own, "a tree bisects a variable that is not its own")
            (a, b), cut = part[j], sum(part[j]) // 2
            stack += [[*part[:j], half, *part[j + 1 :]] for half in ((cut, b), (a, cut))]
        else:
            yield token, part
    require(not stack, "the tree ends before every box is settled")


class Boxes:
    """A box and constraints lo <= f <= hi on nodes f of a tape."""

    def __init__(self, statement: Any, budget: Budget) -> None:
        self.names, self.budget = names(statement["variables"], "variables"), budget
        require(len(self.names) <= MAX_VARIABLES, "too many variables")
        self.box = read_box(statement["box"], len(self.names))
        self.tape = Tape(statement["tape"], len(self.names), budget)
        self.constraints: dict[str, tuple[int, Bound, Bound]] = {}
        for entry in items(statement["constraints"], "constraints"):
            name, text, k, *ends = fields(entry, "constraint", "name text node lo hi")
            require(names([text], name) and k < len(statement["tape"]), f"{name}: not on the tape")
            lo, hi = (None if end is None else rational(end, name) for end in ends)
            low, high = -math.inf if lo is None else lo, math.inf if hi is None else hi
            self.constraints[name] = k, low, high
        names([entry["name"] for entry in statement["constraints"]], "constraints")
        self.parameters = names(statement.get("parameters", []), "parameters")
        require(set(self.parameters) <= set(self.names), "a parameter is not a variable")
        self.region = names(statement.get("region", []), "region")
        require(set(self.region) <= self.constraints.keys(), "region: not a constraint")

    def inhabited(self, sample: Any) -> None:
        """Verify that the sample lies in the box and satisfies the region, which speaks of it."""
        texts, tape = fields(sample, "sample", self.parameters), self.tape
        values = [rational(text, "sample") for text in texts]
        at = dict(zip(map(self.names.index, self.parameters), values, strict=True))
        point = [at.get(v, lo) for v, (lo, _) in enumerate(self.box)]
        require(within([(x, x) for x in point], self.box), "the sample lies outside the box")
        for name in self.region:
            node, lo, hi = self.constraints[name]
            inputs = {tape.nodes[k][1] for k in tape.order(node) if tape.nodes[k][0] == "v"}
            require(inputs <= at.keys(), "region: mentions more than the parameters")
            low, high = tape.values([enclose(x) for x in point], node)[0]
            with suppress(ValueError):  # the exact value, where it is rational
                low = high = tape.exact(point, node) * ONE
            require(lo * ONE <= low and high <= hi * ONE, f"the sample does not satisfy {name}")

    def impossible(self, weights: dict[str, Fraction], box: Box) -> bool:
        """Whether sum y f, over the box, stays below the least value that the bounds allow.

        By the mean value form f(m) + grad f(box) (x - m), with m the midpoint.
        """
        middle, total, slope = centre(box), (0, 0), [(0, 0)] * len(box)
        least: Bound = Fraction(0)
        tape = self.tape
        for name, y in weights.items():
            node, lo, hi = self.constraints[name]
            least, weight = least + y * (lo if y > 0 else hi), enclose(y)
            total = add(total, mul(weight, tape.values(middle, node)[0]))
            gradient = tape.values(box, *(tape.derivative(node, j) for j in range(len(box))))
            slope = [add(s, mul(weight, g)) for s, g in zip(slope, gradient, strict=True)]
        return add(total, dot(slope, map(sub, box, middle)))[1] < least * ONE

    def prove(self, verdict: str, proof: Any, sample: Any) -> set[str]:
        """Verify the leaves of a proof; return the names of the constraints used."""
        self.inhabited(sample)
        (tree,) = proof_of(proof, "boxes", "tree")
        used, every = set(), list(self.constraints)
        for token, box in leaves(tree, outer(self.box), self.budget, range(len(self.box))):
            leaf, data = token
            if leaf == "n":  # the range of one function misses the bounds
                node, lo, hi = self.constraints[every[data]]
                low, high = self.tape.values(box, node)[0]
                good = high < lo * ONE or hi * ONE < low
                used.add(every[data])
            else:
                require(leaf == "m", "unknown token")
                given = zip(every, [rational(y, "token") for y in data], strict=True)
                weights = {name: y for name, y in given if y}
                good = self.impossible(weights, box)
                used |= weights.keys()
            require(good, f"a box is not refuted by {token}")
        return used
