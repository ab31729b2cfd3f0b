r"""Offers with a last period, by backward induction.

After a rejection in the last period :math:`T` the negotiations have ended, so a responder accepts
what gives it :math:`\max(o_i, \beta_i)`; before, :math:`\max(o_i, \text{waiting}_i)` with the gains
of the next period (`bargain.solve.offers.rules`). The proposer takes the best of what is accepted.

Agreement is immediate in every period if some agreement gives both their floors: gains
:math:`v` of the next period are feasible (with lotteries, or for concave gains, also when the
proposer is drawn) and at least the floors :math:`f`; waiting is worth
:math:`k_i v_i + (1 - k_i) f_i` at most, which lies between :math:`f_i` and :math:`v_i`, so that
:math:`v` itself is a proposal that is accepted and that the proposer likes as much as to wait.

References
----------
Ståhl, I. (1972), *Bargaining Theory*, Stockholm School of Economics. Rubinstein, A. (1982), Perfect
equilibrium in a bargaining model, *Econometrica* 50, 97-109 (the limit of many periods).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from bargain.solve.agreement import Agreement
from bargain.solve.offers.rules import OfferRules, Proposed

__all__ = ["Offer", "offers_backwards"]

Gain: TypeAlias = Fraction | float


class Offer(NamedTuple):
    """A proposal: both gains, what it is, and how far it may be from the best."""

    gains: tuple[Gain, Gain]
    agreement: Callable[[], Agreement]
    bound: float = 0.0


def offers_backwards(
    propose: Callable[[int, Gain], Offer], rules: OfferRules, first: str, horizon: int
) -> Proposed:  # fmt: skip
    """The proposals of each period; `propose` takes a player and what the other demands."""
    players, drawn = rules.players, rules.drawn
    start = players.index(first)
    path: list[dict[int, Offer]] = []
    value: tuple[Gain, Gain] | None = None
    waiting: tuple[Gain, Gain] = rules.ended
    for period in reversed(range(horizon)):
        if value is not None:
            waiting = rules.waiting(0, value[0]), rules.waiting(1, value[1])
        turns = (0, 1) if drawn else ((start + period) % 2,)
        made = {i: propose(i, max(rules.outside[1 - i], waiting[1 - i])) for i in turns}
        path.append(made)
        weights = rules.turn if drawn else (1, 1)
        one, two = (sum(weights[i] * offer.gains[j] for i, offer in made.items()) for j in (0, 1))
        value = one, two
    path.reverse()
    opening = path[1] | path[0] if horizon > 1 else path[0]  # each player's first proposal
    return Proposed(
        proposals={players[i]: offer.agreement() for i, offer in sorted(opening.items())},
        waiting={players[1 - i]: waiting[1 - i] for i in path[0]},
        path=() if drawn else tuple(o.agreement() for made in path for o in made.values()),
        bound=float(sum(max(o.bound for o in made.values()) for made in path)),
    )
