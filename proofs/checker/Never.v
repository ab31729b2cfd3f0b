(* What all questions share (a region that is not empty, logarithms and exponentials) and `never`. *)
From Coq Require Import Reals QArith Qreals List NArith Lra Bool.
From Checker Require Import Polynomial Refutation Exponential.
Import ListNotations.
Open Scope R_scope.

Inductive kind := Log | Exp.
Record fun_entry := Entry { which : kind; at_var : nat; arg : poly }.
Definition entry_holds (x : point) (f : fun_entry) : Prop :=
  match which f with
  | Log => 0 < eval x (arg f) /\ x (at_var f) = ln (eval x (arg f))
  | Exp => x (at_var f) = exp (eval x (arg f))
  end.
Definition functions_hold (x : point) (fs : list fun_entry) : Prop := Forall (entry_holds x) fs.
(* those functions that have a value; the others may not be spoken of *)
Definition shown_hold (x : point) (fs : list (option fun_entry)) : Prop :=
  Forall (fun o => match o with Some f => entry_holds x f | None => True end) fs.
Lemma all_shown : forall x fs, functions_hold x fs -> shown_hold x (map Some fs).
Proof. intros x fs F. unfold shown_hold. induction F; constructor; assumption. Qed.

(* --- axioms: either kind of function is a pair (big, small) with big = exp small ---------------- *)

Definition same_kind (a b : kind) : bool :=
  match a, b with Log, Log => true | Exp, Exp => true | _, _ => false end.
Definition pair_of (fs : list (option fun_entry)) (k : kind) (i : nat) : option (poly * poly) :=
  match nth_error fs i with
  | Some (Some f) =>
      if same_kind k (which f) then
        Some (match k with Log => (arg f, var (at_var f)) | Exp => (var (at_var f), arg f) end)
      else None
  | _ => None
  end.
Lemma pair_of_ok : forall x fs, shown_hold x fs -> forall k i b s,
  pair_of fs k i = Some (b, s) -> eval x b = exp (eval x s).
Proof.
  intros x fs F k i b s E. unfold pair_of in E.
  destruct (nth_error fs i) as [[f |] |] eqn:N; try discriminate. apply nth_error_In in N.
  unfold shown_hold in F. rewrite Forall_forall in F. specialize (F (Some f) N). cbv beta iota in F.
  unfold entry_holds in F.
  destruct f as [o v a]; simpl in *. destruct k, o; simpl in E; try discriminate;
  injection E as <- <-.
  - destruct F as [P L]. rewrite var_ok, L, exp_ln; [reflexivity | exact P].
  - rewrite var_ok, F. reflexivity.
Qed.

(* in a bound: nothing (exp 0 = 1), a function, or two numbers that stand for one *)
Inductive spot := Nothing | Function_ (i : nat) | Numbers (big small : Q).
Inductive axiom :=
  | Bound (k : kind) (i j : spot)
  | Positive (k : kind) (i : nat)
  | Product (k : kind) (left right : list (nat * nat)).

Definition place (fs : list (option fun_entry)) (k : kind) (left : bool) (s : spot) :
  option (poly * poly) :=
  match s with
  | Nothing => Some (const 1, const 0)
  | Function_ i => pair_of fs k i
  | Numbers b a =>
      if (if left then over_exp b a else under_exp b a) then Some (const b, const a) else None
  end.
(* a larger number on the left, or a smaller one that is positive on the right, says less *)
Lemma place_ok : forall x fs, shown_hold x fs -> forall k left s b a,
  place fs k left s = Some (b, a) ->
  if left then exp (eval x a) <= eval x b else 0 < eval x b <= exp (eval x a).
Proof.
  intros x fs F k left [| i | c r] b a E; simpl in E.
  - injection E as <- <-. rewrite !const_ok, Q2R_one.
    replace (Q2R 0) with 0 by (unfold Q2R; simpl; lra). rewrite exp_0. destruct left; lra.
  - pose proof (pair_of_ok x fs F k i b a E) as H. pose proof (exp_pos (eval x a)).
    destruct left; lra.
  - destruct left.
    + destruct (over_exp c r) eqn:O; [| discriminate]. injection E as <- <-.
      rewrite !const_ok. exact (over_exp_ok c r O).
    + destruct (under_exp c r) eqn:O; [| discriminate]. injection E as <- <-.
      rewrite !const_ok. exact (under_exp_ok c r O).
Qed.

Fixpoint times (n : nat) (bs : poly * poly) (rest : poly * poly) : poly * poly :=
  match n with
  | O => rest
  | S m => let r := times m bs rest in (pmul (fst bs) (fst r), pplus (snd bs) (snd r))
  end.
