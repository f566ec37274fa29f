"""The gap of reading R2, proved and measured: two hypergraphs told apart by one generator."""

from contextuality.hypergraph import Hypergraph
from khrnn.hypergraph.exact import distribution
from khrnn.tasks.sentences import Sentence
from khrnn.tasks.tokens import Entangle, Measure
from proofs.bounds import memory_table

n, k = 5, 3
first = Hypergraph.parse("0,1,2;1,2,3", n)
second = Hypergraph.parse("0,1,2;1,2,3;2,3,4", n)
generator = first.generators()[4]
for name, prepared in (("H", first), ("H'", second)):
    preparation = [Entangle(edge) for edge in sorted(prepared.edges)]
    law = distribution(Sentence(n, k, (*preparation, Measure(generator))))
    print(f"{name}: the generator {generator.as_operator_string()} gives", dict(law))
print(f"proved gap: 2^(1-k) = 1/{2 ** (k - 1)}")
for bound in memory_table(n, k).readings:
    print(f"{bound.reading}: {bound.relation} {bound.bits} bits ({bound.evidence})")
