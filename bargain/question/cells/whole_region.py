"""A region as a whole: its points, formulas at them, and one certificate of all its cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from bargain.arguments import mapping
from bargain.check.certificate import Plain, seal
from bargain.check.checker import check
from bargain.errors import OptionError, RegionError
from bargain.exact import to_sympy
from bargain.game.alternatives import Alternatives
from bargain.game.expression import to_text
from bargain.game.written import Values
from bargain.signs import sign_of

__all__ = ["holds_at", "point_of", "sealed_together"]

#: Proof, sample and used hypotheses of one cell.
Part = tuple[Plain, Mapping[str, str], Sequence[str]]


def holds_at(formula: Boolean | Relational, values: Mapping[sp.Symbol, sp.Expr]) -> bool:
    """Whether a formula holds at exact values."""
    if formula in (sp.true, sp.false):
        return bool(formula)
    if isinstance(formula, (sp.And, sp.Or)):
        found = [holds_at(a, values) for a in formula.args]
        return all(found) if isinstance(formula, sp.And) else any(found)
    if isinstance(formula, sp.Not):
        return not holds_at(formula.args[0], values)
    if isinstance(formula, Alternatives):
        return any(all(holds_at(r, values) for r in way) for way in formula.ways)
    sign = sign_of((formula.lhs - formula.rhs).subs(dict(values)))
    return sign is not None and bool(formula.func(sign, 0))


def point_of(
    given: Values, name: str, parameters: Sequence[sp.Symbol], where: Iterable[Any], *, fix: str
) -> dict[sp.Symbol, sp.Expr]:
    """The point of a region that an argument gives, with a value for every parameter.

    Raises
    ------
    OptionError
        If a parameter has no value.
    RegionError
        If the point is not in the region; `fix` says what to do.
    """
    mapping(given, name, fix="write {a: 1, b: 2}")
    named = {str(k): v for k, v in given.items()}
    if missing := [s.name for s in parameters if s.name not in named]:
        raise OptionError(f"no value for {missing[0]}", fix="give " + ", ".join(missing))
    values = {s: to_sympy(named[s.name]) for s in parameters}
    for relation in where:
        if not holds_at(relation, values):
            raise RegionError(
                "the point is not in the region that was asked about",
                where=to_text(relation),
                fix=fix,
            )
    return values


def sealed_together(
    whole: Plain, parts: Sequence[Part], made_by: Mapping[str, str]
) -> Plain | None:
    """One certificate of all cells and of their cover, if the checker accepts it."""
    proof = {"kind": "region", "parts": [proof for proof, _, _ in parts]}
    sample = {str(k): dict(sample) for k, (_, sample, _) in enumerate(parts)}
    used = sorted(f"{k}:{name}" for k, (_, _, own) in enumerate(parts) for name in own)
    sealed = seal(whole, proof, used, sample, made_by)
    return sealed if check(sealed).valid else None
