r"""Relations between quantities, proved for all their values: the direct way to a certificate.

Not every statement asks whether an agreement exists. "Under these hypotheses this inequality
holds" is proved by refuting its negation: the question is whether there are values :math:`x` with

.. math:: H_1(x), …, H_m(x) \quad\text{and not}\quad C(x),

asked of all :math:`x` at once. Every symbol is a parameter; there is nothing to choose.

========== =======================================================================================
`never`    the claim holds wherever the hypotheses do: it is proved
`always`   the claim fails wherever the hypotheses hold
`sometimes` it fails at one exact point (`Verdict.witness`) and holds at another
`unknown`  neither was shown
========== =======================================================================================

A point that satisfies the hypotheses is part of every certificate: nothing is proved of nothing.
Every term of the claim has to have a value wherever the hypotheses hold; that is proved first.
Quotients and roots become auxiliary quantities with polynomial definitions, logarithms and
exponentials become functions of which the proof may use only the checker's axioms.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import within_reach
from bargain.budget import Exhausted, allowed, spent
from bargain.clock import ClockEnded, asked
from bargain.errors import EmptyRegionError, LimitReached, OptionError
from bargain.exact import exact_expression, refuse_unworkable
from bargain.game.expression import to_text
from bargain.game.symbol_table import SymbolTable, assumption_relations
from bargain.intervals.definedness import demands
from bargain.question import region_points as region
from bargain.question.encoding import Encoder, hypothesis, polynomial
from bargain.refute.linear_program import search
from bargain.refute.refuter import refute
from bargain.refute.ring import Relation, Ring
from bargain.refute.scout import Scout
from bargain.verdicts.certify import certified
from bargain.verdicts.pointwise import false_at, opposite
from bargain.verdicts.refutation import prove_never
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["prove_relation"]

Relations = tuple[tuple[Relational, ...], ...]  # alternatives, each a conjunction

_OPPOSITE = {"==": sp.Ne, "!=": sp.Eq, ">=": sp.Lt, ">": sp.Le, "<=": sp.Gt, "<": sp.Ge}
_DEMAND = {">": sp.Gt, ">=": sp.Ge, "!=": sp.Ne}
_SHARE_VALUES = 0.2  # of the time, for each term that may have no value
_SHARE = 0.7  # of the effort for the proof; the rest for points at which the claim fails or holds
_FACTORS = (1, 2, 3)  # hypotheses multiplied in one term of a suggested combination


@within_reach
def prove_relation(
    claim: Any,
    assuming: Iterable[Any] = (),
    *,
    words: str = "",
    squares: Iterable[sp.Expr] = (),
    timeout: float = 60.0,
    effort: float | None = None,
) -> Verdict:
    """Prove that a relation follows from hypotheses, or find where it fails.

    Parameters
    ----------
    claim : sympy relation, or ``And`` or ``Or`` of relations
        What is to hold. Its symbols range over all reals that meet the hypotheses.
    assuming : iterable of relations, or ``Or`` of ``And`` of relations
        The hypotheses; those of the symbols themselves (``positive=True``, …) are added.
    words : str, optional
        The statement as a reader would say it, put before the formal one.
    squares : iterable of polynomials, optional
        Suggested squares: the forms on whose squares a proof by hand rests. They only steer the
        search; a wrong suggestion costs work, never truth.
    timeout : float, default 60
        Seconds of wall time, kept within 10 %; when it ends the answer is `unknown` and says so.
    effort : float, optional
        Work allowed, in units of `bargain.budget`. One unit per second of `timeout` unless
        given.

    Returns
    -------
    Verdict
        `never` (fails) is the proof of the claim.

    Raises
    ------
    OptionError
        For something that is not a relation, that sympy has already decided, or of which a term
        has no value at some points where the hypotheses hold.
    EmptyRegionError
        If the hypotheses contradict each other: then nothing would be said.

    Examples
    --------
    >>> x, y = sp.symbols("x y", positive=True)
    >>> prove_relation(x**2 + y**2 >= 2*x*y).status
    <Status.NEVER: 'never'>
    >>> found = prove_relation(x + y >= 2, [x * y >= sp.Rational(1, 2)])
    >>> found.status
    <Status.SOMETIMES: 'sometimes'>
    """
    started = time.monotonic()
    given = tuple(assuming)
    for fact in (claim, *given):
        if isinstance(fact, sp.Basic):
            refuse_unworkable(fact)
            for side in _sides(fact):
                exact_expression(side)  # refuses what no sign can be trusted of
    goal = _Relation(claim, given, words, tuple(squares))
    try:
        with asked(timeout, effort) as units:
            verdict = _proved(goal, units)
    except ClockEnded as end:
        verdict = Verdict(claim=f"undecided: {goal.formal}", evidence=(str(end),))
    return replace(verdict, seconds=time.monotonic() - started)


def _proved(goal: _Relation, effort: float) -> Verdict:
    """Decide with counted effort alone."""
    mark = spent() + effort
    open_term = _term_without_value(goal.claim, goal.assuming, _SHARE_VALUES * effort)
    if open_term:
        return Verdict(claim=f"undecided: {goal.formal}", evidence=(open_term,))
    skipped: list[str] = []
    left = max(0.0, mark - spent())
    try:
        with allowed(left) as skipped:
            verdict = goal.decide(left)
    except Exhausted as end:
        verdict = Verdict(claim=f"undecided: {goal.formal}", evidence=(str(end),))
    if verdict.status is Status.UNKNOWN:
        verdict = replace(verdict, evidence=tuple(dict.fromkeys((*verdict.evidence, *skipped))))
    return verdict


def _term_without_value(claim: Any, given: Sequence[Any], effort: float) -> str:
    """What is not known to have a value wherever the hypotheses hold; refused if it has none."""
    for whole, part, demand in demands(_sides(claim)):
        settled = {">": part.is_positive, ">=": part.is_nonnegative, "!=": part.is_nonzero}
        if settled[demand]:
            continue
        # a hypothesis that holds has values on both sides
        known = [
            _DEMAND[d](e, 0, evaluate=False)
            for fact in given
            if isinstance(fact, Relational)
            for _, e, d in demands(_sides(fact))
        ]
        needed = _DEMAND[demand](part, 0, evaluate=False)
        found = _proved(_Relation(needed, (*given, *known), "", ()), effort)
        if found.status is Status.UNKNOWN:
            return f"{whole} is not known to have a value: {to_text(needed)} was not proved"
        if found.status is not Status.NEVER:
            raise OptionError(
                f"{whole} has no value at some points of the hypotheses",
                where=f"{to_text(needed)} fails",
                fix=f"assume {to_text(needed)}",
            )
    return ""


def _sides(claim: Any) -> list[sp.Expr]:
    relations = sorted(claim.atoms(Relational), key=sp.default_sort_key)
    return [side for r in relations for side in r.args]


def _alternatives(given: Any, where: str) -> Relations:
    """A relation, or an Or of And of relations, as alternatives of conjunctions."""
    if isinstance(given, Relational):
        return ((given,),)
    if isinstance(given, sp.Or):
        return tuple(
            part
            for a in sorted(given.args, key=sp.default_sort_key)
            for part in _alternatives(a, where)
        )
    if isinstance(given, sp.And) and all(isinstance(a, Relational) for a in given.args):
        return (tuple(sorted(given.args, key=sp.default_sort_key)),)
    if given in (True, False, sp.true, sp.false):
        raise OptionError(
            f"sympy has already decided it: {given}",
            where=where,
            fix="use symbols with real=True and give their signs in assuming=[…]",
        )
    raise OptionError(
        f"{given!r} is not a relation",
        where=where,
        fix="give relations, or an Or of And of relations",
    )


def _negation(given: Any) -> list[Relations]:
    """The negation of the claim: a list of facts, each a set of alternatives."""
    if isinstance(given, Relational):
        return [((_OPPOSITE[given.rel_op](given.lhs, given.rhs, evaluate=False),),)]
    if isinstance(given, sp.Or):
        return [fact for a in sorted(given.args, key=sp.default_sort_key) for fact in _negation(a)]
    parts = _alternatives(given, "claim")  # refuses everything but And
    facts = [_negation(r)[0][0] for r in parts[0]]
    return [tuple(facts)]


def _shown(alternatives: Relations) -> str:
    return " or ".join(" and ".join(map(to_text, part)) for part in alternatives)


class _Relation:
    """One claim with its hypotheses, in sympy and in plain data."""

    def __init__(
        self, claim: Any, assuming: Sequence[Any], words: str, squares: Sequence[sp.Expr]
    ) -> None:
        self.squares, self.claim, self.assuming = squares, claim, tuple(assuming)
        self.negated = _negation(claim)
        given = [_alternatives(h, "assuming=[…]") for h in assuming if h not in (True, sp.true)]
        symbols = {
            s
            for fact in (*given, *self.negated)
            for part in fact
            for r in part
            for s in r.free_symbols
        }
        self.symbols = sorted(symbols, key=lambda s: s.name)
        SymbolTable(self.symbols)  # one symbol, one name
        own: list[Relations] = [((r,),) for r in assumption_relations(self.symbols)]
        self.given = list(dict.fromkeys([*own, *given]))
        self.encoder = Encoder(signs={})
        hypotheses = ", ".join(map(_shown, self.given)) or "no restriction"
        ranging = ", ".join(map(str, self.symbols))
        self.formal = f"{_claimed(claim)} for all real {ranging} with {hypotheses}."
        self.words = words
        facts = [self._encoded(fact) for fact in (*self.given, *self.negated)]
        self.variables = [*self.symbols, *(d.symbol for d in self.encoder.definitions)]
        self.facts = [self._plain(fact, k) for k, fact in enumerate(facts)]

    # --- in plain data ----------------------------------------------------------------------------

    def _encoded(self, fact: Relations) -> tuple[Relations, Any]:
        return fact, [[self.encoder.relation(r) for r in part] for part in fact]

    def _plain(self, fact: tuple[Relations, Any], position: int) -> dict[str, Any]:
        alternatives, encoded = fact
        negated = position >= len(self.given)
        text = _shown(alternatives)
        name = f"not the claim: {text}" if negated else text
        if len(encoded) == len(encoded[0]) == 1:
            return hypothesis(name, text, encoded[0][0], self.variables)
        split = []
        for part in encoded:
            options: list[list[Any]] = [[]]
            for rel, e in part:
                choices = [(">", e), (">", -e)] if rel == "!=" else [(rel, e)]
                options = [
                    [*o, [r, polynomial(p, self.variables)]] for o in options for r, p in choices
                ]
            split += options
        return {"name": name, "text": text, "rel": "or", "any": split}

    def statement(self, claim: str) -> dict[str, Any]:
        """The statement ``never``, ``always`` or ``sometimes`` (fails)."""
        lead = {"never": "", "always": "It is false: never ", "sometimes": "Not always: "}[claim]
        words = [self.words, self.formal] if self.words else [self.formal]
        if claim != "never":
            words = [f"{lead}{self.formal}"]
        known = {s.name for s in self.symbols}
        fresh = set(range(len(self.symbols), len(self.variables)))
        given, negated = self.facts[: len(self.given)], self.facts[len(self.given) :]
        definitions = [
            hypothesis(
                f"{d.text} ({k + 1})",
                d.text,
                relation,
                self.variables,
                because="definition of an auxiliary quantity",
            )
            for d in self.encoder.definitions
            for k, relation in enumerate(d.relations)
        ]
        plain = [h for h in given if not _mentions(h) & fresh]
        common = {
            "claim": claim,
            "verdict": claim,
            "words": words,
            "game": "",
            "conditions": [],
            "where": [],
            "variables": [v.name for v in self.variables],
            "parameters": sorted(known),
            "functions": [
                {
                    "var": d.symbol.name,
                    "of": d.function,
                    "arg": polynomial(d.argument, self.variables),
                }
                for d in self.encoder.definitions
                if d.function
            ],
            "region": plain,
        }
        rest = [h for h in given if _mentions(h) & fresh]
        if claim == "never":
            return common | {"necessary": [*rest, *definitions, *negated]}
        goals = [
            h | {"name": h["name"].replace("not the claim", "fails"), "forall": []} for h in negated
        ]
        more = {"unknowns": [], "bound": [], "goals": goals}
        return common | more | ({"necessary": negated} if claim == "sometimes" else {})

    # --- deciding ---------------------------------------------------------------------------------

    def decide(self, effort: float) -> Verdict:
        mark, share = spent() + effort, spent() + _SHARE * effort
        never = self.statement("never")
        tried: list[str] = []
        try:
            sample = region.sample_point(never, mark=mark)
        except LimitReached as limit:
            return Verdict(claim=f"undecided: {self.formal}", evidence=(str(limit),))
        proof, scout = self._combination(never, share), Scout()
        if proof is None:
            proof, scout = prove_never(never, mark=share)
        if proof is not None:
            found = certified(Status.NEVER, never, proof, _texts(sample), tried=tried)
            if found is not None:
                return found
        if self.encoder.definitions:
            tried.append(
                f"no proof; {scout.status} according to z3 for the hypotheses with the "
                "negated claim"
            )
            return Verdict(claim=f"undecided: {self.formal}", evidence=tuple(tried))
        return self._fails(never, sample, mark, tried)

    def _combination(self, never: dict[str, Any], mark: float) -> dict[str, Any] | None:
        """A sum of products with the suggested squares, if the suggestion is good."""
        if not self.squares:
            return None
        ring = Ring(never["variables"])
        facts = [ring.hypothesis(h) for h in (*never["region"], *never["necessary"])]
        plain = [f for f in facts if isinstance(f, Relation)]
        if len(plain) < len(facts):
            return None
        forms = [ring.decode(polynomial(sp.expand(q), self.variables)) for q in self.squares]
        for factors in _FACTORS:
            found = search(ring, plain, forms, factors=factors, degree=12, columns=3000, mark=mark)
            if found is not None:
                terms = [
                    {"c": str(c), "sq": [ring.encode(q) for q in squares], "h": list(which)}
                    for c, which, squares in found.products
                ]
                ideal = [[i, ring.encode(g)] for i, g in found.multiples]
                node = {"k": "psatz", "terms": terms, "ideal": ideal}
                return {"kind": "psatz", "axioms": [], "node": node}
        return None

    def _fails(
        self, never: dict[str, Any], sample: dict[str, Fraction], mark: float, tried: list[str]
    ) -> Verdict:
        """A point at which the claim fails, and one at which it holds or a proof that none is."""
        wrong = next(iter(self._points(never, never["necessary"], mark)), None)
        if wrong is None:
            tried.append("no proof, and no rational point at which the claim fails")
            return Verdict(claim=f"undecided: {self.formal}", evidence=tuple(tried))
        right = next(iter(self._points(never, self._claimed(), mark)), None)
        if right is not None:
            statement = self.statement("sometimes")
            node = self._refuted_at(statement, right, statement["necessary"], mark)
            tree = self._holds_at(statement, wrong, mark)
            if node is not None and tree is not None:
                proof = {
                    "exists": {"at": _texts(wrong), "proof": tree},
                    "fails": {
                        "at": _texts(right),
                        "proof": {"kind": "psatz", "axioms": [], "node": node},
                    },
                }
                found = certified(Status.SOMETIMES, statement, proof, _texts(sample), tried=tried)
                if found is not None:
                    return found
        statement = self.statement("always")
        tree = self._holds_at(statement, None, mark)
        if tree is not None:
            found = certified(Status.ALWAYS, statement, tree, _texts(sample), tried=tried)
            if found is not None:
                return found
        tried.append("the claim fails at " + ", ".join(f"{n} = {v}" for n, v in wrong.items()))
        return Verdict(claim=f"undecided: {self.formal}", evidence=tuple(tried))

    def _claimed(self) -> list[dict[str, Any]]:
        """The claim itself in plain data; without auxiliary quantities."""
        parts = [self.claim] if not isinstance(self.claim, sp.And) else list(self.claim.args)
        facts = [self._encoded(_alternatives(part, "claim")) for part in parts]
        return [self._plain(fact, k) for k, fact in enumerate(facts)]

    def _points(
        self, never: dict[str, Any], also: Sequence[dict[str, Any]], mark: float
    ) -> Iterable[dict[str, Fraction]]:
        both = never | {"region": [*never["region"], *also]}
        try:
            yield from region.points(both, 1, mark=mark)
        except EmptyRegionError:
            return

    def _pinned(
        self, statement: dict[str, Any], point: dict[str, Fraction] | None
    ) -> list[dict[str, Any]]:
        if point is None:
            return []
        return [
            hypothesis(
                f"{s} = {point[s.name]}",
                "",
                ("=", s - sp.Rational(point[s.name].numerator, point[s.name].denominator)),
                self.variables,
            )
            for s in self.symbols
        ]

    def _refuted_at(
        self,
        statement: dict[str, Any],
        point: dict[str, Fraction] | None,
        extra: Sequence[dict[str, Any]],
        mark: float,
    ) -> dict[str, Any] | None:
        pinned = self._pinned(statement, point)
        start = len(statement["region"])
        if point is not None:
            for k, h in enumerate(extra):
                if h["rel"] != "or" and not region.holds_at(h, _values(statement, point)):
                    return false_at(
                        h,
                        start + len(pinned) + k,
                        start,
                        self.variables,
                        [point[s.name] for s in self.symbols],
                    )
        return refute(statement["variables"], [*statement["region"], *pinned, *extra], mark=mark)

    def _holds_at(
        self, statement: dict[str, Any], point: dict[str, Fraction] | None, mark: float
    ) -> dict[str, Any] | None:
        """A witness leaf (nothing to define): the negated claim holds there, fact by fact."""
        goals: list[Any] = []
        for goal in statement["goals"]:
            nodes = [self._refuted_at(statement, point, facts, mark) for facts in opposite(goal)]
            if any(n is None for n in nodes):
                return None
            goals.append(nodes[0] if goal["rel"] != "=" else {"pos": nodes[0], "neg": nodes[1]})
        return {"kind": "witness", "axioms": [], "define": [], "goals": goals}


def _claimed(claim: Any) -> str:
    if isinstance(claim, Relational):
        return to_text(claim)
    joiner = " or " if isinstance(claim, sp.Or) else " and "
    return joiner.join(_claimed(a) for a in sorted(claim.args, key=sp.default_sort_key))


def _mentions(h: dict[str, Any]) -> set[int]:
    polys = [h["poly"]] if h["rel"] != "or" else [p for part in h["any"] for _, p in part]
    return {i for poly in polys for _, e in poly for i, power in enumerate(e) if power}


def _texts(point: dict[str, Fraction]) -> dict[str, str]:
    return {name: str(value) for name, value in point.items()}


def _values(statement: dict[str, Any], point: dict[str, Fraction]) -> list[Fraction]:
    return [point.get(n, Fraction(0)) for n in statement["variables"]]
