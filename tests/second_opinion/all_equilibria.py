"""A second opinion on the claim ``equilibria``, in ball arithmetic and by other arguments.

The statement says that a game has exactly as many pure Nash equilibria as ``equilibria`` has
boxes. Of the proof only the bisection of each face is read, as a partition to start from. Then

* each box is shown to hold an equilibrium: Krawczyk's operator encloses a zero of the first-order
  system of its face, and a bisection of each player's own box finds no better reply;
* no part of a face holds another: a first or second derivative has the wrong sign, a deviation on
  a grid gains from everywhere in the part, or the first-order system is injective on the hull of
  the part and an equilibrium already found (its preconditioned Jacobian is close to the identity).

A part that resists is bisected further; what is left over is returned as undecided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from enclosures import Ends, ball, balls, exact_slope, halves, jets, parts, values, widest
from flint import arb, arb_mat

SMALLEST = Fraction(1, 1 << 60)


@dataclass
class Point:
    """An equilibrium that was found: its face and an enclosure; exact where it is rational."""

    face: str
    tight: list[arb]
    rational: list[Fraction] | None


@dataclass
class Opinion:
    """What was found out: undecided parts, and reasons why the statement is not confirmed."""

    undecided: list[str] = field(default_factory=list)
    confirmed: int = 0
    boxes: int = 0


class Claim:
    """The game of a statement: payoffs on a tape, first derivatives f and second derivatives h."""

    def __init__(self, statement: dict[str, Any], most: int = 3_000) -> None:
        self.tape, self.u = statement["tape"], statement["payoffs"]
        self.own = [list(p["variables"]) for p in statement["players"]]
        self.owner = {v: i for i, own in enumerate(self.own) for v in own}
        self.box: Ends = [(Fraction(a), Fraction(b)) for a, b in statement["box"]]
        self.listed: list[Ends] = [
            [(Fraction(a), Fraction(b)) for a, b in box] for box in statement["equilibria"]
        ]
        self.size, self.most = len(self.box), most
        assert sorted(self.owner) == list(range(self.size))

    def slopes(self, box: list[arb]) -> tuple[list[arb], list[list[arb]]]:
        """Return f_v and h_vw over a box."""
        found = jets(self.tape, box, self.u)
        every = range(self.size)
        f = [found[self.owner[v]].gradient[v] for v in every]
        return f, [[found[self.owner[v]].hessian[v][w] for w in every] for v in every]

    def face(self, name: str) -> Ends:
        """Return the closed face of the box."""
        return [(b if d == "1" else a, a if d == "0" else b)
                for d, (a, b) in zip(name, self.box, strict=True)]  # fmt: skip

    # that the listed points are equilibria

    def locate(self, box: Ends) -> Point | None:
        """Return the zero of the first-order system that a listed box encloses, if it is proved."""
        face = "".join(
            "0" if low == high == a else "1" if low == high == b else "2"
            for (low, high), (a, b) in zip(box, self.box, strict=True)
        )
        free = [v for v in range(self.size) if face[v] == "2"]
        if all(low == high for low, high in box):
            point = [low for low, _ in box]
            if all(self.exact_slope(v, point) == 0 for v in free):
                return Point(face, [ball(x) for x in point], point)
        middle = [(low + high) / 2 for low, high in box]
        width = max(high - low for low, high in box)
        radius = max(width, Fraction(1, 1 << 70))
        for _ in range(12):
            found = self._krawczyk(middle, radius, free)
            if found is not None:
                inside = all(ball(*box[v]).contains(found[v]) for v in free)
                strict = all(self.box[v][0] < low and high < self.box[v][1]
                             for v, (low, high) in enumerate(box) if v in free)  # fmt: skip
                return Point(face, found, None) if inside and strict else None
            radius *= 16
        return None

    def _krawczyk(self, middle: list[Fraction], radius: Fraction, free: list[int]) -> Any:
        at = [ball(x) for x in middle]
        wide = [ball(x - radius, x + radius) if v in free else ball(x)
                for v, x in enumerate(middle)]  # fmt: skip
        for step in range(6):
            f, _ = self.slopes(at)
            _, h = self.slopes(wide)
            inverse = self._inverse(at, free)
            if inverse is None:
                return None
            image = list(wide)
            for i, v in enumerate(free):
                shift = sum((inverse[i, j] * f[w] for j, w in enumerate(free)), arb(0))
                rest = arb(0)
                for k, w in enumerate(free):
                    entry = sum((inverse[i, j] * h[z][w] for j, z in enumerate(free)), arb(0))
                    rest += (int(i == k) - entry) * (wide[w] - at[w])
                image[v] = at[v] - shift + rest
            if step == 0 and not all(wide[v].contains_interior(image[v]) for v in free):
                return None
            wide = [wide[v].intersection(image[v]) if v in free else wide[v]
                    for v in range(self.size)]  # fmt: skip
            at = [x.mid() for x in wide]
        return wide

    def _inverse(self, at: list[arb], free: list[int]) -> arb_mat | None:
        _, h = self.slopes(at)
        matrix = arb_mat([[h[v][w].mid() for w in free] for v in free])
        try:
            inverse = matrix.inv()
        except ZeroDivisionError:
            return None
        return arb_mat([[inverse[i, j].mid() for j in range(len(free))] for i in range(len(free))])

    def exact_slope(self, v: int, point: list[Fraction]) -> Fraction | None:
        """Return f_v at a rational point, None where it is not seen to be rational."""
        return exact_slope(self.tape, point, self.u[self.owner[v]], v)

    def best_reply(self, i: int, x: Point, opinion: Opinion) -> bool:
        """Return whether no action of player i is better at a point, for certain."""
        own, u = self.own[i], self.u[i]
        f, _ = self.slopes(x.tight)
        for v in own:  # first order at the ends
            slope = self._first(v, x, f)
            if (x.face[v] == "0" and not slope <= 0) or (x.face[v] == "1" and not slope >= 0):
                return False
        (worth,) = values(self.tape, x.tight, [u])
        stack = [[self.box[v] for v in own]]
        spent = 0
        while stack:
            part = stack.pop()
            spent += 1
            opinion.boxes += 1
            reply = list(x.tight)
            for v, ends in zip(own, part, strict=True):
                reply[v] = ball(*ends)
            if values(self.tape, reply, [u])[0] <= worth or self._no_better(i, x, reply, f):
                continue
            j = widest(part, list(range(len(part))))
            if spent > self.most or part[j][1] - part[j][0] < SMALLEST:
                return False
            stack += halves(part, j)
        return True

    def _no_better(self, i: int, x: Point, reply: list[arb], f: list[arb]) -> bool:
        """Return whether the gain is at most 0 by Taylor's theorem with the rest on the hull."""
        own = self.own[i]
        hull = [a.union(b) for a, b in zip(reply, x.tight, strict=True)]
        jet = jets(self.tape, hull, [self.u[i]])[0]
        if _negative([[jet.hessian[v][w] for w in own] for v in own]):
            return True  # concave, and x is of first order
        rises = {"0": lambda g: g <= 0, "1": lambda g: g >= 0, "2": lambda _: False}
        if all(rises[x.face[v]](jet.gradient[v]) for v in own):
            return True  # every step leads inwards, downhill
        d = {v: reply[v] - x.tight[v] for v in own}
        if sum((jet.gradient[v] * d[v] for v in own), arb(0)) <= 0:
            return True
        inside = [v for v in own if x.face[v] == "2"]
        if not _negative([[jet.hessian[v][w] for w in inside] for v in inside]):
            return False
        for v in own:
            if v not in inside:  # its share is the step times this slope
                half = [jet.hessian[v][w] * d[w] / (1 if w in inside else 2) for w in own]
                if not rises[x.face[v]](self._first(v, x, f) + sum(half, arb(0))):
                    return False
        return True

    def _first(self, v: int, x: Point, f: list[arb]) -> arb:
        value = self.exact_slope(v, x.rational) if x.rational else None
        return f[v] if value is None else ball(value)

    # that there is no other

    def settled(self, face: str, part: Ends, known: list[Point], to: list[list[str]]) -> bool:
        """Return whether a part of a face holds no equilibrium but the known ones, for certain."""
        box = balls(part)
        f, h = self.slopes(box)
        free = [v for v in range(self.size) if face[v] == "2"]
        middle = [ball((a + b) / 2) for a, b in part]
        g, _ = self.slopes(middle)
        for v in range(self.size):
            mean = g[v] + sum((h[v][w] * (box[w] - middle[w]) for w in free), arb(0))
            for slope in (f[v], mean):
                if (slope > 0 and face[v] != "1") or (slope < 0 and face[v] != "0"):
                    return True
        if any(h[v][v] > 0 for v in free):
            return True
        if any(self._gains(i, box, t) for i in range(len(self.own)) for t in self._replies(i, to)):
            return True
        return any(self._same(face, free, box, x) for x in known)

    def _replies(self, i: int, to: list[list[str]]) -> list[list[Fraction]]:
        grid = [[a + (b - a) * Fraction(k, 4) for k in range(5)]
                for a, b in (self.box[v] for v in self.own[i])]  # fmt: skip
        named = [[Fraction(t) for t in texts] for texts in to if len(texts) == len(grid)]
        return named + ([list(t) for t in product(*grid)] if len(grid) < 3 else [])

    def _gains(self, i: int, box: list[arb], t: list[Fraction]) -> bool:
        moved = list(box)
        for v, value in zip(self.own[i], t, strict=True):
            moved[v] = ball(value)
        after, before = (values(self.tape, b, [self.u[i]])[0] for b in (moved, box))
        return bool(after > before)

    def _same(self, face: str, free: list[int], box: list[arb], x: Point) -> bool:
        """Return whether the only zero of the face's system in a box can be the point x."""
        fixed = [v for v in range(self.size) if v not in free]
        if any(x.face[v] != face[v] for v in fixed):
            return False
        for v in free:  # x is a zero of this system too
            exactly = x.rational is not None and self.exact_slope(v, x.rational) == 0
            if x.face[v] != "2" and not exactly:
                return False
        if not free:
            return True
        hull = [a.union(b) for a, b in zip(box, x.tight, strict=True)]
        _, h = self.slopes(hull)
        inverse = self._inverse([a.mid() for a in hull], free)
        if inverse is None:
            return False
        rows = range(len(free))
        for i in rows:  # |1 - Y J| < 1 in the maximum norm: injective on the hull
            total = arb(0)
            for k, w in enumerate(free):
                entry = sum((inverse[i, j] * h[z][w] for j, z in enumerate(free)), arb(0))
                total += abs(int(i == k) - entry).abs_upper()
            if not total < 1:
                return False
        return True


