"""Formats of Pauli scenarios: hypergrams, Gram matrices, lists of observables, Stim circuits."""

import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import stim
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality import library
from contextuality.errors import InputError
from contextuality.formats import FORMATS, load, save, stim_circuit
from contextuality.formats.gram import parse_gram, spell_gram
from contextuality.formats.hypergram import parse_hypergram, spell_hypergram
from contextuality.formats.qiskit_labels import (
    parse_qiskit_labels,
    scenario_of_operator,
    scenario_of_operators,
    spell_qiskit_labels,
)
from contextuality.formats.stim_circuit import parse_stim_circuit
from contextuality.formats.stim_paulis import parse_stim_paulis, spell_stim_paulis
from contextuality.library.pauli_sets import symplectic_lines
from contextuality.pauli import parse_pauli, paulis_commute
from contextuality.pauli_contexts import gram_of, realize, scenario_of_observables
from contextuality.scenario import Scenario, pauli_scenario
from contextuality.search.parity import Contextual, decide_parity

NAMES = ["mermin-square", "mermin-pentagram", "doily"]
SQUARE = "XI,IX,XX\nIZ,ZI,ZZ\nXZ,ZX,YY\nXI,IZ,XZ\nIX,ZI,ZX\nXX,ZZ,YY\n"


def scenario(name: str) -> Scenario:
    found = library.get(name)
    assert isinstance(found, Scenario)
    return found


def parities(found: Scenario) -> list[int]:
    """The sign of the product of every dependent set of contexts: what all labellings share."""
    return [
        (word & found.sign_bits()).bit_count() % 2 for word in found.incidence().left_null_space()
    ]


def refused(text: str, parse: Callable[[str, str, str], object]) -> str:
    with pytest.raises(InputError) as caught:
        parse(text, "bad", "bad.file")
    assert str(caught.value).startswith("bad.file")
    return str(caught.value)


# Hypergrams and Gram matrices


@pytest.mark.parametrize("name", NAMES)
def test_hypergrams_survive(name: str, tmp_path: Path) -> None:
    made = scenario(name)
    path = tmp_path / f"{name}.hypergram"
    save(made, path)
    again = load(path)
    assert isinstance(again, Scenario)
    assert again.contexts == made.contexts
    assert gram_of(again) == gram_of(made)
    assert parities(again) == parities(made)
    assert spell_hypergram(again) == path.read_text()


@settings(deadline=None, max_examples=40)
@given(st.sets(st.integers(0, 314), min_size=1, max_size=40), st.integers(0, 2**32))
def test_hypergrams_of_random_lines_keep_every_parity(chosen: set[int], seed: int) -> None:
    lines = symplectic_lines(3, "lines").labelled_contexts()
    order = np.random.default_rng(seed).permutation(sorted(chosen)).tolist()
    made = pauli_scenario([lines[k] for k in order], "part")
    again = parse_hypergram(spell_hypergram(made), "part")
    assert again.contexts == made.contexts
    assert gram_of(again) == gram_of(made)
    assert parities(again) == parities(made)
    kind = isinstance(decide_parity(made), Contextual)
    assert isinstance(decide_parity(again), Contextual) == kind


@pytest.mark.parametrize("name", ["mermin-square", "doily"])
def test_gram_matrices_survive(name: str, tmp_path: Path) -> None:
    made = scenario(name)
    path = tmp_path / f"{name}.gram"
    save(made, path)
    again = load(path)
    assert isinstance(again, Scenario)
    assert len(again.observables[0]) == 2
    assert (len(again.observables), len(again.contexts)) == (
        len(made.observables),
        len(made.contexts),
    )
    assert again.negative_contexts % 2 == made.negative_contexts % 2
    assert isinstance(decide_parity(again), Contextual)
    # From here on the order of the observables is that of the file.
    assert parse_gram(spell_gram(again), again.name) == again


def test_a_gram_matrix_does_not_determine_every_scenario() -> None:
    line = pauli_scenario([["XX", "ZZ", "YY"]], "line")
    with pytest.raises(InputError, match="row of zeros"):
        spell_gram(line)
    part = pauli_scenario(scenario("doily").labelled_contexts()[:14], "part")
    with pytest.raises(InputError, match="use the hypergram format"):
        spell_gram(part)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 8), st.integers(0, 2**32))
