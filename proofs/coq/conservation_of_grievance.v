(* No real autonomy_gap, s_C, s_P, security_gap, y_C, y_P, log_1, log_2, log_3, log_4, log_5, log_6 satisfy autonomy_gap - log_1 + log_2 >= 0, security_gap - log_3 + log_4 >= 0, -autonomy_gap - security_gap - log_5 + log_6 > 0, y_P > 0, y_C > 0, s_P > 0, s_C > 0, autonomy_gap + log_1 - log_2 >= 0 and 1 more relation, where log_1 = log(y_C), log_2 = log(y_P), log_3 = log(s_C*y_P), log_4 = log(s_P*y_C), log_5 = log(s_P), log_6 = log(s_C). *)
(* The author's words, not checked: |log(y_C/y_P)| + |log(S_C/S_P)| ≥ log D at every agreement with positive concessions, where S_C = s_C y_P, S_P = s_P y_C, D = s_C/s_P. autonomy_gap + security_gap >= log(s_C) - log(s_P) for all real autonomy_gap, s_C, s_P, security_gap, y_C, y_P with y_P > 0, y_C > 0, s_P > 0, s_C > 0, autonomy_gap >= log(y_C) - log(y_P), autonomy_gap >= -log(y_C) + log(y_P), security_gap >= log(s_C*y_P) - log(s_P*y_C), security_gap >= -log(s_C*y_P) + log(s_P*y_C). *)
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

Theorem conservation_of_grievance : forall autonomy_gap s_C s_P security_gap y_C y_P : R,
  forall log_1 log_2 log_3 log_4 log_5 log_6 : R,
  0 < (y_C) ->  (* the argument of log_1 is positive *)
  log_1 = ln (y_C) ->  (* logarithm *)
  0 < (y_P) ->  (* the argument of log_2 is positive *)
  log_2 = ln (y_P) ->  (* logarithm *)
  0 < (s_C * y_P) ->  (* the argument of log_3 is positive *)
  log_3 = ln (s_C * y_P) ->  (* logarithm *)
  0 < (s_P * y_C) ->  (* the argument of log_4 is positive *)
  log_4 = ln (s_P * y_C) ->  (* logarithm *)
  0 < (s_P) ->  (* the argument of log_5 is positive *)
  log_5 = ln (s_P) ->  (* logarithm *)
  0 < (s_C) ->  (* the argument of log_6 is positive *)
  log_6 = ln (s_C) ->  (* logarithm *)
  0 <= (autonomy_gap - log_1 + log_2) ->  (* autonomy_gap >= log(y_C) - log(y_P) *)
  0 <= (security_gap - log_3 + log_4) ->  (* security_gap >= log(s_C·y_P) - log(s_P·y_C) *)
  0 < (- autonomy_gap - security_gap - log_5 + log_6) ->  (* not the claim: autonomy_gap + security_gap < log(s_C) - log(s_P) *)
  False.
Proof.
  intros autonomy_gap s_C s_P security_gap y_C y_P.
  intros log_1 log_2 log_3 log_4 log_5 log_6 P0 F0 P1 F1 P2 F2 P3 F3 P4 F4 P5 F5 H4 H6 H8.
  assert (X1 : (s_P * y_C) = (y_C) * (s_P)) by ring.
  assert (X2 : ln ((s_P * y_C)) = ln (s_P * y_C)).
  { reflexivity. }
  assert (X3 : ln ((y_C) * (s_P)) = ln (y_C) + ln (s_P)).
  { rewrite (ln_mult ((y_C)) (s_P) P0 P4). reflexivity. }
  assert (A0 : (log_4) - (log_1 + log_5) = 0).
  { rewrite F3. rewrite F0. rewrite F4. assert (Z : ln ((s_P * y_C)) = ln ((y_C) * (s_P))) by (f_equal; exact X1). lra. }
  assert (X4 : (s_C * y_P) = (y_P) * (s_C)) by ring.
  assert (X5 : ln ((s_C * y_P)) = ln (s_C * y_P)).
  { reflexivity. }
  assert (X6 : ln ((y_P) * (s_C)) = ln (y_P) + ln (s_C)).
  { rewrite (ln_mult ((y_P)) (s_C) P1 P5). reflexivity. }
  assert (A1 : (log_3) - (log_2 + log_6) = 0).
  { rewrite F2. rewrite F1. rewrite F5. assert (Z : ln ((s_C * y_P)) = ln ((y_P) * (s_C))) by (f_equal; exact X4). lra. }
  assert (X7 : 0 < 1) by lra.
  assert (X8 : 0 <= 1 * (autonomy_gap - log_1 + log_2)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X7) H4).
  assert (X9 : 0 < 1) by lra.
  assert (X10 : 0 <= 1 * (security_gap - log_3 + log_4)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X9) H6).
  assert (X11 : 0 < 1) by lra.
  assert (X12 : 0 < 1 * (- autonomy_gap - security_gap - log_5 + log_6)) by exact (Rmult_lt_0_compat _ _ X11 H8).
  assert (X13 : (- 1) * ((log_4) - (log_1 + log_5)) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) A0) (Rmult_0_r (- 1))).
  assert (X14 : (1) * ((log_3) - (log_2 + log_6)) = 0) by exact (eq_trans (f_equal (Rmult (1)) A1) (Rmult_0_r (1))).
  assert (X15 : forall t0 t1 t2 t3 t4 : R, 0 <= t0 -> 0 <= t1 -> 0 < t2 -> t3 = 0 -> t4 = 0 -> t0 + t1 + t2 + t3 + t4 = 0 -> False) by (intros; lra).
  exfalso; apply (X15 _ _ _ _ _ X8 X10 X12 X13 X14); ring.
Qed.
