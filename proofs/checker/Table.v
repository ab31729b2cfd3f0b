(* Pure Nash equilibria of finite games whose payoffs are polynomials in the parameters. *)
From Coq Require Import Reals QArith Qreals List NArith Lra Bool Lia.
From Checker Require Import Polynomial Refutation Never Points.
Import ListNotations.
Open Scope R_scope.

(* payoffs of each player in C order: the last player's action runs fastest *)
Record game := Game { shape : list nat; payoffs : list (list poly) }.
Definition profile := list nat.

Fixpoint position (sizes : list nat) (p : profile) (before : nat) : nat :=
  match sizes, p with n :: ns, a :: r => position ns r (before * n + a) | _, _ => before end.
Definition payoff (g : game) (i : nat) (p : profile) : poly :=
  nth (position (shape g) p 0) (nth i (payoffs g) []) [].
Fixpoint changed (p : profile) (i to : nat) : profile :=
  match p, i with [], _ => [] | _ :: r, O => to :: r | a :: r, S k => a :: changed r k to end.
Definition gain (g : game) (p : profile) (i to : nat) : poly :=
  psub (payoff g i (changed p i to)) (payoff g i p).

Definition valid (g : game) (p : profile) : Prop := Forall2 lt p (shape g).
Definition nash (x : point) (g : game) (p : profile) : Prop :=
  forall i n to, nth_error (shape g) i = Some n -> (to < n)%nat ->
  eval x (payoff g i (changed p i to)) <= eval x (payoff g i p).

Fixpoint same (p r : profile) : bool :=
  match p, r with [], [] => true | a :: p', b :: r' => Nat.eqb a b && same p' r' | _, _ => false end.
Lemma same_ok : forall p r, same p r = true -> p = r.
Proof.
  induction p as [| a p IH]; intros [| b r] H; try discriminate; [reflexivity |].
  apply andb_prop in H. destruct H as [A B]. apply Nat.eqb_eq in A. subst. f_equal. auto.
Qed.
Fixpoint below (p sizes : list nat) : bool :=
  match p, sizes with
  | [], [] => true
  | a :: r, n :: ns => Nat.ltb a n && below r ns
  | _, _ => false
  end.
Lemma below_ok : forall p ns, below p ns = true -> Forall2 lt p ns.
Proof.
  induction p as [| a p IH]; intros [| n ns] H; try discriminate; [constructor |].
  apply andb_prop in H. destruct H as [A B]. apply Nat.ltb_lt in A. constructor; auto.
Qed.
Lemma changed_same : forall p i a, nth_error p i = Some a -> changed p i a = p.
Proof.
  induction p as [| b p IH]; intros [| i] a E; simpl in *; try discriminate.
  - injection E as ->. reflexivity.
  - rewrite (IH _ _ E). reflexivity.
Qed.

(* --- an equilibrium: every deviation to another action is refuted ------------------------------- *)

Fixpoint others_from (i : nat) (p sizes : list nat) : list (nat * nat) :=
  match p, sizes with
  | a :: r, n :: ns =>
      map (fun to => (i, to)) (filter (fun to => negb (Nat.eqb to a)) (seq 0 n))
      ++ others_from (S i) r ns
  | _, _ => []
  end.
Lemma others_from_ok : forall p ns k i n to a, nth_error ns i = Some n -> (to < n)%nat ->
  nth_error p i = Some a -> to <> a -> In ((k + i)%nat, to) (others_from k p ns).
Proof.
  induction p as [| b p IH]; intros [| m ns] k i n to a N L A D; try (destruct i; discriminate).
  destruct i as [| i]; simpl in *; apply in_or_app.
  - left. injection N as ->. injection A as ->. rewrite <- plus_n_O. apply in_map.
    apply filter_In. split; [apply in_seq; lia |]. apply negb_true_iff, Nat.eqb_neq, D.
  - right. rewrite <- plus_n_Sm. exact (IH ns (S k) i n to a N L A D).
Qed.
Record equilibrium := Equilibrium { chosen : profile; best : list node }.
Definition is_nash (g : game) (hs : list hyp) (e : equilibrium) : bool :=
  below (chosen e) (shape g) &&
  each (fun d n => check (hs ++ [One (Above, gain g (chosen e) (fst d) (snd d))]) n)
    (others_from 0 (chosen e) (shape g)) (best e).
Definition has_nash (g : game) (x : point) : Prop := exists p, valid g p /\ nash x g p.
Lemma nth_of_forall2 : forall p ns i n, Forall2 lt p ns -> nth_error ns i = Some n ->
  exists a, nth_error p i = Some a.
Proof.
  intros p ns i n F. revert i. induction F as [| a m p ns L F IH]; intros [| i] E; try discriminate.
  - exists a. reflexivity.
  - exact (IH i E).
Qed.
Lemma is_nash_ok : forall g hs e, is_nash g hs e = true ->
  forall x, all_hold x hs -> has_nash g x.
Proof.
  intros g hs [p best_] C x A. unfold is_nash in C. simpl in C.
  apply andb_prop in C. destruct C as [V E]. apply below_ok in V. exists p. split; [exact V |].
  intros i n to N L. destruct (nth_of_forall2 _ _ _ _ V N) as [a I].
  destruct (Nat.eq_dec to a) as [-> | D].
  - rewrite (changed_same _ _ _ I). lra.
  - pose proof (others_from_ok p (shape g) 0 i n to a N L I D) as O. simpl in O.
    destruct (each_ok _ _ _ _ _ E _ O) as [t C]. simpl in C.
    apply Rnot_lt_le. intro G. apply (check_sound _ _ C x). apply all_hold_one; [exact A |].
    change (0 < eval x (gain g p i to)). unfold gain. rewrite psub_ok. lra.
Qed.

(* --- no equilibrium: from every profile one deviation pays --------------------------------------- *)

Fixpoint profiles (sizes : list nat) : list profile :=
  match sizes with
  | [] => [[]]
  | n :: ns => flat_map (fun a => map (cons a) (profiles ns)) (seq 0 n)
  end.
Lemma profiles_ok : forall p ns, Forall2 lt p ns -> In p (profiles ns).
Proof.
  induction 1 as [| a n p ns L F IH]; [left; reflexivity |].
  simpl. apply in_flat_map. exists a. split; [apply in_seq; lia | apply in_map, IH].
Qed.
Record deviation := Deviation { from : profile; player : nat; towards : nat; why : node }.
Definition pays (g : game) (hs : list hyp) (p : profile) (d : deviation) : bool :=
  same (from d) p &&
  match nth_error (shape g) (player d) with Some n => Nat.ltb (towards d) n | None => false end &&
  check (hs ++ [One (NotBelow, pneg (gain g p (player d) (towards d)))]) (why d).
Definition no_nash (g : game) (hs : list hyp) (ds : list deviation) : bool :=
  each (pays g hs) (profiles (shape g)) ds.
Lemma no_nash_ok : forall g hs ds, no_nash g hs ds = true ->
  forall x, all_hold x hs -> forall p, valid g p -> ~ nash x g p.
Proof.
  intros g hs ds E x A p V N. apply profiles_ok in V.
  destruct (each_ok _ _ _ _ _ E _ V) as [d P]. unfold pays in P.
  apply andb_prop in P. destruct P as [P C]. apply andb_prop in P. destruct P as [_ L].
  destruct (nth_error (shape g) (player d)) as [n |] eqn:I; [| discriminate].
  apply Nat.ltb_lt in L. specialize (N _ _ _ I L). apply (check_sound _ _ C x).
  apply all_hold_one; [exact A |].
  change (0 <= eval x (pneg (gain g p (player d) (towards d)))).
  rewrite pneg_ok. unfold gain. rewrite psub_ok. lra.
Qed.

(* --- claims ------------------------------------------------------------------------------------- *)

Definition playable (g : game) : bool :=
  let size := fold_right Nat.mul 1%nat (shape g) in
  Nat.eqb (length (payoffs g)) (length (shape g)) && Nat.ltb 0 (length (shape g))
  && Nat.ltb 0 size && forallb (fun l => Nat.eqb (length l) size) (payoffs g).
Definition table_always (q : question) (g : game) (sample : list (nat * Q))
  (t : tree (leaf equilibrium)) : bool :=
  begins q sample && playable g && over q (is_nash g) (region q) t.
Definition table_never (q : question) (g : game) (sample : list (nat * Q))
  (t : tree (leaf (list deviation))) : bool :=
  begins q sample && playable g && over q (no_nash g) (region q) t.
Definition table_sometimes (q : question) (g : game) (sample yes no : list (nat * Q))
  (t : tree (leaf equilibrium)) (u : tree (leaf (list deviation))) : bool :=
  begins q sample && playable g && branch q (is_nash g) yes t && branch q (no_nash g) no u.

Theorem table_always_sound : forall q g sample t, table_always q g sample t = true ->
  (exists x, all_hold x (region q)) /\ forall x, all_hold x (region q) -> has_nash g x.
Proof.
  intros q g sample t C. apply andb_prop in C. destruct C as [C P].
  apply andb_prop in C. destruct C as [B _]. destruct (begins_ok _ _ B) as [_ S].
  split; [exact S |]. exact (over_ok _ q _ _ (is_nash_ok g) t (region q) P).
Qed.
Theorem table_never_sound : forall q g sample t, table_never q g sample t = true ->
  (exists x, all_hold x (region q)) /\ forall x, all_hold x (region q) -> ~ has_nash g x.
Proof.
  intros q g sample t C. apply andb_prop in C. destruct C as [C P].
  apply andb_prop in C. destruct C as [B _]. destruct (begins_ok _ _ B) as [_ S].
  split; [exact S |]. intros x A [p [V N]].
  exact (over_ok _ q _ _ (no_nash_ok g) t (region q) P x A p V N).
Qed.
Theorem table_sometimes_sound : forall q g sample yes no t u,
  table_sometimes q g sample yes no t u = true ->
  (exists x, all_hold x (region q) /\ has_nash g x) /\
  (exists x, all_hold x (region q) /\ ~ has_nash g x).
Proof.
  intros q g sample yes no t u C. apply andb_prop in C. destruct C as [C U].
  apply andb_prop in C. destruct C as [C T]. apply andb_prop in C. destruct C as [B _].
  destruct (begins_ok _ _ B) as [W _].
  destruct (branch_ok _ q _ _ (is_nash_ok g) W yes t T) as [R1 Y].
  destruct (branch_ok _ q _ _ (no_nash_ok g) W no u U) as [R2 N]. split.
  - exists (real yes). split; [exact R1 |]. apply Y. intros ? ?; reflexivity.
  - exists (real no). split; [exact R2 |]. intros [p [V A]].
    exact (N (real no) (fun _ _ => eq_refl) p V A).
Qed.
