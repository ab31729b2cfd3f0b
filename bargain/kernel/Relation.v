From Coq Require Classical_Prop.
(* a negation in parts *)
Ltac denied N := lazymatch type of N with
  | ~ (_ /\ _) => apply Classical_Prop.not_and_or in N;
    destruct N as [N | N]; denied N
  | ~ (_ \/ _) => let M := fresh "M" in apply Classical_Prop.not_or_and in N;
    destruct N as [N M]; denied N; denied M
  | ~ (_ < _) => apply Rnot_lt_ge in N
  | ~ (_ <= _) => apply Rnot_le_gt in N
  | ~ (_ > _) => apply Rnot_gt_le in N
  | ~ (_ >= _) => apply Rnot_ge_lt in N
  | _ => idtac
  end.
Ltac one_part := solve [lra | intro; lra | assumption
  | repeat split; lra | left; one_part | right; one_part
  | match goal with D : ?a <> ?b |- _ => destruct (Rdichotomy a b D); clear D; one_part end].
(* quotients multiplied out *)
Lemma cleared : forall a b n d : R, 0 < d -> a - b = n * / d ->
  (a < b <-> n < 0) /\ (a <= b <-> n <= 0) /\ (a > b <-> n > 0) /\ (a >= b <-> n >= 0) /\
  (a = b <-> n = 0) /\ (a <> b <-> n <> 0).
Proof.
  intros a b n d D E.
  assert (N : n = (a - b) * d) by (rewrite E; field; lra).
  assert (I : 0 < / d) by (apply Rinv_0_lt_compat; exact D).
  assert (L : n < 0 -> a < b).
  { intro H. assert (0 < (- n) * / d) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (G : n > 0 -> a > b).
  { intro H. assert (0 < n * / d) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (L' : a < b -> n < 0).
  { intro H. assert (0 < (b - a) * d) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (G' : a > b -> n > 0).
  { intro H. assert (0 < (a - b) * d) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (Z : n = 0 -> a = b) by (intro H; rewrite H in E; lra).
  assert (Z' : a = b -> n = 0) by (intro H; rewrite N, H; ring).
  destruct (Rtotal_order a b) as [H | [H | H]];
    repeat split; intro K; try lra; try (apply L' in H; lra); try (apply Z' in H; lra);
    try (apply G' in H; lra).
Qed.
Ltac last_resort ::= solve [nra].
Ltac by_field := field; repeat split; apart.
Ltac multiplied_out C :=
  let C1 := fresh in let C2 := fresh in let C3 := fresh in
  let C4 := fresh in let C5 := fresh in let C6 := fresh in
  destruct C as [C1 [C2 [C3 [C4 [C5 C6]]]]];
  repeat match goal with H : _ |- _ => let K := fresh in
    first [pose proof (proj1 C1 H) as K | pose proof (proj1 C2 H) as K
      | pose proof (proj1 C3 H) as K | pose proof (proj1 C4 H) as K
      | pose proof (proj1 C5 H) as K | pose proof (proj1 C6 H) as K]; clear H end;
  lazymatch goal with
  | |- False => idtac
  | _ => try first [apply (proj2 C1) | apply (proj2 C2) | apply (proj2 C3) | apply (proj2 C4)
      | apply (proj2 C5) | apply (proj2 C6)]
  end;
  clear C1 C2 C3 C4 C5 C6.
Ltac of_its_own := unfold Rmax, Rmin, Rabs; repeat match goal with
  | |- context [Rcase_abs ?a] => destruct (Rcase_abs a)
  | |- context [Rle_dec ?a ?b] => lazymatch constr:((a, b)) with
    | context [Rle_dec _ _] => fail
    | _ => destruct (Rle_dec a b)
    end
  end;
  solve [lra | ring | reflexivity | positive | by_field | apply Rinv_0_lt_compat; positive
    | apply sqrt_pos | apply sqrt_lt_R0; positive | apply exp_pos
    | rewrite pow2_sqrt; [ring | apply Rlt_le; positive]].
Ltac contradicted := solve [lra | match goal with
  | D : ?a <> ?b |- False => destruct (Rdichotomy a b D); clear D; contradicted end].
