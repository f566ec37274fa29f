"""The k-HRNN on qumodes: polynomial phases, displacements, homodyne of nullifiers.

What belongs here: the algebra of positions and momenta (exact), sentences of such tokens, their
simulation at finite squeezing (by sampling and on a grid), and what squeezing a given error
needs. What does not: qubits (`khrnn.hypergraph`), claims and verdicts (`proofs`). Importing this
package imports nothing heavy. Derivations: docs/derivations/qumodes.md.

Conventions, stated once: hbar = 1, [q_i, p_j] = i delta_ij. A latent mode starts in the squeezed
vacuum with positions q_i of mean 0 and variance s^2; its momentum has variance 1/(4 s^2). The
vacuum has s^2 = 1/2, so the squeezing is 10 log10(2 s^2) dB. `khrnn.qumode.squeezing` converts.
"""
