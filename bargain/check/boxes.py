"""Branch and prune over a box: the claim ``empty-box``, and the tapes that functions are given as.

A *tape* lists operations on earlier entries: ``["v",j]`` variable, ``["c","3/2"]`` constant,
``["+",i,k] ["-",i,k] ["*",i,k] ["/",i,k] ["^",i,n] ["log",i] ["exp",i] ["sqrt",i]``, 1 <= n <= 200.
Claim ``empty-box``: no point of the box satisfies lo <= f <= hi (null: no bound) for every
constraint. Proof ``{"kind":"boxes","tree":[token..]}``, tokens in preorder from the whole box:

``["s",j]``   bisect variable j at the midpoint; first the lower half. The checker makes the halves
              itself and they share the midpoint: nothing is left out.
``["n",i]``   the range of f_i over the box misses [lo_i, hi_i].
``["m",[y..]]``   a number y_i per constraint: where all constraints hold, sum y_i f_i >= L :=
              sum min(y_i [lo_i, hi_i]); but over the box it stays below L, by the mean value
              form f(m) + grad f(box) (x - m) with m the midpoint.

An operation that is not defined on the whole box (log, sqrt, division) refuses the leaf. With
``parameters``, ``region`` names constraints that the ``sample``, a point of the box, must satisfy.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

from bargain.check import interval
from bargain.check.certificate import (
    Budget,
    CertificateError,
    fields,
    index,
    items,
    line,
    names,
    rational,
    require,
)
from bargain.check.interval import ONE, Interval, add, dot, enclose, mul, sub

Box = list[Interval]
UNARY = {"log": interval.log, "exp": interval.exp, "sqrt": interval.sqrt}
BINARY = {"+": add, "-": sub, "*": mul, "/": interval.divide}
EXACT = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
COST = {"log": 100, "exp": 100, "^": 10, "/": 5, "sqrt": 5}  # of other operations 2
MAX_TAPE = 100_000
MAX_VARIABLES = 200


class Tape:
    """Functions as a list of operations (op, argument, argument), with their derivatives."""

    def __init__(self, data: Any, size: int, budget: Budget) -> None:
        self.nodes: list[tuple[str, Any, Any]] = []
        self.budget = budget
        self._order: dict[tuple[int, ...], list[int]] = {}
        self._memo: dict[tuple[int, int], int] = {}
        for k, node in enumerate(items(data, "tape")):
            op = line(items(node, "tape")[0] if node else "", "tape")
            require(op in {"v", "c", "^", *UNARY, *BINARY}, "tape: unknown operation")
            limits = {"v": [size], "^": [k, 201]}.get(op, [k, k] if op in BINARY else [k])
            arguments = items(node, "tape", 1 + len(limits))[1:]
            if op == "c":
                self.constant(rational(arguments[0], "tape"))
            else:
                self.put(op, *(index(a, n, op) for a, n in zip(arguments, limits, strict=True)))
            require(op != "^" or arguments[1] > 0, "tape: a power is zero")
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
            seen: set[int] = set()
            stack = list(roots)
            while stack:
                k = stack.pop()
                op, a, b = self.nodes[k]
                if k not in seen and op not in "vc":
                    stack += [a, b] if op in BINARY else [a]
                seen.add(k)
            self.budget.spend(len(seen))
            self._order[roots] = sorted(seen)
        return self._order[roots]

    def values(self, box: Box, *roots: int) -> list[Interval]:
        """Return intervals that hold the values of the nodes ``roots`` over the box."""
        v: dict[int, Interval] = {}
        for k in self.order(*roots):
            op, a, b = self.nodes[k]
            self.budget.spend(COST.get(op, 2) + (b if op == "^" else 0))
            if op in "vc":
                v[k] = box[a] if op == "v" else a
            elif op in UNARY:
                v[k] = UNARY[op](v[a])
            elif op == "^" or (op == "*" and a == b):
                v[k] = interval.power(v[a], b if op == "^" else 2)
            else:
                v[k] = BINARY[op](v[a], v[b])
        return [v[k] for k in roots]

    def exact(self, point: Sequence[Fraction], root: int) -> Fraction:
        """Return the exact value of a node at a point, where it is rational in an obvious way."""
        v: dict[int, Fraction] = {}
        for k in self.order(root):
            op, a, b = self.nodes[k]
            if op in "vc":
                v[k] = point[a] if op == "v" else b
            elif op in ("log", "exp"):  # log 1 = 0, exp 0 = 1
                require(v[a] == (op == "log"), f"{op} is not rational at the point")
                v[k] = Fraction(op == "exp")
            elif op == "sqrt":
                v[k] = Fraction(math.isqrt(max(v[a].numerator, 0)), math.isqrt(v[a].denominator))
                require(v[k] ** 2 == v[a], "sqrt is not rational at the point")
            elif op == "^":
                v[k] = v[a] ** b
            else:
                require(op != "/" or v[b], "division by zero at the point")
                v[k] = EXACT[op](v[a], v[b])
            bits = v[k].numerator.bit_length() + v[k].denominator.bit_length()
            require(bits < 1 << 14, "a value is too large")
            self.budget.spend(5 + (bits >> 4))
        return v[root]

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


def centre(box: Box) -> Box:
    """Return the midpoint of a box."""
    return [((a + b) // 2,) * 2 for a, b in box]


def leaves(tree: Any, box: Box, budget: Budget, among: Container[int]) -> Iterator[tuple[Any, Box]]:
    """Yield each leaf token with its box; ``["s",j]`` bisects one of the variables ``among``."""
    stack = [box]
    for token in items(tree, "tree"):
        require(stack and items(token, "token"), "the tree goes on after its end")
        part = stack.pop()
        budget.spend(len(part))
        if token[0] == "s":
            j = index(items(token, "token", 2)[1], len(part), "token")
            require(j in among, "a tree bisects a variable that is not its own")
            (a, b), cut = part[j], sum(part[j]) // 2
            stack += [[*part[:j], half, *part[j + 1 :]] for half in ((cut, b), (a, cut))]
        else:
            yield token, part
    require(not stack, "the tree ends before every box is settled")


class Constraint:
    """lo <= f <= hi for the node f of a tape; None is no bound."""

    def __init__(self, data: Any, size: int) -> None:
        fields(data, "constraint", ("name", "text", "node", "lo", "hi"))
        self.name, self.text = line(data["name"], "constraint"), line(data["text"], "constraint")
        self.node = index(data["node"], size, self.name)
        ends = (data["lo"], data["hi"])
        self.lo, self.hi = (None if end is None else rational(end, self.name) for end in ends)

    def fails(self, v: Sequence[Fraction | int]) -> bool:
        """Whether no number from v[0] to v[1] lies between the bounds, in units of 1 / ONE."""
        low = self.lo is not None and v[1] < self.lo * ONE
        return low or (self.hi is not None and v[0] > self.hi * ONE)


def impossible(weights: Sequence[Fraction], cons: Sequence[Constraint], box: Box, t: Tape) -> bool:
    """Whether sum y f stays below the least value that the constraints allow, over the box."""
    pairs = [(y, c, c.lo if y > 0 else c.hi) for y, c in zip(weights, cons, strict=True) if y]
    require(all(end is not None for *_, end in pairs), "a weight relies on a missing bound")
    least = sum((y * end for y, _, end in pairs if end is not None), Fraction(0))
    middle, total, slope = centre(box), (0, 0), [(0, 0)] * len(box)
    for y, c, _ in pairs:
        weight = enclose(y)
        total = add(total, mul(weight, t.values(middle, c.node)[0]))
        gradient = t.values(box, *(t.derivative(c.node, j) for j in range(len(box))))
        slope = [add(s, mul(weight, g)) for s, g in zip(slope, gradient, strict=True)]
    return add(total, dot(slope, map(sub, box, middle)))[1] < least * ONE


def empty_box(statement: Mapping[str, Any], proof: Any, sample: Any, budget: Budget) -> set[str]:
    """Verify a proof of ``empty-box``; return the names of the constraints used."""
    need = ("claim", "verdict", "words", "variables", "box", "tape", "constraints")
    may = ("game", "conditions", "where", "functions", "parameters", "region")
    fields(statement, "statement", need, may)
    require(statement.get("functions", []) == [], "functions belong on the tape")
    variables = names(statement["variables"], "variables")
    require(len(variables) <= MAX_VARIABLES, "too many variables")
    box = read_box(statement["box"], len(variables))
    tape = Tape(statement["tape"], len(variables), budget)
    size = len(statement["tape"])
    cons = [Constraint(entry, size) for entry in items(statement["constraints"], "constraints")]
    names([c.name for c in cons], "constraints")
    parameters = names(statement.get("parameters", []), "parameters")
    require(set(parameters) <= set(variables), "a parameter is not a variable")
    fields(sample, "sample", parameters)
    at = {variables.index(p): rational(sample[p], "sample") for p in parameters}
    point = [at.get(v, lo) for v, (lo, _) in enumerate(box)]
    inside = all(lo <= x <= hi for x, (lo, hi) in zip(point, box, strict=True))
    require(inside, "the sample lies outside the box")
    region = names(statement.get("region", []), "region")
    require(set(region) <= {c.name for c in cons}, "region: not a constraint")
    for c in cons:
        if c.name in region:
            inputs = {tape.nodes[k][1] for k in tape.order(c.node) if tape.nodes[k][0] == "v"}
            require(inputs <= at.keys(), "region: mentions more than the parameters")
            value: Sequence[Fraction | int] = tape.values(outer([(x, x) for x in point]), c.node)[0]
            with suppress(CertificateError):  # the exact value, where it is rational
                value = [tape.exact(point, c.node) * ONE] * 2
            low, high = value
            holds = (c.lo is None or c.lo * ONE <= low) and (c.hi is None or high <= c.hi * ONE)
            require(holds, f"the sample does not satisfy {c.name}")
    fields(proof, "proof", ("kind", "tree"))
    require(proof["kind"] == "boxes", "a proof of kind boxes is expected")
    used: set[str] = set()
    for token, part in leaves(proof["tree"], outer(box), budget, range(len(box))):
        kind, value = items(token, "token", 2)
        require(kind in ("n", "m"), "unknown token")
        if kind == "n":
            c = cons[index(value, len(cons), "token")]
            require(c.fails(tape.values(part, c.node)[0]), f"a box is not refuted by {c.name}")
            used.add(c.name)
        else:
            weights = [rational(y, "token") for y in items(value, "token", len(cons))]
            require(impossible(weights, cons, part, tape), "a box is not refuted by a combination")
            used |= {c.name for y, c in zip(weights, cons, strict=True) if y}
    return used
