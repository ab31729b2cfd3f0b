(* What a certificate claims, in one place: `accepts c = true` implies `means c`. *)
From Coq Require Import Reals QArith Qreals List Lra Bool.
From Checker Require Import Polynomial Refutation Never Points Table Steps Witness.
Import ListNotations.
Open Scope R_scope.

Definition values := list (nat * Q).
Inductive claim :=
  | Never (q : question) (necessary : list hyp) (sample : values) (t : tree (leaf refutation))
  | Always (q : question) (e : existence) (sample : values) (t : tree (leaf witness))
  | Sometimes (q : question) (e : existence) (necessary : list hyp) (sample yes no : values)
      (t : tree (leaf witness)) (u : tree (leaf refutation))
  | TableNever (q : question) (g : game) (sample : values) (t : tree (leaf (list deviation)))
  | TableAlways (q : question) (g : game) (sample : values) (t : tree (leaf equilibrium))
  | TableSometimes (q : question) (g : game) (sample yes no : values)
      (t : tree (leaf equilibrium)) (u : tree (leaf (list deviation))).

Definition accepts_one (c : claim) : bool :=
  match c with
  | Never q n s t => never q n s t
  | Always q e s t => always q e s t
  | Sometimes q e n s yes no t u => sometimes q e n s yes no t u
  | TableNever q g s t => table_never q g s t
  | TableAlways q g s t => table_always q g s t
  | TableSometimes q g s yes no t u => table_sometimes q g s yes no t u
  end.
Definition within_region (q : question) (x : point) : Prop := all_hold x (region q).
Definition everywhere (q : question) (P : point -> Prop) : Prop :=
  (exists x, within_region q x) /\ forall x, within_region q x -> P x.
Definition here_and_there (q : question) (P N : point -> Prop) : Prop :=
  (exists x, within_region q x /\ P x) /\ (exists x, within_region q x /\ N x).
Definition means_one (c : claim) : Prop :=
  match c with
  | Never q n _ _ =>
      everywhere q (fun x => functions_hold x (functions q) -> ~ all_hold x n)
  | Always q e _ _ => everywhere q (met e (functions q))
  | Sometimes q e n _ _ _ _ _ =>
      here_and_there q (met e (functions q)) (fun x => forall y, agree_on (parameters q) x y ->
        functions_hold y (functions q) -> ~ all_hold y n)
  | TableNever q g _ _ => everywhere q (fun x => ~ has_nash g x)
  | TableAlways q g _ _ => everywhere q (has_nash g)
  | TableSometimes q g _ _ _ _ _ => here_and_there q (has_nash g) (fun x => ~ has_nash g x)
  end.
Theorem accepts_one_sound : forall c, accepts_one c = true -> means_one c.
Proof.
  intros [q n s t | q e s t | q e n s yes no t u | q g s t | q g s t | q g s yes no t u] A;
  simpl in *; unfold everywhere, here_and_there, within_region.
  - destruct (never_sound _ _ _ _ A) as [S N]. split; [exact S | intros x R F; exact (N x F R)].
  - exact (always_sound _ _ _ _ A).
  - exact (sometimes_sound _ _ _ _ _ _ _ _ A).
  - exact (table_never_sound _ _ _ _ A).
  - exact (table_always_sound _ _ _ _ A).
  - exact (table_sometimes_sound _ _ _ _ _ _ _ A).
Qed.

(* --- cells that leave nothing out ---------------------------------------------------------------- *)

(* a cell: relations between two sides, which are numbered by their texts *)
Inductive operator := Less | LessEqual | Same | Differ | GreaterEqual | Greater.
Definition cell := list (nat * operator).
Definition relates (o : operator) (d : R) : Prop :=
  match o with
  | Less => d < 0 | LessEqual => d <= 0 | Same => d = 0 | Differ => d <> 0
  | GreaterEqual => 0 <= d | Greater => 0 < d
  end.
(* d: the left side less the right side of each pair *)
Definition lies_in (d : nat -> R) (c : cell) : Prop :=
  Forall (fun t => relates (snd t) (d (fst t))) c.

Definition allows (o : operator) (s : comparison) : bool :=
  match o, s with
  | Less, Lt | LessEqual, (Lt | Eq) | Same, Eq | Differ, (Lt | Gt)
  | GreaterEqual, (Eq | Gt) | Greater, Gt => true
  | _, _ => false
  end.
Definition has_sign (s : comparison) (d : R) : Prop :=
  match s with Lt => d < 0 | Eq => d = 0 | Gt => 0 < d end.
