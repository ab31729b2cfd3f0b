"""From a proof to a verdict: sealed, read by the checker, and only then a verdict."""

from __future__ import annotations

from bargain.check.certificate import Plain
from bargain.check.checker import checked
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
    certificate, result = checked(plain, proof, sample, versions(*_TOOLS))
    if not result.valid:
        tried.append(f"the checker refused the proof found: {result.reason}")
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
