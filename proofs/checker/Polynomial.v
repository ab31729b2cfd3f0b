(* Exact polynomials with rational coefficients, and their values at real points.

   A polynomial is a list of (coefficient, exponents), a monomial a list of exponents by the position
   of the variable; what is missing at the end of it is 0. Nothing here needs the list to be sorted:
   whatever an operation returns has the right value. That it is sorted only lets terms meet. *)
From Coq Require Import Reals QArith Qreals List NArith Lra Bool.
Import ListNotations.
Open Scope R_scope.

Definition mono := list N.
Definition poly := list (Q * mono).
Definition point := nat -> R.

Fixpoint meval (x : point) (i : nat) (m : mono) : R :=
  match m with [] => 1 | e :: r => x i ^ N.to_nat e * meval x (S i) r end.
Fixpoint eval (x : point) (p : poly) : R :=
  match p with [] => 0 | (c, m) :: r => Q2R c * meval x 0 m + eval x r end.

(* --- coefficients, in lowest terms ---------------------------------------------------------- *)

Definition whole (a : Q) : bool := Pos.eqb (Qden a) 1.
Definition qadd (a b : Q) : Q :=
  if whole a && whole b then Qmake (Qnum a + Qnum b) 1 else Qred (a + b).
Definition qmul (a b : Q) : Q :=
  if whole a && whole b then Qmake (Qnum a * Qnum b) 1 else Qred (a * b).
Definition qzero (a : Q) : bool := Z.eqb (Qnum a) 0.
Definition qpos (a : Q) : bool := Z.ltb 0 (Qnum a).

Lemma whole_eq : forall a, whole a = true -> a = Qmake (Qnum a) 1.
Proof. intros [n d] H. apply Pos.eqb_eq in H. simpl in *. subst. reflexivity. Qed.
Lemma qadd_ok : forall a b, Q2R (qadd a b) = Q2R a + Q2R b.
Proof.
  intros a b. rewrite <- Q2R_plus. apply Qeq_eqR. unfold qadd.
  destruct (whole a && whole b) eqn:E; [| apply Qred_correct].
  apply andb_prop in E. destruct E as [A B]. rewrite (whole_eq a A), (whole_eq b B).
  unfold Qeq, Qplus; simpl. ring.
Qed.
Lemma qmul_ok : forall a b, Q2R (qmul a b) = Q2R a * Q2R b.
Proof.
  intros a b. rewrite <- Q2R_mult. apply Qeq_eqR. unfold qmul.
  destruct (whole a && whole b) eqn:E; [| apply Qred_correct].
  apply andb_prop in E. destruct E as [A B]. rewrite (whole_eq a A), (whole_eq b B).
  unfold Qeq, Qmult; simpl. ring.
Qed.
Lemma qzero_ok : forall a, qzero a = true -> Q2R a = 0.
Proof. intros [n d] H. apply Z.eqb_eq in H. simpl in H. subst. unfold Q2R; simpl. ring. Qed.
Lemma qpos_ok : forall a, qpos a = true -> 0 < Q2R a.
Proof.
  intros a H. apply Z.ltb_lt in H. rewrite <- RMicromega.Q2R_0. apply Qlt_Rlt.
  unfold Qlt. simpl. rewrite Z.mul_1_r. exact H.
Qed.

(* --- monomials -------------------------------------------------------------------------------- *)

Fixpoint madd (m n : mono) : mono :=
  match m, n with
  | [], _ => n
  | _, [] => m
  | e :: m', f :: n' => N.add e f :: madd m' n'
  end.
Lemma madd_ok : forall x m n i, meval x i (madd m n) = meval x i m * meval x i n.
Proof.
  induction m as [| e m IH]; intros [| f n] i; simpl; try ring.
  rewrite IH, N2Nat.inj_add, pow_add. ring.
Qed.

Fixpoint mnil (m : mono) : bool :=
  match m with [] => true | e :: r => N.eqb e 0 && mnil r end.
Fixpoint mcmp (m n : mono) : comparison :=
  match m, n with
  | [], _ => if mnil n then Eq else Lt
  | _, [] => if mnil m then Eq else Gt
  | e :: m', f :: n' => match N.compare e f with Eq => mcmp m' n' | c => c end
  end.
Lemma mnil_ok : forall x m i, mnil m = true -> meval x i m = 1.
Proof.
  induction m as [| e m IH]; simpl; intros i H; [reflexivity |].
  apply andb_prop in H. destruct H as [A B]. apply N.eqb_eq in A. subst. simpl.
  rewrite (IH _ B). ring.
