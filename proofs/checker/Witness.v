(* What exists: values of the unknowns, one after the other, and goals that hold of them. *)
From Coq Require Import Reals QArith Qreals List NArith Lra Bool.
From Checker Require Import Polynomial Refutation Never Points Steps.
Import ListNotations.
Open Scope R_scope.

Record goal := Goal { what : hyp; forall_ : list nat }.
Record existence := Existence {
  unknowns : list nat;
  bound : list (nat * (Q * Q));  (* the box of each bound variable *)
  goals : list goal }.

Definition in_box (e : existence) (vs : list nat) (y : point) : Prop :=
  forall v lo hi, In v vs -> In (v, (lo, hi)) (bound e) -> Q2R lo <= y v <= Q2R hi.
(* a goal holds, and every function that it mentions, or its argument, has its value *)
Definition truly (fs : list fun_entry) (w : point) (h : hyp) : Prop :=
  holds w h /\ exists vs, hyp_within vs h = true /\
    forall f, In f fs -> In (at_var f) vs -> entry_holds w f /\ within vs (arg f) = true.
(* so it is for all values of its bound variables in their boxes *)
Definition meets (e : existence) (fs : list fun_entry) (x : point) (g : goal) : Prop :=
  forall y, agree_off (forall_ g) x y -> in_box e (forall_ g) y ->
  exists w, agree_off (map at_var fs) y w /\ truly fs w (what g).
Definition met (e : existence) (fs : list fun_entry) (x : point) : Prop :=
  exists y, agree_off (unknowns e ++ map at_var fs) x y /\ Forall (meets e fs y) (goals e).

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

Record reached := Reached { more : list inner; refuted : list node }.
Definition reaches (e : existence) (fs : list fun_entry) (last : state) (g : goal) (r : reached) :
  bool :=
  let (known, valued) := last in
  match ends e (forall_ g) with
  | Some inside =>
      forallb (hyp_within valued) known && closed fs valued
      && forallb (fun v => negb (is_in valued v) && negb (is_in (map at_var fs) v)) (forall_ g) &&
      match walk fs (known ++ inside, valued ++ forall_ g) (more r) with
      | Some (facts, final) =>
          hyp_within final (what g) && closed fs final
          && each (fun no n => check (facts ++ no) n) (denied (what g)) (refuted r)
      | None => false
      end
  | None => false
  end.
Lemma reaches_ok : forall e fs last g r, reaches e fs last g r = true ->
  forall x, fits fs last x -> meets e fs x g.
Proof.
  intros e fs [known valued] g r R x A y O B. unfold reaches in R.
  destruct (ends e (forall_ g)) as [inside |] eqn:E; [| discriminate].
  apply andb_prop in R. destruct R as [R C]. apply andb_prop in R. destruct R as [R F].
  apply andb_prop in R. destruct R as [W D]. rewrite forallb_forall in F.
  assert (K : fits fs (known, valued) y).
  { apply (fits_on fs _ x y A); [| exact W | exact D]. intros v I. apply O. intro J.
    specialize (F v J). apply andb_prop in F. destruct F as [F _]. apply is_in_ok in I.
    simpl in I. rewrite I in F. discriminate. }
  assert (M : fits fs (known ++ inside, valued ++ forall_ g) y).
  { destruct K as [K T]. split; simpl in *.
    - apply all_hold_app; [exact K | exact (ends_ok e y _ _ E B)].
    - intros f I J. apply in_app_or in J. destruct J as [J | J]; [exact (T f I J) |].
      specialize (F _ J). apply andb_prop in F. destruct F as [_ F].
      exact (no_function fs _ y F f I eq_refl). }
  destruct (walk fs _ (more r)) as [[facts final] |] eqn:T; [| discriminate].
  destruct (walk_at _ _ _ _ T y M) as [w [V [H G]]]. simpl in *.
  apply andb_prop in C. destruct C as [C N]. apply andb_prop in C. destruct C as [C1 C2].
  exists w. split; [exact V |]. split.
  - apply denied_ok. intros l I D2. destruct (each_ok _ _ _ _ _ N l I) as [n P].
    apply (check_sound _ _ P w). apply all_hold_app; assumption.
  - exists final. split; [exact C1 |]. intros f I J. split; [exact (G f I J) |].
    unfold closed in C2. rewrite forallb_forall in C2. specialize (C2 f I).
    apply orb_prop in C2. destruct C2 as [C2 | C2]; [| exact C2].
    apply negb_true_iff in C2. apply is_in_ok in J. rewrite J in C2. discriminate.
