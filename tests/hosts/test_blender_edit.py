"""Real Blender: what its sequencer shows is what the timeline that it sends says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import opentimelineio as otio
import pytest
import soundfile
from PySide6.QtGui import QImage

from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.subtitles.material import Material, read_material
from tests.hosts.blender import Blender, Step, install, step
from tests.hosts.test_blender_tracks import media

FILM = 24000 / 1001  # frames a second of the demo's media

pytestmark = pytest.mark.host


@pytest.fixture
def blender(tmp_path: Path) -> Blender:
    return install(tmp_path)


def send(blender: Blender, *steps: Step, **scene: object) -> Path:
    """The timeline that an edit of these steps is sent as; the film's own rate unless told."""
    settings = {"fps": 24, "fps_base": 1.001, "blend": str(blender.home / "film.blend"), **scene}
    *_, told = blender.run(
        step("enable"), step("scene", **settings), *steps, step("call", operator="send")
    )
    assert told == "FINISHED"
    (sent,) = (blender.home / "DeepAudio").glob("*.otio")
    return sent


def material(timeline: Path) -> Material:
    return read_material(timeline, RenderOptions())


def layout(timeline: Path) -> list[tuple[str, int, int]]:
    """Name, first frame and length of every shot."""
    return [
        (shot.name, int(shot.range.start_time.value), int(shot.range.duration.value))
        for shot in material(timeline).shots
    ]


def seen(timeline: Path) -> list[tuple[str, float, float]]:
    """Medium, its first frame shown, and its speed against real time, of every shot."""
    return [
        (Path(s.picture.path).stem, round(s.picture.media_start_s * FILM, 2), s.picture.speed)
        for s in material(timeline).shots
        if s.picture is not None
    ]