Qed.
Lemma mcmp_ok : forall x m n i, mcmp m n = Eq -> meval x i m = meval x i n.
Proof.
  induction m as [| e m IH]; intros [| f n] i H.
  - reflexivity.
  - unfold mcmp in H. destruct (mnil (f :: n)) eqn:E; [| discriminate].
    rewrite (mnil_ok x _ i E). reflexivity.
  - unfold mcmp in H. destruct (mnil (e :: m)) eqn:E; [| discriminate].
    rewrite (mnil_ok x _ i E). reflexivity.
  - simpl in H. destruct (N.compare e f) eqn:E; try discriminate.
    apply N.compare_eq in E. subst. simpl. rewrite (IH n _ H). reflexivity.
Qed.

(* --- sums and products ------------------------------------------------------------------------ *)

Fixpoint pplus (p : poly) : poly -> poly :=
  match p with
  | [] => fun q => q
  | (c, m) :: p' =>
      fix right (q : poly) : poly :=
      match q with
      | [] => p
      | (d, n) :: q' =>
          match mcmp m n with
          | Eq => let s := qadd c d in if qzero s then pplus p' q' else (s, m) :: pplus p' q'
          | Gt => (c, m) :: pplus p' q
          | Lt => (d, n) :: right q'
          end
      end
  end.
Lemma pplus_ok : forall x p q, eval x (pplus p q) = eval x p + eval x q.
Proof.
  intros x. induction p as [| [c m] p IH]; [intros; simpl; ring |].
  induction q as [| [d n] q IQ]; [simpl; ring |].
  cbn [pplus]. destruct (mcmp m n) eqn:E.
  - pose proof (mcmp_ok x m n 0%nat E) as M. cbv zeta. pose proof (qadd_ok c d) as S.
    destruct (qzero (qadd c d)) eqn:Z.
    + apply qzero_ok in Z. rewrite IH. cbn [eval]. rewrite <- M. rewrite Z in S.
      replace (Q2R c) with (- Q2R d) by lra. ring.
    + cbn [eval]. rewrite IH, <- M, S. ring.
  - cbn [eval]. cbn [pplus] in IQ. rewrite IQ. cbn [eval]. ring.
  - cbn [eval]. rewrite IH. cbn [eval]. ring.
Qed.

Definition pscale (c : Q) (m : mono) (p : poly) : poly :=
  map (fun t => (qmul c (fst t), madd m (snd t))) p.
Lemma pscale_ok : forall x c m p, eval x (pscale c m p) = Q2R c * meval x 0 m * eval x p.
Proof.
  induction p as [| [d n] p IH]; simpl; [ring |].
  rewrite IH, qmul_ok, madd_ok. ring.
Qed.
Fixpoint pmul (p q : poly) : poly :=
  match p with [] => [] | (c, m) :: r => pplus (pscale c m q) (pmul r q) end.
Lemma pmul_ok : forall x p q, eval x (pmul p q) = eval x p * eval x q.
Proof.
  intros x p q. induction p as [| [c m] p IH]; simpl; [ring |].
  rewrite pplus_ok, pscale_ok, IH. ring.
Qed.

Definition const (c : Q) : poly := [(c, [])].
Definition var (v : nat) : poly := [(1%Q, repeat 0%N v ++ [1%N])].
Definition pneg (p : poly) : poly := pscale (- (1)) [] p.
Definition psub (p q : poly) : poly := pplus p (pneg q).
Lemma Q2R_one : Q2R 1 = 1. Proof. unfold Q2R; simpl. lra. Qed.
Lemma const_ok : forall x c, eval x (const c) = Q2R c.
Proof. intros. simpl. ring. Qed.
Lemma var_ok : forall x v, eval x (var v) = x v.
Proof.
  intros x v. unfold var. cbn [eval]. rewrite Q2R_one.
  assert (A : forall k i, meval x i (repeat 0%N k ++ [1%N]) = x (k + i)%nat).
  { induction k as [| k IH]; intro i; simpl; [ring |].
    rewrite IH. rewrite <- plus_n_Sm. simpl. ring. }
  rewrite A, <- plus_n_O. ring.
Qed.
Lemma pneg_ok : forall x p, eval x (pneg p) = - eval x p.
Proof.
  intros. unfold pneg. rewrite pscale_ok. simpl. rewrite Q2R_opp, Q2R_one. ring.
Qed.
Lemma psub_ok : forall x p q, eval x (psub p q) = eval x p - eval x q.
Proof. intros. unfold psub. rewrite pplus_ok, pneg_ok. ring. Qed.

