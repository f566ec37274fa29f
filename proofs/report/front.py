"""The front page: what was checked, counts by verdict, two figures, the table of claims.

Here belongs that page and the page that says how to read it. Filtering is assets/table.js; the
table is whole without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proofs.claims.model import Status
from proofs.report.figures import Figure
from proofs.report.markup import Child, Html, code, el, join
from proofs.report.pages import (
    CERTIFICATES,
    badge,
    claim_link,
    command,
    facts,
    page,
    prose,
    verdict_word,
)
from proofs.report.results import VERDICTS, ClaimRow, Results, papers, total_certificates
from proofs.report.typeset import formatted, typeset


def front_page(
    results: Results,
    shown: Sequence[Figure],
    link: Callable[[str], Html | None],
    note: Html | None = None,
) -> Html:
    """Return index.html.

    Args:
        results: the run.
        shown: the figures that stand on it.
        link: from a claim's identifier to a link, or None.
        note: what a reader must know first, or None.
    """
    return page(
        "khrnn: claims of quantum machine learning, checked",
        results,
        el("h1", "Separation claims of quantum machine learning, checked"),
        el("p", _sentence(results), class_="lead"),
        _trouble(results),
        note,
        el("h2", "Verdicts"),
        _counts(results),
        [
            el("h2", "The separation at a glance"),
            el("div", [figure.html(level=3, link=link) for figure in shown], class_="gallery"),
            el("p", el("a", "All figures, with their data", href="figures.html")),
        ]
        if shown
        else None,
        el("h2", "The claims", id="claims"),
        _filters(results),
        el("p", f"{len(results.claims)} claims", id="shown", role="status"),
        _table(results),
        at="",
        current="Claims",
    )


def reading_page(results: Results, *, independent: bool, figures: bool) -> Html:
    """Return reading.html: the words, what has to be believed, how to repeat it.

    Args:
        results: the run.
        independent: whether other checkers were asked.
        figures: whether the report has figures.
    """
    words = [(verdict_word(status.name.lower()), status.value) for status in Status]
    machine = results.machine
    return page(
        "How to read the report",
        results,
        el("h1", "How to read the report"),
        el("h2", "What the verdicts mean"),
        facts([(word, prose(meaning)) for word, meaning in words]),
        el("h2", "The task and its readings R1, R2, R3", id="readings"),
        *_readings(),
        el("h2", "What has to be believed"),
        el(
            "ul",
            el("li", el("strong", "Proved"), " rests on a certificate file. The kernel, Python "
               "with the standard library alone, derives everything from the statement that the "
               "file states and accepted the certificate; it did so again when this page was "
               "made. Read the statement: it is what was proved."),
            el("li", el("strong", "Rocq"), " names theorems for all sizes that ",
               el("code", "make proofs"), " checks in a checkout. They do not enter the verdict."),
            el("li", el("strong", "Verified"), " compares two exact computations that share no "
               "code, on the cases listed and on no others."),
            el("li", el("strong", "Argued"), " rests on a proof in words in docs/derivations."),
            el("li", el("strong", "Measured"), " reports floating-point runs. They prove nothing."),
        ),
        el("p", "Other checkers that share no code with the kernel were asked about every "
           "certificate; what they said stands beside it." if independent else
           join("Checkers that share no code with the kernel were not asked for this report: ",
                code("khrnn report --independent"), " asks them.")),
        el("h2", "Repeat it"),
        el("p", "The folder of this page carries the certificates and the run as data:"),
        el(
            "ul",
            el("li", el("a", "verify.json", href="verify.json"), ", the run as data"),
            el("li", el("a", "certificates/manifest.json", href=f"{CERTIFICATES}/manifest.json"),
               f", the list of {total_certificates(results.claims)} certificates with SHA-256"),
            el("li", el("a", "report.json", href="report.json"), ", the files of this report"),
        ),
        command(
            "khrnn check certificates                  # bare Python: no solver, no numpy",
            "khrnn check --independent certificates    # a second opinion for each",
            f"khrnn verify --seed {results.seed}                     # decide everything again",
            "khrnn report --results verify.json        # these pages again, from the data",
        ),
        el("h2", "The run"),
        facts(
            [
                ("khrnn", f"{results.version}, commit {results.commit or 'unknown'}"),
                ("seed", str(results.seed)),
                ("seconds", f"{results.seconds:.1f}, wall time"),
                ("machine", f"{machine.system}, {machine.machine}, {machine.processors} "
                 f"processors, Python {machine.python}"),
                ("with", ", ".join(f"{name} {version}" for name, version in results.tools)),
                ("figures", "computed when the pages were made; the text of each says what in it "
                 "is exact, certified or measured" if figures else "left out"),
            ]
        ),
        el("h2", "The font"),
        el("p", "Formulas are MathML, set in a part of STIX Math; ",
           el("a", "its licence", href="assets/font-licence.txt"), "."),
        at="",
        current="How to read it",
    )  # fmt: skip


def _readings() -> list[Html]:
    """Say what the claims about memory take the task to be."""
    pairs: list[tuple[str, Child]] = [
        ("R1, value assignments", formatted(
            "Memory of any kind; each of its states carries a value $v(a,g)=+1$ or $-1$ for every "
            "measurement $(a,g)$, and answers it. Values respect the products "
            "$v(a,g)v(a,h)=v(0,g+h)$ and $v(0,g)v(0,h)=v(0,g+h)$, and $v(0,1)=-1$. A state serves "
            "the hypergraph $H$ if it answers what is certain: $v(a,d_af_H)=1$ for every $a$.")),
        ("R2, faithful sampling", formatted(
            "Deterministic memory; every single measurement after a preparation is answered with "
            "the law of quantum mechanics up to a total variation below $2^{-k}$.")),
        ("R3, support", join(
            "Memory of any kind, also with randomness; the model never gives an outcome that "
            "quantum mechanics gives with probability 0: never an invalid translation.")),
    ]  # fmt: skip
    return [
        el("p", formatted(
            "The task, $(l,n,k)$-HSMT: read up to $l$ tokens, first the edges of a $k$-uniform "
            "hypergraph on $n$ vertices, then measurements of its hypergraph state, and answer "
            "each measurement. Memory is what crosses the cut between edges and measurements: "
            "bits for a classical model, qubits for the k-HRNN. When a model performs the "
            "task is read in three ways:")),
        facts(pairs),
        el("p", "They are this project's own readings, each with its hypotheses; none is claimed "
           "to be the paper's definition (arXiv 2402.08606). Each claim says under which it "
           "holds."),
    ]  # fmt: skip


def _sentence(results: Results) -> str:
    decided = sum(claim.verdict != "not_run" for claim in results.claims)
    certificates = total_certificates(results.claims)
    accepted = sum(row.verdict == "valid" for claim in results.claims for row in claim.certificates)
    cases = sum(claim.cases for claim in results.claims)
    every = "all" if decided == len(results.claims) else f"{decided} of {len(results.claims)}"
    return (
        f"{every.capitalize()} claims about memory, contextuality and training of quantum models "
        f"were decided: a small kernel of plain Python accepted {accepted} of {certificates} "
        f"certificates, and {cases:,} comparisons of theory with simulation were made exactly."
    )


def _trouble(results: Results) -> Html | None:
    """Say what went wrong, first of all."""
    failed = [claim for claim in results.claims if claim.failed]
    doubted = [
        (claim, row) for claim in results.claims for row in claim.certificates if row.doubted
    ]
    refused = [
        (claim, row)
        for claim in results.claims
        for row in claim.certificates
        if row.verdict != "valid"
    ]
    if not (failed or doubted or refused):
        return None
    lines = [
        el("li", claim_link(claim.identifier, ""), f": {verdict_word(claim.verdict)}: ",
           claim.detail)
        for claim in failed
    ]  # fmt: skip
    lines += [
        el("li", claim_link(claim.identifier, ""), f": {row.name}: no second opinion")
        for claim, row in doubted
    ]
    lines += [
        el("li", claim_link(claim.identifier, ""), f": {row.name}: {row.verdict} by the kernel")
        for claim, row in refused
    ]
    return el("div", el("p", el("strong", "Not all is well:")), el("ul", lines),
              class_="callout bad")  # fmt: skip


def _counts(results: Results) -> Html:
    cards = []
    for verdict, count in results.counts().items():
        inner = el(
            "a",
            el("span", str(count), class_="number"),
            " ",
            el("span", verdict_word(verdict), class_="word"),
            " ",
            el("span", prose(Status[verdict.upper()].value), class_="means"),
            href="#claims",
            data_filter=verdict,
        )
        cards.append(el("li", inner, class_=verdict))
    return el("ul", cards, class_="counts")


def _filters(results: Results) -> Html:
    verdicts = [el("option", "all verdicts", value="")]
    verdicts += [el("option", verdict_word(v), value=v) for v in results.counts()]
    known = sorted(
        {paper for claim in results.claims for paper in papers(claim.source)},
        key=lambda name: (not name.startswith("arXiv"), name != "ours", name),
    )
    sources = [el("option", "all papers", value="")]
    sources += [el("option", name, value=name) for name in known]
    return el(
        "form",
        el("div", el("label", "Verdict", for_="filter-verdict"),
           el("select", verdicts, id="filter-verdict", name="verdict")),
        el("div", el("label", "Paper", for_="filter-paper"),
           el("select", sources, id="filter-paper", name="paper")),
        el("div", el("label", "Words in claim, hypotheses or method", for_="filter-text"),
           el("input", id="filter-text", name="text", type="search", autocomplete="off"),
           class_="grow"),
        el("button", "Show all", type="reset"),
        id="filters",
        class_="filters",
        role="search",
        aria_label="Filter the claims",
        hidden=True,
    )  # fmt: skip


COLUMNS = (
    ("claim", "identifier"),
    ("paper", "paper"),
    ("method", None),
    ("verdict", "rank"),
    ("certificates", "certificates"),
    ("seconds", "seconds"),
)


def _table(results: Results) -> Html:
    head = [
        el("th", name, scope="col", role="columnheader", data_sort=key,
           class_="num" if name in {"certificates", "seconds"} else None)
        for name, key in COLUMNS
    ]  # fmt: skip
    rows = [_row(claim, number) for number, claim in enumerate(results.claims)]
    return el(
        "table",
        el("caption", "Claims with their verdicts; each name leads to a page of its own"),
        el("thead", el("tr", head, role="row"), role="rowgroup"),
        el("tbody", rows, role="rowgroup"),
        id="claims-table",
        class_="claims cards",
        role="table",
    )


def _row(claim: ClaimRow, number: int) -> Html:
    names = papers(claim.source)
    method = join(typeset(claim.method), "; Rocq" if claim.rocq else "")
    searched = " ".join(
        (
            claim.identifier,
            claim.statement,
            claim.hypotheses,
            claim.method,
            claim.source,
            *(("rocq", *claim.rocq) if claim.rocq else ()),
        )
    ).lower()
    count = str(len(claim.certificates)) if claim.certificates else "none"
    seconds = f"{claim.seconds:.1f}" if claim.seconds >= 0.05 else "< 0.1"
    if claim.verdict == "not_run":
        seconds = "not run"
    return el(
        "tr",
        el(
            "th",
            el("a", claim.identifier, href=f"claims/{claim.identifier}.html", class_="id"),
            el("span", typeset(claim.statement), class_="what"),
            scope="row",
            role="rowheader",
        ),
        el("td", claim.source.replace("arXiv ", "arXiv\xa0"), role="cell", data_label="paper"),
        el("td", method, role="cell", data_label="method"),
        el("td", badge(claim.verdict), role="cell"),
        el("td", count, role="cell", data_label="certificates", class_="num"),
        el("td", seconds, role="cell", data_label="seconds", class_="num"),
        role="row",
        data_order=str(number),
        data_identifier=claim.identifier,
        data_verdict=claim.verdict,
        data_rank=str(list(VERDICTS).index(claim.verdict)),
        data_papers="|".join(names),
        data_paper=names[0],
        data_certificates=str(len(claim.certificates)),
        data_seconds=f"{claim.seconds:.3f}",
        data_text=searched,
    )
