"""Our takes are known again on a timeline that has been through a host."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.options import DEFAULT_HANDLES
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.save import write
from deepaudio_plugin.ownership.bwf import ORIGINATOR
from deepaudio_plugin.roundtrip import finder
from deepaudio_plugin.roundtrip.returned import linked
from deepaudio_plugin.roundtrip.returning import ReturnedTake, returned_takes
from tests.helpers.project import RATE, make_project
from tests.helpers.rendered import Rendered, render_tones
from tests.helpers.returned import Host, back_from_host, our_track

SRT = """1
00:00:00,250 --> 00:00:01,400
MARA: Who is there?

2
00:00:01,600 --> 00:00:02,500
JON: “Söhne & Co”!
"""


@pytest.fixture
def rendered(tmp_path: Path) -> Rendered:
    project = make_project(tmp_path / "there", srt=SRT)
    return render_tones(project.timeline, project.subtitles, takes=2)


def through(rendered: Rendered, *hosts: Host, strip: bool = True) -> list[ReturnedTake]:
    """Takes on the timeline after what `hosts` do to it."""
    return returned_takes(read(back(rendered, *hosts, strip=strip)))


def back(rendered: Rendered, *hosts: Host, strip: bool = True) -> Path:
    return back_from_host(rendered.output, *hosts, strip=strip)


def second_line(timeline: otio.schema.Timeline) -> otio.schema.Clip:
    return list(our_track(timeline).find_clips())[1]


def keys(rendered: Rendered, take: int = 0) -> list[str]:
    """Content keys in the order in which clips lie on tracks."""
    jobs = sorted(rendered.plan.jobs, key=lambda j: (j.stem == "audio", j.start.value))
    return [job.requests[take].key for job in jobs]


def facts(takes: list[ReturnedTake]) -> set[tuple]:
    return {(t.by, t.moved, t.trimmed, t.muted, t.on_our_track) for t in takes}


def test_every_take_is_known_by_its_metadata(rendered):
    found = through(rendered, strip=False)
    assert [t.key for t in found] == keys(rendered)
    assert facts(found) == {("metadata", 0, False, False, True)}
    assert [t.ref for t in found[:2]] == ["cue:cut#1", "cue:cut#2"]


def test_every_take_is_known_by_its_file_when_the_metadata_are_gone(rendered):
    found = through(rendered)
    assert [t.key for t in found] == keys(rendered)
    assert facts(found) == {("broadcast", 0, False, False, True)}
    assert [t.seed for t in found] == [0] * 4
    assert found[1].name == "JON: “Söhne & Co”!"
    assert [t.stem for t in found] == ["speech", "speech", "audio", "audio"]
    start = found[1].record.start_time
    assert (start.value, start.rate) == (38, RATE)


def test_a_take_is_known_by_its_files_name_when_the_file_is_not_there(rendered):
    for path in rendered.output.with_name("cut.deepaudio").iterdir():
        path.unlink()
    assert facts(through(rendered)) == {("file", 0, False, False, True)}


def test_files_in_another_folder_under_other_names_are_known_by_what_they_say(rendered, tmp_path):
    elsewhere = tmp_path / "Media Files"
    elsewhere.mkdir()

    def consolidate(timeline):
        for number, clip in enumerate(our_track(timeline).find_clips()):
            path = rendered.output.parent / clip.media_reference.target_url
            copy = elsewhere / f"A{number:03}.WAV"
            copy.write_bytes(path.read_bytes())
            clip.media_reference.target_url = f"C:\\Projects\\Media Files\\{copy.name}"

    path = back(rendered, consolidate)
    found = returned_takes(read(path), [tmp_path])
    assert [t.key for t in found] == keys(rendered)
    assert facts(found) == {("broadcast", 0, False, False, True)}


def test_the_take_that_plays_is_the_one_found(rendered):
    def choose(timeline):
        for clip in our_track(timeline).find_clips():
            clip.active_media_reference_key = "take 2"

    for strip in (True, False):
        found = through(rendered, choose, strip=strip)
        assert [t.key for t in found] == [*keys(rendered, 1)[:2], *keys(rendered)[2:]]
        assert [t.seed for t in found][:2] == [1, 1]


@pytest.mark.parametrize("strip", [True, False], ids=["without metadata", "with metadata"])
def test_what_an_editor_has_done_shows(rendered, strip):
    def later(timeline):
        track = our_track(timeline)
        gap = next(c for c in track[1:] if isinstance(c, otio.schema.Gap))
        length = gap.source_range.duration + RationalTime(10, RATE)
        gap.source_range = TimeRange(gap.source_range.start_time, length)

    def head(timeline):
        clip, cut = second_line(timeline), RationalTime(5, RATE)
        old = clip.source_range
        clip.source_range = TimeRange(old.start_time + cut, old.duration - cut)
        track = clip.parent()
        track.insert(track.index(clip), otio.schema.Gap(duration=cut))

    def tail(timeline):
        old = second_line(timeline).source_range
        shorter = old.duration - RationalTime(5, RATE)
        second_line(timeline).source_range = TimeRange(old.start_time, shorter)

    def mute(timeline):
        second_line(timeline).enabled = False

    for host, expected in (
        (later, (10, False, False)), (head, (0, True, False)),
        (tail, (0, True, False)), (mute, (0, False, True)),
    ):  # fmt: skip
        first, second, *_ = through(rendered, host, strip=strip)
        assert (second.moved, second.trimmed, second.muted) == expected, host.__name__
        assert (first.moved, first.trimmed, first.muted) == (0, False, False)


def test_a_copy_on_a_track_of_the_editors_own_is_known(rendered):
    def copy(timeline):
        mine = otio.schema.Track("A7", kind="Audio")
        mine.append(otio.schema.Gap(duration=RationalTime(60, RATE)))
        mine.append(second_line(timeline).deepcopy())
        timeline.tracks.append(mine)

    found = through(rendered, copy)
    assert (found[-1].track, found[-1].on_our_track) == ("A7", False)
    assert (found[-1].key, found[-1].moved) == (found[1].key, 60 - 38)


def test_a_timeline_that_starts_elsewhere_has_moved_no_clip(rendered):
    def restart(timeline):
        timeline.global_start_time = RationalTime(0, RATE)

    assert facts(through(rendered, restart)) == {("broadcast", 0, False, False, True)}


def test_a_host_that_counts_files_by_their_timecode_has_trimmed_nothing(rendered):
    def by_timecode(timeline):
        for track in timeline.tracks:
            for clip in track.find_clips() if track.name.startswith("DeepAudio") else ():
                # the handle lies before the frame on which the clip begins
                first = clip.range_in_parent().start_time + RationalTime(
                    86_400 - DEFAULT_HANDLES, RATE
                )
                old = clip.source_range
                clip.source_range = TimeRange(old.start_time + first, old.duration)
                clip.media_reference.available_range = None

    assert facts(through(rendered, by_timecode)) == {("broadcast", 0, False, False, True)}


def test_no_sound_file_is_opened_for_a_timeline_that_was_never_ours(tmp_path, monkeypatch):
    project = make_project(tmp_path)
    timeline = otio.adapters.read_from_file(str(project.timeline))
    track = otio.schema.Track("A1", kind="Audio")
    media = otio.schema.ExternalReference("atmo_01.wav")
    track.append(
        otio.schema.Clip("atmo", media, TimeRange(RationalTime(0, RATE), RationalTime(9, RATE)))
    )
    timeline.tracks.append(track)
    otio.adapters.write_to_file(timeline, str(project.timeline))
    monkeypatch.setattr(finder, "read_broadcast", pytest.fail)
    assert returned_takes(read(project.timeline)) == []


def test_other_clips_are_none_of_ours(rendered):
    def add(timeline):
        mine = otio.schema.Track("A7", kind="Audio")
        media = otio.schema.ExternalReference("film.mp4")
        whole = TimeRange(RationalTime(0, RATE), RationalTime(24, RATE))
        mine.append(otio.schema.Clip("MARA: Who is there?", media, whole))
        timeline.tracks.append(mine)

    assert len(through(rendered, add)) == 4


def test_a_clip_of_ours_with_other_media_is_known_by_its_name_alone(rendered):
    def replace(timeline):
        second_line(timeline).media_reference = otio.schema.ExternalReference("real adr.wav")

    found = through(rendered, replace, strip=False)[1]
    assert (found.by, found.key, found.ref) == ("name", "", "")


@pytest.mark.parametrize("cut_at", [0, 11, 40, 300, 650, 900])
def test_a_file_that_is_cut_short_is_known_by_its_name(rendered, cut_at):
    for path in rendered.output.with_name("cut.deepaudio").iterdir():
        content = path.read_bytes()
        assert ORIGINATOR.encode() in content[:1000]
        path.write_bytes(content[:cut_at])
    assert {t.by for t in through(rendered)} == {"file"}


def test_shots_and_cues_are_those_of_before(rendered):
    again = render_tones(back(rendered), rendered.output.with_name("cut.srt"), takes=2)
    assert again.material.shots == rendered.material.shots
    assert again.material.cues == rendered.material.cues
    assert again.material.document.duration == rendered.material.document.duration
    assert [j.requests for j in again.plan.jobs] == [j.requests for j in rendered.plan.jobs]


@pytest.mark.parametrize("ending", ["xml", "kdenlive", "xges", "fcpxml", "edl", "aaf", "otioz"])
def test_every_take_comes_back_through_other_formats(rendered, ending):
    pytest.importorskip("otio_kdenlive_adapter", reason="pip install -e '.[formats]'")
    document = read(rendered.output)
    tracks = [t.deepcopy() for t in document.timeline.tracks if t.name.startswith("DeepAudio")]
    written = write(document, tracks, rendered.output.with_name(f"back.{ending}"))
    found = linked(returned_takes(read(written.path)), rendered.plan.jobs)
    assert [t.ref for t in found] == ["cue:cut#1", "cue:cut#2", "shot:shot 1", "shot:shot 2"]
    assert [t.key for t in found] == keys(rendered)
    assert {(t.moved, t.trimmed) for t in found} == {(0, False)}


@pytest.mark.parametrize("strip", [True, False], ids=["without metadata", "with metadata"])
def test_the_last_frames_that_kdenlive_wants_apart_are_no_takes(rendered, strip):
    def forget(timeline):
        for track in timeline.tracks[1:]:
            last = list(track.find_clips())[-1]
            last.source_range = TimeRange(RationalTime(0, RATE), last.duration())

    def lay_later(timeline):
        whole, _ = list(our_track(timeline).find_clips())[-2:]
        number = our_track(timeline).index(whole)
        our_track(timeline).insert(number, otio.schema.Gap(duration=RationalTime(3, RATE)))
        del our_track(timeline)[number + 2]

    def leave_behind(timeline):
        del our_track(timeline)[-2]

    written = for_kdenlive(rendered)
    before = through(rendered)
    for hosts in ((), (forget,)):
        found = returned_takes(read(back_from_host(written, *hosts, strip=strip)))
        assert [(t.clip, t.record, t.source) for t in found] == [
            (t.clip, t.record, t.source) for t in before
        ]
        assert {(t.moved, t.trimmed) for t in found} == {(0, False)}
    moved = returned_takes(read(back_from_host(written, forget, lay_later, strip=strip)))
    assert [(t.clip, t.moved) for t in moved] == [
        (t.clip, 3 if n == 1 else 0) for n, t in enumerate(before)
    ]
    alone = returned_takes(read(back_from_host(written, forget, leave_behind, strip=strip)))
    assert [t.clip for t in alone] == [t.clip for n, t in enumerate(before) if n != 1]


def for_kdenlive(rendered: Rendered) -> Path:
    document = read(rendered.output)
    tracks = [t.deepcopy() for t in document.timeline.tracks if t.name.startswith("DeepAudio")]
    path = rendered.output.with_name("for kdenlive.otio")
    return write(document, tracks, path, dialect="kdenlive").path


def test_a_line_that_runs_on_past_the_picture_makes_the_film_no_longer(rendered):
    def run_on(timeline):
        track = our_track(timeline)
        track.append(otio.schema.Gap(duration=RationalTime(200, RATE)))

    for strip in (True, False):
        again = read(back(rendered, run_on, strip=strip))
        assert again.duration == rendered.material.document.duration


def test_a_timeline_of_our_tracks_alone_has_their_length(rendered):
    def alone(timeline):
        del timeline.tracks[0]

    assert read(back(rendered, alone)).duration.value >= 60
