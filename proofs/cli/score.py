"""`khrnn score`: judge a model of the translation task, ours or a stranger's."""

from __future__ import annotations

import contextlib
import importlib.util
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proofs.cli import interrupts, options
from proofs.cli.console import FAILED, fail, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from khrnn.tasks.scorer import TranslationModel
    from khrnn.tasks.scores import Chance
    from khrnn.tasks.tokens import Token
    from khrnn.types import Word


def score(
    model: Annotated[
        str,
        typer.Argument(
            help="'exact', or FILE.py:NAME, where NAME(n, k) returns a model with start, step and "
            "advance. The file is run: score only files you trust."
        ),
    ],
    data: Annotated[Path, typer.Argument(help="Sentences, as `khrnn task hsmt` writes them.")],
    leaves: Annotated[int, typer.Option(help="Most translations of a sentence enumerated.")] = 256,
    draws: Annotated[int, typer.Option(help="Translations drawn for longer sentences.")] = 64,
    seed: Annotated[int, typer.Option(help="Seed of the draws, at least 0.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge a model on sentences of one (n, k); exit 1 if it emits an invalid translation."""
    import numpy as np

    from khrnn.tasks.jsonlines import read_records
    from khrnn.tasks.scorer import score as judge

    options.seed_from_zero(seed)
    records = list(read_records(data))
    if not records:
        fail(f"{data}: expected at least one sentence, found none")
    sizes = {(record.sentence.n, record.sentence.k) for record in records}
    if len(sizes) != 1:
        fail(f"{data}: expected sentences of one n and one k, found (n, k) in {sorted(sizes)}")
    interrupts.keeping("nothing is kept: results come at the end")
    found = judge(
        _load(model, *sizes.pop()), records,
        leaves=leaves, draws=draws, rng=np.random.default_rng(seed), seed=seed,
    )  # fmt: skip
    described = found.described()
    if as_json:
        print_json(described)
    else:
        for name, value in described.items():
            print(f"{name.replace('_', ' ')}: {value}")
    if found.validity < 1:
        raise typer.Exit(FAILED)


def _load(model: str, n: int, k: int) -> TranslationModel[Any]:
    if model == "exact":
        from khrnn.tasks.scorer import ExactModel

        return ExactModel(n, k)
    path, colon, name = model.rpartition(":")
    if not colon:
        fail(f"MODEL: expected 'exact' or FILE.py:NAME, found {model!r}")
    if not Path(path).is_file():
        found = "a folder" if Path(path).is_dir() else "no such file"
        fail(f"MODEL: {path}: expected a Python file, found {found}")
    spec = importlib.util.spec_from_file_location("scored_model", path)
    if spec is None or spec.loader is None:
        fail(f"MODEL: {path}: expected a Python file, found another kind")
    module = importlib.util.module_from_spec(spec)
    with _strangers(path):
        spec.loader.exec_module(module)
    builder = getattr(module, name, None)
    if not callable(builder):
        fail(f"MODEL: {path}: expected a callable {name!r}, found none")
    with _strangers(path):
        built: TranslationModel[Any] = builder(n, k)
    for needed in ("start", "step", "advance"):
        if not callable(getattr(built, needed, None)):
            fail(f"MODEL: {model}: expected a model with the method {needed}, found none")
    return _Stranger(path, built)


@contextlib.contextmanager
def _strangers(path: str) -> Iterator[None]:
    """Say in one line, with the line of the file, what stops the code in it."""
    try:
        yield
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a stranger's code raises
        full = str(Path(path).absolute())  # as the module was loaded
        frames = traceback.extract_tb(error.__traceback__)
        lines = [one.lineno for one in frames if one.filename == full]
        if isinstance(error, SyntaxError) and error.filename == full:
            lines = [error.lineno]
        place = f"{path}:{lines[-1]}" if lines and lines[-1] else path
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        what = f"{type(error).__name__}: {said}" if said else type(error).__name__
        fail(f"MODEL: {place}: expected code that runs, found {' '.join(what.split())}")


class _Stranger:
    """A stranger's model whose errors say where in its file they are."""

    def __init__(self, path: str, model: TranslationModel[Any]) -> None:
        self._path, self._model = path, model

    def start(self) -> Any:
        """Return the model's first state."""
        with _strangers(self._path):
            return self._model.start()

    def step(self, state: Any, token: Token) -> Mapping[Word, Chance]:
        """Return the model's law of the next word."""
        with _strangers(self._path):
            return self._model.step(state, token)

    def advance(self, state: Any, token: Token, word: Word) -> Any:
        """Return the model's next state."""
        with _strangers(self._path):
            return self._model.advance(state, token, word)
