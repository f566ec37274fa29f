(* The model with 2n bits and hidden randomness.

   Belongs here: its memory, its update, and the proof that single measurements of a
   generator or a diagonal get the quantum law.  So the bits of R2 (Memory.v) come
   from determinism. *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points Polynomials States Counting Task.
Import ListNotations.

(** The memory: a point z, drawn uniformly once, and n bits c, at first 0. *)
Definition hidden_memory (n : nat) : Type := (point n * point n)%type.

Fixpoint tabulate (n : nat) (f : nat -> bool) : point n :=
  match n return point n with
  | O => tt
  | S m => (f 0;; tabulate m (fun i => f (S i)))
  end.

Lemma coordinate_tabulate n f i : i < n -> coordinate (tabulate n f) i = f i.
Proof.
  revert f i. induction n as [|n IH]; intros f [|i] H; simpl; try lia; [reflexivity|].
  apply (IH (fun j => f (S j))). lia.
Qed.

(** The token of an edge flips c_i for each i in e whose companions in e all lie in z. *)
Definition flips {n : nat} (e z : point n) : point n :=
  tabulate n (fun i => coordinate e i && monomial (add e (unit_vector n i)) z).

Definition hidden_update {n : nat} (s : hidden_memory n) (e : point n) : hidden_memory n :=
  (fst s, add (snd s) (flips e (fst s))).

Definition hidden_prepared {n : nat} (l : list (point n)) (z : point n) : hidden_memory n :=
  fold_left hidden_update l (z, zero n).

(** The answers: c_i + g(z) to (e_i, g), and g(z) to (0, g). *)
Definition answer_generator {n : nat} (s : hidden_memory n) (i : nat) (g : point n -> bool) : bool :=
  xorb (coordinate (snd s) i) (g (fst s)).
Definition answer_diagonal {n : nat} (s : hidden_memory n) (g : point n -> bool) : bool :=
  g (fst s).

Lemma hidden_point n (l : list (point n)) s : fst (fold_left hidden_update l s) = fst s.
Proof. revert s. induction l as [|e l IH]; intros s; simpl; [reflexivity|]. now rewrite IH. Qed.

(** After every edge, c_i is the derivative of the polynomial along i at z. *)
Lemma hidden_invariant n (l : list (point n)) z i :
  i < n -> coordinate (snd (hidden_prepared l z)) i
           = derivative (unit_vector n i) (value (of_edges l)) z.
Proof.
  intros Hi. unfold hidden_prepared.
  assert (G : forall c, coordinate (snd (fold_left hidden_update l (z, c))) i
     = xorb (coordinate c i) (derivative (unit_vector n i) (value (of_edges l)) z)).
  { induction l as [|e l IH]; intros c; simpl.
    - unfold derivative. rewrite !value_zero. now rewrite xorb_false_r.
    - change (hidden_update (z, c) e) with (z, add c (flips e z)).
      rewrite IH, coordinate_add. unfold flips. rewrite coordinate_tabulate by exact Hi.
      rewrite <- derivative_of_monomial by exact Hi.
      unfold derivative. rewrite !value_xor, !value_single.
      now destruct (coordinate c i), (value (of_edges l) (add z (unit_vector n i))),
        (value (of_edges l) z), (monomial e (add z (unit_vector n i))), (monomial e z). }
  rewrite G, coordinate_zero. apply xorb_false_l.
Qed.

(** Exactness: the number of hidden points z for which the answer is (-1)^s is the
    number that gives the quantum probability (States.probability_is_count). *)
Theorem hidden_model_generator n (l : list (point n)) i g s :
  i < n ->
  count (fun z => eqb (answer_generator (hidden_prepared l z) i g) s)
  = outcome_count (of_edges l) (Element (unit_vector n i) g) s.
Proof.
  intros Hi. apply count_ext. intros z. unfold answer_generator.
  rewrite hidden_invariant by exact Hi. unfold hidden_prepared. rewrite hidden_point.
  reflexivity.
Qed.

Theorem hidden_model_diagonal n (l : list (point n)) g s :
  count (fun z => eqb (answer_diagonal (hidden_prepared l z) g) s)
  = outcome_count (of_edges l) (Element (zero n) g) s.
Proof.
  apply count_ext. intros z. unfold answer_diagonal, hidden_prepared. rewrite hidden_point.
  simpl. unfold derivative. rewrite add_zero, xorb_nilpotent. now rewrite xorb_false_l.
Qed.

(** 2n bits: the memory has 2^n 2^n states. *)
Theorem hidden_memory_size n :
  length (list_prod (points n) (points n)) = 2 ^ (2 * n) /\
  forall s : hidden_memory n, In s (list_prod (points n) (points n)).
Proof.
  split.
  - rewrite prod_length, points_length, <- Nat.pow_add_r. f_equal. lia.
  - intros [z c]. apply in_prod; apply in_points.
Qed.
