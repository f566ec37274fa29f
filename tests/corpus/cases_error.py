"""Corpus cases about the least error of a memory of b bits."""

from __future__ import annotations

import copy
import hashlib

from corpus_case import Case, Family, Object

LOWER: Object = {
    "kind": "sampling-error-lower",
    "n": 3,
    "k": 2,
    "measurements": "group",
    "bits": 0,
    "error": 8,
}
# Four edges of three vertices; the length is 4 for one or two of them, 8 for three or four.
HALVES: Object = {
    "kind": "sampling-error-lower",
    "n": 4,
    "k": 3,
    "measurements": "generators",
    "bits": 1,
    "error": 8,
}


def statements(family: Family) -> None:
    for name, change, message in (
        ("n-0", {"n": 0}, "statement.n: expected an integer from 1 to 8"),
        ("n-9", {"n": 9, "k": 9}, "statement.n: expected an integer from 1 to 8"),
        ("k-above-n", {"k": 4}, "statement.k: expected an integer from 1 to 3"),
        ("k-true", {"k": True}, "statement.k"),
        ("edges-15", {"n": 6}, "binom(statement.n, statement.k): expected an integer from 1 to 12"),
        ("paulis", {"measurements": "paulis"}, "expected one of generators, group"),
        ("bits-4", {"bits": 4}, "statement.bits: expected an integer from 0 to 3"),
        ("bits-negative", {"bits": -1}, "statement.bits: expected an integer from 0 to 3"),
        ("error-9", {"error": 9}, "statement.error: expected an integer"),
        ("error-text", {"error": "8"}, "statement.error: expected an integer"),
    ):
        family.add("malformed", name, message, statement=change)


def classes() -> list[Case]:
    claim = LOWER | {"kind": "sampling-error-upper", "bits": 1, "error": 4}
    family = Family("linear-classes", claim, {"kind": "linear-classes", "basis": [1, 2]})
    family.add("valid", "graphs-3")
    family.add("valid", "more-bits-and-error", statement={"bits": 3, "error": 8})
    family.add(
        "valid",
        "single-hypergraphs",
        statement={"bits": 3, "error": 0},
        certificate={"basis": []},
    )
    family.add(
        "valid",
        "everything",
        statement={"bits": 0, "measurements": "generators"},
        certificate={"basis": [1, 2, 4]},
    )
    for name, claim_changes, basis, message in (
        ("bits-0", {"bits": 0}, [1, 2], "figure: expected at least 1, for 2^bits cosets, found 0"),
        ("error-3", {"error": 3}, [1, 2], "length: expected at most 3 for difference 1, found 4"),
        ("triangle", {}, [3, 4], "length: expected at most 4 for difference 7, found 8"),
        ("dependent", {}, [1, 1], "certificate.basis[1]: basis: expected linearly independent"),
        ("sum", {}, [1, 2, 3], "certificate.basis[2]: basis: expected linearly independent"),
        ("edge-3", {}, [1, 8], "certificate.basis[1]: basis: expected a difference below 8"),
        ("one-difference", {}, [1], "figure: expected at least 2, for 2^bits cosets, found 1"),
    ):
        family.add("invalid", name, message, statement=claim_changes, certificate={"basis": basis})
    family.add("invalid", "as-lower", "certificate.kind", statement={"kind": LOWER["kind"]})
    for name, basis, message in (
        ("difference-0", [0], "certificate.basis[0]: expected an integer from 1"),
        ("difference-text", ["1"], "certificate.basis[0]: expected an integer from 1"),
        ("basis-object", {}, "certificate.basis: expected a list"),
        ("basis-13", list(range(1, 14)), "certificate.basis: expected a list of 0 to 12 items"),
    ):
        family.add("malformed", name, message, certificate={"basis": basis})
    statements(family)
    family.shapes(("kind", "basis"))
    return list(family)


def weights() -> list[Case]:
    weights = [1, 0, 0, 0, 0, 0, 0, 1]
    family = Family("weights", LOWER, {"kind": "difference-weights", "weights": weights})
    family.add("valid", "triangle")
    family.add("valid", "scaled", certificate={"weights": [5 * w for w in weights]})
    family.add(
        "valid", "all-distinct", statement={"bits": 2, "error": 4}, certificate={"weights": [1] * 8}
    )
    for name, claim, values, message in (
        ("bits-1", {"bits": 1}, weights, "count: expected 2^bits classes of at most 4"),
        (
            "generators",
            {"measurements": "generators"},
            weights,
            "certificate.weights[7]: sign: expected at most 0, as the length is 4, found 1",
        ),
        ("one", {}, [1, *[0] * 7], "count: expected 2^bits classes of at most 8"),
        ("edge", {}, [1, 1, *[0] * 6], "certificate.weights[1]: sign: expected at most 0"),
        ("negative", {}, [1, *[0] * 6, -2], "Fourier coefficient 0: positivity"),
        ("larger", {}, [1, *[0] * 6, 2], "Fourier coefficient 1: positivity"),
        ("zero", {}, [0] * 8, "certificate.weights: sum: expected a positive sum, found 0"),
        ("four", {}, [1, 0, 0, 0], "certificate.weights: number: expected 8 weights, found 4"),
        ("8192", {}, [1] * 8192, "certificate.weights: number: expected 8 weights, found 8192"),
        ("seven", {}, weights[:-1], "certificate.weights: number: expected 8 weights, found 7"),
    ):
        family.add("invalid", name, message, statement=claim, certificate={"weights": values})
    family.add(
        "invalid", "as-upper", "certificate.kind", statement={"kind": "sampling-error-upper"}
    )
    for name, values, message in (
        ("weight-text", ["1", *[0] * 7], "certificate.weights[0]: expected an integer"),
        ("weight-large", [1 << 33, *[0] * 7], "certificate.weights[0]: expected an integer"),
        ("weight-true", [True, *[0] * 7], "certificate.weights[0]: expected an integer"),
        ("none", [], "certificate.weights: expected a list of 2 to 32768 items"),
    ):
        family.add("malformed", name, message, certificate={"weights": values})
    family.add(
        "malformed",
        "error-0",
        "statement.error: expected an integer from 1 to 8",
        statement={"error": 0},
    )
    statements(family)
    family.shapes(("kind", "weights"))
    return list(family)


