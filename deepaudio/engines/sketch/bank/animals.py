"""Animals, after the pitch and the resonances of their calls."""

from __future__ import annotations

from deepaudio.engines.sketch.bank import signals
from deepaudio.engines.sketch.bank.bodies import STONE, WOOD
from deepaudio.engines.sketch.bank.recipes import (
    PURE,
    hiss,
    hit,
    placed,
    repeated,
    swell,
    together,
    tone,
    voice,
)
from deepaudio.engines.sketch.bank.sounds import Strike, StrikeSound, apart

_SWELL = ((0.0, 0.0), (0.3, 1.0), (0.7, 0.9), (1.0, 0.0))
_ROUND = ((0.0, 0.0), (0.2, 1.0), (0.6, 0.8), (1.0, 0.0))
_FLAP = hiss(0.07, ((80, -16), (300, 0), (1200, -6), (5000, -20), (14000, -40)), 0.012)
_HOOF = together((1.0, 0.0, hit(WOOD, 0.7)), (0.6, 0.0, hit(STONE, 0.5)))
_HOO = tone(0.5, ((0, 330), (0.3, 390), (1, 350)), PURE, _ROUND)
_CLUCK = voice(0.09, ((0, 480), (0.4, 620), (1, 380)), ((900, 1800), (800, 1500)), breath=0.3)
_QUACK = voice(0.2, ((0, 300), (0.2, 380), (1, 260)), ((1150, 2300, 3400), (950, 1900, 3200)),
               rough=0.08)  # fmt: skip
_OINK = voice(0.26, ((0, 85), (0.5, 130), (1, 80)), ((500, 1400, 2600), (650, 1600, 2700)),
              breath=0.9, rough=0.3)  # fmt: skip
_CAW = voice(0.42, ((0, 520), (0.3, 610), (1, 470)), ((1300, 2100, 3600), (1150, 1900, 3400)),
             breath=0.35, rough=0.3)  # fmt: skip
_YELP = voice(0.38, ((0, 820), (0.35, 1350), (1, 900)), ((1500, 2800), (1700, 3000)), rough=0.03)
_RIBBIT = together(
    (1.0, 0.0, voice(0.22, ((0, 150), (1, 190)), ((700, 1600), (1000, 2100)), tremolo=(46, 0.9))),
    (0.8, 0.26, voice(0.2, ((0, 190), (1, 150)), ((900, 1900), (700, 1500)), tremolo=(52, 0.9))),
)
_ROOSTER = together(
    (0.6, 0.0, voice(0.2, ((0, 420), (1, 560)), ((1100, 2300), (1200, 2500)))),
    (0.7, 0.24, voice(0.16, ((0, 620), (1, 700)), ((1200, 2400), (1300, 2600)))),
    (1.0, 0.45, voice(0.42, ((0, 780), (0.3, 880), (1, 760)), ((1400, 2800), (1300, 2600)))),
    (0.9, 0.9, voice(0.8, ((0, 760), (0.3, 700), (1, 380)), ((1300, 2600), (900, 1900)))),
)


def _call(make: Strike, gain_db: float, every_s: float, room_s: float = 0.35) -> StrikeSound:
    """A call that comes again."""
    return apart(placed(make, room_s), gain_db, every_s=every_s)


