(* No real s_C, s_P, sigma_of_y_C, sigma_of_y_P, y_C, y_P satisfy (sigma_of_y_C - sigma_of_y_P = 0 and y_C - y_P = 0; or sigma_of_y_C - sigma_of_y_P > 0 and y_C - y_P > 0; or -sigma_of_y_C + sigma_of_y_P > 0 and -y_C + y_P > 0), -y_C + y_P = 0, -s_C*sigma_of_y_P + s_P*sigma_of_y_C = 0, sigma_of_y_P > 0, (-s_C + s_P > 0 or s_C - s_P > 0), s_C > 0, s_P > 0, y_C > 0 and 2 more relations. *)
(* The author's words, not checked: Whatever the increasing function σ, if security S_i = s_i σ(y_j) is positive and both autonomy and security are balanced, then dependence is equal: s_P = s_C. s_P == s_C for all real s_C, s_P, sigma_of_y_C, sigma_of_y_P, y_C, y_P with s_C > 0, s_P > 0, y_C > 0, y_P > 0, sigma_of_y_C == sigma_of_y_P and y_C == y_P or sigma_of_y_C > sigma_of_y_P and y_C > y_P or sigma_of_y_C < sigma_of_y_P and y_C < y_P, y_P == y_C, s_P*sigma_of_y_C == s_C*sigma_of_y_P, sigma_of_y_C > 0, sigma_of_y_P > 0. *)
From Coq Require Import Reals Lra.
Open Scope R_scope.

Theorem clash_for_any_sigma : forall s_C s_P sigma_of_y_C sigma_of_y_P y_C y_P : R,
  (((sigma_of_y_C - sigma_of_y_P) = 0 /\ (y_C - y_P) = 0) \/ (0 < (sigma_of_y_C - sigma_of_y_P) /\ 0 < (y_C - y_P)) \/ (0 < (- sigma_of_y_C + sigma_of_y_P) /\ 0 < (- y_C + y_P))) ->  (* sigma_of_y_C == sigma_of_y_P and y_C == y_P or sigma_of_y_C > sigma_of_y_P and y_C > y_P or sigma_of_y_C < sigma_of_y_P and y_C < y_P *)
  (- y_C + y_P) = 0 ->  (* y_P == y_C *)
  (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0 ->  (* s_P·sigma_of_y_C == s_C·sigma_of_y_P *)
  0 < (sigma_of_y_P) ->  (* sigma_of_y_P > 0 *)
  ((0 < (- s_C + s_P)) \/ (0 < (s_C - s_P))) ->  (* not the claim: s_P != s_C *)
  False.
Proof.
  intros s_C s_P sigma_of_y_C sigma_of_y_P y_C y_P H4 H5 H6 H8.
  intros H9.
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
