(* Identities that refute hypotheses, and trees of cases above them. *)
From Coq Require Import Reals QArith Qreals List NArith Lra Bool.
From Checker Require Import Polynomial.
Import ListNotations.
Open Scope R_scope.

Inductive rel := Equal | NotBelow | Above.
Definition atom := (rel * poly)%type.
(* an alternative of several is a list of relations that hold together *)
Inductive hyp := One (a : atom) | Any (cases : list (list atom)).

Definition atom_holds (x : point) (a : atom) : Prop :=
  match fst a with
  | Equal => eval x (snd a) = 0
  | NotBelow => 0 <= eval x (snd a)
  | Above => 0 < eval x (snd a)
  end.
Definition holds (x : point) (h : hyp) : Prop :=
  match h with
  | One a => atom_holds x a
  | Any cases => Exists (Forall (atom_holds x)) cases
  end.
Definition all_hold (x : point) (hs : list hyp) : Prop := Forall (holds x) hs.

Lemma all_hold_app : forall x hs ks, all_hold x hs -> all_hold x ks -> all_hold x (hs ++ ks).
Proof. unfold all_hold. intros. apply Forall_app. split; assumption. Qed.
Lemma all_hold_one : forall x hs a, all_hold x hs -> atom_holds x a -> all_hold x (hs ++ [One a]).
Proof. intros. apply all_hold_app; [assumption |]. constructor; [assumption | constructor]. Qed.
Lemma all_hold_nth : forall x hs i h, all_hold x hs -> nth_error hs i = Some h -> holds x h.
Proof. intros x hs i h A N. apply nth_error_In in N. unfold all_hold in A. rewrite Forall_forall in A. auto. Qed.
Lemma all_hold_map : forall x p, Forall (atom_holds x) p -> all_hold x (map One p).
Proof. intros x p H. induction H; constructor; assumption. Qed.

(* --- identities: sum c prod sq^2 prod H_h + sum cofactor H_i = 0 ----------------------------- *)

Record term := Term { coefficient : Q; squares : list poly; factors : list nat }.
Record identity := Identity { terms : list term; ideal : list (nat * poly) }.

Fixpoint product (hs : list hyp) (chosen : list nat) : option (bool * poly) :=
  match chosen with
  | [] => Some (true, const 1)
  | i :: r =>
      match nth_error hs i, product hs r with
      | Some (One (NotBelow, p)), Some (_, q) => Some (false, pmul p q)
      | Some (One (Above, p)), Some (s, q) => Some (s, pmul p q)
      | _, _ => None
      end
  end.
Lemma product_ok : forall x hs, all_hold x hs -> forall chosen s q,
  product hs chosen = Some (s, q) -> 0 <= eval x q /\ (s = true -> 0 < eval x q).
Proof.
  intros x hs A. induction chosen as [| i r IH]; intros s q E.
  - injection E as <- <-. rewrite const_ok, Q2R_one. split; intros; lra.
  - simpl in E. destruct (nth_error hs i) as [[[[] p] | ?] |] eqn:N; try discriminate;
    destruct (product hs r) as [[t u] |]; try discriminate; injection E as <- <-;
    destruct (IH _ _ eq_refl) as [U1 U2]; pose proof (all_hold_nth _ _ _ _ A N) as P;
    unfold holds, atom_holds in P; simpl in P; rewrite pmul_ok; split; intros.
    + apply Rmult_le_pos; assumption.
    + discriminate.
    + apply Rmult_le_pos; lra.
    + apply Rmult_lt_0_compat; auto.
Qed.

Definition square_product (sq : list poly) : poly :=
  fold_right (fun p q => pmul (pmul p p) q) (const 1) sq.
Lemma square_product_ok : forall x sq, 0 <= eval x (square_product sq).
Proof.
  induction sq as [| p sq IH]; simpl.
  - rewrite Q2R_one. lra.
  - rewrite !pmul_ok. apply Rmult_le_pos; [| assumption]. apply Rle_0_sqr.
Qed.

