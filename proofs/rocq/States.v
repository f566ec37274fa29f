(* Vectors over F2^n, group elements as operators, hypergraph states, outcomes.

   Belongs here: the quantum mechanics of the task as explicit sums over all
   points, and its equality with counting.  Amplitudes are integers: a common
   factor (2^{-n/2} for a hypergraph state) is left out, and divided out again
   where a probability is formed.  Does not belong here: memories (Memory.v). *)

From Coq Require Import Bool Arith ZArith QArith List Lia.
From Khrnn Require Import Points Polynomials.

Local Open Scope Z_scope.

(** ** Vectors *)

Definition vector (n : nat) : Type := point n -> Z.

Definition inner {n : nat} (u v : vector n) : Z := total (fun z => u z * v z).
Definition norm2 {n : nat} (v : vector n) : Z := inner v v.
Definition basis_vector {n : nat} (w : point n) : vector n :=
  fun z => if same w z then 1 else 0.

(** The sign (-1)^b. *)
Definition sign (b : bool) : Z := if b then -1 else 1.

(** ** Group elements (a, g): the operator X^a (-1)^{g(z)}, diagonal first *)

Record element (n : nat) : Type := Element { shift : point n; phase : point n -> bool }.
Arguments Element {n}. Arguments shift {n}. Arguments phase {n}.

(** |z> is sent to (-1)^{g(z)} |z+a>; so the amplitude at z comes from z+a. *)
Definition act {n : nat} (K : element n) (v : vector n) : vector n :=
  fun z => sign (phase K (add z (shift K))) * v (add z (shift K)).

Definition product {n : nat} (K L : element n) : element n :=
  Element (add (shift K) (shift L))
          (fun z => xorb (phase K (add z (shift L))) (phase L z)).

Definition identity (n : nat) : element n := Element (zero n) (fun _ => false).
Definition minus_identity (n : nat) : element n := Element (zero n) (fun _ => true).

Definition same_element {n : nat} (K L : element n) : Prop :=
  shift K = shift L /\ forall z, phase K z = phase L z.

(** The elements of the task for hyperedges of size k have phases of degree below k. *)
Definition in_group {n : nat} (k : nat) (K : element n) : Prop := degree_below k (phase K).

(** An element squares to 1 iff d_a g = 0; then it can be measured. *)
Definition hermitian {n : nat} (K : element n) : Prop :=
  forall z, derivative (shift K) (phase K) z = false.

Definition commute {n : nat} (K L : element n) : Prop :=
  same_element (product K L) (product L K).

(** ** Measurement *)

(** Twice the projection of v on the eigenspace of outcome (-1)^s: (1 + (-1)^s K) v. *)
Definition branch {n : nat} (K : element n) (s : bool) (v : vector n) : vector n :=
  fun z => v z + sign s * act K v z.

