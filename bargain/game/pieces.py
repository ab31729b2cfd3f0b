r"""Expressions in pieces: the cells on which one with jumps is a single expression.

A `sympy.Piecewise` has the value of the first branch whose condition holds. Its conditions compare
quantities :math:`p_1, p_2, \dots` with zero; a *cell* says which signs of some of them are meant,

.. math:: C = \{ y : \operatorname{sign} p_k(y) \in S_k \text{ for all } k \},

with each :math:`S_k` one of :math:`\{-\}, \{0\}, \{+\}, \{-, 0\}, \{0, +\}`. Here an expression is
cut into disjoint cells, on each of which it is one expression without branches. What no branch
says is a *gap*: there the expression has no value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sympy as sp
from sympy.core.relational import Relational

from bargain.budget import spend_on
from bargain.errors import OptionError
from bargain.exact import content, primitive_denominators
from bargain.signs import short_text, sign_of

__all__ = [
    "Cell",
    "Piece",
    "cell_of",
    "conditions_in",
    "either",
    "every",
    "has_pieces",
    "oriented",
    "pieces",
    "pieces_and_gaps",
]

_MOST = 400  # cells of one expression
_SIGNS = {"<": {-1}, "<=": {-1, 0}, "==": {0}, ">=": {0, 1}, ">": {1}, "!=": {-1, 1}}
_RELATION = {
    frozenset({-1}): sp.Lt,
    frozenset({-1, 0}): sp.Le,
    frozenset({0}): sp.Eq,
    frozenset({0, 1}): sp.Ge,
    frozenset({1}): sp.Gt,
    frozenset({-1, 1}): sp.Ne,
}
_ALL = frozenset({-1, 0, 1})


@dataclass(frozen=True, slots=True)
class Cell:
    """Where some quantities have the signs that are said.

    Parameters
    ----------
    signs : tuple of (expression, frozenset of int)
        Each quantity once, with the signs that it may have: -1, 0, 1.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> Cell(((x - y, frozenset({-1, 0})),)).relations
    (x - y <= 0,)
    """

    signs: tuple[tuple[sp.Expr, frozenset[int]], ...] = ()

    def met(self, other: Cell) -> Cell | None:
        """The common part, None if it is seen to be empty."""
        found = dict(self.signs)
        for quantity, signs in other.signs:
            found[quantity] = both = found.get(quantity, _ALL) & signs
            if not both:
                return None
        return Cell(tuple(found.items()))

    @property
    def relations(self) -> tuple[Relational, ...]:
        """What holds in the cell."""
        return tuple(_RELATION[s](p, 0, evaluate=False) for p, s in self.signs)

    @property
    def opposites(self) -> tuple[Relational, ...]:
        """Relations of which one holds wherever the point is not in the cell."""
        return tuple(_RELATION[_ALL - s](p, 0, evaluate=False) for p, s in self.signs)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The symbols of its quantities."""
        return set().union(*(p.free_symbols for p, _ in self.signs))


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell, and what an expression is there."""

    cell: Cell
    value: sp.Expr


def oriented(expression: sp.Expr) -> tuple[sp.Expr, bool]:
    """An expression up to a rational factor, and whether that factor is negative.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> oriented(4 * x - 2 * y), oriented(y - 2 * x)
    ((2*x - y, False), (2*x - y, True))
    """
    terms = sp.Add.make_args(primitive_denominators(sp.expand(expression)))
    scale = content(terms)
    leading = min((t.as_coeff_Mul() for t in terms), key=lambda t: sp.default_sort_key(t[1]))
    turned = bool(leading[0].is_negative)
    return sp.Add(*(t / (-scale if turned else scale) for t in terms)), turned


def cell_of(relations: Iterable[Relational]) -> Cell | None:
    """The cell that some comparisons describe; None if it is seen to be empty.

    A comparison ``!=`` is left out.
    """
    found: Cell | None = Cell()
    for relation in relations:
        cells = _compared(relation)
        if not cells:
            return None
        found = found.met(cells[0]) if len(cells) == 1 and found is not None else found
    return found


def has_pieces(expression: sp.Basic) -> bool:
    """Whether an expression or a relation has branches."""
    return bool(expression.has(sp.Piecewise))


def conditions_in(expression: sp.Basic) -> Iterator[Relational]:
    """Every relation that a branch of an expression asks for."""
    for node in sorted(expression.atoms(sp.Piecewise), key=sp.default_sort_key):
        for _, condition in node.args:
            yield from sorted(condition.atoms(Relational), key=sp.default_sort_key)


def every(parts: Iterable[sp.Basic]) -> sp.Basic:
    """The And of relations; what compares numbers is decided.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> every([x > 1, sp.Gt(2, 1, evaluate=False)]), every([x > 1, sp.Gt(0, 1, evaluate=False)])
    (x > 1, False)
    """
    return _joined(sp.And, parts, sp.true)


def either(parts: Iterable[sp.Basic]) -> sp.Basic:
    """The Or of relations; what compares numbers is decided."""
    return _joined(sp.Or, parts, sp.false)


def _joined(kind: type[sp.Basic], parts: Iterable[sp.Basic], nothing: sp.Basic) -> sp.Basic:
    left: dict[sp.Basic, None] = {}
    for part in parts:
        for own in map(_decided, part.args if isinstance(part, kind) else (part,)):
            if own == sp.Not(nothing):
                return own
            if own != nothing:
                left[own] = None
    if len(left) > 1:
        return kind(*left, evaluate=False)
    return next(iter(left), nothing)


def _decided(relation: sp.Basic) -> sp.Basic:
    if not isinstance(relation, Relational) or relation.free_symbols:
        return relation
    return sp.true if sign_of(relation.lhs - relation.rhs) in _SIGNS[relation.rel_op] else sp.false


def pieces(expression: sp.Expr) -> list[Piece]:
    """The cells of an expression with its value on each; gaps are left out.

    Raises
    ------
    OptionError
        If there are more cells than can be worked with, or a condition that is no comparison.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> for piece in pieces(sp.Piecewise((x, x < y), (x / 2, sp.Eq(x, y)), (0, True))):
    ...     print(piece.cell.relations, piece.value)
    (x - y < 0,) x
    (Eq(x - y, 0),) x/2
    (x - y > 0,) 0
    """
    return pieces_and_gaps(expression)[0]


def pieces_and_gaps(expression: sp.Expr) -> tuple[list[Piece], list[Cell]]:
    """The pieces of an expression, and the cells on which no branch gives it a value."""
    spend_on(expression)
    found: list[Piece] = []
    gaps: list[Cell] = []
    waiting = [Piece(Cell(), expression)]
    while waiting:
        piece = waiting.pop(0)
        node = next(
            (e for e in sp.preorder_traversal(piece.value) if isinstance(e, sp.Piecewise)), None
        )
        if piece.value.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
            gaps.append(piece.cell)
            continue
        if node is None:
            found.append(piece)
            continue
        inside = []
        branches, left = _branches(node)
        for cell, value in branches:
            if (both := piece.cell.met(cell)) is not None:
                inside.append(Piece(both, piece.value.xreplace({node: value})))
        waiting = [*inside, *waiting]
        gaps += [both for cell in left if (both := piece.cell.met(cell)) is not None]
        if len(waiting) + len(found) > _MOST:
            raise OptionError(
                f"more than {_MOST} cases",
                where=short_text(expression),
                fix="write fewer branches, or fix parameters",
            )
    return found, gaps


def _branches(node: sp.Piecewise) -> tuple[list[tuple[Cell, sp.Expr]], list[Cell]]:
    """The branches of one node on disjoint cells, in order, and what is left."""
    left, found = [Cell()], []
    for value, condition in node.args:
        found += [(cell, value) for cell in _meet(left, _where(condition))]
        left = _meet(left, _where(sp.Not(condition)))
    return found, left


def _meet(first: Iterable[Cell], second: Iterable[Cell]) -> list[Cell]:
    others = list(second)
    met = [c for a in first for b in others if (c := a.met(b)) is not None]
    if len(met) > _MOST:
        raise OptionError(f"a condition of more than {_MOST} cases", fix="write fewer comparisons")
    return met


def _where(condition: sp.Basic) -> list[Cell]:
    """Disjoint cells on which a condition holds."""
    if condition in (sp.true, True):
        return [Cell()]
    if condition in (sp.false, False):
        return []
    if isinstance(condition, Relational):
        return _compared(condition)
    if isinstance(condition, sp.And):
        cells = [Cell()]
        for part in condition.args:
            cells = _meet(cells, _where(part))
        return cells
    if isinstance(condition, sp.Or):
        rest, cells = [Cell()], []
        for part in condition.args:
            cells += _meet(rest, _where(part))
            rest = _meet(rest, _where(sp.Not(part)))
        return cells
    plain = sp.to_nnf(condition) if isinstance(condition, sp.logic.boolalg.BooleanFunction) else 0
    if not isinstance(plain, (sp.And, sp.Or, Relational)):
        raise OptionError(
            f"the condition {condition} is no comparison",
            where="Piecewise",
            fix="write conditions with < <= > >= Eq Ne, and with And, Or, Not",
        )
    return _where(plain)


def _compared(relation: Relational) -> list[Cell]:
    """Where a comparison holds; of a number it is decided here."""
    if has_pieces(relation):
        raise OptionError(
            f"a condition with branches of its own: {relation}",
            where="Piecewise",
            fix="write its cases as conditions, with And and Or",
        )
    difference = sp.expand(relation.lhs - relation.rhs)
    signs = frozenset(_SIGNS[relation.rel_op])
    if not difference.free_symbols:
        return [Cell()] if sign_of(difference) in signs else []
    quantity, turned = oriented(difference)
    if turned:
        signs = frozenset(-s for s in signs)
    parts = [{-1}, {1}] if signs == {-1, 1} else [signs]
    return [Cell(((quantity, frozenset(part)),)) for part in parts]
