r"""Conditions: named predicates on an agreement, each with a definition and two encodings.

An agreement is a value for every action and term of a game. A condition is exact: it holds or it
does not. Two of them, efficiency and best replies, quantify over all other agreements, so each
condition offers two encodings that deciders use:

``necessary(game)``
    Clauses (with auxiliary unknowns) that every agreement satisfying the condition satisfies.
    To refute existence it is enough to refute these.
``sufficient(game)``
    Clauses, some with universally quantified ("bound") variables over boxes, that imply the
    condition by its definition. To assert existence these are proved of a witness.

Definitions (players :math:`i`, payoffs :math:`u_i`, outside options :math:`d_i`, own actions
:math:`y_i`, all variables :math:`y` in the box :math:`Y`):

- participation: :math:`u_i(y) \ge d_i` for every :math:`i`;
- nash: :math:`u_i(y) \ge u_i(z_i, y_{-i})` for every :math:`i` and own :math:`z_i`;
- self_enforcing(β): :math:`u_i(y) \ge (1-β)\,u_i(z_i, y_{-i}) + β d_i` for all own :math:`z_i`;
- efficient: no :math:`z \in Y` has :math:`u_i(z) \ge u_i(y)` for all :math:`i`, one strictly;
- balanced(m): the measure :math:`m` is the same for all players;
- positive(m): the measure :math:`m` is positive for all players;
- equal_gains: :math:`u_i - d_i` is the same for all players.

Necessary conditions used: for a best reply or a maximiser :math:`y` of a smooth :math:`f` over a
box, :math:`(\bar y_v - y_v)\,\partial_v f \le 0` and :math:`(y_v - \underline y_v)\,\partial_v f
\ge 0` for each of its variables; for a Pareto efficient agreement (Fritz John 1948; a box needs no
constraint qualification) the same with :math:`f = \sum_i μ_i u_i` for some :math:`μ \ge 0`,
:math:`\sum μ_i = 1`. Sufficient for efficiency: :math:`y` maximises :math:`\sum_i μ_i u_i` over
the box for some :math:`μ > 0`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from bargain.errors import ExpressionError, GameError, OptionError
from bargain.exact import to_sympy
from bargain.game.expression import parse, parse_relation, to_text
from bargain.game.game import Game

__all__ = [
    "Clause",
    "Condition",
    "Encoding",
    "all_of",
    "balanced",
    "conditions_from_text",
    "efficient",
    "equal_gains",
    "full_equilibrium",
    "holds",
    "nash",
    "participation",
    "partial_equilibrium",
    "positive",
    "self_enforcing",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One relation that has to hold, for all values of its bound variables in their boxes."""

    name: str
    relation: sp.Basic  # a sympy relation, or an Or of And of relations
    bound: tuple[tuple[sp.Symbol, sp.Rational, sp.Rational], ...] = ()
    because: str = "definition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """Clauses, with the auxiliary unknowns that they introduce."""

    clauses: tuple[Clause, ...] = ()
    auxiliary: tuple[sp.Symbol, ...] = ()

    def __add__(self, other: Encoding) -> Encoding:
        return Encoding(clauses=self.clauses + other.clauses,
                        auxiliary=self.auxiliary + other.auxiliary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A named predicate on an agreement; made by the functions of this module.

    Attributes
    ----------
    name : str
        As it is printed and written in files, for instance ``"balanced('security')"``.
    definition : str
        The definition in words.
    parts : tuple of Condition
        The conjuncts of `all_of`; empty for a simple condition.
    domain : tuple of relations
        What is assumed of the condition's own parameters, e.g. ``0 < β < 1``.
    """

    name: str
    definition: str
    necessary_of: Callable[[Game], Encoding] = field(repr=False, compare=False)
    sufficient_of: Callable[[Game], Encoding] = field(repr=False, compare=False)
    residual_of: Callable[[Game, Mapping[sp.Symbol, Any]], float] = field(repr=False, compare=False)
    parts: tuple[Condition, ...] = ()
    parameters: tuple[sp.Symbol, ...] = ()
    domain: tuple[Relational, ...] = ()

    def necessary(self, game: Game) -> Encoding:
        """Clauses that follow from the condition."""
        return self.necessary_of(game)

    def sufficient(self, game: Game) -> Encoding:
        """Clauses from which the condition follows."""
        return self.sufficient_of(game)

    def residual(self, game: Game, agreement: Mapping[Any, Any]) -> float:
        """The dimensionless residual at an agreement of a numeric game: 0 iff it holds.

        Parameters
        ----------
        game : Game
            Without free parameters.
        agreement : mapping of symbol or name to number
            A value for every variable.

        Returns
        -------
        float
            0 exactly when the condition holds (decided in exact arithmetic where the values are
            rational); ``inf`` where a logarithmic residual has no finite value.
        """
        return self.residual_of(game, _point(game, agreement))

    def simple(self) -> tuple[Condition, ...]:
        """The conjuncts, flattened."""
        return tuple(c for part in self.parts for c in part.simple()) if self.parts else (self,)

    def __and__(self, other: Condition) -> Condition:
        return all_of(self, other)

    def __str__(self) -> str:
        return self.name


