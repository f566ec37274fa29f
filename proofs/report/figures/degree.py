"""Degree intervals: how many contexts every assignment violates, bounded from both sides.

Here belongs the figure and its certificates. Both ends of every interval are certificates that the
kernel accepts; the searches are `contextuality.search.degree`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from proofs.certificates.document import Document
from proofs.report.figures import Figure, Progress
from proofs.report.markup import Html, Table, el, join
from proofs.report.plot import svg

FAMILIES = (
    ("lines-2", "doily W(3,2)", "degree-doily"),
    ("elliptic-3", "Q-(5,2)", "degree-elliptic-3"),
    ("hyperbolic-3", "Q+(5,2)", "degree-hyperbolic-3"),
    ("lines-3", "W(5,2)", "degree-lines-3"),
    ("hyperbolic-4", "Q+(7,2)", "degree-hyperbolic-4"),
    ("elliptic-4", "Q-(7,2)", "degree-elliptic-4"),
    ("lines-4", "W(7,2)", "degree-lines-4"),
)
TIME_LIMIT = 60.0
"""Seconds for one search; all of these end by themselves much sooner."""


@dataclass(frozen=True)
class Interval:
    """A certified interval.

    Args:
        name: of the configuration.
        words: as it is called.
        points: observables.
        contexts: how many there are.
        negative: how many multiply to minus the identity.
        lower: certified.
        upper: witnessed.
        method: kind of the lower bound's certificate.
        documents: the two certificates.
        timed_out: whether the search was cut short.
    """

    name: str
    words: str
    points: int
    contexts: int
    negative: int
    lower: int
    upper: int
    method: str
    documents: tuple[Document, Document]
    timed_out: bool


def degree_intervals(seed: int, progress: Progress) -> list[Interval]:
    """Search, certify and check.

    Args:
        seed: of the searches.
        progress: told what is searched.

    Raises:
        AssertionError: if the kernel refuses a certificate of ours: a defect of this program.
    """
    import numpy as np  # noqa: PLC0415

    from contextuality.library.polar import build  # noqa: PLC0415
    from contextuality.search.degree import Ended, degree  # noqa: PLC0415
    from proofs.certificates.degree import lower_document, upper_document  # noqa: PLC0415

    found = []
    for name, words, _ in FAMILIES:
        progress(f"degree of {words}")
        lines = build(name)
        bounds = degree(lines, np.random.default_rng(seed), TIME_LIMIT)
        documents = (lower_document(bounds), upper_document(bounds))
        for document in documents:
            verdict = document.check()
            if not verdict:
                raise AssertionError(f"the kernel refuses {document.name}: {verdict.reason()}")
        found.append(
            Interval(name, words, len(lines.points), len(lines.lines), lines.negative_contexts,
                     bounds.lower, bounds.upper, str(documents[0].certificate["kind"]), documents,
                     bounds.ended is Ended.TIMED_OUT)
        )  # fmt: skip
    return found


def files(intervals: list[Interval]) -> dict[str, str]:
    """Return the certificate files of the figure by name."""
    found = {}
    for one in intervals:
        for side, document in zip(("lower", "upper"), one.documents, strict=True):
            found[f"degree-{one.name}.{side}.json"] = document.text()
    return found


def degree_figure(intervals: list[Interval], folder: str) -> Figure:
    """Return the figure.

    Args:
        intervals: from `degree_intervals`.
        folder: where the files of `files` are, for links.
    """
    rows = []
    for one in intervals:
        links = [
            el("a", side, href=f"{folder}/degree-{one.name}.{side}.json", download=True)
            for side in ("lower", "upper")
        ]
        rows.append(
            (one.words, str(one.points), str(one.contexts), str(one.negative), str(one.lower),
             str(one.upper), one.method + (" (time limit)" if one.timed_out else ""),
             join(links[0], ", ", links[1]))
        )  # fmt: skip
    columns = ("configuration", "observables", "contexts", "negative", "at least", "at most",
               "from below", "certificates")  # fmt: skip
    meeting = sum(one.lower == one.upper for one in intervals)
    claims = tuple(claim for *_, claim in FAMILIES)
    return Figure(
        "degree",
        "Contextuality degree: certified intervals",
        _drawing(intervals),
        (),
        join(
            "The share of contexts that every assignment of +1 and -1 must violate. Lower ends are "
            "certified, upper ends are assignments that violate so few: the kernel accepted both "
            f"when this page was made. For {meeting} of {len(intervals)} configurations the ends "
            "meet and the degree is exact; for the others the truth lies on the bar. "
            "Configurations as in arXiv 2312.07738 and 2407.02928.",
        ),
        [Table("Degree intervals", columns, rows, (1, 2, 3, 4, 5))],
        wide=True,
        open_=True,
        claims=claims,
    )


def _drawing(intervals: list[Interval]) -> Html:
    left, right, line, top = 118.0, 500.0, 34.0, 16.0
    low, high = 0.18, 0.31
    bottom = top + line * len(intervals)

    def at(share: float) -> float:
        return round(left + (right - left) * (share - low) / (high - low), 2)

    parts = []
    for i in range(7):
        share = low + 0.02 * i + 0.0
        parts.append(el("path", d=f"M{at(share)} {top}V{bottom}", class_="grid"))
        parts.append(el("text", f"{100 * share:.0f} %", x=str(at(share)), y=str(bottom + 18),
                        class_="tick", text_anchor="middle"))  # fmt: skip
    parts.append(el("path", d=f"M{left} {bottom}H{right}", class_="axis"))
    parts.append(
        el("text", "violated contexts, of all", x=str((left + right) / 2), y=str(bottom + 40),
           class_="label", text_anchor="middle")
    )  # fmt: skip
    for row, one in enumerate(intervals):
        y = top + line * (row + 0.5)
        first, last = at(one.lower / one.contexts), at(one.upper / one.contexts)
        parts.append(el("text", one.words, x=str(left - 8), y=str(y + 4), class_="tick",
                        text_anchor="end"))  # fmt: skip
        if one.lower == one.upper:
            said = f"{one.words}: exactly {one.lower} of {one.contexts}"
            parts.append(
                el("circle", el("title", said), cx=str(first), cy=str(y), r="5.5",
                   class_="mark s1")
            )  # fmt: skip
            words = f"{one.lower} of {one.contexts}"
        else:
            said = f"{one.words}: {one.lower} to {one.upper} of {one.contexts}"
            d = f"M{first} {y - 7}v14M{first} {y}H{last}M{last} {y - 7}v14"
            parts.append(el("path", el("title", said), d=d, class_="interval"))
            words = f"{one.lower} to {one.upper} of {one.contexts}"
        # Where there is no room on the right, the words stand on the left.
        beside = last + 12 if last < right - 110 else first - 12
        anchor = "start" if beside > last else "end"
        parts.append(
            el("text", words, x=str(beside), y=str(y + 4), class_="note", text_anchor=anchor)
        )
    told = "; ".join(
        f"{one.words} {one.lower}" + ("" if one.lower == one.upper else f" to {one.upper}")
        + f" of {one.contexts}"
        for one in intervals
    )  # fmt: skip
    return svg("degree", "Degree intervals", f"Violated contexts: {told}.", (520, bottom + 52),
               parts)  # fmt: skip
