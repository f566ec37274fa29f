(* Refutations written as text: compact to read in, decoded inside Rocq.

   Belongs here: the code of a list of steps as text.  Nothing here is trusted or proved:
   the checker is sound for any list of steps.  Does not belong here: the checker (Lrat.v). *)

From Coq Require Import PArith NArith List Strings.Byte.
From Khrnn Require Import Lrat.
Import ListNotations.
Local Open Scope N_scope.

(** Digits in base 32, most significant first: M for more to come, L for the last one of a
    number.  A type of its own, because Rocq reads one node a character so; a list of
    characters takes it three times as long. *)
Inductive stream : Set :=
  | End
  | M0 (r : stream) | M1 (r : stream) | M2 (r : stream) | M3 (r : stream) | M4 (r : stream)
  | M5 (r : stream) | M6 (r : stream) | M7 (r : stream) | M8 (r : stream) | M9 (r : stream)
  | M10 (r : stream) | M11 (r : stream) | M12 (r : stream) | M13 (r : stream) | M14 (r : stream)
  | M15 (r : stream) | M16 (r : stream) | M17 (r : stream) | M18 (r : stream) | M19 (r : stream)
  | M20 (r : stream) | M21 (r : stream) | M22 (r : stream) | M23 (r : stream) | M24 (r : stream)
  | M25 (r : stream) | M26 (r : stream) | M27 (r : stream) | M28 (r : stream) | M29 (r : stream)
  | M30 (r : stream) | M31 (r : stream) | L0 (r : stream) | L1 (r : stream) | L2 (r : stream)
  | L3 (r : stream) | L4 (r : stream) | L5 (r : stream) | L6 (r : stream) | L7 (r : stream)
  | L8 (r : stream) | L9 (r : stream) | L10 (r : stream) | L11 (r : stream) | L12 (r : stream)
  | L13 (r : stream) | L14 (r : stream) | L15 (r : stream) | L16 (r : stream) | L17 (r : stream)
  | L18 (r : stream) | L19 (r : stream) | L20 (r : stream) | L21 (r : stream) | L22 (r : stream)
  | L23 (r : stream) | L24 (r : stream) | L25 (r : stream) | L26 (r : stream) | L27 (r : stream)
  | L28 (r : stream) | L29 (r : stream) | L30 (r : stream) | L31 (r : stream).

