"""The lines that generated speech is measured on."""

from __future__ import annotations

from pathlib import Path

LINES = Path(__file__).parents[1] / "bench" / "lines.txt"


def lines() -> list[str]:
    """All of them, in order."""
    return LINES.read_text(encoding="utf-8").splitlines()
