(* Pauli scenarios written with the letters I, X, Y, Z.

   Belongs here: labels as words, and the check that an assignment respects all contexts.
   khrnn check --rocq writes contexts in this form.  Paulis are defined in Pauli.v. *)

From Coq Require Import Bool List.
From Khrnn Require Import Points Pauli.
Import ListNotations.

Inductive letter : Set := I | X | Y | Z.

(** Letter i acts on qubit i; qubits without a letter get I. *)
Fixpoint pauli_of (n : nat) (word : list letter) : pauli n :=
  match n return pauli n with
  | O => (tt, tt)
  | S m =>
      let (a, rest) := match word with [] => (I, []) | a :: r => (a, r) end in
      let p := pauli_of m rest in
      ((match a with X | Y => true | _ => false end;; fst p),
       (match a with Z | Y => true | _ => false end;; snd p))
  end.

Definition contexts_of (n : nat) (l : list (list (list letter))) : list (context n) :=
  map (map (pauli_of n)) l.

Example letters : pauli_of 2 [X; Y] = ((true, (true, tt)), (false, (true, tt))).
Proof. reflexivity. Qed.
(** The operator X^1 Z^1, without a factor i: it is - i Y. *)
Example x_times_z : product_of [pauli_of 1 [X]; pauli_of 1 [Z]] = Phased 0 (pauli_of 1 [Y]).
Proof. reflexivity. Qed.

(** The listed labels have the value -1, all others +1. *)
Definition assignment_of {n : nat} (minus : list (pauli n)) : assignment n :=
  fun p => existsb (same_pauli p) minus.

Definition check_assignment {n : nat} (contexts : list (context n)) (minus : list (pauli n)) : bool :=
  forallb good_context contexts
  && forallb (fun c => negb (violated (assignment_of minus) c)) contexts.

(** Soundness: the contexts are contexts, and one assignment respects them all. *)
Theorem check_assignment_sound n (contexts : list (context n)) minus :
  check_assignment contexts minus = true ->
  forallb good_context contexts = true /\
  exists v : assignment n, forall c, In c contexts -> violated v c = false.
Proof.
  unfold check_assignment. rewrite andb_true_iff. intros [G H]. split; [exact G|].
  exists (assignment_of minus). intros c Hc. rewrite forallb_forall in H.
  apply negb_true_iff. now apply H.
Qed.
