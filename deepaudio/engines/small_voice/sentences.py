"""A sentence as it was read: where in it is voice, where a pause, and how to say it faster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.edges import AUDIBLE_DB
from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.small_voice import model as voice_model
from deepaudio.engines.small_voice.model import HOP, VoiceFrames
from deepaudio.engines.voice_pack import stretch

FRAME_S = HOP / voice_model.SAMPLE_RATE

Lengths = npt.NDArray[np.float64]  # (F,): how many frames each frame lasts

_PAUSE_DB = -32.0
_PAUSE_FRAMES = 9  # a shorter gap is the closure of a consonant
_PAUSE_EDGE = 2  # frames on either side of a pause that stay as they are


@dataclass(frozen=True)
class ReadSentence:
    """A sentence as it was read, (F * HOP,) at 24 kHz, and how long its frames should last."""

    waveform: Waveform
    lengths: Lengths
    retime: Callable[[Lengths], Waveform]
    first: int  # frame with the first audible moment
    last: int  # exclusive
    pauses: tuple[tuple[int, int], ...]  # frame ranges inside [first, last)

    @property
    def pause_lengths(self) -> tuple[float, ...]:
        """Seconds that each pause lasts."""
        return tuple(float(self.lengths[slice(*pause)].sum()) * FRAME_S for pause in self.pauses)

    @property
    def whole_s(self) -> float:
        """Seconds from its first audible moment to its last."""
        return float(self.lengths[self.first : self.last].sum()) * FRAME_S

    @property
    def speech_s(self) -> float:
        """Seconds of speech, without its pauses."""
        return self.whole_s - sum(self.pause_lengths)

    def longer(self, factor: float) -> ReadSentence:
        """The sentence with all durations multiplied."""
        return self if factor == 1.0 else replace(self, lengths=self.lengths * factor)

    def paced(self, speed: float, pauses: list[float]) -> Waveform:
        """The sentence at `speed` with pauses of these seconds, as (T,) at 24 kHz."""
        if speed == 1.0 and pauses == list(self.pause_lengths) and (self.lengths == 1).all():
            return self.waveform
        lengths = self.lengths / speed
        for (start, stop), seconds in zip(self.pauses, pauses, strict=True):
            lengths[start:stop] = seconds / FRAME_S / (stop - start)
        return self.retime(lengths)


def of_frames(frames: VoiceFrames, draw: Callable[[], np.random.Generator]) -> ReadSentence:
    """A sentence of the small voice; `draw` gives the source of its noise, always the same."""

    def retime(lengths: Lengths) -> Waveform:
        return voice_model.sound(voice_model.resampled(frames, lengths), draw())

    return _listened(voice_model.sound(frames, draw()), retime)


def of_waveform(waveform: Waveform) -> ReadSentence:
    """A sentence of which there is sound alone, (T,) at 24 kHz."""
    whole = np.pad(waveform, (0, -len(waveform) % HOP))
    return _listened(whole, lambda lengths: stretch.retimed(whole, lengths, HOP))


def _listened(waveform: Waveform, retime: Callable[[Lengths], Waveform]) -> ReadSentence:
    """Find voice and pauses."""
    level = np.sqrt(np.mean(np.square(waveform.reshape(-1, HOP)), axis=1))
    loudest = level.max()
    heard = np.flatnonzero(level > loudest * 10 ** (AUDIBLE_DB / 20))
    first, last = int(heard[0]), int(heard[-1]) + 1
    quiet = np.zeros(len(level) + 2, np.int8)
    quiet[1:-1] = level < loudest * 10 ** (_PAUSE_DB / 20)
    edges = np.flatnonzero(np.diff(quiet))
    pauses = tuple(
        (int(start) + _PAUSE_EDGE, int(stop) - _PAUSE_EDGE)
        for start, stop in edges.reshape(-1, 2)
        if start > first and stop < last and stop - start >= _PAUSE_FRAMES
    )
    return ReadSentence(waveform, np.ones(len(level)), retime, first, last, pauses)
