(* Steps that give variables a value, one after the other, and what is known of the values then. *)
From Coq Require Import Reals QArith Qreals List NArith Lra Bool.
From Checker Require Import Polynomial Refutation Never Points.
Import ListNotations.
Open Scope R_scope.

Definition agree_off (l : list nat) (x y : point) : Prop := forall v, ~ In v l -> x v = y v.

(* --- steps: a function, an axiom; a quotient with a positive denominator, a zero between two signs -- *)

Inductive inner :=
  | Value (k : nat) (positive : option node)
  | Fact (a : axiom).
Inductive step :=
  | Inner (i : inner)
  | Quotient (u : nat) (num den : poly) (positive : node)
  | Root (u : nat) (root lo hi : poly) (order at_lo at_hi : node)
  | Through (u : nat) (root lo hi : poly) (order at_lo at_hi : node) (functions_of : list inner).
Definition state := (list hyp * list nat)%type.  (* what is known, which variables have a value *)

Definition closed (fs : list fun_entry) (valued : list nat) : bool :=
  forallb (fun f => negb (is_in valued (at_var f)) || within valued (arg f)) fs.
Definition visible (fs : list fun_entry) (valued : list nat) : list (option fun_entry) :=
  map (fun f => if is_in valued (at_var f) then Some f else None) fs.
(* a variable that has no value yet, and of which nothing is known *)
Definition fresh (fs : list fun_entry) (now : state) (u : nat) : bool :=
  negb (is_in (snd now) u) && forallb (hyp_within (snd now)) (fst now) && closed fs (snd now).
(* the only function of its variable *)
Definition alone (fs : list fun_entry) (k u : nat) : bool :=
  forallb (fun j => Nat.eqb j k ||
    match nth_error fs j with Some g => negb (Nat.eqb (at_var g) u) | None => true end)
    (seq 0 (length fs)).

Definition take_inner (fs : list fun_entry) (now : state) (i : inner) : option state :=
  let (known, valued) := now in
  match i with
  | Value k n =>
      match nth_error fs k with
      | Some f =>
          let u := at_var f in
          if fresh fs now u && alone fs k u && within valued (arg f) then
            match which f, n with
            | Log, Some n =>
                if check (known ++ [One (NotBelow, pneg (arg f))]) n
                then Some (known ++ [One (Above, arg f)], u :: valued) else None
            | Exp, None => Some (known ++ [One (Above, var u)], u :: valued)
            | _, _ => None
            end
          else None
      | None => None
      end
  | Fact a =>
      match instance (visible fs valued) a with
      | Some h => Some (known ++ [One h], valued)
      | None => None
      end
  end.
Fixpoint walk (fs : list fun_entry) (now : state) (l : list inner) : option state :=
  match l with
  | [] => Some now
  | i :: r => match take_inner fs now i with Some next => walk fs next r | None => None end
  end.

Definition take (fs : list fun_entry) (new : list nat) (now : state) (s : step) : option state :=
  let (known, valued) := now in
  match s with
  | Inner i => take_inner fs now i
  | Quotient u num den n =>
      if fresh fs now u && is_in new u && negb (is_in (map at_var fs) u)
         && within valued num && within valued den && check (known ++ [One (NotBelow, pneg den)]) n
      then Some (known ++ [One (Above, den); One (Equal, psub (pmul den (var u)) num)], u :: valued)
      else None
  | Root u p lo hi a b c =>
      if fresh fs now u && is_in new u && negb (is_in (map at_var fs) u)
         && within valued lo && within valued hi && within (u :: valued) p
         && check (known ++ [One (Above, psub lo hi)]) a
         && check (known ++ [One (Above, substitute p u lo)]) b
         && check (known ++ [One (Above, substitute (pneg p) u hi)]) c
      then Some (known ++ [One (Equal, p); One (NotBelow, psub (var u) lo);
                           One (NotBelow, psub hi (var u))], u :: valued)
      else None
  | Through u p lo hi a b c l =>
      let inside := [One (NotBelow, psub (var u) lo); One (NotBelow, psub hi (var u))] in
      if fresh fs now u && is_in new u && negb (is_in (map at_var fs) u)
         && within valued lo && within valued hi && check (known ++ [One (Above, psub lo hi)]) a
      then
        match walk fs (known ++ inside, u :: valued) l with
        | Some (facts, final) =>
            if within final p
               && check (facts ++ [One (Equal, psub (var u) lo); One (Above, p)]) b
               && check (facts ++ [One (Equal, psub (var u) hi); One (Above, pneg p)]) c
            then Some (known ++ One (Equal, p) :: skipn (length known) facts, final)
            else None
        | None => None
        end
      else None
  end.

