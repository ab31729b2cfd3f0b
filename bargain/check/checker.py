"""The verdict of the checker: does this certificate prove exactly the claim that it states?

Each claim has one kind of proof and one module that verifies it. Here the claim itself is checked:
the verdict is the one that the claim means, it is put in words, and ``used`` lists exactly the
hypotheses that the proof needed. Whatever is broken gives ``valid=False`` with the reason: a broken
certificate proves nothing and refutes nothing. The words are not read by the checker; that they say
what the exact statement says is tested where statements are made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from os import PathLike
from typing import Any, Protocol

from bargain.check import psatz
from bargain.check.certificate import CertificateError, digest, fields, items, line, names, read


class Certified(Protocol):
    """Anything that carries its certificate, such as a verdict."""

    @property
    def certificate(self) -> Any:
        """The certificate as plain data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a certificate proves; ``verdict`` is ``unknown`` unless ``valid``."""

    valid: bool = False
    verdict: str = "unknown"
    claim: str = ""
    reason: str = ""
    kind: str = ""
    used: tuple[str, ...] = ()
    statement_sha256: str = ""

    def __bool__(self) -> bool:
        """Refuse: an invalid result in an ``if`` must not pass for a success."""
        raise TypeError("a check result has no truth value; use .valid")

    def __repr__(self) -> str:
        """Return one line with the verdict."""
        return f"<CheckResult {self.summary()}>"

    def summary(self) -> str:
        """Return one line: the verdict and the claim in words, or the reason."""
        return f"valid   {self.verdict}  {self.claim}" if self.valid else f"INVALID {self.reason}"

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return asdict(self) | {"used": list(self.used)}


Check = Callable[[Mapping[str, Any], Any, Any], Collection[str]]

# claim: (kind of proof, verdicts that the claim may carry, verification)
CLAIMS: dict[str, tuple[str, tuple[str, ...], Check]] = {
    "never": ("psatz", ("never",), psatz.never),
}


def check(source: str | PathLike[str] | dict[str, Any] | Certified) -> CheckResult:
    """Check a certificate: a path, plain data, or an object with ``.certificate``.

    Never raises for bad content: the result says ``valid=False`` and why, on one line.

    >>> check({"format": "bargain-cert/1"}).summary()
    "INVALID certificate: field 'made_by' is missing"
    """
    data: Any = source
    if not isinstance(source, (str, PathLike, dict)):
        data = getattr(source, "certificate", None)
        if not isinstance(data, dict):
            return CheckResult(reason=f"a {type(source).__name__} carries no certificate")
    try:
        envelope = read(data)
        statement = envelope["statement"]
        kind, used = _statement(statement, envelope["proof"], envelope["sample"])
        if set(names(envelope["used"], "used")) != set(used):
            raise CertificateError(f"used must name exactly what the proof uses: {sorted(used)}")
        return CheckResult(
            valid=True,
            verdict=statement["verdict"],
            claim=" ".join(statement["words"]),
            kind=kind,
            used=tuple(envelope["used"]),
            statement_sha256=digest(statement),
        )
    except CertificateError as error:
        return CheckResult(reason=str(error))


def _statement(statement: Any, proof: Any, sample: Any) -> tuple[str, Collection[str]]:
    """Verify one statement; return the kind of its proof and the hypotheses used."""
    if type(statement) is not dict or type(statement.get("claim")) is not str:
        raise CertificateError("statement: no claim")
    if statement["claim"] == "all":
        return "all", _all(statement, proof, sample)
    if statement["claim"] not in CLAIMS:
        raise CertificateError(f"unknown claim {statement['claim']!r:.40}")
    kind, verdicts, verify = CLAIMS[statement["claim"]]
    _words(statement)
    if statement.get("verdict") not in verdicts:
        raise CertificateError(f"the claim does not give the verdict of the statement {verdicts}")
    return kind, verify(statement, proof, sample)


def _words(statement: Mapping[str, Any]) -> None:
    if not items(statement.get("words"), "words"):
        raise CertificateError("words: the statement says nothing")
    for key in ("words", "conditions", "where"):
        for text in items(statement.get(key, []), key):
            line(text, key)
    if type(statement.get("game", "")) is not str:
        raise CertificateError("game: text is expected")


def _all(statement: Mapping[str, Any], proof: Any, sample: Any) -> Collection[str]:
    """Verify ``all``: every part holds.

    The verdict is the one that all parts share, else ``all``. ``sample`` maps "0", "1", … to the
    sample of each part; ``used`` has the names prefixed by the number of the part, "0:name".
    """
    need = ("claim", "verdict", "words", "parts")
    fields(statement, "statement", need, ("game", "conditions", "where"))
    _words(statement)
    parts = items(statement["parts"], "parts")
    fields(proof, "proof", ("kind", "parts"))
    if proof["kind"] != "all" or not parts:
        raise CertificateError("a proof of all parts, and at least one part, is expected")
    proofs = items(proof["parts"], "parts", len(parts))
    fields(sample, "sample", map(str, range(len(parts))))
    used: list[str] = []
    for k, (part, sub) in enumerate(zip(parts, proofs, strict=True)):
        if type(part) is dict and part.get("claim") == "all":
            raise CertificateError("a part cannot itself have parts")
        used += [f"{k}:{name}" for name in _statement(part, sub, sample[str(k)])[1]]
    verdicts = {part["verdict"] for part in parts}
    if statement["verdict"] != (verdicts.pop() if len(verdicts) == 1 else "all"):
        raise CertificateError("the verdict is not the one that the parts share")
    return used
