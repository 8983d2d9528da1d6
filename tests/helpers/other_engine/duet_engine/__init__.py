"""An engine that shares nothing with those that are built in but their protocol.

Stereo at 24 kHz, whole scenes of up to a minute, two speakers in one pass: the first is heard
from the left, the second from the right. Its settings, its voices and its terms are its own.
"""

from __future__ import annotations

from deepaudio.engines.base import Engine, StandardFusion
from deepaudio_plugin.core.engine_info import Choice, EngineInfo, EngineSetting


def describe() -> EngineInfo:
    """See `deepaudio.engines.registry.Plugin`."""
    return EngineInfo(
        name="duet",
        ready=True,
        title="Duet: two voices, left and right",
        state="ready",
        version="2.0",
        label="Duet",
        preference=10,
        sample_rate=24_000,
        channels=2,
        window_s=60.0,
        durations="exact",
        speakers=2,
        languages=("en", "fi"),
        voices=("low", "high"),
        recordings=True,
        recording_words="unused",
        recording_max_s=30.0,
        code_licence="MIT",
        weights_licence="CC0",
        commercial_use=True,
        settings=(
            EngineSetting(
                "width", "number", "Stereo width", 0.75, 0, 1, 0.05,
                help="How far apart the two are.",
            ),
            EngineSetting(
                "room", "choice", "Room", choices=(Choice("hall", "A hall"), Choice("booth")),
                unset="as the picture shows",
            ),
            EngineSetting("hum", "switch", "Tune", False, caption="Hum along"),
        ),
    )  # fmt: skip


def create() -> Engine:
    """See `deepaudio.engines.registry.Plugin`."""
    from duet_engine.stages import Duet

    stages = Duet()
    return Engine(describe(), stages, stages, StandardFusion())
