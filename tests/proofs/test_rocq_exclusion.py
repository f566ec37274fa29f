"""Exclusion trees become theorems of Rocq exactly if the kernel accepts them."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from contextuality.hypergraph import Hypergraph
from contextuality.search.exclusion import Excluded, exclude
from proofs.certificates import rocq_run
from proofs.certificates.exclusion import exclusion_document, theorem_certificate
from proofs.certificates.rocq_exclusion import exclusion_source, node_definitions, state_term
from proofs.kernel import check

VALID = Path(__file__).resolve().parents[1] / "corpus" / "valid"

needs_coqc = [
    pytest.mark.slow,  # `make proofs` runs these too
    pytest.mark.skipif(
        shutil.which("coqc") is None, reason="coqc is not installed (Debian: apt install coq)"
    ),
]


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache of our own, used only if `make proofs` has not left a compiled library."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def load(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    document = json.loads((VALID / f"{name}.json").read_text(encoding="utf-8"))
    return document["statement"], document["certificate"]


def proved(statement: dict[str, Any], certificate: dict[str, Any]) -> bool:
    return bool(rocq_run.prove(exclusion_source(statement, certificate)))


def test_later_nodes_come_first() -> None:
    _, certificate = load("exclusion-three-graphs")
    names = [line.split()[1] for line in node_definitions(certificate["nodes"])]
    assert names == [f"node{i}" for i in reversed(range(len(names)))]


def test_signs_are_monomials_of_one_vertex() -> None:
    assert state_term({"edges": [], "signs": []}) == "[]"
    assert state_term({"edges": [[1, 2], [0, 1, 2]], "signs": [0, 2]}) == (
        "[[1; 2]; [0; 1; 2]; [0]; [2]]"
    )


@pytest.mark.parametrize("name", ["exclusion-three-graphs", "exclusion-two-signs"])
class TestCorpus:
    pytestmark = needs_coqc

    def test_true(self, name: str) -> None:
        assert proved(*load(name))

    def test_a_leaf_too_early(self, name: str) -> None:
        statement, certificate = copy.deepcopy(load(name))
        node = certificate["nodes"][-1]
        node["shift"], node["phase"] = [], []  # measures the identity: +1, and nothing excluded
        assert check(statement, certificate).status != "valid"
        assert not proved(statement, certificate)


class TestCases:
    pytestmark = needs_coqc

    def test_an_element_that_is_not_hermitian(self) -> None:
        statement, certificate = copy.deepcopy(load("exclusion-two-signs"))
        statement["k"] = 2
        assert proved(statement, certificate)
        node = certificate["nodes"][0]
        node["phase"] = [*node["phase"], [node["shift"][0]]]
        assert check(statement, certificate).status != "valid"
        assert not proved(statement, certificate)

    def test_an_element_outside_the_group(self) -> None:
        edge = [[0, 1, 2]]
        states = [{"edges": edge, "signs": signs} for signs in ([], [0])]
        node = {"shift": [0], "phase": [[1, 2]], "plus": -2, "minus": -1}  # K_0
        statement = {"kind": "exclusion", "n": 3, "k": 3, "states": states}
        certificate = {"kind": "exclusion", "nodes": [node]}
        assert check(statement, certificate).status == "valid"
        assert proved(statement, certificate)
        assert not proved({**statement, "k": 2}, certificate)

    def test_a_missing_node(self) -> None:
        statement, certificate = copy.deepcopy(load("exclusion-three-graphs"))
        certificate["nodes"].pop()
        assert not proved(statement, certificate)

    def test_the_cases_of_the_theorem_on_graph_states(self) -> None:
        cases = theorem_certificate()["cases"]
        for case in (cases[0], cases[7], cases[-6]):
            statement = {"kind": "exclusion", "n": case["n"], "k": 2, "states": case["states"]}
            assert proved(statement, {"kind": "exclusion", "nodes": case["nodes"]})

    @pytest.mark.parametrize(("n", "k", "count"), [(3, 2, 3), (6, 2, 3), (3, 3, 4), (4, 3, 6)])
    def test_random_states(self, n: int, k: int, count: int) -> None:
        rng = Random(n * k)  # noqa: S311  (cases, not keys)
        small = [mask for mask in range(1, 1 << n) if mask.bit_count() <= k]
        for _ in range(20):
            edges = [frozenset(m for m in small if rng.random() < 0.5) for _ in range(count)]
            found = exclude([Hypergraph(n, chosen) for chosen in edges], k=k)
            if isinstance(found, Excluded) and len(found.tree.nodes) > 1:
                break
        assert isinstance(found, Excluded)
        document = exclusion_document(found.tree, k=k)
        assert document.check().status == "valid"
        assert proved(document.statement, document.certificate)
