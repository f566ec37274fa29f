"""Mutants of valid certificates: each is killed, or what it still claims is true.

A mutant that the kernel accepts must state something true, decided without the kernel by
`truth.py`; the lemmas of an accepted derivation must hold in concrete models. Run with `-s` for
the counts.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from proofs.kernel import Malformed, check
from proofs.kernel.reader import SCHEMA, load_bytes

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FILES = sorted((CORPUS / "valid").glob("*.json"))
SMALL = 700  # bytes: every position of such a file is tried
SPREAD = 60  # positions tried in a larger file, evenly spread


def judge(data: bytes, truth: ModuleType, cache: dict[str, bool]) -> str:
    """Return "killed", "respelled" or "still true" for the bytes of a mutant."""
    try:
        document = load_bytes(data, "mutant")
        if type(document) is not dict:
            return "killed"
        document.pop("provenance", None)  # ignored: whatever it says, the rest must be true
        if set(document) != {"schema", "statement", "certificate"}:
            return "killed"
        if document["schema"] != SCHEMA:
            return "killed"
        return judged(document["statement"], document["certificate"], truth, cache)
    except Malformed:
        return "killed"


def judged(
    statement: Any,
    certificate: Any,
    truth: ModuleType,
    cache: dict[str, bool],
    proof: Path | bytes = CORPUS / "valid",
) -> str:
    """Return the same for a statement and a certificate; raise AssertionError for a false one."""
    try:
        verdict = check(statement, certificate, proof)
    except Malformed:
        return "killed"
    if not verdict:
        return "killed"
    key = json.dumps(statement, sort_keys=True)
    if key not in cache:
        cache[key] = truth.decide(statement)
    assert cache[key], f"false statement accepted: {key}"
    if certificate["kind"] == "derivation":
        for lemma in certificate["lemmas"]:
            equation = f"{lemma['lhs']} = {lemma['rhs']}"
            if equation not in cache:
                cache[equation] = truth.lemma_holds(lemma["lhs"], lemma["rhs"])
            assert cache[equation], f"false lemma accepted: {equation}"
    return "still true"


def byte_mutants(data: bytes, positions: list[int]) -> Iterator[bytes]:
    """Yield one changed bit and one deletion for each position."""
    for at in positions:
        flipped = data[at] ^ 1 << at % 8
        yield data[:at] + bytes([flipped]) + data[at + 1 :]
        yield data[:at] + data[at + 1 :]


def positions(size: int, most: int) -> list[int]:
    return list(range(size)) if size <= most else [size * i // SPREAD for i in range(SPREAD)]


def variants(value: Any) -> Iterator[Any]:
    """Yield values in place of a leaf, a list or an object."""
    if isinstance(value, bool) or value is None:
        yield from (0, 1, "", [])
    elif isinstance(value, int):
        yield from (value + 1, value - 1, -value, 2 * value + 1, 0, str(value), bool(value), None)
    elif isinstance(value, str):
        yield from ("", value + "0", value + " ", value[1:], value[:-1], value.swapcase(), None, 1)
        yield from ("all", "0", "1", "p", "j", "hypothesis", "bases", "bases-and-pairs", "Z")
        swaps = str.maketrans("XZpq01+jhf", "ZYqp10*0fh")
        yield from {value.translate(swaps), value[::-1]} - {value}
        for at in range(min(len(value), 12)):
            for letter in "IXZ01jp":
                yield value[:at] + letter + value[at + 1 :]
    elif isinstance(value, list):
        yield from ([], {}, None, value[::-1], [*value, *value])
        for at in range(min(len(value), 30)):
            yield value[:at] + value[at + 1 :]
            yield [*value[:at], value[at], *value[at:]]
            yield [*value[:at], *value[at : at + 2][::-1], *value[at + 2 :]]
    else:
        yield from ([], None, "")
        for key in value:
            rest = {name: item for name, item in value.items() if name != key}
            yield rest
            yield rest | {key + "s": value[key]}
        yield value | {"more": 1}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value inside a document, at most twenty in each list."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for at in range(min(len(value), 20)):
            yield from places(value[at], (*path, at))


def put(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return a copy of a document with one value replaced."""
    if not path:
        return value
    whole = copy.deepcopy(document)
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return whole


