r"""Equilibria of finite games with three or more players.

All equilibria are looked for profile of supports by profile of supports
(`bargain.solve.several.every_support`), or, where there are too many of these, by branch and prune
on all mixed profiles (`bargain.solve.several.multilinear_search`); where that ends, the list is
complete. Continua of equilibria that are products of polytopes are listed by their vertices, and as
components. Games in which the search does not end, because they are degenerate in another way or
large, are searched as follows.

Pure equilibria are found exactly, by comparing every payoff with the best reply to the same
actions of the others. Mixed equilibria solve polynomial equations and are irrational in general,
so they are approximated: for a profile of supports the indifference equations

.. math:: u_i(a, p_{-i}) = v_i \quad (a \in S_i), \qquad \sum_{a \in S_i} p_i(a) = 1

are solved by Newton's method from several deterministic starts, and, where there are too many
supports, from the end of the logit path (`bargain.solve.several.logit_path`). The solution is
rounded to fractions, and the regret of the rounded profile is evaluated exactly: the listed regret
is not an estimate but the true regret of the listed profile, an upper bound proved by evaluation.
That an exact equilibrium is near is likely, and then not claimed; nor is completeness.

The search is made in the canonical order of the game, with each player's payoffs moved to [0, 1]
(`bargain.question.kinds.finite_order`): names, positions and units do not change what is found.

References
----------
R. Porter, E. Nudelman, Y. Shoham (2008), Simple search methods for finding a Nash equilibrium,
Games and Economic Behavior 63, 642-662.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, product
from typing import Any

import numpy as np

from bargain.frozen import FrozenDict
from bargain.game.tables.finite_game import FiniteGame
from bargain.question.kinds.finite_order import FiniteOrder
from bargain.solve.equilibria import Component, Equilibria, NashSubset
from bargain.solve.finite.profile import Profile, in_order, in_own_order, profile_of, profiles_of
from bargain.solve.several.every_support import SupportSearch, search_supports
from bargain.solve.several.logit_path import against, logit_path
from bargain.solve.several.multilinear_search import WITHIN, Search, search
from bargain.solve.several.nash_products import Side
from bargain.solve.several.supports import Supports

__all__ = ["certificate_of", "nash_equilibria_many_players", "perhaps_not_all", "pure_equilibria"]

MOST_BOXES = 40_000
_WHOLE = 8  # boxes of supports to one of the whole game, which is cut in more directions
_MOST_WORK = 400_000  # Newton steps times players^3, in total: some seconds
_STARTS = 6
_STEPS = 40
_ACCEPTED = Fraction(1, 10**8)
_DENOMINATOR = 10**15
_SAME = 1e-6

Mixed = list[list[Fraction]]


@dataclass(slots=True)
class _Budget:
    """Work that is left; counted, not timed, so that answers do not depend on speed."""

    work: int


def pure_equilibria(tables: Sequence[np.ndarray]) -> list[tuple[int, ...]]:
    """Return the pure equilibria as tuples of action positions, exactly.

    Parameters
    ----------
    tables : sequence of arrays
        One per player, one axis per player; comparable exact entries.

    Examples
    --------
    >>> pure_equilibria([np.array([[3, 0], [5, 1]]), np.array([[3, 5], [0, 1]])])
    [(1, 1)]
    """
    best = np.ones(tables[0].shape, dtype=bool)
    for own, table in enumerate(tables):
        best &= (table == table.max(axis=own, keepdims=True)).astype(bool)
    return [tuple(int(k) for k in at) for at in np.argwhere(best)]


def nash_equilibria_many_players(
    game: FiniteGame, *, max_boxes: int = MOST_BOXES, certificate: bool = False
) -> Equilibria:
    """Return all equilibria; or, if that is not proved, all pure ones exactly and mixed ones found.

    Parameters
    ----------
    game : FiniteGame
        Three or more players, rational payoffs.
    max_boxes : int, default 40000
        The effort of the complete search.
    certificate : bool, default False
        Prove the list once more for the checker: two actions each (the mixed extension is then a
        game on a box).

    Examples
    --------
    >>> one = [[[1, 0], [0, 0]], [[0, 0], [0, 1]]]
    >>> found = nash_equilibria_many_players(FiniteGame.from_payoffs(one, one, one))
    >>> found.complete, found.equilibria[0].is_pure, len(found)
    (True, True, 3)
    """
    game.numeric_payoffs("nash_equilibria")
    order = FiniteOrder(game)
    by_support = search_supports(order, max_boxes)
    if by_support is None:
        boxes = search(order.in_units().numeric_payoffs(), max_boxes // _WHOLE)
        if boxes.complete:
            return _complete(game, order, boxes, certificate)
        known = [order.back(mixed) for mixed in boxes.profiles]
        why = f"the game is degenerate or large, {boxes.left} of {boxes.boxes} boxes"
        return perhaps_not_all(order, known, None, why)
    if not by_support.unsettled:
        return _all_settled(game, by_support, certificate)
    open_ones = by_support.unsettled
    why = f"the game is degenerate or large, {len(open_ones)} profiles of supports"
    return perhaps_not_all(order, by_support.profiles, open_ones, why)


def perhaps_not_all(
    order: FiniteOrder, known: Sequence[Mixed], unsettled: Sequence[Supports] | None, why: str
) -> Equilibria:
    """All pure equilibria, those that are known, and what Newton's method finds.

    Parameters
    ----------
    order : FiniteOrder
    known : sequence of mixed profiles of the game
    unsettled : sequence of profiles of supports, or None
        Where to look; None: everywhere.
    why : str
        What was not settled.
    """
    unit = order.in_units()
    tables = unit.numeric_payoffs()
    found = [_pure_profile(unit, at) for at in pure_equilibria(tables)]
    scaled = [table.astype(float) for table in tables]
    budget = _Budget(work=_MOST_WORK)
    found += [p for mixed in known if not (p := profile_of(unit, order.forth(mixed))).is_pure]
    places = None if unsettled is None else {order.supports(s) for s in unsettled}
    tried = 0
    cut = False
    best: list[Profile] = []

    def consider(mixed: Mixed) -> None:
        profile = profile_of(unit, mixed)
        best[:] = [min([*best, profile], key=lambda p: p.regret)]
        if profile.regret <= _ACCEPTED and not any(_close(profile, p) for p in found):
            found.append(profile)

    for supports in _support_profiles(unit.shape):
        if all(len(s) == 1 for s in supports) or (places is not None and supports not in places):
            continue
        if budget.work <= 0:
            cut = True
            break
        tried += 1
        for mixed in _solutions(scaled, supports, budget):
            consider(mixed)
    if cut or not found:
        for mixed in _from_logit_path(scaled):
            consider(mixed)
    # never empty: the best profile known, with its regret
    profiles = in_own_order(order, found or best)
    searched = f"searched {tried} profiles of supports" + (" and stopped there" if cut else "")
    return Equilibria(
        equilibria=profiles,
        complete=False,
        reason=f"all pure equilibria are listed, mixed ones perhaps not: {why} were not settled "
        f"({searched})",
        method="exact pure enumeration; Newton on supports, exact regret of the rounded profile",
        arithmetic="exact" if all(p.regret == 0 for p in profiles) else "float",
        regret=max(p.regret for p in profiles),
    )


def _all_settled(game: FiniteGame, every: SupportSearch, certificate: bool) -> Equilibria:
    """The list where every profile of supports is settled."""
    vertices = [list(combination) for sides in every.products for combination in product(*sides)]
    once = {tuple(map(tuple, mixed)): mixed for mixed in (*every.profiles, *vertices)}
    profiles = in_order(profiles_of(game, list(once.values())))
    near = f", each within {float(WITHIN):g} of its entry" if every.rounded else ""
    boxes = f" and {every.boxes} boxes" if every.boxes else ""
    count = f"there are exactly {len(profiles)}"
    if every.products:
        count = f"all others are combinations of these {len(profiles)}, see components"
    return Equilibria(
        equilibria=profiles,
        complete=True,
        reason=f"{count}{near}: {every.supports} profiles of supports"
        f"{boxes} were searched, in all others an action is dominated",
        method="elimination in exact arithmetic, support by support"
        + (", and branch and prune on indifference equations" if every.boxes else ""),
        arithmetic="interval" if every.rounded else "exact",
        regret=max((p.regret for p in profiles), default=None),
        components=_components(game, profiles, every.products),
        degenerate=not every.strict or bool(every.products),
        certificate=certificate_of(game, len(profiles)) if certificate else None,
    )


def _components(
    game: FiniteGame, profiles: Sequence[Profile], products: Sequence[Sequence[Side]]
) -> tuple[Component, ...]:
    """The connected components: products that share an equilibrium, and those that are alone."""
    place = {
        tuple(tuple(s.values()) for s in p.strategies.values()): k for k, p in enumerate(profiles)
    }
    subsets = []
    for sides in products:
        inside = tuple(sorted(place[tuple(map(tuple, c))] for c in product(*sides)))
        strategies = {
            player: tuple(
                FrozenDict(zip(game.actions[player], vertex, strict=True)) for vertex in side
            )
            for player, side in zip(game.players, sides, strict=True)
        }
        subsets.append(NashSubset(strategies=FrozenDict(strategies), equilibria=inside))
    covered = {k for subset in subsets for k in subset.equilibria}
    for k, profile in enumerate(profiles):
        if k not in covered:
            alone = FrozenDict({player: (profile[player],) for player in game.players})
            subsets.append(NashSubset(strategies=alone, equilibria=(k,)))
    groups: list[tuple[set[int], list[NashSubset]]] = []
    for subset in subsets:
        own = set(subset.equilibria)
        touched = [g for g in groups if g[0] & own]
        groups = [g for g in groups if not g[0] & own]
        joined = own.union(*(g[0] for g in touched))
        groups.append((joined, [*(one for g in touched for one in g[1]), subset]))
    groups.sort(key=lambda g: min(g[0]))
    return tuple(
        Component(subsets=tuple(found), equilibria=tuple(sorted(own))) for own, found in groups
    )


def _complete(game: FiniteGame, order: FiniteOrder, every: Search, certificate: bool) -> Equilibria:
    """The list of a search that ended."""
    mixed = [order.back(profile) for profile in every.profiles]
    profiles = in_order(profiles_of(game, mixed))
    rounded = any(p.regret for p in profiles)
    near = f", each within {float(WITHIN):g} of its entry" if rounded else ""
    return Equilibria(
        equilibria=profiles,
        complete=True,
        reason=f"there are exactly {len(profiles)}{near}: {every.boxes} boxes of mixed profiles "
        "were searched",
        method="branch and prune on multilinear payoffs, Krawczyk's operator in ball arithmetic",
        arithmetic="interval" if rounded else "exact",
        regret=max((p.regret for p in profiles), default=None),
        degenerate=False,
        certificate=certificate_of(game, len(profiles)) if certificate else None,
    )


def certificate_of(game: FiniteGame, count: int) -> dict[str, Any] | None:
    """The list of the mixed extension, as the checker accepts it; None if that was not proved."""
    from bargain.solve.continuous.pure_equilibria import nash_equilibria

    if set(game.shape) != {2}:
        return None
    found = nash_equilibria(game.mixed_extension())
    return found.certificate if len(found) == count else None


def _pure_profile(game: FiniteGame, at: Sequence[int]) -> Profile:
    mixed = [[int(k == a) for k in range(size)] for a, size in zip(at, game.shape, strict=True)]
    return profile_of(game, mixed)


def _support_profiles(shape: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield support profiles by total size, then by balance (Porter, Nudelman, Shoham)."""
    sizes = sorted(product(*(range(1, k + 1) for k in shape)), key=lambda s: (sum(s), max(s)))
    return chain.from_iterable(
        product(*(combinations(range(k), size) for k, size in zip(shape, each, strict=True)))
        for each in sizes
    )


