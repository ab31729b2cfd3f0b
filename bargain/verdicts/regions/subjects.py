"""What a region is asked about: a question about agreements, or about a finite game's equilibria.

A *subject* proposes borders, guesses or proves the answer at a point, and decides a cell. To ask
about another kind of game, write its subject and put its type into `subject_of`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain, islice

import sympy as sp
from sympy.core.relational import Relational

from bargain.budget import Exhausted, allowed, spent
from bargain.check.certificate import Data
from bargain.exact import to_sympy
from bargain.exist.equations import Existence
from bargain.exist.proposers import Search, candidates
from bargain.exist.screening import Screen
from bargain.exist.triangular import Definitions
from bargain.exist.witness_search import fails_at, prove_point
from bargain.game.conditions.best_replies import nash
from bargain.game.conditions.condition import said_of_part
from bargain.game.conditions.connectives import asked_of
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.pure_profiles import in_variables
from bargain.game.twin import Twin
from bargain.question.cells.cells import Cell
from bargain.question.goals import Asked, of_profiles, one_condition
from bargain.question.kinds.finite_question import FiniteQuestion
from bargain.question.question import Question
from bargain.question.region_relations import Where
from bargain.question.statement import Statement
from bargain.refute.problem import Problem
from bargain.refute.scout import scout
from bargain.verdicts.decide import decide_within
from bargain.verdicts.finite_games import decide_finite
from bargain.verdicts.inquiry import Hint, with_effort
from bargain.verdicts.regions.borders import borders, in_parameters
from bargain.verdicts.regions.power_bounds import in_ring
from bargain.verdicts.regions.projection import projection
from bargain.verdicts.regions.takeovers import Takeovers
from bargain.verdicts.verdict import Verdict

__all__ = ["Agreements", "Equilibria", "Point", "Projected", "Subject", "subject_of"]

Point = Mapping[str, Fraction]
_GUESS, _PROOF = 0.2, 1.0  # units of effort for one point
_LOOKED = 60  # agreements that are looked at there in floats


@dataclass(frozen=True, slots=True)
class Projected:
    """Borders, and cells of them that cover everything, some with an agreement.

    Attributes
    ----------
    borders : list of sympy.Expr
    cells : list of (Cell, mapping or None)
        With formulas of some terms of the agreement, by name.
    """

    borders: list[sp.Expr]
    cells: list[tuple[Cell, Hint | None]]


class Subject(ABC):
    """What a region is asked about.

    Attributes
    ----------
    never : Statement
        It names the parameters, in the order of coordinates, and the region.
    parameters : tuple of sympy.Symbol
        In the same order.
    where, stated : tuple of relation
        The region as it was given, and with what symbols and game say.
    name : str
        What is said of the agreement.
    """

    never: Data
    parameters: tuple[sp.Symbol, ...]
    where: tuple[Relational, ...]
    stated: tuple[Relational, ...]
    name: str

    @abstractmethod
    def proposed(self, *, mark: float) -> list[sp.Expr]:
        """Polynomials in the parameters at which the answer may change, the best first."""

    @abstractmethod
    def guess(self, point: Point, *, mark: float) -> bool | None:
        """What the answer at a point seems to be; None where only a proof tells."""

    @abstractmethod
    def prove(self, point: Point, *, mark: float) -> bool | None:
        """The proved answer at a point; None if no proof was found."""

    @abstractmethod
    def decide(
        self, more: Sequence[Relational], effort: float, witness: Hint | None = None
    ) -> Verdict:
        """The verdict over a part of the region, where an agreement may be suggested."""

    def projected(self) -> Projected | None:
        """Borders and cells that follow from the conditions at once; None if they do not."""
        return None

    def takeovers(
        self, more: Sequence[Relational], known: Sequence[Point], *, mark: float
    ) -> Takeovers | None:
        """Agreements of a part of the region and where they serve; None if nothing tells."""
        return None


class Agreements(Subject):
    """Whether an agreement of a continuous game satisfies a condition."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.never = question.never()
        self.parameters = question.parameters
        self.where, self.stated = question.where, question.stated
        self.name = " and ".join(map(said_of_part, question.asked[1].simple()))
        self._sometimes: Statement | None = None
        self._likely: tuple[Screen, list[Definitions]] | None = None

    def proposed(self, *, mark: float) -> list[sp.Expr]:
        """The borders of the sufficient clauses.

        Raises
        ------
        OptionError
            If existence cannot be put into polynomials.
        """
        existence = Existence.read(self.question.always())
        self._sometimes = self.question.sometimes()
        with allowed(mark - spent()):
            found = borders(existence, mark=mark)
        ring, symbols = existence.ring, {p.name: p for p in self.parameters}
        return [in_parameters(ring, p, symbols) for p in found]

    def guess(self, point: Point, *, mark: float) -> bool | None:
        """What z3 says of the necessary clauses: they may be met where no agreement is.

        It knows no functions; then floats say whether an agreement that is worth a try is one.
        """
        if self.never["functions"]:
            return self._seems_there(point)
        until = min(mark, spent() + _GUESS)
        found = scout(Problem.never(self.never).at(point), mark=until, core=False)
        return {"sat": True, "unsat": False}.get(found.status)

    def _seems_there(self, point: Point) -> bool:
        """Whether, in floats, an agreement that is worth a try meets the sufficient clauses."""
        if self._likely is None:
            assert self._sometimes is not None
            existence = Existence.read(self._sometimes)
            found = islice(candidates(Search(existence)), _LOOKED)
            self._likely = Screen(existence, []), list(found)
        screen, agreements = self._likely
        values = {screen.existence.ring.index[n]: v for n, v in point.items()}
        return any(screen.serves(definitions, values) for definitions in agreements)

    def prove(self, point: Point, *, mark: float) -> bool | None:
        """A refutation at the point, else a witness there."""
        assert self._sometimes is not None
        for yes, search in ((False, fails_at), (True, prove_point)):
            until = min(mark, spent() + _PROOF)
            try:
                with allowed(max(0.0, until - spent())):
                    if search(self._sometimes, point, mark=until) is not None:
                        return yes
            except Exhausted:
                pass
        return None

    def projected(self) -> Projected | None:
        """What conditions on products of powers say of the parameters.

        Raises
        ------
        OptionError
            If existence cannot be put into polynomials.
        """
        existence = Existence.read(self.question.always())
        found, ring = projection(existence), existence.ring
        if found is None or not found.pieces:
            return None
        own = {p.name: p for p in self.parameters}
        symbols = [own.get(name, sp.Symbol(name)) for name in ring.names]
        return Projected(
            [in_parameters(ring, in_ring(ring, b), own) for b in found.borders],
            [(p.cell, p.choice.formulas(symbols) if p.choice else None) for p in found.pieces],
        )

    def decide(
        self, more: Sequence[Relational], effort: float, witness: Hint | None = None
    ) -> Verdict:
        """A question of its own."""
        question = self.question
        where = [*question.where, *more]
        return decide_within(*question.asked, where, effort, witness)

    def takeovers(
        self, more: Sequence[Relational], known: Sequence[Point], *, mark: float
    ) -> Takeovers | None:
        """What floats say of the sufficient clauses; None where an equation gives a parameter."""
        part = Question(*self.question.asked, [*self.question.where, *more])
        if set(part.parameters) != set(self.parameters):
            return None
        return Takeovers(part.always(), known, mark=mark)


