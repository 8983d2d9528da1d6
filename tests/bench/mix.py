"""Whether a mix is one: no holes at cuts, no pumping between lines, and the level it says.

Levels are measured otherwise than the product does: loudness by pyloudnorm, true peaks by
eightfold resampling with SciPy's polyphase filter, which is no code of ours.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import numpy.typing as npt
import opentimelineio as otio
import pyloudnorm
from scipy import signal

import deepaudio_plugin
from deepaudio.dsp import wav
from deepaudio.dsp.ducking import duck
from deepaudio_plugin.core.delivery import SPECS
from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.project.rendering import RenderResult
from deepaudio_plugin.timeline.timing import samples
from tests.bench.figures import Figure
from tests.bench.film import DEMO
from tests.bench.stereo import fold_down_loss_db

RATE = 48_000
AROUND = 480  # samples on either side of a cut
PAUSES_S = (0.2, 0.5, 0.8, 1.1, 1.4)

Sound = npt.NDArray[np.float32]


def measure(folder: Path) -> list[Figure]:
    """Cuts, ducking and delivery, on the demo film."""
    plain = _render(folder, "none", stems=True)
    made = {name: _render(folder, name) for name in ("ebu-r128", "web")}
    sounds = {name: wav.read(_mixed(result)).samples for name, result in made.items()}
    off = {name: abs(_loudness(sounds[name]) - (SPECS[name].lufs or 0)) for name in sounds}
    above = [_peak_db(sounds[name]) - SPECS[name].ceiling_db for name in sounds]
    lost = fold_down_loss_db(_sound_of(plain))
    return [
        Figure("mix: level at a cut against what meets there, worst", _worst_step(plain), "dB", 1),
        Figure("mix: sound that returns between lines of an exchange", _pumping(), "dB", 0.1),
        Figure("mix: loudness beside -23 LUFS (EBU R 128)", off["ebu-r128"], "LU", 0.5),
        Figure("mix: loudness beside -14 LUFS (web), limited hard", off["web"], "LU"),
        Figure("mix: sound lost in a fold-down to mono, worst octave", lost, "dB", 3),
        Figure("mix: true peak above its ceiling, worst of two", max(above), "dB", 0.1),
    ]


def _render(folder: Path, spec: str, *, stems: bool = False) -> RenderResult:
    return deepaudio_plugin.render(
        DEMO / "demo.otio",
        ignore_decisions=True,
        subtitles=[DEMO / "demo.srt"],
        tracks=["speech", "audio", "mix"],
        spec=spec,
        stems=stems,
        output=folder / spec / "demo.otio",
        library=folder / "takes",
    )


def _mixed(result: RenderResult) -> Path:
    assert result.delivered is not None
    return result.delivered.path


def _worst_step(result: RenderResult) -> float:
    """Power of the sound around each cut against that of both takes laid end to end, in dB."""
    assert result.output is not None
    sound = _sound_of(result)
    timeline = otio.adapters.read_from_file(str(result.output))
    track = next(t for t in timeline.tracks if t.name == "DeepAudio Audio")
    steps = []
    for before, after in itertools.pairwise(track.find_clips()):
        cut = samples(after.range_in_parent().start_time)
        if any(child.overlapping() for child in track.neighbors_of(after)[:1] if child):
            continue  # a dissolve
        end = samples(before.source_range.end_time_exclusive())
        begin = samples(after.source_range.start_time)
        falls = _take(result, before)[:, end - AROUND : end]
        rises = _take(result, after)[:, begin : begin + AROUND]
        expected = _power(np.concatenate([falls, rises], axis=1))
        heard = _power(sound[:, cut - AROUND : cut + AROUND])
        steps.append(abs(10 * np.log10(heard / expected)))
    return float(max(steps))


def _sound_of(result: RenderResult) -> Sound:
    """Everything of a mix but its lines, (2, T)."""
    assert result.delivered is not None
    effects, ambience = (
        wav.read(result.delivered.stems[name]).samples for name in ("effects", "ambience")
    )
    summed: Sound = effects + ambience
    return summed


def _take(result: RenderResult, clip: otio.schema.Clip) -> Sound:
    assert result.output is not None
    take: Sound = wav.read(result.output.parent / clip.media_reference.target_url).samples
    return take


def _power(sound: Sound) -> float:
    return float(np.mean(np.square(sound, dtype=np.float64)))


def _pumping() -> float:
    """How far sound rises at most above its lowered level in a pause of an exchange, in dB."""
    rises = []
    for pause in PAUSES_S:
        length = round((4 + pause) * RATE)
        speech = np.random.default_rng(1).standard_normal(length).astype(np.float32) * 0.07
        speech[: RATE // 2] = speech[-RATE // 2 :] = 0
        first, last = 2 * RATE, round((2 + pause) * RATE)
        speech[first:last] = 0
        gain = duck(np.ones(length, np.float32), speech, Ducking(6.0))
        rises.append(20 * np.log10(gain[first:last].max()) + 6.0)
    return float(max(rises))


def _loudness(sound: Sound) -> float:
    return float(pyloudnorm.Meter(RATE).integrated_loudness(sound.T.astype(np.float64)))


def _peak_db(sound: Sound) -> float:
    raised = signal.resample_poly(sound, 8, 1, axis=-1)
    return float(20 * np.log10(np.abs(raised).max()))
