"""First-order points that are Nash equilibria, and those that are not, each with its proof.

At a first-order point ``x`` in a tight box ``X``, player ``p``'s action is a best reply if every
action ``t`` of the player's own box lies in a leaf of one of these kinds (tokens of a `nash`
certificate); ``H`` is the hull of the leaf and ``X`` in the player's own actions:

* ``["w"]``: the payoff at ``t`` is at most the payoff at ``x``;
* ``["g"]``: the payoff falls from ``x`` to ``t``, ``sum_v f_v(H) (t_v - x_v) <= 0``;
* ``["c", w]``: the payoff is concave on ``H`` in the own actions of positive weight, by diagonal
  dominance scaled with ``w``, and falls in the others by a first- and second-order bound.

A point that is no equilibrium is dismissed: it lies outside the open face, or is a point of another
face, or a condition of first or second order fails there, or a player gains by a deviation.

Tokens are proposed here; the rules of `bargain.check.nash` say whether they hold.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

from bargain.budget import passed, spend
from bargain.check.boxes import Box
from bargain.check.certificate import CertificateError
from bargain.check.interval import ONE
from bargain.check.roots import Root
from bargain.exact import to_sympy
from bargain.solve.continuous.face_search import deviations
from bargain.solve.continuous.kkt_system import FREE, KKTSystem, Token
from bargain.solve.continuous.root_boxes import RootBox, exact_root
from bargain.solve.payoffs.polynomial_signs import nowhere_positive, nowhere_positive_around

__all__ = ["TIED", "Judgement", "judge", "settled_point"]

Candidates = Callable[[KKTSystem, int], Iterable[tuple[Fraction, ...]]]

TIED: Token = ["tied"]  # a leaf that the checker does not know
_PER_BOX = 300  # steps of effort (`bargain.budget`)
_MOST_LEAVES = 4_000
_FINE = 64
_ROUNDED = 10**6  # denominator of a deviation to another first-order point
_NARROWEST = Fraction(1, 2**34)  # relative width of a box of replies
_DENOMINATORS = (1, 2, 12, 1_000, 10**6)  # of simple fractions


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a first-order point is.

    Parameters
    ----------
    best : list of list or None
        A best-reply tree per player: the point is an equilibrium.
    dismissal : list or None
        Why it is not.
    reason : str
        If neither was proved: what is open.
    tied : bool
        Whether a tree is `TIED`: that a reply is best was shown by the roots of a polynomial, since
        another is as good. No tree of boxes shows that, and no certificate has it.
    """

    best: list[list[Token]] | None = None
    dismissal: Token | None = None
    reason: str = "not tried"
    tied: bool = False


def judge(system: KKTSystem, roots: Sequence[RootBox], r: int, *, stop_at: float) -> Judgement:
    """Prove that the r-th first-order point is an equilibrium, or that it is not.

    Parameters
    ----------
    system : KKTSystem
    roots : sequence of RootBox
        All points.
    r : int
    stop_at : float
        On the meter of `bargain.budget`, where to give up.

    Returns
    -------
    Judgement
    """
    proved = [root.root for root in roots]
    dismissal = _dismissal(system, proved, r, _dismissals(system, proved, r))
    if dismissal is not None:
        return Judgement(dismissal=dismissal)
    best: list[list[Token]] = []
    inside = _holds(system.rules.first_order, proved[r])
    for p, name in enumerate(system.players):
        tree = _best_reply(system, proved[r], p, stop_at) if inside else None
        if tree is None:
            dismissal = _dismissal(
                system, proved, r, _gains(system, _fine_deviations, partial(_as_at, proved))
            )
            if dismissal is not None:
                return Judgement(dismissal=dismissal)
            if not (inside and _is_best_by_roots(system, roots[r], p)):
                return Judgement(reason=f"the best reply of {name!r} was not settled")
        best.append([TIED] if tree is None else tree)
    return Judgement(best=best, tied=[TIED] in best)


def settled_point(
    system: KKTSystem, ends: Sequence[tuple[float, float]], *, stop_at: float
) -> RootBox | None:
    """Return an exact equilibrium inside a box that branch and prune left open, if one is met.

    Simple fractions near the middle are tried; nothing is said about other points of the box.

    Parameters
    ----------
    system : KKTSystem
    ends : sequence of (float, float)
        The open box.
    stop_at : float
        On the meter of `bargain.budget`, where to give up.

    Returns
    -------
    RootBox or None
        The point itself; no certificate can list it.
    """
    for largest in _DENOMINATORS:
        point = tuple(
            min(max(Fraction((a + b) / 2).limit_denominator(largest), low), high)
            for (a, b), (low, high) in zip(ends, system.box, strict=True)
        )
        x = exact_root(system, point)
        if _dismissal(system, [x], 0, _gains(system, deviations)) is not None:
            continue
        smooth = _holds(_is_stationary, system, x)  # at a kink no slope is defined
        players = range(len(system.players))
        if all(_best_reply(system, x, p, stop_at, smooth=smooth) is not None for p in players):
            return RootBox(root=x, data=[])
    return None


def _is_best_by_roots(system: KKTSystem, x: RootBox, p: int) -> bool:
    """Return whether no reply is better, if the payoff is a rational polynomial in own actions."""
    if x.exact is None:
        return False
    mine = {system.variables[v]: v for v in system.own[p]}
    at = dict(zip(system.variables, map(to_sympy, x.exact), strict=True))
    payoff = system.game.payoffs[system.players[p]]
    along = payoff.xreplace({w: a for w, a in at.items() if w not in mine})
    gain = along - payoff.xreplace(at)
    if len(mine) == 1:
        ((v, k),) = mine.items()
        return bool(nowhere_positive(gain, v, *map(to_sympy, system.box[k])))
    box = {v: system.box[k] for v, k in mine.items()}
    return nowhere_positive_around(gain, box, {v: x.exact[k] for v, k in mine.items()})


