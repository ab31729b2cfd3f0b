(* `sometimes`: what holds at one point of the region, and what at another. *)
From Coq Require Import Reals QArith Qreals List NArith Lra Bool.
From Checker Require Import Polynomial Refutation Never.
Import ListNotations.
Open Scope R_scope.

Definition located (q : question) (at_ : list (nat * Q)) : list hyp :=
  map (fun v => One (Equal, psub (var v) (const (lookup at_ v)))) (parameters q).
Lemma located_ok : forall q at_ y, agree_on (parameters q) (real at_) y ->
  all_hold y (located q at_).
Proof.
  intros q at_ y E. unfold located, all_hold. apply Forall_forall. intros h I.
  apply in_map_iff in I. destruct I as [v [<- I]].
  change (eval y (psub (var v) (const (lookup at_ v))) = 0).
  rewrite psub_ok, var_ok, const_ok, <- (E v I). unfold real. ring.
Qed.

(* a branch: a point of the region, and a proof of what is claimed there *)
Definition branch {L} (q : question) (f : list hyp -> L -> bool) (at_ : list (nat * Q))
  (t : tree (leaf L)) : bool :=
  forallb (true_at at_) (region q) && over q f (region q ++ located q at_) t.
Lemma branch_ok : forall L q (f : list hyp -> L -> bool) (P : point -> Prop),
  (forall hs l, f hs l = true -> forall x, all_hold x hs -> P x) ->
  forallb (hyp_within (parameters q)) (region q) = true ->
  forall at_ t, branch q f at_ t = true ->
  all_hold (real at_) (region q) /\ forall y, agree_on (parameters q) (real at_) y -> P y.
Proof.
  intros L q f P S W at_ t B. apply andb_prop in B. destruct B as [T O].
  pose proof (true_at_ok at_ (region q) T) as R. split; [exact R |]. intros y E.
  apply (over_ok L q f P S t _ O y). apply all_hold_app; [| exact (located_ok q at_ y E)].
  exact (all_within_ok (parameters q) (real at_) y E _ W R).
Qed.

(* what all claims have in common: nothing is proved about an empty set *)
Definition begins (q : question) (sample : list (nat * Q)) : bool :=
  in_order q && forallb (true_at sample) (region q).
Lemma begins_ok : forall q sample, begins q sample = true ->
  forallb (hyp_within (parameters q)) (region q) = true /\ exists x, all_hold x (region q).
Proof.
  intros q sample C. apply andb_prop in C. destruct C as [O S].
  apply andb_prop in O. destruct O as [_ W]. split; [exact W |].
  exists (real sample). exact (true_at_ok sample _ S).
Qed.

(* two lists of one length, entry by entry *)
Fixpoint each {A B} (f : A -> B -> bool) (l : list A) (m : list B) : bool :=
  match l, m with [], [] => true | a :: l', b :: m' => f a b && each f l' m' | _, _ => false end.
Lemma each_ok : forall A B (f : A -> B -> bool) l m, each f l m = true ->
  forall a, In a l -> exists b, f a b = true.
Proof.
  induction l as [| a l IH]; intros [| b m] E c I; try discriminate; [destruct I |].
  apply andb_prop in E. destruct E as [E1 E2]. destruct I as [-> | I]; eauto.
Qed.
