"""Errors about the value of an option name the option, wherever the value was refused."""

from __future__ import annotations

import sys

import pytest

from contextuality.errors import InputError
from proofs.cli.app import run
from proofs.cli.subjects import under

SQUARE = ("--library", "mermin-square")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("contextuality", "--library", "nope"), "--library: expected one of cabello-18"),
        (("contextuality", "--library", "lines-99"), "--library: family lines: expected 2 to 6"),
        (("contextuality", "--library", "peres-33", "--time-limit", "-1"), "--time-limit: "),
        (("contextuality", "fraction", "--library", "nope"), "--library: expected one of ghz"),
        (("contextuality", "fraction", "--library", "lines-9"), "--library: family lines"),
        (("contextuality", "fraction", *SQUARE, "--state", "ZQ"), "--state: Pauli string 'ZQ'"),
        (("contextuality", "fraction", *SQUARE, "--state", "ZZZ"), "--state: generator 0: "),
        (("contextuality", "symmetry", "--library", "nope"), "--library: expected one of"),
        (("contextuality", "symmetry", *SQUARE, "--with-library", "nope"), "--with-library: "),
        (("contextuality", "draw", "--library", "nope", "-o", "x.svg"), "--library: expected"),
        (("contextuality", "convert", "--library", "nope", "x.ctx"), "--library: expected one of"),
        (
            ("contextuality", "convert", "--library", "doily", "-", "--to", "opb", "--rule", "x"),
            "--rule: expected one of",
        ),
        (("degree", "--library", "nope"), "--library: expected one of"),
        (("degree", "--library", "lines-99"), "--library: family lines: expected 2 to 6 qubits"),
        (("degree", "--library", "doily", "--time-limit", "-1"), "--time-limit: expected"),
        (("exclude", "--n", "3", "--states", "0,1/0,2", "--limit", "0"), "--limit: expected 1 to"),
        (("exclude", "--n", "3", "--states", "0,1/0,2", "--k", "0"), "--k: expected at least 2"),
        (("exclude", "--n", "3", "--states", "0,1,2/", "--paulis"), "--paulis: expected k = 2"),
        (("exclude", "--n", "3", "--states", "0,7/"), "--states: hypergraph 0: edge 0: item 1"),
        (("memory", "scenario", *SQUARE, "--initial", "ZQ"), "--initial[0]: Pauli string 'ZQ'"),
        (("memory", "scenario", *SQUARE, "--time-limit", "-1"), "--time-limit: expected"),
        (("memory", "scenario", *SQUARE, "-o", "/no/such/x"), "/no/such/x: expected an existing"),
        (("bound", "5", "2", "--reading", "R9"), "--reading: expected one of"),
        (("contextuality", "fractoin"), "fractoin: expected a file or a subcommand, found neither"),
        (
            ("contextuality", "doily"),
            "doily: expected a readable file, found No such file or directory (did you mean --lib",
        ),
        (
            ("contextuality", "critical", "--library", "cabello-18", "--save", "x.ctx"),
            "--save: x.ctx: expected a scenario with signs for the format ctx, found a vector set",
        ),
        (
            ("contextuality", "critical", "--library", "doily", "--save", "a.json", "-o", "a.json"),
            "-o: expected another file than --save, found a.json for both",
        ),
        (
            ("contextuality", "fraction", "--library", "locl:ccz"),
            "--library: expected one of local:HYPERGRAPH",
        ),
        (
            ("contextuality", "fraction", "--library", "cabello-18", "--distribution"),
            "--distribution: expected with an empirical model",
        ),
        (("contextuality", "fraction", "--models", "--distribution"), "--models lists the names"),
        (
            ("contextuality", "symmetry", "--library", "doily", "--time-limit", "5"),
            "--time-limit: expected with --refutations, found without",
        ),
        (("exclude", "--states", "0,1/0,2"), "--n: expected the number of vertices, found none"),
        (
            ("exclude", "--n", "3", "--states", "0,1/0,2", "--k", "7"),
            "--k: expected at most n + 1 = 4, found 7",
        ),
        (
            ("memory", "scenario", "--library", "peres-33"),
            "peres-33: expected contexts of Pauli observables, found a vector set",
        ),
        (("memory", "scenario", *SQUARE, "--depth", "2"), "--depth: expected with --jobs above 1"),
        (
            ("memory", "scenario", *SQUARE, "--jobs", "2", "--scheduler", "tcp://a:1"),
            "--jobs: expected without --scheduler",
        ),
        (("hypergraph", "--edges", "0,1;x"), "--edges: edge 1: expected a number"),
        (("hypergraph", "--edges", "0,1", "-n", "-1"), "--vertices: expected an integer"),
        (("hypergraph", "--edges", "0,1", "--with", "0,5"), "--with: edge 0: item 1"),
        (("hypergraph", "--edges", "0,1", "-n", "0"), "--vertices: expected at least 1, as there"),
        (("hypergraph", "--edges", "-"), "--vertices: expected the number of vertices, as '-'"),
        (
            ("hypergraph", "--edges", "0,1", "--with", "gone.txt"),
            "--with: expected a file, or edges such as 0,1;1,2, found 'gone.txt', and no such file",
        ),
        (("hypergraph", "--edges", "0,1", "--with", "/"), "--with: expected a file, or edges"),
    ],
)
def test_the_option_is_named(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    expected: str,
) -> None:
    monkeypatch.setattr(sys, "argv", ["khrnn", *words])
    capsys.readouterr()
    assert run() == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"khrnn: error: {expected}")


@pytest.mark.parametrize(
    "address", ["nowhere", "tcp://127.0.0.1:x", "tcp://127.0.0.1:1", "127.0.0.1:1"]
)
def test_no_scheduler(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    pytest.importorskip("distributed")
    words = ["khrnn", "memory", "scenario", *SQUARE, "--scheduler", address]
    monkeypatch.setattr(sys, "argv", words)
    assert run() == 2
    expected = f"khrnn: error: --scheduler: expected a Dask scheduler at {address}, found none ("
    assert capsys.readouterr().err.startswith(expected)


def test_the_place_inside_the_value_stays() -> None:
    inner = InputError(where="state: generator 0", expected="a sign", found="'*'")
    assert under("--state", inner, "state").where == "--state: generator 0"
    assert under("--state", inner).where == "--state: state: generator 0"
    assert under("--state", InputError(where="states", expected="", found="")).where == (
        "--state: states"
    )
