"""Targets, tables and training of Born machines."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from contextuality.errors import InputError
from khrnn.generative.circuits import hardware_efficient, iqp
from khrnn.generative.kernel import Bandwidth
from khrnn.generative.losses import objective
from khrnn.generative.targets import (
    TARGETS,
    bars_and_stripes,
    calorimeter_events,
    distribution,
    frequencies,
    read_table,
)
from khrnn.generative.training import CHECKPOINT, Training


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("bits", [1, 3, 6])
def test_targets_are_distributions(name: str, bits: int) -> None:
    found = distribution(name, bits, np.random.default_rng(0))
    assert found.shape == (1 << bits,)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(("cells", "rows", "columns"), [(4, 2, 2), (6, 2, 3), (9, 3, 3)])
def test_bars_and_stripes_by_looking_at_every_picture(cells: int, rows: int, columns: int) -> None:
    def striped(x: int) -> bool:
        grid = np.array([x >> i & 1 for i in range(cells)]).reshape(rows, columns)
        return bool((grid == grid[:1]).all() or (grid == grid[:, :1]).all())

    assert bars_and_stripes(cells) == [x for x in range(1 << cells) if striped(x)]
    assert len(bars_and_stripes(cells)) == 2**rows + 2**columns - 2


def test_calorimeter_is_seeded_and_correlated() -> None:
    events = calorimeter_events(10, 4000, np.random.default_rng(1))
    again = calorimeter_events(10, 4000, np.random.default_rng(1))
    np.testing.assert_array_equal(events, again)
    assert events.max() < 1 << 10
    bits = (events[:, None] >> np.arange(10)) & 1
    rates = bits.mean(0)
    assert 1 <= int(rates.argmax()) <= 5  # the shower's maximum, after the first layer
    assert rates[9] < rates.max() / 2
    together = np.corrcoef(bits[:, 2:7].T)
    assert together[0, 1] > 0.1


def write(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_table_of_bits_is_taken_as_it_is(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    rows = rng.integers(0, 2, (50, 4))
    rows[:2] = [[0] * 4, [1] * 4]
    text = "a,b,c,d\n" + "".join(",".join(map(str, row)) + "\n" for row in rows.tolist())
    table = read_table(write(tmp_path, text))
    np.testing.assert_array_equal(table.samples, rows @ (1 << np.arange(4)))
    assert table.qubits == 4


def test_bins_by_definition(tmp_path: Path) -> None:
    values = np.random.default_rng(3).normal(size=(200, 2))
    text = "x,y\n" + "".join(f"{a!r},{b!r}\n" for a, b in values.tolist())
    table = read_table(write(tmp_path, text), 3)
    for column in range(2):
        edges = np.linspace(table.low[column], table.high[column], 9)
        wanted = np.clip(np.searchsorted(edges, values[:, column], side="right") - 1, 0, 7)
        np.testing.assert_array_equal(table.samples >> (3 * column) & 7, wanted)


def test_huge_numbers_have_bins(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "x\n-1.7e308\n1.7e308\n0\n"))
    assert table.samples.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("text", "bits", "message"),
    [
        ("", 1, "at least 2 rows"),
        ("a,b\n1,2\n", 1, "found 1 rows"),
        ("a,b\n1,2\n3\n", 1, "line 3: expected 2 cells, found 1"),
        ("a,b\n1,2\n3,x\n", 1, "line 3, b: expected a finite number, found 'x'"),
        ("a,b\n1,2\n3,\n", 1, "line 3, b: expected a finite number, found ''"),
        ("a,b\n1,nan\n3,2\n", 1, "line 2, b: expected a finite number"),
        ("a,b\n1,1e999\n3,2\n", 1, "line 2, b: expected a finite number"),
        ("a,b\n1,1_0\n3,2\n", 1, "line 2, b: expected a finite number"),
        ("a,a\n1,2\n3,4\n", 1, "line 1: expected distinct names"),
        ("a,\n1,2\n3,4\n", 1, "line 1: expected a name for every column"),
        ("1,2\n3,4\n5,6\n", 1, "line 1: expected column names, found numbers only"),
        ("a,b\n1,2\n\n3,4\n", 1, "line 3: expected 2 cells, found 0"),
        ("a,b\n1,2\n1,3\n", 1, "column a: expected at least 2 values, found a constant"),
        ('a,b\n1,"2\n', 1, "expected CSV"),
        ("a,b\n1,2\n3,4\n", 32, "line 1: expected at most 1 columns of 32 bits"),
        ("a,b\n1,2\n3,4\n", 0, "bits: expected at least 1"),
    ],
)
def test_tables_refused(tmp_path: Path, text: str, bits: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_table(write(tmp_path, text), bits)
    assert message in str(caught.value)


def test_files_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a file"):
        read_table(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes(b"a\n\xff\n")
    with pytest.raises(InputError, match="UTF-8"):
        read_table(tmp_path / "latin.csv")


def test_arguments_refused() -> None:
    rng = np.random.default_rng(0)
    for action in (
        lambda: distribution("moons", 3, rng),
        lambda: distribution("uniform", 17, rng),
        lambda: calorimeter_events(0, 5, rng),
        lambda: frequencies(np.array([4]), 2),
        lambda: Training(lambda at, _: (0.0, at), 1, 0, rate=0.0),
        lambda: Training(lambda at, _: (0.0, at), 1, -1),
        lambda: Training(lambda at, _: (math.nan, at), 1, 0).run(1),
    ):
        with pytest.raises(InputError):
            action()


def run_of(kind: str, target: str, *, shots: int | None = None, seed: int = 0) -> Training:
    circuit = hardware_efficient(4, 2)
    goal = distribution(target, 4, np.random.default_rng(0))
    function = objective(circuit, kind, goal, bandwidth=Bandwidth.of_variance(1.0), shots=shots)
    return Training(function, circuit.parameters, seed, 0.1, description={"loss": kind})


@pytest.mark.parametrize("kind", ["mmd", "kl", "js", "lqf"])
def test_losses_fall_to_the_bottom_where_the_circuit_reaches_it(kind: str) -> None:
    training = run_of(kind, "uniform")
    training.run(150)
    assert training.record[-1].loss < 0.01 * training.record[0].loss


def test_blind_and_seeing() -> None:
    """Trained on even parity, MMD ends at half of all strings; the local fidelity loss finds them.

    The IQP circuit of two-body generators starts near no correlation of six bits.
    """
    n = 6
    goal = distribution("parity", n, np.random.default_rng(0))
    parity = 1.0 - 2 * (np.bitwise_count(np.arange(1 << n)) & 1)
    circuit = iqp(n)
    reached = {}
    for kind, made in (("mmd", circuit), ("lqf", hardware_efficient(n, 4))):
        function = objective(made, kind, goal, bandwidth=Bandwidth.of_variance(n / 4))
        training = Training(function, made.parameters, 0)
        training.run(200)
        reached[kind] = (training.record[-1].loss, made.probabilities(training.angles)[0] @ parity)
    assert reached["mmd"][0] < 1e-4  # as good as learned, by its own measure
    assert abs(reached["mmd"][1]) < 0.1
    assert reached["lqf"][0] < 1e-3
    assert reached["lqf"][1] > 0.99


def test_resume_repeats_the_run(tmp_path: Path) -> None:
    whole = run_of("kl", "peaks", shots=50)
    whole.run(12)
    half = run_of("kl", "peaks", shots=50)
    half.run(5)
    half.save(tmp_path)
    rest = run_of("kl", "peaks", shots=50)
    rest.resume(tmp_path)
    rest.run(12)
    np.testing.assert_array_equal(rest.angles, whole.angles)
    assert [one.loss for one in rest.record] == [one.loss for one in whole.record]


def damaged(content: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in content.items() if key != name}


def test_checkpoints_refused(tmp_path: Path) -> None:
    training = run_of("kl", "peaks")
    with pytest.raises(InputError, match="expected a checkpoint"):
        training.resume(tmp_path)
    training.run(2)
    path = training.save(tmp_path)
    assert path.name == CHECKPOINT
    content = json.loads(path.read_text(encoding="utf-8"))
    for broken, message in (
        ("{", "JSON"),
        ("[]", "schema"),
        (json.dumps(damaged(content, "record")), "whole"),
        (json.dumps(damaged(content, "asked")), "asked"),
        (json.dumps({**content, "angles": [1.0]}), "finite numbers"),
        (json.dumps({**content, "rng": {}}), "whole"),
    ):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(InputError, match=message):
            run_of("kl", "peaks").resume(tmp_path)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="loss: the checkpoint has kl, this command mmd"):
        run_of("mmd", "peaks").resume(tmp_path)