def _point(game: Game, agreement: Mapping[Any, Any]) -> dict[sp.Symbol, sp.Expr]:
    if game.parameters:
        raise OptionError("residuals need a numeric game",
                          where="free parameters " + ", ".join(map(str, game.parameters)),
                          fix="fix them with game.at({...})")
    point = {game.symbol(key): to_sympy(value) for key, value in agreement.items()}
    if missing := [v for v in game.variables if v not in point]:
        raise OptionError(f"the agreement has no value for {missing[0]}", fix="give every variable")
    return point


def _deviations(game: Game, player: str) -> dict[sp.Symbol, sp.Symbol]:
    """The player's own actions with a fresh name for the value of a deviation."""
    return {v: sp.Symbol(f"z_{v.name}", real=True) for v in game.own(player)}


def _boxed(game: Game, renamed: Mapping[sp.Symbol, sp.Symbol]) -> tuple[Any, ...]:
    return tuple((z, *game.box[v]) for v, z in renamed.items())


def _first_order(f: sp.Expr, v: sp.Symbol, game: Game, name: str, because: str) -> Iterator[Clause]:
    low, high = game.box[v]
    slope = sp.diff(f, v)
    yield Clause(name=f"{name}: no gain from raising {v}", because=because,
                 relation=sp.Ge((high - v) * -slope, 0, evaluate=False))
    yield Clause(name=f"{name}: no gain from lowering {v}", because=because,
                 relation=sp.Ge((v - low) * slope, 0, evaluate=False))


def _monotone(f: sp.Expr, v: sp.Symbol, game: Game) -> bool:
    """Whether sympy sees that f moves one way in v over a box of non-negative actions."""
    dummies = {w: sp.Dummy(nonnegative=box[0] >= 0, real=True) for w, box in game.box.items()}
    slope = sp.expand(sp.diff(f, v)).xreplace(dummies)
    return bool(slope.is_nonpositive or slope.is_nonnegative)


def _corners(game: Game, player: str) -> Iterator[dict[sp.Symbol, sp.Rational]]:
    own = game.own(player)
    for ends in product(*(game.box[v] for v in own)):
        yield dict(zip(own, ends, strict=True))


# --- participation, equal gains, balance, positivity, user relations ------------------------------


def participation() -> Condition:
    r"""Every ally gets at least its outside option: :math:`u_i \ge d_i`.

    Residual: the largest shortfall :math:`\max_i (d_i - u_i)^+`, divided by
    :math:`|u_i| + |d_i|`.

    Examples
    --------
    >>> participation().name
    'participation'
    """

    def clauses(game: Game) -> Encoding:
        return Encoding(clauses=tuple(
            Clause(name=f"participation of {p}", relation=sp.Ge(gain, 0, evaluate=False))
            for p, gain in game.gains().items()))

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        return max(_shortfall(game.payoffs[p].subs(at), game.disagreement[p])
                   for p in game.players)

    return Condition(name="participation", definition="no ally is worse off than without agreement",
                     necessary_of=clauses, sufficient_of=clauses, residual_of=residual)


