r"""A question put to `bargain.decide`, and its answer as the report prints it.

Nothing here contains a verdict. A question is a game, a condition and a region; what is printed is
the status of `bargain.decide` after `bargain.check` has read the certificate again, from its JSON
text. An answer without a valid certificate is printed as `unknown`, whatever the prover said.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import resources

import sympy as sp

from bargain.check.certificate import Data, Plain
from bargain.check.checker import CheckResult, check
from bargain.errors import DataError, InputError, LimitReached
from bargain.game.conditions import Condition
from bargain.game.expression import parse
from bargain.game.game import Game
from bargain.question.question import Question
from bargain.verdicts.decide import decide
from bargain.verdicts.verdict import Status, Verdict

__all__ = [
    "QUESTION", "Answer", "Asked", "answer", "cores_used", "inherited", "questions",
]  # fmt: skip

QUESTION = "key statement title control? game? where? witness? stored?"
"""Keys of a question in TOML."""

_SHORT_TRY = 1.5  # units of effort
#: Seconds of the clock per unit of effort: so many that a busy machine changes no answer.
PATIENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in words and as a recipe.

    Attributes
    ----------
    key : str
        Short name, unique: also the name of the certificate's file.
    statement : str
        Which statement of the theory or which reading it belongs to.
    title : str
        The question in words, without its answer.
    build : callable
        Returns ``(game, condition, where)``.
    witness : mapping of str to str
        A suggested agreement, proved like any other. Parameters that the condition adds to the
        game's are positive.
    control : bool
        Whether the question is there to come out differently from the claim.
    effort : float
        Work allowed, in units of `bargain.budget`.
    stored : str
        File of this folder with a certificate from `proofs/` that was found by hand; it counts only
        if the checker accepts it and its statement is the question's own. Empty: none.
    """

    key: str
    statement: str
    title: str
    build: Callable[[], tuple[Game, Condition, Sequence[str]]]
    witness: Mapping[str, str] = field(default_factory=dict)
    control: bool = False
    effort: float = 30.0
    stored: str = ""


def questions(
    content: Data, file: str, games: Mapping[str, Callable[[], tuple[Game, Condition]]]
) -> tuple[Asked, ...]:
    """The questions of a TOML file; `games` builds their games and conditions by name.

    Raises
    ------
    DataError
        If no game has the name that a question gives.
    """
    found = []
    for entry in content["question"]:
        texts = {key: value for key, value in entry.items() if key not in ("game", "where")}
        name = entry.get("game", entry["key"])
        if name not in games:
            raise DataError(f"no game is called {name!r}", where=f"{file}, question {entry['key']}")
        found.append(Asked(**texts, build=partial(_built, games[name], entry.get("where", []))))
    return tuple(found)


