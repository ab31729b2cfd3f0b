"""Verdicts: what was decided, with the certificate that proves it.

========== ============================================================ =========================
verdict    meaning                                                      what has been shown
========== ============================================================ =========================
never      no parameter of the region admits such an agreement          refutation for the region
always     every parameter of the region admits one                     a witness, proved
sometimes  some parameters do, some do not                              one point of each, proved
unknown    not decided with the effort allowed                            nothing; evidence only
========== ============================================================ =========================

(THEORY, section 5.) A verdict has no truth value: `unknown` is neither true nor false. Compared
with a text it compares its status (``verdict == "never"``); a text that is no status is an error.
It cannot be edited, and neither can its certificate.

A relation between quantities is no question about agreements: its answer is a `Proof`, which says
whether the relation holds (`Outcome`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Self

from bargain.check.certificate import Data, Plain, read
from bargain.check.checker import check
from bargain.errors import FileError, OptionError
from bargain.question.certificate_file import write_certificate
from bargain.rebuild.tied import check as tied, read_once
from bargain.result import Result
from bargain.verdicts.shown_points import shown_points

__all__ = ["Answer", "Finding", "Outcome", "Proof", "Status", "Verdict"]


_LONGEST_SHOWN = 200_000  # characters of a certificate that is checked while it is shown
_NO_TRUTH = "a verdict has no truth value; write verdict.status == 'never', or another status"


class Status(StrEnum):
    """The four verdicts."""

    NEVER = "never"
    ALWAYS = "always"
    SOMETIMES = "sometimes"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What is known of a relation under its hypotheses.

    `fails`: at some point where the hypotheses hold the relation does not.
    """

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


