r"""What a best reply satisfies where payoffs are in pieces, with jumps between them.

First-order conditions say nothing across a jump, and a best reply need not exist. What holds of
an agreement y that no deviation improves on,

.. math:: u(y) \ge (1-β)\, u(z, y_{-v}) + β d \quad \text{for all } z \in [l, h],

is used at places z that are worth a try: the boundaries of the pieces in the player's own action v
and the best points inside a piece. Beside a place z the same holds in the limit: if
:math:`z + sε` lies in the piece of value :math:`f_j` for all small :math:`ε > 0`, where
:math:`s = \pm 1` and :math:`f_j` is continuous, then
:math:`u(y) \ge (1-β) f_j(z, y_{-v}) + β d`: undercutting by nearly nothing does not pay. Inside a
piece that is open around y in v, the first-order conditions of its own value hold. Where
:math:`f_j` is a quotient no limit is taken, but a small action, a sixteenth of the box, is tried:
in a contest it wins against nobody's effort.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product

import sympy as sp
from sympy.core.relational import Relational

from bargain.errors import OptionError
from bargain.game.conditions.clauses import Clause, Encoding
from bargain.game.feasible_set import infeasible, slack
from bargain.game.game import Game
from bargain.game.pieces import Cell, Piece, conditions_in, either, every, pieces
from bargain.signs import by_size, sign_of

__all__ = [
    "boundaries",
    "open_pieces",
    "outside",
    "places_in",
    "stationary_in_pieces",
    "worth_trying",
]

Margin = Callable[[sp.Expr], sp.Expr]
Inside = Callable[[sp.Expr, Sequence[sp.Symbol], int], Encoding]
_MOST_PLACES = 6  # per action
_SMALL = sp.Rational(1, 16)  # of a box: a little effort, where nobody makes any


def stationary_in_pieces(
    f: sp.Expr, variables: Sequence[sp.Symbol], name: str, because: str, inside: Inside
) -> Encoding:
    """First-order conditions of a maximiser of f in the piece in which it lies.

    In a variable that a boundary through the point mentions nothing is said.

    Parameters
    ----------
    f : sympy.Expr
    variables : sequence of Symbol
    name, because : str
        Of the clause.
    inside : function of a value without branches, variables and the number of the piece
        What a maximiser of the value satisfies.
    """
    ways: list[sp.Basic] = []
    auxiliary: list[sp.Symbol] = []
    for number, piece in enumerate(_refined(pieces(f), set(variables)), 1):
        at_boundary = set().union(*(q.free_symbols for q, s in piece.cell.signs if s == {0}))
        free = [v for v in variables if v not in at_boundary and v in piece.value.free_symbols]
        found = inside(piece.value, free, number) if free else Encoding()
        auxiliary += found.auxiliary
        ways.append(every([*piece.cell.relations, *(k.relation for k in found.clauses)]))
    clause = Clause(name=f"{name}: no gain inside a piece", because=because, relation=either(ways))
    return Encoding(clauses=(clause,), auxiliary=tuple(auxiliary))


def worth_trying(game: Game, player: str, margin: Margin, named: str) -> Iterator[Clause]:
    """Deviations in one own action to places at which a payoff in pieces may be larger.

    Parameters
    ----------
    game : Game
    player : str
    margin : function of a payoff
        What is not negative if a deviation with that payoff does not pay.
    named : str
        What the names of the clauses begin with.
    """
    u = game.payoffs[player]
    for v in game.own(player):
        if v in game.choices:
            continue  # all of them are corners
        found = [p for p in pieces(u) if p.cell.signs]
        tight = [_tight(k) for k in game.constraints]
        for place in _places(v, [*found, *tight], game):
            exactly = sp.Ge(margin(u.subs(v, place)), 0, evaluate=False)
            away = [*outside(place, game.box[v], 0), *infeasible(game, {v: place})]
            yield Clause(
                name=f"{named} does not deviate to {v}={place}", relation=either([*away, exactly])
            )
        if any(isinstance(k, sp.Eq) and v in k.free_symbols for k in game.constraints):
            continue  # beside a place it does not hold
        low, high = game.box[v]
        if not all(_is_polynomial(p.value, game) for p in found):  # no limit beside the low end
            place = low + _SMALL * (high - low)
            yield Clause(
                name=f"{named} does not deviate to {v}={place}",
                relation=every([sp.Ge(margin(u.subs(v, place)), 0, evaluate=False)]),
                spare=True,  # it tells of places without effort, and is a hindrance elsewhere
            )
        for place in (*boundaries(v, found, game), *game.box[v]) if found else ():
            for side, word in ((-1, "below"), (1, "above")):
                beside = _beside(v, place, side, pieces(u), margin, game)
                if beside is None or place == game.box[v][0 if side < 0 else 1]:
                    continue
                yield Clause(
                    name=f"{named} does not deviate to just {word} {v}={place}",
                    because="the limit of deviations that do not pay",
                    relation=either(
                        [*outside(place, game.box[v], side), *_no_slack(v, place, game), *beside]
                    ),
                )


def _tight(constraint: Relational) -> Piece:
    """Where a constraint is tight, as the boundary of a piece."""
    return Piece(Cell(((slack(constraint), frozenset({0})),)), sp.S.Zero)


def _no_slack(v: sp.Symbol, place: sp.Expr, game: Game) -> list[Relational]:
    """Where a constraint on v leaves no room around a place."""
    return [
        sp.Le(slack(k).subs(v, place), 0, evaluate=False)
        for k in game.constraints
        if v in k.free_symbols
    ]


def places_in(u: sp.Expr, v: sp.Symbol, box: tuple[sp.Expr, sp.Expr]) -> list[sp.Expr]:
    """The ends of a box and the boundaries of the pieces inside it, in order.

    Raises
    ------
    OptionError
        If a boundary is not the root of a polynomial with rational coefficients.
    """
    found = {box[0], box[1]}
    for relation in conditions_in(u):
        difference = sp.expand(relation.lhs - relation.rhs)
        if not difference.has(v):
            continue
        poly = sp.Poly(difference, v) if difference.is_polynomial(v) else None
        if poly is None or not (poly.domain.is_QQ or poly.domain.is_ZZ):
            raise OptionError(
                f"the boundary {relation} of a piece has no exact place",
                where=str(v),
                fix="write conditions between polynomials, or use decide(…)",
            )
        found |= {r for r in sp.real_roots(poly) if sign_of(r - box[0]) == 1 == sign_of(box[1] - r)}
    return sorted(found, key=by_size())


def open_pieces(
    u: sp.Expr, v: sp.Symbol, box: tuple[sp.Expr, sp.Expr]
) -> Iterator[tuple[sp.Expr, sp.Expr, sp.Expr]]:
    """The value of a payoff in one action between neighbouring boundaries, with these.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> list(open_pieces(sp.Piecewise((x, 2 * x <= 1), (0, True)), x, (sp.S(0), sp.S(1))))
    [(x, 0, 1/2), (0, 1/2, 1)]
    """
    found = pieces(u)
    for low, high in pairwise(places_in(u, v, box)):
        middle = sp.nsimplify((low + high) / 2, rational=True)
        for piece in found:
            signs = [(sign_of(q.subs(v, middle)), s) for q, s in piece.cell.signs]
            if all(sign in s for sign, s in signs):
                yield piece.value, low, high
                break
        else:
            yield sp.nan, low, high


def _refined(found: Sequence[Piece], variables: set[sp.Symbol]) -> Iterator[Piece]:
    """The pieces with what is open in some variables apart from boundaries."""
    for piece in found:
        ways = []
        for quantity, signs in piece.cell.signs:
            single = sorted(signs) if quantity.free_symbols & variables else [None]
            ways.append([(quantity, signs if s is None else frozenset({s})) for s in single])
        for chosen in product(*ways):
            yield Piece(Cell(tuple(chosen)), piece.value)


def boundaries(v: sp.Symbol, found: Sequence[Piece], game: Game) -> list[sp.Expr]:
    """Where a boundary that is linear in v with a number as slope meets the player's own line."""
    places: dict[sp.Expr, None] = {}
    for piece in found:
        for quantity, _ in piece.cell.signs:
            if (slope := _numeric_slope(quantity, v)) is not None:
                places[sp.expand(-quantity.coeff(v, 0) / slope)] = None
    return [p for p in places if _may_be_inside(p, game.box[v])][:_MOST_PLACES]


