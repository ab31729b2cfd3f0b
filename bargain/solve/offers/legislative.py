r"""Legislative bargaining: a pie, random proposers, a majority, and a closed rule.

In each period player :math:`i` is drawn with chance :math:`p_i > 0` and proposes a division of a
pie of size 1. It passes if at least :math:`q` players, the proposer among them, vote for it;
otherwise the next period comes, discounted by :math:`\delta_i`. In a stationary subgame-perfect
equilibrium in which a player votes for what is worth its continuation, with values :math:`v_i` and
prices :math:`w_i = \delta_i v_i`, the proposer pays the :math:`q-1` cheapest others their prices,

.. math:: v_i = p_i (1 - C_i) + s_i w_i, \qquad C_i = \min_{|S| = q-1,\, i \notin S} \sum_{S} w_j,

where :math:`s_i` is the chance that another proposes and pays :math:`i`. Some players are always
paid, some never, and between them stand those at a common price :math:`W`, among whom proposers
mix. For each such split the equations are linear in the prices; a solution is an equilibrium if the
prices are in that order and the chances of those at :math:`W` can be had: a transportation problem.
For :math:`\delta_i < 1` values are the same in all stationary equilibria (Eraslan 2002). With
:math:`q = n` this is unanimity, with :math:`q = 1` dictatorship. Players with the same chance and
discount factor have the same value and are treated alike.

References
----------
Baron, D. & Ferejohn, J. (1989), Bargaining in legislatures, *American Political Science Review* 83,
1181-1206. Eraslan, H. (2002), Uniqueness of stationary equilibrium payoffs in the Baron-Ferejohn
model, *Journal of Economic Theory* 103, 11-30.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

import flint

from bargain.arguments import mapping, shown, whole, within_reach
from bargain.budget import spend
from bargain.errors import LimitReached, OptionError
from bargain.exact import to_fraction
from bargain.game.written import Number
from bargain.result import Result
from bargain.solve.agreement import Outcome
from bargain.solve.finite.exact_linear_program import maximise

__all__ = ["LegislativeBargaining", "legislative_bargaining"]

_MOST_KINDS = 8


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LegislativeBargaining(Result):
    """A stationary equilibrium of legislative bargaining.

    Attributes
    ----------
    status : Outcome
    reason : str
    value : mapping of player to Fraction
        Expected share before the proposer is drawn; they add up to the pie.
    price : mapping of player to Fraction
        The share for which the player votes yes.
    keeps : mapping of player to Fraction
        What it keeps when it proposes.
    paid : mapping of player to Fraction
        The chance that it is paid its price, if another proposes.
    """

    status: Outcome = Outcome.UNKNOWN
    reason: str = "nothing was established"
    value: Mapping[str, Fraction] = field(default_factory=dict)
    price: Mapping[str, Fraction] = field(default_factory=dict)
    keeps: Mapping[str, Fraction] = field(default_factory=dict)
    paid: Mapping[str, Fraction] = field(default_factory=dict)

    def summary(self) -> str:
        """One line for each player."""
        lines = [f"legislative bargaining: {self.status} ({self.reason})"]
        lines += [
            f"  {p}: expects {self.value[p]}, votes for {self.price[p]}, keeps {self.keeps[p]} "
            f"as proposer, is paid with chance {self.paid[p]}"
            for p in self.value
        ]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Players who are alike: how many, their chance to propose and their discount factor."""

    size: int
    chance: Fraction
    discount: Fraction


