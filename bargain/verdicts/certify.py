"""From a proof to a verdict: sealed, read by the checker, and only then a verdict."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from bargain.check.certificate import CertificateError, Data, Plain, seal
from bargain.check.checker import check, hypotheses_used
from bargain.question.encoding import expression
from bargain.question.statement import Statement
from bargain.result import versions
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["certified"]

_TOOLS = ("sympy", "z3-solver", "scipy", "python-flint")


def certified(
    status: Status,
    statement: Statement,
    proof: Plain,
    sample: dict[str, str],
    *,
    tried: list[str],
    caveats: tuple[str, ...] = (),
) -> Verdict | None:
    """Seal a proof and let the checker read it; None, and a note in `tried`, if it refuses."""
    if not isinstance(statement, Statement):
        raise TypeError("only a Statement, which a question has written, can be certified")
    plain = statement.plain()
    try:
        names = hypotheses_used(plain, proof, sample)
    except CertificateError as refusal:
        tried.append(f"the checker refused the proof found: {refusal}")
        return None
    certificate = seal(plain, proof, names, sample, versions(*_TOOLS))
    result = check(certificate)
    if not result.valid:
        tried.append(f"the checker refused the proof found: {result.reason}")
        return None
    point = proof.get("exists", {}).get("at")
    return Verdict(
        status=status,
        claim=statement["words"][0],
        certificate=certificate,
        used=result.used,
        method=result.kind,
        witness=_witness(statement, proof, point),
        evidence=(*tried, *caveats),
        caveats=caveats,
        counterexample=proof.get("fails", {}).get("at") or None,
    )


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
