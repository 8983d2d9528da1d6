"""A measured figure, its bound, and the table of all of them."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One measurement. `bound` is what it must keep; None for figures given for context."""

    name: str
    value: float
    unit: str
    bound: float | None = None
    side: Literal["at most", "at least"] = "at most"

    @property
    def kept(self) -> bool:
        """Whether the bound holds."""
        if self.bound is None:
            return True
        return self.value <= self.bound if self.side == "at most" else self.value >= self.bound


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    head = ["| figure | measured | bound | kept |", "|---|---|---|---|"]
    return "\n".join([*head, *map(row, figures)]) + "\n"


def row(figure: Figure) -> str:
    """A figure as a row of such a table."""
    bound = verdict = ""
    if figure.bound is not None:
        bound = f"{figure.side} {figure.bound:g} {figure.unit}"
        verdict = "yes" if figure.kept else "**no**"
    return f"| {figure.name} | {figure.value:.4g} {figure.unit} | {bound} | {verdict} |"


def save(figures: Sequence[Figure], folder: Path) -> None:
    """Write bench.json and bench.md into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    body = {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "figures": [asdict(f) | {"kept": f.kept} for f in figures],
    }
    (folder / "bench.json").write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    (folder / "bench.md").write_text(table(figures), encoding="utf-8")
