"""What another process is asked when the sliders rest: answers with proofs, or that there is none.

The work is a pure function of what pickles (`bargain.apart`), so that the page goes on while it is
done. Every question has a clock and an effort; what they end is unknown, and says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bargain.check.certificate import Data
from bargain.errors import BargainError, InputError
from bargain.explorer.explored import SOLUTIONS, Explored, Shown
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.result import Result
from bargain.solve.solvers import declared
from bargain.study.phase import PhaseDiagram, phase_diagram
from bargain.verdicts.decide import decide

__all__ = ["MOST_PAVED", "AtPoint", "Everywhere", "Paving"]

#: Smallest cells by the number of parameters, as shares of each side.
_RESOLUTIONS = {1: 0.005, 2: 0.02, 3: 0.1}
MOST_PAVED = max(_RESOLUTIONS)
_PATIENCE = 5  # times the seconds of a proof that a paving may take


def _in_the_background() -> None:
    """Let what moves with the sliders come first."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, 10)


@dataclass(frozen=True, slots=True)
class Everywhere:
    """The question over the whole region."""

    explored: Explored
    timeout: float

    def __call__(self) -> Result | str:
        """The verdict, or why there is none."""
        _in_the_background()
        game = self.explored
        try:
            return decide(game.game, game.condition, game.where, timeout=self.timeout)
        except BargainError as error:
            return str(error)


@dataclass(frozen=True, slots=True)
class Paving:
    """The question for all sliders together, cell by cell."""

    explored: Explored
    timeout: float

    @property
    def refused(self) -> str:
        """Why there is nothing to pave; empty if there is."""
        count = len(self.explored.sliders)
        if not count:
            return "This game has no parameters: there is no region to draw."
        if count > MOST_PAVED:
            return (
                f"A region is drawn for up to {MOST_PAVED} parameters, and this question has "
                f"{count}: fix some with game.at(…), or --at."
            )
        return ""

    def __call__(self) -> PhaseDiagram | str:
        """The paving, or why there is none."""
        _in_the_background()
        game = self.explored
        over = {s.symbol: (s.low, s.high) for s in game.sliders}
        try:
            return phase_diagram(
                game.game, game.condition, over, where=game.where,
                resolution=_RESOLUTIONS[len(over)], timeout=_PATIENCE * self.timeout,
                effort=self.timeout,
            )  # fmt: skip
        except BargainError as error:
            return str(error)


@dataclass(frozen=True, slots=True)
class AtPoint:
    """The question at one choice of values, and the solutions that wait for it."""

    explored: Explored
    timeout: float

    def __call__(self, texts: Sequence[str]) -> tuple[list[Shown], Result | str]:
        """Rows for solutions, and the verdict or why there is none."""
        _in_the_background()
        game = self.explored
        values = game.chosen(texts)
        here = game.at(values)
        waiting = [s.solution for s in game.solved(values) if s.basis == "open"]
        rows = [
            row
            for name in SOLUTIONS
            if name in waiting or name == "nash_equilibria"
            if not isinstance(here, FiniteGame) or name == "nash_equilibria"
            for row in _rows(name, here, self.timeout)
        ]
        try:
            return rows, decide(here, game.condition, game.beside(values), timeout=self.timeout)
        except BargainError as error:
            return rows, str(error)


def _rows(name: str, here: Game | FiniteGame, timeout: float) -> Iterator[Shown]:
    """A solution by its own solver, with what the solver claims."""
    solver = declared(name)
    options = {"timeout": timeout} if "timeout" in solver.options else {}
    try:
        found: Any = solver.load()(here, **options)
    except BargainError as error:
        basis = "refused" if isinstance(error, InputError) else "open"
        yield Shown(solution=name, basis=basis, said=str(error))
        return
    if name == "nash_equilibria":
        proved = found.complete and found.certificate is not None
        basis = "proved" if proved else "exact" if found.arithmetic == "exact" else "numerical"
        said = "all of them: the certificate was checked" if proved else found.reason
        if not found.equilibria:
            yield Shown(solution=name, basis=basis, said=f"none; {said}",
                        certificate=found.certificate)  # fmt: skip
        for k, each in enumerate(found.equilibria, start=1):
            yield _row(f"{name} {k}", each, basis, said, found.certificate)
    elif found.agreement is None:
        basis = "open" if found.status == "unknown" else "numerical"
        yield Shown(solution=name, basis=basis, said=found.reason or found.status)
    else:
        basis = "exact" if found.arithmetic == "exact" else "numerical"
        yield _row(name, found.agreement, basis, found.reason, None)


def _row(name: str, each: Any, basis: str, said: str, certificate: Data | None) -> Shown:
    plain = each.to_dict()
    values = plain.get("values") or {
        player: ", ".join(a if p == "1" else f"{a} ({p})" for a, p in mixed.items() if p != "0")
        for player, mixed in plain["strategies"].items()
    }
    return Shown(solution=name, basis=basis, said=said, values=values,
                 payoffs=plain["payoffs"], certificate=certificate)  # fmt: skip
