"""Suggested witnesses: sympy expressions in the parameters as exact definitions of unknowns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from bargain.exist.equations import Existence
from bargain.exist.triangular import Definition, Definitions, Quotient, Root
from bargain.refute.ring import Poly, Ring


def read_hint(existence: Existence, hint: Mapping[str, sp.Expr]) -> Definitions | None:
    """Definitions from sympy expressions: quotients and n-th roots of quotients."""
    ring = existence.ring
    symbols = {name: sp.Symbol(name) for name in ring.names}
    rank = {name: k for k, name in enumerate(ring.names)}
    definitions: list[Definition] = []
    for name in sorted(hint, key=lambda n: rank.get(n, -1)):
        if name not in ring.index or ring.index[name] not in existence.unknowns:
            return None
        plain = sp.sympify(hint[name])
        plain = plain.xreplace({s: symbols[s.name] for s in plain.free_symbols})
        definition = _definition(existence, name, plain, symbols)
        if definition is None:
            return None
        definitions.append(definition)
    return tuple(definitions)


def _definition(
    existence: Existence, name: str, expression: sp.Expr, symbols: Mapping[str, sp.Symbol]
) -> Definition | None:
    ring = existence.ring
    ordered = [symbols[n] for n in ring.names]
    simplified = sp.powsimp(sp.together(expression), force=True)
    for power in (1, 2, 3, 4, 6):
        value = sp.cancel(sp.powdenest(simplified**power, force=True))
        parts = [_poly(ring, part, ordered) for part in sp.fraction(value)]
        if not any(part is None for part in parts):
            break
    else:
        return None
    num, den = parts
    position = ring.index[name]
    if power == 1:
        return Quotient(position, num, den)
    lo, hi = existence.boxes[position]
    low = ring.constant(lo if lo is not None else 0)
    high = ring.constant(hi if hi is not None else 100)
    return Root(position, den * ring.gens[position] ** power - num, low, high)


def _poly(ring: Ring, expression: sp.Expr, symbols: Sequence[sp.Symbol]) -> Poly | None:
    """A polynomial with rational coefficients in the ring, None for anything else."""
    try:
        terms = sp.Poly(expression, *symbols, domain="QQ").terms()
    except (sp.PolynomialError, sp.CoercionFailed):
        return None
    return ring.decode([[str(c), list(m)] for m, c in terms if c != 0])
