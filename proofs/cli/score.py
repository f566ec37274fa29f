"""`khrnn score`: judge a model of the translation task, ours or a stranger's."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proofs.cli.console import FAILED, fail, print_json

if TYPE_CHECKING:
    from khrnn.tasks.scorer import TranslationModel


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

    if seed < 0:
        fail(f"--seed: expected at least 0, found {seed}")
    records = list(read_records(data))
    sizes = {(record.sentence.n, record.sentence.k) for record in records}
    if len(sizes) != 1:
        fail(f"{data}: expected sentences of one n and one k, found (n, k) in {sorted(sizes)}")
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
    if not colon or not Path(path).is_file():
        fail(f"MODEL: expected 'exact' or FILE.py:NAME, found {model!r}")
    spec = importlib.util.spec_from_file_location("scored_model", path)
    if spec is None or spec.loader is None:
        fail(f"{path}: expected a Python file, found another kind")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    builder = getattr(module, name, None)
    if not callable(builder):
        fail(f"{path}: expected a callable {name!r}, found none")
    built: TranslationModel[Any] = builder(n, k)
    for needed in ("start", "step", "advance"):
        if not callable(getattr(built, needed, None)):
            fail(f"{model}: expected a model with the method {needed}, found none")
    return built
