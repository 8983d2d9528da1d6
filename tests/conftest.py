"""What every test may rely on: a private take library, log folder and user folders."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: a long one begun last would keep the others waiting."""
    weight: Counter[str] = Counter()
    for item in items:
        weight[item.nodeid.partition("::")[0]] += 30 if item.get_closest_marker("slow") else 1
    items.sort(key=lambda item: -weight[item.nodeid.partition("::")[0]])


@pytest.fixture(autouse=True)
def private_folders(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """No test touches the user's own take library, logs or settings."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(home / "takes"))
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    return home
