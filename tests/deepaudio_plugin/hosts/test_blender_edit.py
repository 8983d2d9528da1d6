"""The Blender extension's own reckoning, without Blender: speeds, and the JSON of a timeline."""

from fractions import Fraction

import opentimelineio as otio
import pytest

from tests.helpers.blender_extension import extension

model, otio_json = extension("model"), extension("otio_json")
segments = extension("retiming").segments
NTSC = Fraction(24000, 1001)


def keys(*pairs):
    return [(frame, Fraction(content)) for frame, content in pairs]


def runs(found):
    return [(s.start, s.end, s.source, s.speed) for s in found]


def test_a_plain_strip_is_one_segment_from_its_cut_on():
    assert runs(segments(keys((1, 0), (100, 99)), 11, 31)) == [(11, 31, 10, 1)]


def test_a_strip_pulled_beyond_its_content_stands_still_there():
    assert runs(segments(keys((11, 0), (20, 9)), 5, 25)) == [
        (5, 11, 0, 0), (11, 21, 0, 1), (21, 25, 9, 0)
    ]  # fmt: skip


def test_each_stretch_between_keys_has_its_speed():
    found = segments(keys((1, 0), (11, 20), (21, 20), (31, 30)), 1, 32)
    assert runs(found) == [(1, 11, 0, 2), (11, 21, 20, 0), (21, 32, 20, 1)]


def test_a_strip_that_plays_backwards_begins_at_the_end_of_its_content():
    assert runs(segments(keys((1, 0), (100, 99)), 11, 31, reverse_of=100)) == [(11, 31, 90, -1)]


def strip(name="shot", start=1, end=51, channel=1, source=0, speed=1, rate=NTSC, **more):
    part = model.Segment(start, end, Fraction(source), Fraction(speed))
    facts = {"kind": "movie", "path": "/films/a.mp4", "length": 200, **more}
    return model.Strip(name=name, channel=channel, segments=(part,), rate=rate, **facts)


def written(*strips, crosses=(), speak_text=False, **more):
    edit = model.Edit("film", NTSC, 1, tuple(strips), tuple(crosses), **more)
    text = otio_json.timeline(edit, speak_text=speak_text)
    return otio.adapters.read_from_string(text)


def test_otio_reads_what_is_written_and_writes_the_same_again():
    timeline = written(strip(), strip("b", 61, 71, 2, muted=True))
    again = otio.adapters.read_from_string(timeline.to_json_string())
    assert again.is_equivalent_to(timeline)
    assert timeline.global_start_time == otio.opentime.RationalTime(0, float(NTSC))
    assert [track.name for track in timeline.tracks] == ["Channel 1", "Channel 2"]
    first, second = timeline.find_clips()
    assert first.range_in_parent().duration.value == 50
    assert second.range_in_parent().start_time.value == 60
    assert (first.enabled, second.enabled) == (True, False)


def test_backwards_the_range_is_what_is_shown():
    (clip,) = written(strip(start=1, end=21, source=90, speed=-1)).find_clips()
    assert clip.source_range.start_time.value == 70
    assert clip.effects[0].time_scalar == -1


def test_a_medium_of_another_rate_played_frame_by_frame_is_a_time_warp():
    (clip,) = written(strip(source=10, rate=Fraction(25))).find_clips()
    assert clip.effects[0].time_scalar == pytest.approx(24000 / 1001 / 25)
    assert clip.source_range.start_time == otio.opentime.RationalTime(10, 25)
    assert clip.source_range.duration.rate == float(NTSC)


def test_strips_that_cross_one_after_another_share_a_track():
    a, b, c = strip("a", 1, 51), strip("b", 41, 101, 2), strip("c", 91, 151)
    crosses = [model.Cross(41, 51, a, b), model.Cross(91, 101, b, c)]
    (track,) = written(a, b, c, crosses=crosses).tracks
    kinds = [type(item).__name__ for item in track]
    assert kinds == ["Clip", "Transition", "Clip", "Transition", "Clip"]
    ends = [clip.range_in_parent().end_time_exclusive().value for clip in track.find_clips()]
    assert ends == [45, 95, 150]


def test_a_muted_channel_is_a_disabled_track_with_its_name():
    channels = {1: model.StripChannel("Plates", True)}
    (track,) = written(strip(), channels=channels).tracks
    assert (track.name, track.enabled) == ("Plates", False)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/films/a b.mp4", "/films/a b.mp4"),
        ("/films/100% #1?.mp4", "/films/100%25 %231%3F.mp4"),
        ("C:\\films\\a.mp4", "C:/films/a.mp4"),
        ("/films/back\\slash.mp4", "/films/back%5Cslash.mp4"),
    ],
)
def test_paths_are_written_as_otio_reads_them(path, url):
    assert otio_json.target_url(path) == url


def test_a_sixteen_hour_scene_has_no_rounding():
    far = strip(start=1_380_000, end=1_380_010)
    timeline = written(far)
    (clip,) = timeline.find_clips()
    assert clip.range_in_parent().start_time.value == 1_379_999
