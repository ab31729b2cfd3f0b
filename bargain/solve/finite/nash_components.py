r"""Extreme equilibria, maximal Nash subsets and connected components of a two-player game.

Let :math:`V, W` be the vertices of the best-reply polytopes. The pairs :math:`(v, w)` that carry
all labels are the extreme equilibria: edges of a bipartite graph. A maximal biclique
:math:`X \times Y` of the graph is a maximal Nash subset: the equilibria
:math:`\operatorname{conv} X \times \operatorname{conv} Y`. The set of all equilibria is the union
of the maximal Nash subsets, and its connected components are those of the graph.

References
----------
D. Avis, G. Rosenberg, R. Savani, B. von Stengel (2010), Enumeration of Nash equilibria for
two-player games, Economic Theory 42, 9-37, sec. 2.4 and 6.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

__all__ = ["complementary_pairs", "connected_components", "maximal_nash_subsets"]


def complementary_pairs(
    left: Sequence[int], right: Sequence[int], m: int, n: int
) -> list[tuple[int, int]]:
    """Return the index pairs of label sets whose union is all m + n labels.

    Parameters
    ----------
    left, right : sequences of int
        Label sets as bit masks over the m + n labels; those on the left have at least m labels,
        those on the right at least n. All distinct within a side.

    Examples
    --------
    >>> complementary_pairs([0b0110, 0b1001], [0b0110, 0b1101], 2, 2)
    [(0, 1), (1, 0)]
    """
    every = (1 << (m + n)) - 1
    where = {mask: k for k, mask in enumerate(right)}
    pairs = set()
    for k, mask in enumerate(left):  # exact complements: all pairs of simple vertices
        other = where.get(every ^ mask)
        if other is not None:
            pairs.add((k, other))
    crowded_left = [k for k, mask in enumerate(left) if mask.bit_count() > m]
    crowded_right = [k for k, mask in enumerate(right) if mask.bit_count() > n]
    for k in crowded_left:
        pairs.update((k, other) for other in _covering(right, every & ~left[k]))
    for other in crowded_right:
        pairs.update((k, other) for k in _covering(left, every & ~right[other]))
    return sorted(pairs)


def _covering(masks: Sequence[int], needed: int) -> list[int]:
    return [k for k, mask in enumerate(masks) if mask & needed == needed]


def connected_components(pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the connected components of the graph, as lists of positions in `pairs`.

    Examples
    --------
    >>> connected_components([(0, 0), (1, 1), (1, 2)])
    [[0], [1, 2]]
    """
    root: dict[tuple[str, int], tuple[str, int]] = {}

    def find(node: tuple[str, int]) -> tuple[str, int]:
        root.setdefault(node, node)
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for v, w in pairs:
        root[find(("v", v))] = find(("w", w))
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for k, (v, _) in enumerate(pairs):
        groups[find(("v", v))].append(k)
    return sorted(groups.values())


def maximal_nash_subsets(
    pairs: Sequence[tuple[int, int]], limit: int
) -> list[tuple[list[int], list[int]]] | None:
    """Return the maximal bicliques (X, Y) of the graph with the given edges.

    The sets Y are the nonempty intersections of neighbourhoods; they are closed under
    intersection one vertex at a time.

    Parameters
    ----------
    pairs : sequence of (v, w)
        Edges.
    limit : int
        Largest number of subsets; there can be exponentially many.

    Returns
    -------
    list of (X, Y), or None
        None if there are more than `limit`.

    Examples
    --------
    >>> maximal_nash_subsets([(0, 0), (0, 1), (1, 1)], 10)
    [([0], [0, 1]), ([0, 1], [1])]
    """
    neighbours: dict[int, set[int]] = defaultdict(set)
    for v, w in pairs:
        neighbours[v].add(w)
    closed: set[frozenset[int]] = set()
    for near in neighbours.values():
        new = frozenset(near)
        fresh = {new} | {c & new for c in closed}
        closed |= {c for c in fresh if c}
        if len(closed) > limit:
            return None
    return sorted(
        (sorted(v for v, near in neighbours.items() if c <= near), sorted(c)) for c in closed
    )
