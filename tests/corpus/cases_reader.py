"""Corpus cases about reading: what is not strict JSON, or not a certificate file at all."""

from __future__ import annotations

import json

from cases_colouring import AXES, ones, statement
from corpus_case import SCHEMA, Case, document

GOOD = document(statement(AXES), ones(2))
TEXT = GOOD.decode().rstrip("\n")


def raw(name: str, data: bytes | str, message: str) -> Case:
    data = data.encode() if isinstance(data, str) else data
    return Case("malformed", f"file-{name}", data, message)


def replaced(old: str, new: str) -> str:
    if TEXT.count(old) != 1:
        raise ValueError(old)
    return TEXT.replace(old, new)


def origins(whole: dict[str, object]) -> list[Case]:
    """Cases about the optional key "provenance", which is read strictly and ignored."""

    def told(origin: object) -> str:
        return json.dumps({"schema": SCHEMA, "provenance": origin} | whole)

    facts = {"khrnn": "0.1.0", "command": "khrnn contextuality", "seed": "0"}
    short = "expected 1 to 200 printable ASCII characters"
    size, keys = "provenance: expected an object of 1 to 8 strings", "expected keys of lower-case"
    most = {f"f{number}": "x" for number in range(8)}
    result = [
        Case("valid", "file-provenance", told(facts).encode()),
        Case("valid", "file-provenance-full", told(most | {"f0": "~" * 200}).encode()),
        raw("provenance-and-no-more", json.dumps({"provenance": facts}), "the key 'schema'"),
        raw("provenance-in-statement", inside(whole, "statement", facts), "key 'provenance'"),
        raw("provenance-in-certificate", inside(whole, "certificate", facts), "key 'provenance'"),
        raw("provenance-beside-verdict", told(facts)[:-1] + ', "verdict": 1}', "key 'verdict'"),
        raw("provenance-twice", told(facts)[:-1] + ', "provenance": {}}', "'provenance' twice"),
        raw("provenance-key-twice", told(facts).replace('"seed"', '"khrnn"'), "'khrnn' twice"),
        raw("provenance-of-9", told(most | {"f8": "x"}), f"{size}, found a dict of 9 items"),
        raw("provenance-key-41", told({"k" * 41: "x"}), keys),
        raw("provenance-key-digit", told({"1": "x"}), keys),
    ]
    shapes: dict[str, object] = {"null": None, "text": "khrnn", "list": [], "empty": {}, "1": 1}
    for name, value in shapes.items():
        result.append(raw(f"provenance-{name}", told(value), size))
    for name, key in {"empty": "", "upper": "Seed", "space": "a b", "lines": "a\n"}.items():
        result.append(raw(f"provenance-key-{name}", told({key: "x"}), keys))
    bad: dict[str, object] = {
        "number": 0,
        "null": None,
        "true": True,
        "list": ["0"],
        "object": {},
        "empty": "",
    }
    bad |= {"201": "x" * 201, "lines": "a\nvalid  b.json", "escape": "\x1b[2J", "accent": "\xe9"}
    for name, value in bad.items():
        result.append(raw(f"provenance-fact-{name}", told({"seed": value}), f"seed: {short}"))
    return result


def inside(whole: dict[str, object], half: str, facts: object) -> str:
    """Return the file with an origin in one of its halves, where none may be."""
    changed = json.loads(json.dumps(whole))
    changed[half]["provenance"] = facts
    return json.dumps(changed)


