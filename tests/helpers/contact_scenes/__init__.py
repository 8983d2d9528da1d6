"""Small drawn films with exactly known contacts, in two halves that share nothing.

`chosen_on` is what the detector of contacts is made on; `reported_on`, of other kinds,
art and seeds, is what its figures are reported on. Rigid bodies are moved by pymunk.
"""

from __future__ import annotations

from tests.helpers.contact_scenes import chosen_on, reported_on
from tests.helpers.contact_scenes.filming import ContactScene, any_weather, film

RATES = (24.0, 25.0, 30.0, 50.0, 60.0)
HEIGHTS = (90, 180, 360)
"""The sizes that scenes are drawn at, in pixels; they are 16 to 9."""


def chosen(kind: str, seed: int, rate: float = 25.0, height: int = 90) -> ContactScene:
    """A scene of the half that parameters are chosen on."""
    makes = {**chosen_on.CONTACTS, **chosen_on.QUIET}
    seeds = (1, list(makes).index(kind), seed)
    return film(kind, makes[kind], chosen_on.look, any_weather, seeds, rate, height)


def reported(kind: str, seed: int, rate: float = 25.0, height: int = 90) -> ContactScene:
    """A scene of the half that figures are reported on."""
    makes = {**reported_on.CONTACTS, **reported_on.QUIET}
    sky = reported_on.weather if kind in reported_on.CONTACTS else reported_on.bad_day
    seeds = (2, list(makes).index(kind), seed)
    return film(kind, makes[kind], reported_on.look, sky, seeds, rate, height)