def test_realizations_have_the_given_commutations(size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.integers(0, 2, (size, size)), 1)
    gram = [sum(int(bit) << j for j, bit in enumerate(row)) for row in upper + upper.T]
    labels = realize(gram, [])
    assert len(set(labels)) == size
    for i, j in combinations(range(size), 2):
        commute = paulis_commute(parse_pauli(labels[i]), parse_pauli(labels[j]))
        assert commute == (not gram[i] >> j & 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2 3\n000\n000\n000\n", "one line 'gram' between contexts and matrix, found 0"),
        ("gram\n000\n000\n000\n", "at least one context, found none"),
        ("1 2 3\ngram\n", "a matrix of 1 to 4096 rows, found 0 rows"),
        (
            "1 2 4\ngram\n000\n000\n000\n",
            "bad.file:1: expected vertex numbers from 1 to 3, found '4'",
        ),
        ("# c\n0 1\ngram\n000\n000\n000\n", "bad.file:2: expected vertex numbers"),
        ("1 -2\ngram\n00\n00\n", "found '-2'"),
        ("1,,2\ngram\n00\n00\n", "vertex numbers from 1 to 2, found ''"),
        ("1\ngram\n00\n00\n", "at least two distinct vertices, found '1'"),
        ("1 1\ngram\n00\n00\n", "at least two distinct vertices"),
        ("1 2 3\n3 2 1\ngram\n000\n000\n000\n", "bad.file:2: expected a new context"),
        ("1 2 3\ngram\n010\n000\n000\n", "bad.file:4: expected a symmetric matrix"),
        ("1 2 3\ngram\n100\n000\n000\n", "bad.file:3: expected entry 1 of row 1 to be 0"),
        ("1 2 3\ngram\n0a0\n000\n000\n", "bad.file:3: expected entries 0 and 1, found 'a'"),
        (
            "1 2 3\ngram\n00\n000\n000\n",
            "bad.file:3: expected 3 entries, as there are rows, found 2",
        ),
        ("1 2\ngram\n01\n10\n", "bad.file:1: expected commuting observables, found 1 and 2"),
        ("1 2 3\ngram\n000\n000\n000\n000\n", "bad.file:3: expected 4 entries"),
        ("1 2 3\ngram\n0000\n0000\n0000\n0000\n", "every vertex in a context, found vertex 4"),
        ("1 2 3\n3 4\ngram\n0001\n0000\n0000\n1000\n", "product of plus or minus the identity"),
        ("1 2\ngram\n00\n00\n", "contexts that force it to be equal up to sign to observable 1"),
        ("1 2 3\n1 2 4\ngram\n0000\n0000\n0000\n0000\n", "equal up to sign to observable 3"),
    ],
)
def test_hypergram_refusals(text: str, message: str) -> None:
    assert message in refused(text, parse_hypergram)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a matrix of 1 to 4096 rows"),
        ("0 1 1\n1 0 1\n1 1 0\n", "3 to 4 commuting ones with product plus or minus the identity"),
        ("01\n10\n\n00", "bad.file:1: expected 3 entries, as there are rows, found 2 entries"),
        ("000\n001\n010\n", "bad.file:1: expected an observable that anticommutes with some other"),
        ("001\n001\n110\n", "bad.file:2: expected a row unlike all before"),
    ],
)
def test_gram_refusals(text: str, message: str) -> None:
    assert message in refused(text, parse_gram)


# Lists of observables


@pytest.mark.parametrize("form", ["stim-paulis", "qiskit"])
@pytest.mark.parametrize("name", NAMES)
def test_lists_survive(name: str, form: str, tmp_path: Path) -> None:
    made = scenario(name)
    path = tmp_path / f"{name}{FORMATS[form].suffix}"
    save(made, path, form)
    again = load(path)
    assert isinstance(again, Scenario)
    assert set(again.observables) == set(made.observables)
    assert {frozenset(c) for c in again.labelled_contexts()} == {
        frozenset(c) for c in made.labelled_contexts()
    }


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text("_IXYZ", min_size=3, max_size=3), min_size=1, max_size=12, unique=True))
def test_stim_notation_is_that_of_stim(words: list[str]) -> None:
    strings = [stim.PauliString(word) for word in words if word.strip("_I")]
    labels = list(dict.fromkeys(str(p)[1:].replace("_", "I") for p in strings))
    text = "\n".join(dict.fromkeys(str(p) for p in strings))
    try:
        expected = scenario_of_observables(labels, "list").labelled_contexts()
    except InputError:
        with pytest.raises(InputError):
            parse_stim_paulis(text, "list")
        return
    assert parse_stim_paulis(text, "list").labelled_contexts() == expected
    reversed_text = "\n".join(label[::-1] for label in labels)
    assert parse_qiskit_labels(reversed_text, "list").labelled_contexts() == expected


