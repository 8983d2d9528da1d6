"""How picture and speech drive each other in the sketch engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage, signal

from deepaudio.engines.base import SAMPLE_RATE, Contour, Control, SpeechRequest, Waveform

_STEP = 240  # samples per step of the envelope: 5 ms
_ATTACK_S = 0.060
_RELEASE_S = 0.350
_FULL_BELOW_DB = 12.0  # full depth from this far below normal speech level upwards
_NONE_BELOW_DB = 32.0  # no ducking below this
_NORMAL_RMS = 10 ** (-23.0 / 20)  # a talker levelled to -23 LUFS, roughly


class SketchFusion:
    """`Fusion` of the sketch engine."""

    def contour(self, request: SpeechRequest, control: Control) -> Contour | None:
        """Motion of the picture over the cue's window; None without a picture."""
        if request.picture is None:
            return None
        from deepaudio.sketch.video_to_audio import motion_contour

        control.check()
        motion: Contour = motion_contour(request.picture, request.num_samples / SAMPLE_RATE)
        return motion

    def duck(self, audio: Waveform, speech: Waveform, depth_db: float) -> Waveform:
        """`audio` lowered by up to `depth_db` dB where `speech` sounds. See `Fusion.duck`."""
        if depth_db <= 0 or not len(speech) or not len(audio):
            return audio
        amount = _amount(speech)
        position = np.arange(len(audio), dtype=np.float32) / _STEP - 0.5
        decibels = np.interp(position, np.arange(len(amount)), amount * -depth_db, right=0.0)
        return audio * np.power(10.0, decibels / 20).astype(np.float32)


def _amount(speech: Waveform) -> npt.NDArray[np.float64]:
    """How much of the depth applies, 0 to 1, per `_STEP` of `speech`."""
    count = -(-len(speech) // _STEP)
    padded = np.zeros(count * _STEP, np.float32)
    padded[: len(speech)] = speech
    rms = np.sqrt(np.mean(np.square(padded.reshape(count, _STEP)), axis=1, dtype=np.float64))
    level_db = 20 * np.log10(np.maximum(rms, 1e-9) / _NORMAL_RMS)
    drive = np.clip((level_db + _NONE_BELOW_DB) / (_NONE_BELOW_DB - _FULL_BELOW_DB), 0, 1)
    return _smooth(drive)


def _smooth(drive: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Held through syllable gaps, early by the attack, rising and falling without corners."""
    attack, release = (round(s * SAMPLE_RATE / _STEP) for s in (_ATTACK_S, _RELEASE_S))
    hold = ndimage.maximum_filter1d(
        np.pad(drive, (attack, release)), attack + release + 1, origin=(release - attack) // 2
    )
    shape = signal.windows.hann(2 * attack + 1)
    smooth = ndimage.convolve1d(hold, shape / shape.sum(), mode="nearest")
    kept: npt.NDArray[np.float64] = smooth[attack : attack + len(drive)]
    return kept
