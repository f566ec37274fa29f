"""Stim circuits: the observables that a Clifford circuit measures, as seen by its input state.

Belongs here: following measurements back through the gates, by Stim itself. Does not belong here:
lists of Pauli strings (`stim_paulis`), the search for contexts (`contextuality.pauli_contexts`).

Read are the unitary gates, the measurements M, MX, MY, MZ, MXX, MYY, MZZ and MPP, and annotations,
which are skipped. Resets, noise, feedback from measurement results and anything else are errors:
then there is no single observable of the input that a measurement measures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from contextuality.errors import InputError, shown
from contextuality.extras import need
from contextuality.formats.lines import MAX_OBSERVABLES
from contextuality.pauli_contexts import scenario_of_observables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contextuality.scenario import Scenario

MAX_QUBITS = 256
MAX_INSTRUCTIONS = 100_000

_REPEAT = re.compile(r"REPEAT(?:\[[^\]]*\])?\s+(\d+)\s*\{", re.IGNORECASE | re.ASCII)
_SINGLE = {"M": "Z", "MX": "X", "MY": "Y"}
_DOUBLE = {"MXX": "X", "MYY": "Y", "MZZ": "Z"}
_SKIPPED = {"TICK", "QUBIT_COORDS", "SHIFT_COORDS", "DETECTOR", "OBSERVABLE_INCLUDE"}


def parse_stim_circuit(text: str, name: str, where: str = "") -> Scenario:
    r"""Read the observables that a circuit measures.

    Args:
        text: the whole file, in Stim's circuit language.
        name: the name of the scenario, which the format does not carry.
        where: the file to name in errors.

    Returns:
        The measured observables, each taken back through the gates before it to the start of the
        circuit, with all contexts of three or four that they contain. An observable measured
        again counts once; signs are dropped.

    Raises:
        InputError: if Stim is not installed, can't read the circuit, or an instruction is not among
            those above (at `where:line`, as everything that Stim can't read); for more than 256
            qubits, 10^5 instructions after unrolling or 4096 observables; or if there is no
            context.

    Source: C. Gidney, Quantum 5 (2021) 497, for the language; reading a circuit as a scenario is
        ours.

    Example:
        >>> parse_stim_circuit("MPP X0*X1 Z0*Z1\nCX 0 1\nH 0\nM 0 1\nMZZ 0 1\n", "bell").observables
        ('XX', 'ZZ', 'YY')
    """
    stim = _stim()
    try:
        circuit = stim.Circuit(text)
    except ValueError as error:
        _lines(text, where)  # which knows the line
        raise _no_circuit(where, error) from error
    lines = _lines(text, where)
    _check_size(circuit.num_qubits, _unrolled(lines), where)
    qubits = max(circuit.num_qubits, 1)
    # Takes an observable after the gates so far to the observable before them.
    back = stim.Tableau(qubits)
    labels: dict[str, None] = {}
    for number, instruction in _in_order(lines):
        place = f"{_at(where, number)}: {instruction.name}"
        if instruction.name in _SKIPPED:
            continue
        for measured in _measured(instruction, qubits, place):
            paulis = str(back(stim.PauliString(measured)))[1:].replace("_", "I")
            if not paulis.strip("I"):
                raise InputError(
                    where=place, expected="an observable other than the identity", found="I"
                )
            labels[paulis] = None
            if len(labels) > MAX_OBSERVABLES:
                raise InputError(
                    where=place, expected=f"at most {MAX_OBSERVABLES} observables", found="more"
                )
        if instruction.name not in {*_SINGLE, *_DOUBLE, "MPP"}:
            back = _inverse(instruction, qubits, place).then(back)
    try:
        return scenario_of_observables(list(labels), name)
    except InputError as error:
        raise InputError(where=where, expected=error.expected, found=error.found) from error


def _stim() -> Any:
    return need("stim", "stim", "Stim circuit")


@dataclass(frozen=True, slots=True)
class _Block:
    """What stands between the braces of a `REPEAT`: instructions with their lines, and blocks."""

    line: int
    count: int
    items: list[tuple[int, Any] | _Block]


def _lines(text: str, where: str) -> _Block:
    """Read a circuit a line at a time, as Stim's own circuits do not keep the lines."""
    stim = _stim()
    open_blocks = [_Block(0, 1, [])]
    for number, line in enumerate(text.split("\n"), start=1):
        rest = line.strip()
        while rest and not rest.startswith("#"):
            block = _REPEAT.match(rest)
            if rest[0] == "}":
                if len(open_blocks) == 1:
                    place = _at(where, number)
                    raise InputError(where=place, expected="'}' after '{'", found="'}' alone")
                open_blocks.pop()
                rest = rest[1:].lstrip()
            elif block is not None:
                inner = _Block(number, int(block[1]), [])
                open_blocks[-1].items.append(inner)
                open_blocks.append(inner)
                rest = rest[block.end() :].lstrip()
            else:
                try:
                    read = stim.Circuit(rest)
                except ValueError as error:
                    raise _no_circuit(_at(where, number), error) from error
                open_blocks[-1].items.extend((number, instruction) for instruction in read)
                rest = ""
    if len(open_blocks) > 1:
        place = _at(where, open_blocks[-1].line)
        raise InputError(where=place, expected="'}' for this '{'", found="the end of the circuit")
    return open_blocks[0]


def _at(where: str, line: int) -> str:
    return f"{where}:{line}" if where else f"line {line}"


def _no_circuit(where: str, error: ValueError) -> InputError:
    found = shown(str(error).partition("\n")[0], 200)
    return InputError(where=where, expected="a circuit in Stim's language", found=found)


def _in_order(block: _Block) -> Iterator[tuple[int, Any]]:
    """Yield the instructions with their lines, blocks unrolled."""
    for _ in range(block.count):
        for item in block.items:
            if isinstance(item, _Block):
                yield from _in_order(item)
            else:
                yield item


def _check_size(qubits: int, instructions: int, where: str) -> None:
    if qubits > MAX_QUBITS:
        raise InputError(where=where, expected=f"at most {MAX_QUBITS} qubits", found=str(qubits))
    if instructions > MAX_INSTRUCTIONS:
        raise InputError(
            where=where, expected=f"at most {MAX_INSTRUCTIONS} instructions", found="more"
        )


def _unrolled(block: _Block) -> int:
    return block.count * sum(
        _unrolled(item) if isinstance(item, _Block) else 1 for item in block.items
    )


def _measured(instruction: Any, qubits: int, place: str) -> list[str]:
    """Return the Pauli strings an instruction measures, `_` for the identity."""
    name, groups = instruction.name, []
    if name not in {*_SINGLE, *_DOUBLE, "MPP"}:
        return []
    if any(instruction.gate_args_copy()):
        raise InputError(where=place, expected="measurements without noise", found="a noise level")
    if name == "MPP":
        for group in instruction.target_groups():
            groups.append([(target.value, target.pauli_type) for target in group])
    elif name in _SINGLE:
        groups = [[(target.value, _SINGLE[name])] for target in instruction.targets_copy()]
    else:
        targets = instruction.targets_copy()
        groups = [
            [(a.value, _DOUBLE[name]), (b.value, _DOUBLE[name])]
            for a, b in list(pairwise(targets))[::2]
        ]
    strings = []
    for group in groups:
        if len({qubit for qubit, _ in group}) < len(group):
            raise InputError(
                where=place, expected="each qubit once in a product", found="a qubit twice"
            )
        letters = ["_"] * qubits
        for qubit, letter in group:
            letters[qubit] = letter
        strings.append("".join(letters))
    return strings


def _inverse(instruction: Any, qubits: int, place: str) -> Any:
    """Return the tableau of the inverse of a unitary instruction."""
    stim = _stim()
    circuit = stim.Circuit()
    circuit.append("I", [qubits - 1])
    circuit.append(instruction)
    try:
        return circuit.to_tableau().inverse()
    except (ValueError, IndexError) as error:
        raise InputError(
            where=place,
            expected="a unitary gate, or one of M, MX, MY, MZ, MXX, MYY, MZZ, MPP",
            found=shown(str(instruction)),
        ) from error
