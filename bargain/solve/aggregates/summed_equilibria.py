r"""All pure equilibria of games in which the others matter through a sum, one orbit at a time.

In an equilibrium each player is at the least, at the most or between; who are alike and between
solve one equation :math:`G(x, S - w x^r) = 0` in the own action and the sum :math:`S` of all, so
that they take few different values - one, where the equation is monotone in :math:`x`. How many of
each kind do which is therefore all that there is to choose: :math:`\binom{n + 2}{2}` cases of
:math:`n` players who are alike instead of :math:`3^n`. In each case the sum of what the players do
is the sum that they respond to: a polynomial in one unknown, whose real roots are isolated exactly.
Of each root all deviations are looked at, as polynomials over its field
(`bargain.solve.aggregates.real_field`), and so are deviations to a corner with a payoff of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import comb, prod

import sympy as sp

from bargain.budget import spend
from bargain.exact import to_sympy
from bargain.game.game import Game
from bargain.solve.aggregates.common_zeros import (
    RATIONALS,
    THETA,
    Unsettled,
    common_zeros,
    in_theta,
)
from bargain.solve.aggregates.orbits import Group, Orbit, above, along, value
from bargain.solve.aggregates.real_field import (
    Element,
    Field,
    as_flint,
    never_positive,
    real_points,
)
from bargain.solve.aggregates.summed_game import OTHERS, OWN, Kind, kinds_of
from bargain.solve.agreement import Agreement
from bargain.solve.enclosed import enclosed
from bargain.solve.equilibria import Equilibria
from bargain.solve.payoffs.root_actions import RootAction

__all__ = ["summed_equilibria"]

_METHOD = "sums of what players do, one case for every number of players at an end or between"
_PROVED = (
    "proved: payoffs depend on the own action and a sum of the others', each number of players at "
    "an end or between is one polynomial in one unknown, and its roots and the deviations from "
    "them are settled exactly; no certificate"
)
_MOST_CASES = 3_000
_MOST_LISTED = 5_000
_SUM, _ONE, _TWO, _LESS = sp.symbols("sum one two less", cls=sp.Dummy)


def summed_equilibria(
    game: Game,
    payoffs: Mapping[str, sp.Expr] | None = None,
    ties: Mapping[str, Fraction] | None = None,
    *,
    written: tuple[Game, Mapping[sp.Symbol, RootAction]] | None = None,
) -> Equilibria | None:
    """Return all pure equilibria of a game of this form; None if it is not of this form.

    Parameters
    ----------
    game : Game
    payoffs : mapping of player to expression, optional
        Without cases; those of the game if they have none.
    ties : mapping of player to Fraction, optional
        Payoffs where every action is the least, if they are declared apart.
    written : (Game, mapping of action to RootAction), optional
        The game that the payoffs belong to, if actions are written as powers there (`in_roots`).

    Examples
    --------
    Cournot with the price 10 - Q² and eight firms of unit cost 1: 10 - Q² - 2 Q q = 1, Q = 8 q.

    >>> q = sp.symbols("q1:9")
    >>> firms = {f"f{k}": {v: (0, 3)} for k, v in enumerate(q)}
    >>> profits = {f"f{k}": v * (10 - sum(q) ** 2) - v for k, v in enumerate(q)}
    >>> found = summed_equilibria(Game(firms, profits))
    >>> found.complete, len(found), round(found.equilibria[0][q[0]], 9)  # 3/√80
    (True, 1, 0.335410197)
    """
    solved, roots = written or (game, {})
    kinds = kinds_of(solved, payoffs or solved.payoffs, ties)
    if kinds is None or _number_of_cases(kinds) > _MOST_CASES:
        return None
    search = _Search(kinds)
    orbits = list(search.run())
    listed: list[Agreement] = []
    open_ = search.open
    for orbit in orbits:
        if len(listed) + orbit.size(kinds) > _MOST_LISTED:
            open_ = open_ or f"more than {_MOST_LISTED} equilibria, by who is in which part"
            continue
        listed += [_agreement(game, profile, roots) for profile in orbit.profiles(kinds)]
    bounds = [orbit.regret(kinds) for orbit in orbits]
    if roots and any(bounds):
        bounds = [None]  # they are about points in the letters, not about those that are reported
    return Equilibria(
        equilibria=tuple(listed), complete=not open_, reason=open_ or _PROVED, method=_METHOD,
        arithmetic="exact" if all(e.arithmetic == "exact" for e in listed) else "interval",
        regret=None if None in bounds else max((b for b in bounds if b is not None), default=None),
    )  # fmt: skip


def _number_of_cases(kinds: Sequence[Kind]) -> int:
    return prod(comb(len(kind.players) + 2, 2) for kind in kinds)


class _Search:
    """All cases of a game of kinds."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds = kinds
        self.open = ""
        self.least, self.most = (
            sum(
                (len(k.players) * k.seen(end) for k, end in zip(kinds, ends, strict=True)),
                Fraction(0),
            )
            for ends in ([k.low for k in kinds], [k.high for k in kinds])
        )
        # G(x, S - w x^r): what a slope is in the own action and the sum of all
        self.responses = [
            sp.Poly(
                k.slope.as_expr().subs(OTHERS, _SUM - to_sympy(k.weight) * OWN**k.power), OWN, _SUM
            )
            for k in kinds
        ]
        self.values = [self._most_values(k) for k in range(len(kinds))]

    def run(self) -> Iterator[Orbit]:
        """The equilibria, up to who is who; `open` says what was left."""
        for groups in self._cases():
            spend(1000)
            try:
                for field, actions in self._points(groups):
                    if self._is_equilibrium(field, groups, actions):
                        yield Orbit(field, groups, tuple(actions))
            except Unsettled as error:
                self.open = self.open or str(error)

    def _most_values(self, k: int) -> int:
        """How many different values players of a kind may have between the ends, at one sum."""
        kind, response = self.kinds[k], self.responses[k]
        rows = [sp.Poly(c, _SUM) for c in sp.Poly(response.as_expr(), OWN).all_coeffs()]
        common = rows[0]
        for row in rows[1:]:
            common = common.gcd(row)
        points = real_points(in_theta(common), self.least, self.most)
        if common.is_zero or any(f.sign(THETA - as_flint(self.least)) > 0 for f in points):
            return -1  # at some sum any value serves
        degree = len(rows) - 1
        fewer = (
            m for m in range(1, min(degree, len(kind.players))) if self._at_most(kind, response, m)
        )
        return next(fewer, degree)

    def _at_most(self, kind: Kind, response: sp.Poly, m: int) -> bool:
        """Whether a response is 0 at no more than m actions of a kind, whatever the sum.

        Its divided difference of order m has coefficients of one sign in what m + 1 players and
        the others do beyond the least, so that no m + 1 different actions serve.
        """
        letters = sp.symbols(f"one:{m + 1}", cls=sp.Dummy)
        difference = sp.Poly(response.as_expr().subs(OWN, letters[0]), *letters, _SUM)
        for before, letter in itertools.pairwise(letters):
            moved = difference.as_expr().xreplace({before: letter})
            step = sp.Poly(before - letter, *letters, _SUM)
            difference = (difference - sp.Poly(moved, *letters, _SUM)).exquo(step)
        low, weight = to_sympy(kind.low), to_sympy(kind.weight)
        rest = to_sympy(self.least - (m + 1) * kind.seen(kind.low))
        total = rest + _LESS + weight * sum(v**kind.power for v in letters)
        shifted = sp.Poly(
            difference.as_expr().subs(_SUM, total).subs({v: v + low for v in letters}),
            *letters, _LESS,
        )  # fmt: skip
        signs = {c > 0 for c in shifted.coeffs()}
        return len(signs) == 1 and any(monom[-1] == 0 for monom in shifted.monoms())

    def _cases(self) -> Iterator[tuple[Group, ...]]:
        per_kind = []
        for k, kind in enumerate(self.kinds):
            n, ways = len(kind.players), []
            for low, high in itertools.product(range(n + 1), repeat=2):
                ends = [Group(k, size, end) for size, end in ((low, -1), (high, 1)) if size]
                for parts in self._parts(k, n - low - high):
                    ways.append((*ends, *(Group(k, size) for size in parts)))
            per_kind.append(ways)
        for chosen in itertools.product(*per_kind):
            yield tuple(itertools.chain(*chosen))

    def _parts(self, k: int, free: int) -> list[tuple[int, ...]]:
        """Numbers of players with one value, or with two."""
        if free < 0 or (free > 0 and self.values[k] == 0):
            return []
        if free == 0:
            return [()]
        most = self.values[k] if self.values[k] > 0 else free
        if min(free, most) > 2:
            self.open = self.open or (
                f"players like {self.kinds[k].players[0]!r} may do more than two different things"
            )
        two = range(1, free // 2 + 1) if most > 1 else ()
        return [(free,), *((free - m, m) for m in two)]

    def _points(self, groups: Sequence[Group]) -> Iterator[tuple[Field, list[Element]]]:
        """Where the slopes of all who are between are 0, with what each group does."""
        between = [g for g in groups if not g.end]
        ends = {-1: lambda k: k.low, 1: lambda k: k.high}
        at_ends = [
            None if not g.end else Element([as_flint(ends[g.end](self.kinds[g.kind]))])
            for g in groups
        ]
        base = sum(
            (
                g.size * self.kinds[g.kind].seen(ends[g.end](self.kinds[g.kind]))
                for g in groups
                if g.end
            ),
            Fraction(0),
        )
        found: Iterator[tuple[Field, list[Element]]]
        if not between:
            found = iter([(RATIONALS, [])])
        elif len(between) == 1:
            found = self._one(between[0], base)
        elif all(
            self.responses[g.kind].degree(OWN) == 1 == self.kinds[g.kind].power for g in between
        ):
            found = self._linear(between, base)
        elif len(between) == 2:
            found = self._two(between, base)
        else:
            raise Unsettled("three groups respond to the sum by curves")
        for field, values in found:
            rest = iter(values)
            yield field, [next(rest) if a is None else a for a in at_ends]

    def _one(self, group: Group, base: Fraction) -> Iterator[tuple[Field, list[Element]]]:
        kind = self.kinds[group.kind]
        others = (group.size - 1) * as_flint(kind.weight) * THETA**kind.power + as_flint(base)
        equation = value(kind.slope, THETA, others)
        if equation.is_zero():
            raise Unsettled("equilibria come in a continuum, or nobody minds what to do")
        for field in real_points(equation, kind.low, kind.high):
            yield field, [field.reduced(THETA)]

    def _linear(
        self, groups: Sequence[Group], base: Fraction
    ) -> Iterator[tuple[Field, list[Element]]]:
        """The sum is the unknown: x = -a(S)/b(S) for each group."""
        lines = []
        for g in groups:
            line = sp.Poly(self.responses[g.kind].as_expr(), OWN)
            lines.append([in_theta(sp.Poly(c, _SUM)) for c in (line.nth(0), line.nth(1))])
        whole = prod((b for _, b in lines), start=Element([1]))
        equation = (THETA - as_flint(base)) * whole
        for k, g in enumerate(groups):
            rest = prod((b for j, (_, b) in enumerate(lines) if j != k), start=Element([1]))
            equation += g.size * as_flint(self.kinds[g.kind].weight) * lines[k][0] * rest
        if equation.is_zero():
            raise Unsettled("equilibria come in a continuum")
        for field in real_points(equation, self.least, self.most):
            flat = [field.sign(b) == 0 for _, b in lines]
            if any(f and field.sign(a) == 0 for f, (a, _) in zip(flat, lines, strict=True)):
                raise Unsettled("equilibria come in a continuum")
            if not any(flat):
                yield field, [field.times(-a, field.inverse(b)) for a, b in lines]

    def _two(
        self, groups: Sequence[Group], base: Fraction
    ) -> Iterator[tuple[Field, list[Element]]]:
        """Two unknowns: the first a root of the resultant, the second of a common divisor."""
        letters, equations = (_ONE, _TWO), []
        for mine, letter in zip(groups, letters, strict=True):
            kind = self.kinds[mine.kind]
            others = to_sympy(base) - to_sympy(kind.weight) * letter**kind.power
            for g, other in zip(groups, letters, strict=True):
                others += (
                    g.size * to_sympy(self.kinds[g.kind].weight) * other ** self.kinds[g.kind].power
                )
            equations.append(
                sp.Poly(kind.slope.as_expr().subs({OWN: letter, OTHERS: others}), *letters)
            )
        one, two = equations
        if groups[0].kind == groups[1].kind:
            two = (one - two).exquo(sp.Poly(_ONE - _TWO, *letters))
        boxes = [(self.kinds[g.kind].low, self.kinds[g.kind].high) for g in groups]
        for field, (first, second) in common_zeros(one, two, letters, boxes):
            yield field, [first, second]

    def _is_equilibrium(
        self, field: Field, groups: Sequence[Group], actions: Sequence[Element]
    ) -> bool:
        for group, x in zip(groups, actions, strict=True):
            kind = self.kinds[group.kind]
            if not group.end and (
                field.sign(x - as_flint(kind.low)) <= 0 or field.sign(as_flint(kind.high) - x) <= 0
            ):
                return False
        if self._said_elsewhere(field, groups, actions):
            return False
        seen = [
            field.reduced(x ** self.kinds[g.kind].power * as_flint(self.kinds[g.kind].weight))
            for g, x in zip(groups, actions, strict=True)
        ]
        total = sum((s * g.size for s, g in zip(seen, groups, strict=True)), Element())
        lazy = all(g.end == -1 for g in groups)
        for group, x, mine in zip(groups, actions, seen, strict=True):
            kind = self.kinds[group.kind]
            others = field.reduced(total - mine)
            alone = field.reduced(others - as_flint(self.least - kind.seen(kind.low))).is_zero()
            if kind.tie is not None and lazy:
                row = above(kind, others, field, kind.tie)
            else:
                up, down = value(kind.over, x, others, field), value(kind.under, x, others, field)
                over, under = (along(poly, others, field) for poly in (kind.over, kind.under))
                size = max(len(over), len(under))
                over, under = (row + [Element()] * (size - len(row)) for row in (over, under))
                row = [
                    field.times(a, down) - field.times(b, up)
                    for a, b in zip(over, under, strict=True)
                ]
                if (
                    kind.tie is not None
                    and alone
                    and field.sign(as_flint(kind.tie) * down - up) > 0
                ):
                    return False  # the corner, where the tie is, is better
            if not never_positive(row, field, kind.low, kind.high):
                return False
        return True

    def _said_elsewhere(
        self, field: Field, groups: Sequence[Group], actions: Sequence[Element]
    ) -> bool:
        """Whether two groups of a kind do the same, or are equally large and in the wrong order."""
        between = [(g, x) for g, x in zip(groups, actions, strict=True) if not g.end]
        for (one, x), (two, y) in itertools.combinations(between, 2):
            if one.kind == two.kind:
                sign = field.sign(x - y)
                if sign == 0 or (sign > 0 and one.size == two.size):
                    return True
        return False


def _agreement(
    game: Game, ends: Mapping[str, tuple[Fraction, Fraction]], roots: Mapping[sp.Symbol, RootAction]
) -> Agreement:
    box = {game.own(p)[0]: ends[p] for p in game.players}
    box = {v: roots[v].image(at) if v in roots else at for v, at in box.items()}
    return enclosed(game, box)
