r"""All equilibria of a game with three or more players, profile of supports by profile of supports.

Profiles in which an action is dominated against the supports of the others are left out, all at
once (`bargain.solve.several.supports`). Of the others most are solved by elimination, in exact
arithmetic (`bargain.solve.several.support_elimination`); those with more who mix by branch and
prune on their equations (`bargain.solve.several.interior_search`). The list is complete if every
profile of supports is settled: ties, equilibria at which an unplayed action is as good, and
continua that are products of polytopes (`bargain.solve.several.nash_products`) are no exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod

from bargain.question.kinds.finite_order import FiniteOrder
from bargain.solve.several.interior_search import search_inside
from bargain.solve.several.nash_products import Side, product_of
from bargain.solve.several.support_elimination import equilibria_of, is_eliminated
from bargain.solve.several.supports import Supports, WholeTables, surviving_supports

__all__ = ["MOST_PROFILES", "SupportSearch", "search_supports"]

MOST_PROFILES = 20_000  # of supports that are looked at
_LARGEST = 2_000  # cells of a table times players: more would make error bounds of floats wrong

Mixed = list[list[Fraction]]


@dataclass(slots=True)
class SupportSearch:
    """What was found.

    Attributes
    ----------
    profiles : list of mixed profiles
        Equilibria, those from elimination first.
    rounded : bool
        Whether some of them have irrational probabilities, and are given nearby.
    strict : bool
        No equilibrium has an unplayed action that is as good, or is a multiple solution.
    products : list of the vertices of every player
        All combinations of which are equilibria; those that are in another one are left out.
    supports : int
        Profiles of supports that were solved, by elimination or by boxes.
    boxes : int
        Looked at.
    unsettled : list of profiles of supports
        That may have more equilibria.
    """

    profiles: list[Mixed] = field(default_factory=list)
    rounded: bool = False
    strict: bool = True
    products: list[list[Side]] = field(default_factory=list)
    supports: int = 0
    boxes: int = 0
    unsettled: list[Supports] = field(default_factory=list)


def search_supports(order: FiniteOrder, most_boxes: int) -> SupportSearch | None:
    """Look for all equilibria; None if there are too many profiles of supports.

    Parameters
    ----------
    order : FiniteOrder
        The game, and its canonical order, in which boxes are searched.
    most_boxes : int
        The effort: boxes to look at.

    Examples
    --------
    Three players who want to match (both pure ones, and one half each):

    >>> from bargain.game.tables.finite_game import FiniteGame
    >>> one = [[[1, 0], [0, 0]], [[0, 0], [0, 1]]]
    >>> found = search_supports(FiniteOrder(FiniteGame.from_payoffs(one, one, one)), 1000)
    >>> len(found.profiles), found.unsettled, found.rounded
    (3, [], False)
    """
    shape = order.game.shape
    if prod(2**k - 1 for k in shape) > MOST_PROFILES:
        return None
    game = WholeTables(order.game.numeric_payoffs("nash_equilibria"))
    found = SupportSearch()
    large = []
    for supports in surviving_supports(game.tables):
        told = is_eliminated(supports)
        solutions, settled = equilibria_of(game, supports) if told else ([], False)
        if not settled:
            sides, settled = product_of(game, supports)
            if sides and settled:
                found.products.append(sides)
        if not settled and sum(len(s) > 1 for s in supports) > 2:
            large.append(supports)
            continue
        found.supports += 1
        for solution in solutions:
            found.profiles.append(solution.profile(shape))
            found.rounded |= solution.root is not None and solution.root.exact is None
            found.strict &= solution.strict
        if not settled:
            found.unsettled.append(supports)
    found.products = _largest(found.products)
    if large and (found.unsettled or prod(shape) * len(shape) > _LARGEST):
        found.unsettled += large
    elif large:
        _by_boxes(found, large, order, most_boxes)
    return found


def _largest(products: Sequence[list[Side]]) -> list[list[Side]]:
    """The products that are not in another one."""
    sets = [[set(map(tuple, side)) for side in sides] for sides in products]

    def within(k: int, m: int) -> bool:
        inside = all(one <= two for one, two in zip(sets[k], sets[m], strict=True))
        return inside and (sets[k] != sets[m] or m < k)

    count = range(len(products))
    return [p for k, p in enumerate(products) if not any(within(k, m) for m in count if m != k)]


def _by_boxes(
    found: SupportSearch, large: Sequence[Supports], order: FiniteOrder, most_boxes: int
) -> None:
    """Search the supports in canonical order, so that names and positions do not matter."""
    tables = order.in_units().numeric_payoffs("nash_equilibria")
    floats = [table.astype(float) for table in tables]
    told = {order.supports(supports): supports for supports in large}
    for supports in sorted(told):
        left = most_boxes - found.boxes
        profiles, boxes, unsettled = search_inside(tables, floats, supports, left)
        found.boxes += min(boxes, left)
        found.supports += 1
        found.profiles += [order.back(profile) for profile in profiles]
        found.rounded |= bool(profiles)
        if unsettled:
            found.unsettled.append(told[supports])
