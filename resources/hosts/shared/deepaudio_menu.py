"""The commands of a host's menu, the same for every host: open the window, bring tracks in.

`host` is a bridge with the methods of `deepaudio_plugin.hosts.bridge`; `tell` shows a
sentence in the host. Runs in the Python of the host, from 3.7 on.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import deepaudio_outside as outside
from deepaudio_outside import BridgeError


class MenuCommands:
    """The commands of a menu. None of them raises: a fault is shown to the user."""

    def __init__(self, host: Any, home: Path, show_message: Callable[[str], object]) -> None:
        self._host = host
        self._home = home
        self._show_message = show_message

    def open_window(self) -> None:
        """Save what is open as a timeline, and start the window with it."""
        self._try(self._open_window)

    def bring_in(self) -> None:
        """Put the tracks that were written into the host."""
        self._try(self._bring_in)

    def _open_window(self) -> str:
        outside.interpreter(self._home)  # refused before anything is saved
        sent = self._host.send_timeline()
        outside.open_window(self._home, sent.path, self._host.name)
        return " ".join(sent.notes)

    def _bring_in(self) -> str:
        placed = self._host.receive_tracks()
        sentence = f"“{placed.timeline}” has the new tracks ({placed.clips} clips)."
        return " ".join((sentence, *tuple(placed.notes)))

    def _try(self, command: Callable[[], str]) -> None:
        try:
            message = command()
        except BridgeError as error:
            message = str(error)
        except Exception as error:  # the host's own: whatever it raises, it must not go down
            traceback.print_exc()
            message = f"{self._host.name} could not do this: {error}"
        if message:
            self._show_message(message)
