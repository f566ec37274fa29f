"""Data sets of translation sentences: numbering, splits, files, torch batches."""

from __future__ import annotations

from math import comb, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.hypergraph.exact import verify
from khrnn.tasks.batches import Split
from khrnn.tasks.dataset import HSMT, collate
from khrnn.tasks.hsmt import sentences
from khrnn.tasks.lessons import lessons
from khrnn.tasks.sentences import Record, Sentence
from khrnn.tasks.tokens import Entangle, Phase, emits_outcome
from khrnn.tasks.vocabulary import PADDING, Vocabulary, encode_all


@pytest.mark.parametrize(("n", "k"), [(1, 1), (3, 2), (4, 3), (5, 5)])
def test_the_compiled_vocabulary_has_every_token_once(n: int, k: int) -> None:
    words = Vocabulary.compiled(n, k)
    assert len(words) == comb(n, k) + 2 + sum(comb(n, j) for j in range(k)) + n
    assert [words.number(words.token(i)) for i in range(1, len(words) + 1)] == list(
        range(1, len(words) + 1)
    )
    assert words.emits.sum() == 1
    assert not words.emits[PADDING]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6))
def test_encoding_loses_nothing(seed: int) -> None:
    record = next(sentences(4, 3, 12, 1, np.random.default_rng(seed), compiled=True))
    words = Vocabulary.compiled(4, 3)
    tokens, emitted = words.encode(record)
    assert tuple(words.token(int(i)) for i in tokens) == record.sentence.tokens
    assert record.translation is not None
    assert tuple(int(w) or None for w in emitted) == record.translation.words


def test_padding_is_masked_and_the_floor_is_exact() -> None:
    records = list(sentences(3, 2, 9, 12, np.random.default_rng(1), compiled=True))
    found = encode_all(Vocabulary.compiled(3, 2), records)
    assert found.mask.sum() == sum(len(r.sentence.tokens) for r in records)
    assert not found.tokens[~found.mask].any()
    assert not found.words[~found.mask].any()
    for record, floor in zip(records, found.floor, strict=True):
        assert record.translation is not None
        assert floor == pytest.approx(-log(record.translation.probability), abs=1e-12)


def test_splits_are_streams_of_one_seed() -> None:
    small = HSMT.generate(3, 2, 8, (4, 2, 2), seed=5)
    large = HSMT.generate(3, 2, 8, (9, 2, 2), seed=5)
    assert large.splits[Split.TRAIN][:4] == small.splits[Split.TRAIN]
    assert large.splits[Split.TEST] == small.splits[Split.TEST]
    assert HSMT.generate(3, 2, 8, (4, 2, 2), seed=6).splits != small.splits


def test_a_random_split_is_a_partition() -> None:
    drawn = list(sentences(3, 2, 6, 25, np.random.default_rng(0)))
    parts = HSMT.of(drawn, (0.2, 0.1), seed=1).splits
    assert [len(parts[split]) for split in Split] == [17, 5, 3]
    assert sorted(map(repr, (r for part in parts.values() for r in part))) == sorted(
        map(repr, drawn)
    )


def test_files_keep_records_and_vocabulary(tmp_path: Path) -> None:
    data = HSMT.generate(4, 3, 12, (5, 2, 3), seed=2, first_lessons=4)
    data.write(tmp_path)
    assert HSMT.read(tmp_path) == data
    (tmp_path / "test.jsonl").unlink()
    with pytest.raises(InputError, match=r"test\.jsonl: expected a readable file"):
        HSMT.read(tmp_path)


def test_lessons_are_true_and_use_one_monomial_and_its_vertices() -> None:
    for record in lessons(4, 3, 12, 30, np.random.default_rng(3)):
        verify(record)
        used = {t.monomial for t in record.sentence.tokens if isinstance(t, Phase)} - {0}
        large = {mask for mask in used if mask.bit_count() > 1}
        assert len(large) <= 1
        whole = max(large, default=0)
        # Without a large one: one vertex, or several of a large one that happens not to occur.
        assert all(mask & ~whole == 0 for mask in used) or (not large and len(used) <= 2)
        assert not any(isinstance(t, Entangle) for t in record.sentence.tokens)
        assert any(emits_outcome(t) for t in record.sentence.tokens)


def test_loader_batches() -> None:
    from torch.utils.data import DataLoader

    data = HSMT.generate(3, 2, 10, (7, 1, 1), seed=1)
    found = list(DataLoader(data.torch_dataset(Split.TRAIN), 4, collate_fn=collate))
    assert [len(tokens) for tokens, _, _ in found] == [4, 3]
    whole = data.arrays(Split.TRAIN)
    for start, (tokens, words, mask) in zip((0, 4), found, strict=True):
        width = tokens.shape[1]
        rows = slice(start, start + len(tokens))
        assert (tokens.numpy() == whole.tokens[rows, :width]).all()
        assert (words.numpy() == whole.words[rows, :width]).all()
        assert (mask.numpy() == whole.mask[rows, :width]).all()


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Vocabulary((Entangle(3), Entangle(3))), "every token once"),
        (lambda: Vocabulary.compiled(3, 2).token(0), r"expected 1\.\.12, found 0"),
        (lambda: Vocabulary.compiled(3, 2).number(Entangle(7)), "a token of the vocabulary"),
        (lambda: HSMT.generate(3, 2, 6, (0, 1, 1), seed=0), "train: expected at least one"),
        (lambda: HSMT.of([], (0.5, 0.5), seed=0), "together below 1"),
        (lambda: next(lessons(3, 2, 4, 1, np.random.default_rng(0))), r"at least k \+ 4"),
        (
            lambda: Vocabulary.compiled(2, 2).encode(Record(1, Sentence(2, 2, ()), None)),
            "a translation",
        ),
    ],
)
def test_bad_input_is_refused(build: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        build()  # type: ignore[operator]
