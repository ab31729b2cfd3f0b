(* What payoffs with quotients, roots, logarithms and exponentials need. *)
(* an equation between expressions with quotients that have values *)
Ltac as_fractions := first [ ring | field; repeat split; apart ].
(* arguments of functions are brought into one spelling: ring does not look inside *)
Ltac alike := repeat match goal with
  | |- context [ln ?a] => match goal with |- context [ln ?b] =>
    tryif constr_eq a b then fail else replace (ln a) with (ln b) by (f_equal; as_fractions) end
  | |- context [exp ?a] => match goal with |- context [exp ?b] =>
    tryif constr_eq a b then fail else replace (exp a) with (exp b) by (f_equal; as_fractions) end
  | |- context [sqrt ?a] => match goal with |- context [sqrt ?b] =>
    tryif constr_eq a b then fail else replace (sqrt a) with (sqrt b) by (f_equal; as_fractions) end
  end.
Ltac same := first [ reflexivity | as_fractions | progress alike; as_fractions ].
Lemma root_cubed : forall b : R, 0 <= b -> sqrt b ^ 3 = b * sqrt b.
Proof. intros b B. pose proof (sqrt_sqrt b B). ring [H]. Qed.
Lemma root_fourth : forall b : R, 0 <= b -> sqrt b ^ 4 = b ^ 2.
Proof. intros b B. pose proof (sqrt_sqrt b B). ring [H]. Qed.
Ltac same_roots := repeat match goal with
  | |- context [sqrt ?b ^ 2] => rewrite (pow2_sqrt b) by nonneg
  | |- context [sqrt ?b ^ 3] => rewrite (root_cubed b) by nonneg
  | |- context [sqrt ?b ^ 4] => rewrite (root_fourth b) by nonneg
  end; same.
Lemma scaled_down : forall d f : R, 0 < d -> 0 <= d * f -> 0 <= f.
Proof.
  intros d f D F. apply Rnot_lt_le. intro N.
  pose proof (Rmult_lt_0_compat d (- f) D ltac:(lra)). lra.
Qed.
Lemma scaled_down_lt : forall d f : R, 0 < d -> 0 < d * f -> 0 < f.
Proof.
  intros d f D F. apply Rnot_le_lt. intro N.
  pose proof (Rmult_le_pos d (- f) ltac:(lra) ltac:(lra)). lra.
Qed.
Lemma scaled_down_eq : forall d f : R, 0 < d -> d * f = 0 -> f = 0.
Proof. intros d f D F. destruct (Rmult_integral d f F); lra. Qed.
Lemma inverse_is : forall q b : R, b <> 0 -> q * b = 1 -> q = / b.
Proof.
  intros q b N E. apply (Rmult_eq_reg_r b); [| exact N]. rewrite E. field. exact N.
Qed.
Lemma root_is : forall r b : R, 0 <= r -> r * r = b -> r = sqrt b.
Proof. intros r b P E. subst b. symmetry. apply sqrt_square. exact P. Qed.
(* at a largest value in an interval the slope points out of it *)
Lemma rises_at : forall (f : R -> R) (d v h : R), derivable_pt_lim f v d -> v <= h ->
  (forall z, v <= z -> z <= h -> f z <= f v) -> 0 <= (h - v) * (- d).
Proof.
  intros f d v h S O M.
  destruct (Rle_lt_dec d 0) as [N | P]. { apply Rmult_le_pos; lra. }
  destruct (Rle_lt_or_eq_dec v h O) as [L | E].
  2: { subst h. replace ((v - v) * - d) with 0 by ring. lra. }
  exfalso. destruct (S (d / 2) ltac:(lra)) as [e Q].
  pose (k := Rmin (h - v) (e / 2)).
  pose proof (cond_pos e) as W.
  assert (K1 : k <= h - v) by apply Rmin_l.
  assert (K2 : k <= e / 2) by apply Rmin_r.
  assert (K : 0 < k) by (apply Rmin_glb_lt; lra).
  assert (Z : f (v + k) <= f v) by (apply M; lra).
  pose proof (Q k ltac:(lra) ltac:(rewrite Rabs_right; lra)) as T.
  apply Rabs_def2 in T. destruct T as [_ T].
  assert (U : (f (v + k) - f v) / k <= 0).
  { unfold Rdiv. pose proof (Rinv_0_lt_compat k K) as I.
    pose proof (Rmult_le_pos (f v - f (v + k)) (/ k) ltac:(lra) ltac:(lra)). lra. }
  lra.
