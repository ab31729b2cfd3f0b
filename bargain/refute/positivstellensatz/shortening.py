r"""Shorter proofs: after one is found, another with fewer and lower terms is looked for.

A search takes the first identity that it meets. A reader wants the shortest: one combination of the
hypotheses as they stand where there is one, else products of few of them. So each leaf of a proof
is searched again, with few factors first, over the hypotheses that it used. A long one is tried
once more with bounds that are seen to be strict: :math:`y > 0`, where :math:`y \\ge 0` and
:math:`y = 0` is impossible, is worth many lines. Cases are left out where one combination does
without them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain

import flint

from bargain.budget import Exhausted, allowed, spent
from bargain.refute.positivstellensatz.equation_lemmas import mirrored, without_equation
from bargain.refute.positivstellensatz.linear_program import search
from bargain.refute.proof_tree import (
    CaseSplit,
    ProofNode,
    Psatz,
    SignSplit,
    Term,
    length,
    pruned,
    renumbered,
    used,
    whole_length,
)
from bargain.refute.ring import Hypothesis, Poly, Relation, Ring

__all__ = ["combination", "goal_alone", "in_integers", "one_line", "shortened"]

_FACTORS, _COLUMNS = 3, 400
#: Hypotheses that a combination may take, by the number of factors in a product.
_TAKEN = {1: 40, 2: 16, 3: 9}
#: A leaf of this length is short enough; facts beyond those used that one combination may take.
_SHORT, _MORE = 5, 40
_PLAIN = 4  # of a goal that fails, an equation and another hypothesis
#: A leaf of this length is tried with strict bounds; so many bounds are looked at.
_LONG, _BOUNDS = 16, 6
#: What three cases are worth, as a length.
_CASES = 6
_LARGE = 10_000  # numerators beyond it are no easier to read than fractions


def shortened(
    ring: Ring,
    node: ProofNode,
    hypotheses: Sequence[Hypothesis],
    *,
    effort: float,
    squares: Sequence[Poly] = (),
    goal: int | None = None,
) -> ProofNode:
    """The proof, its leaves and cases replaced by shorter ones that were found with some effort.

    Parameters
    ----------
    ring : Ring
    node : ProofNode
    hypotheses : sequence of Hypothesis
        What it refutes.
    effort : float
    squares : sequence of polynomials
        Their squares may stand in a combination that does without cases.
    goal : int, optional
        The hypothesis that says that a goal fails. A goal that is equal to a sum is easier to read
        than a multiple of it that is.

    Examples
    --------
    >>> ring = Ring(["x"])
    >>> x = ring.gen("x")
    >>> facts = [Relation(">", x), Relation(">=", -x)]
    >>> one = ring.constant(1).leading_coefficient()
    >>> cubes = Psatz((Term(one, (), (0, 0, 0)), Term(one, (), (0, 0, 1))))
    >>> [t.hypotheses for t in shortened(ring, cubes, facts, effort=1.0).terms]
    [(0,), (1,)]
    """
    mark = spent() + effort

    def again(node: ProofNode, known: list[Hypothesis]) -> ProofNode:
        match node:
            case Psatz():
                leaf = _leaf(ring, node, known, (1,), mark)
                if length(leaf) >= _LONG:
                    found = _with_strict_bounds(ring, leaf, known, mark)
                    if not isinstance(found, Psatz):
                        return found
                return in_integers(
                    _fewer(ring, _leaf(ring, leaf, known, (2, 3), mark), known, mark)
                )
            case SignSplit(poly, neg, zero, pos):
                roots = {str(q): q for q in (*squares, *_roots(node))}
                whole = combination(ring, known, sorted(used(node)), mark, list(roots.values()))
                if whole is not None and length(whole) <= whole_length(node) + _CASES * _cases(
                    node
                ):
                    return in_integers(whole)
                signs = (Relation(">", -poly), Relation("=", poly), Relation(">", poly))
                branches = zip((neg, zero, pos), signs, strict=True)
                parts = (again(b, [*known, sign]) for b, sign in branches)
                return _lemma(SignSplit(poly, *parts), len(known))
            case CaseSplit(which, sizes, parts):
                cases = known[which]
                assert not isinstance(cases, Relation)
                pairs = zip(parts, cases.alternatives, strict=True)
                return CaseSplit(which, sizes, tuple(again(p, [*known, *a]) for p, a in pairs))
        return node

    found = again(node, list(hypotheses))
    if goal is not None and (whole := whole_length(found)) > _PLAIN:
        until, most = mark + effort, 1 if whole < _LONG else _FACTORS
        more = goal_alone(ring, hypotheses, goal, squares, until, most)
        if more is not None and length(more) < whole:
            return in_integers(_fewer(ring, more, hypotheses, until))
    return found


def _lemma(node: SignSplit, count: int) -> ProofNode:
    """Cases that are needed; those that show an equation are put in if that is not much longer."""
    node = mirrored(node, count)
    found = without_equation(node, count)
    if found is not None and whole_length(found) <= whole_length(node) + _CASES:
        return found
    return pruned(node, count)


def combination(
    ring: Ring,
    known: Sequence[Hypothesis],
    chosen: Sequence[int],
    mark: float,
    squares: Sequence[Poly] = (),
    columns: int = _COLUMNS,
) -> Psatz | None:
    """A refutation in one combination of some of the hypotheses, with few factors first."""
    facts = [i for i in chosen if i < len(known) and isinstance(known[i], Relation)]
    for count, most in _TAKEN.items():
        if len(facts) <= most and spent() < mark:
            found = _over(ring, known, facts, count, mark, squares, columns)
            if found is not None:
                return _divided(ring, found, known)
    return None


def one_line(ring: Ring, known: Sequence[Hypothesis], mark: float) -> Psatz | None:
    """A combination of the hypotheses as they stand, without products: Farkas' lemma.

    It is a vertex of its linear program, so that no part of its terms adds up to zero.

    Examples
    --------
    >>> ring = Ring(["x"])
    >>> x = ring.gen("x")
    >>> found = one_line(ring, [Relation(">", x), Relation(">=", -2 * x)], spent() + 1)
    >>> [(str(t.c), t.hypotheses) for t in found.terms]
    [('2', (0,)), ('1', (1,))]
    """
    if len(known) > _TAKEN[1] or not all(isinstance(h, Relation) for h in known):
        return None
    found = _over(ring, known, range(len(known)), 1, mark)
    return None if found is None else in_integers(_divided(ring, found, known))


def _divided(ring: Ring, leaf: Psatz, known: Sequence[Hypothesis]) -> Psatz:
    """The leaf with the multiples of equations that putting one after the other in leads to.

    A linear program takes any multiples that cancel, large ones too.
    """
    total = ring.zero
    for t in leaf.terms:
        product = ring.constant(1) * t.c
        for p in (*(_poly(known[i]) for i in t.hypotheses), *t.squares, *t.squares):
            product = product * p
        total += product
    multiples = (_multiples(ring, leaf, known, total, backwards=b) for b in (True, False))
    found = [Psatz(leaf.terms, m) for m in multiples if m is not None]
    return min([leaf, *found], key=length)


def _multiples(
    ring: Ring, leaf: Psatz, known: Sequence[Hypothesis], total: Poly, *, backwards: bool
) -> tuple[tuple[int, Poly], ...] | None:
    """Multiples of the equations that cancel a polynomial, the last equation put in first.

    Each is solved for a variable, the last one or the first one that it defines.
    """
    ideal = []
    for i in sorted({i for i, _ in leaf.ideal}, reverse=True):
        poly = _poly(known[i])
        order = sorted(ring.support(poly), reverse=backwards)
        solved = next((v for v in order if _is_defined(ring, poly, v)), None)
        if solved is None:
            return None
        parts = ring.coefficients_in(poly, solved)
        rest = ring.substitute(total, solved, parts[1] * ring.gens[solved] - poly, parts[1])[0]
        quotient, remainder = divmod(total - rest, poly)
        if remainder != 0:
            return None
        if quotient != 0:
            ideal.append((i, quotient * -1))
        total = rest
    return tuple(sorted(ideal, key=lambda pair: pair[0])) if total == 0 else None


def _is_defined(ring: Ring, poly: Poly, variable: int) -> bool:
    """Whether an equation gives a variable as a polynomial in others."""
    parts = ring.coefficients_in(poly, variable)
    return max(parts) == 1 and parts[1].is_constant()


def in_integers(leaf: Psatz) -> Psatz:
    """The same sum in coprime integers, as long as these are not large."""
    numbers = [t.c for t in leaf.terms] + [c for _, g in leaf.ideal for c in g.coeffs()]
    below = math.lcm(*(int(c.q) for c in numbers))
    scale = flint.fmpq(below, math.gcd(*(int(c.p) * below // int(c.q) for c in numbers)))
    if any(int((c * scale).p) > _LARGE for c in numbers):
        return leaf
    terms = tuple(Term(t.c * scale, t.squares, t.hypotheses) for t in leaf.terms)
    return Psatz(terms, tuple((i, g * scale) for i, g in leaf.ideal))


def _leaf(
    ring: Ring, leaf: Psatz, known: Sequence[Hypothesis], factors: Sequence[int], mark: float
) -> Psatz:
    """The first shorter leaf with so many factors in a product, the numbers tried in order."""
    own = sorted(used(leaf))
    relations = [i for i, h in enumerate(known) if isinstance(h, Relation)]
    for count in factors:
        for chosen in (own, relations) if count == 1 and len(relations) <= _MORE else (own,):
            if length(leaf) <= _SHORT:
                return leaf
            found = _over(ring, known, chosen, count, mark)
            if found is not None and length(found) < length(leaf):
                return found
    return leaf


def goal_alone(
    ring: Ring,
    known: Sequence[Hypothesis],
    goal: int,
    squares: Sequence[Poly],
    mark: float,
    factors: int,
) -> Psatz | None:
    """A leaf in which the goal's failing stands by itself."""
    fails = known[goal]
    relations = [i for i, h in enumerate(known) if isinstance(h, Relation)]
    if not isinstance(fails, Relation) or fails.rel != ">" or len(relations) > _MORE:
        return None
    for count in range(1, factors + 1):
        found = _over(ring, known, relations, count, mark, squares, alone=goal)
        if found is not None:
            return _divided(ring, found, known)
    return None


