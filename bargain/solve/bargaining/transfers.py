r"""Closed forms of all four solutions where gains can be transferred among any number of players.

If prices :math:`p_i > 0` make the sum :math:`S = \sum_i p_i g_i` free of :math:`n - 1` variables
(shares of a pie, transfers, shares of a cost) by which gains are moved, then all other variables
maximise :math:`S`, and with its maximum :math:`T` (Moulin 1988, chapters 3 and 7)

* Nash with weights :math:`\alpha`: :math:`p_i g_i = \alpha_i T / \sum_j \alpha_j`;
* Kalai-Smorodinsky: the same with its weights, since the ideal gains are :math:`T / p_i`, as long
  as the box leaves room for them;
* egalitarian: :math:`g_i = w_i T / \sum_j p_j w_j`;
* utilitarian: all to the player with the largest :math:`w_i / p_i`, if there is one.

Without transfers the utilitarian agreement maximises a concave quadratic sum, where it is one.

Each is verified by substitution: gains are as said, slopes of :math:`S` vanish, and so do those of
the Nash product and the differences of shares.

References
----------
H. Moulin (1988), *Axioms of Cooperative Decision Making*, Cambridge.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import sympy as sp

from bargain.errors import GameError
from bargain.exact import to_sympy
from bargain.game.game import Game
from bargain.game.written import Boolean
from bargain.solve.agreement import BargainingSolution, Piece
from bargain.solve.bargaining.closed_pieces import (
    Point,
    must_vanish,
    piece_of,
    refusal,
    settled,
    sum_maximisers,
)
from bargain.solve.payoffs.concavity import is_concave

__all__ = ["closed_form_of_transfers"]

_WORDS = {
    "nash_bargaining": "the Nash bargaining solution",
    "kalai_smorodinsky": "the Kalai-Smorodinsky solution",
    "egalitarian": "the egalitarian solution",
    "utilitarian": "the utilitarian agreement",
}
Found = Iterator[tuple[str, Point, list[Boolean]]]


def closed_form_of_transfers(
    name: str, game: Game, weights: Mapping[str, Fraction | sp.Expr]
) -> BargainingSolution:
    """A bargaining solution as expressions in the parameters, each with its region.

    Parameters
    ----------
    name : str
        Of the solution.
    game : Game
        May have parameters, and linear constraints, which are part of the regions.
    weights : mapping of player to Fraction or sympy expression

    Raises
    ------
    NoClosedForm
        If gains cannot be transferred, or every division is as good.

    Examples
    --------
    A pie of 1 among three, one of whom has an outside option:

    >>> x, y = sp.symbols("x y")
    >>> d = sp.Symbol("d", positive=True)
    >>> pie = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}, "C": {}},
    ...            {"A": x, "B": y, "C": 1 - x - y}, disagreement={"A": d})
    >>> found = closed_form_of_transfers("kalai_smorodinsky", pie, {"A": 1, "B": 1, "C": 1})
    >>> found.agreement[x], found.agreement[y]
    (2*d/3 + 1/3, 1/3 - d/3)
    """
    if game.choices:
        raise GameError(
            "the closed form needs intervals, and some variables take single values",
            where=", ".join(map(str, game.choices)), fix="leave symbolic=False",
        )  # fmt: skip
    gains = [sp.expand(g) for g in game.gains().values()]
    shares = [w if isinstance(w, sp.Expr) else to_sympy(w) for w in weights.values()]
    family, found = "transfer", list(_divisions(name, game, gains, shares))
    if not found and name == "utilitarian":
        family, found = "quadratic sum", list(_largest_sum(game, gains, shares))
    if not found and name == "utilitarian" and _transferable(game, gains) is not None:
        raise refusal("every division that all accept is as good", _WORDS[name])
    if not found:
        raise refusal("gains are not transferred at constant prices", _WORDS[name])
    letters = any(w.free_symbols for w in shares)
    how = "exact" if game.is_numeric and not letters else "symbolic"
    positive = [r for w in shares if (r := sp.Gt(w, 0)) != sp.true]
    pieces: list[Piece] = []
    for what, z, region in found:
        fits = [r.subs(z, simultaneous=True) for r in game.constraints]
        whole = [r for r in dict.fromkeys([*positive, *region, *fits]) if r != sp.true]
        if sp.false not in whole:
            pieces.append(piece_of(game, what, z, whole, how))
    return settled(name, family, weights, pieces, how)


def _divisions(name: str, game: Game, gains: Sequence[sp.Expr], shares: Sequence[sp.Expr]) -> Found:
    transfer = _transferable(game, gains)
    if transfer is None:
        return
    by, prices = transfer
    total = sp.expand(sum(p * g for p, g in zip(prices, gains, strict=True)))
    others = [v for v in game.variables if v not in by]
    if not is_concave(total, others, game.box):
        return
    for what, z, region in sum_maximisers(game, total, others):
        surplus = sp.together(total.subs(z, simultaneous=True))
        at = [g.subs(z, simultaneous=True) for g in gains]
        for who, targets, more in _targets(name, game.players, prices, shares, surplus):
            division = _division(by, at, targets)
            room = [r for v, c in division.items() for r in _within(game, v, c)]
            if name == "kalai_smorodinsky":  # each ideal gain has to be had in the box
                for k, price in enumerate(prices):
                    alone = [surplus / price if j == k else sp.Integer(0) for j in range(len(at))]
                    ideal = _division(by, at, alone)
                    room += [r for v, c in ideal.items() for r in _within(game, v, c)]
                    room += [r.subs({**z, **ideal}, simultaneous=True) for r in game.constraints]
            _verified(name, at, division, prices, shares, targets)
            names = [n for n in (what, who) if n and n != "interior"]
            yield (
                ", ".join(names) or "interior",
                {**z, **division},
                [*region, sp.Gt(sp.expand(surplus), 0), *more, *room],
            )


def _transferable(
    game: Game, gains: Sequence[sp.Expr]
) -> tuple[list[sp.Symbol], list[sp.Expr]] | None:
    """Variables by which gains are moved, and the prices at which their sum does not move."""
    moved = [v for v in game.variables if any(g.has(v) for g in gains)]
    constant = [
        v for v in moved if not any(sp.diff(g, v).has(*game.variables) for g in gains)
    ]  # fmt: skip
    for by in itertools.combinations(constant, len(gains) - 1):
        rates = sp.Matrix([[sp.diff(g, v) for g in gains] for v in by])
        kernel = rates.nullspace()
        if len(kernel) != 1 or kernel[0][0] == 0:
            continue
        prices = [sp.cancel(p / kernel[0][0]) for p in kernel[0]]
        if all(p.is_positive for p in prices):
            return list(by), prices
    return None


def _targets(
    name: str,
    players: Sequence[str],
    prices: Sequence[sp.Expr],
    shares: Sequence[sp.Expr],
    surplus: sp.Expr,
) -> Iterator[tuple[str, list[sp.Expr], list[Boolean]]]:
    """What each gains, with what it is called and where it holds."""
    if name in ("nash_bargaining", "kalai_smorodinsky"):
        whole = sum(shares)
        yield "", [w * surplus / (whole * p) for w, p in zip(shares, prices, strict=True)], []
    elif name == "egalitarian":
        whole = sum(w * p for w, p in zip(shares, prices, strict=True))
        yield "", [w * surplus / whole for w in shares], []
    else:
        worth = [sp.cancel(w / p) for w, p in zip(shares, prices, strict=True)]
        for k, player in enumerate(players):
            most = [sp.Gt(worth[k], w) for j, w in enumerate(worth) if j != k]
            if sp.false not in most:
                gains = [surplus / p if j == k else sp.Integer(0) for j, p in enumerate(prices)]
                yield f"all to {player}", gains, [r for r in most if r != sp.true]


def _division(
    by: Sequence[sp.Symbol], gains: Sequence[sp.Expr], targets: Sequence[sp.Expr]
) -> Point:
    """The transfers at which all but the last gain what they should; then the last does."""
    equations = [sp.expand(g - t) for g, t in zip(gains[:-1], targets, strict=False)]
    (values,) = sp.linsolve(equations, list(by))
    return dict(zip(by, map(sp.simplify, values), strict=True))


def _within(game: Game, v: sp.Symbol, value: sp.Expr) -> list[Boolean]:
    low, high = game.box[v]
    return [sp.Ge(value, low), sp.Le(value, high)]


def _verified(
    name: str,
    gains: Sequence[sp.Expr],
    division: Point,
    prices: Sequence[sp.Expr],
    shares: Sequence[sp.Expr],
    targets: Sequence[sp.Expr],
) -> None:
    """Substitution: gains are as said, and the conditions of the solution hold identically."""
    had = [sp.together(g.subs(division, simultaneous=True)) for g in gains]
    conditions = [g - t for g, t in zip(had, targets, strict=True)]
    for k, j in itertools.pairwise(range(len(had))):
        if name == "egalitarian":
            conditions.append(had[k] * shares[j] - had[j] * shares[k])
        elif name == "nash_bargaining":  # slopes of the weighted logarithms along a transfer
            conditions.append(prices[j] * had[j] * shares[k] - prices[k] * had[k] * shares[j])
        elif name == "kalai_smorodinsky":  # shares of the ideal gains T/p
            conditions.append(had[k] * prices[k] * shares[j] - had[j] * prices[j] * shares[k])
    for condition in conditions:
        must_vanish(sp.together(condition).as_numer_denom()[0])


def _largest_sum(game: Game, gains: Sequence[sp.Expr], shares: Sequence[sp.Expr]) -> Found:
    """The maximisers of the weighted sum, where everybody accepts them."""
    total = sp.expand(sum(w * g for w, g in zip(shares, gains, strict=True)))
    variables = list(game.variables)
    if not is_concave(total, variables, game.box):
        return
    for what, z, region in sum_maximisers(game, total, variables):
        accepted = [sp.Gt(sp.factor(g.subs(z, simultaneous=True)), 0) for g in gains]
        yield what, z, [*region, *accepted]
