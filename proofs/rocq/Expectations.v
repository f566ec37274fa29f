(* Expectation values of Paulis: the sum of all their squares is at most 2^n |x|^4.

   Belongs here: sums over lists, Parseval's identity, the real inner product of Gaussian
   vectors, that Paulis are symmetric for it.  Does not belong here: traces (Traces.v). *)

From Coq Require Import Bool Arith ZArith List Lia.
From Khrnn Require Import Points States Pauli.
Import ListNotations.
Local Open Scope Z_scope.

(** ** Sums over lists *)

Fixpoint over {A : Type} (l : list A) (f : A -> Z) : Z :=
  match l with [] => 0 | x :: r => f x + over r f end.

Lemma over_ext A (l : list A) f g : (forall x, In x l -> f x = g x) -> over l f = over l g.
Proof.
  induction l as [|x l IH]; simpl; intros H; [reflexivity|].
  rewrite (H x) by now left. rewrite IH; auto.
Qed.

Lemma over_plus A (l : list A) f g : over l (fun x => f x + g x) = over l f + over l g.
Proof. induction l as [|x l IH]; simpl; [reflexivity|]. rewrite IH. ring. Qed.

Lemma over_scale A (l : list A) c f : over l (fun x => c * f x) = c * over l f.
Proof. induction l as [|x l IH]; simpl; [ring|]. rewrite IH. ring. Qed.

Lemma over_zero A (l : list A) : over l (fun _ => 0) = 0.
Proof. induction l as [|x l IH]; simpl; [reflexivity | exact IH]. Qed.

Lemma over_swap A B (l : list A) (m : list B) f :
  over l (fun x => over m (fun y => f x y)) = over m (fun y => over l (fun x => f x y)).
Proof.
  induction l as [|x l IH]; simpl; [now rewrite over_zero|]. now rewrite IH, <- over_plus.
Qed.

Lemma over_app A (l m : list A) f : over (l ++ m) f = over l f + over m f.
Proof. induction l as [|x l IH]; simpl; [reflexivity|]. rewrite IH. ring. Qed.

