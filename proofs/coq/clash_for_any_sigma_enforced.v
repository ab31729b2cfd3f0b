(* No real beta, e_C, e_P, s_C, s_P, sigma_of_y_C, sigma_of_y_P, w_C, w_P, y_C, y_P satisfy e_C >= 0, w_C > 0, y_C > 0, (sigma_of_y_C - sigma_of_y_P = 0 and y_C - y_P = 0; or sigma_of_y_C - sigma_of_y_P > 0 and y_C - y_P > 0; or -sigma_of_y_C + sigma_of_y_P > 0 and -y_C + y_P > 0), -y_C + y_P = 0, -s_C*sigma_of_y_P + s_P*sigma_of_y_C = 0, beta*s_C*sigma_of_y_P - e_C*y_C - 1/2*w_C*y_C**2 >= 0, (-s_C + s_P > 0 or s_C - s_P > 0) and 8 more relations. *)
(* The author's words, not checked: Whatever the increasing function σ, of any sign: if no ally gains by ceding nothing and both autonomy and security are balanced, then s_P = s_C. s_P == s_C for all real beta, e_C, e_P, s_C, s_P, sigma_of_y_C, sigma_of_y_P, w_C, w_P, y_C, y_P with beta > 0, e_C >= 0, e_P >= 0, s_C > 0, s_P > 0, w_C > 0, w_P > 0, y_C > 0, y_P > 0, sigma_of_y_C == sigma_of_y_P and y_C == y_P or sigma_of_y_C > sigma_of_y_P and y_C > y_P or sigma_of_y_C < sigma_of_y_P and y_C < y_P, y_P == y_C, s_P*sigma_of_y_C == s_C*sigma_of_y_P, beta < 1, -e_P*y_P + s_P*sigma_of_y_C - w_P*y_P**2/2 >= s_P*sigma_of_y_C*(1 - beta), -e_C*y_C + s_C*sigma_of_y_P - w_C*y_C**2/2 >= s_C*sigma_of_y_P*(1 - beta). *)
From Coq Require Import Reals Lra.
Open Scope R_scope.

Theorem clash_for_any_sigma_enforced : forall beta e_C e_P s_C s_P sigma_of_y_C sigma_of_y_P w_C w_P y_C y_P : R,
  0 <= (e_C) ->  (* e_C >= 0 *)
  0 < (w_C) ->  (* w_C > 0 *)
  0 < (y_C) ->  (* y_C > 0 *)
  (((sigma_of_y_C - sigma_of_y_P) = 0 /\ (y_C - y_P) = 0) \/ (0 < (sigma_of_y_C - sigma_of_y_P) /\ 0 < (y_C - y_P)) \/ (0 < (- sigma_of_y_C + sigma_of_y_P) /\ 0 < (- y_C + y_P))) ->  (* sigma_of_y_C == sigma_of_y_P and y_C == y_P or sigma_of_y_C > sigma_of_y_P and y_C > y_P or sigma_of_y_C < sigma_of_y_P and y_C < y_P *)
  (- y_C + y_P) = 0 ->  (* y_P == y_C *)
  (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0 ->  (* s_P·sigma_of_y_C == s_C·sigma_of_y_P *)
  0 <= (beta * s_C * sigma_of_y_P - e_C * y_C - (1/2) * w_C * y_C^2) ->  (* -e_C·y_C + s_C·sigma_of_y_P - w_C·y_C··2/2 >= s_C·sigma_of_y_P·(1 - beta) *)
  ((0 < (- s_C + s_P)) \/ (0 < (s_C - s_P))) ->  (* not the claim: s_P != s_C *)
  False.
Proof.
  intros beta e_C e_P s_C s_P sigma_of_y_C sigma_of_y_P w_C w_P y_C y_P H1 H5 H7 H9 H10 H11 H14.
  intros H15.
  destruct H15 as [X1 | X2].
  {
    destruct H9 as [[X3 X4] | [[X5 X6] | [X7 X8]]].
    {
      destruct (Rtotal_order (sigma_of_y_P) 0) as [X9 | [X9 | X9]].
      { assert (X10 : 0 < (- sigma_of_y_P)) by lra.
        assert (X11 : 0 < 1) by lra.
        assert (X12 : 0 < 1 * (- s_C + s_P) * (- sigma_of_y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X11 X1) X10).
        assert (X13 : (1) * (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0) by exact (eq_trans (f_equal (Rmult (1)) H11) (Rmult_0_r (1))).
        assert (X14 : (- s_P) * (sigma_of_y_C - sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (- s_P)) X3) (Rmult_0_r (- s_P))).
        assert (X15 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
        exfalso; apply (X15 _ _ _ X12 X13 X14); ring.
      }
      { assert (X16 : (sigma_of_y_P) = 0) by lra.
        assert (X17 : 0 < 2) by lra.
        assert (X18 : 0 <= 2 * (beta * s_C * sigma_of_y_P - e_C * y_C - (1/2) * w_C * y_C^2)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X17) H14).
        assert (X19 : 0 < 2) by lra.
        assert (X20 : 0 <= 2 * (e_C) * (y_C)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ X19) H1) (Rlt_le _ _ H7)).
        assert (X21 : 0 < 1) by lra.
        assert (X22 : 0 < 1 * (w_C) * (y_C) * (y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X21 H5) H7) H7).
        assert (X23 : (- 2 * beta * s_C) * (sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (- 2 * beta * s_C)) X16) (Rmult_0_r (- 2 * beta * s_C))).
        assert (X24 : forall t0 t1 t2 t3 : R, 0 <= t0 -> 0 <= t1 -> 0 < t2 -> t3 = 0 -> t0 + t1 + t2 + t3 = 0 -> False) by (intros; lra).
        exfalso; apply (X24 _ _ _ _ X18 X20 X22 X23); field.
      }
      { assert (X25 : 0 < (sigma_of_y_P)) by lra.
        assert (X26 : 0 < 1) by lra.
        assert (X27 : 0 < 1 * (- s_C + s_P) * (sigma_of_y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X26 X1) X25).
        assert (X28 : (- 1) * (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H11) (Rmult_0_r (- 1))).
        assert (X29 : (s_P) * (sigma_of_y_C - sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (s_P)) X3) (Rmult_0_r (s_P))).
        assert (X30 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
        exfalso; apply (X30 _ _ _ X27 X28 X29); ring.
      }
    }
    {
      assert (X31 : 0 < 1) by lra.
      assert (X32 : 0 < 1 * (y_C - y_P)) by exact (Rmult_lt_0_compat _ _ X31 X6).
      assert (X33 : (1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (1)) H10) (Rmult_0_r (1))).
      assert (X34 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X34 _ _ X32 X33); ring.
    }
    {
      assert (X35 : 0 < 1) by lra.
      assert (X36 : 0 < 1 * (- y_C + y_P)) by exact (Rmult_lt_0_compat _ _ X35 X8).
      assert (X37 : (- 1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H10) (Rmult_0_r (- 1))).
      assert (X38 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X38 _ _ X36 X37); ring.
    }
  }
  {
    destruct H9 as [[X39 X40] | [[X41 X42] | [X43 X44]]].
    {
      destruct (Rtotal_order (sigma_of_y_P) 0) as [X45 | [X45 | X45]].
      { assert (X46 : 0 < (- sigma_of_y_P)) by lra.
        assert (X47 : 0 < 1) by lra.
        assert (X48 : 0 < 1 * (s_C - s_P) * (- sigma_of_y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X47 X2) X46).
        assert (X49 : (- 1) * (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H11) (Rmult_0_r (- 1))).
        assert (X50 : (s_P) * (sigma_of_y_C - sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (s_P)) X39) (Rmult_0_r (s_P))).
        assert (X51 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
        exfalso; apply (X51 _ _ _ X48 X49 X50); ring.
      }
      { assert (X52 : (sigma_of_y_P) = 0) by lra.
        assert (X53 : 0 < 2) by lra.
        assert (X54 : 0 <= 2 * (beta * s_C * sigma_of_y_P - e_C * y_C - (1/2) * w_C * y_C^2)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X53) H14).
        assert (X55 : 0 < 2) by lra.
        assert (X56 : 0 <= 2 * (e_C) * (y_C)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ X55) H1) (Rlt_le _ _ H7)).
        assert (X57 : 0 < 1) by lra.
        assert (X58 : 0 < 1 * (w_C) * (y_C) * (y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X57 H5) H7) H7).
        assert (X59 : (- 2 * beta * s_C) * (sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (- 2 * beta * s_C)) X52) (Rmult_0_r (- 2 * beta * s_C))).
        assert (X60 : forall t0 t1 t2 t3 : R, 0 <= t0 -> 0 <= t1 -> 0 < t2 -> t3 = 0 -> t0 + t1 + t2 + t3 = 0 -> False) by (intros; lra).
        exfalso; apply (X60 _ _ _ _ X54 X56 X58 X59); field.
      }
      { assert (X61 : 0 < (sigma_of_y_P)) by lra.
        assert (X62 : 0 < 1) by lra.
        assert (X63 : 0 < 1 * (s_C - s_P) * (sigma_of_y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X62 X2) X61).
        assert (X64 : (1) * (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0) by exact (eq_trans (f_equal (Rmult (1)) H11) (Rmult_0_r (1))).
        assert (X65 : (- s_P) * (sigma_of_y_C - sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (- s_P)) X39) (Rmult_0_r (- s_P))).
        assert (X66 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
        exfalso; apply (X66 _ _ _ X63 X64 X65); ring.
      }
    }
    {
      assert (X67 : 0 < 1) by lra.
      assert (X68 : 0 < 1 * (y_C - y_P)) by exact (Rmult_lt_0_compat _ _ X67 X42).
      assert (X69 : (1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (1)) H10) (Rmult_0_r (1))).
      assert (X70 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X70 _ _ X68 X69); ring.
    }
    {
      assert (X71 : 0 < 1) by lra.
      assert (X72 : 0 < 1 * (- y_C + y_P)) by exact (Rmult_lt_0_compat _ _ X71 X44).
      assert (X73 : (- 1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H10) (Rmult_0_r (- 1))).
      assert (X74 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X74 _ _ X72 X73); ring.
    }
  }
Qed.
