r"""Stackelberg equilibrium: one player moves first, the other replies.

The follower's reply maximises its payoff over its own box, :math:`r(x) = \arg\max_y u_F(x, y)`; the
leader chooses :math:`x` to maximise :math:`u_L(x, r(x))`. A tie of the follower is broken in the
leader's favour (the *strong* equilibrium, Breton, Alj & Haurie 1988), so that a best choice exists.

* **Exact**: one action each, numeric, polynomial payoffs, the follower's a concave quadratic (or
  linear) in its own action. The reply is :math:`-B(x)/(2A)` cut to the box, so the leader's payoff
  is a polynomial on each of finitely many intervals; ends and real critical points are compared in
  exact arithmetic. The answer is global.
* **Numeric**: the follower's payoff is proved concave in its own actions, up to four of them: its
  reply is computed on every face and certified by its distance to the best reply. The leader's
  payoff is searched on a grid that is refined around the best cells; the follower's reply is
  certified, the leader's choice is the best point found, and `proved` is false.

References
----------
Stackelberg, H. von (1934), *Marktform und Gleichgewicht*. Breton, M., Alj, A. & Haurie, A. (1988),
Sequential Stackelberg equilibria in two-person games, *JOTA* 59, 71-97.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, NamedTuple

import numpy as np
import sympy as sp

from bargain.arguments import flag, of_type, within_reach
from bargain.budget import spend
from bargain.clock import within
from bargain.errors import GameError, InputError, OptionError
from bargain.frozen import freeze
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Value
from bargain.result import Result
from bargain.signs import by_size, sign_of
from bargain.solve.agreement import Agreement, settle
from bargain.solve.bargaining.ties import EQUAL
from bargain.solve.continuous.batch_equilibria import compile_reply, equilibria_batch
from bargain.solve.continuous.listed_profiles import all_listed, listed_commitments
from bargain.solve.payoffs.compiled import compile_expressions
from bargain.solve.payoffs.defined_boxes import refuse_undefined_gains
from bargain.solve.payoffs.kinks import refuse_breaks
from bargain.solve.tables.commitment import commitments, outcome_chances
from bargain.solve.tables.table_agreements import agreement_of

__all__ = ["StackelbergSolution", "stackelberg"]

_MOST_LEADER_ACTIONS = 3
_GRID = {1: 4097, 2: 129, 3: 33}
_ZOOMS = 24
_KEPT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StackelbergSolution(Result):
    """A Stackelberg equilibrium.

    Attributes
    ----------
    agreement : Agreement or None
        The actions of both, with payoffs (nothing is agreed: the name is that of all results).
    leader, follower : str
    proved : bool
        Whether the leader's choice is proved to be globally best.
    regret : float or None
        The follower's largest possible improvement, in its payoff's unit (zero if exact).
    ties : bool
        Whether the follower has several best replies to the leader's choice.
    alternatives : tuple of Agreement
        Other choices that are as good for the leader, with the follower's reply: all that were
        compared exactly, or up to rounding where found numerically.
    method, arithmetic, reason : str
    """

    solution: ClassVar[str] = "stackelberg"
    _also: ClassVar[tuple[str, ...]] = ("solution", "status")

    agreement: Agreement | None = None
    leader: str = ""
    follower: str = ""
    proved: bool = False
    regret: float | None = None
    ties: bool = False
    method: str = ""
    arithmetic: str = "float"
    reason: str = "nothing was established"
    alternatives: tuple[Agreement, ...] = ()

    def __post_init__(self) -> None:
        settle(self, "regret")
        freeze(self)

    @property
    def residual(self) -> float | None:
        """The follower's regret."""
        return self.regret

    @property
    def status(self) -> str:
        """``"agreement"`` if the equilibrium is proved, else ``"unknown"``."""
        return "agreement" if self.proved else "unknown"

    def summary(self) -> str:
        """A few lines of text."""
        kind = "globally best" if self.proved else "best found, not proved"
        lines = [f"stackelberg: {self.leader} leads, {self.follower} follows ({kind})"]
        if self.agreement is not None:
            lines += ["  " + line for line in self.agreement.summary().splitlines()]
        lines += [f"  as good for {self.leader}: {a!r}" for a in self.alternatives]
        lines.append(f"  method {self.method}, {self.arithmetic} arithmetic")
        return "\n".join([*lines, f"  follower's regret {self.regret}"])

    def __repr__(self) -> str:
        return f"<StackelbergSolution leader {self.leader}, proved {self.proved}: {self.agreement}>"


