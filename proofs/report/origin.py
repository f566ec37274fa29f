"""What a report of a stored run says about its age: when, by what, and what has changed since.

Here belongs the comparison of a run with the program that makes its pages. Reading the run does not
(`results`).
"""

from __future__ import annotations

from proofs import claims
from proofs.provenance import commit, version
from proofs.report.markup import Html, el
from proofs.report.pages import claim_link, program, spoken_time
from proofs.report.results import ClaimRow, Results, total_certificates


def stored_note(results: Results) -> Html:
    """Return the note that the front page of a stored run bears.

    Args:
        results: the run; its certificates were judged by the kernel when it was read.

    Returns:
        When and by which version it was decided, which version made the pages, and the claims that
        this version states differently or does not have.
    """
    then = program(results.version, results.commit)
    now = program(version(), commit())
    other = f"The pages were made by {now}." if now != then else "The same version made the pages."
    parts = [
        el("p", el("strong", "A stored run."), " The verdicts were decided on ",
           el("time", spoken_time(results.time), datetime=results.time),
           f" by {then}, and were not decided again for these pages. {other}"),
        el("p", f"The kernel judged all {total_certificates(results.claims)} certificates again, "
           "and what it said now is shown. Simulations, comparisons and measurements are as the "
           "run left them; ", el("code", "khrnn verify"), " repeats them."),
    ]  # fmt: skip
    moved = [el("li", claim_link(one.identifier, "")) for one in differing(results.claims)]
    if moved:
        parts += [el("p", "This version states these claims differently, or no longer has them:"),
                  el("ul", moved)]  # fmt: skip
    return el("div", *parts, class_="callout")


def differing(stored: tuple[ClaimRow, ...]) -> list[ClaimRow]:
    """Return the claims of a run that are not claimed like that by this version.

    Args:
        stored: the claims of the run.
    """
    known = {one.identifier: (one.statement, one.hypotheses) for one in claims.all_claims()}
    return [one for one in stored if known.get(one.identifier) != (one.statement, one.hypotheses)]
