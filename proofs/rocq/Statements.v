(* The headline theorems, restated on one page; each proof names the theorem it is.

   Belongs here: statements and nothing else.  The definitions they use are in the
   files named in each section.  tools/theorems_page.py makes docs/theorems.md of this
   file; Assumptions.v prints what each theorem rests on. *)

From Coq Require Import Bool Arith ZArith QArith List.
From Khrnn Require Import Points Polynomials States Counting Task Memory RealMemory Values Hidden Cell
  Sharing Mermin Pauli Degree Lrat.
Import ListNotations.
Local Open Scope nat_scope.

(** * Operators and outcomes (Points.v, Polynomials.v, States.v, Task.v) *)

(** The operator of the product (a,g)(b,h) = (a+b, g(z+b) + h(z)) is the product of the
    operators X^a (-1)^g and X^b (-1)^h. *)
Theorem group_law : forall n (K L : element n) (v : vector n) (z : point n),
  act (product K L) v z = act K (act L v) z.
Proof. exact act_product. Qed.

(** Different pairs (a,g) are different operators. *)
Theorem pairs_are_operators : forall n (K L : element n),
  (forall v z, act K v z = act L v z) -> same_element K L.
Proof. exact act_faithful. Qed.

(** If d_a g = 0, the two branches of a measurement are twice the projections on the
    eigenspaces of +1 and -1: they add up to twice the vector, are eigenvectors, and are
    orthogonal. *)
Theorem measurement_is_projective : forall n (K : element n) (v : vector n),
  hermitian K ->
  (forall z, (branch K false v z + branch K true v z = 2 * v z)%Z) /\
  (forall s z, (act K (branch K s v) z = sign s * branch K s v z)%Z) /\
  inner (branch K false v) (branch K true v) = 0%Z.
Proof.
  exact (fun n K v H => conj (branches_sum n K v)
    (conj (fun s z => branch_eigenvector n K s v z H) (branches_orthogonal n K v H))).
Qed.

(** The probabilities of its two outcomes sum to 1. *)
Theorem probabilities_sum_to_one : forall n (K : element n) (v : vector n),
  norm2 v <> 0%Z -> (probability K false v + probability K true v == 1)%Q.
Proof. exact outcomes_sum_to_one. Qed.

(** The probability of the words of a history and one more outcome is the product of the
    probability of the words and the conditional one. *)
Theorem joint_probability : forall n (h : history n) (K : element n) (s : bool),
  norm2 (after h) <> 0%Z ->
  (joint (h ++ [(Measure K, Some s)]) == joint h * probability K s (after h))%Q.
Proof. exact joint_is_product. Qed.

(** The gates of the edges, applied to |+>^n, leave the signs (-1)^{f_H(z)}. *)
Theorem circuit_prepares_hypergraph_state : forall n (l : list (point n)) (z : point n),
  after (prepare l) z = state (of_edges l) z.
Proof. exact prepared_state. Qed.

(** K^a = (a, d_a f_H) stabilizes the state of H; the K^a multiply as the vectors a do, are
    Hermitian, and for a k-uniform H their phases have degree below k. *)
Theorem stabilizer_group : forall n k (H : hypergraph n) (a b : point n),
  (forall z, act (stabilizer H a) (state H) z = state H z) /\
  same_element (product (stabilizer H a) (stabilizer H b)) (stabilizer H (add a b)) /\
  hermitian (stabilizer H a) /\
  (uniform k H -> in_group k (stabilizer H a)).
Proof.
  exact (fun n k H a b => conj (stabilizer_fixes_state n H a)
    (conj (stabilizer_product n H a b)
    (conj (stabilizer_hermitian n H a) (stabilizer_in_group n k H a)))).
Qed.

(** The generator K_i applies, with X_i, a gate on e without i for every edge e that
    contains i: its phase has exactly these monomials. *)
Theorem generators_are_gates : forall n (H : hypergraph n) i z, i < n ->
  phase (generator H i) z = value (link i H) z.
Proof. exact generator_gates. Qed.

(** Born's rule is a count: the squared norm of the projected state is the fraction of
    the points z with (d_a f_H + g)(z) = s. *)
