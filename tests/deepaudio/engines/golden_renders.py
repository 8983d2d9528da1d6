"""Short renders whose sound is known: what an engine must not change without saying so.

`python -m tests.deepaudio.engines.golden_renders` makes the vectors in `golden/` again. Do that
only together with raising the engine's `SOUND_VERSION`.

A vector holds a sound's level in bands of frequency and time, in dB: nothing that differs from
one platform to another by rounding, and all that can be heard. The network of the small voice
is quantised: its levels differ by some decibels between processors. So lines are made from
frames that are drawn here (`drawn_frames`), and all that this project does with them is compared
closely; `sketch-voice`, with the network's own frames, only on the whole.
"""

from __future__ import annotations

import itertools
import json
import struct
import sys
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from deepaudio.dsp import wav
from deepaudio.engines import registry
from deepaudio.engines.base import Engine
from deepaudio.engines.small_voice.model import VoiceFrames, VoiceModel
from deepaudio.worker.render import render
from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import PictureSource, RenderRequest
from tests.helpers.tiny_model import tiny_model

FOLDER = Path(__file__).parent / "golden"
TOLERANCE_DB = 0.1
VOICE = "sketch-voice"
VOICE_TOLERANCE_DB = 0.75  # of the mean difference; 0.45 was seen between two processors
FLOOR_DB = -70.0  # what lies below counts as this: nobody hears it
_HOP = 480  # samples: 10 ms
_BANDS_HZ = (60, 120, 250, 500, 1000, 2000, 4000, 8000, 16_000)
_LONG = 4800  # samples of a frame of the bands: 100 ms

Floats = npt.NDArray[np.float64]
Samples = npt.NDArray[np.float32]

LINE = "I never said that. Not once in my life."

_SKETCH_SPEECH: dict[str, Any] = {
    "engine": "sketch",
    "stem": "speech",
    "num_samples": 120_000,
    "handle_in": 4800,
    "handle_out": 4800,
    "text": LINE,
    "voice": "alto",
    "seed": 1,
    "watches": True,
}

JOBS: dict[str, dict[str, Any]] = {
    VOICE: _SKETCH_SPEECH,
    "sketch-speech": _SKETCH_SPEECH,
    "sketch-motion": {"engine": "sketch", "stem": "audio", "num_samples": 72_000, "watches": True},
    "sketch-described": {
        "engine": "sketch",
        "stem": "audio",
        "num_samples": 72_000,
        "prompt": "rain",
        "settings": {"sounds": [{"text": "door slams", "start_s": 0.4, "end_s": 0.9}]},
        "watches": True,
    },
    "sketch-nothing": {"engine": "sketch", "stem": "audio", "num_samples": 48_000},
    "deepaudio-v1-speech": {
        "engine": "deepaudio-v1",
        "stem": "speech",
        "num_samples": 96_000,
        "max_tail": 24_000,
        "text": "Who is there? Nobody.",
        "voice": "tenor",
        "seed": 2,
        "settings": {"steps": 4},
        "watches": True,
    },
    "deepaudio-v1-sound": {
        "engine": "deepaudio-v1",
        "stem": "audio",
        "num_samples": 72_000,
        "prompt": "rain",
        "settings": {"steps": 4, "dialogue": True, "sounds": []},
        "watches": True,
    },
}


def rendered(name: str, folder: Path, engine: Engine | None = None, **changes: Any) -> Samples:
    """The sound of a job as a take has it, levelled and limited, (C, T) at 48 kHz."""
    fields = {**JOBS[name], **changes}
    with pytest.MonkeyPatch.context() as patch:
        if name != VOICE:
            patch.setattr(VoiceModel, "frames", lambda _model, sounds, _care: drawn_frames(sounds))
        return _rendered(name, folder, engine, fields)


def _rendered(name: str, folder: Path, engine: Engine | None, fields: dict[str, Any]) -> Samples:
    if fields.pop("watches", False):
        fields["picture"] = _moving_picture(folder)
    request = RenderRequest(id=name, key=name, out_dir=str(folder), **fields)
    task = Task(request, lambda _event: None)
    task.begin()
    done = render(request, engine or registry.load(request.engine), task)
    assert done.take is not None
    return wav.read(done.take.path).samples


