(* For all real a_C, b_C, a_P, b_P with a_C > 0, -b_C > 0, b_P > 0, -a_P > 0 the 2 x 2 table of payoffs (client: 0, 0, a_C, b_C; patron: b_P, 0, a_P, 0) has no profile of actions from which no player gains by changing its own action. *)
(* The author's words, not checked: The game 'alliance dilemma' has no pure Nash equilibrium, for any parameters with a_C > 0, b_C < 0, b_P > 0, a_P < 0. Nash equilibrium: no player gains by changing its own action *)
From Coq Require Import Reals Lra.
Open Scope R_scope.

Inductive actions_client := client_distance | client_commit.
Inductive actions_patron := patron_commit | patron_distance.
Definition payoff_client (a_C b_C a_P b_P : R) (a_client : actions_client) (a_patron : actions_patron) : R :=
  match a_client, a_patron with
  | client_distance, patron_commit => (0)
  | client_distance, patron_distance => (0)
  | client_commit, patron_commit => (a_C)
  | client_commit, patron_distance => (b_C)
  end.
Definition payoff_patron (a_C b_C a_P b_P : R) (a_client : actions_client) (a_patron : actions_patron) : R :=
  match a_client, a_patron with
  | client_distance, patron_commit => (b_P)
  | client_distance, patron_distance => (0)
  | client_commit, patron_commit => (a_P)
  | client_commit, patron_distance => (0)
  end.
Theorem alliance_dilemma : forall a_C b_C a_P b_P : R,
  0 < (a_C) ->  (* region: a_C > 0 *)
  0 < (- b_C) ->  (* region: b_C < 0 *)
  0 < (b_P) ->  (* region: b_P > 0 *)
  0 < (- a_P) ->  (* region: a_P < 0 *)
  ~ (exists (a_client : actions_client) (a_patron : actions_patron), (forall t : actions_client, payoff_client a_C b_C a_P b_P t a_patron <= payoff_client a_C b_C a_P b_P a_client a_patron) /\
     (forall t : actions_patron, payoff_patron a_C b_C a_P b_P a_client t <= payoff_patron a_C b_C a_P b_P a_client a_patron)).
Proof.
  intros a_C b_C a_P b_P H0 H1 H2 H3.
  intros [a_client [a_patron [N_client N_patron]]].
  destruct a_client, a_patron.
  { pose proof (N_client client_commit) as G; unfold payoff_client, payoff_patron in G.
    assert (M : 0 <= (- a_C)) by lra.
    assert (X1 : 0 < 1) by lra.
    assert (X2 : 0 < 1 * (a_C)) by exact (Rmult_lt_0_compat _ _ X1 H0).
    assert (X3 : 0 < 1) by lra.
    assert (X4 : 0 <= 1 * (- a_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X3) M).
    assert (X5 : forall t0 t1 : R, 0 < t0 -> 0 <= t1 -> t0 + t1 = 0 -> False) by (intros; lra).
    exfalso; apply (X5 _ _ X2 X4); ring.
  }
  { pose proof (N_patron patron_commit) as G; unfold payoff_client, payoff_patron in G.
    assert (M : 0 <= (- b_P)) by lra.
    assert (X6 : 0 < 1) by lra.
    assert (X7 : 0 < 1 * (b_P)) by exact (Rmult_lt_0_compat _ _ X6 H2).
    assert (X8 : 0 < 1) by lra.
    assert (X9 : 0 <= 1 * (- b_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X8) M).
    assert (X10 : forall t0 t1 : R, 0 < t0 -> 0 <= t1 -> t0 + t1 = 0 -> False) by (intros; lra).
    exfalso; apply (X10 _ _ X7 X9); ring.
  }
  { pose proof (N_patron patron_distance) as G; unfold payoff_client, payoff_patron in G.
    assert (M : 0 <= (a_P)) by lra.
    assert (X11 : 0 < 1) by lra.
    assert (X12 : 0 < 1 * (- a_P)) by exact (Rmult_lt_0_compat _ _ X11 H3).
    assert (X13 : 0 < 1) by lra.
    assert (X14 : 0 <= 1 * (a_P)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X13) M).
    assert (X15 : forall t0 t1 : R, 0 < t0 -> 0 <= t1 -> t0 + t1 = 0 -> False) by (intros; lra).
    exfalso; apply (X15 _ _ X12 X14); ring.
  }
  { pose proof (N_client client_distance) as G; unfold payoff_client, payoff_patron in G.
    assert (M : 0 <= (b_C)) by lra.
    assert (X16 : 0 < 1) by lra.
    assert (X17 : 0 < 1 * (- b_C)) by exact (Rmult_lt_0_compat _ _ X16 H1).
    assert (X18 : 0 < 1) by lra.
    assert (X19 : 0 <= 1 * (b_C)) by exact (Rmult_le_pos _ _ (Rlt_le _ _ X18) M).
    assert (X20 : forall t0 t1 : R, 0 < t0 -> 0 <= t1 -> t0 + t1 = 0 -> False) by (intros; lra).
    exfalso; apply (X20 _ _ X17 X19); ring.
  }
Qed.
