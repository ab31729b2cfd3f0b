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

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import sympy as sp

from bargain.arguments import flag, of_type, within_reach
from bargain.errors import GameError, LimitReached
from bargain.frozen import FrozenDict
from bargain.game.tables.table_file import text_of
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.strategic_form import Chosen
from bargain.game.trees.tree_file import tree_from_toml, tree_to_toml
from bargain.game.written import Action
from bargain.question.kinds.case_statement import NOTHING, CaseQuestion, Demand, distinct
from bargain.question.region_relations import Where
from bargain.solve.cases.answers_by_cases import Answer, Cases, solved_by_cases
from bargain.solve.cases.case_search import Signed
from bargain.solve.cases.letter_vertices import quotient
from bargain.solve.trees.assessments import Assessments, Judged
from bargain.solve.trees.subgame_perfect import entries_of

__all__ = ["ASSESSED", "bayesian_question", "perfect_bayesian"]

_MOST = 3_000  # profiles
_HALF = sp.Rational(1, 2)
_PURE = "the perfect Bayesian equilibria in pure strategies (weak ones in every subgame)"
ASSESSED = {
    False: _PURE,
    True: f"{_PURE}, and those in which two sets that are reached mix between two actions each",
}


@within_reach
def perfect_bayesian(
    game: ExtensiveGame,
    where: Where = (),
    *,
    mixed: bool = False,
    timeout: float = 120.0,
    effort: float | None = None,
) -> Cases:
    """Find all perfect Bayesian equilibria in pure strategies, with the parameters of each.

    Parameters
    ----------
    game : ExtensiveGame
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters.
    mixed : bool, default False
        Whether to list also those in which two sets that are reached mix between two actions each,
        as in semi-separating equilibria of signalling games.
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
    >>> odds = {"strong": (q, kind(True)), "weak": (1 - q, kind(False))}
    >>> found = bg.perfect_bayesian(bg.ExtensiveGame(bg.chance(odds)), [q < 1])
    >>> found.complete, found.where_holds(lambda e: e.actions["weak"] == "come")
    (True, 2*q >= 1)
    >>> print(found.at({q: sp.Rational(3, 4)}).equilibria[0].line())
    strong: come, weak: come; seen: yield  with payoffs 2, 0; beliefs at seen: (3/4, 1/4)
    >>> len(found.at({q: sp.Rational(1, 4)}))
    0

    There the weak come with a chance only, which no pure strategy says.
    """
    question, compute = bayesian_question(game, where, mixed=mixed)
    return solved_by_cases(question, compute, timeout=timeout, effort=effort)


