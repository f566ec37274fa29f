(* The k-HRNN cell: n latent qubits and one ancilla.

   Belongs here: the compiled tokens as operations on vectors over the ancilla bit and
   F2^n, and the proof that the cell leaves exactly the projected vector, so that it
   samples the quantum law with no error. *)

From Coq Require Import Bool Arith ZArith QArith List Lia.
From Khrnn Require Import Points Polynomials States Counting Task.
Import ListNotations.

Local Open Scope Z_scope.

(** A vector of ancilla and latent: the amplitude at ancilla bit b and point z. *)
Definition joint_vector (n : nat) : Type := bool -> vector n.

(** S: bring the ancilla in |+>.  A factor 1/sqrt 2 is left out. *)
Definition fresh {n : nat} (v : vector n) : joint_vector n := fun _ => v.

(** P m: the phase (-1)^{prod of z_j over m}, controlled by the ancilla. *)
Definition controlled_phase {n : nat} (m : point n) (w : joint_vector n) : joint_vector n :=
  fun b z => sign (b && monomial m z) * w b z.

(** X i: controlled X from the ancilla to qubit i. *)
Definition controlled_shift {n : nat} (i : nat) (w : joint_vector n) : joint_vector n :=
  fun b z => if b then w true (add z (unit_vector n i)) else w false z.

(** R with outcome (-1)^s: a Hadamard on the ancilla, which is then found in |s>.
    Again a factor 1/sqrt 2 is left out: together the two factors are the 1/2 of the
    projection (1 + (-1)^s K)/2. *)
Definition read_out {n : nat} (s : bool) (w : joint_vector n) : vector n :=
  fun z => w false z + sign s * w true z.

(** A compiled measurement: phases, then shifts. *)
Record compiled (n : nat) : Type := Compiled { phases : list (point n); shifts : list nat }.
Arguments Compiled {n}. Arguments phases {n}. Arguments shifts {n}.

Definition circuit {n : nat} (c : compiled n) (s : bool) (v : vector n) : vector n :=
  read_out s (fold_left (fun w i => controlled_shift i w) (shifts c)
             (fold_left (fun w m => controlled_phase m w) (phases c) (fresh v))).

(** The element it measures. *)
Definition total_shift_of {n : nat} (l : list nat) : point n :=
  fold_right (fun i a => add (unit_vector n i) a) (zero n) l.
Definition total_phase {n : nat} (l : list (point n)) (z : point n) : bool :=
  fold_right (fun m s => xorb (monomial m z) s) false l.
Definition meaning {n : nat} (c : compiled n) : element n :=
  Element (total_shift_of (shifts c)) (total_phase (phases c)).

(** ** The cell leaves the projected vector *)

Lemma after_phases n (l : list (point n)) w b z :
  fold_left (fun w m => controlled_phase m w) l w b z
  = sign (b && total_phase l z) * w b z.
Proof.
  revert w. induction l as [|m l IH]; intros w; simpl.
  - rewrite andb_false_r. unfold sign. lia.
  - rewrite IH. unfold controlled_phase.
    replace (b && xorb (monomial m z) (total_phase l z))
      with (xorb (b && monomial m z) (b && total_phase l z))
      by (now destruct b, (monomial m z), (total_phase l z)).
    rewrite sign_xorb. ring.
Qed.

Lemma after_shifts n (l : list nat) (w : joint_vector n) b z :
  fold_left (fun w i => controlled_shift i w) l w b z
  = if b then w true (add z (total_shift_of l)) else w false z.
Proof.
  revert w z. induction l as [|i l IH]; intros w z; simpl.
  - rewrite add_zero. now destruct b.
  - rewrite IH. unfold controlled_shift. destruct b; [|reflexivity].
    now rewrite add_assoc, (add_comm n (total_shift_of l)).
Qed.

Theorem circuit_is_branch n (c : compiled n) s v z :
  circuit c s v z = branch (meaning c) s v z.
Proof.
  unfold circuit, read_out, branch, act, fresh. rewrite !after_shifts, !after_phases.
  rewrite andb_false_l, andb_true_l. change (sign false) with 1.
  cbn [meaning shift phase]. ring.
Qed.

(** Every element of the group is compiled: phases of fewer than k vertices, so that a
    token acts on at most k qubits with the ancilla, and shifts of one qubit each. *)
Lemma total_phase_app n (l m : list (point n)) z :
  total_phase (l ++ m) z = xorb (total_phase l z) (total_phase m z).
Proof.
  induction l as [|x l IH]; simpl; [symmetry; apply xorb_false_l|]. now rewrite IH, xorb_assoc.
Qed.

Lemma total_phase_lift n y (l : list (point n)) x z :
  total_phase (map (fun m => y;; m) l) (x;; z) = implb y x && total_phase l z.
