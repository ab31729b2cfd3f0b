r"""Pure Nash equilibria of games with continuous actions, and the proof that there are no others.

A profile :math:`x` of actions is a Nash equilibrium if no player gains by changing the own
actions alone, :math:`u_p(x) \ge u_p(t, x_{-p})` for every :math:`t` in the player's box. At an
equilibrium the first-order conditions hold on exactly one face of the box (a choice of *lower
bound*, *upper bound* or *free* for each action), so the search is:

1. on every face, branch and prune until each box is refuted or holds exactly one first-order
   point (`bargain.solve.continuous.face_search`, `bargain.solve.continuous.root_boxes`);
2. for every first-order point, prove over the player's whole box that the actions are best
   replies, or dismiss it (`bargain.solve.continuous.best_reply_proof`);
3. write both as a certificate (`bargain.solve.continuous.nash_certificate`) and have it checked.

Only then is the list called complete. Roots that vanish at an end of the box are searched in other
letters (`bargain.solve.payoffs.root_actions`). The search does not iterate best replies, so
equilibria that are unstable under them are found like any other, and "there is none" is a result.
Points that first-order conditions cannot separate (a continuum, or a multiple zero) end as
incomplete, with the reason; nothing is listed that was not proved an equilibrium.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import sympy as sp

from bargain.arguments import called
from bargain.budget import Exhausted, allowed, passed, spent
from bargain.check.certificate import MAX_VALUES, CertificateError
from bargain.check.checker import check
from bargain.check.interval import ONE, Interval, enclose
from bargain.check.roots import MAX_VARIABLES
from bargain.clock import within
from bargain.errors import GameError, OptionError
from bargain.exact import to_fraction, to_sympy
from bargain.game.game import Game
from bargain.game.pieces import has_pieces
from bargain.game.written import Value
from bargain.intervals.definedness import undefined_point
from bargain.signs import about, short_text
from bargain.solve.aggregates.summed_equilibria import summed_equilibria
from bargain.solve.agreement import Agreement
from bargain.solve.continuous.best_reply_proof import Judgement, judge, settled_point
from bargain.solve.continuous.concave_quadratic import only_equilibrium
from bargain.solve.continuous.face_search import FaceResult, FaceSearch
from bargain.solve.continuous.kkt_system import Face, KKTSystem, faces, kkt_system
from bargain.solve.continuous.listed_profiles import all_listed, listed_equilibria
from bargain.solve.continuous.nash_certificate import (
    holds_but_for_ties,
    listed_box,
    nash_certificate,
)
from bargain.solve.continuous.root_boxes import RootBox
from bargain.solve.continuous.shared_constraints import (
    equilibria_as_sets,
    equilibria_with_constraints,
)
from bargain.solve.enclosed import enclosed, exactly
from bargain.solve.equilibria import Equilibria, EquilibriumSet
from bargain.solve.jumps.cases_of_two import equilibria_by_cases
from bargain.solve.jumps.linear_conditions import equilibria_by_linear_conditions
from bargain.solve.jumps.tie_at_a_corner import corner_apart, equilibria_with_a_tie
from bargain.solve.payoffs.defined_boxes import refuse_extreme_boxes
from bargain.solve.payoffs.idle_actions import with_fewer_actions
from bargain.solve.payoffs.kinks import KINKS, in_cases
from bargain.solve.payoffs.players_in_turn import players_apart, rest_at
from bargain.solve.payoffs.root_actions import in_roots

__all__ = ["NashOptions", "nash_equilibria"]

_PROBES = (Fraction(5, 7), Fraction(3, 11))  # powers of these shares give a point of the box
_SETS = 5.0  # effort for continua as sets, where payoffs are quadratic
_REPLIES = 15.0  # units of effort at most, where deviations share constraints
_SEARCHED = 5  # actions whose faces are searched at once, for a certificate
_FEW = 4  # actions whose faces are searched to the end before anything else is tried
_SHARE_IN_TURN = 0.25  # of the effort, for each game of players who are solved in turn
_SHORT = 0.2  # units of effort, of the search before that
_BY_CASES = 15.0  # units of effort at most, for lines at kinks
_KINKS = 6  # at most, where lines at kinks are tried: they cut the box into many cells
_TRIED = 2  # open boxes per face in which an exact equilibrium is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class NashOptions:
    """Limits of the search.

    Parameters
    ----------
    effort : float, default 60.0
        Work of the search, in units of `bargain.budget`; checking the certificate comes on top (its
        work is limited).
    max_boxes : int
        Boxes per face; the default is what a certificate has room for, three values a box.
    smallest : float, default 2**-30
        Relative width below which a box is left open.
    """

    effort: float = 60.0
    max_boxes: int = MAX_VALUES // 3
    smallest: float = 2.0**-30

    def __post_init__(self) -> None:
        if not (self.effort > 0 and self.max_boxes > 0 and 0 < self.smallest < 1):
            raise OptionError(
                "a limit is outside its domain",
                where=repr(self),
                fix="effort > 0, max_boxes > 0, 0 < smallest < 1",
            )


@called
def nash_equilibria(
    game: Game, *, symbolic: bool = False, options: NashOptions | None = None,
    timeout: float | None = None,
) -> Equilibria:  # fmt: skip
    """Return the pure Nash equilibria of a continuous game.

    Parameters
    ----------
    game : Game
        Payoffs from + - * /, powers, log, exp, sqrt, abs, min and max. Parameters need numbers
        unless `symbolic`; terms have to be fixed first. Payoffs may have cases where every variable
        takes listed values, at one corner (`bargain.solve.jumps.tie_at_a_corner`), or, of two
        players, on sides of straight lines (`bargain.solve.jumps.cases_of_two`);
        of other games with constraints all equilibria are listed where these are linear and
        payoffs concave and quadratic, else some (`bargain.solve.continuous.shared_constraints`).
    symbolic : bool, default False
        Return closed forms in the parameters instead, each with the region where it holds; see
        `bargain.solve.continuous.symbolic_nash`.
    options : NashOptions, optional
        Limits.
    timeout : float, optional
        Seconds of wall time after which the list is empty, and not complete.

    Returns
    -------
    Equilibria
        `.equilibria` holds agreements: exact where `.arithmetic` of the agreement is "exact",
        else floats within a proved box. `.complete` is true only with a certificate that
        `bargain.check` accepts, or without one: where exact roots show what a tie is; where some
        players' choices do not depend on the others
        (`bargain.solve.payoffs.players_in_turn`); where the others matter through a sum
        (`bargain.solve.aggregates.summed_equilibria`); of two players whose polynomials have kinks
        at lines (`bargain.solve.jumps.cases_of_two`), of several where all conditions are linear
        (`bargain.solve.jumps.linear_conditions`); where payoffs
        are concave and quadratic in own actions and constraints linear, and `.sets` has the
        continua; with more than five actions, where quadratic payoffs are diagonally strictly
        concave (`bargain.solve.continuous.concave_quadratic`); else
        `.reason` says what is open.

    Raises
    ------
    GameError
        If a payoff is undefined somewhere on the box (the message gives the point), or
        parameters or terms have no value.
    ExpressionError
        If a payoff uses a function that cannot be bounded.
    NoClosedForm
        With `symbolic`, if no closed form was found and verified.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> cournot = Game(
    ...     actions={"A": {x: (0, 10)}, "B": {y: (0, 10)}},
    ...     payoffs={"A": x * (9 - x - y), "B": y * (9 - x - y)},
    ... )
    >>> found = nash_equilibria(cournot)
    >>> found.complete, found.equilibria[0][x], found.equilibria[0][y]
    (True, 3, 3)
    >>> chase = Game(
    ...     actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}},
    ...     payoffs={"A": (x - y) ** 2, "B": -(x - y) ** 2},
    ... )
    >>> nash_equilibria(chase)
    <Equilibria 0 found, complete, interval>

    References
    ----------
    J. F. Nash (1951), Non-cooperative games, *Annals of Mathematics* 54, 286-295.
    A. Neumaier (1990), *Interval Methods for Systems of Equations*, Cambridge, chapter 5.
    """
    options = options or NashOptions()
    if symbolic:
        from bargain.solve.continuous.symbolic_nash import symbolic_equilibria

        return symbolic_equilibria(game)
    if all_listed(game):
        return within(timeout, lambda: listed_equilibria(game), _incomplete)
    if game.constraints:
        effort = min(_REPLIES, options.effort)
        return within(timeout, lambda: equilibria_with_constraints(game, effort), _incomplete)
    solve = partial(_of_numbers, options=options)
    if jumps := [p for p, payoff in game.payoffs.items() if has_pieces(payoff)]:
        tied = within(timeout, lambda: _with_jumps(game, solve), _incomplete)
        if tied is None:
            raise GameError(
                f"the payoff of {jumps[0]!r} is in pieces, and slopes do not find its equilibria",
                where=short_text(game.payoffs[jumps[0]]),
                fix="ask decide(game, conditions.nash()), or solve game.discretise(levels)",
            )
        return tied
    return within(timeout, lambda: solve(game), _incomplete)


def _of_numbers(game: Game, options: NashOptions) -> Equilibria:
    found = _many(game)
    if found is None and len(game.variables) > _FEW:
        found = _soon(game, options)
    found = _searched(game, options) if found is None else found
    if found.complete or game.terms or game.parameters:
        return found
    written = in_roots(game)
    if len(game.variables) <= MAX_VARIABLES and written is not None:
        system = kkt_system(game, rooted=True)
        again = _Search(game, system, options, spent() + options.effort).run()
        found = again if again.complete else found
    if found.complete:
        return found
    summed = summed_equilibria(game, written=written)
    if summed is not None and summed.complete:
        return summed
    sets = equilibria_as_sets(game, min(_SETS, options.effort))
    if sets is not None and sets.complete:
        return sets
    if (by_cases := _with_kinks(game)) is not None:
        return by_cases
    return _in_turn(game, options) or _with_idle_actions(game, options) or sets or found


def _in_turn(game: Game, options: NashOptions) -> Equilibria | None:
    """Where some players' choices do not depend on the others: theirs first, the rest at each."""
    first = players_apart(game) if len(game.variables) <= MAX_VARIABLES else ()
    options = replace(options, effort=_SHARE_IN_TURN * options.effort)
    if not first or all(p in first or not game.own(p) for p in game.players):
        return None
    others = {v for p in game.players if p not in first for v in game.own(p)}
    alone = rest_at(game, dict.fromkeys(others, sp.S.Zero))  # they are in none of its terms
    if (known := _points(alone, options)) is None:
        return None
    whole = []
    for point in known:
        if (then := _points(rest_at(game, point), options)) is None:
            return None
        for last in then:
            both = {**point, **last}
            whole.append(exactly(game, {v: both[v] for v in game.variables}))
    return Equilibria(
        equilibria=tuple(whole), complete=True, arithmetic="exact", method=_METHOD,
        regret=Fraction(0) if whole else None,
        reason=f"proved: the choices of {', '.join(first)} do not depend on the others, and the "
        "lists of their game, and of the rest at each of its points, are complete; no certificate",
    )  # fmt: skip


