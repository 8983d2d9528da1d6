"""What an editor decided in a host becomes decisions here, and a new render replaces only ours."""

from __future__ import annotations

import json
import os
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.decisions.model import UNDECIDED, choose_take
from deepaudio_plugin.decisions.refs import fingerprints
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.roundtrip.returned import chosen_from, from_host, linked
from deepaudio_plugin.roundtrip.returning import returned_takes
from tests.helpers.project import RATE, Project, make_project
from tests.helpers.rendered import Rendered, render_tones
from tests.helpers.returned import back_from_host, our_track

LINE, SHOT = "cue:cut#1", "shot:shot 1"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


@pytest.fixture
def rendered(project: Project) -> Rendered:
    return render_tones(project.timeline, project.subtitles, takes=3)


def decided(rendered, *hosts, before=UNDECIDED, takes=3, **options):
    """Decisions and notes after `hosts`, where the plan is made anew."""
    path = back_from_host(rendered.output, *hosts, **options)
    again = render_tones(
        path, path.with_name("cut.srt"), takes=takes, decisions=before,
        output=path.with_name("again.otio"),
    )  # fmt: skip
    found = linked(returned_takes(read(path)), again.plan.jobs)
    return chosen_from(found, again.material, again.plan.jobs, before)


def play(number: int, title: str = "DeepAudio Speech"):
    def host(timeline):
        for clip in our_track(timeline, title).find_clips():
            clip.active_media_reference_key = f"take {number}"

    return host


def request(rendered, ref, number=1):
    job = next(job for job in rendered.plan.jobs if job.ref == ref)
    return job.requests[number - 1]


def test_nothing_done_in_the_host_is_nothing_decided(rendered):
    assert decided(rendered) == (UNDECIDED, [])


@pytest.mark.parametrize("strip", [True, False], ids=["without metadata", "with metadata"])
def test_the_take_that_plays_is_chosen(rendered, strip):
    decisions, notes = decided(rendered, play(3), strip=strip)
    assert list(decisions.takes) == [LINE]
    assert decisions.takes[LINE].chosen == request(rendered, LINE, 3).key
    assert notes == []


def test_a_take_that_is_not_planned_any_more_is_chosen_by_its_seed(rendered, project):
    decisions, _ = decided(rendered, play(3), takes=1)
    assert decisions.takes[LINE].chosen_seed == 2
    again = render_tones(project.timeline, project.subtitles, takes=1, decisions=decisions)
    assert request(again, LINE).key == request(rendered, LINE, 3).key


def test_other_words_for_a_line_choose_no_take_of_it(rendered):
    path = back_from_host(rendered.output, strip=False)
    subtitles = path.with_name("cut.srt")
    subtitles.write_text(subtitles.read_text().replace("Who is there?", "Who goes there?"))
    again = render_tones(path, subtitles, takes=3, output=path.with_name("again.otio"))
    assert from_host(again.material, again.plan.jobs, UNDECIDED)[0] == UNDECIDED


def test_the_first_take_is_chosen_back(rendered):
    job = next(job for job in rendered.plan.jobs if job.ref == LINE)
    was = fingerprints(rendered.material.cues, rendered.material.shots)[LINE]
    before = choose_take(UNDECIDED, LINE, was, job.requests[1].key, 1)
    decisions, _ = decided(rendered, before=before)
    assert decisions.takes[LINE].chosen == job.requests[0].key


@pytest.mark.parametrize("is_newer", [True, False], ids=["since", "before"])
def test_a_take_chosen_since_the_timeline_came_back_stays_chosen(rendered, tmp_path, is_newer):
    path, kept = back_from_host(rendered.output, play(3)), tmp_path / "kept.json"
    kept.touch()
    os.utime(kept, (path.stat().st_mtime + (60 if is_newer else -60),) * 2)
    was = fingerprints(rendered.material.cues, rendered.material.shots)[LINE]
    before = choose_take(UNDECIDED, LINE, was, request(rendered, LINE, 2).key, 1)
    again = render_tones(
        path, path.with_name("cut.srt"), takes=3, decisions=before,
        output=path.with_name("again.otio"),
    )  # fmt: skip
    decisions, _ = from_host(again.material, again.plan.jobs, before, kept=kept)
    assert decisions.takes[LINE].chosen_seed == (1 if is_newer else 2)


