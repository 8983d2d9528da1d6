"""What a look at the installation found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "note", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `advice` says what to do when it is not right."""

    name: str
    verdict: Verdict
    detail: str
    advice: str = ""
