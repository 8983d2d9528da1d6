"""Weather, water, machines and swarms: what goes on wherever it is."""

from __future__ import annotations

from deepaudio.engines.sketch.bank import textures
from deepaudio.engines.sketch.bank.recipes import (
    bubbling,
    hiss,
    hum,
    layered,
    noise,
    one_of,
    pulsing,
    rolled,
    shaped,
    sprayed,
    voice,
    wavering,
)
from deepaudio.engines.sketch.bank.sounds import Bed, Sprinkle, TextureSound

_DEEP = noise(((20, -10), (45, 0), (110, -4), (300, -14), (2000, -44)))
_ROAR = noise(((30, -12), (120, -2), (500, 0), (1800, -4), (6000, -14), (16000, -36)))
_RUSH = noise(((80, -24), (300, -4), (1000, 0), (4000, -6), (14000, -26)))
_HISS = noise(((500, -30), (2500, -6), (6000, 0), (14000, -6)))
_AIRFLOW = noise(((40, -14), (150, -2), (400, 0), (1200, -8), (9000, -36)))
_HOWL = noise(((180, -40), (420, -4), (460, 0), (500, -4), (900, -26), (4000, -60)))
_FIZZ = hiss(0.004, ((2000, -18), (6000, 0), (14000, -4)), 0.0003)
_PELLET = hiss(0.012, ((600, -14), (2500, 0), (7000, -4), (14000, -14)), 0.0004)
_SPIT = hiss(0.02, ((1500, -16), (4500, 0), (12000, -4)), 0.0006)
_SHOUT = one_of(
    *(
        voice(
            0.7, ((0, hz), (0.3, 1.4 * hz), (1, 1.05 * hz)),
            ((800, 1250, 2600), (560, 1800, 2500)), breath=0.25,
        )
        for hz in (170, 220, 280, 340, 420)
    )
)  # fmt: skip
_HA = voice(0.15, ((0, 210), (0.3, 250), (1, 190)), ((720, 1300, 2500), (800, 1250, 2600)),
            breath=0.3)  # fmt: skip
_CROAK = voice(0.3, ((0, 160), (1, 185)), ((800, 1700), (1000, 2000)), tremolo=(44, 0.9))


def _motor(hz: float, count: int = 20, power: float = 1.0, odd: float = 0.5) -> Bed:
    """A motor whose second harmonic is its firing, dull towards its highest ones."""
    top = hz * count
    dull = ((30, -3), (120, 0), (top * 0.4, -2), (top * 0.8, -14), (top * 1.4, -40))
    return shaped(hum(hz, rolled(count, power, odd), 0.02), dull)


def _sharp(hz: float, count: int = 30) -> Bed:
    """A small motor that runs fast: all harmonics, through the box it is in."""
    body = ((60, -16), (300, -4), (1200, 0), (4000, -4), (12000, -20))
    return shaped(hum(hz, rolled(count, 0.7), 0.03), body)


def _swarm(low: float, count: int) -> Bed:
    """Wings that beat at nearly the same rate, coming near and going away."""
    return layered(
        *(
            (0.5, wavering(hum(low * (1 + 0.07 * k), rolled(14, 0.9)), 0.7, 0.1))
            for k in range(count)
        )
    )


