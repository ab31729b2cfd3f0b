"""Refutations that use axiom instances for logarithms and exponentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bargain.refute.axioms import instances
from bargain.refute.proof_tree import renumber, used
from bargain.refute.refuter import Node, Refuter
from bargain.refute.ring import Ring
from bargain.refute.scout import Scout

__all__ = ["drop_unused", "refute_with_axioms"]


def refute_with_axioms(
    variables: Sequence[str],
    hypotheses: Sequence[Mapping[str, Any]],
    functions: Sequence[Mapping[str, Any]],
    *,
    mark: float,
) -> tuple[dict[str, Any] | None, Scout]:
    """Search for a psatz proof with axiom instances; unused instances are left out of it.

    Parameters
    ----------
    variables, hypotheses, functions
        As in a statement; hypotheses are region and necessary clauses in order.
    mark : float
        On the meter of `bargain.budget`.

    Returns
    -------
    proof : dict or None
    scout : Scout
        A ``sat`` model satisfies the instances only (`exact` is False).
    """
    ring = Ring(variables)
    decoded = [ring.hypothesis(h) for h in hypotheses]
    count = len(decoded)
    offered = instances(ring, functions)
    found = Refuter(ring, mark=mark).run([*decoded, *(i.relation for i in offered)])
    names = tuple(
        str(hypotheses[i].get("name", i)) if i < count else f"{offered[i - count].rule['rule']}"
        for i in found.scout.core
    )
    scout = Scout(
        status=found.scout.status,
        model=found.scout.model,
        core=found.scout.core,
        names=names,
        exact=False,
    )
    if found.node is None:
        return None, scout
    (node,), kept = drop_unused([found.node], count, len(offered))
    return {"kind": "psatz", "axioms": [dict(offered[k].rule) for k in kept], "node": node}, scout


def drop_unused(nodes: Sequence[Node], count: int, offered: int) -> tuple[list[Node], list[int]]:
    """Renumber nodes so that only the axiom instances that they use remain."""
    inside = set[int]().union(*map(used, nodes))
    kept = [k for k in range(offered) if count + k in inside]
    new = {count + k: count + position for position, k in enumerate(kept)}
    gone = offered - len(kept)

    def move(i: int) -> int:
        if i < count:
            return i
        return new[i] if i < count + offered else i - gone

    return [renumber(node, move) for node in nodes], kept