def _fewer(ring: Ring, leaf: Psatz, known: Sequence[Hypothesis], mark: float) -> Psatz:
    """The leaf without hypotheses that it can do without, as long as that makes it shorter."""
    if length(leaf) <= _SHORT or any(t.squares for t in leaf.terms):
        return leaf
    factors = max(len(t.hypotheses) for t in leaf.terms)
    for i in sorted(used(leaf)) if factors <= _FACTORS else ():
        rest = [k for k in sorted(used(leaf)) if k != i]
        found = _over(ring, known, rest, factors, mark) if rest and i in used(leaf) else None
        if found is not None and length(found) < length(leaf):
            leaf = found
    return leaf


def _over(
    ring: Ring,
    known: Sequence[Hypothesis],
    chosen: Sequence[int],
    factors: int,
    mark: float,
    squares: Sequence[Poly] = (),
    columns: int = _COLUMNS,
    alone: int | None = None,
) -> Psatz | None:
    """A leaf over some of the hypotheses, with at most so many factors in a product."""
    if spent() >= mark:
        return None  # `allowed` would leave each of many calls a rest of its own
    facts = [h for i in chosen if isinstance(h := known[i], Relation)]
    degree = max((ring.degree(f.poly) for f in facts), default=0) + factors - 1
    try:
        with allowed(max(0.0, mark - spent())):
            found = search(
                ring, facts, squares, factors=factors, degree=degree, columns=columns, mark=mark,
                alone=None if alone is None else list(chosen).index(alone),
            )  # fmt: skip
    except Exhausted:
        return None
    if found is None:
        return None
    moved = renumbered(found, lambda i: chosen[i])
    assert isinstance(moved, Psatz)
    return moved


