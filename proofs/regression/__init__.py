"""Runs of `khrnn verify` kept and compared: what moved since an earlier run, and whether it fell.

Here belong the history file, the reading of baselines, the comparison of two runs, and JUnit XML.
Deciding claims does not (`proofs.claims`), nor options and exit statuses (`proofs.cli`).
"""
