(* Points of F2^n, their sums, and sums over all of them.

   Belongs here: the type of points (also used for sets of vertices and for
   shifts), addition, coordinates, monomials, and the three sums over F2^n:
   parity (in F2), count (in N) and total (in Z).  Does not belong here:
   polynomials and their degree (Polynomials.v). *)

From Coq Require Import Bool Arith ZArith List Lia.
Import ListNotations.

(** ** Points: n-tuples of bits; the first component is vertex 0. *)

Fixpoint point (n : nat) : Set :=
  match n with O => unit | S m => (bool * point m)%type end.

Notation "y ;; z" := (@pair bool (point _) y z : point (S _)) (at level 60, right associativity).

Lemma point_case (n : nat) (P : point (S n) -> Prop) :
  (forall y (z : point n), P (y;; z)) -> forall z, P z.
Proof. intros H [y z]. apply H. Qed.

(** Name the first coordinate y of z, and the rest z'. *)
Ltac split_point z y z' := destruct z as [y z'] using point_case.

(** The same type serves three purposes, as a bit mask does in a program: a
    point z of F2^n, a shift a, and a set of vertices (its indicator). *)

Fixpoint zero (n : nat) : point n :=
  match n return point n with O => tt | S m => (false;; zero m) end.

Fixpoint add {n : nat} : point n -> point n -> point n :=
  match n return point n -> point n -> point n with
  | O => fun _ _ => tt
  | S m => fun a b => (xorb (fst a) (fst b);; add (snd a) (snd b))
  end.

(** The unit vector of vertex i (zero if there is no such vertex). *)
Fixpoint unit_vector (n i : nat) : point n :=
  match n return point n with
  | O => tt
  | S m => match i with
           | O => (true;; zero m)
           | S j => (false;; unit_vector m j)
           end
  end.

(** Coordinate i of a point; for a set of vertices: is i a member? *)
Fixpoint coordinate {n : nat} : point n -> nat -> bool :=
  match n return point n -> nat -> bool with
  | O => fun _ _ => false
  | S m => fun z i => match i with O => fst z | S j => coordinate (snd z) j end
  end.

(** The number of members of a set of vertices. *)
Fixpoint size {n : nat} : point n -> nat :=
  match n return point n -> nat with
  | O => fun _ => 0
  | S m => fun a => (if fst a then 1 else 0) + size (snd a)
  end.

(** [monomial m z] is the product of z_i over the members i of m.  Read for two
    sets it says that m is a subset of z. *)
Fixpoint monomial {n : nat} : point n -> point n -> bool :=
  match n return point n -> point n -> bool with
  | O => fun _ _ => true
  | S k => fun m z => implb (fst m) (fst z) && monomial (snd m) (snd z)
  end.

Definition subset {n : nat} (a b : point n) : bool := monomial a b.

Fixpoint same {n : nat} : point n -> point n -> bool :=
  match n return point n -> point n -> bool with
  | O => fun _ _ => true
  | S m => fun a b => if eqb (fst a) (fst b) then same (snd a) (snd b) else false
  end.

(** ** Sums over all points *)

(** The sum in F2. *)
Fixpoint parity {n : nat} : (point n -> bool) -> bool :=
  match n return (point n -> bool) -> bool with
  | O => fun F => F tt
  | S m => fun F => xorb (parity (fun z => F (false;; z))) (parity (fun z => F (true;; z)))
  end.

(** The number of points where F is 1. *)
Fixpoint count {n : nat} : (point n -> bool) -> nat :=
  match n return (point n -> bool) -> nat with
  | O => fun F => if F tt then 1 else 0
  | S m => fun F => count (fun z => F (false;; z)) + count (fun z => F (true;; z))
  end.

(** The sum in Z. *)
Fixpoint total {n : nat} : (point n -> Z) -> Z :=
  match n return (point n -> Z) -> Z with
  | O => fun F => F tt
  | S m => fun F => (total (fun z => F (false;; z)) + total (fun z => F (true;; z)))%Z
  end.

(** All points in a list, so that sums can be compared with a plain list. *)
Fixpoint points (n : nat) : list (point n) :=
  match n return list (point n) with
  | O => [tt]
  | S m => map (fun z => false;; z) (points m) ++ map (fun z => true;; z) (points m)
  end.

(** ** Points form a vector space over F2 *)

Lemma add_comm n (a b : point n) : add a b = add b a.
Proof.
  induction n as [|n IH]; [reflexivity|].
  split_point a x a. split_point b y b; simpl. now rewrite IH, xorb_comm.
