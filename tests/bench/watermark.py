"""The watermark: what it costs a sound, what it survives, and that it is not found without being.

Pieces are the takes of the demo film, lines and sounds of shots, each by itself; and, end to end,
its mix and its preview. Loudness is measured by pyloudnorm.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pyloudnorm

import deepaudio_plugin
from deepaudio.credentials.watermark import Watermarker, found_in, look_for
from deepaudio.credentials.watermark_weights import NEEDS, weights
from deepaudio.dsp import wav
from deepaudio.dsp.resample import resample
from deepaudio.networks import perth
from tests.bench.figures import Figure
from tests.bench.film import DEMO

RATE = 48_000

Sound = npt.NDArray[np.float32]


def measure(folder: Path) -> list[Figure]:
    """Everything; nothing where the weights are not installed."""
    if weights() is None:
        print(f"left out: {NEEDS}", file=sys.stderr)
        return []
    result = deepaudio_plugin.render(
        DEMO / "demo.otio",
        ignore_decisions=True,
        subtitles=[DEMO / "demo.srt"],
        tracks=["speech", "audio", "mix"],
        watermark=True,
        preview=folder / "demo.mp4",
        output=folder / "out" / "demo.otio",
        library=folder / "takes",
    )
    assert result.media_folder is not None and result.delivered is not None
    mix, levels = result.delivered.path, result.delivered.levels
    assert levels is not None and levels.watermark_db is not None
    sounds = [wav.read(path).samples for path in sorted(result.media_folder.glob("0*.wav"))]
    return [
        Figure("watermark: level in the demo's mix, against the mix", levels.watermark_db, "dB"),
        *_films({"mix": mix, "preview, in AAC": folder / "demo.mp4"}),
        *_takes(sounds),
    ]


def _films(films: dict[str, Path]) -> list[Figure]:
    """Found by what `deepaudio verify` asks."""
    found = {name: look_for(path) for name, path in films.items()}
    return [
        _found(f"in the {name}", finding.found / finding.pieces, 1)
        for name, finding in found.items()
    ]


def _takes(sounds: list[Sound]) -> list[Figure]:
    begun = time.process_time()
    marked, levels = zip(*map(_marked, sounds), strict=True)
    seconds = sum(sound.shape[1] for sound in sounds) / RATE
    cost = (time.process_time() - begun) / seconds
    louder = [_loudness(m) - _loudness(s) for m, s in zip(marked, sounds, strict=True)]
    above = [_above_2k_db(m, s) for m, s in zip(marked, sounds, strict=True)]
    changes: dict[str, tuple[Callable[[Sound], Sound], float | None]] = {
        "24 bits and 6 dB less": (_kept, 1.0),
        "24 kHz": (_narrow, 1.0),
        "AAC of 96 kb/s": (lambda sound: _encoded(sound, "aac", 96_000), None),
        "MP3 of 64 kb/s": (lambda sound: _encoded(sound, "mp3", 64_000), None),
    }
    n = len(sounds)
    return [
        Figure(f"watermark: level in {n} takes, mean", float(np.mean(levels)), "dB"),
        Figure(f"watermark: most change of loudness, {n} takes", max(map(abs, louder)), "LU"),
        Figure("watermark: change from 2.1 kHz up, against the sound there", max(above), "dB"),
        *(
            _found(f"after {name}, {n} takes", _share(f, marked), b)
            for name, (f, b) in changes.items()
        ),
        Figure(f"watermark: found in {n} takes without one", _share(_kept, sounds), "", 0),
        Figure("watermark: processor time for a second of sound", cost, "s"),
    ]


def _found(where: str, share: float, bound: float | None) -> Figure:
    return Figure(f"watermark: found {where}", share, "", bound, "at least")


def _marked(sound: Sound) -> tuple[Sound, float]:
    marker = Watermarker()
    [marked] = marker.marked([sound], len(sound))
    assert marker.level_db is not None
    return marked, marker.level_db


def _share(change: Callable[[Sound], Sound], sounds: tuple[Sound, ...] | list[Sound]) -> float:
    found = [found_in([resample(change(s.mean(axis=0)), RATE, perth.SAMPLE_RATE)]) for s in sounds]
    return sum(one.found for one in found) / len(found)


def _kept(sound: Sound) -> Sound:
    return (np.round(sound * 0.5012 * 2**23) / 2**23).astype(np.float32)


def _narrow(sound: Sound) -> Sound:
    return resample(resample(sound, RATE, RATE // 2), RATE // 2, RATE)


def _encoded(sound: Sound, codec: str, bits: int) -> Sound:
    """A sound (T,) encoded and decoded again."""
    frame = av.AudioFrame.from_ndarray(sound[None], "fltp", "mono")
    frame.sample_rate = RATE
    encoder = av.CodecContext.create(codec, "w")
    encoder.sample_rate, encoder.layout, encoder.bit_rate = RATE, "mono", bits
    encoder.format = "fltp"
    fifo = av.AudioFifo()
    fifo.write(frame)
    encoder.open()
    packets = [
        packet
        for piece in fifo.read_many(encoder.frame_size, partial=True)
        for packet in encoder.encode(piece)
    ]
    packets += encoder.encode(None)
    decoder = av.CodecContext.create(codec, "r")
    decoder.extradata = encoder.extradata
    pieces = [f.to_ndarray()[0] for p in packets for f in decoder.decode(p)]
    return np.concatenate(pieces).astype(np.float32)


def _loudness(sound: Sound) -> float:
    return float(pyloudnorm.Meter(RATE).integrated_loudness(sound.T.astype(np.float64)))


def _above_2k_db(marked: Sound, sound: Sound) -> float:
    window = np.hanning(sound.shape[1])
    high = np.fft.rfftfreq(sound.shape[1], 1 / RATE) > 2_100
    was, added = (np.abs(np.fft.rfft(x * window))[:, high] ** 2 for x in (sound, marked - sound))
    return float(10 * np.log10(added.sum() / was.sum()))
