"""What happens in a scene, before it is filmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tests.helpers.contact_scenes.painting import Look, Painter
from tests.helpers.contact_scenes.physics import Contact, Stage


@dataclass(frozen=True)
class Play:
    """How it is drawn at a time, when and where things meet, and how long it lasts."""

    draw: Callable[[Painter, float], None]
    contacts: Sequence[Contact]
    duration_s: float
    follow: Callable[[float], float] | None = None  # what the camera follows along x


MakePlay = Callable[[np.random.Generator, Look], Play]


def staged(
    stage: Stage, duration_s: float, draw: Callable[[Painter, float], None] | None = None, **looks
) -> Play:
    """The play of a stage that is run here."""
    stage.run(duration_s)
    return Play(draw or looks["draw"], stage.contacts, duration_s)