@settings(deadline=None, max_examples=50)
@given(st.sets(st.integers(1, 63), min_size=3, max_size=16), st.integers(3, 5))
def test_contexts_found_are_all_that_are_not_derived(points: set[int], largest: int) -> None:
    labels = [
        "".join("IXZY"[(p >> i & 1) + 2 * (p >> (i + 3) & 1)] for i in range(3))
        for p in sorted(points)
    ]
    expected = set()
    for size in range(3, largest + 1):
        for part in combinations(sorted(points), size):
            total = 0
            for p in part:
                total ^= p
            paulis = [(p & 7, p >> 3) for p in part]
            derived = any(
                np.bitwise_xor.reduce(q) in points
                for width in range(2, size - 1)
                for q in combinations(part, width)
            )
            if (
                total == 0
                and all(paulis_commute(a, b) for a, b in combinations(paulis, 2))
                and not derived
            ):
                expected.add(part)
    index = dict(zip(labels, sorted(points), strict=True))
    if not expected:
        with pytest.raises(InputError, match="no such set"):
            scenario_of_observables(labels, "points", largest=largest)
        return
    found = scenario_of_observables(labels, "points", largest=largest)
    assert {tuple(sorted(index[t] for t in c)) for c in found.labelled_contexts()} == expected


def test_lists_do_not_determine_every_scenario() -> None:
    part = pauli_scenario(scenario("doily").labelled_contexts()[:14], "part")
    for spell in (spell_stim_paulis, spell_qiskit_labels):
        with pytest.raises(InputError, match="14 contexts where there are 15"):
            spell(part)


def test_commuting_sets_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contextuality.pauli_contexts.MAX_SETS", 20)
    with pytest.raises(InputError, match="at most 20 commuting sets"):
        scenario_of_observables(scenario("doily").observables, "doily")


@pytest.mark.parametrize("parse", [parse_stim_paulis, parse_qiskit_labels])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "bad.file: expected at least one observable, found none"),
        ("XX\nZx\n", "bad.file:2: expected an optional sign and letters"),
        ("iXX\n", "bad.file:1: expected an optional sign and letters"),
        ("XX ZZ\n", "bad.file:1: expected an optional sign and letters"),
        ("XX\n\nZZZ\n", "bad.file:3: expected Pauli strings on 2 qubits, as before"),
        ("XX\n+\n", "bad.file:2: expected letters after the sign"),
        ("XX\nII\n", "bad.file:2: expected observables other than the identity"),
        (
            "XX\nZZ\n-XX\n",
            "bad.file:3: expected a new observable, found 'XX' again, as at bad.file:1",
        ),
        ("XX\nZZ\n", "bad.file: expected 3 to 4 commuting ones"),
    ],
)
def test_list_refusals(text: str, message: str, parse: Callable[[str, str, str], object]) -> None:
    assert message in refused(text, parse)


class Terms:
    """What qiskit.quantum_info.SparsePauliOp offers."""

    def __init__(self, *labels: str) -> None:
        self.labels = labels

    def to_list(self) -> list[tuple[str, complex]]:
        return [(label, 0.5j) for label in self.labels]


def test_operators() -> None:
    one = scenario_of_operator(Terms("II", "XI", "IZ", "XZ"), "one")
    assert one.labelled_contexts() == (("IX", "ZI", "ZX"),)
    rows = [Terms(*line.split(",")) for line in SQUARE.split()]
    square = scenario_of_operators(rows, "square")
    assert isinstance(decide_parity(square), Contextual)
    assert square.negative_contexts == 1
    with pytest.raises(InputError, match="operator 1: expected commuting observables"):
        scenario_of_operators([Terms("XX", "ZZ", "YY"), Terms("XI", "ZI", "YI")], "bad")
    with pytest.raises(InputError, match="term 1"):
        scenario_of_operator(Terms("XX", "ZQ"), "bad")


