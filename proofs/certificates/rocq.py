"""Rocq files whose theorem is a certificate's statement, in the definitions of proofs/rocq.

Here belongs the writing of terms. Nothing here decides anything: the theorem says in full what
is claimed, and Rocq accepts it only if a checker proved sound in proofs/rocq does. Running Rocq
is the business of `rocq_run`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from proofs.kernel.algebra import rays
from proofs.kernel.colouring import ColouringStatement
from proofs.kernel.degree import DegreeStatement
from proofs.kernel.verdict import Malformed

MAX_DEGREE = 4000  # Rocq writes it in unary
MAX_CHARACTERS = 4_000_000  # of proof text; Rocq reads about 50 000 a second
CHUNK = 1000  # characters in a string; Rocq reads strings recursively
RINGS = {
    "Z": "Integers",
    "Z[sqrt2]": "Root2",
    "Z[i]": "Gauss",
    "Z[w]": "Eisenstein",
    "Z[phi]": "Golden",
}
# Certificate kind -> the statement kind that its theorem is about.
KINDS = {
    "parity": "pauli-contextual",
    "assignment": "pauli-noncontextual",
    "lrat": "ks-uncolourable",
    "exclusion": "exclusion",
    "spectral": "degree-lower-bound",
}
RULES = {"bases": "Bases", "bases-and-pairs": "BasesAndPairs"}

PAULI = """From Coq Require Import Bool List.
From Khrnn Require Import Points Pauli Labels.
Import ListNotations.

Definition contexts : list (context {qubits}) := contexts_of {qubits}
  {contexts}.
"""

PARITY = """Definition positions : list nat := {positions}.

Theorem certificate : forallb good_context contexts = true /\\
  forall v : assignment {qubits}, exists c, In c contexts /\\ violated v c = true.
Proof. apply (check_parity_sound {qubits} contexts positions). vm_cast_no_check (eq_refl true). Qed.
Print Assumptions certificate.
"""

ASSIGNMENT = """Definition minus : list (pauli {qubits}) := map (pauli_of {qubits})
  {minus}.

Theorem certificate : forallb good_context contexts = true /\\
  exists v : assignment {qubits}, forall c, In c contexts -> violated v c = false.
Proof. apply (check_assignment_sound {qubits} contexts minus). vm_cast_no_check (eq_refl true). Qed.
Print Assumptions certificate.
"""

REFUTATION = """From Coq Require Import Bool PArith List Strings.Byte.
From Khrnn Require Import Lrat LratText.
Import ListNotations.

Definition formula : list clause :=
  {formula}%positive.
Definition steps : list proof_step := decode
  {steps}%byte.

Theorem certificate : forall v, ~ (forall c, In c formula -> clause_holds v c = true).
Proof. apply (check_refutation_sound formula steps). vm_cast_no_check (eq_refl true). Qed.
Print Assumptions certificate.
"""

COLOURING = """From Coq Require Import Bool ZArith PArith List Strings.Byte.
From Khrnn Require Import Lrat LratText Colouring.
Import ListNotations.

(* Entries are (a, b) for a + b t; t is sqrt 2, i, w or phi, depending on the ring. *)
Definition vectors : list ket :=
  {vectors}%Z.

(* Clauses with their reasons, and the refutation; both are checked, neither is trusted. *)
Definition formula : list proof_step := decode
  {formula}%byte.
Definition steps : list proof_step := decode
  {steps}%byte.

Theorem certificate : vector_set {ring} {dim} vectors = true /\\
  ~ exists c, colours {ring} {dim} {rule} vectors c.
Proof.
  apply (check_uncolourable_sound {ring} {dim} {rule} vectors formula steps).
  vm_cast_no_check (eq_refl true).
Qed.
Print Assumptions certificate.
"""

SPECTRAL = """From Coq Require Import List.
From Khrnn Require Import Points Pauli Degree Labels Spectral.
Import ListNotations.

Definition paulis : list (pauli {qubits}) := map (pauli_of {qubits})
  {paulis}.

