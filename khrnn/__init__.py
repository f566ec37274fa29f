"""Executable models: every cell is a pure map (state, token) -> (state, word).

What belongs here: cells (quantum and classical), the tasks they are run on, and their training.
What does not: the algebra and the searches (``contextuality``), and claims, certificates and
verdicts (``proofs``). Importing this package imports nothing heavy; import the submodule needed.
"""