Theorem outcome_probability : forall n (H : hypergraph n) (K : element n) (s : bool),
  (probability K s (state H)
   == inject_Z (Z.of_nat (outcome_count H K s)) / inject_Z (2 ^ Z.of_nat n))%Q.
Proof. exact probability_is_count. Qed.

(** Two hypergraph states overlap in 1 - 2 wt(f_H + f_H')/2^n; here times 2^n. *)
Theorem overlap : forall n (H H' : hypergraph n),
  (inner (state H) (state H')
   = 2 ^ Z.of_nat n - 2 * Z.of_nat (count (fun z => xorb (value H z) (value H' z))))%Z.
Proof. exact overlap_is_count. Qed.

(** * Polynomials (Polynomials.v) *)

(** If f has the monomial S and no other one that contains S, the sum of f(z+A) over the
    subsets A of S is 1 at every point z. *)
Theorem coset_sum_identity : forall n (c : polynomial n) (S z : point n),
  c S = true -> (forall m, subset S m = true -> c m = true -> m = S) ->
  coset_sum S (value c) z = true.
Proof. exact coset_sum_one. Qed.

(** A polynomial of degree at most r that is not zero is 1 on at least 2^{n-r} points. *)
Theorem reed_muller_distance : forall n r (f : point n -> bool),
  degree_below (S r) f -> (exists z, f z = true) -> 2 ^ n <= count f * 2 ^ r.
Proof. exact minimum_distance. Qed.

(** * Reading R2, faithful sampling with deterministic memory (Memory.v, RealMemory.v) *)

(** Two different k-uniform hypergraphs: some K_i of the one answers -1 never on its own
    state and with probability at least 2^{1-k} on the other. *)
Theorem r2_gap : forall n k (H H' : hypergraph n),
  1 <= k -> uniform k H -> uniform k H' -> (exists e, H e <> H' e) ->
  exists i, i < n /\
    (probability (generator H i) true (state H) == 0)%Q /\
    (2 * two_to_minus k <= probability (generator H i) true (state H'))%Q.
Proof. exact gap. Qed.

(** For one measurement the gap is sharp: a single edge is told from no edge by the
    generator of one of its vertices with exactly 2^{1-k} (k is written k + 1 here). *)
Theorem r2_gap_is_sharp : forall n k (e : point n) i,
  size e = S k -> i < n -> coordinate e i = true ->
  outcome_count (fun _ : point n => false) (generator (same e) i) true * 2 ^ k = 2 ^ n.
Proof. exact gap_is_sharp. Qed.

(** A machine with deterministic memory that samples every single measurement after every
    preparation within 2^{-k} has at least 2^binom(n,k) memory states at the cut. *)
Theorem r2_lower_bound : forall n k (M : machine n) (states : list (memory M)),
  1 <= k -> (forall l, In l (edge_sets n k) -> serves k M l) ->
  (forall l, In l (edge_sets n k) -> In (cut M l) states) ->
  2 ^ binom n k <= length states.
Proof. exact faithful_needs_states. Qed.

(** The same for probabilities that are any real numbers, given by their cuts. *)
Theorem r2_lower_bound_real : forall n k (M : real_machine n) (states : list (real_memory M)),
  1 <= k -> (forall l, In l (edge_sets n k) -> real_serves k M l) ->
  (forall l, In l (edge_sets n k) -> In (real_cut M l) states) ->
  2 ^ binom n k <= length states.
Proof. exact real_faithful_needs_states. Qed.

(** So binom(n,k) - 1 bits are not enough: such a machine errs by at least 2^{-k} on a
    hypergraph l when a generator of some hypergraph m is measured. *)
Theorem r2_one_bit_less : forall n k (M : machine n) (number : memory M -> nat),
  1 <= k <= n -> (forall x y, number x = number y -> x = y) ->
  (forall x, number x < 2 ^ (binom n k - 1)) ->
  exists l m i, In l (edge_sets n k) /\ In m (edge_sets n k) /\ i < n /\
    (two_to_minus k <= error M l (generator (of_edges m) i))%Q.
Proof. exact one_bit_less_errs. Qed.

(** Fraction version: of the 2^binom(n,k) hypergraphs no more are served than there are
    memory states. *)
Theorem r2_fraction : forall n k (M : machine n) served (states : list (memory M)),
  1 <= k -> NoDup served -> incl served (edge_sets n k) ->
  (forall l, In l served -> serves k M l /\ In (cut M l) states) ->
  length served <= length states /\ length (edge_sets n k) = 2 ^ binom n k.
Proof.
  exact (fun n k M served states Hk Hn Hi Hs =>
    conj (served_at_most_states n k M served states Hk Hn Hi Hs) (edge_sets_length n k)).
Qed.

(** binom(n,k) bits suffice: the machine that stores the hypergraph has 2^binom(n,k)
    states at the cut, and the quantum law after every history. *)
Theorem r2_upper_bound : forall n k,
  length (storing_states n k) = 2 ^ binom n k /\
  (forall l : list (point n), In (cut (storing_machine n k) l) (storing_states n k)) /\
  (forall (h : history n) (K : element n), edges_of_size k h ->
     (minus (storing_machine n k) (run (storing_machine n k) h) K
      == probability K true (after h))%Q).
Proof.
  exact (fun n k => conj (proj1 (storing_machine_states n k))
    (conj (proj2 (storing_machine_states n k)) (storing_machine_exact n k))).
Qed.

(** The lists that are counted: the edge sets are all k-uniform hypergraphs, each once. *)
Theorem edge_sets_are_hypergraphs : forall n k,
  NoDup (edge_sets n k) /\ length (edge_sets n k) = 2 ^ binom n k /\
  (forall l, In l (edge_sets n k) -> uniform k (of_edges l)) /\
  (forall H : hypergraph n, uniform k H ->
     exists l, In l (edge_sets n k) /\ forall e, of_edges l e = H e).
Proof.
  exact (fun n k => conj (edge_sets_NoDup n k) (conj (edge_sets_length n k)
    (conj (edge_set_uniform n k) (edge_sets_complete n k)))).
Qed.

(** * Reading R1, value assignments (Values.v) *)

(** The contexts of an edge e: the polynomials d_A d over the subsets A of e sum to 1. *)
Theorem r1_contexts : forall n k (d : hypergraph n) (e z : point n),
  uniform k d -> 1 <= k -> d e = true ->
  parity (fun A => subset A e && derivative A (value d) z) = true.
Proof. exact contexts_sum_to_one. Qed.

(** No consistent values give +1 to the stabilizers of two different hypergraphs. *)
Theorem r1_no_shared_values : forall n k (v : values n) (H H' : hypergraph n),
  1 <= k -> uniform k H -> uniform k H' -> (exists e, H e <> H' e) ->
  consistent k v -> answers v H -> answers v H' -> False.
Proof. exact no_shared_values. Qed.

(** So any model that answers by consistent values has at least 2^binom(n,k) memory
    states, whatever its memory: [reached l] is any state it can be in after preparing l. *)
Theorem r1_lower_bound : forall n k (Mem : Type) (answer : Mem -> values n)
    (reached : list (point n) -> Mem) (states : list Mem),
  1 <= k -> (forall m, consistent k (answer m)) ->
  (forall l, In l (edge_sets n k) -> answers (answer (reached l)) (of_edges l)) ->
  (forall l, In l (edge_sets n k) -> In (reached l) states) ->
  2 ^ binom n k <= length states.
Proof. exact values_need_states. Qed.

(** The hypergraph and a free random point z0 suffice: the values (g + d_a f_H)(z0) are
    consistent, serve H, and give every single measurement its law. *)
Theorem r1_upper_bound : forall n k (H : hypergraph n),
  (forall z0, consistent k (point_values H z0) /\ answers (point_values H z0) H) /\
  (forall (K : element n) s,
     count (fun z0 => eqb (point_values H z0 K) s) = outcome_count H K s).
Proof.
  exact (fun n k H => conj (fun z0 => conj (point_values_consistent n k H z0)
    (point_values_answer n H z0)) (point_values_law n H)).
Qed.

(** * Hidden randomness (Hidden.v) *)

(** With hidden randomness 2n bits suffice for one measurement of a generator (e_i, g) or
    a diagonal (0, g): the hidden points that answer (-1)^s are as many as the points that
    give its probability.  So R2 needs determinism. *)
Theorem two_n_bits_exact : forall n (l : list (point n)) g s,
  (forall i, i < n ->
     count (fun z => eqb (answer_generator (hidden_prepared l z) i g) s)
     = outcome_count (of_edges l) (Element (unit_vector n i) g) s) /\
  count (fun z => eqb (answer_diagonal (hidden_prepared l z) g) s)
  = outcome_count (of_edges l) (Element (zero n) g) s /\
  length (list_prod (points n) (points n)) = 2 ^ (2 * n) /\
  (forall m : hidden_memory n, In m (list_prod (points n) (points n))).
Proof.
  exact (fun n l g s => conj (fun i Hi => hidden_model_generator n l i g s Hi)
    (conj (hidden_model_diagonal n l g s) (hidden_memory_size n))).
Qed.

(** * The k-HRNN (Cell.v) *)

(** The compiled circuit on the ancilla leaves twice the projected vector (1 +- K)/2. *)
Theorem cell_projects : forall n (c : compiled n) s (v : vector n) (z : point n),
  circuit c s v z = branch (meaning c) s v z.
Proof. exact circuit_is_branch. Qed.

(** Every element of the group compiles to phases on fewer than k qubits and shifts. *)
Theorem cell_is_complete : forall n k (K : element n), in_group k K ->
  exists c : compiled n, same_element (meaning c) K /\
    (forall m, In m (phases c) -> size m < k) /\ (forall i, In i (shifts c) -> i < n).
Proof. exact every_element_compiles. Qed.

(** After every sentence and every reply the latent of the cell is the vector that quantum
    mechanics prescribes: zero error, with n latent qubits and one ancilla. *)
Theorem cell_has_zero_error : forall n (h : list (program n * word)) (z : point n),
  fold_left cell h (plus_state n) z
  = after (map (fun x => (token_of (fst x), snd x)) h) z.
Proof. exact cell_is_exact. Qed.

(** * Contextuality of the group (Mermin.v) *)

(** For n = m + 2 and k >= 2 the group contains the Peres-Mermin square: Hermitian
    elements in six contexts with products +I and -I, and no values respect all six. *)
Theorem group_contains_mermin_square : forall m k, 2 <= k ->
  (forall c, In c (@square m) -> well_formed k c) /\
  (forall v : values (S (S m)), ~ (forall c, In c square -> respects v c)).
Proof.
  exact (fun m k Hk => conj (fun c Hc => square_well_formed m k c Hk Hc) (square_has_no_values m)).
Qed.

(** * Growth (Counting.v) *)

(** binom(n,k) >= (n/k)^k. *)
Theorem polynomial_growth : forall n k, 1 <= k <= n -> n ^ k <= binom n k * k ^ k.
Proof. exact binom_growth. Qed.

(** binom(n, n/2) >= 2^n/(n+1). *)
Theorem central_growth : forall n, 2 ^ n <= (n + 1) * binom n (n / 2).
Proof. exact central_binom_growth. Qed.

(** * Reading R3, support (Sharing.v) *)

(** Two states that are not orthogonal can always share a memory state, whatever group
    elements are measured. *)
Theorem r3_two_can_share : forall n (u v : vector n), inner u v <> 0%Z -> can_share u v.
Proof. exact nonorthogonal_states_can_share. Qed.

(** A hypergraph state and another vector can share exactly if they are not orthogonal. *)
Theorem r3_sharing_of_pairs : forall n (H : hypergraph n) (v : vector n),
  can_share (state H) v <-> inner (state H) v <> 0%Z.
Proof. exact share_iff_not_orthogonal. Qed.

(** For k >= 2 in particular two hypergraphs that differ in one edge. *)
Theorem r3_one_edge_apart : forall n (H : hypergraph n) (e : point n), 2 <= size e ->
  can_share (state H) (state (fun m => xorb (H m) (same e m))).
Proof. exact one_edge_apart_can_share. Qed.

(** * Pauli scenarios (Pauli.v, Degree.v) *)

(** The product of labels with powers of i is the product of operators. *)
Theorem pauli_product : forall n (p q : phased n) v w,
  apply_pauli (times p q) v w = apply_pauli p (apply_pauli q v) w.
Proof. exact times_is_composition. Qed.

(** Soundness of the parity certificate: the contexts are made of commuting Paulis other
    than I whose product is +I or -I, and every assignment violates one of them. *)
Theorem parity_checker_sound : forall n (contexts : list (context n)) positions,
  check_parity contexts positions = true ->
  forallb good_context contexts = true /\
  forall v : assignment n, exists c, In c contexts /\ violated v c = true.
Proof. exact check_parity_sound. Qed.

(** Soundness of packings: if every family of contexts has d violations and no context lies
    in more than m of the families, all contexts together have d |families| / m. *)
Theorem packing_sound : forall n (v : assignment n) d m (l : list (context n)) families,
  NoDup l -> (forall F, In F families -> incl F l) ->
  (forall F, In F families -> d <= violations v F) ->
  (forall c, In c l -> occurrences c (concat families) <= m) ->
  d * length families <= m * violations v l.
Proof. exact packing. Qed.

(** The 315 lines of three-qubit Paulis have contextuality degree 63: every assignment
    violates at least 63 of them, and one violates 63. *)
Theorem three_qubit_degree_is_63 :
  length (lines 3) = 315 /\ forallb good_context (lines 3) = true /\
  (forall v : assignment 3, 63 <= violations v (lines 3)) /\
  (exists v : assignment 3, violations v (lines 3) = 63).
Proof.
  exact (conj (proj1 lines_are_contexts) (conj (proj1 (proj2 lines_are_contexts))
    (conj every_assignment_violates_63_lines (ex_intro _ best_assignment degree_attained)))).
Qed.

(** * Refutations (Lrat.v) *)

(** Soundness of the LRAT checker (no RAT): an accepted proof shows that no valuation
    satisfies all clauses. *)
Theorem lrat_checker_sound : forall formula steps, check_refutation formula steps = true ->
  forall v, ~ (forall c, In c formula -> clause_holds v c = true).
Proof. exact check_refutation_sound. Qed.

(** * Certificates (Labels.v, Colouring.v) *)

From Khrnn Require Colouring Labels.

(** Soundness of the assignment certificate: one assignment respects all contexts. *)
Theorem assignment_checker_sound : forall n (contexts : list (context n)) minus,
  Labels.check_assignment contexts minus = true ->
  forallb good_context contexts = true /\
  exists v : assignment n, forall c, In c contexts -> violated v c = false.
Proof. exact Labels.check_assignment_sound. Qed.

(** Soundness of the checker for Kochen-Specker sets: the vectors, over one of five quadratic
    rings, span distinct rays in dimension d, and no 0/1 colouring has exactly one 1 in every
    basis (and, if the rule asks for it, no two orthogonal vectors with the value 1). *)
Theorem colouring_checker_sound : forall r d rule vectors formula steps,
  Colouring.check_uncolourable r d rule vectors formula steps = true ->
  Colouring.vector_set r d vectors = true /\
  ~ exists c, Colouring.colours r d rule vectors c.
Proof. exact Colouring.check_uncolourable_sound. Qed.

(** * Reading R3 for any number of states (Exclusion.v, GraphMemory.v, Families.v, SharedMemory.v) *)

From Khrnn Require GraphStates GraphMemory SharedMemory.
From Khrnn Require Import Exclusion Families.

(** A family is excluded by d measurements of the group, chosen by the outcomes so far, if one
    of the states has become impossible whatever came out. Then no memory state of a model that
    never emits an invalid translation, of any kind, with hidden randomness or not, can be in
    use after histories that leave these states and d tokens more. *)
Theorem r3_excluded_not_served : forall n k d most (gates : point n -> Prop)
    (M : support_model n) (hs : list (history n)) (m : contents M),
  never_invalid gates k most M -> excluded k d (map after hs) ->
  ~ (forall h, In h hs -> sentence gates k h /\ length h + d <= most /\ reaches M h m).
Proof. exact excluded_not_served. Qed.

(** For k = 2 and every n, three different graph states, with any signs (edges of one
    vertex), are excluded by n measurements. *)
Theorem r3_three_graph_states : forall n (H1 H2 H3 : hypergraph n),
  GraphStates.signed_graph H1 -> GraphStates.signed_graph H2 -> GraphStates.signed_graph H3 ->
  (exists e, H1 e <> H2 e) -> (exists e, H1 e <> H3 e) -> (exists e, H2 e <> H3 e) ->
  excluded 2 n [state H1; state H2; state H3].
Proof. exact GraphStates.three_graphs_excluded. Qed.

(** So a model that never emits an invalid translation of sentences of binom(n,2) + n tokens,
    each measurement counted as one, has at least 2^{binom(n,2) - 1} memory states at the
    cut: [cut l] is any one memory state that it may be in after preparing the graph l. *)
Theorem r3_lower_bound : forall n (M : support_model n) (cut : list (point n) -> contents M)
    (memories : list (contents M)),
  2 <= n -> never_invalid (fun e => size e = 2) 2 (binom n 2 + n) M ->
  (forall l, In l (edge_sets n 2) -> reaches M (prepare l) (cut l) /\ In (cut l) memories) ->
  2 ^ (binom n 2 - 1) <= length memories.
Proof. exact GraphMemory.graph_states_need. Qed.

(** With signs, that is with tokens of one vertex (Z) as well: 2^{n + binom(n,2) - 1}. *)
Theorem r3_lower_bound_signed : forall n (M : support_model n)
    (cut : list (point n) -> contents M) (memories : list (contents M)),
  1 <= n -> never_invalid (fun e => size e = 1 \/ size e = 2) 2 (n + binom n 2 + n) M ->
  (forall l, In l (GraphMemory.signed_sets n) ->
     reaches M (prepare l) (cut l) /\ In (cut l) memories) ->
  2 ^ (n + binom n 2 - 1) <= length memories.
Proof. exact GraphMemory.signed_graph_states_need. Qed.

(** States whose excess |v1 + ... + vm|^2 - (m-1)(|v1|^2 + ... + |vm|^2) is positive can
    share a memory state, whatever Hermitian X^a (-1)^g is measured; what can share is not
    excluded. *)
Theorem r3_families_share : forall n k d (family : list (vector n)),
  ((0 < excess family)%Z -> family_can_share family) /\
  (family_can_share family -> ~ excluded k d family).
Proof.
  exact (fun n k d family => conj (positive_excess_can_share n family)
    (fun S E => excluded_cannot_share n k d family E S)).
Qed.

(** So can at most 2^c hypergraphs that agree but for edges through a common core of c
    vertices: 2^{k-1} of them, if they are k-uniform and the core has k - 1 vertices. *)
Theorem r3_core_families_share : forall n (core : point n) (H0 : hypergraph n)
    (family : list (hypergraph n)),
  (forall H e, In H family -> H e <> H0 e -> subset core e = true /\ size core < size e) ->
  1 <= length family <= 2 ^ size core -> family_can_share (map state family).
Proof. exact core_family_shares. Qed.

(** For all n >= k >= 1, all but w = min(k-1, n-k+1) of the binom(n,k) bits suffice at the
    cut: a model that never emits an invalid translation, of sentences of any length and
    whatever Hermitian X^a (-1)^g is measured, is in one of 2^{binom(n,k) - w} memory states
    after every preparation. *)
Theorem r3_upper_bound : forall n k w,
  1 <= k -> w <= k - 1 -> k - 1 + w <= n ->
  exists (M : support_model n) (memories : list (contents M)),
    length memories = 2 ^ (binom n k - w) /\
    (exists m, initially M m) /\
    (forall r most, never_invalid (fun e => size e = k) r most M) /\
    (forall l m, reaches M (prepare l) m -> In m memories).
Proof. exact SharedMemory.hypergraph_states_suffice. Qed.

(** So for k = 2 exactly 2^{binom(n,2) - 1} memory states are needed, and suffice. *)
Theorem r3_graph_states_exact : forall n, 2 <= n ->
  (forall (M : support_model n) (memories : list (contents M)),
     never_invalid (fun e => size e = 2) 2 (binom n 2 + n) M -> (exists m, initially M m) ->
     (forall l m, In l (edge_sets n 2) -> reaches M (prepare l) m -> In m memories) ->
     2 ^ (binom n 2 - 1) <= length memories) /\
  (exists (M : support_model n) (memories : list (contents M)),
     length memories = 2 ^ (binom n 2 - 1) /\
     (exists m, initially M m) /\
     (forall r most, never_invalid (fun e => size e = 2) r most M) /\
     (forall l m, reaches M (prepare l) m -> In m memories)).
Proof.
  exact (fun n Hn => conj (fun M memories => GraphMemory.graph_states_reach n M memories Hn)
    (SharedMemory.graph_states_suffice n Hn)).
Qed.

(** And with signs 2^{n + binom(n,2) - 1} suffice. *)
Theorem r3_upper_bound_signed : forall n, 2 <= n ->
  exists (M : support_model n) (memories : list (contents M)),
    length memories = 2 ^ (n + binom n 2 - 1) /\
    (exists m, initially M m) /\
    (forall r most, never_invalid (fun e => size e = 1 \/ size e = 2) r most M) /\
    (forall l m, reaches M (prepare l) m -> In m memories).
Proof. exact SharedMemory.signed_graph_states_suffice. Qed.

(** Soundness of the checker of exclusion trees, for hypergraph states given by the monomials
    of their polynomials: an accepted tree excludes them, and no memory state of a model that
    never emits an invalid translation can be in use after the preparations of all, if its
    sentences may be as long as these and the tree. *)
Theorem exclusion_checker_sound : forall n k (states : list (list (point n))) (t : tree n),
  check_exclusion k states t = true ->
  excluded k (depth t) (map (fun l => state (of_edges l)) states) /\
  (forall (gates : point n -> Prop) (most : nat) (M : support_model n) (m : contents M),
     (forall l e, In l states -> In e l -> gates e) ->
     (forall l, In l states -> length l + depth t <= most) -> never_invalid gates k most M ->
     ~ (forall l, In l states -> reaches M (prepare l) m)).
Proof. exact certified_exclusion. Qed.

(** * The spectral bound (Expectations.v, Traces.v, Spectral.v, SpectralDegrees.v) *)

From Khrnn Require Spectral SpectralDegrees.

(** Let Q be a set of m Paulis on n qubits without I, and L the number of all lines in Q. If
    an assignment violates d of them and 2d <= L, then
    (6 (L - 2d))^2 (2^n - 1) <= m^3 (2^n - 2)^2. *)
Theorem spectral_bound : forall n (v : assignment n) (Q : list (pauli n)),
  1 <= n -> NoDup Q -> ~ In (zero n, zero n) Q ->
  let m := Z.of_nat (length Q) in let D := (2 ^ Z.of_nat n)%Z in
  let excess := (Z.of_nat (length (Spectral.lines_in Q))
                 - 2 * Z.of_nat (violations v (Spectral.lines_in Q)))%Z in
  (0 <= excess ->
   (6 * excess) * (6 * excess) * (D - 1) <= m * m * m * ((D - 2) * (D - 2)))%Z.
Proof. exact Spectral.spectral_inequality. Qed.

(** The lines in the set of all Paulis but I are all lines. The bound gives 63 of the 315 lines
    of three qubits once more, and at least 1451 of the 5355 lines of four qubits. *)
Theorem spectral_degrees :
  (forall n, Spectral.lines_in (all_paulis n) = lines n) /\
  (forall v : assignment 3, 63 <= violations v (lines 3)) /\
  (forall v : assignment 4, 1451 <= violations v (lines 4)).
Proof. exact (conj Spectral.all_lines SpectralDegrees.spectral_instances). Qed.
