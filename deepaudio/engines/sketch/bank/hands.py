"""What hands do: locks, papers, tools, drinks, things of a house."""

from __future__ import annotations

from deepaudio.engines.sketch.bank import signals
from deepaudio.engines.sketch.bank.bodies import HAMMER, HEAVY_WOOD, PLASTIC, STONE, StruckMaterial
from deepaudio.engines.sketch.bank.recipes import (
    bubbling,
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

SMALL_METAL = StruckMaterial(
    2300, 12000, 12, 0.22, 0.4,
    ((800, -20), (4000, 0), (12000, -4)), 0.005, -8,
)  # fmt: skip
COIN = StruckMaterial(
    3100, 14000, 7, 0.4, 0.3,
    ((1500, -20), (6000, 0), (14000, -6)), 0.003, -12,
)  # fmt: skip
_CRISP = ((700, -24), (2500, -4), (6000, 0), (13000, -8))
_SCRAPE = ((400, -22), (1500, -4), (4200, 0), (9000, -10), (16000, -24))
_CHAFF = hiss(0.012, _CRISP, 0.0004)
_CLICK = hit(PLASTIC, 0.6)
_STROKE = swell(0.22, _SCRAPE)
_SAWING = together(
    (1.0, 0.0, swell(0.32, ((200, -18), (900, -4), (2600, 0), (7000, -8), (15000, -24)))),
    (0.7, 0.42, swell(0.28, ((200, -20), (700, -4), (2000, 0), (6000, -10), (15000, -26)))),
)
_RIPPED = scattered(hiss(0.006, _CRISP, 0.0003), 150, 0.35, 1.0)

STRIKES: dict[str, StrikeSound] = {
    "keys": apart(scattered(hit(SMALL_METAL, 0.7), 14, 0.55, 1.1), -4.0, every_s=3.0),
    "coins": apart(scattered(hit(COIN, 0.8), 9, 0.7), -6.0, every_s=4.0),
    "lock": apart(
        placed(
            together(
                (0.5, 0.0, scattered(hit(SMALL_METAL, 0.4), 5, 0.18)),
                (1.0, 0.36, hit(HAMMER, 0.5)),
                (0.6, 0.43, hit(HEAVY_WOOD, 0.3)),
            ),
            0.2,
        ),
        -4.0,
    ),
    "switch": apart(
        placed(together((1.0, 0.0, _CLICK), (0.5, 0.012, hit(HAMMER, 0.3))), 0.15), -1.0
    ),
    "click": apart(signals.click, -1.0),
    "mouse_click": apart(
        together((1.0, 0.0, hiss(0.012, _CRISP, 0.0003)), (0.6, 0.085, _CHAFF)), -1.0, every_s=1.1
    ),
    "key_press": apart(signals.key_press, -4.0, every_s=0.17),
    "paper": apart(signals.paper, -4.0, every_s=4.0),
    "writing": apart(
        repeated(swell(0.13, ((900, -26), (2600, -4), (5000, 0), (10000, -8))), 7, 0.17, 0.4),
        -9.0,
        every_s=1.8,
    ),
    "scissors": apart(
        together(
            (
                0.7,
                0.0,
                swell(0.16, ((1500, -24), (4000, -2), (8000, 0)), ((0, 0), (0.9, 1), (1, 0))),
            ),
            (1.0, 0.15, hit(SMALL_METAL, 0.4)),
        ),
        -5.0,
        every_s=0.8,
    ),
    "zipper": apart(
        scattered(hiss(0.006, ((900, -16), (3200, 0), (9000, -4)), 0.0003), 110, 0.55, 1.0), -4.0
    ),
    "velcro": apart(_RIPPED, -4.0),
    "camera": apart(
        together((1.0, 0.0, _CLICK), (0.8, 0.05, hit(HAMMER, 0.3)), (0.6, 0.12, _CLICK)),
        -3.0,
        every_s=1.7,
    ),
    "can": apart(
        together(
            (1.0, 0.0, hit(SMALL_METAL, 0.6)),
            (0.9, 0.02, hiss(0.5, _CRISP, 0.01)),
            (0.5, 0.25, hit(SMALL_METAL, 0.3)),
        ),
        -4.0,
    ),
    "cork": apart(
        placed(
            together(
                (1.0, 0.0, tone(0.07, ((0, 420), (0.3, 780), (1, 700)), shape=((0, 1), (1, 0)))),
                (0.4, 0.0, hiss(0.03, _CRISP)),
                (0.12, 0.03, hiss(0.7, _CRISP, 0.05)),
            ),
            0.25,
        )
    ),
    "pop": apart(
        placed(
            together(
                (1.0, 0.0, hiss(0.035, ((200, -6), (900, 0), (4000, -4), (12000, -16)), 0.0003)),
                (0.6, 0.0, tone(0.05, ((0, 300), (1, 160)), shape=((0, 1), (1, 0)))),
            ),
            0.3,
        )
    ),
    "match": apart(
        together(
            (0.6, 0.0, swell(0.28, _SCRAPE, ((0, 0), (0.7, 1), (1, 0.2)))),
            (1.0, 0.24, hiss(0.8, ((150, -14), (600, -2), (3500, 0), (12000, -12)), 0.03)),
        ),
        -6.0,
        lead_s=0.2,
    ),
    "brush": apart(repeated(_STROKE, 5, 0.27, 0.08), -8.0, every_s=1.5),
    "saw": apart(_SAWING, -4.0, every_s=0.95),
    "chop": StrikeSound(
        placed(
            together((1.0, 0.0, hit(HEAVY_WOOD)), (0.5, 0.0, hit(STONE)), (0.3, 0.0, hit(HAMMER))),
            0.2,
        ),
        every_s=1.2,
    ),
    "dig": apart(
        together(
            (1.0, 0.0, hiss(0.16, ((150, -10), (700, 0), (3000, -3), (9000, -14)), 0.004)),
            (0.5, 0.0, hit(SMALL_METAL, 0.3)),
            (0.7, 0.6, hiss(0.3, ((100, -8), (500, 0), (2500, -8), (9000, -20)), 0.03)),
        ),
        -3.0,
        every_s=2.2,
    ),
    "pour": apart(
        together(
            (1.0, 0.0, bubbling(150, 1.9, 380, 1700)),
            (
                0.16,
                0.0,
                swell(
                    1.9,
                    ((300, -20), (1200, 0), (4000, -6), (12000, -20)),
                    ((0, 0), (0.1, 1), (0.85, 0.8), (1, 0)),
                ),
            ),
        ),
        -5.0,
        every_s=5.0,
    ),
    "drip": apart(signals.drip, -5.0, every_s=1.3),
    "clap": StrikeSound(signals.clap, -2.0),
    "tick": apart(signals.tick, -1.0, every_s=0.5),
}
