(* Kochen-Specker colourings of exact vector sets, and a checker that there is none.

   Belongs here: five quadratic rings, orthogonality, bases, colourings; the clauses that a
   colouring satisfies, each derived from coordinates; soundness.  Does not belong here:
   particular vector sets (khrnn check --rocq writes one file for each certificate). *)

From Coq Require Import Bool Arith ZArith PArith FMapPositive List Lia.
From Khrnn Require Import Lrat.
Import ListNotations.
Local Open Scope Z_scope.

(** ** Numbers *)

(** The rings Z, Z[sqrt 2], Z[i], Z[w] with w a cube root of unity, Z[phi]. *)
Inductive ring : Set := Integers | Root2 | Gauss | Eisenstein | Golden.

(** (a, b) is a + b t, where t is sqrt 2, i, w or phi; over Z all b are 0. *)
Definition quadratic : Set := (Z * Z)%type.

(** t^2 = p + q t *)
Definition t_squared (r : ring) : quadratic :=
  match r with
  | Integers => (0, 0) | Root2 => (2, 0) | Gauss => (-1, 0)
  | Eisenstein => (-1, -1) | Golden => (1, 1)
  end.

(** The complex conjugate of t. *)
Definition t_conjugate (r : ring) : quadratic :=
  match r with Gauss => (0, -1) | Eisenstein => (-1, -1) | _ => (0, 1) end.

Definition plus (x y : quadratic) : quadratic := (fst x + fst y, snd x + snd y).
Definition times (r : ring) (x y : quadratic) : quadratic :=
  let (p, q) := t_squared r in
  (fst x * fst y + p * (snd x * snd y),
   fst x * snd y + snd x * fst y + q * (snd x * snd y)).
Definition conjugate (r : ring) (x : quadratic) : quadratic :=
  let (c, d) := t_conjugate r in (fst x + c * snd x, d * snd x).
Definition equal (x y : quadratic) : bool := (fst x =? fst y) && (snd x =? snd y).
Definition is_zero (x : quadratic) : bool := equal x (0, 0).

(** These are commutative rings, and conjugation is an automorphism of order two. *)
Lemma times_comm r x y : times r x y = times r y x.
Proof. destruct r, x, y; cbv [times t_squared t_conjugate fst snd]; f_equal; ring. Qed.
Lemma times_assoc r x y z : times r x (times r y z) = times r (times r x y) z.
Proof. destruct r, x, y, z; cbv [times t_squared t_conjugate fst snd]; f_equal; ring. Qed.
Lemma times_plus r x y z : times r x (plus y z) = plus (times r x y) (times r x z).
Proof. destruct r, x, y, z; cbv [times plus t_squared t_conjugate fst snd]; f_equal; ring. Qed.
Lemma conjugate_times r x y : conjugate r (times r x y) = times r (conjugate r x) (conjugate r y).
Proof. destruct r, x, y; cbv [conjugate times t_squared t_conjugate fst snd]; f_equal; ring. Qed.
Lemma conjugate_plus r x y : conjugate r (plus x y) = plus (conjugate r x) (conjugate r y).
Proof. destruct r, x, y; cbv [conjugate plus t_squared t_conjugate fst snd]; f_equal; ring. Qed.
Lemma conjugate_twice r x : conjugate r (conjugate r x) = x.
Proof. destruct r, x; cbv [conjugate t_squared t_conjugate fst snd]; f_equal; ring. Qed.

(** ** Vectors *)

Definition ket : Set := list quadratic.

(** The sum of conj(u_i) v_i. *)
Fixpoint hermitian_product (r : ring) (u v : ket) : quadratic :=
  match u, v with
  | x :: u, y :: v => plus (times r (conjugate r x) y) (hermitian_product r u v)
  | _, _ => (0, 0)
  end.

Definition orthogonal (r : ring) (u v : ket) : bool := is_zero (hermitian_product r u v).

