(* Reading R3: the model that stores a hypergraph up to edges through a core.

   Belongs here: the families of 2^w hypergraphs that agree but for w edges through a core,
   the model that remembers only the family, and its number of memory states.  Does not
   belong here: why such families can share (Families.v). *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points Polynomials States Counting Task Memory Sharing Exclusion
  Restriction GraphMemory Families.
Import ListNotations.

(** The edges of the task, those that are forgotten, and the vertices common to the latter. *)
Record forgettable {n : nat} (pool forgotten : list (point n)) (core : point n) : Prop := {
  pool_once : NoDup pool;
  forgotten_once : NoDup forgotten;
  forgotten_in : incl forgotten pool;
  through_core : forall e, In e forgotten -> subset core e = true /\ size core < size e;
  few : length forgotten <= size core }.

Definition kept {n : nat} (pool forgotten : list (point n)) : list (point n) :=
  filter (fun e => negb (existsb (same e) forgotten)) pool.

Lemma in_kept n (pool forgotten : list (point n)) e :
  In e (kept pool forgotten) <-> In e pool /\ ~ In e forgotten.
Proof.
  unfold kept. rewrite filter_In, negb_true_iff. split; intros [H E]; (split; [exact H|]).
  - intros F. assert (existsb (same e) forgotten = true); [|congruence].
    apply existsb_exists. exists e. split; [exact F | apply same_refl].
  - destruct (existsb (same e) forgotten) eqn:F; [|reflexivity].
    apply existsb_exists in F as [f [Hf G]]. apply same_spec in G. now subst.
Qed.

Lemma kept_length n (pool forgotten : list (point n)) core : forgettable pool forgotten core ->
  length (kept pool forgotten) + length forgotten = length pool.
Proof.
  intros [pool_once forgotten_once forgotten_in through_core few].
  rewrite <- (filter_parts _ (fun e => negb (existsb (same e) forgotten)) pool). f_equal.
  fold (kept pool forgotten). apply Nat.le_antisymm.
  - apply NoDup_incl_length; [exact forgotten_once|]. intros e He. apply filter_In.
    split; [now apply forgotten_in|]. rewrite negb_involutive. apply existsb_exists.
    exists e. split; [exact He | apply same_refl].
  - apply NoDup_incl_length; [now apply NoDup_filter|]. intros e He.
    apply filter_In in He as [_ He]. rewrite negb_involutive in He.
    apply existsb_exists in He as [f [Hf E]]. apply same_spec in E. now subst.
Qed.

(** The hypergraph with the bits of the kept edges and the bits b of the forgotten. *)
Definition completed {n : nat} (pool forgotten : list (point n))
    (bits : point (length (kept pool forgotten))) (b : point (length forgotten)) : hypergraph n :=
  fun m => xorb (decode (kept pool forgotten) bits m) (decode forgotten b m).

Lemma forgotten_vanish n (forgotten : list (point n)) z b :
  (forall e, In e forgotten -> monomial e z = false) ->
  value (decode forgotten b) z = false.
Proof.
  induction forgotten as [|e r IH]; intros H; [apply value_zero|].
  destruct b as [x b]. simpl decode.
  rewrite (value_xor n (decode r b) (fun m => x && same e m)). rewrite IH.
  - destruct x; simpl; [|now rewrite value_zero].
    rewrite (value_ext n _ (same e)) by reflexivity.
    rewrite value_single, (H e) by now left. reflexivity.
  - intros f Hf. apply H. now right.
Qed.

Definition family_of {n : nat} (pool forgotten : list (point n))
    (bits : point (length (kept pool forgotten))) (h : history n) : list (vector n) :=
  map (fun b => fold_left step h (state (completed pool forgotten bits b)))
      (points (length forgotten)).

Lemma family_excess n (pool forgotten : list (point n)) core bits :
  forgettable pool forgotten core ->
  (0 < excess (family_of pool forgotten bits []))%Z.
Proof.
  intros [pool_once forgotten_once forgotten_in through_core few].
  apply (common_core_excess n core core _ (state (decode (kept pool forgotten) bits))).
  - apply subset_refl.
  - intros v z Hv. apply in_map_iff in Hv as [b [<- _]]. apply sign_square.
  - intros v z Hv Hz. apply in_map_iff in Hv as [b [<- _]]. simpl. unfold state. f_equal.
    unfold completed. rewrite value_xor, (forgotten_vanish n forgotten); [apply xorb_false_r|].
    intros e He. destruct (through_core e He) as [Hc Hs].
    destruct (monomial e z) eqn:E; [|reflexivity]. fold (subset e z) in E. exfalso.
    destruct Hz as [Hz| ->].
    + now rewrite (subset_trans n core e z Hc E) in Hz.
    + apply subset_size in E. lia.
  - unfold family_of. rewrite map_length, points_length.
    pose proof (Nat.pow_nonzero 2 (length forgotten)). lia.
  - unfold family_of. rewrite map_length, points_length. now apply Nat.pow_le_mono_r.
Qed.

(** The model: bits of the kept edges, and what happened since the first measurement.  It
    emits an outcome only if that keeps the excess of the family positive. *)
Definition sharing_model {n : nat} (pool forgotten : list (point n)) : support_model n := {|
  contents := (point (length (kept pool forgotten)) * history n)%type;
  initially := fun m => m = (zero _, []);
  next := fun m t w m' =>
    match t with
    | Edge e => w = None /\
        m' = match snd m with
             | [] => (toggle (kept pool forgotten) e (fst m), [])
             | _ => (fst m, snd m ++ [(t, w)])
             end
    | Measure K => exists s, w = Some s /\ m' = (fst m, snd m ++ [(t, w)]) /\
        (0 < excess (family_of pool forgotten (fst m') (snd m')))%Z
    end |}.

Lemma family_snoc n (pool forgotten : list (point n)) bits h x :
  family_of pool forgotten bits (h ++ [x])
  = map (fun v => step v x) (family_of pool forgotten bits h).
Proof.
  unfold family_of. rewrite map_map. apply map_ext. intros b. now rewrite fold_left_app.
Qed.

Lemma excess_of_gate n e (family : list (vector n)) :
  excess (map (edge_gate e) family) = excess family.
Proof.
  unfold excess. rewrite map_length. apply total_ext. intros z. unfold excess_at, squares.
  rewrite !map_map. set (s := sign (monomial e z)).
  assert (Hs : (s * s = 1)%Z) by apply sign_square.
  assert (A : sum_of (map (fun v => edge_gate e v z) family)
              = (s * sum_of (map (fun v => v z) family))%Z).
  { clear Hs. induction family as [|v l IH]; cbn [map sum_of]; [ring|]. rewrite IH.
    unfold edge_gate. fold s. ring. }
  assert (B : sum_of (map (fun v => (edge_gate e v z * edge_gate e v z)%Z) family)
              = sum_of (map (fun v => (v z * v z)%Z) family)).
  { clear A. induction family as [|v l IH]; cbn [map sum_of]; [ring|]. rewrite IH.
    unfold edge_gate. fold s. f_equal. transitivity (s * s * (v z * v z))%Z; [ring|].
    rewrite Hs. ring. }
  rewrite A, B. set (a := sum_of (map (fun v => v z) family)).
  replace (s * a * (s * a))%Z with (s * s * (a * a))%Z by ring. rewrite Hs. ring.
Qed.

Lemma completed_edge n (pool forgotten : list (point n)) core bits b e m :
  forgettable pool forgotten core -> In e pool ->
  xorb (completed pool forgotten bits b m) (same e m)
  = if existsb (same e) forgotten then completed pool forgotten bits (toggle forgotten e b) m
    else completed pool forgotten (toggle (kept pool forgotten) e bits) b m.
Proof.
  intros [pool_once forgotten_once forgotten_in through_core few] He.
  unfold completed. destruct (existsb (same e) forgotten) eqn:F.
  - apply existsb_exists in F as [f [Hf E]]. apply same_spec in E. subst f.
    rewrite decode_toggle by assumption. now rewrite xorb_assoc.
  - assert (Hk : In e (kept pool forgotten)) by (apply filter_In; rewrite F; auto).
    rewrite decode_toggle; [|now apply NoDup_filter | exact Hk].
    now destruct (decode (kept pool forgotten) bits m), (decode forgotten b m), (same e m).
Qed.

Lemma kept_toggle_forgotten n (pool forgotten : list (point n)) bits e :
  In e forgotten -> toggle (kept pool forgotten) e bits = bits.
Proof.
  intros He. assert (N : ~ In e (kept pool forgotten)) by (rewrite in_kept; tauto).
  induction (kept pool forgotten) as [|f r IH]; [now destruct bits|].
  destruct bits as [x bits]. simpl.
  destruct (same f e) eqn:E; [apply same_spec in E; subst; simpl in N; tauto|].
  rewrite xorb_false_r. f_equal. apply IH. simpl in N. tauto.
Qed.

(** What the model remembers always has positive excess and contains the true vector. *)
Definition keeps {n : nat} (pool forgotten : list (point n)) (h : history n)
    (m : contents (sharing_model pool forgotten)) : Prop :=
  (0 < excess (family_of pool forgotten (fst m) (snd m)))%Z /\
  (exists b, forall z,
     fold_left step (snd m) (state (completed pool forgotten (fst m) b)) z = after h z) /\
  (forall x, In x h -> fits x).

Lemma model_keeps n (pool forgotten : list (point n)) core k h m :
  forgettable pool forgotten core -> sentence (fun e => In e pool) k h ->
  reaches (sharing_model pool forgotten) h m -> keeps pool forgotten h m.
Proof.
  intros HF Hh Hr. induction Hr as [m Hm|h m t w m' Hr IH Hn].
  - simpl in Hm. subst m. split; [now apply (family_excess n _ _ core)|].
    split; [|intros x []].
    exists (zero _). intros z. cbn [fst snd fold_left].
    change (after [] z) with (plus_state n z). rewrite <- state_of_no_edges. apply state_ext.
    intros e. unfold completed. now rewrite !decode_zero.
  - assert (Hh' : sentence (fun e => In e pool) k h).
    { intros x Hx. apply Hh, in_or_app. now left. }
    destruct (IH Hh') as [P [[b B] F]].
    assert (Ht : asked (fun e => In e pool) k t).
    { apply (Hh (t, w)), in_or_app. right. now left. }
    assert (Fits : fits (t, w) -> forall x, In x (h ++ [(t, w)]) -> fits x).
    { intros Fw x Hx. apply in_app_or in Hx as [Hx|[<-|[]]]; auto. }
    assert (Later : m' = (fst m, snd m ++ [(t, w)]) ->
              exists b, forall z,
                fold_left step (snd m') (state (completed pool forgotten (fst m') b)) z
                = after (h ++ [(t, w)]) z).
    { intros ->. exists b. intros z. cbn [fst snd]. rewrite fold_left_app, after_snoc.
      cbn [fold_left]. now apply step_ext. }
    destruct t as [e|K]; simpl in Hn.
    + destruct Hn as [-> Hm']. split; [|split; [|now apply Fits]].
      * destruct (snd m) as [|x r] eqn:E; rewrite Hm'; simpl;
          [now apply (family_excess n _ _ core)|].
        rewrite app_comm_cons, family_snoc. simpl. rewrite excess_of_gate. exact P.
      * destruct (snd m) as [|x r] eqn:E; [|now apply Later].
        rewrite Hm'. simpl. simpl in Ht.
        exists (if existsb (same e) forgotten then toggle forgotten e b else b). intros z.
        rewrite after_snoc. simpl. unfold edge_gate. rewrite <- B. simpl.
        fold (edge_gate e (state (completed pool forgotten (fst m) b)) z).
        rewrite <- state_of_one_more_edge. apply state_ext. intros f.
        rewrite (completed_edge n pool forgotten core) by assumption.
        destruct (existsb (same e) forgotten) eqn:G; [|reflexivity].
        apply existsb_exists in G as [g [Hg Eg]]. apply same_spec in Eg. subst g.
        now rewrite kept_toggle_forgotten.
    + destruct Hn as [s [-> [Hm' Hp]]]. split; [exact Hp|]. split; [now apply Later|].
      now apply Fits.
Qed.

Theorem model_never_invalid n (pool forgotten : list (point n)) core k most :
  forgettable pool forgotten core ->
  never_invalid (fun e => In e pool) k most (sharing_model pool forgotten).
Proof.
  intros HF h m Hh Hr _.
  destruct (model_keeps n pool forgotten core k h m HF Hh Hr) as [P [[b B] F]].
  split; [split; [exact F|]|].
  - destruct (excess_possible n _
                (fold_left step (snd m) (state (completed pool forgotten (fst m) b))) P) as [z Hz].
    + apply in_map_iff. exists b. split; [reflexivity | apply in_points].
    + exists z. now rewrite <- B.
  - intros _ [e|K] _.
    + exists None. eexists. simpl. split; reflexivity.
    + destruct (excess_survives n K _ P) as [s Hs].
      exists (Some s), (fst m, snd m ++ [(Measure K, Some s)]). simpl. exists s.
      split; [reflexivity|]. split; [reflexivity|]. now rewrite family_snoc.
Qed.

(** At the cut it is in one of 2^{|pool| - |forgotten|} memory states. *)
Definition cut_memories {n : nat} (pool forgotten : list (point n))
  : list (contents (sharing_model pool forgotten)) :=
  map (fun bits => (bits, [])) (points (length (kept pool forgotten))).

Lemma cut_memories_length n (pool forgotten : list (point n)) core :
  forgettable pool forgotten core ->
  length (cut_memories pool forgotten) = 2 ^ (length pool - length forgotten).
Proof.
  intros HF. unfold cut_memories. rewrite map_length, points_length. f_equal.
  pose proof (kept_length n pool forgotten core HF). lia.
Qed.

Lemma cut_in_memories n (pool forgotten : list (point n)) l m :
  reaches (sharing_model pool forgotten) (prepare l) m -> In m (cut_memories pool forgotten).
Proof.
  intros Hr. assert (E : snd m = []).
  { remember (prepare l) as h eqn:Eh.
    assert (G : forall x, In x h -> exists e, fst x = Edge e).
    { intros x Hx. subst h. apply in_map_iff in Hx as [e [<- _]]. now exists e. }
    clear Eh. induction Hr as [m Hm|h m t w m' Hr IH Hn]; [simpl in Hm; now subst|].
    destruct (G (t, w)) as [e Ee]; [apply in_or_app; right; now left|]. simpl in Ee. subst t.
    destruct Hn as [_ ->]. rewrite IH; [reflexivity|].
    intros x Hx. apply G, in_or_app. now left. }
  destruct m as [bits h]. simpl in E. subst h. apply in_map_iff. exists bits.
  split; [reflexivity | apply in_points].
Qed.

(** ** Edges through the first vertices *)

Fixpoint first_vertices (n c : nat) : point n :=
  match n return point n with
  | O => tt
  | S m => match c with O => zero (S m) | S j => (true;; first_vertices m j) end
  end.

Lemma first_vertices_size n c : c <= n -> size (first_vertices n c) = c.
Proof.
  revert c. induction n as [|n IH]; intros [|c] H; try lia; try apply size_zero.
  simpl. rewrite IH; lia.
Qed.

Lemma first_vertices_members n c i : c <= i -> coordinate (first_vertices n c) i = false.
Proof.
  revert c i. induction n as [|n IH]; [reflexivity|].
  intros [|c] [|i] H; simpl; try lia; try reflexivity; [apply coordinate_zero | apply IH; lia].
Qed.

Lemma subset_with_unit n (a : point n) i :
  coordinate a i = false -> subset a (add a (unit_vector n i)) = true.
Proof.
  unfold subset. revert i. induction n as [|n IH]; [reflexivity|]. split_point a x a.
  intros [|i]; simpl.
  - intros ->. simpl. rewrite add_zero. apply subset_refl.
  - intros H. rewrite IH by exact H. rewrite xorb_false_r. now destruct x.
Qed.

Lemma size_with_unit n (a : point n) i :
  i < n -> coordinate a i = false -> size (add a (unit_vector n i)) = S (size a).
Proof.
  intros Hi H. rewrite (size_remove n (add a (unit_vector n i)) i).
  - now rewrite add_twice.
  - rewrite coordinate_toggle by exact Hi. now rewrite H.
Qed.

(** The first c vertices with one of the next w. *)
Definition through_first (n c w : nat) : list (point n) :=
  map (fun i => add (first_vertices n c) (unit_vector n i)) (seq c w).

Lemma through_first_NoDup n c w : c + w <= n -> NoDup (through_first n c w).
Proof.
  intros H. apply NoDup_map; [|apply seq_NoDup]. intros i j Hi Hj E.
  apply in_seq in Hi, Hj. destruct (Nat.eq_dec i j) as [|Hne]; [assumption|]. exfalso.
  apply (f_equal (fun a => coordinate a j)) in E.
  rewrite !coordinate_add, first_vertices_members, coordinate_unit in E by lia.
  rewrite coordinate_unit_other in E by exact Hne. discriminate.
Qed.

Lemma through_first_members n c w e : c + w <= n -> In e (through_first n c w) ->
  subset (first_vertices n c) e = true /\ size e = S c.
Proof.
  intros H He. apply in_map_iff in He as [i [<- Hi]]. apply in_seq in Hi. split.
  - apply subset_with_unit, first_vertices_members. lia.
  - rewrite size_with_unit by (try apply first_vertices_members; lia).
    rewrite first_vertices_size; lia.
Qed.

(** Only which gates are allowed matters. *)
Lemma never_invalid_ext n (gates gates' : point n -> Prop) r most (M : support_model n) :
  (forall e, gates e <-> gates' e) -> never_invalid gates r most M ->
  never_invalid gates' r most M.
Proof.
  intros E V h m Hh Hr Hl. destruct (V h m) as [A B]; [|exact Hr | exact Hl|].
  - intros x Hx. specialize (Hh x Hx). destruct (fst x); [now apply E | exact Hh].
  - split; [exact A|]. intros Hs t Ht. apply (B Hs). destruct t; [now apply E | exact Ht].
Qed.

(** For any list of edges that contains those through the first k - 1 vertices: all but w
    bits suffice, with w at most k - 1. *)
Theorem pool_model n k w (pool : list (point n)) :
  1 <= k -> w <= k - 1 -> k - 1 + w <= n -> NoDup pool ->
  (forall e, size e = k -> In e pool) ->
  exists (M : support_model n) (memories : list (contents M)),
    length memories = 2 ^ (length pool - w) /\
    (exists m, initially M m) /\
    (forall r most, never_invalid (fun e => In e pool) r most M) /\
    (forall l m, reaches M (prepare l) m -> In m memories).
Proof.
  intros Hk Hw Hn HN HP. set (R := through_first n (k - 1) w).
  assert (LR : length R = w) by (unfold R, through_first; now rewrite map_length, seq_length).
  assert (SC : size (first_vertices n (k - 1)) = k - 1) by (apply first_vertices_size; lia).
  assert (NR : NoDup R) by now apply through_first_NoDup.
  assert (IR : incl R pool).
  { intros e He. apply HP. apply through_first_members in He as [_ ->]; lia. }
  assert (TR : forall e, In e R ->
            subset (first_vertices n (k - 1)) e = true /\ size (first_vertices n (k - 1)) < size e).
  { intros e He. apply through_first_members in He as [A B]; [split; [exact A | lia] | lia]. }
  assert (FR : length R <= size (first_vertices n (k - 1))) by lia.
  assert (HF : forgettable pool R (first_vertices n (k - 1))) by now constructor.
  exists (sharing_model pool R), (cut_memories pool R).
  split; [|split; [|split]].
  - now rewrite (cut_memories_length n pool R (first_vertices n (k - 1)) HF), LR.
  - now eexists.
  - intros r most. now apply (model_never_invalid n pool R (first_vertices n (k - 1))).
  - intros l m. now apply (cut_in_memories n pool R l m).
Qed.

(** All but w = min(k - 1, n - k + 1) of the binom(n,k) bits suffice at the cut, whatever
    Hermitian elements are measured. *)
Theorem hypergraph_states_suffice n k w :
  1 <= k -> w <= k - 1 -> k - 1 + w <= n ->
  exists (M : support_model n) (memories : list (contents M)),
    length memories = 2 ^ (binom n k - w) /\
    (exists m, initially M m) /\
    (forall r most, never_invalid (fun e => size e = k) r most M) /\
    (forall l m, reaches M (prepare l) m -> In m memories).
Proof.
  intros Hk Hw Hn.
  destruct (pool_model n k w (k_subsets n k) Hk Hw Hn) as [M [memories [L [I [V C]]]]].
  - apply k_subsets_NoDup.
  - intros e. apply in_k_subsets.
  - exists M, memories. rewrite k_subsets_length in L.
    split; [exact L | split; [exact I | split; [|exact C]]].
    intros r most. apply (never_invalid_ext n _ _ r most M (fun e => in_k_subsets n k e)), V.
Qed.

(** With signs, for k = 2: all but one of the n + binom(n,2) bits. *)
Theorem signed_graph_states_suffice n : 2 <= n ->
  exists (M : support_model n) (memories : list (contents M)),
    length memories = 2 ^ (n + binom n 2 - 1) /\
    (exists m, initially M m) /\
    (forall r most, never_invalid (fun e => size e = 1 \/ size e = 2) r most M) /\
    (forall l m, reaches M (prepare l) m -> In m memories).
Proof.
  intros Hn.
  destruct (pool_model n 2 1 (k_subsets n 1 ++ k_subsets n 2)) as [M [memories [L [I [V C]]]]];
    try lia.
  - apply signed_pool_NoDup.
  - intros e He. apply in_signed_pool. now right.
  - exists M, memories. rewrite app_length, !k_subsets_length, binom_one in L.
    split; [exact L | split; [exact I | split; [|exact C]]].
    intros r most. apply (never_invalid_ext n _ _ r most M (fun e => in_signed_pool n e)), V.
Qed.

(** For k = 2: all but one of the binom(n,2) bits. *)
Theorem graph_states_suffice n : 2 <= n ->
  exists (M : support_model n) (memories : list (contents M)),
    length memories = 2 ^ (binom n 2 - 1) /\
    (exists m, initially M m) /\
    (forall r most, never_invalid (fun e => size e = 2) r most M) /\
    (forall l m, reaches M (prepare l) m -> In m memories).
Proof. intros Hn. apply (hypergraph_states_suffice n 2 1); lia. Qed.