def _solutions(
    tables: Sequence[np.ndarray], supports: Sequence[tuple[int, ...]], budget: _Budget
) -> Iterator[list[list[Fraction]]]:
    """Yield rounded solutions of the indifference equations with these supports."""
    grid = np.ix_(*supports)
    small = [t[grid] for t in tables]
    sizes = [len(s) for s in supports]
    # generically no solution if one player must make more replies equal than others can
    if any(2 * (k - 1) > sum(sizes) - len(sizes) for k in sizes):
        return
    rng = np.random.default_rng(sum(sizes))
    seen: list[np.ndarray] = []
    for start in range(_STARTS):
        p = [np.full(k, 1 / k) if start == 0 else rng.dirichlet(np.ones(k)) for k in sizes]
        solution = _newton(small, p, budget)
        if solution is None:
            continue
        flat = np.concatenate(solution)
        if any(np.abs(flat - other).max() < _SAME for other in seen):
            continue
        seen.append(flat)
        yield [
            _rounded(q, s, t.shape[own])
            for own, (q, s, t) in enumerate(zip(solution, supports, tables, strict=True))
        ]
        if max(sizes) == 1:
            return


def _newton(
    tables: Sequence[np.ndarray], p: list[np.ndarray], budget: _Budget
) -> list[np.ndarray] | None:
    sizes = [len(q) for q in p]
    ends = np.cumsum(sizes)
    players = range(len(p))
    for _ in range(_STEPS):
        budget.work -= len(p) ** 3
        rows, residual = [], []
        for i in players:
            value = against(tables[i], p, (i,))
            jacobian = np.zeros((sizes[i], ends[-1]))
            for j in players:
                if j != i:
                    pair = against(tables[i], p, (i, j))
                    jacobian[:, ends[j] - sizes[j] : ends[j]] = pair if i < j else pair.T
            total = np.zeros((1, ends[-1]))
            total[0, ends[i] - sizes[i] : ends[i]] = 1
            rows += [jacobian[1:] - jacobian[:1], total]
            residual += [value[1:] - value[0], [p[i].sum() - 1]]
        error = np.concatenate(residual)
        step = np.linalg.lstsq(np.vstack(rows), -error, rcond=None)[0]
        p = [q + step[e - k : e] for q, e, k in zip(p, ends, sizes, strict=True)]
        if not all(np.isfinite(q).all() and np.abs(q).max() < 50 for q in p):
            return None
        if np.abs(step).max() < 1e-14:
            break
    if np.abs(error).max() > 1e-9 or min(q.min() for q in p) < -1e-12:
        return None
    return [np.clip(q, 0, None) for q in p]