def _shortfall(have: sp.Expr, need: sp.Expr) -> float:
    gap = sp.simplify(need - have)
    if not gap.is_positive:
        return 0.0
    return float(gap / (abs(have) + abs(need)))


def equal_gains() -> Condition:
    r"""All gains are equal: :math:`u_i - d_i` is the same (egalitarian).

    Residual: :math:`|\log(\text{gain}_j / \text{gain}_i)|`.
    """

    def clauses(game: Game) -> Encoding:
        gains = game.gains()
        return Encoding(clauses=tuple(
            Clause(name=f"equal gains of {a} and {b}",
                   relation=sp.Eq(gains[a] - gains[b], 0, evaluate=False))
            for a, b in pairwise(game.players)))

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        return _spread([g.subs(at) for g in game.gains().values()])

    return Condition(name="equal_gains", definition="all allies gain the same",
                     necessary_of=clauses, sufficient_of=clauses, residual_of=residual)


def _spread(values: list[sp.Expr]) -> float:
    """Largest log-ratio of the values: 0 iff equal, inf where it has no finite value."""
    if all(sp.simplify(a - b) == 0 for a, b in pairwise(values)):
        return 0.0
    if any(not v.is_positive for v in values):
        return float("inf")
    return float(max(sp.log(a / b) for a in values for b in values))


def _measure(game: Game, measure: str) -> Mapping[str, sp.Expr]:
    if measure not in game.measures:
        raise GameError(f"the game has no measure {measure!r}",
                        where=f"measures: {', '.join(game.measures) or 'none'}",
                        fix=f"give the game measures={{{measure!r}: {{player: expression}}}}")
    return game.measures[measure]


def balanced(measure: str, tolerance: Any = 0) -> Condition:
    r"""The measure is the same for all allies, up to a tolerance.

    Parameters
    ----------
    measure : str
        A measure of the game: ``"autonomy"``, ``"security"``, ``"cost"``, …
    tolerance : number or symbol, default 0
        :math:`ε \ge 0`: the condition is :math:`|\log(m_j / m_i)| \le ε`, that is
        :math:`m_j \le e^ε m_i` for all pairs (THEORY, statement 5). With 0 it is equality.

    Returns
    -------
    Condition
        Residual: :math:`(|\log(m_j/m_i)| - ε)^+`.

    Examples
    --------
    >>> balanced("security").name
    "balanced('security')"
    """
    if not isinstance(measure, str):
        raise OptionError(f"{measure!r} is not the name of a measure", fix="give a text")
    slack = sp.sympify(tolerance) if isinstance(tolerance, sp.Expr) else to_sympy(tolerance)
    if slack.is_negative:
        raise OptionError("a tolerance is at least 0", where=f"tolerance = {slack}")
    name = f"balanced({measure!r})" if slack == 0 else f"balanced({measure!r}, {to_text(slack)})"

    def clauses(game: Game) -> Encoding:
        values = _measure(game, measure)
        if slack == 0:
            return Encoding(clauses=tuple(
                Clause(name=f"{name}: {a} and {b}",
                       relation=sp.Eq(values[a] - values[b], 0, evaluate=False))
                for a, b in pairwise(game.players)))
        return Encoding(clauses=tuple(
            Clause(name=f"{name}: {a} at most e^tolerance times {b}",
                   relation=sp.Ge(sp.exp(slack) * values[b] - values[a], 0, evaluate=False))
            for a in game.players for b in game.players if a != b))

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        spread = _spread([e.subs(at) for e in _measure(game, measure).values()])
        return max(0.0, spread - float(slack))

    words = f"all allies have the same {measure}"
    symbols = tuple(sorted(slack.free_symbols, key=lambda s: s.name))
    return Condition(
        name=name, definition=words if slack == 0 else f"{words} up to a factor e^{slack}",
        necessary_of=clauses, sufficient_of=clauses, residual_of=residual, parameters=symbols,
        domain=(sp.Ge(slack, 0, evaluate=False),) if symbols else ())


