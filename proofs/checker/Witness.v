(* What exists: values of the unknowns, one after the other, and goals that hold of them. *)
From Coq Require Import Reals QArith Qreals List NArith Lra Bool.
From Checker Require Import Polynomial Refutation Never Points.
Import ListNotations.
Open Scope R_scope.

Record goal := Goal { what : hyp; forall_ : list nat }.
Record existence := Existence {
  unknowns : list nat;
  bound : list (nat * (Q * Q));  (* the box of each bound variable *)
  goals : list goal }.

Definition agree_off (l : list nat) (x y : point) : Prop := forall v, ~ In v l -> x v = y v.
Definition in_box (e : existence) (vs : list nat) (y : point) : Prop :=
  forall v lo hi, In v vs -> In (v, (lo, hi)) (bound e) -> Q2R lo <= y v <= Q2R hi.
(* a goal holds for all values of its bound variables in their boxes *)
Definition meets (e : existence) (x : point) (g : goal) : Prop :=
  forall y, agree_off (forall_ g) x y -> in_box e (forall_ g) y -> holds y (what g).
Definition met (e : existence) (x : point) : Prop :=
  exists y, agree_off (unknowns e) x y /\ Forall (meets e y) (goals e).

(* --- steps: a quotient with a positive denominator, a zero between two signs --------------------- *)

Inductive step :=
  | Quotient (u : nat) (num den : poly) (positive : node)
  | Root (u : nat) (root lo hi : poly) (order at_lo at_hi : node).
Definition state := (list hyp * list nat)%type.  (* what is known, which variables have a value *)

Definition defines (s : step) : nat :=
  match s with Quotient u _ _ _ => u | Root u _ _ _ _ _ _ => u end.
Definition take (e : existence) (now : state) (s : step) : option state :=
  let (known, valued) := now in
  let u := defines s in
  if negb (is_in valued u) && is_in (unknowns e) u && forallb (hyp_within valued) known then
    match s with
    | Quotient _ num den n =>
        if within valued num && within valued den
           && check (known ++ [One (NotBelow, pneg den)]) n
        then Some (known ++ [One (Above, den); One (Equal, psub (pmul den (var u)) num)], u :: valued)
        else None
    | Root _ p lo hi a b c =>
        if within valued lo && within valued hi && within (u :: valued) p
           && check (known ++ [One (Above, psub lo hi)]) a
           && check (known ++ [One (Above, substitute p u lo)]) b
           && check (known ++ [One (Above, substitute (pneg p) u hi)]) c
        then Some (known ++ [One (Equal, p); One (NotBelow, psub (var u) lo);
                             One (NotBelow, psub hi (var u))], u :: valued)
        else None
    end
  else None.

Lemma agree_set : forall l x u a, is_in l u = false -> agree_on l x (set x u a).
Proof.
  intros l x u a N v I. unfold set. destruct (Nat.eqb v u) eqn:E; [| reflexivity].
  apply Nat.eqb_eq in E. subst. apply is_in_ok in I. rewrite I in N. discriminate.
Qed.
Lemma set_same : forall x u a, set x u a u = a.
Proof. intros. unfold set. rewrite Nat.eqb_refl. reflexivity. Qed.
Lemma not_above : forall hs p n x, check (hs ++ [One (Above, p)]) n = true -> all_hold x hs ->
  eval x p <= 0.
Proof.
  intros hs p n x C A. apply Rnot_lt_le. intro G. apply (check_sound _ _ C x).
  apply all_hold_one; [exact A | exact G].
Qed.

Lemma take_ok : forall e now s next, take e now s = Some next -> forall x, all_hold x (fst now) ->
  exists y, agree_off (unknowns e) x y /\ all_hold y (fst next).