Qed.

Lemma add_assoc n (a b c : point n) : add (add a b) c = add a (add b c).
Proof.
  induction n as [|n IH]; [reflexivity|].
  split_point a x a. split_point b y b. split_point c w c; simpl. now rewrite IH, xorb_assoc.
Qed.

Lemma add_self n (a : point n) : add a a = zero n.
Proof.
  induction n as [|n IH]; [reflexivity|].
  split_point a x a; simpl. now rewrite IH, xorb_nilpotent.
Qed.

Lemma add_zero n (a : point n) : add a (zero n) = a.
Proof.
  induction n as [|n IH]; [now destruct a|].
  split_point a x a; simpl. now rewrite IH, xorb_false_r.
Qed.

Lemma add_twice n (z a : point n) : add (add z a) a = z.
Proof. now rewrite add_assoc, add_self, add_zero. Qed.

Lemma same_spec n (a b : point n) : same a b = true <-> a = b.
Proof.
  induction n as [|n IH]; [now destruct a, b|].
  split_point a x a. split_point b y b. simpl.
  destruct (eqb x y) eqn:E.
  - apply eqb_prop in E. subst y. rewrite IH. split; [now intros -> | now injection 1].
  - split; [discriminate|]. injection 1 as <- _. now rewrite eqb_reflx in E.
Qed.

Lemma same_refl n (a : point n) : same a a = true.
Proof. now apply same_spec. Qed.

Definition point_dec n (a b : point n) : {a = b} + {a <> b}.
Proof.
  destruct (same a b) eqn:E; [left | right].
  - now apply same_spec.
  - intros ->. now rewrite same_refl in E.
Defined.

Lemma subset_size n (a b : point n) : subset a b = true -> size a <= size b.
Proof.
  unfold subset. induction n as [|n IH]; [simpl; lia|].
  split_point a x a. split_point b y b; simpl.
  rewrite andb_true_iff. intros [Hxy Hab]. apply IH in Hab.
  destruct x, y; simpl in *; lia || discriminate.
Qed.

(** A subset of the same size is the set itself. *)
Lemma subset_same_size n (a b : point n) :
  subset a b = true -> size b <= size a -> a = b.
Proof.
  unfold subset. induction n as [|n IH]; [now destruct a, b|].
  split_point a x a. split_point b y b; simpl.
  rewrite andb_true_iff. intros [Hxy Hab] Hsize.
  pose proof (subset_size n a b Hab) as Hle. unfold subset in *.
  destruct x, y; simpl in *; try discriminate; try lia;
    (rewrite (IH a b Hab); [reflexivity | lia]).
Qed.

Lemma size_zero n : size (zero n) = 0.
Proof. induction n as [|n IH]; simpl; auto. Qed.

Lemma zero_subset n (a : point n) : subset (zero n) a = true.
Proof. unfold subset. induction n as [|n IH]; simpl; auto. Qed.

(** A set of positive size has a member. *)
Lemma member_exists n (e : point n) :
  0 < size e -> exists i, i < n /\ coordinate e i = true.
Proof.
  induction n as [|n IH]; [simpl; lia|].
  split_point e x e; simpl. destruct x.
  - intros _. exists 0. split; [lia | reflexivity].
  - intros He. destruct (IH e He) as [i [Hi Hm]]. exists (S i). split; [lia | exact Hm].
Qed.

(** Removing a member lowers the size by one. *)
Lemma size_remove n (e : point n) i :
  coordinate e i = true -> size e = S (size (add e (unit_vector n i))).
Proof.
  revert i. induction n as [|n IH]; [discriminate|].
  split_point e x e; intros [|i]; simpl.
  - intros ->. simpl. now rewrite add_zero.
  - intros Hm. rewrite (IH e i Hm), xorb_false_r. destruct x; simpl; lia.
Qed.

Lemma coordinate_zero n i : coordinate (zero n) i = false.
Proof. revert i. induction n as [|n IH]; intros [|i]; simpl; auto. Qed.

Lemma coordinate_add n (a b : point n) i :
  coordinate (add a b) i = xorb (coordinate a i) (coordinate b i).
Proof.
  revert i. induction n as [|n IH]; [reflexivity|].
  split_point a x a. split_point b y b. intros [|i]; simpl; auto.
Qed.

Lemma coordinate_unit n i : i < n -> coordinate (unit_vector n i) i = true.
Proof.
  revert i. induction n as [|n IH]; [lia|]. intros [|i] H; simpl; [reflexivity|].
  apply IH. lia.