Qed.
Lemma falls_at : forall (f : R -> R) (d v h : R), derivable_pt_lim f v d -> h <= v ->
  (forall z, h <= z -> z <= v -> f z <= f v) -> 0 <= (v - h) * d.
Proof.
  intros f d v h S O M.
  destruct (Rle_lt_dec 0 d) as [N | P]. { apply Rmult_le_pos; lra. }
  destruct (Rle_lt_or_eq_dec h v O) as [L | E].
  2: { subst h. replace ((v - v) * d) with 0 by ring. lra. }
  exfalso. destruct (S (- d / 2) ltac:(lra)) as [e Q].
  pose (k := Rmin (v - h) (e / 2)).
  pose proof (cond_pos e) as W.
  assert (K1 : k <= v - h) by apply Rmin_l.
  assert (K2 : k <= e / 2) by apply Rmin_r.
  assert (K : 0 < k) by (apply Rmin_glb_lt; lra).
  assert (Z : f (v + - k) <= f v) by (apply M; lra).
  pose proof (Q (- k) ltac:(lra) ltac:(rewrite Rabs_Ropp, Rabs_right; lra)) as T.
  apply Rabs_def2 in T. destruct T as [T _].
  assert (U : 0 <= (f (v + - k) - f v) / - k).
  { replace ((f (v + - k) - f v) / - k) with ((f v - f (v + - k)) * / k) by (field; lra).
    pose proof (Rinv_0_lt_compat k K) as I. apply Rmult_le_pos; lra. }
  lra.
Qed.
Lemma slope_is : forall f v e d, derivable_pt_lim f v e -> e = d -> derivable_pt_lim f v d.
Proof. intros f v e d S E. subst. exact S. Qed.
Lemma slope_plus : forall (f g : R -> R) v a b, derivable_pt_lim f v a -> derivable_pt_lim g v b ->
  derivable_pt_lim (fun x => f x + g x) v (a + b).
Proof. exact derivable_pt_lim_plus. Qed.
Lemma slope_minus : forall (f g : R -> R) v a b, derivable_pt_lim f v a -> derivable_pt_lim g v b ->
  derivable_pt_lim (fun x => f x - g x) v (a - b).
Proof. exact derivable_pt_lim_minus. Qed.
Lemma slope_times : forall (f g : R -> R) v a b, derivable_pt_lim f v a -> derivable_pt_lim g v b ->
  derivable_pt_lim (fun x => f x * g x) v (a * g v + f v * b).
Proof. exact derivable_pt_lim_mult. Qed.
Lemma slope_opp : forall (f : R -> R) v a, derivable_pt_lim f v a ->
  derivable_pt_lim (fun x => - f x) v (- a).
Proof. exact derivable_pt_lim_opp. Qed.
Lemma slope_inv : forall (f : R -> R) v a, derivable_pt_lim f v a -> f v <> 0 ->
  derivable_pt_lim (fun x => / f x) v (- a * / (f v * f v)).
Proof.
  intros f v a S N.
  pose proof (derivable_pt_lim_div (fct_cte 1) f v 0 a (derivable_pt_lim_const 1 v) S N) as Q.
  apply (slope_is _ _ ((0 * f v - a * fct_cte 1 v) / Rsqr (f v))).
  - intros e E. destruct (Q e E) as [d D]. exists d. intros h H1 H2. specialize (D h H1 H2).
    unfold div_fct, fct_cte, Rdiv in D. unfold Rdiv. rewrite !Rmult_1_l in D. exact D.
  - unfold fct_cte, Rsqr. field. exact N.