(* everything that is known holds, and functions with a value have the true one *)
Definition fits (fs : list fun_entry) (now : state) (x : point) : Prop :=
  all_hold x (fst now) /\ forall f, In f fs -> In (at_var f) (snd now) -> entry_holds x f.
Lemma visible_ok : forall fs now x, fits fs now x -> shown_hold x (visible fs (snd now)).
Proof.
  intros fs now x [_ T]. unfold shown_hold, visible. apply Forall_forall. intros o I.
  apply in_map_iff in I. destruct I as [f [<- I]].
  destruct (is_in (snd now) (at_var f)) eqn:E; [| exact Logic.I].
  apply T; [exact I | apply is_in_ok, E].
Qed.
Lemma entry_within : forall l x y f, agree_on l x y -> In (at_var f) l -> within l (arg f) = true ->
  entry_holds x f -> entry_holds y f.
Proof.
  intros l x y f E I W H. unfold entry_holds in *.
  rewrite <- (eval_within l (arg f) x y W E), <- (E _ I). exact H.
Qed.

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

Lemma fits_on : forall fs now x y, fits fs now x -> agree_on (snd now) x y ->
  forallb (hyp_within (snd now)) (fst now) = true -> closed fs (snd now) = true -> fits fs now y.
Proof.
  intros fs now x y [A T] E W C. split; [exact (all_within_ok _ x y E _ W A) |].
  intros f I J. unfold closed in C. rewrite forallb_forall in C. specialize (C f I).
  apply orb_prop in C. destruct C as [C | C].
  - apply negb_true_iff in C. apply is_in_ok in J. rewrite J in C. discriminate.
  - exact (entry_within _ x y f E J C (T f I J)).
Qed.
Lemma fresh_ok : forall fs now u, fresh fs now u = true -> is_in (snd now) u = false /\
  forall x a, fits fs now x -> fits fs now (set x u a) /\
    forall p, within (snd now) p = true -> eval (set x u a) p = eval x p.
Proof.
  intros fs now u F. apply andb_prop in F. destruct F as [F C]. apply andb_prop in F.
  destruct F as [N W]. apply negb_true_iff in N. split; [exact N |]. intros x a H.
  pose proof (agree_set (snd now) x u a N) as E. split; [exact (fits_on fs now x _ H E W C) |].
  intros p P. symmetry. exact (eval_within _ p x _ P E).
Qed.
Lemma off_set : forall l x u a, In u l -> agree_off l x (set x u a).
Proof.
  intros l x u a I v N. unfold set. destruct (Nat.eqb v u) eqn:E; [| reflexivity].
  apply Nat.eqb_eq in E. subst. destruct (N I).
Qed.
Lemma fits_more : forall fs known valued more u y, fits fs (known, valued) y ->
  (forall f, In f fs -> at_var f = u -> entry_holds y f) -> all_hold y more ->
  fits fs (known ++ more, u :: valued) y.
Proof.
  intros fs known valued more u y [A T] F M. split; simpl in *.
  - apply all_hold_app; assumption.
  - intros f I [E | J]; [exact (F f I (eq_sym E)) | exact (T f I J)].
Qed.
Lemma no_function : forall fs u y, negb (is_in (map at_var fs) u) = true ->
  forall f, In f fs -> at_var f = u -> entry_holds y f.
Proof.
  intros fs u y N f I E. apply negb_true_iff in N.
  assert (J : In u (map at_var fs)) by (rewrite <- E; apply in_map, I).
  apply is_in_ok in J. rewrite J in N. discriminate.
Qed.
Lemma alone_ok : forall fs k u f, alone fs k u = true -> nth_error fs k = Some f ->
  forall g, In g fs -> at_var g = u -> g = f.
