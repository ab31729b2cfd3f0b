r"""Games in which each payoff depends on the own action and on a sum of powers of the others'.

.. math:: u_i(x) = F_i\Bigl(x_i, \sum_{j \ne i} w_j x_j^{r_j}\Bigr), \qquad x_i \in [l_i, h_i],

with :math:`F_i` a quotient of rational polynomials: Cournot markets, provision of a public good,
contests with exponents. Players with the same :math:`F`, box, weight and power are of one kind.

References
----------
R. Selten (1970), *Preispolitik der Mehrproduktenunternehmung in der statischen Theorie*, Springer.
L. C. Corchón (1994), Comparative statics for aggregative games, *Mathematical Social Sciences* 28,
151-165.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

import sympy as sp

from bargain.budget import spend_on
from bargain.exact import to_fraction, to_sympy
from bargain.game.game import Game

__all__ = ["OTHERS", "OWN", "Kind", "kinds_of"]

OWN, OTHERS = sp.symbols("own others", cls=sp.Dummy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Players who are alike.

    Parameters
    ----------
    players : tuple of str
    low, high : Fraction
        Ends of the box.
    weight : Fraction
    power : int
        What the others see of an action x is ``weight * x**power``.
    over, under : sympy.Poly
        In `OWN` and `OTHERS`: the payoff is their quotient; `under` is positive.
    tie : Fraction or None
        The payoff where everybody does the least, if it is declared apart.
    """

    players: tuple[str, ...]
    low: Fraction
    high: Fraction
    weight: Fraction
    power: int
    over: sp.Poly
    under: sp.Poly
    tie: Fraction | None = None

    def seen(self, x: Fraction) -> Fraction:
        """What the others see of an action."""
        return self.weight * x**self.power

    @property
    def slope(self) -> sp.Poly:
        """The slope of the payoff in the own action times the square of `under`."""
        return self.over.diff(OWN) * self.under - self.over * self.under.diff(OWN)


def kinds_of(
    game: Game, payoffs: Mapping[str, sp.Expr], ties: Mapping[str, Fraction] | None = None
) -> list[Kind] | None:
    """Return the kinds of players; None if payoffs are not of this form.

    Parameters
    ----------
    game : Game
        With numbers, without terms and constraints; one action for each player.
    payoffs : mapping of player to expression
        Without cases.
    ties : mapping of player to Fraction, optional
        Payoffs where every action is the least.
    """
    if game.parameters or game.terms or game.constraints or game.choices:
        return None
    if len(game.players) < 2 or any(len(game.own(p)) != 1 for p in game.players):
        return None
    own = {p: game.own(p)[0] for p in game.players}
    quotients: dict[str, list[sp.Poly]] = {}
    for player, payoff in payoffs.items():
        spend_on(payoff)
        if not payoff.is_rational_function(*game.variables):
            return None
        quotients[player] = [
            sp.Poly(part, *game.variables)
            for part in sp.cancel(sp.together(payoff)).as_numer_denom()
        ]
        if any(not (p.domain.is_ZZ or p.domain.is_QQ) for p in quotients[player]):
            return None
    powers = {
        v: _common_power([q for p in game.players if own[p] != v for q in quotients[p]], v)
        for v in game.variables
    }
    weights = _weights(quotients, own, powers)
    if weights is None:
        return None
    boxes = {v: tuple(map(to_fraction, game.box[v])) for v in game.variables}
    if any(boxes[v][0] < 0 and powers[v] % 2 == 0 for v in game.variables):
        return None  # what others see does not grow with the action
    found: dict[tuple[Any, ...], list[str]] = {}
    for player in game.players:
        v = own[player]
        others = [w for w in game.variables if w != v]
        least = sum((weights[w] * boxes[w][0] ** powers[w] for w in others), Fraction(0))
        summed = _in_the_sum(quotients[player], v, others, powers, weights)
        quotient = _positive_below(summed, boxes[v][0], least, ties is not None)
        if quotient is None:
            return None
        tie = None if ties is None else ties[player]
        key = (*quotient, *boxes[v], weights[v], powers[v], tie)
        found.setdefault(key, []).append(player)
    return [
        Kind(players=tuple(players), over=over, under=under, low=low, high=high,
             weight=weight, power=power, tie=tie)
        for (over, under, low, high, weight, power, tie), players in found.items()
    ]  # fmt: skip


