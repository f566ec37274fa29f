"""Trainability: dynamical Lie algebras, and how gradients scale with size, theory and measurement.

What belongs here: closures of generator sets and their structure, exact predictions of gradient
variances with their hypotheses, measured variances with intervals, the registry of models that are
compared. What does not: the models of other rooms (`khrnn.qrnn`, `khrnn.hypergraph`, ...), which
each say in their own room how their gradients are sampled. Importing this package imports nothing.
"""