Definition pzero (p : poly) : bool := forallb (fun t => qzero (fst t)) p.
Lemma pzero_ok : forall x p, pzero p = true -> eval x p = 0.
Proof.
  induction p as [| [c m] p IH]; simpl; intro H; [reflexivity |].
  apply andb_prop in H. destruct H as [A B]. rewrite (qzero_ok _ A), (IH B). ring.
Qed.

(* --- exact values at rational points ------------------------------------------------------------ *)

Fixpoint qpow (a : Q) (n : nat) : Q := match n with O => 1%Q | S k => qmul a (qpow a k) end.
Lemma qpow_ok : forall a n, Q2R (qpow a n) = Q2R a ^ n.
Proof. induction n as [| n IH]; simpl; [apply Q2R_one | rewrite qmul_ok, IH; reflexivity]. Qed.
Fixpoint mvalue (x : nat -> Q) (i : nat) (m : mono) : Q :=
  match m with
  | [] => 1%Q
  | e :: r => if N.eqb e 0 then mvalue x (S i) r else qmul (qpow (x i) (N.to_nat e)) (mvalue x (S i) r)
  end.
Fixpoint value (x : nat -> Q) (p : poly) : Q :=
  match p with [] => 0%Q | (c, m) :: r => qadd (qmul c (mvalue x 0 m)) (value x r) end.
Lemma value_ok : forall x p, Q2R (value x p) = eval (fun i => Q2R (x i)) p.
Proof.
  intros x. assert (A : forall m i, Q2R (mvalue x i m) = meval (fun i => Q2R (x i)) i m).
  { induction m as [| e m IH]; intro i; simpl; [apply Q2R_one |].
    destruct (N.eqb e 0) eqn:E.
    - apply N.eqb_eq in E. subst. simpl. rewrite IH. ring.
    - rewrite qmul_ok, qpow_ok, IH. reflexivity. }
  induction p as [| [c m] p IH]; simpl; [unfold Q2R; simpl; lra |].
  rewrite qadd_ok, qmul_ok, A, IH. reflexivity.
Qed.

(* --- which variables occur --------------------------------------------------------------------- *)

Definition is_in (l : list nat) (v : nat) : bool := existsb (Nat.eqb v) l.
Lemma is_in_ok : forall l v, is_in l v = true <-> In v l.
Proof.
  intros l v. unfold is_in. rewrite existsb_exists. split.
  - intros [u [I E]]. apply Nat.eqb_eq in E. subst. exact I.
  - intro I. exists v. split; [exact I | apply Nat.eqb_refl].
Qed.
Fixpoint mwithin (l : list nat) (i : nat) (m : mono) : bool :=
  match m with [] => true | e :: r => (N.eqb e 0 || is_in l i) && mwithin l (S i) r end.
(* no variable occurs but those of the list *)
Definition within (l : list nat) (p : poly) : bool := forallb (fun t => mwithin l 0 (snd t)) p.
Definition agree_on (l : list nat) (x y : point) : Prop := forall v, In v l -> x v = y v.
Lemma eval_within : forall l p x y, within l p = true -> agree_on l x y -> eval x p = eval y p.
Proof.
  intros l p x y W E. assert (A : forall m i, mwithin l i m = true -> meval x i m = meval y i m).
  { induction m as [| e m IH]; intros i M; simpl; [reflexivity |]. simpl in M.
    apply andb_prop in M. destruct M as [M1 M2]. rewrite (IH _ M2). f_equal.
    apply orb_prop in M1. destruct M1 as [Z | I].
    - apply N.eqb_eq in Z. subst. reflexivity.
    - apply is_in_ok in I. rewrite (E i I). reflexivity. }
  induction p as [| [c m] p IH]; [reflexivity |]. simpl in *. apply andb_prop in W.
  destruct W as [W1 W2]. rewrite (A _ _ W1), (IH W2). reflexivity.
Qed.

(* --- a polynomial in place of a variable --------------------------------------------------------- *)

Definition set (x : point) (v : nat) (a : R) : point := fun i => if Nat.eqb i v then a else x i.
Fixpoint exponent (m : mono) (v : nat) : N :=
  match m, v with [], _ => 0%N | e :: _, O => e | _ :: r, S k => exponent r k end.
Fixpoint without (m : mono) (v : nat) : mono :=
  match m, v with [], _ => [] | _ :: r, O => 0%N :: r | e :: r, S k => e :: without r k end.