def _points(game: Game, options: NashOptions) -> list[dict[sp.Symbol, sp.Expr]] | None:
    """All equilibria of a game, exact and without continua; None if that is not what they are."""
    found = _of_numbers(game, options)
    if not found.complete or found.sets or (found.equilibria and found.arithmetic != "exact"):
        return None
    return [{v: to_sympy(x) for v, x in e.values.items()} for e in found]


def _soon(game: Game, options: NashOptions) -> Equilibria | None:
    """What a short search or a sum settles, before many faces are searched to the end."""
    found = _searched(game, replace(options, effort=min(_SHORT, options.effort)))
    if found.complete:
        return found
    summed = summed_equilibria(game, written=in_roots(game))
    return summed if summed is not None and summed.complete else None


def _with_kinks(game: Game) -> Equilibria | None:
    """All equilibria by the lines at which payoffs have kinks; None if these do not say it."""
    kinks = {k for u in game.payoffs.values() for k in u.atoms(*KINKS)}
    nested = any(a.has(*KINKS) for k in kinks for a in k.args)
    if nested or not 0 < len(kinks) <= _KINKS:
        return None
    payoffs = {p: in_cases(u) for p, u in game.payoffs.items()}
    written = Game(game.actions, payoffs, disagreement=game.disagreement)
    try:
        with allowed(_BY_CASES):
            found = equilibria_by_cases(written) or equilibria_by_linear_conditions(written)
    except Exhausted:
        return None
    return found if found is not None and found.complete else None


