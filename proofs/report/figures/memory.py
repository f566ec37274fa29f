"""Memory figures: tables for small sizes under each reading, and how bits grow beside qubits.

Here belongs how they are shown. The numbers are those of `proofs.bounds` and, for the states that
R3 needs, of `proofs.certificates.support_states`.
"""

from __future__ import annotations

import math

from proofs.bounds import memory_table
from proofs.report.figures import Figure, Progress
from proofs.report.markup import Html, Table, code, join
from proofs.report.mathml import mathml
from proofs.report.plot import Plot, counting, decades, swatch

LARGEST = 8
"""Vertices of the largest size in the table."""

HALF = 6
"""Vertices of the largest size in the first of the two tables."""

GROWN = 30
"""Vertices of the largest size in the plot of growth."""

PROVED = ("hsmt-r1-all", "hsmt-r2-all", "hsmt-r3-graphs-theorem", "hsmt-r3-families",
          "hsmt-r3-core")  # fmt: skip


def memory_figures(progress: Progress) -> list[Figure]:
    """Return the plot of growth and the table of small sizes.

    Args:
        progress: told what is computed.
    """
    progress("memory figures")
    return [_growth(), _small()]


def _growth() -> Figure:
    sizes = range(2, GROWN + 1)
    lines = [
        ("k = 2", [(n, math.comb(n, 2)) for n in sizes]),
        ("k = 3", [(n, math.comb(n, 3)) for n in sizes if n >= 3]),
        ("k = n/2, rounded down", [(n, math.comb(n, n // 2)) for n in sizes]),
    ]
    qubits = [(n, n + 1) for n in sizes]
    drawn = Plot(
        "growth",
        "Classical bits beside qubits",
        "On a logarithmic axis, binom(n,k) bits for k = 2, 3 and n/2 rise away from the n + 1 "
        f"qubits of the k-HRNN; at n = {GROWN} and k = n/2 they are {lines[2][1][-1][1]:,} bits "
        f"against {GROWN + 1} qubits.",
        counting("n, vertices", 2, GROWN, 8),
        decades("bits, or qubits", [1, float(lines[2][1][-1][1])]),
    )
    for series, (name, points) in enumerate(lines):
        shown = [(float(n), float(bits)) for n, bits in points]
        drawn.line(shown, series)
        for n, bits in shown[:: max(1, len(shown) // 7)]:
            drawn.mark(n, bits, series, f"n = {n:.0f}, {name}: {bits:,.0f} bits")
    for n, count in qubits[::4]:
        drawn.star(n, count, f"n = {n}: {count} qubits")
    legend = [(swatch("mark", i), f"classical bits, {name}") for i, (name, _) in enumerate(lines)]
    legend.append((swatch("star"), "k-HRNN, n + 1 qubits"))
    rows = [
        (str(n), *(f"{dict(points).get(n, 0):,}" for _, points in lines), str(n + 1))
        for n in (4, 6, 8, 10, 15, 20, 25, 30)
    ]
    return Figure(
        "growth",
        "How the bits grow, and the qubits",
        drawn.html(),
        legend,
        join(
            "Exactly ", Html(mathml(r"\binom{n}{k}")), " classical bits under readings R1 and R2, "
            "for all n and k; the k-HRNN has n qubits of memory and one ancilla. For fixed k the "
            "gap is polynomial, at k = n/2 exponential.",
        ),
        [Table("Bits and qubits", ("n", *(name for name, _ in lines), "qubits"), rows,
               (1, 2, 3, 4))],
        claims=("growth-polynomial", "growth-central", "hsmt-r1-all", "hsmt-r2-all"),
    )  # fmt: skip


def _support_bits(n: int, k: int, upper: int) -> tuple[str, str]:
    """Return what R3 costs if group elements are measured, and if anything may be.

    Raises:
        AssertionError: if the kernel refuses a certificate of ours: a defect of this program.
    """
    from proofs.certificates.support_states import support_states  # noqa: PLC0415 - loads numpy

    found = support_states(n, k)
    for document in found.documents:
        verdict = document.check()
        if not verdict:
            raise AssertionError(f"the kernel refuses {document.name}: {verdict.reason()}")
    cells = []
    for states in (found.lower, found.lower_any):
        lower = (states - 1).bit_length()
        # Whole bits: three states need two of them.
        span = f"{lower} to {upper}" if lower else f"≤ {upper}"
        cells.append(str(upper) if lower == upper else span)
    return cells[0], cells[1]


def _small() -> Figure:
    rows: dict[bool, list[tuple[str, ...]]] = {False: [], True: []}
    for n in range(2, LARGEST + 1):
        for k in range(2, n + 1):
            table = memory_table(n, k)
            first, second, third = table.readings
            if third.relation == "=":
                supports = (str(third.bits),) * 2
            else:
                supports = _support_bits(n, k, third.bits)
            cells = [str(first.bits), str(second.bits), *supports]
            rows[n > HALF].append(
                (f"({n},{k})", str(table.paper_bound_bits), *cells,
                 f"{table.latent_qubits} + {table.ancilla_qubits}")
            )  # fmt: skip
    columns = ("(n,k)", "paper's figure", "R1", "R2", "R3", "R3, any", "k-HRNN, qubits")
    return Figure(
        "memory",
        "Memory for small sizes",
        None,
        (),
        join(
            "Bits at the cut between preparation and test. The paper's figure is ",
            Html(mathml(r"\binom{n}{k}-1")),
            " (arXiv 2402.08606). R1: answers are values that respect products. R2: deterministic "
            "memory, every single measurement sampled within total variation ",
            Html(mathml("2^{-k}")),
            ". R3: never an invalid translation, whether group elements are measured or, in the "
            "column after it, anything may be. A number alone: exactly so many, in whole bits; a "
            "span: between these; ≤: so many suffice, and nothing is excluded here. Bounds of R3 "
            "for k ≥ 3 rest on certificates that the kernel accepted when this page was made (",
            code("khrnn memory hsmt 5 3 -o DIR"),
            " writes those of a size). The readings are this project's own; R3 for "
            "3 ≤ k < n lies below the paper's figure, which is a finding about R3.",
        ),
        [
            Table(f"Memory in bits, {sizes}", columns, rows[larger], (1, 2, 3, 4, 5, 6))
            for larger, sizes in ((False, f"n ≤ {HALF}"), (True, f"{HALF} < n ≤ {LARGEST}"))
        ],
        wide=True,
        open_=True,
        claims=PROVED,
    )
