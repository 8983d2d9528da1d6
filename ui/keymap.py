"""Which keys do what: those of this program or of another one, and one's own over them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtGui import QKeySequence

from .actions import COMMANDS, Actions
from .state.preferences import Preferences

Keys = Mapping[str, tuple[str, ...]]
"""Key sequences by command; the first is shown."""

OWN = "DeepAudio"
PRESETS: dict[str, Keys] = {
    OWN: {},
    "Premiere Pro": {
        "clear_marks": ("Ctrl+Shift+X",),
        "zoom_fit": ("\\", "Shift+Z"),
        "zoom_in": ("=", "+"),
    },
    "DaVinci Resolve": {
        "split_line": ("Ctrl+\\", "Ctrl+B"),
        "play_around": ("/",),
        "play_marks": ("Alt+/",),
        "loop": ("Ctrl+/",),
        "zoom_in": ("Ctrl+=", "+"),
        "zoom_out": ("Ctrl+-", "-"),
    },
    "Media Composer": {
        "mark_in": ("I", "E"),
        "mark_out": ("O", "R"),
        "clear_marks": ("G",),
        "play_marks": ("6",),
        "zoom_in": ("Ctrl+]", "+"),
        "zoom_out": ("Ctrl+[", "-"),
        "zoom_fit": ("Ctrl+/",),
    },
}
"""What differs in another program; sources: the vendors' lists of default keys."""

_PRESET, _CHANGED = "keys/preset", "keys/own"


class Keymap:
    """The keys in force, kept in the preferences and set on the actions."""

    def __init__(self, actions: Actions, preferences: Preferences) -> None:
        self._actions, self._preferences = actions, preferences
        self.apply()

    @property
    def preset(self) -> str:
        """Whose keys they are, before one's own."""
        name = str(self._preferences.get(_PRESET, OWN))
        return name if name in PRESETS else OWN

    def choose(self, preset: str) -> None:
        """Take the keys of another program; one's own stay over them."""
        self._preferences.set(_PRESET, preset)
        self.apply()

    def set(self, command: str, key: str) -> str:
        """Give a command a key of one's own, "" for none. Returns the command that has it, if any.

        Then nothing has changed: two commands cannot share a key.
        """
        other = self.holder(key, command) if key else ""
        if not other:
            self._keep({**self._own(), command: [key] if key else []})
        return other

    def reset(self, command: str) -> None:
        """Give a command the preset's keys again."""
        own = self._own()
        own.pop(command, None)
        self._keep(own)

    def is_own(self, command: str) -> bool:
        """Whether one has chosen a command's key oneself."""
        return command in self._own()

    def holder(self, key: str, but: str = "") -> str:
        """The command that a key belongs to."""
        wanted = QKeySequence(key)
        for name, keys in keys_of(self.preset, self._own()).items():
            if name != but and any(QKeySequence(other) == wanted for other in keys):
                return name
        return ""

    def apply(self) -> None:
        """Set the keys on the actions."""
        self._actions.use_keys(keys_of(self.preset, self._own()))

    def _own(self) -> dict[str, list[str]]:
        try:
            kept = json.loads(str(self._preferences.get(_CHANGED, "{}")))
        except ValueError:  # written by another version
            return {}
        known = {command.name for command in COMMANDS}
        return {
            name: [str(key) for key in keys]
            for name, keys in (kept.items() if isinstance(kept, dict) else ())
            if name in known and isinstance(keys, list)
        }

    def _keep(self, own: Mapping[str, list[str]]) -> None:
        self._preferences.set(_CHANGED, json.dumps(dict(own), sort_keys=True))
        self.apply()


def keys_of(preset: str, own: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """The keys of every command. A key of one's own is taken from whatever had it."""
    found = {command.name: command.keys for command in COMMANDS}
    found.update(PRESETS.get(preset, {}))
    taken = {QKeySequence(key).toString() for keys in own.values() for key in keys}
    free = {
        name: tuple(key for key in keys if QKeySequence(key).toString() not in taken)
        for name, keys in found.items()
        if name not in own
    }
    return {**free, **{name: tuple(keys) for name, keys in own.items()}}