Fixpoint side (fs : list (option fun_entry)) (k : kind) (l : list (nat * nat)) : option (poly * poly) :=
  match l with
  | [] => Some (const 1, [])
  | (i, n) :: r =>
      match pair_of fs k i, side fs k r with
      | Some bs, Some rest => Some (times n bs rest)
      | _, _ => None
      end
  end.
Lemma side_ok : forall x fs, shown_hold x fs -> forall k l b s,
  side fs k l = Some (b, s) -> eval x b = exp (eval x s).
Proof.
  intros x fs F k. induction l as [| [i n] l IH]; intros b s E.
  - injection E as <- <-. rewrite const_ok, Q2R_one. simpl. rewrite exp_0. reflexivity.
  - simpl in E. destruct (pair_of fs k i) as [[c t] |] eqn:P; [| discriminate].
    destruct (side fs k l) as [[d u] |]; [| discriminate].
    pose proof (pair_of_ok x fs F k i c t P) as A. pose proof (IH _ _ eq_refl) as B.
    injection E as E. revert b s E. induction n as [| n IN]; intros b s E; simpl in E.
    + injection E as <- <-. exact B.
    + destruct (times n (c, t) (d, u)) as [g h] eqn:T. injection E as <- <-. simpl.
      rewrite pmul_ok, pplus_ok, exp_plus, A, (IN _ _ eq_refl). reflexivity.
Qed.

Definition instance (fs : list (option fun_entry)) (a : axiom) : option atom :=
  match a with
  | Bound k i j =>
      match place fs k true i, place fs k false j with
      | Some (big, small), Some (of, at_) =>
          match i, j with
          | Nothing, Nothing | Nothing, Numbers _ _ | Numbers _ _, Nothing
          | Numbers _ _, Numbers _ _ => None
          | _, _ => Some (NotBelow, psub big (pmul of (pplus (const 1) (psub small at_))))
          end
      | _, _ => None
      end
  | Positive k i =>
      match pair_of fs k i with Some (big, _) => Some (Above, big) | None => None end
  | Product k l r =>
      match side fs k l, side fs k r with
      | Some (b, s), Some (c, t) =>
          match k with
          | Log => if pzero (psub b c) then Some (Equal, psub s t) else None
          | Exp => if pzero (psub s t) then Some (Equal, psub b c) else None
          end
      | _, _ => None
      end
  end.
Lemma instance_ok : forall x fs, shown_hold x fs -> forall a h,
  instance fs a = Some h -> atom_holds x h.
Proof.
  intros x fs F [k i j | k i | k l r] h E; simpl in E.
  - destruct (place fs k true i) as [[b s] |] eqn:P; [| discriminate].
    destruct (place fs k false j) as [[c t] |] eqn:Q; [| discriminate].
    pose proof (place_ok x fs F k true i b s P) as B.
    pose proof (place_ok x fs F k false j c t Q) as C. cbv iota in B, C.
    assert (G : atom_holds x (NotBelow, psub b (pmul c (pplus (const 1) (psub s t))))).
    { change (0 <= eval x (psub b (pmul c (pplus (const 1) (psub s t))))).
      rewrite psub_ok, pmul_ok, pplus_ok, psub_ok, const_ok, Q2R_one.
      pose proof (exp_ineq1_le (eval x s - eval x t)) as T. pose proof (exp_pos (eval x s)).
      assert (S : exp (eval x t) * exp (eval x s - eval x t) = exp (eval x s)).
      { rewrite <- exp_plus. f_equal. ring. }
      set (r := 1 + (eval x s - eval x t)) in *.
      assert (L : eval x c * r <= exp (eval x s)); [| lra].
      destruct (Rle_lt_dec r 0) as [N | N].
      - assert (0 <= eval x c * - r) by (apply Rmult_le_pos; lra). lra.
      - rewrite <- S. apply Rmult_le_compat; lra. }
    destruct i, j; try discriminate; injection E as <-; exact G.
  - destruct (pair_of fs k i) as [[b s] |] eqn:P; [| discriminate]. injection E as <-.
    unfold atom_holds; simpl. rewrite (pair_of_ok x fs F k i b s P). apply exp_pos.
  - destruct (side fs k l) as [[b s] |] eqn:P; [| discriminate].
    destruct (side fs k r) as [[c t] |] eqn:Q; [| discriminate].
    pose proof (side_ok x fs F k l b s P) as B. pose proof (side_ok x fs F k r c t Q) as C.
    destruct k.
    + destruct (pzero (psub b c)) eqn:Z; [| discriminate]. injection E as <-.
      apply (pzero_ok x) in Z. rewrite psub_ok in Z. change (eval x (psub s t) = 0).
      rewrite psub_ok. assert (H : eval x s = eval x t) by (apply exp_inv; lra). lra.
    + destruct (pzero (psub s t)) eqn:Z; [| discriminate]. injection E as <-.
      apply (pzero_ok x) in Z. rewrite psub_ok in Z. change (eval x (psub b c) = 0).
      rewrite psub_ok, B, C. replace (eval x s) with (eval x t) by lra. ring.