@within_reach
def stackelberg(
    game: Game | FiniteGame, leader: str | None = None, *, mixed: bool = False,
    timeout: float | None = None,
) -> StackelbergSolution:  # fmt: skip
    """The strong Stackelberg equilibrium of a two-player game.

    Parameters
    ----------
    game : Game or FiniteGame
        Two players, numeric, no terms.
    leader : str, optional
        Default: the first player.
    mixed : bool, default False
        In a finite game the leader commits to a mixture of its actions; the agreement then has the
        chance of each outcome (`bargain.solve.tables.commitment`).
    timeout : float, optional
        Seconds of wall time after which the answer is ``unknown``.

    Returns
    -------
    StackelbergSolution

    Raises
    ------
    GameError
        Parameters or terms are left, or more than two players.
    OptionError
        Unknown leader.
    InputError
        The follower's payoff is not proved concave in its own actions.

    Examples
    --------
    >>> q, r = sp.symbols("q r")  # Cournot's duopoly, one firm first: 1/2 and 1/4
    >>> game = Game({"A": {q: (0, 1)}, "B": {r: (0, 1)}},
    ...             {"A": q*(1 - q - r), "B": r*(1 - q - r)})
    >>> solution = stackelberg(game, leader="A")
    >>> solution.agreement[q], solution.agreement[r], solution.proved
    (Fraction(1, 2), Fraction(1, 4), True)
    """
    if isinstance(game, FiniteGame):
        return _of_table(game, game.players[0] if leader is None else leader, flag(mixed, "mixed"))
    of_type(game, Game, "game", fix="give a Game or a FiniteGame", where="stackelberg")
    if flag(mixed, "mixed"):
        raise OptionError("a mixture of continuous actions is not searched for", where="mixed",
                          fix="leave it out, or give game.discretise(levels)")  # fmt: skip
    if len(game.players) != 2:
        raise GameError(f"{len(game.players)} players; a leader and one follower are needed")
    if game.terms or game.parameters:
        raise GameError(
            "terms or parameters are left",
            where=", ".join(map(str, (*game.terms, *game.parameters))),
            fix="fix them with game.at({...})",
        )
    first = game.players[0] if leader is None else leader
    if not isinstance(first, str) or first not in game.players:
        raise OptionError(f"unknown leader {first!r}", fix="players: " + ", ".join(game.players))
    follower = next(p for p in game.players if p != first)

    def ended(reason: str) -> StackelbergSolution:
        return StackelbergSolution(leader=first, follower=follower, reason=reason)

    if not game.own(first):
        raise GameError(f"the leader {first!r} has no action")
    if not game.own(follower):
        raise GameError(
            f"the follower {follower!r} has no action, so it replies to nothing",
            fix="maximise the leader's payoff alone, or give it an action",
        )
    if all_listed(game):
        return within(timeout, lambda: _of_lists(game, first, follower), ended)
    refuse_breaks(game)
    refuse_undefined_gains(game)
    own = game.own(follower)
    if any(sp.diff(game.payoffs[follower], v).has(sp.Derivative) for v in own):
        raise InputError(
            f"the payoff of {follower!r} is not differentiable in its own actions",
            where=str(game.payoffs[follower]),
            fix="use a smooth payoff",
        )

    def work() -> StackelbergSolution:
        return _exact(game, first, follower) or _numeric(game, first, follower)

    return within(timeout, work, ended)


def _of_lists(game: Game, leader: str, follower: str) -> StackelbergSolution:
    agreements, ties = listed_commitments(game, leader)
    return StackelbergSolution(
        agreement=agreements[0], leader=leader, follower=follower, proved=True, regret=0.0,
        ties=ties, method="enumeration of the listed values", arithmetic="exact",
        reason="all feasible profiles were compared exactly", alternatives=tuple(agreements[1:]),
    )  # fmt: skip


def _of_table(game: FiniteGame, leader: str, mixed: bool) -> StackelbergSolution:
    """Everything is compared exactly."""
    found, ties = commitments(game, leader, mixed=mixed)
    agreements = [agreement_of(game, outcome_chances(game, leader, c)) for c in found]
    return StackelbergSolution(
        agreement=agreements[0], leader=leader, proved=True, regret=0.0, ties=ties,
        follower=next(p for p in game.players if p != leader), arithmetic="exact",
        method="one linear programme for each reply" if mixed else "enumeration of actions",
        reason="the best mixture for each reply, compared" if mixed else "compared exactly",
        alternatives=tuple(agreements[1:]),
    )  # fmt: skip


