(* A checker for RUP refutations with hints (LRAT without RAT), proved sound.

   Belongs here: clauses, assignments, the checker and its soundness theorem.  Proofs
   are given as Coq terms (proofs/certificates/rocq.py writes them from an LRAT file) and
   run by [vm_compute].  Does not belong here: where the clauses come from. *)

From Coq Require Import Bool PArith ZArith FMapPositive List Lia.
Import ListNotations.

(** ** Propositional logic *)

(** A literal is a variable and its sign, true for the positive literal. *)
Definition literal : Set := (positive * bool)%type.
Definition clause : Set := list literal.
Definition valuation : Type := positive -> bool.

Definition literal_holds (v : valuation) (l : literal) : bool := eqb (v (fst l)) (snd l).
Definition clause_holds (v : valuation) (c : clause) : bool := existsb (literal_holds v) c.

(** ** The checker *)

(** Literals known to be true: a map from variables to values. *)
Definition known : Type := PositiveMap.t bool.
Definition agrees (v : valuation) (k : known) : Prop :=
  forall x b, PositiveMap.find x k = Some b -> v x = b.

(** What a clause says under what is known: some literal is not false yet. *)
Inductive status : Set :=
  | Falsified
  | Unit (l : literal)
  | Open.

Fixpoint inspect (k : known) (c : clause) : status :=
  match c with
  | [] => Falsified
  | (x, b) :: r =>
      match PositiveMap.find x k with
      | Some a => if eqb a b then Open else inspect k r
      | None => match inspect k r with Falsified => Unit (x, b) | _ => Open end
      end
  end.

(** The live clauses by their number. *)
Definition database : Type := PositiveMap.t clause.

(** Follow the hints; true once a hinted clause is falsified. *)
Fixpoint follow (d : database) (k : known) (hints : list positive) : bool :=
  match hints with
  | [] => false
  | h :: r =>
      match PositiveMap.find h d with
      | None => false
      | Some c =>
          match inspect k c with
          | Falsified => match r with [] => true | _ => false end
          | Unit (x, b) => follow d (PositiveMap.add x b k) r
          | Open => false
          end
      end
  end.

(** Assume all literals of a lemma false; None for a tautology. *)
Fixpoint refuse (c : clause) (k : known) : option known :=
  match c with
  | [] => Some k
  | (x, b) :: r =>
      match PositiveMap.find x k with
      | None => refuse r (PositiveMap.add x (negb b) k)
      | Some _ => None
      end
  end.

Inductive proof_step : Set :=
  | Add (name : positive) (c : clause) (hints : list positive)
  | Delete (names : list positive).

Fixpoint check_steps (d : database) (steps : list proof_step) : bool :=
  match steps with
  | [] => false
  | Delete names :: r => check_steps (fold_left (fun e x => PositiveMap.remove x e) names d) r
  | Add name c hints :: r =>
      match PositiveMap.find name d, refuse c (PositiveMap.empty bool) with
      | None, Some k =>
          if follow d k hints
          then match c with
               | [] => match r with [] => true | _ => false end
               | _ => check_steps (PositiveMap.add name c d) r
               end
          else false
      | _, _ => false
      end
  end.

