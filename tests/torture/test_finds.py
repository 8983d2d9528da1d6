"""What `make torture` has found: each stays found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.fuzz import run


@pytest.mark.parametrize(
    ("target", "number"),
    [
        ("timelines", 4472),  # a schema whose length nobody knows
        ("timelines", 6395),  # a folder's name that is too long to ask for
        ("checkpoints", 260),  # an archive that lacks what its pickle names
        ("checkpoints", 377),
        ("checkpoints", 842),  # torch took it for safetensors
    ],
)
def test_a_case_that_failed_once_is_answered(target: str, number: int, tmp_path: Path) -> None:
    assert run(target, [number])["failures"] == []
