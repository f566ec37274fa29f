"""A page for each claim: statement, hypotheses, verdict, certificates, theorems, how to repeat it.

Here belongs that page. What the run found is `results`, the theorems' text `theorems`.
"""

from __future__ import annotations

from collections.abc import Sequence

from proofs import quantities
from proofs.quantities import Quantity
from proofs.report.figures import Figure
from proofs.report.markup import Child, Html, Table, el, join
from proofs.report.pages import (
    CERTIFICATES,
    badge,
    command,
    facts,
    page,
    prose,
    repeat_command,
    size_words,
)
from proofs.report.results import CertificateRow, ClaimRow, Results
from proofs.report.theorems import Headline
from proofs.report.typeset import as_heading, typeset

FEW = 8
"""Numbers up to so many are listed; more make a table, and three times as many are folded away."""


def claim_page(
    results: Results,
    position: int,
    theorems: dict[str, Headline],
    figures: Sequence[Figure],
) -> Html:
    """Return the page of one claim.

    Args:
        results: the run.
        position: of the claim in it.
        theorems: of Rocq, by name.
        figures: of the report; those that show the claim are linked.
    """
    claim = results.claims[position]
    shown = [figure for figure in figures if claim.identifier in figure.claims]
    return page(
        f"{claim.identifier}: {claim.statement}",
        results,
        el("p", claim.identifier, class_="eyebrow"),
        el("h1", as_heading(claim.statement), class_="statement"),
        _verdict(claim),
        el("h2", "Hypotheses and source"),
        facts(
            [
                ("claimed if", typeset(claim.hypotheses)),
                ("in plain text", el("code", f"{claim.statement} | if: {claim.hypotheses}")),
                ("source", claim.source),
                ("method", typeset(claim.method)),
            ]
        ),
        _found(claim),
        _certificates(claim),
        _rocq(claim, theorems),
        [
            el("h2", "Figures"),
            el(
                "ul",
                [
                    el("li", el("a", figure.title, href=f"../figures.html#{figure.anchor}"))
                    for figure in shown
                ],
            ),
        ]
        if shown
        else None,
        el("h2", "Repeat it"),
        command(*_commands(claim, results)),
        _turn(results, position),
        at="../",
        current="",
    )


def _verdict(claim: ClaimRow) -> Html:
    ran = "" if claim.verdict == "not_run" else f" Decided in {claim.seconds:.2f} s."
    tone = "bad" if claim.failed else ("" if claim.verdict == "not_run" else "good")
    return el(
        "div",
        el("p", badge(claim.verdict), " ", prose(claim.status.value), ".", ran),
        el("p", "Reason: " if claim.failed else "", prose(claim.detail)) if claim.detail else None,
        el("ul", [el("li", failure) for failure in claim.failures]) if claim.failures else None,
        class_=f"callout {tone}".strip(),
    )


def _found(claim: ClaimRow) -> list[Html]:
    """Say what was compared besides certificates: simulation beside theory."""
    pairs: list[tuple[str, Child]] = []
    if claim.cases:
        pairs.append(
            (
                "exact comparisons",
                f"{claim.cases:,}, {'not all' if claim.failures else 'all'} equal",
            )
        )
    if claim.measurements:
        pairs.append(("floating-point runs", f"{claim.measurements}; they prove nothing"))
    single = [one for one in claim.quantities if not isinstance(one, quantities.Table)]
    tables = [_table(one) for one in claim.quantities if isinstance(one, quantities.Table)]
    if len(single) <= FEW:
        pairs += [(one.name, _said(one)) for one in single]
    else:
        rows = [(one.name, _said(one)) for one in single]
        tables.insert(0, Table("Numbers of this claim", ("what", "found"), rows).html())
    if not pairs and not tables:
        return []
    size = sum(table.count("<tr>") for table in tables)
    shown: list[Html] = tables
    if size > 3 * FEW:
        shown = [el("details", el("summary", f"{size - len(tables)} numbers"), tables)]
    return [el("h2", "What was found"), facts(pairs) if pairs else join(), *shown]


def _table(quantity: quantities.Table) -> Html:
    rows = [(label, str(value)) for label, value in quantity.values]
    return Table(quantity.name, ("of", "exactly"), rows, (1,)).html()


def _said(quantity: Quantity) -> Html:
    if isinstance(quantity, quantities.Interval) and quantity.lower == quantity.upper:
        return join(f"{quantity.lower}, exactly")
    if isinstance(quantity, quantities.Digest):
        return join("SHA-256 of the data ", el("code", quantity.sha256))
    return join(quantity.said())


