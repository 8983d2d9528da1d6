"""Settings of the interface kept between sessions; nothing about a timeline's sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal

_MAX_RECENT = 12


class Preferences(QObject):
    """Window geometry, recent timelines and the like, in the platform's usual place.

    Signals:
        recent_changed: other recent timelines.
        changed(str): another value, by name.
    """

    recent_changed = Signal()
    changed = Signal(str)

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings or QSettings("DeepAudio", "DeepAudio for editors")

    def get(self, name: str, default: Any = None) -> Any:
        """A value, or `default` if it was never set or cannot be read."""
        try:
            return self._settings.value(name, default)
        except (EOFError, TypeError, ValueError):  # written by another version
            return default

    def set(self, name: str, value: Any) -> None:
        """Remember a value."""
        self._settings.setValue(name, value)
        self.changed.emit(name)

    @property
    def recent(self) -> tuple[str, ...]:
        """Timelines opened before, the latest first, that are still there."""
        kept = self.get("recent", [])
        paths = [kept] if isinstance(kept, str) else list(kept or [])
        return tuple(path for path in paths if Path(path).exists())

    def add_recent(self, path: str) -> None:
        """Remember a timeline that was opened."""
        others = [other for other in self.recent if other != path]
        self._settings.setValue("recent", [path, *others][:_MAX_RECENT])
        self.recent_changed.emit()

    def forget_recent(self) -> None:
        """Forget them all."""
        self._settings.remove("recent")
        self.recent_changed.emit()
