"""Real Blender, the real command line: tracks arrive at their frames, and only ours change."""

from __future__ import annotations

import json
import os
import sys
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
import soundfile

from deepaudio_plugin.output.tracks import build_tracks
from deepaudio_plugin.timeline.timing import exact_rate
from tests.helpers.tone_film import tone_job
from tests.helpers.tones import spans
from tests.hosts.blender import Blender, install, step
from tests.hosts.lateness import RATE, lateness_s

DEMO = Path(__file__).parents[2] / "resources" / "demo"
RATES = {
    "23.976": (24, 1.001),
    "24": (24, 1.0),
    "25": (25, 1.0),
    "29.97": (30, 1.001),
    "50": (50, 1.0),
    "59.94": (60, 1.001),
}
LINE = "1\n00:00:01,200 --> 00:00:03,000\nMARA: Of course it rains tonight.\n"
LATER = "\n2\n00:00:03,200 --> 00:00:04,400\nJON: It does.\n"

pytestmark = [pytest.mark.host, pytest.mark.slow]


@pytest.fixture
def blender(tmp_path: Path) -> Blender:
    return install(tmp_path)


def media(name: str) -> str:
    return str(DEMO / "media" / f"{name}.mp4")


def cut(blender: Blender, fps: int = 25, fps_base: float = 1.0, lines: str = LINE) -> list:
    """The steps to a saved scene with two shots of the demo film and a line over them."""
    subtitles = blender.home / "lines.srt"
    subtitles.write_text(lines)
    half = shot_length(fps)
    blend = str(blender.home / "Söhne & Co #1.blend")
    arguments = {"engine": "sketch", "subtitles": str(subtitles)}
    return [
        step("enable"),
        step("scene", fps=fps, fps_base=fps_base, blend=blend, start=101, **arguments),
        step("film", path=media("walk"), start=101, length=half, skip=10),
        step("film", path=media("door"), start=101 + half, length=half, channel=2),
    ]


def shot_length(fps: int) -> int:
    """Frames: two and a half seconds, but no more than the media hold."""
    return min(round(2.5 * fps), 100)


def written(blender: Blender) -> Path:
    (found,) = (blender.home / "DeepAudio").glob("*.deepaudio.otio")
    return found


def ours(listed: list[dict]) -> list[dict]:
    return [strip for strip in listed if strip["ours"]]


@pytest.mark.parametrize("rate", RATES)
def test_every_take_is_in_the_mixdown_at_its_frame(blender: Blender, rate: str):
    fps, fps_base = RATES[rate]
    wav = str(blender.home / "mixdown.wav")
    *_, told, listed, _ = blender.run(
        *cut(blender, fps, fps_base),
        step("call", operator="render"),
        step("listed"),
        step("mixdown", path=wav, end=100 + 2 * shot_length(fps)),
    )
    assert told == "FINISHED"
    timeline = otio.adapters.read_from_file(str(written(blender)))
    assert exact_rate(timeline.global_start_time.rate) == Fraction(rate_of(fps, fps_base))
    mixdown, sample_rate = soundfile.read(wav)
    assert sample_rate == RATE
    clips = [c for t in timeline.tracks if t.name.startswith("DeepAudio") for c in t.find_clips()]
    assert len(clips) == len(ours(listed)) == 3
    late = [lateness_s(clip, written(blender).parent, mixdown.mean(axis=1)) for clip in clips]
    assert max(map(abs, late)) < fps_base / fps, late
    speech = next(strip for strip in listed if strip["name"].startswith("MARA"))
    assert (speech["start"] - 101) * fps_base / fps == pytest.approx(1.2, abs=fps_base / fps)


def rate_of(fps: int, fps_base: float) -> Fraction:
    return Fraction(fps * 1000, round(fps_base * 1000))


def test_a_render_is_one_step_of_undo(blender: Blender):
    *_, before, _, _, after, _, undone = blender.run(
        *cut(blender),
        step("listed"),
        step("remember"),
        step("call", operator="render"),
        step("listed"),
        step("undo"),
        step("listed"),
    )
    assert len(after) == len(before) + 3
    assert undone == before


