r"""Search for a Positivstellensatz refutation by linear programming.

Given facts ``p_i > 0``, ``p_i >= 0``, ``p_e = 0`` the search looks for numbers :math:`c_t > 0` and
polynomials :math:`g_e` with

.. math:: \sum_t c_t \prod_{i \in t} p_i + \sum_e g_e p_e = 0

with a product of strict facts among the terms (Krivine 1964; Handelman 1988).  For bounded
numbers of factors this is a linear program: HiGHS proposes which products matter, exact rational
elimination on that support disposes.  *Gradings* make it small: if every fact is homogeneous for
some weights of the variables (units of measurement), an identity splits into its homogeneous
parts, so that only products of the same weight ever meet.

References
----------
Krivine, J.-L. (1964). Anneaux préordonnés. *Journal d'Analyse Mathématique* 12, 307-326.
Handelman, D. (1988). Representing polynomials by positive linear functions on compact convex
polyhedra. *Pacific Journal of Mathematics* 132, 35-62.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import flint
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from bargain.decide.polynomial import Poly, Relation, Ring

Exponents = tuple[int, ...]
#: A coefficient of the linear program below this counts as absent.
SUPPORT_TOLERANCES = (1e-9, 1e-7, 1e-11)


@dataclass(frozen=True, slots=True)
class Combination:
    """Products ``(coefficient, fact positions, squares)`` and multiples of equations: sum is 0."""

    products: tuple[tuple[Any, tuple[int, ...], tuple[Poly, ...]], ...]
    multiples: tuple[tuple[int, Poly], ...]


@dataclass(frozen=True, slots=True)
class _Column:
    kind: str  # "product" or "multiple"
    label: Any
    terms: dict[Exponents, Any]
    strict: bool
    cost: float


def search(
    ring: Ring,
    facts: Sequence[Relation],
    squares: Sequence[Poly] = (),
    *,
    factors: int,
    degree: int,
    columns: int,
    deadline: float,
    reach: bool = False,
) -> Combination | None:
    """Look for a combination of at most `factors` facts per product.

    Parameters
    ----------
    facts : sequence of Relation
    squares : sequence of polynomials
        Their squares may multiply products (at most one per product).
    factors, degree, columns : int
        Bounds on the factors of a product, its degree, and the number of products.
    deadline : float
        On the clock of :func:`time.monotonic`.
    reach : bool
        Add products of facts with monomials of any degree that meet the other products.

    Returns
    -------
    Combination or None
        None means that this search found nothing, not that nothing exists.

    Examples
    --------
    >>> import time
    >>> ring = Ring(["x"])
    >>> x = ring.gen("x")
    >>> facts = [Relation(">", x), Relation(">=", -2 * x)]
    >>> found = search(ring, facts, factors=1, degree=1, columns=10, deadline=time.monotonic() + 5)
    >>> [(str(c), which) for c, which, _ in found.products]
    [('1', (0,)), ('1/2', (1,))]
    """
    gradings = _gradings(ring, [f.poly for f in facts])
    chosen = [q for q in squares if len({_weight(gradings, _ints(m)) for m in q.monoms()}) == 1]
    groups = _products(
        ring, facts, chosen, gradings, factors=factors, degree=degree, limit=columns
    )
    table: list[_Column] = []
    equations = [
        (i, {_ints(e): c for e, c in f.poly.to_dict().items()})
        for i, f in enumerate(facts)
        if f.rel == "="
    ]
    signs = _signed_variables(ring, facts) if reach else {}
    for weight in sorted(groups):
        group = groups[weight]
        if reach:
            group = group + _reaching(group, facts, signs, columns)
        table.extend(group)
        table.extend(_multiples(group, equations, degree, columns))
        if time.monotonic() > deadline:
            return None
    if not table:
        return None
    return _solve(ring, table, deadline)


def _ints(exponents: Sequence[Any]) -> Exponents:
    return tuple(int(e) for e in exponents)


def _gradings(ring: Ring, polys: Sequence[Poly]) -> list[Exponents]:
    """Weights of the variables for which every polynomial is homogeneous."""
    rows = []
    for poly in polys:
        monomials = [_ints(m) for m in poly.monoms()]
        rows += [[a - b for a, b in zip(m, monomials[0], strict=True)] for m in monomials[1:]]
    width = max(1, len(ring.names))
    if not rows:
        return []
    matrix = flint.fmpz_mat(rows)
    basis, rank = matrix.nullspace()
    return [tuple(int(basis[i, j]) for i in range(width)) for j in range(rank)]


def _weight(gradings: Sequence[Exponents], monomial: Exponents) -> Exponents:
    return tuple(sum(w * e for w, e in zip(g, monomial, strict=True)) for g in gradings)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A product that is not multiplied out yet."""

    indices: tuple[int, ...]
    square: int | None
    strict: bool


