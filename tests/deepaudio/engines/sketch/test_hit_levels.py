"""A hit is heard over its bed, and loud things are louder than small ones."""

import numpy as np
import pytest

from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.ambience import STEP, Layer
from deepaudio.engines.sketch.bank.catalogue import STRIKES
from deepaudio.engines.sketch.hit_levels import HIGHEST_GAIN, heard
from deepaudio.engines.sketch.played import Note
from deepaudio.engines.sketch.score import Score
from tests.bench.contacts import STANDS_OUT_DB, bands, rise_db

REQUEST = AudioRequest(96_000, seed=3)


def score(texture, name, gain):
    layer = Layer(texture, np.ones(96_000 // STEP + 2, np.float32))
    return Score((layer,), (Note(name, 48_000, gain, 0, 1, 1.0),))


@pytest.mark.parametrize("name", ["tick", "key_press", "wood", "step_grass"])
@pytest.mark.parametrize("texture", ["rain", "applause", "traffic"])
def test_a_faint_strike_is_raised_over_its_bed(texture, name):
    made = heard(score(texture, name, 0.003), REQUEST)
    bed = Score(made.layers)
    rise = rise_db(bands(bed, REQUEST), bands(made, REQUEST), 48_000)
    assert rise >= STANDS_OUT_DB or made.notes[0].gain == pytest.approx(HIGHEST_GAIN)


def test_what_is_heard_anyway_stays_as_it_is():
    loud = score("room", "wood", 0.2)
    assert heard(loud, REQUEST) == loud


def test_the_order_is_a_mixers():
    order = ["gunshot", "door_slam", "step_hard", "knock"]
    levels = [STRIKES[name].gain_db for name in order]
    assert levels == sorted(levels, reverse=True)
