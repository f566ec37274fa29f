(* The spectral bound for all lines of three and of four qubits.

   Belongs here: two computations.  The bound is proved in Spectral.v. *)

From Coq Require Import List.
From Khrnn Require Import Points Pauli Degree Spectral.

(** Three qubits: 63 again, by one inequality.  Four qubits: at least 1451 of 5355 lines. *)
Theorem spectral_instances :
  (forall v : assignment 3, (63 <= violations v (lines 3))) /\
  (forall v : assignment 4, (1451 <= violations v (lines 4))).
Proof.
  rewrite <- (all_lines 3), <- (all_lines 4).
  split; apply check_spectral_sound; vm_cast_no_check (eq_refl true).
Qed.
