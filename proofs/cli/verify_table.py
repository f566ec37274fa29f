"""What `khrnn verify` prints: a row for each claim, or all that is said of it, and the summary.

Here belongs the printing. Deciding the claims does not, nor options and exit statuses (`verify`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from proofs.cli.console import console

if TYPE_CHECKING:
    from proofs.claims import Outcome

LATE = "it takes minutes"
UNREACHED = "interrupted before it was decided"
VERDICT_WIDTH, FOUND_WIDTH, SECONDS_WIDTH = 9, 24, 6
LEAST_METHOD = 12  # columns; what is cut shorter says nothing
NEXT = (
    "statements and hypotheses: khrnn verify --list --statements, or docs/claims.md; "
    "all of it as pages: khrnn report"
)


def print_all(outcomes: list[Outcome], seconds: float, *, quiet: bool, statements: bool) -> None:
    """Print the table unless it is to be quiet, what failed, and the summary.

    Args:
        outcomes: what was found, claims that were not reached included.
        seconds: wall time.
        quiet: whether to leave out the table.
        statements: whether the table has everything that is said of a claim.
    """
    reached = [outcome for outcome in outcomes if outcome.detail != UNREACHED]
    if not quiet and reached:
        (_print_statements if statements else _print_rows)(reached)
        _print_meanings(outcomes)
    for outcome in outcomes:
        if outcome.status.failed:
            for failure in outcome.failures or (outcome.detail,):
                print(f"{outcome.claim.identifier}: {outcome.status.name}: {failure}")
    print(summary(outcomes, seconds))


def print_left_out(outcomes: list[Outcome]) -> None:
    """Say what was not run, and why; after an interrupt it was said already."""
    left = [outcome for outcome in outcomes if outcome.status.name == "NOT_RUN"]
    for outcome in left:
        if outcome.detail not in {LATE, UNREACHED}:
            print(f"{outcome.claim.identifier}: not run: {outcome.detail}")
    late = sum(outcome.detail == LATE for outcome in left)
    if late:
        print(f"not run, because they take minutes: {late}; khrnn verify --long runs them")


def summary(outcomes: list[Outcome], seconds: float) -> str:
    """Return the line that counts claims, certificates and comparisons."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        word = _word(outcome)
        counts[word] = counts.get(word, 0) + 1
    certificates = sum(len(outcome.verdicts) for outcome in outcomes)
    accepted = sum(bool(verdict) for outcome in outcomes for _, verdict in outcome.verdicts)
    cases = sum(outcome.cases for outcome in outcomes)
    runs = sum(outcome.measurements for outcome in outcomes)
    measured = f", {runs} measurements" if runs else ""
    said = ", ".join(f"{count} {word}" for word, count in counts.items()) or "nothing decided"
    decided = sum(outcome.status.name != "NOT_RUN" for outcome in outcomes)
    resumed = [outcome.resumed_from for outcome in outcomes if outcome.resumed_from]
    told = f" ({len(resumed)} of them from {resumed[0]}, not decided again)" if resumed else ""
    return (
        f"{decided} of {len(outcomes)} claims: {said}{told}; {accepted} of {certificates} "
        f"certificates accepted, {cases} exact comparisons{measured}; {seconds:.1f} s"
    )


def _word(outcome: Outcome) -> str:
    return outcome.status.name.replace("_", " ").lower()


def _coloured(outcome: Outcome) -> str:
    colours = {"PROVED": "green", "VERIFIED": "green", "ARGUED": "yellow", "NOT_RUN": "dim"}
    colours["MEASURED"] = "cyan"
    colour = colours.get(outcome.status.name, "red")
    return f"[{colour}]{_word(outcome)}[/{colour}]"


def _method(outcome: Outcome) -> str:
    return f"{outcome.claim.method}; Rocq" if outcome.claim.rocq else outcome.claim.method


