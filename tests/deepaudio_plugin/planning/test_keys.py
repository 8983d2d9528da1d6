from dataclasses import replace

import pytest

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import PictureSource, RenderRequest
from deepaudio_plugin.planning.keys import Keyer

ENGINE = EngineInfo(name="sketch", ready=True, title="", version="1")
REQUEST = RenderRequest(
    id="speech-0001.1",
    key="",
    stem="speech",
    engine="sketch",
    out_dir="/tmp",
    num_samples=48_000,
    picture=PictureSource("a.mp4", media_start_s=1.0, duration_s=1.0),
    text="Hello.",
    voice="heart",
)


def key(request=REQUEST, engine=ENGINE, identity=lambda picture: "content"):
    (take,) = Keyer(engine, identity, (request.seed,)).takes(request, "speech-0001")
    return take.key


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Hullo."},
        {"voice": "low"},
        {"seed": 1},
        {"num_samples": 48_001},
        {"handle_in": 2},
        {"prompt": "rain"},
        {"settings": {"steps": 7}},
        {"picture": PictureSource("a.mp4", media_start_s=1.5, duration_s=1.0)},
        {"picture": PictureSource("a.mp4", media_start_s=1.0, duration_s=1.0, speed=2.0)},
    ],
)
def test_whatever_changes_the_sound_changes_the_key(change):
    assert key(replace(REQUEST, **change)) != key()


@pytest.mark.parametrize(
    "change",
    [
        {"id": "speech-0009.1"},
        {"out_dir": "/elsewhere"},
        {"where": "01:00:00:00"},
        {"speaker": "Mara"},
        {"picture": PictureSource("moved/a.mp4", media_start_s=1.0, duration_s=1.0)},
    ],
)
def test_whatever_does_not_change_the_sound_keeps_the_key(change):
    assert key(replace(REQUEST, **change)) == key()


def test_other_media_content_and_another_engine_version_change_the_key():
    assert key(identity=lambda picture: "other content") != key()
    assert key(engine=replace(ENGINE, version="2")) != key()
    assert key(engine=replace(ENGINE, weights_digest="abc")) != key()
