"""Chosen takes are found again by what stays: the file, the words, the picture and the place."""

from __future__ import annotations

import shutil
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.decisions import model
from deepaudio_plugin.decisions.file import path_for
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.conform import conformed
from tests.helpers.finished import finish, opened, write
from tests.helpers.project import make_project
from tests.helpers.returned import Host, back_from_host, through_format

SRT = """1
00:00:00,250 --> 00:00:01,000
MARA: Yes.

2
00:00:01,600 --> 00:00:02,500
JON: It was the door.

3
00:00:03,100 --> 00:00:03,900
MARA: Yes.
"""
CHOSEN = ("cue:cut#2", "cue:cut#3", "shot:shot 1", "shot:shot 2")
FORMATS = ["otio", "xml", "fcpxml", "edl", "aaf", "kdenlive", "xges"]


@pytest.fixture
def output(tmp_path: Path, library: TakeLibrary) -> Path:
    """A written timeline for which somebody has chosen second takes."""
    cut = make_project(tmp_path, shots=3, srt=SRT)
    project = opened(cut.timeline, library, takes=2)
    finish(project)
    for ref in CHOSEN:
        choose(project, ref)
    written = write(project).output
    project.close()
    assert written is not None
    return written


def choose(project: Project, ref: str, number: int = 1) -> None:
    take = project.jobs.by_ref[ref].requests[number]
    known = project.contents.fingerprints[ref]
    project.decide(
        "choose",
        lambda decisions: model.choose_take(
            decisions, ref, known, take.key, take.seed, job_key=take.job_key
        ),
    )


def playing(project: Project) -> list[tuple[str, int]]:
    """Kind and seed of what plays, in the order of time."""
    jobs = sorted(project.jobs.by_ref.values(), key=lambda job: (job.stem, job.start.value))
    return [(job.stem, job.requests[0].seed) for job in jobs]


AS_CHOSEN = [("audio", 1), ("audio", 1), ("audio", 0), ("speech", 0), ("speech", 1), ("speech", 1)]


def exported(output: Path, kind: str, *hosts: Host, strip: bool = True) -> Path:
    back = back_from_host(output, *hosts, strip=strip)
    return through_format(back, kind)


def reopened(path: Path, library: TakeLibrary, *, with_decisions_of: Path | None = None) -> Project:
    """Opened with a copy of decisions, or without any: only the clips say what was chosen."""
    if with_decisions_of is not None:
        shutil.copyfile(path_for(with_decisions_of), path_for(path))
    else:
        path_for(path.with_name("cut.otio")).unlink()
    return opened(path, library, takes=2, subtitles=(path.with_name("cut.srt"),))


def pictures(timeline: otio.schema.Timeline) -> list[otio.schema.Clip]:
    return list(timeline.tracks[0].find_clips())


def renamed(timeline: otio.schema.Timeline) -> None:
    for number, clip in enumerate(pictures(timeline)):
        clip.name = f"A00{number}C01_take"


def without_range(timeline: otio.schema.Timeline) -> None:
    for clip in pictures(timeline):
        clip.media_reference.available_range = None


def with_longer_range(timeline: otio.schema.Timeline) -> None:
    for clip in pictures(timeline):
        clip.media_reference.available_range = TimeRange(RationalTime(0, 24), RationalTime(90, 24))


def restarted(timeline: otio.schema.Timeline) -> None:
    timeline.global_start_time = RationalTime(0, 24)


HOSTS = {
    "nothing": (),
    "renamed": (renamed,),
    "no range": (without_range,),
    "another range": (with_longer_range,),
    "both": (renamed, without_range),
    "from midnight": (renamed, without_range, restarted),
    "conformed": (renamed, conformed(30)),
}


@pytest.mark.parametrize("kept", [False, True], ids=["without decisions", "with decisions"])
@pytest.mark.parametrize("strip", [True, False], ids=["without metadata", "with metadata"])
@pytest.mark.parametrize("hosts", HOSTS.values(), ids=HOSTS)
def test_what_was_chosen_plays(output, library, hosts, strip, kept):
    path = exported(output, "otio", *hosts, strip=strip)
    project = reopened(path, library, with_decisions_of=output if kept else None)
    assert playing(project) == AS_CHOSEN
    assert finish(project) == [] or not kept  # nothing is made again


@pytest.mark.parametrize("kept", [False, True], ids=["without decisions", "with decisions"])
@pytest.mark.parametrize("kind", FORMATS)
def test_what_was_chosen_plays_after_every_format(output, library, kind, kept):
    pytest.importorskip("otio_kdenlive_adapter", reason="pip install -e '.[formats]'")
    path = exported(output, kind, renamed)
    project = reopened(path, library, with_decisions_of=output if kept else None)
    assert playing(project) == AS_CHOSEN


def test_what_plays_is_not_made_again(output, library):
    project = reopened(exported(output, "otio", without_range), library)
    played = {job.requests[0].key for job in project.jobs.by_ref.values()}
    assert played <= project.jobs.cached


def test_the_cut_itself_may_gain_or_lose_a_range(output, library):
    cut = output.with_name("cut.otio")
    timeline = otio.adapters.read_from_file(str(cut))
    without_range(timeline)
    renamed(timeline)
    otio.adapters.write_to_file(timeline, str(cut))
    project = opened(cut, library, takes=2)
    assert playing(project) == AS_CHOSEN
    assert finish(project) == []
    assert [p.message for p in project.plan.problems if "wait" in p.message] == []


def test_a_line_that_was_counted_anew_gets_no_take_of_another(output, library):
    subtitles = output.with_name("cut.srt")
    first = "1\n00:00:00,050 --> 00:00:00,200\nANNA: No.\n\n"
    text = subtitles.read_text()
    for number in (3, 2, 1):
        text = text.replace(f"{number}\n00:", f"{number + 1}\n00:")
    subtitles.write_text(first + text)
    project = reopened(exported(output, "otio", strip=False), library)
    assert playing(project) == [*AS_CHOSEN[:3], ("speech", 0), *AS_CHOSEN[3:]]


def test_a_choice_that_does_not_hold_any_more_is_told_in_a_line(output, library):
    subtitles = output.with_name("cut.srt")
    subtitles.write_text(subtitles.read_text().replace("02,500", "02,900"))
    cut = otio.adapters.read_from_file(str(output.with_name("cut.otio")))
    shot = pictures(cut)[1]
    shot.source_range = TimeRange(shot.source_range.start_time, RationalTime(30, 24))
    cut.tracks[0].insert(2, otio.schema.Gap(duration=RationalTime(6, 24)))
    otio.adapters.write_to_file(cut, str(output.with_name("cut.otio")))
    project = opened(output.with_name("cut.otio"), library, takes=2)
    (told,) = [p.message for p in project.plan.problems if "chosen" in p.message]
    assert told.startswith("2 chosen takes wait, and another plays: ")
    assert "'shot 2' (1.50 s long)" in told
    picture = "made with its picture, which is not there now"  # a gap is where it spoke
    assert f"'JON: It was the door.' ({picture}, 0.90 s long)" in told


def test_a_clip_whose_line_is_gone_is_told_of(output, library):
    subtitles = output.with_name("cut.srt")
    subtitles.write_text(subtitles.read_text().partition("2\n")[0])
    project = reopened(exported(output, "otio"), library)
    assert (
        "'JON: It was the door.' and 1 more: no line or shot that is planned is theirs; "
        "left out of the new tracks"
    ) in [p.message for p in project.plan.problems]