def found(outcome: Outcome) -> str:
    """Return in a few words what was found or checked.

    A claim with a single bound or number shows it; the others say how much was checked.
    """
    from proofs.quantities import Exact, Interval

    if outcome.resumed_from:
        return f"from {outcome.resumed_from}"
    numbers = [one for one in outcome.quantities if isinstance(one, Exact | Interval)]
    if len(numbers) == 1:
        (one,) = numbers
        closed = isinstance(one, Interval) and one.lower == one.upper
        text = one.said().split(" to ")[0] if closed else one.said()
        if len(text) <= FOUND_WIDTH:
            return text
    counts = (
        (len(outcome.verdicts), "certificate"),
        (outcome.cases, "case"),
        (outcome.measurements, "measurement"),
    )
    said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    return said[0] if said else ""


def _print_rows(outcomes: Sequence[Outcome]) -> None:
    """Print a line for each claim, by groups, cut to the width of the terminal or of a pipe."""
    from rich.markup import escape

    from proofs.claims import GROUPS, OTHERS, group_of

    groups: dict[str, list[Outcome]] = {heading: [] for heading in (*GROUPS, OTHERS)}
    for outcome in outcomes:
        groups[group_of(outcome.claim)].append(outcome)
    filled = {heading: rows for heading, rows in groups.items() if rows}
    screen = console()
    names = max(len(outcome.claim.identifier) for outcome in outcomes)
    checked = min(max(len(found(outcome)) for outcome in outcomes), FOUND_WIDTH)
    room = screen.width - 1 - names - VERDICT_WIDTH - checked - SECONDS_WIDTH - 4 * 2
    for heading, rows in filled.items():
        screen.print(f"[bold]{heading}[/bold]" if len(filled) > 1 else "")
        for outcome in rows:
            method = _method(outcome) if room >= LEAST_METHOD else ""
            seconds = "" if outcome.status.name == "NOT_RUN" else f"{outcome.seconds:.1f}"
            cells = (
                f" {outcome.claim.identifier:<{names}}",
                _coloured(outcome) + " " * (VERDICT_WIDTH - len(_word(outcome))),
                escape(_cut(found(outcome), checked).ljust(checked)),
                seconds.rjust(SECONDS_WIDTH),
                escape(_cut(method, room)),
            )
            line = "  ".join(cells)
            screen.print(line.rstrip(), no_wrap=True, crop=False, overflow="ignore")
        screen.print()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _print_statements(outcomes: Sequence[Outcome]) -> None:
    """Print all that is said of each claim; letters point to the hypotheses below."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), expand=True)
    table.add_column("claim", no_wrap=True)
    table.add_column("statement", ratio=9)
    table.add_column("if", no_wrap=True)
    table.add_column("source", ratio=4)
    table.add_column("method", ratio=4)
    table.add_column("verdict", no_wrap=True)
    table.add_column("s", no_wrap=True, justify="right")
    hypotheses: dict[str, str] = {}
    for outcome in outcomes:
        one = outcome.claim
        letter = hypotheses.setdefault(one.hypotheses, _mark(len(hypotheses)))
        again = f"; {found(outcome)}" if outcome.resumed_from else ""
        table.add_row(
            one.identifier,
            escape(one.statement),
            letter,
            escape(one.source),
            escape(_method(outcome) + again),
            _coloured(outcome),
            f"{outcome.seconds:.1f}",
        )
    console().print(table)
    for text, letter in hypotheses.items():
        print(f"if {letter}: {text}")


def _mark(index: int) -> str:
    """Return a, b, ..., z, aa, ab, ... for 0, 1, ..."""
    before, last = divmod(index, 26)
    return (_mark(before - 1) if before else "") + chr(ord("a") + last)


def _print_meanings(outcomes: Sequence[Outcome]) -> None:
    from proofs.claims import Status

    if any(outcome.claim.rocq for outcome in outcomes):
        print("Rocq: theorems in docs/theorems.md too; `make proofs` checks them, not this table")
    used = {outcome.status for outcome in outcomes}
    for status in Status:
        if status in used:
            print(f"{status.name.replace('_', ' ').lower()}: {status.value}")
