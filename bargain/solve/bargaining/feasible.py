r"""Bargaining on a list of agreements or on a polygon of payoffs, in exact rational arithmetic.

* `AgreementSet.from_points`: finitely many agreements, no lotteries, any number of players. The
  Nash product, the weighted sum, and the least (normalised) gain are compared exactly; least gains
  lexicographically, so the result is efficient. Several best agreements are all reported.
* `AgreementSet.from_polygon`: two players, lotteries over the listed agreements; the feasible
  payoffs are the convex hull (no free disposal). A solution with positive gains is efficient, so
  it lies on an edge of the hull, where each solution has a rational formula.

Floats are read as `bargain.exact` says. A Nash product is compared through integer
powers when the weights are small rationals, else through logarithms in interval arithmetic; what
200 digits cannot separate is reported as a tie with status ``unknown``.

References
----------
Nash (1950), Kalai & Smorodinsky (1975), Kalai (1977), as in
`bargain.solve.bargaining.smooth_bargaining`. Mariotti, M. (1998), Nash bargaining theory when the
number of alternatives can be finite,
*Social Choice and Welfare* 15, 413-421.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import lcm, prod

import sympy as sp

from bargain.arguments import listed
from bargain.errors import InputError
from bargain.exact import fractions_of
from bargain.game.written import Number
from bargain.solve.agreement import Agreement, BargainingSolution, NoAgreementProof, Outcome

__all__ = ["AgreementSet", "Option", "acceptable_part", "between", "hull_edges"]

Gains = tuple[Fraction, ...]
_LARGEST_POWER = 600


@dataclass(frozen=True, slots=True)
class Option:
    """A feasible outcome: a lottery over the listed agreements, and its gains."""

    lottery: tuple[tuple[int, Fraction], ...]
    gains: Gains


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSet:
    """Agreements with known payoffs; make it with `from_points` or `from_polygon`.

    Attributes
    ----------
    players, labels : tuple of str
    payoffs : tuple of tuple of Fraction
        One tuple per agreement, in player order.
    disagreement : tuple of Fraction
    lotteries : bool
        Whether any lottery over the agreements is feasible.

    Examples
    --------
    >>> import bargain as bg
    >>> pie = AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)], disagreement=(0, 0))
    >>> bg.nash_bargaining(pie).agreement.gains["1"]
    Fraction(1, 2)
    """

    players: tuple[str, ...]
    labels: tuple[str, ...]
    payoffs: tuple[Gains, ...]
    disagreement: Gains
    lotteries: bool = False

    @classmethod
    def from_points(
        cls, points: Mapping[str, Sequence[Number]] | Iterable[Sequence[Number]],
        disagreement: Sequence[Number] | Mapping[str, Number] | None = None,
        *, players: Sequence[str] | None = None,
    ) -> AgreementSet:  # fmt: skip
        """Finitely many agreements, without lotteries.

        Parameters
        ----------
        points : mapping of label to payoffs, or iterable of payoffs
            One number per player.
        disagreement : sequence or mapping of player to number, optional
            Default zeros.
        players : sequence of str, optional
            Default ``"1"``, ``"2"``, …

        Raises
        ------
        InputError
            Nothing to agree on, payoffs of different lengths, numbers that are not finite.

        Examples
        --------
        >>> from bargain.solve.bargaining.solutions import nash_bargaining
        >>> deals = AgreementSet.from_points({"a": (1, 5), "b": (3, 3), "c": (4, 1)})
        >>> nash_bargaining(deals).agreement.values
        {b: Fraction(1, 1)}
        """
        return cls._read(points, disagreement, players, lotteries=False)

    @classmethod
    def from_polygon(
        cls, vertices: Mapping[str, Sequence[Number]] | Iterable[Sequence[Number]],
        disagreement: Sequence[Number] | Mapping[str, Number] | None = None,
        *, players: Sequence[str] | None = None,
    ) -> AgreementSet:  # fmt: skip
        """Two players; the convex hull of the listed payoffs is feasible.

        Parameters
        ----------
        vertices : mapping of label to payoffs, or iterable of payoffs
            In any order; points inside the hull do no harm.
        disagreement, players
            As in `from_points`.

        Examples
        --------
        >>> from bargain.solve.bargaining.solutions import kalai_smorodinsky
        >>> half = AgreementSet.from_polygon([(0, 0), (2, 0), (0, 1)])
        >>> dict(kalai_smorodinsky(half).agreement.gains)
        {'1': Fraction(1, 1), '2': Fraction(1, 2)}
        """
        made = cls._read(vertices, disagreement, players, lotteries=True)
        if len(made.players) != 2:
            raise InputError(
                f"a polygon has two players, not {len(made.players)}",
                fix="use from_points for a finite set with more players",
            )
        return made

    @classmethod
    def _read(
        cls,
        given: Mapping[str, Sequence[Number]] | Iterable[Sequence[Number]],
        disagreement: Sequence[Number] | Mapping[str, Number] | None,
        players: Sequence[str] | None,
        *,
        lotteries: bool,
    ) -> AgreementSet:
        if isinstance(given, Mapping):
            labels, rows = tuple(map(str, given)), list(given.values())
        else:
            rows = listed(given, "the agreements", fix="write [(1, 2), (3, 0)]", error=InputError)
            labels = tuple(f"a{k}" for k in range(len(rows)))
        if not rows:
            raise InputError("there is no agreement to choose from", fix="give at least one point")
        try:
            payoffs = tuple(map(fractions_of, rows))
        except TypeError as error:
            raise InputError(
                f"a point is not a sequence of numbers: {error}",
                fix="write (1, 2) for each agreement",
            ) from None
        count = len(payoffs[0])
        for label, row in zip(labels, payoffs, strict=True):
            if len(row) != count or count < 2:
                raise InputError(
                    "every agreement needs one payoff per player, two at least",
                    where=f"{label}: {len(row)} payoffs, first point: {count}",
                )
        if players is None:
            names = tuple(str(i + 1) for i in range(count))
        else:
            names = tuple(listed(players, "players", fix="write ['a', 'b']", error=InputError))
        if len(names) != count or len(set(names)) != count:
            raise InputError(
                f"{count} payoffs per agreement, players {names}",
                fix="give one distinct name per payoff",
            )
        if isinstance(disagreement, Mapping):
            if set(disagreement) != set(names):
                raise InputError(
                    "disagreement does not match the players",
                    where=f"{sorted(map(str, disagreement))}",
                )
            disagreement = [disagreement[p] for p in names]
        if disagreement is None:
            disagreement = (0,) * count
        if not hasattr(disagreement, "dtype"):
            disagreement = listed(
                disagreement, "disagreement", fix="write (0, 0)", error=InputError
            )
        outside = fractions_of(disagreement)
        if len(outside) != count:
            raise InputError(f"{len(outside)} outside options for {count} players")
        return cls(
            players=names, labels=labels, payoffs=payoffs, disagreement=outside, lotteries=lotteries
        )

    def __repr__(self) -> str:
        kind = "polygon" if self.lotteries else "set"
        return f"<AgreementSet {kind} of {len(self.labels)}, players {', '.join(self.players)}>"

    def solve(self, name: str, weights: Mapping[str, Fraction]) -> BargainingSolution:
        """Solve for one concept; called by `bargain.solve.bargaining.solutions`."""
        alpha = tuple(weights[p] for p in self.players)
        base = BargainingSolution(
            solution=name,
            weights=weights,
            arithmetic="exact",
            method="enumeration of " + ("edges" if self.lotteries else "agreements"),
        )
        edges = hull_edges(self.options()) if self.lotteries else [(o, o) for o in self.options()]
        if not any(_strictly_acceptable(p, q) for p, q in edges):
            what = "no lottery over" if self.lotteries else "none of"
            words = f"{what} the {len(self.labels)} agreements makes every player better off"
            return replace(base, status=Outcome.NO_AGREEMENT, reason=words,
                evidence=NoAgreementProof(kind="enumeration", words=words),
            )  # fmt: skip
        parts = [part for edge in edges if (part := acceptable_part(*edge)) is not None]
        corners = [end for part in parts for end in part]
        if name == "nash_bargaining":
            options = [_best_product(p, q, alpha) for p, q in parts]
            best, sure = _largest_product([o for o in options if min(o.gains) > 0], alpha)
        else:
            best, sure = _best(name, parts, corners, alpha), True
        found = [self.agreement(o) for o in _distinct(best)]
        if not sure:
            return replace(
                base, candidate=found[0], reason="200 digits do not separate the best products"
            )
        chosen = found[0]
        tie = (
            ""
            if len(found) == 1
            else f", {len(found)} tie: "
            + ", ".join("/".join(s.name for s in a.values) for a in found)
        )
        return replace(
            base,
            agreement=chosen,
            status=Outcome.AGREEMENT,
            bound=0.0,
            residual=0.0,
            reason="compared exactly" + tie,
            alternatives=tuple(found[1:]),
        )

    def options(self) -> list[Option]:
        """The listed agreements, each for certain."""
        return [
            Option(
                ((k, Fraction(1)),),
                tuple(u - d for u, d in zip(row, self.disagreement, strict=True)),
            )
            for k, row in enumerate(self.payoffs)
        ]

    def agreement(self, option: Option) -> Agreement:
        """The labelled agreement."""
        gains = dict(zip(self.players, option.gains, strict=True))
        outside = dict(zip(self.players, self.disagreement, strict=True))
        return Agreement(
            values={sp.Symbol(self.labels[k]): share for k, share in option.lottery},
            payoffs={p: g + outside[p] for p, g in gains.items()},
            gains=gains, residual=0.0, arithmetic="exact",
        )  # fmt: skip


def _distinct(options: Sequence[Option]) -> list[Option]:
    seen: dict[tuple[tuple[int, Fraction], ...], Option] = {}
    for option in options:
        seen.setdefault(tuple(sorted(option.lottery)), option)
    return list(seen.values())


def between(p: Option, q: Option, t: Fraction) -> Option:
    """The lottery over two options with chance `t` of the second."""
    lottery: dict[int, Fraction] = {}
    for option, share in ((p, 1 - t), (q, t)):
        for k, weight in option.lottery:
            lottery[k] = lottery.get(k, Fraction(0)) + share * weight
    gains = tuple((1 - t) * a + t * b for a, b in zip(p.gains, q.gains, strict=True))
    return Option(tuple((k, w) for k, w in sorted(lottery.items()) if w), gains)


def hull_edges(options: list[Option]) -> list[tuple[Option, Option]]:
    """Edges of the convex hull (Andrew's monotone chain, exact)."""
    points = sorted({o.gains: o for o in reversed(options)}.values(), key=lambda o: o.gains)
    if len(points) == 1:
        return [(points[0], points[0])]

    def chain(ordered: list[Option]) -> list[Option]:
        hull: list[Option] = []
        for o in ordered:
            while len(hull) > 1 and _turn(hull[-2].gains, hull[-1].gains, o.gains) <= 0:
                hull.pop()
            hull.append(o)
        return hull

    ring = chain(points)[:-1] + chain(points[::-1])
    return list(pairwise(ring))


def _turn(o: Gains, a: Gains, b: Gains) -> Fraction:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def _interval(p: Option, q: Option, floor: Sequence[Fraction]) -> tuple[Fraction, Fraction] | None:
    """The shares t for which every gain on the edge is at least its floor."""
    low, high = Fraction(0), Fraction(1)
    for a, b, o in zip(p.gains, q.gains, floor, strict=True):
        if a == b:
            if a < o:
                return None
            continue
        root = (a - o) / (a - b)
        if b > a:
            low = max(low, root)
        else:
            high = min(high, root)
    return (low, high) if low <= high else None


def acceptable_part(
    p: Option, q: Option, floor: Sequence[Fraction] | None = None
) -> tuple[Option, Option] | None:
    """The part of an edge where every gain is at least its floor (zero by default)."""
    range_ = _interval(p, q, floor or (Fraction(0),) * len(p.gains))
    return None if range_ is None else (between(p, q, range_[0]), between(p, q, range_[1]))


def _strictly_acceptable(p: Option, q: Option) -> bool:
    part = acceptable_part(p, q)
    return part is not None and min(between(*part, Fraction(1, 2)).gains) > 0


def _best_product(p: Option, q: Option, alpha: Gains) -> Option:
    """The best Nash product on an edge: the first-order condition is linear in the share."""
    if p.gains == q.gains:
        return p
    (a0, b0), (a1, b1) = zip(p.gains, q.gains, strict=True)  # two players: gains a -> b
    da, db = b0 - a0, b1 - a1
    # alpha da (a1 + t db) + beta db (a0 + t da) = 0
    slope = (alpha[0] + alpha[1]) * da * db
    if slope == 0 or da * db > 0:
        return q if da + db > 0 else p
    t = -(alpha[0] * da * a1 + alpha[1] * db * a0) / slope
    return between(p, q, min(max(t, Fraction(0)), Fraction(1)))


def _largest_product(options: list[Option], alpha: Gains) -> tuple[list[Option], bool]:
    """All options with the largest weighted product, and whether that is certain."""
    shared = lcm(*(a.denominator for a in alpha))
    powers = [int(a * shared) for a in alpha]
    if max(powers) <= _LARGEST_POWER:
        values = [prod(g**k for g, k in zip(o.gains, powers, strict=True)) for o in options]
        top = max(values)
        return [o for o, v in zip(options, values, strict=True) if v == top], True
    import mpmath

    context = mpmath.iv
    digits, context.dps = context.dps, 200
    try:
        logs = [
            sum((context.mpf(a.numerator) / a.denominator
                 * context.log(context.mpf(g.numerator) / g.denominator)
                 for a, g in zip(alpha, o.gains, strict=True)), context.mpf(0))
            for o in options
        ]  # fmt: skip
    finally:
        context.dps = digits
    lead = max(range(len(logs)), key=lambda k: logs[k].a)
    rivals = [o for o, v in zip(options, logs, strict=True) if v.b >= logs[lead].a]
    sure = len({o.gains for o in rivals}) == 1
    return rivals, sure


def _best(
    name: str, parts: list[tuple[Option, Option]], corners: list[Option], alpha: Gains
) -> list[Option]:
    if name == "utilitarian":
        return _top(
            corners,
            lambda o: sum((a * g for a, g in zip(alpha, o.gains, strict=True)), Fraction(0)),
        )
    scale = alpha
    if name == "kalai_smorodinsky":
        ideal = tuple(max(o.gains[i] for o in corners) for i in range(len(alpha)))
        scale = tuple(a * b for a, b in zip(alpha, ideal, strict=True))

    def shares(o: Option) -> list[Fraction]:
        return sorted(g / s for g, s in zip(o.gains, scale, strict=True))

    options = list(corners)
    for p, q in parts:
        if p.gains != q.gains:  # where the two shares cross on the edge
            first, second = (
                (a / s, b / s) for a, b, s in zip(p.gains, q.gains, scale, strict=True)
            )
            rise = (first[1] - first[0]) - (second[1] - second[0])
            if rise != 0 and 0 <= (t := (second[0] - first[0]) / rise) <= 1:
                options.append(between(p, q, t))
    return _top(options, shares)


def _top(options: list[Option], key: Callable[[Option], Fraction | list[Fraction]]) -> list[Option]:
    best = max(key(o) for o in options)
    return [o for o in options if key(o) == best]
