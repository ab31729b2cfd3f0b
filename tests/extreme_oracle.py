"""An independent exact oracle: extreme equilibria by brute force over all bases.

In the original payoffs, without shifting: the vertices of {(x, v): x >= 0, sum x = 1,
b_j . x <= v} by solving every choice of m tight constraints with Fractions.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations


def solve(rows):
    """Solve a square system given as augmented rows; None if singular."""
    rows = [list(map(Fraction, r)) for r in rows]
    n = len(rows)
    for c in range(n):
        p = next((r for r in range(c, n) if rows[r][c]), None)
        if p is None:
            return None
        rows[c], rows[p] = rows[p], rows[c]
        for r in range(n):
            if r != c and rows[r][c]:
                f = rows[r][c] / rows[c][c]
                rows[r] = [u - f * v for u, v in zip(rows[r], rows[c], strict=True)]
    return [rows[k][n] / rows[k][k] for k in range(n)]


def vertices(payoff):
    """payoff[i][j]: of the replying player for reply j against action i. -> {x: labels}."""
    m, n = len(payoff), len(payoff[0])
    constraints = [[int(k == i) for k in range(m)] + [0] for i in range(m)]
    constraints += [[payoff[i][j] for i in range(m)] + [-1] for j in range(n)]
    found = {}
    for chosen in combinations(range(m + n), m):
        rows = [[1] * m + [0, 1]] + [constraints[k] + [0] for k in chosen]
        point = solve(rows)
        if point is None:
            continue
        x, v = point[:m], point[m]
        values = [sum(payoff[i][j] * x[i] for i in range(m)) for j in range(n)]
        if min(x) < 0 or max(values) > v:
            continue
        labels = {("own", i) for i in range(m) if x[i] == 0}
        labels |= {("other", j) for j in range(n) if values[j] == v}
        found[tuple(x)] = labels
    return found


def extreme_equilibria(a, b):
    """Return (set of (x, y), whether degenerate) for payoff lists of the two players."""
    m, n = len(a), len(a[0])
    xs = vertices(b)
    ys = vertices([[a[i][j] for i in range(m)] for j in range(n)])
    out = set()
    for x, lx in xs.items():
        for y, ly in ys.items():
            rows = {i for kind, i in lx if kind == "own"} | {i for kind, i in ly if kind == "other"}
            columns = {j for k, j in lx if k == "other"} | {j for k, j in ly if k == "own"}
            if len(rows) == m and len(columns) == n:
                out.add((x, y))
    degenerate = any(len(v) > m for v in xs.values()) or any(len(v) > n for v in ys.values())
    return out, degenerate
