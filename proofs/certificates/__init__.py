"""Findings and theorems turned into certificate objects; untrusted, checked by `proofs.kernel`."""
