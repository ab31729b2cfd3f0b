r"""Assessments of a tree with letters: is each action best, and for which beliefs?

See `bargain.solve.trees.perfect_bayesian` for what is asked. A profile is judged one information
set at a time, in one cell of the parameters; what was judged is kept for other profiles that do the
same after the set and on the way to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import sympy as sp

from bargain.errors import LimitReached
from bargain.frozen import FrozenDict
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.strategic_form import Chosen, expected_payoffs
from bargain.game.trees.tree_nodes import Chance
from bargain.game.written import Action
from bargain.question.kinds.case_statement import CaseQuestion, Demand
from bargain.solve.cases.case_search import Signed
from bargain.solve.cases.letter_vertices import LetterVertex, VertexFinder, quotient
from bargain.solve.trees.strategy_profile import Belief, StrategyProfile, profile_of, told

__all__ = ["Assessments", "Judged"]

_MOST_ROWS = 64  # strategies of a player from an information set on
_OWN = 0
#: What is done at each information set, by number.
Plan = Mapping[int, Chosen]


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether the action at a set is best, with the beliefs that say so, and what proves it."""

    best: bool
    beliefs: tuple[Belief, ...]
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class _From:
    """What a player can do from an information set on; row `_OWN` is what the profile says."""

    finder: VertexFinder
    words: tuple[str, ...]