def test_a_timeline_without_clips_of_ours_decides_nothing(rendered):
    material = rendered.material
    assert from_host(material, rendered.plan.jobs, UNDECIDED) == (UNDECIDED, [])


def test_a_disabled_copy_mutes_nothing(rendered):
    def copy(timeline):
        mine = otio.schema.Track("A7", kind="Audio")
        mine.append(next(iter(our_track(timeline).find_clips())).deepcopy())
        mine[0].enabled = False
        timeline.tracks.append(mine)

    decisions, (note,) = decided(rendered, copy)
    assert decisions == UNDECIDED
    assert "on a track of your own" in note.message


def test_takes_without_files_and_metadata_are_linked_by_name_and_place(rendered):
    for path in rendered.output.with_name("cut.deepaudio").iterdir():
        path.unlink()
    path = back_from_host(rendered.output)
    found = linked(returned_takes(read(path)), rendered.plan.jobs)
    assert [t.ref for t in found] == [LINE, SHOT, "shot:shot 2"]


def test_clips_of_one_name_are_linked_by_place(tmp_path):
    srt = "".join(
        f"{n}\n00:00:0{s},000 --> 00:00:0{s},800\nYes.\n\n" for n, s in ((1, 0), (2, 1), (3, 2))
    )
    project = make_project(tmp_path, srt=srt)
    rendered = render_tones(project.timeline, project.subtitles)
    for path in rendered.output.with_name("cut.deepaudio").iterdir():
        path.unlink()
    found = linked(returned_takes(read(back_from_host(rendered.output))), rendered.plan.jobs)
    assert [t.ref for t in found if t.stem == "speech"] == [f"cue:cut#{n}" for n in (1, 2, 3)]


# -- a new render of a returned timeline ---------------------------------------------


def names(path: Path) -> list[str]:
    return [t["name"] for t in json.loads(path.read_text())["tracks"]["children"]]


def rerendered(rendered, *hosts, **options):
    path = back_from_host(rendered.output, *hosts, **options)
    return render_tones(
        path, path.with_name("cut.srt"), takes=3, output=path.with_name("again.otio")
    )


@pytest.mark.parametrize("strip", [True, False], ids=["without metadata", "with metadata"])
def test_our_tracks_and_only_those_are_replaced(rendered, strip):
    def add(timeline):
        timeline.tracks.append(otio.schema.Track("Music", kind="Audio"))

    again = rerendered(rendered, play(2), add, strip=strip)
    assert names(again.output) == ["V1", "Music", "DeepAudio Speech", "DeepAudio Audio"]


@pytest.mark.parametrize("strip", [True, False], ids=["without metadata", "with metadata"])
def test_a_track_of_ours_with_an_editors_clip_is_kept(rendered, strip):
    def record(timeline):
        media = otio.schema.ExternalReference("adr 3.wav")
        span = TimeRange(RationalTime(0, RATE), RationalTime(9, RATE))
        our_track(timeline).append(otio.schema.Clip("ADR 3", media, span))

    again = rerendered(rendered, record, strip=strip)
    expected = ["V1", "DeepAudio Speech", "DeepAudio Speech", "DeepAudio Audio"]
    assert names(again.output) == expected
    third = render_tones(
        again.output, again.output.with_name("cut.srt"), takes=3,
        output=again.output.with_name("third.otio"),
    )  # fmt: skip
    assert names(third.output) == expected


def test_a_clip_of_ours_with_the_editors_recording_in_it_is_kept(rendered):
    def replace(timeline):
        clip = next(iter(our_track(timeline).find_clips()))
        clip.media_reference = otio.schema.ExternalReference("real adr.wav")

    again = rerendered(rendered, replace, strip=False)
    assert names(again.output).count("DeepAudio Speech") == 2
