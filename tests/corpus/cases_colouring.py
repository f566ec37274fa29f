"""Corpus cases about vector sets: their reading, their orthogonality, and colourings."""

from __future__ import annotations

from typing import Any

from corpus_case import Case, Family

AXES = [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]]
# The Fourier basis: orthogonal in the Hermitian product, not in the bilinear one.
FOURIER = [["1", "1", "1"], ["1", "w", "-1-w"], ["1", "-1-w", "w"]]
CIRCULAR = [["1", "i"], ["1", "-i"]]
GOLDEN = [["phi", "1"], ["1", "-phi"]]
SILVER = [["sqrt2", "1"], ["1", "-sqrt2"]]
# S. Yu and C. H. Oh, Phys. Rev. Lett. 108 (2012) 030402: 13 rays, colourable, four bases.
YU_OH = [
    *AXES,
    *(["0", "1", s] for s in ("1", "-1")),
    *(["1", "0", s] for s in ("1", "-1")),
    *(["1", s, "0"] for s in ("1", "-1")),
    *(["-1", "1", "1"], ["1", "-1", "1"], ["1", "1", "-1"], ["1", "1", "1"]),
]


def statement(vectors: list[list[str]], ring: str = "Z", rule: str = "bases") -> dict[str, Any]:
    return {
        "kind": "ks-colourable",
        "dim": len(vectors[0]),
        "ring": ring,
        "rule": rule,
        "vectors": vectors,
    }


def ones(*indices: int) -> dict[str, Any]:
    return {"kind": "colouring", "ones": list(indices)}


def colourings() -> Family:
    family = Family("colouring", statement(AXES, rule="bases-and-pairs"), ones(2))
    family.add("valid", "one-basis")
    family.add("valid", "one-basis-other-one", certificate=ones(0))
    family.add("valid", "no-basis-all-zero", statement={"vectors": AXES[:2]}, certificate=ones())
    family.add(
        "valid",
        "rule-bases-two-orthogonal-ones-outside-a-basis",
        statement={"vectors": AXES[:2], "rule": "bases"},
        certificate=ones(0, 1),
    )
    for name, vectors, ring in (
        ("fourier-basis-over-w", FOURIER, "Z[w]"),
        ("circular-basis-over-i", CIRCULAR, "Z[i]"),
        ("golden-basis-over-phi", GOLDEN, "Z[phi]"),
        ("silver-basis-over-sqrt2", SILVER, "Z[sqrt2]"),
    ):
        family.add("valid", name, whole=(statement(vectors, ring), ones(1)))
        family.add(
            "invalid",
            f"{name}-without-a-one",
            "expected a vector with value 1, found none",
            whole=(statement(vectors, ring), ones()),
        )
        family.add(
            "invalid",
            f"{name}-with-two-ones",
            "pair 0,1: colouring: expected at most one 1",
            whole=(statement(vectors, ring), ones(0, 1)),
        )
    bilinear = [["1", "i", "0"], ["1", "i", "1"], ["0", "0", "1"]]
    family.add(
        "valid",
        "bilinear-orthogonality-does-not-count",
        whole=(statement(bilinear, "Z[i]", "bases-and-pairs"), ones(0, 1)),
    )
    yu_oh = statement(YU_OH, rule="bases-and-pairs")
    family.add("valid", "yu-oh-13", whole=(yu_oh, ones(0, 5, 7)))
    family.add(
        "invalid", "yu-oh-13-axis-only", "a vector with value 1, found none", whole=(yu_oh, ones(0))
    )
    family.add(
        "invalid", "yu-oh-13-two-axes", "pair 0,1: colouring: expected", whole=(yu_oh, ones(0, 1))
    )
    respelled = [["01", "-0", "0"], ["0", "-1", "00"], ["0", "0", "7"]]
    family.add("valid", "respelled-entries", statement={"vectors": respelled})
    huge = [[e if e == "0" else "9" * 64 for e in v] for v in AXES]
    family.add("valid", "entries-of-64-digits", statement={"vectors": huge})
    family.add(
        "invalid", "no-ones", "basis (0, 1, 2): colouring: expected a vector", certificate=ones()
    )
    family.add("invalid", "two-ones", "pair 0,2: colouring: expected", certificate=ones(0, 2))
    family.add("invalid", "three-ones", "pair 0,1: colouring: expected", certificate=ones(0, 1, 2))
    family.add(
        "invalid",
        "pair-outside-a-basis",
        "pair 0,1: colouring: expected at most one 1 among orthogonal vectors, found two",
        statement={"vectors": AXES[:2]},
        certificate=ones(0, 1),
    )
    family.add("invalid", "index-3-of-3", "expected indices below 3, found 3", certificate=ones(3))
    family.add(
        "invalid",
        "uncolourable-statement",
        "certificate.kind: colouring: expected a statement of kind ks-colourable",
        statement={"kind": "ks-uncolourable"},
    )
    indices: dict[str, tuple[object, str]] = {
        "index-4096": ([4096], "ones[0]: expected an integer from 0 to 4095, found 4096"),
        "index-negative": ([-1], "ones[0]: expected an integer from 0 to 4095, found -1"),
        "indices-unsorted": ([2, 1], "ones[1]: expected an integer above 2"),
        "index-twice": ([2, 2], "ones[1]: expected an integer above 2"),
        "index-false": ([False], "ones[0]: expected an integer from 0 to 4095, found False"),
        "index-text": (["2"], "ones[0]: expected an integer from 0 to 4095, found 2"),
        "ones-object": ({}, "certificate.ones: expected a list, found a dict of 0 items"),
        "ones-number": (2, "certificate.ones: expected a list, found 2"),
    }
    family.each("malformed", "ones", indices, claim=False)
    family.shapes(("kind", "ones"))
    return family