class Finding(StrEnum):
    """What is known of a theorem."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Answer(Result):
    """What answers to a question have in common: a claim, its certificate, or what was tried.

    Attributes
    ----------
    claim : str
        The question or, once decided, the proved statement in words.
    certificate : dict or None
        What `bargain.check` re-checks; None iff the status is `unknown`.
    used : tuple of str
        The hypotheses that the proof needed, by name.
    method : str
        The kind of proof: ``psatz``, ``witness``, ``boxes`` or ``table``.
    evidence : tuple of str
        What was tried, and how far it got; the caveats last.
    caveats : tuple of str
        What the claim takes for granted because it could not be decided, for instance that the
        payoffs are defined everywhere.
    seconds : float
        Time taken; not part of equality.
    """

    status: Status | Outcome | Finding
    claim: str = ""
    certificate: Data | None = None
    used: tuple[str, ...] = ()
    method: str = ""
    evidence: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    _POINTS: ClassVar[Mapping[str, str]] = {}  # fields that hold a point, each with its label

    def __post_init__(self) -> None:
        for name in ("used", "evidence", "caveats"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        Result.__post_init__(self)

    @property
    def verdict(self) -> str:
        """The word that the certificate has for the status."""
        return str(self.status)

    @property
    def undecided(self) -> str:
        """Why there is no certificate; empty if there is one."""
        return "" if self.certificate is not None else "the answer is unknown"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Answer):
            return type(self) is type(other) and self._content() == other._content()
        if isinstance(other, str):
            words = type(self.status)
            if other not in set(words):
                raise TypeError(f"{other!r} is not a status; write one of " + ", ".join(words))
            return self.status == other
        if isinstance(other, bool):
            raise TypeError(_NO_TRUTH)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.status)  # as equal texts have; `verdict in {"never"}` looks up by it

    def _content(self) -> tuple[Any, ...]:
        return tuple(getattr(self, f.name) for f in fields(self) if f.compare)

    def __bool__(self) -> bool:
        raise TypeError(_NO_TRUTH)

    @property
    def certificate_line(self) -> str:
        """One line on the certificate: kind, hypotheses used, size and digest."""
        if self.certificate is None:
            return "certificate: none"
        size = len(json.dumps(self.certificate))
        digest = self.certificate["sha256"][:12]
        return (
            f"certificate: {self.method}, {len(self.used)} hypotheses used, {size} bytes, "
            f"sha256 {digest}"
        )

    def summary(self) -> str:
        """The verdict, what the proof used, and the certificate, as text."""
        lines = [f"{self.status}: {self.claim}"]
        if self.certificate is not None:
            lines.append("  used: " + ("; ".join(self.used) or "nothing but arithmetic"))
            for name, label in self._POINTS.items():
                if found := getattr(self, name):
                    shown = ", ".join(f"{name} = {value}" for name, value in found.items())
                    lines.append(f"  {label}: {shown}")
            lines.append("  " + self.certificate_line)
            lines += [f"  taken for granted: {entry}" for entry in self.caveats]
        else:
            lines += [f"  tried: {entry}" for entry in self.evidence]
        return "\n".join(lines)

    def _notes(self) -> Mapping[str, str]:
        """Whether the checker accepts the certificate: it is asked while the card is made."""
        if self.certificate is None:
            return {}
        if len(json.dumps(self.certificate)) > _LONGEST_SHOWN:
            return {"checked": "not again while this was shown: bg.check(…) does"}
        found = check(self.certificate)
        return {"checked": "valid" if found.valid else f"INVALID: {found.reason}"}

    def to_dict(self) -> Plain:
        """The verdict as plain data; expressions as texts."""

        def plain(found: Data | None) -> dict[str, str] | None:
            return None if found is None else {str(k): str(v) for k, v in found.items()}

        return {
            "status": str(self.status),
            "claim": self.claim,
            "method": self.method,
            "used": list(self.used),
            **{name: plain(getattr(self, name)) for name in self._POINTS},
            "evidence": list(self.evidence),
            "caveats": list(self.caveats),
            "seconds": round(self.seconds, 3),
            "sha256": self.certificate["sha256"] if self.certificate else None,
        }

    def save(self, path: str | Path) -> None:
        """Write the certificate as JSON, whole or not at all.

        Raises
        ------
        OptionError
            If there is no certificate: an undecided question has nothing to save.
        """
        write_certificate(path, self._proved("certificate to save", "one"))

    def to_latex(self) -> str:
        """The argument in words and formulas, ready for an appendix."""
        from bargain.explain.prose import latex

        return latex(self._proved("argument to write", "a proof"))

    def explain(self) -> str:
        """The argument in words and formulas, as plain text."""
        from bargain.explain.prose import text

        return text(self._proved("argument to explain", "a proof"))

    def _proved(self, what: str, carried: str) -> Data:
        """The certificate, or `OptionError` where nothing was decided."""
        if self.certificate is None:
            raise OptionError(
                f"there is no {what}",
                where=f"verdict {self.status}",
                fix=f"only what was decided carries {carried}",
            )
        return self.certificate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Verdict(Answer):
    """The answer to a question about agreements, with its proof or with what was tried.

    Attributes
    ----------
    status : Status
        Default `unknown`, the weakest.
    witness : mapping or None
        For `always` the agreement as functions of the parameters, where it has a closed form; for
        `sometimes` the parameters and the agreement of one point that admits it.
    counterexample : mapping or None
        For `sometimes`, parameters at which no such agreement exists.

    Examples
    --------
    >>> import bargain as bg
    >>> game = bg.models.autonomy_security()
    >>> verdict = bg.decide(game, bg.conditions.participation())
    >>> verdict.status, verdict == "always", verdict.certificate is None
    (<Status.ALWAYS: 'always'>, True, False)
    """

    status: Status = Status.UNKNOWN
    witness: Data | None = None
    counterexample: Data | None = None

    _POINTS: ClassVar[Mapping[str, str]] = {"witness": "witness", "counterexample": "none at"}

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a certificate that was saved, check it, and return its verdict.

        Parameters
        ----------
        path : path-like

        Returns
        -------
        Verdict
            The claim is what the checker wrote from the statement that it verified, or, where the
            statement is one about the certificate's own game, what it means of the game. What was
            tried is in no certificate.

        Raises
        ------
        FileError
            If the file cannot be read, the certificate is not valid, or is no verdict.

        Examples
        --------
        >>> import bargain as bg, tempfile
        >>> game = bg.models.autonomy_security()
        >>> verdict = bg.decide(game, bg.conditions.participation())
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     verdict.save(f"{folder}/claim.json")
        ...     again = bg.Verdict.load(f"{folder}/claim.json")
        >>> again.status, again.certificate == verdict.certificate
        (<Status.ALWAYS: 'always'>, True)
        """
        certificate = read_once(path)
        found = tied(certificate)
        if not found.valid or found.verdict not in set(Status):
            what = found.reason or f"it is a certificate of {found.verdict!r}, which is no verdict"
            raise FileError(what, where=str(path), fix="name a file that verdict.save wrote")
        content = read(certificate)
        witness, counterexample = shown_points(content["statement"], content["proof"])
        return cls(
            status=Status(found.verdict),
            claim=found.means or found.claim,
            certificate=content,
            used=found.used,
            method=found.kind,
            witness=witness,
            counterexample=counterexample,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Proof(Answer):
    """The answer to whether a relation holds under its hypotheses.

    Attributes
    ----------
    status : Outcome
        Default `unknown`, the weakest.
    everywhere : bool
        Whether the status is that of every point of the hypotheses: so it is where the relation
        holds, and where it fails without exception.
    counterexample : mapping or None
        One exact point at which the hypotheses hold and the relation does not.
    holds_at : mapping or None
        Where it fails but not everywhere, one at which it holds.
    """

    status: Outcome = Outcome.UNKNOWN
    everywhere: bool = False
    counterexample: Data | None = None
    holds_at: Data | None = None

    _POINTS: ClassVar[Mapping[str, str]] = {"counterexample": "fails at", "holds_at": "holds at"}

    @property
    def verdict(self) -> str:
        """How often the relation fails, which is the verdict of the certificate."""
        words = {Outcome.HOLDS: Status.NEVER, Outcome.UNKNOWN: Status.UNKNOWN}
        failing = Status.ALWAYS if self.everywhere else Status.SOMETIMES
        return str(words.get(self.status, failing))

    @classmethod
    def read(cls, verdict: Verdict) -> Self:
        """The answer that a verdict on "the relation fails" gives."""
        outcome = {Status.NEVER: Outcome.HOLDS, Status.UNKNOWN: Outcome.UNKNOWN}
        same = ("claim", "certificate", "used", "method", "evidence", "caveats", "seconds")
        mixed, fails = (verdict.status is s for s in (Status.SOMETIMES, Status.ALWAYS))
        sample = verdict.certificate["sample"] if fails and verdict.certificate else None
        return cls(
            status=outcome.get(verdict.status, Outcome.FAILS),
            everywhere=verdict.status in (Status.NEVER, Status.ALWAYS),
            counterexample=verdict.witness if mixed else sample or None,
            holds_at=verdict.counterexample if mixed else None,
            **{name: getattr(verdict, name) for name in same},
        )
