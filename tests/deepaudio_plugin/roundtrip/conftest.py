"""What tests of timelines that come back share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from deepaudio_plugin.takes.library import TakeLibrary


@pytest.fixture
def library(tmp_path: Path) -> Iterator[TakeLibrary]:
    with closing(TakeLibrary(tmp_path / "library")) as opened_library:
        yield opened_library
