"""A dissolve of the picture in what is written: a transition where it is taken, else a note."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.rendering.progress import Watch
from tests.helpers.finished import finish, opened
from tests.helpers.project import Project, make_project

RATE = 24


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two shots that dissolve: four frames before the cut, six after it."""
    made = make_project(tmp_path / "film")
    timeline = otio.adapters.read_from_file(str(made.timeline))
    timeline.tracks[0].insert(
        1,
        otio.schema.Transition(
            transition_type=otio.schema.TransitionTypes.SMPTE_Dissolve,
            in_offset=RationalTime(4, RATE),
            out_offset=RationalTime(6, RATE),
        ),
    )
    otio.adapters.write_to_file(timeline, str(made.timeline))
    return made


def written(project, library, source=None, **options):
    """The children of our audio track as they were written, and what was told."""
    one = opened(source or project.timeline, library, subtitles=(project.subtitles,), **options)
    finish(one)
    done = one.writing().write(lambda: None, Watch())
    told = [p.message for p in (*one.plan.problems, *done.problems)]
    one.close()
    timeline = otio.adapters.read_from_file(str(done.output))
    track = next(t for t in timeline.tracks if t.name == "DeepAudio Audio")
    return done.output, [child.clone() for child in track], told


def test_sounds_dissolve_where_pictures_do(project, library):
    _, children, _ = written(project, library)
    one, crossfade, other = children
    assert isinstance(crossfade, otio.schema.Transition)
    assert (crossfade.in_offset.value, crossfade.out_offset.value) == (4, 6)
    for clip, lead, lag in ((one, 0, 6), (other, 4, 0)):  # there is sound for all of it
        used, held = clip.source_range, clip.available_range()
        assert used.start_time.value - lead >= held.start_time.value
        assert used.end_time_exclusive().value + lag <= held.end_time_exclusive().value


def test_where_nobody_knows_how_one_is_taken_the_sound_cuts_and_that_is_said(project, library):
    for options in ({"dialect": "kdenlive"}, {"dialect": "resolve"}):
        _, children, told = written(project, library, **options)
        assert not any(isinstance(child, otio.schema.Transition) for child in children)
        assert [note for note in told if note.startswith("1 dissolve of the picture")]


def test_our_own_crossfade_is_no_fade_of_the_editor_s_when_it_comes_back(project, library):
    output, children, _ = written(project, library)
    back = output.with_name("back.otio")
    back.write_bytes(output.read_bytes())
    _, again, told = written(project, library, back)
    assert [type(child) for child in again] == [type(child) for child in children]
    assert not [note for note in told if "fades of yours" in note]
    timeline = otio.adapters.read_from_file(str(output))
    track = next(t for t in timeline.tracks if t.name == "DeepAudio Audio")
    track[1].name = "my fade"
    track[1].metadata.clear()
    otio.adapters.write_to_file(timeline, str(back))
    _, _, told = written(project, library, back)
    assert [note for note in told if "fades of yours" in note and "my fade" in note]