def test_a_second_render_replaces_our_strips_and_no_others(blender: Blender):
    own = str(blender.home / "own.wav")
    soundfile.write(own, [0.0] * RATE, RATE)
    *steps, _ = [*cut(blender), None]
    _, _, _, _, _, _, first, _, second, names, _, saved = blender.run(
        *steps,
        step("film", path=own, start=101, length=20, channel=3, kind="sound", name="DeepAudio"),
        step("call", operator="render"),
        step("listed"),
        step("call", operator="render"),
        step("listed"),
        step("channels"),
        step("reopen"),
        step("listed"),
    )
    assert second == first == saved
    assert [strip["channel"] for strip in ours(first)] == [4, 5, 5]
    assert names == {"4": "DeepAudio Speech", "5": "DeepAudio Audio"}
    assert all(strip["stored"].startswith("//DeepAudio/") for strip in ours(saved))
    assert all(Path(strip["path"]).is_file() for strip in ours(saved))


def test_a_strip_of_ours_that_was_changed_by_hand_stays(blender: Blender):
    speech = "MARA: Of course it rains tonight."
    *_, first, _, _, second, _, _, third = blender.run(
        *cut(blender),
        step("call", operator="render"),
        step("listed"),
        step("change", strip=speech, frame_start=130, volume=0.5),
        step("call", operator="render"),
        step("listed"),
        step("say", text=LINE.replace("tonight", "today") + LATER),
        step("call", operator="render"),
        step("listed"),
    )
    moved = [strip for strip in second if strip["name"] == speech]
    assert len(second) == len(first)
    assert len(moved) == 1 and moved[0]["start"] != named(first, speech)["start"]
    assert named(third, speech) == {**moved[0], "mute": True}
    new = {strip["name"] for strip in ours(third)} - {strip["name"] for strip in second}
    assert new == {"MARA: Of course it rains today.", "JON: It does."}


def named(listed: list[dict], name: str) -> dict:
    (found,) = (strip for strip in listed if strip["name"] == name)
    return found


def test_a_channel_in_use_is_never_taken(blender: Blender):
    *_, listed = blender.run(
        *cut(blender),
        step("effect", type="TEXT", start=1, end=400, channel=128),
        step("call", operator="render"),
        step("listed"),
    )
    assert {strip["channel"] for strip in ours(listed)} == {3, 4}


def test_a_render_can_be_stopped_and_no_second_runs_beside_it(blender: Blender):
    *_, told = blender.run(*cut(blender), step("begin_and_stop"))
    assert told["cancelled"]
    assert "under way" in told["meanwhile"]
    assert ours(told["after"]) == []


def test_what_cannot_be_rendered_is_said_in_words(blender: Blender):
    missing = str(blender.home / "none.srt")
    steps = [
        step("call", operator="render"),  # a new, unsaved file
        step("scene", fps=25, blend=str(blender.home / "film.blend")),
        step("call", operator="render"),  # no strips
        step("call", operator="receive"),  # nothing rendered yet
        step("film", path=media("door"), start=1, length=20),
        step("set", subtitles=missing),
        step("call", operator="render"),
        step("set", subtitles="", engine="deepaudio-v1"),
        step("call", operator="render"),
        step("set_variable", name="DEEPAUDIO_PYTHON", value=str(blender.home / "python")),
        step("call", operator="open"),
        step("listed"),
    ]
    told = [words for words in blender.run(step("enable"), *steps) if isinstance(words, str)]
    expected = [
        "Error: this .blend is not saved yet. Save it: the sounds are kept beside it",
        "Error: the scene “Scene” has no strips. Add your film to the Video Sequencer first",
        "film Scene.deepaudio.otio cannot be read (No such file or directory). Render again",
        f"Error: there are no subtitles at {missing}. Choose the file again",
        "weights",
        f"DeepAudio is not where it was ({blender.home / 'python'}). In a terminal run: deepaudio",
    ]
    assert len(told) == len(expected)
    assert [words for words, part in zip(told, expected, strict=True) if part not in words] == []


