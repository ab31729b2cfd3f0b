"""The verdict of the checker: does this certificate prove exactly the claim that it states?

Each claim has one class that verifies its proofs. Here the claim is checked: the verdict is one
that it gives, it is put in words, and ``used`` names exactly the hypotheses that the proof needed.
Whatever is broken gives ``valid=False`` with the reason: a broken certificate proves nothing and
refutes nothing. What is said of a valid certificate is written here, from the exact statement
(`bargain.check.words`); the author's own words are handed on as such.
"""

from dataclasses import asdict, dataclass
from os import PathLike

from bargain.check import certificate as envelope
from bargain.check.boxes import Boxes
from bargain.check.certificate import (
    Budget,
    CertificateError,
    Plain,
    Raw,
    fields,
    items,
    names,
    require,
)
from bargain.check.cover import require_cover
from bargain.check.nash import Game
from bargain.check.psatz import Question
from bargain.check.table import Table
from bargain.check.witness import Existence
from bargain.check.words import sentence

# claim: (kind of proof, the verdicts that it gives, fields of the statement, what verifies it)
REGION = "variables parameters region"
GOALS = f"{REGION} unknowns bound goals"
GAME = "variables players box tape payoffs equilibria"
CLAIMS: dict[str, tuple[str, str, str, Raw]] = {
    "never": ("psatz", "never", f"{REGION} necessary", Question),
    "always": ("witness", "always", GOALS, Existence),
    "sometimes": ("witness", "sometimes", f"{GOALS} necessary", Existence),
    "table": ("table", "never always sometimes", f"{REGION} players actions payoffs", Table),
    "empty-box": ("boxes", "never", "variables box tape constraints", Boxes),
    "equilibria": ("nash", "equilibria never always", GAME, Game),
}
COMPOUND = {"all": "parts", "region": "cells parts"}  # claim: fields of the statement
MAY = {"empty-box": "parameters region", "equilibria": "", "table": ""}  # others have functions


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a certificate proves; ``verdict`` stays ``unknown`` unless ``valid``.

    ``claim`` is the sentence that the checker wrote from the exact statement that it verified;
    ``words`` is the author's wording, which nobody checked. ``tied`` is for those who rebuild the
    statement from its game, which takes more than the standard library; ``means`` is then what the
    statement says of its game, in words that were written again from it and compared.
    """

    valid: bool = False
    verdict: str = "unknown"
    claim: str = ""
    words: str = ""
    tied: str = "not looked at"
    means: str = ""
    reason: str = ""
    readable: bool = True
    kind: str = ""
    used: tuple[str, ...] = ()
    statement_sha256: str = ""

    def __bool__(self) -> bool:  # an invalid result in an `if` must not pass for a success
        raise TypeError("a check result has no truth value; use .valid")

    def __repr__(self) -> str:
        return f"<CheckResult {self.summary()}>"

    def summary(self) -> str:
        """Return one line: the verdict and what the statement claims, or the reason."""
        text = f"valid   {self.verdict}  {self.claim}" if self.valid else f"INVALID {self.reason}"
        return text if self.tied == "not looked at" else f"{text} [{self.tied}]"

    def to_dict(self) -> Plain:
        """Return the result as plain data."""
        return asdict(self) | {"used": list(self.used)}


def check(source: str | PathLike[str] | bytes | Plain | Raw) -> CheckResult:
    """Check a certificate: a path, bytes, plain data, or an object with ``.certificate``.

    Never raises for bad content: the result says ``valid=False`` and why, on one line.

    >>> check({"format": "bargain-cert/1"}).valid
    False
    """
    try:
        data = envelope.read(getattr(source, "certificate", source))
        used = names(data["used"], "used")
        found = hypotheses_used(data["statement"], data["proof"], data["sample"])
        require(sorted(used) == found, f"used must name exactly what the proof uses: {found}")
        return accepted(data["statement"], used)
    except CertificateError as error:
        readable = not isinstance(error, envelope.UnreadableError)
        return CheckResult(reason=str(error), readable=readable)


def accepted(statement: Raw, used: tuple[str, ...]) -> CheckResult:
    """What is said of a statement whose proof was verified and uses these names."""
    with envelope.refusing("cannot be put in words"):
        claim = sentence(statement, used)
    of, said, digest = statement["claim"], " ".join(statement["words"]), envelope.digest(statement)
    return CheckResult(valid=True, verdict=statement["verdict"], kind=CLAIMS.get(of, (of,))[0],
                       used=used, claim=claim, words=said, statement_sha256=digest)  # fmt: skip


def hypotheses_used(statement: Raw, proof: Raw, sample: Raw) -> list[str]:
    """Verify a proof; return the names that ``used`` must list, or raise CertificateError."""
    with envelope.refusing("not of the form of its kind"):
        return sorted(_verify(statement, proof, sample, Budget()))


def _verify(statement: Raw, proof: Raw, sample: Raw, budget: Budget) -> set[str]:
    claim = statement["claim"]
    compound = ("", "", COMPOUND.get(claim, "parts"), None)
    _, verdicts, body, question = CLAIMS.get(claim, compound)
    may = f"game conditions where {MAY.get(claim, 'functions')}"
    _, verdict, words, *_ = fields(statement, "statement", f"claim verdict words {body}", may)
    require(words, "the statement says nothing")
    for key in ("words", "conditions", "where"):
        require(all(names([t], key) for t in items(statement.get(key, []), key)), f"{key}: no text")
    require(isinstance(statement.get("game", ""), str), "game: text is expected")
    if question is not None:
        require(verdict in verdicts.split(), "the claim does not give this verdict")
        return set(question(statement, budget).prove(verdict, proof, sample))
    # it holds if every part holds; `all` has the verdict that its parts share, else `all`
    parts = list(statement["parts"])
    kind, proofs = fields(proof, "proof", "kind parts")
    samples = fields(sample, "sample", map(str, range(len(parts))))
    require(
        claim == kind in COMPOUND and parts, "unknown claim, no parts, or another kind of proof"
    )
    used = set()
    for k, (part, sub, point) in enumerate(zip(parts, proofs, samples, strict=True)):
        require(part["claim"] in CLAIMS, "a part has parts")
        used |= {f"{k}:{name}" for name in _verify(part, sub, point, budget)}
    if claim == "region":
        require_cover(statement, parts, budget)
    shared = {part["verdict"] for part in parts} if claim == "all" else set()
    good = verdict == (shared.pop() if len(shared) == 1 else claim)
    require(good, "the verdict is not the one that the parts share")
    return used
