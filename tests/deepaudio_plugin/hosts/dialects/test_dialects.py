"""A timeline as each host wants it: what changes, what is said about it, and what never does."""

from __future__ import annotations

import json
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.hosts.dialects.lint import check_document
from deepaudio_plugin.hosts.registry import dialect, target_names
from deepaudio_plugin.output.save import SavedTimeline, output_path, write
from deepaudio_plugin.output.splice import without_ours
from deepaudio_plugin.output.tracks import build_tracks
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.subtitles.cues import read_cues
from deepaudio_plugin.timeline.document import Document
from tests.helpers.tone_film import tone_job, write_changed_cut

RATE = 25.0
HOSTS = [name for name in target_names() if name != "generic"]


def film(folder: Path, change: object = None) -> Path:
    return write_changed_cut(folder, RATE, change)


def rendered(
    path: Path, host: str, channels: int = 1, **more: object
) -> tuple[SavedTimeline, Document]:
    """The film with two lines, one on a second lane, and a sound, written for a host."""
    document = read(path)
    output = path.with_name(f"{host}.deepaudio.otio")
    media = media_folder(output)
    jobs = [
        with_text(tone_job(media, RATE, 24, 24, 1000), "Did you hear that?"),
        with_text(tone_job(media, RATE, 30, 40, 2000, lane=1, number=2), "“Öffne sie.”"),
        tone_job(media, RATE, 0, 60, 1500, stem="audio", channels=channels),
    ]
    clock = dialect(host).clock
    tracks = build_tracks(jobs, RATE, document.start, folder=output.parent, clock=clock)
    return write(document, tracks, output, dialect=host, **more), read(output)


def with_text(placed, text):
    return type(placed)(placed.job, placed.takes, provenance={"text": text, "speaker": "MARA"})


def ours(document: Document) -> list[otio.schema.Clip]:
    tracks = [t for t in document.timeline.tracks if t.name.startswith("DeepAudio ")]
    return [clip for track in tracks for clip in track.find_clips()]


def own(document: Document) -> list[otio.schema.Track]:
    return [t for t in document.timeline.tracks if not t.name.startswith("DeepAudio ")]


def test_the_generic_dialect_changes_no_byte_of_what_was_there(tmp_path: Path) -> None:
    path = film(tmp_path)
    written, _ = rendered(path, "generic")
    assert without_ours(written.path.read_text("utf-8")) == path.read_text("utf-8")
    assert written.notes == ()
    assert not list(path.parent.glob("*.srt"))


@pytest.mark.parametrize("host", HOSTS)
def test_the_users_tracks_keep_names_kinds_and_every_place(tmp_path: Path, host: str) -> None:
    path = film(tmp_path)
    before = own(read(path))
    _, back = rendered(path, host)
    assert [(t.name, t.kind) for t in own(back)] == [(t.name, t.kind) for t in before]
    for one, other in zip(before, own(back), strict=True):
        assert [(c.name, c.source_range) for c in one] == [(c.name, c.source_range) for c in other]


@pytest.mark.parametrize("host", HOSTS)
def test_what_is_written_passes_the_hosts_own_lint(tmp_path: Path, host: str) -> None:
    _, back = rendered(film(tmp_path), host)
    findings = check_document(back, dialect(host))
    told = [f for f in findings if f.severity != "note"]
    theirs = {"last-clip"} if host == "kdenlive" else set()  # what nobody but the user can mend
    assert [f for f in told if f.ours or f.code not in theirs] == []
    assert {f.code for f in told} == theirs


@pytest.mark.parametrize("host", HOSTS)
def test_our_clips_keep_place_length_and_handles_and_find_their_files(
    tmp_path: Path, host: str
) -> None:
    _, back = rendered(film(tmp_path), host)
    clips = ours(back)[::2] if host == "kdenlive" else ours(back)  # less the frames split off
    found = [(clip.range_in_parent().start_time.value, clip.duration().value) for clip in clips]
    split = 1 if host == "kdenlive" else 0
    assert found == [(24, 24 - split), (30, 40 - split), (0, 60 - split)]
    for clip in clips:
        media = clip.media_reference
        assert clip.source_range.start_time - media.available_range.start_time == RationalTime(
            12, RATE
        )
        name = otio.url_utils.filepath_from_url(media.target_url)
        assert (back.base / name).is_file()


