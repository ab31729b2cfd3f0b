r"""The rules of a bargaining of offers: what a player counts on when it rejects.

In gains over perpetual disagreement, a rejection ends the negotiations with probability
:math:`p` and player :math:`i` then gains :math:`\beta_i` (0 unless it is said); otherwise the next
period comes, is worth :math:`\delta_i` of what it is worth then, and player :math:`i` proposes in
it with probability :math:`r_i` (1 where players take turns). With a cost :math:`c_i` of each
rejection, and gains :math:`v_i` in the next period,

.. math:: \text{waiting}_i = k_i\, v_i + m_i, \qquad k_i = (1-p)\,\delta_i, \quad
          m_i = p\,\beta_i - c_i,

and a responder accepts what gives it at least :math:`\max(o_i, \text{waiting}_i)`, where
:math:`o_i` is its outside option. Where both offers of a stationary equilibrium make the responder
indifferent, :math:`v_i = r_i\, g_i(\text{own offer}) + (1 - r_i)\, \text{waiting}_i`, so that

.. math:: \text{waiting}_i = s_i\, g_i(\text{own offer}) + n_i, \qquad
          s_i = \frac{k_i r_i}{1 - k_i (1 - r_i)}, \quad n_i = \frac{m_i}{1 - k_i (1 - r_i)} :

a bargain with random proposers is one of alternating offers between less patient players.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import log, log1p
from typing import overload

from bargain.arguments import mapping, shown
from bargain.errors import OptionError
from bargain.exact import to_fraction
from bargain.game.written import Number
from bargain.solve.agreement import Agreement

__all__ = ["OfferRules", "Proposed", "limit_weights", "read_rules"]

Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRules:
    r"""What a rejection leads to; pairs in the order of the players.

    Attributes
    ----------
    players : pair of str
    keep : pair of Fraction
        :math:`k_i`.
    added : pair of Fraction
        :math:`m_i`.
    outside, ended : pair of Fraction
        Gains :math:`o_i` by opting out, :math:`\beta_i` when negotiations have ended.
    turn : pair of Fraction
        :math:`r_i`.
    """

    players: tuple[str, str]
    keep: Pair
    added: Pair
    outside: Pair
    ended: Pair
    turn: Pair

    @property
    def drawn(self) -> bool:
        """Whether the proposer is drawn in each period."""
        return any(r != 1 for r in self.turn)

    @property
    def costless(self) -> bool:
        """Whether nobody loses by a rejection, where no period is the last."""
        return all(k == 1 for k in self.keep) and not any(self.added)

    @property
    def slope(self) -> Pair:
        """:math:`s_i`."""
        one, two = (k * r / (1 - k * (1 - r)) for k, r in zip(self.keep, self.turn, strict=True))
        return one, two

    @property
    def constant(self) -> Pair:
        """:math:`n_i`."""
        one, two = (
            m / (1 - k * (1 - r)) for k, m, r in zip(self.keep, self.added, self.turn, strict=True)
        )
        return one, two

    @property
    def floor(self) -> Pair:
        """What each has without any agreement: nobody agrees to less."""
        one, two = (
            max(o, b, m / (1 - k) if k < 1 else Fraction(0), Fraction(0))
            for o, b, m, k in zip(self.outside, self.ended, self.added, self.keep, strict=True)
        )
        return one, two

    @overload
    def waiting(self, i: int, value: Fraction) -> Fraction: ...
    @overload
    def waiting(self, i: int, value: Fraction | float) -> Fraction | float: ...
    def waiting(self, i: int, value: Fraction | float) -> Fraction | float:
        """What player `i` has by rejecting, if the next period gives it `value`."""
        return self.keep[i] * value + self.added[i]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What is proposed, and what each responder has by rejecting the first proposal to it.

    Attributes
    ----------
    proposals : mapping of player to Agreement
    waiting : mapping of player to number
    path : tuple of Agreement
        With a last period and turns: what is proposed in each.
    size : float
        An ideal gain: what slack is measured by in floats.
    residual, bound : float
        See `AlternatingOffers`.
    """

    proposals: Mapping[str, Agreement]
    waiting: Mapping[str, Fraction | float]
    path: tuple[Agreement, ...] = ()
    size: float = 0.0
    residual: float = 0.0
    bound: float = 0.0

    @classmethod
    def stationary(
        cls, rules: OfferRules, one: Agreement, two: Agreement, *, size: float = 0.0,
        residual: float = 0.0, bound: float = 0.0,
    ) -> Proposed:  # fmt: skip
        """The same proposals in every period."""
        proposals = dict(zip(rules.players, (one, two), strict=True))
        waiting = {
            q: rules.waiting(
                i, r * proposals[q].gains[q] + (1 - r) * (two, one)[i].gains[q]
            )
            for i, (q, r) in enumerate(zip(proposals, rules.turn, strict=True))
        }  # fmt: skip
        return cls(proposals=proposals, waiting=waiting, size=size, residual=residual, bound=bound)