Proof.
  intros fs k u f A N g I E. destruct (In_nth_error fs g I) as [j J].
  unfold alone in A. rewrite forallb_forall in A.
  assert (L : (j < length fs)%nat) by (apply nth_error_Some; rewrite J; discriminate).
  specialize (A j). rewrite J in A. destruct (Nat.eqb j k) eqn:Q.
  - apply Nat.eqb_eq in Q. subst. rewrite N in J. injection J as ->. reflexivity.
  - assert (S : In j (seq 0 (length fs))) by (apply in_seq; split; [apply Nat.le_0_l | exact L]).
    specialize (A S). simpl in A. rewrite E, Nat.eqb_refl in A. discriminate.
Qed.

(* steps along a path: functions of what moves continuously move continuously *)
Definition follows (fs : list fun_entry) (now next : state) (path : R -> point) : Prop :=
  incl (snd now) (snd next) /\ exists path2,
    (forall t, agree_off (map at_var fs) (path t) (path2 t)) /\
    (forall t, agree_on (snd now) (path t) (path2 t)) /\
    (forall t, fits fs next (path2 t)) /\ smooth path2.
Lemma take_inner_ok : forall fs now i next, take_inner fs now i = Some next -> forall path,
  (forall t, fits fs now (path t)) -> smooth path -> follows fs now next path.
Proof.
  intros fs [known valued] [k n | h] next T path A S; simpl take_inner in T.
  - destruct (nth_error fs k) as [f |] eqn:N; [| discriminate].
    destruct (_ && _) eqn:G in T; [| discriminate].
    apply andb_prop in G. destruct G as [G W]. apply andb_prop in G. destruct G as [G O].
    destruct (fresh_ok _ _ _ G) as [U K]. simpl snd in U, K.
    assert (V : In (at_var f) (map at_var fs)) by (apply in_map; exact (nth_error_In _ _ N)).
    destruct f as [o v e]. simpl in *. pose proof (eval_along path e S) as C.
    destruct o, n as [n |]; try discriminate.
    + destruct (check _ n) eqn:P in T; [| discriminate]. injection T as <-.
      assert (POS : forall t, 0 < eval (path t) e).
      { intro t. apply Rnot_le_lt. intro L. apply (check_sound _ _ P (path t)).
        apply all_hold_one; [exact (proj1 (A t)) |].
        change (0 <= eval (path t) (pneg e)). rewrite pneg_ok. lra. }
      split; [intros w I; right; exact I |].
      exists (fun t => set (path t) v (ln (eval (path t) e))).
      split; [intro t; apply off_set, V |].
      split; [intro t; exact (agree_set valued _ v _ U) |]. split.
      * intro t. destruct (K (path t) (ln (eval (path t) e)) (A t)) as [B SAME].
        apply fits_more; [exact B | |].
        -- intros g I E. rewrite (alone_ok _ _ _ _ O N g I E). unfold entry_holds. simpl.
           rewrite set_same, SAME by assumption. split; [exact (POS t) | reflexivity].
        -- constructor; [| constructor]. change (0 < eval (set (path t) v (ln (eval (path t) e))) e).
           rewrite SAME by assumption. exact (POS t).
      * apply smooth_set; [exact S |]. intro t.
        apply (continuity_pt_comp (fun t => eval (path t) e) ln); [exact (C t) |].
        apply derivable_continuous_pt. exists (/ eval (path t) e).
        exact (derivable_pt_lim_ln _ (POS t)).
    + injection T as <-. split; [intros w I; right; exact I |].
      exists (fun t => set (path t) v (exp (eval (path t) e))).
      split; [intro t; apply off_set, V |].
      split; [intro t; exact (agree_set valued _ v _ U) |]. split.
      * intro t. destruct (K (path t) (exp (eval (path t) e)) (A t)) as [B SAME].
        apply fits_more; [exact B | |].
        -- intros g I E. rewrite (alone_ok _ _ _ _ O N g I E). unfold entry_holds. simpl.
           rewrite set_same, SAME by assumption. reflexivity.
        -- constructor; [| constructor].
           change (0 < eval (set (path t) v (exp (eval (path t) e))) (var v)).
           rewrite var_ok, set_same. apply exp_pos.
      * apply smooth_set; [exact S |].
        exact (continuity_comp _ exp C (derivable_continuous exp derivable_exp)).
  - destruct (instance (visible fs valued) h) as [a |] eqn:I; [| discriminate].
    injection T as <-. split; [intros w I2; exact I2 |]. exists path.
    split; [intros t v _; reflexivity |]. split; [intros t v _; reflexivity |].
    split; [| exact S].
    intro t. pose proof (instance_ok _ _ (visible_ok fs _ _ (A t)) h a I) as H.
    destruct (A t) as [B F]. split; [apply all_hold_one; assumption | exact F].
