(* No real s_C, s_P, sigma_of_y_C, sigma_of_y_P, y_C, y_P satisfy (sigma_of_y_C - sigma_of_y_P = 0 and y_C - y_P = 0; or sigma_of_y_C - sigma_of_y_P > 0 and y_C - y_P > 0; or -sigma_of_y_C + sigma_of_y_P > 0 and -y_C + y_P > 0), -y_C + y_P = 0, -s_C*sigma_of_y_P + s_P*sigma_of_y_C = 0, sigma_of_y_P > 0, (-s_C + s_P > 0 or s_C - s_P > 0), s_C > 0, s_P > 0, y_C > 0 and 2 more relations. *)
(* The author's words, not checked: Whatever the increasing function σ, if security S_i = s_i σ(y_j) is positive and both autonomy and security are balanced, then dependence is equal: s_P = s_C. s_P == s_C for all real s_C, s_P, sigma_of_y_C, sigma_of_y_P, y_C, y_P with s_C > 0, s_P > 0, y_C > 0, y_P > 0, sigma_of_y_C == sigma_of_y_P and y_C == y_P or sigma_of_y_C > sigma_of_y_P and y_C > y_P or sigma_of_y_C < sigma_of_y_P and y_C < y_P, y_P == y_C, s_P*sigma_of_y_C == s_C*sigma_of_y_P, sigma_of_y_C > 0, sigma_of_y_P > 0. *)
From Coq Require Import Reals Lra.
Open Scope R_scope.

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

Theorem clash_for_any_sigma : forall s_C s_P sigma_of_y_C sigma_of_y_P y_C y_P : R,
  (((sigma_of_y_C - sigma_of_y_P) = 0 /\ (y_C - y_P) = 0) \/ (0 < (sigma_of_y_C - sigma_of_y_P) /\ 0 < (y_C - y_P)) \/ (0 < (- sigma_of_y_C + sigma_of_y_P) /\ 0 < (- y_C + y_P))) ->  (* sigma_of_y_C == sigma_of_y_P and y_C == y_P or sigma_of_y_C > sigma_of_y_P and y_C > y_P or sigma_of_y_C < sigma_of_y_P and y_C < y_P *)
  (- y_C + y_P) = 0 ->  (* y_P == y_C *)
  (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0 ->  (* s_P·sigma_of_y_C == s_C·sigma_of_y_P *)
  0 < (sigma_of_y_P) ->  (* sigma_of_y_P > 0 *)
  ((0 < (- s_C + s_P)) \/ (0 < (s_C - s_P))) ->  (* not the claim: s_P != s_C *)
  False.
Proof.
  intros s_C s_P sigma_of_y_C sigma_of_y_P y_C y_P H4 H5 H6 H8 H9.
  destruct H9 as [X1 | X2].
  {
    destruct H4 as [[X3 X4] | [[X5 X6] | [X7 X8]]].
    {
      assert (X9 : 0 < 1) by lra.
      assert (X10 : 0 < 1 * (sigma_of_y_P) * (- s_C + s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X9 H8) X1).
      assert (X11 : (- 1) * (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H6) (Rmult_0_r (- 1))).
      assert (X12 : (s_P) * (sigma_of_y_C - sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (s_P)) X3) (Rmult_0_r (s_P))).
      assert (X13 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
      exfalso; apply (X13 _ _ _ X10 X11 X12); ring.
    }
    {
      assert (X14 : 0 < 1) by lra.
      assert (X15 : 0 < 1 * (y_C - y_P)) by exact (Rmult_lt_0_compat _ _ X14 X6).
      assert (X16 : (1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (1)) H5) (Rmult_0_r (1))).
      assert (X17 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X17 _ _ X15 X16); ring.
    }
    {
      assert (X18 : 0 < 1) by lra.
      assert (X19 : 0 < 1 * (- y_C + y_P)) by exact (Rmult_lt_0_compat _ _ X18 X8).
      assert (X20 : (- 1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H5) (Rmult_0_r (- 1))).
      assert (X21 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X21 _ _ X19 X20); ring.
    }
  }
  {
    destruct H4 as [[X22 X23] | [[X24 X25] | [X26 X27]]].
    {
      assert (X28 : 0 < 1) by lra.
      assert (X29 : 0 < 1 * (sigma_of_y_P) * (s_C - s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X28 H8) X2).
      assert (X30 : (1) * (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0) by exact (eq_trans (f_equal (Rmult (1)) H6) (Rmult_0_r (1))).
      assert (X31 : (- s_P) * (sigma_of_y_C - sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (- s_P)) X22) (Rmult_0_r (- s_P))).
      assert (X32 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
      exfalso; apply (X32 _ _ _ X29 X30 X31); ring.
    }
    {
      assert (X33 : 0 < 1) by lra.
      assert (X34 : 0 < 1 * (y_C - y_P)) by exact (Rmult_lt_0_compat _ _ X33 X25).
      assert (X35 : (1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (1)) H5) (Rmult_0_r (1))).
      assert (X36 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X36 _ _ X34 X35); ring.
    }
    {
      assert (X37 : 0 < 1) by lra.
      assert (X38 : 0 < 1 * (- y_C + y_P)) by exact (Rmult_lt_0_compat _ _ X37 X27).
      assert (X39 : (- 1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H5) (Rmult_0_r (- 1))).
      assert (X40 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X40 _ _ X38 X39); ring.
    }
  }
Qed.
