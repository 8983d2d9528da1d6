"""Other formats: what is written can be read again with every take in its place."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.save import SavedTimeline, write
from deepaudio_plugin.output.tracks import build_tracks
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.timeline.document import Document
from tests.helpers.tone_film import tone_job, write_changed_cut

pytest.importorskip("otio_fcp_adapter", reason="the extra [formats] is not installed")

NTSC = 24000 / 1001
FORMATS = ["xml", "fcpxml", "edl", "aaf", "kdenlive", "xges"]
WITH_START = ["xml", "fcpxml", "edl", "aaf"]
TAKES = {(24, 24, 12), (96, 12, 12), (31, 40, 12), (0, 60, 12)}  # start, length, handle


def rendered(path: Path, ending: str, channels: int = 1) -> tuple[SavedTimeline, Document]:
    document = read(path)
    output = path.with_name(f"out.{ending}")
    media, rate = media_folder(output), document.rate
    jobs = [
        tone_job(media, rate, 24, 24, 1000),
        tone_job(media, rate, 96, 12, 3000, number=2),
        tone_job(media, rate, 31, 40, 2000, lane=1, number=3),
        tone_job(media, rate, 0, 60, 1500, stem="audio", channels=channels),
    ]
    tracks = build_tracks(jobs, rate, document.start, folder=output.parent)
    return write(document, tracks, output), read(output)


def takes(back: Document) -> set[tuple[int, int, int]]:
    """Start, length and handle of every clip of ours, in frames."""
    found = set()
    for track in back.timeline.tracks:
        for item in track.find_clips():
            media = item.media_reference
            if "/out.deepaudio/" not in (getattr(media, "target_url", "") or ""):
                continue
            first = media.available_range.start_time if media.available_range else None
            start = item.source_range.start_time
            lies = track.range_of_child(item)
            times = (lies.start_time, lies.duration, start if first is None else start - first)
            found.add(tuple(round(time.to_seconds() * back.rate) for time in times))
    return found


@pytest.mark.parametrize("rate", [NTSC, 25.0, 30000 / 1001, 50.0, 60000 / 1001], ids=str)
@pytest.mark.parametrize("ending", [e for e in FORMATS if e != "edl"])
def test_every_take_is_in_its_place_with_its_handles(
    tmp_path: Path, ending: str, rate: float
) -> None:
    _, back = rendered(write_changed_cut(tmp_path, rate), ending)
    assert back.rate == pytest.approx(rate, abs=1e-6)
    assert takes(back) == TAKES


@pytest.mark.parametrize("rate", [24.0, 25.0, 30000 / 1001], ids=str)
def test_an_edit_list_holds_every_take_at_its_record_timecode(tmp_path: Path, rate: float) -> None:
    _, back = rendered(write_changed_cut(tmp_path, rate), "edl")
    assert takes(back) == TAKES


@pytest.mark.parametrize("ending", FORMATS)
def test_stereo_takes_are_in_their_places_too(tmp_path: Path, ending: str) -> None:
    _, back = rendered(write_changed_cut(tmp_path, 25.0), ending, channels=2)
    assert takes(back) == TAKES


def test_formats_that_have_a_field_for_channels_say_how_many_ours_have(tmp_path: Path) -> None:
    path = write_changed_cut(tmp_path, 25.0)
    (written, _), (other, _) = (rendered(path, ending, channels=2) for ending in ("xml", "fcpxml"))
    told = [
        (file.findtext("pathurl", "").rpartition("/")[2], file.findtext(".//channelcount"))
        for file in ET.parse(written.path).iter("file")
        if file.find("pathurl") is not None
    ]
    stereo = [name for name, count in told if count == "2"]
    assert len(stereo) == 1
    assert any("a linked clip for each" in note for note in written.notes)
    assets = {
        str(asset.get("src")).rpartition("/")[2]: asset.get("audioChannels")
        for asset in ET.parse(other.path).iter("asset")
    }
    assert {name for name, count in assets.items() if count == "2"} == set(stereo)


def test_every_channel_of_a_sound_has_its_clip_in_final_cut_pro_7_xml(tmp_path: Path) -> None:
    written, back = rendered(write_changed_cut(tmp_path, 25.0), "xml", channels=2)
    xml = ET.parse(written.path).getroot()
    pair = [track for track in xml.iter("track") if track.get("premiereTrackType") == "Stereo"]
    left, right = (track.findall("clipitem") for track in pair)
    assert [c.findtext("sourcetrack/trackindex") for c in (*left, *right)] == ["1", "2"]
    assert left[0].find("file").get("id") == right[0].find("file").get("id")
    assert [left[0].findtext(n) for n in ("start", "end", "in", "out")] == [
        right[0].findtext(n) for n in ("start", "end", "in", "out")
    ]
    tracks = list(xml.find(".//sequence/media/audio").findall("track"))
    for clip in (left[0], right[0]):
        for link, other in zip(clip.findall("link"), (left[0], right[0]), strict=True):
            assert link.findtext("linkclipref") == other.get("id")
            track = tracks[int(link.findtext("trackindex")) - 1]
            assert track.findall("clipitem")[int(link.findtext("clipindex")) - 1] is other
    assert takes(back) == TAKES  # one of each, when it comes back


@pytest.mark.parametrize("ending", ["edl", "xges"])
def test_takes_come_back_where_formats_used_to_lose_them(tmp_path: Path, ending: str) -> None:
    def awkward(timeline: otio.schema.Timeline) -> None:
        timeline.global_start_time = RationalTime(0, 25)
        whole = timeline.duration() + timeline.duration()
        timeline.tracks.source_range = TimeRange(RationalTime(0, whole.rate), whole)
        clip = timeline.tracks[0][0]
        clip.metadata["cmx_3600"] = {"reel": "a_reel_of_many_letters"}

    _, back = rendered(write_changed_cut(tmp_path, 25.0, awkward), ending)
    assert takes(back) == TAKES


@pytest.mark.parametrize("ending", FORMATS)
def test_a_clip_that_is_switched_off_is_not_switched_on(tmp_path: Path, ending: str) -> None:
    def off(timeline: otio.schema.Timeline) -> None:
        timeline.tracks[1][1].enabled = False

    written, back = rendered(write_changed_cut(tmp_path, 25.0, off), ending)
    own = [t for t in back.timeline.tracks if any("/out" not in url(c) for c in t.find_clips())]
    sound = next(track for track in own if track.kind == "Audio")
    assert len([clip for clip in sound.find_clips() if clip.enabled]) == 2
    left_out = "1 clips that are switched off are left out" in written.notes
    kept = [clip for clip in sound.find_clips() if not clip.enabled]
    assert (left_out, len(kept)) == ((False, 1) if "xml" in ending else (True, 0))


@pytest.mark.parametrize("ending", FORMATS)
def test_a_track_that_is_switched_off_is_not_switched_on(tmp_path: Path, ending: str) -> None:
    def off(timeline: otio.schema.Timeline) -> None:
        timeline.tracks[1].enabled = False

    _, back = rendered(write_changed_cut(tmp_path, 25.0, off), ending)
    sounds = [track for track in back.timeline.tracks if track.kind == "Audio" and track.enabled]
    on = [clip for track in sounds for clip in track.find_clips() if clip.enabled]
    assert all("/out.deepaudio/" in url(clip) for clip in on)
    assert takes(back) == TAKES


@pytest.mark.parametrize("ending", FORMATS)
def test_the_films_own_clips_stay_where_they_were(tmp_path: Path, ending: str) -> None:
    _, back = rendered(write_changed_cut(tmp_path, 25.0), ending)
    rows = [
        [(c.range_in_parent().start_time.to_seconds(), c.duration().to_seconds()) for c in row]
        for track in back.timeline.tracks
        if (row := [c for c in track.find_clips() if "/out.deepaudio/" not in url(c)])
    ]
    assert rows == [[(0, 2.4), (2.4, 1.92), (4.32, 1.44)]] * 2


def url(clip: otio.schema.Clip) -> str:
    return getattr(clip.media_reference, "target_url", "") or ""


@pytest.mark.parametrize("ending", WITH_START)
def test_the_start_timecode_is_kept(tmp_path: Path, ending: str) -> None:
    _, back = rendered(write_changed_cut(tmp_path, 25.0), ending)
    assert back.start == RationalTime(90_000, 25)


@pytest.mark.parametrize("ending", ["xml", "kdenlive"])
def test_our_tracks_keep_their_names(tmp_path: Path, ending: str) -> None:
    _, back = rendered(write_changed_cut(tmp_path, 25.0), ending)
    names = [track.name for track in back.timeline.tracks]
    assert names[2:] == ["DeepAudio Speech", "DeepAudio Speech 2", "DeepAudio Audio"]


def test_a_kdenlive_project_mixes_all_its_sound(tmp_path: Path) -> None:
    written, _ = rendered(write_changed_cut(tmp_path, 25.0), "kdenlive")
    main = ET.parse(written.path).getroot().findall("tractor")[-1]
    mixes = [
        next(p.text for p in transition if p.get("name") == "b_track")
        for transition in main.findall("transition")
        if any(p.text == "mix" for p in transition)
    ]
    assert len(mixes) == len(set(mixes)) == 4  # the film's own sound and three tracks of ours


def test_an_edit_list_says_which_tracks_it_cannot_hold(tmp_path: Path) -> None:
    def more(timeline: otio.schema.Timeline) -> None:
        for name in ("A2", "A3"):
            track = timeline.tracks[1].deepcopy()
            track.name = name
            timeline.tracks.append(track)

    written, back = rendered(write_changed_cut(tmp_path, 25.0, more), "edl")
    assert takes(back) == TAKES
    assert "left out: 'A2', 'A3'" in written.notes[-1]


def test_what_adapters_stumble_over_is_made_fit_and_told(tmp_path: Path) -> None:
    def awkward(timeline: otio.schema.Timeline) -> None:
        picture = timeline.tracks[0]
        bars = otio.schema.GeneratorReference("bars", "SMPTEBars", picture[0].source_range)
        picture[0].media_reference = bars
        picture[1].media_reference = otio.schema.ExternalReference("picture.mp4")  # no length
        first, length = picture[2].source_range.start_time, picture[2].source_range.duration
        picture[2].source_range = TimeRange(first.rescaled_to(50), length.rescaled_to(50))
        picture.insert(
            2,
            otio.schema.Transition("x", "SMPTE_Dissolve", RationalTime(4, 25), RationalTime(4, 25)),
        )

    path = write_changed_cut(tmp_path, 25.0, awkward)
    for ending in FORMATS:
        written, back = rendered(path, ending)
        assert takes(back) == TAKES, ending
        assert back.duration.to_seconds() == pytest.approx(5.76), ending
        if ending in ("xml", "fcpxml", "aaf"):
            assert any("generators became gaps" in note for note in written.notes)
        if ending == "fcpxml":
            assert any("transitions became cuts" in note for note in written.notes)


def test_sound_without_picture_is_tied_to_a_gap_in_final_cut_pro_xml(tmp_path: Path) -> None:
    def deaf(timeline: otio.schema.Timeline) -> None:
        del timeline.tracks[0]

    _, back = rendered(write_changed_cut(tmp_path, 25.0, deaf), "fcpxml")
    assert takes(back) == TAKES


@pytest.mark.parametrize("ending", FORMATS)
def test_a_timeline_that_counts_in_ticks_is_written_at_its_frame_rate(
    tmp_path: Path, ending: str
) -> None:
    def in_ticks(timeline: otio.schema.Timeline) -> None:
        timeline.global_start_time = RationalTime(0, 1)
        for track in timeline.tracks:
            for clip in track.find_clips():
                for media in clip.media_references().values():
                    media.available_range = _rescaled(media.available_range)
                clip.source_range = _rescaled(clip.source_range)
            track.source_range = TimeRange(RationalTime(0, 1), RationalTime(6.006, 1))

    _, back = rendered(write_changed_cut(tmp_path, NTSC, in_ticks), ending)
    assert back.rate == pytest.approx(NTSC)
    assert takes(back) == TAKES


def _rescaled(span: TimeRange) -> TimeRange:
    """A range as AVFoundation counts it, in 24000ths of a second."""
    first, length = (RationalTime(t.value * 1001, 24_000) for t in (span.start_time, span.duration))
    return TimeRange(first, length)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_track_that_was_read_untrimmed_is_written_so(tmp_path: Path, ending: str) -> None:
    def recorded(timeline: otio.schema.Timeline) -> None:
        timeline.tracks[0].source_range = TimeRange(
            RationalTime(-86_243, 25), RationalTime(144, 25)
        )

    _, back = rendered(write_changed_cut(tmp_path, 25.0, recorded), ending)
    assert takes(back) == TAKES
    assert len(back.pieces) == 3