class Assessments:
    """All profiles of one game, judged set by set."""

    def __init__(self, game: ExtensiveGame, question: CaseQuestion) -> None:
        self.game, self.question = game, question
        self.sets = game.information_sets
        self.set_of = {p: k for k, s in enumerate(self.sets) for p in s.places}
        self.below = [self._below(k) for k in range(len(self.sets))]
        self.start = {k: g.root for g in game.subgames for k in g.top}
        size = max((len(s.places) for s in self.sets), default=1)
        lead = "m"
        while any(f"{lead}_{k}" in question.names for k in range(size)):
            lead += "m"
        self.shares = [sp.Symbol(f"{lead}_{k}") for k in range(size)]
        self._choices: dict[object, _From] = {}

    def judged(
        self, signs: Signed, chosen: Plan, known: dict[object, Judged]
    ) -> tuple[StrategyProfile | None, Sequence[Demand]]:
        """The profile with its beliefs, or None; and what proves that it is one, or is none."""
        beliefs: dict[str, tuple[Belief, ...]] = {}
        need: list[Demand] = []
        for k, one in enumerate(self.sets):
            on_the_way = self.reached(k, chosen) if len(one.places) > 1 else ()
            key = (k, *(chosen[n] for n in (k, *self.below[k])), *on_the_way)
            if key not in known:
                known[key] = self._judge(signs, k, chosen)
            if not known[key].best:
                return None, known[key].demands
            need += known[key].demands
            if len(one.places) > 1:
                beliefs[one.name] = known[key].beliefs
        return profile_of(self.game, chosen, beliefs), need

    def edge(self, k: int, actions: tuple[Action, Action], chosen: Plan) -> sp.Expr:
        """What the first of two actions at a set gains over the second, weighted by the reach."""
        one, total = self.sets[k], []
        for place, weight in zip(one.places, self.reached(k, chosen), strict=True):
            first, second = (
                expected_payoffs(self.game, {**chosen, k: a}, place)[one.player] for a in actions
            )
            total.append(weight * (first - second))
        return sp.expand(sp.Add(*total))

    # --- one information set ----------------------------------------------------------

    def _judge(self, signs: Signed, k: int, chosen: Plan) -> Judged:
        places = self.sets[k].places
        rows, poly = self._from(k, chosen), self.question.polynomial
        weights = [sp.S.One] if len(places) == 1 else self.reached(k, chosen)
        total = sp.expand(sp.Add(*weights))
        here = f"{self.sets[k].name}: {told(chosen[k])}"
        if signs.positive(total):
            if total.free_symbols:
                need = [Demand(f"{here} is reached"[:300], (((">", poly(total)),),))]
            else:
                need = []
            gains = [
                (rows.finder.difference(a, _OWN, weights), words)
                for a, words in enumerate(rows.words)
                if a != _OWN
            ]
            if any(signs.positive(gain) for gain, _ in gains):
                ways = tuple(((">", p),) for p in dict.fromkeys(poly(gain) for gain, _ in gains))
                return Judged(False, (), (*need, Demand(f"{here} is not best"[:300], ways)))
            for gain, words in gains:
                if gain != 0:
                    name = f"{here} is no worse than {words}"
                    need.append(Demand(name[:300], (((">=", -poly(gain)),),)))
            thought = self._belief(k, [quotient(w / total) for w in weights])
            return Judged(True, (thought,), tuple(need))
        need = []
        if total != 0:
            need.append(Demand(f"{here} is not reached"[:300], (((">=", -poly(total)),),)))
        everything = frozenset(range(len(places)))
        vertices = rows.finder.vertices(signs, [everything], _OWN)
        if not vertices:
            own = frozenset((_OWN,))
            out, bound = rows.finder.ways_out(self.shares, everything, own, exact=False)
            written = tuple(((rel, poly(e)),) for rel, e in out)
            none = Demand(f"{here} is best for no belief"[:300], written, tuple(bound))
            return Judged(False, (), (*need, none))
        for vertex in vertices:
            need += self._supports(f"{here}, belief", rows, vertex)
        return Judged(True, tuple(self._belief(k, v.shares) for v in vertices), tuple(need))

    def _supports(self, here: str, rows: _From, vertex: LetterVertex) -> Iterator[Demand]:
        """That a belief is one, and makes the action best."""
        poly = self.question.polynomial
        if vertex.total.free_symbols:
            yield Demand(f"{here}: a sum"[:300], (((">", poly(vertex.total)),),))
        for weight in vertex.weights:
            if weight.free_symbols:
                yield Demand(f"{here}: a share"[:300], (((">=", poly(weight)),),))
        for a, words in enumerate(rows.words):
            better = rows.finder.difference(_OWN, a, vertex.weights)
            if a != _OWN and better != 0:
                yield Demand(f"{here}: no worse than {words}"[:300], (((">=", poly(better)),),))

    def _belief(self, k: int, shares: Sequence[sp.Expr]) -> Belief:
        histories = [self.game.places[p].where for p in self.sets[k].places]
        return FrozenDict(dict(zip(histories, shares, strict=True)))

    # --- what depends on the profile --------------------------------------------------

    def _below(self, k: int) -> tuple[int, ...]:
        """The information sets with a place after one of a set."""
        found: dict[int, None] = {}
        waiting = [n for p in self.sets[k].places for _, n in self.game.places[p].children]
        while waiting:
            number = waiting.pop()
            if number in self.set_of:
                found[self.set_of[number]] = None
            waiting += [n for _, n in self.game.places[number].children]
        return tuple(sorted(found))

    def reached(self, k: int, chosen: Plan) -> list[sp.Expr]:
        """The odds of each place of a set, from the root of the smallest subgame that holds it."""
        odds = []
        for place in self.sets[k].places:
            chance, number = sp.S.One, place
            while number != self.start[k]:
                parent = self.game.places[number].parent
                assert parent is not None
                node, step = self.game.places[parent].node, self.game.places[number].history[-1]
                if isinstance(node, Chance):
                    chance *= sp.sympify(node.probabilities[step])
                else:
                    chance *= _odds(chosen[self.set_of[parent]], step)
                number = parent
            odds.append(sp.expand(chance))
        return odds

    def _from(self, k: int, chosen: Plan) -> _From:
        """The own strategies from a set on, with what they pay from each of its places."""
        one = self.sets[k]
        own = [k, *(n for n in self.below[k] if self.sets[n].player == one.player and n != k)]
        key = (k, *(chosen[n] for n in (k, *self.below[k])))
        if key in self._choices:
            return self._choices[key]
        if prod(len(self.sets[n].actions) for n in own) > _MOST_ROWS:
            raise LimitReached(
                f"{one.player!r} has more than {_MOST_ROWS} strategies from {one.name!r} on",
                where=repr(self.game),
                fix="write a shorter game",
            )
        rows: dict[tuple[sp.Expr, ...], str] = {}
        mixed = any(isinstance(done, Mapping) for done in chosen.values())
        mine = tuple(chosen[n] for n in own)
        for done in (mine, *product(*(self.sets[n].actions for n in own))):
            plan = {**chosen, **dict(zip(own, done, strict=True))}
            row = [expected_payoffs(self.game, plan, place)[one.player] for place in one.places]
            if mixed:
                row = [quotient(u) for u in row]
            words = ", ".join(
                f"{self.sets[n].name}: {told(a)}" for n, a in zip(own, done, strict=True)
            )
            rows.setdefault(tuple(row), words)
        self._choices[key] = _From(VertexFinder([list(r) for r in rows]), tuple(rows.values()))
        return self._choices[key]


def _odds(done: Chosen, action: Action) -> sp.Expr:
    if isinstance(done, Mapping):
        return done.get(action, sp.S.Zero)
    return sp.Integer(done == action)
