"""Voices and bodies of people, never a word."""

from __future__ import annotations

from deepaudio.engines.sketch.bank.recipes import (
    bubbling,
    hiss,
    placed,
    repeated,
    scattered,
    swell,
    together,
    tone,
    voice,
)
from deepaudio.engines.sketch.bank.sounds import StrikeSound, apart

_AH, _EH, _HA = (800, 1250, 2600, 3600), (560, 1800, 2500, 3500), (720, 1300, 2500, 3500)
_BABY = (1050, 1900, 3500, 4800)
_BREATH = ((150, -26), (500, -6), (1300, 0), (2600, -5), (6000, -14), (15000, -34))

_CRY = voice(0.95, ((0, 380), (0.15, 520), (0.6, 480), (1, 330)), (_BABY, _BABY), breath=0.08,
             rough=0.05, vibrato=(6, 0.02))  # fmt: skip
_HA_ONCE = voice(0.16, ((0, 250), (0.3, 290), (1, 220)), (_HA, _AH), breath=0.25,
                 shape=((0, 0), (0.2, 1), (1, 0)))  # fmt: skip
_COUGH = together(
    (1.0, 0.0, hiss(0.16, ((120, -14), (500, 0), (1500, -2), (4000, -10), (12000, -28)), 0.004)),
    (0.6, 0.01, voice(0.22, ((0, 170), (1, 110)), (_AH, _EH), breath=0.5, rough=0.3)),
)
_SIGH = swell(1.1, _BREATH, ((0, 0), (0.18, 1), (0.5, 0.55), (1, 0)))
_INHALE = swell(0.9, ((300, -26), (900, -8), (2200, 0), (5000, -6), (14000, -28)))
_SNORE = voice(1.3, ((0, 48), (0.5, 62), (1, 50)), ((420, 1100, 2300), (520, 1300, 2500)),
               breath=0.5, rough=0.25, shape=((0, 0), (0.4, 0.9), (0.85, 1), (1, 0)))  # fmt: skip
_SOB = voice(0.4, ((0, 330), (0.3, 400), (1, 300)), (_EH, _AH), breath=0.3, vibrato=(9, 0.04))
_BEAT = tone(0.16, ((0, 75), (0.3, 52), (1, 42)), ((1, 1), (2, 0.35), (3, 0.15)),
             ((0, 0), (0.08, 1), (0.4, 0.4), (1, 0)))  # fmt: skip
_CRUNCH = scattered(hiss(0.02, ((500, -20), (1800, 0), (5000, -4), (14000, -20)), 0.0005), 26, 0.16)

STRIKES: dict[str, StrikeSound] = {
    "baby": apart(placed(repeated(_CRY, 3, 1.25), 0.3), -3.0, every_s=6.0),
    "laughter": apart(placed(repeated(_HA_ONCE, 7, 0.19, 0.15, 0.45), 0.3), -3, every_s=5),
    "scream": apart(
        placed(
            voice(
                1.2,
                ((0, 520), (0.12, 980), (0.6, 1020), (1, 620)),
                (_AH, _AH),
                breath=0.12,
                rough=0.12,
                vibrato=(7, 0.015),
            ),
            0.6,
        ),
        3.0,
    ),
    "cough": apart(placed(repeated(_COUGH, 3, 0.38), 0.25), -3.0, every_s=6.0),
    "sneeze": apart(
        placed(
            together(
                (0.35, 0.0, _INHALE),
                (1.0, 0.8, hiss(0.3, ((250, -14), (900, -2), (3500, 0), (9000, -6)), 0.008)),
                (0.6, 0.8, voice(0.25, ((0, 320), (1, 180)), (_AH, _EH), breath=0.6)),
            ),
            0.25,
        ),
        -1.0,
        lead_s=0.8,
    ),
    "sigh": apart(_SIGH, -8.0, every_s=6.0, lead_s=0.15),
    "gasp": apart(
        swell(0.5, ((400, -24), (1200, -4), (2600, 0), (6000, -8)), ((0, 0), (0.7, 1), (1, 0))),
        -6.0,
        every_s=5.0,
        lead_s=0.2,
    ),
    "breath": apart(together((0.7, 0.0, _INHALE), (1.0, 1.1, _SIGH)), -8.0, every_s=3.0),
    "snore": apart(together((1.0, 0.0, _SNORE), (0.3, 1.7, _SIGH)), -5.0, every_s=4.0),
    "sob": apart(
        placed(together((1.0, 0.0, repeated(_SOB, 3, 0.45)), (0.35, 1.4, _INHALE)), 0.25),
        -4.0,
        every_s=5.0,
    ),
    "heartbeat": apart(together((1.0, 0.0, _BEAT), (0.7, 0.28, _BEAT)), 2.0, every_s=0.9),
    "eat": apart(repeated(_CRUNCH, 4, 0.42, 0.2, 0.5), -6.0, every_s=3.5),
    "sip": apart(
        together(
            (0.6, 0.0, swell(0.35, ((800, -20), (2500, 0), (6000, -4), (14000, -18)))),
            (1.0, 0.45, bubbling(3, 0.12, 250, 600)),
        ),
        -8.0,
        every_s=4.0,
    ),
    "whistle": apart(
        placed(
            tone(
                0.7,
                ((0, 2700), (0.1, 3050), (1, 2980)),
                ((1, 1), (1.04, 0.6)),
                ((0, 0), (0.05, 1), (0.9, 1), (1, 0)),
                vibrato=(38, 0.02),
            ),
            0.4,
        ),
        -6.0,
    ),
}