def positive(measure: str) -> Condition:
    """The measure is positive for every ally (residual: 0 or inf)."""

    def clauses(game: Game) -> Encoding:
        return Encoding(clauses=tuple(
            Clause(name=f"positive({measure!r}) for {p}", relation=sp.Gt(e, 0, evaluate=False))
            for p, e in _measure(game, measure).items()))

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        held = all(e.subs(at).is_positive for e in _measure(game, measure).values())
        return 0.0 if held else float("inf")

    return Condition(name=f"positive({measure!r})", definition=f"every ally has positive {measure}",
                     necessary_of=clauses, sufficient_of=clauses, residual_of=residual)


def holds(relation: Any) -> Condition:
    """A condition made from a relation between variables, terms and parameters.

    Parameters
    ----------
    relation : sympy relation
        For instance ``y_C >= 2*y_P``.

    Returns
    -------
    Condition
        Residual: the violation relative to the size of the two sides.

    Raises
    ------
    OptionError
        If it is not a relation, or sympy already decided it.

    Examples
    --------
    >>> y_P, y_C = sp.symbols("y_P y_C")
    >>> holds(y_C >= 2*y_P).name
    'holds(y_C >= 2*y_P)'
    """
    if not isinstance(relation, Relational):
        raise OptionError(f"{relation!r} is not a relation", where="holds(…)",
                          fix="write for instance holds(y_C >= 2*y_P)")
    name = f"holds({to_text(relation)})"

    def clauses(game: Game) -> Encoding:
        for symbol in relation.free_symbols:
            if symbol.name in game.symbols:
                game.symbol(symbol)  # refuses a namesake with other assumptions
        return Encoding(clauses=(Clause(name=name, relation=relation),))

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        left, right = relation.lhs.subs(at), relation.rhs.subs(at)
        if type(relation)(left, right) == sp.true:
            return 0.0
        size = abs(left) + abs(right)
        return float(abs(left - right) / size) if sp.simplify(left - right) != 0 else float("inf")

    return Condition(name=name, definition=f"{relation.lhs} {relation.rel_op} {relation.rhs}",
                     necessary_of=clauses, sufficient_of=clauses, residual_of=residual)


# --- best replies ---------------------------------------------------------------------------------


def nash() -> Condition:
    """No ally gains by changing its own actions. Terms are not anybody's to change.

    Residual: the best deviation gain relative to the payoff's size, over the corners, the
    stationary points and the agreement itself.
    """
    return _deviation_proof(
        name="nash", definition="no ally gains by changing its own actions",
        discount=sp.S.Zero, first_order=True)


def self_enforcing(discount: Any) -> Condition:
    r"""A subgame-perfect equilibrium under reversion to no alliance.

    Parameters
    ----------
    discount : number or symbol
        The discount factor β; a number in [0, 1], or a symbol, which then lies in (0, 1).

    Returns
    -------
    Condition
        :math:`u_i(y) \ge (1-β) \max_{z_i} u_i(z_i, y_{-i}) + β d_i` for every ally. Residual:
        relative shortfall.

    Raises
    ------
    OptionError
        For a number outside [0, 1].
    """
    beta = discount if isinstance(discount, sp.Expr) else to_sympy(discount)
    if beta.is_number and not 0 <= beta <= 1:
        raise OptionError("a discount factor lies in [0, 1]", where=f"discount = {beta}")
    symbols = tuple(sorted(beta.free_symbols, key=lambda s: s.name))
    domain = (sp.Gt(beta, 0, evaluate=False), sp.Lt(beta, 1, evaluate=False)) if symbols else ()
    return _deviation_proof(
        name=f"self_enforcing({to_text(beta)})", discount=beta, parameters=symbols, domain=domain,
        definition=f"the threat to end the alliance (discount {beta}) deters every deviation")


