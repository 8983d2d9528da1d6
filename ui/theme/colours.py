"""All colours of the interface by meaning, for light and dark hosts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QPalette

from deepaudio_plugin.backend.views import JobState


@dataclass(frozen=True)
class Colours:
    """Colours by role. Text on any of the fills has a contrast of at least 4.5:1."""

    background: QColor  # behind tracks
    lane: QColor  # a track's stripe
    lane_alternate: QColor
    line: QColor  # hairlines between things
    text: QColor
    text_faint: QColor
    ruler: QColor
    playhead: QColor
    mark: QColor  # the range between in and out
    selection: QColor  # outline of what is selected
    picture: QColor  # a shot without a thumbnail yet
    existing: QColor  # clips of the timeline's own sound
    cue: QColor
    speech: QColor
    audio: QColor
    waveform: QColor
    planned: QColor
    changed: QColor
    rendering: QColor
    ready: QColor
    failed: QColor
    warning: QColor
    note: QColor
    screen: QColor  # behind the film, dark on any host
    screen_text: QColor

    def of_state(self, state: JobState) -> QColor:
        """The colour of a job's state."""
        return {
            "planned": self.planned,
            "changed": self.changed,
            "waiting": self.planned,
            "rendering": self.rendering,
            "ready": self.ready,
            "failed": self.failed,
            "impossible": self.failed,
        }[state]


_DARK = Colours(
    *map(
        QColor,
        (
            "#1b1d20", "#24272b", "#202327", "#3a3f45", "#e8eaed", "#9aa3ad", "#2b2f34",
            "#ff5a4f", "#33405a", "#f5c542", "#343a42", "#3d4a45", "#4a4066", "#2d5f8a",
            "#2f6b54", "#b9d3e8", "#7d8791", "#e0a030", "#4aa3e0", "#55b27c", "#f0736c",
            "#e0a030", "#8ab4d8", "#0c0d0e", "#c8cdd3",
        ),
    )
)  # fmt: skip

_LIGHT = Colours(
    *map(
        QColor,
        (
            "#f2f3f5", "#ffffff", "#f8f9fa", "#c9ced4", "#1d2126", "#5b6570", "#e6e8eb",
            "#d92c20", "#d5e0f5", "#b07800", "#dfe3e8", "#d5e3dc", "#ddd5f0", "#bcd8f0",
            "#bfe3d2", "#2b4a66", "#69727c", "#a86a00", "#1668a8", "#1f7a47", "#b3261e",
            "#8f5a00", "#2b5f8f", "#16181a", "#d3d8de",
        ),
    )
)  # fmt: skip


def is_dark(palette: QPalette) -> bool:
    """Whether a palette is dark."""
    window = palette.color(QPalette.ColorRole.Window)
    return window.lightness() < palette.color(QPalette.ColorRole.WindowText).lightness()


def colours_for(palette: QPalette) -> Colours:
    """The colours that match a palette."""
    return _DARK if is_dark(palette) else _LIGHT


@lru_cache(maxsize=64)
def faded(name: str, alpha: int) -> QColor:
    """A colour, by name, with `alpha` from 0 to 255."""
    colour = QColor(name)
    colour.setAlpha(alpha)
    return colour


def mixed(background: QColor, tint: QColor, share: float) -> QColor:
    """`background` with `share` (0 to 1) of `tint` over it."""
    rest = 1 - share
    return QColor(
        round(rest * background.red() + share * tint.red()),
        round(rest * background.green() + share * tint.green()),
        round(rest * background.blue() + share * tint.blue()),
    )


_SPEAKERS_DARK = tuple(map(QColor, (
    "#6fb3f2", "#f29e6f", "#7fd18b", "#e58bd0", "#e6cf5c", "#68d3cf", "#b79bf5", "#f28a8a",
    "#a9c95f", "#d6a27a", "#8fa7ff", "#c7c7c7",
)))  # fmt: skip
_SPEAKERS_LIGHT = tuple(map(QColor, (
    "#1f6fc0", "#c05a14", "#1f8a3a", "#b02f94", "#8a7300", "#0f8480", "#6a3fd0", "#c02f2f",
    "#567d00", "#8a5a30", "#3348c8", "#5c5c5c",
)))  # fmt: skip


def speaker_colour(number: int, *, dark: bool) -> QColor:
    """The colour of a speaker's number: a stripe beside the name, which says it too."""
    colours = _SPEAKERS_DARK if dark else _SPEAKERS_LIGHT
    return colours[number % len(colours)]
