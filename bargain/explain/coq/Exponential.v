(* Bounds of exp at rational numbers: 1 + y <= exp y <= 1/(1 - y) at y = r/2^110, squared 110 times.

   Numbers are whole multiples of 2^-240, rounded down below and up above. *)
From Coq Require Import Reals QArith Qreals ZArith Lra Lia Bool.
Open Scope R_scope.

Definition unit_ : Z := (2 ^ 240)%Z.
Definition halvings : nat := 110.

Definition down (a : Z) : Z := (a * a / unit_)%Z.
Definition up (a : Z) : Z := (a * a / unit_ + 1)%Z.
Fixpoint repeated (f : Z -> Z) (n : nat) (a : Z) : Z :=
  match n with O => a | S k => repeated f k (f a) end.

Definition scaled (r : Q) : Z := (Zpos (Qden r) * 2 ^ 110)%Z.
Definition below (r : Q) : Z :=
  repeated down halvings ((scaled r + Qnum r) * unit_ / scaled r)%Z.
Definition above (r : Q) : Z :=
  repeated up halvings (scaled r * unit_ / (scaled r - Qnum r) + 1)%Z.
Definition small (r : Q) : bool :=
  (Z.abs (Qnum r) <=? 600 * Zpos (Qden r))%Z.
(* exp r <= c, and 0 < c <= exp r *)
Definition over_exp (c r : Q) : bool :=
  small r && (above r * Zpos (Qden c) <=? Qnum c * unit_)%Z.
Definition under_exp (c r : Q) : bool :=
  small r && (0 <? Qnum c)%Z && (Qnum c * unit_ <=? below r * Zpos (Qden c))%Z.

Lemma unit_pos : 0 < IZR unit_.
Proof. apply IZR_lt. reflexivity. Qed.
Lemma div_below : forall a b, (0 < b)%Z -> IZR (a / b) * IZR b <= IZR a.
Proof.
  intros a b B. rewrite <- mult_IZR. apply IZR_le. rewrite Z.mul_comm. apply Z.mul_div_le, B.
Qed.
Lemma div_above : forall a b, (0 < b)%Z -> IZR a <= IZR (a / b + 1) * IZR b.
Proof.
  intros a b B. rewrite <- mult_IZR. apply IZR_le. rewrite Z.mul_comm.
  apply Z.lt_le_incl, (Z.mul_succ_div_gt a b B).
Qed.
Lemma down_ok : forall a v, (0 <= a)%Z -> IZR a <= v * IZR unit_ ->
  (0 <= down a)%Z /\ IZR (down a) <= v * v * IZR unit_.
Proof.
  intros a v P L. pose proof unit_pos as U. split.
  - apply Z.div_pos; [nia | reflexivity].
  - apply (Rmult_le_reg_r (IZR unit_)); [exact U |].
    apply Rle_trans with (1 := div_below (a * a) unit_ eq_refl). rewrite mult_IZR.
    replace (v * v * IZR unit_ * IZR unit_) with ((v * IZR unit_) * (v * IZR unit_)) by ring.
    apply IZR_le in P. apply Rmult_le_compat; assumption.
Qed.
Lemma up_ok : forall a v, 0 <= v -> v * IZR unit_ <= IZR a -> v * v * IZR unit_ <= IZR (up a).
Proof.
  intros a v P L. pose proof unit_pos as U. apply (Rmult_le_reg_r (IZR unit_)); [exact U |].
  apply Rle_trans with (2 := div_above (a * a) unit_ eq_refl). rewrite mult_IZR.
  replace (v * v * IZR unit_ * IZR unit_) with ((v * IZR unit_) * (v * IZR unit_)) by ring.
  assert (0 <= v * IZR unit_) by (apply Rmult_le_pos; lra). apply Rmult_le_compat; assumption.
Qed.
Lemma exp_twice : forall y, exp y * exp y = exp (2 * y).
Proof. intro y. rewrite <- exp_plus. f_equal. ring. Qed.
Lemma repeated_down : forall n a y, (0 <= a)%Z -> IZR a <= exp y * IZR unit_ ->
  IZR (repeated down n a) <= exp (2 ^ n * y) * IZR unit_.
Proof.
  induction n as [| n IH]; intros a y P L; simpl repeated.
  - simpl. rewrite Rmult_1_l. exact L.
  - destruct (down_ok a (exp y) P L) as [P2 L2]. rewrite exp_twice in L2.
    replace (2 ^ S n * y) with (2 ^ n * (2 * y)) by (simpl; ring). exact (IH _ _ P2 L2).
Qed.
Lemma repeated_up : forall n a y, exp y * IZR unit_ <= IZR a ->
  exp (2 ^ n * y) * IZR unit_ <= IZR (repeated up n a).
Proof.
  induction n as [| n IH]; intros a y L; simpl repeated.
  - simpl. rewrite Rmult_1_l. exact L.
  - pose proof (up_ok a (exp y) (Rlt_le _ _ (exp_pos y)) L) as L2. rewrite exp_twice in L2.
    replace (2 ^ S n * y) with (2 ^ n * (2 * y)) by (simpl; ring). exact (IH _ _ L2).
Qed.

