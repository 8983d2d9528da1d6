"""What an editor did to our clips in a host is still so after the next render."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.options import DEFAULT_HANDLES
from deepaudio_plugin.decisions import file
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions
from deepaudio_plugin.decisions.places import Place
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.roundtrip.returned import chosen_from, linked
from deepaudio_plugin.roundtrip.returning import returned_takes
from tests.helpers.project import RATE, make_project
from tests.helpers.rendered import Rendered, render_tones
from tests.helpers.returned import Host, back_from_host, our_track, through_format

SRT = """1
00:00:00,250 --> 00:00:01,000
MARA: Who is there?

2
00:00:01,600 --> 00:00:02,500
JON: It was the door.
"""
FIRST, SECOND = (6, 0, 18), (38, 0, 22)  # start, frames of the sound before it, frames
LINES = ("cue:cut#1", "cue:cut#2")

Clip = tuple[int, int, int]


@pytest.fixture
def rendered(tmp_path: Path) -> Rendered:
    project = make_project(tmp_path, srt=SRT)
    return render_tones(project.timeline, project.subtitles)


def decided(path: Path, before: Decisions = UNDECIDED) -> tuple[Decisions, list[str]]:
    """What the timeline at `path` says, beyond `before`."""
    plan = render_tones(path, path.with_name("cut.srt"), output=path.with_name("plan.otio"),
                        decisions=before)  # fmt: skip
    found = linked(returned_takes(read(path)), plan.plan.jobs)
    decisions, notes = chosen_from(found, plan.material, plan.plan.jobs, before)
    return decisions, [note.message for note in notes]


def rerendered(rendered: Rendered, *hosts: Host, strip: bool = True) -> Rendered:
    """Rendered again after `hosts`."""
    path = back_from_host(rendered.output, *hosts, strip=strip)
    decisions, _ = decided(path)
    return render_tones(path, path.with_name("cut.srt"), output=path.with_name("again.otio"),
                        decisions=decisions)  # fmt: skip


def clips(rendered: Rendered, title: str = "DeepAudio Speech") -> list[Clip]:
    timeline = otio.adapters.read_from_file(str(rendered.output))
    return [spot(clip) for clip in our_track(timeline, title).find_clips()]


def spot(clip: otio.schema.Clip) -> Clip:
    lies, plays = clip.range_in_parent(), clip.trimmed_range()
    start, first, length = (
        round(time.value) for time in (lies.start_time, plays.start_time, plays.duration)
    )
    return start, first - DEFAULT_HANDLES, length


def lay(*wanted: Clip, title: str = "DeepAudio Speech", muted: tuple[int, ...] = ()) -> Host:
    """A host in which the second line's clip becomes `wanted`; the first stays."""

    def host(timeline: otio.schema.Timeline) -> None:
        track = our_track(timeline, title)
        first, second = [clip.deepcopy() for clip in track.find_clips()]
        laid = [(first, *spot_of(first, track)), *((second, *spot) for spot in wanted)]
        track.clear()
        now = 0
        for number, (clip, start, skip, frames) in enumerate(laid):
            if start > now:
                track.append(otio.schema.Gap(duration=RationalTime(start - now, RATE)))
            copy = clip.deepcopy()
            first = RationalTime(DEFAULT_HANDLES + skip, RATE)
            copy.source_range = TimeRange(first, RationalTime(frames, RATE))
            copy.enabled = number not in muted
            track.append(copy)
            now = start + frames

    return host


def spot_of(clip: otio.schema.Clip, track: otio.schema.Track) -> Clip:
    return spot(next(other for other in track.find_clips() if other.name == clip.name))


def ripple(frames: int) -> Host:
    """Everything later, as by a title put before it."""

    def host(timeline: otio.schema.Timeline) -> None:
        for track in timeline.tracks:
            track.insert(0, otio.schema.Gap(duration=RationalTime(frames, RATE)))

    return host


def test_clips_lie_where_the_tests_say(rendered):
    assert clips(rendered) == [FIRST, SECOND]


