"""A host that conforms a timeline to another frame rate has moved and trimmed nothing."""

from __future__ import annotations

import math
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.decisions.file import path_for
from deepaudio_plugin.decisions.places import HOME
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.assemble import Written
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.roundtrip.returning import returned_takes
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.conform import conformed, cut_at, frame_for_frame
from tests.helpers.finished import finish, opened, write
from tests.helpers.returned import Host, back_from_host, our_track, through_format

FILM, NTSC, NTSC_FAST = 24000 / 1001, 30000 / 1001, 60000 / 1001
FORMATS = ["otio", "xml", "fcpxml", "edl", "aaf", "kdenlive", "xges"]


def written(folder: Path, library: TakeLibrary, rate: float) -> Written:
    project = opened(cut_at(folder, rate), library, takes=2)
    finish(project)
    made = write(project)
    project.close()
    return made


def sent(path: Path, *hosts: Host, kind: str = "otio", strip: bool = True) -> Path:
    """The written timeline after `hosts`, exported as `kind`."""
    back = back_from_host(path, *hosts, strip=strip)
    return through_format(back, kind)


def reopened(path: Path, library: TakeLibrary) -> Project:
    return opened(path, library, takes=2, subtitles=(path.with_name("cut.srt"),))


def said(project: Project) -> list[str]:
    assert project.plan is not None
    return [problem.message for problem in project.plan.problems]


def seen(path: Path) -> set[tuple[int, bool, int | None]]:
    """Of all our clips how far they are moved, whether trimmed, and the handle of their file."""
    return {(take.moved, take.trimmed, take.head) for take in returned_takes(read(path))}


@pytest.mark.parametrize("rounding", [round, math.floor], ids=["to the nearest", "down"])
@pytest.mark.parametrize(
    ("before", "after", "handle"),
    [
        (60, 30, 8), (60, 24, 6), (30, 24, 13), (25, 24, 15), (50, 25, 8), (30, 60, 32),
        (24, FILM, 16), (FILM, 24, 16), (NTSC, FILM, 13), (NTSC_FAST, NTSC, 8),
    ],
)  # fmt: skip
def test_nothing_is_moved_or_trimmed(tmp_path, library, before, after, handle, rounding):
    output = written(tmp_path, library, before).output
    path = sent(output, conformed(after, rounding))
    assert seen(path) == {(0, False, handle)}


@pytest.mark.parametrize("kind", FORMATS)
def test_through_every_format_all_is_where_its_line_or_shot_has_it(tmp_path, library, kind):
    pytest.importorskip("otio_kdenlive_adapter", reason="pip install -e '.[formats]'")
    path = sent(written(tmp_path, library, 60).output, conformed(30), kind=kind)
    assert seen(path) == {(0, False, 8)}
    project = reopened(path, library)
    assert {job.places for job in project.plan.jobs} == {(HOME,)}
    assert [text for text in said(project) if "editor" in text] == []


@pytest.mark.parametrize("strip", [True, False], ids=["without metadata", "with metadata"])
def test_the_new_rate_is_told_in_a_line(tmp_path, library, strip):
    path = sent(written(tmp_path, library, 60).output, conformed(30), strip=strip)
    told = [text for text in said(reopened(path, library)) if "frames per second" in text]
    assert told == [
        "our clips were written at 60 frames per second and come back at 30: "
        "a frame more or less counts as unmoved"
    ]


@pytest.mark.parametrize("strip", [True, False], ids=["without metadata", "with metadata"])
def test_a_clip_that_was_moved_and_one_that_was_trimmed_are_so(tmp_path, library, strip):
    def later(timeline: otio.schema.Timeline) -> None:
        _, second, third = our_track(timeline).find_clips()
        gap = our_track(timeline)[our_track(timeline).index(second) - 1]
        gap.source_range = gap.source_range.extended_by(
            otio.opentime.TimeRange(gap.source_range.start_time, RationalTime(29, 30))
        )
        length = third.source_range.duration - RationalTime(9, 30)
        third.source_range = otio.opentime.TimeRange(third.source_range.start_time, length)

    path = sent(written(tmp_path, library, 60).output, conformed(30), later, strip=strip)
    first, second, third, *sounds = returned_takes(read(path))
    assert [take.moved != 0 for take in (first, second, *sounds)] == [False, True, *[False] * 3]
    assert [take.trimmed for take in (first, second, third)] == [False, False, True]


def moved_by(frames: int, rate: float) -> Host:
    """Everything on the first track of speech later."""

    def host(timeline: otio.schema.Timeline) -> None:
        gap = otio.schema.Gap(duration=RationalTime(frames, rate))
        our_track(timeline).insert(0, gap)

    return host


def test_what_an_editor_moved_at_the_new_rate_stays_there(tmp_path, library):
    path = sent(written(tmp_path, library, 50).output, conformed(25), moved_by(7, 25))
    project = reopened(path, library)
    at = [job.places[0].at for job in project.plan.jobs if job.stem == "speech"]
    assert all(abs(frames - 7) <= 1 for frames in at)
    assert "3 clips stay where the editor put them" in said(project)


def test_a_place_that_was_kept_at_the_old_rate_is_the_same_place(tmp_path, library):
    path = sent(written(tmp_path, library, 60).output, moved_by(14, 60))
    again = reopened(path, library)
    assert {job.places[0].at for job in again.plan.jobs} == {0, 14}
    again.close()
    cut = otio.adapters.read_from_file(str(tmp_path / "cut.otio"))
    conformed(30)(cut)
    otio.adapters.write_to_file(cut, str(tmp_path / "half.otio"))
    path_for(path).rename(path_for(tmp_path / "half.otio"))
    project = reopened(tmp_path / "half.otio", library)
    assert {job.places[0].at for job in project.plan.jobs} == {0, 7}
    assert "3 clips stay where the editor put them" in said(project)


@pytest.mark.parametrize("rate", [24, 25])
def test_a_start_timecode_that_keeps_its_numbers_moves_nothing(tmp_path, library, rate):
    output = written(tmp_path, library, FILM).output
    path = sent(output, conformed(rate, timecode=True))
    assert {(moved, trimmed) for moved, trimmed, _ in seen(path)} == {(0, False)}


def test_film_that_is_run_faster_frame_for_frame_moves_nothing(tmp_path, library):
    project = opened(cut_at(tmp_path, 24, apart_s=600), library, takes=2)
    finish(project)
    output = write(project).output
    takes = returned_takes(read(sent(output, frame_for_frame(25))))
    assert {(take.moved, take.written_at) for take in takes} == {(0, 24.0)}


def test_a_timeline_at_its_own_rate_is_read_as_ever(tmp_path, library):
    path = sent(written(tmp_path, library, 24).output, moved_by(7, 24))
    takes = returned_takes(read(path))
    assert {take.written_at for take in takes} == {0.0}
    assert [take.moved for take in takes] == [7, 7, 7, 0, 0, 0]


def test_files_that_are_gone_are_read_at_their_rate_by_where_clips_lie(tmp_path, library):
    output = written(tmp_path, library, 60).output
    path = sent(output, conformed(30))
    for sound in output.with_name("cut.deepaudio").iterdir():
        sound.unlink()
    assert {(take.by, take.moved) for take in returned_takes(read(path))} == {("file", 0)}
