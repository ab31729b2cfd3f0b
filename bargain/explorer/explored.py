"""A game with the question put to it, and what can be said at once of one choice of parameters.

What is said here is said while a slider moves, within a tenth of a second: solutions by the
vectorised path of sweeps (`bargain.study.batch_points`), which bounds what they lack and leaves
open what it cannot. Nothing here is a proof; `bargain.explorer.proofs` asks for those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

import numpy as np
import sympy as sp

from bargain.arguments import mapping
from bargain.errors import BargainError, InputError, OptionError
from bargain.exact import to_fraction, to_sympy
from bargain.explorer.sliders import Slider, outside, sliders_of, start_of
from bargain.game.conditions.condition import Condition
from bargain.game.expression import to_text
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.pure_profiles import in_variables
from bargain.game.written import Bounds
from bargain.plot.payoff_points import QUICK, Floats, payoffs_of
from bargain.question.goals import Asked, one_condition, usual_conditions
from bargain.question.question import Question
from bargain.question.region_relations import Where
from bargain.solve.bargaining.batch_bargaining import PointStatus
from bargain.solve.payoffs.defined_boxes import refuse_undefined_gains
from bargain.solve.payoffs.kinks import refuse_breaks, refuse_functions
from bargain.study.batch_points import kernel_of, solve_points, takes_one_game

__all__ = ["Explored", "Shown", "explored"]

#: What is solved, by the names of `bargain.solve.solvers`.
SOLUTIONS = ("nash_bargaining", "kalai_smorodinsky", "egalitarian", "utilitarian",
             "nash_equilibria")  # fmt: skip
_FLOAT = 1e-15  # no float is surer of itself than that
LATER = "asked for when the sliders rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row of what is shown: a solution, what it rests on, its numbers.

    Attributes
    ----------
    solution : str
    basis : str
        ``proved``, ``exact``, ``numerical``, ``open``: what the numbers rest on; ``refused``
        where the solver does not take the game.
    said : str
        More about that.
    values, payoffs : mapping of str to str or float
        By variable, and by player; texts are exact. Empty where there is no agreement.
    certificate : mapping, optional
        Of what is proved.
    """

    solution: str
    basis: str
    said: str
    values: Mapping[str, str | float] = field(default_factory=dict)
    payoffs: Mapping[str, str | float] = field(default_factory=dict)
    certificate: Mapping[str, object] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Explored:
    """A game, a question, and the sliders of its parameters; made by `explored`.

    Attributes
    ----------
    game : Game or FiniteGame
    condition : Condition
    where : tuple of str
        The region, as texts.
    sliders : tuple of Slider
    relations : tuple of relations
        The region with all assumptions: what values have to satisfy.
    start : tuple of str
        A value for each slider.
    unmoved : str
        Why numbers wait until the sliders rest; empty where they do not.
    """

    game: Game | FiniteGame
    condition: Condition
    where: tuple[str, ...]
    sliders: tuple[Slider, ...]
    relations: tuple[sp.Basic, ...]
    start: tuple[str, ...]
    unmoved: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        # made again: a relation that is unpickled may be decided by the signs of its symbols
        over = {s.symbol.name: (s.low, s.high) for s in self.sliders}
        return explored, (self.game, self.condition, over, self.where)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Two players each, whose payoffs can be drawn."""
        return list(combinations(self.game.players, 2))

    def chosen(self, texts: Sequence[str]) -> dict[sp.Symbol, Fraction]:
        """The exact values that texts give to the parameters.

        Raises
        ------
        InputError
            For what is no number, and for values outside the region.
        """
        if len(texts) != len(self.sliders):
            raise InputError(f"{len(texts)} values for {len(self.sliders)} parameters",
                             fix="give one for each")  # fmt: skip
        values = {}
        for slider, text in zip(self.sliders, texts, strict=True):
            try:
                values[slider.symbol] = to_fraction(text)
            except InputError as error:
                raise InputError(error.what, where=f"{slider.symbol}",
                                 fix="write 3, 0.75 or 3/4") from None  # fmt: skip
            slider.refuse_beyond(values[slider.symbol])
        if broken := outside(self.relations, values):
            raise InputError(f"outside the region: {broken} does not hold",
                             where=", ".join(f"{s} = {x}" for s, x in values.items()),
                             fix="choose values inside it")  # fmt: skip
        return values

    def at(self, values: Mapping[sp.Symbol, Fraction]) -> Game | FiniteGame:
        """The game at the values of its own parameters."""
        return self.game.at({s: x for s, x in values.items() if s in self.game.parameters})

    def beside(self, values: Mapping[sp.Symbol, Fraction]) -> list[sp.Basic]:
        """The values of parameters that are the question's alone, as relations."""
        return [sp.Eq(s, to_sympy(x), evaluate=False) for s, x in values.items()
                if s not in self.game.parameters]  # fmt: skip

    def feasible(self, values: Mapping[sp.Symbol, Fraction], pair: tuple[str, str]) -> Floats:
        """Payoffs of two players at sampled agreements, one row each; of a table its profiles."""
        game = self.game
        if isinstance(game, FiniteGame) or any(
            end.free_symbols for ends in game.box.values() for end in ends
        ):  # of these nothing is compiled once for all values
            return payoffs_of(self.at(values), pair, sample=QUICK)
        fixed = {s: float(values[s]) for s in self.game.parameters}
        return payoffs_of(game, pair, fixed, QUICK)

    def outside_options(self, values: Mapping[sp.Symbol, Fraction]) -> dict[str, float]:
        """The payoffs of no agreement."""
        exact = {s: to_sympy(x) for s, x in values.items()}
        given = self.game.disagreement or {}
        return {p: float(sp.sympify(d).subs(exact)) for p, d in given.items()}

    def solved(self, values: Mapping[sp.Symbol, Fraction]) -> Iterator[Shown]:
        """The solutions, as numbers that say how far off they can be."""
        if isinstance(self.game, FiniteGame):
            yield Shown(solution="nash_equilibria", basis="open", said=LATER)
            return
        for name in SOLUTIONS:
            if self.unmoved or takes_one_game(self.game, name):
                yield Shown(solution=name, basis="open", said=LATER)
                continue
            try:
                theta = [np.array([float(values[s])]) for s in self.game.parameters]
                found = solve_points(kernel_of(self.game, name), theta, 1, one_by_one=False)
            except BargainError as error:
                yield Shown(solution=name, basis="open", said=str(error))
                continue
            yield from _rows(self.game, name, found)


