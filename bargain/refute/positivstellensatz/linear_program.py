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

from collections import defaultdict
from collections.abc import Sequence

import flint
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from bargain.budget import UNIT, passed, spend, spent
from bargain.clock import time_left
from bargain.refute.positivstellensatz.products import (
    Builder,
    Column,
    Expanded,
    Exponents,
    Floats,
    Integers,
    Label,
    Multiple,
    Product,
    Products,
    plan,
)
from bargain.refute.proof_tree import Psatz, Term
from bargain.refute.ring import Hypothesis, Number, Poly, Relation, Ring

#: A coefficient of the linear program below this counts as absent.
SUPPORT_TOLERANCES = (1e-9, 1e-7, 1e-11)
#: Steps of a method per row and column at most, within the effort left: a count and no time;
#: without it the crossover after an interior point can go round for a minute.
_STEPS = 50
#: Entries of a linear program times steps of its method for one step of effort.
_PER_STEP = 64
#: Larger programs are not given to the interior point method, one step of which may be long.
_MOST_ENTRIES = 60_000
#: Bits between two weights; no weight of a product comes near.
_DIGIT = 64


def search(
    ring: Ring,
    facts: Sequence[Relation],
    squares: Sequence[Poly] = (),
    *,
    factors: int,
    degree: int,
    columns: int,
    mark: float,
    reach: bool = False,
    products: Products | None = None,
    alone: int | None = None,
) -> Psatz | None:
    """Look for a combination of at most `factors` facts per product.

    Parameters
    ----------
    facts : sequence of Relation
    squares : sequence of polynomials
        Their squares may multiply products (at most one per product).
    factors, degree, columns : int
        Bounds on the factors of a product, its degree, and the number of products.
    mark : float
        On the meter of `bargain.budget`.
    reach : bool
        Add products of facts with monomials of any degree that meet the other products.
    products : Products, optional
        Memory of products, shared by the searches over one ring.
    alone : int, optional
        A strict fact that is in no product but stands by itself, once: what is opposite to it is
        then equal to the other terms.

    Returns
    -------
    Psatz or None
        It refers to the facts by position. None means that this search found nothing, not that
        nothing exists.

    Examples
    --------
    >>> from bargain.budget import passed, spend
    >>> ring = Ring(["x"])
    >>> x = ring.gen("x")
    >>> facts = [Relation(">", x), Relation(">=", -2 * x)]
    >>> found = search(ring, facts, factors=1, degree=1, columns=10, mark=spent() + 5)
    >>> [(str(term.c), term.hypotheses) for term in found.terms]
    [('1', (0,)), ('1/2', (1,))]
    """
    memory = products or Products(ring)
    gradings = _gradings([memory.of(f.poly) for f in facts], max(1, len(ring.names)))

    def weights(poly: Poly) -> list[int]:
        return [
            sum(g * e for g, e in zip(gradings, m, strict=True))
            for m in memory.of(poly).exponents.tolist()
        ]

    chosen = [q for q in squares if len(set(weights(q))) == 1]
    plans = plan(
        ring,
        facts,
        chosen,
        lambda poly: (weights(poly) or [0])[0],  # the zero polynomial has every weight
        factors=factors,
        degree=degree,
        limit=columns,
    )
    if not plans:
        return None
    builder = Builder(memory, facts, chosen, plans, degree)
    signs = builder.signed() if reach else {}
    table: list[Column] = []
    for which in range(len(plans)):
        group = builder.group(which)
        if reach:
            group = group + builder.reaching(group, signs, columns)
        if alone is not None:
            group = [c for c in group if alone not in _in(c) or _is(c, alone)]
        group = group + builder.multiples(group, columns)
        spend(20 * len(group) + 4 * sum(len(c.values) for c in group))
        table.extend(group)
        if passed(mark):
            return None
    one = [j for j, c in enumerate(table) if c.strict and (alone is None or _is(c, alone))]
    return _solve(ring, facts, table, one, mark) if one else None


def _in(column: Column) -> tuple[int, ...]:
    return column.label.facts if isinstance(column.label, Product) else ()


def _is(column: Column, fact: int) -> bool:
    """Whether a column is a fact as it stands."""
    label = column.label
    return isinstance(label, Product) and label.facts == (fact,) and not label.squares


def _gradings(facts: Sequence[Expanded], width: int) -> list[int]:
    """Weights of the variables for which every fact is homogeneous: a number for each variable.

    There are as many independent weights as the nullspace has dimensions; they are the digits of
    one number, so that numbers add up and compare as the lists of weights do.
    """
    rows = [row for f in facts for row in (f.exponents[1:] - f.exponents[:1]).tolist()]
    if not rows:
        return [0] * width
    basis, rank = flint.fmpz_mat(rows).nullspace()
    return [
        sum(int(basis[i, j]) << (_DIGIT * (rank - 1 - j)) for j in range(rank))
        for i in range(width)
    ]


