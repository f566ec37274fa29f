"""Documents made from findings: accepted as they are, written atomically, re-read the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.library import get, names
from contextuality.scenario import Scenario, pauli_scenario
from contextuality.search.parity import decide_parity
from contextuality.search.sat import TimedOut, colour
from contextuality.vectors import VectorSet
from proofs.certificates.derivations import LEMMAS, derivation
from proofs.certificates.document import Document
from proofs.certificates.memory import (
    exhaustive_document,
    general_document,
    growth_document,
    memory_statement,
)
from proofs.certificates.scenarios import colouring_document, pauli_document
from proofs.kernel import check, check_file

KINDS = ("value-assignment-bound", "faithful-bound", "hidden-variable-model")


@pytest.mark.parametrize("kind", KINDS)
def test_derivations_prove_all_sizes_and_every_instance(kind: str) -> None:
    assert general_document(kind).check().status == "valid"
    for n, k in ((1, 1), (7, 3), (2000, 1000)):
        assert check(memory_statement(kind, n, k), derivation(kind)).status == "valid"


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_of_a_derivation_is_needed(kind: str) -> None:
    statement = memory_statement(kind, "all", "all")
    for lemma in range(len(LEMMAS[kind])):
        copy = json.loads(json.dumps(derivation(kind)))
        del copy["lemmas"][lemma]
        assert check(statement, copy).status in {"invalid", "incomplete"}
        for part in ("base", "chain"):
            for step in range(len(LEMMAS[kind][lemma][part] or [])):
                copy = json.loads(json.dumps(derivation(kind)))
                del copy["lemmas"][lemma][part][step]
                assert check(statement, copy).status == "invalid"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("n", "k"), [(1, 1), (3, 2), (4, 3), (5, 5)])
def test_exhaustive_certificates(kind: str, n: int, k: int) -> None:
    if kind == "hidden-variable-model" and (n, k) == (5, 5):
        return  # beyond what the kernel replays
    assert exhaustive_document(kind, n, k).check().status == "valid"


def test_exhaustive_faithful_certificate_does_not_prove_more_bits() -> None:
    document = exhaustive_document("faithful-bound", 4, 2)
    with pytest.raises(ValueError, match="expected an integer from 6 to 6, found 7"):
        check({**document.statement, "bits": 7}, document.certificate)


@pytest.mark.parametrize("family", ["polynomial", "central"])
def test_growth(family: str) -> None:
    assert growth_document(family).check().status == "valid"


@pytest.mark.parametrize(
    "name", ["mermin-square", "mermin-pentagram", "doily", "cabello-18", "yu-oh-13", "peres-33"]
)
def test_library_documents_are_valid_and_survive_the_disk(name: str, tmp_path: Path) -> None:
    subject = get(name)
    if isinstance(subject, Scenario):
        document = pauli_document(subject, decide_parity(subject))
    else:
        answer = colour(subject, "bases-and-pairs", 60)
        assert not isinstance(answer, TimedOut)
        document = colouring_document(subject, "bases-and-pairs", answer)
    assert document.check().status == "valid"
    written = document.write(tmp_path / "certificate.json")
    assert written[-1].name == "certificate.json"
    assert (len(written) == 2) == bool(document.proof)
    assert check_file(tmp_path / "certificate.json") == document.check()
    assert document.sha256() == document.sha256()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in written)


def test_library_names_of_the_readme_exist() -> None:
    wanted = {"mermin-square", "mermin-pentagram", "doily", "conway-kochen-31", "peres-33"}
    assert wanted | {"cabello-18", "yu-oh-13"} <= set(names())


def test_writing_into_a_missing_folder_names_it(tmp_path: Path) -> None:
    document = growth_document("central")
    with pytest.raises(InputError, match="expected an existing folder, found no folder"):
        document.write(tmp_path / "nowhere" / "c.json")
    assert not list(tmp_path.iterdir())


def test_a_document_that_proves_nothing_is_not_valid() -> None:
    statement = memory_statement("faithful-bound", 2, 2)
    wrong = Document("x", statement, {"kind": "pairwise-contexts", "edges": [0]})
    assert wrong.check().status == "invalid"


PAULIS = st.text(alphabet="IXYZ", min_size=2, max_size=2).filter(lambda label: label != "II")


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(get("doily").labelled_contexts()), min_size=1, max_size=15, unique=True
    )
)
def test_every_part_of_the_doily_gets_a_valid_certificate(contexts: list[tuple[str, ...]]) -> None:
    scenario = pauli_scenario(contexts, "part")
    document = pauli_document(scenario, decide_parity(scenario))
    assert document.check().status == "valid"
    other = "pauli-noncontextual"
    if document.statement["kind"] == other:
        other = "pauli-contextual"
    assert not check({**document.statement, "kind": other}, document.certificate)


def test_vector_sets_with_both_rules() -> None:
    eighteen = get("cabello-18")
    assert isinstance(eighteen, VectorSet)
    for rule in ("bases", "bases-and-pairs"):
        answer = colour(eighteen, rule, 60)  # type: ignore[arg-type]
        assert not isinstance(answer, TimedOut)
        assert colouring_document(eighteen, rule, answer).check().status == "valid"  # type: ignore[arg-type]
