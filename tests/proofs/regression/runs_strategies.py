"""Random records of runs for the tests of `proofs.regression`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from proofs.quantities import Digest, Exact, Interval, Measured, Quantity, Table
from proofs.regression.records import VERDICTS, ClaimRecord, Machine, Run

DECIDED = [verdict for verdict in VERDICTS if verdict != "not_run"]
SOUND = ["proved", "verified", "argued", "measured"]
words = st.text("abcdefgh ()<>=1234,-", min_size=1, max_size=12)
numbers = st.fractions(-20, 20, max_denominator=64)
seconds = st.integers(0, 200_000).map(lambda thousandths: thousandths / 1000)
flags = st.booleans()
floats = st.floats(-1e6, 1e6)
errors = st.floats(0, 10)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    one, other = sorted((draw(numbers), draw(numbers)))
    ends: tuple[Fraction | None, Fraction | None] = draw(
        st.sampled_from([(one, other), (one, None), (None, other)])
    )
    return Interval(draw(words), *ends, seeded=draw(flags))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    labels = draw(st.lists(words, min_size=1, max_size=4, unique=True))
    values = [draw(st.integers(1, 9)) for _ in labels]
    distribution = draw(flags)
    scale = sum(values) if distribution else 7
    pairs = tuple((a, Fraction(b, scale)) for a, b in zip(labels, values, strict=True))
    return Table(draw(words), pairs, distribution=distribution, seeded=draw(flags))


exacts = st.builds(Exact, words, numbers, seeded=flags)
digests = st.builds(Digest, words, st.text("0123456789abcdef", min_size=64, max_size=64),
                    seeded=flags)  # fmt: skip
measured = st.builds(Measured, words, floats, errors, seeded=flags)
quantities: st.SearchStrategy[Quantity] = st.one_of(
    exacts, intervals(), tables(), digests, measured
)


def claims(verdicts: Sequence[str] = VERDICTS) -> st.SearchStrategy[ClaimRecord]:
    return st.builds(
        ClaimRecord,
        words,
        st.sampled_from(verdicts),
        seconds,
        st.lists(quantities, max_size=4, unique_by=lambda one: one.name).map(tuple),
        st.lists(words, max_size=3, unique=True).map(tuple),
    )


machines = st.builds(Machine, words, words, st.integers(1, 64), words)


def runs(verdicts: Sequence[str] = VERDICTS, least: int = 0) -> st.SearchStrategy[Run]:
    return st.builds(
        Run,
        st.datetimes().map(lambda at: at.strftime("20%y-%m-%dT%H:%M:%SZ")),
        words,
        st.none() | words,
        st.integers(0, 10**18 - 1),
        machines,
        seconds,
        flags,
        st.lists(claims(verdicts), min_size=least, max_size=4,
                 unique_by=lambda one: one.identifier).map(tuple),
    )  # fmt: skip
