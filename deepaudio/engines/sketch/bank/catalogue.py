"""The bank's sounds by name, with their levels and the words that ask for them.

Words are stems: a word of a prompt matches if it begins with one; a `+` joins words that
must both occur. A `=` before a stem asks for the whole word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.sketch.bank import bodies, doors, signals, steps, textures

Strike = Callable[[np.random.Generator, float], Waveform]


@dataclass(frozen=True)
class TextureSound:
    """A sound that goes on."""

    make: Callable[[np.random.Generator, int], Waveform]
    words: str
    level_db: float = 0.0  # relative to neutral ambience
    follow_db: float = 3.0  # how much louder when much moves
    grain_s: float = 2.5  # length of the pieces the loop is played in
    is_place: bool = False  # complete ambience: no room tone under it


@dataclass(frozen=True)
class StrikeSound:
    """A sound that happens once."""

    make: Strike
    words: str
    gain_db: float = 0.0
    on_events: bool = True  # may sound at any event of the picture, else only where placed
    lead_s: float = 0.0  # how far before its time it begins (sounds that build up)
    every_s: float = 0.0  # repeats this often when a prompt asks for it as something going on


TEXTURES: dict[str, TextureSound] = {
    "room": TextureSound(
        textures.room, "room indoor inside interior =tone quiet silen hall corridor", is_place=True
    ),
    "outdoors": TextureSound(
        textures.outdoors,
        "outdoor outside =field meadow park garden ambien countryside desert mountain sky",
        1.0,
        is_place=True,
    ),
    "rain": TextureSound(textures.rain, "=rain raindrop raining rainy drizzl rainfall", 7.0, 1.0),
    "heavy_rain": TextureSound(
        textures.heavy_rain, "downpour pouring rainstorm heavy+rain torrential =storm", 8.0, 1.0
    ),
    "wind": TextureSound(textures.wind, "wind gust breez blizzard storm", 6.0, 2.0, 4.0),
    "leaves": TextureSound(
        textures.leaves, "leaves forest wood+forest trees =woods jungle foliage bush", 5.0, 2.0, 4.0
    ),
    "stream": TextureSound(
        textures.stream, "stream river brook creek water flowing trickl waterfall", 6.0, 1.0
    ),
    "fountain": TextureSound(textures.fountain, "fountain shower =tap faucet sprinkl", 6.0, 1.0),
    "underwater": TextureSound(textures.underwater, "underwater diving submarin", 6.0, 3.0, 4.0),
    "waves": TextureSound(
        textures.waves,
        "=wave =waves =sea =seas seaside ocean beach shore surf coast lake harbo",
        7.0,
        1.0,
        9.5,
    ),
    "fire": TextureSound(
        textures.fire, "=fire fireplace flame campfire burn bonfire hearth crackl", 7.0, 2.0
    ),
    "engine": TextureSound(
        textures.engine,
        "engine =car =cars driving drive vehicle truck =bus motorcycle =van taxi",
        7.0,
        5.0,
        4.0,
    ),
    "traffic": TextureSound(
        textures.traffic, "traffic street road highway motorway", 5.0, 2.0, 4.0, is_place=True
    ),
    "city": TextureSound(
        textures.city_hum, "city urban town downtown rooftop", 4.0, 2.0, 4.0, is_place=True
    ),
    "train": TextureSound(textures.train, "train subway metro railway tram", 7.0, 2.0, 9.5),
    "machine": TextureSound(
        textures.machine,
        "machine hum humming buzz fridge refrigerator generator factory =fan =fans ventilat motor "
        "electric comput server spaceship aircraft airplane plane cockpit",
        5.0,
        2.0,
        4.0,
    ),
    "crowd": TextureSound(
        textures.crowd,
        "crowd people murmur chatter audience walla stadium market mall party",
        6.0,
        2.0,
        4.0,
    ),
    "cafe": TextureSound(
        textures.cafe, "=cafe =café restaurant =bar =pub diner canteen cafeteria", 6.0, 1.0, 4.0
    ),
    "applause": TextureSound(textures.applause, "applau clapping cheer ovation", 10.0, 1.0),
    "birds": TextureSound(textures.birds, "bird birdsong chirp tweet morning dawn", 5.0, 1.0, 6.0),
    "crickets": TextureSound(
        textures.crickets, "cricket insect cicada =night nighttime", 4.0, 1.0, 4.0
    ),
    "rustle": TextureSound(
        textures.rustle, "rustl cloth clothes fabric dress =coat blanket", 2.0, 9.0
    ),
    "drone": TextureSound(
        textures.drone, "drone ominous tension suspens eerie horror dread =dark", 5.0, 2.0, 9.5
    ),
    "air": TextureSound(textures.air, "", 0.0, 12.0),
}

STRIKES: dict[str, StrikeSound] = {
    "thud": StrikeSound(
        bodies.thud,
        "thud impact =hit hits =fall falls fell =drop =drops dropp =land =lands landing bump",
    ),
    "soft": StrikeSound(
        bodies.soft, "pillow cushion soft body+fall sofa =bed mattress snow+fall punch"
    ),
    "wood": StrikeSound(
        bodies.wood, "wood wooden box crate table chair plank desk drawer cupboard furniture"
    ),
    "metal": StrikeSound(
        bodies.metal, "metal clang clank steel iron sword =pan =pot =pots chain coin", -2.0
    ),
    "hammer": StrikeSound(bodies.hammer, "hammer nail anvil workshop tool"),
    "glass": StrikeSound(bodies.glass, "glass cup =mug bottle clink plate dishes porcelain", -2.0),
    "stone": StrikeSound(bodies.stone, "stone rock brick boulder marble concrete+hit"),
    "plastic": StrikeSound(bodies.plastic, "plastic toy domino dice"),
    "ball": StrikeSound(bodies.ball, "ball bounc basketball tennis football soccer dribbl"),
    "step_hard": StrikeSound(
        steps.step_hard, "footstep step walk run running jog heel pace stair shoe march", 5.0
    ),
    "step_wood": StrikeSound(
        steps.step_wood, "footstep+wood step+wood walk+wood floorboard parquet walk+room", 5.0
    ),
    "step_gravel": StrikeSound(steps.step_gravel, "gravel pebble walk+path step+path", 5.0),
    "step_grass": StrikeSound(
        steps.step_grass,
        "walk+grass step+grass run+grass walk+forest walk+leaves step+leaves walk+field",
        5.0,
    ),
    "step_snow": StrikeSound(steps.step_snow, "walk+snow step+snow boots+snow", 5.0),
    "step_wet": StrikeSound(
        steps.step_wet, "puddle walk+rain step+rain walk+wet step+wet step+water run+rain", 5.0
    ),
    "door_close": StrikeSound(
        doors.door_close, "=door =doors gate door+clos latch lid", on_events=False
    ),
    "door_slam": StrikeSound(doors.door_slam, "slam bang door+shut", on_events=False),
    "creak": StrikeSound(
        doors.creak, "creak squeak hinge door+open", -6.0, on_events=False, lead_s=0.15
    ),
    "knock": StrikeSound(doors.knock, "knock", on_events=False),
    "glass_break": StrikeSound(
        doors.glass_break,
        "glass+break glass+shatter glass+smash shatter window+break break+window smash",
        on_events=False,
    ),
    "splash": StrikeSound(doors.splash, "splash =dive plunge jump+water", on_events=False),
    "whoosh": StrikeSound(
        signals.whoosh, "whoosh swoosh swish =swing =throw pass+by", -6.0, False, 0.3
    ),
    "thunder": StrikeSound(signals.thunder, "thunder lightning", 0.0, False, 0.0, 17.0),
    "explosion": StrikeSound(signals.explosion, "explo blast boom bomb detonat", 2.0, False),
    "gunshot": StrikeSound(signals.gunshot, "gun gunshot shot+fire pistol rifle shoot", 0.0, False),
    "bell": StrikeSound(signals.bell, "=bell =bells church chime gong toll", -3.0, False, 0.0, 2.6),
    "doorbell": StrikeSound(signals.doorbell, "doorbell bell+door", -6.0, False),
    "phone": StrikeSound(
        signals.phone, "phone telephone =ring =rings ringing ringtone", -9.0, False, 0.0, 3.5
    ),
    "alarm": StrikeSound(signals.alarm, "alarm beep beeping", -9.0, False, 0.0, 2.0),
    "siren": StrikeSound(signals.siren, "siren police ambulance", -9.0, False, 0.0, 4.0),
    "horn": StrikeSound(signals.horn, "horn honk", -6.0, False),
    "dog": StrikeSound(signals.dog, "=dog =dogs bark barking", -4.0, False, 0.0, 5.0),
    "bird": StrikeSound(signals.bird, "=crow =gull seagull parrot", -12.0, False, 0.0, 3.0),
    "clap": StrikeSound(signals.clap, "=clap =claps hands+clap", -3.0),
    "click": StrikeSound(signals.click, "click switch =lock button key+turn", -6.0, False),
    "key_press": StrikeSound(
        signals.key_press, "keyboard typing =type =types", -14.0, False, 0.0, 0.17
    ),
    "tick": StrikeSound(signals.tick, "clock tick ticking", -18.0, False, 0.0, 0.5),
    "paper": StrikeSound(signals.paper, "paper page book newspaper letter", -10.0, False),
    "drip": StrikeSound(signals.drip, "drip dripping leak", -10.0, False, 0.0, 1.3),
}
