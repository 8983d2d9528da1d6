import math
from fractions import Fraction

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.timeline.timing import exact_rate
from tests.helpers.timelines import clip, gap, layout, shots_of, span, speed, track

NTSC = 24000 / 1001


def test_clips_follow_each_other_and_gaps_are_no_shots(tmp_path):
    row = track(clip("a.mov", span(10, 24)), gap(6), clip("b.mov", span(0, 48)))
    found = shots_of(tmp_path, row)
    assert layout(found) == [("a", 0, 24), ("b", 30, 48)]
    assert [shot.index for shot in found] == [1, 2]
    assert found[0].picture.media_start_s == pytest.approx(10 / 24, abs=1e-12)
    assert found[1].picture.duration_s == 2.0


def test_a_covered_clip_gives_a_shot_for_each_visible_part(tmp_path):
    below = track(clip("a.mov", span(100, 96)), name="V1")
    above = track(gap(24), clip("b.mov", span(0, 24)), name="V2")
    found = shots_of(tmp_path, below, above)
    assert layout(found) == [("a", 0, 24), ("b", 24, 24), ("a", 48, 48)]
    assert [shot.track for shot in found] == ["V1", "V2", "V1"]
    starts = [shot.picture.media_start_s * 24 for shot in found]
    assert starts == pytest.approx([100, 0, 148], abs=1e-9)


def test_a_clip_hidden_all_along_is_no_shot_and_does_not_split_what_covers_it(tmp_path):
    below = track(clip("a.mov", span(0, 24)), clip("b.mov", span(0, 24)))
    above = track(clip("c.mov", span(0, 48)))
    assert layout(shots_of(tmp_path, below, above)) == [("c", 0, 48)]


def test_disabled_clips_and_tracks_let_lower_ones_show(tmp_path):
    below = track(clip("a.mov", span(0, 48)))
    middle = track(clip("b.mov", span(0, 48), enabled=False))
    above = track(clip("c.mov", span(0, 48)))
    above.enabled = False
    assert layout(shots_of(tmp_path, below, middle, above)) == [("a", 0, 48)]


def test_neighbours_that_continue_the_same_media_stay_two_shots(tmp_path):
    row = track(clip("a.mov", span(0, 24)), clip("a.mov", span(24, 24)))
    assert layout(shots_of(tmp_path, row)) == [("a", 0, 24), ("a", 24, 24)]


def test_track_kinds_in_lower_case_are_read_and_audio_tracks_are_no_picture(tmp_path):
    row = track(clip("a.mov", span(0, 24)), kind="video")
    sound = track(clip("b.mov", span(0, 48)), kind="audio")
    assert layout(shots_of(tmp_path, row, sound)) == [("a", 0, 24)]


# -- nesting and trims -----------------------------------------------------------------


def test_a_nested_stack_is_trimmed_to_its_source_range(tmp_path):
    inner = otio.schema.Stack(
        children=[
            track(clip("a.mov", span(0, 48)), clip("b.mov", span(0, 48))),
            track(gap(60), clip("c.mov", span(0, 12))),
        ],
        source_range=span(24, 60),
    )
    found = shots_of(tmp_path, track(gap(10), inner))
    assert layout(found) == [("a", 10, 24), ("b", 34, 12), ("c", 46, 12), ("b", 58, 12)]
    starts = [shot.picture.media_start_s * 24 for shot in found]
    assert starts == pytest.approx([24, 0, 0, 24], abs=1e-9)


def test_a_trimmed_track_begins_at_its_source_range(tmp_path):
    row = track(clip("a.mov", span(0, 48)), source_range=span(12, 24))
    (shot,) = shots_of(tmp_path, row)
    assert layout([shot]) == [("a", 0, 24)]
    assert shot.picture.media_start_s == 0.5


def test_a_nested_clip_at_double_speed_inside_a_stack_at_half_speed_runs_at_normal_speed(tmp_path):
    inner = otio.schema.Stack(
        children=[track(clip("a.mov", span(10, 24), effects=[speed(2)]))],
        source_range=span(6, 12),
        effects=[speed(0.5)],
    )
    (shot,) = shots_of(tmp_path, track(inner))
    assert layout([shot]) == [("a", 0, 12)]
    assert shot.picture.speed == 1.0
    assert shot.picture.media_start_s * 24 == pytest.approx(10 + 2 * 6)


