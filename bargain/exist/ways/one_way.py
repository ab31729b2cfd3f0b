"""Goals that are joined by or: prove one way of each, and read the proof as one of the whole.

A goal "A or B" holds if A does. So the question with A for the goal is asked first, which has
equations where the whole has none. A proof of A refutes its opposite; the whole goal's opposite is
the opposites of A and of B, so the same proof refutes it, with its hypotheses numbered anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import islice, product

import sympy as sp

from bargain.budget import Exhausted, allowed, skip, spent
from bargain.check.certificate import Data, Plain
from bargain.exist.witness_search import prove_exists, prove_point

__all__ = ["prove_one_way"]

_MOST = 8  # choices of ways
_SHARE = 0.6  # of the effort that is left, for all of them

Choice = Mapping[int, int]  # for a goal, by its position, the way that is proved


class _Narrowed(dict[str, object]):
    """A statement with one way of each goal, and what its variables deviate from."""

    def __init__(self, statement: Data, goals: Sequence[Data]) -> None:
        super().__init__({key: statement[key] for key in statement} | {"goals": list(goals)})
        self.twins: Mapping[str, str] = getattr(statement, "twins", {})


def prove_one_way(
    statement: Data,
    *,
    mark: float,
    at: Mapping[str, Fraction] | None = None,
    candidates: Sequence[Mapping[str, sp.Expr]] | None = None,
) -> Plain | None:
    """Search for a proof tree of existence, over the region or at one point of it.

    Parameters
    ----------
    statement : mapping
        With claim ``always`` or ``sometimes``.
    mark : float
        On the meter of `bargain.budget`.
    at : mapping of str to Fraction, optional
        A value for every parameter.
    candidates : sequence of mapping, optional
        Suggested unknowns.
    """
    search: Callable[..., Plain | None] = prove_exists
    if at is not None:
        search = partial(prove_point, at=at)
    choices = list(islice(_choices(statement), _MOST + 1))
    if len(choices) > _MOST:  # goals stated case by case: seldom does one way of each hold
        until = spent() + (1 - _SHARE) * max(0.0, mark - spent())
        tree = None
        try:
            with allowed(until - spent()):
                tree = search(statement, mark=until, candidates=candidates)
        except Exhausted as end:
            skip(f"goals case by case: {end}")
        if tree is not None:
            return tree
    if len(choices) > 1:
        until = spent() + _SHARE * max(0.0, mark - spent())
        for number, choice in enumerate(choices[:_MOST]):
            part = max(0.0, until - spent()) / (len(choices) - number)
            try:
                with allowed(part):
                    narrow = _Narrowed(statement, list(_goals(statement, choice)))
                    tree = search(narrow, mark=spent() + part, candidates=candidates)
            except Exhausted as end:
                skip(f"one way of a goal: {end}")
                continue
            if tree is not None:
                pins = 0 if at is None else len(statement["parameters"])
                return _widened(tree, statement, choice, len(statement["region"]) + pins)
    return search(statement, mark=mark, candidates=candidates)


def _choices(statement: Data) -> Iterator[Choice]:
    """Ways to choose, those that choose alike first."""
    # in a goal that is for all values of a defined quantity one way is that nothing defines it
    own = {v.name for v in getattr(statement, "variables", ()) if v.role == "bound"}
    widths = {
        k: len(g["any"])
        for k, g in enumerate(statement["goals"])
        if g["rel"] == "or" and own.issuperset(g["forall"])
    }
    most = max(widths.values(), default=1)
    seen = set()
    alike = (tuple(min(j, w - 1) for w in widths.values()) for j in range(most))
    for chosen in (*alike, *islice(product(*(range(w) for w in widths.values())), 4 * _MOST)):
        if chosen not in seen:
            seen.add(chosen)
            yield dict(zip(widths, chosen, strict=True))


def _goals(statement: Data, choice: Choice) -> Iterator[Data]:
    for k, goal in enumerate(statement["goals"]):
        if k not in choice:
            yield goal
            continue
        for number, (rel, poly) in enumerate(goal["any"][choice[k]]):
            name = f"{goal['name']} [{number}]"
            yield {"name": name, "text": "", "rel": rel, "poly": poly, "forall": goal["forall"]}


# The proof of the whole --------------------------------------------------------------------------


def _widened(tree: Plain, statement: Data, choice: Choice, count: int) -> Plain | None:
    """A tree of the narrowed statement as one of the whole; `count` hypotheses are known."""
    if tree["kind"] == "split":
        signs = ("neg", "zero", "pos")
        parts = {s: _widened(tree[s], statement, choice, count + 1) for s in signs}
        return None if None in parts.values() else {**tree, **parts}
    if tree["kind"] != "witness":
        return tree
    count += sum(map(_facts, (*tree.get("axioms", []), *tree["define"])))
    proofs = iter(tree["goals"])
    goals = []
    for k, goal in enumerate(statement["goals"]):
        if k not in choice:
            goals.append(next(proofs))
            continue
        way = goal["any"][choice[k]]
        found = _whole(goal, choice[k], [next(proofs) for _ in way], count)
        if found is None:
            return None
        goals.append(found)
    return {**tree, "goals": goals}


def _facts(step: Data) -> int:
    """How many hypotheses a step appends."""
    if "root" in step:
        return 3 + sum(map(_facts, step.get("through", [])))
    return 2 if "num" in step else 1


def _whole(goal: Data, chosen: int, proofs: Sequence[Plain], count: int) -> Plain | None:
    """The proof of a goal from those of the relations of one of its ways."""
    way, ways = goal["any"][chosen], len(goal["any"])
    plain: list[Plain] = [{"node": p} if "k" in p else p for p in proofs]
    define: list[Plain] = [step for p in plain for step in p.get("define", [])]
    if define and len(way) > 1:
        return None  # what two relations define would have to be told apart
    count += 2 * len(goal["forall"]) + sum(map(_facts, define))
    nodes = []
    for (rel, _), p in zip(way, plain, strict=True):
        nodes += [p["pos"], p["neg"]] if rel == "=" else [p["node"]]
    if len(nodes) == 1:
        node = _renumbered(
            nodes[0], lambda i: i if i < count else count + chosen if i == count else i + ways - 1
        )
    else:
        parts = [_renumbered(n, lambda i: i if i < count else i + ways) for n in nodes]
        node = {"k": "or", "h": count + chosen, "sub": parts}
    return {"define": define, "node": node} if define else node


def _renumbered(node: Plain, move: Callable[[int], int]) -> Plain:
    """A node as certificates write it, with its hypotheses numbered anew."""
    if node["k"] == "psatz":
        found = dict(node)
        if "terms" in node:
            found["terms"] = [
                {**t, "h": list(map(move, t["h"]))} if "h" in t else t for t in node["terms"]
            ]
        if "ideal" in node:
            found["ideal"] = [[move(i), poly] for i, poly in node["ideal"]]
        return found
    if node["k"] == "sign":
        return {**node, **{s: _renumbered(node[s], move) for s in ("neg", "zero", "pos")}}
    return {**node, "h": move(node["h"]), "sub": [_renumbered(n, move) for n in node["sub"]]}