Proof.
  intros e [known valued] s next T x A. unfold take in T. simpl fst in A.
  destruct (_ && _) eqn:G in T; [| discriminate].
  apply andb_prop in G. destruct G as [G W]. apply andb_prop in G. destruct G as [N U].
  apply negb_true_iff in N. apply is_in_ok in U.
  assert (OFF : forall a, agree_off (unknowns e) x (set x (defines s) a)).
  { intros a v I. unfold set. destruct (Nat.eqb v (defines s)) eqn:E; [| reflexivity].
    apply Nat.eqb_eq in E. subst. destruct (I U). }
  assert (KEEP : forall a, all_hold (set x (defines s) a) known).
  { intro a. exact (all_within_ok valued x _ (agree_set _ x _ a N) known W A). }
  assert (SAME : forall a p, within valued p = true -> eval (set x (defines s) a) p = eval x p).
  { intros a p P. symmetry. exact (eval_within valued p x _ P (agree_set _ x _ a N)). }
  destruct s as [u num den n | u p lo hi a b c]; simpl defines in *.
  - destruct (_ && _) eqn:G in T; [| discriminate]. injection T as <-. simpl fst.
    apply andb_prop in G. destruct G as [G C]. apply andb_prop in G. destruct G as [P D].
    assert (POS : 0 < eval x den).
    { apply Rnot_le_lt. intro L. apply (check_sound _ _ C x). apply all_hold_one; [exact A |].
      change (0 <= eval x (pneg den)). rewrite pneg_ok. lra. }
    exists (set x u (eval x num / eval x den)). split; [apply OFF |].
    apply all_hold_app; [apply KEEP |]. repeat constructor.
    + change (0 < eval (set x u (eval x num / eval x den)) den). rewrite SAME; assumption.
    + change (eval (set x u (eval x num / eval x den)) (psub (pmul den (var u)) num) = 0).
      rewrite psub_ok, pmul_ok, var_ok, set_same, !SAME by assumption. field. lra.
  - destruct (_ && _) eqn:G in T; [| discriminate]. injection T as <-. simpl fst.
    apply andb_prop in G. destruct G as [G C3]. apply andb_prop in G. destruct G as [G C2].
    apply andb_prop in G. destruct G as [G C1]. apply andb_prop in G. destruct G as [G _].
    apply andb_prop in G. destruct G as [L H].
    pose proof (not_above _ _ _ x C1 A) as O. rewrite psub_ok in O.
    pose proof (not_above _ _ _ x C2 A) as B. rewrite substitute_ok in B.
    pose proof (not_above _ _ _ x C3 A) as E. rewrite substitute_ok, pneg_ok in E.
    destruct (IVT_cor (fun t => eval (set x u t) p) (eval x lo) (eval x hi)) as [z [Z F]].
    + apply eval_continuous.
    + lra.
    + cbv beta. set (f := eval (set x u (eval x lo)) p) in *.
      set (g := eval (set x u (eval x hi)) p) in *.
      assert (0 <= - f * g) by (apply Rmult_le_pos; lra). lra.
    + exists (set x u z). split; [apply OFF |].
      apply all_hold_app; [apply KEEP |].
      constructor; [| constructor; [| constructor; [| constructor]]].
      * exact F.
      * change (0 <= eval (set x u z) (psub (var u) lo)).
        rewrite psub_ok, var_ok, set_same, SAME by assumption. lra.
      * change (0 <= eval (set x u z) (psub hi (var u))).
        rewrite psub_ok, var_ok, set_same, SAME by assumption. lra.
Qed.

Fixpoint take_all (e : existence) (now : state) (l : list step) : option state :=
  match l with
  | [] => Some now
  | s :: r => match take e now s with Some next => take_all e next r | None => None end
  end.
Lemma take_all_ok : forall e l now last, take_all e now l = Some last ->
  forall x, all_hold x (fst now) -> exists y, agree_off (unknowns e) x y /\ all_hold y (fst last).
Proof.
  induction l as [| s l IH]; intros now last T x A; simpl in T.
  - injection T as <-. exists x. split; [intros v _; reflexivity | exact A].
  - destruct (take e now s) as [next |] eqn:S; [| discriminate].
    destruct (take_ok _ _ _ _ S x A) as [y [Y B]]. destruct (IH _ _ T y B) as [z [Z C]].
    exists z. split; [| exact C]. intros v I. rewrite (Y v I). exact (Z v I).
Qed.

(* --- goals ------------------------------------------------------------------------------------- *)

Definition negations (a : atom) : list atom :=
  match fst a with
  | Equal => [(Above, snd a); (Above, pneg (snd a))]
  | NotBelow => [(Above, pneg (snd a))]
  | Above => [(NotBelow, pneg (snd a))]
  end.
Lemma negations_ok : forall x a, atom_holds x a \/ Exists (atom_holds x) (negations a).
Proof.
  intros x [r p]. destruct (Rtotal_order (eval x p) 0) as [S | [S | S]];
  destruct r; unfold negations, atom_holds; simpl fst; simpl snd; cbn iota;
  first [left; lra | right; apply Exists_cons_hd; simpl; rewrite ?pneg_ok; lra
        | right; apply Exists_cons_tl, Exists_cons_hd; simpl; rewrite ?pneg_ok; lra].
Qed.
Definition either (l : list atom) : hyp :=
  match l with [a] => One a | _ => Any (map (fun a => [a]) l) end.
