"""The tiny model, in use, and its engine."""

from __future__ import annotations

from functools import cache

import pytest

from deepaudio.engines import registry
from deepaudio.engines.base import Engine
from deepaudio.media.picture import JobPicture
from tests.helpers.films import write_film
from tests.helpers.tiny_model import TinyModel, tiny_model


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> TinyModel:
    return tiny_model().use(monkeypatch)


@pytest.fixture
def engine(tiny: TinyModel) -> Engine:
    """One for all tests: as in a worker, what it has loaded stays loaded."""
    return _engine()


@cache
def _engine() -> Engine:
    return registry.load("deepaudio-v1")


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Five seconds at 24 fps that grow lighter by two grey levels a frame."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    return str(write_film(path, 120, grey=lambda n: 2 * n))


@pytest.fixture
def picture(film: str) -> JobPicture:
    return JobPicture(film, media_start_s=1.0, duration_s=1.5)