@pytest.mark.parametrize("strip", [True, False], ids=["without metadata", "with metadata"])
@pytest.mark.parametrize(
    "wanted",
    [
        [(41, 0, 22)], [(29, 0, 22)], [(43, 5, 17)], [(38, 0, 15)], [(30, -8, 30)],
        [(45, 5, 10)], [(38, 3, 19)], [(38, 0, 10), (48, 10, 12)], [(38, 0, 22), (70, 0, 22)],
    ],
    ids=["later", "earlier", "head", "tail", "handle", "all", "slipped", "cut in two", "copied"],
)  # fmt: skip
def test_what_an_editor_did_is_still_so(rendered, wanted, strip):
    again = rerendered(rendered, lay(*wanted), strip=strip)
    assert clips(again) == [FIRST, *wanted]
    third = rerendered(again, strip=strip)
    assert clips(third) == [FIRST, *wanted]


def test_what_stays_is_told(rendered):
    again = rerendered(rendered, lay((38, 0, 22), (70, 0, 22)))
    notes = [p.message for p in again.plan.problems]
    assert "2 clips stay where the editor put them" in notes


def test_a_clip_put_back_is_where_its_line_has_it(rendered):
    again = rerendered(rendered, lay((50, 0, 22)))
    third = rerendered(again, lay(SECOND))
    assert clips(third) == [FIRST, SECOND]
    assert third.plan.jobs == rendered.plan.jobs


def test_a_moved_clip_needs_no_new_file(rendered):
    folder = rendered.output.with_name("cut.deepaudio")
    before = {path.name for path in folder.iterdir()}
    again = rerendered(rendered, lay((38, 0, 22), (70, 0, 22)))
    assert {p.name for p in again.output.with_name("again.deepaudio").iterdir()} == before


def test_sound_of_a_shot_stays_too(rendered):
    again = rerendered(rendered, lay((39, 12, 20), title="DeepAudio Audio"))
    assert clips(again, "DeepAudio Audio")[1] == (39, 12, 20)


def test_a_switched_off_clip_stays_switched_off(rendered):
    again = rerendered(rerendered(rendered, lay(SECOND, (70, 0, 22), muted=(0, 2))))
    timeline = otio.adapters.read_from_file(str(again.output))
    enabled = [clip.enabled for clip in our_track(timeline).find_clips()]
    assert enabled == [False, True, False]


def test_a_clip_laid_over_another_goes_to_the_next_lane(rendered):
    def over(timeline):
        track = our_track(timeline)
        second = list(track.find_clips())[1]
        other = otio.schema.Track("DeepAudio Speech 2", kind="Audio")
        other.append(otio.schema.Gap(duration=RationalTime(10, RATE)))
        other.append(second.deepcopy())
        track.remove(second)
        timeline.tracks.append(other)

    again = rerendered(rendered, over)
    assert clips(again) == [FIRST]
    assert clips(again, "DeepAudio Speech 2") == [(10, 0, 22)]


@pytest.mark.parametrize("moved", [0, 3], ids=["as written", "moved"])
def test_a_cut_moved_under_a_subtitle_file_takes_its_lines_along(rendered, moved):
    again = rerendered(rendered, lay((38 + moved, 0, 22)), ripple(48))
    assert clips(again) == [(54, 0, 18), (86 + moved, 0, 22)]


def unnamed(timeline: otio.schema.Timeline) -> None:
    for track in timeline.tracks:
        track.name = ""


def test_edits_count_on_tracks_that_have_lost_their_names(rendered):
    again = rerendered(rendered, lay((41, 0, 22)), unnamed)
    assert clips(again) == [FIRST, (41, 0, 22)]
    timeline = otio.adapters.read_from_file(str(again.output))
    assert [track.name for track in timeline.tracks] == ["", "DeepAudio Speech", "DeepAudio Audio"]


def test_another_start_timecode_moves_nothing(rendered):
    def restart(timeline):
        timeline.global_start_time = RationalTime(172_800, RATE)

    assert clips(rerendered(rendered, lay((41, 0, 22)), restart)) == [FIRST, (41, 0, 22)]