def _common_power(polys: Sequence[sp.Poly], v: sp.Symbol) -> int:
    """The largest r such that only powers of v**r occur; 1 if v does not occur."""
    powers = [monom[p.gens.index(v)] for p in polys for monom in p.monoms()]
    return gcd(*powers) or 1


def _weights(
    quotients: Mapping[str, Sequence[sp.Poly]],
    own: Mapping[str, sp.Symbol],
    powers: Mapping[sp.Symbol, int],
) -> dict[sp.Symbol, Fraction] | None:
    """The weights, up to a common factor; None if no sum is all that matters of the others."""
    weights: dict[sp.Symbol, Fraction] = {}
    for player, (over, under) in quotients.items():
        slopes = {}
        for v in over.gens:
            if v != own[player]:
                change = over.diff(v) * under - over * under.diff(v)
                slopes[v] = (
                    change.exquo(sp.Poly(v ** (powers[v] - 1), *over.gens)) if change else change
                )
        matter = [v for v, slope in slopes.items() if slope]
        if not matter:
            continue
        known = next((v for v in matter if v in weights), matter[0])
        weights.setdefault(known, Fraction(1))
        for v, slope in slopes.items():
            ratio = _ratio(slope, slopes[known])
            if ratio is None:
                return None
            # a slope in the power v**r is the slope in v over r v**(r - 1)
            weight = weights[known] * ratio * powers[known] / powers[v]
            if weights.setdefault(v, weight) != weight or weight <= 0:
                return None
    return {v: weights.get(v, Fraction(0)) for v in own.values()}


def _ratio(one: sp.Poly, two: sp.Poly) -> Fraction | None:
    """The number that one polynomial is of another, if it is one."""
    number = Fraction(int(one.LC().p), int(one.LC().q)) / to_fraction(two.LC())
    return number if one == two * to_sympy(number) else None


def _in_the_sum(
    quotient: Sequence[sp.Poly],
    v: sp.Symbol,
    others: Sequence[sp.Symbol],
    powers: Mapping[sp.Symbol, int],
    weights: Mapping[sp.Symbol, Fraction],
) -> list[sp.Poly]:
    """Over and under as polynomials in the own action and the sum of the others."""
    stands = next((w for w in others if weights[w]), others[0])
    scale = to_sympy(weights[stands] or Fraction(1))
    parts = []
    for poly in quotient:
        total = sp.Integer(0)
        at = {g: k for k, g in enumerate(poly.gens)}
        for monom, c in poly.terms():
            if any(monom[at[w]] for w in others if w != stands):
                continue  # the others are put to 0 but one
            total += (
                c * OWN ** monom[at[v]] * (OTHERS / scale) ** (monom[at[stands]] // powers[stands])
            )
        parts.append(total)
    over, under = sp.cancel(parts[0] / parts[1]).as_numer_denom()
    return [sp.Poly(over, OWN, OTHERS), sp.Poly(under, OWN, OTHERS)]


def _positive_below(
    quotient: Sequence[sp.Poly], low: Fraction, others: Fraction, tied: bool
) -> tuple[sp.Poly, sp.Poly] | None:
    """The quotient with a denominator that is seen to be positive, but where all is least."""
    over, under = quotient
    shifted = sp.Poly(
        under.as_expr().subs({OWN: OWN + to_sympy(low), OTHERS: OTHERS + to_sympy(others)}),
        OWN, OTHERS,
    )  # fmt: skip
    signs = {c > 0 for c in shifted.coeffs()}
    alone = {tuple(n > 0 for n in powers) for powers in shifted.monoms()}
    somewhere = (False, False) in alone or (tied and {(True, False), (False, True)} <= alone)
    if len(signs) != 1 or not somewhere:
        return None
    return (over, under) if signs == {True} else (-over, -under)