def field_mutants(document: Any, most: int) -> Iterator[Any]:
    """Yield documents with one field changed, evenly spread if there are more than `most`."""
    found: list[tuple[tuple[Any, ...], Any]] = []
    for path in places(document):
        value = document
        for step in path:
            value = value[step]
        found += [(path, variant) for variant in variants(value) if variant != value]
    stride = max(1, len(found) // most)
    for path, variant in found[::stride]:
        yield put(document, path, variant)


def run_bytes(most: int, truth: ModuleType) -> Counter[str]:
    counts: Counter[str] = Counter()
    cache: dict[str, bool] = {}
    for path in FILES:
        data = path.read_bytes()
        original = json.loads(data)
        for mutant in byte_mutants(data, positions(len(data), most)):
            result = judge(mutant, truth, cache)
            if result == "still true" and json.loads(mutant) == original:
                result = "respelled"
            counts[result] += 1
    return counts


def run_fields(most: int, truth: ModuleType) -> Counter[str]:
    counts: Counter[str] = Counter()
    cache: dict[str, bool] = {}
    for path in FILES:
        for mutant in field_mutants(json.loads(path.read_bytes()), most):
            data = json.dumps(mutant).encode()
            counts[judge(data, truth, cache)] += 1
    return counts


def test_bytes(truth: ModuleType) -> None:
    counts = run_bytes(SMALL, truth)
    print(f"\nbyte mutants: {dict(counts)}")
    assert counts["killed"] > 25_000
    assert counts["still true"] + counts["respelled"] < counts["killed"] // 10


def test_fields(truth: ModuleType) -> None:
    counts = run_fields(120, truth)
    print(f"\nfield mutants: {dict(counts)}")
    assert counts["killed"] > 8_000
    assert counts["still true"] < counts["killed"] // 10


@pytest.mark.slow
def test_every_byte(truth: ModuleType) -> None:
    counts = run_bytes(10**9, truth)
    print(f"\nbyte mutants, all positions: {dict(counts)}")
    assert counts["killed"] > 60_000


@pytest.mark.slow
def test_every_field(truth: ModuleType) -> None:
    counts = run_fields(10**9, truth)
    print(f"\nfield mutants, all: {dict(counts)}")
    assert counts["killed"] > 90_000


@pytest.mark.parametrize("name", ["lrat-cabello-18", "lrat-peres-33"])
def test_proof_files(name: str, truth: ModuleType) -> None:
    """Mutants of a proof under its new digest: accepted ones prove a statement that is true.

    So that acceptance of a wrong step could show, every mutant is also run against the statement
    with one vector taken away, which has a colouring: there nothing may be accepted.
    """
    document = json.loads((CORPUS / "valid" / f"{name}.json").read_bytes())
    statement, certificate = document["statement"], document["certificate"]
    data = (CORPUS / "valid" / f"{certificate['sha256']}.lrat").read_bytes()
    colourable = statement | {"vectors": statement["vectors"][:-1]}
    assert truth.decide(statement)
    assert not truth.decide(colourable)
    cache: dict[str, bool] = {}
    counts: Counter[str] = Counter()
    lines = data.splitlines(keepends=True)
    mutants = list(byte_mutants(data, [len(data) * i // 250 for i in range(250)]))
    mutants += [b"".join(lines[:i] + lines[i + 1 :]) for i in range(len(lines))]
    mutants += [b"".join([*lines[:i], lines[i], *lines[i:]]) for i in range(len(lines))]
    mutants += [b"".join([*lines[:i], *lines[i : i + 2][::-1], *lines[i + 2 :]])
                for i in range(len(lines) - 1)]  # fmt: skip
    for mutant in mutants:
        named = certificate | {"sha256": hashlib.sha256(mutant).hexdigest()}
        counts[judged(statement, named, truth, cache, mutant)] += 1
        assert judged(colourable, named, truth, cache, mutant) == "killed"
    print(f"\n{name}: {dict(counts)}")
    assert counts["killed"] > 500


def state(*edges: list[int], signs: tuple[int, ...] = ()) -> dict[str, Any]:
    return {"edges": list(edges), "signs": list(signs)}


# Valid certificate -> changes that make its statement false, though not by much.
FALSE = {
    "degree-links-elliptic-3": {"bound": 10},
    "degree-links-lines-3": {"bound": 64},
    "degree-links-quadrics-3": {"bound": 64},
    "degree-lower-doily-exhaustive": {"bound": 4},
    "degree-lower-lines-3-spectral": {"bound": 64},
    "degree-packing-copy-3": {"bound": 64},
    "degree-packing-doily": {"bound": 4},
    "degree-planes-one-plane": {"bound": 1},
    "degree-section-elliptic-3": {"bound": 10},
    "degree-section-quadrics-3": {"bound": 64},
    "degree-upper-lines-3": {"bound": 62},
    "degree-upper-square": {"bound": 0},
    "exclusion-three-graphs": {"states": [state(), state([0, 1])]},
    "exclusion-two-signs": {"n": 2, "k": 2, "states": [state(), state([0, 1], signs=(0,))]},
    "mmd-parity": {"value": [{"weight": [1, 1], "site": [0, 1], "scale": 2}]},
    "sharing-pair": {"k": 2, "states": [state(), state([0, 1], [0, 2], [1, 2])]},
    "parts-three-graphs": {"k": 3, "states": [state(), state([0, 1]), state([0, 1, 2])]},
    "linear-family-5-4": {"states": 1},
    "linear-family-group": {"n": 4, "k": 3, "states": 3},
    "small-overlaps-two-edges": {"states": 33},
    "excluded-subsets-two-edges": {"states": 5},
    "excluded-subsets-decomposition": {"states": 5},
    "excluded-subsets-relabelled": {"states": 5},
    "excluded-subsets-whole-space": {"states": 5},
    "class-cover-bits-0": {"bits": 4},
    "class-cover-group": {"bits": 4},
    "class-refutation-one-class": {"bits": 1},
    "linear-classes-graphs-3": {"error": 3},
    "linear-classes-more-bits-and-error": {"bits": 0, "error": 7},
    "weights-triangle": {"bits": 1},
    "weights-all-distinct": {"bits": 3},
    "machine-refutation-fixed-answers": {"observables": ["XI", "IX", "XX"]},
    "fraction-triangle-exact": {"upper": [49, 100]},
    "fraction-triangle-interval": {"lower": [51, 100], "upper": [1, 1]},
    "fraction-strong-pr-box": {"tables": [[1, 0, 0, 1], [1, 0, 0, 1], [1, 0, 0, 1], [1, 0, 0, 1]]},
    "fraction-logical-hardy": {"event": [0, 0]},
}


@pytest.mark.parametrize("name", sorted(FALSE))
def test_no_mutant_proves_a_false_statement(name: str, truth: ModuleType) -> None:
    """The certificate of a true statement, with every field changed, beside one that is false."""
    document = json.loads((CORPUS / "valid" / f"{name}.json").read_bytes())
    assert truth.decide(document["statement"])
    statement = document["statement"] | FALSE[name]
    assert not truth.decide(statement)
    cache: dict[str, bool] = {}
    for mutant in [document["certificate"], *field_mutants(document["certificate"], 400)]:
        assert judged(statement, mutant, truth, cache) == "killed"


THEOREM = json.loads((CORPUS / "graph_states.json").read_bytes())


def test_trees_of_the_theorem(truth: ModuleType) -> None:
    """Mutants of its trees on three vertices: an accepted one excludes by a dense search, too."""
    counts: Counter[str] = Counter()
    cache: dict[str, bool] = {}
    for case in [case for case in THEOREM if case["n"] == 3]:
        for mutant in field_mutants(case, 60):
            if set(mutant) != {"n", "states", "nodes"}:
                continue
            statement = {"kind": "exclusion", "n": mutant["n"], "k": 2, "states": mutant["states"]}
            evidence = {"kind": "exclusion", "nodes": mutant["nodes"]}
            counts[judged(statement, evidence, truth, cache)] += 1
    print(f"\ntrees of the theorem: {dict(counts)}")
    assert counts["killed"] > 250
