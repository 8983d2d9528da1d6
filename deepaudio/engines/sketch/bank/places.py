"""Places: a bed of their own, and what happens in it by chance."""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.sketch.bank import textures, voices
from deepaudio.engines.sketch.bank.recipes import (
    hum,
    layered,
    noise,
    one_of,
    rolled,
    shaped,
    sprayed,
    voice,
    wavering,
)
from deepaudio.engines.sketch.bank.sounds import Bed, Sprinkle, TextureSound

_VENTILATION = noise(((30, -14), (90, 0), (300, -5), (1200, -14), (6000, -32)))
_LARGE = noise(((25, -14), (60, 0), (160, -3), (500, -10), (2000, -24), (9000, -50)))
_HOLLOW = noise(((25, -10), (55, 0), (120, -8), (230, -2), (300, -12), (900, -24), (6000, -60)))
_FAR = ((60, -10), (250, 0), (900, -6), (2500, -18), (8000, -40))
_CHILD = one_of(
    *(
        voice(
            seconds, ((0, hz), (0.3, 1.4 * hz), (1, 1.1 * hz)),
            ((1000, 1700, 3300), (800, 2300, 3400)), breath=0.12, vibrato=(5, 0.02),
        )
        for seconds, hz in ((0.3, 330), (0.45, 420), (0.25, 520), (0.6, 610), (0.4, 700))
    )
)  # fmt: skip


def _talk(rng: np.random.Generator, length: int) -> Waveform:
    """People at a distance at which no word is understood."""
    return voices.babble(rng, length, 12)


def _place(level_db: float, bed: Bed, *sprinkled: Sprinkle, **more: bool) -> TextureSound:
    return TextureSound(bed, level_db, 1.0, 4.0, True, sprinkled, **more)


_BIRD, _OWL = Sprinkle("bird", 12, -37), Sprinkle("owl", 2.5, -38)

PLACES: dict[str, TextureSound] = {
    "room": TextureSound(textures.room, is_place=True),
    "outdoors": TextureSound(textures.outdoors, 1.0, is_place=True),
    "traffic": TextureSound(textures.traffic, 5.0, 2.0, 4.0, is_place=True),
    "city": TextureSound(textures.city_hum, 4.0, 2.0, 4.0, is_place=True),
    "office": _place(
        2.0, layered((1.0, _VENTILATION), (0.25, hum(100.0, rolled(4)))),
        Sprinkle("key_press", 90, -42), Sprinkle("paper", 5, -42), Sprinkle("phone", 1.2, -46),
        Sprinkle("wood_tap", 5, -44), Sprinkle("mouse_click", 8, -46),
    ),
    "kitchen": _place(
        3.0, layered((1.0, _VENTILATION), (0.4, hum(50.0, (0.5, 1.0, 0.3, 0.4)))),
        Sprinkle("glass", 12, -36), Sprinkle("metal", 7, -40), Sprinkle("drip", 12, -42),
        Sprinkle("chop", 8, -40), Sprinkle("wood_tap", 6, -40),
    ),
    "school_yard": _place(
        6.0,
        layered((1.0, wavering(shaped(sprayed(_CHILD, 22), _FAR), 1.0, 0.5)),
                (0.5, textures.outdoors)),
        Sprinkle("laughter", 3, -36), Sprinkle("ball", 16, -38), has_voices=True,
    ),
    "hospital": _place(
        2.0, layered((1.0, _VENTILATION), (0.3, hum(120.0, rolled(5)))),
        Sprinkle("monitor", 55, -42), Sprinkle("wood_tap", 3, -46), Sprinkle("cough", 0.8, -44),
    ),
    "church": _place(
        0.0, _LARGE, Sprinkle("wood_tap", 2.5, -40), Sprinkle("cough", 0.8, -46),
    ),
    "cave": _place(1.0, _HOLLOW, Sprinkle("drip", 26, -34)),
    "forest": _place(
        3.0, layered((1.0, textures.leaves), (0.4, textures.outdoors)),
        _BIRD, Sprinkle("woodpecker", 1.2, -42), Sprinkle("branch", 1.5, -42),
    ),
    "jungle": _place(
        4.0, layered((0.6, textures.crickets), (1.0, textures.leaves)),
        Sprinkle("bird", 34, -35), Sprinkle("monkey", 2, -38), Sprinkle("eagle", 1.5, -42),
        Sprinkle("frog", 8, -40),
    ),
    "night": _place(
        3.0, layered((1.0, textures.crickets), (0.5, textures.outdoors)), _OWL,
    ),
    "swamp": _place(
        4.0, layered((0.8, textures.crickets), (0.5, wavering(textures.stream, 0.7, 0.1))),
        Sprinkle("frog", 28, -34), Sprinkle("drip", 6, -42), Sprinkle("duck", 1, -42),
    ),
    "farm": _place(
        2.0, textures.outdoors, Sprinkle("chicken", 9, -36), Sprinkle("cow", 2, -37),
        Sprinkle("sheep", 3, -38), Sprinkle("rooster", 1, -39), _BIRD,
    ),
    "harbour": _place(
        4.0, layered((1.0, wavering(textures.stream, 0.8, 0.1)), (0.6, textures.city_hum)),
        Sprinkle("gull", 7, -36), Sprinkle("ship_horn", 0.6, -40), Sprinkle("metal", 3, -42),
    ),
    "station": _place(
        6.0, layered((1.0, _talk), (0.8, _LARGE)),
        Sprinkle("step_hard", 40, -40), Sprinkle("elevator", 1, -40), Sprinkle("beep", 2, -44),
        has_voices=True,
    ),
    "stadium": _place(
        8.0,
        layered((1.0, _talk),
                (0.8, noise(((100, -14), (500, 0), (1500, -2), (5000, -14))))),
        Sprinkle("whistle", 1.5, -38), Sprinkle("clap", 30, -42), has_voices=True,
    ),
    "market": _place(
        6.0, layered((1.0, _talk), (0.4, textures.outdoors)),
        Sprinkle("wood_tap", 14, -40), Sprinkle("coins", 4, -42), Sprinkle("paper", 5, -42),
        has_voices=True,
    ),
    "construction": _place(
        6.0, layered((1.0, textures.traffic), (0.6, hum(21.0, rolled(24, 0.9, 0.5), 0.03))),
        Sprinkle("hammer", 34, -34), Sprinkle("metal", 10, -36), Sprinkle("saw", 5, -36),
        Sprinkle("beep", 2, -42),
    ),
    "factory": _place(
        7.0, layered((1.0, textures.machine), (0.6, _LARGE)),
        Sprinkle("metal", 18, -36), Sprinkle("hammer", 8, -38), Sprinkle("can", 4, -40),
    ),
    "cafe": _place(
        6.0, layered((1.0, _talk), (0.25, textures.room)),
        Sprinkle("glass", 26, -38), Sprinkle("glass_ring", 14, -42), Sprinkle("wood_tap", 6, -42),
        has_voices=True,
    ),
    "spaceship": _place(
        5.0, layered((1.0, _HOLLOW), (0.5, hum(55.0, rolled(8, 0.9), 0.1)), (0.3, _VENTILATION)),
        Sprinkle("beep", 5, -44), Sprinkle("monitor", 8, -46),
    ),
    "car_inside": _place(
        6.0,
        layered((1.0, textures.engine),
                (0.8, noise(((20, -12), (70, 0), (250, -5), (900, -14), (8000, -44))))),
    ),
}  # fmt: skip