def _numeric_slope(quantity: sp.Expr, v: sp.Symbol) -> sp.Expr | None:
    if not quantity.is_polynomial(v) or sp.degree(quantity, v) != 1:
        return None
    slope = quantity.coeff(v, 1)
    return slope if slope.is_number else None


def _places(v: sp.Symbol, found: Sequence[Piece], game: Game) -> list[sp.Expr]:
    """Boundaries, and the tops of pieces that are quadratic in v."""
    tops = []
    for piece in found:
        value = sp.expand(piece.value)
        if value.is_polynomial(v) and sp.degree(value, v) == 2:
            leading = value.coeff(v, 2)
            if leading.is_negative:
                tops.append(sp.expand(-value.coeff(v, 1) / (2 * leading)))
    places = dict.fromkeys([*boundaries(v, found, game), *tops])
    low, high = game.box[v]
    return [p for p in places if p not in (low, high) and _may_be_inside(p, (low, high))]


def _may_be_inside(place: sp.Expr, box: tuple[sp.Expr, sp.Expr]) -> bool:
    return not place.is_number or bool(box[0] <= place <= box[1])


def outside(place: sp.Expr, box: tuple[sp.Expr, sp.Expr], side: int) -> list[Relational]:
    """Where a place (or what lies just beside it) is not in the box."""
    if place.is_number:
        return []
    low, high = box
    below, above = (sp.Le if side < 0 else sp.Lt), (sp.Ge if side > 0 else sp.Gt)
    return [below(place - low, 0, evaluate=False), above(place - high, 0, evaluate=False)]