def _products(
    ring: Ring,
    facts: Sequence[Relation],
    squares: Sequence[Poly],
    gradings: Sequence[Exponents],
    *,
    factors: int,
    degree: int,
    limit: int,
) -> dict[Exponents, list[_Column]]:
    """All products within the bounds by weight, shortest first; only weights with a strict one."""
    usable = [i for i, f in enumerate(facts) if f.rel != "="]
    degrees = {i: ring.degree(facts[i].poly) for i in usable}
    none = (0,) * len(ring.names)  # the zero polynomial has every weight
    weights = {
        i: _weight(gradings, _ints((facts[i].poly.monoms() or [none])[0])) for i in usable
    }
    empty: tuple[tuple[int, ...], int, bool, Exponents] = ((), 0, True, (0,) * len(gradings))
    layer, everything = [empty], [empty]
    for _ in range(factors):
        new = []
        for indices, size, strict, weight in layer:
            for i in usable:
                if (indices and i < indices[-1]) or size + degrees[i] > degree:
                    continue
                total = tuple(a + b for a, b in zip(weight, weights[i], strict=True))
                both = strict and facts[i].rel == ">"
                new.append(((*indices, i), size + degrees[i], both, total))
        everything += new[: limit - len(everything)]
        layer = new
        if len(everything) >= limit:
            break
    plans: dict[Exponents, list[_Plan]] = defaultdict(list)
    for indices, _, strict, weight in everything:
        plans[weight].append(_Plan(indices, None, strict))
    strict_weights = {w for w, plan in plans.items() if any(p.strict for p in plan)}
    count = 0
    for k, square in enumerate(squares):
        size = 2 * ring.degree(square)
        own = _weight(gradings, _ints(square.monoms()[0]))
        for indices, more, _, weight in everything:
            total = tuple(2 * a + b for a, b in zip(own, weight, strict=True))
            fits = len(indices) < max(2, factors) and size + more <= degree + 2
            if fits and total in strict_weights and count < limit:
                plans[total].append(_Plan(indices, k, False))
                count += 1
    equations = any(f.rel == "=" for f in facts)
    known: dict[tuple[int, ...], Poly] = {(): ring.one}
    return {
        weight: [_column(_multiply(known, facts, p.indices), squares, p) for p in plans[weight]]
        for weight in sorted(strict_weights)
        if equations or len(plans[weight]) > 1
    }


def _multiply(
    known: dict[tuple[int, ...], Poly], facts: Sequence[Relation], indices: tuple[int, ...]
) -> Poly:
    """Multiply facts, remembering the partial products."""
    if indices not in known:
        known[indices] = _multiply(known, facts, indices[:-1]) * facts[indices[-1]].poly
    return known[indices]


def _column(poly: Poly, squares: Sequence[Poly], plan: _Plan) -> _Column:
    cost = 1.0 + 0.1 * len(plan.indices)
    chosen: tuple[Poly, ...] = ()
    if plan.square is not None:
        chosen = (squares[plan.square],)
        poly = poly * chosen[0] * chosen[0]
        cost += 0.5
    return _Column("product", (plan.indices, chosen), poly.to_dict(), plan.strict, cost)


def _signed_variables(ring: Ring, facts: Sequence[Relation]) -> dict[int, int]:
    """Variables that a fact says to be positive or non-negative, with that fact's position."""
    result: dict[int, int] = {}
    for i, fact in enumerate(facts):
        if fact.rel == "=" or len(fact.poly) != 1 or ring.degree(fact.poly) != 1:
            continue
        if fact.poly.leading_coefficient() > 0:
            (position,) = ring.support(fact.poly)
            if position not in result or fact.rel == ">":
                result[position] = i
    return result


def _reaching(
    group: Sequence[_Column], facts: Sequence[Relation], signs: dict[int, int], limit: int
) -> list[_Column]:
    """Products of one fact, or none, with a monomial that hit monomials of the group."""
    targets = sorted({m for column in group for m in column.terms})
    seen = {column.label for column in group if not column.label[1]}
    if len(targets) > limit:
        return []
    others: list[tuple[tuple[int, ...], dict[Exponents, Any], bool]] = [((), {}, True)]
    for i, fact in enumerate(facts):
        if fact.rel != "=" and len(fact.poly) > 1:
            others.append(((i,), fact.poly.to_dict(), fact.rel == ">"))
    result: list[_Column] = []
    for start, terms, strict in others:
        for target in targets:
            for own in sorted(terms) or [tuple(0 for _ in target)]:
                shift = tuple(int(a) - int(b) for a, b in zip(target, own, strict=True))
                if min(shift) < 0 or any(e and p not in signs for p, e in enumerate(shift)):
                    continue
                extra = [signs[p] for p, e in enumerate(shift) for _ in range(e)]
                label = (tuple(sorted([*start, *extra])), ())
                if label in seen or len(result) > limit:
                    continue
                seen.add(label)
                value, moved = flint.fmpq(1), {}
                for i in extra:
                    value = value * facts[i].poly.leading_coefficient()
                for m, c in (terms or {own: flint.fmpq(1)}).items():
                    moved[tuple(a + b for a, b in zip(m, shift, strict=True))] = c * value
                both = strict and all(facts[i].rel == ">" for i in extra)
                cost = 1.0 + 0.1 * len(label[0])
                result.append(_Column("product", label, moved, both, cost))
    return result