def _exact(game: Game, leader: str, follower: str) -> StackelbergSolution | None:
    own_l, own_f = game.own(leader), game.own(follower)
    if len(own_l) != 1 or len(own_f) != 1:
        return None
    x, y = own_l[0], own_f[0]
    u_l, u_f = sp.expand(game.payoffs[leader]), sp.expand(game.payoffs[follower])
    if not (u_l.is_polynomial(x, y) and u_f.is_polynomial(x, y)):
        return None
    by_y = sp.Poly(u_f, y)
    if by_y.degree() > 2 or by_y.coeff_monomial(y**2).has(x):
        return None
    square, linear = by_y.coeff_monomial(y**2), by_y.coeff_monomial(y)
    if square.is_positive or not all(
        c.is_Rational for e in (u_l, u_f) for c in sp.Poly(e, x, y).coeffs()
    ):
        return None
    if square == 0 and linear == 0:
        return None  # always indifferent: the leader would choose both, which is another problem
    best: sp.Expr | None = None
    points: list[dict[sp.Symbol, sp.Expr]] = []
    for z, reply in _exact_candidates(game, x, y, u_l, square, linear):
        value, here = u_l.subs({x: z, y: reply}), {x: z, y: reply}
        if best is None or sign_of(value - best) == 1:
            best, points = value, [here]
        elif _equal(value, best) and not any(
            all(_equal(p[v], here[v]) for v in (x, y)) for p in points
        ):
            points.append(here)
    point = points[0]
    ties = square == 0 and sign_of(linear.subs(x, point[x])) == 0
    flat = _constant_along(u_l, x, y, square, linear, game, point)
    return StackelbergSolution(
        agreement=_exact_agreement(game, point), leader=leader, follower=follower, proved=True,
        regret=0.0, ties=ties, arithmetic="exact",
        method="critical points of the leader's payoff along the follower's reply",
        alternatives=tuple(_exact_agreement(game, p) for p in points[1:]),
        reason="all pieces of the reply were compared exactly" + flat,
    )  # fmt: skip


def _equal(a: sp.Expr, b: sp.Expr) -> bool:
    return a == b or sign_of(a - b) == 0


def _constant_along(
    u_l: sp.Expr, x: sp.Symbol, y: sp.Symbol, square: sp.Expr, linear: sp.Expr, game: Game,
    best: dict[sp.Symbol, sp.Expr],
) -> str:  # fmt: skip
    """What to say if the leader's payoff stays at its best along a piece of the reply."""
    bottom, top = game.box[y]
    pieces = [bottom, top] + ([] if square == 0 else [-linear / (2 * square)])
    for piece in pieces:
        along = sp.expand(u_l.subs(y, piece))
        if not along.has(x) and along == sp.expand(u_l.subs(best)):
            return ("; the leader is indifferent along a piece of the reply, so its best choices "
                    "may form a continuum, of which .alternatives lists ends")  # fmt: skip
    return ""


def _exact_candidates(
    game: Game, x: sp.Symbol, y: sp.Symbol, u_l: sp.Expr, square: sp.Expr, linear: sp.Expr
) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Every (x, reply) where the leader's payoff can be largest."""
    low, high = game.box[x]
    bottom, top = game.box[y]
    inside = None if square == 0 else sp.expand(-linear / (2 * square))
    switches = [linear] if inside is None else [inside - bottom, inside - top]
    cuts = {low, high}
    for switch in switches:
        cuts |= set(_roots(switch, x, low, high))
    pieces = [bottom, top] if inside is None else [bottom, top, inside]
    for piece in pieces:
        cuts |= set(_roots(sp.diff(u_l.subs(y, piece), x), x, low, high))
    for z in cuts:
        slope = linear.subs(x, z)
        if inside is not None:
            reply = inside.subs(x, z)
            yield z, min(top, max(bottom, reply, key=by_size()), key=by_size())
        elif sign_of(slope) == 0:
            along = u_l.subs(x, z)
            for reply in (bottom, top, *_roots(sp.diff(along, y), y, bottom, top)):
                yield z, reply
        else:
            yield z, top if sign_of(slope) == 1 else bottom


def _roots(expression: sp.Expr, v: sp.Symbol, low: sp.Expr, high: sp.Expr) -> list[sp.Expr]:
    expression = sp.expand(expression)
    if not expression.has(v):
        return []
    return [
        r
        for r in sp.real_roots(sp.Poly(expression, v))
        if sign_of(r - low) in (0, 1) and sign_of(high - r) in (0, 1)
    ]


def _exact_agreement(game: Game, point: dict[sp.Symbol, sp.Expr]) -> Agreement:
    def number(e: sp.Expr) -> Value:
        return Fraction(int(e.p), int(e.q)) if e.is_Rational else e

    payoffs = {p: sp.expand(u.subs(point)) for p, u in game.payoffs.items()}
    return Agreement(
        values={v: number(point[v]) for v in game.variables},
        payoffs={p: number(u) for p, u in payoffs.items()},
        gains={p: number(u - game.disagreement[p]) for p, u in payoffs.items()},
        residual=0.0, arithmetic="exact",
    )  # fmt: skip


