"""Where things are heard from: hits where they are seen, ambience from everywhere."""

import dataclasses

import numpy as np
import pytest

from deepaudio.dsp.loudness import loudness
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.bank.cached_sounds import texture_loop
from deepaudio.engines.sketch.played import Note, add_note, panned
from deepaudio.engines.sketch.video_to_audio import SketchVideoToAudio
from deepaudio.media.picture import JobPicture
from tests.bench.stereo import fold_down_loss_db, likeness
from tests.helpers import scenes
from tests.helpers.signals import Running

RATE = 48_000


def sound_of(request):
    made = SketchVideoToAudio().generate(request, 0, request.num_samples, Running())
    return made.samples


def balance_db(sound):
    """How much louder it is on the right."""
    left, right = np.mean(np.square(sound, dtype=np.float64), axis=1)
    return 10 * np.log10(right / left)


@pytest.mark.parametrize("x", [-1.0, 0.0, 0.25, 0.5, 1.0, 7.0])
def test_a_hit_has_one_power_wherever_it_comes_from_and_a_fold_down_keeps_it(x):
    gains = panned(x, 2)
    assert np.square(gains).sum() == pytest.approx(1)
    assert 20 * np.log10(np.sqrt(0.5) / gains.mean()) < 1.1
    assert panned(x, 1) == pytest.approx([1])


def test_what_goes_by_is_heard_to_go_by():
    total = np.zeros((2, 5 * RATE), np.float32)
    for number, x in enumerate((0.0, 0.25, 0.5, 0.75, 1.0)):
        add_note(total, Note("step_hard", number * RATE, 0.1, 0, 1, 1.0, x), 0)
    sides = [balance_db(step) for step in np.split(total, 5, axis=1)]
    assert sides == sorted(sides)
    assert sides[0] == pytest.approx(-sides[-1]) and sides[-1] > 6
    assert sides[2] == pytest.approx(0, abs=1e-3)


def test_a_hit_is_heard_from_the_side_where_it_is_seen(tmp_path):
    """Of a film and of its mirror image."""
    film = scenes.make("fall", 501, scenes.Weather())
    mirrored = dataclasses.replace(film, frames=[frame[:, ::-1].copy() for frame in film.frames])
    sides = []
    for name, seen in (("film", film), ("mirrored", mirrored)):
        picture = JobPicture(str(seen.save(tmp_path / f"{name}.mp4")), duration_s=seen.duration_s)
        sound = sound_of(AudioRequest(round(seen.duration_s * RATE), seed=7, picture=picture))
        at = [round(time * RATE) for time in film.events]
        sides.append([balance_db(sound[:, first : first + 2400]) for first in at])
    away = [(one, other) for one, other in zip(*sides, strict=True) if abs(one) > 2]
    assert away
    assert all(one * other < 0 for one, other in away)


@pytest.mark.parametrize("prompt", ["", "rain", "wind"])
def test_a_bed_is_as_loud_as_in_mono_wide_and_survives_a_fold_down(prompt):
    request = AudioRequest(4 * RATE, prompt=prompt)
    wide, mono = sound_of(request), sound_of(dataclasses.replace(request, channels=1))
    assert (len(wide), len(mono)) == (2, 1)
    assert loudness(wide) == pytest.approx(loudness(mono), abs=0.2)
    assert fold_down_loss_db(wide) < 3
    assert likeness(wide, 1000) < 0.6


@pytest.mark.parametrize("name", ["drone", "rain"])
def test_what_both_channels_of_a_loop_share_sounds_like_the_mono_one(name):
    (mono,), both = texture_loop(name), texture_loop(name, 2)
    assert loudness(both) == pytest.approx(loudness(mono), abs=0.01)
    assert np.corrcoef(mono, both.sum(axis=0))[0, 1] > 0.95


def test_ambience_alone_is_the_sound_without_its_hits():
    hits = {"sounds": [{"text": "[door slams]", "start_s": 1.0, "end_s": 1.5}]}
    request = AudioRequest(4 * RATE, prompt="rain", settings=hits)
    whole = sound_of(request)
    alone = sound_of(dataclasses.replace(request, part="ambience"))
    bare = sound_of(dataclasses.replace(request, settings={}))
    assert np.array_equal(alone, bare)
    assert np.array_equal(whole[:, : RATE // 2], alone[:, : RATE // 2])
    assert np.abs(whole - alone).max() > 0.05
