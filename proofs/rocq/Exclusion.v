(* Reading R3: exclusion trees, what they say of classical memories, and their checker.

   Belongs here: online models of any kind of which only the support is kept, families of
   states that cannot share a memory state, and a checker of exclusion trees proved sound.
   A tool that has an exclusion certificate writes k : nat, states : list (list (point n))
   and t : tree n, proves check_exclusion k states t = true by vm_compute, and concludes by
   certified_exclusion; proofs/certificates/rocq_exclusion.py does.  A state is the list of
   the monomials of its polynomial (edges, and single vertices for signs); k is any number.
   Does not belong here: the theorem on graph states (GraphStates.v). *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points Polynomials States Counting Task Sharing.
Import ListNotations.

(** ** Models of any kind, by what is possible *)

(** An online model, with or without hidden randomness.  [next m t w m'] says that from
    the memory state m, given the token t, the model with positive probability emits w
    and is in m' afterwards; [initially m] that it may start in m. *)
Record support_model (n : nat) : Type := SupportModel {
  contents : Type;
  initially : contents -> Prop;
  next : contents -> token n -> word -> contents -> Prop }.
Arguments contents {n}. Arguments initially {n}. Arguments next {n}.

(** After the history h the model may be in m. *)
Inductive reaches {n : nat} (M : support_model n) : history n -> contents M -> Prop :=
  | At_start m : initially M m -> reaches M [] m
  | One_more h m t w m' :
      reaches M h m -> next M m t w m' -> reaches M (h ++ [(t, w)]) m'.

(** The tokens of the task: gates on the given edges, and Hermitian elements of the group
    for hyperedges of size k. *)
Definition asked {n : nat} (gates : point n -> Prop) (k : nat) (t : token n) : Prop :=
  match t with Edge e => gates e | Measure K => in_group k K /\ hermitian K end.

Definition sentence {n : nat} (gates : point n -> Prop) (k : nat) (h : history n) : Prop :=
  forall x, In x h -> asked gates k (fst x).

(** A translation is valid if its words are of the right kind and its probability is not
    zero. *)
Definition fits {n : nat} (x : token n * word) : Prop :=
  match x with (Edge _, None) | (Measure _, Some _) => True | _ => False end.

Definition valid {n : nat} (h : history n) : Prop :=
  (forall x, In x h -> fits x) /\ possible (after h).

(** On sentences of at most [most] tokens the model goes on to their end, and never emits an
    invalid translation. *)
Definition never_invalid {n : nat} (gates : point n -> Prop) (k most : nat)
    (M : support_model n) : Prop :=
  forall h m, sentence gates k h -> reaches M h m -> length h <= most ->
    valid h /\
    (length h < most -> forall t, asked gates k t -> exists w m', next M m t w m').

(** ** Families that cannot share a memory state *)

(** A family is excluded by d measurements if one of its states is impossible, or if some
    element can be measured such that the family is excluded by d - 1 after either outcome. *)
Inductive excluded {n : nat} (k : nat) : nat -> list (vector n) -> Prop :=
  | Impossible d family v : In v family -> (forall z, v z = 0%Z) -> excluded k d family
  | Asking d family K : in_group k K -> hermitian K ->
      (forall s, excluded k d (map (branch K s) family)) -> excluded k (S d) family.

Lemma excluded_by_more n k d d' (family : list (vector n)) :
  d <= d' -> excluded k d family -> excluded k d' family.
Proof.
  intros H He. revert d' H. induction He as [d family v Hv Hz|d family K Hk Hh _ IH]; intros d' H.
  - now apply (Impossible k d' family v).
  - destruct d' as [|d']; [lia|]. apply (Asking k d' family K Hk Hh). intros s. apply IH. lia.
Qed.

(** No memory state of any model that never emits an invalid translation can be in use
    after histories whose vectors form an excluded family. *)
Theorem excluded_not_served n k d most (gates : point n -> Prop) (M : support_model n)
    (hs : list (history n)) (m : contents M) :
  never_invalid gates k most M -> excluded k d (map after hs) ->
  ~ (forall h, In h hs -> sentence gates k h /\ length h + d <= most /\ reaches M h m).
Proof.
  intros HM He. remember (map after hs) as family eqn:E. revert hs m E.
  induction He as [d family v Hv Hz|d family K Hk Hh _ IH]; intros hs m E Hs; subst family.
  - apply in_map_iff in Hv as [h [<- Hin]]. destruct (Hs h Hin) as [A [B C]].
    destruct (HM h m A C) as [[_ [z Pz]] _]; [lia|]. apply Pz, Hz.
  - destruct hs as [|h0 hs0] eqn:Ehs.
    + apply (IH false [] m eq_refl). intros h [].
    + rewrite <- Ehs in *. assert (Hin : In h0 hs) by (rewrite Ehs; now left).
      destruct (Hs h0 Hin) as [A [B C]].
      assert (More : exists w m', next M m (Measure K) w m').
      { apply (proj2 (HM h0 m A C ltac:(lia))); [lia | now split]. }
      destruct More as [w [m' N]].
      assert (Q : forall h, In h hs -> sentence gates k (h ++ [(Measure K, w)]) /\
        length (h ++ [(Measure K, w)]) + d <= most /\ reaches M (h ++ [(Measure K, w)]) m').
      { intros h Hi. destruct (Hs h Hi) as [A' [B' C']]. split; [|split].
        - intros x Hx. apply in_app_or in Hx as [Hx|[<-|[]]]; [now apply A' | now split].
        - rewrite app_length. simpl. lia.
        - now apply (One_more M h m). }
      destruct w as [s|].
      * apply (IH s (map (fun h => h ++ [(Measure K, Some s)]) hs) m').
        -- rewrite !map_map. apply map_ext. intros h. now rewrite after_snoc.
        -- intros h Hi. apply in_map_iff in Hi as [h' [<- Hi]]. now apply Q.
      * destruct (Q h0 Hin) as [A' [B' C']]. destruct (HM _ _ A' C') as [[F _] _]; [lia|].
        apply (F (Measure K, None)). apply in_or_app. right. now left.
Qed.

(** Exclusion is carried from one space to another by a relation that every measurement
    has a counterpart for. *)
Lemma excluded_by n m k (R : vector n -> vector m -> Prop) :
  (forall u w, R u w -> (forall x, w x = 0%Z) -> forall z, u z = 0%Z) ->
  (forall K, in_group k K -> hermitian K -> exists K', in_group k K' /\ hermitian K' /\
     forall u w s, R u w -> R (branch K' s u) (branch K s w)) ->
  forall d W, excluded k d W -> forall T, Forall2 R T W -> excluded k d T.
Proof.
  intros Hzero Hask d W He. induction He as [d W w Hw Hz|d W K Hk Hh _ IH]; intros T HR.
  - assert (Hu : exists u, In u T /\ R u w).
    { clear - Hw HR. induction HR as [|u w' T W Huw _ IH]; [destruct Hw|].
      destruct Hw as [->|Hw]; [exists u; split; [now left | exact Huw]|].
      destruct (IH Hw) as [u' [Hi HR']]. exists u'. split; [now right | exact HR']. }
    destruct Hu as [u [Hi Huw]]. apply (Impossible k d T u Hi). now apply (Hzero u w).
  - destruct (Hask K Hk Hh) as [K' [Hk' [Hh' HB]]].
    apply (Asking k d T K' Hk' Hh'). intros s. apply (IH s).
    clear - HR HB. induction HR; simpl; constructor; auto.
Qed.

(** In particular vectors that are the same up to a factor. *)
Lemma excluded_up_to_factor n k d (T W : list (vector n)) : excluded k d W ->
  Forall2 (fun u w => exists c, forall z, u z = (c * w z)%Z) T W -> excluded k d T.
Proof.
  intros He HR. revert T HR. revert d W He. apply excluded_by.
  - intros u w [c E] H z. rewrite E, H. ring.
  - intros K Hk Hh. exists K. split; [exact Hk | split; [exact Hh|]].
    intros u w s [c E]. exists c. intros z. unfold branch, act. rewrite !E. ring.
Qed.

(** ** Exclusion trees *)

(** [Test a g plus minus] measures X^a (-1)^g, g being the sum of the monomials listed, and
    goes on with [plus] after +1 and [minus] after -1; at [Stop] one of the states must
    have become impossible. *)
Inductive tree (n : nat) : Type :=
  | Stop
  | Test (a : point n) (g : list (point n)) (plus minus : tree n).
Arguments Stop {n}. Arguments Test {n}.

(** The measurements on the longest path. *)
Fixpoint depth {n : nat} (t : tree n) : nat :=
  match t with Stop => 0 | Test _ _ plus minus => S (max (depth plus) (depth minus)) end.

(** A set of vertices from the list of its members. *)
Definition set_of (n : nat) (l : list nat) : point n :=
  fold_right (fun i a => add (unit_vector n i) a) (zero n) l.

(** The sum of the monomials of a list. *)
Fixpoint evaluate {n : nat} (l : list (point n)) (z : point n) : bool :=
  match l with [] => false | m :: r => xorb (evaluate r z) (monomial m z) end.

Lemma evaluate_value n (l : list (point n)) z : value (of_edges l) z = evaluate l z.
Proof.
  induction l as [|m l IH]; simpl; [apply value_zero|]. now rewrite value_xor, value_single, IH.
Qed.

(** Vectors as binary trees of their amplitudes, so that each is computed once. *)
Inductive table (A : Type) : Type := Entry (x : A) | Fork (l r : table A).
Arguments Entry {A}. Arguments Fork {A}.

Fixpoint tabulate {A : Type} {n : nat} : (point n -> A) -> table A :=
  match n return (point n -> A) -> table A with
  | O => fun v => Entry (v tt)
  | S m => fun v => Fork (tabulate (fun z => v (false;; z))) (tabulate (fun z => v (true;; z)))
  end.

Fixpoint moved {A : Type} {n : nat} : point n -> table A -> table A :=
  match n return point n -> table A -> table A with
  | O => fun _ t => t
  | S m => fun a t =>
      match t, a with
      | Entry x, _ => Entry x
      | Fork l r, (b, c) => if b then Fork (moved c r) (moved c l) else Fork (moved c l) (moved c r)
      end
  end.

Fixpoint first_entry {A : Type} (t : table A) : A :=
  match t with Entry x => x | Fork l _ => first_entry l end.

Fixpoint combined {A B C : Type} (f : A -> B -> C) (t : table A) (u : table B) : table C :=
  match t, u with
  | Fork l r, Fork l' r' => Fork (combined f l l') (combined f r r')
  | _, _ => Entry (f (first_entry t) (first_entry u))
  end.

Fixpoint is_zero (t : table Z) : bool :=
  match t with Entry x => Z.eqb x 0 | Fork l r => if is_zero l then is_zero r else false end.

Lemma tabulate_ext A n (v w : point n -> A) : (forall z, v z = w z) -> tabulate v = tabulate w.
Proof.
  induction n as [|n IH]; intros E; simpl; [now rewrite E|].
  f_equal; apply IH; intros z; apply E.
Qed.

Lemma moved_tabulate A n (v : point n -> A) a :
  moved a (tabulate v) = tabulate (fun z => v (add z a)).
Proof.
  induction n as [|n IH]; [now destruct a|]. split_point a x a.
  destruct x; simpl; now rewrite !IH.
Qed.

Lemma combined_tabulate A B C (f : A -> B -> C) n (v : point n -> A) w :
  combined f (tabulate v) (tabulate w) = tabulate (fun z => f (v z) (w z)).
Proof. induction n as [|n IH]; simpl; [reflexivity|]. now rewrite !IH. Qed.

Lemma is_zero_tabulate n (v : vector n) : is_zero (tabulate v) = true -> forall z, v z = 0%Z.
Proof.
  induction n as [|n IH]; intros H z; [destruct z; now apply Z.eqb_eq|]. simpl in H.
  destruct (is_zero (tabulate (fun z => v (false;; z)))) eqn:E; [|discriminate].
  split_point z y z. destruct y; [exact (IH _ H z) | exact (IH _ E z)].
Qed.

(** The tables of the two branches of every state, for the shift a and a table of signs. *)
Definition negated (b : bool) (x : Z) : Z := if b then (- x)%Z else x.

Definition outcome {n : nat} (a : point n) (signs : table bool) (s : bool) (v : table Z)
  : table Z :=
  combined (fun x y => (x + negated s y)%Z) v (moved a (combined negated signs v)).

Lemma outcome_tabulate n (K : element n) s (v : vector n) :
  outcome (shift K) (tabulate (phase K)) s (tabulate v) = tabulate (branch K s v).
Proof.
  unfold outcome. rewrite combined_tabulate, moved_tabulate, combined_tabulate.
  apply tabulate_ext. intros z. unfold branch, act, negated, sign.
  destruct s, (phase K (add z (shift K))); lia.
Qed.

(** An element is measurable if its phase has degree below k and d_a g = 0. *)
Definition measurable {n : nat} (k : nat) (a : point n) (g : list (point n)) : bool :=
  forallb (fun m => Nat.ltb (size m) k) g &&
  forallb (fun z => negb (derivative a (evaluate g) z)) (points n).

Fixpoint check_tree {n : nat} (k : nat) (t : tree n) (family : list (table Z)) : bool :=
  if existsb is_zero family then true
  else match t with
       | Stop => false
       | Test a g plus minus =>
           let signs := tabulate (evaluate g) in
           if measurable k a g then
             if check_tree k plus (map (outcome a signs false) family)
             then check_tree k minus (map (outcome a signs true) family) else false
           else false
       end.

Definition check_exclusion {n : nat} (k : nat) (states : list (list (point n))) (t : tree n)
  : bool := check_tree k t (map (fun l => tabulate (fun z => sign (evaluate l z))) states).

(** ** Soundness *)

Lemma of_edges_listed n (l : list (point n)) m : of_edges l m = true -> In m l.
Proof.
  induction l as [|e l IH]; simpl; [discriminate|].
  destruct (same e m) eqn:E; [apply same_spec in E; auto|].
  rewrite xorb_false_r. auto.
Qed.

Lemma measurable_sound n k (a : point n) g : measurable k a g = true ->
  in_group k (Element a (evaluate g)) /\ hermitian (Element a (evaluate g)).
Proof.
  unfold measurable. rewrite andb_true_iff, !forallb_forall. intros [Hs Hd]. split.
  - exists (of_edges g). split; [|intros z; symmetry; apply evaluate_value].
    intros m Hm. apply of_edges_listed in Hm. apply Hs in Hm. now apply Nat.ltb_lt.
  - intros z. specialize (Hd z (in_points n z)). simpl. now apply negb_true_iff.
Qed.

Lemma impossible_now n k d (family : list (vector n)) :
  existsb is_zero (map tabulate family) = true -> excluded k d family.
Proof.
  intros H. apply existsb_exists in H as [t [Hin Ht]].
  apply in_map_iff in Hin as [v [<- Hv]].
  apply (Impossible k d _ v Hv). now apply is_zero_tabulate.
Qed.

Lemma outcomes_tabulate n (K : element n) s (family : list (vector n)) :
  map (outcome (shift K) (tabulate (phase K)) s) (map tabulate family)
  = map tabulate (map (branch K s) family).
Proof. rewrite !map_map. apply map_ext. intros v. apply outcome_tabulate. Qed.

Lemma check_tree_sound n k (t : tree n) : forall family : list (vector n),
  check_tree k t (map tabulate family) = true -> excluded k (depth t) family.
Proof.
  induction t as [|a g plus IHp minus IHm]; intros family; cbn [check_tree];
    destruct (existsb is_zero (map tabulate family)) eqn:Ez; try discriminate;
    try (intros _; now apply impossible_now).
  destruct (measurable k a g) eqn:Em; [|discriminate].
  destruct (measurable_sound n k a g Em) as [Hk Hh].
  set (K := Element a (evaluate g)) in *.
  rewrite (outcomes_tabulate n K false), (outcomes_tabulate n K true).
  destruct (check_tree k plus _) eqn:Ep; [|discriminate]. intros Eq.
  cbn [depth]. apply (Asking k _ _ K Hk Hh). intros [|].
  - apply (excluded_by_more n k (depth minus)); [lia | now apply IHm].
  - apply (excluded_by_more n k (depth plus)); [lia | now apply IHp].
Qed.

(** An accepted tree excludes the states that have the listed monomials. *)
Theorem check_exclusion_sound n k (states : list (list (point n))) (t : tree n) :
  check_exclusion k states t = true ->
  excluded k (depth t) (map (fun l => state (of_edges l)) states).
Proof.
  intros H. apply (check_tree_sound n k t). rewrite map_map. unfold check_exclusion in H.
  erewrite map_ext; [exact H|]. intros l. apply tabulate_ext. intros z. unfold state.
  now rewrite evaluate_value.
Qed.

(** Hence no memory state of a model that never emits an invalid translation can be in use
    after the preparations of all of them, if its sentences are long enough. *)
Theorem certified_exclusion n k (states : list (list (point n))) (t : tree n) :
  check_exclusion k states t = true ->
  excluded k (depth t) (map (fun l => state (of_edges l)) states) /\
  forall (gates : point n -> Prop) (most : nat) (M : support_model n) (m : contents M),
    (forall l e, In l states -> In e l -> gates e) ->
    (forall l, In l states -> length l + depth t <= most) -> never_invalid gates k most M ->
    ~ (forall l, In l states -> reaches M (prepare l) m).
Proof.
  intros H. apply check_exclusion_sound in H. split; [exact H|].
  intros gates most M m Hg Hl HM Hr.
  apply (excluded_not_served n k (depth t) most gates M (map prepare states) m HM).
  - apply (excluded_up_to_factor n k _ _ _ H). rewrite map_map. clear.
    induction states as [|l states IH]; simpl; constructor; auto.
    exists 1%Z. intros z. rewrite prepared_state. ring.
  - intros h Hh. apply in_map_iff in Hh as [l [<- Hi]]. split; [|split; [|now apply Hr]].
    + intros x Hx. unfold prepare in Hx. apply in_map_iff in Hx as [e [<- He]].
      now apply (Hg l).
    + unfold prepare. rewrite map_length. now apply Hl.
Qed.