Qed.
Lemma walk_ok : forall fs l now last, walk fs now l = Some last -> forall path,
  (forall t, fits fs now (path t)) -> smooth path -> follows fs now last path.
Proof.
  intros fs. induction l as [| i l IH]; intros now last T path A S; simpl in T.
  - injection T as <-. split; [intros v I; exact I |]. exists path.
    split; [intros t v _; reflexivity | split; [intros t v _; reflexivity | split; assumption]].
  - destruct (take_inner fs now i) as [next |] eqn:E; [| discriminate].
    destruct (take_inner_ok _ _ _ _ E path A S) as [I2 [p2 [O2 [V2 [A2 S2]]]]].
    destruct (IH _ _ T p2 A2 S2) as [I3 [p3 [O3 [V3 [A3 S3]]]]].
    split; [intros v I; exact (I3 v (I2 v I)) |]. exists p3.
    split; [intros t v I; rewrite (O2 t v I); exact (O3 t v I) |].
    split; [intros t v I; rewrite (V2 t v I); exact (V3 t v (I2 v I)) | split; assumption].
Qed.
(* a point is a path that rests *)
Lemma walk_at : forall fs l now last, walk fs now l = Some last -> forall x, fits fs now x ->
  exists y, agree_off (map at_var fs) x y /\ fits fs last y.
Proof.
  intros fs l now last T x A.
  destruct (walk_ok _ _ _ _ T (fun _ => x) (fun _ => A) (smooth_constant x)) as [_ [p [O [_ [F _]]]]].
  exists (p 0). split; [exact (O 0) | exact (F 0)].
Qed.

(* t, but not below a and not above b *)
Definition clamp (a b t : R) : R := (a + b + Rabs (t - a) - Rabs (t - b)) / 2.
Lemma clamp_in : forall a b t, a <= b -> a <= clamp a b t <= b.
Proof. intros a b t L. unfold clamp, Rabs. destruct (Rcase_abs _), (Rcase_abs _); lra. Qed.
Lemma clamp_same : forall a b t, a <= t <= b -> clamp a b t = t.
Proof. intros a b t L. unfold clamp, Rabs. destruct (Rcase_abs _), (Rcase_abs _); lra. Qed.
Lemma clamp_continuous : forall a b, continuity (clamp a b).
Proof.
  intros a b. assert (D : forall c, continuity (fun t => Rabs (t - c))).
  { intro c. apply (continuity_comp (fun t => t - c) Rabs); [| exact Rcontinuity_abs]. reg. }
  assert (C : forall c : R, continuity (fun _ : R => c)).
  { intro c. apply continuity_const. intros ? ?. reflexivity. }
  exact (continuity_mult _ _ (continuity_minus _ _ (continuity_plus _ _ (C (a + b)) (D a)) (D b))
    (C (/ 2))).
Qed.

Lemma take_ok : forall fs new now s next, take fs new now s = Some next -> forall x, fits fs now x ->
  exists y, agree_off (new ++ map at_var fs) x y /\ fits fs next y.
