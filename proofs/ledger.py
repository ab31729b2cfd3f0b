"""The ledger of proofs: what a statement is made of, what came out, and whether it is what it says.

A *statement* has parts. A part is a decision whose verdict is stated beforehand; some parts are
*controls*: the same method, applied where the answer must be the opposite. A *twin* is a small
exhaustive or numerical check of the statement by code that shares nothing with the deciders. A
statement is `settled` iff every part has the stated verdict, with a certificate that the checker
accepts, and every twin holds. Nothing else counts as success: an exception, a limit, an `unknown`
is a failure of the part.

A certificate is *tied* if its exact statement is the one that its own game and conditions give
(`bargain.rebuild.tied`), or, of a relation between numbers, the one that this relation gives. One
that is not says why.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bargain.errors import BargainError
from bargain.rebuild.tied import ABOUT, NUMBERS, check, check_against
from bargain.verdicts.theorems.theorem import Theorem
from bargain.verdicts.verdict import Answer, Finding, Outcome, Proof as Answered, Status, Verdict
from proofs.by_cases import ByCases, Listing

__all__ = ["Decided", "Ledger", "Observed", "Part", "Proof", "Statement", "Twin", "prove"]

_HEADS = ("no", "statement", "assumptions used", "method", "certificate", "verdict", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A decision with the verdict that the statement predicts.

    Attributes
    ----------
    slug : str
        Names the certificate file.
    claim : str
        In words, what this part adds to the statement.
    expected : Status, Outcome, Finding or Listing
        What settles it: a verdict, for a relation the outcome, for a theorem the finding, for cases
        where something is listed.
    everywhere : bool
        For a relation that fails, whether it has to fail wherever its hypotheses hold; where it
        does not have to it must hold somewhere.
    run : callable
        Decides it; the only place where work is done.
    control : bool
        Whether the part must come out the other way.
    """

    slug: str
    claim: str
    expected: Status | Outcome | Finding | Listing
    run: Callable[[], Answer]
    everywhere: bool = False
    control: bool = False

    @property
    def verdict(self) -> str:
        """The verdict of the certificate that settles it."""
        if isinstance(self.expected, Outcome):
            return Answered(status=self.expected, everywhere=self.everywhere).verdict
        if isinstance(self.expected, Finding):
            return Theorem(status=self.expected).verdict
        return "region" if isinstance(self.expected, Listing) else str(self.expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """An independent check: ``run`` returns whether it holds, and what was looked at."""

    claim: str
    run: Callable[[], tuple[bool, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement of the theory in the form in which it is proved.

    Attributes
    ----------
    outcome : str
        ``as stated``, ``with hypotheses`` (true, once the named hypotheses are added),
        ``restated`` (the wording was false or open to two readings) .
    assumptions : tuple of str
        Everything the statement rests on, in words.
    findings : tuple of str
        Where the theory page and the mathematics differ, with counter-examples.
    """

    number: int
    title: str
    text: str
    assumptions: tuple[str, ...]
    parts: tuple[Part, ...]
    twins: tuple[Twin, ...]
    outcome: str = "as stated"
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What came out of a part."""

    part: Part
    verdict: Answer = field(default_factory=Verdict)
    reason: str = ""
    tied: str = ""
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the verdict is the stated one and its certificate is valid."""
        same_word = self.verdict.status is self.part.expected
        return not self.reason and same_word and self.verdict.verdict == self.part.verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What came out of a twin."""

    twin: Twin
    holds: bool = False
    detail: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A statement with everything that was run for it."""

    statement: Statement
    decided: tuple[Decided, ...] = ()
    observed: tuple[Observed, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether every part, every control and every twin came out as stated."""
        has_all = (
            any(not d.part.control for d in self.decided)
            and any(d.part.control for d in self.decided)
            and bool(self.observed)
        )
        return (
            has_all and all(d.holds for d in self.decided) and all(o.holds for o in self.observed)
        )

    @property
    def seconds(self) -> float:
        """Time of all parts and twins."""
        return sum(d.seconds for d in self.decided) + sum(o.seconds for o in self.observed)

    @property
    def used(self) -> tuple[str, ...]:
        """The hypotheses that the proofs needed, without the negated claims."""
        names = dict.fromkeys(
            name.partition("region: ")[2] or name
            for d in self.decided
            if not d.part.control
            for name in d.verdict.used
            if not name.startswith(("not the claim", "fails"))
        )
        return tuple(names)

    def row(self) -> tuple[str, ...]:
        """One row of the table."""
        s = self.statement
        main = [d for d in self.decided if not d.part.control]
        methods = sorted({d.verdict.method for d in self.decided if d.verdict.method})
        right = sum(d.holds for d in self.decided) + sum(o.holds for o in self.observed)
        size = sum(
            len(json.dumps(d.verdict.certificate))
            for d in self.decided
            if d.verdict.certificate is not None
        )
        verdict = s.outcome if self.settled else "NOT SETTLED"
        return (
            str(s.number),
            s.title,
            f"{len(self.used)} hypotheses",
            ", ".join(methods),
            f"{len(main)}+{len(self.decided) - len(main)} files, {size / 1000:.0f} kB",
            verdict,
            f"{self.seconds:.1f} s" + ("" if self.settled else f" ({right} right)"),
        )

    def failures(self) -> list[str]:
        """What did not come out as stated."""
        lines = []
        for d in self.decided:
            if not d.holds:
                found = d.reason or "; ".join(d.verdict.evidence) or d.verdict.claim
                lines.append(
                    f"{self.statement.number} {d.part.slug}: expected {d.part.expected}, "
                    f"came out {d.verdict.status}: {found}"
                )
        lines += [
            f"{self.statement.number} twin {o.twin.claim!r}: {o.detail}"
            for o in self.observed
            if not o.holds
        ]
        if not lines and not self.settled:
            lines.append(f"{self.statement.number}: a decision, a control or a twin is missing")
        return lines

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        s = self.statement
        return {
            "number": s.number,
            "title": s.title,
            "text": s.text,
            "outcome": s.outcome,
            "settled": self.settled,
            "assumptions": list(s.assumptions),
            "findings": list(s.findings),
            "used": list(self.used),
            "seconds": round(self.seconds, 3),
            "parts": [
                {
                    "slug": d.part.slug,
                    "claim": d.part.claim,
                    "control": d.part.control,
                    "expected": str(d.part.expected),
                    "holds": d.holds,
                    "reason": d.reason,
                    "tied": d.tied,
                    "verdict": d.verdict.to_dict(),
                    "seconds": round(d.seconds, 3),
                }
                for d in self.decided
            ],
            "twins": [
                {
                    "claim": o.twin.claim,
                    "holds": o.holds,
                    "detail": o.detail,
                    "seconds": round(o.seconds, 3),
                }
                for o in self.observed
            ],
        }

    def save(self, folder: Path) -> list[Path]:
        """Write every certificate; return the files."""
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for d in self.decided:
            if d.verdict.certificate is not None:
                path = folder / f"{self.statement.number:02d}-{d.part.slug}.json"
                d.verdict.save(path)
                files.append(path)
        return files


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All proofs, in the order of the statements."""

    proofs: tuple[Proof, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether there is a proof and every one is settled."""
        return bool(self.proofs) and all(p.settled for p in self.proofs)

    def __repr__(self) -> str:
        count = sum(p.settled for p in self.proofs)
        return f"<Ledger {count} of {len(self.proofs)} statements settled>"

    def summary(self) -> str:
        """The table, what did not come out as stated, and what ties the certificates to games."""
        table = self.table(
            [p.row() for p in self.proofs], [line for p in self.proofs for line in p.failures()]
        )
        return "\n".join([table, *self.tied_lines([p.to_dict() for p in self.proofs])])

    @staticmethod
    def ties(proofs: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
        """The certificates by what they are tied to, or by the reason why they are not."""
        tied_to = {ABOUT: "tied to its game", NUMBERS: "tied to its relation"}
        found: dict[str, list[str]] = {kind: [] for kind in tied_to.values()}
        for p in proofs:
            for part in p["parts"]:
                if part["tied"]:
                    why = part["tied"].removeprefix("not tied to a game: ")
                    name = f"{p['number']:02d}-{part['slug']}"
                    found.setdefault(tied_to.get(part["tied"], why), []).append(name)
        return found

    @staticmethod
    def tied_lines(proofs: Iterable[Mapping[str, Any]]) -> list[str]:
        """How many certificates are tied, and to what; then each by its name."""
        found = Ledger.ties(proofs)
        counts = [f"{len(names)} {kind}" for kind, names in found.items() if names]
        return [
            f"Of {sum(map(len, found.values()))} certificates: {'; '.join(counts)}.",
            *(f"{why}: {', '.join(names)}." for why, names in found.items() if names),
        ]

    @staticmethod
    def table(rows: Iterable[tuple[str, ...]], failures: Iterable[str]) -> str:
        """Rows and failures as text."""
        every = [_HEADS, *rows]
        widths = [max(len(row[i]) for row in every) for i in range(len(_HEADS))]
        lines = [
            "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
            for row in every
        ]
        lines.insert(1, "  ".join("-" * w for w in widths))
        return "\n".join([*lines, *(f"FAILED {line}" for line in failures)])

    @staticmethod
    def markdown(proofs: Sequence[Mapping[str, Any]]) -> str:
        """The ledger as a table and a list of findings, from the plain data of proofs."""
        lines = [
            "| | statement | assumptions used | method | certificates | verdict | time |",
            "|---|---|---|---|---|---|---|",
        ]
        found = []
        for p in proofs:
            parts = p["parts"]
            controls = sum(part["control"] for part in parts)
            methods = sorted({part["verdict"]["method"] for part in parts} - {""})
            files = " ".join(
                f"[{part['slug']}](certificates/{p['number']:02d}-{part['slug']}.json)"
                for part in parts
                if not part["control"]
            )
            verdict = p["outcome"] if p["settled"] else "not settled"
            cells = (
                str(p["number"]),
                f"**{p['title']}**. {p['text']}",
                "; ".join(p["assumptions"]),
                f"{', '.join(methods)}; twin: " + "; ".join(t["claim"] for t in p["twins"]),
                f"{files} + {controls} controls",
                verdict,
                f"{p['seconds']:.1f} s",
            )
            lines.append("| " + " | ".join(c.replace("|", r"\|") for c in cells) + " |")
            found += [f"- **{p['number']}.** {finding}" for finding in p["findings"]]
        differ = "### Where the page and the mathematics differ"
        tied, *each = Ledger.tied_lines(proofs)
        ties = [
            "### What ties the certificates to their games",
            "",
            tied,
            "",
            *(f"- {line}" for line in each),
        ]
        return "\n".join([*lines, "", *ties, "", differ, "", *found, ""])

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"settled": self.settled, "proofs": [p.to_dict() for p in self.proofs]}


def _decided(part: Part) -> Decided:
    started = time.monotonic()
    try:
        verdict = part.run()
    except BargainError as error:
        return Decided(
            part=part, reason=f"{type(error).__name__}: {error}", seconds=time.monotonic() - started
        )
    reason = tied = ""
    if verdict.certificate is None:
        reason = "" if verdict.verdict == Status.UNKNOWN else "a verdict without a certificate"
    else:
        tree = verdict.game if isinstance(verdict, ByCases) else None
        if tree is None:
            result = check(dict(verdict.certificate))
        else:
            result = check_against(dict(verdict.certificate), game=tree, name="this game")
        tied = _one_reason(result.tied) if result.valid else ""
        if not result.valid:
            reason = f"the checker refuses the certificate: {result.reason}"
        elif result.verdict != verdict.verdict:
            reason = f"the certificate proves {result.verdict}, the verdict says {verdict.verdict}"
    return Decided(
        part=part, verdict=verdict, reason=reason, tied=tied, seconds=time.monotonic() - started
    )


def _one_reason(tied: str) -> str:
    """What ties a certificate of several parts, said once where it is the same of all."""
    each = {part.partition("not tied to a game: ")[2] for part in tied.split("; part ")}
    return f"not tied to a game: {each.pop()}" if each != {""} and len(each) == 1 else tied


def _observed(twin: Twin) -> Observed:
    started = time.monotonic()
    holds, detail = twin.run()
    return Observed(twin=twin, holds=bool(holds), detail=detail, seconds=time.monotonic() - started)


def prove(statement: Statement, *, only: Iterable[str] = ()) -> Proof:
    """Run every part and twin of a statement (or only the parts with the given slugs)."""
    chosen = set(only)
    return Proof(
        statement=statement,
        decided=tuple(_decided(p) for p in statement.parts if not chosen or p.slug in chosen),
        observed=tuple(_observed(t) for t in statement.twins),
    )
