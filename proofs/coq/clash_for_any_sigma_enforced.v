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
        destruct (Rtotal_order (2 * e_C + w_C * y_C) 0) as [X17 | [X17 | X17]].
        { assert (X18 : 0 < (- 2 * e_C - w_C * y_C)) by lra.
          assert (X19 : 0 < 2) by lra.
          assert (X20 : 0 <= 2 * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X19) H1).
          assert (X21 : 0 < 1) by lra.
          assert (X22 : 0 < 1 * (w_C) * (y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X21 H5) H7).
          assert (X23 : 0 < 1) by lra.
          assert (X24 : 0 < 1 * (- 2 * e_C - w_C * y_C)) by exact (Rmult_lt_0_compat _ _ X23 X18).
          assert (X25 : forall t0 t1 t2 : R, 0 <= t0 -> 0 < t1 -> 0 < t2 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
          exfalso; apply (X25 _ _ _ X20 X22 X24); ring.
        }
        { assert (X26 : (2 * e_C + w_C * y_C) = 0) by lra.
          assert (X27 : 0 < 2) by lra.
          assert (X28 : 0 <= 2 * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X27) H1).
          assert (X29 : 0 < 1) by lra.
          assert (X30 : 0 < 1 * (w_C) * (y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X29 H5) H7).
          assert (X31 : (- 1) * (2 * e_C + w_C * y_C) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) X26) (Rmult_0_r (- 1))).
          assert (X32 : forall t0 t1 t2 : R, 0 <= t0 -> 0 < t1 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
          exfalso; apply (X32 _ _ _ X28 X30 X31); ring.
        }
        { assert (X33 : 0 < (2 * e_C + w_C * y_C)) by lra.
          assert (X34 : 0 < 1) by lra.
          assert (X35 : 0 < 1 * (y_C) * (2 * e_C + w_C * y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X34 H7) X33).
          assert (X36 : 0 < 2) by lra.
          assert (X37 : 0 <= 2 * (beta * s_C * sigma_of_y_P - e_C * y_C - (1/2) * w_C * y_C^2)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X36) H14).
          assert (X38 : (- 2 * beta * s_C) * (sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (- 2 * beta * s_C)) X16) (Rmult_0_r (- 2 * beta * s_C))).
          assert (X39 : forall t0 t1 t2 : R, 0 < t0 -> 0 <= t1 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
          exfalso; apply (X39 _ _ _ X35 X37 X38); field.
        }
      }
      { assert (X40 : 0 < (sigma_of_y_P)) by lra.
        assert (X41 : 0 < 1) by lra.
        assert (X42 : 0 < 1 * (- s_C + s_P) * (sigma_of_y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X41 X1) X40).
        assert (X43 : (- 1) * (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H11) (Rmult_0_r (- 1))).
        assert (X44 : (s_P) * (sigma_of_y_C - sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (s_P)) X3) (Rmult_0_r (s_P))).
        assert (X45 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
        exfalso; apply (X45 _ _ _ X42 X43 X44); ring.
      }
    }
    {
      assert (X46 : 0 < 1) by lra.
      assert (X47 : 0 < 1 * (y_C - y_P)) by exact (Rmult_lt_0_compat _ _ X46 X6).
      assert (X48 : (1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (1)) H10) (Rmult_0_r (1))).
      assert (X49 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X49 _ _ X47 X48); ring.
    }
    {
      assert (X50 : 0 < 1) by lra.
      assert (X51 : 0 < 1 * (- y_C + y_P)) by exact (Rmult_lt_0_compat _ _ X50 X8).
      assert (X52 : (- 1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H10) (Rmult_0_r (- 1))).
      assert (X53 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X53 _ _ X51 X52); ring.
    }
  }
  {
    destruct H9 as [[X54 X55] | [[X56 X57] | [X58 X59]]].
    {
      destruct (Rtotal_order (sigma_of_y_P) 0) as [X60 | [X60 | X60]].
      { assert (X61 : 0 < (- sigma_of_y_P)) by lra.
        assert (X62 : 0 < 1) by lra.
        assert (X63 : 0 < 1 * (s_C - s_P) * (- sigma_of_y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X62 X2) X61).
        assert (X64 : (- 1) * (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H11) (Rmult_0_r (- 1))).
        assert (X65 : (s_P) * (sigma_of_y_C - sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (s_P)) X54) (Rmult_0_r (s_P))).
        assert (X66 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
        exfalso; apply (X66 _ _ _ X63 X64 X65); ring.
      }
      { assert (X67 : (sigma_of_y_P) = 0) by lra.
        destruct (Rtotal_order (2 * e_C + w_C * y_C) 0) as [X68 | [X68 | X68]].
        { assert (X69 : 0 < (- 2 * e_C - w_C * y_C)) by lra.
          assert (X70 : 0 < 2) by lra.
          assert (X71 : 0 <= 2 * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X70) H1).
          assert (X72 : 0 < 1) by lra.
          assert (X73 : 0 < 1 * (w_C) * (y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X72 H5) H7).
          assert (X74 : 0 < 1) by lra.
          assert (X75 : 0 < 1 * (- 2 * e_C - w_C * y_C)) by exact (Rmult_lt_0_compat _ _ X74 X69).
          assert (X76 : forall t0 t1 t2 : R, 0 <= t0 -> 0 < t1 -> 0 < t2 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
          exfalso; apply (X76 _ _ _ X71 X73 X75); ring.
        }
        { assert (X77 : (2 * e_C + w_C * y_C) = 0) by lra.
          assert (X78 : 0 < 2) by lra.
          assert (X79 : 0 <= 2 * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X78) H1).
          assert (X80 : 0 < 1) by lra.
          assert (X81 : 0 < 1 * (w_C) * (y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X80 H5) H7).
          assert (X82 : (- 1) * (2 * e_C + w_C * y_C) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) X77) (Rmult_0_r (- 1))).
          assert (X83 : forall t0 t1 t2 : R, 0 <= t0 -> 0 < t1 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
          exfalso; apply (X83 _ _ _ X79 X81 X82); ring.
        }
        { assert (X84 : 0 < (2 * e_C + w_C * y_C)) by lra.
          assert (X85 : 0 < 1) by lra.
          assert (X86 : 0 < 1 * (y_C) * (2 * e_C + w_C * y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X85 H7) X84).
          assert (X87 : 0 < 2) by lra.
          assert (X88 : 0 <= 2 * (beta * s_C * sigma_of_y_P - e_C * y_C - (1/2) * w_C * y_C^2)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X87) H14).
          assert (X89 : (- 2 * beta * s_C) * (sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (- 2 * beta * s_C)) X67) (Rmult_0_r (- 2 * beta * s_C))).
          assert (X90 : forall t0 t1 t2 : R, 0 < t0 -> 0 <= t1 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
          exfalso; apply (X90 _ _ _ X86 X88 X89); field.
        }
      }
      { assert (X91 : 0 < (sigma_of_y_P)) by lra.
        assert (X92 : 0 < 1) by lra.
        assert (X93 : 0 < 1 * (s_C - s_P) * (sigma_of_y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X92 X2) X91).
        assert (X94 : (1) * (- s_C * sigma_of_y_P + s_P * sigma_of_y_C) = 0) by exact (eq_trans (f_equal (Rmult (1)) H11) (Rmult_0_r (1))).
        assert (X95 : (- s_P) * (sigma_of_y_C - sigma_of_y_P) = 0) by exact (eq_trans (f_equal (Rmult (- s_P)) X54) (Rmult_0_r (- s_P))).
        assert (X96 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
        exfalso; apply (X96 _ _ _ X93 X94 X95); ring.
      }
    }
    {
      assert (X97 : 0 < 1) by lra.
      assert (X98 : 0 < 1 * (y_C - y_P)) by exact (Rmult_lt_0_compat _ _ X97 X57).
      assert (X99 : (1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (1)) H10) (Rmult_0_r (1))).
      assert (X100 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X100 _ _ X98 X99); ring.
    }
    {
      assert (X101 : 0 < 1) by lra.
      assert (X102 : 0 < 1 * (- y_C + y_P)) by exact (Rmult_lt_0_compat _ _ X101 X59).
      assert (X103 : (- 1) * (- y_C + y_P) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) H10) (Rmult_0_r (- 1))).
      assert (X104 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
      exfalso; apply (X104 _ _ X102 X103); ring.
    }
  }
Qed.