def _is_stationary(system: KKTSystem, x: Root) -> bool:
    """Return whether a point satisfies the first-order conditions of its face exactly."""
    free = [v for v, side in enumerate(x.face) if side == FREE]
    return system.rules.first_order(x) and all(system.rules.slope(v, x) == (0, 0) for v in free)


def _holds(rule: Callable[..., object], *arguments: object) -> bool:
    """Return what a rule of the checker says; where something is undefined it does not hold."""
    try:
        return bool(rule(*arguments))
    except CertificateError:
        return False


def _dismissal(
    system: KKTSystem, roots: list[Root], r: int, tokens: Iterable[Token]
) -> Token | None:
    """Return the first token that shows that a point is no equilibrium, or is another one."""
    rule = system.rules.dismissed
    return next((token for token in tokens if _holds(rule, token, roots[r], roots)), None)


def _dismissals(system: KKTSystem, roots: Sequence[Root], r: int) -> Iterator[Token]:
    face = roots[r].face
    yield ["out"]
    for q, root in enumerate(roots):
        if root.face != face:
            yield ["at", q]
    for v, side in enumerate(face):
        yield ["h" if side == FREE else "n", v]
    yield from _gains(system, deviations)


def _gains(system: KKTSystem, *candidates: Candidates) -> Iterator[Token]:
    """Yield deviations, of all players, that may pay."""
    for p in range(len(system.players)):
        for there in (t for some in candidates for t in some(system, p)):
            yield ["d", p, [str(t) for t in there]]


def _fine_deviations(system: KKTSystem, player: int) -> list[tuple[Fraction, ...]]:
    """Return finer deviations: a grid along each own action through the box's centre."""
    mine = system.own[player]
    if len(mine) > 1:
        return []
    low, high = system.box[mine[0]]
    return [(low + (high - low) * Fraction(k, _FINE),) for k in range(_FINE + 1)]


def _as_at(roots: Sequence[Root], system: KKTSystem, player: int) -> Iterator[tuple[Fraction, ...]]:
    """Yield what the player does at each of some first-order points, rounded."""
    for root in roots:
        yield tuple(
            min(max(Fraction(sum(root.tight[v]), 2 * ONE).limit_denominator(_ROUNDED), low), high)
            for v, (low, high) in ((v, system.box[v]) for v in system.own[player])
        )


def _best_reply(
    system: KKTSystem, x: Root, p: int, stop_at: float, *, smooth: bool = True
) -> list[Token] | None:
    """Return the tree that proves player p's action a best reply, if it can be grown.

    Unless `smooth`, the first-order conditions are not known to hold at the point.
    """
    mine, whole = system.own[p], system.rules.replies(p, x)
    stack: list[Box] = [whole]
    tree: list[Token] = []
    while stack:
        if len(tree) > _MOST_LEAVES or passed(stop_at):
            return None
        spend(_PER_BOX)
        t = stack.pop()
        plain: list[Token] = [["w"], ["g"]]
        tokens = itertools.chain(plain, _second_order(system, x, p, t) if smooth else ())
        token = next((k for k in tokens if _holds(system.rules.worse, k, p, t, x)), None)
        if token is None:
            share = {v: Fraction(t[v][1] - t[v][0], whole[v][1] - whole[v][0]) for v in mine}
            j = max(mine, key=lambda v: share[v])
            if share[j] < _NARROWEST:
                return None
            token, middle = ["s", j], sum(t[j]) // 2
            halves = ((middle, t[j][1]), (t[j][0], middle))
            stack.extend([*t[:j], half, *t[j + 1 :]] for half in halves)
        tree.append(token)
    return tree


def _second_order(system: KKTSystem, x: Root, p: int, t: Box) -> Iterator[Token]:
    """Yield the leaves that may settle a box of replies by Taylor's theorem."""
    mine = system.own[p]
    hull = [(min(a, c), max(b, d)) for (a, b), (c, d) in zip(t, x.tight, strict=True)]
    try:
        flat = system.rules.tape.values(hull, *(system.curvature[v][w] for v in mine for w in mine))
    except CertificateError:
        return
    for weights in _weights(np.array(flat, dtype=object).reshape(len(mine), len(mine), 2),
                            [k for k, v in enumerate(mine) if x.face[v] == FREE]):  # fmt: skip
        yield ["c", [str(w) for w in weights]]


def _weights(hessian: np.ndarray, free: list[int]) -> Iterator[list[Fraction]]:
    """Yield weights that may make a Hessian diagonally dominant in all or in the free actions."""
    size = len(hessian)
    for chosen in [list(range(size)), free][: 1 + (0 < len(free) < size)]:
        low, high = (hessian[np.ix_(chosen, chosen)][..., k] / ONE for k in (0, 1))
        comparison = -np.maximum(-low, high).astype(float)
        np.fill_diagonal(comparison, -high.diagonal().astype(float))
        try:
            weights = np.linalg.solve(comparison, np.ones(len(chosen)))
        except np.linalg.LinAlgError:
            weights = np.ones(len(chosen))
        if not (np.isfinite(weights).all() and (weights > 0).all()):
            weights = np.ones(len(chosen))
        scale = [Fraction(0)] * size
        for k, w in zip(chosen, weights / weights.max(), strict=True):
            scale[k] = Fraction(max(1, round(float(w) * 4096)), 4096)
        yield scale
