r"""Perfect Bayesian equilibria in pure strategies, for all parameters.

An *assessment* is a profile of strategies and, at every information set, a probability over its
places: the *belief*. It is a weak perfect Bayesian equilibrium if at every information set the
strategy of its player from there on is best given the belief and the others' strategies, and
beliefs follow by Bayes' rule wherever the set is reached. Here it has to be one in every subgame,
so that it is subgame-perfect: whether a set is reached is asked in the smallest subgame that holds
it.

Weak beliefs are independent of each other, so a profile is judged one set at a time. Let row
:math:`a` of :math:`U` say what the player gets from each place on by the own strategy :math:`a`,
and let :math:`s` be the one of the profile.

* A set that is reached with weights :math:`w`: no :math:`a` has :math:`(U_a - U_s) w > 0`.
* A set that is not: there is a :math:`μ \ge 0, \sum μ = 1` with :math:`(U_a - U_s) μ \le 0` for all
  :math:`a`. The vertices of these beliefs are found by signs of minors
  (`bargain.solve.cases.letter_vertices`); that there is none is proved for all :math:`μ`.

In a signalling game (nature draws types with positive odds, a sender who knows the type sends a
message, receivers who see the message reply) every such equilibrium is *sequential* (Kreps and
Wilson 1982): beliefs after a message that nobody sends are the limits of those after trembles, in
which type :math:`t` sends it with a small chance in proportion to :math:`μ_t` over the odds of
:math:`t`. In other trees a sequential equilibrium may ask for more, and this is not looked at.

References
----------
A. Mas-Colell, M. Whinston, J. Green (1995), Microeconomic Theory, section 9.C. D. Kreps & R. Wilson
(1982), Sequential equilibria. I.-K. Cho & D. Kreps (1987), Signaling games and stable equilibria.
D. Fudenberg & J. Tirole (1991), Perfect Bayesian equilibrium and sequential equilibrium.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from math import prod

import sympy as sp

from bargain.arguments import of_type, within_reach
from bargain.errors import GameError, LimitReached
from bargain.frozen import FrozenDict
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.strategic_form import expected_payoffs
from bargain.game.trees.tree_nodes import Chance, Move
from bargain.game.written import Action
from bargain.question.kinds.case_statement import CaseQuestion, Demand
from bargain.question.region_relations import Where
from bargain.solve.cases.answers_by_cases import Answer, Cases, solved_by_cases
from bargain.solve.cases.case_search import Signed
from bargain.solve.cases.letter_vertices import LetterVertex, VertexFinder, quotient
from bargain.solve.trees.strategy_profile import Belief, profile_of
from bargain.solve.trees.subgame_perfect import entries_of

__all__ = ["ASSESSED", "bayesian_question", "perfect_bayesian"]

_MOST = 3_000  # profiles
_MOST_ROWS = 64  # strategies of a player from an information set on
ASSESSED = "the perfect Bayesian equilibria in pure strategies (weak ones in every subgame)"
Chosen = Mapping[int, Action]


@within_reach
def perfect_bayesian(
    game: ExtensiveGame,
    where: Where = (),
    *,
    timeout: float = 120.0,
    effort: float | None = None,
) -> Cases:
    """Find all perfect Bayesian equilibria in pure strategies, with the parameters of each.

    Parameters
    ----------
    game : ExtensiveGame
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters.
    timeout : float, default 120
        Seconds of wall time. What was proved by then is kept.
    effort : float, optional
        Work allowed, in units of `bargain.budget`. One unit per second of `timeout` unless given.

    Returns
    -------
    Cases
        `.cells`, each with `.region` and `.equilibria`, whose `.beliefs` support them; `.complete`
        if it is proved that there are no others in pure strategies; `.at({...})`; `.certificate`.

    Raises
    ------
    InputError
        For what is no tree, or payoffs that are no quotients of polynomials.
    EmptyRegionError
        If no parameters satisfy the region.

    Examples
    --------
    A challenger is strong with chance q. A defender who sees it come may yield, which pays 0, or
    fight, which pays 1 against the weak and -1 against the strong.

    >>> import bargain as bg
    >>> q = sp.Symbol("q", positive=True)
    >>> def kind(strong):
    ...     fight = {"challenger": 1 if strong else -1, "defender": -1 if strong else 1}
    ...     return bg.move("challenger", {
    ...         "stay": bg.end({"challenger": 0, "defender": 2}),
    ...         "come": bg.move("defender", {
    ...             "yield": bg.end({"challenger": 2, "defender": 0}), "fight": bg.end(fight),
    ...         }, information="seen"),
    ...     }, information="strong" if strong else "weak")
    >>> game = bg.ExtensiveGame(bg.chance({"strong": (q, kind(True)), "weak": (1 - q, kind(False))}))
    >>> found = bg.perfect_bayesian(game, [q < 1])
    >>> found.complete, found.where_holds(lambda e: e.outcome == "strong, come, yield, weak, come, yield")
    (True, 2*q >= 1)
    >>> print(found.at({q: sp.Rational(3, 4)}).equilibria[0].line())
    strong: come, weak: come; seen: yield  with payoffs 2, 0; beliefs at seen: (3/4, 1/4)
    >>> len(found.at({q: sp.Rational(1, 4)}))
    0

    There the weak come with a chance only, which no pure strategy says.
    """
    question, compute = bayesian_question(game, where)
    return solved_by_cases(question, compute, timeout=timeout, effort=effort)


def bayesian_question(
    game: ExtensiveGame, where: Where
) -> tuple[CaseQuestion, Callable[[Signed], Answer]]:
    """What `perfect_bayesian` asks of the parameters, and how a cell is answered."""
    fix = "give a bg.ExtensiveGame"
    of_type(game, ExtensiveGame, "game", where="perfect_bayesian", fix=fix, error=GameError)
    count = prod(len(s.actions) for s in game.information_sets)
    if count > _MOST:
        raise LimitReached(
            f"{count} profiles of pure strategies are more than {_MOST}",
            where=repr(game),
            fix="write a shorter game",
        )
    entries = entries_of(game)
    question = CaseQuestion(game.parameters, game.assumptions, where, ASSESSED, entries)
    return question, _Assessments(game, question).solve


@dataclass(frozen=True, slots=True)
class _Judged:
    """Whether the action at a set is best, with the beliefs that say so, and what proves it."""

    best: bool
    beliefs: tuple[Belief, ...]
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class _From:
    """What a player can do from an information set on, against given actions of the others."""

    finder: VertexFinder
    own: int
    words: tuple[str, ...]


class _Assessments:
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

    def solve(self, signs: Signed) -> Answer:
        """The equilibria in a cell, and what has to be proved of them and of all others."""
        judged: dict[object, _Judged] = {}
        demands: dict[object, Demand] = {}
        listed = []
        for actions in product(*(s.actions for s in self.sets)):
            chosen = dict(enumerate(actions))
            beliefs: dict[str, tuple[Belief, ...]] = {}
            kept: list[Demand] = []
            for k, one in enumerate(self.sets):
                key = (k, *(chosen[n] for n in (k, *self.below[k])), self._key(k, chosen))
                if key not in judged:
                    judged[key] = self._judge(signs, k, chosen)
                verdict = judged[key]
                if not verdict.best:
                    kept = list(verdict.demands)
                    break
                kept += verdict.demands
                if len(one.places) > 1:
                    beliefs[one.name] = verdict.beliefs
            else:
                listed.append(profile_of(self.game, chosen, beliefs))
            for demand in kept:
                demands.setdefault((demand.ways, demand.forall), demand)
        nothing = Demand("there is nothing to choose", (((">=", sp.S.Zero),),))
        bound = [z for z in self.shares if any(z in d.forall for d in demands.values())]
        proved = tuple(demands.values()) or (nothing,)
        return Answer(equilibria=tuple(listed), demands=proved, bound=tuple(bound))

    # --- one information set ----------------------------------------------------------

    def _judge(self, signs: Signed, k: int, chosen: Chosen) -> _Judged:
        places = self.sets[k].places
        rows, poly = self._from(k, chosen), self.question.polynomial
        weights = [sp.S.One] if len(places) == 1 else self._reached(k, chosen)
        total = sp.expand(sp.Add(*weights))
        here = f"{self.sets[k].name}: {chosen[k]}"
        if signs.positive(total):
            if total.free_symbols:
                need = [Demand(f"{here} is reached"[:300], (((">", poly(total)),),))]
            else:
                need = []
            gains = [
                (rows.finder.difference(a, rows.own, weights), words)
                for a, words in enumerate(rows.words)
                if a != rows.own
            ]
            if any(signs.positive(gain) for gain, _ in gains):
                ways = tuple(((">", p),) for p in dict.fromkeys(poly(gain) for gain, _ in gains))
                return _Judged(False, (), (*need, Demand(f"{here} is not best"[:300], ways)))
            for gain, words in gains:
                if gain != 0:
                    name = f"{here} is no worse than {words}"
                    need.append(Demand(name[:300], (((">=", -poly(gain)),),)))
            thought = self._belief(k, [quotient(w / total) for w in weights])
            return _Judged(True, (thought,), tuple(need))
        need = []
        if total != 0:
            need.append(Demand(f"{here} is not reached"[:300], (((">=", -poly(total)),),)))
        everything = frozenset(range(len(places)))
        vertices = rows.finder.vertices(signs, [everything], rows.own)
        if not vertices:
            own = frozenset((rows.own,))
            ways, bound = rows.finder.ways_out(self.shares, everything, own, exact=False)
            told = tuple(((rel, poly(e)),) for rel, e in ways)
            none = Demand(f"{here} is best for no belief"[:300], told, tuple(bound))
            return _Judged(False, (), (*need, none))
        for vertex in vertices:
            need += self._supports(f"{here}, belief", rows, vertex)
        return _Judged(True, tuple(self._belief(k, v.shares) for v in vertices), tuple(need))

    def _supports(self, here: str, rows: _From, vertex: LetterVertex) -> Iterator[Demand]:
        """That a belief is one, and makes the action best."""
        poly = self.question.polynomial
        if vertex.total.free_symbols:
            yield Demand(f"{here}: a sum"[:300], (((">", poly(vertex.total)),),))
        for weight in vertex.weights:
            if weight.free_symbols:
                yield Demand(f"{here}: a share"[:300], (((">=", poly(weight)),),))
        for a, words in enumerate(rows.words):
            better = rows.finder.difference(rows.own, a, vertex.weights)
            if a != rows.own and better != 0:
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

    def _key(self, k: int, chosen: Chosen) -> tuple[sp.Expr, ...]:
        return tuple(self._reached(k, chosen)) if len(self.sets[k].places) > 1 else ()

    def _reached(self, k: int, chosen: Chosen) -> list[sp.Expr]:
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
                elif isinstance(node, Move) and chosen[self.set_of[parent]] != step:
                    chance = sp.S.Zero
                    break
                number = parent
            odds.append(sp.expand(chance))
        return odds

    def _from(self, k: int, chosen: Chosen) -> _From:
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
        mine = tuple(chosen[n] for n in own)
        for actions in (mine, *product(*(self.sets[n].actions for n in own))):
            plan = {**chosen, **dict(zip(own, actions, strict=True))}
            pays = partial(expected_payoffs, self.game, plan)
            row = tuple(pays(place)[one.player] for place in one.places)
            words = ", ".join(
                f"{self.sets[n].name}: {a}" for n, a in zip(own, actions, strict=True)
            )
            rows.setdefault(row, words)
        self._choices[key] = _From(VertexFinder([list(r) for r in rows]), 0, tuple(rows.values()))
        return self._choices[key]