def test_a_stack_played_backwards_shows_its_clips_backwards_in_reverse_order(tmp_path):
    inner = otio.schema.Stack(
        children=[track(clip("a.mov", span(0, 24)), clip("b.mov", span(100, 12)))],
        source_range=span(0, 36),
        effects=[speed(-1)],
    )
    found = shots_of(tmp_path, track(inner))
    assert layout(found) == [("b", 0, 12), ("a", 12, 24)]
    assert [shot.picture.speed for shot in found] == [-1.0, -1.0]
    assert found[0].picture.media_start_s * 24 == pytest.approx(111)
    assert found[1].picture.media_start_s * 24 == pytest.approx(23)


# -- retimes ---------------------------------------------------------------------------


@pytest.mark.parametrize(("scalar", "first"), [(0.75, 90), (2, 90), (-1, 90 + 89), (-2, 90 + 178)])
def test_a_retimed_clip_keeps_its_length_and_samples_media_at_its_speed(tmp_path, scalar, first):
    (shot,) = shots_of(tmp_path, track(clip("a.mov", span(90, 90), effects=[speed(scalar)])))
    assert layout([shot]) == [("a", 0, 90)]
    assert shot.picture.speed == scalar
    assert shot.picture.media_start_s * 24 == pytest.approx(first, abs=1e-9)


def test_the_last_frame_of_a_reversed_clip_is_its_first_in_the_media(tmp_path):
    (shot,) = shots_of(tmp_path, track(clip("a.mov", span(50, 30), effects=[speed(-1)])))
    last = shot.picture.media_start_s + (29 / 24) * shot.picture.speed
    assert last * 24 == pytest.approx(50)


@pytest.mark.parametrize(
    ("source", "kept", "first_shown"),
    [
        (span(50, 30), (0, 30), 79),
        (span(20, 30), (0, 10), 49),  # its tail would be before the media's beginning
        (span(110, 30), (20, 10), 119),  # its head after the media's end
        (span(30, 100), (10, 80), 119),
    ],
    ids=["inside", "tail cut", "head cut", "both cut"],
)
def test_a_reversed_clip_shows_what_its_media_has(tmp_path, source, kept, first_shown):
    media = span(40, 80)
    (shot,) = shots_of(tmp_path, track(clip("a.mov", source, media, effects=[speed(-1)])))
    assert layout([shot]) == [("a", *kept)]
    assert shot.picture.media_start_s * 24 == pytest.approx(first_shown)
    assert shot.picture.duration_s * 24 == pytest.approx(kept[1])


def test_handles_of_a_reversed_clip_may_be_read_from_all_of_its_media(tmp_path):
    found = clip("a.mov", span(50, 30), span(40, 80), effects=[speed(-1)])
    (shot,) = shots_of(tmp_path, track(found))
    available = shot.picture.available_start_s, shot.picture.available_end_s
    assert available == pytest.approx((40 / 24, 120 / 24))


def test_a_freeze_frame_shows_one_moment_for_all_its_length(tmp_path):
    frozen = clip("a.mov", span(30, 48), span(0, 100), effects=[otio.schema.FreezeFrame()])
    (shot,) = shots_of(tmp_path, track(frozen))
    assert (shot.picture.speed, shot.picture.duration_s) == (0.0, 2.0)
    assert shot.picture.media_start_s == 1.25


def test_an_unreadable_speed_curve_is_a_remark_on_a_shot_at_constant_speed(tmp_path):
    curve = otio.schema.TimeEffect("curve", "TimeWarp")
    (shot,) = shots_of(tmp_path, track(clip("a.mov", span(0, 24), effects=[curve])))
    assert shot.picture.speed == 1.0
    assert "speed curve 'TimeWarp'" in shot.problem


# -- transitions -----------------------------------------------------------------------


def test_a_transition_leaves_the_edit_point_and_tells_both_overlaps(tmp_path):
    dissolve = otio.schema.Transition(
        transition_type="SMPTE_Dissolve",
        in_offset=RationalTime(4, 24),
        out_offset=RationalTime(6, 24),
    )
    row = track(clip("a.mov", span(0, 24)), dissolve, clip("b.mov", span(10, 24)))
    first, second = shots_of(tmp_path, row)
    assert layout([first, second]) == [("a", 0, 24), ("b", 24, 24)]
    assert (first.transition_in, first.transition_out) == (None, RationalTime(6, 24))
    assert (second.transition_in, second.transition_out) == (RationalTime(4, 24), None)