def _built(
    game: Callable[[], tuple[Game, Condition]], where: list[str]
) -> tuple[Game, Condition, list[str]]:
    return (*game(), where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is known about a question.

    Attributes
    ----------
    key, statement, title : str
        The question.
    control : bool
        Whether it is a control.
    status : str
        ``never``, ``always``, ``sometimes``, or ``unknown``.
    claim : str
        The proved statement in words, or the open question.
    rests_on : tuple of str
        The conditions that the proof used: hypotheses that are not about the region or the box.
    used : tuple of str
        All hypotheses that it used.
    method : str
        Kind of proof.
    checked : bool
        Whether the checker accepted the certificate when it read it again.
    sha256 : str
        Of the certificate; empty if there is none.
    evidence : tuple of str
        Of an undecided question: what was tried.
    follows_from : str
        Key of the answer whose certificate proves this one as well; empty if it has its own.
    certificate : dict or None
    seconds : float
        Not part of equality nor of `to_dict`.
    """

    key: str
    statement: str = ""
    title: str = ""
    control: bool = False
    status: str = "unknown"
    claim: str = ""
    rests_on: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    method: str = ""
    checked: bool = False
    sha256: str = ""
    evidence: tuple[str, ...] = ()
    follows_from: str = ""
    certificate: Data | None = field(default=None, repr=False)
    seconds: float = field(default=0.0, compare=False)

    def __bool__(self) -> bool:
        raise TypeError("an answer has no truth value; compare .status")

    @property
    def certificate_line(self) -> str:
        """One line: kind of proof, what it rests on, and whether it was checked again."""
        if not self.checked:
            return "none"
        if self.follows_from:
            return f"that of {self.follows_from}"
        return f"{self.method} {self.sha256[:10]}, checked again"

    def summary(self) -> str:
        """The answer in a line."""
        return f"{self.status}: {self.title} [{self.certificate_line}]"

    def to_dict(self) -> Plain:
        """The answer as plain data, without what differs between runs.

        The certificate is a file of its own; times, and the notes of what was tried (they quote
        times and counts), are left out.
        """
        return {
            "key": self.key,
            "statement": self.statement,
            "title": self.title,
            "control": self.control,
            "status": self.status,
            "claim": self.claim,
            "rests_on": list(self.rests_on),
            "used": list(self.used),
            "method": self.method,
            "checked": self.checked,
            "sha256": self.sha256,
            "follows_from": self.follows_from,
        }


def cores_used(used: Sequence[str]) -> tuple[str, ...]:
    """The names of the conditions among the hypotheses that a proof used, once each.

    Examples
    --------
    >>> cores_used(["region: s_C > s_P", "balanced('security'): patron and client", "root_1 = (1)"])
    ("balanced('security')",)
    """
    names = (
        name.partition(": ")[0]
        for name in used
        if not name.startswith(("region", "weights", "root_", "where"))
        and " at least " not in name
        and " at most " not in name
    )
    return tuple(dict.fromkeys(name.partition(" for ")[0].partition(" of ")[0] for name in names))


def answer(asked: Asked) -> Answer:
    """Decide a question and let the checker read the certificate again.

    Parameters
    ----------
    asked : Asked

    Returns
    -------
    Answer
        `unknown`, with the reason, for a question that the deciders refuse.
    """
    started = time.monotonic()
    try:
        game, condition, where = asked.build()
        if (known := _stored(asked, game, condition, where)) is not None:
            return from_verdict(asked, known, time.monotonic() - started)
        # A suggested agreement is proved soon or not at all: a short try comes first.
        limits = [_SHORT_TRY, asked.effort] if asked.witness else [asked.effort]
        for limit in limits:
            verdict = decide(
                game,
                condition,
                where,
                effort=limit,
                timeout=PATIENCE * asked.effort,
                witness=_suggested(asked, game),
            )
            if verdict.status is not Status.UNKNOWN:
                break
    except (InputError, LimitReached) as refusal:
        verdict = Verdict(claim=asked.title, evidence=(str(refusal),))
    return from_verdict(asked, verdict, time.monotonic() - started)


def _suggested(asked: Asked, game: Game) -> Plain | None:
    """The suggested agreement; a name that is not the game's is a positive parameter."""
    if not asked.witness:
        return None
    names = {name for text in asked.witness.values() for name in re.findall(r"[A-Za-z_]\w*", text)}
    symbols = {name: sp.Symbol(name, positive=True) for name in names} | dict(game.symbols)
    return {v: parse(text, symbols) for v, text in asked.witness.items()}


def _stored(asked: Asked, game: Game, condition: Condition, where: Sequence[str]) -> Verdict | None:
    """The stored certificate of a question as a verdict; None if none fits."""
    if not asked.stored:
        return None
    file = resources.files("bargain.alliances.report").joinpath(asked.stored)
    if not file.is_file():
        return None
    certificate = json.loads(file.read_text(encoding="utf-8"))
    question = Question(game, condition, tuple(where))
    result = check(certificate)
    if not result.valid:
        return None
    own = {"always": question.always, "never": question.never, "sometimes": question.sometimes}[
        result.verdict
    ]()
    if json.loads(json.dumps(own.plain())) != certificate["statement"]:
        return None
    return Verdict(status=Status(result.verdict), claim=own["words"][0], certificate=certificate)


def from_verdict(asked: Asked, verdict: Verdict, seconds: float) -> Answer:
    """The answer that a verdict gives after its certificate was read again from its text."""
    common: Plain = {
        "key": asked.key,
        "statement": asked.statement,
        "title": asked.title,
        "control": asked.control,
        "seconds": seconds,
        "claim": verdict.claim,
    }
    if verdict.certificate is None:
        return Answer(**common, evidence=verdict.evidence)
    certificate = json.loads(json.dumps(verdict.certificate))
    result = check(certificate)
    if not result.valid or result.verdict != verdict.status:
        return Answer(**common, evidence=(*verdict.evidence, f"checker: {result.reason}"))
    return checked_answer(common, certificate, result)


def checked_answer(common: Data, certificate: Data, result: CheckResult) -> Answer:
    """The answer that a certificate gives after the checker accepted it."""
    return Answer(
        **common,
        status=str(Status(result.verdict)),
        rests_on=cores_used(result.used),
        used=tuple(result.used),
        method=result.kind,
        checked=True,
        sha256=certificate["sha256"],
        certificate=certificate,
    )


def inherited(open_answer: Answer, proved: Answer) -> Answer:
    """The answer `never` to a question that demands more than one answered `never`.

    Parameters
    ----------
    open_answer : Answer
        Undecided; its conditions include all of those of the other, its game and region are equal.
    proved : Answer
        ``never``, with a checked certificate.

    Returns
    -------
    Answer
        With the digest of the other's certificate, and its key in `follows_from`.
    """
    if proved.status != "never" or not proved.checked or open_answer.status != "unknown":
        return open_answer
    return replace(
        open_answer,
        status="never",
        claim=proved.claim,
        rests_on=proved.rests_on,
        used=proved.used,
        method=proved.method,
        checked=True,
        sha256=proved.sha256,
        evidence=(),
        follows_from=proved.key,
    )