BEDS: dict[str, TextureSound] = {
    # -- weather and water
    "rain": TextureSound(textures.rain, 7.0, 1.0),
    "heavy_rain": TextureSound(textures.heavy_rain, 9.0, 1.0),
    "hail": TextureSound(
        layered((0.4, _RUSH), (1.0, sprayed(_PELLET, 220))), 8.0, 1.0
    ),
    "wind": TextureSound(textures.wind, 6.0, 2.0, 4.0),
    "howling_wind": TextureSound(
        layered((1.0, textures.wind), (0.45, wavering(_HOWL, 0.6, 0.05)), (0.3, _RUSH)),
        9.0, 1.0, 4.0,
    ),
    "leaves": TextureSound(textures.leaves, 5.0, 2.0, 4.0),
    "stream": TextureSound(textures.stream, 6.0, 1.0),
    "waterfall": TextureSound(
        layered((1.0, _ROAR), (0.6, noise(((200, -20), (1500, 0), (6000, -3), (16000, -16)))),
                (0.3, textures.stream)),
        9.0, 1.0,
    ),
    "fountain": TextureSound(textures.fountain, 6.0, 1.0),
    "underwater": TextureSound(textures.underwater, 6.0, 3.0, 4.0),
    "waves": TextureSound(textures.waves, 7.0, 1.0, 9.5),
    "water_lap": TextureSound(
        layered(
            (1.0, wavering(textures.stream, 1.1, 0.05)),
            (0.5, wavering(noise(((60, -8), (180, 0), (700, -10), (4000, -34))), 0.9, 0.1)),
        ),
        4.0, 1.0, 5.0, sprinkled=(Sprinkle("creak", 2.0, -42),),
    ),
    "boiling": TextureSound(
        layered((1.0, sprayed(bubbling(2, 0.05, 180, 900), 220)), (0.35, _AIRFLOW)),
        5.0, 1.0,
    ),
    "bubbles": TextureSound(
        layered((1.0, sprayed(bubbling(2, 0.03, 900, 4200), 300)), (0.3, _HISS)), 4.0, 1.0
    ),
    "fire": TextureSound(textures.fire, 7.0, 2.0),
    "earthquake": TextureSound(
        layered((1.0, wavering(_DEEP, 3.0, 0.4)), (0.3, wavering(_ROAR, 5.0, 0.2))), 9.0, 3.0, 4.0
    ),
    # -- vehicles
    "engine": TextureSound(textures.engine, 7.0, 3.0, 4.0),
    "truck": TextureSound(
        layered((1.0, _motor(19.0, 30, 0.9)), (0.7, _AIRFLOW), (0.4, _DEEP)), 8.0, 3.0, 4.0
    ),
    "motorcycle": TextureSound(
        layered((1.0, _motor(47.0, 34, 0.6, 0.9)), (0.3, _RUSH)), 9.0, 4.0, 4.0
    ),
    "motorboat": TextureSound(
        layered((1.0, _motor(39.0, 24, 0.8)), (0.6, wavering(_RUSH, 1.5, 0.4))), 8.0, 3.0, 4.0
    ),
    "train": TextureSound(textures.train, 7.0, 2.0, 9.5),
    "steam": TextureSound(
        layered((1.0, pulsing(_RUSH, 3.2, 0.85, 2.0)), (0.5, _HISS), (0.4, _DEEP)), 7.0, 1.0, 5.0
    ),
    "helicopter": TextureSound(
        layered(
            (1.0, pulsing(noise(((30, -4), (90, 0), (350, -4), (1500, -12), (6000, -30))),
                          11.0, 0.95, 3.0)),
            (0.5, _motor(88.0, 16, 0.8)), (0.3, _RUSH),
        ),
        9.0, 1.0, 4.0,
    ),
    "aeroplane": TextureSound(
        layered((1.0, _ROAR), (0.5, _DEEP), (0.25, hum(220.0, rolled(7, 0.6), 0.05))),
        8.0, 1.0, 4.0,
    ),
    "quadcopter": TextureSound(
        layered(*((0.6, _sharp(hz, 16)) for hz in (182.0, 187.0, 195.0, 201.0)), (0.5, _RUSH)),
        6.0, 1.0,
    ),
    "rocket": TextureSound(
        layered((1.0, wavering(_ROAR, 9.0, 0.6)), (1.0, _DEEP), (0.4, _HISS)), 12.0, 1.0
    ),
    # -- machines
    "machine": TextureSound(textures.machine, 5.0, 2.0, 4.0),
    "computer": TextureSound(
        layered((1.0, noise(((60, -18), (250, -4), (800, 0), (2500, -8), (9000, -26)))),
                (0.3, hum(120.0, rolled(5)))),
        3.0, 1.0, 4.0,
    ),
    "fridge": TextureSound(
        layered((1.0, hum(50.0, (0.4, 1.0, 0.3, 0.5, 0.1, 0.2))), (0.5, _AIRFLOW)), 4.0, 0.0, 4.0
    ),
    "fan": TextureSound(
        layered((1.0, pulsing(_AIRFLOW, 5.5, 0.25)), (0.3, hum(98.0, rolled(6)))), 5.0, 1.0, 4.0
    ),
    "washing_machine": TextureSound(
        layered(
            (1.0, pulsing(_motor(24.0, 18, 0.9), 2.4, 0.5)),
            (0.5, wavering(textures.stream, 1.4, 0.1)), (0.5, _AIRFLOW),
        ),
        6.0, 1.0, 5.0,
    ),
    "vacuum": TextureSound(
        layered((1.0, _sharp(212.0, 24)), (1.1, _ROAR), (0.4, _HISS)), 9.0, 1.0, 4.0
    ),
    "drill": TextureSound(
        layered((1.0, pulsing(_sharp(131.0), 31.0, 0.6)), (0.5, _HISS)), 10.0, 1.0
    ),
    "chainsaw": TextureSound(
        layered((1.0, _motor(104.0, 40, 0.5, 0.9)), (0.3, wavering(_RUSH, 3.0, 0.3))), 11.0, 1.0
    ),
    "lawnmower": TextureSound(
        layered((1.0, _motor(48.0, 30, 0.7)), (0.7, pulsing(_RUSH, 48.0, 0.5))), 9.0, 1.0, 4.0
    ),
    "grinder": TextureSound(
        layered((1.0, _sharp(158.0, 40)), (0.9, _HISS), (0.4, sprayed(_SPIT, 60))), 9.0, 1.0
    ),
    "welding": TextureSound(
        layered((1.0, sprayed(_SPIT, 170)), (0.5, hum(100.0, rolled(12, 0.7)))), 7.0, 1.0
    ),
    "static": TextureSound(
        layered((1.0, noise(((200, -24), (600, 0), (2500, 0), (4500, -16), (9000, -40)))),
                (0.2, sprayed(_FIZZ, 60))),
        5.0, 0.0,
    ),
    "frying": TextureSound(
        layered((1.0, sprayed(_SPIT, 240, 0.1)), (0.7, _HISS), (0.2, _AIRFLOW)), 6.0, 1.0
    ),
    # -- people
    "crowd": TextureSound(textures.crowd, 6.0, 2.0, 4.0, has_voices=True),
    "cheering": TextureSound(
        layered((1.0, sprayed(_SHOUT, 70)), (0.5, textures.crowd), (0.4, _RUSH)),
        10.0, 1.0, 4.0, has_voices=True,
    ),
    "laughing_crowd": TextureSound(
        layered((1.0, sprayed(_HA, 60)), (0.3, textures.crowd)), 8.0, 1.0, 4.0, has_voices=True
    ),
    "applause": TextureSound(textures.applause, 10.0, 1.0),
    # -- living things
    "birds": TextureSound(
        textures.outdoors, 2.0, 1.0,
        sprinkled=(Sprinkle("bird", 75, -32), Sprinkle("pigeon", 3, -40)),
    ),
    "crickets": TextureSound(textures.crickets, 4.0, 1.0, 4.0),
    "bees": TextureSound(_swarm(196.0, 6), 4.0, 3.0, 4.0),
    "frogs": TextureSound(
        layered((1.0, sprayed(_CROAK, 9)), (0.4, textures.outdoors)), 5.0, 1.0, 4.0,
        sprinkled=(Sprinkle("frog", 16, -34),),
    ),
    "purr": TextureSound(
        pulsing(noise(((30, -8), (90, 0), (400, -6), (2500, -24))), 24.0, 0.9, 1.5), 2.0, 0.0
    ),
    "rustle": TextureSound(textures.rustle, 2.0, 9.0),
    "drone": TextureSound(textures.drone, 5.0, 2.0, 9.5),
    "air": TextureSound(textures.air, 0.0, 12.0),
}  # fmt: skip