(** Born's rule: |projection|^2 / |v|^2. *)
Definition probability {n : nat} (K : element n) (s : bool) (v : vector n) : Q :=
  (inject_Z (norm2 (branch K s v)) / inject_Z (4 * norm2 v))%Q.

(** ** Hypergraph states *)

(** A hypergraph is given by its polynomial: a monomial for every edge. *)
Definition hypergraph (n : nat) : Type := polynomial n.
Definition uniform {n : nat} (k : nat) (H : hypergraph n) : Prop :=
  forall e, H e = true -> size e = k.

(** 2^{n/2} times the hypergraph state: signs (-1)^{f_H(z)}. *)
Definition state {n : nat} (H : hypergraph n) : vector n := fun z => sign (value H z).

(** The gate C^{|e|}Z on an edge, and |+>^n. *)
Definition edge_gate {n : nat} (e : point n) (v : vector n) : vector n :=
  fun z => sign (monomial e z) * v z.
Definition plus_state (n : nat) : vector n := fun _ => 1.

(** The stabilizer K^a_H = (a, d_a f_H) and the generators K_i. *)
Definition stabilizer {n : nat} (H : hypergraph n) (a : point n) : element n :=
  Element a (derivative a (value H)).
Definition generator {n : nat} (H : hypergraph n) (i : nat) : element n :=
  stabilizer H (unit_vector n i).

(** The number of points z where (d_a f_H + g)(z) = s. *)
Definition outcome_count {n : nat} (H : hypergraph n) (K : element n) (s : bool) : nat :=
  count (fun z => eqb (xorb (derivative (shift K) (value H) z) (phase K z)) s).

(** ** Facts about signs *)

Lemma sign_xorb a b : sign (xorb a b) = sign a * sign b.
Proof. now destruct a, b. Qed.

Lemma sign_square a : sign a * sign a = 1.
Proof. now destruct a. Qed.

Lemma sign_injective a b : sign a = sign b -> a = b.
Proof. destruct a, b; simpl; congruence || discriminate. Qed.

Lemma inner_ext n (u u' v v' : vector n) :
  (forall z, u z = u' z) -> (forall z, v z = v' z) -> inner u v = inner u' v'.
Proof. intros E F. apply total_ext. intros z. now rewrite E, F. Qed.

Lemma total_basis n (w : point n) (F : point n -> Z) :
  total (fun z => basis_vector w z * F z) = F w.
Proof.
  unfold basis_vector. induction n as [|n IH]; [destruct w; apply Z.mul_1_l|].
  split_point w x w.
  assert (Z0 : total (fun _ : point n => 0) = 0) by (rewrite total_const; reflexivity).
  assert (E : forall y, total (fun z : point n => (if same (x;; w) (y;; z) then 1 else 0) * F (y;; z))
                        = if eqb x y then F (y;; w) else 0).
  { intros y. destruct (eqb x y) eqn:B.
    - rewrite <- (IH w (fun z => F (y;; z))). apply total_ext. intros z.
      simpl same. now rewrite B.
    - rewrite (total_ext n _ (fun _ => 0)); [exact Z0|]. intros z. simpl same. now rewrite B. }
  cbn [total]. rewrite !E. destruct x; simpl eqb; cbv iota; lia.
Qed.

(** ** The group law *)

Theorem act_on_basis n (K : element n) w z :
  act K (basis_vector w) z = sign (phase K w) * basis_vector (add w (shift K)) z.
Proof.
  unfold act, basis_vector.
  destruct (same w (add z (shift K))) eqn:E.
  - apply same_spec in E. subst w. rewrite add_twice, same_refl. reflexivity.
  - destruct (same (add w (shift K)) z) eqn:F; [|lia].
    apply same_spec in F. subst z. now rewrite add_twice, same_refl in E.
Qed.

Theorem act_product n (K L : element n) v z :
  act (product K L) v z = act K (act L v) z.
Proof.
  unfold act, product. simpl.
  set (w := add z (shift K)).
  replace (add z (add (shift K) (shift L))) with (add w (shift L))
    by (unfold w; apply add_assoc).
  rewrite add_twice, sign_xorb. ring.
Qed.

Theorem act_faithful n (K L : element n) :
  (forall v z, act K v z = act L v z) -> same_element K L.
Proof.
  intros H.
  assert (E : forall w, sign (phase K w) * basis_vector (add w (shift K)) (add w (shift K))
                = sign (phase L w) * basis_vector (add w (shift L)) (add w (shift K))).
  { intros w. rewrite <- !act_on_basis. apply H. }
  unfold basis_vector in E.
  assert (S : shift K = shift L).
  { specialize (E (zero n)). rewrite same_refl in E.
    destruct (same (add (zero n) (shift L)) (add (zero n) (shift K))) eqn:F.
    - apply same_spec in F. rewrite !(add_comm n (zero n)), !add_zero in F. now symmetry.
    - destruct (phase K (zero n)), (phase L (zero n)); discriminate. }
  split; [exact S|]. intros w. specialize (E w). rewrite S, !same_refl in E.
  apply sign_injective. lia.
Qed.

(** Group elements keep inner products: they are orthogonal operators. *)
Lemma act_orthogonal n (K : element n) u v : inner (act K u) (act K v) = inner u v.
Proof.
  unfold inner, act.
  rewrite (total_ext n _ (fun z => u (add z (shift K)) * v (add z (shift K)))).
  - apply (total_shift n (fun z => u z * v z)).
  - intros z. set (s := sign _). replace (s * _ * (s * _))
      with (s * s * (u (add z (shift K)) * v (add z (shift K)))) by ring.
    unfold s. rewrite sign_square. ring.
Qed.

Theorem hermitian_square n (K : element n) :
  hermitian K <-> same_element (product K K) (identity n).
Proof.
  unfold hermitian, same_element, product, identity, derivative. simpl. split.
  - intros H. split; [apply add_self | exact H].
  - now intros [_ H].
Qed.

Lemma hermitian_act_twice n (K : element n) v z :
  hermitian K -> act K (act K v) z = v z.
Proof.
  intros H. rewrite <- act_product. unfold act. simpl.
  rewrite add_self, add_zero. unfold hermitian, derivative in H.
  rewrite H. apply Z.mul_1_l.
Qed.

Theorem hermitian_self_adjoint n (K : element n) u v :
  hermitian K -> inner (act K u) v = inner u (act K v).
Proof.
  intros H. rewrite <- (act_orthogonal n K u (act K v)).
  apply inner_ext; [reflexivity|]. intros z. now rewrite hermitian_act_twice.
Qed.

Theorem commute_iff n (K L : element n) :
  commute K L <->
  forall z, derivative (shift L) (phase K) z = derivative (shift K) (phase L) z.
Proof.
  unfold commute, same_element, product, derivative. simpl. split.
  - intros [_ H] z. specialize (H z).
    now destruct (phase K (add z (shift L))), (phase L z), (phase L (add z (shift K))),
      (phase K z).
  - intros H. split; [apply add_comm|]. intros z. specialize (H z).
    now destruct (phase K (add z (shift L))), (phase L z), (phase L (add z (shift K))),
      (phase K z).
Qed.

(** ** [branch] is twice a pair of complementary orthogonal projections *)

Lemma branches_sum n (K : element n) v z :
  branch K false v z + branch K true v z = 2 * v z.
Proof. unfold branch. simpl sign. ring. Qed.

Theorem branch_eigenvector n (K : element n) s v z :
  hermitian K -> act K (branch K s v) z = sign s * branch K s v z.
Proof.
  intros H.
  transitivity (act K v z + sign s * act K (act K v) z); [unfold branch, act; ring|].
  rewrite hermitian_act_twice by exact H. unfold branch.
  rewrite Z.mul_add_distr_l, Z.mul_assoc, sign_square. ring.
Qed.

Theorem branches_orthogonal n (K : element n) v :
  hermitian K -> inner (branch K false v) (branch K true v) = 0.
Proof.
  intros H. unfold inner, branch. simpl sign.
  rewrite (total_ext n _ (fun z => v z * v z + (-1) * (act K v z * act K v z)))
    by (intros; ring).
  rewrite total_plus, total_scale.
  pose proof (act_orthogonal n K v v) as E. unfold inner in E. rewrite E. ring.
Qed.

(** ** The overlaps of the branches add up to the overlap before *)

Lemma branch_overlaps n (K : element n) u v :
  inner (branch K false u) (branch K false v) + inner (branch K true u) (branch K true v)
  = 4 * inner u v.
Proof.
  unfold inner, branch. simpl sign. rewrite <- total_plus.
  rewrite (total_ext n _ (fun z => 2 * (u z * v z) + 2 * (act K u z * act K v z)))
    by (intros; ring).
  rewrite total_plus, !total_scale.
  pose proof (act_orthogonal n K u v) as E. unfold inner in E. rewrite E. ring.
Qed.

(** The probabilities of the two outcomes sum to 1. *)
Theorem outcomes_sum_to_one n (K : element n) v :
  norm2 v <> 0 -> (probability K false v + probability K true v == 1)%Q.
Proof.
  intros H. unfold probability, norm2 in *.
  assert (P : ~ (inject_Z (4 * inner v v) == 0)%Q).
  { change 0%Q with (inject_Z 0). rewrite inject_Z_injective. lia. }
  setoid_replace 1%Q with (inject_Z (4 * inner v v) / inject_Z (4 * inner v v))%Q
    by (field; exact P).
  rewrite <- branch_overlaps with (K := K). rewrite <- branch_overlaps with (K := K) in P.
  rewrite inject_Z_plus in *. field. exact P.
Qed.

(** ** Hypergraph states *)

Theorem state_of_no_edges n z : state (fun _ : point n => false) z = plus_state n z.
Proof. unfold state. now rewrite value_zero. Qed.

(** One more edge is one more gate. *)
Theorem state_of_one_more_edge n (H : hypergraph n) e z :
  state (fun m => xorb (H m) (same e m)) z = edge_gate e (state H) z.
Proof.
  unfold state, edge_gate. rewrite value_xor, value_single, sign_xorb. ring.
Qed.

Lemma state_norm n (H : hypergraph n) : norm2 (state H) = 2 ^ Z.of_nat n.
Proof.
  unfold norm2, inner, state.
  rewrite (total_ext n _ (fun _ => 1)) by (intros; apply sign_square).
  rewrite total_const. ring.
Qed.

Theorem stabilizer_fixes_state n (H : hypergraph n) a z :
  act (stabilizer H a) (state H) z = state H z.
Proof.
  unfold act, stabilizer, state, derivative. simpl.
  rewrite add_twice, <- sign_xorb.
  now destruct (value H z), (value H (add z a)).
Qed.

Theorem stabilizer_product n (H : hypergraph n) a b :
  same_element (product (stabilizer H a) (stabilizer H b)) (stabilizer H (add a b)).
Proof.
  split; [reflexivity|]. intros z. unfold stabilizer, product, derivative. simpl.
  rewrite (add_comm n a b), <- add_assoc.
  now destruct (value H (add (add z b) a)), (value H (add z b)), (value H z).
Qed.

Lemma stabilizer_hermitian n (H : hypergraph n) a : hermitian (stabilizer H a).
Proof.
  intros z. unfold stabilizer, derivative. simpl. rewrite add_twice.
  now destruct (value H z), (value H (add z a)).
Qed.

Theorem stabilizer_in_group n k (H : hypergraph n) a :
  uniform k H -> in_group k (stabilizer H a).
Proof.
  intros U. apply degree_derivative. exists H. split; [|reflexivity].
  intros m Hm. rewrite (U m Hm). lia.
Qed.

(** K_i is X_i followed, after it in the product, by a gate on e \ i for every edge
    e that contains i: its phase has exactly those monomials. *)
Theorem generator_gates n (H : hypergraph n) i z :
  (i < n)%nat -> phase (generator H i) z = value (link i H) z.
Proof. apply derivative_along_vertex. Qed.

(** ** Probability is a count *)

Lemma branch_of_state n (H : hypergraph n) K s z :
  branch K s (state H) (add z (shift K)) * branch K s (state H) (add z (shift K))
  = 4 * (if eqb (xorb (derivative (shift K) (value H) z) (phase K z)) s then 1 else 0).
Proof.
  unfold branch, act, state, derivative. rewrite add_twice.
  now destruct (value H (add z (shift K))), (value H z), (phase K z), s.
Qed.

Lemma branch_norm n (H : hypergraph n) K s :
  norm2 (branch K s (state H)) = 4 * Z.of_nat (outcome_count H K s).
Proof.
  unfold norm2, inner, outcome_count. rewrite count_total, <- total_scale.
  rewrite <- (total_shift n _ (shift K)). apply total_ext. intros z. apply branch_of_state.
Qed.

Lemma power_of_two_nonzero n : ~ (inject_Z (2 ^ Z.of_nat n) == 0)%Q.
Proof.
  change 0%Q with (inject_Z 0). rewrite inject_Z_injective.
  pose proof (Z.pow_pos_nonneg 2 (Z.of_nat n)). lia.
Qed.

(** The quantum probability of outcome (-1)^s is the fraction of points counted. *)
Theorem probability_is_count n (H : hypergraph n) K s :
  (probability K s (state H)
   == inject_Z (Z.of_nat (outcome_count H K s)) / inject_Z (2 ^ Z.of_nat n))%Q.
Proof.
  unfold probability. rewrite branch_norm, state_norm, !inject_Z_mult.
  pose proof (power_of_two_nonzero n) as P. field. exact P.
Qed.

(** Two states overlap in 1 - 2 weight(f_H + f_H') / 2^n; times 2^n: *)
Theorem overlap_is_count n (H H' : hypergraph n) :
  inner (state H) (state H')
  = 2 ^ Z.of_nat n - 2 * Z.of_nat (count (fun z => xorb (value H z) (value H' z))).
Proof.
  assert (E : inner (state H) (state H')
            = total (fun z : point n => 1 + (-2) * (if xorb (value H z) (value H' z) then 1 else 0))).
  { apply total_ext. intros z. unfold state. now destruct (value H z), (value H' z). }
  rewrite E, total_plus, total_const, total_scale, <- count_total. ring.
Qed.
