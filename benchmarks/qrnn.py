"""Training steps of the recurrent quantum neural network: ours against a plain one, in one run.

Run `python benchmarks/qrnn.py [--repeat N] [--seed S] [--quick]`. The settings are those that the
author's code was timed on elsewhere; that code is not run here. The peer is written below from the
definition of the cell, straightforward and honest: one sample at a time, torch operations on the
state vector, angles computed once per step of the optimiser, torch's autograd. Both start from the
same parameters and see the same sentences; times are medians, one thread each; on digits, where a
plain step takes long, a single step is timed. Ratios are of whole steps, nothing is extrapolated.

Printed: milliseconds per training step, their ratio, the largest difference between the two loss
curves over the same steps, and how our time and peak memory grow with length, batch and lanes, and
how gradients travel back through time, beside classical cells of the same size. Needs the extra
`train`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch

from khrnn.classical.recurrent import GATES, Recurrent, hidden_for
from khrnn.qrnn.model import QRNN
from khrnn.qrnn.neuron import monomials
from khrnn.qrnn.sizes import CellSizes
from khrnn.tasks.batches import Batch, Split, Task, generator
from khrnn.tasks.digits import Digits
from khrnn.tasks.elman import ElmanLetters, ElmanXor, Sequences
from khrnn.tasks.recall import Memorisation
from khrnn.training.loop import forced, loss_of

SETTINGS: tuple[tuple[str, CellSizes, int, Task, str, float, float], ...] = (
    ("sequences W5 S2, batch 2, length 20", CellSizes(3, 5, 2, 2, 3), 2, Sequences(20),
     "rmsprop", 0.01, 0.32),
    ("Elman XOR W4 S1, batch 4, length 18", CellSizes(2, 4, 1, 2, 3), 4, ElmanXor(18),
     "adam", 0.03, 0.17),
    ("Elman XOR W4 S1, batch 16, length 36", CellSizes(2, 4, 1, 2, 3), 16, ElmanXor(36),
     "adam", 0.005, 0.68),
    ("Elman letters W5 S2, batch 4, length 36", CellSizes(3, 5, 2, 2, 3), 4, ElmanLetters(36),
     "adam", 0.03, 0.76),
    ("digits 0/1 W6 S2 d2, batch 20, 100 pixels", CellSizes(2, 6, 2, 2, 2), 20, Digits((0, 1)),
     "adam", 0.01, 4.6),
)  # fmt: skip
"""Name, sizes, batch, task, optimiser, learning rate, seconds of the author's code elsewhere."""