def _deviation_proof(
    *, name: str, definition: str, discount: sp.Expr, first_order: bool = False,
    parameters: tuple[sp.Symbol, ...] = (), domain: tuple[Relational, ...] = (),
) -> Condition:
    beta = discount

    def margin(game: Game, player: str, deviation: Mapping[sp.Symbol, Any]) -> sp.Expr:
        u = game.payoffs[player]
        return u - (1 - beta) * u.subs(deviation) - beta * game.disagreement[player]

    def necessary(game: Game) -> Encoding:
        clauses: list[Clause] = []
        auxiliary: list[sp.Symbol] = []
        for p in game.players:
            for corner in _corners(game, p):
                shown = ", ".join(f"{v}={value}" for v, value in corner.items())
                clauses.append(Clause(name=f"{name}: {p} does not deviate to {shown}",
                                      relation=sp.Ge(margin(game, p, corner), 0, evaluate=False)))
            u = game.payoffs[p]
            if first_order:
                for v in game.own(p):
                    clauses += _first_order(u, v, game, f"{name}: {p}", "first-order condition")
            elif not all(_monotone(u, v, game) for v in game.own(p)):
                more = _best_deviation(game, p)
                auxiliary += more.auxiliary
                clauses += more.clauses
                best = dict(zip(game.own(p), more.auxiliary, strict=True))
                clauses.append(Clause(name=f"{name}: {p} does not deviate to its best reply",
                                      relation=sp.Ge(margin(game, p, best), 0, evaluate=False)))
        return Encoding(clauses=tuple(clauses), auxiliary=tuple(auxiliary))

    def _best_deviation(game: Game, player: str) -> Encoding:
        """A maximiser of the player's payoff over its own box exists; it satisfies these."""
        best = {v: sp.Symbol(f"best_{v.name}", real=True) for v in game.own(player)}
        u = game.payoffs[player]
        clauses = []
        for v, b in best.items():
            low, high = game.box[v]
            slope = sp.diff(u, v).subs(best)
            reason = "a best reply exists on a compact box (Weierstrass) and is stationary"
            clauses += [
                Clause(name=f"best reply {b} at least {low}", because=reason,
                       relation=sp.Ge(b - low, 0, evaluate=False)),
                Clause(name=f"best reply {b} at most {high}", because=reason,
                       relation=sp.Ge(high - b, 0, evaluate=False)),
                Clause(name=f"best reply {b}: no gain from raising", because=reason,
                       relation=sp.Ge((high - b) * -slope, 0, evaluate=False)),
                Clause(name=f"best reply {b}: no gain from lowering", because=reason,
                       relation=sp.Ge((b - low) * slope, 0, evaluate=False)),
            ]
        return Encoding(clauses=tuple(clauses), auxiliary=tuple(best.values()))

    def sufficient(game: Game) -> Encoding:
        clauses = []
        for p in game.players:
            other = _deviations(game, p)
            clauses.append(Clause(
                name=f"{name}: {p} does not deviate", bound=_boxed(game, other),
                relation=sp.Ge(margin(game, p, other), 0, evaluate=False)))
        return Encoding(clauses=tuple(clauses))

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        if parameters:
            raise OptionError("the residual needs a numeric discount factor", where=name)
        worst = 0.0
        for p in game.players:
            others = {v: x for v, x in at.items() if v not in game.own(p)}
            best = _best_payoff(game, p, others)
            need = (1 - beta) * best + beta * game.disagreement[p]
            worst = max(worst, _shortfall(game.payoffs[p].subs(at), need))
        return worst

    return Condition(name=name, definition=definition, necessary_of=necessary,
                     sufficient_of=sufficient, residual_of=residual, parameters=parameters,
                     domain=domain)


def _best_payoff(game: Game, player: str, others: Mapping[sp.Symbol, Any]) -> sp.Expr:
    """The exact best payoff over the player's own box: corners, edges and stationary points."""
    u = game.payoffs[player].subs(others)
    own = game.own(player)
    candidates = [u.subs(corner) for corner in _corners(game, player)]
    for fixed in product((None, 0, 1), repeat=len(own)):
        chosen = {v: game.box[v][end] for v, end in zip(own, fixed, strict=True) if end is not None}
        free = [v for v, end in zip(own, fixed, strict=True) if end is None]
        if not free:
            continue
        f = u.subs(chosen)
        slopes = [sp.diff(f, v) for v in free]
        if all(s == 0 for s in slopes):
            candidates.append(f.subs({v: game.box[v][0] for v in free}))
            continue
        for point in sp.solve(slopes, free, dict=True):
            inside = all(
                point.get(v, game.box[v][0]).is_real
                and game.box[v][0] <= point.get(v, game.box[v][0]) <= game.box[v][1] for v in free)
            if inside:
                candidates.append(f.subs(point).subs({v: game.box[v][0] for v in free}))
    return sp.Max(*candidates)


