"""What cast voices sound like, so that lines can be compared with them: each is heard once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence

import numpy as np

from deepaudio.checking.voices import SHORTEST_S, Voiceprint, unit
from deepaudio.dsp.edges import audible
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.base import CopiesVoices, SilentControl, SpeechRequest
from deepaudio.worker.engines import Engines
from deepaudio.worker.sound import sound_at_48k
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.protocol import TakeToCheck

_SENTENCES = (
    "The morning train leaves at seven, and I have packed a warm coat and some bread.",
    "Who would have thought that we should meet again in such an old garden?",
)
"""Each is said with a seed of its own: no two readings of a voice are quite alike."""
_ROOM_S = 8.0
_BESIDE = 5
"""Voices that there are at least, one's own among them: what a voice is unlike says more."""
_LONGEST_S = 20  # of a recording
_log = logging.getLogger(__name__)

_Key = tuple[str, str]
"""An engine and the name of its voice; "" and the digest of a recording."""


class CastVoices:
    """Voiceprints of the voices that engines have and of recordings. Safe from any thread."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._lock = threading.Lock()
        self._known: dict[_Key, Voiceprint] = {}

    def of(self, takes: Sequence[TakeToCheck], task: Task) -> dict[str, Voiceprint]:
        """What the voices of `takes` sound like, by name, and some other voices beside few.

        What cannot be heard, for want of weights or of a file, is left out. Raises
        ModuleNotFoundError without Resemblyzer's weights, and `RequestCancelled`.
        """
        found: dict[str, Voiceprint] = {}
        for take in {take.voice: take for take in takes if take.voice}.values():
            key = ("", take.voice) if take.recording else (take.engine, take.voice)
            if (known := self._print(key, take.recording, task)) is not None:
                found[take.voice] = known
        for engine, voice in self._others(takes) if found else ():
            if len(found) >= _BESIDE:
                break
            if voice not in found and (known := self._print((engine, voice), "", task)) is not None:
                found[voice] = known
        return found

    def _others(self, takes: Sequence[TakeToCheck]) -> Iterable[_Key]:
        for engine in dict.fromkeys(take.engine for take in takes if take.engine):
            info = self._engines.info(engine)
            if info is not None and not info.needs_gpu:  # else it costs more than it says
                yield from ((engine, voice) for voice in info.voices)

    def _print(self, key: _Key, recording: str, task: Task) -> Voiceprint | None:
        with self._lock:
            task.check()
            if key not in self._known and (found := self._heard(key, recording, task)) is not None:
                self._known[key] = found
            return self._known.get(key)

    def _heard(self, key: _Key, recording: str, task: Task) -> Voiceprint | None:
        try:
            sounds = [_read(recording)] if recording else self._said(*key, task)
        except (DeepAudioError, OSError) as error:
            _log.info("the voice %s cannot be heard: %s", key[1], error)
            return None
        voices = [sound[slice(*audible(sound, SAMPLE_RATE))] for sound in sounds]
        prints = [one for one in prints_of(voices) if one is not None]
        return unit(np.mean(prints, axis=0)) if prints else None

    def _said(self, engine: str, voice: str, task: Task) -> list[Waveform]:
        """The sentences in a voice; nothing of what is no engine's, as of somebody's recording."""
        info = self._engines.info(engine) if engine else None
        if info is None or voice not in info.voices:
            return []
        stage, control = self._engines.get(engine).text_to_speech, SilentControl(task.check)
        if isinstance(stage, CopiesVoices):
            return [stage.voice_sound(voice, control).samples.mean(axis=0)]
        room = round(_ROOM_S * SAMPLE_RATE)
        wanted = [
            SpeechRequest(room, text, seed=seed, voice=voice)
            for seed, text in enumerate(_SENTENCES)
        ]
        said = [stage.speak(one, None, control).audio for one in wanted]
        return [audio.at_rate(SAMPLE_RATE).samples.mean(axis=0) for audio in said]


def prints_of(sounds: Sequence[Waveform]) -> list[Voiceprint | None]:
    """The voice of each (T,) at 48 kHz, from its first sound to its last; None of a short one.

    Torch is loaded here. Raises ModuleNotFoundError without Resemblyzer's weights.
    """
    from deepaudio.checking.speaker_encoder import voiceprints

    heard = [n for n, sound in enumerate(sounds) if len(sound) >= SHORTEST_S * SAMPLE_RATE]
    found = voiceprints([sounds[n] for n in heard], SAMPLE_RATE)
    by_line = dict(zip(heard, found, strict=True))
    return [by_line.get(n) for n in range(len(sounds))]


def _read(path: str) -> Waveform:
    """The sound of a recording (T,) at 48 kHz. Raises MediaError."""
    blocks = [block.mean(axis=0) for block in sound_at_48k(path, 0, _LONGEST_S * SAMPLE_RATE)]
    mono: Waveform = np.concatenate([np.zeros(0, np.float32), *blocks])
    return mono