def test_a_covered_edge_has_no_transition(tmp_path):
    dissolve = otio.schema.Transition(
        transition_type="SMPTE_Dissolve",
        in_offset=RationalTime(4, 24),
        out_offset=RationalTime(4, 24),
    )
    below = track(clip("a.mov", span(0, 24)), dissolve, clip("b.mov", span(10, 24)))
    above = track(gap(20), clip("c.mov", span(0, 8)))
    found = shots_of(tmp_path, below, above)
    assert layout(found) == [("a", 0, 20), ("c", 20, 8), ("b", 28, 20)]
    assert all(shot.transition_in is shot.transition_out is None for shot in found)


# -- rates and clocks ------------------------------------------------------------------


def test_two_hours_at_23_976_do_not_drift_by_a_frame(tmp_path):
    frames, count = 48, 3600  # two hours
    row = track(*[clip("a.mov", span(0, frames, 23.976)) for _ in range(count)])
    found = shots_of(tmp_path, row)
    assert found[-1].range.start_time == RationalTime((count - 1) * frames, NTSC)
    exact = Fraction(frames) / exact_rate(23.976)
    assert found[-1].picture.duration_s == pytest.approx(float(exact), abs=1e-12)


def test_clips_of_other_rates_share_edges_on_the_timelines_frames(tmp_path):
    row = track(
        clip("a.mov", span(0, 25, 25)), clip("b.mov", span(0, 31, 30)), clip("c.mov", span(7, 24))
    )
    found = shots_of(tmp_path, row, track(gap(5), gap(5)))
    assert layout(found) == [("a", 0, 24), ("b", 24, 25), ("c", 49, 24)]
    late = (49 - (24 + 24 * 31 / 30)) / 24  # the edit point moved to the nearest frame
    assert found[2].picture.media_start_s == pytest.approx(7 / 24 + late, abs=1e-8)


def test_media_that_starts_at_a_timecode_keeps_its_clock(tmp_path):
    hour = 86_400
    row = track(clip("a.mov", span(hour + 10, 24), span(hour, 240)))
    (shot,) = shots_of(tmp_path, row, start=RationalTime(hour, 24))
    assert layout([shot]) == [("a", 0, 24)]
    assert shot.picture.media_start_s == pytest.approx(3600 + 10 / 24)
    assert shot.picture.clock_start_s == 3600
    assert (shot.picture.available_start_s, shot.picture.available_end_s) == (3600, 3610)


def test_media_of_unknown_range_leaves_the_clock_to_the_worker(tmp_path):
    (shot,) = shots_of(tmp_path, track(clip("a.mov", span(5, 24))))
    picture = shot.picture
    assert picture.clock_start_s is picture.available_start_s is picture.available_end_s is None


def test_a_clip_without_source_range_shows_all_its_media(tmp_path):
    (shot,) = shots_of(tmp_path, track(clip("a.mov", None, span(100, 6))))
    assert layout([shot]) == [("a", 0, 6)]
    assert shot.picture.media_start_s * 24 == pytest.approx(100)


# -- the ends of the media -------------------------------------------------------------


def test_a_clip_longer_than_its_media_is_a_shot_as_long_as_the_media_and_says_so(tmp_path):
    row = track(clip("a.mov", span(-6, 48), span(0, 30)), clip("b.mov", span(0, 24)))
    found = shots_of(tmp_path, row)
    assert layout(found) == [("a", 6, 30), ("b", 48, 24)]
    assert found[0].picture.media_start_s == 0
    assert "18 frames longer than its media" in found[0].problem


def test_less_than_a_frame_past_the_media_is_rounding(tmp_path):
    row = track(clip("a.mov", span(0, 2989, 29.97), span(0, 2391, 23.976)))
    (shot,) = shots_of(tmp_path, row)
    assert layout([shot]) == [("a", 0, 2989)]
    assert not shot.problem


def test_a_source_range_counted_from_the_first_frame_is_understood_and_remarked(tmp_path):
    (shot,) = shots_of(tmp_path, track(clip("a.mov", span(12, 24), span(86_400, 100))))
    assert shot.picture.media_start_s == pytest.approx(3600.5)
    assert "read from the first frame" in shot.problem


def test_a_clip_wholly_outside_its_media_is_a_shot_without_picture(tmp_path):
    (shot,) = shots_of(tmp_path, track(clip("a.mov", span(500, 24), span(0, 100))))
    assert shot.picture is None
    assert "a part that its media does not have" in shot.problem
    assert shot.hint


# -- media of other kinds --------------------------------------------------------------