STRIKES: dict[str, StrikeSound] = {
    "dog": apart(signals.dog, -2.0, every_s=5.0),
    "bird": apart(signals.bird, -11.0, every_s=3.0),
    "wolf": _call(
        voice(3.2, ((0, 310), (0.2, 560), (0.7, 600), (1, 340)), ((500, 1000, 2300), (620, 1150)),
              shape=_SWELL, breath=0.03, vibrato=(4, 0.008)),
        -7.0, 9.0, 1.2,
    ),
    "cat": _call(
        voice(0.75, ((0, 520), (0.35, 760), (1, 430)), ((750, 2300, 3700), (950, 1350, 3000)),
              shape=_ROUND),
        -5.0, 4.0,
    ),
    "horse": _call(
        voice(1.7, ((0, 720), (0.2, 980), (1, 380)), ((1000, 1900, 3200), (750, 1500, 2800)),
              rough=0.06, breath=0.15, vibrato=(11, 0.05), tremolo=(11, 0.6)),
        -3.0, 7.0,
    ),
    "hooves": apart(placed(repeated(_HOOF, 3, 0.13, 0.12, 1.0), 0.2), -3.0, every_s=0.55),
    "cow": _call(
        voice(1.9, ((0, 105), (0.4, 168), (1, 120)), ((320, 850, 2300), (520, 1050, 2400)),
              shape=_SWELL, rough=0.02),
        -3.0, 7.0, 0.5,
    ),
    "sheep": _call(
        voice(1.0, ((0, 270), (0.3, 320), (1, 260)), ((750, 1750, 2700), (650, 1600, 2600)),
              rough=0.03, tremolo=(8.5, 0.75)),
        -4.0, 4.0,
    ),
    "pig": _call(repeated(_OINK, 3, 0.34), -5.0, 4.0),
    "rooster": _call(_ROOSTER, -4.0, 8.0, 0.6),
    "chicken": _call(repeated(_CLUCK, 6, 0.2, 0.35), -7.0, 3.5),
    "duck": _call(repeated(_QUACK, 4, 0.3, 0.1, 0.6), -5.0, 4.5),
    "owl": _call(
        together((0.6, 0.0, _HOO), (0.5, 0.75, _HOO), (1.0, 1.05, _HOO)), -6.0, 7.0, 1.0
    ),
    "crow": _call(repeated(_CAW, 3, 0.62), -6.0, 5.0, 0.6),
    "gull": _call(repeated(_YELP, 4, 0.42, 0.15, 0.6), -7.0, 5.0, 0.6),
    "eagle": _call(
        tone(0.9, ((0, 2500), (0.1, 3000), (1, 1900)), ((1, 1), (2, 0.5), (3, 0.2)), rough=0.03),
        -10.0, 6.0, 0.8,
    ),
    "pigeon": _call(
        voice(1.1, ((0, 250), (0.4, 320), (1, 240)), ((420, 900), (500, 1000)),
              shape=_SWELL, tremolo=(17, 0.6)),
        -8.0, 4.0,
    ),
    "woodpecker": _call(repeated(hit(WOOD, 0.5), 13, 0.055, 0.03, 0.5), -7.0, 5.0, 0.7),
    "cuckoo": _call(
        together(
            (1.0, 0.0, tone(0.24, ((0, 690), (1, 670)), PURE, _ROUND)),
            (0.9, 0.36, tone(0.34, ((0, 555), (1, 540)), PURE, _ROUND)),
        ),
        -7.0, 2.4, 0.8,
    ),
    "frog": _call(_RIBBIT, -6.0, 2.5),
    "wings": _call(repeated(_FLAP, 8, 0.1, 0.12, 0.4), -6.0, 4.0, 0.1),
    "monkey": _call(
        repeated(
            voice(0.18, ((0, 420), (0.6, 760), (1, 620)), ((800, 1500), (950, 1700)), breath=0.2),
            8, 0.26, 0.12, 1.0,
        ),
        -4.0, 5.0, 0.6,
    ),
    "lion": _call(
        voice(2.1, ((0, 85), (0.3, 120), (1, 70)), ((420, 950, 2200), (340, 800, 2000)),
              shape=_SWELL, breath=0.7, rough=0.35),
        2.0, 7.0, 0.8,
    ),
    "elephant": _call(
        voice(1.4, ((0, 330), (0.25, 540), (0.7, 520), (1, 350)), ((900, 1800, 2900), (1100, 2000)),
              rough=0.12, breath=0.2),
        -2.0, 7.0, 0.8,
    ),
    "snake": _call(
        swell(1.3, ((1500, -30), (4000, -6), (7000, 0), (12000, -4)),
              ((0, 0), (0.15, 1), (0.6, 0.7), (1, 0))),
        -9.0, 4.0, 0.1,
    ),
    "rodent": _call(
        repeated(tone(0.07, ((0, 3400), (0.5, 4600), (1, 3800)), rough=0.02), 5, 0.16, 0.4),
        -11.0, 3.0, 0.1,
    ),
    "whale": _call(
        voice(3.4, ((0, 190), (0.3, 420), (0.6, 310), (1, 520)), ((500, 1100), (700, 1500)),
              shape=_SWELL, breath=0.01),
        -5.0, 8.0, 1.5,
    ),
}  # fmt: skip
