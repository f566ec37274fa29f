(* Boolean polynomials: algebraic normal form, degree, derivative.

   Belongs here: facts about functions F2^n -> F2, up to the coset-sum identity
   and the minimum distance of Reed-Muller codes.  Does not belong here:
   operators, states and probabilities (States.v). *)

From Coq Require Import Bool Arith List Lia.
From Khrnn Require Import Points.

(** ** Definitions *)

(** A polynomial in algebraic normal form is a set of monomials, given by its
    coefficients: [c m] says whether the monomial of the vertex set m is in it.
    The same data is a hypergraph, whose edges are the monomials. *)
Definition polynomial (n : nat) : Type := point n -> bool.

(** The value at z: the sum over all monomials of the polynomial. *)
Definition value {n : nat} (c : polynomial n) (z : point n) : bool :=
  parity (fun m => c m && monomial m z).

(** A function has degree below r if it is the value of a polynomial whose
    monomials all have fewer than r vertices: it is a member of RM(r-1,n). *)
Definition degree_below {n : nat} (r : nat) (f : point n -> bool) : Prop :=
  exists c : polynomial n,
    (forall m, c m = true -> size m < r) /\ (forall z, f z = value c z).

(** The derivative along a: f(z+a) + f(z). *)
Definition derivative {n : nat} (a : point n) (f : point n -> bool) (z : point n) : bool :=
  xorb (f (add z a)) (f z).

(** The sum of f(z+A) over all subsets A of a set S of vertices. *)
Definition coset_sum {n : nat} (S : point n) (f : point n -> bool) (z : point n) : bool :=
  parity (fun A => subset A S && f (add z A)).

(** ** Splitting off the first variable: f(y,z) = f0(z) + y f1(z) *)

Definition part0 {n : nat} (f : point (S n) -> bool) (z : point n) : bool := f (false;; z).
Definition part1 {n : nat} (f : point (S n) -> bool) (z : point n) : bool :=
  xorb (f (true;; z)) (f (false;; z)).

Definition without {n : nat} (c : polynomial (S n)) : polynomial n := fun m => c (false;; m).
Definition cofactor {n : nat} (c : polynomial (S n)) : polynomial n := fun m => c (true;; m).

Lemma split_value n (f : point (S n) -> bool) y z :
  f (y;; z) = xorb (part0 f z) (y && part1 f z).
Proof.
  unfold part0, part1.
  destruct y, (f (true;; z)), (f (false;; z)); reflexivity.
Qed.

Lemma value_split n (c : polynomial (S n)) y z :
  value c (y;; z) = xorb (value (without c) z) (y && value (cofactor c) z).
Proof.
  unfold value, without, cofactor. simpl. rewrite <- parity_and. f_equal.
  apply parity_ext. intros m.
  now destruct (c (true;; m)), y, (monomial m z).
Qed.

