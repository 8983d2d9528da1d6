"""Stores that machines share, of each kind that can be had here."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

_numbers = itertools.count(1)


@pytest.fixture(scope="session", params=["file", "memory", "s3"])
def kind(request: pytest.FixtureRequest) -> tuple[str, dict[str, str]]:
    """A kind of address, and the variables by which its store is reached."""
    if request.param == "memory":
        pytest.importorskip("fsspec")
    return request.param, request.getfixturevalue("s3") if request.param == "s3" else {}


@pytest.fixture
def address(
    kind: tuple[str, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address of an empty place, of each kind."""
    scheme, variables = kind
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if scheme == "file":
        (tmp_path / "share").mkdir(exist_ok=True)
        return (tmp_path / "share").as_uri()
    return f"{scheme}://takes/{next(_numbers)}"
