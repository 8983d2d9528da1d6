"""The engine: its three stages around one runtime."""

from __future__ import annotations

from deepaudio.engines.base import Engine
from deepaudio.engines.deepaudio_v1 import about
from deepaudio.engines.deepaudio_v1.fusion import ModelFusion
from deepaudio.engines.deepaudio_v1.runtime import ModelRuntime
from deepaudio.engines.deepaudio_v1.sound import AudioGenerator, ModelVideoToAudio
from deepaudio.engines.deepaudio_v1.speech import ModelTextToSpeech
from deepaudio.engines.deepaudio_v1.voices import Voices


def create() -> Engine:
    """The engine; weights are loaded with the first job that needs them.

    Raises EngineUnavailableError when the device asked for is not there.
    """
    info = about.info()
    runtime = ModelRuntime(default_variant=info.variant)
    generator = AudioGenerator(runtime)
    voices = Voices()
    return Engine(
        info,
        ModelVideoToAudio(generator),
        ModelTextToSpeech(runtime, voices),
        ModelFusion(generator, voices),
    )
