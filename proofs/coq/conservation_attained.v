(* No real s_C, s_P, y_C, y_P, log_1, log_2, log_3, log_4, log_5, log_6 satisfy y_C - y_P >= 0, s_C*y_P - s_P*y_C >= 0, (-log_1 - log_2 - log_3 + log_4 + log_5 + log_6 > 0 or log_1 + log_2 + log_3 - log_4 - log_5 - log_6 > 0 or log_2 - log_5 > 0 or log_3 - log_6 > 0), y_P > 0, y_C > 0, s_P > 0, s_C > 0, where log_1 = log(s_C), log_2 = log(y_P), log_3 = log(s_P*y_C), log_4 = log(s_P), log_5 = log(y_C), log_6 = log(s_C*y_P). *)
(* The author's words, not checked: Where 1 ≤ y_C/y_P ≤ D, |log(y_C/y_P)| + |log(S_C/S_P)| is equal to log D. log(y_C) - log(y_P) + log(s_C*y_P) - log(s_P*y_C) == log(s_C) - log(s_P) and log(y_C) - log(y_P) >= 0 and log(s_C*y_P) - log(s_P*y_C) >= 0 for all real s_C, s_P, y_C, y_P with y_P > 0, y_C > 0, s_P > 0, s_C > 0, y_P <= y_C, s_P*y_C <= s_C*y_P. *)
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

Theorem conservation_attained : forall s_C s_P y_C y_P : R,
  0 <= (y_C - y_P) ->  (* y_P <= y_C *)
  0 <= (s_C * y_P - s_P * y_C) ->  (* s_P·y_C <= s_C·y_P *)
  forall log_1 log_2 log_3 log_4 log_5 log_6 : R,
  0 < (s_C) ->  (* the argument of log_1 is positive *)
  log_1 = ln (s_C) ->  (* logarithm *)
  0 < (y_P) ->  (* the argument of log_2 is positive *)
  log_2 = ln (y_P) ->  (* logarithm *)
  0 < (s_P * y_C) ->  (* the argument of log_3 is positive *)
  log_3 = ln (s_P * y_C) ->  (* logarithm *)
  0 < (s_P) ->  (* the argument of log_4 is positive *)
  log_4 = ln (s_P) ->  (* logarithm *)
  0 < (y_C) ->  (* the argument of log_5 is positive *)
  log_5 = ln (y_C) ->  (* logarithm *)
  0 < (s_C * y_P) ->  (* the argument of log_6 is positive *)
  log_6 = ln (s_C * y_P) ->  (* logarithm *)
  ((0 < (- log_1 - log_2 - log_3 + log_4 + log_5 + log_6)) \/ (0 < (log_1 + log_2 + log_3 - log_4 - log_5 - log_6)) \/ (0 < (log_2 - log_5)) \/ (0 < (log_3 - log_6))) ->  (* not the claim: log(y_C) - log(y_P) + log(s_C·y_P) - log(s_P·y_C) != log(s_C) - log(s_P) or log(y_C) - log(y_P) < 0 or log(s_C·y_P) - log(s_P·y_C) < 0 *)
  False.
Proof.
  intros s_C s_P y_C y_P H4 H5.
  intros log_1 log_2 log_3 log_4 log_5 log_6 P0 F0 P1 F1 P2 F2 P3 F3 P4 F4 P5 F5 H6.
  assert (A3 : 0 <= (y_P) - (y_C) - (y_C) * (log_2 - log_5)).
  { rewrite F1. rewrite F4. pose proof (log_bound (y_P) (y_C) P1 P4) as Z. exact Z. }
  assert (A4 : 0 <= (s_P * y_C) - (s_C * y_P) - (s_C * y_P) * (log_3 - log_6)).
  { rewrite F2. rewrite F5. pose proof (log_bound (s_P * y_C) (s_C * y_P) P2 P5) as Z. exact Z. }
  assert (X1 : (s_P * y_C) = (s_P) * (y_C)) by ring.
  assert (X2 : ln ((s_P * y_C)) = ln (s_P * y_C)).
  { reflexivity. }
  assert (X3 : ln ((s_P) * (y_C)) = ln (s_P) + ln (y_C)).
  { rewrite (ln_mult ((s_P)) (y_C) P3 P4). reflexivity. }
  assert (A5 : (log_3) - (log_4 + log_5) = 0).
  { rewrite F2. rewrite F3. rewrite F4. assert (Z : ln ((s_P * y_C)) = ln ((s_P) * (y_C))) by (f_equal; exact X1). lra. }
  assert (X4 : (s_C * y_P) = (s_C) * (y_P)) by ring.
  assert (X5 : ln ((s_C * y_P)) = ln (s_C * y_P)).
  { reflexivity. }
  assert (X6 : ln ((s_C) * (y_P)) = ln (s_C) + ln (y_P)).
  { rewrite (ln_mult ((s_C)) (y_P) P0 P1). reflexivity. }
  assert (A6 : (log_6) - (log_1 + log_2) = 0).
  { rewrite F5. rewrite F0. rewrite F1. assert (Z : ln ((s_C * y_P)) = ln ((s_C) * (y_P))) by (f_equal; exact X4). lra. }
  destruct H6 as [X7 | [X8 | [X9 | X10]]].
  {
    assert (X11 : 0 < 1) by lra.
    assert (X12 : 0 < 1 * (- log_1 - log_2 - log_3 + log_4 + log_5 + log_6)) by exact (Rmult_lt_0_compat _ _ X11 X7).
    assert (X13 : (1) * ((log_3) - (log_4 + log_5)) = 0) by exact (eq_trans (f_equal (Rmult (1)) A5) (Rmult_0_r (1))).
    assert (X14 : (- 1) * ((log_6) - (log_1 + log_2)) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) A6) (Rmult_0_r (- 1))).
    assert (X15 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
    exfalso; apply (X15 _ _ _ X12 X13 X14); ring.
  }
  {
    assert (X16 : 0 < 1) by lra.
    assert (X17 : 0 < 1 * (log_1 + log_2 + log_3 - log_4 - log_5 - log_6)) by exact (Rmult_lt_0_compat _ _ X16 X8).
    assert (X18 : (- 1) * ((log_3) - (log_4 + log_5)) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) A5) (Rmult_0_r (- 1))).
    assert (X19 : (1) * ((log_6) - (log_1 + log_2)) = 0) by exact (eq_trans (f_equal (Rmult (1)) A6) (Rmult_0_r (1))).
    assert (X20 : forall t0 t1 t2 : R, 0 < t0 -> t1 = 0 -> t2 = 0 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
    exfalso; apply (X20 _ _ _ X17 X18 X19); ring.
  }
  {
    assert (X21 : 0 < 1) by lra.
    assert (X22 : 0 <= 1 * (y_C - y_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X21) H4).
    assert (X23 : 0 < 1) by lra.
    assert (X24 : 0 < 1 * (y_C) * (log_2 - log_5)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X23 P4) X9).
    assert (X25 : 0 < 1) by lra.
    assert (X26 : 0 <= 1 * ((y_P) - (y_C) - (y_C) * (log_2 - log_5))) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X25) A3).
    assert (X27 : forall t0 t1 t2 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
    exfalso; apply (X27 _ _ _ X22 X24 X26); ring.
  }
  {
    assert (X28 : 0 < 1) by lra.
    assert (X29 : 0 <= 1 * (s_C * y_P - s_P * y_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X28) H5).
    assert (X30 : 0 < 1) by lra.
    assert (X31 : 0 < 1 * (s_C) * (y_P) * (log_3 - log_6)) by exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ X30 P0) P1) X10).
    assert (X32 : 0 < 1) by lra.
    assert (X33 : 0 <= 1 * ((s_P * y_C) - (s_C * y_P) - (s_C * y_P) * (log_3 - log_6))) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X32) A4).
    assert (X34 : forall t0 t1 t2 : R, 0 <= t0 -> 0 < t1 -> 0 <= t2 -> t0 + t1 + t2 = 0 -> False) by (intros; lra).
    exfalso; apply (X34 _ _ _ X29 X31 X33); ring.
  }
Qed.
