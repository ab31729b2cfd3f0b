(* All equilibria of a game: zeros of first-order conditions on the faces of a box. *)

(* --- contractions have a fixed point --- *)
Lemma vanishes : forall q a c, 0 <= q < 1 -> (forall j, Rabs a <= q ^ j * c) -> a = 0.
Proof.
  intros q a c Q H. destruct (Req_dec a 0) as [Z | Z]; [exact Z | exfalso].
  pose proof (Rabs_pos_lt a Z) as P.
  assert (C : 0 < c). { pose proof (H O) as K. cbn in K. lra. }
  destruct (pow_lt_1_zero q) with (y := Rabs a / c) as [N M].
  { rewrite Rabs_pos_eq; lra. } { apply Rdiv_lt_0_compat; lra. }
  specialize (M N (le_n N)). specialize (H N).
  rewrite Rabs_pos_eq in M by (apply pow_le; lra).
  assert (q ^ N * c < Rabs a / c * c) by (apply Rmult_lt_compat_r; lra).
  replace (Rabs a / c * c) with (Rabs a) in * by (field; lra). lra.
Qed.
Lemma limit_near : forall U l a c j, Un_cv U l -> (forall i, Rabs (U (j + i)%nat - a) <= c) ->
  Rabs (l - a) <= c.
Proof.
  intros U l a c j V H. destruct (Rle_lt_dec (Rabs (l - a)) c) as [L | G]; [exact L | exfalso].
  destruct (V (Rabs (l - a) - c)) as [N M]; [lra |].
  specialize (M (j + N)%nat ltac:(lia)). specialize (H N). unfold R_dist in M.
  pose proof (Rabs_triang (l - U (j + N)%nat) (U (j + N)%nat - a)) as T.
  rewrite (Rabs_minus_sym l) in T.
  replace (l - U (j + N)%nat + (U (j + N)%nat - a)) with (l - a) in T by ring. lra.
Qed.
Section Banach.
Variables (T : point -> point) (m r : point) (q : R).
Definition ball (x : point) : Prop := forall k, Rabs (x k - m k) <= r k.
Hypothesis Hq : 0 <= q < 1.
Hypothesis Hr : forall k, 0 <= r k.
Hypothesis Hin : forall x, ball x -> ball (T x).
Hypothesis Hc : forall x y d, ball x -> ball y -> 0 <= d ->
  (forall k, Rabs (x k - y k) <= d * r k) -> forall k, Rabs (T x k - T y k) <= q * d * r k.
Fixpoint orbit (j : nat) : point := match j with O => m | S i => T (orbit i) end.
Lemma orbit_in : forall j, ball (orbit j).
Proof.
  induction j; cbn [orbit]; [| apply Hin; assumption].
  intro k. unfold Rminus. rewrite Rplus_opp_r, Rabs_R0. apply Hr.
Qed.
Lemma orbit_step : forall j k, Rabs (orbit (S j) k - orbit j k) <= q ^ j * r k.
Proof.
  induction j; intro k.
  - cbn [pow]. rewrite Rmult_1_l. apply (orbit_in 1 k).
  - change (orbit (S (S j)) k) with (T (orbit (S j)) k). cbn [pow].
    change (orbit (S j) k) with (T (orbit j) k). apply Hc; try apply orbit_in.
    + apply pow_le; lra.
    + exact IHj.
Qed.
Lemma orbit_far : forall i j k, Rabs (orbit (j + i)%nat k - orbit j k) <= q ^ j * (r k / (1 - q)).
Proof.
  induction i; intros j k.
  - rewrite Nat.add_0_r. unfold Rminus. rewrite Rplus_opp_r, Rabs_R0.
    apply Rmult_le_pos; [apply pow_le; lra | apply Rmult_le_pos; [apply Hr |]].
    left. apply Rinv_0_lt_compat. lra.
  - replace (j + S i)%nat with (S j + i)%nat by lia.
    pose proof (IHi (S j) k) as A. pose proof (orbit_step j k) as B.
    pose proof (Rabs_triang (orbit (S j + i)%nat k - orbit (S j) k) (orbit (S j) k - orbit j k)) as C.
    replace (orbit (S j + i)%nat k - orbit (S j) k + (orbit (S j) k - orbit j k))
      with (orbit (S j + i)%nat k - orbit j k) in C by ring.
    cbn [pow] in A. assert (E : q ^ j * (r k / (1 - q)) = q * q ^ j * (r k / (1 - q)) + q ^ j * r k).
    { field. lra. }
    lra.
Qed.
Lemma banach : exists z, ball z /\ forall k, T z k = z k.
Proof.
  assert (P : forall k, 0 <= r k / (1 - q)).
  { intro k. apply Rmult_le_pos; [apply Hr |]. left. apply Rinv_0_lt_compat. lra. }
  assert (C : forall k, Cauchy_crit (fun j => orbit j k)).
  { intros k e E. destruct (pow_lt_1_zero q) with (y := e / (2 * (1 + r k / (1 - q)))) as [N M].
    { rewrite Rabs_pos_eq; lra. } { apply Rdiv_lt_0_compat; [lra |]. specialize (P k). lra. }
    exists N. intros i j I J. specialize (M N (le_n N)).
    rewrite Rabs_pos_eq in M by (apply pow_le; lra).
    pose proof (orbit_far (i - N) N k) as A. pose proof (orbit_far (j - N) N k) as B.
    replace (N + (i - N))%nat with i in A by lia. replace (N + (j - N))%nat with j in B by lia.
    unfold R_dist. pose proof (Rabs_triang (orbit i k - orbit N k) (orbit N k - orbit j k)) as T3.
    replace (orbit i k - orbit N k + (orbit N k - orbit j k)) with (orbit i k - orbit j k) in T3
      by ring.
    rewrite (Rabs_minus_sym (orbit N k)) in T3. specialize (P k).
    assert (q ^ N * (r k / (1 - q)) < e / 2).
    { apply Rle_lt_trans with (q ^ N * (1 + r k / (1 - q))).
      - apply Rmult_le_compat_l; [apply pow_le; lra | lra].
      - apply Rlt_le_trans with (e / (2 * (1 + r k / (1 - q))) * (1 + r k / (1 - q))).
        + apply Rmult_lt_compat_r; lra.
        + right. pose proof (Hr k). field. repeat split; lra. }
    lra. }
  pose (z := fun k => proj1_sig (R_complete _ (C k))).
  assert (V : forall k, Un_cv (fun j => orbit j k) (z k)).
  { intro k. unfold z. destruct (R_complete _ (C k)). assumption. }
  assert (B : ball z).
  { intro k. apply (limit_near _ _ _ _ O (V k)). intro i. apply orbit_in. }
  exists z. split; [exact B |]. intro k.
  assert (N : forall j i, Rabs (z i - orbit j i) <= q ^ j / (1 - q) * r i).
  { intros j i. apply (limit_near _ _ _ _ j (V i)). intro h.
    pose proof (orbit_far h j i) as A.
    replace (q ^ j / (1 - q) * r i) with (q ^ j * (r i / (1 - q))) by (field; lra). exact A. }
  assert (E : T z k - z k = 0); [| lra].
  apply (vanishes q _ (2 * (q * (r k / (1 - q)))) Hq). intro j.
  assert (A : Rabs (T z k - T (orbit j) k) <= q * (q ^ j / (1 - q)) * r k).
  { apply Hc; auto; [apply orbit_in |]. apply Rmult_le_pos; [apply pow_le; lra |].
    left. apply Rinv_0_lt_compat. lra. }
  pose proof (N (S j) k) as D. change (orbit (S j) k) with (T (orbit j) k) in D. cbn [pow] in D.
  rewrite Rabs_minus_sym in D.
  pose proof (Rabs_triang (T z k - T (orbit j) k) (T (orbit j) k - z k)) as F3.
  replace (T z k - T (orbit j) k + (T (orbit j) k - z k)) with (T z k - z k) in F3 by ring.
  replace (q ^ j * (2 * (q * (r k / (1 - q))))) with
    (q * (q ^ j / (1 - q)) * r k + q * q ^ j / (1 - q) * r k) by (field; lra). lra.
Qed.
End Banach.

(* --- exact values --- *)
Lemma rq_Q2R : forall q, rq q = Q2R q.
Proof. intro q. unfold rq. rewrite rat_div. reflexivity. Qed.
Lemma rq_eq : forall p q, Qeq_bool p q = true -> rq p = rq q.
Proof. intros p q H. rewrite !rq_Q2R. apply Qeq_eqR, Qeq_bool_eq, H. Qed.
Lemma rq_le : forall p q, Qle_bool p q = true -> rq p <= rq q.
Proof. intros p q H. rewrite !rq_Q2R. apply Qle_Rle, Qle_bool_iff, H. Qed.
Definition less (p q : Q) : bool := negb (Qle_bool q p).
Lemma rq_lt : forall p q, less p q = true -> rq p < rq q.
Proof.
  intros p q H. rewrite !rq_Q2R. apply Qlt_Rlt, Qnot_le_lt. intro L.
  apply Qle_bool_iff in L. unfold less in H. rewrite L in H. discriminate.
Qed.
Definition lift2 (f : Q -> Q -> Q) (a b : option Q) : option Q := match a, b with
  | Some p, Some q => Some (Qred (f p q)) | _, _ => None end.
Definition root_of (q : Q) : option Q :=
  let p := Qred q in
  let s := Qmake (Z.sqrt (Qnum p)) (Z.to_pos (Z.sqrt (Zpos (Qden p)))) in
  if (Qeq_bool (s * s) q && Qle_bool 0 s)%bool then Some s else None.
Fixpoint exact (z : nat -> Q) (e : expr) : option Q := match e with
  | Var k => Some (z k) | Cst p q => Some (Qmake p q)
  | Add a b => lift2 Qplus (exact z a) (exact z b) | Sub a b => lift2 Qminus (exact z a) (exact z b)
  | Mul a b => lift2 Qmult (exact z a) (exact z b)
  | Div a b => match exact z b with
    | Some q => if Qeq_bool q 0 then None else lift2 Qdiv (exact z a) (Some q) | None => None end
  | Pow a n => match exact z a with
    | Some q => Some (Qred (Qpower_positive q n)) | None => None end
  | Ln a => match exact z a with
    | Some q => if Qeq_bool q 1 then Some 0%Q else None | None => None end
  | Exp a => match exact z a with
    | Some q => if Qeq_bool q 0 then Some 1%Q else None | None => None end
  | Sqrt a => match exact z a with Some q => root_of q | None => None end end.
Lemma Q2R_red : forall q, Q2R (Qred q) = Q2R q.
Proof. intro q. apply Qeq_eqR, Qred_correct. Qed.
Lemma Q2R_pow : forall q n, Q2R (Qpower_positive q n) = Q2R q ^ Pos.to_nat n.
Proof.
  intros q n. induction n using Pos.peano_ind.
  - change (Q2R q = Q2R q ^ 1). rewrite pow_1. reflexivity.
  - rewrite Pos2Nat.inj_succ. cbn [pow]. rewrite <- IHn, <- Q2R_mult. apply Qeq_eqR.
    rewrite <- Pos.add_1_l, Qpower_plus_positive. cbn. reflexivity.
