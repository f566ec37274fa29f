(* Reading R1: value assignments.

   Belongs here: the definition of theory, the contradiction for every pair of
   hypergraphs, the lower bound for any kind of memory, and the assignment that
   attains it.  Does not belong here: deterministic machines (Memory.v). *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points Polynomials States Counting Memory.
Import ListNotations.

(** A value of an element: true stands for -1, so products of values are sums. *)
Definition values (n : nat) : Type := element n -> bool.

(** Values that respect the products of equal shifts and of diagonals, and that give
    the operator -I the value -1.  (The second rule is the first with a = 0; it is
    listed as the definition lists it.) *)
Record consistent {n : nat} (k : nat) (v : values n) : Prop := {
  equal_elements : forall K L, same_element K L -> v K = v L;
  equal_shifts : forall a g h,
    in_group k (Element a g) -> in_group k (Element a h) ->
    xorb (v (Element a g)) (v (Element a h)) = v (Element (zero n) (fun z => xorb (g z) (h z)));
  diagonals : forall g h,
    in_group k (Element (zero n) g) -> in_group k (Element (zero n) h) ->
    xorb (v (Element (zero n) g)) (v (Element (zero n) h))
    = v (Element (zero n) (fun z => xorb (g z) (h z)));
  minus_one : v (minus_identity n) = true }.

(** Values serve a hypergraph if every stabilizer element has the value +1. *)
Definition answers {n : nat} (v : values n) (H : hypergraph n) : Prop :=
  forall a, v (stabilizer H a) = false.

(** ** The contradiction *)

(** The number of subsets of a set that is not empty is even. *)
Lemma subsets_even n (e : point n) : 0 < size e -> parity (fun A => subset A e) = false.
Proof.
  unfold subset. induction n as [|n IH]; [simpl; lia|].
  split_point e x e. intros H. destruct x; simpl.
  - apply xorb_nilpotent.
  - rewrite parity_false, xorb_false_r. apply IH. exact H.
Qed.

(** The 2^k - 1 contexts of an edge e of the difference d: the polynomials d_A d over
    the subsets A of e (the empty one contributes nothing) sum to the constant 1. *)
Theorem contexts_sum_to_one n k (d : hypergraph n) e z :
  uniform k d -> 1 <= k -> d e = true ->
  parity (fun A => subset A e && derivative A (value d) z) = true.
Proof.
  intros U Hk He.
  assert (C : coset_sum e (value d) z = true).
  { apply coset_sum_one; [exact He|]. intros m Hsub Hm. symmetry.
    apply subset_same_size; [exact Hsub|]. now rewrite (U m Hm), (U e He). }
  unfold coset_sum in C.
  rewrite (parity_ext n _ (fun A => xorb (subset A e && value d (add z A))
                                         (value d z && subset A e))).
  - rewrite parity_xor, C, parity_and, subsets_even; [now rewrite andb_false_r|].
    rewrite (U e He). lia.
  - intros A. unfold derivative. now destruct (subset A e), (value d (add z A)), (value d z).
Qed.

(** The value of a sum of diagonals of value +1 is +1. *)
Lemma sum_of_diagonals n k (v : values n) (F : point n -> point n -> bool) (l : list (point n)) :
  consistent k v ->
  (forall A, in_group k (Element (zero n) (F A)) /\ v (Element (zero n) (F A)) = false) ->
  let G := fun z => fold_right (fun A s => xorb (F A z) s) false l in
  in_group k (Element (zero n) G) /\ v (Element (zero n) G) = false.
Proof.
  intros C HF. induction l as [|A l [IHd IHv]]; simpl.
  - split; [apply degree_zero_function|].
    destruct (HF (zero n)) as [D _].
    rewrite (equal_elements k v C _ (Element (zero n) (fun z => xorb (F (zero n) z) (F (zero n) z)))).
    + rewrite <- (diagonals k v C) by assumption. apply xorb_nilpotent.
    + split; [reflexivity|]. intros z. simpl. now rewrite xorb_nilpotent.
  - destruct (HF A) as [D V]. split.
    + now apply degree_sum.
    + rewrite <- (diagonals k v C (F A)) by assumption. now rewrite V, IHv.
Qed.

Lemma parity_fold_map n (F : point (S n) -> bool) y (l : list (point n)) :
  fold_right (fun A s => xorb (F A) s) false (map (fun z => y;; z) l)
  = fold_right (fun A s => xorb (F (y;; A)) s) false l.
Proof. induction l as [|A l IH]; [reflexivity|]. simpl. f_equal. exact IH. Qed.

Lemma fold_xor_app A (F : A -> bool) (l m : list A) :
  fold_right (fun x s => xorb (F x) s) false (l ++ m)
  = xorb (fold_right (fun x s => xorb (F x) s) false l)
         (fold_right (fun x s => xorb (F x) s) false m).
Proof.
  induction l as [|x l IH]; simpl; [symmetry; apply xorb_false_l|]. now rewrite IH, xorb_assoc.
Qed.

(** [parity] is the sum over the list of all points. *)
Lemma parity_list n (F : point n -> bool) :
  parity F = fold_right (fun A s => xorb (F A) s) false (points n).
Proof.
  induction n as [|n IH]; [symmetry; apply xorb_false_r|].
  change (points (S n)) with (map (fun m : point n => false;; m) (points n)
                              ++ map (fun m : point n => true;; m) (points n)).
  rewrite fold_xor_app, !parity_fold_map. cbn [parity]. now rewrite !IH.
Qed.

(** No consistent values serve two different hypergraphs. *)
Theorem no_shared_values n k (v : values n) (H H' : hypergraph n) :
  1 <= k -> uniform k H -> uniform k H' -> (exists e, H e <> H' e) ->
  consistent k v -> answers v H -> answers v H' -> False.
Proof.
  intros Hk U U' [e He] C S S'.
  set (d := fun m => xorb (H m) (H' m)).
  assert (De : d e = true) by (unfold d; now destruct (H e), (H' e)).
  assert (Ud : uniform k d).
  { intros m Hm. unfold d in Hm. destruct (H m) eqn:E; [now apply U|].
    apply U'. now destruct (H' m). }
  (* the value of every d_a d is +1 *)
  assert (V : forall a, in_group k (Element (zero n) (derivative a (value d))) /\
                        v (Element (zero n) (derivative a (value d))) = false).
  { intros a. split.
    - apply (stabilizer_in_group n k d a Ud).
    - rewrite (equal_elements k v C _ (Element (zero n)
        (fun z => xorb (derivative a (value H) z) (derivative a (value H') z)))).
      + rewrite <- (equal_shifts k v C a).
        * unfold answers, stabilizer in S, S'. now rewrite S, S'.
        * apply (stabilizer_in_group n k H a U).
        * apply (stabilizer_in_group n k H' a U').
      + split; [reflexivity|]. intros z. simpl. unfold derivative, d. rewrite !value_xor.
        now destruct (value H (add z a)), (value H' (add z a)), (value H z), (value H' z). }
  (* so is the value of their sum over the subsets of e, which is the operator -I *)
  destruct (sum_of_diagonals n k v (fun A z => subset A e && derivative A (value d) z)
              (points n) C) as [_ F].
  - intros A. destruct (subset A e); simpl; [apply V|].
    destruct (sum_of_diagonals n k v (fun A => derivative A (value d)) [] C V) as [D0 V0].
    exact (conj D0 V0).
  - pose proof (minus_one k v C) as M. unfold minus_identity in M.
    rewrite (equal_elements k v C _ (minus_identity n)) in F;
      [unfold minus_identity in F; congruence|].
    split; [reflexivity|]. intros z. simpl.
    rewrite <- (parity_list n (fun A => subset A e && derivative A (value d) z)).
    now apply (contexts_sum_to_one n k).
Qed.

(** ** Memory, of any kind *)

(** [reached l] is any one memory state that the model, deterministic or not, can be in
    after preparing the hypergraph of the edge set l; [answer m] are its values. *)
Theorem values_need_states n k (Mem : Type) (answer : Mem -> values n)
    (reached : list (point n) -> Mem) (states : list Mem) :
  1 <= k ->
  (forall m, consistent k (answer m)) ->
  (forall l, In l (edge_sets n k) -> answers (answer (reached l)) (of_edges l)) ->
  (forall l, In l (edge_sets n k) -> In (reached l) states) ->
  2 ^ binom n k <= length states.
Proof.
  intros Hk C S Hin. rewrite <- edge_sets_length.
  apply (injective_length _ _ reached); [apply edge_sets_NoDup | | exact Hin].
  intros l m Hl Hm E.
  destruct (list_eq_dec (point_dec n) l m) as [|Hne]; [assumption|]. exfalso.
  apply (no_shared_values n k (answer (reached l)) (of_edges l) (of_edges m) Hk).
  - now apply edge_set_uniform.
  - now apply edge_set_uniform.
  - now apply (edge_sets_differ n k).
  - apply C.
  - now apply S.
  - rewrite E. now apply S.
Qed.

(** ** The values that attain it *)

(** Store H (binom(n,k) bits) and draw a point z0 at random. *)
Definition point_values {n : nat} (H : hypergraph n) (z0 : point n) : values n :=
  fun K => xorb (phase K z0) (derivative (shift K) (value H) z0).

Theorem point_values_consistent n k (H : hypergraph n) z0 :
  consistent k (point_values H z0).
Proof.
  unfold point_values, minus_identity. split; simpl.
  - intros K L [E F]. now rewrite E, F.
  - intros a g h _ _. unfold derivative. rewrite add_zero, xorb_nilpotent.
    now destruct (g z0), (h z0), (value H (add z0 a)), (value H z0).
  - intros g h _ _. unfold derivative. rewrite add_zero, xorb_nilpotent.
    now destruct (g z0), (h z0).
  - unfold derivative. now rewrite add_zero, xorb_nilpotent.
Qed.

Theorem point_values_answer n (H : hypergraph n) z0 : answers (point_values H z0) H.
Proof. intros a. apply xorb_nilpotent. Qed.

(** With z0 uniform every single measurement has its quantum law. *)
Theorem point_values_law n (H : hypergraph n) (K : element n) s :
  count (fun z0 => eqb (point_values H z0 K) s) = outcome_count H K s.
Proof.
  apply count_ext. intros z. unfold point_values. now rewrite xorb_comm.
Qed.
