r"""Stackelberg equilibrium: one player moves first, the others reply.

The reply of one follower maximises its payoff over its own box,
:math:`r(x) = \arg\max_y u_F(x, y)`; the leader chooses :math:`x` to maximise
:math:`u_L(x, r(x))`. A tie of the follower is broken in the leader's favour (the *strong*
equilibrium, Breton, Alj & Haurie 1988), so that a best choice exists. Several followers reply with
a Nash equilibrium among themselves, of several the one that the leader likes best (Sherali, Soyster
& Murphy 1983).

* **Exact**: one action each, numeric, polynomial payoffs, the followers' concave quadratics in
  their own actions (a single one's may be linear). Replies are polynomials in the leader's action
  on each of finitely many pieces
  (`bargain.solve.continuous.quadratic_followers`), so the leader's payoff is a polynomial there;
  ends and real critical points are compared in exact arithmetic. The answer is global.
* **Numeric**: followers' payoffs are proved concave in their own actions, up to four in all: their
  replies are computed on every face and certified by the distance to the best reply. The leader's
  payoff is searched on a grid that is refined around the best cells; the replies are
  certified, the leader's choice is the best point found, and `proved` is false.

References
----------
Stackelberg, H. von (1934), *Marktform und Gleichgewicht*. Breton, M., Alj, A. & Haurie, A. (1988),
Sequential Stackelberg equilibria in two-person games, *JOTA* 59, 71-97. Sherali, H., Soyster, A. &
Murphy, F. (1983), Stackelberg-Nash-Cournot equilibria, *Operations Research* 31, 253-276.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import sympy as sp

from bargain.arguments import flag, of_type, within_reach
from bargain.clock import within
from bargain.errors import GameError, InputError, OptionError
from bargain.frozen import freeze
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Value
from bargain.result import Result
from bargain.signs import sign_of
from bargain.solve.agreement import Agreement, settle
from bargain.solve.continuous.leader_search import LeaderSearch
from bargain.solve.continuous.listed_profiles import all_listed, listed_commitments
from bargain.solve.continuous.quadratic_followers import Piece, reply_pieces
from bargain.solve.payoffs.defined_boxes import refuse_undefined_gains
from bargain.solve.payoffs.kinks import refuse_breaks
from bargain.solve.tables.commitment import commitments, outcome_chances, pure_commitments
from bargain.solve.tables.table_agreements import agreement_of

__all__ = ["StackelbergSolution", "stackelberg"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackelbergSolution(Result):
    """A Stackelberg equilibrium.

    Attributes
    ----------
    agreement : Agreement or None
        The actions of both, with payoffs (nothing is agreed: the name is that of all results).
    leader : str
    followers : tuple of str
    proved : bool
        Whether the leader's choice is proved to be globally best.
    regret : float or None
        The largest improvement a follower can have, in its payoff's unit (zero if exact).
    ties : bool
        Whether followers have several replies to the leader's choice.
    alternatives : tuple of Agreement
        Other choices that are as good for the leader, with the follower's reply: all that were
        compared exactly, or up to rounding where found numerically.
    method, arithmetic, reason : str
    """

    solution: ClassVar[str] = "stackelberg"
    _also: ClassVar[tuple[str, ...]] = ("solution", "status")

    agreement: Agreement | None = None
    leader: str = ""
    followers: tuple[str, ...] = ()
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
    def follower(self) -> str:
        """The follower, or all of them in one text."""
        return ", ".join(self.followers)

    @property
    def residual(self) -> float | None:
        """The followers' largest regret."""
        return self.regret

    @property
    def status(self) -> str:
        """``"agreement"`` if the equilibrium is proved, else ``"unknown"``."""
        return "agreement" if self.proved else "unknown"

    def summary(self) -> str:
        """A few lines of text."""
        kind = "globally best" if self.proved else "best found, not proved"
        verb = "follows" if len(self.followers) < 2 else "follow"
        lines = [f"stackelberg: {self.leader} leads, {self.follower} {verb} ({kind})"]
        if self.agreement is not None:
            lines += ["  " + line for line in self.agreement.summary().splitlines()]
        lines += [f"  as good for {self.leader}: {a!r}" for a in self.alternatives]
        lines.append(f"  method {self.method}, {self.arithmetic} arithmetic")
        return "\n".join([*lines, f"  largest regret of a follower {self.regret}"])

    def __repr__(self) -> str:
        return f"<StackelbergSolution leader {self.leader}, proved {self.proved}: {self.agreement}>"


