"""The one door: `check` and `check_file`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from proofs.kernel import CERTIFICATES, STATEMENTS, check, check_file

Refusal = Callable[[Callable[[], object]], tuple[str, str, str]]

STATEMENT = {
    "kind": "pauli-noncontextual",
    "qubits": 2,
    "contexts": [["XX", "YY", "ZZ"]],
}
CERTIFICATE = {"kind": "assignment", "minus": ["XX"]}


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (None, ("statement", "an object with the key 'kind'", "None")),
        ([], ("statement", "an object with the key 'kind'", "a list of 0 items")),
        ({}, ("statement", "an object with the key 'kind'", "a dict of 0 items")),
        ("kind", ("statement", "an object with the key 'kind'", "kind")),
        ({"kind": "x"}, ("statement.kind", "one of " + ", ".join(STATEMENTS), "x")),
        ({"kind": [10**5000]},
         ("statement.kind", "one of " + ", ".join(STATEMENTS), "a list of 1 items")),
        ({"kind": "parity"}, ("statement.kind", "one of " + ", ".join(STATEMENTS), "parity")),
        (STATEMENT | {"x": 1},
         ("statement", "only the keys kind, qubits, contexts", "the key 'x'")),
        ({"kind": "pauli-contextual"}, ("statement", "the key 'qubits'", "no such key")),
    ],
    ids=range(9),
)  # fmt: skip
def test_statements_are_refused(statement: object, message: object, malformed: Refusal) -> None:
    assert malformed(lambda: check(statement, CERTIFICATE)) == message


@pytest.mark.parametrize(
    ("certificate", "message"),
    [
        (None, ("certificate", "an object with the key 'kind'", "None")),
        ({"kind": "x"}, ("certificate.kind", "one of " + ", ".join(CERTIFICATES), "x")),
        ({"kind": "pauli-contextual"},
         ("certificate.kind", "one of " + ", ".join(CERTIFICATES), "pauli-contextual")),
        ({"kind": "assignment"}, ("certificate", "the key 'minus'", "no such key")),
        ({"kind": "replay", "x": 1}, ("certificate", "only the keys kind", "the key 'x'")),
    ],
)  # fmt: skip
def test_certificates_are_refused(certificate: object, message: object, malformed: Refusal) -> None:
    assert malformed(lambda: check(STATEMENT, certificate)) == message


def test_subclasses_of_dict_are_refused(malformed: Refusal) -> None:
    class Object(dict[str, object]):
        pass

    assert malformed(lambda: check(Object(STATEMENT), CERTIFICATE))[0] == "statement"


def test_a_certificate_proves_only_its_kinds_of_statements() -> None:
    for name, (_, _, _, provable) in CERTIFICATES.items():
        assert set(provable) <= set(STATEMENTS), name
        assert provable, name
    verdict = check(STATEMENT, {"kind": "parity", "contexts": [0]})
    assert (verdict.status, verdict.step, verdict.rule) == ("invalid", "certificate.kind", "parity")
    assert verdict.expected == "a statement of kind pauli-contextual"
    assert verdict.found == "pauli-noncontextual"


def test_every_statement_kind_can_be_proved() -> None:
    assert {kind for *_, kinds in CERTIFICATES.values() for kind in kinds} == set(STATEMENTS)


def test_verdicts_speak_of_the_statement() -> None:
    valid = check(STATEMENT, CERTIFICATE)
    assert (valid.status, valid.steps, valid.step) == ("valid", 1, "")
    invalid = check(STATEMENT, CERTIFICATE | {"minus": []})
    assert (invalid.status, invalid.steps) == ("invalid", 0)
    assert valid.statement == invalid.statement
    assert (invalid.step, invalid.rule) == ("context 0", "assignment")
    assert (invalid.expected, invalid.found) == ("product -1", "+1")


def test_the_arguments_are_left_alone() -> None:
    before = json.dumps([STATEMENT, CERTIFICATE])
    check(STATEMENT, CERTIFICATE)
    assert json.dumps([STATEMENT, CERTIFICATE]) == before


def test_check_file_names_the_file(tmp_path: Path, malformed: Refusal) -> None:
    path = tmp_path / "a.json"
    whole = {"schema": "khrnn-certificate/1", "statement": STATEMENT, "certificate": CERTIFICATE}
    path.write_text(json.dumps(whole), encoding="utf-8")
    assert check_file(path)
    whole["statement"] = STATEMENT | {"qubits": 3}
    path.write_text(json.dumps(whole), encoding="utf-8")
    assert malformed(lambda: check_file(path)) == (
        f"{path}: statement.contexts[0]",
        "a Pauli label of 3 letters I, X, Y, Z",
        "XX",
    )
