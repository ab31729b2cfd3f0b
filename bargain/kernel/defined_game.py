"""A game and its conditions as Coq definitions: what a statement is about, in its own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from bargain.errors import OptionError
from bargain.game.alternatives import demands
from bargain.game.conditions import Condition
from bargain.game.conditions.best_replies import NoGainfulDeviation
from bargain.game.conditions.condition import Fails
from bargain.game.conditions.connectives import Implies
from bargain.game.conditions.efficiency import Efficient
from bargain.game.conditions.slopes import only_boxes
from bargain.game.conditions.standard import Balance, Holds, Participation, Positive, measure_of
from bargain.game.game import Game
from bargain.kernel.expressions import in_coq, in_pieces, is_polynomial, names_of, relation_in_coq
from bargain.kernel.values import Values
from bargain.question.question import Question

__all__ = ["Defined", "DefinedGame"]


@dataclass(frozen=True, slots=True)
class Defined:
    """A condition with the name of its definition, and the propositions that it consists of."""

    condition: Condition
    name: str
    parts: tuple[str, ...]
    inner: tuple[Defined, ...] = ()  # for "not (A and B and … implies C)": A, B, …, C


@dataclass(slots=True)
class DefinedGame:
    """Definitions of a game's payoffs, its agreements and region, and of conditions.

    Parameters
    ----------
    question : Question
    without : sequence of type
        Conditions that are not to be defined.

    Raises
    ------
    OptionError
        If the game has more than boxes with numbers for ends, or payoffs in pieces.
    """

    question: Question
    without: Sequence[type] = ()
    game: Game = field(init=False)
    parameters: list[str] = field(init=False)
    variables: list[str] = field(init=False)
    payoffs: dict[str, str] = field(init=False)
    conditions: list[Defined] = field(default_factory=list)
    undefined: list[Condition] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    values: Values = field(init=False)
    links: list[str] = field(default_factory=list)  # between payoffs in shares and in variables
    smooth: bool = False  # whether there is more than polynomials
    shared: bool = field(init=False)  # whether variables are shares of boxes with letters
    boxes: bool = field(init=False)  # whether nothing but boxes restricts agreements
    bare: str = ""  # why nothing is proved of payoffs, if that is so
    inside: int = field(init=False)  # of how many propositions an agreement consists

    def __post_init__(self) -> None:
        question = self.question
        self.game = game = question.game
        own = question.asked[0]
        self.shared = own is not game
        self.boxes = only_boxes(game)
        called = names_of(self.symbols)
        count = len(called) - len(game.variables)
        self.parameters, self.variables = called[:count], called[count:]
        self.payoffs = {p: f"payoff_{_safe(p, k)}" for k, p in enumerate(game.players)}
        for p, name in self.payoffs.items():
            self._define(name, self._payoff(game.payoffs[p]), both=True, kind="R")
        ends = [
            f"{end} {a} <= {b}".strip()
            for v, text in zip(game.variables, self.variables, strict=True)
            for end, a, b in (
                ("", in_coq(game.box[v][0]), text),
                ("", text, in_coq(game.box[v][1])),
            )
        ]
        ends += self.restrictions()
        self.inside = len(ends)
        self._define("agreement", _all(ends), variables=True)
        self._define("region", _all([relation_in_coq(r) for r in question.stated]), parameters=True)
        premises = [
            " ".join(["region", *self.parameters]),
            " ".join(["agreement", *self.variables]),
        ]
        self.values = Values(self.symbols, question.stated, game.box, premises)
        self._with_values([side for k in game.constraints for side in k.args])
        try:
            self._with_values([*game.payoffs.values(), *game.disagreement.values()])
        except OptionError as error:
            self.bare = self.bare or error.what
        if self.bare:
            self.undefined += question.condition.simple()
            self.values.found.clear()
            self.values.lines.clear()
            self.smooth = False
            return
        if self.shared:
            self._in_shares(own)
        for k, condition in enumerate(question.condition.simple()):
            self._condition(condition, k)

    def _payoff(self, payoff: sp.Expr) -> str:
        try:
            return in_coq(payoff)
        except OptionError as error:
            self.bare = error.what
            return in_pieces(payoff)

    def _in_shares(self, own: Game) -> None:
        """That payoffs of shares of a box are the payoffs of what these are shares of."""
        shares = self.question.shares
        for v, value in shares.value.items():
            name = in_coq(shares.share[v])
            self.links.append(f"(* {name} is a share: {in_coq(v)} = {in_coq(value)} *)")
        called = {v: in_coq(value) for v, value in shares.value.items()}
        variables = names_of(own.variables)
        at = " ".join(called.get(v, n) for v, n in zip(own.variables, variables, strict=True))
        needs = [p for p in own.payoffs.values() if not is_polynomial(p)]
        for _, part, demand in demands(needs):
            self.values.show(sp.expand(part.subs(dict(shares.value))), demand)
        values = self.values.at([*self.parameters, *self.variables], "Value")
        for p, name in self.payoffs.items():
            given = f" ({' '.join([*self.parameters, *variables])} : R)"
            body = in_coq(own.payoffs[p])
            self.links += [
                f"Definition own_{name}{given} : R :=\n  {body}.",
                f"Lemma {name}_of_shares : forall {' '.join([*self.parameters, *self.variables])}"
                f" : R, {' -> '.join(self.values.premises)} ->",
                f"  {self.applied(name)} = {' '.join([f'own_{name}', *self.parameters, at])}.",
                "Proof.",
                f"  intros {' '.join([*self.parameters, *self.variables])} V0 B0.",
                *(f"  {line.replace('ltac:(unfold agreement; repeat split; lra)', 'B0')}"
                  for line in values),
                f"  unfold {name}, own_{name}. same.",
                "Qed.",
            ]  # fmt: skip
        self.smooth = True

    def _with_values(self, expressions: Sequence[sp.Expr]) -> None:
        """Show that expressions have values at all agreements."""
        if not all(map(is_polynomial, expressions)):
            self.smooth = True
            self.values.need(expressions)

    @property
    def symbols(self) -> list[sp.Symbol]:
        """Of the parameters, then of the variables."""
        solved = [p for p, _ in self.question.solved]
        return [*self.question.parameters, *solved, *self.game.variables]

    # --- what is defined --------------------------------------------------------------------------

    def _define(
        self,
        name: str,
        body: str,
        *,
        kind: str = "Prop",
        both: bool = False,
        parameters: bool = False,
        variables: bool = False,
    ) -> None:
        given = self.parameters if both or parameters else []
        given = [*given, *(self.variables if both or variables else [])]
        arguments = f" ({' '.join(given)} : R)" if given else ""
        self.lines.append(f"Definition {name}{arguments} : {kind} :=\n  {body}.")

    def applied(self, name: str, moved: Mapping[str, str] | None = None) -> str:
        """A defined quantity at the agreement, where some variables may be others."""
        at = [(moved or {}).get(v, v) for v in self.variables]
        return " ".join([name, *self.parameters, *at])

    def put_in(self) -> list[str]:
        """Tactics that replace the parameters that equations of the region give."""
        lines = []
        for k, (p, e) in enumerate(self.question.solved):
            name = names_of([p])[0]
            lines += [f"assert (Z{k} : {name} = {in_coq(e)}) by lra.", f"subst {name}."]
        return lines

    def own(self, player: str) -> list[str]:
        """The player's variables."""
        places = dict(zip(self.game.variables, self.variables, strict=True))
        return [places[v] for v in self.game.own(player)]

    def ends(self, variable: str) -> tuple[str, str]:
        """The ends of a variable's box."""
        v = self.game.variables[self.variables.index(variable)]
        low, high = self.game.box[v]
        return in_coq(low), in_coq(high)

    def others(self, variables: Sequence[str]) -> dict[str, str]:
        """Other values of some variables, by variable."""
        return {v: f"dev_{v}" for v in variables}

    def in_box(self, moved: Mapping[str, str]) -> list[str]:
        """That other values of variables lie in their boxes."""
        return [
            text
            for v, z in moved.items()
            for text in (f"{self.ends(v)[0]} <= {z}", f"{z} <= {self.ends(v)[1]}")
        ]

    def restrictions(self, moved: Mapping[str, str] | None = None) -> list[str]:
        """What agreements have to meet beside their boxes, where some variables may be others."""
        places = dict(zip(self.variables, self.game.variables, strict=True))
        called = {places[v]: text for v, text in (moved or {}).items()}
        own = set(called) if moved is not None else set(self.game.variables)
        found = [relation_in_coq(k, called) for k in self.game.constraints if k.free_symbols & own]
        for v, values in self.game.choices.items():
            if v in own:
                one_of = (f"{in_coq(v, called)} = {in_coq(value)}" for value in values)
                found.append("(" + " \\/ ".join(one_of) + ")")
        return found

    def quantified(self, moved: Mapping[str, str], body: str) -> str:
        """For all other values of some variables in their boxes."""
        inside = [*self.in_box(moved), *self.restrictions(moved)]
        bounds = "".join(f"{text} -> " for text in inside)
        return f"(forall {' '.join(moved.values())} : R, {bounds}{body})" if moved else f"({body})"

    def _condition(self, condition: Condition, number: int) -> None:
        before = len(self.lines)
        try:
            self.conditions.append(self._defined(condition, f"condition_{number + 1}"))
        except OptionError:
            del self.lines[before:]
            self.undefined.append(condition)

    def _defined(self, condition: Condition, name: str) -> Defined:
        """Define a condition, and first what it is joined of."""
        kinds = (kind for kind in _KINDS if isinstance(condition, kind))
        kind = next((k for k in kinds if k not in self.without), None)
        inner: tuple[Defined, ...] = ()
        if kind is not None:
            parts = _KINDS[kind](self, condition)
        else:
            if not (isinstance(condition, Fails) and isinstance(condition.condition, Implies)):
                raise OptionError(f"no definition in Coq: {condition.name}")
            premise, claim = condition.condition.conditions
            if not isinstance(claim, Holds):
                raise OptionError(f"no definition in Coq: {condition.name}")
            every = [*premise.simple(), claim]
            inner = tuple(self._defined(c, f"{name}_{k + 1}") for k, c in enumerate(every))
            if any(d.inner for d in inner) or len(inner[-1].parts) > 1:
                raise OptionError(f"no definition in Coq: {condition.name}")
            *before, last = [self.applied(d.name) for d in inner]
            parts = [f"~ ({_all(before)} -> {last})"]
        self.lines.append(f"(* {condition.name.replace('*', '·')}: {condition.definition} *)")
        self._define(name, _all(parts), both=True)
        return Defined(condition, name, tuple(parts), inner)

    # --- what conditions are ----------------------------------------------------------------------

    def participation(self, condition: Condition) -> list[str]:
        """No outside option is better."""
        return [
            f"{in_coq(self.game.disagreement[p])} <= {self.applied(name)}"
            for p, name in self.payoffs.items()
        ]

    def no_deviation(self, condition: NoGainfulDeviation) -> list[str]:
        """For every player and all own actions: they do not pay."""
        found = []
        for p in condition.of(self.game):
            moved = self.others(self.own(p))
            other = self.applied(self.payoffs[p], moved)
            if condition.beta != 0:
                beta, outside = condition.beta, self.game.disagreement[p]
                rest = in_coq(sp.expand(beta * outside))
                other = f"{in_coq(1 - beta)} * {other} + {rest}"
            found.append(self.quantified(moved, f"{other} <= {self.applied(self.payoffs[p])}"))
        return found

    def balance(self, condition: Balance) -> list[str]:
        """The quantity is the same for all."""
        if condition.tolerance != 0:
            raise OptionError("a tolerance has no definition in Coq")
        first, *rest = condition.amounts(self.game).values()
        self._with_values([first, *rest])
        return [f"{in_coq(first)} = {in_coq(other)}" for other in rest]

    def positive(self, condition: Positive) -> list[str]:
        """The measure is positive for all."""
        amounts = measure_of(self.game, condition.measure).values()
        self._with_values([*amounts])
        return [f"0 < {in_coq(e)}" for e in amounts]

    def holds(self, condition: Holds) -> list[str]:
        """The relation, and that both sides have a value."""
        sides = condition.relation.args
        try:
            self._with_values(sides)
        except OptionError:
            known = {value.part for value in self.values.found}
            needs = [sp.Rel(part, 0, demand) for _, part, demand in demands(sides)
                     if part not in known]  # fmt: skip
            return [*map(relation_in_coq, needs), relation_in_coq(condition.relation)]
        return [relation_in_coq(condition.relation)]

    def efficient(self, condition: Condition) -> list[str]:
        """Where nobody is worse off, nobody is better off."""
        moved = self.others(self.variables)
        names = self.payoffs.values()
        worse = [f"{self.applied(n)} <= {self.applied(n, moved)} -> " for n in names]
        none = [f"{self.applied(n, moved)} <= {self.applied(n)}" for n in names]
        return [self.quantified(moved, f"{''.join(worse)}{_all(none)}")]


_KINDS: dict[type, Callable[[DefinedGame, Any], list[str]]] = {
    Participation: DefinedGame.participation,
    NoGainfulDeviation: DefinedGame.no_deviation,
    Balance: DefinedGame.balance,
    Positive: DefinedGame.positive,
    Holds: DefinedGame.holds,
    Efficient: DefinedGame.efficient,
}


def _all(propositions: Sequence[str]) -> str:
    return " /\\ ".join(propositions) or "True"


def _safe(player: str, number: int) -> str:
    return player if re.fullmatch(r"[A-Za-z0-9_]+", player) else f"player_{number + 1}"