@within_reach
def stackelberg(
    game: Game | FiniteGame, leader: str | None = None, *, mixed: bool = False,
    timeout: float | None = None,
) -> StackelbergSolution:  # fmt: skip
    """The strong Stackelberg equilibrium: a leader, and one follower or several.

    Parameters
    ----------
    game : Game or FiniteGame
        Numeric, no terms. In a table several followers reply with a pure equilibrium.
    leader : str, optional
        Default: the first player.
    mixed : bool, default False
        In a finite game of two players the leader commits to a mixture of its actions; the
        agreement then has the chance of each outcome (`bargain.solve.tables.commitment`).
    timeout : float, optional
        Seconds of wall time after which the answer is ``unknown``.

    Returns
    -------
    StackelbergSolution

    Raises
    ------
    GameError
        Parameters or terms are left, or there is nobody to follow.
    OptionError
        Unknown leader.
    InputError
        A follower's payoff is not proved concave in its own actions.

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
    if len(game.players) < 2:
        raise GameError("there is one player; a leader and a follower are needed")
    if game.terms or game.parameters:
        raise GameError(
            "terms or parameters are left",
            where=", ".join(map(str, (*game.terms, *game.parameters))),
            fix="fix them with game.at({...})",
        )
    first = game.players[0] if leader is None else leader
    if not isinstance(first, str) or first not in game.players:
        raise OptionError(f"unknown leader {first!r}", fix="players: " + ", ".join(game.players))
    followers = tuple(p for p in game.players if p != first)

    def ended(reason: str) -> StackelbergSolution:
        return StackelbergSolution(leader=first, followers=followers, reason=reason)

    if not game.own(first):
        raise GameError(f"the leader {first!r} has no action")
    for follower in followers:
        if not game.own(follower):
            raise GameError(
                f"the follower {follower!r} has no action, so it replies to nothing",
                fix="maximise the leader's payoff alone, or give it an action",
            )
    if all_listed(game):
        return within(timeout, lambda: _of_lists(game, first, followers), ended)
    refuse_breaks(game)
    refuse_undefined_gains(game)
    for follower in followers:
        payoff = game.payoffs[follower]
        if any(sp.diff(payoff, v).has(sp.Derivative) for v in game.own(follower)):
            raise InputError(
                f"the payoff of {follower!r} is not differentiable in its own actions",
                where=str(payoff),
                fix="use a smooth payoff",
            )

    def work() -> StackelbergSolution:
        return _exact(game, first, followers) or _numeric(game, first, followers)

    return within(timeout, work, ended)


def _of_lists(game: Game, leader: str, followers: tuple[str, ...]) -> StackelbergSolution:
    agreements, ties = listed_commitments(game, leader)
    if not agreements:
        return StackelbergSolution(
            leader=leader, followers=followers, arithmetic="exact",
            reason="followers have no pure equilibrium, whatever the leader does",
        )  # fmt: skip
    return StackelbergSolution(
        agreement=agreements[0], leader=leader, followers=followers, proved=True, regret=0.0,
        ties=ties, method="enumeration of the listed values", arithmetic="exact",
        reason="all feasible profiles were compared exactly", alternatives=tuple(agreements[1:]),
    )  # fmt: skip


def _of_table(game: FiniteGame, leader: str, mixed: bool) -> StackelbergSolution:
    """Everything is compared exactly."""
    followers = tuple(p for p in game.players if p != leader)
    several = len(followers) > 1 and not mixed
    if several:
        agreements, ties = pure_commitments(game, leader)
    else:
        found, ties = commitments(game, leader, mixed=mixed)
        agreements = [agreement_of(game, outcome_chances(game, leader, c)) for c in found]
    if not agreements:
        return StackelbergSolution(
            leader=leader, followers=followers, arithmetic="exact",
            reason="followers have no pure equilibrium, whatever the leader does",
        )  # fmt: skip
    return StackelbergSolution(
        agreement=agreements[0], leader=leader, proved=True, regret=0.0, ties=ties,
        followers=followers, arithmetic="exact",
        method="one linear programme for each reply" if mixed else "enumeration of actions",
        reason="the best mixture for each reply, compared" if mixed
        else "compared exactly, with followers in pure equilibrium" if several
        else "compared exactly",
        alternatives=tuple(agreements[1:]),
    )  # fmt: skip


def _exact(game: Game, leader: str, followers: tuple[str, ...]) -> StackelbergSolution | None:
    own = game.own(leader)
    if len(own) != 1:
        return None
    x, u = own[0], sp.expand(game.payoffs[leader])
    others = [v for v in game.variables if v != x]
    if not u.is_polynomial(x, *others) or not all(
        c.is_Rational for c in sp.Poly(u, x, *others).coeffs()
    ):
        return None
    pieces = reply_pieces(game, x, followers)
    if pieces is None:
        pieces = _linear_reply(game, x, followers)
    if pieces is None:
        return None
    best: sp.Expr | None = None
    points: list[dict[sp.Symbol, sp.Expr]] = []
    for here in _candidates(game, x, u, pieces):
        value = u.subs(here)
        if best is None or sign_of(value - best) == 1:
            best, points = value, [here]
        elif _equal(value, best) and not any(
            all(_equal(p[v], here[v]) for v in here) for p in points
        ):
            points.append(here)
    if not points:
        return None
    point = points[0]
    replies = {
        tuple(r.subs(x, point[x]) for r in piece.replies.values())
        for piece in pieces if _holds(piece, x, point[x])
    }  # fmt: skip
    return StackelbergSolution(
        agreement=_exact_agreement(game, point), leader=leader, followers=followers, proved=True,
        regret=0.0, ties=len(replies) > 1, arithmetic="exact",
        method="critical points of the leader's payoff along the replies",
        alternatives=tuple(_exact_agreement(game, p) for p in points[1:]),
        reason="all pieces of the replies were compared exactly"
        + _constant_along(u, pieces, best),
    )  # fmt: skip


def _equal(a: sp.Expr, b: sp.Expr) -> bool:
    return a == b or sign_of(a - b) == 0


def _constant_along(u: sp.Expr, pieces: Sequence[Piece], best: sp.Expr) -> str:
    """What to say if the leader's payoff stays at its best along a piece of the replies."""
    for piece in pieces:
        along = sp.expand(u.subs(piece.replies))
        if along.is_number and _equal(along, best):
            return ("; the leader is indifferent along a piece of the reply, so its best choices "
                    "may form a continuum, of which .alternatives lists ends")  # fmt: skip
    return ""


