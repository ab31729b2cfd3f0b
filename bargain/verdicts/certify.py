"""From a proof to a verdict: sealed, read by the checker, and only then a verdict."""

from __future__ import annotations

from bargain.check.certificate import CertificateError, Plain, seal
from bargain.check.checker import check, hypotheses_used
from bargain.question.statement import Statement
from bargain.result import versions
from bargain.verdicts.shown_points import shown_points
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["certified"]

_NO_PROOFS = ("h", "ideal", "p", "sq", "c", "num", "den")
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
    names, made_by = _referred_to(plain, proof), versions(*_TOOLS)
    certificate = seal(plain, proof, names, sample, made_by)
    result = check(certificate)
    if not result.valid:  # the checker knows which names it wants, if that is all
        try:
            names = hypotheses_used(plain, proof, sample)
        except CertificateError as refusal:
            tried.append(f"the checker refused the proof found: {refusal}")
            return None
        certificate = seal(plain, proof, names, sample, made_by)
        result = check(certificate)
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


def _referred_to(statement: Plain, proof: Plain) -> list[str]:
    """The hypotheses that a proof of ``never`` or ``always`` refers to: what the checker wants.

    If it wants others it says so, and has the last word.
    """
    parts = {"never": ("region", "necessary"), "always": ("region",)}.get(statement["claim"], ())
    names = [h["name"] for part in parts for h in statement[part]]
    found = set[int]()
    left: list[object] = [proof]
    while left:
        piece = left.pop()
        if isinstance(piece, list):
            left += piece
        elif isinstance(piece, dict):
            at = piece.get("h", ())
            found.update([at] if isinstance(at, int) else at)
            found.update(i for i, _ in piece.get("ideal", ()))
            left += [v for key, v in piece.items() if key not in _NO_PROOFS]
    return sorted({names[i] for i in found if i < len(names)})