Fixpoint ppow (p : poly) (n : nat) : poly :=
  match n with O => const 1 | S k => pmul p (ppow p k) end.
Fixpoint substitute (p : poly) (v : nat) (q : poly) : poly :=
  match p with
  | [] => []
  | (c, m) :: r =>
      pplus (pscale c (without m v) (ppow q (N.to_nat (exponent m v)))) (substitute r v q)
  end.
Lemma meval_set : forall x v a m i k, v = (k + i)%nat ->
  meval (set x v a) i m = a ^ N.to_nat (exponent m k) * meval x i (without m k).
Proof.
  intros x v a. assert (B : forall m i, (v < i)%nat -> meval (set x v a) i m = meval x i m).
  { induction m as [| e m IH]; intros i L; simpl; [reflexivity |].
    rewrite IH by auto with arith. unfold set.
    destruct (Nat.eqb i v) eqn:E; [| reflexivity].
    apply Nat.eqb_eq in E. subst. destruct (Nat.lt_irrefl _ L). }
  induction m as [| e m IH]; intros i k E; [simpl; destruct k; simpl; ring |].
  destruct k as [| k]; simpl in *.
  - subst. rewrite B by auto with arith. unfold set. rewrite Nat.eqb_refl. ring.
  - rewrite (IH (S i) k) by (rewrite E; apply plus_n_Sm). unfold set.
    destruct (Nat.eqb i v) eqn:J; [| ring].
    apply Nat.eqb_eq in J. exfalso. rewrite J in E.
    assert (L : (v < S (k + v))%nat) by auto with arith. rewrite <- E in L.
    exact (Nat.lt_irrefl _ L).
Qed.
Lemma ppow_ok : forall x p n, eval x (ppow p n) = eval x p ^ n.
Proof.
  induction n as [| n IH]; [exact (eq_trans (const_ok x 1) Q2R_one) |].
  simpl ppow. rewrite pmul_ok, IH. reflexivity.
Qed.
Lemma substitute_ok : forall x p v q, eval x (substitute p v q) = eval (set x v (eval x q)) p.
Proof.
  intros x p v q. induction p as [| [c m] p IH]; [reflexivity |].
  simpl substitute. rewrite pplus_ok, pscale_ok, ppow_ok, IH.
  cbn [eval]. rewrite (meval_set x v (eval x q) m 0 v (plus_n_O v)). ring.
Qed.
(* a path of points, each coordinate continuous *)
Definition smooth (path : R -> point) : Prop := forall v, continuity (fun t => path t v).
Lemma eval_along : forall path p, smooth path -> continuity (fun t => eval (path t) p).
Proof.
  intros path p H. assert (C : forall a : R, continuity (fun _ : R => a)).
  { intro a. apply continuity_const. intros ? ?. reflexivity. }
  assert (P : forall i n, continuity (fun t => path t i ^ n)).
  { induction n as [| n IH]; simpl; [apply C |]. exact (continuity_mult _ _ (H i) IH). }
  assert (A : forall m i, continuity (fun t => meval (path t) i m)).
  { induction m as [| e m IH]; intro i; simpl; [apply C |].
    exact (continuity_mult _ _ (P i (N.to_nat e)) (IH (S i))). }
  induction p as [| [c m] p IH]; simpl; [apply C |].
  exact (continuity_plus _ _ (continuity_mult _ _ (C (Q2R c)) (A m 0%nat)) IH).
Qed.
Lemma smooth_set : forall path v g, smooth path -> continuity g ->
  smooth (fun t => set (path t) v (g t)).
Proof.
  intros path v g S G w. unfold set. destruct (Nat.eqb w v); [exact G | exact (S w)].
Qed.
Lemma smooth_constant : forall x : point, smooth (fun _ => x).
Proof. intros x v. apply continuity_const. intros ? ?. reflexivity. Qed.

(* --- the one way to write a polynomial down: sorted, in lowest terms, without zeros ------------- *)

Fixpoint descending (p : poly) : bool :=
  match p with
  | (_, m) :: (((_, n) :: _) as r) =>
      match mcmp m n with Gt => descending r | _ => false end
  | _ => true
  end.
Definition lowest (a : Q) : bool := Pos.eqb (Qden (Qred a)) (Qden a).
Definition good (n : nat) (p : poly) : bool :=
  descending p && forallb (fun t => negb (qzero (fst t)) && lowest (fst t)
    && Nat.eqb (length (snd t)) n && forallb (fun e => N.leb e 200) (snd t)) p.
