r"""Which dyads of a defence pact belong together, and which stand alone.

A table of dyads hides its agreements: a pact of n members makes n(n-1)/2 rows that start, and often
end, together. Without the agreements' identifiers two proxies are computed from the spells alone.

* **Pact** (the cluster): dyads that start in the same year and are linked through common states, a
  connected component of the graph of that year's new dyads.
* **Multilateral** (the control): dyad {a, b} starting in year y is multilateral if there is a third
  state c allied to both in y, at least one of the three-state links being new in y. The rule sees
  accessions to an existing pact and leaves a hub with separate spokes bilateral: the pacts of the
  United States with South Korea (1953), Japan (1951), the Philippines (1951) and Taiwan (1954) come
  out bilateral, those of 1949 in the North Atlantic multilateral.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

__all__ = ["multilateral", "pact_labels"]

Spell = tuple[int, int, int, int]
"""First state, second state, first year, last year."""


def pact_labels(spells: Iterable[Spell]) -> list[int]:
    """Return the label of the pact of each spell: equal iff linked in the year of the start.

    Parameters
    ----------
    spells : iterable of (state, state, start, end)

    Returns
    -------
    list of int
        Labels 0, 1, … in order of first appearance.

    Examples
    --------
    >>> pact_labels([(1, 2, 1949, 1960), (2, 3, 1949, 1960), (4, 5, 1949, 1960)])
    [0, 0, 1]
    """
    spells = list(spells)
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for first, second, start, _ in spells:
        parent[root((start, first))] = root((start, second))
    numbers: dict[tuple[int, int], int] = {}
    return [numbers.setdefault(root((start, first)), len(numbers)) for first, _, start, _ in spells]


def multilateral(spells: Iterable[Spell]) -> list[bool]:
    """Return whether each spell is a dyad of a multilateral pact, by the triangle rule.

    Parameters
    ----------
    spells : iterable of (state, state, start, end)

    Examples
    --------
    >>> treaty = [(1, 2, 1949, 1960), (2, 3, 1949, 1960), (1, 3, 1949, 1960)]
    >>> multilateral([*treaty, (1, 4, 1953, 1960)])
    [True, True, True, False]
    """
    spells = list(spells)
    starts = {start for _, _, start, _ in spells}
    new: dict[int, dict[int, dict[int, bool]]] = {year: defaultdict(dict) for year in starts}
    for first, second, start, end in spells:
        for year in range(start, end + 1):
            if year in new:
                links = new[year]
                is_new = links[first].get(second, False) or year == start
                links[first][second] = links[second][first] = is_new
    result = []
    for first, second, start, _ in spells:
        mine, theirs = new[start][first], new[start][second]
        result.append(any(mine[third] or theirs[third] for third in mine.keys() & theirs.keys()))
    return result