def _with_idle_actions(game: Game, options: NashOptions) -> Equilibria | None:
    """Where dominance settles some actions, or some matter to nobody's choice; None if neither."""
    fewer = with_fewer_actions(game)
    if not fewer.idle and not fewer.fixed:
        return None
    points: list[dict[sp.Symbol, sp.Expr]] = [{}]
    if fewer.game is not None:
        rest = _points(fewer.game, options)
        if rest is None:
            return None
        points = rest
    listed: list[Agreement] = []
    sets: list[EquilibriumSet] = []
    for point in points:
        at = {**fewer.fixed, **point}
        corners = list(itertools.product(*(game.box[v] for v in fewer.idle)))
        first = len(listed)
        for corner in corners:
            whole = at | dict(zip(fewer.idle, corner, strict=True))
            listed.append(exactly(game, {v: whole[v] for v in game.variables}))
        if not fewer.idle:
            continue
        relations = [sp.Eq(v, value) for v, value in at.items()]
        for v in fewer.idle:
            low, high = game.box[v]
            relations += [sp.Ge(v, low), sp.Le(v, high)]
        sets.append(EquilibriumSet(equilibria=tuple(range(first, len(listed))),
                                   relations=tuple(relations)))  # fmt: skip
    return Equilibria(
        equilibria=tuple(listed), sets=tuple(sets), complete=True, arithmetic="exact",
        regret=Fraction(0) if listed else None, method=_METHOD, degenerate=True,
        reason="proved: actions whose slopes have one sign are at an end, those that matter to "
        "nobody's choice are anywhere, and the list of the rest is complete; no certificate",
    )  # fmt: skip


