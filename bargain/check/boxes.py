"""Branch and prune over a box: the claim ``empty-box``.

No point of the box satisfies lo <= f <= hi for every constraint: the box is bisected until every
part is refuted, by one constraint or by a weighted sum of them.
"""

import math
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction

from bargain.check.certificate import (
    Budget,
    Raw,
    fields,
    items,
    labels,
    names,
    proof_of,
    rational,
    require,
)
from bargain.check.interval import ONE, Interval, add, dot, enclose, mul, sub
from bargain.check.tape import Tape

Box = list[Interval]
Bound = Fraction | float  # infinite where there is none
MAX_VARIABLES = 200


def read_box(data: Raw, size: int) -> list[tuple[Fraction, Fraction]]:
    """Read exact intervals ``[lo, hi]`` with lo <= hi."""
    pairs = [items(pair, "box", 2) for pair in items(data, "box", size)]
    box = [(rational(lo, "box"), rational(hi, "box")) for lo, hi in pairs]
    require(all(lo <= hi for lo, hi in box), "box: a lower end is above the upper end")
    return box


def outer(box: Sequence[tuple[Fraction, Fraction]]) -> Box:
    """Return an exact box rounded outwards."""
    return [(enclose(lo)[0], enclose(hi)[1]) for lo, hi in box]


def within(inner: Sequence[Raw], outside: Sequence[Raw]) -> bool:
    """Whether a box lies in another."""
    return all(b[0] <= a[0] and a[1] <= b[1] for a, b in zip(inner, outside, strict=True))


def centre(box: Box) -> Box:
    """Return the midpoint of a box."""
    return [((a + b) // 2,) * 2 for a, b in box]


def leaves(tree: Raw, box: Box, budget: Budget, own: Container[int]) -> Iterator[tuple[Raw, Box]]:
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

    def __init__(self, statement: Raw, budget: Budget) -> None:
        self.names, self.budget = labels(statement["variables"], "variables"), budget
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

    def inhabited(self, sample: Raw) -> None:
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

    def prove(self, verdict: str, proof: Raw, sample: Raw) -> set[str]:
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
                values = [rational(y, "token") for y in items(data, "token")]
                weights = {name: y for name, y in zip(every, values, strict=True) if y}
                good = self.impossible(weights, box)
                used |= weights.keys()
            require(good, f"a box is not refuted by {token}")
        return used
