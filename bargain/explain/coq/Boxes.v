(* Functions on boxes: values, ranges in interval arithmetic, derivatives, ranges by mean values. *)
From Coq Require Import QArith Qpower Qreals Reals Lra Lia List ZArith Bool.
From Interval Require Import Float.Specific_ops Float.Specific_stdz Interval.Float_full.
From Interval Require Import Interval.Interval Interval.Float Real.Xreal Float.Sig.
Import ListNotations.
Open Scope R_scope.
Module F := SpecificFloat StdZRadix2.
Module I := FloatIntervalFull F.

Definition point := nat -> R.
Definition rat (p : Z) (q : positive) : R := match q with
  | xH => IZR p | _ => IZR p / IZR (Zpos q) end.
Inductive expr := Var (k : nat) | Cst (p : Z) (q : positive) | Add (a b : expr) | Sub (a b : expr)
  | Mul (a b : expr) | Div (a b : expr) | Pow (a : expr) (n : positive) | Ln (a : expr)
  | Exp (a : expr) | Sqrt (a : expr).
Fixpoint eval (x : point) (e : expr) : R := match e with
  | Var k => x k | Cst p q => rat p q
  | Add a b => eval x a + eval x b | Sub a b => eval x a - eval x b
  | Mul a b => eval x a * eval x b | Div a b => eval x a / eval x b
  | Pow a n => eval x a ^ Pos.to_nat n | Ln a => ln (eval x a) | Exp a => exp (eval x a)
  | Sqrt a => sqrt (eval x a) end.
Lemma rat_div : forall p q, rat p q = IZR p / IZR (Zpos q).
Proof. intros p q. destruct q; try reflexivity. unfold rat. field. Qed.
Lemma eval_ext : forall x y, (forall k, x k = y k) -> forall e, eval x e = eval y e.
Proof. intros x y H e. induction e; cbn [eval]; congruence. Qed.

Ltac halves := repeat match goal with
  | H : _ && _ = true |- _ => apply andb_prop in H; destruct H
  end.
Module At.
Section Precision.
Variable prec : F.precision.
(* --- intervals --- *)
Definition holds (i : I.type) (r : R) : Prop := contains (I.convert i) (Xreal r).
Definition box := list I.type.
Definition side (X : box) (k : nat) : I.type := nth k X I.whole.
Definition inside (X : box) (x : point) : Prop := forall k, holds (side X k) (x k).
Definition irat (p : Z) (q : positive) : I.type :=
  I.div prec (I.fromZ prec p) (I.fromZ prec (Zpos q)).
Fixpoint range (X : box) (e : expr) : I.type := match e with
  | Var k => I.add prec (side X k) I.zero (* rounded *) | Cst p q => irat p q
  | Add a b => I.add prec (range X a) (range X b) | Sub a b => I.sub prec (range X a) (range X b)
  | Mul a b => I.mul prec (range X a) (range X b) | Div a b => I.div prec (range X a) (range X b)
  | Pow a n => I.power_int prec (range X a) (Zpos n) | Ln a => I.ln prec (range X a)
  | Exp a => I.exp prec (range X a) | Sqrt a => I.sqrt prec (range X a) end.
Lemma anything : forall i r, contains (I.convert i) Xnan -> holds i r.
Proof. unfold holds. intros i r H. destruct (I.convert i); [exact I | contradiction]. Qed.
Lemma holds_div : forall i j a b, holds i a -> holds j b -> holds (I.div prec i j) (a / b).
Proof.
  intros i j a b A B. pose proof (I.div_correct prec i j (Xreal a) (Xreal b) A B) as H.
  cbn in H. unfold Xdiv' in H. destruct (is_zero b); [exact (anything _ _ H) | exact H].
Qed.
Lemma holds_ln : forall i a, holds i a -> holds (I.ln prec i) (ln a).
Proof.
  intros i a A. pose proof (I.ln_correct prec i (Xreal a) A) as H.
  cbn in H. unfold Xln' in H. destruct (is_positive a); [exact H | exact (anything _ _ H)].
