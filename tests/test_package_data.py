"""What lies beside the code and is read by it goes into the wheel."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("package", ["deepaudio", "deepaudio_plugin"])
def test_every_file_that_is_no_code_is_package_data(package: str) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"][package]
    home = ROOT / package
    named = {path for pattern in patterns for path in home.glob(pattern)}
    beside = {
        path
        for path in home.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and "__pycache__" not in path.parts
    }
    assert named
    assert beside - named == set()
