"""How long a panel waits on ten thousand clips, in processor time: this machine may be busy."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.deciding import decide
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import EngineState
from deepaudio_plugin.decisions.refs import cue_ref
from deepaudio_plugin.takes.library import TakeLibrary
from tests.bench.film import make_film, make_timeline

ENGINE = EngineState("sketch", True, "Sketch", voices=("one", "two", "three"))


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


@pytest.mark.slow
def test_ten_thousand_clips_are_opened_and_one_line_is_edited_in_time(tmp_path):
    film = tmp_path / "film.mp4"
    make_film(film, 60)
    timeline, subtitles = make_timeline(tmp_path, film, 10_000)
    began = time.process_time()
    session = Session(
        timeline,
        RenderOptions(sidecar=False),
        engines=lambda _name, _problems: ENGINE,
        library=TakeLibrary(tmp_path / "takes"),
        tell=messages.encode,
    )
    opened = time.process_time() - began
    session.load()
    loaded = time.process_time() - began
    assert opened < 1.2  # 0.5 on a quiet machine
    assert loaded < 4.5  # 1.8 on a quiet machine

    decide(session, messages.AddSubtitles("x", (str(subtitles),)))
    line = cue_ref(session.project.contents.material.cues[50])
    edit = messages.EditLine("x", line, text="Something else.")
    assert seconds(lambda: decide(session, edit)) < 0.8  # 0.3 on a quiet machine
