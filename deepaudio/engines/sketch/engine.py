"""The sketch engine: what it is, and its three stages joined."""

from __future__ import annotations

from importlib import util

from deepaudio.engines.base import Engine
from deepaudio_plugin.core.engine_info import EngineInfo, EngineSetting

NAME = "sketch"
TITLE = "Sketch engine: temp speech and sound, not the DeepAudio model"
LABEL = "Sketch: temp sound, at once"
WINDOW_S = 30.0
PREFERENCE = 0
"""Of all engines the last: what it makes stands in for a model's."""

LINE_PACE = 1.5
"""Seconds that a line of plain words lasts at most, without pauses, for each second that
`deepaudio_plugin.planning.room` estimates. Measured: 1.25 at most, but for lines of three or
four vowels."""

DELIVERIES = ("whisper", "soft", "shout")
"""Ways to say a line, made by means of signals: `deepaudio.engines.small_voice.manners`."""

VOICE_LICENCE = "Apache-2.0"
"""Of the small neural voice that comes with `hibari-tts`."""

SOUND_VERSION = 4
"""Raised by hand when the engine's sound changes on purpose: takes made before then are marked and
made again when somebody asks. Golden renders guard it; versions of libraries do not count."""

PACE = EngineSetting(
    name="pace",
    kind="number",
    title="Pace",
    default=1.0,
    minimum=0.7,
    maximum=1.6,
    step=0.05,
    help="Of the voice's own. A line that does not fit so is said as it fits.",
)


def info() -> EngineInfo:
    """What the engine is and whether it can run here, without loading anything."""
    from deepaudio.engines.small_voice import voices
    from deepaudio.engines.voice_pack import installed

    pack = installed.state()
    missing = [name for name in ("hibari", "onnxruntime", "av") if util.find_spec(name) is None]
    return EngineInfo(
        name=NAME,
        ready=not missing,
        title=TITLE,
        state=f"{', '.join(missing)} not installed" if missing else "ready",
        hint="Install the package again: pip install deepaudio-editors" if missing else "",
        version=str(SOUND_VERSION),
        label=LABEL,
        is_temp=True,
        preference=PREFERENCE,
        sound_source="algorithm",
        channels=2,
        window_s=WINDOW_S,
        durations="range",
        line_pace=LINE_PACE,
        languages=("en",),
        deliveries=DELIVERIES,
        timed_prompts=True,
        guided_by_picture=True,
        joins_ambience=True,
        parts_ambience=True,
        voices=voices.names(),
        casting=voices.casting(),
        uncast=voices.variant_traits() if pack.ready else (),
        absent=voices.absent(),
        absent_hint=f"It is of the voice pack: {installed.PULL}.",
        notes=(f"{pack.note}. Fetch the rest: {installed.PULL}",) if pack.note else (),
        settings=(PACE,),
        code_licence="Apache-2.0",
        weights_licence=VOICE_LICENCE,
        commercial_use=True,
    )


def create() -> Engine:
    """The engine; its speech model is loaded with the first line."""
    from deepaudio.engines.sketch.fusion import SketchFusion
    from deepaudio.engines.sketch.video_to_audio import SketchVideoToAudio
    from deepaudio.engines.small_voice.speech import SketchTextToSpeech

    return Engine(info(), SketchVideoToAudio(), SketchTextToSpeech(), SketchFusion())
