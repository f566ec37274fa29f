(* The finite base of the theorem on graph states: three and four vertices.

   Belongs here: a search for exclusion trees among listed real Paulis, proved sound, and
   its run over all triples that the reduction of GraphStates.v leaves. *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points Polynomials States Counting Task Sharing Exclusion.
Import ListNotations.

(** ** A search among candidates, one list for every measurement in a row *)

(** A candidate X^a (-1)^g with the table of its signs. *)
Definition candidate (n : nat) : Type := (point n * table bool)%type.

Fixpoint search {n : nat} (levels : list (list (candidate n))) (family : list (table Z)) : bool :=
  if existsb is_zero family then true
  else match levels with
       | [] => false
       | now :: later =>
           existsb (fun c => if search later (map (outcome (fst c) (snd c) false) family)
                             then search later (map (outcome (fst c) (snd c) true) family)
                             else false) now
       end.

Definition allowed {n : nat} (k : nat) (c : candidate n) : Prop :=
  exists K, in_group k K /\ hermitian K /\ shift K = fst c /\ tabulate (phase K) = snd c.

Lemma search_sound n k (levels : list (list (candidate n))) :
  (forall l c, In l levels -> In c l -> allowed k c) ->
  forall family : list (vector n), search levels (map tabulate family) = true ->
  excluded k (length levels) family.
Proof.
  induction levels as [|now later IH]; intros Hc family; cbn [search];
    destruct (existsb is_zero (map tabulate family)) eqn:Ez; try discriminate;
    try (intros _; now apply impossible_now).
  intros H. apply existsb_exists in H as [c [Hin H]].
  destruct (Hc now c (or_introl eq_refl) Hin) as [K [Hk [Hh [Ea Es]]]].
  rewrite <- Ea, <- Es, !outcomes_tabulate in H.
  destruct (search later (map tabulate (map (branch K false) family))) eqn:Ep; [|discriminate].
  simpl. apply (Asking k _ _ K Hk Hh).
  intros [|]; apply IH; auto; intros l c' Hl; apply Hc; now right.
Qed.

(** Real Paulis: X^a (-1)^{b.z}, with a.b = 0. *)
Fixpoint members {n : nat} : point n -> list (point n) :=
  match n return point n -> list (point n) with
  | O => fun _ => []
  | S m => fun b => (if fst b then [(true;; zero m)] else [])
                    ++ map (fun e => false;; e) (members (snd b))
  end.

Definition real_paulis {n : nat} (l : list (point n * point n)) : list (candidate n) :=
  flat_map (fun p => if measurable 2 (fst p) (members (snd p))
                     then [(fst p, tabulate (evaluate (members (snd p))))] else []) l.

Lemma real_paulis_allowed n (l : list (point n * point n)) c :
  In c (real_paulis l) -> allowed 2 c.
Proof.
  unfold real_paulis. rewrite in_flat_map. intros [[a b] [_ H]]. simpl in H.
  destruct (measurable 2 a (members b)) eqn:E; [|destruct H]. destruct H as [<-|[]].
  destruct (measurable_sound n 2 a (members b) E) as [Hk Hh].
  exists (Element a (evaluate (members b))). auto.
Qed.

(** ** The triples *)

(** |+> and two signed graphs; on three vertices with the signs s and all three edges, on
    four with the edges 01 and 23 only. *)
Definition form3 (p : point 6) (z : point 3) : bool :=
  match p, z with (s0, (s1, (s2, (b01, (b02, (b12, tt)))))), (x0, (x1, (x2, tt))) =>
    xorb (xorb (s0 && x0) (xorb (s1 && x1) (s2 && x2)))
         (xorb (b01 && (x0 && x1)) (xorb (b02 && (x0 && x2)) (b12 && (x1 && x2)))) end.

Definition form4 (p : point 6) (z : point 4) : bool :=
  match p, z with (s0, (s1, (s2, (s3, (b01, (b23, tt)))))), (x0, (x1, (x2, (x3, tt)))) =>
    xorb (xorb (xorb (s0 && x0) (s1 && x1)) (xorb (s2 && x2) (s3 && x3)))
         (xorb (b01 && (x0 && x1)) (b23 && (x2 && x3))) end.

(** On two edges, 01 and 02 or 01 and 23, the graphs are linearly independent. *)
Definition apart3 (p q : point 6) : bool :=
  match p, q with (_, (_, (_, (a, (b, _))))), (_, (_, (_, (c, (d, _))))) =>
    xorb (a && d) (b && c) end.
Definition apart4 (p q : point 6) : bool :=
  match p, q with (_, (_, (_, (_, (a, (b, tt)))))), (_, (_, (_, (_, (c, (d, tt)))))) =>
    xorb (a && d) (b && c) end.

Definition triple {n : nat} (f g : point n -> bool) : list (vector n) :=
  [fun _ => 1%Z; fun z => sign (f z); fun z => sign (g z)].

Definition base {n : nat} (form : point 6 -> point n -> bool) (apart : point 6 -> point 6 -> bool)
  (plans : list (list (list (candidate n)))) : bool :=
  forallb (fun p => forallb (fun q =>
    if apart p q then
      let family := map tabulate (triple (form p) (form q)) in
      existsb (fun levels => search levels family) plans
    else true) (points 6)) (points 6).

Lemma base_sound n (form : point 6 -> point n -> bool) apart plans d :
  (forall levels, In levels plans -> length levels <= d) ->
  (forall levels, In levels plans -> forall l, In l levels ->
     exists p, l = real_paulis p) ->
  base form apart plans = true ->
  forall p q, apart p q = true -> excluded 2 d (triple (form p) (form q)).
Proof.
  intros Hd Hl H p q A. unfold base in H. rewrite forallb_forall in H.
  specialize (H p (in_points 6 p)). rewrite forallb_forall in H.
  specialize (H q (in_points 6 q)). rewrite A in H.
  apply existsb_exists in H as [levels [Hin H]].
  apply (excluded_by_more n 2 (length levels)); [now apply Hd|].
  revert H. apply search_sound.
  intros l c Hi Hc. destruct (Hl levels Hin l Hi) as [ps ->]. now apply (real_paulis_allowed n ps).
Qed.

(** Bit i of a number is vertex i. *)
Fixpoint mask (n i : nat) : point n :=
  match n return point n with O => tt | S m => (Nat.odd i;; mask m (Nat.div2 i)) end.
Definition masks (n : nat) (l : list (nat * nat)) : list (candidate n) :=
  real_paulis (map (fun p => (mask n (fst p), mask n (snd p))) l).

(** Most triples are told apart at once by a Pauli that answers two of the states surely
    and by opposite outcomes; the others by three or four measurements in a row. *)
Definition plans3 : list (list (list (candidate 3))) :=
  [ [masks 3 [(2, 0); (3, 0); (4, 0); (5, 0); (6, 0); (7, 0); (2, 1); (2, 5); (3, 3);
              (3, 7); (4, 1); (4, 3); (5, 5); (5, 7); (6, 1); (6, 7); (7, 3); (7, 5)]];
    [masks 3 [(1, 4); (1, 2); (1, 6)];
     masks 3 [(2, 4); (2, 0); (2, 5); (2, 1); (0, 2)];
     masks 3 [(4, 3); (4, 1); (4, 2); (4, 0); (0, 4)]] ].

Definition plans4 : list (list (list (candidate 4))) :=
  [ [masks 4 [(1, 0); (4, 0); (2, 0); (8, 0); (1, 2); (4, 8); (2, 1); (8, 4)]];
    [masks 4 [(0, 5)]; masks 4 [(5, 10); (10, 1)]; masks 4 [(15, 0); (5, 0)];
     masks 4 [(7, 3); (0, 2)]];
    [masks 4 [(0, 5)]; masks 4 [(5, 8); (10, 0)]; masks 4 [(15, 3); (5, 2)];
     masks 4 [(7, 0); (0, 2)]];
    [masks 4 [(0, 5)]; masks 4 [(5, 2); (10, 5)]; masks 4 [(15, 12); (5, 8)];
     masks 4 [(7, 11); (0, 2)]] ].

Lemma three_vertices p q : apart3 p q = true -> excluded 2 3 (triple (form3 p) (form3 q)).
Proof.
  apply (base_sound 3 form3 apart3 plans3 3).
  - intros levels Hp. simpl in Hp.
    repeat (destruct Hp as [<-|Hp]; [simpl; lia|]). destruct Hp.
  - intros levels Hp l Hl; simpl in Hp;
    repeat (destruct Hp as [<-|Hp]; [simpl in Hl|]); try destruct Hp;
      repeat (destruct Hl as [<-|Hl]; [eexists; reflexivity|]); destruct Hl.
  - vm_cast_no_check (eq_refl true).
Qed.

Lemma four_vertices p q : apart4 p q = true -> excluded 2 4 (triple (form4 p) (form4 q)).
Proof.
  apply (base_sound 4 form4 apart4 plans4 4).
  - intros levels Hp. simpl in Hp.
    repeat (destruct Hp as [<-|Hp]; [simpl; lia|]). destruct Hp.
  - intros levels Hp l Hl; simpl in Hp;
    repeat (destruct Hp as [<-|Hp]; [simpl in Hl|]); try destruct Hp;
      repeat (destruct Hl as [<-|Hl]; [eexists; reflexivity|]); destruct Hl.
  - vm_cast_no_check (eq_refl true).
Qed.
