"""What melt and GES play of cuts that made the whole journey, measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.burst_film import Cut, output, render
from tests.hosts import players
from tests.hosts.bursts import Heard, heard, own_levels

_MARGIN_S = 1
_CLEAR = 2.0  # times as much agreement as at the next best place
_QUIET = 0.4  # of a burst as it was made: mono in stereo may lose 3 dB, levelling gives or takes
_OWN = (0.2, 0.45)  # amplitude of the film's own tone, which was made with 0.4


@dataclass(frozen=True)
class Played:
    """The bursts of a cut as they were heard, by name, and the levels of the film's own sound."""

    bursts: Mapping[str, Heard]
    own: tuple[float, ...]

    @property
    def worst_s(self) -> float:
        """The largest lateness, or earliness where negative."""
        return max((found.late_s for found in self.bursts.values()), key=abs)

    def assert_heard(self, cut: Cut) -> None:
        """Every take is heard, on every side, and the film's own sound under it all along."""
        assert set(self.bursts) == set(cut.places)
        unclear = {name: f.clear for name, f in self.bursts.items() if f.clear < _CLEAR}
        assert not unclear, "takes that are not heard"
        assert min(side for found in self.bursts.values() for side in found.sides) > _QUIET
        assert len(self.own) > 20
        assert _OWN[0] < min(self.own) and max(self.own) < _OWN[1]


def melt(cut: Cut) -> Played:
    """A short cut, as a project for Kdenlive, played by MLT."""
    mixdown = players.melt(render(cut, ".kdenlive"), cut.frames - 1)
    return _played(cut, _written(cut), mixdown)


def ges(cut: Cut) -> Played:
    """A short cut, as an .xges project, played by GES."""
    return _played(cut, _written(cut), players.ges(render(cut, ".xges")))


def ges_for_long(cut: Cut) -> Played:
    """A long cut, played as a whole by GES."""
    mixdown = players.ges(render(cut, ".xges"), long=True)
    played = _played(cut, _written(cut), mixdown)
    mixdown.unlink()
    return played


def melt_in_parts(cut: Cut) -> Played:
    """A long cut: MLT plays around the film's own sounds, each time from another frame."""
    project, written = render(cut, ".kdenlive"), _written(cut)
    bursts: dict[str, Heard] = {}
    own: list[float] = []
    for begin, end in cut.own:
        first = max(0, math.floor((begin - _MARGIN_S) * cut.rate))
        last = min(cut.frames - 1, math.ceil((end + _MARGIN_S) * cut.rate))
        part = _played(cut, written, players.melt(project, last, first), float(first / cut.rate))
        bursts |= part.bursts
        own += part.own
    return Played(bursts, tuple(own))


def _written(cut: Cut) -> Path:
    """The cut as .otio, rendered once for all players."""
    path = output(cut, ".otio")
    return path if path.exists() else render(cut, ".otio")


def _played(cut: Cut, written: Path, mixdown: Path, begin_s: float = 0.0) -> Played:
    return Played(heard(cut, written, mixdown, begin_s), tuple(own_levels(cut, mixdown, begin_s)))


SHORT: dict[str, Callable[[Cut], Played]] = {"melt": melt, "GES": ges}
LONG: dict[str, Callable[[Cut], Played]] = {"melt": melt_in_parts, "GES": ges_for_long}
"""By player; long cuts are hours."""
