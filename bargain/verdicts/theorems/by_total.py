r"""Uniqueness of equilibrium by the total: of aggregative games, player by player.

Let each player have one action :math:`y_i` and let :math:`S = \sum_i y_i`; of another equilibrium
:math:`z` let :math:`T = \sum_i z_i`. Where first-order conditions tie a player's action, or its
share of the total, to the total alone, each of them falls as the total grows:

- :math:`T > S` gives :math:`z_i < y_i` for each i (substitutes, as in Cournot's market), or
  :math:`z_i / T < y_i / S` (contests), and the sum over the players says the opposite;
- :math:`T = S` gives :math:`z_i = y_i` for each i.

Each line is refuted on its own, from the conditions of one player.

References
----------
Szidarovszky, F. and Okuguchi, K. (1997). On the existence and uniqueness of pure Nash equilibrium
in rent-seeking games. *Games and Economic Behavior* 18, 135-140.
Cornes, R. and Hartley, R. (2005). Asymmetric contests with general technologies. *Economic Theory*
26, 923-946.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bargain.budget import share_until
from bargain.check.certificate import Plain
from bargain.game.conditions.best_replies import Nash
from bargain.game.conditions.connectives import Several
from bargain.game.conditions.slopes import only_boxes
from bargain.refute.problem import Problem
from bargain.refute.proof_tree import (
    CaseSplit,
    Lemma,
    ProofNode,
    Psatz,
    SignSplit,
    Term,
    pruned,
    renumbered,
)
from bargain.refute.provers import refutation_of_some
from bargain.refute.refuter import Refutation
from bargain.refute.ring import Disjunction, Hypothesis, Key, Poly, Relation
from bargain.verdicts.inquiry import Inquiry, Proposal
from bargain.verdicts.verdict import Status

__all__ = ["ByTotal"]

_SHARE, _SHARE_LINE = 0.6, 0.2  # of the effort that is left: for all, and for one line


class ByTotal:
    """No two Nash equilibria of players with one action each, by their totals."""

    name = "two equilibria by their totals"

    def accepts(self, inquiry: Inquiry) -> bool:
        """A question about two Nash equilibria in boxes, in polynomials."""
        parts, game = inquiry.question.condition.simple(), inquiry.question.game
        return (
            len(parts) == 1
            and isinstance(parts[0], Several)
            and parts[0].condition.simple() == (Nash(),)
            and not inquiry.never["functions"]
            and only_boxes(game)
            and len(game.variables) == len(game.players)
            and all(len(game.own(p)) == 1 for p in game.players)
        )

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Refute the statement that there are two."""
        until = share_until(inquiry.mark, _SHARE)
        found = inquiry.ended(self.name, until, lambda: _Totals(inquiry, until).proof())
        if found is None:
            return None
        return Proposal(Status.NEVER, inquiry.never, found, inquiry.sample)


@dataclass(frozen=True, slots=True)
class _Player:
    """A player's action, the other one, and where its first-order conditions are, of each."""

    own: Poly
    other: Poly
    here: tuple[int, ...]
    there: tuple[int, ...]


