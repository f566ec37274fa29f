(* The translation task: tokens, words, and what quantum mechanics prescribes.

   Belongs here: sentences of edges and measurements, the vector they leave, the
   joint and conditional probabilities.  Does not belong here: classical memories
   (Memory.v) and the quantum cell (Cell.v). *)

From Coq Require Import Bool Arith ZArith QArith List Lia.
From Khrnn Require Import Points Polynomials States Counting.
Import ListNotations.

(** A token applies an edge gate or measures an element. *)
Inductive token (n : nat) : Type :=
  | Edge (e : point n)
  | Measure (K : element n).
Arguments Edge {n}. Arguments Measure {n}.

(** The word of an edge is blank, the word of a measurement is its outcome (-1)^s. *)
Definition word : Type := option bool.
Definition history (n : nat) : Type := list (token n * word).

(** The vector after one more token and word; a measurement leaves twice the
    projected vector, so amplitudes stay integers. *)
Definition step {n : nat} (v : vector n) (x : token n * word) : vector n :=
  match x with
  | (Edge e, _) => edge_gate e v
  | (Measure K, Some s) => branch K s v
  | (Measure _, None) => v
  end.

(** The vector after a history, from |+>^n. *)
Definition after {n : nat} (h : history n) : vector n := fold_left step h (plus_state n).

(** The sentence that prepares the hypergraph with the listed edges. *)
Definition prepare {n : nat} (l : list (point n)) : history n :=
  map (fun e => (Edge e, None)) l.

Definition measurements {n : nat} (h : history n) : nat :=
  length (filter (fun x => match x with (Measure _, Some _) => true | _ => false end) h).

(** The joint probability of the words of a history. *)
Definition joint {n : nat} (h : history n) : Q :=
  (inject_Z (norm2 (after h)) / inject_Z (2 ^ Z.of_nat n * 4 ^ Z.of_nat (measurements h)))%Q.

(** ** Extensionality: vectors that agree everywhere behave alike *)

Lemma branch_ext n (K : element n) s v w :
  (forall z, v z = w z) -> forall z, branch K s v z = branch K s w z.
Proof. intros E z. unfold branch, act. now rewrite !E. Qed.

Lemma step_ext n x (v w : vector n) :
  (forall z, v z = w z) -> forall z, step v x z = step w x z.
Proof.
  intros E z. destruct x as [[e|K] [s|]]; simpl; auto; unfold edge_gate;
    try (now rewrite E). now apply branch_ext.
Qed.

Lemma steps_ext n h (v w : vector n) :
  (forall z, v z = w z) -> forall z, fold_left step h v z = fold_left step h w z.
Proof.
  revert v w. induction h as [|x h IH]; simpl; intros v w E; [exact E|].
  apply IH. now apply step_ext.
Qed.

Lemma norm2_ext n (v w : vector n) : (forall z, v z = w z) -> norm2 v = norm2 w.
Proof. intros E. now apply inner_ext. Qed.

Lemma probability_ext n (K : element n) s v w :
  (forall z, v z = w z) -> (probability K s v == probability K s w)%Q.
Proof.
  intros E. unfold probability.
  rewrite (norm2_ext n v w E), (norm2_ext n _ _ (branch_ext n K s v w E)). reflexivity.
Qed.

(** ** Preparation *)

Lemma state_ext n (H H' : hypergraph n) z :
  (forall e, H e = H' e) -> state H z = state H' z.
Proof. intros E. unfold state. now rewrite (value_ext n H H' z E). Qed.

Lemma prepare_from n (l : list (point n)) H z :
  fold_left step (prepare l) (state H) z = state (fun m => xorb (H m) (of_edges l m)) z.
Proof.
  revert H. induction l as [|e l IH]; intros H; simpl.
  - apply state_ext. intros e. now rewrite xorb_false_r.
  - rewrite (steps_ext n _ _ (state (fun m => xorb (H m) (same e m)))).
    + rewrite IH. apply state_ext. intros m.
      now destruct (H m), (same e m), (of_edges l m).
    + intros w. symmetry. apply state_of_one_more_edge.
Qed.

(** The gates of the edges, in any order, prepare the hypergraph state. *)
Theorem prepared_state n (l : list (point n)) z :
  after (prepare l) z = state (of_edges l) z.
Proof.
  unfold after. rewrite (steps_ext n _ _ (state (fun _ => false))).
  - rewrite prepare_from. apply state_ext. intros e. apply xorb_false_l.
  - intros w. symmetry. apply state_of_no_edges.
Qed.

(** ** Joint and conditional probabilities fit together *)

Lemma after_snoc n (h : history n) x : after (h ++ [x]) = step (after h) x.
Proof. unfold after. now rewrite fold_left_app. Qed.

Lemma measurements_snoc n (h : history n) K s :
  measurements (h ++ [(Measure K, Some s)]) = S (measurements h).
Proof. unfold measurements. rewrite filter_app, app_length. apply Nat.add_1_r. Qed.

(** P(words, outcome) = P(words) P(outcome | words), for words that can occur. *)
Theorem joint_is_product n (h : history n) K s :
  norm2 (after h) <> 0%Z ->
  (joint (h ++ [(Measure K, Some s)]) == joint h * probability K s (after h))%Q.
Proof.
  intros Hn. unfold joint, probability.
  rewrite after_snoc, measurements_snoc, Nat2Z.inj_succ, Z.pow_succ_r by lia.
  rewrite !inject_Z_mult. simpl step.
  assert (A : ~ (inject_Z (norm2 (after h)) == 0)%Q).
  { change 0%Q with (inject_Z 0). now rewrite inject_Z_injective. }
  assert (B : ~ (inject_Z (4 ^ Z.of_nat (measurements h)) == 0)%Q).
  { change 0%Q with (inject_Z 0). rewrite inject_Z_injective.
    pose proof (Z.pow_pos_nonneg 4 (Z.of_nat (measurements h))). lia. }
  pose proof (power_of_two_nonzero n) as C.
  field. auto.
Qed.
