"""The training loop: resume, checkpoints, losses, presets, plots."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

from contextuality.errors import InputError  # noqa: E402
from khrnn.qrnn.model import QRNN  # noqa: E402
from khrnn.qrnn.sizes import CellSizes  # noqa: E402
from khrnn.tasks.batches import Batch, Split  # noqa: E402
from khrnn.tasks.digits import Digits  # noqa: E402
from khrnn.tasks.elman import ElmanXor, Sequences  # noqa: E402
from khrnn.training import experiments, loop, presets  # noqa: E402
from khrnn.training.loop import Step, Training  # noqa: E402
from khrnn.training.run import Run  # noqa: E402
from khrnn.training.settings import LOSSES, Settings  # noqa: E402

SIZES = CellSizes(2, 2, 1, 1, 2)


def training(seed: int = 0, **changes: object) -> Training:
    model = QRNN(SIZES, torch.Generator().manual_seed(seed))
    settings = Settings(batch=3, validation=4, validate_every=2, **changes)  # type: ignore[arg-type]
    return Training(model, ElmanXor(7), settings, seed, {"test": 1})


def state(one: Training) -> list[torch.Tensor]:
    return [p.detach().clone() for p in one.model.parameters()]


def test_resume_is_the_uninterrupted_run(tmp_path: Path) -> None:
    whole = training()
    whole.run(6)
    part = training()
    part.run(6, stop=lambda: len(part.record) == 3)
    assert len(part.record) == 3
    part.save(tmp_path)
    rest = training()
    rest.resume(tmp_path)
    rest.run(6)
    for one, other in zip(state(whole), state(rest), strict=True):
        assert torch.equal(one, other)

    def numbers(record: list[Step]) -> list[tuple[float | None, ...]]:
        return [(s.step, s.loss, s.error_rate, s.least_success, s.validation_loss) for s in record]

    assert numbers(whole.record) == numbers(rest.record)


def test_checkpoint_holds_data_only(tmp_path: Path) -> None:
    one = training()
    one.run(2)
    path = one.save(tmp_path)
    content = torch.load(path, weights_only=True)
    assert json.loads(content["record"])[1]["step"] == 2
    assert [p.name for p in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_resume_refuses(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found no such file; start without --resume"):
        training().resume(tmp_path)
    one = training()
    one.run(1)
    path = one.save(tmp_path)
    with pytest.raises(InputError, match="seed"):
        training(seed=1).resume(tmp_path)
    with pytest.raises(InputError, match="learning_rate: the checkpoint has"):
        training(learning_rate=0.5).resume(tmp_path)
    good = path.read_bytes()
    for bad in (b"", b"garbage", good[: len(good) // 2]):
        path.write_bytes(bad)
        with pytest.raises(InputError, match="checkpoint"):
            training().resume(tmp_path)
    torch.save({"schema": "other"}, path)
    with pytest.raises(InputError, match="khrnn-train/1"):
        training().resume(tmp_path)


def fixed(probabilities: list[list[list[float]]]) -> Run:
    table = torch.tensor(probabilities, dtype=torch.float64)
    return Run(table, torch.zeros(table.shape[:2], dtype=torch.int64), torch.ones(len(table)))


def test_losses_by_hand() -> None:
    batch = Batch(
        np.zeros((1, 3), dtype=np.int64),
        np.array([[0, 1, 1]]),
        np.array([[True, True, False]]),
    )
    run = fixed([[[0.5, 0.5], [0.75, 0.25], [1.0, 0.0]]])
    assert float(loop.loss_of(run, batch)) == pytest.approx((np.log(2) + np.log(4)) / 2)
    scores = np.array([[0.5, 0.5], [0.75, 0.25]])
    entropy = np.log(np.exp(scores).sum(1)) - scores[[0, 1], [0, 1]]
    wanted = entropy.mean() - np.log(1 + np.exp(-1))
    assert float(loop.loss_of(run, batch, "softmax")) == pytest.approx(wanted)
    assert loop.error_rate(run, batch) == 0.5
    sure = fixed([[[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]])
    for kind in LOSSES:
        assert float(loop.loss_of(sure, batch, kind)) == pytest.approx(0, abs=1e-12)


def test_threshold_stops_the_run() -> None:
    one = training(threshold=1e9)
    one.run(50)
    assert len(one.record) == 2
    assert one.reached == 2


@pytest.mark.parametrize("changes", [
    {"decay": -1}, {"warmup": -1}, {"beta2": 1.0}, {"validation": -1},
    {"optimiser": "lbfgs"}, {"loss": "mse"}, {"learning_rate": 0.0}, {"batch": 0},
])  # fmt: skip
def test_bad_settings(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Settings(**changes)  # type: ignore[arg-type]


def test_presets_name_the_paper_sizes() -> None:
    assert presets.find("sequences", "paper").sizes.parameters == 1162
    assert presets.find("xor", "paper").sizes.parameters == 264
    names = [(one.task, one.name) for one in presets.PRESETS]
    assert len(set(names)) == len(names)
    for one in presets.PRESETS:
        assert one.sizes.qubits <= 12
        assert one.build_task(0).word_bits <= one.sizes.inout
        json.dumps(one.described())
    for call in (
        lambda: presets.find("nothing"),
        lambda: presets.find("xor", "nothing"),
        lambda: presets.find("digits").changed(length=50),
        lambda: presets.find("xor").build_task(0, Path("x")),
    ):
        with pytest.raises(InputError):
            call()


def test_the_rate_decays() -> None:
    one = training(decay=4, learning_rate=0.01)
    seen = []
    for _ in range(6):
        one.run(len(one.record) + 1)
        seen.append(one.optimiser.param_groups[0]["lr"])
    assert seen[0] == pytest.approx(0.01)
    assert seen[2] == pytest.approx(0.01 * 0.51)
    assert seen[4] == seen[5] == pytest.approx(0.01 * 0.02)


def test_the_best_parameters_are_kept(tmp_path: Path) -> None:
    """A rate far too high makes later parameters worse; the best ones come back, also resumed."""
    one = training(seed=1, learning_rate=1.0, keep_best=True)
    one.run(12)
    tested = [(s.validation_error, s.validation_loss, s.step) for s in one.record[1::2]]
    error, loss, step = min(tested)
    assert step < 12
    one.save(tmp_path)
    again = training(seed=1, learning_rate=1.0, keep_best=True)
    again.resume(tmp_path)
    for run in (one, again):
        assert run.take_best() == step
        assert loop.evaluate(run.model, run.validation)[:2] == pytest.approx((loss, error))
    plain = training()
    plain.run(3)
    before = state(plain)
    assert plain.take_best() == 3
    assert all(torch.equal(a, b) for a, b in zip(before, state(plain), strict=True))


def test_whole_validation_split() -> None:
    task = Digits((0, 1))
    model = QRNN(SIZES, torch.Generator().manual_seed(0))
    one = Training(model, task, Settings(validation=0), 0)
    assert len(one.validation.sentences) == task.size(Split.VALIDATION)
    with pytest.raises(InputError, match="validation"):
        Training(model, ElmanXor(7), Settings(validation=0), 0)


def test_lessons_come_first() -> None:
    """Until the lesson ends the steps are those of the easier task alone."""
    long, short = training(), training()
    long.lessons = ((2, ElmanXor(4)),)
    short.task = ElmanXor(4)
    for _ in range(3):
        long.run(len(long.record) + 1)
        short.run(len(short.record) + 1)
    losses = [[one.loss for one in run.record] for run in (long, short)]
    assert losses[0][:2] == losses[1][:2]
    assert losses[0][2] != losses[1][2]


@pytest.mark.parametrize("cell", ["qrnn", "rnn", "gru", "lstm"])
def test_experiments_are_repeatable(cell: str) -> None:
    preset = presets.find("xor", "fast").changed(length=9)
    runs = [experiments.prepare(preset, 3, cell) for _ in range(2)]
    for run in runs:
        run.run(3)
    assert runs[0].record[-1].loss == runs[1].record[-1].loss
    assert experiments.judge(runs[0]) == experiments.judge(runs[1])
    assert len(experiments.held_out(runs[0]).sentences) == experiments.TEST_SENTENCES
    with pytest.raises(InputError, match="cell"):
        experiments.prepare(preset, 0, "transformer")


def test_learns_the_sequences() -> None:
    """The sequence task falls below 0.05 within 60 steps: learning, not only running."""
    preset = presets.find("sequences")
    model = QRNN(
        preset.sizes, torch.Generator().manual_seed(0), spread=preset.spread, offset=preset.offset
    )
    one = Training(model, Sequences(20), preset.settings, 0)
    one.run(60)
    assert one.record[0].loss > 0.3
    assert one.record[-1].loss < 0.05


@pytest.mark.slow
def test_xor_within_the_published_spread_of_steps() -> None:
    """Published: 70, 60, 80, 110, 50 steps to a validation loss below 1e-2."""
    preset = presets.find("xor", "fast")
    needed = []
    for seed in range(5):
        one = experiments.prepare(preset, seed)
        one.run(preset.steps)
        needed.append(one.reached or preset.steps + 1)
    assert max(needed) <= 110, needed


def test_initial_spreads() -> None:
    """The author's angles: thetas around 0, everything else ten times nearer to 0."""
    model = experiments.prepare(presets.find("xor", "fast"), 0).model
    assert isinstance(model, QRNN)
    neurons = model.cell.neurons.detach()
    assert 0.05 < float(neurons[:, 0].std()) < 0.2
    assert abs(float(neurons[:, 0].mean())) < 0.15
    assert 0.005 < float(neurons[:, 1:].std()) < 0.02
    assert 0 < float(model.cell.rotations.detach().abs().max()) < 0.04


