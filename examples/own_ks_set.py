"""A Kochen-Specker set of one's own: build it, shrink it, certify what is left.

All rays of dimension 4 with entries 0, 1 and -1 have no colouring. Rays are left out until leaving
out any other would make the set colourable: a critical set inside it.
"""

from itertools import product

from contextuality.search.critical import critical_vectors
from contextuality.search.sat import colour
from contextuality.vectors import VectorSet
from proofs.certificates.scenarios import colouring_document

RULE = "bases-and-pairs"  # one 1 in every basis, orthogonal vectors not both 1

rays = []
for ray in product((0, 1, -1), repeat=4):
    leading = next((entry for entry in ray if entry), 0)
    if leading == 1:  # one of the two signs, and not the zero vector
        rays.append([str(entry) for entry in ray])

everything = VectorSet.from_strings("entries-0-1", 4, "Z", rays)
document = colouring_document(everything, RULE, colour(everything, RULE, 60.0))
print(f"{len(rays)} rays: {document.check().statement}: {document.check().status}")

critical = critical_vectors(everything, RULE)
small = critical.subset
document = colouring_document(small, RULE, critical.refutation)
print(f"a critical part: {len(small.vectors)} rays, certificate {document.check().status}")
