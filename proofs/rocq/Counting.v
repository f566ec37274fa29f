(* Counting: binomial coefficients, edge sets, the pigeonhole principle.

   Belongs here: binom, the k-subsets in a list, the 2^binom(n,k) edge sets, growth
   of the binomial coefficient, and lists longer than the number of values.
   Does not belong here: what is counted about memories (Memory.v). *)

From Coq Require Import Bool Arith List Lia.
From Khrnn Require Import Points Polynomials States.
Import ListNotations.

(** ** Binomial coefficients, by Pascal's rule *)

Fixpoint binom (n k : nat) : nat :=
  match n, k with
  | _, O => 1
  | O, S _ => 0
  | S m, S j => binom m j + binom m (S j)
  end.

Lemma binom_zero n : binom n 0 = 1.
Proof. now destruct n. Qed.

Lemma binom_absorb n k : S k * binom (S n) (S k) = S n * binom n k.
Proof.
  revert k. induction n as [|n IH]; intros k.
  - destruct k; simpl; [reflexivity|]. lia.
  - destruct k as [|k].
    + pose proof (IH 0) as E. rewrite binom_zero in *. simpl binom in *.
      rewrite binom_zero in *. lia.
    + change (binom (S (S n)) (S (S k))) with (binom (S n) (S k) + binom (S n) (S (S k))).
      pose proof (IH k) as E0. pose proof (IH (S k)) as E1.
      change (binom (S n) (S k)) with (binom n k + binom n (S k)) in *. nia.
Qed.

Lemma binom_above n k : n < k -> binom n k = 0.
Proof.
  revert k. induction n as [|n IH]; intros [|k] H; simpl; try lia.
  rewrite !IH; lia.
Qed.

(** binom(n,k) >= (n/k)^k: from k binom(n,k) = n binom(n-1,k-1) and
    (n-1)/(k-1) >= n/k. *)
Theorem binom_growth n k : 1 <= k <= n -> n ^ k <= binom n k * k ^ k.
Proof.
  revert n. induction k as [|k IH]; intros n [H1 Hn]; [lia|].
  destruct n as [|n]; [lia|].
  destruct k as [|k].
  - pose proof (binom_absorb n 0) as E. rewrite binom_zero in E. simpl Nat.pow. lia.
  - assert (Hprev : n ^ S k <= binom n (S k) * S k ^ S k) by (apply IH; lia).
    pose proof (binom_absorb n (S k)) as E.
    assert (Hratio : (S n * S k) ^ S k <= (S (S k) * n) ^ S k) by (apply Nat.pow_le_mono_l; nia).
    rewrite !Nat.pow_mul_l in Hratio.
    assert (Hpos : 0 < S k ^ S k) by (pose proof (Nat.pow_nonzero (S k) (S k)); lia).
    set (p := S k ^ S k) in *. set (q := S (S k) ^ S k) in *. set (b := binom n (S k)) in *.
    assert (Hstep : S n ^ S k <= b * q).
    { apply (Nat.mul_le_mono_pos_r _ _ p Hpos).
      apply (Nat.le_trans _ (q * n ^ S k)); [exact Hratio|].
      rewrite <- Nat.mul_assoc, (Nat.mul_comm q p), Nat.mul_assoc, Nat.mul_comm.
      apply Nat.mul_le_mono_r. exact Hprev. }
    rewrite (Nat.pow_succ_r' (S n) (S k)), (Nat.pow_succ_r' (S (S k)) (S k)).
    fold q. rewrite Nat.mul_assoc, (Nat.mul_comm (binom (S n) (S (S k)))), E.
    rewrite <- Nat.mul_assoc. apply Nat.mul_le_mono_l. exact Hstep.
Qed.

Lemma binom_next n k : k <= n -> S k * binom n (S k) = (n - k) * binom n k.
Proof.
  intros H. pose proof (binom_absorb n k) as E. simpl binom in E.
  assert (n - k + S k = S n) by lia. nia.
Qed.

(** The middle coefficient is the largest. *)
Lemma binom_up n i j : i <= j -> 2 * j <= n + 1 -> binom n i <= binom n j.
Proof.
  intros Hij. induction Hij as [|j Hij IH]; [lia|]. intros Hj.
  apply (Nat.le_trans _ (binom n j)); [apply IH; lia|].
  pose proof (binom_next n j). nia.
Qed.

Lemma binom_down n i j : i <= j -> n <= 2 * i + 1 -> binom n j <= binom n i.
Proof.
  intros Hij. induction Hij as [|j Hij IH]; [lia|]. intros Hi.
  apply (Nat.le_trans _ (binom n j)); [|apply IH; lia].
  destruct (Nat.le_gt_cases j n) as [Hj|Hj].
  - pose proof (binom_next n j Hj). nia.
  - rewrite (binom_above n (S j)); lia.
Qed.

Lemma binom_middle n i : binom n i <= binom n (n / 2).
Proof.
  pose proof (Nat.div_mod n 2). pose proof (Nat.mod_upper_bound n 2).
  destruct (Nat.le_gt_cases i (n / 2)); [apply binom_up | apply binom_down]; lia.
Qed.

Fixpoint sum_up_to (m : nat) (f : nat -> nat) : nat :=
  match m with O => 0 | S j => sum_up_to j f + f j end.

Lemma sum_up_to_bound m f b : (forall i, f i <= b) -> sum_up_to m f <= m * b.
Proof. intros H. induction m as [|m IH]; simpl; [lia|]. specialize (H m). lia. Qed.

Lemma sum_shift m f g :
  f 0 = g 0 -> (forall i, f (S i) = g i + g (S i)) ->
  sum_up_to (S m) f + g m = 2 * sum_up_to (S m) g.
Proof.
  intros H0 HS. induction m as [|m IH]; simpl in *; [lia|]. rewrite HS. lia.
Qed.

Lemma binom_sum n : sum_up_to (S n) (binom n) = 2 ^ n.
Proof.
  induction n as [|n IH]; [reflexivity|].
  pose proof (sum_shift (S n) (binom (S n)) (binom n)) as E.
  rewrite binom_zero in E. specialize (E (eq_sym (binom_zero n)) (fun i => eq_refl)).
  change (sum_up_to (S (S n)) (binom n)) with (sum_up_to (S n) (binom n) + binom n (S n)) in E.
  rewrite (binom_above n (S n)) in E by lia.
  rewrite Nat.pow_succ_r', <- IH. lia.
Qed.

(** binom(n, n/2) >= 2^n/(n+1): the largest of n+1 numbers with sum 2^n. *)
Theorem central_binom_growth n : 2 ^ n <= (n + 1) * binom n (n / 2).
Proof.
  rewrite <- binom_sum, Nat.add_1_r. apply sum_up_to_bound. apply binom_middle.
Qed.

(** ** The k-subsets of the vertices *)

Fixpoint k_subsets (n k : nat) : list (point n) :=
  match n return list (point n) with
  | O => match k with O => [tt] | S _ => [] end
  | S m => match k with
           | O => [(false;; zero m)]
           | S j => map (fun e => true;; e) (k_subsets m j)
                    ++ map (fun e => false;; e) (k_subsets m (S j))
           end
  end.

Lemma k_subsets_length n k : length (k_subsets n k) = binom n k.
Proof.
  revert k. induction n as [|n IH]; intros [|k]; simpl; try reflexivity.
  now rewrite app_length, !map_length, !IH.
Qed.

Lemma size_zero_only n (e : point n) : size e = 0 -> e = zero n.
Proof.
  induction n as [|n IH]; [now destruct e|].
  split_point e x e. simpl. destruct x; [discriminate|]. simpl.
  intros H. now rewrite (IH e H).
Qed.

Lemma in_k_subsets n k (e : point n) : In e (k_subsets n k) <-> size e = k.
Proof.
  revert k. induction n as [|n IH]; intros k.
  - destruct e, k; simpl; split; auto; try discriminate; try tauto.
  - split_point e x e. destruct k as [|k]; simpl.
    + split.
      * intros [H|[]]. injection H as <- <-. apply size_zero.
      * intros H. left. destruct x; [discriminate|]. now rewrite (size_zero_only n e).
    + rewrite in_app_iff, !in_map_iff. split.
      * intros [[m [E Hm]]|[m [E Hm]]]; apply IH in Hm; injection E as <- <-; simpl; lia.
      * destruct x; simpl; intros H; [left | right];
          exists e; (split; [reflexivity|]); apply IH; lia.
Qed.

Lemma k_subsets_NoDup n k : NoDup (k_subsets n k).
Proof.
  revert k. induction n as [|n IH]; intros k.
  - destruct k; simpl; repeat constructor; auto.
  - destruct k as [|k]; simpl; [repeat constructor; auto|].
    apply NoDup_app.
    + apply NoDup_map; [intros x y _ _; now injection 1 | apply IH].
    + apply NoDup_map; [intros x y _ _; now injection 1 | apply IH].
    + intros z H0 H1. apply in_map_iff in H0 as [x [<- _]].
      apply in_map_iff in H1 as [y [E _]]. discriminate.
Qed.

(** ** Edge sets: all sublists of the list of k-subsets *)

Fixpoint sublists {A : Type} (l : list A) : list (list A) :=
  match l with
  | [] => [[]]
  | x :: r => map (cons x) (sublists r) ++ sublists r
  end.

Lemma sublists_length A (l : list A) : length (sublists l) = 2 ^ length l.
Proof.
  induction l as [|x l IH]; simpl; [reflexivity|]. rewrite app_length, map_length, IH. lia.
Qed.

Lemma sublist_incl A (l s : list A) : In s (sublists l) -> incl s l.
Proof.
  revert s. induction l as [|x l IH]; simpl; intros s H.
  - destruct H as [<-|[]]. intros y [].
  - apply in_app_or in H as [H|H].
    + apply in_map_iff in H as [t [<- Ht]]. intros y [<-|Hy]; [now left | right].
      now apply (IH t).
    + intros y Hy. right. now apply (IH s).
Qed.

Lemma sublists_NoDup A (l : list A) : NoDup l -> NoDup (sublists l).
Proof.
  induction l as [|x l IH]; simpl; intros H; [repeat constructor; auto|].
  inversion H; subst. apply NoDup_app; [apply NoDup_map|..]; auto.
  - intros s t _ _. now injection 1.
  - intros s H0 H1. apply in_map_iff in H0 as [t [<- _]].
    apply sublist_incl in H1. apply (H2), H1. now left.
Qed.

Lemma sublist_itself_NoDup A (l s : list A) : NoDup l -> In s (sublists l) -> NoDup s.
Proof.
  revert s. induction l as [|x l IH]; simpl; intros s Hl H.
  - destruct H as [<-|[]]. constructor.
  - inversion Hl; subst. apply in_app_or in H as [H|H]; [|now apply IH].
    apply in_map_iff in H as [t [<- Ht]]. constructor; [|now apply IH].
    intros Hx. apply (sublist_incl A l t) in Hx; auto.
Qed.

(** Different sublists of a list without repetition differ in a member. *)
Lemma sublists_differ A (dec : forall x y : A, {x = y} + {x <> y}) (l s t : list A) :
  NoDup l -> In s (sublists l) -> In t (sublists l) ->
  (forall x, In x s <-> In x t) -> s = t.
Proof.
  revert s t. induction l as [|x l IH]; simpl; intros s t Hl Hs Ht E.
  - destruct Hs as [<-|[]], Ht as [<-|[]]. reflexivity.
  - inversion Hl; subst.
    apply in_app_or in Hs as [Hs|Hs]; apply in_app_or in Ht as [Ht|Ht].
    + apply in_map_iff in Hs as [s' [<- Hs]]. apply in_map_iff in Ht as [t' [<- Ht]].
      f_equal. apply IH; auto. intros y. specialize (E y). simpl in E.
      pose proof (sublist_incl A l s' Hs y). pose proof (sublist_incl A l t' Ht y).
      split; intros Hy; [destruct (proj1 E (or_intror Hy)) as [->|] |
                         destruct (proj2 E (or_intror Hy)) as [->|]]; auto;
        exfalso; auto.
    + apply in_map_iff in Hs as [s' [<- Hs]]. exfalso. apply H1.
      apply (sublist_incl A l t Ht), E. now left.
    + apply in_map_iff in Ht as [t' [<- Ht]]. exfalso. apply H1.
      apply (sublist_incl A l s Hs), E. now left.
    + now apply IH.
Qed.

(** The hypergraph with the listed edges (an edge listed twice cancels, as two equal
    gates do). *)
Fixpoint of_edges {n : nat} (l : list (point n)) : hypergraph n :=
  match l with
  | [] => fun _ => false
  | e :: r => fun m => xorb (of_edges r m) (same e m)
  end.

Lemma of_edges_in n (l : list (point n)) m :
  NoDup l -> (of_edges l m = true <-> In m l).
Proof.
  induction l as [|e l IH]; simpl; intros H; [split; [discriminate | tauto]|].
  inversion H; subst. specialize (IH H3). destruct (same e m) eqn:E.
  - apply same_spec in E. subst m. destruct (of_edges l e) eqn:F.
    + exfalso. apply H2, IH. reflexivity.
    + split; auto.
  - rewrite xorb_false_r, IH. split; [auto|]. intros [->|]; [|assumption].
    now rewrite same_refl in E.
Qed.

(** All k-uniform edge sets on n vertices. *)
Definition edge_sets (n k : nat) : list (list (point n)) := sublists (k_subsets n k).

Theorem edge_sets_length n k : length (edge_sets n k) = 2 ^ binom n k.
Proof. unfold edge_sets. now rewrite sublists_length, k_subsets_length. Qed.

Lemma edge_sets_NoDup n k : NoDup (edge_sets n k).
Proof. apply sublists_NoDup, k_subsets_NoDup. Qed.

Lemma edge_set_uniform n k (l : list (point n)) :
  In l (edge_sets n k) -> uniform k (of_edges l).
Proof.
  intros H e He. apply in_k_subsets. apply (sublist_incl _ _ l H).
  apply of_edges_in; [|exact He].
  now apply (sublist_itself_NoDup _ (k_subsets n k)); [apply k_subsets_NoDup|].
Qed.

(** Two different edge sets differ in an edge. *)
Lemma edge_sets_differ n k (l m : list (point n)) :
  In l (edge_sets n k) -> In m (edge_sets n k) -> l <> m ->
  exists e, of_edges l e <> of_edges m e.
Proof.
  intros Hl Hm Hne.
  assert (Nl : NoDup l) by (apply (sublist_itself_NoDup _ (k_subsets n k));
                            [apply k_subsets_NoDup | exact Hl]).
  assert (Nm : NoDup m) by (apply (sublist_itself_NoDup _ (k_subsets n k));
                            [apply k_subsets_NoDup | exact Hm]).
  destruct (zero_or_point n (fun e => xorb (of_edges l e) (of_edges m e))) as [E|[e He]].
  - exfalso. apply Hne. apply (sublists_differ _ (point_dec n) (k_subsets n k)); auto.
    + apply k_subsets_NoDup.
    + intros e. specialize (E e). apply xorb_eq in E.
      now rewrite <- !of_edges_in, E by assumption.
  - exists e. intros F. rewrite F, xorb_nilpotent in He. discriminate.
Qed.

(** Every k-uniform hypergraph is one of them. *)
Theorem edge_sets_complete n k (H : hypergraph n) :
  uniform k H -> exists l, In l (edge_sets n k) /\ forall e, of_edges l e = H e.
Proof.
  intros U. exists (filter H (k_subsets n k)). split.
  - unfold edge_sets. generalize (k_subsets n k). induction l as [|e l IH]; simpl; [auto|].
    apply in_or_app. destruct (H e); [left; now apply in_map | now right].
  - intros e. apply eq_true_iff_eq. rewrite of_edges_in.
    + rewrite filter_In, in_k_subsets. split; [now intros [_ He]|]. intros He. auto.
    + apply NoDup_filter, k_subsets_NoDup.
Qed.

(** ** Pigeonholes *)

(** If all values of f on l are among s, and f is injective on l, then l is no
    longer than s. *)
Lemma injective_length A B (f : A -> B) (l : list A) (s : list B) :
  NoDup l -> (forall x y, In x l -> In y l -> f x = f y -> x = y) ->
  (forall x, In x l -> In (f x) s) -> length l <= length s.
Proof.
  intros Hl Hf Hs. rewrite <- (map_length f l). apply NoDup_incl_length.
  - now apply NoDup_map.
  - intros y Hy. apply in_map_iff in Hy as [x [<- Hx]]. auto.
Qed.

(** More than b items with numbers below b: two of them share a number. *)
Lemma pigeonhole A (f : A -> nat) (b : nat) (l : list A) :
  NoDup l -> (forall x, In x l -> f x < b) -> b < length l ->
  exists x y, In x l /\ In y l /\ x <> y /\ f x = f y.
Proof.
  intros Hl Hf Hb.
  assert (Hsearch : forall r, incl r l -> NoDup r -> NoDup (map f r) \/
            exists x y, In x l /\ In y l /\ x <> y /\ f x = f y).
  { induction r as [|x r IH]; simpl; intros Hi Hr; [left; constructor|].
    inversion Hr; subst. destruct IH as [N|E]; auto.
    - intros y Hy. apply Hi. now right.
    - destruct (in_dec Nat.eq_dec (f x) (map f r)) as [I|I].
      + right. apply in_map_iff in I as [y [E Hy]]. exists x, y.
        repeat split; auto; try (apply Hi; simpl; auto). intros ->. contradiction.
      + left. now constructor. }
  destruct (Hsearch l (incl_refl l) Hl) as [N|E]; [|exact E].
  assert (length l <= b); [|lia].
  rewrite <- (map_length f l), <- (seq_length b 0). apply NoDup_incl_length; [exact N|].
  intros y Hy. apply in_map_iff in Hy as [x [<- Hx]]. apply in_seq. specialize (Hf x Hx). lia.
Qed.
