r"""What conditions imply of payoffs with quotients, roots, logarithms and exponentials.

A clause of a statement, :math:`P \ge 0`, is a fact :math:`F \ge 0` about payoffs times something
positive, :math:`P = D F`: the encoding multiplies denominators out. Facts are the instances of
definitions and the slopes of payoffs at best replies; the kernel proves them from the definitions,
that D is positive, and that P is the product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import sympy as sp
from sympy.core.relational import Relational

from bargain.check.certificate import Data
from bargain.errors import OptionError
from bargain.explain.coq.coq_script import poly, relation
from bargain.game.auxiliary import best_reply
from bargain.game.conditions import Condition
from bargain.game.conditions.best_replies import NoGainfulDeviation
from bargain.game.conditions.standard import Balance, Holds, Participation, Positive, measure_of
from bargain.game.game import Game
from bargain.kernel.bridges import Bridge
from bargain.kernel.defined_game import Defined
from bargain.kernel.expressions import function_of, in_coq
from bargain.kernel.values import is_positive

__all__ = ["OPERATOR", "SIGN", "Fact", "SmoothBridge", "compared", "ratio_of", "said_by"]

SIGN = {">=": "0 <= {}", ">": "0 < {}", "=": "{} = 0"}
OPERATOR = {">=": ">=", ">": ">", "==": "=", "<=": ">=", "<": ">"}


@dataclass(frozen=True, slots=True)
class Fact:
    """``expression rel 0``, with its label."""

    expression: sp.Expr
    rel: str
    label: str


def said_by(condition: Condition, game: Game) -> list[tuple[sp.Expr, str]]:
    """What a condition says without deviations: expressions, and how each compares with 0."""
    if isinstance(condition, Participation):
        return [(game.payoffs[p] - game.disagreement[p], ">=") for p in game.payoffs]
    if isinstance(condition, Balance):
        first, *rest = condition.amounts(game).values()
        return [(first - other, "=") for other in rest]
    if isinstance(condition, Positive):
        return [(e, ">") for e in measure_of(game, condition.measure).values()]
    if isinstance(condition, Holds):
        return compared(condition.relation)
    return []


def compared(relation: sp.Basic) -> list[tuple[sp.Expr, str]]:
    """The difference of a relation's sides, and how it compares with 0; none if it is no such."""
    if not isinstance(relation, Relational) or relation.rel_op not in OPERATOR:
        return []
    turn = -1 if relation.rel_op in ("<", "<=") else 1
    return [(turn * (relation.lhs - relation.rhs), OPERATOR[relation.rel_op])]


