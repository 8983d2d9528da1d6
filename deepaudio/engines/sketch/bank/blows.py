"""Weapons, weather and wrecks: what is loud."""

from __future__ import annotations

from deepaudio.engines.sketch.bank import bodies, signals
from deepaudio.engines.sketch.bank.bodies import GLASS, HAMMER, HEAVY_WOOD, METAL, STONE, WOOD
from deepaudio.engines.sketch.bank.hands import SMALL_METAL
from deepaudio.engines.sketch.bank.house import CAR_BODY
from deepaudio.engines.sketch.bank.recipes import (
    SAW,
    hiss,
    hit,
    placed,
    repeated,
    scattered,
    swell,
    together,
    tone,
)
from deepaudio.engines.sketch.bank.sounds import StrikeSound, apart

_AIR = ((100, -22), (400, 0), (1300, -4), (4000, -16), (12000, -36))
_BLADE = together((1.0, 0.0, hit(METAL)), (0.7, 0.0, hit(SMALL_METAL)))
_RATTLE = scattered(hit(STONE, 0.8), 40, 2.6, 1.3)
_RUMBLE = swell(
    3.8, ((22, -8), (60, 0), (180, -4), (700, -14), (4000, -34)),
    ((0, 0), (0.12, 0.7), (0.4, 1), (1, 0)),
)  # fmt: skip

STRIKES: dict[str, StrikeSound] = {
    "whoosh": apart(signals.whoosh, -3.0, lead_s=0.3),
    "thunder": apart(signals.thunder, 6.0, every_s=17.0),
    "explosion": apart(signals.explosion, 10.0),
    "gunshot": apart(signals.gunshot, 9.0),
    "machine_gun": apart(
        placed(repeated(signals.gunshot, 8, 0.095, 0.03, 0.9), 0.7), 8.0, every_s=3.0
    ),
    "reload": apart(
        together(
            (0.8, 0.0, hit(HAMMER, 0.5)),
            (0.4, 0.12, swell(0.14, ((800, -18), (3000, 0), (9000, -6)))),
            (1.0, 0.3, hit(HAMMER, 0.8)),
            (0.7, 0.3, hit(SMALL_METAL, 0.6)),
        ),
        -2.0,
    ),
    "fireworks": apart(
        together(
            (0.12, 0.0, tone(0.7, ((0, 1300), (1, 2600)), rough=0.02)),
            (1.0, 0.8, placed(hiss(0.4, ((40, -2), (120, 0), (800, -6), (6000, -20)), 0.001), 1.0)),
            (
                0.3,
                1.1,
                scattered(hiss(0.02, ((900, -12), (4000, 0), (12000, -8)), 0.0004), 60, 1.4),
            ),
        ),
        6.0,
        every_s=3.5,
        lead_s=0.8,
    ),
    "sword": StrikeSound(_BLADE, -1.0, every_s=1.3),
    "sword_draw": apart(
        together(
            (
                0.8,
                0.0,
                swell(
                    0.5,
                    ((1200, -24), (3500, -4), (7000, 0), (14000, -8)),
                    ((0, 0), (0.8, 1), (1, 0)),
                ),
            ),
            (0.5, 0.4, hit(METAL, 0.5)),
        ),
        -4.0,
        lead_s=0.3,
    ),
    "punch": StrikeSound(
        together(
            (1.0, 0.0, bodies.soft),
            (0.8, 0.0, hiss(0.06, ((120, -8), (500, 0), (2500, -4), (8000, -16)), 0.0006)),
        ),
        1.0,
    ),
    "arrow": apart(
        together(
            (0.6, 0.0, tone(0.12, ((0, 150), (1, 120)), SAW[:6], ((0, 1), (1, 0)))),
            (0.5, 0.02, swell(0.35, _AIR)),
            (1.0, 0.42, hit(HEAVY_WOOD, 0.8)),
        ),
        -2.0,
        lead_s=0.1,
    ),
    "whip": apart(
        together(
            (0.2, 0.0, swell(0.3, _AIR, ((0, 0), (0.9, 1), (1, 0)))),
            (1.0, 0.29, placed(hiss(0.03, ((400, -10), (2500, 0), (9000, -2)), 0.0002), 0.5)),
        ),
        3.0,
        lead_s=0.29,
    ),
    "laser": apart(
        tone(0.35, ((0, 2900), (0.2, 1300), (1, 260)), SAW[:6], ((0, 1), (0.3, 0.8), (1, 0))),
        -5.0,
        every_s=1.2,
    ),
    "crash": apart(
        placed(
            together(
                (1.0, 0.0, hit(CAR_BODY)),
                (0.8, 0.0, bodies.thud),
                (0.7, 0.03, scattered(hit(METAL), 10, 0.6)),
                (0.45, 0.08, scattered(hit(GLASS), 40, 0.9)),
            ),
            0.6,
        ),
        8.0,
    ),
    "avalanche": apart(
        together((1.0, 0.0, _RUMBLE), (0.35, 0.5, _RATTLE), (0.5, 0.3, swell(3.4, _AIR))), 5.0
    ),
    "tree_fall": apart(
        together(
            (0.5, 0.0, scattered(hit(WOOD), 16, 1.0, 0.8)),
            (0.5, 0.7, swell(0.9, _AIR, ((0, 0), (0.8, 1), (1, 0)))),
            (1.0, 1.5, placed(bodies.thud, 0.5)),
            (0.5, 1.5, scattered(hit(WOOD), 20, 0.7)),
        ),
        4.0,
    ),
    "branch": apart(
        together((1.0, 0.0, hit(WOOD)), (0.6, 0.012, hit(STONE, 0.7)), (0.4, 0.03, hit(WOOD, 0.6))),
        -3.0,
    ),
}
