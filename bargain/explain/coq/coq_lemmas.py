"""Lemmas that a file needs, proved in it from Coq's standard library."""

from __future__ import annotations

from pathlib import Path

__all__ = ["EXPONENTIAL", "FUNCTIONS", "HEADER", "INSIDE", "ROOTS", "WAYS", "numbers"]

#: Bounds of exp at numbers, for exported files and the proved checker.
EXPONENTIAL = Path(__file__).with_name("Exponential.v")

HEADER = """From Coq Require Import Reals Lra.
Open Scope R_scope.
"""

WAYS = """
(* one of several ways, when each relation in them is decided by its sign *)
Ltac one_of := solve [repeat split; lra | left; one_of | right; one_of].
"""

FUNCTIONS = """
(* log t <= t - 1 at t = a/b, and exp t >= 1 + t: the axiom instances of certificates *)
Lemma log_bound : forall a b : R, 0 < a -> 0 < b -> 0 <= a - b - b * (ln a - ln b).
Proof.
  intros a b A B.
  assert (Q : 0 < a / b) by (apply Rdiv_lt_0_compat; assumption).
  pose proof (exp_ineq1_le (ln (a / b))) as E. rewrite (exp_ln _ Q) in E.
  assert (L : ln (a / b) = ln a - ln b).
  { unfold Rdiv. rewrite (ln_mult a (/ b) A (Rinv_0_lt_compat b B)), (ln_Rinv b B). ring. }
  rewrite L in E. assert (M : b * (1 + (ln a - ln b)) <= b * (a / b)).
  { apply Rmult_le_compat_l; [lra | exact E]. }
  replace (b * (a / b)) with a in M by (field; lra). lra.
Qed.
Lemma exp_bound : forall x y : R, 0 <= exp x - exp y * (1 + x - y).
Proof.
  intros x y. pose proof (exp_ineq1_le (x - y)) as E. pose proof (exp_pos y) as P.
  assert (S : exp x = exp y * exp (x - y)).
  { rewrite <- exp_plus. f_equal. ring. }
  rewrite S. assert (M : exp y * (1 + (x - y)) <= exp y * exp (x - y)).
  { apply Rmult_le_compat_l; [lra | exact E]. }
  replace (1 + x - y) with (1 + (x - y)) by ring. lra.
Qed.
"""

ROOTS = """
(* a continuous function with both signs has a zero between: the intermediate value theorem *)
Lemma root_between : forall (f : R -> R) (a b : R),
  continuity f -> a <= b -> f a <= 0 -> 0 <= f b -> exists z, a <= z <= b /\\ f z = 0.
Proof.
  intros f a b C O A B. destruct (IVT_cor f a b C O) as [z [Z E]].
  { assert (M : 0 <= (- f a) * f b) by (apply Rmult_le_pos; lra). lra. }
  exists z. split; assumption.
Qed.
"""

