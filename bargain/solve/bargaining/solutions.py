r"""Bargaining solutions: Nash, Kalai-Smorodinsky, egalitarian, utilitarian.

A bargaining problem is a set of agreements with gains :math:`g_i = u_i - d_i`. It may be a smooth
`Game` (all points of its box), a finite set of agreements, or a polygon of payoffs
(`AgreementSet`). Feasibility is decided first: if no agreement makes every player better off the
answer says so, with a proof; a point that someone rejects is never returned. Definitions and
conventions for concave games are in `bargain.solve.bargaining.smooth_bargaining`; what has kinks,
cases, constraints, listed values or gains that are not concave is solved case by case
(`bargain.solve.bargaining.cases.case_solver`); for sets see `bargain.solve.bargaining.feasible`.

Nash and Kalai-Smorodinsky do not move when payoffs are rescaled or shifted per player; the
egalitarian and the utilitarian solution compare gains between players, and do.
"""

from __future__ import annotations

from collections.abc import Mapping

from bargain.arguments import flag, within_reach
from bargain.clock import within
from bargain.errors import GameError, InputError, LimitReached, NoClosedForm, OptionError
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Number
from bargain.solve.agreement import BargainingSolution, Outcome
from bargain.solve.bargaining import central_path
from bargain.solve.bargaining.cases.case_solver import solve_cases
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.bargaining.outside_options import with_disagreement
from bargain.solve.bargaining.smooth_bargaining import bargaining_weights, solve_smooth
from bargain.solve.payoffs.concavity import concave_gains
from bargain.solve.payoffs.defined_boxes import (
    refuse_extreme_boxes,
    refuse_extreme_numbers,
    refuse_extreme_weights,
    refuse_undefined_gains,
)
from bargain.solve.payoffs.kinks import is_smooth, refuse_functions
from bargain.solve.tables.table_agreements import agreements_of

__all__ = ["egalitarian", "kalai_smorodinsky", "nash_bargaining", "utilitarian"]

_SMOOTH = {
    "nash_bargaining": central_path.maximise_nash,
    "kalai_smorodinsky": central_path.maximise_least_ideal,
    "egalitarian": central_path.maximise_least,
    "utilitarian": central_path.maximise_sum,
}


@within_reach
def nash_bargaining(
    game: Game | FiniteGame | AgreementSet,
    weights: Mapping[str, Number] | None = None,
    *,
    symbolic: bool = False,
    timeout: float | None = None,
    lotteries: bool = False,
    disagreement: Mapping[str, Number] | str | None = None,
) -> BargainingSolution:
    r"""The (weighted) Nash bargaining solution: the largest :math:`\prod_i g_i^{\alpha_i}`.

    Parameters
    ----------
    game : Game, FiniteGame or AgreementSet
        A game with numeric parameters; with ``symbolic=True`` parameters may stay.
    weights : mapping of player to positive number, optional
        Bargaining weights :math:`\alpha_i`; default equal. With ``symbolic=True`` letters too.
    symbolic : bool, default False
        Return a checked closed form with its regions of validity.
    lotteries : bool, default False
        Of a finite game: over its outcomes.
    disagreement : mapping of player to number, or ``"nash"``, optional
        In place of the game's; ``"nash"`` is what all Nash equilibria give, if it is one thing.
    timeout : float, optional
        Seconds of wall time after which the answer is ``unknown``.

    Returns
    -------
    BargainingSolution
        `.agreement` is `None` unless an agreement that is globally best was found.

    Raises
    ------
    GameError
        Parameters are left in the game, or a payoff has no value somewhere in the box.
    NoClosedForm
        With ``symbolic=True``: no closed form of a known family.

    References
    ----------
    Nash, J. (1950), The bargaining problem, *Econometrica* 18, 155-162.

    Examples
    --------
    >>> import sympy as sp
    >>> y_P, y_C = sp.symbols("y_P y_C")
    >>> game = Game({"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
    ...             {"patron": y_C/8 - y_P**2/2, "client": y_P - y_C**2/2})
    >>> solution = nash_bargaining(game)
    >>> round(solution.agreement[y_P], 9), round(solution.agreement[y_C], 9)
    (0.25, 0.5)
    """
    if flag(symbolic, "symbolic"):
        return _closed_form("nash_bargaining", game, weights, disagreement)
    return _solve(
        "nash_bargaining", game, weights, flag(lotteries, "lotteries"), timeout, disagreement
    )


