"""Untrusted searches for noncontextual models and refutations.

Belongs here: finders, one per module, each returning evidence that others can check. Does not
belong here: checking that is relied upon, and claims.
"""