INSIDE = """
(* the same for a function that is continuous between the ends, as one with logarithms is *)
Lemma root_inside : forall (f : R -> R) (a b : R),
  (forall z, a <= z -> z <= b -> continuity_pt f z) ->
  a <= b -> f a <= 0 -> 0 <= f b -> exists z, a <= z <= b /\\ f z = 0.
Proof.
  intros f a b C O A B.
  destruct A as [A | A]; [| exists a; split; [lra | exact A]].
  destruct B as [B | B]; [| exists b; split; [lra | symmetry; exact B]].
  destruct O as [O | O]; [| subst b; exfalso; lra].
  destruct (Ranalysis5.IVT_interv f a b) as [z [Z E]]; try assumption.
  { intros z [L U]. exact (C z L U). }
  exists z. split; assumption.
Qed.
Lemma smooth_const : forall c z : R, continuity_pt (fun _ => c) z.
Proof. intros c z. apply continuity_pt_const. intros x y. reflexivity. Qed.
Lemma smooth_id : forall z : R, continuity_pt (fun x => x) z.
Proof. intro z. apply derivable_continuous_pt, derivable_pt_id. Qed.
Lemma smooth_plus : forall (f g : R -> R) z, continuity_pt f z -> continuity_pt g z ->
  continuity_pt (fun x => f x + g x) z.
Proof. intros f g z F G. exact (continuity_pt_plus f g z F G). Qed.
Lemma smooth_minus : forall (f g : R -> R) z, continuity_pt f z -> continuity_pt g z ->
  continuity_pt (fun x => f x - g x) z.
Proof. intros f g z F G. exact (continuity_pt_minus f g z F G). Qed.
Lemma smooth_times : forall (f g : R -> R) z, continuity_pt f z -> continuity_pt g z ->
  continuity_pt (fun x => f x * g x) z.
Proof. intros f g z F G. exact (continuity_pt_mult f g z F G). Qed.
Lemma smooth_opp : forall (f : R -> R) z, continuity_pt f z -> continuity_pt (fun x => - f x) z.
Proof. intros f z F. exact (continuity_pt_opp f z F). Qed.
Lemma smooth_pow : forall (f : R -> R) n z, continuity_pt f z ->
  continuity_pt (fun x => f x ^ n) z.
Proof.
  intros f n z F. induction n as [| n IH].
  - exact (smooth_const 1 z).
  - exact (smooth_times f (fun x => f x ^ n) z F IH).
Qed.
Lemma smooth_exp : forall (f : R -> R) z, continuity_pt f z ->
  continuity_pt (fun x => exp (f x)) z.
Proof.
  intros f z F. apply (continuity_pt_comp f exp z F), derivable_continuous_pt, derivable_pt_exp.
Qed.
Lemma smooth_ln : forall (f : R -> R) z, 0 < f z -> continuity_pt f z ->
  continuity_pt (fun x => ln (f x)) z.
Proof.
  intros f z P F. apply (continuity_pt_comp f ln z F), derivable_continuous_pt.
  exists (/ f z). exact (derivable_pt_lim_ln (f z) P).
Qed.
Ltac smooth := lazymatch goal with
  | |- continuity_pt (fun _ => ?c) _ => apply (smooth_const c)
  | |- continuity_pt (fun x => x) _ => apply smooth_id
  | |- continuity_pt (fun x => @?f x + @?g x) _ => apply (smooth_plus f g); smooth
  | |- continuity_pt (fun x => @?f x - @?g x) _ => apply (smooth_minus f g); smooth
  | |- continuity_pt (fun x => @?f x * @?g x) _ => apply (smooth_times f g); smooth
  | |- continuity_pt (fun x => - @?f x) _ => apply (smooth_opp f); smooth
  | |- continuity_pt (fun x => @?f x ^ ?n) _ => apply (smooth_pow f n); smooth
  | |- continuity_pt (fun x => exp (@?f x)) _ => apply (smooth_exp f); smooth
  | |- continuity_pt (fun x => ln (@?f x)) _ => apply (smooth_ln f); [assumption | smooth]
  end.
"""

_NUMBERS = """
From Coq Require QArith Qreals ZArith Lia Bool.
Module Numbers.
{lemmas}
Lemma at_most : forall (p q : Q) (c r : R),
  c = Q2R p -> r = Q2R q -> over_exp p q = true -> exp r <= c.
Proof. intros p q c r C E H. subst. exact (over_exp_ok p q H). Qed.
Lemma at_least : forall (p q : Q) (c r : R),
  c = Q2R p -> r = Q2R q -> under_exp p q = true -> 0 < c <= exp r.
Proof. intros p q c r C E H. subst. exact (under_exp_ok p q H). Qed.
Ltac computed := first [unfold Q2R, Qnum, Qden; lra | vm_compute; reflexivity].
(* a tangent with a smaller number, where it is positive or not *)
Lemma tangent : forall c r x : R, 0 < c <= exp r -> 0 <= exp x - c * (1 + x - r).
Proof.
  intros c r x [P L]. pose proof (exp_ineq1_le (x - r)) as E. pose proof (exp_pos (x - r)) as Q.
  assert (S : exp x = exp r * exp (x - r)) by (rewrite <- exp_plus; f_equal; ring).
  assert (M : c * exp (x - r) <= exp r * exp (x - r)) by (apply Rmult_le_compat_r; lra).
  assert (N : c * (1 + x - r) <= c * exp (x - r)) by (apply Rmult_le_compat_l; lra). lra.
Qed.
End Numbers.
"""


def numbers() -> str:
    """The bounds of exp at numbers, as the proved checker computes them, in a module."""
    text = EXPONENTIAL.read_text(encoding="utf-8")
    comment, _, lemmas = text.partition("From Coq Require Import Reals QArith")
    own = lemmas.partition("\n")[2]
    return _NUMBERS.format(lemmas=f"{comment}Import QArith Qreals ZArith Lia Bool.\n{own}")