def _certificates(claim: ClaimRow) -> list[Html]:
    count = len(claim.certificates)
    if not count:
        said = (
            "Not run, so there is nothing to show."
            if claim.verdict == "not_run"
            else "None: the verdict rests on the comparisons and arguments named above."
        )
        return [el("h2", "Certificates"), el("p", said)]
    asked = any(row.opinions for row in claim.certificates)
    names = ["certificate", "statement, as the kernel printed it", "kernel"]
    names += ["other checkers"] if asked else []
    names += ["size"]
    head = [el("th", name, scope="col", role="columnheader") for name in names]
    table = el(
        "table",
        el("caption", f"{count} certificate{'s' if count > 1 else ''}, with the SHA-256 of each"),
        el("thead", el("tr", head, role="row"), role="rowgroup"),
        el("tbody", [_certificate(row, asked) for row in claim.certificates], role="rowgroup"),
        class_="cards",
        role="table",
    )
    return [
        el("h2", "Certificates"),
        el("p", "The kernel judged every file again when this page was made. The statement is what "
           "it derives from the file, and what a valid certificate proves."),
        table,
    ]  # fmt: skip


def _certificate(row: CertificateRow, asked: bool) -> Html:
    steps = f", {row.steps:,} step{'s' if row.steps != 1 else ''}" if row.verdict == "valid" else ""
    proof = None
    size = size_words(row.size)
    if row.proof is not None:
        proof = join(
            " with ",
            el("a", "its proof", href=f"../{CERTIFICATES}/{row.proof}", download=True),
        )
        size += f", proof {size_words(row.proof_size)}"
    opinions = None
    if asked:
        said = [
            el("li", f"{o.checker}: {o.verdict}", f" ({o.detail})" if o.detail else "")
            for o in row.opinions
        ]
        opinions = el("td", el("ul", said), role="cell", data_label="other checkers")
    return el(
        "tr",
        el(
            "th",
            el("a", row.name, href=f"../{CERTIFICATES}/{row.file}", download=True),
            proof,
            el("span", f"kind: {row.kind}", class_="small what"),
            el("code", row.sha256, class_="sha"),
            scope="row",
            role="rowheader",
        ),
        el("td", row.statement, role="cell"),
        el("td", el("span", row.verdict, class_="verdict proved" if row.verdict == "valid" else
                    "verdict failed"), steps, role="cell", data_label="kernel"),
        opinions,
        el("td", size, role="cell", data_label="size"),
        role="row",
    )  # fmt: skip


def _rocq(claim: ClaimRow, theorems: dict[str, Headline]) -> list[Html]:
    if not claim.rocq:
        return []
    parts = [
        el("h2", "Theorems in Rocq"),
        el("p", "They say the same or more, or part of it, for all sizes. ",
           el("code", "make proofs"), " in a checkout checks them; they do not enter the verdict."),
    ]  # fmt: skip
    links = [el("li", el("a", name, href=f"#{name}")) for name in claim.rocq if name in theorems]
    if len(links) > 1:
        parts.append(el("ul", links))
    for name in claim.rocq:
        found = theorems.get(name)
        if found is None:
            parts.append(el("p", el("code", name)))
            continue
        parts.append(
            el(
                "section",
                el("h3", name, id=name),
                el("p", found.words),
                el("pre", el("code", found.statement), tabindex="0", role="region",
                   aria_label=f"Rocq statement of {name}"),
                el("p", f"proofs/rocq/Statements.v, line {found.line}", class_="small"),
            )
        )  # fmt: skip
    return parts


def _commands(claim: ClaimRow, results: Results) -> list[str]:
    lines = [f"{repeat_command(claim, results.seed)} --out again"]
    if claim.certificates:
        lines.append("khrnn check again")
        lines.append(f"khrnn check {CERTIFICATES}/{claim.certificates[0].file}    "
                     "# a file of this report")  # fmt: skip
    else:
        lines[0] = repeat_command(claim, results.seed)
    return lines


def _turn(results: Results, position: int) -> Html:
    before = results.claims[position - 1] if position else None
    after = results.claims[position + 1] if position + 1 < len(results.claims) else None
    parts = []
    if before is not None:
        parts.append(
            el("a", f"← {before.identifier}", href=f"{before.identifier}.html", rel="prev")
        )
    parts.append(el("a", "all claims", href="../index.html#claims"))
    if after is not None:
        parts.append(el("a", f"{after.identifier} →", href=f"{after.identifier}.html", rel="next"))
    return el("nav", parts, class_="turn", aria_label="Neighbouring claims")
