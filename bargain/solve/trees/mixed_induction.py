r"""Subgame-perfect equilibria in behaviour strategies, by backward induction.

What is played in smaller subgames is given, so the top of a subgame is a table: for one player a
list, from which the best entry is taken; for two, a bimatrix game with letters, all of whose
equilibria are known (`bargain.solve.cases.table_cases`). A player with one information set in the
top mixes there as in the table.

The list is complete only where every table on the way has finitely many equilibria. Where two
entries of a list are equally good, or equilibria of a table form a line, every mixture of them may
be followed by an equilibrium of its own; where three players move at once, or a player mixes over
plans for several sets, nothing is said of mixtures: such cells do not claim that there are no
others.

References
----------
R. Selten (1965), Spieltheoretische Behandlung eines Oligopolmodells mit Nachfrageträgheit.
H. W. Kuhn (1953), Extensive games and the problem of information.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, product
from math import comb, prod
from typing import cast

import numpy as np
import sympy as sp

from bargain.errors import LimitReached
from bargain.frozen import FrozenDict
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.payoff_entry import exact_entry
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.strategic_form import Chosen, expected_payoffs
from bargain.game.trees.tree_places import Subgame
from bargain.game.written import Action
from bargain.question.kinds.case_statement import NOTHING, CaseQuestion, Demand, distinct
from bargain.solve.cases.answers_by_cases import Answer
from bargain.solve.cases.case_search import Signed
from bargain.solve.cases.letter_vertices import quotient
from bargain.solve.cases.table_cases import MOST_BASES, Bimatrix, LetterProfile
from bargain.solve.trees.strategy_profile import profile_of, words_of

__all__ = ["MixedInduction"]

_MOST = 300  # tables in one cell
#: What is done at each information set of a subgame, by number.
Plan = dict[int, Chosen]
#: An action at each of a player's sets in the top of a subgame, by number.
Own = tuple[tuple[int, Action], ...]


class MixedInduction:
    """Backward induction over the subgames of one game, mixtures included."""

    def __init__(self, game: ExtensiveGame, question: CaseQuestion) -> None:
        self.game, self.question = game, question

    def solve(self, signs: Signed) -> Answer:
        """The equilibria in a cell, and what has to be proved of them."""
        demands: list[Demand] = []
        bound: dict[sp.Symbol, None] = {}
        listed: list[list[Plan]] = []
        everything, tables = True, 0
        for subgame in self.game.subgames:
            kept: list[Plan] = []
            for inner in product(*(listed[k] for k in subgame.inner)):
                tables += 1
                if tables > _MOST:
                    raise LimitReached(
                        f"more than {_MOST} tables are to be solved in one cell",
                        where=repr(self.game),
                        fix="write a shorter game, or restrict the parameters with where=",
                    )
                given = {k: done for plan in inner for k, done in plan.items()}
                answer, plans, closed = self._top(signs, subgame, given)
                kept += [{**given, **plan} for plan in plans]
                everything = everything and closed
                bound |= dict.fromkeys(answer.bound)
                demands += answer.demands
            listed.append(kept)
        return Answer(
            equilibria=tuple(profile_of(self.game, p) for p in (listed[-1] if listed else [{}])),
            demands=distinct(demands) or (NOTHING,),
            bound=tuple(bound),
            all_of_them=everything,
        )

    def _top(self, signs: Signed, subgame: Subgame, given: Plan) -> tuple[Answer, list[Plan], bool]:
        """What is done in the top of a subgame, and whether nothing else can be."""
        sets = self.game.information_sets
        own = {
            p: [k for k in subgame.top if sets[k].player == p]
            for p in self.game.players
            if any(sets[k].player == p for k in subgame.top)
        }
        plans = [list(self._plans(several)) for several in own.values()]
        paid = {
            steps: expected_payoffs(
                self.game, {**given, **dict(s for one in steps for s in one)}, subgame.root
            )
            for steps in product(*plans)
        }
        value = {steps: {p: quotient(u[p]) for p in own} for steps, u in paid.items()}
        if len(own) == 2 and all(len(several) > 1 for several in plans):
            return self._table(signs, tuple(own), plans, value)
        return self._pure(signs, tuple(own), plans, value)

    def _plans(self, several: Sequence[int]) -> Iterator[Own]:
        actions = (self.game.information_sets[k].actions for k in several)
        for chosen in product(*actions):
            yield tuple(zip(several, chosen, strict=True))

    def _pure(
        self,
        signs: Signed,
        players: tuple[str, ...],
        plans: Sequence[Sequence[Own]],
        value: dict[tuple[Own, ...], dict[str, sp.Expr]],
    ) -> tuple[Answer, list[Plan], bool]:
        """The pure ones; nothing else can be if one player chooses and has one best plan."""
        poly, found, demands = self.question.polynomial, [], []
        for steps in value:
            gains = dict.fromkeys(
                quotient(value[(*steps[:n], other, *steps[n + 1 :])][p] - value[steps][p])
                for n, p in enumerate(players)
                for other in plans[n]
                if other != steps[n]
            )
            shown = words_of(self.game, chain(*steps))
            if any(signs.positive(gain) for gain in gains):
                ways = tuple(((">", poly(gain)),) for gain in gains)
                demands.append(Demand(f"somebody gains by leaving {shown}"[:300], ways))
                continue
            found.append(dict(step for one in steps for step in one))
            name = f"nobody gains by leaving {shown}"[:300]
            demands += [Demand(name, (((">=", -poly(gain)),),)) for gain in gains if gain != 0]
        choosing = [several for several in plans if len(several) > 1]
        closed = not choosing or (len(choosing) == 1 and len(found) == 1)
        return Answer((), tuple(demands)), found, closed

    def _table(
        self,
        signs: Signed,
        players: tuple[str, ...],
        plans: Sequence[Sequence[Own]],
        value: dict[tuple[Own, ...], dict[str, sp.Expr]],
    ) -> tuple[Answer, list[Plan], bool]:
        """All equilibria of two players' table; nothing else can be if they are finitely many."""
        shape = tuple(map(len, plans))
        least, most = sorted(shape)
        if sum(comb(least, k) * comb(most, k) for k in range(1, least + 1)) > MOST_BASES:
            raise LimitReached(
                f"a subgame with a table of {prod(shape)} entries is too large",
                where=repr(self.game),
                fix="leave out mixed=True, or write a shorter game",
            )
        tables = {p: np.empty(shape, dtype=object) for p in players}
        for at in np.ndindex(*shape):
            steps = tuple(several[k] for several, k in zip(plans, at, strict=True))
            for p in players:
                tables[p][at] = exact_entry(value[steps][p], "a subgame")
        labels = {p: [words_of(self.game, own) for own in several]
                  for p, several in zip(players, plans, strict=True)}  # fmt: skip
        table = FiniteGame(players, labels, tables, self.game.assumptions)
        answer = Bimatrix(table, self.question).solve(signs)
        equilibria = cast("tuple[LetterProfile, ...]", answer.equilibria)
        found: list[Plan] = []
        subsets = [n for e in equilibria for n in e.subsets]
        closed = len(subsets) == len(set(subsets)) == len(equilibria)
        for profile in equilibria:
            done: Plan = {}
            for p, several in zip(players, plans, strict=True):
                odds = list(profile[p].values())
                used = [(own, q) for own, q in zip(several, odds, strict=True) if q != 0]
                if len(used) == 1:
                    done |= dict(used[0][0])
                elif len(used[0][0]) == 1:
                    ((k, _),) = used[0][0]
                    done[k] = FrozenDict({own[0][1]: q for own, q in used})
                else:  # over plans for several sets
                    break
            else:
                found.append(done)
                continue
            closed = False
        return answer, found, closed
