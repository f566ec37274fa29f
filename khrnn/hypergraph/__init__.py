"""The hypergraph recurrent cell (k-HRNN) and other ways to compute the law it obeys.

What belongs here: the cell's interface, its simulators, the law by counting, hidden-randomness
models of it. What does not: memory bounds and certificates (``proofs``).
"""
