(* Reading R3, support: two states that can share a memory state.

   Belongs here: the definition of sharing (whatever is measured, some outcome is
   possible for both and leaves states that can share again), and the proof that a
   hypergraph state and another vector can exactly if they are not orthogonal.  Does not belong here: three or more states. *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points Polynomials States.

Local Open Scope Z_scope.

(** A state is possible if its vector is not zero. *)
Definition possible {n : nat} (v : vector n) : Prop := exists z, v z <> 0.

(** The greatest relation that is kept by the answer to every measurement. *)
CoInductive can_share {n : nat} (u v : vector n) : Prop :=
  Share : possible u -> possible v ->
          (forall K, hermitian K -> exists s, can_share (branch K s u) (branch K s v)) ->
          can_share u v.

(** ** One outcome keeps the overlap non-zero *)

Lemma nonzero_total n (F : point n -> Z) : total F <> 0 -> exists z, F z <> 0.
Proof.
  induction n as [|n IH]; simpl; intros H; [now exists tt|].
  destruct (Z.eq_dec (total (fun z => F (false;; z))) 0) as [E|E].
  - destruct (IH (fun z => F (true;; z))) as [z Hz]; [lia | now exists (true;; z)].
  - destruct (IH (fun z => F (false;; z)) E) as [z Hz]. now exists (false;; z).
Qed.

Lemma overlap_possible n (u v : vector n) : inner u v <> 0 -> possible u /\ possible v.
Proof.
  intros H. apply nonzero_total in H as [z Hz].
  split; exists z; intros E; apply Hz; rewrite E; lia.
Qed.

Lemma branch_with_overlap n (K : element n) (u v : vector n) :
  inner u v <> 0 -> exists s, inner (branch K s u) (branch K s v) <> 0.
Proof.
  intros H. pose proof (branch_overlaps n K u v) as E.
  destruct (Z.eq_dec (inner (branch K false u) (branch K false v)) 0) as [F|F].
  - exists true. lia.
  - now exists false.
Qed.

(** Two non-orthogonal states can always share a memory state. *)
Theorem nonorthogonal_states_can_share n : forall u v : vector n,
  inner u v <> 0 -> can_share u v.
Proof.
  cofix share. intros u v H.
  apply Share; [apply (overlap_possible n u v H) | apply (overlap_possible n u v H) |].
  intros K _. destruct (branch_with_overlap n K u v H) as [s Hs].
  exists s. apply share. exact Hs.
Qed.

(** For k >= 2 a hypergraph and the same with one edge more or less can share: so the
    2^binom(n,k) hypergraphs fall into pairs, and binom(n,k) - 1 bits suffice for R3 at
    the cut. *)
Theorem one_edge_apart_can_share n (H : hypergraph n) e :
  (2 <= size e)%nat -> can_share (state H) (state (fun m => xorb (H m) (same e m))).
Proof.
  intros Hs. apply nonorthogonal_states_can_share. rewrite overlap_is_count.
  rewrite (count_ext n _ (monomial e)).
  - pose proof (count_monomial n e) as C.
    assert (P : Z.of_nat (count (monomial e)) * 2 ^ Z.of_nat (size e) = 2 ^ Z.of_nat n).
    { change 2 with (Z.of_nat 2). rewrite <- !Nat2Z.inj_pow, <- Nat2Z.inj_mul.
      now rewrite C. }
    assert (Q : 2 ^ 2 <= 2 ^ Z.of_nat (size e)) by (apply Z.pow_le_mono_r; lia).
    pose proof (Z.pow_pos_nonneg 2 (Z.of_nat n)). simpl (2 ^ 2) in Q. nia.
  - intros z. rewrite value_xor, value_single. now destruct (value H z), (monomial e z).
Qed.

(** ** Orthogonal states cannot share *)

(** The vectors that measure all generators. *)
Fixpoint unit_vectors (n : nat) : list (point n) :=
  match n return list (point n) with
  | O => nil
  | S m => cons (true;; zero m) (map (fun a => false;; a) (unit_vectors m))
  end.

(** Seen against the signs of H, the outcome +1 of K^a adds the shift by a. *)
Definition against {n : nat} (H : hypergraph n) (v : vector n) : vector n :=
  fun z => state H z * v z.
Definition add_shift {n : nat} (w : vector n) (a : point n) : vector n :=
  fun z => w z + w (add z a).

Lemma against_branch n (H : hypergraph n) a v z :
  against H (branch (stabilizer H a) false v) z = add_shift (against H v) a z.
Proof.
  unfold against, add_shift, branch, act, stabilizer, state, derivative. cbn [shift phase].
  rewrite add_twice. destruct (value H z), (value H (add z a)); simpl xorb;
    unfold sign; ring.
Qed.

Lemma add_shift_ext n (w w' : vector n) a :
  (forall z, w z = w' z) -> forall z, add_shift w a z = add_shift w' a z.
Proof. intros E z. unfold add_shift. now rewrite !E. Qed.

Lemma shifts_ext n (l : list (point n)) : forall w w' : vector n,
  (forall z, w z = w' z) -> forall z, fold_left add_shift l w z = fold_left add_shift l w' z.
Proof.
  induction l as [|a l IH]; intros w w' E; [exact E|]. simpl. apply IH. now apply add_shift_ext.
Qed.

Lemma shifts_of_rest n (l : list (point n)) : forall (w : vector (S n)) y z,
  fold_left add_shift (map (fun a => false;; a) l) w (y;; z)
  = fold_left add_shift l (fun x => w (y;; x)) z.
Proof.
  induction l as [|a l IH]; intros w y z; [reflexivity|].
  simpl fold_left. rewrite IH. apply shifts_ext. intros x. unfold add_shift.
  now rewrite add_step, xorb_false_r.
Qed.

(** All shifts together: the sum over all points. *)
Lemma all_shifts n (w : vector n) z : fold_left add_shift (unit_vectors n) w z = total w.
Proof.
  induction n as [|n IH]; [now destruct z|].
  split_point z y z. simpl fold_left. rewrite shifts_of_rest, IH. simpl total.
  rewrite <- total_plus. apply total_ext. intros x. unfold add_shift.
  rewrite add_step, add_zero. destruct y; simpl xorb; ring.
Qed.

(** Measuring stabilizers of H leaves a multiple of its state, and the sums of shifts. *)
Lemma share_after_stabilizers n (H : hypergraph n) (l : list (point n)) : forall c u v,
  (forall z, u z = c * state H z) -> can_share u v ->
  exists u' v', can_share u' v' /\
    forall z, against H v' z = fold_left add_shift l (against H v) z.
Proof.
  induction l as [|a l IH]; intros c u v Hu Hs; [now exists u, v|].
  destruct Hs as [_ _ Hs].
  destruct (Hs (stabilizer H a) (stabilizer_hermitian n H a)) as [s Hb].
  assert (Hu' : forall z, branch (stabilizer H a) s u z = (1 + sign s) * c * state H z).
  { intros z. unfold branch.
    assert (E : act (stabilizer H a) u z = c * act (stabilizer H a) (state H) z).
    { unfold act. rewrite Hu. ring. }
    rewrite E, stabilizer_fixes_state, Hu. ring. }
  destruct s.
  - exfalso. destruct Hb as [[z Hz] _ _]. apply Hz. rewrite Hu'. simpl sign. ring.
  - destruct (IH _ _ _ Hu' Hb) as [u' [v' [Hs' E]]]. exists u', v'. split; [exact Hs'|].
    intros z. rewrite E. simpl fold_left. apply shifts_ext. intros x. apply against_branch.
Qed.

(** A hypergraph state and any other vector can share exactly if they are not orthogonal:
    otherwise measure all K_i of the hypergraph. *)
Theorem share_iff_not_orthogonal n (H : hypergraph n) (v : vector n) :
  can_share (state H) v <-> inner (state H) v <> 0.
Proof.
  split; [|apply nonorthogonal_states_can_share]. intros Hs Ho.
  destruct (share_after_stabilizers n H (unit_vectors n) 1 (state H) v) as [u' [v' [Hs' E]]];
    [intros z; ring | exact Hs |].
  destruct Hs' as [_ [z Hz] _]. apply Hz. specialize (E z). rewrite all_shifts in E.
  unfold inner in Ho. unfold against in E. rewrite Ho in E.
  unfold state in E. destruct (value H z); unfold sign in E; lia.
Qed.
