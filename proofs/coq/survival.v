(* For all real w_C, w_P, beta, s_C, e_C, e_P, s_P with e_P >= 0, w_P > 0, s_P > 0, s_C > 0, beta > 0, w_C > 0, e_C >= 0, -beta + 1 > 0, beta**2*s_C*s_P - e_C*e_P > 0 there are real y_P, y_C with y_P >= 0, -y_P + 1 >= 0, y_C >= 0, -y_C + 1 >= 0, -w_P*beta*z_y_P**2 - w_P*y_P**2 + w_P*z_y_P**2 - 2*beta*e_P*z_y_P + 2*beta*s_P*y_C - 2*e_P*y_P + 2*e_P*z_y_P >= 0, -w_C*beta*z_y_C**2 - w_C*y_C**2 + w_C*z_y_C**2 + 2*beta*s_C*y_P - 2*beta*e_C*z_y_C - 2*e_C*y_C + 2*e_C*z_y_C >= 0, y_C > 0, y_P > 0, for all z_y_P in [0, 1], z_y_C in [0, 1]. *)
(* The author's words, not checked: For all parameters with e_P >= 0, w_P > 0, s_P > 0, s_C > 0, beta > 0, w_C > 0, e_C >= 0, beta < 1, e_C*e_P < beta**2*s_C*s_P, the game 'autonomy-security exchange' has an agreement that is self-enforcing at the discount factor beta and gives positive autonomy. self-enforcing at the discount factor beta: the threat to end the alliance (discount beta) deters every deviation positive autonomy: every ally has positive autonomy *)
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

Theorem survival : forall w_C w_P beta s_C e_C e_P s_P : R,
  0 <= (e_P) ->
  0 < (w_P) ->
  0 < (s_P) ->
  0 < (s_C) ->
  0 < (beta) ->
  0 < (w_C) ->
  0 <= (e_C) ->
  0 < (- beta + 1) ->
  0 < (beta^2 * s_C * s_P - e_C * e_P) ->
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
  assert (D0 : 0 < (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2)).
  { apply Rnot_le_lt; intro N.
    assert (M : 0 <= (- w_C * beta^2 * s_C^2 - 2 * w_C * beta * s_C * e_P - w_C * e_P^2 - w_P * beta^2 * s_P^2 - 2 * w_P * beta * e_C * s_P - w_P * e_C^2 - 2 * beta^3 * s_C^2 * s_P - 2 * beta^3 * s_C * s_P^2 - 2 * beta^2 * s_C * e_C * s_P - 2 * beta^2 * s_C * e_P * s_P + 2 * beta * s_C * e_C * e_P + 2 * beta * e_C * e_P * s_P + 2 * e_C^2 * e_P + 2 * e_C * e_P^2)) by lra.
    assert (X1 : 0 < 1) by lra.
    assert (X2 : 0 <= 1 * (- w_C * beta^2 * s_C^2 - 2 * w_C * beta * s_C * e_P - w_C * e_P^2 - w_P * beta^2 * s_P^2 - 2 * w_P * beta * e_C * s_P - w_P * e_C^2 - 2 * beta^3 * s_C^2 * s_P - 2 * beta^3 * s_C * s_P^2 - 2 * beta^2 * s_C * e_C * s_P - 2 * beta^2 * s_C * e_P * s_P + 2 * beta * s_C * e_C * e_P + 2 * beta * e_C * e_P * s_P + 2 * e_C^2 * e_P + 2 * e_C * e_P^2)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X1) M).
    assert (X3 : 0 < 2) by lra.
    assert (X4 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X3 H8) H4) H3).
    assert (X5 : 0 < 2) by lra.
    assert (X6 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X5 H8)) H0).
    assert (X7 : 0 < 2) by lra.
    assert (X8 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X7 H8) H4) H2).
    assert (X9 : 0 < 2) by lra.
    assert (X10 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X9 H8)) H6).
    assert (X11 : 0 < 1) by lra.
    assert (X12 : 0 < 1 * (w_C) * (beta) * (beta) * (s_C) * (s_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X11 H5) H4) H4) H3) H3).
    assert (X13 : 0 < 2) by lra.
    assert (X14 : 0 <= 2 * (w_C) * (beta) * (s_C) * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X13 H5) H4) H3)) H0).
    assert (X15 : 0 < 1) by lra.
    assert (X16 : 0 <= 1 * (w_C) * (e_P)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X15 H5)) (pow2_ge_0 (e_P))).
    assert (X17 : 0 < 1) by lra.
    assert (X18 : 0 <= 1 * (w_P) * (beta * s_P + e_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X17 H1)) (pow2_ge_0 (beta * s_P + e_C))).
    assert (X19 : forall t0 t1 t2 t3 t4 t5 t6 t7 t8 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> 0 < t3 -> 0 <= t4 -> 0 < t5 -> 0 <= t6 -> 0 <= t7 -> 0 <= t8 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7 + t8 = 0 -> False) by (intros; lra).
    exfalso; apply (X19 _ _ _ _ _ _ _ _ _ X2 X4 X6 X8 X10 X12 X14 X16 X18); ring.
  }
  pose (y_C := (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2) / (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2)).
  assert (E0 : (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2) = 0) by (unfold y_C; field; lra).
  clearbody y_C.
  assert (D1 : 0 < (beta * s_C + e_P)).
  { apply Rnot_le_lt; intro N.
    assert (M : 0 <= (- beta * s_C - e_P)) by lra.
    assert (X20 : 0 < 1) by lra.
    assert (X21 : 0 <= 1 * (- beta * s_C - e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X20) M).
    assert (X22 : 0 < 1) by lra.
    assert (X23 : 0 < 1 * (beta) * (s_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X22 H4) H3).
    assert (X24 : 0 < 1) by lra.
    assert (X25 : 0 <= 1 * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X24) H0).
    assert (X26 : forall t0 t1 t2 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
    exfalso; apply (X26 _ _ _ X21 X23 X25); ring.
  }
  pose (y_P := (beta * s_P * y_C + e_C * y_C) / (beta * s_C + e_P)).
  assert (E1 : (beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C) = 0) by (unfold y_P; field; lra).
  clearbody y_P.
  exists y_P, y_C.
  split.
  {
    { apply Rnot_lt_le; intro N.
      assert (X27 : 0 < (- y_P)) by lra.
      assert (X28 : 0 < 1) by lra.
      assert (X29 : 0 < 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (beta * s_C + e_P) * (- y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X28 D0) D1) X27).
      assert (X30 : 0 < 2) by lra.
      assert (X31 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (beta) * (s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X30 H8) H4) H3) H4) H2).
      assert (X32 : 0 < 2) by lra.
      assert (X33 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (beta) * (s_P)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X32 H8)) H0) (Rlt_le _ _ H4)) (Rlt_le _ _ H2)).
      assert (X34 : 0 < 2) by lra.
      assert (X35 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X34 H8) H4) H3)) H6).
      assert (X36 : 0 < 2) by lra.
      assert (X37 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (e_C)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X36 H8)) H0) H6).
      assert (X38 : (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * ((beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C)) = 0) by exact (eq_trans (f_equal (Rmult (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2)) E1) (Rmult_0_r (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2))).
      assert (X39 : (beta * s_P + e_C) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (beta * s_P + e_C)) E0) (Rmult_0_r (beta * s_P + e_C))).
      assert (X40 : forall t0 t1 t2 t3 t4 t5 t6 : R, 0 < t0 -> 0 < t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> t5 = 0 -> t6 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 = 0 -> False) by (intros; lra).
      exfalso; apply (X40 _ _ _ _ _ _ _ X29 X31 X33 X35 X37 X38 X39); ring.
    }
  }
  split.
  {
    { apply Rnot_lt_le; intro N.
      assert (X41 : 0 < (y_P - 1)) by lra.
      assert (X42 : 0 < 1) by lra.
      assert (X43 : 0 < 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (beta * s_C + e_P) * (y_P - 1)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X42 D0) D1) X41).
      assert (X44 : 0 < 2) by lra.
      assert (X45 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (beta * s_C + e_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X44 H8) H4) H3) D1).
      assert (X46 : 0 < 2) by lra.
      assert (X47 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (beta * s_C + e_P)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X46 H8)) H0) (Rlt_le _ _ D1)).
      assert (X48 : 0 < 1) by lra.
      assert (X49 : 0 <= 1 * (w_C) * (beta * s_C + e_P) * (beta * s_C + e_P)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X48 H5) D1)) (pow2_ge_0 (beta * s_C + e_P))).
      assert (X50 : 0 < 1) by lra.
      assert (X51 : 0 <= 1 * (w_P) * (beta * s_C + e_P) * (beta * s_P + e_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X50 H1) D1)) (pow2_ge_0 (beta * s_P + e_C))).
      assert (X52 : (- w_C * beta^2 * s_C^2 - 2 * w_C * beta * s_C * e_P - w_C * e_P^2 - w_P * beta^2 * s_P^2 - 2 * w_P * beta * e_C * s_P - w_P * e_C^2 - 2 * beta^3 * s_C^2 * s_P - 2 * beta^3 * s_C * s_P^2 - 2 * beta^2 * s_C * e_C * s_P - 2 * beta^2 * s_C * e_P * s_P + 2 * beta * s_C * e_C * e_P + 2 * beta * e_C * e_P * s_P + 2 * e_C^2 * e_P + 2 * e_C * e_P^2) * ((beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C)) = 0) by exact (eq_trans (f_equal (Rmult (- w_C * beta^2 * s_C^2 - 2 * w_C * beta * s_C * e_P - w_C * e_P^2 - w_P * beta^2 * s_P^2 - 2 * w_P * beta * e_C * s_P - w_P * e_C^2 - 2 * beta^3 * s_C^2 * s_P - 2 * beta^3 * s_C * s_P^2 - 2 * beta^2 * s_C * e_C * s_P - 2 * beta^2 * s_C * e_P * s_P + 2 * beta * s_C * e_C * e_P + 2 * beta * e_C * e_P * s_P + 2 * e_C^2 * e_P + 2 * e_C * e_P^2)) E1) (Rmult_0_r (- w_C * beta^2 * s_C^2 - 2 * w_C * beta * s_C * e_P - w_C * e_P^2 - w_P * beta^2 * s_P^2 - 2 * w_P * beta * e_C * s_P - w_P * e_C^2 - 2 * beta^3 * s_C^2 * s_P - 2 * beta^3 * s_C * s_P^2 - 2 * beta^2 * s_C * e_C * s_P - 2 * beta^2 * s_C * e_P * s_P + 2 * beta * s_C * e_C * e_P + 2 * beta * e_C * e_P * s_P + 2 * e_C^2 * e_P + 2 * e_C * e_P^2))).
      assert (X53 : (- beta * s_P - e_C) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (- beta * s_P - e_C)) E0) (Rmult_0_r (- beta * s_P - e_C))).
      assert (X54 : forall t0 t1 t2 t3 t4 t5 t6 : R, 0 < t0 -> 0 < t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> t5 = 0 -> t6 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 = 0 -> False) by (intros; lra).
      exfalso; apply (X54 _ _ _ _ _ _ _ X43 X45 X47 X49 X51 X52 X53); ring.
    }
  }
  split.
  {
    { apply Rnot_lt_le; intro N.
      assert (X55 : 0 < (- y_C)) by lra.
      assert (X56 : 0 < 1) by lra.
      assert (X57 : 0 < 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (- y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X56 D0) X55).
      assert (X58 : 0 < 2) by lra.
      assert (X59 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X58 H8) H4) H3).
      assert (X60 : 0 < 2) by lra.
      assert (X61 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X60 H8)) H0).
      assert (X62 : (1) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (1)) E0) (Rmult_0_r (1))).
      assert (X63 : forall t0 t1 t2 t3 : R, 0 < t0 -> 0 < t1 -> 0 <= t2 -> t3 = 0 -> t0 + t1 + t2 + t3 = 0 -> False) by (intros; lra).
      exfalso; apply (X63 _ _ _ _ X57 X59 X61 X62); ring.
    }
  }
  split.
  {
    { apply Rnot_lt_le; intro N.
      assert (X64 : 0 < (y_C - 1)) by lra.
      assert (X65 : 0 < 1) by lra.
      assert (X66 : 0 < 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (y_C - 1)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X65 D0) X64).
      assert (X67 : 0 < 2) by lra.
      assert (X68 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X67 H8) H4) H2).
      assert (X69 : 0 < 2) by lra.
      assert (X70 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X69 H8)) H6).
      assert (X71 : 0 < 1) by lra.
      assert (X72 : 0 <= 1 * (w_C) * (beta * s_C + e_P)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X71 H5)) (pow2_ge_0 (beta * s_C + e_P))).
      assert (X73 : 0 < 1) by lra.
      assert (X74 : 0 <= 1 * (w_P) * (beta * s_P + e_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X73 H1)) (pow2_ge_0 (beta * s_P + e_C))).
      assert (X75 : (- 1) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) E0) (Rmult_0_r (- 1))).
      assert (X76 : forall t0 t1 t2 t3 t4 t5 : R, 0 < t0 -> 0 < t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> t5 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 = 0 -> False) by (intros; lra).
      exfalso; apply (X76 _ _ _ _ _ _ X66 X68 X70 X72 X74 X75); ring.
    }
  }
  split.
  {
    intros z_y_P L0 U0.
    assert (B0 : 0 <= (z_y_P)) by lra.
    assert (C0 : 0 <= (- z_y_P + 1)) by lra.
    { apply Rnot_lt_le; intro N.
      assert (X77 : 0 < (w_P * beta * z_y_P^2 + w_P * y_P^2 - w_P * z_y_P^2 + 2 * beta * e_P * z_y_P - 2 * beta * s_P * y_C + 2 * e_P * y_P - 2 * e_P * z_y_P)) by lra.
      assert (X78 : 0 < (1/2)) by lra.
      assert (X79 : 0 < (1/2) * (beta * s_C + e_P) * (beta * s_C + e_P) * (w_P * beta * z_y_P^2 + w_P * y_P^2 - w_P * z_y_P^2 + 2 * beta * e_P * z_y_P - 2 * beta * s_P * y_C + 2 * e_P * y_P - 2 * e_P * z_y_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X78 D1) D1) X77).
      assert (X80 : 0 < 1) by lra.
      assert (X81 : 0 <= 1 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X80 H8) H4) H3)) (pow2_ge_0 (y_C))).
      assert (X82 : 0 < 1) by lra.
      assert (X83 : 0 <= 1 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X82 H8)) H0) (pow2_ge_0 (y_C))).
      assert (X84 : 0 < 1) by lra.
      assert (X85 : 0 <= 1 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_P) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X84 H8) H4) H2)) (pow2_ge_0 (y_C))).
      assert (X86 : 0 < 1) by lra.
      assert (X87 : 0 <= 1 * (beta^2 * s_C * s_P - e_C * e_P) * (e_C) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X86 H8)) H6) (pow2_ge_0 (y_C))).
      assert (X88 : 0 < (1/2)) by lra.
      assert (X89 : 0 <= (1/2) * (w_C) * (beta * s_C + e_P)^2 * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X88 H5)) (pow2_ge_0 (beta * s_C + e_P))) (pow2_ge_0 (y_C))).
      assert (X90 : 0 < 1) by lra.
      assert (X91 : 0 <= 1 * (beta * s_C + e_P) * (beta * s_C + e_P) * (- beta + 1) * (e_P) * (z_y_P)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X90 D1) D1) H7)) H0) B0).
      assert (X92 : 0 < (1/2)) by lra.
      assert (X93 : 0 <= (1/2) * (beta * s_C + e_P) * (beta * s_C + e_P) * (- beta + 1) * (w_P) * (z_y_P)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X92 D1) D1) H7) H1)) (pow2_ge_0 (z_y_P))).
      assert (X94 : (- (1/2) * w_P * beta * s_C * y_P - (1/2) * w_P * beta * s_P * y_C - (1/2) * w_P * e_C * y_C - (1/2) * w_P * e_P * y_P - beta * s_C * e_P - e_P^2) * ((beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C)) = 0) by exact (eq_trans (f_equal (Rmult (- (1/2) * w_P * beta * s_C * y_P - (1/2) * w_P * beta * s_P * y_C - (1/2) * w_P * e_C * y_C - (1/2) * w_P * e_P * y_P - beta * s_C * e_P - e_P^2)) E1) (Rmult_0_r (- (1/2) * w_P * beta * s_C * y_P - (1/2) * w_P * beta * s_P * y_C - (1/2) * w_P * e_C * y_C - (1/2) * w_P * e_P * y_P - beta * s_C * e_P - e_P^2))).
      assert (X95 : (- (1/2) * y_C) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (- (1/2) * y_C)) E0) (Rmult_0_r (- (1/2) * y_C))).
      assert (X96 : forall t0 t1 t2 t3 t4 t5 t6 t7 t8 t9 : R, 0 < t0 -> 0 <= t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> 0 <= t5 -> 0 <= t6 -> 0 <= t7 -> t8 = 0 -> t9 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7 + t8 + t9 = 0 -> False) by (intros; lra).
      exfalso; apply (X96 _ _ _ _ _ _ _ _ _ _ X79 X81 X83 X85 X87 X89 X91 X93 X94 X95); field.
    }
  }
  split.
  {
    intros z_y_C L0 U0.
    assert (B0 : 0 <= (z_y_C)) by lra.
    assert (C0 : 0 <= (- z_y_C + 1)) by lra.
    { apply Rnot_lt_le; intro N.
      assert (X97 : 0 < (w_C * beta * z_y_C^2 + w_C * y_C^2 - w_C * z_y_C^2 - 2 * beta * s_C * y_P + 2 * beta * e_C * z_y_C + 2 * e_C * y_C - 2 * e_C * z_y_C)) by lra.
      assert (X98 : 0 < (1/2)) by lra.
      assert (X99 : 0 < (1/2) * (beta * s_C + e_P) * (beta * s_C + e_P) * (w_C * beta * z_y_C^2 + w_C * y_C^2 - w_C * z_y_C^2 - 2 * beta * s_C * y_P + 2 * beta * e_C * z_y_C + 2 * e_C * y_C - 2 * e_C * z_y_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X98 D1) D1) X97).
      assert (X100 : 0 < 1) by lra.
      assert (X101 : 0 <= 1 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X100 H8) H4) H3)) (pow2_ge_0 (y_C))).
      assert (X102 : 0 < 1) by lra.
      assert (X103 : 0 <= 1 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X102 H8)) H0) (pow2_ge_0 (y_C))).
      assert (X104 : 0 < 1) by lra.
      assert (X105 : 0 <= 1 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_P) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X104 H8) H4) H2)) (pow2_ge_0 (y_C))).
      assert (X106 : 0 < 1) by lra.
      assert (X107 : 0 <= 1 * (beta^2 * s_C * s_P - e_C * e_P) * (e_C) * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X106 H8)) H6) (pow2_ge_0 (y_C))).
      assert (X108 : 0 < (1/2)) by lra.
      assert (X109 : 0 <= (1/2) * (w_P) * (beta * s_P + e_C)^2 * (y_C)^2) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X108 H1)) (pow2_ge_0 (beta * s_P + e_C))) (pow2_ge_0 (y_C))).
      assert (X110 : 0 < 1) by lra.
      assert (X111 : 0 <= 1 * (beta * s_C + e_P) * (beta * s_C + e_P) * (- beta + 1) * (e_C) * (z_y_C)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X110 D1) D1) H7)) H6) B0).
      assert (X112 : 0 < (1/2)) by lra.
      assert (X113 : 0 <= (1/2) * (beta * s_C + e_P) * (beta * s_C + e_P) * (- beta + 1) * (w_C) * (z_y_C)^2) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X112 D1) D1) H7) H5)) (pow2_ge_0 (z_y_C))).
      assert (X114 : (beta^2 * s_C^2 + beta * s_C * e_P) * ((beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C)) = 0) by exact (eq_trans (f_equal (Rmult (beta^2 * s_C^2 + beta * s_C * e_P)) E1) (Rmult_0_r (beta^2 * s_C^2 + beta * s_C * e_P))).
      assert (X115 : (- (1/2) * y_C) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (- (1/2) * y_C)) E0) (Rmult_0_r (- (1/2) * y_C))).
      assert (X116 : forall t0 t1 t2 t3 t4 t5 t6 t7 t8 t9 : R, 0 < t0 -> 0 <= t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> 0 <= t5 -> 0 <= t6 -> 0 <= t7 -> t8 = 0 -> t9 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7 + t8 + t9 = 0 -> False) by (intros; lra).
      exfalso; apply (X116 _ _ _ _ _ _ _ _ _ _ X99 X101 X103 X105 X107 X109 X111 X113 X114 X115); field.
    }
  }
  split.
  {
    { apply Rnot_le_lt; intro N.
      assert (X117 : 0 <= (- y_C)) by lra.
      assert (X118 : 0 < 1) by lra.
      assert (X119 : 0 <= 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (- y_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X118 D0)) X117).
      assert (X120 : 0 < 2) by lra.
      assert (X121 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X120 H8) H4) H3).
      assert (X122 : 0 < 2) by lra.
      assert (X123 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X122 H8)) H0).
      assert (X124 : (1) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (1)) E0) (Rmult_0_r (1))).
      assert (X125 : forall t0 t1 t2 t3 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> t3 = 0 -> t0 + t1 + t2 + t3 = 0 -> False) by (intros; lra).
      exfalso; apply (X125 _ _ _ _ X119 X121 X123 X124); ring.
    }
  }
    { apply Rnot_le_lt; intro N.
      assert (X126 : 0 <= (- y_P)) by lra.
      assert (X127 : 0 < 1) by lra.
      assert (X128 : 0 <= 1 * (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * (beta * s_C + e_P) * (- y_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X127 D0) D1)) X126).
      assert (X129 : 0 < 2) by lra.
      assert (X130 : 0 < 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (beta) * (s_P)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X129 H8) H4) H3) H4) H2).
      assert (X131 : 0 < 2) by lra.
      assert (X132 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (beta) * (s_P)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X131 H8)) H0) (Rlt_le _ _ H4)) (Rlt_le _ _ H2)).
      assert (X133 : 0 < 2) by lra.
      assert (X134 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (beta) * (s_C) * (e_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X133 H8) H4) H3)) H6).
      assert (X135 : 0 < 2) by lra.
      assert (X136 : 0 <= 2 * (beta^2 * s_C * s_P - e_C * e_P) * (e_P) * (e_C)) by exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ X135 H8)) H0) H6).
      assert (X137 : (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * ((beta * s_C + e_P) * y_P - (beta * s_P * y_C + e_C * y_C)) = 0) by exact (eq_trans (f_equal (Rmult (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2)) E1) (Rmult_0_r (w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2))).
      assert (X138 : (beta * s_P + e_C) * ((w_C * beta^2 * s_C^2 + 2 * w_C * beta * s_C * e_P + w_C * e_P^2 + w_P * beta^2 * s_P^2 + 2 * w_P * beta * e_C * s_P + w_P * e_C^2 + 2 * beta^3 * s_C^2 * s_P + 2 * beta^3 * s_C * s_P^2 + 2 * beta^2 * s_C * e_C * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * beta * e_C * e_P * s_P - 2 * e_C^2 * e_P - 2 * e_C * e_P^2) * y_C - (2 * beta^3 * s_C^2 * s_P + 2 * beta^2 * s_C * e_P * s_P - 2 * beta * s_C * e_C * e_P - 2 * e_C * e_P^2)) = 0) by exact (eq_trans (f_equal (Rmult (beta * s_P + e_C)) E0) (Rmult_0_r (beta * s_P + e_C))).
      assert (X139 : forall t0 t1 t2 t3 t4 t5 t6 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> 0 <= t3 -> 0 <= t4 -> t5 = 0 -> t6 = 0 -> t0 + t1 + t2 + t3 + t4 + t5 + t6 = 0 -> False) by (intros; lra).
      exfalso; apply (X139 _ _ _ _ _ _ _ X128 X130 X132 X134 X136 X137 X138); ring.
    }
Qed.
