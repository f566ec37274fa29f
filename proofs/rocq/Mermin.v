(* The Peres-Mermin square inside the measured group, for n >= 2 and k >= 2.

   Belongs here: the nine elements, their six contexts, and the absence of values that
   respect all contexts: single contexts are not enough for contextuality, these are. *)

From Coq Require Import Bool Arith List Lia.
From Khrnn Require Import Points Polynomials States Values.
Import ListNotations.

(** The Pauli group of two of the n = m + 2 qubits: X^a (-1)^{b.z + c}. *)
Definition two_qubit {m : nat} (a0 a1 b0 b1 c : bool) : element (S (S m)) :=
  @Element (S (S m)) (@pair bool (point (S m)) a0 (@pair bool (point m) a1 (zero m)))
          (fun z => xorb (xorb (b0 && coordinate z 0) (b1 && coordinate z 1)) c).

Definition X0 {m} := @two_qubit m true false false false false.
Definition X1 {m} := @two_qubit m false true false false false.
Definition X0X1 {m} := @two_qubit m true true false false false.
Definition Z0 {m} := @two_qubit m false false true false false.
Definition Z1 {m} := @two_qubit m false false false true false.
Definition Z0Z1 {m} := @two_qubit m false false true true false.
Definition X0Z1 {m} := @two_qubit m true false false true false.
Definition Z0X1 {m} := @two_qubit m false true true false false.
(** Y0 Y1 = (i X0 Z0)(i X1 Z1) = - X0 X1 Z0 Z1 *)
Definition Y0Y1 {m} := @two_qubit m true true true true true.

(** A context: three elements and the sign of their product (true for -I). *)
Definition context3 (n : nat) : Type := (element n * element n * element n * bool)%type.

Definition square {m : nat} : list (context3 (S (S m))) :=
  [ (X0, X1, X0X1, false);   (Z1, Z0, Z0Z1, false);   (X0Z1, Z0X1, Y0Y1, false);
    (X0, Z1, X0Z1, false);   (X1, Z0, Z0X1, false);   (X0X1, Z0Z1, Y0Y1, true) ].

Definition well_formed {n : nat} (k : nat) (c : context3 n) : Prop :=
  match c with (A, B, C, s) =>
    in_group k A /\ in_group k B /\ in_group k C /\
    hermitian A /\ hermitian B /\ hermitian C /\
    commute A B /\ commute A C /\ commute B C /\
    same_element (product A (product B C)) (if s then minus_identity n else identity n)
  end.

Definition respects {n : nat} (v : values n) (c : context3 n) : Prop :=
  match c with (A, B, C, s) => xorb (v A) (xorb (v B) (v C)) = s end.

Lemma coordinate_degree n i : i < n -> degree_below 2 (fun z : point n => coordinate z i).
Proof.
  intros Hi. exists (same (unit_vector n i)). split.
  - intros m Hm. apply same_spec in Hm. subst m.
    rewrite (size_remove n _ i (coordinate_unit n i Hi)), add_self, size_zero. lia.
  - intros z. rewrite value_single. revert i Hi. induction n as [|n IH]; [lia|].
    split_point z y z. intros [|i] Hi; simpl.
    + pose proof (zero_subset n z) as E. unfold subset in E. rewrite E. now destruct y.
    + apply IH. lia.
Qed.

Lemma two_qubit_in_group m k a0 a1 b0 b1 c :
  2 <= k -> in_group k (@two_qubit m a0 a1 b0 b1 c).
Proof.
  intros Hk. unfold in_group. apply (degree_mono _ 2); [exact Hk|].
  repeat apply degree_sum.
  - destruct b0; [apply (coordinate_degree _ 0); lia | apply degree_zero_function].
  - destruct b1; [apply (coordinate_degree _ 1); lia | apply degree_zero_function].
  - apply degree_constant.
Qed.

(** All equations between these elements are decided by the first two coordinates. *)
Ltac by_two_bits :=
  intros [x [y z]]; destruct x, y; reflexivity.

Theorem square_well_formed m k c :
  2 <= k -> In c (@square m) -> well_formed k c.
Proof.
  intros Hk Hc.
  repeat (destruct Hc as [<-|Hc]; [|]); try destruct Hc;
    repeat split; try (apply two_qubit_in_group; exact Hk); try by_two_bits;
    simpl; rewrite ?add_zero; reflexivity.
Qed.

Theorem square_has_no_values m (v : values (S (S m))) :
  ~ (forall c, In c square -> respects v c).
Proof.
  intros H.
  pose proof (H (X0, X1, X0X1, false) ltac:(simpl; tauto)) as R1.
  pose proof (H (Z1, Z0, Z0Z1, false) ltac:(simpl; tauto)) as R2.
  pose proof (H (X0Z1, Z0X1, Y0Y1, false) ltac:(simpl; tauto)) as R3.
  pose proof (H (X0, Z1, X0Z1, false) ltac:(simpl; tauto)) as C1.
  pose proof (H (X1, Z0, Z0X1, false) ltac:(simpl; tauto)) as C2.
  pose proof (H (X0X1, Z0Z1, Y0Y1, true) ltac:(simpl; tauto)) as C3.
  unfold respects in *.
  destruct (v X0), (v X1), (v X0X1), (v Z0), (v Z1), (v Z0Z1), (v X0Z1), (v Z0X1), (v Y0Y1);
    discriminate.
Qed.