(** The statement's clauses have the numbers 1, 2, 3, ... *)
Fixpoint load (name : positive) (formula : list clause) (d : database) : database :=
  match formula with
  | [] => d
  | c :: r => load (Pos.succ name) r (PositiveMap.add name c d)
  end.

Definition check_refutation (formula : list clause) (steps : list proof_step) : bool :=
  check_steps (load 1 formula (PositiveMap.empty clause)) steps.

(** ** Soundness *)

Lemma agrees_add v k x b : agrees v k -> v x = b -> agrees v (PositiveMap.add x b k).
Proof.
  intros H E y a. destruct (Pos.eq_dec x y) as [<-|N].
  - rewrite PositiveMap.gss. injection 1 as <-. exact E.
  - rewrite PositiveMap.gso by congruence. apply H.
Qed.

Lemma inspect_sound v k c :
  agrees v k -> clause_holds v c = true ->
  match inspect k c with
  | Falsified => False
  | Unit l => literal_holds v l = true
  | Open => True
  end.
Proof.
  intros A. induction c as [|[x b] r IH]; simpl; [discriminate|].
  unfold literal_holds at 1. simpl. intros H.
  destruct (PositiveMap.find x k) as [a|] eqn:F.
  - apply A in F. rewrite F in H. destruct (eqb a b) eqn:E; [exact I|]. now apply IH.
  - apply orb_true_iff in H as [H|H].
    + destruct (inspect k r); auto.
    + specialize (IH H). destruct (inspect k r); [contradiction | exact I | exact I].
Qed.

Definition holds_all (v : valuation) (d : database) : Prop :=
  forall name c, PositiveMap.find name d = Some c -> clause_holds v c = true.

Lemma follow_sound v d k hints :
  holds_all v d -> agrees v k -> follow d k hints = true -> False.
Proof.
  intros D. revert k. induction hints as [|h r IH]; intros k A; simpl; [discriminate|].
  destruct (PositiveMap.find h d) as [c|] eqn:F; [|discriminate].
  pose proof (inspect_sound v k c A (D h c F)) as S.
  destruct (inspect k c) as [|[x b]|]; [contradiction | | discriminate].
  apply IH. apply agrees_add; [exact A|]. now apply eqb_prop.
Qed.

Lemma refuse_sound v c : forall k k',
  agrees v k -> clause_holds v c = false -> refuse c k = Some k' -> agrees v k'.
Proof.
  induction c as [|[x b] r IH]; simpl; intros k k' A H E; [now injection E as <-|].
  apply orb_false_iff in H as [H Hr].
  destruct (PositiveMap.find x k); [discriminate|].
  apply (IH (PositiveMap.add x (negb b) k) k'); auto.
  apply agrees_add; [exact A|]. unfold literal_holds in H. simpl in H.
  now destruct (v x), b.
Qed.

Lemma holds_add v d name c :
  holds_all v d -> clause_holds v c = true -> holds_all v (PositiveMap.add name c d).
Proof.
  intros D H m e. destruct (Pos.eq_dec name m) as [<-|N].
  - rewrite PositiveMap.gss. injection 1 as <-. exact H.
  - rewrite PositiveMap.gso by congruence. apply D.
Qed.

Lemma holds_remove v names : forall d,
  holds_all v d -> holds_all v (fold_left (fun e x => PositiveMap.remove x e) names d).
Proof.
  induction names as [|n r IH]; simpl; intros d D; [exact D|].
  apply IH. intros m c. destruct (Pos.eq_dec n m) as [<-|N].
  - rewrite PositiveMap.grs. discriminate.
  - rewrite PositiveMap.gro by congruence. apply D.
Qed.

Lemma check_steps_sound v steps : forall d, holds_all v d -> check_steps d steps = true -> False.
Proof.
  induction steps as [|[name c hints|names] r IH]; simpl; intros d D H; [discriminate| |].
  - destruct (PositiveMap.find name d); [discriminate|].
    destruct (refuse c (PositiveMap.empty bool)) as [k|] eqn:R; [|discriminate].
    destruct (follow d k hints) eqn:F; [|discriminate].
    assert (C : clause_holds v c = true).
    { destruct (clause_holds v c) eqn:E; [reflexivity|]. exfalso.
      apply (follow_sound v d k hints D); [|exact F].
      apply (refuse_sound v c (PositiveMap.empty bool) k); auto.
      intros x b. rewrite PositiveMap.gempty. discriminate. }
    destruct c as [|l c]; [discriminate|].
    apply (IH (PositiveMap.add name (l :: c) d)); [now apply holds_add | exact H].
  - apply (IH _ (holds_remove v names d D) H).
Qed.

Lemma load_sound v formula : forall name d,
  holds_all v d -> (forall c, In c formula -> clause_holds v c = true) ->
  holds_all v (load name formula d).
Proof.
  induction formula as [|c r IH]; simpl; intros name d D H; [exact D|].
  apply IH; auto. apply holds_add; auto.
Qed.

(** An accepted proof shows that no valuation satisfies all clauses. *)
Theorem check_refutation_sound formula steps :
  check_refutation formula steps = true ->
  forall v, ~ (forall c, In c formula -> clause_holds v c = true).
Proof.
  intros H v S. apply (check_steps_sound v steps _ ) in H; [exact H|].
  apply load_sound; [|exact S]. intros m c. rewrite PositiveMap.gempty. discriminate.
Qed.

(** The worked example of docs/formats/lrat.md: clauses (1), (-1 2), (-2). *)
Example worked_example :
  check_refutation [[(1, true)]; [(1, false); (2, true)]; [(2, false)]]%positive
                   [Add 4 [] [1; 2; 3]]%positive = true.
Proof. reflexivity. Qed.
