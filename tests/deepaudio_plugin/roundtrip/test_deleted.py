"""A clip of ours that an editor has deleted stays deleted until somebody asks for it."""

from __future__ import annotations

import json
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.decisions import model
from deepaudio_plugin.decisions.file import path_for
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.conform import conformed, cut_at
from tests.helpers.finished import finish, opened, write
from tests.helpers.returned import Host, back_from_host, our_track, through_format

FORMATS = ["otio", "xml", "fcpxml", "edl", "aaf", "kdenlive", "xges"]
LINE, SHOT = "cue:cut#2", "shot:shot 2"
DELETED = "'JON: It was the door.': 1 clip is deleted in the editor, and left out from now on"
MUTED = "muted by decision and left out: 1 line, of which an editor deleted 1"


@pytest.fixture
def output(tmp_path: Path, library: TakeLibrary) -> Path:
    return rendered(cut_at(tmp_path, 24), library)


def rendered(path: Path, library: TakeLibrary, **options: object) -> Path:
    project = reopened(path, library, **options)
    finish(project)
    written = write(project).output
    project.save()
    project.close()
    assert written is not None
    return written


def reopened(path: Path, library: TakeLibrary, **options: object) -> Project:
    subtitles = (path.with_name("cut.srt"),)
    return opened(path, library, takes=2, **{"subtitles": subtitles, **options})


def delete(title: str = "DeepAudio Speech", number: int = 1) -> Host:
    """An editor who deletes a clip and leaves a hole."""

    def host(timeline: otio.schema.Timeline) -> None:
        track = our_track(timeline, title)
        clip = list(track.find_clips())[number]
        track[track.index(clip)] = otio.schema.Gap(source_range=clip.source_range)

    return host


def delete_all(title: str) -> Host:
    def host(timeline: otio.schema.Timeline) -> None:
        timeline.tracks.remove(our_track(timeline, title))

    return host


def exported(output: Path, kind: str, *hosts: Host, strip: bool = True) -> Path:
    back = back_from_host(output, *hosts, strip=strip)
    return through_format(back, kind)


def said(project: Project) -> list[str]:
    assert project.plan is not None
    return [problem.message for problem in project.plan.problems]


def names(path: Path, title: str = "DeepAudio Speech") -> list[str]:
    timeline = otio.adapters.read_from_file(str(path))
    return [clip.name for clip in our_track(timeline, title).find_clips()]


@pytest.mark.parametrize("strip", [True, False], ids=["without metadata", "with metadata"])
def test_it_is_left_out_and_told(output, library, strip):
    project = reopened(exported(output, "otio", delete(), strip=strip), library)
    assert LINE not in project.jobs.by_ref
    assert DELETED in said(project) and MUTED in said(project)
    again = write(project).output
    assert names(again) == ["MARA: Who is there?", "MARA: Then close it."]


@pytest.mark.parametrize("kind", FORMATS)
def test_it_is_left_out_in_every_format(output, library, kind):
    pytest.importorskip("otio_kdenlive_adapter", reason="pip install -e '.[formats]'")
    hosts = (delete(), delete("DeepAudio Audio"))
    project = reopened(exported(output, kind, *hosts), library)
    kinds = sorted(job.stem for job in project.jobs.by_ref.values())
    assert kinds == ["audio", "audio", "speech", "speech"]
    assert LINE not in project.jobs.by_ref
    assert any("2 clips are deleted in the editor" in text for text in said(project))


def test_it_is_left_out_after_a_conform(output, library):
    project = reopened(exported(output, "otio", delete(), conformed(30)), library)
    assert LINE not in project.jobs.by_ref
    assert DELETED in said(project)


def test_it_stays_deleted_in_later_renders_and_that_is_told_each_time(output, library):
    path = exported(output, "otio", delete())
    again = rendered(path, library)
    project = reopened(again, library)
    assert LINE not in project.jobs.by_ref
    assert MUTED in said(project) and DELETED not in said(project)