(** The first entry of u that is not 0, with the entry of v there. *)
Fixpoint pivot (u v : ket) : quadratic * quadratic :=
  match u, v with
  | x :: u, y :: v => if is_zero x then pivot u v else (x, y)
  | _, _ => ((0, 0), (0, 0))
  end.

(** u and v, not 0, span the same ray: u_i v_j = v_i u_j for all j, with i as in [pivot]. *)
Definition same_ray (r : ring) (u v : ket) : bool :=
  let (a, b) := pivot u v in
  (fix go (u v : ket) : bool :=
     match u, v with
     | x :: u, y :: v => if equal (times r a y) (times r b x) then go u v else false
     | _, _ => true
     end) u v.

(** Entries of the ring, d of them, not all 0. *)
Definition good_ket (r : ring) (d : nat) (u : ket) : bool :=
  (length u =? d)%nat && negb (forallb is_zero u)
  && match r with Integers => forallb (fun x => snd x =? 0) u | _ => true end.

Fixpoint distinct_rays (r : ring) (V : list ket) : bool :=
  match V with
  | [] => true
  | u :: V => forallb (fun v => negb (same_ray r u v)) V && distinct_rays r V
  end.

Definition vector_set (r : ring) (d : nat) (V : list ket) : bool :=
  forallb (good_ket r d) V && distinct_rays r V.

(** ** Colourings *)

(** d mutually orthogonal vectors *)
Definition basis (r : ring) (d : nat) (B : list ket) : Prop :=
  length B = d /\ ForallOrdPairs (fun u v => orthogonal r u v = true) B.

(** In both conventions a basis has exactly one 1; in the second, moreover, orthogonal
    vectors are never both 1, in a basis or not. *)
Inductive convention : Set := Bases | BasesAndPairs.

Definition colours (r : ring) (d : nat) (rule : convention) (V : list ket) (c : ket -> bool) : Prop :=
  (forall B, incl B V -> basis r d B -> length (filter c B) = 1%nat) /\
  (rule = BasesAndPairs ->
   forall u v, In u V -> In v V -> orthogonal r u v = true -> c u && c v = false).

(** ** The checker *)

(** Vectors by their number, from 1. *)
Definition numbered : Type := PositiveMap.t ket.
Fixpoint enumerate (i : positive) (V : list ket) : numbered :=
  match V with
  | [] => PositiveMap.empty ket
  | u :: V => PositiveMap.add i u (enumerate (Pos.succ i) V)
  end.

Fixpoint pick_kets (m : numbered) (l : list positive) : option (list ket) :=
  match l with
  | [] => Some []
  | i :: l =>
      match PositiveMap.find i m, pick_kets m l with
      | Some u, Some B => Some (u :: B)
      | _, _ => None
      end
  end.

Fixpoint mutually_orthogonal (r : ring) (B : list ket) : bool :=
  match B with
  | [] => true
  | u :: B => forallb (orthogonal r u) B && mutually_orthogonal r B
  end.

Definition check_basis (r : ring) (d : nat) (m : numbered) (l : list positive) : bool :=
  match pick_kets m l with
  | Some B => (length B =? d)%nat && mutually_orthogonal r B
  | None => false
  end.

(** Two vectors that are not both 1, because they are orthogonal (no reason is given) or
    because a basis starts with them; or a basis. *)
Definition justified (r : ring) (d : nat) (rule : convention) (m : numbered)
    (c : clause) (reason : list positive) : bool :=
  match c, reason with
  | [(i, false); (j, false)], [] =>
      match rule, pick_kets m [i; j] with
      | BasesAndPairs, Some [u; v] => orthogonal r u v
      | _, _ => false
      end
  | [(i, false); (j, false)], a :: b :: _ =>
      Pos.eqb i a && Pos.eqb j b && check_basis r d m reason
  | _, _ => forallb snd c && check_basis r d m (map fst c)
  end.

