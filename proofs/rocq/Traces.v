(* The traces of B, B^2, B^3 for a signed sum B of Paulis, and the inequality between them.

   Belongs here: the trace of a Pauli, the operator B, that p/q - B is positive for p/q not
   below the square root of m (2^n - 1), what this says about tr B^3, and the limit in p/q.
   No eigenvalue and no real number is used.  Does not belong here: lines (Spectral.v). *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points States Pauli Expectations.
Import ListNotations.
Local Open Scope Z_scope.

(** ** Traces *)

(** The basis vector of a point. *)
Definition basis_ket {n : nat} (w : point n) : point n -> gaussian :=
  fun u => if same u w then (1, 0) else (0, 0).

Lemma total_single n (w : point n) (f : point n -> Z) :
  total (fun u => if same u w then f u else 0) = f w.
Proof.
  induction n as [|n IH]; [now destruct w|].
  split_point w y w. cbn [total same fst snd].
  destruct y; cbn [eqb]; rewrite (IH w (fun u => f (_;; u))), total_zero; ring.
Qed.

Lemma ip_unit n (w : point n) u : ip (basis_ket w) u = fst (u w).
Proof.
  unfold ip. rewrite <- (total_single n w (fun z => fst (u z))). apply total_ext. intros z.
  unfold basis_ket, rdot. destruct (same z w); cbn [fst snd]; ring.
Qed.

Lemma total_characters n (z : point n) :
  total (fun w => sign (dot z w)) = if same z (zero n) then 2 ^ Z.of_nat n else 0.
Proof.
  induction n as [|n IH]; [reflexivity|].
  split_point z y z. cbn [total dot same zero fst snd]. rewrite andb_false_r, andb_true_r.
  rewrite Nat2Z.inj_succ, Z.pow_succ_r by lia.
  rewrite (total_ext n (fun w => sign (xorb y (dot z w))) (fun w => sign y * sign (dot z w)))
    by (intros; apply sign_xorb).
  rewrite total_scale.
  rewrite (total_ext n _ (fun w => sign (dot z w))) by (intros; now rewrite xorb_false_l).
  rewrite IH. destruct y, (same z (zero n)); cbn [eqb sign]; lia.
Qed.

Lemma first_part (c : gaussian) : fst c = rdot (1, 0) c.
Proof. unfold rdot. cbn [fst snd]. ring. Qed.

Lemma turn_zero t : times_i_to t (0, 0) = (0, 0).
Proof. induction t as [|t IH]; [reflexivity|]. cbn [times_i_to]. now rewrite IH. Qed.

(** The real part of the trace of i^t X^x Z^z. *)
Lemma trace n (p : phased n) :
  total (fun w => ip (basis_ket w) (apply_pauli p (basis_ket w)))
  = if is_identity (label p) then 2 ^ Z.of_nat n * re_phase (power p) else 0.
Proof.
  destruct p as [t [x z]]. cbn [label power]. unfold is_identity, same_pauli. cbn [fst snd].
  rewrite (total_ext n _ (fun w => if same x (zero n) then re_phase t * sign (dot z w) else 0)).
  - destruct (same x (zero n)); [|apply total_zero].
    rewrite total_scale, total_characters. destruct (same z (zero n)); ring.
  - intros w. rewrite ip_unit. unfold apply_pauli, basis_ket. cbn [power label fst snd].
    destruct (same x (zero n)) eqn:E.
    + apply same_spec in E. subst x. rewrite add_zero, same_refl, Nat.add_comm, times_i_add.
      unfold re_phase. rewrite first_part.
      rewrite turn_even, odd_common. ring.
    + destruct (same (add w x) w) eqn:F; [|now rewrite turn_zero].
      apply same_spec in F. exfalso.
      assert (x = zero n); [|subst; now rewrite same_refl in E].
      rewrite <- (add_self n w). rewrite <- F at 2.
      now rewrite <- add_assoc, add_self, add_comm, add_zero.
Qed.

Lemma apply_ext n (p : phased n) u v (w : point n) :
  (forall z, u z = v z) -> apply_pauli p u w = apply_pauli p v w.
Proof. intros H. unfold apply_pauli. now rewrite H. Qed.

Lemma re_phase_mod s t : (s mod 4 = t mod 4)%nat -> re_phase s = re_phase t.
Proof. intros H. unfold re_phase. now rewrite (turn_mod s t) by exact H. Qed.

Lemma re_phase_even k : re_phase (2 * k) = sign (Nat.odd k).
Proof. unfold re_phase. rewrite turn_even. unfold rdot. cbn [fst snd]. ring. Qed.

Lemma re_phase_odd t : Nat.odd t = true -> re_phase t = 0.
Proof.
  intros H. rewrite (Nat.div2_odd t), H. unfold re_phase. cbn [Nat.b2n].
  rewrite times_i_add, turn_even. unfold rdot. cbn [times_i_to times_i fst snd]. ring.
Qed.

(** If m has the parity in which k and k' differ, m + 2k and m + 2k' give the same real part. *)
Lemma re_phase_flip m k k' :
  Nat.odd m = xorb (Nat.odd k) (Nat.odd k') -> re_phase (m + 2 * k) = re_phase (m + 2 * k').
Proof.
  intros H. destruct (Nat.odd m) eqn:E.
  - rewrite !re_phase_odd; [reflexivity| |]; now rewrite Nat.odd_add, Nat.odd_mul, E.
  - unfold re_phase. rewrite !times_i_add. rewrite (signs_parity k k'); [reflexivity|].
    now destruct (Nat.odd k), (Nat.odd k').
Qed.

(** ** The sum of signed Paulis *)

Definition signed_sum {n : nat} (s : pauli n -> Z) (Q : list (pauli n))
    (u : point n -> gaussian) (w : point n) : gaussian :=
  (over Q (fun a => s a * fst (operator a u w)), over Q (fun a => s a * snd (operator a u w))).

Lemma ip_signed_sum n s Q (u y : point n -> gaussian) :
  ip (signed_sum s Q u) y = over Q (fun a => s a * ip (operator a u) y).
Proof.
  unfold ip. rewrite (total_ext n _ (fun w => over Q (fun a => s a * rdot (operator a u w) (y w)))).
  - rewrite total_over. apply over_ext. intros a _. apply total_scale.
  - intros w. unfold signed_sum, rdot at 1. cbn [fst snd].
    induction Q as [|a Q IH]; cbn [over]; [ring|]. unfold rdot at 1. rewrite <- IH. ring.
Qed.

Lemma signed_sum_symmetric n s Q (u y : point n -> gaussian) :
  ip (signed_sum s Q u) y = ip u (signed_sum s Q y).
Proof.
  rewrite (ip_comm n u), !ip_signed_sum. apply over_ext. intros a _.
  now rewrite operator_symmetric, (ip_comm n u).
Qed.

(** For real numbers p/q >= sqrt(m (D-1)), D = 2^n: p/q is an upper bound of the operator. *)
Lemma expectation_bound n s (Q : list (pauli n)) (x : point n -> gaussian) p q :
  (forall a, s a * s a = 1) -> NoDup Q -> ~ In (zero n, zero n) Q -> 0 <= p -> 0 <= q ->
  q * q * (Z.of_nat (length Q) * (2 ^ Z.of_nat n - 1)) <= p * p ->
  q * ip x (signed_sum s Q x) <= p * ip x x.
Proof.
  intros Hs Hd Hi Hp Hq Hc.
  assert (E : ip x (signed_sum s Q x) = over Q (fun a => s a * ip x (operator a x))).
  { rewrite ip_comm, ip_signed_sum. apply over_ext. intros a _. now rewrite ip_comm. }
  rewrite E. set (y := over Q _).
  pose proof (cauchy_schwarz _ Q s (fun a => ip x (operator a x)) Hs) as C.
  cbv beta in C. fold y in C.
  pose proof (squared_bound n x Q Hd Hi) as S. unfold squared in S.
  set (R := over Q (fun a => ip x (operator a x) * ip x (operator a x))) in *. set (N := ip x x) in *. set (m := Z.of_nat (length Q)) in *.
  assert (N0 : 0 <= N).
  { apply total_nonnegative. intros z. unfold rdot. nia. }
  assert (m0 : 0 <= m) by (subst m; lia).
  apply Z.square_le_simpl_nonneg; [nia|].
  replace (q * y * (q * y)) with (q * q * (y * y)) by ring.
  apply Z.le_trans with (q * q * (m * ((2 ^ Z.of_nat n - 1) * (N * N)))).
  - apply Z.mul_le_mono_nonneg_l; [nia|]. apply Z.le_trans with (m * R); [exact C|].
    now apply Z.mul_le_mono_nonneg_l.
  - replace (q * q * (m * ((2 ^ Z.of_nat n - 1) * (N * N))))
      with (q * q * (m * (2 ^ Z.of_nat n - 1)) * (N * N)) by ring.
    replace (p * N * (p * N)) with (p * p * (N * N)) by ring.
    apply Z.mul_le_mono_nonneg_r; [apply Z.square_nonneg | exact Hc].
Qed.

(** ** From all rational upper bounds to the square root *)

Lemma to_the_limit T m D :
  0 <= T -> 0 <= m -> 2 <= D ->
  (forall p q, 0 < p -> 0 < q -> q * q * (m * (D - 1)) <= p * p ->
     q * p * T <= m * (p * p - m * (q * q))) ->
  T * T * (D - 1) <= m * m * m * ((D - 2) * (D - 2)).
Proof.
  intros HT Hm HD H. destruct (Z.eq_dec m 0) as [->|M].
  { specialize (H 1 1 ltac:(lia) ltac:(lia) ltac:(lia)). assert (T = 0) by lia. subst. lia. }
  apply Z.nlt_ge. intros F.
  set (K := D - 2) in *. set (n := m * (D - 1)) in *.
  assert (K0 : 0 <= K) by lia. assert (n1 : 1 <= n).
  { change (1 * 1 <= n). apply Z.mul_le_mono_nonneg; lia. }
  assert (X0 : 0 <= m * m * (K * n)) by (repeat apply Z.mul_nonneg_nonneg; lia).
  assert (n2 : n <= n * n).
  { rewrite <- (Z.mul_1_l n) at 1. apply Z.mul_le_mono_nonneg_r; lia. }
  assert (Y0 : 1 <= m * (n * n)).
  { change (1 * 1 <= m * (n * n)). apply Z.mul_le_mono_nonneg; lia. }
  set (q := 4 * (m * m * (K * n)) + 4 * (m * (n * n)) + 1).
  assert (q1 : 1 <= q) by (subst q; lia).
  set (p := Z.sqrt_up (q * q * n)).
  assert (A : 0 < q * q * n) by (repeat apply Z.mul_pos_pos; lia).
  pose proof (Z.sqrt_up_spec _ A) as [P1 P2]. fold p in P1, P2.
  assert (p1 : 1 <= p).
  { pose proof (Z.sqrt_up_nonneg (q * q * n)) as P0. fold p in P0.
    destruct (Z.eq_dec p 0) as [E|E]; [rewrite E in P2; lia | lia]. }
  assert (P3 : p <= q * n).
  { subst p. rewrite <- (Z.sqrt_up_square (q * n)) by (apply Z.mul_nonneg_nonneg; lia).
    apply Z.sqrt_up_le_mono. replace (q * n * (q * n)) with (q * q * (n * n)) by ring.
    apply Z.mul_le_mono_nonneg_l; [apply Z.square_nonneg | exact n2]. }
  specialize (H p q ltac:(lia) ltac:(lia) P2).
  set (r := p * p - q * q * n). assert (r0 : 0 <= r) by lia.
  assert (r1 : r <= 2 * (q * n)).
  { replace (Z.pred p * Z.pred p) with (p * p - 2 * p + 1) in P1 by (unfold Z.pred; ring).
    unfold r. lia. }
  replace (m * (p * p - m * (q * q))) with (m * (q * q * (m * K) + r)) in H
    by (subst r n K; ring).
  set (w := q * q * (m * K) + r) in *.
  assert (w0 : 0 <= w).
  { subst w. apply Z.add_nonneg_nonneg; [|exact r0]. repeat apply Z.mul_nonneg_nonneg; lia. }
  assert (S1 : q * p * T * (q * p * T) <= m * w * (m * w)).
  { apply Z.square_le_mono_nonneg; [repeat apply Z.mul_nonneg_nonneg; lia | exact H]. }
  assert (S2 : q * q * n * (q * q * (T * T)) <= p * p * (q * q * (T * T))).
  { apply Z.mul_le_mono_nonneg_r; [repeat apply Z.mul_nonneg_nonneg; lia | exact P2]. }
  assert (S3 : m * (q * q * (q * q)) * (m * m * m * (K * K) + 1)
               <= m * (q * q * (q * q)) * (T * T * (D - 1))).
  { apply Z.mul_le_mono_nonneg_l; [repeat apply Z.mul_nonneg_nonneg; lia | lia]. }
  assert (S4 : m * (q * q * (q * q)) * (m * m * m * (K * K) + 1) <= m * w * (m * w)).
  { apply Z.le_trans with (1 := S3). apply Z.le_trans with (2 := S1).
    replace (m * (q * q * (q * q)) * (T * T * (D - 1)))
      with (q * q * n * (q * q * (T * T))) by (subst n; ring).
    apply Z.le_trans with (1 := S2). apply Z.eq_le_incl. ring. }
  assert (S5 : m * (q * q * (q * q)) <= m * (2 * (m * m * K) * (q * q) * r + m * (r * r))).
  { replace (m * w * (m * w))
      with (m * (q * q * (q * q)) * (m * m * m * (K * K))
            + m * (2 * (m * m * K) * (q * q) * r + m * (r * r))) in S4 by (subst w; ring).
    lia. }
  apply Z.mul_le_mono_pos_l in S5; [|lia].
  assert (S6 : 2 * (m * m * K) * (q * q) * r <= 2 * (m * m * K) * (q * q) * (2 * (q * n))).
  { apply Z.mul_le_mono_nonneg_l; [repeat apply Z.mul_nonneg_nonneg; lia | exact r1]. }
  assert (S7 : m * (r * r) <= m * (2 * (q * n) * (2 * (q * n)))).
  { apply Z.mul_le_mono_nonneg_l; [lia|]. now apply Z.mul_le_mono_nonneg. }
  assert (S8 : q * q * (q * q) <= q * q * (q * (4 * (m * m * (K * n))) + 4 * (m * (n * n)))).
  { apply Z.le_trans with (1 := S5).
    apply Z.le_trans with (1 := Z.add_le_mono _ _ _ _ S6 S7). apply Z.eq_le_incl. ring. }
  apply Z.mul_le_mono_pos_l in S8; [|apply Z.mul_pos_pos; lia].
  assert (S9 : 4 * (m * (n * n)) <= q * (4 * (m * (n * n)))).
  { rewrite <- (Z.mul_1_l (4 * (m * (n * n)))) at 1. apply Z.mul_le_mono_nonneg_r; lia. }
  replace (q * q) with (q * (4 * (m * m * (K * n))) + q * (4 * (m * (n * n))) + q) in S8
    by (subst q; ring).
  lia.
Qed.

(** ** The trace inequality *)

Definition triple_sum {A : Type} (Q : list A) (f : A -> A -> A -> Z) : Z :=
  over Q (fun a => over Q (fun b => over Q (fun c => f a b c))).

(** T_c T_b T_a with its power of i *)
Definition product3 {n : nat} (a b c : pauli n) : phased n :=
  times (hermitian_pauli c) (times (hermitian_pauli b) (hermitian_pauli a)).

(** 2^-n times the real part of the trace of T_c T_b T_a *)
Definition trace3 {n : nat} (a b c : pauli n) : Z :=
  if is_identity (label (product3 a b c)) then re_phase (power (product3 a b c)) else 0.

Definition cubes {n : nat} (s : pauli n -> Z) (Q : list (pauli n)) : Z :=
  triple_sum Q (fun a b c => s a * s b * s c * trace3 a b c).


Lemma label_sum n (a b : pauli n) :
  is_identity (label (times (hermitian_pauli a) (hermitian_pauli b))) = same_pauli a b.
Proof.
  destruct a as [x z], b as [x' z']. unfold is_identity, same_pauli.
  cbn [label times hermitian_pauli fst snd].
  assert (E : forall u v : point n, same (add u v) (zero n) = same u v).
  { intros u v. destruct (same u v) eqn:E.
    - apply same_spec in E. subst. now rewrite add_self, same_refl.
    - destruct (same (add u v) (zero n)) eqn:F; [|reflexivity]. apply same_spec in F.
      assert (u = v); [|subst; now rewrite same_refl in E].
      rewrite <- (add_twice n u v), F. now rewrite add_comm, add_zero. }
  now rewrite !E.
Qed.

Lemma trace1 n (a : pauli n) : a <> (zero n, zero n) ->
  total (fun w => ip (operator a (basis_ket w)) (basis_ket w)) = 0.
Proof.
  intros H. rewrite (total_ext n _ (fun w => ip (basis_ket w) (operator a (basis_ket w))))
    by (intros; apply ip_comm).
  unfold operator. rewrite trace. cbn [label hermitian_pauli].
  destruct (is_identity a) eqn:E; [|reflexivity]. now apply same_pauli_spec in E.
Qed.

Lemma trace2 n (a b : pauli n) :
  total (fun w => ip (operator a (basis_ket w)) (operator b (basis_ket w)))
  = if same_pauli a b then 2 ^ Z.of_nat n else 0.
Proof.
  rewrite (total_ext n _ (fun w => ip (basis_ket w)
    (apply_pauli (times (hermitian_pauli a) (hermitian_pauli b)) (basis_ket w)))).
  - rewrite trace, label_sum. destruct (same_pauli a b) eqn:E; [|reflexivity].
    apply same_pauli_spec in E. subst b. destruct a as [x z].
    cbn [power label times hermitian_pauli fst snd].
    assert (C : common z x = common x z).
    { unfold common. f_equal. clear. induction n as [|n IH]; [reflexivity|].
      split_point x y x. split_point z b z. cbn [meet fst snd]. now rewrite IH, andb_comm. }
    rewrite (re_phase_mod _ 0); [unfold re_phase, rdot; cbn [times_i_to fst snd]; ring|].
    rewrite C. replace (common x z + common x z + 2 * common x z)%nat with (common x z * 4)%nat by lia.
    now rewrite Nat.mod_mul.
  - intros w. rewrite operator_symmetric. unfold ip. apply total_ext. intros u.
    now rewrite times_is_composition.
Qed.

Lemma trace_three n (a b c : pauli n) :
  total (fun w => ip (basis_ket w) (operator c (operator b (operator a (basis_ket w)))))
  = 2 ^ Z.of_nat n * trace3 a b c.
Proof.
  rewrite (total_ext n _ (fun w => ip (basis_ket w) (apply_pauli (product3 a b c) (basis_ket w)))).
  - rewrite trace. unfold trace3. destruct (is_identity _); ring.
  - intros w. unfold ip. apply total_ext. intros u. unfold product3.
    rewrite times_is_composition. f_equal. apply apply_ext. intros z.
    now rewrite times_is_composition.
Qed.

(** The traces of B, B^2 and B^3. *)
Lemma trace_of_sum n s (Q : list (pauli n)) : ~ In (zero n, zero n) Q ->
  total (fun w => ip (signed_sum s Q (basis_ket w)) (basis_ket w)) = 0.
Proof.
  intros H. rewrite (total_ext n _ (fun w => over Q (fun a => s a * ip (operator a (basis_ket w)) (basis_ket w))))
    by (intros; apply ip_signed_sum).
  rewrite total_over, (over_ext _ Q _ (fun _ => 0)); [apply over_zero|].
  intros a Ha. rewrite total_scale, trace1; [ring|]. intros ->. contradiction.
Qed.

Lemma over_same n (Q : list (pauli n)) d f : NoDup Q ->
  over Q (fun a => if same_pauli d a then f a else 0)
  = if existsb (same_pauli d) Q then f d else 0.
Proof.
  induction 1 as [|a Q Ha Hd IH]; [reflexivity|]. cbn [over existsb]. rewrite IH.
  destruct (same_pauli d a) eqn:E; [|cbn [orb]; ring].
  apply same_pauli_spec in E. subst a. cbn [orb].
  destruct (existsb (same_pauli d) Q) eqn:F; [|ring]. apply existsb_exists in F as [x [Hx F]].
  apply same_pauli_spec in F. now subst.
Qed.

Lemma trace_of_square n s (Q : list (pauli n)) : (forall a, s a * s a = 1) -> NoDup Q ->
  total (fun w => ip (signed_sum s Q (basis_ket w)) (signed_sum s Q (basis_ket w)))
  = 2 ^ Z.of_nat n * Z.of_nat (length Q).
Proof.
  intros Hs Hd. rewrite (total_ext n _ (fun w => over Q (fun a => over Q (fun b =>
    s a * (s b * ip (operator b (basis_ket w)) (operator a (basis_ket w))))))).
  - rewrite total_over, (over_ext _ Q _ (fun _ => 2 ^ Z.of_nat n)).
    + clear. induction Q as [|a Q IH]; cbn [over length]; [lia|]. rewrite IH. lia.
    + intros a Ha. rewrite total_over.
      rewrite (over_ext _ Q _ (fun b => if same_pauli a b then 2 ^ Z.of_nat n else 0)).
      * rewrite over_same by exact Hd. destruct (existsb (same_pauli a) Q) eqn:E; [reflexivity|].
        assert (F : existsb (same_pauli a) Q = true); [|congruence].
        apply existsb_exists. exists a. split; [exact Ha | now apply same_pauli_spec].
      * intros b _. rewrite !total_scale, trace2.
        destruct (same_pauli a b) eqn:E.
        -- apply same_pauli_spec in E. subst b. rewrite (proj2 (same_pauli_spec n a a) eq_refl).
           rewrite Z.mul_assoc, Hs. ring.
        -- destruct (same_pauli b a) eqn:F; [|ring]. apply same_pauli_spec in F. subst b.
           rewrite (proj2 (same_pauli_spec n a a) eq_refl) in E. discriminate.
  - intros w. rewrite ip_signed_sum. apply over_ext. intros a _.
    rewrite over_scale. f_equal. rewrite ip_comm, ip_signed_sum. reflexivity.
Qed.

Lemma trace_of_cube n s (Q : list (pauli n)) :
  total (fun w => ip (signed_sum s Q (signed_sum s Q (basis_ket w))) (signed_sum s Q (basis_ket w)))
  = 2 ^ Z.of_nat n * cubes s Q.
Proof.
  rewrite (total_ext n _ (fun w => over Q (fun a => over Q (fun b => over Q (fun c =>
    s a * (s b * (s c * ip (basis_ket w) (operator c (operator b (operator a (basis_ket w))))))))))).
  - rewrite total_over. unfold cubes, triple_sum. rewrite <- over_scale. apply over_ext. intros a _.
    rewrite total_over, <- over_scale. apply over_ext. intros b _.
    rewrite total_over, <- over_scale. apply over_ext. intros c _.
    rewrite !total_scale, trace_three. ring.
  - intros w. rewrite ip_comm, ip_signed_sum. apply over_ext. intros a _.
    rewrite ip_comm, ip_signed_sum, <- over_scale. apply over_ext. intros b _.
    rewrite operator_symmetric, ip_signed_sum, <- !over_scale. apply over_ext. intros c _.
    now rewrite operator_symmetric.
Qed.

(** With D = 2^n and m Paulis: 6 (s - v) <= m^(3/2) (D-2) / sqrt (D-1), squared; [cubes] is
    6 (s - v), see [cubes_are_lines]. *)
Theorem cubes_bound n s (Q : list (pauli n)) :
  (forall a, s a * s a = 1) -> NoDup Q -> ~ In (zero n, zero n) Q -> (1 <= n)%nat -> 0 <= cubes s Q ->
  let m := Z.of_nat (length Q) in let D := 2 ^ Z.of_nat n in
  cubes s Q * cubes s Q * (D - 1) <= m * m * m * ((D - 2) * (D - 2)).
Proof.
  intros Hs Hd Hi Hn HT m D.
  assert (D2 : 2 <= D).
  { change (2 ^ 1 <= D). apply Z.pow_le_mono_r; lia. }
  apply to_the_limit; [exact HT | subst m; lia | exact D2 |].
  intros p q Hp Hq Hc. set (r := m * q).
  set (B := @signed_sum n s Q).
  set (x := fun (w u : point n) => (p * fst (B (basis_ket w) u) + r * fst (basis_ket w u),
                                    p * snd (B (basis_ket w) u) + r * snd (basis_ket w u))).
  assert (L : forall w y, ip (x w) y = p * ip (B (basis_ket w)) y + r * ip (basis_ket w) y).
  { intros w y. unfold ip. rewrite <- !total_scale, <- total_plus. apply total_ext. intros u.
    unfold x, rdot. cbn [fst snd]. ring. }
  assert (sym : forall u v, ip (B u) v = ip u (B v)) by (intros; apply signed_sum_symmetric).
  assert (N : forall w, ip (x w) (x w) = p * p * ip (B (basis_ket w)) (B (basis_ket w))
              + 2 * p * r * ip (B (basis_ket w)) (basis_ket w) + r * r * ip (basis_ket w) (basis_ket w)).
  { intros w. rewrite L, (ip_comm n (B (basis_ket w)) (x w)), (ip_comm n (basis_ket w) (x w)), !L.
    rewrite (ip_comm n (basis_ket w) (B (basis_ket w))). ring. }
  assert (M : forall w, ip (x w) (B (x w)) = p * p * ip (B (B (basis_ket w))) (B (basis_ket w))
              + 2 * p * r * ip (B (basis_ket w)) (B (basis_ket w)) + r * r * ip (B (basis_ket w)) (basis_ket w)).
  { intros w. rewrite L, <- (sym (B (basis_ket w)) (x w)), <- (sym (basis_ket w) (x w)), (ip_comm n (B (B (basis_ket w))) (x w)), (ip_comm n (B (basis_ket w)) (x w)), !L.
    rewrite (ip_comm n (B (basis_ket w)) (B (B (basis_ket w)))), (ip_comm n (basis_ket w) (B (B (basis_ket w)))).
    rewrite (sym (B (basis_ket w)) (basis_ket w)), (ip_comm n (basis_ket w) (B (basis_ket w))). ring. }
  assert (I : q * total (fun w => ip (x w) (B (x w))) <= p * total (fun w => ip (x w) (x w))).
  { rewrite <- !total_scale, <- !over_points. apply over_le. intros w _.
    apply expectation_bound; auto; lia. }
  rewrite (total_ext n _ _ N), (total_ext n _ _ M), !total_plus, !total_scale in I.
  unfold B in I. rewrite trace_of_sum, trace_of_square, trace_of_cube in I by assumption.
  assert (U : total (fun w : point n => ip (basis_ket w) (basis_ket w)) = D).
  { rewrite (total_ext n _ (fun _ => 1)); [rewrite total_const; subst D; ring|].
    intros w. rewrite ip_unit. unfold basis_ket. now rewrite same_refl. }
  rewrite U in I. fold m D in I. set (T := cubes s Q) in *. subst r.
  assert (J : D * p * (q * p * T) <= D * p * (m * (p * p - m * (q * q)))).
  { replace (D * p * (q * p * T)) with (q * (p * p * (D * T))) by ring.
    replace (D * p * (m * (p * p - m * (q * q))))
      with (p * (p * p * (D * m) + 2 * p * (m * q) * 0 + m * q * (m * q) * D)
            - q * (2 * p * (m * q) * (D * m) + m * q * (m * q) * 0)) by ring.
    replace (q * (p * p * (D * T) + 2 * p * (m * q) * (D * m) + m * q * (m * q) * 0))
      with (q * (p * p * (D * T)) + q * (2 * p * (m * q) * (D * m) + m * q * (m * q) * 0)) in I by ring.
    lia. }
  apply Z.mul_le_mono_pos_l in J; [exact J|]. apply Z.mul_pos_pos; lia.
Qed.
