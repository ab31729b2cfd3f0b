r"""Nash-in-Nash: every link strikes the Nash bargain, given what all the others have settled.

Let the links :math:`ℓ = \{i, j\}` settle the terms :math:`z_ℓ`, with breaks :math:`b_ℓ`
(`bargain.solve.coalitions.links`). Terms z are *Nash-in-Nash* (Horn & Wolinsky 1988;
Collard-Wexler, Gowrisankaran & Lee 2019) if for every link

.. math:: z_ℓ \in \arg\max_{z'_ℓ}
    \prod_{k \in ℓ} \bigl(u_k(z'_ℓ, z_{-ℓ}) - u_k(b_ℓ, z_{-ℓ})\bigr)^{α_k},

both factors positive: if the link breaks, the other agreements stand. Where a broken link is
followed by *bargaining anew* among those that are left (Stole & Zwiebel 1996), :math:`u_k(b_ℓ,
z_{-ℓ})` gives way to what k has in the solution without the link, found in the same way; with equal
weights and money this is the patron's Shapley value for one patron and its clients.

* **Exact**: each link has money, and a surplus that is concave and quadratic in its other terms.
  Those solve linear equations, then money does. One solution inside the boxes, as expressions where
  there are letters, with the region in which it is inside.
* **Numeric**: links in turn, each by `bargain.nash_bargaining`, until nothing moves. The regret is
  the most that a link could add to the logarithm of its Nash product; `proved` is false.

References
----------
Horn, H. & Wolinsky, A. (1988), Bilateral monopolies and incentives for merger, *RAND Journal of
Economics* 19, 408-419. Collard-Wexler, A., Gowrisankaran, G. & Lee, R. (2019), "Nash-in-Nash"
bargaining: a microfoundation for applied work, *Journal of Political Economy* 127, 163-195. Stole,
L. & Zwiebel, J. (1996), Intra-firm bargaining under non-binding contracts, *Review of Economic
Studies* 63, 375-410.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

import sympy as sp
from sympy.polys.matrices import DomainMatrix
from sympy.polys.matrices.exceptions import DMNonInvertibleMatrixError
from sympy.solvers.solveset import NonlinearError

from bargain.arguments import flag, of_type, within_reach
from bargain.budget import spend
from bargain.clock import within
from bargain.errors import GameError, LimitReached, NoClosedForm
from bargain.exact import to_fraction
from bargain.frozen import freeze
from bargain.game.game import Game
from bargain.game.written import Boolean, Number, Value
from bargain.result import Result
from bargain.signs import sign_of
from bargain.solve.agreement import Agreement
from bargain.solve.bargaining.smooth_bargaining import bargaining_weights
from bargain.solve.bargaining.solutions import nash_bargaining
from bargain.solve.coalitions.links import Link, Split, letters_of, links_of, split

__all__ = ["NashInNash", "nash_in_nash"]

_MOST_ANEW = 8  # links that bargain anew: every set of them is solved
_ROUNDS = 200
_STEP = 100  # of work for each formula, so that the clock is looked at between them
_STILL = 1e-9  # of a term's range: what counts as not moving
Weights = Mapping[str, Fraction]
Payoffs = Mapping[str, sp.Expr]


@dataclass(frozen=True, slots=True, kw_only=True)
class NashInNash(Result):
    """What the links settle.

    Attributes
    ----------
    agreement : Agreement or None
        All terms, with payoffs; expressions where there are letters.
    links : tuple of str
        The pairs, in order.
    link_gains : mapping of str to mapping of player to number or expression
        What each of a pair gains over a break of their link.
    proved : bool
        Whether every link's terms are proved to be its Nash bargain given the others'.
    unique : bool
        Whether it is proved that there is no other solution; `reason` says what is known else.
    anew : bool
        Whether a break is followed by bargaining anew.
    regret : float or None
        The most that a link could add to the logarithm of its Nash product (0 if exact).
    region : tuple of relations
        With letters: where this is the solution.
    method, arithmetic, reason : str
    """

    solution: ClassVar[str] = "nash_in_nash"
    _also: ClassVar[tuple[str, ...]] = ("solution", "status")

    agreement: Agreement | None = None
    links: tuple[str, ...] = ()
    link_gains: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    proved: bool = False
    unique: bool = False
    anew: bool = False
    regret: float | None = None
    region: tuple[Boolean, ...] = ()
    method: str = ""
    arithmetic: str = "float"
    reason: str = "nothing was established"

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def status(self) -> str:
        """``"agreement"`` if the solution is proved, else ``"unknown"``."""
        return "agreement" if self.proved else "unknown"

    @property
    def residual(self) -> float | None:
        """The largest regret of a link."""
        return self.regret

    def summary(self) -> str:
        """A few lines of text."""
        lines = [f"nash_in_nash: {self.status} ({self.reason})"]
        if self.agreement is not None:
            lines += ["  " + line for line in self.agreement.summary().splitlines()]
        if self.region:
            lines.append("  where " + ", ".join(map(str, self.region)))
        lines.append(f"  method {self.method}, {self.arithmetic} arithmetic")
        return "\n".join([*lines, f"  largest regret of a link {self.regret}"])

    def __repr__(self) -> str:
        return f"<NashInNash {len(self.links)} links, proved {self.proved}: {self.agreement}>"


@within_reach
def nash_in_nash(
    game: Game,
    links: Mapping[tuple[str, str], object],
    *,
    broken: Mapping[tuple[str, str], Mapping[Any, Number]] | None = None,
    weights: Mapping[str, Number] | None = None,
    anew: bool = False,
    symbolic: bool = False,
    timeout: float | None = None,
) -> NashInNash:
    r"""Every link's terms are its Nash bargain, given all the others' terms.

    .. math:: z_ℓ \in \arg\max_{z'_ℓ}
        \prod_{k \in ℓ} \bigl(u_k(z'_ℓ, z_{-ℓ}) - u_k(b_ℓ, z_{-ℓ})\bigr)^{α_k}

    Parameters
    ----------
    game : Game
        Without own actions; every term belongs to one link. Numeric, unless ``symbolic``.
    links : mapping of pair of players to the term or terms that they settle
    broken : mapping of pair to mapping of term or parameter to value, optional
        What changes when the link breaks, beside its terms, which become 0 unless named.
    weights : mapping of player to positive number, optional
        Bargaining weights :math:`α_k`; default equal.
    anew : bool, default False
        After a break the others bargain anew (Stole & Zwiebel); at most 8 links.
    symbolic : bool, default False
        Parameters may stay; the answer is in letters, with its region.
    timeout : float, optional
        Seconds of wall time after which the answer is ``unknown``.

    Returns
    -------
    NashInNash

    Raises
    ------
    GameError
        Own actions, terms without a link, parameters without values.
    OptionError
        Links, breaks or weights that do not fit the game.
    NoClosedForm
        With ``symbolic`` or ``anew``: no money in a link, or equations that are not linear.

    References
    ----------
    Horn, H. & Wolinsky, A. (1988), *RAND Journal of Economics* 19, 408-419. Collard-Wexler, A.,
    Gowrisankaran, G. & Lee, R. (2019), *Journal of Political Economy* 127, 163-195. Stole, L. &
    Zwiebel, J. (1996), *Review of Economic Studies* 63, 375-410.

    Examples
    --------
    A patron is worth v with two clients, v1 or v2 with one:

    >>> t1, t2 = sp.symbols("t1 t2")
    >>> v, v1, v2 = sp.symbols("v v1 v2", positive=True)
    >>> game = Game(actions={"P": {}, "A": {}, "B": {}}, terms={t1: (-9, 9), t2: (-9, 9)},
    ...             payoffs={"P": v - t1 - t2, "A": t1, "B": t2})
    >>> links = {("P", "A"): t1, ("P", "B"): t2}
    >>> broken = {("P", "A"): {v: v2, v1: 0}, ("P", "B"): {v: v1, v2: 0}}
    >>> given = nash_in_nash(game, links, broken=broken, symbolic=True).agreement
    >>> given[t1], given.payoffs["P"]
    ((v - v2)/2, (v1 + v2)/2)
    >>> anew = nash_in_nash(game, links, broken=broken, symbolic=True, anew=True).agreement
    >>> anew.payoffs["P"]  # the Shapley value
    (2*v + v1 + v2)/6
    """
    of_type(game, Game, "game", fix="give a Game", where="nash_in_nash")
    if game.constraints:
        raise GameError(
            "nash_in_nash knows boxes alone, and the game has constraints",
            where=", ".join(map(str, game.constraints)), fix="leave them out, or make them costs",
        )  # fmt: skip
    read = links_of(game, links, broken)
    exact = bargaining_weights(game.players, weights)
    letters = sorted(s.name for s in letters_of(game, read))
    if not flag(symbolic, "symbolic") and letters:
        raise GameError(
            "the game still has parameters",
            where=", ".join(letters),
            fix="give them values with game.at({...}), or ask for symbolic=True",
        )
    if flag(anew, "anew") and len(read) > _MOST_ANEW:
        raise LimitReached(
            f"{len(read)} links bargain anew after every break", where="anew",
            fix=f"at most {_MOST_ANEW} links, or anew=False",
        )  # fmt: skip
    names = tuple(s.name for s in read)

    def ended(reason: str) -> NashInNash:
        return NashInNash(links=names, anew=anew, reason=reason)

    def work() -> NashInNash:
        try:
            found = _Exact(game, read, exact).answer(anew)
        except NoClosedForm:
            if symbolic or anew:
                raise
        else:
            if found.proved or symbolic or anew:
                return found
        return _by_rounds(game, read, exact)

    return within(timeout, work, ended)


@dataclass(frozen=True, slots=True)
class _Solved:
    """The links that stand with their terms, everybody's payoffs, and what had to be so."""

    values: Mapping[sp.Symbol, sp.Expr]
    payoffs: Payoffs
    splits: tuple[Split, ...]
    region: tuple[Boolean, ...]
    only: bool


class _Exact:
    """Solutions by linear equations, for the links that stand."""

    def __init__(self, game: Game, links: Sequence[Link], weights: Weights) -> None:
        self.game, self.links, self.weights = game, tuple(links), weights
        self.known: dict[frozenset[Link | str], _Solved] = {}

    def answer(self, anew: bool) -> NashInNash:
        found = self.solved(self.links, anew)
        game, at = self.game, found.values
        letters = bool(letters_of(game, self.links))
        names = tuple(s.name for s in self.links)
        method = "linear equations: surplus in the other terms, then the division in money"
        shape = "symbolic" if letters else "exact"
        if sp.false in found.region:
            return NashInNash(
                links=names, anew=anew, method=method, arithmetic=shape,
                reason="the one solution of the first-order conditions is not inside the boxes "
                "with a gain for every link; at bounds none was looked for",
            )  # fmt: skip
        known = "the only solution" if found.only else "the only one inside the boxes"
        return NashInNash(
            agreement=Agreement(
                values={v: _value(at[v]) for v in game.variables},
                payoffs={p: _value(u) for p, u in found.payoffs.items()},
                gains={p: _value(_neat(u - d)) for p, u, d in _beside(found.payoffs, game)},
                residual=None if letters else 0.0, arithmetic=shape, region=found.region,
            ),
            links=names, anew=anew, proved=True, unique=found.only, regret=0.0,
            link_gains={
                s.name: {p: _value(_at(g, at)) for p, g in c.gains.items()}
                for s, c in zip(self.links, found.splits, strict=True)
            },
            region=found.region, method=method, arithmetic=shape,
            reason=f"every link strikes its Nash bargain, checked by substitution; {known}",
        )  # fmt: skip

    def solved(self, standing: Sequence[Link], anew: bool) -> _Solved:
        """The solution of the links that stand; after breaks, if `anew`, of those left."""
        key = frozenset(s.name for s in standing)
        if key in self.known:
            return self.known[key]
        payoffs = {p: sp.expand(u) for p, u in self.game.payoffs.items()}
        for link in self.links:
            if link not in standing:
                payoffs = {p: u.xreplace(link.broken) for p, u in payoffs.items()}
        region: list[Boolean] = []
        splits, alone = [], True
        for link in standing:
            spend(_STEP)
            if anew:
                left = self.solved([s for s in standing if s != link], anew)
                region += left.region
                alone = alone and left.only
                gains = {p: payoffs[p] - left.payoffs[p] for p in link.pair}
            else:
                gains = {p: _over_break(payoffs[p], link) for p in link.pair}
            splits.append(split(self.game, link, gains, self.weights))
        values, more, only = _equations(splits)
        region += [*more, *self._inside(values, splits)]
        self.known[key] = _Solved(
            values=values, splits=tuple(splits), only=only and alone,
            payoffs={p: _at(u, values) for p, u in payoffs.items()},
            region=tuple(dict.fromkeys(r for r in region if r != sp.true)),
        )  # fmt: skip
        return self.known[key]

    def _inside(
        self, values: Mapping[sp.Symbol, sp.Expr], splits: Sequence[Split]
    ) -> list[Boolean]:
        """That every term is inside its box, and that every link has something to divide."""
        facts = [_positive(_at(s.surplus, values)) for s in splits]
        for term, value in values.items():
            spend(_STEP)
            low, high = self.game.box[term]
            facts += [_at_least(value, low), _at_least(high, value)]
        return facts


def _over_break(payoff: sp.Expr, link: Link) -> sp.Expr:
    """What a payoff loses if the link breaks: only the summands that change."""
    changed = [f for f in sp.Add.make_args(payoff) if f.has(*link.broken)]
    return sp.Add(*changed) - sp.Add(*(f.xreplace(link.broken) for f in changed))


def _equations(splits: Sequence[Split]) -> tuple[dict[sp.Symbol, sp.Expr], list[Boolean], bool]:
    """Solve them; what must not vanish; whether no other point solves the problem of all links."""
    others = [q for s in splits for q in s.others]
    monies = [s.money for s in splits]
    slopes = [f for s in splits for f in s.slopes]
    if any(f.has(*monies) for f in slopes if monies):
        raise NoClosedForm("what is best for a pair depends on money that others pay")
    values, region, _ = _linear(slopes, others)
    divisions = [_at(s.division, values) for s in splits]
    paid, more, contracts = _linear(divisions, monies)
    return values | paid, region + more, contracts and not others


def _linear(
    equations: Sequence[sp.Expr], unknowns: Sequence[sp.Symbol]
) -> tuple[dict[sp.Symbol, sp.Expr], list[Boolean], bool]:
    """The solution, the determinant that must not vanish, and whether diagonals dominate rows.

    If they do, best replies contract, and have one rest point within any bounds.
    """
    if not unknowns:
        return {}, [], True
    try:
        matrix, right = sp.linear_eq_to_matrix(list(equations), list(unknowns))
    except NonlinearError as error:
        raise NoClosedForm(f"the conditions are not linear: {error}") from None
    whole = DomainMatrix.from_Matrix(matrix.row_join(right)).to_field()
    size = len(unknowns)
    square, side = whole[:, :size], whole[:, size:]
    try:
        solution = square.lu_solve(side)
    except DMNonInvertibleMatrixError:
        raise NoClosedForm("the conditions have no single solution") from None
    if square * solution != side:
        raise NoClosedForm("the solution failed the check by substitution")
    values = {v: _at(x, {}) for v, x in zip(unknowns, solution.to_Matrix(), strict=True)}
    region = []
    if any(e.free_symbols for e in matrix):
        determinant = sp.factor(square.domain.to_sympy(square.det()))
        region = [] if determinant.is_nonzero else [sp.Ne(determinant, 0)]
    contracts = all(
        (
            sp.Abs(matrix[k, k]) - sum(sp.Abs(matrix[k, j]) for j in range(size) if j != k)
        ).is_positive
        for k in range(size)
    )  # fmt: skip
    return values, region, contracts


def _beside(payoffs: Payoffs, game: Game) -> Iterator[tuple[str, sp.Expr, sp.Expr]]:
    return ((p, u, game.disagreement[p]) for p, u in payoffs.items())


def _at(expression: sp.Expr, values: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    spend(_STEP)
    return _neat(expression.xreplace(values))


def _neat(expression: sp.Expr) -> sp.Expr:
    """One quotient: exact, and short."""
    return expression if expression.is_number else sp.factor(expression)


def _value(expression: sp.Expr) -> Value:
    if expression.is_Rational:
        return Fraction(int(expression.p), int(expression.q))
    return expression


def _positive(expression: sp.Expr) -> Boolean:
    if expression.is_number:
        return sp.true if sign_of(expression) == 1 else sp.false
    return sp.Gt(expression, 0)


def _at_least(larger: sp.Expr, smaller: sp.Expr) -> Boolean:
    gap = sp.sympify(larger - smaller)
    if gap.is_number:
        return sp.true if sign_of(gap) in (0, 1) else sp.false
    return sp.Ge(larger, smaller)


def _link_game(game: Game, link: Link, point: Mapping[sp.Symbol, Fraction]) -> Game:
    """The bargaining problem of one link, the other terms at a point."""
    given = {v: sp.Rational(x) for v, x in point.items() if v not in link.terms}
    payoffs = {p: game.payoffs[p].subs(given) for p in link.pair}
    return Game(
        actions={p: {} for p in link.pair},
        terms={v: game.box[v] for v in link.terms},
        payoffs=payoffs,
        disagreement={p: u.subs(link.broken) for p, u in payoffs.items()},
    )


def _by_rounds(game: Game, links: Sequence[Link], weights: Weights) -> NashInNash:
    """Links in turn, each at its Nash bargain, until nothing moves."""
    names = tuple(s.name for s in links)
    method = "links in turn, each by nash_bargaining"
    point = {v: to_fraction((low + high) / 2) for v, (low, high) in game.box.items()}
    for _ in range(_ROUNDS):
        moved, regret, gains = 0.0, 0.0, {}
        for link in links:
            problem = _link_game(game, link, point)
            found = nash_bargaining(problem, {p: weights[p] for p in link.pair})
            if found.agreement is None or found.bound is None:
                return NashInNash(
                    links=names, method=method,
                    reason=f"given the terms of the others, {link.name}: {found.reason}",
                )  # fmt: skip
            here = {p: float(g.subs(point)) for p, g in problem.gains().items()}
            best = {p: float(found.agreement.gains[p]) for p in link.pair}
            regret = max(
                regret, found.bound + _log_product(best, weights) - _log_product(here, weights)
            )
            gains[link.name] = best
            for v in link.terms:
                low, high = game.box[v]
                new = to_fraction(found.agreement[v])
                moved = max(moved, abs(float((new - point[v]) / to_fraction(high - low))))
                point[v] = new
        if moved <= _STILL:
            break
    else:
        return NashInNash(
            links=names, method=method,
            reason=f"not converged: after {_ROUNDS} rounds terms move by {moved:.1e} of their box",
        )  # fmt: skip
    payoffs = {p: float(u.subs(point)) for p, u in game.payoffs.items()}
    return NashInNash(
        agreement=Agreement(
            values={v: float(x) for v, x in point.items()}, payoffs=payoffs, residual=regret,
            gains={p: u - float(game.disagreement[p]) for p, u in payoffs.items()},
        ),
        links=names, link_gains=gains, regret=regret, method=method,
        reason="nothing moves any more; that a solution is near, and that there is no other, is "
        "not proved",
    )  # fmt: skip


def _log_product(gains: Mapping[str, float], weights: Weights) -> float:
    if min(gains.values()) <= 0:
        return -math.inf
    return math.fsum(float(weights[p]) * math.log(g) for p, g in gains.items())
