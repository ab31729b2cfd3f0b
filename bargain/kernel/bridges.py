r"""From definitions to polynomials and back: what conditions imply, and what implies them.

A statement is about polynomials. What it says of a game is that a best reply passes every test that
its clauses make: deviations to corners are instances of the definition, and the slopes in the box
follow from the lemma `rises`: if :math:`f(z) - f(v) = (z - v)(d + (z - v) g(z))` with a continuous
g and :math:`f(z) \le f(v)` for all z between v and the end h of the box, then
:math:`(h - v)(-d) \ge 0`. A best reply exists on a closed interval (Weierstrass).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import sympy as sp

from bargain.explain.coq.coq_script import named
from bargain.game.auxiliary import best_reply, deviation, weight
from bargain.game.conditions.best_replies import NoGainfulDeviation, SelfEnforcing
from bargain.game.conditions.efficiency import Efficient
from bargain.kernel.defined_game import Defined, DefinedGame
from bargain.kernel.expressions import in_coq

__all__ = ["LEMMAS", "Bridge"]

LEMMAS = r"""
(* a function that is nowhere larger up to the end of an interval does not rise at its beginning *)
Lemma rises : forall (f g : R -> R) (d v h : R), continuity g -> v <= h ->
  (forall z, f z - f v = (z - v) * (d + (z - v) * g z)) ->
  (forall z, v <= z -> z <= h -> f z <= f v) -> 0 <= (h - v) * (- d).
Proof.
  intros f g d v h C O I M.
  destruct (Rle_lt_dec d 0) as [N | P]. { apply Rmult_le_pos; lra. }
  destruct (Rle_lt_or_eq_dec v h O) as [L | E].
  2: { subst h. replace ((v - v) * - d) with 0 by ring. lra. }
  exfalso.
  destruct (continuity_ab_min g v h O (fun c _ => C c)) as [m [Hm _]].
  assert (A : 0 <= Rabs (g m)) by apply Rabs_pos.
  assert (B : - Rabs (g m) <= g m).
  { pose proof (Rle_abs (- g m)) as Q. rewrite Rabs_Ropp in Q. lra. }
  pose (s := d / (2 * (1 + Rabs (g m)))).
  assert (T : s * (1 + Rabs (g m)) = d / 2) by (unfold s; field; lra).
  assert (S : 0 < s) by (unfold s; apply Rdiv_lt_0_compat; lra).
  pose (k := Rmin (h - v) s).
  assert (K1 : k <= h - v) by apply Rmin_l.
  assert (K2 : k <= s) by apply Rmin_r.
  assert (K : 0 < k) by (apply Rmin_glb_lt; lra).
  assert (G : g m <= g (v + k)) by (apply Hm; lra).
  assert (Z : f (v + k) <= f v) by (apply M; lra).
  pose proof (I (v + k)) as J. replace (v + k - v) with k in J by ring.
  assert (U : k * (1 + Rabs (g m)) <= d / 2).
  { rewrite <- T. apply Rmult_le_compat_r; lra. }
  assert (V : k * (- Rabs (g m)) <= k * g (v + k)) by (apply Rmult_le_compat_l; lra).
  assert (W : 0 < d + k * g (v + k)) by lra.
  pose proof (Rmult_lt_0_compat _ _ K W). lra.
Qed.
Lemma falls : forall (f g : R -> R) (d v h : R), continuity g -> h <= v ->
  (forall z, f z - f v = (z - v) * (d + (z - v) * g z)) ->
  (forall z, h <= z -> z <= v -> f z <= f v) -> 0 <= (v - h) * d.
Proof.
  intros f g d v h C O I M.
  pose proof (rises (fun z => f (- z)) (fun z => g (- z)) (- d) (- v) (- h)) as Q.
  assert (A : 0 <= (- h - - v) * - - d).
  { apply Q.
    - intro z. apply (continuity_comp Ropp g); [reg | exact C].
    - lra.
    - intro z. cbv beta. replace (- - v) with v by ring. rewrite I. ring.
    - intros z Z1 Z2. cbv beta. replace (- - v) with v by ring. apply M; lra. }
  replace ((v - h) * d) with ((- h - - v) * - - d) by ring. exact A.
Qed.
Ltac one_way := solve [lra | repeat split; lra | left; one_way | right; one_way].
(* a relation that follows from others, which may say that two numbers differ *)
Ltac from_region := solve [lra | assumption | match goal with
  | D : ?a <> ?b |- _ => destruct (Rdichotomy a b D); one_way end].
(* what polynomials say of an agreement, one way or another *)
Ltac from_goals := first [lra | assumption | repeat match goal with
  | H : _ \/ _ |- _ => destruct H end; one_way].
Lemma joined : forall A B : Prop, A -> ~ B -> ~ (A -> B).
Proof. intros A B P N I. exact (N (I P)). Qed.
Lemma no_gain : forall m t : R, 0 < m -> m * t <= 0 -> t <= 0.
Proof.
  intros m t M T. apply Rnot_lt_le. intro P. pose proof (Rmult_lt_0_compat _ _ M P). lra.
