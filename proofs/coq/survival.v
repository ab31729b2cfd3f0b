(* For all real w_C, w_P, beta, s_C, e_C, e_P, s_P with e_P >= 0, w_P > 0, s_P > 0, s_C > 0, beta > 0, w_C > 0, e_C >= 0, -beta + 1 > 0, beta**2*s_C*s_P - e_C*e_P > 0 there are real y_P, y_C with y_P >= 0, -y_P + 1 >= 0, y_C >= 0, -y_C + 1 >= 0, -w_P*beta*z_y_P**2 - w_P*y_P**2 + w_P*z_y_P**2 - 2*beta*e_P*z_y_P + 2*beta*s_P*y_C - 2*e_P*y_P + 2*e_P*z_y_P >= 0, -w_C*beta*z_y_C**2 - w_C*y_C**2 + w_C*z_y_C**2 + 2*beta*s_C*y_P - 2*beta*e_C*z_y_C - 2*e_C*y_C + 2*e_C*z_y_C >= 0, y_C > 0, y_P > 0, for all z_y_P in [0, 1], z_y_C in [0, 1]. *)
(* The author's words, not checked: For all parameters with e_P >= 0, w_P > 0, s_P > 0, s_C > 0, beta > 0, w_C > 0, e_C >= 0, beta < 1, e_C*e_P < beta**2*s_C*s_P, the game 'autonomy-security exchange' has an agreement that is self-enforcing at the discount factor beta and gives positive autonomy. self-enforcing at the discount factor beta: the threat to end the alliance (discount beta) deters every deviation positive autonomy: every player has positive autonomy *)
From Coq Require Import Reals Lra.
Open Scope R_scope.

Theorem survival : forall w_C w_P beta s_C e_C e_P s_P : R,
  0 <= (e_P) ->  (* region: e_P >= 0 *)
  0 < (w_P) ->  (* region: w_P > 0 *)
  0 < (s_P) ->  (* region: s_P > 0 *)
  0 < (s_C) ->  (* region: s_C > 0 *)
  0 < (beta) ->  (* region: beta > 0 *)
  0 < (w_C) ->  (* region: w_C > 0 *)
  0 <= (e_C) ->  (* region: e_C >= 0 *)
  0 < (- beta + 1) ->  (* region: beta < 1 *)
  0 < (beta^2 * s_C * s_P - e_C * e_P) ->  (* region: e_C·e_P < beta··2·s_C·s_P *)
  exists y_P y_C : R, (0 <= (y_P)) /\
    (0 <= (- y_P + 1)) /\
    (0 <= (y_C)) /\
    (0 <= (- y_C + 1)) /\
    (forall z_y_P : R, 0 <= z_y_P -> z_y_P <= 1 -> 0 <= (- w_P * beta * z_y_P^2 - w_P * y_P^2 + w_P * z_y_P^2 - 2 * beta * e_P * z_y_P + 2 * beta * s_P * y_C - 2 * e_P * y_P + 2 * e_P * z_y_P)) /\
    (forall z_y_C : R, 0 <= z_y_C -> z_y_C <= 1 -> 0 <= (- w_C * beta * z_y_C^2 - w_C * y_C^2 + w_C * z_y_C^2 + 2 * beta * s_C * y_P - 2 * beta * e_C * z_y_C - 2 * e_C * y_C + 2 * e_C * z_y_C)) /\
    (0 < (y_C)) /\
    (0 < (y_P)).
Proof.
  intros w_C w_P beta s_C e_C e_P s_P H0 H1 H2 H3 H4 H5 H6 H7 H8.
  assert (X1 : 0 < (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2)).
  { apply Rnot_le_lt; intro N.
    assert (M : 0 <= (- w_C * beta^2 * s_C^2 - 2 * w_C * beta * s_C * e_P - w_C * e_P^2 - w_P * beta^2 * s_P^2 - 2 * w_P * beta * e_C * s_P - w_P * e_C^2 - 2 * beta^3 * s_C^2 * s_P - 2 * beta^3 * s_C * s_P^2 - 2 * beta^2 * s_C * e_C * s_P - 2 * beta^2 * s_C * e_P * s_P + 2 * beta * s_C * e_C * e_P + 2 * beta * e_C * e_P * s_P + 2 * e_C^2 * e_P + 2 * e_C * e_P^2)) by lra.
    assert (X3 : 0 < 1) by lra.
    assert (X4 : 0 <= 1 * (- w_C * beta^2 * s_C^2 - 2 * w_C * beta * s_C * e_P - w_C * e_P^2 - w_P * beta^2 * s_P^2 - 2 * w_P * beta * e_C * s_P - w_P * e_C^2 - 2 * beta^3 * s_C^2 * s_P - 2 * beta^3 * s_C * s_P^2 - 2 * beta^2 * s_C * e_C * s_P - 2 * beta^2 * s_C * e_P * s_P + 2 * beta * s_C * e_C * e_P + 2 * beta * e_C * e_P * s_P + 2 * e_C^2 * e_P + 2 * e_C * e_P^2)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X3) M).
    assert (X5 : 0 < 2) by lra.
    assert (X6 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X5 H8) H4) H3).
    assert (X7 : 0 < 2) by lra.
    assert (X8 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X7 H8)) H0).
    assert (X9 : 0 < 2) by lra.
    assert (X10 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X9 H8) H4) H2).
    assert (X11 : 0 < 2) by lra.
    assert (X12 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X11 H8)) H6).
    assert (X13 : 0 < 1) by lra.
    assert (X14 : 0 < 1 * (w_C) * (beta) * (beta) * (s_C) * (s_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X13 H5) H4) H4) H3) H3).
    assert (X15 : 0 < 2) by lra.
    assert (X16 : 0 <= 2 * (w_C) * (beta) * (s_C) * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X15 H5) H4) H3)) H0).
    assert (X17 : 0 < 1) by lra.
    assert (X18 : 0 <= 1 * (w_C) * (e_P)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X17 H5)) (pow2_ge_0 (e_P))).
    assert (X19 : 0 < 1) by lra.
    assert (X20 : 0 <= 1 * (w_P) * (beta * s_P + e_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X19 H1)) (pow2_ge_0 (beta * s_P + e_C))).
    assert (X21 : forall t0 t1 t2 t3 t4 t5 t6 t7 t8 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> 0 < t3 -> 0 <= t4 -> 0 < t5 -> 0 <= t6 -> 0 <= t7 -> 0 <= t8 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7 + t8 = 0 -> False) by (intros; lra).
    exfalso; apply (X21 _ _ _ _ _ _ _ _ _ X4 X6 X8 X10 X12 X14 X16 X18 X20); ring.
  }
  pose (y_C := (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2) / (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2)).
  assert (X2 : (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2) = 0) by (unfold y_C; field; lra).
  clearbody y_C.
  assert (X22 : 0 < (beta * s_C + e_P)).
  { apply Rnot_le_lt; intro N.
    assert (M : 0 <= (- beta * s_C - e_P)) by lra.
    assert (X24 : 0 < 1) by lra.
    assert (X25 : 0 <= 1 * (- beta * s_C - e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X24) M).
    assert (X26 : 0 < 1) by lra.
    assert (X27 : 0 < 1 * (beta) * (s_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X26 H4) H3).
    assert (X28 : 0 < 1) by lra.
    assert (X29 : 0 <= 1 * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X28) H0).
    assert (X30 : forall t0 t1 t2 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
    exfalso; apply (X30 _ _ _ X25 X27 X29); ring.
  }
  pose (y_P := (beta * s_P * y_C + e_C * y_C) / (beta * s_C + e_P)).
  assert (X23 : (beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C) = 0) by (unfold y_P; field; lra).
  clearbody y_P.
  exists y_P, y_C.
  split.
  {
    { apply Rnot_lt_le; intro N.
      assert (X31 : 0 < (- y_P)) by lra.
      assert (X32 : 0 < 1) by lra.
      assert (X33 : 0 < 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (beta * s_C + e_P) * (- y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X32 X1) X22) X31).
      assert (X34 : 0 < 2) by lra.
      assert (X35 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (beta) * (s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X34 H8) H4) H3) H4) H2).
      assert (X36 : 0 < 2) by lra.
      assert (X37 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (beta) * (s_P)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X36 H8)) H0) (Rlt_le _ _ H4)) (Rlt_le _ _ H2)).
      assert (X38 : 0 < 2) by lra.
      assert (X39 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X38 H8) H4) H3)) H6).
      assert (X40 : 0 < 2) by lra.
      assert (X41 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (e_C)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X40 H8)) H0) H6).
      assert (X42 : (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * ((beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C)) = 0) by exact (eq_trans (f_equal (Rmult (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2)) X23) (Rmult_0_r (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2))).
      assert (X43 : (beta * s_P + e_C) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (beta * s_P + e_C)) X2) (Rmult_0_r (beta * s_P + e_C))).
      assert (X44 : forall t0 t1 t2 t3 t4 t5 t6 : R, 0 < t0 -> 0 < t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> t5 = 0 -> t6 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 = 0 -> False) by (intros; lra).
      exfalso; apply (X44 _ _ _ _ _ _ _ X33 X35 X37 X39 X41 X42 X43); ring.
    }
  }
  split.
  {
    { apply Rnot_lt_le; intro N.
      assert (X45 : 0 < (y_P - 1)) by lra.
      assert (X46 : 0 < 1) by lra.
      assert (X47 : 0 < 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (beta * s_C + e_P) * (y_P - 1)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X46 X1) X22) X45).
      assert (X48 : 0 < 2) by lra.
      assert (X49 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (beta * s_C + e_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X48 H8) H4) H3) X22).
      assert (X50 : 0 < 2) by lra.
      assert (X51 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (beta * s_C + e_P)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X50 H8)) H0) (Rlt_le _ _ X22)).
      assert (X52 : 0 < 1) by lra.
      assert (X53 : 0 <= 1 * (w_C) * (beta * s_C + e_P) * (beta * s_C + e_P)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X52 H5) X22)) (pow2_ge_0 (beta * s_C + e_P))).
      assert (X54 : 0 < 1) by lra.
      assert (X55 : 0 <= 1 * (w_P) * (beta * s_C + e_P) * (beta * s_P + e_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X54 H1) X22)) (pow2_ge_0 (beta * s_P + e_C))).
      assert (X56 : (- w_C * beta^2 * s_C^2 - 2 * w_C * beta * s_C * e_P - w_C * e_P^2 - w_P * beta^2 * s_P^2 - 2 * w_P * beta * e_C * s_P - w_P * e_C^2 - 2 * beta^3 * s_C^2 * s_P - 2 * beta^3 * s_C * s_P^2 - 2 * beta^2 * s_C * e_C * s_P - 2 * beta^2 * s_C * e_P * s_P + 2 * beta * s_C * e_C * e_P + 2 * beta * e_C * e_P * s_P + 2 * e_C^2 * e_P + 2 * e_C * e_P^2) * ((beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C)) = 0) by exact (eq_trans (f_equal (Rmult (- w_C * beta^2 * s_C^2 - 2 * w_C * beta * s_C * e_P - w_C * e_P^2 - w_P * beta^2 * s_P^2 - 2 * w_P * beta * e_C * s_P - w_P * e_C^2 - 2 * beta^3 * s_C^2 * s_P - 2 * beta^3 * s_C * s_P^2 - 2 * beta^2 * s_C * e_C * s_P - 2 * beta^2 * s_C * e_P * s_P + 2 * beta * s_C * e_C * e_P + 2 * beta * e_C * e_P * s_P + 2 * e_C^2 * e_P + 2 * e_C * e_P^2)) X23) (Rmult_0_r (- w_C * beta^2 * s_C^2 - 2 * w_C * beta * s_C * e_P - w_C * e_P^2 - w_P * beta^2 * s_P^2 - 2 * w_P * beta * e_C * s_P - w_P * e_C^2 - 2 * beta^3 * s_C^2 * s_P - 2 * beta^3 * s_C * s_P^2 - 2 * beta^2 * s_C * e_C * s_P - 2 * beta^2 * s_C * e_P * s_P + 2 * beta * s_C * e_C * e_P + 2 * beta * e_C * e_P * s_P + 2 * e_C^2 * e_P + 2 * e_C * e_P^2))).
      assert (X57 : (- beta * s_P - e_C) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (- beta * s_P - e_C)) X2) (Rmult_0_r (- beta * s_P - e_C))).
      assert (X58 : forall t0 t1 t2 t3 t4 t5 t6 : R, 0 < t0 -> 0 < t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> t5 = 0 -> t6 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 = 0 -> False) by (intros; lra).
      exfalso; apply (X58 _ _ _ _ _ _ _ X47 X49 X51 X53 X55 X56 X57); ring.
    }
  }
  split.
  {
    { apply Rnot_lt_le; intro N.
      assert (X59 : 0 < (- y_C)) by lra.
      assert (X60 : 0 < 1) by lra.
      assert (X61 : 0 < 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (- y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X60 X1) X59).
      assert (X62 : 0 < 2) by lra.
      assert (X63 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X62 H8) H4) H3).
      assert (X64 : 0 < 2) by lra.
      assert (X65 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X64 H8)) H0).
      assert (X66 : (1) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (1)) X2) (Rmult_0_r (1))).
      assert (X67 : forall t0 t1 t2 t3 : R, 0 < t0 -> 0 < t1 -> 0 <= t2 -> t3 = 0 -> t0 + t1 + t2 + t3 = 0 -> False) by (intros; lra).
      exfalso; apply (X67 _ _ _ _ X61 X63 X65 X66); ring.
    }
  }
  split.
  {
    { apply Rnot_lt_le; intro N.
      assert (X68 : 0 < (y_C - 1)) by lra.
      assert (X69 : 0 < 1) by lra.
      assert (X70 : 0 < 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (y_C - 1)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X69 X1) X68).
      assert (X71 : 0 < 2) by lra.
      assert (X72 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X71 H8) H4) H2).
      assert (X73 : 0 < 2) by lra.
      assert (X74 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X73 H8)) H6).
      assert (X75 : 0 < 1) by lra.
      assert (X76 : 0 <= 1 * (w_C) * (beta * s_C + e_P)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X75 H5)) (pow2_ge_0 (beta * s_C + e_P))).
      assert (X77 : 0 < 1) by lra.
      assert (X78 : 0 <= 1 * (w_P) * (beta * s_P + e_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X77 H1)) (pow2_ge_0 (beta * s_P + e_C))).
      assert (X79 : (- 1) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) X2) (Rmult_0_r (- 1))).
      assert (X80 : forall t0 t1 t2 t3 t4 t5 : R, 0 < t0 -> 0 < t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> t5 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 = 0 -> False) by (intros; lra).
      exfalso; apply (X80 _ _ _ _ _ _ X70 X72 X74 X76 X78 X79); ring.
    }
  }
  split.
  {
    intros z_y_P L0 U0.
    assert (B0 : 0 <= (z_y_P)) by lra.
    assert (C0 : 0 <= (- z_y_P + 1)) by lra.
    { apply Rnot_lt_le; intro N.
      assert (X81 : 0 < (w_P * beta * z_y_P^2 + w_P * y_P^2 - w_P * z_y_P^2 + 2 * beta * e_P * z_y_P - 2 * beta * s_P * y_C + 2 * e_P * y_P - 2 * e_P * z_y_P)) by lra.
      assert (X82 : 0 < 1) by lra.
      assert (X83 : 0 < 1 * (beta * s_C + e_P) * (beta * s_C + e_P) * (w_P * beta * z_y_P^2 + w_P * y_P^2 - w_P * z_y_P^2 + 2 * beta * e_P * z_y_P - 2 * beta * s_P * y_C + 2 * e_P * y_P - 2 * e_P * z_y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X82 X22) X22) X81).
      assert (X84 : 0 < 2) by lra.
      assert (X85 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X84 H8) H4) H3)) (pow2_ge_0 (y_C))).
      assert (X86 : 0 < 2) by lra.
      assert (X87 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X86 H8)) H0) (pow2_ge_0 (y_C))).
      assert (X88 : 0 < 2) by lra.
      assert (X89 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_P) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X88 H8) H4) H2)) (pow2_ge_0 (y_C))).
      assert (X90 : 0 < 2) by lra.
      assert (X91 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_C) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X90 H8)) H6) (pow2_ge_0 (y_C))).
      assert (X92 : 0 < 1) by lra.
      assert (X93 : 0 <= 1 * (w_C) * (beta * s_C + e_P)^2 * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X92 H5)) (pow2_ge_0 (beta * s_C + e_P))) (pow2_ge_0 (y_C))).
      assert (X94 : 0 < 2) by lra.
      assert (X95 : 0 <= 2 * (beta * s_C + e_P) * (beta * s_C + e_P) * (- beta + 1) * (e_P) * (z_y_P)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X94 X22) X22) H7)) H0) B0).
      assert (X96 : 0 < 1) by lra.
      assert (X97 : 0 <= 1 * (beta * s_C + e_P) * (beta * s_C + e_P) * (- beta + 1) * (w_P) * (z_y_P)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X96 X22) X22) H7) H1)) (pow2_ge_0 (z_y_P))).
      assert (X98 : (- w_P * beta * s_C * y_P - w_P * beta * s_P * y_C - w_P * e_C * y_C - w_P * e_P * y_P - 2 * beta * s_C * e_P - 2 * e_P^2) * ((beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C)) = 0) by exact (eq_trans (f_equal (Rmult (- w_P * beta * s_C * y_P - w_P * beta * s_P * y_C - w_P * e_C * y_C - w_P * e_P * y_P - 2 * beta * s_C * e_P - 2 * e_P^2)) X23) (Rmult_0_r (- w_P * beta * s_C * y_P - w_P * beta * s_P * y_C - w_P * e_C * y_C - w_P * e_P * y_P - 2 * beta * s_C * e_P - 2 * e_P^2))).
      assert (X99 : (- y_C) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (- y_C)) X2) (Rmult_0_r (- y_C))).
      assert (X100 : forall t0 t1 t2 t3 t4 t5 t6 t7 t8 t9 : R, 0 < t0 -> 0 <= t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> 0 <= t5 -> 0 <= t6 -> 0 <= t7 -> t8 = 0 -> t9 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7 + t8 + t9 = 0 -> False) by (intros; lra).
      exfalso; apply (X100 _ _ _ _ _ _ _ _ _ _ X83 X85 X87 X89 X91 X93 X95 X97 X98 X99); ring.
    }
  }
  split.
  {
    intros z_y_C L0 U0.
    assert (B0 : 0 <= (z_y_C)) by lra.
    assert (C0 : 0 <= (- z_y_C + 1)) by lra.
    { apply Rnot_lt_le; intro N.
      assert (X101 : 0 < (w_C * beta * z_y_C^2 + w_C * y_C^2 - w_C * z_y_C^2 - 2 * beta * s_C * y_P + 2 * beta * e_C * z_y_C + 2 * e_C * y_C - 2 * e_C * z_y_C)) by lra.
      assert (X102 : 0 < 1) by lra.
      assert (X103 : 0 < 1 * (beta * s_C + e_P) * (beta * s_C + e_P) * (w_C * beta * z_y_C^2 + w_C * y_C^2 - w_C * z_y_C^2 - 2 * beta * s_C * y_P + 2 * beta * e_C * z_y_C + 2 * e_C * y_C - 2 * e_C * z_y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X102 X22) X22) X101).
      assert (X104 : 0 < 2) by lra.
      assert (X105 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X104 H8) H4) H3)) (pow2_ge_0 (y_C))).
      assert (X106 : 0 < 2) by lra.
      assert (X107 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X106 H8)) H0) (pow2_ge_0 (y_C))).
      assert (X108 : 0 < 2) by lra.
      assert (X109 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_P) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X108 H8) H4) H2)) (pow2_ge_0 (y_C))).
      assert (X110 : 0 < 2) by lra.
      assert (X111 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_C) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X110 H8)) H6) (pow2_ge_0 (y_C))).
      assert (X112 : 0 < 1) by lra.
      assert (X113 : 0 <= 1 * (w_P) * (beta * s_P + e_C)^2 * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X112 H1)) (pow2_ge_0 (beta * s_P + e_C))) (pow2_ge_0 (y_C))).
      assert (X114 : 0 < 2) by lra.
      assert (X115 : 0 <= 2 * (beta * s_C + e_P) * (beta * s_C + e_P) * (- beta + 1) * (e_C) * (z_y_C)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X114 X22) X22) H7)) H6) B0).
      assert (X116 : 0 < 1) by lra.
      assert (X117 : 0 <= 1 * (beta * s_C + e_P) * (beta * s_C + e_P) * (- beta + 1) * (w_C) * (z_y_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X116 X22) X22) H7) H5)) (pow2_ge_0 (z_y_C))).
      assert (X118 : (2 * beta^2 * s_C^2 + 2 * beta * s_C * e_P) * ((beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C)) = 0) by exact (eq_trans (f_equal (Rmult (2 * beta^2 * s_C^2 + 2 * beta * s_C * e_P)) X23) (Rmult_0_r (2 * beta^2 * s_C^2 + 2 * beta * s_C * e_P))).
      assert (X119 : (- y_C) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (- y_C)) X2) (Rmult_0_r (- y_C))).
      assert (X120 : forall t0 t1 t2 t3 t4 t5 t6 t7 t8 t9 : R, 0 < t0 -> 0 <= t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> 0 <= t5 -> 0 <= t6 -> 0 <= t7 -> t8 = 0 -> t9 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7 + t8 + t9 = 0 -> False) by (intros; lra).
      exfalso; apply (X120 _ _ _ _ _ _ _ _ _ _ X103 X105 X107 X109 X111 X113 X115 X117 X118 X119); ring.
    }
  }
  split.
  {
    { apply Rnot_le_lt; intro N.
      assert (X121 : 0 <= (- y_C)) by lra.
      assert (X122 : 0 < 1) by lra.
      assert (X123 : 0 <= 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (- y_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X122 X1)) X121).
      assert (X124 : 0 < 2) by lra.
      assert (X125 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X124 H8) H4) H3).
      assert (X126 : 0 < 2) by lra.
      assert (X127 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X126 H8)) H0).
      assert (X128 : (1) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (1)) X2) (Rmult_0_r (1))).
      assert (X129 : forall t0 t1 t2 t3 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> t3 = 0 -> t0 + t1 + t2 + t3 = 0 -> False) by (intros; lra).
      exfalso; apply (X129 _ _ _ _ X123 X125 X127 X128); ring.
    }
  }
    { apply Rnot_le_lt; intro N.
      assert (X130 : 0 <= (- y_P)) by lra.
      assert (X131 : 0 < 1) by lra.
      assert (X132 : 0 <= 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (beta * s_C + e_P) * (- y_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X131 X1) X22)) X130).
      assert (X133 : 0 < 2) by lra.
      assert (X134 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (beta) * (s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X133 H8) H4) H3) H4) H2).
      assert (X135 : 0 < 2) by lra.
      assert (X136 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (beta) * (s_P)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X135 H8)) H0) (Rlt_le _ _ H4)) (Rlt_le _ _ H2)).
      assert (X137 : 0 < 2) by lra.
      assert (X138 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X137 H8) H4) H3)) H6).
      assert (X139 : 0 < 2) by lra.
      assert (X140 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (e_C)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X139 H8)) H0) H6).
      assert (X141 : (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * ((beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C)) = 0) by exact (eq_trans (f_equal (Rmult (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2)) X23) (Rmult_0_r (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2))).
      assert (X142 : (beta * s_P + e_C) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (beta * s_P + e_C)) X2) (Rmult_0_r (beta * s_P + e_C))).
      assert (X143 : forall t0 t1 t2 t3 t4 t5 t6 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> t5 = 0 -> t6 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 = 0 -> False) by (intros; lra).
      exfalso; apply (X143 _ _ _ _ _ _ _ X132 X134 X136 X138 X140 X141 X142); ring.
    }
Qed.
