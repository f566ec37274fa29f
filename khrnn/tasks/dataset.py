"""Translation sentences as a data set: splits by seed, files, torch batches.

What belongs here: reproducible splits and what torch needs to iterate over them. What does not: the
numbering of tokens (`vocabulary`), the law of a sentence (`khrnn.hypergraph`), judging a model
(`scorer`). Importing this module does not import torch; `torch_dataset` and `collate` do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.errors import InputError
from contextuality.extras import need
from khrnn.tasks.batches import Split, generator
from khrnn.tasks.hsmt import sentences
from khrnn.tasks.jsonlines import read_records, write_records
from khrnn.tasks.lessons import lessons
from khrnn.tasks.sentences import Record
from khrnn.tasks.vocabulary import PADDING, Encoded, Vocabulary, encode_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor
    from torch.utils.data import Dataset


@dataclass(frozen=True)
class HSMT:
    """A translation data set in three splits, of one (n, k) and one limit l.

    Attributes:
        vocabulary: numbers for all tokens that occur.
        splits: records with translations, per split.

    Raises:
        InputError: an empty split, or records of several sizes (n, k).

    Example:
        >>> data = HSMT.generate(3, 2, 8, (5, 2, 2), seed=1)
        >>> [len(data.splits[split]) for split in Split]
        [5, 2, 2]
        >>> HSMT.generate(3, 2, 8, (5, 2, 2), seed=1) == data
        True
    """

    vocabulary: Vocabulary
    splits: Mapping[Split, tuple[Record, ...]]

    def __post_init__(self) -> None:
        for split in Split:
            if not self.splits.get(split):
                raise InputError(
                    where=split.name.lower(), expected="at least one record", found="none"
                )
        sizes = {(r.sentence.n, r.sentence.k) for part in self.splits.values() for r in part}
        if len(sizes) > 1:
            raise InputError(
                where="records", expected="one n and one k", found=f"(n, k) in {sorted(sizes)}"
            )

    @property
    def sizes(self) -> tuple[int, int]:
        """The n and k of all sentences."""
        sentence = self.splits[Split.TRAIN][0].sentence
        return sentence.n, sentence.k

    @classmethod
    def generate(
        cls,
        n: int,
        k: int,
        limit: int,
        counts: tuple[int, int, int],
        *,
        seed: int,
        first_lessons: int = 0,
    ) -> HSMT:
        """Draw a data set of compiled sentences from the exact law.

        Args:
            n: number of qubits.
            k: edge size.
            limit: the l of the task, in compiled tokens.
            counts: sentences for training, validation and test, each at least 1.
            seed: at least 0; each split has a stream of its own, so that the size of one does
                not change another. Sentences may repeat, within a split and between splits, as
                independent draws do.
            first_lessons: so many sentences over few tokens are added to the training split.

        Raises:
            InputError: sizes or counts out of range.
        """
        drawn = {
            split: tuple(sentences(n, k, limit, count, generator(seed, split), compiled=True))
            for split, count in zip(Split, counts, strict=True)
        }
        rng = np.random.default_rng([seed, len(Split)])
        drawn[Split.TRAIN] += tuple(lessons(n, k, limit, first_lessons, rng))
        return cls(Vocabulary.compiled(n, k), drawn)

    @classmethod
    def of(cls, records: Sequence[Record], fractions: tuple[float, float], *, seed: int) -> HSMT:
        """Split given records at random.

        Args:
            records: with translations.
            fractions: the shares of validation and of test, each in (0, 1), their sum below 1;
                the sizes are rounded up.
            seed: of the permutation.

        Returns:
            Disjoint splits that cover all records, numbered by the tokens that occur.

        Raises:
            InputError: shares out of range, or too few records.

        Example:
            >>> drawn = list(sentences(3, 2, 6, 10, np.random.default_rng(0)))
            >>> [len(part) for part in HSMT.of(drawn, (0.2, 0.2), seed=3).splits.values()]
            [6, 2, 2]
        """
        if not (min(fractions) > 0 and sum(fractions) < 1):
            raise InputError(
                where="fractions",
                expected="two shares above 0, together below 1",
                found=str(fractions),
            )
        if seed < 0:
            raise InputError(where="seed", expected="at least 0", found=str(seed))
        order = np.random.default_rng(seed).permutation(len(records)).tolist()
        held, tested = (int(np.ceil(share * len(records))) for share in fractions)
        parts = order[held + tested :], order[:held], order[held : held + tested]
        return cls(
            Vocabulary.of(records),
            {
                split: tuple(records[i] for i in sorted(part))
                for split, part in zip(Split, parts, strict=True)
            },
        )

    def write(self, folder: str | Path) -> None:
        """Write one JSON Lines file per split: train.jsonl, validation.jsonl, test.jsonl.

        Args:
            folder: made if it is missing.
        """
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        for split in Split:
            write_records(place / f"{split.name.lower()}.jsonl", self.splits[split])

    @classmethod
    def read(cls, folder: str | Path) -> HSMT:
        """Read what `write` wrote; the vocabulary is that of the tokens that occur.

        Args:
            folder: with the three files.

        Raises:
            InputError: a missing or malformed file, an empty one, or several sizes.

        Example:
            >>> import tempfile
            >>> data = HSMT.generate(3, 2, 8, (5, 2, 2), seed=1)
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     data.write(folder)
            ...     HSMT.read(folder).splits == data.splits
            True
        """
        splits = {
            split: tuple(read_records(Path(folder) / f"{split.name.lower()}.jsonl"))
            for split in Split
        }
        compiled = all(
            record.sentence.tokens == record.sentence.compiled
            for part in splits.values()
            for record in part
        )
        parts = [record for part in splits.values() for record in part]
        if compiled and parts:
            return cls(Vocabulary.compiled(parts[0].sentence.n, parts[0].sentence.k), splits)
        return cls(Vocabulary.of(parts), splits)

    def arrays(self, split: Split) -> Encoded:
        """Return a whole split as padded arrays.

        Args:
            split: which.
        """
        return encode_all(self.vocabulary, self.splits[split])

    def torch_dataset(self, split: Split) -> Dataset[tuple[Tensor, Tensor]]:
        """Return a split for `torch.utils.data.DataLoader`, encoding each record when asked.

        Args:
            split: which; pass `collate` to the loader.

        Raises:
            InputError: torch is missing (extra `train`).

        Example:
            >>> data = HSMT.generate(3, 2, 8, (5, 2, 2), seed=1)
            >>> from torch.utils.data import DataLoader
            >>> loader = DataLoader(data.torch_dataset(Split.TRAIN), 5, collate_fn=collate)
            >>> tokens, words, mask = next(iter(loader))
            >>> tokens.shape == words.shape == mask.shape, bool((tokens[~mask] == PADDING).all())
            (True, True)
        """
        return torch_dataset(self.vocabulary, self.splits[split])


def torch_dataset(
    vocabulary: Vocabulary, records: Sequence[Record]
) -> Dataset[tuple[Tensor, Tensor]]:
    """Return records as a map-style torch data set of (tokens, words), encoded when asked.

    Args:
        vocabulary: with all their tokens.
        records: with translations.

    Raises:
        InputError: torch is missing (extra `train`).
    """
    torch = need("torch", "train", "a torch data set")
    from torch.utils.data import Dataset  # noqa: PLC0415 - slow to load

    class _Records(Dataset[tuple[Any, Any]]):
        def __len__(self) -> int:
            return len(records)

        def __getitem__(self, index: int) -> tuple[Any, Any]:
            tokens, words = vocabulary.encode(records[index])
            return torch.from_numpy(tokens), torch.from_numpy(words)

    return _Records()


def collate(items: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor, Tensor]:
    """Pad encoded sentences to one length, batch first.

    Args:
        items: pairs (tokens, words) of a `torch_dataset`, at least one.

    Returns:
        Tokens, words and the mask that is True inside the sentences, all (batch, length).

    Raises:
        InputError: torch is missing (extra `train`).
    """
    torch = need("torch", "train", "batches of sentences")
    pad = torch.nn.utils.rnn.pad_sequence
    tokens = pad([one for one, _ in items], batch_first=True, padding_value=PADDING)
    words = pad([other for _, other in items], batch_first=True, padding_value=0)
    return tokens, words, tokens != PADDING
