"""The record of a run: one JSON line every few steps, and TensorBoard where it is installed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from deepaudio_plugin.core.files import output_errors

FILE = "log.jsonl"
BINS = 10
"""Parts of the flow's time, each with a mean loss of its own."""


@dataclass
class Means:
    """Losses since the last line."""

    steps: int = 0
    loss: float = 0.0
    bins: Tensor = field(default_factory=lambda: torch.zeros(2, BINS, dtype=torch.float64))
    parts: dict[str, tuple[float, int]] = field(default_factory=dict)

    def add(self, loss: float, bins: Tensor, parts: dict[str, float]) -> None:
        """Take in a step; `bins` (2, BINS) are sums of losses and their numbers."""
        self.steps += 1
        self.loss += loss
        self.bins += bins.cpu()
        for name, value in parts.items():
            total, count = self.parts.get(name, (0.0, 0))
            self.parts[name] = (total + value, count + 1)

    def values(self) -> dict[str, Any]:
        """Means; of a bin nothing fell into, None."""
        sums, counts = self.bins.tolist()
        return {
            "loss": self.loss / max(1, self.steps),
            "loss_by_time": [s / c if c else None for s, c in zip(sums, counts, strict=True)],
            **{name: total / count for name, (total, count) in self.parts.items()},
        }


def binned(losses: Tensor, time: Tensor) -> Tensor:
    """Sums of losses (B,) by their flow time (B,) in [0, 1], and how many: (2, BINS)."""
    place = (time.detach().double() * BINS).long().clamp(0, BINS - 1)
    both = torch.stack((losses.detach().double(), torch.ones_like(time, dtype=torch.float64)))
    empty = torch.zeros(2, BINS, dtype=torch.float64, device=losses.device)
    return empty.index_add(1, place, both)


class RunLog:
    """Lines of a run; only the first of several processes writes any."""

    def __init__(self, folder: Path, *, writes: bool) -> None:
        self._path = folder / FILE if writes else None
        self._board = _board(folder) if writes else None

    def line(self, **values: Any) -> None:
        """Write one. Raises OutputError or DiskFullError."""
        if self._path is None:
            return
        with output_errors(self._path), self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")
        if self._board is not None and "step" in values:
            for name, value in values.items():
                if isinstance(value, float):
                    self._board.add_scalar(name, value, values["step"])

    def close(self) -> None:
        """Write what TensorBoard still holds."""
        if self._board is not None:
            self._board.close()


def _board(folder: Path) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(log_dir=str(folder / "tensorboard"))