def test_resolve_gets_bare_paths_one_media_a_clip_and_its_own_channels(tmp_path: Path) -> None:
    written, back = rendered(film(tmp_path), "resolve")
    text = written.path.read_text("utf-8")
    assert '"Clip.1"' in text
    assert '"Clip.2"' not in text
    assert "file:" not in text
    assert str(written.path.parent / "picture.mp4") in text  # spelt out, not percent-encoded
    for clip in ours(back):
        facts = clip.metadata["Resolve_OTIO"]
        assert [dict(c) for c in facts["Channels"]] == [
            {"Source Channel ID": 0, "Source Track ID": 0}
        ]
    groups = [clip.metadata["Resolve_OTIO"]["Link Group ID"] for clip in ours(back)]
    assert len(set(groups)) == len(groups)
    kinds = [t.metadata["Resolve_OTIO"]["Audio Type"] for t in back.timeline.tracks[2:]]
    assert set(kinds) == {"Mono"}


def test_stereo_takes_are_stereo_clips_on_stereo_tracks(tmp_path: Path) -> None:
    _, back = rendered(film(tmp_path), "resolve", channels=2)
    tracks = [t.metadata["Resolve_OTIO"]["Audio Type"] for t in back.timeline.tracks[2:]]
    assert tracks == ["Mono", "Mono", "Stereo"]
    used = [[dict(c) for c in clip.metadata["Resolve_OTIO"]["Channels"]] for clip in ours(back)]
    first, second = ({"Source Channel ID": n, "Source Track ID": 0} for n in (0, 1))
    assert used == [[first], [first], [first, second]]

    _, back = rendered(film(tmp_path / "p"), "premiere", channels=2)
    facts = [t.metadata["PremierePro_OTIO"]["AudioChannels"] for t in back.timeline.tracks[2:]]
    assert [(f["ChannelType"], f["NumberOfChannels"]) for f in facts] == [
        ("Mono", 1),
        ("Mono", 1),
        ("Stereo", 2),
    ]
    facts = ours(back)[-1].metadata["PremierePro_OTIO"]["AudioChannels"]
    assert facts["ChannelType"] == "Stereo"
    assert [dict(c) for c in facts["SecondaryAssignments"]] == [
        {"SecondaryChannelIndex": 0},
        {"SecondaryChannelIndex": 1},
    ]


def test_resolve_counts_our_clips_from_their_timecode(tmp_path: Path) -> None:
    _, back = rendered(film(tmp_path), "resolve")
    assert [clip.source_range.start_time.value for clip in ours(back)] == [90_024, 90_030, 90_000]


def test_resolve_gets_a_gap_for_a_title_and_the_title_is_not_lost(tmp_path: Path) -> None:
    def add_title(timeline: otio.schema.Timeline) -> None:
        title = otio.schema.Clip("Das Ende", source_range=TimeRange(time(0), time(50)))
        timeline.tracks.insert(1, otio.schema.Track("V2", [title], kind="Video"))

    written, back = rendered(film(tmp_path, add_title), "resolve")
    (gap,) = back.timeline.tracks[1]
    assert isinstance(gap, otio.schema.Gap)
    assert gap.duration() == time(50)
    assert [marker.name for marker in gap.markers] == ["Das Ende"]
    assert json.loads(gap.metadata["deepaudio"]["replaced"])["name"] == "Das Ende"
    assert any("'Das Ende'" in note for note in written.notes)


def test_resolve_reads_what_markers_say(tmp_path: Path) -> None:
    def add_marker(timeline: otio.schema.Timeline) -> None:
        mark = otio.schema.Marker("1", TimeRange(time(3), time(1)), comment="check the sky")
        timeline.tracks[0][0].markers.append(mark)

    _, back = rendered(film(tmp_path, add_marker), "resolve")
    (mark,) = back.timeline.tracks[0][0].markers
    assert mark.metadata["Resolve_OTIO"]["Note"] == "check the sky"
    assert ours(back)[0].markers[0].metadata["Resolve_OTIO"]["Note"] == "Did you hear that?"


def test_an_image_sequence_becomes_a_pattern_where_the_host_knows_no_other(tmp_path: Path) -> None:
    def add_sequence(timeline: otio.schema.Timeline) -> None:
        frames = otio.schema.ImageSequenceReference(
            "plates/", "a.", ".exr", 1001, 1, RATE, 4, available_range=TimeRange(time(0), time(60))
        )
        timeline.tracks[0][0].media_reference = frames

    path = film(tmp_path, add_sequence)
    for host, name in (("resolve", "a.[1001-1060].exr"), ("nuke", "a.%04d.exr")):
        written, back = rendered(path, host)
        media = back.timeline.tracks[0][0].media_reference
        assert media.target_url == str(path.parent / "plates" / name)
        assert media.available_range == TimeRange(time(0), time(60))
        assert any("image sequences" in note for note in written.notes)