@within_reach
def legislative_bargaining(
    recognition: Mapping[str, Number],
    discount: Mapping[str, Number] | Number,
    quota: int | None = None,
    *,
    pie: Number = 1,
) -> LegislativeBargaining:
    r"""The stationary equilibrium of Baron and Ferejohn's game with a closed rule.

    Parameters
    ----------
    recognition : mapping of player to positive number
        The chance to propose, in each period; they add up to one.
    discount : number in (0, 1], or mapping of player to such numbers
    quota : int, optional
        Votes that pass a proposal, the proposer's among them; default a simple majority. All of
        them is unanimity.
    pie : positive number, default 1
        What there is to divide, in the unit of the shares.

    Returns
    -------
    LegislativeBargaining
        In exact arithmetic.

    Raises
    ------
    OptionError
        Chances that are no distribution, a discount factor or quota outside its domain.
    LimitReached
        More than eight different kinds of players.

    References
    ----------
    Baron & Ferejohn (1989), proposition 3: a proposer among `n` equal players keeps
    :math:`1 - \delta (n-1)/(2n)` under simple majority.

    Examples
    --------
    >>> thirds = dict.fromkeys("ABC", "1/3")
    >>> majority = legislative_bargaining(thirds, "9/10")
    >>> majority.keeps["A"], majority.value["A"]  # 1 - 9/10 * 1/3
    (Fraction(7, 10), Fraction(1, 3))
    >>> legislative_bargaining(thirds, "9/10", quota=3).keeps["A"]  # unanimity
    Fraction(2, 5)
    """
    chances = _chances(recognition)
    factors = _discounts(discount, tuple(chances))
    needed = len(chances) // 2 + 1 if quota is None else whole(quota, "quota")
    size = to_fraction(pie)
    if size <= 0:
        raise OptionError(f"there is nothing to divide: {size}", where="pie")
    if needed > len(chances):
        raise OptionError(f"{needed} votes are asked of {len(chances)} players", where="quota")
    if needed == len(chances) > 1 and all(d == 1 for d in factors.values()):
        raise OptionError(
            "nobody loses by waiting, so under unanimity every division is an equilibrium",
            where="discount", fix="use a discount factor below one",
        )  # fmt: skip
    kind_of = {p: (chances[p], factors[p]) for p in chances}
    members: dict[tuple[Fraction, Fraction], list[str]] = {}
    for p, kind in kind_of.items():
        members.setdefault(kind, []).append(p)
    if len(members) > _MOST_KINDS:
        raise LimitReached(
            f"{len(members)} kinds of players; {_MOST_KINDS} can be gone through",
            fix="give players equal chances and discount factors where that is meant",
        )
    kinds = [_Kind(len(names), *kind) for kind, names in members.items()]
    position = {kind: c for c, kind in enumerate(members)}
    for split in product(range(3), repeat=len(kinds)):
        found = _equilibrium(kinds, needed, split)
        if found is not None:
            return _told(found, {p: position[kind_of[p]] for p in chances}, kinds, size)
    return LegislativeBargaining(reason="no split of the players had a unique solution")


def _chances(recognition: Mapping[str, Number]) -> dict[str, Fraction]:
    written = mapping(recognition, "recognition", fix="write {player: chance}")
    chances = {str(p): to_fraction(c) for p, c in written.items()}
    if not chances or min(chances.values()) <= 0 or sum(chances.values()) != 1:
        raise OptionError(
            "the chances to propose are positive and add up to one",
            where=f"recognition = {shown(recognition)}",
            fix="leave out nobody who votes; write fractions such as '1/3'",
        )
    return chances


def _discounts(
    discount: Mapping[str, Number] | Number, players: tuple[str, ...]
) -> dict[str, Fraction]:
    given = discount if isinstance(discount, Mapping) else dict.fromkeys(players, discount)
    if set(given) != set(players):
        raise OptionError(
            "discount does not match the players", where=f"discount = {shown(discount)}",
            fix="write one number, or one for each of " + ", ".join(players),
        )  # fmt: skip
    factors = {p: to_fraction(given[p]) for p in players}
    for p, d in factors.items():
        if not 0 < d <= 1:
            raise OptionError(f"the discount factor of {p!r} is {d}", fix="use 0 < factor <= 1")
    return factors


@dataclass(frozen=True, slots=True)
class _Found:
    """Of each kind: price, what it keeps as proposer, the chance of being paid by others."""

    price: Sequence[Fraction]
    keeps: Sequence[Fraction]
    paid: Sequence[Fraction]


def _equilibrium(kinds: Sequence[_Kind], quota: int, split: tuple[int, ...]) -> _Found | None:
    """The equilibrium in which kinds are paid always (0), sometimes (1) or never (2)."""
    sure, mixed, none = ([c for c, s in enumerate(split) if s == k] for k in range(3))
    inside = sum(kinds[c].size for c in sure)
    players = sum(k.size for k in kinds)
    everybody = inside == quota == players
    # How many at the common price a proposer pays who is always paid itself, and who is not.
    extra = [quota - inside if s == 0 else quota - 1 - inside for s in split]
    if not everybody and (inside >= quota or (not mixed and any(extra))):
        return None
    prices = _prices(kinds, sure, mixed, extra)
    if prices is None:
        return None
    common = prices[mixed[0]] if mixed else None
    base = sum((kinds[c].size * prices[c] for c in sure), Fraction(0))
    keeps = [
        1 - base + (prices[c] if split[c] == 0 else 0) - extra[c] * (common or 0)
        for c in range(len(kinds))
    ]
    for c in none:
        prices[c] = kinds[c].discount * kinds[c].chance * keeps[c]
    floor = max((prices[c] for c in sure), default=Fraction(0))
    top = min((prices[c] for c in none), default=None)
    middle = common if common is not None else floor
    if (mixed and middle <= 0) or floor > middle or (top is not None and top < middle):
        return None
    paid = [Fraction(0)] * len(kinds)
    for c in sure:
        paid[c] = Fraction(1)
    if mixed:
        assert common is not None
        demand = {
            c: 1 / kinds[c].discount - kinds[c].chance * keeps[c] / common for c in mixed
        }  # the chance that others pay it
        if not _can_be_paid(kinds, extra, demand):
            return None
        for c in mixed:
            paid[c] = demand[c] / (1 - kinds[c].chance)
    return _Found(price=prices, keeps=keeps, paid=paid)