Qed.
Lemma holds_rat : forall p q, holds (irat p q) (rat p q).
Proof. intros p q. rewrite rat_div. apply holds_div; apply I.fromZ_correct. Qed.
Lemma holds_add : forall i j a b, holds i a -> holds j b -> holds (I.add prec i j) (a + b).
Proof. intros i j a b A B. exact (I.add_correct prec i j (Xreal a) (Xreal b) A B). Qed.
Lemma holds_sub : forall i j a b, holds i a -> holds j b -> holds (I.sub prec i j) (a - b).
Proof. intros i j a b A B. exact (I.sub_correct prec i j (Xreal a) (Xreal b) A B). Qed.
Lemma holds_mul : forall i j a b, holds i a -> holds j b -> holds (I.mul prec i j) (a * b).
Proof. intros i j a b A B. exact (I.mul_correct prec i j (Xreal a) (Xreal b) A B). Qed.
Lemma holds_zero : holds I.zero 0.
Proof. unfold holds. rewrite I.zero_correct. cbn. lra. Qed.
Lemma range_ok : forall X x e, inside X x -> holds (range X e) (eval x e).
Proof.
  intros X x e H. induction e; cbn [eval range].
  - rewrite <- (Rplus_0_r (x k)). apply holds_add; [apply H | apply holds_zero].
  - apply holds_rat.
  - apply holds_add; assumption.
  - apply holds_sub; assumption.
  - apply holds_mul; assumption.
  - apply holds_div; assumption.
  - exact (I.power_int_correct prec (Zpos n) _ (Xreal (eval x e)) IHe).
  - apply holds_ln; assumption.
  - exact (I.exp_correct prec _ (Xreal (eval x e)) IHe).
  - exact (I.sqrt_correct prec _ (Xreal (eval x e)) IHe).
Qed.
Lemma holds_between : forall i a b x, holds i a -> holds i b -> a <= x -> x <= b -> holds i x.
Proof.
  unfold holds. intros i a b x A B L U. destruct (I.convert i) as [| l u]; [exact I |].
  cbn in *. destruct A as [A1 A2], B as [B1 B2]. split.
  - destruct l; [exact I | lra].
  - destruct u; [exact I | lra].
Qed.
Definition above (i : I.type) : bool := match I.sign_strict i with Xgt => true | _ => false end.
Definition below (i : I.type) : bool := match I.sign_strict i with Xlt => true | _ => false end.
Definition at_least (i : I.type) : bool := match I.sign_large i with
  | Xgt => true | Xeq => true | _ => false end.
Definition at_most (i : I.type) : bool := match I.sign_large i with
  | Xlt => true | Xeq => true | _ => false end.
Lemma above_ok : forall i r, holds i r -> above i = true -> 0 < r.
Proof.
  unfold above. intros i r H. pose proof (I.sign_strict_correct i) as S.
  destruct (I.sign_strict i); try discriminate. intros _. destruct (S _ H) as [_ P]. exact P.
Qed.
Lemma below_ok : forall i r, holds i r -> below i = true -> r < 0.
Proof.
  unfold below. intros i r H. pose proof (I.sign_strict_correct i) as S.
  destruct (I.sign_strict i); try discriminate. intros _. destruct (S _ H) as [_ P]. exact P.
Qed.
Lemma at_least_ok : forall i r, holds i r -> at_least i = true -> 0 <= r.
Proof.
  unfold at_least. intros i r H. pose proof (I.sign_large_correct i) as S.
  destruct (I.sign_large i); try discriminate; intros _.
  - specialize (S _ H). injection S. intros; lra.
  - destruct (S _ H) as [_ P]. exact P.
Qed.
Lemma at_most_ok : forall i r, holds i r -> at_most i = true -> r <= 0.
Proof.
  unfold at_most. intros i r H. pose proof (I.sign_large_correct i) as S.
  destruct (I.sign_large i); try discriminate; intros _.
  - specialize (S _ H). injection S. intros; lra.
  - destruct (S _ H) as [_ P]. exact P.
Qed.

(* --- where functions are smooth --- *)
Fixpoint smooth (x : point) (e : expr) : Prop := match e with
  | Var _ => True | Cst _ _ => True
  | Add a b => smooth x a /\ smooth x b | Sub a b => smooth x a /\ smooth x b
  | Mul a b => smooth x a /\ smooth x b | Div a b => smooth x a /\ smooth x b /\ eval x b <> 0
  | Pow a _ => smooth x a | Ln a => smooth x a /\ 0 < eval x a | Exp a => smooth x a
  | Sqrt a => smooth x a /\ 0 < eval x a end.
Fixpoint clean (X : box) (e : expr) : bool := match e with
  | Var _ => true | Cst _ _ => true
  | Add a b => clean X a && clean X b | Sub a b => clean X a && clean X b
  | Mul a b => clean X a && clean X b
  | Div a b => clean X a && clean X b && (above (range X b) || below (range X b))
  | Pow a _ => clean X a | Ln a => clean X a && above (range X a) | Exp a => clean X a
  | Sqrt a => clean X a && above (range X a) end.
