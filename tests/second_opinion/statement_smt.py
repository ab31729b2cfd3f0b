"""A second opinion on ``never``: the statement itself as SMT-LIB text, answered by z3.

Only the statement is read: its variables, region, necessary conditions and functions. A function
is written with facts that hold of every log and exp (the sign, the tangent bounds at the arguments
that occur, the law of products), so that `unsat` confirms the claim; `sat` refutes it only where no
function occurs. The effort is counted (z3's ``rlimit``), not timed: the same text has the same
answer everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import z3

RLIMIT = 2_000_000


def number(text: str | Fraction) -> str:
    """Return a rational in SMT-LIB."""
    q = Fraction(text)
    size = f"(/ {abs(q.numerator)}.0 {q.denominator}.0)"
    return f"(- {size})" if q < 0 else size


def polynomial(poly: list[Any]) -> str:
    """Return a polynomial in SMT-LIB; variable k is ``xk``."""
    terms = []
    for c, exponents in poly:
        factors = [f"x{k}" for k, e in enumerate(exponents) for _ in range(e)]
        terms.append(" ".join(["(*", number(c), *factors]) + ")" if factors else number(c))
    return "0.0" if not terms else terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"


def relation(rel: str, poly: list[Any]) -> str:
    """Return ``poly rel 0``."""
    return f"({rel} {polynomial(poly)} 0.0)"


def hypothesis(h: Mapping[str, Any]) -> str:
    """Return a hypothesis, disjunctions included."""
    if h["rel"] != "or":
        return relation(h["rel"], h["poly"])
    ways = [f"(and true {' '.join(relation(r, p) for r, p in way)})" for way in h["any"]]
    return f"(or false {' '.join(ways)})"


def _functions(statement: Mapping[str, Any]) -> Iterable[str]:
    names = statement["variables"]
    pairs: dict[str, list[tuple[str, str]]] = {"log": [], "exp": []}
    for entry in statement.get("functions", []):
        value, argument = f"x{names.index(entry['var'])}", polynomial(entry["arg"])
        # big = exp(small)
        log = entry["of"] == "log"
        pairs[entry["of"]].append((argument, value) if log else (value, argument))
    both = [*pairs["log"], *pairs["exp"]]
    for big, _ in both:
        yield f"(> {big} 0.0)"
    everywhere = [*both, ("1.0", "0.0")]
    for big, small in everywhere:
        for other, at in everywhere:
            if (big, small) != (other, at):  # exp t >= 1 + t at t = small - at, times exp(at)
                yield f"(>= {big} (* {other} (+ 1.0 {small} (- {at}))))"


def _products(statement: Mapping[str, Any]) -> Iterable[str]:
    """log(a b) = log a + log b and exp(a + b) = exp a exp b, where such arguments occur."""
    names = statement["variables"]
    entries = [(e["of"], f"x{names.index(e['var'])}", e["arg"])
               for e in statement.get("functions", [])]  # fmt: skip
    for (of, one, a), (too, two, b) in combinations_with_replacement(entries, 2):
        for also, three, c in entries:
            if of == too == also:
                joined = _times(a, b) if of == "log" else _plus(a, b)
                if joined == _plus(c, []):
                    yield f"(= {three} ({'+' if of == 'log' else '*'} {one} {two}))"


def _plus(a: list[Any], b: list[Any]) -> dict[tuple[int, ...], Fraction]:
    total: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
    for c, exponents in [*a, *b]:
        total[tuple(exponents)] += Fraction(c)
    return total


def _times(a: list[Any], b: list[Any]) -> dict[tuple[int, ...], Fraction]:
    products = [[Fraction(c) * Fraction(d), [i + j for i, j in zip(e, f, strict=True)]]
                for c, e in a for d, f in b]  # fmt: skip
    return _plus(products, [])


def text(
    statement: Mapping[str, Any],
    hypotheses: Iterable[Mapping[str, Any]],
    at: Mapping[str, str] | None = None,
) -> str:
    """Return the SMT-LIB text that asserts hypotheses, perhaps at a point of the parameters."""
    names = statement["variables"]
    lines = [f"(declare-const x{k} Real) ; {name}" for k, name in enumerate(names)]
    lines += [f"(assert {hypothesis(h)})" for h in hypotheses]
    lines += [f"(assert {fact})" for fact in (*_functions(statement), *_products(statement))]
    for name, value in (at or {}).items():
        lines.append(f"(assert (= x{names.index(name)} {number(value)}))")
    return "\n".join([*lines, "(check-sat)"])


def answer(smt: str, rlimit: int = RLIMIT) -> str:
    """Return z3's answer: sat, unsat or unknown."""
    solver = z3.Solver()
    solver.set("rlimit", rlimit)
    solver.from_string(smt)
    return str(solver.check())


def never(statement: Mapping[str, Any], rlimit: int = RLIMIT) -> str:
    """Return z3's answer to whether a `never` is false; `sat` with functions is only `unknown`."""
    found = answer(text(statement, [*statement["region"], *statement["necessary"]]), rlimit)
    return "unknown" if found == "sat" and statement.get("functions") else found


def fails(statement: Mapping[str, Any], at: Mapping[str, str], rlimit: int = RLIMIT) -> str:
    """Return z3's answer to whether the necessary conditions can hold at a point."""
    found = answer(text(statement, statement["necessary"], at), rlimit)
    return "unknown" if found == "sat" and statement.get("functions") else found
