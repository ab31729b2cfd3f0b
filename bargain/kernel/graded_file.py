"""A certificate as a Coq file about the game itself, with the grade of what the file says.

F0: the polynomial statement. F1: payoffs, agreements and region are defined in the file; what a
condition without a definition implies is stated as polynomials. F2: the conditions are defined, and
the step from their definitions to the polynomials is proved; of a statement about numbers, the
relation and its hypotheses (`bargain.kernel.relation_file`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from bargain.check.certificate import Data
from bargain.errors import BargainError, InputError, OptionError
from bargain.explain.coq import coq
from bargain.explain.coq.coq_script import conjunction, exists, named
from bargain.explain.script import of_certificate
from bargain.game.conditions.best_replies import NoGainfulDeviation
from bargain.game.conditions.efficiency import Efficient
from bargain.kernel.box_clauses import BoxClauses
from bargain.kernel.bridges import LEMMAS
from bargain.kernel.expressions import in_coq
from bargain.kernel.listed_case import ListedCase
from bargain.kernel.relation_file import RelationFile
from bargain.kernel.tactics import SMOOTH
from bargain.rebuild.cases_again import is_case

__all__ = ["CoqFile", "Grade", "graded"]


_WHOLE = ("table", "equilibria")
_QUANTIFIED = (NoGainfulDeviation, Efficient)


class Grade(StrEnum):
    """How much of the question a file defines."""

    POLYNOMIALS = "F0"
    GAME = "F1"
    CONDITIONS = "F2"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoqFile:
    """A Coq file.

    Attributes
    ----------
    source : str
    grade : Grade
    reason : str
        Why it is not a higher one; empty for the highest.
    """

    source: str
    grade: Grade
    reason: str = ""


@of_certificate
def graded(certificate: Data, name: str = "claim") -> CoqFile:
    """Write a certificate as a Coq file of the highest grade that there is for it.

    Parameters
    ----------
    certificate : mapping
    name : str, default "claim"
        Of the theorem.

    Raises
    ------
    OptionError
        If functions of a box are too long to be written in full.
    InputError
        If it is no certificate: the checker says what is wrong.
    """
    statement = certificate["statement"]
    if "parts" in statement:
        return _together(certificate, name)
    try:
        if statement["claim"] in _WHOLE:  # the file defines payoffs and equilibrium
            return CoqFile(source=coq(certificate, name), grade=Grade.CONDITIONS)
        if is_case(statement) and statement["game"]:
            case = ListedCase(certificate, name)
            source = "\n".join([coq(certificate, f"{name}_polynomials"), *case.lines(), ""])
            grade = Grade.GAME if case.reason else Grade.CONDITIONS
            return CoqFile(source=source, grade=grade, reason=case.reason)
        if not statement.get("game") and statement.get("conditions"):
            file = RelationFile(certificate, name)
            source = "\n".join([coq(certificate, f"{name}_polynomials"), *file.lines(), ""])
            return CoqFile(source=source, grade=Grade.CONDITIONS)
        writer = _Writer(certificate, name)
    except (InputError, KeyError) as error:
        return CoqFile(
            source=coq(certificate, name), grade=Grade.POLYNOMIALS, reason=_reason(error)
        )
    return writer.file()


def _together(certificate: Data, name: str) -> CoqFile:
    """The parts of a statement, each in a module, and all of them: the grade is the lowest."""
    whole = certificate["statement"], certificate["proof"]
    samples = certificate.get("sample", {})
    files = [
        graded({"sample": samples.get(str(k), {}), "statement": part, "proof": own}, name)
        for k, (part, own) in enumerate(zip(whole[0]["parts"], whole[1]["parts"], strict=True))
    ]
    lowest = min(files, key=lambda file: file.grade)
    if lowest.grade is Grade.POLYNOMIALS:
        return CoqFile(source=coq(certificate, name), grade=lowest.grade, reason=lowest.reason)
    lines = [line for file in files for line in file.source.splitlines()]
    required = list(dict.fromkeys(line for line in lines if line.startswith("From ")))
    modules = []
    for k, file in enumerate(files, 1):
        own = [line for line in file.source.splitlines() if not line.startswith("From ")]
        modules += [f"Module Part{k}.", *own, f"End Part{k}.", ""]
    theorem = reduce(lambda rest, k: f"(conj Part{k}.{name} {rest})", range(len(files) - 1, 0, -1),
                     f"Part{len(files)}.{name}")  # fmt: skip
    source = "\n".join([*required, "", *modules, f"Definition {name} := {theorem}.", ""])
    return CoqFile(source=source, grade=lowest.grade, reason=lowest.reason)


def _reason(error: Exception) -> str:
    return error.what if isinstance(error, BargainError) else f"the statement has no {error}"


class _Writer(BoxClauses):
    """The polynomial theorem, the definitions, and the theorem about them."""

    def __init__(self, certificate: Data, name: str) -> None:
        super().__init__(certificate, _CLAIMS)
        self.name = name

    def file(self) -> CoqFile:
        """The whole."""
        try:
            body = _CLAIMS[self.statement["claim"]](self)
        except OptionError as error:
            return CoqFile(source=coq(self.certificate, self.name), grade=Grade.POLYNOMIALS,
                           reason=error.what)  # fmt: skip
        base = coq(self.certificate, self.base)
        values = self.game.values.lines
        lemmas = [LEMMAS.strip(), *([SMOOTH] if self.game.smooth else [])]
        values += self.game.links
        source = "\n".join([base, *lemmas, "", *self.game.lines, *values, "", *body, ""])
        names = ", ".join(c.name for c in self.game.undefined)
        reason = "agreements are shares of their boxes" if self.game.shared else ""
        reason = f"taken as given: {', '.join(self.taken)}" if self.taken else reason
        reason = f"no definition in Coq: {names}" if names else reason
        reason = f"nothing is proved of payoffs: {self.game.bare}" if self.game.bare else reason
        grade = Grade.GAME if reason else Grade.CONDITIONS
        return CoqFile(source=source, grade=grade, reason=reason)

    @property
    def base(self) -> str:
        """The name of the theorem about polynomials."""
        return f"{self.name}_polynomials"

    def _for_all(self, proposition: str) -> list[str]:
        """The beginning of a theorem about all parameters of the region."""
        game = self.game
        lead = f"forall {' '.join(game.parameters)} : R, " if game.parameters else ""
        return [
            f"Theorem {self.name} : {lead}{self.in_region} ->",
            f"  {proposition}.",
            "Proof.",
            f"  intros {' '.join([*game.parameters, 'R0'])}. pose proof R0 as V0.",
            "  unfold region in R0.",
            *self._apart([("R0", "R", len(self.question.stated))]),
        ]

    def never(self) -> list[str]:
        """No agreement satisfies the conditions."""
        region = len(self.statement["region"])
        used = self.theorems.used_by(self.certificate["proof"], region)
        necessary = [k - region for k in used if k >= region]
        proposition, proof = self._none(necessary)
        first = " ".join("_" for k in used if k < region)
        end = " ".join([self.base, *self.theorems.parameters, first])
        return [*self._for_all(proposition), *proof(end), "Qed."]

    def empty_box(self) -> list[str]:
        """The same, from a box of all unknowns."""
        proposition, proof = self._none_in_box(self.certificate["proof"])
        return [*self._for_all(proposition), *proof(self.base), "Qed."]

    def always(self) -> list[str]:
        """For all parameters there is an agreement that satisfies the conditions."""
        proposition, proof = self._some()
        met = " ".join(f"Q{k}" for k in range(len(self.region)))
        base = " ".join([self.base, *self.theorems.parameters, met])
        return [
            *self._for_all(proposition),
            *(f"  {line}" for line in self.game.put_in()),
            *(f"  assert (Q{k} : {text}) by from_region." for k, text in enumerate(self.region)),
            *proof(f"destruct ({base}) as"),
            "Qed.",
        ]

    def sometimes(self) -> list[str]:
        """At some parameters of the region there is such an agreement, at others there is none."""
        game, statement = self.game, self.statement
        fails = self.certificate["proof"]["fails"]["proof"]
        before = len(statement["region"]) + len(self.theorems.parameters)
        necessary = [k - before for k in self.theorems.used_by(fails, before) if k >= before]
        some, shown = self._some()
        none, refuted = self._none(necessary)
        lead = exists(game.parameters)
        lines = [
            f"Theorem {self.name} :",
            f"  ({lead}{self.in_region} /\\ ({some})) /\\",
            f"  ({lead}{self.in_region} /\\ {none}).",
            "Proof.",
            f"  destruct {self.base} as [X1 X2].",
            "  split.",
        ]
        point = [f"exists {', '.join(game.parameters)}."] if game.parameters else []
        solved = [(named(p.name), in_coq(e)) for p, e in self.question.solved]
        fixed = [f"assert (Z : exists {p} : R, {p} = {e}) by (exists {e}; reflexivity)."
                 f" destruct Z as [{p} Z_{p}]." for p, e in solved]  # fmt: skip
        put = "".join(f"subst {p}; " for p, _ in solved)
        inside = f"assert (V0 : {self.in_region})"
        inside += f" by ({put}unfold region; repeat split; from_region)."
        point = [*fixed, *point, inside, "split. { exact V0. }"]
        for own, end, proof in (("X1", "V", shown("destruct V as")), ("X2", "V", refuted("V"))):
            pattern = conjunction([*(f"Q{k}" for k in range(len(self.region))), end])
            for parameter in reversed(self.theorems.parameters):
                pattern = f"[{parameter} {pattern}]"
            lines += [f"  {{ destruct {own} as {pattern}.", *(f"    {t}" for t in point)]
            if own == "X1" and not game.smooth:  # what follows has no name for them
                lines += [f"    subst {p}." for p, _ in solved]
            lines += [*(f"  {line}" for line in proof), "  }"]
        return [*lines, "Qed."]


_CLAIMS: dict[str, Callable[[_Writer], list[str]]] = {
    "never": _Writer.never,
    "always": _Writer.always,
    "sometimes": _Writer.sometimes,
    "empty-box": _Writer.empty_box,
}