class SmoothBridge(Bridge):
    """A bridge for payoffs that are no polynomials.

    Between definitions and polynomials stand facts, in the expressions of the game.
    """

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.known: list[Fact] = []
        self.parts: list[tuple[sp.Expr, int]] = []  # with a known sign where they were asked for
        self.differing: list[tuple[sp.Expr, str]] = []  # what is not 0
        self.roots: list[str] = []
        self.powers: list[str] = []
        self._points = 0

    def text(self, expression: sp.Expr, moved: Mapping[sp.Symbol, str] | None = None) -> str:
        """An expression at the agreement, where some variables may be others."""
        return in_coq(expression, {**self.called, **(moved or {})})

    # --- points -----------------------------------------------------------------------------------

    def values_at(self, point: Mapping[sp.Symbol, sp.Expr], depth: int = 1) -> None:
        """Pose what is known of denominators and arguments at the agreement or beside it."""
        game = self.game
        at = {v: self.text(point.get(v, v)) for v in game.game.variables}
        self._points += 1
        label = f"Value{self._points}"
        for line in game.values.at([*game.parameters, *at.values()], label):
            self.line(line, depth)
        for value in game.values.found:
            self.parts.append((value.part.subs(point, simultaneous=True), value.sign))

    def equations(self, expressions: Sequence[sp.Expr], depth: int = 1) -> None:
        """What is under a root is its square; exponentials of sums are products."""
        for e in expressions:
            for power in sorted(e.atoms(sp.exp), key=sp.default_sort_key):
                terms = sp.Add.make_args(power.args[0])
                shown = self.text(power.args[0])
                if shown in self.powers or (
                    terms[0] == power.args[0] and not terms[0].could_extract_minus_sign()
                ):
                    continue  # fmt: skip
                turned = [f"/ exp {self.text(-t)}" if t.could_extract_minus_sign()
                          else f"exp {self.text(t)}" for t in terms]  # fmt: skip
                self.powers.append(shown)
                label = f"Power{len(self.powers)}"
                self.line(f"assert ({label} : exp {shown} = {' * '.join(turned)}).", depth)
                many = ", <- !exp_plus" if len(terms) > 1 else ""
                self.line(f"{{ rewrite <- ?exp_Ropp{many}. f_equal; same. }}", depth)
            for root in sorted(e.atoms(sp.Pow), key=sp.default_sort_key):
                if root.exp.is_Rational and root.exp.q == 2:
                    shown = self.text(root.base)
                    if shown not in self.roots:
                        self.roots.append(shown)
                        label = f"Root{len(self.roots)}"
                        self.line(f"assert ({label} : sqrt {shown} * sqrt {shown} = {shown})"
                                  " by (apply sqrt_sqrt; nonneg).", depth)  # fmt: skip

    @property
    def same(self) -> str:
        """A tactic for equations between expressions."""
        turned = "".join(f"rewrite ?Power{k + 1}; " for k in range(len(self.powers)))
        if not self.roots:
            return f"({turned}same)" if turned else "same"
        labels = " ".join(f"Root{k + 1}" for k in range(len(self.roots)))
        ways = f"same | lra | ring [{labels}] | field [{labels}]; repeat split; apart | same_roots"
        return f"({turned}first [{ways}])"

    # --- facts ------------------------------------------------------------------------------------

    def facts(self, defined: Defined, labels: Sequence[str]) -> None:
        """Show what a condition implies; the labels are those of its parts."""
        condition, game = defined.condition, self.game.game
        if isinstance(condition, NoGainfulDeviation):
            for label, p in zip(labels, condition.of(game), strict=True):
                if self.game.own(p):
                    self._of_player(condition, label, p)
            return
        for (expression, rel), label in zip(said_by(condition, game), labels, strict=False):
            self.fact(expression, rel, "", f"pose proof {label} as Z.")

    def fact(
        self, expression: sp.Expr, rel: str, raw: str, posed: str, atoms: Sequence[str] = ()
    ) -> None:
        """Show a fact from what is posed as ``Z``, where it may be spelt in another way."""
        label = self.label()
        shown = self.text(expression)
        self.known.append(Fact(expression, rel, label))
        self.line(f"assert ({label} : {SIGN[rel].format(shown)}).")
        self.line(f"{{ {posed} unfold {self.unfold} in Z.")
        if raw:
            self.line(f"assert (ZZ : {shown} = {raw}).", 2)
            self.line(f"{{ {' '.join(atoms)} {self.same}. }}", 2)
            self.line("rewrite ZZ. lra. }", 2)
        else:
            self.line("lra. }", 2)

    def _of_player(self, condition: NoGainfulDeviation, label: str, player: str) -> None:
        game, own = self.game.game, list(self.game.game.own(player))
        u, outside = game.payoffs[player], game.disagreement[player]
        beta = condition.beta
        for corner in product(*(dict.fromkeys(game.box[v]) for v in own)):
            point = dict(zip(own, corner, strict=True))
            self._deviation(condition, label, player, point)
        if not condition.stationary and beta.is_positive:
            own_texts = " ".join(map(self.text, own))
            bounds = " ".join(["ltac:(lra)"] * 2 * len(own))
            known = self.label()
            self.line(f"pose proof ({label} {own_texts} {bounds}) as {known}.")
            stays = self.text(outside - u)
            after = f"assert (Z : {stays} <= 0). {{ unfold {self.unfold} in {known}."
            after += f" apply (no_gain {self.text(beta)}); lra. }}"
            self.fact(u - outside, ">=", "", after)
        if condition.stationary:
            for v in own:
                texts = " ".join("z__" if w == v else self.text(w) for w in own)
                bounds = " ".join(["ltac:(lra)"] * 2 * (len(own) - 1))
                apply = f"refine ({label} {texts} _ _ {bounds}); lra."
                if len(own) > 1:
                    apply = f"apply ({label} {texts}); lra."
                self._out_of_box(player, v, v, apply)
        elif len(own) == 1:
            self._best_of(condition, label, player, own[0])

    def _deviation(
        self,
        condition: NoGainfulDeviation,
        label: str,
        player: str,
        point: Mapping[sp.Symbol, sp.Expr],
    ) -> None:
        """A deviation does not pay."""
        game, beta = self.game.game, condition.beta
        u, outside = game.payoffs[player], game.disagreement[player]
        moved = {v: self.text(x) for v, x in point.items()}
        before = len(self.lines), len(self.parts)
        try:
            expression = u - (1 - beta) * u.subs(point, simultaneous=True) - beta * outside
            self.values_at(point)
            atoms = self.atoms(u, point, moved)
            raw = f"({self.text(u)} - ({self.text(1 - beta)} * {self.text(u, moved)} + "
            raw += f"{self.text(sp.expand(beta * outside))}))"
            bounds = " ".join(["ltac:(lra)"] * 2 * len(point))
            posed = f"pose proof ({label} {' '.join(moved.values())} {bounds}) as Z."
            self.fact(expression, ">=", raw, posed, atoms)
        except OptionError:  # a value that Coq does not see: the clause is not shown
            del self.lines[before[0] :], self.parts[before[1] :]

    def atoms(
        self, e: sp.Expr, point: Mapping[sp.Symbol, sp.Expr], moved: Mapping[sp.Symbol, str]
    ) -> list[str]:
        """Tactics that spell the functions of a deviation as they are spelt in facts."""
        found: list[str] = []
        terms: dict[sp.Symbol, str] = {}

        def walk(part: sp.Expr) -> sp.Expr:
            if not part.args:
                return part
            inner = part.func(*map(walk, part.args), evaluate=False)
            if (one := function_of(part)) is None:
                if isinstance(part, (sp.Min, sp.Max)) and part.free_symbols & set(point):
                    raise OptionError("an extremum at a deviation")
                return inner
            (name, argument), now = one, part.subs(point, simultaneous=True)
            inside = walk(argument)
            raw = f"({name} {self.text(inside, {**moved, **terms})})"
            shown = self.text(now)
            if raw != shown:
                bare = raw[len(name) + 2 : -1]
                found.append(f"replace {raw} with {shown} by ({self._equal(name, bare, now)}).")
            term = sp.Dummy()
            terms[term] = shown
            return term

        walk(e)
        return found

    def _equal(self, name: str, bare: str, now: sp.Expr) -> str:
        """A tactic for ``now = name bare``."""
        if (own := function_of(now)) is not None and own[0] == name:
            return f"symmetry; f_equal; {self.same}"
        if name == "ln" and now == 0:
            return f"symmetry; replace {bare} with 1 by {self.same}; apply ln_1"
        if name == "exp" and now == 1:
            return f"symmetry; replace {bare} with 0 by {self.same}; apply exp_0"
        if name == "sqrt" and now.is_polynomial():
            return f"apply root_is; [nonneg | {self.same}]"
        raise OptionError(f"{now} is another function than {name}")

    # --- slopes -----------------------------------------------------------------------------------

    def _sloped(self, u: sp.Expr, v: sp.Symbol) -> bool:
        """Whether there is a slope at all agreements."""
        for e in sp.preorder_traversal(u):
            if v not in e.free_symbols:
                continue
            if isinstance(e, (sp.Abs, sp.Min, sp.Max)):
                return False
            root = e.is_Pow and e.exp.is_Rational and e.exp.q == 2
            if root and (e.base, 1) not in {(p, s) for p, s in self.parts}:
                return False
        return True

    def _out_of_box(self, player: str, v: sp.Symbol, at: sp.Symbol, maximal: str) -> None:
        """The payoff, maximal at a value, has slopes there that point out of the box."""
        game = self.game.game
        u = game.payoffs[player]
        if not self._sloped(u, v):
            return
        low, high = game.box[v]
        d = sp.diff(u, v).subs(v, at)
        here, slope = self.text(at), self.text(d)
        name = self.game.variables[game.variables.index(v)]
        f = self._function(player, name)
        self.equations([u.subs(v, at)])
        for lemma, end, expression in (
            ("rises_at", high, (high - at) * -d),
            ("falls_at", low, (at - low) * d),
        ):
            label = self.label()
            factor = f"({self.text(high)} - {here}) * (- {slope})"
            if lemma == "falls_at":
                factor = f"({here} - {self.text(low)}) * {slope}"
            self.line(f"assert ({label} : 0 <= {factor}).")
            self.line(f"{{ apply ({lemma} {f} {slope} {here} {self.text(end)}).")
            self.line(f"- unfold {self.unfold}; eapply slope_is;", 2)
            self.line(f"  [slope | cbv beta; simpl pred; simpl INR; {self.same}].", 2)
            self.line("- lra.", 2)
            self.line(f"- intros z__ Z1 Z2. {maximal} }}", 2)
            self.fact(expression, ">=", factor, f"pose proof {label} as Z.")

    def _best_of(
        self, condition: NoGainfulDeviation, label: str, player: str, v: sp.Symbol
    ) -> None:
        """There is a best reply in a closed interval; it does not pay, and its slopes point out."""
        reply = best_reply(v)
        b = self.called.get(reply)
        if b is None:
            return
        name = self.game.variables[self.game.game.variables.index(v)]
        low, high = map(self.text, self.game.game.box[v])
        whole, most, inside = self.label(), self.label(), self.label()
        f = self._function(player, name)
        if any(isinstance(e, (sp.Min, sp.Max)) and v in e.free_symbols
               for e in sp.preorder_traversal(self.game.game.payoffs[player])):  # fmt: skip
            return
        self.line(f"assert ({whole} : forall c__, {low} <= c__ <= {high} ->")
        self.line(f"  continuity_pt {f} c__).")
        self.line("{ intros c__ [Z1 Z2].")
        values = self.game.values
        at = ["c__" if w == v else self.text(w) for w in self.game.game.variables]
        for line in values.at([*self.game.parameters, *at], "ValueC"):
            self.line(line, 2)
        self.line(f"unfold {self.unfold}. unbroken. }}", 2)
        self.line(f"destruct (continuity_ab_maj {f} {low} {high} ltac:(lra) {whole})")
        self.line(f"  as [{b} [{most} {inside}]].")
        self.line(f"cbv beta in {most}.")
        self._deviation(condition, label, player, {v: reply})
        self._out_of_box(player, v, reply, f"apply {most}; lra.")
        self.replies.append(b)

    # --- clauses ----------------------------------------------------------------------------------

    def clause(self, rel: str, bare: str, meaning: sp.Expr, spelt: Sequence[str] = ()) -> bool:
        """Show ``bare rel 0``, a clause of the statement, from a fact, if one gives it.

        Tactics of ``spelt`` bring what is bare into the spelling of what it means.
        """
        solved = dict(self.game.question.solved)
        for fact in self.known:
            if fact.rel != rel and not (fact.rel == ">" and rel == ">="):
                continue
            own = fact.expression.subs(solved)
            times = ratio_of(meaning, own)
            if times is None or (fact.rel != "=" and not self.is_positive(times)):
                continue
            before = "".join(f"{t} " for t in (*self.game.put_in(), *spelt))
            shown = self.text(times)
            self.equations([meaning, own])
            self.line(f"assert ({self.label()} : {SIGN[rel].format(bare)}).")
            self.line(f"{{ assert (Z : {bare} = {shown} * {self.text(fact.expression)}).")
            self.line(f"{{ {before}{self.same}. }}", 2)
            close = {
                ">=": "apply Rmult_le_pos; [nonneg | lra]",
                ">": f"apply Rmult_lt_0_compat; [positive | exact {fact.label}]",
                "=": f"rewrite {fact.label}; ring",
            }[rel]
            self.line(f"try rewrite Z. {close}. }}", 2)  # they may be spelt alike
            return True
        return False

    def denied(self, relation: Relational, label: str) -> None:
        """Take a fact from a relation that does not hold."""
        difference = relation.lhs - relation.rhs
        if relation.rel_op == "==":
            self.differing.append((difference, label))
        elif relation.rel_op in OPERATOR:
            turn = 1 if relation.rel_op in ("<", "<=") else -1
            rel = ">=" if relation.rel_op in ("<", ">") else ">"
            self.fact(turn * difference, rel, "", f"pose proof {label} as Z.")

    def one_way(self, h: Data, polynomial: sp.Expr, names: Sequence[str]) -> bool:
        """Show that a polynomial is positive or negative: two sides of an equation differ."""
        solved = dict(self.game.question.solved)
        for difference, label in self.differing:
            times = ratio_of(polynomial, difference.subs(solved))
            if times is None or not (self.is_positive(times) or self.is_positive(-times)):
                continue
            times = times if self.is_positive(times) else -times
            sign = "" if ratio_of(polynomial, difference.subs(solved)) == times else "- "
            bare, shown = poly(h["any"][0][0][1], names), self.text(times)
            whole, put = self.text(difference), "".join(f"{t} " for t in self.game.put_in())
            self.equations([polynomial, difference])
            self.line(f"assert ({self.label()} : {relation(h, names)}).")
            self.line(f"{{ assert (Z : {bare} = {sign}({shown} * {whole})).")
            self.line(f"{{ {put}{self.same}. }}", 2)
            self.line(f"destruct (Rtotal_order {whole} 0) as [ZZ | [ZZ | ZZ]].", 2)
            self.line(f"2: {{ exfalso. apply {label}. lra. }}", 2)
            for turned in ("- ", ""):
                product = f"Rmult_lt_0_compat {shown} ({turned}{whole})"
                self.line(f"{{ pose proof ({product} ltac:(positive) ltac:(lra)). one_way. }}", 2)
            self.line("}")
            return True
        return False

    def is_positive(self, expression: sp.Expr) -> bool:
        """Whether a factor is a product of what is known to be positive."""
        top, below = sp.fraction(sp.together(expression))
        sign = 1
        for e in (top, below):
            number, factors = sp.factor_list(e)
            sign *= 1 if number > 0 else -1
            for factor, power in factors:
                one = self._sign(factor)
                if one == 0:
                    return False
                sign *= one**power
        return sign > 0

    def _sign(self, factor: sp.Expr) -> int:
        for part, sign in self.parts:
            times = sp.cancel(factor / part) if sign else sp.S.NaN
            if times.is_Rational and times != 0:
                return sign if times > 0 else -sign
        return 1 if is_positive(factor, self.game.values.signs) == 1 else 0


def ratio_of(polynomial: sp.Expr, expression: sp.Expr) -> sp.Expr | None:
    """What an expression is multiplied by to give another one; None if that is nothing simple."""
    if polynomial == 0 or expression == 0 or polynomial.free_symbols - expression.free_symbols:
        return None
    bent = [e.atoms(sp.Max, sp.Min, sp.Abs) for e in (polynomial, expression)]
    if bent[0] != bent[1]:  # the same in another spelling, which the tactics do not see
        return None
    times = sp.factor(sp.cancel(sp.together(polynomial / expression)))
    top, below = sp.fraction(times)
    return times if not below.free_symbols and top != 0 else None
