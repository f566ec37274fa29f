"""All lines and all planes in a set of Paulis, with the signs of their products.

Used by the statements of docs/formats/degree.md, which defines both. A Pauli is the number
x + 2^n z of its masks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proofs.kernel.pauli import MAX_CONTEXTS
from proofs.kernel.verdict import Malformed


def lines(points: Sequence[int], n: int) -> Iterator[tuple[int, int, int]]:
    """Yield all positions i < j < k of commuting points with product +-I, in this order.

    Example:
        >>> list(lines((1, 2, 3), 2))
        [(0, 1, 2)]
    """
    low = (1 << n) - 1
    position = {a: i for i, a in enumerate(points)}
    swapped = [a >> n | (a & low) << n for a in points]
    for i, a in enumerate(points):
        for j in range(i + 1, len(points)):
            k = position.get(a ^ points[j], -1)
            if k > j and not (a & swapped[j]).bit_count() & 1:
                yield i, j, k


def _negative(points: Sequence[int], n: int, i: int, j: int, k: int) -> bool:
    """Return whether the product of a line is -I."""
    low = (1 << n) - 1
    a, b, c = points[i], points[j], points[k]
    # Multiplying Hermitian a, b, c: i for each Y, -1 where a Z passes an X; c has the masks of a b,
    # so passing c costs (-1)^Y(c).
    quarters = (a & a >> n & low).bit_count() + (b & b >> n & low).bit_count()
    quarters += 3 * (c & c >> n & low).bit_count() + 2 * (a >> n & b & low).bit_count()
    return quarters % 4 == 2


def signed_lines(points: Sequence[int], n: int) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Yield the lines as `lines` does, and whether their product is -I.

    Example:
        >>> list(signed_lines((5, 10, 15), 2))
        [((0, 1, 2), False)]
    """
    for i, j, k in lines(points, n):
        yield (i, j, k), _negative(points, n, i, j, k)


def signed_planes(points: Sequence[int], n: int) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Yield increasing positions of all planes, in lexicographic order, and which are -I.

    A plane through a point is two commuting lines through it and a third one, and the product of
    its seven points that of the three lines: the point, which is in all of them, squares to I.

    Raises:
        Malformed: once there are more than `MAX_CONTEXTS`.

    Example:
        >>> list(signed_planes((1, 2, 3, 4, 5, 6, 7), 3))
        [((0, 1, 2, 3, 4, 5, 6), False)]
    """
    low = (1 << n) - 1
    position = {a: i for i, a in enumerate(points)}
    swapped = [a >> n | (a & low) << n for a in points]
    count = 0
    for i, a in enumerate(points):
        other: dict[int, int] = {}  # of the points after i that are on a line with i and another
        for j in range(i + 1, len(points)):
            k = position.get(a ^ points[j], -1)
            if k > i and not (a & swapped[j]).bit_count() & 1:
                other[j] = k
        first = [j for j, k in other.items() if j < k]
        negative = {j: _negative(points, n, i, j, other[j]) for j in first}
        for index, j in enumerate(first):
            found = []
            b, anti = points[j], swapped[j]
            for second in first[index + 1 :]:
                c = points[second]
                third = position.get(b ^ c, -1)
                fourth = other.get(third, -1)
                # The pairs on the three lines begin with j < second < third or fourth.
                if third > second < fourth and not (c & anti).bit_count() & 1:
                    row = sorted((i, j, other[j], second, other[second], third, fourth))
                    last = third if third < fourth else fourth
                    found.append((tuple(row), negative[j] ^ negative[second] ^ negative[last]))
            count += len(found)
            if count > MAX_CONTEXTS:
                raise Malformed("statement.contexts", f"at most {MAX_CONTEXTS} planes", "more")
            yield from sorted(found)
