"""A write that is stopped leaves what was there; one that runs says how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deepaudio_plugin.backend.writes import Writer
from deepaudio_plugin.core.errors import CancelledError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.output.assemble import Written
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.rendering.progress import Step

SOUND = "0086400_line_0123abcd.wav"


@dataclass
class FilmWriting:
    """Writes a timeline with one sound, and then makes a preview film for as long as it may."""

    output: Path
    stop: object = None  # called while the film is made
    options: RenderOptions = field(default_factory=RenderOptions)

    def write(self, _worker, watch, *, undoable):
        assert undoable
        folder = media_folder(self.output)
        folder.mkdir(exist_ok=True)
        (folder / SOUND).write_bytes(b"sound")
        self.output.with_name(self.output.name + ".bak").write_text("as it was")
        self.output.write_text("new")
        for step in range(1000):
            watch.listener(Step("making the preview", 0, 1, step / 1000))
            if self.stop is not None:
                self.stop()
            watch.check("stopped while making the preview")
        return Written(output=self.output, media_folder=folder)

    def clips(self):
        return 1


@pytest.mark.parametrize("before", ["mine", None])
def test_a_write_that_is_stopped_at_its_film_leaves_what_was_there(tmp_path, before):
    output = tmp_path / "cut.deepaudio.otio"
    if before is not None:
        output.write_text(before)
    there = sorted(tmp_path.rglob("*"))
    writer = Writer(lambda: None)
    with pytest.raises(CancelledError) as stopped:
        writer.write(FilmWriting(output, writer.stop), lambda: False)
    assert "as it was" in stopped.value.hint
    assert sorted(tmp_path.rglob("*")) == there
    assert before is None or output.read_text() == before


def test_what_was_in_the_media_folder_before_stays_there(tmp_path):
    output = tmp_path / "cut.deepaudio.otio"
    other = media_folder(output) / "0086400_line_ffffffff.wav"
    other.parent.mkdir()
    other.write_bytes(b"of an earlier write")
    writer = Writer(lambda: None)
    with pytest.raises(CancelledError):
        writer.write(FilmWriting(output, writer.stop), lambda: False)
    assert [path.name for path in other.parent.iterdir()] == [other.name]


def test_a_write_says_how_far_it_is_but_not_a_thousand_times(tmp_path):
    told = []
    writer = Writer(lambda: None)
    written = writer.write(
        FilmWriting(tmp_path / "cut.otio", options=RenderOptions(dialect="resolve")),
        lambda: False,
        lambda *step: told.append(step),
    )
    assert written.dialect == "resolve"
    assert told[0] == ("making the preview", 0.0, None)
    assert len(told) < 500


def test_a_stop_that_came_too_late_stops_no_later_write(tmp_path):
    writer = Writer(lambda: None)
    writer.stop()
    writer.begin()
    assert writer.write(FilmWriting(tmp_path / "cut.otio"), lambda: False).clips == 1