Qed.

Fixpoint instances (fs : list (option fun_entry)) (axs : list axiom) : option (list atom) :=
  match axs with
  | [] => Some []
  | a :: r =>
      match instance fs a, instances fs r with
      | Some h, Some hs => Some (h :: hs)
      | _, _ => None
      end
  end.
Lemma instances_ok : forall x fs, shown_hold x fs -> forall axs hs,
  instances fs axs = Some hs -> Forall (atom_holds x) hs.
Proof.
  intros x fs F. induction axs as [| a axs IH]; intros hs E; simpl in E.
  - injection E as <-. constructor.
  - destruct (instance fs a) as [h |] eqn:I; [| discriminate].
    destruct (instances fs axs) as [ks |]; [| discriminate]. injection E as <-.
    constructor; [exact (instance_ok x fs F a h I) | exact (IH _ eq_refl)].
Qed.

(* --- a point of the region, so that nothing is proved about an empty set ------------------------ *)

Fixpoint lookup (values : list (nat * Q)) (v : nat) : Q :=
  match values with [] => 0%Q | (u, a) :: r => if Nat.eqb u v then a else lookup r v end.
Definition real (values : list (nat * Q)) : point := fun v => Q2R (lookup values v).
Definition atom_true (values : list (nat * Q)) (a : atom) : bool :=
  let v := value (lookup values) (snd a) in
  match fst a with Equal => qzero v | NotBelow => qzero v || qpos v | Above => qpos v end.
Definition true_at (values : list (nat * Q)) (h : hyp) : bool :=
  match h with
  | One a => atom_true values a
  | Any cases => existsb (forallb (atom_true values)) cases
  end.
Lemma atom_true_ok : forall vs a, atom_true vs a = true -> atom_holds (real vs) a.
Proof.
  intros vs [r p] H. unfold atom_true in H. unfold atom_holds. simpl in *.
  pose proof (value_ok (lookup vs) p) as V. fold (real vs) in V. rewrite <- V. destruct r.
  - apply qzero_ok, H.
  - apply orb_prop in H. destruct H as [H | H]; [apply qzero_ok in H | apply qpos_ok in H]; lra.
  - apply qpos_ok, H.
Qed.
Lemma true_at_ok : forall vs hs, forallb (true_at vs) hs = true -> all_hold (real vs) hs.
Proof.
  intros vs hs H. rewrite forallb_forall in H. apply Forall_forall. intros h I.
  specialize (H h I). destruct h as [a | cases]; simpl in *; [apply atom_true_ok, H |].
  apply existsb_exists in H. destruct H as [part [I1 T]]. apply Exists_exists. exists part.
  split; [exact I1 |]. rewrite forallb_forall in T. apply Forall_forall.
  intros a J. apply atom_true_ok, T, J.
Qed.

(* --- questions ------------------------------------------------------------------------------- *)

Record question := Question {
  parameters : list nat;
  functions : list fun_entry;
  region : list hyp }.

Definition atoms (h : hyp) : list atom := match h with One a => [a] | Any cases => concat cases end.
Definition hyp_within (l : list nat) (h : hyp) : bool :=
  forallb (fun a => within l (snd a)) (atoms h).
Lemma hyp_within_ok : forall l x y, agree_on l x y -> forall h, hyp_within l h = true ->
  holds x h -> holds y h.
Proof.
  intros l x y E. assert (B : forall a, within l (snd a) = true -> atom_holds x a -> atom_holds y a).
  { intros [r p] W H. unfold atom_holds in *. simpl in *.
    rewrite <- (eval_within l p x y W E). exact H. }
  intros [a | cases] W H; unfold hyp_within in W; simpl in *.
  - apply andb_prop in W. apply B; tauto.
  - rewrite forallb_forall in W. rewrite Exists_exists in *. destruct H as [part [I F]].
    exists part. split; [exact I |]. rewrite Forall_forall in *. intros a J.
    apply B; [| apply F, J]. apply W. apply in_concat. exists part. split; assumption.