def _prices(
    kinds: Sequence[_Kind], sure: Sequence[int], mixed: Sequence[int], extra: Sequence[int]
) -> list[Fraction] | None:
    """The prices of those who are paid, from their values; None if they are not determined."""
    spend(len(kinds) ** 3)
    unknown = [*sure, *mixed[:1]]  # the common price stands for all of `mixed`
    place = {c: j for j, c in enumerate(unknown)}
    prices = [Fraction(0)] * len(kinds)
    if not unknown:
        return prices
    rows: list[list[Fraction]] = []
    right: list[Fraction] = []
    for c in sure:  # w/d = p (1 - sum w + w - extra W) + (1 - p) w
        p = kinds[c].chance
        row = [p * (kinds[b].size if b in sure else extra[c]) for b in unknown]
        row[place[c]] += 1 / kinds[c].discount - 1
        rows.append(row)
        right.append(p)
    if mixed:  # the sum of the values at the common price
        chance = sum((kinds[c].size * kinds[c].chance for c in mixed), Fraction(0))
        row = [chance * kinds[b].size if b in sure else Fraction(0) for b in unknown]
        met = sum(k.size * k.chance * e for k, e in zip(kinds, extra, strict=True))
        row[-1] = (
            sum((kinds[c].size / kinds[c].discount for c in mixed), Fraction(0))
            + chance * extra[mixed[0]] - met
        )  # fmt: skip
        rows.append(row)
        right.append(chance)
    try:
        solved = flint.fmpq_mat(
            [[flint.fmpq(v.numerator, v.denominator) for v in row] for row in rows]
        ).solve(flint.fmpq_mat([[flint.fmpq(v.numerator, v.denominator)] for v in right]))
    except ZeroDivisionError:
        return None
    for j, c in enumerate(unknown):
        prices[c] = Fraction(int(solved[j, 0].p), int(solved[j, 0].q))
    for c in mixed:
        prices[c] = prices[mixed[0]]
    return prices


def _can_be_paid(
    kinds: Sequence[_Kind], extra: Sequence[int], demand: Mapping[int, Fraction]
) -> bool:
    """Whether proposers who pay `extra` others each can pay each kind with its chance.

    A flow from the kinds of proposers to the kinds that are paid; a proposer pays nobody twice,
    and not itself.
    """
    if any(d < 0 or d > 1 - kinds[c].chance for c, d in demand.items()):
        return False
    pairs = [(j, c) for j in range(len(kinds)) for c in demand]
    at_most = [
        ([Fraction(pair == other) for other in pairs],
         kinds[j].size * kinds[j].chance * (kinds[c].size - (j == c)))
        for pair in pairs for j, c in (pair,)
    ]  # fmt: skip
    equal = [
        ([Fraction(i == j) for i, _ in pairs], kinds[j].size * kinds[j].chance * extra[j])
        for j in range(len(kinds))
    ]
    equal += [([Fraction(b == c) for _, b in pairs], kinds[c].size * d) for c, d in demand.items()]
    return maximise([Fraction(0)] * len(pairs), at_most, equal).status == "optimal"


def _told(
    found: _Found, kind: Mapping[str, int], kinds: Sequence[_Kind], pie: Fraction
) -> LegislativeBargaining:
    unique = all(k.discount < 1 for k in kinds)
    return LegislativeBargaining(
        status=Outcome.AGREEMENT,
        reason="a stationary equilibrium" + ("; all have these values" if unique else ""),
        value={p: pie * found.price[c] / kinds[c].discount for p, c in kind.items()},
        price={p: pie * found.price[c] for p, c in kind.items()},
        keeps={p: pie * found.keeps[c] for p, c in kind.items()},
        paid={p: found.paid[c] for p, c in kind.items()},
    )