class Equilibria(Subject):
    """Whether a finite game has a pure Nash equilibrium."""

    def __init__(self, game: FiniteGame, condition: Asked | Sequence[Asked], where: Where) -> None:
        self.game, self.condition = game, condition
        self.question = FiniteQuestion(game, where)
        self.never = self.question.statement("never")
        self.parameters = tuple(self.question.parameters)
        self.where, self.stated = tuple(self.question.where), self.question.stated
        self.name = "is a pure Nash equilibrium"

    def proposed(self, *, mark: float) -> list[sp.Expr]:
        """The factors of the gains from changing one's action."""
        gains = (g for p in self.question.profiles for _, _, g in self.question.gains(p))
        parts = chain.from_iterable(sp.factor_list(g)[1] for g in gains if g.free_symbols)
        found = {sp.Poly(f, *self.parameters).primitive()[1].as_expr() for f, _ in parts}
        upright = {-f if (-f) in found and str(-f) < str(f) else f for f in found}
        return sorted(upright, key=lambda f: (f.count_ops(), sp.default_sort_key(f)))

    def guess(self, point: Point, *, mark: float) -> bool | None:
        """Plain arithmetic."""
        return self.prove(point, mark=mark)

    def prove(self, point: Point, *, mark: float) -> bool | None:
        """Whether some profile leaves nobody a gain."""
        at = {p: to_sympy(point[p.name]) for p in self.parameters}
        return any(
            all(gain.subs(at) <= 0 for _, _, gain in self.question.gains(profile))
            for profile in self.question.profiles
        )

    def decide(
        self, more: Sequence[Relational], effort: float, witness: Hint | None = None
    ) -> Verdict:
        """A question of its own."""
        tried: list[str] = []
        work = partial(decide_finite, self.game, self.where, more, tried=tried)
        return with_effort(Verdict, effort, tried, lambda mark: work(mark=mark))


def subject_of(
    game: Game | FiniteGame | Twin[Game], condition: Asked | Sequence[Asked], where: Where
) -> Subject:
    """What a region of this game is about."""
    if isinstance(game, FiniteGame):
        condition = of_profiles(game, condition)
        if condition.simple() == (nash(),):
            return Equilibria(game, condition, where)
        game = in_variables(game, condition)
    if isinstance(game, Twin):
        whole = one_condition(condition, game.game.symbols)
        return Agreements(Question(game.game, asked_of(game, whole), where))
    return Agreements(Question(game, condition, where))
