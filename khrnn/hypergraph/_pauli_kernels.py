"""Loops over a packed stabilizer tableau, compiled by numba on first use.

What belongs here: the inner loops of ``pauli``. What does not: tokens, probabilities, random draws.

Row r of (x, z) stands for X^a Z^b with a in x[r], b in z[r], bits little-endian in uint64 words.
Rows 0 to n-1 are destabilizers, whose signs do not matter, rows n to 2n-1 stabilizers with sign
(-1)^signs[r - n]. All are real: products obey X^a Z^b X^c Z^d = (-1)^(b.c) X^(a+c) Z^(b+d).
"""

from __future__ import annotations

from typing import Any

import numpy as np

RANDOM, CERTAIN, DENIED = 1, 0, 2
BY_COIN, BY_WORD, PEEK = 0, 1, 2
UNKNOWN = 2


def run(state: Any, steps: Any, products: Any, wish: Any, said: Any) -> int:
    """Apply a sentence.

    Args:
        state: the tableau, uint64, shape (2, 2n, words), x and z; and the signs, uint8, shape (n,).
        steps: int64, shape (steps, 2): the vertices of an edge, (i, i) for a single one, or
            (-1, j): measure product j.
        products: uint64, shape (2, products, words): x and z.
        wish: outcomes, uint8, 1 for -1: of the measurements that are not certain, in order, or of
            all of them; and the mode: BY_COIN for the former; BY_WORD for the latter, where a
            certain outcome that differs ends the run; PEEK to look at the first measurement and
            leave the state.
        said: uint8, shape (products,): signs of the products on entry, outcomes (1 for -1) on
            return; and the same for RANDOM, CERTAIN, or DENIED where the run ended.

    Returns:
        How many of the wanted outcomes were used; with PEEK the certain outcome, or UNKNOWN.
    """
    tableau, signs = state
    wanted, mode = wish
    outcomes, chances = said
    x, z = tableau[0], tableau[1]
    n = signs.size
    words = x.shape[1]
    used = 0
    anti = np.zeros(2 * n, dtype=np.uint8)
    for s in range(steps.shape[0]):
        i, j = steps[s, 0], steps[s, 1]
        if i >= 0:
            wi, bi = i >> 6, np.uint64(i & 63)
            wj, bj = j >> 6, np.uint64(j & 63)
            one = np.uint64(1)
            if i == j:
                for r in range(n):
                    signs[r] ^= np.uint8((x[n + r, wi] >> bi) & one)
                continue
            for r in range(2 * n):
                at_i = (x[r, wi] >> bi) & one
                at_j = (x[r, wj] >> bj) & one
                z[r, wj] ^= at_i << bj
                z[r, wi] ^= at_j << bi
                if r >= n:
                    signs[r - n] ^= np.uint8(at_i & at_j)
            continue
        a, b = products[0, j], products[1, j]
        pivot = -1
        for r in range(2 * n - 1, -1, -1):
            mixed = np.uint64(0)
            for w in range(words):
                mixed ^= (x[r, w] & b[w]) ^ (z[r, w] & a[w])
            for shift in (32, 16, 8, 4, 2, 1):
                mixed ^= mixed >> np.uint64(shift)
            anti[r] = np.uint8(mixed & np.uint64(1))
            if anti[r] and r >= n:
                pivot = r
        if pivot < 0:
            # The product is that of the stabilizers whose destabilizers anticommute with it.
            total = np.uint8(0)
            held = np.zeros(words, dtype=np.uint64)
            for r in range(n):
                if anti[r]:
                    mixed = np.uint64(0)
                    for w in range(words):
                        mixed ^= held[w] & x[n + r, w]
                        held[w] ^= z[n + r, w]
                    for shift in (32, 16, 8, 4, 2, 1):
                        mixed ^= mixed >> np.uint64(shift)
                    total ^= signs[r] ^ np.uint8(mixed & np.uint64(1))
            outcomes[j] ^= total
            chances[j] = CERTAIN
            if mode == BY_WORD:
                if outcomes[j] != wanted[used]:
                    chances[j] = DENIED
                    return used
                used += 1
            if mode == PEEK:
                return int(outcomes[j])
            continue
        if mode == PEEK:
            return UNKNOWN
        for r in range(2 * n):
            if not anti[r] or r == pivot or r == pivot - n:
                continue
            mixed = np.uint64(0)
            for w in range(words):
                mixed ^= z[r, w] & x[pivot, w]
                x[r, w] ^= x[pivot, w]
                z[r, w] ^= z[pivot, w]
            if r >= n:
                for shift in (32, 16, 8, 4, 2, 1):
                    mixed ^= mixed >> np.uint64(shift)
                signs[r - n] ^= signs[pivot - n] ^ np.uint8(mixed & np.uint64(1))
        outcome = wanted[used]
        used += 1
        for w in range(words):
            x[pivot - n, w] = x[pivot, w]
            z[pivot - n, w] = z[pivot, w]
            x[pivot, w] = a[w]
            z[pivot, w] = b[w]
        signs[pivot - n] = outcomes[j] ^ outcome
        outcomes[j] = outcome
        chances[j] = RANDOM
    return used
