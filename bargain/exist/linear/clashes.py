r"""A refutation of clauses that are linear in the unknowns, from those that clash at one point.

At a point of the region Farkas' lemma says which clauses have no common solution and with which
numbers they add up to a contradiction. Over the whole region the numbers become polynomials, which
elimination gives (`bargain.exist.linear.eliminated_bounds`):

.. math:: \sum_i λ_i(θ) \, \Bigl(c_i(θ) + \sum_j s_{ij}(θ) u_j\Bigr) = -μ(θ).

Where the region shows :math:`λ_i, μ \ge 0`, and one of the products to be positive
(`bargain.exist.linear.region_sums`), that is a proof. Nothing need be asked of z3 or of a linear
program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bargain.check.certificate import Data, Plain
from bargain.exist.linear.eliminated_bounds import Clash, clashes
from bargain.exist.linear.region_sums import Signs, combined
from bargain.exist.linear.rows import Row, linear_row
from bargain.refute.problem import Problem
from bargain.refute.proof_tree import Psatz
from bargain.refute.refuter import Refutation
from bargain.refute.ring import Poly, Relation

__all__ = ["clashing"]

#: So many clashes at the point are looked at, and so many again with linear programs.
_PLAIN, _SEARCHED = 40, 3


def clashing(statement: Data, at: Mapping[str, Fraction], *, mark: float) -> Plain | None:
    """A refutation of a statement with claim ``never``; None if there is none of this form.

    Parameters
    ----------
    statement : mapping
        Its necessary clauses are linear in what is no parameter.
    at : mapping of str to Fraction
        A point of the region.
    mark : float
        On the meter of `bargain.budget`.

    Examples
    --------
    >>> from bargain.budget import spent
    >>> budget = {"name": "b", "rel": ">=", "poly": [["-1", [1, 0, 1]], ["1", [0, 1, 0]]]}
    >>> least = {"name": "l", "rel": ">=", "poly": [["1", [0, 0, 1]], ["-1", [0, 0, 0]]]}
    >>> dear = {"name": "d", "rel": ">", "poly": [["1", [1, 0, 0]], ["-1", [0, 1, 0]]]}
    >>> costs = {"name": "p", "rel": ">", "poly": [["1", [1, 0, 0]]]}
    >>> names = {"variables": ["p", "m", "x"], "parameters": ["p", "m"]}  # p x <= m, 1 <= x, p > m
    >>> poor = {**names, "region": [costs, dear], "necessary": [budget, least]}
    >>> found = clashing(poor, {"p": Fraction(2), "m": Fraction(1)}, mark=spent() + 1)
    >>> [term["h"] for term in found["node"]["terms"]]
    [[0, 3], [1], [2]]
    """
    problem, count = Problem.never(statement), len(statement["region"])
    ring = problem.ring
    parameters = [ring.index[name] for name in statement["parameters"]]
    unknowns = [k for k in range(len(ring.names)) if k not in parameters]
    rows: list[Row] = []
    for h in problem.hypotheses[count:]:
        if not isinstance(h, Relation):
            return None
        row = linear_row(ring, h.rel, h.poly, unknowns, parameters)
        if row is None:
            return None
        rows.append(row)
    signs = Signs(ring, problem.hypotheses[:count], mark)
    found = list(clashes(ring, unknowns, rows, {ring.index[n]: value for n, value in at.items()}))
    for search, most in ((False, _PLAIN), (True, _SEARCHED)):
        for one in found[:most]:
            node = _refuted(signs, one, rows, count, search=search)
            if node is not None:
                return Refutation(node=node).plain(ring)
    return None


def _refuted(
    signs: Signs, found: Clash, rows: Sequence[Row], count: int, *, search: bool
) -> Psatz | None:
    """What clashes as a combination, if its parts have their signs over the whole region."""
    rest = signs.sum_of(-found.total, search=search)
    if rest is None:
        return None
    terms = list(rest)
    ideal: dict[int, Poly] = {}
    strict = any(signs.is_strict(indices) for _, indices in rest)
    for i, multiple in found.multiples.items():
        if rows[i].rel == "=":
            ideal[count + i] = multiple
            continue
        own = signs.sum_of(multiple, search=search)
        if own is None:
            return None
        strict = strict or (rows[i].rel == ">" and any(signs.is_strict(k) for _, k in own))
        terms += [(c, (*indices, count + i)) for c, indices in own]
    return combined(terms, ideal) if strict else None
