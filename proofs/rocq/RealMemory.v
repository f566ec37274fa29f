(* Reading R2 for machines whose probabilities are arbitrary real numbers.

   Belongs here: machines that give the probability of -1 as a cut in the rationals, so
   that no theory of real numbers (and no axiom) is needed, and their lower bound.  Does
   not belong here: the gap and the machine that attains the bound (Memory.v). *)

From Coq Require Import Bool Arith ZArith QArith Lqa List Lia.
From Khrnn Require Import Points Polynomials States Counting Task Memory.
Import ListNotations.
Local Open Scope nat_scope.

(** [above m K q] says that the probability of -1, a real number, is greater than the
    rational number q; [below m K r] that it is less than r.  Of the real numbers only
    this is used: what lies between q and r makes q less than r. *)
Record real_machine (n : nat) : Type := RealMachine {
  real_memory : Type;
  real_start : real_memory;
  real_update : real_memory -> token n -> word -> real_memory;
  above : real_memory -> element n -> Q -> Prop;
  below : real_memory -> element n -> Q -> Prop;
  ordered : forall m K q r, above m K q -> below m K r -> (q < r)%Q }.
Arguments real_memory {n}. Arguments real_start {n}. Arguments real_update {n}.
Arguments above {n}. Arguments below {n}. Arguments ordered {n}.

Definition real_cut {n : nat} (M : real_machine n) (l : list (point n)) : real_memory M :=
  fold_left (fun m x => real_update M m (fst x) (snd x)) (prepare l) (real_start M).

(** The law of every single measurement is within 2^{-k} of the quantum law. *)
Definition real_serves {n : nat} (k : nat) (M : real_machine n) (l : list (point n)) : Prop :=
  forall K, in_group k K -> hermitian K ->
    let p := probability K true (after (prepare l)) in
    above M (real_cut M l) K (p - two_to_minus k) /\
    below M (real_cut M l) K (p + two_to_minus k).

Theorem real_served_injective n k (M : real_machine n) l m :
  1 <= k -> In l (edge_sets n k) -> In m (edge_sets n k) ->
  real_serves k M l -> real_serves k M m -> real_cut M l = real_cut M m -> l = m.
Proof.
  intros Hk Hl Hm Sl Sm E.
  destruct (list_eq_dec (point_dec n) l m) as [|Hne]; [assumption|]. exfalso.
  destruct (gap n k (of_edges l) (of_edges m) Hk) as [i [_ [P0 P1]]].
  - now apply edge_set_uniform.
  - now apply edge_set_uniform.
  - now apply (edge_sets_differ n k).
  - destruct (generator_measurable n k l i Hl) as [G1 G2].
    set (K := generator (of_edges l) i) in *.
    destruct (Sl K G1 G2) as [_ B]. destruct (Sm K G1 G2) as [A _]. rewrite E in B.
    pose proof (ordered M _ _ _ _ A B) as C.
    rewrite (probability_ext n K true _ _ (prepared_state n l)) in C.
    rewrite (probability_ext n K true _ _ (prepared_state n m)) in C. lra.
Qed.

Theorem real_faithful_needs_states n k (M : real_machine n) (states : list (real_memory M)) :
  1 <= k -> (forall l, In l (edge_sets n k) -> real_serves k M l) ->
  (forall l, In l (edge_sets n k) -> In (real_cut M l) states) ->
  2 ^ binom n k <= length states.
Proof.
  intros Hk Hs Hin. rewrite <- edge_sets_length.
  apply (injective_length _ _ (real_cut M)); [apply edge_sets_NoDup | | exact Hin].
  intros l m Hl Hm. apply (real_served_injective n k M l m Hk Hl Hm); auto.
Qed.