(** Clauses are given as steps, with their reasons in place of hints. *)
Fixpoint derive (r : ring) (d : nat) (rule : convention) (m : numbered)
    (formula : list proof_step) (D : database) : option database :=
  match formula with
  | [] => Some D
  | Add name c reason :: l =>
      if justified r d rule m c reason then derive r d rule m l (PositiveMap.add name c D) else None
  | Delete _ :: _ => None
  end.

Definition check_uncolourable (r : ring) (d : nat) (rule : convention) (V : list ket)
    (formula steps : list proof_step) : bool :=
  vector_set r d V
  && match derive r d rule (enumerate 1 V) formula (PositiveMap.empty clause) with
     | Some D => check_steps D steps
     | None => false
     end.

(** ** Soundness *)

Lemma enumerate_members V : forall i j u, PositiveMap.find j (enumerate i V) = Some u -> In u V.
Proof.
  induction V as [|w V IH]; simpl; intros i j u H.
  - rewrite PositiveMap.gempty in H. discriminate.
  - destruct (Pos.eq_dec j i) as [->|N].
    + rewrite PositiveMap.gss in H. injection H as <-. now left.
    + rewrite PositiveMap.gso in H by congruence. right. exact (IH _ _ _ H).
Qed.

(** The valuation of a colouring. *)
Definition valuation_of (m : numbered) (c : ket -> bool) (i : positive) : bool :=
  match PositiveMap.find i m with Some u => c u | None => false end.

Lemma pick_kets_members V (m : numbered) :
  (forall j u, PositiveMap.find j m = Some u -> In u V) ->
  forall l B, pick_kets m l = Some B -> incl B V.
Proof.
  intros M. induction l as [|i l IH]; simpl; intros B H.
  - injection H as <-. intros x [].
  - destruct (PositiveMap.find i m) as [u|] eqn:F; [|discriminate].
    destruct (pick_kets m l) as [C|]; [|discriminate]. injection H as <-.
    intros x [<-|Hx]; [exact (M _ _ F) | exact (IH C eq_refl x Hx)].
Qed.

Lemma mutually_orthogonal_pairs r B :
  mutually_orthogonal r B = true -> ForallOrdPairs (fun u v => orthogonal r u v = true) B.
Proof.
  induction B as [|u B IH]; simpl; [constructor|]. rewrite andb_true_iff. intros [H1 H2].
  constructor; [|now apply IH]. apply Forall_forall. now rewrite forallb_forall in H1.
Qed.

Lemma check_basis_sound r d V m l :
  (forall j u, PositiveMap.find j m = Some u -> In u V) -> check_basis r d m l = true ->
  exists B, pick_kets m l = Some B /\ incl B V /\ basis r d B.
Proof.
  intros M. unfold check_basis. destruct (pick_kets m l) as [B|] eqn:P; [|discriminate].
  rewrite andb_true_iff, Nat.eqb_eq. intros [L O]. exists B. split; [reflexivity|].
  split; [now apply (pick_kets_members V m M l)|].
  split; [exact L | now apply mutually_orthogonal_pairs].
Qed.

(** All literals positive: the clause holds as soon as some vector in it has the value 1. *)
Lemma some_one m (v : ket -> bool) c : forall B,
  forallb snd c = true -> pick_kets m (map fst c) = Some B -> filter v B <> [] ->
  clause_holds (valuation_of m v) c = true.
Proof.
  induction c as [|[i b] c IH]; simpl; intros B P H N.
  - injection H as <-. now contradiction N.
  - apply andb_true_iff in P as [P1 P2]. subst b.
    destruct (PositiveMap.find i m) as [u|] eqn:F; [|discriminate].
    destruct (pick_kets m (map fst c)) as [C|] eqn:E; [|discriminate]. injection H as <-.
    unfold literal_holds at 1, valuation_of at 1. simpl. rewrite F.
    destruct (v u) eqn:Y; [reflexivity|]. simpl. apply (IH C); auto. simpl in N. now rewrite Y in N.
