(* No real w_P, s_C, beta, e_C, e_P, s_P, w_C, y_P, y_C, mu_patron, mu_client satisfy (s_C - s_P > 0 or -s_C + s_P > 0), y_P - y_C = 0, s_C*y_P - s_P*y_C = 0, y_C > 0, e_C >= 0, w_P > 0, s_C > 0, beta > 0 and 22 more relations. *)
(* The author's words, not checked: No agreement of the game 'autonomy-security exchange' is self-enforcing at the discount factor beta and is efficient and gives equal autonomy and gives equal security and gives positive autonomy, for any parameters with e_C >= 0, w_P > 0, s_C > 0, beta > 0, e_P >= 0, w_C > 0, s_P > 0, beta < 1, s_C != s_P. self-enforcing at the discount factor beta: the threat to end the alliance (discount beta) deters every deviation efficient: no agreement is better for one ally and worse for none equal autonomy: all allies have the same autonomy equal security: all allies have the same security positive autonomy: every ally has positive autonomy *)
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

Theorem no_full_equilibrium : forall w_P s_C beta e_C e_P s_P w_C y_P y_C mu_patron mu_client : R,
  ((0 < (s_C - s_P)) \/ (0 < (- s_C + s_P))) ->  (* region: s_C != s_P *)
  (y_P - y_C) = 0 ->  (* equal autonomy: patron and client *)
  (s_C * y_P - s_P * y_C) = 0 ->  (* equal security: patron and client *)
  0 < (y_C) ->  (* positive autonomy for client *)
  False.
Proof.
  intros w_P s_C beta e_C e_P s_P w_C y_P y_C mu_patron mu_client H8 H26 H27 H29.
  destruct H8 as [X1 | X2].
  {
    assert (X3 : 0 < 1) by lra.
    assert (X4 : 0 < 1 * (y_C) * (s_C - s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X3 H29) X1).
    assert (X5 : (s_C) * (y_P - y_C) = 0) by exact (eq_trans (f_equal (Rmult (s_C)) H26) (Rmult_0_r (s_C))).
    assert (X6 : (- 1) * (s_C * y_P - s_P * y_C) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H27) (Rmult_0_r (- 1))).
    assert (X7 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
    exfalso; apply (X7 _ _ _ X4 X5 X6); ring.
  }
  {
    assert (X8 : 0 < 1) by lra.
    assert (X9 : 0 < 1 * (y_C) * (- s_C + s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X8 H29) X2).
    assert (X10 : (- s_C) * (y_P - y_C) = 0) by exact (eq_trans (f_equal (Rmult (- s_C)) H26) (Rmult_0_r (- s_C))).
    assert (X11 : (1) * (s_C * y_P - s_P * y_C) = 0) by exact (eq_trans (f_equal (Rmult (1)) H27) (Rmult_0_r (1))).
    assert (X12 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
    exfalso; apply (X12 _ _ _ X9 X10 X11); ring.
  }
Qed.
