"""Two runs compared: what moved from the earlier to the later one, and what of it is a regression.

Here belongs the comparison of records. Reading them does not (`baseline`, `history`), nor exit
statuses. The rules stand in docs/formats/history.md, "What `verify --against` calls a regression".
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from proofs.quantities import Digest, Exact, Interval, Measured, Quantity, Table

if TYPE_CHECKING:
    from fractions import Fraction

    from proofs.regression.records import ClaimRecord, Run

RANK = {"proved": 4, "verified": 3, "argued": 3, "measured": 2, "timed_out": 1, "failed": 0}
"""Verified and argued are different things, neither above the other."""

SHOWN = 100  # characters of a value in a line
LEAST_SECONDS = 0.5  # below it a time says nothing
TOLD_RATIO = 2.0  # a claim that took this many times longer or shorter than the median is told


class Weight(Enum):
    """What a finding means for the exit status; only a regression fails."""

    REGRESSION = "regression"
    CHANGED = "changed"
    BETTER = "better"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True)
class Finding:
    """One thing that moved.

    Args:
        weight: whether it fails.
        claim: the claim's short name, or "" for the run as a whole.
        what: what moved, such as "lower bound of degree".
        before: what the earlier run says.
        after: what the later run says.
        why: why it matters, in one sentence.
    """

    weight: Weight
    claim: str
    what: str
    before: str
    after: str
    why: str

    def said(self) -> str:
        """The finding in a line."""
        place = f"{self.claim}: " if self.claim else ""
        moved = f"{_short(self.before)} -> {_short(self.after)}"
        return f"{self.weight.value}: {place}{self.what}: {moved}: {self.why}"


@dataclass(frozen=True)
class Pace:
    """A claim that took longer or shorter than the others: its ratio over the median ratio."""

    claim: str
    before: float
    after: float
    relative: float


@dataclass(frozen=True)
class Comparison:
    """What moved between two runs.

    Args:
        findings: all of it, claim by claim.
        compared: claims that both runs have decided.
        quantities: numbers that were compared.
        median_ratio: later over earlier time, the median of the claims that took long enough;
            None if none did.
        paces: the claims whose ratio is far from it.
    """

    findings: tuple[Finding, ...]
    compared: int
    quantities: int
    median_ratio: float | None
    paces: tuple[Pace, ...]

    @property
    def regressions(self) -> tuple[Finding, ...]:
        """The findings that fail."""
        return tuple(one for one in self.findings if one.weight is Weight.REGRESSION)


def compare(before: Run, after: Run, only: Collection[str] | None = None) -> Comparison:
    """Compare two runs.

    Args:
        before: the earlier run, the baseline.
        after: the later run.
        only: the claims that the later run was asked for; None for all. Others of the baseline
            are not missed.

    Returns:
        The findings by the rules of docs/formats/history.md. A run compared with itself has none.

    Source: ours.

    Example:
        >>> from proofs.regression.records import ClaimRecord, Machine, Run
        >>> def run(verdict):
        ...     claims = (ClaimRecord("doily", verdict, 1.0, (), ()),)
        ...     return Run("", "0.1.0", None, 0, Machine("", "", 1, ""), 1.0, False, claims)
        >>> [one.said() for one in compare(run("proved"), run("verified")).findings]
        ['regression: doily: verdict: proved -> verified: a weaker kind of evidence than before']
    """
    old = {claim.identifier: claim for claim in before.claims}
    new = {claim.identifier: claim for claim in after.claims}
    wanted = [name for name in old if only is None or name in only]
    same_seed = before.seed == after.seed
    findings: list[Finding] = []
    both: list[tuple[ClaimRecord, ClaimRecord]] = []
    unseeded = 0
    for name in wanted:
        earlier, later = old[name], new.get(name)
        if later is None:
            findings.append(_gone(earlier))
            continue
        findings += _reworded(earlier, later)
        if earlier.decided != later.decided:
            findings.append(_not_compared(earlier, later))
        if earlier.decided and later.decided:
            both.append((earlier, later))
            findings += _verdict(earlier, later)
            findings += _quantities(earlier, later, same_seed)
            findings += _certificates(earlier, later)
            unseeded += sum(one.seeded for one in earlier.quantities)
    findings += [_new(claim) for name, claim in new.items() if name not in old]
    if unseeded and not same_seed:
        why = f"{unseeded} quantities that depend on it are not compared"
        seeds = (str(before.seed), str(after.seed))
        findings.insert(0, Finding(Weight.NOT_COMPARED, "", "seed", *seeds, why))
    numbers = sum(len(earlier.quantities) for earlier, _ in both)
    ratio, paces = _paces(both)
    return Comparison(
        tuple(findings), len(both), numbers - (0 if same_seed else unseeded), ratio, paces
    )


def lines(comparison: Comparison) -> Iterator[str]:
    """Yield what `khrnn verify --against` prints: regressions first, times last."""
    for weight in Weight:
        for finding in comparison.findings:
            if finding.weight is weight:
                yield finding.said()
    for pace in comparison.paces:
        word = "longer" if pace.relative > 1 else "shorter"
        times = max(pace.relative, 1 / pace.relative)
        yield (
            f"time: {pace.claim}: {pace.before:.1f} s -> {pace.after:.1f} s: "
            f"{times:.1f} times {word} than this run's median pace"
        )
    moved = ", ".join(
        f"{sum(one.weight is weight for one in comparison.findings)} {weight.value}"
        for weight in Weight
        if any(one.weight is weight for one in comparison.findings)
    )
    ratio = comparison.median_ratio
    paced = "" if ratio is None else f"; this run took {ratio:.2f} times as long (median)"
    yield (
        f"against the baseline: {comparison.compared} claims and {comparison.quantities} "
        f"quantities compared: {moved or 'nothing moved'}{paced}"
    )


def about(before: Run, after: Run) -> Iterator[str]:
    """Yield what makes the two runs less alike than they look; nothing if they are alike.

    Args:
        before: the baseline.
        after: the later run.

    Example:
        >>> from proofs.regression.records import Machine, Run
        >>> def run(version, interrupted):
        ...     return Run("", version, None, 0, Machine("", "", 1, "3.12"), 1.0, interrupted, ())
        >>> list(about(run("0.1.0", False), run("0.2.0", False)))
        ['the baseline is of khrnn 0.1.0, this run of khrnn 0.2.0']
    """
    if before.version != after.version:
        yield f"the baseline is of khrnn {before.version}, this run of khrnn {after.version}"
    if before.interrupted:
        missing = sum(not claim.decided for claim in before.claims)
        yield f"the baseline was interrupted: it has no verdict on {missing} of its claims"
    if after.interrupted:
        yield "this run was interrupted: what it did not reach is not compared"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def _gone(claim: ClaimRecord) -> Finding:
    had = claim.verdict.replace("_", " ")
    why = f"the claim is not in the table any more, with {len(claim.certificates)} certificates"
    return Finding(Weight.CHANGED, claim.identifier, "claim", had, "gone", why)


def _new(claim: ClaimRecord) -> Finding:
    found = claim.verdict.replace("_", " ")
    why = "the baseline does not know this claim"
    return Finding(Weight.CHANGED, claim.identifier, "claim", "not there", found, why)


def _reworded(earlier: ClaimRecord, later: ClaimRecord) -> Iterator[Finding]:
    if None not in {earlier.statement, later.statement} and earlier.statement != later.statement:
        texts = (earlier.statement or "", later.statement or "")
        why = "the words differ, so the verdicts may be about different things"
        yield Finding(Weight.CHANGED, earlier.identifier, "statement", *texts, why)


def _not_compared(earlier: ClaimRecord, later: ClaimRecord) -> Finding:
    words = (earlier.verdict.replace("_", " "), later.verdict.replace("_", " "))
    which = "earlier" if later.decided else "later"
    why = f"the {which} run says nothing about it"
    return Finding(Weight.NOT_COMPARED, earlier.identifier, "verdict", *words, why)


def _verdict(earlier: ClaimRecord, later: ClaimRecord) -> Iterator[Finding]:
    if earlier.verdict == later.verdict:
        return
    words = (earlier.verdict.replace("_", " "), later.verdict.replace("_", " "))
    was, is_now = RANK[earlier.verdict], RANK[later.verdict]
    if is_now < was:
        why = "a weaker kind of evidence than before"
        if later.verdict == "failed":
            why = "a check does not come out as claimed any more"
        elif later.verdict == "timed_out":
            why = "nothing is known any more; a slower machine is one reason"
        yield Finding(Weight.REGRESSION, earlier.identifier, "verdict", *words, why)
    elif is_now > was:
        why = "a stronger kind of evidence than before"
        yield Finding(Weight.BETTER, earlier.identifier, "verdict", *words, why)
    else:
        why = "another kind of evidence, neither weaker nor stronger"
        yield Finding(Weight.CHANGED, earlier.identifier, "verdict", *words, why)


def _without_result(claim: ClaimRecord) -> bool:
    """Whether what is missing is missing because of the verdict, which is told by itself."""
    return claim.verdict in {"failed", "timed_out"}


def _certificates(earlier: ClaimRecord, later: ClaimRecord) -> Iterator[Finding]:
    for name in earlier.certificates:
        if name not in later.certificates and not _without_result(later):
            why = "what it proved is not certified any more"
            yield Finding(
                Weight.REGRESSION, earlier.identifier, f"certificate {name}", "valid", "gone", why
            )
    for name in later.certificates:
        if name not in earlier.certificates:
            why = "the baseline has no such certificate"
            yield Finding(
                Weight.BETTER, later.identifier, f"certificate {name}", "not there", "valid", why
            )


def _quantities(earlier: ClaimRecord, later: ClaimRecord, same_seed: bool) -> Iterator[Finding]:
    claim = earlier.identifier
    found = {one.name: one for one in later.quantities}
    known = {one.name for one in earlier.quantities}
    for one in earlier.quantities:
        other = found.get(one.name)
        if other is None:
            if not _without_result(later):
                why = "a number that the earlier run stated is not stated any more"
                yield Finding(Weight.REGRESSION, claim, one.name, one.said(), "gone", why)
        elif same_seed or not (one.seeded or other.seeded):
            yield from _moved(claim, one, other)
    for name, other in found.items():
        if name not in known:
            why = "the baseline does not have this number"
            yield Finding(Weight.BETTER, claim, name, "not there", other.said(), why)


def _moved(claim: str, one: Quantity, other: Quantity) -> Iterator[Finding]:
    values = (one.said(), other.said())

    def finding(weight: Weight, what: str, why: str) -> Finding:
        return Finding(weight, claim, what, *values, why)

    match one, other:
        case Exact(), Exact():
            if one.value != other.value:
                why = "exact results do not depend on the day: one of the runs is wrong"
                yield finding(Weight.REGRESSION, one.name, why)
        case ((Exact() | Interval()), (Exact() | Interval())):
            yield from _bounds(claim, one, other)
        case Table(), Table():
            yield from _table(claim, one, other)
        case Digest(), Digest():
            if one.sha256 != other.sha256:
                why = "at least one of the exact numbers behind it changed"
                yield finding(Weight.REGRESSION, one.name, why)
        case Measured(), Measured():
            if abs(one.value - other.value) > one.error + other.error:
                why = "it moved by more than both stated errors together"
                yield finding(Weight.REGRESSION, one.name, why)
            elif other.error != one.error:
                weight = Weight.CHANGED if other.error > one.error else Weight.BETTER
                yield finding(weight, f"error of {one.name}", "another error is stated")
        case _:
            why = "a quantity of another kind: the values can't be compared"
            yield finding(Weight.REGRESSION, one.name, why)


def _ends(one: Exact | Interval) -> tuple[Fraction | None, Fraction | None]:
    return (one.value, one.value) if isinstance(one, Exact) else (one.lower, one.upper)


def _bounds(claim: str, one: Exact | Interval, other: Exact | Interval) -> Iterator[Finding]:
    (low, high), (new_low, new_high) = _ends(one), _ends(other)
    values = (one.said(), other.said())
    apart = (low is not None and new_high is not None and new_high < low) or (
        high is not None and new_low is not None and new_low > high
    )
    if apart:
        why = "the intervals do not meet: one of the runs is wrong"
        yield Finding(Weight.REGRESSION, claim, one.name, *values, why)
        return
    if low != new_low:
        fell = low is not None and (new_low is None or new_low < low)
        weight = Weight.REGRESSION if fell else Weight.BETTER
        why = "less is proved from below" if fell else "more is proved from below"
        yield Finding(weight, claim, f"lower bound of {one.name}", *values, why)
    if high != new_high:
        rose = high is not None and (new_high is None or new_high > high)
        weight = Weight.REGRESSION if rose else Weight.BETTER
        why = "less is proved from above" if rose else "more is proved from above"
        yield Finding(weight, claim, f"upper bound of {one.name}", *values, why)


def _table(claim: str, one: Table, other: Table) -> Iterator[Finding]:
    old, new = dict(one.values), dict(other.values)
    if one.distribution != other.distribution:
        was, is_now = ("a distribution" if q.distribution else "a table" for q in (one, other))
        why = "it is stated as another kind of thing"
        yield Finding(Weight.REGRESSION, claim, one.name, was, is_now, why)
    for label, value in old.items():
        found = new.get(label)
        if found != value:
            after = "gone" if found is None else str(found)
            why = "exact results do not depend on the day: one of the runs is wrong"
            if found is None:
                why = "a number that the earlier run stated is not stated any more"
            yield Finding(
                Weight.REGRESSION, claim, f"{one.name} at {label}", str(value), after, why
            )
    for label, value in new.items():
        if label not in old:
            why = "the baseline does not have this number"
            yield Finding(
                Weight.BETTER, claim, f"{one.name} at {label}", "not there", str(value), why
            )


def _paces(
    both: list[tuple[ClaimRecord, ClaimRecord]],
) -> tuple[float | None, tuple[Pace, ...]]:
    timed = [
        (earlier, later)
        for earlier, later in both
        if min(earlier.seconds, later.seconds) > 0
        and max(earlier.seconds, later.seconds) >= LEAST_SECONDS
    ]
    if not timed:
        return None, ()
    median = statistics.median(later.seconds / earlier.seconds for earlier, later in timed)
    paces = [
        Pace(
            earlier.identifier,
            earlier.seconds,
            later.seconds,
            later.seconds / earlier.seconds / median,
        )
        for earlier, later in timed
    ]
    far = [one for one in paces if max(one.relative, 1 / one.relative) >= TOLD_RATIO]
    return median, tuple(sorted(far, key=lambda one: -one.relative))