def cases() -> list[Case]:
    whole = json.loads(TEXT)
    parts = {key: json.dumps(value) for key, value in whole.items()}
    dim = '"dim": 3'
    result = [
        Case("valid", "file-plain", GOOD),
        Case("valid", "file-without-last-line-feed", TEXT.encode()),
        Case("valid", "file-indented", json.dumps(whole, indent=4).encode()),
        Case(
            "valid",
            "file-carriage-returns",
            json.dumps(whole, indent=1).replace("\n", "\r\n").encode(),
        ),
        Case("valid", "file-keys-sorted", json.dumps(whole, sort_keys=True).encode()),
        Case("valid", "file-compact", json.dumps(whole, separators=(",", ":")).encode()),
        Case(
            "valid", "file-escaped-letters", replaced('"colouring"', '"\\u0063olouring"').encode()
        ),
        raw("empty", "", "line 1 column 1: expected JSON, found Expecting value"),
        raw("blank", " \n\t ", "expected JSON, found Expecting value"),
        raw("null", "null", "expected an object, found None"),
        raw("number", "7", "expected an object, found 7"),
        raw("text", '"valid"', "expected an object, found valid"),
        raw("list", f"[{TEXT}]", "expected an object, found a list of 1 items"),
        raw("true", "true", "expected an object, found True"),
        raw("empty-object", "{}", "expected the key 'schema', found no such key"),
        raw("truncated", TEXT[:-1], "expected JSON, found Expecting ',' delimiter"),
        raw("half", TEXT[: len(TEXT) // 2], "expected JSON, found"),
        raw("two-documents", TEXT + TEXT, "expected JSON, found Extra data"),
        raw("trailing-bracket", TEXT + "}", "expected JSON, found Extra data"),
        raw("trailing-nul", TEXT + "\x00", "expected JSON, found Extra data"),
        raw("trailing-comma", TEXT[:-1] + ",}", "expected JSON, found"),
        raw("comment", "// a comment\n" + TEXT, "line 1 column 1: expected JSON"),
        raw(
            "single-quotes", TEXT.replace('"', "'"), "expected JSON, found Expecting property name"
        ),
        raw(
            "unquoted-key",
            replaced('"schema"', "schema"),
            "expected JSON, found Expecting property",
        ),
        raw(
            "missing-colon",
            replaced(dim, '"dim" 3'),
            "expected JSON, found Expecting ':' delimiter",
        ),
        raw("line-feed-in-text", replaced('"Z"', '"\nZ"'), "line 1 column"),
        raw("bad-escape", replaced('"Z"', '"\\x5a"'), "expected JSON, found Invalid \\escape"),
        raw("python-True", replaced(dim, '"dim": True'), "expected JSON, found Expecting value"),
        raw("byte-order-mark", "\ufeff" + TEXT, "line 1 column 1: expected JSON"),
        raw("utf-16", TEXT.encode("utf-16"), "byte 0: expected UTF-8 text"),
        raw("latin-1", TEXT.replace('"Z"', '"\u00e9"').encode("latin-1"), "expected UTF-8 text"),
        raw("byte-ff-last", GOOD + b"\xff", f"byte {len(GOOD)}: expected UTF-8 text"),
        raw("overlong-utf-8", GOOD.replace(b'"Z"', b'"\xc0\x80"'), "expected UTF-8 text"),
        raw("encoded-surrogate", GOOD.replace(b'"Z"', b'"\xed\xa0\x80"'), "expected UTF-8 text"),
        raw("lone-surrogate-escape", replaced('"Z"', '"\\ud800"'), "found '\\ud800'"),
        raw("forged-lines", replaced('"Z"', '"\\nvalid  all.json"'), "found '\\nvalid  all.json'"),
        raw("terminal-escape", replaced('"Z"', '"\\u001b[2J"'), "found '\\x1b[2J'"),
        raw("fraction", replaced(dim, '"dim": 3.0'), "number: expected an integer (no fraction"),
        raw("exponent", replaced(dim, '"dim": 3e0'), "number: expected an integer (no fraction"),
        raw("huge-exponent", replaced(dim, '"dim": 1e999999'), "expected an integer (no fraction"),
        raw("nan", replaced(dim, '"dim": NaN'), "expected an integer (no fraction"),
        raw("infinity", replaced(dim, '"dim": Infinity'), "expected an integer (no fraction"),
        raw(
            "minus-infinity", replaced(dim, '"dim": -Infinity'), "expected an integer (no fraction"
        ),
        raw("leading-zero", replaced(dim, '"dim": 03'), "expected JSON, found Expecting ','"),
        raw("leading-plus", replaced(dim, '"dim": +3'), "expected JSON, found Expecting value"),
        raw("hexadecimal", replaced(dim, '"dim": 0x3'), "expected JSON, found Expecting ','"),
        raw("minus-zero", replaced(dim, '"dim": -0'), "statement.dim: expected an integer from 2"),
        raw("4001-digits", replaced(dim, f'"dim": {"3" * 4001}'), "expected at most 4000 digits"),
        raw("4000-digits", replaced(dim, f'"dim": {"3" * 4000}'), "found an integer of 132"),
        raw("4001-digits-negative", replaced(dim, f'"dim": -{"3" * 4001}'), "found 4001 digits"),
        raw(
            "4000-digits-negative",
            replaced(dim, f'"dim": -{"3" * 4000}'),
            "found an integer of 132",
        ),
        raw("nested-13", replaced(dim, f'"dim": {"[" * 11}3{"]" * 11}'), "nesting of at most 12"),
        raw(
            "nested-objects",
            '{"a":' * 13 + "1" + "}" * 13,
            ": expected nesting of at most 12",
        ),
        raw("brackets-only", "[" * 5000, ": expected nesting of at most 12, found more"),
        raw("closing-brackets-only", "]" * 50, "expected JSON, found Expecting value"),
        raw("schema-2", replaced(SCHEMA, "khrnn-certificate/2"), "schema: expected 'khrnn-cert"),
        raw("schema-0", replaced(SCHEMA, "khrnn-certificate/0"), "schema: expected 'khrnn-cert"),
        raw("schema-upper-case", replaced(SCHEMA, SCHEMA.upper()), "schema: expected 'khrnn-cert"),
        raw(
            "schema-number", replaced(f'"{SCHEMA}"', "1"), "schema: expected 'khrnn-certificate/1'"
        ),
        raw(
            "schema-null", replaced(f'"{SCHEMA}"', "null"), "schema: expected 'khrnn-certificate/1'"
        ),
        raw("foreign-key", TEXT[:-1] + ', "claim": 1}', "found the key 'claim'"),
        raw("schema-twice", f'{{"schema": "{SCHEMA}", ' + TEXT[1:], "found the key 'schema' twice"),
        raw("dim-twice", replaced(dim, f"{dim}, {dim}"), "found the key 'dim' twice"),
        raw(
            "dim-twice-escaped",
            replaced(dim, dim + ', "\\u0064im": 2'),
            "found the key 'dim' twice",
        ),
        raw(
            "kind-twice",
            TEXT.replace('"kind": "ks', '"kind": "ks-colourable", "kind": "ks'),
            "twice",
        ),
        raw("empty-key-twice", '{"": 1, "": 2}', "expected each key once, found the key '' twice"),
    ]
    for key in whole:
        rest = ", ".join(f'"{name}": {text}' for name, text in parts.items() if name != key)
        result.append(raw(f"without-{key}", f"{{{rest}}}", f"expected the key '{key}'"))
        for name, value in {"null": None, "list": [], "text": "x", "number": 1}.items():
            changed = json.dumps(whole | {key: value})
            where = "schema: expected" if key == "schema" else f"{key}: expected an object"
            if (key, name) not in {("schema", "number"), ("schema", "null")}:
                result.append(raw(f"{key}-is-{name}", changed, where))
    for key in ("statement", "certificate"):
        for name, value in {
            "kind-null": {"kind": None},
            "kind-number": {"kind": 1},
            "kind-object": {"kind": {}},
            "kind-empty": {"kind": ""},
            "kind-unknown": {"kind": "magic"},
        }.items():
            changed = json.dumps(whole | {key: value})
            result.append(raw(f"{key}-{name}", changed, f"{key}.kind: expected one of"))
        result.append(
            raw(
                f"{key}-empty",
                json.dumps(whole | {key: {}}),
                f"{key}: expected an object with the key",
            )
        )
    result += origins(whole)
    swapped = whole | {"statement": whole["certificate"], "certificate": whole["statement"]}
    result.append(raw("parts-swapped", json.dumps(swapped), "statement.kind: expected one of"))
    return result