(* the value of a term, and whether it is strictly positive *)
Definition summand (hs : list hyp) (t : term) : option (bool * poly) :=
  if qpos (coefficient t) && forallb (fun p => negb (pzero p)) (squares t) then
    match product hs (factors t) with
    | Some (s, q) =>
        match squares t with
        | [] => Some (s, pscale (coefficient t) [] q)
        | sq => Some (false, pscale (coefficient t) [] (pmul (square_product sq) q))
        end
    | None => None
    end
  else None.
Lemma summand_ok : forall x hs, all_hold x hs -> forall t s q,
  summand hs t = Some (s, q) -> 0 <= eval x q /\ (s = true -> 0 < eval x q).
Proof.
  intros x hs A [c sq h] s q E. unfold summand in E. simpl in E.
  destruct (qpos c) eqn:C; [| discriminate]. apply qpos_ok in C.
  destruct (forallb _ sq); [| discriminate]. simpl in E.
  destruct (product hs h) as [[t u] |] eqn:P; [| discriminate].
  destruct (product_ok x hs A _ _ _ P) as [U1 U2].
  destruct sq as [| p sq]; injection E as <- <-; rewrite pscale_ok; simpl meval; rewrite Rmult_1_r.
  - split; intros; [apply Rmult_le_pos; lra | apply Rmult_lt_0_compat; auto].
  - split; [| discriminate]. rewrite pmul_ok.
    apply Rmult_le_pos; [lra |]. apply Rmult_le_pos; [exact (square_product_ok x (p :: sq)) | assumption].
Qed.

Fixpoint positive_part (hs : list hyp) (ts : list term) : option (bool * poly) :=
  match ts with
  | [] => Some (false, [])
  | t :: r =>
      match summand hs t, positive_part hs r with
      | Some (s, q), Some (u, v) => Some (s || u, pplus q v)
      | _, _ => None
      end
  end.
Lemma positive_part_ok : forall x hs, all_hold x hs -> forall ts s q,
  positive_part hs ts = Some (s, q) -> 0 <= eval x q /\ (s = true -> 0 < eval x q).
Proof.
  intros x hs A. induction ts as [| t ts IH]; intros s q E.
  - injection E as <- <-. simpl. split; [lra | discriminate].
  - simpl in E. destruct (summand hs t) as [[a b] |] eqn:S; [| discriminate].
    destruct (positive_part hs ts) as [[u v] |]; [| discriminate]. injection E as <- <-.
    destruct (summand_ok x hs A _ _ _ S) as [B1 B2]. destruct (IH _ _ eq_refl) as [V1 V2].
    rewrite pplus_ok. split; [lra |]. intro H. apply orb_prop in H.
    destruct H as [H | H]; [specialize (B2 H) | specialize (V2 H)]; lra.
Qed.

Fixpoint ideal_part (hs : list hyp) (is : list (nat * poly)) : option poly :=
  match is with
  | [] => Some []
  | (i, f) :: r =>
      match nth_error hs i, ideal_part hs r with
      | Some (One (Equal, p)), Some q => if pzero f then None else Some (pplus (pmul f p) q)
      | _, _ => None
      end
  end.
Lemma ideal_part_ok : forall x hs, all_hold x hs -> forall is q,
  ideal_part hs is = Some q -> eval x q = 0.
Proof.
  intros x hs A. induction is as [| [i f] is IH]; intros q E.
  - injection E as <-. reflexivity.
  - simpl in E. destruct (nth_error hs i) as [[[[] p] | ?] |] eqn:N; try discriminate.
    destruct (ideal_part hs is) as [v |]; [| discriminate].
    destruct (pzero f); [discriminate |]. injection E as <-.
    pose proof (all_hold_nth _ _ _ _ A N) as P. unfold holds, atom_holds in P. simpl in P.
    rewrite pplus_ok, pmul_ok, P, (IH _ eq_refl). ring.
Qed.

Definition refutes (hs : list hyp) (d : identity) : bool :=
  match positive_part hs (terms d), ideal_part hs (ideal d) with
  | Some (true, q), Some v => pzero (pplus q v)
  | _, _ => false
  end.
