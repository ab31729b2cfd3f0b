(* No real w_P, s_C, beta, e_C, e_P, s_P, w_C, y_P, y_C, mu_patron, mu_client satisfy (s_C - s_P > 0 or -s_C + s_P > 0), y_P - y_C = 0, s_C*y_P - s_P*y_C = 0, y_C > 0, e_C >= 0, w_P > 0, s_C > 0, beta > 0 and 22 more relations. *)
(* The author's words, not checked: No agreement of the game 'autonomy-security exchange' is self-enforcing at the discount factor beta and is efficient and gives equal autonomy and gives equal security and gives positive autonomy, for any parameters with e_C >= 0, w_P > 0, s_C > 0, beta > 0, e_P >= 0, w_C > 0, s_P > 0, beta < 1, s_C != s_P. self-enforcing at the discount factor beta: the threat to end the alliance (discount beta) deters every deviation efficient: no agreement is better for one player and worse for none equal autonomy: all players have the same autonomy equal security: all players have the same security positive autonomy: every player has positive autonomy *)
From Coq Require Import Reals Lra.
Open Scope R_scope.

Theorem no_full_equilibrium : forall w_P s_C beta e_C e_P s_P w_C : R,
  ((0 < (s_C - s_P)) \/ (0 < (- s_C + s_P))) ->  (* region: s_C != s_P *)
  forall y_P y_C mu_patron mu_client : R,
  (y_P - y_C) = 0 ->  (* equal autonomy: patron and client *)
  (s_C * y_P - s_P * y_C) = 0 ->  (* equal security: patron and client *)
  0 < (y_C) ->  (* positive autonomy for client *)
  False.
Proof.
  intros w_P s_C beta e_C e_P s_P w_C H8.
  intros y_P y_C mu_patron mu_client H26 H27 H29.
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
