r"""Nash equilibria of tables with letters, for all parameters.

In a cell of the parameters the vertices of both best-reply polytopes are the same expressions
(`bargain.solve.cases.letter_vertices`); completely labelled pairs are the extreme equilibria, and
maximal Nash subsets follow (`bargain.solve.finite.nash_components`). What is proved, support by
support: for rows :math:`I` and columns :math:`J`,

* the listed pairs are equilibria: weights are not negative, and every action used is a best reply;
* an equilibrium with exactly the supports :math:`I, J` either does not exist, because no mixture on
  :math:`J` makes all of :math:`I` best replies or no mixture on :math:`I` all of :math:`J`; or it
  is the listed point (of two actions: lies in the listed interval; else: in the set of all mixtures
  that do so, whose extreme points are listed).

With three or more players, or very many actions, the pure equilibria are listed.

References
----------
D. Avis, G. Rosenberg, R. Savani, B. von Stengel (2010), Enumeration of Nash equilibria for
two-player games. R. Porter, E. Nudelman, Y. Shoham (2008), Simple search methods for finding a
Nash equilibrium (supports).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from math import comb
from typing import Any

import sympy as sp

from bargain.errors import InputError
from bargain.frozen import FrozenDict
from bargain.game.expression import to_text
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.table_file import table_from_toml, table_to_toml, text_of
from bargain.game.written import Action
from bargain.question.encoding import Formula
from bargain.question.kinds.case_statement import CaseQuestion, Demand, distinct
from bargain.question.region_relations import Where
from bargain.result import Result
from bargain.solve.cases.answers_by_cases import Answer, Cases, solved_by_cases
from bargain.solve.cases.case_search import Signed
from bargain.solve.cases.letter_vertices import LetterVertex, VertexFinder, mixture, quotient
from bargain.solve.finite.nash_components import maximal_nash_subsets

__all__ = [
    "MIXED",
    "MOST_BASES",
    "PURE",
    "Bimatrix",
    "LetterProfile",
    "table_cases",
    "table_question",
]

MOST_BASES, _MOST_SUBSETS = 300, 1_000
_SMALL = 3  # actions; of more all equilibria are tried with a share of the effort, then pure ones
_TRIED, _CLOCK = 0.2, 0.4  # of the effort, and of the time: effort ends it, also where all is slow
MIXED = "the Nash equilibria, as extreme equilibria and maximal Nash subsets"
PURE = "the Nash equilibria in pure strategies"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LetterProfile(Result):
    """A mixed profile whose probabilities are expressions in the parameters.

    Attributes
    ----------
    strategies : mapping of player to mapping of action to expression
        Probabilities.
    payoffs : mapping of player to expression
        Expected payoffs.
    subsets : tuple of int
        Numbers of the maximal Nash subsets that it belongs to: every combination of the mixed
        actions that belong to one subset, and of their mixtures, is an equilibrium.
    """

    strategies: Mapping[str, Mapping[Action, sp.Expr]]
    payoffs: Mapping[str, sp.Expr]
    subsets: tuple[int, ...] = ()

    def __getitem__(self, player: str) -> Mapping[Action, sp.Expr]:
        if player not in self.strategies:
            raise InputError(
                f"no player {player!r}", where=", ".join(self.strategies), fix="use a player's name"
            )
        return self.strategies[player]

    @property
    def is_pure(self) -> bool:
        """Whether every player uses one action."""
        return all(sp.S.One in s.values() for s in self.strategies.values())

    def at(self, values: Mapping[sp.Symbol, sp.Expr]) -> LetterProfile:
        """The same with values put in."""
        return LetterProfile(
            strategies={
                p: {a: sp.sympify(q).subs(values) for a, q in s.items()}
                for p, s in self.strategies.items()
            },
            payoffs={p: sp.sympify(u).subs(values) for p, u in self.payoffs.items()},
            subsets=self.subsets,
        )

    def line(self) -> str:
        """The actions that are used, with their probabilities, and the payoffs."""
        parts = []
        for player, strategy in self.strategies.items():
            used = [(a, q) for a, q in strategy.items() if q != 0]
            shown = ", ".join(str(a) if q == 1 else f"{a}: {to_text(q)}" for a, q in used)
            parts.append(f"{player} {shown}")
        paid = ", ".join(to_text(sp.sympify(u)) for u in self.payoffs.values())
        return f"{'; '.join(parts)}  with payoffs {paid}"

    def summary(self) -> str:
        """One line."""
        return self.line()


def table_cases(
    game: FiniteGame,
    where: Where = (),
    *,
    pure: bool | None = None,
    timeout: float = 120.0,
    effort: float | None = None,
) -> Cases:
    """The Nash equilibria of a table with letters, case by case.

    Parameters
    ----------
    game : FiniteGame
        With payoffs that are quotients of polynomials in the parameters.
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters.
    pure : bool, optional
        Whether pure equilibria alone are listed; unless given, where there are three or more
        players or too many actions, and where, of more than 3 x 3, a fifth of the effort does not
        find the cells of all equilibria, as `.evidence` then says.
    timeout : float, default 120
        Seconds of wall time. What was proved by then is kept.
    effort : float, optional
        Work allowed, in units of `bargain.budget`. One unit per second of `timeout` unless given.

    Examples
    --------
    Hawk-dove (Maynard Smith & Price 1973):

    >>> v, c = sp.symbols("v c", positive=True)
    >>> game = FiniteGame.from_payoffs(
    ...     [[(v - c) / 2, v], [0, v / 2]], [[(v - c) / 2, 0], [v, v / 2]],
    ...     players=("A", "B"), actions=[("hawk", "dove")] * 2,
    ... )
    >>> print(table_cases(game).summary())
    the Nash equilibria, as extreme equilibria and maximal Nash subsets: 3 cases (all cases, proved)
    for parameters with c > 0, v > 0
    c < v: 1 equilibrium (all of them, proved)
      A hawk; B hawk  with payoffs -c/2 + v/2, -c/2 + v/2
    c == v: 3 equilibria (all of them, proved)
      A hawk; B hawk  with payoffs -c/2 + v/2, -c/2 + v/2
      A hawk; B dove  with payoffs v, 0
      A dove; B hawk  with payoffs 0, v
    c > v: 3 equilibria (all of them, proved)
      A hawk; B dove  with payoffs v, 0
      A dove; B hawk  with payoffs 0, v
      A hawk: v/c, dove: (c - v)/c; B hawk: v/c, dove: (c - v)/c  with payoffs ...
    """
    question, compute = table_question(game, where, pure)
    if pure is not None or question.asked == PURE or max(game.shape) <= _SMALL:
        return solved_by_cases(question, compute, timeout=timeout, effort=effort)
    units = timeout if effort is None else effort
    found = solved_by_cases(question, compute, timeout=_CLOCK * timeout, effort=_TRIED * units)
    if found.complete:
        return found
    if not found.covers:
        question, compute = table_question(game, where, True)
    left = (1 - _CLOCK) * timeout
    listed = solved_by_cases(question, compute, timeout=left, effort=(1 - _TRIED) * units)
    if found.covers:  # the cells are found, and proved with the rest
        return listed
    told = (*found.evidence, "mixed equilibria are left out: pure=False asks for them alone")
    return replace(listed, evidence=(*told, *listed.evidence))


def table_question(
    game: FiniteGame, where: Where, pure: bool | None
) -> tuple[CaseQuestion, Callable[[Signed], Answer]]:
    """What `table_cases` asks of the parameters, and how a cell is answered."""
    entries = [sp.sympify(x) for t in game.payoffs.values() for x in t.flat]
    if pure is None:
        least, most = min(game.shape), max(game.shape)
        bases = sum(comb(least, k) * comb(most, k) for k in range(1, least + 1))
        pure = bases > MOST_BASES
    asked = PURE if pure or len(game.players) > 2 else MIXED
    told = text_of(game, table_to_toml, table_from_toml)
    question = CaseQuestion(
        game.parameters, game.assumptions, where, asked, dict.fromkeys(entries), told
    )
    solve = _PureCases(game, question).solve if asked == PURE else Bimatrix(game, question).solve
    return question, solve


class _PureCases:
    """The pure equilibria of a table."""

    def __init__(self, game: FiniteGame, question: CaseQuestion) -> None:
        self.game, self.question = game, question
        self.profiles = list(product(*map(range, game.shape)))

    def solve(self, signs: Signed) -> Answer:
        """The pure equilibria in a cell."""
        found, demands = [], []
        for profile in self.profiles:
            gains = list(self._gains(profile))
            shown = ", ".join(
                str(self.game.actions[p][k])
                for p, k in zip(self.game.players, profile, strict=True)
            )
            if any(signs.positive(g) for g in gains):
                ways = tuple(((">", self.question.polynomial(g)),) for g in dict.fromkeys(gains))
                demands.append(Demand(f"somebody gains by leaving ({shown})"[:300], ways))
                continue
            found.append(self._profile(profile))
            for gain in dict.fromkeys(gains):
                loss = -self.question.polynomial(gain)
                demands.append(
                    Demand(f"nobody gains by leaving ({shown})"[:300], (((">=", loss),),))
                )
        return Answer(tuple(found), tuple(demands))

    def _gains(self, profile: Sequence[int]) -> Iterator[sp.Expr]:
        for own, player in enumerate(self.game.players):
            table = self.game.payoffs[player]
            for k in range(self.game.shape[own]):
                if k != profile[own]:
                    other = (*profile[:own], k, *profile[own + 1 :])
                    gain = sp.sympify(table[other]) - sp.sympify(table[tuple(profile)])
                    yield sp.expand(gain)

    def _profile(self, profile: Sequence[int]) -> LetterProfile:
        game = self.game
        pure = {
            p: FrozenDict({a: sp.Integer(n == k) for n, a in enumerate(game.actions[p])})
            for p, k in zip(game.players, profile, strict=True)
        }
        paid = {p: sp.sympify(game.payoffs[p][tuple(profile)]) for p in game.players}
        return LetterProfile(strategies=FrozenDict(pure), payoffs=FrozenDict(paid))


@dataclass(slots=True)
class _Side:
    """One player who mixes: the other's replies, the vertices, and the bound variables."""

    finder: VertexFinder
    shares: list[sp.Symbol]
    name: str
    vertices: list[LetterVertex]
    signs: Signed


