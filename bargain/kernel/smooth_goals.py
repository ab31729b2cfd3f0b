r"""From the goals of a statement back to definitions, for payoffs that are no polynomials.

What a definition asks, :math:`F \ge 0`, follows from a goal :math:`P = D F \ge 0` with a positive
D.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import sympy as sp

from bargain.check.certificate import Data
from bargain.errors import OptionError
from bargain.explain.coq.coq_script import conjunction, named, poly
from bargain.explain.coq.coq_theorems import Theorems
from bargain.game.auxiliary import deviation, weight
from bargain.game.conditions.best_replies import NoGainfulDeviation
from bargain.game.conditions.efficiency import Efficient, in_own_units
from bargain.kernel.defined_game import Defined
from bargain.kernel.expressions import in_coq
from bargain.kernel.smooth_facts import SIGN, SmoothBridge, ratio_of, said_by
from bargain.kernel.terms import Terms
from bargain.question.encoding import Polynomial

__all__ = ["SmoothGoals"]


#: Relations that all hold.
Way: TypeAlias = Sequence[tuple[str, Polynomial]]


class SmoothGoals:
    """Shows that an agreement meets the conditions, from the goals that it meets.

    Parameters
    ----------
    bridge : SmoothBridge
    terms : Terms
    theorems : Theorems
        Of the statement.
    """

    def __init__(self, bridge: SmoothBridge, terms: Terms, theorems: Theorems) -> None:
        self.bridge, self.terms, self.theorems = bridge, terms, theorems
        self.game = bridge.game
        self.goals: list[Data] = list(terms.statement["goals"])
        self._count = 0

    def pattern(self) -> str:
        """What destructs the theorem about polynomials."""
        found = conjunction([f"G{k}" for k in range(len(self.goals))])
        for u in reversed(self.terms.statement["unknowns"]):
            found = f"[{named(u)} {found}]"
        return found

    def _fresh(self) -> str:
        self._count += 1
        return f"Given{self._count}"

    # --- the agreement ----------------------------------------------------------------------------

    def agreement(self) -> None:
        """The quantities that the goals define are what they mean."""
        bridge = self.bridge
        bridge.line("assert (B0 : agreement " + " ".join(self.game.variables) + ").")
        bridge.line("{ unfold agreement. repeat split; lra. }")
        bridge.line("pose proof B0 as B1. unfold agreement in B1. taken_apart.")
        bridge.values_at({})
        for n in self.terms.statement["unknowns"]:
            if n in self.terms.meanings:
                self._meant(named(n), self.terms.meanings[n])
        for k, goal in enumerate(self.goals):
            if not goal["forall"]:
                self._without_functions(goal, f"G{k}", {}, 1)

    def _meant(self, name: str, meaning: sp.Expr) -> None:
        bridge = self.bridge
        if not self.terms.has_value(meaning) or meaning.has(sp.log, sp.exp):
            raise OptionError(f"{meaning} is not defined by its goals in Coq")
        label, shown = self._fresh(), bridge.text(meaning)
        if meaning.is_Pow and meaning.exp == -1:
            how = "apply inverse_is; [apart | lra]"
        elif meaning.is_Pow and meaning.exp == sp.S.Half:
            how = "apply root_is; lra"
        else:
            raise OptionError(f"{meaning} is not defined by its goals in Coq")
        bridge.line(f"assert ({label} : {name} = {shown}) by ({how}). subst {name}.")

    def _without_functions(
        self, goal: Data, label: str, moved: Mapping[sp.Symbol, str], depth: int
    ) -> None:
        """Put in what the logarithms and exponentials of a goal are."""
        places = self.theorems.inside(goal)
        if not places:
            return
        every = dict(zip(self.terms.statement["variables"], self.terms.at(moved), strict=True))
        own = [self.terms.statement["functions"][k] for k in places]
        found = [(f["of"], self._fresh(), self._fresh(), every[f["var"]]) for f in own]
        pattern = label
        for of, _, equation, _ in reversed(found):
            pattern = f"[[_ {equation}] {pattern}]" if of == "log" else f"[{equation} {pattern}]"
        for _, value, _, _ in reversed(found):
            pattern = f"[{value} {pattern}]"
        self.bridge.line(f"destruct {label} as {pattern}.", depth)
        for _, value, equation, term in found:
            self.bridge.line(f"assert ({value}_is : {value} = {term}).", depth)
            self.bridge.line(f"{{ rewrite {equation}. f_equal; {self.bridge.same}. }}", depth)
            self.bridge.line(f"clear {equation}. subst {value}.", depth)

    @contextmanager
    def _block(self) -> Iterator[None]:
        """What is posed in a block of a proof is not known after it."""
        bridge = self.bridge
        known = [*bridge.roots], [*bridge.powers], len(bridge.parts), dict(bridge.called)
        yield
        bridge.roots, bridge.powers, bridge.called = known[0], known[1], known[3]
        del bridge.parts[known[2] :]

    # --- conditions -------------------------------------------------------------------------------

    def show(self, defined: Defined, depth: int) -> None:
        """Show the parts of a condition, each in a block of its own."""
        condition, game = defined.condition, self.game.game
        bridge = self.bridge
        if defined.inner:
            raise OptionError(f"no proof in Coq: {condition.name}")
        if isinstance(condition, Efficient):
            with self._block():
                self._none_better(depth)
            return
        if isinstance(condition, NoGainfulDeviation):
            for k, p in enumerate(condition.of(game)):
                last = k == len(defined.parts) - 1
                bridge.line("{" if last else "split. {", depth)
                with self._block():
                    self._no_deviation(condition, p, depth + 1)
                bridge.line("}", depth)
            return
        targets = said_by(condition, game)
        if len(targets) != len(defined.parts):
            raise OptionError(f"no proof in Coq: {condition.name}")
        for k, (expression, rel) in enumerate(targets):
            last = k == len(targets) - 1
            bridge.line("{" if last else "split. {", depth)
            with self._block():
                self.target(expression, rel, {}, depth + 1)
            bridge.line(f"unfold {bridge.unfold}. lra.", depth + 1)
            bridge.line("}", depth)

    def _no_deviation(self, condition: NoGainfulDeviation, player: str, depth: int) -> None:
        game, bridge = self.game.game, self.bridge
        own = list(game.own(player))
        u, outside, beta = game.payoffs[player], game.disagreement[player], condition.beta
        moved_names = self.game.others(self.game.own(player))
        point = {v: deviation(v) for v in own}
        moved = {deviation(v): f"dev_{in_coq(v)}" for v in own}
        if moved_names:
            bounds = [self._fresh() for _ in self.game.in_box(moved_names)]
            bridge.line(f"intros {' '.join([*moved_names.values(), *bounds])}.", depth)
        bridge.called |= moved
        if own:
            bridge.values_at(point, depth)
        away = u.subs(point, simultaneous=True)
        expression = u - (1 - beta) * away - beta * outside
        texts = {v: moved[z] for v, z in point.items()}
        atoms = bridge.atoms(u, point, texts)
        raw = f"({bridge.text(u)} - ({bridge.text(1 - beta)} * {bridge.text(u, texts)} + "
        raw += f"{bridge.text(sp.expand(beta * outside))}))"
        if sp.expand(expression) != 0:
            self.target(expression, ">=", moved, depth)
            bridge.line(f"assert (ZZ : {bridge.text(expression)} = {raw}).", depth)
            bridge.line(f"{{ {' '.join(atoms)} {bridge.same}. }}", depth)
        bridge.line(f"unfold {bridge.unfold}. lra.", depth)

    def _none_better(self, depth: int) -> None:
        """By positive weights: no weighted gain is positive, and none is negative."""
        game, bridge = self.game.game, self.bridge
        variables = list(game.variables)
        names = self.game.others(self.game.variables)
        point = {v: deviation(v) for v in variables}
        moved = {deviation(v): f"dev_{in_coq(v)}" for v in variables}
        bounds = [self._fresh() for _ in self.game.in_box(names)]
        better = [self._fresh() for _ in game.payoffs]
        bridge.line(f"intros {' '.join([*names.values(), *bounds, *better])}.", depth)
        bridge.called |= moved
        bridge.values_at(point, depth)
        own = in_own_units(game)
        mu = {p: bridge.called.get(weight(p)) for p in game.payoffs}
        total = sp.Add(*(weight(p) * (own[p] - own[p].subs(point, simultaneous=True))
                         for p, m in mu.items() if m is not None))  # fmt: skip
        if all(m is None for m in mu.values()):
            raise OptionError("an efficient agreement by its definition")
        self.target(total, ">=", moved, depth)
        texts = {v: moved[z] for v, z in point.items()}
        gains = {}
        for p, known in zip(game.payoffs, better, strict=True):
            u = game.payoffs[p]
            gain = u.subs(point, simultaneous=True) - u
            gains[p] = bridge.text(gain)
            raw = f"({bridge.text(u, texts)} - {bridge.text(u)})"
            bridge.line(f"unfold {bridge.unfold} in {known}.", depth)
            bridge.line(f"assert (Same_{known} : {gains[p]} = {raw}).", depth)
            bridge.line(f"{{ {' '.join(bridge.atoms(u, point, texts))} {bridge.same}. }}", depth)
            if mu[p] is not None:
                bridge.line(f"assert (Gain_{known} : 0 <= {mu[p]} * {gains[p]}).", depth)
                bridge.line("{ apply Rmult_le_pos; lra. }", depth)
        for p, known in zip(game.payoffs, better, strict=True):
            if mu[p] is not None:
                bridge.line(f"assert (None_{known} : {gains[p]} <= 0).", depth)
                bridge.line(f"{{ apply (no_gain {mu[p]}); lra. }}", depth)
        bridge.line(f"unfold {bridge.unfold}. repeat split; lra.", depth)

    # --- one relation -----------------------------------------------------------------------------

    def target(
        self, expression: sp.Expr, rel: str, moved: Mapping[sp.Symbol, str], depth: int
    ) -> None:
        """Show ``expression rel 0`` from a goal.

        Raises
        ------
        OptionError
            If no goal says so.
        """
        bridge = self.bridge
        own = expression.subs(dict(self.game.question.solved))
        for k, goal in enumerate(self.goals):
            way = self._way(goal)
            if way is None or way[0] not in ((rel, ">") if rel == ">=" else (rel,)):
                continue
            polynomial = self.terms.meaning(way[1])
            times = ratio_of(polynomial, own)
            turned = times is not None and rel == "=" and bridge.is_positive(-times)
            if times is None or not (turned or bridge.is_positive(times)):
                continue
            times = -times if turned else times
            self._instance(goal, k, moved, depth)
            shown, text = bridge.text(times), bridge.text(expression)
            names = self.terms.at({**moved})
            bare = poly(way[1], names)
            bridge.equations([polynomial, expression], depth)
            lemma = {">=": "scaled_down", ">": "scaled_down_lt", "=": "scaled_down_eq"}[rel]
            bridge.line(f"assert ({self._fresh()} : {SIGN[rel].format(text)}).", depth)
            bridge.line(f"{{ apply ({lemma} {shown}); [positive |].", depth)
            bridge.line(f"assert (Z : {shown} * {text} = {'- ' * turned}{bare}).", depth + 1)
            bridge.line(f"{{ {self._put_in()}{bridge.same}. }}", depth + 1)
            bridge.line("rewrite Z. lra. }", depth + 1)
            return
        raise OptionError(f"no goal says {own} {rel} 0")

    def _put_in(self) -> str:
        return "".join(f"{line} " for line in self.game.put_in())

    def _way(self, goal: Data) -> tuple[str, Polynomial] | None:
        """The relation that a goal comes to where all quantities are what they mean."""
        if goal["rel"] != "or":
            return goal["rel"], goal["poly"]
        left = [way for way in goal["any"] if not self._broken(way)]
        if len(left) == 1 and len(left[0]) == 1:
            rel, data = left[0][0]
            return rel, data
        return None

    def _broken(self, way: Way) -> bool:
        """Whether a way says that a quantity is not what it means."""
        if len(way) != 1:
            return False
        rel, data = way[0]
        polynomial = self.terms.meaning(data)
        if rel == ">" and sp.cancel(sp.together(polynomial)) == 0:
            return True
        own = [-e for e in self.terms.meanings.values() if e.is_Pow]
        return rel == ">" and any(sp.cancel(polynomial / e).is_positive for e in own)

    def _instance(self, goal: Data, k: int, moved: Mapping[sp.Symbol, str], depth: int) -> None:
        """A goal at the values that are introduced."""
        bridge, terms = self.bridge, self.terms
        label = f"G{k}"
        if goal["forall"]:
            names = dict(zip(terms.statement["variables"], terms.at(moved), strict=True))
            values = []
            for z in goal["forall"]:
                how = "lra"
                if z in terms.meanings:
                    how = self._between(terms.meanings[z])
                elif terms.symbols[z] not in moved:
                    raise OptionError(f"{z} is no deviation")
                values.append(f"{names[z]} ltac:({how}) ltac:({how})")
            label = self._fresh()
            bridge.line(f"pose proof (G{k} {' '.join(values)}) as {label}.", depth)
            self._without_functions(goal, label, moved, depth)
        if goal["rel"] == "or":
            self._one_way(goal["any"], label, terms.at(moved), depth)

    def _one_way(self, ways: Sequence[Way], label: str, names: Sequence[str], depth: int) -> None:
        """Leave the one way that does not say that a quantity is not what it means."""
        bridge, wrong = self.bridge, []
        for way in ways:
            if not self._broken(way):
                continue
            polynomial = self.terms.meaning(way[0][1])
            bridge.equations([polynomial], depth)
            close = f"assert (Z : 0 <= {bridge.text(-polynomial)}) by nonneg. lra."
            if sp.cancel(sp.together(polynomial)) == 0:
                close = f"assert (Z : {poly(way[0][1], names)} = 0) by {bridge.same}. lra."
            wrong.append(f"1: {{ exfalso. {close} }}")
        pattern = label
        for _ in ways[1:]:
            pattern = f"[{label} | {pattern}]"
        bridge.line(f"destruct {label} as {pattern}.", depth)
        for text in wrong:
            bridge.line(text, depth)

    def _between(self, meaning: sp.Expr) -> str:
        """A tactic for the bounds of a quantity."""
        base = meaning.base if meaning.is_Pow else sp.S.Zero
        if base.is_polynomial() and sp.Poly(base, *base.free_symbols).total_degree() == 1:
            if meaning.exp == -1:
                return "inverse_between"
            if meaning.exp == sp.S.Half:
                return "root_between"
        raise OptionError(f"no bounds of {meaning} in Coq")
