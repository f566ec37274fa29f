"""The word-by-word tasks: rules, splits, files; and the classical baselines."""

from __future__ import annotations

import gzip
import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.tasks import digits, idx
from khrnn.tasks.batches import Batch, Split, generator
from khrnn.tasks.digits import Digits
from khrnn.tasks.elman import ANY_CONSONANT, LETTERS, ElmanLetters, ElmanXor, Sequences
from khrnn.tasks.embedded import EmbeddedDigits, bit_words
from khrnn.tasks.recall import CUE, FILLER, MARKER, DnaRecall, Memorisation

SEEDS = st.integers(0, 10_000)


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(3, 30))
def test_xor(seed: int, length: int) -> None:
    batch = ElmanXor(length).batch(Split.TRAIN, 5, np.random.default_rng(seed))
    assert batch.sentences.shape == (5, length - 1)
    for row, due, counted in zip(batch.sentences, batch.targets, batch.counted, strict=True):
        for t in range(length - 1):
            if t % 3 == 1:
                assert counted[t]
                assert due[t] == (row[t - 1] & 1) ^ (row[t] & 1)
            else:
                assert not counted[t]
                assert due[t] == 2
            assert row[t] >> 1 == int(t % 3 != 2)


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(2, 40))
def test_letters(seed: int, length: int) -> None:
    batch = ElmanLetters(length).batch(Split.TRAIN, 4, np.random.default_rng(seed))
    for row, due in zip(batch.sentences.tolist(), batch.targets.tolist(), strict=True):
        text = "".join(LETTERS[word] for word in row)
        rest = text
        while rest:
            syllable = {"b": "ba", "d": "dii", "g": "guuu"}[rest[0]]
            assert syllable.startswith(rest[: len(syllable)])
            rest = rest[len(syllable) :]
        for t in range(len(row) - 1):
            assert due[t] == (ANY_CONSONANT if row[t + 1] < 3 else row[t + 1])


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(3, 30))
def test_recall(seed: int, length: int) -> None:
    rng = np.random.default_rng(seed)
    batch = DnaRecall(length).batch(Split.TRAIN, 4, rng)
    for row, due in zip(batch.sentences.tolist(), batch.targets.tolist(), strict=True):
        assert row.count(MARKER) == 1
        assert due[-1] == row[row.index(MARKER) + 1]
        assert set(due[:-1]) == {0}
    kept = Memorisation(length).batch(Split.TRAIN, 4, rng)
    assert (kept.targets[:, -1] == kept.sentences[:, 0]).all()
    assert (kept.sentences[:, 1:-1] == FILLER).all()
    assert (kept.sentences[:, -1] == CUE).all()
    assert kept.counted.sum() == 4


def test_sequences_and_streams() -> None:
    batch = Sequences(8).batch(Split.TEST, 3, generator(0, Split.TEST))
    assert batch.sentences[2].tolist() == [0, 1, 2, 3, 0, 1, 2]
    assert batch.counted.all()
    draws = {split: generator(3, split).integers(0, 1000, 8).tolist() for split in Split}
    assert len({tuple(drawn) for drawn in draws.values()}) == 3


def test_digits_split_is_a_partition_by_seed() -> None:
    task = Digits((0, 1), seed=4)
    rows = {split: task.everything(split).sentences for split in Split}
    assert sum(len(own) for own in rows.values()) == 178 + 182
    again = Digits((0, 1), seed=4).everything(Split.TEST).sentences
    assert (again == rows[Split.TEST]).all()
    other = Digits((0, 1), seed=5).everything(Split.TEST).sentences
    assert not (other == rows[Split.TEST]).all()
    images = digits.builtin_images()
    whole = digits.scans(images[0][images[1] < 2] >= digits.THRESHOLD)
    together = np.concatenate(list(rows.values()))
    assert sorted(map(tuple, whole.tolist())) == sorted(map(tuple, together.tolist()))


def test_smaller_images_are_the_same_images() -> None:
    large, small = Digits((0, 1), seed=2), Digits((0, 1), seed=2, side=5)
    assert [large.size(split) for split in Split] == [small.size(split) for split in Split]
    batch = small.everything(Split.TEST)
    assert batch.sentences.shape[1] == 25
    grey = digits.resized(digits.builtin_images()[0], 5)
    known = {tuple(row) for row in digits.scans(grey >= digits.THRESHOLD).tolist()}
    assert {tuple(row) for row in batch.sentences.tolist()} <= known
    assert (batch.targets[:, -1] == large.everything(Split.TEST).targets[:, -1]).all()
    with pytest.raises(InputError, match="side"):
        Digits((0, 1), side=11)


