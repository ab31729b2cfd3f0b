r"""Boxes that hold exactly one zero of a first-order system, proved by the checker's rules.

Krawczyk's operator of a box :math:`X` with midpoint :math:`m` and a matrix :math:`Y` is

.. math:: K(X) = m - Y f(m) + (I - Y J(X))(X - m).

If :math:`K(X)` lies in the interior of :math:`X`, then :math:`f` has exactly one zero in
:math:`X`, and it lies in :math:`K(X)`. Repeating it makes the box *tight*; a zero with small
rational coordinates is then found exactly and verified by substitution.

Boxes and matrices are proposed here in floating point; `bargain.check.nash` proves them.

References
----------
R. Krawczyk (1969), Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken,
*Computing* 4, 187-201.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from bargain.check.certificate import CertificateError
from bargain.check.interval import ONE, Interval, enclose
from bargain.check.roots import Root
from bargain.intervals.enclosures import round_down, round_up
from bargain.solve.continuous.kkt_system import FREE, LOWER, UPPER, Face, KKTSystem

__all__ = ["RootBox", "exact_root", "root_box"]

_FINENESS = 50  # ends of root boxes are multiples of 2**-50 of the game box's width, or of 1
_SHRINKINGS = 8
_DENOMINATORS = (1, 10, 100, 1_000, 10**4, 10**6, 10**9)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootBox:
    """A box on a face with exactly one zero of the free slopes.

    Parameters
    ----------
    root : bargain.check.roots.Root
        The box in which the zero is unique, and a tight one, as the checker proved them.
    data : list
        The root as a certificate gives it.
    floats : tuple of (float, float)
        The box in which the zero is unique, in floating point, rounded outwards.
    """

    root: Root
    data: list[Any]
    floats: tuple[tuple[float, float], ...] = field(init=False)

    def __post_init__(self) -> None:
        ends = ((Fraction(a, ONE), Fraction(b, ONE)) for a, b in self.root.wide)
        floats = tuple((round_down(a), round_up(b)) for a, b in ends)
        object.__setattr__(self, "floats", floats)

    @property
    def face(self) -> Face:
        """The face on which the slopes of the free actions are zero."""
        return self.root.face

    @property
    def exact(self) -> tuple[Fraction, ...] | None:
        """The zero itself, where it is rational and verified."""
        known = all(low == high for low, high in self.root.ends)
        return tuple(low for low, _ in self.root.ends) if known else None


def exact_root(system: KKTSystem, point: Sequence[Fraction]) -> Root:
    """Return a rational point as a degenerate box on its face, with no claim that it is a zero.

    Parameters
    ----------
    system : KKTSystem
    point : sequence of Fraction
        Inside the game's box.

    Returns
    -------
    bargain.check.roots.Root
    """
    pairs = zip(point, system.box, strict=True)
    sides = (LOWER if t == low else UPPER if t == high else FREE for t, (low, high) in pairs)
    box = [enclose(t) for t in point]
    return Root("".join(sides), box, box, [(t, t) for t in point])


def root_box(
    system: KKTSystem, face: Face, point: Sequence[float], cover: Sequence[tuple[float, float]]
) -> RootBox | None:
    """Prove a root box around an approximate zero, as large as the box to cover if it can.

    Parameters
    ----------
    system : KKTSystem
    face : Face
    point : sequence of float
        Approximate zero of the free slopes.
    cover : sequence of (float, float)
        The box that the root box should cover.

    Returns
    -------
    RootBox or None
    """
    free = [v for v, side in enumerate(face) if side == FREE]
    if not free:
        return RootBox(root=system.rules.root([[], []], face), data=[[], []])
    inverse = _inverse(system, face, free, point)
    if inverse is None:
        return None
    radius = {}
    for v in free:
        low, high = cover[v]
        width = float(system.box[v][1] - system.box[v][0])
        reach = max(abs(high - point[v]), abs(point[v] - low))
        radius[v] = 1.125 * reach + width * 2.0**-30
    for shrinking in range(_SHRINKINGS):
        box = system.rules.face(face)
        for v in free:
            r = radius[v] * 0.4**shrinking
            box[v] = (_on_grid(system, v, point[v] - r), _on_grid(system, v, point[v] + r))
        if _contracts(system, face, box, inverse):
            return _finish(system, face, box, inverse)
    return None


def _inverse(
    system: KKTSystem, face: Face, free: Sequence[int], point: Sequence[float]
) -> list[list[Fraction]] | None:
    box = system.rules.face(face)
    for v in free:
        box[v] = (_on_grid(system, v, point[v]),) * 2
    nodes = [system.curvature[v][w] for v in free for w in free]
    try:
        jacobian = np.array([a / ONE for a, _ in system.rules.tape.values(box, *nodes)])
        inverse = np.linalg.inv(jacobian.reshape(len(free), -1))
    except (CertificateError, np.linalg.LinAlgError, OverflowError):
        return None
    if not np.isfinite(inverse).all():
        return None
    return [[_short(float(entry)) for entry in row] for row in inverse]


def _contracts(
    system: KKTSystem, face: Face, box: list[Interval], inverse: Sequence[Sequence[Fraction]]
) -> bool:
    """Return whether Krawczyk's operator maps a box well inside itself."""
    rows = [[enclose(entry) for entry in row] for row in inverse]
    try:
        image = system.rules.krawczyk(box, face, rows)
    except CertificateError:
        return False
    return all(
        box[v][0] < k[0] and k[1] < box[v][1] and 3 * (k[1] - k[0]) < 2 * (box[v][1] - box[v][0])
        for v, k in image.items()
    )


def _finish(
    system: KKTSystem, face: Face, box: list[Interval], inverse: Sequence[Sequence[Fraction]]
) -> RootBox:
    """Return the proved root, exact if a zero with small denominators is one."""
    ends = [
        [str(Fraction(end, ONE)) for end in pair]
        for pair, side in zip(box, face, strict=True)
        if side == FREE
    ]
    data = [ends, [[str(entry) for entry in row] for row in inverse]]
    root = system.rules.root(data, face)
    for values in _rationals(root):
        try:
            found = system.rules.root([*data, values], face)
        except CertificateError:
            continue
        return RootBox(root=found, data=[*data, values])
    return RootBox(root=root, data=data)


def _rationals(root: Root) -> Iterator[list[str]]:
    """Yield points of a tight box with small denominators, in the free actions."""
    tight = [ends for ends, side in zip(root.ends, root.face, strict=True) if side == FREE]
    for largest in _DENOMINATORS:
        values = [((low + high) / 2).limit_denominator(largest) for low, high in tight]
        if all(low <= t <= high for t, (low, high) in zip(values, tight, strict=True)):
            yield [str(t) for t in values]


def _on_grid(system: KKTSystem, v: int, value: float) -> int:
    """Return a float on the grid of root boxes, scaled."""
    low, high = system.rules.box[v]
    grid = max(0, min(ONE, high - low).bit_length() - 1 - _FINENESS)
    return round(Fraction(value) * (ONE >> grid)) << grid


def _short(value: float) -> Fraction:
    """Return a float rounded to 30 significant binary digits."""
    mantissa, exponent = math.frexp(value)
    return Fraction(round(mantissa * 2**30)) * Fraction(2) ** (exponent - 30)
