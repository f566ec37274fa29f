"""Events of an empirical model as rows of a linear program and as costs for elimination.

Belongs here: numbering the events that are possible, and finding those of a global assignment.
Does not belong here: optimising over them (`fraction`, `possibilistic`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.errors import InputError
from contextuality.search.elimination import (
    MAX_ADDITIONS,
    elimination_cost,
    elimination_order,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    import numpy.typing as npt

    from contextuality.empirical import EmpiricalModel
    from contextuality.search.elimination import Table


def require_compatible(model: EmpiricalModel) -> None:
    """Refuse a model whose contexts disagree about what they share.

    Raises:
        InputError: naming the first disagreement. For such a model the contextual fraction is not
            defined: no mixture with a noncontextual part could have its tables.

    Example:
        >>> from contextuality.library.models import model
        >>> require_compatible(model("pr-box"))
    """
    if (found := model.disturbance()) is not None:
        raise InputError(
            where=model.name,
            expected="contexts that agree on what they share (no disturbance)",
            found=f"that {found}",
        )


class Sections:
    """The possible events of a model, numbered, and an order in which to eliminate observables.

    Args:
        model: without disturbance.

    Raises:
        InputError: for a model with disturbance, or with contexts so entangled that elimination
            takes more than `elimination.MAX_ADDITIONS` additions.

    Example:
        >>> from contextuality.library.models import model
        >>> box = Sections(model("pr-box"))
        >>> len(box.events), box.rows_of([(0, 0, 0, 0)]).tolist()
        (8, [[0, 2, 4, -1]])
    """

    def __init__(self, model: EmpiricalModel) -> None:
        require_compatible(model)
        self.model = model
        self.outcomes = len(model.outcomes)
        scopes = model.contexts
        self.order = elimination_order(scopes, len(model.observables))
        cost = elimination_cost(scopes, len(model.observables), self.outcomes, self.order)
        if cost > MAX_ADDITIONS:
            raise InputError(
                where=model.name,
                expected=f"contexts whose elimination takes at most {MAX_ADDITIONS} additions",
                found=f"{cost} additions",
            )
        self.events = [
            (c, position)
            for c, table in enumerate(model.tables)
            for position, probability in enumerate(table)
            if probability
        ]
        # Entry s of the context's array: the number of event s, or -1 if it is impossible.
        self.numbers = [np.full(len(table), -1, dtype=np.int64) for table in model.tables]
        for number, (c, position) in enumerate(self.events):
            self.numbers[c][position] = number

    @property
    def probabilities(self) -> tuple[Fraction, ...]:
        """The probabilities of the possible events, all above 0."""
        return tuple(self.model.tables[c][position] for c, position in self.events)

    def positions(self, context: int, assignments: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the table positions in a context of assignments, one a row."""
        position = np.zeros(len(assignments), dtype=np.int64)
        for observable in self.model.contexts[context]:
            position = position * self.outcomes + assignments[:, observable]
        return position

    def rows_of(self, assignments: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
        """Return the event numbers of global assignments, a row each and a column per context."""
        table = np.array(assignments, dtype=np.int64).reshape(-1, len(self.model.observables))
        parts = [numbers[self.positions(c, table)] for c, numbers in enumerate(self.numbers)]
        return np.stack(parts, axis=1)

    def tables(self, costs: Sequence[npt.NDArray[Any]]) -> list[Table]:
        """Return costs of the joint outcomes, given in table order, with sorted variables."""
        result: list[Table] = []
        for context, cost in zip(self.model.contexts, costs, strict=True):
            axes = sorted(range(len(context)), key=lambda i: context[i])
            shaped = cost.reshape((self.outcomes,) * len(context)).transpose(axes)
            result.append((tuple(sorted(context)), shaped))
        return result

    def spread(self, values: npt.NDArray[Any], impossible: object) -> list[npt.NDArray[Any]]:
        """Return per context the values of its events, in table order.

        Args:
            values: one for each possible event.
            impossible: what the others get.
        """
        padded = np.append(values, np.array([impossible], dtype=values.dtype))
        return [padded[numbers] for numbers in self.numbers]
