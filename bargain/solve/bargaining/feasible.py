r"""Bargaining on a list of agreements or on a polygon of payoffs, in exact rational arithmetic.

* `AgreementSet.from_points`: finitely many agreements, any number of players. The Nash product, the
  weighted sum, and the least (normalised) gain are compared exactly; least gains
  lexicographically, so the result is efficient. Several best agreements are all reported. Of many
  agreements floats leave out what is far from the best (`bargain.solve.bargaining.listed`). With
  lotteries of more than two players see `bargain.solve.bargaining.listed.lotteries`.
* `AgreementSet.from_polygon`: two players, lotteries over the listed agreements; the feasible
  payoffs are the convex hull (no free disposal). A solution with positive gains is efficient, so
  it lies on an edge of the hull, where each solution has a rational formula.

Floats are read as `bargain.exact` says.

References
----------
Nash (1950), Kalai & Smorodinsky (1975), Kalai (1977), as in
`bargain.solve.bargaining.smooth_bargaining`. Mariotti, M. (1998), Nash bargaining theory when the
number of alternatives can be finite,
*Social Choice and Welfare* 15, 413-421.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import sympy as sp

from bargain.arguments import flag, listed
from bargain.errors import InputError, LimitReached
from bargain.exact import fractions_of
from bargain.game.written import Number
from bargain.solve.agreement import Agreement, BargainingSolution, NoAgreementProof, Outcome
from bargain.solve.bargaining.listed.best_listed import best_listed, strictly_acceptable
from bargain.solve.bargaining.listed.lotteries import best_lottery
from bargain.solve.bargaining.listed.polygons import Gains, Option, hull_edges
from bargain.solve.bargaining.listed.shortlist import as_floats, near_the_best, near_the_hull

__all__ = ["AgreementSet"]

_TOLERANCE = 1e-8  # of a log product


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
    numbers : tuple of tuple of float, or None
        Gains in floats, which propose what is compared exactly; None if floats cannot hold them.

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
    numbers: tuple[tuple[float, ...], ...] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", as_floats(self.gains()))

    @classmethod
    def from_points(
        cls, points: Mapping[str, Sequence[Number]] | Iterable[Sequence[Number]],
        disagreement: Sequence[Number] | Mapping[str, Number] | None = None,
        *, players: Sequence[str] | None = None, lotteries: bool = False,
    ) -> AgreementSet:  # fmt: skip
        """Finitely many agreements, for any number of players.

        Parameters
        ----------
        points : mapping of label to payoffs, or iterable of payoffs
            One number per player.
        disagreement : sequence or mapping of player to number, optional
            Default zeros.
        players : sequence of str, optional
            Default ``"1"``, ``"2"``, …
        lotteries : bool, default False
            Whether players can agree on any lottery over them.

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
        return cls._read(points, disagreement, players, lotteries=flag(lotteries, "lotteries"))

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
                fix="use from_points(…, lotteries=True) for more players",
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
        if self.lotteries and len(self.players) > 2:
            return self._solve_lotteries(name, weights, alpha)
        base = BargainingSolution(
            solution=name,
            weights=weights,
            arithmetic="exact",
            method="enumeration of " + ("edges" if self.lotteries else "agreements"),
        )
        if not self._gainful():
            return self._no_agreement(base)
        if self.lotteries:
            edges = hull_edges(self.options(near_the_hull(self._floats())))
        else:
            edges = [(o, o) for o in self.options(near_the_best(name, self._floats(), alpha))]
        best, sure = best_listed(name, edges, alpha)
        found = [self.agreement(o) for o in best]
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

    def _solve_lotteries(
        self, name: str, weights: Mapping[str, Fraction], alpha: Gains
    ) -> BargainingSolution:
        nash = name == "nash_bargaining"
        base = BargainingSolution(
            solution=name, weights=weights, arithmetic="float" if nash else "exact",
            method="added agreements, each time the best lottery over them" if nash
            else "linear programmes in rationals",
        )  # fmt: skip
        try:
            found = best_lottery(name, self.gains(), self._floats(), alpha)
        except LimitReached as error:
            return replace(base, reason=str(error))
        if found is None:
            return self._no_agreement(base)
        left = float(found.bound)
        agreement = self.agreement(found.option)
        base = replace(base, bound=left, residual=left)
        if not found.bound:
            return replace(base, agreement=agreement, status=Outcome.AGREEMENT, arithmetic="exact",
                           reason="no lottery is better, in exact arithmetic")  # fmt: skip
        agreement = replace(agreement, arithmetic="float")
        if left > _TOLERANCE * float(sum(alpha)):
            return replace(
                base, candidate=agreement, reason=f"a log product may be larger by {left:.1e}"
            )
        return replace(base, agreement=agreement, status=Outcome.AGREEMENT,
                       reason="no log product is larger by more than `bound`")  # fmt: skip

    def _gainful(self) -> bool:
        """Whether some agreement makes every player better off."""
        if any(min(row) > 0 for row in self.numbers or ()):
            return True
        edges = hull_edges(self.options()) if self.lotteries else [(o, o) for o in self.options()]
        return any(strictly_acceptable(p, q) for p, q in edges)

    def _no_agreement(self, base: BargainingSolution) -> BargainingSolution:
        """The answer where nothing makes every player better off."""
        what = "no lottery over" if self.lotteries else "none of"
        words = f"{what} the {len(self.labels)} agreements makes every player better off"
        return replace(base, status=Outcome.NO_AGREEMENT, reason=words,
            evidence=NoAgreementProof(kind="enumeration", words=words),
        )  # fmt: skip

    def _floats(self) -> np.ndarray | None:
        return None if self.numbers is None else np.array(self.numbers)

    def gains(self) -> tuple[Gains, ...]:
        """Exact gains, one tuple per agreement."""
        if not any(self.disagreement):
            return self.payoffs
        return tuple(
            tuple(u - d for u, d in zip(row, self.disagreement, strict=True))
            for row in self.payoffs
        )

    def options(self, positions: Sequence[int] | np.ndarray | None = None) -> list[Option]:
        """The listed agreements, each for certain; all, or those at the positions."""
        one, gains = Fraction(1), self.gains()
        where = range(len(gains)) if positions is None else map(int, positions)
        return [Option(((k, one),), gains[k]) for k in where]

    def agreement(self, option: Option) -> Agreement:
        """The labelled agreement."""
        gains = dict(zip(self.players, option.gains, strict=True))
        outside = dict(zip(self.players, self.disagreement, strict=True))
        return Agreement(
            values={sp.Symbol(self.labels[k]): share for k, share in option.lottery},
            payoffs={p: g + outside[p] for p, g in gains.items()},
            gains=gains, residual=0.0, arithmetic="exact",
        )  # fmt: skip