def _with_strict_bounds(
    ring: Ring, leaf: Psatz, known: Sequence[Hypothesis], mark: float
) -> ProofNode:
    """A shorter proof that shows some bounds to be strict first, or the leaf."""
    one = ring.constant(1).leading_coefficient()
    relations = [i for i, h in enumerate(known) if isinstance(h, Relation)]
    bounds = [
        i
        for i in relations
        if isinstance(h := known[i], Relation) and h.rel == ">=" and ring.degree(h.poly) == 1
    ]
    more = list(known)
    shown: list[tuple[int, Psatz, Psatz]] = []
    for i in bounds[:_BOUNDS]:
        poly = _poly(more[i])
        none = Relation("=", poly)
        among = [*relations, len(more)]
        plain = [k for k in among if k == len(more) or ring.degree(_poly(more[k])) < 2]
        zero = _over(ring, [*more, none], plain, 1, mark) or _over(
            ring, [*more, none], among, 1, mark
        )
        if zero is not None:
            neg = Psatz((Term(one, (), (len(more),)), Term(one, (), (i,))))
            shown.append((i, neg, in_integers(zero)))
            more.append(Relation(">", poly))
    if not shown or len(relations) > _MORE:
        return leaf
    strict = list(range(len(known), len(more)))
    bare = [i for i in sorted(used(leaf)) if i not in {i for i, _, _ in shown}]
    found = next(
        (f for k in range(1, _FACTORS + 1) if (f := _over(ring, more, [*bare, *strict], k, mark))),
        None,
    )
    if found is None:
        return leaf
    node: ProofNode = in_integers(_fewer(ring, found, more, mark))
    for i, neg, zero in reversed(shown):
        poly = _poly(known[i])
        node = SignSplit(poly, neg, zero, node)
    node = pruned(node, len(known))
    return node if whole_length(node) < length(leaf) else leaf


def _poly(hypothesis: Hypothesis) -> Poly:
    assert isinstance(hypothesis, Relation)
    return hypothesis.poly


def _cases(node: ProofNode) -> int:
    """The number of case distinctions by sign."""
    match node:
        case SignSplit(_, neg, zero, pos):
            return 1 + sum(map(_cases, (neg, zero, pos)))
        case CaseSplit(_, _, parts):
            return sum(map(_cases, parts))
    return 0


def _roots(node: ProofNode) -> Iterator[Poly]:
    """The polynomials whose squares stand in a proof."""
    match node:
        case Psatz(terms):
            yield from (q for t in terms for q in t.squares)
        case SignSplit(_, neg, zero, pos):
            yield from chain.from_iterable(map(_roots, (neg, zero, pos)))
        case CaseSplit(_, _, parts):
            yield from chain.from_iterable(map(_roots, parts))