Proof.
  intros fs new [known valued] s next T x A.
  destruct s as [i | u num den n | u p lo hi a b c | u p lo hi a b c l]; simpl take in T.
  - destruct (walk_at fs [i] (known, valued) next) with (x := x) as [y [O F]].
    + simpl walk. simpl take_inner in T. rewrite T. reflexivity.
    + exact A.
    + exists y. split; [| exact F]. intros v I. apply O. intro J. apply I, in_or_app. right. exact J.
  - destruct (_ && _) eqn:G in T; [| discriminate]. injection T as <-.
    apply andb_prop in G. destruct G as [G C]. apply andb_prop in G. destruct G as [G D].
    apply andb_prop in G. destruct G as [G P]. apply andb_prop in G. destruct G as [G F].
    apply andb_prop in G. destruct G as [G U]. apply is_in_ok in U.
    destruct (fresh_ok _ _ _ G) as [_ K].
    assert (POS : 0 < eval x den).
    { apply Rnot_le_lt. intro L. apply (check_sound _ _ C x). apply all_hold_one; [exact (proj1 A) |].
      change (0 <= eval x (pneg den)). rewrite pneg_ok. lra. }
    destruct (K x (eval x num / eval x den) A) as [B SAME]. simpl snd in SAME.
    exists (set x u (eval x num / eval x den)).
    split; [apply off_set, in_or_app; left; exact U |].
    apply fits_more; [exact B | apply no_function, F |]. repeat constructor.
    + change (0 < eval (set x u (eval x num / eval x den)) den). rewrite SAME; assumption.
    + change (eval (set x u (eval x num / eval x den)) (psub (pmul den (var u)) num) = 0).
      rewrite psub_ok, pmul_ok, var_ok, set_same, !SAME by assumption. field. lra.
  - destruct (_ && _) eqn:G in T; [| discriminate]. injection T as <-.
    apply andb_prop in G. destruct G as [G C3]. apply andb_prop in G. destruct G as [G C2].
    apply andb_prop in G. destruct G as [G C1]. apply andb_prop in G. destruct G as [G _].
    apply andb_prop in G. destruct G as [G H]. apply andb_prop in G. destruct G as [G L].
    apply andb_prop in G. destruct G as [G F].
    apply andb_prop in G. destruct G as [G U]. apply is_in_ok in U.
    destruct (fresh_ok _ _ _ G) as [_ K].
    pose proof (not_above _ _ _ x C1 (proj1 A)) as O. rewrite psub_ok in O.
    pose proof (not_above _ _ _ x C2 (proj1 A)) as B. rewrite substitute_ok in B.
    pose proof (not_above _ _ _ x C3 (proj1 A)) as E. rewrite substitute_ok, pneg_ok in E.
    destruct (IVT_cor (fun t => eval (set x u t) p) (eval x lo) (eval x hi)) as [z [Z R]].
    + apply (eval_along (fun t => set x u t)), smooth_set; [apply smooth_constant |].
      exact (derivable_continuous id derivable_id).
    + lra.
    + cbv beta. set (f := eval (set x u (eval x lo)) p) in *.
      set (g := eval (set x u (eval x hi)) p) in *.
      assert (0 <= - f * g) by (apply Rmult_le_pos; lra). lra.
    + destruct (K x z A) as [Y SAME]. simpl snd in SAME. exists (set x u z).
      split; [apply off_set, in_or_app; left; exact U |].
      apply fits_more; [exact Y | apply no_function, F |].
      constructor; [| constructor; [| constructor; [| constructor]]].
      * exact R.
      * change (0 <= eval (set x u z) (psub (var u) lo)).
        rewrite psub_ok, var_ok, set_same, SAME by assumption. lra.
      * change (0 <= eval (set x u z) (psub hi (var u))).
        rewrite psub_ok, var_ok, set_same, SAME by assumption. lra.
  - destruct (_ && _) eqn:G in T; [| discriminate].
    apply andb_prop in G. destruct G as [G C1]. apply andb_prop in G. destruct G as [G H].
    apply andb_prop in G. destruct G as [G L]. apply andb_prop in G. destruct G as [G F].
    apply andb_prop in G. destruct G as [G U]. apply is_in_ok in U.
    destruct (fresh_ok _ _ _ G) as [N K]. simpl snd in N, K.
    assert (KW : forallb (hyp_within valued) known = true).
    { apply andb_prop in G. destruct G as [G _]. apply andb_prop in G. exact (proj2 G). }
    pose proof (not_above _ _ _ x C1 (proj1 A)) as O. rewrite psub_ok in O.
    destruct (walk fs _ l) as [[facts final] |] eqn:W in T; [| discriminate].
    destruct (_ && _) eqn:D in T; [| discriminate]. injection T as <-.
    apply andb_prop in D. destruct D as [D C3]. apply andb_prop in D. destruct D as [_ C2].
    destruct (walk_ok _ _ _ _ W (fun t => set x u (clamp (eval x lo) (eval x hi) t)))
      as [_ [path [OFF [ON [FIT S]]]]].
    + intro t. destruct (K x (clamp (eval x lo) (eval x hi) t) A) as [Y SAME].
      pose proof (clamp_in (eval x lo) (eval x hi) t ltac:(lra)) as Z.
      apply fits_more; [exact Y | apply no_function, F |].
      constructor; [| constructor; [| constructor]].
      * change (0 <= eval (set x u (clamp (eval x lo) (eval x hi) t)) (psub (var u) lo)).
        rewrite psub_ok, var_ok, set_same, SAME by assumption. lra.
      * change (0 <= eval (set x u (clamp (eval x lo) (eval x hi) t)) (psub hi (var u))).
        rewrite psub_ok, var_ok, set_same, SAME by assumption. lra.
    + apply smooth_set; [apply smooth_constant | apply clamp_continuous].
    + assert (OLD : forall t, agree_on valued x (path t)).
      { intros t v I. rewrite <- (ON t v (or_intror I)).
        exact (agree_set valued x u _ N v I). }
      assert (AT : forall t q, within valued q = true -> eval (path t) q = eval x q).
      { intros t q Q. symmetry. exact (eval_within valued q x _ Q (OLD t)). }
      assert (HERE : forall t, eval x lo <= t <= eval x hi -> path t u = t).
      { intros t Z. rewrite <- (ON t u (or_introl eq_refl)), set_same. exact (clamp_same _ _ t Z). }
      assert (B : eval (path (eval x lo)) p <= 0).
      { apply Rnot_lt_le. intro P. apply (check_sound _ _ C2 (path (eval x lo))).
        apply all_hold_app; [exact (proj1 (FIT _)) |].
        constructor; [| constructor; [exact P | constructor]].
        change (eval (path (eval x lo)) (psub (var u) lo) = 0).
        rewrite psub_ok, var_ok, AT, HERE by (assumption || lra). ring. }
      assert (E : 0 <= eval (path (eval x hi)) p).
      { apply Rnot_lt_le. intro P. apply (check_sound _ _ C3 (path (eval x hi))).
        apply all_hold_app; [exact (proj1 (FIT _)) |].
        constructor; [| constructor; [| constructor]].
        - change (eval (path (eval x hi)) (psub (var u) hi) = 0).
          rewrite psub_ok, var_ok, AT, HERE by (assumption || lra). ring.
        - change (0 < eval (path (eval x hi)) (pneg p)). rewrite pneg_ok. lra. }
      destruct (IVT_cor (fun t => eval (path t) p) (eval x lo) (eval x hi)) as [z [Z R]].
      * exact (eval_along path p S).
      * lra.
      * cbv beta. set (f := eval (path (eval x lo)) p) in *.
        set (g := eval (path (eval x hi)) p) in *.
        assert (0 <= - f * g) by (apply Rmult_le_pos; lra). lra.
      * exists (path z). split.
        -- intros v I. rewrite <- (OFF z v) by (intro J; apply I, in_or_app; right; exact J).
           apply (off_set new x u); [exact U |]. intro J. apply I, in_or_app. left. exact J.
        -- destruct (FIT z) as [H1 H2]. split; [| exact H2]. simpl fst in *.
           apply all_hold_app; [exact (all_within_ok valued x _ (OLD z) _ KW (proj1 A)) |].
           constructor; [exact R |]. unfold all_hold in *. rewrite Forall_forall in *.
           intros h I. apply H1. rewrite <- (firstn_skipn (length known) facts).
           apply in_or_app. right. exact I.
Qed.

Fixpoint take_all (fs : list fun_entry) (new : list nat) (now : state) (l : list step) :
  option state :=
  match l with
  | [] => Some now
  | s :: r => match take fs new now s with Some next => take_all fs new next r | None => None end
  end.
Lemma take_all_ok : forall fs new l now last, take_all fs new now l = Some last ->
  forall x, fits fs now x -> exists y, agree_off (new ++ map at_var fs) x y /\ fits fs last y.
Proof.
  intros fs new. induction l as [| s l IH]; intros now last T x A; simpl in T.
  - injection T as <-. exists x. split; [intros v _; reflexivity | exact A].
  - destruct (take fs new now s) as [next |] eqn:S; [| discriminate].
    destruct (take_ok _ _ _ _ _ S x A) as [y [Y B]]. destruct (IH _ _ T y B) as [z [Z C]].
    exists z. split; [| exact C]. intros v I. rewrite (Y v I). exact (Z v I).
Qed.