Lemma allows_ok : forall o s d, allows o s = true -> has_sign s d -> relates o d.
Proof. intros [] [] d A S; simpl in *; try discriminate; lra. Qed.

Definition about (a : nat) (t : nat * operator) : bool := Nat.eqb (fst t) a.
Definition keeps (a : nat) (s : comparison) (t : nat * operator) : bool :=
  negb (about a t) || allows (snd t) s.
(* the cells where a difference has a sign, without what they say of it *)
Definition restrict (a : nat) (s : comparison) (cells : list cell) : list cell :=
  map (filter (fun t => negb (about a t))) (filter (forallb (keeps a s)) cells).
Definition empty (c : cell) : bool := match c with [] => true | _ => false end.
Fixpoint covers (atoms : list nat) (cells : list cell) : bool :=
  existsb empty cells ||
  match atoms with
  | [] => false
  | a :: r =>
      if existsb (existsb (about a)) cells then
        covers r (restrict a Lt cells) && covers r (restrict a Eq cells)
        && covers r (restrict a Gt cells)
      else covers r cells
  end.
Lemma restrict_ok : forall d a s cells c, has_sign s (d a) -> In c (restrict a s cells) ->
  lies_in d c -> exists b, In b cells /\ lies_in d b.
Proof.
  intros d a s cells c S I L. apply in_map_iff in I. destruct I as [b [<- I]]. apply filter_In in I. destruct I as [I K]. exists b. split; [exact I |].
  simpl in *. unfold lies_in in *. rewrite Forall_forall in *. rewrite forallb_forall in K.
  intros t J. specialize (K t J). unfold keeps in K. destruct (about a t) eqn:A.
  - simpl in K. apply (allows_ok _ s); [exact K |]. apply Nat.eqb_eq in A. rewrite A. exact S.
  - apply L. apply filter_In. split; [exact J | rewrite A; reflexivity].
Qed.
Theorem covers_sound : forall atoms cells, covers atoms cells = true ->
  forall d, exists c, In c cells /\ lies_in d c.
Proof.
  induction atoms as [| a r IH]; intros cells C d; simpl in C; apply orb_prop in C;
  (destruct C as [C | C];
   [apply existsb_exists in C; destruct C as [[|] [I E]]; [| discriminate];
    exists []; split; [exact I | constructor] |]); [discriminate |].
  match type of C with (if ?b then _ else _) = true => destruct b end; [| exact (IH cells C d)].
  apply andb_prop in C. destruct C as [C G]. apply andb_prop in C. destruct C as [L E].
  destruct (Rtotal_order (d a) 0) as [S | [S | S]].
  - destruct (IH _ L d) as [c [I J]]. exact (restrict_ok d a Lt cells c S I J).
  - destruct (IH _ E d) as [c [I J]]. exact (restrict_ok d a Eq cells c S I J).
  - destruct (IH _ G d) as [c [I J]]. exact (restrict_ok d a Gt cells c S I J).
Qed.

(* --- certificates ------------------------------------------------------------------------------------ *)

Inductive certificate :=
  | One_claim (c : claim)
  | All (parts : list claim)
  | Region (atoms : list nat) (parts : list (cell * claim)).
Definition accepts (c : certificate) : bool :=
  match c with
  | One_claim c => accepts_one c
  | All parts => forallb accepts_one parts
  | Region atoms parts =>
      forallb (fun p => accepts_one (snd p)) parts
      && covers atoms (map fst parts)
  end.
(* of a region: every part, and whatever the differences of the two sides are, a part's cell has them *)
Definition means (c : certificate) : Prop :=
  match c with
  | One_claim c => means_one c
  | All parts => Forall means_one parts
  | Region _ parts =>
      Forall (fun p => means_one (snd p)) parts /\
      forall d, exists p, In p parts /\ lies_in d (fst p)
  end.
Theorem accepts_sound : forall c, accepts c = true -> means c.
Proof.
  intros [c | parts | atoms parts] A; simpl in *.
  - exact (accepts_one_sound c A).
  - rewrite forallb_forall in A. apply Forall_forall. intros c I. apply accepts_one_sound, A, I.
  - apply andb_prop in A. destruct A as [A C]. rewrite forallb_forall in A. split.
    + apply Forall_forall. intros p I. apply accepts_one_sound, A, I.
    + intro d. destruct (covers_sound _ _ C d) as [c [I L]].
      apply in_map_iff in I. destruct I as [p [<- I]]. exists p. split; assumption.
Qed.