def test_a_render_of_another_rate_is_not_put_in(blender: Blender):
    *_, told, listed = blender.run(
        *cut(blender),
        step("call", operator="render"),
        step("scene", fps=24),
        step("call", operator="receive"),
        step("listed"),
    )
    assert "the scene plays at 24.000 frames a second and the rendered timeline at 25.000" in told
    assert len(listed) == 5


def test_a_file_of_somebody_else_is_not_overwritten(blender: Blender):
    folder = blender.home / "DeepAudio"
    folder.mkdir()
    theirs = folder / "Söhne _ Co _1 Scene.otio"
    theirs.write_text("mine")
    *_, told = blender.run(*cut(blender), step("call", operator="send"))
    assert "is not a file of DeepAudio" in told
    assert theirs.read_text() == "mine"


def test_the_window_gets_the_timeline_and_a_clean_environment(blender: Blender):
    seen = blender.home / "seen.json"
    fake = blender.home / "python"
    fake.write_text(
        f"#!{sys.executable}\nimport json, os, sys\n"
        f"open({str(seen)!r} + '.part', 'w').write(json.dumps([sys.argv[1:], dict(os.environ)]))\n"
        f"os.rename({str(seen)!r} + '.part', {str(seen)!r})\n"
    )
    fake.chmod(0o755)
    *_, told, _ = blender.run(
        *cut(blender),
        step("set_variable", name="DEEPAUDIO_PYTHON", value=str(fake)),
        step("set_variable", name="PYTHONHOME", value="/nowhere"),
        step("call", operator="open"),
        step("wait_for", path=str(seen)),
    )
    assert told == "FINISHED"
    arguments, environ = json.loads(seen.read_text())
    assert arguments[:2] == ["-m", "deepaudio_ui.main"]
    assert Path(arguments[2]).is_file()
    assert not {"PYTHONHOME", "PYTHONPATH"} & set(environ)
    assert os.environ["PATH"] == environ["PATH"]


def test_starting_with_the_extension_loads_little(blender: Blender):
    [cost] = blender.run(step("register"))
    loaded = {name.rpartition(".")[2] for name in cost["modules"]}
    assert loaded == {"deepaudio", "interface"}, "the rest is imported when it is used"


def test_disabling_the_extension_leaves_nothing_behind(blender: Blender):
    assert blender.run(step("enable"), step("disable"))[1] == []


@pytest.mark.parametrize("rate", ["23.976", "29.97", "59.94"])
def test_after_two_hours_a_sound_is_off_by_less_than_half_a_frame(blender: Blender, rate: str):
    fps, fps_base = RATES[rate]
    exact = rate_of(fps, fps_base)
    start = 2 * 3600 * fps  # the frame of the last sound
    wav = blender.home / "mixdown.wav"
    *_, told, _, _ = blender.run(
        step("enable"),
        step("scene", fps=fps, fps_base=fps_base, blend=str(blender.home / "film.blend"), start=1),
        step("call", operator="receive", filepath=str(long_timeline(blender.home, exact, start))),
        step("scene", fps=fps, fps_base=fps_base, start=1 + start - fps),
        step("mixdown", path=str(wav), end=start + 2 * fps),
    )
    assert told == "FINISHED"
    (span,) = spans(wav, 1000)
    assert span.start == pytest.approx(float(fps / exact), abs=float(1 / exact / 2))


def long_timeline(folder: Path, rate: Fraction, start: int) -> Path:
    """A written timeline with one tone, a second long, far behind its beginning."""
    job = tone_job(folder / "takes", float(rate), start, round(rate), 1000)
    zero = otio.opentime.RationalTime(0, float(rate))
    timeline = otio.schema.Timeline("long", global_start_time=zero)
    timeline.tracks.extend(build_tracks([job], float(rate), zero))
    path = folder / "long.deepaudio.otio"
    otio.adapters.write_to_file(timeline, str(path))
    return path
