"""The second checker of empirical models: on the corpus, on random models, beside the kernel."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contextuality.empirical import EmpiricalModel
from contextuality.errors import InputError
from contextuality.library.boxes import exclusive_cycle, isotropic
from contextuality.library.models import model
from contextuality.search.fraction import noncontextual_fraction
from contextuality.search.possibilistic import possibilities
from proofs.certificates.fraction import fraction_document, logical_document, strong_document
from proofs.independent import second_opinions
from proofs.independent.fraction import opinions
from proofs.kernel import Malformed, check

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FILES = sorted(CORPUS.glob("*/fraction-*.json"))


def test_the_corpus_is_there() -> None:
    assert len(FILES) > 80


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_agreement_with_the_kernel(path: Path) -> None:
    document = json.loads(path.read_bytes())
    try:
        verdict = check(document["statement"], document["certificate"])
    except Malformed:
        with pytest.raises(InputError):
            second_opinions(path)
        return
    found = second_opinions(path)
    if found[0].checker == "certificate/kind":
        assert not verdict
        return
    about = {opinion.about: opinion.verdict for opinion in found}
    assert about["certificate"] == ("valid" if verdict else "invalid")
    if verdict:
        assert about["statement"] == "valid"


def test_false_statements_are_noticed() -> None:
    """Also where the certificate is not looked at."""
    for name in ("lower-too-high", "upper-too-low"):
        path = CORPUS / "incomplete" / f"fraction-triangle-{name}.json"
        assert [opinion.verdict for opinion in second_opinions(path)] == ["invalid", "invalid"]
    for name in ("strong-uniform", "logical-event-that-extends", "logical-impossible-event"):
        path = CORPUS / "invalid" / f"fraction-{name}.json"
        assert [opinion.verdict for opinion in second_opinions(path)] == ["invalid", "invalid"]


def verdicts(document: Any, limit: float = 60) -> list[str]:
    return [o.verdict for o in opinions(document.statement, document.certificate, limit)]


@pytest.mark.parametrize("name", ["pr-box", "ghz", "hardy", "mermin-square", "cycle-7-4/9"])
def test_our_own_documents(name: str) -> None:
    subject = model(name)
    found = possibilities(subject)
    assert verdicts(fraction_document(noncontextual_fraction(subject))) == ["valid", "valid"]
    if found.strongly_contextual:
        assert verdicts(strong_document(subject)) == ["valid", "valid"]
    for event in found.obstructed[:2]:
        assert verdicts(logical_document(subject, *event)) == ["valid", "valid"]


def test_more_assignments_than_can_be_listed() -> None:
    """31 observables: z3 checks the inequality, the program over all assignments is too large."""
    document = fraction_document(noncontextual_fraction(exclusive_cycle(31, Fraction(49, 100))))
    assert document.check()
    assert verdicts(document)[1] == "not applicable"
    weak = document.certificate | {"scale": document.certificate["scale"] + 1}
    assert opinions(document.statement, weak, 60)[0].verdict == "invalid"


def test_small_changes_of_large_numbers() -> None:
    """Bounds off by less than any float can show are still refused by the replay."""
    document = fraction_document(noncontextual_fraction(isotropic(Fraction(3, 4))))
    half = 10**60
    sharp = document.statement | {"upper": [half - 1, 2 * half]}
    about = [o.verdict for o in opinions(sharp, document.certificate, 60)]
    assert about == ["invalid", "valid"]  # the second is in floating point and says so


@pytest.mark.parametrize("seed", range(10))
def test_random_certificates(seed: int) -> None:
    rng = np.random.default_rng(seed)
    document = fraction_document(
        noncontextual_fraction(isotropic(Fraction(int(rng.integers(8, 17)), 16)))
    )
    certificate = json.loads(json.dumps(document.certificate))
    key = ("distribution", "inequality")[seed % 2]
    if certificate[key]:
        row = certificate[key][int(rng.integers(len(certificate[key])))]
        at = 0 if key == "distribution" else 2
        row[at] = max(1, row[at] + int(rng.integers(-1, 2)))
    statement = document.statement | {"lower": [0, 1]}
    verdict = check(statement, certificate)
    assert opinions(statement, certificate, 60)[0].verdict == ("valid" if verdict else "invalid")


def test_observables_in_another_order() -> None:
    """Certificates number observables by first appearance; those in no context are left out."""
    box = model("isotropic-7/8")
    order = (2, 0, 3, 1)  # old observable -> new place, with a spare one at 4
    labels = [""] * 5
    for old, new in enumerate(order):
        labels[new] = box.observables[old]
    labels[4] = "spare"
    shuffled = EmpiricalModel(
        "shuffled", tuple(labels), box.outcomes,
        tuple(tuple(order[v] for v in context) for context in box.contexts), box.tables,
    )  # fmt: skip
    found = noncontextual_fraction(shuffled)
    assert found.contextual_fraction() == Fraction(3, 4)
    assert verdicts(fraction_document(found)) == ["valid", "valid"]