Qed.
Lemma slope_pow : forall (f : R -> R) n v a, derivable_pt_lim f v a ->
  derivable_pt_lim (fun x => f x ^ n) v (INR n * f v ^ pred n * a).
Proof.
  intros f n v a S.
  exact (derivable_pt_lim_comp f (fun y => y ^ n) v a _ S (derivable_pt_lim_pow (f v) n)).
Qed.
Lemma slope_exp : forall (f : R -> R) v a, derivable_pt_lim f v a ->
  derivable_pt_lim (fun x => exp (f x)) v (exp (f v) * a).
Proof. intros f v a S. exact (derivable_pt_lim_comp f exp v a _ S (derivable_pt_lim_exp (f v))). Qed.
Lemma slope_ln : forall (f : R -> R) v a, derivable_pt_lim f v a -> 0 < f v ->
  derivable_pt_lim (fun x => ln (f x)) v (/ f v * a).
Proof. intros f v a S P. exact (derivable_pt_lim_comp f ln v a _ S (derivable_pt_lim_ln (f v) P)). Qed.
Lemma slope_sqrt : forall (f : R -> R) v a, derivable_pt_lim f v a -> 0 < f v ->
  derivable_pt_lim (fun x => sqrt (f x)) v (/ (2 * sqrt (f v)) * a).
Proof.
  intros f v a S P.
  exact (derivable_pt_lim_comp f sqrt v a _ S (derivable_pt_lim_sqrt (f v) P)).
Qed.
Ltac slope := lazymatch goal with
  | |- derivable_pt_lim (fun _ => ?c) _ _ => apply (derivable_pt_lim_const c)
  | |- derivable_pt_lim (fun x => x) _ _ => apply derivable_pt_lim_id
  | |- derivable_pt_lim (fun x => @?f x + @?g x) _ _ => apply (slope_plus f g); slope
  | |- derivable_pt_lim (fun x => @?f x - @?g x) _ _ => apply (slope_minus f g); slope
  | |- derivable_pt_lim (fun x => @?f x * @?g x) _ _ => apply (slope_times f g); slope
  | |- derivable_pt_lim (fun x => - @?f x) _ _ => apply (slope_opp f); slope
  | |- derivable_pt_lim (fun x => / @?f x) _ _ => apply (slope_inv f); [slope | cbv beta; sided]
  | |- derivable_pt_lim (fun x => @?f x ^ ?n) _ _ => apply (slope_pow f n); slope
  | |- derivable_pt_lim (fun x => exp (@?f x)) _ _ => apply (slope_exp f); slope
  | |- derivable_pt_lim (fun x => ln (@?f x)) _ _ => apply (slope_ln f); [slope | cbv beta; sided]
  | |- derivable_pt_lim (fun x => sqrt (@?f x)) _ _ => apply (slope_sqrt f); [slope | cbv beta; sided]
  end.
(* smoothness along one action: a payoff that has a slope is continuous *)
Lemma smooth_of : forall (f : R -> R) v d, derivable_pt_lim f v d -> continuity_pt f v.
Proof. intros f v d S. apply derivable_continuous_pt. exists d. exact S. Qed.
Ltac sloped := eapply slope_is; [slope | cbv beta; simpl pred; simpl INR; same].
Lemma unbroken_inv : forall (f : R -> R) v, f v <> 0 -> continuity_pt f v ->
  continuity_pt (fun x => / f x) v.
Proof. intros f v N F. exact (continuity_pt_inv f v F N). Qed.
Lemma unbroken_pow : forall (f : R -> R) n v, continuity_pt f v ->
  continuity_pt (fun x => f x ^ n) v.
Proof.
  intros f n v F. apply (continuity_pt_comp f (fun y => y ^ n) v F).
  apply derivable_continuous_pt. exists (INR n * f v ^ pred n). apply derivable_pt_lim_pow.
Qed.
Lemma unbroken_exp : forall (f : R -> R) v, continuity_pt f v ->
  continuity_pt (fun x => exp (f x)) v.
Proof.
  intros f v F. apply (continuity_pt_comp f exp v F), derivable_continuous_pt, derivable_pt_exp.
