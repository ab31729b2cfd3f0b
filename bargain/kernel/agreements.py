"""That there is an agreement that meets the conditions, and that there is none, with proofs."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence

from bargain.check.certificate import Data
from bargain.errors import OptionError
from bargain.explain.coq.coq_script import conjunction, exists, named, relation
from bargain.explain.coq.coq_tables import Tables
from bargain.game.auxiliary import deviation
from bargain.game.conditions import Condition
from bargain.game.conditions.best_replies import NoGainfulDeviation
from bargain.game.conditions.condition import Fails
from bargain.game.conditions.efficiency import Efficient
from bargain.game.conditions.standard import Holds
from bargain.game.conditions.sufficient_clauses import Reading
from bargain.game.game import Game
from bargain.kernel.bridges import Bridge
from bargain.kernel.defined_game import Defined, DefinedGame
from bargain.kernel.smooth_facts import SmoothBridge
from bargain.kernel.smooth_goals import SmoothGoals
from bargain.kernel.terms import Terms, twins
from bargain.question.question import Question
from bargain.rebuild.rebuild import question_of, stated_by

__all__ = ["Agreements"]

_QUANTIFIED = (NoGainfulDeviation, Efficient)
_OPPOSITE = {"<": "Rnot_lt_le", "<=": "Rnot_le_lt", ">": "Rnot_gt_le", ">=": "Rnot_ge_lt"}


class Agreements:
    """Propositions about agreements of a statement's game, each with its proof.

    Parameters
    ----------
    certificate : mapping
    claims : container of str
        Those that have a form.
    """

    def __init__(self, certificate: Data, claims: Container[str]) -> None:
        self.certificate = certificate
        self.statement = certificate["statement"]
        if self.statement["claim"] not in claims or not self.statement["game"]:
            raise OptionError("the statement is about numbers")
        game = Game.from_toml(self.statement["game"])
        self.question: Question = question_of(self.statement, game)
        implied = self.statement["claim"] in ("never", "empty-box")
        self.game = DefinedGame(self.question, without=(Efficient,) if implied else ())
        names = {
            s: n for s, n in self.question.frame.names.items() if n in self.statement["variables"]
        }
        self.names = names
        self.bridge = (
            SmoothBridge(self.game, names) if self.game.smooth else Bridge(self.game, names)
        )
        self.theorems = Tables({"parameters": (), **self.statement})
        self.reading = self._reading()
        self.taken: list[str] = []  # polynomials that no definition in the file gives

    def _reading(self) -> Reading | None:
        """The clauses whose goals the statement has."""
        goals = self.statement.get("goals")
        if goals is None:
            return None
        state = getattr(self.question, self.statement["claim"])
        again, reading = stated_by(goals, self.question, state)
        return reading if again["goals"] == goals else None

    @property
    def region(self) -> list[str]:
        """The region as polynomials."""
        return [relation(h, self.theorems.names) for h in self.statement["region"]]

    @property
    def in_region(self) -> str:
        """That the parameters lie in the region."""
        return " ".join(["region", *self.game.parameters])

    def _none(self, necessary: Sequence[int]) -> tuple[str, Callable[[str], list[str]]]:
        """That there is no agreement, and its proof from the necessary clauses."""
        hypotheses = [self.statement["necessary"][k] for k in necessary]
        if self.game.bare:
            return self._none_given(hypotheses)
        assumed = self._of_undefined(hypotheses)
        others = [n for n in self.theorems.names if n not in self.theorems.parameters]
        if self.game.smooth:
            return self._none_smooth(hypotheses, assumed)
        game, bridge = self.game, self.bridge
        denied = self._denied()
        assumed += [h for h in hypotheses if h["rel"] == "or" and h not in assumed
                    and h["name"] not in denied]  # fmt: skip
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
        said = [relation(h, self.theorems.names) for h in assumed]
        return self._no_agreement(free, said, facts, rest)

    def _none_given(self, hypotheses: Sequence[Data]) -> tuple[str, Callable[[str], list[str]]]:
        """The same where nothing is proved of payoffs: all clauses are taken as given."""
        theorems, game = self.theorems, self.game
        inside = {v for v, *_ in theorems.context.functions}
        argued = [{"rel": "=", "poly": f["arg"]} for f in self.statement.get("functions", [])]
        others = [n for n in theorems.names if n not in theorems.parameters]
        free = [n for n in others if n not in game.variables
                and (n in inside or self._mentioned(n, [*hypotheses, *argued]))]  # fmt: skip
        said = [text for text, _ in theorems.function_premises()]
        said += [relation(h, theorems.names) for h in hypotheses]
        places = [n if n in game.variables or n in free else "0" for n in others]
        rest = " ".join([*places, *("_" for _ in said)])
        return self._no_agreement(free, said, [], rest)

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
        unused = {n for n in terms.quantities() if not self._mentioned(n, hypotheses)}
        unused |= {n for n in free if n not in needs}
        texts = ["0" if n in unused else t for n, t in others]
        rest = " ".join([*texts, *("_" for _ in range(premises + len(hypotheses)))])
        said = [relation(h, names) for h in assumed]
        return self._no_agreement(needs, said, facts, rest)

    def _take(self, assumed: Sequence[Data]) -> None:
        """Say what is taken as given."""
        conditions = self.question.condition.simple()
        efficient = Efficient in map(type, conditions) and "what efficiency implies"
        names = [h["name"] for h in assumed if h not in self._of_undefined([h])]
        self.taken += [*names, *([efficient] if efficient and assumed else [])]

    def _implied(self) -> list[str]:
        """Lines that pose what the conditions imply."""
        bridge = self.bridge
        start = len(bridge.lines)
        for number, defined in enumerate(self.game.conditions):
            if not self.game.boxes and isinstance(defined.condition, NoGainfulDeviation):
                continue
            if defined.inner:
                self._joined(defined, number)
            else:
                bridge.facts(defined, self._labels(number, len(defined.parts)))
        facts = bridge.lines[start:]
        del bridge.lines[start:]
        return facts

    def _joined(self, defined: Defined, number: int) -> None:
        """Take a condition apart that says that others hold and a relation does not."""
        bridge, *premises, claim = self.bridge, *defined.inner
        before, fails = f"I{number}", f"M{number}"
        bridge.line(f"destruct (Classical_Prop.imply_to_and _ _ C{number}) as [{before} {fails}].")
        bridge.line(f"unfold {', '.join(d.name for d in defined.inner)} in *.")
        groups = [[f"{before}_{k}_{j}" for j in range(len(d.parts))]
                  for k, d in enumerate(premises)]  # fmt: skip
        bridge.line(f"destruct {before} as {conjunction([conjunction(g) for g in groups])}.")
        assert isinstance(claim.condition, Holds)
        if lemma := _OPPOSITE.get(claim.condition.relation.rel_op):
            bridge.line(f"apply {lemma} in {fails}.")
        if isinstance(bridge, SmoothBridge):
            bridge.denied(claim.condition.relation, fails)
        for d, labels in zip(premises, groups, strict=True):
            bridge.facts(d, labels)

    def _denied(self) -> set[str]:
        """The names of clauses that say that a relation does not hold."""
        claims = [d.inner[-1].condition for d in self.game.conditions if d.inner]
        return {k.name for c in claims for k in Fails(c).necessary(self.game.game).clauses}

    def _no_agreement(
        self, free: Sequence[str], assumed: Sequence[str], facts: Sequence[str], rest: str
    ) -> tuple[str, Callable[[str], list[str]]]:
        """That no agreement meets the conditions, and its proof from the facts."""
        game, bridge = self.game, self.bridge
        quantified = [*game.variables, *free]
        propositions = [*self._satisfied(), *assumed]
        pattern = conjunction(["B0", *(f"C{k}" for k in range(len(game.conditions))),
                           *(f"U{k}" for k in range(len(assumed)))])  # fmt: skip
        for v in reversed(quantified):
            pattern = f"[{v} {pattern}]"
        close = "from_region"
        if game.bare and assumed:  # `lra` reads all that is known, and these may be long
            given = " ".join(f"U{k}" for k in range(len(assumed)))
            close = f"first [assumption | clear {given}; from_region]"

        def proof(end: str) -> list[str]:
            return [
                f"  intros {pattern}.",
                f"  unfold {', '.join(['agreement', *(d.name for d in game.conditions)])} in *.",
                *self._apart([("B0", "B", game.inside)]),
                *self._conditions_apart(),
                *facts,
                f"  unfold {bridge.unfold} in *.",
                *(f"  {line}" for line in game.put_in()),
                f"  refine ({end} {rest}); {close}.",
            ]

        return f"~ ({exists(quantified)}" + " /\\ ".join(propositions) + ")", proof

    def _satisfied(self, without: type | tuple[type, ...] = ()) -> list[str]:
        game = self.game
        names = [d.name for d in game.conditions if not isinstance(d.condition, without)]
        return [" ".join(["agreement", *game.variables]), *map(game.applied, names)]

    def _of_undefined(self, hypotheses: Sequence[Data]) -> list[Data]:
        """The clauses of conditions whose definition does not give them here."""
        conditions = self.question.condition.simple()
        open_ones = (Efficient,) if self.game.boxes else (Efficient, NoGainfulDeviation)
        given: list[Condition] = [c for c in conditions if isinstance(c, open_ones)]
        given += [c for c in self.game.undefined if c not in given]
        names = {k.name for c in given for k in c.necessary(self.game.game).clauses}
        return [h for h in hypotheses if re.sub(r" \((no\. \d+|again)\)", "", h["name"]) in names]

    def _mentioned(self, name: str, hypotheses: Sequence[Data]) -> bool:
        place = self.theorems.names.index(name)
        ways = [h["any"] if h["rel"] == "or" else [[[h["rel"], h["poly"]]]] for h in hypotheses]
        polynomials = [p for any_of in ways for way in any_of for _, p in way]
        return any(e[place] for p in polynomials for _, e in p)

    def _some(self) -> tuple[str, Callable[[str], list[str]]]:
        """That there is an agreement, and its proof from the goals."""
        statement, game, bridge = self.statement, self.game, self.bridge
        unknowns = [named(u) for u in statement["unknowns"]]
        first = [named(self.names.get(deviation(v), "")) for v in game.game.variables]
        given = self.reading is None or self.reading.agreement
        places = game.variables if given else first
        if any(v not in unknowns for v in places):
            raise OptionError("the agreement itself is not given")
        try:
            if game.undefined:
                raise OptionError(f"no definition in Coq: {game.undefined[0].name}")
            if not game.boxes and any(
                isinstance(d.condition, _QUANTIFIED) or d.inner for d in game.conditions
            ):
                raise OptionError("deviations are restricted beyond boxes")
            if not given:
                raise OptionError("an efficient agreement where the sum of payoffs is largest")
            if game.smooth:
                return self._some_smooth()
        except OptionError as error:
            return self._some_given(unknowns, places, error.what)
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
            if defined.inner:
                self._show_joined(defined, goals)
            else:
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

    def _show_joined(self, defined: Defined, goals: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Show that conditions hold and a relation does not."""
        bridge, *premises, claim = self.bridge, *defined.inner
        bridge.line("apply joined.", 2)
        bridge.line("{", 2)
        for k, d in enumerate(premises):
            bridge.line("{" if k == len(premises) - 1 else "split. {", 3)
            bridge.line(f"unfold {d.name}.", 4)
            bridge.show(d, goals, 4)
            bridge.line("}", 3)
        bridge.line("}", 2)
        bridge.line(f"intro I1. unfold {claim.name} in I1.", 2)
        bridge.line("repeat match goal with H : _ \\/ _ |- _ => destruct H end; lra.", 2)

    def _some_given(
        self, unknowns: Sequence[str], places: Sequence[str], reason: str
    ) -> tuple[str, Callable[[str], list[str]]]:
        """The same of the goals themselves, which are stated as polynomials."""
        self.taken.append(f"what conditions come to ({reason})")
        goals = self.statement["goals"]
        labels = [f"G{k}" for k in range(len(goals))]
        pattern, whole = conjunction(labels), labels[-1]
        for label in reversed(labels[:-1]):
            whole = f"(conj {label} {whole})"
        for u in reversed(unknowns):
            pattern = f"[{u} {pattern}]"
        inside = " ".join(["agreement", *places])
        texts = [inside, *map(self.theorems.goal_text, goals)]

        def proof(lead: str) -> list[str]:
            return [
                f"  {lead} {pattern}.",
                f"  exists {', '.join(unknowns)}.",
                f"  assert (B0 : {inside}).",
                "  { unfold agreement. repeat split; try from_goals. }",
                f"  exact (conj B0 {whole}).",
            ]

        return f"{exists(unknowns)}" + " /\\ ".join(texts), proof

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