def retime(rendered: Rendered, old: str, new: str) -> None:
    subtitles = rendered.output.with_name("cut.srt")
    subtitles.write_text(subtitles.read_text().replace(old, new))


def test_a_line_that_was_not_moved_goes_with_its_subtitle(rendered):
    retime(rendered, "00:00:01,600 --> 00:00:02,500", "00:00:02,000 --> 00:00:02,900")
    again = rerendered(rendered)
    assert clips(again)[1][:2] == (48, 0)
    assert all(job.places == (Place(),) for job in again.plan.jobs)


@pytest.mark.parametrize(
    ("old", "new"),
    [("It was the door.", "It was the wind."), ("--> 00:00:02,500", "--> 00:00:02,000")],
    ids=["other words", "shorter"],
)
def test_another_line_is_let_go_and_told(rendered, old, new):
    path = back_from_host(rendered.output, lay((50, 0, 22)))
    retime(rendered, old, new)
    decisions, (note,) = decided(path)
    assert all(take.placing is None for take in decisions.takes.values())
    assert note.startswith("'JON: It was the door.'")
    assert "moved or trimmed before its line" in note


def test_sound_cut_together_with_its_shot_is_not_told_of(rendered):
    def trim(timeline):
        shot = timeline.tracks[0][1]
        shot.source_range = TimeRange(
            shot.source_range.start_time + RationalTime(4, RATE), RationalTime(32, RATE)
        )
        timeline.tracks[0].insert(1, otio.schema.Gap(duration=RationalTime(4, RATE)))

    hosts = (lay((40, 4, 32), title="DeepAudio Audio"), trim)
    decisions, notes = decided(back_from_host(rendered.output, *hosts))
    assert [t.placing for t in decisions.takes.values() if t.placing] == []
    assert notes == []


# -- places decided on before ------------------------------------------------------------


def kept(rendered: Rendered) -> Decisions:
    decisions, _ = decided(back_from_host(rendered.output, lay((41, 0, 22))))
    assert list(decisions.takes) == [LINES[1]]
    return decisions


def planned(rendered: Rendered, decisions: Decisions) -> tuple[tuple[Place, ...], list[str]]:
    """Places of the second line in the timeline that was read first, and notes."""
    folder = rendered.output.parent
    again = render_tones(folder / "cut.otio", folder / "cut.srt", decisions=decisions)
    job = next(j for j in again.plan.jobs if j.id == "speech-0002")
    return job.places, [p.message for p in again.plan.problems]


def test_a_kept_place_counts_without_the_timeline_that_had_it(rendered, tmp_path):
    path = tmp_path / "kept.json"
    file.write(path, kept(rendered))
    decisions, _ = file.read(path)
    assert decisions == kept(rendered)
    assert planned(rendered, decisions)[0] == (Place(at=3),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It was the door.", "It was the wind."),
        ("--> 00:00:02,500", "--> 00:00:02,400"),
        ("00:00:01,600 --> 00:00:02,500", "00:00:01,700 --> 00:00:02,600"),
    ],
    ids=["other words", "shorter", "over another picture"],
)
def test_a_kept_place_is_let_go_when_its_line_changes(rendered, old, new):
    decisions = kept(rendered)
    retime(rendered, old, new)
    places, notes = planned(rendered, decisions)
    assert places == (Place(),)
    told = ("it is where its line has it now", "fits no line any more")
    assert any(text in note for note in notes for text in told)


def test_a_kept_place_goes_with_the_shot_under_its_line(rendered):
    decisions = kept(rendered)
    film = rendered.output.with_name("cut.otio")
    timeline = otio.adapters.read_from_file(str(film))
    timeline.tracks[0].insert(0, otio.schema.Gap(duration=RationalTime(24, RATE)))
    otio.adapters.write_to_file(timeline, str(film))
    retime(rendered, "00:00:01,600 --> 00:00:02,500", "00:00:02,600 --> 00:00:03,500")
    assert planned(rendered, decisions)[0] == (Place(at=3),)


# -- what new tracks are without -----------------------------------------------------------


