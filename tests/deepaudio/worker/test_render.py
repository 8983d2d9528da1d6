"""Takes as the worker makes them: their length, level, joints and bytes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import soundfile

from deepaudio.dsp import levels
from deepaudio.dsp.audio import Audio
from deepaudio.dsp.loudness import loudness
from deepaudio.engines.base import Engine, Speech, StandardFusion
from deepaudio.media.frames import media_facts
from deepaudio.worker.render import render
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.protocol import (
    PictureSource,
    RenderRequest,
    ShownPart,
    Window,
    decode,
    encode,
)
from tests.helpers import fake_engine


@pytest.fixture
def rendered(tmp_path):
    def make(stem="audio", **fields):
        request = RenderRequest("j", "key", stem, "fake", str(tmp_path), **fields)
        done = render(request, fake_engine.load("fake"), _task(request))
        sound, rate = soundfile.read(done.take.path, dtype="float32")
        assert rate == 48_000
        assert soundfile.info(done.take.path).subtype == "PCM_24"
        return done, sound

    return make


def _task(request):
    task = Task(request, lambda _event: None)
    task.begin()
    return task


def tone(start, length, level=0.1):
    t = np.arange(start, start + length) / 48_000
    return (level * np.sin(2 * np.pi * 440 * t)).astype(np.float32)


def test_audio_take_holds_handles_window_handles(rendered):
    done, sound = rendered(num_samples=48_000, handle_in=960, handle_out=480)
    assert len(sound) == done.take.num_samples == 48_000 + 960 + 480
    assert (done.take.handle_in, done.take.window) == (960, 48_000)
    np.testing.assert_allclose(sound, tone(-960, len(sound)), atol=2e-7)


def test_audio_keeps_the_level_the_engine_gave_it(rendered):
    done, sound = rendered(num_samples=96_000, settings={"level": 0.01})
    assert abs(sound).max() == pytest.approx(0.01, rel=1e-3)
    assert done.take.lufs == pytest.approx(loudness(sound), abs=0.02)


@pytest.mark.parametrize("stem", ["audio", "speech"])
def test_true_peak_stays_below_the_ceiling(rendered, stem):
    done, sound = rendered(stem, num_samples=48_000, settings={"level": 1.7}, text="Hi.")
    assert levels.to_db(levels.true_peak(sound)) <= -1.0
    assert done.take.true_peak_db <= -1.0


def test_speech_is_at_broadcast_level_and_tells_its_pace(rendered):
    done, sound = rendered(
        "speech", num_samples=96_000, handle_in=480, handle_out=480, max_tail=9600, text="Hi."
    )
    assert done.take.lufs == pytest.approx(-23.0, abs=0.05)
    assert loudness(sound) == pytest.approx(-23.0, abs=0.05)
    assert done.take.window == 96_000 + 4800
    assert (done.take.speed, done.warnings) == (1.1, ("spoken fast",))


@pytest.mark.parametrize(("delivery", "lufs"), [("whisper", -30), ("soft", -26), ("shout", -19)])
def test_how_a_line_is_said_is_heard_in_its_level(rendered, delivery, lufs):
    done, _ = rendered("speech", num_samples=96_000, text="Hi.", delivery=delivery)
    assert done.take.lufs == pytest.approx(lufs, abs=0.1)


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("THE CIA IS OPEN 24/7.", "en", "The CIA is open twenty-four seven."),
        ("Offen 24/7.", "de", "Offen 24/7."),
    ],
)
def test_an_engine_gets_what_is_said(tmp_path, monkeypatch, written, language, said):
    engine, heard = fake_engine.load("fake"), []
    speak = engine.text_to_speech.speak

    def listening(request, guidance, control):
        heard.append(request.text)
        return speak(request, guidance, control)

    monkeypatch.setattr(engine.text_to_speech, "speak", listening)
    request = RenderRequest(
        "j", "key", "speech", "fake", str(tmp_path), 48_000, text=written, language=language
    )
    render(request, engine, _task(request))
    assert heard == [said]


def test_a_line_across_a_cut_comes_to_the_engine_in_its_parts(tmp_path):
    seen = []

    class Watching(StandardFusion):
        def guidance(self, request, control):
            seen.append(request)

    engine = dataclasses.replace(fake_engine.load("fake"), fusion=Watching())
    shown = [PictureSource(f"/media/{name}.mov", duration_s=0.5) for name in "ab"]
    shot = {"media_start_s": 0.0, "duration_s": 4.0, "lead": 7, "windows": [[0, 192_000]]}
    across = (ShownPart(0, 24_000, shown[0], shot), ShownPart(24_000, 24_000, shown[1]))
    line = RenderRequest("j", "key", "speech", "fake", str(tmp_path), 48_000, text="Hello.")
    recording = (ShownPart(0, 9_000, shown[1]),)
    for request in (
        dataclasses.replace(line, parts=across, voice_parts=recording),
        dataclasses.replace(line, picture=shown[0], settings={"shot": shot}),
    ):
        render(decode(encode(request)), engine, _task(request))
    cut, whole = seen
    assert [(part.start, part.num_samples) for part in cut.parts] == [(0, 24_000), (24_000, 24_000)]
    assert [part.picture.path for part in cut.parts] == ["/media/a.mov", "/media/b.mov"]
    assert [part.shot for part in cut.parts] == [shot, None]
    assert [part.num_samples for part in cut.voice_parts] == [9_000]
    assert cut.picture is None
    assert (whole.picture, whole.parts[0].shot) == (cut.parts[0].picture, shot)


def test_a_picture_that_cannot_be_read_costs_a_line_its_guidance_and_nothing_else(tmp_path):
    film = tmp_path / "damaged.mp4"
    film.write_bytes(b"\0" * 4096)
    seen = []

    class Watching(StandardFusion):
        def guidance(self, request, control):
            seen.append(request.picture)
            media_facts(request.picture)

    engine = dataclasses.replace(fake_engine.load("fake"), fusion=Watching())
    shown = PictureSource(path=str(film), duration_s=1.0)
    request = RenderRequest(
        "j", "key", "speech", "fake", str(tmp_path), 48_000, text="Hello.", picture=shown
    )
    done = render(request, engine, _task(request))
    assert seen[0] is not None
    assert done.take.num_samples == 48_000
    warning = done.warnings[-1]
    assert "without guidance from its picture" in warning
    assert "damaged.mp4" in warning


def test_equal_windows_join_into_the_same_sound_as_one(rendered):
    windows = (Window(-480, 60_000), Window(40_000, 60_000), Window(80_000, 64_480))
    _, sound = rendered(num_samples=144_000, handle_in=480, handle_out=480, windows=windows)
    assert len(sound) == 144_960
    np.testing.assert_allclose(sound, tone(-480, 144_960), atol=2e-7)


def test_progress_is_true_for_an_engine_that_makes_several_windows_at_once(tmp_path, monkeypatch):
    """The first window of a group is all of its work."""
    engine, reports = fake_engine.load("fake"), []

    class InGroups(fake_engine.Tone):
        windows_at_once = 2
        asked = 0

        def generate(self, request, start, length, control):
            if self.asked % 2 == 0:
                control.progress("half", 0.5)
            self.asked += 1
            assert request.windows[self.asked - 1] == (start, length)
            return super().generate(request, start, length, control)

    windows = tuple(Window(n * 10_000, 10_000) for n in range(4))
    request = RenderRequest("j", "key", "audio", "fake", str(tmp_path), 40_000, windows=windows)
    task = Task(request, lambda event: reports.append((event.stage, event.fraction)))
    task.begin()
    monkeypatch.setattr(task, "progress", lambda stage, part: reports.append((stage, part)))
    render(request, dataclasses.replace(engine, video_to_audio=InGroups()), task)
    halves = [part for stage, part in reports if stage == "half"]
    assert halves == pytest.approx([0.95 * 0.25, 0.95 * 0.75])


def test_unlike_windows_keep_their_power_in_the_overlap(rendered):
    windows = (Window(0, 96_000), Window(48_001, 95_999))
    _, sound = rendered(
        num_samples=144_000, windows=windows, settings={"level": 0.0, "noise": 0.05}
    )
    powers = [np.std(sound[a : a + 4000]) for a in range(0, 140_000, 4000)]
    assert min(powers) > 0.9 * 0.05
    assert max(powers) < 1.1 * 0.05


@pytest.mark.parametrize(
    "windows",
    [
        (Window(0, 100),),
        (Window(0, 200), Window(300, 700)),
        (Window(10, 990),),
        (Window(0, 600), Window(100, 600), Window(200, 800)),
    ],
)
def test_windows_that_do_not_cover_the_job_are_refused(rendered, windows):
    with pytest.raises(JobError, match="windows do not cover"):
        rendered(num_samples=1000, windows=windows)


def test_empty_window_is_refused(rendered):
    with pytest.raises(JobError):
        rendered(num_samples=0)


def test_silence_has_no_loudness_and_a_floor_for_its_peak(rendered):
    done, _ = rendered(num_samples=48_000, settings={"level": 0.0})
    assert (done.take.lufs, done.take.true_peak_db) == (None, -120.0)
    assert set(done.energy) == {0.0}


def test_energy_for_display_has_at_most_200_values_in_0_to_1(rendered):
    done, _ = rendered(num_samples=48_001)
    assert len(done.energy) == 200
    assert max(done.energy) == 1.0
    assert len(rendered(num_samples=7)[0].energy) == 7


def test_equal_requests_give_equal_bytes(tmp_path):
    files = []
    for name in ("one", "two"):
        request = RenderRequest(
            "j", name, "audio", "fake", str(tmp_path), 96_000, settings={"noise": 0.5}
        )
        request = dataclasses.replace(request, windows=(Window(0, 60_000), Window(48_000, 48_000)))
        done = render(request, fake_engine.load("fake"), _task(request))
        files.append((tmp_path / f"{name}.wav").read_bytes())
        assert done.timings["total"] >= 0
    assert files[0] == files[1]


# -- channels and rates -------------------------------------------------------------


class Wide:
    """An engine of another kind: stereo, at 32 kHz, its channels at different levels."""

    RATE = 32_000

    def generate(self, request, start, length, control):
        return self._sound(start, length)

    def speak(self, request, guidance, control):
        total = request.handle_in + request.num_samples + request.handle_out
        seconds = request.num_samples / 48_000
        return Speech(self._sound(0, total), request.num_samples, 0.0, seconds, 1.0)

    def _sound(self, start, length):
        t = start / 48_000 + np.arange(-(-length * self.RATE // 48_000)) / self.RATE
        tone = np.sin(2 * np.pi * 440 * t).astype(np.float32)
        return Audio(np.stack([0.2 * tone, 0.1 * tone]), self.RATE)


@pytest.fixture
def wide():
    return Engine(fake_engine.INFO, Wide(), Wide(), StandardFusion())


def test_a_stereo_engine_at_another_rate_gives_stereo_takes_at_48_khz(tmp_path, wide):
    windows = (Window(-480, 60_001), Window(40_000, 50_001), Window(80_000, 16_480))
    request = RenderRequest(
        "j", "key", "audio", "wide", str(tmp_path), 96_000, 480, 480, windows=windows
    )
    done = render(request, wide, _task(request))
    sound, rate = soundfile.read(done.take.path, dtype="float32")
    assert (rate, sound.shape) == (48_000, (96_960, 2))
    assert (done.take.channels, done.take.num_samples) == (2, 96_960)
    np.testing.assert_allclose(sound[:, 1], 0.5 * sound[:, 0], atol=1e-6)
    np.testing.assert_allclose(sound[999:-999, 0], tone(519, 96_960 - 1998, 0.2), atol=2e-3)
    assert done.take.lufs == pytest.approx(loudness(sound.T), abs=0.02)


def test_stereo_speech_is_levelled_as_one(tmp_path, wide):
    request = RenderRequest("j", "key", "speech", "wide", str(tmp_path), 96_000, text="Hi.")
    done = render(request, wide, _task(request))
    sound, _ = soundfile.read(done.take.path, dtype="float32")
    assert loudness(sound.T) == pytest.approx(-23.0, abs=0.05)
    np.testing.assert_allclose(sound[:, 1], 0.5 * sound[:, 0], atol=1e-6)
    assert len(done.energy) == 200