def cover() -> list[Case]:
    # A class of 8 of the 16 with 0: its other members have one or two edges.
    short = [d for d in range(1, 16) if d.bit_count() <= 2]
    rest = [[3, 12], [5, 10], [6, 9], [4], [8]]
    cases = _cases(short, (1, 2))
    certificate: Object = {"kind": "class-cover", "cases": cases, "cover": rest}
    family = Family("class-cover", HALVES, certificate)
    family.add("valid", "halves")
    family.add("valid", "group", statement={"measurements": "group"})
    family.add("valid", "bits-0", statement={"bits": 0})
    without = copy.deepcopy(certificate["cases"])
    without[0]["cover"] = without[0]["cover"][1:]
    twice = [certificate["cases"][0]] * 2
    long = [certificate["cases"][0] | {"difference": 15}]
    for name, claim, change, message in (
        ("bits-2", {"bits": 2}, {}, "count: expected at most 1 sets"),
        ("error-4", {"error": 4}, {}, "certificate.cases[0].difference: case"),
        ("no-cover", {}, {"cover": []}, "certificate.cover: cover: expected a set that has"),
        ("no-pair", {}, {"cover": rest[1:]}, "cover: expected a set that has the difference 3"),
        ("close-pair", {}, {"cover": [[3, 5], *rest]}, "certificate.cover[0]: distance"),
        ("too-many", {}, {"cover": [*rest, [1], [2]]}, "count: expected at most 6 sets, found 7"),
        ("case-not-covered", {}, {"cases": without}, "certificate.cases[0].cover: cover"),
        ("case-twice", {}, {"cases": twice}, "certificate.cases[1].difference: case"),
        ("case-long", {}, {"cases": long}, "certificate.cases[0].difference: case"),
        ("no-cases", {}, {"cases": []}, "cover: expected a set that has the difference 1"),
    ):
        family.add("invalid", name, message, statement=claim, certificate=change)
    for name, change, message in (
        ("cases-object", {"cases": {}}, "certificate.cases: expected a list"),
        ("case-list", {"cases": [[]]}, "certificate.cases[0]: expected an object"),
        ("cover-of-numbers", {"cover": [1]}, "certificate.cover[0]: expected a list"),
        ("cover-decreasing", {"cover": [[12, 3]]}, "certificate.cover[0][1]: expected an integer"),
        ("cover-16", {"cover": [[16]]}, "certificate.cover[0][0]: expected an integer"),
    ):
        family.add("malformed", name, message, certificate=change)
    family.shapes(("kind", "cases", "cover"))
    return list(family)


def _cases(short: list[int], chosen: tuple[int, ...]) -> list[Object]:
    """Cover what may join 0 and each chosen difference by sets of at most two."""
    left, result = list(short), []
    for c in chosen:
        left.remove(c)
        near = [d for d in left if (d ^ c).bit_count() <= 2]
        sets: list[list[int]] = []
        for d in near:
            for row in sets:
                if len(row) == 1 and (row[0] ^ d).bit_count() >= 3:
                    row.append(d)
                    break
            else:
                sets.append([d])
        result.append({"difference": c, "cover": sets})
    return result


def refutation() -> list[Case]:
    # One class: hypergraph 0 has its only state, so has hypergraph 7, which is far.
    clauses = [[1], *[[h + 1] for h in range(8)]]
    clauses += [[-h - 1, -(h ^ 7) - 1] for h in range(8) if h < h ^ 7]
    far = 1 + clauses.index([-1, -8])
    data = f"{len(clauses) + 1} 0 1 {1 + clauses.index([8])} {far} 0\n".encode()
    digest = hashlib.sha256(data).hexdigest()
    family = Family("class-refutation", LOWER, {"kind": "class-refutation", "sha256": digest})
    family.proofs = {digest: data}
    family.add("valid", "one-class")
    family.add("invalid", "two-classes", "fresh id: expected an id above 17", statement={"bits": 1})
    family.add(
        "invalid",
        "generators",
        "rup: expected the id of a live clause",
        statement={"measurements": "generators"},
    )
    family.add(
        "invalid", "as-upper", "certificate.kind", statement={"kind": "sampling-error-upper"}
    )
    family.add(
        "malformed",
        "no-proof",
        "expected the proof file named by the certificate",
        certificate={"sha256": "0" * 64},
    )
    family.add(
        "malformed",
        "digest",
        "certificate.sha256: expected a SHA-256",
        certificate={"sha256": "0" * 63},
    )
    family.add(
        "malformed",
        "clauses",
        "statement: expected at most 1000000 clauses",
        statement={"n": 5, "bits": 9},
    )
    family.shapes(("kind", "sha256"))
    return list(family)


def cases() -> list[Case]:
    """Return the cases."""
    return [*classes(), *weights(), *cover(), *refutation()]
