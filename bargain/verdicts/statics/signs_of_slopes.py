r"""Comparative statics with a proof: the sign of a solution's derivative over a region.

A solution maximises :math:`F(y; θ)` over the box (the Nash bargaining solution
:math:`\sum_i λ_i \log(u_i - d_i)`, the utilitarian one :math:`\sum_i u_i` among the agreements
that everyone accepts; that nobody loses at the largest sum is proved first). In a *regime* some
variables sit at an end of their box and the others are free. With :math:`g_v = 0` the first-order
conditions of the free variables (denominators cleared) the implicit function theorem gives

.. math:: J \, y'_θ + g_θ = 0, \qquad J = \partial g / \partial y,

wherever :math:`\det J \ne 0`. The sign of :math:`\partial_θ q + \partial_y q \cdot y'_θ`, for the
quantity :math:`q` asked for, is decided by refuting the opposite from exactly these relations, the
gains being positive, the end conditions of the regime, and the region. That :math:`\det J` has no
zero under the same relations is proved as well, and that the point differentiated is the only
solution and does not jump (`bargain.verdicts.statics.optimality` has the two arguments); without it
nothing is claimed. For Nash bargaining the conditions are multiplied by the gains; where one of
them can be solved for a variable, simpler equations that follow (proved) take the place of the
others.

A sign is that of the derivative along every interval of the parameter inside the region on which a
solution exists: one-sided where a regime ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import sympy as sp

from bargain.arguments import of_type, within_reach
from bargain.budget import Exhausted, allowed, spent
from bargain.clock import ClockEnded, asked
from bargain.errors import OptionError
from bargain.game.conditions import Condition, nash, solution, stackelberg
from bargain.game.faces import faces
from bargain.game.game import Game
from bargain.question.question import Question
from bargain.question.region_relations import Where
from bargain.result import Result
from bargain.verdicts.refutation import refuse_empty
from bargain.verdicts.statics.compared import compared
from bargain.verdicts.statics.optimality import prepare
from bargain.verdicts.statics.regime import Regime, answered
from bargain.verdicts.statics.studied import Study

_SHARE_CONCAVE = 0.25  # of the time, for the proof that the objective is concave

__all__ = ["ComparativeStatics", "Regime", "comparative_statics"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ComparativeStatics(Result):
    """The sign of a derivative over a region, regime by regime.

    Attributes
    ----------
    of, wrt : str
        The quantity and the parameter.
    regimes : tuple of Regime
        All regimes, interior first.
    exists : bool
        Whether some parameters of the region are known to have a solution (the largest sum always
        exists): then some regime occurs.
    """

    _also: ClassVar[tuple[str, ...]] = ("sign",)
    _without: ClassVar[tuple[str, ...]] = ("exists",)

    of: str
    wrt: str
    solver: str
    regimes: tuple[Regime, ...]
    exists: bool = False

    @property
    def interior(self) -> Regime:
        """The regime with every variable free."""
        return self.regimes[0]

    @property
    def sign(self) -> str:
        """The sign over all regimes.

        ``increasing`` and ``decreasing`` are strict in at least one regime that occurs and may be
        ``constant`` in others (an end of the box does not move); ``unknown`` if any regime is, if
        the quantity is undefined in one, or if a regime that decides is not known to occur;
        ``empty`` if none occurs: the region has no solution to differentiate.
        """
        regimes = [r for r in self.regimes if r.sign != "empty"]
        found = {r.sign for r in regimes}
        if not found:
            return "empty"
        if found & {"unknown", "undefined"}:
            return "unknown"
        seen = {r.sign for r in regimes if r.occurs is not None or r.sign == "sign changes"}
        if "sign changes" in seen or {"increasing", "decreasing"} <= seen:
            return "sign changes"
        moving = found - {"constant"}
        if not moving:
            return "constant"
        # one direction, and it is seen; or it is the only thing that can occur
        if len(moving) == 1 and (moving <= seen or (len(found) == 1 and self.exists)):
            return moving.pop()
        return "unknown"

    def summary(self) -> str:
        """One line per regime."""
        lines = [f"{self.of} in {self.wrt} ({self.solver}): {self.sign}"]
        for r in self.regimes:
            notes = [n for n in (r.argument and f"the solution: {r.argument}", r.reason) if n]
            lines.append(f"  {r.name}: {r.sign}" + (f" ({'; '.join(notes)})" if notes else ""))
        return "\n".join(lines)


@within_reach
def comparative_statics(
    game: Game,
    solver: Callable[..., object] | Condition | str,
    *,
    of: sp.Expr | str,
    wrt: sp.Symbol | str,
    where: Where = (),
    timeout: float = 120.0,
    effort: float | None = None,
) -> ComparativeStatics:
    """The proved sign of the derivative of a solution in a parameter over a region.

    Parameters
    ----------
    game : Game
        With symbolic parameters, payoffs smooth in the box.
    solver : function or str
        `bargain.nash_bargaining` or `bargain.utilitarian` (or their names): the slope, regime by
        regime, in boxes of numbers. In boxes with parameters, and for
        `bargain.kalai_smorodinsky`, `bargain.egalitarian`, `bargain.nash_equilibria`,
        `bargain.stackelberg` (the first player leads), or a condition (``conditions.nash()``,
        ``stackelberg(leader=…)``, ``solution(…)``, ``alternating_offers(…)`` with discount factors
        that are parameters of the game): every two solutions are compared
        (`bargain.verdicts.statics.compared`).
    of : symbol or expression
        What is differentiated, e.g. ``y_C`` or ``y_C/y_P``: variables and parameters.
    wrt : symbol or str
        The parameter.
    where : sequence of relations, optional
        The region.
    timeout : float, default 120
        Seconds of wall time, shared by the regimes and kept within 10 %.
    effort : float, optional
        Work allowed, in units of `bargain.budget`, shared by the regimes. One unit per second
        of `timeout` unless given.

    Returns
    -------
    ComparativeStatics

    Raises
    ------
    OptionError
        For another solver, an unknown parameter, or payoffs that are not differentiable.

    Examples
    --------
    >>> import bargain as bg
    >>> game = bg.models.autonomy_security(entrapment=False)
    >>> answer = comparative_statics(game, "nash_bargaining", of="y_C", wrt="s_C")
    >>> answer.interior.sign
    'increasing'
    """
    of_type(
        game, Game, "game", fix="give a Game with continuous actions", where="comparative_statics"
    )
    name = solver if isinstance(solver, str) else getattr(solver, "__name__", repr(solver))
    concept = _concept(solver, name, game)
    parameter = game.symbol(wrt)
    if parameter not in game.parameters:
        raise OptionError(
            f"{parameter} is not a parameter of the game",
            fix="parameters: " + ", ".join(map(str, game.parameters)),
        )
    quantity = game.parse(of) if isinstance(of, str) else of
    of_type(quantity, sp.Expr, "of", fix="give a variable or an expression, as y_C or y_C/y_P")
    if unknown := quantity.free_symbols - {*game.variables, *game.parameters}:
        raise OptionError(
            f"{sorted(map(str, unknown))[0]} is not a symbol of the game", where=f"of={quantity}"
        )
    if concept is not None:
        return _by_comparison(game, concept, quantity, parameter, where, timeout, effort)
    regimes: list[Regime] = []
    ends = list(faces(len(game.variables)))
    study = None
    try:
        with asked(timeout, effort) as units:
            mark = spent() + units
            study = Study(game, name, quantity, parameter, where)
            refuse_empty(study.question, units)
            prepare(study, spent() + _SHARE_CONCAVE * units)
            for position, at in enumerate(ends):
                left = max(0.0, mark - spent()) / min(2, len(ends) - position)  # interior first
                try:
                    with allowed(left):
                        regimes.append(answered(study, at, spent() + left))
                except Exhausted as ended:
                    regimes.append(Regime(name=study.name_of(at), reason=str(ended)))
    except (ClockEnded, Exhausted) as end:
        if study is None or not regimes:
            return ComparativeStatics(
                of=str(quantity), wrt=str(parameter), solver=name,
                regimes=(Regime(name="every regime", reason=str(end)),),
            )  # fmt: skip
        regimes += [Regime(name=study.name_of(at), reason=str(end)) for at in ends[len(regimes) :]]
    return ComparativeStatics(
        of=str(quantity),
        wrt=str(parameter),
        solver=name,
        regimes=tuple(_unique(regimes, ends)),
        exists=name == "utilitarian",
    )


def _concept(solver: object, name: str, game: Game) -> Condition | None:
    """The condition that an agreement is a solution; None where slopes of the objective serve."""
    if isinstance(solver, Condition):
        return solver
    fixed = not any(end.free_symbols for box in game.box.values() for end in box)
    if name in ("nash_bargaining", "utilitarian") and fixed:
        return None
    if name in ("nash_bargaining", "utilitarian", "kalai_smorodinsky", "egalitarian"):
        return solution(name)
    if name == "nash_equilibria":
        return nash()
    if name == "stackelberg":
        return stackelberg(leader=game.players[0])
    if name == "alternating_offers":
        raise OptionError(
            "alternating offers need discount factors",
            where="comparative_statics",
            fix='give conditions.alternating_offers({"A": d, "B": e}), with the factors among the '
            "parameters of the game",
        )
    raise OptionError(
        f"comparative statics of {name} are not available",
        fix="use nash_bargaining, utilitarian, kalai_smorodinsky, egalitarian, nash_equilibria, "
        "stackelberg, or a condition such as conditions.stackelberg(leader=…)",
    )


def _by_comparison(
    game: Game,
    concept: Condition,
    quantity: sp.Expr,
    parameter: sp.Symbol,
    where: Where,
    timeout: float,
    effort: float | None,
) -> ComparativeStatics:
    try:
        with asked(timeout, effort) as units:
            refuse_empty(Question(game, concept, where), units)
            regime = compared(game, concept, quantity, parameter, where, spent() + units)
    except (ClockEnded, Exhausted) as end:
        regime = Regime(name="every solution", reason=str(end))
    return ComparativeStatics(
        of=str(quantity), wrt=str(parameter), solver=concept.name, regimes=(regime,)
    )


def _unique(regimes: Sequence[Regime], ends: Sequence[tuple[int | None, ...]]) -> Iterator[Regime]:
    """No sign where a regime with more free variables may hold other maximisers.

    That is how concavity shows that the solution is unique (`bargain.verdicts.statics.optimality`);
    where no other agreement is as good, nothing else is needed.
    """
    settled = {
        at: r.sign in ("increasing", "decreasing", "constant", "sign changes", "empty")
        for at, r in zip(ends, regimes, strict=True)
    }
    for at, regime in zip(ends, regimes, strict=True):
        above = [
            other
            for other in ends
            if other != at and all(o in (None, a) for o, a in zip(other, at, strict=True))
        ]
        if regime.argument == "concave" and not all(settled[o] for o in above):
            reason = "another best agreement is not excluded in a regime with more free variables"
            reason = regime.reason if regime.sign == "unknown" else reason
            yield replace(regime, sign="unknown", rising=None, falling=None, reason=reason)
        else:
            yield regime
