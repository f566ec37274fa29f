"""Rocq's definitions and Python's agree on small cases."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import product
from math import comb
from pathlib import Path
from random import Random

import numpy as np
import pytest

from contextuality.group import GroupElement, random_element
from contextuality.hypergraph import Hypergraph
from contextuality.pauli import parse_pauli, product_phase
from contextuality.polynomial import BooleanPolynomial, k_subsets
from proofs.certificates import rocq as writer

ROOT = Path(__file__).resolve().parents[2]
ROCQ = ROOT / "proofs" / "rocq"
BUILD = ROOT / "build" / "rocq"
MODULES = ("Points", "Polynomials", "States", "Counting", "Pauli")

pytestmark = [
    pytest.mark.slow,  # `make proofs` runs these too
    pytest.mark.skipif(
        shutil.which("coqc") is None, reason="coqc is not installed (Debian: apt install coq)"
    ),
]


def coqc(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["coqc", "-Q", str(folder), "Khrnn", f"{name}.v"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def already_compiled(name: str) -> bool:
    """Whether tools/check_rocq.sh has left the compiled form of exactly this source."""
    copy = BUILD / f"{name}.v"
    return (
        copy.is_file()
        and copy.read_bytes() == (ROCQ / f"{name}.v").read_bytes()
        and copy.with_suffix(".vo").is_file()
    )


@pytest.fixture(scope="module")
def rocq(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the compiled modules that the cases use."""
    folder = tmp_path_factory.mktemp("rocq")
    reuse = all(map(already_compiled, MODULES))
    for name in MODULES:
        shutil.copy(ROCQ / f"{name}.v", folder)
        if reuse:
            shutil.copy(BUILD / f"{name}.vo", folder)
        else:
            done = coqc(folder, name)
            assert done.returncode == 0, done.stderr
    return folder


def compute(folder: Path, terms: list[str]) -> list[list[str]]:
    """The words of the normal form that Rocq computes for each term."""
    modules = " ".join(MODULES)
    text = f"From Coq Require Import List.\nFrom Khrnn Require Import {modules}.\n"
    text += "Import ListNotations.\n" + "".join(f"Eval vm_compute in {t}.\n" for t in terms)
    (folder / "Cases.v").write_text(text, encoding="utf-8")
    done = coqc(folder, "Cases")
    assert done.returncode == 0, done.stderr
    answers = re.findall(r"^     = (.*?)^     : ", done.stdout, re.DOTALL | re.MULTILINE)
    assert len(answers) == len(terms)
    return [re.findall(r"\w+", answer) for answer in answers]


def point(mask: int, n: int) -> str:
    return f"({writer.point_term([bool(mask >> i & 1) for i in range(n)])} : point {n})"


def polynomial(f: BooleanPolynomial) -> str:
    masks = "; ".join(point(m, f.n) for m in sorted(f.monomials))
    return f"(@of_edges {f.n} [{masks}])"


def element(g: GroupElement) -> str:
    return f"(Element {point(g.shift, g.n)} (value {polynomial(g.phase)}))"


def rocq_order(n: int) -> list[int]:
    """The points in the order of Rocq's `points n`: vertex 0 changes slowest."""
    return [sum(b << i for i, b in enumerate(bits)) for bits in product((0, 1), repeat=n)]


def table(f: BooleanPolynomial) -> list[str]:
    return [str(bool(f(z))).lower() for z in rocq_order(f.n)]


def random_polynomial(n: int, rng: Random) -> BooleanPolynomial:
    return BooleanPolynomial(n, frozenset(m for m in range(1 << n) if rng.random() < 0.4))


def test_values_derivatives_and_weights(rocq: Path) -> None:
    rng = Random(6)  # noqa: S311  (test cases, not keys)
    terms, expected = [], []
    for n in (1, 2, 3, 4, 5):
        for _ in range(4):
            f, a = random_polynomial(n, rng), rng.randrange(1 << n)
            terms += [
                f"(map (value {polynomial(f)}) (points {n}))",
                f"(map (derivative {point(a, n)} (value {polynomial(f)})) (points {n}))",
                f"(count (value {polynomial(f)}))",
            ]
            expected += [table(f), table(f.derivative(a)), [str(f.weight())]]
    assert compute(rocq, terms) == expected


def test_group_products(rocq: Path) -> None:
    rng = np.random.default_rng(6)
    terms, expected = [], []
    for n in (2, 3, 4):
        for _ in range(5):
            g, h = (random_element(n, 3, rng, hermitian=False) for _ in range(2))
            right = g * h
            terms.append(
                f"(let K := product {element(g)} {element(h)} in"
                f" (same (shift K) {point(right.shift, n)}, map (phase K) (points {n})))"
            )
            expected.append(["true", *table(right.phase)])
    assert compute(rocq, terms) == expected


def test_outcome_counts_are_python_probabilities(rocq: Path) -> None:
    rng, seeds = np.random.default_rng(7), Random(7)  # noqa: S311  (as above)
    terms, expected = [], []
    for n, k in ((2, 2), (3, 2), (3, 3), (4, 3)):
        for _ in range(4):
            H = Hypergraph.from_index(n, k, seeds.randrange(1 << comb(n, k)))
            g = random_element(n, k, rng, hermitian=True)
            for outcome, s in ((+1, "false"), (-1, "true")):
                terms.append(f"(outcome_count {polynomial(H.polynomial)} {element(g)} {s})")
                number = H.outcome_probability(g, outcome) * 2**n
                assert number.denominator == 1
                expected.append([str(number.numerator)])
    assert compute(rocq, terms) == expected


def test_subsets_are_listed_in_the_same_order(rocq: Path) -> None:
    sizes = [(n, k) for n in range(1, 6) for k in range(1, n + 1)]
    terms = [f"(map (fun e => map (coordinate e) (seq 0 {n})) (k_subsets {n} {k}))"
             for n, k in sizes] + [f"(binom {n} {k})" for n, k in sizes]  # fmt: skip
    expected = [
        [str(bool(m >> i & 1)).lower() for m in k_subsets(n, k) for i in range(n)] for n, k in sizes
    ] + [[str(comb(n, k))] for n, k in sizes]
    assert compute(rocq, terms) == expected


def test_pauli_signs(rocq: Path) -> None:
    rng = Random(8)  # noqa: S311  (as above)
    terms, expected = [], []
    contexts = [["XX", "ZZ", "YY"], ["XZ", "ZX", "YY"], ["XI", "IX", "XX"]]
    contexts += [["".join(rng.choices("IXYZ", k=3)) for _ in range(3)] for _ in range(15)]
    for context in contexts:
        x, z, e = product_phase(map(parse_pauli, context))
        n = len(context[0])
        labels = writer.listed(map(writer.pauli_term, context))
        terms.append(
            f"(let P := @product_of {n} {labels} in (same (fst (label P)) {point(x, n)},"
            f" same (snd (label P)) {point(z, n)}, Nat.modulo (power P) 4))"
        )
        expected.append(["true", "true", str((e + (x & z).bit_count()) % 4)])
    assert compute(rocq, terms) == expected