def bayesian_question(
    game: ExtensiveGame, where: Where, *, mixed: bool
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
    entries, asked = entries_of(game), ASSESSED[flag(mixed, "mixed")]
    told = text_of(game, tree_to_toml, tree_from_toml)
    question = CaseQuestion(game.parameters, game.assumptions, where, asked, entries, told)
    return question, _Bayesian(game, question, mixed=mixed).solve


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Two sets that mix; what the first action of each gains over the second, and the reach."""

    pair: tuple[int, ...]
    actions: tuple[tuple[Action, Action], ...]
    chosen: Mapping[int, Chosen]
    shares: tuple[sp.Symbol, ...]
    edges: tuple[sp.Expr, ...]
    reach: tuple[sp.Expr, ...]


class _Bayesian:
    """All profiles of one game."""

    def __init__(self, game: ExtensiveGame, question: CaseQuestion, *, mixed: bool) -> None:
        self.game, self.question, self.mixed = game, question, mixed
        self.all = Assessments(game, question)
        self._patterns: tuple[_Pattern, ...] | None = None

    def solve(self, signs: Signed) -> Answer:
        """The equilibria in a cell, and what has to be proved of them and of all others."""
        known: dict[object, Judged] = {}
        demands: list[Demand] = []
        listed, everything = [], True
        for actions in product(*(s.actions for s in self.game.information_sets)):
            profile, need = self.all.judged(signs, dict(enumerate(actions)), known)
            listed += [profile] if profile is not None else []
            demands += need
        for pattern in self.patterns() if self.mixed else ():
            found = self._solved(signs, pattern)
            if found is None:
                everything = False
                continue
            chosen, need = found
            if chosen is not None:
                profile, more = self.all.judged(signs, chosen, known)
                listed += [profile] if profile is not None else []
                need = [*need, *more]
            demands += need
        asked = distinct(demands)
        bound = [z for z in self.all.shares if any(z in d.forall for d in asked)]
        return Answer(
            equilibria=tuple(listed),
            demands=asked or (NOTHING,),
            bound=tuple(bound),
            all_of_them=everything,
        )

    # --- two sets that mix ------------------------------------------------------------

    def patterns(self) -> tuple[_Pattern, ...]:
        """All ways in which two sets mix between two actions each, and the others do one thing."""
        if self._patterns is None:
            self._patterns = tuple(self._all_patterns())
            if len(self._patterns) > _MOST:
                raise LimitReached(
                    f"there are more than {_MOST} ways to mix at two sets",
                    where=repr(self.game),
                    fix="write a shorter game, or leave out mixed=True",
                )
        return self._patterns

    def _all_patterns(self) -> Iterator[_Pattern]:
        sets = self.game.information_sets
        shares = sp.Dummy("s"), sp.Dummy("r")
        for pair in combinations(range(len(sets)), 2):
            pairs = product(*(combinations(sets[k].actions, 2) for k in pair))
            rest = [(None,) if k in pair else s.actions for k, s in enumerate(sets)]
            for actions, others in product(pairs, product(*rest)):
                chosen: dict[int, Chosen] = dict(enumerate(others))
                for k, (one, two), share in zip(pair, actions, shares, strict=True):
                    chosen[k] = FrozenDict({one: share, two: 1 - share})
                edges = [
                    self.all.edge(k, two, chosen) for k, two in zip(pair, actions, strict=True)
                ]
                reach = [
                    sp.expand(
                        sp.Add(*self.all.reached(k, chosen)).subs(dict.fromkeys(shares, _HALF))
                    )
                    for k in pair
                ]
                if all(w != 0 for w in reach):
                    yield _Pattern(pair, actions, chosen, shares, tuple(edges), tuple(reach))

    def _solved(
        self, signs: Signed, pattern: _Pattern
    ) -> tuple[dict[int, Chosen] | None, list[Demand]] | None:
        """The one profile of a pattern in which both are indifferent, or None with a proof.

        None where more than one may be, or the equations are not one linear one for each share.
        """
        poly, values, need = self.question.polynomial, {}, []
        for k, reach in zip(pattern.pair, pattern.reach, strict=True):
            if not signs.positive(reach):
                name = f"{self.game.information_sets[k].name} is not reached"
                return None, [Demand(name[:300], (((">=", -poly(reach)),),))]
        for n, edge in enumerate(pattern.edges):
            share = pattern.shares[1 - n]  # of the other set, which makes this one indifferent
            if edge.has(pattern.shares[n]) or sp.degree(edge, share) > 1:
                return None
            ends = edge.subs(share, 0), edge.subs(share, 1)
            low, high = (1 if signs.positive(e) else -1 if signs.positive(-e) else 0 for e in ends)
            at = self.game.information_sets[pattern.pair[n]].name
            if low == high == 0:
                return None
            if low * high >= 0:
                side = low or high
                one_sided = (">=", poly(side * ends[0])), (">=", poly(side * ends[1]))
                apart = (">", poly(side * (ends[0] + ends[1])))
                return None, [Demand(f"{at}: never indifferent"[:300], ((*one_sided, apart),))]
            opposite = (">", poly(low * ends[0])), (">", poly(high * ends[1]))
            need.append(Demand(f"{at}: indifferent once"[:300], (opposite,)))
            values[share] = quotient(ends[0] / (ends[0] - ends[1]))
        chosen = dict(pattern.chosen)
        for k, share, (one, two) in zip(pattern.pair, pattern.shares, pattern.actions, strict=True):
            chosen[k] = FrozenDict({one: values[share], two: quotient(1 - values[share])})
        return chosen, need