@within_reach
def kalai_smorodinsky(
    game: Game | FiniteGame | AgreementSet,
    weights: Mapping[str, Number] | None = None,
    *,
    symbolic: bool = False,
    timeout: float | None = None,
    lotteries: bool = False,
    disagreement: Mapping[str, Number] | str | None = None,
) -> BargainingSolution:
    r"""The Kalai-Smorodinsky solution: equal shares of the ideal gains, as large as possible.

    Parameters
    ----------
    game : Game, FiniteGame or AgreementSet
        A game with numeric parameters.
    weights : mapping of player to positive number, optional
        Shares in proportion to the weights (Thomson 1994); default equal.
    symbolic : bool, default False
        A closed form in the parameters, with the region where it holds, where gains can be
        transferred (`bargain.solve.bargaining.transfers`).
    lotteries : bool, default False
        Of a finite game: over its outcomes.
    disagreement : mapping of player to number, or ``"nash"``, optional
        In place of the game's; ``"nash"`` is what all Nash equilibria give, if it is one thing.
    timeout : float, optional
        Seconds of wall time after which the answer is ``unknown``.

    Returns
    -------
    BargainingSolution

    Raises
    ------
    NoClosedForm
        With ``symbolic=True``: no closed form is known.

    References
    ----------
    Kalai, E. & Smorodinsky, M. (1975), Other solutions to Nash's bargaining problem,
    *Econometrica* 43, 513-518.

    Examples
    --------
    >>> import sympy as sp
    >>> x, n = sp.symbols("x n")
    >>> game = Game({"1": {x: (0, 1)}, "2": {n: (0, 1)}}, {"1": x, "2": sp.sqrt(1 - x)})
    >>> round(kalai_smorodinsky(game).agreement[x], 6)  # x = sqrt(1 - x)
    0.618034
    """
    if flag(symbolic, "symbolic"):
        return _closed_form("kalai_smorodinsky", game, weights, disagreement)
    return _solve(
        "kalai_smorodinsky", game, weights, flag(lotteries, "lotteries"), timeout, disagreement
    )


@within_reach
def egalitarian(
    game: Game | FiniteGame | AgreementSet,
    weights: Mapping[str, Number] | None = None,
    *,
    symbolic: bool = False,
    timeout: float | None = None,
    lotteries: bool = False,
    disagreement: Mapping[str, Number] | str | None = None,
) -> BargainingSolution:
    r"""The egalitarian (proportional) solution: the largest least gain :math:`\min_i g_i/w_i`.

    Parameters
    ----------
    game : Game, FiniteGame or AgreementSet
        A game with numeric parameters, its payoffs in comparable units.
    weights : mapping of player to positive number, optional
        Gains in proportion to the weights; default equal.
    symbolic : bool, default False
        A closed form in the parameters, with the region where it holds, where gains can be
        transferred (`bargain.solve.bargaining.transfers`).
    lotteries : bool, default False
        Of a finite game: over its outcomes.
    disagreement : mapping of player to number, or ``"nash"``, optional
        In place of the game's; ``"nash"`` is what all Nash equilibria give, if it is one thing.
    timeout : float, optional
        Seconds of wall time after which the answer is ``unknown``.

    Returns
    -------
    BargainingSolution

    Raises
    ------
    NoClosedForm
        With ``symbolic=True``: no closed form is known.

    References
    ----------
    Kalai, E. (1977), Proportional solutions to bargaining situations, *Econometrica* 45.

    Examples
    --------
    >>> import bargain as bg
    >>> import sympy as sp
    >>> x = sp.Symbol("x")
    >>> pie = bg.Game(actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 2 - 2*x})
    >>> round(egalitarian(pie).agreement[x], 6)  # x = 2 - 2x
    0.666667
    """
    if flag(symbolic, "symbolic"):
        return _closed_form("egalitarian", game, weights, disagreement)
    return _solve("egalitarian", game, weights, flag(lotteries, "lotteries"), timeout, disagreement)


