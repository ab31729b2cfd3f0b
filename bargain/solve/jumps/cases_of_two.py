r"""All pure equilibria of two players whose payoffs are polynomials between straight lines.

Prices, bids, places on a line, contributions to a threshold: payoffs jump where actions tie or meet
a sum. The lines cut the box into points, edges and cells, and an equilibrium lies in one of them.

1. A point where lines meet is an equilibrium or not.
2. On an edge that a player moves along, the own slope is 0: some points, or the edge has to be cut.
   On other edges nothing is known at first. Cut at the roots of all polynomials that compare the
   payoff there with any that a deviation gives, the rest has one answer between neighbours.
3. In a cell both slopes are 0: some points (a resultant), a shared line, which is added, or
   the whole cell, where nobody's payoff depends on the own action and which is cut likewise.

At each point, all deviations are compared, limits from both sides of a jump included: polynomials
over the field of the point are nowhere positive (`bargain.solve.aggregates.real_field`).

References
----------
P. Dasgupta and E. Maskin (1986), The existence of equilibrium in discontinuous economic games,
*Review of Economic Studies* 53, 1-26.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import TypeAlias

import sympy as sp

from bargain.budget import spend
from bargain.exact import to_fraction, to_sympy
from bargain.game.game import Game
from bargain.game.pieces import Piece, pieces_and_gaps
from bargain.solve.aggregates.common_zeros import (
    RATIONALS,
    THETA,
    Unsettled,
    common_zeros,
    in_theta,
)
from bargain.solve.aggregates.real_field import (
    Element,
    Field,
    Row,
    as_flint,
    evaluated,
    never_positive,
    real_points,
)
from bargain.solve.enclosed import enclosed
from bargain.solve.equilibria import Equilibria, EquilibriumSet
from bargain.solve.jumps.lines import Arrangement, Line, Spot, line_of
from bargain.solve.jumps.one_who_acts import best_by_cases

__all__ = ["equilibria_by_cases"]

_METHOD = "points, edges and cells of the lines at which payoffs jump, each settled exactly"
_PROVED = (
    "proved: of every point, edge and cell that the jumps cut, by exact roots and all deviations; "
    "no certificate"
)
_MOST_LINES = 40
_ROUNDS = 4  # times that lines are added
_S, _T = sp.symbols("s t", cls=sp.Dummy)
Place: TypeAlias = tuple[Field, tuple[Element, Element]]


@dataclass(frozen=True, slots=True)
class _Part:
    """An open stretch of a line between two places, or a cell: what is > 0 in it, its corners."""

    ends: tuple[Place, ...]
    lines: tuple[Line, ...]


def equilibria_by_cases(game: Game) -> Equilibria | None:
    """Return all pure equilibria of a game of this form; None if it is not of this form.

    Parameters
    ----------
    game : Game
        Two players act, with an action each, or one action is all there is; payoffs are rational
        polynomials in pieces, between straight lines.

    Examples
    --------
    Two sellers on a street (Hotelling 1929): both are in the middle.

    >>> x, y = sp.symbols("x y", real=True)
    >>> middle, half = (x + y) / 2, sp.Rational(1, 2)
    >>> left = sp.Piecewise((middle, x < y), (half, sp.Eq(x, y)), (1 - middle, True))
    >>> street = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": left, "B": 1 - left})
    >>> found = equilibria_by_cases(street)
    >>> found.complete, [(e[x], e[y]) for e in found]
    (True, [(1/2, 1/2)])
    """
    search = _Search.of(game)
    if search is None:
        return best_by_cases(game)
    try:
        points, stretches = search.run()
    except Unsettled as error:
        return Equilibria(reason=str(error), method=_METHOD, arithmetic="exact")
    listed = [
        enclosed(game, dict(zip(search.variables, _bounds(at), strict=True))) for at in points
    ]
    sets = [_set(search, stretch, points) for stretch in stretches]
    return Equilibria(
        equilibria=tuple(listed), sets=tuple(sets), complete=True, reason=_PROVED, method=_METHOD,
        arithmetic="exact" if all(e.arithmetic == "exact" for e in listed) else "interval",
        regret=Fraction(0) if listed and all(e.arithmetic == "exact" for e in listed) else None,
    )  # fmt: skip


class _Search:
    """One run."""

    def __init__(
        self, game: Game, variables: Sequence[sp.Symbol], pieces: Sequence[Sequence[Piece]]
    ) -> None:
        self.variables = tuple(variables)
        self.pieces = [list(p) for p in pieces]
        self.box = [(to_fraction(game.box[v][0]), to_fraction(game.box[v][1])) for v in variables]
        self.lines: list[Line] = []

    @classmethod
    def of(cls, game: Game) -> _Search | None:
        """The search of a game of this form."""
        acting = [p for p in game.players if game.own(p)]
        if len(acting) != 2 or any(len(game.own(p)) != 1 for p in acting):
            return None
        if game.parameters or game.terms or game.constraints or game.choices:
            return None
        variables = [game.own(p)[0] for p in acting]
        pieces: list[list[Piece]] = []
        quantities: set[sp.Expr] = set()
        for player in acting:
            found, gaps = pieces_and_gaps(game.payoffs[player])
            quantities |= {q for cell in [*gaps, *(p.cell for p in found)] for q, _ in cell.signs}
            polys = [p.value.as_poly(*variables) for p in found]
            if any(p is None or not (p.domain.is_ZZ or p.domain.is_QQ) for p in polys):
                return None
            pieces.append(found)
        search = cls(game, variables, pieces)
        lines = [line_of(q, variables) for q in quantities]
        if any(line is None for line in lines):
            return None
        search.lines = sorted((line for line in lines if line is not None), key=str)
        return search

    def run(self) -> tuple[list[Place], list[_Part]]:
        """All equilibria: places, and open stretches of lines."""
        for _ in range(_ROUNDS):
            cut = Arrangement(self.box, self.lines)
            more, inside, stretches = self._cells(cut)
            if not more:
                break
            self.lines += more
            if len(self.lines) > _MOST_LINES:
                raise Unsettled("too many lines")
        else:
            raise Unsettled("cells are cut again and again")
        found = [at for p in cut.points if self._holds(at := _rational(p))]
        found += [at for at in inside if self._holds(at)]
        for line, one, two in cut.edges():
            points, runs = self._edge(line, one, two)
            found += points
            stretches += runs
        return _joined(found, stretches)

    # what holds at a point

    def _piece(self, player: int, at: Place) -> sp.Expr:
        """The payoff's expression at a place."""
        for piece in self.pieces[player]:
            if all(self._sign(q, at) in signs for q, signs in piece.cell.signs):
                return piece.value
        raise Unsettled("a payoff has no value somewhere")

    def _sign(self, quantity: sp.Expr, at: Place) -> int:
        field, point = at
        poly = sp.Poly(quantity, *self.variables)
        total = Element()
        for (i, j), c in poly.terms():
            total += point[0] ** i * point[1] ** j * as_flint(c)
        return field.sign(total)

    def _along(self, player: int, value: sp.Expr, field: Field, other: Element) -> Row:
        """A payoff along the own action, the other's fixed."""
        poly = sp.Poly(value, self.variables[player], self.variables[1 - player])
        row: Row = [Element() for _ in range(max(poly.degree(0), 0) + 1)]
        for (i, j), c in poly.terms():
            row[i] += other**j * as_flint(c)
        return [field.reduced(c) for c in row]

    def _holds(self, at: Place) -> bool:
        """Whether nobody gains by any deviation."""
        return all(self._is_best(player, at) for player in (0, 1))

    def _is_best(self, player: int, at: Place) -> bool:
        spend(2000)
        field, point = at
        own, other = point[player], point[1 - player]
        here = evaluated(self._along(player, self._piece(player, at), field, other), own, field)
        low, high = (Element([as_flint(e)]) for e in self.box[player])
        cuts = [low, high]
        for line in self.lines:
            mine, theirs = (line.a, line.b) if player == 0 else (line.b, line.a)
            if mine:
                t = -(other * as_flint(theirs) + as_flint(line.c)) / as_flint(mine)
                if field.sign(t - low) > 0 and field.sign(high - t) > 0:
                    cuts.append(field.reduced(t))
        cuts.sort(key=cmp_to_key(field.compared))
        for t in cuts:
            value = self._along(
                player, self._piece(player, self._with(at, player, t)), field, other
            )
            if field.sign(evaluated(value, t, field) - here) > 0:
                return False
        for left, right in itertools.pairwise(cuts):
            if field.sign(right - left) == 0:
                continue
            middle = (left + right) / 2
            value = self._piece(player, self._with(at, player, middle))
            row = self._along(player, value, field, other)
            row[0] = row[0] - here
            # t = left + (right - left) r with r from 0 to 1
            if not never_positive(
                _moved(row, left, right - left, field), field, Fraction(0), Fraction(1)
            ):
                return False
        return True

    def _with(self, at: Place, player: int, t: Element) -> Place:
        field, point = at
        return field, ((t, point[1]) if player == 0 else (point[0], t))

    # cells and edges

    def _cells(self, cut: Arrangement) -> tuple[list[Line], list[Place], list[_Part]]:
        """Lines that cells still need, places in them where both slopes are 0, whole cells."""
        more: list[Line] = []
        inside: list[Place] = []
        whole: list[_Part] = []
        for spot in cut.cells():
            values = [self._piece(k, _rational(spot)) for k in (0, 1)]
            slopes = [
                sp.Poly(sp.diff(u, v), *self.variables)
                for u, v in zip(values, self.variables, strict=True)
            ]
            if all(s.is_zero for s in slopes):
                more += self._crossing_lines(values)
                if self._holds(_rational(spot)):
                    corners = tuple(_rational(p) for p in cut.around(spot))
                    whole.append(_Part(corners, tuple(cut.sides(spot))))
                continue
            shared = slopes[0].gcd(slopes[1])
            for factor, _ in shared.factor_list()[1]:
                line = line_of(factor.as_expr(), self.variables)
                if line is None:
                    raise Unsettled("slopes vanish together on a curve")
                more.append(line)
            rest = [s.exquo(shared) for s in slopes]
            if all(s.total_degree() > 0 for s in rest):
                zeros = common_zeros(rest[0], rest[1], self.variables, self.box)
                inside += [at for at in zeros if self._is_beside(at, spot, cut)]
        return [line for line in dict.fromkeys(more) if line not in cut.lines], inside, whole

    def _is_beside(self, at: Place, spot: Spot, cut: Arrangement) -> bool:
        """Whether a place is in the cell of a point."""
        field, (x, y) = at
        return all(
            field.sign(x * as_flint(line.a) + y * as_flint(line.b) + as_flint(line.c))
            == (1 if line.at(spot) > 0 else -1)
            for line in cut.lines
        )

    def _crossing_lines(self, values: Sequence[sp.Expr]) -> Iterator[Line]:
        """Lines at which it may change who is content, in a cell where no own action counts."""
        for player in (0, 1):
            other = self.variables[1 - player]
            here = values[player].subs(other, _S)
            low, high = self.box[1 - player]
            for field in self._cuts([self._compared(player, _S, here)], low, high):
                at = field.rational(THETA)
                if at is None:
                    raise Unsettled("a continuum begins at an irrational action")
                yield Line(Fraction(player), Fraction(1 - player), -at)

    def _edge(self, line: Line, one: Spot, two: Spot) -> tuple[list[Place], list[_Part]]:
        """Equilibria strictly between two neighbouring points of a line."""
        step = [b - a for a, b in zip(one, two, strict=True)]
        path = [to_sympy(a) + to_sympy(d) * _S for a, d in zip(one, step, strict=True)]
        on = dict(zip(self.variables, path, strict=True))
        middle = tuple((a + b) / 2 for a, b in zip(one, two, strict=True))
        values = [self._piece(k, _rational(middle)) for k in (0, 1)]
        nought, unit = Fraction(0), Fraction(1)
        for k in (0, 1):
            if step[1 - k] == 0:  # player k moves along
                slope = sp.Poly(sp.diff(values[k], self.variables[k]).subs(on), _S)
                if not slope.is_zero:
                    fields = [f for f in real_points(in_theta(slope), nought, unit)
                              if f.rational(THETA) not in (nought, unit)]  # fmt: skip
                    places = [self._on_path(f, one, step) for f in fields]
                    return [at for at in places if self._holds(at)], []
        compared = [self._compared(k, path[1 - k], values[k].subs(on)) for k in (0, 1)]
        cuts = [
            f for f in self._cuts(compared, nought, unit) if f.rational(THETA) not in (nought, unit)
        ]
        ends = [_rational(one), *(self._on_path(f, one, step) for f in cuts), _rational(two)]
        at_cuts = [(nought, nought), *(f.bounds(THETA) for f in cuts), (unit, unit)]
        runs = []
        for k, (left, right) in enumerate(itertools.pairwise(at_cuts)):
            between = (left[1] + right[0]) / 2
            spot = tuple(a + between * d for a, d in zip(one, step, strict=True))
            if self._holds(_rational(spot)):
                runs.append(_Part((ends[k], ends[k + 1]), (line,)))
        return [at for at in ends[1:-1] if self._holds(at)], runs

    def _on_path(self, field: Field, start: Spot, step: Sequence[Fraction]) -> Place:
        x, y = (as_flint(a) + as_flint(d) * THETA for a, d in zip(start, step, strict=True))
        return field, (field.reduced(x), field.reduced(y))

    def _compared(self, player: int, other: sp.Expr, here: sp.Expr) -> sp.Poly:
        """A polynomial in s with the roots at which a deviation may begin to pay, or cease to."""
        found: set[sp.Poly] = set()
        places = [to_sympy(end) for end in self.box[player]]
        for line in self.lines:
            mine, theirs = (line.a, line.b) if player == 0 else (line.b, line.a)
            if mine:
                places.append(-(to_sympy(theirs) * other + to_sympy(line.c)) / to_sympy(mine))
            else:
                found.add(sp.Poly(other + to_sympy(line.c), _S))
        found |= {sp.Poly(p - q, _S) for p, q in itertools.combinations(places, 2)}
        own, theirs_ = self.variables[player], self.variables[1 - player]
        for value in {piece.value for piece in self.pieces[player]}:
            spend(5000)
            gain = sp.expand(value.subs({own: _T, theirs_: other}, simultaneous=True) - here)
            found |= {sp.Poly(gain.subs(_T, place), _S) for place in places}
            poly = sp.Poly(gain, _T)
            if poly.degree() > 0:
                found.add(sp.Poly(poly.LC(), _S))
            if poly.degree() > 1:
                found.add(
                    sp.Poly(
                        sp.Poly(gain, _T, _S).sqf_part().as_expr().as_poly(_T).discriminant(), _S
                    )
                )
        product = sp.Poly(1, _S)
        for factor in sorted((p for p in found if not p.is_zero and p.degree() > 0), key=str):
            product = product.lcm(factor)
        return product

    def _cuts(self, polys: Sequence[sp.Poly], low: Fraction, high: Fraction) -> list[Field]:
        """The real roots of polynomials in s between two ends, in ascending order."""
        product = sp.Poly(1, _S)
        for poly in polys:
            product = product.lcm(poly)
        fields = list(real_points(in_theta(product), low, high))
        return sorted(fields, key=lambda f: f.bounds(THETA)[0])