def test_scans_read_both_ways() -> None:
    image = np.random.default_rng(0).random((1, 10, 10)) < 0.5
    words = digits.scans(image)[0]
    for place in range(100):
        assert words[place] & 1 == image[0, place // 10, place % 10]
        assert words[place] >> 1 == image[0, place % 10, place // 10]


def test_augmentation_touches_training_images_only() -> None:
    task = Digits((3, 6), augment=True)
    drawn = [task.batch(Split.TRAIN, 20, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert (drawn[0].sentences == drawn[1].sentences).all()
    held = {tuple(row) for row in task.everything(Split.VALIDATION).sentences.tolist()}
    for row in task.batch(Split.VALIDATION, 20, np.random.default_rng(3)).sentences.tolist():
        assert tuple(row) in held
    plain = {tuple(row) for row in task.everything(Split.TRAIN).sentences.tolist()}
    assert any(tuple(row) not in plain for row in drawn[0].sentences.tolist())


@pytest.mark.parametrize(
    "call",
    [
        lambda: ElmanXor(2),
        lambda: Sequences(1),
        lambda: DnaRecall(2),
        lambda: Digits((0, 0)),
        lambda: Digits((0,)),
        lambda: Digits((0, 11)),
        lambda: generator(-1, Split.TRAIN),
        lambda: Batch(np.zeros((1, 2), int), np.zeros((1, 3), int), np.ones((1, 2), bool)),
    ],
)
def test_bad_tasks(call: object) -> None:
    with pytest.raises(InputError):
        call()  # type: ignore[operator]


def idx_file(shape: tuple[int, ...], data: bytes, magic: int | None = None) -> bytes:
    head = struct.pack(">I", 0x800 + len(shape) if magic is None else magic)
    return gzip.compress(head + b"".join(struct.pack(">I", size) for size in shape) + data, mtime=0)


def write(folder: Path, images: bytes, labels: bytes) -> None:
    (folder / "train-images-idx3-ubyte.gz").write_bytes(images)
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(labels)


def test_idx_reads_what_was_written(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)
    write(tmp_path, idx_file((3, 28, 28), pixels.tobytes()), idx_file((3,), bytes([7, 0, 9])))
    images, labels = idx.read_mnist(tmp_path, "train")
    assert (images * 255 == pixels).all()
    assert labels.tolist() == [7, 0, 9]
    assert digits.shrunk(images)[0, 0, 0] == pytest.approx(pixels[0, 4:6, 4:6].mean() / 255)


@pytest.mark.parametrize(
    ("images", "labels", "told"),
    [
        (b"not gzip", idx_file((0,), b""), "gzip"),
        (idx_file((1, 28, 28), bytes(784))[:-9], idx_file((1,), b"\0"), "gzip"),
        (idx_file((1, 28, 28), bytes(784), 0x801), idx_file((1,), b"\0"), "magic"),
        (idx_file((2, 28, 28), bytes(784)), idx_file((1,), b"\0"), "bytes after the header"),
        (idx_file((1, 28, 27), bytes(756)), idx_file((1,), b"\0"), "28x28"),
        (idx_file((1, 28, 28), bytes(784)), idx_file((2,), b"\0\0"), "1 of them"),
        (idx_file((1, 28, 28), bytes(784)), idx_file((1,), b"\x0a"), "0..9"),
        (gzip.compress(b"\0\0", mtime=0), idx_file((1,), b"\0"), "magic"),
    ],
    ids=["plain", "cut", "magic", "long", "27", "labels", "ten", "short"],
)
def test_idx_rejects(tmp_path: Path, images: bytes, labels: bytes, told: str) -> None:
    write(tmp_path, images, labels)
    with pytest.raises(InputError, match=told):
        idx.read_mnist(tmp_path, "train")


def sums_line(path: Path, mark: str = " ") -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()} {mark}{path.name}\n"


def test_idx_checksums(tmp_path: Path) -> None:
    write(tmp_path, idx_file((1, 28, 28), bytes(784)), idx_file((1,), b"\0"))
    images, labels = sorted(tmp_path.iterdir())
    sums = tmp_path / idx.SUMS
    sums.write_text(sums_line(images) + sums_line(labels, "*"))
    assert len(idx.read_mnist(tmp_path, "train")[0]) == 1
    images.write_bytes(idx_file((1, 28, 28), bytes(783) + b"\1"))
    with pytest.raises(InputError, match=r"images.*expected SHA-256"):
        idx.read_mnist(tmp_path, "train")
    sums.write_text(sums_line(images))
    with pytest.raises(InputError, match=r"labels.*a line in SHA256SUMS"):
        idx.read_mnist(tmp_path, "train")


@pytest.mark.parametrize("text", ["abc  file\n", "0" * 64 + "\n", "0" * 64 + " x\n", "\n"])
def test_idx_checksums_that_are_none(tmp_path: Path, text: str) -> None:
    write(tmp_path, idx_file((1, 28, 28), bytes(784)), idx_file((1,), b"\0"))
    (tmp_path / idx.SUMS).write_text(text)
    with pytest.raises(InputError, match="line 1"):
        idx.read_mnist(tmp_path, "train")


def test_digits_from_mnist_files(tmp_path: Path) -> None:
    for part in ("train", "t10k"):
        count = 8
        pixels = np.random.default_rng(1).integers(0, 256, (count, 28, 28), dtype=np.uint8)
        for kind, data in (
            ("images-idx3", idx_file((count, 28, 28), pixels.tobytes())),
            ("labels-idx1", idx_file((count,), bytes([0, 1] * 4))),
        ):
            (tmp_path / f"{part}-{kind}-ubyte.gz").write_bytes(data)
    task = Digits((0, 1), folder=tmp_path)
    assert [task.size(split) for split in Split] == [6, 2, 8]


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_baselines_match_their_parameter_count(cell: str) -> None:
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    from khrnn.classical.recurrent import Recurrent, hidden_for, parameter_count

    for bits, wanted in ((2, 264), (3, 1162), (2, 592)):
        hidden = hidden_for(cell, bits, wanted)
        model = Recurrent(cell, bits, hidden, torch.Generator().manual_seed(0))
        count = sum(p.numel() for p in model.parameters())
        assert count == parameter_count(cell, bits, hidden)
        for other in (hidden - 1, hidden + 1):
            assert abs(count - wanted) <= abs(parameter_count(cell, bits, other) - wanted)
    words = torch.tensor([[0, 1, 3, 2, 1]])
    norms = model.gradient_norms(words, words)
    assert norms.shape == (1, 5)
    assert bool((norms > 0).all())
    with pytest.raises(InputError):
        hidden_for("transformer", 2, 100)


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.integers(2, 4), st.integers(1, 8))
def test_bits_spell_the_coordinates(seed: int, dimensions: int, bits: int) -> None:
    places = np.random.default_rng(seed).uniform(-0.1, 1.1, (6, dimensions))
    words = bit_words(places, bits)
    for row, own in zip(words.tolist(), places.tolist(), strict=True):
        for coordinate, value in enumerate(own):
            read = sum((word >> coordinate & 1) / 2 ** (t + 1) for t, word in enumerate(row))
            inside = min(max(value, 0.0), 1.0)
            assert read <= inside + 1e-12
            assert inside - read <= 2.0**-bits + 1e-12


def test_embedded_digits_and_their_labels() -> None:
    """Labels come back from the target words; the parts hold the images of `Digits`."""
    pytest.importorskip("sklearn")
    for number, dimensions, words in ((2, 2, 1), (4, 2, 1), (5, 2, 2), (10, 4, 1)):
        task = EmbeddedDigits(tuple(range(number)), 3, dimensions, 3)
        assert task.label_words == words
        batch = task.batch(Split.TRAIN, 2 * number, np.random.default_rng(0))
        assert batch.sentences.shape == (2 * number, 3 + words - 1)
        assert (batch.counted.sum(0) > 0).tolist() == [False, False] + [True] * words
        due = batch.targets[:, 2:]
        labels = (due << dimensions * np.arange(words)).sum(1)
        assert labels.tolist() == [*range(number)] * 2
        assert not batch.targets[:, :2].any()
        assert not batch.sentences[:, 3:].any()
    whole = EmbeddedDigits((0, 1), 3).everything(Split.TEST)
    assert len(whole.sentences) == Digits((0, 1), 3).size(Split.TEST)


def test_embedding_is_fitted_to_training_images_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn")
    before = EmbeddedDigits((0, 1), 3)
    real = digits.split_images

    def blank(*arguments: object) -> dict[Split, list[np.ndarray]]:
        parts = real(*arguments)  # type: ignore[arg-type]
        parts[Split.TEST] = [0 * images for images in parts[Split.TEST]]
        return parts

    monkeypatch.setattr("khrnn.tasks.embedded.split_images", blank)
    after = EmbeddedDigits((0, 1), 3)
    for split in (Split.TRAIN, Split.VALIDATION):
        assert (before.everything(split).sentences == after.everything(split).sentences).all()
    assert len(np.unique(after.everything(Split.TEST).sentences, axis=0)) == 1


@pytest.mark.parametrize("bad", [
    {"digits": (0,)}, {"digits": (1, 1)}, {"dimensions": 1}, {"dimensions": 5}, {"bits": 0},
    {"bits": 9}, {"digits": (0, 12)},
])  # fmt: skip
def test_bad_embedding(bad: dict[str, object]) -> None:
    with pytest.raises(InputError):
        EmbeddedDigits(**bad)  # type: ignore[arg-type]