Qed.

Lemma coordinate_toggle n (a : point n) i :
  i < n -> coordinate (add a (unit_vector n i)) i = negb (coordinate a i).
Proof. intros H. rewrite coordinate_add, coordinate_unit by exact H. apply xorb_true_r. Qed.

(** ** Rules for the three sums *)

Lemma parity_ext n (F G : point n -> bool) :
  (forall z, F z = G z) -> parity F = parity G.
Proof.
  induction n as [|n IH]; intros E; simpl; [apply E|].
  f_equal; apply IH; intros z; apply E.
Qed.

Lemma count_ext n (F G : point n -> bool) :
  (forall z, F z = G z) -> count F = count G.
Proof.
  induction n as [|n IH]; intros E; simpl; [now rewrite E|].
  f_equal; apply IH; intros z; apply E.
Qed.

Lemma total_ext n (F G : point n -> Z) :
  (forall z, F z = G z) -> total F = total G.
Proof.
  induction n as [|n IH]; intros E; simpl; [apply E|].
  f_equal; apply IH; intros z; apply E.
Qed.

Lemma parity_xor n (F G : point n -> bool) :
  parity (fun z => xorb (F z) (G z)) = xorb (parity F) (parity G).
Proof.
  induction n as [|n IH]; simpl; [reflexivity|]. rewrite !IH.
  destruct (parity (fun z => F (false;; z))), (parity (fun z => F (true;; z))),
    (parity (fun z => G (false;; z))), (parity (fun z => G (true;; z))); reflexivity.
Qed.

Lemma parity_false n : parity (fun _ : point n => false) = false.
Proof. induction n as [|n IH]; simpl; [reflexivity | now rewrite IH]. Qed.

Lemma parity_and n (b : bool) (F : point n -> bool) :
  parity (fun z => b && F z) = b && parity F.
Proof. destruct b; [reflexivity | apply parity_false]. Qed.

Lemma total_plus n (F G : point n -> Z) :
  total (fun z => F z + G z)%Z = (total F + total G)%Z.
Proof.
  induction n as [|n IH]; simpl; [reflexivity|].
  rewrite (IH (fun z => F (false;; z)) (fun z => G (false;; z))).
  rewrite (IH (fun z => F (true;; z)) (fun z => G (true;; z))). ring.
Qed.

Lemma total_scale n (c : Z) (F : point n -> Z) :
  total (fun z => c * F z)%Z = (c * total F)%Z.
Proof. induction n as [|n IH]; simpl; [reflexivity|]. rewrite !IH. ring. Qed.

Lemma total_const n (c : Z) : total (fun _ : point n => c) = (c * 2 ^ Z.of_nat n)%Z.
Proof.
  induction n as [|n IH]; [simpl; lia|].
  simpl total. rewrite IH, Nat2Z.inj_succ, Z.pow_succ_r by lia. ring.
Qed.

(** A sum over all points does not change when all points are shifted. *)
Lemma total_shift n (F : point n -> Z) (a : point n) :
  total (fun z => F (add z a)) = total F.
Proof.
  induction n as [|n IH]; [simpl; now destruct a|].
  split_point a x a. pose proof (IH (fun z => F (false;; z)) a) as H0.
  pose proof (IH (fun z => F (true;; z)) a) as H1.
  destruct x; simpl in *; rewrite H0, H1; lia.
Qed.

Lemma parity_shift n (F : point n -> bool) (a : point n) :
  parity (fun z => F (add z a)) = parity F.
Proof.
  induction n as [|n IH]; [simpl; now destruct a|].
  split_point a x a. pose proof (IH (fun z => F (false;; z)) a) as H0.
  pose proof (IH (fun z => F (true;; z)) a) as H1.
  destruct x; simpl in *; rewrite H0, H1; [apply xorb_comm | reflexivity].
Qed.

(** A count is a sum of ones, so what holds for totals holds for counts. *)
Lemma count_total n (F : point n -> bool) :
  Z.of_nat (count F) = total (fun z => if F z then 1 else 0)%Z.
Proof.
  induction n as [|n IH]; simpl; [now destruct (F tt)|].
  rewrite Nat2Z.inj_add, !IH. reflexivity.
Qed.

Lemma count_shift n (F : point n -> bool) (a : point n) :
  count (fun z => F (add z a)) = count F.
Proof.
  apply Nat2Z.inj. rewrite !count_total.
  apply (total_shift n (fun z => if F z then 1 else 0)%Z).
Qed.

