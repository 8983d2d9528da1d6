"""What a long timeline costs a backend. In seconds: `python -m tests.bench planning`."""

from __future__ import annotations

import pytest

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.deciding import decide
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.decisions.refs import cue_ref
from deepaudio_plugin.takes.library import TakeLibrary
from tests.bench.film import make_film, make_timeline
from tests.helpers.counting import calls
from tests.helpers.panel import of

ENGINE = EngineInfo("sketch", True, "Sketch", voices=("one", "two", "three"))


class Cost:
    """Calls to tell the first of a timeline, to load all of it, and to decide about one line."""

    def __init__(self, folder, clips):
        folder.mkdir()
        make_film(folder / "film.mp4", 60)
        timeline, subtitles = make_timeline(folder, folder / "film.mp4", clips)
        subtitles = subtitles.rename(folder / "lines.srt")  # not found by itself
        told = []

        def tell(fact):
            messages.encode(fact)
            told.append(fact)

        def open_it():
            nonlocal session
            session = Session(
                timeline,
                RenderOptions(),
                engines=lambda _name, _problems: ENGINE,
                library=TakeLibrary(folder / "takes"),
                tell=tell,
            )

        session = None
        self.opened = calls(open_it)
        self.loaded = self.opened + calls(session.load)
        decide(session, messages.AddSubtitles("x", (str(subtitles),)))
        told.clear()
        line = cue_ref(session.project.contents.material.cues[5])
        edit = messages.EditLine("x", line, text="Something else.")
        self.edited = calls(lambda: decide(session, edit))
        self.told = [ref for fact in of(messages.Jobs, told) for ref in fact.jobs]


@pytest.mark.slow
def test_ten_times_the_clips_cost_ten_times_as_much(tmp_path):
    few, many = (Cost(tmp_path / str(n), n) for n in (100, 1_000))
    assert many.opened < 11 * few.opened
    assert many.loaded < 11 * few.loaded
    assert many.edited < 11 * few.edited
    assert len(many.told) == len(few.told) == 1  # of all these only the one that changed