def _holds(piece: Piece, x: sp.Symbol, at: sp.Expr) -> bool:
    return all(sign_of(c.subs(x, at)) in (0, 1) for c in piece.conditions)


def _candidates(
    game: Game, x: sp.Symbol, u: sp.Expr, pieces: Sequence[Piece]
) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Every profile where the leader's payoff can be largest."""
    low, high = game.box[x]
    for piece in pieces:
        cuts = {low, high}
        for expression in (*piece.conditions, sp.diff(u.subs(piece.replies), x)):
            cuts |= set(_roots(expression, x, low, high))
        for z in cuts:
            if _holds(piece, x, z):
                yield {x: z} | {y: r.subs(x, z) for y, r in piece.replies.items()}


def _linear_reply(game: Game, x: sp.Symbol, followers: tuple[str, ...]) -> list[Piece] | None:
    """Pieces of one follower whose payoff is linear in its action: it is at an end, or indifferent.

    Where it is indifferent the leader chooses both actions, the best of them on the line where the
    follower's slope is zero.
    """
    if len(followers) != 1 or len(game.own(followers[0])) != 1:
        return None
    (y,) = game.own(followers[0])
    payoff = sp.expand(game.payoffs[followers[0]])
    if not payoff.is_polynomial(x, y):
        return None
    by_y = sp.Poly(payoff, y)
    slope = by_y.coeff_monomial(y)
    if by_y.degree() > 1 or slope == 0:
        return None  # always indifferent: the leader would choose both, which is another problem
    if not all(c.is_Rational for c in sp.Poly(payoff, x, y).coeffs()):
        return None
    (leader,) = (p for p in game.players if p not in followers)
    u, (bottom, top) = sp.expand(game.payoffs[leader]), game.box[y]
    pieces = [Piece({y: bottom}, (-slope,)), Piece({y: top}, (slope,))]
    for z in _roots(slope, x, *game.box[x]):
        inside = _roots(sp.diff(u.subs(x, z), y), y, bottom, top)
        pieces += [Piece({y: r}, (slope, -slope)) for r in inside]
    return pieces


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


def _numeric(game: Game, leader: str, followers: tuple[str, ...]) -> StackelbergSolution:
    search = LeaderSearch(game, leader, followers)
    best, *rivals = search.best()
    return StackelbergSolution(
        agreement=search.agreement(best),
        alternatives=tuple(map(search.agreement, rivals)),
        leader=leader, followers=followers, regret=search.regret(best), ties=best.replies > 1,
        method="grid of the leader's actions, refined; replies on every face",
        reason="the replies are certified; a better choice of the leader is not excluded",
    )  # fmt: skip
