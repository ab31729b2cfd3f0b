"""A certificate as a Coq file about the game itself, with the grade of what the file says.

F0: the polynomial statement. F1: payoffs, agreements and region are defined in the file; what a
condition without a definition implies is stated as polynomials. F2: the conditions are defined, and
the step from their definitions to the polynomials is proved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bargain.check.certificate import Data
from bargain.errors import BargainError, OptionError
from bargain.explain.coq import coq
from bargain.explain.coq.coq_script import named, relation
from bargain.explain.coq.coq_tables import Tables
from bargain.game.conditions.efficiency import Efficient
from bargain.game.game import Game
from bargain.kernel.bridges import LEMMAS, Bridge
from bargain.kernel.defined_game import DefinedGame
from bargain.question.question import Question
from bargain.rebuild.rebuild import question_of

__all__ = ["CoqFile", "Grade", "graded"]


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
        For kinds of proof that have no Coq form.
    """
    statement = certificate["statement"]
    try:
        if statement["claim"] == "table":
            return CoqFile(source=coq(certificate, name), grade=Grade.CONDITIONS)
        writer = _Writer(certificate, name)
    except (OptionError, KeyError) as error:
        return CoqFile(
            source=coq(certificate, name), grade=Grade.POLYNOMIALS, reason=_reason(error)
        )
    return writer.file()


def _reason(error: Exception) -> str:
    return error.what if isinstance(error, BargainError) else f"the statement has no {error}"


