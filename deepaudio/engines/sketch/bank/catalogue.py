"""The bank's sounds by name, with their levels.

A mixer's hierarchy: neutral ambience at -42 LUFS, small things of hands a few decibels above it,
steps and doors in the middle, shots and blasts on top. The words that ask for them are in
`lexicon`.
"""

from __future__ import annotations

from deepaudio.engines.sketch.bank import (
    animals,
    beds,
    blows,
    bodies,
    hands,
    house,
    people,
    places,
    steps,
    vehicles,
)
from deepaudio.engines.sketch.bank.sounds import StrikeSound, TextureSound

TEXTURES: dict[str, TextureSound] = {**places.PLACES, **beds.BEDS}

_STEP_DB = 2.0

_STRUCK = {
    "thud": StrikeSound(bodies.thud),
    "soft": StrikeSound(bodies.soft),
    "wood": StrikeSound(bodies.wood),
    "metal": StrikeSound(bodies.metal, -2.0),
    "hammer": StrikeSound(bodies.hammer),
    "glass": StrikeSound(bodies.glass, -2.0),
    "stone": StrikeSound(bodies.stone),
    "plastic": StrikeSound(bodies.plastic),
    "ball": StrikeSound(bodies.ball),
    "step_hard": StrikeSound(steps.step_hard, _STEP_DB),
    "step_wood": StrikeSound(steps.step_wood, _STEP_DB),
    "step_gravel": StrikeSound(steps.step_gravel, _STEP_DB),
    "step_grass": StrikeSound(steps.step_grass, _STEP_DB),
    "step_snow": StrikeSound(steps.step_snow, _STEP_DB),
    "step_wet": StrikeSound(steps.step_wet, _STEP_DB),
    "step_sand": StrikeSound(steps.step_sand, _STEP_DB),
    "step_metal": StrikeSound(steps.step_metal, _STEP_DB),
}

STRIKES: dict[str, StrikeSound] = {
    **_STRUCK,
    **hands.STRIKES,
    **house.STRIKES,
    **people.STRIKES,
    **animals.STRIKES,
    **vehicles.STRIKES,
    **blows.STRIKES,
}