class Bimatrix:
    """All equilibria of a table for two players."""

    def __init__(self, game: FiniteGame, question: CaseQuestion) -> None:
        self.game, self.question = game, question
        first, second = (game.payoffs[p] for p in game.players)
        m, n = game.shape
        rows = [[sp.sympify(first[i, j]) for j in range(n)] for i in range(m)]
        columns = [[sp.sympify(second[i, j]) for i in range(m)] for j in range(n)]
        self.finders = (
            VertexFinder(columns),
            VertexFinder(rows),
        )  # of the first's and second's mixing
        taken = set(question.names)
        self.shares: list[list[sp.Symbol]] = []
        for letter, size in (("p", m), ("q", n)):
            lead = letter
            while any(f"{lead}_{k}" in taken for k in range(size)):
                lead += letter
            self.shares.append([sp.Symbol(f"{lead}_{k}") for k in range(size)])

    def solve(self, signs: Signed) -> Answer:
        """The extreme equilibria in a cell, and the demands support by support."""
        _m, n = self.game.shape
        second = self.finders[1].vertices(signs, [frozenset(range(n))])
        first = self.finders[0].vertices(signs, [v.best for v in second])
        sides = [
            _Side(self.finders[0], self.shares[0], self.game.players[0], first, signs),
            _Side(self.finders[1], self.shares[1], self.game.players[1], second, signs),
        ]
        pairs = [
            (k, n)
            for k, x in enumerate(first)
            for n, y in enumerate(second)
            if x.support <= y.best and y.support <= x.best
        ]
        subsets = maximal_nash_subsets(pairs, _MOST_SUBSETS) or []
        profiles = [self._profile(first[k], second[n], [
            number for number, (xs, ys) in enumerate(subsets) if k in xs and n in ys
        ]) for k, n in pairs]  # fmt: skip
        order = sorted(range(len(pairs)), key=lambda k: (not profiles[k].is_pure, pairs[k]))
        demands = distinct([*self._listed(sides, pairs), *self._others(sides, pairs)])
        bound = [z for z in (*self.shares[0], *self.shares[1])
                 if any(z in d.forall for d in demands)]  # fmt: skip
        return Answer(
            equilibria=tuple(profiles[k] for k in order), demands=demands, bound=tuple(bound)
        )

    def _profile(self, x: LetterVertex, y: LetterVertex, subsets: Sequence[int]) -> LetterProfile:
        shares = [x.shares, y.shares]
        strategies = {
            p: FrozenDict(dict(zip(self.game.actions[p], own, strict=True)))
            for p, own in zip(self.game.players, shares, strict=True)
        }
        paid: dict[str, Any] = {}
        for own, player in enumerate(self.game.players):
            table = self.game.payoffs[player]
            at = (min(x.support), min(y.support))  # every action that is used pays the same
            other = shares[1 - own]
            entries = [table[at[0], j] for j in range(len(other))] if own == 0 else [
                table[i, at[1]] for i in range(len(other))
            ]  # fmt: skip
            total = sp.Add(*(sp.sympify(e) * s for e, s in zip(entries, other, strict=True)))
            paid[player] = quotient(total)
        return LetterProfile(
            strategies=FrozenDict(strategies), payoffs=FrozenDict(paid), subsets=tuple(subsets)
        )

    # --- what has to be proved ------------------------------------------------------

    def _listed(self, sides: Sequence[_Side], pairs: Sequence[tuple[int, int]]) -> Iterator[Demand]:
        """That every pair is an equilibrium: weights, and used actions are best replies."""
        poly = self.question.polynomial
        for own in (0, 1):
            side, other = sides[own], sides[1 - own]
            used: dict[int, set[int]] = {}
            for pair in pairs:
                played = other.vertices[pair[1 - own]].support
                used.setdefault(pair[own], set()).update(played)
            for number, replies in used.items():
                vertex = side.vertices[number]
                shown = f"{side.name} mixing {', '.join(map(to_text, vertex.shares))}"
                if vertex.total.free_symbols:
                    yield Demand(f"{shown}: a sum"[:300], (((">", poly(vertex.total)),),))
                for weight in vertex.weights:
                    if weight.free_symbols:
                        yield Demand(f"{shown}: a share"[:300], (((">=", poly(weight)),),))
                for reply in sorted(replies):
                    for worse in range(side.finder.replies):
                        better = side.finder.difference(reply, worse, vertex.weights)
                        if worse != reply and better != 0:
                            name = f"{shown}: {self._action(1 - own, reply)} is best"
                            yield Demand(name[:300], (((">=", poly(better)),),))

    def _others(self, sides: Sequence[_Side], pairs: Sequence[tuple[int, int]]) -> Iterator[Demand]:
        """That there is no other equilibrium, support by support."""
        m, n = self.game.shape
        refused: list[frozenset[int]] = []  # replies that are never best together
        for replies in _subsets(m):
            together = [v for v in sides[1].vertices if replies <= v.best]
            if not together and not any(r <= replies for r in refused):
                refused.append(replies)
                yield self._never(sides[1], 1, frozenset(range(n)), replies)
        for replies in _subsets(n):
            for support in _subsets(m):
                if any(r <= support for r in refused):
                    continue
                yield from self._of_supports(sides, support, replies)

    def _of_supports(
        self, sides: Sequence[_Side], rows: frozenset[int], columns: frozenset[int]
    ) -> Iterator[Demand]:
        """An equilibrium with exactly these supports: none, or in the listed sets."""
        faces = []
        for own, support, replies in ((1, columns, rows), (0, rows, columns)):
            face = [v for v in sides[own].vertices if v.support <= support and replies <= v.best]
            if frozenset().union(*(v.support for v in face)) != support:
                yield self._never(sides[own], own, support, replies, exact=True)
                return
            faces.append((own, support, replies, face))
        for own, support, replies, face in faces:
            yield from self._within(sides[own], own, support, replies, face)

    def _unless(
        self, side: _Side, support: frozenset[int], replies: frozenset[int], *, exact: bool
    ) -> tuple[Formula, list[sp.Symbol]]:
        """Ways in which a mixture on a support does not make all the replies best."""
        ways, bound = side.finder.ways_out(side.shares, support, replies, exact=exact)
        return tuple(((rel, self._poly(e)),) for rel, e in ways), bound

    def _poly(self, expression: sp.Expr) -> sp.Expr:
        return self.question.polynomial(expression)

    def _never(
        self,
        side: _Side,
        own: int,
        support: frozenset[int],
        replies: frozenset[int],
        *,
        exact: bool = False,
    ) -> Demand:
        """That no mixture on a support makes all the replies best."""
        ways, bound = self._unless(side, support, replies, exact=exact)
        name = f"no mixture of {self._set(own, support)} makes {self._set(1 - own, replies)} best"
        return Demand(name[:300], ways, tuple(bound))

    def _within(
        self,
        side: _Side,
        own: int,
        support: frozenset[int],
        replies: frozenset[int],
        face: Sequence[LetterVertex],
    ) -> Iterator[Demand]:
        """That a mixture which does is the listed one, or between the two listed ones."""
        if len(support) == 1 or (len(face) > 1 and len(support) > 2):
            return
        ways, bound = self._unless(side, support, replies, exact=True)
        shares, _ = mixture(side.shares, support)
        inside: list[tuple[str, sp.Expr]] = []
        if len(face) == 1:
            for z in bound:
                k = shares.index(z)
                inside.append(("=", self._poly(face[0].total * z - face[0].weights[k])))
        else:  # two actions: an interval; the ends are known by the first action's share
            low, high = self._ends(side, face, min(support))
            z = bound[0]
            inside.append((">=", self._poly(low.total * z - low.weights[min(support)])))
            inside.append((">=", self._poly(high.weights[min(support)] - high.total * z)))
        name = f"mixtures of {self._set(own, support)} with {self._set(1 - own, replies)} best"
        yield Demand(f"{name} are the listed ones"[:300], (*ways, tuple(inside)), tuple(bound))

    def _ends(
        self, side: _Side, face: Sequence[LetterVertex], first: int
    ) -> tuple[LetterVertex, LetterVertex]:
        """The two ends of an interval, that with the smaller share of the first action before."""
        one, two = face
        more = sp.expand(one.weights[first] * two.total - two.weights[first] * one.total)
        return (two, one) if side.signs.positive(more) else (one, two)

    def _action(self, own: int, k: int) -> str:
        return str(self.game.actions[self.game.players[own]][k])

    def _set(self, own: int, chosen: frozenset[int]) -> str:
        return "{" + ", ".join(self._action(own, k) for k in sorted(chosen)) + "}"


def _subsets(size: int) -> Iterator[frozenset[int]]:
    for k in range(1, size + 1):
        for chosen in combinations(range(size), k):
            yield frozenset(chosen)