def _with_jumps(game: Game, solve: Callable[[Game], Equilibria]) -> Equilibria | None:
    """Where payoffs have a case at the lowest corner, or jump at lines; None if it is neither."""
    apart, summed = corner_apart(game), None
    if apart is not None:
        smooth, ties = apart
        written = in_roots(Game(game.actions, smooth))
        payoffs = written[0].payoffs if written else smooth
        exact = {p: to_fraction(t) for p, t in ties.items()}
        summed = summed_equilibria(game, payoffs, exact, written=written)
    if summed is not None and summed.complete:
        return summed
    return equilibria_with_a_tie(game, solve) or summed or equilibria_by_cases(game)


def _many(game: Game) -> Equilibria | None:
    """What is said of a game with too many faces to search; None if there are few."""
    if len(game.variables) <= _SEARCHED or game.terms or game.parameters:
        return None
    only = only_equilibrium(game)
    if only is not None:
        point = {v: to_sympy(x) for v, x in only.items()}
        return Equilibria(
            equilibria=(exactly(game, point),), complete=True, arithmetic="exact",
            regret=Fraction(0), method="linear equations on the face of the equilibrium",
            reason="proved: slopes of payoffs are, up to positive factors, those of diagonally "
            "strictly concave ones (Rosen 1965), so that there is one equilibrium; exact "
            "arithmetic, no certificate",
        )  # fmt: skip
    if (summed := summed_equilibria(game, written=in_roots(game))) is not None:
        return summed
    if len(game.variables) > MAX_VARIABLES:
        return _incomplete(f"{3 ** len(game.variables)} faces are too many to search")
    return None


def _searched(game: Game, options: NashOptions) -> Equilibria:
    stop_at = spent() + options.effort
    refuse_extreme_boxes(game)
    system = kkt_system(game)
    _refuse_undefined(game, min(5.0, options.effort / 4))
    return _Search(game, system, options, stop_at).run()


def _incomplete(reason: str) -> Equilibria:
    return Equilibria(reason=reason, method=_METHOD, arithmetic="interval")


_TIES = (
    "proved: every face was searched and that was checked; where another action is as good as "
    "that of an equilibrium, the roots of a polynomial show that none is better; no certificate"
)
_METHOD = "first-order points of every face by branch and prune, best replies proved globally"


