"""The points that a proof shows: an agreement, and where there is none."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from bargain.check.certificate import Data, Plain
from bargain.question.encoding import expression

__all__ = ["shown_points"]


def shown_points(statement: Data, proof: Data) -> tuple[Data | None, Data | None]:
    """The witness of a proof, and the parameters at which it shows that there is none."""
    point = proof.get("exists", {}).get("at")
    return _witness(statement, proof, point), proof.get("fails", {}).get("at") or None


def _witness(statement: Data, proof: Data, point: Mapping[str, str] | None) -> Data | None:
    """The agreement of a witness proof that needs no splitting, as texts by variable."""
    tree = proof["exists"]["proof"] if "exists" in proof else proof
    if tree.get("kind") != "witness":
        return dict(point) if point else None
    symbols = [sp.Symbol(name) for name in statement["variables"]]  # names may hold spaces
    found: Plain = dict(point or {})

    for step in tree["define"]:
        if "num" in step:
            value = expression(step["num"], symbols) / expression(step["den"], symbols)
            known = {sp.Symbol(n): e for n, e in found.items() if isinstance(e, sp.Expr)}
            found[step["var"]] = sp.cancel(value.subs(known))
        elif "root" in step:
            found[step["var"]] = f"root of {expression(step['root'], symbols)}"
    return found
