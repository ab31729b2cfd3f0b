(* No real w_C, e_P, s_C, w_P, beta, e_C, s_P, y_P, y_C satisfy e_P >= 0, s_P > 0, s_C > 0, w_C > 0, w_P > 0, beta > 0, e_P*e_C - s_C*beta**2*s_P >= 0, y_C >= 0, -2*e_P*y_P - w_P*y_P**2 + 2*beta*s_P*y_C >= 0, -w_C*y_C**2 + 2*s_C*beta*y_P - 2*e_C*y_C >= 0, y_P + y_C > 0 and 9 more relations. *)
(* The author's words, not checked: No agreement of the game 'autonomy-security exchange' is self-enforcing at the discount factor beta and has y_C + y_P > 0, for any parameters with e_P >= 0, s_P > 0, e_C >= 0, s_C > 0, w_C > 0, w_P > 0, beta > 0, beta < 1, e_C*e_P >= beta**2*s_C*s_P. self-enforcing at the discount factor beta: the threat to end the alliance (discount beta) deters every deviation *)
From Coq Require Import Reals Lra.
Open Scope R_scope.

Theorem collapse : forall w_C e_P s_C w_P beta e_C s_P : R,
  0 <= (e_P) ->  (* region: e_P >= 0 *)
  0 < (s_P) ->  (* region: s_P > 0 *)
  0 < (s_C) ->  (* region: s_C > 0 *)
  0 < (w_C) ->  (* region: w_C > 0 *)
  0 < (w_P) ->  (* region: w_P > 0 *)
  0 < (beta) ->  (* region: beta > 0 *)
  0 <= (e_P * e_C - s_C * beta^2 * s_P) ->  (* region: e_C·e_P >= beta··2·s_C·s_P *)
  forall y_P y_C : R,
  0 <= (y_C) ->  (* y_C at least 0 *)
  0 <= (- 2 * e_P * y_P - w_P * y_P^2 + 2 * beta * s_P * y_C) ->  (* self-enforcing at the discount factor beta: patron does not deviate to y_P=0 *)
  0 <= (- w_C * y_C^2 + 2 * s_C * beta * y_P - 2 * e_C * y_C) ->  (* self-enforcing at the discount factor beta: client does not deviate to y_C=0 *)
  0 < (y_P + y_C) ->  (* y_C + y_P > 0 *)
  False.
Proof.
  intros w_C e_P s_C w_P beta e_C s_P H0 H1 H3 H4 H5 H6 H8.
  intros y_P y_C H11 H16 H17 H19.
  destruct (Rtotal_order (y_C) 0) as [X1 | [X1 | X1]].
  { assert (X2 : 0 < (- y_C)) by lra.
    assert (X3 : 0 < 1) by lra.
    assert (X4 : 0 <= 1 * (y_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X3) H11).
    assert (X5 : 0 < 1) by lra.
    assert (X6 : 0 < 1 * (- y_C)) by exact (Rmult_lt_0_compat _ _ X5 X2).
    assert (X7 : forall t0 t1 : R, 0 <= t0 -> 0 < t1 -> t0 + t1 = 0 -> False) by (intros; lra).
    exfalso; apply (X7 _ _ X4 X6); ring.
  }
  { assert (X8 : (y_C) = 0) by lra.
    assert (X9 : 0 < 2) by lra.
    assert (X10 : 0 <= 2 * (e_P) * (y_P + y_C)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ X9) H0) (Rlt_le _ _ H19)).
    assert (X11 : 0 < 1) by lra.
    assert (X12 : 0 < 1 * (w_P) * (y_P + y_C) * (y_P + y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X11 H5) H19) H19).
    assert (X13 : 0 < 1) by lra.
    assert (X14 : 0 <= 1 * (- 2 * e_P * y_P - w_P * y_P^2 + 2 * beta * s_P * y_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X13) H16).
    assert (X15 : (- 2 * e_P - 2 * w_P * y_P - w_P * y_C - 2 * beta * s_P) * (y_C) = 0) by exact (eq_trans (f_equal (Rmult (- 2 * e_P - 2 * w_P * y_P - w_P * y_C - 2 * beta * s_P)) X8) (Rmult_0_r (- 2 * e_P - 2 * w_P * y_P - w_P * y_C - 2 * beta * s_P))).
    assert (X16 : forall t0 t1 t2 t3 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> t3 = 0 -> t0 + t1 + t2 + t3 = 0 -> False) by (intros; lra).
    exfalso; apply (X16 _ _ _ _ X10 X12 X14 X15); ring.
  }
  { assert (X17 : 0 < (y_C)) by lra.
    destruct (Rtotal_order (e_P) 0) as [X18 | [X18 | X18]].
    { assert (X19 : 0 < (- e_P)) by lra.
      assert (X20 : 0 < 1) by lra.
      assert (X21 : 0 <= 1 * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X20) H0).
      assert (X22 : 0 < 1) by lra.
      assert (X23 : 0 < 1 * (- e_P)) by exact (Rmult_lt_0_compat _ _ X22 X19).
      assert (X24 : forall t0 t1 : R, 0 <= t0 -> 0 < t1 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X24 _ _ X21 X23); ring.
    }
    { assert (X25 : (e_P) = 0) by lra.
      assert (X26 : 0 < 1) by lra.
      assert (X27 : 0 < 1 * (s_P) * (s_C) * (beta) * (beta)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X26 H1) H3) H6) H6).
      assert (X28 : 0 < 1) by lra.
      assert (X29 : 0 <= 1 * (e_P * e_C - s_C * beta^2 * s_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X28) H8).
      assert (X30 : (- e_C) * (e_P) = 0) by exact (eq_trans (f_equal (Rmult (- e_C)) X25) (Rmult_0_r (- e_C))).
      assert (X31 : forall t0 t1 t2 : R, 0 < t0 -> 0 <= t1 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
      exfalso; apply (X31 _ _ _ X27 X29 X30); ring.
    }
    { assert (X32 : 0 < (e_P)) by lra.
      assert (X33 : 0 < 1) by lra.
      assert (X34 : 0 <= 1 * (s_C) * (w_P) * (beta) * (y_P)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X33 H3) H5) H6)) (pow2_ge_0 (y_P))).
      assert (X35 : 0 < 1) by lra.
      assert (X36 : 0 <= 1 * (s_C) * (beta) * (- 2 * e_P * y_P - w_P * y_P^2 + 2 * beta * s_P * y_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X35 H3) H6)) H16).
      assert (X37 : 0 < 1) by lra.
      assert (X38 : 0 < 1 * (w_C) * (y_C) * (y_C) * (e_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X37 H4) X17) X17) X32).
      assert (X39 : 0 < 2) by lra.
      assert (X40 : 0 <= 2 * (e_P * e_C - s_C * beta^2 * s_P) * (y_C)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ X39) H8) (Rlt_le _ _ X17)).
      assert (X41 : 0 < 1) by lra.
      assert (X42 : 0 <= 1 * (- w_C * y_C^2 + 2 * s_C * beta * y_P - 2 * e_C * y_C) * (e_P)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ X41) H17) (Rlt_le _ _ X32)).
      assert (X43 : forall t0 t1 t2 t3 t4 : R, 0 <= t0 -> 0 <= t1 -> 0 < t2 -> 0 <= t3 -> 0 <= t4 -> t0 + t1 + t2 + t3 + t4 = 0 -> False) by (intros; lra).
      exfalso; apply (X43 _ _ _ _ _ X34 X36 X38 X40 X42); ring.
    }
  }
Qed.
