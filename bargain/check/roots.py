"""Zeros of as many functions f_v as variables on the faces of a box, enclosed and unique.

A *face* is a text of one digit per variable: 0 lower end, 1 upper end, 2 strictly inside (*free*).
A *root* is a zero of the free f_v on a face.
"""

from fractions import Fraction
from typing import NamedTuple

from bargain.check.boxes import Box, centre, outer, read_box, within
from bargain.check.certificate import Budget, Raw, items, rational, require
from bargain.check.interval import ONE, Interval, add, dot, enclose, sub
from bargain.check.tape import Tape

MAX_VARIABLES = 8  # there are 3^n faces


class Root(NamedTuple):
    """A zero on a face, unique in ``wide``, enclosed by ``tight``, between rational ``ends``."""

    face: str
    wide: Box
    tight: Box
    ends: list[tuple[Fraction, Fraction]]


class System:
    """A box, a tape, the nodes of the functions f_v on it, and of their derivatives h_vw."""

    f: list[int]
    h: list[list[int]]

    def __init__(self, box: Raw, tape: Raw, size: int, budget: Budget) -> None:
        require(0 < size <= MAX_VARIABLES, "no variable or too many")
        self.size, self.exact = size, read_box(box, size)
        require(all(lo < hi for lo, hi in self.exact), "box: a variable without a choice")
        self.box, self.tape = outer(self.exact), Tape(tape, size, budget)

    def face(self, face: str) -> Box:
        """Return the box of a face; an end that is no dyadic number becomes a narrow interval."""
        ends = [(enclose(lo), enclose(hi)) for lo, hi in self.exact]
        return [(*e, b)[int(d)] for d, e, b in zip(face, ends, self.box, strict=True)]

    def mean(self, box: Box, face: str) -> tuple[list[int], Box, list[Interval]]:
        """Return the free variables, the box with these at their midpoints m, and x - m of them."""
        free = [v for v in range(self.size) if face[v] == "2"]
        middle = [m if d == "2" else x for d, x, m in zip(face, box, centre(box), strict=True)]
        return free, middle, [sub(box[v], middle[v]) for v in free]

    def krawczyk(self, box: Box, face: str, inverse: list[list[Interval]]) -> dict[int, Interval]:
        """Return Krawczyk's operator m - Y f(m) + (1 - Y J(X)) (X - m), which holds all zeros in X.

        If it lies in the interior of X, there is exactly one (Krawczyk 1969; Neumaier 1990, 5.1.8).
        """
        free, middle, offset = self.mean(box, face)
        f = self.tape.values(middle, *(self.f[v] for v in free))
        columns = [self.tape.values(box, *(self.h[v][w] for v in free)) for w in free]
        result = {}
        for v, row in zip(free, inverse, strict=True):
            unit = [enclose(int(v == w)) for w in free]
            rest = [sub(e, dot(row, c)) for e, c in zip(unit, columns, strict=True)]
            result[v] = add(sub(middle[v], dot(row, f)), dot(rest, offset))
        return result

    def root(self, data: Raw, face: str) -> Root:
        """Verify that a box holds exactly one zero on the face, and tighten it."""
        pairs, inverse, *exact = data
        wide = self.face(face)
        free = self.mean(wide, face)[0]
        for v, x in zip(free, outer(read_box(pairs, len(free))), strict=True):
            wide[v] = x
        y = [[enclose(rational(e, "root")) for e in items(r, "root", len(free))] for r in inverse]
        image = self.krawczyk(wide, face, y)
        inside = all(wide[v][0] < a and b < wide[v][1] for v, (a, b) in image.items())
        require(inside and len(exact) <= 1, f"a root of face {face} is not proved")
        tight = list(wide)
        ends = [(x[int(d) % 2],) * 2 for d, x in zip(face, self.exact, strict=True)]
        for values in exact:  # the zero itself, if f is zero there
            for v, text in zip(free, items(values, "root"), strict=True):
                ends[v] = (rational(text, "root"),) * 2
                tight[v] = enclose(ends[v][0])
            known = Root(face, wide, tight, ends)
            zero = within(tight, wide) and all(self.slope(v, known) == (0, 0) for v in free)
            require(zero, "an exact root is no zero")
            return known
        for _ in range(8):  # the zero stays in the image: intersect
            for v, k in self.krawczyk(tight, face, y).items():
                tight[v] = max(tight[v][0], k[0]), min(tight[v][1], k[1])
                ends[v] = Fraction(tight[v][0], ONE), Fraction(tight[v][1], ONE)
        return Root(face, wide, tight, ends)

    def slope(self, v: int, x: Root) -> tuple[Fraction | int, Fraction | int]:
        """Return ends of the range of f_v on the box ``x.tight``; exact at a known point."""
        low, high = self.tape.values(x.tight, self.f[v])[0]
        if low == high == 0 or low > 0 or high < 0:
            return low, high  # decided, though other numbers at the point may be irrational
        if x.ends and all(a == b for a, b in x.ends):
            return (self.tape.exact([a for a, _ in x.ends], self.f[v]),) * 2
        free, middle, offset = self.mean(x.tight, x.face)  # the mean value form
        slopes = self.tape.values(x.tight, *(self.h[v][w] for w in free))
        mean = add(self.tape.values(middle, self.f[v])[0], dot(slopes, offset))
        return max(low, mean[0]), min(high, mean[1])