class Plain:
    """The same cell, one sample at a time, in plain torch."""

    def __init__(self, model: QRNN) -> None:
        sizes = model.sizes
        self.sizes = sizes
        self.neurons = [row.clone().requires_grad_() for row in model.cell.neurons.detach()]
        self.rotations = model.cell.rotations.detach().clone().requires_grad_()
        masks = monomials(sizes.lanes - 1, sizes.degree)
        branches = range(1 << (sizes.lanes - 1))
        self.design = torch.tensor(
            [[float(x & mask == mask) for mask in masks] for x in branches], dtype=torch.float64
        )
        self.parameters = [*self.neurons, self.rotations]

    def tables(self) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Return c and s of every gate."""
        sizes = self.sizes
        power = 1 << sizes.order
        found, neuron, turn = [], 0, 0
        for kind, _ in sizes.gates():
            if kind == "neuron":
                half = (torch.pi / 2 + self.design @ self.neurons[neuron]) / 2
                found.append((torch.cos(half) ** power, torch.sin(half) ** power))
                neuron += 1
            else:
                stage, place = divmod(turn, sizes.workspace)
                half = self.rotations[stage, place] / 2
                found.append((torch.cos(half), torch.sin(half)))
                turn += 1
        return found

    def sentence(
        self,
        tables: list[tuple[torch.Tensor, torch.Tensor]],
        words: list[int],
        targets: list[int],
    ) -> torch.Tensor:
        """Return the word distributions of one sentence."""
        sizes = self.sizes
        gates = sizes.gates()
        state = torch.zeros(1 << sizes.lanes, dtype=torch.float64)
        state[0] = 1
        indices = torch.arange(1 << sizes.lanes)
        out = []
        for word, target in zip(words, targets, strict=True):
            state = state[indices ^ word]
            for number, (kind, lane) in enumerate(gates):
                if number == len(gates) - sizes.inout:
                    state = state[indices ^ word]
                c, s = tables[number]
                if kind == "neuron":
                    c, s = c.reshape(-1, 1 << lane), s.reshape(-1, 1 << lane)
                pair = state.reshape(-1, 2, 1 << lane)
                a, b = pair[:, 0], pair[:, 1]
                state = torch.stack((c * a - s * b, c * b + s * a), 1).reshape(-1)
                state = state / state.norm()
            table = state.reshape(-1, sizes.words)
            out.append((table * table).sum(0))
            chosen = table[:, target]
            after = torch.zeros_like(table)
            after[:, 0] = chosen / chosen.norm()
            state = after.reshape(-1)
        return torch.stack(out)

    def loss(self, batch: Batch) -> torch.Tensor:
        """Return the mean of -ln p(target) over the targets that count."""
        tables = self.tables()
        found = [
            self.sentence(tables, words, targets)
            for words, targets in zip(batch.sentences.tolist(), batch.targets.tolist(), strict=True)
        ]
        chances = torch.stack(found).gather(2, torch.from_numpy(batch.targets)[:, :, None])
        counted = torch.from_numpy(np.ascontiguousarray(batch.counted))
        return -chances[:, :, 0][counted].log().mean()


def optimiser(name: str, rate: float, parameters: list[torch.Tensor]) -> torch.optim.Optimizer:
    kind = torch.optim.Adam if name == "adam" else torch.optim.RMSprop
    return kind(parameters, lr=rate)


def compare(options: argparse.Namespace) -> None:
    print(
        "setting                                        ours ms  plain ms   ratio  loss curves "
        "differ by  author's code elsewhere"
    )
    for name, sizes, size, task, kind, rate, elsewhere in SETTINGS:
        model = QRNN(sizes, torch.Generator().manual_seed(options.seed))
        plain = Plain(model)
        ours = optimiser(kind, rate, list(model.parameters()))
        theirs = optimiser(kind, rate, plain.parameters)
        rng = generator(options.seed, Split.TRAIN)
        times: tuple[list[float], list[float]] = ([], [])
        gap = 0.0
        # A plain step on digits takes most of a minute: one is timed after the one that warms up.
        repeat = 1 if isinstance(task, Digits) else options.repeat
        for number in range(repeat + 1):
            batch = task.batch(Split.TRAIN, size, rng)
            started = time.perf_counter()
            loss = loss_of(forced(model, batch), batch)
            ours.zero_grad()
            loss.backward()
            ours.step()
            middle = time.perf_counter()
            other = plain.loss(batch)
            theirs.zero_grad()
            other.backward()
            theirs.step()
            ended = time.perf_counter()
            gap = max(gap, abs(float(loss.detach() - other.detach())))
            if number:  # the first step loads the compiled kernels
                times[0].append(middle - started)
                times[1].append(ended - middle)
        own, peer = (statistics.median(one) * 1e3 for one in times)
        print(
            f"{name:<44} {own:>9.1f} {peer:>9.0f} {peer / own:>7.0f} {gap:>18.1e} "
            f"{elsewhere * 1e3:>14.0f} ms",
            flush=True,
        )


def growth(options: argparse.Namespace) -> None:
    print("\nours: one training step             ms   kept for the adjoint, KiB")
    base = CellSizes(2, 4, 1, 2, 2)
    lengths = (100, 1000) if options.quick else (10, 100, 1000)
    cases = [("length", base, 16, length, 0) for length in lengths]
    cases += [("length, root of it kept", base, 16, 1000, 32)]
    cases += [("batch", base, batch, 100, 0) for batch in (1, 16, 64)]
    cases += [
        ("lanes", CellSizes(2, lanes - 2, 1, 2, 2), 16, 20, 0)
        for lanes in ((6, 8) if options.quick else (6, 8, 10, 12))
    ]
    rng = np.random.default_rng(options.seed)
    for what, sizes, size, length, segment in cases:
        model = QRNN(sizes, torch.Generator().manual_seed(options.seed), segment=segment)
        words = torch.from_numpy(rng.integers(0, sizes.words, (size, length)))
        times = []
        for number in range(options.repeat + 1):
            model.zero_grad()
            started = time.perf_counter()
            run = model(words, words)
            run.probabilities[:, -1, 0].sum().backward()
            if number:
                times.append(time.perf_counter() - started)
        tracemalloc.start()
        kept = model(words, words)
        held = tracemalloc.get_traced_memory()[0] / 1024
        tracemalloc.stop()
        del kept
        label = f"{what}: lanes {sizes.lanes}, batch {size}, length {length}"
        print(f"{label:<54} {statistics.median(times) * 1e3:>8.1f} {held:>10.0f}", flush=True)


def gradients(options: argparse.Namespace) -> None:
    """Norm of the gradient by the second state over that by the last, before any training."""
    sizes = CellSizes(2, 3, 1, 2, 2)
    print(f"\ngradient through time, untrained, {sizes.parameters} parameters or nearest")
    for length in (10, 100, 1000):
        rng = np.random.default_rng(options.seed)
        batch = Memorisation(length).batch(Split.TRAIN, 8, rng)
        words, targets = torch.from_numpy(batch.sentences), torch.from_numpy(batch.targets)
        found = []
        for name in ("post-selected", "amplified", "amplified and read last", *GATES):
            source = torch.Generator().manual_seed(options.seed)
            model: QRNN | Recurrent
            if name in GATES:
                model = Recurrent(name, 2, hidden_for(name, 2, sizes.parameters), source)
            else:
                model = QRNN(
                    sizes, source, spread=0.3,
                    amplified=name != "post-selected", read_last=name.endswith("last"),
                )  # fmt: skip
            norms = model.gradient_norms(words, targets)
            found.append(f"{name} {float((norms[:, 1] / norms[:, -1]).median()):.2g}")
        print(f"length {length}: {', '.join(found)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5, help="steps timed for each setting")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="leave the large sizes out")
    options = parser.parse_args()
    torch.set_num_threads(1)
    compare(options)
    growth(options)
    gradients(options)


if __name__ == "__main__":
    main()
