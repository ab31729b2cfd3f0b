"""From a proof to a verdict: sealed, read by the checker, and only then a verdict."""

from __future__ import annotations

from bargain.check.certificate import CertificateError, Plain, read, seal
from bargain.check.checker import accepted, hypotheses_used
from bargain.question.statement import Statement
from bargain.result import versions
from bargain.verdicts.shown_points import shown_points
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
    """Seal a proof that the checker accepts; None, and a note in `tried`, if it refuses."""
    if not isinstance(statement, Statement):
        raise TypeError("only a Statement, which a question has written, can be certified")
    plain = statement.plain()
    try:
        used = tuple(hypotheses_used(plain, proof, sample))
        certificate = seal(plain, proof, used, sample, versions(*_TOOLS))
        read(certificate)
        result = accepted(plain, used)
    except CertificateError as refusal:
        tried.append(f"the checker refused the proof found: {refusal}")
        return None
    witness, counterexample = shown_points(statement, proof)
    return Verdict(
        status=status,
        claim=statement["words"][0],
        certificate=certificate,
        used=result.used,
        method=result.kind,
        witness=witness,
        evidence=(*tried, *caveats),
        caveats=caveats,
        counterexample=counterexample,
    )
