"""Turn a parity or LRAT certificate into a Rocq file whose theorem is the certificate's claim.

Belongs here: writing terms. Nothing is trusted: the theorem states contexts or clauses in
full, and Rocq accepts it only if the checker that is proved sound in proofs/rocq does. For a
colouring the clauses are those of docs/formats/colouring.md, as the kernel derives them; the
theorem is about the clauses. Run as `python tools/rocq_certificate.py certificate.json`, then,
after `make proofs`, `coqc -Q build/rocq Khrnn FILE.v`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from proofs.kernel import reader  # noqa: E402  (a script finds the project first)
from proofs.kernel.colouring import ColouringStatement  # noqa: E402  (as above)

PARITY = """From Coq Require Import Bool List.
From Khrnn Require Import Points Pauli.
Import ListNotations.

Definition contexts : list (context {qubits}) :=
  {contexts}.
Definition positions : list nat := {positions}.

Theorem contextual : forallb good_context contexts = true /\\
  forall v : assignment {qubits}, exists c, In c contexts /\\ violated v c = true.
Proof. apply (check_parity_sound {qubits} contexts positions). vm_cast_no_check (eq_refl true). Qed.
Print Assumptions contextual.
"""

REFUTATION = """From Coq Require Import Bool PArith List.
From Khrnn Require Import Lrat.
Import ListNotations.

Definition formula : list clause :=
  {formula}%positive.
Definition steps : list proof_step :=
  {steps}%positive.

Theorem unsatisfiable : forall v, ~ (forall c, In c formula -> clause_holds v c = true).
Proof. apply (check_refutation_sound formula steps). vm_cast_no_check (eq_refl true). Qed.
Print Assumptions unsatisfiable.
"""


def listed(items: Iterable[str], separator: str = "; ") -> str:
    """A Rocq list."""
    return f"[{separator.join(items)}]"


def point_term(bits: Sequence[bool]) -> str:
    """A term of type `point n`: nested pairs, vertex 0 first.

    Example:
        >>> point_term([True, False])
        '(true, (false, tt))'
    """
    term = "tt"
    for bit in reversed(bits):
        term = f"({str(bool(bit)).lower()}, {term})"
    return term


def pauli_term(label: str) -> str:
    """A term of type `pauli n` for a label such as `XIY`; character i is qubit i."""
    return f"({point_term([c in 'XY' for c in label])}, {point_term([c in 'ZY' for c in label])})"


def parity_source(contexts: Sequence[Sequence[str]], positions: Sequence[int]) -> str:
    """The Rocq file that checks a parity certificate."""
    return PARITY.format(
        qubits=len(contexts[0][0]),
        contexts=listed((listed(map(pauli_term, c), ";\n    ") for c in contexts), ";\n   "),
        positions=listed(map(str, positions)),
    )


def clause_term(literals: Iterable[int]) -> str:
    """A term of type `clause`."""
    return listed(f"({abs(x)}, {str(x > 0).lower()})" for x in literals)


def step_terms(proof: str) -> Iterator[str]:
    """The terms of type `proof_step` for the lines of an LRAT proof (no RAT steps)."""
    for line in proof.splitlines():
        name, *rest = line.split()
        if rest[0] == "d":
            yield f"Delete {listed(rest[1:-1])}"
        else:
            cut = rest.index("0")
            literals, hints = rest[:cut], rest[cut + 1 : -1]
            yield f"Add {name} {clause_term(map(int, literals))} {listed(hints)}"


def refutation_source(clauses: Iterable[Iterable[int]], proof: str) -> str:
    """The Rocq file that checks an LRAT refutation of clauses numbered from 1."""
    return REFUTATION.format(
        formula=listed(map(clause_term, clauses), ";\n   "),
        steps=listed(step_terms(proof), ";\n   "),
    )


def source(path: Path) -> str:
    """The Rocq file for a certificate document of kind `parity` or `lrat`.

    Raises:
        ValueError: for another kind of certificate.
    """
    document = reader.load_document(path)
    statement, certificate = document["statement"], document["certificate"]
    if certificate["kind"] == "parity" and statement["kind"] == "pauli-contextual":
        return parity_source(statement["contexts"], certificate["contexts"])
    if certificate["kind"] == "lrat":
        clauses = ColouringStatement(**statement).clauses()
        proof = path.parent / f"{certificate['sha256']}.lrat"
        return refutation_source(clauses, proof.read_text(encoding="ascii"))
    raise ValueError(f"{path}: expected a parity or lrat certificate, found {certificate['kind']}")


if __name__ == "__main__":
    print(source(Path(sys.argv[1])), end="")
