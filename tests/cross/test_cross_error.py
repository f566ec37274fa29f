"""Kernel and second opinions on the least error of a memory: the corpus, and found curves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from khrnn.classical.memory import Family
from proofs.certificates.sampling_error import certified_curve
from proofs.independent import second_opinions
from tests.cross.judged import judged

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
PREFIXES = ("linear-classes-", "weights-", "class-cover-", "class-refutation-")
FILES = sorted(p for p in CORPUS.glob("*/*.json") if p.name.startswith(PREFIXES))


def test_there_is_a_corpus() -> None:
    assert len(FILES) > 80


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_second_opinions_on_the_corpus(path: Path) -> None:
    kernel, said = judged(path)
    if not said:
        return
    # A missing proof file, or one of another digest, is the reading's business for either side.
    assert said[0].verdict == kernel


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize(("n", "k"), [(3, 1), (3, 2), (4, 2), (4, 3), (5, 2)])
def test_second_opinions_on_curves(n: int, k: int, family: Family, tmp_path: Path) -> None:
    for point in certified_curve(n, k, family, np.random.default_rng(2)):
        assert point.exact
        for document in point.documents:
            assert document.check()
            path = document.write(tmp_path / f"{document.name}.json")[-1]
            verdicts = {opinion.verdict for opinion in second_opinions(path)}
            assert "valid" in verdicts
            assert verdicts <= {"valid", "not applicable"}


def test_searches_beyond_counting(tmp_path: Path) -> None:
    from fractions import Fraction

    from proofs.certificates.sampling_error import Memories, cover_document, refutation_document

    memories = Memories(4, 3, Family.GROUP, 1)
    rng = np.random.default_rng(3)
    for found in (
        cover_document(memories, Fraction(1, 4), rng),
        refutation_document(memories, Fraction(1, 4), 60),
    ):
        assert found is not None
        assert found.check()
        path = found.write(tmp_path / "found.json")[-1]
        assert [opinion.verdict for opinion in second_opinions(path)] == ["valid", "valid"]
    assert cover_document(Memories(4, 3, Family.GROUP, 2), Fraction(1, 4), rng) is None
    assert refutation_document(Memories(4, 3, Family.GROUP, 2), Fraction(1, 4), 60) is None