Qed.
Lemma exact_ok : forall z e q, exact z e = Some q -> eval (fun k => rq (z k)) e = rq q.
Proof.
  intros z e. assert (L : forall f a b q, lift2 f a b = Some q -> exists p r,
    a = Some p /\ b = Some r /\ q = Qred (f p r)).
  { intros f [p |] [r |] q; try discriminate. cbn. intro H. injection H. intro E. exists p, r. auto. }
  induction e; cbn [exact eval]; intros q' H.
  - injection H. intro E. subst. reflexivity.
  - injection H. intro E. subst. reflexivity.
  - apply L in H. destruct H as [s [t [A [B C]]]]. rewrite (IHe1 _ A), (IHe2 _ B), C.
    rewrite !rq_Q2R, Q2R_red, Q2R_plus. reflexivity.
  - apply L in H. destruct H as [s [t [A [B C]]]]. rewrite (IHe1 _ A), (IHe2 _ B), C.
    rewrite !rq_Q2R, Q2R_red, Q2R_minus. reflexivity.
  - apply L in H. destruct H as [s [t [A [B C]]]]. rewrite (IHe1 _ A), (IHe2 _ B), C.
    rewrite !rq_Q2R, Q2R_red, Q2R_mult. reflexivity.
  - destruct (exact z e2) as [t |]; [| discriminate]. destruct (Qeq_bool t 0) eqn:Z; [discriminate |].
    apply L in H. destruct H as [s [t' [A [B C]]]]. injection B. intro. subst t'.
    rewrite (IHe1 _ A), (IHe2 _ eq_refl), C, !rq_Q2R, Q2R_red, Q2R_div; [reflexivity |].
    apply Qeq_bool_neq. exact Z.
  - destruct (exact z e) as [t |]; [| discriminate]. injection H. intro E. subst.
    rewrite (IHe _ eq_refl), !rq_Q2R, Q2R_red, Q2R_pow. reflexivity.
  - destruct (exact z e) as [t |]; [| discriminate]. destruct (Qeq_bool t 1) eqn:Z; [| discriminate].
    injection H. intro E. subst. rewrite (IHe _ eq_refl), (rq_eq _ _ Z). cbn. apply ln_1.
  - destruct (exact z e) as [t |]; [| discriminate]. destruct (Qeq_bool t 0) eqn:Z; [| discriminate].
    injection H. intro E. subst. rewrite (IHe _ eq_refl), (rq_eq _ _ Z). cbn. apply exp_0.
  - destruct (exact z e) as [t |]; [| discriminate]. rewrite (IHe _ eq_refl). unfold root_of in H.
    set (s := Qmake _ _) in H. destruct (Qeq_bool (s * s) t && Qle_bool 0 s)%bool eqn:Z; [| discriminate].
    injection H. intro E. subst q'. apply andb_prop in Z. destruct Z as [Z1 Z2].
    apply rq_eq in Z1. apply rq_le in Z2. rewrite <- Z1, !rq_Q2R, Q2R_mult.
    rewrite sqrt_square; [reflexivity |]. rewrite <- rq_Q2R. exact Z2.
Qed.

(* --- the game --- *)
Inductive digit := Low | High | Free.
Definition is_free (d : digit) : bool := match d with Free => true | _ => false end.
Lemma smooth_ext : forall x y, (forall k, x k = y k) -> forall e, smooth x e -> smooth y e.
Proof.
  intros x y H e. induction e; cbn [smooth]; intuition; rewrite <- ?(eval_ext x y H) in *; auto.
Qed.
Definition change_of (x : point) (v : nat) (t : R) : point := fun k => if Nat.eqb k v then t else x k.
Lemma NoDup1 : forall v : nat, NoDup [v].
Proof. intro v. constructor; [intros [] | constructor]. Qed.
Lemma change_other : forall x v t k, ~ In k [v] -> change_of x v t k = x k.
Proof.
  intros x v t k H. unfold change_of. destruct (Nat.eqb_spec k v); [| reflexivity].
  subst. exfalso. apply H. cbn. auto.
Qed.
Lemma line0 : forall x y k, line x y 0 k = x k.
Proof. intros. unfold line. ring. Qed.
(* the derivative along the change of one variable, at its beginning *)
Lemma one_way : forall x v t e, smooth x e ->
  derivable_pt_lim (fun s => eval (line x (change_of x v t) s) e) 0 (eval x (der v e) * (t - x v)).
Proof.
  intros x v t e S. eapply lim_eq.
  - apply (along [v] x (change_of x v t) 0 e (NoDup1 v)).
    + intros k K. apply change_other. exact K.
    + apply (smooth_ext x); [intro; symmetry; apply line0 | exact S].
  - cbn [sum]. rewrite (eval_ext _ x (line0 x (change_of x v t))).
    unfold change_of. rewrite Nat.eqb_refl. ring.
Qed.
Lemma rises : forall phi c, derivable_pt_lim phi 0 c -> 0 < c ->
  exists d, 0 < d /\ forall h, 0 < h < d -> phi 0 < phi h.
Proof.
  intros phi c D C. destruct (D c C) as [d H]. exists d. split; [apply cond_pos |].
  intros h [L U]. assert (A : h <> 0) by lra. specialize (H h A).
  rewrite Rabs_pos_eq in H by lra. specialize (H U). rewrite Rplus_0_l in H.
  apply Rabs_def2 in H. destruct H as [_ H].
  assert (0 < (phi h - phi 0) / h) by lra.
  assert (0 < (phi h - phi 0) / h * h) by (apply Rmult_lt_0_compat; lra).
  replace ((phi h - phi 0) / h * h) with (phi h - phi 0) in * by (field; lra). lra.
Qed.
Lemma keeps_sign : forall f l, derivable_pt_lim f 0 l -> f 0 <> 0 ->
  exists d, 0 < d /\ forall s, Rabs s < d -> f s <> 0 /\ (0 < f 0 -> 0 < f s).
Proof.
  intros f l D N. assert (C : continuity_pt f 0).
  { apply derivable_continuous_pt. exists l. exact D. }
  destruct (C (Rabs (f 0))) as [d [P H]]; [apply Rabs_pos_lt; exact N |].
  exists d. split; [exact P |]. intros s S. destruct (Req_dec s 0) as [Z | Z].
  { subst s. split; auto. }
  specialize (H s). cbn in H. unfold R_dist in H. assert (A : Rabs (f s - f 0) < Rabs (f 0)).
  { apply H. split; [split; [exact I | auto] | rewrite Rminus_0_r; exact S]. }
  split.
  - intro E. rewrite E, Rminus_0_l, Rabs_Ropp in A. lra.
  - intro Q. rewrite (Rabs_pos_eq (f 0)) in A by lra. apply Rabs_def2 in A. lra.
Qed.
Lemma near : forall x v t e, smooth x e -> exists d, 0 < d /\
  forall s, Rabs s < d -> smooth (line x (change_of x v t) s) e.
Proof.
  intros x v t e. pose proof (line0 x (change_of x v t)) as Z.
  assert (two : forall P Q : R -> Prop,
    (exists d, 0 < d /\ forall s, Rabs s < d -> P s) -> (exists d, 0 < d /\ forall s, Rabs s < d -> Q s) ->
    exists d, 0 < d /\ forall s, Rabs s < d -> P s /\ Q s).
  { intros P Q [d [D H]] [d' [D' H']]. exists (Rmin d d'). split; [apply Rmin_glb_lt; auto |].
    intros s S. split; [apply H | apply H']; eapply Rlt_le_trans; eauto;
      [apply Rmin_l | apply Rmin_r]. }
  induction e; cbn [smooth]; intro S; auto.
  - exists 1. split; [lra | auto].
  - exists 1. split; [lra | auto].
  - destruct S. apply two; auto.
  - destruct S. apply two; auto.
  - destruct S. apply two; auto.
  - destruct S as [A [B C]]. apply two; auto. apply two; auto.
    destruct (keeps_sign _ _ (one_way x v t e2 B)) as [d [D H]].
    { rewrite (eval_ext _ x Z). exact C. }
    exists d. split; [exact D |]. intros s S'. exact (proj1 (H s S')).
  - destruct S as [A B]. apply two; auto.
    destruct (keeps_sign _ _ (one_way x v t e A)) as [d [D H]].
    { rewrite (eval_ext _ x Z). lra. }
    exists d. split; [exact D |]. intros s S'. apply (proj2 (H s S')). rewrite (eval_ext _ x Z). lra.
  - destruct S as [A B]. apply two; auto.
    destruct (keeps_sign _ _ (one_way x v t e A)) as [d [D H]].
    { rewrite (eval_ext _ x Z). lra. }
    exists d. split; [exact D |]. intros s S'. apply (proj2 (H s S')). rewrite (eval_ext _ x Z). lra.
Qed.
(* a maximum has no second derivative above 0 where the first one is 0 *)
Lemma curved : forall x v t e, smooth x e -> x v < t -> eval x (der v e) = 0 ->
  0 < eval x (der v (der v e)) -> exists h, 0 < h < 1 /\ eval x e < eval (line x (change_of x v t) h) e.
Proof.
  intros x v t e S L Z C. pose (y := change_of x v t). pose proof (line0 x y) as O.
  destruct (near x v t e S) as [d1 [D1 H1]].
  assert (P : 0 < eval x (der v (der v e)) * (t - x v)) by (apply Rmult_lt_0_compat; lra).
  destruct (rises _ _ (one_way x v t (der v e) (smooth_der x v e S)) P) as [d2 [D2 H2]].
  fold y in H1, H2. pose (h := Rmin (Rmin d1 d2) 1 / 2).
  assert (B : 0 < h /\ h < d1 /\ h < d2 /\ h < 1).
  { pose proof (Rmin_l (Rmin d1 d2) 1). pose proof (Rmin_r (Rmin d1 d2) 1).
    pose proof (Rmin_l d1 d2). pose proof (Rmin_r d1 d2).
    assert (0 < Rmin (Rmin d1 d2) 1) by (repeat apply Rmin_glb_lt; lra). unfold h. lra. }
  exists h. split; [lra |].
  destruct (MVT_cor2 (fun s => eval (line x y s) e)
    (fun s => sum (fun k => eval (line x y s) (der k e) * (y k - x k)) [v]) 0 h) as [s [E T]].
  - lra.
  - intros s T. apply along; [apply NoDup1 | intros k K; apply change_other; exact K |].
    apply H1. rewrite Rabs_pos_eq; lra.
  - rewrite (eval_ext _ x O) in E. cbn [sum] in E.
    replace (y v) with t in E by (unfold y, change_of; rewrite Nat.eqb_refl; reflexivity).
    specialize (H2 s ltac:(lra)). rewrite (eval_ext _ x O), Z in H2.
    assert (0 < (eval (line x y s) (der v e) * (t - x v) + 0) * (h - 0)).
    { apply Rmult_lt_0_compat; [| lra]. rewrite Rplus_0_r. apply Rmult_lt_0_compat; lra. }
    fold y. lra.
Qed.

Section Game.
Variables (bounds : ends) (owns : list nat) (pay : list expr).
Definition who (k : nat) : nat := nth k owns (length pay).
Definition own (i : nat) : list nat := filter (fun k => Nat.eqb (who k) i) (seq 0 (length owns)).
Definition payoff (i : nat) : expr := nth i pay zero.
Definition f (v : nat) : expr := der v (payoff (who v)).
Definition feasible (x : point) : Prop := forall k, low bounds k <= x k <= high bounds k.
Definition equilibrium (x : point) : Prop := feasible x /\ forall i, (i < length pay)%nat ->
  forall y, feasible y -> (forall k, who k <> i -> y k = x k) ->
  eval y (payoff i) <= eval x (payoff i).
Lemma own_ok : forall i k, (i < length pay)%nat -> In k (own i) <-> who k = i.
Proof.
  intros i k I. unfold own. rewrite filter_In, in_seq, Nat.eqb_eq. split; [tauto |].
  intro W. split; [| exact W]. split; [lia |]. cbn.
  destruct (Nat.lt_ge_cases k (length owns)) as [L | G]; [exact L |].
  unfold who in W. rewrite nth_overflow in W by exact G. lia.
Qed.
Lemma own_nodup : forall i, NoDup (own i).
Proof. intro i. apply NoDup_filter, seq_NoDup. Qed.
Lemma feasible_change : forall x v t, feasible x -> low bounds v <= t <= high bounds v ->
  feasible (change_of x v t).
Proof. intros x v t H T k. unfold change_of. destruct (Nat.eqb_spec k v); [subst |]; auto. Qed.
Lemma feasible_line : forall x y t, feasible x -> feasible y -> 0 <= t <= 1 -> feasible (line x y t).
Proof. intros x y t A B T k. unfold line. specialize (A k). specialize (B k). nra. Qed.
Lemma first_order : forall x v t, equilibrium x -> (who v < length pay)%nat ->
  low bounds v <= t <= high bounds v -> smooth x (payoff (who v)) -> eval x (f v) * (t - x v) <= 0.
Proof.
  intros x v t [A B] W T S. apply Rnot_lt_le. intro P.
  destruct (rises _ _ (one_way x v t _ S) P) as [d [D H]].
  pose (h := Rmin d 1 / 2). assert (Q : 0 < h /\ h < d /\ h <= 1).
  { pose proof (Rmin_l d 1). pose proof (Rmin_r d 1).
    assert (0 < Rmin d 1) by (apply Rmin_glb_lt; lra). unfold h. lra. }
  specialize (H h ltac:(lra)). rewrite (eval_ext _ x (line0 x _)) in H.
  assert (E : eval (line x (change_of x v t) h) (payoff (who v)) <= eval x (payoff (who v))).
  { apply B; auto.
    - apply feasible_line; auto; [apply feasible_change; auto | lra].
    - intros k K. unfold line, change_of. destruct (Nat.eqb_spec k v); [subst; congruence | ring]. }
  lra.
