r"""Self-enforcing agreements in the repeated game.

An agreement :math:`z` is played for ever, with discount factor :math:`\beta`; a deviation ends it
and leaves everyone with the outside option (reversion to no alliance). It is a subgame-perfect
equilibrium iff for every player

.. math:: u_i(z) \ge (1-\beta)\, D_i(z) + \beta\, d_i,\qquad
          D_i(z) = \max_{y_i} u_i(y_i, z_{-i}),

that is :math:`\beta \ge \beta_i = (D_i - u_i)/(D_i - d_i)` where the player could gain by deviating
(:math:`D_i > u_i`), and always where it could not, provided :math:`u_i \ge d_i`. The smallest
discount factor is :math:`\max_i \beta_i`; an agreement with :math:`u_i < d_i` for someone, or with
:math:`u_i = d_i` and a profitable deviation, is sustained by no :math:`\beta < 1`.

References
----------
Friedman, J. (1971), A non-cooperative equilibrium for supergames, *Rev. Economic Studies* 38.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import ClassVar

import sympy as sp

from bargain.arguments import of_type, shown, within_reach
from bargain.errors import GameError, InputError, OptionError
from bargain.exact import exact_expression, refuse_unworkable, to_sympy
from bargain.game.declaration import real_expression
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.pure_profiles import positions
from bargain.game.written import Action, Boolean, Number, Value, Values
from bargain.result import Result
from bargain.signs import by_size, sign_of
from bargain.solve.agreement import Agreement, BargainingSolution
from bargain.solve.bargaining.solutions import egalitarian
from bargain.solve.continuous.best_deviation import best_deviation
from bargain.solve.tables.reversion import at_profile, read_profile, slack_polynomials
from bargain.solve.tables.signs_of_payoffs import SignsOfPayoffs

__all__ = ["MinimumDiscount", "SustainableSet", "minimum_discount", "sustainable"]

_LARGEST_POWER = 1000
_ROUNDING = sp.Float("1e-15")  # of a payoff that was found in floating-point arithmetic


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MinimumDiscount(Result):
    """The smallest discount factor that makes an agreement self-enforcing.

    Compares with numbers as its value, and converts with `float`.

    Attributes
    ----------
    value : Fraction, float, sympy expression or None
        `None`: no discount factor below one sustains the agreement (see `reason`).
    by_player : mapping of player to number or None
        Each player's own threshold.
    deviations : mapping of player to payoff
        The best deviation payoffs.
    binding : tuple of str
        The players whose threshold is the largest (numeric games).
    arithmetic : str
    reason : str
    """

    value: Value | None = None
    by_player: Mapping[str, Value | None] = field(default_factory=dict)
    deviations: Mapping[str, Value] = field(default_factory=dict)
    binding: tuple[str, ...] = ()
    arithmetic: str = "exact"
    reason: str = ""

    def _number(self) -> Value:
        if self.value is None:
            raise InputError(
                "no discount factor below one sustains the agreement",
                where=self.reason,
                fix="look at .value before comparing",
            )
        return self.value

    def __float__(self) -> float:
        return float(self._number())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, MinimumDiscount):
            return bool(self.value == other.value)
        return bool(self.value == other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __lt__(self, other: Value) -> bool:
        return bool(self._number() < other)

    def __le__(self, other: Value) -> bool:
        return bool(self._number() <= other)

    def __gt__(self, other: Value) -> bool:
        return bool(self._number() > other)

    def __ge__(self, other: Value) -> bool:
        return bool(self._number() >= other)

    def summary(self) -> str:
        """A few lines of text."""
        shown = "none below one" if self.value is None else str(self.value)
        lines = [f"minimum_discount: {shown} ({self.reason}; {self.arithmetic} arithmetic)"]
        lines += [
            f"  {p}: {'none' if b is None else b}, best deviation {self.deviations[p]}"
            for p, b in self.by_player.items()
        ]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<MinimumDiscount {self.value} ({self.arithmetic})>"


@within_reach
def minimum_discount(
    game: Game | FiniteGame, agreement: Agreement | Values | Sequence[Action]
) -> MinimumDiscount:
    """The smallest discount factor that makes the agreement self-enforcing.

    Parameters
    ----------
    game : Game or FiniteGame
        May keep parameters where best deviations have a closed form. What follows a deviation in a
        finite game is what `bargain.solve.tables.reversion` says; `reason` names it.
    agreement : Agreement or mapping of symbol or name to number or expression
        A value for every variable. Floats make the answer a float. Of a finite game: a pure
        profile, ``("C", "C")`` or ``{player: label}``.

    Returns
    -------
    MinimumDiscount

    Raises
    ------
    InputError
        A variable without a value, or a value outside its box.
    NoClosedForm
        A best deviation that is neither algebraic nor found by concavity.

    Examples
    --------
    >>> y_P, y_C = sp.symbols("y_P y_C")
    >>> s, w = sp.symbols("s w", positive=True)
    >>> game = Game({"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
    ...             {"P": s*y_C - w*y_P**2/2, "C": s*y_P - w*y_C**2/2})
    >>> minimum_discount(game, {y_P: s/w, y_C: s/w}).value  # statement 2 of the theory
    Fraction(1, 2)

    The prisoners' dilemma, after a deviation both defect for ever:

    >>> from bargain.game.tables.finite_game import FiniteGame
    >>> T, R, P = sp.symbols("T R P", positive=True)
    >>> dilemma = FiniteGame.from_payoffs([[R, 0], [T, P]], [[R, T], [0, P]],
    ...                                   actions=["CD", "CD"], assumptions=[T > R, R > P])
    >>> minimum_discount(dilemma, ("C", "C")).value
    (R - T)/(P - T)
    """
    if isinstance(game, FiniteGame):
        return _of_table(game, agreement)
    of_type(game, Game, "game", fix="give a Game or a FiniteGame", where="minimum_discount")
    z, floating = _point(game, agreement)
    compared = {}
    for p in game.players:
        best = best_deviation(game, p, z)
        floating |= best.arithmetic == "float"
        payoff = game.payoffs[p].subs(z, simultaneous=True)
        compared[p] = (payoff, best.payoff, game.disagreement[p])
    return _of_thresholds(compared, floating, _sign)


def _of_table(game: FiniteGame, agreement: object) -> MinimumDiscount:
    """Of a pure profile of a finite game."""
    signs = SignsOfPayoffs(game)

    def sign(e: sp.Expr) -> int | None:
        known = _sign(e)
        if known is not None or e.is_number:
            return known
        return 1 if signs.above(e, sp.S.Zero) else -1 if signs.above(sp.S.Zero, e) else None

    compared, words = at_profile(game, agreement, signs)
    found = _of_thresholds(compared, False, sign)
    open_ = [
        f"{v.payoff} >= {v.outside}"
        for v in compared.values()
        if found.value is not None and not signs.at_least(v.payoff, v.outside)
    ]
    where = f", where {' and '.join(dict.fromkeys(open_))}" if open_ else ""
    return replace(found, reason=f"{found.reason}{where}; after a deviation: {words}")


def _of_thresholds(
    compared: Mapping[str, tuple[sp.Expr, sp.Expr, sp.Expr]],
    floating: bool,
    sign: Callable[[sp.Expr], int | None],
) -> MinimumDiscount:
    """The result, from each player's payoff, best deviation and outside option."""
    by_player: dict[str, Value | None] = {}
    deviations: dict[str, Value] = {}
    failures: list[str] = []
    for p, values in compared.items():
        # Floats make long fractions, and simplifying their logarithms factors them: 30 digits do.
        neat = [sp.N(e, 30) if floating and not e.free_symbols else _simple(e) for e in values]
        if any(e.is_finite is False or e.is_extended_real is False for e in neat):
            raise GameError(
                f"the payoff of {p!r} is not a finite number at the agreement or at a deviation",
                where=f"{p!r}: {values[0]}",
                fix="change the box or the payoff",
            )
        deviations[p] = neat[1]
        payoff, best, outside = neat
        threshold, failure = _threshold(payoff, best, outside, sign)
        by_player[p] = threshold
        if failure:
            failures.append(f"{p} {failure}")
    symbolic = any(isinstance(b, sp.Expr) and b.free_symbols for b in by_player.values())
    arithmetic = "float" if floating else "symbolic" if symbolic else "exact"
    by_player = {p: _number(b, floating) for p, b in by_player.items()}
    deviations = {p: _number(d, floating) for p, d in deviations.items()}
    if failures:
        return MinimumDiscount(
            by_player=by_player,
            deviations=deviations,
            arithmetic=arithmetic,
            reason="; ".join(failures),
        )
    thresholds = {p: b for p, b in by_player.items() if b is not None}
    if symbolic:
        value = _number(sp.simplify(sp.Max(*(_expression(b) for b in by_player.values()))), False)
        binding: tuple[str, ...] = ()
    else:
        value = max(thresholds.values(), key=by_size())
        binding = tuple(p for p, b in thresholds.items() if sign_of(b - value) == 0)
    return MinimumDiscount(
        value=value,
        by_player=by_player,
        deviations=deviations,
        binding=binding,
        arithmetic=arithmetic,
        reason="the largest of the players' thresholds",
    )


def _point(game: Game, agreement: object) -> tuple[dict[sp.Symbol, sp.Expr], bool]:
    """The agreement as exact expressions, and whether any value came as a float."""
    given = agreement.values if isinstance(agreement, Agreement) else agreement
    if not isinstance(given, Mapping):
        raise InputError(
            f"{type(given).__name__} is not an agreement",
            where=f"agreement = {shown(given)}",
            fix="give an Agreement or {variable: value}",
        )
    z: dict[sp.Symbol, sp.Expr] = {}
    floating = False
    for key, value in given.items():
        v = game.symbol(key)
        if v not in game.box:
            raise InputError(
                f"{v} is a parameter, not part of an agreement",
                fix="fix parameters with game.at({...})",
            )
        if isinstance(value, sp.Expr):
            refuse_unworkable(value)
        if isinstance(value, sp.Expr) and value.free_symbols:
            z[v] = _of_parameters(game, value, v)
            continue
        floating |= isinstance(value, float) or getattr(value, "is_Float", False)
        z[v] = to_sympy(value)
        low, high = game.box[v]
        if -1 in (sign_of(z[v] - low), sign_of(high - z[v])):
            raise InputError(
                f"{v} = {value} is outside its box",
                where=f"{v} in [{low}, {high}]",
                fix="choose a value in it",
            )
    if missing := [v.name for v in game.variables if v not in z]:
        raise InputError(
            "the agreement has no value for " + ", ".join(missing),
            where="agreement",
            fix="give one for each of " + ", ".join(map(str, game.variables)),
        )
    return z, floating


def _of_parameters(game: Game, value: sp.Expr, v: sp.Symbol) -> sp.Expr:
    """An agreed value as a real function of parameters, which need not be those of the game."""
    if own := value.free_symbols & set(game.box):
        raise InputError(
            f"{min(map(str, own))} is a variable of the game, so it says nothing",
            where=f"{v} = {value}",
            fix="give a number or a function of parameters",
        )
    for symbol in sorted(value.free_symbols - set(game.parameters), key=lambda s: s.name):
        if not symbol.is_extended_real:
            raise InputError(
                f"nobody declared {symbol}",
                where=f"{v} = {value}",
                fix="make the symbol with real=True or positive=True",
            )
    return real_expression(value, f"{v} = {value}")


def _threshold(
    payoff: sp.Expr, best: sp.Expr, outside: sp.Expr, sign: Callable[[sp.Expr], int | None]
) -> tuple[Value | None, str]:
    """One player's threshold, or why no discount factor below one will do."""
    temptation, gain = _simple(best - payoff), _simple(payoff - outside)
    size = max(abs(best), abs(payoff), abs(outside)) if temptation.is_Float else sp.S.Zero
    if sign(gain) == -1 and not abs(gain) <= _ROUNDING * size:
        return None, "gets less than its outside option"
    if sign(temptation) == 0 or (size and temptation <= _ROUNDING * size):
        return sp.S.Zero, ""
    if sign(gain) == 0 and sign(temptation) == 1:
        return None, "gets only its outside option and could gain by deviating"
    spread = _simple(best - outside)
    if sign(spread) == 0:  # then the gain is minus the temptation: both are 0, or one is wrong
        return None, f"gets less than its outside option unless {temptation} = 0"
    return _simple(temptation / spread), ""


def _sign(e: sp.Expr) -> int | None:
    """The sign of a number, exactly; of an expression where its symbols show it."""
    if e.is_number:
        return sign_of(e)
    return 1 if e.is_positive else -1 if e.is_negative else 0 if e.is_zero else None


def _simple(expression: sp.Expr) -> sp.Expr:
    """Simplified; numbers with logarithms only collected: 10**8*log(2) is not log(2**(10**8))."""
    powers = (p.exp for p in expression.atoms(sp.Pow) if p.exp.is_Rational)
    if any(max(abs(e.p), e.q) > _LARGEST_POWER for e in powers):
        return expression  # simplifying would look for roots of that order
    if expression.has(sp.log) and not expression.free_symbols:
        return sp.expand(expression, log=False)
    return sp.simplify(expression)


def _number(value: sp.Expr, floating: bool) -> Value:
    if not isinstance(value, sp.Expr) or value.free_symbols:
        return value
    if floating:
        return float(value)
    return Fraction(int(value.p), int(value.q)) if value.is_Rational else value


def _expression(value: Number) -> sp.Expr:
    return exact_expression(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SustainableSet(Result):
    r"""The agreements that a discount factor sustains.

    Attributes
    ----------
    game : Game
    discount : sympy.Expr
    slacks : mapping of player to sympy.Expr
        :math:`u_i - (1-\beta) D_i - \beta d_i` in the variables; the set is where all are
        non-negative, inside the box.
    """

    _without: ClassVar[tuple[str, ...]] = ("game", "table")

    game: Game
    discount: sp.Expr
    slacks: Mapping[str, sp.Expr]
    table: FiniteGame | None = None
    reversion: str = "the outside options"

    @property
    def profiles(self) -> tuple[tuple[Action, ...], ...]:
        """The pure profiles of a finite game with numbers that are in the set, as labels."""
        if self.table is None:
            raise InputError("a game in continuous actions has no list of profiles",
                             fix="use .relations or .contains(agreement)")  # fmt: skip
        return tuple(a for a in self.table.profiles() if self.contains(a))

    @property
    def relations(self) -> tuple[Boolean, ...]:
        """The set as inequalities."""
        return tuple(sp.Ge(s, 0) for s in self.slacks.values())

    def contains(self, agreement: Agreement | Values | Sequence[Action]) -> bool:
        """Whether an agreement is in the set, decided exactly (numeric games).

        A float means its decimal (`bargain.exact`).
        """
        if self.table is None:
            z, _ = _point(self.game, agreement)
        else:
            z = positions(read_profile(self.table, agreement), self.table)
        values = [s.subs(z, simultaneous=True) for s in self.slacks.values()]
        if left := sorted({str(f) for v in values for f in v.free_symbols}):
            raise InputError(
                "parameters are left: " + ", ".join(left), fix="fix them with game.at({...})"
            )
        return all(sign_of(v) in (0, 1) for v in values)

    def safest(self) -> BargainingSolution:
        """The agreement with the largest least slack; "no agreement" if none has all slacks > 0.

        The set always contains any Nash equilibrium of the stage game that everyone accepts; here
        the question is whether it has agreements that are sustained strictly.
        """
        if self.table is not None:
            raise InputError("the profiles of a finite game are listed", fix="use .profiles")
        return egalitarian(
            Game(
                actions=self.game.actions,
                payoffs=dict(self.slacks),
                terms=self.game.terms,
                name="slacks",
            )
        )

    def summary(self) -> str:
        """A few lines of text."""
        return "\n".join(
            [
                f"agreements sustained at discount {self.discount}; after a deviation: "
                f"{self.reversion}",
                *(self._profiles_shown() or (f"  {p}: {s} >= 0" for p, s in self.slacks.items())),
            ]
        )

    def _profiles_shown(self) -> list[str]:
        """The profiles of a finite game with numbers, one a line."""
        numbers = not any(s.free_symbols - set(self.game.box) for s in self.slacks.values())
        if self.table is None or not numbers:
            return []
        shown = [f"  ({', '.join(map(str, a))})" for a in self.profiles]
        return shown or ["  no pure profile"]

    def __repr__(self) -> str:
        return f"<SustainableSet discount {self.discount}, {len(self.slacks)} inequalities>"


@within_reach
def sustainable(game: Game | FiniteGame, discount: Number) -> SustainableSet:
    """The set of agreements that a discount factor sustains, as inequalities.

    Parameters
    ----------
    game : Game or FiniteGame
        Best deviations must have a closed form in the other variables. Of a finite game the set is
        one of pure profiles.
    discount : number in [0, 1) or sympy expression

    Returns
    -------
    SustainableSet

    Raises
    ------
    NoClosedForm
        A best deviation without a closed form.

    Examples
    --------
    >>> y_P, y_C = sp.symbols("y_P y_C")
    >>> game = Game({"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
    ...             {"P": y_C/2 - y_P**2/2, "C": y_P/2 - y_C**2/2})
    >>> region = sustainable(game, "1/2")
    >>> region.contains({y_P: "1/2", y_C: "1/2"}), region.contains({y_P: "3/5", y_C: "3/5"})
    (True, False)
    """
    table = game if isinstance(game, FiniteGame) else None
    game = game.in_pure_actions() if isinstance(game, FiniteGame) else game
    of_type(game, Game, "game", fix="give a Game or a FiniteGame", where="sustainable")
    beta = exact_expression(discount)
    if own := beta.free_symbols & set(game.box):
        raise OptionError(
            f"discount = {beta} depends on what is agreed",
            where=", ".join(sorted(map(str, own))),
            fix="give a parameter",
        )
    if beta.is_number and not 0 <= beta < 1:
        raise OptionError(f"discount = {beta} is not in [0, 1)", fix="write for instance 0.9")
    if table is not None:
        found, words = slack_polynomials(table, beta, SignsOfPayoffs(table))
        return SustainableSet(game=game, discount=beta, slacks=found, table=table, reversion=words)
    slacks = {
        p: sp.expand(game.payoffs[p] - (1 - beta) * best_deviation(game, p).payoff
                     - beta * game.disagreement[p])
        for p in game.players
    }  # fmt: skip
    return SustainableSet(game=game, discount=beta, slacks=slacks)
