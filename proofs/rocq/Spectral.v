(* The spectral bound on the contextuality degree of all lines in a set of Paulis.

   Belongs here: that tr B^3 counts satisfied minus violated lines, the bound for every number
   of qubits, and its check by computation.  The inequality between traces is in Traces.v. *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points States Pauli Degree Expectations Traces.
Import ListNotations.
Local Open Scope Z_scope.

(** ** Traces of three Paulis do not depend on their order *)

Lemma dot_add_left n (a b c : point n) : dot (add a b) c = xorb (dot a c) (dot b c).
Proof. now rewrite dot_comm, dot_add, !(dot_comm n c). Qed.

Lemma sum_is_zero n (x y z : point n) : add x (add y z) = zero n -> x = add y z.
Proof. intros H. rewrite <- (add_twice n x (add y z)), H. now rewrite add_comm, add_zero. Qed.

(** Only c = a + b up to phases has a trace. *)
Lemma label_of_three n (a b c : pauli n) :
  is_identity (label (product3 a b c)) = true -> c = sum a b.
Proof.
  intros H. apply same_pauli_spec in H. destruct a as [xa za], b as [xb zb], c as [xc zc].
  cbn in H. injection H as Hx Hz. apply sum_is_zero in Hx, Hz. subst. unfold sum. cbn [fst snd].
  now rewrite (add_comm n xb), (add_comm n zb).
Qed.

Lemma trace3_other n (a b c : pauli n) : c <> sum a b -> trace3 a b c = 0.
Proof.
  intros H. unfold trace3. destruct (is_identity _) eqn:E; [|reflexivity].
  apply label_of_three in E. contradiction.
Qed.

Ltac parities :=
  rewrite ?Nat.odd_add, ?odd_common, ?dot_add, ?dot_add_left; cbn [fst snd];
  rewrite ?Nat.odd_add, ?odd_common, ?dot_add, ?dot_add_left.

Lemma trace3_swap_first n (a b c : pauli n) : trace3 a b c = trace3 b a c.
Proof.
  unfold trace3.
  assert (E : label (product3 a b c) = label (product3 b a c)).
  { cbn. now rewrite (add_comm n (fst b)), (add_comm n (snd b)). }
  rewrite <- E. destruct (is_identity _) eqn:I; [|reflexivity].
  apply label_of_three in I. subst c. destruct a as [xa za], b as [xb zb].
  cbn [power label product3 times hermitian_pauli sum fst snd].
  set (m := (common (add xa xb) (add za zb) + common xa za + common xb zb)%nat).
  match goal with |- re_phase ?P = re_phase ?R =>
    replace P with (m + 2 * (common zb xa + common (add za zb) (add xb xa)))%nat by lia;
    replace R with (m + 2 * (common za xb + common (add za zb) (add xa xb)))%nat by lia end.
  apply re_phase_flip. subst m. parities.
  rewrite (dot_comm n zb xa), (dot_comm n za xb), (dot_comm n za xa), (dot_comm n zb xb).
  now destruct (dot xa zb), (dot xb za), (dot xa za), (dot xb zb).
Qed.

Lemma trace3_swap_last n (a b c : pauli n) : trace3 a b c = trace3 a c b.
Proof.
  unfold trace3.
  assert (E : label (product3 a b c) = label (product3 a c b)).
  { cbn. now rewrite <- !add_assoc, (add_comm n (fst c) (fst b)), (add_comm n (snd c) (snd b)). }
  rewrite <- E. destruct (is_identity _) eqn:I; [|reflexivity].
  apply label_of_three in I. subst c. destruct a as [xa za], b as [xb zb].
  cbn [power label product3 times hermitian_pauli sum fst snd].
  set (m := (common (add xa xb) (add za zb) + common xa za + common xb zb)%nat).
  match goal with |- re_phase ?P = re_phase ?R =>
    replace P with (m + 2 * (common zb xa + common (add za zb) (add xb xa)))%nat by lia;
    replace R with (m + 2 * (common (add za zb) xa + common zb (add (add xa xb) xa)))%nat by lia end.
  apply re_phase_flip. subst m. parities.
  rewrite (dot_comm n zb xa), (dot_comm n za xb), (dot_comm n za xa), (dot_comm n zb xb).
  now destruct (dot xa zb), (dot xb za), (dot xa za), (dot xb zb).
Qed.

Lemma trace3_anticommuting n (a b : pauli n) : commuting a b = false -> trace3 a b (sum a b) = 0.
Proof.
  intros H. unfold trace3. destruct (is_identity _); [|reflexivity].
  destruct a as [xa za], b as [xb zb]. unfold commuting in H. cbn [fst snd] in H.
  cbn [power label product3 times hermitian_pauli sum fst snd].
  set (m := (common (add xa xb) (add za zb) + common xa za + common xb zb)%nat).
  match goal with |- re_phase ?P = _ =>
    replace P with (m + 2 * (common zb xa + common (add za zb) (add xb xa)))%nat by lia end.
  apply re_phase_odd. rewrite Nat.odd_add, Nat.odd_mul. subst m. parities.
  rewrite (dot_comm n za xb) in H.
  now destruct (dot xa zb), (dot xb za), (dot xa za), (dot xb zb).
Qed.

(** On a line it is the sign of the product. *)
Lemma trace3_line n (a b : pauli n) :
  commuting a b = true -> trace3 a b (sum a b) = sign (negative [a; b; sum a b]).
Proof.
  intros H. destruct a as [xa za], b as [xb zb]. unfold commuting in H. cbn [fst snd] in H.
  unfold trace3, negative, product_of.
  cbn [power label product3 times hermitian_pauli sum fst snd fold_left].
  assert (I : is_identity (add (add xa xb) (add xb xa), add (add za zb) (add zb za)) = true).
  { apply same_pauli_spec. now rewrite (add_comm n xb), (add_comm n zb), !add_self. }
  rewrite I.
  set (m := (common (add xa xb) (add za zb) + common xa za + common xb zb)%nat).
  match goal with |- re_phase ?P = sign (Nat.eqb (?R mod 4) 2) =>
    replace P with (m + 2 * (common zb xa + common (add za zb) (add xb xa)))%nat by lia;
    replace R with (m + 2 * (common (zero n) xa + common (add (zero n) za) xb
      + common (add (add (zero n) za) zb) (add xa xb)))%nat by lia end.
  rewrite !(add_comm n (zero n)), !add_zero, common_zero.
  rewrite (re_phase_flip m _ (0 + common za xb + common (add za zb) (add xa xb))).
  - set (k := (0 + common za xb + common (add za zb) (add xa xb))%nat).
    assert (O : Nat.odd m = false).
    { subst m. parities. rewrite (dot_comm n za xb) in H.
      now destruct (dot xa zb), (dot xb za), (dot xa za), (dot xb zb). }
    rewrite (Nat.div2_odd m), O. cbn [Nat.b2n].
    replace (2 * Nat.div2 m + 0 + 2 * k)%nat with (2 * (Nat.div2 m + k))%nat by lia.
    rewrite re_phase_even, double_odd. now destruct (Nat.odd (Nat.div2 m + k)).
  - subst m. parities.
    rewrite (dot_comm n zb xa), (dot_comm n za xb), (dot_comm n za xa), (dot_comm n zb xb).
    now destruct (dot xa zb), (dot xb za), (dot xa za), (dot xb zb).
Qed.

(** ** Sums over lines *)

(** All lines in a set of Paulis: commuting triples {a, b, a+b} of its members. *)
Definition lines_in {n : nat} (Q : list (pauli n)) : list (context n) :=
  filter (fun c => forallb (fun p => some (same_pauli p) Q) c) (triples commuting Q).

Lemma number_below n (a : point n) : (number a < 2 ^ n)%nat.
Proof.
  induction n as [|n IH]; [simpl; lia|]. split_point a y a. specialize (IH a).
  cbn [number fst snd]. rewrite Nat.pow_succ_r'. destruct y; lia.
Qed.

Lemma number_injective n (a b : point n) : number a = number b -> a = b.
Proof.
  induction n as [|n IH]; [now destruct a, b|].
  split_point a x a. split_point b y b. cbn [number fst snd]. intros H.
  assert (E : x = y) by (destruct x, y; lia || reflexivity). subst y.
  rewrite (IH a b); [reflexivity|]. destruct x; lia.
Qed.

Lemma pauli_number_injective n (p q : pauli n) : pauli_number p = pauli_number q -> p = q.
Proof.
  destruct p as [x z], q as [x' z']. unfold pauli_number. cbn [fst snd]. intros H.
  destruct (Nat.div_mod_unique (2 ^ n) (number z) (number z') (number x) (number x'))
    as [E F]; [apply number_below | apply number_below | lia |].
  apply number_injective in E, F. now subst.
Qed.

Definition increasing {n : nat} (a b c : pauli n) : Z :=
  if (pauli_number a <? pauli_number b)%nat && (pauli_number b <? pauli_number c)%nat then 1 else 0.

Lemma one_order n (a b c : pauli n) : a <> b -> b <> c -> a <> c ->
  increasing a b c + increasing a c b + increasing b a c + increasing b c a
  + increasing c a b + increasing c b a = 1.
Proof.
  intros H1 H2 H3. unfold increasing.
  assert (N1 : pauli_number a <> pauli_number b) by (intros E; now apply H1, pauli_number_injective).
  assert (N2 : pauli_number b <> pauli_number c) by (intros E; now apply H2, pauli_number_injective).
  assert (N3 : pauli_number a <> pauli_number c) by (intros E; now apply H3, pauli_number_injective).
  destruct (Nat.ltb_spec (pauli_number a) (pauli_number b)),
    (Nat.ltb_spec (pauli_number b) (pauli_number a)), (Nat.ltb_spec (pauli_number b) (pauli_number c)),
    (Nat.ltb_spec (pauli_number c) (pauli_number b)), (Nat.ltb_spec (pauli_number a) (pauli_number c)),
    (Nat.ltb_spec (pauli_number c) (pauli_number a)); cbn [andb]; lia.
Qed.

Lemma triple_plus A (Q : list A) f g :
  triple_sum Q (fun a b c => f a b c + g a b c) = triple_sum Q f + triple_sum Q g.
Proof.
  unfold triple_sum. rewrite <- over_plus. apply over_ext. intros a _.
  rewrite <- over_plus. apply over_ext. intros b _. apply over_plus.
Qed.

Lemma triple_ext A (Q : list A) f g :
  (forall a b c, In a Q -> In b Q -> In c Q -> f a b c = g a b c) ->
  triple_sum Q f = triple_sum Q g.
Proof. intros H. unfold triple_sum. repeat (apply over_ext; intros). now apply H. Qed.

Lemma triple_swap_first A (Q : list A) f :
  triple_sum Q (fun a b c => f b a c) = triple_sum Q f.
Proof. unfold triple_sum. apply over_swap. Qed.

Lemma triple_swap_last A (Q : list A) f :
  triple_sum Q (fun a b c => f a c b) = triple_sum Q f.
Proof. unfold triple_sum. apply over_ext. intros a _. apply over_swap. Qed.

Lemma sum_comm n (a b : pauli n) : sum a b = sum b a.
Proof. unfold sum. now rewrite (add_comm n (fst a)), (add_comm n (snd a)). Qed.

Lemma sum_is_second n (a b : pauli n) : sum a b = b -> a = (zero n, zero n).
Proof.
  destruct a as [x z], b as [x' z']. unfold sum. cbn [fst snd]. injection 1 as E F.
  rewrite <- (add_twice n x x'), <- (add_twice n z z'), E, F. now rewrite !add_self.
Qed.

(** Every set {a, b, c} comes in six orders. *)
Lemma cubes_ordered n s (Q : list (pauli n)) : ~ In (zero n, zero n) Q ->
  cubes s Q = 6 * triple_sum Q (fun a b c => increasing a b c * (s a * s b * s c * trace3 a b c)).
Proof.
  intros I. set (F := fun a b c => increasing a b c * (s a * s b * s c * trace3 a b c)).
  unfold cubes.
  rewrite (triple_ext _ Q _ (fun a b c => F a b c + F a c b + F b a c + F b c a + F c a b + F c b a)).
  - rewrite !triple_plus.
    rewrite (triple_swap_last _ Q F), (triple_swap_first _ Q F).
    rewrite (triple_swap_first _ Q (fun a b c => F a c b)), (triple_swap_last _ Q F).
    rewrite (triple_swap_last _ Q (fun a b c => F b a c)), (triple_swap_first _ Q F).
    rewrite (triple_swap_first _ Q (fun a b c => F c a b)).
    rewrite (triple_swap_last _ Q (fun a b c => F b a c)), (triple_swap_first _ Q F). ring.
  - intros a b c Ha Hb Hc. unfold F.
    assert (E1 : trace3 a c b = trace3 a b c) by now rewrite trace3_swap_last.
    assert (E2 : trace3 b a c = trace3 a b c) by now rewrite trace3_swap_first.
    assert (E3 : trace3 b c a = trace3 a b c) by now rewrite trace3_swap_last.
    assert (E4 : trace3 c a b = trace3 a b c) by now rewrite trace3_swap_first.
    assert (E5 : trace3 c b a = trace3 a b c) by now rewrite trace3_swap_first.
    rewrite E1, E2, E3, E4, E5. clear E1 E2 E3 E4 E5.
    destruct (Z.eq_dec (trace3 a b c) 0) as [E|E]; [rewrite E; ring|].
    assert (N : c = sum a b).
    { destruct (is_identity (label (product3 a b c))) eqn:L; [now apply label_of_three|].
      exfalso. apply E. unfold trace3. now rewrite L. }
    assert (O : increasing a b c + increasing a c b + increasing b a c + increasing b c a
                + increasing c a b + increasing c b a = 1).
    { apply one_order.
      - intros ->. apply I. replace (zero n, zero n) with c; [exact Hc|].
        rewrite N. unfold sum. now rewrite !add_self.
      - intros M. apply I. rewrite <- (sum_is_second n a b); [exact Ha | congruence].
      - intros M. apply I. rewrite <- (sum_is_second n b a); [exact Hb|].
        rewrite sum_comm. congruence. }
    transitivity (1 * (s a * s b * s c * trace3 a b c)); [ring|]. rewrite <- O. ring.
Qed.

(** ** The lines, with signs *)

Lemma over_flat_map A B (h : A -> list B) l f :
  over (flat_map h l) f = over l (fun x => over (h x) f).
Proof. induction l as [|x l IH]; [reflexivity|]. cbn [flat_map over]. now rewrite over_app, IH. Qed.

Lemma over_filter A (t : A -> bool) l f :
  over (filter t l) f = over l (fun x => if t x then f x else 0).
Proof.
  induction l as [|x l IH]; [reflexivity|]. cbn [filter over]. rewrite <- IH.
  destruct (t x); cbn [over]; ring.
Qed.

Lemma signs_of_violations n (v : assignment n) l :
  over l (fun c => sign (violated v c)) = Z.of_nat (length l) - 2 * Z.of_nat (violations v l).
Proof.
  unfold violations. induction l as [|c l IH]; [reflexivity|]. cbn [over filter length].
  rewrite IH. destruct (violated v c); cbn [length sign]; lia.
Qed.

Lemma some_member n (a : pauli n) Q : In a Q -> some (same_pauli a) Q = true.
Proof.
  intros H. rewrite some_existsb. apply existsb_exists. exists a.
  split; [exact H | now apply same_pauli_spec].
Qed.

(** The sum over ordered triples is six times satisfied lines minus violated ones. *)
Theorem cubes_are_lines n (v : assignment n) (Q : list (pauli n)) :
  NoDup Q -> ~ In (zero n, zero n) Q ->
  cubes (fun a => sign (v a)) Q
  = 6 * (Z.of_nat (length (lines_in Q)) - 2 * Z.of_nat (violations v (lines_in Q))).
Proof.
  intros Hd I. rewrite (cubes_ordered n _ Q I). f_equal. rewrite <- signs_of_violations.
  unfold lines_in, triples, triple_sum. rewrite over_filter, over_flat_map.
  apply over_ext. intros a Ha. rewrite over_flat_map. apply over_ext. intros b Hb.
  set (F := fun c => increasing a b c * (sign (v a) * sign (v b) * sign (v c) * trace3 a b c)).
  rewrite (over_ext _ Q _ (fun c => if same_pauli (sum a b) c then F c else 0)).
  2: { intros c _. destruct (same_pauli (sum a b) c) eqn:E; [reflexivity|].
       unfold F. rewrite trace3_other; [ring|]. intros ->. now rewrite (proj2 (same_pauli_spec n _ _) eq_refl) in E. }
  rewrite over_same by exact Hd. rewrite <- some_existsb. unfold F, increasing.
  destruct (commuting a b) eqn:C; cbn [andb].
  - rewrite (trace3_line n a b C).
    destruct ((pauli_number a <? pauli_number b)%nat && (pauli_number b <? pauli_number (sum a b))%nat);
      cbn [over].
    + cbn [forallb]. rewrite (some_member n a Q Ha), (some_member n b Q Hb). cbn [andb].
      rewrite andb_true_r. destruct (some (same_pauli (sum a b)) Q); [|reflexivity].
      unfold violated. cbn [value_of fold_right]. rewrite xorb_false_r, !sign_xorb. ring.
    + destruct (some (same_pauli (sum a b)) Q); ring.
  - rewrite trace3_anticommuting by exact C. cbn [over].
    destruct (some (same_pauli (sum a b)) Q); ring.
Qed.

(** ** The bound *)

(** Let Q be m Paulis on n qubits without I, and L the number of all lines in Q. An assignment
    that violates d of them, 2d <= L, has (6 (L - 2d))^2 (2^n - 1) <= m^3 (2^n - 2)^2. *)
Theorem spectral_inequality n (v : assignment n) (Q : list (pauli n)) :
  (1 <= n)%nat -> NoDup Q -> ~ In (zero n, zero n) Q ->
  let m := Z.of_nat (length Q) in let D := 2 ^ Z.of_nat n in
  let excess := Z.of_nat (length (lines_in Q)) - 2 * Z.of_nat (violations v (lines_in Q)) in
  0 <= excess -> (6 * excess) * (6 * excess) * (D - 1) <= m * m * m * ((D - 2) * (D - 2)).
Proof.
  intros Hn Hd I m D excess H. unfold excess, m, D. rewrite <- cubes_are_lines by assumption.
  apply cubes_bound; auto.
  - intros a. apply sign_square.
  - rewrite cubes_are_lines by assumption. fold excess. lia.
Qed.

(** ** Instances *)

Fixpoint distinct_paulis {n : nat} (Q : list (pauli n)) : bool :=
  match Q with
  | [] => true
  | p :: Q => if some (same_pauli p) Q then false else distinct_paulis Q
  end.

Lemma distinct_paulis_sound n (Q : list (pauli n)) : distinct_paulis Q = true -> NoDup Q.
Proof.
  induction Q as [|p Q IH]; [constructor|]. cbn [distinct_paulis].
  destruct (some (same_pauli p) Q) eqn:E; [discriminate|]. intros H. constructor; [|now apply IH].
  intros F. rewrite (some_member n p Q F) in E. discriminate.
Qed.

(** With d - 1 violations the inequality would fail. *)
Definition check_spectral {n : nat} (Q : list (pauli n)) (d : nat) : bool :=
  (1 <=? n)%nat && distinct_paulis Q && forallb (fun p => negb (is_identity p)) Q
  && let m := Z.of_nat (length Q) in let D := 2 ^ Z.of_nat n in
     let excess := Z.of_nat (length (lines_in Q)) - 2 * (Z.of_nat d - 1) in
     (0 <=? excess)
     && (m * m * m * ((D - 2) * (D - 2)) <? (6 * excess) * (6 * excess) * (D - 1)).

Theorem check_spectral_sound n (Q : list (pauli n)) d :
  check_spectral Q d = true -> forall v, (d <= violations v (lines_in Q))%nat.
Proof.
  unfold check_spectral. cbv zeta. rewrite !andb_true_iff, Nat.leb_le, Z.leb_le, Z.ltb_lt.
  intros [[[Hn Hd] Hi] [He Hl]] v. apply Nat.le_ngt. intros F.
  set (e := Z.of_nat (length (lines_in Q)) - 2 * (Z.of_nat d - 1)) in *.
  assert (I : ~ In (zero n, zero n) Q).
  { intros H. rewrite forallb_forall in Hi. specialize (Hi _ H). unfold is_identity in Hi.
    now rewrite (proj2 (same_pauli_spec n _ _) eq_refl) in Hi. }
  pose proof (spectral_inequality n v Q Hn (distinct_paulis_sound n Q Hd) I) as S. cbv zeta in S.
  set (x := Z.of_nat (length (lines_in Q)) - 2 * Z.of_nat (violations v (lines_in Q))) in *.
  assert (X : e <= x) by (subst e x; lia). specialize (S ltac:(lia)).
  assert (D1 : 0 <= 2 ^ Z.of_nat n - 1) by (pose proof (Z.pow_pos_nonneg 2 (Z.of_nat n)); lia).
  assert (M : 6 * e * (6 * e) * (2 ^ Z.of_nat n - 1) <= 6 * x * (6 * x) * (2 ^ Z.of_nat n - 1)).
  { apply Z.mul_le_mono_nonneg_r; [exact D1|]. apply Z.mul_le_mono_nonneg; lia. }
  lia.
Qed.

(** All Paulis but I: the lines in this set are all lines. *)
Lemma all_lines n : lines_in (all_paulis n) = lines n.
Proof.
  unfold lines_in, lines. set (Q := all_paulis n).
  assert (H : forall c, In c (triples commuting Q) ->
            forallb (fun p => some (same_pauli p) Q) c = true).
  { intros c H. unfold triples in H. apply in_flat_map in H as [p [Hp H]].
    apply in_flat_map in H as [q [Hq H]].
    destruct (commuting p q && _ && _) eqn:E; [|contradiction]. destruct H as [<-|[]].
    rewrite !andb_true_iff, !Nat.ltb_lt in E. destruct E as [_ E].
    cbn [forallb]. rewrite (some_member n p Q Hp), (some_member n q Q Hq). cbn [andb].
    rewrite andb_true_r. apply some_member. apply filter_In. split; [apply in_all_labels|].
    apply negb_true_iff. destruct (is_identity (sum p q)) eqn:F; [|reflexivity].
    apply same_pauli_spec in F. rewrite F in E. unfold pauli_number in E. cbn [fst snd] in E.
    assert (Z : number (zero n) = 0%nat).
    { clear. induction n as [|n IH]; [reflexivity|]. cbn [zero number fst snd]. lia. }
    rewrite Z in E. lia. }
  revert H. generalize (triples commuting Q). intros l H.
  induction l as [|c l IH]; [reflexivity|]. cbn [filter]. rewrite H by now left.
  f_equal. apply IH. intros x Hx. apply H. now right.
Qed.
