"""One case of the corpus, and short ways of writing cases down."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

FOLDERS = ("valid", "invalid", "incomplete", "malformed")
SCHEMA = "khrnn-certificate/1"

Object = dict[str, Any]


@dataclass
class Case:
    """A file: its folder, its name, its bytes, the proof files beside it, and the message."""

    folder: str
    name: str
    data: bytes
    message: str = ""
    proofs: dict[str, bytes] = field(default_factory=dict)


def document(statement: object, certificate: object) -> bytes:
    """Return a certificate file."""
    whole = {"schema": SCHEMA, "statement": statement, "certificate": certificate}
    return (json.dumps(whole, ensure_ascii=False) + "\n").encode()


def changed(original: Object, /, **changes: object) -> Object:
    """Return a copy with keys replaced; a value of `...` removes the key."""
    result = copy.deepcopy(original) | changes
    return {key: item for key, item in result.items() if item is not ...}


class Family:
    """Cases about one valid certificate, which the others differ from in one place."""

    def __init__(self, prefix: str, statement: Object, certificate: Object) -> None:
        self.prefix = prefix
        self.statement = statement
        self.certificate = certificate
        self.cases: list[Case] = []
        self.proofs: dict[str, bytes] = {}

    def add(
        self,
        folder: str,
        name: str,
        message: str = "",
        *,
        statement: Object | None = None,
        certificate: Object | None = None,
        whole: tuple[object, object] | None = None,
    ) -> None:
        """Add a case with some keys of the statement or of the certificate changed."""
        pair = whole or (
            changed(self.statement, **(statement or {})),
            changed(self.certificate, **(certificate or {})),
        )
        case = Case(folder, f"{self.prefix}-{name}", document(*pair), message, dict(self.proofs))
        self.cases.append(case)

    def each(
        self, folder: str, key: str, table: dict[str, tuple[object, str]], *, claim: bool
    ) -> None:
        """Add a case for each value of one key: table maps a name to (value, message)."""
        for name, (value, message) in table.items():
            if claim:
                self.add(folder, name, message, statement={key: value})
            else:
                self.add(folder, name, message, certificate={key: value})

    def shapes(self, certificate_keys: tuple[str, ...]) -> None:
        """Add the cases that every family has: keys missing, foreign, or of a wrong type."""
        for key in self.statement:
            found = "the key 'kind'" if key == "kind" else f"statement: expected the key '{key}'"
            self.add("malformed", f"statement-without-{key}", found, statement={key: ...})
        self.add(
            "malformed",
            "statement-foreign-key",
            "found the key 'comment'",
            statement={"comment": "hello"},
        )
        for key in certificate_keys:
            found = "the key 'kind'" if key == "kind" else f"certificate: expected the key '{key}'"
            self.add("malformed", f"certificate-without-{key}", found, certificate={key: ...})
        self.add(
            "malformed",
            "certificate-foreign-key",
            "found the key 'comment'",
            certificate={"comment": "hello"},
        )

    def __iter__(self) -> Iterator[Case]:
        """Iterate over the cases."""
        return iter(self.cases)