def _rational(spot: Sequence[Fraction]) -> Place:
    x, y = (Element([as_flint(s)]) for s in spot)
    return RATIONALS, (x, y)


def _moved(row: Row, start: Element, step: Element, field: Field) -> Row:
    """A polynomial in t as one in r, where t = start + step r."""
    out: Row = []
    for c in reversed(row):
        shifted = [Element(), *(field.times(o, step) for o in out)]
        kept = [*(field.times(o, start) for o in out), Element()]
        out = [a + b for a, b in zip(shifted, kept, strict=True)]
        out[0] = out[0] + c
    return [field.reduced(c) for c in out]


def _bounds(at: Place) -> tuple[tuple[Fraction, Fraction], ...]:
    field, point = at
    return tuple(field.bounds(x) for x in point)


def _key(at: Place) -> tuple[int, ...]:
    """The same for two writings of one place, and different for different places far apart."""
    return tuple(round((low + high) / 2 * 2**80) for low, high in _bounds(at))


def _joined(found: Sequence[Place], parts: Sequence[_Part]) -> tuple[list[Place], list[_Part]]:
    """Stretches of a line that meet in an equilibrium are one; what is inside is not listed."""
    points = {_key(at): at for at in found}
    done: list[_Part] = []
    for part in parts:
        last = done[-1] if done else None
        if (
            last is not None and len(part.lines) == 1 and last.lines == part.lines
            and (meets := _key(last.ends[1])) == _key(part.ends[0]) and meets in points
        ):  # fmt: skip
            done[-1] = _Part((last.ends[0], part.ends[1]), part.lines)
            del points[meets]
        else:
            done.append(part)
    return list(points.values()), done


def _set(search: _Search, part: _Part, points: Sequence[Place]) -> EquilibriumSet:
    """A stretch or a cell with the listed equilibria at its ends."""
    listed = [_key(at) for at in points]
    ends = tuple(listed.index(key) for at in part.ends if (key := _key(at)) in listed)
    x, y = search.variables
    relations: list[sp.Basic] = []
    if len(part.lines) == 1:
        (line,) = part.lines
        relations.append(sp.Eq(_text(line, (x, y)), 0))
        k = 0 if line.b else 1  # an action that moves along the line
        low, high = sorted((_bounds(at)[k], _key(at) in listed) for at in part.ends)
        v = search.variables[k]
        relations.append((sp.Ge if low[1] else sp.Gt)(v, to_sympy(low[0][0])))
        relations.append((sp.Le if high[1] else sp.Lt)(v, to_sympy(high[0][1])))
    else:
        relations += [sp.Gt(_text(line, (x, y)), 0) for line in part.lines]
    return EquilibriumSet(equilibria=ends, relations=tuple(relations))


def _text(line: Line, variables: Sequence[sp.Symbol]) -> sp.Expr:
    x, y = variables
    return to_sympy(line.a) * x + to_sympy(line.b) * y + to_sympy(line.c)
