"""What several machines meet in: an empty folder, and an object store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.panel import fake_worker
from tests.helpers.s3_server import MISSING, WHY_NOT, s3_server


@pytest.fixture
def no_real_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers started from now on do no work; see `fake_worker.py`."""
    fake_worker(monkeypatch)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """An empty folder, as several machines mount it."""
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def s3() -> Iterator[dict[str, str]]:
    """An object store with a bucket `takes`: the variables by which it is reached."""
    if MISSING:
        pytest.skip(WHY_NOT)
    with s3_server() as variables:
        yield variables
