"""Generating a benchmark's sounds: what is asked of an engine, and what failures leave behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import Engine, Speech, StandardFusion
from deepaudio.evaluation import generating
from deepaudio.evaluation.items import Item
from deepaudio_plugin.core.engine_info import EngineInfo, EngineSetting
from deepaudio_plugin.core.errors import JobError, UsageError

INFO = EngineInfo("stub", True, "Stub", version="1", window_s=4.0, recordings=True)


class Stub:
    """Says a tone as long as its window, refuses Latin, and remembers what it was asked."""

    def __init__(self) -> None:
        self.lines: list = []
        self.scenes: list = []

    def engine(self) -> Engine:
        return Engine(INFO, self, self, StandardFusion())

    def speak(self, request, guidance, control) -> Speech:
        self.lines.append(request)
        if request.text == "Veni.":
            raise JobError("no Latin")
        if request.text == "Crash.":
            raise ZeroDivisionError
        t = np.arange(request.num_samples) / SAMPLE_RATE
        samples = 0.25 * np.sin(2 * np.pi * 1000 * t).astype(np.float32)
        if request.text == "Nothing.":
            samples[:] = np.nan
        return Speech(Audio.mono(samples), request.num_samples, 0.0, 1.0, 1.0)

    def generate(self, request, start, length, control) -> Audio:
        self.scenes.append((start, length))
        return Audio(0.1 * np.ones((1, length), np.float32))


@pytest.fixture
def stub() -> Stub:
    return Stub()


def make(stub: Stub, folder: Path, *items: Item, benchmark: str = "v2s", published: bool = False):
    engine = stub.engine()
    made = generating.recipe(benchmark, engine, {}, as_published=published, seed=3)
    failures = generating.generate(items, made, engine, folder)
    return failures, {path.stem: sound(path) for path in (folder / "gen").iterdir()}


def sound(path: Path) -> np.ndarray:
    return soundfile.read(path, always_2d=True)[0].T


def line(name: str, text: str = "Hello.", **more) -> Item:
    return Item(name, text=text, start_s=0.0, end_s=2.0, **more)


def test_a_line_is_said_in_its_cue_and_the_sound_is_as_long_as_the_range(stub, tmp_path) -> None:
    failures, made = make(stub, tmp_path, line("a", text="4 doors", cue=(0.5, 1.5)))
    assert failures == [] and made["a"].shape == (1, 2 * SAMPLE_RATE)
    assert np.flatnonzero(made["a"][0])[[0, -1]] / SAMPLE_RATE == pytest.approx(
        [0.5, 1.5], abs=0.01
    )
    assert stub.lines[0].text == "four doors" and stub.lines[0].seed == 3


def test_as_published_a_line_is_as_long_as_its_target_and_as_loud_as_its_prompt(stub, tmp_path):
    for name, peak, length in (("t", 0.9, 30_000), ("p", 0.6, 8000)):
        soundfile.write(tmp_path / f"{name}.wav", np.full(length, peak), 24_000, subtype="FLOAT")
    item = line("a", text="4 doors", cue=(0.5, 1.5), audio=tmp_path / "t.wav")
    item = replace(item, prompt_audio=tmp_path / "p.wav", prompt_text="hm")
    make(stub, tmp_path / "out", item, published=True)
    gen, tgt, ref = (sound(tmp_path / "out" / side / "a.wav") for side in ("gen", "tgt", "ref"))
    assert gen.shape == (1, 30_000) and np.abs(gen).max() == pytest.approx(0.6, abs=1e-3)
    assert tgt.shape == (1, 30_000) and ref.shape == (1, 8000)
    assert stub.lines[0].text == "4 doors"
    assert stub.lines[0].settings["reference"]["text"] == "hm"


def test_the_prompts_picture_is_heard_before_the_lines(stub, tmp_path) -> None:
    soundfile.write(tmp_path / "p.wav", np.full(12_000, 0.5), 24_000)
    item = line("a", video=Path("v.mp4"), prompt_audio=tmp_path / "p.wav", prompt_text="hm")
    make(stub, tmp_path / "out", replace(item, prompt_video=Path("p.mp4")))
    [before], [under] = stub.lines[0].voice_parts, stub.lines[0].parts
    assert (before.picture.path, before.num_samples) == ("p.mp4", SAMPLE_RATE // 2)
    assert (under.picture.path, under.num_samples) == ("v.mp4", 2 * SAMPLE_RATE)


def test_an_engine_that_can_round_as_published_does_so_where_that_is_asked_for() -> None:
    steps = EngineSetting("steps", "integer", "Steps", minimum=1)
    rounding = EngineSetting("as_published", "switch", "Rounding", default=False)
    able = replace(INFO, settings=(steps, rounding))
    given = ["steps=10"]
    assert generating.settings_of(able, "", given, as_published=False) == {"steps": 10}
    asked = generating.settings_of(able, "", given, as_published=True)
    assert asked == {"steps": 10, "as_published": True}
    plain = replace(INFO, settings=(steps,))
    assert generating.settings_of(plain, "", given, as_published=True) == {"steps": 10}
    with pytest.raises(UsageError, match="variant"):
        generating.settings_of(plain, "large", given, as_published=False)


def test_a_failure_leaves_no_file_and_as_published_a_second_of_nan(stub, tmp_path) -> None:
    said = {"bad": "Veni.", "empty": " ", "crash": "Crash.", "nan": "Nothing.", "good": "Hi."}
    items = [line(name, text=text) for name, text in said.items()]
    failures, made = make(stub, tmp_path / "honest", *items)
    assert [f.error.message for f in failures] == [
        "no Latin",
        "the text is empty",
        "the engine failed (ZeroDivisionError: )",
        "the engine made sound that holds no numbers",
    ]
    assert set(made) == {"good"}
    _, published = make(stub, tmp_path / "published", *items, published=True)
    assert np.isnan(published["bad"]).all() and published["bad"].shape[1] == 24_000


def test_what_is_there_is_not_made_again(stub, tmp_path) -> None:
    make(stub, tmp_path, line("a"))
    make(stub, tmp_path, line("a"), line("b"))
    assert len(stub.lines) == 2
    with pytest.raises(UsageError, match="in another way"):
        make(stub, tmp_path, line("a"), published=True)


def test_long_pictures_are_heard_in_overlapping_windows(stub, tmp_path) -> None:
    _, made = make(stub, tmp_path, Item("a", start_s=0.0, end_s=9.0), benchmark="v2a")
    assert [start / SAMPLE_RATE for start, _ in stub.scenes] == [0, 3, 6]
    assert made["a"].shape[1] == 9 * SAMPLE_RATE
    assert np.abs(made["a"] - 0.1).max() < 1e-3


def test_as_published_sound_is_of_eight_seconds(stub, tmp_path) -> None:
    item = Item("a", start_s=0.0, end_s=9.0)
    _, made = make(stub, tmp_path, item, benchmark="v2a", published=True)
    assert made["a"].shape[1] == 8 * SAMPLE_RATE


def test_both_together_are_sound_under_speech(stub, tmp_path) -> None:
    _, made = make(stub, tmp_path, line("a", cue=(0.5, 1.5)), benchmark="joint")
    before, during = made["a"][0, :9600], made["a"][0, 36_000:48_000]
    assert np.abs(before - 0.1).max() < 1e-3  # the sound alone, of one level
    assert during.std() > 0.03  # and the line over it
    assert during.mean() < 0.09  # under which it was lowered


def test_a_long_line_without_a_picture_may_run_on(stub, tmp_path) -> None:
    make(stub, tmp_path, Item("a", text="Hello there, my dear."), benchmark="tts")
    assert stub.lines[0].picture is None and stub.lines[0].max_tail == 10 * SAMPLE_RATE
