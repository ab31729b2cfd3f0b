"""The verdict of the checker: does this certificate prove exactly the claim that it states?

Each claim has one kind of proof and one module that verifies it. Here the claim is checked: the
verdict is the one that the claim means, it is put in words, and ``used`` names exactly the
hypotheses that the proof needed. Whatever is broken gives ``valid=False`` with the reason: a broken
certificate proves nothing and refutes nothing. The words are not understood by the checker; that
they say what the exact statement says is tested where statements are made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from os import PathLike
from typing import Any

from bargain.check import boxes, nash, psatz, table, witness
from bargain.check.certificate import (
    Budget,
    CertificateError,
    digest,
    fields,
    items,
    line,
    names,
    read,
    require,
)

Verify = Callable[[Mapping[str, Any], Any, Any, Budget], set[str]]

# claim: (kind of proof, the verdicts that it gives, verification)
CLAIMS: dict[str, tuple[str, tuple[str, ...], Verify]] = {
    "never": ("psatz", ("never",), psatz.never),
    "always": ("witness", ("always",), witness.always),
    "sometimes": ("witness", ("sometimes",), witness.sometimes),
    "table": ("table", ("never", "always", "sometimes"), table.table),
    "empty-box": ("boxes", ("never",), boxes.empty_box),
    "equilibria": ("nash", ("equilibria",), nash.equilibria),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a certificate proves; ``verdict`` stays ``unknown`` unless ``valid``."""

    valid: bool = False
    verdict: str = "unknown"
    claim: str = ""
    reason: str = ""
    kind: str = ""
    used: tuple[str, ...] = ()
    statement_sha256: str = ""

    def __bool__(self) -> bool:  # an invalid result in an `if` must not pass for a success
        raise TypeError("a check result has no truth value; use .valid")

    def __repr__(self) -> str:
        return f"<CheckResult {self.summary()}>"

    def summary(self) -> str:
        """Return one line: the verdict and the claim in words, or the reason."""
        return f"valid   {self.verdict}  {self.claim}" if self.valid else f"INVALID {self.reason}"

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return asdict(self) | {"used": list(self.used)}


def check(source: str | PathLike[str] | dict[str, Any] | Any) -> CheckResult:
    """Check a certificate: a path, plain data, or an object with ``.certificate``.

    Never raises for bad content: the result says ``valid=False`` and why, on one line.

    >>> check({"format": "bargain-cert/1"}).valid
    False
    """
    plain = isinstance(source, (str, PathLike, dict))
    data: Any = source if plain else getattr(source, "certificate", None)
    try:
        certificate = read(data)
        statement = certificate["statement"]
        kind, used = _verify(statement, certificate["proof"], certificate["sample"], Budget())
        exact = set(names(certificate["used"], "used")) == used
        require(exact, f"used must name exactly what the proof uses: {sorted(used)}")
    except CertificateError as error:
        return CheckResult(reason=str(error))
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        return CheckResult(reason=f"malformed: {type(error).__name__}")  # no rule foresaw the shape
    words, names_used, sha256 = statement["words"], tuple(certificate["used"]), digest(statement)
    found = CheckResult(valid=True, verdict=statement["verdict"], claim=" ".join(words), kind=kind)
    return replace(found, used=names_used, statement_sha256=sha256)


def _verify(statement: Any, proof: Any, sample: Any, budget: Budget) -> tuple[str, set[str]]:
    """Verify one statement; return the kind of its proof and the hypotheses used.

    ``all`` holds if every part holds. Its verdict is the one that the parts share, else ``all``;
    ``sample`` maps "0", "1", … to the samples of the parts; ``used`` has names such as "0:name".
    """
    require(isinstance(statement, dict) and statement.get("words"), "the statement says nothing")
    for key in ("words", "conditions", "where"):
        for text in items(statement.get(key, []), key):
            line(text, key)
    require(isinstance(statement.get("game", ""), str), "game: text is expected")
    claim = line(statement.get("claim"), "claim")
    if claim != "all":
        require(claim in CLAIMS, "unknown claim")
        kind, verdicts, verify = CLAIMS[claim]
        require(statement.get("verdict") in verdicts, "the claim does not give this verdict")
        return kind, verify(statement, proof, sample, budget)
    need = ("claim", "verdict", "words", "parts")
    fields(statement, "statement", need, ("game", "conditions", "where"))
    fields(proof, "proof", ("kind", "parts"))
    parts = items(statement["parts"], "parts")
    proofs = items(proof["parts"], "parts", len(parts))
    fields(sample, "sample", map(str, range(len(parts))))
    require(proof["kind"] == "all" and parts, "no parts, or no proof of kind all")
    used: set[str] = set()
    for k, (part, sub) in enumerate(zip(parts, proofs, strict=True)):
        require(isinstance(part, dict) and part.get("claim") != "all", "a part has parts")
        used |= {f"{k}:{name}" for name in _verify(part, sub, sample[str(k)], budget)[1]}
    shared = {part["verdict"] for part in parts}
    verdict = shared.pop() if len(shared) == 1 else "all"
    require(statement["verdict"] == verdict, "the verdict is not the one that the parts share")
    return "all", used


def hypotheses_used(statement: Any, proof: Any, sample: Any) -> list[str]:
    """Return the names that ``used`` must list (for producers); raise if the proof is broken."""
    return sorted(_verify(statement, proof, sample, Budget())[1])
