(* For all real y, x, z, w the 2 x 2 table of payoffs (client: z, y, x, w; patron: z, x, y, w) has a profile of actions from which no player gains by changing its own action. *)
(* The author's words, not checked: The game 'symmetric 2x2 game' has a pure Nash equilibrium, for all parameters with no restriction. Nash equilibrium: no player gains by changing its own action *)
From Coq Require Import Reals Lra.
Open Scope R_scope.

Inductive actions_client := client_1 | client_0.
Inductive actions_patron := patron_1 | patron_0.
Definition payoff_client (y x z w : R) (a_client : actions_client) (a_patron : actions_patron) : R :=
  match a_client, a_patron with
  | client_1, patron_1 => (z)
  | client_1, patron_0 => (y)
  | client_0, patron_1 => (x)
  | client_0, patron_0 => (w)
  end.
Definition payoff_patron (y x z w : R) (a_client : actions_client) (a_patron : actions_patron) : R :=
  match a_client, a_patron with
  | client_1, patron_1 => (z)
  | client_1, patron_0 => (x)
  | client_0, patron_1 => (y)
  | client_0, patron_0 => (w)
  end.
Theorem symmetric_games : forall y x z w : R,
  (exists (a_client : actions_client) (a_patron : actions_patron), (forall t : actions_client, payoff_client y x z w t a_patron <= payoff_client y x z w a_client a_patron) /\
     (forall t : actions_patron, payoff_patron y x z w a_client t <= payoff_patron y x z w a_client a_patron)).
Proof.
  intros y x z w.
  destruct (Rtotal_order (x - z) 0) as [X1 | [X1 | X1]].
  { assert (X2 : 0 < (- x + z)) by lra.
    exists client_1, patron_1.
    split. {
      intros t; destruct t; unfold payoff_client, payoff_patron.
      { apply Rle_refl. }
      { apply Rnot_lt_le; intro N.
        assert (M : 0 < (x - z)) by lra.
        assert (X3 : 0 < 1) by lra.
        assert (X4 : 0 < 1 * (- x + z)) by exact (Rmult_lt_0_compat _ _ X3 X2).
        assert (X5 : 0 < 1) by lra.
        assert (X6 : 0 < 1 * (x - z)) by exact (Rmult_lt_0_compat _ _ X5 M).
        assert (X7 : forall t0 t1 : R, 0 < t0 -> 0 < t1 -> t0 + t1 = 0 -> False) by (intros; lra).
        exfalso; apply (X7 _ _ X4 X6); ring.
      }
    }
    {
      intros t; destruct t; unfold payoff_client, payoff_patron.
      { apply Rle_refl. }
      { apply Rnot_lt_le; intro N.
        assert (M : 0 < (x - z)) by lra.
        assert (X8 : 0 < 1) by lra.
        assert (X9 : 0 < 1 * (- x + z)) by exact (Rmult_lt_0_compat _ _ X8 X2).
        assert (X10 : 0 < 1) by lra.
        assert (X11 : 0 < 1 * (x - z)) by exact (Rmult_lt_0_compat _ _ X10 M).
        assert (X12 : forall t0 t1 : R, 0 < t0 -> 0 < t1 -> t0 + t1 = 0 -> False) by (intros; lra).
        exfalso; apply (X12 _ _ X9 X11); ring.
      }
    }
  }
  { assert (X13 : (x - z) = 0) by lra.
    exists client_1, patron_1.
    split. {
      intros t; destruct t; unfold payoff_client, payoff_patron.
      { apply Rle_refl. }
      { apply Rnot_lt_le; intro N.
        assert (M : 0 < (x - z)) by lra.
        assert (X14 : 0 < 1) by lra.
        assert (X15 : 0 < 1 * (x - z)) by exact (Rmult_lt_0_compat _ _ X14 M).
        assert (X16 : (- 1) * (x - z) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) X13) (Rmult_0_r (- 1))).
        assert (X17 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
        exfalso; apply (X17 _ _ X15 X16); ring.
      }
    }
    {
      intros t; destruct t; unfold payoff_client, payoff_patron.
      { apply Rle_refl. }
      { apply Rnot_lt_le; intro N.
        assert (M : 0 < (x - z)) by lra.
        assert (X18 : 0 < 1) by lra.
        assert (X19 : 0 < 1 * (x - z)) by exact (Rmult_lt_0_compat _ _ X18 M).
        assert (X20 : (- 1) * (x - z) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) X13) (Rmult_0_r (- 1))).
        assert (X21 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
        exfalso; apply (X21 _ _ X19 X20); ring.
      }
    }
  }
  { assert (X22 : 0 < (x - z)) by lra.
    destruct (Rtotal_order (- y + w) 0) as [X23 | [X23 | X23]].
    { assert (X24 : 0 < (y - w)) by lra.
      exists client_1, patron_0.
      split. {
        intros t; destruct t; unfold payoff_client, payoff_patron.
        { apply Rle_refl. }
        { apply Rnot_lt_le; intro N.
          assert (M : 0 < (- y + w)) by lra.
          assert (X25 : 0 < 1) by lra.
          assert (X26 : 0 < 1 * (y - w)) by exact (Rmult_lt_0_compat _ _ X25 X24).
          assert (X27 : 0 < 1) by lra.
          assert (X28 : 0 < 1 * (- y + w)) by exact (Rmult_lt_0_compat _ _ X27 M).
          assert (X29 : forall t0 t1 : R, 0 < t0 -> 0 < t1 -> t0 + t1 = 0 -> False) by (intros; lra).
          exfalso; apply (X29 _ _ X26 X28); ring.
        }
      }
      {
        intros t; destruct t; unfold payoff_client, payoff_patron.
        { apply Rnot_lt_le; intro N.
          assert (M : 0 < (- x + z)) by lra.
          assert (X30 : 0 < 1) by lra.
          assert (X31 : 0 < 1 * (x - z)) by exact (Rmult_lt_0_compat _ _ X30 X22).
          assert (X32 : 0 < 1) by lra.
          assert (X33 : 0 < 1 * (- x + z)) by exact (Rmult_lt_0_compat _ _ X32 M).
          assert (X34 : forall t0 t1 : R, 0 < t0 -> 0 < t1 -> t0 + t1 = 0 -> False) by (intros; lra).
          exfalso; apply (X34 _ _ X31 X33); ring.
        }
        { apply Rle_refl. }
      }
    }
    { assert (X35 : (- y + w) = 0) by lra.
      exists client_1, patron_0.
      split. {
        intros t; destruct t; unfold payoff_client, payoff_patron.
        { apply Rle_refl. }
        { apply Rnot_lt_le; intro N.
          assert (M : 0 < (- y + w)) by lra.
          assert (X36 : 0 < 1) by lra.
          assert (X37 : 0 < 1 * (- y + w)) by exact (Rmult_lt_0_compat _ _ X36 M).
          assert (X38 : (- 1) * (- y + w) = 0) by exact (eq_trans (f_equal (Rmult (- 1)) X35) (Rmult_0_r (- 1))).
          assert (X39 : forall t0 t1 : R, 0 < t0 -> t1 = 0 -> t0 + t1 = 0 -> False) by (intros; lra).
          exfalso; apply (X39 _ _ X37 X38); ring.
        }
      }
      {
        intros t; destruct t; unfold payoff_client, payoff_patron.
        { apply Rnot_lt_le; intro N.
          assert (M : 0 < (- x + z)) by lra.
          assert (X40 : 0 < 1) by lra.
          assert (X41 : 0 < 1 * (x - z)) by exact (Rmult_lt_0_compat _ _ X40 X22).
          assert (X42 : 0 < 1) by lra.
          assert (X43 : 0 < 1 * (- x + z)) by exact (Rmult_lt_0_compat _ _ X42 M).
          assert (X44 : forall t0 t1 : R, 0 < t0 -> 0 < t1 -> t0 + t1 = 0 -> False) by (intros; lra).
          exfalso; apply (X44 _ _ X41 X43); ring.
        }
        { apply Rle_refl. }
      }
    }
    { assert (X45 : 0 < (- y + w)) by lra.
      exists client_0, patron_0.
      split. {
        intros t; destruct t; unfold payoff_client, payoff_patron.
        { apply Rnot_lt_le; intro N.
          assert (M : 0 < (y - w)) by lra.
          assert (X46 : 0 < 1) by lra.
          assert (X47 : 0 < 1 * (- y + w)) by exact (Rmult_lt_0_compat _ _ X46 X45).
          assert (X48 : 0 < 1) by lra.
          assert (X49 : 0 < 1 * (y - w)) by exact (Rmult_lt_0_compat _ _ X48 M).
          assert (X50 : forall t0 t1 : R, 0 < t0 -> 0 < t1 -> t0 + t1 = 0 -> False) by (intros; lra).
          exfalso; apply (X50 _ _ X47 X49); ring.
        }
        { apply Rle_refl. }
      }
      {
        intros t; destruct t; unfold payoff_client, payoff_patron.
        { apply Rnot_lt_le; intro N.
          assert (M : 0 < (y - w)) by lra.
          assert (X51 : 0 < 1) by lra.
          assert (X52 : 0 < 1 * (- y + w)) by exact (Rmult_lt_0_compat _ _ X51 X45).
          assert (X53 : 0 < 1) by lra.
          assert (X54 : 0 < 1 * (y - w)) by exact (Rmult_lt_0_compat _ _ X53 M).
          assert (X55 : forall t0 t1 : R, 0 < t0 -> 0 < t1 -> t0 + t1 = 0 -> False) by (intros; lra).
          exfalso; apply (X55 _ _ X52 X54); ring.
        }
        { apply Rle_refl. }
      }
    }
  }
Qed.
