(* Reading R3: families of states that share a memory state, and the memory they save.

   Belongs here: a condition under which some outcome always leaves a family possible, the
   families of 2^w hypergraphs that agree but for edges through a common core, and the
   model that stores a hypergraph up to such a family.  Does not belong here: lower
   bounds (GraphMemory.v) and pairs of states (Sharing.v). *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points Polynomials States Counting Task Memory Sharing Exclusion.
Import ListNotations.
Local Open Scope Z_scope.

(** ** A quantity that one of the outcomes keeps positive *)

Fixpoint sum_of (l : list Z) : Z := match l with [] => 0 | x :: r => x + sum_of r end.
Definition squares (l : list Z) : Z := sum_of (map (fun x => x * x) l).

(** |v1 + ... + vm|^2 - (m-1) (|v1|^2 + ... + |vm|^2). *)
Definition excess_at {n : nat} (m : Z) (family : list (vector n)) (z : point n) : Z :=
  let a := map (fun v => v z) family in sum_of a * sum_of a - (m - 1) * squares a.
Definition excess {n : nat} (family : list (vector n)) : Z :=
  total (excess_at (Z.of_nat (length family)) family).

Lemma sum_app_zero (l : list Z) : forall i, nth_error l i = Some 0 ->
  exists r, S (length r) = length l /\ sum_of r = sum_of l /\ squares r = squares l.
Proof.
  induction l as [|x l IH]; intros [|i] H; simpl in H; try discriminate.
  - injection H as ->. exists l. unfold squares. simpl. repeat split; lia.
  - destruct (IH i H) as [r [L [E F]]]. exists (x :: r). unfold squares in *. simpl.
    repeat split; lia.
Qed.

(** Cauchy and Schwarz: (a1 + ... + ap)^2 <= p (a1^2 + ... + ap^2). *)
Lemma square_of_sum (l : list Z) : sum_of l * sum_of l <= Z.of_nat (length l) * squares l.
Proof.
  assert (Q : forall x r, 2 * x * sum_of r <= Z.of_nat (length r) * (x * x) + squares r).
  { intros x r. unfold squares. induction r as [|y r IH]; [simpl; lia|].
    cbn [map sum_of length]. rewrite Nat2Z.inj_succ. pose proof (Z.square_nonneg (x - y)). lia. }
  induction l as [|x l IH]; [simpl; lia|]. unfold squares in *.
  cbn [map sum_of length]. rewrite Nat2Z.inj_succ. specialize (Q x l). lia.
Qed.

Lemma total_positive n (F : point n -> Z) : 0 < total F -> exists z, 0 < F z.
Proof.
  induction n as [|n IH]; simpl; intros H; [now exists tt|].
  destruct (Z_lt_le_dec 0 (total (fun z => F (false;; z)))) as [E|E].
  - destruct (IH _ E) as [z Hz]. now exists (false;; z).
  - destruct (IH (fun z => F (true;; z))) as [z Hz]; [lia | now exists (true;; z)].
Qed.

Lemma impossible_or_not n (v : vector n) : possible v \/ forall z, v z = 0.
Proof.
  destruct (zero_or_point n (fun z => negb (Z.eqb (v z) 0))) as [H|[z H]].
  - right. intros z. specialize (H z). apply negb_false_iff in H. now apply Z.eqb_eq.
  - left. exists z. apply negb_true_iff in H. now apply Z.eqb_neq.
Qed.

Lemma excess_possible n (family : list (vector n)) v :
  0 < excess family -> In v family -> possible v.
Proof.
  intros H Hv. destruct (impossible_or_not n v) as [|E]; [assumption|]. exfalso.
  apply total_positive in H as [z Hz]. unfold excess_at in Hz.
  apply In_nth_error in Hv as [i Hi].
  destruct (sum_app_zero (map (fun u => u z) family) i) as [r [L [Es Eq]]].
  { apply (map_nth_error (fun u : vector n => u z)) in Hi. now rewrite E in Hi. }
  pose proof (square_of_sum r) as B. rewrite map_length in L.
  assert (F : Z.of_nat (length r) = Z.of_nat (length family) - 1) by (unfold vector in *; lia).
  rewrite Es, Eq, F in B. lia.
Qed.

(** The amplitudes of a family, one list for every point, under both outcomes. *)
Lemma sum_plus (f g : Z -> Z -> Z) (l : list (Z * Z)) :
  sum_of (map (fun p => f (fst p) (snd p) + g (fst p) (snd p)) l)
  = sum_of (map (fun p => f (fst p) (snd p)) l) + sum_of (map (fun p => g (fst p) (snd p)) l).
Proof. induction l as [|p l IH]; simpl; lia. Qed.

Lemma parallelogram n m (K : element n) (family : list (vector n)) z :
  excess_at m (map (branch K false) family) z + excess_at m (map (branch K true) family) z
  = 2 * excess_at m family z + 2 * excess_at m family (add z (shift K)).
Proof.
  unfold excess_at, squares. rewrite !map_map.
  set (s := sign (phase K (add z (shift K)))).
  assert (Hs : s * s = 1) by apply sign_square.
  set (a := sum_of (map (fun v => v z) family)).
  set (b := sum_of (map (fun v => v (add z (shift K))) family)).
  assert (L : forall t, sum_of (map (fun v => branch K t v z) family) = a + sign t * s * b).
  { intros t. unfold a, b. clear. induction family as [|v family IH]; cbn [map sum_of]; [ring|].
    rewrite IH. unfold branch, act. fold s. ring. }
  assert (Q : sum_of (map (fun v => branch K false v z * branch K false v z) family)
            + sum_of (map (fun v => branch K true v z * branch K true v z) family)
            = 2 * sum_of (map (fun v => v z * v z) family)
            + 2 * sum_of (map (fun v => v (add z (shift K)) * v (add z (shift K))) family)).
  { clear a b L. induction family as [|v family IH]; cbn [map sum_of]; [ring|].
    rewrite Z.add_shuffle1, IH. unfold branch, act. fold s. cbn [sign].
    transitivity (2 * (v z * v z) + 2 * (s * s) * (v (add z (shift K)) * v (add z (shift K)))
      + (2 * sum_of (map (fun v => v z * v z) family)
         + 2 * sum_of (map (fun v => v (add z (shift K)) * v (add z (shift K))) family))); [ring|].
    rewrite Hs. ring. }
  rewrite !L. cbn [sign].
  transitivity (2 * (a * a) + 2 * (s * s) * (b * b)
    - (m - 1) * (sum_of (map (fun v => branch K false v z * branch K false v z) family)
               + sum_of (map (fun v => branch K true v z * branch K true v z) family))); [ring|].
  rewrite Q, Hs. ring.
Qed.

Lemma excess_branches n (K : element n) (family : list (vector n)) :
  excess (map (branch K false) family) + excess (map (branch K true) family)
  = 4 * excess family.
Proof.
  unfold excess. rewrite !map_length, <- total_plus.
  rewrite (total_ext n _ _ (parallelogram n _ K family)).
  rewrite total_plus, !total_scale, total_shift. lia.
Qed.

Lemma excess_survives n (K : element n) (family : list (vector n)) :
  0 < excess family -> exists s, 0 < excess (map (branch K s) family).
Proof.
  intros H. pose proof (excess_branches n K family).
  destruct (Z_lt_le_dec 0 (excess (map (branch K false) family))); [now exists false|].
  exists true. lia.
Qed.

(** A family can share a memory state if some outcome of every measurement is possible for
    all of them and leaves a family that can share again.  Any Hermitian X^a (-1)^g counts. *)
CoInductive family_can_share {n : nat} (family : list (vector n)) : Prop :=
  Share_all : (forall v, In v family -> possible v) ->
              (forall K, hermitian K -> exists s, family_can_share (map (branch K s) family)) ->
              family_can_share family.

Theorem positive_excess_can_share n : forall family : list (vector n),
  0 < excess family -> family_can_share family.
Proof.
  cofix share. intros family H. apply Share_all.
  - intros v Hv. now apply (excess_possible n family).
  - intros K _. destruct (excess_survives n K family H) as [s Hs]. exists s. now apply share.
Qed.

(** An excluded family cannot share. *)
Theorem excluded_cannot_share n k d (family : list (vector n)) :
  excluded k d family -> ~ family_can_share family.
Proof.
  induction 1 as [d family v Hv Hz|d family K _ Hh _ IH]; intros [P Q].
  - destruct (P v Hv) as [z Nz]. now apply Nz.
  - destruct (Q K Hh) as [s Hs]. now apply (IH s).
Qed.

(** ** Hypergraphs that agree but for edges through a core *)

Lemma sum_constant (A : Type) (f : A -> Z) (c : Z) (l : list A) :
  (forall x, In x l -> f x = c) -> sum_of (map f l) = Z.of_nat (length l) * c.
Proof.
  intros H. induction l as [|x l IH]; [reflexivity|].
  simpl map. simpl sum_of. simpl length. rewrite Nat2Z.inj_succ, IH by (intros; apply H; now right).
  rewrite (H x) by now left. ring.
Qed.

Lemma subset_refl n (a : point n) : subset a a = true.
Proof.
  unfold subset. induction n as [|n IH]; [reflexivity|]. split_point a x a.
  simpl. rewrite IH. now destruct x.
Qed.

Lemma subset_trans n (a b c : point n) :
  subset a b = true -> subset b c = true -> subset a c = true.
Proof.
  unfold subset. induction n as [|n IH]; [reflexivity|].
  split_point a x a. split_point b y b. split_point c w c. simpl.
  rewrite !andb_true_iff. intros [A B] [C D]. split; [now destruct x, y, w | now apply (IH a b)].
Qed.

Lemma total_le n (F G : point n -> Z) : (forall z, F z <= G z) -> total F <= total G.
Proof.
  induction n as [|n IH]; intros H; simpl; [apply H|].
  apply Z.add_le_mono; apply IH; intros z; apply H.
Qed.

(** States with the same amplitude at a point z0 and wherever the core is not contained;
    at most as many as the core has subsets. *)
Theorem common_core_excess n (core z0 : point n) (family : list (vector n)) (common : vector n) :
  subset core z0 = true ->
  (forall v z, In v family -> v z * v z = 1) ->
  (forall v z, In v family -> subset core z = false \/ z = z0 -> v z = common z) ->
  (1 <= length family)%nat -> (length family <= 2 ^ size core)%nat ->
  0 < excess family.
Proof.
  intros Hc0 Hsq Hcom H1 Hm. unfold excess. set (m := Z.of_nat (length family)).
  set (inside := fun z => if subset core z then 1 else 0).
  set (at0 := fun z => if same z0 z then 1 else 0).
  assert (E : total (fun z => m * m * (1 + (-1) * inside z + at0 z) - (m - 1) * m)
              <= total (excess_at m family)).
  { apply total_le. intros z. unfold excess_at, squares. rewrite map_map.
    rewrite (sum_constant _ (fun v => v z * v z) 1) by (intros v Hv; now apply Hsq).
    set (a := sum_of _). change (Z.of_nat (length family)) with m. unfold inside, at0.
    assert (D : subset core z = false \/ z = z0 -> a * a = m * m).
    { intros D. assert (S : common z * common z = 1).
      { destruct family as [|v family']; [simpl in H1; lia|].
        rewrite <- (Hcom v z (or_introl eq_refl) D). apply Hsq. now left. }
      assert (A : a = m * common z).
      { apply (sum_constant _ (fun v => v z) (common z)). intros v Hv. now apply Hcom. }
      rewrite A. transitivity (m * m * (common z * common z)); [ring | rewrite S; ring]. }
    destruct (same z0 z) eqn:Ez.
    - apply same_spec in Ez. subst z. rewrite Hc0, D by now right. lia.
    - destruct (subset core z); [pose proof (Z.square_nonneg a); lia|].
      rewrite D by now left. lia. }
  assert (T : total (fun z => m * m * (1 + (-1) * inside z + at0 z) - (m - 1) * m)
              = m * m * (2 ^ Z.of_nat n - total inside + 1) - (m - 1) * m * 2 ^ Z.of_nat n).
  { transitivity (total (fun z => m * m * (1 + (-1) * inside z + at0 z) + (- ((m - 1) * m)))).
    { apply total_ext. intros z. ring. }
    rewrite total_plus, total_scale, !total_plus, total_scale, !total_const.
    assert (A : total at0 = 1).
    { transitivity (total (fun z => basis_vector z0 z * 1)).
      - apply total_ext. intros z. unfold at0, basis_vector. ring.
      - apply (total_basis n z0 (fun _ => 1)). }
    rewrite A. ring. }
  assert (C : total inside * 2 ^ Z.of_nat (size core) = 2 ^ Z.of_nat n).
  { pose proof (count_monomial n core) as C. apply (f_equal Z.of_nat) in C.
    rewrite Nat2Z.inj_mul, !Nat2Z.inj_pow, count_total in C. exact C. }
  apply inj_le in Hm. rewrite Nat2Z.inj_pow in Hm. fold m in Hm. change (Z.of_nat 2) with 2 in Hm.
  assert (M1 : 1 <= m) by (unfold m; lia).
  assert (P0 : 0 <= total inside).
  { rewrite <- (Z.mul_0_l (2 ^ Z.of_nat n)), <- total_const. apply total_le.
    intros z. unfold inside. destruct (subset core z); lia. }
  assert (P1 : m * total inside <= 2 ^ Z.of_nat n) by nia.
  fold m in E. nia.
Qed.

(** At most 2^c hypergraphs that agree but for edges through a core of c vertices. *)
Theorem core_family_shares n (core : point n) (H0 : hypergraph n) (family : list (hypergraph n)) :
  (forall H e, In H family -> H e <> H0 e -> subset core e = true /\ (size core < size e)%nat) ->
  (1 <= length family <= 2 ^ size core)%nat -> family_can_share (map state family).
Proof.
  intros Hd [H1 Hm]. apply positive_excess_can_share.
  apply (common_core_excess n core core _ (state H0)); try (rewrite map_length; assumption).
  - apply subset_refl.
  - intros v z Hv. apply in_map_iff in Hv as [H [<- _]]. apply sign_square.
  - intros v z Hv Hz. apply in_map_iff in Hv as [H [<- Hin]]. unfold state. f_equal.
    apply xorb_eq. rewrite <- value_xor.
    transitivity (parity (fun _ : point n => false)); [|apply parity_false].
    apply parity_ext. intros e. destruct (xorb (H e) (H0 e)) eqn:E; [|reflexivity].
    destruct (Hd H e Hin) as [Hc Hs]; [intros F; now rewrite F, xorb_nilpotent in E|].
    simpl. destruct (monomial e z) eqn:M; [|reflexivity]. fold (subset e z) in M. exfalso.
    destruct Hz as [Hz| ->].
    + now rewrite (subset_trans n core e z Hc M) in Hz.
    + apply subset_size in M. lia.
Qed.