def _multiples(
    group: Sequence[_Column],
    equations: Sequence[tuple[int, dict[Exponents, Any]]],
    degree: int,
    limit: int,
) -> list[_Column]:
    """Multiples of equations by monomials that meet the monomials of a group."""
    reach = max((sum(m) for c in group for m in c.terms), default=0)
    reach = max(reach, degree)
    frontier = sorted({m for column in group for m in column.terms})
    known = set(frontier)
    seen: set[tuple[int, Exponents]] = set()
    result: list[_Column] = []
    while frontier and len(result) < limit:
        fresh: set[Exponents] = set()
        for i, terms in equations:
            for target in frontier:
                for own in terms:
                    shift = tuple(a - b for a, b in zip(target, own, strict=True))
                    if min(shift) < 0 or (i, shift) in seen:
                        continue
                    seen.add((i, shift))
                    moved = {
                        tuple(a + b for a, b in zip(m, shift, strict=True)): c
                        for m, c in terms.items()
                    }
                    if max(sum(m) for m in moved) > reach:
                        continue
                    result.append(_Column("multiple", (i, shift), moved, False, 0.0))
                    fresh.update(m for m in moved if m not in known)
        known |= fresh
        frontier = sorted(fresh)
    return result


def _solve(ring: Ring, table: Sequence[_Column], deadline: float) -> Combination | None:
    """Solve the linear program, then exactly on its support."""
    rows: dict[Exponents, int] = {}
    at, across, values = [], [], []
    for j, column in enumerate(table):
        # exact: the coefficients of one column may be beyond the range of floats
        scale = max(map(abs, column.terms.values()), default=1)
        for monomial, value in column.terms.items():
            at.append(rows.setdefault(monomial, len(rows)))
            across.append(j)
            values.append(float(value / scale))
    last = len(rows)
    for j, column in enumerate(table):
        if column.strict:
            at.append(last)
            across.append(j)
            values.append(1.0)
    matrix = coo_matrix((values, (at, across)), shape=(last + 1, len(table))).tocsr()
    target = np.zeros(last + 1)
    target[last] = 1.0
    cost = np.array([column.cost for column in table])
    bounds = [(0, None) if c.kind == "product" else (None, None) for c in table]
    for method in ("highs-ds", "highs-ipm"):
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        answer = linprog(
            cost, A_eq=matrix, b_eq=target, bounds=bounds, method=method,
            options={"time_limit": left},
        )
        if answer.x is not None:
            for tolerance in SUPPORT_TOLERANCES:
                support = [j for j in range(len(table)) if abs(answer.x[j]) > tolerance]
                found = _exact(ring, [table[j] for j in support])
                if found is not None:
                    return found
        if answer.status == 2:
            return None
    return None


def _exact(ring: Ring, table: Sequence[_Column]) -> Combination | None:
    """Solve the equations of the support over the rationals; None unless signs are right."""
    rows: dict[Exponents, int] = {}
    for column in table:
        for monomial in column.terms:
            rows.setdefault(monomial, len(rows))
    width = len(table)
    if width == 0 or not any(column.strict for column in table):
        return None
    matrix = flint.fmpq_mat(len(rows) + 1, width + 1)
    for j, column in enumerate(table):
        for monomial, value in column.terms.items():
            matrix[rows[monomial], j] = value
        if column.strict:
            matrix[len(rows), j] = 1
    matrix[len(rows), width] = 1
    reduced, rank = matrix.rref()
    solution = [flint.fmpq(0)] * width
    for i in range(rank):
        pivot = next(j for j in range(width + 1) if reduced[i, j] != 0)
        if pivot == width:
            return None
        solution[pivot] = reduced[i, width]
    products = []
    sums: dict[int, dict[Exponents, Any]] = defaultdict(dict)
    for column, value in zip(table, solution, strict=True):
        if value == 0:
            continue
        if column.kind == "product":
            if value < 0:
                return None
            products.append((value, *column.label))
        else:
            which, shift = column.label
            sums[which][shift] = value
    multiples = tuple(
        (i, ring.decode([[str(v), m] for m, v in sums[i].items()])) for i in sorted(sums)
    )
    return Combination(tuple(products), multiples)
