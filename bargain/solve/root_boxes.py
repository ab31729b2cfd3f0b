r"""Boxes that hold exactly one zero of a first-order system, proved in integer arithmetic.

Krawczyk's operator of a box :math:`X` with midpoint :math:`m` and a matrix :math:`Y` is

.. math:: K(X) = m - Y f(m) + (I - Y J(X))(X - m).

If :math:`K(X)` lies in the interior of :math:`X`, then :math:`f` has exactly one zero in
:math:`X`, and it lies in :math:`K(X)`. Repeating it makes the box *tight*; a zero with small
rational coordinates is then found exactly and verified by substitution.

All arithmetic here is the checker's own fixed-point arithmetic with outward rounding.

References
----------
R. Krawczyk (1969), Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken,
*Computing* 4, 187-201.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from bargain.check import interval as fixed
from bargain.check.certificate import CertificateError
from bargain.decide.float_intervals import needed_nodes, round_down, round_up
from bargain.solve.kkt_system import FREE, LOWER, UPPER, Face, KKTSystem

__all__ = ["FixedSystem", "RootBox", "Scaled"]

Scaled = tuple[int, int]  # an interval in units of 2**-96

_ONE = fixed.ONE
_FINENESS = 50  # ends of root boxes are multiples of 2**-50 of the game box's width, or of 1
_SHRINKINGS = 8
_TIGHTENINGS = 8  # the checker does as many
_DENOMINATORS = (1, 10, 100, 1_000, 10**4, 10**6, 10**9)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootBox:
    """A box on a face with exactly one zero of the free slopes.

    Parameters
    ----------
    face : Face
    box, tight : tuple of Scaled
        Where the zero is unique, and a small box that holds it.
    floats : tuple of (float, float)
        `box` in floating point.
    preconditioner : tuple of tuple of Fraction
        The matrix :math:`Y`.
    exact : tuple of Fraction or None
        The zero itself, where it is rational and verified.
    substituted : bool
        Whether the certificate has to give the exact zero (at a corner the bounds give it, and
        intervals usually decide the signs).
    """

    face: Face
    box: tuple[Scaled, ...]
    tight: tuple[Scaled, ...]
    floats: tuple[tuple[float, float], ...]
    preconditioner: tuple[tuple[Fraction, ...], ...]
    exact: tuple[Fraction, ...] | None = None
    substituted: bool = False


class FixedSystem:
    """A first-order system in the checker's arithmetic."""

    def __init__(self, system: KKTSystem) -> None:
        self.system = system
        self.box: list[Scaled] = [(fixed.enclose(a)[0], fixed.enclose(b)[1]) for a, b in system.box]
        widths = [min(_ONE, b - a) for a, b in self.box]
        self.grid = [max(0, width.bit_length() - 1 - _FINENESS) for width in widths]

    def values(self, wanted: Sequence[int], box: Sequence[Scaled]) -> list[Scaled]:
        """Return enclosures of tape nodes on a box.

        Raises
        ------
        CertificateError
            If an operation is undefined somewhere on the box.
        """
        return self.system.writer.values(list(box), *wanted)

    def slope_at(
        self, v: int, tight: Sequence[Scaled], point: Sequence[Fraction] | None
    ) -> tuple[Fraction | int, Fraction | int]:
        """Return bounds on :math:`f_v` in a tight box; exact at a rational point if need be.

        Zero times anything is exactly zero in this arithmetic, so the interval often decides
        although other numbers at the point are irrational.

        Raises
        ------
        CertificateError
            If the slope is undefined somewhere in the box.
        """
        whole = self.values([self.system.slope[v]], tight)[0]
        if point is None or whole == (0, 0) or whole[0] > 0 or whole[1] < 0:
            return whole
        exact = self._exact_slope(v, point)
        return whole if exact is None else (exact, exact)

    def _exact_slope(self, v: int, point: Sequence[Fraction]) -> Fraction | None:
        found: dict[int, Fraction] = {}
        for k in needed_nodes(self.system.nodes, [self.system.slope[v]]):
            value = _exact(self.system.nodes[k], found, point)
            if value is None:
                return None
            found[k] = value
        return found[self.system.slope[v]]

    def start(self, face: Face) -> list[Scaled]:
        """Return the box of a face; a fixed action has the enclosure of its bound."""
        ends = []
        for v, side in enumerate(face):
            low, high = self.system.box[v]
            if side == FREE:
                ends.append(self.box[v])
            else:
                ends.append(fixed.enclose(high if side == UPPER else low))
        return ends

    def krawczyk(
        self, box: Sequence[Scaled], free: Sequence[int], matrix: Sequence[Sequence[Fraction]]
    ) -> list[Scaled]:
        """Return Krawczyk's operator in the free actions."""
        system, size = self.system, len(free)
        middle = [((a + b) // 2,) * 2 for a, b in box]
        f = self.values([system.slope[v] for v in free], middle)
        jacobian = self.values([system.curvature[v][w] for v in free for w in free], box)
        y = [[fixed.enclose(entry) for entry in row] for row in matrix]
        images = []
        for r in range(size):
            image = middle[free[r]]
            for c in range(size):
                image = fixed.sub(image, fixed.mul(y[r][c], f[c]))
            for c, w in enumerate(free):
                entry = (_ONE, _ONE) if r == c else (0, 0)
                for t in range(size):
                    entry = fixed.sub(entry, fixed.mul(y[r][t], jacobian[t * size + c]))
                away = (box[w][0] - middle[w][0], box[w][1] - middle[w][0])
                image = fixed.add(image, fixed.mul(entry, away))
            images.append(image)
        return images

    def certify(
        self, face: Face, point: Sequence[float], cover: Sequence[tuple[float, float]]
    ) -> RootBox | None:
        """Prove a root box around an approximate zero, as large as the box to cover if it can.

        Parameters
        ----------
        face : Face
        point : sequence of float
            Approximate zero of the free slopes.
        cover : sequence of (float, float)
            The box that the root box should cover.

        Returns
        -------
        RootBox or None
        """
        start = self.start(face)
        free = [v for v, side in enumerate(face) if side == FREE]
        if not free:
            return self._finish(face, start, [])
        matrix = self._inverse(start, free, point)
        if matrix is None:
            return None
        radius = {}
        for v in free:
            low, high = cover[v]
            width = float(self.system.box[v][1] - self.system.box[v][0])
            reach = max(abs(high - point[v]), abs(point[v] - low))
            radius[v] = 1.125 * reach + width * 2.0**-30
        for shrinking in range(_SHRINKINGS):
            box = list(start)
            for v in free:
                r = radius[v] * 0.4**shrinking
                box[v] = (self._on_grid(v, point[v] - r), self._on_grid(v, point[v] + r))
            if self._contracts(box, free, matrix):
                return self._finish(face, box, matrix)
        return None

    def _inverse(
        self, start: Sequence[Scaled], free: Sequence[int], point: Sequence[float]
    ) -> list[list[Fraction]] | None:
        box = list(start)
        for v in free:
            box[v] = (self._on_grid(v, point[v]),) * 2
        nodes = [self.system.curvature[v][w] for v in free for w in free]
        try:
            jacobian = np.array([a / _ONE for a, _ in self.values(nodes, box)])
            inverse = np.linalg.inv(jacobian.reshape(len(free), -1))
        except (CertificateError, np.linalg.LinAlgError, OverflowError):
            return None
        if not np.isfinite(inverse).all():
            return None
        return [[_short(float(entry)) for entry in row] for row in inverse]

    def _contracts(
        self, box: Sequence[Scaled], free: Sequence[int], matrix: Sequence[Sequence[Fraction]]
    ) -> bool:
        """Return whether Krawczyk's operator maps a box well inside itself."""
        try:
            image = self.krawczyk(box, free, matrix)
        except CertificateError:
            return False
        return all(
            box[v][0] < k[0]
            and k[1] < box[v][1]
            and 3 * (k[1] - k[0]) < 2 * (box[v][1] - box[v][0])
            for k, v in zip(image, free, strict=True)
        )

    def _finish(
        self, face: Face, box: Sequence[Scaled], matrix: Sequence[Sequence[Fraction]]
    ) -> RootBox:
        free = [v for v, side in enumerate(face) if side == FREE]
        tight = list(box)
        for _ in range(_TIGHTENINGS if free else 0):
            for k, v in zip(self.krawczyk(tight, free, matrix), free, strict=True):
                tight[v] = (max(tight[v][0], k[0]), min(tight[v][1], k[1]))
        exact = self._exact_point(face, tight)
        if exact is not None:
            tight = [fixed.enclose(t) for t in exact]
        return RootBox(
            face=face,
            box=tuple(box),
            tight=tuple(tight),
            floats=tuple(
                (round_down(Fraction(a, _ONE)), round_up(Fraction(b, _ONE))) for a, b in box
            ),
            preconditioner=tuple(tuple(row) for row in matrix),
            exact=exact,
            substituted=exact is not None and (bool(free) or not self._decides_signs(tight)),
        )

    def _decides_signs(self, tight: Sequence[Scaled]) -> bool:
        """Return whether intervals decide the sign of every slope at a point."""
        try:
            slopes = self.values(self.system.slope, tight)
        except CertificateError:
            return True  # then rational arithmetic is of no use either
        return all(f == (0, 0) or f[0] > 0 or f[1] < 0 for f in slopes)

    def _on_grid(self, v: int, value: float) -> int:
        """Return a float on the grid of root boxes, scaled."""
        return round(Fraction(value) * (_ONE >> self.grid[v])) << self.grid[v]

    def exact_root(self, point: tuple[Fraction, ...]) -> RootBox:
        """Return a rational point as a degenerate box on its face, with no claim that it is a zero.

        Parameters
        ----------
        point : tuple of Fraction
            Inside the game's box.

        Returns
        -------
        RootBox
            Without a preconditioner: nothing is known about uniqueness.
        """
        face = tuple(
            LOWER if t == low else UPPER if t == high else FREE
            for t, (low, high) in zip(point, self.system.box, strict=True)
        )
        box = tuple(fixed.enclose(t) for t in point)
        floats = tuple((round_down(t), round_up(t)) for t in point)
        return RootBox(face=face, box=box, tight=box, floats=floats, preconditioner=(), exact=point)

    def _exact_point(self, face: Face, tight: Sequence[Scaled]) -> tuple[Fraction, ...] | None:
        """Return the zero as fractions, if one with small denominators is a zero exactly."""
        free = [v for v, side in enumerate(face) if side == FREE]
        bounds = [low if side != UPPER else high
                  for side, (low, high) in zip(face, self.system.box, strict=True)]  # fmt: skip
        for largest in _DENOMINATORS if free else (1,):
            point = list(bounds)
            for v in free:
                middle = Fraction(tight[v][0] + tight[v][1], 2 * _ONE)
                point[v] = middle.limit_denominator(largest)
            if not all(tight[v][0] <= point[v] * _ONE <= tight[v][1] for v in free):
                continue
            box = [fixed.enclose(t) for t in point]
            if all(self.slope_at(v, box, point) == (0, 0) for v in free):
                return tuple(point)
        return None


def _exact(
    node: Sequence[str | int], found: dict[int, Fraction], point: Sequence[Fraction]
) -> Fraction | None:
    """Return the exact value of one tape node, if it is rational by a rule of the checker."""
    operation = node[0]
    if operation == "v":
        return point[int(node[1])]
    if operation == "c":
        return Fraction(node[1])
    a = found[int(node[1])]
    if operation == "^":
        return a ** int(node[2])
    if operation == "log":
        return Fraction(0) if a == 1 else None
    if operation == "exp":
        return Fraction(1) if a == 0 else None
    if operation == "sqrt":
        if a < 0:
            return None
        root = Fraction(math.isqrt(a.numerator), math.isqrt(a.denominator))
        return root if root * root == a else None
    b = found[int(node[2])]
    if operation == "/":
        return a / b if b else None
    return a + b if operation == "+" else a - b if operation == "-" else a * b


def _short(value: float) -> Fraction:
    """Return a float rounded to 30 significant binary digits."""
    mantissa, exponent = math.frexp(value)
    return Fraction(round(mantissa * 2**30)) * Fraction(2) ** (exponent - 30)