Lemma count_zero n (F : point n -> bool) :
  (forall z, F z = false) -> count F = 0.
Proof.
  intros E. apply Nat2Z.inj. rewrite count_total.
  rewrite (total_ext n _ (fun _ => 0%Z)); [now rewrite total_const|].
  intros z. now rewrite E.
Qed.

Lemma count_complement n (F : point n -> bool) :
  count F + count (fun z => negb (F z)) = 2 ^ n.
Proof.
  induction n as [|n IH]; simpl; [now destruct (F tt)|].
  pose proof (IH (fun z => F (false;; z))). pose proof (IH (fun z => F (true;; z))). lia.
Qed.

(** The number of ones of a sum is at most the sum of the numbers of ones. *)
Lemma count_xor_le n (F G : point n -> bool) :
  count (fun z => xorb (F z) (G z)) <= count F + count G.
Proof.
  induction n as [|n IH]; simpl; [destruct (F tt), (G tt); simpl; lia|].
  pose proof (IH (fun z => F (false;; z)) (fun z => G (false;; z))).
  pose proof (IH (fun z => F (true;; z)) (fun z => G (true;; z))). lia.
Qed.

(** A monomial of r variables is 1 on a fraction 2^{-r} of all points. *)
Lemma count_monomial n (m : point n) : count (monomial m) * 2 ^ size m = 2 ^ n.
Proof.
  induction n as [|n IH]; [reflexivity|].
  split_point m x m. destruct x.
  - change (count (monomial (true;; m)))
      with (count (fun _ : point n => false) + count (monomial m)).
    rewrite (count_zero n (fun _ => false)) by reflexivity.
    change (size (true;; m)) with (S (size m)). rewrite !Nat.pow_succ_r', <- (IH m). lia.
  - change (count (monomial (false;; m))) with (count (monomial m) + count (monomial m)).
    change (size (false;; m)) with (size m). rewrite Nat.pow_succ_r', <- (IH m). lia.
Qed.

(** Either a function is zero, or it is 1 at a point that can be named. *)
Lemma zero_or_point n (F : point n -> bool) :
  (forall z, F z = false) \/ (exists z, F z = true).
Proof.
  induction n as [|n IH].
  - destruct (F tt) eqn:E; [right; now exists tt | left; now intros []].
  - destruct (IH (fun z => F (false;; z))) as [E0|[z Ez]]; [|right; now exists (false;; z)].
    destruct (IH (fun z => F (true;; z))) as [E1|[z Ez]]; [|right; now exists (true;; z)].
    left. intros z. split_point z y z. destruct y; auto.
Qed.

(** ** The list of all points *)

Lemma in_points n (z : point n) : In z (points n).
Proof.
  induction n as [|n IH]; [destruct z; now left|].
  split_point z y z. destruct y; simpl; apply in_or_app; [right | left]; now apply in_map.
Qed.

Lemma NoDup_app {A : Type} (l m : list A) :
  NoDup l -> NoDup m -> (forall x, In x l -> ~ In x m) -> NoDup (l ++ m).
Proof.
  induction l as [|x l IH]; simpl; intros Hl Hm Hd; [exact Hm|].
  inversion Hl; subst. constructor.
  - intros H. apply in_app_or in H as [H|H]; [contradiction | apply (Hd x); auto].
  - apply IH; auto.
Qed.

Lemma NoDup_map {A B : Type} (f : A -> B) (l : list A) :
  (forall x y, In x l -> In y l -> f x = f y -> x = y) -> NoDup l -> NoDup (map f l).
Proof.
  induction l as [|x l IH]; simpl; intros Hf Hl; [constructor|].
  inversion Hl; subst. constructor.
  - intros H. apply in_map_iff in H as [y [E Hy]].
    assert (y = x) by (apply Hf; auto). now subst.
  - apply IH; auto.
Qed.

Lemma points_NoDup n : NoDup (points n).
Proof.
  induction n as [|n IH]; simpl; [constructor; [auto | constructor]|].
  apply NoDup_app.
  - apply NoDup_map; [intros x y _ _; now injection 1 | exact IH].
  - apply NoDup_map; [intros x y _ _; now injection 1 | exact IH].
  - intros z H0 H1. apply in_map_iff in H0 as [x [<- _]].
    apply in_map_iff in H1 as [y [E _]]. discriminate.
Qed.

Lemma points_length n : length (points n) = 2 ^ n.
Proof.
  induction n as [|n IH]; simpl; [reflexivity|].
  rewrite app_length, !map_length, IH. lia.
Qed.