@within_reach
def utilitarian(
    game: Game | FiniteGame | AgreementSet,
    weights: Mapping[str, Number] | None = None,
    *,
    symbolic: bool = False,
    timeout: float | None = None,
    lotteries: bool = False,
    disagreement: Mapping[str, Number] | str | None = None,
) -> BargainingSolution:
    r"""The utilitarian agreement: the largest :math:`\sum_i w_i g_i` that everyone accepts.

    Parameters
    ----------
    game : Game, FiniteGame or AgreementSet
        A game with numeric parameters, its payoffs in comparable units.
    weights : mapping of player to positive number, optional
        Default equal.
    symbolic : bool, default False
        A closed form in the parameters, with the region where it holds, where gains can be
        transferred (`bargain.solve.bargaining.transfers`).
    lotteries : bool, default False
        Of a finite game: over its outcomes.
    disagreement : mapping of player to number, or ``"nash"``, optional
        In place of the game's; ``"nash"`` is what all Nash equilibria give, if it is one thing.
    timeout : float, optional
        Seconds of wall time after which the answer is ``unknown``.

    Returns
    -------
    BargainingSolution
        Restricted to agreements with non-negative gains, unlike the unrestricted sum.

    Raises
    ------
    NoClosedForm
        With ``symbolic=True``: no closed form is known.

    Examples
    --------
    >>> import bargain as bg
    >>> import sympy as sp
    >>> x = sp.Symbol("x")
    >>> curved = {"A": x, "B": 1 - x**2}
    >>> pie = bg.Game(actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs=curved)
    >>> round(utilitarian(pie).agreement[x], 6)
    0.5
    """
    if flag(symbolic, "symbolic"):
        return _closed_form("utilitarian", game, weights, disagreement)
    return _solve("utilitarian", game, weights, flag(lotteries, "lotteries"), timeout, disagreement)


def _closed_form(
    name: str,
    game: Game | FiniteGame | AgreementSet,
    weights: Mapping[str, Number] | None,
    disagreement: Mapping[str, Number] | str | None,
) -> BargainingSolution:
    from bargain.solve.bargaining.closed_forms import closed_form_nash, weights_with_letters
    from bargain.solve.bargaining.transfers import closed_form_of_transfers

    if disagreement is not None:
        raise OptionError(
            "a closed form has the game's own disagreement",
            where="disagreement",
            fix="use game.with_disagreement({...})",
        )
    if not isinstance(game, Game):
        raise NoClosedForm("sets of agreements are solved exactly; leave symbolic=False")
    refuse_extreme_numbers(game)
    letters = weights_with_letters(game.players, weights)
    if name == "nash_bargaining":
        return closed_form_nash(game, letters)
    return closed_form_of_transfers(name, game, letters)


def _solve(
    name: str,
    game: Game | FiniteGame | AgreementSet,
    weights: Mapping[str, Number] | None,
    lotteries: bool,
    timeout: float | None,
    disagreement: Mapping[str, Number] | str | None,
) -> BargainingSolution:
    def ended(reason: str) -> BargainingSolution:
        return BargainingSolution(solution=name, reason=reason)

    def work() -> BargainingSolution:
        if disagreement is None:
            return _solved(name, game, weights, lotteries)
        try:
            moved = with_disagreement(game, disagreement)
        except LimitReached as error:
            return ended(f"the disagreement is not determined: {error}")
        return _solved(name, moved, weights, lotteries)

    return within(timeout, work, ended)


def _solved(
    name: str,
    game: Game | FiniteGame | AgreementSet,
    weights: Mapping[str, Number] | None,
    lotteries: bool,
) -> BargainingSolution:
    if isinstance(game, FiniteGame):
        game = agreements_of(game, lotteries=lotteries)
    elif lotteries:
        raise OptionError("lotteries are over the outcomes of a finite game", where="lotteries",
                          fix="give a FiniteGame, or AgreementSet.from_polygon")  # fmt: skip
    if isinstance(game, AgreementSet):
        return game.solve(name, bargaining_weights(game.players, weights))
    if not isinstance(game, Game):
        raise InputError(
            f"{type(game).__name__} is not a bargaining problem",
            where="the first argument",
            fix="give a Game, a FiniteGame, or an AgreementSet of points or of a polygon",
        )
    exact = bargaining_weights(game.players, weights)
    refuse_extreme_weights(exact)
    refuse_functions(game)
    refuse_extreme_numbers(game)
    if game.parameters:
        raise GameError(
            "the game still has parameters",
            where=", ".join(map(str, game.parameters)),
            fix="give them values with game.at({...}), or ask for symbolic=True",
        )
    refuse_extreme_boxes(game, narrow=True)
    refuse_undefined_gains(game)
    if is_smooth(game) and all(concave_gains(game).values()):
        found = solve_smooth(game, name, _SMOOTH[name], exact)
        if found.status is not Outcome.UNKNOWN:
            return found
    return solve_cases(game, name, exact)
