"""A made-up model, a server that publishes it, and a store to put it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from huggingface_hub import constants

from deepaudio.weights.download import RetryPolicy
from deepaudio.weights.progress import ArtefactFinished, StageProgress
from deepaudio.weights.pull import pull
from deepaudio.weights.registry import WeightsRegistry
from deepaudio.weights.store import Store
from tests.helpers import weights
from tests.helpers.hub_server import HubServer, hub_server

PATIENCE = RetryPolicy(before=1, after=3, pause_s=0.0)


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    return weights.files()


@pytest.fixture
def known(tmp_path: Path, files: dict[str, bytes]) -> WeightsRegistry:
    return weights.made_up(tmp_path, files)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "weights")


@pytest.fixture
def server(files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """The hub and the releases that everything is fetched from."""
    with hub_server() as running:
        running.hub = {f"makers/model/weights/{name}": data for name, data in files.items()}
        running.hub["makers/model/ext/codec.pth"] = files["codec.pth"]
        running.releases = {"makers/model/v0.1/codec.pth": files["codec.pth"]}
        template = running.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", running.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 1)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        monkeypatch.setenv("DEEPAUDIO_RELEASES", running.url)
        yield running


@dataclass
class Heard:
    """Everything a command told."""

    moments: list[StageProgress] = field(default_factory=list)
    finished: list[ArtefactFinished] = field(default_factory=list)

    def __call__(self, event: StageProgress | ArtefactFinished) -> None:
        (self.moments if isinstance(event, StageProgress) else self.finished).append(event)  # type: ignore


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def fetch(known: WeightsRegistry, store: Store, server: HubServer, heard: Heard):
    """Pull by name; returns what went wrong with single files."""
    return lambda *names: pull(known.choose(names), store, heard, PATIENCE)
