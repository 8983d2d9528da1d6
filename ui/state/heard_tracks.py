"""Which tracks are heard: muted and solo ones. A way of listening, no decision."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from deepaudio_plugin.core.track_levels import is_films


class HeardTracks(QObject):
    """What one hears of a timeline. The film's own sound is muted until one asks for it.

    Signals:
        changed: other tracks are heard.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._toggled: set[str] = set()  # muted, or of the film and not muted
        self._solo: set[str] = set()
        self._original = False

    def reset(self) -> None:
        """As it is before anybody listens."""
        self._toggled, self._solo = set(), set()
        self.changed.emit()

    def is_muted(self, track: str) -> bool:
        """Whether a track is muted by itself."""
        return (track in self._toggled) != is_films(track)

    def is_solo(self, track: str) -> bool:
        """Whether a track is one of those that alone are heard."""
        return track in self._solo

    def mute(self, track: str, muted: bool) -> None:
        """Mute a track, or let it be heard."""
        differs = muted != is_films(track)
        (self._toggled.add if differs else self._toggled.discard)(track)
        self.changed.emit()

    def solo(self, track: str, solo: bool) -> None:
        """Hear a track alone, beside others that are heard so; also one that is muted."""
        (self._solo.add if solo else self._solo.discard)(track)
        self.changed.emit()

    @property
    def original(self) -> bool:
        """Whether the film's own sound is heard instead of everything else."""
        return self._original

    def hear_original(self, original: bool) -> None:
        """Hear the film's own sound instead of everything else, or all as before."""
        if original != self._original:
            self._original = original
            self.changed.emit()

    def silent(self, tracks: Iterable[str]) -> tuple[str, ...]:
        """Those of all tracks that are not heard now."""
        return tuple(track for track in tracks if not self._is_heard(track))

    def _is_heard(self, track: str) -> bool:
        if self._original:
            return is_films(track)
        return track in self._solo if self._solo else not self.is_muted(track)
