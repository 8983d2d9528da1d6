"""Voices in a sound that is to have none: a model's ambience likes to mumble."""

from __future__ import annotations

from collections.abc import Sequence

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.features.voice_activity import speech_spans

_LEAST_S = 0.4
_SHARE = 0.08
_VOICES = (
    *("voice", "speech", "speak", "talk", "chatter", "crowd", "people", "person", "man", "woman"),
    *("child", "baby", "laugh", "cry", "scream", "shout", "sing", "whisper", "cheer", "audience"),
    *("restaurant", "cafe", "bar", "market", "party", "school", "walla", "applause", "office"),
)


def asks_for_voices(prompt: str) -> bool:
    """Whether voices belong to what was asked for."""
    words = prompt.casefold().split()
    return any(word.strip(",.;:()[]").startswith(_VOICES) for word in words)


def voices_in(sound: Waveform) -> Sequence[tuple[float, float]]:
    """Spans in seconds in which somebody seems to speak; none where they are too short to count."""
    spans = speech_spans(sound, SAMPLE_RATE)
    total = sum(end - start for start, end in spans)
    return spans if total >= max(_LEAST_S, _SHARE * len(sound) / SAMPLE_RATE) else ()
