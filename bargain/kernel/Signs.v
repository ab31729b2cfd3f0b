(* conjunctions in parts, and alternatives too *)
Ltac taken_apart := repeat match goal with H : _ /\ _ |- _ => destruct H end.
Ltac in_parts := taken_apart; repeat (match goal with H : _ \/ _ |- _ => destruct H end; taken_apart).
(* signs by the form of an expression; what else is tried is for those who use it to say *)
Ltac last_resort := fail.
Ltac positive := first [ lra | assumption | lazymatch goal with
  | |- 0 < _ + _ => first [ apply Rplus_lt_le_0_compat; [positive | nonneg]
                          | apply Rplus_le_lt_0_compat; [nonneg | positive] ]
  | |- 0 < _ * _ => apply Rmult_lt_0_compat; positive
  | |- 0 < _ ^ _ => apply pow_lt; positive
  | |- 0 < / _ => apply Rinv_0_lt_compat; positive
  | |- 0 < exp _ => apply exp_pos
  | |- 0 < sqrt _ => apply sqrt_lt_R0; positive
  | |- 0 <= _ => nonneg
  end | last_resort ]
with nonneg := first [ lra | assumption | lazymatch goal with
  | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; nonneg
  | |- 0 <= _ * _ => apply Rmult_le_pos; nonneg
  | |- 0 <= ?a ^ 2 => apply (pow2_ge_0 a)
  | |- 0 <= ?a ^ ?n => first [ apply pow_le; nonneg
    | let k := eval compute in (Nat.div2 n) in
      replace (a ^ n) with ((a ^ k) ^ 2) by ring; apply pow2_ge_0 ]
  | |- 0 <= / _ => left; positive
  | |- 0 <= exp _ => left; positive
  | |- 0 <= sqrt _ => apply sqrt_pos
  | |- 0 <= Rabs _ => apply Rabs_pos
  end | last_resort ].
Lemma above : forall b : R, 0 < b -> b <> 0.
Proof. intros b B E. lra. Qed.
Ltac apart := first [ apply above; positive | apply Rlt_not_eq; lra | lra ].
Ltac sided := first [ positive | apart ].
