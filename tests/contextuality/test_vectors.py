"""Vector sets: the rings against complex numbers and sympy, bases by brute force, bad input."""

import cmath
import math
from fractions import Fraction
from itertools import combinations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.vectors import RINGS, RingElement, VectorSet

VALUES = {
    "Z": 0j,
    "Z[sqrt2]": complex(math.sqrt(2)),
    "Z[i]": 1j,
    "Z[w]": cmath.exp(2j * math.pi / 3),
    "Z[phi]": complex((1 + math.sqrt(5)) / 2),
}
SYMBOLS = {
    "Z[sqrt2]": sympy.sqrt(2),
    "Z[i]": sympy.I,
    "Z[w]": (-1 + sympy.sqrt(3) * sympy.I) / 2,
    "Z[phi]": (1 + sympy.sqrt(5)) / 2,
}
SMALL = st.integers(-9, 9)


def value(ring: str, element: RingElement) -> complex:
    return element[0] + element[1] * VALUES[ring]


@st.composite
def ring_elements(draw: st.DrawFn, ring: str) -> RingElement:
    return draw(SMALL), 0 if ring == "Z" else draw(SMALL)


@pytest.mark.parametrize("name", SYMBOLS)
def test_defining_equations_exactly(name: str) -> None:
    ring, t = RINGS[name], SYMBOLS[name]
    p, q = ring.square
    r, s = ring.conjugate_of_symbol
    assert sympy.expand(t**2 - p - q * t) == 0
    assert sympy.expand(sympy.conjugate(t) - r - s * t) == 0


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(RINGS)))
def test_arithmetic_is_that_of_the_complex_numbers(data: st.DataObject, name: str) -> None:
    ring = RINGS[name]
    x, y = data.draw(ring_elements(name)), data.draw(ring_elements(name))
    product = ring.multiply(x, y)
    assert cmath.isclose(value(name, product), value(name, x) * value(name, y), abs_tol=1e-9)
    assert cmath.isclose(value(name, ring.conjugate(x)), value(name, x).conjugate(), abs_tol=1e-9)
    if y != (0, 0):
        assert ring.ratio(product, y) == (Fraction(x[0]), Fraction(x[1]))


@given(st.data(), st.sampled_from(sorted(RINGS)))
def test_spelling_round_trip(data: st.DataObject, name: str) -> None:
    element = data.draw(ring_elements(name))
    assert RINGS[name].parse(RINGS[name].spell(element)) == element


@pytest.mark.parametrize(
    ("ring", "text", "element"),
    [
        ("Z", "0", (0, 0)),
        ("Z", "+12", (12, 0)),
        ("Z", "-0", (0, 0)),
        ("Z[sqrt2]", "sqrt2", (0, 1)),
        ("Z[sqrt2]", "+3*sqrt2", (0, 3)),
        ("Z[w]", "-w", (0, -1)),
        ("Z[w]", "-1-w", (-1, -1)),
        ("Z[i]", "2-3*i", (2, -3)),
        ("Z[phi]", "1+2*phi", (1, 2)),
    ],
)
def test_entries(ring: str, text: str, element: RingElement) -> None:
    assert RINGS[ring].parse(text) == element


@pytest.mark.parametrize(
    ("ring", "text"),
    [
        *(("Z", text) for text in ("", " 1", "1 ", "1.0", "1e3", "--1", "+", "01", "1/2", "nan")),
        *(("Z", text) for text in ("sqrt2", "i", "1\n", "\u0661", "1_000", "0x1", "9" * 65)),
        *(("Z[sqrt2]", text) for text in ("phi", "2sqrt2", "1sqrt2", "1+-sqrt2", "sqrt2+1")),
        *(("Z[sqrt2]", text) for text in ("SQRT2", "1+sqrt2+sqrt2", "-2*-sqrt2", "sqrt2*2")),
        *(("Z[i]", text) for text in ("j", "2i", "1 + i", "i*", "*i", "1+")),
    ],
)
def test_refused_entries(ring: str, text: str) -> None:
    with pytest.raises(InputError) as caught:
        RINGS[ring].parse(text, "vectors[4][1]")
    assert caught.value.where == "vectors[4][1]"
    assert ring in caught.value.expected
    assert len(caught.value.found) <= 80


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(RINGS)))
def test_pairs_and_bases_against_brute_force(data: st.DataObject, name: str) -> None:
    entries = st.tuples(st.integers(-1, 1), st.just(0) if name == "Z" else st.integers(-1, 1))
    rows = data.draw(st.lists(st.tuples(entries, entries, entries), min_size=1, max_size=9))
    distinct: list[tuple[RingElement, ...]] = []
    for row in rows:
        try:
            VectorSet("trial", 3, name, (*distinct, row))
        except InputError:
            continue
        distinct.append(row)
    if not distinct:
        return
    made = VectorSet("made", 3, name, tuple(distinct))

    def orthogonal(i: int, j: int) -> bool:
        terms = zip(distinct[i], distinct[j], strict=True)
        return abs(sum(value(name, a).conjugate() * value(name, b) for a, b in terms)) < 1e-9

    pairs = tuple(p for p in combinations(range(len(distinct)), 2) if orthogonal(*p))
    assert made.orthogonal_pairs() == pairs
    assert all((made.inner_product(i, j) == (0, 0)) == ((i, j) in pairs) for i, j in pairs)
    assert made.complete_bases() == tuple(
        triple
        for triple in combinations(range(len(distinct)), 3)
        if all(pair in pairs for pair in combinations(triple, 2))
    )


