"""Files beside the repository that not every checkout has."""

from __future__ import annotations

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"


def shared_path(*parts: str) -> Path:
    """A file or folder of `../shared`; skips the test, saying so, where it is missing."""
    path = _SHARED.joinpath(*parts).resolve()
    if not path.exists():
        pytest.skip(f"not in this checkout: ../shared/{'/'.join(parts)}")
    return path
