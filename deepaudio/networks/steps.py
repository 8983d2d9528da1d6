"""One step of a table that was made for a whole schedule."""

from __future__ import annotations

from torch import Tensor

Step = int | Tensor
"""Its number, or a tensor (1,) of it beside the table: then a recorded program can run
another step without being recorded again."""


def at_step(table: Tensor, step: Step) -> Tensor:
    """Row `step` of `table` (S, ...), (...)."""
    return table[step] if isinstance(step, int) else table.index_select(0, step)[0]