# --- efficiency -----------------------------------------------------------------------------------


def efficient() -> Condition:
    r"""Pareto efficiency: no agreement makes one ally better off and none worse off.

    Residual, two players: the largest amount by which the log-weights
    :math:`t_v = \log|\partial_v u_j / \partial_v u_i|` that the variables ask for differ; inside
    the box of the base model it is :math:`|\log(MRS_P / MRS_C)|`. It is 0 iff the first-order
    conditions hold for some weights, which is efficiency for concave payoffs.
    """
    name = "efficient"

    def weights(game: Game) -> dict[str, sp.Symbol]:
        return {p: sp.Symbol(f"mu_{p}", real=True) for p in game.players}

    def necessary(game: Game) -> Encoding:
        mu = weights(game)
        total = sum((mu[p] * game.payoffs[p] for p in game.players), sp.S.Zero)
        reason = "Fritz John conditions of a Pareto efficient agreement in a box"
        clauses = [Clause(name=f"{name}: weight of {p} is not negative", because=reason,
                          relation=sp.Ge(mu[p], 0, evaluate=False)) for p in game.players]
        clauses.append(Clause(name=f"{name}: weights add up to 1", because=reason,
                              relation=sp.Eq(sum(mu.values()) - 1, 0, evaluate=False)))
        for v in game.variables:
            clauses += _first_order(total, v, game, name, reason)
        return Encoding(clauses=tuple(clauses), auxiliary=tuple(mu.values()))

    def sufficient(game: Game) -> Encoding:
        mu = weights(game)
        other = {v: sp.Symbol(f"z_{v.name}", real=True) for v in game.variables}
        gain = sum((mu[p] * (game.payoffs[p] - game.payoffs[p].subs(other))
                    for p in game.players), sp.S.Zero)
        clauses = [Clause(name=f"{name}: weight of {p} is positive",
                          relation=sp.Gt(mu[p], 0, evaluate=False)) for p in game.players]
        clauses.append(Clause(name=f"{name}: no agreement has a larger weighted sum",
                              relation=sp.Ge(gain, 0, evaluate=False), bound=_boxed(game, other)))
        return Encoding(clauses=tuple(clauses), auxiliary=tuple(mu.values()))

    return Condition(name=name, definition="no agreement is better for one ally and worse for none",
                     necessary_of=necessary, sufficient_of=sufficient,
                     residual_of=_efficiency_residual)


def _efficiency_residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
    if len(game.players) != 2:
        raise OptionError("the efficiency residual is defined for two players",
                          where=f"{len(game.players)} players", fix="use decide instead")
    first, second = game.players
    lower, upper = -sp.oo, sp.oo  # bounds on t = log(weight of first / weight of second)
    for v in game.variables:
        a = sp.diff(game.payoffs[first], v).subs(at)
        b = sp.diff(game.payoffs[second], v).subs(at)
        low, high = game.box[v]
        can_rise, can_fall = at[v] < high, at[v] > low
        if (a > 0 and b >= 0 or b > 0 and a >= 0) and can_rise:
            return float("inf")  # both gain (one weakly) by raising v
        if (a < 0 and b <= 0 or b < 0 and a <= 0) and can_fall:
            return float("inf")
        if a * b < 0:
            t = sp.log(-b / a)  # weights at which nobody wants to move v
            rising_helps_first = a > 0
            if can_rise and rising_helps_first or can_fall and not rising_helps_first:
                upper = sp.Min(upper, t)
            if can_rise and not rising_helps_first or can_fall and rising_helps_first:
                lower = sp.Max(lower, t)
    gap = sp.simplify(lower - upper)
    return float(gap) if gap.is_positive else 0.0


# --- conjunctions ---------------------------------------------------------------------------------


