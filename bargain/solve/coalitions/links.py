r"""Links: pairs of players, the terms that each pair settles, and what changes when it breaks.

A *link* is a pair of players :math:`\{i, j\}` with terms of the game that they settle between them.
When it breaks, its terms become 0, or what is said (:math:`z_{ij} \mapsto b_{ij}`); parameters of
the game may change with them, such as what the others are worth without the link.

One of its terms may be *money* m: the pair's gains over a break are
:math:`g_i = ρ_i m + \dots` and :math:`g_j = -ρ_j m + \dots` with constants
:math:`ρ_i ρ_j > 0`. Then the Nash bargain of the link is (Nash 1950; statement 10 of the theory)

.. math:: \nabla_q S = 0, \qquad α_j\, g_i/|ρ_i| = α_i\, g_j/|ρ_j|,
    \qquad S = g_i/|ρ_i| + g_j/|ρ_j|,

q its other terms, wherever S is concave in them and no bound binds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from bargain.errors import GameError, NoClosedForm, OptionError
from bargain.exact import exact_expression, to_sympy
from bargain.game.game import Game
from bargain.solve.payoffs.concavity import negative_semidefinite

__all__ = ["Link", "Split", "letters_of", "links_of", "split"]

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A pair, its terms, and the substitution that breaks it."""

    pair: Pair
    terms: tuple[sp.Symbol, ...]
    broken: Mapping[sp.Symbol, sp.Expr]

    @property
    def name(self) -> str:
        """The two players in one text."""
        return " - ".join(self.pair)


@dataclass(frozen=True, slots=True)
class Split:
    """The first-order conditions of a link with money: `slopes` of S in `others`, and the split."""

    money: sp.Symbol
    others: tuple[sp.Symbol, ...]
    slopes: tuple[sp.Expr, ...]
    division: sp.Expr
    surplus: sp.Expr
    gains: Mapping[str, sp.Expr]


def links_of(game: Game, links: object, broken: object) -> tuple[Link, ...]:
    """Read the links of a game.

    Raises
    ------
    GameError
        A player has actions of its own, or a term belongs to no link.
    OptionError
        A pair is none, is given twice, or names somebody who does not play; a term is none, or
        belongs to two links; a break names what is neither a term of its link nor a parameter.
    """
    if acting := [p for p in game.players if game.own(p)]:
        raise GameError(
            f"{acting[0]!r} has actions of its own", where="nash_in_nash",
            fix="links settle everything: make them terms, or fix them with game.at({...})",
        )  # fmt: skip
    if not isinstance(links, Mapping) or not links:
        raise OptionError(
            "links is no mapping of pairs to terms", where="links", fix="write {('A', 'B'): [t], …}"
        )
    breaks = {} if broken is None else broken
    if not isinstance(breaks, Mapping):
        raise OptionError(
            "broken is no mapping of pairs", where="broken", fix="write {('A', 'B'): {t: 0}, …}"
        )
    read: list[Link] = []
    pairs: dict[frozenset[str], Pair] = {}
    owner: dict[sp.Symbol, Pair] = {}
    for key, given in links.items():
        pair = _pair(game, key)
        if frozenset(pair) in pairs:
            raise OptionError(f"the pair {pair} is given twice", where="links")
        pairs[frozenset(pair)] = pair
        terms = _terms(game, pair, given)
        for term in terms:
            if term in owner:
                raise OptionError(
                    f"the term {term} belongs to {owner[term]} and to {pair}", where="links",
                    fix="a term is settled by one link",
                )  # fmt: skip
            owner[term] = pair
        read.append(Link(pair, terms, dict.fromkeys(terms, sp.S.Zero)))
    if left := [t for t in game.terms if t not in owner]:
        raise GameError(
            f"the term {left[0]} belongs to no link", where="links",
            fix="add it to the pair that settles it, or fix it with game.at({...})",
        )  # fmt: skip
    changes: dict[frozenset[str], Mapping[sp.Symbol, sp.Expr]] = {}
    for key, given in breaks.items():
        pair = _pair(game, key)
        if frozenset(pair) not in pairs:
            raise OptionError(f"{pair} is no link", where="broken", fix="give it in links")
        changes[frozenset(pair)] = _changes(game, pairs[frozenset(pair)], given)
    whole = tuple(
        Link(s.pair, s.terms, {**s.broken, **changes.get(frozenset(s.pair), {})}) for s in read
    )
    _refuse_strangers(game, whole)
    return whole


def letters_of(game: Game, links: Iterable[Link]) -> set[sp.Symbol]:
    """The parameters of the game and of what breaks bring."""
    brought = {s for link in links for value in link.broken.values() for s in value.free_symbols}
    return brought | set(game.parameters)


