"""The solvers of the package, each with what it declares; commands and sweeps look here.

A *solver* is a function of a game that returns a `bargain.result.Result` and leaves the game as it
was. It declares

* which **games** it takes: ``continuous`` (`bargain.Game`), ``finite`` (`bargain.FiniteGame`),
  ``extensive`` (`bargain.ExtensiveGame`) or ``set`` (`bargain.AgreementSet`);
* the **arithmetic** of its answers: ``exact``, ``interval``, ``float``, ``symbolic``;
* what it **claims** when its status is not ``unknown``;
* its **options**, and what it **needs** beside the game.

To add one, write it in the chapter of `bargain.solve` that it belongs to and add one line below:
``bargain solve --method`` and `bargain.sweep` then know it by name (a sweep, unless it needs more
than the game). Solving a chunk of points at once is a second line, in
`bargain.study.batch_points`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, cast

from bargain.errors import OptionError
from bargain.result import Result

__all__ = ["SOLVERS", "Declared", "Solver", "declared"]


class Solver(Protocol):
    """What every solver is."""

    def __call__(self, game: object, /, **options: object) -> Result:
        """The answer; `InputError` for a game that it does not take."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A solver and what it declares; see the module.

    Attributes
    ----------
    name : str
        The public function, ``bargain.NAME``.
    home : str
        Its module; loaded when it is first used.
    games, arithmetic : tuple of str
    claims : str
    options : tuple of str
        What it takes beside the game.
    needs : tuple of str
        The options without which it has no answer.
    """

    name: str
    home: str
    games: tuple[str, ...]
    arithmetic: tuple[str, ...]
    claims: str
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        """The name on the command line."""
        return "nash" if self.name == "nash_equilibria" else self.name.replace("_", "-")

    def load(self) -> Solver:
        """The function itself."""
        return cast("Solver", getattr(importlib.import_module(self.home), self.name))


_BARGAINING = "bargain.solve.bargaining.solutions"
_FOUND = ("exact", "float")
_AGREED = ("continuous", "finite", "set")
_WEIGHTED = ("weights", "symbolic", "lotteries", "disagreement", "timeout")
_MOST = "no agreement is better by more than `bound`, or none makes every player better off"

SOLVERS: tuple[Declared, ...] = (
    Declared("nash_equilibria", "bargain.solve.nash_equilibria",
             ("continuous", "finite", "extensive"), ("exact", "interval", "symbolic"),
             "with `complete`, these are all", ("symbolic",)),
    Declared("nash_bargaining", _BARGAINING, _AGREED, (*_FOUND, "symbolic"), _MOST, _WEIGHTED),
    Declared("kalai_smorodinsky", _BARGAINING, _AGREED, _FOUND, _MOST, _WEIGHTED),
    Declared("egalitarian", _BARGAINING, _AGREED, _FOUND, _MOST, _WEIGHTED),
    Declared("utilitarian", _BARGAINING, _AGREED, _FOUND, _MOST, _WEIGHTED),
    Declared("stackelberg", "bargain.solve.stackelberg", ("continuous", "finite"), _FOUND,
             "with `proved`, the leader's choice is globally best", ("leader", "mixed", "timeout")),
    Declared("subgame_perfect", "bargain.solve.trees.subgame_perfect", ("extensive",),
             ("symbolic",), "with `complete`, these are all in pure strategies",
             ("where", "by", "mixed", "timeout", "effort")),
    Declared("perfect_bayesian", "bargain.solve.trees.perfect_bayesian", ("extensive",),
             ("symbolic",), "with `complete`, these are all in pure strategies, or of two that mix",
             ("where", "mixed", "timeout", "effort")),
    Declared("alternating_offers", "bargain.solve.offers.alternating_offers",
             ("continuous", "set"), _FOUND, "nobody gains by deviating once, up to `residual`",
             ("discount", "first", "breakdown", "outside", "horizon", "costs", "recognition",
              "broken", "timeout"), ("discount",)),
    Declared("minimum_discount", "bargain.solve.repeated", ("continuous", "finite"),
             (*_FOUND, "symbolic"), "below `value` somebody gains by leaving it", ("agreement",),
             ("agreement",)),
    Declared("sustainable", "bargain.solve.repeated", ("continuous", "finite"), ("symbolic",),
             "an agreement is sustained iff all `relations` hold", ("discount",), ("discount",)),
)  # fmt: skip


def declared(name: str) -> Declared:
    """What a solver declares, by its public name or by its name on the command line.

    Examples
    --------
    >>> declared("nash-bargaining").games
    ('continuous', 'finite', 'set')
    """
    for solver in SOLVERS:
        if name in (solver.name, solver.method):
            return solver
    raise OptionError(f"unknown solver {name!r}", fix="one of " + ", ".join(_names()))


def _names() -> Iterator[str]:
    return (solver.name for solver in SOLVERS)
