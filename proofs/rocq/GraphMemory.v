(* Reading R3 for k = 2: the number of memory states at the cut, from below.

   Belongs here: more than two items for every pigeonhole, and the bounds for graphs and
   for signed graphs on every number of vertices.  Does not belong here: the models that
   attain them (Families.v). *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points Polynomials States Counting Task Sharing Exclusion GraphStates.
Import ListNotations.

(** ** Pigeonholes for more than two items *)

Lemma filter_parts A (p : A -> bool) (l : list A) :
  length (filter p l) + length (filter (fun x => negb (p x)) l) = length l.
Proof. induction l as [|x l IH]; simpl; [reflexivity|]. destruct (p x); simpl; lia. Qed.

(** More than m b items with numbers below b: m + 1 of them share a number. *)
Lemma crowded_number A (f : A -> nat) m b : forall l : list A,
  NoDup l -> (forall x, In x l -> f x < b) -> m * b < length l ->
  exists t i, NoDup t /\ length t = S m /\ incl t l /\ forall x, In x t -> f x = i.
Proof.
  induction b as [|b IH]; intros l Hl Hf Hb.
  - destruct l as [|x l]; [simpl in Hb; lia|].
    specialize (Hf x (or_introl eq_refl)). lia.
  - set (here := filter (fun x => Nat.eqb (f x) b) l).
    set (rest := filter (fun x => negb (Nat.eqb (f x) b)) l).
    assert (E : length here + length rest = length l) by apply filter_parts.
    destruct (Nat.le_gt_cases (length here) m) as [H|H].
    + destruct (IH rest) as [t [i [Nt [Lt [It Ft]]]]].
      * now apply NoDup_filter.
      * intros x Hx. apply filter_In in Hx as [Hx Hne]. specialize (Hf x Hx).
        apply negb_true_iff, Nat.eqb_neq in Hne. lia.
      * nia.
      * exists t, i. repeat split; auto. intros x Hx. now apply It, filter_In in Hx.
    + exists (firstn (S m) here), b.
      assert (Ih : incl (firstn (S m) here) here).
      { intros x Hx. rewrite <- (firstn_skipn (S m) here). apply in_or_app. now left. }
      repeat split.
      * assert (Nh : NoDup here) by now apply NoDup_filter.
        rewrite <- (firstn_skipn (S m) here) in Nh. clear - Nh.
        induction (firstn (S m) here) as [|x t IH]; [constructor|]. inversion Nh; subst.
        constructor; [intros Hx; apply H1, in_or_app; now left | now apply IH].
      * rewrite firstn_length. lia.
      * intros x Hx. now apply Ih, filter_In in Hx.
      * intros x Hx. apply Ih, filter_In in Hx as [_ Hx]. now apply Nat.eqb_eq.
Qed.

(** The same for values in a list, of any type. *)
Lemma crowded A B (f : A -> B) m (l : list A) (s : list B) :
  NoDup l -> (forall x, In x l -> In (f x) s) -> m * length s < length l ->
  exists t y, NoDup t /\ length t = S m /\ incl t l /\ forall x, In x t -> f x = y.
Proof.
  intros Hl Hs Hb.
  assert (P : exists p : list (A * nat), map fst p = l /\
            forall x i, In (x, i) p -> nth_error s i = Some (f x)).
  { clear Hl Hb. induction l as [|x l IH].
    - exists []. split; [reflexivity | intros x i []].
    - destruct IH as [p [E Hp]]; [intros y Hy; apply Hs; now right|].
      destruct (In_nth_error s (f x) (Hs x (or_introl eq_refl))) as [i Hi].
      exists ((x, i) :: p). split; [simpl; now rewrite E|].
      intros y j [F|F]; [now injection F as <- <- | now apply Hp]. }
  destruct P as [p [E Hp]].
  destruct (crowded_number (A * nat) snd m (length s) p) as [t [i [Nt [Lt [It Ft]]]]].
  - apply (NoDup_map_inv fst). now rewrite E.
  - intros [x i] Hx. simpl. apply nth_error_Some. rewrite (Hp x i Hx). discriminate.
  - now rewrite <- (map_length fst p), E.
  - destruct (nth_error s i) as [y|] eqn:Ey.
    + exists (map fst t), y. split; [|split; [|split]].
      * apply NoDup_map; [|exact Nt]. intros [x j] [x' j'] Hx Hx' F. simpl in F. subst x'.
        f_equal. rewrite <- (Ft _ Hx') in Ft. now apply (Ft (x, j)).
      * now rewrite map_length.
      * intros x Hx. apply in_map_iff in Hx as [z [<- Hz]]. rewrite <- E.
        apply in_map. now apply It.
      * intros x Hx. apply in_map_iff in Hx as [[x' j] [<- Hz]]. simpl.
        pose proof (Ft _ Hz) as F. simpl in F. subst j.
        pose proof (Hp _ _ (It _ Hz)) as G. congruence.
    + destruct t as [|[x j] t]; [discriminate|].
      pose proof (Ft (x, j) (or_introl eq_refl)) as F. simpl in F. subst j.
      rewrite (Hp x i (It _ (or_introl eq_refl))) in Ey. discriminate.
Qed.

(** ** The bounds *)

(** Of signed graphs that are all served, a memory state is reached after two at most.
    [cut l] is any memory state that the model may be in after the preparation of l. *)
Lemma at_most_two n most (gates : point n -> Prop) (prepared : list (list (point n)))
    (M : support_model n) (cut : list (point n) -> contents M) (memories : list (contents M)) :
  NoDup prepared ->
  (forall l, In l prepared -> signed_graph (of_edges l) /\ length l + n <= most /\
     forall e, In e l -> gates e) ->
  (forall l m, In l prepared -> In m prepared -> l <> m ->
     exists e, of_edges l e <> of_edges m e) ->
  never_invalid gates 2 most M ->
  (forall l, In l prepared -> reaches M (prepare l) (cut l) /\ In (cut l) memories) ->
  length prepared <= 2 * length memories.
Proof.
  intros HN HS HD HM HC.
  destruct (Nat.le_gt_cases (length prepared) (2 * length memories)) as [|Hgt]; [assumption|].
  exfalso. destruct (crowded _ _ cut 2 prepared memories HN) as [t [m [Nt [Lt [It Ft]]]]];
    [intros l Hl; now apply HC | exact Hgt|].
  destruct t as [|l1 [|l2 [|l3 [|l4 t]]]]; try discriminate Lt.
  assert (I1 : In l1 prepared) by (apply It; simpl; auto).
  assert (I2 : In l2 prepared) by (apply It; simpl; auto).
  assert (I3 : In l3 prepared) by (apply It; simpl; auto).
  inversion Nt as [|? ? N1 Nt']; subst. inversion Nt' as [|? ? N2 Nt'']; subst.
  assert (X : excluded 2 n (map state [of_edges l1; of_edges l2; of_edges l3])).
  { apply three_graphs_excluded; try (now apply HS); apply HD; auto; intros E; subst; simpl in *;
      tauto. }
  apply (excluded_not_served n 2 n most gates M (map prepare [l1; l2; l3]) m HM).
  - apply (excluded_up_to_factor n 2 n _ _ X).
    repeat constructor; exists 1%Z; intros z; rewrite prepared_state; ring.
  - intros h Hh. apply in_map_iff in Hh as [l [<- Hl]]. split; [|split].
    + intros x Hx. apply in_map_iff in Hx as [e [<- He]]. simpl.
      now apply (HS l (It l Hl)).
    + unfold prepare. rewrite map_length. now apply (HS l (It l Hl)).
    + rewrite <- (Ft l Hl). now apply HC, It.
Qed.

Lemma sublist_length A (l s : list A) : In s (sublists l) -> length s <= length l.
Proof.
  revert s. induction l as [|x l IH]; simpl; intros s H; [destruct H as [<-|[]]; simpl; lia|].
  apply in_app_or in H as [H|H]; [|specialize (IH s H); lia].
  apply in_map_iff in H as [t [<- Ht]]. specialize (IH t Ht). simpl. lia.
Qed.

Lemma halved a b : 1 <= a -> 2 ^ a <= 2 * b -> 2 ^ (a - 1) <= b.
Proof. intros Ha H. destruct a as [|a]; [lia|]. simpl in *. rewrite Nat.sub_0_r. lia. Qed.

Lemma binom_two n : 2 <= n -> 1 <= binom n 2.
Proof.
  intros H. destruct n as [|[|n]]; [lia|lia|].
  change (1 <= binom (S n) 1 + binom (S n) 2). change (binom (S n) 1) with (binom n 0 + binom n 1).
  rewrite binom_zero. lia.
Qed.

(** Graphs on n vertices: at least 2^{binom(n,2) - 1} memory states, if the sentences may
    have binom(n,2) tokens for the preparation and n for measurements. *)
Theorem graph_states_need n (M : support_model n) (cut : list (point n) -> contents M)
    (memories : list (contents M)) :
  2 <= n -> never_invalid (fun e => size e = 2) 2 (binom n 2 + n) M ->
  (forall l, In l (edge_sets n 2) -> reaches M (prepare l) (cut l) /\ In (cut l) memories) ->
  2 ^ (binom n 2 - 1) <= length memories.
Proof.
  intros Hn HM HC. apply halved; [now apply binom_two|]. rewrite <- edge_sets_length.
  apply (at_most_two n (binom n 2 + n) (fun e => size e = 2) (edge_sets n 2) M cut); auto.
  - apply edge_sets_NoDup.
  - intros l Hl. split; [|split].
    + intros e He. right. now apply (edge_set_uniform n 2 l Hl).
    + apply sublist_length in Hl. rewrite k_subsets_length in Hl. lia.
    + intros e He. apply in_k_subsets. now apply (sublist_incl _ _ l Hl).
  - intros l m. apply edge_sets_differ.
Qed.

(** Signed graphs: sets of edges of one or two vertices. *)
Definition signed_sets (n : nat) : list (list (point n)) :=
  sublists (k_subsets n 1 ++ k_subsets n 2).

Lemma binom_one n : binom n 1 = n.
Proof. induction n as [|n IH]; [reflexivity|]. simpl. rewrite binom_zero, IH. reflexivity. Qed.

Lemma in_signed_pool n (e : point n) :
  In e (k_subsets n 1 ++ k_subsets n 2) <-> size e = 1 \/ size e = 2.
Proof. now rewrite in_app_iff, !in_k_subsets. Qed.

Lemma signed_pool_NoDup n : NoDup (k_subsets n 1 ++ k_subsets n 2).
Proof.
  apply NoDup_app; [apply k_subsets_NoDup | apply k_subsets_NoDup|].
  intros e H0 H1. apply in_k_subsets in H0, H1. lia.
Qed.

Theorem signed_sets_length n : length (signed_sets n) = 2 ^ (n + binom n 2).
Proof.
  unfold signed_sets. now rewrite sublists_length, app_length, !k_subsets_length, binom_one.
Qed.

(** Signed graphs on n vertices: at least 2^{n + binom(n,2) - 1} memory states. *)
Theorem signed_graph_states_need n (M : support_model n) (cut : list (point n) -> contents M)
    (memories : list (contents M)) :
  1 <= n -> never_invalid (fun e => size e = 1 \/ size e = 2) 2 (n + binom n 2 + n) M ->
  (forall l, In l (signed_sets n) -> reaches M (prepare l) (cut l) /\ In (cut l) memories) ->
  2 ^ (n + binom n 2 - 1) <= length memories.
Proof.
  intros Hn HM HC. apply halved; [lia|]. rewrite <- signed_sets_length.
  assert (HN : forall l, In l (signed_sets n) -> NoDup l).
  { intros l. apply sublist_itself_NoDup, signed_pool_NoDup. }
  apply (at_most_two n (n + binom n 2 + n) (fun e => size e = 1 \/ size e = 2) (signed_sets n)
           M cut); auto.
  - apply sublists_NoDup, signed_pool_NoDup.
  - intros l Hl. split; [|split].
    + intros e He. apply of_edges_listed in He. apply in_signed_pool.
      now apply (sublist_incl _ _ l Hl).
    + apply sublist_length in Hl.
      rewrite app_length, !k_subsets_length, binom_one in Hl. lia.
    + intros e He. apply in_signed_pool. now apply (sublist_incl _ _ l Hl).
  - intros l m Hl Hm Hne.
    destruct (zero_or_point n (fun e => xorb (of_edges l e) (of_edges m e))) as [E|[e He]].
    + exfalso. apply Hne. apply (sublists_differ _ (point_dec n) _ l m (signed_pool_NoDup n)); auto.
      intros e. specialize (E e). apply xorb_eq in E.
      rewrite <- (of_edges_in n l e), <- (of_edges_in n m e), E by auto. reflexivity.
    + exists e. intros F. rewrite F, xorb_nilpotent in He. discriminate.
Qed.

(** ** All memory states that are reached *)

(** A model that never fails can prepare: some memory state is reached. *)
Lemma preparation_reached n k most (gates : point n -> Prop) (M : support_model n) l :
  never_invalid gates k most M -> (exists m, initially M m) ->
  (forall e, In e l -> gates e) -> length l <= most -> exists m, reaches M (prepare l) m.
Proof.
  intros HM [m0 H0]. induction l as [|e l IH] using rev_ind; intros Hl Hlen.
  - exists m0. now apply At_start.
  - rewrite app_length in Hlen. simpl in Hlen.
    destruct IH as [m Hm]; [intros f Hf; apply Hl, in_or_app; now left | lia|].
    assert (Hg : gates e) by (apply Hl, in_or_app; right; now left).
    assert (S : sentence gates k (prepare l)).
    { intros x Hx. apply in_map_iff in Hx as [f [<- Hf]]. apply Hl, in_or_app. now left. }
    assert (L : length (prepare l) = length l) by apply map_length.
    destruct (proj2 (HM _ m S Hm ltac:(lia)) ltac:(lia) (Edge e) Hg) as [w [m' N]].
    pose proof (One_more M _ m _ w m' Hm N) as R.
    destruct w as [s|].
    + destruct (HM (prepare l ++ [(Edge e, Some s)]) m') as [[F _] _]; [|exact R|..].
      * intros x Hx. apply in_app_or in Hx as [Hx|[<-|[]]]; [now apply S | exact Hg].
      * rewrite app_length. simpl. lia.
      * destruct (F (Edge e, Some s)). apply in_or_app. right. now left.
    + exists m'. unfold prepare. rewrite map_app. exact R.
Qed.

Lemma finite_choice A B (dec : forall x y : A, {x = y} + {x <> y}) (P : A -> B -> Prop) (y0 : B)
    (l : list A) : (forall x, In x l -> exists y, P x y) ->
  exists f, forall x, In x l -> P x (f x).
Proof.
  induction l as [|x l IH]; intros H; [exists (fun _ => y0); intros x []|].
  destruct IH as [f Hf]; [intros y Hy; apply H; now right|].
  destruct (H x (or_introl eq_refl)) as [y Hy].
  exists (fun z => if dec z x then y else f z). intros z Hz.
  destruct (dec z x) as [->|Hne]; [exact Hy|]. apply Hf. destruct Hz; [congruence | assumption].
Qed.

Theorem graph_states_reach n (M : support_model n) (memories : list (contents M)) :
  2 <= n -> never_invalid (fun e => size e = 2) 2 (binom n 2 + n) M ->
  (exists m, initially M m) ->
  (forall l m, In l (edge_sets n 2) -> reaches M (prepare l) m -> In m memories) ->
  2 ^ (binom n 2 - 1) <= length memories.
Proof.
  intros Hn HM H0 HC. assert (H0' := H0). destruct H0' as [m0 _].
  destruct (finite_choice _ _ (list_eq_dec (point_dec n)) (fun l m => reaches M (prepare l) m)
              m0 (edge_sets n 2)) as [cut Hcut].
  - intros l Hl. apply (preparation_reached n 2 (binom n 2 + n) (fun e => size e = 2)); auto.
    + intros e He. apply in_k_subsets. now apply (sublist_incl _ _ l Hl).
    + apply sublist_length in Hl. rewrite k_subsets_length in Hl. lia.
  - apply (graph_states_need n M cut); auto. intros l Hl. split; [now apply Hcut|].
    apply (HC l); auto.
Qed.
