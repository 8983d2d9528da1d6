"""A mix brought to its target: measured in one pass, written in the next, in bounded memory.

Mixing twice costs less than keeping a film's mix in memory or on a disk.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from deepaudio.dsp import levels, wav
from deepaudio.dsp.loudness import LoudnessMeter, VoiceDetector
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples
from deepaudio.engines.base import Control
from deepaudio.worker.mix_block import MixBlock
from deepaudio.worker.streams import PeakMeter, limited
from deepaudio.worker.task import StageControl
from deepaudio.worker.watermarking import watermarker
from deepaudio_plugin.core.protocol import SILENCE_DB, Mix, MixLevels

MAX_RAISE_DB = 24.0
"""What is quieter than that below its target is hardly meant to be heard at it."""

_TOLERANCE_DB = 0.1  # a limiter at work takes loudness away: then it is written again, louder
_PASSES = 3
_MOST_AT_ONCE_DB = 4.0
_MOST_MADE_UP_DB = 3.0  # beyond that a limiter only flattens what it is given

_CHUNK = 60 * SAMPLE_RATE  # samples that are limited at once, of all channels of a mix


Stems = Callable[[Control], Iterable[MixBlock]]
"""The stems of a mix in blocks, anew with each call."""


def levelled(request: Mix, channels: int, stems: Stems, control: Control) -> MixLevels:
    """Write the mix to `out_path` as its target says, and its stems where they have paths."""
    target = request.target
    gain_db, before, gated, done = target.gain_db, None, False, 0.0
    if target.lufs is not None:
        done = 0.4
        before, gated = _measured(stems(StageControl(control, 0, done)), target.dialogue_gated)
        gain_db = 0.0 if before is None else min(MAX_RAISE_DB, target.lufs - before)
    target_lufs = target.lufs or 0.0
    most_db = min(MAX_RAISE_DB, gain_db + _MOST_MADE_UP_DB)
    known = [(0.0, before)] if before is not None else []
    for number in range(_PASSES):
        upto = (1.0 + done) / 2 if target.lufs is not None else 1.0
        written = _Written(request, channels, gain_db, gated)
        written.write(stems(StageControl(control, done, upto)))
        done = upto
        missing = 0.0
        if target.lufs is not None and written.lufs is not None:
            missing = target.lufs - written.lufs
        is_last = number == _PASSES - 1 or gain_db >= most_db or not written.limited_db
        if abs(missing) <= _TOLERANCE_DB or is_last:
            break
        known = [*known, (gain_db, target_lufs - missing)][-2:]
        gain_db = min(most_db, gain_db + _step(known, missing))
    control.progress("mix", 1.0)
    return MixLevels(
        measured_lufs=_rounded(before),
        gain_db=round(gain_db, 2),
        limited_db=round(written.limited_db, 2),
        lufs=_rounded(written.lufs),
        true_peak_db=round(max(SILENCE_DB, levels.to_db(written.peak)), 2),
        dialogue_gated=gated,
        watermark_db=_rounded(written.watermark_db),
    )


def _step(known: list[tuple[float, float]], missing: float) -> float:
    """How much more gain makes up for what is `missing`, by the last two gains and loudnesses."""
    (gain, lufs), (other_gain, other_lufs) = known[0], known[-1]
    slope = (other_lufs - lufs) / (other_gain - gain) if other_gain != gain else 1.0
    step = missing / min(1.0, max(0.2, slope))
    return max(-_MOST_AT_ONCE_DB, min(_MOST_AT_ONCE_DB, step))


def _measured(stems: Iterable[MixBlock], dialogue_gated: bool) -> tuple[float | None, bool]:
    """Loudness of the mix, and whether that is of the dialogue in it: where there is any."""
    meter = _Meter()
    for block in stems:
        meter.add(block.mixed, block.speech)
    if dialogue_gated and (found := meter.dialogue()) is not None:
        return found, True
    return meter.programme(), False


class _Meter:
    """Loudness of a mix, of all of it and of its dialogue."""

    def __init__(self) -> None:
        self._loudness, self._voices = LoudnessMeter(), VoiceDetector()

    def add(self, mixed: Samples, speech: Samples) -> None:
        self._loudness.add(mixed)
        self._voices.add(speech)

    def programme(self) -> float | None:
        return self._loudness.integrated()

    def dialogue(self) -> float | None:
        return self._loudness.integrated_where(self._voices.spoken())


class _Written:
    """One pass over a mix: raised, limited, measured and written."""

    def __init__(self, request: Mix, channels: int, gain_db: float, gated: bool) -> None:
        self._channels, self._gated = channels, gated
        self._gain = np.float32(levels.from_db(gain_db))
        self._ceiling_db = request.target.ceiling_db
        self._paths = (
            *(request.out_path, request.speech_path),
            *(request.audio_path, request.ambience_path),
        )
        self._apart = bool(request.ambience_path)
        self._with_stems = gated or any(self._paths[1:])
        self._watermarker = watermarker(request)
        self.lufs: float | None = None
        self.peak = self.limited_db = 0.0

    def write(self, stems: Iterable[MixBlock]) -> None:
        """Write the mix and the stems that have a path; none stays when that fails."""
        count, peak, meter = self._channels, PeakMeter(), _Meter()
        blocks = limited(
            self._watermarked(self._raised(stems)),
            _CHUNK // max(2, count),
            ceiling_db=self._ceiling_db,
            leading=count,
            heard=self._note,
        )
        with contextlib.ExitStack() as files:
            writers = [
                files.enter_context(wav.writing(path, count)) if path else None
                for path in self._paths
            ]
            for block in blocks:
                sounds = [block[i * count : (i + 1) * count] for i in range(len(self._paths))]
                mixed, speech = sounds[:2]
                peak.add(mixed)
                # The detector hears speech at its own level, whatever the target is.
                meter.add(mixed, speech / self._gain)
                for writer, sound in zip(writers, sounds, strict=True):
                    if writer is not None:
                        writer.add(sound)
        self.peak = peak.highest()
        self.lufs = meter.dialogue() if self._gated else meter.programme()

    def _raised(self, stems: Iterable[MixBlock]) -> Iterator[Samples]:
        """The mix and its stems as the channels of one sound, which one limiter lowers."""
        for block in stems:
            sounds = [block.mixed]
            if self._with_stems and self._apart:
                sounds += [block.speech, block.effects, block.ambience]
            elif self._with_stems:
                sounds += [block.speech, block.effects + block.ambience]
            yield np.concatenate(sounds) * self._gain

    def _watermarked(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        """With the watermark, where one is asked for, in the mix alone: stems go to others."""
        if self._watermarker is None:
            return blocks
        return self._watermarker.marked(blocks, self._channels)

    @property
    def watermark_db(self) -> float | None:
        """Level of the watermark against the mix; None where there is none."""
        return None if self._watermarker is None else self._watermarker.level_db

    def _note(self, gain: float) -> None:
        self.limited_db = max(self.limited_db, -levels.to_db(gain))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