Proof.
  induction l as [|m l IH]; [now rewrite andb_false_r|].
  transitivity (xorb (implb y x && monomial m z) (total_phase (map (fun a => y;; a) l) (x;; z)));
    [reflexivity|].
  rewrite IH. change (total_phase (m :: l) z) with (xorb (monomial m z) (total_phase l z)).
  now destruct (implb y x), (monomial m z), (total_phase l z).
Qed.

Lemma filter_lift n y (c : polynomial (S n)) (l : list (point n)) :
  filter c (map (fun m => y;; m) l) = map (fun m => y;; m) (filter (fun m => c (y;; m)) l).
Proof.
  induction l as [|m l IH]; [reflexivity|]. simpl.
  destruct (c (y;; m)); simpl; [f_equal|]; exact IH.
Qed.

Lemma total_phase_of_polynomial n (c : polynomial n) z :
  total_phase (filter c (points n)) z = value c z.
Proof.
  induction n as [|n IH].
  - destruct z. unfold value. simpl. now destruct (c tt).
  - split_point z y z. rewrite value_split.
    change (points (S n)) with (map (fun m : point n => false;; m) (points n)
                                ++ map (fun m : point n => true;; m) (points n)).
    rewrite filter_app, !filter_lift, total_phase_app, !total_phase_lift, !IH.
    unfold without, cofactor. simpl implb. now rewrite andb_true_l.
Qed.

Fixpoint members {n : nat} : point n -> list nat :=
  match n return point n -> list nat with
  | O => fun _ => []
  | S m => fun a => (if fst a then [O] else []) ++ map S (members (snd a))
  end.

Lemma total_shift_lift n (l : list nat) :
  @total_shift_of (S n) (map S l) = (false;; total_shift_of l).
Proof. induction l as [|i l IH]; [reflexivity|]. simpl map. simpl. rewrite IH. reflexivity. Qed.

Lemma total_shift_of_members n (a : point n) : total_shift_of (members a) = a.
Proof.
  induction n as [|n IH]; [now destruct a|]. split_point a x a.
  change (members (x;; a)) with ((if x then [O] else []) ++ map S (members a)).
  destruct x; simpl app.
  - change (add (unit_vector (S n) 0) (@total_shift_of (S n) (map S (members a))) = (true;; a)).
    rewrite total_shift_lift, IH. simpl. now rewrite add_comm, add_zero.
  - rewrite total_shift_lift, IH. reflexivity.
Qed.

Lemma members_below n (a : point n) i : In i (members a) -> (i < n)%nat.
Proof.
  revert i. induction n as [|n IH]; [intros i []|]. split_point a x a. intros i H.
  apply in_app_or in H as [H|H].
  - destruct x; simpl in H; [destruct H as [<-|[]]; lia | destruct H].
  - apply in_map_iff in H as [j [<- Hj]]. apply IH in Hj. lia.
Qed.

Theorem every_element_compiles n k (K : element n) :
  in_group k K ->
  exists c : compiled n, same_element (meaning c) K /\
    (forall m, In m (phases c) -> (size m < k)%nat) /\
    (forall i, In i (shifts c) -> (i < n)%nat).
Proof.
  intros [p [Hp Hv]].
  exists (Compiled (filter p (points n)) (members (shift K))). split; [split|split].
  - apply total_shift_of_members.
  - intros z. simpl. now rewrite total_phase_of_polynomial, Hv.
  - intros m Hm. apply filter_In in Hm as [_ Hm]. now apply Hp.
  - intros i. apply members_below.
Qed.

(** ** Whole sentences *)

Inductive program (n : nat) : Type :=
  | Gate (e : point n)
  | Circuit (c : compiled n).
Arguments Gate {n}. Arguments Circuit {n}.

Definition cell {n : nat} (v : vector n) (x : program n * word) : vector n :=
  match x with
  | (Gate e, _) => edge_gate e v
  | (Circuit c, Some s) => circuit c s v
  | (Circuit _, None) => v
  end.

Definition token_of {n : nat} (p : program n) : token n :=
  match p with Gate e => Edge e | Circuit c => Measure (meaning c) end.

Lemma cell_is_step n (v w : vector n) x :
  (forall z, v z = w z) -> forall z, cell v x z = step w (token_of (fst x), snd x) z.
Proof.
  intros E z. destruct x as [[e|c] [s|]]; simpl; auto; unfold edge_gate; try (now rewrite E).
  rewrite circuit_is_branch. now apply branch_ext.
Qed.

(** The latent of the cell is the target's vector after every sentence and every reply,
    so all its joint and conditional probabilities are the target's: zero error. *)
Theorem cell_is_exact n (h : list (program n * word)) z :
  fold_left cell h (plus_state n) z
  = after (map (fun x => (token_of (fst x), snd x)) h) z.
Proof.
  unfold after.
  assert (G : forall v w : vector n, (forall z, v z = w z) -> forall z,
     fold_left cell h v z = fold_left step (map (fun x => (token_of (fst x), snd x)) h) w z).
  { induction h as [|x h IH]; intros v w E; [exact E|]. simpl fold_left. apply IH.
    now apply cell_is_step. }
  now apply G.
Qed.