def _refuse_strangers(game: Game, links: Sequence[Link]) -> None:
    """A break changes its own terms, parameters, and letters that another break brings."""
    letters = letters_of(game, links)
    for link in links:
        for symbol in link.broken:
            if symbol in game.terms and symbol not in link.terms:
                raise OptionError(
                    f"{symbol} is settled by another link", where=f"broken[{link.pair}]",
                    fix="a break changes its own terms, and parameters",
                )  # fmt: skip
            if symbol not in letters and symbol not in game.terms:
                raise OptionError(
                    f"{symbol} is nowhere in the game", where=f"broken[{link.pair}]",
                    fix="known: " + ", ".join(sorted(s.name for s in {*letters, *game.terms})),
                )  # fmt: skip


def _pair(game: Game, key: object) -> Pair:
    known = ", ".join(game.players)
    if not isinstance(key, (tuple, frozenset)) or len(key) != 2:
        raise OptionError(f"{key!r} is no pair", where="links", fix=f"two of {known}")
    one, other = key
    for player in (one, other):
        if player not in game.players:
            raise OptionError(f"{player!r} does not play", where=f"links[{key!r}]", fix=known)
    if one == other:
        raise OptionError(f"{one!r} has no link with itself", where="links", fix="two players")
    return (one, other)


def _terms(game: Game, pair: Pair, given: object) -> tuple[sp.Symbol, ...]:
    terms = tuple(_symbol(game, t, pair) for t in _listed(given, pair))
    if not terms:
        raise OptionError(f"the link {pair} settles nothing", where="links", fix="give its terms")
    if strange := [t for t in terms if t not in game.terms]:
        raise OptionError(
            f"{strange[0]} is no term of the game", where=f"links[{pair}]",
            fix="terms: " + ", ".join(map(str, game.terms)),
        )  # fmt: skip
    if listed := [t for t in terms if t in game.choices]:
        raise GameError(
            f"the term {listed[0]} has listed values", where=f"links[{pair}]",
            fix="give it a range, or fix it with game.at({...})",
        )  # fmt: skip
    return terms


def _listed(given: object, pair: Pair) -> Iterable[object]:
    if isinstance(given, (str, sp.Symbol)):
        return [given]
    if not isinstance(given, Iterable):
        raise OptionError(f"{given!r} are no terms", where=f"links[{pair}]", fix="write [t, …]")
    return given


def _symbol(game: Game, key: object, pair: Pair) -> sp.Symbol:
    if not isinstance(key, (str, sp.Symbol)):
        raise OptionError(f"{key!r} is no symbol of the game", where=f"links[{pair}]")
    return game.symbol(key)


def _changes(game: Game, pair: Pair, given: object) -> dict[sp.Symbol, sp.Expr]:
    if not isinstance(given, Mapping):
        raise OptionError(
            f"{given!r} is no mapping", where=f"broken[{pair}]", fix="write {t: 0, …}"
        )
    found = {}
    for key, value in given.items():
        symbol = key if isinstance(key, sp.Symbol) else _symbol(game, key, pair)
        symbol = game.symbols.get(symbol.name, symbol)
        found[symbol] = exact_expression(value)
        if found[symbol].free_symbols & set(game.terms):
            raise OptionError(
                f"{symbol} becomes {found[symbol]}, which depends on terms",
                where=f"broken[{pair}]", fix="give numbers and parameters",
            )  # fmt: skip
    return found


def split(
    game: Game, link: Link, gains: Mapping[str, sp.Expr], weights: Mapping[str, Fraction]
) -> Split:
    """The first-order conditions of a link, given what each of the two gains over a break.

    Raises
    ------
    NoClosedForm
        If no term of the link is money, or the joint surplus is not proved concave in the others.
    """
    first, second = (sp.expand(gains[p]) for p in link.pair)
    for money in link.terms:
        rates = sp.diff(first, money), sp.diff(second, money)
        if any(r.has(*game.terms) for r in rates) or not (rates[0] * rates[1]).is_negative:
            continue
        if not (rates[0].is_positive or rates[0].is_negative):
            continue
        one, other = first / sp.Abs(rates[0]), second / sp.Abs(rates[1])
        others = tuple(t for t in link.terms if t != money)
        surplus = sp.expand(one + other)
        slopes = tuple(sp.expand(sp.diff(surplus, q)) for q in others)
        curvature = sp.Matrix([[sp.diff(f, q) for q in others] for f in slopes])
        if curvature.has(*game.terms) or not negative_semidefinite(curvature):
            raise NoClosedForm(
                f"the joint surplus of {link.name} is not proved concave and quadratic in its "
                "terms",
                where=str(surplus),
            )
        alpha, beta = (to_sympy(weights[p]) for p in link.pair)
        return Split(
            money=money, others=others, surplus=surplus,
            slopes=slopes,
            division=sp.expand(beta * one - alpha * other),
            gains=dict(zip(link.pair, (first, second), strict=True)),
        )  # fmt: skip
    raise NoClosedForm(
        f"no term of {link.name} is money, a constant gain to one and a loss to the other",
        where=", ".join(map(str, link.terms)),
    )
