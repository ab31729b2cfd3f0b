r"""The nucleolus: the imputation whose largest complaint is least, then the next largest.

The *excess* of a coalition at payoffs x is :math:`e(S, x) = v(S) - \sum_{i \in S} x_i`. Among
imputations (:math:`\sum_N x_i = v(N)`, :math:`x_i \ge v(i)`) the nucleolus makes the vector of
excesses, in falling order, lexicographically smallest. It is one point (Schmeidler 1969), and in
the core where there is one.

A sequence of linear programmes finds it (Kopelowitz 1967; Maschler, Peleg & Shapley 1979), here in
rationals: the largest excess of the coalitions that are still open is made least; those whose price
is positive have that excess in every solution, and are settled with it; and so on until x is fixed.

Prices are numbers, also where worths are letters: worths are on the right-hand sides alone. So the
payoffs that were found at one point, as linear functions of the worths, are the nucleolus wherever
they are possible: :math:`x_i \ge v(i)`, every coalition settled at a level has its excess, and
every one still open has no more. These are the cells, and what a certificate of them shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

import flint
import numpy as np
import sympy as sp

from bargain.arguments import within_reach
from bargain.errors import GameError, LimitReached
from bargain.exact import exact_expression, to_fraction, to_sympy
from bargain.game.conditions.condition import Number
from bargain.game.expression import to_text
from bargain.question.kinds.case_statement import NOTHING, CaseQuestion, Demand
from bargain.question.region_relations import Where
from bargain.result import Result
from bargain.solve.cases.answers_by_cases import Answer, Cases, solved_by_cases
from bargain.solve.cases.case_search import Point, Signed
from bargain.solve.coalitions.worths import Worths
from bargain.solve.finite.exact_linear_program import maximise

__all__ = ["Nucleolus", "nucleolus"]

_MOST_PLAYERS = 8
_MOST_WITH_LETTERS = 4
_NOUNS = ("nucleolus", "nucleoli", "proved")
Row: TypeAlias = list[int]
#: A linear function of the worths: a coefficient for each coalition, all players last.
Linear: TypeAlias = np.ndarray  # of fractions
Coalition: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Nucleolus(Result):
    """What every player gets, and the complaints that are left.

    Attributes
    ----------
    payoffs : mapping of str to Fraction
        With letters an expression.
    levels : tuple of (Fraction, tuple of coalitions)
        The excesses that were made least, in the order in which they were settled.
    left_out : tuple of tuple of str
        Coalitions whose worth was not given: they count as worth 0.
    """

    payoffs: Mapping[str, Fraction | sp.Expr]
    levels: tuple[tuple[Fraction | sp.Expr, tuple[Coalition, ...]], ...]
    left_out: tuple[Coalition, ...] = ()

    def __getitem__(self, player: str) -> Fraction | sp.Expr:
        return self.payoffs[player]

    def at(self, values: Mapping[sp.Symbol, sp.Expr]) -> Nucleolus:
        """The same with values put in."""
        return replace(
            self,
            payoffs={p: exact_expression(x).subs(values) for p, x in self.payoffs.items()},
            levels=tuple((exact_expression(e).subs(values), s) for e, s in self.levels),
        )

    def line(self) -> str:
        """The payoffs on one line."""
        return ", ".join(f"{p} {_text(x)}" for p, x in self.payoffs.items())

    def summary(self) -> str:
        """The payoffs, then who complains most."""
        lines = [f"nucleolus: {self.line()}"]
        lines += [
            f"  excess {_text(e)} of {', '.join(' + '.join(s) for s in coalitions)}"
            for e, coalitions in self.levels
        ]
        if self.left_out:
            lines.append(f"worth 0, since left out: {', '.join(map(' + '.join, self.left_out))}")
        return "\n".join(lines)


@within_reach
def nucleolus(
    values: Mapping[str | tuple[str, ...], Number],
    where: Where = (),
    *,
    timeout: float = 120.0,
    effort: float | None = None,
) -> Nucleolus | Cases:
    r"""The nucleolus of a game of coalitions, exactly; with letters case by case.

    .. math:: \operatorname{lex\,min}_{x \in I(v)} \bigl(e(S, x)\bigr)_{S}^{\downarrow}, \qquad
        e(S, x) = v(S) - \sum_{i \in S} x_i

    Parameters
    ----------
    values : mapping of coalition to number or expression
        As for `shapley`; at most 8 players, with letters 4.
    where : relation, text, or sequence of them, optional
        Restrictions on the letters.
    timeout, effort
        With letters, as `bargain.subgame_perfect`.

    Returns
    -------
    Nucleolus
        For numbers: ``found["A"]`` is the payoff of A, a Fraction.
    Cases
        With letters: `.cells`, each with a `.region` and one nucleolus in `.equilibria`, linear in
        the worths, or none where the players alone are worth more than all together.

    Raises
    ------
    OptionError
        Worths that are no rational numbers; see `shapley` for coalitions.
    GameError
        No imputation: the players alone are worth more than all together.
    LimitReached
        For more players.

    References
    ----------
    Schmeidler, D. (1969), The nucleolus of a characteristic function game, *SIAM Journal on Applied
    Mathematics* 17, 1163-1170. Maschler, M., Peleg, B. & Shapley, L. (1979), Geometric properties
    of the kernel, nucleolus, and related solution concepts, *Mathematics of Operations Research* 4,
    303-338. Aumann, R. & Maschler, M. (1985), Game theoretic analysis of a bankruptcy problem from
    the Talmud, *Journal of Economic Theory* 36, 195-213. Leng, M. & Parlar, M. (2010), Analytic
    solution for the nucleolus of a three-player cooperative game, *Naval Research Logistics* 57,
    667-672.

    Examples
    --------
    The Talmud's estate of 200 and claims of 100, 200 and 300: a coalition has what others leave.

    >>> found = nucleolus({("B", "C"): 100, ("A", "B", "C"): 200})
    >>> found.payoffs
    {'A': Fraction(50, 1), 'B': Fraction(75, 1), 'C': Fraction(75, 1)}

    A patron P with two clients, of which each is worth v with it, and both 1:

    >>> v = sp.Symbol("v", nonnegative=True)
    >>> both = nucleolus({("P", "A"): v, ("P", "B"): v, ("P", "A", "B"): 1}, [v <= 1])
    >>> both.complete, both.piecewise(lambda e: e["P"])
    (True, Piecewise((1/3, v <= 1/3), (v, True)))
    """
    game = Worths.read(values, "nucleolus")
    most = _MOST_WITH_LETTERS if game.parameters else _MOST_PLAYERS
    if len(game.players) > most:
        raise LimitReached(
            f"{len(game.players)} players have too many coalitions for exact programmes",
            where="nucleolus", fix=f"at most {_MOST_PLAYERS} players, with letters "
            f"{_MOST_WITH_LETTERS}: give the letters values",
        )  # fmt: skip
    stages = _Stages(game)
    if game.parameters:
        question = CaseQuestion(
            game.parameters, (), where, "the nucleolus", dict.fromkeys(stages.worths)
        )
        compute = _ByCells(stages, question).solve
        return solved_by_cases(question, compute, timeout=timeout, effort=effort)
    worths = [to_fraction(w) for w in stages.worths]
    spare = _value(stages.spare, worths)
    if spare < 0:
        raise GameError(
            f"players alone are worth {-spare} more than all together: there is no imputation",
            where="nucleolus", fix="give all players together at least the sum",
        )  # fmt: skip
    payoffs, levels = stages.settled(worths)
    return Nucleolus(
        payoffs={p: _value(x, worths) for p, x in zip(stages.players, payoffs, strict=True)},
        levels=tuple((_value(level, worths), members) for level, members in levels),
        left_out=game.left_out,
    )


class _Stages:
    """The programmes of one game, with worths as unit vectors."""

    def __init__(self, game: Worths) -> None:
        self.game = game
        self.players = tuple(sorted(game.players))
        self.coalitions = [*game.proper(), game.players]
        self.worths = [game.worth(s) for s in self.coalitions]
        size = len(self.coalitions)
        own = [np.array([Fraction(int(k == j)) for j in range(size)]) for k in range(size)]
        self.worth = {frozenset(s): v for s, v in zip(self.coalitions, own, strict=True)}
        self.alone = [self.worth[frozenset((p,))] for p in self.players]
        self.spare: Linear = own[-1] - sum(self.alone[1:], self.alone[0])

    def row(self, members: Coalition) -> Row:
        """Who is in a coalition."""
        return [int(p in members) for p in self.players]

    def need(self, members: Coalition) -> Linear:
        """What a coalition is worth beyond its members alone."""
        own = [a for a, k in zip(self.alone, self.row(members), strict=True) if k]
        return self.worth[frozenset(members)] - sum(own[1:], own[0])

    def settled(
        self, worths: Sequence[Fraction]
    ) -> tuple[list[Linear], tuple[tuple[Linear, tuple[Coalition, ...]], ...]]:
        """Programmes in z = x - v(i) ≥ 0 and the least slack t - s of the coalitions still open."""
        n = len(self.players)
        open_ones = [(s, self.row(s), self.need(s)) for s in self.game.proper()] if n > 1 else []
        rows, rights = [[1] * n], [self.spare]
        levels: list[tuple[Linear, tuple[Coalition, ...]]] = []
        while open_ones and flint.fmpz_mat(rows).rank() < n:
            found = maximise(
                [0] * n + [1, -1],
                at_most=[([-k for k in row] + [1, -1], -_value(need, worths))
                         for _, row, need in open_ones],
                equal=[([*row, 0, 0], _value(right, worths))
                       for row, right in zip(rows, rights, strict=True)],
            )  # fmt: skip
            if found.status != "optimal":
                raise LimitReached(f"a linear programme ended {found.status}", where="nucleolus")
            sides = [*(-need for _, _, need in open_ones), *rights]
            slack = sum((y * b for y, b in zip(found.dual, sides, strict=True)), 0 * self.spare)
            priced = [s for s, y in zip(open_ones, found.dual, strict=False) if y > 0]
            rows += [row for _, row, _ in priced]
            rights += [need + slack for _, _, need in priced]
            levels.append((-slack, tuple(members for members, _, _ in priced)))
            open_ones = [s for s in open_ones if all(s is not t for t in priced)]
        z = _solved(rows, rights)
        return [a + x for a, x in zip(self.alone, z, strict=True)], tuple(levels)

    def meant(self, form: Linear) -> sp.Expr:
        """A linear function of the worths as an expression in the letters."""
        return sp.expand(
            sp.Add(*(to_sympy(c) * w for c, w in zip(form, self.worths, strict=True) if c))
        )


class _ByCells:
    """The nucleolus of a game with letters, cell by cell."""

    def __init__(self, stages: _Stages, question: CaseQuestion) -> None:
        self.stages, self.question = stages, question
        sides = [*stages.worths, *(r.lhs - r.rhs for r in question.stated)]
        degrees = (sp.Poly(e, *question.parameters).total_degree() for e in sides
                   if e.is_polynomial(*question.parameters))  # fmt: skip
        self.convex = [d <= 1 for d in degrees] == [True] * len(sides)

    def _inside(self, signs: Signed) -> Point:
        """A point to solve at; of a convex cell not at its edge, where solutions of others hold."""
        if not signs.points:
            raise LimitReached("no rational point of the cell was found")
        if not self.convex:
            return signs.points[0]
        count = len(signs.points)
        return {k: sum((p[k] for p in signs.points), Fraction(0)) / count for k in signs.points[0]}

    def solve(self, signs: Signed) -> Answer:
        """The nucleolus in a cell, and that it is possible there."""
        stages, poly = self.stages, self.question.polynomial
        spare = stages.meant(stages.spare)
        if signs.positive(-spare):
            more = Demand("players alone are worth more than all", (((">", poly(-spare)),),))
            return Answer((), (more,), nouns=_NOUNS)
        point = self._inside(signs)
        swap = {p: to_sympy(point[p.name]) for p in self.question.parameters}
        payoffs, levels = stages.settled([to_fraction(w.subs(swap)) for w in stages.worths])
        x = dict(zip(stages.players, map(stages.meant, payoffs), strict=True))
        rooms: dict[sp.Expr, str] = {}
        for p in stages.players:
            rooms[sp.expand(x[p] - stages.game.worth((p,)))] = f"{p} has at least its own worth"
        still = list(stages.game.proper()) if levels else []
        for level, members in levels:
            still = [s for s in still if s not in members]
            for s in (*members, *still):
                excess = stages.game.worth(s) - sp.Add(*(x[p] for p in s))
                room = sp.expand(stages.meant(level) - excess)
                name = f"{' + '.join(s)} complain no more than {to_text(stages.meant(level))}"
                rooms.setdefault(room, name)
                if s in members:
                    rooms.setdefault(-room, f"{name}, and no less")
        rooms.pop(sp.S.Zero, None)
        for room in self._facets(list(rooms)):
            if signs.positive(-room):
                raise LimitReached("the payoffs at a point are not possible in the cell")
        demands = tuple(
            Demand(name[:300], (((">=", poly(room)),),)) for room, name in rooms.items()
        )
        found = Nucleolus(
            payoffs=x,
            levels=tuple((stages.meant(level), members) for level, members in levels),
            left_out=stages.game.left_out,
        )
        return Answer((found,), demands or (NOTHING,), nouns=_NOUNS)

    def _facets(self, rooms: Sequence[sp.Expr]) -> list[sp.Expr]:
        """Those that bound where all are not negative: each cuts cells, and the others need not."""
        if not self.convex:
            return list(rooms)
        letters = self.question.parameters
        orders = (r for r in self.question.stated if isinstance(r, (sp.Ge, sp.Gt, sp.Le, sp.Lt)))
        known = [r.gts - r.lts for r in orders]
        kept = list(rooms)
        for room in rooms:
            others = [_coefficients(e, letters) for e in (*known, *(e for e in kept if e != room))]
            row, constant = _coefficients(room, letters)
            found = maximise(
                [-c for c in row],
                at_most=[([-c for c in slopes], least) for slopes, least in others],
            )
            if found.status == "infeasible" or (
                found.value is not None and -found.value + constant >= 0
            ):
                kept.remove(room)
        return kept


def _value(form: Linear, worths: Sequence[Fraction]) -> Fraction:
    """A linear function of the worths at some."""
    return sum((c * w for c, w in zip(form, worths, strict=True) if c), Fraction(0))


def _coefficients(
    expression: sp.Expr, letters: Sequence[sp.Symbol]
) -> tuple[list[Fraction], Fraction]:
    """A linear expression in differences of nonnegative variables, and its constant."""
    slopes = [to_fraction(expression.coeff(s)) for s in letters]
    constant = to_fraction(expression.subs(dict.fromkeys(letters, 0)))
    return [*slopes, *(-c for c in slopes)], constant


def _solved(rows: Sequence[Row], rights: Sequence[Linear]) -> list[Linear]:
    """The solution of linear equations of full rank; further ones follow from the first."""
    n, width = len(rows[0]), len(rows)
    marked = flint.fmpq_mat(
        [[*map(flint.fmpq, row), *(flint.fmpq(int(k == j)) for j in range(width))]
         for k, row in enumerate(rows)]
    )  # fmt: skip
    reduced, _ = marked.rref()
    solution = []
    for i in range(n):
        shares = [reduced[i, n + k] for k in range(width)]
        parts = (Fraction(int(c.p), int(c.q)) * b for c, b in zip(shares, rights, strict=True))
        solution.append(sum(parts, 0 * rights[0]))
    return solution


def _text(value: Fraction | sp.Expr) -> str:
    return to_text(value) if isinstance(value, sp.Expr) else str(value)