Lemma over_map A B (h : A -> B) (l : list A) f : over (map h l) f = over l (fun x => f (h x)).
Proof. induction l as [|x l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

Lemma over_prod A B (l : list A) (m : list B) f :
  over (list_prod l m) f = over l (fun x => over m (fun y => f (x, y))).
Proof. induction l as [|x l IH]; simpl; [reflexivity|]. now rewrite over_app, over_map, IH. Qed.

Lemma over_incl A (l m : list A) f :
  NoDup l -> incl l m -> (forall x, 0 <= f x) -> over l f <= over m f.
Proof.
  intros Hl. revert m. induction Hl as [|x l Hx Hl IH]; intros m Hi Hf; simpl.
  - induction m as [|y m IH]; simpl; [lia|]. specialize (Hf y). assert (incl [] m) by easy.
    specialize (IH H). lia.
  - assert (M : In x m) by (apply Hi; now left). apply in_split in M as [m1 [m2 ->]].
    assert (I : incl l (m1 ++ m2)).
    { intros y Hy. assert (Y : In y (m1 ++ x :: m2)) by (apply Hi; now right).
      apply in_app_or in Y as [Y|[<-|Y]]; apply in_or_app; auto. contradiction. }
    specialize (IH _ I Hf). rewrite over_app in *. simpl. lia.
Qed.

Lemma over_le A (l : list A) f g : (forall x, In x l -> f x <= g x) -> over l f <= over l g.
Proof.
  induction l as [|x l IH]; simpl; intros H; [lia|].
  pose proof (H x (or_introl eq_refl)). assert (over l f <= over l g) by auto. lia.
Qed.

Lemma over_points n f : over (points n) f = total f.
Proof.
  induction n as [|n IH]; simpl; [ring|]. now rewrite over_app, !over_map, !IH.
Qed.

Lemma total_over A n (l : list A) (f : A -> point n -> Z) :
  total (fun z => over l (fun x => f x z)) = over l (fun x => total (f x)).
Proof.
  induction l as [|x l IH]; simpl; [now rewrite total_const|]. now rewrite total_plus, IH.
Qed.

Lemma total_swap n m (f : point n -> point m -> Z) :
  total (fun y => total (fun z => f y z)) = total (fun z => total (fun y => f y z)).
Proof.
  rewrite <- (over_points n). rewrite <- total_over. apply total_ext. intros z.
  now rewrite over_points.
Qed.

Lemma total_zero n : total (fun _ : point n => 0) = 0.
Proof. now rewrite total_const. Qed.

Lemma total_nonnegative n (f : point n -> Z) : (forall z, 0 <= f z) -> 0 <= total f.
Proof.
  intros H. rewrite <- over_points. rewrite <- (over_zero _ (points n)).
  induction (points n) as [|z l IH]; simpl; [lia|]. specialize (H z). lia.
Qed.

(** Cauchy and Schwarz, for signs. *)
Lemma cauchy_schwarz A (l : list A) (s r : A -> Z) :
  (forall x, s x * s x = 1) ->
  over l (fun x => s x * r x) * over l (fun x => s x * r x)
  <= Z.of_nat (length l) * over l (fun x => r x * r x).
Proof.
  intros H. induction l as [|x l IH]; [simpl; lia|].
  cbn [over length]. rewrite Nat2Z.inj_succ. specialize (H x).
  set (X := over l (fun x => s x * r x)) in *. set (R := over l (fun x => r x * r x)) in *.
  assert (F : s x * r x * (s x * r x) = r x * r x).
  { replace (s x * r x * (s x * r x)) with (s x * s x * (r x * r x)) by ring. rewrite H. ring. }
  set (a := s x * r x) in *. set (b := r x * r x) in *.
  destruct l as [|y l']; [subst X R; cbn [over length]; lia|].
  set (n := Z.of_nat (length (y :: l'))) in *.
  assert (Hn : 1 <= n) by (subst n; cbn [length]; lia).
  assert (E : 0 <= (X - n * a) * (X - n * a)) by apply Z.square_nonneg.
  assert (G : n * (2 * (X * a)) <= n * (R + n * b)).
  { replace ((X - n * a) * (X - n * a)) with (X * X - n * (2 * (X * a)) + n * n * (a * a)) in E by ring.
    rewrite F in E. lia. }
  apply Z.mul_le_mono_pos_l in G; [|lia].
  replace ((a + X) * (a + X)) with (a * a + 2 * (X * a) + X * X) by ring. rewrite F. lia.
Qed.

(** ** The transform of Walsh and Hadamard preserves the norm, up to 2^n. *)
Lemma parseval n (h : point n -> Z) :
  total (fun z => total (fun u => sign (dot z u) * h u) * total (fun u => sign (dot z u) * h u))
  = 2 ^ Z.of_nat n * total (fun u => h u * h u).
Proof.
  induction n as [|n IH]; [unfold sign; cbn [total dot Z.of_nat]; rewrite Z.pow_0_r; ring|].
  rewrite Nat2Z.inj_succ, Z.pow_succ_r by lia.
  set (g := fun b z => total (fun u => sign (dot z u) * h (b;; u))).
  assert (E : forall y (z : point n), total (fun u => sign (dot ((y;; z) : point (S n)) u) * h u)
                        = g false z + sign y * g true z).
  { intros y z. cbn [total dot fst snd]. unfold g. rewrite <- total_scale, <- !total_plus.
    apply total_ext. intros u. rewrite andb_false_r, andb_true_r, !sign_xorb. unfold sign at 1. ring. }
  assert (T : total (fun z => total (fun u => sign (dot z u) * h u)
                              * total (fun u => sign (dot z u) * h u))
              = total (fun z => 2 * (g false z * g false z) + 2 * (g true z * g true z))).
  { change (total ?F) with (total (fun z => F (false;; z)) + total (fun z => F (true;; z))) at 1.
    cbv beta. rewrite <- total_plus. apply total_ext. intros z. rewrite !E. unfold sign. ring. }
  rewrite T, total_plus, !total_scale. unfold g. rewrite !IH. cbn [total]. ring.
Qed.

(** ** The real inner product of Gaussian vectors *)

Definition rdot (c d : gaussian) : Z := fst c * fst d + snd c * snd d.

(** The real part of the inner product. *)
Definition ip {n : nat} (u v : point n -> gaussian) : Z := total (fun w => rdot (u w) (v w)).

Definition operator {n : nat} (p : pauli n) : (point n -> gaussian) -> point n -> gaussian :=
  apply_pauli (hermitian_pauli p).

(** The real part of i^t *)
Definition re_phase (t : nat) : Z := rdot (1, 0) (times_i_to t (1, 0)).

Lemma rdot_comm c d : rdot c d = rdot d c.
Proof. unfold rdot. ring. Qed.

Lemma rdot_times_i c d : rdot (times_i c) (times_i d) = rdot c d.
Proof. unfold rdot, times_i. cbn [fst snd]. ring. Qed.

Lemma rdot_turn t c d : rdot (times_i_to t c) (times_i_to t d) = rdot c d.
Proof. induction t as [|t IH]; [reflexivity|]. cbn [times_i_to]. now rewrite rdot_times_i. Qed.

Lemma turn_mod s t c : (s mod 4 = t mod 4)%nat -> times_i_to s c = times_i_to t c.
Proof.
  intros H. rewrite (Nat.div_mod s 4), (Nat.div_mod t 4), H by lia.
  assert (E : forall k r, times_i_to (4 * k + r) c = times_i_to r c).
  { induction k as [|k IH]; intros r; [reflexivity|].
    replace (4 * S k + r)%nat with (4 + (4 * k + r))%nat by lia.
    now rewrite times_i_add, times_i_four. }
  now rewrite !E.
Qed.

(** Powers of i on the two sides cancel if they add up to a multiple of 4. *)
Lemma rdot_move s t c d : ((s + t) mod 4 = 0)%nat -> rdot (times_i_to s c) d = rdot c (times_i_to t d).
Proof.
  intros H. rewrite <- (rdot_turn t (times_i_to s c) d), <- times_i_add.
  now rewrite (turn_mod (t + s) 0 c) by (rewrite Nat.add_comm; exact H).
Qed.

Lemma turn_even k c d : rdot c (times_i_to (2 * k) d) = sign (Nat.odd k) * rdot c d.
Proof.
  rewrite (signs_parity k (if Nat.odd k then 1 else 0)) by now destruct (Nat.odd k).
  destruct (Nat.odd k); cbn [Nat.mul Nat.add times_i_to]; unfold rdot, sign, times_i;
    cbn [fst snd]; ring.
Qed.

Lemma ip_comm n (u v : point n -> gaussian) : ip u v = ip v u.
Proof. apply total_ext. intros w. apply rdot_comm. Qed.

(** Y is its own inverse up to i^4: a number and twice its parity *)
Lemma double_odd k : ((2 * k) mod 4 = if Nat.odd k then 2 else 0)%nat.
Proof.
  rewrite (Nat.div2_odd k) at 1. set (h := Nat.div2 k).
  replace (2 * (2 * h + Nat.b2n (Nat.odd k)))%nat with (2 * Nat.b2n (Nat.odd k) + h * 4)%nat by lia.
  rewrite Nat.mod_add by lia. now destruct (Nat.odd k).
Qed.

(** Hermitian Paulis are symmetric. *)
Lemma operator_symmetric n (p : pauli n) u v : ip (operator p u) v = ip u (operator p v).
Proof.
  destruct p as [s z]. unfold ip. rewrite <- (total_shift n _ s). apply total_ext. intros w.
  unfold operator, apply_pauli, hermitian_pauli. cbn [power label fst snd].
  rewrite add_twice. apply rdot_move.
  replace (common s z + 2 * common z w + (common s z + 2 * common z (add w s)))%nat
    with (2 * (common s z + common z w + common z (add w s)))%nat by lia.
  rewrite double_odd, !Nat.odd_add, !odd_common, dot_add, (dot_comm n s z).
  now destruct (dot z s), (dot z w).
Qed.

(** ** Expectation values *)

Lemma common_zero n (u : point n) : common (zero n) u = 0%nat.
Proof.
  unfold common. induction n as [|n IH]; [reflexivity|]. split_point u y u. simpl. apply IH.
Qed.

Lemma operator_identity n v (w : point n) : operator (zero n, zero n) v w = v w.
Proof.
  unfold operator, apply_pauli, hermitian_pauli. cbn [power label fst snd].
  now rewrite !common_zero, add_zero.
Qed.

(** A power of i turns the real part into plus or minus the real or imaginary part. *)
Lemma turn_cases k : exists e, e * e = 1 /\
  ((forall c d, rdot c (times_i_to k d) = e * rdot c d) \/
   (forall c d, rdot c (times_i_to k d) = e * rdot c (times_i d))).
Proof.
  induction k as [|k [e [E [H|H]]]].
  - exists 1. split; [reflexivity|]. left. intros. cbn [times_i_to]. ring.
  - exists e. split; [exact E|]. right. intros c d.
    replace (S k) with (k + 1)%nat by lia. rewrite times_i_add. apply H.
  - exists (- e). split; [lia|]. left. intros c d.
    replace (S k) with (k + 1)%nat by lia. rewrite times_i_add. rewrite H.
    unfold rdot, times_i_to, times_i. cbn [fst snd]. ring.
Qed.

Lemma square_of_sign e x : e * e = 1 -> e * x * (e * x) = x * x.
Proof. intros H. replace (e * x * (e * x)) with (e * e * (x * x)) by ring. rewrite H. ring. Qed.

Definition squared {n : nat} (x : point n -> gaussian) (p : pauli n) : Z :=
  ip x (operator p x) * ip x (operator p x).

Lemma squared_row n (x : point n -> gaussian) s :
  total (fun z => squared x (s, z))
  <= 2 ^ Z.of_nat n * total (fun u => rdot (x (add u s)) (x (add u s)) * rdot (x u) (x u)).
Proof.
  set (re := fun u => rdot (x (add u s)) (x u)).
  set (im := fun u => rdot (x (add u s)) (times_i (x u))).
  set (hat := fun f z => total (fun u : point n => sign (dot z u) * f u)).
  apply Z.le_trans with (total (fun z => hat re z * hat re z + hat im z * hat im z)).
  - rewrite <- !over_points. apply over_le. intros z _. unfold squared.
    assert (I : forall e f, (forall c d, rdot c (times_i_to (common s z) d) = e * f c d) ->
      ip x (operator (s, z) x) = e * hat (fun u => f (x (add u s)) (x u)) z).
    { intros e f H. unfold ip, hat. rewrite <- total_scale, <- (total_shift n _ s).
      apply total_ext. intros u. unfold operator, apply_pauli, hermitian_pauli.
      cbn [power label fst snd]. rewrite add_twice, Nat.add_comm, times_i_add, turn_even, H.
      rewrite odd_common. ring. }
    pose proof (Z.square_nonneg (hat re z)) as Pr. pose proof (Z.square_nonneg (hat im z)) as Pi.
    destruct (turn_cases (common s z)) as [e [E [H|H]]].
    + rewrite (I e rdot H), square_of_sign by exact E. fold re. lia.
    + rewrite (I e (fun c d => rdot c (times_i d)) H), square_of_sign by exact E. fold im. lia.
  - rewrite total_plus. unfold hat. rewrite !parseval, <- Z.mul_add_distr_l, <- total_plus.
    apply Z.eq_le_incl. f_equal. apply total_ext. intros u. unfold re, im, rdot, times_i.
    cbn [fst snd]. ring.
Qed.

(** Summed over all Paulis, <x, P x>^2 is at most 2^n |x|^4. *)
Lemma squared_sum n (x : point n -> gaussian) :
  over (list_prod (points n) (points n)) (squared x) <= 2 ^ Z.of_nat n * (ip x x * ip x x).
Proof.
  rewrite over_prod.
  apply Z.le_trans with (over (points n) (fun s => 2 ^ Z.of_nat n *
    total (fun u => rdot (x (add u s)) (x (add u s)) * rdot (x u) (x u)))).
  - apply over_le. intros s _. rewrite over_points. apply squared_row.
  - rewrite over_scale, over_points, total_swap. apply Z.eq_le_incl. f_equal.
    unfold ip at 1. rewrite Z.mul_comm, <- total_scale. apply total_ext. intros u.
    rewrite (total_ext n _ (fun s => rdot (x u) (x u) * rdot (x (add s u)) (x (add s u)))).
    + rewrite total_scale. rewrite (total_shift n (fun s => rdot (x s) (x s)) u).
      unfold ip. ring.
    + intros s. rewrite (add_comm n s u). ring.
Qed.

Lemma in_all_labels n (p : pauli n) : In p (list_prod (points n) (points n)).
Proof. destruct p. apply in_prod; apply in_points. Qed.

(** For Paulis other than the identity: at most (2^n - 1) |x|^4. *)
Lemma squared_bound n (x : point n -> gaussian) (Q : list (pauli n)) :
  NoDup Q -> ~ In (zero n, zero n) Q ->
  over Q (squared x) <= (2 ^ Z.of_nat n - 1) * (ip x x * ip x x).
Proof.
  intros H I. pose proof (squared_sum n x) as S.
  pose proof (over_incl _ ((zero n, zero n) :: Q) (list_prod (points n) (points n)) (squared x)) as L.
  cbn [over] in L.
  assert (E : squared x (zero n, zero n) = ip x x * ip x x).
  { assert (F : ip x (operator (zero n, zero n) x) = ip x x)
      by (unfold ip; apply total_ext; intros w; now rewrite operator_identity).
    unfold squared. now rewrite F. }
  rewrite E in L. assert (L' := L (NoDup_cons _ I H) (fun p _ => in_all_labels n p)
    (fun p => Z.square_nonneg _)). 
  assert (M : ip x x * ip x x + over Q (squared x) <= 2 ^ Z.of_nat n * (ip x x * ip x x))
    by exact (Z.le_trans _ _ _ L' S). lia.
Qed.
