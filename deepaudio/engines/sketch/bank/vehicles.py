"""What drives, sails and flies by, and how it warns."""

from __future__ import annotations

from deepaudio.engines.sketch.bank import signals
from deepaudio.engines.sketch.bank.recipes import (
    SAW,
    Contour,
    hiss,
    placed,
    repeated,
    swell,
    together,
    tone,
)
from deepaudio.engines.sketch.bank.sounds import Strike, StrikeSound, apart

_PASS = ((0.0, 0.0), (0.3, 0.25), (0.5, 1.0), (0.65, 0.45), (1.0, 0.0))
_ROAD = ((40, -10), (120, -2), (500, 0), (1200, -2), (3000, -12), (10000, -32))
_RAILS = ((30, -6), (90, 0), (400, -3), (1500, -5), (5000, -16), (14000, -34))
_CHORD = (1.0, 1.189, 1.498)
_SQUEAL = ((1.0, 1.0), (1.02, 0.7), (2.0, 0.5), (3.01, 0.3))


def _passing(seconds: float, motor_hz: float, motor: float, road: float) -> Strike:
    """Something with a motor goes by: its pitch falls by the share that 60 km/h give."""
    pitch: Contour = ((0, motor_hz * 1.05), (0.45, motor_hz * 1.05), (0.55, motor_hz * 0.95),
                      (1, motor_hz * 0.95))  # fmt: skip
    return together(
        (motor, 0.0, tone(seconds, pitch, SAW[:16], _PASS, rough=0.01)),
        (road, 0.0, swell(seconds, _ROAD, _PASS)),
    )


def _blown(seconds: float, hz: float, chord: tuple[float, ...] = (1.0,)) -> Strike:
    """A horn of several pipes."""
    partials = [(ratio * k, level / ratio) for ratio in chord for k, level in SAW[:9]]
    return tone(seconds, ((0, hz * 0.97), (0.06, hz), (1, hz)), partials)


STRIKES: dict[str, StrikeSound] = {
    "siren": apart(signals.siren, -7.0, every_s=4.0),
    "horn": apart(signals.horn, -3.0),
    "train_horn": apart(placed(_blown(1.8, 262, _CHORD), 0.9), every_s=6.0),
    "ship_horn": apart(placed(_blown(3.0, 92), 1.5), -3.0, every_s=12.0),
    "tyres": apart(together(
            (1.0, 0.0, tone(1.3, ((0, 820), (0.3, 930), (1, 640)), _SQUEAL, rough=0.035)),
            (0.4, 0.0, swell(1.3, _ROAD, ((0, 0.5), (0.5, 1), (1, 0)))),
        ), -3.0, every_s=3.5, lead_s=0.1),
    "brakes": apart(together(
            (1.0, 0.0, tone(1.4, ((0, 1750), (0.7, 1900), (1, 1500)), _SQUEAL,
                            ((0, 0), (0.2, 0.7), (0.8, 1), (1, 0)), rough=0.008)),
            (0.5, 1.5, hiss(0.7, ((800, -16), (3000, -2), (7000, 0), (14000, -6)), 0.02)),
        ), -8.0, lead_s=0.2),
    "car_start": apart(together(
            (0.5, 0.0, repeated(tone(0.11, ((0, 95), (1, 80)), SAW[:12], rough=0.05), 6, 0.14)),
            (1.0, 0.9, tone(1.8, ((0, 60), (0.15, 105), (0.5, 66), (1, 62)), SAW,
                            ((0, 0), (0.1, 1), (0.4, 0.6), (1, 0)), rough=0.04)),
        )),
    "car_pass": apart(_passing(3.2, 92, 0.5, 1.0), every_s=6.0, lead_s=1.5),
    "train_pass": apart(together(
            (1.0, 0.0, swell(5.0, _RAILS, ((0, 0), (0.25, 0.6), (0.5, 1), (0.75, 0.7), (1, 0)))),
            (0.5, 0.9, repeated(hiss(0.12, ((60, -4), (200, 0), (900, -8), (5000, -24))), 9, 0.4,
                                0.02, 0.6)),
        ), 1.0, every_s=9.0, lead_s=1.0),
}  # fmt: skip