def _refuse_undefined(game: Game, effort: float) -> None:
    for player in game.players:
        found = undefined_point([game.payoffs[player]], game.box, effort=effort)
        if found.status == "undefined":
            raise GameError(
                f"the payoff of {player!r} is undefined on the box: {found.reason}",
                where=f"payoffs[{player!r}]",
                fix="change the box or the payoff",
            )


class _Search:
    """One run: faces, roots, judgements, certificate."""

    def __init__(self, game: Game, system: KKTSystem, options: NashOptions, stop_at: float) -> None:
        self.game, self.system, self.options = game, system, options
        self.stop_at = stop_at

    def run(self) -> Equilibria:
        """Return what was proved."""
        free_riders = self._indifferent()
        if free_riders:
            return self._continuum(free_riders)
        results = [self._face(face) for face in faces(len(self.system.variables))]
        roots = [root for result in results for root in result.roots]
        judgements = [judge(self.system, roots, r, stop_at=self.stop_at) for r in range(len(roots))]
        found = [root for root, j in zip(roots, judgements, strict=True) if j.best is not None]
        reason = self._open(results, roots, judgements)
        found += self._settled(results, found)
        certificate, tied = None, False
        if not reason:
            certificate = nash_certificate(self.game, self.system, results, judgements)
            tied = any(j.tied for j in judgements) and holds_but_for_ties(certificate)
            verdict = check(certificate)
            if tied:
                certificate, reason = None, _TIES
            elif not verdict.valid:
                certificate, reason = None, f"the checker refused the proof: {verdict.reason}"
        return Equilibria(
            equilibria=tuple(self._agreement(root) for root in found),
            complete=tied or certificate is not None,
            reason=reason or "proved: every face was searched, and the certificate was checked",
            method=_METHOD,
            arithmetic="exact" if found and all(r.exact for r in found) else "interval",
            regret=self._regret(found),
            certificate=certificate,
        )

    def _face(self, face: Face) -> FaceResult:
        search = FaceSearch(self.system, face, smallest=self.options.smallest)
        return search.run(self.stop_at, self.options.max_boxes)

    def _settled(self, results: Sequence[FaceResult], known: Sequence[RootBox]) -> list[RootBox]:
        """Return exact equilibria in boxes that stayed open, where first-order points merge."""
        found: dict[tuple[Fraction, ...], RootBox] = {}
        for result in results:
            for box in result.open_boxes[:_TRIED]:
                if passed(self.stop_at):
                    break
                root = settled_point(self.system, box, stop_at=self.stop_at)
                if root is not None and root.exact is not None:
                    found.setdefault(root.exact, root)
        return [root for point, root in found.items() if all(k.exact != point for k in known)]

    def _open(
        self,
        results: Sequence[FaceResult],
        roots: Sequence[RootBox],
        judgements: Sequence[Judgement],
    ) -> str:
        """Return what was not settled, in a line; empty if everything was."""
        names = [str(v) for v in self.system.variables]
        for result in results:
            if result.reason:
                box = result.open_boxes[0]
                place = ", ".join(
                    f"{n} in [{a:.6g}, {b:.6g}]" for n, (a, b) in zip(names, box, strict=True)
                )
                return f"{result.reason}: {place}"
        for root, judgement in zip(roots, judgements, strict=True):
            if judgement.best is None and judgement.dismissal is None:
                place = ", ".join(
                    f"{n} = {about((a + b) / 2, 6)}"
                    for n, (a, b) in zip(names, listed_box(root), strict=True)
                )
                return f"{judgement.reason} at {place}"
        return ""

    def _indifferent(self) -> list[int]:
        """Return the actions that their owner's payoff does not depend on."""
        return [v for v in range(len(self.system.variables)) if not self._matters(v)]

    def _matters(self, v: int) -> bool:
        """Return whether a slope is certainly non-zero at some point, or not identically zero."""
        for share in _PROBES:
            point = [enclose(a + (b - a) * share**w) for w, (a, b) in enumerate(self.system.box, 1)]
            try:
                low, high = self.system.rules.tape.values(point, self.system.slope[v])[0]
            except CertificateError:
                continue
            if low > 0 or high < 0:
                return True
        payoff = self.system.game.payoffs[self.system.players[self.system.owner[v]]]
        return bool(sp.simplify(sp.diff(payoff, self.system.variables[v])) != 0)

    def _continuum(self, indifferent: Sequence[int]) -> Equilibria:
        names = ", ".join(str(self.system.variables[v]) for v in indifferent)
        equilibria: tuple[Agreement, ...] = ()
        reason = f"the payoffs of their owners do not depend on {names}"
        if len(indifferent) == len(self.system.variables):
            corner = {v: low for v, (low, _) in self.game.box.items()}
            equilibria = (exactly(self.game, corner),)
            reason += ": every profile is an equilibrium, and the one listed stands for all"
        else:
            reason += ", so equilibria come in a continuum"
        return Equilibria(
            equilibria=equilibria,
            reason=reason,
            method="payoffs that are constant in an own action",
            arithmetic="exact",
            regret=Fraction(0) if equilibria else None,
            degenerate=True,
        )

    def _agreement(self, root: RootBox) -> Agreement:
        return enclosed(self.game, self._box(root))

    def _box(self, root: RootBox) -> dict[sp.Symbol, tuple[Fraction, Fraction]]:
        """Return where the actions of an equilibrium are, in the game's own variables."""
        box = dict(zip(self.system.variables, listed_box(root), strict=True))
        roots = self.system.roots
        return {v: roots[v].image(box[roots[v].letter]) if v in roots else box[v]
                for v in self.game.variables if v in roots or v in box}  # fmt: skip

    def _reported(self, root: RootBox) -> list[tuple[Fraction, Fraction]]:
        """Return bounds on the point that is reported, in the system's variables."""
        bounds = []
        letters = {r.letter: (v, r) for v, r in self.system.roots.items()}
        own = self._box(root)
        for w in self.system.variables:
            v, power = letters.get(w, (w, None))
            point = Fraction(float(sum(own[v]) / 2))
            bounds.append((point, point) if power is None else power.around(point))
        return bounds

    def _regret(self, roots: Sequence[RootBox]) -> Value:
        """Return a proved bound on the regret of every listed point, in payoff units."""
        bounds = [self._regret_of(root) for root in roots]
        if any(bound is None for bound in bounds):
            return None
        return max((b for b in bounds if b is not None), default=None)

    def _regret_of(self, root: RootBox) -> Fraction | None:
        """Return a bound on the regret of the reported point x near the exact equilibrium x*.

        The regret of x* is zero. Going from x* to x, the payoff of a best reply changes by at most
        ``sum_w sup |du_p/dw| |x_w - x*_w|`` over the others' actions w, and the payoff at the point
        by the same sum over all actions; the suprema are taken over the way.
        """
        if root.exact is not None:
            return Fraction(0)
        ends, distance = [], []
        for (a, b), (low, high) in zip(listed_box(root), self._reported(root), strict=True):
            distance.append(max(abs(b - low), abs(high - a)))
            ends.append((enclose(min(a, low))[0], enclose(max(b, high))[1]))
        worst = Fraction(0)
        for p, mine in enumerate(self.system.own):
            anywhere = [
                self.system.rules.box[v] if v in mine else end for v, end in enumerate(ends)
            ]
            others = [w for w in range(len(ends)) if w not in mine]
            try:
                bound = self._change(p, others, anywhere, distance)
                bound += self._change(p, range(len(ends)), ends, distance)
            except CertificateError:
                return None
            worst = max(worst, bound)
        return worst

    def _change(
        self, p: int, moved: Iterable[int], box: Sequence[Interval], distance: Sequence[Fraction]
    ) -> Fraction:
        """Return how much a payoff can change on a box when some actions move so far."""
        moved = list(moved)
        tape = self.system.rules.tape
        slopes = tape.values(box, *(tape.derivative(self.system.payoffs[p], w) for w in moved))
        steep = [Fraction(max(-a, b), ONE) for a, b in slopes]
        change = sum((s * distance[w] for s, w in zip(steep, moved, strict=True)), Fraction(0))
        return change * self.system.units[p]