def _rounded(q: np.ndarray, support: Sequence[int], size: int) -> list[Fraction]:
    """Return the distribution in fractions that sum to one, zero off the support."""
    weights = [round(float(v) * _DENOMINATOR) for v in q]
    total = sum(weights)
    near = [Fraction(w, total) for w in weights]
    simple = [v.limit_denominator(10**6) for v in near]
    if sum(simple) == 1 and all(
        abs(u - v) < Fraction(1, 10**13) for u, v in zip(simple, near, strict=True)
    ):
        near = simple
    out = [Fraction(0)] * size
    for k, v in zip(support, near, strict=True):
        out[k] = v
    return out


def _close(p: Profile, q: Profile) -> bool:
    return all(
        abs(u - v) < _SAME
        for s, t in zip(p.strategies.values(), q.strategies.values(), strict=True)
        for u, v in zip(s.values(), t.values(), strict=True)
    )


def _from_logit_path(tables: Sequence[np.ndarray]) -> Iterator[list[list[Fraction]]]:
    """Yield the end of the logit path, and Newton's solutions on the supports it suggests."""
    end = logit_path(tables)
    yield [_rounded(q, range(len(q)), len(q)) for q in end]
    for least in (1e-1, 1e-2, 1e-3, 1e-5):
        supports = [tuple(np.flatnonzero(q > least).tolist()) for q in end]
        if not all(supports):
            continue
        small = [t[np.ix_(*supports)] for t in tables]
        start = [q[list(s)] / q[list(s)].sum() for q, s in zip(end, supports, strict=True)]
        solution = _newton(small, start, _Budget(work=_MOST_WORK))
        if solution is not None:
            yield [
                _rounded(q, s, t.shape[own])
                for own, (q, s, t) in enumerate(zip(solution, supports, tables, strict=True))
            ]
