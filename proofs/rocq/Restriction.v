(* From n vertices to a few: how exclusion of restricted states excludes the states.

   Belongs here: controlled gates on all states at once, measuring Z on vertices, and
   measuring on the vertices that are left.  Does not belong here: graphs (GraphStates.v). *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points Polynomials States Counting Task Sharing Exclusion.
Import ListNotations.

(** ** Diagonal gates on all states: (-1)^f with f of degree at most k *)

Lemma excluded_turned n k d (f : point n -> bool) (W T : list (vector n)) :
  degree_below (S k) f -> excluded k d W ->
  Forall2 (fun u w => forall z, u z = (sign (f z) * w z)%Z) T W -> excluded k d T.
Proof.
  intros Hf He HR. revert T HR. revert d W He. apply excluded_by.
  - intros u w E H z. rewrite E, H. ring.
  - intros K Hk Hh.
    exists (Element (shift K) (fun z => xorb (phase K z) (derivative (shift K) f z))).
    split; [|split].
    + apply degree_sum; [exact Hk | now apply degree_derivative].
    + intros z. specialize (Hh z). unfold derivative in *. simpl. rewrite add_twice.
      now destruct (phase K (add z (shift K))), (phase K z), (f (add z (shift K))), (f z).
    + intros u w s E z. unfold branch, act, derivative. simpl.
      rewrite !E, add_twice, !sign_xorb.
      destruct (f (add z (shift K))); cbn [sign]; ring.
Qed.

(** ** Measuring Z on vertices *)

Lemma coordinate_unit_other n i j : i <> j -> coordinate (unit_vector n i) j = false.
Proof.
  revert i j. induction n as [|n IH]; [reflexivity|]. intros [|i] [|j] H; simpl; auto.
  - contradiction.
  - apply coordinate_zero.
Qed.

Lemma size_unit n i : i < n -> size (unit_vector n i) = 1.
Proof.
  revert i. induction n as [|n IH]; [lia|]. intros [|i] H; simpl; [now rewrite size_zero|].
  apply IH. lia.
Qed.

Lemma monomial_unit n i (z : point n) : i < n -> monomial (unit_vector n i) z = coordinate z i.
Proof.
  revert i. induction n as [|n IH]; [lia|]. intros i H. split_point z y z.
  destruct i as [|i]; simpl.
  - pose proof (zero_subset n z) as E. unfold subset in E. rewrite E. apply andb_true_r.
  - apply IH. lia.
Qed.

Definition z_on {n : nat} (i : nat) : element n := Element (zero n) (fun z => coordinate z i).

Lemma z_on_measurable n k i : 2 <= k -> i < n -> in_group k (@z_on n i) /\ hermitian (@z_on n i).
Proof.
  intros Hk Hi. split.
  - exists (same (unit_vector n i)). split.
    + intros m Hm. apply same_spec in Hm. subst m. rewrite size_unit by exact Hi. lia.
    + intros z. simpl. now rewrite value_single, monomial_unit.
  - intros z. unfold derivative. simpl. rewrite add_zero. apply xorb_nilpotent.
Qed.

(** The points that agree with c on the vertices L, and a vector cut down to them. *)
Definition agree {n : nat} (L : list nat) (c z : point n) : bool :=
  forallb (fun i => eqb (coordinate z i) (coordinate c i)) L.
Definition pinned {n : nat} (L : list nat) (c : point n) (u : vector n) : vector n :=
  fun z => if agree L c z then u z else 0%Z.

Lemma agree_ext n (L : list nat) (c c' z : point n) :
  (forall i, In i L -> coordinate c i = coordinate c' i) -> agree L c z = agree L c' z.
Proof.
  intros E. unfold agree. induction L as [|i L IH]; [reflexivity|]. simpl.
  rewrite (E i) by now left. f_equal. apply IH. intros j Hj. apply E. now right.
Qed.

Lemma excluded_pinned n k d (L : list nat) : 2 <= k -> NoDup L -> (forall i, In i L -> i < n) ->
  forall T : list (vector n),
  (forall c, excluded k d (map (pinned L c) T)) -> excluded k (length L + d) T.
Proof.
  intros Hk HL HB. induction L as [|i L IH]; intros T H.
  - apply (excluded_up_to_factor n k d _ _ (H (zero n))). clear.
    induction T; simpl; constructor; auto. exists 1%Z. intros z. unfold pinned, agree.
    cbn [forallb]. ring.
  - inversion HL; subst. assert (Hi : i < n) by (apply HB; now left).
    destruct (z_on_measurable n k i Hk Hi) as [Hg Hh].
    simpl. apply (Asking k _ T (z_on i) Hg Hh). intros s.
    apply IH; [assumption | intros j Hj; apply HB; now right|]. intros c.
    set (c' := if eqb (coordinate c i) s then c else add c (unit_vector n i)).
    assert (E0 : coordinate c' i = s).
    { unfold c'. destruct (eqb (coordinate c i) s) eqn:E; [now apply eqb_prop|].
      rewrite coordinate_toggle by exact Hi. now destruct (coordinate c i), s. }
    assert (E1 : forall j, In j L -> coordinate c j = coordinate c' j).
    { intros j Hj. unfold c'. destruct (eqb (coordinate c i) s); [reflexivity|].
      rewrite coordinate_add, coordinate_unit_other, xorb_false_r; [reflexivity|].
      intros ->. contradiction. }
    apply (excluded_up_to_factor n k d _ _ (H c')). rewrite map_map.
    clear - E0 E1. induction T as [|u T IH]; simpl; constructor; auto.
    exists 2%Z. intros z. unfold pinned. rewrite (agree_ext n L c c' z E1).
    unfold agree at 2. simpl forallb. fold (agree L c' z). rewrite E0.
    unfold branch, act, z_on. cbn [shift phase]. rewrite add_zero.
    destruct (agree L c' z), (coordinate z i), s; cbn [eqb andb sign]; ring.
Qed.

(** ** Some vertices of many *)

(** The point of n vertices with the given bits on the vertices V and 0 elsewhere, and the
    bits of a point on V. *)
Fixpoint spread {n : nat} (V : list nat) : point (length V) -> point n :=
  match V return point (length V) -> point n with
  | [] => fun _ => zero n
  | i :: r => fun x => add (if fst x then unit_vector n i else zero n) (spread r (snd x))
  end.

Fixpoint take {n : nat} (V : list nat) (z : point n) : point (length V) :=
  match V return point (length V) with
  | [] => tt
  | i :: r => (coordinate z i;; take r z)
  end.

Lemma zero_add n (a : point n) : add (zero n) a = a.
Proof. now rewrite add_comm, add_zero. Qed.

Lemma add_exchange n (a b c d : point n) : add (add a b) (add c d) = add (add a c) (add b d).
Proof. now rewrite !add_assoc, <- (add_assoc n b), (add_comm n b c), add_assoc. Qed.

Lemma spread_add n (V : list nat) (x y : point (length V)) :
  @spread n V (add x y) = add (spread V x) (spread V y).
Proof.
  induction V as [|i V IH]; [now rewrite add_zero|]. simpl in x, y.
  destruct x as [a x], y as [b y]. simpl. rewrite IH, add_exchange. f_equal.
  destruct a, b; simpl; now rewrite ?add_self, ?add_zero, ?zero_add.
Qed.

Lemma take_add n (V : list nat) (z w : point n) : take V (add z w) = add (take V z) (take V w).
Proof. induction V as [|i V IH]; [reflexivity|]. simpl. now rewrite IH, coordinate_add. Qed.

Lemma coordinate_if n b i j : coordinate (if b : bool then unit_vector n i else zero n) j
  = b && coordinate (unit_vector n i) j.
Proof. destruct b; [reflexivity | apply coordinate_zero]. Qed.

Lemma coordinate_spread_out n (V : list nat) x i :
  ~ In i V -> coordinate (@spread n V x) i = false.
Proof.
  induction V as [|j V IH]; simpl; intros H; [apply coordinate_zero|].
  rewrite coordinate_add, coordinate_if, coordinate_unit_other, andb_false_r by tauto.
  rewrite xorb_false_l. apply IH. tauto.
Qed.

Lemma take_unit_out n (V : list nat) i b :
  ~ In i V -> take V (if b : bool then unit_vector n i else zero n) = zero (length V).
Proof.
  induction V as [|j V IH]; simpl; intros H; [reflexivity|].
  rewrite IH by tauto. rewrite coordinate_if, coordinate_unit_other, andb_false_r; [reflexivity|].
  intros ->. tauto.
Qed.

Lemma take_spread n (V : list nat) x :
  NoDup V -> (forall i, In i V -> i < n) -> take V (@spread n V x) = x.
Proof.
  induction V as [|i V IH]; intros HN HB; [now destruct x|]. inversion HN; subst.
  simpl in x. destruct x as [b x]. simpl.
  rewrite coordinate_add, coordinate_if, coordinate_unit, andb_true_r by (apply HB; now left).
  rewrite coordinate_spread_out, xorb_false_r by assumption.
  rewrite take_add, take_unit_out, zero_add by assumption.
  rewrite IH; auto. intros j Hj. apply HB. now right.
Qed.

Lemma coordinate_spread_take n (V : list nat) (z : point n) i : NoDup V -> In i V -> i < n ->
  coordinate (@spread n V (take V z)) i = coordinate z i.
Proof.
  induction V as [|j V IH]; intros HN Hi Hn; [destruct Hi|]. inversion HN; subst. simpl.
  rewrite coordinate_add, coordinate_if. destruct (Nat.eq_dec j i) as [->|Hne].
  - rewrite coordinate_unit, andb_true_r, coordinate_spread_out by assumption.
    apply xorb_false_r.
  - rewrite coordinate_unit_other, andb_false_r, xorb_false_l by exact Hne.
    apply IH; auto. now destruct Hi.
Qed.

Lemma point_by_coordinates n (a b : point n) :
  (forall i, i < n -> coordinate a i = coordinate b i) -> a = b.
Proof.
  induction n as [|n IH]; intros H; [now destruct a, b|].
  split_point a x a. split_point b y b. pose proof (H 0 ltac:(lia)) as H0. simpl in H0.
  subst y. f_equal. apply IH. intros i Hi. apply (H (S i)). lia.
Qed.

(** All vertices but V. *)
Definition others (n : nat) (V : list nat) : list nat :=
  filter (fun i => negb (existsb (Nat.eqb i) V)) (seq 0 n).

Lemma in_others n V i : In i (others n V) <-> i < n /\ ~ In i V.
Proof.
  unfold others. rewrite filter_In, in_seq, negb_true_iff. split.
  - intros [H E]. split; [lia|]. intros Hi.
    assert (existsb (Nat.eqb i) V = true); [|congruence].
    apply existsb_exists. exists i. split; [exact Hi | apply Nat.eqb_refl].
  - intros [H E]. split; [lia|]. destruct (existsb (Nat.eqb i) V) eqn:F; [|reflexivity].
    apply existsb_exists in F as [j [Hj Ej]]. apply Nat.eqb_eq in Ej. now subst.
Qed.

Lemma others_length n V : NoDup V -> (forall i, In i V -> i < n) ->
  length (others n V) = n - length V.
Proof.
  intros HN HB.
  assert (E : length (others n V ++ V) = n); [|rewrite app_length in E; lia].
  rewrite <- (seq_length n 0) at 2. apply Nat.le_antisymm; apply NoDup_incl_length.
  - apply NoDup_app; [apply NoDup_filter, seq_NoDup | exact HN|].
    intros i Hi. now apply in_others in Hi.
  - intros i Hi. apply in_seq. apply in_app_or in Hi as [Hi|Hi].
    + apply in_others in Hi. lia.
    + specialize (HB i Hi). lia.
  - apply seq_NoDup.
  - intros i Hi. apply in_seq in Hi. apply in_or_app.
    destruct (in_dec Nat.eq_dec i V) as [I|I]; [now right | left].
    apply in_others. split; [lia | exact I].
Qed.

Lemma agree_spread n V (c z : point n) x :
  agree (others n V) c (add z (spread V x)) = agree (others n V) c z.
Proof.
  unfold agree. assert (H : forall i, In i (others n V) -> ~ In i V) by apply in_others.
  induction (others n V) as [|i L IH]; [reflexivity|]. simpl.
  rewrite coordinate_add, coordinate_spread_out, xorb_false_r by (apply H; now left).
  f_equal. apply IH. intros j Hj. apply H. now right.
Qed.

Lemma agree_refl n L (c : point n) : agree L c c = true.
Proof. apply forallb_forall. intros i _. apply eqb_reflx. Qed.

Lemma agreeing n V (c z : point n) : NoDup V -> agree (others n V) c z = true ->
  z = add (@spread n V (take V (add z c))) c.
Proof.
  intros HN H. unfold agree in H. rewrite forallb_forall in H.
  rewrite <- (add_twice n z c) at 1. f_equal. apply point_by_coordinates. intros i Hi.
  destruct (in_dec Nat.eq_dec i V) as [I|I].
  - now rewrite coordinate_spread_take.
  - rewrite coordinate_spread_out by exact I. rewrite coordinate_add.
    specialize (H i (proj2 (in_others n V i) (conj Hi I))). apply eqb_prop in H.
    rewrite H. apply xorb_nilpotent.
Qed.

(** ** Degrees of functions of some vertices *)

Lemma degree_times_coordinate n r (f : point n -> bool) i :
  degree_below r f -> degree_below (S r) (fun z => coordinate z i && f z).
Proof.
  revert r f i. induction n as [|n IH]; intros r f i H.
  - apply (degree_ext 0 _ (fun _ => false)); [reflexivity | apply degree_zero_function].
  - destruct r as [|r].
    { apply (degree_ext _ _ (fun _ => false)); [|apply degree_zero_function].
      intros z. rewrite (proj1 (degree_below_zero _ f) H). now rewrite andb_false_r. }
    apply degree_step in H as [H0 H1]. apply degree_step. destruct i as [|i].
    + split.
      * apply (degree_ext n _ (fun _ => false)); [reflexivity | apply degree_zero_function].
      * apply (degree_ext n _ (fun z => xorb (part0 f z) (part1 f z))).
        -- intros z. unfold part0, part1. simpl.
           now destruct (f (true;; z)), (f (false;; z)).
        -- apply degree_sum; [exact H0 | now apply (degree_mono n r); [lia|]].
    + split.
      * apply (degree_ext n _ (fun z => coordinate z i && part0 f z)); [reflexivity|].
        now apply IH.
      * apply (degree_ext n _ (fun z => coordinate z i && part1 f z)); [|now apply IH].
        intros z. unfold part1. simpl.
        now destruct (coordinate z i), (f (true;; z)), (f (false;; z)).
Qed.

Lemma degree_take n r V (g : point (length V) -> bool) :
  degree_below r g -> degree_below r (fun z : point n => g (take V z)).
Proof.
  revert r. induction V as [|i V IH]; intros r H.
  - destruct r as [|r].
    + apply degree_below_zero. intros z. now apply (proj1 (degree_below_zero _ g)).
    + apply (degree_ext n _ (fun _ => g tt)); [reflexivity | apply degree_constant].
  - destruct r as [|r].
    { apply degree_below_zero. intros z. now apply (proj1 (degree_below_zero _ g)). }
    apply degree_step in H as [H0 H1].
    apply (degree_ext n _ (fun z => xorb (part0 g (take V z))
                                         (coordinate z i && part1 g (take V z)))).
    + intros z. simpl. symmetry. apply (split_value (length V) g).
    + apply degree_sum; [now apply IH | now apply degree_times_coordinate, IH].
Qed.

(** ** The reduction *)

(** If, for all values c outside V, the states restricted to V are excluded, then so are
    the states: measure Z outside V, then measure inside. *)
Theorem excluded_on n k d V (T : list (vector n)) :
  2 <= k -> NoDup V -> (forall i, In i V -> i < n) ->
  (forall c, excluded k d (map (fun u x => u (add (spread V x) c)) T)) ->
  excluded k (n - length V + d) T.
Proof.
  intros Hk HN HB H. rewrite <- (others_length n V HN HB).
  apply (excluded_pinned n k d (others n V) Hk).
  - apply NoDup_filter, seq_NoDup.
  - intros i Hi. now apply in_others in Hi.
  - intros c. specialize (H c).
    set (R := fun (u : vector n) (w : vector (length V)) =>
                (forall x, u (add (spread V x) c) = w x) /\
                (forall z, agree (others n V) c z = false -> u z = 0%Z)).
    refine (excluded_by n (length V) k R _ _ d _ H _ _).
    + intros u w [E O] Hw z. destruct (agree (others n V) c z) eqn:A; [|now apply O].
      rewrite (agreeing n V c z HN A), E. apply Hw.
    + clear H. intros K HK Hh.
      exists (Element (spread V (shift K)) (fun z => phase K (take V (add z c)))).
      split; [|split].
      * unfold in_group. simpl.
        apply (degree_shift n k (fun z => phase K (take V z)) c). now apply degree_take.
      * intros z. specialize (Hh (take V (add z c))). unfold derivative in *. simpl.
        rewrite add_assoc, (add_comm n (spread V _)), <- add_assoc, take_add.
        now rewrite take_spread.
      * intros u w s [E O]. split.
        -- intros x. unfold branch, act. simpl.
           assert (P : add (add (spread V x) c) (spread V (shift K))
                       = add (@spread n V (add x (shift K))) c).
           { rewrite spread_add, !add_assoc. f_equal. apply add_comm. }
           now rewrite P, !E, add_twice, take_spread.
        -- intros z A. unfold branch, act. simpl.
           rewrite (O z A), (O (add z (spread V (shift K)))); [ring|].
           now rewrite agree_spread.
    + clear H. induction T as [|u T IH]; simpl; constructor; auto. split.
      * intros x. unfold pinned. rewrite add_comm, agree_spread, agree_refl. reflexivity.
      * intros z A. unfold pinned. now rewrite A.
Qed.
