"""Bells, telephones, doors, what is in a house and what breaks in it."""

from __future__ import annotations

from deepaudio.engines.sketch.bank import bodies, doors, signals
from deepaudio.engines.sketch.bank.bodies import (
    GLASS,
    HAMMER,
    HEAVY_WOOD,
    PLASTIC,
    WOOD,
    StruckMaterial,
)
from deepaudio.engines.sketch.bank.hands import SMALL_METAL
from deepaudio.engines.sketch.bank.recipes import (
    SAW,
    bubbling,
    hit,
    placed,
    repeated,
    scattered,
    swell,
    together,
    tone,
)
from deepaudio.engines.sketch.bank.sounds import StrikeSound, apart

SMALL_BELL = StruckMaterial(
    2100, 12000, 6, 1.4, 0.4,
    ((1500, -14), (5000, 0), (12000, -8)), 0.003, -16, ratios=(1.0, 1.01, 2.74, 5.1),
)  # fmt: skip
CHIME = StruckMaterial(
    1100, 9000, 5, 2.2, 0.5,
    ((1500, -14), (5000, 0), (12000, -10)), 0.003, -20, ratios=(1.0, 2.76, 5.4),
)  # fmt: skip
CAR_BODY = StruckMaterial(
    95, 1900, 16, 0.22, 0.55,
    ((40, -8), (130, 0), (900, -5), (4000, -16), (14000, -34)), 0.06, -3,
)  # fmt: skip

_CLICK = hit(PLASTIC, 0.6)
_BUZZ = tone(0.9, ((0, 170), (1, 170)), SAW[:9], vibrato=(24, 0.01))

STRIKES: dict[str, StrikeSound] = {
    "bell": apart(signals.bell, -2.0, every_s=2.6),
    "doorbell": apart(signals.doorbell, -4.0),
    "school_bell": apart(
        placed(repeated(hit(SMALL_BELL, 0.8), 50, 0.04, 0.03, 1.0), 0.5), -5.0, every_s=5.0
    ),
    "bicycle_bell": apart(
        together((1.0, 0.0, hit(SMALL_BELL, 0.6)), (0.9, 0.16, hit(SMALL_BELL, 0.6))),
        -7.0,
        every_s=4.0,
    ),
    "bicycle": apart(repeated(hit(SMALL_METAL, 0.2), 16, 0.055, 0.04, 0.9), -10.0, every_s=0.95),
    "chimes": apart(scattered(hit(CHIME, 0.5), 8, 2.0, 1.1), -7.0, every_s=3.5),
    "phone": apart(signals.phone, -5.0, every_s=3.5),
    "phone_buzz": apart(
        together((1.0, 0.0, _BUZZ), (0.25, 0.0, repeated(_CLICK, 22, 0.041, 0.05, 1.0))),
        -7.0,
        every_s=2.2,
    ),
    "alarm": apart(signals.alarm, -9.0, every_s=2.0),
    "beep": apart(
        repeated(tone(0.16, ((0, 1880), (1, 1880)), ((1, 1), (3, 0.1))), 3, 0.36, 0.0, 1.0),
        -12.0,
        every_s=3.5,
    ),
    "monitor": apart(tone(0.12, ((0, 980), (1, 980)), ((1, 1), (3, 0.1))), -12.0, every_s=1),
    "buzzer": apart(tone(1.0, ((0, 118), (1, 118)), SAW), -4.0),
    "kettle": apart(
        tone(
            2.6,
            ((0, 1500), (0.3, 2550), (1, 2700)),
            ((1, 1), (1.5, 0.3), (2, 0.2)),
            ((0, 0), (0.4, 0.7), (0.9, 1), (1, 0)),
            vibrato=(26, 0.006),
        ),
        -11.0,
        every_s=4.0,
    ),
    "toilet": apart(
        placed(
            together(
                (0.4, 0.0, hit(PLASTIC, 0.6)),
                (
                    1.0,
                    0.15,
                    swell(
                        4.0,
                        ((80, -16), (300, -4), (900, 0), (3000, -6), (12000, -24)),
                        ((0, 0), (0.08, 1), (0.5, 0.7), (1, 0)),
                    ),
                ),
                (0.5, 0.3, bubbling(90, 3.0, 150, 900)),
            ),
            0.4,
        ),
        -4.0,
    ),
    "elevator": apart(
        together(
            (1.0, 0.0, hit(SMALL_BELL, 0.4)),
            (0.35, 0.9, swell(1.6, ((60, -10), (200, 0), (900, -8), (5000, -24)))),
            (0.3, 2.4, hit(HEAVY_WOOD, 0.3)),
        ),
        -4.0,
    ),
    "knock": apart(doors.knock, -1.0),
    "door_close": apart(doors.door_close, -1.0),
    "door_slam": apart(doors.door_slam, 3.0),
    "car_door": apart(
        placed(
            together(
                (1.0, 0.0, hit(CAR_BODY, 0.7)),
                (0.35, 0.02, hit(HAMMER, 0.4)),
                (0.4, 0.0, bodies.soft),
            ),
            0.25,
        ),
        1.0,
    ),
    "door_open": apart(
        placed(
            together(
                (0.8, 0.0, hit(HAMMER, 0.4)),
                (0.6, 0.07, hit(HEAVY_WOOD, 0.3)),
                (0.5, 0.15, swell(0.5, ((80, -8), (250, 0), (1200, -10), (6000, -26)))),
            ),
            0.3,
        ),
        -3.0,
    ),
    "creak": apart(doors.creak, 1.0, lead_s=0.15),
    "glass_break": apart(doors.glass_break, 2.0),
    "splash": apart(doors.splash),
    "glass_ring": apart(hit(GLASS, 0.5), -8.0),
    "wood_tap": apart(placed(hit(WOOD, 0.4), 0.3), -8.0),
}
