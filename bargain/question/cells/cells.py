r"""Cells of a space of parameters, cut by the signs of some polynomials; and how they are learned.

A *cell* allows some signs (−1, 0, 1) of some polynomials. From points that were decided, cells that
hold points of one answer only are learned as a decision tree is, and each is then made as large as
the points allow. What is learned is a proposal: every cell is proved afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import log2

__all__ = ["Cell", "Sample", "covered", "distance", "halves", "irredundant", "learned", "parts"]

Signs = tuple[int, ...]
_ALL = frozenset((-1, 0, 1))
#: Ways to cut along one polynomial, the simplest first.
_CUTS: tuple[tuple[frozenset[int], ...], ...] = tuple(
    tuple(map(frozenset, cut))
    for cut in (((-1,), (0, 1)), ((-1, 0), (1,)), ((0,), (-1, 1)), ((-1,), (0,), (1,)))
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A decided point: the signs of the polynomials there, and whether an agreement exists."""

    signs: Signs
    yes: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Where some polynomials have one of some signs.

    Attributes
    ----------
    allowed : mapping of int to frozenset of int
        By number of the polynomial; one that is not named may have any sign.
    yes : bool
        Whether agreements exist there, as far as the samples show.

    Examples
    --------
    >>> cell = Cell({0: frozenset((0, 1))}, yes=True)
    >>> cell.holds((1, -1)), cell.holds((-1, -1))
    (True, False)
    """

    allowed: Mapping[int, frozenset[int]] = field(default_factory=dict)
    yes: bool = True

    @property
    def key(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """What tells two cells apart."""
        return tuple((k, tuple(sorted(s))) for k, s in sorted(self.allowed.items()))

    def holds(self, signs: Signs) -> bool:
        """Whether a point with these signs lies in the cell."""
        return all(signs[k] in s for k, s in self.allowed.items())

    def within(self, other: Cell) -> bool:
        """Whether every combination of signs of this cell is one of another's.

        Examples
        --------
        >>> Cell({0: frozenset((0,)), 1: frozenset((1,))}).within(Cell({0: frozenset((0, 1))}))
        True
        """
        return all(self.allowed.get(k, _ALL) <= signs for k, signs in other.allowed.items())

    def cut(self, polynomial: int, signs: frozenset[int]) -> Cell:
        """The part of the cell where a polynomial has one of some signs."""
        now = self.allowed.get(polynomial, _ALL) & signs
        return Cell({**self.allowed, polynomial: now}, self.yes)

    def without(self, polynomial: int) -> Cell:
        """The cell with any sign of a polynomial."""
        return Cell({k: s for k, s in self.allowed.items() if k != polynomial}, self.yes)


def _entropy(samples: Sequence[Sample]) -> float:
    """How mixed the answers are, in bits, times the number of samples."""
    total, yes = len(samples), sum(s.yes for s in samples)
    return -sum(n * log2(n / total) for n in (yes, total - yes) if n)


def learned(samples: Sequence[Sample], count: int) -> list[Cell]:
    """Cells that cover everything, each with samples of one answer only, where that can be.

    Parameters
    ----------
    samples : sequence of Sample
    count : int
        The number of polynomials, the simplest first: they break ties.

    Returns
    -------
    list of Cell
        Empty if two samples of different answers have the same signs.

    Examples
    --------
    >>> points = [Sample((1, 1), True), Sample((1, -1), True), Sample((-1, 1), False)]
    >>> [(c.key, c.yes) for c in learned(points, 2)]
    [(((0, (-1,)),), False), (((0, (0, 1)),), True)]
    """
    leaves = list(_leaves(samples, Cell(), count))
    if any(leaf is None for leaf in leaves):
        return []
    found: dict[object, Cell] = {}
    for leaf in leaves:
        assert leaf is not None
        large = _enlarged(leaf, samples)
        found.setdefault((large.key, large.yes), large)
    return sorted(found.values(), key=lambda c: (len(c.allowed), c.key, c.yes))


def _leaves(samples: Sequence[Sample], cell: Cell, count: int) -> Iterator[Cell | None]:
    answers = {s.yes for s in samples}
    if len(answers) < 2:
        yield Cell(cell.allowed, answers.pop() if answers else True)
        return
    best: tuple[float, int, int] | None = None
    for k, (number, cut) in product(range(count), enumerate(_CUTS)):
        pieces = [[s for s in samples if s.signs[k] in part] for part in cut]
        if not all(pieces):
            continue
        # a simple polynomial is worth a little confusion, and more if it need not vanish
        price = sum(map(_entropy, pieces)) + 0.05 * k + 0.5 * (frozenset((0,)) in cut)
        price += 0.01 * _closed_to_no(samples, k, cut, pieces)
        if best is None or (price, k, number) < best:
            best = price, k, number
    if best is None:
        yield None
        return
    _, k, number = best
    for part in _CUTS[number]:
        yield from _leaves([s for s in samples if s.signs[k] in part], cell.cut(k, part), count)


def _closed_to_no(
    samples: Sequence[Sample], k: int, cut: Sequence[frozenset[int]], pieces: Sequence[list[Sample]]
) -> bool:
    """Whether a border without samples falls to the side where there are fewer agreements.

    Where a limit can be met exactly, agreements exist on the border.
    """
    if any(s.signs[k] == 0 for s in samples):
        return False
    shares = [sum(s.yes for s in piece) / len(piece) for piece in pieces]
    own = next(share for share, part in zip(shares, cut, strict=True) if 0 in part)
    return own < max(shares)


def _enlarged(leaf: Cell, samples: Sequence[Sample]) -> Cell:
    """The cell with as few and as weak demands as keep samples of the other answer out."""
    others = [s for s in samples if s.yes is not leaf.yes]
    own = [s for s in samples if s.yes is leaf.yes]

    def pure(cell: Cell) -> bool:
        return not any(cell.holds(s.signs) for s in others)

    def seen(cell: Cell, k: int) -> bool:
        return leaf.yes or any(s.signs[k] == 0 and cell.holds(s.signs) for s in own)

    for k in sorted(leaf.allowed, reverse=True):
        if pure(larger := leaf.without(k)):
            leaf = larger
    for k in sorted(leaf.allowed):
        for more in (frozenset((0,)), frozenset((-1, 1))):
            larger = Cell({**leaf.allowed, k: leaf.allowed[k] | more}, leaf.yes)
            if larger.allowed[k] != _ALL and pure(larger) and (0 not in more or seen(larger, k)):
                leaf = larger
    return leaf


def parts(cell: Cell, signs: Sequence[Signs], among: Iterable[int]) -> Iterator[list[Cell]]:
    """Ways to cut a cell in two along a polynomial with both signs in it, the even ones first.

    Parameters
    ----------
    cell : Cell
    signs : sequence of tuple of int
        The signs of the polynomials at points in the cell, in their order.
    among : iterable of int
        Polynomials to cut along.
    """
    ways = []
    for n, k in enumerate(among):
        if k in cell.allowed:
            continue
        low, high = sum(s[n] < 0 for s in signs), sum(s[n] > 0 for s in signs)
        if low and high:
            ways.append((abs(low - high), k))
    for _, k in sorted(ways):
        yield halves(cell, k)


def halves(cell: Cell, k: int) -> list[Cell]:
    """The parts of a cell on either side of where a polynomial vanishes."""
    return [cell.cut(k, frozenset((-1, 0))), cell.cut(k, frozenset((0, 1)))]


def covered(cells: Iterable[Cell]) -> bool:
    """Whether every combination of signs lies in a cell.

    Examples
    --------
    >>> low, high = Cell({0: frozenset((-1, 0))}), Cell({0: frozenset((1,))})
    >>> covered([low, high]), covered([low])
    (True, False)
    """
    return _covers([dict(c.allowed) for c in cells])


def _covers(cells: list[dict[int, frozenset[int]]]) -> bool:
    if any(not cell for cell in cells):
        return True
    if not cells:
        return False
    count = Counter(k for cell in cells for k in cell)
    k = max(count, key=lambda k: (count[k], -k))  # where a tree of cuts begins, every cell has it
    for sign in _ALL:
        left = [
            {n: s for n, s in cell.items() if n != k} for cell in cells if sign in cell.get(k, _ALL)
        ]
        if not _covers(left):
            return False
    return True


def irredundant(cells: Sequence[Cell], others: Sequence[Cell]) -> list[Cell]:
    """The cells without those that the rest, with some others, makes up for."""
    kept = list(cells)
    for cell in sorted(cells, key=lambda c: -len(c.allowed)):
        rest = [c for c in kept if c is not cell]
        if rest and covered([*rest, *others]):
            kept = rest
    return kept


def distance(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    """How far two points are from each other, each coordinate in its own size.

    Examples
    --------
    >>> distance((Fraction(1), Fraction(2)), (Fraction(3), Fraction(2)))
    Fraction(1, 2)
    """
    return sum(
        (abs(x - y) / (abs(x) + abs(y)) for x, y in zip(a, b, strict=True) if x != y), Fraction(0)
    )
