"""A certificate as a Coq file about the game itself, with the grade of what the file says.

F0: the polynomial statement. F1: payoffs, agreements and region are defined in the file; what a
condition without a definition implies is stated as polynomials. F2: the conditions are defined, and
the step from their definitions to the polynomials is proved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bargain.check.certificate import Data
from bargain.errors import BargainError, OptionError
from bargain.explain.coq import coq
from bargain.explain.coq.coq_script import conjunction, exists, named, relation
from bargain.explain.coq.coq_tables import Tables
from bargain.explain.script import of_certificate
from bargain.game.conditions import Condition
from bargain.game.conditions.efficiency import Efficient
from bargain.game.conditions.sufficient_clauses import Reading
from bargain.game.game import Game
from bargain.kernel.bridges import LEMMAS, Bridge
from bargain.kernel.defined_game import DefinedGame
from bargain.kernel.smooth_facts import SMOOTH, SmoothBridge
from bargain.kernel.smooth_goals import SmoothGoals
from bargain.kernel.terms import Terms, twins
from bargain.question.question import Question
from bargain.rebuild.rebuild import question_of

__all__ = ["CoqFile", "Grade", "graded"]


_WHOLE = ("table", "equilibria")


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
    try:
        if statement["claim"] in _WHOLE:  # the file defines payoffs and equilibrium
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
        if self.statement["claim"] not in _CLAIMS or not self.statement["game"]:
            raise OptionError("the statement is about numbers")
        game = Game.from_toml(self.statement["game"])
        self.question: Question = question_of(self.statement, game)
        implied = self.statement["claim"] == "never"
        self.game = DefinedGame(self.question, without=(Efficient,) if implied else ())
        names = {
            s: n for s, n in self.question.frame.names.items() if n in self.statement["variables"]
        }
        self.names = names
        self.bridge = (
            SmoothBridge(self.game, names) if self.game.smooth else Bridge(self.game, names)
        )
        self.theorems = Tables(self.statement)
        self.reading = self._reading()
        self.taken = ""  # polynomials that no definition in the file gives

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
        source = "\n".join([base, *lemmas, "", *self.game.lines, *values, "", *body, ""])
        grade = Grade.GAME if self.game.undefined or self.taken else Grade.CONDITIONS
        names = ", ".join(c.name for c in self.game.undefined)
        reason = f"taken as given: {self.taken}" if self.taken else ""
        reason = f"no definition in Coq: {names}" if names else reason
        return CoqFile(source=source, grade=grade, reason=reason)

    def _reading(self) -> Reading | None:
        """The clauses whose goals the statement has."""
        goals = self.statement.get("goals")
        state = getattr(self.question, self.statement["claim"])
        if goals is None:
            return None
        return next((r for r in self.question.readings() if state(r)["goals"] == goals), None)

    @property
    def base(self) -> str:
        """The name of the theorem about polynomials."""
        return f"{self.name}_polynomials"

    @property
    def region(self) -> list[str]:
        """The region as polynomials."""
        return [relation(h, self.theorems.names) for h in self.statement["region"]]

    @property
    def in_region(self) -> str:
        """That the parameters lie in the region."""
        return " ".join(["region", *self.game.parameters])

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

    # --- never ------------------------------------------------------------------------------------

    def never(self) -> list[str]:
        """No agreement satisfies the conditions."""
        region = len(self.statement["region"])
        used = self.theorems.used_by(self.certificate["proof"], region)
        necessary = [k - region for k in used if k >= region]
        proposition, proof = self._none(necessary)
        first = " ".join("_" for k in used if k < region)
        end = " ".join([self.base, *self.theorems.parameters, first])
        return [*self._for_all(proposition), *proof(end), "Qed."]

    def _none(self, necessary: Sequence[int]) -> tuple[str, Callable[[str], list[str]]]:
        """That there is no agreement, and its proof from the necessary clauses."""
        hypotheses = [self.statement["necessary"][k] for k in necessary]
        assumed = self._of_undefined(hypotheses)
        others = [n for n in self.theorems.names if n not in self.theorems.parameters]
        if self.game.smooth:
            return self._none_smooth(hypotheses, assumed)
        game, bridge = self.game, self.bridge
        assumed += [h for h in hypotheses if h["rel"] == "or" and h not in assumed]
        self._take(assumed)
        auxiliary = [n for n in others if n not in game.variables]
        facts = self._implied()
        needs = [n for n in auxiliary if self._mentioned(n, hypotheses)]
        free = [n for n in needs if n not in bridge.replies]
        if free and not assumed:
            raise OptionError(f"{free[0]} is no quantity of the game")
        defining = [h for h in hypotheses if any(self._mentioned(n, [h]) for n in free)]
        assumed += [h for h in defining if h not in assumed]
        given = [n if n in game.variables or n in needs else "0" for n in others]
        rest = " ".join([*given, *("_" for _ in necessary)])
        return self._no_agreement(free, assumed, self.theorems.names, facts, rest)

    def _none_smooth(
        self, hypotheses: Sequence[Data], given: Sequence[Data]
    ) -> tuple[str, Callable[[str], list[str]]]:
        """The same of payoffs that are no polynomials: clauses are shown one by one."""
        bridge = self.bridge = SmoothBridge(self.game, self.names)
        meanings = self.question.meanings(self.statement["claim"], self.reading)
        terms = Terms(self.statement, self.question, bridge, meanings)
        start = len(bridge.lines)
        bridge.values_at({})
        facts = self._implied()
        bridge.lines[start:] = [*bridge.lines[start:], *facts]
        game = self.game
        moved = {s: t for s, t in twins(terms.symbols, bridge.called).items()
                 if (n := bridge.called.get(s, named(s.name))) not in bridge.replies
                 and not self._mentioned(n, hypotheses)}  # fmt: skip
        names = terms.at(moved)
        premises = terms.functions(names, moved)
        assumed = terms.clauses(hypotheses, given, names)
        self._take(assumed)
        facts = bridge.lines[start:]
        del bridge.lines[start:]
        others = [(n, t) for n, t in zip(self.theorems.names, names, strict=True)
                  if n not in self.theorems.parameters]  # fmt: skip
        free = [n for n, t in others if n == t and n not in game.variables
                and n not in bridge.replies]  # fmt: skip
        needs = [n for n in free if self._mentioned(n, hypotheses)]
        texts = ["0" if n in free and n not in needs else t for n, t in others]
        rest = " ".join([*texts, *("_" for _ in range(premises + len(hypotheses)))])
        return self._no_agreement(needs, assumed, names, facts, rest)

    def _take(self, assumed: Sequence[Data]) -> None:
        """Say what is taken as given."""
        conditions = self.question.condition.simple()
        efficient = Efficient in map(type, conditions) and "what efficiency implies"
        names = [h["name"] for h in assumed if h not in self._of_undefined([h])]
        self.taken = ", ".join([*names, *([efficient] if efficient and assumed else [])])

    def _implied(self) -> list[str]:
        """Lines that pose what the conditions imply."""
        bridge = self.bridge
        start = len(bridge.lines)
        for number, defined in enumerate(self.game.conditions):
            bridge.facts(defined, self._labels(number, len(defined.parts)))
        facts = bridge.lines[start:]
        del bridge.lines[start:]
        return facts

    def _no_agreement(
        self,
        free: Sequence[str],
        assumed: Sequence[Data],
        names: Sequence[str],
        facts: Sequence[str],
        rest: str,
    ) -> tuple[str, Callable[[str], list[str]]]:
        """That no agreement meets the conditions, and its proof from the facts."""
        game, bridge = self.game, self.bridge
        quantified = [*game.variables, *free]
        propositions = [*self._satisfied(), *(relation(h, names) for h in assumed)]
        pattern = conjunction(["B0", *(f"C{k}" for k in range(len(game.conditions))),
                           *(f"U{k}" for k in range(len(assumed)))])  # fmt: skip
        for v in reversed(quantified):
            pattern = f"[{v} {pattern}]"

        def proof(end: str) -> list[str]:
            return [
                f"  intros {pattern}.",
                f"  unfold {', '.join(['agreement', *(d.name for d in game.conditions)])} in *.",
                *self._apart([("B0", "B", 2 * len(game.variables))]),
                *self._conditions_apart(),
                *facts,
                f"  unfold {bridge.unfold} in *.",
                *(f"  {line}" for line in game.put_in()),
                f"  refine ({end} {rest}); from_region.",
            ]

        return f"~ ({exists(quantified)}" + " /\\ ".join(propositions) + ")", proof

    def _satisfied(self) -> list[str]:
        game = self.game
        names = [d.name for d in game.conditions]
        return [" ".join(["agreement", *game.variables]), *map(game.applied, names)]

    def _of_undefined(self, hypotheses: Sequence[Data]) -> list[Data]:
        """The clauses of conditions whose definition does not give them here."""
        conditions = self.question.condition.simple()
        given: list[Condition] = [c for c in conditions if isinstance(c, Efficient)]
        given += [c for c in self.game.undefined if c not in given]
        names = {k.name for c in given for k in c.necessary(self.game.game).clauses}
        return [h for h in hypotheses if re.sub(r" \(no\. \d+\)$", "", h["name"]) in names]

    def _mentioned(self, name: str, hypotheses: Sequence[Data]) -> bool:
        place = self.theorems.names.index(name)
        ways = [h["any"] if h["rel"] == "or" else [[[h["rel"], h["poly"]]]] for h in hypotheses]
        polynomials = [p for any_of in ways for way in any_of for _, p in way]
        return any(e[place] for p in polynomials for _, e in p)

    # --- always -----------------------------------------------------------------------------------

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

    def _some(self) -> tuple[str, Callable[[str], list[str]]]:
        """That there is an agreement, and its proof from the goals."""
        statement, game, bridge = self.statement, self.game, self.bridge
        unknowns = [named(u) for u in statement["unknowns"]]
        if game.undefined:
            raise OptionError(f"no definition in Coq: {game.undefined[0].name}")
        if any(v not in unknowns for v in game.variables):
            raise OptionError("the agreement itself is not given")
        if game.smooth:
            return self._some_smooth()
        goals = [(f"G{k}", [named(z) for z in g["forall"]])
                 for k, g in enumerate(statement["goals"])]  # fmt: skip
        pattern = conjunction([label for label, _ in goals])
        for u in reversed(unknowns):
            pattern = f"[{u} {pattern}]"
        start = len(bridge.lines)
        for number, defined in enumerate(game.conditions):
            last = number == len(game.conditions) - 1
            bridge.line("{" if last else "split. {")
            bridge.line(f"unfold {defined.name}.", 2)
            bridge.show(defined, goals, 2)
            bridge.line("}")
        shown = bridge.lines[start:]
        del bridge.lines[start:]

        def proof(lead: str) -> list[str]:
            return [
                f"  {lead} {pattern}.",
                f"  exists {', '.join(game.variables)}.",
                "  split.",
                "  { unfold agreement. repeat split; lra. }",
                *shown,
            ]

        return f"{exists(game.variables)}" + " /\\ ".join(self._satisfied()), proof

    def _some_smooth(self) -> tuple[str, Callable[[str], list[str]]]:
        """The same of payoffs that are no polynomials."""
        game = self.game
        bridge = self.bridge = SmoothBridge(game, self.names)
        meanings = self.question.meanings(self.statement["claim"], self.reading)
        terms = Terms(self.statement, self.question, bridge, meanings)
        goals = SmoothGoals(bridge, terms, self.theorems)
        goals.agreement()
        bridge.line(f"exists {', '.join(game.variables)}.")
        bridge.line("split.")
        bridge.line("{ exact B0. }")
        for number, defined in enumerate(game.conditions):
            last = number == len(game.conditions) - 1
            bridge.line("{" if last else "split. {")
            bridge.line(f"unfold {defined.name}.", 2)
            goals.show(defined, 2)
            bridge.line("}")

        def proof(lead: str) -> list[str]:
            return [f"  {lead} {goals.pattern()}.", *bridge.lines]

        return f"{exists(game.variables)}" + " /\\ ".join(self._satisfied()), proof

    # --- sometimes --------------------------------------------------------------------------------

    def sometimes(self) -> list[str]:
        """At some parameters of the region there is such an agreement, at others there is none."""
        game, statement = self.game, self.statement
        if self.question.solved or any(h["rel"] == "or" for h in statement["region"]):
            raise OptionError("a region with equations or inequations, at points")
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
        inside = f"assert (V0 : {self.in_region}) by (unfold region; repeat split; lra)."
        point += [inside, "split. { exact V0. }"]
        for own, end, proof in (("X1", "V", shown("destruct V as")), ("X2", "V", refuted("V"))):
            pattern = conjunction([*(f"Q{k}" for k in range(len(self.region))), end])
            for parameter in reversed(self.theorems.parameters):
                pattern = f"[{parameter} {pattern}]"
            lines += [f"  {{ destruct {own} as {pattern}.", *(f"    {t}" for t in point)]
            lines += [*(f"  {line}" for line in proof), "  }"]
        return [*lines, "Qed."]

    # --- parts ------------------------------------------------------------------------------------

    def _labels(self, number: int, count: int) -> list[str]:
        return [f"C{number}"] if count == 1 else [f"C{number}_{k}" for k in range(count)]

    def _apart(self, groups: Sequence[tuple[str, str, int]]) -> list[str]:
        """Destruct conjunctions of so many propositions."""
        return [
            f"  destruct {label} as {conjunction([f'{lead}{k}' for k in range(count)])}."
            for label, lead, count in groups
            if count > 1
        ]

    def _conditions_apart(self) -> list[str]:
        many = [
            (number, self._labels(number, len(defined.parts)))
            for number, defined in enumerate(self.game.conditions)
        ]
        return [f"  destruct C{n} as {conjunction(ls)}." for n, ls in many if len(ls) > 1]


_CLAIMS: dict[str, Callable[[_Writer], list[str]]] = {
    "never": _Writer.never,
    "always": _Writer.always,
    "sometimes": _Writer.sometimes,
}
