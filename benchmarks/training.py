"""Training steps of the k-HRNN: adjoint gradients against plain automatic differentiation.

Run `python benchmarks/training.py [--repeat N] [--n N] [--k K] [--batch B] [--quick]`. Both compute
the loss and the gradient of the same sentences in the same process, one thread each; the peer is
torch's own tape over the same forward steps. Printed for each length: median milliseconds, their
ratio, bytes kept for the backward pass, and the largest difference between the two gradients.
The adjoint's time grows like length * log(length / block); its memory like the logarithm.
Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch

from khrnn.hypergraph.trainable import TrainableKHRNN
from khrnn.tasks.batches import Split
from khrnn.tasks.dataset import HSMT

LENGTHS = (16, 64, 256, 1024)


def gradient(cell, tokens, words, *, stored):
    kept = 0

    def count(tensor):
        nonlocal kept
        # Parameters and tables are there anyway.
        kept += tensor.numel() * tensor.element_size() if tensor.is_complex() else 0
        return tensor

    cell.zero_grad()
    with torch.autograd.graph.saved_tensors_hooks(count, lambda tensor: tensor):
        value = -cell.log_likelihood(tokens, words, stored=stored).mean()
    value.backward()
    found = torch.cat([cell.edge_angles.grad.ravel(), cell.phase_angles.grad.ravel()]).clone()
    return found, kept


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--n", type=int, default=5)
    parser.add_argument("--k", type=int, default=3)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    n, k = options.n, options.k
    cell = TrainableKHRNN(n, k, torch.Generator().manual_seed(0))
    data = HSMT.generate(n, k, 40, (options.batch * 2, 1, 1), seed=0).arrays(Split.TRAIN)
    print(f"({n},{k}), batch {options.batch}, {options.repeat} repetitions, medians")
    print(
        "length   adjoint ms   tape ms   tape/adjoint   adjoint bytes     tape bytes   largest gap"
    )
    for length in LENGTHS[: 2 if options.quick else None]:
        # Sentences one after another, padding between: any word stays possible at random angles.
        rows = range(options.batch)
        times = -(-length // data.tokens.shape[1])
        tokens = torch.from_numpy(data.tokens[rows]).repeat(1, times)[:, :length]
        words = torch.from_numpy(data.words[rows]).repeat(1, times)[:, :length]
        seconds = {False: [], True: []}
        found = {}
        for _ in range(options.repeat):
            for stored in (False, True):
                begun = time.perf_counter()
                found[stored] = gradient(cell, tokens, words, stored=stored)
                seconds[stored].append(time.perf_counter() - begun)
        ours, theirs = (1e3 * statistics.median(seconds[stored]) for stored in (False, True))
        gap = float((found[False][0] - found[True][0]).abs().max())
        print(
            f"{length:>6}   {ours:>10.1f}   {theirs:>7.1f}   {theirs / ours:>12.2f}   "
            f"{found[False][1]:>13,}   {found[True][1]:>12,}   {gap:>10.1e}",
            flush=True,
        )


if __name__ == "__main__":
    main()
