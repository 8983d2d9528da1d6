"""What shows while a recording sounds: kept beside it, and found again where the project goes."""

from __future__ import annotations

import shutil

import pytest

from deepaudio_plugin.core.protocol import SAMPLE_RATE, PictureSource
from deepaudio_plugin.core.take_spec import LinePart
from deepaudio_plugin.planning import recording_pictures
from deepaudio_plugin.planning.recordings import recording_of


def test_pictures_of_a_range_are_cut_to_it():
    first = PictureSource("/a.mov", media_start_s=2.0, duration_s=1.0)
    second = PictureSource("/b.mov", media_start_s=8.0, duration_s=5.0, speed=0.5)
    behind = PictureSource("/c.mov", duration_s=1.0)
    parts = recording_pictures.parts_between(
        [second, first, behind], [0.75, -0.25, 3.0], 2 * SAMPLE_RATE
    )
    assert [(part.start, part.num_samples) for part in parts] == [
        (0, round(0.75 * SAMPLE_RATE)),
        (round(0.75 * SAMPLE_RATE), round(1.25 * SAMPLE_RATE)),
    ]
    assert [part.picture.media_start_s for part in parts] == [2.25, 8.0]
    assert [part.picture.duration_s for part in parts] == [0.75, 1.25]


def test_they_are_found_beside_the_recording_also_after_a_move(tmp_path):
    project = tmp_path / "project"
    (project / "voices").mkdir(parents=True)
    recording = project / "voices" / "mara.wav"
    recording.write_bytes(b"sound")
    shown = PictureSource(str(project / "film.mov"), media_start_s=1.0, duration_s=2.0)
    part = LinePart(0, 96_000, shown, "content")
    recording_pictures.keep(recording, [part])
    assert recording_pictures.kept(recording)[0].picture == shown
    shutil.move(project, tmp_path / "elsewhere")
    (found,) = recording_of(f"{tmp_path / 'elsewhere/voices/mara.wav'}:Words.").parts
    assert found.picture.path == str(tmp_path / "elsewhere" / "film.mov")
    assert (found.start, found.num_samples, found.media) == (0, 96_000, "")


@pytest.mark.parametrize("content", ["", "[]", '{"parts": 3}', '{"parts": [{"start": "x"}]}', "{"])
def test_a_list_that_makes_no_sense_is_none(tmp_path, content):
    (tmp_path / "mara.picture.json").write_text(content)
    assert recording_pictures.kept(tmp_path / "mara.wav") == ()