Qed.
"""


class Bridge:
    """Lines of a proof that goes between definitions and polynomials.

    Parameters
    ----------
    game : DefinedGame
    statement_names : mapping of Symbol to str
        What the statement calls the game's variables and auxiliary quantities.
    """

    def __init__(self, game: DefinedGame, statement_names: Mapping[sp.Symbol, str]) -> None:
        self.game = game
        self.called = {symbol: named(name) for symbol, name in statement_names.items()}
        self.lines: list[str] = []
        self.replies: list[str] = []  # best replies that were shown to exist
        self._fresh = 0

    def line(self, text: str, depth: int = 1) -> None:
        """Append a line."""
        self.lines.append("  " * depth + text)

    def label(self) -> str:
        """A label that is used once."""
        self._fresh += 1
        return f"Y{self._fresh}"

    @property
    def unfold(self) -> str:
        """The payoffs."""
        return ", ".join(self.game.payoffs.values())

    # --- what follows from a definition -----------------------------------------------------------

    def facts(self, defined: Defined, labels: Sequence[str]) -> None:
        """Pose what a condition implies; the labels are those of its parts."""
        condition = defined.condition
        if not isinstance(condition, NoGainfulDeviation):
            return  # the parts say it
        for label, p in zip(labels, condition.of(self.game.game), strict=True):
            if not self.game.own(p):
                continue
            self._corners(label, p)
            if condition.stationary:
                for v in self.game.own(p):
                    self._slopes(p, v, v, f"apply ({' '.join([label, *self._at(p, v)])}); lra.")
                continue
            if condition.beta.is_positive:
                self._stays(label, p, condition.beta)
            if len(self.game.own(p)) == 1:
                self._best(label, p)

    def _at(self, player: str, variable: str, value: str = "z__") -> list[str]:
        """The player's own actions with another value of one of them."""
        return [value if v == variable else v for v in self.game.own(player)]

    def _corners(self, label: str, player: str) -> None:
        own = self.game.own(player)
        for corner in product(*(dict.fromkeys(self.game.ends(v)) for v in own)):
            bounds = " ".join(["ltac:(lra)"] * 2 * len(own))
            self.line(f"pose proof ({label} {' '.join(corner)} {bounds}) as {self.label()}.")

    def _stays(self, label: str, player: str, beta: sp.Expr) -> None:
        own, u = self.game.own(player), self.game.applied(self.game.payoffs[player])
        outside, known, stay = (
            in_coq(self.game.game.disagreement[player]),
            self.label(),
            self.label(),
        )
        bounds = " ".join(["ltac:(lra)"] * 2 * len(own))
        self.line(f"pose proof ({label} {' '.join(own)} {bounds}) as {known}.")
        self.line(f"assert ({stay} : {outside} - {u} <= 0).")
        self.line(f"{{ apply (no_gain {in_coq(beta)}); lra. }}")

    def _function(self, player: str, variable: str) -> str:
        """The payoff as a function of one own action."""
        applied = self.game.applied(self.game.payoffs[player], {variable: "z__"})
        return f"(fun z__ : R => {applied})"

    def _slopes(self, player: str, variable: str, at: str, maximal: str) -> None:
        """The payoff, maximal at a value, has slopes there that point out of the box."""
        game, u = self.game.game, self.game.game.payoffs[player]
        v = game.variables[self.game.variables.index(variable)]
        z, here = sp.Dummy("z"), sp.Symbol(at)
        f, d = u.subs(v, z), sp.diff(u, v).subs(v, here)
        change = sp.expand(f - u.subs(v, here) - d * (z - here))
        rest = sp.div(sp.Poly(change, z), sp.Poly((z - here) ** 2, z))[0].as_expr()
        slope = in_coq(sp.expand(d))
        second = f"(fun z__ : R => {in_coq(sp.expand(rest).subs(z, sp.Symbol('z__')))})"
        low, high = self.game.ends(variable)
        whole = self._function(player, variable)
        for lemma, end, claim in (
            ("rises", high, f"0 <= ({high} - {at}) * (- {slope})"),
            ("falls", low, f"0 <= ({at} - {low}) * {slope}"),
        ):
            self.line(f"assert ({self.label()} : {claim}).")
            self.line(f"{{ apply ({lemma} {whole} {second} {slope} {at} {end}).")
            self.line("- reg.", 2)
            self.line("- lra.", 2)
            self.line(f"- intro z__; unfold {self.unfold}; field.", 2)
            self.line(f"- intros z__ Z1 Z2. {maximal} }}", 2)

    def _best(self, label: str, player: str) -> None:
        """There is a best reply in a closed interval; it does not pay, and its slopes point out."""
        (variable,) = self.game.own(player)
        v = self.game.game.variables[self.game.variables.index(variable)]
        b = self.called.get(best_reply(v))
        if b is None:
            return
        low, high = self.game.ends(variable)
        smooth, most, inside = self.label(), self.label(), self.label()
        f = self._function(player, variable)
        self.line(f"assert ({smooth} : continuity {f}).")
        self.line(f"{{ unfold {self.unfold}; reg. }}")
        self.line(
            f"destruct (continuity_ab_maj {f} {low} {high} ltac:(lra) (fun c _ => {smooth} c))"
        )
        self.line(f"  as [{b} [{most} {inside}]].")
        self.line(f"cbv beta in {most}.")
        self.line(f"pose proof ({label} {b} ltac:(lra) ltac:(lra)) as {self.label()}.")
        self._slopes(player, variable, b, f"apply {most}; lra.")
        self.replies.append(b)

    # --- what a definition follows from -----------------------------------------------------------

    def show(
        self, defined: Defined, goals: Sequence[tuple[str, Sequence[str]]], depth: int
    ) -> None:
        """Prove the parts of a condition from goals, each a label with its bound variables."""
        condition, game = defined.condition, self.game
        players = condition.of(game.game) if isinstance(condition, NoGainfulDeviation) else ()
        last = len(defined.parts) - 1
        for k, _ in enumerate(defined.parts):
            self.line("{" if k == last else "split. {", depth)
            moved: dict[str, str] = {}
            if isinstance(condition, NoGainfulDeviation):
                moved = game.others(game.own(players[k]))
            elif isinstance(condition, Efficient):
                moved = game.others(game.variables)
            bounds = [self.label() for _ in game.in_box(moved)]
            if moved:
                self.line(f"intros {' '.join([*moved.values(), *bounds])}.", depth + 1)
            if isinstance(condition, Efficient):
                self.line(f"intros {' '.join(self.label() for _ in game.payoffs)}.", depth + 1)
            self._instances(goals, moved, depth + 1)
            self.line(f"unfold {self.unfold} in *.", depth + 1)
            if isinstance(condition, Efficient):
                self._none_better(moved, depth + 1)
            elif isinstance(condition, SelfEnforcing):
                self._in_every_period(condition, players[k], moved, depth + 1)
            else:
                self.line("lra.", depth + 1)
            self.line("}", depth)

    def _in_every_period(
        self, condition: SelfEnforcing, player: str, moved: Mapping[str, str], depth: int
    ) -> None:
        """By goals with the discount, or because nobody gains in a period nor loses by it all."""
        game, put = self.game, dict(self.game.question.solved)
        u, outside = (
            side[player].subs(put) for side in (game.game.payoffs, game.game.disagreement)
        )
        swap = {
            v: sp.Symbol(moved[text])
            for v, text in zip(game.game.variables, game.variables, strict=True)
            if text in moved
        }
        beta = condition.discount.subs(put)
        gain = sp.expand(u - u.subs(swap, simultaneous=True))
        products = [(1 - beta, gain), (beta, sp.expand(u - outside))]
        shown = [
            f"pose proof (Rmult_le_pos {in_coq(a)} {in_coq(b)} ltac:(lra) ltac:(lra))"
            for a, b in products
        ]
        self.line(f"first [lra | {'; '.join(shown)}; lra].", depth)

    def _instances(
        self, goals: Sequence[tuple[str, Sequence[str]]], moved: Mapping[str, str], depth: int
    ) -> None:
        """The goals at the values that are introduced."""
        at = {
            self.called[deviation(v)]: moved[text]
            for v, text in zip(self.game.game.variables, self.game.variables, strict=True)
            if text in moved and deviation(v) in self.called
        }
        for label, bound in goals:
            if bound and all(z in at for z in bound):
                values = " ".join(f"{at[z]} ltac:(lra) ltac:(lra)" for z in bound)
                self.line(f"pose proof ({label} {values}) as {self.label()}.", depth)

    def _none_better(self, moved: Mapping[str, str], depth: int) -> None:
        """By positive weights: no weighted gain is positive, and none is negative."""
        game = self.game
        named = {p: self.called.get(weight(p)) for p in game.payoffs}
        weights = {p: mu for p, mu in named.items() if mu is not None}  # others get a constant
        if not weights:
            self.line("intuition lra.", depth)
            return
        payoffs = {}
        swap = {
            v: sp.Symbol(moved[text])
            for v, text in zip(game.game.variables, game.variables, strict=True)
        }
        for p, mu in weights.items():
            u = game.game.payoffs[p].subs(dict(game.question.solved))
            payoffs[p] = in_coq(sp.expand(u.subs(swap, simultaneous=True) - u))
            self.line(f"assert ({self.label()} : 0 <= {mu} * {payoffs[p]}).", depth)
            self.line("{ apply Rmult_le_pos; lra. }", depth)
        for p, mu in weights.items():
            self.line(f"assert ({self.label()} : {payoffs[p]} <= 0).", depth)
            self.line(f"{{ apply (no_gain {mu}); lra. }}", depth)
        self.line("repeat split; lra.", depth)