def all_of(*conditions: Condition) -> Condition:
    """All of the conditions hold.

    Residual: the sum of the residuals.
    """
    if not conditions:
        raise OptionError("all_of needs at least one condition")
    for c in conditions:
        if not isinstance(c, Condition):
            raise OptionError(f"{c!r} is not a condition", where="all_of(…)",
                              fix="wrap relations in holds(…)")

    def join(which: str) -> Callable[[Game], Encoding]:
        def encoding(game: Game) -> Encoding:
            total, seen = Encoding(), set()
            for c in conditions:
                part = getattr(c, which)(game)
                new = tuple(a for a in part.auxiliary if a not in total.auxiliary)
                fresh = tuple(k for k in part.clauses if k.name not in seen)
                seen |= {k.name for k in fresh}
                total += Encoding(clauses=fresh, auxiliary=new)
            return total

        return encoding

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        return sum(c.residual_of(game, at) for c in conditions)

    symbols = {s for c in conditions for s in c.parameters}
    domain = dict.fromkeys(r for c in conditions for r in c.domain)
    return Condition(
        name=" and ".join(c.name for c in conditions),
        definition="; ".join(c.definition for c in conditions),
        necessary_of=join("necessary"), sufficient_of=join("sufficient"), residual_of=residual,
        parts=conditions, parameters=tuple(sorted(symbols, key=lambda s: s.name)),
        domain=tuple(domain))


def full_equilibrium(discount: Any) -> Condition:
    """The "complete equilibrium" of the paper, in the reading of THEORY, section 2.

    Self-enforcing at the discount factor, efficient, balanced on autonomy and on security, with
    both concessions positive.

    Parameters
    ----------
    discount : number or symbol
        The discount factor β.

    Returns
    -------
    Condition

    References
    ----------
    Gu and Kim (2025), *Analysis on the Diplomatic Dilemma of the US-ROK Alliance*: the term is
    not defined there; this is the reading that the package starts from.

    Examples
    --------
    >>> [c.name for c in full_equilibrium(sp.Rational(1, 2)).simple()][:2]
    ['self_enforcing(1/2)', 'efficient']
    """
    return all_of(self_enforcing(discount), efficient(), balanced("autonomy"),
                  balanced("security"), positive("autonomy"))


def partial_equilibrium(discount: Any, balance: str | None = None) -> Condition:
    """Self-enforcing and efficient, balanced on at most the one named issue."""
    parts = [self_enforcing(discount), efficient(), positive("autonomy")]
    return all_of(*parts, *([balanced(balance)] if balance else []))


# --- text -----------------------------------------------------------------------------------------


def conditions_from_text(texts: list[str], symbols: Mapping[str, sp.Symbol]) -> list[Condition]:
    """Read conditions as they are written in certificates and on the command line.

    Parameters
    ----------
    texts : list of str
        ``"participation"``, ``"nash"``, ``"efficient"``, ``"equal_gains"``,
        ``"self_enforcing(beta)"``, ``"full(beta)"``, ``"balanced('security')"``,
        ``"balanced('security', eps)"``, ``"positive('autonomy')"`` or ``"holds(y_C >= y_P)"``.
    symbols : mapping of str to sympy.Symbol
        The names that may occur.

    Raises
    ------
    ExpressionError
        For anything else.
    """
    return [_condition_from_text(text.strip(), symbols) for text in texts]


def _condition_from_text(text: str, symbols: Mapping[str, sp.Symbol]) -> Condition:
    head, _, rest = text.partition("(")
    argument = rest[:-1].strip() if rest.endswith(")") else rest
    plain = {"participation": participation, "nash": nash, "efficient": efficient,
             "equal_gains": equal_gains}
    if head in plain and not argument:
        return plain[head]()
    if head in ("self_enforcing", "full", "full_equilibrium"):
        beta = parse(argument or "beta", symbols)
        return self_enforcing(beta) if head == "self_enforcing" else full_equilibrium(beta)
    if head == "holds" and argument:
        return holds(parse_relation(argument, symbols))
    if head in ("balanced", "positive") and argument:
        measure, _, slack = argument.partition(",")
        measure = measure.strip().strip("'\"")
        if head == "positive":
            return positive(measure)
        return balanced(measure, parse(slack, symbols) if slack.strip() else 0)
    raise ExpressionError(
        f"{text!r} is not a condition",
        fix="known: participation, nash, efficient, equal_gains, self_enforcing(β), full(β), "
            "balanced(measure), positive(measure), holds(relation)")