(* y = r / 2^110 *)
Definition part (r : Q) : R := IZR (Qnum r) / IZR (scaled r).
Lemma scaled_pos : forall r, (0 < scaled r)%Z.
Proof. intro r. unfold scaled. lia. Qed.
Lemma part_whole : forall r, 2 ^ halvings * part r = Q2R r.
Proof.
  intro r. unfold part, scaled, Q2R, halvings. rewrite mult_IZR.
  replace (IZR (2 ^ 110)) with (2 ^ 110) by exact (pow_IZR 2 110).
  assert (W : 2 ^ 110 <> 0) by (apply pow_nonzero; lra). generalize dependent (2 ^ 110).
  intros w W. assert (D : IZR (Zpos (Qden r)) <> 0) by (apply not_0_IZR; discriminate).
  field. split; assumption.
Qed.
Lemma small_ok : forall r, small r = true -> (- scaled r < Qnum r < scaled r)%Z.
Proof. intros r H. apply Z.leb_le in H. unfold scaled. lia. Qed.
Lemma below_ok : forall r, small r = true -> IZR (below r) <= exp (Q2R r) * IZR unit_.
Proof.
  intros r H. apply small_ok in H. pose proof (scaled_pos r) as D. pose proof unit_pos as U.
  unfold below. rewrite <- part_whole. apply repeated_down.
  - apply Z.div_pos; [| exact D]. assert (0 < unit_)%Z by reflexivity. nia.
  - pose proof (IZR_lt _ _ D) as DR. apply (Rmult_le_reg_r (IZR (scaled r))); [exact DR |].
    apply Rle_trans with (1 := div_below _ _ D). rewrite mult_IZR, plus_IZR.
    pose proof (exp_ineq1_le (part r)) as E.
    replace (IZR (scaled r) + IZR (Qnum r)) with ((1 + part r) * IZR (scaled r)).
    2: { unfold part. field. lra. }
    replace (exp (part r) * IZR unit_ * IZR (scaled r))
      with (exp (part r) * IZR (scaled r) * IZR unit_) by ring.
    apply Rmult_le_compat_r; [lra |]. apply Rmult_le_compat_r; [lra | exact E].
Qed.
Lemma above_ok : forall r, small r = true -> exp (Q2R r) * IZR unit_ <= IZR (above r).
Proof.
  intros r H. apply small_ok in H. pose proof (scaled_pos r) as D. pose proof unit_pos as U.
  unfold above. rewrite <- part_whole. apply repeated_up.
  assert (N : (0 < scaled r - Qnum r)%Z) by lia. pose proof (IZR_lt _ _ N) as NR.
  pose proof (IZR_lt _ _ D) as DR.
  apply (Rmult_le_reg_r (IZR (scaled r - Qnum r))); [exact NR |].
  apply Rle_trans with (2 := div_above _ _ N). rewrite mult_IZR.
  pose proof (exp_ineq1_le (- part r)) as E. pose proof (exp_pos (part r)) as P.
  assert (M : exp (part r) * exp (- part r) = 1).
  { rewrite <- exp_plus. replace (part r + - part r) with 0 by ring. apply exp_0. }
  assert (Q : IZR (scaled r - Qnum r) = (1 - part r) * IZR (scaled r)).
  { rewrite minus_IZR. unfold part. field. lra. }
  rewrite Q.
  replace (exp (part r) * IZR unit_ * ((1 - part r) * IZR (scaled r)))
    with (exp (part r) * (1 + - part r) * (IZR (scaled r) * IZR unit_)) by ring.
  rewrite <- (Rmult_1_l (IZR (scaled r) * IZR unit_)) at 2.
  apply Rmult_le_compat_r; [apply Rmult_le_pos; lra |]. rewrite <- M.
  apply Rmult_le_compat_l; lra.
Qed.

Lemma over_exp_ok : forall c r, over_exp c r = true -> exp (Q2R r) <= Q2R c.
Proof.
  intros c r H. apply andb_prop in H. destruct H as [S L]. apply Z.leb_le, IZR_le in L.
  rewrite !mult_IZR in L. pose proof (above_ok r S) as A. pose proof unit_pos as U.
  assert (D : 0 < IZR (Zpos (Qden c))) by (apply IZR_lt; reflexivity).
  apply (Rmult_le_reg_r (IZR unit_)); [exact U |]. apply Rle_trans with (1 := A).
  apply (Rmult_le_reg_r (IZR (Zpos (Qden c)))); [exact D |]. apply Rle_trans with (1 := L).
  unfold Q2R. right. field. lra.
Qed.
Lemma under_exp_ok : forall c r, under_exp c r = true -> 0 < Q2R c <= exp (Q2R r).
Proof.
  intros c r H. apply andb_prop in H. destruct H as [S L]. apply andb_prop in S.
  destruct S as [S P]. split.
  { apply Z.ltb_lt, IZR_lt in P. unfold Q2R. apply Rdiv_lt_0_compat; [exact P |].
    apply IZR_lt. reflexivity. } apply Z.leb_le, IZR_le in L.
  rewrite !mult_IZR in L. pose proof (below_ok r S) as A. pose proof unit_pos as U.
  assert (D : 0 < IZR (Zpos (Qden c))) by (apply IZR_lt; reflexivity).
  apply (Rmult_le_reg_r (IZR unit_)); [exact U |]. apply Rle_trans with (2 := A).
  apply (Rmult_le_reg_r (IZR (Zpos (Qden c)))); [exact D |]. apply Rle_trans with (2 := L).
  unfold Q2R. right. field. lra.
Qed.