def _numeric(game: Game, leader: str, follower: str) -> StackelbergSolution:
    search = _LeaderSearch(game, leader, follower)
    best, *rivals = search.best()
    return StackelbergSolution(
        agreement=search.agreement(best),
        alternatives=tuple(map(search.agreement, rivals)),
        leader=leader, follower=follower, regret=search.regret(best), ties=best.replies > 1,
        method="grid of the leader's actions, refined; follower's reply on every face",
        reason="the follower's reply is certified; a better choice of the leader is not excluded",
    )  # fmt: skip


class _Choice(NamedTuple):
    """The leader's actions, the follower's reply, its residual, and how many replies there are."""

    x: np.ndarray
    y: np.ndarray
    residual: float
    replies: int


class _LeaderSearch:
    """The leader's payoff along the follower's reply, on a grid that is refined at its peaks."""

    def __init__(self, game: Game, leader: str, follower: str) -> None:
        self.game, self.players, own = game, (leader, follower), game.own(leader)
        if len(own) > _MOST_LEADER_ACTIONS:
            raise GameError(
                f"the leader has {len(own)} actions",
                fix=f"at most {_MOST_LEADER_ACTIONS} are searched numerically",
            )
        self.reply = compile_reply(game, follower)
        if not self.reply.concave:
            raise InputError(
                f"the payoff of {follower!r} is not proved concave in its own actions",
                where=str(game.payoffs[follower]),
                fix="a reply that is only locally best would not be an equilibrium",
            )
        self.variables = [*own, *self.reply.variables]
        self.payoff = compile_expressions(
            self.variables, [game.payoffs[leader], game.payoffs[follower]]
        )
        self.low, self.high = (np.array([float(game.box[v][k]) for v in own]) for k in (0, 1))

    def best(self) -> list[_Choice]:
        """The best choice, then those that are as good and apart from it."""
        size = len(self.low)
        axes = [np.linspace(a, b, _GRID[size]) for a, b in zip(self.low, self.high, strict=True)]
        offsets = _grid([np.linspace(-1, 1, 9 if size > 1 else 33)] * size)
        x, step = _grid(axes), np.array([a[1] - a[0] for a in axes])
        apart = 2 * step  # peaks that are nearer are one
        for _ in range(_ZOOMS):
            spend(x.size * len(self.variables))
            value, y, residual, count = self._along_the_reply(x)
            order = _peaks(x, value, apart)
            if not order:
                raise GameError("the payoffs could not be evaluated on the leader's box")
            least = value[order[0]] - EQUAL * abs(value[order[0]])
            found = [
                _Choice(x[:, k], y[:, k], float(residual[k]), int(count[k]))
                for k in order
                if value[k] >= least
            ]
            zooms = [x[:, [k]] + step[:, None] * offsets for k in order]
            x = np.clip(np.concatenate(zooms, axis=1), self.low[:, None], self.high[:, None])
            step = step / 4
        return found

    def _along_the_reply(
        self, x: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """The leader's payoffs, the replies, their residuals, and how many there are."""
        count = x.shape[1]
        found = equilibria_batch(self.reply, list(x), count)
        y = self.reply.low[:, None] + self.reply.width[:, None] * found.x[0]
        with np.errstate(all="ignore"):
            value = np.broadcast_to(self.payoff(*x, *y)[0], (count,))
        ok = (found.count > 0) & np.isfinite(value)
        return np.where(ok, value, -np.inf), y, found.residual, found.count

    def agreement(self, choice: _Choice) -> Agreement:
        """The labelled point."""
        game, point = self.game, (*choice.x, *choice.y)
        z = dict(zip(self.variables, point, strict=True))
        u = dict(zip(self.players, map(float, self.payoff(*point)), strict=True))
        return Agreement(
            values={v: float(z[v]) for v in game.variables},
            residual=choice.residual,
            payoffs={p: u[p] for p in game.players},
            gains={p: u[p] - float(game.disagreement[p]) for p in game.players},
        )

    def regret(self, choice: _Choice) -> float:
        """No reply improves by more than the tangent rises over the box; NaN stays NaN."""
        follower, low, width = self.game.payoffs[self.players[1]], self.reply.low, self.reply.width
        slopes = compile_expressions(
            self.variables, [sp.diff(follower, v) for v in self.reply.variables]
        )
        steep = np.array([float(s) for s in slopes(*choice.x, *choice.y)])
        rise = np.maximum(steep * (low + width - choice.y), steep * (low - choice.y)).sum()
        return float(np.maximum(0.0, rise))


def _grid(axes: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack([g.ravel() for g in np.meshgrid(*axes, indexing="ij")])


def _peaks(x: np.ndarray, value: np.ndarray, apart: np.ndarray) -> list[int]:
    """The best columns that are apart from each other, the best first."""
    left, found = value.copy(), []
    for _ in range(_KEPT):
        k = int(np.argmax(left))
        if not np.isfinite(left[k]):
            break
        found.append(k)
        left[(np.abs(x - x[:, [k]]) <= apart[:, None]).all(axis=0)] = -np.inf
    return found