def _negative(matrix: list[list[arb]]) -> bool:
    """Return whether every symmetric matrix in a ball matrix is negative definite (or empty)."""
    m = [[-entry for entry in row] for row in matrix]
    for k in range(len(m)):  # Gaussian elimination: all pivots positive
        if not m[k][k] > 0:
            return False
        for i in range(k + 1, len(m)):
            for j in range(k + 1, len(m)):
                m[i][j] -= m[i][k] * m[k][j] / m[k][k]
    return True


def second_opinion(statement: dict[str, Any], proof: dict[str, Any]) -> Opinion:
    """Return what ball arithmetic confirms of a claim ``equilibria``."""
    claim, opinion = Claim(statement), Opinion()
    for one, two in combinations(claim.listed, 2):
        if not any(a[1] < b[0] or b[1] < a[0] for a, b in zip(one, two, strict=True)):
            opinion.undecided.append("two listed boxes overlap")
    known = []
    for k, box in enumerate(claim.listed):
        x = claim.locate(box)
        good = x is not None and all(claim.best_reply(i, x, opinion) for i in range(len(claim.own)))
        if x is None or not good:
            opinion.undecided.append(f"equilibrium {k}")
        else:
            known.append(x)
            opinion.confirmed += 1
    for digits in product("012", repeat=claim.size):
        face = "".join(digits)
        tree = proof["faces"][face]["tree"]
        to = [t[2] for t in tree if t[0] == "d"]
        to += [t[2] for t in proof["dismissed"].values() if t[0] == "d"]
        stack = [part for _, part in parts(claim.face(face), tree)]
        spent = -len(stack)
        while stack:
            part = stack.pop()
            spent += 1
            opinion.boxes += 1
            if claim.settled(face, part, known, to):
                continue
            j = widest(part, list(range(claim.size)))
            if spent > claim.most or part[j][1] - part[j][0] < SMALLEST:
                where = [f"[{float(a):.6g}, {float(b):.6g}]" for a, b in part]
                opinion.undecided.append(f"face {face}: {' x '.join(where)}")
                break
            stack += halves(part, j)
    return opinion