def test_inner_product_conjugates_the_first() -> None:
    pair = VectorSet.from_strings("pair", 2, "Z[w]", [["w", "1"], ["1", "0"]])
    assert pair.inner_product(0, 1) == (-1, -1)
    assert pair.inner_product(1, 0) == (0, 1)


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(RINGS)))
def test_multiples_are_the_same_ray(data: st.DataObject, name: str) -> None:
    ring = RINGS[name]
    vector = data.draw(
        st.lists(ring_elements(name), min_size=2, max_size=4).filter(
            lambda v: any(entry != (0, 0) for entry in v)
        )
    )
    factor = data.draw(ring_elements(name).filter(lambda x: x != (0, 0)))
    multiple = tuple(ring.multiply(factor, entry) for entry in vector)
    with pytest.raises(InputError, match=r"vectors\[1\].*multiple of vectors\[0\]"):
        VectorSet("twice", len(vector), name, (tuple(vector), multiple))


AXES = [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"], ["1", "1", "0"]]


@pytest.mark.parametrize(
    ("change", "where", "expected"),
    [
        ({"name": ""}, "name", "printable"),
        ({"ring": "Q"}, "ring", "Z[phi]"),
        ({"ring": "z"}, "ring", "Z[phi]"),
        ({"dim": 1}, "dim", "at least 2"),
        ({"vectors": []}, "vectors", "at least one vector"),
        ({"dim": 4}, "vectors[0]", "4 entries"),
        ({"vectors": [*AXES, ["1", "0"]]}, "vectors[4]", "3 entries"),
        ({"vectors": [*AXES, ["0", "0", "0"]]}, "vectors[4]", "a nonzero vector"),
        ({"vectors": [*AXES, ["-2", "-2", "0"]]}, "vectors[4]", "no earlier vector spans"),
        ({"vectors": [*AXES, ["1", "i", "0"]]}, "vectors[4][1]", "an entry of Z"),
        ({"bases": [[0, 1]]}, "bases[0]", "3 vectors"),
        ({"bases": [[0, 1, 2], [0, 1, 4]]}, "bases[1]", "indices from 0 to 3"),
        ({"bases": [[0, 1, -1]]}, "bases[0]", "indices from 0 to 3"),
        ({"bases": [[0, 1, 1]]}, "bases[0]", "distinct vectors"),
        ({"bases": [[0, 1, 2], [2, 1, 0]]}, "bases[1]", "a new basis"),
        ({"bases": [[0, 2, 3]]}, "bases[0]", "mutually orthogonal"),
    ],
)
def test_refused_sets(change: dict[str, object], where: str, expected: str) -> None:
    arguments = {"name": "axes", "dim": 3, "ring": "Z", "vectors": AXES, "bases": None, **change}
    with pytest.raises(InputError) as caught:
        VectorSet.from_strings(**arguments)  # type: ignore[arg-type]  # the point of the test
    assert caught.value.where == where
    assert expected in caught.value.expected


def test_non_orthogonal_basis_names_the_two_vectors() -> None:
    with pytest.raises(InputError, match="vectors 0 and 3 with inner product 1"):
        VectorSet.from_strings("axes", 3, "Z", AXES, [[0, 2, 3]])


def test_integers_have_no_adjoined_element() -> None:
    with pytest.raises(InputError, match=r"vectors\[0\]\[1\]: expected an integer"):
        VectorSet("axes", 2, "Z", (((1, 0), (0, 1)),))


def test_given_bases_are_kept_and_do_not_limit_the_search() -> None:
    axes = VectorSet.from_strings("axes", 2, "Z", [["1", "0"], ["0", "1"]], [])
    assert axes.bases == ()
    assert axes.complete_bases() == ((0, 1),)