def test_unmuted_it_comes_back_and_the_same_timeline_does_not_delete_it_again(output, library):
    path = exported(output, "otio", delete())
    rendered(path, library)
    project = reopened(path, library)
    cue = project.contents.cue(LINE)
    project.decide("unmute", lambda d: model.edit_line(d, cue, muted=False))
    project.close()
    project = reopened(path, library)
    assert LINE in project.jobs.by_ref
    assert DELETED not in said(project)


def test_asked_for_it_comes_back(output, library):
    path = exported(output, "otio", delete(), delete("DeepAudio Audio"))
    rendered(path, library)
    again = rendered(path, library, bring_back=True)
    assert len(names(again)) == len(names(again, "DeepAudio Audio")) == 3
    assert {LINE, SHOT} <= reopened(path, library).jobs.by_ref.keys()


def test_asked_for_at_once_it_is_not_told_as_left_out(output, library):
    project = reopened(exported(output, "otio", delete()), library, bring_back=True)
    assert LINE in project.jobs.by_ref
    assert "what an editor deleted is laid again" in said(project)
    assert DELETED not in said(project)


def test_once_it_has_come_back_it_may_be_deleted_again(output, library):
    again = rendered(exported(output, "otio", delete()), library, bring_back=True)
    rendered(exported(again, "otio"), library)  # seen with its clip
    project = reopened(exported(again, "otio", delete()), library)
    assert LINE not in project.jobs.by_ref
    assert DELETED in said(project)


def test_a_line_that_is_new_was_not_deleted(output, library):
    subtitles = output.with_name("cut.srt")
    subtitles.write_text(subtitles.read_text() + "\n4\n00:00:04,000 --> 00:00:04,400\nJON: Yes.\n")
    project = reopened(exported(output, "otio"), library)
    assert "cue:cut#4" in project.jobs.by_ref
    assert not any("deleted" in text for text in said(project))


def test_a_line_that_was_rendered_since_and_never_written_was_not_deleted(output, library):
    path = exported(output, "otio")
    subtitles = output.with_name("cut.srt")
    subtitles.write_text(subtitles.read_text() + "\n4\n00:00:04,000 --> 00:00:04,400\nJON: Yes.\n")
    project = reopened(path, library)
    finish(project)
    project.close()
    assert "cue:cut#4" in reopened(path, library).jobs.by_ref


def test_where_all_of_a_kind_are_gone_they_come_back_and_that_is_told(output, library):
    project = reopened(exported(output, "otio", delete_all("DeepAudio Audio")), library)
    assert SHOT in project.jobs.by_ref
    assert any("not on the timeline that came back" in text for text in said(project))


def test_a_clip_that_was_switched_off_and_a_format_left_out_is_not_deleted(output, library):
    def off(timeline: otio.schema.Timeline) -> None:
        list(our_track(timeline).find_clips())[1].enabled = False

    again = rendered(exported(output, "otio", off), library)
    path = exported(again, "edl")
    path_for(path).write_bytes(path_for(output.with_name("from host.otio")).read_bytes())
    project = reopened(path, library)
    assert [p.muted for p in project.jobs.by_ref[LINE].places] == [True]


def test_a_clip_that_was_moved_or_shortened_is_not_deleted(output, library):
    def shorter(timeline: otio.schema.Timeline) -> None:
        clip = list(our_track(timeline).find_clips())[1]
        first, length = clip.source_range.start_time, RationalTime(5, 24)
        clip.source_range = otio.opentime.TimeRange(first, length)

    project = reopened(exported(output, "otio", shorter), library)
    assert LINE in project.jobs.by_ref


def test_the_file_says_what_was_deleted(output, library):
    path = exported(output, "otio", delete())
    rendered(path, library)
    body = json.loads(path_for(path).read_text())
    assert body["lines"] == {LINE: {"muted": True}}
    assert body["takes"][LINE]["deleted"] is True


def test_everything_is_back_without_decisions(output, library):
    path = exported(output, "otio", delete())
    rendered(path, library)
    assert LINE in reopened(path, library, ignore_decisions=True).jobs.by_ref
