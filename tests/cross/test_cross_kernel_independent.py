"""The kernel against the second opinions: where they differ, one of them is wrong."""

from __future__ import annotations

import ast
import hashlib
import json
import math
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.library import get
from contextuality.pauli import parse_pauli, paulis_commute, product_phase
from contextuality.polynomial import BooleanPolynomial
from contextuality.search.parity import decide_parity
from contextuality.search.sat import Uncolourable, colour
from contextuality.vectors import VectorSet
from contextuality.vertex_sets import k_subsets
from proofs.certificates.derivations import LEMMAS, derivation
from proofs.certificates.memory import exhaustive_document, general_document, growth_document
from proofs.certificates.scenarios import colouring_document, pauli_document
from proofs.independent import Opinion, second_opinions
from proofs.independent.derivation import evaluate_lemmas, read_lemmas
from proofs.independent.opinion import Deadline, RejectedError
from proofs.independent.rup import check_refutation
from proofs.kernel import Malformed, check, check_file

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = "khrnn-certificate/1"


def kernel(path: Path) -> str:
    try:
        return check_file(path).status
    except Malformed:
        return "malformed"


def others(path: Path) -> list[Opinion]:
    return list(second_opinions(path, time_limit=60))


def both(
    statement: dict[str, Any], certificate: dict[str, Any], proof: bytes = b""
) -> tuple[str, str, list[str]]:
    """The kernel's status, the opinion about the certificate, those about the statement."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file.json")
        path.write_text(
            json.dumps({"schema": SCHEMA, "statement": statement, "certificate": certificate})
        )
        if proof:
            Path(folder, f"{hashlib.sha256(proof).hexdigest()}.lrat").write_bytes(proof)
        status = kernel(path)
        try:
            said = others(path)
        except InputError:
            return status, "malformed", []
    about = [opinion.verdict for opinion in said if opinion.about == "certificate"]
    return status, about[0], [o.verdict for o in said if o.about == "statement"]


def require_agreement(statement: dict[str, Any], certificate: dict[str, Any]) -> str:
    """Demand the same answer, with "incomplete" and "invalid" taken as one; return it."""
    status, certificate_opinion, statement_opinions = both(statement, certificate)
    assert certificate_opinion == {"incomplete": "invalid"}.get(status, status)
    if status == "valid":
        assert set(statement_opinions) <= {"valid", "not applicable"}
    return status


def blocks() -> list[Any]:
    """Every certificate printed on a format page, with the LRAT proofs printed on that page."""
    found = []
    for page in sorted((ROOT / "docs" / "formats").glob("*.md")):
        text = page.read_text()
        proofs = re.findall(r"```text\n((?:\d[\d -]* 0\n)+)```", text)
        for number, block in enumerate(re.findall(r"```json\n(.*?)```", text, re.S)):
            if SCHEMA in block:
                found.append(pytest.param(block, proofs, id=f"{page.stem}-{number}"))
    return found


def test_the_pages_have_examples() -> None:
    assert len(blocks()) >= 8


@pytest.mark.parametrize(("block", "proofs"), blocks())
def test_worked_examples_are_valid_for_both(tmp_path: Path, block: str, proofs: list[str]) -> None:
    path = tmp_path / "example.json"
    path.write_text(block)
    for proof in proofs:
        digest = hashlib.sha256(proof.encode()).hexdigest()
        (tmp_path / f"{digest}.lrat").write_text(proof)
    assert kernel(path) == "valid"
    assert {opinion.verdict for opinion in others(path)} == {"valid"}


def test_the_worked_proof() -> None:
    text = (ROOT / "docs" / "formats" / "lrat.md").read_text()
    (proof,) = re.findall(r"```text\n(\d+ 0 .*?)```", text, re.S)
    assert check_refutation([(1,), (-1, 2), (-2,)], 2, proof.encode(), Deadline(60)) == 1


@pytest.mark.parametrize(
    ("kind", "n", "k"),
    [
        (kind, n, k)
        for kind in ("value-assignment-bound", "faithful-bound", "hidden-variable-model")
        for n, k in [(1, 1), (3, 2), (4, 2), (4, 3), (3, 3)]
    ],
)
def test_exhaustive_documents(kind: str, n: int, k: int) -> None:
    document = exhaustive_document(kind, n, k)
    assert require_agreement(document.statement, document.certificate) == "valid"


@pytest.mark.parametrize("kind", LEMMAS)
def test_derivations_for_all_and_for_large_sizes(kind: str) -> None:
    document = general_document(kind)
    assert require_agreement(document.statement, document.certificate) == "valid"
    bits = 200 if document.statement["bits"] == "2*n" else math.comb(100, 7)
    large = {**document.statement, "n": 100, "k": 7, "bits": bits}
    assert require_agreement(large, document.certificate) == "valid"


@pytest.mark.parametrize("family", ["polynomial", "central"])
def test_growth_documents(family: str) -> None:
    document = growth_document(family)
    assert require_agreement(document.statement, document.certificate) == "valid"


@pytest.mark.parametrize("name", ["mermin-square", "mermin-pentagram", "doily"])
def test_pauli_documents(name: str) -> None:
    scenario = get(name)
    assert not isinstance(scenario, VectorSet)
    document = pauli_document(scenario, decide_parity(scenario))
    assert require_agreement(document.statement, document.certificate) == "valid"


@pytest.mark.parametrize("rule", ["bases", "bases-and-pairs"])
@pytest.mark.parametrize("name", ["cabello-18", "conway-kochen-31", "peres-33", "yu-oh-13"])
def test_colouring_documents(name: str, rule: Any) -> None:
    vectors = get(name)
    assert isinstance(vectors, VectorSet)
    finding = colour(vectors, rule, time_limit=60)
    assert hasattr(finding, "ones") or isinstance(finding, Uncolourable)
    document = colouring_document(vectors, rule, finding)
    status, about, statements = both(document.statement, document.certificate, document.proof)
    assert (status, about, set(statements)) == ("valid", "valid", {"valid"})


# Scenarios drawn at random


def pauli_strings(qubits: int) -> st.SearchStrategy[str]:
    return st.text("IXYZ", min_size=qubits, max_size=qubits)


def closed(labels: list[str]) -> list[str]:
    """Labels with the one that completes their product to the identity, if any is needed."""
    x, z, _ = product_phase(parse_pauli(label) for label in labels)
    letters = [
        "IXZY"[(x >> i & 1) + 2 * (z >> i & 1)] for i in range(len(labels[0]) if labels else 0)
    ]
    return [*labels, "".join(letters)] if x or z else labels


contexts = st.integers(1, 3).flatmap(
    lambda n: st.lists(
        st.lists(pauli_strings(n), min_size=1, max_size=3).map(closed), min_size=1, max_size=8
    )
)
commuting = st.integers(2, 3).flatmap(
    lambda n: st.lists(
        st.lists(pauli_strings(n), min_size=2, max_size=3)
        .map(closed)
        .filter(
            lambda labels: (
                len(labels) > 1
                and len(set(labels)) == len(labels)
                and "I" * len(labels[0]) not in labels
                and all(
                    paulis_commute(parse_pauli(a), parse_pauli(b)) for a in labels for b in labels
                )
            )
        ),
        min_size=1,
        max_size=10,
        unique_by=frozenset,
    )
)


@settings(deadline=None, max_examples=60)
@given(contexts, st.data())
def test_pauli_labels_at_random(drawn: list[list[str]], data: st.DataObject) -> None:
    """Mostly malformed scenarios."""
    try_certificates(drawn, data)


@settings(deadline=None, max_examples=100)
@given(commuting, st.data())
def test_pauli_scenarios(drawn: list[list[str]], data: st.DataObject) -> None:
    try_certificates(drawn, data)


def try_certificates(drawn: list[list[str]], data: st.DataObject) -> None:
    qubits = len(drawn[0][0])
    rows = data.draw(st.lists(st.integers(0, len(drawn)), unique=True).map(sorted))
    statement = {"kind": "pauli-contextual", "qubits": qubits, "contexts": drawn}
    require_agreement(statement, {"kind": "parity", "contexts": rows})
    observables = sorted({label for context in drawn for label in context})
    minus = data.draw(st.lists(st.sampled_from(observables), unique=True))
    statement = {**statement, "kind": "pauli-noncontextual"}
    require_agreement(statement, {"kind": "assignment", "minus": minus})


@settings(deadline=None, max_examples=40)
@given(commuting)
def test_pauli_signs(drawn: list[list[str]]) -> None:
    """Twins: the sign of a context in contextuality, the kernel and the second opinions."""
    for context in drawn:
        statement = {
            "kind": "pauli-noncontextual",
            "qubits": len(context[0]),
            "contexts": [context],
        }
        _, _, exponent = product_phase(parse_pauli(label) for label in context)
        answer = require_agreement(statement, {"kind": "assignment", "minus": []})
        assert answer == ("valid" if exponent == 0 else "invalid")
        answer = require_agreement(statement, {"kind": "assignment", "minus": context[:1]})
        assert answer == ("valid" if exponent == 2 else "invalid")


PLANES = {
    "Z": ["0", "1", "-1", "2"],
    "Z[sqrt2]": ["0", "1", "-1", "sqrt2", "-sqrt2"],
    "Z[i]": ["0", "1", "i", "-1", "1+i"],
    "Z[w]": ["0", "1", "w", "-1-w", "-w"],
    "Z[phi]": ["0", "1", "phi", "1-phi", "-1"],
}
vector_sets = st.sampled_from(sorted(PLANES)).flatmap(
    lambda ring: st.tuples(
        st.just(ring),
        st.integers(2, 3).flatmap(
            lambda dim: st.lists(
                st.lists(st.sampled_from(PLANES[ring]), min_size=dim, max_size=dim),
                min_size=1,
                max_size=9,
                unique_by=tuple,
            )
        ),
    )
)


@settings(deadline=None, max_examples=150)
@given(vector_sets, st.sampled_from(["bases", "bases-and-pairs"]), st.data())
def test_vector_sets(drawn: tuple[str, list[list[str]]], rule: str, data: st.DataObject) -> None:
    """Also twins: orthogonality in contextuality, the kernel and the second opinions."""
    ring, rows = drawn
    if data.draw(st.booleans()):
        kept: list[list[str]] = []
        for row in rows:
            try:
                VectorSet.from_strings("set", len(row), ring, [*kept, row])
            except InputError:
                continue
            kept.append(row)
        rows = kept
    assume(rows)
    statement = {
        "kind": "ks-colourable",
        "dim": len(rows[0]),
        "ring": ring,
        "rule": rule,
        "vectors": rows,
    }
    ones = data.draw(st.lists(st.integers(0, len(rows)), unique=True).map(sorted))
    answer = require_agreement(statement, {"kind": "colouring", "ones": ones})
    try:
        vectors = VectorSet.from_strings("set", len(rows[0]), ring, rows)
    except InputError:
        assert answer == "malformed"
        return
    bases = vectors.complete_bases()
    pairs = vectors.orthogonal_pairs()
    inside = [pair for pair in pairs if any(set(pair) <= set(basis) for basis in bases)]
    right = (
        all(set(basis) & set(ones) for basis in bases)
        and not any(set(pair) <= set(ones) for pair in (inside if rule == "bases" else pairs))
        and all(i < len(rows) for i in ones)
    )
    assert answer == ("valid" if right else "invalid")


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([(2, 2), (3, 2), (3, 1), (4, 3), (3, 3), (4, 4)]), st.data())
def test_memory_choices(size: tuple[int, int], data: st.DataObject) -> None:
    """Also twins: derivatives in contextuality, the kernel and the second opinions."""
    n, k = size
    edges = k_subsets(n, k)
    kind = data.draw(st.sampled_from(["value-assignment-bound", "faithful-bound"]))
    document = exhaustive_document(kind, n, k)
    key = "edges" if kind == "value-assignment-bound" else "vertices"
    chosen = list(document.certificate[key])
    limit = len(edges) if key == "edges" else n
    position = data.draw(st.integers(0, len(chosen) - 1))
    choice = chosen[position] = data.draw(st.integers(0, limit))
    answer = require_agreement(document.statement, {**document.certificate, key: chosen})
    if choice == limit:
        assert answer != "valid"
        return
    d = position + 1
    difference = BooleanPolynomial(n, frozenset(edge for j, edge in enumerate(edges) if d >> j & 1))
    if key == "vertices":
        right = difference.derivative(1 << choice).weight() << (k - 1) >= 1 << n
    else:
        total = BooleanPolynomial.zero(n)
        for a in range(1, 1 << n):
            if a & ~edges[choice] == 0:
                total += difference.derivative(a)
        right = total == BooleanPolynomial.one(n)
    assert answer == ("valid" if right else "invalid")


factors = st.sampled_from(["i", "n-k", "k-i", "n-i", "n", "k", "n-2*i-2", "1", "x"])


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(["polynomial", "central"]),
    st.lists(st.lists(factors, max_size=2), max_size=3),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_growth(family: str, summands: list[list[str]], n: int, k: int) -> None:
    statement = growth_document(family).statement
    require_agreement(statement, {"kind": "termwise", "summands": summands})
    require_agreement({**statement, "n": n, "k": k}, {"kind": "evaluate"})
    require_agreement({**statement, "n": n, "k": n // 2}, {"kind": "evaluate"})


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_altered_derivations(data: st.DataObject) -> None:
    """What the kernel accepts holds on all functions tried; not the other way round."""
    kind = data.draw(st.sampled_from(sorted(LEMMAS)))
    certificate = json.loads(json.dumps(derivation(kind)))
    lemma = data.draw(st.sampled_from(certificate["lemmas"]))
    places = [(lemma, "lhs"), (lemma, "rhs")]
    places += [(step, "term") for step in [*(lemma["base"] or []), *lemma["chain"]]]
    place, key = data.draw(st.sampled_from(places))
    text = place[key]
    symbols = [m.start() for m in re.finditer(r"[pqrj01+*()]", text)]
    at = data.draw(st.sampled_from(symbols))
    new = data.draw(st.sampled_from(["p", "q", "0", "1", "j", "+", "*", "(", ")", "", "p + "]))
    place[key] = text[:at] + new + text[at + 1 :]
    status = "malformed"
    with suppress(Malformed):
        status = check(general_document(kind).statement, certificate).status
    try:
        lemmas = read_lemmas(certificate)
    except InputError:
        assert status == "malformed"
        return
    assert status != "malformed"
    if status in {"valid", "incomplete"}:
        try:
            evaluate_lemmas(kind, lemmas, np.random.default_rng(0), Deadline(60))
        except RejectedError as error:
            assert (status, "no lemma states" in str(error)) == ("incomplete", True)  # noqa: PT017
        else:
            assert status == "valid"


PROOFS: dict[str, tuple[dict[str, Any], list[str]]] = {}


def refutation(name: str) -> tuple[dict[str, Any], list[str]]:
    if name not in PROOFS:
        vectors = get(name)
        assert isinstance(vectors, VectorSet)
        finding = colour(vectors, "bases-and-pairs", time_limit=60)
        assert isinstance(finding, Uncolourable)
        document = colouring_document(vectors, "bases-and-pairs", finding)
        PROOFS[name] = document.statement, document.proof.decode().splitlines()
    return PROOFS[name]


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(["cabello-18", "peres-33", "conway-kochen-31"]), st.data())
def test_altered_refutations(name: str, data: st.DataObject) -> None:
    """What the kernel accepts also follows by propagation without its hints."""
    statement, lines = refutation(name)
    lines = list(lines)
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(lines) - 1))
        tokens = lines[at].split(" ")
        change = data.draw(st.sampled_from(["drop", "swap", "token", "line", "delete", "double"]))
        position = data.draw(st.integers(0, len(tokens) - 1))
        if change == "drop":
            del tokens[position]
        elif change == "swap":
            tokens[position], tokens[-2] = tokens[-2], tokens[position]
        elif change == "token":
            tokens[position] = str(data.draw(st.integers(-3, 120)))
        elif change == "double":
            tokens.insert(position, tokens[position])
        lines[at] = " ".join(tokens)
        if change == "delete":
            lines.insert(at, f"{tokens[0]} d {data.draw(st.integers(1, 90))} 0")
        if change == "line" and len(lines) > 1:
            del lines[at]
    proof = ("\n".join(lines) + "\n").encode()
    certificate = {"kind": "lrat", "sha256": hashlib.sha256(proof).hexdigest()}
    status = "malformed"
    with suppress(Malformed):
        status = check(statement, certificate, proof).status
    if status == "valid":
        assert both(statement, certificate, proof)[1] == "valid"


def test_satisfiable_formulas_are_never_refuted() -> None:
    """The hintless one-line proof that some checkers accept, and its kin."""
    vectors = get("yu-oh-13")
    assert isinstance(vectors, VectorSet)
    statement = {
        "kind": "ks-uncolourable",
        "dim": 3,
        "ring": vectors.ring,
        "rule": "bases-and-pairs",
        "vectors": [list(row) for row in vectors.spelled()],
    }
    for proof in (b"30 0 0\n", b"30 0 1 0\n", b"30 1 0 0\n31 0 30 0\n", b"30 d 1 0\n31 0 0\n"):
        certificate = {"kind": "lrat", "sha256": hashlib.sha256(proof).hexdigest()}
        status, about, statements = both(statement, certificate, proof)
        assert status in {"invalid", "malformed"}
        assert about == "invalid"
        assert set(statements) == {"invalid"}


# Files that are not certificates at all

GOOD = exhaustive_document("value-assignment-bound", 3, 2).text().encode()


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_altered_files(data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(GOOD) - 1))
    new = data.draw(st.binary(max_size=2) | st.sampled_from([b'"', b"{", b"]", b"0", b"-", b"."]))
    content = GOOD[:position] + new + GOOD[position + data.draw(st.integers(0, 1)) :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file.json")
        path.write_bytes(content)
        status = kernel(path)
        try:
            mine = others(path)[0].verdict
        except InputError:
            mine = "malformed"
    assert mine == {"incomplete": "invalid"}.get(status, status)


# Independence


def test_the_second_opinions_load_without_the_kernel() -> None:
    code = (
        "import sys, proofs.independent\n"
        "import proofs.independent.external\n"
        "sys.exit(any(name.startswith('proofs.kernel') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_no_file_imports_the_kernel_or_its_clients() -> None:
    for path in (ROOT / "proofs" / "independent").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                assert not name.startswith("proofs.") or name.startswith("proofs.independent")
