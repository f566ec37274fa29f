(* Reading R2: faithful sampling with deterministic memory.

   Belongs here: online machines, the gap between two hypergraphs, the lower bound
   of binom(n,k) bits, the fraction version, and the machine that attains it.
   Does not belong here: value assignments (Values.v), hidden randomness (Hidden.v). *)

From Coq Require Import Bool Arith ZArith QArith Qabs Lqa List Lia.
From Khrnn Require Import Points Polynomials States Counting Task.
Import ListNotations.

(** ** Machines *)

(** Deterministic memory: the next memory state is a function of the memory state,
    the token and the word just emitted.  [minus m K] is the probability with which
    the machine answers -1 when K is to be measured. *)
Record machine (n : nat) : Type := Machine {
  memory : Type;
  start : memory;
  update : memory -> token n -> word -> memory;
  minus : memory -> element n -> Q }.
Arguments memory {n}. Arguments start {n}. Arguments update {n}. Arguments minus {n}.

Definition run {n : nat} (M : machine n) (h : history n) : memory M :=
  fold_left (fun m x => update M m (fst x) (snd x)) h (start M).

(** The memory at the cut, after the preparation of a hypergraph. *)
Definition cut {n : nat} (M : machine n) (l : list (point n)) : memory M := run M (prepare l).

(** The total variation distance between the machine's law and the quantum law for
    one measurement of K after the preparation.  For two outcomes it is the
    difference of the two probabilities of -1. *)
Definition error {n : nat} (M : machine n) (l : list (point n)) (K : element n) : Q :=
  Qabs (minus M (cut M l) K - probability K true (after (prepare l))).

(** 2^{-k}. *)
Definition two_to_minus (k : nat) : Q := 1 / inject_Z (2 ^ Z.of_nat k).

(** The machine serves a hypergraph if every single measurement after its preparation
    is sampled within 2^{-k}.  (To be faithful on longer tests asks for more, so a
    lower bound for this is one for that.) *)
Definition serves {n : nat} (k : nat) (M : machine n) (l : list (point n)) : Prop :=
  forall K, in_group k K -> hermitian K -> error M l K < two_to_minus k.

(** ** The gap *)

Lemma own_generator_sure n (H : hypergraph n) a :
  outcome_count H (stabilizer H a) true = 0%nat.
Proof.
  apply count_zero. intros z. simpl. now rewrite xorb_nilpotent.
Qed.

(** For two different k-uniform hypergraphs some generator of the one answers -1 on the
    other with probability at least 2^{1-k}: here as counts. *)