(* lines_in: all triples of commuting members that multiply to +I or -I. *)
Theorem certificate : forall v : assignment {qubits}, {bound} <= violations v (lines_in paulis).
Proof. apply (check_spectral_sound {qubits} paulis {bound}). vm_cast_no_check (eq_refl true). Qed.
Print Assumptions certificate.
"""


class Unsupported(Exception):  # noqa: N818 - not an error: no theorem is offered
    """There is no Rocq theorem for this certificate; the message says why."""


# ---- terms -------------------------------------------------------------------------------


def listed(items: Iterable[str], separator: str = "; ") -> str:
    """Return a Rocq list of terms.

    Example:
        >>> listed(["1", "2"])
        '[1; 2]'
    """
    return f"[{separator.join(items)}]"


def point_term(bits: Sequence[bool]) -> str:
    """Return a term of type `point n`: nested pairs, vertex 0 first.

    Example:
        >>> point_term([True, False])
        '(true, (false, tt))'
    """
    return "".join(f"({str(bool(b)).lower()}, " for b in bits) + "tt" + ")" * len(bits)


def pauli_term(label: str) -> str:
    """Return a term of type `pauli n` for a label such as `XIY`; character i is qubit i.

    Example:
        >>> pauli_term("Z")
        '((false, tt), (true, tt))'
    """
    return f"({point_term([c in 'XY' for c in label])}, {point_term([c in 'ZY' for c in label])})"


def clause_term(literals: Iterable[int]) -> str:
    """Return a term of type `clause`; literals as in DIMACS."""
    return listed(f"({abs(x)}, {str(x > 0).lower()})" for x in literals)


def digits(value: int) -> str:
    """Return a positive integer in base 32, as LratText.v reads it.

    Example:
        >>> digits(4), digits(32)
        ('d', 'A`')
    """
    text = chr(96 + value % 32)
    while value := value // 32:
        text = chr(64 + value % 32) + text
    return text


def add_step(name: int, literals: Iterable[int], hints: Iterable[int]) -> str:
    """Return the text of a step that adds a clause.

    Example:
        >>> add_step(4, [], [1, 2, 3])
        'habdfa'
    """
    words = [digits(2 * name), *(digits(2 * abs(x) + (x < 0)) for x in literals), digits(1)]
    return "".join((*words, *(digits(2 * hint) for hint in hints), digits(1)))


def delete_step(names: Iterable[int]) -> str:
    """Return the text of a step that forgets clauses."""
    return "".join((digits(3), *(digits(2 * name) for name in names), digits(1)))


def text_term(steps: Iterable[str]) -> str:
    """Return steps as a list of strings of about `CHUNK` characters.

    Raises:
        Unsupported: if there is more than Rocq reads in a minute or two.
    """
    chunks, chunk, total = [], "", 0
    for step in steps:
        chunk += step
        if len(chunk) >= CHUNK:
            total += len(chunk)
            chunks.append(chunk)
            chunk = ""
            if total > MAX_CHARACTERS:
                raise Unsupported(f"the proof is over {MAX_CHARACTERS} characters long")
    return listed((f'"{part}"' for part in (*chunks, chunk)), ";\n   ")


# ---- Paulis ------------------------------------------------------------------------------


def word_term(label: str) -> str:
    """Return a label as a list of letters, for `pauli_of`."""
    return listed(label)


def pauli_source(statement: dict[str, Any]) -> str:
    """Return the contexts of a statement about Paulis, as letters."""
    contexts = (listed(map(word_term, context)) for context in statement["contexts"])
    return PAULI.format(qubits=statement["qubits"], contexts=listed(contexts, ";\n   "))


def parity_source(statement: dict[str, Any], certificate: dict[str, Any]) -> str:
    """Return the file for a certificate of kind `parity`."""
    positions = listed(map(str, certificate["contexts"]))
    return pauli_source(statement) + PARITY.format(qubits=statement["qubits"], positions=positions)


def assignment_source(statement: dict[str, Any], certificate: dict[str, Any]) -> str:
    """Return the file for a certificate of kind `assignment`."""
    minus = listed(map(word_term, certificate["minus"]))
    return pauli_source(statement) + ASSIGNMENT.format(qubits=statement["qubits"], minus=minus)


def spectral_source(statement: dict[str, Any], certificate: dict[str, Any]) -> str:
    """Return the file for a certificate of kind `spectral` without pairs and quadric.

    Raises:
        Unsupported: if it has pairs or a quadric, which Rocq does not know; or its bound is 0.
    """
    claim = DegreeStatement(**statement)
    if certificate["pairs"] or certificate["quadric"] is not None:
        raise Unsupported("Rocq checks spectral certificates without pairs and quadric only")
    if claim.contexts != "lines":
        raise Unsupported("spectral certificates are about all lines in a set of Paulis")
    if not 0 < claim.bound <= MAX_DEGREE:
        raise Unsupported(f"Rocq checks spectral bounds from 1 to {MAX_DEGREE}")
    n = claim.qubits
    words = ("".join("IXZY"[(a >> i & 1) + 2 * (a >> n + i & 1)] for i in range(n))
             for a in claim.points)  # fmt: skip
    paulis = listed(map(word_term, words), ";\n   ")
    return SPECTRAL.format(qubits=n, paulis=paulis, bound=claim.bound)


# ---- refutations -------------------------------------------------------------------------


def proof_steps(proof: str) -> Iterator[tuple[int, list[int] | None, list[int]]]:
    """Yield (name, literals, hints) for the lines of an LRAT proof, literals None for deletions.

    Raises:
        Malformed: if a line is no LRAT line.
    """
    for count, line in enumerate(proof.splitlines(), 1):
        name, *rest = line.split()
        try:
            if rest[:1] == ["d"]:
                yield int(name), None, [int(word) for word in rest[1:-1]]
                continue
            cut = rest.index("0")
            yield int(name), [int(w) for w in rest[:cut]], [int(w) for w in rest[cut + 1 : -1]]
        except ValueError:
            expected = "'ID LITERAL... 0 HINT... 0' or 'ID d ID... 0'"
            raise Malformed(f"proof: line {count}", expected, line[:80]) from None


def refutation_source(clauses: Iterable[Iterable[int]], proof: str) -> str:
    """Return the file that checks an LRAT refutation of clauses, which are numbered from 1."""
    steps = (
        delete_step(hints) if literals is None else add_step(name, literals, hints)
        for name, literals, hints in proof_steps(proof)
    )
    formula = listed(map(clause_term, clauses), ";\n   ")
    return REFUTATION.format(formula=formula, steps=text_term(steps))


def trimmed(proof: str) -> list[tuple[int, list[int], list[int]]]:
    """Return the lemmas of a refutation on which its empty clause rests, in their order."""
    lemmas = [
        (name, found, hints) for name, found, hints in proof_steps(proof) if found is not None
    ]
    needed = {name for name, literals, _ in lemmas if not literals}
    kept = []
    for name, literals, hints in reversed(lemmas):
        if name in needed:
            needed.update(hints)
            kept.append((name, literals, hints))
    return kept[::-1]


def colouring_source(statement: dict[str, Any], proof: str) -> str:
    """Return the file for a certificate of kind `lrat`.

    Only the clauses and lemmas that the empty clause rests on are written, numbered without
    gaps. A pair that is not both 1 comes, under the rule `bases`, with a basis that starts
    with it: Rocq checks from the coordinates that it is one.
    """
    claim = ColouringStatement(**statement)
    pairs, bases = claim.constraints()
    lemmas = trimmed(proof)
    used = {hint for _, _, hints in lemmas for hint in hints} - {name for name, _, _ in lemmas}
    around: dict[tuple[int, int], tuple[int, ...]] = {}
    if claim.rule == "bases":
        for basis in bases:
            for j, b in enumerate(basis):
                for a in basis[:j]:
                    around.setdefault((a, b), basis)
    formula: list[str] = []
    number: dict[int, int] = {}
    for name in sorted(used):
        if not 0 < name <= len(pairs) + len(bases):
            raise Malformed("proof", f"hints of at most {len(pairs) + len(bases)} clauses", name)
        number[name] = len(number) + 1
        if name > len(pairs):
            basis = bases[name - len(pairs) - 1]
            formula.append(add_step(number[name], [i + 1 for i in basis], ()))
            continue
        i, j = pairs[name - 1]
        others = [x for x in around.get((i, j), ()) if x not in {i, j}]
        reason = [x + 1 for x in (i, j, *others)] if others or claim.rule == "bases" else []
        formula.append(add_step(number[name], [-i - 1, -j - 1], reason))
    steps, nothing = [], len(number) + len(lemmas) + 1  # no clause has this number
    for name, literals, hints in lemmas:
        known = [number.get(hint, nothing) for hint in hints]
        number[name] = len(number) + 1
        steps.append(add_step(number[name], literals, known))
    vectors = rays(claim.vectors, claim.ring)
    return COLOURING.format(
        ring=RINGS[claim.ring],
        dim=claim.dim,
        rule=RULES[claim.rule],
        vectors=listed((listed(f"({a}, {b})" for a, b in v) for v in vectors), ";\n   "),
        formula=text_term(formula),
        steps=text_term(steps),
    )


# ---- certificates ------------------------------------------------------------------------


def source(statement: dict[str, Any], certificate: dict[str, Any], proof: bytes = b"") -> str:
    """Return a Rocq file whose theorem `certificate` is the statement.

    Args:
        statement: a well-formed statement of docs/formats.
        certificate: a certificate for it; only kinds of `KINDS`.
        proof: the bytes of the proof file that it names, if it does.

    Raises:
        Unsupported: for another kind of certificate, or one that is too large for Rocq.
        Malformed: if the proof file is not of its grammar.

    Example:
        >>> square = {"kind": "pauli-noncontextual", "qubits": 1, "contexts": [["X", "X"]]}
        >>> "exists v : assignment 1" in source(square, {"kind": "assignment", "minus": []})
        True
    """
    kind = certificate["kind"]
    if kind not in KINDS:
        raise Unsupported(f"Rocq checks the kinds {', '.join(KINDS)}; this one is {kind}")
    if statement["kind"] != KINDS[kind]:
        raise Unsupported(f"{kind} is no certificate for the statement kind {statement['kind']}")
    match kind:
        case "parity":
            return parity_source(statement, certificate)
        case "assignment":
            return assignment_source(statement, certificate)
        case "spectral":
            return spectral_source(statement, certificate)
        case "exclusion":
            from proofs.certificates.rocq_exclusion import exclusion_source  # noqa: PLC0415

            return exclusion_source(statement, certificate)
        case _:
            return colouring_source(statement, proof.decode("ascii", "replace"))
