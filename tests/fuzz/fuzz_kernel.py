"""Mutate corpus files for hours: `python tests/fuzz/fuzz_kernel.py --seconds S --seed N`.

Stops with exit status 1 at the first exception other than `Malformed`, and at the first accepted
certificate whose statement is false by the decisions of tests/proofs/kernel/truth.py; the input is
written to the current folder as `fuzz-failure.json`. With `--atheris`, and atheris installed, the
bytes come from a coverage-guided fuzzer instead.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests" / "proofs" / "kernel"))

import truth  # noqa: E402

from proofs.kernel import Malformed, check  # noqa: E402
from proofs.kernel.reader import SCHEMA, fields, load_bytes  # noqa: E402

CORPUS = ROOT / "tests" / "corpus"
SNIPPETS = [
    *(b"0", b"1", b"-1", b"9" * 50, b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b" ", b"\n"),
    *(b"true", b"null", b"1e9", b"NaN", b'"all"', b'"XX"', b'"p"', b'"hypothesis"', b'"j+1"'),
    *(b'"T(j,p)"', b'"f(j)"', b"\xff", b"\x00", b"d ", b" 0", b"-0"),
]


class Failure(Exception):  # noqa: N818 - what a fuzzer looks for, not an error of its own
    """A crash or a false statement that was accepted."""


def judge(data: bytes, proof: bytes | None, known: dict[str, bool | None]) -> str:
    """Return the outcome of a check; raise `Failure` if it is wrong."""
    try:
        document = load_bytes(data, "fuzz")
        if type(document) is dict:
            document.pop("provenance", None)  # read and ignored by the kernel's reader of files
        schema, statement, certificate = fields(
            document, ("schema", "statement", "certificate"), "fuzz"
        )
        if schema != SCHEMA:
            return "malformed"
        if proof is not None and type(certificate) is dict and "sha256" in certificate:
            certificate = certificate | {"sha256": hashlib.sha256(proof).hexdigest()}
        verdict = check(statement, certificate, CORPUS / "valid" if proof is None else proof)
        str(verdict.reason()).encode()
    except Malformed as error:
        str(error).encode()
        return "malformed"
    except Exception as error:
        raise Failure(f"{type(error).__name__}: {error}") from error
    if not verdict:
        return verdict.status
    return "valid" if holds(statement, certificate, known) else "valid, undecided"


def holds(statement: Any, certificate: Any, known: dict[str, bool | None]) -> bool:
    """Raise `Failure` unless an accepted statement, and every lemma behind it, is true.

    Returns:
        Whether truth.py could decide the statement.
    """
    key = json.dumps(statement, sort_keys=True)
    if key not in known:
        try:
            known[key] = truth.decide(statement)
        except NotImplementedError:  # of a kind or size that is not decided there
            known[key] = None
    if known[key] is False:
        raise Failure(f"false statement accepted: {key}")
    for lemma in certificate.get("lemmas", []):
        equation = f"{lemma['lhs']} = {lemma['rhs']}"
        if equation not in known:
            known[equation] = truth.lemma_holds(lemma["lhs"], lemma["rhs"])
        if not known[equation]:
            raise Failure(f"false lemma accepted: {equation}")
    return known[key] is not None


def mutated(data: bytes, pool: list[bytes], rng: random.Random) -> bytes:
    """Return bytes with one to four random changes."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((0, 1, 1, 2, 8, 40)))
        kind = rng.randrange(5)
        if kind == 0 and at < len(data):
            data = data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[end:]
        elif kind == 2:
            data = data[:at] + rng.choice(SNIPPETS) + data[end:]
        elif kind == 3:
            other = rng.choice(pool)
            start = rng.randrange(len(other) + 1)
            data = data[:at] + other[start : start + rng.randrange(60)] + data[end:]
        else:
            data = data[:end] + data[at:]
    return data


def parsed(pool: list[bytes]) -> list[Any]:
    """Return the documents of a pool, without those that are no JSON."""
    documents = []
    for data in pool:
        try:
            documents.append(load_bytes(data, "pool"))
        except Malformed:
            continue
    return documents


def replace_field(data: bytes, documents: list[Any], rng: random.Random) -> bytes:
    """Return a document with one value replaced by a value of another document."""
    document, other = json.loads(data), rng.choice(documents)
    while isinstance(other, (dict, list)) and other and rng.random() < 0.8:
        other = rng.choice(list(other.values()) if isinstance(other, dict) else other)
    inner = document
    while isinstance(inner, (dict, list)) and inner:
        key = rng.choice(list(inner) if isinstance(inner, dict) else range(len(inner)))
        if rng.random() < 0.3 or not isinstance(inner[key], (dict, list)):
            inner[key] = other
            break
        inner = inner[key]
    return json.dumps(document).encode()


def by_kind(pool: list[bytes]) -> list[list[bytes]]:
    """Return the files by kind of certificate, so that kinds with few files get their share."""
    kinds: dict[str, list[bytes]] = {}
    for data in pool:
        kinds.setdefault(json.loads(data)["certificate"]["kind"], []).append(data)
    return list(kinds.values())


def run(seconds: float, seed: int) -> int:
    """Fuzz until the time is over; return the exit status."""
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    pool = [path.read_bytes() for path in sorted(CORPUS.glob("*/*.json"))]
    good = [path.read_bytes() for path in sorted((CORPUS / "valid").glob("*.json"))]
    kinds = by_kind(good)
    proofs = [path.read_bytes() for path in sorted(CORPUS.glob("*/*.lrat"))]
    lrat = [data for data in good if b'"lrat"' in data]
    documents = parsed(pool)
    known: dict[str, bool | None] = {}
    counts: Counter[str] = Counter()
    started = last = time.monotonic()
    while (now := time.monotonic()) - started < seconds:
        proof = None
        kind = rng.randrange(8)
        if kind == 0:
            data, proof = rng.choice(lrat), mutated(rng.choice(proofs), proofs, rng)
        elif kind < 4:
            data = replace_field(rng.choice(rng.choice(kinds)), documents, rng)
        else:
            data = mutated(rng.choice(rng.choice(kinds) if kind < 7 else pool), pool, rng)
        try:
            counts[judge(data, proof, known)] += 1
        except Failure as failure:
            Path("fuzz-failure.json").write_bytes(data)
            if proof is not None:
                Path("fuzz-failure.lrat").write_bytes(proof)
            print(f"seed {seed}: after {counts.total()} executions: {failure}")
            return 1
        if now - last > 60:
            last = now
            print(f"{counts.total()} executions, {dict(counts)}", flush=True)
    print(f"seed {seed}: {counts.total()} executions in {seconds:.0f} s, {dict(counts)}")
    return 0


def guided() -> None:
    """Let atheris choose the bytes."""
    import atheris

    known: dict[str, bool | None] = {}
    atheris.Setup([sys.argv[0]], lambda data: judge(data, None, known) and None)
    atheris.Fuzz()


def main() -> int:
    """Read the command line and fuzz."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--atheris", action="store_true")
    options = parser.parse_args()
    if options.atheris and importlib.util.find_spec("atheris"):
        guided()
    return run(options.seconds, options.seed)


if __name__ == "__main__":
    sys.exit(main())
