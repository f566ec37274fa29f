(* What every headline theorem rests on: printed here, compared by tools/check_rocq.sh.

   Belongs here: one Print Assumptions for each theorem of Statements.v, in its order. *)

From Khrnn Require Import Statements.

Print Assumptions group_law.
Print Assumptions pairs_are_operators.
Print Assumptions measurement_is_projective.
Print Assumptions probabilities_sum_to_one.
Print Assumptions joint_probability.
Print Assumptions circuit_prepares_hypergraph_state.
Print Assumptions stabilizer_group.
Print Assumptions generators_are_gates.
Print Assumptions outcome_probability.
Print Assumptions overlap.
Print Assumptions coset_sum_identity.
Print Assumptions reed_muller_distance.
Print Assumptions r2_gap.
Print Assumptions r2_gap_is_sharp.
Print Assumptions r2_lower_bound.
Print Assumptions r2_lower_bound_real.
Print Assumptions r2_one_bit_less.
Print Assumptions r2_fraction.
Print Assumptions r2_upper_bound.
Print Assumptions edge_sets_are_hypergraphs.
Print Assumptions r1_contexts.
Print Assumptions r1_no_shared_values.
Print Assumptions r1_lower_bound.
Print Assumptions r1_upper_bound.
Print Assumptions two_n_bits_exact.
Print Assumptions cell_projects.
Print Assumptions cell_is_complete.
Print Assumptions cell_has_zero_error.
Print Assumptions group_contains_mermin_square.
Print Assumptions polynomial_growth.
Print Assumptions central_growth.
Print Assumptions r3_two_can_share.
Print Assumptions r3_sharing_of_pairs.
Print Assumptions r3_one_edge_apart.
Print Assumptions pauli_product.
Print Assumptions parity_checker_sound.
Print Assumptions packing_sound.
Print Assumptions three_qubit_degree_is_63.
Print Assumptions lrat_checker_sound.
Print Assumptions assignment_checker_sound.
Print Assumptions colouring_checker_sound.
Print Assumptions r3_excluded_not_served.
Print Assumptions r3_three_graph_states.
Print Assumptions r3_lower_bound.
Print Assumptions r3_lower_bound_signed.
Print Assumptions r3_families_share.
Print Assumptions r3_core_families_share.
Print Assumptions r3_upper_bound.
Print Assumptions r3_graph_states_exact.
Print Assumptions r3_upper_bound_signed.
Print Assumptions exclusion_checker_sound.
Print Assumptions spectral_bound.
Print Assumptions spectral_degrees.