Lemma either_ok : forall x l, Exists (atom_holds x) l -> holds x (either l).
Proof.
  intros x l E. assert (G : holds x (Any (map (fun a => [a]) l))).
  { simpl. induction E as [a l H | a l E IH]; simpl.
    - apply Exists_cons_hd. constructor; [exact H | constructor].
    - apply Exists_cons_tl, IH. }
  destruct l as [| a [| b l]]; simpl; try exact G.
  inversion E as [? ? H | ? ? H]; [exact H | inversion H].
Qed.

(* one refutation for each way in which a relation fails; one of all the ways for several *)
Definition denied (h : hyp) : list (list hyp) :=
  match h with
  | One a => map (fun b => [One b]) (negations a)
  | Any cases => [map (fun part => either (flat_map negations part)) cases]
  end.
Lemma denied_ok : forall x h,
  (forall l, In l (denied h) -> ~ all_hold x l) -> holds x h.
Proof.
  intros x [a | cases] D; simpl in *.
  - destruct (negations_ok x a) as [H | E]; [exact H |]. exfalso.
    apply Exists_exists in E. destruct E as [b [I H]].
    apply (D [One b]); [apply in_map_iff; exists b; split; [reflexivity | exact I] |].
    constructor; [exact H | constructor].
  - assert (P : forall part, Forall (atom_holds x) part \/
              Exists (atom_holds x) (flat_map negations part)).
    { induction part as [| a part IH]; [left; constructor |].
      destruct (negations_ok x a) as [H | E].
      - destruct IH as [F | E]; [left; constructor; assumption |].
        right. simpl. apply Exists_app. right. exact E.
      - right. simpl. apply Exists_app. left. exact E. }
    assert (Q : Exists (Forall (atom_holds x)) cases \/
                all_hold x (map (fun part => either (flat_map negations part)) cases)).
    { induction cases as [| part cases IH]; [right; constructor |].
      destruct (P part) as [F | E]; [left; apply Exists_cons_hd, F |].
      destruct IH as [F | A].
      - intros l [<- | []]. intro A.
        exact (D _ (or_introl eq_refl) (Forall_cons _ (either_ok x _ E) A)).
      - left. apply Exists_cons_tl, F.
      - right. constructor; [apply either_ok, E | exact A]. }
    destruct Q as [F | A]; [exact F |]. destruct (D _ (or_introl eq_refl) A).
Qed.

Fixpoint box_of (e : list (nat * (Q * Q))) (v : nat) : option (Q * Q) :=
  match e with [] => None | (u, b) :: r => if Nat.eqb u v then Some b else box_of r v end.
Lemma box_of_ok : forall l v b, box_of l v = Some b -> In (v, b) l.
Proof.
  induction l as [| [u c] l IH]; intros v b E; simpl in E; [discriminate |].
  destruct (Nat.eqb u v) eqn:J.
  - apply Nat.eqb_eq in J. injection E as ->. subst. left. reflexivity.
  - right. exact (IH v b E).
Qed.
Fixpoint ends (e : existence) (vs : list nat) : option (list hyp) :=
  match vs with
  | [] => Some []
  | v :: r =>
      match box_of (bound e) v, ends e r with
      | Some (lo, hi), Some l =>
          Some (One (NotBelow, psub (var v) (const lo)) :: One (NotBelow, psub (const hi) (var v)) :: l)
      | _, _ => None
      end
  end.
Lemma ends_ok : forall e y vs l, ends e vs = Some l -> in_box e vs y -> all_hold y l.
Proof.
  intros e y. induction vs as [| v vs IH]; intros l E B; simpl in E.
  - injection E as <-. constructor.
  - destruct (box_of (bound e) v) as [[lo hi] |] eqn:X; [| discriminate].
    destruct (ends e vs) as [r |]; [| discriminate]. injection E as <-.
    pose proof (B v lo hi (or_introl eq_refl) (box_of_ok _ _ _ X)) as [L H].
    constructor; [| constructor].
    + change (0 <= eval y (psub (var v) (const lo))). rewrite psub_ok, var_ok, const_ok. lra.
    + change (0 <= eval y (psub (const hi) (var v))). rewrite psub_ok, var_ok, const_ok. lra.
    + apply (IH r eq_refl). intros u a b I. apply B. right. exact I.
Qed.

Definition reaches (e : existence) (last : state) (g : goal) (ns : list node) : bool :=
  let (known, valued) := last in
  match ends e (forall_ g) with
  | Some inside =>
      forallb (hyp_within valued) known && forallb (fun v => negb (is_in valued v)) (forall_ g)
      && hyp_within (valued ++ forall_ g) (what g)
      && each (fun no n => check ((known ++ inside) ++ no) n) (denied (what g)) ns
  | None => false
  end.