def _beside(
    v: sp.Symbol, place: sp.Expr, side: int, found: Sequence[Piece], margin: Margin, game: Game
) -> list[sp.Basic] | None:
    """For each piece: it is not the one beside the place, or a deviation into it does not pay."""
    ways: list[sp.Basic] = []
    escapes: dict[sp.Expr, None] = {}
    says = False
    for piece in found:
        near: list[Relational] = []
        for quantity, signs in piece.cell.signs:
            at = sp.expand(quantity.subs(v, place))
            if v not in quantity.free_symbols:
                near.append(Cell(((quantity, signs),)).relations[0])
                continue
            slope = _numeric_slope(quantity, v)
            if slope is None:
                escapes[at] = None  # on which side it is there is not told
                slope = sp.S.Zero
            if signs == {0}:
                break
            near.append(_just_beside(at, min(signs) if -1 in signs else 1, side * slope))
        else:
            smooth = _is_polynomial(piece.value, game)
            value = piece.value.subs(v, place)
            held = [sp.Ge(margin(value), 0, evaluate=False)] if smooth else []
            says = says or smooth
            ways.append(every([*near, *held]))
    return [*(sp.Eq(e, 0, evaluate=False) for e in escapes), *ways] if says else None


def _just_beside(at: sp.Expr, sign: int, moves: sp.Expr) -> Relational:
    """That a quantity has a sign just beside a place, with its value and its slope there."""
    if sign > 0:
        return (sp.Ge if moves > 0 else sp.Gt)(at, 0, evaluate=False)
    return (sp.Le if moves < 0 else sp.Lt)(at, 0, evaluate=False)


def _is_polynomial(value: sp.Expr, game: Game) -> bool:
    own = value.free_symbols & set(game.variables)
    return bool(value.is_polynomial(*own)) if own else True