Theorem refutes_sound : forall hs d, refutes hs d = true -> forall x, ~ all_hold x hs.
Proof.
  intros hs d R x A. unfold refutes in R.
  destruct (positive_part hs (terms d)) as [[[] q] |] eqn:P; try discriminate.
  destruct (ideal_part hs (ideal d)) as [v |] eqn:I; [| discriminate].
  apply (pzero_ok x) in R. rewrite pplus_ok, (ideal_part_ok _ _ A _ _ I) in R.
  destruct (positive_part_ok _ _ A _ _ _ P) as [_ H]. specialize (H eq_refl). lra.
Qed.

(* --- cases: the sign of a polynomial, the alternatives of a hypothesis ------------------------- *)

Inductive tree (L : Type) :=
  | Leaf (l : L)
  | Sign (p : poly) (neg zero pos : tree L)
  | Cases (i : nat) (sub : list (tree L)).
Arguments Leaf {L}. Arguments Sign {L}. Arguments Cases {L}.

Section Trees.
  Variable L : Type.
  Variable may : poly -> bool.  (* on which polynomials a tree may split *)
  Variable leaf : list hyp -> L -> bool.
  Variable claim : point -> Prop.
  Hypothesis leaf_sound : forall hs l, leaf hs l = true -> forall x, all_hold x hs -> claim x.

  Fixpoint proves (hs : list hyp) (t : tree L) {struct t} : bool :=
    match t with
    | Leaf l => leaf hs l
    | Sign p a b c =>
        may p && proves (hs ++ [One (Above, pneg p)]) a && proves (hs ++ [One (Equal, p)]) b
        && proves (hs ++ [One (Above, p)]) c
    | Cases i sub =>
        match nth_error hs i with
        | Some (Any cases) =>
            (fix each (cases : list (list atom)) (sub : list (tree L)) {struct sub} : bool :=
               match cases, sub with
               | [], [] => true
               | part :: cs, child :: ss => proves (hs ++ map One part) child && each cs ss
               | _, _ => false
               end) cases sub
        | _ => false
        end
    end.

  Fixpoint proves_sound (t : tree L) {struct t} :
    forall hs, proves hs t = true -> forall x, all_hold x hs -> claim x.
  Proof.
    destruct t as [l | p a b c | i sub]; intros hs P x A; simpl in P.
    - exact (leaf_sound hs l P x A).
    - apply andb_prop in P. destruct P as [P Pc]. apply andb_prop in P. destruct P as [P Pb].
      apply andb_prop in P. destruct P as [_ Pa].
      destruct (Rtotal_order (eval x p) 0) as [S | [S | S]].
      + apply (proves_sound a _ Pa). apply all_hold_one; [exact A |].
        unfold atom_holds; simpl. rewrite pneg_ok. lra.
      + apply (proves_sound b _ Pb). apply all_hold_one; [exact A | exact S].
      + apply (proves_sound c _ Pc). apply all_hold_one; [exact A | exact S].
    - destruct (nth_error hs i) as [[? | cases] |] eqn:N; try discriminate.
      pose proof (all_hold_nth _ _ _ _ A N) as E. simpl in E. clear N.
      revert cases P E. induction sub as [| child sub IH]; intros cases P E.
      + destruct cases; [inversion E | discriminate].
      + destruct cases as [| part cases]; [discriminate |].
        apply andb_prop in P. destruct P as [P1 P2].
        inversion E as [? ? H | ? ? H]; subst.
        * apply (proves_sound child _ P1). apply all_hold_app; [exact A | apply all_hold_map, H].
        * exact (IH _ P2 H).
  Qed.
End Trees.

Definition node := tree identity.
Definition check : list hyp -> node -> bool := proves identity (fun _ => true) refutes.
Theorem check_sound : forall hs t, check hs t = true -> forall x, ~ all_hold x hs.
Proof.
  intros hs t C x A.
  exact (proves_sound identity _ refutes (fun _ => False) refutes_sound t hs C x A).
Qed.