def _rows(game: Game, name: str, found: Mapping[str, np.ndarray]) -> Iterator[Shown]:
    """The answer of the vectorised path at one point."""
    if (status := found["status"][0]) != PointStatus.AGREEMENT:
        none = status == PointStatus.NO_AGREEMENT
        said = "no agreement is better for everyone than none" if none else LATER
        yield Shown(solution=name, basis="numerical" if none else "open", said=said)
    elif name != "nash_equilibria":
        said = f"the objective can rise by {max(found['bound'][0], _FLOAT):.0e} of itself at most"
        yield _row(game, name, said, {v: x[..., 0] for v, x in found.items()})
    else:
        said = f"best replies to within {max(found['residual'][0], _FLOAT):.0e} of the box"
        for k in range(int(found["equilibria"][0])):
            columns = {v.name: found[v.name][k, 0] for v in game.variables}
            columns["payoff"] = found["payoff"][k, :, 0]
            yield _row(game, f"{name} {k + 1}", said, columns)


def _row(game: Game, name: str, said: str, found: Mapping[str, np.ndarray]) -> Shown:
    return Shown(
        solution=name,
        basis="numerical",
        said=said,
        values={v.name: float(found[v.name]) for v in game.variables},
        payoffs=dict(zip(game.players, map(float, found["payoff"]), strict=True)),
    )


def explored(
    game: Game | FiniteGame,
    condition: Asked | Sequence[Asked] | None,
    over: Mapping[sp.Symbol, Bounds] | Mapping[str, Bounds] | None,
    where: Where,
) -> Explored:
    """A game made ready to be explored; see `bargain.explorer.local_page.explore`."""
    if not isinstance(game, (Game, FiniteGame)):
        raise OptionError(
            f"{type(game).__name__} cannot be explored",
            where="explore",
            fix="give a Game or a FiniteGame, of a tree tree.to_finite()",
        )
    continuous = in_variables(game)
    asked = one_condition(usual_conditions(game) if condition is None else condition,
                          continuous.symbols)  # fmt: skip
    question = Question(continuous, asked, where)
    parameters = sorted({*game.parameters, *asked.parameters}, key=lambda s: s.name)
    ranges = {}
    for key, bounds in mapping(over, "over", fix="write {s_C: (1, 8)}").items():
        symbol = question.table.find(key)
        if symbol not in parameters:
            raise OptionError(
                f"{symbol} is not a parameter",
                where="over",
                fix="parameters: " + (", ".join(map(str, parameters)) or "none"),
            )
        ranges[symbol] = bounds
    sliders = sliders_of(parameters, question.stated, ranges)
    unmoved = ""
    if isinstance(game, FiniteGame):
        unmoved = "of a table"
    else:
        try:
            refuse_functions(game)
            refuse_breaks(game)
            refuse_undefined_gains(game, {s.symbol: (s.ticks[0], s.ticks[-1]) for s in sliders
                                          if s.symbol in game.parameters})  # fmt: skip
        except BargainError as error:
            unmoved = error.what
    return Explored(
        game, asked, tuple(map(to_text, question.where)), sliders, question.stated,
        start_of(sliders, question.stated), unmoved,
    )  # fmt: skip