(** Characters @ to _ are M0 to M31, and ` to the end of ASCII L0 to L31;
    any other character ends the text. *)
Fixpoint stream_of (l : list byte) : stream :=
  match l with
  | [] => End
  | c :: r =>
      let s := stream_of r in
      match c with
      | x40 => M0 s | x41 => M1 s | x42 => M2 s
      | x43 => M3 s | x44 => M4 s | x45 => M5 s
      | x46 => M6 s | x47 => M7 s | x48 => M8 s
      | x49 => M9 s | x4a => M10 s | x4b => M11 s
      | x4c => M12 s | x4d => M13 s | x4e => M14 s
      | x4f => M15 s | x50 => M16 s | x51 => M17 s
      | x52 => M18 s | x53 => M19 s | x54 => M20 s
      | x55 => M21 s | x56 => M22 s | x57 => M23 s
      | x58 => M24 s | x59 => M25 s | x5a => M26 s
      | x5b => M27 s | x5c => M28 s | x5d => M29 s
      | x5e => M30 s | x5f => M31 s | x60 => L0 s
      | x61 => L1 s | x62 => L2 s | x63 => L3 s
      | x64 => L4 s | x65 => L5 s | x66 => L6 s
      | x67 => L7 s | x68 => L8 s | x69 => L9 s
      | x6a => L10 s | x6b => L11 s | x6c => L12 s
      | x6d => L13 s | x6e => L14 s | x6f => L15 s
      | x70 => L16 s | x71 => L17 s | x72 => L18 s
      | x73 => L19 s | x74 => L20 s | x75 => L21 s
      | x76 => L22 s | x77 => L23 s | x78 => L24 s
      | x79 => L25 s | x7a => L26 s | x7b => L27 s
      | x7c => L28 s | x7d => L29 s | x7e => L30 s
      | x7f => L31 s
      | _ => End
      end
  end.
(** Nothing is ever printed back. *)
Definition no_text (s : stream) : list byte := [].
String Notation stream stream_of no_text : byte_scope.

Definition emit (x : N) (l : list positive) : list positive :=
  match x with N0 => [] | Npos p => p :: l end.

Fixpoint numbers (x : N) (s : stream) : list positive :=
  match s with
  | End => []
  | M0 r => numbers (32 * x + 0) r | M1 r => numbers (32 * x + 1) r
  | M2 r => numbers (32 * x + 2) r | M3 r => numbers (32 * x + 3) r
  | M4 r => numbers (32 * x + 4) r | M5 r => numbers (32 * x + 5) r
  | M6 r => numbers (32 * x + 6) r | M7 r => numbers (32 * x + 7) r
  | M8 r => numbers (32 * x + 8) r | M9 r => numbers (32 * x + 9) r
  | M10 r => numbers (32 * x + 10) r | M11 r => numbers (32 * x + 11) r
  | M12 r => numbers (32 * x + 12) r | M13 r => numbers (32 * x + 13) r
  | M14 r => numbers (32 * x + 14) r | M15 r => numbers (32 * x + 15) r
  | M16 r => numbers (32 * x + 16) r | M17 r => numbers (32 * x + 17) r
  | M18 r => numbers (32 * x + 18) r | M19 r => numbers (32 * x + 19) r
  | M20 r => numbers (32 * x + 20) r | M21 r => numbers (32 * x + 21) r
  | M22 r => numbers (32 * x + 22) r | M23 r => numbers (32 * x + 23) r
  | M24 r => numbers (32 * x + 24) r | M25 r => numbers (32 * x + 25) r
  | M26 r => numbers (32 * x + 26) r | M27 r => numbers (32 * x + 27) r
  | M28 r => numbers (32 * x + 28) r | M29 r => numbers (32 * x + 29) r
  | M30 r => numbers (32 * x + 30) r | M31 r => numbers (32 * x + 31) r
  | L0 r => emit (32 * x + 0) (numbers 0 r) | L1 r => emit (32 * x + 1) (numbers 0 r)
  | L2 r => emit (32 * x + 2) (numbers 0 r) | L3 r => emit (32 * x + 3) (numbers 0 r)
  | L4 r => emit (32 * x + 4) (numbers 0 r) | L5 r => emit (32 * x + 5) (numbers 0 r)
  | L6 r => emit (32 * x + 6) (numbers 0 r) | L7 r => emit (32 * x + 7) (numbers 0 r)
  | L8 r => emit (32 * x + 8) (numbers 0 r) | L9 r => emit (32 * x + 9) (numbers 0 r)
  | L10 r => emit (32 * x + 10) (numbers 0 r) | L11 r => emit (32 * x + 11) (numbers 0 r)
  | L12 r => emit (32 * x + 12) (numbers 0 r) | L13 r => emit (32 * x + 13) (numbers 0 r)
  | L14 r => emit (32 * x + 14) (numbers 0 r) | L15 r => emit (32 * x + 15) (numbers 0 r)
  | L16 r => emit (32 * x + 16) (numbers 0 r) | L17 r => emit (32 * x + 17) (numbers 0 r)
  | L18 r => emit (32 * x + 18) (numbers 0 r) | L19 r => emit (32 * x + 19) (numbers 0 r)
  | L20 r => emit (32 * x + 20) (numbers 0 r) | L21 r => emit (32 * x + 21) (numbers 0 r)
  | L22 r => emit (32 * x + 22) (numbers 0 r) | L23 r => emit (32 * x + 23) (numbers 0 r)
  | L24 r => emit (32 * x + 24) (numbers 0 r) | L25 r => emit (32 * x + 25) (numbers 0 r)
  | L26 r => emit (32 * x + 26) (numbers 0 r) | L27 r => emit (32 * x + 27) (numbers 0 r)
  | L28 r => emit (32 * x + 28) (numbers 0 r) | L29 r => emit (32 * x + 29) (numbers 0 r)
  | L30 r => emit (32 * x + 30) (numbers 0 r) | L31 r => emit (32 * x + 31) (numbers 0 r)
  end.

(** A step is a list of numbers, 1 at the end of each part.  To add clause i: 2i, its
    literals (2x for the variable x, 2x + 1 for its negation), 1, its hints doubled, 1.
    To delete: 3, the names doubled, 1. *)
Inductive state : Set :=
  | Start
  | Literals (name : positive) (read : clause)
  | Hints (name : positive) (c : clause) (read : list positive)
  | Names (read : list positive).

Fixpoint steps_of (s : state) (l : list positive) : list proof_step :=
  match l with
  | [] => []
  | x :: r =>
      match s, x with
      | Start, xO name => steps_of (Literals name []) r
      | Start, _ => steps_of (Names []) r
      | Literals name c, xO v => steps_of (Literals name ((v, true) :: c)) r
      | Literals name c, xI v => steps_of (Literals name ((v, false) :: c)) r
      | Literals name c, xH => steps_of (Hints name (rev c) []) r
      | Hints name c h, xH => Add name c (rev h) :: steps_of Start r
      | Hints name c h, xO v | Hints name c h, xI v => steps_of (Hints name c (v :: h)) r
      | Names h, xH => Delete (rev h) :: steps_of Start r
      | Names h, xO v | Names h, xI v => steps_of (Names (v :: h)) r
      end
  end.

(** Numbers do not run on from one string to the next. *)
Definition decode (l : list stream) : list proof_step :=
  steps_of Start (flat_map (fun t => numbers 0 t) l).

(** The proof of docs/formats/lrat.md, [4 0 1 2 3 0]. *)
Example worked_text : decode ["habdfa"%byte] = [Add 4 [] [1; 2; 3]]%positive.
Proof. reflexivity. Qed.
