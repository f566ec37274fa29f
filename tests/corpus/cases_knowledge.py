"""Corpus cases about machines refuted by what their states can have to do with."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from cases_machine import FIXED
from corpus_case import Case, Family, Object

# The square in the state that XI and IX fix: one state would be a value assignment. The proof has
# a lemma for each of the four orbits and was made once, by `refuter`; so were the symmetries, by
# `contextuality.search.automaton_symmetry`: conjugation by Paulis, then permutations of the square.
STORED = json.loads(Path(__file__).with_name("knowledge.json").read_text(encoding="utf-8"))
ASKED = list(range(9))


def lowers() -> list[Case]:
    rows = STORED["symmetries"]
    data = "".join(f"{line}\n" for line in STORED["lrat"]).encode()
    digest = hashlib.sha256(data).hexdigest()
    certificate: Object = {
        "kind": "knowledge-cover",
        "asked": ASKED,
        "prefix": [0, 1],
        "symmetries": rows,
        "sha256": digest,
    }
    family = Family("knowledge-cover", FIXED, certificate)
    family.proofs = {digest: data}
    family.add("valid", "square")
    # From an unknown start there are four nodes after the prefix, so places mean other nodes.
    family.add("invalid", "nothing-known", "symmetry", statement={"initial": []})
    family.add("invalid", "two-states", "line ", statement={"states": 3})
    family.add("invalid", "upper", "certificate.kind", statement={"kind": "machine-upper-bound"})
    family.add(
        "invalid",
        "compatible",
        "statement.sequences: sequences: expected all, found compatible",
        statement={"sequences": "compatible"},
    )
    family.add("invalid", "without-symmetries", "line ", certificate={"symmetries": []})
    family.add(
        "invalid", "without-the-last", "line ", certificate={"asked": ASKED[:8], "symmetries": []}
    )
    image, targets, signs = rows[-1]
    swapped = [targets[1], targets[0], *targets[2:]]
    flipped = ("-" if signs[0] == "+" else "+") + signs[1:]
    table: dict[str, tuple[object, str]] = {
        "two-targets-exchanged": ([[image, swapped, signs]], "certificate.symmetries[0]: symmetry"),
        "a-sign-changed": ([[image, targets, flipped]], "certificate.symmetries[0]: symmetry"),
        "another-image": ([[(image + 1) % 24, targets, signs]], "symmetry"),
        "all-to-one": ([[0, [0] * 9, "+" * 9]], "certificate.symmetries[0]: symmetry"),
        "signs-of-no-pauli": ([[0, ASKED, "-" + "+" * 8]], "symmetry"),
    }
    family.each("invalid", "symmetries", table, claim=False)
    table = {
        "image-24": ([[24, ASKED, "+" * 9]], "expected an integer from 0 to 23, found 24"),
        "image-negative": ([[-1, ASKED, "+" * 9]], "certificate.symmetries[0]"),
        "target-9": ([[0, [*ASKED[:8], 9], "+" * 9]], "found 9"),
        "targets-short": ([[0, ASKED[:8], "+" * 9]], "certificate.symmetries[0]"),
        "signs-short": ([[0, ASKED, "+" * 8]], "a word of 9 signs"),
        "signs-zero": ([[0, ASKED, "0" * 9]], "a word of 9 signs"),
        "symmetry-of-two": ([[0, ASKED]], "certificate.symmetries[0]"),
        "symmetries-word": ("none", "certificate.symmetries"),
        "too-many-symmetries": ([rows[0]] * 65, "certificate.symmetries"),
    }
    family.each("malformed", "symmetries", table, claim=False)
    table = {
        "asked-none": ([], "at least one observable"),
        "asked-twice": ([0, 0, *ASKED[1:]], "certificate.asked"),
        "asked-9": ([*ASKED, 9], "certificate"),
        "asked-true": ([True, *ASKED[2:]], "certificate.asked"),
    }
    family.each("malformed", "asked", table, claim=False)
    table = {
        "prefix-9": ([9], "expected an integer from 0 to 8, found 9"),
        "prefix-negative": ([-1], "certificate.prefix"),
        "prefix-long": ([0] * 17, "certificate.prefix"),
    }
    family.each("malformed", "prefix", table, claim=False)
    family.add("malformed", "too-large", "statement.states", statement={"states": 258})
    family.add("malformed", "one-state", "statement.states", statement={"states": 1})
    three = [a + b + c for a in "IXYZ" for b in "IXYZ" for c in "IXYZ"][1:]
    wide: Object = {"qubits": 3, "observables": three, "initial": []}
    loose: Object = {"asked": list(range(63)), "prefix": [], "symmetries": []}
    family.add(
        "malformed", "too-many-nodes", "at most 128 nodes", statement=wide, certificate=loose
    )
    doily: Object = {
        "observables": [a + b for a in "IXYZ" for b in "IXYZ"][1:],
        "initial": ["+XI", "+IX"],
    }
    family.add(
        "malformed",
        "too-many-teams",
        "at most 5000 sets of one size",
        statement=doily,
        certificate={"asked": list(range(15)), "prefix": [], "symmetries": []},
    )
    family.add("malformed", "digest", "certificate.sha256", certificate={"sha256": "0"})
    family.proofs = {}
    family.add("malformed", "no-proof", "expected the proof file", certificate={"sha256": "0" * 64})
    empty = hashlib.sha256(b"").hexdigest()
    family.proofs = {empty: b""}
    family.add("incomplete", "empty-proof", "line 0: end", certificate={"sha256": empty})
    family.proofs = {digest: data}
    family.shapes(("kind", "asked", "prefix", "symmetries", "sha256"))
    return family.cases


def cases() -> list[Case]:
    """Return all cases of this module."""
    return lowers()
