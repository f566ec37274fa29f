"""Contextuality degrees: bounds counted by numpy, eigenvalues of dense samples.

Belongs here: the page docs/formats/degree.md. Does not belong here: reading its statements
(`configuration`), whether an assignment without violations exists (`pauli`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from proofs.independent.configuration import (
    MATRICES,
    MAX_CONTEXTS,
    MAX_POINTS,
    MAX_QUBITS,
    Configuration,
    clash,
    form_value,
    read_configuration,
    read_label,
)
from proofs.independent.links import bound_by_links
from proofs.independent.opinion import NotApplicableError, Opinion, RejectedError, ask
from proofs.independent.reader import fail, fields, increasing, integer, items

if TYPE_CHECKING:
    import numpy.typing as npt

    from proofs.independent.opinion import Deadline

MAX_RANK = 22
MAX_DENSE_QUBITS = 6
SAMPLES = 3
SEARCHES = 40


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], time_limit: float
) -> tuple[Opinion, ...]:
    """Return the opinions on a degree statement and its certificate.

    Args:
        statement: of kind `degree-lower-bound` or `degree-upper-bound`.
        certificate: of a kind that docs/formats/degree.md allows for it.
        time_limit: seconds for each opinion.

    Returns:
        One opinion about the certificate, one about the statement. The latter is "not applicable"
        where all assignments are too many and a search found nothing against it.

    Raises:
        InputError: if one of them breaks the rules of docs/formats/degree.md.

    Source: docs/formats/degree.md.

    Example:
        >>> line = {"kind": "degree-upper-bound", "qubits": 2, "points": ["XX", "YY", "ZZ"],
        ...         "contexts": "lines", "bound": 0}
        >>> proof = {"kind": "assignment-violations", "minus": ["ZZ"]}
        >>> [opinion.verdict for opinion in opinions(line, proof, 60)]
        ['valid', 'valid']
    """
    subject = read_configuration(statement)
    bound = integer(statement["bound"], "bound", 0, MAX_CONTEXTS)
    lower = statement["kind"] == "degree-lower-bound"
    kind = certificate["kind"]
    if kind == "assignment-violations":
        value = fields(certificate, "certificate", ("kind", "minus"))["minus"]
        qubits = subject.digits.shape[1]
        minus = [
            read_label(label, qubits, "minus") for label in items(value, "minus", 0, MAX_POINTS)
        ]
        first = ask("certificate/count", lambda _: _judge_count(subject, minus, bound), time_limit)
    elif kind == "exhaustive":
        fields(certificate, "certificate", ("kind",))
        first = ask(
            "certificate/doubling", lambda left: _judge_all(subject, bound, lower, left), time_limit
        )
    elif kind == "spectral":
        fields(certificate, "certificate", ("kind", "pairs", "quadric"))
        section = _section(certificate, subject, "certificate")
        first = ask(
            "certificate/matrices", lambda _: _judge_spectral(subject, section, bound), time_limit
        )
    elif kind == "links":
        fields(certificate, "certificate", ("kind", "slope", "quadric"))
        links = _links(certificate, subject, "certificate")
        first = ask("certificate/links", lambda _: _judge_links(subject, links, bound), time_limit)
    else:
        nodes = items(fields(certificate, "certificate", ("kind", "nodes"))["nodes"], "nodes")
        parts = [_node(node, subject, i) for i, node in enumerate(nodes)]
        first = ask(
            "certificate/loads",
            lambda left: _judge_packing(subject, parts, bound, left),
            time_limit,
        )
    second = ask(
        "statement/assignments",
        lambda left: _judge_statement(subject, bound, lower, left),
        time_limit,
    )
    return first, second


def _judge_count(subject: Configuration, labels: list[str], bound: int) -> str:
    if len(set(labels)) < len(labels) or set(labels) - set(subject.labels):
        raise RejectedError("a label is repeated or is no point")
    minus = np.isin(np.array(subject.labels), np.array(labels, dtype=np.str_))
    count = int(subject.violated(minus).sum())
    if count > bound:
        raise RejectedError(f"{count} contexts are violated")
    return f"{count} of {len(subject.members)} contexts are violated"


def _least(subject: Configuration, deadline: Deadline) -> int:
    """The degree, from all sums of a basis of the contexts that single flips toggle."""
    count = len(subject.members)
    toggles = np.zeros((len(subject.labels) + 1, count), dtype=np.bool_)
    for column in subject.members.T:
        toggles[column, np.arange(count)] ^= True
    words = (count + 63) // 64
    packed = np.zeros((len(subject.labels), words * 8), dtype=np.uint8)
    bits = np.packbits(toggles[:-1], axis=1)
    packed[:, : bits.shape[1]] = bits
    rows = [row for row in packed.view(np.uint64) if row.any()]
    basis: list[npt.NDArray[np.uint64]] = []
    while rows:
        pivot = rows.pop()
        basis.append(pivot)
        if len(basis) > MAX_RANK or words << len(basis) > 1 << 25:
            raise NotApplicableError("too many assignments to list")
        word = int(np.flatnonzero(pivot)[0])
        bit = pivot[word] & ~(pivot[word] - np.uint64(1))
        rows = [row ^ pivot if row[word] & bit else row for row in rows]
        rows = [row for row in rows if row.any()]
    start = np.zeros(words * 8, dtype=np.uint8)
    signs = np.packbits(subject.negative)
    start[: len(signs)] = signs
    every = start.view(np.uint64)[None, :]
    for row in basis:
        deadline.check()
        every = np.concatenate([every, every ^ row])
    return int(np.bitwise_count(every).sum(axis=1, dtype=np.int64).min())


def _judge_all(subject: Configuration, bound: int, lower: bool, deadline: Deadline) -> str:
    least = _least(subject, deadline)
    if (least < bound) if lower else (least > bound):
        raise RejectedError(f"the degree is {least}")
    return f"the degree is {least}, from all assignments that differ on the contexts"


@dataclass(frozen=True, slots=True)
class _Section:
    pairs: tuple[tuple[str, str], ...]
    quadric: str | None


def _section(value: dict[str, Any], subject: Configuration, where: str) -> _Section:
    qubits = subject.digits.shape[1]
    pairs = []
    for pair in items(value["pairs"], f"{where}.pairs", 0, MAX_QUBITS - 1):
        first, second = (
            read_label(label, qubits, f"{where}.pairs")
            for label in items(pair, f"{where}.pairs", 2, 2)
        )
        pairs.append((first, second))
    quadric = value["quadric"]
    if quadric is not None:
        read_label(quadric, qubits, f"{where}.quadric")
    return _Section(tuple(pairs), quadric)


def _links(value: dict[str, Any], subject: Configuration, where: str) -> tuple[int, _Section]:
    slope = integer(value["slope"], f"{where}.slope", 1, 10**6)
    return slope, _section({"pairs": [], "quadric": value["quadric"]}, subject, where)


def _by_links(
    subject: Configuration, links: tuple[int, _Section]
) -> tuple[int, npt.NDArray[np.bool_]]:
    """The bound, and the lines it is about."""
    slope, section = links
    _, chosen, dimension, inside = _spectral(subject, section)
    n = subject.digits.shape[1]
    zeros = 4**n if section.quadric is None else (4**n + (-1) ** (dimension < 2**n) * 2**n) // 2
    if chosen.sum() != zeros - 1:
        raise RejectedError("points of the section are missing")
    return bound_by_links(subject, chosen, inside, slope), inside


def _judge_links(subject: Configuration, links: tuple[int, _Section], bound: int) -> str:
    found, _ = _by_links(subject, links)
    if found < bound:
        raise RejectedError(f"the lines through a point show {found} only")
    return f"at least {found}; counted and diagonalised at three points"


def _spectral(
    subject: Configuration, section: _Section
) -> tuple[int, npt.NDArray[np.bool_], int, npt.NDArray[np.bool_]]:
    """The bound, the points, the dimension D, and the lines among the points."""
    if not subject.lines:
        raise RejectedError("a trace inequality needs all lines as contexts")
    named = [label for pair in section.pairs for label in pair]
    for i, a in enumerate(named):
        for j, b in enumerate(named):
            if clash(a, b) != (i // 2 == j // 2 and i != j):
                raise RejectedError("pairs do not anticommute within and commute without")
    chosen: npt.NDArray[np.bool_] = np.array(
        [
            not any(clash(label, other) for other in named)
            and not (section.quadric is not None and form_value(label, section.quadric))
            for label in subject.labels
        ],
        dtype=np.bool_,
    )
    dimension: int = 2 ** (subject.digits.shape[1] - len(section.pairs))
    if section.quadric is not None and _zeros_are_few(section):
        dimension //= 2
    if dimension < 2:
        raise RejectedError("the dimension is below 2")
    inside: npt.NDArray[np.bool_] = np.all(chosen[subject.members], axis=1)
    lines, m = int(inside.sum()), int(chosen.sum())

    def possible(d: int) -> bool:
        left = (6 * (lines - 2 * d)) ** 2 * (dimension - 1)
        return lines - 2 * d < 0 or left <= m**3 * (dimension - 2) ** 2

    low, high = 0, lines + 1  # bisection for the least possible d; `high` is possible
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if possible(middle) else (middle + 1, high)
    return low, chosen, dimension, inside


def _zeros_are_few(section: _Section) -> bool:
    """Whether the form is elliptic on the Paulis that commute with the pairs.

    It is if it takes the value 1 more often than 0 there. Zeros minus ones on all Paulis are
    that difference, times those of the planes of the pairs.
    """
    form = section.quadric or ""
    vote = 1  # over all Paulis the sum of signs is a product over the places
    for letter in form:
        vote *= sum((-1) ** (form_value(other, letter)) for other in "IXYZ")
    for first, second in section.pairs:
        a, b = form_value(first, form), form_value(second, form)
        vote *= 1 + (-1) ** a + (-1) ** b + (-1) ** (a + b + 1)
    return vote < 0


def _judge_spectral(subject: Configuration, section: _Section, bound: int) -> str:
    found, chosen, dimension, inside = _spectral(subject, section)
    if found < bound:
        raise RejectedError(f"the inequality shows {found} only")
    n = subject.digits.shape[1]
    if n > MAX_DENSE_QUBITS:
        return f"at least {found}; too many qubits for matrices"
    matrices = [_matrix(row) for row in subject.digits[chosen]]
    rng = np.random.default_rng(0)
    satisfied = np.where(subject.negative[inside], -1, 1)
    for _ in range(SAMPLES):
        signs = np.ones(len(subject.labels) + 1)
        signs[np.flatnonzero(chosen)] = rng.choice((-1.0, 1.0), size=len(matrices))
        total = np.zeros((2**n, 2**n), dtype=np.complex128)
        for sign, matrix in zip(signs[:-1][chosen], matrices, strict=True):
            total += sign * matrix
        values = np.linalg.eigvalsh(total)
        repeat = 2**n // dimension
        blocks = values.reshape(dimension, repeat)
        if np.ptp(blocks, axis=1).max(initial=0.0) > 1e-6:
            raise RejectedError(f"eigenvalues do not come {repeat} times")
        excess = signs[subject.members[inside]].prod(axis=1) @ satisfied
        if abs((values**3).sum() - 6 * 2**n * excess) > 1:
            raise RejectedError("the trace of the cube does not count lines")
    return f"at least {found}; traces and repetitions seen on {SAMPLES} dense samples"


def _matrix(digits: npt.NDArray[np.int64]) -> npt.NDArray[np.complex128]:
    result: npt.NDArray[np.complex128] = np.ones((1, 1), dtype=np.complex128)
    for digit in digits:
        result = np.asarray(np.kron(result, MATRICES[digit]), dtype=np.complex128)
    return result


def _node(value: object, subject: Configuration, index: int) -> Any:  # Any: one of five shapes
    where = f"nodes[{index}]"
    keys = set(value) if isinstance(value, dict) else set()
    if not isinstance(value, dict) or keys not in (
        {"parity"},
        {"copy", "contexts"},
        {"times", "children"},
        {"pairs", "quadric"},
        {"slope", "quadric"},
    ):
        fail(where, "the keys of a node", ", ".join(sorted(map(str, keys))) or "none")
    if "parity" in value:
        return ("parity", increasing(value["parity"], where))
    if "copy" in value:
        images = items(value["contexts"], where)
        for image in images:
            integer(image, where, 0, MAX_CONTEXTS)
        if len(set(images)) < len(images):
            fail(where, "distinct contexts", "a repeated one")
        return ("copy", integer(value["copy"], where, 0, index - 1), images)
    if "pairs" in value:
        return ("section", _section(value, subject, where))
    if "slope" in value:
        return ("links", _links(value, subject, where))
    children = []
    for child in items(value["children"], where, 1):
        weight, node = items(child, where, 2, 2)
        children.append((integer(weight, where, 1, 10**9), integer(node, where, 0, index - 1)))
    return ("cover", integer(value["times"], where, 1, 10**18), children)


def _judge_packing(subject: Configuration, parts: list[Any], bound: int, deadline: Deadline) -> str:
    count = len(subject.members)
    points = [frozenset(row) - {len(subject.labels)} for row in subject.members.tolist()]
    supports: list[frozenset[int]] = []
    bounds: list[int] = []
    leaves: list[frozenset[tuple[int, ...]] | None] = []

    def leaf(contexts: tuple[int, ...], where: str) -> None:
        if not contexts or max(contexts) >= count:
            raise RejectedError(f"{where}: contexts out of range")
        odd: frozenset[int] = frozenset()
        for context in contexts:
            odd ^= points[context]
        if odd or subject.negative[list(contexts)].sum() % 2 == 0:
            raise RejectedError(f"{where}: no contradiction of parities")

    for index, (kind, *values) in enumerate(parts):
        deadline.check()
        where = f"nodes[{index}]"
        own: frozenset[tuple[int, ...]] | None = None
        if kind == "parity":
            own = frozenset([tuple(values[0])])
            leaf(tuple(values[0]), where)
            support, bound_here = frozenset(values[0]), 1
        elif kind == "copy":
            child, images = values
            below = leaves[child]
            if below is None or len(images) != len(supports[child]):
                raise RejectedError(f"{where}: the node cannot be copied like this")
            rename = dict(zip(sorted(supports[child]), images, strict=True))
            own = frozenset(tuple(rename[c] for c in contexts) for contexts in below)
            for contexts in own:
                leaf(contexts, where)
            support, bound_here = frozenset(images), bounds[child]
        elif kind == "section":
            bound_here, _, _, inside = _spectral(subject, values[0])
            support = frozenset(np.flatnonzero(inside).tolist())
        elif kind == "links":
            bound_here, inside = _by_links(subject, values[0])
            support = frozenset(np.flatnonzero(inside).tolist())
        else:
            times, children = values
            loads = [0] * count
            for weight, child in children:
                for context in supports[child]:
                    loads[context] += weight
            if max(loads) > times:
                raise RejectedError(f"{where}: a context is used {max(loads)} times")
            total = sum(weight * bounds[child] for weight, child in children)
            support = frozenset().union(*(supports[child] for _, child in children))
            bound_here = (total + times - 1) // times
            known = [leaves[child] for _, child in children]
            if None not in known:
                own = frozenset().union(*(some for some in known if some is not None))
        supports.append(support)
        bounds.append(bound_here)
        leaves.append(own)
    shown = bounds[-1] if bounds else 0
    if shown < bound:
        raise RejectedError(f"the packing shows {shown} only")
    return f"at least {shown}, from {len(parts)} nodes"


def _judge_statement(subject: Configuration, bound: int, lower: bool, deadline: Deadline) -> str:
    try:
        return _judge_all(subject, bound, lower, deadline)
    except NotApplicableError:
        pass
    if bound == 0 and lower:
        return "no number of contexts is below 0"
    least = _descend(subject, bound if lower else bound + 1, deadline)
    if lower and least < bound:
        raise RejectedError(f"an assignment violates {least} contexts")
    if not lower and least <= bound:
        return f"an assignment found anew violates {least} contexts"
    raise NotApplicableError(
        f"too many assignments to list; descents found {least} violated contexts, which says "
        "nothing for sure"
    )


def _descend(subject: Configuration, goal: int, deadline: Deadline) -> int:
    """The least number of violations met on steepest descents, stopping below the goal."""
    rng = np.random.default_rng(0)
    m, size = len(subject.labels), subject.members.shape[1]
    least = len(subject.members) + 1
    for _ in range(SEARCHES):
        minus = rng.integers(0, 2, size=m).astype(np.bool_)
        while True:
            deadline.check()
            violated = subject.violated(minus)
            least = min(least, int(violated.sum()))
            weight = np.repeat(np.where(violated, 1, -1), size)
            gain = np.bincount(subject.members.ravel(), weight, m + 1)[:m]
            if least < goal or gain.max() <= 0:
                break
            minus[int(np.argmax(gain))] ^= True
        if least < goal:
            break
    return least
