(* The contextuality degree of the 315 lines of three-qubit Paulis is 63.

   Belongs here: the lines, the packing argument, and the certificate: every
   two-qubit subsystem ("doily") contains Peres-Mermin squares, which force three
   violated lines in each of 336 doilies; every line lies in 16 of them.  Paulis,
   commutation and signs are defined in Pauli.v, lines here: nothing is encoded by hand. *)

From Coq Require Import Bool Arith List Lia.
From Khrnn Require Import Points Pauli.
Import ListNotations.

(** ** Lines *)

(** Short-circuit versions of [existsb] and [forallb]: [vm_compute] evaluates the
    arguments of [orb] and [andb] before the call. *)
Fixpoint some {A : Type} (f : A -> bool) (l : list A) : bool :=
  match l with [] => false | x :: r => if f x then true else some f r end.
Fixpoint every {A : Type} (f : A -> bool) (l : list A) : bool :=
  match l with [] => true | x :: r => if f x then every f r else false end.

Lemma some_existsb A (f : A -> bool) l : some f l = existsb f l.
Proof. induction l as [|x l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.
Lemma every_forallb A (f : A -> bool) l : every f l = forallb f l.
Proof. induction l as [|x l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

(** Labels in a fixed order, to list every set of three once. *)
Fixpoint number {n : nat} : point n -> nat :=
  match n return point n -> nat with
  | O => fun _ => 0
  | S m => fun a => (if fst a then 1 else 0) + 2 * number (snd a)
  end.
Definition pauli_number {n : nat} (p : pauli n) : nat := number (fst p) + 2 ^ n * number (snd p).

Definition all_paulis (n : nat) : list (pauli n) :=
  filter (fun p => negb (is_identity p)) (list_prod (points n) (points n)).

Definition sum {n : nat} (p q : pauli n) : pauli n := (add (fst p) (fst q), add (snd p) (snd q)).

(** All sets {p, q, p+q} with a condition on the pair p, q. *)
Definition triples {n : nat} (condition : pauli n -> pauli n -> bool) (l : list (pauli n)) :
  list (context n) :=
  flat_map (fun p => flat_map (fun q =>
    if condition p q && (pauli_number p <? pauli_number q)
       && (pauli_number q <? pauli_number (sum p q))
    then [[p; q; sum p q]] else []) l) l.

(** The lines: commuting triples whose product is +I or -I. *)
Definition lines (n : nat) : list (context n) := triples commuting (all_paulis n).

(** ** Counting violations *)

Fixpoint same_context {n : nat} (c d : context n) : bool :=
  match c, d with
  | [], [] => true
  | p :: c, q :: d => if same_pauli p q then same_context c d else false
  | _, _ => false
  end.

Definition occurrences {n : nat} (c : context n) (l : list (context n)) : nat :=
  length (filter (same_context c) l).

Lemma same_context_spec n (c d : context n) : same_context c d = true <-> c = d.
Proof.
  revert d. induction c as [|p c IH]; intros [|q d]; simpl; try (split; congruence).
  destruct (same_pauli p q) eqn:E.
  - apply same_pauli_spec in E. subst q. rewrite IH. split; [now intros -> | now injection 1].
  - split; [discriminate|]. injection 1 as <- _. pose proof (proj2 (same_pauli_spec n p p)) as F.
    rewrite F in E; [discriminate | reflexivity].
Qed.

(** A sum over the contexts l of their multiplicities in a list r. *)
Definition weighted {n : nat} (v : assignment n) (l r : list (context n)) : nat :=
  list_sum (map (fun c => if violated v c then occurrences c r else 0) l).

Lemma weighted_cons n (v : assignment n) l c r :
  NoDup l ->
  weighted v l (c :: r)
  = (if violated v c && existsb (same_context c) l then 1 else 0) + weighted v l r.
Proof.
  unfold weighted. induction l as [|x l IH]; intros Hl.
  - simpl. now rewrite andb_false_r.
  - inversion Hl; subst. specialize (IH H2). simpl. rewrite IH. clear IH.
    assert (O : occurrences x (c :: r)
                = (if same_context x c then 1 else 0) + occurrences x r).
    { unfold occurrences. simpl. now destruct (same_context x c). }
    rewrite O. destruct (same_context c x) eqn:E.
    + apply same_context_spec in E. subst c.
      assert (X : same_context x x = true) by now apply same_context_spec.
      assert (N : existsb (same_context x) l = false).
      { apply not_true_iff_false. intros T. apply existsb_exists in T as [y [Hy T]].
        apply same_context_spec in T. now subst. }
      rewrite X, N. simpl. destruct (violated v x); simpl; lia.
    + assert (F : same_context x c = false).
      { apply not_true_iff_false. intros T. apply same_context_spec in T. subst x.
        assert (X : same_context c c = true) by now apply same_context_spec. congruence. }
      rewrite F. simpl. destruct (violated v x), (violated v c); simpl; lia.
Qed.

(** Violations in a list of contexts from l, counted context by context. *)
Lemma violations_weighted n (v : assignment n) l r :
  NoDup l -> incl r l -> violations v r = weighted v l r.
Proof.
  intros Hl. unfold violations. induction r as [|c r IH]; intros Hi.
  - unfold weighted. simpl. clear Hl Hi. induction l as [|x l IH]; [reflexivity|].
    simpl. rewrite <- IH. now destruct (violated v x).
  - rewrite weighted_cons by exact Hl. rewrite <- IH by (intros x Hx; apply Hi; now right).
    assert (E : existsb (same_context c) l = true).
    { apply existsb_exists. exists c. split; [apply Hi; now left | now apply same_context_spec]. }
    rewrite E, andb_true_r. simpl. now destruct (violated v c).
Qed.

Lemma weighted_bound n (v : assignment n) l r m :
  (forall c, In c l -> occurrences c r <= m) -> weighted v l r <= m * violations v l.
Proof.
  unfold weighted, violations. induction l as [|c l IH]; intros H; simpl; [lia|].
  assert (Hc : occurrences c r <= m) by (apply H; now left).
  assert (Hl : forall d, In d l -> occurrences d r <= m) by (intros d Hd; apply H; now right).
  specialize (IH Hl). destruct (violated v c); simpl; lia.
Qed.

Lemma violations_concat n (v : assignment n) d (families : list (list (context n))) :
  (forall F, In F families -> d <= violations v F) ->
  d * length families <= violations v (concat families).
Proof.
  unfold violations. induction families as [|F r IH]; intros H; simpl; [lia|].
  rewrite filter_app, app_length.
  assert (d <= length (filter (violated v) F)) by (apply H; now left).
  assert (d * length r <= length (filter (violated v) (concat r)))
    by (apply IH; intros G HG; apply H; now right). lia.
Qed.

(** If each family has at least d violations and no context of l lies in more than m
    families, l has at least d |families| / m violations. *)
Theorem packing n (v : assignment n) d m (l : list (context n)) families :
  NoDup l -> (forall F, In F families -> incl F l) ->
  (forall F, In F families -> d <= violations v F) ->
  (forall c, In c l -> occurrences c (concat families) <= m) ->
  d * length families <= m * violations v l.
Proof.
  intros Hl Hi Hd Hm.
  apply (Nat.le_trans _ (violations v (concat families))); [now apply violations_concat|].
  rewrite (violations_weighted n v l); [now apply weighted_bound | exact Hl |].
  intros c Hc. apply in_concat in Hc as [F [HF Hc]]. now apply (Hi F).
Qed.

(** Its hypotheses on lists, decided by computation. *)
Fixpoint no_repetition {n : nat} (l : list (context n)) : bool :=
  match l with
  | [] => true
  | c :: r => negb (some (same_context c) r) && no_repetition r
  end.

Definition packed {n : nat} (m : nat) (l : list (context n)) families : bool :=
  no_repetition l
  && forallb (fun F => forallb (fun c => some (same_context c) l) F) families
  && (let all := concat families in forallb (fun c => occurrences c all <=? m) l).

Lemma existsb_same n (c : context n) l : existsb (same_context c) l = true <-> In c l.
Proof.
  rewrite existsb_exists. split.
  - intros [x [Hx E]]. apply same_context_spec in E. now subst.
  - intros H. exists c. split; [exact H | now apply same_context_spec].
Qed.

Lemma no_repetition_NoDup n (l : list (context n)) : no_repetition l = true -> NoDup l.
Proof.
  induction l as [|c l IH]; simpl; [constructor|].
  rewrite andb_true_iff, negb_true_iff, some_existsb. intros [H1 H2]. constructor; [|now apply IH].
  intros H. apply existsb_same in H. congruence.
Qed.

Lemma packed_bound n (v : assignment n) d m (l : list (context n)) families :
  packed m l families = true -> (forall F, In F families -> d <= violations v F) ->
  d * length families <= m * violations v l.
Proof.
  unfold packed. rewrite !andb_true_iff. intros [[Hn Hi] Ho] Hd. apply packing.
  - now apply no_repetition_NoDup.
  - intros F HF c Hc. rewrite forallb_forall in Hi. specialize (Hi F HF).
    rewrite forallb_forall in Hi. specialize (Hi c Hc). rewrite some_existsb in Hi.
    now apply existsb_same.
  - exact Hd.
  - intros c Hc. rewrite forallb_forall in Ho. now apply Nat.leb_le, Ho.
Qed.

(** ** Doilies and squares *)

Definition hyperbolic {n : nat} (p q : pauli n) : bool := negb (commuting p q).

(** Among given lines, those whose Paulis all commute with h. *)
Definition doily (l : list (context 3)) (h : context 3) : list (context 3) :=
  filter (every (fun p => every (commuting p) h)) l.

(** In a doily, the lines that avoid a hyperbolic triple and what commutes with it: three
    rows and three columns, a Peres-Mermin square. *)
Definition grid (d : list (context 3)) (h : context 3) : list (context 3) :=
  filter (every (fun p => if some (same_pauli p) h then false else negb (every (commuting p) h))) d.

Definition commutant (l : list (pauli 3)) (h : context 3) : list (pauli 3) :=
  filter (fun p => every (commuting p) h) l.

(** Every square comes from two hyperbolic triples: 20 grids, each line in 8 of them. *)
Definition grids (paulis : list (pauli 3)) (d : list (context 3)) (h : context 3) :
  list (list (context 3)) :=
  map (grid d) (triples hyperbolic (commutant paulis h)).

Definition doily_certificate (d : list (context 3)) (squares : list (list (context 3))) : bool :=
  packed 8 d squares && (length squares =? 20) && forallb parity_proof squares.

Lemma one_violation n (v : assignment n) (l : list (context n)) :
  parity_proof l = true -> 1 <= violations v l.
Proof.
  intros H. destruct (parity_proof_sound n l v H) as [c [Hc V]]. unfold violations.
  assert (I : In c (filter (violated v) l)) by (apply filter_In; auto).
  destruct (filter (violated v) l); [contradiction | simpl; lia].
Qed.

Lemma doily_bound (v : assignment 3) d squares :
  doily_certificate d squares = true -> 3 <= violations v d.
Proof.
  unfold doily_certificate. rewrite !andb_true_iff, Nat.eqb_eq. intros [[Hp Hlen] Hsq].
  pose proof (packed_bound 3 v 1 8 d squares Hp) as B. rewrite Hlen in B.
  rewrite forallb_forall in Hsq.
  assert (1 * 20 <= 8 * violations v d); [|lia].
  apply B. intros F HF. now apply one_violation, Hsq.
Qed.

(** The whole certificate, for any lists in place of all Paulis and their lines. *)
Definition degree_certificate (paulis : list (pauli 3)) (l : list (context 3)) : bool :=
  let seeds := triples hyperbolic paulis in
  (length seeds =? 336)
  && forallb (fun h => let d := doily l h in doily_certificate d (grids paulis d h)) seeds
  && packed 16 l (map (doily l) seeds).

Lemma degree_bound (v : assignment 3) paulis l :
  degree_certificate paulis l = true -> 63 <= violations v l.
Proof.
  unfold degree_certificate. cbv zeta. set (seeds := triples hyperbolic paulis).
  rewrite !andb_true_iff, Nat.eqb_eq. intros [[Hlen Hd] Hp].
  pose proof (packed_bound 3 v 3 16 l _ Hp) as B. rewrite map_length, Hlen in B.
  assert (3 * 336 <= 16 * violations v l); [|lia].
  apply B. intros F HF. apply in_map_iff in HF as [h [<- Hh]].
  rewrite forallb_forall in Hd. exact (doily_bound v _ _ (Hd h Hh)).
Qed.

Lemma degree_certificate_holds : degree_certificate (all_paulis 3) (lines 3) = true.
Proof. vm_cast_no_check (eq_refl true). Qed.

(** There are 315 lines, all of them contexts; 90 are negative. *)
Theorem lines_are_contexts :
  length (lines 3) = 315 /\ forallb good_context (lines 3) = true /\
  length (filter negative (lines 3)) = 90.
Proof. repeat split; vm_compute; reflexivity. Qed.

Theorem every_assignment_violates_63_lines (v : assignment 3) : 63 <= violations v (lines 3).
Proof. exact (degree_bound v _ _ degree_certificate_holds). Qed.

(** ** An assignment that violates 63 lines *)

Definition b0 := false. Definition b1 := true.
Definition pauli3 (x0 x1 x2 z0 z1 z2 : bool) : pauli 3 :=
  ((x0, (x1, (x2, tt))), (z0, (z1, (z2, tt)))).

(** The labels with value -1, found by search. *)
Definition minus_labels : list (pauli 3) :=
  [ pauli3 b0 b0 b0 b0 b1 b1; pauli3 b1 b0 b0 b0 b0 b0;
    pauli3 b1 b0 b0 b0 b0 b1; pauli3 b1 b0 b0 b1 b0 b1;
    pauli3 b1 b0 b0 b1 b1 b1; pauli3 b0 b1 b0 b0 b0 b0;
    pauli3 b0 b1 b0 b1 b0 b0; pauli3 b0 b1 b0 b0 b0 b1;
    pauli3 b0 b1 b0 b1 b0 b1; pauli3 b1 b1 b0 b1 b0 b0;
    pauli3 b1 b1 b0 b0 b1 b0; pauli3 b1 b1 b0 b1 b1 b0;
    pauli3 b1 b1 b0 b1 b0 b1; pauli3 b1 b1 b0 b0 b1 b1;
    pauli3 b1 b1 b0 b1 b1 b1; pauli3 b0 b0 b1 b0 b0 b1;
    pauli3 b0 b0 b1 b1 b0 b1; pauli3 b0 b0 b1 b0 b1 b1;
    pauli3 b0 b0 b1 b1 b1 b1; pauli3 b1 b0 b1 b1 b0 b1;
    pauli3 b1 b0 b1 b1 b1 b1; pauli3 b0 b1 b1 b0 b0 b0;
    pauli3 b0 b1 b1 b1 b0 b0; pauli3 b0 b1 b1 b0 b1 b0;
    pauli3 b0 b1 b1 b1 b0 b1; pauli3 b0 b1 b1 b0 b1 b1;
    pauli3 b0 b1 b1 b1 b1 b1; pauli3 b1 b1 b1 b1 b0 b0;
    pauli3 b1 b1 b1 b1 b1 b0; pauli3 b1 b1 b1 b0 b0 b1;
    pauli3 b1 b1 b1 b1 b1 b1 ].
Definition best_assignment : assignment 3 := fun p => existsb (same_pauli p) minus_labels.

Theorem degree_attained : violations best_assignment (lines 3) = 63.
Proof. vm_compute. reflexivity. Qed.