Lemma reaches_ok : forall e last g ns, reaches e last g ns = true ->
  forall x, all_hold x (fst last) -> meets e x g.
Proof.
  intros e [known valued] g ns R x A y O B. simpl in A. unfold reaches in R.
  destruct (ends e (forall_ g)) as [inside |] eqn:E; [| discriminate].
  apply andb_prop in R. destruct R as [R C]. apply andb_prop in R. destruct R as [R _].
  apply andb_prop in R. destruct R as [W F].
  assert (K : all_hold y known).
  { apply (all_within_ok valued x y); [| exact W | exact A]. intros v I. apply O. intro J.
    rewrite forallb_forall in F. specialize (F v J). apply is_in_ok in I. rewrite I in F.
    discriminate. }
  apply denied_ok. intros l I D. destruct (each_ok _ _ _ _ _ C l I) as [n N].
  apply (check_sound _ _ N y). apply all_hold_app; [| exact D].
  apply all_hold_app; [exact K | exact (ends_ok e y _ _ E B)].
Qed.

Record witness := Witness { define : list step; reached : list (list node) }.
Definition gives (q : question) (e : existence) (hs : list hyp) (w : witness) : bool :=
  match take_all e (hs, parameters q) (define w) with
  | Some last =>
      forallb (is_in (snd last)) (unknowns e) && each (reaches e last) (goals e) (reached w)
  | None => false
  end.
Lemma gives_ok : forall q e hs w, gives q e hs w = true -> forall x, all_hold x hs -> met e x.
Proof.
  intros q e hs w G x A. unfold gives in G.
  destruct (take_all e (hs, parameters q) (define w)) as [last |] eqn:T; [| discriminate].
  apply andb_prop in G. destruct G as [_ G].
  destruct (take_all_ok _ _ _ _ T x A) as [y [O B]]. exists y. split; [exact O |].
  apply Forall_forall. intros g I. destruct (each_ok _ _ _ _ _ G g I) as [ns R].
  exact (reaches_ok e last g ns R y B).
Qed.

(* --- claims ------------------------------------------------------------------------------------ *)

Definition sensible (q : question) (e : existence) : bool :=
  distinct (parameters q ++ unknowns e ++ map fst (bound e) ++ map at_var (functions q))
  && negb (Nat.eqb (length (goals e)) 0)
  && forallb (fun b => negb (qpos (qadd (fst (snd b)) (qmul (- (1)) (snd (snd b)))))) (bound e)
  && Nat.eqb (length (functions q)) 0.

Definition always (q : question) (e : existence) (sample : list (nat * Q))
  (t : tree (leaf witness)) : bool :=
  begins q sample && sensible q e && over q (gives q e) (region q) t.
Theorem always_sound : forall q e sample t, always q e sample t = true ->
  (exists x, all_hold x (region q)) /\ forall x, all_hold x (region q) -> met e x.
Proof.
  intros q e sample t C. apply andb_prop in C. destruct C as [C P].
  apply andb_prop in C. destruct C as [B _]. destruct (begins_ok _ _ B) as [_ S].
  split; [exact S |]. exact (over_ok _ q _ _ (gives_ok q e) t (region q) P).
Qed.

Definition sometimes (q : question) (e : existence) (necessary : list hyp)
  (sample yes no : list (nat * Q)) (t : tree (leaf witness)) (u : tree (leaf refutation)) : bool :=
  begins q sample && sensible q e && branch q (gives q e) yes t
  && branch q (fails q necessary) no u.
Theorem sometimes_sound : forall q e necessary sample yes no t u,
  sometimes q e necessary sample yes no t u = true ->
  (exists x, all_hold x (region q) /\ met e x) /\
  (exists x, all_hold x (region q) /\
    forall y, agree_on (parameters q) x y -> ~ all_hold y necessary).
Proof.
  intros q e necessary sample yes no t u C. apply andb_prop in C. destruct C as [C U].
  apply andb_prop in C. destruct C as [C T]. apply andb_prop in C. destruct C as [B S].
  destruct (begins_ok _ _ B) as [W _]. apply andb_prop in S. destruct S as [_ Z].
  apply Nat.eqb_eq in Z. apply length_zero_iff_nil in Z.
  destruct (branch_ok _ q _ _ (gives_ok q e) W yes t T) as [R1 Y].
  destruct (branch_ok _ q _ (fun x => functions_hold x (functions q) -> ~ all_hold x necessary)
    (fails_ok q necessary) W no u U) as [R2 N]. split.
  - exists (real yes). split; [exact R1 |]. apply Y. intros ? ?; reflexivity.
  - exists (real no). split; [exact R2 |]. intros y E. apply (N y E). rewrite Z. constructor.
Qed.
