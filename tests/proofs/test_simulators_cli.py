"""`khrnn simulate --backend` and `khrnn task export` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import stim

from proofs.provenance import version

SENTENCE = (
    '{{"schema":"khrnn-hsmt/1","n":{n},"k":{k},"l":9,"tokens":[["E",{edge}],'
    '["M",{{"shift":[0],"phase":[]}}],["M",{{"shift":[],"phase":[[1]]}}]]}}\n'
)


@pytest.fixture
def graph_file(tmp_path: Path) -> Path:
    path = tmp_path / "graph.jsonl"
    path.write_text(2 * SENTENCE.format(n=3, k=2, edge="[0,1]"))
    return path


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    path = tmp_path / "large.jsonl"
    path.write_text(SENTENCE.format(n=2000, k=3, edge="[0,1,2]"))
    return path


def test_every_backend_prints_the_same(khrnn, graph_file: Path) -> None:
    texts = {
        name: khrnn("simulate", graph_file, "--backend", name, "--json")
        for name in ("auto", "exact", "signs", "tableau", "pauli", "phase")
    }
    assert all(result == texts["exact"] for result in texts.values())
    assert texts["exact"][0] == 0
    rows = json.loads(texts["exact"][1])["sentences"]
    assert [row["conditional"][1:] for row in rows] == [["1/2", "1"]] * 2


def test_recorded_words_are_checked_by_every_backend(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    assert khrnn("task", "hsmt", 4, 3, 12, "--count", 8, "--seed", 2, "-o", path)[0] == 0
    for name in ("exact", "signs"):
        status, out, _ = khrnn("simulate", path, "--backend", name)
        assert (status, "8 valid, 0 invalid, 0 with" in out) == (0, True)


def test_thousands_of_qubits(khrnn, large_file: Path) -> None:
    status, out, _ = khrnn("simulate", large_file, "--json")
    assert status == 0
    chances = json.loads(out)["sentences"][0]["conditional"]
    assert chances[0] == "1"
    assert chances[1] in ("3/4", "1/4")


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        ("gpu", "expected auto or exact or signs or tableau or pauli or phase, found 'gpu'"),
        ("exact", "large.jsonl:1: exact backend: expected sizes it can serve, found n = 2000"),
        ("tableau", "large.jsonl:1: tableau backend: expected sizes it can serve, found edges"),
    ],
)
def test_refused_backends(khrnn, large_file: Path, backend: str, expected: str) -> None:
    status, out, err = khrnn("simulate", large_file, "--backend", backend)
    assert (status, out) == (2, "")
    assert expected in err


def test_a_sentence_outside_the_class_is_an_error_for_phase_alone(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    text = SENTENCE.format(n=30, k=3, edge="[0,1,2]").replace(
        '{"shift":[],"phase":[[1]]}', '{"shift":[1],"phase":[]}'
    )
    path.write_text(text)
    status, out, err = khrnn("simulate", path, "--backend", "phase")
    assert (status, out) == (2, "")
    assert "s.jsonl:1: phase backend: expected shifts of qubits" in err
    assert khrnn("simulate", path)[0] == 0


def test_export_writes_a_file_a_sentence(khrnn, graph_file: Path, tmp_path: Path) -> None:
    for to, suffix in (("openqasm3", "qasm"), ("stim", "stim"), ("qiskit", "py")):
        folder = tmp_path / "made" / to
        status, out, err = khrnn("task", "export", graph_file, "--to", to, "-o", folder)
        assert (status, out) == (0, "")
        assert "2 circuits" in err
        assert sorted(p.name for p in folder.iterdir()) == [
            f"graph-1.{suffix}",
            f"graph-2.{suffix}",
        ]
    circuit = stim.Circuit.from_file(str(tmp_path / "made" / "stim" / "graph-1.stim"))
    assert circuit.num_measurements == 2
    for comment, place in (("//", "openqasm3"), ("#", "stim"), ("#", "qiskit")):
        first = next((tmp_path / "made" / place).iterdir()).read_text().splitlines()[0]
        assert first == f"{comment} khrnn {version()}, khrnn task export"


@pytest.mark.parametrize(
    ("to", "expected"),
    [("stim", "large.jsonl:1: stim circuit: expected k <= 2"), ("cirq", "--to: expected")],
)
def test_export_refuses_before_it_writes(
    khrnn, large_file: Path, tmp_path: Path, to: str, expected: str
) -> None:
    folder = tmp_path / "none"
    status, _, err = khrnn("task", "export", large_file, "--to", to, "-o", folder)
    assert status == 2
    assert expected in err
    assert not folder.exists()


def test_export_refuses_a_file_for_a_folder(khrnn, graph_file: Path) -> None:
    status, _, err = khrnn("task", "export", graph_file, "--to", "stim", "-o", graph_file)
    assert status == 2
    assert "--output: " in err
    assert "expected a folder to write in" in err


def test_export_replaces_circuits_only_if_told_to(khrnn, graph_file: Path, tmp_path: Path) -> None:
    words = ("task", "export", graph_file, "--to", "stim", "-o", tmp_path)
    mine = tmp_path / "graph-2.stim"
    mine.write_text("mine")
    status, _, err = khrnn(*words)
    assert status == 2
    assert f"--output: {mine}: expected no file of that name, or --force to replace it" in err
    assert mine.read_text() == "mine"
    assert not (tmp_path / "graph-1.stim").exists()  # nothing half-written
    (tmp_path / "other.stim").write_text("kept")
    assert khrnn(*words, "--force")[0] == 0
    assert "MPP" in mine.read_text()
    assert (tmp_path / "other.stim").read_text() == "kept"
    (tmp_path / "graph-1.stim").unlink()
    (tmp_path / "graph-1.stim").mkdir()
    status, _, err = khrnn(*words, "--force")
    assert status == 2
    assert "found something that is no file" in err