def test_a_generator_and_a_missing_reference_are_shots_without_picture(tmp_path):
    bars = otio.schema.GeneratorReference("bars", "SMPTEBars", span(0, 24))
    row = track(
        clip(bars, span(0, 24), name="bars"),
        clip(otio.schema.MissingReference(), span(0, 24), name="lost"),
    )
    found = shots_of(tmp_path, row)
    assert layout(found) == [("bars", 0, 24), ("lost", 24, 24)]
    assert [shot.picture for shot in found] == [None, None]
    assert "generator (SMPTEBars)" in found[0].problem
    assert "no media" in found[1].problem


def test_titles_and_logos_lie_over_the_picture_and_show_it(tmp_path):
    title = otio.schema.GeneratorReference("Lower Third", "Text", span(0, 24))
    below = track(clip("a.mov", span(0, 48)))
    middle = track(gap(12), clip(title, span(0, 24), name="Anna"))
    above = track(clip("logo.png", span(0, 60), span(0, 1)))
    assert layout(shots_of(tmp_path, below, middle, above)) == [("a", 0, 48), ("logo", 48, 12)]


def test_a_photo_stands_still_as_long_as_its_clip(tmp_path):
    (shot,) = shots_of(tmp_path, track(clip("photo.jpg", span(0, 48), span(0, 1))))
    assert (shot.picture.speed, shot.picture.duration_s, shot.problem) == (0.0, 2.0, "")


def test_another_media_reference_stands_in_for_a_missing_one(tmp_path):
    made = clip("gone.mov", span(0, 24))
    references = {"DEFAULT_MEDIA": made.media_reference, "proxy": clip("b.mov").media_reference}
    made.set_media_references(references, "DEFAULT_MEDIA")
    (shot,) = shots_of(tmp_path, track(made))
    assert shot.picture.path == str(tmp_path / "b.mov")
    assert "gone.mov does not exist" in shot.problem
    assert "'proxy' is used" in shot.problem


def images(folder, numbers, prefix="sh 010.", suffix=".exr", padding=4):
    folder.mkdir()
    for number in numbers:
        (folder / f"{prefix}{number:0{padding}d}{suffix}").write_bytes(b"image")


def sequence(policy="error", **more):
    fields = {
        "target_url_base": "plates/",
        "name_prefix": "sh 010.",
        "name_suffix": ".exr",
        "start_frame": 1001,
        "frame_zero_padding": 4,
        "rate": 24,
        "available_range": span(86_400, 50),
        **more,
    }
    kinds = otio.schema.ImageSequenceReference.MissingFramePolicy
    return otio.schema.ImageSequenceReference(missing_frame_policy=getattr(kinds, policy), **fields)


def test_an_image_sequence_is_a_pattern_with_first_number_count_and_clock(tmp_path):
    images(tmp_path / "plates", range(1001, 1051))
    (shot,) = shots_of(tmp_path, track(clip(sequence(), span(86_410, 30), name="plate")))
    picture = shot.picture
    assert picture.path == str(tmp_path / "plates" / "sh 010.%04d.exr")
    assert picture.kind == "sequence"
    assert (picture.sequence_first, picture.sequence_count) == (1001, 50)
    assert (picture.sequence_rate, picture.sequence_step) == (24, 1)
    assert (picture.clock_start_s, shot.problem) == (3600, "")
    assert picture.media_start_s == pytest.approx(3600 + 10 / 24)


def test_a_sequence_on_twos_has_half_the_images_per_second(tmp_path):
    images(tmp_path / "plates", range(1001, 1051, 2))
    media = sequence(frame_step=2)
    (shot,) = shots_of(tmp_path, track(clip(media, span(86_400, 50), name="plate")))
    picture = shot.picture
    assert (picture.sequence_rate, picture.sequence_step, picture.sequence_count) == (12, 2, 25)


def test_a_sequence_of_unknown_length_is_counted_on_disk(tmp_path):
    images(tmp_path / "plates", range(1001, 1031))
    media = sequence(available_range=None)
    (shot,) = shots_of(tmp_path, track(clip(media, span(0, 30), name="plate")))
    assert (shot.picture.sequence_count, shot.picture.clock_start_s) == (30, 0)


@pytest.mark.parametrize("policy", ["hold", "black"])
def test_missing_images_that_may_be_held_are_a_remark(tmp_path, policy):
    images(tmp_path / "plates", [n for n in range(1001, 1051) if n not in (1015, 1016)])
    media = sequence(policy)
    (shot,) = shots_of(tmp_path, track(clip(media, span(86_400, 50), name="plate")))
    assert shot.picture is not None
    assert "2 of 50 images" in shot.problem