Lemma clean_ok : forall X x e, inside X x -> clean X e = true -> smooth x e.
Proof.
  intros X x e H. induction e; cbn [clean smooth]; intros C; halves; auto.
  - split; [auto | split; [auto |]]. apply orb_prop in H1. pose proof (range_ok X x e2 H) as R.
    destruct H1 as [A | B]; [pose proof (above_ok _ _ R A) | pose proof (below_ok _ _ R B)]; lra.
  - split; [auto |]. exact (above_ok _ _ (range_ok X x e H) H1).
  - split; [auto |]. exact (above_ok _ _ (range_ok X x e H) H1).
Qed.

(* --- derivatives --- *)
Definition is0 (e : expr) : bool := match e with Cst Z0 _ => true | _ => false end.
Definition zero := Cst 0 1.
Definition add' a b := if is0 a then b else if is0 b then a else Add a b.
Definition sub' a b := if is0 b then a else Sub a b.
Definition mul' a b := if is0 a then zero else if is0 b then zero else Mul a b.
Definition div' a b := if is0 a then zero else Div a b.
Fixpoint der (j : nat) (e : expr) : expr := match e with
  | Var k => if Nat.eqb k j then Cst 1 1 else zero
  | Cst _ _ => zero
  | Add a b => add' (der j a) (der j b) | Sub a b => sub' (der j a) (der j b)
  | Mul a b => add' (mul' (der j a) b) (mul' a (der j b))
  | Div a b => div' (sub' (der j a) (mul' (der j b) (Div a b))) b
  | Pow a n => match n with
    | xH => der j a | _ => mul' (der j a) (Mul (Cst (Zpos n) 1) (Pow a (Pos.pred n))) end
  | Ln a => div' (der j a) a
  | Exp a => mul' (der j a) (Exp a)
  | Sqrt a => div' (der j a) (Add (Sqrt a) (Sqrt a)) end.
Lemma is0_ok : forall x e, is0 e = true -> eval x e = 0.
Proof.
  intros x e. destruct e; try discriminate. destruct p; try discriminate. intros _. cbn [eval].
  rewrite rat_div. unfold Rdiv. ring.
Qed.
Ltac zeros x := repeat match goal with
  | |- context [is0 ?e] => let E := fresh in
    destruct (is0 e) eqn:E; [try rewrite (is0_ok x e E) |] end.
Lemma eval_add' : forall x a b, eval x (add' a b) = eval x a + eval x b.
Proof. intros. unfold add'. zeros x; cbn [eval]; ring. Qed.
Lemma eval_sub' : forall x a b, eval x (sub' a b) = eval x a - eval x b.
Proof. intros. unfold sub'. zeros x; cbn [eval]; ring. Qed.
Lemma eval_mul' : forall x a b, eval x (mul' a b) = eval x a * eval x b.
Proof. intros. unfold mul', zero. zeros x; cbn [eval rat]; ring. Qed.
Lemma eval_div' : forall x a b, eval x (div' a b) = eval x a / eval x b.
Proof. intros. unfold div', zero. zeros x; cbn [eval rat]; unfold Rdiv; ring. Qed.
Lemma smooth_add' : forall x a b, smooth x a -> smooth x b -> smooth x (add' a b).
Proof. intros. unfold add'. destruct (is0 a), (is0 b); cbn; auto. Qed.
Lemma smooth_sub' : forall x a b, smooth x a -> smooth x b -> smooth x (sub' a b).
Proof. intros. unfold sub'. destruct (is0 b); cbn; auto. Qed.
Lemma smooth_mul' : forall x a b, smooth x a -> smooth x b -> smooth x (mul' a b).
Proof. intros. unfold mul'. destruct (is0 a), (is0 b); cbn; auto. Qed.
Lemma smooth_div' : forall x a b, smooth x a -> smooth x b -> eval x b <> 0 ->
  smooth x (div' a b).
Proof. intros. unfold div'. destruct (is0 a); cbn; auto. Qed.
Lemma smooth_der : forall x j e, smooth x e -> smooth x (der j e).
Proof.
  intros x j e. induction e; cbn [der smooth]; intros S.
  - destruct (Nat.eqb k j); cbn; auto.
  - cbn; auto.
  - destruct S. apply smooth_add'; auto.
  - destruct S. apply smooth_sub'; auto.
  - destruct S. apply smooth_add'; apply smooth_mul'; auto.
  - destruct S as [A [B C]]. apply smooth_div'; auto. apply smooth_sub'; auto.
    apply smooth_mul'; cbn; auto.
  - destruct n; auto; apply smooth_mul'; cbn; auto.
  - destruct S. apply smooth_div'; auto. lra.
  - apply smooth_mul'; cbn; auto.
  - destruct S as [A B]. apply smooth_div'; cbn; auto. pose proof (sqrt_lt_R0 _ B). lra.
Qed.
Fixpoint sum (f : nat -> R) (l : list nat) : R := match l with
  | nil => 0 | k :: r => f k + sum f r end.
Lemma sum_ext : forall f g l, (forall k, In k l -> f k = g k) -> sum f l = sum g l.
Proof.
  intros f g l H. induction l; cbn; [reflexivity |]. rewrite (H a), IHl; cbn; auto.
  intros k K. apply H. cbn; auto.
Qed.
Lemma sum_two : forall c d f g h l, (forall k, h k = c * f k + d * g k) ->
  sum h l = c * sum f l + d * sum g l.
Proof. intros c d f g h l H. induction l; cbn; [ring |]. rewrite H, IHl. ring. Qed.
Lemma sum_none : forall f l, (forall k, In k l -> f k = 0) -> sum f l = 0.
Proof.
  intros f l H. induction l; cbn; [reflexivity |]. rewrite (H a), IHl; cbn; auto; try lra.
  intros k K. apply H. cbn; auto.
Qed.
Lemma sum_one : forall k (d : nat -> R) l, NoDup l -> (~ In k l -> d k = 0) ->
  sum (fun j => (if Nat.eqb k j then 1 else 0) * d j) l = d k.
Proof.
  intros k d l N Z. induction l as [| a l IH]; cbn; [rewrite Z; cbn; auto |].
  inversion N as [| ? ? A B]. subst. destruct (Nat.eqb_spec k a) as [E | E].
  - subst a. rewrite sum_none; [ring |]. intros j J. destruct (Nat.eqb_spec k j); [| ring].
    subst j. contradiction.
  - rewrite IH; [ring | assumption |]. intro M. apply Z. cbn. intros [Q | Q]; auto.
Qed.
Definition line (x y : point) (t : R) : point := fun k => x k + t * (y k - x k).
Lemma lim_eq : forall f x l l', derivable_pt_lim f x l -> l = l' -> derivable_pt_lim f x l'.
Proof. intros. subst. assumption. Qed.
Lemma along : forall l x y t e, NoDup l -> (forall k, ~ In k l -> y k = x k) ->
  smooth (line x y t) e -> derivable_pt_lim (fun s => eval (line x y s) e) t
    (sum (fun k => eval (line x y t) (der k e) * (y k - x k)) l).
Proof.
  intros l x y t e N O. pose (D := fun k => y k - x k).
  induction e; cbn [smooth eval der]; intros S.
  - apply (lim_eq _ _ (D k)).
    + unfold line. apply (lim_eq _ _ (0 + (1 * (y k - x k) + t * 0))); [| unfold D; ring].
      apply (derivable_pt_lim_plus (fun _ => x k) (fun s => s * (y k - x k))).
      * apply derivable_pt_lim_const.
      * apply (derivable_pt_lim_mult (fun s => s) (fun _ => y k - x k));
          [apply derivable_pt_lim_id | apply derivable_pt_lim_const].
    + rewrite <- (sum_one k D l N).
      * apply sum_ext. intros j _. unfold zero, D. destruct (Nat.eqb k j); reflexivity.
      * intro M. unfold D. rewrite (O k M). ring.
  - apply (lim_eq _ _ 0); [apply derivable_pt_lim_const |].
    symmetry. apply sum_none. intros. unfold zero. cbn. ring.
  - destruct S. eapply lim_eq; [apply derivable_pt_lim_plus; eauto |].
    symmetry. rewrite (sum_two 1 1 (fun k => eval (line x y t) (der k e1) * D k)
      (fun k => eval (line x y t) (der k e2) * D k)).
    + unfold D. ring.
    + intro k. rewrite eval_add'. unfold D. ring.
  - destruct S. eapply lim_eq; [apply derivable_pt_lim_minus; eauto |].
    symmetry. rewrite (sum_two 1 (-1) (fun k => eval (line x y t) (der k e1) * D k)
      (fun k => eval (line x y t) (der k e2) * D k)).
    + unfold D. ring.
    + intro k. rewrite eval_sub'. unfold D. ring.
  - destruct S. eapply lim_eq; [apply derivable_pt_lim_mult; eauto |].
    symmetry. rewrite (sum_two (eval (line x y t) e2) (eval (line x y t) e1)
      (fun k => eval (line x y t) (der k e1) * D k)
      (fun k => eval (line x y t) (der k e2) * D k)).
    + unfold D. ring.
    + intro k. rewrite eval_add', !eval_mul'. unfold D. ring.
  - destruct S as [A [B C]]. eapply lim_eq.
    { apply (derivable_pt_lim_div (fun s => eval (line x y s) e1)
        (fun s => eval (line x y s) e2)); eauto. }
    symmetry. rewrite (sum_two (/ eval (line x y t) e2)
      (- (eval (line x y t) e1 / eval (line x y t) e2 / eval (line x y t) e2))
      (fun k => eval (line x y t) (der k e1) * D k)
      (fun k => eval (line x y t) (der k e2) * D k)).
    + unfold D, Rsqr. field. exact C.
    + intro k. rewrite eval_div', eval_sub', eval_mul'. cbn [eval]. unfold D. field. exact C.
  - eapply lim_eq.
    { apply (derivable_pt_lim_comp (fun s => eval (line x y s) e)
        (fun z => z ^ Pos.to_nat n)); [eauto | apply derivable_pt_lim_pow]. }
    symmetry. rewrite (sum_two (INR (Pos.to_nat n) * eval (line x y t) e ^ pred (Pos.to_nat n)) 0
      (fun k => eval (line x y t) (der k e) * D k) (fun _ => 0)).
    + unfold D. ring.
    + intro k. assert (P : forall m, n = m -> m <> xH ->
        eval (line x y t) (mul' (der k e) (Mul (Cst (Zpos m) 1) (Pow e (Pos.pred m)))) *
        (y k - x k) = INR (Pos.to_nat n) * eval (line x y t) e ^ pred (Pos.to_nat n) *
        (eval (line x y t) (der k e) * D k) + 0 * 0).
      { intros m M Q. subst m. rewrite eval_mul'. cbn [eval rat]. rewrite INR_IPR.
        replace (Pos.to_nat (Pos.pred n)) with (pred (Pos.to_nat n)) by lia.
        unfold IZR, D. ring. }
      destruct n; [apply P; congruence | apply P; congruence |].
      change (Pos.to_nat 1) with 1%nat. cbn. unfold D. ring.
  - destruct S as [A B]. eapply lim_eq.
    { apply (derivable_pt_lim_comp (fun s => eval (line x y s) e) ln);
        [eauto | apply derivable_pt_lim_ln; exact B]. }
    symmetry. rewrite (sum_two (/ eval (line x y t) e) 0
      (fun k => eval (line x y t) (der k e) * D k) (fun _ => 0)).
    + unfold D. ring.
    + intro k. rewrite eval_div'. unfold D. field. lra.
  - eapply lim_eq.
    { apply (derivable_pt_lim_comp (fun s => eval (line x y s) e) exp);
        [eauto | apply derivable_pt_lim_exp]. }
    symmetry. rewrite (sum_two (exp (eval (line x y t) e)) 0
      (fun k => eval (line x y t) (der k e) * D k) (fun _ => 0)).
    + unfold D. ring.
    + intro k. rewrite eval_mul'. cbn [eval]. unfold D. ring.
  - destruct S as [A B]. pose proof (sqrt_lt_R0 _ B) as Q. eapply lim_eq.
    { apply (derivable_pt_lim_comp (fun s => eval (line x y s) e) sqrt);
        [eauto | apply derivable_pt_lim_sqrt; exact B]. }
    symmetry. rewrite (sum_two (/ (2 * sqrt (eval (line x y t) e))) 0
      (fun k => eval (line x y t) (der k e) * D k) (fun _ => 0)).
    + unfold D. ring.
    + intro k. rewrite eval_div'. cbn [eval]. unfold D. field. lra.
Qed.
Lemma inside_line : forall X x y t, inside X x -> inside X y -> 0 <= t <= 1 ->
  inside X (line x y t).
Proof.
  intros X x y t A B T k. unfold line. destruct (Rle_lt_dec (x k) (y k)) as [L | L].
  - apply (holds_between _ (x k) (y k)); auto; nra.
  - apply (holds_between _ (y k) (x k)); auto; nra.
Qed.
Lemma mean_value : forall l X x y e, NoDup l -> (forall k, ~ In k l -> y k = x k) ->
  inside X x -> inside X y -> clean X e = true ->
  exists z, inside X z /\ (exists t, 0 <= t <= 1 /\ z = line x y t) /\
    eval y e - eval x e = sum (fun k => eval z (der k e) * (y k - x k)) l.
Proof.
  intros l X x y e N O A B C.
  destruct (MVT_cor2 (fun s => eval (line x y s) e)
    (fun t => sum (fun k => eval (line x y t) (der k e) * (y k - x k)) l) 0 1) as [t [E T]].
  - lra.
  - intros t T. apply along; auto. apply (clean_ok X); auto. apply inside_line; auto.
  - exists (line x y t). split; [apply inside_line; auto; lra |].
    split; [exists t; split; [lra | reflexivity] |].
    rewrite (eval_ext (line x y 1) y) in E by (intro; unfold line; ring).
    rewrite (eval_ext (line x y 0) x) in E by (intro; unfold line; ring). lra.
Qed.

(* --- ranges by mean values --- *)
Definition mem (k : nat) (l : list nat) : bool := existsb (Nat.eqb k) l.
Lemma mem_ok : forall k l, mem k l = true <-> In k l.
Proof.
  intros k l. unfold mem. rewrite existsb_exists. split.
  - intros [j [J E]]. apply Nat.eqb_eq in E. subst. assumption.
  - intro H. exists k. split; [assumption | apply Nat.eqb_refl].
Qed.
Definition remap (f : nat -> I.type -> I.type) (X : box) : box :=
  map (fun k => f k (side X k)) (seq 0 (length X)).
Lemma side_remap : forall f X k, (k < length X)%nat -> side (remap f X) k = f k (side X k).
Proof.
  intros f X k K. unfold remap. unfold side at 1.
  rewrite (nth_indep _ I.whole (f O (side X O))) by (rewrite map_length, seq_length; exact K).
  rewrite (map_nth (fun j => f j (side X j))), seq_nth; auto.
Qed.
Lemma side_beyond : forall X k r, (length X <= k)%nat -> holds (side X k) r.
Proof. intros X k r K. unfold side. rewrite nth_overflow by exact K. apply I.whole_correct. Qed.
Lemma remap_length : forall f X, length (remap f X) = length X.
Proof. intros. unfold remap. rewrite map_length, seq_length. reflexivity. Qed.
Lemma inside_remap : forall f X x, (forall k, (k < length X)%nat -> holds (f k (side X k)) (x k)) ->
  inside (remap f X) x.
Proof.
  intros f X x H k. destruct (Nat.lt_ge_cases k (length X)) as [L | G].
  - rewrite side_remap; auto.
  - apply side_beyond. rewrite remap_length. exact G.
Qed.
Definition middle (l : list nat) : box -> box :=
  remap (fun k i => if mem k l then I.singleton (I.midpoint i) else i).
Fixpoint isum (f : nat -> I.type) (l : list nat) : I.type := match l with
  | nil => I.zero | k :: r => I.add prec (f k) (isum f r) end.
Lemma isum_ok : forall f g l, (forall k, In k l -> holds (f k) (g k)) ->
  holds (isum f l) (sum g l).
Proof.
  intros f g l H. induction l; cbn [isum sum]; [apply holds_zero |].
  apply holds_add; [apply H; cbn; auto | apply IHl; intros; apply H; cbn; auto].
Qed.
Definition mean (l : list nat) (X : box) (e : expr) : I.type :=
  let M := middle l X in
  I.add prec (range M e)
    (isum (fun k => I.mul prec (range X (der k e)) (I.sub prec (side X k) (side M k))) l).
Definition centre (l : list nat) (X : box) (x : point) : point := fun k =>
  if (mem k l && Nat.ltb k (length X))%bool
  then proj_val (F.toX (I.midpoint (side X k))) else x k.
Lemma centre_ok : forall l X x, inside X x ->
  inside X (centre l X x) /\ inside (middle l X) (centre l X x).
Proof.
  intros l X x H. split.
  - intro k. unfold centre. destruct (mem k l && Nat.ltb k (length X))%bool; [| apply H].
    destruct (I.midpoint_correct (side X k)) as [E C]; [exists (x k); apply H |].
    unfold holds. rewrite <- E. exact C.
  - apply inside_remap. intros k K. unfold centre.
    rewrite (proj2 (Nat.ltb_lt k (length X)) K), andb_true_r.
    destruct (mem k l); [apply I.singleton_correct | apply H].
Qed.
Lemma mean_ok : forall l X x e, NoDup l -> clean X e = true -> inside X x ->
  holds (mean l X e) (eval x e).
Proof.
  intros l X x e N C H. destruct (centre_ok l X x H) as [A B].
  destruct (mean_value l X (centre l X x) x e N) as [z [Z [_ E]]]; auto.
  { intros k K. unfold centre. destruct (mem k l) eqn:M; [| reflexivity].
    apply mem_ok in M. contradiction. }
  replace (eval x e) with (eval (centre l X x) e +
    sum (fun k => eval z (der k e) * (x k - centre l X x k)) l) by lra.
  apply holds_add; [apply range_ok; exact B |].
  apply isum_ok. intros k _. apply holds_mul; [apply range_ok; exact Z |].
  apply holds_sub; [apply H | apply B].
Qed.
End Precision.
End At.
Export At.
Definition prec : F.precision := F.PtoP 96.
Definition coarse : F.precision := F.PtoP 32.
Notation irat := (At.irat prec).
Notation range := (At.range prec).
Notation holds_div := (At.holds_div prec).
Notation holds_rat := (At.holds_rat prec).
Notation holds_add := (At.holds_add prec).
Notation holds_sub := (At.holds_sub prec).
Notation holds_mul := (At.holds_mul prec).
Notation range_ok := (At.range_ok prec).
Notation clean := (At.clean prec).
Notation clean_ok := (At.clean_ok prec).
Notation mean_value := (At.mean_value prec).
Notation isum := (At.isum prec).
Notation isum_ok := (At.isum_ok prec).
Notation mean := (At.mean prec).
Notation mean_ok := (At.mean_ok prec).

(* --- boxes and their parts --- *)
Definition put (X : box) (j : nat) (i : I.type) : box :=
  remap (fun k o => if Nat.eqb k j then i else o) X.
Lemma inside_put : forall X j i x, inside X x -> holds i (x j) -> inside (put X j i) x.
Proof.
  intros X j i x H K. apply inside_remap. intros k _. destruct (Nat.eqb_spec k j); [subst |]; auto.
Qed.
Inductive tree (token : Set) := Cut (j : nat) (a b : tree token) | Leaf (t : token).
Arguments Cut {token}. Arguments Leaf {token}.
Fixpoint closed {token : Set} (good : box -> token -> bool) (X : box) (t : tree token) : bool :=
  match t with
  | Cut j a b => let s := I.bisect (side X j) in
    closed good (put X j (fst s)) a && closed good (put X j (snd s)) b
  | Leaf k => good X k end.
Lemma closed_ok : forall (token : Set) good (P : Prop) x,
  (forall X (k : token), good X k = true -> inside X x -> P) ->
  forall t X, closed good X t = true -> inside X x -> P.
Proof.
  intros token good P x G t. induction t; intros X C H; cbn [closed] in C; [| exact (G _ _ C H)].
  apply andb_prop in C. destruct C as [C1 C2].
  destruct (I.bisect_correct (side X j) (Xreal (x j)) (H j)) as [L | R].
  - apply (IHt1 _ C1), inside_put; assumption.
  - apply (IHt2 _ C2), inside_put; assumption.
Qed.
Definition rq (q : Q) : R := rat (Qnum q) (Qden q).
Definition iq (q : Q) : I.type := irat (Qnum q) (Qden q).
Definition ends := list (Q * Q).
Definition low (b : ends) (k : nat) : R := rq (fst (nth k b (0%Q, 0%Q))).
Definition high (b : ends) (k : nat) : R := rq (snd (nth k b (0%Q, 0%Q))).
Definition hull (b : Q * Q) : I.type := I.join (iq (fst b)) (iq (snd b)).
Definition outer (b : ends) : box := map hull b.
Lemma holds_hull : forall b x, rq (fst b) <= x <= rq (snd b) -> holds (hull b) x.
Proof.
  intros [p q] x [L U]. apply (holds_between _ (rq p) (rq q)); auto; apply I.join_correct;
    [left | right]; apply holds_rat.
Qed.
Lemma outer_ok : forall b x, (forall k, low b k <= x k <= high b k) -> inside (outer b) x.
Proof.
  intros b x H k. destruct (Nat.lt_ge_cases k (length b)) as [L | G].
  - specialize (H k). unfold outer, side.
    rewrite (nth_indep _ I.whole (hull (0%Q, 0%Q))) by (rewrite map_length; exact L).
    rewrite map_nth. apply holds_hull. exact H.
  - apply side_beyond. unfold outer. rewrite map_length. exact G.
Qed.

(* --- boxes without a point that meets all constraints --- *)
Definition constraint : Set := expr * option Q * option Q.
Definition times (y : Q) (e : expr) (end_ : option Q) : expr := match end_ with
  | Some p => Mul (Cst (Qnum y) (Qden y)) (Sub e (Cst (Qnum p) (Qden p))) | None => zero end.
(* y times what is left to an end: nowhere below 0 where the constraint is met *)
Definition left_over (cs : list constraint) (t : nat * Q) : expr := match nth_error cs (fst t) with
  | Some (e, lo, hi) => if Qle_bool 0 (snd t) then times (snd t) e lo else times (snd t) e hi
  | None => zero end.
Fixpoint met (x : point) (cs : list constraint) : Prop := match cs with
  | [] => True
  | (e, lo, hi) :: s => match lo with Some p => rq p <= eval x e | None => True end /\
    match hi with Some p => eval x e <= rq p | None => True end /\ met x s end.
Lemma left_over_ok : forall x cs t, met x cs -> 0 <= eval x (left_over cs t).
Proof.
  intros x cs [k y] M. unfold left_over. cbn [fst snd].
  assert (Z : 0 <= eval x zero) by (unfold zero; cbn; lra).
  destruct (nth_error cs k) as [[[e lo] hi] |] eqn:E; [| exact Z].
  assert (B : match lo with Some p => rq p <= eval x e | None => True end /\
    match hi with Some p => eval x e <= rq p | None => True end).
  { revert k E M. induction cs as [| [[e' lo'] hi'] s IH]; intros [| k] E M; try discriminate.
    - injection E. intros. subst. destruct M as [A [B _]]. auto.
    - destruct M as [_ [_ M]]. exact (IH k E M). }
  destruct B as [B1 B2]. destruct (Qle_bool 0 y) eqn:S.
  - apply Qle_bool_iff, Qle_Rle in S. destruct lo; [| exact Z]. cbn [times eval].
    unfold rq in B1. rewrite (rat_div (Qnum y)). apply Rmult_le_pos; [| lra].
    unfold Q2R in S. cbn in S. unfold Rdiv. lra.
  - assert (N : Q2R y <= 0).
    { apply Rlt_le. replace 0 with (Q2R 0) by (unfold Q2R; cbn; lra).
      apply Qlt_Rlt, Qnot_le_lt. intro L. apply Qle_bool_iff in L. congruence. }
    destruct hi; [| exact Z]. cbn [times eval]. unfold rq in B2. rewrite (rat_div (Qnum y)).
    unfold Q2R in N. unfold Rdiv. nra.
Qed.
Definition weighed (cs : list constraint) (ts : list (nat * Q)) : expr :=
  fold_right (fun t e => add' (left_over cs t) e) zero ts.
Lemma weighed_ok : forall x cs ts, met x cs -> 0 <= eval x (weighed cs ts).
Proof.
  intros x cs ts M. induction ts; [unfold weighed, zero; cbn; lra |].
  cbn [weighed fold_right]. rewrite eval_add'. unfold weighed in IHts.
  pose proof (left_over_ok x cs a M). lra.
Qed.
(* the range of one function misses its ends, or a weighted sum is negative by mean values *)
Inductive part : Set := Misses (k : nat) | Sums (ts : list (nat * Q)).
Definition without (n : nat) (cs : list constraint) (X : box) (t : part) : bool := match t with
  | Misses k => if below (range X (left_over cs (k, 1%Q))) then true
    else below (range X (left_over cs (k, (-1)%Q)))
  | Sums ts => let e := weighed cs ts in clean X e && below (mean (seq 0 n) X e) end.
Theorem nowhere_met : forall b cs t, closed (without (length b) cs) (outer b) t = true ->
  forall x, (forall k, low b k <= x k <= high b k) -> met x cs -> False.
Proof.
  intros b cs t C x B M. apply (closed_ok _ _ False x) in C; auto; [| apply outer_ok; exact B].
  intros X p G H. destruct p; cbn [without] in G.
  - change ((below (range X (left_over cs (k, 1%Q))) || below (range X (left_over cs (k, (-1)%Q)))) = true)
      in G. apply orb_prop in G. destruct G as [G | G]; pose proof (below_ok _ _ (range_ok X x _ H) G) as N;
      [pose proof (left_over_ok x cs (k, 1%Q) M) | pose proof (left_over_ok x cs (k, (-1)%Q) M)]; lra.
  - apply andb_prop in G. destruct G as [K G].
    pose proof (below_ok _ _ (mean_ok _ X x _ (seq_NoDup _ _) K H) G) as N.
    pose proof (weighed_ok x cs ts M). lra.
Qed.
