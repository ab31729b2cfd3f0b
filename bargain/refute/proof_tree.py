"""Proof trees: which hypotheses a node uses, and the same proof without idle case distinctions.

A branch that never uses the hypothesis that its case adds proves the parent's claim by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bargain.refute.ring import Disjunction, Hypothesis, Relation

Node = dict[str, Any]


def used(node: Node) -> set[int]:
    """Return the positions of the hypotheses that a node refers to.

    Examples
    --------
    >>> sorted(used({"k": "psatz", "terms": [{"c": "1", "sq": [], "h": [0, 2]}], "ideal": []}))
    [0, 2]
    """
    if node["k"] == "psatz":
        inside = {i for term in node["terms"] for i in term["h"]}
        return inside | {i for i, _ in node["ideal"]}
    if node["k"] == "sign":
        return used(node["neg"]) | used(node["zero"]) | used(node["pos"])
    return {node["h"]}.union(*(used(child) for child in node["sub"]))


def renumber(node: Node, move: Callable[[int], int]) -> Node:
    """Return the node with every hypothesis position `i` replaced by ``move(i)``."""
    if node["k"] == "psatz":
        terms = [{**term, "h": [move(i) for i in term["h"]]} for term in node["terms"]]
        return {**node, "terms": terms, "ideal": [[move(i), g] for i, g in node["ideal"]]}
    if node["k"] == "sign":
        return {**node, **{b: renumber(node[b], move) for b in ("neg", "zero", "pos")}}
    return {**node, "h": move(node["h"]), "sub": [renumber(child, move) for child in node["sub"]]}


def _shift(node: Node, start: int, by: int) -> Node:
    """Renumber: positions from `start` on go down by `by`."""
    return renumber(node, lambda i: i - by if i >= start else i)


def prune(node: Node, hypotheses: Sequence[Hypothesis]) -> Node:
    """Return the node without case distinctions that its branches do not use."""
    count = len(hypotheses)
    if node["k"] == "sign":
        extended = [*hypotheses, Relation(">", None)]
        parts = {b: prune(node[b], extended) for b in ("neg", "zero", "pos")}
        for branch in ("neg", "pos", "zero"):
            if count not in used(parts[branch]):
                return _shift(parts[branch], count + 1, 1)
        return {**node, **parts}
    if node["k"] == "or":
        disjunction = hypotheses[node["h"]]
        assert isinstance(disjunction, Disjunction)
        children = []
        for alternative, given in zip(disjunction.alternatives, node["sub"], strict=True):
            size = len(alternative)
            child = prune(given, [*hypotheses, *alternative])
            if not used(child) & set(range(count, count + size)):
                return _shift(child, count + size, size)
            children.append(child)
        return {**node, "sub": children}
    return node
