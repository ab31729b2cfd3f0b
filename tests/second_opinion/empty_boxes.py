"""A second opinion on the claim ``empty-box``, in ball arithmetic.

Every leaf of the certificate's bisection is refuted again, by the range of one constraint or by
the mean value form of the constraints and of their weighted sum; where that does not succeed the
leaf is bisected further. What is left over is returned.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from enclosures import Ends, ball, balls, jets, parts, values, widest
from flint import arb

MOST = 4_000  # boxes beyond the tree


def _bound(text: str | None) -> arb | None:
    return None if text is None else ball(Fraction(text))


def refuted(statement: dict[str, Any], box: Ends, weights: list[str] | None) -> bool:
    """Return whether no point of a box satisfies every constraint, for certain."""
    tape, constraints = statement["tape"], statement["constraints"]
    nodes, ends = [c["node"] for c in constraints], balls(box)
    bounds = [(_bound(c["lo"]), _bound(c["hi"])) for c in constraints]
    for value, (low, high) in zip(values(tape, ends, nodes), bounds, strict=True):
        if (low is not None and value < low) or (high is not None and value > high):
            return True
    middle = [ball((a + b) / 2) for a, b in box]
    at = values(tape, middle, nodes)
    slopes = jets(tape, ends, nodes)
    offsets = [x - m for x, m in zip(ends, middle, strict=True)]
    ranges = [
        v + sum((g * d for g, d in zip(jet.gradient, offsets, strict=True)), arb(0))
        for v, jet in zip(at, slopes, strict=True)
    ]
    for value, (low, high) in zip(ranges, bounds, strict=True):
        if (low is not None and value < low) or (high is not None and value > high):
            return True
    if weights is None:
        return False
    total, least = arb(0), arb(0)
    slope = [arb(0)] * len(box)
    for y, v, jet, (low, high) in zip(weights, at, slopes, bounds, strict=True):
        w = Fraction(y)
        if w == 0:
            continue
        bound = low if w > 0 else high
        if bound is None:
            return False
        total, least = total + ball(w) * v, least + ball(w) * bound
        slope = [s + ball(w) * g for s, g in zip(slope, jet.gradient, strict=True)]
    return total + sum((s * d for s, d in zip(slope, offsets, strict=True)), arb(0)) < least


def open_parts(statement: dict[str, Any], tree: list[Any], most: int = MOST) -> list[Ends]:
    """Return boxes that could not be refuted; none if the claim is confirmed."""
    box = [(Fraction(low), Fraction(high)) for low, high in statement["box"]]
    stack = [(part, token[1] if token[0] == "m" else None) for token, part in parts(box, tree)]
    spent = -len(stack)
    while stack:
        part, weights = stack.pop()
        spent += 1
        if refuted(statement, part, weights):
            continue
        edge = widest(part, list(range(len(part))))
        low, high = part[edge]
        if spent > most or high - low < Fraction(1, 1 << 40):
            return [part]
        cut = (low + high) / 2
        stack += [
            ([*part[:edge], half, *part[edge + 1 :]], weights) for half in ((low, cut), (cut, high))
        ]
    return []