def test_premiere_gets_addresses_channels_and_link_ids_of_their_own(tmp_path: Path) -> None:
    _, back = rendered(film(tmp_path), "premiere", size=(1920, 1080))
    clips = list(back.timeline.find_clips())
    assert all(c.media_reference.target_url.startswith("file:///") for c in clips)
    assert all("S%C3%B6hne%20%26%20Co" in c.media_reference.target_url for c in clips)
    links = [clip.metadata["PremierePro_OTIO"]["LinkID"] for clip in ours(back)]
    assert len(set(links)) == 3
    for clip in ours(back):
        assert clip.metadata["PremierePro_OTIO"]["AudioChannels"]["ChannelType"] == "Mono"
    facts = back.timeline.tracks.metadata["PremierePro_OTIO"]
    assert facts["VideoFrameRate"] == RATE
    assert facts["AudioFrameRate"] == 48_000
    assert facts["VideoResolution"] == {"height": 1080, "width": 1920}


def test_premiere_keeps_link_ids_that_are_there_and_loses_idle_speeds(tmp_path: Path) -> None:
    def linked(timeline: otio.schema.Timeline) -> None:
        for track in timeline.tracks:
            for number, clip in enumerate(track):
                clip.metadata["PremierePro_OTIO"] = {"LinkID": str(number + 7)}
        timeline.tracks[0][0].effects.append(otio.schema.LinearTimeWarp(time_scalar=1.0))
        timeline.tracks[0][1].effects.append(otio.schema.LinearTimeWarp(time_scalar=0.5))

    written, back = rendered(film(tmp_path, linked), "premiere")
    ids = [clip.metadata["PremierePro_OTIO"]["LinkID"] for clip in back.timeline.find_clips()]
    assert ids[:6] == ["7", "8", "9", "7", "8", "9"]
    assert len(set(ids[6:]) - set(ids[:6])) == 3
    picture = back.timeline.tracks[0]
    assert [len(clip.effects) for clip in picture] == [0, 1, 0]
    assert any("speed" in note for note in written.notes)


def test_a_still_without_a_length_gets_one_for_premiere(tmp_path: Path) -> None:
    def add_still(timeline: otio.schema.Timeline) -> None:
        clip = timeline.tracks[0][0]
        clip.media_reference = otio.schema.ExternalReference("photo.jpg")

    written, back = rendered(film(tmp_path, add_still), "premiere")
    clip = back.timeline.tracks[0][0]
    assert clip.media_reference.available_range == clip.source_range
    assert any("length" in note for note in written.notes)


def test_kdenlive_gets_one_rate_and_no_edge_moves(tmp_path: Path) -> None:
    def mix_rates(timeline: otio.schema.Timeline) -> None:
        for clip in timeline.tracks[0]:
            first, length = clip.source_range.start_time, clip.source_range.duration
            clip.source_range = TimeRange(first.rescaled_to(60), length.rescaled_to(60))

    path = film(tmp_path, mix_rates)
    written, back = rendered(path, "kdenlive")
    assert back.timeline.duration().rate == RATE
    picture = back.timeline.tracks[0]
    assert [c.duration().value for c in picture] == [60, 48, 36]
    assert [c.source_range.start_time.value for c in picture] == [0, 120, 72]
    assert any("25 frames per second" in note for note in written.notes)


def test_kdenlive_forgets_where_one_frame_of_each_track_of_ours_begins(tmp_path: Path) -> None:
    written, back = rendered(film(tmp_path), "kdenlive")
    for track in back.timeline.tracks[2:]:
        whole, frame = track.find_clips()
        assert frame.duration() == RationalTime(1, RATE)
        assert frame.source_range.start_time == whole.source_range.end_time_exclusive()
        assert frame.media_reference.target_url == whole.media_reference.target_url
        assert not frame.markers
    assert any("DeepAudio Speech 2 and DeepAudio Audio" in note for note in written.notes)


def test_kdenlive_counts_markers_from_the_clip(tmp_path: Path) -> None:
    _, back = rendered(film(tmp_path), "kdenlive")
    assert [m.marked_range.start_time.value for c in ours(back) for m in c.markers] == [0, 0]
    _, back = rendered(film(tmp_path / "other"), "premiere")
    assert [m.marked_range.start_time.value for c in ours(back) for m in c.markers] == [12, 12]