Qed.

Lemma not_both m (v : ket -> bool) i j :
  (forall u w, PositiveMap.find i m = Some u -> PositiveMap.find j m = Some w ->
     v u && v w = false) ->
  clause_holds (valuation_of m v) [(i, false); (j, false)] = true.
Proof.
  intros H. unfold clause_holds, literal_holds, valuation_of. simpl.
  destruct (PositiveMap.find i m) as [u|]; [|reflexivity].
  destruct (PositiveMap.find j m) as [w|]; [|now destruct (v u)].
  specialize (H u w eq_refl eq_refl). now destruct (v u), (v w).
Qed.

Lemma basis_clause r d rule V m v c :
  (forall j u, PositiveMap.find j m = Some u -> In u V) -> colours r d rule V v ->
  forallb snd c && check_basis r d m (map fst c) = true ->
  clause_holds (valuation_of m v) c = true.
Proof.
  intros M [H1 _] J. apply andb_true_iff in J as [P J].
  apply (check_basis_sound r d V m _ M) in J as [B [E [I O]]].
  apply (some_one m v c B P E). intros N. specialize (H1 B I O). now rewrite N in H1.
Qed.

Lemma justified_sound r d rule V m v c reason :
  (forall j u, PositiveMap.find j m = Some u -> In u V) -> colours r d rule V v ->
  justified r d rule m c reason = true -> clause_holds (valuation_of m v) c = true.
Proof.
  intros M C J. pose proof (basis_clause r d rule V m v c M C) as K.
  destruct c as [|[i [|]] [|[j [|]] [|l c]]]; try exact (K J).
  destruct C as [C1 C2]. destruct reason as [|a [|b reason]]; [| exact (K J) |].
  - unfold justified in J. destruct rule; [discriminate|]. apply not_both. intros u w Fi Fj.
    simpl in J. rewrite Fi, Fj in J. apply (C2 eq_refl); eauto.
  - unfold justified in J. rewrite !andb_true_iff, !Pos.eqb_eq in J. destruct J as [[<- <-] J].
    apply (check_basis_sound r d V m _ M) in J as [B [E [I O]]].
    apply not_both. intros u w Fi Fj. specialize (C1 B I O).
    simpl in E. rewrite Fi, Fj in E. destruct (pick_kets m reason); [|discriminate].
    injection E as <-. simpl in C1. destruct (v u), (v w); simpl in C1; try reflexivity. lia.
Qed.

Lemma derive_sound r d rule V m v formula : forall D E,
  (forall j u, PositiveMap.find j m = Some u -> In u V) -> colours r d rule V v ->
  holds_all (valuation_of m v) D -> derive r d rule m formula D = Some E ->
  holds_all (valuation_of m v) E.
Proof.
  induction formula as [|[name c reason|names] l IH]; simpl; intros D E M C H F.
  - now injection F as <-.
  - destruct (justified r d rule m c reason) eqn:J; [|discriminate].
    apply (IH (PositiveMap.add name c D) E M C); [|exact F].
    apply holds_add; [exact H | exact (justified_sound r d rule V m v c reason M C J)].
  - discriminate.
Qed.

(** Soundness: the vectors are a set of distinct rays, and no colouring exists. *)
Theorem check_uncolourable_sound r d rule V formula steps :
  check_uncolourable r d rule V formula steps = true ->
  vector_set r d V = true /\ ~ exists c, colours r d rule V c.
Proof.
  unfold check_uncolourable. rewrite andb_true_iff. intros [W H]. split; [exact W|].
  intros [c C]. destruct (derive _ _ _ _ _ _) as [D|] eqn:E; [|discriminate].
  refine (check_steps_sound (valuation_of (enumerate 1 V) c) steps D _ H).
  refine (derive_sound r d rule V _ c formula _ D _ C _ E).
  - intros j u. apply enumerate_members.
  - intros j b. rewrite PositiveMap.gempty. discriminate.
Qed.