Qed.

Record witness := Witness { define : list step; goals_reached : list reached }.
Definition gives (q : question) (e : existence) (hs : list hyp) (w : witness) : bool :=
  let fs := functions q in
  forallb (fun f => negb (is_in (parameters q) (at_var f))) fs &&
  match take_all fs (unknowns e) (hs, parameters q) (define w) with
  | Some last =>
      forallb (is_in (snd last)) (unknowns e) && each (reaches e fs last) (goals e) (goals_reached w)
  | None => false
  end.
Lemma gives_ok : forall q e hs w, gives q e hs w = true ->
  forall x, all_hold x hs -> met e (functions q) x.
Proof.
  intros q e hs w G x A. apply andb_prop in G. destruct G as [N G].
  assert (S : fits (functions q) (hs, parameters q) x).
  { split; [exact A |]. intros f I J. rewrite forallb_forall in N. specialize (N f I).
    apply negb_true_iff in N. apply is_in_ok in J. simpl in J. rewrite J in N. discriminate. }
  destruct (take_all _ _ _ (define w)) as [last |] eqn:T; [| discriminate].
  apply andb_prop in G. destruct G as [_ G].
  destruct (take_all_ok _ _ _ _ _ T x S) as [y [O B]]. exists y. split; [exact O |].
  apply Forall_forall. intros g I. destruct (each_ok _ _ _ _ _ G g I) as [r R].
  exact (reaches_ok e _ last g r R y B).
Qed.

(* --- claims ------------------------------------------------------------------------------------ *)

Definition sensible (q : question) (e : existence) : bool :=
  distinct (parameters q ++ unknowns e ++ map fst (bound e) ++ map at_var (functions q))
  && negb (Nat.eqb (length (goals e)) 0)
  && forallb (fun b => negb (qpos (qadd (fst (snd b)) (qmul (- (1)) (snd (snd b)))))) (bound e).

Definition always (q : question) (e : existence) (sample : list (nat * Q))
  (t : tree (leaf witness)) : bool :=
  begins q sample && sensible q e && over q (gives q e) (region q) t.
Theorem always_sound : forall q e sample t, always q e sample t = true ->
  (exists x, all_hold x (region q)) /\ forall x, all_hold x (region q) -> met e (functions q) x.
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
  (exists x, all_hold x (region q) /\ met e (functions q) x) /\
  (exists x, all_hold x (region q) /\
    forall y, agree_on (parameters q) x y -> functions_hold y (functions q) -> ~ all_hold y necessary).
Proof.
  intros q e necessary sample yes no t u C. apply andb_prop in C. destruct C as [C U].
  apply andb_prop in C. destruct C as [C T]. apply andb_prop in C. destruct C as [B S].
  destruct (begins_ok _ _ B) as [W _].
  destruct (branch_ok _ q _ _ (gives_ok q e) W yes t T) as [R1 Y].
  destruct (branch_ok _ q _ (fun x => functions_hold x (functions q) -> ~ all_hold x necessary)
    (fails_ok q necessary) W no u U) as [R2 N]. split.
  - exists (real yes). split; [exact R1 |]. apply Y. intros ? ?; reflexivity.
  - exists (real no). split; [exact R2 |]. intros y E. exact (N y E).
Qed.