def test_a_kind_in_small_letters_is_spelt_as_hosts_know_it(tmp_path: Path) -> None:
    def small(timeline: otio.schema.Timeline) -> None:
        for track in timeline.tracks:
            track.kind = track.kind.lower()

    written, back = rendered(film(tmp_path, small), "kdenlive")
    assert [t.kind for t in back.timeline.tracks[:2]] == ["Video", "Audio"]
    assert "kind" in written.notes[0]


@pytest.mark.parametrize("host", HOSTS)
def test_lines_go_beside_the_timeline_where_the_host_reads_subtitles(
    tmp_path: Path, host: str
) -> None:
    written, _ = rendered(film(tmp_path), host)
    beside = written.path.with_name(f"{host}.deepaudio.speech.srt")
    assert beside.exists() is dialect(host).subtitles
    if beside.exists():
        assert beside.read_text("utf-8") == (
            "1\n00:00:00,960 --> 00:00:01,920\nDid you hear that?\n\n"
            "2\n00:00:01,200 --> 00:00:02,800\n“Öffne sie.”\n"
        )


def test_subtitles_that_were_edited_are_kept_as_a_backup(tmp_path: Path) -> None:
    path = film(tmp_path)
    written, _ = rendered(path, "resolve")
    beside = written.path.with_name("resolve.deepaudio.speech.srt")
    beside.write_text("my own", encoding="utf-8")
    rendered(path, "resolve")
    (backup,) = set(beside.parent.glob("resolve.deepaudio.speech*.srt")) - {beside}
    assert backup.read_text("utf-8") == "my own"
    assert "Öffne" in beside.read_text("utf-8")


def test_a_timeline_stays_when_its_subtitles_cannot_be_written(tmp_path: Path) -> None:
    path = film(tmp_path)
    (path.parent / "resolve.deepaudio.speech.srt").mkdir()
    written, back = rendered(path, "resolve")
    assert len(ours(back)) == 3
    assert "could not be written" in written.notes[-1]


def test_markers_of_ours_are_never_read_as_lines(tmp_path: Path) -> None:
    _, back = rendered(film(tmp_path), "resolve")
    for track in back.timeline.tracks:
        track.name = f"renamed {track.name}"
    assert read_cues(back, (), problems=[]) == []


def test_avid_gets_an_aaf_unless_another_name_is_asked_for(tmp_path: Path) -> None:
    document = read(film(tmp_path))
    assert output_path(document, dialect="avid").name == "film.deepaudio.aaf"
    written, _ = rendered(film(tmp_path / "other"), "avid")
    assert any("opens .aaf files" in note for note in written.notes)


def test_drives_of_another_system_become_addresses(tmp_path: Path) -> None:
    def from_windows(timeline: otio.schema.Timeline) -> None:
        timeline.tracks[0][0].media_reference.target_url = "C:\\Film\\a b.mov"
        timeline.tracks[0][1].media_reference.target_url = "http://example.com/a.mov"

    path = film(tmp_path, from_windows)
    _, back = rendered(path, "premiere")
    urls = [clip.media_reference.target_url for clip in back.timeline.tracks[0]]
    assert urls[:2] == ["file:///C:/Film/a%20b.mov", "http://example.com/a.mov"]


def test_fields_and_schemas_that_nobody_here_knows_stay_as_they_are(tmp_path: Path) -> None:
    path = film(tmp_path)
    tree = json.loads(path.read_text("utf-8"))
    tree["tracks"]["children"][0]["children"][0]["my_field"] = 2**60
    tree["metadata"]["mine"] = {"OTIO_SCHEMA": "Nobody.7", "x": 0.1}
    path.write_text(json.dumps(tree, indent="\t"), encoding="utf-8")
    written, _ = rendered(path, "kdenlive")
    text = written.path.read_text("utf-8")
    back = json.loads(text)
    assert back["tracks"]["children"][0]["children"][0]["my_field"] == 2**60
    assert back["metadata"]["mine"] == {"OTIO_SCHEMA": "Nobody.7", "x": 0.1}
    assert text.startswith('{\n\t"')


def time(frames: float) -> RationalTime:
    return RationalTime(frames, RATE)


@pytest.mark.parametrize("host", HOSTS)
def test_rendering_what_was_written_for_a_host_replaces_our_tracks(
    tmp_path: Path, host: str
) -> None:
    written, back = rendered(film(tmp_path), host)
    names = [track.name for track in back.timeline.tracks]
    again, after = rendered(written.path, "generic")
    assert [track.name for track in after.timeline.tracks] == names
    assert again.path != written.path