Qed.
Lemma all_within_ok : forall l x y, agree_on l x y -> forall hs, forallb (hyp_within l) hs = true ->
  all_hold x hs -> all_hold y hs.
Proof.
  intros l x y E hs W H. unfold all_hold in *. rewrite forallb_forall in W.
  rewrite Forall_forall in *. intros h I. exact (hyp_within_ok l x y E h (W h I) (H h I)).
Qed.
(* no variable has two roles, and no function uses itself or a later one *)
Fixpoint distinct (l : list nat) : bool :=
  match l with [] => true | v :: r => negb (is_in r v) && distinct r end.
Fixpoint ordered (ps : list nat) (fs : list fun_entry) : bool :=
  match fs with
  | [] => true
  | f :: r =>
      forallb (fun t => forallb (fun v => N.eqb (exponent (snd t) v) 0) (map at_var fs)) (arg f)
      && negb (is_in (ps ++ map at_var r) (at_var f)) && ordered ps r
  end.
Definition in_order (q : question) : bool :=
  distinct (parameters q) && ordered (parameters q) (functions q)
  && forallb (hyp_within (parameters q)) (region q).

(* the leaves of a tree over the parameters *)
Inductive leaf (L : Type) := Vacuous (n : node) | Proof_ (l : L).
Arguments Vacuous {L}. Arguments Proof_ {L}.
Definition in_leaf {L} (f : list hyp -> L -> bool) (hs : list hyp) (l : leaf L) : bool :=
  match l with Vacuous n => check hs n | Proof_ l => f hs l end.
Lemma in_leaf_ok : forall L (f : list hyp -> L -> bool) (P : point -> Prop),
  (forall hs l, f hs l = true -> forall x, all_hold x hs -> P x) ->
  forall hs l, in_leaf f hs l = true -> forall x, all_hold x hs -> P x.
Proof.
  intros L f P S hs [n | l] H x A; simpl in H; [| exact (S hs l H x A)].
  exfalso. exact (check_sound hs n H x A).
Qed.
Definition over {L} (q : question) (f : list hyp -> L -> bool) :
  list hyp -> tree (leaf L) -> bool :=
  proves (leaf L) (within (parameters q)) (in_leaf f).
Lemma over_ok : forall L q (f : list hyp -> L -> bool) (P : point -> Prop),
  (forall hs l, f hs l = true -> forall x, all_hold x hs -> P x) ->
  forall t hs, over q f hs t = true -> forall x, all_hold x hs -> P x.
Proof.
  intros L q f P S. apply proves_sound. apply in_leaf_ok. exact S.
Qed.

(* --- never --------------------------------------------------------------------------------------- *)

Record refutation := Refutation { axioms : list axiom; body : node }.

Definition fails (q : question) (necessary : list hyp) (hs : list hyp) (r : refutation) : bool :=
  match instances (map Some (functions q)) (axioms r) with
  | Some more => check (hs ++ necessary ++ map One more) (body r)
  | None => false
  end.
Lemma fails_ok : forall q necessary hs r, fails q necessary hs r = true ->
  forall x, all_hold x hs -> functions_hold x (functions q) -> ~ all_hold x necessary.
Proof.
  intros q necessary hs r C x A F N. unfold fails in C.
  destruct (instances (map Some (functions q)) (axioms r)) as [more |] eqn:I; [| discriminate].
  apply (check_sound _ _ C x). apply all_hold_app; [exact A |].
  apply all_hold_app; [exact N |]. apply all_hold_map. exact (instances_ok x _ (all_shown x _ F) _ _ I).
Qed.

Definition never (q : question) (necessary : list hyp) (sample : list (nat * Q))
  (t : tree (leaf refutation)) : bool :=
  in_order q && forallb (true_at sample) (region q) && over q (fails q necessary) (region q) t.

Theorem never_sound : forall q necessary sample t, never q necessary sample t = true ->
  (exists x, all_hold x (region q)) /\
  forall x, functions_hold x (functions q) -> all_hold x (region q) -> ~ all_hold x necessary.
Proof.
  intros q necessary sample t C. unfold never in C.
  apply andb_prop in C. destruct C as [C P]. apply andb_prop in C. destruct C as [_ S].
  split; [exists (real sample); apply true_at_ok, S |].
  intros x F A.
  exact (over_ok _ q (fails q necessary)
    (fun x => functions_hold x (functions q) -> ~ all_hold x necessary)
    (fails_ok q necessary) t (region q) P x A F).
Qed.