def _solve(
    ring: Ring,
    facts: Sequence[Relation],
    table: Sequence[Column],
    strict: Sequence[int],
    mark: float,
) -> Psatz | None:
    """Solve the linear program, then exactly on its support; some columns add up to 1."""
    _, first, which = np.unique(
        np.concatenate([c.codes for c in table]), return_index=True, return_inverse=True
    )
    last = len(first)
    order = np.empty(last, dtype=np.int64)
    order[np.argsort(first)] = np.arange(last)
    at = np.concatenate([order[which], np.full(len(strict), last)])
    sizes = [len(c.values) for c in table]
    across = np.concatenate([np.repeat(np.arange(len(table)), sizes), np.array(strict, dtype=int)])
    values = np.concatenate([*(c.values for c in table), np.ones(len(strict))])
    free = np.array([isinstance(c.label, Multiple) for c in table])
    if _cannot_cancel(at, across, values, free, last):
        return None
    matrix = coo_matrix((values, (at, across)), shape=(last + 1, len(table))).tocsr()
    target = np.zeros(last + 1)
    target[last] = 1.0
    cost = np.array([column.cost for column in table])
    bounds = [(None if free_one else 0, None) for free_one in free]
    methods = ("highs-ds", "highs-ipm") if matrix.nnz <= _MOST_ENTRIES else ("highs-ds",)
    for method in methods:
        if passed(mark):
            return None
        size = sum(matrix.shape) + matrix.nnz
        steps = int((mark - spent()) * UNIT * _PER_STEP / size)
        options = {"maxiter": max(1, min(_STEPS * sum(matrix.shape) + 1000, steps))}
        left = time_left()
        if left is not None:  # the clock of the whole question, which ends with it
            options["time_limit"] = left
        answer = linprog(
            cost, A_eq=matrix, b_eq=target, bounds=bounds, method=method, options=options
        )
        spend(2_000 + (answer.nit or 0) * size // _PER_STEP)
        if answer.x is not None:
            for tolerance in SUPPORT_TOLERANCES:
                support = [j for j in range(len(table)) if abs(answer.x[j]) > tolerance]
                found = on_support(ring, facts, [table[j].label for j in support])
                if found is not None:
                    return found
        if answer.status == 2:
            return None
    return None


def _cannot_cancel(
    at: Integers, across: Integers, values: Floats, free: NDArray[np.bool_], last: int
) -> bool:
    """Whether signs alone show that the linear program has no solution.

    A monomial that has one sign wherever it occurs, or that occurs once, cancels only if these
    columns are left out; this is repeated. Without a strict column, those in the row `last`, there
    is no solution.
    """
    loose = free[across]
    while True:
        rows = last + 1
        count = np.bincount(at, minlength=rows)
        up = np.bincount(at[(values > 0) & ~loose], minlength=rows)
        down = np.bincount(at[(values < 0) & ~loose], minlength=rows)
        if up[last] == 0:
            return True
        dead = ((count == up) | (count == down) | (count == 1)) & (count > 0)
        dead[last] = False
        gone = np.zeros(len(free), dtype=bool)
        gone[across[dead[at]]] = True
        if not gone.any():
            return False
        stays = ~gone[across]
        at, across, values, loose = at[stays], across[stays], values[stays], loose[stays]


def expanded(ring: Ring, facts: Sequence[Hypothesis], label: Label) -> Poly:
    """The exact polynomial of a column."""
    if isinstance(label, Multiple):
        return _poly(facts[label.equation]) * ring.decode([["1", label.shift]])
    poly = ring.one
    for i in label.facts:
        poly = poly * _poly(facts[i])
    for square in label.squares:
        poly = poly * square * square
    return poly


def is_strict(facts: Sequence[Hypothesis], label: Label) -> bool:
    """Whether a column is a product of strict facts; without factors it is the number 1."""
    if isinstance(label, Multiple) or label.squares:
        return False
    return all(isinstance(f := facts[i], Relation) and f.rel == ">" for i in label.facts)


def _poly(fact: Hypothesis) -> Poly:
    assert isinstance(fact, Relation)
    return fact.poly


def on_support(ring: Ring, facts: Sequence[Hypothesis], labels: Sequence[Label]) -> Psatz | None:
    """The combination of these columns that adds up to zero, solved over the rationals.

    None unless there is one with the right signs and a strict product in it.

    Parameters
    ----------
    facts : sequence of Hypothesis
        Those that the labels speak of are relations.
    labels : sequence of Product or Multiple
        Columns; where more than one combination exists, the first ones are preferred.
    """
    width, strict = len(labels), [is_strict(facts, label) for label in labels]
    if not any(strict):
        return None
    table = [_terms(expanded(ring, facts, label)) for label in labels]
    rows: dict[Exponents, int] = {}
    for terms in table:
        for monomial in terms:
            rows.setdefault(monomial, len(rows))
    spend(len(rows) * width * min(len(rows), width) // 40)
    matrix = flint.fmpq_mat(len(rows) + 1, width + 1)
    for j, terms in enumerate(table):
        for monomial, value in terms.items():
            matrix[rows[monomial], j] = value
        if strict[j]:
            matrix[len(rows), j] = 1
    matrix[len(rows), width] = 1
    reduced, rank = matrix.rref()
    solution = [flint.fmpq(0)] * width
    for i in range(rank):
        pivot = next(j for j in range(width + 1) if reduced[i, j] != 0)
        if pivot == width:
            return None
        solution[pivot] = reduced[i, width]
    products: list[Term] = []
    sums: dict[int, dict[Exponents, Number]] = defaultdict(dict)
    for label, value in zip(labels, solution, strict=True):
        if value == 0:
            continue
        if isinstance(label, Product):
            if value < 0:
                return None
            products.append(Term(value, label.squares, label.facts))
        else:
            sums[label.equation][label.shift] = value
    multiples = tuple(
        (i, ring.decode([[str(v), m] for m, v in sums[i].items()])) for i in sorted(sums)
    )
    return Psatz(tuple(products), multiples)


def _terms(poly: Poly) -> dict[Exponents, Number]:
    return {tuple(map(int, m)): c for m, c in poly.to_dict().items()}