class _Writer:
    """The polynomial theorem, the definitions, and the theorem about them."""

    def __init__(self, certificate: Data, name: str) -> None:
        self.certificate, self.name = certificate, name
        self.statement = certificate["statement"]
        if self.statement["claim"] not in ("never", "always") or not self.statement["game"]:
            raise OptionError("the statement is about numbers, or at points")
        if self.statement.get("functions"):
            raise OptionError("there are logarithms or exponentials")
        game = Game.from_toml(self.statement["game"])
        self.question: Question = question_of(self.statement, game)
        implied = self.statement["claim"] == "never"
        self.game = DefinedGame(self.question, without=(Efficient,) if implied else ())
        names = {
            s: n for s, n in self.question.frame.names.items() if n in self.statement["variables"]
        }
        self.bridge = Bridge(self.game, names)
        self.theorems = Tables(self.statement)

    def file(self) -> CoqFile:
        """The whole."""
        body = self._never() if self.statement["claim"] == "never" else self._always()
        if body is None:
            return CoqFile(source=coq(self.certificate, self.name), grade=Grade.POLYNOMIALS,
                           reason=self.reason)  # fmt: skip
        base = coq(self.certificate, f"{self.name}_polynomials")
        source = "\n".join([base, LEMMAS.strip(), "", *self.game.lines, "", *body, ""])
        grade = Grade.GAME if self.game.undefined else Grade.CONDITIONS
        names = ", ".join(c.name for c in self.game.undefined)
        reason = f"no definition in Coq: {names}" if names else ""
        return CoqFile(source=source, grade=grade, reason=reason)

    reason = ""

    # --- never ------------------------------------------------------------------------------------

    def _never(self) -> list[str] | None:
        statement, game, bridge = self.statement, self.game, self.bridge
        proof, region = self.certificate["proof"], len(statement["region"])
        used = self.theorems.used_by(proof, region)
        necessary = [k - region for k in used if k >= region]
        hypotheses = [statement["necessary"][k] for k in necessary]
        if any(h["rel"] == "or" for h in [*hypotheses, *statement["region"]]):
            self.reason = "a clause is one way or another"
            return None
        assumed = self._of_undefined(hypotheses)
        others = [n for n in self.theorems.names if n not in self.theorems.parameters]
        auxiliary = [n for n in others if n not in game.variables]
        for number, defined in enumerate(game.conditions):
            bridge.facts(defined, self._labels(number, len(defined.parts)))
        needs = [n for n in auxiliary if self._mentioned(n, hypotheses)]
        free = [n for n in needs if n not in bridge.replies]
        if free and not assumed:
            self.reason = f"{free[0]} is no quantity of the game"
            return None
        said = ["agreement", *(d.name for d in game.conditions)]
        propositions = [" ".join([said[0], *game.variables]), *map(game.applied, said[1:])]
        propositions += [relation(h, self.theorems.names) for h in assumed]
        quantified = [*game.variables, *(free if assumed else [])]
        lead = f"forall {' '.join(game.parameters)} : R, " if game.parameters else ""
        inside = " ".join(["region", *game.parameters])
        exists = f"exists {' '.join(quantified)} : R, " if quantified else ""
        lines = [
            f"Theorem {self.name} : {lead}{inside} ->",
            f"  ~ ({exists}" + " /\\ ".join(propositions) + ").",
            "Proof.",
            f"  intros {' '.join([*game.parameters, 'R0'])}. unfold region in R0.",
        ]
        pattern = _nested(["B0", *(f"C{k}" for k in range(len(game.conditions))),
                           *(f"U{k}" for k in range(len(assumed)))])  # fmt: skip
        for v in reversed(quantified):
            pattern = f"[{v} {pattern}]"
        lines.append(f"  intros {pattern}.")
        lines.append(f"  unfold {', '.join(said)} in *.")
        lines += self._taken_apart()
        given = [n if n in game.variables or n in needs else "0" for n in others]
        first = " ".join("_" for k in used if k < region)
        rest = " ".join("_" for _ in necessary)
        arguments = " ".join([*self.theorems.parameters, first, *given, rest])
        lines += [
            *bridge.lines,
            f"  unfold {bridge.unfold} in *.",
            f"  refine ({self.name}_polynomials {arguments}); lra.",
            "Qed.",
        ]
        return lines

    def _labels(self, number: int, count: int) -> list[str]:
        return [f"C{number}"] if count == 1 else [f"C{number}_{k}" for k in range(count)]

    def _taken_apart(self) -> list[str]:
        """Destruct the conjunctions."""
        game = self.game
        lines = []
        groups = [("R0", "R", len(self.question.stated)), ("B0", "B", 2 * len(game.variables))]
        for label, lead, count in groups:
            if count > 1:
                lines.append(
                    f"  destruct {label} as {_nested([f'{lead}{k}' for k in range(count)])}."
                )
        for number, defined in enumerate(game.conditions):
            labels = self._labels(number, len(defined.parts))
            if len(labels) > 1:
                lines.append(f"  destruct C{number} as {_nested(labels)}.")
        return lines

    def _of_undefined(self, hypotheses: Sequence[Data]) -> list[Data]:
        """The clauses of conditions that have no definition here."""
        names = {k.name for c in self.game.undefined for k in c.necessary(self.game.game).clauses}
        return [h for h in hypotheses if re.sub(r" \(no\. \d+\)$", "", h["name"]) in names]

    def _mentioned(self, name: str, hypotheses: Sequence[Data]) -> bool:
        place = self.theorems.names.index(name)
        return any(e[place] for h in hypotheses for _, e in h["poly"])

    # --- always -----------------------------------------------------------------------------------

    def _always(self) -> list[str] | None:
        statement, game, bridge = self.statement, self.game, self.bridge
        unknowns = [named(u) for u in statement["unknowns"]]
        if game.undefined or any(v not in unknowns for v in game.variables):
            self.reason = (
                f"no definition in Coq: {game.undefined[0].name}"
                if game.undefined
                else "the agreement itself is not given"
            )
            return None
        lead = f"forall {' '.join(game.parameters)} : R, " if game.parameters else ""
        said = ["agreement", *(d.name for d in game.conditions)]
        propositions = [" ".join([said[0], *game.variables]), *map(game.applied, said[1:])]
        exists = f"exists {' '.join(game.variables)} : R, " if game.variables else ""
        goals = statement["goals"]
        labels = [f"G{k}" for k in range(len(goals))]
        pattern = _nested(labels)
        for u in reversed(unknowns):
            pattern = f"[{u} {pattern}]"
        region = [relation(h, self.theorems.names) for h in statement["region"]]
        met = " ".join(f"Q{k}" for k in range(len(region)))
        base = " ".join([f"{self.name}_polynomials", *self.theorems.parameters, met])
        lines = [
            f"Theorem {self.name} : {lead}{' '.join(['region', *game.parameters])} ->",
            f"  {exists}" + " /\\ ".join(propositions) + ".",
            "Proof.",
            f"  intros {' '.join([*game.parameters, 'R0'])}. unfold region in R0.",
            *self._taken_apart()[: len(self.question.stated) > 1],
            *(f"  assert (Q{k} : {text}) by lra." for k, text in enumerate(region)),
            f"  destruct ({base}) as {pattern}.",
            f"  exists {', '.join(game.variables)}.",
            "  split.",
            "  { unfold agreement. repeat split; lra. }",
        ]
        bound = [
            (label, [named(z) for z in g["forall"]]) for label, g in zip(labels, goals, strict=True)
        ]
        for number, defined in enumerate(game.conditions):
            last = number == len(game.conditions) - 1
            bridge.line("{" if last else "split. {")
            bridge.line(f"unfold {defined.name}.", 2)
            bridge.show(defined, bound, 2)
            bridge.line("}")
        return [*lines, *bridge.lines, "Qed."]


def _nested(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"[{labels[0]} {_nested(labels[1:])}]"