def entries() -> Family:
    family = Family("vectors", statement(AXES, "Z[sqrt2]"), ones(2))
    good = ("+sqrt2", "-sqrt2", "1+sqrt2", "-1-2*sqrt2", "1+0*sqrt2", "007*sqrt2", "+3*sqrt2")
    for index, entry in enumerate(good):
        vectors = [*AXES[:2], ["0", "0", entry]]
        family.add("valid", f"entry-form-{index}", statement={"vectors": vectors})
    bad = {
        "empty": "",
        "plus-integer": "+1",
        "space-before": " 1",
        "space-after": "1 ",
        "line-feed": "1\n",
        "fraction": "1/2",
        "decimal": "1.0",
        "exponent": "1e3",
        "hexadecimal": "0x1",
        "underscore": "1_0",
        "two-signs": "--1",
        "sign-only": "-",
        "no-star": "2sqrt2",
        "star-after": "sqrt2*2",
        "star-only": "*sqrt2",
        "symbol-first": "sqrt2+1",
        "two-symbols": "sqrt2+sqrt2",
        "dangling-sign": "1+",
        "other-root": "sqrt3",
        "other-ring": "w",
        "upper-case": "SQRT2",
        "square-sign": "\u221a2",
        "arabic-digit": "\u0661",
        "fullwidth-digit": "\uff11",
        "65-digits": "1" * 65,
    }
    for name, entry in bad.items():
        vectors = [*AXES[:2], ["0", "0", entry]]
        message = "statement.vectors[2][2]: expected an element of Z[sqrt2]"
        family.add("malformed", f"entry-{name}", message, statement={"vectors": vectors})
    for name, value in {"number": 1, "null": None, "list": ["1"], "true": True}.items():
        vectors_any = [*AXES[:2], ["0", "0", value]]
        message = "statement.vectors[2][2]: expected an element of Z[sqrt2]"
        family.add("malformed", f"entry-{name}", message, statement={"vectors": vectors_any})
    family.add(
        "malformed",
        "symbol-in-Z",
        "statement.vectors[2][2]: expected an element of Z, found i",
        statement={"ring": "Z", "vectors": [*AXES[:2], ["0", "0", "i"]]},
    )
    sets: dict[str, tuple[object, str]] = {
        "zero-vector": ([*AXES[:2], ["0", "-0", "00"]], "vectors[2]: expected a non-zero vector"),
        "zero-by-coordinates": ([["0+0*sqrt2", "0", "0"]], "expected a non-zero vector"),
        "vector-twice": ([*AXES, AXES[1]], "vectors[3]: expected distinct rays, found the ray of"),
        "opposite-vector": ([*AXES, ["0", "-1", "0"]], "found the ray of vector 1"),
        "scaled-vector": ([*AXES, ["0", "0", "1+sqrt2"]], "found the ray of vector 2"),
        "scaled-by-sqrt2": (
            [["1", "sqrt2", "0"], ["sqrt2", "2", "0"]],
            "vectors[1]: expected distinct rays, found the ray of vector 0",
        ),
        "short-vector": ([["1", "0"], *AXES], "vectors[0]: expected a list of 3 to 3 items"),
        "long-vector": ([*AXES, ["1", "0", "0", "0"]], "vectors[3]: expected a list of 3 to 3"),
        "empty-vector": ([*AXES, []], "vectors[3]: expected a list of 3 to 3 items, found 0 items"),
        "no-vectors": ([], "statement.vectors: expected a list of 1 to 2048 items"),
        "vectors-text": ("100", "statement.vectors: expected a list, found 100"),
        "vector-text": (["100", "010"], "vectors[0]: expected a list, found 100"),
    }
    family.each("malformed", "vectors", sets, claim=True)
    for ring, pair in {
        "Z[i]": [["1", "i"], ["i", "-1"]],
        "Z[w]": [["1", "w"], ["w", "-1-w"]],
        "Z[phi]": [["1", "phi"], ["phi", "1+phi"]],
    }.items():
        name = f"same-ray-over-{ring[2:-1]}"
        message = "found the ray of vector 0"
        family.add("malformed", name, message, whole=(statement(pair, ring), ones()))
    for dim, found in ((1, "1"), (17, "17"), (0, "0"), (True, "True"), ("3", "3"), (None, "None")):
        message = f"statement.dim: expected an integer from 2 to 16, found {found}"
        family.add(
            "malformed", f"dim-{dim!r:.6}".replace("'", "text-"), message, statement={"dim": dim}
        )
    for name, ring_name in {"Q": "Q", "empty": "", "lower-case": "z", "Gauss": "Z[I]"}.items():
        family.add(
            "malformed",
            f"ring-{name}",
            "statement.ring: expected one of Z, Z[sqrt2], Z[i], Z[w], Z[phi]",
            statement={"ring": ring_name},
        )
    for name, rule in {"unknown": "pairs", "null": None, "list": ["bases"]}.items():
        message = "statement.rule: expected one of bases, bases-and-pairs"
        family.add("malformed", f"rule-{name}", message, statement={"rule": rule})
    return family


def cases() -> list[Case]:
    return [*colourings(), *entries()]
