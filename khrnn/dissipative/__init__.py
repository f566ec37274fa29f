"""Dissipative perceptron networks: fresh output qubits, traced-out inputs (arXiv 2005.12458).

Belongs here: perceptrons, networks and their simulation, exact laws of their gradients, training.
Does not belong here: the comparison with other models (`khrnn.trainability`), claims (`proofs`).
"""
