"""Finished jobs become clips whose frames are there, at the frame they belong to."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.decisions.places import Place
from deepaudio_plugin.output.tracks import Mixdown, Placed, build_tracks
from deepaudio_plugin.ownership.ours import is_our_crossfade
from deepaudio_plugin.timeline.timing import exact_rate
from tests.helpers.tone_film import tone_job

RATES = [24000 / 1001, 24.0, 25.0, 30000 / 1001, 30.0, 50.0, 60000 / 1001, 23.976024627685547]


def zero(rate: float) -> RationalTime:
    return RationalTime(0, rate)


def build(placed: list[Placed], rate: float = 25.0, **options: object) -> list[otio.schema.Track]:
    return build_tracks(placed, rate, zero(rate), **options)


def frames(track: otio.schema.Track) -> list[tuple[int, int]]:
    """First frame and length of each clip on the timeline."""
    return [
        (round(r.start_time.value), round(r.duration.value))
        for r in (clip.range_in_parent() for clip in track.find_clips())
    ]


def test_speech_lanes_audio_and_mix_are_tracks_in_that_order(tmp_path: Path) -> None:
    jobs = [
        tone_job(tmp_path, 25.0, 0, 50, 100, stem="audio"),
        tone_job(tmp_path, 25.0, 5, 20, 200, lane=1, number=2),
        tone_job(tmp_path, 25.0, 0, 20, 300),
    ]
    tracks = build(jobs, mix=Mixdown(tmp_path / "mix.wav", 96_000))
    assert [t.name for t in tracks] == [
        "DeepAudio Speech",
        "DeepAudio Speech 2",
        "DeepAudio Audio",
        "DeepAudio Mix",
    ]
    assert {t.kind for t in tracks} == {"Audio"}
    assert all(t.metadata["deepaudio"]["owner"] for t in tracks)


def test_clips_stand_at_their_frames_with_gaps_between(tmp_path: Path) -> None:
    jobs = [
        tone_job(tmp_path, 25.0, s, n, 100 + s, number=s) for s, n in ((10, 20), (30, 5), (99, 1))
    ]
    (track,) = build(jobs)
    assert frames(track) == [(10, 20), (30, 5), (99, 1)]
    assert [type(c).__name__ for c in track] == ["Gap", "Clip", "Clip", "Gap", "Clip"]


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("handles", [0, 12])
def test_a_clip_never_reads_past_its_file(tmp_path: Path, rate: float, handles: int) -> None:
    for start in range(0, 2000, 97):
        job = tone_job(tmp_path, rate, start, 1 + start % 7, 100, handles=handles)
        (track,) = build([job], rate)
        (clip,) = track.find_clips()
        media = clip.media_reference.available_range
        assert frames(track) == [(start, 1 + start % 7)]
        assert clip.source_range.start_time == media.start_time + RationalTime(handles, rate)
        assert clip.source_range.end_time_exclusive() <= media.end_time_exclusive()
        samples = job.takes[0][0].num_samples
        assert Fraction(media.duration.value) / exact_rate(rate) * 48_000 <= samples + 1


def test_a_line_that_runs_on_makes_a_longer_clip_up_to_the_next(tmp_path: Path) -> None:
    def longer(start: int, number: int, more: int) -> Placed:
        job = tone_job(tmp_path, 25.0, start, 10, 100 + start, number=number, handles=12)
        take, path = job.takes[0]
        lengths = {"window": take.window + more, "num_samples": take.num_samples + more}
        return dataclasses.replace(job, takes=((dataclasses.replace(take, **lengths), path),))

    (track,) = build([longer(0, 1, 1922), longer(40, 2, 9600), longer(52, 3, 0)])
    assert frames(track) == [(0, 12), (40, 12), (52, 10)]


def test_a_cue_between_frames_is_covered_whole(tmp_path: Path) -> None:
    (track,) = build([tone_job(tmp_path, 25.0, 10, 5, 100, offset=1000)])
    assert frames(track) == [(10, 5)]


def test_two_jobs_of_one_lane_and_frame_are_both_kept(tmp_path: Path) -> None:
    jobs = [tone_job(tmp_path, 25.0, 10, 5, hz, number=hz) for hz in (100, 200)]
    assert [frames(t) for t in build(jobs)] == [[(10, 5)], [(10, 5)]]


def test_other_takes_are_further_media_references(tmp_path: Path) -> None:
    one, two, three = (tone_job(tmp_path, 25.0, 10, 5, hz) for hz in (100, 200, 300))
    takes = (*one.takes, *two.takes, *three.takes)
    job = dataclasses.replace(one, takes=takes, selected=1)
    (track,) = build([job], folder=tmp_path)
    (clip,) = track.find_clips()
    links = {name: ref.target_url for name, ref in clip.media_references().items()}
    names = [path.name for _, path in takes]
    assert links == {"DEFAULT_MEDIA": names[1], "take 1": names[0], "take 3": names[2]}
    assert clip.active_media_reference_key == "DEFAULT_MEDIA"


def test_a_clip_says_how_to_make_it_again(tmp_path: Path) -> None:
    job = dataclasses.replace(
        tone_job(tmp_path, 25.0, 10, 5, 100),
        provenance={"engine": "sketch", "engine_title": "temp sound"},
        take_provenance=({"ducked": {"depth_db": 6.0}, "warnings": ("fast",)},),
    )
    (track,) = build([job])
    (clip,) = track.find_clips()
    text = otio.adapters.write_to_string(clip, "otio_json")
    read = otio.adapters.read_from_string(text, "otio_json")
    facts = read.metadata["deepaudio"]
    take = clip.media_reference.metadata["deepaudio"]
    assert (facts["engine_title"], facts["job"]) == ("temp sound", "speech-0001")
    assert take["made_from"]["text"] == "Did you hear that?"
    assert take["key"] == job.takes[0][0].key
    assert (take["ducked"]["depth_db"], list(take["warnings"])) == (6.0, ["fast"])
    assert str(tmp_path) not in text.replace(clip.media_reference.target_url, "")


def test_by_timecode_a_file_from_before_midnight_wraps(tmp_path: Path) -> None:
    (track,) = build([tone_job(tmp_path, 25.0, 2, 5, 100)], clock="timecode")
    (clip,) = track.find_clips()
    assert clip.media_reference.available_range.start_time.value == 24 * 3600 * 25 - 10
    assert clip.source_range.start_time.value == 24 * 3600 * 25 + 2


def test_jobs_without_takes_leave_no_track(tmp_path: Path) -> None:
    job = tone_job(tmp_path, 25.0, 0, 5, 100)
    assert build([dataclasses.replace(job, takes=())]) == []


def at(job: Placed, **place: int | bool) -> Placed:
    return dataclasses.replace(job, place=Place(**place))  # type: ignore[arg-type]


def test_a_clip_laid_where_another_sounds_goes_to_the_next_lane(tmp_path: Path) -> None:
    first = tone_job(tmp_path, 25.0, 10, 20, 100)
    second = tone_job(tmp_path, 25.0, 60, 20, 300, number=2)
    tracks = build([first, at(second, at=-40)])
    assert [frames(track) for track in tracks] == [[(10, 20)], [(20, 20)]]
    (track,) = build([first, at(second, at=-30)])
    assert frames(track) == [(10, 20), (30, 20)]


def test_a_clip_reaches_into_its_handles_and_never_past_its_file(tmp_path: Path) -> None:
    job = tone_job(tmp_path, 25.0, 40, 20, 100)
    handles = job.job.handles
    assert handles > 1
    (track,) = build([at(job, at=-99, skip=-99, frames=500)])
    assert frames(track) == [(40 - handles, 20 + 2 * handles)]
    (track,) = build([at(job, at=5, skip=1000)])  # nothing would be heard
    assert frames(track) == [(40, 20)]


def test_a_clip_moved_before_the_timeline_begins_with_it(tmp_path: Path) -> None:
    (track,) = build([at(tone_job(tmp_path, 25.0, 10, 20, 100), at=-15)])
    assert frames(track) == [(0, 15)]


def test_a_clip_switched_off_is_written_so(tmp_path: Path) -> None:
    (track,) = build([at(tone_job(tmp_path, 25.0, 10, 20, 100), muted=True)])
    assert not next(iter(track.find_clips())).enabled


def test_sounds_of_shots_that_dissolve_do_so_too_and_clips_stay_where_they_are(tmp_path: Path):
    found = (
        tone_job(tmp_path, 25.0, 50 * n, 50, 440, stem="audio", number=n + 1, handles=8)
        for n in range(3)
    )
    placed = [
        dataclasses.replace(item, job=dataclasses.replace(item.job, shot_index=number))
        for number, item in enumerate(found, start=1)
    ]
    (plain,) = build(placed)
    (dissolving,) = build(placed, dissolves={(1, 2): (5, 3), (2, 3): (20, 20)})
    assert frames(dissolving) == frames(plain) == [(0, 50), (50, 50), (100, 50)]
    kinds = [type(child).__name__ for child in dissolving]
    assert kinds == ["Clip", "Transition", "Clip", "Transition", "Clip"]
    offsets = [(c.in_offset.value, c.out_offset.value) for c in dissolving if c.overlapping()]
    assert offsets == [(5, 3), (8, 8)]  # no further than the handles go
    assert is_our_crossfade(dissolving[1].name, {})
    moved = [placed[0], dataclasses.replace(placed[1], place=Place(at=2)), placed[2]]
    assert not any(c.overlapping() for c in build(moved, dissolves={(1, 2): (5, 3)})[0])
