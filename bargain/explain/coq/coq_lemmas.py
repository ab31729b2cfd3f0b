"""Lemmas that a file needs, proved in it from Coq's standard library."""

from __future__ import annotations

__all__ = ["FUNCTIONS", "HEADER", "ROOTS", "WAYS"]

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
