"""The cell and its kernels: against plain torch, exact rationals, and the explicit circuit."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

from contextuality.errors import InputError  # noqa: E402
from khrnn.qrnn import circuit, exact, neuron  # noqa: E402
from khrnn.qrnn.cell import QRNNCell  # noqa: E402
from khrnn.qrnn.kernels import backward, forward  # noqa: E402
from khrnn.qrnn.model import QRNN  # noqa: E402
from khrnn.qrnn.sizes import CellSizes  # noqa: E402

SIZES = [CellSizes(1, 1, 0, 1, 1), CellSizes(2, 3, 1, 2, 2), CellSizes(1, 3, 2, 3, 3)]


def source(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def sentences(sizes: CellSizes, batch: int, length: int, seed: int) -> torch.Tensor:
    return torch.randint(0, sizes.words, (batch, length), generator=source(seed))


def plain(model: QRNN, given: torch.Tensor, wanted: torch.Tensor) -> tuple[torch.Tensor, ...]:
    cell = model.cell
    c, s = cell.tables()
    state = cell.start(len(given))
    least = torch.ones(len(given), dtype=torch.float64)
    out = []
    for t in range(given.shape[1]):
        writes = not model.read_last or t == given.shape[1] - 1
        words, state, low = cell.step(given[:, t], state, c, s, writes=writes)
        least = torch.minimum(least, low)
        state = cell.project(state, wanted[:, t])
        out.append(words)
    return torch.stack(out, 1), least


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("amplified", [False, True])
@pytest.mark.parametrize(("segment", "read_last"), [
    (0, False), (1, False), (4, False), (9, False), (1, True), (4, True),
])  # fmt: skip
def test_kernels_agree_with_autograd(
    sizes: CellSizes, amplified: bool, segment: int, read_last: bool
) -> None:
    model = QRNN(
        sizes, source(1), spread=0.7, amplified=amplified, segment=segment, read_last=read_last
    )
    given, wanted = sentences(sizes, 3, 9, 2), sentences(sizes, 3, 9, 3)
    if read_last:
        wanted[:, :-1] = 0
    mix = torch.randn(3, 9, sizes.words, dtype=torch.float64, generator=source(4))
    run = model(given, wanted)
    probabilities, least = plain(model, given, wanted)
    assert (run.probabilities - probabilities).abs().max() < 1e-12
    assert (run.least_success - least).abs().max() < 1e-12
    used = [p for p in model.parameters() if p.numel()]
    mine = torch.autograd.grad((run.probabilities * mix).sum(), used)
    theirs = torch.autograd.grad((probabilities * mix).sum(), used)
    for one, other in zip(mine, theirs, strict=True):
        assert (one - other).abs().max() <= 1e-10 * max(1.0, float(other.abs().max()))
    if amplified:
        assert float(run.least_success.min()) == pytest.approx(1, abs=1e-12)


def test_kernels_agree_with_exact_rationals() -> None:
    sizes = CellSizes(1, 2, 1, 1, 1)
    rng = np.random.default_rng(0)
    gates, branches = len(sizes.gates()), 1 << (sizes.lanes - 1)

    def table() -> list[list[Fraction]]:
        drawn = rng.integers(-9, 10, (gates, branches))
        return [[Fraction(int(v), 7) + Fraction(1, 3) for v in row] for row in drawn]

    c, s = table(), table()
    sentence, targets = [1, 0, 1], [0, 1, 1]
    chances = exact.probabilities(sizes, c, s, sentence, targets)
    assert all(sum(row) == 1 for row in chances)
    seeds = [[Fraction(int(v)) for v in row] for row in rng.integers(-5, 6, (3, 2))]
    dc, ds = exact.adjoint(sizes, c, s, sentence, targets, seeds)
    for gate in range(gates):
        for branch in range(branches):
            for name, own in (("c", dc), ("s", ds)):
                slopes = exact.slope(sizes, c, s, sentence, targets, (name, gate, branch))
                wanted = sum(seeds[t][v] * slopes[t][v] for t in range(3) for v in range(2))
                assert own[gate][branch] == wanted
    numbers = [np.array([[float(v) for v in row] for row in table]) for table in (c, s)]
    lanes = np.array([lane for _, lane in sizes.gates()])
    selective = np.array([kind == "neuron" for kind, _ in sizes.gates()])
    given, wanted_words = np.array(sentence)[:, None], np.array(targets)[:, None]
    memory = np.zeros((4, 1))
    memory[0] = 1
    kept = np.empty((3, 4, 1))
    found = np.empty((3, 2, 1))
    words, least = np.zeros((3, 1), dtype=np.int64), np.ones(1)
    forward(
        lanes, selective, 1, *numbers, given, wanted_words, np.zeros((3, 1)), False,
        np.ones(3, dtype=np.bool_), memory, 1, kept, found, words, least,
    )  # fmt: skip
    assert np.abs(found[:, :, 0] - np.array(chances, dtype=float)).max() < 1e-13
    d_c, d_s = np.zeros_like(numbers[0]), np.zeros_like(numbers[1])
    backward(
        lanes, selective, 1, *numbers, given, wanted_words, np.ones(3, dtype=np.bool_), 1, kept,
        np.array(seeds, dtype=float)[:, :, None], np.zeros((4, 1)), d_c, d_s, np.zeros((3, 1)),
    )  # fmt: skip
    assert np.abs(d_c - np.array(dc, dtype=float)).max() < 1e-12
    assert np.abs(d_s - np.array(ds, dtype=float)).max() < 1e-12


def test_one_neuron_of_the_cell_is_the_circuit() -> None:
    """The cell's first gate against the unitary with ancillas, sources in the cell's order."""
    sizes = CellSizes(1, 2, 0, 2, 2)
    cell = QRNNCell(sizes, source(3), spread=1.0)
    c, s = cell.tables()
    eta = neuron.angles(cell.neurons[0].detach().numpy(), 2, 2)
    block = circuit.postselected(eta, 2).real
    rng = np.random.default_rng(0)
    state = rng.normal(size=8)
    # Lane 1 is the target, lanes 0 and 2 the sources: bit 0 and bit 1 of the branch.
    order = [(x & 1) | (t << 1) | (x >> 1 << 2) for t in range(2) for x in range(4)]
    wanted = block @ state[order]
    table = state.reshape(2, 2, 2)  # lane 2, lane 1, lane 0
    cosine = c[0].detach().numpy().reshape(2, 2)
    sine = s[0].detach().numpy().reshape(2, 2)
    turned = np.stack(
        [
            cosine * table[:, 0] - sine * table[:, 1],
            cosine * table[:, 1] + sine * table[:, 0],
        ],
        axis=1,
    ).reshape(-1)
    assert np.abs(turned[order] - wanted).max() < 1e-13


@pytest.mark.parametrize(("sizes", "count"), [
    (CellSizes(2, 4, 1, 2, 3), 264),
    (CellSizes(3, 5, 2, 2, 3), 1162),
    (CellSizes(2, 6, 2, 2, 2), 592),
])  # fmt: skip
def test_parameter_counts(sizes: CellSizes, count: int) -> None:
    cell = QRNNCell(sizes, source(0))
    assert sizes.parameters == count == sum(p.numel() for p in cell.parameters())


def test_sampling_follows_the_distribution() -> None:
    model = QRNN(CellSizes(1, 2, 1, 1, 1), source(5), spread=1.0)
    given = torch.zeros(20000, 2, dtype=torch.int64)
    run = model.sample(given, source(6))
    chances = run.probabilities[0, 0]
    share = run.words[:, 0].double().mean()
    assert abs(float(share - chances[1])) < 5 * np.sqrt(0.25 / 20000)
    # Given the first word, the second one follows the conditional law.
    forced = model(given[:2], torch.tensor([[0, 0], [1, 0]])).probabilities[:, 1, 1].detach()
    for first in range(2):
        own = run.words[run.words[:, 0] == first][:, 1].double()
        assert abs(float(own.mean() - forced[first])) < 5 * np.sqrt(0.25 / len(own))


def test_sampling_is_reproducible_and_can_feed_itself() -> None:
    model = QRNN(CellSizes(2, 2, 1, 1, 1), source(5), spread=1.0)
    given = torch.zeros(4, 6, dtype=torch.int64)
    one = model.sample(given, source(1), feed_back=True)
    again = model.sample(given, source(1), feed_back=True)
    assert torch.equal(one.words, again.words)
    inputs = torch.cat((given[:, :1], one.words[:, :-1]), dim=1)
    assert torch.allclose(model(inputs, one.words).probabilities, one.probabilities)


def test_cell_interface() -> None:
    sizes = CellSizes(2, 2, 1, 2, 2)
    cell = QRNNCell(sizes, source(1))
    words, after = cell(torch.tensor([0, 3]), cell.start(2))
    assert torch.allclose(words.sum(1), torch.ones(2, dtype=torch.float64))
    drawn = cell.sample(words, source(2))
    state = cell.project(after, drawn)
    assert float(state.detach().reshape(2, -1, 4)[:, :, 1:].abs().max()) == 0
    other = QRNNCell(sizes, source(9))
    other.load_state_dict(cell.state_dict())
    assert torch.equal(other.neurons, cell.neurons)
    assert torch.equal(other(torch.tensor([0, 3]), other.start(2))[0], words)


@pytest.mark.parametrize("unit", [True, False])
def test_workspace_map_is_the_step_without_output_neurons(unit: bool) -> None:
    sizes = CellSizes(2, 2, 1, 1, 1)
    rng = np.random.default_rng(3)
    drawn = [
        [Fraction(int(v), 5) for v in row]
        for row in rng.integers(-9, 10, (len(sizes.gates()), 1 << (sizes.lanes - 1)))
    ]
    c = [[(1 - t * t) / (1 + t * t) for t in row] for row in drawn]
    s = [[2 * t / (1 + t * t) if unit else t for t in row] for row in drawn]
    tables = [torch.from_numpy(np.array(table, dtype=float)) for table in (c, s)]
    cell = QRNNCell(sizes, source(0))
    memory = torch.zeros(4, 16, dtype=torch.float64)
    memory[range(4), range(0, 16, 4)] = 1
    for word in range(4):
        found = exact.workspace_map(sizes, c, s, word)
        columns = torch.from_numpy(np.array(found, dtype=float).T)
        tokens = torch.full((4,), word)
        words, state, _ = cell.step(tokens, memory, *tables, writes=False)
        assert (words[:, 1:] == 0).all()
        wanted = columns / columns.norm(dim=1, keepdim=True)
        assert (state[:, ::4] - wanted).abs().max() < 1e-12
        gram = [[sum(a * b for a, b in zip(x, y, strict=True)) for x in zip(*found, strict=True)]
                for y in zip(*found, strict=True)]  # fmt: skip
        assert (gram == [[int(i == j) for j in range(4)] for i in range(4)]) is unit


def test_gradient_norms_respect_the_bound() -> None:
    """One step back gains at most the product of the neurons' condition and the projection's."""
    sizes = CellSizes(1, 3, 1, 1, 1)
    model = QRNN(sizes, source(2), amplified=True)
    given, wanted = sentences(sizes, 4, 12, 1), sentences(sizes, 4, 12, 2)
    norms = model.gradient_norms(given, wanted)
    chances = model(given, wanted).probabilities.detach()
    root = chances.gather(2, wanted[:, :, None])[:, :, 0].sqrt()
    # Step t turns the gradient by t+1 into that by t: orthogonal gates, then 1/sqrt(p).
    assert bool((norms[:, :-1] <= norms[:, 1:] / root[:, :-1] * (1 + 1e-9)).all())


def test_read_last_needs_no_given_word() -> None:
    """Drawn or given, every word before the last is 0, and the last has the same distribution."""
    sizes = CellSizes(2, 3, 1, 2, 2)
    model = QRNN(sizes, source(3), spread=0.7, read_last=True)
    given = sentences(sizes, 5, 8, 4)
    forced = model(given, torch.zeros_like(given)).probabilities.detach()
    drawn = model.sample(given, source(5))
    assert int(drawn.words[:, :-1].abs().max()) == 0
    assert len(drawn.words[:, -1].unique()) > 1
    assert (forced - drawn.probabilities).abs().max() < 1e-12
    assert bool((forced[:, :-1, 0] > 1 - 1e-12).all())
    assert float(forced[:, -1].max()) < 0.999
    with pytest.raises(InputError, match="positive probability"):
        model(given, torch.ones_like(given))


def test_gradients_of_the_unitary_model_neither_grow_nor_vanish() -> None:
    """Amplified and read at the end alone, every step is orthogonal; post-selected it is not."""
    sizes = CellSizes(1, 3, 1, 1, 1)
    given, wanted = sentences(sizes, 4, 300, 1), torch.zeros(4, 300, dtype=torch.int64)
    for amplified in (True, False):
        model = QRNN(sizes, source(2), spread=0.5, amplified=amplified, read_last=True)
        norms = model.gradient_norms(given, wanted)
        ratio = norms / norms[:, -1:]
        assert (bool((ratio - 1).abs().max() < 1e-9)) is amplified


def test_memory_of_the_adjoint_grows_with_the_root_of_the_length() -> None:
    sizes = CellSizes(1, 2, 0, 1, 1)
    given = torch.zeros(1, 400, dtype=torch.int64)
    model = QRNN(sizes, source(0), segment=20)
    _, plan = model._run(given, given, None, feed_back=False)
    assert plan.kept.shape == (20, 4, 1)


@pytest.mark.parametrize(("given", "wanted"), [
    (torch.zeros(1, 0, dtype=torch.int64), torch.zeros(1, 0, dtype=torch.int64)),
    (torch.full((1, 2), 2), torch.zeros(1, 2, dtype=torch.int64)),
    (torch.zeros(1, 2, dtype=torch.int64), torch.full((1, 2), -1)),
    (torch.zeros(1, 2, dtype=torch.int64), torch.zeros(1, 3, dtype=torch.int64)),
    (torch.zeros(1, 2), torch.zeros(1, 2, dtype=torch.int64)),
])  # fmt: skip
def test_bad_words(given: torch.Tensor, wanted: torch.Tensor) -> None:
    with pytest.raises(InputError):
        QRNN(CellSizes(1, 1, 0, 1, 1), source(0))(given, wanted)


def test_impossible_target() -> None:
    """eta = 0 everywhere: nothing turns, the word 1 has probability 0."""
    model = QRNN(CellSizes(1, 1, 0, 1, 1), source(0), spread=0.0, offset=-np.pi / 2)
    zeros = torch.zeros(1, 2, dtype=torch.int64)
    with pytest.raises(InputError, match="positive probability"):
        model(zeros, torch.ones_like(zeros))


@pytest.mark.parametrize("sizes", [(0, 1, 0, 1, 1), (1, 0, 0, 1, 1), (1, 1, -1, 1, 1),
                                   (1, 1, 0, 0, 1), (1, 1, 0, 1, 2), (8, 9, 0, 1, 1)])  # fmt: skip
def test_bad_sizes(sizes: tuple[int, ...]) -> None:
    with pytest.raises(InputError):
        CellSizes(*sizes)