def test_a_track_that_was_switched_off_stays_unheard(rendered):
    def off(timeline):
        our_track(timeline).enabled = False

    again = rerendered(rendered, off)
    timeline = otio.adapters.read_from_file(str(again.output))
    assert [clip.enabled for clip in our_track(timeline).find_clips()] == [False, False]
    assert all(clip.enabled for clip in our_track(timeline, "DeepAudio Audio").find_clips())


def test_tracks_that_are_off_for_the_mix_to_be_heard_mute_nothing(rendered):
    def mixed(timeline):
        our_track(timeline).enabled = False
        mix = otio.schema.Track("DeepAudio Mix", kind="Audio")
        media = otio.schema.ExternalReference("mix_0123abcd.wav")
        span = TimeRange(RationalTime(0, RATE), RationalTime(60, RATE))
        mix.append(otio.schema.Clip("DeepAudio Mix", media, span))
        timeline.tracks.append(mix)

    decisions, notes = decided(back_from_host(rendered.output, mixed))
    assert [take.placing for take in decisions.takes.values() if take.placing] == []
    told = "switched off beside our mix, and on again in the new timeline: DeepAudio Speech"
    assert notes == [told]


def quieter(timeline: otio.schema.Timeline) -> None:
    for clip in our_track(timeline).find_clips():
        clip.effects.append(otio.schema.Effect(effect_name="Audio Levels"))


def faded(timeline: otio.schema.Timeline) -> None:
    fade = otio.schema.Transition(
        "Cross Fade", "SMPTE_Dissolve", RationalTime(2, RATE), RationalTime(2, RATE)
    )
    our_track(timeline, "DeepAudio Audio").insert(1, fade)


@pytest.mark.parametrize(
    ("host", "told"),
    [
        (quieter, "'MARA: Who is there?' and 1 more: levels, effects or fades of yours on them "
                  "are not in the new tracks (Audio Levels)"),
        (faded, "'shot 1' and 1 more: levels, effects or fades of yours on them "
                "are not in the new tracks (Cross Fade)"),
    ],
    ids=["levels", "fades"],
)  # fmt: skip
def test_levels_and_fades_of_an_editor_are_told_of(rendered, host, told):
    _, notes = decided(back_from_host(rendered.output, host))
    assert notes == [told]


@pytest.mark.parametrize("kind", ["xml", "fcpxml", "edl", "aaf", "kdenlive", "xges"])
def test_a_format_puts_no_effects_of_its_own_on_our_clips(rendered, kind):
    pytest.importorskip("otio_kdenlive_adapter", reason="pip install -e '.[formats]'")
    back = through_format(rendered.output, kind)
    assert [take.effects for take in returned_takes(read(back))] == [()] * 4


def switch_off_in(path: Path, old: str, new: str) -> None:
    """A host that switches off the clip of the second line."""
    text = path.read_text("utf-8")
    at = text.index(old)
    path.write_text(text[:at] + new + text[at + len(old) :], "utf-8")


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("xml", "<name>JON: It was the door.</name>",
                "<name>JON: It was the door.</name><enabled>FALSE</enabled>"),
        ("fcpxml", '<clip name="JON: It was the door."',
                   '<clip enabled="0" name="JON: It was the door."'),
    ],
    ids=["Final Cut Pro 7", "Final Cut Pro X"],
)  # fmt: skip
def test_a_clip_switched_off_in_xml_stays_off(rendered, kind, old, new):
    path = through_format(rendered.output, kind)
    switch_off_in(path, old, new)
    takes = returned_takes(read(path))
    if not any(take.muted for take in takes):
        pytest.skip(f"the reader of .{kind} does not tell what is switched off")
    assert [take.muted for take in takes] == [False, True, False, False]
    decisions, _ = decided(path)
    again = render_tones(path, path.with_name("cut.srt"), output=path.with_name("again.otio"),
                         decisions=decisions)  # fmt: skip
    timeline = otio.adapters.read_from_file(str(again.output))
    assert [clip.enabled for clip in our_track(timeline).find_clips()] == [True, False]
