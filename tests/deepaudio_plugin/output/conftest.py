"""A film of two shots with its lines, and the library of its takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.project import Project, make_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Files in a folder of the test's."""
    return make_project(tmp_path / "film")


@pytest.fixture
def library() -> Iterator[TakeLibrary]:
    """The library that every test has for itself."""
    made = TakeLibrary()
    yield made
    made.close()
