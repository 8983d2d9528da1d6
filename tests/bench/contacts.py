"""Whether hits are found in scenes of foreign making, and whether they are heard.

The scenes are `tests.helpers.contact_scenes.reported`: other kinds, art and seeds than the
detector was made on, moved by pymunk, at five rates and three sizes, in weather. Their frames
go to the analysis as arrays; a part of them also through a file, for what a codec does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import signal

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.events import find_events
from deepaudio.engines.sketch.hit_levels import heard
from deepaudio.engines.sketch.picture_analysis import analyse_picture
from deepaudio.engines.sketch.score import Score, write_score
from deepaudio.engines.sketch.score_synthesis import synthesise
from deepaudio.evaluation.metrics.onsets import Agreement, agreement
from deepaudio.media.picture import JobPicture
from tests.bench.figures import Figure
from tests.helpers import contact_scenes
from tests.helpers.contact_scenes import reported_on
from tests.helpers.contact_scenes.filming import ContactScene
from tests.helpers.contact_scenes.watching import save, watched

SEEDS = range(4)
QUIET_SEEDS = range(3)
PROMPTS = ("", "rain", "a busy street", "footsteps on gravel, wind", "a wooden box in a workshop")
STANDS_OUT_DB = 9.0
ATTACK_S = 0.03


def measure(folder: Path) -> list[Figure]:
    """F1 pooled and by rate, false hits, what an encoder costs, and hits over their bed."""
    by_rate = {rate: Agreement(0, 0, 0) for rate in contact_scenes.RATES}
    for scene in _scenes(reported_on.CONTACTS, SEEDS):
        by_rate[scene.rate] += judged(scene)
    pooled = sum(by_rate.values(), Agreement(0, 0, 0))
    rates = [agreed.f1 for agreed in by_rate.values()]
    quiet = [
        (len(find_events(watched(scene))), scene.duration_s)
        for scene in _scenes(reported_on.QUIET, QUIET_SEEDS)
    ]
    hits, minutes = sum(n for n, _ in quiet), sum(s for _, s in quiet) / 60
    films = [(scene, save(scene, folder / f"{k}.mp4")) for k, scene in enumerate(_to_encode())]
    coded = sum((_judged_file(*film) for film in films), Agreement(0, 0, 0))
    over = [level for film in films for level in over_bed_db(*film)]
    share = float(np.mean(np.array(over) >= STANDS_OUT_DB))
    return [
        Figure(
            "contacts: F1 on foreign scenes at ±80 ms, five rates", pooled.f1, "", 0.75, "at least"
        ),
        Figure("contacts: spread of F1 over five rates", max(rates) - min(rates), "", 0.05),
        Figure("contacts: false hits where nothing is hit", hits / minutes, "a minute", 0.5),
        Figure("contacts: F1 on encoded scenes", coded.f1, ""),
        Figure("contacts: hits 9 dB over their bed", share, "", 0.95, "at least"),
    ]


def _scenes(kinds: dict[str, object], seeds: range) -> Iterator[ContactScene]:
    for kind in kinds:
        for seed in seeds:
            height = contact_scenes.HEIGHTS[seed % len(contact_scenes.HEIGHTS)]
            for rate in contact_scenes.RATES:
                yield contact_scenes.reported(kind, seed, rate, height)


def _to_encode() -> Iterator[ContactScene]:
    for k, kind in enumerate(reported_on.CONTACTS):
        yield contact_scenes.reported(kind, 50, contact_scenes.RATES[k % 5], 360)


def judged(scene: ContactScene) -> Agreement:
    """The events found in a scene's frames against its contacts."""
    found = [event.time_s for event in find_events(watched(scene))]
    return agreement(found, scene.times, scene.optional_times)


def _picture(scene: ContactScene, path: Path) -> JobPicture:
    return JobPicture(str(path), duration_s=scene.duration_s)


def _judged_file(scene: ContactScene, path: Path) -> Agreement:
    seen = analyse_picture(_picture(scene, path), 0, scene.duration_s)
    found = [event.time_s for event in find_events(seen.motion)]
    return agreement(found, scene.times, scene.optional_times)


def over_bed_db(scene: ContactScene, path: Path) -> list[float]:
    """By how much each hit of a film rises over its bed in its best third of an octave."""
    levels = []
    for prompt in PROMPTS:
        length = round(scene.duration_s * SAMPLE_RATE)
        request = AudioRequest(length, prompt=prompt, picture=_picture(scene, path))
        score = heard(write_score(request, lambda: None), request)
        bed, full = (bands(s, request) for s in (replace(score, notes=()), score))
        for note in score.notes:
            levels.append(rise_db(bed, full, note.at))
    return [level for level in levels if np.isfinite(level)]


def bands(score: Score, request: AudioRequest) -> np.ndarray:
    """The sound in thirds of an octave from 100 Hz to 12.5 kHz, (bands, C, T)."""
    sound = synthesise(score, request, 0, request.num_samples)
    centres = 100 * 2 ** (np.arange(22) / 3)
    edges = [(f * 2 ** (-1 / 6), f * 2 ** (1 / 6)) for f in centres]
    filters = [signal.butter(2, band, "bandpass", fs=SAMPLE_RATE, output="sos") for band in edges]
    return np.stack([signal.sosfilt(sections, sound) for sections in filters])


def rise_db(bed: np.ndarray, full: np.ndarray, at: int) -> float:
    """How far bands of a sound rise over those of its bed in the ATTACK_S from sample `at`.

    Power counts in both channels together.
    """
    attack = round(ATTACK_S * SAMPLE_RATE)
    if at < 0 or at + attack > full.shape[-1]:
        return float("nan")
    around = slice(max(0, at - 5 * attack), at + 5 * attack)
    under = np.square(bed[..., around]).mean(axis=(1, 2)) + 1e-12
    over = np.square(full[..., at : at + attack]).mean(axis=(1, 2)) + 1e-12
    return float(10 * np.log10((over / under).max()))
