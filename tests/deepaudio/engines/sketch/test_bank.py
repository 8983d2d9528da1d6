"""Every sound of the bank: made, well formed, and never twice the same."""

from pathlib import Path

import numpy as np
import pytest

from deepaudio.engines.sketch.bank.cached_sounds import LOOP_LENGTH, LOOP_LUFS, strike, texture_loop
from deepaudio.engines.sketch.bank.catalogue import STRIKES, TEXTURES
from deepaudio.engines.sketch.bank.noise import generator
from deepaudio.evaluation.metrics.onsets import onsets

pyloudnorm = pytest.importorskip("pyloudnorm")

RHYTHMIC = {"train", "fire", "crickets", "applause", "steam", "washing_machine", "frogs", "welding"}
"""Events are their nature."""


@pytest.mark.parametrize("name", TEXTURES)
def test_a_texture_is_an_even_endless_tape(name):
    sound = texture_loop(name)[0]
    assert len(sound) == LOOP_LENGTH
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() < 1
    assert abs(float(sound.mean())) < 1e-4
    step = np.abs(np.diff(np.concatenate([sound[-2:], sound[:2]]))).max()
    assert step <= np.abs(np.diff(sound)).max()  # the end runs into the start
    loudness = pyloudnorm.Meter(48_000).integrated_loudness(sound.astype(float))
    assert loudness == pytest.approx(LOOP_LUFS, abs=1.5)
    if name not in RHYTHMIC:
        assert len(onsets(sound)) <= 1  # nothing like an impact


@pytest.mark.parametrize("name", STRIKES)
def test_a_strike_is_whole_ends_in_silence_and_is_never_the_same(name):
    sound, other = strike(name, 0, 1), strike(name, 1, 1)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() == pytest.approx(1, abs=1e-5)
    assert abs(float(sound[-1])) < 0.01
    assert abs(float(sound.mean())) < 0.02
    length = min(len(sound), len(other))
    assert not np.array_equal(sound[:length], other[:length])


@pytest.mark.parametrize("name", [n for n, s in STRIKES.items() if s.on_events])
def test_what_sounds_at_events_begins_at_once(name):
    for hardness in range(3):
        sound = np.abs(strike(name, 1, hardness))
        assert np.argmax(sound > 0.25) < 0.012 * 48_000


def test_what_a_place_is_sprinkled_with_is_in_the_bank():
    for texture in TEXTURES.values():
        assert all(sprinkle.strike in STRIKES for sprinkle in texture.sprinkled)


def test_levels_are_a_mixers():
    """Blasts over shots over doors over steps over what hands do."""
    order = ("explosion", "gunshot", "door_slam", "step_hard", "tick", "mouse_click")
    loud = [STRIKES[name].gain_db + _energy_db(strike(name, 0, 1)) for name in order]
    assert loud == sorted(loud, reverse=True)
    assert loud[1] >= loud[3] + 8


def _energy_db(sound):
    return 10 * np.log10(np.square(sound, dtype=np.float64).sum())


def test_random_numbers_depend_on_the_key_alone():
    assert generator("a", 1).random() == generator("a", 1).random()
    assert generator("a", 1).random() != generator("a", 2).random()
    assert generator("a", 11).random() != generator("a1", 1).random()


def test_the_manual_lists_every_sound():
    page = Path(__file__).parents[4] / "docs" / "sounds.md"
    rows = [
        row.split("|")[2] for row in page.read_text(encoding="utf-8").splitlines() if "|" in row
    ]
    listed = {name.strip().replace(" ", "_") for row in rows for name in row.split(",")}
    assert {*TEXTURES, *STRIKES} - {"air"} <= listed