class _Totals:
    """The search for the proof: what is known, one hypothesis after the other, and the goal."""

    def __init__(self, inquiry: Inquiry, mark: float) -> None:
        self.mark = mark
        self.problem = problem = Problem.never(inquiry.never)
        self.ring = ring = problem.ring
        self.unit = ring.one.leading_coefficient()
        game, condition = inquiry.question.game, inquiry.question.condition.simple()[0]
        assert isinstance(condition, Several)
        printed, title = inquiry.question.frame.printed, condition.condition.simple()[0].title
        others, region = condition.others(game), len(inquiry.never["region"])
        self.region = region
        self.ends = [
            k for k, h in enumerate(problem.hypotheses)
            if k < region or (isinstance(h, Relation) and len(h.poly) <= 2
                              and ring.degree(h.poly) == 1 and len(ring.support(h.poly)) == 1)
        ]  # fmt: skip
        self.players: list[_Player] = []
        for p in game.players:
            lead, (v,) = f"{title}: {p}: no gain from", game.own(p)
            names = list(enumerate(problem.names))
            self.players.append(
                _Player(
                    own=ring.gen(str(printed(v).name)),
                    other=ring.gen(str(printed(others[v]).name)),
                    here=tuple(k for k, n in names if n.startswith(lead)),
                    there=tuple(k for k, n in names if n.startswith(f"the other one: {lead}")),
                )
            )
        self.total = sum((p.own for p in self.players), ring.zero)
        self.another = sum((p.other for p in self.players), ring.zero)

    def proof(self) -> Plain | None:
        """The sign of the difference of the totals, and in each case a line for each player."""
        more, known = self.another - self.total, list(self.problem.hypotheses)
        for falling in (self._each_falls, self._shares_fall):
            rise = falling([*known, Relation(">", more)], 1)
            fall = None if rise is None else falling([*known, Relation(">", -more)], -1)
            same = None if fall is None else self._same([*known, Relation("=", more)])
            if rise is not None and fall is not None and same is not None:
                node: ProofNode = SignSplit(more, neg=fall, zero=same, pos=rise)
                return Refutation(node=pruned(node, len(known))).plain(self.ring)
        return None

    def _each_falls(self, known: list[Hypothesis], side: int) -> ProofNode | None:
        """No action moves with the total: then they do not add up to it."""
        changes = [player.other - player.own for player in self.players]
        lines = []
        for player, change in zip(self.players, changes, strict=True):
            line = self._line([*known, Relation(">", side * change)], player, side, [])
            if line is None:
                return None
            lines.append(line)
        return self._added_up(lines, changes, len(known) - 1, side, ())

    def _added_up(
        self,
        lines: Sequence[ProofNode],
        changes: Sequence[Poly],
        total: int,
        side: int,
        stays: tuple[bool, ...],
    ) -> ProofNode:
        """The signs of the changes one after the other, with what excludes one of them."""
        depth = len(stays)
        if depth == len(lines):
            last = range(total + 1, total + 1 + depth)
            terms = [total, *(k for k, still in zip(last, stays, strict=True) if not still)]
            ideal = [(k, self.ring.constant(-side))
                     for k, still in zip(last, stays, strict=True) if still]  # fmt: skip
            return Psatz(tuple(Term(self.unit, (), (k,)) for k in terms), tuple(ideal))
        with_it = renumbered(lines[depth], lambda k: k + depth if k > total else k)
        against, still = (
            self._added_up(lines, changes, total, side, (*stays, zero)) for zero in (False, True)
        )
        neg, pos = (against, with_it) if side > 0 else (with_it, against)
        return SignSplit(changes[depth], neg=neg, zero=still, pos=pos)

    def _shares_fall(self, known: list[Hypothesis], side: int) -> ProofNode | None:
        """Each share of the total moves against it; shares add up to 1 before and after."""
        lemmas: list[Lemma] = []
        for positive in (self.total, self.another):
            closed = {}
            for sign, relation in (
                ("neg", Relation(">", -positive)),
                ("zero", Relation("=", positive)),
            ):
                node = self._refuted([*known, relation], [*self.ends, len(known)])
                if node is None:
                    return None
                closed[sign] = node
            lemmas.append(Lemma(positive, "pos", closed))
            known = [*known, Relation(">", positive)]
        base, lines = list(range(len(self.problem.hypotheses), len(known))), []
        for player in self.players:
            share = player.other * self.total - player.own * self.another
            closed = {}
            for sign, relation in (
                ("pos" if side > 0 else "neg", Relation(">", side * share)),
                ("zero", Relation("=", share)),
            ):
                node = self._with_total([*known, relation], player, side, base)
                if node is None:
                    return None
                closed[sign] = node
            lines.append(len(known))
            lemmas.append(Lemma(share, "neg" if side > 0 else "pos", closed))
            known = [*known, Relation(">", -side * share)]
        whole: ProofNode = Psatz(tuple(Term(self.unit, (), (k,)) for k in lines))
        for lemma in reversed(lemmas):
            whole = lemma.around(whole)
        return whole

    def _with_total(
        self, known: list[Hypothesis], player: _Player, side: int, base: list[int]
    ) -> ProofNode | None:
        """A share that does not move against the total: then the action moves with it."""
        change, now = player.other - player.own, len(known)
        closed = {}
        for sign, relation in (
            ("neg" if side > 0 else "pos", Relation(">", -side * change)),
            ("zero", Relation("=", change)),
        ):
            node = self._refuted([*known, relation], [*self.ends, *base, now - 1, now])
            if node is None:
                return None
            closed[sign] = node
        inner = [*known, Relation(">", side * change)]
        node = self._line(inner, player, side, [*base, now - 1])
        lemma = Lemma(change, "pos" if side > 0 else "neg", closed)
        return None if node is None else lemma.around(node)

    def _line(
        self, known: list[Hypothesis], player: _Player, side: int, base: list[int]
    ) -> ProofNode | None:
        """The action moves with the total (the last hypothesis): its conditions say otherwise.

        Each condition is an end's distance times a slope: the sign of the slope is looked at.
        """
        moved = len(known) - 1
        facts = [*base, len(self.problem.hypotheses), moved]
        slopes: dict[Key, tuple[Poly, list[int]]] = {}
        for clause in (*player.here, *player.there):
            for f in map(self.ring.upright, self._slopes(clause)):
                slopes.setdefault(self.ring.key(f), (f, []))[1].append(clause)
        return self._by_slopes(known, list(slopes.values()), facts, moved)

    def _slopes(self, clause: int) -> list[Poly]:
        """The factors of a condition that are not the distance to an end."""
        fact = self.problem.hypotheses[clause]
        if not isinstance(fact, Relation):
            return []
        parts = [f for f, _ in self.ring.factors(fact.poly)[1]]
        return [f for f in parts if len(self.ring.support(f)) > 1]

    def _by_slopes(
        self,
        known: list[Hypothesis],
        slopes: list[tuple[Poly, list[int]]],
        facts: list[int],
        moved: int,
    ) -> ProofNode | None:
        if not slopes:
            few = [k for k in self.ends if k < self.region]
            brief = self._refuted(known, [*few, *dict.fromkeys(facts)])
            return brief or self._refuted(known, [*self.ends, *dict.fromkeys(facts)])
        (slope, clauses), *rest = slopes
        now = len(known)
        nodes: dict[str, ProofNode] = {}
        for sign, relation in (("neg", Relation(">", -slope)), ("pos", Relation(">", slope))):
            node = self._refuted([*known, relation], [*self.ends, *clauses, moved, now])
            if node is not None:
                nodes[sign] = node
        for sign, relation in (
            ("neg", Relation(">", -slope)),
            ("zero", Relation("=", slope)),
            ("pos", Relation(">", slope)),
        ):
            if sign not in nodes:
                if len(nodes) == 0:
                    return self._by_slopes(known, rest, facts, moved)  # nothing is said of it
                node = self._by_slopes([*known, relation], rest, [*facts, now], moved)
                if node is None:
                    return None
                nodes[sign] = node
        return SignSplit(slope, **nodes)

    def _same(self, known: list[Hypothesis]) -> ProofNode | None:
        """With the same total no action differs, and the disjunction says that one does."""
        lemmas: list[Lemma] = []
        for player in self.players:
            change, closed = player.other - player.own, {}
            for sign, side in (("pos", 1), ("neg", -1)):
                node = self._line([*known, Relation(">", side * change)], player, side, [])
                if node is None:
                    return None
                closed[sign] = node
            lemmas.append(Lemma(change, "zero", closed))
            known = [*known, Relation("=", change)]
        which = next(
            (
                k
                for k, n in enumerate(self.problem.names)
                if n.endswith("is larger in some variable")
            ),
            None,
        )
        cases = None if which is None else self.problem.hypotheses[which]
        if which is None or not isinstance(cases, Disjunction):
            return None
        parts = []
        for way in cases.alternatives:
            used = range(len(known) - len(self.players), len(known) + len(way))
            part = self._refuted([*known, *way], used)
            if part is None:
                return None
            parts.append(part)
        whole: ProofNode = CaseSplit(which, tuple(map(len, cases.alternatives)), tuple(parts))
        for lemma in reversed(lemmas):
            whole = lemma.around(whole)
        return whole

    def _refuted(self, hypotheses: Sequence[Hypothesis], used: Sequence[int]) -> ProofNode | None:
        names = (*self.problem.names, *("" for _ in hypotheses[len(self.problem.names) :]))
        problem = replace(self.problem, hypotheses=tuple(hypotheses), names=names)
        until = share_until(self.mark, _SHARE_LINE)
        return refutation_of_some(problem, list(used), mark=until).node
