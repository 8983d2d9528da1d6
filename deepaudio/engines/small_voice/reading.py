"""A seed is a reading: the same words with another pace, other pauses, emphasis and pitch.

Seed 0 is the voice as it is. Any other seed draws a curve of emphasis for each sentence: where it
is high, the voice is louder, higher and slower. Tempo, care and pitch as a whole are drawn too, and
words whose sound is in doubt are said otherwise: see `doubts`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.small_voice.model import HOP, VoiceFrames
from deepaudio.engines.small_voice.sentences import Lengths, ReadSentence
from deepaudio.engines.small_voice.voices import Voice

Curve = npt.NDArray[np.float64]  # (F,), about -2 to 2

_SPREAD_OF_TEMPO = 0.055
_SLOWEST, _QUICKEST = 1.1, 0.97  # of the voice's own durations
_LEAST_CARE, _MOST_CARE = 1.1, 1.25  # the inverse of the speed that the network is asked for
_SPREAD_OF_PITCH = 0.03
_SPREAD_OF_LIVELINESS = 0.2
_EMPHASIS_FRAMES = 14  # about the length of a syllable or two
_EMPHASIS_DB = 1.0
_EMPHASIS_PITCH = 0.04
_EMPHASIS_LENGTH = 0.05
_SPREAD_OF_PAUSES = 0.35
_DB = np.log(10) / 20  # one dB in natural logarithm


@dataclass(frozen=True)
class VoiceReading:
    """What a seed draws for a line, and how it is to be said: see `manners`."""

    seed: int
    delivery: str = ""

    @property
    def plain(self) -> bool:
        """Whether this is the voice as it is."""
        return self.seed == 0

    def tempo_within(self, room_s: float, natural_s: float) -> float:
        """How much longer everything lasts; slower only where there is room for it.

        Without room a careful reading gives back what its care has cost.
        """
        if self.plain:
            return 1.0
        drawn = np.exp(self._draws(0).normal(0, _SPREAD_OF_TEMPO))
        longest = np.clip(room_s / natural_s, 1 / self.care, _SLOWEST)
        return float(min(max(drawn, _QUICKEST), longest))

    @property
    def care(self) -> float:
        """How distinctly it is said: see `VoiceModel.frames`."""
        return 1.0 if self.plain else float(self._draws(6).uniform(_LEAST_CARE, _MOST_CARE))

    @property
    def pitch(self) -> float:
        """Of the voice's own."""
        drawn = np.exp(self._draws(1).normal(0, _SPREAD_OF_PITCH))
        return 1.0 if self.plain else float(np.clip(drawn, 0.94, 1.06))

    def voice(self, voice: Voice) -> Voice:
        """A small voice, higher or lower and with more or less melody."""
        if self.plain:
            return voice
        livelier = np.exp(self._draws(2).normal(0, _SPREAD_OF_LIVELINESS))
        return replace(
            voice,
            liveliness=float(np.clip(voice.liveliness * livelier, 0.5, 1.5)),
            pitch=float(voice.pitch * self.pitch),
        )

    def emphasis(self, count: int, index: int) -> Curve:
        """Where sentence `index` of `count` frames is emphasised, (F,); its mean is 0."""
        drawn = self._draws(3, index).normal(0, 1, count + 8 * _EMPHASIS_FRAMES)
        smooth = ndimage.gaussian_filter1d(drawn, _EMPHASIS_FRAMES / 2)[4 * _EMPHASIS_FRAMES :]
        even = smooth[:count] / smooth.std()
        curve: Curve = np.clip(even - even.mean(), -2, 2)
        return curve

    def emphasised(self, frames: VoiceFrames, index: int) -> VoiceFrames:
        """Frames of the small voice, louder and higher where they are emphasised."""
        if self.plain:
            return frames
        curve = self.emphasis(len(frames), index)
        louder = (curve * _EMPHASIS_DB * _DB).astype(np.float32)
        higher = np.exp(curve * _EMPHASIS_PITCH).astype(np.float32)
        return replace(
            frames,
            harmonic=frames.harmonic + louder,
            noise=frames.noise + louder,
            residue=frames.residue + louder,
            f0=frames.f0 * higher,
        )

    def louder(self, waveform: Waveform, index: int) -> Waveform:
        """A sentence of which there is sound alone, (T,) at 24 kHz, with its emphasis in level."""
        if self.plain:
            return waveform
        curve = self.emphasis(len(waveform) // HOP + 1, index) * _EMPHASIS_DB * _DB
        at = np.arange(len(waveform)) / HOP
        gain = np.exp(np.interp(at, np.arange(len(curve)), curve)).astype(np.float32)
        louder: Waveform = waveform * gain
        return louder

    def timed(self, sentence: ReadSentence, index: int) -> ReadSentence:
        """A sentence with the durations of this reading, but for its tempo."""
        if self.plain:
            return sentence
        lengths: Lengths = np.exp(self.emphasis(len(sentence.lengths), index) * _EMPHASIS_LENGTH)
        for (start, stop), longer in zip(
            sentence.pauses, self._pauses(4, index, len(sentence.pauses)), strict=True
        ):
            lengths[start:stop] = longer
        return replace(sentence, lengths=lengths)

    def gaps(self, gap_s: float, count: int) -> list[float]:
        """Seconds between sentences."""
        return [gap_s] * count if self.plain else list(gap_s * self._pauses(5, 0, count))

    def _pauses(self, what: int, index: int, count: int) -> npt.NDArray[np.float64]:
        drawn = self._draws(what, index).normal(0, _SPREAD_OF_PAUSES, count)
        longer: npt.NDArray[np.float64] = np.exp(np.clip(drawn, -0.6, 0.6))
        return longer

    def _draws(self, *what: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, 17, *what])