Theorem generator_gap n k (H H' : hypergraph n) :
  uniform (S k) H -> uniform (S k) H' -> (exists e, H e <> H' e) ->
  exists i, (i < n)%nat /\
    (2 ^ n <= outcome_count H' (generator H i) true * 2 ^ k)%nat.
Proof.
  intros U U' [e He].
  set (d := fun m => xorb (H m) (H' m)).
  assert (De : d e = true) by (unfold d; now destruct (H e), (H' e)).
  assert (Ud : forall m, d m = true -> size m = S k).
  { intros m Hm. unfold d in Hm. destruct (H m) eqn:E; [now apply U|].
    apply U'. now destruct (H' m). }
  destruct (member_exists n e) as [i [Hi Hmem]]; [rewrite (Ud e De); lia|].
  exists i. split; [exact Hi|].
  assert (E : outcome_count H' (generator H i) true
              = count (derivative (unit_vector n i) (value d))).
  { apply count_ext. intros z. unfold generator, stabilizer, derivative. simpl.
    unfold d. rewrite !value_xor.
    now destruct (value H (add z (unit_vector n i))), (value H' (add z (unit_vector n i))),
      (value H z), (value H' z). }
  rewrite E. apply minimum_distance.
  - apply degree_derivative. exists d. split; [|reflexivity].
    intros m Hm. rewrite (Ud m Hm). lia.
  - destruct (zero_or_point n (derivative (unit_vector n i) (value d))) as [Z|Z]; [|exact Z].
    exfalso. set (m := add e (unit_vector n i)).
    assert (L : link i d m = false).
    { apply value_is_zero. intros z. rewrite <- derivative_along_vertex by exact Hi. apply Z. }
    unfold link, m in L. rewrite add_twice, De, andb_true_r in L.
    apply negb_false_iff in L. rewrite coordinate_toggle, Hmem in L by exact Hi. discriminate.
Qed.

Lemma two_to_minus_positive k : 0 < two_to_minus k.
Proof.
  unfold two_to_minus. apply Qlt_shift_div_l.
  - change 0 with (inject_Z 0). rewrite <- Zlt_Qlt. apply Z.pow_pos_nonneg; lia.
  - rewrite Qmult_0_l. reflexivity.
Qed.

(** The same as probabilities: 0 on the one, at least 2^{1-k} on the other. *)
Theorem gap n k (H H' : hypergraph n) :
  (1 <= k)%nat -> uniform k H -> uniform k H' -> (exists e, H e <> H' e) ->
  exists i, (i < n)%nat /\
    probability (generator H i) true (state H) == 0 /\
    2 * two_to_minus k <= probability (generator H i) true (state H').
Proof.
  intros Hk U U' Hd. destruct k as [|k]; [lia|].
  destruct (generator_gap n k H H' U U' Hd) as [i [Hi Hc]].
  exists i. split; [exact Hi|]. rewrite !probability_is_count. split.
  - unfold generator. rewrite own_generator_sure. apply Qmult_0_l.
  - set (c := outcome_count H' (generator H i) true) in *.
    assert (Pn : 0 < inject_Z (2 ^ Z.of_nat n)).
    { change 0 with (inject_Z 0). rewrite <- Zlt_Qlt. apply Z.pow_pos_nonneg; lia. }
    assert (Pk : 0 < inject_Z (2 ^ Z.of_nat k)).
    { change 0 with (inject_Z 0). rewrite <- Zlt_Qlt. apply Z.pow_pos_nonneg; lia. }
    assert (E : 2 * two_to_minus (S k) == 1 / inject_Z (2 ^ Z.of_nat k)).
    { unfold two_to_minus. rewrite Nat2Z.inj_succ, Z.pow_succ_r, inject_Z_mult by lia.
      change (inject_Z 2) with 2. field. lra. }
    rewrite E. apply Qle_shift_div_l; [exact Pn|].
    setoid_replace (1 / inject_Z (2 ^ Z.of_nat k) * inject_Z (2 ^ Z.of_nat n))
      with (inject_Z (2 ^ Z.of_nat n) / inject_Z (2 ^ Z.of_nat k)) by (field; lra).
    apply Qle_shift_div_r; [exact Pk|].
    rewrite <- inject_Z_mult, <- Zle_Qle.
    change 2%Z with (Z.of_nat 2). rewrite <- !Nat2Z.inj_pow, <- Nat2Z.inj_mul.
    now apply Nat2Z.inj_le.
Qed.

(** The gap is sharp: a hypergraph of one edge and the empty one are told apart by the
    generator of a vertex of the edge with exactly 2^{1-k}. *)
Theorem gap_is_sharp n k (e : point n) i :
  size e = S k -> (i < n)%nat -> coordinate e i = true ->
  (outcome_count (fun _ : point n => false) (generator (same e) i) true * 2 ^ k = 2 ^ n)%nat.
Proof.
  intros Hs Hi He. rewrite (size_remove n e i He) in Hs. injection Hs as <-.
  rewrite <- (count_monomial n (add e (unit_vector n i))). f_equal.
  apply count_ext. intros z. unfold generator, stabilizer, derivative at 1. simpl.
  rewrite !value_zero. simpl.
  unfold derivative. rewrite !value_single.
  pose proof (derivative_of_monomial n i e z Hi) as D. unfold derivative in D.
  rewrite D, He. now destruct (monomial (add e (unit_vector n i)) z).
Qed.

(** ** Lower bound *)

(** A shared memory state errs by at least 2^{-k} on one of two hypergraphs. *)
Lemma shared_state_errs n k (M : machine n) l m :
  (1 <= k)%nat -> In l (edge_sets n k) -> In m (edge_sets n k) -> l <> m ->
  cut M l = cut M m ->
  exists i, (i < n)%nat /\
    (two_to_minus k <= error M l (generator (of_edges l) i) \/
     two_to_minus k <= error M m (generator (of_edges l) i)).
Proof.
  intros Hk Hl Hm Hne E.
  destruct (gap n k (of_edges l) (of_edges m) Hk) as [i [Hi [P0 P1]]].
  - now apply edge_set_uniform.
  - now apply edge_set_uniform.
  - now apply (edge_sets_differ n k).
  - exists i. split; [exact Hi|]. set (K := generator (of_edges l) i) in *.
    destruct (Qlt_le_dec (error M l K) (two_to_minus k)) as [A|A]; [|now left].
    destruct (Qlt_le_dec (error M m K) (two_to_minus k)) as [B|B]; [|now right].
    exfalso. unfold error in A, B. rewrite E in A.
    rewrite (probability_ext n K true _ _ (prepared_state n l)) in A.
    rewrite (probability_ext n K true _ _ (prepared_state n m)) in B.
    apply Qabs_Qlt_condition in A. apply Qabs_Qlt_condition in B.
    pose proof (two_to_minus_positive k). lra.
Qed.

Lemma generator_measurable n k (l : list (point n)) i :
  In l (edge_sets n k) ->
  in_group k (generator (of_edges l) i) /\ hermitian (generator (of_edges l) i).
Proof.
  intros Hl. split; [|apply stabilizer_hermitian].
  apply stabilizer_in_group. now apply edge_set_uniform.
Qed.

Theorem served_injective n k (M : machine n) l m :
  (1 <= k)%nat -> In l (edge_sets n k) -> In m (edge_sets n k) ->
  serves k M l -> serves k M m -> cut M l = cut M m -> l = m.
Proof.
  intros Hk Hl Hm Sl Sm E.
  destruct (list_eq_dec (point_dec n) l m) as [|Hne]; [assumption|]. exfalso.
  destruct (shared_state_errs n k M l m Hk Hl Hm Hne E) as [i [_ [H|H]]];
    destruct (generator_measurable n k l i Hl) as [G1 G2].
  - specialize (Sl _ G1 G2). lra.
  - specialize (Sm _ G1 G2). lra.
Qed.

(** Fraction version: the hypergraphs served are no more than the memory states. *)
Theorem served_at_most_states n k (M : machine n) served (states : list (memory M)) :
  (1 <= k)%nat -> NoDup served -> incl served (edge_sets n k) ->
  (forall l, In l served -> serves k M l /\ In (cut M l) states) ->
  (length served <= length states)%nat.
Proof.
  intros Hk Hnd Hincl Hs. apply (injective_length _ _ (cut M)); auto.
  - intros l m Hl Hm. apply (served_injective n k M l m Hk); auto; now apply Hs.
  - intros l Hl. now apply Hs.
Qed.

(** Faithful on all k-uniform hypergraphs: at least 2^binom(n,k) memory states. *)
Theorem faithful_needs_states n k (M : machine n) (states : list (memory M)) :
  (1 <= k)%nat -> (forall l, In l (edge_sets n k) -> serves k M l) ->
  (forall l, In l (edge_sets n k) -> In (cut M l) states) ->
  (2 ^ binom n k <= length states)%nat.
Proof.
  intros Hk Hs Hin. rewrite <- edge_sets_length.
  apply (served_at_most_states n k M (edge_sets n k) states Hk).
  - apply edge_sets_NoDup.
  - apply incl_refl.
  - auto.
Qed.

(** With fewer states there is a hypergraph and a generator of a hypergraph on which
    the machine errs by at least 2^{-k}.  [number] numbers the memory states. *)
Theorem too_few_states_err n k (M : machine n) (number : memory M -> nat) b :
  (1 <= k)%nat -> (forall x y, number x = number y -> x = y) -> (forall x, (number x < b)%nat) ->
  (b < 2 ^ binom n k)%nat ->
  exists l m i, In l (edge_sets n k) /\ In m (edge_sets n k) /\ (i < n)%nat /\
    two_to_minus k <= error M l (generator (of_edges m) i).
Proof.
  intros Hk Hinj Hb Hfew. rewrite <- edge_sets_length in Hfew.
  destruct (pigeonhole _ (fun l => number (cut M l)) b (edge_sets n k)) as [l [m Hlm]]; auto.
  - apply edge_sets_NoDup.
  - destruct Hlm as [Hl [Hm [Hne E]]]. apply Hinj in E.
    destruct (shared_state_errs n k M l m Hk Hl Hm Hne E) as [i [Hi [H|H]]].
    + exists l, l, i. auto.
    + exists m, l, i. auto.
Qed.

Lemma binom_positive n k : (k <= n)%nat -> (0 < binom n k)%nat.
Proof.
  revert k. induction n as [|n IH]; intros [|k] H; simpl; try lia.
  specialize (IH k). lia.
Qed.

(** binom(n,k) - 1 bits are not enough. *)
Theorem one_bit_less_errs n k (M : machine n) (number : memory M -> nat) :
  (1 <= k <= n)%nat -> (forall x y, number x = number y -> x = y) ->
  (forall x, (number x < 2 ^ (binom n k - 1))%nat) ->
  exists l m i, In l (edge_sets n k) /\ In m (edge_sets n k) /\ (i < n)%nat /\
    two_to_minus k <= error M l (generator (of_edges m) i).
Proof.
  intros Hk Hinj Hb.
  apply (too_few_states_err n k M number (2 ^ (binom n k - 1))); auto; try lia.
  apply Nat.pow_lt_mono_r; [lia|]. pose proof (binom_positive n k). lia.
Qed.

(** ** Upper bound: storing the hypergraph *)

(** A bit for every k-subset. *)
Fixpoint decode {n : nat} (subsets : list (point n)) : point (length subsets) -> hypergraph n :=
  match subsets return point (length subsets) -> hypergraph n with
  | [] => fun _ _ => false
  | e :: r => fun bits m => xorb (decode r (snd bits) m) (fst bits && same e m)
  end.

Fixpoint toggle {n : nat} (subsets : list (point n)) (e : point n) :
  point (length subsets) -> point (length subsets) :=
  match subsets return point (length subsets) -> point (length subsets) with
  | [] => fun _ => tt
  | x :: r => fun bits => (xorb (fst bits) (same x e);; toggle r e (snd bits))
  end.

Lemma decode_toggle_absent n (subsets : list (point n)) e bits m :
  ~ In e subsets -> decode subsets (toggle subsets e bits) m = decode subsets bits m.
Proof.
  induction subsets as [|x r IH]; [reflexivity|]. intros H.
  destruct bits as [b bits]. simpl in *. rewrite IH by tauto.
  destruct (same x e) eqn:E; [apply same_spec in E; subst; tauto|].
  now rewrite xorb_false_r.
Qed.

Lemma decode_toggle n (subsets : list (point n)) e bits m :
  NoDup subsets -> In e subsets ->
  decode subsets (toggle subsets e bits) m = xorb (decode subsets bits m) (same e m).
Proof.
  induction subsets as [|x r IH]; [intros _ []|]. intros Hnd Hin.
  inversion Hnd; subst. destruct bits as [b bits]. simpl.
  destruct (point_dec n x e) as [->|Hne].
  - rewrite same_refl, decode_toggle_absent by assumption.
    now destruct (decode r bits m), b, (same e m).
  - rewrite IH; auto; [|now destruct Hin].
    destruct (same x e) eqn:E; [apply same_spec in E; contradiction|].
    now destruct (decode r bits m), b, (same e m), (same x m).
Qed.

Lemma decode_zero n (subsets : list (point n)) m :
  decode subsets (zero (length subsets)) m = false.
Proof. induction subsets as [|x r IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

Definition storage (n k : nat) : Type := (point (length (k_subsets n k)) * history n)%type.

(** The vector that a stored memory stands for. *)
Definition stored_vector {n k : nat} (s : storage n k) : vector n :=
  fold_left step (snd s) (state (decode (k_subsets n k) (fst s))).

(** Until the first measurement keep one bit for every k-subset; afterwards keep the
    rest of the history as well.  Answer by the quantum law. *)
Definition storing_machine (n k : nat) : machine n := {|
  memory := storage n k;
  start := (zero _, []);
  update := fun s t w =>
    match t, snd s with
    | Edge e, [] => (toggle (k_subsets n k) e (fst s), [])
    | _, h => (fst s, h ++ [(t, w)])
    end;
  minus := fun s K => probability K true (stored_vector s) |}.

(** All edges of the history have k vertices. *)
Definition edges_of_size {n : nat} (k : nat) (h : history n) : Prop :=
  forall e w, In (Edge e, w) h -> size e = k.

Lemma storing_step n k s (t : token n) w :
  (forall e, t = Edge e -> size e = k) ->
  forall z, stored_vector (update (storing_machine n k) s t w) z
            = step (stored_vector s) (t, w) z.
Proof.
  intros Hk z. destruct s as [bits [|x h]], t as [e|K]; unfold stored_vector; simpl;
    try (rewrite fold_left_app; reflexivity); try reflexivity.
  rewrite <- state_of_one_more_edge. apply state_ext. intros m.
  apply decode_toggle; [apply k_subsets_NoDup|]. apply in_k_subsets. now apply Hk.
Qed.

(** It is exact on every sentence: whatever has been said so far, the next outcome has
    the quantum law (for words that can occur). *)
Theorem storing_machine_exact n k (h : history n) K :
  edges_of_size k h ->
  minus (storing_machine n k) (run (storing_machine n k) h) K
  == probability K true (after h).
Proof.
  intros Hk. apply probability_ext. unfold run, after.
  assert (G : forall s v, (forall z, stored_vector s z = v z) ->
            forall z, @stored_vector n k (fold_left (fun m x =>
               update (storing_machine n k) m (fst x) (snd x)) h s) z
             = fold_left step h v z).
  { induction h as [|[t w] h IH]; intros s v E; [exact E|]. cbn [fold_left fst snd].
    apply IH.
    - intros e u Hin. apply (Hk e u). now right.
    - intros z. rewrite storing_step.
      + now apply step_ext.
      + intros e ->. apply (Hk e w). now left. }
  apply G. intros z. unfold stored_vector. simpl.
  rewrite <- state_of_no_edges. apply state_ext. apply decode_zero.
Qed.

(** And at the cut it has at most 2^binom(n,k) states. *)
Definition storing_states (n k : nat) : list (storage n k) :=
  map (fun bits => (bits, [])) (points (length (k_subsets n k))).

Theorem storing_machine_states n k :
  length (storing_states n k) = (2 ^ binom n k)%nat /\
  forall l : list (point n), In (cut (storing_machine n k) l) (storing_states n k).
Proof.
  unfold storing_states. split.
  - now rewrite map_length, points_length, k_subsets_length.
  - intros l. unfold cut, run, prepare.
    assert (G : forall bits, In (fold_left (fun m x => update (storing_machine n k) m (fst x) (snd x))
              (map (fun e => (Edge e, None)) l) (bits, []))
              (map (fun b => (b, [])) (points (length (k_subsets n k))))).
    { induction l as [|e l IH]; intros bits.
      - apply in_map_iff. exists bits. split; [reflexivity | apply in_points].
      - simpl. apply IH. }
    apply G.
Qed.
