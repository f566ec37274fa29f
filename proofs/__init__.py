"""Claims, certificates, checking and the command line.

Nothing is imported here: `proofs.kernel` must load with the standard library alone.
"""