Qed.
Lemma second_order : forall x v, equilibrium x -> (who v < length pay)%nat ->
  low bounds v < x v < high bounds v -> smooth x (payoff (who v)) -> eval x (der v (f v)) <= 0.
Proof.
  intros x v E W T S. apply Rnot_lt_le. intro P.
  assert (Z : eval x (f v) = 0).
  { pose proof (first_order x v (low bounds v) E W ltac:(lra) S).
    pose proof (first_order x v (high bounds v) E W ltac:(lra) S). nra. }
  destruct (curved x v (high bounds v) _ S (proj2 T) Z P) as [h [H1 H2]].
  destruct E as [A B].
  assert (E : eval (line x (change_of x v (high bounds v)) h) (payoff (who v)) <= eval x (payoff (who v))).
  { apply B; auto.
    - apply feasible_line; auto; [apply feasible_change; auto; lra | lra].
    - intros k K. unfold line, change_of. destruct (Nat.eqb_spec k v); [subst; congruence | ring]. }
  lra.
Qed.

(* --- faces --- *)
Definition on (face : list digit) (x : point) : Prop := forall k, match nth k face Low with
  | Low => x k = low bounds k | High => x k = high bounds k
  | Free => low bounds k < x k < high bounds k end.
Definition ends_of (face : list digit) (x : point) : Prop := forall k, match nth k face Low with
  | Low => x k = low bounds k | High => x k = high bounds k | Free => True end.
Lemma on_ends : forall face x, on face x -> ends_of face x.
Proof. intros face x H k. specialize (H k). destruct (nth k face Low); auto. Qed.
Fixpoint faces (n : nat) : list (list digit) := match n with
  | O => [[]] | S m => map (cons Low) (faces m) ++ map (cons High) (faces m) ++ map (cons Free) (faces m)
  end.
Lemma faces_all : forall n (P : nat -> digit -> Prop), (forall k, (k < n)%nat -> exists d, P k d) ->
  (forall k, (n <= k)%nat -> P k Low) ->
  exists face, In face (faces n) /\ forall k, P k (nth k face Low).
Proof.
  induction n; intros P H Z.
  - exists []. split; [cbn; auto |]. intro k. destruct k; apply Z; lia.
  - destruct (IHn (fun k => P (S k))) as [face [A B]].
    { intros k K. apply H. lia. } { intros k K. apply Z. lia. }
    destruct (H O) as [d D]; [lia |]. exists (d :: face). split.
    + cbn [faces]. rewrite !in_app_iff, !in_map_iff. destruct d; eauto 6.
    + intro k. destruct k; [exact D | apply B].
Qed.
Lemma on_some : forall x, feasible x -> exists face, In face (faces (length bounds)) /\ on face x.
Proof.
  intros x H. apply (faces_all _ (fun k d => match d with
    | Low => x k = low bounds k | High => x k = high bounds k
    | Free => low bounds k < x k < high bounds k end)).
  - intros k _. specialize (H k).
    destruct (Req_dec (x k) (low bounds k)) as [L | L]; [exists Low; exact L |].
    destruct (Req_dec (x k) (high bounds k)) as [U | U]; [exists High; exact U |].
    exists Free. lra.
  - intros k K. specialize (H k). unfold low, high in *. rewrite nth_overflow in * by exact K.
    cbn in *. lra.
Qed.
Definition side_of (d : digit) (k : nat) (i : I.type) : I.type := match d with
  | Low => iq (fst (nth k bounds (0%Q, 0%Q))) | High => iq (snd (nth k bounds (0%Q, 0%Q))) | Free => i end.
Definition face_box (face : list digit) : box :=
  remap (fun k i => side_of (nth k face Low) k i) (outer bounds).
Lemma face_box_ok : forall face x, feasible x -> on face x -> inside (face_box face) x.
Proof.
  intros face x H O. apply inside_remap. intros k K. specialize (O k). unfold side_of.
  destruct (nth k face Low).
  - rewrite O. apply holds_rat.
  - rewrite O. apply holds_rat.
  - apply outer_ok. exact H.
Qed.
Definition free (face : list digit) : list nat :=
  filter (fun k => is_free (nth k face Low)) (seq 0 (length face)).
Lemma free_ok : forall face k, In k (free face) <-> nth k face Low = Free.
Proof.
  intros face k. unfold free. rewrite filter_In, in_seq. split.
  - intros [_ H]. destruct (nth k face Low); (discriminate || reflexivity).
  - intro H. rewrite H. split; [| reflexivity]. split; [lia |]. cbn.
    destruct (Nat.lt_ge_cases k (length face)) as [L | G]; [exact L |].
    rewrite nth_overflow in H by exact G. discriminate.
Qed.
Lemma free_nodup : forall face, NoDup (free face).
Proof. intro. apply NoDup_filter, seq_NoDup. Qed.