def test_drawn_error_and_votes() -> None:
    """Against the word probabilities themselves, on a model that draws only its last word."""
    model = QRNN(SIZES, torch.Generator().manual_seed(5), spread=0.8, read_last=True)
    words = np.random.default_rng(0).integers(0, 4, (6, 3))
    targets = np.zeros_like(words)
    counted = np.zeros(words.shape, dtype=np.bool_)
    counted[:, -1] = True
    chances = model(torch.from_numpy(words), torch.from_numpy(targets)).probabilities[:, -1]
    chances = chances.detach().numpy()
    targets[:, -1] = chances.argmax(1)
    batch = Batch(words, targets, counted)
    source = torch.Generator().manual_seed(0)
    wanted = 1 - chances.max(1).mean()
    assert 0.05 < wanted < 0.7
    found = experiments.drawn_error(model, batch, source, 4000)
    assert abs(found - wanted) < 5 * np.sqrt(0.25 / 24000)
    # The likeliest words are ahead by more than five standard deviations of 4000 draws.
    gaps = np.sort(chances, 1)[:, -1] - np.sort(chances, 1)[:, -2]
    assert gaps.min() > 5 * np.sqrt(0.5 / 4000)
    assert experiments.drawn_error(model, batch, source, 4000, vote=True) == 0
    targets[:, -1] = chances.argmin(1)
    assert experiments.drawn_error(model, batch, source, 4000, vote=True) == 1


def test_embedded_digits_are_learned() -> None:
    """The paper's augmentation leaves little to learn: four tokens an image."""
    pytest.importorskip("sklearn")
    one = experiments.prepare(presets.find("digits", "01-embedded"), 7)
    before = loop.evaluate(one.model, one.validation)
    one.run(60)
    after = loop.evaluate(one.model, one.validation)
    assert before[1] > 0.3
    assert after[1] < 0.1
    assert after[0] < 0.5 * before[0]


def test_plot(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from khrnn.training.plots import plot_record

    record = [Step(1, 0.1, 1.0, 0.5, 0.2), Step(2, 0.1, 0.5, 0.2, 0.3, 0.4, 0.1)]
    plot_record(record, tmp_path / "a.svg", "a run")
    assert b"<svg" in (tmp_path / "a.svg").read_bytes()
    with pytest.raises(InputError):
        plot_record(record, tmp_path / "a.txt", "a run")
    with pytest.raises(InputError):
        plot_record([], tmp_path / "b.svg", "a run")