# Stim circuits


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32), st.integers(2, 4))
def test_measurements_are_taken_back_through_the_gates(seed: int, qubits: int) -> None:
    rng = np.random.default_rng(seed)
    made = scenario("mermin-square")
    circuit = stim.Circuit()
    for label in rng.permutation(made.observables).tolist():
        # Random gates, then the observable as it looks after all gates so far.
        gates = stim.Circuit()
        for _ in range(6):
            pair = rng.permutation(qubits)[:2].tolist()
            gates.append(rng.choice(["CX", "CZ", "SWAP", "ISWAP"]), pair)
            gates.append(rng.choice(["H", "S", "SQRT_X_DAG", "C_XYZ"]), pair[:1])
        circuit += gates
        before = stim.PauliString(label + "I" * (qubits - 2))
        unitary = stim.Circuit(str(without_measurements(circuit)) + f"\nI {qubits - 1}")
        after = before.after(unitary)
        targets = [stim.target_pauli(i, "_XYZ"[after[i]]) for i in range(qubits) if after[i]]
        circuit.append("MPP", stim.target_combined_paulis(targets))
        circuit.append("TICK")
    found = parse_stim_circuit(str(circuit), "square")
    assert {label[:2] for label in found.observables} == set(made.observables)
    assert {label[2:] for label in found.observables} == {"I" * (qubits - 2)}
    assert len(found.contexts) == 6


def without_measurements(circuit: stim.Circuit) -> stim.Circuit:
    kept = stim.Circuit()
    for instruction in circuit:
        if instruction.name not in {"MPP", "TICK"}:
            kept.append(instruction)
    return kept


def test_all_kinds_of_measurements(tmp_path: Path) -> None:
    path = tmp_path / "square.stim"
    path.write_text(
        "QUBIT_COORDS(0, 0) 0\nM 0 !1\nMX 0 1\nMXX 0 1\nMZZ !0 1\nDETECTOR rec[-1]\n"
        "REPEAT 3 {\n MYY 0 1\n MPP X0*Z1 Z0*X1\n TICK\n}\nMY 0\n"
    )
    found = load(path)
    assert isinstance(found, Scenario)
    assert isinstance(decide_parity(found), Contextual)
    assert len(found.contexts) == 6
    assert "YI" not in found.observables  # measured, but in no context


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("R 0\nM 0\n", "bad.file:1: R: expected a unitary gate, or one of M, MX"),
        ("H 0\nMR 0\n", "bad.file:2: MR: expected a unitary gate"),
        ("DEPOLARIZE1(0.1) 0\n", "bad.file:1: DEPOLARIZE1: expected a unitary gate"),
        ("M(0.01) 0\n", "bad.file:1: M: expected measurements without noise"),
        ("M 0\nCX rec[-1] 1\n", "bad.file:2: CX: expected a unitary gate"),
        ("CX rec[-1] 1\n", "bad.file:1: CX: expected a unitary gate"),
        ("MPP X0*X0\n", "bad.file:1: MPP: expected each qubit once"),
        ("MPP X0*Z0\n", "bad.file:1: MPP: expected each qubit once"),
        ("HADAMARD 0\n", "bad.file:1: expected a circuit in Stim's language, found"),
        ("REPEAT 2 {\n M 0\n", "bad.file:1: expected '}' for this '{', found the end"),
        ("# a\n\nH 0\nH 1\nREPEAT 2 {\n H 0\n M 0\n R 1 # reset\n}\n", "bad.file:8: R: expected"),
        ("M 0\n}\n", "bad.file:2: expected '}' after '{', found '}' alone"),
        ("M 0\n\n  HADAMARD 0\n", "bad.file:3: expected a circuit in Stim's language, found"),
        ("M 0\nREPEAT {\n M 0\n}\n", "bad.file:2: expected a circuit in Stim's language"),
        ("H 300\n", "at most 256 qubits, found 301"),
        ("REPEAT 1000000 {\n REPEAT 1000000 {\n H 0\n }\n}\n", "at most 100000 instructions"),
        ("M 0 1\n", "3 to 4 commuting ones"),
        ("H 0\n", "at least one observable, found none"),
    ],
)
def test_circuit_refusals(text: str, message: str) -> None:
    assert message in refused(text, parse_stim_circuit)


def test_lines_are_the_circuit_that_stim_reads() -> None:
    text = (
        "H 0\r\nH 1 # REPEAT 2 {\n\nREPEAT 2 { H 0\n  cx 0 1\n\trepeat 3 {\n M 0\n} \n"
        "}\n # }\nMPP X0*Z1\n"
    )
    joined = stim.Circuit()
    numbers = []
    for number, instruction in stim_circuit._in_order(stim_circuit._lines(text, "")):
        joined.append(instruction)
        numbers.append(number)
    assert joined == stim.Circuit(text).flattened()
    assert numbers == [1, 2, *[4, 5, 7, 7, 7] * 2, 11]


def test_missing_stim_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "stim", None)
    path = tmp_path / "a.stim"
    path.write_text("M 0\n")
    with pytest.raises(InputError, match="needs the extra stim"):
        load(path)
