(* N-qubit Paulis with phases, as operators, and scenarios made of them.

   Belongs here: the product with its power of i, the proof that it is the product of
   operators over the Gaussian integers, contexts and their signs, what an assignment
   violates, and the parity rule.  Does not belong here: particular scenarios. *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points.
Import ListNotations.

(** ** Paulis *)

(** The label (x, z): on qubit i it is I, X, Z or Y for the bits 00, 10, 01, 11.  It
    stands for the Hermitian operator i^{number of Y} X^x Z^z. *)
Definition pauli (n : nat) : Set := (point n * point n)%type.

Fixpoint meet {n : nat} : point n -> point n -> point n :=
  match n return point n -> point n -> point n with
  | O => fun _ _ => tt
  | S m => fun a b => (fst a && fst b, meet (snd a) (snd b))
  end.

(** The number of common members, and its parity a.b. *)
Definition common {n : nat} (a b : point n) : nat := size (meet a b).
Fixpoint dot {n : nat} : point n -> point n -> bool :=
  match n return point n -> point n -> bool with
  | O => fun _ _ => false
  | S m => fun a b => xorb (fst a && fst b) (dot (snd a) (snd b))
  end.

Definition same_pauli {n : nat} (p q : pauli n) : bool :=
  if same (fst p) (fst q) then same (snd p) (snd q) else false.
Definition is_identity {n : nat} (p : pauli n) : bool := same_pauli p (zero n, zero n).

Definition commuting {n : nat} (p q : pauli n) : bool :=
  negb (xorb (dot (fst p) (snd q)) (dot (snd p) (fst q))).

(** ** Products with phase *)

(** i^t X^x Z^z *)
Record phased (n : nat) : Set := Phased { power : nat; label : pauli n }.
Arguments Phased {n}. Arguments power {n}. Arguments label {n}.

Definition hermitian_pauli {n : nat} (p : pauli n) : phased n :=
  Phased (common (fst p) (snd p)) p.

(** Z^z X^x = (-1)^{z.x} X^x Z^z gives a factor i^2 for every common member. *)
Definition times {n : nat} (p q : phased n) : phased n :=
  Phased (power p + power q + 2 * common (snd (label p)) (fst (label q)))
         (add (fst (label p)) (fst (label q)), add (snd (label p)) (snd (label q))).

Definition product_of {n : nat} (l : list (pauli n)) : phased n :=
  fold_left (fun p q => times p (hermitian_pauli q)) l (Phased 0 (zero n, zero n)).

(** ** The operators *)

(** Vectors over the Gaussian integers: pairs of real and imaginary part. *)
Definition gaussian : Set := (Z * Z)%type.
Definition times_i (c : gaussian) : gaussian := (- snd c, fst c)%Z.
Fixpoint times_i_to (t : nat) (c : gaussian) : gaussian :=
  match t with O => c | S u => times_i (times_i_to u c) end.

(** X^x Z^z sends |w> to (-1)^{z.w} |w+x>; the sign is i^{2 z.w}. *)
Definition apply_pauli {n : nat} (p : phased n) (v : point n -> gaussian) (w : point n) : gaussian :=
  let u := add w (fst (label p)) in
  times_i_to (power p + 2 * common (snd (label p)) u) (v u).

Lemma times_i_add s t c : times_i_to (s + t) c = times_i_to s (times_i_to t c).
Proof. induction s as [|s IH]; simpl; [reflexivity | now rewrite IH]. Qed.

Lemma times_i_four c : times_i_to 4 c = c.
Proof. destruct c as [a b]. unfold times_i_to, times_i. simpl. f_equal; lia. Qed.

(** Only the parity of the number of signs matters. *)
Lemma signs_parity s t c :
  Nat.odd s = Nat.odd t -> times_i_to (2 * s) c = times_i_to (2 * t) c.
Proof.
  assert (E : forall m, times_i_to (2 * m) c = if Nat.odd m then times_i_to 2 c else c).
  { fix IH 1. intros [|[|m]]; [reflexivity | reflexivity |].
    replace (2 * S (S m)) with (4 + 2 * m) by lia. rewrite times_i_add, times_i_four, IH. reflexivity. }
  intros H. now rewrite !E, H.
Qed.

Lemma odd_common n (a b : point n) : Nat.odd (common a b) = dot a b.
Proof.
  unfold common. induction n as [|n IH]; [reflexivity|].
  split_point a x a. split_point b y b. simpl.
  rewrite Nat.odd_add, IH. now destruct x, y, (dot a b).
Qed.

Lemma dot_comm n (a b : point n) : dot a b = dot b a.
Proof.
  induction n as [|n IH]; [reflexivity|].
  split_point a x a. split_point b y b. simpl. now rewrite IH, andb_comm.
Qed.

Lemma dot_add n (a b c : point n) : dot a (add b c) = xorb (dot a b) (dot a c).
Proof.
  induction n as [|n IH]; [reflexivity|].
  split_point a x a. split_point b y b. split_point c w c. simpl.
  rewrite IH. now destruct x, y, w, (dot a b), (dot a c).
Qed.

(** The product of labels with phases is the product of operators. *)
Theorem times_is_composition n (p q : phased n) v w :
  apply_pauli (times p q) v w = apply_pauli p (apply_pauli q v) w.
Proof.
  destruct p as [s [a b]], q as [t [c d]]. unfold apply_pauli, times. cbn [power label fst snd].
  rewrite <- add_assoc. set (u := add (add w a) c). rewrite <- times_i_add.
  replace (s + t + 2 * common b c + 2 * common (add b d) u)
    with (s + (t + 2 * (common b c + common (add b d) u))) by lia.
  replace (s + 2 * common b (add w a) + (t + 2 * common d u))
    with (s + (t + 2 * (common b (add w a) + common d u))) by lia.
  rewrite !(times_i_add s), !(times_i_add t). do 2 f_equal. apply signs_parity.
  assert (Hw : add w a = add u c) by (unfold u; now rewrite add_twice).
  rewrite !Nat.odd_add, !odd_common, Hw, dot_add.
  assert (Hs : dot (add b d) u = xorb (dot b u) (dot d u)).
  { rewrite !(dot_comm n _ u). apply dot_add. }
  rewrite Hs. now destruct (dot b c), (dot b u), (dot d u).
Qed.

(** ** Scenarios *)

(** A context is a list of labels; its sign is true if the product is -I. *)
Definition context (n : nat) : Set := list (pauli n).

Definition good_context {n : nat} (c : context n) : bool :=
  forallb (fun p => negb (is_identity p)) c
  && forallb (fun p => forallb (commuting p) c) c
  && is_identity (label (product_of c)) && (Nat.even (power (product_of c))).
Definition negative {n : nat} (c : context n) : bool :=
  Nat.eqb (power (product_of c) mod 4) 2.

(** An assignment gives every label a value, true for -1; its product over a context. *)
Definition assignment (n : nat) : Type := pauli n -> bool.
Definition value_of {n : nat} (v : assignment n) (c : context n) : bool :=
  fold_right (fun p s => xorb (v p) s) false c.
Definition violated {n : nat} (v : assignment n) (c : context n) : bool :=
  xorb (value_of v c) (negative c).
Definition violations {n : nat} (v : assignment n) (l : list (context n)) : nat :=
  length (filter (violated v) l).

(** ** The parity rule *)

(** Strike out equal labels in pairs. *)
Fixpoint strike {n : nat} (p : pauli n) (l : list (pauli n)) : list (pauli n) :=
  match l with
  | [] => [p]
  | q :: r => if same_pauli p q then r else q :: strike p r
  end.
Definition odd_labels {n : nat} (l : list (pauli n)) : list (pauli n) := fold_right strike [] l.

(** Contexts in which every label occurs evenly often, with an odd number of -I. *)
Definition parity_proof {n : nat} (l : list (context n)) : bool :=
  match odd_labels (concat l) with
  | [] => fold_right (fun c s => xorb (negative c) s) false l
  | _ => false
  end.

Lemma same_pauli_spec n (p q : pauli n) : same_pauli p q = true <-> p = q.
Proof.
  destruct p as [a b], q as [c d]. unfold same_pauli. simpl.
  destruct (same a c) eqn:E.
  - apply same_spec in E. subst c. rewrite same_spec. split; [now intros -> | now injection 1].
  - split; [discriminate|]. injection 1 as <- _. now rewrite same_refl in E.
Qed.

Lemma value_strike n (v : assignment n) p l :
  value_of v (strike p l) = xorb (v p) (value_of v l).
Proof.
  induction l as [|q l IH]; simpl; [reflexivity|]. destruct (same_pauli p q) eqn:E.
  - apply same_pauli_spec in E. subst. now destruct (v q), (value_of v l).
  - simpl. fold (value_of v (strike p l)) (value_of v l). rewrite IH.
    now destruct (v p), (v q), (value_of v l).
Qed.

Lemma value_odd_labels n (v : assignment n) l : value_of v (odd_labels l) = value_of v l.
Proof.
  induction l as [|p l IH]; simpl; [reflexivity|].
  now rewrite value_strike, IH.
Qed.

Lemma value_app n (v : assignment n) l m :
  value_of v (l ++ m) = xorb (value_of v l) (value_of v m).
Proof.
  induction l as [|p l IH]; [symmetry; apply xorb_false_l|].
  simpl. fold (value_of v (l ++ m)). now rewrite IH, xorb_assoc.
Qed.

Lemma violated_sum n (v : assignment n) l :
  fold_right (fun c s => xorb (violated v c) s) false l
  = xorb (value_of v (concat l)) (fold_right (fun c s => xorb (negative c) s) false l).
Proof.
  induction l as [|c l IH]; [reflexivity|]. simpl. rewrite IH, value_app. unfold violated.
  now destruct (value_of v c), (negative c), (value_of v (concat l)),
    (fold_right (fun c s => xorb (negative c) s) false l).
Qed.

(** Soundness: every assignment violates at least one of the contexts. *)
Theorem parity_proof_sound n (l : list (context n)) v :
  parity_proof l = true -> exists c, In c l /\ violated v c = true.
Proof.
  unfold parity_proof. intros H.
  assert (E : value_of v (concat l) = false).
  { rewrite <- value_odd_labels. destruct (odd_labels (concat l)); [reflexivity | discriminate]. }
  destruct (odd_labels (concat l)); [|discriminate].
  pose proof (violated_sum n v l) as S. rewrite E, H in S. simpl in S.
  clear H E. induction l as [|c l IH]; [discriminate|]. simpl in S.
  destruct (violated v c) eqn:V; [exists c; simpl; auto|].
  rewrite xorb_false_l in S. destruct (IH S) as [d [Hd Vd]]. exists d. simpl. auto.
Qed.

(** A certificate names contexts of a statement by position, each at most once. *)
Definition pick {n : nat} (contexts : list (context n)) (positions : list nat) :=
  map (fun i => nth i contexts []) positions.

Definition check_parity {n : nat} (contexts : list (context n)) (positions : list nat) : bool :=
  forallb good_context contexts
  && forallb (fun i => Nat.ltb i (length contexts)) positions
  && parity_proof (pick contexts positions).

Theorem check_parity_sound n (contexts : list (context n)) positions :
  check_parity contexts positions = true ->
  forallb good_context contexts = true /\
  forall v : assignment n, exists c, In c contexts /\ violated v c = true.
Proof.
  unfold check_parity. rewrite !andb_true_iff. intros [[Hg Hi] Hp].
  split; [exact Hg|]. intros v.
  destruct (parity_proof_sound n _ v Hp) as [c [Hc V]]. exists c. split; [|exact V].
  unfold pick in Hc. apply in_map_iff in Hc as [i [<- Hin]].
  rewrite forallb_forall in Hi. apply nth_In. apply Nat.ltb_lt. now apply Hi.
Qed.
