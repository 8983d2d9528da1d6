"""A registry with one tiny engine, for tests of the worker.

Audio is a tone whose level follows `settings["level"]`; speech is noise as long as its
window. `settings["fault"]` makes a stage fail. With `settings["batched"]` sound is made in company:
passes note their seeds in `PASSES`, last `pass_steps` steps, and fail over one that is `poison`.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines import company
from deepaudio.engines.base import Engine, Speech
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import EngineUnavailableError, LanguageError

ENDLESS = 10**9
"""Steps of a job that only ends when it is told to."""

AT_ONCE = 3

PASSES: list[list[int]] = []

INFO = EngineInfo(
    "fake", True, "Fake engine", state="ready", version="1", languages=("en",),
    batching="batched", at_once=AT_ONCE,
)  # fmt: skip

FAULTS = {
    "language": LanguageError("the voice does not speak Latin", where="cue 3", hint="Try English."),
    "memory": MemoryError(),
    "disk": OSError(28, "No space left on device", "/takes"),
    "bug": ZeroDivisionError("division\nby zero"),
    "exit": SystemExit(3),
}


def describe():
    return [INFO]


def load(name):
    if name not in ("fake", "auto"):
        raise EngineUnavailableError(f"there is no engine {name!r}")
    return Engine(INFO, Tone(), Noise(), Unguided())


def misbehave(request, control):
    print("libfoo: chatter on standard output")
    fault = request.settings.get("fault", "")
    if fault in FAULTS:
        raise FAULTS[fault]
    for i in range(int(request.settings.get("steps", 0))):
        control.check()
        control.progress("step", i / request.settings["steps"])
        time.sleep(0.02)


def in_one_pass(requests, control):
    PASSES.append(sorted(request.seed for request in requests))
    if len(requests) > 1 and any(request.settings.get("poison") for request in requests):
        raise ValueError("one of them is poison")
    steps = max(request.settings.get("pass_steps", 0) for request in requests)
    for i in range(steps):
        control.check()
        control.progress("pass", i / steps)
        time.sleep(0.02)
    return [True for _ in requests]


class Tone:
    def generate(self, request, start, length, control):
        misbehave(request, control)
        if request.settings.get("batched"):
            wish = company.Flow(0, "tone", object(), 1, 100, request, in_one_pass)
            if company.solved(wish, control) is None and request.settings.get("poison"):
                raise FAULTS["language"]
        t = np.arange(start, start + length) / SAMPLE_RATE
        rng = np.random.default_rng([request.seed, start % 1000])
        noise = rng.standard_normal(length) * request.settings.get("noise", 0.0)
        sound = request.settings.get("level", 0.1) * np.sin(2 * np.pi * 440 * t) + noise
        if request.settings.get("fault") == "nan":
            sound[0] = np.nan
        extra = 1 if request.settings.get("fault") == "long" else 0
        return Audio.mono(np.append(sound, [0.0] * extra).astype(np.float32))


class Noise:
    def speak(self, request, guidance, control):
        misbehave(request, control)
        window = request.num_samples + min(request.max_tail, 4800)
        rng = np.random.default_rng(request.seed)
        sound = np.zeros(request.handle_in + window + request.handle_out, np.float32)
        voiced = slice(request.handle_in, request.handle_in + window)
        sound[voiced] = rng.standard_normal(window) * 0.01
        return Speech(Audio.mono(sound), window, 0.0, window / SAMPLE_RATE, 1.1, ("spoken fast",))


class Unguided:
    """Takes nothing from the picture."""

    def guidance(self, request, control):
        return None


if __name__ == "__main__":
    sys.exit("this is a module of engines: python -m deepaudio.worker --engines fake_engine")