def test_blender_finds_nothing_wrong_with_the_manifest(blender: Blender):
    find = "import bpy; print(bpy.utils.resource_path('LOCAL'))"
    asked = subprocess.run([blender.python, "-c", find], check=True, capture_output=True, text=True)
    scripts = Path(asked.stdout.splitlines()[-1]) / "scripts"
    tool = scripts / "addons_core" / "bl_pkg" / "cli" / "blender_ext.py"
    command = [blender.python, str(tool), "validate", str(blender.extension)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_strips_are_shots_at_their_frames(blender: Blender):
    sent = send(
        blender,
        step("film", path=media("street"), start=11, length=30, skip=28),
        step("film", path=media("walk"), start=31, length=40, channel=2),
        step("film", path=media("door"), start=90, length=10, mute=True),
        start=11,
    )
    assert layout(sent) == [("street", 0, 20), ("walk", 20, 40)]
    assert seen(sent) == [("street", 28, 1), ("walk", 0, 1)]
    timeline = otio.adapters.read_from_file(str(sent))
    assert timeline.global_start_time.rate == FILM
    assert [clip.enabled for clip in timeline.find_clips()] == [True, False, True]


def test_what_lies_before_the_scenes_first_frame_is_not_sent(blender: Blender):
    sent = send(blender, step("film", path=media("walk"), start=1, length=50, skip=5), start=21)
    assert layout(sent) == [("walk", 0, 30)]
    assert seen(sent) == [("walk", 25, 1)]


def test_a_speed_is_a_time_warp(blender: Blender):
    sent = send(
        blender,
        step("film", path=media("ball"), start=1, length=200),
        step("speed", strip="ball", percent=200.0),
    )
    ((name, first, speed),) = seen(sent)
    assert (name, first) == ("ball", 0)
    assert speed == pytest.approx(2, rel=0.01)


def test_a_freeze_frame_is_three_clips(blender: Blender):
    sent = send(
        blender,
        step("film", path=media("walk"), start=200, length=20, channel=5, name="another"),
        step("film", path=media("mara"), start=1, length=90),
        step("freeze", strip="mara", frame=41, length=10),
    )
    assert layout(sent)[:3] == [("mara", 0, 40), ("mara", 40, 10), ("mara", 50, 40)]
    speeds = [speed for _, _, speed in seen(sent)]
    assert (speeds[0], speeds[1]) == (1, 0) and speeds[2] > 1
    assert [first for _, first, _ in seen(sent)][:3] == [0, 40, 40]


def test_a_film_of_another_rate_is_seen_as_blender_plays_it(blender: Blender):
    sent = send(
        blender,
        step("film", path=media("walk"), start=1, length=50, skip=10),
        step("real_time", path=media("walk"), start=101, channel=2, name="in real time"),
        fps=50,
        fps_base=1.0,
    )
    frame_by_frame, real = seen(sent)[0], seen(sent)[-1]
    assert frame_by_frame == ("walk", 10, pytest.approx(50 / FILM))
    assert real == ("walk", 0, 1)


def test_the_strips_of_a_meta_strip_are_shots(blender: Blender):
    sent = send(
        blender,
        step("film", path=media("door"), start=21, length=30),
        step("film", path=media("jon"), start=41, length=40, skip=5, channel=2),
        step("meta", names=["door", "jon"], channel=3, start=31, end=71),
    )
    assert layout(sent) == [("door", 30, 10), ("jon", 40, 30)]
    assert seen(sent) == [("door", 10, 1), ("jon", 5, 1)]


def test_a_scene_strip_shows_the_other_scenes_edit(blender: Blender):
    sent = send(
        blender,
        step("film", path=media("door"), start=1, length=30),
        step("film", path=media("jon"), start=31, length=30),
        step("nest_scene", name="outer", channel=1, start=11, end=61),
    )
    assert layout(sent) == [("door", 10, 30), ("jon", 40, 20)]


def test_a_cross_is_a_transition_between_its_strips(blender: Blender):
    sent = send(
        blender,
        step("film", path=media("street"), start=1, length=60),
        step("film", path=media("walk"), start=51, length=60, channel=2),
        step("effect", type="CROSS", start=51, end=61, channel=3, inputs=["street", "walk"]),
    )
    assert layout(sent) == [("street", 0, 55), ("walk", 55, 55)]
    first, second = material(sent).shots
    assert first.transition_out.value == second.transition_in.value == 5
    assert seen(sent)[1] == ("walk", 5, 1)


def test_a_speed_effect_is_a_time_warp_on_its_channel(blender: Blender):
    sent = send(
        blender,
        step("film", path=media("walk"), start=1, length=50, skip=10),
        step(
            "effect", type="SPEED", start=1, end=51, channel=3, inputs=["walk"],
            speed_control="MULTIPLY", speed_factor=0.5,
        ),
    )  # fmt: skip
    assert layout(sent) == [("walk", 0, 50)]
    assert seen(sent) == [("walk", 10, 0.5)]


def test_sound_strips_are_audio_tracks(blender: Blender):
    own = blender.home / "own.wav"
    soundfile.write(own, [0.0] * 96_000, 48_000)
    sent = send(
        blender,
        step("film", path=media("walk"), start=1, length=50),
        step("film", path=str(own), start=11, length=20, skip=5, channel=2, kind="sound"),
    )
    picture, sound = otio.adapters.read_from_file(str(sent)).tracks
    assert (picture.kind, sound.kind) == ("Video", "Audio")
    (clip,) = sound.find_clips()
    assert clip.range_in_parent().start_time.value == 10
    assert (clip.source_range.start_time.value, clip.source_range.duration.value) == (5, 20)
    assert Path(clip.media_reference.target_url) == own


def test_images_are_a_sequence_and_a_single_one_a_still(blender: Blender):
    names = [f"plate #{number:03d}.jpg" for number in range(7, 12)]
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0x808080)
    for name in names:
        assert image.save(str(blender.home / name))
    sent = send(
        blender,
        step("images", folder=str(blender.home), names=names, start=1, length=5),
        step("images", folder=str(blender.home), names=names[:1], start=6, length=20, name="one"),
    )
    sequence, still = material(sent).shots
    assert sequence.problem == still.problem == ""
    assert sequence.picture.kind == "sequence"
    assert (sequence.picture.sequence_first, sequence.picture.sequence_count) == (7, 5)
    assert still.range.duration.value == 20


def test_text_strips_are_titles_or_on_request_lines(blender: Blender):
    steps = [
        step("film", path=media("walk"), start=1, length=96),
        step("effect", type="TEXT", start=25, end=73, channel=2, text="MARA: Come in."),
    ]
    titled = send(blender, *steps)
    assert layout(titled) == [("walk", 0, 96)]
    assert material(titled).cues == ()
    spoken = send(blender, *steps, step("set", speak_text=True))
    (cue,) = material(spoken).cues
    assert isinstance(cue, Cue)
    assert (cue.speaker, cue.text) == ("MARA", "Come in.")
    assert cue.range.start_time.to_seconds() == pytest.approx(24 / FILM)


def test_markers_that_say_so_are_cues(blender: Blender):
    sent = send(
        blender,
        step("film", path=media("walk"), start=1, length=96),
        step("marker", name="MARA: We should go.", frame=25),
        step("marker", name="F_40", frame=40),
    )
    (cue,) = material(sent).cues
    assert (cue.text, round(cue.range.start_time.to_seconds() * FILM)) == ("We should go.", 24)


def test_a_strip_without_a_medium_is_named_and_the_rest_is_sent(blender: Blender):
    gone = blender.home / "gone.mp4"
    gone.write_bytes(Path(media("door")).read_bytes())
    sent = send(
        blender,
        step("film", path=str(gone), start=1, length=20),
        step("film", path=media("walk"), start=21, length=30),
        step("effect", type="COLOR", start=51, end=60, channel=3, name="black"),
    )
    gone.unlink()
    missing, walk = material(sent).shots  # black is no shot
    assert "missing" in missing.problem
    assert walk.picture is not None