def read_rules(
    players: tuple[str, ...],
    disagreement: Mapping[str, Number],
    *,
    discount: Mapping[str, Number],
    breakdown: Number,
    outside: Mapping[str, Number] | None,
    broken: Mapping[str, Number] | None,
    costs: Mapping[str, Number] | None,
    recognition: Mapping[str, Number] | None,
    ends: bool,
) -> OfferRules:
    """The rules that a user wrote; `ends` says whether the number of periods is finite."""
    stays = _breakdown(breakdown)
    lost = _of_players(costs, "costs", players)
    for q, c in lost.items():
        if c < 0:
            raise OptionError(f"the cost of {q!r} is negative: {c}", where="costs")
    after = _gains(broken, "broken", players, disagreement)
    if any(after.values()) and stays == 1 and not ends:
        raise OptionError(
            "negotiations never break down",
            where="broken",
            fix="give breakdown= a probability, or a horizon",
        )
    keep = {q: stays * d for q, d in _discounts(players, discount).items()}
    options = _gains(outside, "outside", players, disagreement)
    turns = _recognition(players, recognition)
    one, two = players
    return OfferRules(
        players=(one, two),
        keep=(keep[one], keep[two]),
        added=((1 - stays) * after[one] - lost[one], (1 - stays) * after[two] - lost[two]),
        outside=(max(options[one], Fraction(0)), max(options[two], Fraction(0))),
        ended=(after[one], after[two]),
        turn=(turns[one], turns[two]),
    )


def limit_weights(rules: OfferRules, horizon: int | None) -> dict[str, float]:
    """Weights of the Nash solution that the equilibria tend to as offers become frequent."""
    if horizon is not None:
        return {}
    if all(k == 1 for k in rules.keep):
        return (
            dict(zip(rules.players, map(float, rules.turn), strict=True)) if rules.costless else {}
        )
    if 1 in rules.keep:
        return {q: float(k == 1) for q, k in zip(rules.players, rules.keep, strict=True)}
    try:
        return {q: -float(r) / (log1p(-float(1 - k)) if k > Fraction(1, 2) else _log(k))
                for q, k, r in zip(rules.players, rules.keep, rules.turn, strict=True)}  # fmt: skip
    except ZeroDivisionError:
        raise OptionError(
            "a discount factor is nearer to 1 than floats can tell",
            fix="use at most 1 - 10^-300, or 1",
        ) from None


def _log(k: Fraction) -> float:
    return log(k.numerator) - log(k.denominator)  # of integers: no number is too small


def _breakdown(breakdown: Number) -> Fraction:
    p = to_fraction(breakdown)
    if not 0 <= p < 1:
        raise OptionError(f"breakdown = {p} is not in [0, 1)")
    return 1 - p


def _discounts(players: tuple[str, ...], discount: Mapping[str, Number]) -> dict[str, Fraction]:
    if not isinstance(discount, Mapping) or set(discount) != set(players):
        raise OptionError(
            "discount does not match the players",
            where=f"discount = {shown(discount)}",
            fix="write {" + ", ".join(f"{p!r}: 0.9" for p in players) + "}",
        )
    factors = {q: to_fraction(discount[q]) for q in players}
    for q, delta in factors.items():
        if not 0 < delta <= 1:
            raise OptionError(f"the discount factor of {q!r} is {delta}", fix="use 0 < factor <= 1")
    return factors


def _recognition(
    players: tuple[str, ...], recognition: Mapping[str, Number] | None
) -> dict[str, Fraction]:
    if recognition is None:
        return dict.fromkeys(players, Fraction(1))
    chances = _of_players(recognition, "recognition", players)
    if sum(chances.values()) != 1 or min(chances.values()) <= 0:
        raise OptionError(
            "the chances to propose are positive and add up to one",
            where=f"recognition = {shown(recognition)}",
            fix="write {" + ", ".join(f"{p!r}: '1/2'" for p in players) + "}",
        )
    return chances


def _of_players(
    given: Mapping[str, Number] | None, where: str, players: tuple[str, ...]
) -> dict[str, Fraction]:
    """A number for each player, zero where none is given."""
    written = mapping(given, where, fix="write {player: number}")
    stray = set(written) - set(players)
    if stray:
        raise OptionError(
            f"unknown player {min(map(str, stray))!r}", where=where,
            fix="players: " + ", ".join(players),
        )  # fmt: skip
    return {q: to_fraction(written.get(q, 0)) for q in players}


def _gains(
    given: Mapping[str, Number] | None, where: str, players: tuple[str, ...],
    disagreement: Mapping[str, Number],
) -> dict[str, Fraction]:  # fmt: skip
    """Payoffs as gains over the disagreement, zero where none is given."""
    written = _of_players(given, where, players)
    return {
        q: written[q] - to_fraction(disagreement[q]) if q in (given or {}) else Fraction(0)
        for q in players
    }