Lemma value_ext n (c c' : polynomial n) z :
  (forall m, c m = c' m) -> value c z = value c' z.
Proof. intros E. apply parity_ext. intros m. now rewrite E. Qed.

Lemma value_xor n (c c' : polynomial n) z :
  value (fun m => xorb (c m) (c' m)) z = xorb (value c z) (value c' z).
Proof.
  unfold value. rewrite <- parity_xor. apply parity_ext. intros m.
  now destruct (c m), (c' m), (monomial m z).
Qed.

Lemma value_zero n z : value (fun _ : point n => false) z = false.
Proof. apply parity_false. Qed.

Lemma part0_value n (c : polynomial (S n)) z : part0 (value c) z = value (without c) z.
Proof. unfold part0. rewrite value_split. simpl. apply xorb_false_r. Qed.

Lemma part1_value n (c : polynomial (S n)) z : part1 (value c) z = value (cofactor c) z.
Proof.
  unfold part1. rewrite !value_split. simpl.
  now destruct (value (without c) z), (value (cofactor c) z).
Qed.

(** A single monomial. *)
Lemma value_single n (e : point n) z : value (same e) z = monomial e z.
Proof.
  induction n as [|n IH]; [reflexivity|].
  split_point e x e. split_point z y z. rewrite value_split. destruct x.
  - rewrite (value_ext n (without _) (fun _ => false)) by reflexivity.
    rewrite (value_ext n (cofactor _) (same e)) by reflexivity.
    rewrite value_zero, IH. apply xorb_false_l.
  - rewrite (value_ext n (without _) (same e)) by reflexivity.
    rewrite (value_ext n (cofactor _) (fun _ => false)) by reflexivity.
    rewrite value_zero, IH, andb_false_r. apply xorb_false_r.
Qed.

(** ** Uniqueness of the normal form *)

Lemma value_is_zero n (c : polynomial n) :
  (forall z, value c z = false) -> forall m, c m = false.
Proof.
  induction n as [|n IH]; intros H m.
  - destruct m. specialize (H tt). unfold value in H. simpl in H.
    now rewrite andb_true_r in H.
  - split_point m x m. destruct x.
    + apply (IH (cofactor c)). intros z. rewrite <- part1_value. unfold part1.
      now rewrite !H.
    + apply (IH (without c)). intros z. rewrite <- part0_value. apply H.
Qed.

Lemma normal_form_unique n (c c' : polynomial n) :
  (forall z, value c z = value c' z) -> forall m, c m = c' m.
Proof.
  intros H m. assert (E : xorb (c m) (c' m) = false).
  { apply (value_is_zero n (fun m => xorb (c m) (c' m))). intros z.
    rewrite value_xor, H. apply xorb_nilpotent. }
  now apply xorb_eq in E.
Qed.

(** Every function has a normal form. *)
Lemma normal_form_exists n (f : point n -> bool) :
  exists c : polynomial n, forall z, f z = value c z.
Proof.
  induction n as [|n IH].
  - exists f. intros []. unfold value. simpl. now rewrite andb_true_r.
  - destruct (IH (part0 f)) as [c0 H0], (IH (part1 f)) as [c1 H1].
    exists (fun m : point (S n) => if fst m then c1 (snd m) else c0 (snd m)).
    intros z. split_point z y z. rewrite value_split, split_value, H0, H1. reflexivity.
Qed.

(** ** Degree, by recursion on the number of variables *)

Lemma degree_ext n r (f g : point n -> bool) :
  (forall z, f z = g z) -> degree_below r f -> degree_below r g.
Proof. intros E [c [Hc Hf]]. exists c. split; [exact Hc|]. intros z. now rewrite <- E. Qed.

Lemma degree_below_zero n (f : point n -> bool) :
  degree_below 0 f <-> forall z, f z = false.
Proof.
  split.
  - intros [c [Hc Hf]] z. rewrite Hf, (value_ext n c (fun _ => false)); [apply value_zero|].
    intros m. destruct (c m) eqn:E; [apply Hc in E; lia | reflexivity].
  - intros H. exists (fun _ => false). split; [discriminate|].
    intros z. now rewrite value_zero.
Qed.

Lemma degree_step n r (f : point (S n) -> bool) :
  degree_below (S r) f <-> degree_below (S r) (part0 f) /\ degree_below r (part1 f).
Proof.
  split.
  - intros [c [Hc Hf]]. split.
    + exists (without c). split; [intros m Hm; apply (Hc (false;; m) Hm)|].
      intros z. unfold part0. rewrite Hf. apply part0_value.
    + exists (cofactor c). split.
      * intros m Hm. pose proof (Hc (true;; m) Hm) as Hs. simpl in Hs. lia.
      * intros z. unfold part1. rewrite !Hf. apply part1_value.
  - intros [[c0 [H0 F0]] [c1 [H1 F1]]].
    exists (fun m : point (S n) => if fst m then c1 (snd m) else c0 (snd m)). split.
    + intros m Hm. split_point m x m. destruct x; simpl in *; [apply H1 in Hm | apply H0 in Hm]; lia.
    + intros z. split_point z y z. rewrite value_split, split_value, F0, F1. reflexivity.
Qed.

Lemma degree_mono n r s (f : point n -> bool) :
  r <= s -> degree_below r f -> degree_below s f.
Proof.
  intros Hrs [c [Hc Hf]]. exists c. split; [|exact Hf].
  intros m Hm. apply Hc in Hm. lia.
Qed.

Lemma degree_sum n r (f g : point n -> bool) :
  degree_below r f -> degree_below r g -> degree_below r (fun z => xorb (f z) (g z)).
Proof.
  intros [c [Hc Hf]] [c' [Hc' Hg]]. exists (fun m => xorb (c m) (c' m)). split.
  - intros m. destruct (c m) eqn:E; [intros _; now apply Hc|].
    destruct (c' m) eqn:E'; [intros _; now apply Hc' | discriminate].
  - intros z. now rewrite value_xor, Hf, Hg.
Qed.

Lemma degree_zero_function n r : degree_below r (fun _ : point n => false).
Proof. apply (degree_mono n 0); [lia|]. now apply degree_below_zero. Qed.

Lemma degree_constant n r b : degree_below (S r) (fun _ : point n => b).
Proof.
  destruct b; [|apply degree_zero_function].
  exists (same (zero n)). split.
  - intros m Hm. apply same_spec in Hm. subst. rewrite size_zero. lia.
  - intros z. rewrite value_single. symmetry. apply zero_subset.
Qed.

Lemma add_step n x y (a z : point n) : add (y;; z) (x;; a) = (xorb y x;; add z a).
Proof. reflexivity. Qed.

Lemma derivative_split n (f : point (S n) -> bool) x y (a z : point n) :
  derivative (x;; a) f (y;; z)
  = xorb (xorb (derivative a (part0 f) z) (x && part1 f (add z a)))
         (y && derivative a (part1 f) z).
Proof.
  unfold derivative. rewrite add_step, !split_value.
  now destruct x, y, (part0 f (add z a)), (part0 f z), (part1 f (add z a)), (part1 f z).
Qed.

(** Shifts keep the degree, and derivatives lower it by one. *)
Lemma degree_shift_and_derivative n :
  (forall r (f : point n -> bool) a,
      degree_below r f -> degree_below r (fun z => f (add z a))) /\
  (forall r (f : point n -> bool) a,
      degree_below (S r) f -> degree_below r (derivative a f)).
Proof.
  induction n as [|n [IHs IHd]].
  - split; intros r f [] H.
    + revert H. apply degree_ext. now intros [].
    + apply (degree_ext 0 r (fun _ => false)); [|apply degree_zero_function].
      intros []. unfold derivative. simpl. now rewrite xorb_nilpotent.
  - assert (D : forall r (f : point (S n) -> bool) a,
               degree_below (S r) f -> degree_below r (derivative a f)).
    { intros r f a H. split_point a x a. apply degree_step in H as [H0 H1].
      set (g := fun z => xorb (derivative a (part0 f) z) (x && part1 f (add z a))).
      assert (E0 : forall z, part0 (derivative (x;; a) f) z = g z).
      { intros z. unfold part0 at 1. rewrite derivative_split. apply xorb_false_r. }
      assert (E1 : forall z, part1 (derivative (x;; a) f) z = derivative a (part1 f) z).
      { intros z. unfold part1 at 1. rewrite !derivative_split.
        now destruct (derivative a (part0 f) z), x, (part1 f (add z a)),
          (derivative a (part1 f) z). }
      assert (G : degree_below r g).
      { apply degree_sum; [now apply IHd|].
        destruct x; simpl; [now apply IHs | apply degree_zero_function]. }
      destruct r as [|r].
      - apply degree_below_zero. intros z. split_point z y z. rewrite split_value, E0, E1.
        rewrite (proj1 (degree_below_zero n g) G).
        unfold derivative. rewrite !(proj1 (degree_below_zero n (part1 f)) H1).
        now destruct y.
      - apply degree_step. split.
        + apply (degree_ext n (S r) g); [now intros; rewrite E0 | exact G].
        + apply (degree_ext n r (derivative a (part1 f))); [now intros; rewrite E1|].
          now apply IHd. }
    split; [|exact D].
    intros [|r] f a H.
    + apply degree_below_zero. intros z. now apply (proj1 (degree_below_zero _ f)).
    + apply (degree_ext _ _ (fun z => xorb (derivative a f z) (f z))).
      * intros z. unfold derivative. now destruct (f (add z a)), (f z).
      * apply degree_sum; [|exact H]. apply (degree_mono _ r); [lia | now apply D].
Qed.

Lemma degree_shift n r (f : point n -> bool) a :
  degree_below r f -> degree_below r (fun z => f (add z a)).
Proof. apply degree_shift_and_derivative. Qed.

Lemma degree_derivative n r (f : point n -> bool) a :
  degree_below (S r) f -> degree_below r (derivative a f).
Proof. apply degree_shift_and_derivative. Qed.

(** ** The minimum distance of RM(r,n) *)

(** Split off a variable.  If f1 is not zero, f and its translate differ by f1,
    which has one degree less; if it is zero, f is f0 twice. *)
Theorem minimum_distance n r (f : point n -> bool) :
  degree_below (S r) f -> (exists z, f z = true) -> 2 ^ n <= count f * 2 ^ r.
Proof.
  revert r f. induction n as [|n IH]; intros r f Hdeg [z Hz].
  - destruct z. simpl. rewrite Hz. pose proof (Nat.pow_nonzero 2 r). lia.
  - apply degree_step in Hdeg as [H0 H1].
    assert (Hcount : count f = count (part0 f) + count (fun z => f (true;; z))) by reflexivity.
    destruct (zero_or_point n (part1 f)) as [E|E].
    + assert (Hhalf : count (fun z => f (true;; z)) = count (part0 f)).
      { apply count_ext. intros w. rewrite split_value, E. apply xorb_false_r. }
      assert (Hex : exists w, part0 f w = true).
      { exists (snd z). split_point z y z. simpl.
        rewrite split_value, E, andb_false_r, xorb_false_r in Hz. exact Hz. }
      specialize (IH r (part0 f) H0 Hex).
      rewrite Nat.pow_succ_r', Hcount, Hhalf. lia.
    + destruct r as [|r].
      * destruct E as [w Hw]. rewrite (proj1 (degree_below_zero n _) H1) in Hw. discriminate.
      * specialize (IH r (part1 f) H1 E).
        assert (Hle : count (part1 f) <= count f).
        { rewrite Hcount. pose proof (count_xor_le n (fun z => f (true;; z)) (part0 f)).
          unfold part1, part0 in *. lia. }
        rewrite !Nat.pow_succ_r'. nia.
Qed.

(** ** The coset-sum identity *)

(** If no monomial contains S, the sum over the subsets of S is 0 everywhere. *)
Lemma coset_sum_zero n (c : polynomial n) S z :
  (forall m, subset S m = true -> c m = false) -> coset_sum S (value c) z = false.
Proof.
  revert c S z. induction n as [|n IH]; intros c S z H.
  - destruct S, z. unfold coset_sum, value. simpl. rewrite (H tt eq_refl). reflexivity.
  - split_point S s S. split_point z y z.
    assert (H1 : coset_sum S (value (cofactor c)) z = false).
    { apply IH. intros m Hm. apply (H (true;; m)). unfold subset in *. simpl. now destruct s. }
    unfold coset_sum, subset in *. simpl. rewrite <- parity_xor.
    destruct s; simpl.
    + erewrite parity_ext; [exact H1|]. intros A. simpl.
      rewrite !value_split. destruct (monomial A S); [|reflexivity]. simpl.
      destruct y, (value (without c) (add z A)), (value (cofactor c) (add z A)); reflexivity.
    + assert (H0 : parity (fun A => monomial A S && value (without c) (add z A)) = false).
      { apply IH. intros m Hm. apply (H (false;; m)). exact Hm. }
      erewrite parity_ext with
        (G := fun A => xorb (monomial A S && value (without c) (add z A))
                            (y && (monomial A S && value (cofactor c) (add z A)))).
      * now rewrite parity_xor, parity_and, H0, H1, andb_false_r.
      * intros A. rewrite !value_split, xorb_false_r.
        now destruct (monomial A S), y, (value (without c) (add z A)),
          (value (cofactor c) (add z A)).
Qed.

(** If f has the monomial S and no other one that contains S, then the sum of
    f(z+A) over the subsets A of S is 1, at every point z. *)
Theorem coset_sum_one n (c : polynomial n) S z :
  c S = true -> (forall m, subset S m = true -> c m = true -> m = S) ->
  coset_sum S (value c) z = true.
Proof.
  revert c S z. induction n as [|n IH]; intros c S z HS Hup.
  - destruct S, z. unfold coset_sum, value. simpl. now rewrite HS.
  - split_point S s S. split_point z y z.
    unfold coset_sum, subset in *. simpl. rewrite <- parity_xor. destruct s; simpl.
    + assert (H1 : parity (fun A => monomial A S && value (cofactor c) (add z A)) = true).
      { apply IH; [exact HS|]. intros m Hm Hc.
        assert (E : (true;; m) = (true;; S)) by (apply (Hup (true;; m)); assumption).
        now injection E. }
      erewrite parity_ext; [exact H1|]. intros A. simpl.
      rewrite !value_split. destruct (monomial A S); [|reflexivity]. simpl.
      destruct y, (value (without c) (add z A)), (value (cofactor c) (add z A)); reflexivity.
    + assert (H0 : parity (fun A => monomial A S && value (without c) (add z A)) = true).
      { apply IH; [exact HS|]. intros m Hm Hc.
        assert (E : (false;; m) = (false;; S)) by (apply (Hup (false;; m)); assumption).
        now injection E. }
      assert (H1 : parity (fun A => monomial A S && value (cofactor c) (add z A)) = false).
      { apply coset_sum_zero. intros m Hm. destruct (cofactor c m) eqn:E; [|reflexivity].
        assert (F : (true;; m) = (false;; S)) by (apply (Hup (true;; m)); assumption).
        discriminate. }
      erewrite parity_ext with
        (G := fun A => xorb (monomial A S && value (without c) (add z A))
                            (y && (monomial A S && value (cofactor c) (add z A)))).
      * now rewrite parity_xor, parity_and, H0, H1, andb_false_r.
      * intros A. rewrite !value_split, xorb_false_r.
        now destruct (monomial A S), y, (value (without c) (add z A)),
          (value (cofactor c) (add z A)).
Qed.

(** ** The derivative along one vertex *)

(** Its monomials are the m without i such that m + i was a monomial. *)
Definition link {n : nat} (i : nat) (c : polynomial n) : polynomial n :=
  fun m => negb (coordinate m i) && c (add m (unit_vector n i)).

Lemma derivative_along_vertex n i (c : polynomial n) z :
  i < n -> derivative (unit_vector n i) (value c) z = value (link i c) z.
Proof.
  revert i c z. induction n as [|n IH]; intros i c z Hi; [lia|].
  split_point z y z. unfold derivative. destruct i as [|i]; simpl.
  - rewrite add_zero, !value_split.
    assert (E0 : value (without (link 0 c)) z = value (cofactor c) z).
    { apply value_ext. intros m. unfold without, link, cofactor. simpl. now rewrite add_zero. }
    assert (E1 : value (cofactor (link 0 c)) z = false).
    { rewrite (value_ext n _ (fun _ => false)); [apply value_zero | reflexivity]. }
    rewrite E0, E1, andb_false_r, xorb_false_r.
    now destruct y, (value (without c) z), (value (cofactor c) z).
  - rewrite !value_split, xorb_false_r.
    assert (E0 : value (without (link (S i) c)) z = value (link i (without c)) z).
    { apply value_ext. reflexivity. }
    assert (E1 : value (cofactor (link (S i) c)) z = value (link i (cofactor c)) z).
    { apply value_ext. reflexivity. }
    rewrite E0, E1, <- !IH by lia. unfold derivative.
    now destruct y, (value (without c) (add z (unit_vector n i))), (value (without c) z),
      (value (cofactor c) (add z (unit_vector n i))), (value (cofactor c) z).
Qed.

(** The monomial of e changes along i by the monomial of e without i, if i is in e. *)
Lemma derivative_of_monomial n i (e : point n) z :
  i < n -> derivative (unit_vector n i) (monomial e) z
           = coordinate e i && monomial (add e (unit_vector n i)) z.
Proof.
  revert i e z. induction n as [|n IH]; intros i e z Hi; [lia|].
  split_point e x e. split_point z y z. unfold derivative. destruct i as [|i]; simpl.
  - rewrite !add_zero. now destruct x, y, (monomial e z).
  - rewrite !xorb_false_r.
    assert (D := IH i e z ltac:(lia)). unfold derivative in D. rewrite andb_assoc,
      (andb_comm (coordinate e i)), <- andb_assoc, <- D.
    now destruct (implb x y), (monomial e (add z (unit_vector n i))), (monomial e z).
Qed.