def test_missing_images_that_are_an_error_fail_only_the_shots_that_show_them(tmp_path):
    images(tmp_path / "plates", [n for n in range(1001, 1051) if n != 1015])
    row = track(*[clip(sequence(), span(start, 10), name="p") for start in (86_400, 86_410)])
    good, bad = shots_of(tmp_path, row)
    assert (good.problem, bad.picture) == ("", None)
    assert "1 of 10 images" in bad.problem


@pytest.mark.parametrize("name", ["p.%04d.exr", "p.####.exr", "p.[1001-1030].exr"])
def test_a_sequence_written_as_one_path_is_found(tmp_path, name):
    images(tmp_path / "plates", range(1001, 1031), "p.")
    media = otio.schema.ExternalReference(f"plates/{name}", span(0, 30))
    (shot,) = shots_of(tmp_path, track(clip(media, span(3, 10), name="plate")))
    assert shot.picture.path == str(tmp_path / "plates" / "p.%04d.exr")
    assert (shot.picture.sequence_first, shot.picture.sequence_count) == (1001, 30)


# -- clips that make no sense ----------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (span(0, 0), "has no length"),
        (span(0, -5), "negative length"),
        (span(0, 24, 0), "frame rate of 0"),
        (span(0, 24, -24), "frame rate of -24"),
        (span(math.nan, 24), "time of nan"),
        (span(0, math.inf), "time of inf"),
        (None, "neither a source range nor media"),
    ],
)
def test_a_senseless_clip_fails_alone(tmp_path, source, reason):
    row = track(clip("a.mov", span(0, 24)), clip("b.mov", source), clip("c.mov", span(0, 24)))
    found = shots_of(tmp_path, row)
    assert layout(found) == [("a", 0, 24), ("b", 24, 0), ("c", 24, 24)]
    assert found[1].picture is None
    assert reason in found[1].problem
    assert found[2].picture is not None


def test_a_senseless_clip_that_could_not_be_seen_is_not_reported(tmp_path):
    below = track(clip("b.mov", span(0, -5)), clip("b.mov", span(0, 48)))
    above = track(clip("a.mov", span(0, 24)))
    assert layout(shots_of(tmp_path, below, above)) == [("a", 0, 24), ("b", 24, 24)]


def test_a_sequence_padded_past_all_sense_ends_no_process(tmp_path):
    images(tmp_path / "plates", [1001])
    media = sequence(frame_zero_padding=2**31 - 1)
    (shot,) = shots_of(tmp_path, track(clip(media, span(86_400, 1), name="plate")))
    assert shot.picture.path.endswith("sh 010.%020d.exr")


def test_a_missing_file_fails_alone_and_says_what_to_do(tmp_path):
    row = track(clip("gone.mov", span(0, 24)), clip("b.mov", span(0, 24)))
    gone, here = shots_of(tmp_path, row)
    assert gone.picture is None
    assert str(tmp_path / "gone.mov") in gone.problem
    assert "--media-root" in gone.hint
    assert here.picture is not None


@pytest.mark.parametrize(
    ("start", "spelt", "begins", "media", "offset"),
    [
        # frames that a host has taken from one spelling of a rate to the other
        (1937905.9905694576, 23.976024627685547, 1937896, 23.976, 8),
        (1937904, 23.976024627685547, 1937896, 23.976, 8),  # and such as it has not
        (1937904, 23.98, 1937896, 24000 / 1001, 8),
        (883159, 23.976, 883750, 24, 293),  # another rate: by the rates as they are written
        (48, 24, 48, 24, 0),
    ],
)
def test_a_late_timecode_keeps_the_frames_that_its_host_counted(
    tmp_path, start, spelt, begins, media, offset
):
    shown = clip("a.mov", span(start, 82, spelt), span(begins, 755, media))
    (shot,) = shots_of(tmp_path, track(shown))
    skipped = shot.picture.media_start_s - shot.picture.available_start_s
    assert int(skipped * media + 1e-3) == offset


def test_a_sequence_whose_rate_was_left_at_otios_default_counts_by_its_range(tmp_path):
    for number in range(1001, 1021):
        (tmp_path / f"p.{number}.exr").touch()
    media = otio.schema.ImageSequenceReference(
        "", "p.", ".exr", 1001, 1, 1.0, 4, available_range=span(1001, 20, 24)
    )
    (shot,) = shots_of(tmp_path, track(clip(media, span(1006, 10, 24), name="plate")))
    assert shot.picture.sequence_rate == 24
    assert shot.picture.sequence_count == 20
    assert not shot.problem
