"""A registry with one engine whose takes fail as bad ones do, by their seeds.

Lines are spoken by the small voice. Of each the first take distorts, of one with "stubborn" in
it the first two, of one with "hopeless" in it all of them. In the sound of shots somebody speaks,
unless it is steered away from voices; with "haunted" in the prompt even then.
`python -m deepaudio.worker --engines tests.helpers.failing_engine`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from deepaudio.dsp.audio import Audio
from deepaudio.engines.base import Engine
from deepaudio.engines.small_voice.speech import SketchTextToSpeech
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import EngineUnavailableError
from deepaudio_plugin.worker_client.interpreter import COMMAND_VARIABLE, PATH_VARIABLE
from tests.helpers.spoken import spoken

INFO = EngineInfo(
    "sketch", True, "Fails", state="ready", version="failing", languages=("en",), voices=("alto",),
    sound_source="trained",
)  # fmt: skip


def use(monkeypatch) -> None:
    """Workers started from now on have this engine."""
    command = [sys.executable, "-m", "deepaudio.worker", "--engines", __name__]
    monkeypatch.setenv(COMMAND_VARIABLE, json.dumps(command))
    monkeypatch.setenv(PATH_VARIABLE, str(Path(__file__).parents[2]))


def describe():
    return [INFO]


def load(name):
    if name not in (INFO.name, "auto"):
        raise EngineUnavailableError(f"there is no engine {name!r}")
    return Engine(INFO, Shots(), Lines(), Apart())


class Shots:
    def generate(self, request, start, length, control):
        noise = 0.01 * np.random.default_rng(request.seed).standard_normal(length)
        sound = noise.astype(np.float32)
        if not request.settings.get("voiceless") or "haunted" in request.prompt:
            voice = np.resize(spoken(), length)
            sound += 0.3 * voice
        return Audio.mono(sound)


class Lines:
    def speak(self, request, guidance, control):
        speech = SketchTextToSpeech().speak(request, guidance, control)
        if not _fails(request.text, request.seed):
            return speech
        sound = speech.audio.samples
        top = 0.1 * np.abs(sound).max()
        return replace(speech, audio=Audio(np.clip(sound, -top, top), speech.audio.rate))


def _fails(text: str, seed: int) -> bool:
    if "hopeless" in text:
        return True
    return seed < (2 if "stubborn" in text else 1)


class Apart:
    """Nothing is heard in the picture."""

    def guidance(self, request, control):
        return None


if __name__ == "__main__":
    sys.exit(
        "a module of engines: python -m deepaudio.worker --engines tests.helpers.failing_engine"
    )
