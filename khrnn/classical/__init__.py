"""Classical models that the quantum cells are compared with.

What belongs here: models whose memory is a finite or real classical state. What does not: proofs
that no classical model exists (``proofs``).
"""
