(* Reading R3 for k = 2 and all n: no memory state serves three graph states.

   Belongs here: the differences of signed graph states, the reduction to three or four
   vertices, and the lower bound on the number of memory states.  Does not belong here:
   the finite base (GraphBase.v) and measuring on some vertices (Restriction.v). *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points Polynomials States Counting Task Sharing Exclusion
  Restriction GraphBase.
Import ListNotations.

(** A signed graph: edges of two vertices, and signs as edges of one. *)
Definition signed_graph {n : nat} (H : hypergraph n) : Prop :=
  forall e, H e = true -> size e = 1 \/ size e = 2.

Definition difference {n : nat} (H H' : hypergraph n) : hypergraph n :=
  fun m => xorb (H m) (H' m).

Lemma difference_signed n (H H' : hypergraph n) :
  signed_graph H -> signed_graph H' -> signed_graph (difference H H').
Proof.
  intros S S' e. unfold difference. destruct (H e) eqn:E; [intros _; now apply S|].
  rewrite xorb_false_l. apply S'.
Qed.

Lemma signed_degree n (H : hypergraph n) : signed_graph H -> degree_below 3 (value H).
Proof.
  intros S. exists H. split; [|reflexivity]. intros m Hm. destruct (S m Hm); lia.
Qed.

(** ** Differences of signed graphs on a few vertices *)

(** The pair {i, j}. *)
Definition edge_of (n i j : nat) : point n := add (unit_vector n i) (unit_vector n j).

Lemma edge_of_comm n i j : edge_of n i j = edge_of n j i.
Proof. apply add_comm. Qed.

Lemma size_zero_iff n (m : point n) : size m = 0 -> m = zero n.
Proof. apply size_zero_only. Qed.

(** A polynomial without a monomial other than 1 is constant. *)
Lemma value_constant n (c : polynomial n) z :
  (forall m, c m = true -> m = zero n) -> value c z = c (zero n).
Proof.
  intros H. destruct (c (zero n)) eqn:E.
  - rewrite (value_ext n c (same (zero n))).
    + rewrite value_single. apply zero_subset.
    + intros m. destruct (same (zero n) m) eqn:F; [apply same_spec in F; now subst|].
      destruct (c m) eqn:G; [|reflexivity]. apply H in G. subst. now rewrite same_refl in F.
  - rewrite (value_ext n c (fun _ => false)); [apply value_zero|].
    intros m. destruct (c m) eqn:G; [|reflexivity]. pose proof (H m G). subst. congruence.
Qed.

Lemma link_true n i (c : polynomial n) m : i < n -> link i c m = true ->
  c (add m (unit_vector n i)) = true /\ size (add m (unit_vector n i)) = S (size m).
Proof.
  unfold link. rewrite andb_true_iff, negb_true_iff. intros Hi [E H]. split; [exact H|].
  rewrite (size_remove n (add m (unit_vector n i)) i).
  - now rewrite add_twice.
  - rewrite coordinate_toggle by exact Hi. now rewrite E.
Qed.

(** The second derivative along two vertices is the coefficient of their edge. *)
Lemma second_derivative n (d : hypergraph n) i j z :
  signed_graph d -> i < n -> j < n -> i <> j ->
  derivative (unit_vector n j) (derivative (unit_vector n i) (value d)) z = d (edge_of n i j).
Proof.
  intros S Hi Hj Hne.
  transitivity (derivative (unit_vector n j) (value (link i d)) z).
  { unfold derivative at 1 3. now rewrite !derivative_along_vertex. }
  rewrite derivative_along_vertex by exact Hj. rewrite value_constant.
  - unfold link. rewrite !zero_add, coordinate_zero, coordinate_unit_other by congruence.
    simpl. f_equal. apply add_comm.
  - intros m Hm. apply link_true in Hm as [Hm Es]; [|exact Hj].
    apply link_true in Hm as [Hm Es']; [|exact Hi]. apply size_zero_iff.
    destruct (S _ Hm); lia.
Qed.

(** The change of the value along vertex i, and how it changes along vertex j. *)
Definition jump {n : nat} (d : hypergraph n) (i : nat) (z : point n) : bool :=
  derivative (unit_vector n i) (value d) z.
Definition toggled {n : nat} (b : bool) (i : nat) : point n :=
  if b then unit_vector n i else zero n.

Lemma value_toggled n (d : hypergraph n) i b z :
  value d (add z (toggled b i)) = xorb (value d z) (b && jump d i z).
Proof.
  unfold jump, derivative. destruct b; simpl; [|now rewrite add_zero, xorb_false_r].
  now destruct (value d (add z (unit_vector n i))), (value d z).
Qed.

Lemma jump_toggled n (d : hypergraph n) i j b z :
  signed_graph d -> i < n -> j < n -> i <> j ->
  jump d i (add z (toggled b j)) = xorb (jump d i z) (b && d (edge_of n i j)).
Proof.
  intros S Hi Hj Hne. destruct b; simpl; [|now rewrite add_zero, xorb_false_r].
  rewrite <- (second_derivative n d i j z S Hi Hj Hne). unfold jump.
  unfold derivative at 3.
  now destruct (derivative (unit_vector n i) (value d) (add z (unit_vector n j))),
    (derivative (unit_vector n i) (value d) z).
Qed.

Definition coefficients3 {n : nat} (d : hypergraph n) (c : point n) i j l : point 6 :=
  (jump d i c, (jump d j c, (jump d l c,
    (d (edge_of n i j), (d (edge_of n i l), (d (edge_of n j l), tt)))))).

Lemma on_three_vertices n (d : hypergraph n) (c : point n) i j l (x : point 3) :
  signed_graph d -> i < n -> j < n -> l < n -> i <> j -> i <> l -> j <> l ->
  value d (add (spread [i; j; l] x) c)
  = xorb (value d c) (form3 (coefficients3 d c i j l) x).
Proof.
  intros S Hi Hj Hl Hij Hil Hjl. destruct x as [x0 [x1 [x2 []]]].
  transitivity (value d (add (add (add c (toggled x0 i)) (toggled x1 j)) (toggled x2 l))).
  - f_equal. simpl. fold (@toggled n x0 i) (@toggled n x1 j) (@toggled n x2 l).
    now rewrite (add_comm n _ c), add_zero, !add_assoc.
  - rewrite !value_toggled, !jump_toggled by (assumption || congruence).
    rewrite (edge_of_comm n j i), (edge_of_comm n l i), (edge_of_comm n l j).
    unfold form3, coefficients3.
    now destruct x0, x1, x2, (value d c), (jump d i c), (jump d j c), (jump d l c),
      (d (edge_of n i j)), (d (edge_of n i l)), (d (edge_of n j l)).
Qed.

Definition coefficients4 {n : nat} (d : hypergraph n) (c : point n) i j k l : point 6 :=
  (jump d i c, (jump d j c, (jump d k c, (jump d l c,
    (d (edge_of n i j), (d (edge_of n k l), tt)))))).

Lemma on_four_vertices n (d : hypergraph n) (c : point n) i j k l (x : point 4) :
  signed_graph d -> i < n -> j < n -> k < n -> l < n ->
  i <> j -> i <> k -> i <> l -> j <> k -> j <> l -> k <> l ->
  d (edge_of n i k) = false -> d (edge_of n i l) = false ->
  d (edge_of n j k) = false -> d (edge_of n j l) = false ->
  value d (add (spread [i; j; k; l] x) c)
  = xorb (value d c) (form4 (coefficients4 d c i j k l) x).
Proof.
  intros S Hi Hj Hk Hl Hij Hik Hil Hjk Hjl Hkl Eik Eil Ejk Ejl.
  destruct x as [x0 [x1 [x2 [x3 []]]]].
  transitivity (value d
    (add (add (add (add c (toggled x0 i)) (toggled x1 j)) (toggled x2 k)) (toggled x3 l))).
  - f_equal. simpl.
    fold (@toggled n x0 i) (@toggled n x1 j) (@toggled n x2 k) (@toggled n x3 l).
    now rewrite (add_comm n _ c), add_zero, !add_assoc.
  - rewrite !value_toggled, !jump_toggled by (assumption || congruence).
    rewrite (edge_of_comm n j i), (edge_of_comm n k i), (edge_of_comm n k j), (edge_of_comm n l i),
      (edge_of_comm n l j), (edge_of_comm n l k), Eik, Eil, Ejk, Ejl.
    rewrite !andb_false_r, !xorb_false_r. unfold form4, coefficients4.
    now destruct x0, x1, x2, x3, (value d c), (jump d i c), (jump d j c), (jump d k c),
      (jump d l c), (d (edge_of n i j)), (d (edge_of n k l)).
Qed.

(** ** The reduction to three or four vertices *)

Definition states_of {n : nat} (H1 H2 H3 : hypergraph n) : list (vector n) :=
  [state H1; state H2; state H3].

(** If on the vertices V the differences have, up to constants, the forms p and q, and
    these are excluded together with |+>, so are the three states. *)
Lemma excluded_by_differences n (H1 H2 H3 : hypergraph n) V
    (p q : point n -> point (length V) -> bool) :
  signed_graph H1 -> NoDup V -> (forall i, In i V -> i < n) ->
  (forall c x, value (difference H1 H2) (add (spread V x) c)
               = xorb (value (difference H1 H2) c) (p c x)) ->
  (forall c x, value (difference H1 H3) (add (spread V x) c)
               = xorb (value (difference H1 H3) c) (q c x)) ->
  (forall c, excluded 2 (length V) (triple (p c) (q c))) ->
  excluded 2 n (states_of H1 H2 H3).
Proof.
  intros S HN HB Hp Hq He.
  apply (excluded_turned n 2 n (value H1)
           (triple (value (difference H1 H2)) (value (difference H1 H3)))).
  - now apply signed_degree.
  - assert (HV : length V <= n).
    { rewrite <- (seq_length n 0). apply NoDup_incl_length; [exact HN|].
      intros i Hi. apply in_seq. specialize (HB i Hi). lia. }
    replace n with (n - length V + length V) at 2 by lia.
    apply (excluded_on n 2 (length V) V); auto. intros c.
    apply (excluded_up_to_factor _ 2 _ _ _ (He c)). unfold triple. simpl.
    constructor; [exists 1%Z; intros x; ring|].
    constructor; [exists (sign (value (difference H1 H2) c)); intros x|].
    + rewrite Hp. apply sign_xorb.
    + constructor; [exists (sign (value (difference H1 H3) c)); intros x|constructor].
      rewrite Hq. apply sign_xorb.
  - unfold states_of, triple. constructor; [intros z; unfold state; ring|].
    constructor; [intros z|constructor; [intros z|constructor]];
      unfold state, difference; rewrite value_xor, <- sign_xorb;
      f_equal; now destruct (value H1 z), (value H2 z), (value H3 z).
Qed.

(** Whether two edges have linearly independent coefficients in the two differences. *)
Definition independent {n : nat} (d d' : hypergraph n) (e f : point n) : bool :=
  xorb (d e && d' f) (d' e && d f).

(** Two independent edges at a vertex i. *)
Lemma star n (H1 H2 H3 : hypergraph n) i j l :
  signed_graph H1 -> signed_graph H2 -> signed_graph H3 ->
  i < n -> j < n -> l < n -> i <> j -> i <> l -> j <> l ->
  independent (difference H1 H2) (difference H1 H3) (edge_of n i j) (edge_of n i l) = true ->
  excluded 2 n (states_of H1 H2 H3).
Proof.
  intros S1 S2 S3 Hi Hj Hl Hij Hil Hjl A.
  set (d := difference H1 H2) in *. set (d' := difference H1 H3) in *.
  assert (Sd : signed_graph d) by now apply difference_signed.
  assert (Sd' : signed_graph d') by now apply difference_signed.
  apply (excluded_by_differences n H1 H2 H3 [i; j; l]
           (fun c => form3 (coefficients3 d c i j l))
           (fun c => form3 (coefficients3 d' c i j l))); auto.
  - repeat constructor; simpl; intuition congruence.
  - intros v [<-|[<-|[<-|[]]]]; assumption.
  - intros c x. now apply on_three_vertices.
  - intros c x. now apply on_three_vertices.
  - intros c. apply three_vertices. unfold apart3, coefficients3.
    unfold independent in A. rewrite <- A. f_equal. apply andb_comm.
Qed.

(** Two independent edges without a common vertex, and no others between them. *)
Lemma apart n (H1 H2 H3 : hypergraph n) i j k l :
  signed_graph H1 -> signed_graph H2 -> signed_graph H3 ->
  i < n -> j < n -> k < n -> l < n ->
  i <> j -> i <> k -> i <> l -> j <> k -> j <> l -> k <> l ->
  (forall f, In f [edge_of n i k; edge_of n i l; edge_of n j k; edge_of n j l] ->
     difference H1 H2 f = false /\ difference H1 H3 f = false) ->
  independent (difference H1 H2) (difference H1 H3) (edge_of n i j) (edge_of n k l) = true ->
  excluded 2 n (states_of H1 H2 H3).
Proof.
  intros S1 S2 S3 Hi Hj Hk Hl Hij Hik Hil Hjk Hjl Hkl F A.
  set (d := difference H1 H2) in *. set (d' := difference H1 H3) in *.
  assert (Sd : signed_graph d) by now apply difference_signed.
  assert (Sd' : signed_graph d') by now apply difference_signed.
  apply (excluded_by_differences n H1 H2 H3 [i; j; k; l]
           (fun c => form4 (coefficients4 d c i j k l))
           (fun c => form4 (coefficients4 d' c i j k l))); auto.
  - repeat constructor; simpl; intuition congruence.
  - intros v [<-|[<-|[<-|[<-|[]]]]]; assumption.
  - intros c x. apply on_four_vertices; auto; apply F; simpl; auto.
  - intros c x. apply on_four_vertices; auto; apply F; simpl; auto 6.
  - intros c. apply four_vertices. unfold apart4, coefficients4.
    unfold independent in A. rewrite <- A. f_equal. apply andb_comm.
Qed.

Lemma neither n (d d' : hypergraph n) e f g : independent d d' e f = true ->
  independent d d' e g = false -> independent d d' f g = false ->
  d g = false /\ d' g = false.
Proof.
  unfold independent.
  destruct (d e), (d' e), (d f), (d' f), (d g), (d' g); simpl; auto; discriminate.
Qed.

(** Any two independent edges. *)
Lemma two_edges n (H1 H2 H3 : hypergraph n) i j k l :
  signed_graph H1 -> signed_graph H2 -> signed_graph H3 ->
  i < n -> j < n -> k < n -> l < n -> i <> j -> k <> l ->
  independent (difference H1 H2) (difference H1 H3) (edge_of n i j) (edge_of n k l) = true ->
  excluded 2 n (states_of H1 H2 H3).
Proof.
  intros S1 S2 S3 Hi Hj Hk Hl Hij Hkl A.
  set (d := difference H1 H2) in *. set (d' := difference H1 H3) in *.
  assert (Same : forall e, independent d d' e e = false).
  { intros e. unfold independent. now destruct (d e), (d' e). }
  destruct (Nat.eq_dec i k) as [<-|Hik].
  { destruct (Nat.eq_dec j l) as [<-|Hjl]; [now rewrite Same in A|].
    now apply (star n H1 H2 H3 i j l). }
  destruct (Nat.eq_dec i l) as [<-|Hil].
  { destruct (Nat.eq_dec j k) as [<-|Hjk]; [now rewrite (edge_of_comm n j i), Same in A|].
    rewrite (edge_of_comm n k i) in A. now apply (star n H1 H2 H3 i j k). }
  destruct (Nat.eq_dec j k) as [<-|Hjk].
  { rewrite (edge_of_comm n i j) in A. apply (star n H1 H2 H3 j i l); auto. }
  destruct (Nat.eq_dec j l) as [<-|Hjl].
  { rewrite (edge_of_comm n i j), (edge_of_comm n k j) in A. apply (star n H1 H2 H3 j i k); auto. }
  (* Four different vertices: some edge between the two is independent of one of them,
     or none of the four is there. *)
  destruct (independent d d' (edge_of n i j) (edge_of n i k)) eqn:B1;
    [now apply (star n H1 H2 H3 i j k)|].
  destruct (independent d d' (edge_of n k l) (edge_of n k i)) eqn:B2;
    [apply (star n H1 H2 H3 k l i); auto|].
  destruct (independent d d' (edge_of n i j) (edge_of n i l)) eqn:B3;
    [now apply (star n H1 H2 H3 i j l)|].
  destruct (independent d d' (edge_of n l k) (edge_of n l i)) eqn:B4;
    [apply (star n H1 H2 H3 l k i); auto|].
  destruct (independent d d' (edge_of n j i) (edge_of n j k)) eqn:B5;
    [apply (star n H1 H2 H3 j i k); auto|].
  destruct (independent d d' (edge_of n k l) (edge_of n k j)) eqn:B6;
    [apply (star n H1 H2 H3 k l j); auto|].
  destruct (independent d d' (edge_of n j i) (edge_of n j l)) eqn:B7;
    [apply (star n H1 H2 H3 j i l); auto|].
  destruct (independent d d' (edge_of n l k) (edge_of n l j)) eqn:B8;
    [apply (star n H1 H2 H3 l k j); auto|].
  rewrite (edge_of_comm n j i) in B5, B7. rewrite (edge_of_comm n l k) in B4, B8.
  rewrite (edge_of_comm n k i) in B2. rewrite (edge_of_comm n l i) in B4.
  rewrite (edge_of_comm n k j) in B6. rewrite (edge_of_comm n l j) in B8.
  apply (apart n H1 H2 H3 i j k l); auto.
  intros f [<-|[<-|[<-|[<-|[]]]]]; now apply (neither n d d' (edge_of n i j) (edge_of n k l)).
Qed.

(** ** Three different signed graphs *)

Lemma two_vertices n (e : point n) : size e = 2 ->
  exists i j, i < n /\ j < n /\ i <> j /\ e = edge_of n i j.
Proof.
  intros Hs. destruct (member_exists n e) as [i [Hi Mi]]; [lia|].
  pose proof (size_remove n e i Mi) as R. set (f := add e (unit_vector n i)) in *.
  destruct (member_exists n f) as [j [Hj Mj]]; [lia|].
  pose proof (size_remove n f j Mj) as R'.
  exists i, j. split; [exact Hi | split; [exact Hj | split]].
  - intros <-. unfold f in Mj. rewrite coordinate_toggle, Mi in Mj by exact Hi. discriminate.
  - assert (Z : add f (unit_vector n j) = zero n) by (apply size_zero_iff; lia).
    unfold edge_of. rewrite <- (add_twice n e (unit_vector n i)). fold f.
    rewrite <- (add_twice n f (unit_vector n j)), Z, zero_add. apply add_comm.
Qed.

(** The same edges and different signs: some K_i is sure for both, with opposite outcomes. *)
Lemma signs_clash n (H H' : hypergraph n) (family : list (vector n)) :
  signed_graph H -> signed_graph H' ->
  (forall e, size e = 2 -> H e = H' e) -> (exists e, H e <> H' e) ->
  In (state H) family -> In (state H') family -> excluded 2 1 family.
Proof.
  intros S S' E2 [e He] Hin Hin'.
  assert (Sd : signed_graph (difference H H')) by now apply difference_signed.
  assert (De : difference H H' e = true) by (unfold difference; now destruct (H e), (H' e)).
  assert (Es : size e = 1) by (destruct (Sd e De) as [|F]; [assumption | now apply E2 in F]).
  destruct (member_exists n e) as [i [Hi Mi]]; [lia|].
  assert (Ei : e = unit_vector n i).
  { pose proof (size_remove n e i Mi) as R.
    rewrite <- (add_twice n e (unit_vector n i)).
    rewrite (size_zero_iff n (add e (unit_vector n i))) by lia. apply zero_add. }
  assert (J : forall z, derivative (unit_vector n i) (value (difference H H')) z = true).
  { intros z. rewrite derivative_along_vertex by exact Hi. rewrite value_constant.
    - unfold link. now rewrite zero_add, coordinate_zero, <- Ei, De.
    - intros m Hm. apply link_true in Hm as [Hm Hs]; [|exact Hi]. apply size_zero_iff.
      destruct (Sd _ Hm) as [F|F]; [lia|]. unfold difference in Hm. rewrite (E2 _ F) in Hm.
      now rewrite xorb_nilpotent in Hm. }
  set (K := stabilizer H (unit_vector n i)).
  apply (Asking 2 0 family K).
  - apply degree_derivative. now apply signed_degree.
  - apply stabilizer_hermitian.
  - intros [|].
    + apply (Impossible 2 0 _ (branch K true (state H))); [now apply in_map|].
      intros z. unfold branch, K. rewrite stabilizer_fixes_state. cbn [sign]. ring.
    + apply (Impossible 2 0 _ (branch K false (state H'))); [now apply in_map|].
      intros z. unfold branch, act, K, stabilizer, state. cbn [shift phase].
      specialize (J z). unfold derivative in *. rewrite add_twice.
      unfold difference in J. rewrite !value_xor in J.
      destruct (value H z), (value H (add z (unit_vector n i))), (value H' z),
        (value H' (add z (unit_vector n i))); try discriminate J; reflexivity.
Qed.

Lemma edge_or_signs n (H H' : hypergraph n) :
  (exists e, size e = 2 /\ difference H H' e = true) \/
  (forall e, size e = 2 -> H e = H' e).
Proof.
  destruct (zero_or_point n (fun e => Nat.eqb (size e) 2 && difference H H' e)) as [F|[e F]].
  - right. intros e He. specialize (F e). rewrite He in F. simpl in F.
    unfold difference in F. now destruct (H e), (H' e).
  - left. exists e. apply andb_true_iff in F as [F G]. now apply Nat.eqb_eq in F.
Qed.

(** Three different signed graph states cannot share a memory state; n measurements show it. *)
Theorem three_graphs_excluded n (H1 H2 H3 : hypergraph n) :
  signed_graph H1 -> signed_graph H2 -> signed_graph H3 ->
  (exists e, H1 e <> H2 e) -> (exists e, H1 e <> H3 e) -> (exists e, H2 e <> H3 e) ->
  excluded 2 n [state H1; state H2; state H3].
Proof.
  intros S1 S2 S3 D12 D13 D23.
  assert (Hn : 1 <= n).
  { destruct D12 as [e He]. destruct n as [|n']; [|lia]. exfalso. apply He.
    destruct (H1 e) eqn:A; [destruct e; apply S1 in A; simpl in A; lia|].
    destruct (H2 e) eqn:B; [destruct e; apply S2 in B; simpl in B; lia | reflexivity]. }
  destruct (edge_or_signs n H1 H2) as [[e [Se He]]|E]; [|
    apply (excluded_by_more n 2 1); [exact Hn|]; now apply (signs_clash n H1 H2); simpl; auto].
  destruct (edge_or_signs n H1 H3) as [[f [Sf Hf]]|E]; [|
    apply (excluded_by_more n 2 1); [exact Hn|]; now apply (signs_clash n H1 H3); simpl; auto].
  destruct (edge_or_signs n H2 H3) as [[g [Sg Hg]]|E]; [|
    apply (excluded_by_more n 2 1); [exact Hn|]; now apply (signs_clash n H2 H3); simpl; auto].
  destruct (two_vertices n e Se) as [i [j [Hi [Hj [Hij ->]]]]].
  destruct (two_vertices n f Sf) as [k [l [Hk [Hl [Hkl ->]]]]].
  destruct (two_vertices n g Sg) as [v [w [Hv [Hw [Hvw ->]]]]].
  destruct (difference H1 H2 (edge_of n v w)) eqn:A, (difference H1 H3 (edge_of n v w)) eqn:B;
    try (unfold difference in A, B, Hg;
         destruct (H1 (edge_of n v w)), (H2 (edge_of n v w)), (H3 (edge_of n v w)); discriminate).
  - apply (two_edges n H1 H2 H3 v w k l); auto.
    unfold independent. now rewrite A, B, Hf.
  - apply (two_edges n H1 H2 H3 v w i j); auto.
    unfold independent. now rewrite A, B, He.
Qed.