def drawn_frames(phonemes: str) -> VoiceFrames:
    """A sentence as frames that sound a little like somebody: six a phoneme, none of a network."""
    codes = np.repeat([ord(char) if char.isalpha() else 0 for char in phonemes], 6)
    spoken = (codes > 0).astype(np.float32)
    spoken = np.convolve(spoken, np.ones(5) / 5, "same")
    hertz = np.linspace(0, 12_000, 601)[:, None]
    formants = [(300 + 37 * (codes % 17), 90), (900 + 101 * (codes % 19), 140), (2500, 250)]
    envelope = sum(np.exp(-0.5 * ((hertz - centre) / width) ** 2) for centre, width in formants)
    harmonic = np.log(1e-4 + envelope * spoken * 0.2)
    noise = np.log(1e-5 + 0.01 * spoken * (1 + codes % 3) * np.ones_like(hertz))
    phase = np.sin(hertz / 700 + codes)
    f0 = np.where(spoken > 0.3, 200 + 25 * np.sin(np.arange(len(codes)) / 9), 0.0)
    parts = harmonic, 0.3 * phase, noise, noise - 1, phase, f0
    return VoiceFrames(*(part.astype(np.float32) for part in parts))


def vector(sound: Samples) -> Floats:
    """Levels in dB of each channel, and of the mean of several: that tells their phases."""
    heard = [*sound, sound.mean(axis=0)] if len(sound) > 1 else sound
    return np.concatenate([_levels_db(channel) for channel in heard])


def _levels_db(sound: Samples) -> Floats:
    """Of every 10 ms, and of every 100 ms in bands of an octave."""
    short = _frames(sound, _HOP)
    long = _frames(sound, _LONG) * np.hanning(_LONG)
    power = np.abs(np.fft.rfft(long, axis=1)) ** 2 / _LONG**2
    hertz = np.fft.rfftfreq(_LONG, 1 / 48_000)
    bands = [
        power[:, (hertz >= low) & (hertz < high)].sum(axis=1)
        for low, high in itertools.pairwise(_BANDS_HZ)
    ]
    levels = np.concatenate([np.mean(short**2, axis=1), *bands])
    decibels: Floats = np.maximum(10 * np.log10(levels + 1e-12), FLOOR_DB)
    return decibels


def differences(name: str, sound: Samples) -> str:
    """What is other than the vector that is kept, in a line; "" for the same sound."""
    kept = json.loads((FOLDER / f"{name}.json").read_text())
    now, before = vector(sound), np.array(kept["levels_db"])
    if sound.shape[1] != kept["samples"]:
        return _told(name, f"{sound.shape[1]} samples instead of {kept['samples']}")
    if len(now) != len(before):
        return _told(name, "another number of channels")
    apart = np.abs(now - before)
    if name == VOICE:
        mean = float(apart[np.maximum(now, before) > FLOOR_DB].mean())
        if mean <= VOICE_TOLERANCE_DB:
            return ""
        return _told(name, f"levels differ by {mean:.2f} dB on the mean")
    worst = float(apart.max())
    if worst <= TOLERANCE_DB:
        return ""
    return _told(name, f"{np.sum(apart > TOLERANCE_DB)} levels differ, by up to {worst:.2f} dB")


def _told(name: str, what: str) -> str:
    return f"{name}: {what}. Sound changed: raise the engine's SOUND_VERSION or undo the change."


def _frames(sound: Samples, length: int) -> Floats:
    count = -(-len(sound) // length)
    return np.pad(sound.astype(np.float64), (0, count * length - len(sound))).reshape(count, length)


def _moving_picture(folder: Path) -> PictureSource:
    """Two seconds of a square that falls, lands and slides, as lossless images."""
    for number in range(48):
        path = folder / f"image.{number:04d}.png"
        if not path.exists():
            path.write_bytes(_png(_image(number)))
    return PictureSource(
        str(folder / "image.%04d.png"),
        "sequence",
        duration_s=2.0,
        sequence_count=48,
        sequence_rate=24.0,
    )


def _image(number: int) -> npt.NDArray[np.uint8]:
    image = np.full((90, 160), 40, np.uint8)
    down = min(60, number * number // 4)
    across = 20 + max(0, number - 16) * 3
    image[down : down + 20, across : across + 20] = 220
    return image


def _png(image: npt.NDArray[np.uint8]) -> bytes:
    """A grey image as a file, the same bytes everywhere."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    height, width = image.shape
    rows = b"".join(b"\0" + row.tobytes() for row in image)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def main() -> int:
    """Make the vectors again; with names, those alone."""
    FOLDER.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        tiny_model().use(patch)
        for name in sys.argv[1:] or JOBS:
            sound = rendered(name, Path(folder))
            levels = [round(float(level), 2) for level in vector(sound)]
            body = {"samples": sound.shape[1], "levels_db": levels}
            (FOLDER / f"{name}.json").write_text(json.dumps(body) + "\n")
            print(f"{name}: {len(levels)} levels")
    return 0


if __name__ == "__main__":
    sys.exit(main())