(* --- zeros on a face: a box that Newton's operator maps into itself --- *)
Lemma sum_scale : forall c g l, sum (fun k => c * g k) l = c * sum g l.
Proof. intros c g l. induction l; cbn; [ring | rewrite IHl; ring]. Qed.
Lemma sum_plus : forall g h l, sum (fun k => g k + h k) l = sum g l + sum h l.
Proof. intros g h l. induction l; cbn; [ring | rewrite IHl; ring]. Qed.
Lemma sum_swap : forall (g : nat -> nat -> R) l m,
  sum (fun v => sum (fun w => g v w) m) l = sum (fun w => sum (fun v => g v w) l) m.
Proof.
  intros g l m. induction l; cbn.
  - symmetry. apply sum_none. auto.
  - rewrite IHl, <- sum_plus. reflexivity.
Qed.
Lemma sum_abs : forall g l, Rabs (sum g l) <= sum (fun k => Rabs (g k)) l.
Proof.
  intros g l. induction l; cbn; [rewrite Rabs_R0; lra |].
  eapply Rle_trans; [apply Rabs_triang | lra].
Qed.
Lemma sum_le : forall g h l, (forall k, In k l -> g k <= h k) -> sum g l <= sum h l.
Proof.
  intros g h l H. induction l; cbn; [lra |].
  apply Rplus_le_compat; [apply H; cbn; auto | apply IHl; intros; apply H; cbn; auto].
Qed.
Lemma holds_abs : forall i a, holds i a -> holds (I.abs i) (Rabs a).
Proof. intros i a A. exact (I.abs_correct i (Xreal a) A). Qed.
Definition reaches (z : point) (ex : option (list Q)) : Prop :=
  forall zs, ex = Some zs -> z = fun k => rq (nth k zs 0%Q).
Definition test_at (p : F.precision) (s : I.type -> bool) (t : Q -> bool) (l : list nat) (X : box)
  (ex : option (list Q)) (e : expr) : bool :=
  (* as `||` and `&&`, but that computes only what it needs *)
  if (if s (At.range p X e) then true else if At.clean p X e then s (At.mean p l X e) else false)
  then true else match ex with
    | Some zs => match exact (fun k => nth k zs 0%Q) e with Some q => t q | None => false end
    | None => false end.
Lemma test_at_ok : forall p (P : R -> Prop) s t l X ex e z,
  (forall i r, holds i r -> s i = true -> P r) -> (forall q, t q = true -> P (rq q)) ->
  NoDup l -> inside X z -> reaches z ex -> test_at p s t l X ex e = true -> P (eval z e).
Proof.
  intros p P s t l X ex e z S T N H R. unfold test_at.
  change ((s (At.range p X e) || (At.clean p X e && s (At.mean p l X e))) || match ex with
    | Some zs => match exact (fun k => nth k zs 0%Q) e with Some q => t q | None => false end
    | None => false end = true -> P (eval z e)). rewrite !orb_true_iff, andb_true_iff.
  intros [[A | [A B]] | A].
  - exact (S _ _ (At.range_ok p X z e H) A).
  - exact (S _ _ (At.mean_ok p l X z e N A H) B).
  - destruct ex as [zs |]; [| discriminate].
    destruct (exact (fun k => nth k zs 0%Q) e) as [q |] eqn:E; [| discriminate].
    rewrite (R zs eq_refl), (exact_ok _ _ _ E). exact (T q A).
Qed.
(* first with short numbers, then with long ones *)
Definition test s t l X ex e : bool :=
  if test_at coarse s t l X ex e then true else test_at prec s t l X ex e.
Lemma test_ok : forall (P : R -> Prop) s t l X ex e z,
  (forall i r, holds i r -> s i = true -> P r) -> (forall q, t q = true -> P (rq q)) ->
  NoDup l -> inside X z -> reaches z ex -> test s t l X ex e = true -> P (eval z e).
Proof.
  intros P s t l X ex e z S T N H R. unfold test.
  destruct (test_at coarse s t l X ex e) eqn:C; intro A; eapply test_at_ok; eauto.
Qed.
Definition nonzero := test (fun i => above i || below i) (fun q => negb (Qeq_bool q 0)).
Definition up := test above (less 0).
Definition down := test below (fun q => less q 0).
Definition not_down := test at_least (Qle_bool 0).
Definition not_up := test at_most (fun q => Qle_bool q 0).
Lemma rq0 : rq 0 = 0.
Proof. reflexivity. Qed.
Section Signs.
Variables (l : list nat) (X : box) (ex : option (list Q)) (e : expr) (z : point).
Hypotheses (N : NoDup l) (Hz : inside X z) (Rz : reaches z ex).
Lemma up_ok : up l X ex e = true -> 0 < eval z e.
Proof.
  apply (test_ok (fun r => 0 < r)); auto; [apply above_ok |].
  intros q H. apply rq_lt in H. exact H.
Qed.
Lemma nonzero_ok : nonzero l X ex e = true -> eval z e <> 0.
Proof.
  apply (test_ok (fun r => r <> 0)); auto.
  - intros i r H A. apply orb_prop in A.
    destruct A as [A | A]; [apply (above_ok _ _ H) in A | apply (below_ok _ _ H) in A]; lra.
  - intros q H E. rewrite rq_Q2R in E. apply negb_true_iff in H.
    assert (Z : (q == 0)%Q) by (apply eqR_Qeq; rewrite E; rewrite <- rq_Q2R; reflexivity).
    apply Qeq_bool_iff in Z. congruence.
Qed.
Lemma down_ok : down l X ex e = true -> eval z e < 0.
Proof.
  apply (test_ok (fun r => r < 0)); auto; [apply below_ok |].
  intros q H. apply rq_lt in H. exact H.
Qed.
Lemma not_down_ok : not_down l X ex e = true -> 0 <= eval z e.
Proof.
  apply (test_ok (fun r => 0 <= r)); auto; [apply at_least_ok |].
  intros q H. apply rq_le in H. exact H.
Qed.
Lemma not_up_ok : not_up l X ex e = true -> eval z e <= 0.
Proof.
  apply (test_ok (fun r => r <= 0)); auto; [apply at_most_ok |].
  intros q H. apply rq_le in H. exact H.
Qed.
End Signs.

Record root := Root { r_face : list digit; r_pairs : ends; r_rows : list (list Q);
  r_inverse : list (list Q); r_exact : option (list Q) }.
Definition entry (M : list (list Q)) (v w : nat) : Q := nth w (nth v M []) 0%Q.
Definition combined (M : list (list Q)) (v : nat) (l : list nat) : expr :=
  fold_right (fun w e => add' (Mul (Cst (Qnum (entry M v w)) (Qden (entry M v w))) (f w)) e) zero l.
Lemma eval_combined : forall x M v l,
  eval x (combined M v l) = sum (fun w => rq (entry M v w) * eval x (f w)) l.
Proof.
  intros x M v l. induction l; [reflexivity |]. cbn [combined fold_right sum].
  rewrite eval_add'. unfold combined in IHl. rewrite IHl. reflexivity.
Qed.
Definition qsum (g : nat -> Q) (l : list nat) : Q := fold_right (fun k s => Qred (g k + s)) 0%Q l.
Lemma qsum_ok : forall g l, rq (qsum g l) = sum (fun k => rq (g k)) l.
Proof.
  intros g l. induction l; [reflexivity |]. cbn [qsum fold_right sum]. unfold qsum in IHl.
  rewrite rq_Q2R, Q2R_red, Q2R_plus, <- !rq_Q2R, IHl. reflexivity.
Qed.
Lemma rq_mult : forall p q, rq (p * q) = rq p * rq q.
Proof. intros. rewrite !rq_Q2R. apply Q2R_mult. Qed.
Section Zero.
Variable r : root.
Definition face := r_face r.
Definition l := free face.
Definition wide := outer (r_pairs r).
Definition newton (v : nat) : expr := Sub (Var v) (combined (r_rows r) v l).
Definition halfway (p : Q * Q) : Q := Qred ((fst p + snd p) / 2).
Definition spot : box := outer (map (fun p => (halfway p, halfway p)) (r_pairs r)).
Definition m (k : nat) : R := rq (halfway (nth k (r_pairs r) (0%Q, 0%Q))).
Definition half (k : nat) : R := (high (r_pairs r) k - low (r_pairs r) k) / 2.
Definition ihalf (k : nat) : I.type := let p := nth k (r_pairs r) (0%Q, 0%Q) in
  I.div prec (I.sub prec (iq (snd p)) (iq (fst p))) (iq 2).
Definition spread (v : nat) : I.type :=
  isum (fun w => I.mul prec (I.abs (range wide (der w (newton v)))) (ihalf w)) l.
Definition factor : Q := Qmake 1048575 1048576.
Definition good_pair (k : nat) : bool :=
  let p := nth k (r_pairs r) (0%Q, 0%Q) in let b := nth k bounds (0%Q, 0%Q) in
  match nth k face Low with
  | Low => Qeq_bool (fst p) (fst b) && Qeq_bool (snd p) (fst b)
  | High => Qeq_bool (fst p) (snd b) && Qeq_bool (snd p) (snd b)
  | Free => less (fst p) (snd p) end.
Definition inverted (v w : nat) : bool :=
  Qeq_bool (qsum (fun u => entry (r_inverse r) v u * entry (r_rows r) u w)%Q l)
    (if Nat.eqb v w then 1%Q else 0%Q).
Definition step (X : box) : box := remap (fun v i =>
  if (mem v l && clean X (newton v))%bool then I.meet i (mean l X (newton v)) else i) X.
Definition tight : box := match r_exact r with
  | Some zs => outer (map (fun z => (z, z)) zs)
  | None => Nat.iter 8 step wide end.
Definition good_exact (zs : list Q) : bool :=
  forallb (fun k => let p := nth k (r_pairs r) (0%Q, 0%Q) in
    Qle_bool (fst p) (nth k zs 0%Q) && Qle_bool (nth k zs 0%Q) (snd p))
    (seq 0 (Nat.max (length (r_pairs r)) (length zs))) &&
  forallb (fun v => match exact (fun k => nth k zs 0%Q) (f v) with
    | Some q => Qeq_bool q 0 | None => false end) l.
Definition good_root : bool :=
  forallb good_pair (seq 0 (Nat.max (Nat.max (length face) (length bounds)) (length (r_pairs r)))) &&
  forallb (fun v => clean wide (newton v) && forallb (inverted v) l &&
    at_most (I.sub prec (spread v) (I.mul prec (iq factor) (ihalf v)))) l &&
  match r_exact r with
  | Some zs => good_exact zs
  | None => forallb (fun v => at_most (I.sub prec (I.add prec
      (I.abs (I.sub prec (range spot (newton v)) (side spot v))) (spread v)) (ihalf v))) l end.
Definition zeros (x : point) : Prop := forall v, In v l -> eval x (f v) = 0.
Definition is_root (z : point) : Prop :=
  (forall k, low (r_pairs r) k <= z k <= high (r_pairs r) k) /\ ends_of face z /\ inside tight z /\
  zeros z /\ reaches z (r_exact r) /\
  (forall x, ends_of face x -> inside wide x -> zeros x -> forall k, x k = z k).
Lemma forall_seq : forall (b : nat -> bool) n, forallb b (seq 0 n) = true ->
  forall k, (k < n)%nat -> b k = true.
Proof. intros b n H k K. rewrite forallb_forall in H. apply H, in_seq. lia. Qed.
Lemma middle_value : forall k, m k = (low (r_pairs r) k + high (r_pairs r) k) / 2.
Proof.
  intro k. unfold m, halfway, low, high. rewrite rq_Q2R, Q2R_red, Q2R_div, Q2R_plus.
  - rewrite <- !rq_Q2R. reflexivity.
  - intro H. discriminate H.
Qed.
Lemma spot_ok : inside spot m.
Proof.
  apply outer_ok. intro k. unfold low, high.
  change (0%Q, 0%Q) with ((fun p => (halfway p, halfway p)) (0%Q, 0%Q)).
  rewrite map_nth. cbn [fst snd]. unfold m. lra.
Qed.
Lemma ihalf_ok : forall k, holds (ihalf k) (half k).
Proof.
  intro k. unfold ihalf, half. apply (holds_div _ _ _ 2); [| apply (holds_rat 2 1)].
  apply holds_sub; apply holds_rat.
Qed.
Hypothesis G : good_root = true.
Lemma pair_ok : forall k, match nth k face Low with
  | Low => low (r_pairs r) k = low bounds k /\ high (r_pairs r) k = low bounds k
  | High => low (r_pairs r) k = high bounds k /\ high (r_pairs r) k = high bounds k
  | Free => low (r_pairs r) k < high (r_pairs r) k end.
Proof.
  intro k. unfold good_root in G. halves. rename H into A.
  destruct (Nat.lt_ge_cases k (Nat.max (Nat.max (length face) (length bounds)) (length (r_pairs r))))
    as [L | U].
  - apply (forall_seq _ _ A) in L. unfold good_pair in L. unfold low, high.
    destruct (nth k face Low).
    + halves. split; apply rq_eq; assumption.
    + halves. split; apply rq_eq; assumption.
    + apply rq_lt in L. exact L.
  - rewrite (nth_overflow face) by lia. unfold low, high. rewrite !nth_overflow by lia. split; reflexivity.
Qed.
Lemma half_pos : forall k, 0 <= half k /\ (In k l -> 0 < half k) /\ (~ In k l -> half k = 0).
Proof.
  intro k. pose proof (pair_ok k) as P. unfold half, l. rewrite free_ok.
  destruct (nth k face Low); try (destruct P as [P1 P2]; rewrite P1, P2);
    (split; [lra | split; [intro H; try discriminate H; lra | intro H; try lra; congruence]]).
Qed.
Lemma at_free : forall v, In v l -> clean wide (newton v) = true /\
  (forall w, In w l -> inverted v w = true) /\
  at_most (I.sub prec (spread v) (I.mul prec (iq factor) (ihalf v))) = true.
Proof.
  intros v V. unfold good_root in G. halves.
  rewrite forallb_forall in H1. specialize (H1 v V). halves.
  rewrite forallb_forall in H3. auto.
Qed.
(* how far Newton's operator moves two points apart, in units of the box *)
Lemma moved_apart : forall x y v, In v l -> inside wide x -> inside wide y ->
  (forall k, ~ In k l -> y k = x k) -> exists s, holds (spread v) s /\
  forall d, 0 <= d -> (forall k, In k l -> Rabs (y k - x k) <= d * half k) ->
  Rabs (eval y (newton v) - eval x (newton v)) <= d * s.
Proof.
  intros x y v V A B O. destruct (at_free v V) as [C _].
  destruct (mean_value l wide x y (newton v) (free_nodup face) O A B C) as [z [Z [_ E]]].
  exists (sum (fun w => Rabs (eval z (der w (newton v))) * half w) l). split.
  - apply isum_ok. intros w _. apply holds_mul; [| apply ihalf_ok].
    apply holds_abs, range_ok. exact Z.
  - intros d D H. rewrite E. eapply Rle_trans; [apply sum_abs |].
    rewrite <- sum_scale. apply sum_le. intros w W. rewrite Rabs_mult.
    specialize (H w W). pose proof (Rabs_pos (eval z (der w (newton v)))). nra.
Qed.
Lemma spread_bound : forall v s, In v l -> holds (spread v) s -> s <= rq factor * half v.
Proof.
  intros v s V S. destruct (at_free v V) as [_ [_ C]].
  enough (s - rq factor * half v <= 0) by lra. eapply at_most_ok; [| exact C].
  apply holds_sub; [exact S |]. apply holds_mul; [apply holds_rat | apply ihalf_ok].
Qed.
Lemma factor_ok : 0 <= rq factor < 1.
Proof. unfold rq, factor. cbn. lra. Qed.
Lemma wide_ok : forall x, (forall k, low (r_pairs r) k <= x k <= high (r_pairs r) k) -> inside wide x.
Proof. apply outer_ok. Qed.
Lemma fixed_zero : forall x v, In v l ->
  eval x (newton v) = x v - sum (fun w => rq (entry (r_rows r) v w) * eval x (f w)) l.
Proof. intros x v V. unfold newton. cbn [eval]. rewrite eval_combined. reflexivity. Qed.
Lemma zeros_fixed : forall x v, zeros x -> In v l -> eval x (newton v) = x v.
Proof.
  intros x v Z V. rewrite (fixed_zero x v V), sum_none; [ring |]. intros w W. rewrite (Z w W). ring.
Qed.
Lemma fixed_zeros : forall x, (forall v, In v l -> eval x (newton v) = x v) -> zeros x.
Proof.
  intros x F v V. assert (E : forall u, In u l ->
    sum (fun w => rq (entry (r_rows r) u w) * eval x (f w)) l = 0).
  { intros u U. pose proof (fixed_zero x u U) as E. rewrite (F u U) in E. lra. }
  destruct (at_free v V) as [_ [C _]].
  rewrite <- (sum_one v (fun w => eval x (f w)) l (free_nodup face)); [| contradiction].
  rewrite (sum_ext _ (fun w => sum (fun u =>
    rq (entry (r_inverse r) v u) * (rq (entry (r_rows r) u w) * eval x (f w))) l)).
  - rewrite sum_swap. apply sum_none. intros u U. rewrite sum_scale, (E u U). ring.
  - intros w W. specialize (C w W). unfold inverted in C. apply rq_eq in C.
    rewrite qsum_ok in C. rewrite (sum_ext _ (fun u => eval x (f w) *
      rq (entry (r_inverse r) v u * entry (r_rows r) u w))).
    + rewrite sum_scale, C. destruct (Nat.eqb v w); cbn; ring.
    + intros u _. rewrite rq_mult. ring.
Qed.
Lemma ends_outside : forall x y, ends_of face x -> ends_of face y -> forall k, ~ In k l -> y k = x k.
Proof.
  intros x y A B k K. specialize (A k). specialize (B k). unfold l in K. rewrite free_ok in K.
  destruct (nth k face Low); congruence.
Qed.
Lemma unique : forall x z, ends_of face x -> ends_of face z -> inside wide x -> inside wide z ->
  zeros x -> zeros z -> forall k, x k = z k.
Proof.
  intros x z Ex Ez Wx Wz Zx Zz k. destruct (in_dec Nat.eq_dec k l) as [K | K].
  2: { symmetry. exact (ends_outside x z Ex Ez k K). }
  assert (D : exists d, 0 <= d /\ forall j, In j l -> Rabs (x j - z j) <= d * half j).
  { assert (P : forall j, In j l -> 0 < half j) by (intros j J; apply half_pos; exact J).
    revert P. generalize l. intro l0. induction l0 as [| a l0 IH]; intro P.
    - exists 0. split; [lra | intros j []].
    - destruct IH as [d [D H]]; [intros; apply P; cbn; auto |].
      exists (d + Rabs (x a - z a) / half a). pose proof (P a (or_introl eq_refl)) as A.
      pose proof (Rabs_pos (x a - z a)) as B.
      assert (C : 0 <= Rabs (x a - z a) / half a).
      { apply Rmult_le_pos; [exact B | left; apply Rinv_0_lt_compat; exact A]. }
      split; [lra |]. intros j [J | J].
      + subst j. replace ((d + Rabs (x a - z a) / half a) * half a)
          with (d * half a + Rabs (x a - z a)) by (field; lra). nra.
      + specialize (H j J). pose proof (P j (or_intror J)). nra. }
  destruct D as [d [D H]]. assert (E : forall i j, In j l -> Rabs (x j - z j) <= rq factor ^ i * d * half j).
  { induction i; intros j J; [rewrite pow_O, Rmult_1_l; auto |].
    destruct (moved_apart z x j J Wz Wx (ends_outside z x Ez Ex)) as [s [S B]].
    rewrite (zeros_fixed x j Zx J), (zeros_fixed z j Zz J) in B.
    pose proof factor_ok as Q. pose proof (pow_le (rq factor) i (proj1 Q)) as Pw.
    eapply Rle_trans; [apply (B (rq factor ^ i * d)); [nra | exact IHi] |].
    pose proof (spread_bound j s J S). cbn [pow].
    replace (rq factor * rq factor ^ i * d * half j) with (rq factor ^ i * d * (rq factor * half j)) by ring.
    apply Rmult_le_compat_l; [nra | assumption]. }
  enough (x k - z k = 0) by lra.
  apply (vanishes (rq factor) _ (d * half k) factor_ok). intro i. rewrite <- Rmult_assoc. auto.
Qed.
Lemma tight_step : forall n z, inside wide z -> zeros z -> inside (Nat.iter n step wide) z.
Proof.
  intros n z W Z. induction n; [exact W |]. cbn [Nat.iter nat_rect]. apply inside_remap. intros k _.
  change (nat_rect (fun _ => box) wide (fun _ => step) n) with (Nat.iter n step wide).
  destruct (mem k l && clean (Nat.iter n step wide) (newton k))%bool eqn:M; [| apply IHn].
  apply andb_prop in M. destruct M as [M C]. apply mem_ok in M.
  apply I.meet_correct; [apply IHn |]. rewrite <- (zeros_fixed z k Z M).
  apply (mean_ok l _ z _ (free_nodup face) C IHn).
Qed.
Lemma ball_pairs : forall x, ball m half x <-> forall k, low (r_pairs r) k <= x k <= high (r_pairs r) k.
Proof.
  intro x. unfold ball. split; intros H k; specialize (H k); rewrite middle_value in *; unfold half in *.
  - match type of H with Rabs ?a <= _ => pose proof (Rle_abs a); pose proof (Rle_abs (- a)) as J end.
    rewrite Rabs_Ropp in J. lra.
  - apply Rabs_le. lra.
Qed.
Lemma pairs_ends : forall x, (forall k, low (r_pairs r) k <= x k <= high (r_pairs r) k) -> ends_of face x.
Proof.
  intros x H k. specialize (H k). pose proof (pair_ok k) as P.
  destruct (nth k face Low); auto; destruct P; lra.
Qed.
Lemma root_ok : exists z, is_root z.
Proof.
  assert (K : exists z, (forall k, low (r_pairs r) k <= z k <= high (r_pairs r) k) /\ zeros z /\
    reaches z (r_exact r) /\ (r_exact r = None \/ inside tight z)).
  { unfold tight. pose proof G as G'. unfold good_root in G'. halves. destruct (r_exact r) as [zs |] eqn:X.
    - unfold good_exact in H0. halves. exists (fun k => rq (nth k zs 0%Q)). repeat split.
      + destruct (Nat.lt_ge_cases k (Nat.max (length (r_pairs r)) (length zs))) as [L | U].
        * apply (forall_seq _ _ H0) in L. halves. apply rq_le. assumption.
        * unfold low. rewrite !nth_overflow by lia. cbn. lra.
      + destruct (Nat.lt_ge_cases k (Nat.max (length (r_pairs r)) (length zs))) as [L | U].
        * apply (forall_seq _ _ H0) in L. halves. apply rq_le. assumption.
        * unfold high. rewrite !nth_overflow by lia. cbn. lra.
      + intros v V. rewrite forallb_forall in H2. specialize (H2 v V).
        destruct (exact (fun k => nth k zs 0%Q) (f v)) as [q |] eqn:E; [| discriminate].
        rewrite (exact_ok _ _ _ E), (rq_eq _ _ H2). reflexivity.
      + intros zs' E. injection E. intro. subst. reflexivity.
      + right. apply outer_ok. intro k. unfold low, high.
        change (0%Q, 0%Q) with ((fun z => (z, z)) 0%Q). rewrite map_nth. cbn [fst snd]. lra.
    - rewrite forallb_forall in H0.
      pose (T := fun (x : point) k => if mem k l then eval x (newton k) else x k).
      destruct (banach T m half (rq factor) factor_ok) as [z [B F]].
      + intro k. apply half_pos.
      + intros x B k. pose proof B as B'. rewrite ball_pairs in B. unfold T. destruct (mem k l) eqn:M; [| apply B'].
        apply mem_ok in M. specialize (H0 k M).
        assert (Bm : ball m half m).
        { intro j. unfold Rminus. rewrite Rplus_opp_r, Rabs_R0. apply half_pos. }
        pose proof Bm as Bm'. rewrite ball_pairs in Bm'.
        destruct (moved_apart m x k M (wide_ok _ Bm') (wide_ok _ B)) as [s [S D]].
        { apply ends_outside; apply pairs_ends; assumption. }
        specialize (D 1 ltac:(lra)). assert (D1 : Rabs (eval x (newton k) - eval m (newton k)) <= 1 * s).
        { apply D. intros j _. rewrite Rmult_1_l. apply B'. }
        assert (Q : Rabs (eval m (newton k) - m k) + s - half k <= 0).
        { eapply at_most_ok; [| exact H0]. apply holds_sub; [| apply ihalf_ok].
          apply holds_add; [| exact S]. apply holds_abs, holds_sub; [apply range_ok |]; apply spot_ok. }
        pose proof (Rabs_triang (eval x (newton k) - eval m (newton k)) (eval m (newton k) - m k)) as Y.
        replace (eval x (newton k) - eval m (newton k) + (eval m (newton k) - m k))
          with (eval x (newton k) - m k) in Y by ring. lra.
      + intros x y d Bx By D H3 k. pose proof Bx as Bx'. pose proof By as By'. rewrite ball_pairs in Bx', By'.
        unfold T. destruct (mem k l) eqn:M.
        * apply mem_ok in M. destruct (moved_apart y x k M (wide_ok _ By') (wide_ok _ Bx')) as [s [S U]].
          { apply ends_outside; apply pairs_ends; assumption. }
          specialize (U d D ltac:(auto)). pose proof (spread_bound k s M S).
          eapply Rle_trans; [exact U |]. nra.
        * assert (N : ~ In k l) by (intro J; apply mem_ok in J; congruence).
          specialize (H3 k). destruct (half_pos k) as [_ [_ Z]]. rewrite (Z N) in *. lra.
      + exists z. rewrite ball_pairs in B. split; [exact B |]. split.
        * apply fixed_zeros. intros v V. specialize (F v). unfold T in F.
          rewrite (proj2 (mem_ok v l) V) in F. exact F.
        * split; [intros zs E; discriminate E | left; reflexivity]. }
  destruct K as [z [P [Z [E I]]]]. pose proof (pairs_ends z P) as O. pose proof (wide_ok z P) as W.
  exists z. split; [exact P |]. split; [exact O |]. split.
  - destruct I as [I | I]; [| exact I]. unfold tight. rewrite I. apply tight_step; assumption.
  - split; [exact Z |]. split; [exact E |]. intros x Ex Wx Zx. apply unique; assumption.
Qed.
End Zero.

(* --- every equilibrium is a root --- *)
Inductive token : Set := Slope (v : nat) | Convex (v : nat) | Gains (i : nat) (ts : list (nat * Q))
  | InRoot (j : nat) | Out | At (q : nat).
Fixpoint moved (X : box) (ts : list (nat * Q)) : box := match ts with
  | [] => X | (k, t) :: s => put (moved X s) k (iq t) end.
Fixpoint shifted (x : point) (ts : list (nat * Q)) : point := match ts with
  | [] => x | (k, t) :: s => change_of (shifted x s) k (rq t) end.
Lemma moved_ok : forall X x ts, inside X x -> inside (moved X ts) (shifted x ts).
Proof.
  intros X x ts H. induction ts as [| [k t] s IH]; [exact H |]. cbn [moved shifted].
  apply inside_remap. intros j _. unfold change_of. rewrite Nat.eqb_sym.
  destruct (Nat.eqb_spec k j); [apply holds_rat |].
  destruct (Nat.eqb_spec j k); [congruence | apply IH].
Qed.
Definition fits (v : nat) (X : box) : bool := Nat.ltb (who v) (length pay) &&
  if At.clean coarse X (payoff (who v)) then true else clean X (payoff (who v)).
Lemma fits_ok : forall v X x, inside X x -> fits v X = true ->
  (who v < length pay)%nat /\ smooth x (payoff (who v)).
Proof.
  intros v X x H T. apply andb_prop in T. destruct T as [W C]. apply Nat.ltb_lt in W.
  destruct (At.clean coarse X (payoff (who v))) eqn:D; split; auto; eapply At.clean_ok; eauto.
Qed.
Definition in_bounds (k : nat) (t : Q) : bool :=
  let b := nth k bounds (0%Q, 0%Q) in Qle_bool (fst b) t && Qle_bool t (snd b).
Definition excluded (X : box) (ex : option (list Q)) (fc : list digit) (t : token) : bool :=
  match t with
  | Slope v => let b := nth v bounds (0%Q, 0%Q) in
    fits v X && less (fst b) (snd b) && match nth v fc Low with
      | Low => up (free fc) X ex (f v) | High => down (free fc) X ex (f v)
      | Free => nonzero (free fc) X ex (f v) end
  | Convex v => fits v X && is_free (nth v fc Low) && above (range X (der v (f v)))
  | Gains i ts => Nat.ltb i (length pay) &&
    forallb (fun e => Nat.eqb (who (fst e)) i && in_bounds (fst e) (snd e)) ts &&
    above (I.sub prec (range (moved X ts) (payoff i)) (range X (payoff i)))
  | _ => false end.
Lemma excluded_ok : forall X ex fc t x, equilibrium x -> on fc x -> inside X x -> reaches x ex ->
  excluded X ex fc t = true -> False.
Proof.
  intros X ex fc t x E O H R. pose proof (free_nodup fc) as N. destruct t; cbn [excluded]; try discriminate.
  - intro T. rewrite !andb_true_iff in T. destruct T as [[C L] M].
    destruct (fits_ok _ _ _ H C) as [W S]. apply rq_lt in L. change (low bounds v < high bounds v) in L.
    pose proof (first_order x v (low bounds v) E W ltac:(lra) S) as F1.
    pose proof (first_order x v (high bounds v) E W ltac:(lra) S) as F2.
    specialize (O v). destruct (nth v fc Low).
    + pose proof (up_ok _ _ _ _ _ N H R M). nra.
    + pose proof (down_ok _ _ _ _ _ N H R M). nra.
    + pose proof (nonzero_ok _ _ _ _ _ N H R M). apply H0. nra.
  - intro T. rewrite !andb_true_iff in T. destruct T as [[C L] M].
    destruct (fits_ok _ _ _ H C) as [W S]. specialize (O v). destruct (nth v fc Low); try discriminate.
    pose proof (second_order x v E W O S). pose proof (above_ok _ _ (range_ok X x _ H) M). lra.
  - intro T. rewrite !andb_true_iff in T. destruct T as [[I H2] M].
    apply Nat.ltb_lt in I. rewrite forallb_forall in H2.
    pose proof (above_ok _ _ (holds_sub _ _ _ _ (range_ok _ _ (payoff i) (moved_ok X x ts H))
      (range_ok X x (payoff i) H)) M) as P.
    destruct E as [A B]. assert (Q : feasible (shifted x ts) /\
      forall k, who k <> i -> shifted x ts k = x k).
    { clear - A H2. induction ts as [| [k t] s IH]; [split; auto |].
      destruct IH as [I1 I2]. { intros e K. apply H2. cbn. auto. }
      specialize (H2 (k, t) (or_introl eq_refl)). unfold in_bounds in H2. cbn [fst snd] in H2.
      rewrite !andb_true_iff in H2. destruct H2 as [W [L U]].
      apply Nat.eqb_eq in W. apply rq_le in L, U. cbn [shifted]. split.
      - apply feasible_change; [exact I1 | split; [exact L | exact U]].
      - intros j J. unfold change_of. destruct (Nat.eqb_spec j k); [subst; congruence | apply I2; exact J]. }
    destruct Q as [Q1 Q2]. specialize (B i I _ Q1 Q2). lra.
Qed.
Definition same_face (a b : list digit) : bool :=
  if list_eq_dec (fun p q : digit => ltac:(decide equality) : {p = q} + {p <> q}) a b then true else false.
Lemma same_face_ok : forall a b, same_face a b = true -> a = b.
Proof. intros a b. unfold same_face. destruct list_eq_dec; [auto | discriminate]. Qed.
Definition within (X W : box) : bool := forallb (fun k => I.subset (side X k) (side W k)) (seq 0 (length W)).
Lemma within_ok : forall X W x, within X W = true -> inside X x -> inside W x.
Proof.
  intros X W x S H k. destruct (Nat.lt_ge_cases k (length W)) as [L | G].
  - apply (I.subset_correct (side X k)); [apply H | apply (forall_seq _ _ S k L)].
  - apply side_beyond. exact G.
Qed.
Variable roots : list root.
Definition settled (fc : list digit) (X : box) (t : token) : bool := match t with
  | InRoot j => match nth_error roots j with
    | Some r => same_face (r_face r) fc && within X (wide r) && forallb (fun v => fits v X) (free fc)
    | None => false end
  | _ => excluded X None fc t end.
Variable trees : list (tree token).
Definition regular : bool :=
  forallb (fun v => less (fst (nth v bounds (0%Q, 0%Q))) (snd (nth v bounds (0%Q, 0%Q)))) (seq 0 (length bounds)).
Definition complete : bool :=
  regular && forallb good_root roots && Nat.eqb (length trees) (length (faces (length bounds))) &&
  forallb (fun e => closed (settled (fst e)) (face_box (fst e)) (snd e))
    (combine (faces (length bounds)) trees).
Definition root_at (x : point) (j : nat) : Prop := exists r z, nth_error roots j = Some r /\
  is_root r z /\ on (r_face r) x /\ forall k, x k = z k.
Lemma in_combine : forall (A B : Type) (a : A) (xs : list A) (ys : list B), length ys = length xs -> In a xs ->
  exists b, In (a, b) (combine xs ys).
Proof.
  intros A B a xs. induction xs as [| x xs IH]; intros [| y ys] L H; try discriminate; [destruct H |].
  cbn in *. destruct H as [H | H]; [subst; exists y; auto |].
  destruct (IH ys) as [b K]; [lia | exact H |]. exists b. auto.
Qed.
Lemma complete_ok : complete = true -> forall x, equilibrium x -> exists j, root_at x j.
Proof.
  unfold complete. intros C x E. rewrite !andb_true_iff in C. destruct C as [[[_ H2] H1] Fs].
  apply Nat.eqb_eq in H1. rewrite forallb_forall in H2, Fs. destruct E as [A B].
  destruct (on_some x A) as [fc [I O]]. destruct (in_combine _ _ fc _ trees H1 I) as [t T].
  specialize (Fs _ T). cbn [fst snd] in Fs.
  apply (closed_ok _ (settled fc) (exists j, root_at x j) x) in Fs; auto; [| apply face_box_ok; auto].
  intros X k S HX. destruct k; try (exfalso; refine (excluded_ok X None fc _ x (conj A B) O HX _ S);
    intros zs Z; discriminate Z).
  cbn [settled] in S. destruct (nth_error roots j) as [r |] eqn:R; [| discriminate].
  rewrite !andb_true_iff in S. destruct S as [[H0 H4] H3].
  apply same_face_ok in H0. pose proof (H2 r (nth_error_In _ _ R)) as G.
  destruct (root_ok r G) as [z Z]. exists j, r, z. split; [exact R |]. split; [exact Z |].
  rewrite H0. split; [exact O |]. destruct Z as [_ [_ [_ [_ [_ U]]]]].
  apply U.
  - unfold face. rewrite H0. apply on_ends. exact O.
  - exact (within_ok X _ x H4 HX).
  - intros v V. unfold l, face in V. rewrite H0 in V. rewrite forallb_forall in H3.
    specialize (H3 v V). destruct (fits_ok _ _ _ HX H3) as [W S]. apply free_ok in V. specialize (O v). rewrite V in O.
    pose proof (first_order x v (low bounds v) (conj A B) W ltac:(lra) S).
    pose proof (first_order x v (high bounds v) (conj A B) W ltac:(lra) S). nra.
Qed.

(* --- roots that are no equilibria --- *)
Definition dismiss (r : root) (t : token) : bool := match t with
  | Out => existsb (fun v => let b := nth v bounds (0%Q, 0%Q) in
      not_up (free (r_face r)) (tight r) (r_exact r) (Sub (Var v) (Cst (Qnum (fst b)) (Qden (fst b)))) ||
      not_down (free (r_face r)) (tight r) (r_exact r) (Sub (Var v) (Cst (Qnum (snd b)) (Qden (snd b)))))
      (free (r_face r))
  | At q => match nth_error roots q with
    | Some o => forallb (fun k => is_free (nth k (r_face r) Low) ||
          same_face [nth k (r_face r) Low] [nth k (r_face o) Low])
          (seq 0 (Nat.max (length (r_face r)) (length (r_face o)))) &&
        existsb (fun v => negb (is_free (nth v (r_face o) Low))) (free (r_face r)) &&
        within (tight o) (wide r) &&
        forallb (fun v => is_free (nth v (r_face o) Low) ||
          (not_up (free (r_face o)) (tight o) (r_exact o) (f v) &&
           not_down (free (r_face o)) (tight o) (r_exact o) (f v))) (free (r_face r))
    | None => false end
  | _ => excluded (tight r) (r_exact r) (r_face r) t end.
Lemma dismiss_ok : forall r z x t, (forall o, In o roots -> good_root o = true) -> is_root r z ->
  equilibrium x -> on (r_face r) x -> (forall k, x k = z k) -> dismiss r t = true -> False.
Proof.
  intros r z x t Gs [_ [Oz [Tz [Zz [Rz U]]]]] E O S D.
  pose proof (free_nodup (r_face r)) as N.
  assert (Z' : equilibrium z /\ on (r_face r) z).
  { destruct E as [A B]. assert (Az : feasible z) by (intro k; rewrite <- (S k); apply A). split.
    - split; [exact Az |]. intros i I y Y K. rewrite <- (eval_ext x z S). apply B; auto.
      intros k J. rewrite (S k). auto.
    - intro k. rewrite <- (S k). apply O. }
  destruct Z' as [Ez On]. destruct t; try exact (excluded_ok _ _ _ _ z Ez On Tz Rz D).
  - cbn [dismiss] in D. apply existsb_exists in D. destruct D as [v [V D]].
    apply free_ok in V. specialize (On v). rewrite V in On. apply orb_prop in D. destruct D as [D | D].
    + pose proof (not_up_ok _ _ _ _ z N Tz Rz D) as K. cbn [eval] in K. unfold low, rq in On. lra.
    + pose proof (not_down_ok _ _ _ _ z N Tz Rz D) as K. cbn [eval] in K. unfold high, rq in On. lra.
  - cbn [dismiss] in D. destruct (nth_error roots q) as [o |] eqn:Q; [| discriminate].
    rewrite !andb_true_iff in D. destruct D as [[[H H2] H1] H0].
    destruct (root_ok o (Gs o (nth_error_In _ _ Q))) as [w [_ [Ow [Tw [Zw [Rw _]]]]]].
    pose proof (free_nodup (r_face o)) as No.
    assert (W : forall k, w k = z k).
    { apply U.
      - intro k. specialize (Ow k). unfold face in *.
        destruct (Nat.lt_ge_cases k (Nat.max (length (r_face r)) (length (r_face o)))) as [L | L].
        + apply (forall_seq _ _ H) in L. apply orb_prop in L. destruct L as [L | L].
          * destruct (nth k (r_face r) Low); try discriminate. exact I.
          * apply same_face_ok in L. injection L. intro K. rewrite K.
            destruct (nth k (r_face o) Low); auto.
        + rewrite nth_overflow in * by lia. exact Ow.
      - exact (within_ok _ _ w H1 Tw).
      - intros v V. rewrite forallb_forall in H0. specialize (H0 v V). apply orb_prop in H0.
        destruct H0 as [K | K].
        + apply Zw. unfold l, face. apply free_ok. destruct (nth v (r_face o) Low); (discriminate || reflexivity).
        + rewrite andb_true_iff in K. destruct K as [K K'].
          pose proof (not_up_ok _ _ _ _ w No Tw Rw K).
          pose proof (not_down_ok _ _ _ _ w No Tw Rw K'). lra. }
    apply existsb_exists in H2. destruct H2 as [v [V K]]. apply free_ok in V.
    specialize (On v). rewrite V in On. specialize (Ow v). unfold face in Ow. rewrite (W v) in Ow.
    destruct (nth v (r_face o) Low); try discriminate; lra.
Qed.

(* --- no reply is better --- *)
Lemma sum_app : forall g l1 l2, sum g (l1 ++ l2) = sum g l1 + sum g l2.
Proof. intros g l1 l2. induction l1; cbn; [ring | rewrite IHl1; ring]. Qed.
Lemma sum_lim : forall (g g' : nat -> R -> R) t l, (forall k, In k l -> derivable_pt_lim (g k) t (g' k t)) ->
  derivable_pt_lim (fun s => sum (fun k => g k s) l) t (sum (fun k => g' k t) l).
Proof.
  intros g g' t l H. induction l; cbn [sum]; [apply derivable_pt_lim_const |].
  apply (derivable_pt_lim_plus (g a)); [apply H; cbn; auto | apply IHl; intros; apply H; cbn; auto].
Qed.
Lemma taylor : forall l X x y e, NoDup l -> (forall k, ~ In k l -> y k = x k) -> inside X x -> inside X y ->
  clean X e = true -> exists z, inside X z /\ eval y e - eval x e =
    sum (fun v => eval x (der v e) * (y v - x v)) l +
    / 2 * sum (fun v => sum (fun w => eval z (der w (der v e)) * (y w - x w) * (y v - x v)) l) l.
Proof.
  intros l X x y e N O A B C.
  pose (phi := fun s => eval (line x y s) e).
  pose (phi' := fun s => sum (fun v => eval (line x y s) (der v e) * (y v - x v)) l).
  pose (phi'' := fun s => sum (fun v => sum (fun w => eval (line x y s) (der w (der v e)) * (y w - x w)) l *
    (y v - x v)) l).
  assert (S : forall s, 0 <= s <= 1 -> smooth (line x y s) e).
  { intros s T. apply (clean_ok X); auto. apply inside_line; auto. }
  assert (D1 : forall s, 0 <= s <= 1 -> derivable_pt_lim phi s (phi' s)).
  { intros s T. apply along; auto. }
  assert (D2 : forall s, 0 <= s <= 1 -> derivable_pt_lim phi' s (phi'' s)).
  { intros s T. apply (sum_lim (fun v s => eval (line x y s) (der v e) * (y v - x v))
      (fun v s => sum (fun w => eval (line x y s) (der w (der v e)) * (y w - x w)) l * (y v - x v))).
    intros v _. eapply lim_eq.
    - apply (derivable_pt_lim_mult (fun s => eval (line x y s) (der v e)) (fun _ => y v - x v));
        [apply (along l x y s (der v e) N O), smooth_der, S, T | apply derivable_pt_lim_const].
    - ring. }
  pose (K := 2 * (phi 1 - phi 0 - phi' 0)).
  destruct (MVT_cor2 (fun s => phi s - (s * phi' 0 + K / 2 * (s * s)))
    (fun s => phi' s - (phi' 0 + K * s)) 0 1) as [s [E T]]; [lra | |].
  { intros s T. apply (derivable_pt_lim_minus phi (fun s => s * phi' 0 + K / 2 * (s * s))); [apply D1; lra |].
    eapply lim_eq.
    - apply (derivable_pt_lim_plus (fun s => s * phi' 0) (fun s => K / 2 * (s * s))).
      + apply (derivable_pt_lim_mult (fun s => s) (fun _ => phi' 0));
          [apply derivable_pt_lim_id | apply derivable_pt_lim_const].
      + apply (derivable_pt_lim_mult (fun _ => K / 2) (fun s => s * s)); [apply derivable_pt_lim_const |].
        apply (derivable_pt_lim_mult (fun s => s) (fun s => s)); apply derivable_pt_lim_id.
    - cbn. field. }
  assert (E1 : phi' s - phi' 0 = K * s).
  { assert (Z : phi 1 - (1 * phi' 0 + K / 2 * (1 * 1)) - (phi 0 - (0 * phi' 0 + K / 2 * (0 * 0))) = 0).
    { unfold K. field. }
    rewrite Z in E. lra. }
  destruct (MVT_cor2 phi' phi'' 0 s) as [t [F3 U]]; [lra | intros c Hc; apply D2; lra |].
  assert (E2 : K = phi'' t). { rewrite E1 in F3. apply (Rmult_eq_reg_r s); lra. }
  exists (line x y t). split; [apply inside_line; auto; lra |].
  assert (P1 : phi 1 = eval y e) by (apply eval_ext; intro; unfold line; ring).
  assert (P0 : phi 0 = eval x e) by (apply eval_ext; intro; apply line0).
  assert (Q0 : phi' 0 = sum (fun v => eval x (der v e) * (y v - x v)) l).
  { apply sum_ext. intros k _. rewrite (eval_ext _ x (line0 x y)). reflexivity. }
  assert (R0 : phi'' t = sum (fun v => sum (fun w =>
    eval (line x y t) (der w (der v e)) * (y w - x w) * (y v - x v)) l) l).
  { apply sum_ext. intros v _. rewrite Rmult_comm, <- sum_scale. apply sum_ext. intros w _. ring. }
  rewrite <- P1, <- P0, <- Q0, <- R0, <- E2. unfold K. field.
Qed.
(* a form whose diagonal outweighs its rows and columns, scaled, is negative *)
Lemma outweighed : forall (h : nat -> nat -> R) (w d : nat -> R) l, (forall v, In v l -> 0 < w v) ->
  (forall v, In v l -> sum (fun u => ((if Nat.eqb v u then h v u else Rabs (h v u)) +
     (if Nat.eqb u v then h u v else Rabs (h u v))) * w u) l <= 0) ->
  sum (fun v => sum (fun u => h v u * d u * d v) l) l <= 0.
Proof.
  intros h w d l W H. pose (p := fun v u => if Nat.eqb v u then h v u else Rabs (h v u)).
  pose (e := fun v => d v / w v).
  assert (A : sum (fun v => sum (fun u => h v u * d u * d v) l) l <=
    sum (fun v => sum (fun u => p v u * w v * w u * (e v * e v + e u * e u) / 2) l) l).
  { apply sum_le. intros v V. apply sum_le. intros u U. pose proof (W v V). pose proof (W u U).
    assert (Dv : d v = e v * w v) by (unfold e; field; lra).
    assert (Du : d u = e u * w u) by (unfold e; field; lra).
    rewrite Dv, Du. unfold p. destruct (Nat.eqb_spec v u) as [E | E]; [subst u; right; field |].
    pose proof (Rle_abs (h v u)) as B. pose proof (Rle_abs (- h v u)) as B'. rewrite Rabs_Ropp in B'.
    assert (Q : h v u * (e v * e u) <= Rabs (h v u) * ((e v * e v + e u * e u) / 2)).
    { pose proof (Rle_0_sqr (e v - e u)) as S1. pose proof (Rle_0_sqr (e v + e u)) as S2. unfold Rsqr in *.
      destruct (Rle_lt_dec 0 (e v * e u)).
      - apply Rle_trans with (Rabs (h v u) * (e v * e u)); [apply Rmult_le_compat_r; lra |].
        apply Rmult_le_compat_l; [apply Rabs_pos | lra].
      - apply Rle_trans with (Rabs (h v u) * (- (e v * e u))); [nra |].
        apply Rmult_le_compat_l; [apply Rabs_pos | lra]. }
    assert (P : 0 < w v * w u) by (apply Rmult_lt_0_compat; lra).
    pose proof (Rmult_le_compat_l _ _ _ (Rlt_le _ _ P) Q). lra. }
  assert (B : sum (fun v => sum (fun u => p v u * w v * w u * (e v * e v + e u * e u) / 2) l) l =
    sum (fun v => e v * e v * w v / 2 * sum (fun u => (p v u + p u v) * w u) l) l).
  { rewrite (sum_ext (fun v => sum (fun u => p v u * w v * w u * (e v * e v + e u * e u) / 2) l)
      (fun v => sum (fun u => e v * e v * w v / 2 * (p v u * w u)) l +
                sum (fun u => e u * e u * w u / 2 * (p v u * w v)) l)).
    - rewrite sum_plus, (sum_swap (fun v u => e u * e u * w u / 2 * (p v u * w v))), <- sum_plus.
      apply sum_ext. intros v _. rewrite !sum_scale, <- Rmult_plus_distr_l, <- sum_plus.
      f_equal. apply sum_ext. intros u _. ring.
    - intros v _. rewrite <- sum_plus. apply sum_ext. intros u _. field. }
  rewrite B in A. eapply Rle_trans; [exact A |].
  rewrite <- (sum_none (fun _ => 0) l) by auto. apply sum_le. intros v V. specialize (H v V). fold p in H.
  pose proof (W v V). pose proof (Rle_0_sqr (e v)) as S. unfold Rsqr in S.
  assert (0 <= e v * e v * w v / 2) by nra. unfold p in *. nra.
Qed.
Inductive reply : Set := Worse | Downhill | Concave (S : list (nat * Q)) (N : list nat).
Definition joined (T X : box) : box := remap (fun k i => I.join i (side X k)) T.
Definition change (fc : list digit) (T X : box) (k : nat) : I.type :=
  let d := I.sub prec (side T k) (side X k) in match nth k fc Low with
  | Low => I.meet d (I.upper_extent I.zero) | High => I.meet d (I.lower_extent I.zero) | Free => d end.
Fixpoint nodup (l : list nat) : bool := match l with [] => true | k :: s => negb (mem k s) && nodup s end.
Lemma nodup_ok : forall l0, nodup l0 = true -> NoDup l0.
Proof.
  induction l0 as [| k s IH]; intro H; [constructor |]. cbn [nodup] in H. apply andb_prop in H.
  destruct H as [H1 H2]. constructor; [| auto].
  intro K. apply mem_ok in K. rewrite K in H1. discriminate.
Qed.
Definition weight (S : list (nat * Q)) (k : nat) : Q :=
  match find (fun e => Nat.eqb (fst e) k) S with Some e => snd e | None => 0%Q end.
Definition no_better (i : nat) (fc : list digit) (X T : box) (t : reply) : bool :=
  let u := payoff i in let J := joined T X in match t with
  | Worse => at_least (I.sub prec (range X u) (range T u))
  | Downhill => clean J u &&
    at_most (isum (fun v => I.mul prec (range J (der v u)) (change fc T X v)) (own i))
  | Concave Sw N => let S := map fst Sw in let h v w := range J (der w (der v u)) in
    let p v w := if Nat.eqb v w then h v w else I.abs (h v w) in
    clean J u && nodup (S ++ N) && forallb (fun v => mem v (S ++ N)) (own i) &&
    forallb (fun v => Nat.eqb (who v) i && less 0 (weight Sw v) &&
      at_most (isum (fun w => I.mul prec (I.add prec (p v w) (p w v)) (iq (weight Sw w))) S)) S &&
    forallb (fun v => at_most (I.mul prec (I.add prec (I.add prec (range X (der v u))
        (isum (fun w => I.mul prec (I.mul prec (iq (Qmake 1 2)) (I.add prec (h v w) (h w v))) (change fc T X w)) S))
        (isum (fun w => I.mul prec (I.mul prec (iq (Qmake 1 2)) (h v w)) (change fc T X w)) N))
      (change fc T X v))) N
  end.
Definition first_at (z : point) (fc : list digit) (i : nat) : Prop := forall v, who v = i ->
  match nth v fc Low with Low => eval z (f v) <= 0 | High => 0 <= eval z (f v) | Free => eval z (f v) = 0 end.
Lemma no_better_ok : forall i fc X T t z y, (i < length pay)%nat -> ends_of fc z -> first_at z fc i ->
  inside X z -> feasible y -> (forall k, who k <> i -> y k = z k) -> inside T y ->
  no_better i fc X T t = true -> eval y (payoff i) <= eval z (payoff i).
Proof.
  intros i fc X T t z y Hi E First Xz Y O Ty G. set (u := payoff i) in *.
  assert (Jz : inside (joined T X) z).
  { apply inside_remap. intros k _. apply I.join_correct. right. apply Xz. }
  assert (Jy : inside (joined T X) y).
  { apply inside_remap. intros k _. apply I.join_correct. left. apply Ty. }
  assert (Ch : forall k, holds (change fc T X k) (y k - z k)).
  { intro k. pose proof (holds_sub _ _ _ _ (Ty k) (Xz k)) as D. unfold change.
    specialize (E k). specialize (Y k). destruct (nth k fc Low); auto; apply I.meet_correct; auto.
    - apply (I.upper_extent_correct I.zero _ 0); [apply holds_zero | lra].
    - apply (I.lower_extent_correct I.zero _ 0); [apply holds_zero | lra]. }
  assert (Out : forall l0, (forall k, In k (own i) -> In k l0) -> forall k, ~ In k l0 -> y k = z k).
  { intros l0 Sub k K. apply O. intro W. apply K, Sub, own_ok; auto. }
  destruct t; cbn [no_better] in G.
  - pose proof (at_least_ok _ _ (holds_sub _ _ _ _ (range_ok X z u Xz) (range_ok T y u Ty)) G). lra.
  - rewrite andb_true_iff in G. destruct G as [C G].
    destruct (mean_value (own i) (joined T X) z y u (own_nodup i) (Out _ (fun _ K => K)) Jz Jy C)
      as [x [Jx [_ M]]].
    enough (eval y u - eval z u <= 0) by lra. rewrite M. eapply at_most_ok; [| exact G].
    apply isum_ok. intros v _. apply holds_mul; [apply range_ok; exact Jx | apply Ch].
  - rewrite !andb_true_iff in G. destruct G as [[[[C Nd] Sub] GS] GN].
    apply nodup_ok in Nd. rewrite forallb_forall in Sub, GS, GN.
    assert (Sub' : forall k, In k (own i) -> In k (map fst S ++ N)).
    { intros k K. apply mem_ok. apply Sub. exact K. }
    destruct (taylor (map fst S ++ N) (joined T X) z y u Nd (Out _ Sub') Jz Jy C) as [x [Jx M]].
    enough (eval y u - eval z u <= 0) by lra. rewrite M. clear M.
    pose (d := fun k => y k - z k). pose (h := fun v w => eval x (der w (der v u))).
    pose (L := map fst S). fold L in Nd, GS, GN |- *.
    change (sum (fun v => eval z (der v u) * d v) (L ++ N) +
      / 2 * sum (fun v => sum (fun w => h v w * d w * d v) (L ++ N)) (L ++ N) <= 0).
    assert (Hh : forall v w, holds (range (joined T X) (der w (der v u))) (h v w)).
    { intros. apply range_ok. exact Jx. }
    assert (A1 : sum (fun v => eval z (der v u) * d v) L <= 0).
    { rewrite <- (sum_none (fun _ => 0) L) by auto. apply sum_le. intros v V. specialize (GS v V).
      rewrite !andb_true_iff in GS. destruct GS as [[W _] _]. apply Nat.eqb_eq in W.
      specialize (First v W). specialize (E v). specialize (Y v). unfold f in First. rewrite W in First. fold u in First.
      unfold d. destruct (nth v fc Low); [nra | nra | rewrite First; lra]. }
    assert (A2 : sum (fun v => sum (fun w => h v w * d w * d v) L) L <= 0).
    { apply (outweighed h (fun v => rq (weight S v)) d L).
      - intros v V. specialize (GS v V). rewrite !andb_true_iff in GS. destruct GS as [[_ W] _].
        apply rq_lt in W. exact W.
      - intros v V. specialize (GS v V). rewrite !andb_true_iff in GS. destruct GS as [_ W].
        eapply at_most_ok; [| exact W]. apply isum_ok. intros w _.
        apply holds_mul; [| apply holds_rat].
        apply holds_add; [destruct (Nat.eqb v w) | destruct (Nat.eqb w v)]; auto; apply holds_abs; auto. }
    assert (A3 : sum (fun v => (eval z (der v u) + sum (fun w => rq (Qmake 1 2) * (h v w + h w v) * d w) L +
      sum (fun w => rq (Qmake 1 2) * h v w * d w) N) * d v) N <= 0).
    { rewrite <- (sum_none (fun _ => 0) N) by auto. apply sum_le. intros v V. specialize (GN v V).
      eapply at_most_ok; [| exact GN]. apply holds_mul; [| apply Ch].
      apply holds_add; [apply holds_add; [apply range_ok; exact Xz |] |];
        apply isum_ok; intros w _; (apply holds_mul; [| apply Ch]); (apply holds_mul; [apply holds_rat |]); auto.
      apply holds_add; auto. }
    assert (Half : rq (Qmake 1 2) = / 2) by (unfold rq, rat; cbn; field). rewrite Half in A3.
    rewrite sum_app.
    assert (Split : sum (fun v => sum (fun w => h v w * d w * d v) (L ++ N)) (L ++ N) =
      sum (fun v => sum (fun w => h v w * d w * d v) L) L +
      2 * sum (fun v => (sum (fun w => / 2 * (h v w + h w v) * d w) L + sum (fun w => / 2 * h v w * d w) N) * d v) N).
    { rewrite sum_app, (sum_ext (fun v => sum (fun w => h v w * d w * d v) (L ++ N))
        (fun v => sum (fun w => h v w * d w * d v) L + sum (fun w => h v w * d w * d v) N) L);
        [| intros; apply sum_app].
      rewrite (sum_ext (fun v => sum (fun w => h v w * d w * d v) (L ++ N))
        (fun v => sum (fun w => h v w * d w * d v) L + sum (fun w => h v w * d w * d v) N) N);
        [| intros; apply sum_app].
      rewrite !sum_plus, (sum_swap (fun v w => h v w * d w * d v) L N).
      assert (Twice : 2 * sum (fun v => (sum (fun w => / 2 * (h v w + h w v) * d w) L +
          sum (fun w => / 2 * h v w * d w) N) * d v) N =
        sum (fun v => sum (fun w => h w v * d v * d w) L) N + sum (fun v => sum (fun w => h v w * d w * d v) L) N +
        sum (fun v => sum (fun w => h v w * d w * d v) N) N).
      { rewrite <- sum_scale, <- !sum_plus. apply sum_ext. intros v _.
        transitivity (2 * d v * sum (fun w => / 2 * (h v w + h w v) * d w) L +
          2 * d v * sum (fun w => / 2 * h v w * d w) N); [ring |].
        rewrite <- !sum_scale, <- (sum_plus _ _ L).
        f_equal; apply sum_ext; intros; field. }
      rewrite Twice. ring. }
    rewrite Split.
    assert (Join : sum (fun v => (eval z (der v u) + sum (fun w => / 2 * (h v w + h w v) * d w) L +
      sum (fun w => / 2 * h v w * d w) N) * d v) N = sum (fun v => eval z (der v u) * d v) N +
      sum (fun v => (sum (fun w => / 2 * (h v w + h w v) * d w) L + sum (fun w => / 2 * h v w * d w) N) * d v) N).
    { rewrite <- sum_plus. apply sum_ext. intros. ring. }
    lra.
Qed.

(* --- the list --- *)
Record entry_of := Entry { e_root : nat; e_box : ends; e_replies : list (tree reply) }.
Variable listed : list entry_of.
Definition start (i : nat) (X : box) : box :=
  remap (fun k s => if Nat.eqb (who k) i then s else side X k) (outer bounds).
Definition good_entry (e : entry_of) : bool := match nth_error roots (e_root e) with
  | Some r => let X := tight r in let fc := r_face r in let l := free fc in
    let at_least_q k q := not_down l X (r_exact r) (Sub (Var k) (Cst (Qnum q) (Qden q))) in
    let at_most_q k q := not_up l X (r_exact r) (Sub (Var k) (Cst (Qnum q) (Qden q))) in
    forallb (fun v => let b := nth v bounds (0%Q, 0%Q) in at_least_q v (fst b) && at_most_q v (snd b)) l &&
    Nat.eqb (length (e_box e)) (length bounds) &&
    forallb (fun v => let b := nth v (e_box e) (0%Q, 0%Q) in at_least_q v (fst b) && at_most_q v (snd b))
      (seq 0 (length bounds)) &&
    forallb (fun i => forallb (fun v => match nth v fc Low with
        | Low => not_up l X (r_exact r) (f v) | High => not_down l X (r_exact r) (f v) | Free => true end) (own i) &&
      closed (no_better i fc X) (start i X) (nth i (e_replies e) (Leaf Worse))) (seq 0 (length pay))
  | None => false end.
Definition in_box (b : ends) (x : point) : Prop := forall k, low b k <= x k <= high b k.
Lemma good_entry_ok : forall e r z, (forall v, low bounds v <= high bounds v) ->
  nth_error roots (e_root e) = Some r -> good_root r = true -> is_root r z -> good_entry e = true ->
  equilibrium z /\ in_box (e_box e) z.
Proof.
  intros e r z Reg R Gr [Pz [Oz [Tz [Zz [Rz _]]]]] G. unfold good_entry in G. rewrite R in G.
  rewrite !andb_true_iff in G. destruct G as [[[G1 G2] G3] G4]. rewrite !forallb_forall in *.
  pose proof (free_nodup (r_face r)) as N. apply Nat.eqb_eq in G2.
  assert (Fe : feasible z).
  { intro k. specialize (Reg k). specialize (Oz k). unfold face in Oz.
    destruct (nth k (r_face r) Low) eqn:D; [lra | lra |].
    specialize (G1 k (proj2 (free_ok _ _) D)). rewrite andb_true_iff in G1. destruct G1 as [A B].
    apply (not_down_ok _ _ _ _ z N Tz Rz) in A. apply (not_up_ok _ _ _ _ z N Tz Rz) in B.
    cbn [eval] in A, B. unfold low, high, rq. lra. }
  split; [split; [exact Fe |] |].
  - intros i I y Y O. specialize (G4 i ltac:(apply in_seq; lia)). rewrite andb_true_iff in G4.
    destruct G4 as [G5 G6]. rewrite forallb_forall in G5.
    apply (closed_ok _ _ (eval y (payoff i) <= eval z (payoff i)) y) in G6; auto.
    + intros T t H Ty. refine (no_better_ok i (r_face r) _ T t z y I Oz _ Tz Y O Ty H).
      intros v W. specialize (G5 v (proj2 (own_ok i v I) W)). destruct (nth v (r_face r) Low) eqn:D.
      * exact (not_up_ok _ _ _ _ z N Tz Rz G5).
      * exact (not_down_ok _ _ _ _ z N Tz Rz G5).
      * apply Zz. apply free_ok. exact D.
    + apply inside_remap. intros k _. destruct (Nat.eqb_spec (who k) i) as [W | W].
      * apply outer_ok. exact Y.
      * rewrite (O k W). apply Tz.
  - intro k. destruct (Nat.lt_ge_cases k (length bounds)) as [L | L].
    + specialize (G3 k ltac:(apply in_seq; lia)). rewrite andb_true_iff in G3. destruct G3 as [A B].
      apply (not_down_ok _ _ _ _ z N Tz Rz) in A. apply (not_up_ok _ _ _ _ z N Tz Rz) in B.
      cbn [eval] in A, B. unfold low, high, rq. lra.
    + specialize (Fe k). unfold low, high in *. rewrite !nth_overflow in * by lia. exact Fe.
Qed.
Definition apart (a b : ends) : bool := existsb (fun k =>
  less (snd (nth k a (0%Q, 0%Q))) (fst (nth k b (0%Q, 0%Q))) ||
  less (snd (nth k b (0%Q, 0%Q))) (fst (nth k a (0%Q, 0%Q)))) (seq 0 (length bounds)).
Lemma apart_ok : forall a b x, apart a b = true -> in_box a x -> in_box b x -> False.
Proof.
  intros a b x H A B. apply existsb_exists in H. destruct H as [k [_ H]]. specialize (A k). specialize (B k).
  unfold low, high in *. apply orb_prop in H. destruct H as [H | H]; apply rq_lt in H; lra.
Qed.
Fixpoint disjoint (l : list entry_of) : bool := match l with
  | [] => true | e :: s => forallb (fun o => apart (e_box e) (e_box o)) s && disjoint s end.
Lemma disjoint_ok : forall l0, disjoint l0 = true -> forall a b x, In a l0 -> In b l0 ->
  in_box (e_box a) x -> in_box (e_box b) x -> a = b.
Proof.
  induction l0 as [| e s IH]; cbn [disjoint]; intros H a b x A B Xa Xb; [destruct A |].
  apply andb_prop in H. destruct H as [H1 H2]. rewrite forallb_forall in H1.
  destruct A as [A | A], B as [B | B]; subst; auto.
  - exfalso. exact (apart_ok _ _ x (H1 b B) Xa Xb).
  - exfalso. exact (apart_ok _ _ x (H1 a A) Xb Xa).
  - exact (IH H2 a b x A B Xa Xb).
Qed.
Variable fates : list token.
Definition accounted : bool := complete && forallb good_entry listed && disjoint listed &&
  forallb (fun j => if existsb (fun e => Nat.eqb (e_root e) j) listed then true
    else match nth_error roots j with
      | Some r => dismiss r (nth j fates Out) | None => false end) (seq 0 (length roots)).
Theorem all_listed : accounted = true ->
  (forall x, equilibrium x -> exists e, In e listed /\ in_box (e_box e) x) /\
  (forall e, In e listed -> exists x, equilibrium x /\ in_box (e_box e) x /\
    forall y, equilibrium y -> in_box (e_box e) y -> forall k, y k = x k).
Proof.
  unfold accounted. intro A. rewrite !andb_true_iff in A. destruct A as [[[C L] D] Fa].
  rewrite forallb_forall in L. pose proof C as C'. unfold complete in C'. rewrite !andb_true_iff in C'.
  destruct C' as [[[Rg Gs] _] _]. rewrite forallb_forall in Gs.
  assert (Reg : forall v, low bounds v <= high bounds v).
  { intro v. unfold low, high. destruct (Nat.lt_ge_cases v (length bounds)) as [V | V].
    - apply (forall_seq _ _ Rg) in V. apply rq_lt in V. lra.
    - rewrite !nth_overflow by exact V. cbn. lra. }
  assert (Found : forall x, equilibrium x -> exists e r z, In e listed /\ nth_error roots (e_root e) = Some r /\
    is_root r z /\ forall k, x k = z k).
  { intros x E. destruct (complete_ok C x E) as [j [r [z [R [Z [O S]]]]]].
    assert (J : (j < length roots)%nat) by (apply nth_error_Some; congruence).
    apply (forall_seq _ _ Fa) in J. rewrite R in J.
    destruct (existsb (fun e => Nat.eqb (e_root e) j) listed) eqn:K.
    - apply existsb_exists in K. clear J. rename K into J. destruct J as [e [I Q]]. apply Nat.eqb_eq in Q. exists e, r, z. subst j. auto.
    - exfalso. exact (dismiss_ok r z x _ Gs Z E O S J). }
  assert (At : forall e, In e listed -> exists r z, nth_error roots (e_root e) = Some r /\ is_root r z /\
    equilibrium z /\ in_box (e_box e) z).
  { intros e I. pose proof (L e I) as G. destruct (nth_error roots (e_root e)) as [r |] eqn:R.
    - pose proof (Gs r (nth_error_In _ _ R)) as Gr. destruct (root_ok r Gr) as [z Z]. exists r, z.
      split; [reflexivity |]. split; [exact Z |]. exact (good_entry_ok e r z Reg R Gr Z G).
    - unfold good_entry in G. rewrite R in G. discriminate. }
  assert (Same : forall r z z', is_root r z -> is_root r z' -> forall k, z' k = z k).
  { intros r z z' [_ [_ [_ [_ [_ U]]]]] [P [O [_ [Z _]]]]. apply U; auto. apply wide_ok. exact P. }
  assert (Place : forall x, equilibrium x -> exists e r z, In e listed /\ nth_error roots (e_root e) = Some r /\
    is_root r z /\ in_box (e_box e) x /\ forall k, x k = z k).
  { intros x E. destruct (Found x E) as [e [r [z [I [R [Z S]]]]]]. exists e, r, z.
    destruct (At e I) as [r' [z' [R' [Z' [_ B]]]]]. rewrite R in R'. injection R'. intro. subst r'.
    split; [exact I |]. split; [exact R |]. split; [exact Z |]. split; [| exact S].
    intro k. rewrite (S k), (Same r z' z Z' Z k). apply B. }
  split.
  - intros x E. destruct (Place x E) as [e [r [z [I [_ [_ [B _]]]]]]]. exists e. auto.
  - intros e I. destruct (At e I) as [r [z [R [Z [E B]]]]]. exists z. split; [exact E |]. split; [exact B |].
    intros y Ey By k. destruct (Place y Ey) as [e' [r' [z' [I' [R' [Z' [B' S]]]]]]].
    assert (e' = e) by exact (disjoint_ok listed D e' e y I' I B' By). subst e'.
    rewrite R in R'. injection R'. intro. subst r'. rewrite (S k). exact (Same r z z' Z Z' k).
Qed.
End Game.