Qed.
Lemma unbroken_ln : forall (f : R -> R) v, 0 < f v -> continuity_pt f v ->
  continuity_pt (fun x => ln (f x)) v.
Proof.
  intros f v P F. apply (continuity_pt_comp f ln v F), derivable_continuous_pt.
  exists (/ f v). exact (derivable_pt_lim_ln (f v) P).
Qed.
Lemma unbroken_sqrt : forall (f : R -> R) v, 0 <= f v -> continuity_pt f v ->
  continuity_pt (fun x => sqrt (f x)) v.
Proof.
  intros f v P F. exact (continuity_pt_comp f sqrt v F (continuity_pt_sqrt (f v) P)).
Qed.
Lemma unbroken_abs : forall (f : R -> R) v, continuity_pt f v ->
  continuity_pt (fun x => Rabs (f x)) v.
Proof. intros f v F. exact (continuity_pt_comp f Rabs v F (Rcontinuity_abs (f v))). Qed.
Ltac unbroken := lazymatch goal with
  | |- continuity_pt (fun _ => ?c) _ => apply continuity_pt_const; intros ? ?; reflexivity
  | |- continuity_pt (fun x => x) _ => apply derivable_continuous_pt, derivable_pt_id
  | |- continuity_pt (fun x => @?f x + @?g x) _ => apply (continuity_pt_plus f g); unbroken
  | |- continuity_pt (fun x => @?f x - @?g x) _ => apply (continuity_pt_minus f g); unbroken
  | |- continuity_pt (fun x => @?f x * @?g x) _ => apply (continuity_pt_mult f g); unbroken
  | |- continuity_pt (fun x => - @?f x) _ => apply (continuity_pt_opp f); unbroken
  | |- continuity_pt (fun x => / @?f x) _ =>
    apply (unbroken_inv f); [cbv beta; sided | unbroken]
  | |- continuity_pt (fun x => @?f x ^ ?n) _ => apply (unbroken_pow f n); unbroken
  | |- continuity_pt (fun x => exp (@?f x)) _ => apply (unbroken_exp f); unbroken
  | |- continuity_pt (fun x => ln (@?f x)) _ => apply (unbroken_ln f); [cbv beta; sided | unbroken]
  | |- continuity_pt (fun x => sqrt (@?f x)) _ =>
    apply (unbroken_sqrt f); [cbv beta; nonneg | unbroken]
  | |- continuity_pt (fun x => Rabs (@?f x)) _ => apply (unbroken_abs f); unbroken
  end.
(* extrema and absolute values, piece by piece *)
Ltac in_pieces := unfold Rmin, Rmax, Rabs; repeat match goal with
  | |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b)
  | |- context [Rcase_abs ?a] => destruct (Rcase_abs a)
  end; first [lra | ring | nra].
(* bounds of a quotient *)
Lemma inverse_least : forall l b : R, 0 < b -> l * b <= 1 -> l <= / b.
Proof.
  intros l b B L. apply (Rmult_le_reg_r b); [exact B|].
  replace (/ b * b) with 1 by (field; lra). exact L.
Qed.
Lemma inverse_most : forall h b : R, 0 < b -> 1 <= h * b -> / b <= h.
Proof.
  intros h b B L. apply (Rmult_le_reg_r b); [exact B|].
  replace (/ b * b) with 1 by (field; lra). exact L.
Qed.
Ltac inverse_between := first [ apply inverse_least; lra | apply inverse_most; lra ].
Lemma root_least : forall l b : R, 0 <= l -> l * l <= b -> l <= sqrt b.
Proof.
  intros l b P L. rewrite <- (sqrt_square l P). apply sqrt_le_1_alt. exact L.
Qed.
Lemma root_most : forall h b : R, 0 <= h -> b <= h * h -> sqrt b <= h.
Proof.
  intros h b P L. rewrite <- (sqrt_square h P). apply sqrt_le_1_alt. exact L.
Qed.
Ltac root_between := first [ apply sqrt_pos | apply root_least; lra | apply root_most; lra ].
